"""남겨 둔 기계어: 읽고, 없으면 한 프로세스만 컴파일해 남긴다.

Keep machine code on disk, for the next process. A file says what is in it; one that is damaged, or
is not ours, is told of and made again. Processes that need the same part at once wait for the one
that compiles it.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from ...folders import folder_for
from ...messages import text

__all__ = ["Kept", "path_of", "read", "shared", "tell_once", "write"]

PATIENCE = 120  # seconds that a process waits for another one that compiles


class Kept(NamedTuple):
    """남겨 둔 것. Hold what is kept: machine code, and the names of what it calls."""

    code: bytes
    called: tuple[str, ...]


def path_of(name: str, key: str) -> Path:
    """파일의 자리. Return where the file of a part lies."""
    return folder_for("replay") / f"{name}-{key[:16]}.machine"


def read(path: Path, key: str) -> Kept | None:
    """남겨 둔 것을 읽는다.

    Read what is kept; None if there is nothing. What cannot be read, or is not what was written, is
    told of, and counts as nothing.
    """
    try:
        head, _, code = path.read_bytes().partition(b"\n")
        about = json.loads(head)
        if about["key"] == key and about["sha256"] == hashlib.sha256(code).hexdigest():
            return Kept(code, tuple(about["called"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError):
        pass
    tell_once("replay.damaged", path=path)
    return None


def write(path: Path, key: str, kept: Kept) -> None:
    """남긴다.

    Keep machine code: beside its place first, so that no other process reads half of it. Where that
    is impossible it is told, and the code serves this process alone.
    """
    about = {"key": key, "sha256": hashlib.sha256(kept.code).hexdigest(), "called": kept.called}
    draft = path.with_suffix(f".{os.getpid()}")
    try:
        draft.write_bytes(json.dumps(about).encode() + b"\n" + kept.code)
        draft.replace(path)
    except OSError as error:
        tell_once("replay.not_kept", folder=path.parent, why=error.strerror)
        with suppress(OSError):
            draft.unlink()


@contextmanager
def shared() -> Iterator[None]:
    """한 번에 한 프로세스만 컴파일한다.

    Let one process at a time compile; the others wait, and find what it has kept. Nobody waits for
    ever, and where no lock can be made each compiles for itself.
    """
    from filelock import FileLock, Timeout

    folder = folder_for("replay")
    lock = FileLock(folder / "compiling.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            tell_once("replay.waiting")
            lock.acquire(timeout=PATIENCE)
    except (OSError, Timeout, NotImplementedError):
        yield
        return
    try:
        yield
    finally:
        lock.release()


@lru_cache
def tell_once(key: str, **words: object) -> None:
    """stderr에 한 줄, 같은 말은 한 번만. Write a line to stderr, the same one once."""
    print(text(key, **words), file=sys.stderr, flush=True)
