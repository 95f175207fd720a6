"""모양을 바꾸고 잇는 NumPy 함수.

Give NumPy's functions that reshape, turn, stretch and join arrays their meaning for Tensors: they
are put together of reshape, transpose, broadcast_to and concatenate. NumPy is asked what shape
there should be, and whether it can be.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import OpError
from .array_ops import ARRAY_TABLE
from .arrays import axes_of, checked
from .numpy_calls import spelled
from .operators import plain

__all__ = ["SHAPES", "joined", "turned"]


def _empty(x: Any) -> Any:
    """그 모양의 배열, 칸은 하나뿐. Return an array of that shape, all in one place of memory."""
    return np.broadcast_to(False, np.shape(x))


def as_numpy_has_it(function: Callable[..., Any]) -> Callable[..., Any]:
    """모양만 바꾸는 함수로: 새 모양은 NumPy가 정한다.

    Make the meaning of a function that only adds or removes axes of length 1: it is a reshape.
    """

    def meaning(a: Any, axis: Any = None) -> Any:
        given = {} if axis is None else {"axis": axis}
        shape = checked(
            f"{spelled(function)}({np.shape(a)})", lambda: function(_empty(a), **given).shape
        )
        return np.reshape(a, shape)

    return meaning


def turned(a: Any, name: str, turn: Callable[[Any], Any]) -> Any:
    """축의 차례를 바꾼다: 어떤 차례인지는 NumPy에게 묻는다.

    Put the axes of `a` in another order; which one is read off an array that NumPy turns, whose
    axes have lengths that tell them apart.
    """
    order = checked(
        f"{name}({np.shape(a)})", lambda: turn(np.broadcast_to(False, range(np.ndim(a)))).shape
    )
    return ARRAY_TABLE["transpose"](a, axes=order)


def reshaped(a: Any, shape: Any, order: Any = "C") -> Any:
    """다른 모양으로. Return the same entries in another shape, row by row or column by column."""
    if order not in ("C", "F"):
        raise OpError("numpy.option", name="reshape", option="order", got=order, options="C, F")
    lengths = axes_of((shape,))
    if order == "F":
        return np.transpose(ARRAY_TABLE["reshape"](np.transpose(a), shape=lengths[::-1]))
    return ARRAY_TABLE["reshape"](a, shape=lengths)


def joined(arrays: Any, axis: Any = 0) -> Any:
    """배열 하나를 주면 그 안의 것들을 잇는다.

    Join arrays; one array is what it holds, as in NumPy: of shape (3, 4) it gives (12,).
    """
    return ARRAY_TABLE["concatenate"](list(arrays), axis=axis)


def _stacked(arrays: Any, axis: int = 0) -> Any:
    """모양이 모두 같은지는 NumPy가 살핀다.

    Stack arrays; NumPy is asked whether all have one shape, and the axis exists.
    """
    arrays = list(arrays)
    checked(
        f"stack({', '.join(str(np.shape(x)) for x in arrays)})",
        lambda: np.stack([_empty(x) for x in arrays], axis),
    )
    return joined([np.expand_dims(x, axis) for x in arrays], axis)


def _with_axes(ndim: int) -> Callable[..., Any]:
    """축이 적어도 ndim개이게. Make the meaning of np.atleast_1d and its kin."""
    function = (np.atleast_1d, np.atleast_2d, np.atleast_3d)[ndim - 1]

    def meaning(*arys: Any) -> Any:
        found = tuple(np.reshape(x, function(_empty(x)).shape) for x in arys)
        return found[0] if len(found) == 1 else found

    return meaning


def _column(x: Any) -> Any:
    return np.reshape(x, (-1, 1)) if np.ndim(x) < 2 else x


def _in_columns(tup: Any) -> Any:
    arrays = np.atleast_1d(*tup)
    arrays = arrays if isinstance(arrays, (tuple, list)) else [arrays]
    return joined(arrays, 0 if np.ndim(arrays[0]) == 1 else 1)


def _block(arrays: Any) -> Any:
    """목록 속의 목록을 배열로.

    Join nested lists of arrays: the innermost along the last axis, the next along the one before.
    """
    depth, leaves = 0, [arrays]
    while isinstance(leaves[0], list):
        depth, leaves = depth + 1, [part for x in leaves for part in x]
    checked("block", lambda: np.block(_emptied(arrays)))
    return _put_together(arrays, depth, max(depth, *map(np.ndim, leaves)))


def _emptied(x: Any) -> Any:
    return [_emptied(part) for part in x] if isinstance(x, list) else _empty(x)


def _put_together(x: Any, depth: int, ndim: int) -> Any:
    if depth == 0:
        return np.reshape(x, (*(1,) * (ndim - np.ndim(x)), *np.shape(x)))
    return joined([_put_together(part, depth - 1, ndim) for part in x], -depth)


def _broadcast_arrays(*args: Any, subok: bool = False) -> Any:
    shape = checked(
        f"broadcast_arrays({', '.join(str(np.shape(x)) for x in args)})",
        lambda: np.broadcast_shapes(*map(np.shape, args)),
    )
    return tuple(np.broadcast_to(x, shape) for x in args)


def _meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> Any:
    swapped = indexing == "xy" and len(xi) > 1
    order = [1, 0, *range(2, len(xi))] if swapped else range(len(xi))
    lines = [
        np.reshape(x, [-1 if j == order[i] else 1 for j in range(len(xi))])
        for i, x in enumerate(xi)
    ]
    return tuple(lines) if sparse else _broadcast_arrays(*lines)


def _full_like(a: Any, fill_value: Any, dtype: Any = None, shape: Any = None) -> Any:
    if fill_value is plain(fill_value):
        return np.full_like(plain(a), fill_value, dtype=dtype, shape=shape)
    wide = np.broadcast_to(fill_value, np.shape(a) if shape is None else shape)
    return wide if dtype is None else wide.astype(dtype)


def _linspace(
    start: Any,
    stop: Any,
    num: Any = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: Any = None,
    axis: int = 0,
) -> Any:
    """고르게 나눈 점. Make points from start to stop: what is linear in both of them."""
    share = np.linspace(0.0, 1.0, num, endpoint=endpoint).astype((start + stop).dtype)
    ndim = max(np.ndim(start), np.ndim(stop))
    share = share.reshape(-1, *(1,) * ndim)
    found = np.moveaxis(start * (1.0 - share) + stop * share, 0, axis)
    found = found if dtype is None else found.astype(dtype)
    if not retstep:
        return found
    steps = num - 1 if endpoint else num
    return found, (stop - start) / steps if steps > 0 else (stop - start) * np.nan


SHAPES: dict[Any, Callable[..., Any]] = {
    np.reshape: reshaped,
    np.ravel: lambda a, order="C": reshaped(a, -1, order),
    np.squeeze: as_numpy_has_it(np.squeeze),
    np.expand_dims: lambda a, axis: as_numpy_has_it(np.expand_dims)(a, axis),
    np.atleast_1d: _with_axes(1),
    np.atleast_2d: _with_axes(2),
    np.atleast_3d: _with_axes(3),
    np.swapaxes: lambda a, axis1, axis2: turned(
        a, "swapaxes", lambda x: np.swapaxes(x, axis1, axis2)
    ),
    np.moveaxis: lambda a, source, destination: turned(
        a, "moveaxis", lambda x: np.moveaxis(x, source, destination)
    ),
    np.rollaxis: lambda a, axis, start=0: turned(
        a, "rollaxis", lambda x: np.rollaxis(x, axis, start)
    ),
    np.concatenate: joined,
    np.stack: _stacked,
    np.vstack: lambda tup: joined([np.atleast_2d(x) for x in tup]),
    np.hstack: _in_columns,
    np.dstack: lambda tup: joined([np.atleast_3d(x) for x in tup], 2),
    np.column_stack: lambda tup: joined([_column(x) for x in tup], 1),
    np.block: _block,
    np.broadcast_arrays: _broadcast_arrays,
    np.meshgrid: _meshgrid,
    np.full_like: _full_like,
    np.linspace: _linspace,
    np.copy: lambda a, order="K": a.copy(),
    np.matrix_transpose: lambda x: np.swapaxes(x, -1, -2),
    np.linalg.matrix_transpose: lambda x: np.swapaxes(x, -1, -2),
}

if hasattr(np, "unstack"):  # NumPy 2.1
    SHAPES[np.unstack] = lambda x, axis=0: tuple(np.moveaxis(x, axis, 0))
