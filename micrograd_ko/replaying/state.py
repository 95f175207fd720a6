"""상태: 기록한 함수가 인자 밖에서 읽는 것.

State: what a recorded function reads besides its arguments. A graph does not tell that a weight of
the loss is a global variable, or that a network was in training; so what the function can reach -
the variables that it closes over, the globals that it names, attributes, the modules of a network -
is noted when it is recorded and looked at before each replay.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import CodeType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from ..engine import Node
from ..errors import GraphError
from ..nn import Module, changes
from ..optim import Optimizer

__all__ = ["State"]

Array = np.ndarray[Any, Any]
Found = Iterator[tuple[str, Any]]
SIMPLE = (bool, int, float, complex, str, bytes, type(None), np.generic)
CLOSED = (Node, Optimizer, type, ModuleType)  # whose attributes are not looked at
HELD = (*SIMPLE, np.ndarray, list, tuple, dict)  # of the attributes of a class
SMALL = 4096  # numbers of an array that are compared at every look; larger ones ever more rarely
REACH = 5000  # things looked at: a function that reaches further reads some library's inside


class Place(NamedTuple):
    """값이 놓인 곳. A place that holds values, and what it held."""

    name: str
    read: Callable[[], Sequence[Any]]
    then: tuple[Any, ...]
    names: tuple[str, ...]
    module: bool  # an attribute of a Module, which counts its changes

    def changed(self) -> str | None:
        """바뀐 것의 이름. Return the name of a value that is another one now."""
        try:
            now = self.read()
        except (KeyError, ValueError, AttributeError):  # a variable that is gone
            return self.name
        then = self.then
        if len(now) == len(then) and all(map(operator.is_, now, then)):
            return None
        for name, old, new in zip(self.names, then, now, strict=False):
            if new is not old and not (
                type(new) is type(old) and isinstance(new, SIMPLE) and _same(new, old)
            ):
                return f"{self.name}{name}"
        return None if len(now) == len(then) else self.name


class State:
    """함수가 기록될 때의 상태. The state that `function` could read when it was recorded."""

    def __init__(self, function: Any) -> None:
        self._places: list[Place] = []
        self._arrays: list[tuple[str, Array, Array]] = []
        self._generators: list[tuple[str, Any, Any]] = []
        self._lists: list[tuple[str, list[Any], list[Any]]] = []
        self._looks = 0
        # what is known is kept, so that no other gets its id
        self._known = dict[int, Any]()
        waiting = [("", function, True)]
        while waiting and len(self._known) < REACH:
            name, held, start = waiting.pop()
            if not isinstance(held, SIMPLE) and id(held) not in self._known:
                self._known[id(held)] = held
                waiting += [
                    (inner, x, False) for inner, x in self._reached(name, held, start=start)
                ]
        self._outside = [place for place in self._places if not place.module]
        self._count, self._noise = changes(), _noise()

    def _reached(self, name: str, held: Any, *, start: bool) -> Found:
        """held가 담고 쓰는 것. Notes what `held` holds, and yields what it leads to."""
        if isinstance(held, np.ndarray):
            if held.dtype != object:
                self._arrays.append((name, held, held.copy()))
        elif isinstance(held, np.random.Generator):
            self._generators.append((name, held, held.bit_generator.state))
        elif isinstance(held, MethodType):
            yield from ((name, held.__self__), (name, held.__func__))
        elif isinstance(held, partial):
            yield from ((name, held.func), (name, list(held.args)), (name, dict(held.keywords)))
        elif isinstance(held, FunctionType):
            if start or not _library(held.__module__):
                yield from self._variables(held)
        elif isinstance(held, Mapping):
            yield from self._values(
                name, held, [key for key in held if isinstance(key, str)], "[{!r}]"
            )
        elif isinstance(held, (list, tuple)):
            if isinstance(held, list) and len(held) <= SMALL:
                self._lists.append((name, held, list(held)))
            yield from ((f"{name}[{i}]", x) for i, x in enumerate(held[:SMALL]))
        elif isinstance(held, Module) or not (
            isinstance(held, CLOSED) or _library(type(held).__module__)
        ):
            yield from self._attributes(name, held)

    def _variables(self, function: FunctionType) -> Found:
        """함수가 이름을 부르는 변수.

        Find the variables that a function names: globals, and those it closes over.
        """
        names = sorted({name for code in _codes(function.__code__) for name in code.co_names})
        yield from self._values(
            "", function.__globals__, [n for n in names if n in function.__globals__], "{}"
        )
        named = [function.__globals__.get(n) for n in names]
        for module in [x for x in named if isinstance(x, ModuleType) and not _library(x.__name__)]:
            yield from self._values(
                module.__name__, vars(module), [n for n in names if n in vars(module)], ".{}"
            )
        cells = [
            (n, c)
            for n, c in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
            if _filled(c)
        ]
        if cells:
            only = [cell for _, cell in cells]
            yield from self._noted(
                "", [n for n, _ in cells], lambda: [cell.cell_contents for cell in only]
            )
        yield from _defaults(function)

    def _attributes(self, name: str, held: Any) -> Found:
        """객체의 속성, 그 클래스의 것까지.

        Find an object's attributes, its class's included, and what its methods name.
        """
        kinds = [
            kind for kind in type(held).__mro__ if kind is Module or not _library(kind.__module__)
        ]
        of_class = (
            k
            for kind in kinds
            for k, v in vars(kind).items()
            if isinstance(v, HELD) and not k.startswith("__")
        )
        names = [
            k for k in dict.fromkeys([*getattr(held, "__dict__", {}), *of_class]) if k != "_title"
        ]
        read = partial(_attributes_of, held, names)
        ours = isinstance(held, Module) and _library(type(held).__module__)
        # then its arrays follow the data, and a replay does the same
        follows = ours and held.training
        for inner, x in (
            self._noted(name, [f".{k}" for k in names], read, module=isinstance(held, Module))
            if names
            else ()
        ):
            if not (ours and isinstance(x, np.random.Generator)) and not (
                follows and isinstance(x, np.ndarray)
            ):
                yield inner, x
        functions = (f for kind in kinds if kind is not Module for f in vars(kind).values())
        yield from (
            ("", f) for f in functions if isinstance(f, FunctionType) and not _library(f.__module__)
        )

    def _values(self, name: str, held: Mapping[str, Any], keys: list[str], form: str) -> Found:
        if not keys:
            return iter(())
        return self._noted(
            name, [form.format(key) for key in keys], lambda: [held[key] for key in keys]
        )

    def _noted(
        self,
        name: str,
        names: list[str],
        read: Callable[[], Sequence[Any]],
        *,
        module: bool = False,
    ) -> Found:
        then = tuple(read())
        self._places.append(Place(name, read, then, tuple(names), module))
        return ((f"{name}{inner}", x) for inner, x in zip(names, then, strict=True))

    def changed(self) -> str | None:
        """기록한 뒤에 바뀐 것의 이름.

        Return the name of something that has changed since; None if nothing has.
        """
        self._looks += 1
        if (count := changes()) == self._count:  # then no module is another
            places = self._outside
        else:
            places, self._count = self._places, count
        for place in places:
            if (name := place.changed()) is not None:
                self._count = -1  # it is to be looked at again
                return name
        if not self._arrays and not self._lists:
            return None
        rare = not self._looks & (self._looks - 1)
        for name, array, then in self._arrays:
            if (rare or array.size <= SMALL) and not np.array_equal(
                array, then, equal_nan=array.dtype.kind in "fc"
            ):
                return name
        return next((name for name, held, then in self._lists if not _same_items(held, then)), None)

    def conclude(self) -> None:
        """함수가 스스로 바꾼 것을 살핀다.

        Refuse what the function changed itself, as a replay would not: numbers, arrays, random
        numbers. A list that grew, or a node that was put away, is looked at no more.
        """
        for name, generator, then in self._generators:
            if generator.bit_generator.state != then:
                raise GraphError("replay.noise", name=name)
        if _noise() != self._noise:
            raise GraphError("replay.noise", name="np.random / random")
        self._lists = [entry for entry in self._lists if len(entry[1]) == len(entry[2])]
        while (changed := self.changed()) is not None:
            self._expect_harmless(changed)

    def _expect_harmless(self, name: str) -> None:
        for i, place in enumerate(self._places):
            if place.changed() == name:
                now = place.read()
                k = next(
                    (k for k, inner in enumerate(place.names) if f"{place.name}{inner}" == name),
                    None,
                )
                if (
                    k is not None
                    and isinstance(now[k], (*SIMPLE, np.ndarray))
                    and now[k] is not None
                ):
                    raise GraphError("replay.changes", name=name)
                self._places[i] = place._replace(then=tuple(now))
                self._outside = [place for place in self._places if not place.module]
                return
        raise GraphError("replay.changes", name=name)


def _defaults(function: FunctionType) -> Found:
    """기본값도 읽는다. Find the defaults of arguments, which are read, too."""
    yield from (("", x) for x in function.__defaults__ or ())
    yield from (function.__kwdefaults__ or {}).items()


def _codes(code: CodeType) -> Iterator[CodeType]:
    """함수의 코드와 그 안의 lambda들.

    Return a function's code, and that of what is defined inside.
    """
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _library(module: Any) -> bool:
    """사용자의 것이 아닌가.

    Tell whether it is the code of some library, this one included, and not the user's.
    """
    top = str(module).partition(".")[0]
    if top in sys.stdlib_module_names:
        return True
    return top in ("micrograd_ko", "viz") or "site-packages" in str(
        getattr(sys.modules.get(top), "__file__", "")
    )


def _attributes_of(held: Any, names: list[str]) -> list[Any]:
    return [getattr(held, name) for name in names]


def _filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - raises if nothing was assigned yet
    except ValueError:
        return False
    return True


def _same(a: Any, b: Any) -> bool:
    return bool(a == b or (a != a and b != b))


def _same_items(now: list[Any], then: list[Any]) -> bool:
    same = (
        a is b or (isinstance(a, SIMPLE) and isinstance(b, SIMPLE) and _same(a, b))
        for a, b in zip(now, then, strict=False)
    )
    return len(now) == len(then) and all(same)


def _noise() -> tuple[Any, ...]:
    """모두가 쓰는 난수의 상태. Return the state of the random numbers that everybody shares."""
    import random  # only asked for here

    _, keys, *rest = np.random.get_state(legacy=True)
    return hash(np.asarray(keys).tobytes()), *rest, hash(random.getstate())
