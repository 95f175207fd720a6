"""수로 고른 줄: take_rows와 add_rows.

Rows chosen by numbers that are nodes: what is nearest, what is nan, and how a replay follows them.
"""

import numpy as np
import pytest

from micrograd_ko import ARRAY_TABLE, GraphError, ShapeError, Tensor, expand, replay

ROWS = np.arange(12.0).reshape(4, 3)


def naive(a, b):
    """One row after the other, in plain loops."""
    found = np.empty((*b.shape, *a.shape[1:]), a.dtype)
    for at, number in np.ndenumerate(b):
        if np.isnan(number):
            found[at] = np.nan
        else:
            found[at] = a[int(min(max(np.floor(number + 0.5), 0), len(a) - 1))]
    return found


NUMBERS = np.array([[0.0, 3.0, -7.0, 1.4], [99.0, np.nan, 2.5, np.inf]])


def test_the_nearest_row_is_taken_and_nan_stays():
    found = Tensor(ROWS).take_rows(NUMBERS)
    np.testing.assert_array_equal(found.data, naive(ROWS, NUMBERS))
    assert found.data[0, 2].tolist() == [0.0, 1.0, 2.0] and found.data[1, 0].tolist()[0] == 9.0


def test_rows_that_come_twice_add_up_and_nan_adds_nothing():
    a, upstream = Tensor(ROWS), np.arange(1.0, 25.0).reshape(2, 4, 3)
    a.take_rows(NUMBERS).backward(upstream)
    expected = np.zeros((4, 3))
    for at, number in np.ndenumerate(NUMBERS):
        if not np.isnan(number):
            expected[int(min(max(np.floor(number + 0.5), 0), 3))] += upstream[at]
    np.testing.assert_array_equal(a.grad, expected)
    again = ARRAY_TABLE["add_rows"](upstream, NUMBERS, shape=(4, 3))
    np.testing.assert_array_equal(again, expected)


def test_a_single_number_has_no_rows(raised):
    ko, en = raised(lambda: Tensor(2.0).take_rows([0.0]), ShapeError)
    assert all("take_rows" in m for m in (ko, en))


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")  # of the nan
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_replay_takes_other_rows_when_the_numbers_are_other_ones(either_machine, dtype):
    a = Tensor(ROWS / 7, "a", dtype=dtype)
    weights = np.array([1.0, -2.0, 0.5], dtype)
    program = replay(lambda b: ((a.take_rows(b) * weights) ** 2).sum(axis=-1), parameters=[a])
    rng = np.random.default_rng(0)
    for numbers in (NUMBERS, *(rng.integers(0, 4, (2, 4)) for _ in range(3)), NUMBERS[::-1].copy()):
        numbers = numbers.astype(dtype)
        upstream = rng.normal(size=numbers.shape).astype(dtype)
        found = np.array(program(numbers))
        program.backward(upstream)
        replayed, a.grad = a.grad, None
        eager = ((a.take_rows(numbers) * weights) ** 2).sum(axis=-1)
        np.testing.assert_array_equal(found, eager.data)
        eager.backward(upstream)
        np.testing.assert_allclose(replayed, a.grad, rtol=8 * np.finfo(dtype).eps)
        a.grad = None


def test_a_replay_adds_to_other_rows_when_the_numbers_are_other_ones(either_machine):
    a = Tensor(np.arange(8.0).reshape(2, 4) / 3, "a")
    program = replay(lambda b: (a.add_rows(b, shape=(3, 4)) ** 2).sum(), parameters=[a])
    for numbers in ([0.0, 2.0], [1.0, 1.0], [2.0, np.nan], [-4.0, 9.0]):
        numbers = np.array(numbers)
        assert program(numbers) == pytest.approx(
            (a.add_rows(numbers, shape=(3, 4)) ** 2).sum().item(), rel=1e-15
        )
        program.backward()
        replayed, a.grad = a.grad, None
        (a.add_rows(numbers, shape=(3, 4)) ** 2).sum().backward()
        np.testing.assert_allclose(replayed, a.grad, rtol=1e-15)
        a.grad = None


def test_columns_that_lie_in_memory_otherwise_are_read_as_they_are(either_machine):
    a = Tensor(np.random.default_rng(1).normal(size=(5, 70)), "a")
    program = replay(lambda b: (a.T.take_rows(b) @ np.ones((5, 1))).sum(), parameters=[a])
    for numbers in (np.arange(0.0, 64.0), np.arange(69.0, 5.0, -1.0)):
        expected = (a.T.take_rows(numbers) @ np.ones((5, 1))).sum()
        assert program(numbers) == pytest.approx(expected.item(), rel=1e-13)


def test_single_numbers_stand_for_the_rows_that_were_taken():
    a, b = Tensor(ROWS, "a"), Tensor([2.0, 2.0], "b", kind="input")
    loss, entries = expand((a.take_rows(b) ** 2).sum(), a)
    loss.backward()
    assert [v.grad for v in entries[2]] == [24.0, 28.0, 32.0] and entries[0, 0].grad is None


def test_the_number_of_a_row_in_single_numbers_does_not_change_without_a_word(raised):
    a, b = Tensor(ROWS, "a"), Tensor([2.0, 1.0], "b", kind="input")
    loss, numbers = expand((a.take_rows(b) ** 2).sum(), b)
    ko, en = raised(lambda: replay(loss, inputs=list(numbers)), GraphError)
    assert "b" in ko and "b" in en


@pytest.mark.parametrize("order", ["C", "F"])
def test_what_is_put_arrives_however_it_lies_in_memory(order):
    a = np.asarray(np.arange(6.0).reshape(2, 3) + 1, order=order)
    index = (np.array([[0, 2, 0], [1, 1, 3]]), np.array([0, 1, 0]))
    expected = np.zeros((4, 2))
    np.add.at(expected, index, a)
    np.testing.assert_array_equal(ARRAY_TABLE["put"](a, index=index, shape=(4, 2)), expected)
    rows = np.asarray(np.arange(6.0).reshape(2, 3) + 1, order=order)
    again = ARRAY_TABLE["add_rows"](rows, np.array([1.0, 1.0]), shape=(2, 3))
    np.testing.assert_array_equal(again, [[0.0, 0.0, 0.0], [5.0, 7.0, 9.0]])
