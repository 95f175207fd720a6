"""바이어스와 가중치의 목록, 샘플마다 도는 고리.

Write networks as lists of biases and weights, with loops over samples and over layers.
"""

import numpy as np

from tests.handwritten.programs import program


def _sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


@program("[biases, weights], backprop(x, y) sums nabla_b, nabla_w over samples", float32=True)
def biases_and_weights(dtype):
    rng = np.random.default_rng(40)
    sizes = [4, 5, 3]
    data = [
        (rng.normal(size=(4, 1)).astype(dtype), np.eye(3, dtype=dtype)[:, [k]])
        for k in (0, 2, 1, 0)
    ]

    def forward(biases, weights):
        cost = 0.0
        for x, y in data:
            a = x
            for b, w in zip(biases, weights):
                a = _sigmoid(np.dot(w, a) + b)
            cost += 0.5 * np.linalg.norm(a - y) ** 2 / len(data)
        return cost

    def backprop(x, y, biases, weights):
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        activation = x
        activations = [x]
        zs = []
        for b, w in zip(biases, weights):
            z = np.dot(w, activation) + b
            zs.append(z)
            activation = _sigmoid(z)
            activations.append(activation)
        delta = (activations[-1] - y) * _sigmoid(zs[-1]) * (1 - _sigmoid(zs[-1]))
        nabla_b[-1] = delta
        nabla_w[-1] = np.dot(delta, activations[-2].transpose())
        for l in range(2, len(sizes)):
            sp = _sigmoid(zs[-l]) * (1 - _sigmoid(zs[-l]))
            delta = np.dot(weights[-l + 1].transpose(), delta) * sp
            nabla_b[-l] = delta
            nabla_w[-l] = np.dot(delta, activations[-l - 1].transpose())
        return nabla_b, nabla_w

    def gradients(biases, weights):
        nabla_b = [np.zeros(b.shape) for b in biases]
        nabla_w = [np.zeros(w.shape) for w in weights]
        for x, y in data:
            delta_b, delta_w = backprop(x, y, biases, weights)
            nabla_b = [nb + dnb for nb, dnb in zip(nabla_b, delta_b)]
            nabla_w = [nw + dnw for nw, dnw in zip(nabla_w, delta_w)]
        n = len(data)
        return [[nb / n for nb in nabla_b], [nw / n for nw in nabla_w]]

    biases = [rng.normal(size=(y, 1)).astype(dtype) for y in sizes[1:]]
    weights = [rng.normal(size=(y, x)).astype(dtype) for x, y in zip(sizes[:-1], sizes[1:])]
    return forward, gradients, [biases, weights]


@program("the cross-entropy cost with nan_to_num, a Network class", float32=True)
def nan_to_num_cost(dtype):
    rng = np.random.default_rng(41)

    class CrossEntropyCost:
        @staticmethod
        def fn(a, y):
            return np.sum(np.nan_to_num(-y * np.log(a) - (1 - y) * np.log(1 - a)))

        @staticmethod
        def delta(z, a, y):
            return a - y

    class Network:
        def __init__(self, sizes, cost=CrossEntropyCost):
            self.num_layers = len(sizes)
            self.biases = [rng.normal(size=(y, 1)).astype(dtype) for y in sizes[1:]]
            self.weights = [
                (rng.normal(size=(y, x)) / np.sqrt(x)).astype(dtype)
                for x, y in zip(sizes[:-1], sizes[1:])
            ]
            self.cost = cost

        def feedforward(self, a):
            for b, w in zip(self.biases, self.weights):
                a = _sigmoid(np.dot(w, a) + b)
            return a

        def total_cost(self):
            cost = 0.0
            for x, y in data:
                a = self.feedforward(x)
                cost += self.cost.fn(a, y) / len(data)
            cost += 0.5 * (lmbda / len(data)) * sum(np.linalg.norm(w) ** 2 for w in self.weights)
            return cost

        def gradients(self):
            nabla_b = [np.zeros_like(b) for b in self.biases]
            nabla_w = [np.zeros_like(w) for w in self.weights]
            for x, y in data:
                zs, activations = [], [x]
                for b, w in zip(self.biases, self.weights):
                    zs.append(np.dot(w, activations[-1]) + b)
                    activations.append(_sigmoid(zs[-1]))
                delta = self.cost.delta(zs[-1], activations[-1], y)
                for l in range(1, self.num_layers):
                    nabla_b[-l] += delta / len(data)
                    nabla_w[-l] += np.dot(delta, activations[-l - 1].T) / len(data)
                    if l < self.num_layers - 1:
                        s = activations[-l - 1]
                        delta = np.dot(self.weights[-l].T, delta) * s * (1 - s)
            nabla_w = [nw + lmbda / len(data) * w for nw, w in zip(nabla_w, self.weights)]
            return nabla_b, nabla_w

    lmbda = 0.5
    data = [(rng.normal(size=(3, 1)).astype(dtype), np.eye(2)[:, [k]]) for k in (0, 1, 1, 0, 1)]
    net = Network([3, 4, 5, 2])
    return net.total_cost, net.gradients, [net.biases, net.weights]


@program("one sample at a time, np.outer, gradients added in place", float32=True)
def outer_products(dtype):
    rng = np.random.default_rng(42)
    X = rng.normal(size=(6, 3)).astype(dtype)
    Y = rng.normal(size=(6, 2)).astype(dtype)

    def forward(W1, b1, W2, b2):
        losses = []
        for x, y in zip(X, Y):
            h = np.tanh(np.dot(W1, x) + b1)
            o = np.dot(W2, h) + b2
            losses.append(0.5 * np.sum((o - y) ** 2))
        return np.mean(losses)

    def gradients(W1, b1, W2, b2):
        dW1, db1 = np.zeros_like(W1), np.zeros_like(b1)
        dW2, db2 = np.zeros_like(W2), np.zeros_like(b2)
        for x, y in zip(X, Y):
            h = np.tanh(np.dot(W1, x) + b1)
            do = np.dot(W2, h) + b2 - y
            dW2 += np.outer(do, h)
            db2 += do
            dz = np.dot(W2.T, do) * (1 - h**2)
            dW1 += np.outer(dz, x)
            db1 += dz
        n = len(X)
        return dW1 / n, db1 / n, dW2 / n, db2 / n

    P = {
        "W1": rng.normal(size=(4, 3)).astype(dtype),
        "b1": rng.normal(size=4).astype(dtype),
        "W2": rng.normal(size=(2, 4)).astype(dtype),
        "b2": rng.normal(size=2).astype(dtype),
    }
    return forward, gradients, P


@program("out[i] = ... in a loop over samples, an np.empty filled", float32=True)
def predictions_filled(dtype):
    rng = np.random.default_rng(43)
    X = rng.normal(size=(5, 4)).astype(dtype)
    y = rng.normal(size=5).astype(dtype)

    def forward(W, v):
        out = np.empty(len(X))
        for i, x in enumerate(X):
            out[i] = v @ np.tanh(W @ x)
        return np.mean((out - y) ** 2)

    def gradients(W, v):
        dW, dv = np.zeros(W.shape), np.zeros(v.shape)
        for i, x in enumerate(X):
            h = np.tanh(W @ x)
            e = 2 * (v @ h - y[i]) / len(X)
            dv += e * h
            dW += np.outer(e * v * (1 - h**2), x)
        return {"W": dW, "v": dv}

    P = {"W": rng.normal(size=(3, 4)).astype(dtype), "v": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("perceptron-like unit by unit: Z[i, j] filled in two loops", float32=True)
def two_loops(dtype):
    rng = np.random.default_rng(44)
    X = rng.normal(size=(4, 3)).astype(dtype)
    T = rng.normal(size=(4, 2)).astype(dtype)

    def forward(W, b):
        n, k = X.shape[0], W.shape[1]
        Z = np.zeros((n, k))
        for i in range(n):
            for j in range(k):
                Z[i, j] = np.sum(X[i] * W[:, j]) + b[j]
        A = 1 / (1 + np.exp(-Z))
        return np.sum((A - T) ** 2) / n

    def gradients(W, b):
        A = 1 / (1 + np.exp(-(X @ W + b)))
        D = 2 * (A - T) * A * (1 - A) / X.shape[0]
        dW, db = np.zeros(W.shape), np.zeros(b.shape)
        for i in range(X.shape[0]):
            for j in range(W.shape[1]):
                dW[:, j] += D[i, j] * X[i]
                db[j] += D[i, j]
        return dW, db

    P = {"W": rng.normal(size=(3, 2)).astype(dtype), "b": rng.normal(size=2).astype(dtype)}
    return forward, gradients, P


@program("recursion over layers", float32=True)
def recursion_over_layers(dtype):
    rng = np.random.default_rng(45)
    X = rng.normal(size=(5, 4)).astype(dtype)
    T = rng.normal(size=(5, 3)).astype(dtype)

    def descend(a, weights):
        if not weights:
            return a
        return descend(np.tanh(a.dot(weights[0])), weights[1:])

    def forward(W1, W2, W3):
        return 0.5 * np.sum((descend(X, [W1, W2, W3]) - T) ** 2)

    def ascend(a, weights):
        if not weights:
            return a - T, []
        out = np.tanh(a.dot(weights[0]))
        d_out, later = ascend(out, weights[1:])
        d_z = d_out * (1 - out**2)
        return d_z.dot(weights[0].T), [a.T.dot(d_z), *later]

    def gradients(W1, W2, W3):
        return ascend(X, [W1, W2, W3])[1]

    sizes = [4, 6, 5, 3]
    P = {f"W{i + 1}": rng.normal(size=sizes[i : i + 2]).astype(dtype) for i in range(3)}
    return forward, gradients, P


@program("a list of weights with the bias in the first row, np.insert of ones", float32=True)
def inserted_ones(dtype):
    rng = np.random.default_rng(46)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.integers(0, 2, (6, 1)).astype(dtype)

    def forward(thetas):
        a = X
        for theta in thetas:
            a = np.insert(a, 0, 1, axis=1)
            a = 1 / (1 + np.exp(-a.dot(theta)))
        J = (-y * np.log(a) - (1 - y) * np.log(1 - a)).sum() / len(X)
        J += 0.1 / (2 * len(X)) * sum((theta[1:] ** 2).sum() for theta in thetas)
        return J

    def gradients(thetas):
        a, kept = X, []
        for theta in thetas:
            a = np.insert(a, 0, 1, axis=1)
            kept.append(a)
            a = 1 / (1 + np.exp(-a.dot(theta)))
        delta, grads = a - y, []
        for theta, a in zip(thetas[::-1], kept[::-1]):
            grad = a.T.dot(delta) / len(X)
            grad[1:] += 0.1 / len(X) * theta[1:]
            grads.insert(0, grad)
            delta = (delta.dot(theta.T) * a * (1 - a))[:, 1:]
        return grads

    thetas = [rng.normal(size=(4, 5)).astype(dtype), rng.normal(size=(6, 1)).astype(dtype)]
    return forward, gradients, thetas


@program("online: three passes unrolled by hand, scalars w1 ... w6", float32=False)
def six_scalars(dtype):
    x1, x2, target = 0.05, 0.10, 0.4

    def forward(w1, w2, w3, w4, w5, w6):
        h1 = 1 / (1 + np.exp(-(w1 * x1 + w2 * x2)))
        h2 = 1 / (1 + np.exp(-(w3 * x1 + w4 * x2)))
        o = 1 / (1 + np.exp(-(w5 * h1 + w6 * h2)))
        error = 0.5 * (target - o) ** 2
        return error

    def gradients(w1, w2, w3, w4, w5, w6):
        h1 = 1 / (1 + np.exp(-(w1 * x1 + w2 * x2)))
        h2 = 1 / (1 + np.exp(-(w3 * x1 + w4 * x2)))
        o = 1 / (1 + np.exp(-(w5 * h1 + w6 * h2)))
        d_o = -(target - o) * o * (1 - o)
        d_h1 = d_o * w5 * h1 * (1 - h1)
        d_h2 = d_o * w6 * h2 * (1 - h2)
        return [d_h1 * x1, d_h1 * x2, d_h2 * x1, d_h2 * x2, d_o * h1, d_o * h2]

    values = [0.15, 0.20, 0.25, 0.30, 0.40, 0.45]
    return forward, gradients, {f"w{i}": v for i, v in enumerate(values, start=1)}
