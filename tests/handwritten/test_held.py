"""진단을 모르고 쓴 두 묶음의 맞는 프로그램은 맞다.

Hold the right programs of the two sets that were written without any look at the diagnosis beside
central differences.
"""

import numpy as np
import pytest

from tests.handwritten.measured import by_differences, by_hand
from tests.handwritten.mutations import error, load
from tests.handwritten.programs import right_programs

WRONG = {kind: load(kind) for kind in ("held", "fresh")}
RIGHT = {kind: right_programs(f"{kind}_right") for kind in WRONG}
PROGRAMS = {**RIGHT["held"], **RIGHT["fresh"]}


@pytest.mark.parametrize("name", PROGRAMS)
def test_right_programs_are_right(name):
    program, precision = PROGRAMS[name].make(np.float64), PROGRAMS[name].precision
    got = by_hand(program)
    slopes = by_differences(program, max(1e-4, precision**0.5))
    errors = {key: error(g, got[key]) for key, g in slopes.items()}
    assert max(errors.values()) < max(1e-6, 10 * precision), errors
    assert all(g.any() for g in got.values())


@pytest.mark.parametrize("name", [name for name, each in PROGRAMS.items() if each.float32])
def test_right_programs_are_right_in_float32(name):
    exact, rough = (by_hand(PROGRAMS[name].make(kind)) for kind in (np.float64, np.float32))
    for key, gradient in exact.items():
        assert error(gradient, rough[key]) < 1e-4, key


def test_as_many_as_wanted():
    assert all(len(wrong) >= 200 for wrong in WRONG.values())
    assert len(RIGHT["held"]) >= 60 and len(RIGHT["fresh"]) >= 20


def test_no_name_is_taken_twice():
    """Registering all at once would raise."""
    assert load("wrong") and right_programs("right")
    assert not {*RIGHT["held"], *RIGHT["fresh"]} & {*right_programs("right")}
    assert not {*RIGHT["held"]} & {*RIGHT["fresh"]}
