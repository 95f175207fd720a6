"""무대: 배치한 그림을 요소로 읽어, 단계마다 칸을 바꿀 수 있게 한 것.

Set the stage on which steps are played: the laid-out SVG as elements, with its cells and words
marked. The page plays them in a browser by these marks; the frames in Python, with
:meth:`Stage.show`.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from math import isfinite
from xml.etree import ElementTree

from micrograd_ko.engine import number
from micrograd_ko.messages import LANGUAGES

from ..drawn import to_svg
from ..palette import GLOW, INK, NAN, PHASES, STRONG, pen, scale
from ..records import Animation, Card, Moment, Picture, Take, cell_id, link_id, op_id

__all__ = ["Element", "Stage", "pens_of", "prepared", "words_of"]

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
ElementTree.register_namespace("", SVG[1:-1])
NOT_YET = "—"
BROAD = 1600  # a drawing wider than this gets bolder marks, to be seen on a slide
Element = ElementTree.Element


def prepared(picture: Picture, *, legend: bool, engine: str | None = None) -> Element:
    """배치하고 표시를 단 그림.

    Lay the picture out, its cards, cells and local derivatives marked by class.
    """
    svg = ElementTree.fromstring(to_svg(picture, engine=engine, legend=legend))
    by_id = {element.get("id", ""): element for element in svg.iter()}
    for card in picture.cards:
        _mark(by_id[card.id], "card")
        _mark(_frame(by_id[card.id]), "frame")
        if (label := _label(card, by_id[card.id])) is not None:
            _mark(label, "label")
        for what in ("value", "gradient"):
            if (cell := by_id.get(cell_id(card.id, what))) is not None:
                _mark(cell, f"cell {what}")
                _anchor_right(cell)
    for edge in picture.edges:
        texts = by_id[edge.id].findall(f"{SVG}text")
        if edge.local is not None and texts:
            _mark(texts[-1], "local")
    return svg


def _mark(element: Element, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())


def _frame(card: Element) -> Element:
    """카드의 테두리. Find the outline of a card."""
    shapes = (e for e in card.iter() if e.tag in (f"{SVG}path", f"{SVG}rect"))
    return next(e for e in shapes if e.get("stroke", "none") != "none")


def _anchor_right(cell: Element) -> None:
    """수는 오른쪽에 맞춘다: 단계마다 길이가 다르다.

    Hold a number at the right of its cell: its length changes with the steps.
    """
    text, polygon = next(cell.iter(f"{SVG}text")), next(cell.iter(f"{SVG}polygon"), None)
    if polygon is not None and text.get("text-anchor") == "start":
        right = max(float(point.partition(",")[0]) for point in polygon.get("points", "").split())
        text.set("text-anchor", "end")
        text.set("x", f"{right - 2:.2f}")


def pens_of(picture: Picture) -> dict[str, float]:
    """화살표마다 굵기. Give the width of each arrow, by its id."""
    largest = picture.gradient_max
    widths = {edge.id: pen(edge.share, largest) for edge in picture.edges}
    return widths | {
        card.arrow_id: pen(card.gradient, largest) for card in picture.cards if card.sign
    }


def words_of(card: Card, group: Element) -> Iterator[tuple[Element, dict[str, str]]]:
    """카드의 글 가운데 언어에 따라 바뀌는 것.

    Find the texts of a card that depend on the language, with what they say in each.
    """
    said = [
        dict(zip(LANGUAGES, both, strict=True))
        for both in zip(*map(card.words, LANGUAGES), strict=True)
    ]
    if (texts := _texts(card, group))[1:]:  # behind the label, line by line
        yield from zip(texts[-len(said) :], said, strict=True)
        return
    for note in ("count", "born"):  # a large drawing has no names of rows
        cell = group.find(f"{SVG}g[@id='{cell_id(card.id, note)}']/{SVG}text")
        if cell is not None:
            yield cell, said[-1]


def _texts(card: Card, group: Element) -> list[Element]:
    """카드의 글: 이름표, 그리고 말마다 하나. 큰 그림에는 이름표뿐이다.

    List the texts of a card that are in no cell: its label, and one for each of its words. Graphviz
    puts them into a link. A large drawing has a label alone, with the op's sign in it.
    """
    link = group.find(f"{SVG}g[@id='{link_id(card.id)}']/{SVG}a")
    texts = (group if link is None else link).findall(f"{SVG}text")
    return texts[-len(card.words()) - 1 :]


def _label(card: Card, group: Element) -> Element | None:
    """이름표의 글. Find the text of a card's label, where nothing else is in it."""
    texts = _texts(card, group)
    return texts[0] if texts[1:] else None


class Stage:
    """단계마다의 SVG.

    Hold the SVG of an animation, step after step: every moment on one layout, so that nothing
    moves.

    Cards and arrows that the forward pass has not reached are pale; a gradient's cell is empty
    until it arrives; what the current step fills in has a halo, and the arrows it is about are
    coloured, backward with their heads turned round.
    """

    def __init__(self, animation: Animation, *, engine: str | None = None) -> None:
        self.animation = animation
        self.svg = prepared(animation.picture, legend=True, engine=engine)
        self.bold = min(max(float(self.svg.get("viewBox", "").split()[2]) / BROAD, 1.0), 2.5)
        _without_tooltips(self.svg)
        for id, colour in PHASES.items():
            self.svg.append(_marker(id, colour, self.bold))

    def show(self, take: Take, step: int) -> Element:
        """그만큼 걸은 뒤의 SVG.

        Give the SVG after so many steps of a take, an element of its own.
        """
        svg = copy.deepcopy(self.svg)
        by_id = {element.get("id", ""): element for element in svg.iter()}
        if take is not self.animation.takes[-1]:  # the layout is that of the last
            _retake(by_id, take)
            _bound(svg, self.animation.picture.gradient_max, take.picture.gradient_max)
        done = take.moments[:step]
        values = {moment.card: moment.figure for moment in done if moment.phase == "forward"}
        gradients = {moment.card: moment for moment in done if moment.phase == "backward"}
        for card in take.picture.cards:
            if card.value is not None:
                figure = values.get(card.id, "") if card.sign else number(card.value)
                _set(by_id.get(cell_id(card.id, "value")), figure)
            if card.has_gradient_row:
                _show_gradient(by_id[cell_id(card.id, "gradient")], gradients.get(card.id))
        _fade(by_id, take, step)
        if done:
            _light(by_id, done[-1], self.bold)
        return svg


def _without_tooltips(svg: Element) -> None:
    """가리키면 보이는 글은 뺀다: 마지막 때의 수를 말한다.

    Take the tooltips out: they say the last take's numbers.
    """
    for parent in svg.iter():
        parent.attrib.pop(f"{XLINK}title", None)
        for child in parent.findall(f"{SVG}title") if parent is not svg else ():
            parent.remove(child)


def _marker(phase: str, colour: str, bold: float) -> Element:
    """화살촉: 순전파는 끝에, 역전파는 처음에 거꾸로.

    Make an arrowhead, backward for the start of a line and turned round.
    """
    size = {"markerWidth": f"{12 * bold:.1f}", "markerHeight": f"{10 * bold:.1f}"}
    attributes = {"id": phase, "viewBox": "0 0 12 10", "refX": "10", "refY": "5", **size}
    turned = {
        "orient": "auto" if phase == "forward" else "auto-start-reverse",
        "markerUnits": "userSpaceOnUse",
    }
    marker = ElementTree.Element(f"{SVG}marker", attributes | turned)
    ElementTree.SubElement(marker, f"{SVG}path", d="M0,0L12,5L0,10z", fill=colour)
    return marker


def _retake(by_id: dict[str, Element], take: Take) -> None:
    """다른 때의 국소 미분과 굵기.

    Set the local derivatives and widths of arrows of a take that is not the last.
    """
    for edge in take.picture.edges:
        if edge.local is not None:
            for text in by_id[edge.id].findall(f"{SVG}text[@class='local']"):
                text.text = f"\u00a0{number(edge.local, 2)}"  # the ∂ stands before it
    for id, width in pens_of(take.picture).items():
        for part in _lines(by_id, id):
            part.set("stroke-width", f"{width:.2f}")


def _bound(svg: Element, last: float, largest: float) -> None:
    """범례의 양 끝. Set the ends of the legend's scale."""
    ends = {f"{sign}{number(last, 2)}": f"{sign}{number(largest, 2)}" for sign in "+-"}
    for text in svg.findall(f"{SVG}g/{SVG}text"):
        text.text = ends.get((text.text or "").strip(), text.text)


def _fade(by_id: dict[str, Element], take: Take, step: int) -> None:
    """순전파가 아직 닿지 않은 것은 흐리게. 합의 카드에는 화살표가 하나씩 닿는다.

    Pale what the forward pass has not reached; the arrows to a sum are reached one by one.
    """
    forward = [moment.phase == "forward" for moment in take.moments].count(True)
    done, ahead = take.moments[: min(step, forward)], take.moments[step:forward]
    reached = {id for m in done for id in (m.card, op_id(m.card), *m.edges)}
    for moment in ahead:
        for id in (moment.card, op_id(moment.card), *moment.edges):
            if id in by_id and id not in reached:
                by_id[id].set("opacity", "0.22")


def _set(cell: Element | None, figure: str) -> None:
    if cell is not None:
        next(cell.iter(f"{SVG}text")).text = figure


def _back(cell: Element) -> Element:
    """칸의 바탕. Find what lies behind a cell's number."""
    return next(e for e in cell.iter() if e.tag in (f"{SVG}polygon", f"{SVG}rect"))


def _show_gradient(cell: Element, moment: Moment | None) -> None:
    broken = moment is not None and not isfinite(float(moment.figure))
    _set(cell, moment.figure if moment else NOT_YET)
    _back(cell).set("fill", scale(moment.shade) if moment and not broken else "#FFFFFF")
    _back(cell).set("stroke", NAN if broken else "none")
    next(cell.iter(f"{SVG}text")).set(
        "fill", "#FFFFFF" if moment and abs(moment.shade) > STRONG else INK
    )


def _light(by_id: dict[str, Element], moment: Moment, bold: float) -> None:
    """지금 단계의 카드와 연산과 화살표를 눈에 띄게.

    Make the cards, op and arrows of the current step stand out.
    """
    colour = PHASES[moment.phase]
    for id in moment.edges:
        _light_arrow(by_id, id, moment.phase, 3 * bold)
        op = by_id.get(op_id(id))
        for circle in op.iter(f"{SVG}ellipse") if op is not None else ():
            circle.set("fill", colour)
            circle.set("stroke", colour)
    if moment.source:
        _outline(_frame(by_id[moment.source]), colour, 3 * bold)
    frame = _frame(by_id[moment.card])
    _outline(frame, colour, 4 * bold)
    by_id[moment.card].insert(0, _halo(frame, 16 * bold))
    what = "value" if moment.phase == "forward" else "gradient"
    cell = by_id.get(cell_id(moment.card, what))
    if cell is not None:
        _outline(_back(cell), GLOW, 2.5)


def _outline(shape: Element, colour: str, width: float) -> None:
    shape.set("stroke", colour)
    shape.set("stroke-width", f"{width:.1f}")


def _halo(frame: Element, width: float) -> Element:
    """카드 뒤의 빛.

    Put a light behind a card: its outline once more, wide, below everything else of it.
    """
    light = copy.deepcopy(frame)
    _outline(light, GLOW, width)
    light.attrib |= {
        "fill": "none",
        "stroke-opacity": "0.55",
        "stroke-linejoin": "round",
        "class": "halo",
    }
    return light


def _lines(by_id: dict[str, Element], id: str) -> list[Element]:
    """화살표의 선과 촉.

    Find the line and the head of an arrow; the line alone where the head is a marker.
    """
    return (
        [part for part in by_id[id].iter() if part.tag in (f"{SVG}path", f"{SVG}polygon")]
        if id in by_id
        else []
    )


def _light_arrow(by_id: dict[str, Element], id: str, phase: str, width: float) -> None:
    """화살표를 그 방향의 색으로, 역전파면 거꾸로.

    Colour an arrow in its phase, backward turned round.
    """
    if not (lines := _lines(by_id, id)):  # a large drawing has no arrow from an op to its card
        return
    line, *heads = lines
    _outline(line, PHASES[phase], width)
    line.set("stroke-opacity", "1")
    for head in heads:  # drawn by Graphviz: the line goes on to where its tip was, and gets ours
        line.set("d", f"{line.get('d')} L{head.get('points', '').split()[1]}")
        head.set("display", "none")
    line.attrib.pop("marker-end", None)
    line.set("marker-end" if phase == "forward" else "marker-start", f"url(#{phase})")
