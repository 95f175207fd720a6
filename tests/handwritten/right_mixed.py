"""정밀도가 섞인 코드: float32의 역전파, dtype='f'의 상태, 반올림한 손실.

Mix precisions as people do without noticing: a backward pass in float32 beside a forward pass in
float64, a state of dtype 'f', a rounded loss.
"""

import numpy as np

from tests.handwritten.programs import program


@program("forward in float64, backward cast to float32 by astype", precision=1e-5)
def backward_in_float32(dtype):
    rng = np.random.default_rng(250)
    X = rng.normal(size=(6, 4))
    Y = rng.normal(size=(6, 2))

    def forward(W1, b1, W2, b2):
        h = np.tanh(X.dot(W1) + b1)
        return np.mean((h.dot(W2) + b2 - Y) ** 2)

    def gradients(W1, b1, W2, b2):
        x, y = X.astype(np.float32), Y.astype(np.float32)
        W1, b1, W2, b2 = (p.astype(np.float32) for p in (W1, b1, W2, b2))
        h = np.tanh(x.dot(W1) + b1)
        d = 2 * (h.dot(W2) + b2 - y) / y.size
        dz = d.dot(W2.T) * (1 - h**2)
        return x.T.dot(dz), dz.sum(axis=0), h.T.dot(d), d.sum(axis=0)

    P = {"W1": (4, 5), "b1": 5, "W2": (5, 2), "b2": 2}
    return forward, gradients, {k: rng.normal(size=s) for k, s in P.items()}


@program("gradients filled into np.zeros(..., dtype='f')", precision=1e-5)
def gradients_of_dtype_f(dtype):
    rng = np.random.default_rng(251)
    X = rng.normal(size=(7, 3))
    y = rng.integers(0, 4, 7)

    def forward(W, b):
        z = X @ W + b
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(7), y])

    def gradients(W, b):
        dW, db = np.zeros(W.shape, dtype="f"), np.zeros(b.shape, dtype="f")
        for i in range(7):
            e = np.exp(X[i] @ W + b)
            p = e / e.sum()
            p[y[i]] -= 1
            dW += np.outer(X[i], p) / 7
            db += p / 7
        return dW, db

    return forward, gradients, {"W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)}


@program("np.empty((N, T, H), dtype='f') in the middle of a float64 loss", precision=1e-5)
def states_of_dtype_f(dtype):
    rng = np.random.default_rng(252)
    xs, target = rng.normal(size=(3, 4, 2)), rng.normal(size=(3, 4, 5))

    def run(Wx, Wh, b):
        h = np.zeros((3, 5), dtype="f")
        hs = np.empty((3, 4, 5), dtype="f")
        for t in range(4):
            h = np.tanh(np.dot(h, Wh) + np.dot(xs[:, t, :], Wx) + b)
            hs[:, t, :] = h
        return hs

    def forward(Wx, Wh, b):
        return 0.5 * np.sum((run(Wx, Wh, b) - target) ** 2)

    def gradients(Wx, Wh, b):
        hs = run(Wx, Wh, b)
        dWx, dWh, db, dh = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b), 0
        for t in reversed(range(4)):
            dt = (hs[:, t] - target[:, t] + dh) * (1 - hs[:, t] ** 2)
            before = hs[:, t - 1] if t else np.zeros((3, 5), dtype="f")
            dWx += np.dot(xs[:, t].T, dt)
            dWh += np.dot(before.T, dt)
            db += dt.sum(axis=0)
            dh = np.dot(dt, Wh.T)
        return {"Wx": dWx, "Wh": dWh, "b": db}

    P = {"Wx": rng.normal(size=(2, 5)), "Wh": rng.normal(size=(5, 5)) / 2, "b": rng.normal(size=5)}
    return forward, gradients, P


@program("return round(loss, 6)", precision=1e-5)
def rounded_loss(dtype):
    rng = np.random.default_rng(253)
    X = rng.normal(size=(6, 3))
    y = rng.normal(size=6)

    def forward(w, b):
        loss = np.mean((X @ w + b - y) ** 2)
        return round(loss, 6)

    def gradients(w, b):
        e = 2 * (X @ w + b - y) / len(y)
        return X.T @ e, e.sum()

    return forward, gradients, {"w": rng.normal(size=3), "b": 0.3}


@program("np.round(cost, 8) of a sigmoid net in columns", precision=1e-5)
def np_round_cost(dtype):
    rng = np.random.default_rng(254)
    X = rng.normal(size=(3, 5))
    Y = rng.integers(0, 2, (1, 5))

    def forward(W1, W2):
        A1 = np.tanh(np.dot(W1, X))
        A2 = 1 / (1 + np.exp(-np.dot(W2, A1)))
        cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / 5
        return np.round(cost, 8)

    def gradients(W1, W2):
        A1 = np.tanh(np.dot(W1, X))
        dZ2 = 1 / (1 + np.exp(-np.dot(W2, A1))) - Y
        dZ1 = np.dot(W2.T, dZ2) * (1 - A1**2)
        return {"dW1": np.dot(dZ1, X.T) / 5, "dW2": np.dot(dZ2, A1.T) / 5}

    P = {"W1": rng.normal(size=(4, 3)), "W2": rng.normal(size=(1, 4))}
    return forward, gradients, P


@program("data of float32, parameters of float64")
def data_in_float32(dtype):
    rng = np.random.default_rng(255)
    X = rng.normal(size=(5, 4)).astype("float32")
    t = rng.integers(0, 3, 5)

    def forward(W1, W2):
        h = np.maximum(0, X.dot(W1))
        s = h.dot(W2)
        s = s - s.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(5), t])

    def gradients(W1, W2):
        h = np.maximum(0, X.dot(W1))
        e = np.exp(h.dot(W2))
        d = (e / e.sum(axis=1, keepdims=True) - np.eye(3, dtype="float32")[t]) / 5
        dh = d.dot(W2.T)
        dh[h <= 0] = 0
        return X.T.dot(dh), h.T.dot(d)

    return forward, gradients, {"W1": rng.normal(size=(4, 5)), "W2": rng.normal(size=(5, 3))}


@program("activations cast down: h.astype(np.float32) between layers", precision=1e-5)
def activations_cast(dtype):
    rng = np.random.default_rng(256)
    X, T = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))

    def forward(W1, W2):
        h = np.tanh(X @ W1).astype(np.float32)
        return np.sum((h @ W2 - T) ** 2) / len(X)

    def gradients(W1, W2):
        h = np.tanh(X @ W1).astype(np.float32)
        d = 2 * (h @ W2 - T) / len(X)
        return X.T @ (d @ W2.T * (1 - h**2)), h.T @ d

    return forward, gradients, {"W1": rng.normal(size=(3, 4)), "W2": rng.normal(size=(4, 2))}


@program("a learner's digits: losses rounded to 4 places when summed", precision=1e-4)
def losses_rounded(dtype):
    rng = np.random.default_rng(257)
    X, y = 3 * rng.normal(size=(5, 2)), 4 * rng.normal(size=5)

    def forward(w):
        total = 0
        for x, target in zip(X, y):
            total += round(float((w @ x - target) ** 2), 4)
        return total

    def gradients(w):
        return 2 * X.T @ (X @ w - y)

    return forward, gradients, {"w": rng.normal(size=2)}


@program("parameters of float32, a loss summed in Python floats", float32=True)
def python_sum_of_floats(dtype):
    rng = np.random.default_rng(258)
    X, y = rng.normal(size=(6, 3)).astype(dtype), rng.normal(size=6).astype(dtype)

    def forward(w, b):
        losses = [0.5 * float(x.dot(w) + b - t) ** 2 for x, t in zip(X, y)]
        return sum(losses) / len(losses)

    def gradients(w, b):
        e = (X.dot(w) + b - y) / len(y)
        return X.T.dot(e), e.sum()

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": 0.2}


@program("gradients rounded to 8 decimals before they are returned")
def gradients_rounded(dtype):
    rng = np.random.default_rng(259)
    X, T = rng.normal(size=(4, 3)), rng.normal(size=(4, 2))

    def forward(W, b):
        return 0.5 * np.sum((np.tanh(X.dot(W) + b) - T) ** 2)

    def gradients(W, b):
        h = np.tanh(X.dot(W) + b)
        d = (h - T) * (1 - h**2)
        return {"W": np.round(X.T.dot(d), 8), "b": np.round(d.sum(axis=0), 8)}

    return forward, gradients, {"W": rng.normal(size=(3, 2)), "b": rng.normal(size=2)}
