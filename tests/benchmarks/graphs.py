"""그래프의 크기: 노드마다의 시간과 바이트. ``python -m tests.benchmarks.graphs NODES`` prints both
as JSON.

Forward and backward of the moons loss over as many samples as make about so many nodes, replayed,
in a process of its own; and how many bytes of rows there are for a node, beside the arena of its
numbers.
"""

from __future__ import annotations

import gc
import json
import statistics
import sys
import time

from micrograd_ko import Value, replay, topological_order

from .moons import moons, network, total_loss

PER_SAMPLE = 648  # nodes; and 1,018 for the penalty and the parameters


def main(wanted: int) -> None:
    """기록하고 옮겨서 잰다. Record, compile, time."""
    model = network(Value)
    # a graph of ten million objects would be looked through again and again while it grows
    gc.disable()
    began = time.perf_counter()
    loss = total_loss(model, moons(max(1, round((wanted - 1018) / PER_SAMPLE))), Value)
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
    loss.backward()
    assert gradients == [p.grad for p in model.parameters()]  # to the last bit
    found = {
        "nodes": count,
        "seconds": statistics.median(times),
        "called": statistics.median(called),
        "recorded": recorded,
        "compiled": compiled,
        "bytes": sum(x.nbytes for x in (rows.codes, rows.starts, rows.to, rows.first, rows.second)),
        "arena": graph.x.nbytes,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(int(sys.argv[1]))
