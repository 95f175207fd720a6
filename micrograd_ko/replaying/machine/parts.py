"""기계의 부분: 따로 컴파일되는 함수들.

List the parts of the machine, each of which is compiled on its own, and only when a program needs
it: "arrays.<family>" and "scalars.<family>" carry out rows of a family of codes, the others go
through rows and call them.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from .opcodes import FAMILIES, SCALAR_FAMILIES

__all__ = ["PARTS", "WORDS", "text_key"]

# The types of what a part is given: whole numbers, and pointers to them, to the numbers of the
# arena, to doubles.
ROW_OF_ARRAYS = "Words, Words, Numbers"
ROWS_OF_NUMBERS = "Word, Word, Places, Places, Places, Numbers"
PARTS = {
    "called": "Words",
    "run": "Words, Words, Numbers, Word, Word",
    "train": "Words, Words, Numbers, Word, Word, Word, Doubles, Word, Wholes, Words, Word, "
    "Doubles, Words, Words, Word",
    "slopes": "Words, Words, Numbers, Words, Word, Word, Word, Word, float64, float64, Doubles",
    "scalars": "Words, Places, Places, Places, Numbers, Word, Word",
    "levels": "Wholes, Wholes, Wholes, Flags, Wholes, Wholes, Word",
    **{f"arrays.{family}": ROW_OF_ARRAYS for family in FAMILIES},
    **{f"scalars.{family}": ROWS_OF_NUMBERS for family in SCALAR_FAMILIES},
}

WORDS = 16  # that "called" reads: an address, and what the function there is given

# the modules that a part's text is made of
MADE_OF = (
    "../writing/primitives", "opcodes", "parts", "numba_calls", "numba_loops", "numba_source",
    "compiling",
)  # fmt: skip


@cache
def text_key() -> str:
    """기계의 글이 달라지면 달라지는 것. Name the text of the machine: another one, another name."""
    found = hashlib.sha256()
    for name in MADE_OF:
        found.update(Path(__file__).parent.joinpath(f"{name}.py").read_bytes())
    return found.hexdigest()
