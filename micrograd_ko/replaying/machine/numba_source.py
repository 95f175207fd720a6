"""기계의 글: Numba가 컴파일할 파이썬 코드.

Write the Python code that Numba compiles, part by part: the loops of
:mod:`micrograd_ko.replaying.machine.numba_loops`, and for each family of codes a function with a
branch for each code, made from the table of primitives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from inspect import getsource
from textwrap import dedent, indent
from typing import Any

import numpy as np

from ..writing.primitives import PRIMITIVES
from . import numba_loops
from .opcodes import CODES, EACH, FAMILIES, SCALAR_CODES, SCALAR_FAMILIES, WIDTH
from .parts import PARTS

__all__ = ["kernel", "source"]

HEAD = """\
from __future__ import annotations

import math

import numpy as np
from numba import cfunc, njit
from numba.types import CPointer, float32, float64, int64, uint8, uint32, uint64, void

from micrograd_ko.replaying.machine.numba_calls import address, apply, call

ZERO, SIZE = np.{dtype}(0), np.uint64({size})
ROW, LAST = np.uint64({width}), np.uint64({width} - 1)
Word, Words, Numbers = uint64, CPointer(uint64), CPointer({dtype})
Wholes, Places = CPointer(int64), CPointer(uint32)
Flags, Doubles = CPointer(uint8), CPointer(float64)
exact = njit(error_model="numpy")
# sums in any order
loose = njit(error_model="numpy", fastmath={{"reassoc", "contract", "nsz"}})
"""

EACH_ROW = """\
for i in range(n0):
    for j in range(n1):
        {letters} = {read}
        x[o + j] = {text}
    o, a, b = o + n1, a + sa, b + sb
"""

EXTREME_ROWS = """\
for i in range(n0):
    q = x[a]
    for j in range(n1):
        p = x[a + j]
        q = {text}
    x[o + i] = q
    a += sa
"""

COLUMNS = """\
for i in range(n0):
    x[o + i] = x[a + i]
for _ in range(n1 - np.uint64(1)):
    a += sa
    for i in range(n0):
        p, q = x[a + i], x[o + i]
        x[o + i] = {text}
"""

SCALAR_ROW = """\
for i in range(count):
    {letters} = {read}
    x[d[i]] {sign} {text}
"""


def kernel(part: str) -> Callable[..., None]:
    """그 부분의 반복문. Return the loop that a part is made of."""
    kind, _, family = part.partition(".")
    if kind == "arrays":
        return numba_loops.applied if family == "functions" else numba_loops.carried_out
    if family:
        return numba_loops.scalar_rows
    loop: Callable[..., None] = getattr(numba_loops, part)
    return loop


def source(part: str, dtype: np.dtype[Any]) -> str:
    """Numba에 줄 파이썬 코드. Write the Python code of a part, for numbers of a dtype."""
    bodies = _bodies(part)
    called = [getsource(numba_loops.run)] if part in ("train", "slopes") else []
    return "\n".join(
        [
            HEAD.format(dtype=dtype.name, size=dtype.itemsize, width=WIDTH),
            *(f"@exact\n{text}" for text in called),
            *(
                f"@loose\n{getsource(loop)}"
                for loop in (numba_loops.total, numba_loops.product)
                if any(body.startswith(f"{loop.__name__}(") for body in bodies.values())
            ),
            f'@cfunc(void({PARTS[part]}), error_model="numpy")',
            _with_branches(kernel(part), bodies),
        ]
    )


def _bodies(part: str) -> dict[int, str]:
    """갈래마다 할 일. Return what each code of a part's family does."""
    kind, _, family = part.partition(".")
    if kind == "arrays":
        return {c: _array_row(name) for name, c in CODES.items() if FAMILIES[c] == family}
    if not family:
        return {}
    return {
        c: _scalar_row(name, added=added)
        for (name, added), c in SCALAR_CODES.items()
        if SCALAR_FAMILIES[c] == family
    }


def _with_branches(kernel: Callable[..., None], bodies: Mapping[int, str]) -> str:
    """갈래를 제자리에 넣은 글.

    Return the text of a kernel with a branch for each code where they belong.
    """
    branches = "el".join(
        f"if c == {code}:\n{indent(body, '    ')}" for code, body in bodies.items()
    )
    return re.sub(
        r"^( +)branches\(.*\)\n",
        lambda place: indent(branches, place[1]),
        getsource(kernel),
        flags=re.M,
    )


def _statements(kernel: Callable[..., None]) -> str:
    """함수의 몸통만. Return what stands in a kernel after its docstring."""
    return dedent(getsource(kernel).rpartition('"""\n')[2])


BODIES = {
    "strided": _statements(numba_loops.strided),
    "lower_outer": _statements(numba_loops.lower_outer),
    "gather": _statements(numba_loops.gather),
    "scatter": _statements(numba_loops.scatter),
    "take_rows": _statements(numba_loops.take_rows),
    "add_rows": _statements(numba_loops.add_rows),
    "matmul": "product(x, n0, n1, d, o, a, sa, b, sb, e)\n",
    "sum_rows": "total(x, n0, n1, o, a, sa)\n",
    "sum_columns": COLUMNS.format(text="q + p"),
    **{f"{name}_rows": EXTREME_ROWS.format(text=PRIMITIVES[name].text) for name in ("max", "min")},
    **{f"{name}_columns": COLUMNS.format(text=PRIMITIVES[name].text) for name in ("max", "min")},
}


def _array_row(name: str) -> str:
    """배열의 행 하나가 하는 일. Write what a row of arrays does."""
    if name not in EACH:
        return BODIES[name]
    primitive, kind = EACH[name]
    p, q = "x[a]" if kind == "_p" else "x[a + j]", "x[b]" if kind == "_q" else "x[b + j]"
    return EACH_ROW.format(**_reading(primitive, p=p, q=q, y="x[o + j]"))


def _scalar_row(name: str, *, added: bool) -> str:
    """수 하나짜리 행들이 하는 일. Write what rows of one number each do."""
    read = _reading(name, p="x[u[i]]", q="x[v[i]]", y="x[d[i]]")
    return SCALAR_ROW.format(**read, sign="+=" if added else "=")


def _reading(name: str, **at: str) -> dict[str, str]:
    """무엇을 어디서 읽는지. Return the letters of a primitive's text, and where each is read."""
    text = PRIMITIVES[name].text
    letters = [letter for letter in at if re.search(rf"\b{letter}\b", text)]
    return {
        "letters": ", ".join(letters),
        "read": ", ".join(at[letter] for letter in letters),
        "text": text,
    }
