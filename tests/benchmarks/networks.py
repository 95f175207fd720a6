"""작은 신경망의 학습 한 걸음, PyTorch와 나란히.

One training step (forward, backward, SGD) of the networks that learners train, beside PyTorch
eager with the same numbers. ``python -m tests.benchmarks.networks NAME ROUNDS`` prints seconds a step,
ours and PyTorch's in turn, on one thread.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from micrograd_ko.losses import cross_entropy, mse
from micrograd_ko.nn import MLP, Linear
from micrograd_ko.optim import SGD

Step = Callable[[], float]


@dataclass(frozen=True)
class Network:
    """하나의 일. One piece of work: sizes, activation, batch, precision, loss, and the largest ratio that was promised."""

    sizes: tuple[int, ...]
    activation: str
    output: str | None
    batch: int
    dtype: str
    classes: bool
    steps: int
    target: float


NETWORKS = {
    "10-32x6-2 batch 1": Network((10, *[32] * 6, 2), "sigmoid", "sigmoid", 1, "float64", False, 60, 0.7),
    "506x13-3-3-3-1": Network((13, 3, 3, 3, 1), "leaky_relu", None, 506, "float64", False, 60, 0.7),
    "784-50-10 batch 100 float32": Network((784, 50, 10), "sigmoid", None, 100, "float32", True, 30, 1.0),
}
ACTIVATIONS = {"sigmoid": "Sigmoid", "leaky_relu": "LeakyReLU"}


def ours(work: Network, X: Any, y: Any) -> tuple[MLP, Step]:
    """이 라이브러리의 한 걸음. The model and one step of it."""
    model = MLP(work.sizes[0], work.sizes[1:], activation=work.activation, output=work.output, rng=0, dtype=work.dtype)
    optimizer = SGD(model, 0.01)
    loss_of = cross_entropy if work.classes else mse

    def step() -> float:
        loss = loss_of(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return loss.item()

    return model, step


def pytorch(work: Network, X: Any, y: Any, start: MLP) -> Step:
    """PyTorch의 한 걸음, 같은 초깃값에서. One step of PyTorch's, from the same numbers."""
    import torch

    torch.set_num_threads(1)
    layers: list[Any] = []
    for layer in start.layers:
        if isinstance(layer, Linear):
            linear = torch.nn.Linear(layer.nin, layer.nout, dtype=getattr(torch, work.dtype))
            with torch.no_grad():
                linear.weight[...] = torch.from_numpy(layer.W.data.T.copy())
                linear.bias[...] = torch.from_numpy(layer.b.data.copy())
            layers.append(linear)
        else:
            layers.append(getattr(torch.nn, ACTIVATIONS[layer.name])())
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    loss_of = torch.nn.functional.cross_entropy if work.classes else torch.nn.functional.mse_loss
    inputs, targets = torch.from_numpy(X), torch.from_numpy(y)

    def step() -> float:
        loss = loss_of(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        return float(loss.detach())

    return step


def main(name: str, rounds: int) -> None:
    """번갈아 재고, 두 쪽이 같은 손실에 있는지 본다. Time both in turn, and check that they stand at the same loss."""
    work = NETWORKS[name]
    rng = np.random.default_rng(0)
    X = rng.standard_normal((work.batch, work.sizes[0])).astype(work.dtype)
    outputs = work.sizes[-1]
    y = rng.integers(0, outputs, work.batch) if work.classes else rng.standard_normal((work.batch, outputs)).astype(work.dtype)
    model, our_step = ours(work, X, y)
    steps = {"micrograd_ko": our_step, "torch": pytorch(work, X, y, model)}
    times: dict[str, list[float]] = {side: [] for side in steps}
    losses = {}
    for i in range(rounds + 2):  # two rounds to warm up
        for side, step in steps.items():
            began = time.perf_counter()
            for _ in range(work.steps):
                losses[side] = step()
            if i > 1:
                times[side].append((time.perf_counter() - began) / work.steps)
    assert abs(losses["micrograd_ko"] - losses["torch"]) < 1e-4 * abs(losses["torch"]), losses
    print(json.dumps({"times": times, "losses": losses}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
