"""받은 것을 살핀다: 수인가, 정수인가, 범위 안인가.

Check what was given: is it a number, a whole one, within its range? Every argument that a person
writes is checked on entry, here, so that each kind of mistake has one sentence.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from .errors import NotANumberError, OptionError
from .messages import text

__all__ = [
    "EXACT",
    "check_whole",
    "is_masked",
    "is_real",
    "is_whole",
    "number_option",
    "refusal",
    "shown",
]

EXACT = 2**53  # below it, floats tell all whole numbers apart


def shown(x: Any, limit: int = 60) -> str:
    """오류에 보일 짧은 repr. Write a repr short enough for an error message."""
    whole = repr(x)
    return whole if len(whole) <= limit else whole[: limit - 1] + "…"


def is_masked(x: Any) -> bool:
    """가린 자리가 있는 배열인가.

    Tell whether x is an array with a mask, of numpy.ma. (To name its class would import that.)
    """
    return isinstance(x, np.ndarray) and hasattr(x, "mask")


def is_real(x: Any) -> bool:
    """실수 하나인가. Tell whether x is one real number."""
    return isinstance(x, (int, float, np.integer, np.floating, np.bool_))


def refusal(x: Any, key: str) -> NotANumberError:
    """수가 아닌 것을 거절하는 오류, 까닭과 함께.

    Return the error that refuses what is no number, with a hint about what it is.
    """
    hint = next(name for name, fits in HINTS.items() if fits(x))
    return NotANumberError(
        key, type=type(x).__name__, got=shown(x), hint=text(f"value.hint.{hint}")
    )


HINTS: dict[str, Callable[[Any], bool]] = {
    "text": lambda x: isinstance(x, (str, bytes)),
    "none": lambda x: x is None,
    "node": lambda x: hasattr(x, "_apply"),  # a symbols.Operand, which stands above
    "masked": lambda x: is_masked(x),
    "complex": lambda x: np.iscomplexobj(x),
    "many": lambda x: hasattr(x, "__len__"),
    "other": lambda x: True,
}


def number_option(
    name: str, given: Any, *, low: float, high: float = float("inf"), open_low: bool = False
) -> float:
    """범위를 살핀 선택.

    Check an option that is a number from `low` (itself out if `open_low`) to below `high`.
    """
    # a whole number may be larger than any float
    number = is_real(given) and not (isinstance(given, int) and abs(given) > sys.float_info.max)
    if number and low <= float(given) < high and not (open_low and float(given) == low):
        return float(given)
    bounds = f"{'>' if open_low else '>='} {low:g}" + (
        f", < {high:g}" if high != float("inf") else ""
    )
    raise OptionError("option.range", option=name, given=shown(given), bounds=bounds)


def is_whole(x: Any, *, low: int | None = None) -> bool:
    """정수인가, low부터.

    Tell whether x is a whole number, from `low` if that is given; True and False are none.
    """
    whole = isinstance(x, (int, np.integer)) and not isinstance(x, bool)
    return whole and (low is None or x >= low)


def check_whole(name: str, given: Any, *, low: int) -> int:
    """low 이상의 정수인지 살핀다.

    Check an option that is a whole number from `low`; the error names it.
    """
    if not is_whole(given, low=low):
        raise OptionError("option.range", option=name, given=shown(given), bounds=f">= {low}")
    return int(given)
