r"""기록을 LaTeX 수식으로. Write the records as LaTeX: an align* block for a document with amsmath.

First each node, by the equation that made it; then, from the root down, each gradient by the
chain rule: the sum over what the node went into, the same with numbers, the result. Nodes have
the names that they have on the drawing; one with a long label is called v_4, counted on.
Labels may be Hangul: compile with LuaLaTeX or XeLaTeX, with amsmath, fontspec and a Korean font as
the main font:

    \documentclass{article}
    \usepackage{amsmath, fontspec}
    \setmainfont{Noto Sans KR}
    \allowdisplaybreaks  % a long block may go on to the next page
    \begin{document}
    \input{graph.tex}
    \end{document}
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import count
from math import isclose, isnan

from micrograd_ko.engine import COMPOUND, indexed, latex_name, latex_number, latex_shape
from micrograd_ko.messages import em

from ..records import Card, Edge, Picture

__all__ = ["to_tex"]

LONG = 12.0  # em: a longer label would push the chain rule off the page
ON_A_LINE = 3  # terms of a sum that fit beside each other
CALL = re.compile(r"\w+\([^()]*\)")  # has its own brackets
PIECE = re.compile(r"(\s*[-+=/<>@·]\s*|[()ᵀΣ…]|\^\d+|\s+)")
SIGNS = {"@": r"\,", "·": r" \cdot ", "ᵀ": r"{}^{\top}", "Σ": r"\sum ", "…": r"\dots ", "": r"\ "}
SMALL = str.maketrans(  # most Korean fonts lack these signs
    {chr(0x2080 + i): rf"\ensuremath{{{{}}_{{{i}}}}}" for i in range(10)}
    | {"ᵀ": r"\ensuremath{{}^{\top}}"}
)
AS_THEY_ARE = re.compile(r"[-+=/<>()]|[\d.]+")


def to_tex(picture: Picture) -> str:
    """LaTeX 글을 돌려준다. Write the LaTeX source of a picture."""
    picture = _shortly_named(picture)
    # a constant is its own name
    forward = [_aligned(c.latex) for c in picture.cards if len(c.latex) > 1]
    body = " \\\\\n".join([*forward, *_backward(picture)]) or _aligned(picture.root.latex)
    notes = "".join(f"% {note}\n" for note in picture.notes)
    return notes + f"\\begin{{align*}}\n{body}\n\\end{{align*}}\n".translate(SMALL)


def _aligned(sides: tuple[str, ...]) -> str:
    first, *rest = sides
    return " = ".join([f"{first} &= {rest[0]}", *rest[1:]]) if rest else f"&{first}"


def _shortly_named(picture: Picture) -> Picture:
    """긴 이름표는 v로 세어 부른다. Call what has a long label by v and the next free number."""
    taken = {c.label for c in picture.cards}
    free = (name for i in count(1) if (name := indexed("v", i)) not in taken)
    cards = (
        replace(c, label=(name := next(free)), latex=(latex_name(name), *c.latex))
        if c.latex and em(c.label) > LONG
        else c
        for c in picture.cards
    )
    return replace(picture, cards=tuple(cards))


def _partial(of: Card, by: Card) -> str:
    return rf"\frac{{\partial {_bracketed(of)}}}{{\partial {_bracketed(by)}}}"


def _bracketed(c: Card) -> str:
    """이름, 식처럼 보이면 괄호 안에.

    Write the name of a card, in brackets if it reads as a formula: ∂y/∂x, a + b.
    """
    is_compound = COMPOUND.search(c.label) and not CALL.fullmatch(c.label)
    return rf"\left({c.latex[0]}\right)" if is_compound else c.latex[0]


# ── the chain rule ──


def _backward(picture: Picture) -> list[str]:
    """기울기의 줄, 뿌리부터. Write the lines of the gradients, the root's first."""
    if len(picture.roots) > 1:  # by which root a gradient is, no card says
        held = (c for c in reversed(picture.cards) if c.gradient is not None)
        return [_held(c) for c in held if c.has_gradient_row]
    root, cards = picture.root, {c.id: c for c in picture.cards}
    uses: dict[str, list[Edge]] = {id: [] for id in cards}
    for edge in picture.edges:
        uses[edge.source].append(edge)
    slopes = _slopes(picture, uses)
    lines = []
    for c in reversed(picture.cards):
        if c.gradient is None or not c.has_gradient_row:
            continue
        if c is root:
            lines.append(f"{_partial(root, root)} &= {_gradient(c)}")
        else:
            terms = _terms(c, root, uses[c.id], cards) if root.gradient is not None else []
            lines += _chain_rule(c, _partial(root, c), terms, _factors(uses[c.id], slopes))
    return lines


def _slopes(picture: Picture, uses: dict[str, list[Edge]]) -> dict[str, float]:
    """카드마다 뿌리의 미분을, 국소 미분만으로. 모르면 없다.

    Compute the derivative of the root by each card, from local derivatives alone; none where an
    array or a folded group is in between. A card itself may hold the sum of several backward(), or
    the gradient of another root.
    """
    root = picture.root
    slopes = {} if root.gradient is None or root.shape else {root.id: root.gradient}
    for c in reversed(picture.cards[:-1]):
        if factors := _factors(uses[c.id], slopes):
            slopes[c.id] = sum(upstream * local for upstream, local in factors)
    return slopes


def _factors(edges: list[Edge], slopes: dict[str, float]) -> list[tuple[float, float]]:
    """화살표마다 상류 기울기와 국소 미분; 하나라도 모르면 빈 목록.

    Pair upstream and local of each edge; [] unless all are known.
    """
    known = [
        (slopes[e.target], e.local) for e in edges if e.local is not None and e.target in slopes
    ]
    return known if len(known) == len(edges) else []


def _terms(c: Card, root: Card, edges: list[Edge], cards: dict[str, Card]) -> list[str]:
    """연쇄법칙의 항.

    Write the terms of the chain rule; what goes through folded groups is `\\cdots`.
    """
    seen = [e for e in edges if e.local is not None or e.words]
    terms = [_term(c, cards[e.target], e, _partial(root, cards[e.target])) for e in seen]
    return [*terms, r"\cdots"] if terms and len(seen) < len(edges) else terms


def _term(c: Card, target: Card, edge: Edge, upstream: str) -> str:
    if edge.local is not None:
        return upstream + _partial(target, c)
    local = edge.formula.removeprefix("∂ ")
    if local == edge.formula:
        return _math(local, upstream)
    stretched = r"\sum " if c.shape != target.shape else ""  # broadcasting, undone
    return stretched + (
        upstream if local == "1" else rf"{upstream} \odot \left({_math(local)}\right)"
    )


def _math(words: str, upstream: str = "g") -> str:
    """화살표의 글을 수식으로.

    Write the words of an arrow as math, with the upstream gradient in place of g.
    """
    return "".join(_piece(piece, upstream) for piece in PIECE.split(words) if piece)


def _piece(piece: str, upstream: str) -> str:
    sign = piece.strip()
    if sign in SIGNS or AS_THEY_ARE.fullmatch(sign):
        return SIGNS.get(sign, sign)
    if re.fullmatch(r"\^\d+", sign):
        return rf"{{}}^{{{sign[1:]}}}"
    return upstream if sign == "g" else latex_name(sign)


def _chain_rule(
    c: Card, left: str, terms: list[str], factors: list[tuple[float, float]]
) -> list[str]:
    """카드 하나의 줄: 식, 수, 결과. Write the lines of one card: the rule, its numbers, the result.

    What the card holds stands on a line of its own, x.grad, unless the result is known to be that.
    """
    held = [_held(c)]
    if not terms:
        return held
    numbers = [f"{_factor(upstream)} \\times {_factor(local)}" for upstream, local in factors]
    lines = (
        [f"&= {' = '.join(terms + numbers)}"] if len(terms) == 1 else _sum(terms) + _sum(numbers)
    )
    lines[0] = f"{left} {lines[0]}"
    if c.shape:
        lines[-1] += f" = {_gradient(c)}"
        return lines
    if not factors:
        return lines + held
    shares = [upstream * local for upstream, local in factors]
    same = _alike(sum(shares), c.gradient or 0.0, room=1e-9 * sum(map(abs, shares)))
    lines[-1] += f" = {_gradient(c) if same else latex_number(sum(shares))}"
    return lines if same else lines + held


def _held(c: Card) -> str:
    return rf"{_bracketed(c)}\text{{.grad}} &= {_gradient(c)}"


def _sum(terms: list[str]) -> list[str]:
    """합, 길면 여러 줄로. Write a sum, on several lines where it is long."""
    rows = [" + ".join(terms[i : i + ON_A_LINE]) for i in range(0, len(terms), ON_A_LINE)]
    return [("&= " if i == 0 else r"&\quad + ") + row for i, row in enumerate(rows)]


def _factor(x: float) -> str:
    """곱셈 안의 수.

    Write a number in a product: in brackets if it is negative or a product itself.
    """
    written = latex_number(x)
    return rf"\left({written}\right)" if written.startswith("-") or "times" in written else written


def _alike(a: float, b: float, *, room: float) -> bool:
    """반올림을 빼면 같은가.

    Tell whether they are the same but for rounding. nan is the same as nan.
    """
    return isclose(a, b, rel_tol=1e-9, abs_tol=room) or (isnan(a) and isnan(b))


def _gradient(c: Card) -> str:
    """기울기, 배열이면 모양. Write the gradient of a card; of an array its shape."""
    return latex_shape(c.shape) if c.shape else latex_number(c.gradient or 0.0)
