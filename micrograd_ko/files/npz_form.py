""".npz: 배열의 zip 파일, NumPy가 읽는 그대로.

Write and read a document as an uncompressed zip archive: ``tree.json`` and each array as a .npy
member, so that ``np.load(path, allow_pickle=False)`` reads the arrays, too. Whatever the archive
claims is compared with the length of the file before anything is allocated, and only members that
are stored as they are are read: a small file cannot become a large one.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zipfile
import zlib
from typing import Any, BinaryIO

import numpy as np

from ..arguments import shown
from .broken import BrokenError
from .document import opened, parsed
from .trees import DTYPES, Contents, reshaped

__all__ = ["read", "write"]

Array = np.ndarray[Any, Any]

TREE = "tree.json"
THEN = (1980, 1, 1, 0, 0, 0)  # the same model makes the same bytes
# The header that NumPy writes for these types; so it is never evaluated.
HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?s:..)"
    rb"\{'descr': '([<|])([bifu][1248])', 'fortran_order': False, "
    rb"'shape': \(((?:\d{1,19}, )*\d{1,19},?)?\), \} *\n"
)
DESCRIBED = {dtype.str[1:].encode(): dtype for dtype in DTYPES.values()}
# what zipfile raises on bytes that are no archive, or not the one that they claim to be
ZIP_ERRORS = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
    OverflowError, IndexError, struct.error, zlib.error,
)  # fmt: skip


def write(file: BinaryIO, document: dict[str, Any], arrays: dict[str, Array]) -> None:
    """문서를 zip으로 쓴다. Write a document as an archive."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        # ASCII, as text of any kind is in JSON's escapes
        archive.writestr(zipfile.ZipInfo(TREE, THEN), json.dumps(document, separators=(",", ":")))
        for name, x in arrays.items():
            large = x.nbytes >= 1 << 30
            with archive.open(zipfile.ZipInfo(f"{name}.npy", THEN), "w", force_zip64=large) as f:
                little = np.asarray(x, dtype=x.dtype.newbyteorder("<"))
                np.lib.format.write_array_header_1_0(
                    f, np.lib.format.header_data_from_array_1_0(little)
                )
                f.write(little.reshape(-1).view(np.uint8).data if x.size else b"")


def read(data: bytes) -> Contents:
    """zip을 읽는다. Read a document from an archive.

    Raises:
        BrokenError: it is none.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except ZIP_ERRORS as error:
        raise BrokenError("files.zip", error=shown(str(error))) from None
    names: set[str] = set()
    for member in members:
        name = member.filename
        if name in names:
            raise BrokenError("files.twice", name=shown(name))
        names.add(name)
        if member.compress_type != zipfile.ZIP_STORED or member.file_size != member.compress_size:
            raise BrokenError("files.deflated", name=shown(name), size=member.file_size)
    if TREE not in names:
        raise BrokenError("files.foreign")
    if (claimed := sum(member.file_size for member in members)) > len(data):
        raise BrokenError("files.claimed", claimed=claimed, size=len(data))
    kind, tree = opened(parsed(_member(archive, TREE)))
    arrays = {name.removesuffix(".npy") for name in names if name.endswith(".npy")}
    others = names - {TREE} - {f"{name}.npy" for name in arrays}
    return Contents(
        kind, tree, arrays | others, lambda name: _array(name, _member(archive, f"{name}.npy"))
    )


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name)  # compares the checksum
    except ZIP_ERRORS as error:
        raise BrokenError("files.member", name=shown(name), error=shown(str(error))) from None


def _array(name: str, data: bytes) -> Array:
    """.npy의 배열.

    Read an array from a .npy member, whose header must be the one that NumPy writes, and its length
    the one that the header asks for.
    """
    head = HEADER.match(data)
    dtype = DESCRIBED.get(head[2]) if head else None
    if head is None or dtype is None or struct.unpack("<H", data[8:10])[0] != head.end() - 10:
        raise BrokenError("files.npy", name=shown(name), got=shown(data[:80]))
    shape = [int(n) for n in re.findall(rb"\d+", head[3] or b"")]
    if (len(data) - head.end()) % dtype.itemsize:
        raise BrokenError("files.shape", got=shown(shape), count="?")
    return reshaped(np.frombuffer(data, dtype.newbyteorder("<"), offset=head.end()), shape, dtype)
