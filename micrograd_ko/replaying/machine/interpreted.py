"""NumPy로 행을 실행한다: Numba가 없을 때.

Carry the same rows out with NumPy, slower, where Numba is not installed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from ..writing.primitives import PRIMITIVES
from .opcodes import CODES, EACH, REDUCTIONS, SCALAR_CODES

__all__ = ["interpreted", "interpreted_scalars"]

Array = np.ndarray[Any, Any]
NAMES = {code: name for name, code in CODES.items()}
SCALAR_KEYS = list(SCALAR_CODES)


def interpreted(
    rows: Array, places: Array, x: Array, calls: Mapping[int, Callable[[], Any]]
) -> list[Callable[[], Any]]:
    """행마다 NumPy 함수 하나.

    Make for each row a function of nothing that carries it out with NumPy; `calls` are the rows
    that are such functions already, by their number.
    """
    return [
        calls[i] if i in calls else _interpreted_row(row, places.astype(np.int64), x)
        for i, row in enumerate(rows.astype(np.int64).tolist())
    ]


def _interpreted_row(row: list[int], places: Array, x: Array) -> Callable[[], Any]:
    code, n0, n1, o, a, sa, b, sb, d, e, f, _ = row
    name = NAMES[code]

    def view(start: int, *axes: tuple[int, int]) -> Array:
        strides = [stride * x.itemsize for _, stride in axes]
        return np.lib.stride_tricks.as_strided(x[start:], [n for n, _ in axes], strides)

    if name in EACH:
        (primitive, kind), out = EACH[name], view(o, (n0, n1), (n1, 1))
        p, q = view(a, (n0, sa), (n1, kind != "_p")), view(b, (n0, sb), (n1, kind != "_q"))
        return lambda: np.copyto(out, _carried_out(primitive, out, p, q))
    if name in REDUCTIONS:
        which, way = name.split("_")
        axes = ((n0, sa), (n1, 1)) if way == "rows" else ((n0, 1), (n1, sa))
        reduce: Any = {"sum": np.add, "max": np.maximum, "min": np.minimum}[which].reduce
        return partial(reduce, view(a, *axes), axis=1, out=x[o : o + n0])
    if name == "strided":
        return partial(np.copyto, view(o, (n0, d), (n1, e)), view(a, (n0, sa), (n1, f)))
    if name == "gather":
        return lambda: np.copyto(x[o : o + n1], x[a + places[d : d + n1]])
    if name == "scatter":
        return lambda: np.add.at(x, o + places[d : d + n1], x[a : a + n1])
    if name in ("take_rows", "add_rows"):
        rows = view(a, (f, sa) if name == "take_rows" else (n0, sa), (n1, sb))
        out = view(o, (n0, d) if name == "take_rows" else (f, d), (n1, e))
        return partial(_by_number, name, out, rows, x[b : b + n0])
    if name == "lower_outer":
        whole, column = view(o, (n0, n1), (n1, 1)), view(a, (n0, sa), (1, 1))
        return lambda: np.copyto(whole, whole - column * x[b : b + n1] * x[d])
    left = view(a, (n0, 1), (n1, n0)) if sa else view(a, (n0, n1), (n1, 1))
    right = view(b, (n1, 1), (d, n1)) if sb else view(b, (n1, d), (d, 1))
    return partial(np.matmul, left, right, out=view(o, (n0, d), (d, 1)))


def _by_number(name: str, out: Array, rows: Array, numbers: Array) -> None:
    """수로 고른 줄을 읽거나, 그 줄에 더한다. Read rows by their numbers, or add to them."""
    known = ~np.isnan(numbers)
    last = len(rows if name == "take_rows" else out) - 1
    which = np.clip(np.floor(numbers[known] + 0.5), 0, last).astype(np.intp)
    if name == "take_rows":
        out[known], out[~known] = rows[which], np.nan
    else:
        np.add.at(out, which, rows[known])


def interpreted_scalars(
    codes: Array,
    starts: Array,
    to: Array,
    first: Array,
    second: Array,
    x: Array,
    low: int,
    high: int,
) -> None:
    """수 하나짜리 행들을 NumPy로.

    Carry out rows of one number each, a run at a time; no two of a run have the same place.
    """
    for s in range(low, high):
        name, added = SCALAR_KEYS[codes[s]]
        run = slice(starts[s], starts[s + 1])
        d, p, q = to[run], x[first[run]], x[second[run]]
        with np.errstate(all="ignore"):
            found = _carried_out(name, x[d], p, q)
            x[d] = x[d] + found if added else found


def _carried_out(name: str, y: Array, p: Array, q: Array) -> Array:
    """연산 하나를 NumPy로. Carry out a primitive with NumPy; its text says the same to Numba."""
    if name == "pick":
        return np.where(p != 0, q, y)
    if name == "lower":
        return y - p
    if name == "lower_by":
        return y - p * q  # type: ignore[no-any-return]
    ufunc = getattr(np, PRIMITIVES[name].ufunc)
    return ufunc(*(p, q)[: ufunc.nin])  # type: ignore[no-any-return]
