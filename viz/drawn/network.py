"""신경망의 SVG: 동그라미와 선.

Draw a network as people draw it on a board: layers from left to right, a circle for each neuron, a
line for each weight. Places follow from the sizes alone, so no layout program is needed.
"""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from micrograd_ko.engine import number
from micrograd_ko.language import get_language
from micrograd_ko.messages import clipped, em, text

from ..palette import (
    GREY_TEXT,
    INK,
    KINDS,
    NAN,
    STOPS,
    gradient_colours,
    pen,
    scale,
    shade,
)
from ..quoting import html, scripted
from ..records import Circle, NetworkPicture, Wire
from .dot import FONTS

__all__ = ["column_title", "to_network_svg"]

MARGIN, HEAD, FOOT = 20.0, 52.0, 58.0
TALL = 524.0  # for the rows of the tallest column
ROOMY, TIGHT = 84.0, 32.5  # the distance between rows: at most, at least
LOOSE = 74.0  # from here on a name stands above its circle, else beside it
FAINT = 0.12  # a line of less stays grey: on white its colour could not be seen
PALE = "#CFD5DC"
WIDE = 24.0  # the radius of circles that have room
HALO = 'paint-order="stroke" stroke="#FFFFFF" stroke-width="3.5" stroke-linejoin="round"'


class _Plan(NamedTuple):
    """모든 것의 자리. Hold where everything stands."""

    wide: float
    tall: float
    radii: tuple[float, ...]  # of the circles of each column
    centres: dict[str, tuple[float, float]]  # of circles
    gaps: dict[int, tuple[float, float]]  # of columns that are shortened: where that is said
    columns: tuple[float, ...]  # x of each
    loss: tuple[float, float]


def to_network_svg(picture: NetworkPicture, *, active: bool = False, legend: bool = True) -> str:
    """신경망의 그림을 SVG 글로.

    Write the picture of a network as SVG text; the ids in it are those of the records.

    Args:
        active: circles and lines can be reached and pressed by keyboard, for a page.
        legend: with the scale of colours below.
    """
    largest = picture.largest(picture.colour)
    below, width = _legend(picture, largest) if legend else ("", 0.0)
    plan = _plan(picture, width)
    tall = plan.tall if legend else plan.tall - FOOT + MARGIN
    parts = [
        f'<?xml version="1.0" encoding="UTF-8"?>\n<svg role="{"group" if active else "img"}" '
        f'lang="{get_language()}" style="max-width:100%;height:auto" width="{plan.wide:.0f}" '
        f'height="{tall:.0f}" viewBox="0 0 {plan.wide:.0f} {tall:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg">\n<title>{html(_title(picture))}</title>',
        '<rect class="paper" width="100%" height="100%" fill="#FFFFFF"/>',
        f'<g font-family="{FONTS}" font-size="12" fill="{INK}" text-anchor="middle">',
        *_titles(picture, plan),
        '<g class="wires" fill="none" stroke-linecap="round">',
        *(_wire(wire, picture, plan, largest, active=active) for wire in picture.wires),
        *_to_loss(picture, plan),
        "</g>",
        *(_more(picture, layer, place) for layer, place in plan.gaps.items()),
        *(_unit(circle, picture, plan, largest, active=active) for circle in picture.circles),
        _loss(picture, plan, active=active),
        f'<g class="legend" transform="translate({MARGIN:g},{plan.tall - 34:.1f})">{below}</g>'
        if legend
        else "",
        "</g>\n</svg>\n",
    ]
    return "\n".join(part for part in parts if part)


# ── places ──


def _plan(picture: NetworkPicture, least: float) -> _Plan:
    rows = [len(c) + bool(h) for c, h in zip(picture.columns, picture.hidden, strict=True)]
    pitches = [min(max(TALL / n, TIGHT), ROOMY) for n in rows]
    step = 150.0 if max(rows) <= 6 else 200.0
    left = MARGIN + 56
    columns = tuple(left + step * i for i in range(len(rows)))
    height = max(2 * ROOMY, *(pitch * n for pitch, n in zip(pitches, rows, strict=True)))
    middle = HEAD + height / 2
    centres, gaps = {}, {}
    for layer, (n, pitch) in enumerate(zip(rows, pitches, strict=True)):
        places = [middle + pitch * (i - (n - 1) / 2) for i in range(n)]
        if picture.hidden[layer]:
            gaps[layer] = columns[layer], places.pop(-2)
        for circle, y in zip(picture.columns[layer], places, strict=True):
            centres[circle.id] = columns[layer], y
    end = columns[-1] + (step * 0.8 if picture.loss else 0)
    wide = max(end + 56 + MARGIN, least + 2 * MARGIN)
    radii = tuple(WIDE if pitch >= LOOSE else min(pitch * 0.41, 19.0) for pitch in pitches)
    return _Plan(wide, HEAD + height + FOOT, radii, centres, gaps, columns, (end, middle))


# ── words ──


def _title(picture: NetworkPicture) -> str:
    return text("network.title", sizes="-".join(map(str, picture.sizes)))


def _titles(picture: NetworkPicture, plan: _Plan) -> list[str]:
    """열의 이름: 입력, 은닉층 1, 출력층. Write the names of the columns."""
    columns = [*plan.columns, *([plan.loss[0]] if picture.loss is not None else [])]
    found = [
        _words(column_title(picture, i), x, 26, size=13, weight=True, more='class="column"')
        for i, x in enumerate(columns)
    ]
    if picture.samples > 1:
        words = text("network.sample", sample=picture.sample + 1, samples=picture.samples)
        x, own = plan.wide - MARGIN, 'class="sample"'
        found.append(_words(words, x, 42, size=10, anchor="end", fill=GREY_TEXT, more=own))
    return found


def column_title(picture: NetworkPicture, layer: int, language: str | None = None) -> str:
    """열의 이름, 줄였으면 크기도; 층들 뒤는 손실.

    Name a column, with its size where it is shortened; what comes after the layers is the loss.
    """
    if layer == len(picture.columns):
        return text("draw.kind.loss", language)
    kinds = {0: "input", len(picture.columns) - 1: "output"}
    words = text(f"network.column.{kinds.get(layer, 'hidden')}", language, index=layer)
    return f"{words} ({picture.sizes[layer]:,})" if picture.hidden[layer] else words


def _words(
    words: str, x: float, y: float, *, size: float, weight: bool = False, anchor: str = "",
    fill: str = "", more: str = "",
) -> str:  # fmt: skip
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"'
        + (' font-weight="bold"' if weight else "")
        + (f' text-anchor="{anchor}"' if anchor else "")
        + (f' fill="{fill}"' if fill else "")
        + (f" {more}" if more else "")
        + f">{html(words)}</text>"
    )


def _named(name: str, x: float, y: float, size: float, more: str = "") -> str:
    """이름: 위아래 첨자를 작은 보통 글자로.

    Write a name, its raised and lowered signs as small ordinary ones.
    """
    more = f" {more}" if more else ""
    return scripted(
        f'<text class="name" x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{more}>{html(name)}</text>'
    )


def figure(x: float) -> str:
    """동그라미 안의 수: 다섯 글자쯤. Write a number within a circle, in some five signs."""
    if not isfinite(x):
        return f"{x:g}"
    size = abs(x)
    if size >= 9_999.5:
        return f"{x:.0e}".replace("e+0", "e").replace("e+", "e")
    shown = f"{x:.{2 if size < 9.995 else 1 if size < 99.95 else 0}f}"
    return shown.removeprefix("-") if float(shown) == 0 else shown


# ── circles and lines ──


def _wire(wire: Wire, picture: NetworkPicture, plan: _Plan, largest: float, *, active: bool) -> str:
    (x1, y1), (x2, y2) = plan.centres[wire.source], plan.centres[wire.target]
    shown = wire.value if picture.colour == "weight" else wire.gradient
    path = f'd="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}"'
    hit = f'<path class="hit" {path} stroke="transparent" stroke-width="9"/>' if active else ""
    return (
        f'<g id="{wire.id}" class="wire"{_pressed(active)}>'
        f"<title>{html(_told(wire.name, wire.value, wire.gradient))}</title>"
        f'<path class="line" {path} {_stroke(shown, largest)}/>{hit}</g>'
    )


def _stroke(shown: float | None, largest: float) -> str:
    """선의 색과 굵기, -는 파선. Choose a line's colour and width; - is dashed."""
    t = 0.0 if shown is None else shade(shown, largest)
    colour = scale(t) if abs(t) >= FAINT else PALE
    dashed = ' stroke-dasharray="6 4"' if t <= -FAINT else ""
    return f'stroke="{colour}" stroke-width="{pen(shown, largest):.2f}"{dashed}'


def _pressed(active: bool) -> str:
    return ' tabindex="0" role="button"' if active else ""


def _to_loss(picture: NetworkPicture, plan: _Plan) -> list[str]:
    """출력에서 손실로 가는 선. Draw lines from the outputs to the loss; they weigh nothing."""
    if picture.loss is None:
        return []
    x, y = plan.loss
    return [
        f'<path class="to-loss" d="M{a:.1f},{b:.1f}L{x:.1f},{y:.1f}" stroke="{PALE}" '
        'stroke-width="1.2"/>'
        for a, b in (plan.centres[circle.id] for circle in picture.columns[-1])
    ]


def _more(picture: NetworkPicture, layer: int, place: tuple[float, float]) -> str:
    words = text("network.more", count=picture.hidden[layer])
    return _words(words, place[0], place[1] + 4, size=11, fill=GREY_TEXT, more=HALO)


def _unit(
    circle: Circle, picture: NetworkPicture, plan: _Plan, largest: float, *, active: bool
) -> str:
    x, y = plan.centres[circle.id]
    back, ink, frame = _colours(circle, picture, largest)
    return (
        f'<g id="{circle.id}" class="unit {_kind(circle, picture)}"{_pressed(active)}>'
        f"<title>{html(_tip(circle))}</title>"
        f'<circle class="body" cx="{x:.1f}" cy="{y:.1f}" r="{plan.radii[circle.layer]:.1f}" '
        f'fill="{back}" stroke="{frame}" stroke-width="1.5"/>'
        f"{_inside(circle, plan, ink)}{_bias(circle, picture, plan, largest)}</g>"
    )


def _inside(circle: Circle, plan: _Plan, ink: str) -> str:
    """값은 안에, 이름은 위에, 자리가 좁으면 옆에.

    Write the value within and the name above, or beside where rows are close.
    """
    (x, y), radius, value = plan.centres[circle.id], plan.radii[circle.layer], circle.value
    name, size = clipped(circle.name, 9), 13.0 if radius == WIDE else 11.0 if radius > 16 else 9.5
    if radius < WIDE:
        named = _named(name, x + radius + 3, y + 3.5, size + 0.5, f'text-anchor="start" {HALO}')
    elif value is None:
        named = _named(name, x, y + 4.5, size, f'fill="{ink}"')
    else:
        named = _named(name, x, y - radius - 7, size, HALO)
    return named + (
        f'<text id="{circle.id}_value" class="value" x="{x:.1f}" y="{y + size * 0.35:.1f}" '
        f'font-size="{size:g}" fill="{ink}">{"" if value is None else html(figure(value))}</text>'
    )


def _kind(circle: Circle, picture: NetworkPicture) -> str:
    last = len(picture.columns) - 1
    return {0: "input", last: "result"}.get(circle.layer, "intermediate")


def _colours(circle: Circle, picture: NetworkPicture, largest: float) -> tuple[str, str, str]:
    """바탕, 글자, 테두리의 색. 기울기를 보일 때는 바탕이 기울기다.

    Choose the colours of a circle's body, text and frame. Where gradients are shown, its own is.
    """
    back, fore = KINDS[_kind(circle, picture)]
    ink = INK
    if picture.colour == "gradient":
        back, ink = gradient_colours(circle.gradient, largest)
    broken = circle.value is not None and not isfinite(circle.value)
    return back, ink, NAN if broken else fore


def _bias(circle: Circle, picture: NetworkPicture, plan: _Plan, largest: float) -> str:
    """편향: 동그라미 왼쪽 아래의 점. Mark a bias by a dot at the lower left of its circle."""
    if circle.bias is None:
        return ""
    (x, y), radius = plan.centres[circle.id], plan.radii[circle.layer]
    shown = circle.bias if picture.colour == "weight" else circle.bias_gradient
    colour = scale(0.0 if shown is None else shade(shown, largest))
    return (
        f'<circle id="{circle.id}_bias" class="bias" cx="{x - radius * 0.6:.1f}" '
        f'cy="{y + radius * 0.85:.1f}" r="{max(radius / 4, 3.2):.1f}" fill="{colour}" '
        f'stroke="{GREY_TEXT}">'
        f"<title>{html(_told(circle.bias_name, circle.bias, circle.bias_gradient))}</title>"
        "</circle>"
    )


def _loss(picture: NetworkPicture, plan: _Plan, *, active: bool) -> str:
    if picture.loss is None:
        return ""
    (x, y), (name, value) = plan.loss, picture.loss
    back, fore = KINDS["loss"]
    shown = "" if value is None else number(value, 3)
    name = clipped(name, 8)
    wide = max(64.0, em(shown) * 13 + 14, em(name) * 13 + 14)
    named = _named(name, x, y - 5 if shown else y + 4, 13, f'fill="{fore}"')
    return (
        f'<g id="loss" class="loss"{_pressed(active)}><title>{html(_told(name, value, None))}'
        f'</title><rect class="body" x="{x - wide / 2:.1f}" y="{y - 23:.1f}" width="{wide:.1f}" '
        f'height="46" rx="9" fill="{back}" stroke="{fore}" stroke-width="1.5"/>'
        f"{named}"
        f'<text id="loss_value" class="value" x="{x:.1f}" y="{y + 13:.1f}" font-size="13">'
        f"{html(shown)}</text></g>"
    )


def _tip(circle: Circle) -> str:
    lines = [(circle.name, circle.value, circle.gradient)]
    if circle.before_name:
        lines.append((circle.before_name, circle.before, circle.before_gradient))
    if circle.bias is not None:
        lines.append((circle.bias_name, circle.bias, circle.bias_gradient))
    return "; ".join(_told(*line) for line in lines)


def _told(name: str, value: float | None, gradient: float | None) -> str:
    shown = name if value is None else f"{name} = {number(value)}"
    if gradient is None:
        return shown
    return f"{shown} ({text('draw.gradient')} {number(gradient)})"


# ── legend ──


def _legend(picture: NetworkPicture, largest: float) -> tuple[str, float]:
    """색과 굵기의 뜻, 그리고 그 너비. Say what colours and widths mean, and how wide that is."""
    x, parts = 0.0, list[str]()

    def words(shown: str, gap: float = 18) -> None:
        nonlocal x
        parts.append(_words(shown, x, 0, size=11, anchor="start", fill=GREY_TEXT))
        x += em(shown) * 11 + gap

    shown = text(f"network.colour.{picture.colour}")
    words(shown, 8)
    words(*((f"-{figure(largest)}", 2) if largest else ("0",)))
    for t in STOPS if largest else ():
        parts.append(f'<rect x="{x:.1f}" y="-10" width="18" height="12" fill="{scale(t)}"/>')
        x += 18
    if largest:
        x += 4
        words(f"+{figure(largest)}")
    words(text("network.width_means", what=shown))
    if any(circle.bias is not None for circle in picture.circles):
        parts.append(
            f'<circle cx="{x + 4:.1f}" cy="-4" r="4.5" fill="{scale(0.33)}" stroke="{GREY_TEXT}"/>'
        )
        x += 14
        words(text("draw.kind.bias"))
    if picture.notes:
        notes = " ".join(text(key, **counts) for key, counts in picture.notes)
        parts.append(_words(notes, 0, 19, size=11, anchor="start", fill=GREY_TEXT))
        x = max(x, em(notes) * 11)
    return "".join(parts), x
