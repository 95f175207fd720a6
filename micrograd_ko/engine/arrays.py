"""배열에 대해 살피는 것: dtype, 축, 모양, 자리.

What is asked about arrays before a Tensor is made of them, or taken apart: their type, axes, shape
and index.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import NotANumberError, ShapeError
from .graph import Node
from .operators import plain

__all__ = ["FLOATS", "axes_of", "checked", "float_type", "plain_index"]

FLOATS = (np.dtype(np.float64), np.dtype(np.float32))


def float_type(given: Any) -> np.dtype[Any] | None:
    """float64나 float32. float64 or float32, None for None; another type is refused."""
    try:
        found = None if given is None else np.dtype(given)
    except TypeError:
        found = np.dtype(object)
    if found is not None and found not in FLOATS:
        raise NotANumberError("tensor.dtype", given=given)
    return found


def axes_of(given: tuple[Any, ...]) -> tuple[int, ...]:
    """reshape(2, 3)과 reshape((2, 3))은 같다.

    The arguments of reshape and transpose, one by one or as a tuple.
    """
    return (
        tuple(given[0])
        if len(given) == 1 and isinstance(given[0], (tuple, list, np.ndarray))
        else given
    )


def checked(call: str, shape: Callable[[], Any]) -> Any:
    """NumPy가 거절하면 ShapeError로. What NumPy finds, or its refusal as a ShapeError."""
    try:
        return shape()
    except (ValueError, IndexError, TypeError) as error:
        raise ShapeError("tensor.shapes", call=call, error=error) from None


def plain_index(index: Any) -> Any:
    """노드와 목록이 없는 색인. An index without nodes, its lists and arrays copied."""
    if isinstance(index, tuple):
        return tuple(map(plain_index, index))
    if not isinstance(index, (list, np.ndarray, Node)):
        return index
    found = np.array(plain(index))  # a copy: theirs may change
    # as NumPy: [] takes nothing
    return found if found.size or not isinstance(index, list) else found.astype(np.intp)
