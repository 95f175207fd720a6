"""명령마다 모듈 하나: add_arguments와 run.

One module for each command: ``add_arguments(parser)`` says what it takes, ``run(given)``
carries it out and returns the exit code.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

from ..messages import text

__all__ = ["whole"]


def whole(option: str) -> Callable[[str], int]:
    """1 이상의 정수를 읽는 함수. What reads the value of `option`, a whole number from 1."""

    def read(given: str) -> int:
        if not given.isdecimal() or int(given) < 1:
            raise argparse.ArgumentTypeError(text("cli.number", name=option, given=given))
        return int(given)

    return read
