"""큰 그래프를 접는다.

Fold a large graph, so that nothing unreadable is drawn: by scope first, as deep as fits; what
still is too much, farthest from the root first, becomes one card "the rest".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from micrograd_ko.engine import Node, expect_node, topological_order
from micrograd_ko.errors import FormatError

from .ids import edge_id, folded_edge_id
from .sums import Term, sums_of

__all__ = [
    "MAX_NODES", "REST", "TOO_MANY", "Folding", "Group", "fold_groups", "folding_of", "roots_of",
]  # fmt: skip

Group = tuple[str, ...]  # the path of a scope
MAX_NODES = 400
TOO_MANY = 20_000  # cards that no screen and no browser takes
REST: Group = ("",)  # no scope is called so


@dataclass(frozen=True)
class Folding:
    """그래프에서 무엇을 그릴지: 노드, 접은 그룹, 모두의 id.

    Plan what is drawn of a graph: its nodes in topological order, the group of each that is folded,
    the roots that were asked for, which nodes are one sum, and the ids of nodes and groups, which
    are stable: places in topological order.
    """

    order: list[Node]
    groups: dict[Node, Group]
    roots: tuple[Node, ...]

    @cached_property
    def starts(self) -> frozenset[Node]:
        """뿌리의 집합. The roots as a set: in a tuple ``==`` would compare their numbers."""
        return frozenset(self.roots)

    @cached_property
    def sums(self) -> dict[Node, list[Term]]:
        """카드 하나로 그리는 합. The sums drawn as one card: by their last node, the terms."""
        return sums_of(self.order, self.groups, self.starts)

    @cached_property
    def within(self) -> dict[Node, Node]:
        """다른 카드가 보이는 노드. The nodes that a sum's card shows: of each its last node."""
        found: dict[Node, Node] = {}
        for last, terms in self.sums.items():
            stack, kept = [last], {term.node for term in terms}
            for node in stack:
                inner = [parent for parent in node.parents if parent not in kept]
                found |= dict.fromkeys(inner, last)
                stack += inner
        return found

    @cached_property
    def shown(self) -> list[Node]:
        """카드가 있는 노드. The nodes that have a card of their own."""
        return [n for n in self.order if n not in self.groups and n not in self.within]

    @cached_property
    def _places(self) -> dict[tuple[Node, int], int]:
        """합의 항이 몇 번째인지. The places of the terms of sums, by the inputs of additions."""
        return {
            (term.into, term.place): place
            for terms in self.sums.values()
            for place, term in enumerate(terms)
        }

    @cached_property
    def ids(self) -> dict[Any, str]:
        """노드와 그룹의 id. The ids of nodes and groups."""
        ids: dict[Any, str] = {node: f"v{i}" for i, node in enumerate(self.order)}
        return ids | {group: f"g{i}" for i, group in enumerate(dict.fromkeys(self.groups.values()))}

    def id(self, node: Node) -> str:
        """노드를 보이는 카드의 id. Name the card that shows a node: its own, or its group's."""
        return self.ids[self.groups.get(node) or self.within.get(node, node)]

    def edge_id(self, parent: Node, node: Node, index: int) -> str:
        """화살표의 id, 한 카드 안이면 "".

        Name the arrow into an input of `node`; "" within one group or sum.
        """
        a, b = self.id(parent), self.id(node)
        if parent in self.groups or node in self.groups:
            return folded_edge_id(a, b)
        return edge_id(a, b, self._places.get((node, index), index)) if a != b else ""

    def terms(self, node: Node) -> list[Term]:
        """카드에 화살표로 들어오는 것. List what has an arrow to the card of `node`."""
        return self.sums.get(node) or [Term(p, node, i) for i, p in enumerate(node.parents)]


def roots_of(root: Node | Sequence[Node]) -> tuple[Node, ...]:
    """그릴 뿌리: 노드 하나, 또는 목록의 노드들.

    List the roots to draw: one node, or those of a list or tuple, each once.
    """
    if not isinstance(root, (list, tuple)):
        return (expect_node(root, "draw(root)"),)
    if not root:
        raise FormatError("draw.empty", type=type(root).__name__)
    places = enumerate(root)
    return tuple(dict.fromkeys(expect_node(each, f"root[{i}]") for i, each in places))


def folding_of(root: Node | Sequence[Node], *, fold: bool = True) -> Folding:
    """무엇을 그릴지 정한다.

    Plan what is drawn of a root, or several, and all it was made from; more than 400 nodes are
    folded.
    """
    roots = roots_of(root)
    order = topological_order(*roots)
    if not fold and len(order) > TOO_MANY:
        raise FormatError("draw.too_many", count=len(order), limit=TOO_MANY)
    return Folding(order, fold_groups(order, MAX_NODES, roots) if fold else {}, roots)


def fold_groups(order: list[Node], limit: int, roots: Sequence[Node] = ()) -> dict[Node, Group]:
    """접을 노드마다 그 그룹을 돌려준다.

    Find the group of each node that is folded, a scope's path or REST; nothing for up to `limit`
    nodes. The root, last in topological `order` where no `roots` are given, always stays; of more
    roots than fit the first.
    """
    if len(order) <= limit:
        return {}
    roots = roots or order[-1:]
    kept = set(roots)
    groups: dict[Node, Group] = {}
    for depth in range(max(len(node.scope) for node in order), 0, -1):
        inside = [node for node in order if len(node.scope) >= depth and node not in kept]
        groups = {node: node.scope[:depth] for node in inside}
        if len(order) - len(groups) + len(set(groups.values())) <= limit:
            return groups
    near = _nearest(roots, groups, limit - 1)
    return {
        node: groups[node] if node in groups and groups[node] in near else REST
        for node in order
        if node in groups or node not in near
    }


def _nearest(roots: Sequence[Node], groups: dict[Node, Group], count: int) -> set[Node | Group]:
    """뿌리에서 가까운 차례로 count개의 노드와 그룹.

    Find the `count` nodes and groups that are nearest to the roots.
    """
    found: set[Node | Group] = set()
    queue, seen = list(roots), set(roots)
    for node in queue:
        found.add(groups.get(node, node))
        if len(found) == count:
            break
        new = [parent for parent in node.parents if parent not in seen]
        queue.extend(new)
        seen.update(new)
    return found
