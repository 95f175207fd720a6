"""그래프의 경계: 노드가 보통 수나 배열이 되는 곳.

Guard the border of the graph, at which a node becomes a plain number or array, whose path no
gradient follows. Reading for a person is quiet (``float(v)`` written out, formatting, logging,
plotting); all else is said: a :class:`micrograd_ko.errors.DetachedWarning` for a number, an error
for an array. Python does not tell ``float(v)`` from ``math.exp(v)``, so
:mod:`micrograd_ko.engine.taker` looks at what the caller is doing. It is loaded when a number is
first taken.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from types import FrameType, ModuleType
from typing import Any

import numpy as np

from ..errors import DetachedWarning, OpError, ShapeError, warn
from ..messages import text
from .graph import Node, figure, topological_order
from .modes import DEFAULT, current, read, taken
from .ops import TABLE

__all__ = ["array", "entry", "number"]


def entry(numbers: Any) -> float:
    """수 하나. Return the one number of a node's data; a ShapeError for an array of several."""
    if isinstance(numbers, np.ndarray):
        if numbers.size != 1:
            raise ShapeError("tensor.item", shape=numbers.shape)
        return float(numbers.item())
    return numbers  # type: ignore[no-any-return]


def number(node: Node, convert: Callable[[float], Any]) -> Any:
    """노드를 보통 수로: __float__, __int__, __round__ 등.

    Convert a node to a number; say so, unless it is read for a person.

    To be called by the special method itself: the frame above that one is the caller's.
    """
    outcome = convert(entry(node.data))
    mode, function = current() or DEFAULT, partial(_converted, convert)
    if mode.sealed and convert is float and not hasattr(mode.listener, "taken"):
        raise _refused(node)
    by = None if _free(node) else _taker().name(sys._getframe(2))
    if by is not None and _of_constants(node):
        by = None
    if by is None and convert is float:
        return read(node, function, outcome)
    taken(node, function, outcome, f"{by or getattr(convert, '__name__', 'round')}({{}})")
    if by is not None:
        words = {
            "node": node.name,
            "number": figure(outcome),
            "taker": by or text("border.unknown"),
        }
        try:
            warn("border.number", DetachedWarning, **words, hint=_hint(by, _spelled(node)))
        except DetachedWarning as error:  # who asked for warnings to be errors
            if not (
                by == _taker().CELL
                and isinstance(node.data, np.ndarray)
                and _raised_next(sys._getframe(2), error)
            ):
                raise
    return outcome


def _taker() -> ModuleType:
    from . import taker

    return taker


def _raised_next(frame: FrameType, error: Exception) -> bool:
    """이 호출이 끝나자마자 그 프레임에서 오류를 낸다.

    Raise the error in `frame` as soon as this call is over: where a Tensor goes into a cell of an
    array, NumPy puts "setting an array element with a sequence" in place of whatever is raised. Not
    beside a debugger, whose place this would take.
    """
    if sys.gettrace() is not None:
        return False

    def at_once(*event: Any) -> None:
        sys.settrace(None)
        frame.f_trace_opcodes, frame.f_trace = False, None
        raise error

    frame.f_trace_opcodes, frame.f_trace = True, at_once
    sys.settrace(lambda *event: None)
    return True


def array(node: Node, dtype: Any, copy: bool | None) -> np.ndarray[Any, Any]:
    """노드를 그냥 배열로: __array__.

    Return a node's numbers as a new array; an error, unless they are read for a person.
    """
    if (current() or DEFAULT).sealed or not (
        _free(node) or _taker().asked_for(sys._getframe(2))[1] or _of_constants(node)
    ):
        raise _refused(node)
    return np.array(node.data, dtype=dtype, copy=None if copy is False else True)


def _converted(convert: Callable[[float], Any], numbers: Any) -> Any:
    return convert(entry(numbers))


def _free(node: Node) -> bool:
    """기울기와 상관없는가.

    Tell whether what is computed from `node` here has no gradient in any case.
    """
    return node._about.kind == "constant" or not (current() or DEFAULT).grad_enabled


def _of_constants(node: Node) -> bool:
    return all(leaf.op is not None or leaf.kind == "constant" for leaf in topological_order(node))


def _refused(node: Node) -> OpError:
    return OpError("tensor.array", node=node.name, x=_spelled(node))


def _spelled(node: Node) -> str:
    """예에 쓸 이름. Name a node for an example of code."""
    return node.label if node.label.isidentifier() else "x"


# What Python's math calls otherwise than NumPy and the tables.
OURS = {
    "fabs": "abs",
    "pow": "power",
    "atan2": "arctan2",
    **{name: f"arc{name[1:]}" for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
}


def _hint(by: str, name: str) -> str:
    """대신 쓸 것. Say what to write instead."""
    from .array_ops import ARRAY_TABLE

    function = by.rpartition(".")[2]
    function = OURS.get(function, function)
    if function in TABLE or function in ARRAY_TABLE:
        return text("border.hint.function", x=name, function=function)
    return text("border.hint.cell" if by == _taker().CELL else "border.hint.other", x=name)
