"""큰 가중치는 몇 줄만 비교한다.

Thin out large weights: what a mistake would give is compared in some of their rows, as it is in
small ones. Which mistakes fit is told by these as surely, and a search over a layer of 784 inputs
takes a tenth of the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any

import numpy as np

from ...engine import ArrayOp, Node, Tensor, give_parents
from .trace import Trace

__all__ = ["thinned"]

LARGE = 8192  # entries of a parameter that are too many to be compared all
KEPT = 48  # of its rows, or columns


def thinned(trace: Trace) -> tuple[Trace, dict[str, Any]]:
    """큰 매개변수를 줄인 같은 순전파.

    Make the same record with some rows of its large parameters alone.

    Returns:
        the record, and by name the index of what is kept of a parameter; the record itself and
        nothing if there is nothing to thin.
    """
    kept = {name: index for name, index in _large(trace) if _can_be(trace, name, index)}
    if not kept:
        return trace, {}
    twins: dict[Node, Any] = {}
    leaves: dict[Node, Any] = {trace.leaves[name]: index for name, index in kept.items()}
    for node in trace.everything:
        twin = twins[node] = copy(node)
        if node in leaves:
            twin.data = node.data[leaves[node]]
        elif node.op is not None:
            parents = [twins[p] for p in node.parents]
            touched = [p for p in node.parents if twins[p].data.shape != p.data.shape]
            if touched and node.op.name == "matmul":
                parents = _thin_product(node, parents, leaves)
            elif touched and node.data.ndim:
                twin.data = node.op.forward(*(p.data for p in parents))
            give_parents(twin, parents)
    stacks = {twins[node]: stack for node, stack in trace.stacks.items() if node in twins}
    named = {name: twins.get(leaf, leaf) for name, leaf in trace.leaves.items()}
    return Trace(twins[trace.loss], named, stacks, trace.tie), kept


def _large(trace: Trace) -> Iterator[tuple[str, Any]]:
    """큰 매개변수와 남길 줄. Yield large matrices, and what to keep of each."""
    random = np.random.default_rng(0)
    for name, leaf in trace.leaves.items():
        if leaf.size > LARGE and leaf.ndim == 2:
            axis = int(np.argmax(leaf.shape))
            if leaf.shape[axis] > KEPT:
                chosen = np.sort(random.choice(leaf.shape[axis], KEPT, replace=False))
                yield name, (chosen,) if axis == 0 else (slice(None), chosen)


def _can_be(trace: Trace, name: str, index: Any) -> bool:
    """줄여도 다른 기울기가 그대로인가.

    Tell whether all else stays as it is: the parameter goes into products with constants, and else
    into ops entry by entry whose results are added up.
    """
    leaf, axis = trace.leaves[name], len(index) - 1
    waiting: list[tuple[Node, Node, int]] = [
        (leaf, child, place) for child, place in trace.uses.get(leaf, [])
    ]
    while waiting:
        node, child, place = waiting.pop()
        if child.op is not None and child.op.name == "matmul" and node is leaf:
            other = child.parents[1 - place]
            if other.kind != "constant" or other.data.ndim != 2 or place != 1 - axis:
                return False
        elif child.op is not None and child.op.name == "sum" and not child.data.ndim:
            continue
        elif isinstance(child.op, ArrayOp) or child.data.shape != leaf.data.shape or any(
            p.data.size > 1 and p.data.shape != leaf.data.shape for p in child.parents
        ) or any(p.kind == "constant" and p.data.size > 1 for p in child.parents):  # fmt: skip
            return False
        else:
            waiting += [(child, further, i) for further, i in trace.uses[child]]
    return True


def _thin_product(node: Node, parents: list[Any], leaves: dict[Any, Any]) -> list[Any]:
    """줄인 행렬과 곱하는 상수도 줄인다.

    Take the same places of the constant that a thinned matrix is multiplied by.
    """
    place = next(i for i, p in enumerate(node.parents) if p in leaves)
    chosen = leaves[node.parents[place]][-1]
    other = node.parents[1 - place].data
    found = [*parents]
    thin = other[:, chosen] if place else other[chosen]
    found[1 - place] = Tensor.constant(np.ascontiguousarray(thin))
    return found
