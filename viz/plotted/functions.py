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
    from matplotlib.figure import Figure

__all__ = ["activations"]


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
