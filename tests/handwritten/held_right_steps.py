"""시간을 따라가는 것들.

Models that go through time.
"""

from collections import deque

import numpy as np

from tests.handwritten.programs import program


@program("an autoregression of two lags, floats in a deque")
def two_lags(dtype):
    series = [0.3, 0.9, 0.4, -0.2, -0.7, 0.1, 0.5]

    def forward(p1, p2, c):
        total, last = 0.0, deque(series[:2], maxlen=2)
        for x in series[2:]:
            total += (p1 * last[1] + p2 * last[0] + c - x) ** 2
            last.append(x)
        return total / (len(series) - 2)

    def backward(p1, p2, c):
        g = [0.0, 0.0, 0.0]
        for t in range(2, len(series)):
            e = 2 * (p1 * series[t - 1] + p2 * series[t - 2] + c - series[t])
            g[0] += e * series[t - 1]
            g[1] += e * series[t - 2]
            g[2] += e
        return [x / (len(series) - 2) for x in g]

    return forward, backward, [0.6, -0.3, 0.05]


@program("a hidden Markov model: log alpha, a loop over time", float32=True)
def hidden_markov(dtype):
    seen = [0, 2, 1, 1, 0]

    def normalised(a):
        return np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)

    def forward(A, B):
        T, E = normalised(A), normalised(B)
        alpha = E[:, seen[0]] / 2
        for o in seen[1:]:
            alpha = (alpha @ T) * E[:, o]
        return -np.log(alpha.sum())

    def backward(A, B):
        T, E = normalised(A), normalised(B)
        alphas = [E[:, seen[0]] / 2]
        for o in seen[1:]:
            alphas.append((alphas[-1] @ T) * E[:, o])
        dT, dE = np.zeros_like(T), np.zeros_like(E)
        dalpha = -np.ones(2) / alphas[-1].sum()
        for t in range(len(seen) - 1, 0, -1):
            o = seen[t]
            dE[:, o] += dalpha * (alphas[t - 1] @ T)
            dpred = dalpha * E[:, o]
            dT += np.outer(alphas[t - 1], dpred)
            dalpha = T @ dpred
        dE[:, seen[0]] += dalpha / 2
        dA = T * (dT - (dT * T).sum(axis=1, keepdims=True))
        dB = E * (dE - (dE * E).sum(axis=1, keepdims=True))
        return {"A": dA, "B": dB}

    return (
        forward,
        backward,
        {
            "A": np.array([[0.5, -0.2], [0.1, 0.7]], dtype),
            "B": np.array([[0.3, 0.0, -0.5], [-0.1, 0.6, 0.2]], dtype),
        },
    )


@program("a linear state space, outputs appended and stacked", float32=True)
def state_space(dtype):
    rng = np.random.default_rng(431)
    u = rng.normal(size=(5, 2)).astype(dtype)
    y = rng.normal(size=(5, 1)).astype(dtype)

    def forward(A, B, C):
        x, outs = np.zeros(3, dtype=u.dtype), []
        for row in u:
            x = A @ x + B @ row
            outs.append(C @ x)
        return np.mean((np.stack(outs) - y) ** 2)

    def backward(A, B, C):
        xs = [np.zeros(3, dtype=u.dtype)]
        for row in u:
            xs.append(A @ xs[-1] + B @ row)
        dA, dB, dC, dx = np.zeros_like(A), np.zeros_like(B), np.zeros_like(C), 0
        for t in range(5, 0, -1):
            e = 2 * (C @ xs[t] - y[t - 1]) / 5
            dC += np.outer(e, xs[t])
            dx = dx + C.T @ e
            dA += np.outer(dx, xs[t - 1])
            dB += np.outer(dx, u[t - 1])
            dx = A.T @ dx
        return dA, dB, dC

    return (
        forward,
        backward,
        [
            (0.5 * rng.normal(size=(3, 3))).astype(dtype),
            rng.normal(size=(3, 2)).astype(dtype),
            rng.normal(size=(1, 3)).astype(dtype),
        ],
    )


@program("a plain recurrence with softplus, states of dtype 'f' or 'd' filled in", float32=True)
def softplus_recurrence(dtype):
    rng = np.random.default_rng(432)
    xs = rng.normal(size=(4, 3, 2)).astype(dtype)
    goal = rng.normal(size=(3, 3)).astype(dtype)
    kind = np.dtype(dtype).char

    def run(Wx, Wh):
        h = np.zeros((5, 3, 3), dtype=kind)
        for t in range(4):
            h[t + 1] = np.log1p(np.exp(xs[t] @ Wx + h[t] @ Wh))
        return h

    def forward(Wx, Wh):
        return 0.5 * np.sum((run(Wx, Wh)[-1] - goal) ** 2)

    def backward(Wx, Wh):
        h = run(Wx, Wh)
        dWx, dWh = np.zeros_like(Wx), np.zeros_like(Wh)
        dh = h[-1] - goal
        for t in reversed(range(4)):
            ds = dh * (1 - np.exp(-h[t + 1]))
            dWx += xs[t].T @ ds
            dWh += h[t].T @ ds
            dh = ds @ Wh.T
        return {"Wx": dWx, "Wh": dWh}

    return (
        forward,
        backward,
        {
            "Wx": rng.normal(size=(2, 3)).astype(dtype),
            "Wh": (0.5 * rng.normal(size=(3, 3))).astype(dtype),
        },
    )


@program("an LSTM with peepholes, columns, one step after another", float32=True)
def peepholes(dtype):
    rng = np.random.default_rng(433)
    xs = rng.normal(size=(3, 2)).astype(dtype)
    goal = rng.normal(size=2).astype(dtype)

    def sig(a):
        return 1 / (1 + np.exp(-a))

    def steps(P):
        h, c, kept = np.zeros(2), np.zeros(2), []
        for x in xs:
            z = np.concatenate((x, h))
            i = sig(P["Wi"] @ z + P["pi"] * c)
            f = sig(P["Wf"] @ z + P["pf"] * c)
            g = np.tanh(P["Wg"] @ z)
            new = f * c + i * g
            o = sig(P["Wo"] @ z + P["po"] * new)
            kept.append((z, c, i, f, g, new, o))
            h, c = o * np.tanh(new), new
        return h, kept

    def forward(P):
        h, _ = steps(P)
        return np.dot(h - goal, h - goal)

    def backward(P):
        h, kept = steps(P)
        G = {k: np.zeros_like(v) for k, v in P.items()}
        dh, dc = 2 * (h - goal), np.zeros(2)
        for z, c, i, f, g, new, o in reversed(kept):
            t = np.tanh(new)
            ao = dh * t * o * (1 - o)
            dc = dc + dh * o * (1 - t * t) + ao * P["po"]
            ai, af, ag = dc * g * i * (1 - i), dc * c * f * (1 - f), dc * i * (1 - g * g)
            dz = 0
            for name, a in (("Wi", ai), ("Wf", af), ("Wg", ag), ("Wo", ao)):
                G[name] += np.outer(a, z)
                dz = dz + P[name].T @ a
            G["pi"] += ai * c
            G["pf"] += af * c
            G["po"] += ao * new
            dc = dc * f + ai * P["pi"] + af * P["pf"]
            dh = dz[2:]
        return G

    shapes = {"Wi": (2, 4), "Wf": (2, 4), "Wg": (2, 4), "Wo": (2, 4), "pi": 2, "pf": 2, "po": 2}
    return forward, backward, {k: rng.normal(size=s).astype(dtype) for k, s in shapes.items()}


@program("Holt's level and trend, two smoothing floats")
def holt(dtype):
    y = [1.0, 1.4, 1.9, 2.1, 2.8, 3.1]

    def forward(a, b):
        level, trend, sse = y[0], y[1] - y[0], 0.0
        for t in range(1, len(y)):
            guess = level + trend
            sse += (y[t] - guess) ** 2
            old = level
            level = a * y[t] + (1 - a) * guess
            trend = b * (level - old) + (1 - b) * trend
        return sse

    def backward(a, b):
        kept, level, trend = [], y[0], y[1] - y[0]
        for t in range(1, len(y)):
            new = a * y[t] + (1 - a) * (level + trend)
            kept.append((t, level, trend, new))
            level, trend = new, b * (new - level) + (1 - b) * trend
        da = db = dlevel = dtrend = 0.0
        for t, level, trend, new in kept[::-1]:
            db += dtrend * (new - level - trend)
            dnew = dlevel + dtrend * b
            guess = level + trend
            da += dnew * (y[t] - guess)
            dguess = dnew * (1 - a) - 2 * (y[t] - guess)
            dlevel, dtrend = dguess - dtrend * b, dguess + dtrend * (1 - b)
        return {"da": da, "db": db}

    return forward, backward, {"a": 0.4, "b": 0.3}


@program("a midpoint step of a pendulum with friction, three numbers", float32=False)
def pendulum(dtype):
    targets = [0.9, 0.6, 0.2]
    dt = 0.2

    def forward(theta, speed, friction):
        q, v, loss = theta, speed, 0.0
        for target in targets:
            v = v + dt * (-np.sin(q) - friction * v)
            q = q + dt * v
            loss = loss + (q - target) ** 2
        return loss

    def backward(theta, speed, friction):
        states = [(theta, speed)]
        for _ in targets:
            q, v = states[-1]
            v = v + dt * (-np.sin(q) - friction * v)
            states.append((q + dt * v, v))
        dq = dv = dfriction = 0.0
        for k in range(len(targets), 0, -1):
            dq += 2 * (states[k][0] - targets[k - 1])
            dv += dt * dq
            q, v = states[k - 1]
            dfriction -= dv * dt * v
            dq -= dv * dt * np.cos(q)
            dv *= 1 - dt * friction
        return dq, dv, dfriction

    return forward, backward, {"theta": 1.0, "speed": 0.1, "friction": 0.4}


@program("dilated causal convolutions, two layers, x[t] and x[t - d]", float32=True)
def dilated(dtype):
    rng = np.random.default_rng(434)
    x = rng.normal(size=(8, 2)).astype(dtype)
    y = rng.normal(size=8).astype(dtype)

    def shifted(a, d):
        return np.vstack([np.zeros((d, a.shape[1]), a.dtype), a[:-d]])

    def forward(now1, then1, now2, then2):
        h = np.tanh(x @ now1 + shifted(x, 1) @ then1)
        out = h @ now2 + shifted(h, 2) @ then2
        return np.mean((out.ravel() - y) ** 2)

    def backward(now1, then1, now2, then2):
        h = np.tanh(x @ now1 + shifted(x, 1) @ then1)
        out = h @ now2 + shifted(h, 2) @ then2
        d = (2 * (out.ravel() - y) / len(y))[:, None]
        dh = d @ now2.T
        dh[:-2] += d[2:] @ then2.T
        dz = dh * (1 - h**2)
        return x.T @ dz, shifted(x, 1).T @ dz, h.T @ d, shifted(h, 2).T @ d

    shapes = [(2, 3), (2, 3), (3, 1), (3, 1)]
    return forward, backward, [rng.normal(size=s).astype(dtype) for s in shapes]


@program("states stopped at random lengths, a mask over time", float32=True)
def masked_lengths(dtype):
    rng = np.random.default_rng(435)
    x = rng.normal(size=(3, 4, 2)).astype(dtype)
    mask = np.array([[1, 1, 1, 1], [1, 1, 0, 0], [1, 1, 1, 0]], dtype=dtype)
    y = rng.normal(size=(3, 3)).astype(dtype)

    def forward(W, U):
        h = np.zeros((3, 3), dtype=dtype)
        for t in range(4):
            m = mask[:, t : t + 1]
            h = m * np.tanh(x[:, t] @ W + h @ U) + (1 - m) * h
        return np.sum((h - y) ** 2) / len(y)

    def backward(W, U):
        hs, news = [np.zeros((3, 3), dtype=dtype)], []
        for t in range(4):
            m = mask[:, t : t + 1]
            news.append(np.tanh(x[:, t] @ W + hs[-1] @ U))
            hs.append(m * news[-1] + (1 - m) * hs[-1])
        dW, dU, dh = np.zeros_like(W), np.zeros_like(U), 2 * (hs[-1] - y) / len(y)
        for t in (3, 2, 1, 0):
            m = mask[:, t, None]
            dz = m * dh * (1 - news[t] ** 2)
            dW += x[:, t].T @ dz
            dU += hs[t].T @ dz
            dh = (1 - m) * dh + dz @ U.T
        return {"W": dW, "U": dU}

    return (
        forward,
        backward,
        {
            "W": rng.normal(size=(2, 3)).astype(dtype),
            "U": rng.normal(size=(3, 3)).astype(dtype),
        },
    )


@program("gradient steps inside: two inner updates, then the outer loss", float32=True)
def inner_steps(dtype):
    rng = np.random.default_rng(436)
    A = rng.normal(size=(4, 3)).astype(dtype)
    inner, outer = rng.normal(size=(2, 4)).astype(dtype)
    lr = 0.1

    def forward(w):
        for _ in range(2):
            w = w - lr * A.T @ (A @ w - inner)
        return 0.5 * np.sum((A @ w - outer) ** 2)

    def backward(w):
        H = A.T @ A
        adapted = w
        for _ in range(2):
            adapted = adapted - lr * (H @ adapted - A.T @ inner)
        g = A.T @ (A @ adapted - outer)
        for _ in range(2):
            g = g - lr * H @ g
        return g

    return forward, backward, {"w": rng.normal(size=3).astype(dtype)}
