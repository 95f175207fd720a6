"""수치 미분: 함수를 조금씩 움직여 기울기를 어림한다.

Differentiate numerically, by nudging. That is slow (the whole function once or twice for each
number), but it needs no rule, so it can test the rules. :func:`numerical_gradient` is the plain
one of the books; :func:`slope` finds the best step by itself, says how far off it may be, and
sees where there is no derivative.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from math import inf, isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from ..arguments import is_real, shown
from ..engine import Node, expect_node, no_grad, plain
from ..errors import NotANumberError, OptionError, ShapeError

Array = np.ndarray[Any, Any]

__all__ = ["Nudge", "Slope", "argument_names", "numerical_gradient", "slope", "sweep"]


def numerical_gradient(
    f: Callable[..., Any],
    parameters: Node | Sequence[Node] | Array | float,
    *,
    method: str = "central",
    eps: float | None = None,
) -> Any:
    """함수 f를 매개변수마다 조금씩 움직여 미분한다.

    Differentiate `f` by finite differences: "central" is (f(p + ε) - f(p - ε)) / 2ε with an error
    of order ε², "forward" is (f(p + ε) - f(p)) / ε with an error of order ε. Every number of every
    parameter is nudged once, so `f` is called twice, or once, for each of them: with d layers of
    n × n weights the work grows as d²n⁴, where backpropagation's grows as d·n².

    Args:
        f: takes nothing, reads the parameters, returns one number, a Value or a Tensor of one. With
            an array it takes that: ``numerical_gradient(f, x)`` is the call of the books.
        parameters: the Values or Tensors to differentiate by, or one array, or one number; an array
            of floats is nudged in place, as the books do it. All is put back.
        method: "central" or "forward".
        eps: the nudge ε; by default the cube root (central) or square root (forward) of the
            machine epsilon of the numbers' type, which is near the best.

    Returns:
        for each parameter an array of its shape (a float for a Value), or just that for one.

    Raises:
        OptionError: another method, or an eps that is not above 0.

    >>> from micrograd_ko import Tensor
    >>> w = Tensor([1.0, 2.0])
    >>> numerical_gradient(lambda: (w * w).sum(), w).round(6)
    array([2., 4.])
    >>> numerical_gradient(lambda x: np.sum(x**2), np.array([3.0, 4.0])).round(6)
    array([6., 8.])
    """
    if method not in METHODS:
        raise OptionError(
            "option.unknown", option="method", given=repr(method), options=", ".join(METHODS)
        )
    if eps is not None and not eps > 0:
        raise OptionError("option.range", option="eps", given=repr(eps), bounds="> 0")
    if is_real(parameters) or (
        isinstance(parameters, np.ndarray) and parameters.dtype.kind in "fiub"
    ):
        return _of_array(f, parameters, method, eps)
    wanted: list[Any] = [parameters] if isinstance(parameters, Node) else list(parameters)  # type: ignore[arg-type]
    with no_grad():
        base = _number(f()) if method == "forward" else None
        found = []
        for p in wanted:
            precision = np.finfo(np.asarray(expect_node(p, "numerical_gradient").data).dtype).eps
            found.append(_differences(f, p, eps or float(precision) ** METHODS[method], base))
    return found[0] if isinstance(parameters, Node) else found


# the power of the machine epsilon where rounding and curvature balance
METHODS = {"central": 1 / 3, "forward": 1 / 2}


def _differences(f: Callable[[], Any], p: Node, eps: float, base: float | None) -> Any:
    """p의 수마다 차분.

    Compute the difference quotient for each number of `p`; `base` is f as it is, for "forward".
    """
    kept = p.data
    quotients = np.empty(np.shape(kept))
    try:
        for index in np.ndindex(quotients.shape):
            above = _nudged(f, p, kept, index, eps)
            below = _nudged(f, p, kept, index, -eps) if base is None else base
            quotients[index] = (above - below) / (2 * eps if base is None else eps)
    finally:
        p.data = kept
    return quotients if isinstance(kept, np.ndarray) else float(quotients)


def _of_array(f: Callable[..., Any], x: Any, method: str, eps: float | None) -> Any:
    """배열이나 수 하나를 받는 함수의 차분.

    Compute the difference quotients of a function of one array, or of one number.
    """
    own = isinstance(x, np.ndarray) and x.dtype.kind == "f" and x.flags.writeable
    at = x if own else np.array(x, dtype=float)  # of whole numbers a small step would be cut off
    takes = argument_names(f) != []

    def call() -> Any:
        return f(at if isinstance(x, np.ndarray) else at.item()) if takes else f()

    step = eps or float(np.finfo(at.dtype).eps) ** METHODS[method]
    quotients = np.empty_like(at)
    with no_grad():
        base = _number(call()) if method == "forward" else None
        for index in np.ndindex(at.shape):
            quotients[index] = _quotient(call, at, index, step, base)
    return quotients if isinstance(x, np.ndarray) else float(quotients)


def _quotient(
    f: Callable[[], Any], x: Array, index: tuple[int, ...], eps: float, base: float | None
) -> float:
    """x의 한 수를 제자리에서 움직인 차분.

    Compute the difference quotient where one number of `x` is nudged in place, and put back.
    """
    kept = x[index]
    try:
        x[index] = kept + eps
        above = _number(f())
        if base is not None:
            return (above - base) / eps
        x[index] = kept - eps
        return (above - _number(f())) / (2 * eps)
    finally:
        x[index] = kept


def _nudged(f: Callable[[], Any], p: Node, kept: Any, index: tuple[int, ...], by: float) -> float:
    if isinstance(kept, np.ndarray):
        p.data = kept.copy()
        p.data[index] += by
    else:
        p.data = kept + by
    return _number(f())


def _number(result: Any) -> float:
    number = np.asarray(plain(result))
    if number.size != 1 or number.dtype.kind not in "fiub":
        raise ShapeError("check.result", type=type(result).__name__, shape=number.shape)
    return float(number.item())


# ── one slope, as well as numbers allow ──

LEVELS = 44  # halvings of the step: from 1/16 of the number's size down to below its last digits
COLUMNS = 6  # of Richardson's table: an error of order h¹² leaves nothing to gain
GOOD = 1e-9  # relative error at which no smaller step is tried
GROWING = 1.05  # times steeper at each halving of the step: on its way to infinity
EPS = float(np.finfo(float).eps)


class Nudge(NamedTuple):
    """간격 하나에서 본 것.

    Hold what one step h showed: the one-sided difference quotients, and how far rounding may blur
    them.
    """

    h: float
    left: float
    right: float
    blur: float

    @property
    def central(self) -> float:
        """중심 차분. Compute the central difference quotient."""
        return (self.left + self.right) / 2


class Slope(NamedTuple):
    """한 점의 기울기와, 얼마나 믿을 수 있는지.

    Hold the slope of a function at a point.

    Attributes:
        value: the derivative; at a kink the mean of both sides, nan where there is none.
        error: how far off it may be, absolute.
        kind: "smooth"; "kink" (the sides differ), "jump" (the value leaps), "pole" (a side is
            infinitely steep or not defined) or "unclear" (no step gives a steady answer).
        left, right: the slopes on the two sides.
    """

    value: float
    error: float
    kind: str
    left: float
    right: float


def slope(
    phi: Callable[[float], float], size: float = 1.0, precision: float = EPS, noise: float = 0.0
) -> Slope:
    """phi의 0에서의 기울기를 알맞은 간격을 찾아 구한다.

    Differentiate `phi` at 0: central differences at ever smaller steps, extrapolated to step 0
    (Richardson), until the answer is steady; the best of all steps if it never is (Ridders,
    Advances in Engineering Software 4, 1982).

    Args:
        phi: a function of the displacement, a number to a number; nan and inf are answers.
        size: how large a displacement is large; the first step is a 16th of it.
        precision: the relative rounding error of phi's values.
        noise: what their error is at least, where more is known of it.

    >>> found = slope(lambda t: (3.0 + t) ** 2)
    >>> round(found.value, 6), found.kind
    (6.0, 'smooth')
    >>> slope(abs).kind, slope(abs).left, slope(abs).right
    ('kink', -1.0, 1.0)
    """
    value, error, good, steady, seen, row = nan, inf, False, False, list[Nudge](), list[float]()
    for nudge in sweep(phi, size, precision, noise=noise):
        if len(seen) > 8 and nudge.blur > 1e-4 * _steepest(seen):
            break  # from here on there is only rounding
        seen.append(nudge)
        older = row
        # begin anew after a kink
        row = _extrapolated(nudge.central, row if _sides_meet(seen[-2:]) else [])
        for rough, coarse, fine in zip(older[1:], row[1:], row[2:], strict=False):
            # against the row before, too: where the curvature jumps, the columns of a row agree on
            # a wrong number
            change = max(abs(fine - coarse), abs(fine - rough))
            if change + nudge.blur < error:
                value = fine
                error = change + nudge.blur
                good = change <= GOOD * abs(fine) + nudge.blur
        if good and len(row) > 2 and _growth([n.central for n in seen]) < GROWING:
            if steady := _holds(phi, seen, value, precision, noise):
                break
            value, error, row = nan, inf, []
    if all(max(abs(n.left), abs(n.right)) <= n.blur < inf for n in seen):
        return Slope(0.0, min(n.blur for n in seen), "smooth", 0.0, 0.0)  # nothing but noise
    left, right = (
        _one_side([(n.h, getattr(n, side), n.blur) for n in seen]) for side in ("left", "right")
    )
    if not steady:  # nor is it known better than its two sides
        error = max(
            error,
            min((abs(n.right - n.left) / 2 for n in seen if isfinite(n.central)), default=0.0),
        )
    if (gap := abs(seen[-1].right - seen[-1].left) / 2) <= 16 * seen[-1].blur:
        error = max(error, gap)  # sides that meet as far as rounding lets one tell
    error = max(error, EPS * _steepest(seen))  # a slope at coarse steps leaves its last digit
    kind = "smooth" if steady else _kind(seen, left, right, value, error)
    if kind == "kink":
        value, error = (left + right) / 2, abs(right - left) / 2
    return Slope(nan if kind in ("pole", "jump") else value, error, kind, left, right)


PROBES = (2.0**-5, 2.0**-10, 2.0**-16)  # one that agrees is enough: the last may be all noise
ALIKE = 1e-3  # relative: rounding may blur the smallest steps by so much


def _holds(
    phi: Callable[[float], float], seen: list[Nudge], value: float, precision: float, noise: float
) -> bool:
    """훨씬 작은 간격에서도 그러한가.

    Tell whether a slope holds at much smaller steps: a wave, or a narrow peak, looks smooth to
    steps that leap over it.
    """
    last, middle = seen[-1], phi(0.0)
    gap = abs(last.right - last.left)
    for probe in PROBES:
        h = last.h * probe
        above, below = phi(h), phi(-h)
        blur = (precision * (abs(above) + abs(below)) + noise) / h
        central = (above - below) / (2 * h)
        alike = ALIKE * max(abs(central), abs(value))
        meet = abs(above + below - 2 * middle) / h <= gap + 4 * blur + 1e-6 * _steepest(seen)
        if meet and abs(central - value) <= abs(last.central - value) + 2 * blur + alike:
            return True
    return False


def sweep(
    phi: Callable[[float], float],
    size: float = 1.0,
    precision: float = EPS,
    levels: int = LEVELS,
    noise: float = 0.0,
) -> Iterator[Nudge]:
    """간격을 반씩 줄이며 차분한다.

    Yield the difference quotients of `phi` at 0 at steps size/16, size/32, …
    """
    middle = phi(0.0)
    for level in range(levels):
        h = size / 2.0 ** (level + 4)
        above, below = phi(h), phi(-h)
        yield Nudge(
            h,
            (middle - below) / h,
            (above - middle) / h,
            (precision * (abs(above) + abs(below) + abs(middle)) + noise) / h,
        )


def _extrapolated(central: float, previous: list[float]) -> list[float]:
    """리처드슨 표의 다음 줄.

    Compute the next row of Richardson's table; it starts anew where a number is not finite.
    """
    row = [central]
    if not isfinite(central):
        return []
    for j, older in enumerate(previous[: COLUMNS - 1]):
        row.append(row[j] + (row[j] - older) / (4.0 ** (j + 1) - 1))
    return row


def _sides_meet(last: list[Nudge]) -> bool:
    """양쪽 기울기의 차이가 간격과 함께 줄어드는가.

    Tell whether the gap between the sides shrinks with the step, as curvature's does.
    """
    before, now = abs(last[0].right - last[0].left), abs(last[-1].right - last[-1].left)
    return now <= 0.75 * before or now <= 1e-7 * abs(last[-1].central) + 32 * last[-1].blur


def _one_side(quotients: list[tuple[float, float, float]]) -> float:
    """한쪽 기울기: 간격을 0으로.

    Extrapolate the slope of one side to step 0, where it changes least.
    """
    best, error = quotients[-1][1], inf
    for (_, first, _), (_, second, blur) in pairwise(quotients):
        if (change := abs(second - first) + 2 * blur) < error:
            best, error = 2 * second - first, change
    return best


def _kind(seen: list[Nudge], left: float, right: float, value: float, error: float) -> str:
    """매끄럽지 않다면 무엇인가. Tell what the point is if no step gave a steady answer."""
    last = seen[-1]
    if not (isfinite(last.left) and isfinite(last.right)):
        return "pole"
    growth = max(_growth([n.left for n in seen]), _growth([n.right for n in seen]))
    if growth > GROWING:
        return "jump" if 1.95 < growth < 2.05 else "pole"
    gap = abs(last.right - last.left)
    if gap > 1e-5 * max(abs(last.left), abs(last.right)) and not _sides_meet(seen[-2:]):
        return "kink"
    return "smooth" if error <= 1e-6 * _steepest(seen) else "unclear"


def _steepest(seen: list[Nudge]) -> float:
    return max((max(abs(n.left), abs(n.right)) for n in seen if isfinite(n.central)), default=inf)


def _growth(quotients: list[float]) -> float:
    """간격이 반이 될 때마다 몇 배가 되는가.

    Measure by how much a quotient grows at each halving of the step; 1 where it settles.
    """
    tail = [abs(q) for q in quotients[-6:]]
    ratios = [b / a if a else 1.0 for a, b in pairwise(tail)]
    return min(ratios, default=1.0)


def argument_names(f: Any) -> list[str] | None:
    """함수의 인자 이름, 모르면 None.

    Name a function's positional arguments; None if they cannot be known.
    """
    import inspect  # takes a while to load, and only this needs it

    try:
        parameters = inspect.signature(f).parameters.values()
    except (TypeError, ValueError):
        return None if callable(f) else _refuse(f)
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return None
    return [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]


def _refuse(f: Any) -> Any:
    raise NotANumberError("derivative.function", type=type(f).__name__, got=shown(f))
