"""기울기의 까닭: 길마다의 몫, 그리고 차례가 중요한 까닭.

Why a gradient is what it is: the paths that it came along, and why the order of the pass matters.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from itertools import count as counter
from typing import Any

import numpy as np

from ..arguments import check_whole
from ..engine import (
    Node,
    all_names,
    expect_node,
    grad,
    gradients_of,
    is_changed,
    magnitude,
    number,
    over,
    shares_of,
    signed,
    topological_order,
    variable,
)
from ..errors import GraphError
from ..messages import clipped, columns, text

__all__ = ["Explanation", "OrderComparison", "Path", "compare_orders", "explain"]

LIMIT = 32  # paths that are shown
ENDS = 6  # names and factors that are shown at either end of a long path
ROWS = 20  # nodes that a comparison shows


class Path:
    """x에서 y로 가는 길 하나. One path from x to y.

    Attributes:
        nodes: from x to y.
        locals: the local derivatives along it, from y back to x, as the chain rule multiplies them.
        product: their product, what this path contributes to the gradient.
    """

    def __init__(self, nodes: tuple[Node, ...], locals: tuple[float, ...]) -> None:
        self.nodes, self.locals = nodes, locals
        # from x up, as the total is made: both round alike
        self.product = math.prod(reversed(locals))


class Explanation:
    """explain의 답. print로 읽는다.

    What :func:`explain` found; ``print`` reads it out.

    Attributes:
        paths: the largest, by the size of their product; all of them if there are few.
        count: how many paths there are in all, exactly.
        total: the sum of all products: the derivative of y with respect to x.
        share: which part of the sum of all |products| is that of `paths`, from 0 to 1.
    """

    def __init__(
        self, y: Node, x: Node, paths: list[Path], count: int, total: float, share: float
    ) -> None:
        self.y, self.x, self.paths = y, x, tuple(paths)
        self.count, self.total, self.share = count, total, share

    def __repr__(self) -> str:
        names = _names(self.y, self.x)
        derivative = over(names[self.y], names[self.x])
        words = {
            "derivative": derivative,
            "x": names[self.x],
            "y": names[self.y],
            "count": _readable(self.count),
        }
        if not self.paths:
            return text("explain.none", **words)
        title = "explain.title" if self.count > 1 else "explain.title.one"
        lines = [text(title, total=number(self.total), **words)]
        rows = [
            (f"{i}.", _road(path, names), _product(path))
            for i, path in enumerate(self.paths, start=1)
        ]
        lines += [f"  {line}" for line in columns(rows, right=(0,))]
        if self.count > len(self.paths):
            carried = number(_sum(path.product for path in self.paths))
            lines.append(
                text(
                    "explain.rest",
                    shown=len(self.paths),
                    share=_percent(self.share),
                    carried=carried,
                    **words,
                )
            )
        elif len(self.paths) > 1:
            terms = " + ".join(
                signed(number(path.product)) if i else number(path.product)
                for i, path in enumerate(self.paths)
            )
            lines.append(text("explain.sum", terms=terms, total=number(self.total)))
        if self.x.grad is not None and not _same(self.x.grad, self.total):
            lines.append(self._other(names[self.x]))
        return "\n".join(lines)

    def _other(self, x: Any) -> str:
        """x.grad가 total이 아닌 까닭. Why x.grad is not the total."""
        with np.errstate(all="ignore"):
            if any(map(is_changed, topological_order(self.y))):
                return text("explain.changed", grad=number(self.x.grad), x=x)
        y = variable(self.y.label, "y")
        return text("explain.other", grad=number(self.x.grad), total=number(self.total), x=x, y=y)


def explain(y: Node, x: Node, *, limit: int = LIMIT) -> Explanation:
    """x의 기울기가 왜 그 값인지: x에서 y로 가는 모든 길과, 길마다 국소 미분의 곱.

    Why the derivative of `y` with respect to `x` is what it is: it is the sum, over every path
    from x to y, of the product of the local derivatives along that path. Paths are counted
    without walking them; the `limit` largest are shown, and which part of the whole they carry.

    Args:
        y, x: Values of one graph; of a Tensor graph, those that ``expand`` gives.
        limit: how many paths at most.

    Raises:
        GraphError: they are Tensors.

    >>> from micrograd_ko import Value
    >>> w = Value(3.0, "w")
    >>> y = w * w + 2 * w
    >>> y.label = "y"
    >>> explain(y, w)
    ∂y/∂w = 8.0000: w에서 y(으)로 가는 길 3개의 합
      1.  y ← w·w ← w  1.0000 × 3.0000 = 3.0000
      2.  y ← w·w ← w  1.0000 × 3.0000 = 3.0000
      3.  y ← 2·w ← w  1.0000 × 2.0000 = 2.0000
      합: 3.0000 + 3.0000 + 2.0000 = 8.0000
    """
    for node in (y, x):
        if isinstance(expect_node(node, "explain(y, x)").data, np.ndarray):
            raise GraphError("explain.tensor")
    check_whole("limit", limit, low=1)
    with np.errstate(all="ignore"):  # .data may be a NumPy scalar, which warns in English
        ways = _Ways(y, x)
        found = ways.largest(limit)
    count, size = ways.count.get(y, 0), ways.size.get(y, 0.0)
    share = (
        1.0
        if len(found) == count or size == 0
        else min(_sum(abs(path.product) for path in found) / size, 1.0)
    )
    return Explanation(y, x, found, count, grad(y, x), share)


class _Ways:
    """y와 x 사이의 모든 길에 대해, 걷지 않고 아는 것.

    What is known of all paths between x and y without walking them: at each node between, how
    many come up from x, the sum of the sizes of their products, and the largest size.
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
        """가장 큰 길부터. The paths of the largest products, best first.

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


def _names(*roots: Node) -> dict[Node, Any]:
    return all_names(topological_order(*roots))[0]


def _log(local: float) -> float:
    """크기의 로그. The log2 of a size; what is not finite is to be seen first, a zero last."""
    return math.log2(abs(local)) if local and math.isfinite(local) else -1e9 if local == 0 else 1e9


def _road(path: Path, names: dict[Node, Any]) -> str:
    """길을 y에서 x로, 곱의 차례대로.

    The path from y back to x, in the order in which its derivatives are multiplied.
    """
    first, last, left = _ends(path.nodes[::-1])
    first, last = ([clipped(str(names[node]), 16) for node in part] for part in (first, last))
    return " ← ".join([*first, *([text("explain.more", count=left)] if left else []), *last])


def _product(path: Path) -> str:
    first, last, left = _ends(path.locals)
    factors = [
        *(signed(number(local)) for local in first),
        *(["…"] if left else []),
        *(signed(number(local)) for local in last),
    ]
    factors[:1] = [number(local) for local in first[:1]]
    return (
        f"{' × '.join(factors)} = {number(path.product)}"
        if len(factors) > 1
        else number(path.product)
    )


def _ends(whole: tuple[Any, ...]) -> tuple[Any, Any, int]:
    """긴 것의 앞과 뒤.

    The two ends of what is long, and how many are left out between; of what is short all, and
    nothing.
    """
    if len(whole) <= 2 * ENDS:
        return whole, (), 0
    return whole[:ENDS], whole[-ENDS:], len(whole) - 2 * ENDS


def _percent(share: float) -> str:
    return "?" if math.isnan(share) else f"{share:.1%}" if share >= 0.001 else f"{share:.1e}"


def _sum(numbers: Iterable[float]) -> float:
    """더한 것, 넘치면 inf, 정해지지 않으면 nan. The sum, by IEEE 754 where fsum raises."""
    listed = list(numbers)
    try:
        return math.fsum(listed)
    except (OverflowError, ValueError):
        return sum(listed)


def _readable(count: int) -> str:
    """아주 큰 정수도 읽을 수 있게.

    A whole number of any size: beyond 15 digits as a power of ten.
    """
    if count < 10**15:
        return f"{count:,}"
    from decimal import Decimal

    return f"{Decimal(count):.2e}".replace("e+", "e")


# ── why the order matters ──


class OrderComparison:
    """compare_orders의 답. print로 읽는다.

    What :func:`compare_orders` found; ``print`` reads it out.

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
            if node in affected and not _same(topological[node], depth_first[node])
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

        By node, the children that were reached only after it.
        """
        place = {node: i for i, node in enumerate(self.passed)}
        late: dict[Node, list[Node]] = {}
        for child, i in place.items():
            for parent in dict.fromkeys(child.parents):
                if parent.op is not None and place[parent] < i:
                    late.setdefault(parent, []).append(child)
        return late

    def __repr__(self) -> str:
        names = _names(self.root)
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
            "visit": 1 + next(i for i, node in enumerate(self.passed) if node is first),
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
    """깊이 우선으로 곧바로 넘기는 역전파와 위상 순서의 역전파를 견준다.

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
    깊이 우선은 2번째로 온 a의 기울기 1.0000을(를) 곧바로 넘겼습니다.
    그때 a·a에서 올 몫이 아직 없었습니다.
    모두 모이면 13.0000입니다.
    위상 순서는 모두 모일 때까지 기다립니다.
    """
    right = gradients_of(expect_node(root, "compare_orders(root)"))
    with np.errstate(all="ignore"):  # what is not finite is told of by backward
        gradients, passed = _depth_first(root, right[root])
        return OrderComparison(
            root, {node: g for node, g in right.items() if node in gradients}, gradients, passed
        )


def _depth_first(root: Node, seed: Any) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """도착하는 대로 넘기는 역전파.

    Backward as each node is reached: the gradients, and what each node passed on, in order.
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


def _same(a: Any, b: Any) -> bool:
    return bool(np.allclose(a, b, rtol=1e-9, atol=1e-12, equal_nan=True))
