"""카드와 화살표와 그림: 그리는 쪽이 받는 기록.

Hold all that a drawing shows as plain records: cards, edges, and the picture that they make. They
hold numbers and words, and no node.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from micrograd_ko.engine import number, shape_text, variable
from micrograd_ko.messages import text

from .before import Before, FoldedBefore, HeldBefore, Note
from .ids import arrow_id, op_id

__all__ = ["Card", "Edge", "Picture"]


@dataclass(frozen=True, slots=True)
class Card:
    """노드 하나(또는 접은 그룹)의 그림. Record one node, or one folded group, as it is shown.

    `gradient` None is "not yet"; `sign` is the op's symbol, "" for a leaf; `born` marks a node
    that is nan or inf though all its inputs are finite; `count` is above 1 for a folded group;
    `before` is there where the gradient is not the sum of its contributions.
    An array of several numbers has a `shape`, and its value and gradient are root mean squares.

    >>> card = Card("n1", "x", "input", value=2.0, gradient=None)
    >>> card.gradient_text, card.has_gradient_row  # not yet; a constant has no such row
    ('—', True)
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
        """기울기 칸의 수가 앞서 남은 것인가. Tell whether the gradient's cell is from before."""
        return isinstance(self.before, Before)

    @property
    def kind_text(self) -> str:
        """종류, 배열이면 모양도. The kind in words, of an array with its shape."""
        return self.words()[0]

    def row_name(self, what: str, language: str | None = None) -> str:
        """ "value"나 "gradient" 줄의 이름. Name the row "value" or "gradient"."""
        name = text(f"draw.{what}", language)
        return text("draw.rms", language, what=name) if self.shape else name

    def words(self, language: str | None = None) -> list[str]:
        """카드에 쓰는 말, 위에서부터.

        List all words on the card but its label, from the top: kind, names of rows, notes.
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
    def rows(self) -> dict[str, str]:
        """카드의 줄: 무엇과 글. List the rows below the head, by what they show, from the top."""
        rows = {"count": text("draw.nodes", count=self.count)} if self.count > 1 else {}
        if self.value is not None and self.has_value_row:
            rows["value"] = number(self.value)
        if self.has_gradient_row:
            rows["gradient"] = self.gradient_text
        if self.before:
            rows["before"] = self.before.note
        if self.born:
            rows["born"] = text("draw.born")
        return rows

    @property
    def op_id(self) -> str:
        """연산 동그라미의 id. The id of its op's circle."""
        return op_id(self.id)

    @property
    def arrow_id(self) -> str:
        """연산 동그라미에서 카드로 가는 화살표의 id.

        The id of the arrow from its op's circle to it.
        """
        return arrow_id(self.id)

    @property
    def entry_id(self) -> str:
        """입력의 화살표가 닿는 곳: 연산 동그라미, 없으면 카드.

        The id of what arrows from inputs go to: its op's circle, or the card itself.
        """
        return self.op_id if self.sign else self.id

    @property
    def tooltip(self) -> str:
        """가리키면 보이는 글: 이름표 전체, 종류, 구역, 식.

        The text shown on hovering: whole label, kind, scope, formula.
        """
        place = f" · {' / '.join(self.scope)}" if self.scope else ""
        formula = f" · {self.formula}" if self.formula else ""
        return f"{self.label} ({self.kind_text}){place}{formula}"

    @property
    def gradient_text(self) -> str:
        """기울기 칸의 글: 아직이면 —. The text of the gradient's cell: — while there is none."""
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
        """상수와 그룹에는 기울기가 없다.

        Tell whether there is a gradient to show; constants and folded groups have none.
        """
        return self.kind not in ("constant", "folded")


@dataclass(frozen=True, slots=True)
class Edge:
    """입력에서 결과로 가는 화살표. Record an arrow from an input to the result.

    `local` is the local derivative; `share` is upstream gradient × local derivative, what this
    edge contributes to the gradient of its source. Both None next to a folded group. Between
    arrays the local derivative is no number: `formula` is that of the contribution, `words` what of
    it fits the arrow, and `share` is the root mean square of the contribution.

    >>> Edge("e1", "n1", "n2", local=3.0, share=6.0).label
    '∂ 3.00'
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

        The text on the arrow: ∂ and the local derivative, or what takes its place.
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

    Record all that one drawing shows, parents before children; the last card is the root, or of
    several roots one. `root_ids` are the cards of the roots, where there are several.

    `nodes` and `ops` count those of the graph: a card may stand for several. `changed`: gradients
    cannot be compared with their contributions, as ``.data`` changed after the forward pass.
    `tidy`: a network of numbers, all of it shown; drawn in columns of cards (viz.drawn.placed).

    >>> from micrograd_ko import Value
    >>> from viz import picture_of
    >>> picture = picture_of(Value(2.0, "x") * 3)
    >>> picture.root.sign, picture.nodes, picture.ops, picture.folded, picture.has_gradients
    ('×', 3, 1, False, False)
    """

    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]
    nodes: int
    changed: bool = False
    root_ids: tuple[str, ...] = ()
    ops: int = 0
    tidy: bool = False

    @property
    def root(self) -> Card:
        """그림의 뿌리. The card of the node that was drawn."""
        return self.cards[-1]

    @property
    def roots(self) -> tuple[Card, ...]:
        """그림의 뿌리들, 준 차례로. The cards of the nodes that were drawn, in the order given."""
        cards = {card.id: card for card in self.cards}
        return tuple(cards[id] for id in self.root_ids) or self.cards[-1:]

    @property
    def folded(self) -> bool:
        """접은 것이 있는가. Tell whether any card stands for several nodes."""
        return any(card.kind == "folded" for card in self.cards)

    @property
    def counts(self) -> dict[str, int]:
        """접은 그림이 말하는 수. The numbers that fill the sentence about folding."""
        return {"count": self.nodes, "shown": len(self.cards)}

    @property
    def has_gradients(self) -> bool:
        """역전파를 했는가. Tell whether any node has a gradient of this pass yet."""
        return any(card.gradient is not None and not card.shows_before for card in self.cards)

    @property
    def has_gradients_from_before(self) -> bool:
        """앞서 남은 기울기가 있는가.

        Tell whether a gradient is not the sum of its contributions.
        """
        return any(card.before for card in self.cards)

    @property
    def fresh_start(self) -> str:
        """기울기를 지우고 다시 구하는 줄.

        The line that clears the gradients and computes them anew.
        """
        used = {edge.source for edge in self.edges}
        tops = [card for card in self.roots if card.id not in used]  # backward() reaches the others
        if len(tops) == 1:
            name = variable(tops[0].label, "root")
            return f"{name}.zero_grad(); {name}.backward()"
        names = [variable(card.label, f"root{i}") for i, card in enumerate(tops, start=1)]
        return f"zero_grad({', '.join(names)}); ({' + '.join(names)}).backward()"

    @property
    def notes(self) -> list[Note]:
        """그림 아래에 더 적을 말. The further lines below this drawing; nothing below most."""
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

        The largest finite ``|gradient|`` of this pass in the picture, 0 where there is none.
        """
        found = (c.gradient for c in self.cards if c.gradient is not None and not c.shows_before)
        return max((abs(gradient) for gradient in found if isfinite(gradient)), default=0.0)
