"""순환 신경망: RNN, LSTM, GRU, 시간을 거슬러.

Write recurrent networks by hand, with states kept in dicts, lists, arrays and layers.
"""

import numpy as np

from tests.handwritten.programs import program


@program("characters: xs, hs, ys, ps in dicts, hs[-1] copied", float32=True)
def characters(dtype):
    rng = np.random.default_rng(130)
    vocab_size, hidden_size = 5, 4
    inputs, targets = [0, 3, 1, 3], [3, 1, 3, 4]
    hprev = (0.1 * rng.normal(size=(hidden_size, 1))).astype(dtype)

    def run(Wxh, Whh, Why, bh, by):
        xs, hs, ys, ps = {}, {}, {}, {}
        hs[-1] = np.copy(hprev)
        loss = 0
        for t in range(len(inputs)):
            xs[t] = np.zeros((vocab_size, 1))
            xs[t][inputs[t]] = 1
            hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
            ys[t] = np.dot(Why, hs[t]) + by
            ps[t] = np.exp(ys[t]) / np.sum(np.exp(ys[t]))
            loss += -np.log(ps[t][targets[t], 0])
        return loss, xs, hs, ps

    def forward(Wxh, Whh, Why, bh, by):
        return run(Wxh, Whh, Why, bh, by)[0]

    def gradients(Wxh, Whh, Why, bh, by):
        loss, xs, hs, ps = run(Wxh, Whh, Why, bh, by)
        dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
        dbh, dby = np.zeros_like(bh), np.zeros_like(by)
        dhnext = np.zeros_like(hs[0])
        for t in reversed(range(len(inputs))):
            dy = np.copy(ps[t])
            dy[targets[t]] -= 1
            dWhy += np.dot(dy, hs[t].T)
            dby += dy
            dh = np.dot(Why.T, dy) + dhnext
            dhraw = (1 - hs[t] * hs[t]) * dh
            dbh += dhraw
            dWxh += np.dot(dhraw, xs[t].T)
            dWhh += np.dot(dhraw, hs[t - 1].T)
            dhnext = np.dot(Whh.T, dhraw)
        return dWxh, dWhh, dWhy, dbh, dby

    P = {
        "Wxh": rng.normal(size=(hidden_size, vocab_size)),
        "Whh": rng.normal(size=(hidden_size, hidden_size)) / 2,
        "Why": rng.normal(size=(vocab_size, hidden_size)),
        "bh": rng.normal(size=(hidden_size, 1)) / 5,
        "by": np.zeros((vocab_size, 1)),
    }
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program(
    "TimeRNN: hs[:, t, :] = layer.forward(xs[:, t, :], h), dtype='f' as the data", float32=True
)
def time_layers(dtype):
    rng = np.random.default_rng(131)

    class RNN:
        def __init__(self, Wx, Wh, b):
            self.params = [Wx, Wh, b]
            self.grads = [np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)]
            self.cache = None

        def forward(self, x, h_prev):
            Wx, Wh, b = self.params
            t = np.dot(h_prev, Wh) + np.dot(x, Wx) + b
            h_next = np.tanh(t)
            self.cache = (x, h_prev, h_next)
            return h_next

        def backward(self, dh_next):
            Wx, Wh, b = self.params
            x, h_prev, h_next = self.cache
            dt = dh_next * (1 - h_next**2)
            self.grads[0][...] = np.dot(x.T, dt)
            self.grads[1][...] = np.dot(h_prev.T, dt)
            self.grads[2][...] = np.sum(dt, axis=0)
            return np.dot(dt, Wh.T)

    xs = rng.normal(size=(3, 5, 2)).astype(dtype)
    target = rng.normal(size=(3, 5, 4)).astype(dtype)

    def run(Wx, Wh, b):
        N, T, D = xs.shape
        layers, h = [], np.zeros((N, Wh.shape[0]), dtype=dtype)
        hs = np.empty((N, T, Wh.shape[0]), dtype=dtype)
        for t in range(T):
            layer = RNN(Wx, Wh, b)
            h = layer.forward(xs[:, t, :], h)
            hs[:, t, :] = h
            layers.append(layer)
        return hs, layers

    def forward(Wx, Wh, b):
        hs, _ = run(Wx, Wh, b)
        return np.sum((hs - target) ** 2) / (2 * len(xs))

    def gradients(Wx, Wh, b):
        hs, layers = run(Wx, Wh, b)
        dhs = (hs - target) / len(xs)
        grads, dh = [0, 0, 0], 0
        for t in reversed(range(len(layers))):
            layer = layers[t]
            dh = layer.backward(dhs[:, t, :] + dh)
            for i, grad in enumerate(layer.grads):
                grads[i] += grad
        return grads

    P = {"Wx": rng.normal(size=(2, 4)), "Wh": rng.normal(size=(4, 4)) / 2, "b": rng.normal(size=4)}
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("LSTM: gates sliced out of one product, f, g, i, o", float32=True)
def lstm_sliced(dtype):
    rng = np.random.default_rng(132)
    N, T, D, H = 3, 4, 2, 5
    xs = rng.normal(size=(N, T, D)).astype(dtype)
    target = rng.normal(size=(N, H)).astype(dtype)

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def step(x, h_prev, c_prev, Wx, Wh, b):
        A = np.dot(x, Wx) + np.dot(h_prev, Wh) + b
        f = sigmoid(A[:, :H])
        g = np.tanh(A[:, H : 2 * H])
        i = sigmoid(A[:, 2 * H : 3 * H])
        o = sigmoid(A[:, 3 * H :])
        c_next = f * c_prev + g * i
        h_next = o * np.tanh(c_next)
        return h_next, c_next, (x, h_prev, c_prev, i, f, g, o, c_next)

    def forward(Wx, Wh, b):
        h, c = np.zeros((N, H), dtype), np.zeros((N, H), dtype)
        for t in range(T):
            h, c, _ = step(xs[:, t], h, c, Wx, Wh, b)
        return 0.5 * np.sum((h - target) ** 2)

    def gradients(Wx, Wh, b):
        h, c, caches = np.zeros((N, H), dtype), np.zeros((N, H), dtype), []
        for t in range(T):
            h, c, cache = step(xs[:, t], h, c, Wx, Wh, b)
            caches.append(cache)
        dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        dh_next, dc_next = h - target, np.zeros_like(c)
        for x, h_prev, c_prev, i, f, g, o, c_next in reversed(caches):
            tanh_c_next = np.tanh(c_next)
            ds = dc_next + (dh_next * o) * (1 - tanh_c_next**2)
            dc_next = ds * f
            di, df, do, dg = ds * g, ds * c_prev, dh_next * tanh_c_next, ds * i
            di *= i * (1 - i)
            df *= f * (1 - f)
            do *= o * (1 - o)
            dg *= 1 - g**2
            dA = np.hstack((df, dg, di, do))
            dWh += np.dot(h_prev.T, dA)
            dWx += np.dot(x.T, dA)
            db += dA.sum(axis=0)
            dh_next = np.dot(dA, Wh.T)
        return {"Wx": dWx, "Wh": dWh, "b": db}

    P = {"Wx": rng.normal(size=(D, 4 * H)), "Wh": rng.normal(size=(H, 4 * H)) / 2}
    P["b"] = 0.3 * rng.normal(size=4 * H)
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("LSTM cell with concatenated [a_prev; xt], columns, parameters Wf Wi Wc Wo", float32=True)
def lstm_concat(dtype):
    rng = np.random.default_rng(133)
    n_x, n_a, m, T_x = 2, 3, 4, 3
    x = rng.normal(size=(n_x, m, T_x)).astype(dtype)
    want = rng.normal(size=(n_a, m, T_x)).astype(dtype)

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def cell(xt, a_prev, c_prev, p):
        concat = np.concatenate((a_prev, xt), axis=0)
        ft = sigmoid(np.dot(p["Wf"], concat) + p["bf"])
        it = sigmoid(np.dot(p["Wi"], concat) + p["bi"])
        cct = np.tanh(np.dot(p["Wc"], concat) + p["bc"])
        c_next = ft * c_prev + it * cct
        ot = sigmoid(np.dot(p["Wo"], concat) + p["bo"])
        return ot * np.tanh(c_next), c_next, (concat, c_prev, c_next, ft, it, cct, ot)

    def forward(parameters):
        a = np.zeros((n_a, m, T_x), dtype)
        a_next, c_next = np.zeros((n_a, m), dtype), np.zeros((n_a, m), dtype)
        for t in range(T_x):
            a_next, c_next, _ = cell(x[:, :, t], a_next, c_next, parameters)
            a[:, :, t] = a_next
        return np.mean((a - want) ** 2)

    def gradients(p):
        a_next, c_next, caches = np.zeros((n_a, m)), np.zeros((n_a, m)), []
        da = np.zeros((n_a, m, T_x))
        for t in range(T_x):
            a_next, c_next, cache = cell(x[:, :, t], a_next, c_next, p)
            caches.append(cache)
            da[:, :, t] = 2 * (a_next - want[:, :, t]) / want.size
        grads = {"d" + k: np.zeros(v.shape) for k, v in p.items()}
        da_prev, dc_prev = np.zeros((n_a, m)), np.zeros((n_a, m))
        for t in reversed(range(T_x)):
            concat, c_before, c_now, ft, it, cct, ot = caches[t]
            da_next = da[:, :, t] + da_prev
            dc = dc_prev + da_next * ot * (1 - np.tanh(c_now) ** 2)
            dot = da_next * np.tanh(c_now) * ot * (1 - ot)
            dcct = dc * it * (1 - cct**2)
            dit = dc * cct * it * (1 - it)
            dft = dc * c_before * ft * (1 - ft)
            dconcat = 0
            for gate, d in zip("fico", (dft, dit, dcct, dot)):
                grads["dW" + gate] += np.dot(d, concat.T)
                grads["db" + gate] += np.sum(d, axis=1, keepdims=True)
                dconcat = dconcat + np.dot(p["W" + gate].T, d)
            da_prev, dc_prev = dconcat[:n_a], dc * ft
        return grads

    P = {}
    for gate in "fico":
        P["W" + gate] = rng.normal(size=(n_a, n_a + n_x)).astype(dtype)
        P["b" + gate] = rng.normal(size=(n_a, 1)).astype(dtype)
    return forward, gradients, P


@program("GRU with r * h inside, rows, h = (1 - z) h_prev + z h_tilde", float32=True)
def gru_rows(dtype):
    rng = np.random.default_rng(134)
    N, T, D, H = 3, 3, 2, 4
    xs = rng.normal(size=(T, N, D)).astype(dtype)
    target = rng.normal(size=(N, H)).astype(dtype)

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def run(Wz, Wr, Wh, Uz, Ur, Uh):
        h, caches = np.full((N, H), 0.1, dtype), []
        for x in xs:
            z = sigmoid(x @ Wz + h @ Uz)
            r = sigmoid(x @ Wr + h @ Ur)
            h_tilde = np.tanh(x @ Wh + (r * h) @ Uh)
            caches.append((x, h, z, r, h_tilde))
            h = (1 - z) * h + z * h_tilde
        return h, caches

    def forward(Wz, Wr, Wh, Uz, Ur, Uh):
        h, _ = run(Wz, Wr, Wh, Uz, Ur, Uh)
        return np.sum((h - target) ** 2) / N

    def gradients(Wz, Wr, Wh, Uz, Ur, Uh):
        h, caches = run(Wz, Wr, Wh, Uz, Ur, Uh)
        dWz, dWr, dWh, dUz, dUr, dUh = (np.zeros_like(w) for w in (Wz, Wr, Wh, Uz, Ur, Uh))
        dh = 2 * (h - target) / N
        for x, h_prev, z, r, h_tilde in caches[::-1]:
            dt = dh * z * (1 - h_tilde**2)
            drh = dt @ Uh.T
            dz = dh * (h_tilde - h_prev) * z * (1 - z)
            dr = drh * h_prev * r * (1 - r)
            dWh += x.T @ dt
            dUh += (r * h_prev).T @ dt
            dWz += x.T @ dz
            dUz += h_prev.T @ dz
            dWr += x.T @ dr
            dUr += h_prev.T @ dr
            dh = dh * (1 - z) + drh * r + dz @ Uz.T + dr @ Ur.T
        return dWz, dWr, dWh, dUz, dUr, dUh

    P = {f"W{g}": rng.normal(size=(D, H)).astype(dtype) for g in "zrh"}
    P |= {f"U{g}": (rng.normal(size=(H, H)) / 2).astype(dtype) for g in "zrh"}
    return forward, gradients, P
