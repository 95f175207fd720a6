"""나무를 JSON이 말할 수 있는 것과 배열로.

Turn a tree into what JSON can say, with its arrays beside it, and back. What JSON has no word for
is a dict with one key that starts with "$": ``{"$float": "nan"}``, ``{"$array": name}``. A key of
the tree's own that starts with "$" gets another one in front.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..arguments import is_masked, shown
from ..errors import DataError
from .broken import BrokenError

__all__ = ["DTYPES", "FLOATS", "LARGEST", "Contents", "pack", "reshaped", "unpack"]

Array = np.ndarray[Any, Any]

# the name in a file -> the type of an entry
DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(name)
    for name in ("bool", *(f"{sign}int{n}" for sign in ("", "u") for n in (8, 16, 32, 64)),
                 "float16", "float32", "float64")
}  # fmt: skip
DEEPEST = 150  # levels; Python's own reader of JSON nests up to a thousand calls
LARGEST = 10**400  # Python refuses to write and read text of some 4,300 digits
MOST_AXES = 32  # that every NumPy can have
FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
MEMBER = re.compile(r"(?!__)\w[\w-]*(\.\w[\w-]*)*")


def pack(tree: Any) -> tuple[Any, dict[str, Array]]:
    """JSON이 말할 수 있는 것과, 이름 붙은 배열들.

    Return the tree as what JSON can say, and its arrays by the names that stand in their places.

    Raises:
        DataError: something that a tree does not hold, with its place.
    """
    arrays: dict[str, Array] = {}
    return _packed(tree, (), arrays), arrays


def _packed(x: Any, place: tuple[str, ...], arrays: dict[str, Array]) -> Any:
    if len(place) > DEEPEST:
        raise DataError("files.tree.deep", place="/".join(place[:6]) + "/…", deepest=DEEPEST)
    if isinstance(x, np.generic) and x.dtype in DTYPES.values():
        x = x.item()
    if x is None or isinstance(x, (bool, str)):
        return x
    if isinstance(x, int) and abs(x) < LARGEST:
        return int(x)
    if isinstance(x, float):
        return float(x) if math.isfinite(x) else {"$float": f"{x:g}"}
    if isinstance(x, list):
        return [_packed(item, (*place, str(i)), arrays) for i, item in enumerate(x)]
    if isinstance(x, dict) and all(isinstance(key, str) for key in x):
        return {
            f"${key}" if key.startswith("$") else key: _packed(item, (*place, key), arrays)
            for key, item in x.items()
        }
    plain = isinstance(x, np.ndarray) and not is_masked(x)
    if plain and x.dtype.newbyteorder("=") in DTYPES.values():
        return {"$array": _kept(x, place, arrays)}
    where = "/".join(place) or "-"
    raise DataError("files.tree.kind", place=where, type=type(x).__name__, got=shown(x))


def _kept(x: Array, place: tuple[str, ...], arrays: dict[str, Array]) -> str:
    """배열을 이름 붙여 둔다.

    Keep an array under a name that tells its place, as far as that can be the name of a member.
    """
    name = ".".join(place)
    if len(name) > 200 or not MEMBER.fullmatch(name):
        name = f"array{len(arrays)}"
    while name in arrays:
        name += "_"
    arrays[name] = np.array(x, dtype=x.dtype.newbyteorder("="), order="C", copy=None, subok=False)
    return name


def unpack(x: Any, array: Callable[[Any], Array], depth: int = 0) -> Any:
    """JSON에서 읽은 것을 다시 나무로.

    Turn what was read from JSON into the tree again; `array` gives the array for what stands under
    "$array".

    Raises:
        BrokenError: something that :func:`pack` never writes.
    """
    if depth > DEEPEST:
        raise BrokenError("files.deep", deepest=DEEPEST)
    if isinstance(x, list):
        return [unpack(item, array, depth + 1) for item in x]
    if not isinstance(x, dict):
        return x
    if len(x) == 1:
        ((key, item),) = x.items()
        if key == "$array":
            return array(item)
        if key == "$float" and isinstance(item, str) and item in FLOATS:
            return FLOATS[item]
    for key in x:
        if key.startswith("$") and not key.startswith("$$"):
            raise BrokenError("files.mark", got=shown({key: x[key]}))
    return {key.removeprefix("$"): unpack(item, array, depth + 1) for key, item in x.items()}


class Contents(NamedTuple):
    """읽은 파일의 내용. Hold what was read of a file, the tree still packed."""

    kind: str
    tree: Any
    names: set[str] | None  # of the arrays beside the tree; None where they stand in it
    array: Callable[[Any], Array]  # for what stands under "$array"


def reshaped(flat: Array, shape: list[Any], dtype: np.dtype[Any] | None = None) -> Array:
    """그 모양의 새 배열로, 수가 꼭 맞을 때만.

    Give the numbers their shape, in an array of their own.

    Raises:
        BrokenError: there are not as many as the shape asks for.
    """
    fits = len(shape) <= MOST_AXES and all(type(n) is int and 0 <= n < 2**62 for n in shape)
    if not fits or math.prod(shape) != flat.size or math.prod(filter(None, shape)) >= 2**59:
        raise BrokenError("files.shape", got=shown(shape), count=flat.size)
    return flat.astype(dtype or flat.dtype).reshape(shape)
