"""손실의 지형: 등고선, 기울기의 화살표, 내려가는 경로.

Plot the land that a loss is: contours, arrows of its gradient, and the paths of descents on it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from micrograd_ko.engine import Tensor
from micrograd_ko.engine import plain as numbers_of
from micrograd_ko.errors import DataError
from micrograd_ko.messages import text

from ..palette import GREY_TEXT, INK
from .crowds import FEW
from .figures import (
    DASH,
    YELLOW,
    Array,
    around,
    colour,
    finite,
    legend,
    marker,
    named,
    numbers,
    panels,
    plot,
    short,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["gradient_arrows", "landscape", "optimizer_paths"]

Rule: TypeAlias = Callable[[Any, Any], Any]
Point: TypeAlias = tuple[float, float]
Window: TypeAlias = tuple[Point, Point]
EXAMPLE = '{"SGD": [[-7, 2], [-6.9, 1.8]]}'
CONTOUR, ARROW = "#B8C2CC", "#3B6EA5"
POINTS = 120  # each way, of a surface


def _bowl(x: Any, y: Any) -> Any:
    return x**2 / 20 + y**2


@plot
def optimizer_paths(
    paths: Mapping[str, Any], *, f: Rule = _bowl, minimum: Point = (0.0, 0.0),
    window: Window | None = None, title: str | None = None,
) -> Figure:  # fmt: skip
    """옵티마이저마다 등고선 위를 지나간 경로를 그린다.

    Plot the path of each optimizer over the contours of ``f(x, y)``, a panel for each.

    Args:
        paths: from a name to the points it passed, (steps + 1, 2), the start first.
        f: maps arrays x and y to the height at each point; default x²/20 + y².
        minimum: where f is least; it gets a star.
        window: ((left, right), (bottom, top)) to show; default what all paths need. To be given
            where a path diverges.

    >>> figure = optimizer_paths({"SGD": [[-7, 2], [-6.9, 1.8]], "Adam": [[-7, 2], [-6, 1]]})
    >>> [ax.get_title("left").splitlines()[0] for ax in figure.axes]
    ['SGD', 'Adam']
    """
    found = _paths(paths, "paths")
    edges = window or _around(found, [minimum])
    figure, axes = panels(
        len(found), "paths", (4.2, 3.4), "plot.paths.title", title, 2 if len(found) == 4 else 3
    )
    for i, (ax, (name, path)) in enumerate(zip(axes, found.items(), strict=True)):
        _contours(ax, f, edges)
        _star(ax, minimum)
        _path(ax, path, i)
        ax.set_title(
            f"{name}\n"
            + text("plot.paths.steps", steps=len(path) - 1, value=short(float(f(*path[-1])))),
            linespacing=1.3,
        )
    legend(figure)
    return figure


@plot
def gradient_arrows(
    f: Rule = _bowl, *, path: Any = None, minimum: Point | None = (0.0, 0.0),
    window: Window = ((-10.0, 10.0), (-5.0, 5.0)), count: int = 17, title: str | None = None,
) -> Figure:  # fmt: skip
    """점마다 기울기의 반대 방향을 화살표로 그리고, 그 위에 내려가는 경로를 놓는다.

    Plot the negative gradient of ``f(x, y)`` as arrows, over its contours: each is as long as its
    gradient is large, and stands at a right angle to its contour, which is not where the minimum
    lies. The gradient is the engine's own, so f uses operators and ops of the table.

    Args:
        f: maps Tensors, arrays and numbers x and y to the height; default x²/20 + y².
        path: points that a descent passed, (steps + 1, 2), the start first; or a mapping from
            names to such paths.
        minimum: where f is least; it gets a star. None draws none.
        window: ((left, right), (bottom, top)) to show.
        count: how many arrows stand side by side.

    >>> figure = gradient_arrows(path=[[-7, 2], [-6.3, -1.6], [-5.7, 1.3]])
    >>> figure.axes[0].get_aspect()          # so that a right angle looks like one
    1.0
    """
    given = {} if path is None else path if isinstance(path, Mapping) else {"": path}
    found = _paths(given, "path") if given else {}
    (left, right), (bottom, top) = window
    ratio = (top - bottom) / (right - left)
    true = 1 / 3 <= ratio <= 2  # else a right angle would not look like one, but the plot like none
    size = (8.5, max(3.4, 8.2 * ratio)) if true and ratio <= 1 else (7.0, 6.4)
    figure, (ax,) = panels(1, "window", size, "plot.arrows.title", title)
    _contours(ax, f, window)
    rows = max(3, round(count * min(ratio, 1))) if true else count
    x, y = (
        side.ravel()
        for side in np.meshgrid(
            *(np.linspace(low, high, n + 2)[1:-1] for (low, high), n in
              zip(window, (count, rows), strict=True))
        )
    )  # fmt: skip
    down = -_gradient(f, np.stack([x, y]))
    longest = float(np.hypot(*down).max()) or 1.0
    cell = (right - left) / (count + 1)
    arrows = down / longest * 1.6 * cell if true else down / longest
    ax.quiver(
        x, y, *arrows, color=ARROW, angles="xy" if true else "uv",
        scale_units="xy" if true else None, scale=1 if true else None, width=0.003,
    )  # fmt: skip
    words = text("plot.arrows.down", value=short(longest))
    ax.plot([], [], color=ARROW, marker=">", linewidth=1.6, label=words)
    _several(ax, found)
    if minimum is not None:
        _star(ax, minimum)
    ax.set(xlim=window[0], ylim=window[1], aspect="equal" if true else "auto")
    legend(figure)
    return figure


@plot
def landscape(
    f: Callable[..., Any], paths: Mapping[str, Any], *, window: Any = None,
    minima: Any = (), title: str | None = None,
) -> Figure:  # fmt: skip
    """손실의 지형 위에 내려간 경로들을 그린다: 골짜기, 여러 출발점, 여러 학습률.

    Plot several descents on the land of a loss. Of two numbers, ``f(x, y)``: the land is coloured,
    darker where it is lower, with every path on it, each colour covering an equal area, so that
    a narrow valley shows. Of one, ``f(x)``: its curve with the points of a path, a panel for each.

    Args:
        f: maps arrays to the height at each point.
        paths: from a name, such as a learning rate, to the points it passed, the start first:
            (steps + 1, 2) for two numbers, (steps + 1,) for one.
        window: ((left, right), (bottom, top)), or (left, right) of one number; default what all
            paths need. To be given where a path diverges.
        minima: where f is least, points or numbers; each gets a star.

    >>> rates = {"0.1": [3.0, 2.4, 1.92], "1.1": [3.0, -3.6, 4.32]}
    >>> figure = landscape(lambda x: x**2, rates, minima=[0.0])
    >>> [ax.get_title("left").splitlines()[0] for ax in figure.axes]
    ['0.1', '1.1']
    """
    given = named(paths, "paths", EXAMPLE)
    first = finite(next(iter(given.values())), f"paths[{next(iter(given))!r}]")
    if first.ndim == 1:
        return _slopes(f, given, window, minima, title)
    found = _paths(given, "paths")
    stars = [tuple(point) for point in np.asarray(minima, dtype=float).reshape(-1, 2)]
    edges = window or _around(found, stars)
    figure, (ax,) = panels(1, "paths", (8.5, 5.6), "plot.landscape.title", title)
    x, y, z = _surface(f, edges)
    levels = np.unique(np.quantile(z, np.linspace(0, 1, 17)))
    shown = ax.contourf(x, y, z, levels=levels, cmap="Blues_r", norm=_by_rank(levels), alpha=0.75)
    ax.contour(x, y, z, levels=levels[1:-1], colors="white", linewidths=0.7)
    _several(ax, found)
    for star in stars:
        _star(ax, star)
    ax.set(xlim=edges[0], ylim=edges[1], xlabel="x", ylabel="y")
    ax.grid(visible=False)
    bar = figure.colorbar(shown, ax=ax, spacing="uniform", ticks=levels[::4], format=_height)
    bar.set_label(text("plot.landscape.height"))
    legend(figure)
    return figure


def _by_rank(levels: Array) -> Any:
    """높이의 순위로 고르게 칠한다. Colour by rank of the height: each band as far as the next."""
    from matplotlib.colors import BoundaryNorm

    return BoundaryNorm(levels, 256, extend="neither")


def _height(value: float, _: int = 0) -> str:
    return short(value)


def _slopes(
    f: Callable[[Any], Any], given: dict[str, Any], window: Any, minima: Any, title: str | None
) -> Figure:
    """수 하나의 함수: 곡선 위의 점들. Draw descents of one number, on the curve of f."""
    found = {name: finite(path, f"paths[{name!r}]", "(steps + 1,)") for name, path in given.items()}
    stars = np.asarray(minima, dtype=float).reshape(-1)
    low, high = window or around(np.concatenate([*found.values(), stars])[:, None])[0]
    x = np.linspace(low, high, 400)
    y = numbers(f(x), "f(x)")
    if y.shape != x.shape or not np.isfinite(y).all() or y.min() == y.max():
        raise DataError("plot.surface.one", wanted=x.shape, shape=y.shape)
    columns = 2 if len(found) == 4 else 3
    figure, axes = panels(len(found), "paths", (4.2, 3.2), "plot.landscape.title", title, columns)
    for i, (ax, (name, path)) in enumerate(zip(axes, found.items(), strict=True)):
        ax.plot(x, y, color=GREY_TEXT, linewidth=1.4)
        heights = np.array([float(f(point)) for point in path])
        _path(ax, np.stack([path, heights], axis=1), i + 1)
        for star in stars:
            _star(ax, (float(star), float(f(star))))
        ax.set(xlim=(low, high), xlabel="x", ylabel="f(x)")
        margin = 0.08 * (y.max() - y.min())
        ax.set_ylim(y.min() - margin, y.max() + margin)
        steps = text("plot.landscape.steps", steps=len(path) - 1, point=short(float(path[-1])),
                     value=short(float(heights[-1])))  # fmt: skip
        ax.set_title(f"{name}\n{steps}", linespacing=1.3)
    legend(figure)
    return figure


# ── what the three share ──


def _paths(value: Any, name: str) -> dict[str, Array]:
    """이름마다 지나간 점들. Read paths, each of shape (steps + 1, 2)."""
    return {
        key: finite(path, f"{name}[{key!r}]" if key else name, "(steps + 1, 2)")
        for key, path in named(value, name, EXAMPLE).items()
    }


def _around(found: dict[str, Array], stars: list[Any]) -> Window:
    points = [*found.values(), *([np.array(stars)] if stars else [])]
    (left, right), (bottom, top) = around(np.concatenate(points))
    return (left, right), (bottom, top)


def _surface(f: Rule, window: Window) -> tuple[Array, Array, Array]:
    """격자와 그 높이. Ask f for its height over a window."""
    x, y = np.meshgrid(*(np.linspace(*side, POINTS) for side in window))
    z = numbers(f(x, y), "f(x, y)")
    if z.shape != x.shape or not np.isfinite(z).all() or z.min() == z.max():
        raise DataError("plot.surface", wanted=x.shape, shape=z.shape)
    return x, y, z


def _contours(ax: Axes, f: Rule, window: Window) -> None:
    """등고선. Draw contours, closer together near the minimum."""
    x, y, z = _surface(f, window)
    levels = z.min() + (z.max() - z.min()) * np.linspace(0.05, 1, 13) ** 2
    ax.contour(x, y, z, levels=levels, colors=CONTOUR, linewidths=0.9, linestyles="solid")
    ax.set(xlim=window[0], ylim=window[1], xlabel="x", ylabel="y")
    ax.grid(visible=False)


def _gradient(f: Rule, points: Array) -> Array:
    """점마다의 기울기를 엔진으로. Let the engine find the gradient at each point, (2, n)."""
    x, y = Tensor(points[0]), Tensor(points[1])
    height = f(x, y)
    if not isinstance(height, Tensor) or height.shape != x.shape:
        shape = np.shape(numbers_of(height))
        raise DataError("plot.arrows.f", wanted=x.shape, shape=shape, kind=type(height).__name__)
    height.sum().backward()
    found = [np.zeros(x.shape) if each.grad is None else each.grad for each in (x, y)]
    return finite(np.stack(found), "∇f")


def _star(ax: Axes, point: Any) -> None:
    ax.plot(*point, "*", color=YELLOW, markersize=16, markeredgecolor=INK, zorder=5,
            linestyle="none", label=text("plot.paths.minimum"))  # fmt: skip


def _several(ax: Axes, found: dict[str, Array]) -> None:
    """여러 경로를 한 칸에: 이름마다 색과 표식. Draw paths together, each with its colour."""
    for i, (name, path) in enumerate(found.items()):
        _line(ax, path, i + 1, name)
    for path in found.values():
        _ends(ax, path)


def _path(ax: Axes, path: Array, i: int) -> None:
    """지나간 점들, 출발과 도착. Draw a path, with a sign for its start and one for its end."""
    _line(ax, path, i)
    _ends(ax, path)


def _line(ax: Axes, path: Array, i: int, name: str = "") -> None:
    dashes = ["-", DASH, "-.", ":"][i // FEW % 4] if name else "-"
    ax.plot(*path.T, color=colour(i), marker=marker(i) if name else ".", linewidth=1.8,
            linestyle=dashes, markersize=4.5 if name else 6, zorder=3,
            markevery=max(1, len(path) // 40) if name else 1, label=name or "_path")  # fmt: skip


def _ends(ax: Axes, path: Array) -> None:
    ax.plot(*path[0], "o", color="white", markeredgecolor=INK, markersize=8, zorder=4,
            linestyle="none", label=text("plot.paths.start"))  # fmt: skip
    ax.plot(*path[-1], "s", color=INK, markersize=7, zorder=4, linestyle="none",
            label=text("plot.paths.end"))  # fmt: skip
