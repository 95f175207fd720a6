"""사용자의 줄을 찾는다.

Find the reader's own line: which frames are this package's, which are libraries', and the innermost
that is neither. What a warning points at, and where a choice or an array was made, is asked for
here alone.
"""

from __future__ import annotations

import sys
import warnings
from functools import lru_cache
from types import FrameType
from typing import NamedTuple

__all__ = ["UsersFrame", "in_library", "in_package", "users_frame"]


class UsersFrame(NamedTuple):
    """사용자의 프레임. The innermost frame outside this package, and how many frames up that is."""

    frame: FrameType
    level: int

    @property
    def line(self) -> str:
        """그 줄. Its line, ``file.py:12``."""
        name = self.frame.f_code.co_filename.replace("\\", "/").rpartition("/")[2]
        return f"{name}:{self.frame.f_lineno}"


def folder_of(file: str, name: str) -> str:
    """모듈이 놓인 폴더.

    Find the folder of a module's file, which in a zip of compiled modules ends in ``.pyc``.
    """
    return file.rpartition(f"{name}.py")[0]


HERE = folder_of(__file__, "lines")
STANDARD = folder_of(warnings.__file__, "warnings")  # where Python's own modules lie


def in_package(filename: str) -> bool:
    """이 패키지의 파일인가. Tell whether it is a file of this package."""
    return filename.startswith(HERE)


@lru_cache(maxsize=1024)
def in_library(filename: str) -> bool:
    """설치된 라이브러리나 파이썬의 파일인가.

    Tell whether a file is Python's or an installed library's (not this package's).
    """
    installed = "site-packages" in filename or "dist-packages" in filename
    return not in_package(filename) and (
        installed or filename.startswith((STANDARD, "<frozen", "<__array_function__"))
    )


def users_frame() -> UsersFrame:
    """사용자의 줄을 찾는다.

    Find the caller's line outside this package and other libraries; the level counts from who asks.
    """
    level, frame = 0, sys._getframe(1)
    found = None  # where all is libraries: the innermost outside this package
    while True:
        ours = in_package(frame.f_code.co_filename)
        if not ours and not in_library(frame.f_code.co_filename):
            return UsersFrame(frame, level)
        found = found or (None if ours else UsersFrame(frame, level))
        if frame.f_back is None:
            return found or UsersFrame(frame, level)
        level, frame = level + 1, frame.f_back
