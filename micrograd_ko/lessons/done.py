"""어느 연습을 풀었나. Keep which exercises are solved, for whoever uses this machine."""

from __future__ import annotations

import json
from pathlib import Path

from ..folders import folder_for

__all__ = ["done", "keep"]


def _file() -> Path:
    return folder_for("lessons") / "done.json"


def done() -> set[int]:
    """푼 연습의 번호.

    Give the numbers of the lessons whose exercises are solved; none where the file cannot
    be read.

    >>> keep(3), keep(5)
    (True, True)
    >>> sorted(done())
    [3, 5]
    """
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return set()
    return {n for n in found if isinstance(n, int)} if isinstance(found, list) else set()


def keep(number: int) -> bool:
    """풀었다고 적어 둔다.

    Note that a lesson's exercise is solved; gives false where nothing can be written. The file
    is ``lessons/done.json`` in ``~/.cache/micrograd_ko``, or in ``$MICROGRAD_KO_CACHE``.

    >>> keep(3)
    True
    """
    try:
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_text(json.dumps(sorted(done() | {number})), encoding="utf-8")
    except OSError:
        return False
    return True
