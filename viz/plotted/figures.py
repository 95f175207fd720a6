"""matplotlib 그림의 틀: 모양, 칸, 범례, 인수 검사, 파일.

Give plots what they share: style, panels, legend, the check of arguments, and files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, wraps
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeAlias

import numpy as np
from numpy.typing import NDArray

from micrograd_ko.engine import plain as numbers_of
from micrograd_ko.errors import DataError, FormatError, ShapeError
from micrograd_ko.messages import em, text

from ..palette import GREY_TEXT, INK
from .fonts import families

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.figure import Figure

__all__ = [
    "BLUE",
    "DASH",
    "ORANGE",
    "WIDTH",
    "YELLOW",
    "Array",
    "around",
    "classes",
    "colour",
    "finite",
    "legend",
    "literal",
    "log_axis",
    "marker",
    "named",
    "numbers",
    "panels",
    "plot",
    "save",
    "shaped",
    "short",
    "whole_numbers",
]  # fmt: skip

P = ParamSpec("P")
Array: TypeAlias = NDArray[Any]

BLUE, ORANGE, YELLOW = "#0072B2", "#D55E00", "#E69F00"
COLOURS = (BLUE, ORANGE, "#009E73", "#CC79A7", YELLOW, "#56B4E9", "#000000")
MARKERS = "os^Dv*PX"  # one more than colours: together they tell 56 things apart
DASH = (0, (4, 2))
PLAIN = (1e-5, 1e6)  # a log axis within these writes plain numbers
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WIDTH, DPI = 13.0, 150  # inches, of a slide; dots per inch
STYLE: dict[str, Any] = {
    "font.size": 12, "figure.titlesize": 17, "axes.titlesize": 13, "axes.titlelocation": "left",
    "lines.linewidth": 2.2,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
    "grid.color": "#E3E7EC",
    "axes.edgecolor": GREY_TEXT, "xtick.color": GREY_TEXT, "ytick.color": GREY_TEXT,
    "text.color": INK,
    "axes.labelcolor": INK, "axes.titlecolor": INK, "legend.frameon": False,
    "svg.hashsalt": "micrograd_ko",
    "figure.constrained_layout.h_pad": 0.08, "figure.constrained_layout.w_pad": 0.08,
}  # fmt: skip
UNDATED: dict[str, dict[str, Any]] = {
    ".png": {},
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}


# ── figures ──


def plot(function: Callable[P, Figure]) -> Callable[P, Figure]:
    """우리 모양으로 그리게 하는 장식자.

    Decorate a plot: `function` runs in our style, whatever the user's rcParams, which stay as they
    are. The font holds for what is drawn later, too, and a notebook shows the figure without
    pyplot.
    """

    @wraps(function)
    def styled(*args: P.args, **kwargs: P.kwargs) -> Figure:
        fonts = families()
        from matplotlib import style

        with style.context(["default", {**STYLE, "font.family": fonts}]):
            figure = function(*args, **kwargs)
        zooms = [zoom for ax in figure.axes for zoom in ax.child_axes]
        for ax in [*figure.axes, *zooms]:
            # drawing may make more ticks, long after the style is gone
            ax.tick_params(which="both", labelfontfamily=fonts)
            for axis in (ax.xaxis, ax.yaxis):
                _decimals(axis)
        figure._repr_png_ = partial(_bytes, figure)  # type: ignore[attr-defined]
        return figure

    return styled


def save(figure: Figure, path: str | Path) -> Path:
    """그림을 파일로 저장한다. 형식은 이름의 끝이 정한다: .png .svg .pdf.

    Write `figure` to `path`, whose suffix says the format; a PNG has 150 dots per inch. Figures
    made alike give the same bytes; of one figure saved twice the layout may move by a hair.

    Raises:
        FormatError: the suffix is unknown.

    >>> from micrograd_ko.train import History
    >>> from viz import plots
    >>> save(plots.curves(History(loss=[2.0, 0.5, 0.1])), Path("curves.svg")).name
    'curves.svg'
    """
    path = Path(path)
    path.write_bytes(_bytes(figure, format_of(path)))
    return path


def format_of(path: Path) -> str:
    """파일 이름의 끝이 정하는 형식.

    Find the suffix that says the format; FormatError if there is no such format.
    """
    if path.suffix.lower() not in UNDATED:
        raise FormatError("draw.suffix", path=path, suffix=path.suffix, options=", ".join(UNDATED))
    return path.suffix.lower()


def _bytes(figure: Figure, suffix: str = ".png") -> bytes:
    from matplotlib import style

    file = BytesIO()
    with style.context(["default", STYLE]):
        figure.savefig(file, format=suffix[1:], dpi=DPI, metadata=UNDATED[suffix])
    return file.getvalue()


def panels(
    count: int, name: str, size: tuple[float, float], key: str, title: str | None, columns: int = 4
) -> tuple[Figure, list[Axes]]:
    """그림 하나와 그 안의 칸들.

    Make a figure with `count` axes, each of `size` inches, and the title of message `key` or
    `title`. A count of 0 is an error about the argument `name`.
    """
    if not count:
        raise DataError("plot.empty", name=name)
    from matplotlib.figure import Figure

    columns = min(columns, count)
    rows = -(-count // columns)
    words = text(key) if title is None else title
    width = max(columns * size[0], em(words) * STYLE["figure.titlesize"] / 72, 5.0)
    figure = Figure(figsize=(width, rows * size[1] + 0.9), layout="constrained")
    if words:
        figure.suptitle(words, x=0.01, ha="left")
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for spare in axes[count:]:
        spare.remove()
    return figure, axes[:count]


def legend(figure: Figure) -> None:
    """그림 아래의 범례.

    Add one legend for all panels, below them: each thing once, in as many columns as fit.
    """
    found = {
        word: handle
        for ax in figure.axes
        for handle, word in zip(*ax.get_legend_handles_labels(), strict=True)
    }
    if not found:
        return
    # inches; 0.8 for the line and the gap
    widest = 0.8 + max(map(em, found)) * STYLE["font.size"] / 72
    rows = -(-len(found) // max(1, int(figure.get_figwidth() / widest)))
    figure.legend(
        found.values(), found.keys(), loc="outside lower center", ncols=-(-len(found) // rows)
    )


def log_axis(ax: Axes, which: str = "y") -> None:
    """축을 로그 눈금으로. 한 축의 숫자는 모두 0.001처럼, 아니면 모두 10⁻³처럼.

    Make an axis, "x" or "y", logarithmic, its numbers in one notation: all plain, such as 0.001, or
    all as powers, such as 10⁻³, where some number on it would be too long.
    """
    from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

    ax.set(**{f"{which}scale": "log"})
    axis = ax.xaxis if which == "x" else ax.yaxis
    low, high = axis.get_view_interval()
    axis.set_major_locator(LogLocator(subs=(1.0,) if high / low > 100 else (1.0, 2.0, 5.0)))
    axis.set_major_formatter(FuncFormatter(partial(_tick, axis)))
    axis.set_minor_locator(NullLocator())


def _tick(axis: Axis, value: float, _: int) -> str:
    """로그 축의 숫자 하나. Write a number of a log axis as the others on it are written."""
    low, high = axis.get_view_interval()
    shown = [tick for tick in axis.get_majorticklocs() if low <= tick <= high] or [value]
    if PLAIN[0] * 0.99 <= min(shown) and max(shown) <= PLAIN[1] * 1.01:
        plain = np.format_float_positional(value, precision=6, fractional=False, trim="-")
        return f"{value:,.0f}" if value >= 1 else plain
    digits, power = f"{value:.0e}".split("e")
    sign = "" if digits == "1" else f"{digits}×"
    return f"{sign}10{str(int(power)).translate(SUPERSCRIPTS)}"


def _decimals(axis: Axis) -> None:
    """보통 축의 숫자는 0.6931처럼. Let a linear axis write its numbers whole, with no offset."""
    from matplotlib.ticker import ScalarFormatter

    if isinstance(formatter := axis.get_major_formatter(), ScalarFormatter):
        formatter.set_useOffset(False)
        formatter.set_powerlimits((-5, 7))


def short(value: float, digits: int = 2) -> str:
    """유효숫자 몇 자리로: 0.0012, 1,230, 2.5×10⁻⁹.

    Write a number with so many digits, or whole from 100 on; very small and large ones as powers.
    """
    if not np.isfinite(value):
        return f"{value:g}"
    if value and not PLAIN[0] <= abs(value) < PLAIN[1]:
        first, power = f"{value:.{digits - 1}e}".split("e")
        return f"{first}×10{str(int(power)).translate(SUPERSCRIPTS)}"
    plain = np.format_float_positional(value, precision=digits, fractional=False, trim="-")
    return f"{value:,.0f}" if abs(value) >= 100 else plain


def duration(seconds: float) -> str:
    """0.000021초를 21 µs로. Write seconds in the unit that people would say them in."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def whole_numbers(ax: Axes) -> None:
    """x축에 정수만. Show only whole numbers on the x axis."""
    from matplotlib.ticker import MaxNLocator

    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def colour(i: int) -> str:
    """i번째 색. Give the i-th colour, over and over."""
    return COLOURS[i % len(COLOURS)]


def marker(i: int) -> str:
    """i번째 표식. Give the i-th marker, over and over."""
    return MARKERS[i % len(MARKERS)]


# ── arguments ──


def numbers(value: Any, name: str, wanted: str = "") -> Array:
    """실수 배열로.

    Read `value` as an array of floats; `wanted` is its shape in words, such as "(n, 2)".
    """
    try:
        array = np.asarray(numbers_of(value), dtype=float)
    except (TypeError, ValueError):
        raise DataError("plot.numbers", name=name, kind=type(value).__name__) from None
    return shaped(array, name, wanted) if wanted else array


def finite(value: Any, name: str, wanted: str = "") -> Array:
    """비지 않은 유한한 실수 배열로.

    Read as :func:`numbers` does, but neither empty nor with nan and inf.
    """
    array = numbers(value, name, wanted)
    if not array.size:
        raise DataError("plot.empty", name=name)
    if bad := int((~np.isfinite(array)).sum()):
        raise DataError("plot.finite", name=name, size=array.size, count=bad)
    return array


def shaped(array: Array, name: str, wanted: str) -> Array:
    """모양을 확인한다.

    Check that the shape of `array` fits `wanted`: as many sizes, the numbers among them equal.
    """
    sizes = [size.strip() for size in wanted.strip("()").split(",") if size.strip()]
    fits = len(sizes) == array.ndim and all(
        not size.isdigit() or int(size) == n for size, n in zip(sizes, array.shape, strict=True)
    )
    if not fits:
        raise ShapeError("plot.shape", name=name, wanted=wanted, shape=array.shape)
    return array


def classes(value: Any, name: str, count: int) -> Array:
    """클래스의 배열로. Read `value` as an array of classes, numbers or names, of shape (count,)."""
    return shaped(np.asarray(numbers_of(value)), name, f"({count},)")


def literal(label: Any) -> str:
    """클래스 이름. Write a class as a person does: 3, not 3.0."""
    return f"{label:g}" if isinstance(label, (float, np.floating)) else str(label)


def named(value: Any, name: str, example: str) -> dict[str, Any]:
    """이름을 붙인 사전으로. Read `value` as a dictionary that is not empty."""
    if not isinstance(value, Mapping):
        raise DataError("plot.named", name=name, example=example, kind=type(value).__name__)
    if not value:
        raise DataError("plot.empty", name=name)
    return {str(key): inner for key, inner in value.items()}


def around(points: Array) -> Array:
    """점들을 여유 있게 감싸는 범위.

    Give ((left, right), (bottom, top)) around points (n, 2), with a margin.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.1 * np.where(high > low, high - low, 1.0)
    return np.stack([low - margin, high + margin], axis=1)
