"""그래프의 셈: 무엇이 무엇에서 어떻게 나오는지를 번호로.

Read how a graph is computed, as plain records: which op makes each node, of which others, from
which numbers. The live page goes by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from micrograd_ko.engine import ArrayOp, Node, Op

__all__ = ["Computation", "computation_of"]


@dataclass(frozen=True, slots=True)
class Computation:
    """그래프를 계산하는 데 드는 것. Record what it takes to compute a graph, node by node.

    Attributes:
        ops: the ops of the graph, each once, as they come up.
        makers: for each node the place among `ops` of the op that made it; -1 for a leaf.
        parents: the places of its inputs.
        leaves: the number of a leaf; None for what an op made, and for an array.
        constants: whether it is a constant, which gets no gradient.
        arrays: what holds arrays, or works on them: the names of ops and leaves, each once.
    """

    ops: tuple[Op, ...]
    makers: tuple[int, ...]
    parents: tuple[tuple[int, ...], ...]
    leaves: tuple[float | None, ...]
    constants: tuple[bool, ...]
    arrays: tuple[str, ...]


def computation_of(order: Sequence[Node]) -> Computation:
    """위상 순서의 노드들을 기록으로. Read the nodes of a graph, given parents first."""
    place = {node: i for i, node in enumerate(order)}
    index: dict[Op, int] = {}
    for node in order:
        if node.op is not None:
            index.setdefault(node.op, len(index))
    arrays = [node for node in order if _is_of_arrays(node)]
    return Computation(
        ops=tuple(index),
        makers=tuple(-1 if node.op is None else index[node.op] for node in order),
        parents=tuple(tuple(place[parent] for parent in node.parents) for node in order),
        leaves=tuple(
            None if node.op is not None or _is_of_arrays(node) else float(node.data)
            for node in order
        ),
        constants=tuple(node.kind == "constant" for node in order),
        arrays=tuple(
            dict.fromkeys(node.name if node.op is None else repr(node.op) for node in arrays)
        ),
    )


def _is_of_arrays(node: Node) -> bool:
    return type(node.data) is np.ndarray or isinstance(node.op, ArrayOp)
