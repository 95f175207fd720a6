"""Value 그래프를 수 하나짜리 행으로.

Turn a graph of Values into rows of one number each: millions of them, so they are made for all
nodes of an op at once.

A row says: x[d] = text(x[u], x[v]), or += in place of =. Rows that wait for nothing but earlier
rows have a level; the machine takes them level by level and op by op, in loops without a choice
inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from ...engine import Node
from ..capture import Detachments
from ..machine.native import native
from ..machine.native_rows import levels
from ..machine.opcodes import READS_OLD
from .numbered import NumberedGraph
from .passes import Backward, Writer, write_forward
from .patterns import Pattern

__all__ = ["ScalarRows", "scalar_rows"]

Array = np.ndarray[Any, Any]


class ScalarRows(NamedTuple):
    """기계가 읽는 것.

    Hold what the machine reads: runs of rows of one op, and where things lie in the arena.
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
    graph = NumberedGraph(order, root, wanted, seen, detachments)
    forward = [Pattern(op) for op in graph.ops]
    back = Backward(graph)
    longest = max(
        len(pattern.rows) for pattern in (*forward, *(pattern for _, _, pattern in back.patterns))
    )
    writer = Writer(graph, longest + graph.parents.shape[1] + 1)
    write_forward(writer, forward, back.read())
    first = writer.program()
    back.write(writer)
    return _laid_out(writer, first, writer.program(), order)


def _laid_out(
    writer: Writer, forward: tuple[Array, ...], backward: tuple[Array, ...], order: list[Node]
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

    Return the order of rows by level and op, the first `split` on their own; and where runs of one
    op start.
    """
    key = _levels(to, first, second, np.isin(code, READS_OLD), total) * 256 + code
    key[split:] += key[:split].max(initial=0) + 1  # the second part comes after all of the first
    taken = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[taken], prepend=-1))
    return taken, np.append(starts, len(code))


def _levels(to: Array, first: Array, second: Array, reads_old: Array, places: int) -> Array:
    """행마다 단계: 읽는 것들의 단계보다 하나 위.

    Find the level of each row: one above those of what it reads.
    """
    if (machine := native(np.dtype(np.float64))) is not None:
        return levels(machine, to, first, second, reads_old, places)
    found = np.zeros(len(to), np.int64)
    level = [0] * places
    for i, (d, u, v, old) in enumerate(
        zip(to.tolist(), first.tolist(), second.tolist(), reads_old.tolist(), strict=True)
    ):
        found[i] = level[d] = 1 + max(level[u], level[v], level[d] if old else 0)
    return found


def _places(ids: Array, total: int) -> tuple[Array, int]:
    """처음 쓰이는 차례로 매긴 자리.

    Give each id its place, in the order in which `ids` names it first; and how many there are.
    """
    _, at = np.unique(ids, return_index=True)
    used = ids[np.sort(at)]
    place = np.full(total, -1, np.int64)
    place[used] = np.arange(len(used))
    return place, len(used)
