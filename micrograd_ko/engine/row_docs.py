"""행의 설명: 한 언어로, 바뀌는 언어를 따라.

Write the documentation of a row of either table in the reader's language, and keep that of what is
made of a row, a method or help(), in the language chosen now. A row comes in as any object with
`name`, `title`, `formula()` and what it says of its derivatives; nothing here knows the tables.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from ..messages import on_speak, text

__all__ = ["doc_of", "document", "page", "with_row_docs"]

Kind = TypeVar("Kind", bound=type)
_documented: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()  # methods, and their rows


@lru_cache(maxsize=512)
def doc_of(row: Any, language: str) -> str:
    """그 언어로 쓴 설명. The row's documentation; `language` is the one chosen now."""
    return str(row._described())


def page(row: Any, key: str, partials: list[str]) -> str:
    """이름과 식 한 줄, 그 아래 미분.

    Write a line with the row's title and formula, and below it what `key` calls its `partials`.
    """
    called = row.name if row.title == row.name else f"{row.title} ({row.name})"
    first = f"{called}: y = {row.formula()}"
    if len(partials) == 1:
        return f"{first}\n{text(key)}: {partials[0]}"
    return "\n    ".join([f"{first}\n{text(key)}:", *partials])


class _RowDoc:
    """행마다의 도움말. Let help() of a row tell of the row, and that of its class of the class."""

    def __init__(self, of_class: str | None) -> None:
        self.of_class = of_class

    def __get__(self, row: Any, kind: type) -> str | None:
        return self.of_class if row is None else row.doc


def with_row_docs(kind: Kind) -> Kind:
    """그 클래스의 행마다 제 설명을 갖게 한다. Give each row of the class a `__doc__` of its own."""
    kind.__doc__ = _RowDoc(kind.__doc__)  # type: ignore[assignment]
    return kind


def document(method: Any, row: Any) -> Any:
    """메서드의 도움말은 행의 설명이고, 언어를 따라간다.

    Make the row's documentation that of `method`, now and after each change of the language, and
    return the method.
    """
    method.__doc__ = row.doc
    _documented[method] = row
    return method


def _translate() -> None:
    for method, row in _documented.items():
        method.__doc__ = row.doc


on_speak(_translate)
