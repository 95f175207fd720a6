"""처음 찾을 때 읽는다: 문이 건네는 이름, 그때 할 일.

Load a module when one of its names is first asked for. The doors that a program comes through first
- of the package, the engine and the messages - hand their names on by a table of where each stands,
through the ``__getattr__`` of a module (PEP 562): who works with Values need not wait for Tensors,
for NumPy's functions on them or for what is said of mistakes. This is the one place that knows how.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

__all__ = ["called_later", "handing_on", "loaded", "when_loaded"]


def handing_on(
    door: str, table: Mapping[str, str], rest: Callable[[str], Any] = lambda name: None
) -> Callable[[str], Any]:
    """표에 적힌 이름을 건네는 ``__getattr__``.

    Make the ``__getattr__`` of the package `door`, which hands on what `table` names: for each of
    its modules the names that stand there, parted by blanks; and the modules themselves. A name
    that was found once is the door's own from then on. For any other name `rest` is asked, each
    time; None says that it knows of none. Python's lock on imports sees to it that threads load a
    module once.
    """
    places = {name: module for module, names in table.items() for name in names.split()}

    def found(name: str) -> Any:
        if name in places:
            thing = getattr(import_module(f"{door}.{places[name]}"), name)
            setattr(sys.modules[door], name, thing)
            return thing
        thing = import_module(f"{door}.{name}") if name in table else rest(name)
        if thing is None:
            raise AttributeError(f"module {door!r} has no attribute {name!r}")
        return thing

    return found


def called_later(here: str, module: str, name: str) -> Callable[..., Any]:
    """처음 부를 때 읽는 함수.

    Stand in the module `here` for the function `name` of `module`, beside it: loaded when it is
    first called, and put in this place, so that no later call costs more than of any other
    function. (An import within a function would be looked up each time.)
    """

    def first(*args: Any, **options: Any) -> Any:
        function = getattr(import_module(f".{module}", here.rpartition(".")[0]), name)
        setattr(sys.modules[here], name, function)
        return function(*args, **options)

    return first


_loaded: set[str] = set()
_waiting: dict[str, list[Callable[[], None]]] = {}


def when_loaded(module: str, act: Callable[[], None]) -> None:
    """모듈을 읽고 나서, 이미 읽었으면 지금.

    Call `act` as soon as the module is loaded, now if it is: for what has to know of its things but
    must not load it. The module says so itself, in its last line.
    """
    if module in _loaded:
        act()
    else:
        _waiting.setdefault(module, []).append(act)


def loaded(module: str) -> None:
    """모듈이 다 읽혔다. Say that a module is loaded, and do what waits for it."""
    _loaded.add(module)
    for act in _waiting.pop(module, ()):
        act()
