"""노드마다 부를 이름과, 그것을 만든 식.

Name each node, and write the formula that made it over the names of its inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from ..engine import Node, Sym, indexed, magnitude, shape_of, shape_text, subscript
from ..messages import em
from .network import Network, Pass, Unit, network_of

__all__ = ["all_names", "names_of", "network_names"]

SHORT = 10.0  # em: an unlabelled node is called by its formula up to this width
MANY = 20_000  # nodes: nobody reads the names of more, and looking for neurons takes time


def all_names(
    order: Sequence[Node], *, numbers: bool = True
) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """한 그래프의 모든 이름과 식.

    Names and formulas of all nodes of a graph, in topological order: its label; in a network what
    textbooks call it; a constant's number, if `numbers`; its formula where that is short; else v
    with a number of its own, v₁, v₂, ….
    """
    network = network_of(order) if len(order) <= MANY else None
    labels = {node.label for node in order}
    given = {} if network is None else _in_network(network, labels, numbers)
    plain = network is not None and _is_one_product(network)
    return _named(order, given, formulas_first=plain, otherwise=_counted(labels), numbers=numbers)


def names_of(
    nodes: Iterable[Node], otherwise: Callable[[Node], str]
) -> tuple[dict[Node, Any], dict[Node, Any]]:
    """그래프의 한 토막의 이름과 식.

    Name a piece of a graph, parents first: as :func:`all_names`, but `otherwise` says what stands
    for a node without a short formula, or whose parents are not among them.
    """
    return _named(nodes, {}, formulas_first=True, otherwise=otherwise, numbers=True)


def _counted(taken: Collection[str]) -> Callable[[Node], str]:
    """이름이 없는 것을 세어 v₁, v₂, …로. Number what has no name, past what labels took."""
    numbered = (indexed("v", i) for i in count(1))
    free = (name for name in numbered if name not in taken)
    known: dict[Node, str] = {}

    def called(node: Node) -> str:
        if node not in known:
            known[node] = next(free)
        return known[node]

    return called


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
    for node in nodes:
        inputs = [names[p] if p in names else Sym(otherwise(p)) for p in node.parents]
        formula = formulas[node] = None if node.op is None else node.op(*inputs)
        if node in given and not (formulas_first and _is_short(formula)):
            names[node] = Sym(given[node])
        elif node.label:
            names[node] = Sym(node.label)
        elif node.kind == "constant" and numbers:
            shape = shape_of(node.data)
            names[node] = Sym(f"[{shape_text(shape)}]" if shape else f"{magnitude(node.data):g}")
        else:
            names[node] = formula if _is_short(formula) else Sym(otherwise(node))
    return names, formulas


def _is_short(formula: Any) -> bool:
    return isinstance(formula, Sym) and em(str(formula)) <= SHORT


# ── in a network ──


def network_names(network: Network) -> dict[Node, str]:
    """신경망의 노드마다 그림에서 부를 이름.

    Name what a network is made of, for a drawing of the network itself: by its label, else as
    textbooks do, never by a formula.
    """
    blurred = _blurred(network)
    found: dict[Node, str] = {}
    for node, name in _textbook(network):
        found.setdefault(node, node.label if node.label and node not in blurred else name)
    return found


def _in_network(network: Network, labels: Collection[str], numbers: bool) -> dict[Node, str]:
    """교과서의 이름: 입력 x, 가중치 w, 합 z, 활성화 a.

    Name the nodes as textbooks do. Labels come first, where they tell nodes apart.
    """
    blurred = _blurred(network)
    found: dict[Node, str] = {}
    taken = set(labels)
    for node, name in _textbook(network):
        if node in found or (node.label and node not in blurred):
            continue
        if name not in taken and not (numbers and node.kind == "constant"):
            found[node] = name
            taken.add(name)
    return found


def _blurred(network: Network) -> set[Node]:
    """이름표가 서로를 가리지 못하는 매개변수: 뉴런마다 가중치가 모두 w₁이라면.

    Find the parameters whose labels tell nothing apart, as where each neuron has a w₁; weights and
    biases are looked at each by themselves.
    """
    weights = [weight for unit in network.units for weight in unit.weights if weight.label]
    biases = [bias for unit in network.units for bias in unit.biases if bias.label]
    return {
        parameter
        for group in (weights, biases)
        if len({parameter.label for parameter in group}) < len(group)
        for parameter in group
    }


def _is_one_product(network: Network) -> bool:
    """w·x + b 하나뿐인가. Tell whether it is all w·x + b, of numbers, whose formula says most."""
    units = [unit for layer in network.layers[1:] for unit in layer]
    return len(units) == len(units[0].weights) == 1 and isinstance(units[0].weights[0].data, float)


def _textbook(network: Network) -> Iterator[tuple[Node, str]]:
    """노드마다 교과서가 부르는 이름. Yield each node with what textbooks call it."""
    single = isinstance(network.layers[-1][0].passes[0].a.data, float)
    called = _Layered(network) if single else _Whole(network)
    for unit in network.units:
        for sample, one in enumerate(unit.passes, start=1):
            mark = f"#{sample}" if network.samples > 1 else ""
            if one.z is not None:
                yield one.z, called("z", unit) + mark
                yield from _partial_sums(one, called("z", unit) + mark)
            yield one.a, called("a" if unit.layer else "x", unit) + mark
        for weight, source in zip(unit.weights, unit.sources, strict=True):
            yield weight, called("w", unit, source)
        for bias in unit.biases:
            yield bias, called("b", unit)


def _partial_sums(one: Pass, z: str) -> Iterator[tuple[Node, str]]:
    """z의 처음 몇 항의 합: Σ₂(z). Name the sums of the first terms of z by how many they are."""
    terms: dict[Node, int] = {}
    for node in one.inner:
        if node.op is not None and node.op.name == "add" and isinstance(node.data, float):
            terms[node] = sum(terms.get(parent, 1) for parent in node.parents)
            if node is not one.z:
                yield node, f"Σ{subscript(str(terms[node]))}({z})"


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
