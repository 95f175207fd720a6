"""나란히 재는 성능: ``python -m tests.benchmarks``.

Benchmarks, side by side in one run, interleaved, medians and ratios; needs the extra `bench`.

    python -m tests.benchmarks [--rounds N] [--json FILE] [moons|networks|chain|draw|import ...]
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from micrograd_ko import Value, topological_order
from viz import draw

from .moons import MAKERS, ScalarMLP, moons, total_loss
from .networks import NETWORKS

ROWS: list[dict[str, Any]] = []


def report(name: str, figure: float, unit: str, target: str = "") -> None:
    """한 줄을 보이고 남긴다. Print one figure, and keep it for the JSON."""
    ROWS.append({"name": name, "figure": figure, "unit": unit, "target": target})
    print(f"  {name:<52} {figure:>10.4g} {unit:<10} {target}", flush=True)


def interleaved(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """한 바퀴에 하나씩 번갈아 잰다. Seconds of each contender, one after the other in each round; one round to warm up."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for i in range(rounds + 1):
        for name, run in contenders.items():
            gc.collect()
            began = time.perf_counter()
            run()
            if i:
                times[name].append(time.perf_counter() - began)
    return times


def bench_moons(rounds: int) -> None:
    """micrograd의 moons 한 걸음. One training step of the moons demo: MLP 2-16-16-1, 50 samples, hinge and L2.

    Each contender trains in a process of its own, in turn, as a learner would run it: with the
    cyclic collector on, and with whatever garbage its earlier steps left.
    """

    def steps(name: str) -> dict[str, float]:
        command = [sys.executable, "-m", "tests.benchmarks.moons", name]
        return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)  # type: ignore[no-any-return]

    runs = {name: [] for name in MAKERS}  # type: dict[str, list[dict[str, float]]]
    for _ in range(rounds):
        for name, results in runs.items():
            results.append(steps(name))
    losses = {name: results[0]["loss"] for name, results in runs.items()}
    assert max(losses.values()) - min(losses.values()) < 1e-9, losses  # the same work
    times = {name: [result["seconds"] for result in results] for name, results in runs.items()}
    for name, each in times.items():
        spread = f"{min(each) * 1e3:.0f}-{max(each) * 1e3:.0f}"
        report(f"moons step, {name}", statistics.median(each) * 1e3, "ms", spread)
    for name in ("micrograd", "torch"):
        ratio = statistics.median(b / a for a, b in zip(times["micrograd_ko"], times[name], strict=True))
        report(f"moons step, times faster than {name}", ratio, "x", "at least 5")
    for name in ("micrograd_ko", "micrograd"):
        report(f"moons graph, {name}", bytes_per_node(MAKERS[name]()), "B/node", "at most 250" * (name == "micrograd_ko"))


def bytes_per_node(make: Callable[[Any], Any]) -> float:
    """역전파까지 마친 그래프의 노드당 바이트. Bytes that a node of the moons graph holds, gradients included."""
    sys.setrecursionlimit(20_000)  # micrograd's backward recurses
    model, data = ScalarMLP(2, (16, 16, 1), make), moons(50)
    gc.collect()
    tracemalloc.start()
    loss = total_loss(model, data, make)
    loss.backward()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / sum(1 for _ in ancestors(loss))


def ancestors(root: Any) -> Iterator[Any]:
    """두 라이브러리의 노드를 모두 센다. Every node of a graph, by `_prev`, which both libraries have."""
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        yield node
        for parent in node._prev - seen:
            seen.add(parent)
            stack.append(parent)


def bench_chain(rounds: int) -> None:
    """덧셈의 사슬. A chain of additions: forward, backward, repr, deletion; time per node at 10**6 against 10**4."""

    def chain(length: int) -> float:
        began = time.perf_counter()
        x = y = Value(1.0)
        for _ in range(length):
            y = y + x
        y.backward()
        assert x.grad == length + 1
        repr(y)
        del y
        return (time.perf_counter() - began) / length

    chain(10_000)
    ratios, long_times = [], []
    for _ in range(rounds):
        before = [chain(10_000) for _ in range(25)]
        long = chain(1_000_000)
        after = [chain(10_000) for _ in range(25)]  # on both sides: the machine's own speed changes within seconds
        ratios.append(long / statistics.median([*before, *after]))
        long_times.append(long)
    report("chain of 1,000,000 additions, per node", statistics.median(long_times) * 1e9, "ns")
    report("chain, per node at 10**6 / at 10**4", statistics.median(ratios), "x", "at most 1.5")


def bench_networks(rounds: int) -> None:
    """작은 신경망의 학습 한 걸음, PyTorch와. A training step of small networks beside PyTorch eager; one thread for both."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    for name, work in NETWORKS.items():
        command = [sys.executable, "-m", "tests.benchmarks.networks", name, str(5 * rounds)]
        run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **threads})
        times = json.loads(run.stdout)["times"]
        for side, each in times.items():
            spread = f"{min(each) * 1e6:.0f}-{max(each) * 1e6:.0f}"
            report(f"{name}, {side}", statistics.median(each) * 1e6, "us", spread)
        ratio = statistics.median(a / b for a, b in zip(times["micrograd_ko"], times["torch"], strict=True))
        report(f"{name}, ours / PyTorch eager", ratio, "x", f"at most {work.target}")


def bench_draw(rounds: int) -> None:
    """노드 2,000개를 접지 않고 SVG로. A graph of more than 2,000 nodes, unfolded, to SVG: the moons network on two samples."""
    loss = total_loss(ScalarMLP(2, (16, 16, 1), Value), moons(2), Value)
    loss.backward()
    chain = Value(1.0, "x")
    for i in range(1000):
        chain = chain * 1.001 if i % 2 else chain + Value(0.1)
    chain.backward()
    for name, root in (("network", loss), ("chain", chain)):
        times = interleaved({name: lambda root=root: draw(root, fold=False).svg}, rounds)[name]
        count = len(topological_order(root))
        report(f"draw {count} nodes unfolded ({name})", statistics.median(times), "s", "under 1.5")


def bench_import(rounds: int) -> None:
    """import 시간. What `import micrograd_ko` costs on top of `import numpy`, in fresh processes."""

    def seconds(code: str) -> float:
        line = f"import time; t = time.perf_counter(); {code}; print(time.perf_counter() - t)"
        return float(subprocess.run([sys.executable, "-c", line], capture_output=True, text=True, check=True).stdout)

    extra = [seconds("import numpy, micrograd_ko") - seconds("import numpy") for _ in range(3 * rounds)]
    report("import micrograd_ko over import numpy", statistics.median(extra) * 1e3, "ms", "at most 30")


def main() -> None:
    """고른 것을 재고 표를 보인다. Run the benchmarks that were chosen and print the table."""
    benches = {name.removeprefix("bench_"): run for name, run in globals().items() if name.startswith("bench_")}
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *benches], default=[])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, one thread")
    for name in given.names or benches:
        benches[name](given.rounds)
    if given.json:
        given.json.write_text(json.dumps(ROWS, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
