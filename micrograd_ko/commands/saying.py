"""터미널의 너비에 맞춘 글.

Fit words to the terminal: broken at blanks where someone reads them there, as they are elsewhere.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

from ..messages import cells
from .keys import at_terminal

__all__ = ["columns_here", "fitted", "flowing", "rows_here", "say", "wrapped"]

# of Markdown: a line that begins so stands by itself
ALONE = re.compile(r"\s|#|[-*+] |[|$>]|\d+\. ")


def columns_here() -> int:
    """한 줄의 칸 수. Count the columns of a line: one less than the terminal has now."""
    return shutil.get_terminal_size().columns - 1


def rows_here() -> int:
    """화면의 줄 수, 물음의 두 줄을 빼고. Count the rows of the screen, less two for a prompt."""
    return shutil.get_terminal_size().lines - 2


def say(words: str, *, indent: str = "  ") -> None:
    """터미널에는 그 너비에 맞춰 쓴다. Print; at a terminal no wider than it is now."""
    print(fitted(words, indent))


def fitted(words: str, indent: str = "") -> str:
    """터미널에서는 그 너비에 맞춘 글.

    Break lines at blanks for whoever sits at a terminal, which may break a word in two; what goes
    on begins with `indent`. Words for a file or a pipe stay as they are.
    """
    if not at_terminal():
        return words
    width = columns_here()
    return "\n".join(piece for line in words.split("\n") for piece in wrapped(line, width, indent))


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


def flowing(markdown: str) -> str:
    """문단마다 한 줄로.

    Join the lines of each paragraph, which a file keeps short, to be fitted to another width.

    >>> flowing("# Sums\\nof a\\nand b\\n\\n- one")
    '# Sums\\nof a and b\\n\\n- one'
    """
    joined: list[str] = []
    for line in markdown.split("\n"):
        before = joined[-1] if joined else ""
        if line and before and not before.startswith("#") and not ALONE.match(line):
            joined[-1] = f"{before} {line}"
        else:
            joined.append(line)
    return "\n".join(joined)
