"""살아 있는 그림의 기록: 페이지가 스스로 다시 셈할 수 있는 그래프.

Record a graph of numbers so that a page can compute it anew: which op makes each node of which
others, the numbers of the leaves, and what everything is called. The rules themselves are not here:
:mod:`viz.played.arithmetic` writes them from the op table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from micrograd_ko.engine import Node, Op, Sym, write
from micrograd_ko.naming import all_names, kind_of

from .card import Picture
from .computation import Computation, computation_of
from .fold import Folding

__all__ = ["Scene", "Sheet", "scene_of", "sheet_of"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """그래프 하나의 수와 이름.

    Hold the numbers and names of a graph, node by node in topological order.

    Attributes:
        computation: what it takes to compute it.
        forms: how each of its ops is written over the numbers of its inputs: ``{0}·{1!}``, those
            with a ! in brackets if they are negative.
        kinds: of each leaf what it is, "" of the others.
        names, formulas: what each node is called, and the formula that made it, "" for a leaf.
        bracketed: the names as they stand behind a ∂.
        partials: for each input of each node the formula of the local derivative.
        taken: choices that went by numbers when the graph was made, in words: they stay as they
            were taken, whatever the numbers are.
    """

    computation: Computation
    forms: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    formulas: tuple[str, ...]
    bracketed: tuple[str, ...]
    partials: tuple[tuple[str, ...], ...]
    taken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """한 그림이 보이는 노드들.

    Hold what one drawing shows of a sheet.

    Attributes:
        picture: what is drawn.
        nodes: the places of its nodes in the sheet.
        cards: of each of them the card that shows it.
        edges: of each of them, for each input, the arrow that shows it; "" where none does.
    """

    picture: Picture
    nodes: tuple[int, ...]
    cards: tuple[str, ...]
    edges: tuple[tuple[str, ...], ...]


def sheet_of(order: Sequence[Node], *, numbered: bool = True) -> Sheet:
    """위상 순서의 Value 그래프를 적는다.

    Record a graph of Values, in topological order. `numbered`: constants are called by their
    numbers.
    """
    names, formulas = all_names(order, numbers=numbered)
    computation = computation_of(order)
    return Sheet(
        computation=computation,
        forms=tuple(map(_form, computation.ops)),
        kinds=tuple("" if node.op is not None else kind_of(node) or "input" for node in order),
        names=tuple(str(names[node]) for node in order),
        formulas=tuple("" if node.op is None else write(formulas[node]) for node in order),
        bracketed=tuple(write(names[node], needed=7) for node in order),
        partials=tuple(_partials(node, names) for node in order),
        taken=tuple(dict.fromkeys(node.taken for node in order if node.taken)),
    )


def _form(op: Op) -> str:
    """연산을 입력의 수로 적는 꼴. Write an op over places for numbers."""
    places = range(len(op.inputs))
    plain, negative = (write(op(*(Sym(f"{sign}\0{i}") for i in places))) for sign in ("", "-"))
    for i in places:  # a function's own brackets are there anyway
        needed = f"(-\0{i})" in negative and f"(\0{i})" not in plain
        plain = plain.replace(f"\0{i}", f"{{{i}{'!' if needed else ''}}}")
    return plain


def _partials(node: Node, names: dict[Node, Sym]) -> tuple[str, ...]:
    if node.op is None:
        return ()
    formulas = node.op.local_formulas(*(names[p] for p in node.parents), y=names[node])
    return tuple(map(write, formulas))


def scene_of(picture: Picture, folding: Folding, places: Sequence[int] | None = None) -> Scene:
    """그림과, 그것이 보이는 노드의 자리.

    Pair a picture with the places of its nodes in the sheet; by default those in its own order.
    """
    return Scene(
        picture,
        tuple(range(len(folding.order)) if places is None else places),
        tuple(map(folding.id, folding.order)),
        tuple(
            tuple(folding.edge_id(parent, node, i) for i, parent in enumerate(node.parents))
            for node in folding.order
        ),
    )
