"""NumPy의 ufunc을 부르는 여러 꼴: np.exp(t), np.add.reduce(t), np.multiply.outer(a, b).

Carry out NumPy's ufuncs of nodes in each way that they are called. What would write into an array
that exists, or leave entries as they happen to be, is refused with the way out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..errors import OpError
from .array_ops import ARRAY_TABLE
from .numpy_functions import refused, ufunc_called
from .operators import Number
from .symbols import Operand

__all__ = ["plain_number", "ufunc_of_tensor", "ufunc_of_value"]

# What the methods of ufuncs are as functions.
METHODS: dict[str, dict[np.ufunc, Any]] = {
    "reduce": {
        np.add: np.sum,
        np.multiply: np.prod,
        np.maximum: np.max,
        np.minimum: np.min,
        np.logaddexp: ARRAY_TABLE["logsumexp"],
    },
    "accumulate": {np.add: np.cumsum, np.multiply: np.cumprod},
}
NOT_GIVEN = {"where": True, "dtype": None}


def ufunc_of_tensor(
    ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """Tensor의 ufunc. Carry out a ufunc of a Tensor."""
    options = _given(ufunc, method, kwargs)
    if ufunc.signature is not None and method == "__call__":  # of matrices: axes are its own
        return ufunc_called(ufunc, inputs, options)
    dtype = options.pop("dtype", None)
    if dtype is not None:
        inputs = tuple(x.astype(dtype) if isinstance(x, Number) else x for x in inputs)
    if method in METHODS and ufunc in METHODS[method]:
        return METHODS[method][ufunc](*inputs, **{"axis": 0, **options})
    return ufunc_called(ufunc, _operands(ufunc, method, inputs, options), {})


def ufunc_of_value(
    meanings: dict[Any, Any],
    ufunc: np.ufunc,
    method: str,
    inputs: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Any:
    """Value의 ufunc; 배열과 함께면 원소마다.

    Carry out a ufunc of a Value; beside an array there is one Value for each entry.
    """
    if ufunc not in meanings:
        raise refused(ufunc, "value.ufunc", meanings)
    options = _given(ufunc, method, kwargs)
    if np.dtype(options.get("dtype")) == np.float64:  # None is float64, too
        options.pop("dtype", None)
    if method == "reduce" and options.keys() <= {"axis", "keepdims"}:
        return inputs[0]  # of one number
    inputs = _operands(ufunc, method, inputs, options)
    inputs = tuple(np.array(x, dtype=object) if isinstance(x, (list, tuple)) else x for x in inputs)
    if not any(isinstance(x, np.ndarray) and x.ndim for x in inputs):
        return plain_number(meanings[ufunc](*map(plain_number, inputs)))
    # a Value becomes an array of one
    entries = [np.asarray(x, dtype=object) for x in inputs]
    found = np.frompyfunc(meanings[ufunc], len(inputs), ufunc.nout)(*entries)
    if ufunc.nout > 1:
        return tuple(_of_one_kind(ufunc, entries) for entries in found)
    return _of_one_kind(ufunc, found)


def plain_number(x: Any) -> Any:
    """NumPy의 수 하나는 파이썬의 수로. Return a single number of NumPy's as one of Python's."""
    return (
        x.item() if isinstance(x, np.generic) or (isinstance(x, np.ndarray) and not x.ndim) else x
    )


def _of_one_kind(ufunc: np.ufunc, entries: Any) -> Any:
    """노드가 아닌 것만이면 수의 배열로.

    Make an array of bools or numbers of entries none of which is a node.
    """
    if "dd->?" in ufunc.types:
        return entries.astype(bool)
    if not entries.size or any(isinstance(x, Operand) for x in entries.flat):
        return entries
    return np.array(entries.tolist())


def _given(ufunc: np.ufunc, method: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    """정말로 준 인자만.

    Return the keyword arguments that say something; refuse what no new node can do.
    """
    options = {
        name: value
        for name, value in kwargs.items()
        if name not in NOT_GIVEN or value is not NOT_GIVEN[name]
    }
    if "out" in options:
        raise OpError("numpy.out", name=ufunc.__name__)
    if "where" in options and method not in METHODS:
        raise OpError("numpy.where", name=ufunc.__name__)
    return options


def _operands(
    ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], options: dict[str, Any]
) -> tuple[Any, ...]:
    """보통 부르는 것과 outer의 입력.

    Return the inputs of an ordinary call, or of all with all (outer): the first gets the axes of
    the second. Nothing else is left to ask for.
    """
    if options or method not in ("__call__", "outer"):
        how = ", ".join(f"{name}=" for name in options) or method
        raise OpError("numpy.plain", name=ufunc.__name__, how=how)
    if method == "__call__":
        return inputs
    a, b = inputs
    return np.reshape(a, (*np.shape(a), *(1,) * np.ndim(b))), b
