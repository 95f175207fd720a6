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
from typing import TYPE_CHECKING, Any

from . import (
    checking,
    command_line,
    data,
    diagnosing,
    drawing,
    engine,
    estimators,
    exporting,
    files,
    idioms,
    layers,
    lessons,
    networks,
    plots,
    replaying,
    saving,
    searching,
    stepping,
    testing,
    words,
)
from .particles import filled, final_sound, particle
from .widths import SMALLER, cells, clipped, columns, em, points, script_of

if TYPE_CHECKING:
    from .glossary import GLOSSARY, Term

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

MESSAGES: dict[str, tuple[str, str]] = {
    key: both
    for part in (
        engine,
        idioms,
        drawing,
        stepping,
        checking,
        diagnosing,
        networks,
        layers,
        replaying,
        exporting,
        data,
        files,
        saving,
        plots,
        estimators,
        searching,
        lessons,
        command_line,
        testing,
        words,
    )
    for key, both in part.MESSAGES.items()
}

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
    return filled(chosen(MESSAGES[key], language), values)


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


def __getattr__(name: str) -> Any:
    """용어집은 찾을 때 읽는다. Read the glossary when it is asked for, not at import."""
    if name not in ("GLOSSARY", "Term"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import glossary

    return getattr(glossary, name)


# A wrong MICROGRAD_KO_LANG must not keep `import micrograd_ko` from working; the command line
# reports it.
if os.environ.get("MICROGRAD_KO_LANG") in LANGUAGES:
    speak(os.environ["MICROGRAD_KO_LANG"])
