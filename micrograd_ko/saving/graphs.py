"""그래프를 나무로: 노드마다 한 칸, 부모부터.

Turn a graph into a tree, node by node, parents first, and back. A node is ``{"op": {"name": "mul"},
"parents": [0, 1], "data": 6.0, "grad": …, "label": …}``; a number is a Value's, an array a
Tensor's. Nothing here recurses over a graph.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arguments import shown
from ..engine import KINDS, Node, Tensor, Value, remade, topological_order
from ..errors import DataError
from ..files import BrokenError, expected, field, items
from .rows import row_from_tree, tree_of_row

__all__ = ["graph_from_tree", "tree_of_graph"]


def tree_of_graph(roots: Sequence[Node], *, many: bool) -> dict[str, Any]:
    """그래프의 나무.

    Write all that `roots` were made from, and they themselves.

    Args:
        many: whether a list was given, and is to come back.

    Raises:
        DataError: a node that is neither a Value nor a Tensor, or an op that is not in the table.
    """
    order = topological_order(*roots)
    at = {node: i for i, node in enumerate(order)}
    return {
        "nodes": [_written(node, at) for node in order],
        "roots": [at[root] for root in roots],
        "many": many,
    }


def _written(node: Node, at: dict[Node, int]) -> dict[str, Any]:
    if type(node) not in (Value, Tensor):
        raise DataError("saving.subclass", node=node.label or "-", type=type(node).__name__)
    if not node.holds(node.data):
        got = shown(node.data)
        raise DataError("saving.data", node=node.label or "-", type=type(node).__name__, got=got)
    tree: dict[str, Any] = {}
    if node.op is not None:
        tree["op"] = tree_of_row(node.op)
        tree["parents"] = [at[parent] for parent in node.parents]
    tree["data"] = float(node.data) if type(node) is Value else node.data
    if node.grad is not None:
        tree["grad"] = float(node.grad) if type(node) is Value else np.asarray(node.grad)
    about = {
        "label": node.label,
        "scope": list(node.scope),
        "kind": node.kind or "",
        # a replay must not run a graph again whose rules chose by numbers that are gone
        "taken": node.taken or ("grad(create_graph=True)" if node._about.guards else ""),
    }
    return tree | {name: x for name, x in about.items() if x}


def graph_from_tree(tree: Any) -> Any:
    """나무에서 그래프를: 뿌리 하나나 뿌리의 목록.

    Make a graph again; give its root, or the list of them.

    Raises:
        BrokenError: the tree is no graph.
    """
    nodes: list[Node] = []
    for i, one in enumerate(items(tree, "nodes", dict, "graph")):
        nodes.append(_node(one, f"nodes[{i}]", nodes))
    roots = items(tree, "roots", int, "graph")
    if not roots or not all(0 <= root < len(nodes) for root in roots):
        raise BrokenError("saving.roots", got=shown(roots), count=len(nodes))
    many = field(tree, "many", bool, "graph")
    return [nodes[root] for root in roots] if many else nodes[roots[0]]


def _node(tree: dict[str, Any], place: str, before: list[Node]) -> Node:
    data, grad = _number(field(tree, "data", NUMBERS, place), place), None
    kind = Tensor if isinstance(data, np.ndarray) else Value
    if "grad" in tree:
        grad = _number(tree["grad"], place)
        if type(grad) is not type(data) or np.shape(grad) != np.shape(data):
            raise BrokenError("saving.grad", place=place, data=shown(data), grad=shown(grad))
    about = _about(tree, place)
    if "op" not in tree:
        return remade(kind, (data, grad), None, (), **about)
    op = row_from_tree(tree["op"], f"{place}.op")
    parents = items(tree, "parents", int, place)
    if not all(0 <= parent < len(before) for parent in parents):
        raise BrokenError("saving.parents", place=place, got=shown(parents))
    given = [before[parent] for parent in parents]
    if len(given) != (len(op.inputs) or max(len(given), 1)):
        raise BrokenError("saving.inputs", place=place, name=op.name, got=len(given))
    if any(type(parent) is not kind for parent in given):
        raise BrokenError("saving.mixed", place=place, name=op.name)
    return remade(kind, (data, grad), op, given, **about)


NUMBERS = (float, np.ndarray)


def _number(x: Any, place: str) -> Any:
    expected(x, NUMBERS, place)
    if isinstance(x, np.ndarray) and not Tensor.holds(x):
        raise BrokenError("files.dtype", got=shown(x.dtype.name), options="float64, float32")
    return x


def _about(tree: dict[str, Any], place: str) -> dict[str, Any]:
    known = {"op", "parents", "data", "grad", "label", "scope", "kind", "taken"}
    if more := [name for name in tree if name not in known]:
        raise BrokenError("files.more", names=shown(", ".join(more)))
    about: dict[str, Any] = {
        name: field(tree, name, str, place) for name in ("label", "taken") if name in tree
    }
    if "scope" in tree:
        about["scope"] = tuple(items(tree, "scope", str, place))
    if "kind" in tree:
        about["kind"] = field(tree, "kind", str, place)
        if about["kind"] not in KINDS:
            options = ", ".join(KINDS)
            raise BrokenError("saving.kind", place=place, got=shown(tree["kind"]), options=options)
    return about
