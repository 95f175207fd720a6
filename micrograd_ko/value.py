"""Value: 실수 하나를 담은 노드.

Value: a node that holds one Python float. Its methods, operators and NumPy hooks are made
from the table (:mod:`micrograd_ko.ops`); none is written here by hand but ``**``, whose
constant exponents are parameters.
"""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from .backward import backward, cause
from .errors import NotANumberError, OpError
from .graph import BLANK, KINDS, MODE, About, Mode, Node, anomaly, call_text, shown, zero_grad
from .messages import text
from .ops import TABLE, UNDEFINED, Op, float_or_nan, ieee, on_new_row, own_code
from .symbols import Recorder

__all__ = ["Value"]

# Rows that Python and NumPy spell their own way: operator, reflected operator, NumPy function.
SPELLINGS = {
    "add": ("__add__", "__radd__", "add"),
    "sub": ("__sub__", "__rsub__", "subtract"),
    "mul": ("__mul__", "__rmul__", "multiply"),
    "div": ("__truediv__", "__rtruediv__", "divide"),
    "neg": ("__neg__", None, "negative"),
    "abs": ("__abs__", None, "absolute"),
}
COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "less": lambda a, b: _plain(a) < _plain(b),
    "less_equal": lambda a, b: _plain(a) <= _plain(b),
    "greater": lambda a, b: _plain(a) > _plain(b),
    "greater_equal": lambda a, b: _plain(a) >= _plain(b),
    "equal": lambda a, b: a is b,  # nodes are equal by identity, as == is on them
    "not_equal": lambda a, b: a is not b,
}
_new = object.__new__
_mode = MODE.get


class Value(Node):
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
        if kind is not None and kind not in KINDS:
            raise NotANumberError("value.kind", given=kind, options=", ".join(KINDS))
        mode = MODE.get()
        self.data = data if type(data) is float else _real(data)
        self.grad = self.op = self._a = self._b = None
        self._about = About("", () if mode is None else mode.scope, kind)
        if label:
            self.label = label

    def backward(self, gradient: float = 1.0) -> None:
        """역전파: 이 값의 기울기를 모든 조상의 .grad에 적는다.

        Write the gradient of this value into the ``.grad`` of everything it was made from.
        See :func:`micrograd_ko.backward.backward`.
        """
        backward(self, gradient)

    def zero_grad(self) -> None:
        """이 값과 모든 조상의 기울기를 지운다. Set the gradients of this value and its ancestors back to None."""
        zero_grad(self)

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

    def __pow__(self, exponent: Any) -> Value:
        """거듭제곱. A constant exponent is a parameter, so (-2)**2 never meets log(-2)."""
        if _operand(exponent) is NotImplemented:
            return NotImplemented
        if isinstance(exponent, Value):
            return Value._apply(TABLE["power"], (self, exponent))
        return Value._apply(TABLE["pow"].bind(exponent=_real(exponent)), (self,))

    def __rpow__(self, base: Any) -> Value:
        """상수의 거듭제곱. A constant base is a parameter, too."""
        if _operand(base) is NotImplemented:
            return NotImplemented
        return Value._apply(TABLE["rpow"].bind(base=_real(base)), (self,))

    def __pos__(self) -> Value:
        return self

    def __float__(self) -> float:
        return self.data

    def __int__(self) -> int:
        return int(self.data)

    def __round__(self, digits: int | None = None) -> float:
        return round(self.data, digits)

    def __bool__(self) -> bool:
        return self.data != 0

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else repr(self)

    def __lt__(self, other: Any) -> bool:
        return NotImplemented if isinstance(other, np.ndarray) else bool(self.data < _plain(other))

    def __le__(self, other: Any) -> bool:
        return NotImplemented if isinstance(other, np.ndarray) else bool(self.data <= _plain(other))

    def __gt__(self, other: Any) -> bool:
        return NotImplemented if isinstance(other, np.ndarray) else bool(self.data > _plain(other))

    def __ge__(self, other: Any) -> bool:
        return NotImplemented if isinstance(other, np.ndarray) else bool(self.data >= _plain(other))

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

    def _repr_latex_(self) -> str:
        """Jupyter에 보일 수식. For Jupyter: how this value was made, in LaTeX."""
        from .notation import equation  # only a notebook needs it

        return f"${' = '.join(equation(self))}$"

    @property
    def _prev(self) -> set[Node]:
        """micrograd의 이름. The parents under micrograd's name, without order or repetition."""
        return set(self.parents)

    @property
    def _op(self) -> str:
        """micrograd의 이름. The op's sign under micrograd's name, "" for a leaf."""
        return "" if self.op is None else self.op.sign

    if TYPE_CHECKING:  # made from the table at run time

        def __add__(self, other: Any) -> Value: ...
        def __radd__(self, other: Any) -> Value: ...
        def __sub__(self, other: Any) -> Value: ...
        def __rsub__(self, other: Any) -> Value: ...
        def __mul__(self, other: Any) -> Value: ...
        def __rmul__(self, other: Any) -> Value: ...
        def __truediv__(self, other: Any) -> Value: ...
        def __rtruediv__(self, other: Any) -> Value: ...
        def __neg__(self) -> Value: ...
        def __abs__(self) -> Value: ...
        def __getattr__(self, name: str) -> Any: ...


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
    mode = MODE.get() or Mode()
    if mode.scope:
        node._about = About(scope=mode.scope)
    if not isfinite(node.data):
        _report_nonfinite(node)
    if not mode.record:
        node.op = node._a = node._b = None
        node._about = About(scope=mode.scope, kind="constant")


def _report_nonfinite(node: Value) -> None:
    strict = (MODE.get() or Mode()).anomaly
    if not strict and not all(isfinite(parent.data) for parent in node.parents):
        return  # it only passes on what was reported where it arose
    place = text("numeric.place", scope="/".join(node.scope)) if node.scope else ""
    anomaly("numeric.forward", call=call_text(node), place=place, result=f"{node.data:g}", cause=cause(node))


# ── what counts as a number ──


def _is_real(x: Any) -> bool:
    return isinstance(x, (int, float, np.integer, np.floating, np.bool_))


def _real(x: Any) -> float:
    if _is_real(x) or (isinstance(x, np.ndarray) and x.ndim == 0 and x.dtype.kind in "fiub"):
        try:
            return float(x)
        except OverflowError:
            raise NotANumberError("value.too_large") from None
    hint = next(key for key, fits in HINTS.items() if fits(x))
    raise NotANumberError("value.not_a_number", type=type(x).__name__, got=shown(x), hint=text(f"value.hint.{hint}"))


HINTS: dict[str, Callable[[Any], bool]] = {
    "text": lambda x: isinstance(x, (str, bytes)),
    "none": lambda x: x is None,
    "complex": lambda x: isinstance(x, (complex, np.complexfloating)),
    "value": lambda x: isinstance(x, Value),
    "many": lambda x: hasattr(x, "__len__"),
    "other": lambda x: True,
}


def _plain(x: Any) -> Any:
    return x.data if isinstance(x, Value) else x


def _operand(x: Any) -> Any:
    """연산자의 다른 쪽을 노드로. The other operand as a node; NotImplemented lets Python ask the other side."""
    if isinstance(x, Value):
        return x
    if isinstance(x, (np.ndarray, Recorder)):
        return NotImplemented  # NumPy goes through arrays entry by entry; other nodes know about Value themselves
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


def _general(op: Op) -> Any:
    def method(self: Value, *others: Any, **params: float) -> Any:
        return op(self, *others, **params)

    return method


UFUNCS: dict[str, Any] = {"power": lambda a, b: a**b, **COMPARISONS}


def _add_method(op: Op) -> None:
    """표의 한 행을 Value의 메서드와 NumPy 함수로. A row of the table as a method, an operator and a NumPy function."""
    if hasattr(Value, op.name):
        raise OpError("op.name", name=op.name, why=text("op.name.taken"))
    plain = {1: _unary, 2: _binary}.get(len(op.inputs), _general)
    method = own_code((_general if op.params or op.required else plain)(op), op.name)
    method.__doc__ = op.doc
    setattr(Value, op.name, method)
    operator, reflected, ufunc = SPELLINGS.get(op.name, (None, None, op.name))
    UFUNCS.setdefault(ufunc, op)
    if operator:
        setattr(Value, operator, method)
    if reflected:
        setattr(Value, reflected, own_code(_reflected(op), reflected))


on_new_row(_add_method)
