"""오래 걸리는 시험: 다시 실행을 수만 개의 프로그램으로 견준다.

The long attack on replay: ``python -m tests.replay_fuzz --programs 100000 --seed 0 --processes 2``.
Prints each kind of fault with the smallest program that shows it, and how many programs replay
refused, and why.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ[
    "OMP_NUM_THREADS"
] = "1"

from tests.replay_fuzz.checks import Outcome, Scenario, check, no_numba
from tests.replay_fuzz.scenarios import scenario_of
from tests.replay_fuzz.shrink import shrunk, written

SECONDS = 15  # of the processor for one scenario, both ways and moved; what takes longer hangs
SHRUNK = 3  # of one kind; the others are counted


class Hangs(BaseException):
    """A scenario took too long."""


@contextmanager
def within(seconds: int) -> Iterator[None]:
    """Raise Hangs in what runs longer; on Windows nothing stops it."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(number: int, frame: Any) -> None:
        raise Hangs(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def timed(scenario: Scenario) -> Outcome:
    """What comes of a scenario; a fault if it hangs."""
    try:
        with within(SECONDS):
            return check(scenario)
    except Hangs as error:
        return Outcome("fault", "program Hangs", str(error))


def attacked(
    first: int, count: int, numba: bool
) -> tuple[Counter[tuple[str, str]], list[tuple[str, int, str, str]]]:
    """The outcomes of `count` seeds, and the faults: (kind, seed, detail, script)."""
    counts: Counter[tuple[str, str]] = Counter()
    faults, tried = [], Counter[str]()
    with nullcontext() if numba else no_numba():
        for seed in range(first, first + count):
            scenario = scenario_of(seed)
            outcome = timed(scenario)
            counts[outcome.status, outcome.what] += 1
            if outcome.status == "fault":
                tried[outcome.what] += 1
                if tried[outcome.what] <= SHRUNK:
                    least = shrunk(scenario, timed, 40 if "Hangs" in outcome.what else 400)
                    again = timed(least)
                    faults.append(
                        (f"{again.what} in {ops_of(least)}", seed, again.detail, written(least))
                    )
    return counts, faults


def ops_of(scenario: Scenario) -> str:
    """What a scenario computes, without its numbers: the name of its kind."""
    return "; ".join(
        re.sub(r"OPS\['(\w+)'\]", r"\1", step.template) for step in scenario.program.steps
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=int, default=10_000)
    parser.add_argument(
        "--seed", type=int, default=0, help="of the first program; the others follow"
    )
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--without-numba", action="store_true")
    given = parser.parse_args()
    began, counts, kinds = time.perf_counter(), Counter[tuple[str, str]](), Counter[str]()
    size = 250
    jobs = [
        (i, min(size, given.seed + given.programs - i))
        for i in range(given.seed, given.seed + given.programs, size)
    ]
    with ProcessPoolExecutor(given.processes) as pool:
        for found, faults in pool.map(
            attacked, *zip(*jobs, strict=True), [not given.without_numba] * len(jobs)
        ):
            counts += found
            for kind, seed, detail, script in faults:
                kinds[kind] += 1
                if kinds[kind] == 1:
                    print(f"── {kind} (seed {seed})\n{detail}\n\n{script}\n", flush=True)
    seconds = time.perf_counter() - began
    print(f"{given.programs} programs in {seconds:.0f} s, {given.programs / seconds:.0f} a second")
    for (status, what), n in counts.most_common():
        print(f"{n:7d}  {status}  {what}")
    return int(any(status == "fault" for status, _ in counts))
