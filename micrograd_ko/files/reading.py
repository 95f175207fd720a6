"""나무를 파일로, 파일을 나무로.

Write trees to files and read them: the suffix of the path says in which form.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import numpy as np

from ..arguments import shown
from ..errors import DataError
from ..messages import text
from . import json_form, npz_form, safe_form
from .beside import write_beside
from .broken import BrokenError
from .document import heading
from .trees import Contents, pack, unpack

__all__ = ["SUFFIXES", "Document", "expect_path", "read_document", "read_tree", "write_tree"]

Array = np.ndarray[Any, Any]


class Form(NamedTuple):
    """파일의 꼴. Say how a document is written and read in one form."""

    write: Callable[[BinaryIO, dict[str, Any], dict[str, Array]], None]
    read: Callable[[bytes], Contents]


SUFFIXES = {
    ".npz": Form(npz_form.write, npz_form.read),
    ".json": Form(json_form.write, json_form.read),
    ".safetensors": Form(safe_form.write, safe_form.read),
}


class Document(NamedTuple):
    """읽은 것: 무엇인지와 나무. Hold what a file is and its tree.

    >>> Document("model", {"weights": [1.0]}).kind
    'model'
    """

    kind: str
    tree: Any


def write_tree(path: str | os.PathLike[str], tree: Any, kind: str) -> Path:
    """나무를 파일에 쓴다; 쓰는 동안에도 옛 파일은 온전하다.

    Write a tree (dicts with text keys, lists, text, numbers, bools, None, arrays of bools, ints and
    floats), and its folder if need be. The file is written beside the old one and renamed, so the
    path holds the old file or the new one, whole, whatever happens. Numbers come back to the last
    bit; in .json a nan is a nan.

    Args:
        path: its suffix says the form: .npz, .json, or .safetensors (extra `io`).
        kind: what the tree is, such as "model"; :func:`read_tree` asks for the same.

    Returns:
        the path.

    Raises:
        DataError: an unknown suffix, something that a tree does not hold, a folder that cannot be
            written to, a full disk.

    >>> write_tree("numbers.json", {"x": [1.5, None, "text"], "W": np.eye(2)}, "numbers").name
    'numbers.json'
    """
    path, form = _path(path)
    packed, arrays = pack(tree)
    document = heading(kind, packed)
    write_beside(path, lambda file: form.write(file, document, arrays))
    return path


def read_tree(path: str | os.PathLike[str], kind: str) -> Any:
    """파일에서 나무를 읽는다; 아무것도 실행하지 않는다.

    Read a tree that :func:`write_tree` wrote. Nothing in the file is executed, and it allocates no
    more than the file's length asks for.

    Raises:
        DataError: no such file; one that is cut off, of another program, hostile, of a newer
            version, or of another kind: what is wrong with it, and the way out.

    >>> path = write_tree("numbers.npz", {"x": 1.5, "W": np.eye(2)}, "numbers")
    >>> read_tree(path, "numbers")
    {'x': 1.5, 'W': array([[1., 0.],
           [0., 1.]])}
    """
    return read_document(path, kind).tree


def read_document(path: str | os.PathLike[str], *kinds: str) -> Document:
    """파일에서 나무를 읽는다, 여러 종류 가운데 하나를.

    Read a tree as :func:`read_tree` does, of one of several kinds, and tell which.

    >>> path = write_tree("numbers.npz", {"x": 1.5}, "numbers")
    >>> read_document(path, "numbers", "model")
    Document(kind='numbers', tree={'x': 1.5})
    """
    path, form = _path(path)
    data = _bytes_of(path)
    try:
        contents = form.read(data)
        if contents.kind not in kinds:
            known = contents.kind if contents.kind in READERS else "other"
            hint = text(f"files.kind.{known}")
            wanted = ", ".join(kinds)
            raise DataError(
                "files.kind", path=path, found=shown(contents.kind), wanted=wanted, hint=hint
            )
        return Document(contents.kind, _tree(contents))
    except BrokenError as error:
        what = f"{error.what} {_looks(path, data)}".strip()
        raise DataError("files.broken", path=path, what=what) from None


READERS = ("model", "graph", "checkpoint")  # kinds that a message says the reader of


def _tree(contents: Contents) -> Any:
    """푼 나무. Unpack the tree; each array beside it has exactly one place there."""
    if contents.names is None:
        return unpack(contents.tree, contents.array)
    left = set(contents.names)

    def array(name: Any) -> Array:
        if not isinstance(name, str) or name not in left:
            raise BrokenError("files.array", name=shown(name))
        left.remove(name)
        return contents.array(name)

    tree = unpack(contents.tree, array)
    if left:
        raise BrokenError("files.unused", names=shown(", ".join(sorted(left))))
    return tree


def expect_path(path: str | os.PathLike[str]) -> Path:
    """이 경로에 쓸 수 있는 꼴인지 미리 본다.

    See beforehand whether the path's suffix is one that trees are written in.

    Raises:
        DataError: it is not; lists those that are.

    >>> expect_path("model.npz").name
    'model.npz'
    >>> expect_path("model.pickle")
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.DataError: model.pickle: ....npz, .json, .safetensors...
    """
    return _path(path)[0]


def _path(given: str | os.PathLike[str]) -> tuple[Path, Form]:
    if not isinstance(given, (str, os.PathLike)):
        raise DataError("files.path", type=type(given).__name__, got=shown(given))
    path = Path(given).expanduser()
    form = SUFFIXES.get(path.suffix.lower())
    if form is None:
        options = ", ".join(SUFFIXES)
        hint = text("files.suffix.drawing") if path.suffix.lower() in DRAWINGS else ""
        raise DataError(
            "files.suffix", path=path, suffix=path.suffix or "-", options=options, hint=hint
        )
    return path, form


DRAWINGS = (".svg", ".html", ".png", ".pdf", ".dot", ".mmd", ".tex", ".txt")  # what viz writes


def _bytes_of(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():  # a pipe would wait for ever
            raise DataError("files.no_file", path=path)
        return path.read_bytes()
    except FileNotFoundError:
        raise DataError("files.missing", path=path) from None
    except (OSError, ValueError) as error:  # no permission; a name that no file can have
        reason = f"{type(error).__name__}: {getattr(error, 'strerror', None) or error}"
        raise DataError("files.unread", path=path, error=reason) from error


def _looks(path: Path, data: bytes) -> str:
    """파일의 첫머리가 다른 형식이면 그 말.

    Say what a file looks like, from its first bytes, where that is not what its suffix says.
    """
    found = next((name for sign, name in SIGNS if data.startswith(sign)), "")
    if not data:
        return text("files.looks.empty")
    if not found or found == OWN[path.suffix.lower()]:
        return ""
    return text("files.looks", name=found)


SIGNS = (
    (b"PK", "zip"), (b"{", "JSON"), (b"\x89PNG", "PNG"), (b"\x80", "pickle"),
    (b"\x93NUMPY", ".npy"), (b"\x1f\x8b", "gzip"), (b"%PDF", "PDF"), (b"\x89HDF", "HDF5"),
    (b"\xff\xd8\xff", "JPEG"), (b"<", "HTML, XML"),
)  # fmt: skip
OWN = {".npz": "zip", ".json": "JSON", ".safetensors": ""}
