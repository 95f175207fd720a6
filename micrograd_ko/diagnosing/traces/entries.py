"""배열의 원소가 있는 자리.

Find places of entries in arrays.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

__all__ = ["indices", "largest_places"]


def indices(flat: Iterable[int], shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """한 줄로 센 자리를 색인으로. Turn places counted in one row into indices."""
    return [tuple(int(i) for i in np.unravel_index(k, shape)) for k in flat]


def largest_places(array: np.ndarray[Any, Any], count: int) -> list[tuple[int, ...]]:
    """가장 큰 수들의 자리.

    Find the `count` largest numbers of an array, the largest first; nan is the least.
    """
    return indices(np.argsort(-array, axis=None, kind="stable")[:count], array.shape)
