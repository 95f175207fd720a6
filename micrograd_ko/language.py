"""모든 문장의 언어를 고른다.

Choose the language of every message: :func:`set_language` and :func:`get_language`.
"""

from __future__ import annotations

from .errors import LanguageError
from .messages import LANGUAGES, speak, spoken

__all__ = ["get_language", "set_language"]


def set_language(language: str) -> None:
    """읽을 언어를 고른다: "ko" 또는 "en".

    Choose the language of every message, "ko" or "en", for the whole process.
    The environment variable MICROGRAD_KO_LANG sets it at import.

    Raises:
        LanguageError: for any other language.

    >>> from micrograd_ko import Value, explain
    >>> set_language("en")
    >>> x = Value(3.0, "x")
    >>> print(explain(x * 2, x))
    ∂(x·2)/∂x = 2.0000: the one path from x to x·2
      1.  x·2 ← x  2.0000
    >>> set_language("ko")
    """
    if language not in LANGUAGES:
        raise LanguageError("language.unknown", given=language, options=", ".join(LANGUAGES))
    speak(language)


def get_language() -> str:
    """지금 고른 언어를 돌려준다.

    Return the language chosen now, "ko" or "en".

    >>> get_language()
    'ko'
    """
    return spoken()
