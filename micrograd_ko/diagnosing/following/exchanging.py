"""함수가 닿는 것을 잠깐 바꿔 놓는다.

Exchange, for a while, what a learner's function reaches by itself: the arrays of its closure and of
its objects, and the modules and functions it calls by name.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from ...engine import Node
from ...lines import in_library, in_package

__all__ = ["Held", "exchanged", "numbers_in", "reached"]

REACHED = 10_000  # objects looked into
Put = Callable[[Any], Any]


class Held(NamedTuple):
    """어딘가에 있는 것.

    Hold what was found, how to put something else in its place (None if that cannot be), and how to
    put things back as they were.
    """

    value: Any
    put: Put | None = None
    undo: Callable[[], Any] | None = None


@contextmanager
def exchanged(stand_in: Callable[[Any], Any], *start: Any) -> Iterator[None]:
    """이 안에서는 닿는 것마다 대역이 선다.

    Let stand-ins take the place of whatever is reached from `start`, in here.
    """
    done: list[Held] = []
    try:
        for held in list(reached(*start)):
            other = stand_in(held.value)
            if held.put is not None and other is not held.value:
                held.put(other)
                done.append(held)
        yield
    finally:
        for held in reversed(done):
            if held.undo is not None:
                held.undo()
            elif held.put is not None:
                held.put(held.value)


def reached(*start: Any) -> Iterator[Held]:
    """함수에서 시작해 닿는 것들과, 그것을 바꿔 놓는 법.

    Yield what a function reaches by itself, its closure and the globals that it names, through
    attributes, methods, dicts, lists, tuples and the user's own modules and classes.
    """
    waiting, seen = list(start), set[int]()
    while waiting and len(seen) < REACHED:
        holder = waiting.pop()
        if id(holder) in seen or isinstance(holder, (np.ndarray, Node)) or _is_theirs(holder):
            continue
        seen.add(id(holder))
        for held in _held(holder):
            yield held
            value = held.value
            if isinstance(value, HOLDERS) or hasattr(value, "__dict__"):
                waiting.append(value)


HOLDERS = (dict, list, tuple, FunctionType, MethodType, partial, np.vectorize)


def _is_theirs(holder: Any) -> bool:
    """라이브러리의 것인가. Tell whether it is a library's, or ours: it is not looked into."""
    if isinstance(holder, (dict, list, tuple, MethodType, partial, np.vectorize)):
        return False
    if isinstance(holder, FunctionType):
        file = holder.__code__.co_filename
    elif isinstance(holder, ModuleType):
        file = getattr(holder, "__file__", None) or "<frozen"
    else:
        kind = holder if isinstance(holder, type) else type(holder)
        return _is_of_library(kind.__module__)
    return in_library(file) or in_package(file)


@lru_cache(maxsize=256)
def _is_of_library(module: str) -> bool:
    import sys

    if module == "types":  # SimpleNamespace holds what is the learner's
        return False
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None:
        return module == "builtins" or module in sys.builtin_module_names
    return in_library(file) or in_package(file)


def _held(holder: Any) -> list[Held]:
    if isinstance(holder, MethodType):
        return [Held(holder.__self__), Held(holder.__func__)]
    if isinstance(holder, FunctionType):
        return _of_function(holder)
    if isinstance(holder, partial):
        return [Held(holder.func), Held(holder.args), *_held(holder.keywords)]
    if isinstance(holder, np.vectorize):
        return [Held(holder.pyfunc)]
    if isinstance(holder, dict):
        return [Held(value, partial(holder.__setitem__, key)) for key, value in holder.items()]
    if isinstance(holder, list):
        return [Held(value, partial(holder.__setitem__, i)) for i, value in enumerate(holder)]
    if isinstance(holder, tuple):
        return [Held(value) for value in holder]
    if isinstance(holder, ModuleType):
        return [
            Held(value, partial(setattr, holder, name))
            for name, value in vars(holder).items()
            if not name.startswith("__")
        ]
    if isinstance(holder, type):
        return [*map(Held, _functions_in(holder))]
    own = getattr(holder, "__dict__", {})
    attributes = [Held(value, partial(own.__setitem__, key)) for key, value in own.items()]
    kinds = [kind for kind in type(holder).__mro__ if not _is_of_library(kind.__module__)]
    return attributes + [Held(f) for kind in kinds for f in _functions_in(kind)]


def _functions_in(kind: type) -> Iterator[FunctionType]:
    for member in vars(kind).values():
        if isinstance(member, (staticmethod, classmethod)):
            member = member.__func__
        if isinstance(member, property):
            member = member.fget
        if isinstance(member, FunctionType):
            yield member


def _of_function(function: FunctionType) -> list[Held]:
    """클로저, 기본값, 이름으로 부르는 전역.

    List a function's closure, its defaults, and the globals that it names; a builtin that it names
    can be exchanged by a global.
    """
    cells = [cell for cell in function.__closure__ or () if cell != CellType()]
    found = [Held(cell.cell_contents, partial(setattr, cell, "cell_contents")) for cell in cells]
    if function.__defaults__:
        found.append(Held(function.__defaults__, partial(setattr, function, "__defaults__")))
    found += _held(function.__kwdefaults__ or {})
    known = function.__globals__
    for name in _names_in(function.__code__):
        if name in known:
            found.append(Held(known[name], partial(known.__setitem__, name)))
        elif hasattr(builtins, name):
            put = partial(known.__setitem__, name)
            found.append(Held(getattr(builtins, name), put, partial(known.pop, name, None)))
    return found


@lru_cache(maxsize=1024)
def _names_in(code: CodeType) -> tuple[str, ...]:
    """그 코드와 그 안의 코드가 쓰는 이름. List the names in a code and in the codes within."""
    inner = [c for c in code.co_consts if isinstance(c, CodeType)]
    return tuple(dict.fromkeys([*code.co_names, *(n for c in inner for n in _names_in(c))]))


def numbers_in(function: Any) -> tuple[float, ...]:
    """함수가 쓰는 수들.

    List the plain numbers that a function, and what it calls, has in its code or reads: a rate, a
    bound, a λ.
    """
    found: dict[float, None] = {}
    functions = [function]
    for held in reached(function):
        if isinstance(held.value, FunctionType) and not _is_theirs(held.value):
            functions.append(held.value)
        if isinstance(held.value, (float, int)) and not isinstance(held.value, bool):
            found[abs(float(held.value))] = None
    for one in functions:
        for code in _codes(getattr(one, "__code__", None)):
            for x in code.co_consts:
                if isinstance(x, (float, int)) and not isinstance(x, bool):
                    found[abs(float(x))] = None
    return tuple(x for x in found if x)[:NUMBERS]


NUMBERS = 24  # of a function that are looked at


def _codes(code: CodeType | None) -> Iterator[CodeType]:
    if code is not None:
        yield code
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                yield from _codes(inner)
