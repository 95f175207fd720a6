"""NumPy를 아끼는 코드: math.exp, 목록의 목록, 첨자의 고리, 상미분방정식.

Write with few of NumPy's functions: math.exp, lists of lists, loops over indices, differences.
"""

import math

import numpy as np

from tests.handwritten.programs import program


@program("logistic regression by math.exp and math.log, sample by sample", float32=False)
def math_logistic(dtype):
    rng = np.random.default_rng(320)
    rows, labels = rng.normal(size=(6, 2)).tolist(), [0, 1, 1, 0, 1, 0]

    def forward(w, b):
        loss = 0.0
        for row, label in zip(rows, labels):
            z = b
            for j in range(len(row)):
                z += w[j] * row[j]
            p = 1.0 / (1.0 + math.exp(-z))
            loss -= label * math.log(p) + (1 - label) * math.log(1 - p)
        return loss / len(rows)

    def gradients(w, b):
        dw, db = [0.0, 0.0], 0.0
        for row, label in zip(rows, labels):
            p = 1.0 / (1.0 + math.exp(-(b + sum(wj * xj for wj, xj in zip(w, row)))))
            for j in range(2):
                dw[j] += (p - label) * row[j] / len(rows)
            db += (p - label) / len(rows)
        return {"w": dw, "b": db}

    return forward, gradients, {"w": rng.normal(size=2), "b": 0.1}


@program("a network with W[j][i] in three loops, lists of outputs", float32=False)
def lists_of_lists(dtype):
    rng = np.random.default_rng(321)
    x, target = [0.5, -1.0, 0.3], [0.2, 0.9]

    def activate(W, b, values):
        outs = []
        for j in range(len(b)):
            s = b[j]
            for i in range(len(values)):
                s = s + W[j][i] * values[i]
            outs.append(1 / (1 + np.exp(-s)))
        return outs

    def forward(W1, b1, W2, b2):
        o = activate(W2, b2, activate(W1, b1, x))
        return sum((o[k] - target[k]) ** 2 for k in range(2)) / 2

    def gradients(W1, b1, W2, b2):
        h = activate(W1, b1, x)
        o = activate(W2, b2, h)
        d2 = [(o[k] - target[k]) * o[k] * (1 - o[k]) for k in range(2)]
        dW2 = [[d2[k] * h[j] for j in range(len(h))] for k in range(2)]
        d1 = []
        for j in range(len(h)):
            error = 0.0
            for k in range(2):
                error += W2[k][j] * d2[k]
            d1.append(error * h[j] * (1 - h[j]))
        dW1 = [[d1[j] * x[i] for i in range(3)] for j in range(len(h))]
        return [dW1, d1, dW2, d2]

    P = {"W1": (4, 3), "b1": 4, "W2": (2, 4), "b2": 2}
    return forward, gradients, {k: rng.normal(size=s) for k, s in P.items()}


@program("neurons with a vector of weights each, a list of layers of neurons", float32=True)
def list_of_neurons(dtype):
    rng = np.random.default_rng(322)
    x, y = rng.normal(size=3).astype(dtype), rng.normal(size=2).astype(dtype)

    def run(network):
        rows = [x]
        for layer in network:
            rows.append(np.array([np.tanh(w[:-1] @ rows[-1] + w[-1]) for w in layer]))
        return rows

    def forward(network):
        return 0.5 * np.sum((run(network)[-1] - y) ** 2)

    def gradients(network):
        rows = run(network)
        errors, grads = rows[-1] - y, []
        for layer, inputs, outputs in zip(network[::-1], rows[-2::-1], rows[::-1]):
            deltas = errors * (1 - outputs**2)
            grads.append([np.append(d * inputs, d) for d in deltas])
            errors = np.zeros(len(inputs))
            for w, d in zip(layer, deltas):
                errors += d * w[:-1]
        return grads[::-1]

    def layer(n_in, n_out):
        return [rng.normal(size=n_in + 1).astype(dtype) for _ in range(n_out)]

    return forward, gradients, [layer(3, 4), layer(4, 2)]


@program("a perceptron criterion by if, python max and abs", float32=False)
def perceptron(dtype):
    rng = np.random.default_rng(323)
    X, y = rng.normal(size=(6, 2)), [1, -1, 1, 1, -1, -1]

    def forward(w, b):
        loss = 0.0
        for i in range(6):
            loss += max(0, -y[i] * (w[0] * X[i, 0] + w[1] * X[i, 1] + b))
        return loss + 0.1 * (abs(w[0]) + abs(w[1]))

    def gradients(w, b):
        dw, db = 0.1 * np.sign(w), 0.0
        for i in range(6):
            if y[i] * (w @ X[i] + b) < 0:
                dw -= y[i] * X[i]
                db -= y[i]
        return dw, db

    return forward, gradients, {"w": rng.normal(size=2), "b": 0.7}


@program("a neural ODE: Euler steps, the adjoint backwards", float32=True)
def euler_ode(dtype):
    rng = np.random.default_rng(324)
    x0, goal = rng.normal(size=3).astype(dtype), rng.normal(size=3).astype(dtype)
    steps, dt = 5, 0.2

    def forward(A, b):
        x = x0.copy()
        for _ in range(steps):
            x = x + dt * np.tanh(A @ x + b)
        return np.sum((x - goal) ** 2)

    def gradients(A, b):
        xs = [x0]
        for _ in range(steps):
            xs.append(xs[-1] + dt * np.tanh(A @ xs[-1] + b))
        adjoint, dA, db = 2 * (xs[-1] - goal), np.zeros_like(A), np.zeros_like(b)
        for x in reversed(xs[:-1]):
            d = dt * adjoint * (1 - np.tanh(A @ x + b) ** 2)
            dA += np.outer(d, x)
            db += d
            adjoint = adjoint + A.T @ d
        return dA, db

    P = {"A": rng.normal(size=(3, 3)), "b": rng.normal(size=3)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("the spring constant of an oscillator, positions and speeds updated in turn")
def oscillator(dtype):
    measured = np.cos(1.3 * np.linspace(0, 2, 11))[1:]
    dt = 0.2

    def forward(k, c):
        x, v, loss = 1.0, 0.0, 0.0
        for m in measured:
            v = v - dt * (k * x + c * v)
            x = x + dt * v
            loss += (x - m) ** 2
        return loss

    def gradients(k, c):
        x, v = 1.0, 0.0
        xk, vk, xc, vc, dk, dc = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
        for m in measured:
            vk, vc = vk - dt * (x + k * xk + c * vk), vc - dt * (k * xc + v + c * vc)
            v = v - dt * (k * x + c * v)
            x, xk, xc = x + dt * v, xk + dt * vk, xc + dt * vc
            dk += 2 * (x - m) * xk
            dc += 2 * (x - m) * xc
        return dk, dc

    return forward, gradients, {"k": 1.2, "c": 0.3}


@program("a pure function of numbers: Rosenbrock over an array", float32=True)
def rosenbrock(dtype):
    def forward(x):
        total = 0
        for i in range(len(x) - 1):
            total += 100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2
        return total

    def gradients(x):
        g = np.zeros_like(x)
        for i in range(len(x) - 1):
            g[i] += -400 * x[i] * (x[i + 1] - x[i] ** 2) - 2 * (1 - x[i])
            g[i + 1] += 200 * (x[i + 1] - x[i] ** 2)
        return g

    return forward, gradients, {"x": np.array([-1.2, 1.0, 0.5, 0.8, 1.1], dtype)}


@program("a recursive tree of words: W [left; right] up to the root", float32=True)
def recursive_tree(dtype):
    rng = np.random.default_rng(327)
    tree, target = ((0, 1), (2, (0, 3))), rng.normal(size=3).astype(dtype)

    def up(node, E, W):
        if isinstance(node, int):
            return E[node]
        left, right = up(node[0], E, W), up(node[1], E, W)
        return np.tanh(W.dot(np.hstack([left, right])))

    def forward(E, W):
        return 0.5 * np.sum((up(tree, E, W) - target) ** 2)

    def down(node, d, E, W, dE, dW):
        if isinstance(node, int):
            dE[node] += d
            return
        both = np.hstack([up(node[0], E, W), up(node[1], E, W)])
        dz = d * (1 - np.tanh(W.dot(both)) ** 2)
        dW += np.outer(dz, both)
        back = W.T.dot(dz)
        down(node[0], back[:3], E, W, dE, dW)
        down(node[1], back[3:], E, W, dE, dW)

    def gradients(E, W):
        dE, dW = np.zeros_like(E), np.zeros_like(W)
        down(tree, up(tree, E, W) - target, E, W, dE, dW)
        return {"E": dE, "W": dW}

    P = {"E": rng.normal(size=(4, 3)), "W": rng.normal(size=(3, 6)) / 2}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("learning rates and epochs around: a class with fit, its cost and gradient used alone")
def class_with_fit(dtype):
    rng = np.random.default_rng(328)

    class LogisticRegression:
        def __init__(self, eta=0.1, epochs=5, lam=0.05):
            self.eta, self.epochs, self.lam = eta, epochs, lam
            self.costs_ = []

        def net_input(self, X):
            return np.dot(X, self.w_[1:]) + self.w_[0]

        def activation(self, z):
            return 1.0 / (1.0 + np.exp(-np.clip(z, -250, 250)))

        def cost(self):
            output = self.activation(self.net_input(self.X))
            cost = -self.y.dot(np.log(output)) - (1 - self.y).dot(np.log(1 - output))
            cost += self.lam / 2 * np.sum(self.w_[1:] ** 2)
            self.costs_.append(cost)
            return cost

        def gradient(self):
            errors = self.activation(self.net_input(self.X)) - self.y
            grad = np.zeros_like(self.w_)
            grad[1:] = self.X.T.dot(errors) + self.lam * self.w_[1:]
            grad[0] = errors.sum()
            return {"w_": grad}

    model = LogisticRegression()
    model.X, model.y = rng.normal(size=(6, 3)), rng.integers(0, 2, 6)
    model.w_ = rng.normal(size=4)
    return model.cost, model.gradient, {"w_": model.w_}
