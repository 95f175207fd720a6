"""수식을 글과 LaTeX로 적는다.

Write formulas (:class:`micrograd_ko.engine.symbols.Sym`) as text and in LaTeX: how each head is
written, how closely it binds, where brackets stand. Loaded when a formula is first written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from .symbols import Sym

__all__ = ["COMPOUND", "write", "write_sum"]


class Form(NamedTuple):
    """수식 조각을 적는 법.

    Write one head of a formula; `binding` is its strength, `needs` its arguments'.
    """

    binding: int
    needs: tuple[int, ...]
    text: str
    latex: str


ATOM = 9
LONGEST_SUM = 12  # terms that are written out
FORMS = {
    "where": Form(0, (1, 1, 1), "{1} if {0} else {2}",
                  r"\begin{{cases}} {1} & {0} \\ {2} & \text{{else}} \end{{cases}}"),
    "and": Form(1, (2, 2), "{} and {}", r"{} \land {}"),
    "or": Form(1, (1, 2), "{} or {}", r"{} \lor {}"),
    "gt": Form(2, (3, 3), "{} > {}", "{} > {}"),
    "ge": Form(2, (3, 3), "{} ≥ {}", r"{} \ge {}"),
    "lt": Form(2, (3, 3), "{} < {}", "{} < {}"),
    "le": Form(2, (3, 3), "{} ≤ {}", r"{} \le {}"),
    "add": Form(3, (3, 3), "{} + {}", "{} + {}"),
    "sub": Form(3, (3, 4), "{} - {}", "{} - {}"),
    "mul": Form(4, (4, 4), "{}·{}", r"{} \cdot {}"),
    "matmul": Form(4, (4, 5), "{} @ {}", r"{} \, {}"),
    "div": Form(4, (4, 5), "{} / {}", r"\frac{{{}}}{{{}}}"),
    # writers differ in how closely "mod" binds: brackets tell, around it and around its arguments
    "remainder": Form(2, (6, 6), "{} mod {}", r"{} \bmod {}"),
    "neg": Form(5, (5,), "-{}", "-{}"),
    "pow": Form(6, (7, 6), "{}^{}", "{{{}}}^{{{}}}"),
    "power": Form(6, (7, 6), "{}^{}", "{{{}}}^{{{}}}"),
    "abs": Form(ATOM, (0,), "|{}|", r"\left|{}\right|"),
    "sqrt": Form(ATOM, (0,), "sqrt({})", r"\sqrt{{{}}}"),
    "cbrt": Form(ATOM, (0,), "cbrt({})", r"\sqrt[3]{{{}}}"),
    "hypot": Form(ATOM, (0, 0), "hypot({}, {})", r"\sqrt{{{{{}}}^{{2}} + {{{}}}^{{2}}}}"),
    "log2": Form(ATOM, (0,), "log2({})", r"\log_{{2}}\left({}\right)"),
    "log10": Form(ATOM, (0,), "log10({})", r"\log_{{10}}\left({}\right)"),
    "exp": Form(ATOM, (0,), "exp({})", r"e^{{{}}}"),
    "sigmoid": Form(ATOM, (0,), "sigmoid({})", r"\sigma\left({}\right)"),
}  # fmt: skip
OWN_BRACKETS_IN_LATEX = {
    "div": (0, 0),
    "pow": (7, 0),
    "power": (7, 0),
    "exp": (0,),
    "hypot": (7, 7),
}
# a name with one of these, such as a label "a + b", is bracketed in a formula
COMPOUND = re.compile(r"[-+*/·×÷^=<>\s]")
# but not a power of ten or the shape of an array
WHOLE = re.compile(r"\d[\d.]*e[-+]\d+|\[[\d×]+\]")
LATEX_FUNCTIONS = frozenset(
    {"log", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh"}
)


def write(x: Any, style: str = "text", needed: int = 0) -> str:
    """식 x를 적고, 바깥보다 약하게 묶이면 괄호를 친다.

    Write x, a formula or the plain number that a rule gave in place of one, as "text" or "latex",
    in brackets where it binds less than `needed`: 6 to stand in a product, 7 behind a ∂.
    """
    if not isinstance(x, Sym):
        x = Sym("neg", -x) if x < 0 else Sym(f"{x:g}")
    if not x.args:
        name = x.tex if style == "latex" else str(x.head)
        return (
            _bracketed(name, style)
            if needed and COMPOUND.search(x.head) and not WHOLE.fullmatch(x.head)
            else name
        )
    form = FORMS.get(x.head) or _call_form(x)
    needs = OWN_BRACKETS_IN_LATEX.get(x.head, form.needs) if style == "latex" else form.needs
    template: str = getattr(form, style)
    body = template.format(
        *(write(arg, style, need) for arg, need in zip(x.args, needs, strict=True))
    )
    return body if form.binding >= needed else _bracketed(body, style)


def write_sum(terms: Sequence[Any], style: str = "text") -> str:
    """긴 합을 한 줄로, 아주 길면 가운데를 줄여.

    Write a sum of any number of terms in one go: as one addition within the other it would be as
    deep as it is long. The middle of a very long one is left out.
    """
    shown = [write(term, style, FORMS["add"].needs[0]) for term in terms[: LONGEST_SUM - 1]]
    if len(terms) > LONGEST_SUM:
        shown.append(r"\cdots" if style == "latex" else "…")
    shown += [write(term, style, FORMS["add"].needs[1]) for term in terms[LONGEST_SUM - 1 :][-1:]]
    return " + ".join(shown)


def _bracketed(body: str, style: str) -> str:
    return rf"\left({body}\right)" if style == "latex" else f"({body})"


def _call_form(x: Sym) -> Form:
    slots = ", ".join("{}" for _ in x.args)
    escaped = x.head.replace("_", r"\_")
    name = rf"\{x.head}" if x.head in LATEX_FUNCTIONS else rf"\operatorname{{{{{escaped}}}}}"
    return Form(ATOM, (0,) * len(x.args), f"{x.head}({slots})", rf"{name}\left({slots}\right)")
