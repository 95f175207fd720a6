"""텐서에서 유한하지 않게 되는 수: 경고와 detect_anomaly.

Numbers in tensors that stop being finite: warnings, and detect_anomaly.
"""

import math

import numpy as np
import pytest

from micrograd_ko import AnomalyError, Tensor, detect_anomaly, scope
from tests.helpers.tensors import reported, same

FORWARD = [  # call, result, how it is written, usual cause
    (
        lambda x: x.log(),
        [-np.inf, np.nan, math.log(2)],
        "-inf (at [0], 2 of 3 entries): log(x=(3,))",
        "log is finite",
    ),
    (
        lambda x: x.sqrt(),
        [0.0, np.nan, math.sqrt(2)],
        "nan (at [1], 1 of 3 entries): sqrt(x=(3,))",
        "sqrt is nan below zero",
    ),
    (
        lambda x: 1 / x,
        [np.inf, -1.0, 0.5],
        "inf (at [0], 1 of 3 entries): div(1, x=(3,))",
        "division by zero",
    ),
    (
        lambda x: x / x,
        [np.nan, 1.0, 1.0],
        "nan (at [0], 1 of 3 entries): div(x=(3,), x=(3,))",
        "division by zero",
    ),
    (
        lambda x: (x + 1000).exp(),
        [np.inf] * 3,
        "inf (at [0], 3 of 3 entries): exp((3,))",
        "exp overflows",
    ),
    (
        lambda x: x**0.5,
        [0.0, np.nan, 2**0.5],
        "nan (at [1], 1 of 3 entries): pow[exponent=0.5](x=(3,))",
        "fractional power",
    ),
    (
        lambda x: x**-1,
        [np.inf, -1.0, 0.5],
        "inf (at [0], 1 of 3 entries): pow[exponent=-1](x=(3,))",
        "negative power of zero",
    ),
    (
        lambda x: x * 1e200 * 1e200,
        [0.0, -np.inf, np.inf],
        "-inf (at [1], 2 of 3 entries): mul((3,), 1e+200)",
        "too large",
    ),
    (lambda x: (x * 1e200) @ (x * 1e200), np.inf, "inf: matmul((3,), (3,))", "too large"),
    (lambda x: x.sum() * 1e200 * 1e200, np.inf, "inf: mul(1e+200, 1e+200)", "too large"),
    (lambda x: np.mean(x[:0]), np.nan, "nan: mean((0,))", "too large"),
]


@pytest.mark.parametrize(
    ("call", "expected", "named", "cause"), FORWARD, ids=[named for *_, named, _ in FORWARD]
)
def test_forward_pass_tells_where_a_number_stopped_being_finite(call, expected, named, cause):
    (ko,), (en,), y = reported(lambda: call(Tensor([0.0, -1.0, 2.0], "x")))
    np.testing.assert_array_equal(y.data, expected)
    assert en.startswith(f"the forward pass produced {named}. Usual cause: ") and cause in en
    assert (
        ko.startswith("순전파의 결과가 ")
        and named.rpartition(": ")[2] in ko
        and "흔한 원인: " in ko
    )
    if "entries" in named:
        place = named[named.index("[") : named.index("]") + 1]
        count = named.split(", ")[1].split()[0]
        assert f"자리 {place}" in ko and f"가운데 {count}개" in ko


def test_what_was_reported_where_it_arose_is_not_reported_again():
    _, en, y = reported(lambda: ((Tensor([-1.0, 1.0]).log() * 2).exp() + 1).sum())
    assert len(en) == 1 and math.isnan(y.item())


def test_scope_of_the_place_is_named():
    def action():
        with scope("층 2"), scope("손실"):
            return Tensor([0.0], "p").log()

    (ko,), (en,), _ = reported(action)
    assert "log(p=0) (구역 층 2/손실)" in ko
    assert "log(p=0) (in scope 층 2/손실)" in en


BACKWARD = [  # call, gradient of x, whose gradient, where it arose
    (lambda x: x.sqrt(), [np.inf, 0.5], "x", "sqrt(x=(2,))"),
    (lambda x: (x * 1.0).sqrt(), [np.inf, 0.5], "mul(x=(2,), 1)", "sqrt((2,))"),
    (
        lambda x: np.array([1.0, 2.0]) / (x + 1e-320),
        [-np.inf, -2.0],
        "add(x=(2,), 9.99989e-321)",
        "div((2,), (2,))",
    ),
    (lambda x: x**0.5 * 3, [np.inf, 1.5], "x", "pow[exponent=0.5](x=(2,))"),
]


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")  # of the forward pass
@pytest.mark.parametrize(
    ("call", "expected", "whose", "place"), BACKWARD, ids=[place for *_, place in BACKWARD]
)
def test_backward_pass_tells_where_a_gradient_stopped_being_finite(call, expected, whose, place):
    x = Tensor([0.0, 1.0], "x")
    y = call(x).sum()

    def action():
        y.zero_grad()
        y.backward()

    (ko,), (en,), _ = reported(action)
    same(x.grad, expected)
    bad = f"{expected[0]:g}"
    assert (
        f"the gradient of {whose} {bad} (at [0], 1 of 2 entries); it arose at {place}. Usual "
        "cause: " in en
    )
    assert (
        f"역전파에서 {whose}의 기울기가 {bad} (자리 [0], 2개 가운데 1개)입니다. 생긴 곳: {place}. "
        "흔한 원인: " in ko
    )


def test_backward_pass_tells_of_a_gradient_that_overflows():
    x = Tensor([1.0, 1e-5], "x")
    y = (x * 1e200).sum()

    def action():
        y.zero_grad()
        y.backward(1e200)

    (ko,), (en,), _ = reported(action)
    same(x.grad, [np.inf, np.inf])
    assert "gradient of x inf (at [0], 2 of 2 entries); it arose at mul(x=(2,), 1e+200)" in en
    assert "역전파에서 x의 기울기가 inf" in ko


def test_op_of_three_inputs_tells_of_its_gradient(temporary_op):
    fma = temporary_op(
        "fma",
        "fma",
        "곱셈 덧셈",
        lambda a, b, c: a * b + c,
        lambda g, y, a, b, c: (g * b, g * a, g),
    )
    a, b, c = Tensor([1e200, 1.0], "a"), Tensor([1.0, 1.0], "b"), Tensor([0.0, 0.0], "c")
    y = fma(a, b, c)

    def action():
        y.zero_grad()
        y.backward([1e200, 1.0])

    _, en, _ = reported(action)
    same(b.grad, [np.inf, 1.0])
    assert (
        len(en) == 1
        and "gradient of b inf (at [0], 1 of 2 entries); it arose at fma(a=(2,), b=(2,), c=(2,))"
        in en[0]
    )


def test_sum_of_contributions_may_overflow():
    x = Tensor([1.0], "x")
    y = (x * 1.0).sum() + (x * 1.0).sum()

    def action():
        y.zero_grad()
        y.backward(1.5e308)

    _, (en,), _ = reported(action)
    assert "gradient of x inf" in en and "it arose at mul(x=1, 1)" in en


def test_power_with_a_negative_base_tells_of_the_exponents_gradient():
    x, n = Tensor([-1.0, 2.0], "x"), Tensor([2.0, 3.0], "n")
    y = (x**n).sum()

    def action():
        y.zero_grad()
        y.backward()

    _, (en,), _ = reported(action)
    assert "gradient of n nan (at [0], 1 of 2 entries); it arose at power(x=(2,), n=(2,))" in en
    same(x.grad, [-2.0, 12.0])


@pytest.mark.parametrize("seed", [np.nan, np.inf, [1.0, np.nan]])
def test_seed_that_is_not_finite_is_told(seed):
    x = Tensor([1.0, 2.0] if np.ndim(seed) else 1.0)
    _, (en,), _ = reported(lambda: (x * 2).backward(seed))
    assert "The backward pass was started with" in en


def test_infinite_inputs_alone_are_not_reported():
    _, en, _ = reported(lambda: (Tensor([np.inf, np.nan, -np.inf]) * 2).exp() + 1)
    assert en == []


def test_errstate_of_the_user_changes_nothing():
    x = Tensor([0.0, 1.0], "x")
    for state in ("ignore", "raise", "print", "warn"):
        with np.errstate(all=state):
            _, (en,), y = reported(lambda: x.log())
            assert "log(x=(2,))" in en
            same(y.data, [-np.inf, 0.0])
            y = x.sqrt().sum()
            _, en, _ = reported(lambda y=y: y.backward())
            assert len(en) == 1
            same((Tensor([1e-200]) * 1e-200).data, [0.0])  # underflow is nothing to tell
    assert np.geterr()["over"] == "warn"


def test_detect_anomaly_stops_the_forward_pass(raised):
    x = Tensor([[1.0, 0.0], [2.0, 3.0]], "x")

    def action():
        with detect_anomaly(), scope("층"):
            return (x * 2).log()

    ko, en = raised(action, AnomalyError)
    assert "순전파의 결과가 -inf (자리 [0, 1], 4개 가운데 1개)입니다: log((2, 2)) (구역 층)" in ko
    assert (
        "the forward pass produced -inf (at [0, 1], 1 of 4 entries): log((2, 2)) (in scope 층)"
        in en
    )


def test_detect_anomaly_stops_the_backward_pass_and_changes_nothing(raised):
    x, w = Tensor([0.0, 4.0], "x"), Tensor([1.0, 1.0], "w")
    y = (x.sqrt() * w).sum()
    w.grad = np.array([7.0, 7.0])

    def action():
        with detect_anomaly():
            y.backward()

    ko, en = raised(action, AnomalyError)
    assert "x의 기울기가 inf (자리 [0], 2개 가운데 1개)" in ko and "sqrt(x=(2,))" in ko
    assert "gradient of x inf (at [0], 1 of 2 entries); it arose at sqrt(x=(2,))" in en
    assert x.grad is None and y.grad is None
    same(w.grad, [7.0, 7.0])


def test_detect_anomaly_names_the_first_gradient_even_if_it_vanishes_later(raised):
    x = Tensor([0.0, 1.0], "x")
    y = (np.where([False, True], x.sqrt(), 0.0)).sum()  # 0 · inf, the well-known trap

    def action():
        with detect_anomaly():
            y.backward()

    _, en = raised(action, AnomalyError)
    assert "gradient of x nan (at [0]" in en and "sqrt" in en


def test_detect_anomaly_also_stops_at_what_was_only_passed_on(raised):
    x = Tensor([np.nan], "x")

    def action():
        with detect_anomaly():
            return x * 2

    assert "mul(x=nan, 2)" in raised(action, AnomalyError)[1]
    with detect_anomaly():
        y = (Tensor([1.0, 2.0]) @ [1.0, 2.0]).exp()  # nothing wrong
        y.backward()
