"""카드: 그림 조각마다 작은 함수 하나.

Cards and other fragments of a drawing as Graphviz HTML-like labels: one small pure function
for each. Every text cell has a minimum width (see :mod:`micrograd_ko.messages.measure`).
"""

from __future__ import annotations

from math import isfinite

from micrograd_ko.engine import number
from micrograd_ko.messages import clipped, points, text

from ..palette import BEFORE, GREY_TEXT, INK, KINDS, NAN, STOPS, gradient_colours, scale
from ..quoting import html
from ..records import Card, Note, Picture

__all__ = ["card", "edge_label", "legend_kinds", "legend_of", "scope_label"]

LABEL_LIMIT = 16.0  # em; the whole label is in the tooltip
NUMBER_COLUMN = 73  # points: room for -00.0000


def card(c: Card, largest: float) -> str:
    """카드 한 장. A whole card: header, value and gradient."""
    back, fore = ("#FFFFFF" if c.born else KINDS[c.kind][0]), KINDS[c.kind][1]
    frame = NAN if c.value is not None and not isfinite(c.value) else fore
    rows = [_header(c, fore)]
    if c.count > 1:
        rows.append(_wide_row(text("draw.nodes", count=c.count), GREY_TEXT))
    elif c.has_value_row:
        rows.append(_number_row(c, "value", c.value, "#FFFFFF", INK))
    if c.has_gradient_row:
        colours = (BEFORE[0], INK) if c.shows_before else gradient_colours(c.gradient, largest)
        rows.append(_number_row(c, "gradient", c.gradient, *colours))
    if c.before:
        rows.append(
            _wide_row(c.before.note, BEFORE[1], f' ID="{c.id}_before" HREF="#" TOOLTIP="{c.id}"')
        )
    if c.born:
        rows.append(_wide_row(text("draw.born"), NAN))
    rule = "<HR/>" if len(rows) > 1 else ""
    return (
        f'<<TABLE BORDER="2" COLOR="{frame}" BGCOLOR="{back}" STYLE="ROUNDED" CELLBORDER="0" '
        'CELLSPACING="4" '
        f'CELLPADDING="2">{rows[0]}{rule}{"".join(rows[1:])}</TABLE>>'
    )


def _header(c: Card, colour: str) -> str:
    label, kind = clipped(c.label, LABEL_LIMIT), c.kind_text
    return (
        f'<TR><TD WIDTH="{max(points(label, 14), points(c.row_name("gradient"), 11))}" '
        'HEIGHT="22" ALIGN="LEFT">'
        f'<FONT POINT-SIZE="14" COLOR="{colour}"><B>{html(label) or " "}</B></FONT></TD>'
        f'<TD WIDTH="{max(points(kind, 10), NUMBER_COLUMN)}" HEIGHT="22" ALIGN="LEFT">'
        f'<FONT POINT-SIZE="10" COLOR="{colour}">{html(kind)}</FONT></TD></TR>'
    )


def _number_row(c: Card, what: str, x: float | None, back: str, fore: str) -> str:
    shown, name = "—" if x is None else number(x), c.row_name(what)
    broken = x is not None and not isfinite(x)
    dashed = (
        f' BORDER="2" COLOR="{BEFORE[1]}" STYLE="DASHED"' if c.before and what == "gradient" else ""
    )
    frame = f' BORDER="2" COLOR="{NAN}"' if broken else dashed
    return (
        f'<TR><TD WIDTH="{points(name, 11)}" HEIGHT="20" ALIGN="LEFT">'
        f'<FONT POINT-SIZE="11" COLOR="{GREY_TEXT}">{html(name)}</FONT></TD>'
        f'<TD ID="{c.id}_{what}" HREF="#" TOOLTIP="{c.id}" '
        f'WIDTH="{max(points(shown, 12), NUMBER_COLUMN)}" HEIGHT="20" '
        f'ALIGN="RIGHT" BGCOLOR="{back}"{frame}>'
        f'<FONT POINT-SIZE="12" COLOR="{fore}" FACE="Courier">{shown}</FONT></TD></TR>'
    )


def _wide_row(words: str, colour: str, hooks: str = "") -> str:
    return (
        f'<TR><TD{hooks} COLSPAN="2" WIDTH="{points(words, 11)}" HEIGHT="20" ALIGN="LEFT">'
        f'<FONT POINT-SIZE="11" COLOR="{colour}">{html(words)}</FONT></TD></TR>'
    )


def edge_label(shown: str) -> str:
    """화살표 위의 ∂ 국소 미분. The local derivative on an arrow."""
    rest = shown.removeprefix("∂")
    sign = '<FONT FACE="Times" POINT-SIZE="12">∂</FONT>' if rest != shown else ""
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="1"><TR>'
        f'<TD WIDTH="{points(shown, 10, 0) - 4}">'
        f'{sign}<FONT FACE="Courier" POINT-SIZE="10">{html(rest)}</FONT></TD></TR></TABLE>>'
    )


def scope_label(name: str) -> str:
    """구역의 이름. The name of a scope."""
    shown = clipped(name, 30)
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="2" CELLSPACING="0"><TR>'
        f'<TD WIDTH="{points(shown, 13)}" ALIGN="LEFT">{html(shown) or " "}</TD></TR></TABLE>>'
    )


def legend_of(picture: Picture) -> str:
    """그림 아래의 설명. The legend below: kinds, the scale of gradients, what arrows mean."""
    cells = "".join(_swatch(*entry) for entry in legend_kinds(picture)) + _gap()
    cells += _words(text("draw.gradient"))
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
        shown = len(picture.cards)
        cells += _gap() + _words(text("draw.folded", count=picture.nodes, shown=shown))
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

    A further line of the legend; code stands first, as Hangul is measured too narrow.
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


def legend_kinds(picture: Picture) -> list[tuple[str, str, str]]:
    """그림에 나온 종류만. The kinds that occur; weights and biases share a colour and an entry."""
    present = {c.kind for c in picture.cards}
    entries = {
        ("parameter" if k in ("weight", "bias") else k): KINDS[k] for k in KINDS if k in present
    }
    return [(text(f"draw.kind.{kind}"), *colours) for kind, colours in entries.items()]


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
