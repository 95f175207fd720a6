"""micrograd의 moons 시연과 같은 일.

The work of micrograd's moons demo, over any scalar class: an MLP 2-16-16-1, hinge loss and L2.
``python -m tests.benchmarks.moons NAME SAMPLES STEPS`` trains with one contender and prints the
seconds of a step, and the loss after three.
"""

from __future__ import annotations

import gc
import json
import math
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from .figures import Report, at_least, at_most
from .timing import Effort, measured, versus

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


def train_step(
    model: ScalarMLP, data: Data, make: Make, rate: float = 0.0, zero: float | None = 0
) -> float:
    """한 걸음: 순전파, 역전파, 갱신. One step: forward, backward, update. Returns the loss."""
    loss = total_loss(model, data, make)
    for p in model.parameters():
        p.grad = zero
    loss.backward()
    for p in model.parameters():
        p.data -= rate * p.grad
    return float(loss.data)


def network(make: Make) -> ScalarMLP:
    """처음의 신경망. The network to start from."""
    return ScalarMLP(2, (16, 16, 1), make)


# ── contenders: a function of the data that gives a function of nothing, one step ──


def _scalars(make: Make, zero: float | None = 0) -> Callable[[Data], Callable[[], float]]:
    def start(data: Data) -> Callable[[], float]:
        model = network(make)
        return lambda: train_step(model, data, make, RATE, zero)

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
    return _scalars(lambda x: torch.tensor(float(x), dtype=torch.float64, requires_grad=True), None)


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


def bench(report: Report, effort: Effort) -> None:
    """(a) moons 한 걸음, 표본 10개에서 10,000개까지.

    One training step of the moons demo: MLP 2-16-16-1, hinge and L2.

    Each contender trains in a process of its own, in turn, as a learner would run it: with the
    cyclic collector on, and with whatever garbage its earlier steps left.
    """
    for samples in (50,) if effort.quick else (10, 50):
        times = _in_turn(report, samples, list(STARTS), effort)
        if samples == 50:
            _ratios(report, times)
    if not effort.quick:
        _in_turn(report, 1000, ["replay", "vectorize", "micrograd_ko"], Effort(rounds=1))
        _in_turn(report, 10_000, ["vectorize"], Effort(rounds=1))
    report.figure(
        "(a) moons graph, micrograd_ko", bytes_per_node("micrograd_ko"), "B/node", at_most(250)
    )
    report.figure("(a) moons graph, micrograd", bytes_per_node("micrograd"), "B/node")


def _in_turn(
    report: Report, samples: int, names: Sequence[str], effort: Effort
) -> dict[str, list[float]]:
    """번갈아, 저마다의 프로세스에서. Seconds of a step, in turn; all find the same loss."""
    few = 2 if effort.quick or samples > 50 else 8
    runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(effort.slow_rounds):
        for name, results in runs.items():
            steps = 200 if name in ("replay", "vectorize") else few
            results.append(measured("moons", name, samples, steps))
    losses = {name: results[0]["loss"] for name, results in runs.items()}
    assert max(losses.values()) - min(losses.values()) < 1e-9, losses  # the same work
    times = {name: [result["seconds"] for result in results] for name, results in runs.items()}
    for name, each in times.items():
        report.times(f"(a) moons step, {samples} samples, {name}", each, "us")
    return times


def _ratios(report: Report, times: dict[str, list[float]]) -> None:
    for name, least in (("micrograd", 10), ("torch", 8)):
        ratio = 1 / versus(times, "micrograd_ko", name)
        report.figure(f"(a) moons step, {name} / eager", ratio, "x", at_least(least))
    for name, bar in (("micrograd", at_least(1000)), ("torch", None)):
        ratio = 1 / versus(times, "replay", name)
        report.figure(f"(a) moons step, {name} / replay", ratio, "x", bar)
    ratio = versus(times, "vectorize", "replay")
    report.figure("(a) moons step, 50 samples, vectorize / replay", ratio, "x", at_most(1.0))


def bytes_per_node(name: str) -> float:
    """역전파까지 마친 그래프의 노드당 바이트.

    Bytes that a node of the moons graph holds, gradients included.
    """
    import micrograd.engine

    import micrograd_ko

    sys.setrecursionlimit(20_000)  # micrograd's backward recurses
    make = {"micrograd_ko": micrograd_ko.Value, "micrograd": micrograd.engine.Value}[name]
    model, data = network(make), moons(50)
    gc.collect()
    tracemalloc.start()
    loss = total_loss(model, data, make)
    loss.backward()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / sum(1 for _ in ancestors(loss))


def ancestors(root: Any) -> Iterator[Any]:
    """두 라이브러리의 노드를 모두 센다.

    Every node of a graph, by `_prev`, which both libraries have.
    """
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        yield node
        for parent in node._prev - seen:
            seen.add(parent)
            stack.append(parent)


def main(name: str, samples: int, steps: int) -> None:
    """세 걸음 몸을 풀고 잰다.

    Three steps to warm up, of which all contenders reach the same loss, then the mean of `steps`.
    """
    step = STARTS[name]()(moons(samples))
    for _ in range(3):
        loss = step()
    began = time.perf_counter()
    for _ in range(steps):
        step()
    print(json.dumps({"seconds": (time.perf_counter() - began) / steps, "loss": loss}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
