"""그래프를 그리기 전의 평범한 기록으로.

A graph as plain records, before anything is drawn: the one place where drawings read nodes.
Renderers get a :class:`Picture` and nothing else, so a drawing shows the moment it was made.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from micrograd_ko.anomaly import finite
from micrograd_ko.array_ops import ArrayOp
from micrograd_ko.errors import FormatError
from micrograd_ko.graph import Node, expect_node, topological_order
from micrograd_ko.messages import text
from micrograd_ko.notation import equation
from micrograd_ko.symbols import Sym

from .fold import MAX_NODES, REST, Group, fold_groups
from .measure import clipped, em

__all__ = ["Card", "Edge", "Picture", "number", "picture_of"]

SHORT = 7.5  # em: an unlabelled node is called by its formula up to this width
WORDS = 11.0  # em: what stands on an arrow between arrays is clipped to this width
TOO_MANY = 20_000  # cards that no screen and no browser takes
INDEX = r"([\W\d_₀-₉].*)?"  # a name alone, or with an index behind: w, w1, w_1, w[0], w₁
NAMED_KINDS = {"weight": rf"(w|weight|가중치){INDEX}", "bias": rf"(b|bias|편향){INDEX}"}
LOSS = rf"(l|loss|손실){INDEX}"


@dataclass(frozen=True, slots=True)
class Card:
    """노드 하나(또는 접은 묶음)의 그림. One node, or one folded group, as it is shown.

    `gradient` None is "not yet"; `sign` is the op's symbol, "" for a leaf; `born` marks a node
    that is nan or inf though all its inputs are finite; `count` is above 1 for a folded group.
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

    @property
    def kind_text(self) -> str:
        """종류, 배열이면 모양도. The kind in words, of an array with its shape."""
        kind = text(f"draw.kind.{self.kind}")
        return f"{kind} {'×'.join(map(str, self.shape))}" if self.shape else kind

    def row_name(self, what: str) -> str:
        """ "value"나 "gradient" 줄의 이름. What the row "value" or "gradient" is called."""
        return text("draw.rms", what=text(f"draw.{what}")) if self.shape else text(f"draw.{what}")

    @property
    def op_id(self) -> str:
        """연산 동그라미의 id. The id of its op's circle."""
        return "o" + self.id[1:]

    @property
    def tooltip(self) -> str:
        """가리키면 보이는 글: 이름표 전체, 종류, 구역, 식. Shown on hovering: whole label, kind, scope, formula."""
        place = f" · {' / '.join(self.scope)}" if self.scope else ""
        formula = f" · {self.formula}" if self.formula else ""
        return f"{self.label} ({self.kind_text}){place}{formula}"

    @property
    def gradient_text(self) -> str:
        """기울기 칸의 글: 아직이면 —. What the gradient's cell says: — while there is none."""
        return "—" if self.gradient is None else number(self.gradient)

    @property
    def has_value_row(self) -> bool:
        """이름이 곧 값인 상수에는 값을 또 쓰지 않는다. A constant called by its value does not show it twice."""
        return self.value is not None and not (self.kind == "constant" and self.label == f"{self.value:g}")

    @property
    def has_gradient_row(self) -> bool:
        """상수와 묶음에는 기울기가 없다. Constants and folded groups have no gradient to show."""
        return self.kind not in ("constant", "folded")


@dataclass(frozen=True, slots=True)
class Edge:
    """입력에서 결과로 가는 화살표. An arrow from an input to the result.

    `local` is the local derivative; `share` is upstream gradient × local derivative, what this
    edge contributes to the gradient of its source. Both None next to a folded group. Between
    arrays the local derivative is no number: `words` say what takes its place, and `share` is the
    root mean square of the contribution.
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
        """화살표 위의 글. What stands on the arrow: ∂ and the local derivative, or what takes its place."""
        return self.words if self.local is None else f"∂ {number(self.local, 2)}"

    @property
    def tooltip(self) -> str:
        """국소 미분의 식과 값. The formula and the number of the local derivative."""
        if self.local is None:
            return self.words
        shown = number(self.local)
        return f"∂ = {shown}" if self.formula == f"{self.local:g}" else f"∂ = {self.formula} = {shown}"


@dataclass(frozen=True, slots=True)
class Picture:
    """그림 하나의 모든 것. All that one drawing shows, parents before children; the last card is the root."""

    cards: tuple[Card, ...]
    edges: tuple[Edge, ...]
    nodes: int

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
        """역전파를 했는가. Has any node a gradient yet?"""
        return any(card.gradient is not None for card in self.cards)

    @property
    def gradient_max(self) -> float:
        """가장 큰 기울기의 크기. The largest finite |gradient| in the picture, 0 where there is none."""
        return max((abs(c.gradient) for c in self.cards if c.gradient is not None and isfinite(c.gradient)), default=0.0)


def number(x: float, digits: int = 4) -> str:
    """그림에 쓰는 수: 소수점 아래 네 자리, 아주 크거나 작으면 지수로. A number as drawings write it, ASCII throughout."""
    if x == 0 or not isfinite(x) or 10.0**-digits <= abs(x) < 1e6:
        return f"{x:.{digits}f}".replace("-0." + "0" * digits, "0." + "0" * digits)
    return f"{x:.{digits - 1}e}"


def picture_of(root: Node, *, fold: bool = True) -> Picture:
    """노드와 그 모든 조상을 기록으로. The records of `root` and all it was made from; more than 400 nodes are folded."""
    order = topological_order(expect_node(root, "draw(root)"))
    if not fold and len(order) > TOO_MANY:
        raise FormatError("draw.too_many", count=len(order), limit=TOO_MANY)
    groups = fold_groups(order, MAX_NODES) if fold else {}
    ids = _ids(order, groups)
    shown = [node for node in order if node not in groups]
    names, formulas = _names(shown, ids)
    cards = {node: _card(node, ids[node], names[node], formulas[node], node is root) for node in shown}
    edges = [edge for node in shown for edge in _edges(node, ids, names, groups)]
    if not groups:
        return Picture(tuple(cards.values()), tuple(edges), len(order))
    edges += _folded_edges(groups, ids)
    return Picture(tuple(_with_folded_cards(order, groups, cards, ids)), tuple(edges), len(order))


def _with_folded_cards(order: list[Node], groups: dict[Node, Group], cards: dict[Node, Card], ids: dict[Any, str]) -> list[Card]:
    """묶음의 카드는 마지막 노드의 자리에. A group's card stands where the last of its nodes would."""
    last = {group: node for node, group in groups.items()}
    sizes = Counter(groups.values())
    found = []
    for node in order:
        if node in cards:
            found.append(cards[node])
        elif last[groups[node]] is node:
            found.append(_folded_card(ids[groups[node]], groups[node], sizes[groups[node]]))
    return found


def _ids(order: list[Node], groups: dict[Node, Group]) -> dict[Any, str]:
    """노드와 묶음의 id: 위상 순서의 번호라서 늘 같다. Ids of nodes and groups, stable: places in topological order."""
    ids: dict[Any, str] = {node: f"v{i}" for i, node in enumerate(order)}
    for i, group in enumerate(dict.fromkeys(groups.values())):
        ids[group] = f"g{i}"
    return ids


def _names(nodes: list[Node], ids: dict[Any, str]) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """식에 쓸 이름(이름표, 상수면 수, 짧으면 식, 아니면 번호)과 식. What formulas call each node, and each node's formula."""
    names: dict[Node, Any] = {}
    formulas: dict[Node, Any] = {}
    for node in nodes:
        formula = formulas[node] = None if node.op is None else node.op(*_inputs(node, names, ids))
        if node.label:
            names[node] = Sym(node.label)
        elif node.kind == "constant":
            names[node] = Sym(_figure(node.data))
        else:
            short = isinstance(formula, Sym) and em(str(formula)) <= SHORT
            names[node] = formula if short else Sym(ids[node])
    return names, formulas


def _inputs(node: Node, names: dict[Node, Any], ids: dict[Any, str]) -> list[Any]:
    return [names[p] if p in names else Sym(ids[p]) for p in node.parents]


def _card(node: Node, id: str, name: Any, formula: Any, is_root: bool) -> Card:
    born = not finite(node.data) and all(finite(p.data) for p in node.parents)
    return Card(
        id=id, label=str(name), kind=_kind(node, is_root), value=_size(node.data),
        gradient=None if node.grad is None else _size(node.grad), shape=_shape(node.data),
        sign=node.op.sign if node.op is not None else "", scope=node.scope,
        formula=f"{node.op!r}: {formula}" if node.op is not None else "", latex=equation(node), born=born,
    )  # fmt: skip


def _kind(node: Node, is_root: bool) -> str:
    if node.parents:
        return "intermediate" if not is_root else "loss" if re.fullmatch(LOSS, node.label, re.I | re.S) else "result"
    if node.kind is not None:
        return node.kind
    kinds = (kind for kind, name in NAMED_KINDS.items() if re.fullmatch(name, node.label, re.I | re.S))
    return next(kinds, "input")


def _edges(node: Node, ids: dict[Any, str], names: dict[Node, Any], groups: dict[Node, Group]) -> list[Edge]:
    if node.op is None:
        return []
    formulas = node.op.local_formulas(*_inputs(node, names, ids), y=names[node])
    steps = (_steps if isinstance(node.data, float) else _array_steps)(node, [_written(formula) for formula in formulas])
    return [
        Edge(f"e{ids[p][1:]}_{ids[node][1:]}_{i}", ids[p], ids[node], *step)
        for i, (p, step) in enumerate(zip(node.parents, steps, strict=True))
        if p not in groups
    ]


Step = tuple[float | None, float | None, str, str]  # what an Edge says: local, share, formula, words


def _steps(node: Node, formulas: list[str]) -> list[Step]:
    """수 사이의 화살표. Arrows between numbers: the local derivative, by formula and by number."""
    locals_ = node.op.local_derivatives(node.data, *(p.data for p in node.parents))  # type: ignore[union-attr]
    shares = [None if node.grad is None else node.grad * local for local in locals_]
    return [(local, share, formula, "") for local, share, formula in zip(locals_, shares, formulas, strict=True)]


def _array_steps(node: Node, formulas: list[str]) -> list[Step]:
    """배열 사이의 화살표: 국소 미분 대신 식을. Arrows between arrays, with a formula in place of the local derivative."""
    sign = "" if isinstance(node.op, ArrayOp) else "∂ "
    shares: list[float | None] = [None] * len(formulas)
    if node.grad is not None:
        found = node.op.contributions(node.grad, node.data, *(p.data for p in node.parents))  # type: ignore[union-attr]
        shares = [_size(c) for c in found]
    return [(None, share, "", clipped(f"{sign}{formula}", WORDS)) for share, formula in zip(shares, formulas, strict=True)]


def _shape(data: Any) -> tuple[int, ...]:
    return () if isinstance(data, float) or data.size == 1 else data.shape


def _size(data: Any) -> float:
    """수는 그대로, 배열은 제곱평균제곱근. A number as it is; of an array the root mean square."""
    if isinstance(data, float) or np.size(data) == 1:
        return float(np.asarray(data).item())
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(data, dtype=np.float64)))) if np.size(data) else 0.0


def _figure(data: Any) -> str:
    return f"{_size(data):g}" if not _shape(data) else f"[{'×'.join(map(str, data.shape))}]"


def _written(formula: Any) -> str:
    return str(formula) if isinstance(formula, Sym) else f"{formula:g}"


def _folded_card(id: str, group: Group, count: int) -> Card:
    label = text("draw.rest") if group == REST else "/".join(group)
    return Card(id, label, "folded", None, None, scope=() if group == REST else group[:-1], count=count)


def _folded_edges(groups: dict[Node, Group], ids: dict[Any, str]) -> list[Edge]:
    """묶음과 이어진 화살표, 두 끝이 같으면 하나만. Arrows at folded groups, one for each pair of ends."""
    where: Callable[[Node], str] = lambda node: ids[groups.get(node, node)]  # noqa: E731
    pairs: dict[tuple[str, str], None] = {}
    for node in ids:
        if isinstance(node, Node):
            for parent in node.parents:
                if parent in groups or node in groups:
                    pairs[where(parent), where(node)] = None
    return [Edge(f"e_{a}_{b}", a, b) for a, b in pairs if a != b]
