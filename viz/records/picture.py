"""노드를 카드와 화살표로 적는다.

Read the nodes of a graph into a :class:`Picture`: the one place where drawings read nodes.
Renderers get the picture and nothing else, so a drawing shows the moment it was made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from typing import Any

from micrograd_ko.engine import (
    ArrayOp,
    Node,
    Value,
    finite,
    in_latex,
    latex_value,
    magnitude,
    received,
    shape_of,
    sum_in_latex,
    write,
    write_sum,
)
from micrograd_ko.messages import clipped, text
from micrograd_ko.naming import all_names, is_called_loss, kind_of, network_of
from micrograd_ko.seeing import NO_EARLIER, Earlier, earlier_gradients, local_numbers

from .before import Before, FoldedBefore, before_of
from .card import Card, Edge, Picture
from .fold import REST, Folding, Group, folding_of
from .sums import Term, sign_of_sum

__all__ = ["picture", "picture_of"]

WORDS = 11.0  # em: what stands on an arrow between arrays is clipped to this width
DEEPEST = 30  # cards on the longest way through what is drawn from left to right


def picture_of(root: Node | Sequence[Node], *, fold: bool = True) -> Picture:
    """노드와 그 모든 조상을 기록으로.

    Record `root`, or several, and all it was made from, with the gradients they have now.

    >>> from micrograd_ko import Value
    >>> picture = picture_of(Value(2.0, "x") * 3)
    >>> [card.label for card in picture.cards], [edge.local for edge in picture.edges]
    (['x', '3', 'x·3'], [3.0, 2.0])
    """
    folding = folding_of(root, fold=fold)
    return picture(folding, lambda node: node.grad, earlier_gradients(folding.order, folding.roots))


def picture(
    folding: Folding,
    gradient: Callable[[Node], Any],
    earlier: Earlier = NO_EARLIER,
    *,
    numbers: bool = True,
) -> Picture:
    """계획대로 기록을 만든다.

    Record what is planned, each node with the gradient that is given for it.

    `earlier`: which of these gradients are from before. `numbers`: constants are called by their
    numbers.
    """
    names, formulas = all_names(folding.order, numbers=numbers)
    for node, terms in folding.sums.items():
        formulas[node] = write_sum([names[term.node] for term in terms])
    before = {node: before_of(node.grad, given) for node, given in earlier.sums.items()}
    cards = {
        node: _card(node, folding, names, formulas[node], gradient(node), before.get(node))
        for node in folding.shown
    }
    edges = [edge for n in folding.shown for edge in _edges(n, folding, names, gradient(n))]
    if folding.groups:
        cards, edges = _with_folded_cards(folding, cards, before), [*edges, *_folded_edges(folding)]
    roots = tuple(dict.fromkeys(map(folding.id, folding.roots)))
    ops = sum(node.op is not None for node in folding.order)
    counts = len(folding.order), earlier.changed, roots, ops
    return Picture(tuple(cards.values()), tuple(edges), *counts, tidy=_is_tidy(folding))


def _is_tidy(folding: Folding) -> bool:
    """숫자로 된 신경망이고 접은 것이 없는가.

    Tell whether this is a network of numbers, of two neurons or more, with nothing folded, and not
    so deep that from left to right it would be too wide to read.
    """
    if folding.groups or not all(isinstance(node, Value) for node in folding.order):
        return False
    network = network_of(folding.order)
    if network is None or sum(map(len, network.layers[1:])) < 2:
        return False
    depth: dict[Node, int] = {}
    for node in folding.shown:
        depth[node] = max((depth[term.node] + 1 for term in folding.terms(node)), default=1)
    return max(depth.values()) <= DEEPEST


def _with_folded_cards(
    folding: Folding, cards: dict[Node, Card], before: Collection[Node]
) -> dict[Node, Card]:
    """그룹의 카드는 마지막 노드의 자리에.

    Put a group's card where the last of its nodes would stand.
    """
    last = {group: node for node, group in folding.groups.items()}
    sizes = Counter(folding.groups.values())
    from_before = Counter(folding.groups[node] for node in before if node in folding.groups)
    found = {}
    for node in folding.order:
        if node in cards:
            found[node] = cards[node]
        elif node in folding.groups and last[group := folding.groups[node]] is node:
            found[node] = _folded_card(folding.id(node), group, sizes[group], from_before[group])
    return found


def _card(
    node: Node,
    folding: Folding,
    names: dict[Node, Any],
    formula: Any,
    gradient: Any,
    before: Before | None,
) -> Card:
    terms = folding.terms(node)
    born = not finite(node.data) and all(finite(term.node.data) for term in terms)
    sums = node in folding.sums
    return Card(
        id=folding.id(node), label=str(names[node]), kind=_kind(node, node in folding.starts),
        value=magnitude(node.data),
        gradient=None if gradient is None else magnitude(gradient), shape=shape_of(node.data),
        sign=sign_of_sum(terms) if sums else node.op.sign if node.op is not None else "",
        scope=node.scope,
        formula=f"{node.op!r}: {formula}" if node.op is not None else "",
        latex=_equation(node, names, formula, terms if sums else ()),
        born=born, before=before,
    )  # fmt: skip


def _equation(
    node: Node, names: dict[Node, Any], formula: Any, terms: Sequence[Term]
) -> tuple[str, ...]:
    """노드를 만든 식의 조각: 이름, 식, 값.

    Write the equation that made a node as its sides: its name, the formula over its inputs' names
    (of a sum over its `terms`), its value. What would stand there twice stands once.
    """
    if terms:
        written = sum_in_latex([names[term.node] for term in terms])
    else:
        written = "" if formula is None else in_latex(formula)
    sides = (in_latex(names[node]), written, latex_value(node.data))
    return tuple(dict.fromkeys(side for side in sides if side))


def _kind(node: Node, is_root: bool) -> str:
    if node.parents:
        return "intermediate" if not is_root else "loss" if is_called_loss(node) else "result"
    return kind_of(node) or "input"


def _edges(node: Node, folding: Folding, names: dict[Node, Any], gradient: Any) -> list[Edge]:
    found = []
    steps: dict[Node, Any] = {}  # of each addition that a sum is made of
    for term, into, place in folding.terms(node):
        if into not in steps:
            steps[into] = _steps(into, folding, names, gradient)
        (local, formula, words), share = steps[into][place]
        if term not in folding.groups:
            id = folding.edge_id(term, into, place)
            ends = folding.id(term), folding.id(node)
            found.append(Edge(id, *ends, local, share, formula, words))
    return found


def _steps(node: Node, folding: Folding, names: dict[Node, Any], gradient: Any) -> list[Any]:
    """입력마다 국소 미분과 기여분. Find for each input of an op the local derivative and share."""
    if node.op is None:
        return []
    inputs = [names[p] for p in node.parents]
    formulas = [write(formula) for formula in node.op.local_formulas(*inputs, y=names[node])]
    return list(zip(_local_words(node, formulas), _shares(node, gradient), strict=True))


def _local_words(node: Node, formulas: list[str]) -> list[tuple[float | None, str, str]]:
    """화살표마다 국소 미분의 값과 식, 아니면 그 대신 쓸 글.

    Give each local derivative and its formula, or words in their place.
    """
    if (locals_ := local_numbers(node)) is not None:
        return [(local, formula, "") for local, formula in zip(locals_, formulas, strict=True)]
    sign = "" if isinstance(node.op, ArrayOp) else "∂ "
    return [(None, f"{sign}{formula}", clipped(f"{sign}{formula}", WORDS)) for formula in formulas]


def _shares(node: Node, gradient: Any) -> list[float | None]:
    """화살표마다의 기여분의 크기.

    Give the size of what each arrow contributes; None while there is no gradient.
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
    """그룹과 이어진 화살표, 두 끝이 같으면 하나만.

    Draw arrows at folded groups, one for each pair of ends.
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
