"""학습 한 걸음을 여러 라이브러리와 나란히.

One training step beside other libraries: ``python -m tests.benchmarks.networks NAME ROUNDS
[CONTENDER ...]`` trains the network NAME with each in turn, in one process on one thread, checks
that they stand at the same loss, and prints seconds a step as JSON.
"""

from __future__ import annotations

import json
import math
import sys
import time

import numpy as np

from .contenders import CONTENDERS, Work

WORKS = {
    "10-32x6-2 batch 1": Work((10, *[32] * 6, 2), "sigmoid", True, 1, "float64"),
    "10-32x11-2 batch 1": Work((10, *[32] * 11, 2), "sigmoid", True, 1, "float64"),
    "10-32x101-2 batch 1": Work((10, *[32] * 101, 2), "sigmoid", True, 1, "float64"),
    "506x13-3-3-3-1": Work((13, 3, 3, 3, 1), "leaky_relu", False, 506, "float64"),
    "784-50-10 batch 100": Work((784, 50, 10), "sigmoid", False, 100, "float32", classes=True),
    "10-32x6-2 batch 1, float32": Work((10, *[32] * 6, 2), "sigmoid", True, 1, "float32"),
}
SHARE = 0.2  # seconds that each contender trains in a round


def main(name: str, rounds: int, chosen: list[str]) -> None:
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
        counts[side] = max(1, int(SHARE / ((time.perf_counter() - began) / 5)))
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
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3:])
