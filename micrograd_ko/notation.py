"""노드를 수식으로 적는 법.

How nodes are written in LaTeX math: names, numbers and the equation that made a node.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from .graph import Node, figure
from .symbols import Sym

__all__ = ["equation", "latex_name", "latex_number", "latex_shape", "latex_text", "latex_value", "subscript"]

RAISED, LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"), str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
TIMES = r" \times "
LATEX_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip


def latex_text(label: str) -> str:
    """이름표를 LaTeX 본문 글자로 바꾼다. A label as LaTeX text, its special characters escaped."""
    visible = "".join(c if c.isprintable() else " " for c in label)
    return "".join(LATEX_ESCAPES.get(c, c) for c in visible)


def subscript(digits: str) -> str:
    """숫자를 아래 첨자로. Digits as an index: "12" becomes "₁₂"."""
    return digits.translate(LOWERED)


def latex_name(label: str) -> str:
    """이름표를 수식의 이름으로. A label as a name in math: w1, w_1 and w₁ are all w with the index 1."""
    plain = label.translate(RAISED)
    if re.fullmatch(r"[A-Za-z]|([A-Za-z]_?[0-9]+)+", plain):
        pairs = re.findall(r"([A-Za-z])_?([0-9]*)", plain)
        return " ".join(f"{letter}_{{{index}}}" if index else letter for letter, index in pairs)
    return rf"\text{{{latex_text(label)}}}"


def latex_number(x: float, digits: int = 6) -> str:
    """수를 LaTeX로. A number in LaTeX, with a power of ten where it is very large or small."""
    mantissa, e, exponent = f"{x:.{digits}g}".partition("e")
    if e:
        return rf"{mantissa} \times 10^{{{int(exponent)}}}"
    return {"inf": r"\infty", "-inf": r"-\infty", "nan": r"\mathrm{nan}"}.get(mantissa, mantissa)


def equation(node: Node) -> tuple[str, ...]:
    """노드를 만든 식의 조각: ``("L", "\\tanh\\left(n\\right)", "0.7071")``.

    The equation that made a node, one op deep, as its sides: its name, the formula over its
    inputs' names (numbers where they have none), and its value. What there is not is left out.
    """
    name = (latex_name(node.label),) if node.label else ()
    if node.op is None:
        return (*name, latex_value(node.data))
    return (*name, _formula(node), latex_value(node.data))


def latex_value(data: Any) -> str:
    """수는 수로, 배열은 모양으로. A number in LaTeX; of an array with several entries, its shape in brackets."""
    if isinstance(data, float) or data.size == 1:
        return latex_number(float(np.asarray(data).item()))
    return latex_shape(data.shape)


def latex_shape(shape: tuple[int, ...]) -> str:
    """배열의 모양. The shape of an array, in brackets."""
    return rf"\left[{TIMES.join(map(str, shape))}\right]"


def _formula(node: Node) -> str:
    """연산을 입력의 이름으로 적은 LaTeX. The node's op over the names of its inputs, in LaTeX."""
    assert node.op is not None
    named = [(p.label, latex_name(p.label)) if p.label else (figure(p.data), latex_value(p.data)) for p in node.parents]
    formula = node.op(*(Sym(head, latex=latex) for head, latex in named))
    return formula.latex() if isinstance(formula, Sym) else latex_number(formula)
