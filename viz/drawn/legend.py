"""범례: 종류와 색, 기울기의 눈금, 화살표의 뜻.

Write the legend below a drawing, as a Graphviz HTML-like label or as SVG, and say which kinds any
legend has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from micrograd_ko.engine import number
from micrograd_ko.messages import em, points, text

from ..palette import BEFORE, GREY_TEXT, INK, KINDS, STOPS, scale
from ..quoting import html
from ..records import Note, Picture

__all__ = ["Below", "legend_kinds", "legend_of", "legend_svg"]

LINE = 18  # from one line of the legend to the next
COURIER = 6.7  # the width of a letter of code


class Below(NamedTuple):
    """그림 아래에 서는 것. Hold what stands below a drawing, and how far it reaches."""

    svg: str = ""
    right: float = 0.0
    bottom: float = 0.0


def legend_of(picture: Picture) -> str:
    """그림 아래의 설명. Write the legend below: kinds, the scale of gradients, what arrows mean."""
    cells = "".join(_swatch(text(key), *colours) for key, colours in legend_kinds(picture).items())
    cells += _gap() + _words(text("draw.gradient"))
    largest = picture.gradient_max
    if picture.has_gradients:
        bound = number(largest, 2)
        cells += _words(f"-{bound} " if largest else "", right=True)
        cells += "".join(f'<TD WIDTH="26" HEIGHT="14" BGCOLOR="{scale(t)}"> </TD>' for t in STOPS)
        cells += _words(f"+{bound}" if largest else "0")
    else:
        cells += _words(text("draw.legend.pending"))
    cells += _gap() + _words(text("draw.legend.edge"))
    if picture.folded:
        cells += _gap() + _words(text("draw.folded", **picture.counts))
    table = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="0"'
    lines = f"{table}><TR>{cells}</TR></TABLE>"
    if picture.notes:  # each line has columns of its own
        rows = [
            f'{table} ALIGN="LEFT"><TR>{row}</TR></TABLE>'
            for row in (cells, *map(_note, picture.notes))
        ]
        lines = f"{table}>{''.join(f'<TR><TD>{row}</TD></TR>' for row in rows)}</TABLE>"
    return f'<<FONT POINT-SIZE="10" COLOR="{GREY_TEXT}">{lines}</FONT>>'


def _note(note: Note) -> str:
    """범례에 더하는 줄.

    Write a further line of the legend; code stands first, as Hangul is measured too narrow.
    """
    code = (
        f'<FONT COLOR="{INK}" POINT-SIZE="11" FACE="Courier">{html(note.code)}</FONT> '
        if note.code
        else ""
    )
    return (
        f'<TD WIDTH="{points(str(note), 11, 0)}" ALIGN="LEFT">'
        f'{code}<FONT COLOR="{BEFORE[1]}">{html(note.words)}</FONT></TD>'
    )


def legend_kinds(picture: Picture) -> dict[str, tuple[str, str]]:
    """그림에 나온 종류만: 문장의 열쇠와 두 색.

    Give the colours of each kind that occurs, by its message; weights and biases share an entry.
    """
    present = {c.kind for c in picture.cards}
    shared = dict.fromkeys(("weight", "bias"), "parameter")
    return {f"draw.kind.{shared.get(k, k)}": KINDS[k] for k in KINDS if k in present}


def _swatch(words: str, back: str, fore: str) -> str:
    return (
        f'<TD WIDTH="14" HEIGHT="14" BGCOLOR="{back}" COLOR="{fore}" BORDER="1"> </TD>'
        f"{_words(words)}"
    )


def _words(words: str, *, right: bool = False) -> str:
    return (
        f'<TD WIDTH="{points(words, 10, 0)}" ALIGN="{"RIGHT" if right else "LEFT"}">'
        f"{html(words) or ' '}</TD>"
    )


def _gap() -> str:
    return '<TD WIDTH="24"> </TD>'


# ── as SVG ──


def legend_svg(picture: Picture, corner: tuple[float, float], edge: str) -> Below:
    """SVG로 쓴 범례. Write the legend as SVG, at 11 points.

    Args:
        corner: where it begins: its left end, and the line on which its first words stand.
        edge: the key of the sentence that says what arrows mean.
    """
    left, y = corner
    x, parts = left, []
    for words, colours, width in _entries(picture, edge):
        if colours:
            back, frame = colours
            parts.append(
                f'<rect x="{x:.1f}" y="{y - 11:.1f}" width="{width}" height="14" fill="{back}" '
                f'stroke="{frame}"/>'
            )
            x += width + 4
        if words:
            parts.append(f'<text x="{x:.1f}" y="{y:.1f}" fill="{GREY_TEXT}">{html(words)}</text>')
            x += em(words) * 11 + 16
    right = x
    for note in picture.notes:
        y += LINE
        parts.append(_note_svg(note, left, y))
        right = max(right, left + len(note.code) * COURIER + em(note.words) * 11 + 16)
    return Below("".join(parts), right, y)


def _entries(picture: Picture, edge: str) -> Iterator[tuple[str, tuple[str, str] | None, int]]:
    """범례의 조각: 글, 색과 테두리, 너비. List the pieces of a legend: words, colours, width."""
    for key, colours in legend_kinds(picture).items():
        yield text(key), colours, 14
    yield text("draw.gradient"), None, 0
    if picture.has_gradients:
        bound = number(picture.gradient_max, 2)
        yield f"-{bound}" if picture.gradient_max else "", None, 0
        for t in STOPS:
            yield "", (scale(t), "none"), 26
        yield f"+{bound}", None, 0
    else:
        yield text("draw.legend.pending"), None, 0
    yield text(edge), None, 0
    if picture.folded:
        yield text("draw.folded", **picture.counts), None, 0


def _note_svg(note: Note, left: float, y: float) -> str:
    x = left + len(note.code) * COURIER + (6 if note.code else 0)
    code = f'font-family="Courier" fill="{INK}">{html(note.code)}'
    return (
        f'<text x="{left:.1f}" y="{y:.1f}" {code}</text>' if note.code else ""
    ) + f'<text x="{x:.1f}" y="{y:.1f}" fill="{BEFORE[1]}">{html(note.words)}</text>'
