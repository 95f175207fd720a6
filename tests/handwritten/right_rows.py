"""샘플이 행인 다층 퍼셉트론: X.dot(W) + b.

Write networks of two to four layers with a sample in each row, as courses on vision do.
"""

import numpy as np
from numpy import dot, exp

from tests.handwritten.programs import program


@program("two layers, ReLU by np.maximum, softmax, L2", float32=True)
def two_layers_dot(dtype):
    rng = np.random.default_rng(10)
    X = rng.normal(size=(5, 4)).astype(dtype)
    y = np.array([0, 1, 2, 2, 1])
    reg = 1e-1
    N = X.shape[0]

    def forward(W1, b1, W2, b2):
        h1 = np.maximum(0, X.dot(W1) + b1)
        scores = h1.dot(W2) + b2
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        correct_logprobs = -np.log(probs[range(N), y])
        data_loss = np.sum(correct_logprobs) / N
        reg_loss = 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)
        return data_loss + reg_loss

    def gradients(W1, b1, W2, b2):
        grads = {}
        h1 = np.maximum(0, X.dot(W1) + b1)
        exp_scores = np.exp(h1.dot(W2) + b2)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        dscores = probs
        dscores[range(N), y] -= 1
        dscores /= N
        grads["W2"] = np.dot(h1.T, dscores)
        grads["b2"] = np.sum(dscores, axis=0)
        dhidden = np.dot(dscores, W2.T)
        dhidden[h1 <= 0] = 0
        grads["W1"] = np.dot(X.T, dhidden)
        grads["b1"] = np.sum(dhidden, axis=0)
        grads["W2"] += reg * W2
        grads["W1"] += reg * W1
        return grads

    P = {
        "W1": rng.normal(size=(4, 6)).astype(dtype),
        "b1": rng.normal(size=6).astype(dtype),
        "W2": rng.normal(size=(6, 3)).astype(dtype),
        "b2": np.zeros(3, dtype),
    }
    return forward, gradients, P


@program("two layers, biases of shape (1, n), keepdims sums", float32=True)
def biases_of_one_row(dtype):
    rng = np.random.default_rng(11)
    X = rng.normal(size=(6, 2)).astype(dtype)
    y = rng.integers(0, 3, 6)
    num_examples = len(X)
    reg_lambda = 0.01

    def forward(model):
        W1, b1, W2, b2 = model["W1"], model["b1"], model["W2"], model["b2"]
        z1 = X.dot(W1) + b1
        a1 = np.tanh(z1)
        z2 = a1.dot(W2) + b2
        exp_scores = np.exp(z2)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        corect_logprobs = -np.log(probs[range(num_examples), y])
        data_loss = np.sum(corect_logprobs)
        data_loss += reg_lambda / 2 * (np.sum(np.square(W1)) + np.sum(np.square(W2)))
        return 1.0 / num_examples * data_loss

    def gradients(model):
        W1, b1, W2, b2 = model["W1"], model["b1"], model["W2"], model["b2"]
        a1 = np.tanh(X.dot(W1) + b1)
        exp_scores = np.exp(a1.dot(W2) + b2)
        delta3 = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        delta3[range(num_examples), y] -= 1
        dW2 = (a1.T).dot(delta3)
        db2 = np.sum(delta3, axis=0, keepdims=True)
        delta2 = delta3.dot(W2.T) * (1 - np.power(a1, 2))
        dW1 = np.dot(X.T, delta2)
        db1 = np.sum(delta2, axis=0, keepdims=True)
        dW2 += reg_lambda * W2
        dW1 += reg_lambda * W1
        return {k: v / num_examples for k, v in zip(["W1", "b1", "W2", "b2"], [dW1, db1, dW2, db2])}

    model = {
        "W1": (rng.normal(size=(2, 4)) / np.sqrt(2)).astype(dtype),
        "b1": np.zeros((1, 4), dtype),
        "W2": (rng.normal(size=(4, 3)) / 2).astype(dtype),
        "b2": np.zeros((1, 3), dtype),
    }
    return forward, gradients, model


@program("eleven lines: syn0, syn1, nonlin(x, deriv)", float32=True)
def two_synapses(dtype):
    X = np.array([[0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]], dtype)
    y = np.array([[0, 1, 1, 0]], dtype).T
    rng = np.random.default_rng(12)

    def nonlin(x, deriv=False):
        if deriv:
            return x * (1 - x)
        return 1 / (1 + exp(-x))

    def forward(syn0, syn1):
        l1 = nonlin(dot(X, syn0))
        l2 = nonlin(dot(l1, syn1))
        l2_error = y - l2
        return 0.5 * (l2_error**2).sum()

    def gradients(syn0, syn1):
        l1 = nonlin(dot(X, syn0))
        l2 = nonlin(dot(l1, syn1))
        l2_delta = (y - l2) * nonlin(l2, deriv=True)
        l1_error = l2_delta.dot(syn1.T)
        l1_delta = l1_error * nonlin(l1, deriv=True)
        return -X.T.dot(l1_delta), -l1.T.dot(l2_delta)

    syn0 = (2 * rng.random((3, 5)) - 1).astype(dtype)
    syn1 = (2 * rng.random((5, 1)) - 1).astype(dtype)
    return forward, gradients, {"syn0": syn0, "syn1": syn1}


@program("three layers in one expression each, x @ W, MSE", float32=True)
def three_layers_at(dtype):
    rng = np.random.default_rng(13)
    x = rng.normal(size=(7, 3)).astype(dtype)
    t = rng.normal(size=(7, 2)).astype(dtype)

    def forward(w1, b1, w2, b2, w3, b3):
        h1 = np.tanh(x @ w1 + b1)
        h2 = np.tanh(h1 @ w2 + b2)
        y = h2 @ w3 + b3
        loss = ((y - t) ** 2).mean()
        return loss

    def gradients(w1, b1, w2, b2, w3, b3):
        h1 = np.tanh(x @ w1 + b1)
        h2 = np.tanh(h1 @ w2 + b2)
        y = h2 @ w3 + b3
        dy = 2 * (y - t) / t.size
        dw3, db3 = h2.T @ dy, dy.sum(0)
        dz2 = (dy @ w3.T) * (1 - h2 * h2)
        dw2, db2 = h1.T @ dz2, dz2.sum(0)
        dz1 = (dz2 @ w2.T) * (1 - h1 * h1)
        dw1, db1 = x.T @ dz1, dz1.sum(0)
        return dw1, db1, dw2, db2, dw3, db3

    sizes = [3, 5, 4, 2]
    P = {}
    for i in range(3):
        P[f"w{i + 1}"] = rng.normal(size=(sizes[i], sizes[i + 1])).astype(dtype)
        P[f"b{i + 1}"] = (0.1 * rng.normal(size=sizes[i + 1])).astype(dtype)
    return forward, gradients, P


@program("a loop over layers, activations in a list", float32=True)
def layers_in_a_loop(dtype):
    rng = np.random.default_rng(14)
    X = rng.normal(size=(6, 5)).astype(dtype)
    Y = np.eye(3, dtype=dtype)[rng.integers(0, 3, 6)]
    dims = [5, 7, 4, 6, 3]
    L = len(dims) - 1

    def run(params):
        activations = [X]
        for l in range(L):
            z = activations[-1].dot(params["W%d" % l]) + params["b%d" % l]
            if l < L - 1:
                activations.append(np.maximum(z, 0))
            else:
                z = z - z.max(axis=1, keepdims=True)
                e = np.exp(z)
                activations.append(e / e.sum(axis=1, keepdims=True))
        return activations

    def forward(params):
        out = run(params)[-1]
        return -(Y * np.log(out + 1e-12)).sum() / len(X)

    def gradients(params):
        activations = run(params)
        grads = {}
        delta = (activations[-1] - Y) / len(X)
        for l in range(L - 1, -1, -1):
            grads["dW%d" % l] = activations[l].T.dot(delta)
            grads["db%d" % l] = delta.sum(axis=0)
            if l > 0:
                delta = delta.dot(params["W%d" % l].T)
                delta = delta * (activations[l] > 0)
        return grads

    params = {}
    for l in range(L):
        params["W%d" % l] = (rng.normal(size=(dims[l], dims[l + 1])) * 0.7).astype(dtype)
        params["b%d" % l] = np.full(dims[l + 1], 0.1, dtype)
    return forward, gradients, params


@program("layers as a list of (W, b) pairs", float32=True)
def pairs(dtype):
    rng = np.random.default_rng(15)
    X = rng.normal(size=(5, 3)).astype(dtype)
    Y = rng.normal(size=(5, 2)).astype(dtype)

    def sigmoid(z):
        return 1.0 / (1.0 + np.exp(-z))

    def forward(layers):
        a = X
        for W, b in layers[:-1]:
            a = sigmoid(np.dot(a, W) + b)
        W, b = layers[-1]
        return np.mean(np.sum((np.dot(a, W) + b - Y) ** 2, axis=1))

    def gradients(layers):
        acts = [X]
        for W, b in layers[:-1]:
            acts.append(sigmoid(np.dot(acts[-1], W) + b))
        W, b = layers[-1]
        delta = 2 * (np.dot(acts[-1], W) + b - Y) / X.shape[0]
        grads = []
        for (W, b), a in zip(reversed(layers), reversed(acts)):
            grads.append((np.dot(a.T, delta), delta.sum(axis=0)))
            delta = np.dot(delta, W.T) * a * (1 - a)
        return grads[::-1]

    layers = []
    for n_in, n_out in [(3, 4), (4, 6), (6, 2)]:
        layers.append((rng.normal(size=(n_in, n_out)).astype(dtype), np.zeros(n_out, dtype)))
    return forward, gradients, layers


@program("nested dict of layers", float32=True)
def nested_dict(dtype):
    rng = np.random.default_rng(16)
    X = rng.normal(size=(7, 4)).astype(dtype)
    t = rng.integers(0, 2, (7, 1)).astype(dtype)

    def forward(net):
        hidden = np.tanh(X @ net["layer1"]["W"] + net["layer1"]["b"])
        out = 1 / (1 + np.exp(-(hidden @ net["layer2"]["W"] + net["layer2"]["b"])))
        loss = -np.mean(t * np.log(out) + (1 - t) * np.log(1 - out))
        return loss

    def gradients(net):
        hidden = np.tanh(X @ net["layer1"]["W"] + net["layer1"]["b"])
        out = 1 / (1 + np.exp(-(hidden @ net["layer2"]["W"] + net["layer2"]["b"])))
        d_out = (out - t) / t.shape[0]
        d_hidden = d_out @ net["layer2"]["W"].T
        d_z1 = d_hidden * (1 - hidden**2)
        return {
            "layer1": {"W": X.T @ d_z1, "b": d_z1.sum(axis=0)},
            "layer2": {"W": hidden.T @ d_out, "b": d_out.sum(axis=0)},
        }

    net = {
        "layer1": {"W": rng.normal(size=(4, 5)).astype(dtype), "b": np.zeros(5, dtype)},
        "layer2": {"W": rng.normal(size=(5, 1)).astype(dtype), "b": np.zeros(1, dtype)},
    }
    return forward, gradients, net


@program("bias trick: a column of ones by hstack at each layer", float32=True)
def bias_trick(dtype):
    rng = np.random.default_rng(17)
    X = rng.normal(size=(6, 3)).astype(dtype)
    T = rng.normal(size=(6, 2)).astype(dtype)
    ones = np.ones((6, 1), dtype=dtype)

    def forward(V, W):
        Xb = np.hstack((X, ones))
        H = np.tanh(Xb.dot(V))
        Hb = np.hstack((H, ones))
        Y = Hb.dot(W)
        return 0.5 * ((Y - T) ** 2).sum()

    def gradients(V, W):
        Xb = np.hstack((X, ones))
        H = np.tanh(Xb.dot(V))
        Hb = np.hstack((H, ones))
        delta_out = Hb.dot(W) - T
        delta_hidden = delta_out.dot(W[:-1].T) * (1 - H**2)
        return Xb.T.dot(delta_hidden), Hb.T.dot(delta_out)

    V = rng.uniform(-1, 1, (4, 5)).astype(dtype)
    W = rng.uniform(-1, 1, (6, 2)).astype(dtype)
    return forward, gradients, {"V": V, "W": W}


@program("a class keeping everything in self, loss() of no arguments", float32=True)
def class_of_its_own(dtype):
    rng = np.random.default_rng(18)

    class NeuralNetwork:
        def __init__(self, x, y):
            self.input = x
            self.weights1 = rng.normal(size=(x.shape[1], 4)).astype(dtype)
            self.weights2 = rng.normal(size=(4, 1)).astype(dtype)
            self.y = y
            self.output = np.zeros(y.shape)

        def feedforward(self):
            self.layer1 = self.sigmoid(np.dot(self.input, self.weights1))
            self.output = self.sigmoid(np.dot(self.layer1, self.weights2))
            return self.output

        def sigmoid(self, s):
            return 1 / (1 + np.exp(-s))

        def loss(self):
            self.feedforward()
            return np.sum((self.y - self.output) ** 2)

        def backprop(self):
            d_out = -2 * (self.y - self.output) * self.output * (1 - self.output)
            d_weights2 = np.dot(self.layer1.T, d_out)
            d_hidden = np.dot(d_out, self.weights2.T) * self.layer1 * (1 - self.layer1)
            d_weights1 = np.dot(self.input.T, d_hidden)
            return {"weights1": d_weights1, "weights2": d_weights2}

    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.integers(0, 2, (5, 1)).astype(dtype)
    nn = NeuralNetwork(X, y)
    return nn.loss, nn.backprop, {"weights1": nn.weights1, "weights2": nn.weights2}
