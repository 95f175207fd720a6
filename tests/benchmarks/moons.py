"""micrograd의 moons 시연과 같은 일.

The work of micrograd's moons demo, over any scalar class: an MLP 2-16-16-1, hinge loss and L2.
``python -m tests.benchmarks.moons NAME SAMPLES STEPS`` trains with one contender and prints the
seconds of a step.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

Data = list[tuple[tuple[float, float], int]]
Make = Callable[[Any], Any]
RATE = 0.05


def moons(count: int, seed: int = 1) -> Data:
    """반달 두 개. Two interleaving half circles with noise, labels -1 and 1."""
    rng = random.Random(seed)
    points: Data = []
    for i in range(count):
        angle, upper = math.pi * rng.random(), i % 2 == 0
        x, y = math.cos(angle), math.sin(angle)
        point = (x, y) if upper else (1 - x, 0.5 - y)
        points.append(
            ((point[0] + rng.gauss(0, 0.1), point[1] + rng.gauss(0, 0.1)), -1 if upper else 1)
        )
    return points


class ScalarMLP:
    """뉴런마다 스칼라로 쓴 신경망.

    A network of scalar neurons, relu but for the last layer, as micrograd's nn.MLP.
    """

    def __init__(self, inputs: int, layers: Sequence[int], make: Make, seed: int = 1) -> None:
        rng = random.Random(seed)
        sizes = [inputs, *layers]
        self.layers = [
            [([make(rng.uniform(-1, 1)) for _ in range(n)], make(0)) for _ in range(m)]
            for n, m in pairwise(sizes)
        ]

    def parameters(self) -> list[Any]:
        """모든 가중치와 편향. Every weight and bias."""
        return [p for layer in self.layers for weights, bias in layer for p in (*weights, bias)]

    def __call__(self, x: list[Any]) -> Any:
        for layer in self.layers:
            sums = [
                sum((w * xi for w, xi in zip(weights, x, strict=True)), bias)
                for weights, bias in layer
            ]
            x = sums if layer is self.layers[-1] else [s.relu() for s in sums]
        return x[0]


def total_loss(model: ScalarMLP, data: Data, make: Make) -> Any:
    """경첩 손실의 평균 더하기 L2. Mean hinge loss plus L2."""
    scores = [model([make(x) for x in point]) for point, _ in data]
    losses = [(1 + -label * score).relu() for (_, label), score in zip(data, scores, strict=True)]
    return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in model.parameters())


def train_step(model: ScalarMLP, data: Data, make: Make, rate: float = 0.0) -> float:
    """한 걸음: 순전파, 역전파, 갱신. One step: forward, backward, update. Returns the loss."""
    loss = total_loss(model, data, make)
    for p in model.parameters():
        p.grad = None if hasattr(p, "detach") else 0
    loss.backward()
    for p in model.parameters():
        p.data -= rate * p.grad
    return float(loss.data)


def network(make: Make) -> ScalarMLP:
    """처음의 신경망. The network to start from."""
    return ScalarMLP(2, (16, 16, 1), make)


# ── contenders: a function of the data that gives a function of nothing, one step ──


def _scalars(make: Make) -> Callable[[Data], Callable[[], float]]:
    def start(data: Data) -> Callable[[], float]:
        model = network(make)
        return lambda: train_step(model, data, make, RATE)

    return start


def _micrograd_ko() -> Any:
    from micrograd_ko import Value

    return _scalars(Value)


def _micrograd() -> Any:
    from micrograd.engine import Value

    sys.setrecursionlimit(50_000)  # its backward recurses
    return _scalars(Value)


def _torch() -> Any:
    import torch

    torch.set_num_threads(1)
    return _scalars(lambda x: torch.tensor(float(x), dtype=torch.float64, requires_grad=True))


def _replay() -> Any:
    from micrograd_ko import Value, replay
    from micrograd_ko.optim import SGD

    def start(data: Data) -> Callable[[], float]:
        model = network(Value)
        program = replay(total_loss(model, data, Value), parameters=model.parameters())
        optimizer = SGD(model.parameters(), RATE)
        return lambda: program.step(optimizer)

    return start


def _vectorize() -> Any:
    import numpy as np

    from micrograd_ko import Value, vectorize
    from micrograd_ko.optim import SGD

    def start(data: Data) -> Callable[[], float]:
        model = network(Value)
        x, y, label = Value(0.5), Value(0.5), Value(1.0)
        decay = 1e-4 * sum(p * p for p in model.parameters())
        program = vectorize(
            (1 + -label * model([x, y])).relu() + decay,
            inputs=[x, y, label],
            parameters=model.parameters(),
        )
        columns = np.array([(*point, label) for point, label in data]).T.copy()
        optimizer = SGD(model.parameters(), RATE)
        return lambda: program.step(optimizer, *columns)

    return start


STARTS = {
    "replay": _replay,
    "vectorize": _vectorize,
    "micrograd_ko": _micrograd_ko,
    "micrograd": _micrograd,
    "torch": _torch,
}


def main(name: str, samples: int, steps: int) -> None:
    """두 걸음 몸을 풀고 잰다.

    Two steps to warm up, then the mean of `steps`, and the loss after them.
    """
    step = STARTS[name]()(moons(samples))
    for _ in range(2):
        step()
    began = time.perf_counter()
    for _ in range(steps):
        loss = step()
    print(json.dumps({"seconds": (time.perf_counter() - began) / steps, "loss": loss}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
