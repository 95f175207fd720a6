"""잰 것: 간격의 크기마다 수치 미분의 오차, 걸린 시간.

Plot what was measured: how far numerical differentiation is off, and how long runs took.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.errors import DataError
from micrograd_ko.messages import text

from ..palette import INK
from .figures import (
    BLUE,
    DASH,
    colour,
    duration,
    finite,
    legend,
    log_axis,
    marker,
    named,
    panels,
    plot,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from micrograd_ko.checking import Entry, GradientReport

__all__ = ["step_sizes", "timings"]


@plot
def step_sizes(
    report: GradientReport, entry: Entry | None = None, *, title: str | None = None
) -> Figure:
    """간격의 크기마다 수치 미분이 기대값에서 얼마나 떨어져 있는지 그린다.

    Plot how far numerical differentiation is off at each step size: at large steps the curvature,
    at small ones rounding. What the rules gave stands as a level line; where it lies above the
    valley of both curves, the rules are wrong.

    Args:
        report: of :func:`micrograd_ko.check_gradients`; its function is called again.
        entry: one of ``report.entries``; by default the one that is furthest off.

    Raises:
        DataError: the entry has no derivative to compare with.

    >>> from micrograd_ko import check_gradients
    >>> figure = step_sizes(check_gradients(lambda x: x**3, 1.0, order=1))
    >>> figure.axes[0].get_xscale(), figure.axes[0].get_yscale()
    ('log', 'log')
    """
    entry = entry or report.worst
    nudges = report.sweep(entry)
    finite([entry.expected], "entry.expected")
    size = abs(entry.expected) or 1.0
    h = np.array([nudge.h for nudge in nudges])
    figure, (ax,) = panels(1, "report", (8.5, 4.6), "plot.steps.title", title)
    for i, (name, found) in enumerate(
        (
            ("forward", [nudge.right for nudge in nudges]),
            ("central", [nudge.central for nudge in nudges]),
        )
    ):
        off = np.abs(np.array(found) - entry.expected) / size
        # an axis of logarithms has no place for 0
        shown = np.where(np.isfinite(off) & (off > 0), off, np.nan)
        ax.plot(
            h,
            shown,
            color=colour(i),
            marker=marker(i),
            markersize=4,
            label=text(f"plot.steps.{name}"),
        )
    if np.isfinite(entry.got):
        # 0 has no place here, either
        level = max(abs(entry.got - entry.expected) / size, float(np.finfo(float).eps))
        ax.axhline(level, color=INK, linestyle=DASH, label=text("plot.steps.got", got=entry.got))
    ax.set(
        xlabel=text("plot.steps.x"),
        ylabel=text("plot.steps.y" if entry.expected else "plot.steps.y.absolute"),
    )
    ax.set_title(
        text("plot.steps.entry", name=entry.name, order=entry.order, expected=entry.expected),
        loc="left",
    )
    log_axis(ax, "x")
    log_axis(ax)
    legend(figure)
    return figure


@plot
def timings(times: Mapping[str, Any], *, title: str | None = None) -> Figure:
    """걸린 시간을 막대로, 10배마다 한 칸씩.

    Plot times as bars on an axis where each step is ten times the one before: the median, with a
    line from the least to the most.

    Args:
        times: from a name to the seconds of one run, or of several.

    >>> figure = timings({"Value": [0.03, 0.04], "replay": [0.002, 0.002]})
    >>> len(figure.axes[0].patches)  # a bar each
    2
    """
    given = named(times, "times", '{"Value": [0.03, 0.04]}').items()
    found = {
        name: finite(np.atleast_1d(each), f"times[{name!r}]", "(runs,)") for name, each in given
    }
    for name, each in found.items():
        if each.min() <= 0:
            raise DataError("plot.times.positive", name=f"times[{name!r}]", value=each.min())
    middle, least, most = (
        np.array([f(each) for each in found.values()]) for f in (np.median, np.min, np.max)
    )
    figure, (ax,) = panels(1, "times", (8.5, 0.8 + 0.42 * len(found)), "plot.times.title", title)
    rows = np.arange(len(found))
    # a bar on an axis of logarithms starts anywhere
    left = 10.0 ** np.floor(np.log10(least.min()) - 0.3)
    ax.barh(
        rows,
        middle - left,
        left=left,
        color=BLUE,
        height=0.62,
        xerr=[middle - least, most - middle],
        ecolor=INK,
    )
    for row, seconds, end in zip(rows, middle, most, strict=True):
        ax.text(float(end) * 1.15, int(row), duration(seconds), va="center", color=INK)
    log_axis(ax, "x")
    ax.set(
        xlabel=text("plot.times.x"),
        yticks=rows,
        yticklabels=list(found),
        xlim=(left, most.max() * 10),
    )
    ax.invert_yaxis()
    ax.grid(visible=False, axis="y")
    return figure
