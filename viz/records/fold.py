"""큰 그래프를 접는다.

Fold a large graph, so that nothing unreadable is drawn: by scope first, as deep as fits; what
still is too much, farthest from the root first, becomes one card "the rest".
"""

from __future__ import annotations

from micrograd_ko.engine import Node

__all__ = ["MAX_NODES", "REST", "Group", "fold_groups"]

Group = tuple[str, ...]  # the path of a scope
MAX_NODES = 400
REST: Group = ("",)  # no scope is called so


def fold_groups(order: list[Node], limit: int) -> dict[Node, Group]:
    """접을 노드마다 그 묶음을 돌려준다.

    The group of each node that is folded, a scope's path or REST; nothing for up to `limit`
    nodes. The root, last in topological `order`, always stays.
    """
    if len(order) <= limit:
        return {}
    groups: dict[Node, Group] = {}
    for depth in range(max(len(node.scope) for node in order), 0, -1):
        groups = {node: node.scope[:depth] for node in order[:-1] if len(node.scope) >= depth}
        if len(order) - len(groups) + len(set(groups.values())) <= limit:
            return groups
    near = _nearest(order[-1], groups, limit - 1)
    return {
        node: groups[node] if node in groups and groups[node] in near else REST
        for node in order
        if node in groups or node not in near
    }


def _nearest(root: Node, groups: dict[Node, Group], count: int) -> set[Node | Group]:
    """뿌리에서 가까운 차례로 count개의 노드와 묶음.

    The `count` nodes and groups that are nearest to the root.
    """
    found: set[Node | Group] = set()
    queue, seen = [root], {root}
    for node in queue:
        found.add(groups.get(node, node))
        if len(found) == count:
            break
        new = [parent for parent in node.parents if parent not in seen]
        queue.extend(new)
        seen.update(new)
    return found
