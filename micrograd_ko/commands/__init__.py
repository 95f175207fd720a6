"""명령마다 모듈 하나: add_arguments와 run.

One module for each command: ``add_arguments(parser)`` says what it takes, ``run(given)``
carries it out and returns the exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ..messages import text
from ..messages.measure import clipped

__all__ = ["whole"]


def whole(option: str, *, low: int = 1, digits: int = 9) -> Callable[[str], int]:
    """low 이상의 정수를 읽는 함수. What reads the value of `option`, a whole number from `low` of at most `digits` digits."""

    def read(given: str) -> int:
        if not given.isdecimal() or len(given) > digits or int(given) < low:
            words = {"name": option, "low": low, "high": 10**digits - 1, "given": clipped(given, 40)}
            raise argparse.ArgumentTypeError(text("cli.number", **words))
        return int(given)

    return read
