"""층 정규화: 표본마다 혼자. Layer normalisation: each sample by itself."""

import numpy as np
import pytest

from micrograd_ko import OptionError, ShapeError, Tensor, check_gradients
from micrograd_ko.nn import LayerNorm
from tests.helpers.layers import points


@pytest.mark.parametrize("shape", [(4,), (1, 4), (5, 4), (2, 3, 4), (0, 4)])
def test_each_sample_gets_mean_0_and_variance_1(shape):
    layer, x = LayerNorm(4, eps=1e-3), 3 + 2 * points(*shape)
    layer.gamma.data[:], layer.beta.data[:] = [1.0, 2.0, -1.0, 0.5], [0.0, 1.0, 2.0, 3.0]
    expected = np.empty(shape)
    for at in np.ndindex(shape[:-1]):
        row = x[at]
        mean, variance = row.sum() / 4, ((row - row.sum() / 4) ** 2).sum() / 4
        expected[at] = layer.gamma.data * (row - mean) / (variance + 1e-3) ** 0.5 + layer.beta.data
    np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12)
    if x.size:
        for i, row in enumerate(x.reshape(-1, 4)):  # whatever else is in its batch
            np.testing.assert_allclose(
                layer(row).data, expected.reshape(-1, 4)[i], rtol=1e-14, atol=1e-14
            )


def test_it_does_the_same_in_use():
    layer, x = LayerNorm(3), points(2, 3)
    assert np.array_equal(layer.eval()(x).data, layer.train()(x).data)


def test_gradients_are_the_differences():
    layer, x, upstream = LayerNorm(3), Tensor(points(2, 3), "x"), points(2, 3, seed=1)
    assert check_gradients(
        lambda x, *_: (layer(x) * upstream).sum(), x, *layer.parameters(), points=0
    )


def test_features_that_are_all_alike_are_not_divided_by_zero():
    layer, x = LayerNorm(3), Tensor(np.full((1, 3), 7.0))
    y = layer(x)
    y.backward(points(1, 3))
    assert y.data.tolist() == [[0.0, 0.0, 0.0]] and np.isfinite(x.grad).all()


@pytest.mark.parametrize("shape", [(3,), (4, 2), (), (4, 1)])
def test_it_names_itself_and_the_shape_that_does_not_fit(raised, shape):
    ko, en = raised(lambda: LayerNorm(4)(np.zeros(shape)), ShapeError)
    assert all("LayerNorm(4)" in m and str(shape) in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [-1e-5, "1", None, float("nan")])
def test_eps_is_a_number_from_0(raised, wrong):
    ko, _ = raised(lambda: LayerNorm(4, eps=wrong), OptionError)
    assert f"eps={wrong!r}" in ko
