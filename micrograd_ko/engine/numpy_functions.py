"""NumPy 함수가 Tensor에 하는 일.

Give NumPy's functions their meaning for a Tensor: ``np.exp(t)``, ``np.sum(t, axis=0)``. They are
told apart as objects, never by their names: a function of somebody else's that is called like one
of NumPy's is not NumPy's, and is refused by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from types import FunctionType
from typing import Any

import numpy as np

from ..arguments import number_option, shown
from ..errors import OpError
from ..messages import text
from .array_ops import ARRAY_TABLE
from .arrays import checked
from .border import choosing
from .numpy_elementwise import ELEMENTWISE
from .operators import COMPARISONS, SPELLINGS, plain, plainly
from .ops import TABLE
from .row import Op
from .symbols import Operand

__all__ = [
    "FUNCTIONS",
    "SPELLED",
    "called",
    "deviation",
    "numpys",
    "of_row",
    "refused",
    "ufunc_called",
    "variance",
]

SPELLED = {
    **SPELLINGS,
    "matmul": ("__matmul__", "__rmatmul__", "matmul"),
    "getitem": (None, None, ""),
}
NOT_NUMPY = ("put",)  # NumPy's function of this name takes other arguments


def _power(a: Any, b: Any) -> Any:
    return a**b if isinstance(a, Operand) else b.__rpow__(a)


def _dot(a: Any, b: Any) -> Any:
    if np.ndim(b) > 2:  # there np.dot and @ part
        raise refused(np.dot, "tensor.function", FUNCTIONS)
    return a @ b if np.ndim(a) and np.ndim(b) else a * b


def _clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    low, high = min if a_min is None else a_min, max if a_max is None else a_max
    return np.minimum(
        np.maximum(a, -np.inf if low is None else low), np.inf if high is None else high
    )


def _joined(arrays: Any, axis: Any = 0) -> Any:
    """배열 하나를 주면 그 안의 것들을 잇는다.

    Join arrays; one array is what it holds, as in NumPy: of shape (3, 4) it gives (12,).
    """
    return ARRAY_TABLE["concatenate"](list(arrays), axis=axis)


def variance(a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """분산: 편차 제곱의 합을 n - ddof로 나눈다.

    Return the variance; ddof=1 divides by n - 1 (Bessel).
    """
    total = ((a - a.mean(axis, keepdims=True)) ** 2).sum(axis, keepdims=keepdims)
    return total / max(a.size / max(total.size, 1) - number_option("ddof", ddof, low=-np.inf), 0.0)


def deviation(a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False) -> Any:
    """표준편차: 분산의 제곱근. Return the standard deviation, the root of the variance."""
    return variance(a, axis, ddof=ddof, keepdims=keepdims).sqrt()


def _with_axes(x: Any, ndim: int, *, after: bool = False) -> Any:
    """축이 적어도 ndim개이게, 길이 1인 축을 앞(뒤)에 붙인다.

    Put axes of length 1 before (after) to make `ndim`.
    """
    missing = (1,) * (ndim - np.ndim(x))
    return (
        np.reshape(x, (*np.shape(x), *missing) if after else (*missing, *np.shape(x)))
        if missing
        else x
    )


def _expanded(a: Any, axis: Any) -> Any:
    """새 축의 모양은 NumPy가 정한다. Add axes of length 1 where NumPy has them."""
    shape = checked(
        f"expand_dims({np.shape(a)}, {axis})",
        lambda: np.expand_dims(np.empty(np.shape(a)), axis).shape,
    )
    return np.reshape(a, shape)


def _stacked(arrays: Any, axis: int = 0) -> Any:
    """모양이 모두 같은지는 NumPy가 살핀다.

    Stack arrays; NumPy is asked whether all have one shape, and the axis exists.
    """
    arrays = list(arrays)
    shapes = [np.shape(x) for x in arrays]
    checked(
        f"stack({', '.join(map(str, shapes))})",
        lambda: np.stack([np.empty(shape, bool) for shape in shapes], axis),
    )
    return _joined([np.expand_dims(x, axis) for x in arrays], axis)


NO_GRADIENT = (np.empty_like, np.full_like, np.ones_like, np.zeros_like)
CHOOSING = (np.argmax, np.argmin, np.sign)

# What NumPy calls its functions, where it is not what the tables call them; the rows come in
# :func:`of_row`.
FUNCTIONS: dict[Callable[..., Any], Callable[..., Any]] = {
    **ELEMENTWISE,
    np.power: _power,
    np.shape: lambda a: a.shape,
    np.ndim: lambda a: a.ndim,
    np.size: lambda a, axis=None: a.size if axis is None else np.size(a.data, axis),
    np.squeeze: lambda a, axis=None: a.squeeze(axis),
    np.swapaxes: lambda a, axis1, axis2: a.swapaxes(axis1, axis2),
    np.where: lambda condition, x, y: ARRAY_TABLE["where"](
        x, y, condition=np.array(plain(condition))
    ),
    np.amax: lambda a, *args, **kwargs: a.max(*args, **kwargs),
    np.amin: lambda a, *args, **kwargs: a.min(*args, **kwargs),
    np.square: lambda a: a**2,
    np.dot: _dot,
    np.outer: lambda a, b: np.reshape(a, (-1, 1)) * np.reshape(b, -1),
    np.clip: _clip,
    np.var: variance,
    np.std: deviation,
    np.concatenate: _joined,
    np.stack: _stacked,
    np.vstack: lambda tup: _joined([_with_axes(x, 2) for x in tup]),
    np.hstack: lambda tup: _joined(
        arrays := [_with_axes(x, 1) for x in tup], min(np.ndim(arrays[0]) - 1, 1)
    ),
    np.column_stack: lambda tup: _joined(
        [_with_axes(_with_axes(x, 1), 2, after=True) for x in tup], 1
    ),
    np.expand_dims: _expanded,
    np.copy: lambda a: a.copy(),
    **{function: plainly(function) for function in NO_GRADIENT},
    **{function: choosing(function) for function in CHOOSING},
    **{vars(np)[name]: comparison for name, comparison in COMPARISONS.items()},
}

if hasattr(np, "astype"):  # NumPy 2.1
    FUNCTIONS[np.astype] = lambda x, dtype: x.astype(dtype)


def numpys(name: str) -> Any:
    """그 이름의 NumPy 함수, 없으면 None. NumPy's function of that name, None if there is none."""
    found = vars(np).get(name)
    return found if callable(found) and not isinstance(found, type) else None


def of_row(op: Op) -> None:
    """표의 한 행을 그 이름의 NumPy 함수로.

    Let a row of either table be what NumPy's function of its name means.
    """
    function = numpys(SPELLED.get(op.name, (None, None, op.name))[2])
    if function is not None and op.name not in NOT_NUMPY:
        FUNCTIONS.setdefault(function, op)


def ufunc_called(
    ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """np.exp 같은 것. Carry out a ufunc of a Tensor; no ``out=``, ``where=``, and no ``reduce``."""
    if ufunc not in FUNCTIONS:
        raise refused(ufunc, "tensor.function", FUNCTIONS)
    if method != "__call__" or kwargs:
        raise OpError(
            "numpy.plain",
            name=ufunc.__name__,
            how=f"{method}" if method != "__call__" else _listed(kwargs),
        )
    return FUNCTIONS[ufunc](*inputs)


def called(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.sum 같은 것. Any other function of NumPy's of a Tensor."""
    if function not in FUNCTIONS:
        raise refused(function, "tensor.function", FUNCTIONS)
    meaning = FUNCTIONS[function]
    try:
        return meaning(*args, **kwargs)
    except TypeError as error:
        if (
            isinstance(meaning, FunctionType)
            and error.__traceback__ is not None
            and error.__traceback__.tb_next is None
        ):
            code = meaning.__code__  # it never began: these are not its arguments
            names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
            given = ", ".join(
                [*map(shown, args), *(f"{name}={shown(x)}" for name, x in kwargs.items())]
            )
            raise OpError(
                "numpy.arguments", name=function.__name__, given=given, options=_listed(names)
            ) from None
        raise


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{name}=" for name in names)


# What other libraries call what the tables have.
OURS = {"expit": "sigmoid", "log_expit": "-softplus(-x)"}


def refused(function: Any, key: str, known: Iterable[Any]) -> OpError:
    """쓸 수 없는 함수라는 오류.

    Return the error that says that a function does not work, and what does.
    """
    name = function.__name__
    if numpys(name) is function or (getattr(function, "__module__", None) or "").startswith(
        "numpy"
    ):
        return OpError(key, name=name, options=", ".join(sorted({f.__name__ for f in known})))
    same = OURS.get(name) or (
        f"np.{name}" if numpys(name) in known else name if name in {**TABLE, **ARRAY_TABLE} else ""
    )
    return OpError(
        "numpy.foreign", name=name, hint=text("numpy.foreign.same", same=same) if same else ""
    )
