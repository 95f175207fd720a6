"""Value 그래프를 번호로.

Number a graph of Values: its nodes are 0, 1, 2, … in order, and what is known of them lies in
arrays, so that millions are looked at in one go.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...engine import Node, Op, topological_order
from ..capture import Detachments

__all__ = ["NumberedGraph"]


class NumberedGraph:
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
