"""`np`의 대역: 배우는 이의 함수가 도는 동안 NumPy 자리에 선다.

Stand in for NumPy, and for ``math`` and ``float``, while a learner's function is followed. Most of
a library is handed on as it is: functions are given what stand-ins of arrays hold, and their
results become stand-ins again. What is of its own here is what NumPy would not do with what is
traced: make one array of a list, fill an array that it made itself.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any, ClassVar

import numpy as np

from ...engine import ARRAY_TABLE, TABLE, Tensor
from .traced_arrays import carried_out, numbers_of, plain_type, unwrapped, wrapped
from .traced_operators import TracedArray

__all__ = ["StandIns"]


class StandIns:
    """무엇에 무엇이 대신 서는가.

    Tell what stands in for what: for NumPy, math, one of their functions, an ndarray, a tuple with
    one of these in it. Anything else stands for itself. An array has one stand-in wherever it is
    found.

    Args:
        known: pairs of an array and its stand-in: those of the parameters.
    """

    def __init__(self, known: Iterable[tuple[Any, TracedArray]] = ()) -> None:
        self._arrays = {id(array): (array, traced) for array, traced in known}

    def __call__(self, x: Any) -> Any:
        if id(x) in self._arrays:
            return self._arrays[id(x)][1]
        if isinstance(x, np.ndarray):
            if x.dtype.kind not in "fiub" or isinstance(x, np.ma.MaskedArray):
                return x
            return self._arrays.setdefault(id(x), (x, wrapped(x)))[1]
        if type(x) is tuple:
            parts = tuple(map(self, x))
            return parts if any(a is not b for a, b in zip(parts, x, strict=True)) else x
        return _Vectorized(x.pyfunc) if isinstance(x, np.vectorize) else _of_library(x)


def _of_library(x: Any) -> Any:
    """모듈이나 함수의 대역. Find what stands in for a module or a function of a library."""
    if isinstance(x, ModuleType):
        return _Module.of(x) if _is_numeric(x.__name__) else x
    try:
        if (known := OWN.get(x)) is not None:
            return known
    except TypeError:  # of what has no hash
        return x
    if isinstance(x, np.ufunc):
        return _Ufunc(x)
    is_function = isinstance(x, FUNCTION_TYPES) or hasattr(x, "_implementation")
    return _function(x) if is_function and _is_numeric(getattr(x, "__module__", None)) else x


FUNCTION_TYPES = (FunctionType, BuiltinFunctionType)


def _is_numeric(module: str | None) -> bool:
    name = module or ""
    return name == "math" or name.split(".")[0] == "numpy" or name.startswith("scipy.special")


class _Module(ModuleType):
    """모듈의 대역. Stands in for a module: each of its members, when it is asked for."""

    made: ClassVar[dict[str, _Module]] = {}

    def __init__(self, module: ModuleType) -> None:
        super().__init__(module.__name__)
        self._module = module

    @classmethod
    def of(cls, module: ModuleType) -> ModuleType:
        """그 모듈의 대역. Make the stand-in of a module, once; random numbers need none."""
        if module is np.random or isinstance(module, cls):
            return module
        return cls.made.setdefault(module.__name__, cls(module))

    def __getattr__(self, name: str) -> Any:
        found = _of_library(getattr(self._module, name))
        if not name.startswith("_"):
            setattr(self, name, found)
        return found


# ── functions ──


def _function(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy 함수의 대역. Stand in for a function of NumPy's or math's."""
    in_math, meaning = function.__module__ == "math", _meaning(function)
    if function.__module__.startswith("numpy.testing") or function in FOR_PEOPLE:
        return lambda *args, **options: function(*numbers_of(args), **options)

    def call(*args: Any, **options: Any) -> Any:
        if in_math:
            if any(isinstance(x, TracedArray) for x in args):
                return carried_out(_of_math(function), args, options)
            return function(*args)
        if meaning is not function:
            return carried_out(meaning, args, options)
        if function in VIEWS and isinstance(args[0], TracedArray):
            return getattr(args[0], VIEWS[function])(*args[1:], **options)
        if function not in SEQUENCES:
            args = tuple(map(_arrays_of_lists, args))
        elif args:
            args = (_parts(args[0]), *args[1:])
        return carried_out(function, args, options)

    call.__name__ = getattr(function, "__name__", "function")
    return call


def _meaning(function: Any) -> Any:
    """SciPy의 함수면 표의 행. Find the row for one of SciPy's functions; else itself."""
    special = sys.modules.get("scipy.special")
    name = getattr(function, "__name__", "")
    is_theirs = special is not None and getattr(special, name, None) is function
    return OF_SCIPY.get(name, function) if is_theirs else function


class _Ufunc:
    """유니버설 함수의 대역. Stands in for a ufunc, with its reduce, at, outer …"""

    def __init__(self, ufunc: np.ufunc) -> None:
        self.ufunc, self.__name__ = ufunc, ufunc.__name__
        self.meaning = _meaning(ufunc)

    def __call__(self, *args: Any, **options: Any) -> Any:
        args = tuple(map(_arrays_of_lists, args))
        if len(args) > self.ufunc.nin:  # np.maximum(0, z, z)
            args, options = args[: self.ufunc.nin], {**options, "out": args[self.ufunc.nin]}
        return carried_out(self.meaning, args, options)

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.ufunc, name)
        if not callable(found):
            return found
        return lambda *args, **options: carried_out(
            found, tuple(map(_arrays_of_lists, args)), options
        )


def _of_math(function: Callable[..., Any]) -> Callable[..., Any]:
    name = {"pow": "power", "asin": "arcsin", "acos": "arccos", "atan": "arctan",
            "atan2": "arctan2"}.get(function.__name__, function.__name__)  # fmt: skip
    return getattr(np, name, function)


def _is_traced(x: Any) -> bool:
    if isinstance(x, (list, tuple)):
        return any(map(_is_traced, x))
    return isinstance(x, TracedArray)


def _arrays_of_lists(x: Any) -> Any:
    """계산이 든 목록은 배열로. Make an array of a list in which something was computed."""
    return _stacked(x) if isinstance(x, (list, tuple)) and _is_traced(x) else x


def _parts(arrays: Any) -> Any:
    """이어 붙일 것들. List what is to be joined, each an array."""
    return [*map(_arrays_of_lists, arrays)] if isinstance(arrays, (list, tuple)) else arrays


def _stacked(x: Any) -> Any:
    """(목록의) 목록을 배열 하나로. Make one array of (lists of) lists."""
    if not isinstance(x, (list, tuple)):
        return x
    parts = [unwrapped(_stacked(part)) for part in x]
    if not any(isinstance(part, Tensor) for part in parts):
        return TracedArray(np.array(parts))
    return wrapped(np.stack(parts))


def _array(x: Any, dtype: Any = None, *, copy: Any = True, **options: Any) -> Any:
    """np.array. Make a new array of numbers, of an array, or of lists of either."""
    found = _stacked(x) if _is_traced(x) else wrapped(np.array(x, **options))
    if not isinstance(found, TracedArray):
        found = TracedArray(np.array(found))
    if dtype is not None:
        return found.astype(dtype)
    return found.copy() if found is x and copy else found


def _as_array(x: Any, dtype: Any = None, **options: Any) -> Any:
    """np.asarray. Give an array as it is, unless its type has to change."""
    if isinstance(x, TracedArray) and (dtype is None or np.dtype(plain_type(dtype)) == x.dtype):
        return x
    return _array(x, dtype)


def _copy(a: Any, order: str = "K", subok: bool = False) -> Any:
    return _array(a)


def _from_iterable(iterable: Any, dtype: Any = None, count: int = -1) -> Any:
    return _array([*iterable], dtype)


def _fill_diagonal(a: Any, val: Any, wrap: bool = False) -> None:
    """np.fill_diagonal. Write to the diagonal."""
    i = np.arange(min(a.shape))
    a[(i,) * a.ndim] = val


def _put_along_axis(arr: Any, indices: Any, values: Any, axis: int | None) -> None:
    """np.put_along_axis. Write to chosen places along an axis."""
    flat = arr.reshape(-1) if axis is None else arr
    indices, axis = numbers_of(indices), 0 if axis is None else axis
    grid = list(np.ogrid[tuple(slice(n) for n in indices.shape)])
    grid[axis] = indices
    flat[tuple(grid)] = values


def _copy_to(dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
    """np.copyto. Write one array to another."""
    if where is True:
        dst[...] = src
    else:
        dst[...] = carried_out(np.where, (where, src, dst), {})


def _along_axis(function: Any, axis: int, arr: Any, *args: Any, **options: Any) -> Any:
    """np.apply_along_axis. Call a function for each row along an axis."""
    if not isinstance(arr, TracedArray):
        return wrapped(np.apply_along_axis(function, axis, arr, *args, **options))
    rows = carried_out(np.moveaxis, (arr, axis, -1), {})
    flat = rows.reshape(-1, rows.shape[-1])
    found = _array([function(row, *args, **options) for row in flat])
    whole = found.reshape(rows.shape[:-1] + found.shape[1:])
    return carried_out(np.moveaxis, (whole, -1, axis), {}) if found.ndim > 1 else whole


def _of_index_trick(trick: Any) -> Any:
    class Trick:
        """np.c_, np.r_. Joins what is written in brackets."""

        def __getitem__(self, key: Any) -> Any:
            if not _is_traced(key):
                return wrapped(trick[unwrapped(key)])
            parts = [wrapped(np.asarray(part)) if not isinstance(part, TracedArray) else part
                     for part in (key if isinstance(key, tuple) else (key,))]  # fmt: skip
            if trick is np.r_:
                return carried_out(np.concatenate, ([p.reshape(1) if not p.ndim else p
                                                     for p in parts],), {})  # fmt: skip
            return carried_out(np.column_stack, (parts,), {})

    return Trick()


class _Vectorized:
    """np.vectorize의 대역. Stands in for np.vectorize: the function is called for each entry."""

    def __init__(self, function: Callable[..., Any], *more: Any, **options: Any) -> None:
        self.function = _of_library(function)

    def __call__(self, *arrays: Any) -> Any:
        try:  # of what has no branches, all at once
            found = self.function(*arrays)
            if np.shape(numbers_of(found)) == np.broadcast_shapes(
                *map(np.shape, map(numbers_of, arrays))
            ):
                return found
        except Exception:  # a branch, or what takes single numbers only
            pass
        whole = np.broadcast_shapes(*(np.shape(numbers_of(x)) for x in arrays))
        rows = [wrapped(np.broadcast_to(unwrapped(x), whole)).reshape(-1) for x in arrays]
        return _array([self.function(*entry) for entry in zip(*rows, strict=True)]).reshape(whole)


class _KindOfArray(type):
    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, (np.ndarray, TracedArray))


class _AnArray(metaclass=_KindOfArray):
    """np.ndarray의 대역. Stands in for np.ndarray where it is asked whether something is one."""

    stands_for = np.ndarray


class _KindOfFloat(type):
    def __instancecheck__(cls, x: Any) -> bool:
        return isinstance(x, float) or (isinstance(x, TracedArray) and not x.ndim)


class _Float(float, metaclass=_KindOfFloat):
    """float의 대역: 계산이 든 수는 그대로 둔다.

    Stands in for ``float``: a number that was computed stays what it is.
    """

    stands_for = float

    def __new__(cls, x: Any = 0.0) -> Any:
        return x.item() if isinstance(x, TracedArray) else float(x)


OWN: dict[Any, Any] = {
    float: _Float,
    np.array: _array,
    np.asarray: _as_array,
    np.asanyarray: _as_array,
    np.ascontiguousarray: _as_array,
    np.copy: _copy,
    np.fromiter: _from_iterable,
    np.vectorize: _Vectorized,
    np.apply_along_axis: _along_axis,
    np.fill_diagonal: _fill_diagonal,
    np.put_along_axis: _put_along_axis,
    np.copyto: _copy_to,
    np.ndarray: _AnArray,
    np.c_: _of_index_trick(np.c_),
    np.r_: _of_index_trick(np.r_),
}
VIEWS: dict[Any, str] = {
    np.reshape: "reshape",
    np.ravel: "ravel",
    np.transpose: "transpose",
    np.swapaxes: "swapaxes",
    np.squeeze: "squeeze",
    np.round: "round",
    np.around: "round",
}
SEQUENCES = (
    np.concatenate, np.stack, np.vstack, np.hstack, np.dstack, np.column_stack, np.block,
    np.select, np.choose, np.linalg.multi_dot, np.broadcast_arrays, np.meshgrid, np.atleast_1d,
    np.atleast_2d,
)  # fmt: skip
FOR_PEOPLE = (
    np.array2string, np.array_repr, np.array_str, np.savetxt, np.save, np.array_equal,
    np.allclose, np.isclose, np.shape, np.ndim, np.size, np.argmax, np.argmin, np.argsort, np.sign,
)  # fmt: skip
OF_SCIPY = {
    "expit": TABLE["sigmoid"],
    "softmax": ARRAY_TABLE["softmax"],
    "log_softmax": ARRAY_TABLE["log_softmax"],
    "logsumexp": ARRAY_TABLE["logsumexp"],
    "xlogy": lambda a, b: a * np.log(b),
}
