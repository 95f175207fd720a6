"""기울기를 더하고 지울 때는 한 번에 한 스레드씩.

Threads that add to one gradient take turns: to add is to read, to compute and to write, and what
another thread writes in between would be lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import repeat
from threading import RLock
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import NotANumberError
from .graph import Node, topological_order

__all__ = ["add_gradient", "clear_gradients", "write_gradients", "zero_grad"]

# Held while gradients are written. It is one that its own thread may take again: a handler of
# signals may call backward() within backward().
WRITING = RLock()
if hasattr(os, "register_at_fork"):  # a process that is forked must not find it taken for ever
    os.register_at_fork(
        before=WRITING.acquire, after_in_parent=WRITING.release, after_in_child=WRITING.release
    )


def write_gradients(root: Node, gradients: dict[Node, Any]) -> None:
    """역전파가 구한 기울기를 .grad에 적는다.

    Write what a pass from `root` has found, by node in topological order: leaves add up over
    passes, other nodes are overwritten, constants get none. An error or an interrupt on the way
    changes nothing.
    """
    with WRITING:
        new = list(gradients.values())
        if type(root.data) is not float:  # a sum of arrays may be a number of NumPy's
            given = gradients.items()
            new = [g if n.op is None or type(g) is np.ndarray else n.own(g) for n, g in given]
        for i, node in enumerate(gradients):
            if node.op is None:
                if node._about.kind == "constant":
                    new[i] = node.grad
                else:
                    new[i] = node.own(new[i] if node.grad is None else node.grad + new[i])
        # To its end, as setattr returns None; within one call of C no Ctrl-C can stop it. (From
        # Python 3.13 on, a jump back to the head of a loop may stand outside the `try` around it.)
        any(map(setattr, gradients, repeat("grad"), new))


def add_gradient(node: Node, share: Any) -> None:
    """기여분 하나를 .grad에 더한다. Add one contribution to what a node holds."""
    with WRITING:
        node.grad = node.own(share if node.grad is None else node.grad + share)


def clear_gradients(nodes: Iterable[Any]) -> None:
    """기울기를 한꺼번에 지운다. Set the gradients of nodes back to None, all at once."""
    with WRITING:
        for node in nodes:
            node.grad = None


def zero_grad(*roots: Any) -> None:
    """기울기를 모두 지운다: 다시 '아직 역전파 전'이 된다.

    Set the gradient of `roots` and of all they were made from back to None. They are nodes, models,
    or lists, tuples and dicts of them; a NotANumberError refuses anything else, and then nothing is
    changed.

    >>> from micrograd_ko import Value
    >>> w = Value(3.0, "w")
    >>> for _ in range(2):
    ...     zero_grad(w)  # without it the second would give 12.0: gradients add up
    ...     (w * w).backward()
    >>> w.grad
    6.0
    """
    nodes, models = list[Node](), list[Any]()
    waiting = list(roots)
    while waiting:
        x = waiting.pop()
        if isinstance(x, Node):
            nodes.append(x)
        elif isinstance(x, (list, tuple, set, dict)):
            waiting += x.values() if isinstance(x, dict) else x
        elif callable(getattr(x, "zero_grad", None)) and not isinstance(x, type):
            models.append(x)
        else:
            raise NotANumberError("zero_grad.what", type=type(x).__name__, got=shown(x))
    clear_gradients(topological_order(*nodes))
    for model in models:
        model.zero_grad()
