"""nan과 inf가 생긴 곳을 알린다.

Where a nan or an inf arose, forward or backward, told by node, op, inputs and usual cause. Runs
only after something went wrong, so that the passes themselves do not pay for it.
"""

from __future__ import annotations

import threading
from contextvars import copy_context
from math import isfinite
from typing import Any

import numpy as np

from .errors import AnomalyError, warn
from .graph import DEFAULT, MODE, Node, anomalies_wanted, call_text, figure, topological_order
from .messages import text

__all__ = ["cause", "finite", "report_backward", "settle", "watched"]


class _Watched(threading.local):
    """NumPy가 유한하지 않은 수를 만들면 멈추는 문맥, 스레드마다 하나.

    A context, one for each thread, in which NumPy raises where a number stops being finite:
    ``watched.run(function, ...)``. It is what ``np.errstate`` sets up and takes down again, at a
    tenth of the time, which for small arrays is more than the op itself.
    """

    def __init__(self) -> None:
        context = copy_context()
        context.run(np.seterr, divide="raise", over="raise", invalid="raise")
        self.run = context.run


watched = _Watched()


def finite(x: Any) -> bool:
    """모두 유한한가. Is a number, or every entry of an array, finite?"""
    return isfinite(x) if isinstance(x, float) else bool(np.isfinite(x).all())


def cause(node: Node) -> str:
    """nan이나 inf의 흔한 까닭. The usual cause of a nan or inf made by this node's op."""
    name = node.op.name if node.op is not None else ""
    key = {"power": "pow", "rpow": "pow"}.get(name, name)
    return text(f"numeric.cause.{key if key in ('div', 'log', 'sqrt', 'pow', 'exp') else 'other'}")


def settle(node: Node, *, broken: bool) -> None:
    """드문 경우: 유한하지 않을지 모르는 결과, 켜진 모드. What is rare: a result that may not be finite, a mode that is on."""
    mode = MODE.get() or DEFAULT
    node._about = mode.about
    if (broken or mode.anomaly) and not finite(node.data):
        report_forward(node)
    if not mode.record:
        node.op = node._a = node._b = None
        node._about = mode.about._replace(kind="constant")
    elif mode.watch is not None:
        mode.watch(node)


def report_forward(node: Node) -> None:
    """유한한 입력에서 유한하지 않은 값이 나왔으면 알린다.

    Tell of a result that is not finite, if it arose here: what only passes on what was reported
    where it arose is told of under detect_anomaly() alone.
    """
    if not anomalies_wanted() and not all(finite(parent.data) for parent in node.parents):
        return
    place = text("numeric.place", scope="/".join(node.scope)) if node.scope else ""
    _tell("numeric.forward", call=call_text(node), place=place, result=_bad(node.data), cause=cause(node))


def report_backward(root: Node, gradients: dict[Node, Any]) -> None:
    """처음 유한하지 않게 된 기울기를 찾아 알린다.

    Name the first gradient, in the order of the pass, that is not finite, and the child in
    which it arose.
    """
    order = topological_order(root)
    broken = next((n for n in reversed(order) if n.kind != "constant" and not finite(gradients[n])), None)
    if broken is None:  # only what would have gone to constants, which get no gradient
        return
    key, culprit = ("numeric.input", root)
    if broken is not root:
        key, culprit = "numeric.backward", _culprit(broken, order, gradients)
    _tell(key, node=broken.name, result=_bad(gradients[broken]), call=call_text(culprit), cause=cause(culprit))


def _culprit(broken: Node, order: list[Node], gradients: dict[Node, Any]) -> Node:
    """broken에 유한하지 않은 몫을 보낸 자식. The child whose contribution broke it; if only their sum overflows, the last."""
    children = [node for node in order if broken in node.parents]
    for child in children:
        assert child.op is not None
        with np.errstate(all="ignore"):  # .data may be a NumPy scalar, which warns in English
            contributions = child.op.contributions(gradients[child], child.data, *(p.data for p in child.parents))
        for parent, contribution in zip(child.parents, contributions, strict=True):
            if parent is broken and not finite(contribution):
                return child
    return children[-1]


def _tell(key: str, **words: Any) -> None:
    """detect_anomaly() 안에서는 오류, 아니면 경고. Under detect_anomaly() an AnomalyError, else a NumericWarning."""
    if anomalies_wanted():
        raise AnomalyError(key, **words)
    warn(key, **words)


def _bad(data: Any) -> str:
    """유한하지 않은 수, 배열이면 그 첫 자리와 개수. What is not finite; in an array the first, its place, how many."""
    wrong = ~np.isfinite(data)
    if not wrong.ndim:
        return figure(data)
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    return text("numeric.entries", first=f"{data[place]:g}", place=list(place), count=int(wrong.sum()), size=wrong.size)
