"""SVG를 다듬는다.

Make the SVG that the layout program wrote fit for a page: no links, no document type, a title and
language for screen readers, and a width that gives way on a narrow screen.
"""

from __future__ import annotations

import base64
import re

from micrograd_ko.language import get_language
from micrograd_ko.messages import text

from ..quoting import html, scripted
from ..records import Picture
from .dot import cluster_id, to_dot
from .labels import cleared
from .large import is_large, large_svg
from .layout import lay_out
from .placed import placed_svg

__all__ = ["scrolled", "to_svg"]

SMALLEST = {"pt": 10 * 96 / 72, "": 11.0}  # pixels of the smallest text, by the unit of the width
READABLE = 8.5  # pixels: text is not made smaller to fit
TALLEST = 720  # pixels: what is taller scrolls, so that the bar to scroll sideways is in sight


def to_svg(picture: Picture, *, engine: str | None = None, legend: bool = True) -> str:
    """그림을 SVG 글로.

    Write the picture as SVG text, with its legend or without; the ids in it are those of the
    records. A tidy picture is placed here, unless a layout program is asked for by name.
    """
    if picture.tidy and engine is None:
        return _page(scripted(placed_svg(picture, legend=legend)))
    if is_large(picture):
        return _page(scripted(large_svg(picture, legend=legend)))
    raw = lay_out(to_dot(picture, legend=legend), "svg", engine=engine).decode()
    body = re.sub(r"<!--.*?-->\n?", "", raw[raw.index("<svg") :], flags=re.S)
    body = re.sub(r'(<a [^>]*?)xlink:href="[^"]*" ?', r"\1", body)
    words = _tooltips(picture)
    body = re.sub(
        r'xlink:title="([^"]*)"', lambda found: f'xlink:title="{words.get(found[1], "")}"', body
    )
    return _page(scripted(cleared(re.sub(r"<title>[^<]*</title>\n?", "", body))))


def scrolled(svg: str) -> str:
    """노트북에 보일 HTML: 칸의 너비에 맞추고, 글자가 너무 작아지면 스크롤한다.

    Write the HTML that shows the SVG in a notebook: as wide as the cell, but not wider than it is
    drawn, and not so narrow that its text cannot be read, as then it scrolls. An image: ids of
    several drawings in one page do not meet, and it is shown in notebooks that are not trusted.
    """
    found = re.search(r'width="([\d.]+)(pt|)"', svg)
    assert found is not None
    width, unit = float(found[1]), found[2]
    wide = width * 96 / 72 if unit else width
    least = wide * min(READABLE / SMALLEST[unit], 1)
    source = base64.b64encode(svg.encode()).decode()
    return (
        f'<div tabindex="0" style="overflow:auto;max-height:{TALLEST}px">'
        f'<img alt="{html(text("draw.title"))}" src="data:image/svg+xml;base64,{source}" '
        f'style="display:block;width:100%;min-width:{least:.0f}px;max-width:{wide:.0f}px;'
        'height:auto;margin:0"/></div>'
    )


def _tooltips(picture: Picture) -> dict[str, str]:
    """id마다 가리키면 보일 글. Gather what is shown on hovering, by id."""
    cards = {c.id: html(c.tooltip) for c in picture.cards}
    ops = {c.op_id: html(c.formula) for c in picture.cards if c.sign}
    paths = {c.scope[: i + 1] for c in picture.cards for i in range(len(c.scope))}
    scopes = {cluster_id(picture, path): html(path[-1]) for path in paths}
    return {**cards, **ops, **scopes, **{edge.id: html(edge.tooltip) for edge in picture.edges}}


def _page(body: str) -> str:
    head = f'<svg role="img" lang="{get_language()}" style="max-width:100%;height:auto" '
    body = body.replace("<svg ", head, 1)
    start = body.index(">") + 1
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{body[:start]}\n<title>'
        f"{text('draw.title')}</title>{body[start:]}"
    )
