"""진단을 모르고 쓴 두 묶음: 맞다고 적힌 것은 맞고, 틀렸다고 적힌 것만 틀렸다.

Hold the two sets that were written without any look at the diagnosis beside central differences:
those called right are right, and of the wrong ones exactly the gradients that are listed are wrong.
"""

import functools

import numpy as np
import pytest

from tests.handwritten.measured import by_differences, by_hand
from tests.handwritten.mutations import error, load
from tests.handwritten.programs import loss_of, right_programs

WRONG = [*load("held"), *load("fresh")]
BASES = {mutant.base.__name__: mutant.base for mutant in WRONG}
RIGHT = {**right_programs("held_right"), **right_programs("fresh_right")}


@functools.cache
def right(name):
    return by_differences(BASES[name](np.float64))


@pytest.mark.parametrize("name", BASES)
def test_bases_are_right(name):
    got = by_hand(BASES[name](np.float64))
    errors = {key: error(g, got[key]) for key, g in right(name).items()}
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("mutant", WRONG, ids=lambda mutant: mutant.id)
def test_exactly_the_listed_gradients_are_wrong(mutant):
    got = by_hand(mutant.program())
    errors = {key: error(g, got[key]) for key, g in right(mutant.base.__name__).items()}
    assert {key for key, e in errors.items() if e > 0.01} == set(mutant.expected), errors
    others = [e for key, e in errors.items() if key not in mutant.expected]
    assert max(others, default=0.0) < (1e-6 if mutant.dtype is np.float64 else 1e-3), errors


@pytest.mark.parametrize("mutant", WRONG, ids=lambda mutant: mutant.id)
def test_the_loss_is_the_right_ones(mutant):
    assert loss_of(mutant.program()) == loss_of(mutant.base(mutant.dtype))


@pytest.mark.parametrize("name", RIGHT)
def test_right_programs_are_right(name):
    program, precision = RIGHT[name].make(np.float64), RIGHT[name].precision
    got = by_hand(program)
    slopes = by_differences(program, max(1e-4, precision**0.5))
    errors = {key: error(g, got[key]) for key, g in slopes.items()}
    assert max(errors.values()) < max(1e-6, 10 * precision), errors
    assert all(g.any() for g in got.values())


@pytest.mark.parametrize("name", [name for name, each in RIGHT.items() if each.float32])
def test_right_programs_are_right_in_float32(name):
    exact, rough = (by_hand(RIGHT[name].make(kind)) for kind in (np.float64, np.float32))
    for key, gradient in exact.items():
        assert error(gradient, rough[key]) < 1e-4, key


def test_as_many_as_wanted():
    assert len(WRONG) >= 400 and len(RIGHT) >= 80
    assert len({mutant.id for mutant in WRONG}) == len(WRONG)


def test_no_name_is_taken_twice():
    """Registering all at once would raise."""
    assert load("wrong") and right_programs("right")
    assert not set(RIGHT) & set(right_programs("right"))
