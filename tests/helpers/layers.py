"""층을 시험할 때 함께 쓰는 것. What tests of layers share."""

import numpy as np

from micrograd_ko import TABLE, Tensor
from micrograd_ko.nn import BatchNorm, Linear, Module, Sequential

tanh, relu, sigmoid = TABLE["tanh"], TABLE["relu"], TABLE["sigmoid"]


def points(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def same_numbers(a, b):
    first, second = a.state_dict(), b.state_dict()
    return list(first) == list(second) and all(
        np.array_equal(first[name], second[name]) for name in first
    )


class Block(Module):
    """x + relu(norm(inner(x))): a module of modules with a parameter of its own."""

    def __init__(self, n):
        self.inner, self.norm = Linear(n, n), BatchNorm(n)
        self.scale = Tensor(np.ones(n), "s", kind="weight")

    def forward(self, x):
        return x + relu(self.norm(self.inner(x))) * self.scale


def network():
    return Sequential(Linear(2, 3), BatchNorm(3), tanh, Linear(3, 1))
