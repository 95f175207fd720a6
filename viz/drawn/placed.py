"""가지런히 배치한 SVG.

Write the SVG of a network as cards, placed by :mod:`viz.drawn.lanes`: the look and the ids of the
drawings that Graphviz lays out, with less of everything else. No program is needed for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, isfinite

from micrograd_ko.messages import clipped, em

from ..palette import BEFORE, GREY_TEXT, INK, KINDS, NAN, OP, gradient_colours, pen
from ..quoting import html
from ..records import Card, Edge, Picture, cell_id
from .dot import FONTS
from .lanes import Ways, ports_height, ways_of
from .legend import Below, legend_svg

__all__ = ["placed_svg"]

LABEL_LIMIT = 16.0  # em; the whole label is in the tooltip
PAD, HEAD, ROW = 7.0, 24.0, 20.0
NUMBER = 66.0  # room for -00.0000
MARGIN = 20.0
RADIUS = 12.0  # of an op
BEND = 0.12  # of the height that arrows climb between two columns, as room for their bends
TIP = 7.0
LINE, WORDS = "#9AA5B1", "#6B7280"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Column:
    """열 하나의 x: 화살표가 들어오는 곳, 꼬리표의 끝, 연산, 카드의 왼쪽과 오른쪽.

    Hold where a column begins, where the labels in it end, its ops, its cards' left and right side.
    """

    start: float
    labels: float
    op: float
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class _Size:
    """카드의 크기: 둘째 칸이 시작하는 곳. Hold a card's width, height, and its second column."""

    width: float
    height: float
    second: float


def placed_svg(picture: Picture, *, legend: bool = True) -> str:
    """가지런한 그림의 SVG 글. Write the SVG text of a picture in columns."""
    sizes = {c.id: _size(c) for c in picture.cards}
    inputs: dict[str, list[Edge]] = {c.id: [] for c in picture.cards}
    for edge in picture.edges:
        inputs[edge.target].append(edge)
    heights = {id: max(size.height, ports_height(len(inputs[id]))) for id, size in sizes.items()}
    ways = ways_of(picture, heights)
    columns = _columns(picture, ways, sizes, inputs)
    low = min(min(ys) for ys in [*ways.levels.values(), *_extents(ways)])
    high = max(max(ys) for ys in [*ways.levels.values(), *_extents(ways)])
    pencil = _Pencil(ways, columns, MARGIN - low, picture)
    bottom = high - low + 2 * MARGIN
    below = legend_svg(picture, (MARGIN, bottom + 12), "draw.legend.edge") if legend else Below()
    wide = max(columns[-1].right + MARGIN, below.right)
    tall = max(bottom, below.bottom + 12)
    return "\n".join([
        f'<svg width="{wide:.0f}pt" height="{tall:.0f}pt" viewBox="0 0 {wide:.0f} {tall:.0f}" '
        'xmlns="http://www.w3.org/2000/svg">',
        '<rect width="100%" height="100%" fill="white"/>',
        f'<g font-family="{FONTS}" font-size="10" fill="{WORDS}">',
        *(pencil.edge(edge) for edge in picture.edges),
        *(pencil.arrow(c) for c in picture.cards if c.sign),
        "</g>",
        f'<g font-family="{FONTS}" font-size="15" text-anchor="middle">',
        *(pencil.op(c) for c in picture.cards if c.sign),
        "</g>",
        f'<g font-family="{FONTS}" font-size="11" fill="{GREY_TEXT}">',
        *(pencil.card(c, sizes[c.id]) for c in picture.cards),
        f"{below.svg}</g>",
        "</svg>\n",
    ])  # fmt: skip


def _extents(ways: Ways) -> list[tuple[float, float]]:
    return [(block.top, block.bottom) for column in ways.grid.columns for block in column]


# ── sizes and columns ──


def _size(c: Card) -> _Size:
    rows = c.rows
    numbers = [what for what in ("value", "gradient") if what in rows]
    names = (em(c.row_name(what)) * 11 for what in numbers)
    second = PAD + max(em(clipped(c.label, LABEL_LIMIT)) * 14, *names, 0) + 6
    figures = [em(rows[what]) * 12 for what in numbers]
    width = second + max(em(c.kind_text) * 10, NUMBER, *figures, 0) + PAD
    notes = [em(rows[what]) * 11 + 2 * PAD for what in ("before", "born") if what in rows]
    return _Size(
        round(max([width, *notes])), HEAD + ROW * len(rows) + 2 * bool(rows), round(second)
    )


def _columns(
    picture: Picture, ways: Ways, sizes: Mapping[str, _Size], inputs: Mapping[str, list[Edge]]
) -> list[_Column]:
    """열마다의 x. Find the x of each column, from the left."""
    climbs = _climbs(picture, ways)
    signs = {c.id: c.sign for c in picture.cards}
    found: list[_Column] = []
    x = MARGIN
    for place, blocks in enumerate(ways.grid.columns):
        ids = [block.id for block in blocks]
        many = max(len(inputs[id]) for id in ids)
        label = max((max(em(e.label) * 10 + 2, 45) for id in ids for e in inputs[id]), default=0.0)
        if place:
            x = found[-1].right + min(max(18.0, BEND * climbs[place]), 90.0)
        start, labels = x, x + label
        op = labels + (10 + 3.5 * max(many - 1, 0) if many else 0.0)
        wide = max(_op_width(signs[id]) for id in ids)
        left = op + (2 * wide + 14 if any(signs[id] for id in ids) else 0.0)
        right = left + max(sizes[id].width for id in ids)
        found.append(_Column(*(float(round(v)) for v in (start, labels, op + wide, left, right))))
    return found


def _climbs(picture: Picture, ways: Ways) -> list[float]:
    """열의 왼쪽에서 화살표가 오르내리는 높이. Find how far arrows climb in front of each column."""
    found = [0.0] * len(ways.grid.columns)
    column = ways.grid.column
    for edge in picture.edges:
        ys = ways.levels[edge.id]
        for i in range(1, len(ys)):
            place = column[edge.source] + i
            found[place] = max(found[place], abs(ys[i] - ys[i - 1]))
    return found


def _op_width(sign: str) -> float:
    """연산의 반너비: 글자 하나면 동그라미. Half the width of an op: a circle for a single sign."""
    return 0.0 if not sign else RADIUS if em(sign) <= 1.2 else max(em(sign) * 5.5 + 5, 19.0)


# ── parts ──


class _Pencil:
    """조각마다 작은 메서드 하나. Write the parts of one drawing, a small method for each."""

    def __init__(self, ways: Ways, columns: list[_Column], shift: float, picture: Picture) -> None:
        self.ways, self.columns, self.shift = ways, columns, shift
        self.largest = picture.gradient_max
        self.column = ways.grid.column
        self.y = {id: y + shift for id, y in ways.grid.y.items()}
        self.reach = {c.id: _op_width(c.sign) for c in picture.cards}

    def edge(self, e: Edge) -> str:
        """입력에서 연산으로 가는 화살표. Write an arrow to an op, the local derivative above it."""
        levels = [y + self.shift for y in self.ways.levels[e.id]]
        first, last = self.column[e.source], self.column[e.target]
        points = [(self.columns[first].right, levels[0])]
        for place, y in enumerate(levels[1:], start=first + 1):
            column = self.columns[place]
            points += [(column.start, y), (column.labels if place == last else column.right, y)]
        op = self.columns[last].op, self.y[e.target]
        way, tip, angle = _landing(points[-1], op, self.reach[e.target])
        words = _label(e, self.columns[last].start, levels[-1] - 3.5)
        line = _line(_curve(points) + way, tip, angle, pen(e.share, self.largest))
        return f'<g id="{e.id}" class="edge">{_title(e.tooltip)}{line}{words}</g>'

    def arrow(self, c: Card) -> str:
        """연산에서 카드로. Write the arrow from an op to its card."""
        column, y = self.columns[self.column[c.id]], self.y[c.id]
        way = f"M{_n(column.op + self.reach[c.id])},{_n(y)}L{_n(column.left - TIP)},{_n(y)}"
        line = _line(way, (column.left - 1, y), (1.0, 0.0), pen(c.gradient, self.largest))
        return f'<g id="{c.arrow_id}" class="edge">{line}</g>'

    def op(self, c: Card) -> str:
        """연산의 동그라미. Write the circle of an op; words stand in an ellipse."""
        x, y = _n(self.columns[self.column[c.id]].op), self.y[c.id]
        wide = self.reach[c.id]
        down, small = (4, ' font-size="11"') if wide > RADIUS else (5, "")
        return (
            f'<g id="{c.op_id}" class="node op">{_title(c.formula)}<ellipse cx="{x}" cy="{_n(y)}" '
            f'rx="{_n(wide)}" ry="{_n(RADIUS)}" fill="{OP}" stroke="{OP}"/>'
            f'<text x="{x}" y="{_n(y + down)}"{small} fill="white">{html(c.sign)}</text></g>'
        )

    def card(self, c: Card, size: _Size) -> str:
        """카드 한 장. Write a card, as wide as its column."""
        column = self.columns[self.column[c.id]]
        return _card(
            c, size, (column.left, self.y[c.id] - size.height / 2), column.right, self.largest
        )


def _n(x: float) -> str:
    """소수점 아래 한 자리까지. Write a coordinate, with one decimal at most."""
    return f"{round(x, 1) + 0.0:g}"


def _title(words: str) -> str:
    return f"<title>{html(words)}</title>" if words.strip() else ""


def _curve(points: Sequence[Point]) -> str:
    """칸마다 수평으로, 칸 사이에서는 굽어서. Write a way: level in columns, bent between them."""
    x, y = points[0]
    parts = [f"M{_n(x)},{_n(y)}"]
    for nx, ny in points[1:]:
        if abs(ny - y) < 0.05:
            if parts[-1][0] == "L":
                parts.pop()
            parts.append(f"L{_n(nx)},{_n(ny)}")
        else:
            half = (nx - x) / 2
            parts.append(f"C{_n(x + half)},{_n(y)} {_n(nx - half)},{_n(ny)} {_n(nx)},{_n(ny)}")
        x, y = nx, ny
    return "".join(parts)


def _landing(start: Point, centre: Point, wide: float) -> tuple[str, Point, Point]:
    """꼬리표를 지나 동그라미에 닿는 끝. Lead an arrow from its label to the circle: its last piece,
    its tip and its direction.
    """
    (x, y), (cx, cy) = start, centre
    bend = x + 0.4 * (cx - wide - x)
    dx, dy = cx - bend, cy - y
    length = hypot(dx, dy)
    dx, dy = dx / length, dy / length
    edge = 1 / hypot(dx / wide, dy / RADIUS) + 1
    tip = cx - dx * edge, cy - dy * edge
    end = tip[0] - dx * (TIP - 1), tip[1] - dy * (TIP - 1)
    if abs(dy) < 0.01:
        return f"L{_n(end[0])},{_n(end[1])}", tip, (dx, dy)
    return f"C{_n(bend)},{_n(y)} {_n(bend)},{_n(y)} {_n(end[0])},{_n(end[1])}", tip, (dx, dy)


def _line(way: str, tip: Point, towards: Point, width: float) -> str:
    """화살표의 선과 촉. Write the line of an arrow, and its head (its tip is the second point)."""
    (x, y), (dx, dy) = tip, towards
    wing = 2.2 + width / 2
    back = x - dx * TIP, y - dy * TIP
    corners = (
        (back[0] - dy * wing, back[1] + dx * wing),
        tip,
        (back[0] + dy * wing, back[1] - dx * wing),
    )
    points = " ".join(f"{_n(a)},{_n(b)}" for a, b in corners)
    return (
        f'<path d="{way}" fill="none" stroke="{LINE}" stroke-width="{width:.2f}"/>'
        f'<polygon points="{points}" fill="{LINE}"/>'
    )


def _label(e: Edge, x: float, y: float) -> str:
    """국소 미분. Write a local derivative: the sign, and the number, which the page rewrites."""
    if e.local is None:
        return f'<text x="{_n(x)}" y="{_n(y)}">{html(e.label)}</text>' if e.label else ""
    figure = html(e.label.removeprefix("∂ "))
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-family="Times" font-size="12">∂</text>'
        f'<text x="{_n(x + 7)}" y="{_n(y)}" font-family="Courier">\u00a0{figure}</text>'
    )


def _card(c: Card, size: _Size, corner: Point, right: float, largest: float) -> str:
    (x, y), (back, fore) = corner, KINDS[c.kind]
    if c.born:
        back = "#FFFFFF"
    frame = NAN if c.value is not None and not isfinite(c.value) else fore
    rows = c.rows
    at = _n(y + HEAD)
    rule = f'<line x1="{_n(x)}" y1="{at}" x2="{_n(right)}" y2="{at}" stroke="{frame}"/>'
    head = (
        f'<g id="{c.id}" class="node value {c.kind}">{_title(c.tooltip)}'
        f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(right - x)}" height="{_n(size.height)}" rx="10" '
        f'fill="{back}" stroke="{frame}" stroke-width="2"/>{rule if rows else ""}'
        f'<text x="{_n(x + PAD)}" y="{_n(y + 17)}" font-size="14" font-weight="bold" fill="{fore}">'
        f"{html(clipped(c.label, LABEL_LIMIT)) or ' '}</text>"
        f'<text x="{_n(x + size.second)}" y="{_n(y + 16.5)}" font-size="10" fill="{fore}">'
        f"{html(c.kind_text)}</text>"
    )
    spots = {what: y + HEAD + ROW * i for i, what in enumerate(rows)}
    return (
        head
        + "".join(_row(c, what, rows[what], (x, spots[what]), right, largest) for what in rows)
        + "</g>"
    )


def _row(c: Card, what: str, words: str, spot: Point, right: float, largest: float) -> str:
    """카드의 한 줄. Write one row of a card: a name and a cell, or a note."""
    x, y = spot
    if what in ("before", "born"):
        colour = BEFORE[1] if what == "before" else NAN
        note = f'<text x="{_n(x + PAD)}" y="{_n(y + 14)}" fill="{colour}">{html(words)}</text>'
        return f'<g id="{cell_id(c.id, what)}">{note}</g>' if what == "before" else note
    back, fore = _colours(c, what, largest)
    wide = max(NUMBER, em(words) * 12) + 2
    return (
        f'<text x="{_n(x + PAD)}" y="{_n(y + 15)}">{html(c.row_name(what))}</text>'
        f'<g id="{cell_id(c.id, what)}"><rect x="{_n(right - PAD + 2 - wide)}" '
        f'y="{_n(y + 3)}" width="{_n(wide)}" height="{_n(ROW - 3)}" fill="{back}"'
        f"{_edging(c, what)}/>"
        f'<text x="{_n(right - PAD)}" y="{_n(y + 15.5)}" text-anchor="end" font-family="Courier" '
        f'font-size="12" fill="{fore}">{words}</text></g>'
    )


def _colours(c: Card, what: str, largest: float) -> tuple[str, str]:
    if what == "value":
        return "#FFFFFF", INK
    return (BEFORE[0], INK) if c.shows_before else gradient_colours(c.gradient, largest)


def _edging(c: Card, what: str) -> str:
    """칸의 테두리: nan이면 빨강, 앞서 남은 것이면 점선. The frame of a cell that needs one."""
    x = c.value if what == "value" else c.gradient
    if x is not None and not isfinite(x):
        return f' stroke="{NAN}" stroke-width="2"'
    if c.before and what == "gradient":
        return f' stroke="{BEFORE[1]}" stroke-width="2" stroke-dasharray="5 3"'
    return ""
