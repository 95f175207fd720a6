"""틀린 프로그램마다 적어 둔 기울기만, 그것은 모두 틀렸다.

Of each wrong program exactly the gradients that are listed are wrong, as differences tell. No
diagnosis is asked for here.
"""

import functools

import numpy as np
import pytest

from tests.handwritten.measured import by_differences, by_hand
from tests.handwritten.mutations import error, load
from tests.handwritten.programs import loss_of

WRONG = [wrong for kind in ("wrong", "held", "fresh") for wrong in load(kind)]
BASES = {mutant.base.__name__: mutant.base for mutant in WRONG}


@functools.cache
def right(name):
    return by_differences(BASES[name](np.float64))


@pytest.mark.parametrize("name", BASES)
def test_right_programs_are_right(name):
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


def test_a_line_that_is_not_there_once_is_told():
    for old in ("no such line", "return"):
        mutant = WRONG[0]._replace(changes={old: ""})
        with pytest.raises(ValueError, match="times in the source"):
            mutant.source()


def test_no_two_wrong_programs_have_one_name():
    assert len({mutant.id for mutant in WRONG}) == len(WRONG)
