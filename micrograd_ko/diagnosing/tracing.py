"""순전파를 Tensor로 불러 따라가며 기록한다.

Record a forward function written in NumPy as a graph: it is called with Tensors in place of its
arrays, and each node is noted with the user's lines that made it.
"""

from __future__ import annotations

import sys
import warnings
from copy import copy
from functools import partial
from typing import Any

import numpy as np

from ..engine import ARRAY_TABLE, MODE, Mode, Node, Tensor, give_parents
from ..errors import OpError, ShapeError
from ..lines import in_package
from .places import Frame, Stack
from .trace import Arrays, Loss, Trace

__all__ = ["trace_of"]


def trace_of(loss: Loss, parameters: Arrays, made: set[Node]) -> Trace:
    """배열 대신 Tensor로 불러 기록한다.

    Call `loss` with Tensors in place of the arrays and record what it does.

    Args:
        made: is given the nodes that come to be, also if `loss` fails.

    Raises:
        Exception: whatever a function raises that does not work on Tensors; ShapeError if it
            gives no Tensor of one number.
    """
    stacks: dict[Node, Stack] = {}

    def note(node: Node) -> None:
        stacks[node] = _stack()

    token = MODE.set(Mode(sealed=True, assign=partial(_assign, stacks), on_node=note))
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            leaves = {
                name: Tensor(array, name, kind="weight") for name, array in parameters.items()
            }
            found = loss(leaves)  # type: ignore[arg-type]  # Tensors stand for the arrays here
    finally:
        MODE.reset(token)
        made.update(stacks)
    if not isinstance(found, Tensor) or found.size != 1 or found.kind == "constant":
        raise ShapeError("diagnose.untraced.lost", type=type(found).__name__)
    return Trace(found, leaves, stacks)


def _assign(stacks: dict[Node, Stack], out: Tensor, index: Any, value: Any) -> None:
    """out[mask] = 0을 고르기로 기록한다.

    Record an assignment as a choice: what `out` was becomes a node of its own, and stays the parent
    of what was made of it before; `out` is from here on where(mask, value, what it was).
    """
    if out.op is None:
        raise OpError("tensor.assign")  # of a parameter
    before = copy(out)
    for node in stacks:
        if any(parent is out for parent in node.parents):
            give_parents(node, [before if parent is out else parent for parent in node.parents])
    stacks[before] = stacks.pop(out)
    chosen = _choice(before, index, value)
    stacks[out] = stacks.pop(chosen)
    out.data, out.op = chosen.data, chosen.op
    give_parents(out, chosen.parents)


def _choice(before: Tensor, index: Any, value: Any) -> Tensor:
    """before[index] = value가 된 배열. Choose `value` at `index`, and what was before elsewhere."""
    mask = np.zeros(before.shape, bool)
    mask[index] = True
    written: Any = np.zeros(before.shape)
    if isinstance(value, Tensor):
        value = ARRAY_TABLE["broadcast_to"](value, shape=before.data[index].shape)
        written = ARRAY_TABLE["put"](value, index=index, shape=before.shape)
    else:
        written[index] = value
    chosen: Tensor = ARRAY_TABLE["where"](written, before, condition=mask)
    return chosen


def _stack() -> Stack:
    """지금 사용자의 코드가 있는 곳.

    Tell where the user's code stands now, outermost first, up to who called this package.
    """
    frames: list[Frame] = []
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code is not trace_of.__code__:
        if not in_package(frame.f_code.co_filename):
            frames.append(Frame(frame.f_code, frame.f_lasti, frame.f_lineno))
        frame = frame.f_back
    return tuple(reversed(frames))
