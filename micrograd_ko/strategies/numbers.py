"""수의 전략: 짧은 소수, 잎, 한 연산의 입력.

Draw numbers: short decimals, leaves, and inputs of one op, away from its kinks and poles.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, inf, isfinite, log10

from hypothesis import strategies as st

from ..arguments import number_option
from ..engine import Op, Value, find

__all__ = ["clear", "digits", "inputs_of", "interval", "numbers", "spread", "values"]

# nearer than this to the zero of `special`, a kink or a pole spoils a numerical derivative
MARGIN = 0.05


def numbers(low: float = -3.0, high: float = 3.0) -> st.SearchStrategy[float]:
    """low에서 high까지의 짧은 소수: 2.37, -0.5.

    Draw floats from `low` to `high` rounded to about three digits: nothing is left of 5e-324 and of
    0.30000000000000004, where nudging tells little and reading is hard. They shrink to 1, then 0,
    then others that are short, such as 2 and 0.5: 0 is not the first since it hides what it
    multiplies.

    >>> from hypothesis import given
    >>> @given(numbers(0, 1))
    ... def test_are_short(x):
    ...     assert 0 <= x <= 1 and x == round(x, 2)
    >>> test_are_short()
    """
    low = number_option("low", low, low=-inf, open_low=True)
    high = number_option("high", high, low=low)
    places = digits(low, high)

    def short(x: float) -> float:
        x = round(x, places) + 0.0  # not -0.0
        x = 1.0 - x if x in (0.0, 1.0) and low <= 0 and high >= 1 else x
        return min(max(x, low), high)

    return st.floats(low, high).map(short)


def digits(low: float, high: float) -> int:
    return 2 - floor(log10(high - low)) if low < high else 0


def values(low: float = -3.0, high: float = 3.0, label: str = "") -> st.SearchStrategy[Value]:
    """잎 하나. Draw a leaf with a number of :func:`numbers`: ``values(0, 1, label="p")``.

    >>> from hypothesis import given
    >>> @given(values(0.1, 5, label="p"))
    ... def test_exp_undoes_log(p):
    ...     assert abs(p.log().exp().data - p.data) < 1e-9
    >>> test_exp_undoes_log()
    """
    return numbers(low, high).map(lambda x: Value(x, label))


@st.composite
def inputs_of(draw: st.DrawFn, op: str | Op) -> tuple[float, ...]:
    """한 연산의 입력: 정의역 안, 꺾인 점과 발산하는 점에서 떨어진 곳.

    Draw numbers for the inputs of one row of the elementwise table: inside its domain, and away
    from where its `special` is zero. A point too near is moved: its first input, or else the next,
    becomes the shortest of a few numbers that is far enough: ``@given(inputs_of("div"))``.

    >>> from hypothesis import given
    >>> @given(inputs_of("div"))
    ... def test_never_divides_by_zero(inputs):
    ...     assert abs(inputs[1]) >= MARGIN
    >>> test_never_divides_by_zero()
    """
    row = find(op) if isinstance(op, str) else op
    return _apart(row, tuple(draw(numbers(*interval(row, i))) for i in range(len(row.inputs))))


def interval(op: Op, i: int) -> tuple[float, float]:
    """i번째 입력의 정의역, 끝이 있게.

    Bound the domain of the i-th input; an infinite end comes near the other, or 0.
    """
    low, high = op.domain[i]
    return (low if isfinite(low) else min(high, 0.0) - 3.0), (
        high if isfinite(high) else max(low, 0.0) + 3.0
    )


def clear(op: Op, point: Sequence[float]) -> bool:
    """꺾이거나 발산하는 곳에서 떨어져 있는가. Tell whether a point is away from kinks and poles."""
    return op.special is None or not abs(op.special(*point)) < MARGIN


def _apart(op: Op, point: tuple[float, ...]) -> tuple[float, ...]:
    """꺾이거나 발산하는 곳에서 옮긴 점.

    Move the point away from kinks and poles if it has to be.
    """
    moved = (
        (*point[:i], x, *point[i + 1 :])
        for i in range(len(point))
        for x in spread(*interval(op, i))
    )
    return next((p for p in (point, *moved) if clear(op, p)), point)


def spread(low: float, high: float) -> list[float]:
    """구간에 고르게 놓인 몇 점, 쓰기에 짧은 것부터.

    Spread a few points over an interval, the shortest to write first.
    """
    points = {round(low + (high - low) * i / 12, digits(low, high)) + 0.0 for i in range(13)}
    return sorted(points, key=lambda x: (len(f"{abs(x):.12g}"), x == 0, x < 0, abs(x)))
