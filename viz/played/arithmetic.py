"""페이지가 스스로 하는 셈: 연산의 표에서 만든 자바스크립트.

Write the arithmetic of the live page. How a graph is computed flows in; out flow the rules of its
ops as straight-line JavaScript, and its numbers as plain data. No rule is written a second time:
each is called once with abstract numbers, and the primitives that it boils down to are spelled in
JavaScript. ``assets/arithmetic.js`` runs them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isfinite, isnan
from typing import TYPE_CHECKING, Any

from micrograd_ko.engine import ArrayOp, Op
from micrograd_ko.errors import MicrogradError, OpError
from micrograd_ko.messages import LANGUAGES, text

from ..records import Computation

if TYPE_CHECKING:
    from micrograd_ko.replaying import Pattern, Ref, Row

__all__ = ["in_json", "javascript", "numbers", "uncarried"]


def numbers(computation: Computation) -> dict[str, Any]:
    """그래프를 JSON에 담을 수 있는 수로.

    Write a graph as plain data, for the ``Program`` of the page.

    Returns:
        for each node, in order: which op made it (``ops``, -1: a leaf), the places of its
        ``parents``, its number if it is a leaf (``leaves``; JSON has no nan and inf, which stand as
        text), and whether it is a constant (``constants``, 1 or 0).
    """
    return {
        "ops": computation.makers,
        "parents": computation.parents,
        "leaves": [None if x is None else in_json(x) for x in computation.leaves],
        "constants": list(map(int, computation.constants)),
    }


def in_json(x: float) -> float | str:
    """JSON에 없는 nan과 inf는 글로. Write a number for JSON, which has no nan and inf: as text."""
    return x if isfinite(x) else str(x)


def uncarried(computation: Computation) -> dict[str, dict[str, str]]:
    """페이지가 계산하지 못하는 연산마다, 말마다의 이유.

    Tell what the page cannot compute, by name, and why, in each language: what holds arrays or
    works on them, and ops whose rules cannot be called with abstract numbers. The page keeps such a
    graph as it is; :func:`javascript` and :func:`numbers` are for one of which this names nothing.
    """
    arrays = dict.fromkeys(computation.arrays, _said("page.fixed.array"))
    own = [op for op in computation.ops if not isinstance(op, ArrayOp)]
    return arrays | {repr(op): why for op in own if (why := _refusal(op)) is not None}


def _refusal(op: Op) -> dict[str, str] | None:
    try:
        _rules(op)
    except MicrogradError as error:
        return _said(error.key, **error.values)
    except Exception as error:  # somebody's own rule may do anything with numbers that are none
        return _said("page.fixed.rule", error=f"{type(error).__name__}: {error}")
    return None


def _said(key: str, **values: object) -> dict[str, str]:
    return {language: text(key, language, **values) for language in LANGUAGES}


# ── rules as text ──


def javascript(ops: Sequence[Op]) -> str:
    """연산의 규칙을 자바스크립트의 표로.

    Write the rules of `ops` as a JavaScript table ``OPS``: for each op ``forward(x0, x1, …)``, and
    in ``backward`` for each input a function ``(g, y, x0, x1, …)`` of its share of the gradient,
    which with g = 1 is the local derivative. Parameters of a bound op stand in it as numbers.

    Raises:
        OpError: a rule cannot be called with abstract numbers (see :func:`uncarried`).
    """
    return "".join(["const OPS = [\n", *map(_entry, ops), "];\n"])


def _entry(op: Op) -> str:
    forward, *backward = _rules(op)
    shares = "".join(f"      {rule},\n" for rule in backward)
    return f"  {{ // {op!r}\n    forward: {forward},\n    backward: [\n{shares}    ],\n  }},\n"


def _rules(op: Op) -> list[str]:
    """연산의 함수들: 순전파, 그리고 입력마다의 기여분.

    Write an op's functions: forward, then the share of each input.
    """
    from micrograd_ko.replaying import Pattern  # later: a drawing that stands still needs no replay

    count = len(op.inputs)
    inputs = [f"x{k}" for k in range(count)]
    shares = [_function(["g", "y", *inputs], Pattern(op, [k])) for k in range(count)]
    return [_function(inputs, Pattern(op)), *shares]


def _function(parameters: list[str], pattern: Pattern) -> str:
    """행마다 한 줄인 함수. Write a function with a line for each row of the pattern."""
    held: dict[Ref, str] = {}  # what stands for a place now: a name, or a number
    lines: dict[str, str] = {}
    for row in pattern.rows:
        if row.name == "copy":
            held[row.to] = _spelled(row.reads[0], held)
        else:
            name = f"t{len(lines)}"
            lines[name] = _expression(row, held)
            held[row.to] = name  # of a place that is written again, the new number
    result = _spelled(pattern.results[0], held)
    if lines and result == list(lines)[-1]:  # nothing else can read it
        result = lines.pop(result)
    before = "".join(f"const {name} = {expression}; " for name, expression in lines.items())
    body = f"{{ {before}return {result}; }}" if lines else result
    return f"({', '.join(parameters)}) => {body}"


def _expression(row: Row, held: dict[Ref, str]) -> str:
    """행 하나의 식. Write what a row computes, over the names of what it reads."""
    from micrograd_ko.replaying import PRIMITIVES

    if row.name not in PRIMITIVES:  # something of whole arrays
        raise OpError("replay.function", name=row.name)
    words = dict(zip("pq", (_spelled(ref, held) for ref in row.reads), strict=False))
    words["y"] = held.get(row.to, "")
    return re.sub(r"\b[pqy]\b", lambda letter: words[letter[0]], PRIMITIVES[row.name].script)


def _spelled(ref: Ref, held: dict[Ref, str]) -> str:
    kind, which = ref
    if kind == "constant":
        return _literal(which)
    return held[ref] if kind == "temp" else f"x{which}" if kind == "in" else str(kind)


def _literal(x: float) -> str:
    """자바스크립트의 수. Write a number; a negative one in brackets, as -(-1) is no --1."""
    word = repr(x) if isfinite(x) else "NaN" if isnan(x) else repr(x).replace("inf", "Infinity")
    return f"({word})" if word.startswith("-") else word
