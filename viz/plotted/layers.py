"""층마다: 활성값의 분포, 기울기의 크기, 필터.

Plot what lies in each layer: the spread of its activations, the size of its gradient, its filters.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.errors import DataError, FormatError, ShapeError
from micrograd_ko.messages import text

from ..palette import GREY_TEXT, INK, STOPS, STRONG, scale
from .crowds import FADED, FEW, MANY, fade, name_ends, spread, width_of
from .figures import (
    BLUE,
    ORANGE,
    WIDTH,
    Array,
    colour,
    finite,
    legend,
    log_axis,
    marker,
    named,
    panels,
    plot,
    short,
    whole_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["activation_histograms", "filters", "gradient_norms"]

MOST_FILTERS = 100
WRITTEN = 49  # numbers of a filter up to which they are written into it


@plot
def activation_histograms(
    activations: Mapping[str, Sequence[Any]],
    *,
    saturated: tuple[float, float] | None = (0.03, 0.97),
    bins: int = 40,
    title: str | None = None,
) -> Figure:
    """초기화마다(행), 층마다(열) 활성값의 분포를 그린다.

    Plot how the activations of each layer are spread: a row for each initialiser, a column
    for each layer. A bar's height is the share of the values; rows are not to one scale.

    Args:
        activations: from an initialiser's name to its layers' activations, arrays of any shape.
        saturated: values below the first or above the second count as saturated, as suits
            sigmoid; (-0.97, 0.97) suits tanh; None marks none, as suits ReLU.

    >>> rng = np.random.default_rng(0)
    >>> figure = activation_histograms({"Xavier": [rng.random(100), rng.random(100)]})
    >>> len(figure.axes)  # a panel for each layer
    2
    """
    rows = {
        name: [
            finite(layer, f"activations[{name!r}][{i}]").ravel() for i, layer in enumerate(layers)
        ]
        for name, layers in named(activations, "activations", '{"Xavier": [h1, h2]}').items()
    }
    (first, layers), *_ = rows.items()
    for name, others in rows.items():
        if len(others) != len(layers):
            raise ShapeError("plot.lengths", first=f"activations[{first!r}]",
                             first_length=len(layers),
                              second=f"activations[{name!r}]",
                              second_length=len(others))  # fmt: skip
    arrays = [layer for row in rows.values() for layer in row]
    size = (min(2.6, WIDTH / max(1, len(layers))), 1.9)
    figure, axes = panels(
        len(arrays), f"activations[{first!r}]", size, "plot.histograms.title", title, len(layers)
    )
    edges = np.histogram_bin_edges(
        np.concatenate([[array.min(), array.max()] for array in arrays]), bins
    )
    for i, (ax, array) in enumerate(zip(axes, arrays, strict=True)):
        _histogram(ax, array, edges, saturated)
        if i < len(layers):
            ax.set_title(text("plot.layer", number=i + 1), loc="center")
    for ax, name in zip(axes[:: len(layers)], rows, strict=True):
        ax.set_ylabel(name)
    if saturated is not None:
        legend(figure)
    return figure


def _histogram(
    ax: Axes, values: Array, edges: Array, saturated: tuple[float, float] | None
) -> None:
    low, high = saturated or (-np.inf, np.inf)
    beyond = (values < low) | (values > high)
    inner, outer = (
        np.histogram(part, edges)[0] / values.size for part in (values[~beyond], values[beyond])
    )
    ax.stairs(inner, edges, fill=True, color=BLUE)
    deviation = float(values.std())
    ordinary = deviation == 0 or 1e-4 <= deviation < 10  # beyond, %g would write a power
    words = [text("plot.deviation", value=f"{deviation:#.2g}" if ordinary else short(deviation))]
    if saturated is not None:
        label = text("plot.saturated.legend", low=low, high=high)
        ax.stairs(
            inner + outer,
            edges,
            baseline=inner,
            fill=True,
            facecolor=ORANGE,
            edgecolor="white",
            hatch="////",
            label=label,
        )
        words.append(text("plot.saturated", share=beyond.mean()))
    ax.text(
        0.04,
        0.97,
        "\n".join(words),
        transform=ax.transAxes,
        va="top",
        fontsize=10,
        linespacing=1.25,
    )
    ax.set_ylim(0, 1.55 * (inner + outer).max())  # room for the words
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)


@plot
def gradient_norms(norms: Mapping[str, Sequence[float]], *, title: str | None = None) -> Figure:
    """층마다 기울기의 크기를 로그 축에 그린다: 사라지는가, 커지는가.

    Plot the norm of each layer's gradient on a log axis: does it vanish, does it explode?
    A norm of 0, for which the axis has no place, stands as × at the bottom. From three lines on
    their names stand beside them; of more than six each has a panel, with the others faded behind.

    Args:
        norms: from a name to the norms, (layers,), the layer nearest to the input first.

    >>> figure = gradient_norms({"sigmoid": [1e-6, 1e-3, 0.1], "ReLU": [0.3, 0.2, 0.3]})
    >>> figure.axes[0].get_yscale(), figure.axes[0].get_legend_handles_labels()[1]
    ('log', ['sigmoid', 'ReLU'])
    """
    given = named(norms, "norms", '{"ReLU": [0.3, 0.2]}').items()
    found = {name: finite(values, f"norms[{name!r}]", "(layers,)") for name, values in given}
    for name, values in found.items():
        if values.min() < 0:
            raise DataError("plot.negative", name=f"norms[{name!r}]", value=values.min())
    figure = _norms_apart(found, title) if len(found) > MANY else _norms_together(found, title)
    legend(figure)
    return figure


def _norms_together(found: dict[str, Array], title: str | None) -> Figure:
    """모든 선을 한 칸에. Draw all lines in one panel."""
    size = (8.5 + width_of(found) * (len(found) >= FEW), 4.6)
    figure, (ax,) = panels(1, "norms", size, "plot.norms.title", title)
    vanished = [name for name, values in found.items() if (values == 0).any()]
    feet = {name: 0.03 + 0.04 * i for i, name in enumerate(vanished)}  # crosses side by side
    for i, (name, values) in enumerate(found.items()):
        _norms(ax, values, i, name if len(found) < FEW else "_" + name, feet.get(name, 0.03))
    _say_zero(ax, found)
    ax.set(xlabel=text("plot.norms.x"), ylabel=text("plot.norms.y"))
    log_axis(ax)
    whole_numbers(ax)
    if len(found) >= FEW:
        # the names stand where the lines are further apart
        left = spread([v[0] for v in found.values()]) > spread([v[-1] for v in found.values()])
        below = {name: _height(ax, foot) for name, foot in feet.items()}
        ends = [
            (1 if left else v.size, v[0 if left else -1] or below[name], name, colour(i))
            for i, (name, v) in enumerate(found.items())
        ]
        name_ends(ax, ends, size[1] * 0.8, left=size[0] * 0.85 if left else 0.0)
    return figure


def _norms_apart(found: dict[str, Array], title: str | None) -> Figure:
    """선마다 한 칸, 나머지는 흐리게. Draw each line in a panel of its own, the others faded."""
    figure, axes = panels(len(found), "norms", (3.2, 2.5), "plot.norms.title", title)
    lines = {
        name: (np.arange(1, v.size + 1), np.where(v > 0, v, np.nan)) for name, v in found.items()
    }
    for i, (ax, (name, values)) in enumerate(zip(axes, found.items(), strict=True)):
        fade(ax, [line for other, line in lines.items() if other != name])
        _norms(ax, values, i, "_" + name)
        log_axis(ax)
        whole_numbers(ax)
        ax.set_title(name, color=colour(i))
    for ax in axes[-4:]:
        ax.set_xlabel(text("plot.layer.x"))
    figure.supylabel(text("plot.norms.y"))
    _say_zero(axes[0], found)
    axes[0].plot([], [], color=FADED, linewidth=1.2, label=text("plot.others"))
    return figure


def _height(ax: Axes, share: float) -> float:
    """축의 높이 가운데 그만큼에 있는 수. Tell what number stands at a share of the axis' height."""
    scale = ax.yaxis.get_transform()
    low, high = scale.transform(ax.get_ylim())
    return float(scale.inverted().transform(low + share * (high - low)))


def _norms(ax: Axes, values: Array, i: int, label: str, foot: float = 0.03) -> None:
    """한 선과 그 0들. Draw one line, and crosses near the bottom where it is 0."""
    layers, line = np.arange(1, values.size + 1), ["-", "--", "-.", ":"][i % 4]
    ax.plot(
        layers,
        np.where(values > 0, values, np.nan),
        color=colour(i),
        linestyle=line,
        marker=marker(i),
        markevery=max(1, values.size // 20),
        label=label,
    )
    zero = layers[values == 0]
    ax.plot(
        zero,
        np.full(zero.size, foot),
        "x",
        color=colour(i),
        transform=ax.get_xaxis_transform(),
        markersize=9,
        markeredgewidth=2.5,
        markevery=max(1, values.size // 20),
    )


def _say_zero(ax: Axes, found: dict[str, Array]) -> None:
    if any((values == 0).any() for values in found.values()):
        ax.plot([], [], "x", color=INK, label=text("plot.norms.zero"))


@plot
def filters(weights: Any, *, columns: int = 8, title: str | None = None) -> Figure:
    """합성곱의 필터마다 수를 색으로: 빨강은 더하고 파랑은 뺀다.

    Plot the filters of a convolution, or what they find in an image: each number a cell, from blue
    (negative) through white (0) to red, on one scale for all. Up to 7 by 7 the numbers are written
    into their cells, above that a dash into those of negative ones.

    Args:
        weights: (filters, rows, columns), or (filters, channels, rows, columns), each channel of a
            filter a picture of its own; such as ``layer.W`` of a Conv2d. At most 100 pictures.
        columns: how many pictures stand side by side; several channels of a filter are a row.

    >>> from micrograd_ko.nn import Conv2d
    >>> len(filters(Conv2d(1, 4, 3).W.data).axes)  # four filters and the scale
    5
    """
    given = finite(weights, "weights")
    if given.ndim not in (3, 4):
        wanted = "(filters, rows, columns), (filters, channels, rows, columns)"
        raise ShapeError("plot.shape", name="weights", wanted=wanted, shape=given.shape)
    channels = given.shape[1] if given.ndim == 4 else 1
    pictures = given.reshape(-1, *given.shape[-2:])
    if len(pictures) > MOST_FILTERS:
        raise FormatError("plot.filters.many", count=len(pictures), limit=MOST_FILTERS)
    columns, largest = channels if channels > 1 else columns, float(np.abs(given).max()) or 1.0
    figure, axes = panels(
        len(pictures), "weights", (1.35, 1.65), "plot.filters.title", title, columns
    )
    for i, (ax, picture) in enumerate(zip(axes, pictures, strict=True)):
        shown = _cells(ax, picture, largest)
        number, channel = i // channels + 1, i % channels + 1
        key = "plot.filter" if channels == 1 else "plot.filter.channel"
        ax.set_title(text(key, number=number, channel=channel), loc="center", fontsize=11)
    figure.colorbar(
        shown, ax=axes, orientation="horizontal", fraction=0.08, aspect=40, format=_sign
    )
    return figure


def _sign(number: float, _: int = 0) -> str:
    """부호를 붙인 수. Write a number with its sign; 0 has none."""
    return f"{number:+g}" if number else "0"


def _cells(ax: Axes, picture: Array, largest: float) -> Any:
    """수 하나가 한 칸. Draw one filter; the image that the colour bar is made of."""
    from matplotlib.colors import LinearSegmentedColormap

    colours = LinearSegmentedColormap.from_list("signs", [scale(t) for t in STOPS])
    shown = ax.imshow(picture, cmap=colours, vmin=-largest, vmax=largest, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.grid(visible=False)
    ax.spines[:].set(visible=True, color=GREY_TEXT, linewidth=0.6)
    for (row, column), number in np.ndenumerate(picture):
        ink = "white" if abs(number) > STRONG * largest else INK
        near = f"{number:+.1f}" if round(number, 1) else "0"
        words = near if picture.size <= WRITTEN else "-" if number < 0 else ""
        size = 24 / max(picture.shape)
        ax.text(column, row, words, ha="center", va="center", color=ink, fontsize=size)
    return shown
