"""Numba에 없는 세 가지: 주소, 주소에 있는 함수 부르기, NumPy의 반복문 부르기.

Give the loops what plain Python does not have: where a pointer points, calls of a function that
lies at an address, and calls of NumPy's own inner loops. Imported where something is compiled,
and nowhere else.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils as _cgutils
from numba.extending import intrinsic

__all__ = ["address", "apply", "call"]

cgutils: Any = _cgutils  # it has no types

WORD = ir.IntType(64)


@intrinsic
def address(context: Any, x: Any) -> Any:
    """포인터가 가리키는 주소. Return the address of what a pointer points to."""

    def generated(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        return builder.ptrtoint(values[0], WORD)

    return types.uint64(x), generated


@intrinsic
def call(context: Any, function: Any, arguments: Any) -> Any:
    """주소에 있는 함수를 부른다. Call the function at an address with a tuple of arguments."""

    def generated(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        given = cgutils.unpack_tuple(builder, values[1])
        kind = ir.FunctionType(ir.VoidType(), [value.type for value in given])
        builder.call(builder.inttoptr(values[0], kind.as_pointer()), given)
        return context.get_dummy_value()

    return types.void(function, arguments), generated


@intrinsic
def apply(context: Any, function: Any, data: Any, ends: Any, counts: Any, steps: Any) -> Any:
    """NumPy의 반복문을 부른다.

    Call an inner loop of a ufunc of NumPy's, as NumPy itself does: where its operands lie, how
    often it goes on, and by how many bytes. (``PyUFuncGenericFunction`` in NumPy's C API.)
    """

    def generated(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        def lying(words: Any) -> Any:
            place = cgutils.alloca_once(builder, words.type)
            builder.store(words, place)
            return builder.bitcast(place, WORD.as_pointer())

        at, extra, *tuples = values
        kind = ir.FunctionType(ir.VoidType(), [WORD.as_pointer()] * 4).as_pointer()
        given = [*map(lying, tuples), builder.inttoptr(extra, WORD.as_pointer())]
        builder.call(builder.inttoptr(at, kind), given)
        return context.get_dummy_value()

    return types.void(function, data, ends, counts, steps), generated
