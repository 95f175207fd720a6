"""손으로 쓴 맞는 프로그램과, 거기에서 한 줄을 바꾼 틀린 프로그램의 목록.

Register right programs written by hand, and wrong ones: a right one with a line replaced. What the
mistake is called is written down beside it, before any diagnosis. A program is a function that
takes a dtype and returns forward, gradients and parameters, as `diagnose` takes them.
"""

import importlib
import inspect
import linecache
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Program = tuple[Callable, Callable, Any]  # forward, gradients, parameters

BASES: dict[str, Callable[[type], Program]] = {}
WRONG: list["Wrong"] = []


class Wrong(NamedTuple):
    """A right program, the lines that replace some of its own, and the names of the mistake."""

    base: Callable[[type], Program]
    mistake: str
    changes: dict[str, str]
    dtype: type
    expected: dict[str, tuple[str, ...]]  # by parameter, those equally right, the best first

    @property
    def id(self) -> str:
        return f"{self.base.__name__}: {self.mistake}"

    def source(self) -> str:
        """The wrong function's text: each old line must stand in the right one exactly once."""
        text = inspect.getsource(self.base).removeprefix("@base\n")
        for old, new in self.changes.items():
            if text.count(old) != 1:
                raise ValueError(f"{self.id}: {old!r} stands {text.count(old)} times in the source")
            text = text.replace(old, new)
        return text

    def program(self) -> Program:
        """Make the wrong program; its lines can be quoted as those of a file can."""
        source, name = self.source(), f"<{self.id}>"
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        scope = dict(self.base.__globals__)
        exec(compile(source, name, "exec"), scope)
        return scope[self.base.__name__](self.dtype)


def base(function: Callable[[type], Program]) -> Callable[[type], Program]:
    """Register a right program."""
    if function.__name__ in BASES:
        raise ValueError(f"there is a program {function.__name__} already")
    BASES[function.__name__] = function
    return function


def wrong(
    base: Callable[[type], Program],
    mistake: str,
    changes: dict[str, str],
    dtype: type = np.float64,
    /,
    **expected: str | tuple[str, ...],
) -> None:
    """Register a wrong program: a right one with lines replaced.

    Args:
        expected: by wrong parameter the name of the mistake, or several that are equally right.
    """
    names = {name: (key,) if isinstance(key, str) else key for name, key in expected.items()}
    WRONG.append(Wrong(base, mistake, changes, dtype, names))


def load(kind: str = "wrong") -> list[Wrong]:
    """Import all modules of wrong programs of a kind; list what they register.

    Args:
        kind: "wrong", or "held" or "fresh" for those written without a look at the diagnosis.
    """
    for path in sorted(Path(__file__).parent.glob(f"{kind}_*.py")):
        importlib.import_module(f"tests.handwritten.{path.stem}")
    return [each for each in WRONG if each.base.__module__.split(".")[-1].startswith(f"{kind}_")]


def error(right: np.ndarray, got: np.ndarray) -> float:
    """Measure how wrong a gradient is, against its largest entry; infinite for another shape."""
    if right.shape != got.shape or not np.isfinite(got).all():
        return np.inf
    return float(np.max(np.abs(got - right)) / (np.max(np.abs(right)) + 1e-12))
