"""활성화 함수의 도함수에서 하는 실수.

Mutate the derivatives of activations: left out, taken twice, taken at another point, or another
formula in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .case import Case
from .mutations import Candidates, Values
from .recognition import Unit, Word, activations
from .trace import Array, Change, Run, Trace

__all__ = [
    "derivative",
    "formula",
    "left_out",
    "other_activation",
    "other_layer",
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
                if all(local is not None and np.isfinite(local).all() for local, _ in chosen):
                    signal = {
                        unit.before: _upstream(trace, unit, local)
                        for unit, (local, _) in zip(group, chosen, strict=True)
                    }
                    yield trace.changed(Change(signal)), {**words, **chosen[0][1]}

    return candidates


def _upstream(trace: Trace, unit: Unit, local: Any) -> Callable[[Array, Run], Array]:
    """출력의 기울기에 local을 곱한 것.

    Multiply the gradient of the output by `local`; what came along other ways stays.
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
    """σ'(z)를 σ'(a) 대신. Differentiate at the output, as sigmoid_grad(z) for sigmoid_grad(a)."""
    yield _local(unit.row, unit.after.data), {}


def wrong_formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """출력의 식에 입력을. Put the input into the formula over the output: a(1 - a), 1 - a²."""
    yield _local(unit.row, unit.before.data, unit.before.data), {}


def formula(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """도함수 자리에 다른 식을. Take another formula over the output y or its gradient g."""
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

    Take the derivative of another activation, such as y(1 - y) for tanh or for softmax.
    """
    for row in activations():
        yield (
            None if row is unit.row else _local(row, unit.before.data, unit.after.data),
            {"other": Word.of(row)},
        )


def other_layer(unit: Unit, case: Case) -> Iterator[tuple[Any, Values]]:
    """다른 층의 값에서의 도함수. Differentiate at the values of another layer."""
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
