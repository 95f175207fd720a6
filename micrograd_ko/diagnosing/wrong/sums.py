"""더해서 생기는 기울기에서 하는 실수: 쓰인 곳, 표본, 축.

Mutate what a gradient adds up from: the uses of a node, the samples, and the axes that
broadcasting stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from typing import Any, cast

import numpy as np

from ...engine import Node
from ..traces import Array, Case, Change, Run, Shares, Trace
from .operands import Candidates, Values

__all__ = [
    "all_samples",
    "assigned",
    "averaged",
    "from_other",
    "one_sample",
    "path_cut",
    "total",
    "wrong_axis",
]


def assigned(case: Case) -> Candidates:
    """dE[idx] = dy: 두 번 나온 자리에는 마지막 것만.

    Give what an index takes twice its last share alone: within one index, within each column of it,
    or over all the uses of an array.
    """
    trace = case.traced
    taken = trace.made_by("getitem")
    for group in trace.lines(taken):
        words = {
            "what": trace.place(group[0].parents[0]),
            "at": trace.place(group[0], group[0].parents[0]),
        }
        for way in WAYS:
            shares = {node: partial(_last, node, *way) for node in group}
            yield trace.changed(Change(shares=shares)), words
        for whole in dict.fromkeys(node.parents[0] for node in group):
            uses = [node for node in taken if node.parents[0] is whole]
            if len(uses) > 1:
                yield trace.changed(Change({whole: partial(_last_use, trace, uses)})), words


# of an index of several axes: at once, or in a loop along one, which adds or assigns, and may go
# backwards
WAYS = [(None, False, 1), *((axis, added, step) for axis in (0, -1) for added, step in (
    (True, 1), (False, 1), (False, -1)))]  # fmt: skip


def _last(node: Node, axis: int | None, added: bool, step: int, g: Array) -> Shares:
    parent, op = node.parents[0], node.op
    assert op is not None
    share, index = np.zeros(parent.data.shape), cast(Any, op.params["index"])
    if axis is not None and isinstance(index, np.ndarray) and index.ndim > 1:
        for k in range(index.shape[axis])[::step]:
            places, part = index.take(k, axis), g.take(k, axis if axis == 0 else index.ndim - 1)
            share[places] = share[places] + part if added else part
    else:
        share[index] = g
    return [(0, parent, share)]


def _last_use(trace: Trace, uses: list[Node], g: Array, run: Run) -> Array:
    found = np.zeros(g.shape)
    for node in uses:
        assert node.op is not None
        index = cast(Any, node.op.params["index"])
        found[index] = trace.given(run, node)[0][index]
    return found


def path_cut(case: Case) -> Candidates:
    """그 가중치를 지나 뒤로 가는 경로가 없다.

    Cut the way back through a weight, as in a recurrent net without time.
    """
    trace = case.traced
    for name, nodes, place in case.uses:
        if len(nodes) < 2:
            continue  # of a single product a share is missing
        cut = {
            node: partial(_without, trace, node, 1 - place)
            for node in nodes
            if len(node.parents) == 2
        }
        yield trace.changed(Change(shares=cut)), {"what": name}


def _without(trace: Trace, node: Node, place: int, g: Array) -> Shares:
    return [share for share in trace.shares(node, g) if share[0] != place]


def one_sample(case: Case) -> Candidates:
    """한 표본의 기여분만 있다.

    Keep the share of one sample alone, or of one row or column of the signal.
    """
    for nodes, axis, n in _axes(case):
        along_axis = [-1 if i == axis else 1 for i in range(nodes[0].data.ndim)]
        for k in (n - 1, 0):
            mask = (np.arange(n) == k).reshape(along_axis)
            words = {**_shape(case, nodes), "axis": axis, "k": k}
            yield _altered(case, nodes, partial(np.multiply, mask)), words


def averaged(case: Case) -> Candidates:
    """모든 표본에 평균 신호를 썼다.

    Use the mean of the signal over an axis for each of its entries.
    """
    for nodes, axis, n in _axes(case):
        mean = np.full((n, n), 1 / n)
        words = {**_shape(case, nodes), "axis": axis}
        yield _altered(case, nodes, partial(_along, mean, axis)), words


def _along(matrix: Array, axis: int, g: Array) -> Array:
    return np.moveaxis(np.moveaxis(g, axis, -1) @ matrix, -1, axis)


def _axes(case: Case) -> Iterator[tuple[list[Node], int, int]]:
    """매개변수를 쓴 노드의 축마다.

    Yield each axis of the nodes that parameters go into, and its length.
    """
    for _, nodes, _ in case.uses:
        for axis, n in enumerate(nodes[0].data.shape):
            if n > 1 and len({node.data.shape for node in nodes}) == 1:
                yield nodes, axis, n


def _altered(case: Case, nodes: list[Node], alter: Callable[[Array], Array]) -> dict[str, Array]:
    shares = {node: partial(_shares_of_altered, case.traced, node, alter) for node in nodes}
    return case.traced.changed(Change(shares=shares))


def _shares_of_altered(
    trace: Trace, node: Node, alter: Callable[[Array], Array], g: Array
) -> Shares:
    return trace.shares(node, alter(g))


def _shape(case: Case, nodes: list[Node]) -> Values:
    return {"shape": nodes[0].data.shape, "at": case.traced.place(nodes[0])}


def all_samples(case: Case) -> Candidates:
    """표본을 따라 더하지 않은 기여분.

    Leave shares unsummed, though broadcasting stretched what they belong to.
    """
    for name, raw, axes in _stretched(case):
        if raw.shape == case.got[name].shape:
            yield {name: raw}, {**_axis(case, name, raw, axes), "axis": _one_or_all(axes)}


def wrong_axis(case: Case) -> Candidates:
    """다른 축으로 더했다. Sum over another axis than that which was stretched."""
    for name, raw, axes in _stretched(case):
        got = case.got[name].shape
        for axis in range(raw.ndim):
            summed = raw.sum(axis=axis)
            if axes != (axis,) and summed.size == np.prod(got):
                words = {**_axis(case, name, raw, axes), "axis": axis}
                if axis in axes:  # the others are still to be summed
                    words |= {"key": "unsummed", "axis": _one_or_all(axes)}
                yield {name: summed.reshape(got)}, words


def total(case: Case) -> Candidates:
    """축 없이 모두 더했다. Sum over everything, np.sum(dz), where one axis is to be summed."""
    for name, raw, axes in _stretched(case):
        if case.expected[name].size > 1:
            words = {**_axis(case, name, raw, axes), "axis": _one_or_all(axes)}
            yield {name: np.full(case.got[name].shape, raw.sum())}, words


def from_other(case: Case) -> Candidates:
    """다른 배열의 기울기를 더했다.

    Sum the gradient of another array than that which the parameter was added to, or that of a
    weight.
    """
    trace = case.traced
    for name, raw, axes in _stretched(case):
        got = case.got[name].shape
        for group in trace.lines(trace.order):
            signal = trace.true.signals[group[0]]
            if len(group) > 1 or signal.ndim != raw.ndim or not signal.ndim:
                continue
            for axis in {axes, *((i,) for i in range(signal.ndim))}:
                summed = signal.sum(axis=axis) if max(axis) < signal.ndim else signal
                if summed.size == np.prod(got) and signal.shape != got:
                    words = {"used": trace.place(group[0]), "shape": raw.shape}
                    yield {name: summed.reshape(got)}, words
        for other, theirs in case.expected.items():
            for axis in _axis_sets(theirs.ndim) if other != name else ():
                summed = theirs.sum(axis=axis)
                if summed.size == np.prod(got) and summed.size > 1:
                    yield {name: summed.reshape(got)}, {"used": other, "shape": raw.shape}


def _axis_sets(ndim: int) -> list[tuple[int, ...]]:
    return [axes for n in range(ndim + 1) for axes in combinations(range(ndim), n)]


def _axis(case: Case, name: str, raw: Array, axes: tuple[int, ...]) -> Values:
    """바른 축. Tell the right axis, and the shapes."""
    return {"shape": raw.shape, "right": case.expected[name].shape, "over": _one_or_all(axes)}


def _one_or_all(axes: tuple[int, ...]) -> Any:
    return axes[0] if len(axes) == 1 else axes


def _stretched(case: Case) -> Iterator[tuple[str, Array, tuple[int, ...]]]:
    """브로드캐스팅이 늘린 축을 더하기 전의 기여분.

    Yield by parameter the shares before the axes that broadcasting stretched are summed, and these
    axes.
    """
    for name, nodes, place in case.uses:
        shares = []
        for node in nodes:
            assert node.op is not None
            g, inputs = case.traced.true.signals[node], [p.data for p in node.parents]
            share = node.op.contributions(g, node.data, *inputs)[place]
            shares.append(np.asarray(share() if callable(share) else share))
        own = case.expected[name].shape
        if nodes[0].parents[place].data.shape != own:
            continue  # its transpose is what is used
        raw = sum(shares[1:], shares[0]) if len({share.shape for share in shares}) == 1 else None
        if raw is None or raw.shape == own or raw.ndim < len(own):
            continue
        added = raw.ndim - len(own)
        short = [i + added for i, n in enumerate(own) if n == 1 != raw.shape[i + added]]
        yield name, raw, (*range(added), *short)
