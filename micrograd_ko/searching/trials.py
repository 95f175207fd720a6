"""시도의 기록: 무엇을 해 보았고, 어떻게 되었는가.

Hold the records of a search: what was tried, what came out, the best, and a table of it all.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

from ..arguments import shown
from ..messages import cells, clipped, columns, text
from .spaces import Space

__all__ = ["Search", "Trial", "ranked"]

DONE, GIVEN_UP, DIVERGED, FAILED, STOPPED = "done", "given_up", "diverged", "failed", "stopped"
WORST = -math.inf


@dataclass(frozen=True)
class Trial:
    """시도 하나.

    Hold one trial. Two are equal where everything but the time is.

    Attributes:
        number: from 1, over all stages. stage: from 1.
        parameters: what was drawn, by name.
        seed: for all that is random in it; follows from the search's seed and the number.
        score: the last one, larger is better; -inf where there is none.
        curve: (epochs, score) of each rung that it reached.
        state: "done", "given_up" (trained to an early rung alone), "diverged" (the loss or the
            score was no number), "failed" (it raised an error), "stopped" (by Ctrl-C).
        error: what went wrong; `details` is the traceback.
        seconds: what all its attempts took.

    >>> Trial(number=1, stage=1, parameters={"lr": 0.1}, seed=7, score=0.9, state="done").scored
    True
    """

    number: int
    stage: int
    parameters: dict[str, Any]
    seed: int
    score: float = WORST
    curve: tuple[tuple[int, float], ...] = ()
    state: str = STOPPED
    error: str = ""
    details: str = field(default="", compare=False, repr=False)
    seconds: float = field(default=0.0, compare=False)

    @property
    def scored(self) -> bool:
        """점수가 있는가. Tell whether it has a score."""
        return self.score > WORST and self.state in (DONE, GIVEN_UP)


def ranked(trials: Any) -> list[Trial]:
    """좋은 것부터: 더 오래 학습한 것, 점수가 높은 것, 먼저 뽑은 것.

    Sort trials, best first: with a score before without, those that got to a later rung first, then
    by score, then by number. A score after few epochs does not compare with one after many.
    """
    return sorted(
        trials, key=lambda t: (not t.scored, t.state != DONE, -len(t.curve), -t.score, t.number)
    )


@dataclass(frozen=True, repr=False)
class Search:
    """탐색의 결과.

    Hold what a search found: all trials in the order in which they were drawn. Two are equal where
    everything but the time is.

    Attributes:
        trials: all of them. spaces: the ranges of each stage, by name.
        finished: False if Ctrl-C broke it off.
        seconds: what it took.

    >>> from micrograd_ko.searching import search
    >>> found = search(lambda lr, *, seed: 1 - abs(lr - 0.3), {"lr": [0.1, 0.3, 1.0]}, trials=9,
    ...                progress=False)
    >>> found.best_parameters, found.best_score, found.best.state, found.scales
    ({'lr': 0.3}, 1.0, 'done', {'lr': 'choice'})
    """

    trials: tuple[Trial, ...]
    spaces: tuple[dict[str, Space], ...]
    finished: bool = True
    seconds: float = field(default=0.0, compare=False)

    @property
    def best(self) -> Trial:
        """가장 좋은 시도. Return the best trial."""
        return ranked(self.trials)[0]

    @property
    def best_parameters(self) -> dict[str, Any]:
        """가장 좋은 값들. Return the parameters of the best trial."""
        return dict(self.best.parameters)

    @property
    def best_score(self) -> float:
        """가장 좋은 점수. Return the score of the best trial."""
        return self.best.score

    @property
    def scales(self) -> dict[str, str]:
        """값마다 알맞은 축: linear, log, choice. Tell on which axis each parameter is shown."""
        return {name: space.scale for name, space in self.spaces[0].items()}

    def table(self, rows: int | None = 10) -> str:
        """좋은 것부터 표로. Write the best `rows` trials, best first, as a table; None for all.

        >>> from micrograd_ko.searching import search
        >>> found = search(lambda lr, *, seed: -abs(lr - 0.3), {"lr": [0.1, 0.3]}, trials=4,
        ...                progress=False)
        >>> len(found.table(rows=2).splitlines())  # a head, a rule, two trials, how many more
        5
        """
        names = list(self.spaces[0])
        head = [text("search.number"), text("search.stage"), text("search.score"), *names]
        head += [text("search.state"), text("search.seconds")]
        lines = [head]
        for t in ranked(self.trials)[:rows]:
            score = f"{t.score:.4g}" if t.scored else "-"
            drawn = [short(t.parameters[name]) for name in names]
            state = text(f"search.state.{t.state}", epochs=t.curve[-1][0] if t.curve else 0)
            lines.append([str(t.number), str(t.stage), score, *drawn, state, f"{t.seconds:.1f}"])
        right = (*range(3 + len(names)), 4 + len(names))
        written = columns(lines, right=right)
        written.insert(1, "─" * cells(written[0]))
        return "\n".join([*written, *self._below(rows)])

    def _below(self, rows: int | None) -> list[str]:
        """표 아래: 나머지의 수, 실패한 까닭. Say below the table how many more there are, and why
        trials failed.
        """
        more = len(self.trials) - (rows if rows is not None else len(self.trials))
        failed = [t for t in self.trials if t.error and t.state == FAILED]
        return [
            *([text("search.more", count=more)] if more > 0 else []),
            *(
                text("search.failure", number=t.number, error=clipped(t.error, 200))
                for t in failed[:5]
            ),
            *([] if self.finished else [text("search.unfinished")]),
        ]

    def __str__(self) -> str:
        return self.table()

    def __repr__(self) -> str:
        if not any(t.scored for t in self.trials):
            return f"Search({len(self.trials)} trials)"
        best = ", ".join(f"{k}={short(v)}" for k, v in self.best_parameters.items())
        return f"Search({len(self.trials)} trials, best {self.best_score:.4g}: {best})"


def short(value: Any) -> str:
    """표에 쓸 짧은 값. Write a value short enough for a table."""
    return f"{value:.3g}" if isinstance(value, float) else shown(value, 24).strip("'")
