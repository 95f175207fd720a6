"""순서의 이유: 위상 순서의 역전파와 깊이 우선의 역전파를 비교한다.

Compare the orders in which a backward pass may go: topological, and plainly depth first.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from ..engine import (
    Node,
    expect_node,
    gradients_of,
    magnitude,
    number,
    shares_of,
    topological_order,
)
from ..messages import clipped, columns, text
from ..naming import all_names

__all__ = ["OrderComparison", "compare_orders", "same"]

ROWS = 20  # nodes that a comparison shows


class OrderComparison:
    """compare_orders의 답. print로 읽는다.

    Hold what :func:`compare_orders` found; ``print`` reads it out.

    Attributes:
        topological: each node's gradient, passed on when all of it had arrived. It is right.
        depth_first: each node's gradient when each passes on what it has as it is reached.
        passed: in the order of the depth-first walk, what each node had when it passed it on.
        wrong: the nodes whose two gradients differ, parents first.
        first: the first node of the walk that passed on less than all, None if nothing differs.
        missing: the children of `first` that had not been reached yet.
    """

    def __init__(
        self,
        root: Node,
        topological: dict[Node, Any],
        depth_first: dict[Node, Any],
        passed: dict[Node, Any],
    ) -> None:
        self.root = root
        self.topological = topological
        self.depth_first = depth_first
        self.passed = passed
        late = self._late()
        affected = set[Node]()
        for node in reversed(topological):
            if node in late or node in affected:
                affected.update(node.parents)
        # Without a child that came late a difference is one of rounding: contributions were added
        # in another order.
        self.wrong = [
            node
            for node in topological
            if node in affected and not same(topological[node], depth_first[node])
        ]
        early = (
            node
            for node in passed
            if node in late and not np.array_equal(passed[node], topological[node], equal_nan=True)
        )
        self.first = next(early, None) if self.wrong else None
        self.missing = late[self.first] if self.first is not None else []

    def _late(self) -> dict[Node, list[Node]]:
        """노드마다, 그 노드보다 늦게 온 자식.

        Find, by node, the children that were reached only after it.
        """
        place = {node: i for i, node in enumerate(self.passed)}
        late: dict[Node, list[Node]] = {}
        for child, i in place.items():
            for parent in dict.fromkeys(child.parents):
                if parent.op is not None and place[parent] < i:
                    late.setdefault(parent, []).append(child)
        return late

    def __repr__(self) -> str:
        names = all_names(topological_order(self.root))[0]
        wrong, first = self.wrong, self.first
        if first is None:
            uses = Counter(
                parent
                for node in self.topological
                for parent in node.parents
                if parent.op is not None
            )
            reused = any(count > 1 for count in uses.values())
            return text("orders.lucky" if reused else "orders.same", count=len(self.topological))
        rows = [tuple(text(f"orders.{column}") for column in ("node", "right", "walk"))]
        for node in wrong[:ROWS]:
            figures = (
                number(magnitude(gradients[node]))
                for gradients in (self.topological, self.depth_first)
            )
            rows.append((clipped(str(names[node]), 24), *figures))
        lines = [text("orders.title", wrong=len(wrong), count=len(self.topological))]
        lines += [f"  {line}" for line in columns(rows, right=(1, 2))]
        lines += [text("orders.more", count=len(wrong) - ROWS)] if len(wrong) > ROWS else []
        words = {
            "node": names[first],
        }
        words |= {
            "passed": number(magnitude(self.passed[first])),
            "right": number(magnitude(self.topological[first])),
        }
        return "\n".join(
            [
                *lines,
                text(
                    "orders.first",
                    missing=", ".join(str(names[node]) for node in self.missing),
                    **words,
                ),
            ]
        )


def compare_orders(root: Node) -> OrderComparison:
    """깊이 우선으로 곧바로 넘기는 역전파와 위상 순서의 역전파를 비교한다.

    Run backward twice over one graph: in topological order, and plainly depth first, where each
    node passes its gradient on as soon as it is reached. They part where a node is used twice:
    depth first it passes on what it has before the rest has arrived. No ``.grad`` is read or
    written.

    >>> from micrograd_ko import Value
    >>> x = Value(3.0, "x")
    >>> a = 2 * x
    >>> y = a + a * a
    >>> a.label, y.label = "a", "y"
    >>> print(str(compare_orders(y)).replace(". ", ".\\n"))
    노드 4개 가운데 1개의 기울기가 다릅니다.
      노드  위상 순서(다 모인 뒤)  깊이 우선(오자마자)
      x                   26.0000               2.0000
    깊이 우선 순회는 a에 닿자마자, 그때까지 모인 기울기 1.0000만 넘겼습니다.
    a·a에서 올 기여분은 아직 없었습니다.
    모두 모이면 13.0000입니다.
    위상 순서에서는 모두 모일 때까지 기다립니다.
    """
    right = gradients_of(expect_node(root, "compare_orders(root)"))
    with np.errstate(all="ignore"):  # what is not finite is told of by backward
        gradients, passed = _depth_first(root, right[root])
        return OrderComparison(
            root, {node: g for node, g in right.items() if node in gradients}, gradients, passed
        )


def _depth_first(root: Node, seed: Any) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """도착하는 대로 넘기는 역전파.

    Run backward as each node is reached: the gradients, and what each node passed on, in order.
    """
    gradients: dict[Node, Any] = {root: seed}
    passed: dict[Node, Any] = {}
    stack = [root]
    while stack:
        node = stack.pop()
        if node in passed:
            continue
        passed[node] = g = gradients[node]
        for _, parent, share in shares_of(node, g):
            gradients[parent] = gradients[parent] + share if parent in gradients else share
        stack += [p for p in reversed(node.parents) if p not in passed and p.kind != "constant"]
    return gradients, passed


def same(a: Any, b: Any) -> bool:
    """반올림을 빼면 같은가. Tell whether two gradients are the same but for rounding."""
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True))
