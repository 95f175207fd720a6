"""표의 줄들: 터미널에서 칸이 맞는다.

The rows of a table: on a terminal its columns are aligned, whatever they are written in.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko.messages.widths import cells, columns, padded

words = st.text("ab 가나·𝄞é", max_size=6).map(str.strip)


tables = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.lists(words, min_size=n, max_size=n), min_size=1, max_size=5)
)


@given(tables, st.sets(st.integers(0, 3)))
def test_every_column_starts_and_ends_at_one_cell(rows, right):
    lines = columns(rows, right=right)
    assert len(lines) == len(rows)
    widths = [max(cells(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row, line in zip(rows, lines, strict=True):
        expected = ""
        for i, (word, width) in enumerate(zip(row, widths, strict=True)):
            blanks = " " * (width - cells(word))
            expected += ("  " if i else "") + (blanks + word if i in right else word + blanks)
        assert line == expected.rstrip()


def test_hangul_takes_two_cells():
    assert columns([("노드", "1.0"), ("x", "-12.5")], right=(1,)) == ["노드    1.0", "x     -12.5"]


def test_last_column_leaves_no_blanks():
    assert columns([("a", "long"), ("b", "")]) == ["a  long", "b"]


def test_rows_of_different_lengths_are_a_mistake():
    with pytest.raises(ValueError, match="zip"):
        columns([("a", "b"), ("c",)])


def test_padded_never_cuts():
    assert [padded("가", 4), padded("가", 4, right=True), padded("가나", 1)] == [
        "가  ",
        "  가",
        "가나",
    ]
