"""손으로 쓴 역전파의 흔한 실수의 표: 한 행이 실수 하나.

Common mistakes in backward passes written by hand: one row each, the simplest first. *A mistake is
a mutation of the backward pass*: a row yields the gradients that its mistake would give, and what
fills its sentence. The search, in :mod:`micrograd_ko.diagnosis`, takes the simplest mistakes whose
gradient equals the learner's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .graph import Node
from .recognition import LOOSE, Case, Unit, Word, activations
from .tracing import Array, Change, Run, Shares, Trace

__all__ = ["MISTAKES", "Mistake"]

Values = dict[str, Any]
Candidates = Iterator[tuple[Mapping[str, Array], Values]]
FEW = 8  # uses of one node that are looked at one by one


# ── what needs no graph ──


def _zero(case: Case) -> Candidates:
    for name, right, got in case.pairs():
        if not got.any():
            yield {name: np.zeros(right.shape)}, {}


def _unfilled(case: Case) -> Candidates:
    """np.zeros_like나 np.ones_like에 쓰지 않고 남은 곳. What is left of np.zeros_like or np.ones_like."""
    for name, right, got in case.pairs():
        wrong = case.wrong(name)
        for value in (0.0, 1.0) if got.any() else ():
            if wrong.any() and not wrong.all() and (got[wrong] == value).all():
                words = {"count": int(wrong.sum()), "value": int(value), "entry": _first(wrong)}
                yield {name: np.where(wrong, value, right)}, words


def _elsewhere(case: Case) -> Candidates:
    """다른 매개변수의 미분이 잘못 적힌 한 곳. One entry that the derivative of another parameter was written to."""
    for name, right, got in case.pairs():
        wrong = case.wrong(name)
        if wrong.sum() != 1 or got.size == 1:
            continue
        entry = _first(wrong)
        for other, theirs in case.expected.items():
            near = np.abs(theirs - got[entry]) <= LOOSE * abs(got[entry])
            if other != name and near.any():
                place = tuple(int(i) for i in np.unravel_index(np.argmin(np.abs(theirs - got[entry])), theirs.shape))
                candidate = right.copy()
                candidate[entry] = theirs[place]
                yield {name: candidate}, {"entry": entry, "other": f"{other}{list(place)}"}


def _first(wrong: Array) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _sign(case: Case) -> Candidates:
    yield {name: -right for name, right in case.expected.items()}, {}


def _transpose(case: Case) -> Candidates:
    for name, right in case.expected.items():
        if right.ndim == 2:
            yield {name: right.T}, {"shape": right.T.shape, "right": right.shape}


def _reshaped(case: Case) -> Candidates:
    for name, right in case.expected.items():
        shape = case.got[name].shape
        if shape != right.shape and case.got[name].size == right.size:
            yield {name: right.reshape(shape)}, {"shape": shape, "right": right.shape}


def _swapped(case: Case) -> Candidates:
    for other, theirs in case.expected.items():
        yield {name: theirs for name in case.expected if name != other}, {"other": other}


def _unsummed(case: Case) -> Candidates:
    """더하면 맞는다. What the sum of is right, over an axis that should be gone."""
    for name, right in case.expected.items():
        got = case.got[name]
        for axis in range(got.ndim) if got.ndim == right.ndim + 1 else ():
            summed = got.sum(axis=axis)
            bound = LOOSE * np.max(np.abs(right), initial=0.0) + case.off[name]
            if got.shape[axis] > 1 and summed.shape == right.shape and (np.abs(summed - right) <= bound).all():
                yield {name: got}, {"shape": got.shape, "right": right.shape, "axis": axis}


def _scaled(case: Case) -> Candidates:
    """그 자체로 실수가 아니라 배수의 바탕. No mistake in itself, but with a factor."""
    yield case.expected, {}


# ── activations ──

Locals = Callable[[Unit, Case], Iterator[tuple[Any, Values]]]


def _derivative(wrong: Locals, *, apart: bool = False) -> Callable[[Case], Candidates]:
    """활성화 함수의 도함수를 틀린 것으로 바꾼 역전파들. Passes with wrong derivatives of activations, from `wrong`.

    Args:
        apart: those of a loop one by one.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group in case.unit_groups[apart]:
            words = {"name": group[0].word, "at": trace.place(group[0].after)}
            for chosen in zip(*(wrong(unit, case) for unit in group), strict=False):
                if all(local is not None and np.isfinite(local).all() for local, _ in chosen):
                    signal = {unit.before: _upstream(trace, unit, local) for unit, (local, _) in zip(group, chosen, strict=True)}
                    yield trace.changed(Change(signal)), {**words, **chosen[0][1]}

    return candidates


def _upstream(trace: Trace, unit: Unit, local: Any) -> Callable[[Array, Run], Array]:
    """출력의 기울기에 local을 곱한 것. The gradient of the output times `local`; what came along other ways stays."""

    def signal(g: Array, run: Run) -> Array:
        above = run.signals.get(unit.after, trace.true.signals[unit.after])
        return np.asarray(above * local if unit.alone else g + above * (local - unit.local))

    return signal


def _left_out(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    yield np.ones(unit.before.data.shape), {}


def _twice(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    yield None if unit.local is None else unit.local**2, {}


def _wrong_point(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """σ'(z)를 σ'(a) 대신. The derivative at the output, as sigmoid_grad(z) for sigmoid_grad(a)."""
    yield _local(unit.row, unit.after.data), {}


def _wrong_formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """출력의 식에 입력을. The formula over the output, given the input: a(1 - a), 1 - a²."""
    yield _local(unit.row, unit.before.data, unit.before.data), {}


def _other_activation(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """다른 활성화 함수의 도함수. The derivative of another activation, such as y(1 - y) for tanh or for softmax."""
    for row in activations():
        yield None if row is unit.row else _local(row, unit.before.data, unit.after.data), {"other": Word.of(row)}


def _other_layer(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """다른 층의 값에서의 도함수. The derivative at the values of another layer."""
    for other in {other.before: other for group in case.unit_groups[0] for other in group if other.word == unit.word}.values():
        if other is not unit and other.before.data.shape == unit.before.data.shape:
            yield _local(unit.row, other.before.data), {"other": case.traced.place(other.after)}


def _local(row: Any, a: Array, y: Array | None = None) -> Any:
    if row is None:
        return None
    with np.errstate(all="ignore"):
        return row.contributions(np.ones(a.shape), row.forward(a) if y is None else y, a)[0]


# ── operands ──


def _products(trace: Trace) -> list[list[Node]]:
    return trace.lines(node for node in trace.order if node.op is not None and node.op.name == "matmul")


def _operand_transposed(case: Case) -> Candidates:
    """dz = dy @ W2 (W2.T가 아니라). A square operand that is not transposed, or once too often."""
    trace = case.traced
    for group in _products(trace):
        for i in (0, 1):
            operands = [node.parents[i] for node in group]
            if all(p.data.ndim == 2 and p.data.shape[0] == p.data.shape[1] for p in operands):
                shares = {node: _with(trace, node, {i: p.data.T}) for node, p in zip(group, operands, strict=True)}
                yield trace.changed(Change(shares=shares)), {"operand": trace.place(operands[0])}


def _wrong_operand(case: Case) -> Candidates:
    """z1 대신 a1을 곱했다. Another array of the same shape in place of an operand; in a loop one of the same round."""
    trace = case.traced
    lines = trace.lines(trace.everything)
    for group in _products(trace):
        for i in (0, 1):
            operands = [node.parents[i] for node in group]
            for others in lines if group[0].parents[1 - i].kind != "constant" else ():
                if _fit(others, operands) and not all(o.data is p.data for o, p in zip(others, operands, strict=True)):
                    shares = {node: _with(trace, node, {i: other.data}) for node, other in zip(group, others, strict=True)}
                    words = {"used": trace.place(others[0], operands[-1]), "operand": trace.place(operands[-1], others[0])}
                    yield trace.changed(Change(shares=shares)), words


def _fit(some: list[Node], others: list[Node]) -> bool:
    return len(some) == len(others) and all(a.data.shape == b.data.shape for a, b in zip(some, others, strict=True))


def _with(trace: Trace, node: Node, values: Mapping[int, Array]) -> Callable[[Array], Shares]:
    return lambda g: trace.shares(node, g, values)


# ── sums ──


def _uses(case: Case, *, missing: bool) -> Candidates:
    """몫을 더하지 않고 덮어썼다. Of what is used several times one use alone, = where += belongs; or all but one."""
    trace = case.traced
    for group in trace.lines(trace.order):
        uses: dict[Any, list[tuple[Node, int]]] = {}  # of one node each, of those of a loop by the line of the use
        for node in group:
            for use in trace.uses[node]:
                uses.setdefault(use if len(group) == 1 else (trace.instruction(use[0]), use[1]), []).append(use)
        count = len(uses)
        for k, which in enumerate(uses.values(), start=1):
            if count >= 2 + missing and (count <= FEW or k in (1, count)):

                def signal(g: Array, run: Run, node: Node, which: list[tuple[Node, int]] = which) -> Array:
                    mine = (run.given.get(c, trace.true.given[c])[p] for c, p in which if c.parents[p] is node)
                    share = sum(mine, np.zeros(g.shape))
                    return g - share if missing else share

                words = {"what": trace.place(group[0]), "count": count, "at": trace.place(which[0][0]), "k": k}
                yield trace.changed(Change({node: partial(signal, node=node) for node in group})), words


def _path_cut(case: Case) -> Candidates:
    """그 가중치를 지나 뒤로 가는 길이 없다. No way back through a weight, as in a recurrent net without time."""
    trace = case.traced
    for name, nodes, place in case.uses:
        cut = {node: partial(_without, trace, node, 1 - place) for node in nodes if len(node.parents) == 2}
        yield trace.changed(Change(shares=cut)), {"what": name}


def _without(trace: Trace, node: Node, place: int, g: Array) -> Shares:
    return [share for share in trace.shares(node, g) if share[0] != place]


def _one_sample(case: Case) -> Candidates:
    """한 표본의 몫만 있다. The share of one sample alone, or of one row or column of the signal."""
    for nodes, axis, n in _axes(case):
        for k in (n - 1, 0):
            mask = (np.arange(n) == k).reshape([-1 if i == axis else 1 for i in range(nodes[0].data.ndim)])
            yield _altered(case, nodes, partial(np.multiply, mask)), {**_shape(case, nodes), "axis": axis, "k": k}


def _averaged(case: Case) -> Candidates:
    """모든 표본에 평균 신호를 썼다. The mean of the signal over an axis, used for each of its entries."""
    for nodes, axis, n in _axes(case):
        mean = np.full((n, n), 1 / n)
        yield _altered(case, nodes, partial(_along, mean, axis)), {**_shape(case, nodes), "axis": axis}


def _along(matrix: Array, axis: int, g: Array) -> Array:
    return np.moveaxis(np.moveaxis(g, axis, -1) @ matrix, -1, axis)


def _axes(case: Case) -> Iterator[tuple[list[Node], int, int]]:
    """매개변수를 쓴 노드의 축마다. Each axis of the nodes that parameters go into, and its length."""
    for _, nodes, _ in case.uses:
        for axis, n in enumerate(nodes[0].data.shape):
            if n > 1 and _fit(nodes, nodes[:1] * len(nodes)):
                yield nodes, axis, n


def _altered(case: Case, nodes: list[Node], alter: Callable[[Array], Array]) -> dict[str, Array]:
    shares = {node: partial(_shares_of_altered, case.traced, node, alter) for node in nodes}
    return case.traced.changed(Change(shares=shares))


def _shares_of_altered(trace: Trace, node: Node, alter: Callable[[Array], Array], g: Array) -> Shares:
    return trace.shares(node, alter(g))


def _shape(case: Case, nodes: list[Node]) -> Values:
    return {"shape": nodes[0].data.shape, "at": case.traced.place(nodes[0])}


def _all_samples(case: Case) -> Candidates:
    """표본을 따라 더하지 않은 몫. Shares that are not summed, though broadcasting stretched what they belong to."""
    for name, raw in _stretched(case):
        yield {name: raw}, {"shape": raw.shape, "right": case.expected[name].shape, "axis": 0}


def _wrong_axis(case: Case) -> Candidates:
    """다른 축으로 더했다. Summed over another axis than that which broadcasting stretched."""
    for name, raw in _stretched(case):
        for axis in range(raw.ndim):
            yield {name: raw.sum(axis=axis)}, {"shape": raw.shape, "axis": axis}


def _stretched(case: Case) -> Iterator[tuple[str, Array]]:
    """브로드캐스팅이 늘린 축을 더하기 전의 몫. Shares before the axes that broadcasting stretched are summed, by parameter."""
    for name, nodes, place in case.uses:
        shares = []
        for node in nodes:
            assert node.op is not None
            g, inputs = case.traced.true.signals[node], [p.data for p in node.parents]
            shares.append(np.asarray(node.op.contributions(g, node.data, *inputs)[place]))
        if shares[0].ndim > case.expected[name].ndim and len({share.shape for share in shares}) == 1:
            yield name, sum(shares[1:], shares[0])


def _mixed(case: Case) -> Candidates:
    """(n, 1) - (n,)이 (n, n)이 되었다. Each sample is compared with the mean over all: (n, 1) - (n,) is (n, n)."""
    trace = case.traced
    for node in trace.order:
        if node.op is None or node.op.name != "sub" or len({p.data.shape for p in node.parents}) > 1:
            continue
        a, b = (p.data for p in node.parents)
        for axis in (i for i, n in enumerate(node.data.shape) if n > 1):
            for side, value in ((1, a - b.mean(axis=axis, keepdims=True)), (0, a.mean(axis=axis, keepdims=True) - b)):
                children = dict.fromkeys(child for child, _ in trace.uses[node])
                shares = {c: _with(trace, c, {i: value for i, p in enumerate(c.parents) if p is node}) for c in children}
                words = {"at": trace.place(node), "side": trace.place(node.parents[side]), "axis": axis}
                yield trace.changed(Change(shares=shares)), words


def _wrong_signal(case: Case) -> Candidates:
    """다른 층의 기울기를 이어 썼다. The gradient of another node of the same shape, and on from there as it should be."""
    trace = case.traced
    lines = trace.lines(node for node in trace.order if node.op is not None)
    for group in lines:
        seen = {trace.true.signals[group[0]].tobytes()}
        for others in lines:
            signals = [trace.true.signals[node] for node in others]
            if _fit(group, others) and signals[0].tobytes() not in seen:
                seen.add(signals[0].tobytes())
                change = Change({node: partial(_signal, other) for node, other in zip(group, signals, strict=True)})
                words = {"used": trace.place(others[0], group[0]), "instead": trace.place(group[0], others[0])}
                yield trace.changed(change), words


def _signal(signal: Array, g: Array, run: Run) -> Array:
    return signal


# ── the table ──


class Mistake(NamedTuple):
    """표의 한 행: 열쇠, 그래프가 필요한가, 그 실수가 주는 기울기들. A row: its key, if it needs the graph, its candidates."""

    key: str
    traced: bool
    candidates: Callable[[Case], Candidates]


# fmt: off
MISTAKES: list[list[Mistake]] = [  # of equal simplicity in one group, the simplest first
    [Mistake("zero",               False, _zero),
     Mistake("unfilled",           False, _unfilled),
     Mistake("elsewhere",          False, _elsewhere)],
    [Mistake("sign",               False, _sign),
     Mistake("transpose",          False, _transpose),
     Mistake("reshaped",           False, _reshaped),
     Mistake("swapped",            False, _swapped),
     Mistake("unsummed",           False, _unsummed)],
    [Mistake("factor",             False, _scaled)],
    [Mistake("left_out",           True,  _derivative(_left_out))],
    [Mistake("twice",              True,  _derivative(_twice)),
     Mistake("wrong_point",        True,  _derivative(_wrong_point)),
     Mistake("wrong_formula",      True,  _derivative(_wrong_formula)),
     Mistake("other_activation",   True,  _derivative(_other_activation)),
     Mistake("other_layer",        True,  _derivative(_other_layer))],
    [Mistake("operand_transposed", True,  _operand_transposed),
     Mistake("wrong_operand",      True,  _wrong_operand)],
    [Mistake("path_cut",           True,  _path_cut),
     Mistake("one_use",            True,  partial(_uses, missing=False)),
     Mistake("use_missing",        True,  partial(_uses, missing=True)),
     Mistake("one_sample",         True,  _one_sample),
     Mistake("averaged",           True,  _averaged),
     Mistake("unsummed",           True,  _all_samples),
     Mistake("wrong_axis",         True,  _wrong_axis),
     Mistake("mixed",              True,  _mixed)],
    [Mistake("left_out",           True,  _derivative(_left_out, apart=True))],
    [Mistake("wrong_signal",       True,  _wrong_signal)],
]
# fmt: on
