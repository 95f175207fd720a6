"""나란히 재는 성능: ``python -m tests.benchmarks``.

Benchmarks, side by side in one run, interleaved, medians and ratios; needs the extra `bench`.

    python -m tests.benchmarks [--rounds N] [--json FILE] [--plot FILE] [NAME ...]

Each claim of the README has a NAME here: moons, networks, epochs, graphs, differences, chain, draw,
page, import.
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
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from micrograd_ko import Value, topological_order
from viz import draw

from .moons import STARTS, moons, network, total_loss

ROWS: list[dict[str, Any]] = []


def figure(name: str, number: float, unit: str, target: str = "") -> None:
    """한 줄을 보이고 남긴다. Print one figure, and keep it for the JSON."""
    ROWS.append({"name": name, "figure": number, "unit": unit, "target": target})
    print(f"  {name:<62} {number:>10.4g} {unit:<8} {target}", flush=True)


def report(name: str, seconds: list[float], unit: str) -> None:
    """시간의 가운뎃값과 퍼짐. Times as their median, with the spread."""
    per = {"us": 1e6, "ms": 1e3, "s": 1.0}[unit]
    spread = f"{min(seconds) * per:.4g} - {max(seconds) * per:.4g}" if len(seconds) > 1 else ""
    figure(name, statistics.median(seconds) * per, unit, spread)
    ROWS[-1]["seconds"] = seconds


def interleaved(contenders: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
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


def measured(module: str, *given: Any) -> Any:
    """다른 프로세스에서 재고 그 JSON을 읽는다.

    What a module of benchmarks measures, in a process of its own on one thread.
    """
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    env = {
        **os.environ,
        **threads,
        "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    }
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *map(str, given)]
    run = subprocess.run(command, capture_output=True, text=True, env=env)
    if run.returncode:
        raise SystemExit(run.stderr)
    return json.loads(run.stdout.splitlines()[-1])


def versus(times: dict[str, list[float]], ours: str, theirs: str) -> float:
    """한 바퀴마다의 비의 가운뎃값. The median of the ratios, round by round."""
    return statistics.median(a / b for a, b in zip(times[ours], times[theirs], strict=True))


def bench_moons(rounds: int) -> None:
    """(a) moons 한 걸음, 표본 10개에서 10,000개까지.

    One training step of the moons demo: MLP 2-16-16-1, hinge and L2.

    Each contender trains in a process of its own, in turn, as a learner would run it: with the
    cyclic collector on, and with whatever garbage its earlier steps left.
    """
    for samples in (10, 50, 1000, 10_000):
        names = [
            name
            for name in STARTS
            if samples <= 50
            or name in ("vectorize", *(("replay", "micrograd_ko") * (samples <= 1000)))
        ]
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in names}
        for _ in range(rounds if samples <= 50 else 1):
            for name, results in runs.items():
                steps = 200 if name in ("replay", "vectorize") else 8 if samples <= 50 else 2
                results.append(measured("moons", name, samples, steps))
        times = {name: [result["seconds"] for result in results] for name, results in runs.items()}
        for name, each in times.items():
            report(f"(a) moons step, {samples} samples, {name}", each, "us")
        if samples <= 50:
            losses = {name: measured("moons", name, samples, 3)["loss"] for name in names}
            assert max(losses.values()) - min(losses.values()) < 1e-9, losses  # the same work
        if samples == 50:
            for name in ("micrograd", "torch"):
                figure(
                    f"(a) moons step, {name} / eager",
                    1 / versus(times, "micrograd_ko", name),
                    "x",
                    "at least 8",
                )
                figure(
                    f"(a) moons step, {name} / replay",
                    1 / versus(times, "replay", name),
                    "x",
                    "at least 1000 (micrograd)",
                )
    for name in ("micrograd_ko", "micrograd"):
        figure(
            f"(a) moons graph, {name}",
            bytes_per_node(name),
            "B/node",
            "at most 250" * (name == "micrograd_ko"),
        )


def bytes_per_node(name: str) -> float:
    """역전파까지 마친 그래프의 노드당 바이트.

    Bytes that a node of the moons graph holds, gradients included.
    """
    import micrograd.engine

    import micrograd_ko

    sys.setrecursionlimit(20_000)  # micrograd's backward recurses
    make = {"micrograd_ko": micrograd_ko.Value, "micrograd": micrograd.engine.Value}[name]
    model, data = network(make), moons(50)
    gc.collect()
    tracemalloc.start()
    loss = total_loss(model, data, make)
    loss.backward()
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return held / sum(1 for _ in ancestors(loss))


def ancestors(root: Any) -> Iterator[Any]:
    """두 라이브러리의 노드를 모두 센다.

    Every node of a graph, by `_prev`, which both libraries have.
    """
    seen, stack = {root}, [root]
    while stack:
        node = stack.pop()
        yield node
        for parent in node._prev - seen:
            seen.add(parent)
            stack.append(parent)


def bench_chain(rounds: int) -> None:
    """덧셈의 사슬.

    A chain of additions: forward, backward, repr, deletion; time per node at 10**6 against 10**4.
    """

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
        # on both sides: the machine's own speed changes within seconds
        after = [chain(10_000) for _ in range(25)]
        ratios.append(long / statistics.median([*before, *after]))
        long_times.append(long)
    figure("chain of 1,000,000 additions, per node", statistics.median(long_times) * 1e9, "ns")
    figure("chain, per node at 10**6 / at 10**4", statistics.median(ratios), "x", "at most 1.5")


TARGETS = {  # the most that a step may take of JAX's and of PyTorch's time
    "10-32x6-2 batch 1": (0.5, 0.15),
    "10-32x11-2 batch 1": (0.5, 0.15),
    "10-32x101-2 batch 1": (0.8, 0.15),
    "506x13-3-3-3-1": (0.8, 0.4),
    "784-50-10 batch 100": (1.0, 0.6),
    "10-32x6-2 batch 1, float32": (0.5, 0.15),
}


def bench_networks(rounds: int) -> None:
    """(b, c, d) 작은 신경망의 학습 한 걸음.

    A training step of the networks that learners train, beside other libraries.
    """
    for name, (jax, torch) in TARGETS.items():
        times = measured("networks", name, rounds)["times"]
        for side, each in times.items():
            report(f"(bcd) {name}, {side}", each, "us")
        for ours in ("replay, loop", "replay, step"):
            for other, target in (("JAX jit", jax), ("PyTorch eager", torch)):
                if other in times:
                    figure(
                        f"(bcd) {name}, {ours} / {other}",
                        versus(times, ours, other),
                        "x",
                        f"at most {target}",
                    )


def bench_epochs(rounds: int) -> None:
    """(c) 200,000에폭, (d) MNIST 크기 17에폭. 200,000 epochs of the regression; 17 epochs of data
    of the size of MNIST.
    """
    for name, each in measured("epochs", "regression", max(1, rounds // 5)).items():
        report(f"(c) 200,000 epochs of 506x13-3-3-3-1, {name}", each, "s")
    times = measured("epochs", "mnist", 1)
    for name, each in times.items():
        figure(f"(d) 17 epochs of 60,000 samples, 784-50-10, {name}", sum(each), "s")
    figure(
        "(d) 17 epochs, fit(replay=True) / NumPy by hand",
        versus(times, "fit(replay=True)", "NumPy by hand"),
        "x",
        "at most 1.2",
    )


def bench_graphs(rounds: int) -> None:
    """(e) 노드 수 10**3에서 10**7까지. Graphs of a thousand to ten million nodes, replayed."""
    for power in range(3, 8):
        found = measured("graphs", 10**power)
        count = found["nodes"]
        figure(
            f"(e) {count:,} nodes, forward and backward",
            found["seconds"] / count * 1e9,
            "ns/node",
            "at most 5 at 33,418",
        )
        figure(f"(e) {count:,} nodes, called from Python", found["called"] / count * 1e9, "ns/node")
        figure(f"(e) {count:,} nodes, rows", found["bytes"] / count, "B/node", "at most 40")
        figure(f"(e) {count:,} nodes, numbers", found["arena"] / count, "B/node")
        figure(
            f"(e) {count:,} nodes, record, then compile",
            (found["recorded"] + found["compiled"]) / count * 1e6,
            "us/node",
        )
    found = measured("graphs", 33_418)
    figure(
        "(e) the moons step, forward and backward",
        found["seconds"] / found["nodes"] * 1e9,
        "ns/node",
        "at most 5",
    )
    figure(
        "(e) the moons step, called from Python",
        found["called"] / found["nodes"] * 1e9,
        "ns/node",
        "at most 5",
    )


def bench_differences(rounds: int) -> None:
    """(f) 수치 미분. Numerical differentiation of the network 10-32x6-2."""
    times = measured("differences", max(3, rounds // 2))
    for name, each in times.items():
        report(f"(f) numerical gradient of 10-32x6-2, {name}", each, "s")
    figure(
        "(f) the notes' loop / replay",
        1 / versus(times, "replay", "the notes' loop"),
        "x",
        "at least 4",
    )


def bench_draw(rounds: int) -> None:
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
        times = interleaved({name: lambda root=root: draw(root, fold=False).svg}, rounds)[name]
        count = len(topological_order(root))
        figure(f"draw {count} nodes unfolded ({name})", statistics.median(times), "s", "under 1.5")


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


def bench_page(rounds: int) -> None:
    """(g) 첫 그림과 400노드의 페이지, 새 프로세스에서.

    The first drawing, and a page of 400 nodes, in fresh processes.
    """
    with tempfile.TemporaryDirectory() as folder:
        for name, code in (("the first drawing", FIRST_DRAWING), ("a page of 400 nodes", PAGE)):
            each = []
            for _ in range(rounds):
                began = time.perf_counter()
                subprocess.run(
                    [sys.executable, "-c", code, str(Path(folder, "page.html"))], check=True
                )
                each.append(time.perf_counter() - began)
            report(f"(g) {name}, Python and all", each, "s")


def bench_import(rounds: int) -> None:
    """import 시간.

    What `import micrograd_ko`, a first Value and a first Tensor cost on top of `import numpy`, in
    fresh processes, by turns. Where Python may not write bytecode (PYTHONDONTWRITEBYTECODE), every
    module is compiled anew, which takes four times as long as to load it.
    """
    use = "import micrograd_ko as m; x = m.{}(2.0); (x * x + 1).backward()"
    firsts = {
        "import micrograd_ko": "import micrograd_ko",
        "from micrograd_ko import Value": "from micrograd_ko import Value",
        "a first Value and its backward()": use.format("Value"),
        "a first Tensor and its backward()": use.format("Tensor"),
    }

    def seconds(code: str) -> float:
        line = f"import time; t = time.perf_counter(); import numpy; {code}"
        return float(
            subprocess.run(
                [sys.executable, "-c", f"{line}; print(time.perf_counter() - t)"],
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )

    extra: dict[str, list[float]] = {name: [] for name in firsts}
    for _ in range(4 * rounds):
        for name, code in firsts.items():
            extra[name].append(seconds(code) - seconds("pass"))
    for name, each in extra.items():
        goal = "at most 20" if name == "import micrograd_ko" else ""
        figure(f"(g) {name} over import numpy", statistics.median(each) * 1e3, "ms", goal)


def main() -> None:
    """고른 것을 재고 표를 보인다. Run the benchmarks that were chosen and print the table."""
    benches = {
        name.removeprefix("bench_"): run
        for name, run in globals().items()
        if name.startswith("bench_")
    }
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", choices=[[], *benches], default=[])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    print(
        f"Python {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores, one thread"
    )
    for name in given.names or benches:
        benches[name](given.rounds)
    if given.json:
        given.json.write_text(json.dumps(ROWS, indent=1), encoding="utf-8")
    if given.plot:
        plot(given.plot)


def plot(path: Path) -> None:
    """시간을 막대로. The times as bars, on a scale of powers of ten."""
    from viz import plots

    plots.save(
        plots.timings({row["name"]: row["seconds"] for row in ROWS if "seconds" in row}), path
    )


if __name__ == "__main__":
    main()
