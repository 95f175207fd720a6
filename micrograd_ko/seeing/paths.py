"""경로: x에서 y까지 가는 모든 경로를, 다 따라가지 않고 세고 큰 것부터 찾는다.

Count all paths from x to y without walking them, and find the largest ones first.
"""

from __future__ import annotations

import math
from itertools import count as counter
from typing import Any

from ..engine import Node, topological_order

__all__ = ["Path", "Ways"]


class Path:
    """x에서 y까지 가는 경로 하나. Hold one path from x to y.

    Attributes:
        nodes: from x to y.
        locals: the local derivatives along it, from y back to x, as the chain rule multiplies them.
        product: their product, what this path contributes to the gradient.
    """

    def __init__(self, nodes: tuple[Node, ...], locals: tuple[float, ...]) -> None:
        self.nodes, self.locals = nodes, locals
        # from x up, as the total is made: both round alike
        self.product = math.prod(reversed(locals))


class Ways:
    """y와 x 사이의 모든 경로에 대해, 다 따라가지 않고 아는 것.

    Know all paths between x and y without walking them: at each node between, how many come up from
    x, the sum of the sizes of their products, and the largest size.
    """

    def __init__(self, y: Node, x: Node) -> None:
        self.y, self.x = y, x
        order = topological_order(y)
        self.edges: dict[Node, list[tuple[Node, float]]] = {x: []}
        self.count: dict[Node, int] = {}
        self.size: dict[Node, float] = {}
        if any(node is x for node in order):
            self.count[x], self.size[x] = 1, 1.0
        self.best = {x: 0.0}  # the largest log2 |product|, which neither over- nor underflows
        for node in order:
            if node.op is not None and any(p in self.count for p in node.parents):
                self._add(node)

    def _add(self, node: Node) -> None:
        locals_ = node.op.local_derivatives(node.data, *(p.data for p in node.parents))  # type: ignore[union-attr]
        edges = [
            (p, local) for p, local in zip(node.parents, locals_, strict=True) if p in self.count
        ]
        self.edges[node] = edges
        self.count[node] = sum(self.count[p] for p, _ in edges)
        self.size[node] = sum(abs(local) * self.size[p] for p, local in edges)
        self.best[node] = max(_log(local) + self.best[p] for p, local in edges)

    def largest(self, limit: int) -> list[Path]:
        """가장 큰 경로부터. Find the paths of the largest products, best first.

        Best-first search from y down. A path begun is worth what the best way to end it gives, so
        going on along that way changes nothing, and any other way loses a little. Of equals the one
        begun last comes first: else all would be begun before any ends.
        """
        # loaded where it is used: import micrograd_ko is to be quick
        from heapq import heappop, heappush

        tie = counter(0, -1)
        heap: list[Any] = [(0.0, next(tie), self.y, None)] if self.y in self.count else []
        found: list[Path] = []
        while heap and len(found) < limit:
            lost, _, node, trail = heappop(heap)
            if node is self.x:
                found.append(self._path(trail))
                continue
            for parent, local in reversed(self.edges[node]):
                # exactly 0.0 for the best
                loses = self.best[node] - (_log(local) + self.best[parent])
                heappush(heap, (lost + loses, next(tie), parent, (node, local, trail)))
        return sorted(
            found,
            key=lambda path: -abs(path.product) if not math.isnan(path.product) else -math.inf,
        )

    def _path(self, trail: Any) -> Path:
        nodes, locals_ = [self.x], []
        while trail is not None:
            node, local, trail = trail
            nodes.append(node)
            locals_.append(local)
        return Path(tuple(nodes), tuple(reversed(locals_)))


def _log(local: float) -> float:
    """크기의 로그.

    Compute the log2 of a size; what is not finite is to be seen first, a zero last.
    """
    return math.log2(abs(local)) if local and math.isfinite(local) else -1e9 if local == 0 else 1e9
