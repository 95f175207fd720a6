"""NumPy 함수가 Tensor에 하는 일.

Give NumPy's functions their meaning for a Tensor: ``np.exp(t)``, ``np.sum(t, axis=0)``. They are
told apart as objects, never by their names: a function of somebody else's that is called like one
of NumPy's is not NumPy's, and is refused by name. A meaning is a row of the tables, or a function
that NumPy's is put together of, in a module for each theme; it takes NumPy's arguments by their
names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from ..errors import MicrogradError, OpError
from ..messages import text
from .array_ops import ARRAY_TABLE
from .numpy_calls import call_of, called_with, is_numpys, spelled
from .numpy_choices import CHOICES
from .numpy_elementwise import ELEMENTWISE
from .numpy_linalg import LINALG
from .numpy_places import PLACES
from .numpy_products import PRODUCTS
from .numpy_shapes import SHAPES
from .numpy_sums import SUMS
from .numpy_values import VALUES
from .operators import COMPARISONS, SPELLINGS
from .ops import TABLE
from .row import Op
from .symbols import Operand

__all__ = ["FUNCTIONS", "SPELLED", "called", "numpys", "of_row", "refused", "ufunc_called"]

SPELLED = {
    **SPELLINGS,
    "matmul": ("__matmul__", "__rmatmul__", "matmul"),
    "getitem": (None, None, ""),
}
NOT_NUMPY = ("put",)  # NumPy's function of this name takes other arguments


def _power(a: Any, b: Any) -> Any:
    return a**b if isinstance(a, Operand) else b.__rpow__(a)


def _double(x: Any) -> Any:
    return ARRAY_TABLE["astype"](x, dtype=np.dtype(np.float64)) if isinstance(x, Operand) else x


# What NumPy calls its functions, where it is not what the tables call them; the rows come in
# :func:`of_row`.
FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{f: meaning for f, meaning in ELEMENTWISE.items() if f not in VALUES},
    np.power: _power,
    np.float_power: lambda a, b: _power(*(_double(x) for x in (a, b))),
    **SHAPES,
    **PLACES,
    **SUMS,
    **PRODUCTS,
    **LINALG,
    **CHOICES,
}
if hasattr(np, "astype"):  # NumPy 2.1
    FUNCTIONS[np.astype] = lambda x, dtype, copy=True: x.astype(dtype)

# Those have no gradient: their results are plain numbers.
COMPARING = {vars(np)[name]: comparison for name, comparison in COMPARISONS.items()}
PLAIN: dict[Any, Callable[..., Any]] = {**VALUES, **COMPARING}


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


def _meaning(function: Any) -> Any:
    found = FUNCTIONS.get(function) or PLAIN.get(function)
    if found is None:
        raise refused(function, "tensor.function", FUNCTIONS)
    return found


def ufunc_called(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.exp 같은 것. Carry out a ufunc of a Tensor."""
    try:
        return _meaning(ufunc)(*inputs, **kwargs)
    except FOREIGN as error:
        raise _ours(error, ufunc, inputs, kwargs) from None


def called(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """np.sum 같은 것. Any other function of NumPy's of a Tensor."""
    try:
        return called_with(function, _meaning(function), args, kwargs)
    except FOREIGN as error:
        raise _ours(error, function, args, kwargs) from None


# What NumPy raises where its arguments do not fit.
FOREIGN = (TypeError, ValueError, LookupError, AttributeError, ZeroDivisionError)


def _ours(error: Exception, function: Any, args: Any, kwargs: dict[str, Any]) -> Exception:
    """NumPy가 거절하면 여기의 오류로. Turn what NumPy refuses into an error of ours."""
    if isinstance(error, MicrogradError):
        return error
    return OpError("numpy.failed", call=call_of(function, args, kwargs), error=error)


# What other libraries call what the tables have.
OURS = {"expit": "sigmoid", "log_expit": "-softplus(-x)"}
# What to write in place of NumPy's own functions that have no meaning here.
INSTEAD = {
    np.copyto: "np.broadcast_to(t, shape), np.where(condition, t, other)",
    np.put: "np.where(condition, t, other)",
    np.place: "np.where(mask, vals, t)",
    np.putmask: "np.where(mask, values, t)",
    np.put_along_axis: "np.where(condition, values, t)",
    np.fill_diagonal: "np.where(np.eye(n, dtype=bool), val, t)",
    np.piecewise: "np.select([…], […])",
    np.apply_along_axis: "np.stack([f(row) for row in t])",
    np.unwrap: "t + period * np.round(…)",
    np.linalg.eig: "np.linalg.eigh(a)",
    np.linalg.eigvals: "np.linalg.eigvalsh(a)",
    np.linalg.lstsq: "np.linalg.solve(a.T @ a, a.T @ b)",
    np.linalg.qr: "np.linalg.cholesky(a.T @ a)",
    np.linalg.tensorsolve: "np.linalg.solve(a, b)",
    np.linalg.tensorinv: "np.linalg.inv(a)",
}


def refused(function: Any, key: str, known: Iterable[Any]) -> OpError:
    """쓸 수 없는 함수라는 오류.

    Return the error that says that a function does not work, and what does.
    """
    name = function.__name__
    if numpys(name) is function or is_numpys(function):
        return _refused_by_numpy(function, key, known)
    same = OURS.get(name) or (
        f"np.{name}" if numpys(name) in known else name if name in {**TABLE, **ARRAY_TABLE} else ""
    )
    return OpError(
        "numpy.foreign", name=name, hint=text("numpy.foreign.same", same=same) if same else ""
    )


def _refused_by_numpy(function: Any, key: str, known: Iterable[Any]) -> OpError:
    names = sorted({spelled(f) for f in known})
    if key != "tensor.function":
        return OpError(key, name=spelled(function), options=", ".join(names))
    from difflib import get_close_matches  # only an error needs it

    close = [f"np.{name}" for name in get_close_matches(spelled(function), names)]
    instead = INSTEAD.get(function) or ", ".join(close)
    hint = text("tensor.function.instead", instead=instead) if instead else ""
    return OpError(key, name=spelled(function), count=len(names), hint=hint)
