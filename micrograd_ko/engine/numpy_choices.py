"""수에 따라 고르는 NumPy 함수: where, clip, 정렬, 분위수, 보간.

Give NumPy's functions that choose by numbers their meaning for Tensors: where, clip, sorting,
quantiles, interpolation. What is chosen is decided by plain numbers, which a replay is told of;
what is computed with it has a gradient.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import OpError
from .array_ops import ARRAY_TABLE
from .arrays import checked
from .modes import compared
from .numpy_calls import refused_call
from .numpy_values import decided
from .operators import node_in, plain
from .symbols import Operand

__all__ = ["CHOICES"]


def _where(condition: Any, x: Any = None, y: Any = None) -> Any:
    """세 인자면 고르고, 하나면 0이 아닌 자리. Choose; of a condition alone, find where it holds."""
    if x is None and y is None:
        return decided(np.nonzero)(condition)
    chosen = np.array(plain(condition)) != 0
    if isinstance(condition, Operand):
        compared("!=", condition, 0.0, chosen)
    return ARRAY_TABLE["where"](x, y, condition=chosen)


# ── in order ──


def _sorted(
    a: Any, axis: Any = -1, kind: Any = None, order: None = None, *, stable: Any = None
) -> Any:
    a, axis = (np.reshape(a, -1), 0) if axis is None else (a, axis)
    places = checked(f"sort({np.shape(a)})", lambda: decided(np.argsort)(a, axis, kind or "stable"))
    return np.take_along_axis(a, places, axis)


def _partitioned(a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect") -> Any:
    a, axis = (np.reshape(a, -1), 0) if axis is None else (a, axis)
    places = checked(
        f"partition({np.shape(a)})", lambda: decided(np.argpartition)(a, kth, axis, kind)
    )
    return np.take_along_axis(a, places, axis)


def _lined_up(a: Any, axis: Any) -> tuple[Any, tuple[int, ...]]:
    """줄일 축을 맨 앞 하나로, 그리고 줄인 뒤의 모양.

    Put the axes that are reduced into one in front; and the shape that keeps them with length 1.
    """
    shape = np.shape(a)
    kept = checked(f"quantile({shape})", lambda: np.sum(np.empty(shape), axis, keepdims=True).shape)
    axes = [i for i in range(len(shape)) if axis is None or i in _counted(axis, len(shape))]
    row = np.moveaxis(a, axes, range(len(axes)))
    rest = np.shape(row)[len(axes) :]
    return np.reshape(row, (int(np.prod([shape[i] for i in axes])), *rest)), kept


def _counted(axis: Any, ndim: int) -> list[int]:
    return [i % ndim for i in (axis if isinstance(axis, (tuple, list)) else (axis,))]


def _quantile(
    a: Any, q: Any, axis: Any = None, *, method: str = "linear", keepdims: bool = False
) -> Any:
    """분위수: 정렬한 것의 두 이웃 사이.

    Take quantiles, between two neighbours of the sorted entries. Which two, and how far between,
    NumPy says itself: it is asked for the same quantile of 0, 1, 2, …
    """
    if isinstance(q, Operand):
        raise refused_call(np.quantile, (a, q), {}, ["a", "q=0.5", "axis", "method", "keepdims"])
    row, kept = _lined_up(a, axis)
    options: dict[str, Any] = {"method": method}
    at = checked("quantile", lambda: np.quantile(np.arange(float(len(row))), q, **options))
    below = np.floor(at).astype(int)
    share = np.reshape(at - below, (*np.shape(at), *(1,) * (np.ndim(row) - 1)))
    inside = np.sort(row, axis=0)
    low, high = inside[below], inside[np.minimum(below + 1, len(row) - 1)]
    found = low if not share.any() else low + (high - low) * share
    if np.isnan(row).any():
        nan = np.isnan(plain(row)).any(0)
        found = ARRAY_TABLE["where"](found, np.nan, condition=np.broadcast_to(~nan, found.shape))
    return np.reshape(found, (*np.shape(at), *kept)) if keepdims else found


def _percentile(a: Any, q: Any, axis: Any = None, **options: Any) -> Any:
    return _quantile(a, q / 100.0 if np.ndim(q) == 0 else np.asarray(q) / 100.0, axis, **options)


def _median(a: Any, axis: Any = None, keepdims: bool = False) -> Any:
    return _quantile(a, 0.5, axis, keepdims=keepdims)


# ── between points ──


def _interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None) -> Any:
    """이웃한 두 점을 잇는 선분 위의 값. Interpolate along the lines between points."""
    xp, fp = (p if isinstance(p, Operand) else np.asarray(p, dtype=float) for p in (xp, fp))
    last = np.size(xp) - 1
    after = decided(np.searchsorted)(xp, x, "right")
    low, high = np.clip(after - 1, 0, last), np.clip(after, 0, last)
    inside = low != high
    width = ARRAY_TABLE["where"](xp[high] - xp[low], 1.0, condition=inside)
    slope = (fp[high] - fp[low]) / width
    found = ARRAY_TABLE["where"](fp[low] + slope * (x - xp[low]), fp[low], condition=inside)
    for outside, end in ((after == 0, left), (_beyond(x, xp, after), right)):
        if end is not None:
            found = ARRAY_TABLE["where"](found, end, condition=~np.asarray(outside))
    return found


def _beyond(x: Any, xp: Any, after: Any) -> Any:
    """마지막 점보다 큰 것. Tell which points lie beyond the last; one that is the last does not."""
    return (after > np.size(xp) - 1) & (np.asarray(plain(x)) != plain(xp)[-1])


def _gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    """격자의 차분. Take differences on a grid, along each axis."""
    axes = list(range(np.ndim(f))) if axis is None else _counted(axis, np.ndim(f))
    spacing = list(varargs) * len(axes) if len(varargs) == 1 else list(varargs) or [1.0] * len(axes)
    if len(spacing) != len(axes) or edge_order not in (1, 2):
        given = {"axis": axis, "edge_order": edge_order}
        raise refused_call(np.gradient, (f, *varargs), given, given)
    found = [
        np.moveaxis(_slope(np.moveaxis(f, i, 0), np.asarray(dx), edge_order), 0, i)
        for i, dx in zip(axes, spacing, strict=True)
    ]
    return found[0] if len(found) == 1 else tuple(found)


def _slope(f: Any, dx: Any, edge_order: int) -> Any:
    """첫 축을 따른 기울기. Take slopes along the first axis; `dx` is a distance, or places."""
    n = np.shape(f)[0]
    order: Any = edge_order
    checked(f"gradient({np.shape(f)})", lambda: np.gradient(np.empty(n), dx, edge_order=order))
    h = (np.diff(dx) if dx.ndim else np.full(n - 1, dx)).astype(f.dtype)
    h = h.reshape(-1, *(1,) * (np.ndim(f) - 1))
    a, b = h[:-1], h[1:]
    steps = (f[1:] - f[:-1]) / h
    inner = (steps[:-1] * b + steps[1:] * a) / (a + b)
    if edge_order == 1:
        return np.concatenate([steps[:1], inner, steps[-1:]])
    first = steps[:1] - (steps[1:2] - steps[:1]) * (h[:1] / (h[:1] + h[1:2]))
    last = steps[-1:] + (steps[-1:] - steps[-2:-1]) * (h[-1:] / (h[-1:] + h[-2:-1]))
    return np.concatenate([first, inner, last])


def _histogram(a: Any, bins: Any = 10, range: Any = None) -> Any:
    """수마다 어느 칸인가: 칸의 경계는 a에서 나오면 미분된다.

    Count what falls between edges; edges that are laid out over the numbers of `a` move with them.
    """
    if isinstance(bins, (str, Operand)) or node_in(range) is not None:
        raise OpError("numpy.option", name="histogram", option="bins", options="int, […]", got=bins)

    def counted(numbers: Any) -> Any:
        return np.histogram(numbers, bins, range)[0]

    counts = checked(f"histogram({np.shape(a)})", lambda: decided(counted)(a))
    if np.ndim(bins) == 0 and range is None and np.size(a):
        low, high = np.min(a), np.max(a)
        room = 0.0 if high > low else 0.5  # around a single number, as NumPy leaves it
        return counts, np.linspace(low - room, high + room, bins + 1)
    return counts, np.histogram_bin_edges(plain(a), bins, range)


CHOICES: dict[Any, Callable[..., Any]] = {
    np.where: _where,
    np.sort: _sorted,
    np.partition: _partitioned,
    np.quantile: _quantile,
    np.percentile: _percentile,
    np.median: _median,
    np.interp: _interp,
    np.histogram: _histogram,
    np.gradient: _gradient,
}
