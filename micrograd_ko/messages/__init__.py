"""사람이 읽는 모든 문장을 한국어와 영어로 나란히 둔다.

Hold every sentence a person reads, Korean and English side by side. A row is
``key: (Korean, English)``; both use the same ``{placeholders}`` (a test holds them equal).
They stand in the files of this package by what they are about; no module outside it contains
a sentence for people. A key and what fills its placeholders flow in, a sentence flows out;
``measure`` tells how wide it is, Hangul included. In Korean a particle is written in both its
forms, ``{name}을(를)``, and the one that fits is chosen as the sentence is filled.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..later import handing_on

if TYPE_CHECKING:
    from .glossary import GLOSSARY, Term
    from .particles import filled, final_sound, particle
    from .widths import SMALLER, cells, clipped, columns, em, points, script_of

    MESSAGES: dict[str, tuple[str, str]]

__all__ = [
    "GLOSSARY",
    "LANGUAGES",
    "MESSAGES",
    "SMALLER",
    "Term",
    "cells",
    "chosen",
    "clipped",
    "columns",
    "em",
    "filled",
    "final_sound",
    "on_speak",
    "op_title",
    "particle",
    "points",
    "script_of",
    "speak",
    "spoken",
    "text",
]

LANGUAGES = ("ko", "en")

# Most programs say nothing, so a file of sentences is read when the first of them is needed. Which
# file that is, the first word of the key tells: the families of keys in each.
FAMILIES = {
    "engine": "language value border numeric anomaly backward grad node scope op sym",
    "idioms": "data numeric numpy update operand name zero_grad micrograd nn",
    "drawing": "draw network",
    "stepping": "step record page frames watch explain orders",
    "checking": "derivative check strategies",
    "diagnosing": "diagnose",
    "networks": "check train nn tensor expand option keyword loss optim init",
    "layers": "nn plot",
    "replaying": "replay",
    "exporting": "export",
    "data": "data",
    "files": "files",
    "saving": "draw saving",
    "plots": "plot",
    "estimators": "estimators",
    "searching": "plot search",
    "lessons": "lesson",
    "command_line": "cli demo draw step keys repl ops doctor train expr",
    "testing": "testing",
    "words": "words",
}
_read: dict[str, tuple[str, str]] = {}  # the sentences read so far

_language = "ko"
_followers: list[Callable[[], None]] = []


def speak(language: str) -> None:
    """읽을 언어를 바꾼다, 살피지 않고. Change the language of every message to one of LANGUAGES."""
    global _language
    _language = language
    for follow in _followers:
        follow()


def on_speak(follow: Callable[[], None]) -> None:
    """언어가 바뀔 때마다 부른다. Call `follow` after each change of the language."""
    _followers.append(follow)


def spoken() -> str:
    """지금의 언어. Give the language chosen now."""
    return _language


def text(key: str, language: str | None = None, /, **values: object) -> str:
    """문장 하나를 값을 채워 돌려준다, 따로 말하지 않으면 지금 언어로.

    Write the message `key`, its placeholders filled with `values`, in the chosen language or in
    `language`. Korean particles fit what they follow.
    """
    from .particles import filled

    return filled(chosen(_both(key), language), values)


def _both(key: str) -> tuple[str, str]:
    """두 언어로 된 문장. Find the sentence `key` in both languages; its family is read if need be."""
    if key not in _read:
        family = key.partition(".")[0]
        for file, families in FAMILIES.items():
            if family in families.split():
                _read.update(_sentences(file))
    return _read[key]


def _sentences(file: str) -> dict[str, tuple[str, str]]:
    return import_module(f".{file}", __name__).MESSAGES  # type: ignore[no-any-return]


def chosen(both: tuple[str, str], language: str | None = None) -> str:
    """두 언어로 된 말에서 하나를, 따로 말하지 않으면 지금 언어로.

    Choose from words in Korean and in English those of `language`, or of the language chosen now.

    >>> chosen(("기울기", "gradient"), "en")
    'gradient'
    """
    return both[LANGUAGES.index(language or _language)]


def op_title(name: str, label: str) -> str:
    """지금 언어로 쓴 연산의 이름. The name, in the chosen language, of the op `name` called `label`."""
    if _language == "ko":
        return label
    from .op_names import OP_NAMES

    return OP_NAMES.get(name) or (name if re.search("[가-힣]", label) else label)


def _all_of_them(name: str) -> Any:
    """모든 문장. Put all sentences together, for who looks through them."""
    if name != "MESSAGES":
        return None
    return {key: both for file in FAMILIES for key, both in _sentences(file).items()}


__getattr__ = handing_on(
    __name__,
    {
        "particles": "filled final_sound particle",
        "widths": "SMALLER cells clipped columns em points script_of",
        "glossary": "GLOSSARY Term",
    },
    _all_of_them,
)

# A wrong MICROGRAD_KO_LANG must not keep `import micrograd_ko` from working; the command line
# reports it.
if os.environ.get("MICROGRAD_KO_LANG") in LANGUAGES:
    speak(os.environ["MICROGRAD_KO_LANG"])
