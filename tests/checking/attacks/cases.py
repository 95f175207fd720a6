"""경우의 꼴: 종류, 이름, 그리고 (f, 입력)을 새로 만드는 함수.

What a case is: a kind, a name and a function that makes ``(f, inputs)`` freshly, ops and all.

    @wrong("kink", "relu with 5 at the kink")
    def _():
        relu = elementwise(lambda a: where(a > 0, a, 0.0), lambda g, y, a: (...,))
        return relu, (1.5,)
"""

from contextlib import contextmanager
from itertools import count
from typing import Any, NamedTuple

from micrograd_ko import ARRAY_TABLE, TABLE, array_op, op
from tests.helpers.rows import forget

NUMBERS = count(1)


class Case(NamedTuple):
    """One function that check_gradients is to find wrong, or to let pass."""

    kind: str
    name: str
    make: Any

    @property
    def title(self):
        return f"{self.kind}: {self.name}"


WRONG: list[Case] = []
RIGHT: list[Case] = []


def _listing(cases):
    def decorator_of(kind, name):
        def listed(make):
            assert not any(case[:2] == (kind, name) for case in cases), f"{kind}: {name}, twice"
            cases.append(Case(kind, name, make))
            return make

        return listed

    return decorator_of


wrong = _listing(WRONG)
right = _listing(RIGHT)


def elementwise(forward, backward, **options):
    """A row of the table of ops, under a name of its own."""
    return op(f"attack{next(NUMBERS)}", "?", "공격", forward, backward, **options)


def of_arrays(forward, backward):
    """A row of the table of array ops, under a name of its own."""
    shares = ("?",) * max(forward.__code__.co_argcount, 1)
    return array_op(f"attack{next(NUMBERS)}", "?", "공격", forward, backward, shares)


@contextmanager
def own_rows():
    """Take away again what rows were added meanwhile."""
    before = {*TABLE, *ARRAY_TABLE}
    try:
        yield
    finally:
        forget({*TABLE, *ARRAY_TABLE} - before)
