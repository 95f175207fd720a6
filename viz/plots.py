"""matplotlib 그림: 활성화 함수, 학습 곡선, 기울기, 최적화 경로, 결정 경계, 예측.

Plots, with the extra `plot`. Each function returns a :class:`matplotlib.figure.Figure`:

    from viz import plots
    figure = plots.curves(history)      # a notebook shows it
    plots.save(figure, "curves.png")    # .png .svg .pdf

No function uses pyplot, a display or the rcParams of the user: everywhere the same picture,
in the language chosen by :func:`micrograd_ko.set_language`. Colours are those of Okabe and
Ito (2008), which colour-blind readers tell apart; a marker, a dash or a sign always says the same.
Wherever an array is wanted, anything that NumPy reads as one will do.
`title` takes the place of a plot's own title; "" leaves none.

Raises, all of them: ShapeError where shapes or lengths do not fit (the message shows them),
DataError where something else is wrong with what is given, LayoutError where matplotlib or a
Korean font is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.engine import Op, find
from micrograd_ko.errors import DataError, OpError, ShapeError
from micrograd_ko.language import get_language
from micrograd_ko.messages import text

from .palette import GREY_TEXT, INK
from .plotted import (
    BLUE,
    DASH,
    ORANGE,
    WIDTH,
    YELLOW,
    Array,
    around,
    colour,
    decision_boundary,
    digits,
    duration,
    finite,
    legend,
    log_axis,
    marker,
    named,
    numbers,
    panels,
    plot,
    predictions,
    save,
    whole_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from micrograd_ko.checking import Entry, GradientReport

__all__ = [
    "activation_histograms", "activations", "curves", "decision_boundary", "digits",
    "gradient_norms", "optimizer_paths", "predictions", "save", "step_sizes", "timings",
]  # fmt: skip

Rule = Callable[[Any, Any], Any]


@plot
def activations(
    names: Sequence[str] = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "relu6", "softplus"),
    *,
    title: str | None = None,
) -> Figure:
    """활성화 함수와 그 도함수를 하나씩 나란히 그린다.

    Plot ops of the table, each with its derivative, which is its own backward rule with g = 1.
    A derivative has a gap where it jumps. x covers the op's domain in the table and half as much
    again.

    Args:
        names: rows of one input: see ``micrograd_ko.TABLE``.

    Raises:
        UnknownOpError: a name is not in the table.
    """
    rows = [_unary(name) for name in names]
    figure, axes = panels(len(rows), "names", (3.2, 2.7), "plot.activations.title", title)
    for ax, row in zip(axes, rows, strict=True):
        x, y, slope = _sampled(row)
        ax.axhline(0, color=GREY_TEXT, linewidth=0.8)
        ax.axvline(0, color=GREY_TEXT, linewidth=0.8)
        ax.plot(x, y, color=BLUE, label=text("plot.function"))
        ax.plot(x, slope, color=ORANGE, linestyle=DASH, label=text("plot.derivative"))
        ax.set_title(f"{row.label} {row.name}" if get_language() == "ko" else row.name)
    legend(figure)
    return figure


def _unary(name: str) -> Op:
    row = find(name)
    if len(row.inputs) != 1 or row.required:
        raise OpError("plot.inputs", name=name, count=len(row.inputs))
    return row


def _sampled(row: Op) -> tuple[Array, Array, Array]:
    low, high = row.domain[0]
    # an even number: 0, where the kinks are, lies between two
    x = np.linspace(1.5 * low, 1.5 * high, 600)
    y = row(x)
    slope = np.broadcast_to(row.backward(1.0, y, x)[0], x.shape)
    side = np.sign(row.special(x)) if row.special else np.ones_like(x)
    jumps = np.flatnonzero(side[1:] != side[:-1]) + 1
    return (
        np.insert(x, jumps, x[jumps]),
        np.insert(y, jumps, y[jumps]),
        np.insert(slope, jumps, np.nan),
    )


@plot
def curves(history: Any, *, log: bool = False, title: str | None = None) -> Figure:
    """에폭마다의 손실과 지표를 그린다: 학습은 실선, 검증은 점선.

    Plot loss and metric by epoch: training solid, validation dashed.

    Args:
        history: an object with ``.loss`` (floats, one per epoch) and, where there are any,
            ``.val_loss``, ``.metric``, ``.val_metric`` of the same length and ``.metric_name``.
            Or a mapping from names to such objects: runs to compare.
        log: a logarithmic axis for the loss.
    """
    runs = named(history, "history", "") if isinstance(history, Mapping) else {"": history}
    series = {
        name: _series(run, f"history[{name!r}]" if name else "history", log)
        for name, run in runs.items()
    }
    measured = [
        runs[name] for name, found in series.items() if "metric" in found or "val_metric" in found
    ]
    kinds = ["loss", "metric"][: 1 + bool(measured)]
    figure, axes = panels(len(kinds), "history", (6.0, 4.4), "plot.curves.title", title)
    for ax, kind in zip(axes, kinds, strict=True):
        for i, (name, found) in enumerate(series.items()):
            _draw_run(ax, name, found, kind, i)
        ax.set_xlabel(text("plot.epoch"))
        whole_numbers(ax)
    axes[0].set_ylabel(text("plot.loss.log" if log else "plot.loss"))
    if log:
        log_axis(axes[0])
    if measured:
        words = {"accuracy": text("plot.accuracy")}
        names = [str(getattr(run, "metric_name", "") or "") for run in measured]
        axes[1].set_ylabel(", ".join(words.get(name, name) for name in dict.fromkeys(names)))
    legend(figure)
    return figure


def _series(run: Any, name: str, log: bool) -> dict[str, Array]:
    """있는 기록만. The records that a run has; those of one length with its loss."""
    if not hasattr(run, "loss"):
        raise DataError("plot.history", name=name, kind=type(run).__name__)
    found = {}
    for kind in ("loss", "val_loss", "metric", "val_metric"):
        values = getattr(run, kind, None)
        array = numbers(() if values is None else values, f"{name}.{kind}", "(epochs,)")
        if array.size or kind == "loss":
            found[kind] = array
        if array.size not in (0, found["loss"].size):
            raise ShapeError(
                "plot.lengths",
                first=f"{name}.loss",
                first_length=found["loss"].size,
                second=f"{name}.{kind}",
                second_length=array.size,
            )
        if log and "loss" in kind and (array <= 0).any():
            raise DataError("plot.log", name=f"{name}.{kind}", value=array.min())
    if not found["loss"].size:
        raise DataError("plot.empty", name=f"{name}.loss")
    return found


def _draw_run(ax: Axes, name: str, found: dict[str, Array], kind: str, i: int) -> None:
    validated = any(record.startswith("val_") for record in found)
    for dashed, (record, key) in enumerate(
        ((kind, "plot.train"), (f"val_{kind}", "plot.validation"))
    ):
        if record not in found:
            continue
        values, words = found[record], [name] if name else []
        label = " · ".join([*words, text(key)] if validated or not name else words)
        hue = colour(i) if name else colour(dashed)
        epochs, every = np.arange(1, len(values) + 1), max(1, len(values) // 10)
        ax.plot(epochs, values, color=hue, linestyle=DASH if dashed else "-", label=label,
                marker=marker(i), markevery=every, markersize=5,
                markerfacecolor="white" if dashed else hue)  # fmt: skip


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
    words = [text("plot.deviation", value=values.std())]
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
    A norm of 0, for which the axis has no place, stands as × at the bottom.

    Args:
        norms: from a name to the norms, (layers,), the layer nearest to the input first.
    """
    given = named(norms, "norms", '{"ReLU": [0.3, 0.2]}').items()
    found = {name: finite(values, f"norms[{name!r}]", "(layers,)") for name, values in given}
    figure, (ax,) = panels(1, "norms", (8.5, 4.6), "plot.norms.title", title)
    for i, (name, values) in enumerate(found.items()):
        if values.min() < 0:
            raise DataError("plot.negative", name=f"norms[{name!r}]", value=values.min())
        layers, line = np.arange(1, values.size + 1), ["-", "--", "-.", ":"][i % 4]
        ax.plot(
            layers,
            np.where(values > 0, values, np.nan),
            color=colour(i),
            linestyle=line,
            marker=marker(i),
            label=name,
        )
        zero = layers[values == 0]
        ax.plot(
            zero,
            np.full(zero.size, 0.03),
            "x",
            color=colour(i),
            transform=ax.get_xaxis_transform(),
            markersize=9,
            markeredgewidth=2.5,
        )
    if any((values == 0).any() for values in found.values()):
        ax.plot([], [], "x", color=INK, label=text("plot.norms.zero"))
    ax.set(xlabel=text("plot.norms.x"), ylabel=text("plot.norms.y"))
    log_axis(ax)
    whole_numbers(ax)
    legend(figure)
    return figure


@plot
def step_sizes(
    report: GradientReport, entry: Entry | None = None, *, title: str | None = None
) -> Figure:
    """걸음의 크기마다 수치 미분이 기대값에서 얼마나 떨어져 있는지 그린다.

    Plot how far numerical differentiation is off at each step size: at large steps the curvature,
    at small ones rounding. What the rules gave stands as a level line; where it lies above the
    valley of both curves, the rules are wrong.

    Args:
        report: of :func:`micrograd_ko.check_gradients`; its function is called again.
        entry: one of ``report.entries``; by default the one that is furthest off.

    Raises:
        DataError: the entry has no derivative to compare with.
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


def _bowl(x: Any, y: Any) -> Any:
    return x**2 / 20 + y**2


@plot
def optimizer_paths(
    paths: Mapping[str, Any], *, f: Rule = _bowl, minimum: tuple[float, float] = (0.0, 0.0),
    window: tuple[tuple[float, float], tuple[float, float]] | None = None, title: str | None = None,
) -> Figure:  # fmt: skip
    """최적화 알고리즘마다 등고선 위를 지나간 길을 그린다.

    Plot the path of each optimizer over the contours of ``f(x, y)``, a panel for each.

    Args:
        paths: from a name to the points it passed, (steps + 1, 2), the start first.
        f: maps arrays x and y to the height at each point; default x²/20 + y².
        minimum: where f is least; it gets a star.
        window: ((left, right), (bottom, top)) to show; default what all paths need. To be given
            where a path diverges.
    """
    given = named(paths, "paths", '{"SGD": [[-7, 2], [-6.9, 1.8]]}').items()
    found = {name: finite(path, f"paths[{name!r}]", "(steps + 1, 2)") for name, path in given}
    (left, right), (bottom, top) = window or around(np.concatenate([*found.values(), [minimum]]))
    x, y = np.meshgrid(np.linspace(left, right, 120), np.linspace(bottom, top, 120))
    z = _heights(f, x, y)
    # closer together near the minimum
    levels = z.min() + (z.max() - z.min()) * np.linspace(0.05, 1, 13) ** 2
    figure, axes = panels(
        len(found), "paths", (4.2, 3.4), "plot.paths.title", title, 2 if len(found) == 4 else 3
    )
    for i, (ax, (name, path)) in enumerate(zip(axes, found.items(), strict=True)):
        ax.contour(x, y, z, levels=levels, colors="#B8C2CC", linewidths=0.9)
        ax.plot(
            *minimum,
            "*",
            color=YELLOW,
            markersize=16,
            markeredgecolor=INK,
            label=text("plot.paths.minimum"),
        )
        ax.plot(*path.T, color=colour(i), marker=".", linewidth=1.6, zorder=3)
        ax.plot(
            *path[0],
            "o",
            color="white",
            markeredgecolor=INK,
            markersize=8,
            zorder=4,
            label=text("plot.paths.start"),
        )
        ax.plot(*path[-1], "s", color=INK, markersize=7, zorder=4, label=text("plot.paths.end"))
        ax.set(xlim=(left, right), ylim=(bottom, top), xlabel="x", ylabel="y")
        ax.set_title(
            f"{name}\n" + text("plot.paths.steps", steps=len(path) - 1, value=float(f(*path[-1]))),
            linespacing=1.3,
        )
        ax.grid(visible=False)
    legend(figure)
    return figure


def _heights(f: Rule, x: Array, y: Array) -> Array:
    z = numbers(f(x, y), "f(x, y)")
    if z.shape != x.shape or not np.isfinite(z).all() or z.min() == z.max():
        raise DataError("plot.surface", wanted=x.shape, shape=z.shape)
    return z
