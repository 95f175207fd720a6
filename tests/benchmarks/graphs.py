"""그래프의 크기: 노드마다의 시간과 바이트.

What a node costs, in time and bytes, up to graphs of ten million: ``python -m
tests.benchmarks.graphs time NODES`` and ``... memory NODES`` print it as JSON. The graph is the
moons loss over as many samples as make about so many nodes, in a process of its own: built and
differentiated as it is typed, then recorded and replayed.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time
import tracemalloc
from typing import Any

from micrograd_ko import Value, replay, topological_order

from .figures import Bar, Report, at_most
from .moons import moons, network, total_loss
from .timing import Effort, measured

PER_SAMPLE = 648  # nodes; and 1,018 for the penalty and the parameters
MOONS, LARGEST = 33_418, 10**7
NS_PER_NODE = {MOONS: at_most(5), LARGEST: at_most(5)}


def bench(report: Report, effort: Effort) -> None:
    """(e) 노드 수 10**3에서 10**7까지. Graphs of a thousand to ten million nodes, replayed."""
    for wanted in (
        (1000, MOONS, 100_000)
        if effort.quick
        else (*(10**power for power in range(3, 7)), MOONS, LARGEST)
    ):
        _timed(report, measured("graphs", "time", wanted), NS_PER_NODE.get(wanted))
    found = measured("graphs", "memory", 100_000)
    for name, each in found["bytes"].items():
        report.figure(f"(e) memory of 100,000 nodes, {name}", each / found["nodes"], "B/node")


def _timed(report: Report, found: dict[str, Any], bar: Bar | None) -> None:
    count = found["nodes"]
    for name, key, per, unit, most in (
        ("forward and backward", "seconds", 1e9, "ns/node", bar),
        ("called from Python", "called", 1e9, "ns/node", bar),
        ("rows", "bytes", 1, "B/node", at_most(40)),
        ("numbers", "arena", 1, "B/node", None),
        ("record", "recorded", 1e6, "us/node", None),
        ("compile", "compiled", 1e6, "us/node", None),
        ("eager backward", "eager", 1e6, "us/node", None),
    ):
        report.figure(f"(e) {count:,} nodes, {name}", found[key] / count * per, unit, most)


def graph_of(wanted: int) -> tuple[Any, Any]:
    """노드가 그만큼인 손실. A loss of about so many nodes, and the model under it."""
    model = network(Value)
    samples = max(1, round((wanted - 1018) / PER_SAMPLE))
    return total_loss(model, moons(samples), Value), model


def load() -> None:
    """처음에 한 번 드는 것. What a first replay loads, which is the price of no node."""
    replay(graph_of(1)[0])()


def memory(wanted: int) -> dict[str, Any]:
    """바이트.

    Bytes of the graph with its gradients, and at the most while they are found; at the most while
    the graph is turned into a program; and of the program, which keeps the graph.
    """
    held = {}
    load()
    gc.collect()
    tracemalloc.start()
    loss, model = graph_of(wanted)
    loss.backward()
    gc.collect()
    held["as a graph"], held["while its backward runs"] = tracemalloc.get_traced_memory()
    nodes = len(topological_order(loss))
    tracemalloc.reset_peak()
    program = replay(loss, parameters=model.parameters())
    assert program() == loss.data
    _, held["while it becomes a program"] = tracemalloc.get_traced_memory()
    del loss
    gc.collect()
    held["as a program"], _ = tracemalloc.get_traced_memory()
    return {"nodes": nodes, "bytes": held}


def timed(wanted: int) -> dict[str, Any]:
    """기록하고 옮겨서 잰다. Record, compile, time."""
    load()
    # a graph of ten million objects would be looked through again and again while it grows
    gc.disable()
    began = time.perf_counter()
    loss, model = graph_of(wanted)
    recorded = time.perf_counter() - began
    count = len(topological_order(loss))
    began = time.perf_counter()
    program = replay(loss, parameters=model.parameters())
    compiled = time.perf_counter() - began
    gc.enable()
    gc.freeze()
    graph = program._versions[0].graph
    rows = graph.rows
    times, called = [], []
    for _ in range(max(5, 3_000_000 // count)):
        began = time.perf_counter()
        graph.run(0, len(rows.codes))
        times.append(time.perf_counter() - began)
        began = time.perf_counter()
        program()
        program.backward()
        called.append(time.perf_counter() - began)
    for p in model.parameters():
        p.grad = None
    assert program() == loss.data
    program.backward()
    gradients = [p.grad for p in model.parameters()]
    for p in model.parameters():
        p.grad = None
    began = time.perf_counter()
    loss.backward()
    eager = time.perf_counter() - began
    assert gradients == [p.grad for p in model.parameters()]  # to the last bit
    return {
        "nodes": count,
        "seconds": statistics.median(times),
        "called": statistics.median(called),
        "recorded": recorded,
        "compiled": compiled,
        "eager": eager,
        "bytes": sum(x.nbytes for x in (rows.codes, rows.starts, rows.to, rows.first, rows.second)),
        "arena": graph.x.nbytes,
    }


if __name__ == "__main__":
    print(json.dumps({"time": timed, "memory": memory}[sys.argv[1]](int(sys.argv[2]))))
