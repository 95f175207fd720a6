"""나온 값과 맞는 값을 비교한다.

Compare what an answer gives with what is right: whether they agree, and, if not, how they differ.
"""

from __future__ import annotations

import warnings
from fractions import Fraction
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..engine import Tensor, Value
from ..messages import text

__all__ = ["difference", "equal", "same"]

CLOSE = 1e-6  # relative; an answer may round otherwise than ours
ENTRIES = 12  # more than these are not all shown

Looked = list[tuple[str, Any]]


def same(seen: Looked, expected: Looked) -> bool:
    """모두 같은가. Tell whether all that was looked at agrees."""
    return len(seen) == len(expected) and all(
        equal(a, b) for (_, a), (_, b) in zip(seen, expected, strict=True)
    )


def equal(given: Any, wanted: Any) -> bool:
    """반올림을 빼고 같은가.

    Tell whether a result agrees with the right one, apart from rounding. What Python calls a number
    is one, in a list or an array or a Value as well; a string that reads like a number is none.
    """
    x, y = numbers(given), numbers(wanted)
    if x is None or y is None:
        return type(given) is type(wanted) and _alike(given, wanted)
    return x.shape == y.shape and bool(
        np.allclose(x, y, rtol=CLOSE, atol=CLOSE * _size(y), equal_nan=True)
    )


def _alike(given: Any, wanted: Any) -> bool:
    try:
        return bool(given == wanted)
    except Exception:  # a learner's own class may compare in any way
        return False


def numbers(value: Any) -> NDArray[np.float64] | None:
    """실수의 배열로; 아니면 None.

    Take real numbers as an array; None for what is something else: strings, complex numbers, rows
    of different lengths.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = np.asarray(_out_of_graph(value))
            if (
                array.dtype.kind == "O"
                and array.size
                and all(isinstance(x, Real) for x in array.flat)
            ):
                array = array.astype(float)  # large whole numbers, fractions
    except Exception:  # ragged, too large, or of a class that will not be an array
        return None
    return array.astype(float) if array.dtype.kind in "biuf" else None


def _out_of_graph(value: Any) -> Any:
    """노드는 그 값으로, 목록 안에서도. Take nodes for their values, in lists as well."""
    if isinstance(value, (Value, Tensor)):
        return value.data
    if isinstance(value, (list, tuple)):
        return [_out_of_graph(one) for one in value]
    return value


def _size(array: NDArray[np.float64]) -> float:
    """그 가운데 가장 큰 수, 적어도 1. The largest number in it, at least 1."""
    return float(np.abs(array[np.isfinite(array)]).max(initial=1.0))


def difference(seen: Looked, expected: Looked) -> str:
    """처음으로 다른 것과, 어떻게 다른지. Say what differs first, and how."""
    for (name, given), (_, wanted) in zip(seen, expected, strict=False):
        if not equal(given, wanted):
            words = text("lesson.differs", what=name, given=_shown(given), wanted=_shown(wanted))
            return " ".join(filter(None, [words, _how(given, wanted)]))
    return text("lesson.count", given=len(seen), wanted=len(expected))


def _how(given: Any, wanted: Any) -> str:
    """모양, nan, 비율, 부호, 자리. Name a shape, nan, a constant ratio, a sign, the entry."""
    if given is None:
        return text("lesson.none")
    x, y = numbers(given), numbers(wanted)
    if y is None or isinstance(wanted, bool):
        return ""
    if x is None:
        return text("lesson.no_number", type=type(given).__name__)
    if x.ndim == 2 and equal(x.T, y):
        return text("lesson.transposed")
    if x.shape != y.shape:
        return text("lesson.shape", given=x.shape, wanted=y.shape)
    if not np.isfinite(x).all() and np.isfinite(y).all():
        return text("lesson.nan")
    return _ratio(x, y) or _entry(x, y)


def _ratio(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    clear = np.abs(y) > CLOSE * _size(y)
    ratios = x[clear] / y[clear]
    if not (ratios.size and np.allclose(ratios, ratios[0]) and equal(x, ratios[0] * y)):
        return ""
    if y.size == 1 and not _is_simple(float(ratios[0])):
        return ""  # of two numbers there always is a ratio
    if np.isclose(ratios[0], -1):
        return text("lesson.sign")
    if np.isclose(ratios[0], 0):
        return text("lesson.zero")
    return text("lesson.ratio", ratio=f"{ratios[0]:.6g}")


def _is_simple(ratio: float) -> bool:
    """7/3처럼 눈에 띄는 비인가. Tell a ratio that says something, such as 7/3 or 100."""
    near = Fraction(ratio).limit_denominator(12)
    return abs(near.numerator) <= 100 and abs(float(near) - ratio) <= CLOSE * abs(ratio)


def _entry(x: NDArray[np.float64], y: NDArray[np.float64]) -> str:
    """가장 다른 자리; 다 보여서 눈에 띄면 빈 글.

    Name the entry that is off most, where the arrays as shown do not tell: not all of them stands
    there, or they look the same.
    """
    if x.ndim == 0 or (x.size <= ENTRIES and _shown(x) != _shown(y)):
        return ""
    off = np.abs(x - y)
    where = tuple(map(int, np.unravel_index(int(np.argmax(off)), x.shape)))
    given, wanted = f"{x[where]:.9g}", f"{y[where]:.9g}"
    return text("lesson.entry", where=", ".join(map(str, where)), given=given, wanted=wanted)


def _shown(value: Any) -> str:
    """짧게. Show a value in few characters."""
    array = None if isinstance(value, (bool, np.bool_)) else numbers(value)
    if array is not None and array.ndim == 0:
        return f"{float(array):.6g}"
    if array is not None:
        shown = np.array2string(array, precision=4, threshold=ENTRIES, separator=", ")
        return " ".join(shown.split())
    try:
        found = repr(bool(value) if isinstance(value, np.bool_) else value)
    except Exception:  # such as a whole number of more digits than Python writes
        found = f"<{type(value).__name__}>"
    return found if len(found) <= 60 else f"{found[:57]}..."
