"""나란히 재는 성능: ``python -m tests.benchmarks``.

Benchmarks, side by side in one run, interleaved, medians and ratios; needs the extras `bench`,
`fast` and `dist`, and `plot` for pictures.

    python -m tests.benchmarks [--quick] [--rounds N] [--strict] [--json FILE] [--plot FILE]
                               [NAME ...]

Each claim of the README has a NAME here, and a module or a part of one:

===========  ==================================================================
moons        moons.py: a training step of scalars, beside micrograd and PyTorch
networks     networks.py: a training step of networks, beside four other ways
epochs       epochs.py: long trainings, loading included
graphs       graphs.py: what a node costs, up to ten million of them
differences  differences.py: numerical differentiation, beside the notes' loop
chain        chain.py: a million additions, one after the other
draw, page   drawings.py: what a drawing costs, and a first one in a process
import       starting.py: what `import micrograd_ko` adds to `import numpy`
first        starting.py: from `replay(...)` to the first number
cluster      cluster.py: a round of data-parallel training by Dask
===========  ==================================================================

A line that misses its bar has `!!` in the margin. Measuring is not testing: the exit code is 0, but
with ``--strict`` 1 if a bar is missed. ``python -m tests.benchmarks.table JSON`` writes the pages'
tables.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from . import chain, cluster, differences, drawings, epochs, graphs, moons, networks, starting
from .figures import Report
from .machine import head, software
from .timing import Effort

BENCHES: dict[str, Callable[[Report, Effort], None]] = {
    "moons": moons.bench,
    "networks": networks.bench,
    "epochs": epochs.bench,
    "graphs": graphs.bench,
    "differences": differences.bench,
    "chain": chain.bench,
    "draw": drawings.bench_draw,
    "page": drawings.bench_page,
    "import": starting.bench_import,
    "first": starting.bench_first,
    "cluster": cluster.bench,
}


def main(arguments: list[str] | None = None) -> int:
    """고른 것을 재고 표를 보인다. Run the benchmarks that were chosen; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES], default=[], metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, smaller sizes")
    parser.add_argument("--rounds", type=int, help="7, or 3 if quick")
    parser.add_argument("--strict", action="store_true", help="exit code 1 if a bar is missed")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args(arguments)
    effort = Effort(given.rounds or (3 if given.quick else 7), given.quick)
    found, report = head(), Report()
    print(f"{found['cpu']}, {found['cores']} cores, one thread; {found['os']}; {software(found)}")
    for name in given.names or BENCHES:
        BENCHES[name](report, effort)
    print(report.summary())
    if given.json:
        lines = [figure.as_json() for figure in report.figures]
        kept = {"head": {**found, "quick": effort.quick}, "figures": lines}
        given.json.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8")
    if given.plot:
        plot(report, given.plot)
    return int(given.strict and bool(report.missed))


def plot(report: Report, path: Path) -> None:
    """시간을 막대로. The times as bars, on a scale of powers of ten."""
    from viz import plots

    timed = {each.name: list(each.seconds) for each in report.figures if each.seconds}
    plots.save(plots.timings(timed), path)


if __name__ == "__main__":
    sys.exit(main())
