"""큰 그래프의 SVG.

Write the SVG of a large graph: from the top down, the op inside its card. Layout engines need
minutes for a wide graph of a thousand nodes (dot: 16 s and more for 2,314), so places come from
:mod:`viz.drawn.layered` and the SVG is written here. Ids are those of the small drawings.
"""

from __future__ import annotations

from math import isfinite

from micrograd_ko.messages import clipped, points

from ..palette import BEFORE, INK, KINDS, NAN, gradient_colours, pen
from ..quoting import html
from ..records import Card, Edge, Picture, cell_id
from .dot import FONTS
from .layered import places
from .legend import Below, legend_svg

__all__ = ["is_large", "large_svg"]

LARGE_CARDS, LARGE_EDGES = 150, 400  # from here on a layout engine takes seconds
ROW, PAD, MARGIN = 18, 4, 30

Point = tuple[float, float]


def is_large(picture: Picture) -> bool:
    """큰 그림인가. Tell whether this is drawn in the style for large graphs."""
    return len(picture.cards) > LARGE_CARDS or len(picture.edges) > LARGE_EDGES


def large_svg(picture: Picture, *, legend: bool = True) -> str:
    """큰 그림의 SVG 글. Write the SVG text of a large picture."""
    widths = [_width(c) for c in picture.cards]
    heights = [_height(c) for c in picture.cards]
    spots = places(
        [(e.source, e.target) for e in picture.edges],
        [c.id for c in picture.cards],
        widths,
        heights,
    )
    left = min(x - w / 2 for (x, _), w in zip(spots, widths, strict=True)) - MARGIN
    right = max(x + w / 2 for (x, _), w in zip(spots, widths, strict=True)) + MARGIN
    bottom = max(y + h / 2 for (_, y), h in zip(spots, heights, strict=True)) + 2 * MARGIN
    right = max(right, left + 900)
    box = {
        c.id: (x - left, y + MARGIN, h)
        for c, (x, y), h in zip(picture.cards, spots, heights, strict=True)
    }
    largest = picture.gradient_max
    below = legend_svg(picture, (MARGIN, bottom), "draw.large.edge") if legend else Below()
    wide, tall = right - left, max(bottom + MARGIN, below.bottom + MARGIN)
    lines = [
        f'<svg width="{wide:.0f}" height="{tall:.0f}" viewBox="0 0 {wide:.0f} {tall:.0f}" '
        'xmlns="http://www.w3.org/2000/svg">',
        '<defs><marker id="tip" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="7" '
        'markerHeight="7" '
        'markerUnits="userSpaceOnUse" orient="auto"><path d="M0,0L6,3L0,6z" fill="#9AA5B1"/>'
        "</marker></defs>",
        '<rect width="100%" height="100%" fill="white"/>'
        f'<g font-family="{FONTS}" font-size="11" fill="{INK}">',
        '<g fill="none" stroke="#9AA5B1" stroke-opacity="0.7">',
        *(_edge(e, box[e.source], box[e.target], largest) for e in picture.edges),
        '</g><g text-anchor="middle">',
        *(
            _card(c, box[c.id][:2], w, h, largest)
            for c, w, h in zip(picture.cards, widths, heights, strict=True)
        ),
        "</g>",
        below.svg,
        "</g>\n</svg>\n",
    ]
    return "\n".join(lines)


def _head(c: Card) -> str:
    if c.count > 1:
        return clipped(c.label, 12)
    name = clipped(c.label, 7.5)
    return name if not c.sign or c.sign in name else f"{name}  {c.sign}"


def _width(c: Card) -> int:
    return max(76, *(points(words, 11) for words in [_head(c), *c.rows.values()]))


def _height(c: Card) -> int:
    return ROW * (1 + len(c.rows)) + PAD


def _card(c: Card, centre: Point, width: int, height: int, largest: float) -> str:
    back, fore = KINDS[c.kind]
    x, y = centre[0] - width / 2, centre[1] - height / 2
    frame = NAN if c.value is not None and not isfinite(c.value) else fore
    colours = {
        "gradient": gradient_colours(c.gradient, largest),
        "born": ("#FFFFFF", NAN),
        "before": (back, BEFORE[1]),
    }
    frames = {"gradient": f'{BEFORE[1]}" stroke-dasharray="5 3'} if c.before else {}
    if c.shows_before:
        colours["gradient"] = BEFORE[0], INK
    frames |= {
        what: NAN
        for what, x in (("value", c.value), ("gradient", c.gradient))
        if x is not None and not isfinite(x)
    }
    head = (
        f'<g id="{c.id}" class="value {c.kind}"><title>{html(c.tooltip)}</title>'
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width}" height="{height}" rx="6" fill="{back}" '
        f'stroke="{frame}"/>'
        f'<text x="{centre[0]:.1f}" y="{y + 13:.1f}" fill="{fore}">{html(_head(c))}</text>'
    )
    cells = [
        _cell(
            cell_id(c.id, what),
            words,
            (x, y + ROW * i, width),
            *colours.get(what, ("#FFFFFF", INK)),
            frames.get(what, ""),
        )
        for i, (what, words) in enumerate(c.rows.items(), start=1)
    ]
    return head + "".join(cells) + "</g>"


def _cell(
    id: str, words: str, place: tuple[float, float, int], back: str, fore: str, frame: str
) -> str:
    x, y, width = place
    ink = "" if fore == INK else f' fill="{fore}"'
    frame = f' stroke="{frame}" stroke-width="2"' if frame else ""
    return (
        f'<g id="{id}">'
        f'<rect x="{x + PAD:.1f}" y="{y:.1f}" width="{width - 2 * PAD}" height="{ROW - 1}" '
        f'fill="{back}"{frame}/>'
        f'<text x="{x + width / 2:.1f}" y="{y + 13:.1f}"{ink}>{html(words)}</text></g>'
    )


def _edge(
    e: Edge, source: tuple[float, float, int], target: tuple[float, float, int], largest: float
) -> str:
    """위 카드의 아래에서 아래 카드의 위로 흐르는 곡선.

    Draw a curve from the foot of one card to the head of the next.
    """
    (x1, y1, h1), (x2, y2, h2) = source, target
    start, end = y1 + h1 / 2, y2 - h2 / 2
    bend = max(abs(end - start) / 2, 12)
    tip = f"<title>{html(e.tooltip)}</title>" if e.tooltip else ""
    return (
        f'<path id="{e.id}" class="edge" stroke-width="{pen(e.share, largest):.2f}" '
        'marker-end="url(#tip)" '
        f'd="M{x1:.1f},{start:.1f}C{x1:.1f},{start + bend:.1f} {x2:.1f},{end - bend:.1f} '
        f'{x2:.1f},{end:.1f}">{tip}</path>'
    )
