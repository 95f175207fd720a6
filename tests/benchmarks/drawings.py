"""그림의 값. What drawings cost: unfolded graphs, the first one in a process, a page."""

from __future__ import annotations

import statistics
import tempfile
import time
import tracemalloc
from pathlib import Path

from micrograd_ko import Value, topological_order
from viz import draw

from .figures import Report, at_most
from .moons import moons, network, total_loss
from .timing import Effort, fresh, interleaved

FIRST_DRAWING = (
    "from micrograd_ko import Value; from viz import draw; x = Value(3.0, 'x'); y "
    "= x * x; y.backward(); draw(y).svg"
)
PAGE = """
import sys
from micrograd_ko import Value
from viz import save
x = y = Value(0.5, "x")
for i in range(133):
    y = (y * 1.01 + 0.1).tanh()
y.backward()
save(y, sys.argv[1])
"""


def bench_draw(report: Report, effort: Effort) -> None:
    """노드 2,000개를 접지 않고 SVG로.

    A graph of more than 2,000 nodes, unfolded, to SVG: the moons network on two samples.
    """
    loss = total_loss(network(Value), moons(2), Value)
    loss.backward()
    chain = Value(1.0, "x")
    for i in range(1000):
        chain = chain * 1.001 if i % 2 else chain + Value(0.1)
    chain.backward()
    for name, root in (("network", loss), ("chain", chain)):
        times = interleaved(
            {name: lambda root=root: draw(root, fold=False).svg}, effort.slow_rounds
        )
        count = len(topological_order(root))
        seconds = statistics.median(times[name])
        report.figure(f"draw {count} nodes unfolded ({name})", seconds, "s", at_most(1.5))
        if name == "network":
            report.figure("draw, a node of the network", seconds / count * 1e6, "us/node")
            tracemalloc.start()
            svg = draw(root, fold=False).svg
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            report.figure("draw, memory at its most", most / count, "B/node")
            report.figure("draw, the file", len(svg.encode()) / count, "B/node")


def bench_page(report: Report, effort: Effort) -> None:
    """(g) 첫 그림과 400노드의 페이지, 새 프로세스에서.

    The first drawing, and a page of 400 nodes, in fresh processes.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, code in (("the first drawing", FIRST_DRAWING), ("a page of 400 nodes", PAGE)):
            each = []
            for _ in range(effort.slow_rounds):
                began = time.perf_counter()
                fresh(code, str(Path(folder, "page.html")))
                each.append(time.perf_counter() - began)
            report.times(f"(g) {name}, Python and all", each, "s")
