"""뉴런 하나의 계산을 카드로: 신경망의 그림에서 동그라미 하나를 연 것.

Record what each circle of a network computes, as cards: its inputs, weights and products, their sum
and its activation. Neurons of one layer compute alike, so one drawing serves them all, and each has
its own nodes to show on it; so does what is made of the outputs, the loss.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from micrograd_ko.engine import TABLE, Node, gradients_of, piece, topological_order
from micrograd_ko.errors import FormatError
from micrograd_ko.naming import Network, Pass, Unit, kind_of

from .fold import MAX_NODES, TOO_MANY, folding_of
from .network import circle_id, network_in, wire_id
from .picture import picture
from .sheet import Scene, Sheet, scene_of, sheet_of

__all__ = ["NetworkSheet", "Opened", "Part", "network_sheet"]

ADD = TABLE["add"]


@dataclass(frozen=True, slots=True)
class Opened:
    """열린 동그라미. Hold what a circle shows when it is opened.

    Attributes:
        value, before: places in the sheet of what it gives on, and of the sum before its
            activation; -1 of an input.
        scene: which drawing shows it; -1 of an input, which has nothing to show, and of too many
            cards to read.
        nodes: the places of the nodes on that drawing.
    """

    value: int
    before: int = -1
    scene: int = -1
    nodes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """동그라미 하나.

    Hold one circle: its lines, each with its id, the weight's place and the circle that it comes
    from; its biases' places; and what it shows for each sample.
    """

    id: str
    wires: tuple[tuple[str, int, str], ...]
    biases: tuple[int, ...]
    passes: tuple[Opened, ...]


@dataclass(frozen=True, slots=True)
class NetworkSheet:
    """신경망의 페이지가 아는 것. Hold what the page of a network knows of its graph.

    Attributes:
        sheet: numbers and names of the whole graph.
        scenes: the drawings of opened circles, one for all that compute alike.
        parts: the circles.
        loss: what is made of the outputs; None where there is nothing, or too much to read.
        places: of the nodes that were asked for, by name; -1 of one that is not in the graph.
    """

    sheet: Sheet
    scenes: tuple[Scene, ...]
    parts: tuple[Part, ...]
    loss: Opened | None
    places: dict[str, tuple[int, ...]]


def network_sheet(roots: Sequence[Node], **asked: Sequence[Node]) -> NetworkSheet:
    """그래프와 그 안의 신경망을 페이지를 위해 적는다.

    Record a graph of Values and the network in it for a page. `asked`: nodes whose places the page
    has to know.

    Raises:
        GraphError: the graph holds no network.
        FormatError: it is too large to be computed at each move of a slider.
    """
    order = topological_order(*roots)
    if len(order) > TOO_MANY:
        raise FormatError("network.page.large", count=len(order), limit=TOO_MANY)
    network = network_in(order)
    sheet = sheet_of(order)
    album = _Album(order, sheet.names)
    # the last neuron of a layer has the longest names: its drawing has room for all of them
    parts = [_part(unit, album) for unit in reversed(list(network.units))]
    places = {name: tuple(album.place.get(n, -1) for n in nodes) for name, nodes in asked.items()}
    loss = _loss(network, album)
    return NetworkSheet(sheet, tuple(album.scenes), tuple(reversed(parts)), loss, places)


def _part(unit: Unit, album: _Album) -> Part:
    pairs = zip(unit.weights, unit.sources, strict=True)
    return Part(
        circle_id(unit.layer, unit.place),
        tuple(
            (wire_id(unit.layer, unit.place, k), album.place[weight], circle_id(*source))
            for k, (weight, source) in enumerate(pairs)
        ),
        tuple(album.place[bias] for bias in unit.biases),
        tuple(map(album.opened, unit.passes)),
    )


def _loss(network: Network, album: _Album) -> Opened | None:
    """출력 뒤의 모든 것. Open what is made of the outputs."""
    passes = [one for unit in network.units for one in unit.passes]
    taken = {node for one in passes for node in (*one.inner, one.z, one.a)}
    rest = {node for node in album.order if node.op is not None and node not in taken}
    root = album.order[-1]
    return Opened(album.place[root], -1, *album.add(rest, root)) if root in rest else None


class _Album:
    """그림을 모은다, 같은 계산은 한 번만. Collect the drawings, one of each kind."""

    def __init__(self, order: Sequence[Node], names: Sequence[str]) -> None:
        self.order, self.names = order, names
        self.place = {node: i for i, node in enumerate(order)}
        self.gradients = gradients_of(order[-1])
        self.scenes: list[Scene] = []
        self.known: dict[Any, int] = {}

    def opened(self, one: Pass) -> Opened:
        """표본 하나에 대한 뉴런 하나를 연다. Open one unit, for one sample."""
        if one.z is None:
            return Opened(self.place[one.a])
        found = self.add({*one.inner, one.z, one.a}, one.a)
        return Opened(self.place[one.a], self.place[one.z], *found)

    def add(self, inside: Collection[Node], root: Node) -> tuple[int, tuple[int, ...]]:
        """토막 하나의 그림과 노드, 읽을 수 없게 크면 -1.

        Find the drawing of a piece, and the places of its nodes; -1 where nobody could read it.
        """
        near = {*inside, *(parent for node in inside for parent in node.parents)}
        if len(near) > MAX_NODES:
            return -1, ()
        twins = piece(sorted(near, key=self.place.__getitem__), inside, self._labelled(inside))
        own = {twin: node for node, twin in twins.items()}
        kept = topological_order(twins[root])
        nodes = tuple(self.place[own[twin]] for twin in kept)
        shape = tuple(_shape(kept))
        if shape not in self.known:
            self.known[shape] = len(self.scenes)
            folding = folding_of(twins[root], fold=False)
            shown = picture(folding, lambda twin: self.gradients.get(own[twin]))
            self.scenes.append(scene_of(replace(shown, tidy=True), folding, nodes))
        return self.known[shape], nodes

    def _labelled(self, inside: Collection[Node]) -> Callable[[Node], str]:
        """중간 합에는 이름이 없어야 합이 카드 하나가 된다.

        Call each node as in the whole graph; but partial sums nothing, so that a sum is one card.
        """
        sums = {node for node in inside if node.op is ADD}
        partial = sums & {parent for node in sums for parent in node.parents}
        return lambda node: "" if node in partial else self.names[self.place[node]]


def _shape(nodes: Sequence[Node]) -> Iterator[tuple[Any, ...]]:
    """같은 계산인가를 말하는 것. Tell what a piece computes, whatever its numbers are."""
    place = {node: i for i, node in enumerate(nodes)}
    for node in nodes:
        kind = kind_of(node) if node.op is None else ""
        yield node.op, kind, *(place[parent] for parent in node.parents)
