"""꺼내기와 넣기.

Write indexing in ONNX. Whole numbers and slices have operators of their own; whatever else NumPy
can take is taken out of one row, at places that NumPy itself counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .sizes import same
from .step import Step
from .writer import WHOLE, Term

__all__ = ["getitem", "put"]

LAST = np.iinfo(np.int64).max


def getitem(step: Step, a: Term) -> Term:
    """a[index]를 적는다. Write ``a[index]``."""
    shapes = [np.shape(parent.data) for parent in step.parents[0]]
    parts = _by_axis(step, shapes)
    if parts is not None and all(x is None or isinstance(x, (int, slice)) for x in parts):
        return _sliced(step, a, parts)
    arrays = [(i, x) for i, x in enumerate(parts or ()) if not _is_whole(x)]
    if len(arrays) == 1 and getattr(arrays[0][1], "dtype", None) == WHOLE:
        axis, at = arrays[0]
        return step.writer.emit("Gather", a, step.writer.constant(at), axis=axis)
    return step.writer.emit(
        "Gather", step.writer.flat(a), step.array(*_places(step, shapes)), axis=0
    )


def put(step: Step, a: Term) -> Term:
    """0만 있는 배열의 그 자리에 더한다. Write zeros with `a` added at an index."""
    w, shapes = step.writer, step.both("shape")
    if (ends := _frame(step, shapes)) is not None:
        return w.emit("Pad", a, w.whole(*ends), w.number(0.0, a.dtype))
    one, two = _places(step, shapes)
    wide = w.emit("Expand", a, w.shape(step.dims_between(one.shape, two.shape)))
    sizes = step.dims_between(*([int(np.prod(shape))] for shape in shapes))
    zeros = w.emit("Expand", w.number(0.0, a.dtype), w.shape(sizes))
    at = w.flat(step.array(one, two))
    row = w.emit("ScatterElements", zeros, at, w.flat(wide), axis=0, reduction="add")
    return w.reshaped(row, step.dims)


def _places(step: Step, shapes: Sequence[tuple[int, ...]]) -> tuple[Any, Any]:
    """그 자리의 번호, 두 크기에서. Count the places that an index takes, at both sizes."""
    one, two = (
        np.asarray(np.arange(np.prod(shape), dtype=WHOLE).reshape(shape)[index])
        for shape, index in zip(shapes, step.both("index"), strict=True)
    )
    return one, two


def _is_whole(x: Any) -> bool:
    return isinstance(x, slice) and x == slice(None)


def _frame(step: Step, shapes: Sequence[tuple[int, ...]]) -> list[int] | None:
    """둘레에 두르는 0의 수, 앞과 뒤.

    Count the zeros before and after along each axis, where an array goes into the middle of zeros,
    as into the frame of an image; None where it does not, or is stretched.
    """
    parts, own = _by_axis(step, shapes), step.parents[0][0].data.shape
    if not parts or len(parts) != len(own) or not all(isinstance(x, slice) for x in parts):
        return None
    before, after = list[int](), list[int]()
    for x, length, n, m in zip(parts, own, *shapes, strict=True):
        low, high, by = x.indices(n)
        if by != 1 or high - low != length or not (_is_whole(x) or n == m):
            return None
        before.append(low)
        after.append(n - high)
    return [*before, *after]


def _by_axis(step: Step, shapes: Sequence[tuple[int, ...]]) -> list[Any] | None:
    """축마다의 색인, 빠진 축까지.

    List an index axis by axis, those left out included, and None for each new axis. What reaches
    from the first sample to the last is a whole slice; where an index is another one for another
    number of samples otherwise, or holds bools, there is no such list.
    """
    found = []
    if any(map(_holds_bools, step.both("index"))):
        return None
    both = [_spread(*spelled) for spelled in zip(step.both("index"), shapes, strict=True)]
    for (a, m), (b, n) in zip(*both, strict=False):
        whole = all(isinstance(x, slice) and x.indices(k) == (0, k, 1) for x, k in ((a, m), (b, n)))
        if not (whole or same(a, b)):
            return None
        found.append(slice(None) if whole else a)
    return found if len(both[0]) == len(both[1]) else None


def _holds_bools(index: Any) -> bool:
    parts = index if isinstance(index, tuple) else (index,)
    return any(isinstance(x, bool) or getattr(x, "dtype", None) == np.bool_ for x in parts)


def _spread(index: Any, shape: tuple[int, ...]) -> list[tuple[Any, int]]:
    """축마다 그 색인과 길이. Pair each axis's index with its length."""
    parts = list(index) if isinstance(index, tuple) else [index]
    taken = [int(x is not None) for x in parts]
    hidden = next((i for i, x in enumerate(parts) if x is Ellipsis), None)
    if hidden is None:
        parts, taken, hidden = [*parts, Ellipsis], [*taken, 1], len(parts)
    rest = len(shape) - sum(taken) + 1
    parts[hidden : hidden + 1] = [slice(None)] * rest
    taken[hidden : hidden + 1] = [1] * rest
    ends = np.cumsum(taken, dtype=int)
    lengths = [shape[end - n] if n else 0 for end, n in zip(ends, taken, strict=True)]
    plain = [int(x) if isinstance(x, np.integer) else x for x in parts]
    return list(zip(plain, lengths, strict=True))


def _sliced(step: Step, a: Term, parts: list[Any]) -> Term:
    """슬라이스와 정수와 새 축. Write slices, then whole numbers, then new axes."""
    w = step.writer
    axes = [x for x in parts if x is not None]
    cut = [(i, x) for i, x in enumerate(axes) if isinstance(x, slice) and not _is_whole(x)]
    if cut:
        rows = [_bounds(x) for _, x in cut]
        starts, ends, steps = (w.whole(*column) for column in zip(*rows, strict=True))
        a = w.emit("Slice", a, starts, ends, w.whole(*(i for i, _ in cut)), steps)
    for i, x in reversed(list(enumerate(axes))):
        if isinstance(x, int):
            a = w.emit("Gather", a, w.constant(np.array(x, WHOLE)), axis=i)
    left = [x for x in parts if not isinstance(x, int)]
    new = [i for i, x in enumerate(left) if x is None]
    return w.emit("Unsqueeze", a, w.whole(*new)) if new else a


def _bounds(x: slice) -> tuple[int, int, int]:
    """ONNX가 적는 대로. Write the bounds of a slice as ONNX has them."""
    by = 1 if x.step is None else int(x.step)
    start = (0 if by > 0 else LAST) if x.start is None else int(x.start)
    end = (LAST if by > 0 else -LAST) if x.stop is None else int(x.stop)
    return start, end, by
