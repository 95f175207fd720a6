"""문마다 한 쪽. Write a page for each door, from its docstring and its __all__."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

from micrograd_ko import ARRAY_TABLE, TABLE

from .docstrings import in_language
from .doors import DOORS, Name, described, door, named
from .words import speaker

__all__ = ["api_pages"]

Say = Callable[..., str]


def api_pages(language: str) -> Iterator[tuple[str, str]]:
    """쪽의 이름과 글. Give the names and texts of the pages."""
    say = speaker(language, "api")
    entries = "\n".join(f"   {name}" for name in DOORS)
    rows = "\n".join(f"   * - :doc:`{name}`\n     - {_about(name, language)}" for name in DOORS)
    yield (
        "api/index.rst",
        f"{_heading(say('title'))}\n{say('intro')}\n\n.. list-table::\n\n{rows}\n\n"
        f".. toctree::\n   :hidden:\n\n{entries}\n",
    )
    for name in DOORS:
        yield f"api/{name}.rst", _page(name, say)


def _heading(words: str, line: str = "=") -> str:
    return f"{words}\n{line * 2 * len(words)}\n"


def _about(name: str, language: str) -> str:
    """문의 첫 문장. The first sentence of a door's docstring, in the language."""
    words = in_language((inspect.getdoc(door(name)) or "").splitlines(), language)
    return words[0].split(". ")[0].removesuffix(":")


def _page(name: str, say: Say) -> str:
    here = [each for each in described() if each.page == name]
    listed = {id(each.thing) for each in here}
    module = door(name)
    others = [
        found
        for public in module.__all__
        if id(getattr(module, public)) not in listed and (found := named(getattr(module, public)))
    ]
    parts = [_heading(name), f".. automodule:: {name}\n"]
    parts += [say("rows") + "\n"] * (name == "micrograd_ko")
    if others:
        links = ", ".join(
            f":py:obj:`{each.whole.rpartition('.')[2]} <{each.whole}>`" for each in others
        )
        parts.append(f".. rubric:: {say('elsewhere')}\n\n{links}\n")
    return "\n".join([*parts, *(_entry(each, say) for each in here)])


def _entry(name: Name, say: Say) -> str:
    thing = name.thing
    if inspect.isclass(thing):
        return _class(name, say)
    if inspect.isroutine(thing) and not hasattr(thing, "__origin__"):
        return f".. autofunction:: {name.whole}\n"
    module, _, public = name.whole.rpartition(".")
    return f".. py:data:: {public}\n   :module: {module}\n\n   {_data(thing, say)}\n"


def _class(name: Name, say: Say) -> str:
    made = {*TABLE, *ARRAY_TABLE} & vars(name.thing).keys()
    if issubclass(name.thing, BaseException):
        return f".. autoexception:: {name.whole}\n   :show-inheritance:\n"
    words = f".. autoclass:: {name.whole}\n   :members:\n"
    if len(made) < len(TABLE) // 2:
        return words
    return f"{words}   :exclude-members: {', '.join(sorted(made))}\n\n   {say('methods')}\n"


def _data(thing: Any, say: Say) -> str:
    if isinstance(thing, dict):
        keys = (getattr(key, "__name__", key) for key in thing)
        return say("dict", keys=", ".join(f"``{key}``" for key in keys))
    if isinstance(thing, (str, tuple)):
        return f"``{thing!r}``"
    if hasattr(thing, "__origin__"):
        what = str(thing).replace("collections.abc.", "").replace("typing.", "")
        return say("alias", what=what)
    return say("value", what=type(thing).__name__)
