""".safetensors: 배열만 담는 형식.

Write and read a document as .safetensors, which other libraries read, too: the arrays are its
tensors, and the rest is text in its metadata under "micrograd_ko". The package safetensors checks
the header: that it claims no more than the file holds, and that no tensor lies over another.
"""

from __future__ import annotations

import json
import struct
from typing import Any, BinaryIO

import numpy as np

from ..arguments import shown
from ..errors import DataError
from .broken import BrokenError, expected, field
from .document import FORMAT, opened, parsed
from .trees import DTYPES, Contents, reshaped

__all__ = ["read", "write"]

Array = np.ndarray[Any, Any]

TYPES = {  # the format's names
    "BOOL" if name == "bool" else name[0].upper() + name.lstrip("uintfloa"): dtype
    for name, dtype in DTYPES.items()
}
LONGEST = 100_000_000  # bytes of header that the package reads


def write(file: BinaryIO, document: dict[str, Any], arrays: dict[str, Array]) -> None:
    """문서를 .safetensors로 쓴다. Write a document as .safetensors."""
    save = _package().numpy.save
    text = json.dumps(document, separators=(",", ":"))
    names = sum(len(name) + 100 for name in arrays)
    if len(text) * 2 + names > LONGEST:  # twice: its quotes are escaped once more
        raise DataError("files.safetensors.long", length=len(text), longest=LONGEST)
    file.write(save(arrays, metadata={FORMAT: text}))


def read(data: bytes) -> Contents:
    """.safetensors를 읽는다. Read a document from .safetensors.

    Raises:
        BrokenError: it is none.
    """
    package = _package()
    try:
        tensors = dict(package.deserialize(data))
    except package.SafetensorError as error:
        raise BrokenError("files.safetensors", error=shown(str(error))) from None
    (length,) = struct.unpack("<Q", data[:8])
    about = parsed(data[8 : 8 + length]).get("__metadata__") or {}
    if FORMAT not in about:
        raise BrokenError("files.foreign")
    kind, tree = opened(parsed(field(about, FORMAT, str, "__metadata__")))
    return Contents(kind, tree, set(tensors), lambda name: _array(tensors[name]))


def _array(found: dict[str, Any]) -> Array:
    name = expected(found["dtype"], str, "dtype")
    if name not in TYPES:
        raise BrokenError("files.dtype", got=shown(name), options=", ".join(TYPES))
    dtype = TYPES[name]
    flat = np.frombuffer(found["data"], dtype.newbyteorder("<"))
    return reshaped(flat, list(found["shape"]), dtype)


def _package() -> Any:
    try:
        import safetensors
        import safetensors.numpy
    except ImportError as error:
        command = "python -m pip install safetensors"
        raise DataError("files.safetensors.package", command=command) from error
    return safetensors
