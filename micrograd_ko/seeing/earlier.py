"""앞서 남은 기울기: 이 그래프의 기여분을 더한 것이 아닌 .grad.

Find gradients from before: a ``.grad`` that is not the sum of what this graph gives the node.
Leaves add up over calls of backward(), and keep what an earlier loss left in them; a picture of one
pass must not show that as this pass's gradient.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from itertools import accumulate
from math import isfinite
from typing import Any, NamedTuple

import numpy as np

from ..engine import Node, is_changed, shares_of

__all__ = ["NO_EARLIER", "Earlier", "earlier_gradients"]


class Earlier(NamedTuple):
    """그래프에 있는 앞서 남은 기울기. Hold the gradients from before.

    `sums`: for each node whose ``.grad`` is not the sum of its contributions, that sum; None where
    nothing in the graph gives it any. `changed`: some ``.data`` was changed after the forward pass,
    so contributions are no longer those of the backward pass, and gradients that differ from them
    say nothing.

    >>> from micrograd_ko import Value
    >>> from micrograd_ko.engine import topological_order
    >>> x = Value(3.0, "x")
    >>> y = x * 2
    >>> for _ in range(2):
    ...     y.backward()  # the second adds to the first
    >>> x.grad, earlier_gradients(topological_order(y)).sums[x]
    (4.0, 2.0)
    """

    sums: dict[Node, Any]
    changed: bool


NO_EARLIER = Earlier({}, changed=False)


def earlier_gradients(order: Sequence[Node], roots: Collection[Node] = ()) -> Earlier:
    """기울기가 기여분의 합이 아닌 노드들: 여러 번 쌓였거나, 앞서 남았거나, 직접 넣은 것.

    Find the nodes of a graph, given in topological order, whose gradient is not the sum of what
    their children's gradients give them: it accumulated over several backward(), was left by an
    earlier one, or set by hand. The gradient of one of `roots`, by default the last node, is what
    a pass started from, and is taken as it is where nothing in the graph adds to it. So are those
    of a pass that is under way, as a :class:`Stepper`'s, and a gradient of 0.

    >>> from micrograd_ko import Value
    >>> x, w = Value(3.0, "x"), Value(2.0, "w")
    >>> (x * x).backward()
    >>> y = x * w  # of another loss than the one that was differentiated
    >>> y.backward()
    >>> [node.label for node in earlier_gradients([x, w, y]).sums]
    ['x']
    """
    with np.errstate(all="ignore"):  # .data may be a NumPy scalar, which warns in English
        given, edges = _walk(order, set(roots or order[-1:]))
        sums = {
            node: got.total
            for node, got in given.items()
            if not (got.fits[-1] or got.held is None or got.fits[0])
        }
        if not sums or _is_under_way(given.values(), edges):
            return NO_EARLIER
        if any(total is not None for total in sums.values()) and any(map(is_changed, order)):
            return Earlier(
                {node: None for node, total in sums.items() if total is None}, changed=True
            )
    return Earlier(sums, changed=False)


def _walk(order: Sequence[Node], roots: set[Node]) -> tuple[dict[Node, _Given], int]:
    """역전파의 차례로, 기울기가 있는 노드가 넘기는 것.

    Collect, in the order of backward, what each gradient gives on; and count how often.
    """
    given: dict[Node, _Given] = {}
    edges = 0
    for node in reversed(order):
        if node.grad is None or node.kind == "constant":
            continue
        if node not in roots and node not in given:
            given[node] = _Given(node.grad)
        for _, parent, share in shares_of(node, node.grad):
            if parent not in given:
                given[parent] = _Given(parent.grad)
            given[parent].add(share, edges)
            edges += 1
    return given, edges


class _Given:
    """노드 하나가 받은 기여분. Hold what one node is given, beside the gradient that it holds.

    `fits`: is what it holds the sum of nothing yet, of the first contribution, of the first two,
    and so on?
    `places`: which of all contributions of the pass those are.
    """

    __slots__ = ("fits", "held", "places", "size", "total")

    def __init__(self, held: Any) -> None:
        self.held, self.total, self.size = held, None, 0.0
        self.fits = [held is None or (held == 0 if isinstance(held, float) else not np.any(held))]
        self.places: list[int] = []

    def add(self, share: Any, place: int) -> None:
        """기여분 하나를, backward가 더하는 차례로.

        Add one more contribution, in the order in which backward adds them.
        """
        self.total = share if self.total is None else self.total + share
        self.size += _size(share)
        self.fits.append(self.held is not None and _alike(self.held, self.total, self.size))
        self.places.append(place)


def _is_under_way(given: Collection[_Given], edges: int) -> bool:
    """역전파가 도중인가.

    Tell whether at some moment of the pass each node holds the sum of what came before it.
    """
    # of how many nodes hold what they would after so many contributions
    changes = [0] * (edges + 2)
    for got in given:
        since = [0, *(place + 1 for place in got.places)]
        until = [*(place + 1 for place in got.places), edges + 1]
        for start, end, fits in zip(since, until, got.fits, strict=True):
            changes[start] += fits
            changes[end] -= fits
    return len(given) in accumulate(changes)


def _size(share: Any) -> float:
    """가장 큰 유한한 수의 크기. Find the size of the largest finite entry."""
    if isinstance(share, float):
        return abs(share) if isfinite(share) else 0.0
    sizes = np.abs(share)
    return float(np.max(sizes, initial=0.0, where=np.isfinite(sizes)))


def _alike(held: Any, total: Any, size: float) -> bool:
    """반올림을 빼면 같은가.

    Tell whether they are the same but for the rounding of contributions of that size, nan too.
    """
    if isinstance(held, float) and isinstance(total, float):
        return (
            held == total
            or abs(held - total) <= _room(np.float64) * size
            or (held != held and total != total)
        )
    held, total = np.asarray(held), np.asarray(total)
    if held.shape not in ((), total.shape):
        return False
    room = max(_room(x.dtype.type) for x in (held, total)) * size
    return bool(
        np.all(
            (held == total) | (np.abs(held - total) <= room) | ((held != held) & (total != total))
        )
    )


@cache
def _room(dtype: Any) -> float:
    """반올림으로 다를 수 있는 비율: 유효숫자의 절반.

    Tell by which part rounding may part two sums: half of the digits.
    """
    return float(np.finfo(dtype).eps) ** 0.5 if issubclass(dtype, np.floating) else 0.0
