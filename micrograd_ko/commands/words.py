"""words: 용어집에서 찾는다. Look terms up in the glossary, by Korean, English or a part of one."""

from __future__ import annotations

import argparse
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from .. import messages
from ..errors import OptionError
from ..messages import chosen, columns, text

if TYPE_CHECKING:
    from ..messages import Term

__all__ = ["add_arguments", "found", "nearest", "run"]

SHOWN = 5  # terms like an unknown word


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """찾을 말. Declare the word to look up."""
    parser.add_argument("word", nargs="*", help=text("words.word"))


def run(given: argparse.Namespace) -> int:
    """찾은 용어를 표로 보인다. Print the terms that were found as a table."""
    word = " ".join(given.word)
    terms = found(word)
    if not terms:
        raise OptionError("words.unknown", word=word, nearest=", ".join(nearest(word)))
    for term in terms:
        if word and _plain(word) in map(_plain, term.avoided):
            print(text("words.instead", word=word, term=term.korean))
    rows = [text("words.header").split("|")]
    for term in terms:
        meaning = chosen((term.korean_sentence, term.english_sentence))
        rows.append([term.korean, term.english, meaning])
    print(*columns(rows), sep="\n")
    return 0


def found(word: str) -> list[Term]:
    """그 말이 이름에 든 용어, 꼭 맞는 것이 먼저.

    Return the terms that have `word` in one of their names, those that are called so first. Blanks,
    hyphens and capitals make no difference; spellings that are not used here are found, too.
    """
    wanted = _plain(word)
    terms = [
        term for term in messages.GLOSSARY if any(wanted in _plain(name) for name in _names(term))
    ]
    return sorted(terms, key=lambda term: wanted not in map(_plain, _names(term)))


def nearest(word: str) -> list[str]:
    """가장 비슷한 용어들. Return the terms whose names are most like `word`, by their letters."""

    def likeness(term: Term) -> float:
        return max(
            SequenceMatcher(None, _letters(word), _letters(name)).ratio() for name in _names(term)
        )

    first = sorted(messages.GLOSSARY, key=likeness, reverse=True)[:SHOWN]
    return [f"{term.korean} ({term.english})" for term in first]


def _names(term: Term) -> tuple[str, ...]:
    return term.korean, term.english, *term.avoided


def _plain(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFC", name).casefold() if c not in " -_")


def _letters(name: str) -> str:
    """자모로 나눈 글자. Take syllables apart, so that 역전바 is near 역전파."""
    return unicodedata.normalize("NFD", _plain(name))
