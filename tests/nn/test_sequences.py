"""순환 신경망: 반복문과 견준다. Recurrent networks, next to plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import OptionError, ShapeError, Tensor, check_gradients, topological_order
from micrograd_ko.nn import RNN, Linear, RNNCell, Sequential
from tests.helpers.layers import points
from tests.helpers.naive_layers import recurred
from tests.helpers.sharing import fewer

whole = st.integers


@fewer(2)
@given(whole(1, 3), whole(1, 4), whole(1, 3), whole(1, 3), st.booleans(), whole(0, 99))
def test_each_state_follows_from_the_one_before(samples, times, nin, hidden, started, seed):
    layer, x = RNN(nin, hidden, rng=seed), points(samples, times, nin, seed=seed)
    layer.cell.b.data[:] = points(hidden, seed=seed)
    h = points(samples, hidden, seed=seed + 1) if started else None
    W, U, b = (p.data for p in (layer.cell.W, layer.cell.U, layer.cell.b))
    y = layer(x, h)
    np.testing.assert_allclose(y.data, recurred(x, W, U, b, h), rtol=1e-12, atol=1e-14)
    last = RNN(nin, hidden, last=True, rng=seed)
    last.load_state_dict(layer.state_dict())
    assert np.array_equal(last(x, h).data, y.data[:, -1])


def test_the_gradient_goes_back_through_all_times():
    layer, x, h = RNN(2, 3), Tensor(points(2, 4, 2), "x"), Tensor(points(2, 3), "h")
    upstream = points(2, 4, 3, seed=1)
    assert check_gradients(
        lambda x, h, *_: (layer(x, h) * upstream).sum(), x, h, *layer.parameters(), points=0
    )


def test_a_cell_is_called_step_by_step():
    layer, x = RNN(2, 3), points(2, 4, 2)
    h = None
    for t in range(4):
        h = layer.cell(x[:, t], h)
    assert np.array_equal(h.data, layer(x).data[:, -1])


def test_steps_have_scopes_of_their_own():
    y = Sequential(RNN(1, 2, last=True), Linear(2, 1))(points(1, 2, 1))
    assert y.scope == ("층 2",)
    scopes = {node.scope for node in topological_order(y) if node.op is not None}
    assert {("층 1", "시각 1", "cell"), ("층 1", "시각 2", "cell")} <= scopes


# ── errors ──


@pytest.mark.parametrize("shape", [(2,), (4, 3), (2, 4, 2), (2, 0, 3), ()])
def test_what_is_no_sequence_is_named(raised, shape):
    ko, en = raised(lambda: RNN(3, 2, last=True)(np.zeros(shape)), ShapeError)
    assert all("RNN(3, 2, last=True)" in m and str(shape) in m for m in (ko, en))
    assert "(표본, 시각, 3)" in ko and "(samples, times, 3)" in en


@pytest.mark.parametrize("shape", [(3,), (4, 2), (2, 4, 3), ()])
def test_what_is_no_step_is_named(raised, shape):
    ko, en = raised(lambda: RNNCell(3, 2)(np.zeros(shape)), ShapeError)
    assert all("RNNCell(3, 2)" in m and str(shape) in m and "RNN" in m for m in (ko, en))


@pytest.mark.parametrize("shape", [(2,), (4, 3), (1, 2)])
def test_a_state_of_another_shape_is_named(raised, shape):
    ko, en = raised(lambda: RNNCell(3, 2)(np.zeros((4, 3)), np.zeros(shape)), ShapeError)
    assert all("(4, 2)" in m and str(shape) in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [0, 1.5, None])
def test_sizes_are_whole_numbers_from_1(raised, wrong):
    for name, make in (("nin", lambda: RNN(wrong, 2)), ("hidden", lambda: RNNCell(2, wrong))):
        ko, _ = raised(make, OptionError)
        assert f"{name}={wrong!r}" in ko
