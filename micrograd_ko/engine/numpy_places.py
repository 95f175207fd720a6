"""원소를 옮기기만 하는 NumPy 함수: NumPy가 자리를 옮기고, 거기 있는 것을 꺼낸다.

Give NumPy's functions that only move entries about their meaning: NumPy does it to the *places* of
the entries, and what lies there is taken. So np.roll, np.tile, np.pad and the like are exactly
NumPy's, with all of their arguments, and their gradient is that of taking.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import OpError
from .array_ops import ARRAY_TABLE
from .arrays import checked
from .numpy_calls import carried_out, refused_call, spelled
from .numpy_values import decided, settled
from .operators import node_in
from .symbols import Operand

__all__ = ["PLACES", "taken_at"]


class _Numbered:
    """번호를 매긴 배열들.

    Several arrays whose entries are numbered through; `places` are those of one of them.
    """

    def __init__(self) -> None:
        self.arrays: list[Any] = []
        self.size = 0

    def places(self, x: Any) -> Any:
        """그 배열의 자리. Number the entries of an array, or of a list of arrays."""
        if isinstance(x, (list, tuple)) and node_in(x) is not None:
            return [self.places(part) for part in x]
        shape = np.shape(x)
        self.arrays.append(x)
        found = np.arange(self.size, self.size + int(np.prod(shape))).reshape(shape)
        self.size += found.size
        return found

    def at(self, places: Any) -> Any:
        """그 자리에 있는 것. Take what lies at `places`, or at a list of them."""
        dtype = next(getattr(x, "dtype") for x in self.arrays if isinstance(x, Operand))  # noqa: B009
        same: list[Any] = [
            x if isinstance(x, Operand) else np.asarray(x, dtype) for x in self.arrays
        ]
        flat = [np.reshape(x, -1) for x in same]
        row = flat[0] if len(flat) == 1 else np.concatenate(flat)
        if isinstance(places, (list, tuple)):
            return type(places)([row[np.asarray(part)] for part in places])
        return row[np.asarray(places)]


def moved(function: Callable[..., Any], *names: str) -> Callable[..., Any]:
    """NumPy가 옮기는 함수로.

    Make the meaning of a function that moves the entries of its arguments called `names`.
    """

    def meaning(**given: Any) -> Any:
        if given.get("out") is not None:
            raise refused_call(function, (), given, [*names, "axis"])
        numbered = _Numbered()
        places = {k: numbered.places(v) if k in names else settled(v) for k, v in given.items()}
        shapes = ", ".join(str(np.shape(x)) for x in numbered.arrays)
        return numbered.at(
            checked(f"{spelled(function)}({shapes})", lambda: carried_out(function, places))
        )

    return meaning


def taken_at(a: Any, places: Any) -> Any:
    """그 자리에 있는 것, 자리는 한 줄로 센 번호.

    Take what lies at `places`, numbers that count the entries of `a` one by one.
    """
    return np.reshape(a, -1)[places]


# The modes of np.pad that only copy; the others compute what they fill with.
COPYING = ("constant", "edge", "reflect", "symmetric", "wrap")


def _pad(
    array: Any,
    pad_width: Any,
    mode: Any = "constant",
    constant_values: Any = 0,
    reflect_type: Any = "even",
) -> Any:
    """테두리를 두른다. Put an edge around an array: of constants, or of its own entries."""
    numbered = _Numbered()
    places = numbered.places(array)
    options: dict[str, Any] = {"mode": mode}
    if mode == "constant":
        constant_values = (
            np.stack(constant_values)
            if node_in(constant_values) is not None and isinstance(constant_values, (list, tuple))
            else constant_values
        )
        options["constant_values"] = numbered.places(constant_values)
    elif mode not in COPYING or reflect_type != "even":
        got = mode if mode not in COPYING else f"{mode}, reflect_type={reflect_type}"
        raise OpError(
            "numpy.option", name="pad", option="mode", options=", ".join(COPYING), got=got
        )
    return numbered.at(
        checked(f"pad({np.shape(array)})", lambda: np.pad(places, pad_width, **options))
    )


def _triangle(function: Callable[..., Any]) -> Callable[..., Any]:
    """대각선의 한쪽만 남기는 함수로. Make the meaning of np.tril or np.triu."""

    def meaning(m: Any, k: int = 0) -> Any:
        full = np.ones(np.shape(m), dtype=bool)
        kept = checked(f"{spelled(function)}({np.shape(m)})", lambda: function(full, k))
        return ARRAY_TABLE["where"](m, 0.0, condition=kept)

    return meaning


def _diag(v: Any, k: int = 0) -> Any:
    if np.ndim(v) == 2:
        return np.diagonal(v, k)
    shape = checked(f"diag({np.shape(v)})", lambda: np.diag(np.empty(np.shape(v)), k).shape)
    rows = np.arange(np.size(v)) + max(-k, 0)
    return ARRAY_TABLE["put"](v, index=(rows, rows + k), shape=shape)


def _split(function: Callable[..., Any]) -> Callable[..., Any]:
    """가르기: 조각마다 슬라이스 하나.

    Split an array: each part is a slice of it, where NumPy cuts.
    """

    def meaning(**given: Any) -> Any:
        ary = given.pop("ary")
        given = {k: settled(v) for k, v in given.items()}
        axis = {"hsplit": min(np.ndim(ary) - 1, 1), "vsplit": 0, "dsplit": 2}.get(
            function.__name__, given.get("axis", 0)
        )
        parts = checked(
            f"{spelled(function)}({np.shape(ary)})",
            lambda: carried_out(function, {**given, "ary": np.empty(np.shape(ary), bool)}),
        )
        before, ends = (
            (slice(None),) * (axis % np.ndim(ary)),
            np.cumsum([p.shape[axis] for p in parts]),
        )
        return [
            ary[(*before, slice(int(end) - part.shape[axis], int(end)))]
            for part, end in zip(parts, ends, strict=True)
        ]

    return meaning


def _flip(m: Any, axis: Any = None) -> Any:
    shape = np.shape(m)
    axes = checked(f"flip({shape})", lambda: np.lib.array_utils.normalize_axis_tuple(
        range(len(shape)) if axis is None else axis, len(shape)))  # fmt: skip
    return m[tuple(slice(None, None, -1) if i in axes else slice(None) for i in range(len(shape)))]


def _take_along_axis(arr: Any, indices: Any, axis: Any = -1) -> Any:
    indices = settled(indices)
    if axis is None:
        return taken_at(arr, np.asarray(indices))
    places = np.arange(np.size(arr)).reshape(np.shape(arr))
    return taken_at(arr, checked(
        f"take_along_axis({np.shape(arr)})",
        lambda: np.take_along_axis(places, np.asarray(indices), axis),
    ))  # fmt: skip


def _select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    if len(condlist) != len(choicelist):
        raise OpError("numpy.pairs", name="select", first=len(condlist), second=len(choicelist))
    found = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        found = ARRAY_TABLE["where"](choice, found, condition=np.asarray(settled(condition)))
    return found


def _bincount(x: Any, weights: Any = None, minlength: Any = 0) -> Any:
    """자리마다 몇 번 나오는지, 또는 무게의 합. Count places, or add up weights at them."""
    x = settled(x)
    if np.asarray(x).dtype == np.int64:  # wider than a place in memory that has 32 bits
        x = np.asarray(x, dtype=np.intp)
    if weights is None:
        return np.bincount(x, None, minlength)
    shape = checked("bincount", lambda: np.bincount(x, None, minlength).shape)
    return ARRAY_TABLE["put"](weights, index=np.asarray(x), shape=shape)


def _unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: Any = None,
    *,
    equal_nan: bool = True,
) -> Any:
    """서로 다른 것들, 차례대로. Take entries that differ, in order, each where it comes first."""
    _, index, inverse, counts = decided(np.unique)(
        ar, True, True, True, axis, equal_nan=equal_nan
    )  # fmt: skip
    found = taken_at(ar, index) if axis is None else np.take(ar, index, axis)
    wanted = (return_index, index), (return_inverse, inverse), (return_counts, counts)
    more = tuple(x for asked, x in wanted if asked)
    return (found, *more) if more else found


def _trim_zeros(filt: Any, trim: Any = "fb") -> Any:
    kept = np.flatnonzero(filt)
    if not kept.size:
        return filt[:0]
    low = kept[0] if "f" in trim.lower() else 0
    return filt[int(low) : int(kept[-1]) + 1 if "b" in trim.lower() else None]


PLACES: dict[Any, Callable[..., Any]] = {
    np.flip: _flip,
    np.fliplr: lambda m: _flip(m, 1),
    np.flipud: lambda m: _flip(m, 0),
    np.rot90: moved(np.rot90, "m"),
    np.roll: moved(np.roll, "a"),
    np.tile: moved(np.tile, "A"),
    np.repeat: moved(np.repeat, "a"),
    np.resize: moved(np.resize, "a"),
    np.take: moved(np.take, "a"),
    np.take_along_axis: _take_along_axis,
    np.compress: moved(np.compress, "a"),
    np.extract: moved(np.extract, "arr"),
    np.choose: moved(np.choose, "choices"),
    np.select: _select,
    np.append: lambda arr, values, axis=None: np.concatenate([arr, values], axis),
    np.insert: moved(np.insert, "arr", "values"),
    np.delete: moved(np.delete, "arr"),
    np.bincount: _bincount,
    np.unique: _unique,
    np.union1d: lambda ar1, ar2: _unique(np.concatenate([np.ravel(ar1), np.ravel(ar2)])),
    np.trim_zeros: _trim_zeros,
    np.pad: _pad,
    np.diagonal: moved(np.diagonal, "a"),
    np.diag: _diag,
    np.diagflat: lambda v, k=0: _diag(np.reshape(v, -1), k),
    np.tril: _triangle(np.tril),
    np.triu: _triangle(np.triu),
    np.split: _split(np.split),
    np.array_split: _split(np.array_split),
    np.hsplit: _split(np.hsplit),
    np.vsplit: _split(np.vsplit),
    np.dsplit: _split(np.dsplit),
    np.linalg.diagonal: lambda x, *, offset=0: np.diagonal(x, offset, -2, -1),
}
