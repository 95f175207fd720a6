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


# ── the right gradients, by differences ──


def named(forward: Callable, parameters: Any) -> dict[str, Any]:
    """Give the parameters by name, those of a list by the names of forward's arguments."""
    if isinstance(parameters, dict):
        return dict(parameters)
    names = [*inspect.signature(forward).parameters]
    if len(names) != len(parameters):
        names = [f"p{i}" for i in range(1, len(parameters) + 1)]
    return dict(zip(names, parameters, strict=True))


def called(function: Callable, names: dict[str, Any], container: type) -> Any:
    """Call a function with its parameters: by name, in their container, or not at all."""
    arguments = [*inspect.signature(function).parameters]
    if not arguments:
        return function()  # it reads the arrays themselves
    if set(arguments) == set(names):
        return function(**names)
    if len(arguments) == 1 and len(names) > 1:
        return function(names if container is dict else list(names.values()))
    return function(*names.values())


def by_differences(program: Program, step: float = 1e-5) -> dict[str, np.ndarray]:
    """Differentiate the loss numerically, nudging each number where it stands."""
    forward, _, parameters = program
    names = named(forward, parameters)
    found = {}
    for name, value in names.items():
        array = value if isinstance(value, np.ndarray) else np.array(value)
        slopes = np.zeros(array.shape)
        for index in np.ndindex(array.shape):
            kept, losses = array[index], []
            for nudged in (kept + step, kept - step):
                array[index] = nudged
                given = names if array is value else {**names, name: float(array)}
                losses.append(float(called(forward, given, type(parameters))))
            array[index] = kept
            slopes[index] = (losses[0] - losses[1]) / (2 * step)
        found[name] = slopes
    return found


def loss(program: Program) -> float:
    """Compute the loss of a program."""
    forward, _, parameters = program
    return float(called(forward, named(forward, parameters), type(parameters)))


def by_hand(program: Program) -> dict[str, np.ndarray]:
    """Ask a program for its gradients, just after its loss."""
    forward, gradients, parameters = program
    names = named(forward, parameters)
    with np.errstate(all="ignore"):
        called(forward, names, type(parameters))
        found = called(gradients, names, type(parameters))
    if isinstance(found, dict):
        forms = ("{}", "d{}", "d_{}", "grad_{}", "{}_grad")
        keys = {name: [f.format(name) for f in forms if f.format(name) in found] for name in names}
        return {name: np.asarray(found[keys[name][0]]) for name in names}
    listed = [found] if len(names) == 1 and not isinstance(found, (list, tuple)) else found
    return {name: np.asarray(g) for name, g in zip(names, listed, strict=True)}


def error(right: np.ndarray, got: np.ndarray) -> float:
    """Measure how wrong a gradient is, against its largest entry; infinite for another shape."""
    if right.shape != got.shape or not np.isfinite(got).all():
        return np.inf
    return float(np.max(np.abs(got - right)) / (np.max(np.abs(right)) + 1e-12))
