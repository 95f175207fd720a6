"""그림의 단계들: 한 단계마다 어느 칸이 바뀌는지.

Record the steps of a drawing: which cell each step of the passes fills in, with what, and which
arrows and cards it is about. The page and the frames play them; neither reads nodes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from micrograd_ko.engine import Node, gradients_of, magnitude, number, variable
from micrograd_ko.errors import FormatError
from micrograd_ko.seeing import (
    BackwardStep,
    ForwardStep,
    earlier_gradients,
    forward_steps,
    steps_of,
)

from ..palette import shade
from .card import Picture
from .fold import Folding, folding_of, roots_of
from .ids import arrow_id
from .picture import picture
from .sheet import Scene, Sheet, scene_of, sheet_of

__all__ = ["Animation", "Moment", "Roots", "Take", "animation_of", "last_of"]

# a graph; several, in one picture; or by title the same graph at several times
Roots = Node | Sequence[Node] | Mapping[Any, Node]


@dataclass(frozen=True, slots=True)
class Moment:
    """한 단계가 그림에서 바꾸는 것. Record what one step changes on the drawing.

    Attributes:
        phase: "forward" or "backward".
        card: whose cell it fills in; the cell is that of the value forward, of the gradient
            backward. A sum drawn as one card gets several: its partial sums forward; backward its
            gradient, on the way to its first terms.
        source: the card that it comes from, backward; "" for the first step.
        figure: the number that then stands in the cell.
        shade: the colour of a gradient's cell, from -1 to 1.
        edges: the arrows it is about.
        key, words: the sentence that says it.
    """

    phase: str
    card: str
    source: str
    figure: str
    shade: float
    edges: tuple[str, ...]
    key: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Take:
    """한 번의 순전파와 역전파. Record one forward and backward pass: its picture, and its steps.

    `title` tells takes apart, such as the number of an epoch; "" where there is one alone. `held`
    is what ``.grad`` holds now, by card, where that is a gradient from before; of a folded group,
    how many of its nodes. `scene` says which nodes the picture shows where, and `sheet` how their
    numbers are computed; None of arrays and of a folded graph.
    """

    title: str
    picture: Picture
    moments: tuple[Moment, ...]
    held: Mapping[str, str]
    scene: Scene
    sheet: Sheet | None = None


@dataclass(frozen=True, slots=True)
class Animation:
    """단계로 움직이는 그림: 같은 그래프를 여러 번.

    Record one graph, step by step, once or at several times.
    """

    takes: tuple[Take, ...]

    @property
    def picture(self) -> Picture:
        """배치할 그림: 마지막 것. The picture that is laid out: the last."""
        return self.takes[-1].picture


def _titled(roots: Roots) -> dict[str, Node | Sequence[Node]]:
    """제목마다의 뿌리. List the roots by title; a single one has none."""
    if not isinstance(roots, Mapping):
        return {"": roots}
    if not roots:
        raise FormatError("page.empty")
    return {str(title): root for title, root in roots.items()}


def _single(root: Node | Sequence[Node]) -> Node:
    """단계를 보일 뿌리 하나. Give the one root whose steps are shown."""
    roots = roots_of(root)
    if len(roots) > 1:
        name = variable(roots[-1].label, "root")
        raise FormatError("page.several", count=len(roots), last=name)
    return roots[0]


def last_of(roots: Roots) -> Node | Sequence[Node]:
    """그릴 것: 여러 때의 것이면 마지막. Choose what to draw: of several times the last."""
    return list(_titled(roots).values())[-1]


def animation_of(roots: Roots, *, fold: bool = True) -> Animation:
    """그래프의 단계를 기록으로. 여러 때의 같은 그래프면 {제목: 뿌리}.

    Record the steps of a graph; for one graph at several times a mapping of titles to roots.
    Gradients are computed anew from each root, and no ``.grad`` is written; one from before is told
    of in `held`.

    Raises:
        GraphError: a root is a constant.
        FormatError: the graphs differ in more than their numbers, or there is none; or a list of
            several roots: steps begin at one.
    """
    named = {title: _single(root) for title, root in _titled(roots).items()}
    takes = [_take(title, root, fold) for title, root in named.items()]
    if _odd(takes):  # a constant's number may be all that differs: then it is no name
        takes = [_take(title, root, fold, numbers=False) for title, root in named.items()]
    if (odd := _odd(takes)) is not None:
        raise FormatError("page.differs", title=odd.title, last=takes[-1].title)
    return Animation(tuple(takes))


def _odd(takes: list[Take]) -> Take | None:
    """마지막과 그림이 다른 것.

    Find the first take whose drawing is not the last's, numbers aside.
    """
    shapes = [
        (
            [(c.id, c.label, c.sign, c.kind) for c in t.picture.cards],
            [e.id for e in t.picture.edges],
        )
        for t in takes
    ]
    return next(
        (take for take, shape in zip(takes, shapes, strict=True) if shape != shapes[-1]), None
    )


def _take(title: str, root: Node, fold: bool, *, numbers: bool = True) -> Take:
    gradients = gradients_of(root)
    folding = folding_of(root, fold=fold)
    earlier = earlier_gradients(folding.order)
    shown = picture(
        folding, lambda node: None if node.kind == "constant" else gradients[node], numbers=numbers
    )
    shown = replace(shown, changed=earlier.changed)
    forward = [
        _forward(folding, step) for step in forward_steps(root) if step.node not in folding.groups
    ]
    moments = (*forward, *_backward(folding, steps_of(root, gradients), shown.gradient_max))
    single = not folding.groups and all(isinstance(node.data, float) for node in folding.order)
    sheet = sheet_of(folding.order, numbered=numbers) if single else None
    held = _held(folding, earlier.sums)
    return Take(title, shown, moments, held, scene_of(shown, folding), sheet)


def _held(folding: Folding, nodes: Collection[Node]) -> dict[str, str]:
    folded = Counter(folding.id(node) for node in nodes if node in folding.groups)
    held = {
        folding.id(node): number(magnitude(node.grad))
        for node in nodes
        if node not in folding.groups and node not in folding.within
    }
    return held | {id: str(count) for id, count in folded.items()}


def _forward(folding: Folding, step: ForwardStep) -> Moment:
    ids = (folding.edge_id(parent, step.node, i) for i, parent in enumerate(step.node.parents))
    edges = (*filter(None, ids), _arrow(folding, step.node))
    return Moment(
        "forward", folding.id(step.node), "", step.words["value"], 0.0, edges, step.key, step.words
    )


def _backward(folding: Folding, steps: list[BackwardStep], largest: float) -> Iterator[Moment]:
    """역전파의 단계들. 접은 그룹에서 온 기여분은 화살표마다 한 번에.

    Yield the steps backward. What comes out of a folded group over one arrow comes at once, with
    the last of it.
    """
    ids = [
        "" if step.node is None else folding.edge_id(step.parent, step.node, step.index)
        for step in steps
    ]
    left = Counter(ids)
    sums: dict[str, Any] = {}
    totals: dict[Node, Any] = {}
    for step, id in zip(steps, ids, strict=True):
        left[id] -= 1
        # within a sum there is no arrow, but the gradient goes on
        if step.parent in folding.groups or (not id and step.node in folding.groups):
            continue
        sums[id] = sums[id] + step.contribution if id in sums else step.contribution
        if step.node is not None and step.node in folding.groups:
            if left[id]:
                continue
            yield _from_group(folding, step, id, sums[id], totals, largest)
        else:
            total = _added(totals, step.parent, step.contribution)
            edges = () if step.node is None else (*filter(None, [id]), _arrow(folding, step.node))
            yield _gradient(folding, step, edges, step.key, step.words, total, largest)


def _added(totals: dict[Node, Any], parent: Node, share: Any) -> Any:
    totals[parent] = totals[parent] + share if parent in totals else share
    return totals[parent]


def _arrow(folding: Folding, node: Node) -> str:
    """연산 동그라미에서 카드로 가는 화살표. Name the arrow from the circle of an op to its card."""
    return arrow_id(folding.id(node))


def _from_group(
    folding: Folding,
    step: BackwardStep,
    id: str,
    share: Any,
    totals: dict[Node, Any],
    largest: float,
) -> Moment:
    total = _added(totals, step.parent, share)
    words = {
        "gradient": step.words["gradient"],
        "contribution": number(magnitude(share)),
        "total": number(magnitude(total)),
    }
    return _gradient(folding, step, (id,), "step.backward.group", words, total, largest)


def _gradient(
    folding: Folding,
    step: BackwardStep,
    edges: tuple[str, ...],
    key: str,
    words: Mapping[str, str],
    total: Any,
    largest: float,
) -> Moment:
    size = magnitude(total)
    source = "" if step.node is None else folding.id(step.node)
    return Moment(
        "backward",
        folding.id(step.parent),
        source,
        number(size),
        shade(size, largest),
        edges,
        key,
        words,
    )
