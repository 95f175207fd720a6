"""확인하는 것을 확인한다: 규칙을 망가뜨리면 check_gradients가 알아챈다.

The checker is checked: every change of a rule that changes a derivative is caught.
"""

import pytest

from micrograd_ko import ARRAY_TABLE, TABLE, Tensor, Value
from tests.mutants import by_row, caught, score

MUTANTS = by_row()


def test_every_row_has_mutants():
    assert {row.name for row in MUTANTS} == {*TABLE, *ARRAY_TABLE}
    assert sum(map(len, MUTANTS.values())) > 700


@pytest.mark.parametrize("row", MUTANTS, ids=lambda row: row.name)
def test_every_mutant_that_changes_a_derivative_is_caught(row):
    count, caught, missed, _ = score(row, MUTANTS[row])
    print(f"mutation score of {row.name}: {caught} of {count}")
    assert not missed
    assert caught == count >= 5


@pytest.mark.parametrize("row", MUTANTS, ids=lambda row: row.name)
def test_the_row_itself_is_not_taken_for_a_mutant(row):
    for kind in (Tensor, Value) if row.name in TABLE else (Tensor,):
        assert not caught(row, row.backward, kind)
