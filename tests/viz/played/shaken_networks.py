"""흔들어 볼 무작위 신경망. Random networks to shake: of layers of all kinds that a page carries."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from micrograd_ko import TABLE
from micrograd_ko.losses import LOSSES
from micrograd_ko.nn import BatchNorm, Dropout, Layer, Linear, Module, Sequential
from micrograd_ko.strategies import numbers

ACTIVATIONS = [
    # near a pole of tan a training step makes any ulp large
    *(op for op in TABLE.values() if len(op.inputs) == 1 and not op.required and op.name != "tan"),
    lambda a: a**2,
    lambda a: a * a.sigmoid(),
]


@dataclass
class Shaken:
    """A network with data and loss; `single` in float32, `values` of micrograd's kind."""

    model: Module
    X: Any
    y: Any
    loss: Any
    single: bool = False
    values: bool = False

    def whole(self):
        """The loss of all samples, the network in use."""
        if not self.values:
            return (LOSSES[self.loss] if isinstance(self.loss, str) else self.loss)(
                self.model(self.X), self.y
            )
        losses = [self.loss(self.model(list(x)), t) for x, t in zip(self.X, self.y, strict=True)]
        return sum(losses) / len(losses)

    def parameters(self):
        return np.concatenate([np.ravel(p.data) for p in self.model.parameters()])


class OfValues(Module):
    """micrograd's layers."""

    def __init__(self, sizes, activation, rng):
        self.layers = [
            Layer(a, b, activation=activation, nonlin=k < len(sizes) - 2, rng=rng + k)
            for k, (a, b) in enumerate(pairwise(sizes))
        ]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            x = x if isinstance(x, list) else [x]
        return x


class Joined(Module):
    """Two ways from the same inputs, which are added."""

    def __init__(self, nin, hidden, nout, activation, rng):
        self.a, self.b = Linear(nin, hidden, rng=rng), Linear(hidden, nout, rng=rng + 1)
        self.c, self.activation = Linear(nin, nout, rng=rng + 2), activation

    def forward(self, x):
        return self.b(self.activation(self.a(x))) + self.c(x)


def squares(outputs, targets):
    return sum(((o - t) ** 2 for o, t in zip(outputs, np.ravel(targets), strict=True)), 0.0)


@st.composite
def shaken(draw):
    """Draw a network with its data."""
    kind = draw(st.sampled_from(["layers", "layers", "layers", "joined", "values"]))
    loss = draw(st.sampled_from(sorted(LOSSES)))
    nin, samples = draw(st.integers(1, 3)), draw(st.integers(1, 5))
    nout = draw(st.integers(1 + (loss == "cross_entropy"), 3))
    hidden = draw(st.lists(st.integers(1, 3), min_size=kind != "layers", max_size=2))
    activation, rng = draw(st.sampled_from(ACTIVATIONS)), draw(st.integers(0, 99))
    X = draw(nps.arrays(float, (samples, nin), elements=numbers(-2, 2)))
    y = draw(nps.arrays(float, (samples, nout), elements=_targets(loss)))
    if loss == "cross_entropy":
        y = draw(nps.arrays(np.int64, samples, elements=st.integers(0, nout - 1)))
    if kind == "values":
        y = draw(nps.arrays(float, (samples, nout), elements=numbers(-1, 1)))
        return Shaken(OfValues([nin, *hidden, nout], activation, rng), X, y, squares, values=True)
    if kind == "joined":
        return Shaken(Joined(nin, hidden[0], nout, activation, rng), X, y, loss)
    dtype = draw(st.sampled_from([np.float64, np.float64, np.float32]))
    layers = []
    for k, (a, b) in enumerate(zip([nin, *hidden], [*hidden, nout], strict=True)):
        bias = a == 1 or draw(st.booleans())  # a single product is no neuron
        layers.append(Linear(a, b, rng=rng + k, dtype=dtype, bias=bias))
        if k < len(hidden):
            norm = BatchNorm(b, dtype=dtype)
            after = [[], [norm, activation], [activation, norm], [activation, Dropout(0.5, rng=0)]]
            layers += draw(st.sampled_from([[activation], *after]))
    return Shaken(_used(Sequential(*layers), X), X, y, loss, dtype == np.float32)


def _used(model, X):
    """Normalisation that has seen something."""
    if len(X) > 1:
        model.train()
        model(X)
    model.eval()
    return model


def _targets(loss):
    return {
        "binary_cross_entropy": st.sampled_from([0.0, 1.0]), "hinge": st.sampled_from([1.0, -1.0]),
    }.get(loss, numbers(-1, 1))  # fmt: skip
