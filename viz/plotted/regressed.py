"""회귀: 예측값과 실제값, 함수에 맞춘 곡선.

Plot what a regression answers: predictions against targets, curves through the points of a
function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.errors import ShapeError
from micrograd_ko.messages import text

from ..palette import GREY_TEXT, INK
from .figures import (
    BLUE,
    DASH,
    ORANGE,
    Array,
    around,
    colour,
    finite,
    legend,
    named,
    panels,
    plot,
    shaped,
    short,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["fits", "predictions"]


@plot
def predictions(y: Any, y_hat: Any, *, marginals: bool = False, title: str | None = None) -> Figure:
    """예측값을 실제값과 비교해 그리고 MSE와 R²를 적는다.

    Plot predictions against targets, with the diagonal where both are equal. MSE is
    mean((y − ŷ)²), in the square of y's unit; R² is 1 − Σ(y − ŷ)² / Σ(y − mean(y))², not
    defined ("—") where all targets are equal.

    Args:
        y: targets, (n,) or (n, 1).
        y_hat: predictions, of the same shape.
        marginals: histograms of y above and of ŷ at the right, on the same bins: does the model
            answer as widely as the targets spread, or always near their mean?

    >>> figure = predictions([1.0, 2.0, 3.0], [1.5, 2.0, 3.0])
    >>> figure.axes[0].texts[0].get_text().splitlines()
    ['MSE = 0.08333', 'R² = 0.875']
    """
    y, y_hat = finite(y, "y"), finite(y_hat, "y_hat")
    if y.shape != y_hat.shape:
        raise ShapeError("plot.predictions.shapes", y=y.shape, y_hat=y_hat.shape)
    y, y_hat = _line(y, "y"), _line(y_hat, "y_hat")
    error, spread = ((y - y_hat) ** 2).sum(), ((y - y.mean()) ** 2).sum()
    determined = f"{1 - error / spread:.3f}" if spread else "—"
    mean = error / y.size
    words = f"MSE = {mean:{',.0f' if 1e3 <= mean < 1e9 else '.4g'}}\nR² = {determined}"
    figure, (ax,) = panels(1, "y", (6.4, 6.0), "plot.predictions.title", title)
    low, high = around(np.concatenate([y, y_hat])[:, None])[0]
    ax.plot(
        [low, high],
        [low, high],
        color=INK,
        linestyle=DASH,
        linewidth=1.4,
        label=text("plot.predictions.ideal"),
    )
    ax.plot(
        y,
        y_hat,
        "o",
        color=BLUE,
        alpha=0.6,
        markersize=6,
        markeredgecolor="white",
        markeredgewidth=0.5,
    )
    ax.text(0.04, 0.96, words, transform=ax.transAxes, va="top", fontsize=14, linespacing=1.3)
    ax.set(
        xlim=(low, high),
        ylim=(low, high),
        aspect="equal",
        xlabel=text("plot.predictions.x"),
        ylabel=text("plot.predictions.y"),
    )
    if marginals:
        _marginals(ax, y, y_hat, np.linspace(low, high, 31))
    legend(figure)
    return figure


def _marginals(ax: Axes, y: Array, y_hat: Array, edges: Array) -> None:
    """축마다 히스토그램. Draw a histogram above and one at the right, each counting its axis."""
    heights = [np.histogram(values, edges)[0] for values in (y, y_hat)]
    top, right = ax.inset_axes((0, 1.02, 1, 0.18)), ax.inset_axes((1.02, 0, 0.18, 1))
    top.stairs(heights[0], edges, fill=True, color=ORANGE, alpha=0.75)
    right.stairs(heights[1], edges, fill=True, color=BLUE, alpha=0.75, orientation="horizontal")
    ends, most = (edges[0], edges[-1]), (0, 1.05 * max(h.max() for h in heights))
    top.set(xlim=ends, ylim=most)
    right.set(ylim=ends, xlim=most)
    for side, values, key in ((top, y, "plot.predictions.x"), (right, y_hat, "plot.predictions.y")):
        side.set(xticks=[], yticks=[])
        side.spines[:].set_visible(False)
        words = text("plot.predictions.spread", name=text(key), value=values.std())
        # above the bars, which may be anywhere
        side.text(
            0, 1.02, words, transform=side.transAxes, va="bottom", fontsize=10, linespacing=1.2
        )


@plot
def fits(
    x: Any, y: Any, fitted: Mapping[str, Any], *, truth: Callable[[Array], Any] | None = None,
    title: str | None = None,
) -> Figure:  # fmt: skip
    """한 변수의 함수에 맞춘 곡선을 모델마다 한 칸씩 그린다.

    Plot curves fitted to the points of a function of one number, a panel for each model, on one
    scale; above each its MSE, mean((y − ŷ)²).

    Args:
        x: where the points lie, (n,) or (n, 1), in any order.
        y: their targets, of the same shape.
        fitted: from a name, such as a network's width, to its answers ŷ at x, of the same shape.
        truth: the function itself, if it is known; a dashed line.

    >>> figure = fits([0, 1, 2], [0, 1, 0], {"1": [0.3, 0.3, 0.3], "3": [0.0, 0.9, 0.1]})
    >>> [ax.get_title("left").splitlines() for ax in figure.axes]
    [['1', 'MSE = 0.223'], ['3', 'MSE = 0.00667']]
    """
    x, y = _line(finite(x, "x"), "x"), _line(finite(y, "y"), "y")
    found = {
        name: _line(finite(answers, f"fitted[{name!r}]"), f"fitted[{name!r}]")
        for name, answers in named(fitted, "fitted", '{"3": [0.1, 0.4]}').items()
    }
    for name, values in {
        "y": y,
        **{f"fitted[{key!r}]": each for key, each in found.items()},
    }.items():
        if values.size != x.size:
            raise ShapeError(
                "plot.lengths",
                first="x",
                first_length=x.size,
                second=name,
                second_length=values.size,
            )
    columns = 2 if len(found) == 4 else 3
    figure, axes = panels(len(found), "fitted", (4.2, 3.0), "plot.fits.title", title, columns)
    order = np.argsort(x, kind="stable")
    low, high = around(np.concatenate([y, *found.values()])[:, None])[0]
    for i, (ax, (name, answers)) in enumerate(zip(axes, found.items(), strict=True)):
        ax.plot(
            x, y, "o", color=GREY_TEXT, alpha=0.45, markersize=4.5, label=text("plot.fits.points")
        )
        if truth is not None:
            dense = np.linspace(x.min(), x.max(), 300)
            ax.plot(dense, finite(truth(dense), "truth(x)", "(300,)"), color=INK, linestyle=DASH,
                    linewidth=1.3, label=text("plot.fits.truth"))  # fmt: skip
        ax.plot(x[order], answers[order], color=colour(i))
        error = float(((y - answers) ** 2).mean())
        ax.set_title(f"{name}\nMSE = {short(error, 3)}", color=colour(i), linespacing=1.3)
        ax.set(xlabel="x", ylabel="y", ylim=(low, high))
    legend(figure)
    return figure


def _line(array: Array, name: str) -> Array:
    """(n, 1)이면 (n,)으로. Read (n, 1) as (n,)."""
    return shaped(array.ravel() if array.shape[1:] == (1,) else array, name, "(n,)")
