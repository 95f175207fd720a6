"""손으로 쓴 프로그램의 목록, 그리고 그것을 부르는 법.

Register programs written by hand, and call them without knowing the engine: which parameters a
container holds, which arguments a function wants, which gradient belongs to which parameter.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

Made = tuple[Callable[..., Any], Callable[..., Any], Any]  # forward, gradients, parameters
Path_ = tuple[Any, ...]  # the keys that lead to an array in a container


class Program(NamedTuple):
    """프로그램 하나. Hold one program.

    Attributes:
        make: given a dtype, makes forward, gradients and parameters.
        float32: people would run it in float32 as well.
        precision: how well its loss or gradients are known in float64: 0 to the last digits; more
            where it mixes in float32 or rounds on purpose, or guards a logarithm by an epsilon that
            the gradients leave out, as everybody does.
    """

    title: str
    make: Callable[[Any], Made]
    float32: bool = False
    precision: float = 0.0

    @property
    def name(self) -> str:
        return self.make.__name__

    @property
    def source(self) -> str:
        return inspect.getsource(self.make)


PROGRAMS: dict[str, Program] = {}


def program(
    title: str, *, float32: bool = False, precision: float = 0.0
) -> Callable[[Callable[[Any], Made]], Callable[[Any], Made]]:
    """프로그램을 목록에 넣는다. Register a program by the name of its function."""

    def register(make: Callable[[Any], Made]) -> Callable[[Any], Made]:
        if make.__name__ in PROGRAMS and PROGRAMS[make.__name__].make.__module__ != make.__module__:
            raise ValueError(f"two programs are called {make.__name__}")
        PROGRAMS[make.__name__] = Program(title, make, float32, precision)
        return make

    return register


def right_programs(kind: str = "right") -> dict[str, Program]:
    """모든 프로그램. Import every module of right programs, and list what they register.

    Args:
        kind: "right", or "held_right" or "fresh_right", written without a look at the
            diagnosis.
    """
    for path in sorted(Path(__file__).parent.glob(f"{kind}_*.py")):
        if path.stem != "right_scipy" or importlib.util.find_spec("scipy"):
            importlib.import_module(f"tests.handwritten.{path.stem}")
    return {
        name: each
        for name, each in PROGRAMS.items()
        if each.make.__module__.split(".")[-1].startswith(f"{kind}_")
    }


def cases(kind: str = "right") -> Iterator[tuple[Program, Any]]:
    """프로그램과 dtype의 모든 짝. Yield every program with every dtype that it is run in."""
    for found in right_programs(kind).values():
        yield found, np.float64
        if found.float32:
            yield found, np.float32


# ── containers ──


def leaves(container: Any, path: Path_ = ()) -> dict[Path_, Any]:
    """그릇에 든 배열들, 거기에 이르는 열쇠마다.

    List the arrays and numbers of nested dicts, lists and tuples by the keys that lead to them.
    """
    if isinstance(container, dict):
        items = list(container.items())
    elif isinstance(container, (list, tuple)):
        items = list(enumerate(container))
    else:
        return {path: container}
    return {key: leaf for k, value in items for key, leaf in leaves(value, (*path, k)).items()}


def replaced(container: Any, path: Path_, value: Any) -> Any:
    """한 자리만 바뀐 그릇. Copy a container with one of its leaves replaced."""
    if not path:
        return value
    if isinstance(container, dict):
        return {
            k: replaced(v, path[1:], value) if k == path[0] else v for k, v in container.items()
        }
    new = [replaced(v, path[1:], value) if k == path[0] else v for k, v in enumerate(container)]
    return tuple(new) if isinstance(container, tuple) else new


FORMS = ("d{}", "{}", "grad_{}", "{}_grad", "d_{}", "nabla_{}")


def by_leaf(gradients: Any, parameters: Any) -> dict[Path_, np.ndarray]:
    """매개변수마다 그 기울기.

    Find the gradient of each parameter in what `gradients` returned: in a container of the same
    form, in a dict by the names that people give to gradients, or in the parameters' order.
    """
    if not isinstance(parameters, (dict, list, tuple)) or (
        len(parameters) == 1 and not isinstance(gradients, (dict, list, tuple))
    ):
        (path,) = leaves(parameters)
        return {path: np.asarray(gradients)}
    found = {}
    for key, own in parameters.items() if isinstance(parameters, dict) else enumerate(parameters):
        if isinstance(gradients, (list, tuple)):
            value = gradients[list(parameters).index(key) if isinstance(parameters, dict) else key]
        else:
            value = gradients[_called(key, gradients)]
        found |= {(key, *rest): leaf for rest, leaf in _within(value, own).items()}
    return found


def _within(value: Any, own: Any) -> dict[Path_, np.ndarray]:
    return by_leaf(value, own) if isinstance(own, (dict, list, tuple)) else {(): np.asarray(value)}


def _called(key: Any, gradients: dict[Any, Any]) -> Any:
    names = [form.format(key) for form in FORMS]
    return key if key in gradients else next(name for name in names if name in gradients)


# ── calls ──


def call(function: Callable[..., Any], parameters: Any) -> Any:
    """함수가 바라는 대로 부른다. Call with nothing, by name, with the container, or in order."""
    taken = inspect.signature(function).parameters.values()
    wanted = [p.name for p in taken if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    if any(p.kind is p.VAR_POSITIONAL for p in taken):
        return function(*parameters)
    if not wanted:
        return function()
    if isinstance(parameters, dict) and set(wanted) == set(parameters):
        return function(**parameters)
    if len(wanted) == 1:
        return function(parameters)
    return function(*(parameters.values() if isinstance(parameters, dict) else parameters))


def loss_of(made: Made) -> float:
    """손실. Compute the loss, one number."""
    return float(np.asarray(call(made[0], made[2])).reshape(()))


def gradients_of(made: Made) -> dict[Path_, np.ndarray]:
    """손으로 쓴 기울기. Compute the gradients, just after a forward pass, by parameter."""
    call(made[0], made[2])
    return by_leaf(call(made[1], made[2]), made[2])
