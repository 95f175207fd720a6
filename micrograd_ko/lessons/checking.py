"""답을 보고, 틀렸으면 무엇을 틀렸는지 말한다.

Judge an answer to an exercise, and say what the mistake is: a gap left empty, code that stops, a
known mistake, or else what differs first and how.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import OptionError
from ..messages import LANGUAGES, spoken, text
from .done import keep
from .exercise import GAP, Exercise, Names
from .exercises import exercise
from .running import run_cell

__all__ = ["Verdict", "check"]

CLOSE = 1e-6  # relative; an answer may round otherwise than ours


@dataclass(frozen=True)
class Verdict:
    """판정. Hold a verdict: whether the answer is right, and the words for the learner.

    >>> verdict = check(3, {})
    >>> bool(verdict), verdict.words
    (False, '`Leaf`가 없습니다. 연습의 코드를 먼저 실행하십시오.')
    """

    right: bool
    words: str

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.words


def check(number: int, names: Mapping[str, Any]) -> Verdict:
    """연습의 답을 본다.

    Judge the answer to the exercise of a lesson, and note that it is solved if it is right.

    >>> check(3, {})
    `Leaf`가 없습니다. 연습의 코드를 먼저 실행하십시오.

    Args:
        number: of the lesson.
        names: where the answer's functions are: ``globals()``.

    Raises:
        OptionError: there is no lesson of that number, or `names` is no dictionary.
    """
    given = exercise(number)
    if not isinstance(names, Mapping):
        raise OptionError("lesson.names", number=number, type=type(names).__name__)
    verdict = judged(given, names)
    if verdict and not keep(number):
        return Verdict(True, f"{verdict}\n{text('lesson.not_kept')}")
    return verdict


def judged(given: Exercise, names: Names) -> Verdict:
    """판정만. Judge only."""
    right = _left_by(given, given.solution)
    missing = [name for name in _defined(right) if name not in names]
    if missing:
        return Verdict(False, text("lesson.missing", name=missing[0]))
    seen, error = _seen(given, names)
    expected, _ = _seen(given, right)
    if error is None and _same(seen, expected):
        return Verdict(True, f"{text('lesson.right')} {_in_words(given.after)}")
    for mistake in given.mistakes:
        known, stopped = _seen(given, _left_by(given, mistake.fills))
        if repr(error) == repr(stopped) and _same(seen, known):
            return Verdict(False, _in_words(mistake.words))
    if error is not None:
        return Verdict(False, _stopped(error))
    words = filter(None, [_diagnosed(given, names), _difference(seen, expected)])
    return Verdict(False, "\n".join(words))


def _diagnosed(given: Exercise, names: Names) -> str:
    """진단이 말하는 것; 진단이 받지 못할 답이면 빈 글.

    Let the exercise's judge say what is wrong: "" where the answer is nothing that it can take,
    such as a rule that gives too few contributions. What differs is told in any case.
    """
    try:
        return given.judge(names) if given.judge else ""
    except Exception:  # a learner's function may give anything to the engine
        return ""


def _seen(given: Exercise, names: Names) -> tuple[list[tuple[str, Any]], Exception | None]:
    """연습이 보는 것과, 코드가 멈췄으면 그 오류.

    List what an exercise looks at, up to where the code stops; and the error that stopped it.
    """
    seen: list[tuple[str, Any]] = []
    try:
        for one in given.look(names):
            seen.append(one)  # one by one, to keep what came before a stop
    except Exception as error:
        return seen, error
    return seen, None


def _in_words(both: tuple[str, str]) -> str:
    return both[LANGUAGES.index(spoken())]


def _left_by(given: Exercise, fills: tuple[str, ...]) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "exercise"}
    run_cell(given.filled(fills), names, "<ours>")
    return names


def _defined(names: Names) -> list[str]:
    """연습이 정의하는 함수와 클래스. Name the functions and classes that an exercise defines."""
    return [
        name for name, value in names.items() if getattr(value, "__module__", None) == "exercise"
    ]


def _stopped(error: Exception) -> str:
    """빈칸이 남았거나 코드가 멈춘 곳. Say where a gap is left, or where the code stopped."""
    if isinstance(error, NameError) and GAP in str(error):
        return text("lesson.gap", gap=GAP, line=_line_of(error))
    return text("lesson.stopped", kind=type(error).__name__, error=error, line=_line_of(error))


def _line_of(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    # the last line of the learner's own: not of this package, which may be called from there
    own = [frame for frame in frames if not frame.filename.startswith(str(_PACKAGE))]
    return (own or frames)[-1].line or "?"


_PACKAGE = __file__.rpartition("micrograd_ko")[0] + "micrograd_ko"


def _same(seen: list[tuple[str, Any]], expected: list[tuple[str, Any]]) -> bool:
    return len(seen) == len(expected) and all(
        _equal(a, b) for (_, a), (_, b) in zip(seen, expected, strict=True)
    )


def _equal(a: Any, b: Any) -> bool:
    if isinstance(b, str) or not _is_numeric(a) or not _is_numeric(b):
        return type(a) is type(b) and bool(a == b)
    x, y = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    close = CLOSE * _size(y)
    return x.shape == y.shape and bool(np.allclose(x, y, rtol=CLOSE, atol=close, equal_nan=True))


def _size(array: NDArray[np.float64]) -> float:
    """그 가운데 가장 큰 수, 적어도 1. The largest number in it, at least 1."""
    return float(np.abs(array[np.isfinite(array)]).max(initial=1.0))


def _is_numeric(value: Any) -> bool:
    try:
        np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return False
    return value is not None


def _difference(seen: list[tuple[str, Any]], expected: list[tuple[str, Any]]) -> str:
    """처음으로 다른 것과, 어떻게 다른지. Say what differs first, and how."""
    for (name, given), (_, wanted) in zip(seen, expected, strict=False):
        if not _equal(given, wanted):
            words = text("lesson.differs", what=name, given=_shown(given), wanted=_shown(wanted))
            return " ".join(filter(None, [words, _how(given, wanted)]))
    return text("lesson.count", given=len(seen), wanted=len(expected))


def _how(given: Any, wanted: Any) -> str:
    """비율, 부호, 모양. Name a constant ratio, a sign, a shape."""
    if given is None:
        return text("lesson.none")
    if not (_is_numeric(given) and _is_numeric(wanted)):
        return ""
    x, y = np.asarray(given, dtype=float), np.asarray(wanted, dtype=float)
    if x.ndim == 2 and _equal(x.T, y):
        return text("lesson.transposed")
    if x.shape != y.shape:
        return text("lesson.shape", given=x.shape, wanted=y.shape)
    clear = np.abs(y) > CLOSE * _size(y)
    ratios = x[clear] / y[clear]
    if ratios.size and np.allclose(ratios, ratios[0]) and _equal(x, ratios[0] * y):
        if np.isclose(ratios[0], -1):
            return text("lesson.sign")
        if np.isclose(ratios[0], 0):
            return text("lesson.zero")
        return text("lesson.ratio", ratio=f"{ratios[0]:.6g}")
    return ""


def _shown(value: Any) -> str:
    """짧게. Show a value in few characters."""
    if _is_numeric(value) and not isinstance(value, str):
        array = np.asarray(value, dtype=float)
        if array.ndim == 0:
            return f"{float(array):.6g}"
        return np.array2string(array, precision=4, threshold=12, separator=", ").replace("\n", "")
    found = repr(value)
    return found if len(found) <= 60 else f"{found[:57]}..."
