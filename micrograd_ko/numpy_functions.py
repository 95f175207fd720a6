"""NumPy 함수가 Tensor에 하는 일.

What NumPy's functions mean for a Tensor: ``np.exp(t)``, ``np.sum(t, axis=0)``. They are told apart as
objects, never by their names: a function of somebody else's that is called like one of NumPy's is not
NumPy's, and is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from .array_ops import ARRAY_TABLE
from .errors import OpError
from .operators import COMPARISONS, SPELLINGS, plain, plainly
from .ops import Op
from .symbols import Recorder

__all__ = ["FUNCTIONS", "SPELLED", "called", "numpys", "of_row", "refused", "ufunc_called"]

SPELLED = {**SPELLINGS, "matmul": ("__matmul__", "__rmatmul__", "matmul"), "getitem": (None, None, "")}
NOT_NUMPY = ("put",)  # NumPy's function of this name takes other arguments


def _power(a: Any, b: Any) -> Any:
    return a**b if isinstance(a, Recorder) else b.__rpow__(a)


def _dot(a: Any, b: Any) -> Any:
    if np.ndim(b) > 2:  # there np.dot and @ part
        raise refused(np.dot)
    return a @ b if np.ndim(a) and np.ndim(b) else a * b


def _clip(a: Any, a_min: Any = None, a_max: Any = None) -> Any:
    above = np.maximum(a, -np.inf if a_min is None else a_min)
    return np.minimum(above, np.inf if a_max is None else a_max)


def _var(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return ((a - a.mean(axis, keepdims=True)) ** 2).mean(axis, keepdims=keepdims)


NO_GRADIENT = (np.argmax, np.argmin, np.empty_like, np.full_like, np.ones_like, np.sign, np.zeros_like)

# What NumPy calls its functions, where it is not what the tables call them; the rows come in :func:`of_row`.
FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    np.power: _power,
    np.shape: attrgetter("shape"),
    np.ndim: attrgetter("ndim"),
    np.size: attrgetter("size"),
    np.squeeze: lambda a, axis=None: a.squeeze(axis),
    np.swapaxes: lambda a, axis1, axis2: a.swapaxes(axis1, axis2),
    np.where: lambda condition, x, y: ARRAY_TABLE["where"](x, y, condition=np.array(plain(condition))),
    np.amax: lambda a, *args, **kwargs: a.max(*args, **kwargs),
    np.amin: lambda a, *args, **kwargs: a.min(*args, **kwargs),
    np.square: lambda a: a**2,
    np.dot: _dot,
    np.outer: lambda a, b: np.reshape(a, (-1, 1)) * np.reshape(b, -1),
    np.clip: _clip,
    np.var: _var,
    np.copy: lambda a: a.copy(),
    **{function: plainly(function) for function in NO_GRADIENT},
    **{vars(np)[name]: comparison for name, comparison in COMPARISONS.items()},
}


def numpys(name: str) -> Any:
    """그 이름의 NumPy 함수, 없으면 None. NumPy's function of that name, None if there is none."""
    found = vars(np).get(name)
    return found if callable(found) and not isinstance(found, type) else None


def of_row(op: Op) -> None:
    """표의 한 행을 그 이름의 NumPy 함수로. A row of either table becomes what NumPy's function of its name means."""
    function = numpys(SPELLED.get(op.name, (None, None, op.name))[2])
    if function is not None and op.name not in NOT_NUMPY:
        FUNCTIONS.setdefault(function, op)


def ufunc_called(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.exp 같은 것. A ufunc of a Tensor; no ``out=``, ``where=``, and no ``reduce``."""
    if ufunc not in FUNCTIONS or method != "__call__" or kwargs:
        raise refused(ufunc, method)
    return FUNCTIONS[ufunc](*inputs)


def called(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.sum 같은 것. Any other function of NumPy's of a Tensor."""
    if function not in FUNCTIONS:
        raise refused(function)
    return FUNCTIONS[function](*args, **kwargs)


def refused(function: Any, method: str = "__call__") -> OpError:
    """쓸 수 없는 함수라는 오류. The error that says that a function does not work, and which do."""
    name = function.__name__ if method == "__call__" else f"{function.__name__}.{method}"
    return OpError("tensor.function", name=name, options=", ".join(sorted({f.__name__ for f in FUNCTIONS})))
