"""잰 값과 기준.

Figures and their bars: a `Figure` is one line of the table, a `Bar` says how much it is to be at
most or at least, and a `Report` prints the lines, keeps them for the JSON, and sums up which bars
were missed.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Direction = Literal["at most", "at least"]
KOREAN = {"at most": "이하", "at least": "이상"}
PER = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0}
MISSED = "!!"  # in the margin; a console of any code page can print it


@dataclass(frozen=True)
class Bar:
    """넘지 말거나 넘어야 할 수. A number that a figure is to reach: at most or at least so much."""

    direction: Direction
    number: float

    def met(self, number: float) -> bool:
        """기준을 지켰는가. Whether a figure reaches the bar; the bar itself is good enough."""
        return number <= self.number if self.direction == "at most" else number >= self.number

    def __str__(self) -> str:
        return f"{self.number:g} {KOREAN[self.direction]} / {self.direction} {self.number:g}"


def at_most(number: float) -> Bar:
    """그 수 이하. So much, or less."""
    return Bar("at most", number)


def at_least(number: float) -> Bar:
    """그 수 이상. So much, or more."""
    return Bar("at least", number)


@dataclass(frozen=True)
class Figure:
    """잰 값 하나.

    One line of the table: a number with its unit, its bar if it has one, and the seconds that it is
    the median of, if it is a median of times.
    """

    name: str
    number: float
    unit: str
    bar: Bar | None = None
    seconds: Sequence[float] = ()

    @property
    def missed(self) -> bool:
        """기준에 못 미쳤는가. Whether it has a bar and does not reach it."""
        return self.bar is not None and not self.bar.met(self.number)

    def line(self) -> str:
        """표의 한 줄. The line that is printed: a missed bar has a sign in the margin and words."""
        margin = MISSED if self.missed else ""
        remark = str(self.bar) if self.bar else self._spread()
        words = "  기준에 못 미침 / missed" if self.missed else ""
        return f"{margin:<3}{self.name:<62} {self.number:>10.4g} {self.unit:<8} {remark}{words}"

    def _spread(self) -> str:
        if len(self.seconds) < 2:
            return ""
        low, high = (each(self.seconds) * PER[self.unit] for each in (min, max))
        return f"{low:.4g} - {high:.4g}"

    def as_json(self) -> dict[str, Any]:
        """JSON에 남길 것. What the JSON keeps; a bar as its direction and number."""
        kept = {name: each for name, each in asdict(self).items() if each not in (None, ())}
        return kept | ({"met": not self.missed} if self.bar else {})


class Report:
    """잰 것을 보이고 모은다. Print each figure as it comes, and keep all of them."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def figure(self, name: str, number: float, unit: str, bar: Bar | None = None) -> None:
        """값 하나. One figure, beside its bar."""
        self._add(Figure(name, number, unit, bar))

    def times(self, name: str, seconds: Sequence[float], unit: str, bar: Bar | None = None) -> None:
        """시간의 가운뎃값. The median of times, in a unit of `PER`."""
        self._add(Figure(name, statistics.median(seconds) * PER[unit], unit, bar, tuple(seconds)))

    def _add(self, figure: Figure) -> None:
        self.figures.append(figure)
        print(figure.line(), flush=True)

    @property
    def missed(self) -> list[Figure]:
        """기준에 못 미친 것들. The figures that miss their bars."""
        return [figure for figure in self.figures if figure.missed]

    def summary(self) -> str:
        """몇을 지켰고 무엇을 놓쳤는가. How many bars were met, and the lines that missed theirs."""
        bars = sum(figure.bar is not None for figure in self.figures)
        met = bars - len(self.missed)
        first = f"기준 {bars}개 가운데 {met}개를 지켰습니다. / {met} of {bars} bars met."
        return "\n".join([first, *(figure.line() for figure in self.missed)])
