"""층의 객체로 만든 신경망: 사전에 담긴 층, 계산대, 배치 정규화.

Networks of layer objects as a first book on deep learning builds them.
"""

from collections import OrderedDict

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def ordered_network(dtype):
    """An OrderedDict of layer objects, three affine layers, softmax with loss at the end."""
    r = np.random.default_rng(701)
    x = r.normal(size=(5, 4)).astype(dtype)
    t = np.array([2, 0, 1, 3, 2])
    names = ("W1", "b1", "W2", "b2", "W3", "b3")
    params = {n: r.normal(size=(4, 4) if n[0] == "W" else 4).astype(dtype) for n in names}

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
            dout[self.mask] = 0
            return dout

    class SoftmaxWithLoss:
        def forward(self, x, t):
            self.t = t
            x = x - np.max(x, axis=-1, keepdims=True)
            self.y = np.exp(x) / np.sum(np.exp(x), axis=-1, keepdims=True)
            return -np.sum(np.log(self.y[np.arange(len(t)), t])) / len(t)

        def backward(self):
            dx = self.y.copy()
            dx[np.arange(len(self.t)), self.t] -= 1
            return dx / len(self.t)

    def network(params):
        layers = OrderedDict()
        for i in (1, 2, 3):
            layers[f"Affine{i}"] = Affine(params[f"W{i}"], params[f"b{i}"])
            layers[f"Relu{i}"] = Relu()
        layers.pop("Relu3")
        last, y = SoftmaxWithLoss(), x
        for layer in layers.values():
            y = layer.forward(y)
        return layers, last, last.forward(y, t)

    def loss(params):
        return network(params)[-1]

    def gradient(params):
        layers, last, _ = network(params)
        dout = last.backward()
        for layer in reversed(list(layers.values())):
            dout = layer.backward(dout)
        grads = {}
        for i in (1, 2, 3):
            affine = layers[f"Affine{i}"]
            grads[f"W{i}"], grads[f"b{i}"] = affine.dW, affine.db
        return grads

    return loss, gradient, params


BOTH, SIX = ("W1", "b1", "W2", "b2"), ("W1", "b1", "W2", "b2", "W3", "b3")
wrong(
    ordered_network,
    "the batch size forgotten",
    {"return dx / len(self.t)": "return dx"},
    **dict.fromkeys(SIX, "mean"),
)
wrong(
    ordered_network,
    "the one of the label stays",
    {"dx[np.arange(len(self.t)), self.t] -= 1": "pass"},
    **dict.fromkeys(SIX, "label_missing"),
)
wrong(
    ordered_network,
    "the label added",
    {"dx[np.arange(len(self.t)), self.t] -= 1": "dx[np.arange(len(self.t)), self.t] += 1"},
    **dict.fromkeys(SIX, ("share_factor", "formula", "unknown")),
)
wrong(
    ordered_network,
    "the mask on the wrong side",
    {"dout[self.mask] = 0": "dout[~self.mask] = 0"},
    **dict.fromkeys(BOTH, ("formula", "mask")),
)
wrong(
    ordered_network,
    "no mask at all",
    {"dout[self.mask] = 0": "pass"},
    np.float32,
    **dict.fromkeys(BOTH, ("left_out", "mask")),
)
wrong(
    ordered_network,
    "W without its T",
    {"dx = np.dot(dout, self.W.T)": "dx = np.dot(dout, self.W)"},
    **dict.fromkeys(BOTH, "operand_transposed"),
)
wrong(
    ordered_network,
    "dW the other way round",
    {"self.dW = np.dot(self.x.T, dout)": "self.dW = np.dot(dout.T, self.x)"},
    **dict.fromkeys(("W1", "W2", "W3"), "transpose"),
)
wrong(
    ordered_network,
    "a sum without an axis",
    {"self.db = np.sum(dout, axis=0)": "self.db = np.sum(dout)"},
    **dict.fromkeys(("b1", "b2"), ("total", "shape")),
    b3=("total", "shape", "zero"),
)
wrong(
    ordered_network,
    "the second layer's arrays kept as the first's",
    {
        'affine = layers[f"Affine{i}"]': 'affine = layers[f"Affine{max(i, 2)}"]',
    },
    W1="swapped",
    b1="swapped",
)


@base
def two_layers_of_the_book(dtype):
    """Sigmoid and softmax as functions, the samples as rows, one-hot labels."""
    r = np.random.default_rng(702)
    x = r.normal(size=(6, 4)).astype(dtype)
    t = np.eye(3)[[0, 2, 1, 1, 0, 2]].astype(dtype)
    params = {
        "W1": r.normal(size=(4, 3)).astype(dtype),
        "b1": r.normal(size=3).astype(dtype),
        "W2": r.normal(size=(3, 3)).astype(dtype),
        "b2": r.normal(size=3).astype(dtype),
    }

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def sigmoid_grad(x):
        return (1.0 - sigmoid(x)) * sigmoid(x)

    def softmax(a):
        a = a.T
        a = a - np.max(a, axis=0)
        y = np.exp(a) / np.sum(np.exp(a), axis=0)
        return y.T

    def loss(params):
        z1 = sigmoid(np.dot(x, params["W1"]) + params["b1"])
        y = softmax(np.dot(z1, params["W2"]) + params["b2"])
        return -np.sum(t * np.log(y + 1e-12)) / y.shape[0]

    def gradient(params):
        W1, W2 = params["W1"], params["W2"]
        b1, b2 = params["b1"], params["b2"]
        grads = {}
        batch_num = x.shape[0]
        a1 = np.dot(x, W1) + b1
        z1 = sigmoid(a1)
        a2 = np.dot(z1, W2) + b2
        y = softmax(a2)
        dy = (y - t) / batch_num
        grads["W2"] = np.dot(z1.T, dy)
        grads["b2"] = np.sum(dy, axis=0)
        da1 = np.dot(dy, W2.T)
        dz1 = sigmoid_grad(a1) * da1
        grads["W1"] = np.dot(x.T, dz1)
        grads["b1"] = np.sum(dz1, axis=0)
        return grads

    return loss, gradient, params


FOUR, LOW = ("W1", "b1", "W2", "b2"), ("W1", "b1")
wrong(
    two_layers_of_the_book,
    "sigmoid_grad of its output",
    {"sigmoid_grad(a1) * da1": "sigmoid_grad(z1) * da1"},
    **dict.fromkeys(LOW, "wrong_point"),
)
wrong(
    two_layers_of_the_book,
    "the sums in the output's formula",
    {"sigmoid_grad(a1) * da1": "a1 * (1 - a1) * da1"},
    **dict.fromkeys(LOW, "wrong_formula"),
)
wrong(
    two_layers_of_the_book,
    "t - y",
    {"dy = (y - t) / batch_num": "dy = (t - y) / batch_num"},
    **dict.fromkeys(FOUR, "sign"),
)
wrong(
    two_layers_of_the_book,
    "the columns for the batch",
    {"batch_num = x.shape[0]": "batch_num = x.shape[1]"},
    np.float32,
    **dict.fromkeys(FOUR, "count"),
)
wrong(
    two_layers_of_the_book,
    "the square W2",
    {"np.dot(dy, W2.T)": "np.dot(dy, W2)"},
    **dict.fromkeys(LOW, "operand_transposed"),
)
wrong(
    two_layers_of_the_book,
    "the sums for the activations",
    {'grads["W2"] = np.dot(z1.T, dy)': 'grads["W2"] = np.dot(a1.T, dy)'},
    W2="wrong_operand",
)
wrong(
    two_layers_of_the_book,
    "b2 over the other axis",
    {"np.sum(dy, axis=0)": "np.sum(dy, axis=1)"},
    b2="wrong_axis",
)
wrong(
    two_layers_of_the_book,
    "b1 of the array before",
    {"np.sum(dz1, axis=0)": "np.sum(da1, axis=0)"},
    b1=("left_out", "from_other"),
)
wrong(
    two_layers_of_the_book,
    "the sigmoid forgotten",
    {"dz1 = sigmoid_grad(a1) * da1": "dz1 = da1"},
    **dict.fromkeys(LOW, "left_out"),
)


@base
def till(dtype):
    """Apples and oranges at a till: two kinds of layers of numbers, the price is the loss."""

    class MulLayer:
        def forward(self, x, y):
            self.x, self.y = x, y
            return x * y

        def backward(self, dout):
            return dout * self.y, dout * self.x

    def shop(apple, apples, orange, oranges, tax):
        layers = [MulLayer(), MulLayer(), MulLayer()]
        total = layers[0].forward(apple, apples) + layers[1].forward(orange, oranges)
        return layers, layers[2].forward(total, tax)

    def forward(apple, apples, orange, oranges, tax):
        return shop(apple, apples, orange, oranges, tax)[1]

    def backward(apple, apples, orange, oranges, tax):
        (mul_apple, mul_orange, mul_tax), price = shop(apple, apples, orange, oranges, tax)
        dtotal, dtax = mul_tax.backward(1)
        dsum_apple, dsum_orange = dtotal, dtotal
        dapple, dapples = mul_apple.backward(dsum_apple)
        dorange, doranges = mul_orange.backward(dsum_orange)
        return dapple, dapples, dorange, doranges, dtax

    numbers = {"apple": 1.5, "apples": 2.0, "orange": 0.9, "oranges": 3.0, "tax": 1.1}
    return forward, backward, numbers


wrong(
    till,
    "the two ways back exchanged",
    {"dapple, dapples = mul": "dapples, dapple = mul"},
    apple="swapped",
    apples="swapped",
)
wrong(
    till,
    "an addition passes on one way only",
    {"= dtotal, dtotal": "= dtotal, 0"},
    orange=("zero", "path_cut"),
    oranges=("zero", "path_cut"),
)
wrong(
    till,
    "the tax not multiplied by",
    {"dsum_orange = dtotal, dtotal": "dsum_orange = 1, 1"},
    **dict.fromkeys(
        ("apple", "apples", "orange", "oranges"),
        ("mask", "left_out", "constant", "factor", "wrong_operand"),
    ),
)
wrong(
    till,
    "halved at the addition",
    {"= dtotal, dtotal": "= dtotal / 2, dtotal / 2"},
    **dict.fromkeys(("apple", "apples", "orange", "oranges"), ("factor", "divided")),
)
