"""처음의 값.

What the beginning costs. ``python -m tests.benchmarks.starting KIND [DTYPE ...]`` makes small
programs, of Tensors or of Values, in a process of its own, and prints as JSON how long each took
from `replay(...)` to its first number.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .figures import Report, at_most
from .timing import Effort, at_once, fresh, measured


def bench_import(report: Report, effort: Effort) -> None:
    """import 시간.

    What `import micrograd_ko`, a first Value and a first Tensor cost on top of `import numpy`, in
    fresh processes, in turn.
    """
    use = "import micrograd_ko as m; x = m.{}(2.0); (x * x + 1).backward()"
    firsts = {
        "import micrograd_ko": "import micrograd_ko",
        "a first Value and its backward()": use.format("Value"),
        "a first Tensor and its backward()": use.format("Tensor"),
    }

    def seconds(code: str) -> float:
        line = f"import time; t = time.perf_counter(); import numpy; {code}"
        return float(fresh(f"{line}; print(time.perf_counter() - t)"))

    extra: dict[str, list[float]] = {name: [] for name in firsts}
    for _ in range(10 if effort.quick else 20):
        for name, code in firsts.items():
            extra[name].append(seconds(code) - seconds("pass"))
    for name, each in extra.items():
        bar = None if "Tensor" in name else at_most(20)
        report.times(f"(g) {name} over import numpy", each, "ms", bar)


def bench_first(report: Report, effort: Effort) -> None:
    """첫 replay: 빈 캐시에서, 찬 캐시에서, 둘이 함께.

    The first replay: on an empty cache of compiled code, on a full one, and of two processes that
    find it empty at the same time.
    """
    rounds = 1 if effort.quick else min(effort.rounds, 3)
    alone = _cold_and_warm(report, "Tensor", ("float64", "float32"), rounds, effort)
    if not effort.quick:
        _cold_and_warm(report, "Value", ("float64",), rounds, effort)
    seconds, work = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            both = at_once("starting", "Tensor", "float64", cache=Path(folder), processes=2)
        seconds.append(max(each["float64"] for each in both))
        work.append(sum(each["work"] for each in both))
    # two cores can do the same work twice in the time of one: hence both
    for name, together in (("float64", seconds), ("work", work)):
        ratio = statistics.median(together) / statistics.median(each[name] for each in alone)
        words = {"float64": "time of", "work": "CPU time of both of"}[name]
        report.figure(f"first replay, {words} two at once / one", ratio, "x", at_most(1.3))


def _cold_and_warm(
    report: Report, kind: str, dtypes: tuple[str, ...], rounds: int, effort: Effort
) -> list[dict[str, float]]:
    """빈 캐시에서, 그리고 같은 캐시가 찬 뒤에. Gives what was measured on an empty cache."""
    cold, warm = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(measured("starting", kind, *dtypes, cache=Path(folder)))
            for _ in range(effort.rounds):
                warm.append(measured("starting", kind, *dtypes, cache=Path(folder)))
    name = f"first replay, {kind}"
    first = [each["float64"] for each in cold]
    report.times(f"{name}, empty cache, to the first number", first, "s", at_most(8))
    report.times(f"{name}, then its first training step", [each["step"] for each in cold], "s")
    for dtype in dtypes[1:]:
        report.times(f"{name}, {dtype} after that", [each[dtype] for each in cold], "s", at_most(4))
    ready = [each["imported"] for each in warm]
    report.times(f"{name}, full cache, from import on", ready, "s", at_most(0.3))
    second = [each["second"] for each in warm]
    report.times(f"{name}, a second small program", second, "ms", at_most(30))
    return cold


def main(kind: str, dtypes: list[str]) -> None:
    """처음, 그 학습 스텝, 두 번째, 다른 정밀도.

    The first program, a training step of it, a second program, and one of each other precision.
    """
    import micrograd_ko.losses
    import micrograd_ko.nn
    import micrograd_ko.optim  # noqa: F401

    make = {"Tensor": of_tensors, "Value": of_values}[kind]
    imported = time.perf_counter()
    worked = cpu_seconds()
    began, step = make(32, dtypes[0])
    ended = time.perf_counter()
    found = {"imported": ended - imported, dtypes[0]: ended - began, "work": cpu_seconds() - worked}
    step()
    found["step"] = time.perf_counter() - ended
    for name, hidden, dtype in (
        ("second", 16, dtypes[0]),
        *((each, 32, each) for each in dtypes[1:]),
    ):
        began, _ = make(hidden, dtype)
        found[name] = time.perf_counter() - began
    print(json.dumps(found))


def cpu_seconds() -> float:
    """이 프로세스와 그 자식이 쓴 CPU의 초. CPU seconds of this process and its children."""
    return sum(os.times()[:4])


Begun = tuple[float, Callable[[], Any]]


def of_tensors(hidden: int, dtype: str) -> Begun:
    """배열의 신경망. A network of Tensors; when `replay` was called, and a step to train by."""
    import numpy as np

    from micrograd_ko import replay
    from micrograd_ko.losses import mse
    from micrograd_ko.nn import MLP
    from micrograd_ko.optim import SGD

    X, y = np.ones((1, 10), dtype), np.zeros((1, 2), dtype)
    model = MLP(10, [hidden, 2], activation="tanh", rng=0, dtype=dtype)
    began = time.perf_counter()
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    assert program(X, y) > 0
    optimizer = SGD(model, 0.01)
    return began, lambda: program.step(optimizer, X, y)


def of_values(hidden: int, dtype: str) -> Begun:
    """수의 신경망. The same of Values, recorded as a graph."""
    from micrograd_ko import Value, replay
    from micrograd_ko.optim import SGD

    from .moons import ScalarMLP

    model = ScalarMLP(10, (hidden, 1), Value)
    loss = model([Value(0.1) for _ in range(10)]) ** 2
    began = time.perf_counter()
    program = replay(loss, parameters=model.parameters())
    assert program() == loss.data
    optimizer = SGD(model.parameters(), 0.01)
    return began, lambda: program.step(optimizer)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
