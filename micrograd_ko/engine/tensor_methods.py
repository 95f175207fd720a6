"""Tensor의 메서드와 연산자: 표의 행마다 하나.

Make Tensor's methods and operators from the rows of both tables, and teach NumPy's functions the
same rows. A row that is added later becomes a method at once.
"""

from __future__ import annotations

from typing import Any

from ..errors import NotANumberError, OpError
from ..messages import text
from .array_row import on_new_array_row
from .graph import expect_numbers
from .modes import MODE
from .numpy_functions import SPELLED, of_row
from .operators import general, nothing_beside, own_code, updated
from .row import Op, on_new_row
from .tensor import Tensor, constant, result_of

__all__ = ["Tensor"]

_mode = MODE.get


def _unary(op: Op) -> Any:
    def method(self: Tensor) -> Tensor:
        return result_of(op, self)

    return method


def _binary(op: Op) -> Any:
    def method(self: Tensor, other: Any) -> Tensor:
        try:
            b = other if type(other) is Tensor else constant(other, self.data.dtype)
        except (AttributeError, NotANumberError) as error:
            raise _why(error, self, other) from None
        return result_of(op, self, b)

    return method


def _augmented(op: Op) -> Any:
    """``p -= …``: no_grad() 안에서는 제자리에서.

    Make the operator that changes a leaf in place under no_grad().
    """
    binary = _binary(op)

    def method(self: Tensor, other: Any) -> Any:
        node = binary(self, other)
        if _mode() is None:
            return node
        return updated(self, node, op.name)

    return method


def _reflected(op: Op) -> Any:
    def method(self: Tensor, other: Any) -> Tensor:
        try:
            a = constant(other, self.data.dtype)
        except (AttributeError, NotANumberError) as error:
            raise _why(error, self, other) from None
        return result_of(op, a, self)

    return method


def _why(error: Exception, node: Tensor, other: Any) -> Exception:
    """피연산자를 왜 쓸 수 없는가.

    Say why an operand cannot be used: ``.data`` that is no array, None, or as the error says.
    """
    expect_numbers(node)
    return nothing_beside(node) if other is None else error


# with a signature of their own, above
BY_HAND = ("astype", "reshape", "transpose", "getitem", "where")


def _add_method(op: Op) -> None:
    """표의 한 행을 Tensor의 메서드와 NumPy 함수로.

    Make a row of either table a method, an operator and a NumPy function.
    """
    operator, reflected, _ = SPELLED.get(op.name, (None, None, ""))
    of_row(op)
    if op.name in BY_HAND:
        return
    plain_signature = {1: _unary, 2: _binary}.get(len(op.inputs), general)
    method = own_code(
        (general if op.params or op.required or not op.inputs else plain_signature)(op), op.name
    )
    method.__doc__ = op.doc
    setattr(Tensor, op.name, method)
    if operator:
        setattr(Tensor, operator, method)
        if len(op.inputs) == 2:
            # __add__ to __iadd__
            setattr(Tensor, operator.replace("__", "__i", 1), own_code(_augmented(op), operator))
    if reflected:
        setattr(Tensor, reflected, own_code(_reflected(op), reflected))


def _refuse_taken_name(op: Op) -> None:
    if hasattr(Tensor, op.name) and op.name not in BY_HAND:
        raise OpError("op.name", name=op.name, why=text("op.name.taken"))


on_new_row(_refuse_taken_name, _add_method)
on_new_array_row(_refuse_taken_name, _add_method)
