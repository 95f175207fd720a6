"""활성화 함수들, 사람들이 쓰는 여러 모양으로.

Write activations in the many ways that people write them, each in a small network.
"""

import math

import numpy as np

from tests.handwritten.programs import program


@program("activations: a dict of lambdas with their derivatives", float32=True)
def dict_of_lambdas(dtype):
    rng = np.random.default_rng(50)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)
    ACT = {
        "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a)),
        "tanh": (lambda z: np.tanh(z), lambda a: 1 - a**2),
        "relu": (lambda z: np.maximum(0, z), lambda a: 1.0 * (a > 0)),
        "linear": (lambda z: z, lambda a: np.ones_like(a)),
    }
    plan = ["relu", "tanh", "sigmoid", "linear"]

    def run(p):
        acts = [x]
        for i, name in enumerate(plan):
            acts.append(ACT[name][0](acts[-1].dot(p[f"W{i}"]) + p[f"b{i}"]))
        return acts

    def forward(p):
        return np.mean(np.square(run(p)[-1] - t))

    def gradients(p):
        acts, grads = run(p), {}
        d = 2 * (acts[-1] - t) / t.size
        for i in reversed(range(len(plan))):
            d = d * ACT[plan[i]][1](acts[i + 1])
            grads[f"W{i}"], grads[f"b{i}"] = acts[i].T.dot(d), d.sum(axis=0)
            d = d.dot(p[f"W{i}"].T)
        return grads

    p, sizes = {}, [3, 6, 4, 5, 2]
    for i in range(len(plan)):
        p[f"W{i}"] = rng.normal(size=(sizes[i], sizes[i + 1])).astype(dtype)
        p[f"b{i}"] = (0.1 * rng.normal(size=sizes[i + 1])).astype(dtype)
    return forward, gradients, p


@program("ReLU as np.maximum(0, z, out=z)", float32=True)
def relu_out(dtype):
    rng = np.random.default_rng(51)
    x = rng.normal(size=(6, 4)).astype(dtype)
    t = rng.normal(size=(6, 3)).astype(dtype)

    def forward(W1, W2):
        z = x.dot(W1)
        np.maximum(0, z, out=z)
        return 0.5 * ((z.dot(W2) - t) ** 2).sum() / len(x)

    def gradients(W1, W2):
        z = x.dot(W1)
        np.maximum(0, z, out=z)
        d = (z.dot(W2) - t) / len(x)
        dz = d.dot(W2.T)
        dz[z == 0] = 0
        return x.T.dot(dz), z.T.dot(d)

    P = {"W1": rng.normal(size=(4, 5)).astype(dtype), "W2": rng.normal(size=(5, 3)).astype(dtype)}
    return forward, gradients, P


@program("ReLU as z[z < 0] = 0", float32=True)
def relu_masked(dtype):
    rng = np.random.default_rng(52)
    x = rng.normal(size=(6, 3)).astype(dtype)
    t = rng.normal(size=(6, 2)).astype(dtype)

    def relu(z):
        z = z.copy()
        z[z < 0] = 0
        return z

    def forward(W1, b1, W2):
        a = relu(np.dot(x, W1) + b1)
        return np.abs(np.dot(a, W2) - t).mean()

    def gradients(W1, b1, W2):
        a = relu(np.dot(x, W1) + b1)
        d = np.sign(np.dot(a, W2) - t) / t.size
        da = np.dot(d, W2.T)
        dz = np.where(a > 0, da, 0)
        return np.dot(x.T, dz), dz.sum(0), np.dot(a.T, d)

    P = {
        "W1": rng.normal(size=(3, 4)).astype(dtype),
        "b1": rng.normal(size=4).astype(dtype),
        "W2": rng.normal(size=(4, 2)).astype(dtype),
    }
    return forward, gradients, P


@program("ReLU as z * (z > 0), leaky as maximum(alpha z, z)", float32=True)
def relu_by_product(dtype):
    rng = np.random.default_rng(53)
    x = rng.normal(size=(5, 4)).astype(dtype)
    y = rng.normal(size=(5, 1)).astype(dtype)

    def forward(W1, W2, W3):
        z1 = x @ W1
        h1 = z1 * (z1 > 0)
        z2 = h1 @ W2
        h2 = np.maximum(0.01 * z2, z2)
        return np.sum((h2 @ W3 - y) ** 2)

    def gradients(W1, W2, W3):
        z1 = x @ W1
        h1 = z1 * (z1 > 0)
        z2 = h1 @ W2
        h2 = np.maximum(0.01 * z2, z2)
        d = 2 * (h2 @ W3 - y)
        dz2 = d @ W3.T
        dz2[z2 < 0] *= 0.01
        dz1 = (dz2 @ W2.T) * (z1 > 0)
        return {"W1": x.T @ dz1, "W2": h1.T @ dz2, "W3": h2.T @ d}

    P = {
        "W1": rng.normal(size=(4, 6)).astype(dtype),
        "W2": rng.normal(size=(6, 3)).astype(dtype),
        "W3": rng.normal(size=(3, 1)).astype(dtype),
    }
    return forward, gradients, P


@program("ELU with np.where and exp of the minimum", float32=True)
def elu(dtype):
    rng = np.random.default_rng(54)
    x = rng.normal(size=(4, 3)).astype(dtype)
    t = rng.normal(size=(4, 2)).astype(dtype)
    alpha = 1.5

    def forward(W, b, V):
        z = x.dot(W) + b
        a = np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))
        return ((a.dot(V) - t) ** 2).sum() / 2

    def gradients(W, b, V):
        z = x.dot(W) + b
        a = np.where(z > 0, z, alpha * (np.exp(np.minimum(z, 0)) - 1))
        d = a.dot(V) - t
        dz = d.dot(V.T) * np.where(z > 0, 1, a + alpha)
        return x.T.dot(dz), dz.sum(axis=0), a.T.dot(d)

    P = {
        "W": rng.normal(size=(3, 5)).astype(dtype),
        "b": rng.normal(size=5).astype(dtype),
        "V": rng.normal(size=(5, 2)).astype(dtype),
    }
    return forward, gradients, P


@program("softplus by log1p(exp), and logaddexp(0, z) in the next layer", float32=True)
def softplus(dtype):
    rng = np.random.default_rng(55)
    x = rng.normal(size=(6, 2)).astype(dtype)
    t = rng.normal(size=(6, 1)).astype(dtype)

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def forward(W1, b1, W2, b2, W3):
        h1 = np.log1p(np.exp(x @ W1 + b1))
        h2 = np.logaddexp(0, h1 @ W2 + b2)
        return np.mean((h2 @ W3 - t) ** 2)

    def gradients(W1, b1, W2, b2, W3):
        z1 = x @ W1 + b1
        h1 = np.log1p(np.exp(z1))
        z2 = h1 @ W2 + b2
        h2 = np.logaddexp(0, z2)
        d = 2 * (h2 @ W3 - t) / len(t)
        dz2 = d @ W3.T * sigmoid(z2)
        dz1 = dz2 @ W2.T * sigmoid(z1)
        return x.T @ dz1, dz1.sum(0), h1.T @ dz2, dz2.sum(0), h2.T @ d

    shapes = {"W1": (2, 3), "b1": 3, "W2": (3, 4), "b2": 4, "W3": (4, 1)}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in shapes.items()}


@program("swish: z * sigmoid(z), derivative by the product rule", float32=True)
def swish(dtype):
    rng = np.random.default_rng(56)
    x = rng.normal(size=(5, 4)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)

    def forward(W1, W2):
        z = np.dot(x, W1)
        s = 1.0 / (1.0 + np.exp(-z))
        h = np.multiply(z, s)
        e = np.subtract(np.dot(h, W2), t)
        return np.divide(np.sum(e * e), 2 * len(x))

    def gradients(W1, W2):
        z = np.dot(x, W1)
        s = 1.0 / (1.0 + np.exp(-z))
        h = z * s
        d = (np.dot(h, W2) - t) / len(x)
        dh = np.dot(d, W2.T)
        dz = dh * (s + z * s * (1 - s))
        return np.dot(x.T, dz), np.dot(h.T, d)

    P = {"W1": rng.normal(size=(4, 3)).astype(dtype), "W2": rng.normal(size=(3, 2)).astype(dtype)}
    return forward, gradients, P


@program("GELU by tanh, constants with math.sqrt and np.power", float32=True)
def gelu(dtype):
    rng = np.random.default_rng(57)
    x = rng.normal(size=(4, 5)).astype(dtype)
    t = rng.normal(size=(4, 2)).astype(dtype)
    c = math.sqrt(2 / math.pi)

    def forward(W1, W2):
        z = x @ W1
        a = 0.5 * z * (1 + np.tanh(c * (z + 0.044715 * np.power(z, 3))))
        return np.sum(np.square(a @ W2 - t))

    def gradients(W1, W2):
        z = x @ W1
        u = np.tanh(c * (z + 0.044715 * z**3))
        a = 0.5 * z * (1 + u)
        d = 2 * (a @ W2 - t)
        slope = 0.5 * (1 + u) + 0.5 * z * (1 - u**2) * c * (1 + 3 * 0.044715 * z**2)
        return {"W1": x.T @ (d @ W2.T * slope), "W2": a.T @ d}

    P = {"W1": rng.normal(size=(5, 3)).astype(dtype), "W2": rng.normal(size=(3, 2)).astype(dtype)}
    return forward, gradients, P


@program("hard sigmoid by np.clip(0.2 z + 0.5, 0, 1)", float32=True)
def hard_sigmoid(dtype):
    rng = np.random.default_rng(58)
    x = rng.normal(size=(6, 3)).astype(dtype)
    t = rng.random((6, 2)).astype(dtype)

    def forward(W1, b1, W2):
        h = np.clip(0.2 * (x.dot(W1) + b1) + 0.5, 0, 1)
        return np.mean((h.dot(W2) - t) ** 2)

    def gradients(W1, b1, W2):
        u = 0.2 * (x.dot(W1) + b1) + 0.5
        h = np.clip(u, 0, 1)
        d = 2 * (h.dot(W2) - t) / t.size
        dz = d.dot(W2.T) * 0.2 * ((u > 0) & (u < 1))
        return x.T.dot(dz), dz.sum(axis=0), h.T.dot(d)

    P = {
        "W1": (2 * rng.normal(size=(3, 4))).astype(dtype),
        "b1": rng.normal(size=4).astype(dtype),
        "W2": rng.normal(size=(4, 2)).astype(dtype),
    }
    return forward, gradients, P


@program("hard tanh by two masks, ReLU6 by np.minimum(np.maximum(0, z), 6)", float32=True)
def hard_tanh(dtype):
    rng = np.random.default_rng(59)
    x = (3 * rng.normal(size=(7, 2))).astype(dtype)
    t = rng.normal(size=(7, 3)).astype(dtype)

    def forward(W1, W2):
        z1 = x @ W1
        h1 = z1.copy()
        h1[z1 > 1] = 1
        h1[z1 < -1] = -1
        h2 = np.minimum(np.maximum(0, 4 * h1 @ W2), 6)
        return ((h2 - t) ** 2).sum() / len(x)

    def gradients(W1, W2):
        z1 = x @ W1
        h1 = np.clip(z1, -1, 1)
        z2 = 4 * h1 @ W2
        d = 2 * (np.clip(z2, 0, 6) - t) / len(x)
        d[(z2 <= 0) | (z2 >= 6)] = 0
        dz1 = 4 * d @ W2.T
        dz1[np.abs(z1) > 1] = 0
        return x.T @ dz1, 4 * h1.T @ d

    P = {"W1": (0.4 * rng.normal(size=(2, 4))).astype(dtype)}
    P["W2"] = rng.normal(size=(4, 3)).astype(dtype)
    return forward, gradients, P


@program("maxout: reshape into pieces and max over the last axis", float32=True)
def maxout(dtype):
    rng = np.random.default_rng(60)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)
    units, pieces = 4, 3

    def forward(W, b, V):
        z = (x.dot(W) + b).reshape(len(x), units, pieces)
        h = z.max(axis=2)
        return ((h.dot(V) - t) ** 2).mean()

    def gradients(W, b, V):
        z = (x.dot(W) + b).reshape(len(x), units, pieces)
        h, winner = z.max(axis=2), z.argmax(axis=2)
        d = 2 * (h.dot(V) - t) / t.size
        dh = d.dot(V.T)
        dz = np.zeros_like(z)
        n, u = np.indices(winner.shape)
        dz[n, u, winner] = dh
        dz = dz.reshape(len(x), -1)
        return {"W": x.T.dot(dz), "b": dz.sum(axis=0), "V": h.T.dot(d)}

    P = {
        "W": rng.normal(size=(3, units * pieces)).astype(dtype),
        "b": rng.normal(size=units * pieces).astype(dtype),
        "V": rng.normal(size=(units, 2)).astype(dtype),
    }
    return forward, gradients, P


@program("PReLU: the slope is learned", float32=True)
def prelu(dtype):
    rng = np.random.default_rng(61)
    x = rng.normal(size=(6, 4)).astype(dtype)
    t = rng.normal(size=(6, 3)).astype(dtype)

    def forward(W, alpha):
        z = x @ W
        out = np.maximum(z, 0) + alpha * np.minimum(z, 0)
        return np.mean((out - t) ** 2)

    def gradients(W, alpha):
        z = x @ W
        dout = 2 * (np.maximum(z, 0) + alpha * np.minimum(z, 0) - t) / t.size
        dalpha = np.sum(dout * np.minimum(z, 0), axis=0)
        dz = dout * np.where(z > 0, 1.0, alpha)
        return {"W": x.T @ dz, "alpha": dalpha}

    P = {"W": rng.normal(size=(4, 3)).astype(dtype), "alpha": np.array([0.25, 0.1, 0.3], dtype)}
    return forward, gradients, P


@program("a stable sigmoid by two masks, an empty result filled", float32=True)
def stable_sigmoid(dtype):
    rng = np.random.default_rng(62)
    x = (4 * rng.normal(size=(6, 3))).astype(dtype)
    t = rng.random((6, 2)).astype(dtype)

    def sigmoid(z):
        out = np.empty_like(z)
        pos = z >= 0
        out[pos] = 1 / (1 + np.exp(-z[pos]))
        ez = np.exp(z[~pos])
        out[~pos] = ez / (1 + ez)
        return out

    def forward(W, b):
        return np.sum((sigmoid(x.dot(W) + b) - t) ** 2)

    def gradients(W, b):
        s = sigmoid(x.dot(W) + b)
        dz = 2 * (s - t) * s * (1 - s)
        return x.T.dot(dz), dz.sum(axis=0)

    P = {"W": rng.normal(size=(3, 2)).astype(dtype), "b": rng.normal(size=2).astype(dtype)}
    return forward, gradients, P


@program("np.vectorize of a scalar function for the activation", float32=False)
def vectorized_scalar(dtype):
    rng = np.random.default_rng(63)
    x = rng.normal(size=(4, 3))
    t = rng.normal(size=(4, 2))

    def leaky(v):
        return v if v > 0 else 0.1 * v

    activate = np.vectorize(leaky)
    slope = np.vectorize(lambda v: 1.0 if v > 0 else 0.1)

    def forward(W):
        return np.mean((activate(x @ W) - t) ** 2)

    def gradients(W):
        z = x @ W
        return x.T @ (2 * (activate(z) - t) / t.size * slope(z))

    return forward, gradients, {"W": rng.normal(size=(3, 2))}
