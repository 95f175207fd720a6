"""행의 첫 수: 무엇을 할지.

Number what a row can ask for, so that a row is nothing but integers. There are two kinds of rows:
over arrays (`CODES`), and of one number each (`SCALAR_CODES`). What is often used together is a
family, which is compiled as one function, and only when a program needs it.
"""

from __future__ import annotations

import re

import numpy as np

from ..writing.primitives import PRIMITIVES

__all__ = [
    "ADDED",
    "CALL",
    "CODES",
    "EACH",
    "FAMILIES",
    "READS_OLD",
    "REDUCTIONS",
    "SCALAR_CODES",
    "SCALAR_FAMILIES",
    "WIDTH",
]

# An elementwise row may have a single number, for the whole inner loop, as one of its inputs.
EACH = {
    f"{name}{kind}": (name, kind)
    for name, row in PRIMITIVES.items()
    for kind in ("", *(f"_{letter}" for letter in row.single))
}
REDUCTIONS = tuple(f"{name}_{way}" for name in ("sum", "max", "min") for way in ("rows", "columns"))
OTHERS = ("strided", "gather", "scatter", "take_rows", "add_rows", "matmul", "lower_outer")
CODES = {name: i for i, name in enumerate([*EACH, *REDUCTIONS, *OTHERS])}

# what NumPy alone can do: the machine of Numba never sees such a row
CALL = len(CODES)

# numbers in a row of arrays: code, n0, n1, out, a, a's stride, b, b's stride, three that differ,
# and where the function that carries the row out lies in memory
WIDTH = 12

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


def _scalar_family(primitive: str) -> str:
    """연산이 속한 갈래. Tell the family of a primitive by its text."""
    text = PRIMITIVES[primitive].text
    if "(" in text:
        return "functions"
    if " if " in text:
        return "choices"
    return "powers" if "**" in text or "%" in text else "arithmetic"


def _family(primitive: str) -> str:
    """배열의 행에서. The same for rows of arrays: NumPy's own loops make some choices."""
    family = _scalar_family(primitive)
    ufunc = getattr(np, PRIMITIVES[primitive].ufunc, None)
    by_numpy = family == "choices" and ufunc is not None and "dd->d" in ufunc.types
    return "functions" if by_numpy else family


FAMILY_OF = {
    **{name: "arithmetic" if name.startswith("sum") else "choices" for name in REDUCTIONS},
    "strided": "arithmetic",
    "matmul": "matmul",
    "lower_outer": "matmul",
}
# of each code, by its number
FAMILIES = [
    _family(EACH[name][0]) if name in EACH else FAMILY_OF.get(name, "places") for name in CODES
]
SCALAR_FAMILIES = [_scalar_family(name) for name, _ in SCALAR_CODES]
