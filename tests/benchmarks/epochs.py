"""긴 학습. Long trainings: ``python -m tests.benchmarks.epochs regression|mnist ROUNDS`` prints seconds as JSON."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from micrograd_ko.optim import SGD
from micrograd_ko.train import fit

from .contenders import RATE, Work, looped, torch_eager
from .networks import WORKS

EPOCHS, BATCH, SAMPLES = 17, 100, 60_000
LOSSES: dict[str, float] = {}
SHARE = 20  # PyTorch trains so small a part of the 200,000 epochs, and its time is multiplied


def regression() -> dict[str, Callable[[], float]]:
    """200,000에폭의 회귀. 200,000 epochs of 506x13-3-3-3-1."""
    work = WORKS["506x13-3-3-3-1"]
    X, y = work.data()

    def timed(steps: Any, count: int) -> Callable[[], float]:
        def run() -> float:
            began = time.perf_counter()
            steps(count)
            return (time.perf_counter() - began) * 200_000 / count

        return run

    return {"replay": timed(looped(work, X, y), 200_000), "PyTorch eager": timed(torch_eager(work, X, y), 200_000 // SHARE)}


def mnist() -> dict[str, Callable[[], float]]:
    """MNIST와 같은 크기의 자료로. Data of the size of MNIST, with something in them to learn."""
    work = Work((784, 50, 10), "sigmoid", False, BATCH, "float32", classes=True)
    rng = np.random.default_rng(0)
    X = rng.random((SAMPLES, 784), dtype=np.float32)
    y = (X[:, :100] @ rng.normal(size=(100, 10)).astype(np.float32)).argmax(axis=1)

    def replayed() -> float:
        model = work.model()
        began = time.perf_counter()
        h = fit(
            model,
            X,
            y,
            loss="cross_entropy",
            optimizer=SGD(model, RATE),
            epochs=EPOCHS,
            batch_size=BATCH,
            progress=False,
            replay=True,
        )
        seconds = time.perf_counter() - began
        LOSSES["fit(replay=True)"] = h.loss[-1]
        return seconds

    def by_hand() -> float:
        began = time.perf_counter()
        LOSSES["NumPy by hand"] = _by_hand(work.weights(), X, y)
        return time.perf_counter() - began

    return {"fit(replay=True)": replayed, "NumPy by hand": by_hand}


def _by_hand(layers: list[tuple[Any, Any]], X: Any, y: Any) -> float:
    """손으로 쓴 학습. The same training written by hand; the mean loss of the last epoch."""
    (W, b), (V, c) = layers
    rate, wanted = np.float32(RATE), np.eye(10, dtype=np.float32)[y]
    for epoch in range(1, EPOCHS + 1):
        order, total = np.random.default_rng([0, epoch]).permutation(SAMPLES), 0.0
        for i in range(0, SAMPLES, BATCH):
            some = order[i : i + BATCH]
            x, t = X[some], wanted[some]
            h = 1 / (1 + np.exp(-(x @ W + b)))
            z = h @ V + c
            z -= z.max(axis=1, keepdims=True)
            p = np.exp(z)
            p /= p.sum(axis=1, keepdims=True)
            total += float(-np.log((p * t).sum(axis=1)).sum())
            g = (p - t) / np.float32(BATCH)
            d = g @ V.T * (h * (1 - h))
            V -= rate * (h.T @ g)
            c -= rate * g.sum(axis=0)
            W -= rate * (x.T @ d)
            b -= rate * d.sum(axis=0)
    return total / SAMPLES


def main(name: str, rounds: int) -> None:
    """번갈아 잰다. Time all in turn."""
    sides = {"regression": regression, "mnist": mnist}[name]()
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, run in sides.items():
            times[side].append(run())
    assert max(LOSSES.values(), default=1.0) < 1.05 * min(LOSSES.values(), default=1.0), LOSSES  # of other orders of samples
    print(json.dumps(times))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
