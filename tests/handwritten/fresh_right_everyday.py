"""맞는 것: 날마다 쓰는 꼴, 기록하고 시험하고 채우면서.

Right programs of every day: logged, asserted, filled in, kept in attributes and flat vectors.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from tests.handwritten.programs import program


@program(
    "a training class: history, '%.4f', a patience counter, gradients as attributes", float32=True
)
def class_with_history(dtype):
    r = np.random.default_rng(921)

    class Model:
        def __init__(self):
            self.X = r.normal(size=(6, 3)).astype(dtype)
            self.y = r.integers(0, 2, size=(6, 1)).astype(dtype)
            self.W1 = r.normal(size=(3, 4)).astype(dtype)
            self.b1 = np.zeros((1, 4), dtype=dtype)
            self.W2 = r.normal(size=(4, 1)).astype(dtype)
            self.b2 = np.zeros((1, 1), dtype=dtype)
            self.history, self.best, self.patience = [], np.inf, 0

        def forward(self):
            self.h = np.maximum(self.X @ self.W1 + self.b1, 0)
            self.p = 1 / (1 + np.exp(-(self.h @ self.W2 + self.b2)))
            loss = -(self.y * np.log(self.p) + (1 - self.y) * np.log(1 - self.p)).mean()
            self.history.append("%.4f" % loss)
            if loss < self.best:
                self.best, self.patience = loss, 0
            else:
                self.patience += 1
            return loss.item()

        def backward(self):
            d = (self.p - self.y) / self.y.size
            self.dW2, self.db2 = self.h.T @ d, d.sum(0, keepdims=True)
            dh = (d @ self.W2.T) * (self.h > 0)
            self.dW1, self.db1 = self.X.T @ dh, dh.sum(0, keepdims=True)
            return {n: getattr(self, "d" + n) for n in ("W1", "b1", "W2", "b2")}

    m = Model()
    return m.forward, m.backward, {n: getattr(m, n) for n in ("W1", "b1", "W2", "b2")}


@program("dataclasses for the data and a layer, an accumulating list of squares", float32=True)
def data_in_classes(dtype):
    r = np.random.default_rng(922)

    @dataclass
    class Batch:
        x: np.ndarray
        y: np.ndarray
        weight: float = 1.0

    @dataclass
    class Cache:
        inputs: list = field(default_factory=list)
        errors: list = field(default_factory=list)

    data = [
        Batch(r.normal(size=(n, 2)).astype(dtype), r.normal(size=n).astype(dtype), 1 / n)
        for n in (2, 3, 1)
    ]

    def run(w, b):
        cache = Cache()
        for batch in data:
            cache.inputs.append(batch.x)
            cache.errors.append(batch.x @ w + b - batch.y)
        return cache

    def forward(w, b):
        errors = run(w, b).errors
        return sum(batch.weight * (e @ e) for batch, e in zip(data, errors))

    def backward(w, b):
        cache = run(w, b)
        dw, db = np.zeros_like(w), 0.0
        for batch, x, e in zip(data, cache.inputs, cache.errors):
            dw += 2 * batch.weight * x.T @ e
            db += 2 * batch.weight * e.sum()
        return dw, db

    return forward, backward, {"w": r.normal(size=2).astype(dtype), "b": 0.5}


@program(
    "one flat theta, unrolled by slices and reshaped, np.r_ of ravelled gradients", float32=True
)
def unrolled_theta(dtype):
    r = np.random.default_rng(923)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = r.normal(size=(5, 2)).astype(dtype)

    def unpack(theta):
        W1 = theta[:12].reshape(3, 4)
        b1 = theta[12:16]
        W2 = theta[16:24].reshape(4, 2)
        return W1, b1, W2, theta[24:]

    def cost(theta):
        W1, b1, W2, b2 = unpack(theta)
        return 0.5 * np.mean((np.tanh(X @ W1 + b1) @ W2 + b2 - Y) ** 2) + 0.01 * (theta @ theta)

    def gradient(theta):
        W1, b1, W2, b2 = unpack(theta)
        h = np.tanh(X @ W1 + b1)
        d = (h @ W2 + b2 - Y) / Y.size
        da = d @ W2.T * (1 - h**2)
        flat = np.r_[(X.T @ da).ravel(), da.sum(0), (h.T @ d).ravel(), d.sum(0)]
        return flat + 0.02 * theta

    return cost, gradient, {"theta": r.normal(size=26).astype(dtype)}


@program("a policy kept near the old one: ratios, np.minimum of a clipped one", float32=True)
def near_the_old_policy(dtype):
    r = np.random.default_rng(924)
    S = r.normal(size=(6, 3)).astype(dtype)
    actions = np.array([0, 1, 1, 0, 2, 1])
    adv = np.array([1.0, -0.5, 0.8, -1.2, 0.3, 0.9], dtype=dtype)
    old = np.log(np.array([0.4, 0.2, 0.5, 0.3, 0.25, 0.6])).astype(dtype)
    rows = np.arange(6)

    def logp(W):
        z = S @ W
        z = z - z.max(axis=1, keepdims=True)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))

    def loss(W):
        lp = logp(W)
        ratio = np.exp(lp[rows, actions] - old)
        clipped = np.clip(ratio, 0.8, 1.2)
        entropy = -(np.exp(lp) * lp).sum(axis=1)
        return -np.minimum(ratio * adv, clipped * adv).mean() - 0.01 * entropy.mean()

    def grad(W):
        lp = logp(W)
        p = np.exp(lp)
        ratio = np.exp(lp[rows, actions] - old)
        clipped = np.clip(ratio, 0.8, 1.2)
        active = (ratio * adv <= clipped * adv) | (ratio == clipped)
        dlp = np.zeros_like(lp)
        dlp[rows, actions] = -adv * ratio * active / 6
        dlp += 0.01 * p * (lp + 1) / 6
        dz = dlp - p * dlp.sum(axis=1, keepdims=True)
        return S.T @ dz

    return loss, grad, {"W": r.normal(size=(3, 3)).astype(dtype)}


@program("paths in a tree of words: a sigmoid at every fork", float32=True)
def forks_to_a_word(dtype):
    r = np.random.default_rng(925)
    paths = {0: [(0, 1), (1, 1)], 1: [(0, 1), (1, -1)], 2: [(0, -1)]}
    pairs = [(3, 0), (1, 2), (3, 1), (0, 0)]

    def forward(E, F):
        total = 0.0
        for word, target in pairs:
            for fork, side in paths[target]:
                total += math.log1p(math.exp(-side * (E[word] @ F[fork])))
        return total / len(pairs)

    def backward(E, F):
        dE, dF = np.zeros(E.shape, E.dtype), np.zeros(F.shape, F.dtype)
        for word, target in pairs:
            for fork, side in paths[target]:
                g = -side / (1 + math.exp(side * (E[word] @ F[fork]))) / len(pairs)
                dE[word] += g * F[fork]
                dF[fork] += g * E[word]
        return {"E": dE, "F": dF}

    shapes = {"E": (4, 3), "F": (2, 3)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


@program(
    "neighbours chosen by distance: a softmax of negative squares without oneself", float32=True
)
def chosen_neighbours(dtype):
    r = np.random.default_rng(926)
    X = r.normal(size=(6, 3)).astype(dtype)
    c = np.array([0, 1, 0, 1, 1, 0])
    same = (c[:, None] == c[None, :]).astype(dtype)

    def chances(A):
        Z = X @ A.T
        D = ((Z[:, None, :] - Z[None, :, :]) ** 2).sum(axis=2)
        K = np.exp(-D)
        np.fill_diagonal(K, 0)
        return K / K.sum(axis=1, keepdims=True)

    def forward(A):
        return -np.sum(chances(A) * same)

    def backward(A):
        P = chances(A)
        hit = np.sum(P * same, axis=1, keepdims=True)
        dD = P * same - P * hit
        dA = np.zeros_like(A)
        for i in range(6):
            for j in range(6):
                gap = X[i] - X[j]
                dA += dD[i, j] * 2 * np.outer(A @ gap, gap)
        return {"A": dA}

    return forward, backward, {"A": 0.5 * r.normal(size=(2, 3)).astype(dtype)}


@program(
    "a piecewise linear curve of learned heights: searchsorted, two shares a point", float32=True
)
def heights_of_a_curve(dtype):
    r = np.random.default_rng(927)
    knots = np.array([0.0, 1.0, 2.0, 3.5])
    x = r.uniform(0, 3.5, size=8)
    y = np.cos(x).astype(dtype)
    k = np.searchsorted(knots, x) - 1
    right = ((x - knots[k]) / (knots[k + 1] - knots[k])).astype(dtype)

    def forward(heights):
        curve = heights[k] * (1 - right) + heights[k + 1] * right
        rough = np.diff(heights, n=2)
        return np.sum((curve - y) ** 2) + 0.1 * np.sum(rough**2)

    def backward(heights):
        e = 2 * (heights[k] * (1 - right) + heights[k + 1] * right - y)
        d = np.bincount(k, e * (1 - right), 4) + np.bincount(k + 1, e * right, 4)
        rough = 0.2 * np.diff(heights, n=2)
        d[:-2] += rough
        d[1:-1] -= 2 * rough
        d[2:] += rough
        return d

    return forward, backward, {"heights": r.normal(size=4).astype(dtype)}


@program(
    "a trimmed loss: the sorted squares without the two largest, np.sort and argsort", float32=True
)
def trimmed_squares(dtype):
    r = np.random.default_rng(928)
    X = r.normal(size=(8, 3)).astype(dtype)
    y = r.normal(size=8).astype(dtype)

    def forward(w, b):
        squares = np.square(X.dot(w) + b - y)
        return np.sort(squares)[:-2].mean()

    def backward(w, b):
        e = X.dot(w) + b - y
        kept = np.argsort(e**2)[:-2]
        d = np.zeros_like(e)
        d[kept] = 2 * e[kept] / kept.size
        return [X.T.dot(d), d.sum()]

    return forward, backward, [r.normal(size=3).astype(dtype), 0.1]


@program("gates by np.select, a smooth step of three pieces", float32=True)
def smooth_step(dtype):
    r = np.random.default_rng(929)
    X = r.uniform(-2, 2, size=(6, 3)).astype(dtype)
    T = r.uniform(size=(6, 2)).astype(dtype)

    def step(z):
        return np.select([z < -1, z > 1], [0.0, 1.0], 0.5 + 0.75 * z - 0.25 * z**3)

    def loss(W, b):
        return np.abs(step(X @ W + b) - T).mean()

    def grads(W, b):
        z = X @ W + b
        d = np.sign(step(z) - T) / T.size
        d = d * np.select([np.abs(z) < 1], [0.75 * (1 - z**2)], 0)
        return {"dW": X.T @ d, "db": np.add.reduce(d, axis=0)}

    shapes = {"W": (3, 2), "b": 2}
    return loss, grads, {n: 0.5 * r.normal(size=s).astype(dtype) for n, s in shapes.items()}
