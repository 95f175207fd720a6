"""여러 선이 서로를 가리지 않게: 선 끝의 이름, 흐린 배경.

Keep many lines apart: names at their ends, and beyond six lines a panel for each, with the others
faded behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from micrograd_ko.messages import em

from .figures import Array, whole_numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["FADED", "FEW", "MANY", "ends_apart", "fade", "name_ends", "spread", "width_of"]

FEW, MANY = 3, 6  # from three lines on names stand at their ends; beyond six each has a panel
FADED = "#D3D9DF"
SIZE = 11.0

End = tuple[float, float, str, str]  # x, y, the name, the colour


def fade(ax: Axes, lines: Sequence[tuple[Array, Array]]) -> None:
    """다른 선들을 흐리게 깐다. Lay the lines of all others behind, so that panels compare."""
    for x, y in lines:
        ax.plot(x, y, color=FADED, linewidth=1.2, zorder=1)


def spread(values: Sequence[float]) -> float:
    """로그로 본 흩어짐. Measure how far positive numbers lie apart, as a log axis shows them."""
    found = [np.log10(value) for value in values if value > 0 and np.isfinite(value)]
    return float(np.ptp(found)) if found else 0.0


def width_of(names: Iterable[str]) -> float:
    """이름들이 차지할 너비, 인치. Tell how wide names beside a panel are, in inches; at most 3."""
    return min(3.0, max(map(em, names)) * SIZE / 72 + 0.5)


def name_ends(ax: Axes, ends: Sequence[End], height: float, *, left: float = 0.0) -> None:
    """선의 끝마다 이름을 적는다. 겹치지 않게 위아래로 벌린다.

    Write names at the ends of lines, moved apart where they would overlap. The axis has its scale
    and its limits already.

    Args:
        ends: of each line (x, y, name, colour); a y that the axis has no place for is at its foot.
        height: of the panel, in inches.
        left: the panel's width in inches if the names stand to the left of the lines' beginnings,
            within the panel; 0: at its right edge, outside.
    """
    scale = ax.yaxis.get_transform().transform
    low, high = scale(ax.get_ylim())
    with np.errstate(all="ignore"):  # 0 on a log axis
        shares = (scale(np.array([y for _, y, *_ in ends])) - low) / (high - low)
    shares = np.where(np.isfinite(shares), np.clip(shares, 0.03, 1), 0.03)
    places = ends_apart(shares, 1.3 * SIZE / 72 / height)
    if left:
        _room(ax, ends, left)
    for (x, _, name, hue), share, place in zip(ends, shares, places, strict=True):
        ax.annotate(
            name, (x, share), xycoords=("data", "axes fraction"),
            xytext=(0.01 if left else 1.03, place), textcoords="axes fraction",
            ha="left", va="center", fontsize=SIZE, color=hue, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": hue, "linewidth": 0.8, "shrinkA": 1,
                        "shrinkB": 4, "relpos": (float(bool(left)), 0.5)},
        )  # fmt: skip


def ends_apart(shares: Any, gap: float) -> Array:
    """서로 `gap` 이상 떨어지게, 그러나 되도록 제자리에.

    Move numbers of 0 to 1 apart to at least `gap`, each as near to its own place as its
    neighbours and the ends let it: those that touch are a group, around the mean of their places.
    """
    order = np.argsort(shares, kind="stable")
    groups: list[list[float]] = []

    def middle(group: list[float]) -> float:
        half = gap * (len(group) - 1) / 2
        return float(np.clip(np.mean(group), 0.04 + half, max(0.98 - half, 0.04 + half)))

    for share in np.asarray(shares, dtype=float)[order]:
        groups.append([float(share)])
        while len(groups) > 1:
            below, above = groups[-2:]
            if middle(above) - middle(below) >= gap * (len(above) + len(below)) / 2:
                break
            groups[-2:] = [below + above]
    places = np.empty(len(order))
    places[order] = [
        middle(group) + gap * (i - (len(group) - 1) / 2)
        for group in groups
        for i in range(len(group))
    ]
    return places


def _room(ax: Axes, ends: Sequence[End], width: float) -> None:
    """이름이 들어갈 자리를 왼쪽에 비운다. Make room for names at the left; no ticks there."""
    from matplotlib.ticker import FixedLocator

    left, right = ax.get_xlim()
    whole_numbers(ax)
    start = min(x for x, *_ in ends)
    ticks = ax.xaxis.get_major_locator().tick_values(start, right)
    ax.xaxis.set_major_locator(FixedLocator([t for t in ticks if start <= t <= right]))
    words = min(width_of(name for _, _, name, _ in ends), 0.5 * width)
    ax.set_xlim(left - (right - left) * words / (width - words), right)
