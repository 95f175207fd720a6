""".json: 사람이 읽을 수 있는 글.

Write and read a document as text that a person can read: ``{"$array": {"dtype": "float64", "shape":
[2, 3], "numbers": […]}}``, the numbers of an array in rows, each written so that it is read as the
very same. (Which nan it was is not kept: a nan is "nan".)
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np

from ..arguments import shown
from .broken import BrokenError, field, items
from .document import opened, parsed
from .trees import DTYPES, FLOATS, Contents, reshaped

__all__ = ["read", "write"]

Array = np.ndarray[Any, Any]


def write(file: BinaryIO, document: dict[str, Any], arrays: dict[str, Array]) -> None:
    """문서를 글로 쓴다. Write a document as text, in UTF-8."""
    for piece in _pieces(document, arrays, "\n"):
        file.write(_encoded(piece))
    file.write(b"\n")


def _encoded(piece: str) -> bytes:
    try:
        return piece.encode()
    except UnicodeEncodeError:  # half of a pair of surrogates, which only an escape can write
        return piece.encode(errors="backslashreplace")


def _pieces(x: Any, arrays: dict[str, Array], line: str) -> Iterator[str]:
    """들여쓴 글의 조각들.

    Yield the text of a packed tree piece by piece; `line` starts a new line, indented.
    """
    text = json.dumps(x, ensure_ascii=False)
    if isinstance(x, dict) and x.keys() == {"$array"}:
        yield from _array(arrays[x["$array"]], line)
    elif not x or not isinstance(x, (dict, list)) or (len(text) < WIDTH and ARRAY not in text):
        yield text
    else:
        pairs = list(x.items()) if isinstance(x, dict) else [(None, item) for item in x]
        start, end = "{}" if isinstance(x, dict) else "[]"
        for i, (key, item) in enumerate(pairs):
            yield ("," if i else start) + line + " "
            yield "" if key is None else json.dumps(key, ensure_ascii=False) + ": "
            yield from _pieces(item, arrays, line + " ")
        yield line + end


ARRAY, WIDTH = '"$array"', 100  # what fits a line stands on one


def _array(x: Array, line: str) -> Iterator[str]:
    """배열의 글, 마지막 축의 줄마다 한 줄.

    Yield the text of an array, one line for each row along its last axis.
    """
    head = json.dumps({"dtype": x.dtype.name, "shape": list(x.shape), "numbers": []})
    if not x.size:
        yield f'{{"$array": {head}}}'
        return
    yield f'{{"$array": {head[:-2]}'
    for i, row in enumerate(x.reshape(-1, x.shape[-1] if x.ndim else 1)):
        numbers = row.tolist()
        if x.dtype.kind == "f" and not np.isfinite(row).all():
            numbers = [n if math.isfinite(n) else f"{n:g}" for n in numbers]
        yield f"{',' if i else ''}{line} {json.dumps(numbers)[1:-1]}"
    yield "]}}"


def read(data: bytes) -> Contents:
    """글을 읽는다. Read a document from text.

    Raises:
        BrokenError: it is none.
    """
    return Contents(*opened(parsed(data)), None, _read_array)


def _read_array(x: Any) -> Array:
    """글로 적은 배열.

    Read an array as it stands in the text: exactly as many numbers as its shape asks for, and of
    its type.
    """
    name = field(x, "dtype", str, "$array")
    if name not in DTYPES:
        raise BrokenError("files.dtype", got=shown(name), options=", ".join(DTYPES))
    dtype = DTYPES[name]
    numbers = items(x, "numbers", NUMBERS[dtype.kind], "$array")
    if dtype.kind == "f":
        numbers = [FLOATS.get(n, n) if isinstance(n, str) else n for n in numbers]
    try:
        array: Array = np.array(numbers, dtype=np.float64 if dtype.kind == "f" else dtype)
        with np.errstate(over="ignore"):
            found = array.astype(dtype)
    except (OverflowError, ValueError):  # too large for its type; text that is no number
        raise BrokenError("files.numbers", dtype=name) from None
    if dtype.kind == "f" and (np.isinf(found) & np.isfinite(array)).any():
        raise BrokenError("files.numbers", dtype=name)
    return reshaped(found, field(x, "shape", list, "$array"))


NUMBERS: dict[str, Any] = {"b": bool, "i": int, "u": int, "f": (float, int, str)}
