"""긴 학습.

Long trainings: ``python -m tests.benchmarks.epochs regression ROUNDS EPOCHS`` and ``... mnist
EPOCHS SAMPLES`` print seconds as JSON.
"""

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
from .figures import Report, at_most
from .networks import WORKS
from .timing import Effort, measured

EPOCHS, BATCH, SAMPLES, LONG = 17, 100, 60_000, 200_000
SHARE = 20  # PyTorch trains so small a part of the epochs, and its time is multiplied


def bench(report: Report, effort: Effort) -> None:
    """(c) 200,000에폭, (d) MNIST 크기 17에폭. 200,000 epochs of the regression; 17 epochs of data
    of the size of MNIST.
    """
    rounds, count = (1, LONG // 10) if effort.quick else (max(1, effort.rounds // 5), LONG)
    for name, each in measured("epochs", "regression", rounds, count).items():
        report.times(f"(c) 200,000 epochs of 506x13-3-3-3-1, {name}", each, "s")
    measured("epochs", "mnist", 1, BATCH)  # what is compiled once ever is on disk from here on
    times = measured("epochs", "mnist", EPOCHS, SAMPLES)
    for name, each in times.items():
        report.figure(f"(d) 17 epochs of 60,000 samples, 784-50-10, {name}", sum(each), "s")
    # of sums: what the first epoch loads is a part of it
    ratio = sum(times["fit(replay=True)"]) / sum(times["NumPy by hand"])
    report.figure("(d) 17 epochs, fit(replay=True) / NumPy by hand", ratio, "x", at_most(0.9))


def regression(epochs: int) -> dict[str, Callable[[], float]]:
    """회귀의 긴 학습. Seconds that 200,000 epochs of 506x13-3-3-3-1 take, from so many."""
    work = WORKS["506x13-3-3-3-1"]
    X, y = work.data()

    def timed(steps: Any, count: int) -> Callable[[], float]:
        def run() -> float:
            began = time.perf_counter()
            steps(count)
            return (time.perf_counter() - began) * LONG / count

        return run

    return {
        "replay": timed(looped(work, X, y), epochs),
        "PyTorch eager": timed(torch_eager(work, X, y), epochs // SHARE),
    }


def mnist(epochs: int, samples: int) -> dict[str, list[float]]:
    """MNIST와 같은 크기의 자료로, 에폭마다 번갈아.

    Seconds of each epoch on data of the size of MNIST, in turn; the first holds what `fit` loads.
    """
    work = Work((784, 50, 10), "sigmoid", False, BATCH, "float32", classes=True)
    rng = np.random.default_rng(0)
    X = rng.random((samples, 784), dtype=np.float32)
    y = (X[:, :100] @ rng.normal(size=(100, 10)).astype(np.float32)).argmax(axis=1)
    model, layers = work.model(), work.weights()
    times: dict[str, list[float]] = {"fit(replay=True)": [], "NumPy by hand": []}
    losses, began = [], time.perf_counter()

    def by_hand(epoch: int, history: Any) -> None:
        nonlocal began
        between = time.perf_counter()
        losses.append((history.loss[-1], _epoch_by_hand(layers, X, y, epoch)))
        times["fit(replay=True)"].append(between - began)
        began = time.perf_counter()
        times["NumPy by hand"].append(began - between)

    optimizer = SGD(model, RATE)
    options = {"epochs": epochs, "batch_size": BATCH, "progress": False}
    fit(
        model,
        X,
        y,
        loss="cross_entropy",
        optimizer=optimizer,
        replay=True,
        on_epoch=by_hand,
        **options,
    )
    assert all(abs(a - b) < 0.01 * b for a, b in losses), losses  # of other orders of the samples
    return times


def _epoch_by_hand(layers: list[tuple[Any, Any]], X: Any, y: Any, epoch: int) -> float:
    """손으로 쓴 한 에폭. An epoch of the same written by hand; its mean loss."""
    (W, b), (V, c) = layers
    rate, wanted = np.float32(RATE), np.eye(10, dtype=np.float32)[y]
    order, total = np.random.default_rng([0, epoch]).permutation(len(X)), 0.0
    for i in range(0, len(X), BATCH):
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
    return total / len(X)


def main(name: str, first: int, second: int) -> None:
    """번갈아 잰다. Time all in turn."""
    if name == "mnist":
        print(json.dumps(mnist(epochs=first, samples=second)))
        return
    rounds, sides = first, regression(epochs=second)
    times: dict[str, list[float]] = {side: [] for side in sides}
    for _ in range(rounds):
        for side, run in sides.items():
            times[side].append(run())
    print(json.dumps(times))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
