"""활성화 함수의 도함수에서 하는 실수.

Mutate the derivatives of activations: left out, taken twice, taken at another point, or another
formula in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from ...engine import Node
from ..traces import ELEMENTARY, Array, Case, Change, Run, Trace, Unit, Word, activations
from .operands import Candidates, Values, fixed, stand_ins

__all__ = [
    "derivative",
    "formula",
    "label_missing",
    "left_out",
    "other_activation",
    "other_layer",
    "passed_on",
    "softmax_axis",
    "softmax_formula",
    "twice",
    "wrong_formula",
    "wrong_point",
]

Locals = Callable[[Unit, Case], Iterator[tuple[Any, Values]]]


def derivative(wrong: Locals, *, apart: bool = False) -> Callable[[Case], Candidates]:
    """활성화 함수의 도함수를 틀린 것으로 바꾼 역전파들.

    Go back with wrong derivatives of activations, from `wrong`.

    Args:
        apart: those of a loop one by one.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group in case.unit_groups[apart]:
            words = {"name": group[0].word, "at": case.at([unit.after for unit in group])}
            for chosen in zip(*(wrong(unit, case) for unit in group), strict=False):
                if all(_is_some(local) for local, _ in chosen):
                    signal = {
                        unit.before: _upstream(trace, unit, local)
                        for unit, (local, _) in zip(group, chosen, strict=True)
                    }
                    yield trace.changed(Change(signal)), {**words, **chosen[0][1]}

    return candidates


def _is_some(local: Any) -> bool:
    return callable(local) or (local is not None and bool(np.isfinite(local).all()))


def _upstream(trace: Trace, unit: Unit, local: Any) -> Callable[[Array, Run], Array]:
    """출력의 기울기에 local을 곱한 것.

    Multiply the gradient of the output by `local`; what came along other ways stays.
    """

    def signal(g: Array, run: Run) -> Array:
        above = trace.signal(run, unit.after)
        own = local(above) if callable(local) else local
        return np.asarray(above * own if unit.alone else g + above * (own - unit.local))

    return signal


def left_out(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    yield np.ones(unit.before.data.shape), {}


def twice(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    yield None if unit.local is None else unit.local**2, {}


def wrong_point(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """σ'(z)를 σ'(a) 대신. Differentiate at the output, as sigmoid_grad(z) for sigmoid_grad(a)."""
    yield (_local(unit.row, unit.after.data) if _is_activation(unit) else None), {}


def wrong_formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """출력의 식에 입력을. Put the input into the formula over the output: a(1 - a), 1 - a²."""
    local = _local(unit.row, unit.before.data, unit.before.data)
    yield (local if _is_activation(unit) else None), {}


def _is_activation(unit: Unit) -> bool:
    return unit.row is not None and unit.row.name not in ("pow", "sqrt", "exp", "log")


def formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """도함수 자리에 다른 식을. Take another formula over the output y or its gradient g."""
    if unit.local is None:
        return
    y, a = unit.after.data, unit.before.data
    sign = getattr(unit.row, "sign_inside", 1)
    right = "" if unit.row is None else str(unit.row.local_formulas()[0])
    wrong: dict[str, Any] = {
        "y": y,
        "1 - y": 1 - y,
        "(1 - y)^2": (1 - y) ** 2,
        "g > 0": lambda g: (g > 0) * 1.0,
        "a < 0": (a < 0) * 1.0,
    }
    slopes = np.unique(unit.local)
    if len(slopes) == 2 and 0 not in slopes:  # of a leaky one, the other way round
        wrong["1 if a < 0"] = np.where(unit.local == slopes[0], slopes[1], slopes[0])
    name = "" if unit.row is None else unit.row.name
    if name == "pow":
        wrong["sign(a)"] = np.sign(a)
    elif name != "log":  # where it is a multiple of the derivative
        wrong["a"] = a
    for words, local in wrong.items():
        if not callable(local):
            local = sign * local
        yield (
            None if not callable(local) and np.allclose(local, unit.local) else local,
            {"formula": words, "right": right},
        )


def other_activation(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """다른 활성화 함수의 도함수.

    Take the derivative of another activation, such as y(1 - y) for tanh or for softmax.
    """
    for row in activations():
        if row.name in ELEMENTARY:
            continue
        for y in (unit.after.data, None):  # over this output, or over its own
            yield (
                None if row is unit.row else _local(row, unit.before.data, y),
                {"other": Word.of(row)},
            )


def passed_on(case: Case) -> Candidates:
    """뒤로 넘길 때만 도함수를 곱하지 않았다: dh_prev = W.T @ dh.

    Leave a derivative out of what is passed on through a product, though it is in the gradient of
    the weight.
    """
    trace = case.traced
    for group in case.unit_groups[0]:
        signal: dict[Node, Any] = {}
        for unit in group:
            for product in _products_into(unit.before):
                for place, operand in enumerate(product.parents):
                    if operand.op is not None and operand.kind != "constant":
                        late = partial(_late, trace, unit, product, place)
                        known = signal.get(operand)
                        signal[operand] = late if known is None else _both(known, late)
        if signal:
            yield trace.changed(Change(signal)), {
                "name": group[0].word, "at": trace.place(group[0].after)
            }  # fmt: skip


def _products_into(node: Node) -> Iterator[Node]:
    """그 노드에 그대로 더해지는 행렬곱. Yield the products that are added to make a node."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if node.op is not None and node.op.name == "matmul":
            yield node
        elif node.op is not None and node.op.name == "add":
            waiting += [p for p in node.parents if p.data.shape == node.data.shape]


def _late(trace: Trace, unit: Unit, product: Node, place: int, g: Array, run: Run) -> Array:
    """곱을 지나는 기여분을 도함수 앞의 기울기로. Pass on what was there before the derivative."""
    above = trace.signal(run, unit.after)
    given = trace.given(run, product)[place]
    (mine,) = [share for i, _, share in trace.shares(product, above) if i == place]
    return np.asarray(g - given + mine)


def _both(first: Any, second: Any) -> Any:
    return lambda g, run: second(first(g, run), run)


def other_layer(apart: bool = False) -> Callable[[Case], Candidates]:
    """다른 배열의 값에서의 도함수: 다른 층, 앞 시점.

    Differentiate at the values of another array: of another layer, of the time step before.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group in case.unit_groups[apart]:
            if any(unit.row is None for unit in group):
                continue
            for others, arrays in stand_ins(trace.roles, [unit.after for unit in group]):
                for as_output in (True, False):
                    locals_ = [
                        _local(unit.row, array, array if as_output else None)
                        for unit, array in zip(group, arrays, strict=True)
                    ]
                    if all(map(_is_some, locals_)):
                        signal = {
                            unit.before: _upstream(trace, unit, local)
                            for unit, local in zip(group, locals_, strict=True)
                        }
                        yield (
                            trace.changed(Change(signal)),
                            {
                                "name": group[0].word,
                                "at": case.at([unit.after for unit in group]),
                                "other": trace.place(others[0]),
                            },
                        )

    return candidates


def _softmaxes(case: Case) -> Iterator[list[Unit]]:
    """소프트맥스의 그룹들. Yield the groups of softmaxes, of which no entry is by itself."""
    for group in case.unit_groups[0]:
        if group[0].local is None and group[0].row is None:
            yield group


def softmax_axis(case: Case) -> Candidates:
    """소프트맥스의 합을 다른 축으로. Sum along another axis in the derivative of a softmax."""
    for group in _softmaxes(case):
        ndim = group[0].after.data.ndim
        for axis in range(-ndim, 0) if ndim > 1 else ():
            words = {"key": "softmax_axis", "axis": axis}
            yield _by_formula(case, group, partial(_along, axis), words)


def _along(axis: int, g: Array, y: Array) -> Array:
    return np.asarray(y * (g - _sum(g * y, axis)))


def softmax_formula(case: Case) -> Candidates:
    """소프트맥스의 도함수의 식이 틀렸다. Take a wrong formula for the derivative of a softmax."""
    for group in _softmaxes(case):
        for formula, wrong in SOFTMAX_FORMULAS.items():
            words = {"name": group[0].word, "formula": formula, "right": "y·(g - Σ g·y)"}
            yield _by_formula(case, group, wrong, words)


def _sum(x: Array, axis: int = -1) -> Array:
    return np.asarray(x.sum(axis=axis, keepdims=True))


SOFTMAX_FORMULAS: dict[str, Callable[[Array, Array], Array]] = {
    "g - Σ g·y": lambda g, y: g - _sum(g * y),
    "y·(g - Σ g)": lambda g, y: y * (g - _sum(g)),
    "y·(g - Σ y)": lambda g, y: y * (g - _sum(y)),
    "y·g - Σ g·y": lambda g, y: y * g - _sum(g * y),
    "y·(1 - y)·g": lambda g, y: y * (1 - y) * g,
    "y·(g + Σ g·y)": lambda g, y: y * (g + _sum(g * y)),
    "y·(1 - g)": lambda g, y: y * (1 - g),
}


def _by_formula(
    case: Case, group: list[Unit], formula: Callable[..., Array], words: Values
) -> tuple[dict[str, Array], Values]:
    """그 식으로 돌아간 기울기. Go back through softmaxes by a formula over g and y."""
    trace = case.traced

    def through(unit: Unit, g: Array, run: Run) -> Array:
        return np.asarray(formula(trace.signal(run, unit.after), unit.after.data))

    signal = {unit.before: partial(through, unit) for unit in group}
    return trace.changed(Change(signal)), {**words, "at": trace.place(group[0].after)}


def label_missing(case: Case) -> Candidates:
    """정답의 1을 빼지 않았다: (p - t) 자리에 p.

    Leave the one of the right answer in: p where p - t belongs.
    """
    trace = case.traced
    for group in _softmaxes(case):
        signals = [trace.true.signals[unit.before] for unit in group]
        scaled = [
            np.median(s / unit.after.data, axis=-1, keepdims=True)
            for s, unit in zip(signals, group, strict=True)
        ]
        if all(s.ndim and np.isfinite(k).all() for s, k in zip(signals, scaled, strict=True)):
            signal = {
                unit.before: partial(fixed, unit.after.data * np.broadcast_to(k, s.shape))
                for unit, k, s in zip(group, scaled, signals, strict=True)
            }
            yield trace.changed(Change(signal)), {"at": trace.place(group[0].after)}


def _local(row: Any, a: Array, y: Array | None = None) -> Any:
    if row is None:
        return None
    with np.errstate(all="ignore"):
        return row.contributions(np.ones(a.shape), row.forward(a) if y is None else y, a)[0]
