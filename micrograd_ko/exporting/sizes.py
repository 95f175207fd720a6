"""표본의 수에 딸린 것: 두 크기로 기록해서 비교한다.

Tell what depends on the number of samples. A model is recorded on two batches of different sizes;
what is the same in both is fixed, and what differs is a line in that number, or it cannot be
written into a file for any number.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

__all__ = ["Dim", "Line", "Sizes", "same"]

Array = np.ndarray[Any, Any]


class Dim(NamedTuple):
    """길이 하나: each·n + fixed, 표본은 n개.

    Hold the length of an axis, ``each * n + fixed`` for n samples.
    """

    each: int
    fixed: int

    def __str__(self) -> str:
        if not self.each:
            return str(self.fixed)
        rows = "batch" if self.each == 1 else f"{self.each}*batch"
        return f"{rows}{self.fixed:+d}" if self.fixed else rows


class Line(NamedTuple):
    """표본의 수에 따라 달라지는 배열.

    Hold an array that grows with the number of samples: along `axis` its row i is
    ``step * i + rise * n + start``; the three have length 1 there. Without an axis it only rises.
    """

    axis: int | None
    step: Array
    rise: Array
    start: Array


class Sizes(NamedTuple):
    """기록한 두 그룹의 표본 수. Hold the numbers of samples of the two recordings."""

    first: int
    second: int

    def dim(self, a: int, b: int) -> Dim | None:
        """두 길이에서. Read a length off what it was twice; None if it is no line."""
        if a == b:
            return Dim(0, a)
        each, rest = divmod(b - a, self.second - self.first)
        return None if rest else Dim(each, a - each * self.first)

    def dims(self, a: Sequence[int], b: Sequence[int]) -> list[Dim] | None:
        """두 모양에서. Read a shape off what it was twice."""
        found = [self.dim(m, n) for m, n in zip(a, b, strict=False)]
        return None if len(a) != len(b) or None in found else found  # type: ignore[return-value]

    def line(self, a: Array, b: Array) -> Line | None:
        """두 배열에서.

        Read an array off what it was twice; None where it follows neither the number of samples nor
        the place among them.
        """
        dims = self.dims(a.shape, b.shape)
        axes = [] if dims is None else [i for i, dim in enumerate(dims) if dim.each]
        if dims is None or len(axes) > 1 or a.dtype != b.dtype or self.first == self.second:
            return None
        axis = axes[0] if axes else None
        kind = np.dtype(np.int64) if a.dtype.kind in "bui" else a.dtype
        one, two = a.astype(kind), b.astype(kind)
        if axis is not None and min(a.shape[axis], b.shape[axis]) < 2:
            return None
        rows = [one, two] if axis is None else [np.take(x, [0], axis) for x in (one, two)]
        step = np.zeros_like(rows[0]) if axis is None else _change(rows[0], np.take(one, [1], axis))
        rise = _change(rows[0], rows[1]) / (self.second - self.first)
        if not same(rise, np.round(rise)):  # as √n and n // 2 do, which are no lines
            return None
        found = Line(axis, step, rise.astype(kind), rows[0] - rise.astype(kind) * self.first)
        fits = same(self._of(found, a.shape, self.first), one) and same(
            self._of(found, b.shape, self.second), two
        )
        return found if fits else None

    def _of(self, line: Line, shape: tuple[int, ...], n: int) -> Array:
        """그 크기에서의 배열. Compute what the line is at a size, to compare."""
        flat: Array = line.rise * n + line.start
        if line.axis is None:
            return flat
        places = np.arange(shape[line.axis], dtype=line.step.dtype)
        places = places.reshape([-1 if i == line.axis else 1 for i in range(len(shape))])
        found: Array = line.step * places + flat
        return found


def _change(a: Array, b: Array) -> Array:
    """b - a, 같은 무한대면 0. Subtract; 0 where both are the same infinity."""
    return np.where(a == b, a.dtype.type(0), b - np.where(a == b, a.dtype.type(0), a))


def same(a: Any, b: Any) -> bool:
    """같은 값인가, nan도 배열도.

    Tell whether two values of a parameter are the same, nan and arrays included.
    """
    if isinstance(a, (tuple, list)) and isinstance(b, (tuple, list)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        x, y = np.asarray(a), np.asarray(b)
        return x.dtype == y.dtype and np.array_equal(x, y, equal_nan=x.dtype.kind == "f")
    return type(a) is type(b) and bool(a == b or (a != a and b != b))
