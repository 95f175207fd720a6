"""여러 컴퓨터로 학습 하나를?

One training on many machines? ``python -m tests.benchmarks.cluster ROUNDS`` measures what a round
of data-parallel training costs beside what it would share: the parameters of 784-50-10 go to two
processes of a Dask cluster on this machine, as many gradients come back and are averaged. The
processes compute nothing, so it is what a round costs whatever a gradient takes. Beside it, whole
trainings on the same processes.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import numpy as np

from .contenders import eager, replayed
from .figures import Report
from .networks import WORKS
from .timing import Effort, measured, versus

MACHINES = 2
WORK = WORKS["784-50-10 batch 100"]
TRAININGS, STEPS = 8, 200


def bench(report: Report, effort: Effort) -> None:
    """한 번의 주고받기와 학습 스텝 하나.

    A round, a training step, and how long a step is for which a round pays.
    """
    found = measured("cluster", 10 * effort.rounds)
    report.figure("a Dask round, parameters", found["bytes"] / 1e3, "kB")
    report.times("a Dask round, two processes, nothing computed", found["round"], "ms")
    report.times("a training step of 784-50-10, batch 100, replay", found["step"], "ms")
    round_, step = (float(np.median(found[each])) for each in ("round", "step"))
    report.figure("a Dask round / a training step", round_ / step, "x")
    report.figure("a step that breaks even on two", break_even(round_, MACHINES) * 1e3, "ms")
    for name in ("in turn", "on two processes"):
        report.times(f"{TRAININGS} trainings of {STEPS} eager steps, {name}", found[name], "s")
    faster = versus(found, "in turn", "on two processes")
    report.figure("trainings, in turn / on two processes", faster, "x")


def break_even(round_: float, machines: int) -> float:
    """나누어 얻는 것과 한 번의 값이 같아지는 스텝.

    How long a step is that takes as long on so many machines as on one: t = t / machines + round.
    """
    return round_ * machines / (machines - 1)


def gradient(parameters: list[Any], part: int) -> list[Any]:
    """계산 없는 기울기. A gradient that costs nothing: as many numbers come back as were sent."""
    return parameters


def training(number: int) -> float:
    """학습 하나. A training of its own; its last loss."""
    return eager(WORK, *WORK.data())(STEPS)


def main(rounds: int) -> None:
    """번갈아 잰다. Rounds and steps in turn, then trainings."""
    from dask.distributed import Client

    with Client(n_workers=MACHINES, threads_per_worker=1, dashboard_address=None) as client:
        print(json.dumps({**shared(client, rounds), **apart(client, max(1, rounds // 30))}))


def shared(client: Any, rounds: int) -> dict[str, Any]:
    """학습 하나를 나눌 때. What one training on two processes exchanges, and what a step takes."""
    step = replayed(WORK, *WORK.data())
    parameters = [array for pair in WORK.weights() for array in pair]
    step(10)
    times: dict[str, list[float]] = {"round": [], "step": []}
    for i in range(rounds + 1):
        began = time.perf_counter()
        sent = [client.submit(gradient, parameters, part, pure=False) for part in range(MACHINES)]
        found = client.gather(sent)
        means = [sum(each) / MACHINES for each in zip(*found, strict=True)]
        between = time.perf_counter()
        step(10)
        ended = time.perf_counter()
        assert all(np.array_equal(a, b) for a, b in zip(means, parameters, strict=True))
        if i:  # the first one loads what the processes need
            times["round"].append(between - began)
            times["step"].append((ended - between) / 10)
    return {**times, "bytes": sum(each.nbytes for each in parameters)}


def apart(client: Any, rounds: int) -> dict[str, list[float]]:
    """학습 여러 개를 나눌 때. Seconds of several trainings, here in turn and on the processes."""
    times: dict[str, list[float]] = {"in turn": [], "on two processes": []}
    client.gather(client.map(training, range(MACHINES), pure=False))  # loads what it needs
    for _ in range(rounds):
        began = time.perf_counter()
        here = [training(number) for number in range(TRAININGS)]
        between = time.perf_counter()
        there = client.gather(client.map(training, range(TRAININGS), pure=False))
        ended = time.perf_counter()
        assert here == there
        times["in turn"].append(between - began)
        times["on two processes"].append(ended - between)
    return times


if __name__ == "__main__":
    main(int(sys.argv[1]))
