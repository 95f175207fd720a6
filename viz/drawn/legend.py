"""범례: 종류와 색, 기울기의 눈금, 화살표의 뜻.

Write the legend below a drawing as a Graphviz HTML-like label, and say which kinds any legend has.
"""

from __future__ import annotations

from micrograd_ko.engine import number
from micrograd_ko.messages import points, text

from ..palette import BEFORE, GREY_TEXT, INK, KINDS, STOPS, scale
from ..quoting import html
from ..records import Note, Picture

__all__ = ["legend_kinds", "legend_of"]


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
