"""모음의 모든 프로그램을 진단한다: 맞는 것은 맞다고, 틀린 것은 틀렸다고, 아는 이름으로.

Every program of the collection is diagnosed: the right ones are told to be right, the wrong ones to
be wrong, and by the name that was written down before the first diagnosis. `OTHERWISE` lists those
that get another name, or none.
"""

import numpy as np
import pytest

from micrograd_ko import diagnose
from tests.handwritten.__main__ import judged
from tests.handwritten.mutations import load
from tests.handwritten.otherwise import NOT_FOLLOWED, OTHERWISE
from tests.handwritten.programs import cases

KINDS = ("wrong", "held", "fresh")
RIGHT = [
    pytest.param(program, dtype, id=f"{program.name}-{np.dtype(dtype)}")
    for kind in ("right", "held_right", "fresh_right")
    for program, dtype in cases(kind)
]
WRONG = [pytest.param(wrong, id=wrong.id) for kind in KINDS for wrong in load(kind)]


@pytest.mark.parametrize(("program", "dtype"), RIGHT)
def test_what_is_right_is_told_to_be_right(program, dtype):
    found = diagnose(*program.make(dtype))
    assert found, str(found)
    assert bool(found.why) == (program.name in NOT_FOLLOWED), found.why


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_wrong_is_told_by_its_name(wrong):
    why = judged(wrong, diagnose(*wrong.program()))
    assert not why.startswith("missed"), why
    assert bool(why) == (wrong.id in OTHERWISE), why


def test_nearly_all_have_their_name():
    ids = {param.id for param in WRONG}
    assert ids >= OTHERWISE and len(OTHERWISE) <= 0.1 * len(ids)
