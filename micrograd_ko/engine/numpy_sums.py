"""축을 따라 줄이거나 쌓는 NumPy 함수: 합, 평균, 분산, 곱, 차.

Give NumPy's functions that go along an axis their meaning for Tensors: sums, means, variances,
products, differences. ``where=``, ``initial=`` and ``dtype=`` are NumPy's, and so are the functions
that pass over nan.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arguments import number_option
from .array_ops import ARRAY_TABLE
from .arrays import checked
from .ops import TABLE
from .symbols import Operand

__all__ = ["SUMS", "deviation", "variance"]

Axis = Any


def _cast(a: Any, dtype: Any) -> Any:
    return a if dtype is None else a.astype(dtype)


def _reduction(name: str, nothing: float, join: str) -> Callable[..., Any]:
    """줄이는 행의 뜻.

    Make the meaning of a function that reduces: entries that `where` leaves out count as `nothing`,
    which changes no result, and `initial` is joined in the end.
    """

    def meaning(
        a: Any,
        axis: Axis = None,
        *,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        y = ARRAY_TABLE[name](_kept(a, where, nothing), axis=axis, keepdims=keepdims)
        return y if initial is None else TABLE[join](y, initial)

    return meaning


def _cast_first(meaning: Callable[..., Any]) -> Callable[..., Any]:
    """dtype=도 받는 함수로. Let a meaning take ``dtype=``, too."""

    def of_type(
        a: Any,
        axis: Axis = None,
        dtype: Any = None,
        *,
        keepdims: bool = False,
        initial: Any = None,
        where: Any = True,
    ) -> Any:
        return meaning(_cast(a, dtype), axis, keepdims=keepdims, initial=initial, where=where)

    return of_type


def _kept(a: Any, where: Any, nothing: float) -> Any:
    if where is True:
        return a
    chosen = np.asarray(where)
    return ARRAY_TABLE["where"](a, nothing, condition=np.broadcast_to(chosen, np.shape(a)))


def _count(a: Any, axis: Axis, where: Any) -> Any:
    """줄어드는 원소의 수, 축을 남기고. Count the entries that are reduced, with their axes kept."""
    chosen = np.broadcast_to(np.asarray(where), np.shape(a))
    return np.sum(chosen, axis=axis, keepdims=True, dtype=a.dtype)


def _mean(
    a: Any, axis: Axis = None, dtype: Any = None, *, keepdims: bool = False, where: Any = True
) -> Any:
    a = _cast(a, dtype)
    if where is True:
        return ARRAY_TABLE["mean"](a, axis=axis, keepdims=keepdims)
    total = ARRAY_TABLE["sum"](_kept(a, where, 0.0), axis=axis, keepdims=True)
    return _without(total / _count(a, axis, where), axis, keepdims=keepdims)


def _without(kept: Any, axis: Axis, *, keepdims: bool) -> Any:
    """줄어든 축을 없앤다. Take away axes that were kept with length 1."""
    if keepdims:
        return kept
    return np.squeeze(kept, axis if axis is not None else tuple(range(np.ndim(kept))))


def variance(
    a: Any,
    axis: Axis = None,
    dtype: Any = None,
    *,
    ddof: float = 0,
    keepdims: bool = False,
    where: Any = True,
    mean: Any = None,
    correction: Any = None,
) -> Any:
    """분산: 편차 제곱의 합을 n - ddof로 나눈다.

    Return the variance; ddof=1 divides by n - 1 (Bessel).
    """
    a = _kept(_cast(a, dtype), where, 0.0)
    less = number_option("ddof", ddof if correction is None else correction, low=-np.inf)
    centre = _mean(a, axis, keepdims=True, where=where) if mean is None else mean
    squares = _kept((a - centre) ** 2, where, 0.0)
    total = ARRAY_TABLE["sum"](squares, axis=axis, keepdims=keepdims)
    if where is True:  # one number for all
        return total / max(a.size / max(total.size, 1) - less, 0.0)
    count = np.maximum(_count(a, axis, where) - less, 0.0)
    return total / (count if keepdims else count.reshape(total.shape))


def deviation(a: Any, axis: Axis = None, dtype: Any = None, **options: Any) -> Any:
    """표준편차: 분산의 제곱근. Return the standard deviation, the root of the variance."""
    return variance(a, axis, dtype, **options).sqrt()


# ── what passes over nan ──


def _over_nan(meaning: Callable[..., Any], nothing: float) -> Callable[..., Any]:
    """nan을 건너뛰는 함수로: nan을 아무것도 바꾸지 않는 수로 친다.

    Make the meaning of a function that passes over nan: such entries count as `nothing`. Where
    there are nan alone the largest and the smallest are nan.
    """

    def without(a: Any, axis: Axis = None, **options: Any) -> Any:
        number = ~np.isnan(a)
        y = meaning(_kept(a, number, nothing), axis, **options)
        if np.isfinite(nothing) or number.any(axis).all():
            return y
        some = number.any(axis, keepdims=options.get("keepdims", False))
        return ARRAY_TABLE["where"](y, np.nan, condition=some)

    return without


def _among_numbers(meaning: Callable[..., Any]) -> Callable[..., Any]:
    """nan을 빼는 함수로. Make the meaning of a function that leaves nan out, as where= does."""

    def without(a: Any, axis: Axis = None, *, where: Any = True, **options: Any) -> Any:
        number = ~np.isnan(a)
        among = number & np.broadcast_to(where, np.shape(a))
        return meaning(_kept(a, number, 0.0), axis, where=among, **options)

    return without


# ── along an axis ──


def _running_products(a: Any, axis: Any = None, dtype: Any = None) -> Any:
    """두 배씩 넓혀 가며 곱한다: 0이 있어도 미분된다.

    Multiply up, over 1, 2, 4, … entries: it is differentiated at zeros, too.
    """
    a = _cast(a, dtype)
    a, axis = (np.reshape(a, -1), 0) if axis is None else (a, axis)
    n = checked(f"cumprod({np.shape(a)})", lambda: np.shape(a)[axis])
    before, step = (slice(None),) * (axis % np.ndim(a)), 1
    while step < n:
        first = a[(*before, slice(None, step))]
        rest = a[(*before, slice(step, None))] * a[(*before, slice(None, -step))]
        a, step = np.concatenate([first, rest], axis), 2 * step
    return a


def _diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    shape = checked(f"diff({np.shape(a)})", lambda: np.diff(np.empty(np.shape(a)), n, axis).shape)
    edge = tuple(1 if i == axis % len(shape) else m for i, m in enumerate(np.shape(a)))
    ends = [x if np.ndim(x) or x is None else np.broadcast_to(x, edge) for x in (prepend, append)]
    parts = [x for x in (ends[0], a, ends[1]) if x is not None]
    a = parts[0] if len(parts) == 1 else np.concatenate(parts, axis)
    before = (slice(None),) * (axis % np.ndim(a))
    for _ in range(n):
        a = a[(*before, slice(1, None))] - a[(*before, slice(None, -1))]
    return a


def _ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    given = [to_begin, _diff(np.reshape(ary, -1)), to_end]
    parts: list[Any] = [
        x if isinstance(x, Operand) else np.asarray(x, ary.dtype) for x in given if x is not None
    ]
    return np.concatenate([np.reshape(x, -1) for x in parts])


def _average(
    a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False
) -> Any:
    """가중 평균. Return the mean, by weights if there are some; with the sum of those."""
    if weights is None:
        y = ARRAY_TABLE["mean"](a, axis=axis, keepdims=keepdims)
        return (y, np.full(np.shape(y), np.size(a) / max(np.size(y), 1))) if returned else y
    if np.shape(weights) != np.shape(a):
        axes = [i % np.ndim(a) for i in (axis if isinstance(axis, tuple) else (axis or 0,))]
        wide = tuple(n if i in axes else 1 for i, n in enumerate(np.shape(a)))
        weights = np.reshape(np.transpose(weights, np.argsort(np.argsort(axes))), wide)
    scale = np.sum(np.broadcast_to(weights, np.shape(a)), axis=axis, keepdims=keepdims)
    y = np.sum(a * weights, axis=axis, keepdims=keepdims) / scale
    return (y, np.broadcast_to(scale, np.shape(y))) if returned else y


def _cov(m: Any, y: Any = None, rowvar: bool = True, bias: bool = False, ddof: Any = None) -> Any:
    """공분산. Take covariances of the rows (of the columns, if not `rowvar`)."""
    rows = [np.atleast_2d(x) for x in (m, y) if x is not None]
    if not rowvar:
        rows = [x.T if np.ndim(given) > 1 else x for x, given in zip(rows, (m, y), strict=False)]
    row = rows[0] if len(rows) == 1 else np.concatenate(rows)
    centred = row - np.mean(row, axis=1, keepdims=True)
    less = (0 if bias else 1) if ddof is None else ddof
    return np.squeeze(centred @ np.swapaxes(centred, 0, 1) / (np.shape(row)[1] - less))


def _corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    """상관 계수. Take the covariances of what is divided by its deviation."""
    found = _cov(x, y, rowvar)
    if np.ndim(found) == 0:
        return found / found
    size = np.diagonal(found) ** 0.5
    return found / size[:, None] / size[None, :]


def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    """사다리꼴 공식. Integrate by the trapezoidal rule."""
    before = (slice(None),) * (axis % np.ndim(y))
    if x is not None:
        dx = np.diff(x, axis=axis if np.ndim(x) > 1 else -1)
        if np.ndim(x) == 1:
            dx = np.reshape(dx, [-1 if i == axis % np.ndim(y) else 1 for i in range(np.ndim(y))])
    both = y[(*before, slice(1, None))] + y[(*before, slice(None, -1))]
    return np.sum(dx * both / 2.0, axis=axis)


_sum = _cast_first(_reduction("sum", 0.0, "add"))
_prod = _cast_first(_reduction("prod", 1.0, "mul"))
_max, _min = _reduction("max", -np.inf, "maximum"), _reduction("min", np.inf, "minimum")

SUMS: dict[Any, Callable[..., Any]] = {
    np.sum: _sum,
    np.mean: _mean,
    np.prod: _prod,
    np.max: _max,
    np.min: _min,
    np.amax: _max,
    np.amin: _min,
    np.ptp: lambda a, axis=None, *, keepdims=False: (
        _max(a, axis, keepdims=keepdims) - _min(a, axis, keepdims=keepdims)
    ),
    np.var: variance,
    np.std: deviation,
    np.average: _average,
    np.cov: _cov,
    np.corrcoef: _corrcoef,
    np.nansum: _over_nan(_sum, 0.0),
    np.nanprod: _over_nan(_prod, 1.0),
    np.nanmax: _over_nan(_max, -np.inf),
    np.nanmin: _over_nan(_min, np.inf),
    np.nanmean: _among_numbers(_mean),
    np.nanvar: _among_numbers(variance),
    np.nanstd: _among_numbers(deviation),
    np.cumprod: _running_products,
    np.nancumsum: _over_nan(ARRAY_TABLE["cumsum"], 0.0),
    np.nancumprod: _over_nan(_running_products, 1.0),
    np.diff: _diff,
    np.ediff1d: _ediff1d,
    np.trapezoid: _trapezoid,
    np.trace: lambda a, offset=0, axis1=0, axis2=1, dtype=None: _cast(
        np.diagonal(a, offset, axis1, axis2).sum(-1), dtype
    ),
}

if hasattr(np, "cumulative_sum"):  # NumPy 2.1
    SUMS[np.cumulative_sum] = lambda x, axis=None: ARRAY_TABLE["cumsum"](x, axis=axis)
    SUMS[np.cumulative_prod] = lambda x, axis=None: _running_products(x, axis)
