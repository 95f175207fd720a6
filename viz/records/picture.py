"""그래프를 그리기 전의 평범한 기록으로.

A graph as plain records, before anything is drawn: the one place where drawings read nodes.
Renderers get a :class:`Picture` and nothing else, so a drawing shows the moment it was made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from micrograd_ko.engine import (
    ArrayOp,
    Node,
    Sym,
    equation,
    expect_node,
    finite,
    magnitude,
    names_of,
    number,
    received,
    shape_of,
    shape_text,
    topological_order,
    variable,
    write,
)
from micrograd_ko.errors import FormatError
from micrograd_ko.messages import clipped, text
from micrograd_ko.seeing import NO_EARLIER, Earlier, earlier_gradients, local_numbers

from .before import Before, FoldedBefore, HeldBefore, Note, before_of
from .fold import MAX_NODES, REST, Group, fold_groups

__all__ = ["Card", "Edge", "Folding", "Picture", "folding_of", "picture", "picture_of"]

WORDS = 11.0  # em: what stands on an arrow between arrays is clipped to this width
TOO_MANY = 20_000  # cards that no screen and no browser takes
INDEX = r"([\W\d_₀-₉].*)?"  # a name alone, or with an index behind: w, w1, w_1, w[0], w₁
NAMED_KINDS = {"weight": rf"(w|weight|가중치){INDEX}", "bias": rf"(b|bias|편향){INDEX}"}
LOSS = rf"(l|loss|손실){INDEX}"


@dataclass(frozen=True, slots=True)
class Card:
    """노드 하나(또는 접은 묶음)의 그림. One node, or one folded group, as it is shown.

    `gradient` None is "not yet"; `sign` is the op's symbol, "" for a leaf; `born` marks a node
    that is nan or inf though all its inputs are finite; `count` is above 1 for a folded group;
    `before` is there where the gradient is not the sum of its contributions.
    An array of several numbers has a `shape`, and its value and gradient are root mean squares.
    """

    id: str
    label: str
    kind: str
    value: float | None
    gradient: float | None
    sign: str = ""
    scope: tuple[str, ...] = ()
    formula: str = ""
    latex: tuple[str, ...] = ()
    born: bool = False
    count: int = 1
    shape: tuple[int, ...] = ()
    before: Before | FoldedBefore | HeldBefore | None = None

    @property
    def shows_before(self) -> bool:
        """기울기 칸의 수가 앞서 남은 것인가. Is what the gradient's cell shows from before?"""
        return isinstance(self.before, Before)

    @property
    def kind_text(self) -> str:
        """종류, 배열이면 모양도. The kind in words, of an array with its shape."""
        return self.words()[0]

    def row_name(self, what: str, language: str | None = None) -> str:
        """ "value"나 "gradient" 줄의 이름. What the row "value" or "gradient" is called."""
        name = text(f"draw.{what}", language)
        return text("draw.rms", language, what=name) if self.shape else name

    def words(self, language: str | None = None) -> list[str]:
        """카드에 쓰는 말, 위에서부터.

        All words on the card but its label, from the top: kind, names of rows, notes.
        """
        kind = text(f"draw.kind.{self.kind}", language)
        found = [f"{kind} {shape_text(self.shape)}" if self.shape else kind]
        if self.count > 1:
            found.append(text("draw.nodes", language, count=self.count))
        elif self.has_value_row:
            found.append(self.row_name("value", language))
        if self.has_gradient_row:
            found.append(self.row_name("gradient", language))
        return [*found, text("draw.born", language)] if self.born else found

    @property
    def op_id(self) -> str:
        """연산 동그라미의 id. The id of its op's circle."""
        return "o" + self.id[1:]

    @property
    def arrow_id(self) -> str:
        """연산 동그라미에서 카드로 가는 화살표의 id.

        The id of the arrow from its op's circle to it.
        """
        return "e" + self.id[1:]

    @property
    def tooltip(self) -> str:
        """가리키면 보이는 글: 이름표 전체, 종류, 구역, 식.

        Shown on hovering: whole label, kind, scope, formula.
        """
        place = f" · {' / '.join(self.scope)}" if self.scope else ""
        formula = f" · {self.formula}" if self.formula else ""
        return f"{self.label} ({self.kind_text}){place}{formula}"

    @property
    def gradient_text(self) -> str:
        """기울기 칸의 글: 아직이면 —. What the gradient's cell says: — while there is none."""
        return "—" if self.gradient is None else number(self.gradient)

    @property
    def has_value_row(self) -> bool:
        """이름이 곧 값인 상수에는 값을 또 쓰지 않는다.

        A constant called by its value does not show it twice.
        """
        return self.value is not None and not (
            self.kind == "constant" and self.label == f"{self.value:g}"
        )

    @property
    def has_gradient_row(self) -> bool:
        """상수와 묶음에는 기울기가 없다. Constants and folded groups have no gradient to show."""
        return self.kind not in ("constant", "folded")


@dataclass(frozen=True, slots=True)
class Edge:
    """입력에서 결과로 가는 화살표. An arrow from an input to the result.

    `local` is the local derivative; `share` is upstream gradient × local derivative, what this
    edge contributes to the gradient of its source. Both None next to a folded group. Between
    arrays the local derivative is no number: `formula` is that of the contribution, `words` what of
    it fits the arrow, and `share` is the root mean square of the contribution.
    """

    id: str
    source: str
    target: str
    local: float | None = None
    share: float | None = None
    formula: str = ""
    words: str = ""

    @property
    def label(self) -> str:
        """화살표 위의 글.

        What stands on the arrow: ∂ and the local derivative, or what takes its place.
        """
        return self.words if self.local is None else f"∂ {number(self.local, 2)}"

    @property
    def tooltip(self) -> str:
        """국소 미분의 식과 값. The formula and the number of the local derivative."""
        if self.local is None:
            return self.formula
        shown = number(self.local)
        return (
            f"∂ = {shown}" if self.formula == f"{self.local:g}" else f"∂ = {self.formula} = {shown}"
        )


@dataclass(frozen=True, slots=True)
class Picture:
    """그림 하나의 모든 것.

    All that one drawing shows, parents before children; the last card is the root.

    `changed`: gradients cannot be compared with their contributions, as ``.data`` changed after the
    forward pass.
    """

    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]
    nodes: int
    changed: bool = False

    @property
    def root(self) -> Card:
        """그림의 뿌리. The card of the node that was drawn."""
        return self.cards[-1]

    @property
    def folded(self) -> bool:
        """접은 것이 있는가. Does any card stand for several nodes?"""
        return any(card.kind == "folded" for card in self.cards)

    @property
    def has_gradients(self) -> bool:
        """역전파를 했는가. Has any node a gradient of this pass yet?"""
        return any(card.gradient is not None and not card.shows_before for card in self.cards)

    @property
    def has_gradients_from_before(self) -> bool:
        """앞서 남은 기울기가 있는가.

        Is there a gradient that is not the sum of its contributions?
        """
        return any(card.before for card in self.cards)

    @property
    def fresh_start(self) -> str:
        """기울기를 지우고 다시 구하는 줄.

        The line that clears the gradients and computes them anew.
        """
        name = variable(self.root.label, "root")
        return f"{name}.zero_grad(); {name}.backward()"

    @property
    def notes(self) -> list[Note]:
        """그림 아래에 더 적을 말.

        What else is to be said below this drawing; nothing below most.
        """
        before = [
            Note(text("draw.before.legend")),
            Note(text("draw.before.clear"), self.fresh_start),
        ]
        return (before if self.has_gradients_from_before else []) + (
            [Note(text("draw.changed"))] if self.changed else []
        )

    @property
    def gradient_max(self) -> float:
        """가장 큰 기울기의 크기.

        The largest finite |gradient| of this pass in the picture, 0 where there is none.
        """
        found = (c.gradient for c in self.cards if c.gradient is not None and not c.shows_before)
        return max((abs(gradient) for gradient in found if isfinite(gradient)), default=0.0)


@dataclass(frozen=True)
class Folding:
    """그래프에서 무엇을 그릴지: 노드, 접은 묶음, 모두의 id.

    What is drawn of a graph: its nodes in topological order, the group of each that is folded, and
    the ids of nodes and groups, which are stable: places in topological order.
    """

    order: list[Node]
    groups: dict[Node, Group]

    @cached_property
    def ids(self) -> dict[Any, str]:
        """노드와 묶음의 id. The ids of nodes and groups."""
        ids: dict[Any, str] = {node: f"v{i}" for i, node in enumerate(self.order)}
        return ids | {group: f"g{i}" for i, group in enumerate(dict.fromkeys(self.groups.values()))}

    def id(self, node: Node) -> str:
        """노드를 보이는 카드의 id.

        The id of the card that shows a node: its own, or its group's.
        """
        return self.ids[self.groups.get(node, node)]

    def edge_id(self, parent: Node, node: Node, index: int) -> str:
        """화살표의 id, 한 묶음 안이면 "".

        The id of the arrow into an input of `node`; "" within one group.
        """
        a, b = self.id(parent), self.id(node)
        if parent in self.groups or node in self.groups:
            return f"e_{a}_{b}" if a != b else ""
        return f"e{a[1:]}_{b[1:]}_{index}"


def folding_of(root: Node, *, fold: bool = True) -> Folding:
    """무엇을 그릴지 정한다.

    What is drawn of `root` and all it was made from; more than 400 nodes are folded.
    """
    order = topological_order(expect_node(root, "draw(root)"))
    if not fold and len(order) > TOO_MANY:
        raise FormatError("draw.too_many", count=len(order), limit=TOO_MANY)
    return Folding(order, fold_groups(order, MAX_NODES) if fold else {})


def picture_of(root: Node, *, fold: bool = True) -> Picture:
    """노드와 그 모든 조상을 기록으로.

    The records of `root` and all it was made from, with the gradients they have now.
    """
    folding = folding_of(root, fold=fold)
    return picture(folding, lambda node: node.grad, earlier_gradients(folding.order))


def picture(
    folding: Folding,
    gradient: Callable[[Node], Any],
    earlier: Earlier = NO_EARLIER,
    *,
    numbers: bool = True,
) -> Picture:
    """계획대로 기록을 만든다.

    The records of what is planned, each node with the gradient that is given for it.

    `earlier`: which of these gradients are from before. `numbers`: constants are called by their
    numbers.
    """
    shown = [node for node in folding.order if node not in folding.groups]
    names, formulas = names_of(shown, folding.ids.__getitem__, numbers=numbers)
    before = {node: before_of(node.grad, given) for node, given in earlier.sums.items()}
    cards = {
        node: _card(node, folding, names[node], formulas[node], gradient(node), before.get(node))
        for node in shown
    }
    edges = [edge for node in shown for edge in _edges(node, folding, names, gradient(node))]
    if folding.groups:
        cards, edges = _with_folded_cards(folding, cards, before), [*edges, *_folded_edges(folding)]
    return Picture(tuple(cards.values()), tuple(edges), len(folding.order), earlier.changed)


def _with_folded_cards(
    folding: Folding, cards: dict[Node, Card], before: Collection[Node]
) -> dict[Node, Card]:
    """묶음의 카드는 마지막 노드의 자리에.

    A group's card stands where the last of its nodes would.
    """
    last = {group: node for node, group in folding.groups.items()}
    sizes = Counter(folding.groups.values())
    from_before = Counter(folding.groups[node] for node in before if node in folding.groups)
    found = {}
    for node in folding.order:
        if node in cards:
            found[node] = cards[node]
        elif last[group := folding.groups[node]] is node:
            found[node] = _folded_card(folding.id(node), group, sizes[group], from_before[group])
    return found


def _card(
    node: Node, folding: Folding, name: Any, formula: Any, gradient: Any, before: Before | None
) -> Card:
    born = not finite(node.data) and all(finite(p.data) for p in node.parents)
    return Card(
        id=folding.id(node), label=str(name), kind=_kind(node, node is folding.order[-1]),
        value=magnitude(node.data),
        gradient=None if gradient is None else magnitude(gradient), shape=shape_of(node.data),
        sign=node.op.sign if node.op is not None else "", scope=node.scope,
        formula=f"{node.op!r}: {formula}" if node.op is not None else "", latex=equation(node),
        born=born, before=before,
    )  # fmt: skip


def _kind(node: Node, is_root: bool) -> str:
    if node.parents:
        return (
            "intermediate"
            if not is_root
            else "loss"
            if re.fullmatch(LOSS, node.label, re.I | re.S)
            else "result"
        )
    if node.kind is not None:
        return node.kind
    kinds = (
        kind for kind, name in NAMED_KINDS.items() if re.fullmatch(name, node.label, re.I | re.S)
    )
    return next(kinds, "input")


def _edges(node: Node, folding: Folding, names: dict[Node, Any], gradient: Any) -> list[Edge]:
    if node.op is None:
        return []
    inputs = [names[p] if p in names else Sym(folding.ids[p]) for p in node.parents]
    formulas = [write(formula) for formula in node.op.local_formulas(*inputs, y=names[node])]
    steps = zip(_local_words(node, formulas), _shares(node, gradient), strict=True)
    return [
        Edge(
            folding.edge_id(p, node, i),
            folding.id(p),
            folding.id(node),
            local,
            share,
            formula,
            words,
        )
        for i, (p, ((local, formula, words), share)) in enumerate(
            zip(node.parents, steps, strict=True)
        )
        if p not in folding.groups
    ]


def _local_words(node: Node, formulas: list[str]) -> list[tuple[float | None, str, str]]:
    """화살표마다 국소 미분의 값과 식, 아니면 그 대신 쓸 글.

    Each local derivative and its formula, or words in their place.
    """
    if (locals_ := local_numbers(node)) is not None:
        return [(local, formula, "") for local, formula in zip(locals_, formulas, strict=True)]
    sign = "" if isinstance(node.op, ArrayOp) else "∂ "
    return [(None, f"{sign}{formula}", clipped(f"{sign}{formula}", WORDS)) for formula in formulas]


def _shares(node: Node, gradient: Any) -> list[float | None]:
    """화살표마다의 몫의 크기.

    What each arrow contributes, by size; None while there is no gradient.
    """
    if gradient is None:
        return [None] * len(node.parents)
    found = node.op.contributions(gradient, node.data, *(p.data for p in node.parents))  # type: ignore[union-attr]
    if isinstance(node.data, float):
        return list(found)
    return [
        magnitude(received(parent, share))
        for parent, share in zip(node.parents, found, strict=True)
    ]


def _folded_card(id: str, group: Group, count: int, from_before: int) -> Card:
    label = text("draw.rest") if group == REST else "/".join(group)
    before = FoldedBefore(from_before) if from_before else None
    return Card(
        id,
        label,
        "folded",
        None,
        None,
        scope=() if group == REST else group[:-1],
        count=count,
        before=before,
    )


def _folded_edges(folding: Folding) -> list[Edge]:
    """묶음과 이어진 화살표, 두 끝이 같으면 하나만.

    Arrows at folded groups, one for each pair of ends.
    """
    ends = (
        (parent, node)
        for node in folding.order
        for parent in node.parents
        if parent in folding.groups or node in folding.groups
    )
    found = {
        folding.edge_id(parent, node, 0): (folding.id(parent), folding.id(node))
        for parent, node in ends
    }
    return [Edge(id, a, b) for id, (a, b) in found.items() if id]
