"""Value 그래프를 수 하나짜리 행으로.

A graph of Values as rows of one number each: millions of them, so they are made for all nodes of an
op at once. What an op does, forward and backward, is read off its rules once, with abstract
numbers.

A row says: x[d] = text(x[u], x[v]), or += in place of =. Rows that wait for nothing but earlier
rows have a level; the machine takes them level by level and op by op, in loops without a choice
inside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from ..engine import Node, Op, topological_order
from .abstract import AbstractArray, Buffer, Tape
from .arena import needed
from .machine import ADDED, READS_OLD, SCALAR_CODES, levels_of

__all__ = ["ScalarRows", "scalar_rows"]

Array = np.ndarray[Any, Any]
Detachments = Mapping[Node, tuple[Op, tuple[Node, ...]]]
# what a row of a pattern names: ("in", 0), ("y", 0), ("g", 0), ("temp", 2), ("constant", 0.5)
Ref = tuple[str, Any]


class Row(NamedTuple):
    """연산 하나를 이루는 행.

    A row of a pattern: a primitive, where its result goes, and what it reads.
    """

    name: str
    to: Ref
    reads: tuple[Ref, ...]


class Pattern:
    """연산의 한 방향이 하는 일.

    What an op does in one direction: rows, and for each of `wanted` what holds it.
    """

    def __init__(self, op: Op, wanted: Sequence[int] | None = None) -> None:
        tape = Tape(np.float64, scalar=True)
        g, y, *inputs = (tape.array((), lasting=True) for _ in range(2 + len(op.inputs)))
        names: dict[Buffer, Ref] = {g.buffer: ("g", 0), y.buffer: ("y", 0)} | {
            x.buffer: ("in", k) for k, x in enumerate(inputs)
        }
        if wanted is None:
            found = [tape.constant(op.forward(*inputs))]
        else:
            shares = op.backward(g, y, *inputs)
            found = [tape.constant(shares[k]) for k in wanted]
        instructions = needed(tape.instructions, [x.buffer for x in found])
        for i, instruction in enumerate(instructions):
            names.setdefault(instruction.out.buffer, ("temp", i))

        def ref(x: AbstractArray) -> Ref:
            return (
                ("constant", float(x.buffer.numbers[0]))
                if x.buffer.numbers is not None
                else names[x.buffer]
            )

        self.rows = [Row(i.name, ref(i.out), tuple(map(ref, i.inputs))) for i in instructions]
        self.results = [ref(x) for x in found]

    def direct(self, k: int) -> int | None:
        """결과 k만을 내는 행.

        The row that makes result k, if nothing else reads that; it may lie where it is needed.
        """
        result = self.results[k]
        writers = [i for i, row in enumerate(self.rows) if row.to == result]
        alike = (
            len(writers) == 1
            and self.results.count(result) == 1
            and not any(result in row.reads for row in self.rows)
        )
        return writers[0] if alike else None


class ScalarRows(NamedTuple):
    """기계가 읽는 것.

    What the machine reads: runs of rows of one op, and where things lie in the arena.
    """

    codes: Array  # of each run of rows
    starts: Array  # of each run, and the end of the last
    to: Array
    first: Array
    second: Array
    middle: int  # runs of the forward pass
    start: Array  # the arena with the leaves and constants in it
    place: dict[Node, int]  # of each leaf, of the root, and of what else was asked for
    gradient: dict[Node, int]
    seed: int


class _Graph:
    """그래프를 번호로.

    The graph as numbers: its nodes in order, their ops and parents, and which of them matter.
    """

    def __init__(
        self,
        order: list[Node],
        root: Node,
        wanted: Iterable[Node],
        seen: Iterable[Node],
        detachments: Detachments,
    ) -> None:
        self.count = len(order)
        self.index = index = {node: i for i, node in enumerate(order)}
        self.ops: list[Op] = []
        known: dict[Op, int] = {}
        used = {node.op for node in order} | {op for op, _ in detachments.values()}
        arity = max(2, *(len(op.inputs) for op in used if op is not None))
        # else what is only looked at, or made a constant, gets no gradient
        whole = order[-1] is root and not detachments
        reached = index if whole else set(topological_order(root))
        op_of = np.full(self.count, -1, np.int32)
        parents = np.full((self.count, arity), -1, np.int64)
        needs = np.zeros(self.count, bool)
        needs[[index[leaf] for leaf in wanted]] = True
        marks, table = needs.tolist(), [[-1] * self.count for _ in range(arity)]
        for i, node in enumerate(order):
            op, own = detachments.get(node) or (node.op, node.parents)
            if op is None:
                continue
            if op not in known:
                known[op] = len(self.ops)
                self.ops.append(op)
            op_of[i] = known[op]
            below = node in reached and node not in detachments
            for k, parent in enumerate(own):
                table[k][i] = j = index[parent]
                marks[i] = below and (marks[i] or marks[j])
        for k in range(arity):
            parents[:, k] = table[k]
        self.op_of, self.parents, self.needs = op_of, parents, np.array(marks, bool)
        self.root, self.wanted = index[root], [index[leaf] for leaf in wanted]
        self.seen = np.zeros(self.count, bool)  # whose value is read from outside
        self.seen[[self.root, *(index[node] for node in seen)]] = True


class _Writer:
    """행을 모은다.

    Gathers rows, of many nodes at once, with the place of each in the order of the program.
    """

    def __init__(self, graph: _Graph, rows: int) -> None:
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
        """노드마다 그것이 놓인 곳. For each node where what `ref` names lies."""
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
        """노드마다 행 하나. One row for each node, at `key` in the program."""
        first, second = (*reads, reads[0])[:2]
        code = np.full(len(key), SCALAR_CODES[name, added], np.uint8)
        self.parts.append((key, code, to, first, second))

    def program(self) -> tuple[Array, ...]:
        """차례로 놓은 행들. All rows in the order of the program; the writer is empty again."""
        parts, self.parts = self.parts, []
        if not parts:
            return (np.zeros(0, np.uint8), *(np.zeros(0, np.int64),) * 3)
        key, *columns = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(key, kind="stable")
        return tuple(column[order] for column in columns)


def _write_forward(writer: _Writer, patterns: list[Pattern], read: Array) -> None:
    """순전파의 행.

    The rows of the forward pass. A sum that only a further sum reads, as in Σ w·x, grows in one
    place.
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


def _write(writer: _Writer, pattern: Pattern, nodes: Array, at: Array, *, added: bool) -> None:
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


def _fuse(graph: _Graph, patterns: list[Pattern], read: Array) -> Array:
    """덧셈에 합칠 수 있는 노드마다 그 덧셈.

    For each node that can be added where a sum grows, that sum; -1 for the others.
    """
    uses = np.bincount(graph.parents[graph.parents >= 0], minlength=graph.count)
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
    """화살표를 끝까지 따라간다. Each number's end when one follows the arrows i -> of[i]."""
    while True:
        further = of[of]
        if np.array_equal(further, of):
            return of
        of = further


class _Backward:
    """역전파의 행.

    The rows of the backward pass: shares of gradients, stored where they come first, then added.
    """

    def __init__(self, graph: _Graph) -> None:
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
        self.alone = np.bincount(parents[node, place], minlength=count) == 1
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
        """역전파가 값을 읽는 노드. The nodes whose values the backward pass reads."""
        read = np.zeros(self.graph.count, bool)
        for nodes, _, pattern in self.patterns:
            for ref in {*(ref for row in pattern.rows for ref in row.reads), *pattern.results}:
                if ref[0] == "y":
                    read[nodes] = True
                elif ref[0] == "in":
                    read[self.graph.parents[nodes, ref[1]]] = True
        return read

    def write(self, writer: _Writer) -> None:
        """행을 적는다. Write the rows."""
        passed = [self._passed_on(writer, *which) for which in self.patterns]
        writer.gradients = _ends(writer.gradients)
        for (nodes, wanted, pattern), same in zip(self.patterns, passed, strict=True):
            states = np.stack([self.first[nodes, k] for k in wanted]) + 2 * same
            keys = (4 ** np.arange(len(wanted))) @ states
            for key in np.unique(keys):
                self._write(
                    writer, pattern, wanted, nodes[keys == key], states[:, np.argmax(keys == key)]
                )

    def _passed_on(
        self, writer: _Writer, nodes: Array, wanted: tuple[int, ...], pattern: Pattern
    ) -> Array:
        """그대로 물려주는 기울기.

        Where a parent's gradient is the very number of the node's: it then lies where that lies.
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
        writer: _Writer,
        pattern: Pattern,
        wanted: tuple[int, ...],
        nodes: Array,
        states: Array,
    ) -> None:
        """같은 처지의 노드들.

        Rows of nodes whose shares are stored (1), added (0) or passed on without a row (2, 3)
        alike.
        """
        temps: dict[Ref, Array] = {}
        shares = {}  # the row that gives a share directly, and where to
        rest = []
        for j, k in enumerate(wanted):
            to = self.graph.count + writer.gradients[self.graph.parents[nodes, k]]
            last, added = pattern.direct(j), states[j] == 0
            if states[j] >= 2:
                continue
            if last is not None and (not added or pattern.rows[last].name in ADDED):
                shares[last] = (to, added)
            else:
                rest.append((j, to, added))
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


def scalar_rows(
    order: list[Node],
    root: Node,
    wanted: Sequence[Node],
    seen: Sequence[Node] = (),
    detachments: Detachments = MappingProxyType({}),
) -> ScalarRows:
    """그래프를 행으로 옮긴다.

    Turn a graph of Values into rows.

    Args:
        wanted: leaves whose gradients are asked for; they lie side by side, and so do their
            gradients.
        seen: nodes whose values are read from outside, besides the root's.
        detachments: constants that ops made of nodes, with those.
    """
    graph = _Graph(order, root, wanted, seen, detachments)
    forward = [Pattern(op) for op in graph.ops]
    back = _Backward(graph)
    longest = max(
        len(pattern.rows) for pattern in (*forward, *(pattern for _, _, pattern in back.patterns))
    )
    writer = _Writer(graph, longest + graph.parents.shape[1] + 1)
    _write_forward(writer, forward, back.read())
    first = writer.program()
    back.write(writer)
    return _laid_out(writer, first, writer.program(), order)


def _laid_out(
    writer: _Writer, forward: tuple[Array, ...], backward: tuple[Array, ...], order: list[Node]
) -> ScalarRows:
    """자리를 매기고 단계별로 늘어놓는다.

    Places in the order of first use, and rows level by level.
    """
    graph, split = writer.graph, len(forward[0])
    total = writer.free + len(writer.constants)
    code, *columns = (np.concatenate(pair) for pair in zip(forward, backward, strict=True))
    # constants come last
    to, first, second = (np.where(ids < 0, writer.free - 1 - ids, ids) for ids in columns)
    taken, cuts = _by_level(code, to, first, second, split, total)
    code, to, first, second = (column[taken] for column in (code, to, first, second))
    gradients = graph.count + writer.gradients
    leaves, seen = np.flatnonzero(graph.op_of < 0), np.flatnonzero(graph.seen)
    constants = np.arange(writer.free, total)
    sooner = (
        graph.wanted,
        gradients[graph.wanted],
        leaves,
        gradients[[graph.root]],
        writer.values[seen],
        constants,
        to,
    )
    place, count = _places(np.concatenate(sooner).astype(np.int64), total)
    assert all((place[ids] >= 0).all() for ids in (to, first, second)), (
        "a row reads what no row writes"
    )
    start = np.zeros(count)
    start[place[leaves]] = [order[i].data for i in leaves]
    start[place[constants]] = [float.fromhex(bits) for bits in writer.constants]
    return ScalarRows(
        codes=code[cuts[:-1]],
        starts=cuts,
        to=place[to].astype(np.uint32),
        first=place[first].astype(np.uint32),
        second=place[second].astype(np.uint32),
        middle=int(np.searchsorted(cuts, split)),
        start=start,
        place={order[i]: int(place[writer.values[i]]) for i in np.union1d(leaves, seen)},
        gradient={order[i]: int(place[gradients[i]]) for i in graph.wanted},
        seed=int(place[gradients[graph.root]]),
    )


def _by_level(
    code: Array, to: Array, first: Array, second: Array, split: int, total: int
) -> tuple[Array, Array]:
    """단계와 연산의 차례로.

    The order of rows by level and op, the first `split` on their own; and where runs of one op
    start.
    """
    key = levels_of(to, first, second, np.isin(code, READS_OLD), total) * 256 + code
    key[split:] += key[:split].max(initial=0) + 1  # the second part comes after all of the first
    taken = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[taken], prepend=-1))
    return taken, np.append(starts, len(code))


def _places(ids: Array, total: int) -> tuple[Array, int]:
    """처음 쓰이는 차례로 매긴 자리.

    For each id its place, in the order in which `ids` names it first; and how many there are.
    """
    _, at = np.unique(ids, return_index=True)
    used = ids[np.sort(at)]
    place = np.full(total, -1, np.int64)
    place[used] = np.arange(len(used))
    return place, len(used)
