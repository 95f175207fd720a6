"""기록된 역전파의 돌연변이: 실수가 바꾸는 걸음.

Mutations of a recorded backward pass: for each mistake that is made inside layers the passes that
it would lead to. A row of the table in :mod:`micrograd_ko.diagnosing.mistakes` is one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, cast

import numpy as np

from ..engine import Node
from .recognition import Case, Unit, Word, activations
from .tracing import Array, Change, Run, Shares, Trace

Values = dict[str, Any]
Candidates = Iterator[tuple[Mapping[str, Array], Values]]
FEW = 8  # uses of one node that are looked at one by one


# ── activations ──

Locals = Callable[[Unit, Case], Iterator[tuple[Any, Values]]]


def derivative(wrong: Locals, *, apart: bool = False) -> Callable[[Case], Candidates]:
    """활성화 함수의 도함수를 틀린 것으로 바꾼 역전파들.

    Passes with wrong derivatives of activations, from `wrong`.

    Args:
        apart: those of a loop one by one.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group in case.unit_groups[apart]:
            words = {"name": group[0].word, "at": trace.place(group[0].after)}
            for chosen in zip(*(wrong(unit, case) for unit in group), strict=False):
                if all(local is not None and np.isfinite(local).all() for local, _ in chosen):
                    signal = {
                        unit.before: _upstream(trace, unit, local)
                        for unit, (local, _) in zip(group, chosen, strict=True)
                    }
                    yield trace.changed(Change(signal)), {**words, **chosen[0][1]}

    return candidates


def _upstream(trace: Trace, unit: Unit, local: Any) -> Callable[[Array, Run], Array]:
    """출력의 기울기에 local을 곱한 것.

    The gradient of the output times `local`; what came along other ways stays.
    """

    def signal(g: Array, run: Run) -> Array:
        above = run.signals.get(unit.after, trace.true.signals[unit.after])
        return np.asarray(above * local if unit.alone else g + above * (local - unit.local))

    return signal


def left_out(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    yield np.ones(unit.before.data.shape), {}


def twice(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    yield None if unit.local is None else unit.local**2, {}


def wrong_point(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """σ'(z)를 σ'(a) 대신. The derivative at the output, as sigmoid_grad(z) for sigmoid_grad(a)."""
    yield _local(unit.row, unit.after.data), {}


def wrong_formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """출력의 식에 입력을. The formula over the output, given the input: a(1 - a), 1 - a²."""
    yield _local(unit.row, unit.before.data, unit.before.data), {}


def formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """도함수 자리에 다른 식을. Another formula over the input a, the output y or its gradient g."""
    if unit.row is None or unit.local is None:
        return
    y, g = unit.after.data, case.traced.true.signals[unit.after]
    wrong = {"y": y, "1 - y": 1 - y, "(1 - y)^2": (1 - y) ** 2, "g > 0": (g > 0) * 1.0}
    for words, local in wrong.items():
        yield (
            None if np.allclose(local, unit.local) else local,
            {"formula": words, "right": str(unit.row.local_formulas()[0])},
        )


def other_activation(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """다른 활성화 함수의 도함수.

    The derivative of another activation, such as y(1 - y) for tanh or for softmax.
    """
    for row in activations():
        yield (
            None if row is unit.row else _local(row, unit.before.data, unit.after.data),
            {"other": Word.of(row)},
        )


def other_layer(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """다른 층의 값에서의 도함수. The derivative at the values of another layer."""
    for other in {
        other.before: other
        for group in case.unit_groups[0]
        for other in group
        if other.word == unit.word
    }.values():
        if other is not unit and other.before.data.shape == unit.before.data.shape:
            yield _local(unit.row, other.before.data), {"other": case.traced.place(other.after)}


def _local(row: Any, a: Array, y: Array | None = None) -> Any:
    if row is None:
        return None
    with np.errstate(all="ignore"):
        return row.contributions(np.ones(a.shape), row.forward(a) if y is None else y, a)[0]


# ── operands ──


def _products(trace: Trace) -> list[list[Node]]:
    return trace.lines(
        node for node in trace.order if node.op is not None and node.op.name == "matmul"
    )


def operand_transposed(case: Case) -> Candidates:
    """dz = dy @ W2 (W2.T가 아니라). A square operand that is not transposed, or once too often."""
    trace = case.traced
    for group in _products(trace):
        for i in (0, 1):
            operands = [node.parents[i] for node in group]
            if all(p.data.ndim == 2 and p.data.shape[0] == p.data.shape[1] for p in operands):
                shares = {
                    node: _with(trace, node, {i: p.data.T})
                    for node, p in zip(group, operands, strict=True)
                }
                mattering = (
                    p
                    for node, p in zip(group, operands, strict=True)
                    if node.parents[1 - i].kind != "constant"
                )
                yield (
                    trace.changed(Change(shares=shares)),
                    {"operand": trace.place(next(mattering, operands[0]))},
                )


def wrong_operand(case: Case) -> Candidates:
    """z1 대신 a1을 곱했다.

    Another array of the same shape in place of an operand; in a loop one of the same round.
    """
    trace = case.traced
    lines = trace.lines(trace.everything)
    for group in _products(trace):
        for i in (0, 1):
            operands = [node.parents[i] for node in group]
            for others in lines if group[0].parents[1 - i].kind != "constant" else ():
                if _fit(others, operands) and not all(
                    o.data is p.data for o, p in zip(others, operands, strict=True)
                ):
                    shares = {
                        node: _with(trace, node, {i: other.data})
                        for node, other in zip(group, others, strict=True)
                    }
                    words = {
                        "used": trace.place(others[0], operands[-1]),
                        "operand": trace.place(operands[-1], others[0]),
                    }
                    yield trace.changed(Change(shares=shares)), words


def _fit(some: list[Node], others: list[Node]) -> bool:
    return len(some) == len(others) and all(
        a.data.shape == b.data.shape for a, b in zip(some, others, strict=True)
    )


def _with(trace: Trace, node: Node, values: Mapping[int, Array]) -> Callable[[Array], Shares]:
    return lambda g: trace.shares(node, g, values)


# ── sums ──


Doing = Callable[[Array, Array], Array]


def alone(g: Array, share: Array) -> Array:
    """= where += belongs."""
    return share


def missing(g: Array, share: Array) -> Array:
    """All but one."""
    return g - share


def doubled(g: Array, share: Array) -> Array:
    """λw² whose derivative was taken for that of ½λw²."""
    return g + share


def uses(wrong: Doing, at_least: int = 2) -> Callable[[Case], Candidates]:
    """여러 번 쓰인 것의 몫 하나를 잘못 더했다.

    Passes in which of what is used several times the share of one use is wrong.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group in trace.lines(trace.order):
            # of one node each, of those of a loop by the line of the use
            found: dict[Any, list[tuple[Node, int]]] = {}
            for node in group:
                for use in trace.uses[node]:
                    found.setdefault(
                        use if len(group) == 1 else (trace.instruction(use[0]), use[1]), []
                    ).append(use)
            count = len(found)
            for k, which in enumerate(found.values(), start=1):
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


def _by_use(
    trace: Trace, wrong: Doing, node: Node, which: list[tuple[Node, int]], g: Array, run: Run
) -> Array:
    mine = (run.given.get(c, trace.true.given[c])[p] for c, p in which if c.parents[p] is node)
    return wrong(g, sum(mine, np.zeros(g.shape)))


def assigned(case: Case) -> Candidates:
    """dE[idx] = dy: 두 번 나온 자리에는 마지막 것만.

    What an index takes twice gets its last share alone.
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

    No way back through a weight, as in a recurrent net without time.
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
    """한 표본의 몫만 있다. The share of one sample alone, or of one row or column of the signal."""
    for nodes, axis, n in _axes(case):
        for k in (n - 1, 0):
            mask = (np.arange(n) == k).reshape(
                [-1 if i == axis else 1 for i in range(nodes[0].data.ndim)]
            )
            yield (
                _altered(case, nodes, partial(np.multiply, mask)),
                {**_shape(case, nodes), "axis": axis, "k": k},
            )


def averaged(case: Case) -> Candidates:
    """모든 표본에 평균 신호를 썼다.

    The mean of the signal over an axis, used for each of its entries.
    """
    for nodes, axis, n in _axes(case):
        mean = np.full((n, n), 1 / n)
        yield (
            _altered(case, nodes, partial(_along, mean, axis)),
            {**_shape(case, nodes), "axis": axis},
        )


def _along(matrix: Array, axis: int, g: Array) -> Array:
    return np.moveaxis(np.moveaxis(g, axis, -1) @ matrix, -1, axis)


def _axes(case: Case) -> Iterator[tuple[list[Node], int, int]]:
    """매개변수를 쓴 노드의 축마다.

    Each axis of the nodes that parameters go into, and its length.
    """
    for _, nodes, _ in case.uses:
        for axis, n in enumerate(nodes[0].data.shape):
            if n > 1 and _fit(nodes, nodes[:1] * len(nodes)):
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
    """표본을 따라 더하지 않은 몫.

    Shares that are not summed, though broadcasting stretched what they belong to.
    """
    for name, raw in _stretched(case):
        yield {name: raw}, {"shape": raw.shape, "right": case.expected[name].shape, "axis": 0}


def wrong_axis(case: Case) -> Candidates:
    """다른 축으로 더했다. Summed over another axis than that which broadcasting stretched."""
    for name, raw in _stretched(case):
        for axis in range(raw.ndim):
            yield {name: raw.sum(axis=axis)}, {"shape": raw.shape, "axis": axis}


def _stretched(case: Case) -> Iterator[tuple[str, Array]]:
    """브로드캐스팅이 늘린 축을 더하기 전의 몫.

    Shares before the axes that broadcasting stretched are summed, by parameter.
    """
    for name, nodes, place in case.uses:
        shares = []
        for node in nodes:
            assert node.op is not None
            g, inputs = case.traced.true.signals[node], [p.data for p in node.parents]
            shares.append(np.asarray(node.op.contributions(g, node.data, *inputs)[place]))
        if (
            shares[0].ndim > case.expected[name].ndim
            and len({share.shape for share in shares}) == 1
        ):
            yield name, sum(shares[1:], shares[0])


def mixed(case: Case) -> Candidates:
    """(n, 1) - (n,)이 (n, n)이 되었다.

    Each sample is compared with the mean over all: (n, 1) - (n,) is (n, n).
    """
    trace = case.traced
    for node in trace.order:
        if (
            node.op is None
            or node.op.name != "sub"
            or len({p.data.shape for p in node.parents}) > 1
        ):
            continue
        a, b = (p.data for p in node.parents)
        for axis in (i for i, n in enumerate(node.data.shape) if n > 1):
            for side, value in (
                (1, a - b.mean(axis=axis, keepdims=True)),
                (0, a.mean(axis=axis, keepdims=True) - b),
            ):
                children = dict.fromkeys(child for child, _ in trace.uses[node])
                shares = {
                    c: _with(trace, c, {i: value for i, p in enumerate(c.parents) if p is node})
                    for c in children
                }
                words = {
                    "at": trace.place(node),
                    "side": trace.place(node.parents[side]),
                    "axis": axis,
                }
                yield trace.changed(Change(shares=shares)), words


def wrong_signal(case: Case) -> Candidates:
    """다른 층의 기울기를 이어 썼다.

    The gradient of another node of the same shape, and on from there as it should be.
    """
    trace = case.traced
    lines = trace.lines(node for node in trace.order if node.op is not None)
    for group in lines:
        seen = {trace.true.signals[group[0]].tobytes()}
        for others in lines:
            signals = [trace.true.signals[node] for node in others]
            if _fit(group, others) and signals[0].tobytes() not in seen:
                seen.add(signals[0].tobytes())
                change = Change(
                    {
                        node: partial(_signal, other)
                        for node, other in zip(group, signals, strict=True)
                    }
                )
                words = {
                    "used": trace.place(others[0], group[0]),
                    "instead": trace.place(group[0], others[0]),
                }
                yield trace.changed(change), words


def _signal(signal: Array, g: Array, run: Run) -> Array:
    return signal
