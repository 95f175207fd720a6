"""모델이 내놓은 답의 그림: 결정 경계, 예측값, 숫자.

Plot what a model answers; users find them in :mod:`viz.plots`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.engine import plain as numbers_of
from micrograd_ko.errors import DataError, FormatError, ShapeError
from micrograd_ko.messages import text

from ..palette import GREY_TEXT, INK
from .figures import (
    BLUE,
    DASH,
    ORANGE,
    Array,
    around,
    classes,
    colour,
    finite,
    legend,
    literal,
    marker,
    panels,
    plot,
    shaped,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["decision_boundary", "digits", "predictions"]

MOST_DIGITS = 200


@plot
def decision_boundary(
    predict: Callable[[Array], Any], X: Any, y: Any, *, names: Sequence[str] | None = None,
    features: tuple[str, str] = ("x₁", "x₂"), resolution: int = 200, title: str | None = None,
) -> Figure:  # fmt: skip
    """분류기가 평면을 어떻게 나누는지 칠하고 그 위에 표본을 찍는다.

    Plot how a classifier divides the plane, with the samples on it.

    Args:
        predict: maps points (n, 2) to their classes (n,), or to scores or probabilities
            (n, classes), of which the largest wins and the classes are 0, 1, ...
        X: samples, (n, 2).
        y: their classes, (n,).
        names: a name for each class, in the order of the sorted classes.
        features: what the two axes show.
        resolution: the plane is asked at this many points each way.
    """
    X = finite(X, "X", "(n, 2)")
    y = classes(y, "y", len(X))
    edges = [np.linspace(low, high, resolution + 1) for low, high in around(X)]
    across, up = ((side[1:] + side[:-1]) / 2 for side in edges)  # the middles of the cells
    points = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    answers, known = _answers(predict(points), points, y)
    region = np.searchsorted(known, answers).reshape(resolution, resolution)
    if names is not None and len(names) != len(known):
        raise ShapeError(
            "plot.lengths",
            first=f"classes {known.tolist()}",
            first_length=len(known),
            second="names",
            second_length=len(names),
        )
    figure, (ax,) = panels(1, "X", (7.5, 5.6), "plot.boundary.title", title)
    _draw_regions(ax, region, edges)
    for i, label in enumerate(known):
        name = text("plot.class", label=literal(label)) if names is None else names[i]
        ax.scatter(X[y == label, 0], X[y == label, 1], s=38, color=colour(i), marker=marker(i),
                   edgecolors="white", linewidths=0.7, label=name, zorder=3)  # fmt: skip
    ax.set(xlabel=features[0], ylabel=features[1])
    legend(figure)
    return figure


def _answers(answer: Any, points: Array, y: Array) -> tuple[Array, Array]:
    """점마다의 클래스와, 있는 모든 클래스.

    Find the class of each point, and all classes there are, sorted.
    """
    given = np.asarray(numbers_of(answer))
    if given.ndim == 2 and given.shape[1] > 1 and len(given) == len(points):
        columns = np.arange(given.shape[1])
        if not np.isin(y, columns).all():
            found = ", ".join(literal(label) for label in np.unique(y))
            raise DataError(
                "plot.predict.classes", columns=len(columns), last=columns[-1], found=found
            )
        return given.argmax(axis=1), columns
    if given.shape != (len(points),):
        raise ShapeError(
            "plot.predict.shape", points=points.shape, n=len(points), shape=given.shape
        )
    if given.dtype.kind == "f" and not (whole := given == np.round(given)).all():
        raise DataError("plot.predict.scores", shape=given.shape, value=given[~whole][0])
    return given, np.union1d(given, y)


def _draw_regions(ax: Axes, region: Array, edges: list[Array]) -> None:
    from matplotlib.colors import to_rgb

    tints = 1 - 0.3 * (1 - np.array([to_rgb(colour(i)) for i in range(region.max() + 1)]))
    (left, *_, right), (bottom, *_, top) = edges
    ax.imshow(
        tints[region],
        extent=(left, right, bottom, top),
        origin="lower",
        aspect="auto",
        interpolation="nearest",
    )
    middles = [(side[1:] + side[:-1]) / 2 for side in edges]
    for i in np.unique(region)[1:]:  # a line between each class and those before it
        share = _smoothed(region >= i)
        if share.min() < 0.5 < share.max():  # matplotlib warns of a contour that is nowhere
            ax.contour(*middles, share, levels=[0.5], colors=INK, linewidths=1.4)
    ax.grid(visible=False)


def _smoothed(mask: Array) -> Array:
    """칸마다 둘레 5×5칸의 평균.

    Take the mean of 5 by 5 cells around each: its contour is a line, that of the mask a staircase.
    """
    cells: Array = np.pad(mask.astype(float), 2, mode="edge")
    return np.lib.stride_tricks.sliding_window_view(cells, (5, 5)).mean(axis=(2, 3))  # type: ignore[no-any-return]


@plot
def predictions(y: Any, y_hat: Any, *, title: str | None = None) -> Figure:
    """예측값을 실제값에 비교해 그리고 MSE와 R²를 적는다.

    Plot predictions against targets, with the diagonal where both are equal. MSE is
    mean((y − ŷ)²), in the square of y's unit; R² is 1 − Σ(y − ŷ)² / Σ(y − mean(y))², not
    defined ("—") where all targets are equal.

    Args:
        y: targets, (n,) or (n, 1).
        y_hat: predictions, of the same shape.
    """
    y, y_hat = finite(y, "y"), finite(y_hat, "y_hat")
    if y.shape != y_hat.shape:
        raise ShapeError("plot.predictions.shapes", y=y.shape, y_hat=y_hat.shape)
    y, y_hat = (
        shaped(a.ravel() if a.shape[1:] == (1,) else a, name, "(n,)")
        for a, name in ((y, "y"), (y_hat, "y_hat"))
    )
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
    legend(figure)
    return figure


@plot
def digits(
    images: Any, predicted: Any, labels: Any = None, *, columns: int = 10, title: str | None = None
) -> Figure:
    """이미지마다 예측을 적는다. 틀린 것은 색과 ✗로 알린다.

    Plot grey images, each with its prediction. A wrong one is told by colour, frame and ✗.

    Args:
        images: (n, h, w), or (n, h·w) of square images such as (n, 64) and (n, 784); at most
            200. The largest value is drawn black, the smallest white.
        predicted: their classes, (n,).
        labels: their true classes, (n,); None where they are not known.
    """
    pixels = _squares(images)
    predicted = classes(predicted, "predicted", len(pixels))
    truth = predicted if labels is None else classes(labels, "labels", len(pixels))
    figure, axes = panels(len(pixels), "images", (1.15, 1.4), "plot.digits.title", title, columns)
    low, high = pixels.min(), pixels.max()
    for ax, image, answer, label in zip(axes, pixels, predicted, truth, strict=True):
        ax.imshow(image, cmap="gray_r", vmin=low, vmax=high, interpolation="nearest")
        ax.set(xticks=[], yticks=[])
        ax.grid(visible=False)
        right = answer == label
        words = (
            literal(answer)
            if right
            else text("plot.digits.wrong", predicted=literal(answer), label=literal(label))
        )
        ax.set_title(words, loc="center", fontsize=12, color=INK if right else ORANGE)
        ax.spines[:].set(
            visible=True, color=GREY_TEXT if right else ORANGE, linewidth=0.6 if right else 2.5
        )
    if labels is not None:
        figure.supxlabel(
            text("plot.digits.note", total=len(pixels), right=int((predicted == truth).sum()))
        )
    return figure


def _squares(images: Any) -> Array:
    """(n, h·w)이면 (n, h, w)로. Shape images as (n, h, w), whether given so or as flat squares."""
    pixels = finite(images, "images")
    if pixels.ndim == 2 and (side := math.isqrt(pixels.shape[1])) ** 2 == pixels.shape[1]:
        pixels = pixels.reshape(-1, side, side)
    if pixels.ndim != 3:
        raise ShapeError(
            "plot.shape", name="images", wanted="(n, 64), (n, 784), (n, h, w)", shape=pixels.shape
        )
    if len(pixels) > MOST_DIGITS:
        raise FormatError("plot.digits.many", count=len(pixels), limit=MOST_DIGITS)
    return pixels
