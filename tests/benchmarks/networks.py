"""학습 한 걸음을 여러 라이브러리와 나란히.

One training step beside other libraries: ``python -m tests.benchmarks.networks NAME ROUNDS
SECONDS [CONTENDER ...]`` trains the network NAME with each in turn, SECONDS in a round, in one
process on one thread, checks that they stand at the same loss, and prints seconds a step as JSON.
"""

from __future__ import annotations

import json
import math
import sys
import time
from dataclasses import dataclass

import numpy as np

from .contenders import CONTENDERS, Work
from .figures import Report, at_most
from .timing import Effort, measured, versus

WORKS = {
    "10-32x6-2 batch 1": Work((10, *[32] * 6, 2), "sigmoid", True, 1, "float64"),
    "10-32x11-2 batch 1": Work((10, *[32] * 11, 2), "sigmoid", True, 1, "float64"),
    "10-32x101-2 batch 1": Work((10, *[32] * 101, 2), "sigmoid", True, 1, "float64"),
    "506x13-3-3-3-1": Work((13, 3, 3, 3, 1), "leaky_relu", False, 506, "float64"),
    "784-50-10 batch 100": Work((784, 50, 10), "sigmoid", False, 100, "float32", classes=True),
    "10-32x6-2 batch 1, float32": Work((10, *[32] * 6, 2), "sigmoid", True, 1, "float32"),
}


@dataclass(frozen=True)
class Target:
    """한 스텝이 써도 되는 시간.

    The most that a step may take: of JAX's time, of PyTorch's, and in microseconds when it is
    called from Python.
    """

    jax: float
    torch: float
    called: float | None = None


TARGETS = {
    "10-32x6-2 batch 1": Target(0.4, 0.15, called=9),
    "10-32x11-2 batch 1": Target(0.5, 0.15),
    "10-32x101-2 batch 1": Target(0.8, 0.15),
    "506x13-3-3-3-1": Target(0.8, 0.4),
    "784-50-10 batch 100": Target(1.0, 0.6),
    "10-32x6-2 batch 1, float32": Target(0.5, 0.15),
}
# without compilers that take many seconds, and what the others already show
QUICK = ("replay, loop", "replay, step", "NumPy by hand", "PyTorch eager", "JAX jit")
SLOW = ("10-32x11-2 batch 1", "10-32x101-2 batch 1", "10-32x6-2 batch 1, float32")


def bench(report: Report, effort: Effort) -> None:
    """(b, c, d) 작은 신경망의 학습 한 걸음.

    A training step of the networks that learners train, beside other libraries.
    """
    chosen, seconds = (QUICK, 0.05) if effort.quick else ((), 0.2)
    for name, target in TARGETS.items():
        if effort.quick and name in SLOW:
            continue
        times = measured("networks", name, effort.rounds, seconds, *chosen)["times"]
        for side, each in times.items():
            bar = at_most(target.called) if target.called and side == "replay, step" else None
            report.times(f"(bcd) {name}, {side}", each, "us", bar)
        for ours in ("replay, loop", "replay, step"):
            for other, most in (("JAX jit", target.jax), ("PyTorch eager", target.torch)):
                if other in times:
                    ratio = versus(times, ours, other)
                    report.figure(f"(bcd) {name}, {ours} / {other}", ratio, "x", at_most(most))


def main(name: str, rounds: int, share: float, chosen: list[str]) -> None:
    """번갈아 재고, 모두 같은 손실에 있는지 본다.

    Time all in turn, and check that they stand at the same loss.
    """
    work = WORKS[name]
    X, y = work.data()
    sides, losses, counts = {}, {}, {}
    for side, make in CONTENDERS.items():
        if chosen and side not in chosen:
            continue
        try:
            sides[side] = make(work, X, y)
        except ImportError:
            continue
        losses[side] = sides[side](6)  # the first steps compile, and all are to reach the same loss
        began = time.perf_counter()
        sides[side](5)
        counts[side] = max(1, int(share / ((time.perf_counter() - began) / 5)))
    spread = max(losses.values()) - min(losses.values())
    assert spread <= (1e-12 if work.dtype == "float64" else 1e-5) * abs(losses["replay, loop"]), (
        losses
    )
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, run in sides.items():
            began = time.perf_counter()
            loss = run(counts[side])
            times[side].append((time.perf_counter() - began) / counts[side])
            assert math.isfinite(loss)
    print(json.dumps({"times": times, "loss": float(np.mean([*losses.values()]))}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4:])
