"""덧셈의 사슬. A chain of additions: forward, backward, repr, deletion."""

from __future__ import annotations

import statistics
import time

from micrograd_ko import Value

from .figures import Report, at_most
from .timing import Effort


def bench(report: Report, effort: Effort) -> None:
    """10**6개와 10**4개의 노드당 시간. Time per node at 10**6 against 10**4."""
    chain(10_000)
    ratios, long_times = [], []
    for _ in range(effort.slow_rounds):
        before = [chain(10_000) for _ in range(25)]
        long = chain(1_000_000)
        # on both sides: the machine's own speed changes within seconds
        after = [chain(10_000) for _ in range(25)]
        ratios.append(long / statistics.median([*before, *after]))
        long_times.append(long)
    report.times("chain of 1,000,000 additions, per node", long_times, "ns")
    report.figure(
        "chain, per node at 10**6 / at 10**4", statistics.median(ratios), "x", at_most(1.5)
    )


def chain(length: int) -> float:
    """노드 하나에 든 초. Seconds a node."""
    began = time.perf_counter()
    x = y = Value(1.0)
    for _ in range(length):
        y = y + x
    y.backward()
    assert x.grad == length + 1
    repr(y)
    del y
    return (time.perf_counter() - began) / length
