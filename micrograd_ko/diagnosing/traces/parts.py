"""실수를 말할 때 쓰는 것: 열쇠와 값, 두 언어로 된 이름.

Hold what a mistake is told with: its key and values, and names in both languages.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ...engine import Op
from ...messages import chosen

__all__ = ["Part", "Parts", "Word"]


class Part(NamedTuple):
    """실수 하나와 그 값들. Name a mistake by its key, with what fills its sentence."""

    key: str
    values: tuple[tuple[str, Any], ...] = ()


Parts = tuple[Part, ...]  # a mistake, and a constant factor on top of it


class Word(NamedTuple):
    """두 언어로 된 이름. Hold a name in both languages, and write the one chosen."""

    ko: str
    en: str

    @classmethod
    def of(cls, row: Op) -> Word:
        """표의 행의 이름. Name a row of the table."""
        signed = row.label if row.symbol == row.label else f"{row.label}({row.symbol})"
        return cls(signed, row.name)

    def __str__(self) -> str:
        return chosen(self)
