"""학습을 시험할 때 함께 쓰는 것. What tests of trainings share."""

from functools import partial

import numpy as np

from micrograd_ko.nn import BatchNorm, Dropout, Linear, Module, Sequential
from micrograd_ko.train import fit

quiet = partial(fit, progress=False)


def points(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def regular():
    """Sixteen samples of three features, with the sum as their target."""
    X = points(16, 3)
    return X, X.sum(axis=1, keepdims=True)


def classes():
    """The same samples, of the class 1 where their sum is positive."""
    X, y = regular()
    return X, (y > 0) * 1.0


def messy():
    """A network in which everything depends on the state and on random numbers."""
    return Sequential(Linear(3, 8, rng=1), BatchNorm(8), np.tanh, Dropout(0.3), Linear(8, 1, rng=2))


def same_state(a, b):
    return list(a) == list(b) and all(np.array_equal(a[name], b[name]) for name in a)


class Recording(Module):
    """Notes the inputs that it is called with."""

    def __init__(self, inner):
        self.inner, self.seen = inner, []

    def forward(self, x):
        self.seen.append((np.array(x), self.training))
        return self.inner(x)
