"""틀린 함수는 모두 잡힌다. Every wrong function of the attack is caught."""

from collections import Counter

import pytest

from tests.checking.attacks.running import caught, load

WRONG, _ = load()


def test_there_are_ten_wrong_functions_and_more_of_every_kind():
    kinds = Counter(case.kind for case in WRONG)
    assert len(kinds) == 18 and min(kinds.values()) >= 10


@pytest.mark.parametrize("case", WRONG, ids=lambda case: case.title)
def test_a_wrong_function_is_caught(case):
    assert caught(case)
