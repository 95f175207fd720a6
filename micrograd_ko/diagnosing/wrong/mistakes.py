"""손으로 쓴 역전파의 흔한 실수의 표: 한 행이 실수 하나.

List common mistakes in backward passes written by hand: one row each, the simplest first. *A
mistake is a mutation of the backward pass*: a row yields the gradients that its mistake would give,
and what fills its sentence. :mod:`micrograd_ko.diagnosing.wrong.search` takes the simplest mistakes
whose gradient equals the learner's. Rows that need the record are in the modules beside this one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..traces import LOOSE, Array, Case, largest_places
from .derivatives import (
    derivative,
    formula,
    label_missing,
    left_out,
    other_activation,
    other_layer,
    passed_on,
    softmax_axis,
    softmax_formula,
    twice,
    wrong_formula,
    wrong_point,
)
from .moves import clipped, clipped_inside, reshape_inside, reshape_transpose, updated
from .operands import Candidates, mixed, operand_transposed, wrong_operand, wrong_signal
from .products import (
    keep_rate,
    mask_again,
    mask_ignored,
    mask_left_out,
    other_factor,
    power_rule,
    scale_ignored,
)
from .shares import alone, extra_penalty, scaled, turned
from .sums import (
    all_samples,
    assigned,
    averaged,
    from_other,
    one_sample,
    path_cut,
    total,
    wrong_axis,
)

__all__ = ["MISTAKES", "Mistake"]


# ── what needs no graph ──


def _zero(case: Case) -> Candidates:
    for name, right, got in case.pairs():
        if not got.any():
            yield {name: np.zeros(right.shape)}, {}


def _unfilled(case: Case) -> Candidates:
    """np.zeros_like나 np.ones_like에 쓰지 않고 남은 곳.

    Leave the numbers of np.zeros_like or np.ones_like in some entries.
    """
    for name, right, got in case.pairs():
        wrong = case.wrong(name)
        for value in (0.0, 1.0) if got.any() else ():
            if wrong.any() and not wrong.all() and (got[wrong] == value).all():
                words = {"count": int(wrong.sum()), "value": int(value), "entry": _first(wrong)}
                yield {name: np.where(wrong, value, right)}, words


def _elsewhere(case: Case) -> Candidates:
    """다른 매개변수의 미분이 잘못 적힌 한 곳.

    Write the derivative of another parameter to one entry.
    """
    for name, right, got in case.pairs():
        wrong = case.wrong(name)
        if wrong.sum() != 1 or got.size == 1:
            continue
        entry = _first(wrong)
        for other, theirs in case.expected.items():
            near = np.abs(theirs - got[entry]) <= LOOSE * abs(got[entry])
            if other != name and near.any():
                (place,) = largest_places(-np.abs(theirs - got[entry]), 1)
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


def _exchanged(case: Case) -> Candidates:
    """서로 바뀐 두 기울기. Exchange two gradients."""
    names = [name for name in case.expected if case.errors[name] > case.rtol]
    for a in names:
        for b in names:
            mutual = case.error(a, case.expected[b]), case.error(b, case.expected[a])
            if a < b and max(mutual) <= case.rtol:
                yield {a: case.expected[b]}, {"other": b}
                yield {b: case.expected[a]}, {"other": a}


def _swapped(case: Case) -> Candidates:
    for other, theirs in case.expected.items():
        yield {name: theirs for name in case.expected if name != other}, {"other": other}


def _unsummed(case: Case) -> Candidates:
    """더하면 맞는다. Keep an axis that should be summed over."""
    for name, right in case.expected.items():
        got = case.got[name]
        for axis in range(got.ndim) if got.ndim == right.ndim + 1 else ():
            summed = got.sum(axis=axis)
            bound = LOOSE * np.max(np.abs(right), initial=0.0) + case.off[name]
            if (
                got.shape[axis] > 1
                and summed.shape == right.shape
                and (np.abs(summed - right) <= bound).all()
            ):
                yield {name: got}, {"shape": got.shape, "right": right.shape, "axis": axis}


def _scaled(case: Case) -> Candidates:
    """그 자체로 실수가 아니라 배수의 바탕. Make no mistake, but for a factor."""
    yield case.expected, {}


# ── the table ──


class Mistake(NamedTuple):
    """표의 한 행: 열쇠, 그래프가 필요한가, 그 실수가 주는 기울기들.

    Hold a row: its key, whether it needs the graph, its candidates.
    """

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
     Mistake("swapped",            False, _exchanged),
     Mistake("unsummed",           False, _unsummed)],
    [Mistake("factor",             False, _scaled)],
    [Mistake("reshape_transpose",  False, reshape_transpose),
     Mistake("clipped",            False, clipped),
     Mistake("label_missing",      True,  label_missing),
     Mistake("path_cut",           True,  path_cut),
     Mistake("one_use",            True,  alone),
     Mistake("share_missing",      True,  scaled(missing=True)),
     Mistake("penalty_extra",      True,  extra_penalty),
     Mistake("unsummed",           True,  all_samples),
     Mistake("wrong_axis",         True,  wrong_axis),
     Mistake("total",              True,  total)],
    [Mistake("left_out",           True,  derivative(left_out)),
     Mistake("mask",               True,  mask_left_out()),
     Mistake("mask",               True,  mask_ignored),
     Mistake("mask",               True,  scale_ignored),
     Mistake("keep_rate",          True,  keep_rate),
     Mistake("left_out",           True,  passed_on)],
    [Mistake("swapped",            False, _swapped),
     Mistake("formula",            True,  derivative(formula))],
    [Mistake("other_activation",   True,  derivative(other_activation))],
    [Mistake("twice",              True,  derivative(twice)),
     Mistake("mask_again",         True,  mask_again),
     Mistake("wrong_point",        True,  derivative(wrong_point)),
     Mistake("wrong_formula",      True,  derivative(wrong_formula)),
     Mistake("wrong_axis",         True,  softmax_axis),
     Mistake("formula",            True,  softmax_formula),
     Mistake("power_rule",         True,  power_rule)],
    [Mistake("operand_transposed", True,  operand_transposed()),
     Mistake("reshape_transpose",  True,  reshape_inside),
     Mistake("wrong_operand",      True,  wrong_operand()),
     Mistake("wrong_operand",      True,  other_factor())],
    [Mistake("assigned",           True,  assigned),
     Mistake("one_sample",         True,  one_sample),
     Mistake("averaged",           True,  averaged),
     Mistake("mixed",              True,  mixed)],
    [Mistake("share_missing",      True,  scaled(missing=True, within=True)),
     Mistake("share_factor",       True,  scaled(missing=False)),
     Mistake("share_factor",       True,  turned),
     Mistake("from_other",         True,  from_other),
     Mistake("other_layer",        True,  other_layer()),
     Mistake("updated",            True,  updated)],
    [Mistake("share_missing",      True,  scaled(missing=True, apart=True)),
     Mistake("left_out",           True,  derivative(left_out, apart=True)),
     Mistake("mask",               True,  mask_left_out(apart=True))],
    [Mistake("formula",            True,  derivative(formula, apart=True)),
     Mistake("twice",              True,  derivative(twice, apart=True)),
     Mistake("wrong_point",        True,  derivative(wrong_point, apart=True)),
     Mistake("wrong_formula",      True,  derivative(wrong_formula, apart=True)),
     Mistake("other_activation",   True,  derivative(other_activation, apart=True)),
     Mistake("other_layer",        True,  other_layer(apart=True)),
     Mistake("operand_transposed", True,  operand_transposed(apart=True)),
     Mistake("wrong_operand",      True,  wrong_operand(apart=True)),
     Mistake("wrong_operand",      True,  other_factor(apart=True))],
    [Mistake("wrong_signal",       True,  wrong_signal),
     Mistake("clipped",            True,  clipped_inside)],
]
# fmt: on
