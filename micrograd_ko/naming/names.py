"""노드마다 부를 이름과, 그것을 만든 식.

Name each node, and write the formula that made it over the names of its inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..engine import Node, Sym, indexed, magnitude, shape_of, shape_text, subscript
from ..messages import em
from .network import Network, Unit, network_of

__all__ = ["all_names", "names_of", "network_names"]

SHORT = 10.0  # em: an unlabelled node is called by its formula up to this width
MANY = 200_000  # nodes: nobody reads the names of so many, and looking for neurons takes time


def all_names(
    order: Sequence[Node], *, numbers: bool = True
) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """한 그래프의 모든 이름과 식.

    Names and formulas of all nodes of a graph, in topological order: its label; in a network what
    textbooks call it; a constant's number, if `numbers`; its formula where that is short; else v
    with a number of its own, v₁, v₂, ….
    """
    network = network_of(order) if len(order) <= MANY else None
    named = {} if network is None else _in_network(network)
    alone = network is not None and sum(map(len, network.layers[1:])) == 1
    return _named(order, named, formulas_first=alone, otherwise=_counted(), numbers=numbers)


def names_of(
    nodes: Iterable[Node], otherwise: Callable[[Node], str]
) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """그래프의 한 토막의 이름과 식.

    Name a piece of a graph, parents first: as :func:`all_names`, but `otherwise` says what stands
    for a node without a short formula, or whose parents are not among them.
    """
    return _named(nodes, {}, formulas_first=True, otherwise=otherwise, numbers=True)


def _counted() -> Callable[[Node], str]:
    """이름이 없는 것을 세어 v₁, v₂, …로. Number what has no name."""
    known: dict[Node, str] = {}
    return lambda node: known.setdefault(node, f"v{subscript(str(len(known) + 1))}")


def _named(
    nodes: Iterable[Node],
    given: dict[Node, str],
    *,
    formulas_first: bool,
    otherwise: Callable[[Node], str],
    numbers: bool,
) -> tuple[dict[Node, Any], dict[Node, Any]]:
    names: dict[Node, Any] = {}
    formulas: dict[Node, Any] = {}
    nodes = list(nodes)
    blurred = _blurred(given)
    for node in nodes:
        inputs = [names[p] if p in names else Sym(otherwise(p)) for p in node.parents]
        formula = formulas[node] = None if node.op is None else node.op(*inputs)
        if node.label and node not in blurred:
            names[node] = Sym(node.label)
        elif node.kind == "constant" and numbers:
            shape = shape_of(node.data)
            names[node] = Sym(f"[{shape_text(shape)}]" if shape else f"{magnitude(node.data):g}")
        elif node in given and not (formulas_first and _is_short(formula)):
            names[node] = Sym(given[node])
        else:
            names[node] = formula if _is_short(formula) else Sym(otherwise(node))
    return names, formulas


def _blurred(given: dict[Node, str]) -> set[Node]:
    """이름표가 서로를 가리지 못하는 잎: 뉴런마다 가중치가 모두 w₁이라면.

    Find the leaves of a network whose labels tell nothing apart, as where each neuron has a w₁.
    Inputs, weights and biases, as their textbook names begin, are looked at each by themselves.
    """
    groups: dict[str, list[Node]] = {}
    for node, name in given.items():
        if node.op is None and node.label:
            groups.setdefault(name[0], []).append(node)
    return {
        leaf
        for leaves in groups.values()
        if len({leaf.label for leaf in leaves}) < len(leaves)
        for leaf in leaves
    }


def _is_short(formula: Any) -> bool:
    return isinstance(formula, Sym) and em(str(formula)) <= SHORT


# ── in a network ──


def network_names(network: Network) -> dict[Node, str]:
    """신경망의 노드마다 그림에서 부를 이름.

    Name what a network is made of, for a drawing of the network itself: by its label, else as
    textbooks do, never by a formula.
    """
    found = _in_network(network)
    blurred = _blurred(found)
    return {
        node: node.label if node.label and node not in blurred else name
        for node, name in found.items()
    }


def _in_network(network: Network) -> dict[Node, str]:
    """교과서의 이름: 입력 x, 가중치 w, 합 z, 활성화 a. Name the nodes as textbooks do."""
    single = isinstance(network.layers[-1][0].passes[0].a.data, float)
    called = _Layered(network) if single else _Whole(network)
    found: dict[Node, str] = {}
    for unit in network.units:
        for sample, one in enumerate(unit.passes, start=1):
            mark = f"#{sample}" if network.samples > 1 else ""
            found.setdefault(one.a, called("a" if unit.layer else "x", unit) + mark)
            if one.z is not None:
                found[one.z] = called("z", unit) + mark
        for weight, source in zip(unit.weights, unit.sources, strict=True):
            found.setdefault(weight, called("w", unit, source))
        for bias in unit.biases:
            found.setdefault(bias, called("b", unit))
    return found


class _Layered:
    """뉴런마다의 이름: 층은 위에, 뉴런은 아래에. Name by neuron: z⁽²⁾₁, w⁽²⁾₃₁ from 3 to 1."""

    def __init__(self, network: Network) -> None:
        self.deep = len(network.layers) > 2
        self.alone = not self.deep and len(network.layers[1]) == 1

    def __call__(self, letter: str, unit: Unit, source: tuple[int, int] | None = None) -> str:
        places = [] if self.alone and unit.layer else [unit.place + 1]
        if source is not None:
            places.insert(0, source[1] + 1)
        return indexed(letter, *places, layer=unit.layer if self.deep and unit.layer else None)


class _Whole:
    """층을 통째로 담은 배열의 이름: W₁, z₁, a₁. Name arrays that hold whole layers."""

    def __init__(self, network: Network) -> None:
        self.deep, self.inputs = len(network.layers) > 2, len(network.layers[0])

    def __call__(self, letter: str, unit: Unit, source: tuple[int, int] | None = None) -> str:
        letter = "W" if letter == "w" else letter
        several = self.deep if unit.layer else self.inputs > 1
        return indexed(letter, *([unit.layer or unit.place + 1] if several else []))
