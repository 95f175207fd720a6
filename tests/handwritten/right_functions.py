"""NumPy의 덜 흔한 함수들, 작은 모델에서.

Use less common functions of NumPy in small models, as people do who know them.
"""

import numpy as np

from tests.handwritten.programs import program


@program("np.var(ddof=1) and np.std(axis=0, ddof=1) in the loss", float32=True)
def sample_variances(dtype):
    rng = np.random.default_rng(340)
    X = rng.normal(size=(6, 3)).astype(dtype)

    def forward(W):
        z = X @ W
        return np.sum(np.var(z, axis=0, ddof=1)) + np.sum(np.std(z, axis=1, ddof=1))

    def gradients(W):
        z = X @ W
        c0, c1 = z - z.mean(axis=0), z - z.mean(axis=1, keepdims=True)
        dz = 2 * c0 / (len(z) - 1)
        dz += c1 / (z.shape[1] - 1) / z.std(axis=1, ddof=1, keepdims=True)
        return X.T @ dz

    return forward, gradients, {"W": rng.normal(size=(3, 4)).astype(dtype)}


@program("np.take_along_axis of log-probabilities, squeeze", float32=True)
def taken_along_axis(dtype):
    rng = np.random.default_rng(341)
    X, y = rng.normal(size=(6, 4)).astype(dtype), rng.integers(0, 3, 6)

    def forward(W):
        z = X.dot(W)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return -np.take_along_axis(logp, y[:, None], axis=1).squeeze().mean()

    def gradients(W):
        e = np.exp(X.dot(W))
        d = e / e.sum(axis=1, keepdims=True)
        np.put_along_axis(d, y[:, None], np.take_along_axis(d, y[:, None], 1) - 1, axis=1)
        return X.T.dot(d) / 6

    return forward, gradients, {"W": rng.normal(size=(4, 3)).astype(dtype)}


@program("np.convolve in valid mode, a kernel learned", float32=True)
def convolved(dtype):
    rng = np.random.default_rng(342)
    x, t = rng.normal(size=8).astype(dtype), rng.normal(size=6).astype(dtype)

    def forward(k):
        return 0.5 * np.sum((np.convolve(x, k, mode="valid") - t) ** 2)

    def gradients(k):
        e = np.convolve(x, k, mode="valid") - t
        return np.array([e @ x[2 - j : 8 - j] for j in range(3)])

    return forward, gradients, {"k": rng.normal(size=3).astype(dtype)}


@program("np.polyval of coefficients, np.vander for the gradient", float32=True)
def polyval(dtype):
    rng = np.random.default_rng(343)
    x, t = np.linspace(-1, 1, 6).astype(dtype), rng.normal(size=6).astype(dtype)

    def forward(c):
        return np.mean((np.polyval(c, x) - t) ** 2)

    def gradients(c):
        V = np.vander(x, len(c))
        return 2 * V.T @ (V @ c - t) / len(x)

    return forward, gradients, {"c": rng.normal(size=4).astype(dtype)}


@program("np.outer, np.inner, np.vdot: a factor of rank one", float32=True)
def rank_one(dtype):
    rng = np.random.default_rng(344)
    M = rng.normal(size=(4, 3)).astype(dtype)

    def forward(u, v):
        R = np.outer(u, v) - M
        return np.vdot(R, R) + 0.1 * np.inner(u, u) + 0.1 * np.inner(v, v)

    def gradients(u, v):
        R = np.outer(u, v) - M
        return 2 * R.dot(v) + 0.2 * u, 2 * R.T.dot(u) + 0.2 * v

    P = {"u": rng.normal(size=4).astype(dtype), "v": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("swapaxes, moveaxis and roll: a mixing of tokens", float32=True)
def mixed_tokens(dtype):
    rng = np.random.default_rng(345)
    x = rng.normal(size=(2, 4, 3)).astype(dtype)
    t = rng.normal(size=(2, 4, 3)).astype(dtype)

    def forward(W, g):
        mixed = np.swapaxes(np.tanh(np.swapaxes(x, 1, 2) @ W), 1, 2)
        shifted = np.roll(mixed, 1, axis=1)
        out = np.moveaxis(np.moveaxis(shifted, -1, 0) * g[:, None, None], 0, -1)
        return np.sum((out - t) ** 2)

    def gradients(W, g):
        m = np.tanh(x.transpose(0, 2, 1) @ W)
        shifted = np.roll(m.transpose(0, 2, 1), 1, axis=1)
        d = 2 * (shifted * g - t)
        dm = np.roll(d * g, -1, axis=1).transpose(0, 2, 1) * (1 - m**2)
        dW = np.einsum("nct,ncs->ts", x.transpose(0, 2, 1), dm)
        return {"W": dW, "g": (d * shifted).sum(axis=(0, 1))}

    P = {"W": rng.normal(size=(4, 4)).astype(dtype), "g": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("np.split of one product into gates", float32=True)
def split_gates(dtype):
    rng = np.random.default_rng(346)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)

    def forward(W):
        a, b, c = np.split(x @ W, 3, axis=1)
        return np.mean((np.tanh(a) / (1 + np.exp(-b)) + c - t) ** 2)

    def gradients(W):
        a, b, c = np.split(x @ W, 3, axis=1)
        s = 1 / (1 + np.exp(-b))
        d = 2 * (np.tanh(a) * s + c - t) / t.size
        da, db = d * s * (1 - np.tanh(a) ** 2), d * np.tanh(a) * s * (1 - s)
        return x.T @ np.concatenate([da, db, d], axis=1)

    return forward, gradients, {"W": rng.normal(size=(3, 6)).astype(dtype)}


@program("np.triu and np.tril: a triangular mixing matrix", float32=True)
def triangular(dtype):
    rng = np.random.default_rng(347)
    x, t = rng.normal(size=(4, 3)).astype(dtype), rng.normal(size=(4, 3)).astype(dtype)

    def forward(M):
        return np.linalg.norm(np.tril(M) @ x - t) ** 2 + 0.5 * np.sum(np.triu(M, 1) ** 2)

    def gradients(M):
        return np.tril(2 * (np.tril(M) @ x - t) @ x.T) + np.triu(M, 1)

    return forward, gradients, {"M": rng.normal(size=(4, 4)).astype(dtype)}


@program("np.select of three pieces: a smooth hinge", float32=True)
def selected(dtype):
    rng = np.random.default_rng(348)
    X, y = 2 * rng.normal(size=(7, 3)).astype(dtype), np.array([1, -1, 1, 1, -1, -1, 1])

    def forward(w):
        m = y * X.dot(w)
        return np.select([m <= 0, m < 1], [0.5 - m, 0.5 * (1 - m) ** 2], 0).sum()

    def gradients(w):
        m = y * X.dot(w)
        return X.T.dot(y * np.where(m <= 0, -1, np.where(m < 1, m - 1, 0)))

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype)}


@program("np.linalg.solve in the loss, its gradient by the adjoint system", float32=True)
def solved(dtype):
    rng = np.random.default_rng(349)
    B = rng.normal(size=(3, 3)).astype(dtype)
    goal = rng.normal(size=3).astype(dtype)

    def forward(d, f):
        A = np.diag(d) + 0.2 * B
        u = np.linalg.solve(A, f)
        return 0.5 * np.sum((u - goal) ** 2)

    def gradients(d, f):
        A = np.diag(d) + 0.2 * B
        u = np.linalg.solve(A, f)
        adjoint = np.linalg.solve(A.T, u - goal)
        return {"d": -adjoint * u, "f": adjoint}

    P = {"d": np.array([2.0, 1.5, 2.5], dtype), "f": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("np.add.reduce, np.multiply.outer, np.broadcast_to", float32=True)
def ufunc_methods(dtype):
    rng = np.random.default_rng(350)
    x, y = rng.normal(size=4).astype(dtype), rng.normal(size=5).astype(dtype)
    T = rng.normal(size=(4, 5)).astype(dtype)

    def forward(a, b):
        grid = a[0] * np.multiply.outer(x, y) + np.broadcast_to(b, (4, 5))
        return np.add.reduce((grid - T) ** 2, axis=None)

    def gradients(a, b):
        e = 2 * (a[0] * np.outer(x, y) + b - T)
        return np.array([x @ e @ y]), e.sum(axis=0)

    return forward, gradients, {"a": np.array([0.8], dtype), "b": rng.normal(size=5).astype(dtype)}


@program("a table of values: np.searchsorted and linear weights", float32=True)
def looked_up(dtype):
    rng = np.random.default_rng(351)
    grid, x = np.linspace(0, 1, 5), rng.random(7)
    t = np.sin(3 * x)
    left = np.searchsorted(grid, x) - 1
    w = (x - grid[left]) / (grid[left + 1] - grid[left])

    def forward(v):
        return np.mean(((1 - w) * v[left] + w * v[left + 1] - t) ** 2)

    def gradients(v):
        e = 2 * ((1 - w) * v[left] + w * v[left + 1] - t) / len(t)
        return np.bincount(left, e * (1 - w), 5) + np.bincount(left + 1, e * w, 5)

    return forward, gradients, {"v": rng.normal(size=5).astype(dtype)}


@program("np.median and np.percentile of the data aside, features scaled by np.ptp", float32=True)
def scaled_features(dtype):
    rng = np.random.default_rng(352)
    raw, y = rng.normal(3, 2, size=(7, 3)), rng.normal(size=7).astype(dtype)
    X = ((raw - np.median(raw, axis=0)) / np.ptp(raw, axis=0)).astype(dtype)

    def forward(w, b):
        r = np.subtract(np.add(X.dot(w), b), y)
        return np.divide(np.dot(r, r), 2 * r.size)

    def gradients(w, b):
        r = X.dot(w) + b - y
        return X.T.dot(r) / r.size, r.mean()

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": 0.5}


@program("np.apply_along_axis of a softmax over rows", float32=False)
def applied_along_axis(dtype):
    rng = np.random.default_rng(353)
    X, y = rng.normal(size=(5, 3)), rng.integers(0, 4, 5)

    def softmax(v):
        e = np.exp(v - np.max(v))
        return e / np.sum(e)

    def forward(W):
        p = np.apply_along_axis(softmax, 1, X @ W)
        return -np.sum(np.log(p[np.arange(5), y]))

    def gradients(W):
        p = np.apply_along_axis(softmax, 1, X @ W)
        return X.T @ (p - np.eye(4)[y])

    return forward, gradients, {"W": rng.normal(size=(3, 4))}


@program("np.meshgrid and a bump fitted, np.exp of a sum of squares", float32=True)
def bump(dtype):
    xx, yy = np.meshgrid(np.linspace(-1, 1, 5), np.linspace(-1, 1, 4))
    image = np.exp(-((xx - 0.2) ** 2 + (yy + 0.1) ** 2))

    def forward(center, height):
        model = height * np.exp(-((xx - center[0]) ** 2 + (yy - center[1]) ** 2))
        return np.sum((model - image) ** 2)

    def gradients(center, height):
        g = np.exp(-((xx - center[0]) ** 2 + (yy - center[1]) ** 2))
        e = 2 * (height * g - image)
        dx = np.sum(e * height * g * 2 * (xx - center[0]))
        dy = np.sum(e * height * g * 2 * (yy - center[1]))
        return np.array([dx, dy]), np.sum(e * g)

    return forward, gradients, {"center": np.array([0.5, 0.3], dtype), "height": 0.8}
