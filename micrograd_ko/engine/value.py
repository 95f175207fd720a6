"""Value: 실수 하나를 담은 노드.

Value: a node that holds one Python float. Its methods, operators and NumPy hooks are made
from the table (:mod:`micrograd_ko.engine.ops`); none is written here by hand but ``**``, whose
constant exponents are parameters.
"""

from __future__ import annotations

from math import isfinite
from typing import Any, Never

import numpy as np

from ..arguments import is_real, refusal
from ..errors import NotANumberError, OpError, ShapeError
from ..later import called_later
from ..messages import text
from .collecting import spare
from .graph import BLANK, Node, expect_numbers, packed
from .methods import MadeOnUse
from .modes import MODE, compared, complete, complete_leaf, current
from .operators import (
    COMPARISONS,
    SPELLINGS,
    Number,
    expect_label,
    general,
    nothing_beside,
    own_code,
    plain,
    updated,
)
from .row import UNDEFINED, Op, float_or_nan, ieee, on_new_row
from .row_docs import document
from .symbols import Operand

__all__ = ["Value"]

meaning_of = called_later(__name__, "value_calls", "meaning_of")
plain_number = called_later(__name__, "value_calls", "plain_number")
ufunc_called = called_later(__name__, "value_calls", "ufunc_called")
NUMPYS_OWN = np.empty(0).__array_function__  # of arrays

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
    NumericWarning that names the node. Comparisons, ``==`` too, compare numbers and give plain
    bools.

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

    def __init__(
        self, data: Any, label: str = "", *more: Never, kind: str | None = None, **unknown: Never
    ) -> None:
        if more or unknown or type(label) is not str:
            expect_label(type(self), label, more, unknown, ("data", "label", "kind"))
        self.data = data if type(data) is float else _real(data)
        self.grad = self.op = self._a = self._b = None
        complete_leaf(self, label, kind)

    @classmethod
    def holds(cls, data: Any) -> bool:
        """실수 하나인가. Tell whether this is one real number.

        >>> Value.holds(2), Value.holds("2")
        (True, False)
        """
        return is_real(data) or (
            isinstance(data, np.ndarray) and data.ndim == 0 and data.dtype.kind in "fiub"
        )

    def own(self, number: Any) -> float:
        """파이썬 실수로. Return a number as a Python float."""
        return float(number)

    @classmethod
    def constant(cls, data: Any) -> Value:
        """기울기를 받지 않는 상수 노드. Make a node that gets no gradient.

        >>> (Value(2.0, "x") * Value.constant(3.0)).parents[1].kind
        'constant'
        """
        node = _new(Value)  # plain, as results are: what a subclass adds, a number has not
        node.data = data if type(data) is float else _real(data)
        node.grad = node.op = node._a = node._b = None
        node._about = (
            CONSTANT if (mode := current()) is None else CONSTANT._replace(scope=mode.about.scope)
        )
        return node

    @classmethod
    def _apply(cls, op: Op, inputs: tuple[Any, ...]) -> Value:
        parents = tuple(x if isinstance(x, Value) else cls.constant(x) for x in inputs)
        try:
            y = op.forward(*(parent.data for parent in parents))
        except FAILED:
            y = _again(op, *parents)
        return _made(op, y, *packed(parents))

    def _operand(self, x: Any) -> Any:
        return _operand(x, self)

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
        return (
            NotImplemented if _foreign(other) else bool(COMPARISONS["greater_equal"](self, other))
        )

    def __eq__(self, other: object) -> bool:
        return bool(COMPARISONS["equal"](self, other)) if _comparable(other) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return bool(COMPARISONS["not_equal"](self, other)) if _comparable(other) else NotImplemented

    __hash__ = Number.__hash__  # by identity: nodes are keys of dictionaries

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """NumPy 함수도 표의 연산이 된다.

        NumPy's functions become ops; with an array, one Value an entry.
        """
        return ufunc_called(ufunc, method, inputs, kwargs)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """np.clip 같은 함수도; 나머지는 NumPy가 배열로 하던 대로.

        So do functions such as np.clip; the others NumPy carries out as it does for any object.
        """
        meaning = meaning_of(function)
        if meaning is not None:
            return plain_number(meaning(*args, **kwargs))
        return NUMPYS_OWN(function, (), args, kwargs)

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        made = f", op={self.op!r}" if self.op is not None else ""
        return (
            f"Value(data={self.data:.6g}, "
            f"grad={'None' if self.grad is None else format(self.grad, '.6g')}{label}{made})"
        )


def _made(op: Op, y: Any, a: Node | None, b: Node | tuple[Node, ...] | None = None) -> Value:
    """결과를 담은 새 노드.

    Make a new node for the result `y` of `op`. `_unary` and `_binary` below have it written in.
    """
    node = _new(Value)
    node.data = y
    node.op = op
    node._a = a
    node._b = b
    node.grad = None
    node._about = BLANK
    return _completed(node, node) if type(y) is not float or y - y or _mode() is not None else node


CONSTANT = BLANK._replace(kind="constant")
# the last two come of ``.data`` that was set to no number
FAILED = (*UNDEFINED, TypeError, AttributeError)


def _again(op: Op, *inputs: Node) -> Any:
    """파이썬의 실수가 예외를 낸 곳을 IEEE 754대로.

    Compute by IEEE 754 what Python's floats raise at.
    """
    expect_numbers(*inputs)
    return ieee(op.forward, *(x.data for x in inputs))


def _completed(first: Value, node: Value) -> Value:
    """드문 경우: 유한하지 않은 결과, 켜진 모드.

    Do what is rare for a new node: tell of a result that is not finite, heed the modes that are on.
    """
    if type(node.data) is not float:
        expect_numbers(*node.parents)
        node.data = float_or_nan(node.data)
    complete(node, broken=not isfinite(node.data))
    return node


def _updated(first: Value, node: Value) -> Value:
    """``p -= …``에서 드문 경우.

    Do the same for ``p -= …``: under no_grad() it is `first` that takes the number.
    """
    return updated(first, _completed(first, node))  # type: ignore[no-any-return]


def _real(x: Any) -> float:
    if Value.holds(x):
        try:
            return float(x)
        except OverflowError:
            raise NotANumberError("value.too_large") from None
    raise refusal(x, "value.not_a_number")


def _foreign(x: Any) -> bool:
    """스스로 Value를 다룰 줄 아는 것.

    Tell whether x deals with Values itself: NumPy's arrays, entry by entry, and other nodes.
    """
    return isinstance(x, (np.ndarray, Operand)) and not isinstance(x, Value)


def _comparable(x: Any) -> bool:
    """== 로 수를 비교할 것인가.

    Tell whether == compares numbers with x; None or a text never equals one, as in NumPy.
    """
    return isinstance(x, Value) or is_real(x) or (isinstance(x, np.ndarray) and not x.ndim)


def _operand(x: Any, beside: Value) -> Any:
    """연산자의 다른 쪽을 노드로.

    Return the other operand as a node; NotImplemented lets Python ask the other side.
    """
    if isinstance(x, Value):
        return x
    if _foreign(x):
        return NotImplemented
    if x is None:
        raise nothing_beside(beside)
    return Value.constant(x)


def _addend(x: Any, beside: Value) -> Any:
    """``p -= x``의 x.

    Return the operand of ``p -= x``: under no_grad() no array may take over from a leaf.
    """
    mode = current()
    if mode is None or mode.grad_enabled or beside.kind == "constant" or not _foreign(x):
        return _operand(x, beside)
    if np.ndim(plain(x)):
        raise ShapeError("update.shape", node=beside.name, shape=(), got=np.shape(plain(x)))
    return Value.constant(x)


# ── methods and operators, from the table ──


# _unary and _binary are where scalar graphs grow. They are _made written in, because a call in
# between costs a fifth of the time; `y - y` is 0.0 for every finite y, and nan for nan and inf.


def _unary(op: Op) -> Any:
    forward = op.forward

    def method(self: Value) -> Value:
        try:
            y = forward(self.data)
        except FAILED:
            y = _again(op, self)
        node = _new(Value)
        node.data = y
        node.op = op
        node._a = self
        node._b = node.grad = None
        node._about = BLANK
        if type(y) is not float or y - y or _mode() is not None:
            return _completed(node, node)
        return node

    return method


def _binary(op: Op, operand: Any = _operand, rare: Any = _completed) -> Any:
    forward = op.forward

    def method(self: Value, other: Any) -> Value:
        if type(other) is not Value:
            other = operand(other, self)
            if other is NotImplemented:
                return NotImplemented  # type: ignore[no-any-return]
        try:
            y = forward(self.data, other.data)
        except FAILED:
            y = _again(op, self, other)
        node = _new(Value)
        node.data = y
        node.op = op
        node._a = self
        node._b = other
        node.grad = None
        node._about = BLANK
        if type(y) is not float or y - y or _mode() is not None:
            return rare(self, node)  # type: ignore[no-any-return]
        return node

    return method


def _reflected(op: Op) -> Any:
    def method(self: Value, other: Any) -> Value:
        other = _operand(other, self)
        return NotImplemented if other is NotImplemented else Value._apply(op, (other, self))

    return method


def _add_method(op: Op) -> None:
    """표의 한 행을 Value의 메서드와 연산자로. Make a row of the table a method and an operator."""
    fast = len(op.inputs) == 1 and not op.params and not op.required

    def made() -> Any:
        return document(own_code((_unary if fast else general)(op), op.name), op)

    setattr(Value, op.name, MadeOnUse(Value, op.name, made))
    operator, reflected, _ = SPELLINGS.get(op.name, (None, None, ""))
    if operator:
        setattr(Value, operator, own_code((_unary if fast else _binary)(op), operator))
        if len(op.inputs) == 2:
            augmented = operator.replace("__", "__i", 1)  # __add__ to __iadd__
            setattr(Value, augmented, own_code(_binary(op, _addend, _updated), augmented))
    if reflected:
        setattr(Value, reflected, own_code(_reflected(op), reflected))


def _refuse_taken_name(op: Op) -> None:
    if hasattr(Value, op.name):
        raise OpError("op.name", name=op.name, why=text("op.name.taken"))


on_new_row(_refuse_taken_name, _add_method)
spare(Value)
