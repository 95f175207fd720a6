"""손으로 쓴 역전파의 틀린 곳을 찾고, 그 실수에 이름을 붙인다.

Find which gradient of a backward pass written by hand is wrong, and what the mistake is:
:func:`diagnose`. The right gradients come from the forward function itself, which is called with
Tensors and so records its own graph; the mistakes from the table of
:mod:`micrograd_ko.diagnosing.wrong.mistakes`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import numpy as np

from ..errors import DataError
from .findings import Diagnosis, Finding
from .following import multipliers_in, numbers_in, trace_of
from .handwritten import Call, positional, without_stand_ins
from .nudging import (
    agrees,
    differences,
    estimated,
    ignored,
    imaginary,
    is_between,
    scale,
)
from .parameters import Parameters, array_of
from .traces import (
    LOOSE,
    Array,
    Arrays,
    Case,
    Code,
    Part,
    Parts,
    Trace,
    largest_places,
    outer,
    without_epsilons,
)
from .wrong import search

__all__ = ["Diagnosis", "Finding", "diagnose"]

# relative errors
EXACT = 1e-8  # of the same derivative computed another way
ESTIMATED = 1e-5  # of a derivative by differences
CLOSE = 1e-6  # of central differences and of rounding
# last digits of the largest term that adds up to a gradient, for the errors of its own last digits
ROUNDING = 64.0
DIGITS = 100.0  # last digits that a learner's gradient may be off by
DIGITS_KEPT = 9  # a loss that has no more of them was rounded


def diagnose(
    forward: Callable[..., Any], gradients: Callable[..., Any], parameters: Any
) -> Diagnosis:
    """손으로 쓴 기울기에서 어느 것이 틀렸는지, 그리고 어떤 실수인지 말한다.

    Say which gradients of a backward pass written by hand are wrong, and what the mistake is.

    >>> x, t = np.array([[1.0, -2.0], [0.5, 1.0], [2.0, 0.0]]), np.array([[1.0], [0.0], [1.0]])
    >>> def forward(W, b):
    ...     return np.mean((x @ W + b - t) ** 2)
    >>> def gradients(W, b):
    ...     error = 2 * (x @ W + b - t)
    ...     return {"W": x.T @ error, "b": error.sum(axis=0) / 3}
    >>> diagnose(forward, gradients, {"W": np.array([[0.5], [0.1]]), "b": np.zeros(1)})
    W: 틀렸습니다. 3배입니다. 평균의 1/n(n = 3)이 빠졌습니다: 평균이 아니라 합의 기울기입니다.
      W[1, 0]: 맞는 값 1.1667, 쓴 값 3.5000, 비 3.0000
    b: 맞습니다.

    What can be followed takes some ten calls of `forward`, and some more for each gradient that is
    wrong; what cannot takes about ten for each number of the parameters, of which at most 2,000
    are drawn, and mistakes inside layers are not looked for.

    Args:
        forward: NumPy code that computes the loss, one number. It is called with the parameters,
            by name if its arguments have their names, else in order; with their container if it
            takes one argument and there are several; or with none, if it reads the arrays
            itself, from a dict, from the attributes of layers or as globals.
        gradients: called the same way, returns the gradients, in a dict by name (W, dW, grad_W or
            W_grad) or in order. It is called just after `forward`, and may read what that kept.
        parameters: a dict from name to float array or float; or a list of them, which are
            called as forward's arguments are.

    Raises:
        NotANumberError: parameters or gradients that are not arrays of real numbers.
        OptionError: arguments or names of gradients that do not fit the parameters.
        ShapeError: `forward` gives no single number.
        DataError: a loss that is not finite or not the same twice; a function that changes a
            parameter.
    """
    given = Parameters(parameters, positional(forward), _variables(sys._getframe(1)))
    arrays = {name: array_of(name, value) for name, value in given.leaves.items()}
    loss = Call("forward", forward, given)
    own = Call("gradients", gradients, given)
    if not (loss.takes(arrays) and own.takes(arrays)):
        loss.native = own.native = True
    point = Point(loss, arrays)
    trace, reason = _followed(point)
    got = given.gradients(own(arrays))  # just after forward: it may read what that kept
    bare = None if trace is None else without_epsilons(trace)
    code = Code(partial(numbers_in, gradients), partial(_multipliers, point, own))
    if trace is None:
        cases = [_untraced(point, got, code)]
    else:
        cases = _traced(trace, bare, got, point.precision, code)
    case, fits, passed = _judged(cases, point)
    findings = [
        _finding(case, name, fits.get(name, []), passed.get(name, ""), point) for name in arrays
    ]
    skipped = len(trace.order) if trace is not None and fits and not case.thin.affordable else 0
    return Diagnosis(findings, reason, skipped, _notes(findings, case, cases[0], bare))


def _multipliers(point: Point, own: Call) -> set[float]:
    """역전파가 곱하는 수들, 따라갈 수 있으면. Find what numbers the backward pass multiplies by."""
    try:
        return multipliers_in(partial(point.loss.followed, then=own), point.arrays)
    except Exception:  # a function may raise anything where it gets stand-ins for arrays
        return set()
    finally:
        without_stand_ins(own.function)
        without_stand_ins(point.loss.function)


def _variables(frame: FrameType) -> dict[int, str]:
    """배우는 이의 변수 이름. Name what the caller's own variables hold, by its id."""
    held = {**frame.f_globals, **frame.f_locals}
    return {
        id(x): name
        for name, x in held.items()
        if isinstance(x, np.ndarray) and not name.startswith("_")
    }


# ── the right gradients ──


class Point:
    """진단하는 점: 순전파와 매개변수.

    Holds the point of the diagnosis: the forward function, and its parameters.

    Attributes:
        number: the loss as a function of the parameters.
        precision: its relative rounding error.
    """

    def __init__(self, loss: Call, arrays: Arrays) -> None:
        self.loss, self.arrays = loss, arrays
        self.number: Callable[[Arrays], float] = loss.number
        self.precision = max(loss.precision(arrays), self._rounding())

    def near(self) -> dict[str, Array]:
        """가까운 다른 점. Move to another point nearby, where no two numbers tie."""
        random = np.random.default_rng(0)
        return {
            name: array + 1e-3 * scale(array) * random.standard_normal(array.shape)
            for name, array in self.arrays.items()
        }

    def _rounding(self) -> float:
        """손실을 반올림해 돌려준다면 그 오차.

        Find the relative error of a loss that is returned rounded to few digits: at this point, and
        at another.
        """
        losses = [self.loss.number(arrays) for arrays in (self.arrays, self.near())]
        for digits in range(DIGITS_KEPT):
            if all(np.isfinite(x) and x and round(x, digits) == x for x in losses):
                return 0.5 * 10.0**-digits / max(map(abs, losses))
        return 0.0

    def recorded(self, arrays: Arrays) -> Trace:
        """그 점에서 기록한 순전파. Record the forward function at a point."""
        return trace_of(self.loss.followed, arrays)

    def passes(self, case: Case, name: str) -> str:
        """틀린 수라도 틀렸다고 할 수 없는 까닭.

        Tell why a gradient of other numbers is not wrong: the verdict, "" if it is.
        """
        right, got = case.expected[name], case.got[name]
        if right.shape != got.shape or not np.isfinite(got - right).all():
            return ""
        of_it = (self.number, self.arrays, name, right, got, self.precision)
        if is_between(*of_it):
            return "kink"
        error = case.errors[name]
        if error <= CLOSE or case.in_single(name) or (error <= LOOSE and estimated(*of_it)):
            return "close"
        # the small constant in a log is found in a record only
        return "close" if case.trace is None and error <= LOOSE else ""

    def ignores(self, name: str) -> bool:
        """손실이 보지 않는가. Tell whether the loss does not depend on a parameter."""
        return ignored(self.number, self.arrays, name)


def _followed(point: Point) -> tuple[Trace | None, Exception | str]:
    """순전파를 기록하고, 앞뒤의 손실이 같은지 본다.

    Record the forward pass, and refuse a loss that is not finite or not the same before and after.
    """
    first = point.loss.number(point.arrays)
    found = _trace(point)
    second = point.loss.number(point.arrays)
    if not np.isfinite(second):
        raise DataError("diagnose.not_finite", what="forward()", got=second)
    if not abs(first - second) <= 1e-9 * abs(second):
        raise DataError("diagnose.random", first=repr(first), second=repr(second))
    return found


def _trace(point: Point) -> tuple[Trace | None, Exception | str]:
    """순전파의 기록, 믿을 수 있으면.

    Record the forward pass, or say why that is not to be had or not to be believed.

    The record is believed if another nearby, where no two numbers tie, has the gradient that
    differences have.
    """
    near = point.near()
    try:
        trace, other = point.recorded(point.arrays), point.recorded(near).gradients
    except Exception as error:  # a function may raise anything where it gets stand-ins for arrays
        # it has the arrays from elsewhere
        lost = point.loss.alone and getattr(error, "key", "") == "diagnose.untraced.lost"
        return None, "diagnose.untraced.arguments" if lost else error
    finally:
        without_stand_ins(point.loss.function)
    value = point.number(point.arrays)
    if trace.resolution:  # what was rounded has no slope: the record has the number as it was
        point.number = lambda arrays: point.recorded(arrays).loss.item()
        point.precision = point.loss.precision(point.arrays)
    for precision in dict.fromkeys((point.precision, max(point.precision, trace.precision))):
        slack = max(1e-9, DIGITS * precision) * abs(value) + 10 * trace.resolution
        same = abs(trace.loss.item() - value) <= slack
        if same and trace.finite and agrees(point.number, near, other, precision):
            point.precision = precision
            return trace, ""
    return None, "diagnose.untraced.differs"


def _traced(
    trace: Trace, bare: Trace | None, got: dict[str, Array], precision: float, code: Code
) -> list[Case]:
    """기록된 기울기와 비교한다. Compare with the record, and with the record without its epsilons.

    At a kink any side is right: that is taken which makes most of the learner's gradients right.

    Args:
        bare: the record without its epsilons, if it has any.
    """
    sides = [trace]
    if trace.ties:
        sides += [Trace(trace.loss, trace.leaves, trace.stacks, tie) for tie in (1.0, 0.5)]
    rtol = max(EXACT, DIGITS * precision)

    def case(side: Trace) -> Case:
        off = {name: ROUNDING * precision * size for name, size in side.sizes.items()}
        return Case(side.gradients, got, off, side, rtol, code)

    recorded = max(map(case, sides), key=_right)
    return [recorded, case(bare)] if bare and bare.finite else [recorded]


def _right(case: Case) -> int:
    return sum(error <= case.rtol for error in case.errors.values())


def _untraced(point: Point, got: dict[str, Array], code: Code) -> Case:
    """수치 미분과 비교한다. Compare with numerical derivatives."""
    loss, arrays, precision = point.loss, point.arrays, point.precision
    try:
        found = imaginary(loss, arrays)
        if agrees(loss.number, arrays, found, precision):
            rounding = ROUNDING * precision * abs(loss.number(arrays))
            return Case(found, got, dict.fromkeys(arrays, rounding), None, EXACT, code)
    except Exception:  # a function may raise anything where it gets complex numbers
        pass
    found, off = differences(loss.number, arrays, precision)
    return Case(found, got, off, None, ESTIMATED, code)


# ── the verdicts ──


def _judged(cases: list[Case], point: Point) -> tuple[Case, dict[str, list[Parts]], dict[str, str]]:
    """가장 많이 설명하는 경우와, 그 실수들.

    Choose the case that explains most gradients, its mistakes, and what passes nevertheless.
    """
    best = None
    most = max(map(_right, cases))
    for case in (case for case in cases if _right(case) == most):
        wrong = [name for name, error in case.errors.items() if error > case.rtol]
        verdicts = {name: point.passes(case, name) for name in wrong}
        fits, exact = search(case, [name for name in wrong if verdicts[name] != "kink"])
        passed = {
            name: verdict for name, verdict in verdicts.items() if verdict and not fits.get(name)
        }
        words = sum(len(parts[0]) for parts in fits.values() if parts)  # fewer are simpler
        explained = len(passed) + sum(map(bool, fits.values())), exact, -words
        if best is None or explained > best[0]:
            best = explained, case, fits, passed
    assert best is not None
    return best[1:]


def _finding(case: Case, name: str, fits: list[Parts], passed: str, point: Point) -> Finding:
    """매개변수 하나의 진단.

    Say what was found about one parameter, from the mistakes that fit it, best first.
    """
    right, got, error = case.expected[name], case.got[name], case.errors[name]
    values: dict[str, Any] = {"error": error}
    if got.shape == right.shape and got.size:
        (values["entry"],) = largest_places(np.where(np.isnan(got), np.inf, np.abs(got - right)), 1)
    if error <= case.rtol or passed:
        return Finding(name, passed or "right", right, got, values)
    best, *others = fits or [(_unknown(case, name, point),)]
    values |= dict(best[0].values)
    return Finding(name, best[0].key, right, got, values, best, tuple(others))


def _unknown(case: Case, name: str, point: Point) -> Part:
    """알려진 실수가 아닐 때 할 말. Describe an unknown mistake."""
    right, got = case.expected[name], case.got[name]
    if not np.isfinite(got).all():
        return Part("nan", (("count", int((~np.isfinite(got)).sum())),))
    if got.shape != right.shape:
        return Part("shape", (("shape", got.shape), ("right", right.shape)))
    if not right.any() and point.ignores(name):
        return Part("ignored")
    if case.errors[name] <= LOOSE:
        return Part("near", (("error", f"{case.errors[name]:.0e}"),))
    count, size = int(case.wrong(name).sum()), int(np.isfinite(right).sum())
    return Part("unknown", (("count", count), ("size", size)))


def _notes(findings: list[Finding], case: Case, recorded: Case, bare: Trace | None) -> Parts:
    """보고서 끝에 덧붙일 말. Collect what is added to the report."""
    notes = []
    if case is not recorded:
        sizes = [error for error in recorded.errors.values() if np.isfinite(error)]
        notes.append(Part("guarded", (("error", f"{max(sizes, default=0.0):.0e}"),)))
    if case.sampled:
        total = sum(right.size for right in case.expected.values())
        count = sum(int(np.isfinite(right).sum()) for right in case.expected.values())
        notes.append(Part("sampled", (("count", count), ("total", total))))
    if case.trace is not None and any(finding.verdict == "unknown" for finding in findings):
        notes += [Part("outer", tuple(words.items())) for words in outer(case.trace)][:1]
        if bare and not bare.finite:
            notes.append(Part("saturated"))
    return tuple(notes)
