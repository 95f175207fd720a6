"""학습이 지나온 경로: 에폭마다의 손실과 지표.

Plot how learning went: loss and metric by epoch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.errors import DataError, ShapeError
from micrograd_ko.messages import text

from ..palette import INK
from .crowds import FADED, FEW, MANY, fade, name_ends, width_of
from .figures import (
    DASH,
    WIDTH,
    Array,
    colour,
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

__all__ = ["curves"]

RECORDS = ("loss", "val_loss", "metric", "val_metric")


@plot
def curves(history: Any, *, log: bool = False, title: str | None = None) -> Figure:
    """에폭마다의 손실과 지표를 그린다: 학습은 실선, 검증은 점선.

    Plot loss and metric by epoch: training solid, validation dashed. From three runs on their names
    stand at the ends of the lines; of more than six each has panels of its own, with the others
    faded behind.

    Args:
        history: an object with ``.loss`` (floats, one per epoch) and, where there are any,
            ``.val_loss``, ``.metric``, ``.val_metric`` of the same length and ``.metric_name``.
            Or a mapping from names to such objects: runs to compare.
        log: a logarithmic axis for the loss.

    >>> from micrograd_ko.train import History
    >>> figure = curves(History(loss=[2.0, 0.5, 0.1], val_loss=[2.1, 0.7, 0.4]), log=True)
    >>> figure.axes[0].get_yscale(), len(figure.axes[0].lines)
    ('log', 2)
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
    words = _axis_words(measured, log)
    draw = _apart if len(series) > MANY else _together
    figure = draw(series, kinds, words, log, title)
    legend(figure)
    return figure


def _axis_words(measured: list[Any], log: bool) -> dict[str, str]:
    """축의 이름. Name the axes: the loss, and what was measured."""
    known = {"accuracy": text("plot.accuracy")}
    names = [str(getattr(run, "metric_name", "") or "") for run in measured]
    metric = ", ".join(known.get(name, name) for name in dict.fromkeys(names))
    return {"loss": text("plot.loss.log" if log else "plot.loss"), "metric": metric}


def _together(
    series: dict[str, dict[str, Array]], kinds: list[str], words: dict[str, str], log: bool,
    title: str | None,
) -> Figure:  # fmt: skip
    """모든 실행을 한 칸에. Draw all runs in one panel, the loss and the metric each in its own."""
    named_here = len(series) >= FEW
    width, height = 6.0 + width_of(series) * named_here, 4.4
    width = min(width, 1.15 * WIDTH / len(kinds))  # a slide holds no more
    figure, axes = panels(len(kinds), "history", (width, height), "plot.curves.title", title)
    for ax, kind in zip(axes, kinds, strict=True):
        for i, (name, found) in enumerate(series.items()):
            _draw_run(ax, name, found, kind, i, at_end=named_here)
        ax.set(xlabel=text("plot.epoch"), ylabel=words[kind])
        whole_numbers(ax)
    if log:
        log_axis(axes[0])
    if named_here:
        for ax, kind in zip(axes, kinds, strict=True):
            ends = [_end(name, found, kind, i) for i, (name, found) in enumerate(series.items())]
            name_ends(ax, [end for end in ends if end], height * 0.8)
        _two_lines(axes[0], series)
    return figure


def _apart(
    series: dict[str, dict[str, Array]], kinds: list[str], words: dict[str, str], log: bool,
    title: str | None,
) -> Figure:  # fmt: skip
    """실행마다 한 칸, 나머지는 흐리게. Draw each run in panels of its own, the others faded."""
    size = (3.2, 2.5)
    figure, axes = panels(len(series) * len(kinds), "history", size, "plot.curves.title", title)
    lines = {
        kind: {
            (name, record): (np.arange(1, found[record].size + 1), found[record])
            for name, found in series.items()
            for record in (kind, f"val_{kind}")
            if record in found
        }
        for kind in kinds
    }
    for i, (name, found) in enumerate(series.items()):
        for ax, kind in zip(axes[i * len(kinds) :], kinds, strict=False):
            fade(ax, [line for (other, _), line in lines[kind].items() if other != name])
            _draw_run(ax, name, found, kind, i, at_end=True)
            ax.set_title(name, color=colour(i))
            whole_numbers(ax)
            if len(kinds) > 1 or i % 4 == 0:
                ax.set_ylabel(words[kind])
            if log and kind == "loss":
                log_axis(ax)
    for ax in axes[-4:]:
        ax.set_xlabel(text("plot.epoch"))
    _two_lines(axes[0], series)
    axes[0].plot([], [], color=FADED, linewidth=1.2, label=text("plot.others"))
    return figure


def _end(name: str, found: dict[str, Array], kind: str, i: int) -> tuple[float, float, str, str]:
    """선의 끝과 그 이름. Find where the line of a run ends: its last finite number."""
    record = kind if kind in found else f"val_{kind}"
    values = found.get(record, np.array([]))
    if not (known := np.flatnonzero(np.isfinite(values))).size:
        return (1.0, np.nan, name, colour(i))
    return (float(known[-1] + 1), float(values[known[-1]]), name, colour(i))


def _two_lines(ax: Axes, series: dict[str, dict[str, Array]]) -> None:
    """범례에 실선과 점선의 뜻만. Say in the legend what solid and dashed are, where both are."""
    if any(record.startswith("val_") for found in series.values() for record in found):
        for key, line in (("plot.train", "-"), ("plot.validation", DASH)):
            ax.plot([], [], color=INK, linestyle=line, label=text(key))


def _series(run: Any, name: str, log: bool) -> dict[str, Array]:
    """있는 기록만. Gather the records that a run has; those of one length with its loss."""
    if not hasattr(run, "loss"):
        raise DataError("plot.history", name=name, kind=type(run).__name__)
    found = {}
    for kind in RECORDS:
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


def _draw_run(
    ax: Axes, name: str, found: dict[str, Array], kind: str, i: int, *, at_end: bool
) -> None:
    validated = any(record.startswith("val_") for record in found)
    for dashed, (record, key) in enumerate(
        ((kind, "plot.train"), (f"val_{kind}", "plot.validation"))
    ):
        if record not in found:
            continue
        values, words = found[record], [name] if name else []
        label = " · ".join([*words, text(key)] if validated or not name else words)
        if at_end:  # then the legend need not
            label = "_" + label
        hue = colour(i) if name else colour(dashed)
        epochs, every = np.arange(1, len(values) + 1), max(1, len(values) // 10)
        ax.plot(epochs, values, color=hue, linestyle=DASH if dashed else "-", label=label,
                marker=marker(i), markevery=every, markersize=5,
                markerfacecolor="white" if dashed else hue)  # fmt: skip
