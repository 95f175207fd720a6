"""그물들: 담는 꼴과 활성화가 저마다 다르다.

Networks that differ in how parameters are kept and in their activations.
"""

import numpy as np

from tests.handwritten.programs import program


@program("pairs (W, b) in a list, SELU by np.where", float32=True)
def selu_pairs(dtype):
    rng = np.random.default_rng(411)
    X = rng.normal(size=(6, 3)).astype(dtype)
    Y = rng.normal(size=(6, 2)).astype(dtype)
    a, s = 1.6733, 1.0507
    layers = []
    for i, o in [(3, 4), (4, 4), (4, 2)]:
        layers.append((rng.normal(size=(i, o)).astype(dtype), rng.normal(size=o).astype(dtype)))

    def forward(layers):
        h = X
        for W, b in layers[:-1]:
            z = h @ W + b
            h = s * np.where(z > 0, z, a * (np.exp(z) - 1))
        W, b = layers[-1]
        return np.mean((h @ W + b - Y) ** 2)

    def backward(layers):
        hs, zs = [X], []
        for W, b in layers:
            zs.append(hs[-1] @ W + b)
            hs.append(s * np.where(zs[-1] > 0, zs[-1], a * (np.exp(zs[-1]) - 1)))
        d = 2 * (zs[-1] - Y) / Y.size
        grads = [None] * 3
        for k in (2, 1, 0):
            grads[k] = (hs[k].T @ d, d.sum(axis=0))
            if k:
                d = d @ layers[k][0].T * s * np.where(zs[k - 1] > 0, 1, a * np.exp(zs[k - 1]))
        return grads

    return forward, backward, layers


@program("a list of biases and a list of weights, columns, arctan", float32=True)
def arctan_columns(dtype):
    rng = np.random.default_rng(412)
    X = rng.normal(size=(2, 7)).astype(dtype)
    Y = rng.normal(size=(1, 7)).astype(dtype)
    biases = [rng.normal(size=(n, 1)).astype(dtype) for n in (4, 3, 1)]
    weights = [rng.normal(size=s).astype(dtype) for s in ((4, 2), (3, 4), (1, 3))]

    def forward(biases, weights):
        a = X
        for b, W in zip(biases, weights):
            a = np.arctan(np.dot(W, a) + b)
        return np.sum((a - Y) ** 2) / (2 * X.shape[1])

    def backward(biases, weights):
        acts, zs = [X], []
        for b, W in zip(biases, weights):
            zs.append(np.dot(W, acts[-1]) + b)
            acts.append(np.arctan(zs[-1]))
        nb, nw = [], []
        d = (acts[-1] - Y) / X.shape[1]
        for W, z, a in zip(weights[::-1], zs[::-1], acts[-2::-1]):
            d = d / (1 + z * z)
            nb.insert(0, d.sum(axis=1, keepdims=True))
            nw.insert(0, d @ a.T)
            d = W.T @ d
        return [nb, nw]

    return forward, backward, [biases, weights]


@program("a dict of lists, softplus, labels by np.eye", float32=True)
def dict_of_lists(dtype):
    rng = np.random.default_rng(413)
    X = rng.normal(size=(5, 4)).astype(dtype)
    T = np.eye(3)[[0, 2, 1, 1, 2]].astype(dtype)
    p = {
        "W": [rng.normal(size=(4, 5)).astype(dtype), rng.normal(size=(5, 3)).astype(dtype)],
        "b": [rng.normal(size=5).astype(dtype), rng.normal(size=3).astype(dtype)],
    }

    def forward(p):
        h = np.logaddexp(0, X @ p["W"][0] + p["b"][0])
        s = h @ p["W"][1] + p["b"][1]
        return np.mean(np.log(np.sum(np.exp(s), axis=1)) - np.sum(T * s, axis=1))

    def backward(p):
        z = X @ p["W"][0] + p["b"][0]
        h = np.logaddexp(0, z)
        s = h @ p["W"][1] + p["b"][1]
        d = (np.exp(s) / np.exp(s).sum(1, keepdims=True) - T) / len(X)
        dz = d @ p["W"][1].T / (1 + np.exp(-z))
        return {"W": [X.T @ dz, h.T @ d], "b": [dz.sum(0), d.sum(0)]}

    return forward, backward, p


@program("nested dicts, mish by the product rule", float32=True)
def mish_nested(dtype):
    rng = np.random.default_rng(414)
    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.normal(size=(5, 1)).astype(dtype)
    net = {
        "hidden": {"w": rng.normal(size=(3, 4)).astype(dtype), "b": np.zeros(4, dtype)},
        "out": {"w": rng.normal(size=(4, 1)).astype(dtype), "b": np.zeros(1, dtype)},
    }

    def predict(net):
        z = X.dot(net["hidden"]["w"]) + net["hidden"]["b"]
        t = np.tanh(np.log1p(np.exp(z)))
        return z, t, (z * t).dot(net["out"]["w"]) + net["out"]["b"]

    def loss(net):
        return np.sqrt(np.mean((predict(net)[2] - y) ** 2))

    def grads(net):
        z, t, out = predict(net)
        rmse = np.sqrt(np.mean((out - y) ** 2))
        d = (out - y) / (rmse * len(y))
        dh = d.dot(net["out"]["w"].T)
        dz = dh * (t + z * (1 - t**2) / (1 + np.exp(-z)))
        return {
            "hidden": {"w": X.T.dot(dz), "b": dz.sum(axis=0)},
            "out": {"w": (z * t).T.dot(d), "b": d.sum(axis=0)},
        }

    return loss, grads, net


@program("dZ1, dA0 and more returned beside dW1 and db1", float32=True)
def talkative(dtype):
    rng = np.random.default_rng(415)
    A0 = rng.normal(size=(3, 6)).astype(dtype)
    Y = rng.integers(0, 2, (1, 6)).astype(dtype)
    P = {
        "W1": rng.normal(size=(4, 3)).astype(dtype),
        "b1": rng.normal(size=(4, 1)).astype(dtype),
        "W2": rng.normal(size=(1, 4)).astype(dtype),
        "b2": rng.normal(size=(1, 1)).astype(dtype),
    }

    def forward(P):
        A1 = np.maximum(np.dot(P["W1"], A0) + P["b1"], 0)
        Z2 = np.dot(P["W2"], A1) + P["b2"]
        return float(np.squeeze(np.mean(np.log(1 + np.exp(Z2)) - Y * Z2)))

    def backward(P):
        g = {}
        A1 = np.maximum(np.dot(P["W1"], A0) + P["b1"], 0)
        A2 = 1 / (1 + np.exp(-(np.dot(P["W2"], A1) + P["b2"])))
        g["dZ2"] = (A2 - Y) / 6
        g["dW2"], g["db2"] = np.dot(g["dZ2"], A1.T), np.sum(g["dZ2"], axis=1, keepdims=True)
        g["dA1"] = np.dot(P["W2"].T, g["dZ2"])
        g["dZ1"] = np.multiply(g["dA1"], np.int64(A1 > 0))
        g["dW1"], g["db1"] = np.dot(g["dZ1"], A0.T), np.sum(g["dZ1"], axis=1, keepdims=True)
        g["dA0"] = np.dot(P["W1"].T, g["dZ1"])
        return g

    return forward, backward, P


@program("squared ReLU, weights (out, in), np.inner", float32=True)
def squared_relu(dtype):
    rng = np.random.default_rng(416)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.normal(size=6).astype(dtype)

    def forward(W, v):
        h = np.maximum(0, np.inner(X, W)) ** 2
        return np.abs(h @ v - y).max() + np.mean((h @ v - y) ** 2)

    def backward(W, v):
        r = np.maximum(0, np.inner(X, W))
        e = r**2 @ v - y
        d = 2 * e / len(y)
        worst = np.argmax(np.abs(e))
        d[worst] += np.sign(e[worst])
        return {"W": (np.outer(d, v) * 2 * r).T @ X, "v": (r**2).T @ d}

    return (
        forward,
        backward,
        {
            "W": rng.normal(size=(4, 3)).astype(dtype),
            "v": rng.normal(size=4).astype(dtype),
        },
    )


@program("hard swish z * clip(z / 6 + 0.5, 0, 1)", float32=True)
def hard_swish(dtype):
    rng = np.random.default_rng(417)
    X = 2 * rng.normal(size=(6, 3)).astype(dtype)
    Y = rng.normal(size=(6, 2)).astype(dtype)

    def forward(W, V):
        z = X @ W
        return np.sum((z * np.clip(z / 6 + 0.5, 0, 1) @ V - Y) ** 2) / 6

    def backward(W, V):
        z = X @ W
        gate = np.clip(z / 6 + 0.5, 0, 1)
        d = (z * gate @ V - Y) / 3
        slope = np.where(z <= -3, 0, np.where(z >= 3, 1, z / 3 + 0.5))
        return X.T @ (d @ V.T * slope), (z * gate).T @ d

    return (
        forward,
        backward,
        [
            rng.normal(size=(3, 4)).astype(dtype),
            rng.normal(size=(4, 2)).astype(dtype),
        ],
    )


@program("a committee: three small nets in a loop, their mean", float32=True)
def committee(dtype):
    rng = np.random.default_rng(418)
    X = rng.normal(size=(5, 2)).astype(dtype)
    y = rng.normal(size=5).astype(dtype)
    members = [
        [rng.normal(size=(2, 3)).astype(dtype), rng.normal(size=3).astype(dtype)] for _ in range(3)
    ]

    def forward(members):
        votes = np.stack([np.tanh(X @ W) @ v for W, v in members])
        return 0.5 * np.sum((votes.mean(axis=0) - y) ** 2)

    def backward(members):
        hs = [np.tanh(X @ W) for W, _ in members]
        d = (sum(h @ v for h, (_, v) in zip(hs, members)) / 3 - y) / 3
        return [[X.T @ (np.outer(d, v) * (1 - h**2)), h.T @ d] for h, (_, v) in zip(hs, members)]

    return forward, backward, members


@program("unit by unit in nested loops, W[i][j], no matrix products")
def unit_by_unit(dtype):
    rng = np.random.default_rng(419)
    X, y = rng.normal(size=(4, 2)).tolist(), [0.5, -0.2, 0.9, 0.1]

    def forward(W, v):
        cost = 0.0
        for x, target in zip(X, y):
            out = 0.0
            for j in range(3):
                s = 0.0
                for i in range(2):
                    s += x[i] * W[i][j]
                out += v[j] / (1.0 + np.exp(-s))
            cost += 0.5 * (out - target) ** 2
        return cost

    def backward(W, v):
        dW, dv = np.zeros((2, 3)), np.zeros(3)
        for x, target in zip(X, y):
            a = [1 / (1 + np.exp(-sum(x[i] * W[i][j] for i in range(2)))) for j in range(3)]
            err = sum(v[j] * a[j] for j in range(3)) - target
            for j in range(3):
                dv[j] += err * a[j]
                for i in range(2):
                    dW[i][j] += err * v[j] * a[j] * (1 - a[j]) * x[i]
        return {"W": dW, "v": dv}

    return forward, backward, {"W": rng.normal(size=(2, 3)), "v": rng.normal(size=3)}


@program("two towers and InfoNCE: rows of a product against each other", float32=True)
def contrasted_towers(dtype):
    rng = np.random.default_rng(420)
    A, B = rng.normal(size=(2, 5, 3)).astype(dtype)
    tau = 0.5

    def forward(U, V):
        s = (A @ U) @ (B @ V).T / tau
        rows = np.log(np.exp(s).sum(axis=1)) - np.diag(s)
        columns = np.log(np.exp(s).sum(axis=0)) - np.diag(s)
        return (rows.mean() + columns.mean()) / 2

    def backward(U, V):
        u, v = A @ U, B @ V
        e = np.exp(u @ v.T / tau)
        by_row, by_column = e / e.sum(axis=1, keepdims=True), e / e.sum(axis=0)
        ds = (by_row + by_column - 2 * np.eye(5)) / 10 / tau
        return {"dU": A.T @ (ds @ v), "dV": B.T @ (ds.T @ u)}

    return (
        forward,
        backward,
        {
            "U": 0.5 * rng.normal(size=(3, 2)).astype(dtype),
            "V": 0.5 * rng.normal(size=(3, 2)).astype(dtype),
        },
    )


@program("products of powers: exp of W times logarithms", float32=True)
def product_units(dtype):
    rng = np.random.default_rng(421)
    X = rng.uniform(0.5, 2, (6, 3)).astype(dtype)
    y = rng.normal(size=(6, 1)).astype(dtype)

    def forward(W, v):
        return ((np.exp(np.log(X) @ W) @ v - y) ** 2).mean()

    def backward(W, v):
        h = np.exp(np.log(X) @ W)
        d = 2 / len(y) * (h @ v - y)
        return np.log(X).T @ (d @ v.T * h), h.T @ d

    return (
        forward,
        backward,
        (
            rng.normal(size=(3, 2)).astype(dtype),
            rng.normal(size=(2, 1)).astype(dtype),
        ),
    )


@program("a mixture density head: split, softmax, exp of log widths", float32=True)
def density_head(dtype):
    rng = np.random.default_rng(422)
    X = rng.normal(size=(5, 2)).astype(dtype)
    y = rng.normal(size=(5, 1)).astype(dtype)

    def forward(W):
        a, m, s = np.split(X @ W, 3, axis=1)
        pi = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
        density = pi * np.exp(-0.5 * ((y - m) / np.exp(s)) ** 2) / np.exp(s)
        return -np.log(density.sum(axis=1)).mean()

    def backward(W):
        a, m, s = np.split(X @ W, 3, axis=1)
        pi = np.exp(a) / np.exp(a).sum(axis=1, keepdims=True)
        z = (y - m) / np.exp(s)
        joint = pi * np.exp(-0.5 * z**2) / np.exp(s)
        post = joint / joint.sum(axis=1, keepdims=True)
        return X.T @ np.hstack([pi - post, -post * z / np.exp(s), post * (1 - z**2)]) / len(y)

    return forward, backward, {"W": rng.normal(size=(2, 6)).astype(dtype)}
