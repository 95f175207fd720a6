"""화살표의 글과 구역의 이름을 빈 곳으로.

Keep the labels of arrows and the names of scopes readable. Graphviz puts the one beside the middle
of its arrow, the other into the corner of its scope, and looks neither at other arrows nor at
borders: what lies on a line, on a text or on a card is moved along its own arrow or border, to the
nearest place where nothing else is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np

from micrograd_ko.messages import em

__all__ = ["cleared"]

SVG = "{http://www.w3.org/2000/svg}"
PIECES = 8  # straight lines for each piece of a curve
STEP = 5.0  # points along an arrow between two places that are tried
T = np.linspace(0, 1, PIECES + 1)[1:]
CUBIC = np.stack([(1 - T) ** 3, 3 * (1 - T) ** 2 * T, 3 * (1 - T) * T**2, T**3], axis=1)
GAP = 2.5  # points between a label and its arrow
ASCENT, DESCENT = 0.78, 0.2  # of the size: how far letters reach
SIDES = ((0, -1), (0, 1), (1, -1), (-1, -1), (1, 1), (-1, 1), (1, 0), (-1, 0))

Points = np.ndarray[Any, np.dtype[np.float64]]


class Box(NamedTuple):
    """상자. Hold the sides of a box."""

    left: float
    top: float
    right: float
    bottom: float


class Lines(NamedTuple):
    """직선 조각들. Hold straight pieces of lines: their starts and ways, and the bounds of each."""

    start: Points
    way: Points
    low: Points
    high: Points


class Label(NamedTuple):
    """옮길 수 있는 글: 화살표의 글, 구역의 이름. Hold what may be moved, and where to.

    Attributes:
        id: of the arrow or scope that it belongs to.
        box: where it is.
        tried: the middles of the places where it may be instead.
    """

    id: str
    box: Box
    tried: Points


def cleared(svg: str) -> str:
    """글이 선이나 다른 것 위에 놓이지 않게 옮긴다.

    Move the labels that lie on something, in an SVG that Graphviz wrote.
    """
    labels, lines, boxes = _read(ElementTree.fromstring(svg))
    places = {label.id: label.box for label in labels}
    for label in labels:
        others = np.array([*boxes, *(box for id, box in places.items() if id != label.id)])
        if not _free(label.box, lines, others):
            found = (box for box in _nearest(label) if _free(box, lines, others))
            places[label.id] = next(found, label.box)
    moves = {label.id: (places[label.id], label.box) for label in labels}
    moves = {id: (to, at) for id, (to, at) in moves.items() if to != at}
    for id, (to, at) in moves.items():
        svg = _moved(svg, id, to.left - at.left, to.top - at.top)
    return svg


# ── reading the drawing ──


def _read(root: ElementTree.Element) -> tuple[list[Label], Lines, list[Box]]:
    """글들, 모든 선분(시작과 끝), 글이 놓일 수 없는 상자들.

    Find the labels, all straight pieces of lines (from, to), and boxes that no label may touch.
    """
    labels: list[Label] = []
    lines: list[Points] = []
    boxes: list[Box] = []
    for group in root.iter(f"{SVG}g"):
        kinds = group.get("class", "").split()
        written = [path.get("d", "") for path in group.iter(f"{SVG}path")]
        texts = [_box(text) for text in group.iter(f"{SVG}text") if (text.text or "").strip()]
        paths = [] if "node" in kinds else [_points(d) for d in written]
        if "edge" in kinds:
            lines += paths
            if texts and paths:
                box = _around(texts)
                labels.append(Label(group.get("id", ""), box, _beside(paths[0], box)))
        elif "cluster" in kinds:
            lines += paths
            if texts and paths:
                labels.append(Label(group.get("id", ""), texts[0], _below(paths[0], texts[0])))
        elif "node" in kinds:
            ellipses = [_ellipse(e) for e in group.iter(f"{SVG}ellipse")]
            boxes.append(_around([*(_bounds(_numbers(d)) for d in written), *ellipses]))
    return labels, _pieces(lines), boxes


def _pieces(lines: list[Points]) -> Lines:
    none = np.empty((0, 2))
    start = np.concatenate([none, *(line[:-1] for line in lines)])
    end = np.concatenate([none, *(line[1:] for line in lines)])
    return Lines(start, end - start, np.minimum(start, end), np.maximum(start, end))


def _numbers(d: str) -> Points:
    """경로의 모든 점. List all points of a path, those that only bend it, too."""
    return np.reshape([float(x) for x in re.findall(r"-?\d+(?:\.\d+)?", d)], (-1, 2))


def _points(d: str) -> Points:
    """곡선을 짧은 직선들로. Flatten a path of one M and cubic curves."""
    given = _numbers(d)
    bends = np.concatenate([given[:-1:3, None], given[1:].reshape(-1, 3, 2)], axis=1)
    return np.concatenate([given[:1], (CUBIC @ bends).reshape(-1, 2)])


def _bounds(points: Points) -> Box:
    return Box(*map(float, (*points.min(axis=0), *points.max(axis=0))))


def _ellipse(e: ElementTree.Element) -> Box:
    x, y, wide, high = (float(e.get(name, "0")) for name in ("cx", "cy", "rx", "ry"))
    return Box(x - wide, y - high, x + wide, y + high)


def _box(text: ElementTree.Element) -> Box:
    size, x, y = (float(text.get(name, "0")) for name in ("font-size", "x", "y"))
    wide = em((text.text or "").replace("\u00a0", " ")) * size
    return Box(x, y - ASCENT * size, x + wide, y + DESCENT * size)


def _around(boxes: list[Box]) -> Box:
    sides = np.array(boxes)
    return Box(*map(float, (*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0))))


# ── finding a place ──


def _beside(line: Points, box: Box) -> Points:
    """화살표를 따라 그 옆의 자리들. List places beside an arrow, all along it."""
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))])
    along = np.arange(STEP, way[-1], STEP)
    centres = np.stack([np.interp(along, way, line[:, axis]) for axis in (0, 1)], axis=1)
    return (centres[:, None] + np.array(SIDES) * (_half(box) + GAP)).reshape(-1, 2)


def _below(frame: Points, box: Box) -> Points:
    """구역의 위 테두리를 따라 그 아래의 자리들. List places along the upper border of a scope."""
    x = np.arange(box.left, _bounds(frame).right - (box.right - box.left), STEP)
    return np.stack([x, np.full_like(x, box.top)], axis=1) + _half(box)


def _half(box: Box) -> Points:
    return np.array([box.right - box.left, box.bottom - box.top]) / 2


def _nearest(label: Label) -> Iterator[Box]:
    """지금 자리에서 가까운 것부터. List the places of a label, the nearest first."""
    half = _half(label.box)
    apart = np.hypot(*(label.tried - half - label.box[:2]).T)
    for place in label.tried[np.argsort(apart, kind="stable")]:
        yield Box(*map(float, (*(place - half), *(place + half))))


def _free(box: Box, lines: Lines, others: Points) -> bool:
    """그 자리에 아무것도 없는가. Tell whether no line and no other box comes into a place."""
    left, top, right, bottom = box
    if len(others):
        apart = (
            (others[:, 0] >= right)
            | (others[:, 2] <= left)
            | (others[:, 1] >= bottom)
            | (others[:, 3] <= top)
        )
        if not apart.all():
            return False
    near = ((lines.high > (left, top)) & (lines.low < (right, bottom))).all(axis=1)
    # a piece that comes near misses the box if all corners lie on one side of it
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    way, to = lines.way[near], corners - lines.start[near, None]
    side = np.sign(way[:, None, 0] * to[..., 1] - way[:, None, 1] * to[..., 0])
    return bool((np.abs(side.sum(axis=1)) == 4).all())


def _moved(svg: str, id: str, right: float, down: float) -> str:
    """화살표나 구역 하나의 글을 옮긴다. Move the texts of one arrow or scope."""
    start = svg.index(f'<g id="{id}" class="')
    end = svg.index("</text>", start)
    while svg.startswith("</text>\n<text", end):
        end = svg.index("</text>", end + 1)

    def place(found: re.Match[str]) -> str:
        return f' x="{float(found[1]) + right:.2f}" y="{float(found[2]) + down:.2f}"'

    group = re.sub(r' x="([-\d.]+)" y="([-\d.]+)"', place, svg[start:end])
    return svg[:start] + group + svg[end:]
