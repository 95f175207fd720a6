"""하이퍼파라미터 탐색: 값마다 점수.

Plot what a search tried: the score against each parameter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.errors import DataError
from micrograd_ko.messages import clipped, text

from ..palette import GREY_TEXT, INK
from .figures import BLUE, ORANGE, YELLOW, Array, legend, log_axis, panels, plot, whole_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from micrograd_ko.searching import Search

__all__ = ["trials"]

LABELLED = 12  # more options than this get no name on the axis


@plot
def trials(result: Search, *, title: str | None = None) -> Figure:
    """탐색에서 값마다 점수가 어땠는지 그린다: 단계가 뒤일수록 진하게, 가장 좋은 것은 별.

    Plot the score of each trial of a search against each of its parameters, on the scale that each
    was drawn in. Later stages are darker, what was given up early is hollow, what diverged or
    failed is a cross at the bottom; a triangle there is a score too low to be shown. The best gets
    a star.

    Args:
        result: of :func:`micrograd_ko.searching.search`.

    Raises:
        DataError: something else than the result of a search, or one without any score.

    >>> from micrograd_ko.searching import log_uniform, search, uniform
    >>> space = {"lr": log_uniform(1e-4, 1), "dropout": uniform(0, 0.5)}
    >>> found = search(lambda lr, dropout, *, seed: -lr - dropout, space, trials=6, progress=False)
    >>> [ax.get_xlabel() for ax in trials(found).axes]
    ['lr', 'dropout']
    """
    if not hasattr(result, "trials") or not hasattr(result, "scales"):
        raise DataError("plot.trials.kind", kind=type(result).__name__)
    scores = np.array([t.score for t in result.trials if t.scored])
    if not scores.size:
        raise DataError("plot.trials.none", count=len(result.trials))
    low, high = _limits(scores)
    figure, axes = panels(len(result.scales), "result", (4.4, 3.8), "plot.trials.title", title, 3)
    for ax, (name, scale) in zip(axes, result.scales.items(), strict=True):
        values = [t.parameters[name] for t in result.trials]
        if scale == "choice":
            places = _options(ax, values, result.spaces[0][name])
        else:
            places = np.array(values, dtype=float)
        _draw(ax, result, places, low)
        ax.set(xlabel=name, ylim=(low - 0.06 * (high - low), high + 0.06 * (high - low)))
        if scale == "log":
            log_axis(ax, "x")
        elif scale == "linear" and all(isinstance(value, int) for value in values):
            whole_numbers(ax)
    for ax in axes[::3]:
        ax.set_ylabel(text("plot.trials.score"))
    legend(figure)
    return figure


def _limits(scores: Array) -> tuple[float, float]:
    """축의 범위: 아주 낮은 점수 하나가 나머지를 눌러 버리지 않게.

    Choose the range of scores to show, so that a few very low ones do not press the others flat.
    """
    high, middle = float(scores.max()), float(np.median(scores))
    low = max(float(scores.min()), middle - 3 * (high - middle)) if high > middle else scores.min()
    return (float(low), high) if high > low else (high - 0.5, high + 0.5)


def _options(ax: Axes, values: list[Any], space: Any) -> Array:
    """선택지마다 자리 하나. Give each option a place on the axis, with its name."""
    names = [_name(option) for option in space.options]
    if len(names) <= LABELLED:
        short = [clipped(name, 12) for name in names]
        ax.set_xticks(range(len(names)), short, rotation=30 if max(map(len, short)) > 6 else 0)
    ax.set_xlim(-0.5, len(names) - 0.5)
    return np.array([names.index(_name(value)) for value in values], dtype=float)


def _name(option: Any) -> str:
    return option if isinstance(option, str) else str(getattr(option, "__name__", option))


def _draw(ax: Axes, result: Search, places: Array, low: float) -> None:
    """한 칸의 점들. Draw the trials of one panel."""
    stages = len(result.spaces)
    for full in (True, False):
        for stage in range(1, stages + 1):
            hue = _shade(stage, stages)
            chosen = [
                i
                for i, t in enumerate(result.trials)
                if t.scored and t.stage == stage and t.score >= low and (t.state == "done") == full
            ]
            if not chosen:
                continue
            name = text("plot.trials.stage", stage=stage) if full else text("plot.trials.given_up")
            y = [result.trials[i].score for i in chosen]
            ax.scatter(places[chosen], y, s=44 if full else 34, linewidths=1.5, zorder=3,
                       facecolors=[hue] if full else "white", edgecolors=[hue],
                       label=name)  # fmt: skip
    for sign, colour, key, fits in (
        ("v", GREY_TEXT, "plot.trials.low", lambda t: t.scored and t.score < low),
        ("x", ORANGE, "plot.trials.failed", lambda t: t.state in ("diverged", "failed")),
    ):
        if chosen := [i for i, t in enumerate(result.trials) if fits(t)]:
            ax.scatter(places[chosen], np.full(len(chosen), low), marker=sign, color=colour,
                       s=40, zorder=2, label=text(key), clip_on=False)  # fmt: skip
    best = result.best
    ax.scatter(places[best.number - 1], best.score, marker="*", s=330, color=YELLOW,
               edgecolors=INK, zorder=4,
               label=text("plot.trials.best", number=best.number, score=best.score))  # fmt: skip


def _shade(stage: int, stages: int) -> tuple[float, float, float]:
    """단계가 뒤일수록 진하게. Mix blue with white: the later the stage, the more of it."""
    from matplotlib.colors import to_rgb

    share = 1.0 if stages == 1 else 0.35 + 0.65 * (stage - 1) / (stages - 1)
    red, green, blue = (1 - share + share * part for part in to_rgb(BLUE))
    return red, green, blue
