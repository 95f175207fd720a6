"""파일이 스스로에 대해 말하는 것.

Write and read what every file says of itself, as JSON: ``{"format": "micrograd_ko", "kind": …,
"version": …, "tree": …}``.
"""

from __future__ import annotations

import json
from typing import Any

from ..arguments import shown
from .broken import BrokenError, field
from .trees import LARGEST

__all__ = ["FORMAT", "VERSION", "heading", "opened", "parsed"]

FORMAT = "micrograd_ko"
VERSION = 1  # of the format; a file of a newer one is refused


def heading(kind: str, tree: Any) -> dict[str, Any]:
    """파일 전체가 될 사전. Put a packed tree under what the file says of itself."""
    return {"format": FORMAT, "kind": kind, "version": VERSION, "tree": tree}


def parsed(source: bytes | str) -> Any:
    """JSON을 엄격하게 읽는다.

    Read JSON strictly: UTF-8, no bare NaN, no key twice, no number that would become infinite.

    Raises:
        BrokenError: it is none.
    """
    try:
        text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    except UnicodeDecodeError as error:
        raise BrokenError("files.utf8", place=error.start) from None
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_constant=_no_constant,
            parse_int=_whole,
            parse_float=_finite,
        )
    except json.JSONDecodeError as error:
        raise BrokenError("files.json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise BrokenError("files.nested") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, item in pairs:
        if key in found:
            raise BrokenError("files.twice", name=shown(key))
        found[key] = item
    return found


def _no_constant(word: str) -> Any:
    raise BrokenError("files.constant", got=word)


def _whole(digits: str) -> int:
    if len(digits) > len(str(LARGEST)):
        raise BrokenError("files.number", got=shown(digits))
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise BrokenError("files.number", got=shown(digits))
    return number


def opened(document: Any) -> tuple[str, Any]:
    """(무엇인지, 아직 풀지 않은 나무).

    Give the kind of a parsed document and its tree, still packed.

    Raises:
        BrokenError: it is not of this format, or of a newer version of it.
    """
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise BrokenError("files.foreign")
    version = field(document, "version", int, "file")
    if version > VERSION:
        raise BrokenError("files.newer", found=shown(version), known=VERSION)
    if version < 1:
        raise BrokenError("files.version", found=shown(version))
    kind: str = field(document, "kind", str, "file")
    tree = field(document, "tree", (dict, list, str, int, float, bool, type(None)), "file")
    more = [key for key in document if key not in ("format", "kind", "version", "tree")]
    if more:
        raise BrokenError("files.more", names=shown(", ".join(more)))
    return kind, tree
