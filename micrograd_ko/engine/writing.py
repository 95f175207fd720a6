"""기울기를 노드에 적고 지운다: 모두 아니면 아무것도, 다른 스레드가 적은 것을 잃지 않고.

Write gradients into ``.grad``, and clear them: all or none, and nothing lost that another thread
writes meanwhile. There is no lock, which a Ctrl-C at the wrong moment, or a process that is forked,
would leave taken for ever: what was read is looked at again, and written, within one call of C.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, repeat
from operator import attrgetter, is_not
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import NotANumberError
from .graph import Node, topological_order

__all__ = ["add_gradient", "write_gradients", "zero_grad"]

held = attrgetter("grad")


def write_gradients(gradients: dict[Node, Any]) -> None:
    """역전파가 구한 기울기를 .grad에 적는다.

    Write what a pass has found, by node in topological order: leaves add up over passes,
    intermediate nodes are overwritten, constants get none. An error or an interrupt on the way
    changes nothing.
    """
    arrays = type(next(reversed(gradients)).data) is not float
    while True:
        new, seen = list(gradients.values()), {}
        for i, node in enumerate(gradients):
            if node.op is None:
                if node._about.kind == "constant":
                    new[i] = node.grad
                else:
                    seen[node] = now = node.grad
                    new[i] = node.own(new[i] if now is None else now + new[i])
            elif arrays and type(new[i]) is not np.ndarray:
                new[i] = node.own(new[i])  # a sum of arrays may be a number of NumPy's
        if _written(seen, gradients, new):
            return


def add_gradient(node: Node, share: Any) -> None:
    """기여분 하나를 .grad에 더한다. Add one contribution to what a node holds."""
    while True:
        now = node.grad
        total = node.own(share if now is None else now + share)
        if _written({node: now}, [node], [total]):
            return


def _written(seen: dict[Node, Any], nodes: Iterable[Node], new: list[Any]) -> bool:
    """잎이 읽은 그대로면 모두 적는다.

    Write all that is new if every leaf still holds what was seen there; or else nothing. That is
    one call of C: no other thread, no Ctrl-C comes between its looking and its writing. (setattr
    returns None, so `any` goes on to the end.)
    """
    changed = map(is_not, map(held, seen), seen.values())
    return not any(chain(changed, map(setattr, nodes, repeat("grad"), new)))


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
    for node in topological_order(*nodes):
        node.grad = None
    for model in models:
        model.zero_grad()
