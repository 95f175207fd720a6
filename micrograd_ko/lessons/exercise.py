"""연습 하나: 빈칸이 있는 코드.

An exercise: code with gaps, what is looked at to judge an answer, and the mistakes that people
make, each with what fills the gaps then.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["GAP", "Exercise", "Mistake", "Names", "Seen"]

GAP = "____"
MARKED = re.compile(r"⟨(.*?)⟩")  # in the code of an exercise: the right expression in a gap
Names = Mapping[str, Any]
Seen = Iterable[tuple[str, Any]]


@dataclass(frozen=True)
class Mistake:
    """알려진 실수: 빈칸마다 쓴 것과, 그때 할 말.

    Hold a known mistake: what fills each gap, and what to say then, in Korean and in English.
    Any other code that gives the same numbers gets the same words; or, for a mistake that stops,
    code that stops after the same numbers with the same error.

    >>> Mistake(("x",), ("2가 빠졌습니다.", "The 2 is missing.")).fills
    ('x',)
    """

    fills: tuple[str, ...]
    words: tuple[str, str]


@dataclass(frozen=True)
class Exercise:
    """연습. Hold an exercise.

    Args:
        task: what to do, in Korean and in English.
        code: solved code; each right expression stands in ⟨…⟩, inside a function, where the
            learner sees a gap.
        look: from the names that the code leaves, what is looked at: pairs of a short name and a
            number, array, or anything else that == compares. The same each time.
        mistakes: those that are known.
        hint: what helps without telling, in Korean and in English.
        after: what a right answer shows, in Korean and in English.
        judge: says in the chosen language what is wrong with an answer that is no known mistake
            (from :func:`~micrograd_ko.diagnosing.diagnose` or ``check_gradients``), or "".

    >>> square = Exercise(
    ...     task=("x²을 미분하십시오.", "Differentiate x²."),
    ...     code="def slope(x):\\n    return ⟨2 * x⟩",
    ...     look=lambda names: [("slope(3.0)", names["slope"](3.0))],
    ...     mistakes=(Mistake(("x",), ("2가 빠졌습니다.", "The 2 is missing.")),),
    ...     hint=("x²은 x·x입니다.", "x² is x·x."),
    ...     after=("x에서 x²의 기울기입니다.", "That is how steep x² is at x."),
    ... )
    >>> square.solution
    ('2 * x',)
    >>> print(square.unsolved)
    def slope(x):
        return ____
    """

    task: tuple[str, str]
    code: str
    look: Callable[[Names], Seen]
    mistakes: tuple[Mistake, ...]
    hint: tuple[str, str]
    after: tuple[str, str]
    judge: Callable[[Names], str] | None = None

    @property
    def solution(self) -> tuple[str, ...]:
        """맞는 식들. The right expressions, one for each gap."""
        return tuple(MARKED.findall(self.code))

    @property
    def unsolved(self) -> str:
        """빈칸이 있는 코드. The code as a learner gets it."""
        return MARKED.sub(GAP, self.code)

    def line(self, fills: Sequence[str]) -> str:
        """다음 빈칸이 있는 줄.

        Give the line of the next gap, with `fills` in the gaps before it.
        """
        left = iter(fills)
        code = MARKED.sub(lambda gap: next(left, gap[0]), self.code)
        line = next(line for line in code.split("\n") if MARKED.search(line))
        return MARKED.sub(GAP, line).strip()

    def filled(self, fills: Sequence[str]) -> str:
        """빈칸을 채운 코드.

        Fill the gaps, each in brackets: what stands around a gap must not bind closer than what is
        in it, and a comment in it must not hide what follows.
        """
        left = iter(fills)
        return MARKED.sub(lambda _: _bracketed(next(left)), self.code)


def _bracketed(fill: str) -> str:
    return f"({fill}\n)" if "#" in fill else f"({fill})"
