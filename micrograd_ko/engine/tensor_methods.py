"""Tensor의 메서드와 연산자: 표의 행마다 하나.

Make Tensor's methods and operators from the rows of both tables, and teach NumPy's functions the
same rows. A row that is added later becomes a method at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import NotANumberError, OpError
from ..messages import text
from .array_row import on_new_array_row
from .graph import expect_numbers
from .methods import MadeOnUse
from .modes import MODE
from .numpy_functions import SPELLED, numpys, of_row
from .operators import general, nothing_beside, own_code, updated
from .row import Op, on_new_row
from .row_docs import document
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
            b = other if isinstance(other, Tensor) else constant(other, self.data.dtype)
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
    form = general if op.params or op.required or not op.inputs else plain_signature

    def made() -> Any:
        return document(own_code(form(op), op.name), op)

    setattr(Tensor, op.name, MadeOnUse(Tensor, op.name, made))
    if operator:
        setattr(Tensor, operator, own_code(form(op), operator))
        if len(op.inputs) == 2:
            # __add__ to __iadd__
            setattr(Tensor, operator.replace("__", "__i", 1), own_code(_augmented(op), operator))
    if reflected:
        setattr(Tensor, reflected, own_code(_reflected(op), reflected))


def _refuse_taken_name(op: Op) -> None:
    if hasattr(Tensor, op.name) and op.name not in BY_HAND:
        raise OpError("op.name", name=op.name, why=text("op.name.taken"))


# Methods of ndarrays that do what the function of that name does, and what that is in Korean.
METHODS = {
    "ravel": "한 줄로", "flatten": "한 줄로", "std": "표준편차", "var": "분산",
    "dot": "곱해서 더하기", "trace": "대각선의 합", "diagonal": "대각선",
    "take": "골라 꺼내기", "repeat": "되풀이", "compress": "조건에 맞는 것",
    "ptp": "값의 폭", "cumprod": "누적 곱",
    "argmax": "가장 큰 것의 자리", "argmin": "가장 작은 것의 자리", "argsort": "정렬하는 차례",
    "argpartition": "나누는 차례", "nonzero": "0이 아닌 자리", "any": "하나라도 0이 아닌가",
    "all": "모두 0이 아닌가", "searchsorted": "끼워 넣을 자리",
}  # fmt: skip
# Those change an array in place: what to write for a Tensor.
IN_PLACE = {
    "sort": "np.sort(t)", "partition": "np.partition(t, kth)", "fill": "np.full(t.shape, value)",
    "resize": "np.resize(t, shape)",
}  # fmt: skip
OTHERWISE: dict[str, Any] = {
    "flatten": np.ravel,
    "compress": lambda a, condition, axis=None: np.compress(condition, a, axis),
}


def _add_numpys(name: str, label: str) -> None:
    function: Any = OTHERWISE.get(name) or numpys(name)

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"{label}.\n\nDo what ``np.{name}`` does, with its arguments."
    setattr(Tensor, name, method)


def _refuse_in_place(name: str, instead: str) -> None:
    def method(self: Tensor, *args: Any, **kwargs: Any) -> Any:
        raise OpError("tensor.in_place", name=name, instead=instead)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"제자리에서 바꾸지 않는다.\n\nRefuse: write ``{instead}``."
    setattr(Tensor, name, method)


on_new_row(_refuse_taken_name, _add_method)
on_new_array_row(_refuse_taken_name, _add_method)

for name, label in METHODS.items():
    _add_numpys(name, label)
for name, instead in IN_PLACE.items():
    _refuse_in_place(name, instead)
