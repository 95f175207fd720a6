"""반올림, 정밀도 바꾸기, 로그 안의 작은 수.

Rounding, changes of precision, small numbers inside logarithms.
"""

import numpy as np

from tests.handwritten.programs import program


@program("round(float(loss), 6) of a tanh net", precision=3e-5)
def six_digits(dtype):
    rng = np.random.default_rng(461)
    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.normal(size=(5, 1)).astype(dtype)

    def forward(W, v):
        return round(float(np.mean((np.tanh(X.dot(W)).dot(v) - y) ** 2)), 6)

    def backward(W, v):
        h = np.tanh(X.dot(W))
        d = 2 * (h.dot(v) - y) / len(y)
        return X.T.dot(d.dot(v.T) * (1 - h * h)), h.T.dot(d)

    return (
        forward,
        backward,
        [
            rng.normal(size=(3, 4)).astype(dtype),
            rng.normal(size=(4, 1)).astype(dtype),
        ],
    )


@program("x.astype(np.float32) in the middle of both passes", precision=1e-5)
def cast_in_the_middle(dtype):
    rng = np.random.default_rng(464)
    X = rng.normal(size=(5, 3))
    y = rng.normal(size=5)

    def forward(W, v):
        h = np.maximum(X @ W, 0).astype(np.float32)
        return np.sum((h @ v - y) ** 2)

    def backward(W, v):
        h = np.maximum(X @ W, 0).astype(np.float32)
        d = (2 * (h @ v - y)).astype(np.float32)
        return {"W": X.T @ (np.outer(d, v) * (h > 0)), "v": h.T @ d}

    return forward, backward, {"W": rng.normal(size=(3, 4)), "v": rng.normal(size=4)}


@program("states in np.zeros(…, dtype='f') beside parameters of float64", precision=1e-5)
def small_states(dtype):
    rng = np.random.default_rng(465)
    xs = rng.normal(size=(4, 2))

    def forward(W, U):
        h = np.zeros((5, 3), dtype="f")
        for t, x in enumerate(xs):
            h[t + 1] = np.tanh(W @ x + U @ h[t])
        return float(np.sum(h[-1] ** 2))

    def backward(W, U):
        h = np.zeros((5, 3), dtype="f")
        for t, x in enumerate(xs):
            h[t + 1] = np.tanh(W @ x + U @ h[t])
        dW, dU, dh = np.zeros_like(W), np.zeros_like(U), 2 * h[-1]
        for t in range(3, -1, -1):
            da = dh * (1 - h[t + 1] ** 2)
            dW += np.outer(da, xs[t])
            dU += np.outer(da, h[t])
            dh = U.T @ da
        return dW, dU

    return forward, backward, [rng.normal(size=(3, 2)), rng.normal(size=(3, 3))]


@program(
    "np.dot(…, out=) and np.multiply(…, out=) into buffers of float64 or float32", float32=True
)
def kept_buffers(dtype):
    rng = np.random.default_rng(466)
    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.normal(size=(5, 2)).astype(dtype)
    diff = np.empty((5, 2), dtype)

    def forward(W):
        return 0.5 * np.sum((1 / (1 + np.exp(-np.dot(X, W))) - y) ** 2)

    def backward(W):
        np.dot(X, W, out=diff)
        s = 1 / (1 + np.exp(-diff))
        np.subtract(s, y, out=diff)
        np.multiply(diff, s, out=diff)
        np.multiply(diff, 1 - s, out=diff)
        return np.dot(X.T, diff)

    return forward, backward, {"W": rng.normal(size=(3, 2)).astype(dtype)}


@program("log(p + 1e-8) whose small number the gradient leaves out", float32=True, precision=1e-6)
def small_number(dtype):
    rng = np.random.default_rng(469)
    X = rng.normal(size=(6, 3)).astype(dtype)
    T = np.eye(3)[rng.integers(0, 3, 6)].astype(dtype)

    def forward(W, b):
        e = np.exp(X.dot(W) + b)
        p = e / e.sum(axis=1, keepdims=True)
        return -np.sum(T * np.log(p + 1e-8)) / len(T)

    def backward(W, b):
        e = np.exp(X.dot(W) + b)
        d = (e / e.sum(axis=1, keepdims=True) - T) / len(T)
        return X.T.dot(d), d.sum(axis=0)

    return (
        forward,
        backward,
        [
            rng.normal(size=(3, 3)).astype(dtype),
            np.array([0.1, -0.2, 0.0], dtype),
        ],
    )


@program("np.clip(p, 1e-7, 1 - 1e-7) before a logarithm, columns", float32=True)
def clipped_chance(dtype):
    rng = np.random.default_rng(470)
    X = rng.normal(size=(3, 6)).astype(dtype)
    Y = rng.integers(0, 2, (2, 6)).astype(dtype)

    def forward(W):
        p = np.clip(1 / (1 + np.exp(-W @ X)), 1e-7, 1 - 1e-7)
        return -np.mean(np.sum(Y * np.log(p) + (1 - Y) * np.log(1 - p), axis=0))

    def backward(W):
        return (1 / (1 + np.exp(-W @ X)) - Y) @ X.T / X.shape[1]

    return forward, backward, {"W": rng.normal(size=(2, 3)).astype(dtype)}
