"""공부 노트의 쪽. The page of the study notes: its lessons become links."""

from __future__ import annotations

import re

from micrograd_ko.lessons import LESSONS

__all__ = ["with_links"]

LESSON = re.compile("|".join(rf"(?<![\w.]){i} {name}\b" for i, name in enumerate(LESSONS, start=1)))


def with_links(page: str) -> str:
    """표의 수업마다 그 쪽으로 가는 링크를. Link each lesson in the tables, ``6 numerical``.

    >>> with_links("| a | 6 numerical | 6 numerical |")
    '| a | [6 numerical](lessons/06.md) | [6 numerical](lessons/06.md) |'
    """
    return "\n".join(
        LESSON.sub(_link, line) if line.startswith("|") else line for line in page.split("\n")
    )


def _link(found: re.Match[str]) -> str:
    number = int(found[0].partition(" ")[0])
    return f"[{found[0]}](lessons/{number:02}.md)"
