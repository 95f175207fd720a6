"""더해서 생기는 기울기에서 하는 실수: 쓰인 곳, 표본, 축.

Mutate what a gradient adds up from: the uses of a node, the samples, and the axes that
broadcasting stretched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, cast

import numpy as np

from ..engine import Node
from .case import Case
from .mutations import Candidates, Values
from .trace import Array, Change, Run, Shares, Trace

__all__ = [
    "all_samples",
    "alone",
    "assigned",
    "averaged",
    "doubled",
    "missing",
    "one_sample",
    "path_cut",
    "uses",
    "wrong_axis",
]

FEW = 8  # uses of one node that are looked at one by one

Use = tuple[Node, int]  # a child, and which of its inputs
Doing = Callable[[Array, Array], Array]  # the gradient and the share of one use, to a wrong one


def alone(g: Array, share: Array) -> Array:
    """+= 자리에 =. Write = where += belongs."""
    return share


def missing(g: Array, share: Array) -> Array:
    """하나를 빼고. Leave one share out."""
    return g - share


def doubled(g: Array, share: Array) -> Array:
    """½λw²를 λw²로. Count one share twice, as λw² for ½λw²."""
    return g + share


def uses(wrong: Doing, at_least: int = 2) -> Callable[[Case], Candidates]:
    """여러 번 쓰인 것의 기여분 하나를 잘못 더했다.

    Go back with the share of one use wrong, of what is used several times.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group in trace.lines(trace.order):
            found = _uses(trace, group)
            count = len(found)
            for k, which in enumerate(found, start=1):
                if count >= at_least and (count <= FEW or k in (1, count)):
                    signals = {node: partial(_by_use, trace, wrong, node, which) for node in group}
                    words = {
                        "what": trace.place(group[0]),
                        "count": count,
                        "at": trace.place(which[0][0], group[0]),
                        "k": k,
                    }
                    yield trace.changed(Change(signals)), words

    return candidates


def _uses(trace: Trace, group: list[Node]) -> list[list[Use]]:
    """쓰인 곳 하나하나, 반복문에서는 쓰인 줄마다.

    List the uses of what one line made: of one node each, of those of a loop by line of use.
    """
    if len(group) == 1:
        return [[use] for use in trace.uses[group[0]]]
    found: dict[Any, list[Use]] = {}
    for node in group:
        for child, place in trace.uses[node]:
            found.setdefault((trace.instruction(child), place), []).append((child, place))
    return list(found.values())


def _by_use(trace: Trace, wrong: Doing, node: Node, which: list[Use], g: Array, run: Run) -> Array:
    share = np.zeros(g.shape)
    for child, place in which:
        if child.parents[place] is node:
            share = share + run.given.get(child, trace.true.given[child])[place]
    return wrong(g, share)


def assigned(case: Case) -> Candidates:
    """dE[idx] = dy: 두 번 나온 자리에는 마지막 것만.

    Give what an index takes twice its last share alone.
    """
    trace = case.traced
    for group in trace.lines(
        node for node in trace.order if node.op is not None and node.op.name == "getitem"
    ):
        shares = {node: partial(_last, node) for node in group}
        words = {
            "what": trace.place(group[0].parents[0]),
            "at": trace.place(group[0], group[0].parents[0]),
        }
        yield trace.changed(Change(shares=shares)), words


def _last(node: Node, g: Array) -> Shares:
    parent, op = node.parents[0], node.op
    assert op is not None
    share, index = np.zeros(parent.data.shape), cast(Any, op.params["index"])
    share[index] = g
    return [(0, parent, share)]


def path_cut(case: Case) -> Candidates:
    """그 가중치를 지나 뒤로 가는 길이 없다.

    Cut the way back through a weight, as in a recurrent net without time.
    """
    trace = case.traced
    for name, nodes, place in case.uses:
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
    for name, raw in _stretched(case):
        yield {name: raw}, {"shape": raw.shape, "right": case.expected[name].shape, "axis": 0}


def wrong_axis(case: Case) -> Candidates:
    """다른 축으로 더했다. Sum over another axis than that which was stretched."""
    for name, raw in _stretched(case):
        for axis in range(raw.ndim):
            yield {name: raw.sum(axis=axis)}, {"shape": raw.shape, "axis": axis}


def _stretched(case: Case) -> Iterator[tuple[str, Array]]:
    """브로드캐스팅이 늘린 축을 더하기 전의 기여분.

    Yield by parameter the shares before the axes that broadcasting stretched are summed.
    """
    for name, nodes, place in case.uses:
        shares = []
        for node in nodes:
            assert node.op is not None
            g, inputs = case.traced.true.signals[node], [p.data for p in node.parents]
            shares.append(np.asarray(node.op.contributions(g, node.data, *inputs)[place]))
        alike = len({share.shape for share in shares}) == 1
        if alike and shares[0].ndim > case.expected[name].ndim:
            yield name, sum(shares[1:], shares[0])
