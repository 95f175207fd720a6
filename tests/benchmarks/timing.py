"""재는 법.

How things are timed: in turn, or in processes of their own; and how much of it a run does.
"""

from __future__ import annotations

import gc
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ONE_THREAD = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}


@dataclass(frozen=True)
class Effort:
    """얼마나 잴 것인가.

    How much to measure: so many rounds, and, if `quick`, only sizes that take no more than seconds.
    """

    rounds: int = 7
    quick: bool = False

    @property
    def slow_rounds(self) -> int:
        """오래 걸리는 것의 바퀴. Rounds of what takes seconds each."""
        return 1 if self.quick else self.rounds


def interleaved(
    contenders: Mapping[str, Callable[[], object]], rounds: int
) -> dict[str, list[float]]:
    """한 바퀴에 하나씩 번갈아 잰다.

    Seconds of each contender, one after the other in each round; one round to warm up.
    """
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for i in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            began = time.perf_counter()
            run()
            if i:
                times[name].append(time.perf_counter() - began)
    return times


def versus(times: Mapping[str, Sequence[float]], ours: str, theirs: str) -> float:
    """한 바퀴마다의 비의 가운뎃값. The median of the ratios, round by round."""
    return statistics.median(a / b for a, b in zip(times[ours], times[theirs], strict=True))


def measured(module: str, *given: Any, cache: Path | None = None) -> Any:
    """다른 프로세스에서 재고 그 JSON을 읽는다.

    What a module of benchmarks measures, in a process of its own on one thread, with a cache of
    compiled code of its own if one is given.
    """
    return at_once(module, *given, cache=cache, processes=1)[0]


def at_once(module: str, *given: Any, cache: Path | None, processes: int) -> list[Any]:
    """여러 프로세스가 함께. The same as by `measured`, in several processes that start together."""
    env = {**os.environ, **ONE_THREAD}
    if cache is not None:
        env["MICROGRAD_KO_CACHE"] = str(cache)
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, given)]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [
        subprocess.Popen(command, env=env, encoding="utf-8", **pipes) for _ in range(processes)
    ]
    said = [process.communicate() for process in running]
    for process, (_, errors) in zip(running, said, strict=True):
        if process.returncode:
            raise SystemExit(errors)
    return [json.loads(words.splitlines()[-1]) for words, _ in said]


def fresh(code: str, *arguments: str) -> str:
    """새 파이썬에서. What a program says in a fresh Python, which keeps its bytecode."""
    command = [sys.executable, "-c", code, *arguments]
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout
