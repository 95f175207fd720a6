"""행의 첫 수: 무엇을 할지.

Number what a row can ask for, so that a row is nothing but integers. There are two kinds of rows:
over arrays (`CODES`), and of one number each (`SCALAR_CODES`).
"""

from __future__ import annotations

import re

from ..writing.primitives import PRIMITIVES

__all__ = ["ADDED", "CALL", "CODES", "EACH", "READS_OLD", "REDUCTIONS", "SCALAR_CODES", "WIDTH"]

# An elementwise row may have a single number, for the whole inner loop, as one of its inputs.
EACH = {
    f"{name}{kind}": (name, kind)
    for name, row in PRIMITIVES.items()
    for kind in ("", *(f"_{letter}" for letter in row.single))
}
REDUCTIONS = tuple(f"{name}_{way}" for name in ("sum", "max", "min") for way in ("rows", "columns"))
CODES = {
    name: i
    for i, name in enumerate(
        [*EACH, *REDUCTIONS, "strided", "gather", "scatter", "take_rows", "add_rows", "matmul"]
    )
}

# what NumPy alone can do: the machine of Numba never sees such a row
CALL = len(CODES)

# numbers in a row of arrays: code, n0, n1, out, a, a's stride, b, b's stride, and three that differ
WIDTH = 11

# Rows of one number each: a primitive that fills its place, or (True) adds to what is there.
ADDED = ("copy", "mul", "neg", "div")
SCALAR_CODES = {
    key: i for i, key in enumerate([*((p, False) for p in PRIMITIVES), *((p, True) for p in ADDED)])
}
READS_OLD = [
    code
    for (name, added), code in SCALAR_CODES.items()
    if added or re.search(r"\by\b", PRIMITIVES[name].text)
]
