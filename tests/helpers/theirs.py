"""micrograd의 nn.py처럼 쓴 신경망. A network as somebody writes it after micrograd's nn.py."""

import random
from itertools import pairwise

from micrograd_ko import Value


class TheirNeuron:
    """As micrograd's nn.py: no label, no kind."""

    def __init__(self, nin, nonlin=True):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x):
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlin else act


class TheirMLP:
    """As micrograd's nn.py."""

    def __init__(self, nin, nouts):
        sizes = [nin, *nouts]
        self.layers = [
            [TheirNeuron(a, nonlin=i < len(nouts) - 1) for _ in range(b)]
            for i, (a, b) in enumerate(pairwise(sizes))
        ]

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0] if len(x) == 1 else x

    def parameters(self):
        return [p for layer in self.layers for n in layer for p in (*n.w, n.b)]
