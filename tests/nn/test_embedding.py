"""임베딩: 번호의 줄을 꺼내고, 다시 실행할 때도 그때의 번호를 따른다.

Embedding: rows by number; a replay goes by the numbers of its own batch, never by the first one's.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    NotANumberError,
    OptionError,
    ShapeError,
    Tensor,
    check_gradients,
    expand,
    replay,
)
from micrograd_ko.losses import one_hot
from micrograd_ko.nn import Embedding, Flatten, Linear, Sequential
from micrograd_ko.optim import Adam
from micrograd_ko.train import fit
from tests.helpers.layers import points
from tests.helpers.sharing import fewer


@fewer(2)
@given(st.lists(st.integers(0, 3), max_size=2), st.integers(0, 99), st.booleans())
def test_an_embedding_is_the_product_with_one_hot_vectors(shape, seed, as_node):
    layer, rng = Embedding(5, 3, rng=seed), np.random.default_rng(seed)
    numbers = rng.integers(0, 5, shape)
    y = layer(Tensor(numbers) if as_node else numbers)
    hot = (
        one_hot(numbers.reshape(-1), 5).reshape(*shape, 5)
        if numbers.size
        else np.zeros((*shape, 5))
    )
    assert y.shape == (*shape, 3) and np.array_equal(y.data, hot @ layer.W.data)
    upstream = rng.normal(size=y.shape)
    y.backward(upstream)
    expected = hot.reshape(-1, 5).T @ upstream.reshape(-1, 3)
    np.testing.assert_allclose(layer.W.grad, expected, rtol=1e-12, atol=1e-15)


def test_a_row_that_comes_again_gets_the_sum_of_its_gradients():
    layer = Embedding(3, 2, init="zeros")
    (layer([1, 2, 1, 1]) * np.array([[1.0], [10.0], [100.0], [1000.0]])).sum().backward()
    assert layer.W.grad.tolist() == [[0.0, 0.0], [1101.0, 1101.0], [10.0, 10.0]]


def test_gradients_are_the_differences():
    layer = Embedding(4, 2)
    numbers, upstream = np.array([[3, 0], [3, 3]]), points(2, 2, 2)
    assert check_gradients(lambda W: (layer(numbers) * upstream).sum(), layer.W, points=0)


def test_single_numbers_stand_for_the_rows_that_are_used():
    layer = Embedding(3, 2)
    loss = (layer([[2, 2]]) ** 2).sum()
    loss.backward()
    values, entries = expand(loss, layer.W)
    values.backward()
    found = [[0.0 if v.grad is None else v.grad for v in row] for row in entries]
    np.testing.assert_allclose(found, layer.W.grad, rtol=1e-15)


def test_vectors_begin_as_pytorchs_do():
    W = Embedding(200, 50, rng=0).W
    assert abs(W.data.std() - 1) < 0.02 and (W.kind, W.label) == ("weight", "W")
    assert Embedding(200, 50, init=0.1, rng=0).W.data.std() == pytest.approx(0.1, rel=0.02)


# ── numbers that are no rows ──


@pytest.mark.parametrize(
    ("numbers", "place", "got"),
    [
        ([[0, 1], [2, 3]], "[1, 1]", "3"),
        ([0, -1, 5], "[1]", "-1"),
        ([0.0, 1.5], "[1]", "1.5"),
        (np.float32([[2, np.nan]]), "[0, 1]", "nan"),
        (np.uint8([200]), "[0]", "200"),
        (7, "[]", "7"),
        (Tensor([1.0, np.inf]), "[1]", "inf"),
        (Tensor([[0.25]]), "[0, 0]", "0.25"),
    ],
)
def test_the_first_number_that_is_no_row_is_named(raised, numbers, place, got):
    ko, en = raised(lambda: Embedding(3, 2)(numbers), ShapeError)
    assert all("Embedding(3, 2)" in m and f" {place} " in m and f" {got}" in m for m in (ko, en))
    assert "0부터 2까지" in ko and "from 0 to 2" in en


def test_whole_numbers_are_taken_however_they_are_stored():
    layer = Embedding(3, 2)
    expected = layer([2, 0]).data
    for dtype in (np.int8, np.uint16, np.int64, np.float32, np.float64):
        assert np.array_equal(layer(np.array([2, 0], dtype)).data, expected)


@pytest.mark.parametrize("wrong", ["가", ["a", "b"], None, [True, False], [[1 + 2j]]])
def test_what_is_no_array_of_numbers_is_named(raised, wrong):
    ko, en = raised(lambda: Embedding(3, 2)(wrong), NotANumberError)
    assert all("Embedding(3, 2)" in m and type(wrong).__name__ in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [0, 2.0, "3", None, True])
def test_sizes_are_whole_numbers_from_1(raised, wrong):
    for name, make in (
        ("count", lambda: Embedding(wrong, 2)),
        ("dim", lambda: Embedding(2, wrong)),
    ):
        ko, _ = raised(make, OptionError)
        assert f"{name}={wrong!r}" in ko


def test_float32_has_no_numbers_for_so_many_rows(raised):
    ko, en = raised(lambda: Embedding(2**24 + 1, 1, dtype="float32"), OptionError)
    assert all("16,777,216" in m and "np.float64" in m for m in (ko, en))


# ── replay ──


def network(dtype):
    return Sequential(
        Embedding(20, 4, rng=1, dtype=dtype),
        Flatten(),
        Linear(12, 4, rng=2, dtype=dtype),
    )


X = np.random.default_rng(0).integers(0, 20, (90, 3))
y = X.sum(axis=1) % 4


def trained(*, replayed, dtype=np.float64):
    model = network(dtype)
    history = fit(
        model, X, y, loss="cross_entropy", optimizer=Adam(model, 0.05), epochs=3, batch_size=16,
        replay=replayed, progress=False,
    )  # fmt: skip
    return model, history


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_replay_goes_by_the_numbers_of_each_batch(either_machine, dtype):
    (eager, before), (again, after) = (trained(replayed=on, dtype=dtype) for on in (False, True))
    rough = 50 * np.finfo(dtype).eps
    np.testing.assert_allclose(after.loss, before.loss, rtol=rough)
    for p, q in zip(eager.parameters(), again.parameters(), strict=True):
        np.testing.assert_allclose(q.data, p.data, rtol=0, atol=10 * rough)


def test_a_replay_is_not_recorded_anew_for_each_batch():
    layer = Embedding(20, 2)
    program = replay(lambda x: (layer(x) ** 2).sum(), parameters=layer.parameters())
    for i in range(10):
        rows = X[i : i + 16].astype(float)
        assert program(rows) == pytest.approx((layer.W.data[X[i : i + 16]] ** 2).sum(), rel=1e-14)
    assert len(program._versions) == 1


@pytest.mark.parametrize("wrong", [20, -1, 2.5])
def test_a_batch_with_a_number_that_is_no_row_is_refused_in_a_replay_too(
    raised, either_machine, wrong
):
    spoilt = X.astype(float)
    spoilt[77, 2] = wrong
    model = network(np.float64)

    def train():
        fit(model, spoilt, y, loss="cross_entropy", optimizer="adam", epochs=1, batch_size=16,
            replay=True, progress=False)  # fmt: skip

    ko, en = raised(train, ShapeError)
    assert all(f" {wrong:g}" in m and "Embedding(20, 4)" in m for m in (ko, en))
    assert all(np.isfinite(p.data).all() for p in model.parameters())
