"""기울기를 더하고 지울 때는 한 번에 한 스레드씩.

Threads that add to one gradient take turns: to add is to read, to compute and to write, and what
another thread writes in between would be lost.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from threading import RLock
from typing import Any

from ..arguments import shown
from ..errors import NotANumberError
from .graph import Node, topological_order

__all__ = ["WRITING", "add_gradient", "clear_gradients", "zero_grad"]

# Held while gradients are written. It is one that its own thread may take again: a handler of
# signals may call backward() within backward().
WRITING = RLock()
if hasattr(os, "register_at_fork"):  # a process that is forked must not find it taken for ever
    os.register_at_fork(
        before=WRITING.acquire, after_in_parent=WRITING.release, after_in_child=WRITING.release
    )


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
