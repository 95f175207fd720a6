"""카드: 그림 조각마다 작은 함수 하나.

Write cards and what stands beside them as Graphviz HTML-like labels: one small pure function for
each. Every text cell has a minimum width (see :mod:`micrograd_ko.messages.widths`).
"""

from __future__ import annotations

from math import isfinite

from micrograd_ko.engine import number
from micrograd_ko.messages import clipped, points, text

from ..palette import BEFORE, GREY_TEXT, INK, KINDS, NAN, gradient_colours
from ..quoting import html
from ..records import Card, cell_name

__all__ = ["card", "edge_label", "scope_label"]

LABEL_LIMIT = 16.0  # em; the whole label is in the tooltip
NUMBER_COLUMN = 73  # points: room for -00.0000


def card(c: Card, largest: float) -> str:
    """카드 한 장. Write a whole card: header, value and gradient."""
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
        rows.append(_wide_row(c.before.note, BEFORE[1], _hooks(c, "before")))
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
        f"<TD{_hooks(c, what)} "
        f'WIDTH="{max(points(shown, 12), NUMBER_COLUMN)}" HEIGHT="20" '
        f'ALIGN="RIGHT" BGCOLOR="{back}"{frame}>'
        f'<FONT POINT-SIZE="12" COLOR="{fore}" FACE="Courier">{shown}</FONT></TD></TR>'
    )


def _hooks(c: Card, what: str) -> str:
    """칸을 찾을 id. Write the attributes by which a cell is found: links alone have an id."""
    return f' ID="{cell_name(c.id, what)}" HREF="#" TOOLTIP="{c.id}"'


def _wide_row(words: str, colour: str, hooks: str = "") -> str:
    return (
        f'<TR><TD{hooks} COLSPAN="2" WIDTH="{points(words, 11)}" HEIGHT="20" ALIGN="LEFT">'
        f'<FONT POINT-SIZE="11" COLOR="{colour}">{html(words)}</FONT></TD></TR>'
    )


def edge_label(shown: str) -> str:
    """화살표 위의 ∂ 국소 미분. Write the local derivative on an arrow."""
    rest = shown.removeprefix("∂")
    sign = '<FONT FACE="Times" POINT-SIZE="12">∂</FONT>' if rest != shown else ""
    return (
        '<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="0" CELLSPACING="1"><TR>'
        f'<TD WIDTH="{points(shown, 10, 0) - 4}">'
        f'{sign}<FONT FACE="Courier" POINT-SIZE="10">{html(rest)}</FONT></TD></TR></TABLE>>'
    )


def scope_label(name: str) -> str:
    """구역의 이름. Write the name of a scope."""
    shown = clipped(name, 30)
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" CELLPADDING="2" CELLSPACING="0"><TR>'
        f'<TD WIDTH="{points(shown, 13)}" ALIGN="LEFT">{html(shown) or " "}</TD></TR></TABLE>>'
    )
