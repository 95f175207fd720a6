"""networkx의 그래프로.

Hand a graph on to networkx, for its algorithms and its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..engine import Node, expect_node, topological_order
from ..naming import all_names, is_called_loss, kind_of
from ..seeing import local_numbers
from .packages import needs

if TYPE_CHECKING:
    import networkx

__all__ = ["to_networkx"]


def to_networkx(root: Node) -> networkx.MultiDiGraph:
    """계산 그래프를 networkx의 MultiDiGraph로.

    Return the graph that `root` was made from as a ``networkx.MultiDiGraph``, a picture of it as it
    is now. Nodes are numbered 0, 1, … in topological order; `root` is the last, and
    ``graph["root"]``. An edge leads from each operand to the result, so x * x has two.

    Attributes of a node: ``name`` as on drawings, ``label`` as it was given ("" for none), ``op``
    (the row's name, "" for a leaf), ``value`` and ``gradient`` (a number or an array, the gradient
    None before backward), ``kind`` ("input", "weight", "bias", "constant", "loss", "intermediate",
    or "leaf" where nothing tells), ``scope`` (a tuple). Of an edge: ``position``, which operand it
    is, from 0, also the edge's key, and ``local``, the local derivative, None for arrays.

    Raises:
        DataError: networkx is not installed (extra `io`).
        NotANumberError: `root` is not a node.

    >>> from micrograd_ko import Value
    >>> x = Value(3.0, "x")
    >>> list(to_networkx(x * x).edges(keys=True, data="local"))
    [(0, 1, 0, 3.0), (0, 1, 1, 3.0)]
    """
    order = topological_order(expect_node(root, "to_networkx(root)"))
    try:
        import networkx as nx
    except ImportError as error:
        raise needs("networkx", "to_networkx") from error
    places = {node: i for i, node in enumerate(order)}
    names, _ = all_names(order)
    graph = nx.MultiDiGraph(root=len(order) - 1)
    for node, i in places.items():
        graph.add_node(i, name=str(names[node]), **_facts(node, root))
        locals_ = local_numbers(node) if node.op is not None else None
        for k, parent in enumerate(node.parents):
            graph.add_edge(
                places[parent], i, k, position=k, local=None if locals_ is None else locals_[k]
            )
    return graph


def _facts(node: Node, root: Node) -> dict[str, Any]:
    """노드에 대한 것. Say what there is to say about one node."""
    if node.op is None:
        kind = kind_of(node) or "leaf"
    else:
        kind = "loss" if node is root and is_called_loss(node) else "intermediate"
    return {
        "label": node.label,
        "op": "" if node.op is None else node.op.name,
        "value": _copied(node.data),
        "gradient": _copied(node.grad),
        "kind": kind,
        "scope": node.scope,
    }


def _copied(numbers: Any) -> Any:
    return numbers.copy() if hasattr(numbers, "copy") else numbers
