r"""기록을 LaTeX 수식으로. The records as LaTeX: an align* block for a document with amsmath.

One line for each op, its equation with numbers, then one line for each gradient. Labels in
Hangul stand in \text{…}: compile with XeLaTeX or LuaLaTeX and a Korean font (package kotex).
"""

from __future__ import annotations

from micrograd_ko.notation import latex_name, latex_number, latex_shape

from .model import Card, Picture

__all__ = ["to_tex"]


def to_tex(picture: Picture) -> str:
    """LaTeX 글을 돌려준다. The LaTeX source of a picture."""
    root = latex_name(picture.root.label)
    forward = [_aligned(c.latex) for c in picture.cards if c.sign]
    backward = [
        rf"\frac{{\partial {root}}}{{\partial {latex_name(c.label)}}} &= {_gradient(c)}"
        for c in reversed(picture.cards)
        if c.gradient is not None and c.has_gradient_row
    ]
    body = " \\\\\n".join([*forward, *backward]) or _aligned(picture.root.latex)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n"


def _gradient(c: Card) -> str:
    """기울기, 배열이면 모양. The gradient of a card; of an array its shape."""
    return latex_shape(c.shape) if c.shape else latex_number(c.gradient or 0.0)


def _aligned(sides: tuple[str, ...]) -> str:
    first, *rest = sides
    return " = ".join([f"{first} &= {rest[0]}", *rest[1:]]) if rest else f"&{first}"
