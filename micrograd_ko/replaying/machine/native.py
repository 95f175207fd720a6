"""기계: 프로그램이 쓰는 부분을 불러 놓고 행을 돌린다.

The machine, with Numba (the extra ``fast``): for each dtype the parts that programs have asked for
so far, compiled once on this computer and kept, and loaded from there ever after. Without Numba the
same rows run through NumPy (see :mod:`micrograd_ko.replaying.machine.interpreted`).
"""

from __future__ import annotations

import ctypes
import hashlib
import importlib.util
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ...folders import folder_for
from ...progress import progress_bar
from .kept import Kept, path_of, read, shared, tell_once, write
from .numpy_loops import numpy_loop
from .parts import PARTS, WORDS, text_key

__all__ = ["Machine", "native"]


class Part(NamedTuple):
    """불러온 부분. Hold a part that is loaded: what to call, and where it lies."""

    call: Callable[..., None]
    address: int


class Machine:
    """한 dtype의 기계. Hold the machine for one dtype: its parts, loaded when asked for."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.dtype = dtype
        self._parts: dict[str, Part] = {}

    def parts(self, *names: str) -> list[Part]:
        """부분들, 없으면 컴파일한다. Return parts; what is not there yet is loaded, or compiled."""
        if not self._parts.keys() >= set(names):
            with _one_by_one:  # what another thread has loaded by now is there
                self._load([name for name in dict.fromkeys(names) if name not in self._parts])
        return [self._parts[name] for name in names]

    def prepared(self, name: str, *given: int) -> Callable[[], None]:
        """부를 준비가 된 부분.

        Make a function of nothing that calls a part with these words; whatever they point to has to
        live as long.
        """
        called, part = self.parts("called", name)
        words = np.zeros(WORDS, np.uint64)
        words[: len(given) + 1] = part.address, *given
        call, lies = called.call, words.ctypes.data

        def run(held: Any = words) -> None:
            call(lies)

        return run

    def _load(self, missing: list[str]) -> None:
        from .loading import loaded

        for name, kept in self._found(missing).items():
            kinds = [
                ctypes.c_double if kind == "float64" else ctypes.c_uint64
                for kind in PARTS[name].split(", ")
            ]
            self._parts[name] = Part(*loaded(kept.code, self._symbol(name), kept.called, kinds))

    def _found(self, names: list[str]) -> dict[str, Kept]:
        """남겨 둔 것, 나머지는 컴파일한다. Return what is kept, and compile the rest."""
        keys = {name: self._key(name) for name in names}
        found = self._read(keys)
        if len(found) == len(names):
            return found
        with shared():
            # another process may have made it by now
            found |= self._read({name: keys[name] for name in names if name not in found})
            rest = [name for name in names if name not in found]
            return found | (self._compiled({name: keys[name] for name in rest}) if rest else {})

    def _read(self, keys: dict[str, str]) -> dict[str, Kept]:
        kept = {name: read(self._path(name, key), key) for name, key in keys.items()}
        return {name: each for name, each in kept.items() if each is not None}

    def _compiled(self, keys: dict[str, str]) -> dict[str, Kept]:
        """컴파일하고 남긴다. Compile parts and keep them, and tell of it as it goes on."""
        found = dict[str, Kept]()
        tell_once("replay.compiling", folder=folder_for("replay"))
        with progress_bar(len(keys) + 1, f"replay {self.dtype.name}", width=72, leave=False) as bar:
            from .compiling import compiled  # this loads Numba

            bar.update()
            for name, key in keys.items():
                code, calls = compiled(name, self.dtype, self._symbol(name))
                found[name] = Kept(code, tuple(calls))
                write(self._path(name, key), key, found[name])
                bar.update()
        return found

    def _path(self, name: str, key: str) -> Path:
        return path_of(f"{name}-{self.dtype.name}", key)

    def _symbol(self, name: str) -> str:
        return f"micrograd_ko.{name}.{self.dtype.name}"

    def _key(self, name: str) -> str:
        """무엇으로 만들어졌는지. Name what the code is made of, and for which processor."""
        from .loading import processor

        about = "\n".join([text_key(), name, self.dtype.name, *processor()])
        return hashlib.sha256(about.encode()).hexdigest()


_one_by_one = threading.RLock()


def native(dtype: np.dtype[Any]) -> Machine | None:
    """이 dtype의 기계, Numba가 없으면 None. Return the machine for a dtype, None without Numba."""
    return _machine(dtype) if _is_possible() else None


@cache
def _machine(dtype: np.dtype[Any]) -> Machine | None:
    """첫 부분까지 만들어 본 기계. Make a machine and its first part, as a proof."""
    machine = Machine(dtype)
    try:
        machine.parts("called")
    except Exception as error:  # Numba and LLVM say in many ways that they cannot
        tell_once("replay.no_machine", why=f"{type(error).__name__}: {error}")
        return None
    return machine


@cache  # to look for a package takes as long as to make a small program
def _is_possible() -> bool:
    """Numba와 이 NumPy로 되는가. Tell whether Numba is here, and NumPy's loops can be called."""
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        tell_once("replay.without", missing=", ".join(missing))
        return False
    try:
        numpy_loop("exp", np.dtype(np.float64))
    except (LookupError, ValueError):
        tell_once("replay.other_numpy", version=np.__version__)
        return False
    return True


NEEDED = ("numba", "filelock")
