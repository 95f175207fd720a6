"""터미널의 너비에 맞춰 쓴다. Write no wider than the terminal, which may break a word in two."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from ..messages import cells
from .keys import at_terminal

__all__ = ["say", "wrapped"]


def say(words: str, *, indent: str = "  ") -> None:
    """터미널에는 그 너비에 맞춰 쓴다.

    Print; at a terminal no wider than it is now, for it may break a number in two.
    """
    width = shutil.get_terminal_size().columns - 1
    for line in words.split("\n"):
        print(*wrapped(line, width, indent) if at_terminal() else [line], sep="\n")


def wrapped(line: str, width: int, indent: str = "  ") -> Iterator[str]:
    """빈칸에서 줄을 바꾼다.

    Break `line` into pieces of at most `width` cells at blanks; a longer word stays whole.
    """
    first, *words = line.split(" ")
    piece = first
    for word in words:
        if cells(f"{piece} {word}") > width:
            yield piece
            piece = f"{indent}{word}"
        else:
            piece += f" {word}"
    yield piece
