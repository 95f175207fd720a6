"""큰 그래프를 접는다.

Fold a large graph, so that nothing unreadable is drawn: by scope first, as deep as fits; what
still is too much, farthest from the root first, becomes one card "the rest".
"""

from __future__ import annotations

from micrograd_ko.graph import Node

__all__ = ["MAX_NODES", "REST", "fold_groups"]

MAX_NODES = 400
REST: tuple[str, ...] = ("",)  # no scope is called so


def fold_groups(order: list[Node], limit: int) -> dict[Node, tuple[str, ...]]:
    """접을 노드마다 그 묶음을 돌려준다.

    The group of each node that is folded, a scope's path or REST; nothing for up to `limit`
    nodes. The root, last in topological `order`, always stays.
    """
    if len(order) <= limit:
        return {}
    deepest = max(len(node.scope) for node in order)
    groups: dict[Node, tuple[str, ...]] = {}
    for depth in range(deepest, 0, -1):
        groups = {node: node.scope[:depth] for node in order[:-1] if len(node.scope) >= depth}
        if len(order) - len(groups) + len(set(groups.values())) <= limit:
            return groups
    budget = max(limit - len(set(groups.values())) - 1, 1)
    nearest = _nearest(order[-1], groups, budget)
    return {**groups, **{node: REST for node in order if node not in groups and node not in nearest}}


def _nearest(root: Node, folded: dict[Node, tuple[str, ...]], count: int) -> set[Node]:
    """뿌리에서 가까운 차례로 count개. The `count` nodes nearest to the root that are not folded already."""
    found, queue, seen = {root}, [root], {root}
    for node in queue:
        for parent in node.parents:
            if parent not in seen:
                seen.add(parent)
                queue.append(parent)
                if parent not in folded:
                    found.add(parent)
                    if len(found) >= count:
                        return found
    return found
