"""빈칸에 친 것이 파이썬 식인가.

Tell whether what was typed into a gap is a Python expression, and if not, what to type instead.
"""

from __future__ import annotations

import ast
import unicodedata
import warnings

from ..messages import text
from .keys import keys_in

__all__ = ["HELP", "LEAVE", "meant", "refusal"]

HELP, LEAVE = "?", "q"
LEAVING = {"q", "quit", "exit", "quit()", "exit()"}
# of mathematics and of word processors, for which Python has others
SIGNS = {
    "−": "-", "–": "-", "—": "-", "×": "*", "·": "*", "∙": "*", "⋅": "*", "÷": "/", "²": "**2",
    "³": "**3", "‘": "'", "’": "'", "“": '"', "”": '"', "≤": "<=", "≥": ">=", "≠": "!=",
}  # fmt: skip


def meant(typed: str) -> str:
    """도움말과 그만두기는 여러 가지로 칠 수 있다.

    Take the several ways to ask for help or to leave for one: with another keyboard (ㅂ is q), in
    capitals, or as Python's own prompt is left.

    >>> [meant(typed) for typed in ("ㅂ", "Q", "exit()", "？", "a + b")]
    ['q', 'q', 'q', '?', 'a + b']
    """
    plain = typed if len(typed) > 1 else "".join(keys_in(unicodedata.normalize("NFKC", typed)))
    return LEAVE if plain.lower() in LEAVING else HELP if plain == HELP else typed


def refusal(typed: str) -> str:
    """파이썬 식이 아니면 왜 아닌지, 맞으면 빈 글. Say why this is no expression, if so."""
    sign = next((sign for sign in typed if plain_sign(sign)), "")
    if sign:
        return text("lesson.sign_typed", sign=sign, plain=plain_sign(sign))
    try:
        with warnings.catch_warnings():  # Python's, on what runs all the same
            warnings.simplefilter("ignore")
            compile(typed, "<gap>", "eval")
    except (SyntaxError, ValueError, OverflowError, RecursionError, MemoryError) as error:
        return _statement(typed) or text(
            "lesson.no_expression", given=typed, error=getattr(error, "msg", None) or error
        )
    return ""


def plain_sign(sign: str) -> str:
    """파이썬의 기호; 이미 그러면 빈 글. Python's sign for this one, "" if it is Python's."""
    wide = unicodedata.normalize("NFKC", sign) if "！" <= sign <= "～" else ""
    return SIGNS.get(sign, "" if wide.isalnum() else wide)


def _statement(typed: str) -> str:
    """대입이나 return이면 값의 식만 쓰라고. Of an assignment or return, ask for the value alone."""
    try:
        found = ast.parse(typed).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    match found:
        case [ast.Assign(value=value) | ast.Return(value=ast.expr() as value)]:
            return text("lesson.value_alone", value=ast.unparse(value))
        case [ast.AugAssign()]:
            return text("lesson.augmented", given=typed)
    return ""
