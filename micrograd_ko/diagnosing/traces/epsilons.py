"""log와 나눗셈을 지키는 작은 상수: 사람이 쓰는 기울기에는 없다.

Take out the small constants that keep a log finite. The loss of textbooks is log(y + 1e-7), or has
a np.clip, but their gradient is that of log(y). Both are right, and here the second is made.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ...checking import rebuilt
from ...engine import Node, default_modes
from .trace import Trace

__all__ = ["without", "without_epsilons"]

TINY = 1e-4  # constants up to this are epsilons


def without_epsilons(trace: Trace) -> Trace | None:
    """작은 상수가 없는 같은 순전파.

    Carry the forward pass out again without its epsilons; None if it has none.
    """
    epsilons = {node: bare for node in trace.order if (bare := _bare(node, trace)) is not None}
    if not epsilons:
        return None
    return without(trace, epsilons)


def without(trace: Trace, bare: dict[Node, Node]) -> Trace:
    """어떤 노드 대신 그 입력을 쓴 순전파.

    Carry the forward pass out again with some nodes replaced by one of their inputs.
    """
    with default_modes(), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        again: dict[Node, Any] = {**rebuilt(trace.everything, bare)}
        stacks = {
            again[node]: stack
            for node, stack in trace.stacks.items()
            if node in again and node not in bare
        }
        return Trace(again[trace.loss], trace.leaves, stacks)


def _bare(node: Node, trace: Trace) -> Node | None:
    """지키는 노드라면 지켜지는 것.

    Find what an epsilon guards: y of log(y + 1e-7), of np.clip(y, 1e-7, 1 - 1e-7); else None.
    """
    if node.op is None or len(node.parents) != 2:
        return None
    constants = [p for p in node.parents if p.kind == "constant" and p.data.size == 1]
    variables = [p for p in node.parents if p.kind != "constant"]
    if len(constants) != 1 or len(variables) != 1 or variables[0].data.shape != node.data.shape:
        return None
    c, name = float(constants[0].data.item()), node.op.name
    into_log = all(child.op is not None and child.op.name == "log" for child, _ in trace.uses[node])
    plus = name == "add" and into_log and 0 < abs(c) <= TINY
    clip = (name == "maximum" and 0 < c <= TINY) or (name == "minimum" and 0 < 1 - c <= TINY)
    return variables[0] if plus or clip else None
