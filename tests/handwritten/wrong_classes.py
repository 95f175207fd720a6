"""층의 클래스: 순전파가 간직한 것을 역전파가 읽는다.

Layers as classes: the backward pass reads what the forward pass kept, and nothing has arguments.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def layer_objects(dtype):
    """Affine, activation and loss layers in a list, after a textbook."""
    r = np.random.default_rng(91)

    class Affine:
        def __init__(self, W, b):
            self.W, self.b = W, b

        def forward(self, x):
            self.x = x
            return np.dot(x, self.W) + self.b

        def backward(self, dout):
            dx = np.dot(dout, self.W.T)
            self.dW = np.dot(self.x.T, dout)
            self.db = np.sum(dout, axis=0)
            return dx

    class Relu:
        def forward(self, x):
            self.mask = x <= 0
            return np.where(self.mask, 0, x)

        def backward(self, dout):
            dout = dout.copy()
            dout[self.mask] = 0
            return dout

    class Sigmoid:
        def forward(self, x):
            self.out = 1 / (1 + np.exp(-x))
            return self.out

        def backward(self, dout):
            return dout * (1.0 - self.out) * self.out

    class SoftmaxWithLoss:
        def forward(self, x, t):
            self.t = t
            e = np.exp(x - x.max(axis=1, keepdims=True))
            self.y = e / e.sum(axis=1, keepdims=True)
            return -np.sum(np.log(self.y[np.arange(len(t)), t])) / len(t)

        def backward(self):
            batch_size = self.t.shape[0]
            dx = self.y.copy()
            dx[np.arange(batch_size), self.t] -= 1
            return dx / batch_size

    x, t = r.normal(size=(5, 3)).astype(dtype), np.array([0, 3, 1, 2, 1])
    P = {}
    for i, (rows, columns) in enumerate([(3, 5), (5, 4), (4, 4)], start=1):
        P[f"W{i}"] = r.normal(size=(rows, columns)).astype(dtype)
        P[f"b{i}"] = r.normal(size=columns).astype(dtype)
    affine = [Affine(P[f"W{i}"], P[f"b{i}"]) for i in (1, 2, 3)]
    layers = [affine[0], Relu(), affine[1], Sigmoid(), affine[2]]
    last = SoftmaxWithLoss()

    def loss():
        y = x
        for layer in layers:
            y = layer.forward(y)
        return last.forward(y, t)

    def gradient():
        loss()
        dout = last.backward()
        for layer in reversed(layers):
            dout = layer.backward(dout)
        grads = {}
        for i in (1, 2, 3):
            grads[f"W{i}"] = affine[i - 1].dW
            grads[f"b{i}"] = affine[i - 1].db
        return grads

    return loss, gradient, P


ONE = ("W1", "b1")
TWO = ("W1", "b1", "W2", "b2")
ALL = ("W1", "b1", "W2", "b2", "W3", "b3")

wrong(
    layer_objects,
    "the loss layer without its batch size",
    {"return dx / batch_size": "return dx"},
    **dict.fromkeys(ALL, "mean"),
)
wrong(
    layer_objects,
    "the Relu layer hands on all",
    {"dout[self.mask] = 0": ""},
    **dict.fromkeys(ONE, "left_out"),
)
wrong(
    layer_objects,
    "the Relu layer keeps the wrong ones",
    {"dout[self.mask] = 0": "dout[~self.mask] = 0"},
    **dict.fromkeys(ONE, ("formula", "mask")),
)
wrong(
    layer_objects,
    "the Sigmoid layer's half",
    {"dout * (1.0 - self.out) * self.out": "dout * (1.0 - self.out)"},
    **dict.fromkeys(TWO, "formula"),
)
wrong(
    layer_objects,
    "the Sigmoid layer as tanh",
    {"dout * (1.0 - self.out) * self.out": "dout * (1.0 - self.out**2)"},
    np.float32,
    **dict.fromkeys(TWO, "other_activation"),
)
wrong(
    layer_objects,
    "all Affine layers forget to sum",
    {"self.db = np.sum(dout, axis=0)": "self.db = dout"},
    b1="unsummed",
    b2="unsummed",
    b3="unsummed",
)
wrong(
    layer_objects,
    "all Affine layers sum over everything",
    {"self.db = np.sum(dout, axis=0)": "self.db = np.sum(dout) * np.ones(1)"},
    b1="total",
    b2="total",
    b3="total",
)
wrong(
    layer_objects,
    "all Affine layers average the bias",
    {"self.db = np.sum(dout, axis=0)": "self.db = np.mean(dout, axis=0)"},
    b1="mean_twice",
    b2="mean_twice",
    b3="mean_twice",
)
wrong(
    layer_objects,
    "all Affine layers transposed",
    {"self.dW = np.dot(self.x.T, dout)": "self.dW = np.dot(dout.T, self.x)"},
    W1="transpose",
    W2="transpose",
    W3="transpose",
)
wrong(
    layer_objects,
    "the weights updated on the way back",
    {
        "dx = np.dot(dout, self.W.T)": (
            "dx = np.dot(dout, (self.W - 0.5 * np.dot(self.x.T, dout)).T)"
        )
    },
    **dict.fromkeys(TWO, "updated"),
)
wrong(
    layer_objects,
    "the label's one not taken off",
    {"dx[np.arange(batch_size), self.t] -= 1": "dx[np.arange(batch_size), self.t] -= 0"},
    **dict.fromkeys(ALL, "share_missing"),
)
wrong(
    layer_objects,
    "the layers' gradients one off",
    {'grads[f"W{i}"] = affine[i - 1].dW': 'grads[f"W{i}"] = affine[i - 2].dW'},
    W1="swapped",
    W2="swapped",
    W3="swapped",
)
wrong(
    layer_objects,
    "the first layer not asked",
    {
        "for layer in reversed(layers):": (
            "affine[0].dW, affine[0].db = np.zeros_like(P['W1']), np.zeros_like(P['b1'])\n"
            "        for layer in reversed(layers[1:]):"
        )
    },
    W1="zero",
    b1="zero",
)


@base
def network(dtype):
    """One object with its weights as attributes, rows of samples, methods without arguments."""
    r = np.random.default_rng(92)

    class Network:
        def __init__(self):
            self.x = r.normal(size=(4, 3)).astype(dtype)
            self.y = r.normal(size=(4, 1)).astype(dtype)
            self.weights1 = r.normal(size=(3, 4)).astype(dtype)
            self.weights2 = r.normal(size=(4, 1)).astype(dtype)

        def sigmoid(self, x):
            return 1.0 / (1 + np.exp(-x))

        def loss(self):
            self.layer1 = self.sigmoid(np.dot(self.x, self.weights1))
            self.output = self.sigmoid(np.dot(self.layer1, self.weights2))
            return np.sum((self.y - self.output) ** 2)

        def derivative(self, y):
            return y * (1.0 - y)

        def backprop(self):
            delta = 2 * (self.output - self.y) * self.derivative(self.output)
            d_weights2 = np.dot(self.layer1.T, delta)
            back = np.dot(delta, self.weights2.T) * self.derivative(self.layer1)
            d_weights1 = np.dot(self.x.T, back)
            return d_weights1, d_weights2

    net = Network()
    return net.loss, net.backprop, {"weights1": net.weights1, "weights2": net.weights2}


BOTH = ("weights1", "weights2")

wrong(
    network,
    "the derivative of a value already squashed",
    {"return y * (1.0 - y)": "return self.sigmoid(y) * (1.0 - self.sigmoid(y))"},
    **dict.fromkeys(BOTH, "wrong_point"),
)
wrong(
    network,
    "the derivative's second half alone",
    {"return y * (1.0 - y)": "return 1.0 - y"},
    **dict.fromkeys(BOTH, "formula"),
)
wrong(
    network,
    "y - output without a minus",
    {"delta = 2 * (self.output - self.y)": "delta = 2 * (self.y - self.output)"},
    **dict.fromkeys(BOTH, "sign"),
)
wrong(
    network,
    "the output's slope for the hidden layer's",
    {"* self.derivative(self.layer1)": "* self.derivative(self.output)"},
    weights1="other_layer",
)
wrong(
    network,
    "the output's slope left out of one path",
    {
        "back = np.dot(delta, self.weights2.T)": (
            "back = np.dot(2 * (self.output - self.y), self.weights2.T)"
        )
    },
    weights1="left_out",
)
wrong(
    network,
    "divided by four",
    {"delta = 2 * (self.output - self.y)": "delta = 2 / 4 * (self.output - self.y)"},
    np.float32,
    **dict.fromkeys(BOTH, ("divided", "factor")),
)
wrong(
    network,
    "weights2 updated first",
    {
        "back = np.dot(delta, self.weights2.T)": (
            "new = self.weights2 - 0.1 * d_weights2\n            back = np.dot(delta, new.T)"
        )
    },
    weights1="updated",
)
wrong(
    network,
    "a sample's error for all",
    {"d_weights1 = np.dot(self.x.T, back)": "d_weights1 = np.dot(self.x[:1].T, back[:1])"},
    weights1="one_sample",
)
wrong(
    network,
    "the errors' mean for all",
    {
        "d_weights1 = np.dot(self.x.T, back)": (
            "d_weights1 = np.dot(self.x.T, np.full_like(back, 1) * back.mean(axis=0))"
        )
    },
    weights1="averaged",
)
wrong(
    network,
    "the 2 of the square twice over",
    {"delta = 2 * (self.output - self.y)": "delta = 4 * (self.output - self.y)"},
    **dict.fromkeys(BOTH, ("doubled", "factor")),
)


@base
def graph_of_functions(dtype):
    """Closures that return their own backward passes, run in reverse."""
    r = np.random.default_rng(93)
    X, T = r.normal(size=(6, 3)).astype(dtype), r.normal(size=(6, 2)).astype(dtype)
    P = {"A": r.normal(size=(3, 4)).astype(dtype), "B": r.normal(size=(4, 2)).astype(dtype)}

    def linear(x, W):
        def back(g):
            return np.matmul(g, W.T), np.matmul(x.T, g)

        return np.matmul(x, W), back

    def squash(x):
        y = np.tanh(x)

        def back(g):
            return g * (1 - np.square(y))

        return y, back

    def mse(y):
        diff = y - T

        def back():
            return 2 * diff / diff.size

        return np.mean(np.square(diff)), back

    def run(A, B):
        z, back_a = linear(X, A)
        h, back_h = squash(z)
        o, back_b = linear(h, B)
        loss, back_loss = mse(o)
        return loss, (back_a, back_h, back_b, back_loss)

    def forward(A, B):
        return run(A, B)[0]

    def gradients(A, B):
        back_a, back_h, back_b, back_loss = run(A, B)[1]
        gh, gB = back_b(back_loss())
        _, gA = back_a(back_h(gh))
        return {"d_A": gA, "d_B": gB}

    return forward, gradients, P


wrong(
    graph_of_functions,
    "the closure of tanh forgets its square",
    {"g * (1 - np.square(y))": "g * (1 - y)"},
    A="formula",
)
wrong(
    graph_of_functions,
    "the closure of tanh takes its input",
    {"g * (1 - np.square(y))": "g * (1 - np.square(x))"},
    A="wrong_formula",
)
wrong(
    graph_of_functions,
    "the closure of tanh not called",
    {"back_a(back_h(gh))": "back_a(gh)"},
    A="left_out",
)
wrong(
    graph_of_functions,
    "the closure of tanh called twice",
    {"back_a(back_h(gh))": "back_a(back_h(back_h(gh)))"},
    A="twice",
)
wrong(
    graph_of_functions,
    "the mean over rows",
    {"2 * diff / diff.size": "2 * diff / len(diff)"},
    A=("count", "doubled"),
    B=("count", "doubled"),
)
wrong(
    graph_of_functions,
    "the mean over columns",
    {"2 * diff / diff.size": "2 * diff / diff.shape[1]"},
    A="count",
    B="count",
)
wrong(
    graph_of_functions,
    "the gradients in each other's places",
    {'{"d_A": gA, "d_B": gB}': '{"d_A": gB, "d_B": gA}'},
    A="swapped",
    B="swapped",
)
