"""그래프의 한 토막을 떼어 그 자체로 그래프로.

Cut a piece out of a graph, as a graph of its own: what comes from outside becomes a leaf.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from copy import copy

from .graph import Node, give_parents
from .modes import at_scope
from .value import Value

__all__ = ["piece"]


def piece(
    order: Sequence[Node], inside: Collection[Node], label: Callable[[Node], str]
) -> dict[Node, Node]:
    """토막의 사본: 노드마다 그 짝.

    Copy the nodes that are `inside`, and what they are directly made of, as leaves. The copies
    belong to no scope; `label` says what each is called, "" for nothing.

    Args:
        order: the graph of Values, in topological order.
        inside: nodes that ops made.

    Returns:
        the copy of each node, parents first.
    """
    around = {parent for node in inside for parent in node.parents}
    twins: dict[Node, Node] = {}
    for node in order:
        if node in inside:
            twin = copy(node)
            give_parents(twin, [twins[p] for p in node.parents])
            twin._about = twin._about._replace(scope=(), label=label(node))
        elif node in around:
            with at_scope(()):
                twin = Value(node.data, label(node), kind=node.kind or "input")
            if node.kind == "constant":
                twin.label = node.label  # without one it is called by its number
        else:
            continue
        twins[node] = twin
    return twins
