"""실제 크기의 신경망: 784개의 픽셀, 100개의 샘플.

Write networks of the size that people train on digits, with .dot.
"""

import numpy as np

from tests.handwritten.programs import program


def _digits(dtype, seed, n=100):
    rng = np.random.default_rng(seed)
    X = (rng.random((n, 784)) * (rng.random((n, 784)) < 0.2)).astype(dtype)
    return rng, X, rng.integers(0, 10, n)


@program("784-50-10, sigmoid, softmax, one-hot, rows", float32=True)
def big_two_layers(dtype):
    rng, X, labels = _digits(dtype, 240)
    T = np.eye(10, dtype=dtype)[labels]

    def forward(W1, b1, W2, b2):
        a1 = X.dot(W1) + b1
        z1 = 1 / (1 + np.exp(-a1))
        a2 = z1.dot(W2) + b2
        a2 = a2 - np.max(a2, axis=1, keepdims=True)
        y = np.exp(a2) / np.sum(np.exp(a2), axis=1, keepdims=True)
        return -np.sum(T * np.log(y)) / X.shape[0]

    def gradients(W1, b1, W2, b2):
        z1 = 1 / (1 + np.exp(-(X.dot(W1) + b1)))
        a2 = z1.dot(W2) + b2
        y = np.exp(a2) / np.sum(np.exp(a2), axis=1, keepdims=True)
        dy = (y - T) / X.shape[0]
        da1 = dy.dot(W2.T)
        dz1 = z1 * (1 - z1) * da1
        return {
            "W1": X.T.dot(dz1),
            "b1": np.sum(dz1, axis=0),
            "W2": z1.T.dot(dy),
            "b2": np.sum(dy, axis=0),
        }

    P = {"W1": 0.1 * rng.normal(size=(784, 50)), "b1": np.zeros(50)}
    P |= {"W2": 0.1 * rng.normal(size=(50, 10)), "b2": np.zeros(10)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("784-50-10 in columns, ReLU, a cost of the batch, dZ1 and dA1 returned", float32=True)
def big_columns(dtype):
    rng, X, labels = _digits(dtype, 241)
    X = X.T
    Y = np.eye(10, dtype=dtype)[labels].T

    def propagate(p):
        Z1 = p["W1"].dot(X) + p["b1"]
        A1 = np.maximum(Z1, 0)
        Z2 = p["W2"].dot(A1) + p["b2"]
        A2 = np.exp(Z2) / np.sum(np.exp(Z2), axis=0)
        return Z1, A1, Z2, A2

    def forward(p):
        A2 = propagate(p)[-1]
        return -1 / X.shape[1] * np.sum(Y * np.log(A2))

    def gradients(p):
        Z1, A1, Z2, A2 = propagate(p)
        m = X.shape[1]
        dZ2 = A2 - Y
        dW2 = 1 / m * dZ2.dot(A1.T)
        db2 = 1 / m * np.sum(dZ2, axis=1, keepdims=True)
        dA1 = p["W2"].T.dot(dZ2)
        dZ1 = dA1 * (Z1 > 0)
        dW1 = 1 / m * dZ1.dot(X.T)
        db1 = 1 / m * np.sum(dZ1, axis=1, keepdims=True)
        return {"dW1": dW1, "db1": db1, "dZ1": dZ1, "dA1": dA1, "dW2": dW2, "db2": db2}

    P = {"W1": 0.1 * rng.normal(size=(50, 784)), "b1": 0.01 * np.ones((50, 1))}
    P |= {"W2": 0.1 * rng.normal(size=(10, 50)), "b2": np.zeros((10, 1))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("784-30-10, [biases, weights], ten samples in a loop, quadratic cost", float32=True)
def big_sample_by_sample(dtype):
    rng, X, labels = _digits(dtype, 242, n=10)
    data = [(x.reshape(784, 1), np.eye(10)[:, [k]]) for x, k in zip(X, labels)]

    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def forward(net):
        biases, weights = net
        cost = 0
        for x, y in data:
            for b, w in zip(biases, weights):
                x = sigmoid(np.dot(w, x) + b)
            cost += np.linalg.norm(x - y) ** 2
        return cost / (2 * len(data))

    def gradients(net):
        biases, weights = net
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        for x, y in data:
            acts = [x]
            for b, w in zip(biases, weights):
                acts.append(sigmoid(np.dot(w, acts[-1]) + b))
            delta = (acts[-1] - y) * acts[-1] * (1 - acts[-1]) / len(data)
            for l in (-1, -2):
                nabla_b[l] += delta
                nabla_w[l] += np.dot(delta, acts[l - 1].T)
                delta = np.dot(weights[l].T, delta) * acts[l - 1] * (1 - acts[l - 1])
        return [nabla_b, nabla_w]

    weights = [rng.normal(size=(30, 784)) / 28, rng.normal(size=(10, 30)) / 5]
    biases = [rng.normal(size=(30, 1)), rng.normal(size=(10, 1))]
    net = [[b.astype(dtype) for b in biases], [w.astype(dtype) for w in weights]]
    return forward, gradients, net


@program("784-64-32-10, three layers of .dot, L2 of all weights, labels as ints", float32=True)
def big_three_layers(dtype):
    rng, X, y = _digits(dtype, 243, n=64)
    sizes, reg = [784, 64, 32, 10], 1e-3

    def scores_of(layers):
        hs = [X]
        for i, layer in enumerate(layers):
            z = hs[-1].dot(layer["W"]) + layer["b"]
            hs.append(np.maximum(z, 0) if i < len(layers) - 1 else z)
        return hs

    def forward(layers):
        scores = scores_of(layers)[-1]
        scores = scores - scores.max(axis=1, keepdims=True)
        log_probs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
        loss = -log_probs[np.arange(len(y)), y].mean()
        for layer in layers:
            loss += 0.5 * reg * np.sum(layer["W"] ** 2)
        return loss

    def gradients(layers):
        hs = scores_of(layers)
        d = np.exp(hs[-1] - hs[-1].max(axis=1, keepdims=True))
        d /= d.sum(axis=1, keepdims=True)
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        grads = [None] * len(layers)
        for i in reversed(range(len(layers))):
            W = layers[i]["W"]
            grads[i] = {"W": hs[i].T.dot(d) + reg * W, "b": d.sum(axis=0)}
            d = d.dot(W.T) * (hs[i] > 0)
        return grads

    layers = []
    for a, b in zip(sizes, sizes[1:]):
        W = rng.normal(size=(a, b)) * np.sqrt(2 / a)
        layers.append({"W": W.astype(dtype), "b": np.full(b, 0.01, dtype)})
    return forward, gradients, layers


@program("a convolution of 8 by 8 digits by im2col, 4 filters, batch of 32", float32=True)
def big_convolution(dtype):
    rng = np.random.default_rng(244)
    x = rng.random((32, 8, 8)).astype(dtype)
    t = rng.integers(0, 10, 32)
    cols = np.array(
        [x[:, i : i + 3, j : j + 3].reshape(32, 9) for i in range(6) for j in range(6)]
    ).transpose(1, 0, 2)

    def forward(K, W, b):
        h = np.maximum(cols.dot(K), 0).reshape(32, -1)
        z = h.dot(W) + b
        z -= z.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(32), t])

    def gradients(K, W, b):
        a = cols.dot(K)
        h = np.maximum(a, 0).reshape(32, -1)
        z = h.dot(W) + b
        p = np.exp(z - z.max(axis=1, keepdims=True))
        d = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[t]) / 32
        da = d.dot(W.T).reshape(a.shape) * (a > 0)
        return np.tensordot(cols, da, axes=([0, 1], [0, 1])), h.T.dot(d), d.sum(axis=0)

    P = {"K": rng.normal(size=(9, 4)) / 3, "W": rng.normal(size=(144, 10)) / 12, "b": np.zeros(10)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("a recurrent net of 32 units over 20 steps of 16 samples", float32=True)
def big_recurrent(dtype):
    rng = np.random.default_rng(245)
    xs = rng.normal(size=(20, 16, 8)).astype(dtype)
    t = rng.integers(0, 5, 16)

    def forward(Wx, Wh, b, Wy):
        h = np.zeros((16, 32), dtype)
        for x in xs:
            h = np.tanh(x.dot(Wx) + h.dot(Wh) + b)
        z = h.dot(Wy)
        return np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[np.arange(16), t])

    def gradients(Wx, Wh, b, Wy):
        hs = [np.zeros((16, 32), dtype)]
        for x in xs:
            hs.append(np.tanh(x.dot(Wx) + hs[-1].dot(Wh) + b))
        e = np.exp(hs[-1].dot(Wy))
        dz = (e / e.sum(axis=1, keepdims=True) - np.eye(5)[t]) / 16
        dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        dh = dz.dot(Wy.T)
        for i in range(19, -1, -1):
            da = dh * (1 - hs[i + 1] ** 2)
            dWx += xs[i].T.dot(da)
            dWh += hs[i].T.dot(da)
            db += da.sum(axis=0)
            dh = da.dot(Wh.T)
        return dWx, dWh, db, hs[-1].T.dot(dz)

    P = {"Wx": rng.normal(size=(8, 32)) / 3, "Wh": rng.normal(size=(32, 32)) / 6}
    P |= {"b": np.zeros(32), "Wy": rng.normal(size=(32, 5)) / 6}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}
