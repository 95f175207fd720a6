"""새 행을 살핀다: 이름, 규칙의 꼴, 두 점에서의 시험.

Check a new row before it enters the table: its name, whether its rules fit each other, and how they
do at two points. Loaded with the first op of a user's own; the rows of the table itself are tried
by the tests.
"""

from __future__ import annotations

import keyword

from ..errors import OpError
from ..messages import text
from .row import TABLE, Op

__all__ = ["check_row", "try_rules"]


def check_row(row: Op) -> None:
    """이름과 규칙의 꼴. Refuse a name that is taken or none, and rules that do not fit."""
    if not row.name.isidentifier() or keyword.iskeyword(row.name):
        raise OpError("op.name", name=row.name, why=text("op.name.identifier"))
    if row.name in TABLE:
        raise OpError("op.name", name=row.name, why=text("op.name.taken"))
    expected, got = 2 + len(row.inputs), row.backward.__code__.co_argcount
    if got != expected:
        raise OpError("op.arity", name=row.name, expected=expected, got=got)
    if len(row.domain) != len(row.inputs) or not all(
        isinstance(i, tuple) and len(i) == 2 for i in row.domain
    ):
        raise OpError("op.domain", name=row.name, expected=len(row.inputs), got=row.domain)


def try_rules(row: Op) -> None:
    """두 점에서 해 본다. Try the rules at two points of the domain, and as formulas."""
    trial = row.bind(**dict.fromkeys(row.required, 2.0)) if row.required else row
    for share in (0.3, 0.8):
        _try_at(trial, [low + share * (high - low) for low, high in row.domain])


def _try_at(row: Op, point: list[float]) -> None:
    try:
        result = row.backward(1.0, row.forward(*point), *point)
        fits = isinstance(result, tuple) and len(result) == len(row.inputs)
        if fits:
            row.formula(), row.local_formulas()
    except Exception as error:
        raise OpError(
            "op.trial", name=row.name, point=point, error=f"{type(error).__name__}: {error}"
        ) from error
    if not fits:
        raise OpError("op.contributions", name=row.name, expected=len(row.inputs), got=repr(result))
    if None in result:
        raise OpError("op.share.none", name=row.name, input=row.inputs[result.index(None)])
