"""차례가 있는 자료: 더 많은 순환망, 시간의 고리, 누적.

Write more models of sequences, short ones: loops over time that fill, append, stack and sum.
"""

import numpy as np

from tests.handwritten.programs import program


@program("a vanilla RNN of vectors, every step's loss, bptt with a list of deltas", float32=True)
def bptt_deltas(dtype):
    rng = np.random.default_rng(140)
    x = np.array([1, 0, 3, 2])
    y = np.array([0, 3, 2, 1])

    def propagate(U, V, W):
        T = len(x)
        s = np.zeros((T + 1, W.shape[0]))
        o = np.zeros((T, V.shape[0]))
        for t in np.arange(T):
            s[t] = np.tanh(U[:, x[t]] + W.dot(s[t - 1]))
            z = V.dot(s[t])
            o[t] = np.exp(z) / np.sum(np.exp(z))
        return o, s

    def forward(U, V, W):
        o, s = propagate(U, V, W)
        correct = o[np.arange(len(y)), y]
        return -1 * np.sum(np.log(correct)) / len(y)

    def gradients(U, V, W):
        o, s = propagate(U, V, W)
        dU, dV, dW = np.zeros(U.shape), np.zeros(V.shape), np.zeros(W.shape)
        delta_o = o / len(y)
        delta_o[np.arange(len(y)), y] -= 1.0 / len(y)
        for t in np.arange(len(y))[::-1]:
            dV += np.outer(delta_o[t], s[t].T)
            delta_t = V.T.dot(delta_o[t]) * (1 - (s[t] ** 2))
            for step in np.arange(t, -1, -1):
                dW += np.outer(delta_t, s[step - 1])
                dU[:, x[step]] += delta_t
                delta_t = W.T.dot(delta_t) * (1 - s[step - 1] ** 2)
        return [dU, dV, dW]

    P = {"U": rng.normal(size=(3, 4)), "V": rng.normal(size=(4, 3)), "W": rng.normal(size=(3, 3))}
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("binary addition: layer_1_values appended, one sigmoid a step", float32=True)
def binary_addition(dtype):
    rng = np.random.default_rng(141)
    a, b = np.array([0, 1, 1, 0, 1]), np.array([1, 1, 0, 0, 1])
    c = np.array([1, 0, 0, 1, 0])

    def sigmoid(x):
        output = 1 / (1 + np.exp(-x))
        return output

    def forward(synapse_0, synapse_1, synapse_h):
        layer_1_values = list()
        layer_1_values.append(np.zeros(synapse_h.shape[0]))
        overall = 0
        for position in range(5):
            X = np.array([[a[position], b[position]]])
            y = np.array([[c[position]]]).T
            layer_1 = sigmoid(np.dot(X, synapse_0) + np.dot(layer_1_values[-1], synapse_h))
            layer_2 = sigmoid(np.dot(layer_1, synapse_1))
            overall += 0.5 * np.sum((y - layer_2) ** 2)
            layer_1_values.append(layer_1)
        return overall

    def gradients(synapse_0, synapse_1, synapse_h):
        values, outs = [np.zeros((1, synapse_h.shape[0]))], []
        for position in range(5):
            X = np.array([[a[position], b[position]]])
            values.append(sigmoid(np.dot(X, synapse_0) + np.dot(values[-1], synapse_h)))
            outs.append(sigmoid(np.dot(values[-1], synapse_1)))
        d0, d1, dh = np.zeros_like(synapse_0), np.zeros_like(synapse_1), np.zeros_like(synapse_h)
        future = np.zeros((1, synapse_h.shape[0]))
        for position in range(4, -1, -1):
            X = np.array([[a[position], b[position]]])
            out, layer_1, before = outs[position], values[position + 1], values[position]
            delta_2 = (out - c[position]) * out * (1 - out)
            back = future.dot(synapse_h.T) + delta_2.dot(synapse_1.T)
            delta_1 = back * layer_1 * (1 - layer_1)
            d1 += np.atleast_2d(layer_1).T.dot(delta_2)
            dh += np.atleast_2d(before).T.dot(delta_1)
            d0 += X.T.dot(delta_1)
            future = delta_1
        return {"synapse_0": d0, "synapse_1": d1, "synapse_h": dh}

    P = {
        "synapse_0": 2 * rng.random((2, 4)) - 1,
        "synapse_1": 2 * rng.random((4, 1)) - 1,
        "synapse_h": 2 * rng.random((4, 4)) - 1,
    }
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("autoregression: predictions appended, np.array of them, feedback", float32=True)
def feedback(dtype):
    series = np.sin(np.arange(8) / 2).astype(dtype)

    def forward(w, b):
        last, preds = [series[0], series[1]], []
        for t in range(2, 8):
            p = np.tanh(w[0] * last[-1] + w[1] * last[-2] + b)
            preds.append(p)
            last.append(p)
        return np.mean((np.array(preds) - series[2:]) ** 2)

    def gradients(w, b):
        p = [series[0], series[1]]
        for t in range(2, 8):
            p.append(np.tanh(w[0] * p[-1] + w[1] * p[-2] + b))
        dp, dw, db = np.zeros(8), np.zeros(2), 0.0
        dp[2:] = 2 * (np.array(p[2:]) - series[2:]) / 6
        for t in range(7, 1, -1):
            da = dp[t] * (1 - p[t] ** 2)
            dw += da * np.array([p[t - 1], p[t - 2]])
            db += da
            dp[t - 1] += da * w[0]
            dp[t - 2] += da * w[1]
        return {"w": dw, "b": db}

    return forward, gradients, {"w": np.array([0.9, -0.4], dtype), "b": 0.1}


@program("a leaky integrator: state *= decay, state += input, in place", float32=True)
def leaky_integrator(dtype):
    rng = np.random.default_rng(143)
    inputs = rng.normal(size=(6, 3)).astype(dtype)
    goal = rng.normal(size=4).astype(dtype)

    def forward(W):
        state = np.zeros(4)
        for u in inputs:
            state *= 0.8
            state += np.tanh(W @ u)
        return np.sum((state - goal) ** 2)

    def gradients(W):
        state, hs = np.zeros(4), []
        for u in inputs:
            hs.append(np.tanh(W @ u))
            state = 0.8 * state + hs[-1]
        d, dW = 2 * (state - goal), np.zeros_like(W)
        for u, h in zip(inputs[::-1], hs[::-1]):
            dW += np.outer(d * (1 - h**2), u)
            d = d * 0.8
        return dW

    return forward, gradients, {"W": rng.normal(size=(4, 3)).astype(dtype)}


@program("exponential smoothing with one learned alpha", float32=False)
def smoothing(dtype):
    y = np.array([3.0, 2.5, 4.0, 3.5, 5.0, 4.2])

    def forward(alpha):
        level, sse = y[0], 0
        for obs in y[1:]:
            sse += (obs - level) ** 2
            level = alpha * obs + (1 - alpha) * level
        return sse

    def gradients(alpha):
        level, dlevel, dalpha = y[0], 0, 0
        for obs in y[1:]:
            dalpha += -2 * (obs - level) * dlevel
            dlevel = obs - level + (1 - alpha) * dlevel
            level = alpha * obs + (1 - alpha) * level
        return dalpha

    return forward, gradients, {"alpha": 0.35}


@program("a bidirectional RNN, np.concatenate of both, outputs stacked", float32=True)
def bidirectional(dtype):
    rng = np.random.default_rng(145)
    xs = rng.normal(size=(4, 2)).astype(dtype)
    ys = rng.normal(size=(4, 3)).astype(dtype)

    def scan(xs, W, U):
        h, out = np.zeros(U.shape[0], dtype), []
        for x in xs:
            h = np.tanh(x @ W + h @ U)
            out.append(h)
        return np.stack(out)

    def forward(Wf, Uf, Wb, Ub, V):
        hf = scan(xs, Wf, Uf)
        hb = scan(xs[::-1], Wb, Ub)[::-1]
        h = np.concatenate([hf, hb], axis=1)
        return np.mean(np.square(h @ V - ys))

    def back(xs, hs, dhs, U):
        dW, dU, later = 0, 0, 0
        for t in range(len(xs) - 1, -1, -1):
            before = hs[t - 1] if t > 0 else np.zeros_like(hs[0])
            da = (dhs[t] + later) * (1 - hs[t] ** 2)
            dW = dW + np.outer(xs[t], da)
            dU = dU + np.outer(before, da)
            later = da @ U.T
        return dW, dU

    def gradients(Wf, Uf, Wb, Ub, V):
        hf, hb = scan(xs, Wf, Uf), scan(xs[::-1], Wb, Ub)[::-1]
        h = np.concatenate([hf, hb], axis=1)
        d = 2 * (h @ V - ys) / ys.size
        dhf, dhb = np.split(d @ V.T, [3], axis=1)
        dWf, dUf = back(xs, hf, dhf, Uf)
        dWb, dUb = back(xs[::-1], hb[::-1], dhb[::-1], Ub)
        return {"Wf": dWf, "Uf": dUf, "Wb": dWb, "Ub": dUb, "V": h.T @ d}

    P = {"Wf": (2, 3), "Uf": (3, 3), "Wb": (2, 4), "Ub": (4, 4), "V": (7, 3)}
    return forward, gradients, {k: (0.7 * rng.normal(size=s)).astype(dtype) for k, s in P.items()}


@program("many to one: reviews of different lengths, a loop in a loop", float32=True)
def different_lengths(dtype):
    rng = np.random.default_rng(146)
    reviews = [rng.normal(size=(n, 3)).astype(dtype) for n in (2, 4, 3)]
    labels = [1, 0, 1]

    def forward(Wx, Wh, v):
        losses = np.zeros(len(reviews))
        for i, (review, label) in enumerate(zip(reviews, labels)):
            h = np.zeros(Wh.shape[0])
            for word in review:
                h = np.tanh(Wx @ word + Wh @ h)
            p = 1 / (1 + np.exp(-(v @ h)))
            losses[i] = -np.log(p) if label == 1 else -np.log(1 - p)
        return losses.mean()

    def gradients(Wx, Wh, v):
        dWx, dWh, dv = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(v)
        for review, label in zip(reviews, labels):
            hs = [np.zeros(Wh.shape[0])]
            for word in review:
                hs.append(np.tanh(Wx @ word + Wh @ hs[-1]))
            p = 1 / (1 + np.exp(-(v @ hs[-1])))
            ds = (p - label) / len(reviews)
            dv += ds * hs[-1]
            dh = ds * v
            for t in range(len(review), 0, -1):
                da = dh * (1 - hs[t] ** 2)
                dWx += da[:, None] * review[t - 1]
                dWh += da[:, None] * hs[t - 1]
                dh = Wh.T @ da
        return dWx, dWh, dv

    P = {"Wx": rng.normal(size=(4, 3)), "Wh": rng.normal(size=(4, 4)) / 2, "v": rng.normal(size=4)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("seq2seq: an encoder's last state starts the decoder, teacher forcing", float32=True)
def encoder_decoder(dtype):
    rng = np.random.default_rng(147)
    source, target = [1, 3, 0], [2, 0, 3]
    eye = np.eye(4, dtype=dtype)

    def run(We, Ue, Wd, Ud, V):
        enc, dec, probs = [np.zeros(3, dtype)], [], []
        for w in source:
            enc.append(np.tanh(eye[w].dot(We) + enc[-1].dot(Ue)))
        dec.append(enc[-1])
        for w in [1, *target[:-1]]:
            dec.append(np.tanh(eye[w].dot(Wd) + dec[-1].dot(Ud)))
            e = np.exp(dec[-1].dot(V))
            probs.append(e / e.sum())
        return enc, dec, probs

    def forward(We, Ue, Wd, Ud, V):
        _, _, probs = run(We, Ue, Wd, Ud, V)
        return -sum(np.log(p[w]) for p, w in zip(probs, target)) / len(target)

    def gradients(We, Ue, Wd, Ud, V):
        enc, dec, probs = run(We, Ue, Wd, Ud, V)
        dWe, dUe, dWd, dUd, dV = (np.zeros_like(a) for a in (We, Ue, Wd, Ud, V))
        dh, fed = np.zeros(3), [1, *target[:-1]]
        for t in (2, 1, 0):
            do = (probs[t] - eye[target[t]]) / len(target)
            dV += np.outer(dec[t + 1], do)
            da = (dh + V.dot(do)) * (1 - dec[t + 1] ** 2)
            dWd[fed[t]] += da
            dUd += np.outer(dec[t], da)
            dh = Ud.dot(da)
        for t in (2, 1, 0):
            da = dh * (1 - enc[t + 1] ** 2)
            dWe[source[t]] += da
            dUe += np.outer(enc[t], da)
            dh = Ue.dot(da)
        return dWe, dUe, dWd, dUd, dV

    P = {"We": (4, 3), "Ue": (3, 3), "Wd": (4, 3), "Ud": (3, 3), "V": (3, 4)}
    return forward, gradients, {k: (0.8 * rng.normal(size=s)).astype(dtype) for k, s in P.items()}
