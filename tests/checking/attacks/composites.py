"""긴 식 속의 틀린 연산.

A wrong op within something longer: a formula, a network, a list of results, a closure, a recorded
graph.
"""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import Tensor, Value, where
from micrograd_ko.losses import cross_entropy
from micrograd_ko.nn import Linear, Sequential
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "composite"


def drawn(*shape):
    return np.random.default_rng(3).normal(size=shape)


def square_off(outside):
    return elementwise(lambda a: a * a, lambda g, y, a: (g * a * where(outside(a), 3.0, 2.0),))


def lazy_relu(limit):
    """A ReLU that lets nothing back where it is above a limit."""
    return elementwise(mk.relu.forward, lambda g, y, a: (where((a > 0) & (a < limit), g, 0.0),))


@wrong(KIND, "a formula whose square is off below 0")
def _():
    f = square_off(lambda a: a < 0)
    return lambda x, y: (f(x * y + x.sin()) / (y * y + 1)).tanh(), (0.5, 2.0)


@wrong(KIND, "a formula of differences, off where it is large")
def _():
    f = square_off(lambda a: abs(a) > 5)
    return lambda x, y: f(x - y) + x * y, (1.5, 2.0)


@wrong(KIND, "two neurons of Values")
def _():
    relu = lazy_relu(3.0)

    def network(w1, w2, b, v):
        return relu(w1 * 0.5 + b) * v - relu(w2 * -1.5 + b)

    return network, (1.0, -0.3, 0.2, 2.0)


@wrong(KIND, "a layer of Tensors, and a loss")
def _():
    relu, X = lazy_relu(4.0), drawn(4, 3)

    def loss(W, b, V):
        return cross_entropy(relu(X @ W + b) @ V, np.array([0, 1, 0, 1]))

    return loss, (0.3 * drawn(3, 4), np.full(4, 0.1), 0.5 * drawn(4, 2))


@wrong(KIND, "a network that reads its weights itself")
def _():
    relu, X = lazy_relu(4.0), drawn(4, 3)
    W, V = Tensor(0.3 * drawn(3, 4), "W"), Tensor(0.5 * drawn(4, 1), "V")
    return lambda: np.mean((relu(X @ W) @ V) ** 2), (W, V)


@wrong(KIND, "a model of layers, one of which is an op")
def _():
    model, X = Sequential(Linear(3, 4, rng=1), lazy_relu(2.5), Linear(4, 1, rng=2)), drawn(5, 3)
    return lambda: model(0.5 * X), (*model.parameters(),)


@wrong(KIND, "a layer in float32")
def _():
    f = square_off(lambda a: a > 6)
    return lambda W: f(W @ np.ones(2, np.float32)), (Tensor([[0.5, 1.0]], dtype=np.float32),)


@wrong(KIND, "a closure over Values")
def _():
    f = square_off(lambda a: a > 6)
    w, x = Value(1.5, "w"), Value(2.0, "x")
    return lambda: f(w * x) + w, (w, x)


@wrong(KIND, "a recorded graph of Values")
def _():
    f = square_off(lambda a: a < -1)
    x, y = Value(0.5, "x"), Value(2.0, "y")
    return f(x * y) + x, ()


@wrong(KIND, "a recorded graph of Tensors")
def _():
    f = square_off(lambda a: a > 9)
    W = Tensor([[1.0, -2.0], [0.5, 3.0]], "W")
    return f(W @ np.array([1.0, 0.5])) * 0.5, ()


@wrong(KIND, "a recorded graph at a tie in waiting")
def _():
    def share(g, a, b):
        return where(a > b, g, where(a < b, 0.0, 2.0 * g))

    f = elementwise(mk.maximum.forward, lambda g, y, a, b: (share(g, a, b), share(g, b, a)))
    x, y = Value(1.0, "x"), Value(2.0, "y")
    return f(x, y) * 3, ()


@wrong(KIND, "the third of three results")
def _():
    f = square_off(lambda a: a < 0)
    return lambda a, b: [a * b, a.exp(), f(a + b)], (1.5, 2.0)


@wrong(KIND, "one of two results of different shapes")
def _():
    f = square_off(lambda a: abs(a) > 10)
    return lambda W: (W.sum(), f(W)), (np.array([1.0, 3.0, -2.0]),)


@wrong(KIND, "an array of Values")
def _():
    f = square_off(lambda a: a > 4)
    return lambda a, b: np.array([[a, f(b)], [f(a), b]]) @ np.array([[a], [b]]), (1.5, 2.5)


@wrong(KIND, "behind a factor of 0")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * a,))
    return lambda w, x: w * f(x), (0.0, 1.5)


@wrong(KIND, "behind a ReLU that is off")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * a,))
    return lambda x: (f(x) - 4).relu() + x, (1.0,)


@wrong(KIND, "in the branch that is not taken")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * a,))
    return lambda x: x * x if x > 0 else f(x), (1.5,)


@wrong(KIND, "in the branch of an array that is not taken")
def _():
    f = elementwise(mk.exp.forward, lambda g, y, a: (g * (1 + a),))
    return lambda W: np.where(W > 1, f(W), W), (np.array([0.5, -1.0]),)


@wrong(KIND, "five steps of a recurrence")
def _():
    f = elementwise(mk.tanh.forward, lambda g, y, a: (g * where(abs(y) > 0.97, 0.0, 1 - y * y),))

    def last(w, u):
        h = 0.0 * w
        for x in (0.5, -0.2, 0.1, 0.3, -0.4):
            h = f(w * h + u * x)
        return h

    return last, (0.8, 0.6)


@wrong(KIND, "a residual block whose norm is off for some batches")
def _():
    def share(g, y, a):
        return (g - np.sum(g, axis=-1, keepdims=True) / (4 if a.shape[0] < 3 else 5),)

    centred = of_arrays(lambda a: a - np.mean(a, axis=-1, keepdims=True), share)
    return lambda x: x + centred(x).tanh(), (drawn(2, 4),)


@wrong(KIND, "an attention whose softmax is off for large scores")
def _():
    def share(g, y, a):
        got = y * (g - np.sum(g * y, axis=-1, keepdims=True))
        return (got * where(np.max(np.abs(mk.engine.plain(a))) > 4, 0.9, 1.0),)

    softmax = of_arrays(lambda a: mk.softmax.forward(a, axis=-1), share)
    return lambda q, k, v: softmax(q @ k.T) @ v, (0.5 * drawn(2, 3), drawn(4, 3), drawn(4, 2))


@wrong(KIND, "a product by way of squares that are off")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * (2 * a + where(a > 3, a, 0.0)),))
    return lambda x, y: f(x + y) - f(x - y), (0.5, 1.0)


@wrong(KIND, "a number left the graph where its slope is 0")
def _():
    return lambda x: x * x + Value((x.data - 1) ** 2), (1.0,)


@wrong(KIND, "an array left the graph where it is small")
def _():
    return lambda W: W * 2.0 + np.where(W.data > 5, W.data**2, 0.0), (np.array([1.0, 2.0]),)
