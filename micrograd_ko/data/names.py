"""한국어 이름들. Give Korean given names, for a model that reads letters and makes up more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

__all__ = ["Names", "names"]

HERE = Path(__file__).parent / "names.txt"


@dataclass(frozen=True)
class Names:
    """이름들, 서로 다르고 가나다순. Hold names, all different, in the order of the alphabet.

    >>> some = Names(("가람", "가온", "나래"))
    >>> some, some.letters
    (Names(3: 가람 … 나래, letters=5), ('가', '나', '람', '래', '온'))
    """

    words: tuple[str, ...]

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """이름에 나오는 음절 모두, 가나다순. List every syllable that occurs, in order."""
        return tuple(sorted({letter for word in self.words for letter in word}))

    def __len__(self) -> int:
        return len(self.words)

    def __repr__(self) -> str:
        first, last = self.words[0], self.words[-1]
        return f"Names({len(self)}: {first} … {last}, letters={len(self.letters)})"


def names() -> Names:
    """두 음절의 한국어 이름, 성 없이.

    Load Korean given names of two syllables, without family names: such as are in general use, of
    any generation. They say nothing about how many people bear them.

    Returns:
        1,789 names of 184 syllables. Source: written down for this project (README.md beside the
        file), under its licence.

    >>> names(), names().words[:3]
    (Names(1789: 가람 … 희철, letters=184), ('가람', '가연', '가영'))
    """
    return Names(tuple(HERE.read_text(encoding="utf-8").split()))
