"""기울기가 그 값인 이유: 경로마다의 기여분과 그 합.

Explain why a gradient is what it is: a sum over the paths that it came along.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from ..arguments import check_whole
from ..engine import (
    Node,
    expect_node,
    grad,
    is_changed,
    number,
    over,
    signed,
    topological_order,
    variable,
)
from ..errors import GraphError
from ..messages import clipped, columns, text
from ..naming import all_names
from .orders import same
from .paths import Path, Ways

__all__ = ["Explanation", "explain"]

LIMIT = 32  # paths that are shown
ENDS = 6  # names and factors that are shown at either end of a long path


class Explanation:
    """explain의 답. print로 읽는다.

    Hold what :func:`explain` found; ``print`` reads it out.

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
        names = all_names(topological_order(self.y, self.x))[0]
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
        if self.x.grad is not None and not same(self.x.grad, self.total):
            lines.append(self._other(names[self.x]))
        return "\n".join(lines)

    def _other(self, x: Any) -> str:
        """x.grad가 total이 아닌 까닭. Say why x.grad is not the total."""
        with np.errstate(all="ignore"):
            if any(map(is_changed, topological_order(self.y))):
                return text("explain.changed", grad=number(self.x.grad), x=x)
        y = variable(self.y.label, "y")
        return text("explain.other", grad=number(self.x.grad), total=number(self.total), x=x, y=y)


def explain(y: Node, x: Node, *, limit: int = LIMIT) -> Explanation:
    """x의 기울기가 왜 그 값인지: x에서 y까지 가는 모든 경로와, 경로마다 국소 미분의 곱.

    Explain why the derivative of `y` with respect to `x` is what it is: it is the sum, over every
    path from x to y, of the product of the local derivatives along that path. Paths are counted
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
    ∂y/∂w = 8.0000: w에서 y까지 가는 경로 3개의 합
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
        ways = Ways(y, x)
        found = ways.largest(limit)
    count, size = ways.count.get(y, 0), ways.size.get(y, 0.0)
    share = (
        1.0
        if len(found) == count or size == 0
        else min(_sum(abs(path.product) for path in found) / size, 1.0)
    )
    return Explanation(y, x, found, count, grad(y, x), share)


# ── a path in words ──


def _road(path: Path, names: dict[Node, Any]) -> str:
    """경로를 y에서 x로, 곱의 순서대로.

    Write the path from y back to x, in the order in which its derivatives are multiplied.
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

    Take the two ends of what is long, and how many are left out between; of what is short all, and
    nothing.
    """
    if len(whole) <= 2 * ENDS:
        return whole, (), 0
    return whole[:ENDS], whole[-ENDS:], len(whole) - 2 * ENDS


def _percent(share: float) -> str:
    return "?" if math.isnan(share) else f"{share:.1%}" if share >= 0.001 else f"{share:.1e}"


def _sum(numbers: Iterable[float]) -> float:
    """더한 것, 넘치면 inf, 정해지지 않으면 nan. Add up, by IEEE 754 where fsum raises."""
    listed = list(numbers)
    try:
        return math.fsum(listed)
    except (OverflowError, ValueError):
        return sum(listed)


def _readable(count: int) -> str:
    """아주 큰 정수도 읽을 수 있게.

    Write a whole number of any size: beyond 15 digits as a power of ten.
    """
    if count < 10**15:
        return f"{count:,}"
    from decimal import Decimal

    return f"{Decimal(count):.2e}".replace("e+", "e")
