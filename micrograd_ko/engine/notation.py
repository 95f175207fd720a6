"""노드를 글과 수식으로 적는 법.

Write nodes for people: numbers, names, formulas and derivatives as text, and in LaTeX math.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from keyword import iskeyword
from math import isfinite
from typing import Any

import numpy as np

from .formulas import write, write_sum
from .graph import Node, figure
from .symbols import Sym

__all__ = [
    "equation",
    "in_latex",
    "indexed",
    "latex_name",
    "latex_number",
    "latex_shape",
    "latex_text",
    "latex_value",
    "magnitude",
    "number",
    "numbers_of",
    "over",
    "shape_of",
    "shape_text",
    "signed",
    "subscript",
    "variable",
]

RAISED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UPPER = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
UPPER_BACK = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾", "0123456789()")
TIMES = r" \times "
LATEX_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def number(x: float, digits: int = 4) -> str:
    """사람에게 보이는 수: 소수점 아래 네 자리, 아주 크거나 작으면 지수로.

    Write a number as people see it, ASCII throughout.
    """
    if x == 0 or not isfinite(x) or 10.0**-digits <= abs(x) < 1e6:
        return f"{x:.{digits}f}".replace("-0." + "0" * digits, "0." + "0" * digits)
    return f"{x:.{digits - 1}e}"


def magnitude(data: Any) -> float:
    """수는 그대로, 배열은 제곱평균제곱근.

    Return a number as it is; of an array the root mean square.
    """
    if isinstance(data, float) or np.size(data) == 1:
        return float(np.asarray(data).item())
    with np.errstate(all="ignore"):
        return float(np.sqrt(np.mean(np.square(data, dtype=np.float64)))) if np.size(data) else 0.0


def shape_of(data: Any) -> tuple[int, ...]:
    """여러 수를 담은 배열의 모양, 수 하나면 ().

    Return the shape of an array of several numbers; () for one number.
    """
    return data.shape if isinstance(data, np.ndarray) and data.size != 1 else ()


def shape_text(shape: tuple[int, ...]) -> str:
    """배열의 모양: 4×3. Write the shape of an array; () of a single number."""
    return "×".join(map(str, shape)) or "()"


def numbers_of(node: Node) -> str:
    """노드 대신 쓸 수, 배열이면 모양: [4×3].

    Write what stands for a node in a formula of numbers; of an array its shape.
    """
    shape = shape_of(node.data)
    return f"[{shape_text(shape)}]" if shape else number(magnitude(node.data))


def signed(figure: str) -> str:
    """음수는 괄호로 묶는다.

    Write a number as it stands behind an operator: in brackets if it is negative.
    """
    return f"({figure})" if figure.startswith("-") else figure


def over(y: Any, x: Any) -> str:
    """y를 x로 미분한 것의 이름. Name the derivative of y with respect to x: ∂y/∂x."""
    return f"∂{write(y, needed=7)}/∂{write(x, needed=7)}"


def variable(label: str, otherwise: str) -> str:
    """코드에서 노드를 부르는 이름.

    Name a node in a line of code: by its label, where that can be a variable's name.
    """
    # "x·2" is an identifier to Python, and a product here
    fits = label.isidentifier() and "·" not in label and not iskeyword(label)
    return label if fits else otherwise


def latex_text(label: str) -> str:
    """이름표를 LaTeX 본문 글자로 바꾼다.

    Write a label as LaTeX text, its special characters escaped.
    """
    visible = "".join(c if c.isprintable() else " " for c in label)
    return "".join(LATEX_ESCAPES.get(c, c) for c in visible)


def subscript(digits: str) -> str:
    """숫자를 아래 첨자로. Digits as an index: "12" becomes "₁₂"."""
    return digits.translate(LOWERED)


def indexed(letter: str, *places: int, layer: int | None = None) -> str:
    """글자에 첨자를 붙인다: w⁽²⁾₁₃. 위는 층, 아래는 자리(1부터).

    Write a letter with its layer above, in brackets, and its places below, both from 1. Places of
    several digits are parted by commas: w₁₂,₃.
    """
    above = "" if layer is None else f"({layer})".translate(UPPER)
    between = "," if any(place > 9 for place in places) else ""
    return letter + above + subscript(between.join(map(str, places)))


NUMBER = re.compile(r"-?\d[\d.]*(e[-+]\d+)?|-?inf|nan")
SHAPE = re.compile(r"\[\d+(×\d+)*\]")
PARTIAL = re.compile(r"Σ([₀-₉]+)\((.+)\)")  # the sum of the first terms of another
INDEXED = re.compile(r"([A-Za-zα-ω])([⁽⁰¹²³⁴⁵⁶⁷⁸⁹⁾]*)([₀-₉,]*)(#\d+)?")


def latex_name(label: str) -> str:
    """이름표를 수식의 이름으로.

    Write a label as a name in math: w1, w_1 and w₁ are all w with the index 1; w⁽²⁾₁₃ has a layer
    above.
    """
    lowered = label.translate(RAISED)
    if re.fullmatch(r"[A-Za-z]|([A-Za-z]_?[0-9]+)+", lowered):
        pairs = re.findall(r"([A-Za-z])_?([0-9]*)", lowered)
        return " ".join(f"{letter}_{{{index}}}" if index else letter for letter, index in pairs)
    if (partial := PARTIAL.fullmatch(label)) is not None:
        count, whole = partial.groups()
        return rf"\Sigma_{{{count.translate(RAISED)}}}\left({latex_name(whole)}\right)"
    if (found := INDEXED.fullmatch(label)) is not None:
        letter, above, below, sample = found.groups(default="")
        above, below = above.translate(UPPER_BACK), below.translate(RAISED)
        marks = (f"^{{{above}}}" if above else "") + (f"_{{{below}}}" if below else "")
        return letter + marks + (rf"\text{{\{sample}}}" if sample else "")
    return rf"\text{{{latex_text(label)}}}"


def in_latex(formula: Any) -> str:
    """이름으로 된 식을 수식으로. Write a formula over names in LaTeX, its names as math."""
    return write(_with_names(formula), "latex")


def sum_in_latex(names: Sequence[Any]) -> str:
    """긴 합을 수식으로. Write a sum of any number of names in LaTeX."""
    return write_sum(list(map(_with_names, names)), "latex")


def _with_names(x: Any) -> Any:
    if not isinstance(x, Sym):
        return x
    if x.args:
        return Sym(x.head, *map(_with_names, x.args))
    return Sym(x.head, latex=_number_or_name(x.head))


def _number_or_name(head: str) -> str:
    """상수는 수나 모양으로, 그 밖은 이름으로. Write a constant's number or shape, else a name."""
    if NUMBER.fullmatch(head):
        return latex_number(float(head))
    if SHAPE.fullmatch(head):
        return latex_shape(tuple(map(int, head.strip("[]").split("×"))))
    return latex_name(head)


def latex_number(x: float, digits: int = 6) -> str:
    """수를 LaTeX로.

    Write a number in LaTeX, with a power of ten where it is very large or small.
    """
    mantissa, e, exponent = f"{x:.{digits}g}".partition("e")
    if e:
        return rf"{mantissa} \times 10^{{{int(exponent)}}}"
    return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{nan}"}.get(mantissa, mantissa)


def equation(node: Node) -> tuple[str, ...]:
    """노드를 만든 식의 조각: ``("L", "\\tanh\\left(n\\right)", "0.7071")``.

    Write the equation that made a node, one op deep, as its sides: its name, the formula over its
    inputs' names (numbers where they have none), and its value. Missing parts are left out.
    """
    name = (latex_name(node.label),) if node.label else ()
    if node.op is None:
        return (*name, latex_value(node.data))
    return (*name, _formula(node), latex_value(node.data))


def latex_value(data: Any) -> str:
    """수는 수로, 배열은 모양으로.

    Write a number in LaTeX; of an array with several entries, its shape in brackets.
    """
    if isinstance(data, float) or data.size == 1:
        return latex_number(float(np.asarray(data).item()))
    return latex_shape(data.shape)


def latex_shape(shape: tuple[int, ...]) -> str:
    """배열의 모양. Write the shape of an array, in brackets."""
    return rf"\left[{TIMES.join(map(str, shape))}\right]"


def _formula(node: Node) -> str:
    """연산을 입력의 이름으로 적은 LaTeX.

    Write the node's op over the names of its inputs, in LaTeX.
    """
    assert node.op is not None
    named = [
        Sym(p.label, latex=latex_name(p.label))
        if p.label
        else Sym(figure(p.data), latex=latex_value(p.data))
        for p in node.parents
    ]
    formula = node.op(*named)
    return formula.latex() if isinstance(formula, Sym) else latex_number(formula)
