"""합성곱과 풀링: 반복문과, 차분과 견준다.

Convolution and pooling, next to plain loops and to differences.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import OptionError, ShapeError, Tensor, check_gradients, expand, topological_order
from micrograd_ko.nn import AvgPool2d, Conv2d, Flatten, MaxPool2d
from micrograd_ko.nn.windows import _table
from tests.helpers.layers import points
from tests.helpers.naive_layers import convolved, pooled
from tests.helpers.sharing import fewer

whole = st.integers
sizes = st.one_of(whole(1, 3), st.tuples(whole(1, 3), whole(1, 3)))


@st.composite
def convolutions(draw):
    layer = Conv2d(
        draw(whole(1, 3)),
        draw(whole(1, 3)),
        draw(sizes),
        stride=draw(sizes),
        padding=draw(st.one_of(whole(0, 2), st.tuples(whole(0, 2), whole(0, 2)))),
        bias=draw(st.booleans()),
        rng=draw(whole(0, 99)),
    )
    rows, columns = (max(draw(whole(1, 6)), n) for n in layer.size)
    x = points(draw(whole(1, 3)), layer.in_channels, rows, columns, seed=draw(whole(0, 99)))
    return layer, x


@fewer(2)
@given(convolutions())
def test_a_convolution_is_window_times_filter_added_up(drawn):
    layer, x = drawn
    if layer.b is not None:
        layer.b.data[:] = points(layer.out_channels)
    b = None if layer.b is None else layer.b.data
    expected = convolved(x, layer.W.data, b, layer.stride, layer.padding)
    np.testing.assert_allclose(layer(x).data, expected, rtol=1e-12, atol=1e-12)
    assert np.array_equal(layer(Tensor(x)).data, layer(x).data)


@fewer(5)
@given(convolutions())
def test_gradients_of_a_convolution_are_its_differences(drawn):
    layer, x = drawn
    x, upstream = Tensor(x, "x"), points(*layer(x).shape, seed=1)
    assert check_gradients(
        lambda x, *_: (layer(x) * upstream).sum(), x, *layer.parameters(), points=0
    )


@st.composite
def pools(draw):
    size, stride = draw(sizes), draw(st.one_of(st.none(), sizes))
    high, wide = size if isinstance(size, tuple) else (size, size)
    shape = (draw(whole(1, 2)), draw(whole(1, 2)), draw(whole(high, 6)), draw(whole(wide, 6)))
    return size, stride, points(*shape, seed=draw(whole(0, 99)))


@pytest.mark.parametrize(("kind", "reduce"), [(MaxPool2d, np.max), (AvgPool2d, np.mean)])
@fewer(2)
@given(pools())
def test_a_pool_reduces_each_window(kind, reduce, drawn):
    size, stride, x = drawn
    layer = kind(size, stride)
    expected = pooled(x, size, size if stride is None else stride, reduce)
    y = layer(Tensor(x, "x"))
    np.testing.assert_allclose(y.data, expected, rtol=1e-13, atol=1e-15)
    upstream = points(*y.shape, seed=3)
    assert check_gradients(lambda x: (layer(x) * upstream).sum(), Tensor(x, "x"), points=0)


def test_numbers_that_tie_for_the_largest_share_the_gradient():
    x = Tensor([[[[1.0, 1.0], [0.0, 1.0]]]])
    MaxPool2d(2)(x).sum().backward()
    np.testing.assert_allclose(x.grad, [[[[1 / 3, 1 / 3], [0.0, 1 / 3]]]])


def test_rows_and_columns_that_fill_no_window_are_left_out():
    x = Tensor(points(1, 1, 5, 7))
    y = MaxPool2d((2, 3))(x)
    assert y.shape == (1, 1, 2, 2)
    y.sum().backward()
    assert not x.grad[:, :, 4].any() and not x.grad[:, :, :, 6].any()


def test_a_convolution_by_hand():
    layer = Conv2d(1, 1, 2)
    layer.W.data[:] = [[[[1.0, 2.0], [3.0, 4.0]]]]
    layer.b.data[:] = 0.5
    x = Tensor([[[[1.0, 0.0, 2.0], [0.0, 1.0, 0.0], [3.0, 0.0, 1.0]]]])
    y = layer(x)
    assert y.data.tolist() == [[[[5.5, 7.5], [11.5, 5.5]]]]
    y.sum().backward()
    assert layer.W.grad.tolist() == [[[[2.0, 3.0], [4.0, 2.0]]]] and layer.b.grad.tolist() == [4.0]
    assert x.grad.tolist() == [[[[1.0, 3.0, 2.0], [4.0, 10.0, 6.0], [3.0, 7.0, 4.0]]]]


def test_images_that_are_no_nodes_get_no_gradient():
    y = Conv2d(1, 2, 3)(points(2, 1, 5, 5))
    constants = [node for node in topological_order(y) if node.kind == "constant"]
    assert [node.shape for node in constants] == [(18, 9)]  # what lies in each window, at once


def test_the_table_of_places_is_made_once_for_a_size_of_image():
    layer, x = Conv2d(2, 3, 3, stride=2), points(4, 2, 9, 8)
    layer(x)
    before = _table.cache_info()
    layer(points(7, 2, 9, 8)), layer(Tensor(x))
    after = _table.cache_info()
    assert (after.misses, after.hits) == (before.misses, before.hits + 2)


def test_an_empty_batch_stays_empty():
    assert Conv2d(1, 2, 3)(np.zeros((0, 1, 5, 4))).shape == (0, 2, 3, 2)
    assert MaxPool2d(2)(np.zeros((0, 3, 5, 4))).shape == (0, 3, 2, 2)
    assert Flatten()(np.zeros((0, 3, 2))).shape == (0, 6)


def test_filters_begin_as_the_weights_of_that_many_inputs():
    layer = Conv2d(8, 400, (3, 5), rng=0)
    assert layer.W.shape == (400, 8, 3, 5) and layer.W.data.std() == pytest.approx(
        (2 / 120) ** 0.5, rel=0.02
    )
    assert not layer.b.data.any()
    bound = 120**-0.5
    torchlike = Conv2d(8, 400, (3, 5), init="uniform", rng=0)
    assert 0.9 * bound < np.abs(torchlike.b.data).max() <= bound
    assert 0.9 * bound < np.abs(torchlike.W.data).max() <= bound


def test_flatten_keeps_samples_apart():
    x = points(3, 2, 4)
    assert np.array_equal(Flatten()(x), x.reshape(3, 8)) and type(Flatten()(x)) is np.ndarray
    node = Tensor(x)
    (Flatten()(node) * x.reshape(3, 8)).sum().backward()
    assert np.array_equal(node.grad, x)
    assert Flatten()([1.0, 2.0]).shape == (2, 1)


def test_a_small_convolution_is_expanded_to_single_numbers():
    layer, x = Conv2d(1, 2, 2, padding=1, rng=0), Tensor(points(1, 1, 2, 2), "x", kind="input")
    loss = (MaxPool2d(2)(layer(x)) ** 2).sum()
    loss.backward()
    values, entries = expand(loss, layer.W)
    values.backward()
    found = [0.0 if v.grad is None else v.grad for v in entries.flat]
    np.testing.assert_allclose(found, layer.W.grad.ravel(), rtol=1e-12)


# ── errors ──


@pytest.mark.parametrize("shape", [(8, 8), (5, 64), (2, 3, 8, 8), (1, 8, 8), ()])
def test_what_is_no_image_is_named(raised, shape):
    for layer in (Conv2d(1, 2, 3), *([MaxPool2d(2)] if len(shape) != 4 else [])):
        ko, en = raised(lambda layer=layer: layer(np.zeros(shape)), ShapeError)
        assert all(repr(layer) in m and str(shape) in m and "reshape(-1, 1, 8, 8)" in m
                   for m in (ko, en))  # fmt: skip
        assert "채널" in ko and "channels" in en


def test_a_window_larger_than_the_image_is_named(raised):
    for layer in (Conv2d(1, 2, (2, 5)), MaxPool2d((2, 5))):
        ko, en = raised(lambda layer=layer: layer(np.zeros((1, 1, 3, 4))), ShapeError)
        assert all(repr(layer) in m and "(2, 5)" in m and "(3, 4)" in m for m in (ko, en))
    assert Conv2d(1, 2, (2, 5), padding=(0, 1))(np.zeros((1, 1, 3, 4))).shape == (1, 2, 2, 2)


def test_flatten_needs_samples(raised):
    ko, en = raised(lambda: Flatten()(3.0), ShapeError)
    assert "Flatten" in ko and "Flatten" in en


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "3", True, None, (1, 2, 3), (2,), (1, 0)])
def test_sizes_are_one_or_two_whole_numbers(raised, wrong):
    makes = {
        "size": lambda: Conv2d(1, 1, wrong),
        "stride": lambda: Conv2d(1, 1, 2, stride=wrong),
        **({"padding": lambda: Conv2d(1, 1, 2, padding=wrong)} if wrong not in (0, (1, 0)) else {}),
    }
    for name, make in makes.items():
        ko, en = raised(make, OptionError)
        assert all(f"{name}={wrong!r}" in m and f"{name}=(2, 3)" in m for m in (ko, en))
    raised(lambda: AvgPool2d(wrong), OptionError)
    if wrong is not None and not isinstance(wrong, tuple):
        ko, _ = raised(lambda: Conv2d(wrong, 1, 2), OptionError)
        assert f"in_channels={wrong!r}" in ko


def test_reprs_say_what_is_not_the_default():
    assert repr(Conv2d(1, 2, 3)) == "Conv2d(1, 2, 3)"
    assert repr(Conv2d(1, 2, (3, 4), stride=(1, 2), padding=1, bias=False)) == (
        "Conv2d(1, 2, [3, 4], stride=[1, 2], padding=1, bias=False)"
    )
    assert (
        repr(MaxPool2d(2)) == "MaxPool2d(2)" and repr(AvgPool2d(3, 1)) == "AvgPool2d(3, stride=1)"
    )
    assert repr(Flatten()) == "Flatten()"
