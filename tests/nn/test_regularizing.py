"""배치 정규화와 드롭아웃. Batch normalisation and dropout."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import OptionError, ShapeError, Tensor, manual_seed, numerical_gradient
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Sequential
from tests.helpers.layers import Block, points, tanh

# ── BatchNorm ──


@given(
    n=st.integers(2, 12),
    features=st.integers(1, 5),
    seed=st.integers(0, 2**32),
    shift=st.floats(-50, 50),
)
def test_batchnorm_gives_mean_0_and_variance_1_times_gamma_plus_beta(n, features, seed, shift):
    x = points(n, features, seed=seed) * 3.0 + shift
    layer = BatchNorm(features)
    y = layer(x).data
    variance = ((x - x.mean(axis=0)) ** 2).mean(axis=0)
    assert np.allclose(y.mean(axis=0), 0.0, atol=1e-7)
    assert np.allclose(y.var(axis=0), variance / (variance + 1e-5), rtol=1e-6)
    layer.gamma.data[:], layer.beta.data[:] = np.arange(features) - 1.5, np.arange(features) + 7.0
    assert np.allclose(layer(x).data, y * layer.gamma.data + layer.beta.data)


@given(
    sizes=st.lists(st.integers(2, 9), min_size=1, max_size=5),
    momentum=st.floats(0.0, 1.0),
    seed=st.integers(0, 2**32),
)
def test_running_statistics_are_pytorchs(sizes, momentum, seed):
    """x̂_new = (1 - momentum) · x̂ + momentum · x_t, with the unbiased variance (PyTorch,
    BatchNorm1d).
    """
    layer, mean, variance = BatchNorm(3, momentum=momentum), np.zeros(3), np.ones(3)
    for i, n in enumerate(sizes):
        x = points(n, 3, seed=seed + i) * 2.0 + 5.0
        layer(x)
        mean = (1 - momentum) * mean + momentum * x.mean(axis=0)
        variance = (1 - momentum) * variance + momentum * x.var(axis=0, ddof=1)
    assert np.allclose(layer.running_mean, mean, rtol=1e-12)
    assert np.allclose(layer.running_var, variance, rtol=1e-12)


def test_batchnorm_by_hand():
    layer = BatchNorm(1, eps=0.0)
    assert layer([[1.0], [3.0], [5.0]]).data.ravel() == pytest.approx(
        [-math.sqrt(1.5), 0.0, math.sqrt(1.5)]
    )
    assert layer.running_mean == pytest.approx([0.3]) and layer.running_var == pytest.approx(
        [0.9 + 0.1 * 4.0]
    )


def test_in_use_batchnorm_goes_by_its_running_statistics():
    layer = BatchNorm(2, eps=0.5)
    layer.running_mean[:], layer.running_var[:] = [1.0, -2.0], [4.0, 0.25]
    layer.gamma.data[:], layer.beta.data[:] = [3.0, 2.0], [10.0, 20.0]
    before = layer.state_dict()
    x = points(4, 2)
    expected = (x - [1.0, -2.0]) / np.sqrt([4.5, 0.75]) * [3.0, 2.0] + [10.0, 20.0]
    assert np.allclose(layer.eval()(x).data, expected)
    assert np.allclose(layer(x[:1]).data, expected[:1])  # one sample will do
    assert all(np.array_equal(before[name], now) for name, now in layer.state_dict().items())


def test_a_constant_feature_becomes_beta():
    layer = BatchNorm(2)
    layer.beta.data[:] = [4.0, 5.0]
    y = layer([[7.0, 1.0], [7.0, 2.0]])
    assert y.data[:, 0].tolist() == [4.0, 4.0]
    (y * points(2, 2)).sum().backward()
    assert np.isfinite(layer.gamma.grad).all()


@pytest.mark.parametrize("training", [True, False])
def test_batchnorm_gradients_against_numerical_differentiation(training):
    layer = BatchNorm(3).train(training)
    layer.gamma.data[:], layer.beta.data[:] = points(3), points(3, seed=1)
    layer.running_mean[:], layer.running_var[:] = points(3, seed=2), [0.5, 1.0, 2.0]
    x, weights = Tensor(points(5, 3, seed=3)), points(5, 3, seed=4)
    (layer(x) * weights).sum().backward()
    found = numerical_gradient(lambda: (layer(x) * weights).sum(), [x, layer.gamma, layer.beta])
    for p, number in zip([x, layer.gamma, layer.beta], found, strict=True):
        assert np.allclose(p.grad, number, rtol=1e-6, atol=1e-8)


def test_gradient_through_batchnorm_has_no_mean_and_no_slope():
    """Shifting or scaling all samples changes nothing, so the gradient is orthogonal to both."""
    layer, x = BatchNorm(2, eps=0.0), Tensor(points(6, 2))
    (layer(x) ** 3 * points(6, 2, seed=5)).sum().backward()
    assert np.allclose(x.grad.sum(axis=0), 0.0, atol=1e-12)
    assert np.allclose((x.grad * x.data).sum(axis=0), 0.0, atol=1e-12)


@pytest.mark.parametrize("shape", [(1, 3), (0, 3)])
def test_one_sample_cannot_be_normalised(raised, shape):
    layer = BatchNorm(3)
    ko, en = raised(lambda: layer(np.zeros(shape)), ShapeError)
    assert all("BatchNorm(3)" in m and str(shape) in m and "model.eval()" in m for m in (ko, en))
    assert layer.running_mean.tolist() == [0.0] * 3


@pytest.mark.parametrize("shape", [(4, 2), (3,), (), (2, 4, 3)])
@pytest.mark.parametrize("training", [True, False])
def test_batchnorm_takes_samples_of_its_features(raised, shape, training):
    ko, en = raised(lambda: BatchNorm(3).train(training)(np.zeros(shape)), ShapeError)
    assert all("BatchNorm(3)" in m and str(shape) in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "3", None])
def test_batchnorm_features(raised, wrong):
    ko, en = raised(lambda: BatchNorm(wrong), OptionError)
    assert all(f"features={wrong!r}" in m for m in (ko, en))


@pytest.mark.parametrize(
    ("name", "wrong", "bounds"),
    [
        ("momentum", -0.1, "<= 1"),
        ("momentum", 1.1, "<= 1"),
        ("momentum", math.nan, "<= 1"),
        ("eps", -1e-5, ">= 0"),
        ("eps", "0", ">= 0"),
    ],
)
def test_batchnorm_momentum_and_eps(raised, name, wrong, bounds):
    ko, en = raised(lambda: BatchNorm(3, **{name: wrong}), OptionError)
    assert all(name in m and str(wrong) in m and bounds in m for m in (ko, en))


# ── Dropout ──


def test_in_use_dropout_does_nothing():
    x = Tensor(points(4, 3))
    assert Dropout(0.5).eval()(x) is x
    assert Dropout(0.0)(x) is x
    assert Dropout(0)(x) is x


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_keeps_the_expectation_and_scales_what_it_keeps(p):
    n = 200_000
    y = Dropout(p, rng=1)(Tensor(np.full(n, 3.0))).data
    assert set(np.round(y, 12)) == {0.0, round(3.0 / (1 - p), 12)}
    deviation = math.sqrt(p * (1 - p) / n)
    assert abs((y == 0).mean() - p) < 5 * deviation
    assert abs(y.mean() - 3.0) < 5 * 3.0 * deviation / (1 - p)


def test_every_call_drops_others_and_every_entry_by_itself():
    layer = Dropout(0.5, rng=0)
    first, second = layer(np.ones((50, 40))), layer(np.ones((50, 40)))
    assert not np.array_equal(first, second)
    assert (
        len({tuple(row) for row in first}) == 50
        and len({tuple(column) for column in first.T}) == 40
    )


def test_gradient_passes_where_the_number_passed():
    x = Tensor(points(6, 5))
    y = Dropout(0.4, rng=0)(x)
    y.sum().backward()
    assert np.allclose(x.grad, np.where(y.data == 0, 0.0, 1 / 0.6))


def test_two_dropouts_are_not_alike():
    x = np.ones(64)
    assert not np.array_equal(Dropout(0.5)(x), Dropout(0.5)(x))
    model = Sequential(Dropout(0.5), Dropout(0.5))
    for seed in (0, 1):
        model.reseed(seed)
        assert not np.array_equal(model.layers[0](x), model.layers[1](x))


def test_reseed_repeats_exactly():
    model, x = Sequential(Linear(8, 8), Dropout(0.5), tanh, Block(8), Dropout(0.3)), points(4, 8)
    model.reseed(3)
    first = [model(x).data for _ in range(3)]
    model.reseed(3)
    assert all(np.array_equal(model(x).data, y) for y in first)
    model.reseed(4)
    assert not np.array_equal(model(x).data, first[0])


def test_dropout_repeats_by_its_seed_and_by_the_common_one():
    x = np.ones(64)
    assert np.array_equal(Dropout(0.5, rng=7)(x), Dropout(0.5, rng=7)(x))
    manual_seed(5)
    first = Dropout(0.5)(x)
    manual_seed(5)
    assert np.array_equal(Dropout(0.5)(x), first)


@pytest.mark.parametrize("wrong", [1, 1.0, -0.1, 2.0, math.nan, math.inf])
def test_dropout_takes_shares_below_1(raised, wrong):
    ko, en = raised(lambda: Dropout(wrong), OptionError)
    assert all(f"p={wrong!r}" in m and ">= 0, < 1" in m for m in (ko, en))


def test_dropout_says_what_p_may_be_for_text_too(raised):
    raised(lambda: Dropout("0.5"), OptionError)


@pytest.mark.parametrize("dtype", [int, np.uint8])
def test_dropout_scales_whole_numbers_too(dtype):
    y = Dropout(0.3, rng=0)(np.full(100, 10, dtype=dtype))
    assert np.allclose(np.unique(y), [0.0, 10 / 0.7])


def test_dropout_takes_lists_as_other_layers_do():
    assert Sequential(Dropout(0.5), Linear(2, 1))([[1.0, 2.0]]).shape == (1, 1)
