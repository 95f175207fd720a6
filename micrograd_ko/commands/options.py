"""명령의 선택을 읽는다. Read the options of commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ..messages import clipped, text

__all__ = ["whole"]


def whole(option: str, *, low: int = 1, digits: int = 9) -> Callable[[str], int]:
    """low 이상의 정수를 읽는 함수.

    Make a reader of the value of `option`, a whole number from `low` of at most `digits` digits.
    """

    def read(given: str) -> int:
        if not given.isdecimal() or len(given) > digits or int(given) < low:
            words = {
                "name": option,
                "low": low,
                "high": 10**digits - 1,
                "given": clipped(given, 40),
            }
            raise argparse.ArgumentTypeError(text("cli.number", **words))
        return int(given)

    return read
