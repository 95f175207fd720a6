"""순전파와 역전파를 수 하나짜리 행으로.

Write the rows of both passes over a numbered graph, for all nodes of an op at once. A sum of many
terms grows in one place, and so does a gradient; one that is only passed on gets no row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..machine.opcodes import ADDED, SCALAR_CODES
from .numbered import NumberedGraph
from .patterns import Pattern, Ref

__all__ = ["Backward", "Writer", "write_forward"]

Array = np.ndarray[Any, Any]


class Writer:
    """행을 모은다.

    Gathers rows, of many nodes at once, with the place of each in the order of the program.
    """

    def __init__(self, graph: NumberedGraph, rows: int) -> None:
        self.graph = graph
        self.values = np.arange(graph.count)
        self.gradients = np.arange(graph.count)
        # more than any node has: the keys of a node's rows start at its number times this
        self.stride = rows
        self.constants: dict[str, int] = {}  # by all their bits, as 0.0 and -0.0 are two
        # ids of temporary numbers; values come first, then gradients; constants are negative
        self.free = 2 * graph.count
        self.parts: list[tuple[Array, ...]] = []

    def ids(self, ref: Ref, nodes: Array, temps: dict[Ref, Array]) -> Array:
        """노드마다 그것이 놓인 곳. Return for each node where what `ref` names lies."""
        kind, which = ref
        if kind == "in":
            return self.values[self.graph.parents[nodes, which]]
        if kind == "y":
            return self.values[nodes]
        if kind == "g":
            return self.graph.count + self.gradients[nodes]
        if kind == "constant":
            return np.full(
                len(nodes), -1 - self.constants.setdefault(float.hex(which), len(self.constants))
            )
        if ref not in temps:
            temps[ref] = np.arange(self.free, self.free + len(nodes))
            self.free += len(nodes)
        return temps[ref]

    def add(
        self, key: Array, name: str, to: Array, reads: Sequence[Array], *, added: bool = False
    ) -> None:
        """노드마다 행 하나. Add one row for each node, at `key` in the program."""
        first, second = (*reads, reads[0])[:2]
        code = np.full(len(key), SCALAR_CODES[name, added], np.uint8)
        self.parts.append((key, code, to, first, second))

    def program(self) -> tuple[Array, ...]:
        """차례로 놓은 행들.

        Return all rows in the order of the program; the writer is empty again.
        """
        parts, self.parts = self.parts, []
        if not parts:
            return (np.zeros(0, np.uint8), *(np.zeros(0, np.int64),) * 3)
        key, *columns = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(key, kind="stable")
        return tuple(column[order] for column in columns)


def write_forward(writer: Writer, patterns: list[Pattern], read: Array) -> None:
    """순전파의 행.

    Write the rows of the forward pass. A sum that only a further sum reads, as in Σ w·x, grows in
    one place.
    """
    graph = writer.graph
    fused_into = _fuse(graph, patterns, read)
    inner = np.flatnonzero(fused_into >= 0)
    sums = fused_into[inner]
    grows = graph.parents[sums, 0]
    writer.values[grows] = sums
    writer.values = _ends(writer.values)
    taken = np.zeros(graph.count, bool)
    taken[sums] = True  # whose own row is not needed
    for k, pattern in enumerate(patterns):
        here = np.flatnonzero((graph.op_of == k) & ~taken)
        for fused in (False, True):
            nodes = here[(fused_into[here] >= 0) == fused]
            if len(nodes):
                _write(writer, pattern, nodes, fused_into[nodes] if fused else nodes, added=fused)


def _write(writer: Writer, pattern: Pattern, nodes: Array, at: Array, *, added: bool) -> None:
    temps: dict[Ref, Array] = {}
    last, result = pattern.direct(0), pattern.results[0]
    for i, row in enumerate(pattern.rows):
        to = (
            writer.values[at]
            if i == last or (row.to == result and not added)
            else writer.ids(row.to, nodes, temps)
        )
        if row.to == result and last is None:
            temps[result] = to
        reads = [writer.ids(ref, nodes, temps) for ref in row.reads]
        writer.add(at * writer.stride + i, row.name, to, reads, added=added and i == last)
    if not pattern.rows:  # y = a
        writer.add(
            at * writer.stride, "copy", writer.values[at], [writer.ids(result, nodes, temps)]
        )


def _fuse(graph: NumberedGraph, patterns: list[Pattern], read: Array) -> Array:
    """덧셈에 합칠 수 있는 노드마다 그 덧셈.

    Find for each node that can be added where a sum grows, that sum; -1 for the others.
    """
    # np.bincount counts nothing that is wider than a place in memory: int64 where that has 32 bits
    read_by = graph.parents[graph.parents >= 0].astype(np.intp)
    uses = np.bincount(read_by, minlength=graph.count)
    # one sum reads it, and nothing later
    alone = (uses == 1) & ~read & ~graph.seen & (graph.op_of >= 0)
    can = np.array(
        [(last := p.direct(0)) is not None and p.rows[last].name in ADDED for p in patterns]
        + [False]
    )
    is_sum = np.array(
        [[(r.name, r.reads) for r in p.rows] == [("add", (("in", 0), ("in", 1)))] for p in patterns]
        + [False]
    )
    sums = np.flatnonzero(is_sum[graph.op_of])
    total, term = graph.parents[sums, 0], graph.parents[sums, 1]
    fits = alone[total] & alone[term] & can[graph.op_of[term]] & (total != term)
    into = np.full(graph.count, -1)
    into[term[fits]] = sums[fits]
    return into


def _ends(of: Array) -> Array:
    """화살표를 끝까지 따라간다. Find each number's end when one follows the arrows i -> of[i]."""
    while True:
        further = of[of]
        if np.array_equal(further, of):
            return of
        of = further


class Backward:
    """역전파의 행.

    The rows of the backward pass: shares of gradients, stored where they come first, then added.
    """

    def __init__(self, graph: NumberedGraph) -> None:
        self.graph = graph
        parents, count = graph.parents, graph.count
        gets = (parents >= 0) & graph.needs[parents] & graph.needs[:, None]
        node, place = np.nonzero(gets)
        # later nodes first, inputs in order
        sooner = np.argsort((count - 1 - node) * parents.shape[1] + place, kind="stable")
        node, place = node[sooner], place[sooner]
        _, first = np.unique(parents[node, place], return_index=True)
        self.gets = gets
        self.first = np.zeros_like(gets)
        self.first[node[first], place[first]] = True
        self.alone = np.bincount(parents[node, place].astype(np.intp), minlength=count) == 1
        self.alone[graph.wanted] = False  # their gradients lie where they are looked for
        self.patterns: list[tuple[Array, tuple[int, ...], Pattern]] = []
        bits = gets @ (1 << np.arange(parents.shape[1]))
        for k, op in enumerate(graph.ops):
            for mask in np.unique(bits[graph.op_of == k]):
                if mask:
                    wanted = tuple(i for i in range(len(op.inputs)) if mask >> i & 1)
                    self.patterns.append(
                        (
                            np.flatnonzero((graph.op_of == k) & (bits == mask)),
                            wanted,
                            Pattern(op, wanted),
                        )
                    )

    def read(self) -> Array:
        """역전파가 값을 읽는 노드. Find the nodes whose values the backward pass reads."""
        read = np.zeros(self.graph.count, bool)
        for nodes, _, pattern in self.patterns:
            for ref in {*(ref for row in pattern.rows for ref in row.reads), *pattern.results}:
                if ref[0] == "y":
                    read[nodes] = True
                elif ref[0] == "in":
                    read[self.graph.parents[nodes, ref[1]]] = True
        return read

    def write(self, writer: Writer) -> None:
        """행을 적는다. Write the rows."""
        passed = [self._passed_on(writer, *which) for which in self.patterns]
        writer.gradients = _ends(writer.gradients)
        for (nodes, wanted, pattern), same in zip(self.patterns, passed, strict=True):
            states = np.stack([self.first[nodes, k] for k in wanted]) + 2 * same
            twice = self._repeats(nodes, wanted)
            keys = (4 ** np.arange(len(wanted))) @ states + 4 ** len(wanted) * twice
            for key in np.unique(keys):
                one = np.argmax(keys == key)
                self._write(writer, pattern, wanted, nodes[keys == key], states[:, one], twice[one])

    def _repeats(self, nodes: Array, wanted: tuple[int, ...]) -> Array:
        """같은 입력을 두 번 받는가. Tell of each node whether an input comes up twice."""
        inputs = np.sort(self.graph.parents[nodes][:, wanted], axis=1)
        return np.asarray(np.any(inputs[:, 1:] == inputs[:, :-1], axis=1))

    def _passed_on(
        self, writer: Writer, nodes: Array, wanted: tuple[int, ...], pattern: Pattern
    ) -> Array:
        """그대로 물려주는 기울기.

        Find parents whose gradient is the very number of the node's: it then lies where that lies.
        """
        same = np.zeros((len(wanted), len(nodes)), int)
        for j, k in enumerate(wanted):
            if pattern.results[j] == ("g", 0):
                to = self.graph.parents[nodes, k]
                same[j] = self.alone[to]
                writer.gradients[to[self.alone[to]]] = nodes[self.alone[to]]
        return same

    def _write(
        self,
        writer: Writer,
        pattern: Pattern,
        wanted: tuple[int, ...],
        nodes: Array,
        states: Array,
        twice: bool,
    ) -> None:
        """같은 처지의 노드들.

        Write rows of nodes whose shares are stored (1), added (0) or passed on without a row (2, 3)
        alike. `twice`: they take an input twice, which gets its shares in the order of the inputs.
        """
        temps: dict[Ref, Array] = {}
        given = [j for j, state in enumerate(states) if state < 2]
        places = {
            j: self.graph.count + writer.gradients[self.graph.parents[nodes, wanted[j]]]
            for j in given
        }
        direct = {  # shares that a row gives where they belong
            j: last
            for j in given
            if (last := pattern.direct(j)) is not None
            and (states[j] == 1 or pattern.rows[last].name in ADDED)
        }
        rows = list(direct.values())
        if twice and (list(direct) != given or rows != sorted(rows)):
            direct = {}
        shares = {last: (places[j], states[j] == 0) for j, last in direct.items()}
        rest = [(j, places[j], states[j] == 0) for j in given if j not in direct]
        at = (self.graph.count - 1 - nodes) * writer.stride
        for i, row in enumerate(pattern.rows):
            to, added = shares.get(i) or (writer.ids(row.to, nodes, temps), False)
            writer.add(
                at + i,
                row.name,
                to,
                [writer.ids(ref, nodes, temps) for ref in row.reads],
                added=added,
            )
        for j, to, added in rest:
            writer.add(
                at + len(pattern.rows) + j,
                "copy",
                to,
                [writer.ids(pattern.results[j], nodes, temps)],
                added=added,
            )
