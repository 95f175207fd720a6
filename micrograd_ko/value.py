"""Value: 실수 하나를 담은 노드.

Value: a node that holds one Python float. Its methods, operators and NumPy hooks are made
from the table (:mod:`micrograd_ko.ops`); none is written here by hand but ``**``, whose
constant exponents are parameters.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from .anomaly import settle
from .choices import compared
from .errors import NotANumberError, OpError
from .graph import BLANK, MODE, Node, settle_leaf
from .messages import text
from .operators import COMPARISONS, SPELLINGS, Number, general, is_real, own_code, refusal
from .ops import UNDEFINED, Op, float_or_nan, ieee, on_new_row
from .symbols import Recorder

__all__ = ["Value"]

_new = object.__new__
_mode = MODE.get


class Value(Number):
    """실수 하나와, 그것이 어떻게 만들어졌는지를 기억하는 노드.

    A real number that remembers how it was made.

    >>> x = Value(2.0, label="x")
    >>> y = x * x + 1
    >>> y.backward()
    >>> y.data, x.grad
    (5.0, 4.0)

    Arithmetic follows IEEE 754 as NumPy does: 1/0 is inf, log(-1) is nan, with a
    NumericWarning that names the node. Comparisons give plain bools.

    Args:
        data: an int, float or NumPy scalar.
        label: its name on drawings.
        kind: "input", "weight", "bias" or "constant"; None judges by the label.

    Raises:
        NotANumberError: `data` is not one real number.
    """

    __slots__ = ()
    data: float
    grad: float | None

    def __init__(self, data: Any, label: str = "", *, kind: str | None = None) -> None:
        self.data = data if type(data) is float else _real(data)
        self.grad = self.op = self._a = self._b = None
        settle_leaf(self, label, kind)

    def own(self, number: Any) -> float:
        """파이썬 실수로. As a Python float."""
        return float(number)

    @classmethod
    def constant(cls, data: Any) -> Value:
        """기울기를 받지 않는 상수 노드. A node that gets no gradient."""
        return cls(data, kind="constant")

    @classmethod
    def _apply(cls, op: Op, inputs: tuple[Any, ...]) -> Value:
        parents = tuple(x if isinstance(x, Value) else cls.constant(x) for x in inputs)
        data = [parent.data for parent in parents]
        try:
            y = op.forward(*data)
        except UNDEFINED:
            y = ieee(op.forward, *data)
        return _record(op, y, parents[0], parents[1:] if len(parents) > 2 else parents[1] if len(parents) == 2 else None)

    def _operand(self, x: Any) -> Any:
        return _operand(x)

    def __bool__(self) -> bool:
        return bool(compared("!=", self, 0.0, self.data != 0))

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __lt__(self, other: Any) -> bool:
        return NotImplemented if _foreign(other) else bool(COMPARISONS["less"](self, other))

    def __le__(self, other: Any) -> bool:
        return NotImplemented if _foreign(other) else bool(COMPARISONS["less_equal"](self, other))

    def __gt__(self, other: Any) -> bool:
        return NotImplemented if _foreign(other) else bool(COMPARISONS["greater"](self, other))

    def __ge__(self, other: Any) -> bool:
        return NotImplemented if _foreign(other) else bool(COMPARISONS["greater_equal"](self, other))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """NumPy 함수도 표의 연산이 된다. NumPy's functions become ops; with an array, one Value an entry."""
        if ufunc.__name__ not in UFUNCS:
            names = sorted(name for name in UFUNCS if hasattr(np, name))
            raise OpError("value.ufunc", name=ufunc.__name__, options=", ".join(names))
        if method != "__call__" or kwargs:
            raise OpError("value.ufunc.plain", name=ufunc.__name__)
        function = UFUNCS[ufunc.__name__]
        if any(isinstance(x, np.ndarray) and x.ndim for x in inputs):
            entries = [np.asarray(x, dtype=object) for x in inputs]  # a Value becomes an array of one
            result = np.frompyfunc(function, len(inputs), 1)(*entries)
            return result.astype(bool) if ufunc.__name__ in COMPARISONS else result
        return function(*(x.item() if isinstance(x, (np.ndarray, np.generic)) else x for x in inputs))

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        made = f", op={self.op!r}" if self.op is not None else ""
        return f"Value(data={self.data:.6g}, grad={'None' if self.grad is None else format(self.grad, '.6g')}{label}{made})"


def _record(op: Op, y: Any, a: Node | None, b: Node | tuple[Node, ...] | None = None) -> Value:
    """결과를 담은 새 노드. A new node for the result `y` of `op`. `_unary` and `_binary` below have it written in."""
    node = _new(Value)
    node.data = y
    node.op = op
    node._a = a
    node._b = b
    node.grad = None
    node._about = BLANK
    if y - y or type(y) is not float or _mode() is not None:
        _settle(node)
    return node


def _settle(node: Value) -> None:
    """드문 경우: 유한하지 않은 결과, 켜진 모드. What is rare about a new node: a result that is not finite, a mode that is on."""
    node.data = float_or_nan(node.data)
    settle(node, broken=not isfinite(node.data))


def _real(x: Any) -> float:
    if is_real(x) or (isinstance(x, np.ndarray) and x.ndim == 0 and x.dtype.kind in "fiub"):
        try:
            return float(x)
        except OverflowError:
            raise NotANumberError("value.too_large") from None
    raise refusal(x, "value.not_a_number")


def _foreign(x: Any) -> bool:
    """스스로 Value를 다룰 줄 아는 것. What deals with Values itself: NumPy's arrays, entry by entry, and other nodes."""
    return isinstance(x, (np.ndarray, Recorder)) and not isinstance(x, Value)


def _operand(x: Any) -> Any:
    """연산자의 다른 쪽을 노드로. The other operand as a node; NotImplemented lets Python ask the other side."""
    if isinstance(x, Value):
        return x
    if _foreign(x):
        return NotImplemented
    return Value.constant(x)


# ── methods, operators and NumPy functions, from the table ──


# _unary and _binary are where scalar graphs grow. They are _record written in, because a call in
# between costs a fifth of the time; `y - y` is 0.0 for every finite y, and nan for nan and inf.


def _unary(op: Op) -> Any:
    forward = op.forward

    def method(self: Value) -> Value:
        try:
            y = forward(self.data)
        except UNDEFINED:
            y = ieee(forward, self.data)
        node = _new(Value)
        node.data = y
        node.op = op
        node._a = self
        node._b = node.grad = None
        node._about = BLANK
        if y - y or type(y) is not float or _mode() is not None:
            _settle(node)
        return node

    return method


def _binary(op: Op) -> Any:
    forward = op.forward

    def method(self: Value, other: Any) -> Value:
        if type(other) is not Value:
            other = _operand(other)
            if other is NotImplemented:
                return NotImplemented  # type: ignore[no-any-return]
        try:
            y = forward(self.data, other.data)
        except UNDEFINED:
            y = ieee(forward, self.data, other.data)
        node = _new(Value)
        node.data = y
        node.op = op
        node._a = self
        node._b = other
        node.grad = None
        node._about = BLANK
        if y - y or type(y) is not float or _mode() is not None:
            _settle(node)
        return node

    return method


def _reflected(op: Op) -> Any:
    def method(self: Value, other: Any) -> Value:
        other = _operand(other)
        return NotImplemented if other is NotImplemented else Value._apply(op, (other, self))

    return method


UFUNCS: dict[str, Any] = {"power": lambda a, b: a**b, **COMPARISONS}


def _add_method(op: Op) -> None:
    """표의 한 행을 Value의 메서드와 NumPy 함수로. A row of the table as a method, an operator and a NumPy function."""
    fast = len(op.inputs) == 1 and not op.params and not op.required
    method = own_code((_unary if fast else general)(op), op.name)
    method.__doc__ = op.doc
    setattr(Value, op.name, method)
    operator, reflected, ufunc = SPELLINGS.get(op.name, (None, None, op.name))
    UFUNCS.setdefault(ufunc, op)
    if operator:
        setattr(Value, operator, method if fast else own_code(_binary(op), operator))
    if reflected:
        setattr(Value, reflected, own_code(_reflected(op), reflected))


def _refuse_taken_name(op: Op) -> None:
    if hasattr(Value, op.name):
        raise OpError("op.name", name=op.name, why=text("op.name.taken"))


on_new_row(_refuse_taken_name, _add_method)
