"""배열의 대역의 연산자.

Give stand-ins for arrays their operators: those of Python, reflected and in place.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from ...errors import ShapeError
from .listening import listener
from .traced_arrays import TracedArray, unwrapped, wrapped
from .written import plain_numbers

__all__ = ["TracedArray"]


def _binary(name: str) -> None:
    """연산자, 뒤집힌 것, 제자리의 것.

    Give stand-ins an operator, its reflected and its in-place form.
    """
    apply: Any = getattr(operator, f"__{name}__")

    def forward(self: TracedArray, other: Any) -> Any:
        number = unwrapped(other)
        if name in ("mul", "truediv") and np.size(plain_numbers(number)) == 1:
            listener().multiplies(name, number)
        return wrapped(apply(self.now, number))

    def reflected(self: TracedArray, other: Any) -> Any:
        return wrapped(apply(unwrapped(other), self.now))

    def in_place(self: TracedArray, other: Any) -> Any:
        found = forward(self, other)
        if not self.ndim:  # a number, of which there is no place
            return found
        if np.shape(unwrapped(found)) != self.shape:
            raise ShapeError("tensor.shapes", call=f"{self.shape} {name}= …", error="broadcast")
        self.write(..., found)
        return self

    setattr(TracedArray, f"__{name}__", forward)
    if name not in COMPARED:
        setattr(TracedArray, f"__r{name}__", reflected)
        setattr(TracedArray, f"__i{name}__", in_place)


COMPARED = ("lt", "le", "gt", "ge", "eq", "ne")
for _name in (
    *COMPARED, "add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "and", "or",
    "xor", "lshift", "rshift",
):  # fmt: skip
    _binary(_name)


def _unary(name: str) -> None:
    apply: Any = getattr(operator, f"__{name}__")
    setattr(TracedArray, f"__{name}__", lambda self: wrapped(apply(self.now)))


for _name in ("neg", "pos", "abs", "invert"):
    _unary(_name)


# ── in and out ──
