"""배열에 대해 살피는 것: dtype, 축, 모양, 자리.

Check arrays before a Tensor is made of them, or taken apart: their numbers, type, axes, shape and
index.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..arguments import is_masked, is_real, refusal, shown
from ..errors import NotANumberError, ShapeError
from ..messages import text
from .graph import Node
from .operators import node_in, plain
from .symbols import Operand

__all__ = ["FLOATS", "axes_of", "checked", "float_type", "plain_index", "real_array"]

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

    Read the arguments of reshape and transpose, one by one or as a tuple.
    """
    return (
        tuple(given[0])
        if len(given) == 1 and isinstance(given[0], (tuple, list, np.ndarray))
        else given
    )


def checked(call: str, shape: Callable[[], Any]) -> Any:
    """NumPy가 거절하면 ShapeError로.

    Return what NumPy finds; turn its refusal into a ShapeError.
    """
    try:
        return shape()
    except (ValueError, IndexError, TypeError) as error:
        raise ShapeError("tensor.shapes", call=call, error=error) from None


def plain_index(index: Any) -> Any:
    """노드와 목록이 없는 색인. Return an index without nodes, its lists and arrays copied."""
    if isinstance(index, tuple):
        return tuple(map(plain_index, index))
    if not isinstance(index, (list, np.ndarray, Node)):
        return index
    found = np.array(plain(index))  # a copy: theirs may change
    # as NumPy: [] takes nothing
    return found if found.size or not isinstance(index, list) else found.astype(np.intp)


def real_array(x: Any, default: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """실수의 배열로, 또는 까닭을 적은 오류.

    Read x as an array of float64 or float32 (else `default`); an error says why it is none.
    """
    if type(x) is np.ndarray and x.dtype in FLOATS:
        return x
    if isinstance(x, (Operand, str, bytes)) or x is None or is_masked(x):
        raise refusal(x, "tensor.not_an_array")
    if isinstance(x, (list, tuple)) and (node := node_in(x)) is not None:
        raise refusal(node, "tensor.not_an_array")
    try:
        found = np.asarray(x)
    except ValueError:  # rows of different lengths
        hint = text("value.hint.ragged")
        raise NotANumberError(
            "tensor.not_an_array", type=type(x).__name__, got=shown(x), hint=hint
        ) from None
    if found.dtype.kind not in "fiub":
        culprit = next((e for e in found.flat if not is_real(e)), x) if found.dtype == object else x
        raise refusal(culprit, "tensor.not_an_array")
    return found if found.dtype in FLOATS else found.astype(default)
