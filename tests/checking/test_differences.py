"""수치 미분: 값, 부른 횟수, 되돌린 매개변수, 역전파와의 일치.

Numerical differentiation: its numbers, how often it calls, what it leaves behind, and that it
agrees with backward.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import micrograd_ko
from micrograd_ko import (
    NotANumberError,
    OptionError,
    Tensor,
    Value,
    grad,
    numerical_gradient,
    set_language,
)
from micrograd_ko.checking.differences import slope, sweep
from micrograd_ko.losses import cross_entropy, mse
from micrograd_ko.nn import MLP, BatchNorm, Sequential
from tests.helpers.sharing import fewer

METHODS = ["central", "forward"]


def points(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def counted(f):
    """The same function, which counts its calls."""

    def run():
        run.calls += 1
        return f()

    run.calls = 0
    return run


# ── the difference quotients ──


def test_quotients_by_hand():
    """Of x² at 3 with ε = ½: (3.5² - 2.5²)/1 = 6 and (3.5² - 3²)/½ = 6.5."""
    for x in (Value(3.0), Tensor(3.0), Tensor([3.0])):
        assert (
            numerical_gradient(
                lambda x=x: (x * x).sum() if isinstance(x, Tensor) else x * x, x, eps=0.5
            )
            == 6.0
        )
        forward = numerical_gradient(
            lambda x=x: (x * x).sum() if isinstance(x, Tensor) else x * x,
            x,
            eps=0.5,
            method="forward",
        )
        assert forward == 6.5


def test_central_is_the_better_of_the_two():
    x = Value(0.7)
    errors = [abs(numerical_gradient(x.exp, x, method=method) - np.exp(0.7)) for method in METHODS]
    assert errors[0] < 1e-9 < errors[1] < 1e-6


@pytest.mark.parametrize(("method", "order"), [("central", 2), ("forward", 1)])
def test_errors_fall_with_the_power_of_eps_that_is_documented(method, order):
    x = Value(0.7)
    errors = [
        abs(numerical_gradient(x.exp, x, method=method, eps=eps) - np.exp(0.7))
        for eps in (1e-1, 1e-2, 1e-3)
    ]
    assert errors[0] / errors[1] == pytest.approx(10**order, rel=0.1)
    assert errors[1] / errors[2] == pytest.approx(10**order, rel=0.1)


@given(a=st.floats(-5, 5), b=st.floats(-5, 5), method=st.sampled_from(METHODS))
def test_values(a, b, method):
    x, y = Value(a), Value(b)

    def f():
        return x.sin() * y + x * x

    found = numerical_gradient(f, [x, y], method=method)
    assert [type(number) for number in found] == [float, float]
    assert found == pytest.approx([np.cos(a) * b + 2 * a, np.sin(a)], rel=1e-5, abs=1e-5)


@given(
    shape=st.sampled_from([(), (1,), (4,), (2, 3), (2, 0), (2, 1, 2)]),
    method=st.sampled_from(METHODS),
    seed=st.integers(0, 2**32),
)
def test_tensors_of_any_shape(shape, method, seed):
    w = Tensor(points(*shape, seed=seed))
    found = numerical_gradient(lambda: (w**3).sum(), w, method=method)
    assert found.shape == shape and found.dtype == np.float64
    assert np.allclose(found, 3 * w.data**2, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_float32_gets_a_coarser_nudge(method):
    w = Tensor([0.5, -1.5, 2.0], dtype=np.float32)
    found = numerical_gradient(lambda: (w * w).sum(), w, method=method)
    assert np.allclose(found, 2 * w.data, rtol=3e-3, atol=3e-3)
    assert w.dtype == np.float32


def test_the_default_nudge_is_the_root_of_the_machine_epsilon():
    for dtype in (np.float32, np.float64):
        for method, power in (("central", 1 / 3), ("forward", 1 / 2)):
            seen = []
            w = Tensor([0.0], dtype=dtype)
            numerical_gradient(
                lambda w=w, seen=seen: seen.append(w.data[0]) or w.sum(), w, method=method
            )
            assert max(seen) == pytest.approx(np.finfo(dtype).eps ** power, rel=1e-6)


def test_one_gives_one_and_several_give_a_list():
    x, w = Value(2.0), Value(3.0)
    assert type(numerical_gradient(lambda: x * w, x)) is float
    assert numerical_gradient(lambda: x * w, [x]) == pytest.approx([3.0])
    assert numerical_gradient(lambda: x * w, (x, w)) == pytest.approx([3.0, 2.0])
    assert numerical_gradient(lambda: x * w, iter([x, w])) == pytest.approx([3.0, 2.0])
    assert numerical_gradient(lambda: x * w, []) == []


def test_what_f_does_not_depend_on_has_gradient_0():
    assert numerical_gradient(lambda: Value(1.0), Value(2.0)) == 0.0
    assert not numerical_gradient(lambda: 7, Tensor([1.0, 2.0])).any()


def test_plain_numbers_and_arrays_are_results_too():
    w = Tensor([1.0, 2.0])
    for f in (
        lambda: float((w.data**2).sum()),
        lambda: (w.data**2).sum(),
        lambda: np.asarray((w.data**2).sum()),
    ):
        assert numerical_gradient(f, w) == pytest.approx([2.0, 4.0])


@pytest.mark.parametrize("shape", [(1,), (1, 1)])
def test_a_tensor_of_one_is_one_number_whatever_its_shape(shape):
    w = Tensor([1.0, 2.0])
    assert numerical_gradient(lambda: (w * w).sum().reshape(shape), w) == pytest.approx([2.0, 4.0])


# ── what it leaves behind ──


@pytest.mark.parametrize("method", METHODS)
def test_the_data_is_put_back_and_nothing_is_recorded(method):
    x, w = Value(2.0), Tensor([[1.0, 2.0]])
    array, kept = w.data, w.data.copy()
    seen = []

    def f():
        y = (w * w).sum() * float(x.data)
        seen.append(y)
        return y

    numerical_gradient(f, [x, w], method=method)
    assert x.data == 2.0 and w.data is array and np.array_equal(array, kept)
    assert x.grad is None and w.grad is None
    assert all(y.parents == () for y in seen)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("last", range(1, 6))
def test_the_data_is_put_back_when_f_fails(method, last):
    x, w = Value(2.0), Tensor([1.0, 3.0])
    array = w.data

    @counted
    def f():
        if f.calls == last:
            raise KeyboardInterrupt
        return (w * w).sum()

    if last > {"central": 6, "forward": 4}[method]:
        numerical_gradient(f, [x, w], method=method)
    else:
        with pytest.raises(KeyboardInterrupt):
            numerical_gradient(f, [x, w], method=method)
    assert x.data == 2.0 and w.data is array and array.tolist() == [1.0, 3.0]


def test_gradients_of_before_stay():
    w = Tensor([1.0])
    w.grad = np.array([5.0])
    numerical_gradient(lambda: (w * w).sum(), w)
    assert w.grad.tolist() == [5.0]


# ── how much work it is ──


@given(sizes=st.lists(st.integers(0, 5), max_size=4), values=st.integers(0, 3))
def test_f_is_called_twice_for_each_number_or_once_and_once_more(sizes, values):
    parameters = [Tensor(np.ones(n)) for n in sizes] + [Value(1.0) for _ in range(values)]
    n = sum(sizes) + values
    for method, calls in (("central", 2 * n), ("forward", n + 1)):
        f = counted(lambda: 1.0)
        numerical_gradient(f, parameters, method=method)
        assert f.calls == calls


def test_depth_and_width_make_it_more_calls():
    """d layers of n × n weights and n biases: 2·d·(n² + n) calls, each of them through d layers."""
    for n, d in ((2, 1), (2, 2), (2, 4), (4, 2), (8, 1)):
        model, x = MLP(n, [n] * d, activation="tanh"), points(1, n)
        f = counted(lambda model=model, x=x: model(x).sum())
        numerical_gradient(f, model.parameters())
        assert f.calls == 2 * d * (n * n + n)


# ── against backward ──


@fewer(2)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    activation=st.sampled_from(["tanh", "sigmoid", "softplus", "sin", None]),
    loss=st.sampled_from([mse, cross_entropy]),
    seed=st.integers(0, 2**32),
)
def test_it_agrees_with_backward_for_random_networks(sizes, activation, loss, seed):
    model, X = MLP(3, sizes, activation=activation, rng=seed), points(4, 3, seed=seed)
    target = points(4, sizes[-1], seed=seed + 1) if loss is mse else np.arange(4) % sizes[-1]
    loss(model(X), target).backward()
    for method, rtol, atol in (("central", 1e-5, 1e-8), ("forward", 1e-3, 1e-5)):
        found = numerical_gradient(
            lambda: loss(model(X), target), model.parameters(), method=method
        )
        for p, number in zip(model.parameters(), found, strict=True):
            assert np.allclose(p.grad, number, rtol=rtol, atol=atol)


@given(seed=st.integers(0, 2**32), values=st.lists(st.floats(-2, 2), min_size=2, max_size=4))
def test_it_agrees_with_backward_for_random_scalar_graphs(seed, values):
    rng = np.random.default_rng(seed)
    choices = rng.integers(0, 5, size=6).tolist()
    xs = [Value(x) for x in values]

    def f():
        total = xs[0]
        for i, choice in enumerate(choices):
            x = xs[i % len(xs)]
            total = [total + x, total * x, total.tanh(), x - total.sin(), total / (x * x + 1)][
                choice
            ]
        return total

    y = f()
    assert np.allclose(numerical_gradient(f, xs), grad(y, xs), rtol=1e-5, atol=1e-6)


def test_it_finds_a_wrong_rule(temporary_op):
    """What it is for: the derivative of x³ is not 2x²."""
    temporary_op("cube", "^3", "세제곱", lambda a: a * a * a, lambda g, y, a: (g * 2 * a * a,))
    x = Value(2.0)
    assert numerical_gradient(lambda: micrograd_ko.cube(x), x) == pytest.approx(12.0)
    assert grad(micrograd_ko.cube(x), x) == 8.0


def test_modules_with_batch_statistics_can_be_checked_too():
    model, X = Sequential(MLP(2, [3], activation=None), BatchNorm(3)), points(5, 2)
    weights = points(5, 3, seed=1)
    (model(X) * weights).sum().backward()
    found = numerical_gradient(lambda: (model(X) * weights).sum(), model.parameters())
    assert all(
        np.allclose(p.grad, n, rtol=1e-5, atol=1e-7)
        for p, n in zip(model.parameters(), found, strict=True)
    )


# ── what does not fit ──


@pytest.mark.parametrize("wrong", ["centre", "", None, 2])
def test_an_unknown_method_lists_those_there_are(raised, wrong):
    f = counted(lambda: 1.0)
    ko, en = raised(lambda: numerical_gradient(f, Value(1.0), method=wrong), OptionError)
    assert all(f"method={wrong!r}" in m and "central, forward" in m for m in (ko, en))
    assert f.calls == 0


@pytest.mark.parametrize("wrong", [0, 0.0, -1e-6, float("nan")])
def test_eps_is_above_0(raised, wrong):
    ko, en = raised(lambda: numerical_gradient(lambda: 1.0, Value(1.0), eps=wrong), OptionError)
    assert all(f"eps={wrong!r}" in m and "> 0" in m for m in (ko, en))


@pytest.mark.parametrize("wrong", ["w", [1.0], [Value(1.0), "w"], [np.ones(2)], [None]])
@pytest.mark.parametrize("method", METHODS)
def test_parameters_are_nodes(raised, wrong, method):
    ko, en = raised(lambda: numerical_gradient(lambda: 1.0, wrong, method=method), NotANumberError)
    assert all("numerical_gradient" in m for m in (ko, en))


@pytest.mark.parametrize("result", [np.ones(2), Tensor([1.0, 2.0]), None, "1 2"])
def test_what_is_not_one_number_is_refused_in_our_words(result):
    for language in ("ko", "en"):
        set_language(language)
        with pytest.raises(micrograd_ko.MicrogradError):
            numerical_gradient(lambda: result, Value(1.0))


# ── one slope, with the step that fits ──


@given(x=st.floats(-5, 5), scale=st.sampled_from([1e-6, 1.0, 1e6]))
def test_slope_finds_the_step_and_says_how_far_off_it_is(x, scale):
    found = slope(lambda t: scale * float(np.sin(x + t)), max(1.0, abs(x)))
    assert found.kind == "smooth"
    assert abs(found.value - scale * np.cos(x)) <= 2 * found.error + 1e-11 * scale
    assert found.error <= 1e-8 * scale


def test_slope_near_the_edge_of_the_domain():
    for x in (1e-12, 1e-8, 1e-3):
        found = slope(lambda t, x=x: float(np.log(x + t)) if x + t > 0 else np.nan)
        assert found.kind == "smooth" and found.value == pytest.approx(1 / x, rel=1e-7)


@given(x=st.floats(-2, 2))
def test_slope_of_what_is_computed_in_float32(x):
    found = slope(
        lambda t: float(np.sin(np.float32(x + t))), precision=float(np.finfo(np.float32).eps)
    )
    assert found.kind in ("smooth", "unclear") and found.error < 1e-2
    assert abs(found.value - np.cos(x)) <= 2 * found.error + 1e-4


def sided(left, right):
    return lambda t: left * t if t < 0 else right * t


@given(left=st.floats(-9, 9), right=st.floats(-9, 9))
def test_a_kink_is_seen_with_both_of_its_slopes(left, right):
    found = slope(sided(left, right))
    if abs(left - right) > max(1e-4 * max(abs(left), abs(right)), 1e-250):
        assert found.kind == "kink"
        assert (found.left, found.right) == pytest.approx((left, right))
        assert found.value == pytest.approx((left + right) / 2)
    elif left == right:
        assert found.kind == "smooth" and found.value == pytest.approx(left)


@pytest.mark.parametrize("distance", [0.04, -0.01, 1e-4, -1e-7, 1e-9])
def test_a_kink_nearby_does_not_mislead(distance):
    found = slope(lambda t: max(t - distance, 0.0))
    assert found.kind == "smooth" and found.value == pytest.approx(
        1.0 if distance < 0 else 0.0, abs=1e-12
    )


@pytest.mark.parametrize(
    ("phi", "kind"),
    [
        (lambda t: float(t >= 0), "jump"),
        (lambda t: -float(t > 0) * 1e-3 + t, "jump"),
        (lambda t: abs(t) ** 0.5, "pole"),
        (lambda t: t ** (1 / 3) if t >= 0 else -((-t) ** (1 / 3)), "pole"),
        (lambda t: 1 / t if t else np.inf, "pole"),
        (lambda t: 1 / t**2 if t else np.inf, "pole"),
        (lambda t: np.nan if t < 0 else t**0.5, "pole"),
        (lambda t: np.nan if t < 0 else t, "pole"),
        (lambda t: np.nan, "pole"),
        (lambda t: t * float(np.sin(1 / t)) if t else 0.0, "unclear"),
        (lambda t: t * abs(t), "smooth"),
        (lambda t: t**3, "smooth"),
        (lambda t: 7.0, "smooth"),
        (lambda t: 1e-300 * t, "smooth"),
        (lambda t: 1e300 * t, "smooth"),
    ],
    ids=["step", "small", "root", "cbrt", "1/t", "1/t2", "sqrt", "half", "nan", "wild", "t|t|",
         "cube", "flat", "tiny", "huge"],
)  # fmt: skip
def test_kinds_of_points(phi, kind):
    found = slope(phi)
    assert found.kind == kind
    assert np.isnan(found.value) == (kind in ("jump", "pole", "unclear"))


@pytest.mark.parametrize("c", [1.0, 10.0, -7.0, 1e3])
@pytest.mark.parametrize(
    ("base", "true"),
    [(np.exp, 1.0), (np.sin, 1.0), (lambda t: 3 * t, 3.0)],
    ids=["exp", "sin", "3t"],
)
def test_curvature_that_jumps_does_not_mislead(base, true, c):
    """The central quotients fall by h there, not by h²: what two columns of the table agree on may
    be wrong.
    """
    found = slope(lambda t: float(base(t) + c * max(t, 0.0) ** 2))
    assert found.kind == "smooth" and abs(found.value - true) <= 2 * found.error


def test_the_sweep_gives_one_sided_quotients_at_halved_steps():
    nudges = list(sweep(lambda t: t * t, 4.0, levels=3))
    assert [nudge.h for nudge in nudges] == [0.25, 0.125, 0.0625]
    assert [(nudge.left, nudge.right, nudge.central) for nudge in nudges] == [
        (-n.h, n.h, 0.0) for n in nudges
    ]
