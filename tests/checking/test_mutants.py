"""확인하는 것을 확인한다: 규칙을 망가뜨리면 check_gradients가 알아챈다.

The checker is checked: a wrong rule is caught, wherever it is wrong, and a right rule passes at the
same places.
"""

import pytest

from micrograd_ko import ARRAY_TABLE, TABLE, Tensor
from tests.mutants import KINDS, checked, mutants_of, rows, sampled, survivors

# of each kind: how many of each row are judged here, and how many mutants that are at least;
# `python -m tests.mutants` judges all
SAMPLES = {
    "source": (1, 73),
    "regional": (1, 73),
    "per_entry": (1, 72),
    "second_order": (1, 73),
    "tie": (2, 40),
    "kink": (2, 20),
    "pole": (1, 12),
    "clipped": (1, 72),
    "square_only": (2, 36),
    "lucky": (1, 39),
    "scale_only": (1, 73),
}
pytestmark = pytest.mark.slow
each_kind = pytest.mark.parametrize("kind", KINDS)


def test_every_row_has_mutants():
    assert {m.row.name for m in mutants_of("source")} == {*TABLE, *ARRAY_TABLE}
    assert sum(len(mutants_of(kind)) for kind in KINDS) > 9000


@each_kind
def test_no_two_mutants_have_one_name(kind):
    names = [m.name for m in mutants_of(kind)]
    assert len({*names}) == len(names)


@each_kind
def test_every_mutant_is_caught_wherever_it_is_wrong(kind):
    most, least = SAMPLES[kind]
    found = sampled(mutants_of(kind), most)
    assert len(found) >= least
    assert [m.name for m in survivors(found)] == []


@pytest.mark.parametrize("row", [*TABLE, *ARRAY_TABLE])
def test_the_row_itself_is_not_taken_for_a_mutant(row):
    (m,) = (m for m in rows(order=1) if (m.row.name, m.nodes) == (row, Tensor))
    assert (report := checked(m)), report


@each_kind
def test_the_row_itself_passes_where_its_mutants_are_wrong(kind):
    right = [m.right() for m in sampled(mutants_of(kind), 1)]
    reports = [(m.name, checked(m, points=0)) for m in right]
    assert [f"{name}: {report}" for name, report in reports if not report] == []
