"""배열 연산: 큰 수, 무한대, 원점, 같은 값.

Ops on arrays at large numbers, infinite ones, the origin, and ties.
"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    ARRAY_TABLE,
    NumericWarning,
    ShapeError,
    Tensor,
    grad,
)
from tests.helpers.array_cases import SEEDS, axes, close, shapes, signs

BIG = [
    [1000.0, 999.0, -1000.0],
    [-1000.0, -1000.5, -1001.0],
    [1000.0, 1000.0, 1000.0],
    [1e300, 0.0, -1e300],
    [1000.0, -np.inf, 998.0],
    [-np.inf, 0.5, -np.inf],
    [-1000.0, -np.inf, -np.inf],
]


def exact(entries):
    """Softmax, its logarithm and the logarithm of the sum, by Python's own integers of the shifted
    exponents.
    """
    peak = max(entries)
    powers = [math.exp(max(x - peak, -800.0)) if math.isfinite(x) else 0.0 for x in entries]
    norm = math.fsum(powers)
    return (
        [p / norm for p in powers],
        [x - peak - math.log(norm) for x in entries],
        peak + math.log(norm),
    )


@pytest.mark.parametrize("entries", BIG, ids=str)
def test_softmax_and_its_family_never_overflow(entries):
    soft, logs, total = exact(entries)
    x = Tensor([entries], "x")
    close(x.softmax().data, [soft], rtol=1e-14)
    close(x.log_softmax().data, [logs], rtol=1e-14)
    close(x.logsumexp(axis=1).data, [total], rtol=1e-15)
    for dtype in (np.float64, np.float32):
        x = Tensor(
            np.clip([entries], -1e30, 1e30) if dtype == np.float32 else [entries], dtype=dtype
        )
        g = np.array([[0.5, -1.25, 2.0]])
        soft = np.array(exact([float(n) for n in x.data[0]])[0])
        x.softmax().backward(g)
        close(x.grad[0], soft * (g[0] - soft @ g[0]), rtol=1e-4 if dtype == np.float32 else 1e-12)
        x.zero_grad()
        x.log_softmax().backward(g)
        close(x.grad[0], g[0] - soft * g.sum(), rtol=1e-4 if dtype == np.float32 else 1e-12)
        x.zero_grad()
        x.logsumexp(axis=-1, keepdims=True).backward([[-3.0]])
        close(x.grad[0], -3 * soft, rtol=1e-4 if dtype == np.float32 else 1e-12)
        assert x.grad.dtype == dtype


@pytest.mark.parametrize("entries", BIG, ids=str)
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_softmax_and_its_family_have_a_second_order_at_large_numbers(entries, name):
    x, v = Tensor([entries]), np.array([[0.5, -1.25, 2.0]])
    pick = np.array([[1.0, 0.0, 2.0]]) * np.isfinite(entries)
    y = ARRAY_TABLE[name](x, axis=-1)
    # 0 · -inf is nan, and the user's own doing
    y = y if name == "logsumexp" else np.where(pick > 0, y, 0) * pick
    slope = (grad(y.sum(), x, create_graph=True) * v).sum()
    soft = np.array(exact(entries)[0])
    if name == "softmax":
        f = pick[0] - soft @ pick[0]
        expected = soft * (v[0] - soft @ v[0]) * f - soft * (
            (soft * (v[0] - soft @ v[0])) @ pick[0]
        )
    else:
        expected = soft * (v[0] - soft @ v[0]) * (1.0 if name == "logsumexp" else -pick.sum())
    close(grad(slope, x)[0], expected, rtol=1e-10, atol=1e-12)


def test_all_of_minus_infinity_has_no_softmax_but_a_sum():
    x = Tensor([[-np.inf, -np.inf], [0.0, 0.0]], "x")
    np.testing.assert_array_equal(x.logsumexp(axis=1).data, [-np.inf, math.log(2)])
    assert np.isnan(x.softmax().data[0]).all() and (x.softmax().data[1] == 0.5).all()


@given(
    seed=SEEDS,
    scale=st.sampled_from([1.0, 100.0, 1000.0]),
    shift=st.sampled_from([0.0, -1000.0, 1000.0]),
)
def test_the_three_agree_with_each_other_at_any_size(seed, scale, shift):
    a = np.random.default_rng(seed).uniform(-1, 1, (3, 4)) * scale + shift
    x = Tensor(a)
    for axis in (0, 1, -1, (0, 1), None):
        logs = x.log_softmax(axis=axis).data
        close(x.softmax(axis=axis).data, np.exp(logs), rtol=1e-11, atol=1e-300)
        close(logs, a - x.logsumexp(axis=axis, keepdims=True).data, rtol=1e-9, atol=1e-11)
        close(np.exp(logs).sum(axis=axis), np.ones(np.sum(a, axis=axis).shape), rtol=1e-12)


def test_log_softmax_keeps_the_digits_of_a_small_probability():
    close(
        Tensor([0.0, 40.0]).log_softmax().data,
        [-40.0 - math.log1p(math.exp(-40)), 0.0],
        rtol=1e-15,
        atol=1e-17,
    )
    x = Tensor([1e5, 1e5 + 2**-10])
    close(
        x.log_softmax().data,
        [-math.log1p(math.exp(2**-10)), -math.log1p(math.exp(-(2**-10)))],
        rtol=1e-15,
    )


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
def test_norm_has_gradient_zero_at_the_origin(axis, keepdims):
    x = Tensor(np.zeros((2, 3)), "x")
    y = x.norm(axis=axis, keepdims=keepdims)
    assert not y.data.any()
    y.backward(np.full(y.shape, 2.5))
    np.testing.assert_array_equal(x.grad, np.zeros((2, 3)))
    with pytest.warns(NumericWarning, match="꺾이는 점"):
        first = grad(x.norm(axis=axis, keepdims=keepdims).sum(), x, create_graph=True)
    assert np.isfinite(grad((first * 2.0).sum(), x)).all()


def test_norm_of_a_row_at_the_origin_leaves_the_others_alone():
    x = Tensor([[0.0, 0.0], [3.0, 4.0]])
    (x.norm(axis=1) * np.array([7.0, 2.0])).sum().backward()
    close(x.grad, [[0.0, 0.0], [1.2, 1.6]], rtol=1e-15)


@pytest.mark.parametrize("name", ["max", "min"])
@given(data=st.data())
def test_ties_share_the_gradient_equally(name, data):
    shape = data.draw(shapes(1))
    axis = data.draw(axes(shape))
    rng = np.random.default_rng(data.draw(SEEDS))
    a = rng.integers(0, 3, shape).astype(float)
    x = Tensor(a)
    y = ARRAY_TABLE[name](x, axis=axis, keepdims=True)
    upstream = signs(rng, y.shape)
    y.backward(upstream)
    tied = a == y.data
    expected = np.where(tied, upstream / tied.sum(axis=axis, keepdims=True), 0.0)
    close(x.grad, expected, rtol=1e-14)
    close(x.grad.sum(axis=axis, keepdims=True), upstream, rtol=1e-14)  # none is lost
    first = grad(
        (ARRAY_TABLE[name](x, axis=axis, keepdims=True) * upstream).sum(), x, create_graph=True
    )
    close(first.data, expected, rtol=1e-14)


def test_max_of_infinite_entries():
    x = Tensor([[-np.inf, 2.0], [-np.inf, -np.inf]])
    y = x.max(axis=1)
    np.testing.assert_array_equal(y.data, [2.0, -np.inf])
    y.backward([3.0, 5.0])
    np.testing.assert_array_equal(x.grad, [[0.0, 3.0], [2.5, 2.5]])


def test_entries_taken_twice_add_up():
    x = Tensor([1.0, 2.0, 3.0])
    x[[0, 0, 2, 0, -1]].backward([1.0, 10.0, 100.0, 1000.0, 10000.0])
    np.testing.assert_array_equal(x.grad, [1011.0, 0.0, 10100.0])


def test_index_is_never_taken_for_an_equal_one():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    for _ in range(2):
        for index in (1, True, 0, False, (0, 1), (False, True), (0, True)):
            np.testing.assert_array_equal(x[index].data, x.data[index], err_msg=f"index {index}")
    with pytest.raises(ShapeError):
        x[1.0]


@pytest.mark.parametrize(
    "name",
    [
        name
        for name in ARRAY_TABLE
        if "axis" in ARRAY_TABLE[name]._names and name not in ("concatenate", "cumsum")
    ],
)
@pytest.mark.parametrize("axis", [0, -1, None, ()])
def test_reductions_of_one_number(name, axis):
    x = Tensor(-2.0)
    y = ARRAY_TABLE[name](x, axis=axis)
    assert y.shape == ()
    y.backward(3.0)
    slope = {"norm": -1.0, "softmax": 0.0, "log_softmax": 0.0}.get(name, 1.0)
    assert x.grad == 3 * slope


def test_concatenate_of_flattened_arrays():
    x, y = Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([5.0])
    joined = np.concatenate([x, y], axis=None)
    np.testing.assert_array_equal(joined.data, [1.0, 2.0, 3.0, 4.0, 5.0])
    joined.backward([1.0, 2.0, 3.0, 4.0, 5.0])
    np.testing.assert_array_equal(x.grad, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(y.grad, [5.0])
