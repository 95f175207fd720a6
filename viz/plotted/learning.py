"""학습이 지나온 경로: 에폭마다의 손실, 등고선 위의 옵티마이저.

Plot how learning went: the loss by epoch, and the paths of optimizers over contours.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.errors import DataError, ShapeError
from micrograd_ko.messages import text

from ..palette import INK
from .figures import (
    DASH,
    YELLOW,
    Array,
    around,
    colour,
    finite,
    legend,
    log_axis,
    marker,
    named,
    numbers,
    panels,
    plot,
    whole_numbers,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["curves", "optimizer_paths"]

Rule = Callable[[Any, Any], Any]


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
    """있는 기록만. Gather the records that a run has; those of one length with its loss."""
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


def _bowl(x: Any, y: Any) -> Any:
    return x**2 / 20 + y**2


@plot
def optimizer_paths(
    paths: Mapping[str, Any], *, f: Rule = _bowl, minimum: tuple[float, float] = (0.0, 0.0),
    window: tuple[tuple[float, float], tuple[float, float]] | None = None, title: str | None = None,
) -> Figure:  # fmt: skip
    """옵티마이저마다 등고선 위를 지나간 경로를 그린다.

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
