"""수치 미분, 노트의 방식과 나란히.

Numerical differentiation beside the way of the study notes, which nudge each number of each layer
and carry out the whole network anew. ``python -m tests.benchmarks.differences ROUNDS``.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from micrograd_ko import replay
from micrograd_ko.losses import mse

from .figures import Report, at_least
from .networks import WORKS
from .timing import Effort, measured, versus

EPS = 1e-4


def notes(weights: list[tuple[Any, Any]], X: Any, y: Any) -> list[Any]:
    """앞으로의 차분, 수 하나마다 순전파 한 번.

    Forward differences with a whole forward pass for each number.
    """

    def loss_of(layers: list[tuple[Any, Any]]) -> float:
        h = X
        for W, b in layers:
            h = 1 / (1 + np.exp(-(h @ W + b)))
        return float(((h - y) ** 2).mean())

    base, found = loss_of(weights), []
    for i, pair in enumerate(weights):
        for k, p in enumerate(pair):
            slopes = np.empty(p.shape)
            for index in np.ndindex(p.shape):
                moved = p.copy()
                moved[index] += EPS
                changed = (moved, pair[1]) if k == 0 else (pair[0], moved)
                slopes[index] = (loss_of([*weights[:i], changed, *weights[i + 1 :]]) - base) / EPS
            found.append(slopes)
    return found


def bench(report: Report, effort: Effort) -> None:
    """(f) 수치 미분. Numerical differentiation of the network 10-32x6-2."""
    times = measured("differences", max(3, effort.rounds // 2))
    for name, each in times.items():
        report.times(f"(f) numerical gradient of 10-32x6-2, {name}", each, "s")
    ratio = 1 / versus(times, "replay", "the notes' loop")
    report.figure("(f) the notes' loop / replay", ratio, "x", at_least(4))


def main(rounds: int) -> None:
    """번갈아 재고, 같은 값인지 본다. Time both in turn, and check that they find the same."""
    work = WORKS["10-32x6-2 batch 1"]
    X, y = work.data()
    weights, model = work.weights(), work.model()
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    sides = {
        "replay": lambda: program.numerical_gradient(method="forward", eps=EPS),
        "the notes' loop": lambda: notes(weights, X, y),
    }
    results = {name: run() for name, run in sides.items()}
    assert all(
        np.allclose(a, b, rtol=1e-6, atol=1e-9) for a, b in zip(*results.values(), strict=True)
    )
    times: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(rounds):
        for name, run in sides.items():
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    print(json.dumps(times))


if __name__ == "__main__":
    main(int(sys.argv[1]))
