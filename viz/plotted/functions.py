"""활성화 함수와 그 도함수.

Plot ops of the table beside their derivatives.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from micrograd_ko.engine import Op, find
from micrograd_ko.errors import OpError
from micrograd_ko.language import get_language
from micrograd_ko.messages import text

from ..palette import GREY_TEXT
from .figures import BLUE, DASH, ORANGE, Array, legend, panels, plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["activations"]

FEWEST = 20  # points of a stretch that is long enough to write on


@plot
def activations(
    names: Sequence[str] = ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "relu6", "softplus"),
    *,
    title: str | None = None,
) -> Figure:
    """활성화 함수와 그 도함수를 하나씩 나란히 그린다.

    Plot ops of the table, each with its derivative, which is its own backward rule with g = 1.
    A derivative has a gap where it jumps, and its number stands beside it where it is constant. A
    slope too small to be seen gets a zoom. x covers the op's domain in the table and half as much
    again.

    Args:
        names: rows of one input: see ``micrograd_ko.TABLE``.

    Raises:
        UnknownOpError: a name is not in the table.

    >>> [ax.get_title("left").split()[-1] for ax in activations(["tanh", "relu"]).axes]
    ['tanh', 'relu']
    """
    rows = [_unary(name) for name in names]
    figure, axes = panels(len(rows), "names", (3.2, 2.7), "plot.activations.title", title)
    for ax, row in zip(axes, rows, strict=True):
        x, y, slope = _sampled(row)
        ax.axhline(0, color=GREY_TEXT, linewidth=0.8)
        ax.axvline(0, color=GREY_TEXT, linewidth=0.8)
        ax.plot(x, y, color=BLUE, label=text("plot.function"))
        ax.plot(x, slope, color=ORANGE, linestyle=DASH, label=text("plot.derivative"))
        for piece in _straight(slope):
            _write_slope(ax, x[piece], y[piece], slope[piece])
        ax.set_title(f"{row.label} {row.name}" if get_language() == "ko" else row.name)
    legend(figure)
    return figure


def _unary(name: str) -> Op:
    row = find(name)
    if len(row.inputs) != 1 or row.required:
        raise OpError("plot.inputs", name=name, count=len(row.inputs))
    return row


def _straight(slope: Array) -> list[slice]:
    """기울기가 일정한 구간들. Find the stretches, between jumps, where the slope is constant."""
    ends = np.flatnonzero(np.isnan(slope))
    stretches = [
        slice(start, end)
        for start, end in zip([0, *(ends + 1)], [*ends, len(slope)], strict=True)
        if end - start > FEWEST
    ]
    return [piece for piece in stretches if np.ptp(slope[piece]) < 1e-12]


def _write_slope(ax: Axes, x: Array, y: Array, slope: Array) -> None:
    """일정한 기울기를 적고, 보이지 않을 만큼 작으면 확대한다.

    Write a constant slope beside its line, and zoom in where it is not 0 but looks so.
    """
    low, high = ax.get_ylim()
    first = x[0] <= ax.dataLim.x0  # the leftmost stretch; the others are written at their right
    below = slope[0] > (high - low) / 10 and y.mean() > slope[0]  # the function is above the line
    place = (x[0] if first and not below else x[-1], slope[0])
    ax.annotate(
        f"f′ = {slope[0]:.3g}", place, xytext=(0, -5 if below else 5),
        textcoords="offset points", va="top" if below else "bottom",
        ha="left" if place[0] == x[0] else "right", color=ORANGE, fontsize=10.5,
    )  # fmt: skip
    if 0 < np.abs(y).max() < 0.03 * (high - low) and slope[0] and first:
        zoom = ax.inset_axes((0.17, 0.5, 0.3, 0.38))
        zoom.plot(x, y, color=BLUE)
        zoom.plot(x, slope, color=ORANGE, linestyle=DASH)
        zoom.axhline(0, color=GREY_TEXT, linewidth=0.8)
        edge = 1.3 * max(np.abs(y).max(), abs(slope[0]))
        zoom.set(xlim=(x[0], x[-1]), ylim=(-edge, edge), xticks=[], yticks=[y[0], slope[0]])
        zoom.set_yticklabels([f"{tick:.3g}" for tick in (y[0], slope[0])], fontsize=8)
        zoom.set_title(text("plot.zoom"), fontsize=9, loc="center", pad=2)
        zoom.spines[:].set_visible(True)


def _sampled(row: Op) -> tuple[Array, Array, Array]:
    low, high = row.domain[0]
    # an even number: 0, where the kinks are, lies between two
    x = np.linspace(1.5 * low, 1.5 * high, 600)
    with np.errstate(all="ignore"):  # where it is not defined it is nan, which is not drawn
        y = row(x)
        slope = np.broadcast_to(row.backward(1.0, y, x)[0], x.shape)
        side = np.sign(row.special(x)) if row.special else np.ones_like(x)
    jumps = np.flatnonzero(side[1:] != side[:-1]) + 1
    return (
        np.insert(x, jumps, x[jumps]),
        np.insert(y, jumps, y[jumps]),
        np.insert(slope, jumps, np.nan),
    )
