"""버릇들: 기록, 확인, 목록, 재귀, 클래스.

Habits: logging, assertions, lists, recursion, classes.
"""

import logging
import math
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from tests.handwritten.programs import program


@program("'%.4f' % loss appended to a log, loss.item() returned", float32=True)
def formatted(dtype):
    rng = np.random.default_rng(462)
    X = rng.normal(size=(6, 2)).astype(dtype)
    y = np.array([1, 0, 0, 1, 1, 0])
    lines = []

    def forward(w, b):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        loss = -np.log(np.where(y == 1, p, 1 - p)).mean()
        lines.append("loss %.4f accuracy %d%%" % (loss, 100 * np.mean((p > 0.5) == y)))
        return loss.item()

    def backward(w, b):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        lines.clear()
        return {"w": X.T @ (p - y) / 6, "b": np.mean(p - y)}

    return forward, backward, {"w": rng.normal(size=2).astype(dtype), "b": -0.3}


@program("assertions on shapes and on probabilities, logger.info, nan checks", float32=True)
def careful(dtype):
    rng = np.random.default_rng(463)
    logger = logging.getLogger("careful")
    X = rng.normal(size=(4, 3)).astype(dtype)
    y = np.array([0, 1, 2, 1])

    def probabilities(W, b):
        s = X @ W + b
        assert s.shape == (4, 3), f"shape {s.shape}"
        e = np.exp(s - s.max(axis=1)[:, None])
        p = e / e.sum(axis=1)[:, None]
        assert np.allclose(p.sum(axis=1), 1, atol=1e-5)
        assert not np.any(np.isnan(p)) and (p >= 0).all()
        return p

    def loss(W, b):
        p = probabilities(W, b)
        value = -np.log(p[np.arange(len(y)), y]).sum() / len(y)
        logger.info("loss %.5f, surest %.3f", value, p.max())
        if not math.isfinite(value):
            raise FloatingPointError(value)
        return value

    def grad(W, b):
        d = probabilities(W, b)
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        assert d.shape == (X.shape[0], W.shape[1])
        return {"W": X.T @ d, "b": np.sum(d, axis=0)}

    return loss, grad, {"W": rng.normal(size=(3, 3)).astype(dtype), "b": np.zeros(3, dtype)}


@program("np.tile of a bias, np.repeat of a scale, ravel before the loss", float32=True)
def tiles_and_repeats(dtype):
    rng = np.random.default_rng(467)
    X = rng.normal(size=(4, 3)).astype(dtype)
    y = rng.normal(size=8).astype(dtype)

    def forward(W, b, s):
        z = (np.dot(X, W) + np.tile(b, (4, 1))) * np.repeat(s[:, None], 2, axis=1)
        return np.sum(np.abs(np.ravel(z) - y) ** 3) / 3

    def backward(W, b, s):
        inner = np.dot(X, W) + b
        r = (inner * s[:, None]).ravel() - y
        dz = (r * np.abs(r)).reshape(4, 2)
        ds = np.sum(dz * inner, axis=1)
        dinner = dz * s[:, None]
        return X.T @ dinner, dinner.sum(axis=0), ds

    return forward, backward, [rng.normal(size=s).astype(dtype) for s in ((3, 2), 2, 4)]


@program("np.array([…]) of results of a helper, np.max of the squares", float32=True)
def worst_case(dtype):
    rng = np.random.default_rng(468)
    xs = rng.normal(size=(5, 2)).astype(dtype)
    ys = rng.normal(size=5).astype(dtype)

    def residual(w, x, y):
        return np.dot(w, x) - y

    def forward(w):
        squares = np.array([residual(w, x, y) ** 2 for x, y in zip(xs, ys)])
        return squares.max() + 0.1 * squares.mean()

    def gradient(w):
        r = np.array([residual(w, x, y) for x, y in zip(xs, ys)])
        g = 0.2 * xs.T @ r / len(r)
        k = int(np.argmax(r**2))
        return g + 2 * r[k] * xs[k]

    return forward, gradient, {"w": rng.normal(size=2).astype(dtype)}


@program("dead units: a ReLU whose inputs are exactly zero at zero weights", float32=True)
def at_the_kink(dtype):
    rng = np.random.default_rng(471)
    X = rng.normal(size=(5, 2)).astype(dtype)
    X[2] = 0.0  # its sums are exactly 0
    y = rng.normal(size=5).astype(dtype)

    def forward(W, v):
        return np.mean((np.maximum(X @ W, 0) @ v - y) ** 2)

    def backward(W, v):
        z = X @ W
        d = 2 * (np.maximum(z, 0) @ v - y) / 5
        dz = np.outer(d, v)
        dz[z < 0] = 0  # at 0 the slope is 1
        return {"W": X.T @ dz, "v": np.maximum(z, 0).T @ d}

    return (
        forward,
        backward,
        {
            "W": rng.normal(size=(2, 3)).astype(dtype),
            "v": rng.normal(size=3).astype(dtype),
        },
    )


@program("a dataclass of layers, partial of an activation, gradients as fields", float32=True)
def fields(dtype):
    rng = np.random.default_rng(472)

    def powered(x, n):
        return x**n

    @dataclass
    class Layer:
        W: np.ndarray
        activation: object
        slope: object
        seen: list = field(default_factory=list)

        def __call__(self, x):
            z = x @ self.W
            self.seen = [x, z]
            return self.activation(z)

        def back(self, d):
            x, z = self.seen
            d = d * self.slope(z)
            self.dW = x.T @ d
            return d @ self.W.T

    cube = partial(powered, n=3)
    first = Layer(0.5 * rng.normal(size=(2, 3)).astype(dtype), cube, lambda z: 3 * z**2)
    second = Layer(rng.normal(size=(3, 1)).astype(dtype), np.cos, lambda z: -np.sin(z))
    X, y = rng.normal(size=(5, 2)).astype(dtype), rng.normal(size=(5, 1)).astype(dtype)

    def loss():
        return 0.5 * np.sum((second(first(X)) - y) ** 2)

    def backward():
        d = second(first(X)) - y
        first.back(second.back(d))
        return {"W1": first.dW, "W2": second.dW}

    return loss, backward, {"W1": first.W, "W2": second.W}


@program("recursion over a list of matrices, forward and back in one function", float32=True)
def recursive(dtype):
    rng = np.random.default_rng(473)
    x = rng.normal(size=3).astype(dtype)
    Ws = [rng.normal(size=(3, 3)).astype(dtype) for _ in range(3)]

    def go(h, Ws):
        if not Ws:
            return np.sum(h**4) / 4, h**3, []
        z = np.tanh(Ws[0] @ h)
        loss, d, grads = go(z, Ws[1:])
        da = d * (1 - z**2)
        return loss, Ws[0].T @ da, [np.outer(da, h), *grads]

    def forward(Ws):
        return go(x, Ws)[0]

    def backward(Ws):
        return go(x, Ws)[2]

    return forward, backward, Ws


@program("losses of batches in a generator, math.fsum of floats", float32=True)
def summed_exactly(dtype):
    rng = np.random.default_rng(474)
    X = rng.normal(size=(6, 2)).astype(dtype)
    y = rng.normal(size=6).astype(dtype)

    def batches():
        for i in range(0, 6, 2):
            yield X[i : i + 2], y[i : i + 2]

    def forward(w):
        losses = [np.mean((xb @ w - yb) ** 2) for xb, yb in batches()]
        return sum(losses) / len(losses)

    def backward(w):
        g = np.zeros_like(w)
        for xb, yb in batches():
            g += xb.T @ (xb @ w - yb)
        return g / 3

    return forward, backward, {"w": rng.normal(size=2).astype(dtype)}


@program("one vector of all parameters, cut up by offsets", float32=True)
def cut_up(dtype):
    rng = np.random.default_rng(475)
    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.normal(size=(5, 1)).astype(dtype)

    def unpack(theta):
        return theta[:6].reshape(3, 2), theta[6:8], theta[8:10].reshape(2, 1), theta[10]

    def forward(theta):
        W1, b1, W2, b2 = unpack(theta)
        return np.mean((np.tanh(X @ W1 + b1) @ W2 + b2 - y) ** 2)

    def backward(theta):
        W1, b1, W2, b2 = unpack(theta)
        h = np.tanh(X @ W1 + b1)
        d = 2 * (h @ W2 + b2 - y) / 5
        dz = d @ W2.T * (1 - h**2)
        return np.concatenate([(X.T @ dz).ravel(), dz.sum(0), (h.T @ d).ravel(), [d.sum()]])

    return forward, backward, {"theta": rng.normal(size=11).astype(dtype)}


@program("the loss kept by the object, the step counted, arrays of a namespace", float32=True)
def counted_steps(dtype):
    rng = np.random.default_rng(476)

    class Model:
        steps = 0

        def __init__(self):
            self.params = {"A": rng.normal(size=(3, 2)).astype(dtype)}
            self.params["k"] = rng.normal(size=(1, 2)).astype(dtype)
            self.x = rng.normal(size=(4, 3)).astype(dtype)

        def loss(self):
            Model.steps += 1
            self.h = np.sinh(self.x @ self.params["A"]) / 10
            self.last = np.sum(np.sqrt(1 + (self.h - self.params["k"]) ** 2))
            return self.last

        def grads(self):
            gap = self.h - self.params["k"]
            d = gap / np.sqrt(1 + gap**2)
            dA = self.x.T @ (d * np.cosh(self.x @ self.params["A"]) / 10)
            return {"dA": dA, "dk": -d.sum(axis=0, keepdims=True), "steps": Model.steps}

    model = Model()
    return model.loss, model.grads, model.params


@program("a while loop until the samples are used up, pop from lists", float32=True)
def popped(dtype):
    rng = np.random.default_rng(477)
    data = list(zip(rng.normal(size=(4, 2)).astype(dtype), [1, -1, -1, 1]))

    def forward(w, b):
        left, total = list(data), 0.0
        while left:
            x, side = left.pop()
            margin = side * (w @ x + b)
            if margin < 1:
                total += (1 - margin) ** 2
        return total

    def backward(w, b):
        dw, db = np.zeros(2), 0.0
        for x, side in data:
            margin = side * (w @ x + b)
            if margin < 1:
                dw = dw - 2 * (1 - margin) * side * x
                db -= 2 * (1 - margin) * side
        return dw, db

    return forward, backward, [rng.normal(size=2).astype(dtype), 0.1]
