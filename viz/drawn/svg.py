"""SVG를 다듬는다.

Make the SVG that the layout program wrote fit for a page: no links, no document type, a title and
language for screen readers, and a width that gives way on a narrow screen.
"""

from __future__ import annotations

import re

from micrograd_ko.language import get_language
from micrograd_ko.messages import text

from ..quoting import html, scripted
from ..records import Picture
from .dot import cluster_id, to_dot
from .labels import cleared
from .large import is_large, large_svg
from .layout import lay_out

__all__ = ["to_svg"]


def to_svg(picture: Picture, *, engine: str | None = None, legend: bool = True) -> str:
    """그림을 SVG 글로.

    Write the picture as SVG text, with its legend or without; the ids in it are those of the
    records.
    """
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
