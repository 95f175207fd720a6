"""그래프에서 신경망을 알아본다: 어느 노드가 뉴런을 이루는가.

Find the network in a graph: a neuron is a sum of products of weights and inputs, with a bias or
without, and what is made of that sum alone before it is weighted again, its activation. It does not
matter who wrote it (:class:`micrograd_ko.nn.MLP`, micrograd's lists of Values, a loop) nor whether
the numbers are single ones or whole layers in arrays: there a layer is one unit, with a product of
matrices. Samples that go through one after the other are passes of the same units, told by their
shared weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ..engine import Node, shape_of
from .kinds import kind_of

__all__ = ["Network", "Pass", "Unit", "network_of"]

PRODUCTS = ("mul", "matmul")
# what stands at the end of a network without being weighted again; softplus there is mostly a loss
OUTPUTS = ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "relu6")


class Pass(NamedTuple):
    """표본 하나가 뉴런 하나를 지나는 경로의 노드들.

    The nodes of one unit for one sample: the weighted sum `z` (None of an input), what the unit
    gives on, `a`, and all that lies between: its products, partial sums and activation.
    """

    z: Node | None
    a: Node
    products: tuple[Node, ...] = ()
    inner: tuple[Node, ...] = ()


class Unit(NamedTuple):
    """뉴런 하나, 또는 입력 하나. A neuron, or an input (layer 0).

    `sources` are the places of the units that it weighs, as (layer, place), from 0 each, one for
    each of its weights; `passes` is one for each sample.
    """

    layer: int
    place: int
    weights: tuple[Node, ...]
    sources: tuple[tuple[int, int], ...]
    biases: tuple[Node, ...]
    passes: tuple[Pass, ...]


class Network(NamedTuple):
    """그래프에 있는 신경망. The network in a graph: layers of units, the inputs first."""

    layers: tuple[tuple[Unit, ...], ...]

    @property
    def samples(self) -> int:
        """지나간 표본의 수. Count the samples that went through."""
        return len(self.layers[-1][-1].passes)

    @property
    def units(self) -> Iterator[Unit]:
        """입력부터 모든 단위. All units, the inputs first."""
        return (unit for layer in self.layers for unit in layer)


class _Mixed(NamedTuple):
    """여러 뉴런으로 만든 것. Mark what is made of several neurons, the deepest in `layer`."""

    layer: int


class _Neuron:
    """찾은 뉴런 하나, 표본 하나의 것. A neuron as it is found, of one sample."""

    def __init__(
        self, z: Node, products: list[tuple[Node, Node, Node]], biases: list[Node], sums: list[Node]
    ) -> None:
        self.z = self.a = z
        self.products, self.biases, self.sums = products, biases, sums
        self.after: list[Node] = []  # from z to a
        self.sources: list[_Neuron | None] = []  # what its weights weigh; None of an input
        self.layer = 0

    @property
    def key(self) -> tuple[Node, ...]:
        """가중치와 편향. The parameters, by which passes of one unit are told."""
        return (*(weight for _, weight, _ in self.products), *self.biases)

    @property
    def is_mere(self) -> bool:
        """곱 하나뿐인가. Tell whether it is a single product."""
        return len(self.products) + len(self.biases) < 2


def network_of(order: Sequence[Node]) -> Network | None:
    """위상 순서의 그래프에서 신경망을 찾는다; 없으면 None.

    Find the network in a graph, given in topological order; None where there is none that is made
    of layers, each used once for each sample.
    """
    groups: dict[tuple[Node, ...], list[_Neuron]] = {}
    for neuron in _Finder(order).neurons:
        groups.setdefault(neuron.key, []).append(neuron)
    passes = _without_penalties(groups)
    return _assembled(passes) if _is_network(passes) else None


def _without_penalties(groups: dict[tuple[Node, ...], list[_Neuron]]) -> list[list[_Neuron]]:
    """뉴런들만. Leave out λ·w of a penalty: a product alone, of a weight that a neuron has."""
    units = Counter(parameter for key in groups for parameter in key)
    return [
        group
        for key, group in groups.items()
        if not (group[0].is_mere and any(units[parameter] > 1 for parameter in key))
    ]


def _is_network(passes: list[list[_Neuron]]) -> bool:
    """층으로 된 신경망인가. Tell whether units, each with its passes, make up a layered network."""
    parameters = [parameter for group in passes for parameter in group[0].key]
    neurons = [neuron for group in passes for neuron in group]
    found = {id(neuron) for neuron in neurons}
    sources = [source for neuron in neurons for source in neuron.sources if source is not None]
    if (
        # products alone are no network
        all(neuron.is_mere and not neuron.after for neuron in neurons)
        or len({len(group) for group in passes}) > 1
        # as in a recurrent network
        or any(len({neuron.layer for neuron in group}) > 1 for group in passes)
        or len(set(parameters)) < len(parameters)
        or not all(id(source) in found for source in sources)
    ):
        return False
    if all(kind_of(weight) == "weight" for neuron in neurons for _, weight, _ in neuron.products):
        return True
    # of nameless numbers (a·b + c)·d might be anything
    return len(passes) > 1 and any(neuron.after for neuron in neurons)


class _Finder:
    """노드를 차례로 보며 뉴런을 모은다. Collect the neurons, going through the nodes in order."""

    def __init__(self, order: Sequence[Node]) -> None:
        self.users: dict[Node, list[Node]] = {node: [] for node in order}
        for node in order:
            for parent in node.parents:
                self.users[parent].append(node)
        self.neurons: list[_Neuron] = []
        self.of: dict[Node, _Neuron] = {}  # by z, and by a once it is known
        self.origin: dict[Node, _Neuron | _Mixed] = {}  # the deepest neuron that a node is made of
        for node in order:
            self._look(node)
        for neuron in self.neurons:
            self._end(neuron)

    def _look(self, node: Node) -> None:
        if node.op is None:
            return
        if self._is_top(node) and (found := self._neuron(node)) is not None:
            self.neurons.append(found)
            self.of[node] = self.origin[node] = found
            return
        origins = {id(o): o for p in node.parents if (o := self.origin.get(p)) is not None}
        if origins:
            layer = max(o.layer for o in origins.values())
            deepest = [o for o in origins.values() if o.layer == layer]
            self.origin[node] = deepest[0] if len(deepest) == 1 else _Mixed(layer)

    def _is_top(self, node: Node) -> bool:
        """합의 맨 위, 또는 홀로 선 곱. Tell whether a node is a whole sum, or a product alone."""
        if node.op is None or node.op.name not in ("add", *PRODUCTS):
            return False
        added = [u.op is not None and u.op.name == "add" for u in self.users[node]]
        if node.op.name == "add":
            return added != [True]
        return not any(added) and self._weighted(node) is not None

    def _neuron(self, top: Node) -> _Neuron | None:
        """합의 항이 곱과 편향뿐이면 뉴런이다. Make a neuron of a sum of products and biases."""
        products, biases, sums = list[tuple[Node, Node, Node]](), list[Node](), list[Node]()
        waiting = [top]
        while waiting:
            node = waiting.pop()
            if (pair := self._weighted(node)) is not None:
                products.append((node, *pair))
            elif node.op is None and (kind_of(node) != "input" or node is top):
                biases.append(node)
            elif node.op is not None and node.op.name == "add" and self._within(node, top):
                sums.append(node)
                waiting += reversed(node.parents)
            else:
                return None
        biases = [b for b in biases if b.kind != "constant"]
        if not products or len(biases) > 1 or len({u for _, _, u in products}) < len(products):
            return None  # several neurons added up, or no neuron
        found = _Neuron(top, products, biases, sums[::-1])
        if any(self._is_power(weight, u) for _, weight, u in products):
            return None
        found.sources = [self._source(u) for _, _, u in products]
        found.layer = 1 + max((s.layer for s in found.sources if s is not None), default=0)
        return found

    def _is_power(self, weight: Node, u: Node) -> bool:
        """가중치의 제곱인가. Tell whether u, weighted by it, is a product of that weight."""
        found = self.of.get(u)
        # by identity: == of tuples would compare the numbers that nodes hold
        return found is not None and found.is_mere and found.key[0] is weight

    def _within(self, node: Node, top: Node) -> bool:
        return node is top or len(self.users[node]) == 1

    def _source(self, u: Node) -> _Neuron | None:
        """곱해지는 수가 나온 뉴런; 입력이면 None. The neuron behind what is weighted."""
        found = self.origin.get(u)
        assert not isinstance(found, _Mixed)
        if found is None:
            return None
        if found.a is found.z and u is not found.z:
            found.a, found.after = u, self._between(found.z, u)
            self.of[u] = found
        return found

    def _between(self, z: Node, a: Node) -> list[Node]:
        """z에서 a까지의 노드, a까지. The nodes from z, itself left out, to a."""
        found, waiting = dict[Node, None](), [a]
        while waiting:
            node = waiting.pop()
            if node is not z and node not in found and self.origin.get(node) is self.of[z]:
                found[node] = None
                waiting += node.parents
        return list(found)[::-1]

    def _weighted(self, node: Node) -> tuple[Node, Node] | None:
        """곱이면 (가중치, 곱해지는 것). The weight and what it weighs, of a product of the two."""
        if node.op is None or node.op.name not in PRODUCTS or len(node.parents) != 2:
            return None
        a, b = node.parents
        if a is b:
            return None
        if node.op.name == "mul" and (shape_of(a.data) or shape_of(b.data)):
            return None  # of arrays a scale, a mask or the like
        pairs = [
            (x, y)
            for x, y in ((a, b), (b, a))
            if _may_weigh(x) and not _is_weight(y) and not isinstance(self.origin.get(y), _Mixed)
        ]
        if len(pairs) == 2:  # two nameless leaves: a weight is used once, an input by every neuron
            pairs.sort(key=lambda pair: len(self.users[pair[0]]))
        sure = [pair for pair in pairs if _is_weight(pair[0])]
        return next(iter(sure or pairs), None)

    def _end(self, neuron: _Neuron) -> None:
        """마지막 층의 활성화. Find the activation of a neuron that is not weighted again."""
        users = self.users[neuron.z]
        if neuron.a is not neuron.z or len(users) != 1 or users[0].op is None:
            return
        if users[0].op.name in OUTPUTS:
            neuron.a, neuron.after = users[0], [users[0]]


def _is_weight(node: Node) -> bool:
    return node.op is None and kind_of(node) == "weight"


def _may_weigh(node: Node) -> bool:
    """가중치일 수 있는가. A weight, or a leaf of which nothing is known."""
    return _is_weight(node) or (node.op is None and kind_of(node) is None and not node.label)


def _assembled(passes: list[list[_Neuron]]) -> Network | None:
    """찾은 뉴런들로 층을 짓는다. Build the layers of the neurons that were found."""
    layers: list[list[list[_Neuron]]] = [[] for _ in range(max(g[0].layer for g in passes) + 1)]
    for group in passes:
        layers[group[0].layer].append(group)
    place = {
        id(neuron): (i, k)
        for i, layer in enumerate(layers)
        for k, group in enumerate(layer)
        for neuron in group
    }
    inputs = _Inputs(layers[1][0])
    found: list[list[Unit]] = [[] for _ in layers]
    for i, layer in enumerate(layers):
        for k, group in enumerate(layer):
            sources = tuple(
                inputs.place(group, j) if source is None else place[id(source)]
                for j, source in enumerate(group[0].sources)
            )
            weights = tuple(weight for _, weight, _ in group[0].products)
            found[i].append(
                Unit(i, k, weights, sources, tuple(group[0].biases), tuple(map(_pass, group)))
            )
    found[0] = inputs.units()
    units = [unit for layer in found for unit in layer]
    if (
        not inputs.apart
        or any(p in inputs.places for unit in units for p in (*unit.weights, *unit.biases))
        or any(len(set(unit.sources)) < len(unit.sources) for unit in units)
    ):
        return None
    return Network(tuple(map(tuple, found)))


def _pass(neuron: _Neuron) -> Pass:
    products = tuple(product for product, _, _ in neuron.products)
    inner = (*products, *neuron.sums, *neuron.after)
    return Pass(neuron.z, neuron.a, products, tuple(dict.fromkeys(inner)))


class _Inputs:
    """신경망의 입력: 뉴런이 아닌 것이 곱해진 것.

    Collect the inputs: all that is weighted and is no neuron's. The same node is the same input; of
    plain numbers, which every product makes a constant of, the place among them tells.
    """

    def __init__(self, first: list[_Neuron]) -> None:
        self.places: dict[Any, int] = {}
        self.found: list[list[Node]] = []
        self.apart = True  # no node is several inputs, as in a convolution
        for j in range(len(first[0].products)):
            self.place(first, j)

    def place(self, group: list[_Neuron], j: int) -> tuple[int, int]:
        """j째 가중치가 곱하는 입력의 자리. The place of the input that a unit's weight j weighs."""
        nodes = [neuron.products[j][2] for neuron in group]
        key = j if nodes[0].kind == "constant" and not nodes[0].label else nodes[0]
        place = self.places.setdefault(key, len(self.found))
        if place == len(self.found):
            self.found.append(nodes)
        for node in nodes:
            if node.kind != "constant":
                self.apart &= self.places.setdefault(node, place) == place
        return 0, place

    def units(self) -> list[Unit]:
        """입력마다의 단위. A unit for each input."""
        return [
            Unit(0, k, (), (), (), tuple(Pass(None, node) for node in nodes))
            for k, nodes in enumerate(self.found)
        ]
