"""신경망: 자기 매개변수를 읽는 맞는 함수.

Right functions that read the parameters of a network themselves, and recorded graphs.
"""

import numpy as np

from micrograd_ko import Tensor, Value
from micrograd_ko.losses import binary_cross_entropy, cross_entropy, hinge, mse
from micrograd_ko.nn import (
    MLP,
    RNN,
    BatchNorm,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    LayerNorm,
    Linear,
    MaxPool2d,
    Neuron,
    Sequential,
)

from .cases import right

X = np.array([[0.5, -1.2], [1.5, 0.3], [-0.7, 0.8]])
LABELS = np.array([0, 1, 1])


def of_model(model, *, loss=None, x=X, more=lambda model: 0.0):
    """The loss of a model, a function of its parameters."""
    loss = loss or (lambda z: cross_entropy(z, LABELS))
    return lambda: loss(model(x)) + more(model), tuple(model.parameters())


def _perceptrons():
    for name in ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "relu6", "softplus", "sin", "abs"):

        def make(name=name):
            return of_model(MLP(2, [3, 2], activation=name, rng=1))

        right("networks", f"a perceptron with {name}")(make)


_perceptrons()


@right("networks", "all parameters are 0: every unit at its kink")
def _():
    model = MLP(2, [2, 2], activation="relu", rng=0)
    for p in model.parameters():
        p.data = np.zeros_like(p.data)
    return of_model(model)


@right("networks", "dead units")
def _():
    model = MLP(2, [3, 2], activation="relu", rng=0)
    model.parameters()[1].data = np.full(3, -50.0)
    return of_model(model)


@right("networks", "BatchNorm in training")
def _():
    return of_model(Sequential(Linear(2, 3, rng=0), BatchNorm(3), Linear(3, 2, rng=1)))


@right("networks", "BatchNorm in training, of a column that is constant")
def _():
    return of_model(
        Sequential(BatchNorm(2), Linear(2, 2, rng=1)),
        x=np.array([[0.5, 7.0], [1.5, 7.0], [-0.7, 7.0]]),
    )


@right("networks", "BatchNorm in use")
def _():
    model = Sequential(Linear(2, 3, rng=0), BatchNorm(3), Linear(3, 2, rng=1))
    model(X)
    return of_model(model.eval())


@right("networks", "LayerNorm, by its input")
def _():
    model = LayerNorm(3)
    return lambda x: np.tanh(model(x)), (np.array([[1.0, 2.0, 4.0], [0.1, 0.0, -1.0]]),)


@right("networks", "LayerNorm of equal entries")
def _():
    model = LayerNorm(3)
    return lambda x: model(x), (np.array([[2.0, 2.0, 2.0]]),)


@right("networks", "Dropout in use")
def _():
    return of_model(Sequential(Linear(2, 3, rng=0), Dropout(0.5), Linear(3, 2, rng=1)).eval())


@right("networks", "Dropout in training, its draws the same at each call")
def _():
    model = Sequential(Linear(2, 4, rng=0), Dropout(0.5, rng=3), Linear(4, 2, rng=1))

    def loss():
        model.layers[1].rng = np.random.default_rng(3)
        return cross_entropy(model(X), LABELS)

    return loss, tuple(model.parameters())


@right("networks", "convolution and pooling")
def _():
    image = np.random.default_rng(0).normal(size=(1, 1, 5, 5))
    model = Sequential(Conv2d(1, 2, 2, rng=0), MaxPool2d(2), Flatten())
    return of_model(model, x=image, loss=lambda z: (z * z).mean())


@right("networks", "pooling of a blank image")
def _():
    model = Sequential(MaxPool2d(2), Flatten())
    return lambda x: model(x), (np.zeros((1, 1, 2, 4)),)


@right("networks", "a table of vectors, some of them twice")
def _():
    model = Embedding(4, 2, rng=0)
    return of_model(model, x=np.array([0, 2, 2]), loss=lambda z: (z * z).sum())


@right("networks", "a recurrent net")
def _():
    x = np.random.default_rng(0).normal(size=(1, 3, 2))
    return of_model(RNN(2, 2, rng=0), x=x, loss=lambda z: (z * z).sum())


@right("networks", "weight decay and an L1 penalty at 0")
def _():
    model = Linear(2, 2, rng=0)
    model.W.data[0, 0] = 0.0
    return of_model(
        model,
        more=lambda model: sum((p * p).sum() + abs(p).sum() for p in model.parameters()) * 0.01,
    )


@right("networks", "hinge and squared losses")
def _():
    y = np.array([[1.0], [-1.0], [1.0]])
    return of_model(MLP(2, [1], rng=0), loss=lambda z: hinge(z, y) + mse(z, y))


@right("networks", "binary cross-entropy, far on the wrong side")
def _():
    model = Linear(2, 1, rng=0)
    model.W.data *= 400.0
    return of_model(model, loss=lambda z: binary_cross_entropy(z, np.array([[1.0], [0], [1]])))


@right("networks", "weights that two layers share")
def _():
    W = Tensor([[2.0, 1.0], [0.5, -3.0]], "W")
    return lambda: np.tanh(np.tanh(X @ W) @ W.T), (W,)


@right("networks", "some of the parameters only")
def _():
    model = MLP(2, [3, 2], activation="tanh", rng=4)
    return lambda: cross_entropy(model(X), LABELS), tuple(model.parameters()[:2])


@right("networks", "a neuron of Values")
def _():
    neuron = Neuron(2, rng=0, activation="tanh")
    return lambda: neuron([0.5, -1.0]) ** 2, tuple(neuron.parameters())


@right("networks", "a recorded graph of Values")
def _():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    return (a * b + b.tanh()) * a.exp() / (1 + b * b), ()


@right("networks", "a recorded graph with kinks and a constant")
def _():
    W = Tensor([[1.0, 2.0], [0.0, -1.0]], "W")
    return ((np.array([[1.0, 3.0]]) @ W).relu() + W.max(axis=0)).softmax(), ()


@right("networks", "a recorded loss")
def _():
    model = MLP(2, [3, 2], activation="relu", rng=5)
    return cross_entropy(model(X), LABELS), ()
