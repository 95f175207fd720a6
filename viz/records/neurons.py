"""뉴런 하나의 계산을 카드로: 신경망의 그림에서 동그라미 하나를 연 것.

Record what one circle of a network computes, as cards: its inputs, weights and products, their sum
and its activation. Neurons of one layer compute alike, so one drawing serves them all, and each has
its own nodes to show on it; so does what is made of the outputs, the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from micrograd_ko.engine import Node, gradients_of, piece, topological_order
from micrograd_ko.errors import GraphError
from micrograd_ko.naming import Network, Unit, all_names, kind_of, network_of

from .fold import MAX_NODES, folding_of
from .network import circle_id, wire_id
from .picture import picture
from .sheet import Scene, Sheet, scene_of, sheet_of

__all__ = ["NetworkSheet", "Opened", "Part", "network_sheet"]


@dataclass(frozen=True, slots=True)
class Opened:
    """열린 동그라미들의 그림과, 저마다의 노드.

    Hold what circles show when they are opened.

    Attributes:
        scenes: the drawings, one for all that compute alike.
        units: by layer, place and sample, from 0, which of the scenes and the nodes on it, as
            places in the whole graph.
        loss: the same for what is made of the outputs; None where there is nothing, or too much to
            read.
    """

    scenes: tuple[Scene, ...]
    units: dict[tuple[int, int, int], tuple[int, tuple[int, ...]]]
    loss: tuple[int, tuple[int, ...]] | None


def opened_of(order: Sequence[Node], network: Network) -> Opened:
    """신경망의 모든 뉴런을 연 그림. Record what every neuron of a network computes."""
    album = _Album(order)
    units = {}
    # the last neuron of a layer has the longest names: its drawing has room for all of them
    for unit in reversed(list(network.units)):
        for sample, one in enumerate(unit.passes):
            if one.z is not None:
                inside = {*one.inner, one.z, one.a}
                units[unit.layer, unit.place, sample] = album.add(inside, one.a)
    taken = {node for unit in network.units for one in unit.passes for node in (*one.inner, one.z)}
    rest = {node for node in order if node.op is not None and node not in taken}
    rest -= {one.a for unit in network.units for one in unit.passes}
    loss = (
        album.add(rest, order[-1]) if rest and order[-1] in rest and len(rest) <= READABLE else None
    )
    return Opened(tuple(album.scenes), units, loss)


READABLE = MAX_NODES // 4


class _Album:
    """그림을 모은다, 같은 계산은 한 번만. Collect the drawings, one of each kind."""

    def __init__(self, order: Sequence[Node]) -> None:
        self.order = order
        self.place = {node: i for i, node in enumerate(order)}
        self.names, _ = all_names(order)
        self.gradients = gradients_of(order[-1])
        self.scenes: list[Scene] = []
        self.known: dict[Any, int] = {}

    def add(self, inside: Collection[Node], root: Node) -> tuple[int, tuple[int, ...]]:
        """토막 하나의 그림과 노드. Find the drawing of a piece, and the places of its nodes."""
        near = sorted({*inside, *(p for node in inside for p in node.parents)}, key=self.place.get)  # type: ignore[arg-type]
        twins = piece(near, inside, self._label(inside))
        own = {twin: node for node, twin in twins.items()}
        kept = topological_order(twins[root])
        nodes = tuple(self.place[own[twin]] for twin in kept)
        shape = tuple(self._shape(kept))
        if shape not in self.known:
            self.known[shape] = len(self.scenes)
            self.scenes.append(self._scene(twins[root], own, nodes))
        return self.known[shape], nodes

    def _label(self, inside: Collection[Node]) -> Callable[[Node], str]:
        """합의 중간에는 이름이 없다: 한 카드로 그린다. Leave partial sums to be drawn as one."""

        def label(node: Node) -> str:
            partial = node in inside and node.op is not None and node.op.name == "add"
            named = not partial or str(self.names[node])[0] in "za"
            return str(self.names[node]) if named else ""

        return label

    def _shape(self, nodes: Sequence[Node]) -> Iterator[tuple[Any, ...]]:
        place = {node: i for i, node in enumerate(nodes)}
        for node in nodes:
            yield (
                node.op,
                kind_of(node) if node.op is None else "",
                *(place[p] for p in node.parents),
            )

    def _scene(self, root: Node, own: dict[Node, Node], nodes: tuple[int, ...]) -> Scene:
        folding = folding_of(root, fold=False)
        shown = picture(folding, lambda twin: self.gradients.get(own[twin]))
        return scene_of(shown, folding, nodes)


@dataclass(frozen=True, slots=True)
class Part:
    """동그라미 하나의 노드의 자리. Hold where the nodes of a circle stand in the sheet.

    `wires` are the ids of its lines, with the weight and the circle that each comes from; `passes`
    are value, sum before the activation (-1 of an input) for each sample.
    """

    id: str
    wires: tuple[tuple[str, int, str], ...]
    biases: tuple[int, ...]
    passes: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class NetworkSheet:
    """신경망의 페이지가 아는 것. Hold what the page of a network knows of its graph."""

    sheet: Sheet
    opened: Opened
    parts: tuple[Part, ...]
    leaves: tuple[int, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def network_sheet(
    roots: Sequence[Node],
    leaves: Sequence[Node] = (),
    inputs: Sequence[Node] = (),
    outputs: Sequence[Node] = (),
) -> NetworkSheet:
    """그래프와 그 안의 신경망을 페이지를 위해 적는다.

    Record a graph and the network in it for a page. `leaves`, `inputs` and `outputs` are nodes of
    the graph whose places the page has to know.

    Raises:
        GraphError: the graph holds no network.
    """
    order = topological_order(*roots)
    network = network_of(order)
    if network is None:
        raise GraphError("network.none")
    place = {node: i for i, node in enumerate(order)}

    def places(nodes: Sequence[Node]) -> tuple[int, ...]:
        return tuple(place[node] for node in nodes if node in place)

    return NetworkSheet(
        sheet_of(order),
        opened_of(order, network),
        tuple(_part(unit, place) for unit in network.units),
        places(leaves),
        places(inputs),
        places(outputs),
    )


def _part(unit: Unit, place: dict[Node, int]) -> Part:
    sources = zip(unit.weights, unit.sources, strict=True)
    return Part(
        circle_id(unit.layer, unit.place),
        tuple(
            (wire_id(unit.layer, unit.place, k), place[weight], circle_id(*source))
            for k, (weight, source) in enumerate(sources)
        ),
        tuple(place[bias] for bias in unit.biases),
        tuple((place[one.a], -1 if one.z is None else place[one.z]) for one in unit.passes),
    )
