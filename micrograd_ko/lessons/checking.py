"""답을 보고, 틀렸으면 무엇을 틀렸는지 말한다.

Judge an answer to an exercise, and say what the mistake is: a gap left empty, code that stops, a
known mistake, or else what differs first and how.
"""

from __future__ import annotations

import io
import traceback
import warnings
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from itertools import combinations
from types import TracebackType
from typing import Any

import numpy as np

from ..errors import OptionError
from ..messages import chosen, text
from .comparing import Looked, difference, same
from .done import keep
from .exercise import GAP, Exercise, Names
from .exercises import exercise
from .running import run_cell

__all__ = ["Verdict", "check"]

LINES = 10  # of a diagnosis; what is further down repeats itself


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


@dataclass
class Look:
    """연습이 본 것.

    Hold what was seen of an answer, what stopped it and where, and NumPy's warnings.
    """

    seen: Looked = field(default_factory=list)
    error: BaseException | None = None
    place: tuple[str, int] = "", 0  # the function that stopped, and at which of its lines
    line: str = ""  # the line itself; "" if none of the answer's stopped
    there: tuple[str, ...] = ()  # the names that the function had then
    warned: list[str] = field(default_factory=list)

    def agrees(self, other: Look) -> bool:
        """같은 것을 보이고, 같은 줄에서 같은 오류로 멈췄나.

        Tell whether the same was seen, and the same error stopped both at the same line.
        """
        stop, others = (self.place, repr(self.error)), (other.place, repr(other.error))
        return stop == others and same(self.seen, other.seen)


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
    missing = [name for name in _defined(given) if name not in names]
    if missing:
        return Verdict(False, text("lesson.missing", name=missing[0]))
    answer, solved = _looked(given, names), _ours(given, given.solution)
    if answer.agrees(solved):
        return Verdict(True, f"{text('lesson.right')} {chosen(given.after)}")
    for fills, of_mistake in _known(given):
        if answer.agrees(_ours(given, fills)):
            return Verdict(False, of_mistake)
    if answer.error is not None:
        return Verdict(False, _stopped(answer.error, answer))
    words = [_diagnosed(given, names), difference(answer.seen, solved.seen)]
    if answer.warned:
        words.append(text("lesson.warned", warning=answer.warned[0]))
    return Verdict(False, "\n".join(filter(None, words)))


# ── known mistakes ──


def _known(given: Exercise) -> Iterator[tuple[tuple[str, ...], str]]:
    """알려진 실수들: 통째로, 일부 빈칸에만, 둘이 함께.

    List what fills the gaps by known mistakes, with the words: first each by itself; then those of
    several gaps made in some of these only; then two at once, in different gaps.
    """
    wrong = [
        ({i: m.fills[i] for i, ours in enumerate(given.solution) if m.fills[i] != ours}, m.words)
        for m in given.mistakes
    ]
    for gaps, words in wrong:
        yield _filled(given, gaps), chosen(words)
    for gaps, words in wrong:
        for count in range(len(gaps) - 1, 0, -1):
            for part in combinations(gaps, count):
                yield _filled(given, {i: gaps[i] for i in part}), _of_gaps(part, words)
    for (one, its), (other, others) in combinations(wrong, 2):
        if not one.keys() & other.keys():
            yield (
                _filled(given, one | other),
                f"{_of_gaps(tuple(one), its)}\n{_of_gaps(tuple(other), others)}",
            )


def _filled(given: Exercise, gaps: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(gaps.get(i, ours) for i, ours in enumerate(given.solution))


def _of_gaps(gaps: tuple[int, ...], words: tuple[str, str]) -> str:
    places = ", ".join(str(i + 1) for i in sorted(gaps))
    return text("lesson.of_gaps", places=places, words=chosen(words))


# ── looking ──


def _diagnosed(given: Exercise, names: Names) -> str:
    """진단이 말하는 것; 진단이 받지 못할 답이면 빈 글.

    Let the exercise's judge say what is wrong, in silence (it calls the learner's functions many
    times): "" where the answer is nothing that it can take, such as a rule that gives too few
    contributions. What differs is told in any case.
    """
    if given.judge is None:
        return ""
    try:
        with warnings.catch_warnings(), redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            lines = given.judge(names).split("\n")
    except (Exception, SystemExit):  # a learner's function may give anything to the engine
        return ""
    return "\n".join([*lines[:LINES], "…"] if len(lines) > LINES else lines)


def _looked(given: Exercise, names: Names) -> Look:
    """연습이 보는 것과, 코드가 멈췄으면 그 오류.

    List what an exercise looks at, up to where the code stops; and the error that stopped it.
    """
    look = Look()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            with np.errstate(divide="warn", over="warn", invalid="warn"):
                for one in given.look(names):
                    look.seen.append(one)  # one by one, to keep what came before a stop
        except (Exception, SystemExit) as error:  # an answer may call exit()
            look.error = error
            _find_stop(error, names, look)
    look.warned = [str(one.message) for one in warned if one.category is RuntimeWarning]
    return look


@cache
def _ours(given: Exercise, fills: tuple[str, ...]) -> Look:
    """우리가 채운 것에서 보이는 것. Look at code that we filled: the same each time."""
    return _looked(given, _left_by(given, fills))


def _left_by(given: Exercise, fills: tuple[str, ...]) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "exercise"}
    run_cell(given.filled(fills), names, "<ours>")
    return names


@cache
def _defined(given: Exercise) -> tuple[str, ...]:
    """연습이 정의하는 함수와 클래스. Name the functions and classes that an exercise defines."""
    left = _left_by(given, given.solution)
    return tuple(n for n, value in left.items() if getattr(value, "__module__", None) == "exercise")


# ── where it stopped ──

# what NumPy's and Python's words mean for a learner: part of an error, and the message
TIPS = {
    "bitwise_xor": "lesson.tip.power",
    "for ^": "lesson.tip.power",
    "truth value of an array": "lesson.tip.truth",
    "could not be broadcast": "lesson.tip.shapes",
    "core dimension": "lesson.tip.shapes",
    "not aligned": "lesson.tip.shapes",
    "'NoneType'": "lesson.tip.none",
}


def _stopped(error: BaseException, look: Look) -> str:
    """빈칸이 남았거나 코드가 멈춘 곳. Say where a gap is left, or where the code stopped."""
    if isinstance(error, NameError) and GAP in str(error):
        return text("lesson.gap", gap=GAP, line=look.line or "?")
    kind = type(error).__name__
    words = [
        text("lesson.stopped", kind=kind, error=error, line=look.line)
        if look.line
        else text("lesson.unusable", kind=kind, error=error)
    ]
    tips = [text(key) for part, key in TIPS.items() if part in str(error)]
    if isinstance(error, NameError) and look.there:
        tips = [text("lesson.tip.name", name=error.name, names=", ".join(look.there))]
    return "\n".join([*words, *tips[:1]])


def _find_stop(error: BaseException, names: Names, look: Look) -> None:
    """배우는 이의 코드에서 멈춘 곳을 적는다.

    Note the function, and the line in it, that was the last of the learner's own to run, whatever
    it called then: none where an exercise cannot take what a function gave.
    """
    found: TracebackType | None = error.__traceback__
    while found is not None:
        frame = found.tb_frame
        if frame.f_globals is names:
            code = frame.f_code
            look.place = code.co_name, found.tb_lineno - code.co_firstlineno
            look.line = traceback.extract_tb(found, limit=1)[0].line or "?"
            look.there = tuple(name for name in frame.f_locals if name.isidentifier())
        found = found.tb_next
