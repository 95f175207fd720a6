"""NumPy의 반복문이 있는 곳.

Find the inner loops of NumPy's ufuncs: compiled for this processor, with its vectors, and of the
same numbers as the functions that a person calls. The matrix product comes with NumPy's own BLAS.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np

from ..writing.primitives import PRIMITIVES

__all__ = ["numpy_loop"]


class _Ufunc(ctypes.Structure):
    """NumPy의 C API에 있는 PyUFuncObject의 앞부분. The beginning of a ufunc in NumPy's C API."""

    _fields_ = (
        ("head", ctypes.c_char * object.__basicsize__),
        ("nin", ctypes.c_int),
        ("nout", ctypes.c_int),
        ("nargs", ctypes.c_int),
        ("identity", ctypes.c_int),
        ("functions", ctypes.POINTER(ctypes.c_void_p)),
        ("data", ctypes.POINTER(ctypes.c_void_p)),
        ("ntypes", ctypes.c_int),
        ("reserved", ctypes.c_int),
        ("name", ctypes.c_char_p),
    )


@cache
def numpy_loop(name: str, dtype: np.dtype[Any]) -> tuple[int, int, int]:
    """원소마다의 연산이나 행렬 곱의 반복문.

    Find the loop of a primitive, or of "matmul": its address, that of what it is given besides, and
    how many inputs it has.

    Raises:
        LookupError: this NumPy keeps its loops elsewhere, or addresses are not words of 64 bits.
    """
    if ctypes.sizeof(ctypes.c_void_p) != 8:
        raise LookupError(name)
    ufunc = getattr(np, PRIMITIVES[name].ufunc if name in PRIMITIVES else name)
    found = _Ufunc.from_address(id(ufunc))
    known = (found.nin, found.nout, found.nargs, found.ntypes)
    if known != (ufunc.nin, 1, ufunc.nargs, ufunc.ntypes) or found.name != ufunc.__name__.encode():
        raise LookupError(name)
    which = ufunc.types.index(f"{dtype.char * ufunc.nin}->{dtype.char}")
    return found.functions[which] or 0, found.data[which] or 0, ufunc.nin
