"""연산의 표: 두 표의 행마다 식, 도함수, 그래프. The table of ops, read from the rows.

Each row of the two tables: its sign, names, formula, derivative, plot, domain and special points.
Nothing is written twice: all of it is what the row says when it is called with symbols or numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np

from micrograd_ko import ARRAY_TABLE, TABLE, ArrayOp, Op, Sym
from viz.palette import GREY_TEXT

from .doors import ROW_LABEL
from .words import speaker

__all__ = ["op_pages", "op_plots"]

AT = 2.0  # where the second input stands still, where its domain allows, and what a parameter is
INK = ("#1f6fb2", "#d9730d", "#8250c4")  # the function, its derivatives; readable on black, too
DASHES = ("-", (0, (4, 2)), (0, (1, 1.4)))

Say = Callable[..., str]


def op_plots() -> Iterator[tuple[str, bytes]]:
    """원소별 연산마다 그래프. Draw the plot of each elementwise op, which holds no words."""
    for row in TABLE.values():
        yield f"made/ops/{row.name}.svg", _plot(row)


def op_pages(language: str) -> Iterator[tuple[str, str]]:
    """쪽의 이름과 글. Give the name and text of the page."""
    say = speaker(language, "ops")
    table = "\n".join(_row(row, say, language) for row in TABLE.values())
    arrays = "\n".join(_array_row(row, say, language) for row in ARRAY_TABLE.values())
    columns = [say(key) for key in ("op", "formula", "plot")]
    wide = [say(key) for key in ("op", "contribution", "params")]
    yield (
        "ops.rst",
        f"{say('title')}\n{'=' * 40}\n\n{say('intro')}\n\n"
        f"{say('elementwise')}\n{'-' * 40}\n\n{say('how')}\n\n{_head(columns, 'ops')}{table}\n"
        f"{say('arrays')}\n{'-' * 40}\n\n{say('how arrays')}\n\n{_head(wide, 'ops')}{arrays}\n",
    )


def _head(columns: list[str], name: str) -> str:
    first, *rest = columns
    cells = "".join(f"     - {words}\n" for words in rest)
    return f".. list-table::\n   :header-rows: 1\n   :class: {name}\n\n   * - {first}\n{cells}"


def _cells(*cells: list[str]) -> str:
    """표의 한 줄: 칸마다 문단 몇 개. Write a row of a table; each cell is some paragraphs."""
    written = ""
    for i, paragraphs in enumerate(cells):
        mark = "   * - " if i == 0 else "     - "
        body = "\n\n".join(part.replace("\n", "\n       ") for part in paragraphs or ["—"])
        written += mark + body.replace("\n\n", "\n\n       ") + "\n"
    return written


def _names(row: Op, language: str) -> list[str]:
    target = f".. _{ROW_LABEL.format(row.name)}:\n"
    label = [row.label] if language == "ko" else []
    return [f"{target}\n**{row.name}**", f"``{row.sign}``", *label]


# ── elementwise ──


def _row(row: Op, say: Say, language: str) -> str:
    lines = [_math("y", row.formula(), say)]
    lines += [
        _math(rf"\frac{{\partial y}}{{\partial {name}}}", formula, say)
        for name, formula in zip(row.inputs, row.local_formulas(), strict=True)
    ]
    alt = say("alt", name=row.name)
    picture = f".. image:: /made/ops/{row.name}.svg\n   :alt: {alt}\n   :class: plot"
    at = ", ".join(f"{name} = {value:g}" for name, value in _fixed(row).items())
    lines += [_domain(row, say), *_special(row, say), *_params(row, say)]
    return _cells(
        _names(row, language),
        lines,
        [picture, *([say("here", at=at)] if at else [])],
    )


def _math(left: str, formula: Any, say: Say) -> str:
    written = formula.latex() if isinstance(formula, Sym) else f"{formula:g}"
    return f":math:`{left} = {written.replace('{else}', '{' + say('else') + '}')}`"


def _domain(row: Op, say: Say) -> str:
    inside = (
        rf":math:`{low:g} \le {name} \le {high:g}`"
        for name, (low, high) in zip(row.inputs, row.domain, strict=True)
    )
    return f"{say('domain')}: {', '.join(inside)}"


def _special(row: Op, say: Say) -> list[str]:
    if row.special is None:
        return []
    return [f"{say('special')}: :math:`{row.special(*map(Sym, row.inputs)).latex()} = 0`"]


def _params(row: Op, say: Say) -> list[str]:
    shown = _shown_params(row)
    return [f"{say('params')}: {shown}"] if shown else []


def _shown_params(row: Op | ArrayOp) -> str:
    shown = [f"``{name}``" for name in row.required]
    shown += [f"``{name}={_short(value)}``" for name, value in row.params.items()]
    return ", ".join(shown)


def _short(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else repr(value)


# ── arrays ──


def _array_row(row: ArrayOp, say: Say, language: str) -> str:
    given = row.inputs or ("…",)
    formulas = row.local_formulas(*map(Sym, given))
    lines = [f"y = ``{row.formula(*map(Sym, given))}``"]
    lines += [f"{name}: ``{formula}``" for name, formula in zip(given, formulas, strict=True)]
    shown = _shown_params(row)
    return _cells(_names(row, language), lines, [shown] if shown else [])


# ── plots ──


def _fixed(row: Op) -> dict[str, float]:
    """그래프에서 멈추어 있는 것. What stands still in the plot: parameters, the second input."""
    fixed = dict.fromkeys(row.required, AT)
    for name, (low, high) in zip(row.inputs[1:], row.domain[1:], strict=True):
        fixed[name] = AT if low <= AT <= high else (low + high) / 2
    return fixed


def _plot(row: Op) -> bytes:
    from matplotlib import style
    from matplotlib.figure import Figure

    fixed = _fixed(row)
    this = row.bind(**{name: fixed[name] for name in row.required}) if row.required else row
    others = [fixed[name] for name in row.inputs[1:]]
    # an even number: 0, where the kinks are, lies between two
    x = np.linspace(*row.domain[0], 400)
    given = (x, *(np.full_like(x, value) for value in others))
    with np.errstate(all="ignore"):
        y = this(*given)
        found = this.contributions(np.ones_like(x), y, *given)
        side = np.sign(row.special(*given)) if row.special else np.ones_like(x)
    slopes = [np.broadcast_to(each, x.shape) for each in found]
    jumps = np.flatnonzero(side[1:] != side[:-1]) + 1
    # text as shapes: an image in a page has no fonts of its own
    shapes = {"svg.hashsalt": row.name, "svg.fonttype": "path"}
    plain = {**shapes, "font.size": 8, "font.family": "DejaVu Sans"}
    with style.context(["default", plain]):
        figure = Figure(figsize=(2.3, 1.5), layout="constrained")
        ax = figure.add_subplot()
        ax.axhline(0, color=GREY_TEXT, linewidth=0.6)
        ax.axvline(0, color=GREY_TEXT, linewidth=0.6)
        for line, ink, dash in zip([y, *slopes], INK, DASHES, strict=False):
            broken = np.insert(np.array(line, dtype=float), jumps, np.nan)
            ax.plot(np.insert(x, jumps, x[jumps]), broken, color=ink, linestyle=dash, linewidth=1.5)
        ax.spines[["top", "right"]].set_visible(False)
        ax.locator_params(nbins=4)
        file = BytesIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None})
    return file.getvalue()
