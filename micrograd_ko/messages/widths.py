"""글자가 차지할 너비.

Measure how wide text will be. Layout programs measure Hangul too narrow, so every cell of a drawing
gets a minimum width from this table of em widths, which leans to the wide side.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Sequence
from functools import cache
from math import ceil

__all__ = ["SMALLER", "cells", "clipped", "columns", "em", "padded", "points", "script_of"]

WIDE, NARROW = frozenset("MWm@%∂∑…"), frozenset(" .,:;|!'ijl·")
SCRIPTS = {"<sub>": -1, "<super>": 1}
SMALLER = 0.7  # the size of a subscript or superscript, where drawings write it themselves


def em(text: str) -> float:
    """글꼴 크기를 1로 본 너비. Measure the width of `text`, in units of the font size."""
    return sum(map(_em, text))


def script_of(c: str) -> tuple[str, int]:
    """첨자의 보통 글자와 자리: ₁은 1과 -1, ²는 2와 1.

    Take a subscript or superscript apart into the ordinary character and where it stands: -1 for
    lowered, 1 for raised, 0 for any other character, which is its own.
    """
    kind, _, code = unicodedata.decomposition(c).partition(" ")
    if kind in SCRIPTS and " " not in code:
        return chr(int(code, 16)), SCRIPTS[kind]
    return c, 0


@cache  # names of large graphs ask again and again
def _em(c: str) -> float:
    if c in NARROW:
        return 0.36
    base, place = script_of(c)
    if place:
        return SMALLER * _em(base)
    # A: ★ and → are as wide as Hangul in Korean fonts
    if unicodedata.east_asian_width(c) in "WFA" or c in WIDE:
        return 1.0
    return 0.76 if c.isupper() or c == "w" else 0.64


def points(text: str, size: float, padding: float = 2) -> int:
    """칸의 최소 너비(pt).

    Return the minimum WIDTH, in points, of a cell with `text` at `size` points.
    """
    return ceil(em(text) * size) + ceil(2 * padding) + 8


def clipped(text: str, limit: float) -> str:
    """limit em보다 길면 …로 줄인다. `text`, cut with … where it is wider than `limit` em."""
    if em(text) <= limit:
        return text
    width = 1.0
    for i, c in enumerate(text):
        width += _em(c)
        if width > limit:
            return text[:i] + "…"
    return text


def cells(text: str) -> int:
    """터미널에서 차지하는 칸 수.

    Count the cells of a terminal that `text` takes: two for Hangul, none for combining marks.
    """
    return sum(map(_cells, text))


def _cells(c: str) -> int:
    # vowels and finals of decomposed Hangul join the initial
    if unicodedata.combining(c) or "\u1160" <= c <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(c) in "WF" else 1


def columns(rows: Sequence[Sequence[str]], *, right: Collection[int] = ()) -> list[str]:
    """표의 줄들: 칸마다 너비를 맞춘다.

    Lay out the rows of a table as lines, its columns aligned; those in `right` to the right.
    """
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            padded(cell, width, right=i in right)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def padded(text: str, width: int, *, right: bool = False) -> str:
    """터미널에서 width칸이 되게 채운다. `text` filled with blanks to `width` cells."""
    blanks = " " * (width - cells(text))
    return blanks + text if right else text + blanks
