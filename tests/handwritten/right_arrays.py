"""배열을 다루는 관용구: 채우고, 쌓고, 잇고, 접고, 뒤집는다.

Write forward passes in the idioms of arrays: filled, stacked, joined, padded, tiled, sorted.
"""

import functools

import numpy as np

from tests.handwritten.programs import program


@program("np.zeros filled column by column, out[:, t] = ...", float32=True)
def columns_filled(dtype):
    rng = np.random.default_rng(220)
    X = rng.normal(size=(5, 3)).astype(dtype)
    T = rng.normal(size=(5, 4)).astype(dtype)

    def forward(W):
        out = np.zeros((X.shape[0], W.shape[1]), dtype=W.dtype)
        for t in range(W.shape[1]):
            out[:, t] = np.tanh(X.dot(W[:, t]))
        return np.sum((out - T) ** 2) / out.size

    def gradients(W):
        dW = np.empty_like(W)
        for t in range(W.shape[1]):
            o = np.tanh(X.dot(W[:, t]))
            dW[:, t] = X.T.dot(2 * (o - T[:, t]) * (1 - o**2)) / T.size
        return dW

    return forward, gradients, {"W": rng.normal(size=(3, 4)).astype(dtype)}


@program("np.ones and np.full as starts, z += and z *= in place", float32=True)
def in_place(dtype):
    rng = np.random.default_rng(221)
    X = rng.normal(size=(4, 3)).astype(dtype)

    def forward(W, b, s):
        z = np.full((4, 2), 0.5, dtype=dtype)
        z += X.dot(W)
        z += b
        z *= s
        z -= 1
        np.exp(z, out=z)
        total = np.ones(2, dtype)
        total += z.sum(axis=0)
        return np.log(total).sum()

    def gradients(W, b, s):
        u = 0.5 + X.dot(W) + b
        e = np.exp(u * s - 1)
        dz = e / (1 + e.sum(axis=0))
        du = dz * s
        return {"W": X.T.dot(du), "b": du.sum(axis=0), "s": (dz * u).sum(axis=0)}

    P = {"W": (3, 2), "b": 2, "s": 2}
    return forward, gradients, {k: rng.normal(size=n).astype(dtype) for k, n in P.items()}


@program("results in lists, np.array of them, np.sum over the first axis", float32=True)
def arrays_of_lists(dtype):
    rng = np.random.default_rng(222)
    xs = [rng.normal(size=3).astype(dtype) for _ in range(5)]
    ts = [rng.normal(size=2).astype(dtype) for _ in range(5)]

    def forward(W, b):
        ys = np.array([np.tanh(W.dot(x) + b) for x in xs])
        return np.sum(np.array([np.sum((y - t) ** 2) for y, t in zip(ys, ts)])) / len(xs)

    def gradients(W, b):
        ys = [np.tanh(W.dot(x) + b) for x in xs]
        deltas = [2 * (y - t) * (1 - y**2) / len(xs) for y, t in zip(ys, ts)]
        dW = np.sum([np.outer(d, x) for d, x in zip(deltas, xs)], axis=0)
        return dW, np.sum(deltas, axis=0)

    P = {"W": rng.normal(size=(2, 3)).astype(dtype), "b": rng.normal(size=2).astype(dtype)}
    return forward, gradients, P


@program("vstack of rows, hstack of features, column_stack, concatenate", float32=True)
def stacked(dtype):
    rng = np.random.default_rng(223)
    x = rng.normal(size=4).astype(dtype)
    t = rng.normal(size=4).astype(dtype)

    def forward(a, w):
        features = np.vstack((np.ones_like(x), a[0] * x, np.sin(a[1] * x))).T
        both = np.hstack([features, features[:, 1:] ** 2])
        tall = np.concatenate((both.dot(w), w[:2]))
        return 0.5 * np.sum((tall - np.append(t, [0, 0])) ** 2)

    def gradients(a, w):
        f = np.column_stack((np.ones_like(x), a[0] * x, np.sin(a[1] * x)))
        both = np.hstack([f, f[:, 1:] ** 2])
        e = both.dot(w) - t
        dw = both.T.dot(e)
        dw[:2] += w[:2]
        df1 = e * (w[1] + 2 * f[:, 1] * w[3])
        df2 = e * (w[2] + 2 * f[:, 2] * w[4])
        return {"a": np.array([df1 @ x, (df2 * x) @ np.cos(a[1] * x)]), "w": dw}

    P = {"a": np.array([0.7, 1.3], dtype), "w": rng.normal(size=5).astype(dtype)}
    return forward, gradients, P


@program("np.r_ and np.c_ of parameters and data", float32=True)
def r_and_c(dtype):
    rng = np.random.default_rng(224)
    X = rng.normal(size=(6, 2)).astype(dtype)
    y = rng.normal(size=6).astype(dtype)

    def forward(w, b):
        beta = np.r_[b, w]
        A = np.c_[np.ones(len(X)), X]
        return ((A @ beta - y) ** 2).mean()

    def gradients(w, b):
        e = 2 * (X @ w + b - y) / len(y)
        return {"w": X.T @ e, "b": np.array([e.sum()])}

    return forward, gradients, {"w": np.array([0.3, -0.8], dtype), "b": np.array([0.2], dtype)}


@program("np.tile of the bias, np.repeat of the scale, flatten to the loss", float32=True)
def tiled(dtype):
    rng = np.random.default_rng(225)
    X = rng.normal(size=(5, 4)).astype(dtype)
    y = rng.normal(size=15).astype(dtype)

    def forward(W, b, g):
        B = np.tile(b, (X.shape[0], 1))
        G = np.repeat(g[np.newaxis, :], X.shape[0], axis=0)
        out = (G * (X.dot(W) + B)).flatten()
        return np.mean(np.power(out - y, 2))

    def gradients(W, b, g):
        z = X.dot(W) + b
        d = 2 * ((g * z).ravel() - y).reshape(z.shape) / y.size
        return X.T.dot(d * g), (d * g).sum(axis=0), (d * z).sum(axis=0)

    P = {"W": (4, 3), "b": 3, "g": 3}
    return forward, gradients, {k: rng.normal(size=n).astype(dtype) for k, n in P.items()}


@program("expand_dims, [..., None] and squeeze around a bilinear form", float32=True)
def bilinear(dtype):
    rng = np.random.default_rng(226)
    U = rng.normal(size=(5, 3)).astype(dtype)
    V = rng.normal(size=(5, 4)).astype(dtype)
    t = rng.normal(size=5).astype(dtype)

    def forward(A):
        left = np.expand_dims(U, 1)
        right = V[..., None]
        s = np.squeeze(np.matmul(np.matmul(left, A), right), axis=(1, 2))
        return np.sum((s - t) ** 2)

    def gradients(A):
        s = np.einsum("ni,ij,nj->n", U, A, V)
        return np.einsum("n,ni,nj->ij", 2 * (s - t), U, V)

    return forward, gradients, {"A": rng.normal(size=(3, 4)).astype(dtype)}


@program("np.pad of a signal and differences by slices", float32=True)
def padded(dtype):
    rng = np.random.default_rng(227)
    noisy = rng.normal(size=7).astype(dtype)

    def forward(u):
        p = np.pad(u, 1)
        smooth = np.sum((p[1:] - p[:-1]) ** 2)
        return 0.5 * np.sum((u - noisy) ** 2) + 2.0 * smooth

    def gradients(u):
        p = np.pad(u, 1)
        return u - noisy + 4.0 * (2 * p[1:-1] - p[:-2] - p[2:])

    return forward, gradients, {"u": rng.normal(size=7).astype(dtype)}


@program("total variation with np.diff, and np.linalg.norm of what is left", float32=True)
def total_variation(dtype):
    rng = np.random.default_rng(228)
    noisy = rng.normal(size=(4, 5)).astype(dtype)

    def forward(u):
        dx, dy = np.diff(u, axis=1), np.diff(u, axis=0)
        tv = np.sum(np.sqrt(dx**2 + 0.01)) + np.sum(np.sqrt(dy**2 + 0.01))
        return 0.5 * np.linalg.norm(u - noisy) ** 2 + 0.3 * tv

    def gradients(u):
        g = u - noisy
        dx, dy = np.diff(u, axis=1), np.diff(u, axis=0)
        gx, gy = 0.3 * dx / np.sqrt(dx**2 + 0.01), 0.3 * dy / np.sqrt(dy**2 + 0.01)
        g[:, 1:] += gx
        g[:, :-1] -= gx
        g[1:] += gy
        g[:-1] -= gy
        return g

    return forward, gradients, {"u": rng.normal(size=(4, 5)).astype(dtype)}


@program("np.prod of probabilities, then its log", float32=True)
def product_of_probabilities(dtype):
    rng = np.random.default_rng(229)
    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.integers(0, 2, 5)

    def forward(w):
        p = 1 / (1 + np.exp(-X.dot(w)))
        likelihood = np.prod(np.where(y == 1, p, 1 - p))
        return -np.log(likelihood)

    def gradients(w):
        return X.T.dot(1 / (1 + np.exp(-X.dot(w))) - y)

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype)}


@program("trace, diag and np.dot: a quadratic form with a diagonal", float32=True)
def trace_and_diag(dtype):
    rng = np.random.default_rng(230)
    A = rng.normal(size=(4, 4)).astype(dtype)

    def forward(X, d):
        return np.trace(X.T.dot(A).dot(X)) + np.sum(np.diag(d).dot(X) ** 2)

    def gradients(X, d):
        dX = (A + A.T).dot(X) + 2 * (d**2)[:, None] * X
        return {"X": dX, "d": 2 * d * np.sum(X**2, axis=1)}

    P = {"X": rng.normal(size=(4, 3)).astype(dtype), "d": rng.normal(size=4).astype(dtype)}
    return forward, gradients, P


@program("functools.reduce over matrices, map and sum over samples", float32=True)
def reduced(dtype):
    rng = np.random.default_rng(231)
    X = rng.normal(size=(4, 3)).astype(dtype)
    T = rng.normal(size=(4, 2)).astype(dtype)

    def forward(*Ws):
        Y = functools.reduce(np.dot, Ws, X)
        return sum(map(lambda e: e.dot(e), Y - T))

    def gradients(*Ws):
        D = 2 * (functools.reduce(np.dot, Ws, X) - T)
        grads = []
        for i in range(len(Ws)):
            before = functools.reduce(np.dot, Ws[:i], X)
            after = functools.reduce(np.dot, Ws[i + 1 :], np.eye(Ws[i].shape[1]))
            grads.append(before.T.dot(D).dot(after.T))
        return grads

    sizes = [(3, 4), (4, 5), (5, 2)]
    return forward, gradients, [rng.normal(size=s).astype(dtype) for s in sizes]


@program("cumsum of steps, a path fitted to points", float32=True)
def cumulative(dtype):
    rng = np.random.default_rng(232)
    points = rng.normal(size=(6, 2)).astype(dtype)

    def forward(steps):
        path = np.cumsum(steps, axis=0)
        return np.sum((path - points) ** 2) + 0.1 * np.sum(steps**2)

    def gradients(steps):
        e = 2 * (np.cumsum(steps, axis=0) - points)
        return np.cumsum(e[::-1], axis=0)[::-1] + 0.2 * steps

    return forward, gradients, {"steps": rng.normal(size=(6, 2)).astype(dtype)}


@program("np.sort and the two highest scores", float32=True)
def top_two(dtype):
    rng = np.random.default_rng(233)
    X = rng.normal(size=(5, 3)).astype(dtype)

    def forward(W):
        s = np.sort(X @ W, axis=1)
        return np.mean(s[:, -1] - s[:, -2]) + 0.5 * np.sum(W**2)

    def gradients(W):
        order = np.argsort(X @ W, axis=1)
        d = np.zeros((len(X), W.shape[1]))
        d[np.arange(len(X)), order[:, -1]] = 1 / len(X)
        d[np.arange(len(X)), order[:, -2]] = -1 / len(X)
        return X.T @ d + W

    return forward, gradients, {"W": rng.normal(size=(3, 4)).astype(dtype)}
