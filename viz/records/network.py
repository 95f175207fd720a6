"""신경망을 동그라미와 선으로 적는다.

Record a network as circles in columns and the lines between them: the one place where drawings of
networks read nodes. Ids are simple and stay the same while numbers change, as a page finds its
elements by them: circle ``n1_0`` (layer, place) with ``n1_0_value`` and ``n1_0_bias`` in it, line
``l1_0_2`` (the weight 2 of that circle), ``loss`` with ``loss_value``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

from micrograd_ko.arguments import is_whole, shown
from micrograd_ko.engine import (
    Node,
    Value,
    gradients_of,
    magnitude,
    topological_order,
)
from micrograd_ko.errors import GraphError, OptionError
from micrograd_ko.naming import Network, Unit, kind_of, network_names, network_of
from micrograd_ko.spelling import unknown_option

from .fold import roots_of
from .samples import Samples, scalars

__all__ = [
    "COLOURS", "WIDEST", "Circle", "NetworkPicture", "Wire", "circle_id", "network_nodes",
    "network_picture", "samples_in", "wire_id",
]  # fmt: skip

WIDEST = 16  # places in a column, one of which says how many more there are
COLOURS = ("weight", "gradient")


@dataclass(frozen=True, slots=True)
class Circle:
    """뉴런이나 입력 하나. Record a neuron, or an input (layer 0).

    `value` is what it gives on, `before` the weighted sum before the activation (None where that
    is the same, and of an input); `gradient` is of `value`, `before_gradient` of `before`. None
    also where nothing is known yet. `bias` is the sum of its biases, None where it has none.
    """

    id: str
    layer: int
    place: int
    name: str
    value: float | None
    gradient: float | None
    before_name: str = ""
    before: float | None = None
    before_gradient: float | None = None
    bias_name: str = ""
    bias: float | None = None
    bias_gradient: float | None = None


@dataclass(frozen=True, slots=True)
class Wire:
    """가중치 하나: 한 동그라미에서 다음 동그라미로. Record a weight, from circle to circle."""

    id: str
    source: str
    target: str
    name: str
    value: float
    gradient: float | None


@dataclass(frozen=True, slots=True)
class NetworkPicture:
    """신경망의 그림. Record a network as it is shown.

    Attributes:
        columns: the circles that are shown, by layer, the inputs first. In a column that leaves
            some out, those stand before the last circle.
        sizes: how many circles each layer has in truth.
        wires: the lines between circles that are shown; `weights` counts them all.
        loss: name and value of the loss; None where the graph ends at an output.
        sample, samples: which sample the numbers are of, from 0, and how many there are.
        colour: what colours the lines, "weight" or "gradient".
        known: the values are of real inputs; else none is shown.
        outside: how many weights of the graph belong to no neuron that was recognised.
    """

    columns: tuple[tuple[Circle, ...], ...]
    sizes: tuple[int, ...]
    wires: tuple[Wire, ...]
    weights: int
    loss: tuple[str, float | None] | None
    sample: int
    samples: int
    colour: str
    known: bool = True
    outside: int = 0

    @property
    def hidden(self) -> tuple[int, ...]:
        """층마다 그리지 않은 동그라미의 수. Count the circles of each layer that are left out."""
        return tuple(n - len(c) for n, c in zip(self.sizes, self.columns, strict=True))

    @property
    def notes(self) -> list[tuple[str, dict[str, int]]]:
        """그림에 없는 것을 말하는 문장의 키와 수. List what is to be said of what is not drawn."""
        lines = {"shown": len(self.wires), "count": self.weights}
        found = [("network.left_out", lines)] if any(self.hidden) else []
        return found + ([("network.outside", {"count": self.outside})] if self.outside else [])

    @property
    def circles(self) -> tuple[Circle, ...]:
        """보이는 동그라미 모두, 입력부터. All circles that are shown, the inputs first."""
        return tuple(circle for column in self.columns for circle in column)

    @property
    def has_gradients(self) -> bool:
        """기울기를 아는가. Tell whether gradients are known."""
        return any(wire.gradient is not None for wire in self.wires)

    def largest(self, colour: str) -> float:
        """눈금의 끝. Find the end of the scale: the largest of all that has its colours."""
        if colour == "weight":
            found = [*(w.value for w in self.wires), *(c.bias for c in self.circles)]
        else:
            found = [*(w.gradient for w in self.wires), *(c.gradient for c in self.circles)]
            found += [c.bias_gradient for c in self.circles]
        return max((abs(x) for x in found if x is not None and isfinite(x)), default=0.0)


def circle_id(layer: int, place: int) -> str:
    """동그라미의 id. Name a circle: n1_0."""
    return f"n{layer}_{place}"


def wire_id(layer: int, place: int, k: int) -> str:
    """선의 id: 그 동그라미의 k째 가중치. Name the line of a circle's weight k, from 0: l1_0_2."""
    return f"l{layer}_{place}_{k}"


def network_picture(
    samples: Samples, *, sample: int = 0, colour: str = "weight", limit: int = WIDEST
) -> NetworkPicture:
    """그래프에 있는 신경망을 기록한다.

    Record the network in a graph. Its gradients are computed here, where there is a single root;
    no ``.grad`` is read.

    Args:
        samples: of a model (:func:`viz.records.samples.samples_of`) or a graph
            (:func:`samples_in`).
        sample: which sample is shown, from 0; of a model the one that was chosen.
        colour: what colours the lines, "weight" or "gradient".
        limit: how many places a column has; of a wider layer the first circles and the last.

    Raises:
        OptionError: an unknown colour or sample, or gradients that there are not.
        GraphError: the graph holds no network.
    """
    roots = samples.roots
    if colour not in COLOURS:
        raise unknown_option("colour", colour, COLOURS)
    if colour == "gradient" and (len(roots) > 1 or not samples.known):
        raise OptionError("network.no_gradient")
    order = topological_order(*roots)
    network = network_in(order)
    count = max(samples.count, network.samples)
    if not (is_whole(sample, low=0) and sample < count):
        bounds = f">= 0, < {count}"
        raise OptionError("option.range", option="sample", given=shown(sample), bounds=bounds)
    gradients = gradients_of(roots[0]) if len(roots) == 1 and samples.known else {}
    reader = _Reader(network, gradients, sample, known=samples.known)
    columns = tuple(tuple(map(reader.circle, _shown(layer, limit))) for layer in network.layers)
    drawn = {circle.id for column in columns for circle in column}
    return NetworkPicture(
        columns,
        tuple(map(len, network.layers)),
        tuple(wire for unit in network.units for wire in reader.wires(unit, drawn)),
        sum(len(unit.weights) for unit in network.units),
        _loss(roots, network, known=samples.known),
        sample,
        count,
        colour,
        samples.known,
        _outside(order, network),
    )


def _outside(order: Sequence[Node], network: Network) -> int:
    """신경망 밖의 가중치의 수. γ는 뉴런 안에서 쓰이니 세지 않는다.

    Count the weights that no neuron is made with. A γ is used within one, and does not count.
    """
    made = set(topological_order(*(one.a for unit in network.units for one in unit.passes)))
    weights = (node for node in order if node.op is None and kind_of(node) == "weight")
    return sum(weight not in made for weight in weights)


def network_nodes(samples: Samples, *, sample: int = 0) -> dict[str, Node]:
    """그림의 조각마다 그 수를 가진 노드.

    Find the node whose number each part of the drawing shows, by id: ``n1_0_value``,
    ``n1_0_before``, ``n1_0_bias``, ``l1_0_2``, ``loss_value``; those of layers that are shortened,
    too. (Of several biases of one neuron the first.)
    """
    network = network_in(topological_order(*samples.roots))
    found: dict[str, Node] = {}
    for unit in network.units:
        id, one = circle_id(unit.layer, unit.place), unit.passes[_pass(unit, sample)]
        found[f"{id}_value"] = one.a
        if one.z is not None:
            found[f"{id}_before"] = one.z
        if unit.biases:
            found[f"{id}_bias"] = unit.biases[0]
        for k, weight in enumerate(unit.weights):
            found[wire_id(unit.layer, unit.place, k)] = weight
    if _ends_in_loss(samples.roots, network):
        found["loss_value"] = samples.root
    return found


def samples_in(root: Node | Sequence[Node]) -> Samples:
    """그래프 하나를, 표본 하나의 모델처럼.

    Take the graph of `root`, or of several, expanded if it is of arrays, as that of a model with a
    single row: its inputs are those of the network in it. Samples that went through side by side
    stay in it.

    Raises:
        GraphError: the graph holds no network, or is too large to be expanded.
    """
    asked = roots_of(root)
    values = scalars(asked)
    roots = tuple(value for node in asked for value in values[node])
    network = network_in(topological_order(*roots))
    given = dict.fromkeys(one.a for unit in network.layers[0] for one in unit.passes)
    inputs = tuple(node for node in given if node.op is None and isinstance(node, Value))
    has_loss = _ends_in_loss(roots, network)
    outputs = tuple(one.a for unit in network.layers[-1] for one in unit.passes)
    return Samples(
        roots[0], outputs if has_loss else roots, inputs, inputs,  # type: ignore[arg-type]
        (tuple(leaf.data for leaf in inputs),), (0,), 0, (), 0.0, False, 1, has_loss, True,
    )  # fmt: skip


class _Reader:
    """단위에서 동그라미와 선을. Read circles and lines from units."""

    def __init__(
        self,
        network: Network,
        gradients: Mapping[Node, object],
        sample: int,
        *,
        known: bool,
    ) -> None:
        self.network, self.sample, self.known = network, sample, known
        self.gradients = gradients
        self.names = network_names(network)

    def circle(self, unit: Unit) -> Circle:
        """단위 하나의 동그라미. Record a unit as a circle."""
        one = unit.passes[_pass(unit, self.sample)]
        z = one.z if one.z is not one.a else None
        biases = unit.biases
        return Circle(
            circle_id(unit.layer, unit.place), unit.layer, unit.place,
            self._name(one.a), self._number(one.a), self._gradient(one.a),
            "" if z is None else self._name(z),
            None if z is None else self._number(z),
            None if z is None else self._gradient(z),
            " + ".join(map(self._name, biases)),
            sum(magnitude(bias.data) for bias in biases) if biases else None,
            self._gradient(biases[0]) if biases else None,
        )  # fmt: skip

    def wires(self, unit: Unit, drawn: Collection[str]) -> Iterable[Wire]:
        """단위로 들어오는 선, 두 끝이 다 보이는 것만.

        Record the lines into a unit, those whose two ends are shown.
        """
        target = circle_id(unit.layer, unit.place)
        for k, (weight, place) in enumerate(zip(unit.weights, unit.sources, strict=True)):
            source = circle_id(*place)
            if target in drawn and source in drawn:
                yield Wire(
                    wire_id(unit.layer, unit.place, k), source, target, self._name(weight),
                    magnitude(weight.data), self._gradient(weight),
                )  # fmt: skip

    def _name(self, node: Node) -> str:
        """표본 번호는 떼고: 그림 하나는 표본 하나의 것이다.

        Name a node without the number of its sample, as one drawing is of one sample.
        """
        return re.sub(r"#\d+$", "", self.names[node])

    def _number(self, node: Node) -> float | None:
        return magnitude(node.data) if self.known else None

    def _gradient(self, node: Node) -> float | None:
        found = self.gradients.get(node)
        return None if found is None else magnitude(found)


def network_in(order: Sequence[Node]) -> Network:
    """그래프 안의 신경망, 없으면 오류. Give the network in a graph, or raise GraphError."""
    network = network_of(order)
    if network is None:
        raise GraphError("network.none")
    return network


def _pass(unit: Unit, sample: int) -> int:
    """입력이 모든 표본에 하나뿐이면 그것을. Of an input that all samples share, the one it has."""
    return min(sample, len(unit.passes) - 1)


def _shown(layer: Sequence[Unit], limit: int) -> list[Unit]:
    """넓은 층에서는 앞의 것들과 마지막 것. Choose of a wide layer the first units and the last."""
    return list(layer) if len(layer) <= limit else [*layer[: max(limit - 2, 1)], layer[-1]]


def _ends_in_loss(roots: Sequence[Value], network: Network) -> bool:
    ends = {node for unit in network.units for one in unit.passes for node in (one.z, one.a)}
    return len(roots) == 1 and roots[0] not in ends


def _loss(
    roots: Sequence[Value], network: Network, *, known: bool
) -> tuple[str, float | None] | None:
    if not _ends_in_loss(roots, network):
        return None
    return roots[0].label or "L", roots[0].data if known else None
