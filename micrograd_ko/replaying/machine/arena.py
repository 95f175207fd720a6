"""한 배열의 자리 나누기.

Give every array its place in one flat array, the arena, where all numbers lie: what lasts lies
first, then what comes and goes. What is no longer needed leaves its place to what comes later.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..writing.instructions import Buffer

__all__ = ["Arena", "zeros"]

LINE = 64  # bytes of a line of the cache, on which arrays start


class Arena:
    """한 배열의 자리 나누기.

    Keep who lies where in one flat array: what lasts first, then what comes and goes.
    """

    def __init__(self, dtype: Any) -> None:
        self._line: int = LINE // np.dtype(dtype).itemsize
        self.places: dict[Buffer, int] = {}
        self.size = 0
        self._free: list[tuple[int, int]] = []  # (start, size) of what was given back, by start

    def keep(self, buffer: Buffer) -> int:
        """끝까지 남을 자리. Take a place that is never given back."""
        if buffer not in self.places:
            self.places[buffer] = self.size
            self.size += self.aligned(buffer.size)
        return self.places[buffer]

    def take(self, buffer: Buffer) -> int:
        """가장 꼭 맞는 빈자리.

        Take the smallest gap that is large enough, else new room at the end.
        """
        size = self.aligned(buffer.size)
        fits = [(gap, start) for start, gap in self._free if gap >= size]
        if not fits:
            return self.keep(buffer)
        gap, start = min(fits)
        self._free.remove((start, gap))
        if gap > size:
            self._give(start + size, gap - size)
        self.places[buffer] = start
        return start

    def give_back(self, buffer: Buffer) -> None:
        """자리를 돌려준다. Free the place of `buffer` again."""
        self._give(self.places[buffer], self.aligned(buffer.size))

    def _give(self, start: int, size: int) -> None:
        for other, gap in list(self._free):
            if other + gap == start or start + size == other:  # neighbours become one
                self._free.remove((other, gap))
                start, size = min(start, other), size + gap
        self._free.append((start, size))

    def aligned(self, size: int) -> int:
        """다음 배열이 시작할 수 있는 자리. Return where the next array may start."""
        return -(-size // self._line) * self._line


def zeros(count: int, dtype: Any) -> np.ndarray[Any, Any]:
    """캐시의 줄에 맞춰 시작하는 0들.

    Make an array of zeros that starts on a line of the cache. Where it starts a little beside, each
    vector of numbers lies on two lines, and takes half as long again.
    """
    dtype = np.dtype(dtype)
    room = np.zeros(count * dtype.itemsize + LINE, np.uint8)
    start = -room.ctypes.data % LINE
    return room[start : start + count * dtype.itemsize].view(dtype)
