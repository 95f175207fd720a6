"""파일을 두는 곳.

Find the folders of files that are downloaded or made once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

__all__ = ["folder_for"]


def folder_for(name: str) -> Path:
    """그 파일들의 폴더; 아직 없을 수 있다. Name the folder of such files, which may not exist yet.

    ``~/.cache/micrograd_ko/name``, on Windows ``%LOCALAPPDATA%\\micrograd_ko\\name``; with the
    environment variable MICROGRAD_KO_CACHE, ``$MICROGRAD_KO_CACHE/name``.
    """
    chosen = os.environ.get("MICROGRAD_KO_CACHE")
    if chosen:
        return Path(chosen).expanduser() / name
    home = Path.home() / ".cache"
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return home / "micrograd_ko" / name
