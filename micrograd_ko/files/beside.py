"""곁에 쓰고 이름을 바꾼다: 파일은 옛것이거나 새것이고, 언제나 온전하다.

Write a file beside the old one and rename it: whatever happens meanwhile, the path holds the old
file or the new one, whole. What a killed process leaves is a temporary file in the same folder; the
next that writes to the same path takes it away.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import socket
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ..errors import DataError
from ..messages import text

__all__ = ["write_beside"]

HOUR = 3600.0  # seconds, after which a temporary file of another machine counts as left behind
FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG)
CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_beside(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """파일을 통째로 바꾼다.

    Replace the file at `path`, or make it and its folder, by what `write` writes. A link is
    followed: it stays, and the file that it points to is replaced.

    Raises:
        DataError: that is not possible, and why; the old file is as it was.

    >>> path = Path("folder/notes.txt")
    >>> write_beside(path, lambda file: file.write("가".encode()))
    >>> path.read_text(encoding="utf-8")
    '가'
    """
    try:
        target = _target(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        _sweep(target)
        _replace(target, write)
    except OSError as error:
        hint = "full" if error.errno in FULL else "closed" if error.errno in CLOSED else "other"
        reason = f"{type(error).__name__}: {error.strerror or error}"
        raise DataError(
            "files.unwritten", path=path, error=reason, hint=text(f"files.unwritten.{hint}")
        ) from error


def _target(path: Path) -> Path:
    """바꿀 파일: 링크가 가리키는 곳. Find the file that is to be replaced, at the end of links."""
    try:
        target = Path(os.path.realpath(path))
        if target.is_symlink():  # it leads back to itself
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists() and not target.is_file():
            raise DataError("files.no_file", path=path)
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except DataError:
        raise
    except ValueError as error:  # a name that no file can have
        raise OSError(errno.EINVAL, str(error)) from None
    return target


def _replace(target: Path, write: Callable[[BinaryIO], None]) -> None:
    temporary = target.with_name(f"{_mark(target)}{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o7777)
        temporary.replace(target)  # closed before, as Windows needs it
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _settle(target.parent)


def _settle(folder: Path) -> None:
    """이름을 바꾼 것까지 디스크에. Bring the renaming to the disk too, where folders can be."""
    if os.name == "posix":
        with contextlib.suppress(OSError):
            number = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(number)
            finally:
                os.close(number)


def _mark(target: Path) -> str:
    """임시 파일 이름의 앞부분.

    Begin the name of a temporary file: which file it is to be, and on which machine; short, as the
    file's own name may already be as long as names can be.
    """
    name, host = (
        zlib.crc32(x.encode(errors="replace")) for x in (target.name, socket.gethostname())
    )
    return f".micrograd_ko-{name:08x}-{host:08x}-"


def _sweep(target: Path) -> None:
    """죽은 프로세스가 남긴 것을 치운다.

    Take away what processes that are gone left beside `target`.
    """
    mark = _mark(target)
    for left in target.parent.glob(f"{mark[:-9]}*.tmp"):
        with contextlib.suppress(OSError, ValueError):
            ours = left.name.startswith(mark)
            gone = ours and not _alive(int(left.name[len(mark) :].partition("-")[0]))
            if gone or time.time() - left.stat().st_mtime > HOUR:
                left.unlink()


def _alive(process: int) -> bool:
    """그 프로세스가 아직 있는가. Tell whether a process of this machine still runs."""
    if os.name != "posix":  # elsewhere to ask is to end it
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
