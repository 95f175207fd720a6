"""기계: Numba로 옮긴 반복문 하나.

Compile the loops that run rows, with Numba, the extra ``fast``: once for this version of the
package, and kept on disk. Without, the same rows run through NumPy (see
:mod:`micrograd_ko.replaying.machine.interpreted`).
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from ...folders import folder_for
from ...messages import text
from .opcodes import WIDTH

__all__ = ["native"]


def native(dtype: np.dtype[Any]) -> Any:
    """Numba로 옮긴 기계, Numba가 없으면 None.

    Load the machine as a module of functions, ready for `dtype`; None without Numba.
    """
    if missing := [name for name in ("numba", "scipy") if importlib.util.find_spec(name) is None]:
        _tell_once(", ".join(missing))
        return None
    if dtype not in _ready:
        try:
            _compile(_module(), dtype)
        # what Numba kept is broken, as when a disk was full; it says so in many ways
        except Exception:
            _forget_kept()
            _compile(_module(), dtype)
        _ready.add(dtype)
    return _module()


_ready: set[np.dtype[Any]] = set()


def _forget_kept() -> None:
    """남겨 둔 것을 지운다. Delete what Numba kept of the machine, so that it is compiled anew."""
    path = Path(getattr(_module(), "__file__", ""))
    for kept in (path.parent / "__pycache__").glob(f"{path.stem}.*"):
        with suppress(OSError):
            kept.unlink()
    _module.cache_clear()


@lru_cache(maxsize=1)
def _tell_once(missing: str) -> None:
    print(text("replay.without", missing=missing), file=sys.stderr)


@lru_cache(maxsize=1)
def _module() -> Any:
    """만들어 불러온 모듈.

    Return the generated module, kept in a file that is named by what is in it.
    """
    from .numba_source import source

    code = source(cache=True)
    path = folder_for("replay") / f"machine_{hashlib.sha256(code.encode()).hexdigest()[:16]}.py"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # by somebody's hand, or half of it
        if not path.exists() or path.read_bytes() != code.encode():
            draft = path.with_suffix(f".{os.getpid()}")  # so that no other process reads half of it
            draft.write_text(code, encoding="utf-8")
            draft.replace(path)
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module  # Numba looks functions up by their module
        spec.loader.exec_module(module)
    # nowhere to keep it, says Python or Numba: compiled anew in each process
    except (OSError, RuntimeError):
        module = ModuleType("micrograd_ko_machine")
        exec(source(cache=False), vars(module))
    return module


def _compile(module: Any, dtype: np.dtype[Any]) -> None:
    """한 번 불러 컴파일한다.

    Compile by a first call, or load what was compiled before; the first time ever says what it
    does.
    """
    from numba import __version__ as numba  # heavy

    path = getattr(module, "__file__", None)
    version = f"python{sys.version_info[0]}{sys.version_info[1]}-numba{numba}"
    mark = Path(path).with_suffix(f".{dtype.name}-{version}") if path else None
    if mark is None or not mark.exists():
        folder = text("replay.not_kept") if mark is None else str(mark.parent)
        print(
            text("replay.compiling", dtype=dtype.name, folder=folder), file=sys.stderr, flush=True
        )
    rows = np.zeros((0, WIDTH), np.uint64)
    index = np.zeros(1, np.uint64)
    x = np.zeros(1, dtype)
    at = np.zeros(0, np.uint64)
    zero, none = np.uint64(0), np.zeros(0, np.uint32)
    module.run(rows, index, x, zero, zero)
    module.train(
        rows,
        index,
        x,
        zero,
        zero,
        zero,
        np.zeros(0),
        np.zeros(1, np.int64),
        rows,
        np.zeros(1),
        at,
        at,
    )
    module.scalars(np.zeros(0, np.uint8), np.zeros(1, np.int64), none, none, none, x, 0, 0)
    if mark is not None:
        with suppress(OSError):
            mark.touch()
