"""맞는 함수에는 check_gradients가 잘못 울리지 않고, 입력을 건드리지 않는다.

check_gradients raises no false alarm on right functions, and leaves what it was given as it was.
"""

import copy
import os

import numpy as np
import pytest

from micrograd_ko import Node, check_gradients, topological_order
from tests.checking.attacks.cases import own_rows
from tests.checking.attacks.right import RIGHT

# some six minutes for all of them: `python -m tests.checking.attacks` tries them, and this does if
# the examples of Hypothesis are many, too
SAMPLE = RIGHT if os.environ.get("HYPOTHESIS_PROFILE") == "intense" else RIGHT[::10]
pytestmark = pytest.mark.slow


def given(f, inputs):
    """The nodes and arrays that are the user's own: the inputs, or a recorded graph."""
    return topological_order(f) if isinstance(f, Node) else list(inputs)


def state(x):
    """The numbers of an input and, of a node, its gradient."""
    return copy.deepcopy((x.data, x.grad) if isinstance(x, Node) else x)


def alarm_of(make):
    """What the checker says against a function; nothing, if nothing is wrong."""
    with own_rows():
        f, inputs = make()
        before = [state(x) for x in given(f, inputs)]
        report = check_gradients(f, *inputs)
        for x, kept in zip(given(f, inputs), before, strict=True):
            np.testing.assert_equal(state(x), kept)
        return "" if report else str(report)


def test_there_are_right_functions_of_many_kinds():
    assert len(RIGHT) > 300 and len({case.kind for case in RIGHT}) >= 16


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.title)
def test_a_right_function_raises_no_alarm(case):
    alarm = alarm_of(case.make)
    assert not alarm, alarm
