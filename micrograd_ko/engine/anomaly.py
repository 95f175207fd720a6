"""nan과 inf가 생긴 곳, 순전파 뒤에 바뀐 .data를 알린다.

Tell where a nan or an inf arose, forward or backward, by node, op, inputs and usual cause; and
which ``.data`` is not what the forward pass made. Runs only after something went wrong or under
detect_anomaly(), so that the passes themselves do not pay for it.
"""

from __future__ import annotations

from _thread import _local as local  # threading.local, without what importing threading takes
from collections.abc import Callable
from contextvars import copy_context
from math import isfinite, sqrt
from typing import Any, NoReturn

import numpy as np

from ..errors import AnomalyError, warn
from ..messages import text
from .graph import Node, call_text, figure, topological_order
from .modes import anomalies_wanted
from .row import UNDEFINED, float_or_nan, ieee

__all__ = [
    "NOTICES",
    "cause",
    "expect_unchanged",
    "finite",
    "is_changed",
    "report_backward",
    "trapping",
]


def notices() -> bool:
    """NumPy가 유한하지 않은 수를 알아채는가.

    Tell whether NumPy notices where a number stops being finite. It asks the processor's
    floating-point flags, and WebAssembly has none: there ``np.errstate(divide="raise")`` never
    raises, nor does NumPy warn.
    """
    try:
        with np.errstate(divide="raise"):
            np.ones(1) / np.zeros(1)
    except FloatingPointError:
        return True
    return False


NOTICES = notices()


def finite(x: Any) -> bool:
    """모두 유한한가. Tell whether a number, or every entry of an array, is finite."""
    return isfinite(x) if isinstance(x, float) else bool(np.isfinite(x).all())


class _Trapping(local):
    """NumPy가 유한하지 않은 수를 만들면 멈추는 문맥, 스레드마다 하나.

    A context, one for each thread, in which NumPy raises where a number stops being finite:
    ``trapping.run(function, ...)``. It is what ``np.errstate`` sets up and takes down again, at a
    tenth of the time, which for small arrays is more than the op itself. Where NumPy does not
    notice, the result is looked at.
    """

    def __init__(self) -> None:
        context = copy_context()
        context.run(np.seterr, divide="raise", over="raise", invalid="raise")
        self.run = context.run if NOTICES else _looked_at


def _looked_at(function: Callable[..., Any], *numbers: Any) -> Any:
    y = function(*numbers)
    if not isinstance(y, (np.ndarray, np.generic, float, int)):
        raise TypeError(
            type(y)
        )  # some .data is no number; a context refuses to be run within itself
    if not finite(y):
        raise FloatingPointError
    return y


trapping = _Trapping()


def cause(node: Node) -> str:
    """nan이나 inf의 흔한 원인. Return the usual cause of a nan or inf made by this node's op."""
    name = node.op.name if node.op is not None else ""
    return text(f"numeric.cause.{CAUSES.get(name, 'other')}")


# of each op, the usual cause of what is not finite
CAUSES = {
    **{name: name for name in ("div", "log", "sqrt", "pow", "exp")},
    **dict.fromkeys(("power", "rpow"), "pow"),
    **dict.fromkeys(("log2", "log10"), "log"),
    **dict.fromkeys(("expm1", "sinh", "cosh"), "exp"),
    **dict.fromkeys(("remainder", "fmod", "arctan2"), "div"),
    **dict.fromkeys(("log1p", "arcsin", "arccos", "arccosh", "arctanh", "cbrt"), "domain"),
}


def report_forward(node: Node) -> None:
    """유한한 입력에서 유한하지 않은 값이 나왔으면 알린다.

    Tell of a result that is not finite, if it arose here: what only passes on what was reported
    where it arose is told of under detect_anomaly() alone.
    """
    if finite(node.data):
        return
    if not anomalies_wanted() and not all(finite(parent.data) for parent in node.parents):
        return
    place = text("numeric.place", scope="/".join(node.scope)) if node.scope else ""
    _tell(
        "numeric.forward",
        call=call_text(node),
        place=place,
        result=_bad(node.data),
        cause=cause(node),
    )


def report_backward(root: Node, gradients: dict[Node, Any]) -> None:
    """처음 유한하지 않게 된 기울기를 찾아 알린다.

    Name the first gradient, in the order of the pass, that is not finite, and the child in
    which it arose.
    """
    order = topological_order(root)
    broken = next(
        (n for n in reversed(order) if n.kind != "constant" and not finite(gradients[n])), None
    )
    if broken is None:  # only what would have gone to constants, which get no gradient
        return
    key, culprit = ("numeric.input", root)
    if broken is not root:
        key, culprit = "numeric.backward", _culprit(broken, order, gradients)
    _tell(
        key,
        node=broken.name,
        result=_bad(gradients[broken]),
        call=call_text(culprit),
        cause=cause(culprit),
    )


def _culprit(broken: Node, order: list[Node], gradients: dict[Node, Any]) -> Node:
    """broken에 유한하지 않은 기여분을 보낸 자식.

    Return the child whose contribution broke it; if only their sum overflows, the last.
    """
    children = [node for node in order if any(parent is broken for parent in node.parents)]
    for child in children:
        assert child.op is not None
        with np.errstate(all="ignore"):  # .data may be a NumPy scalar, which warns in English
            contributions = child.op.contributions(
                gradients[child], child.data, *(p.data for p in child.parents)
            )
        for parent, contribution in zip(child.parents, contributions, strict=True):
            if parent is broken and not finite(contribution):
                return child
    return children[-1]


def _tell(key: str, **words: Any) -> None:
    """detect_anomaly() 안에서는 오류, 아니면 경고.

    Under detect_anomaly() an AnomalyError, else a NumericWarning.
    """
    if anomalies_wanted():
        raise AnomalyError(key, **words)
    warn(key, **words)


def _bad(data: Any) -> str:
    """유한하지 않은 수, 배열이면 그 첫 자리와 개수.

    Return the number that is not finite; in an array the first, its place, how many.
    """
    wrong = ~np.isfinite(data)
    return _entries(f"{np.asarray(data)[_first(wrong)]:g}", wrong)


def _first(wrong: Any) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(wrong)[0])


def _entries(figure: str, wrong: Any) -> str:
    """수, 배열이면 자리와 개수도.

    Return the first entry that is wrong; in an array with its place, and how many are.
    """
    if not wrong.ndim:
        return figure
    return text(
        "numeric.entries",
        first=figure,
        place=list(_first(wrong)),
        count=int(wrong.sum()),
        size=wrong.size,
    )


# ── what was changed after the forward pass ──


def expect_unchanged(root: Node) -> None:
    """detect_anomaly() 안에서: 순전파 뒤에 .data가 바뀌지 않았는지, 연산을 다시 해서 본다.

    Under detect_anomaly(), carry out every op again on its inputs' ``.data`` as it is now, and
    raise an AnomalyError that names the first node, parents first, which holds something else. A
    change that no result shows, as of -1 to 1 under abs, is not seen.
    """
    if not anomalies_wanted():
        return
    with np.errstate(all="ignore"):
        for node in topological_order(root):
            if node.op is not None and (figures := _now_and_then(node)) is not None:
                _tell_changed(node, *figures)


def is_changed(node: Node) -> bool:
    """순전파 뒤에 이 노드나 그 입력의 .data가 바뀌었는가.

    Tell whether a node's ``.data`` is no longer what its op gives on its inputs'.
    """
    return node.op is not None and _now_and_then(node) is not None


NAMED = 6  # inputs that the message names; a concatenate may have a thousand


def _tell_changed(node: Node, now: str, then: str) -> NoReturn:
    place = text("numeric.place", scope="/".join(node.scope)) if node.scope else ""
    call = f"{node.label} = {call_text(node)}" if node.label else call_text(node)
    names = list(dict.fromkeys(parent.name for parent in node.parents))
    inputs = ", ".join([*names[:NAMED], "…"] if len(names) > NAMED else names)
    raise AnomalyError("anomaly.changed", call=call, place=place, now=now, then=then, inputs=inputs)


def _now_and_then(node: Node) -> tuple[str, str] | None:
    """연산이 지금 내는 것과 노드에 든 것, 같으면 None.

    Compare what the op gives now with what the node holds; None if they agree.
    """
    try:
        now = _carried_out(node)
    # an input has another shape now, or is no number
    except (TypeError, ValueError, IndexError) as error:
        return text("anomaly.changed.error", error=error), figure(node.data)
    if type(now) is type(node.data) is float and now == node.data:  # sooner than as arrays
        return None
    now, then = np.asarray(now), np.asarray(node.data)
    if now.shape != then.shape:
        return str(now.shape), str(then.shape)
    wrong = ~((now == then) | ((now != now) & (then != then)))
    if node.op is not None and node.op.name == "matmul" and wrong.any():
        wrong &= ~(abs(now - then) <= _rounding(node))
    if not wrong.any():
        return None
    first = now[_first(wrong)], then[_first(wrong)]
    digits = 6 if f"{first[0]:.6g}" != f"{first[1]:.6g}" else 17
    return _entries(f"{first[0]:.{digits}g}", wrong), f"{first[1]:.{digits}g}"


def _carried_out(node: Node) -> Any:
    """연산을 다시 한 결과.

    Carry out the node's op on its inputs' ``.data`` as it is now, in the way that it was at first.
    """
    assert node.op is not None
    inputs = [parent.data for parent in node.parents]
    if type(node.data) is np.ndarray:
        return node.op.forward(*inputs)
    try:
        return float_or_nan(node.op.forward(*inputs))
    except UNDEFINED:
        return float_or_nan(ieee(node.op.forward, *inputs))


def _rounding(node: Node) -> Any:
    """행렬 곱의 반올림.

    Bound how far two products of the same matrices may be apart: libraries add up in an order that
    may change.
    """
    assert node.op is not None
    a, b = (np.abs(parent.data) for parent in node.parents)
    y = node.op.forward(a, b)
    return 4 * sqrt(a.shape[-1]) * np.finfo(y.dtype).eps * y
