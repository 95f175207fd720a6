"""역전파의 약속: 누적, 덮어쓰기, 고차 미분, 오류가 나도 그대로인 기울기.

What backward() and grad() promise.
"""

import linecache
import math
from pathlib import Path

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import (
    AnomalyError,
    GraphError,
    NotANumberError,
    NumericWarning,
    Value,
    detect_anomaly,
    grad,
    no_grad,
    scope,
)

# ── .grad ──


def test_gradient_is_none_before_backward():
    x = Value(3.0)
    y = x * x
    assert (x.grad, y.grad) == (None, None)


def test_leaves_accumulate_and_intermediates_are_overwritten():
    x = Value(3.0)
    middle = x * x
    loss = middle * 2
    loss.backward()
    assert (x.grad, middle.grad, loss.grad) == (12.0, 2.0, 1.0)
    loss.backward()
    assert (x.grad, middle.grad, loss.grad) == (24.0, 2.0, 1.0)


def test_leaf_accumulates_over_different_losses():
    x = Value(3.0)
    (x * 2).backward()
    (x * 5).backward()
    assert x.grad == 7.0


def test_upstream_gradient_scales_all():
    x = Value(3.0)
    y = x * x
    y.backward(-0.5)
    assert (x.grad, y.grad) == (-3.0, -0.5)


def test_leaf_can_be_the_root():
    x = Value(3.0)
    x.backward()
    assert x.grad == 1.0


def test_shared_node_gets_the_sum_of_all_paths():
    x = Value(3.0)
    y = x + x
    (y * y + x).backward()
    assert x.grad == 2 * 2 * 6 + 1


def test_constants_get_no_gradient():
    x, c = Value(3.0), Value.constant(4.0)
    y = x * c + 5
    y.backward()
    assert c.grad is None
    assert y.parents[1].grad is None  # the 5


@pytest.mark.parametrize("wrong", ["1", None, 1j, [1.0], Value(1.0)])
def test_upstream_gradient_must_be_a_number(raised, wrong):
    ko, en = raised(lambda: Value(1.0).backward(wrong), NotANumberError)
    assert "gradient" in ko and "Value가 와야" not in ko  # a Value is just what does not fit
    assert "gradient" in en and "needs a Value" not in en


# ── grad() ──


def test_grad_leaves_grad_attributes_alone():
    x = Value(3.0)
    y = x * x
    assert grad(y, x) == 6.0
    assert grad(y, [x, y]) == [6.0, 1.0]
    assert (x.grad, y.grad) == (None, None)


def test_grad_of_something_unrelated_is_zero():
    x, other = Value(3.0), Value(4.0)
    assert grad(x * x, other) == 0.0
    assert grad(x * x, [other, x]) == [0.0, 6.0]
    assert grad(x * x, other, create_graph=True).data == 0.0


def test_grad_of_an_intermediate_node():
    x = Value(3.0)
    middle = x * x
    assert grad(middle * middle, middle) == 18.0


def test_derivatives_of_a_polynomial_are_exact_to_the_third_order():
    x = Value(2.0)
    y = 5 * x**4 - 3 * x**2 + 7 * x - 1
    first = grad(y, x, create_graph=True)
    second = grad(first, x, create_graph=True)
    third = grad(second, x, create_graph=True)
    assert (first.data, second.data, third.data, grad(third, x)) == (155.0, 234.0, 240.0, 120.0)


def test_mixed_derivatives_agree_in_either_order():
    a, b = Value(2.0), Value(3.0)
    first_a, first_b = grad(a**2 * b**3, [a, b], create_graph=True)
    assert grad(first_a, b) == grad(first_b, a) == 2 * 2 * 3 * 3**2


def test_backward_through_a_gradient_fills_grad():
    x = Value(2.0)
    slope = grad(x**3, x, create_graph=True)
    (slope * slope).backward()
    assert x.grad == 2 * 12.0 * 12.0


def test_gradient_of_labelled_nodes_is_named():
    x, y = Value(2.0, label="x"), Value(2.0) ** 1
    y = x**3
    y.label = "y"
    first = grad(y, x, create_graph=True)
    assert first.label == "∂y/∂x"
    assert grad(first, x, create_graph=True).label == "∂(∂y/∂x)/∂x"


def test_grad_needs_something_to_differentiate_by(raised):
    ko, en = raised(lambda: grad(Value(1.0), []), NotANumberError)
    assert "xs가 비었습니다" in ko
    assert "xs is empty" in en


@pytest.mark.parametrize("xs", [3.0, "x", None, [Value(1.0), 3.0]])
def test_grad_takes_values_only(raised, xs):
    ko, en = raised(lambda: grad(Value(1.0), xs), NotANumberError)
    assert "grad(y, xs)에는 Value가 와야" in ko
    assert "grad(y, xs) needs a Value" in en


# ── numbers that stop being finite ──


def test_anomaly_in_forward_names_op_inputs_and_cause(raised):
    x = Value(-1.0, label="x")

    def run():
        with detect_anomaly():
            x.log()

    ko, en = raised(run, AnomalyError)
    assert "순전파의 결과가 nan" in ko and "log(x=-1)" in ko and "양수에서만 유한" in ko
    assert (
        "the forward pass produced nan" in en
        and "log(x=-1)" in en
        and "positive numbers only" in en
    )


def test_anomaly_names_the_scope():
    with (
        pytest.raises(AnomalyError, match=r"1층/뉴런"),
        detect_anomaly(),
        scope("1층"),
        scope("뉴런"),
    ):
        Value(1.0) / 0


def test_anomaly_in_backward_names_node_op_and_cause_and_changes_no_gradient(raised):
    x = Value(0.0, label="x")
    (x * 5).backward()
    middle = x * 1
    middle.label = "n"
    loss = middle.sqrt()

    def run():
        with detect_anomaly():
            loss.backward()

    ko, en = raised(run, AnomalyError)
    assert "n의 기울기가 inf" in ko and "sqrt(n=0)" in ko and "작은 수를 더하십시오" in ko
    assert "the gradient of n inf" in en and "sqrt(n=0)" in en and "Add a small number inside" in en
    assert (x.grad, middle.grad, loss.grad) == (5.0, None, None)


def test_anomaly_in_grad_raises_too():
    x = Value(0.0)
    with detect_anomaly(), pytest.raises(AnomalyError):
        grad(x.sqrt(), x)


def test_anomaly_in_a_recorded_gradient_raises_too():
    x = Value(0.0)
    with detect_anomaly(), pytest.raises(AnomalyError, match="0에 아주 가까운 수로 나누었습니다"):
        grad(x.sqrt(), x, create_graph=True)  # g / (2 * y) is an op of its own here


def test_warning_in_a_recorded_gradient_points_at_the_users_line():
    y = (x := Value(0.0)).sqrt()
    with pytest.warns(NumericWarning, match="0에 아주 가까운 수로 나누었습니다") as record:
        assert grad(y, x, create_graph=True).data == math.inf  # here: grad
    assert "# here: grad" in warned_line(record)


def test_anomaly_reports_a_nonfinite_start():
    with detect_anomaly(), pytest.raises(AnomalyError, match="역전파의 시작값이 inf"):
        Value(1.0).backward(math.inf)


def test_anomaly_says_nothing_about_constants():
    with detect_anomaly():
        x = Value(-2.0)
        (x ** Value.constant(3.0)).backward()  # d/dc has log(-2), but nobody wants d/dc
    assert x.grad == 12.0


def test_anomaly_ends_with_its_block():
    with detect_anomaly():
        pass
    with pytest.warns(NumericWarning):
        assert (Value(1.0) / 0).data == math.inf


def warned_line(record):
    assert len(record) == 1
    assert Path(record[0].filename) == Path(__file__)
    return linecache.getline(record[0].filename, record[0].lineno)


def test_forward_warning_names_node_and_points_at_the_users_line():
    x = Value(-1.0, label="x")
    with pytest.warns(NumericWarning, match=r"log\(x=-1\)") as record:
        x.log()  # here: method
    assert "# here: method" in warned_line(record)
    with pytest.warns(NumericWarning, match=r"div\(1, 0\)") as record:
        1 / Value(0.0)  # here: reflected operator
    assert "# here: reflected operator" in warned_line(record)


def test_backward_warning_names_node_and_points_at_the_users_line():
    x = Value(0.0, label="x")
    y = x.sqrt()
    with pytest.warns(NumericWarning, match=r"x의 기울기가 inf") as record:
        y.backward()  # here: backward
    assert "# here: backward" in warned_line(record)


def test_warning_points_at_a_user_file_that_lies_beside_the_package():
    # its path begins like the package's
    beside = f"{Path(micrograd_ko.__file__).parent}_homework.py"
    if "site-packages" in beside:
        pytest.skip("the package is installed, and no user's file lies there")
    with pytest.warns(NumericWarning) as record:
        exec(compile("x.log()", beside, "exec"), {"x": Value(-1.0)})
    assert record[0].filename == beside


def test_nan_is_reported_once_where_it_arose():
    x = Value(-1.0)
    with pytest.warns(NumericWarning) as record:
        y = x.log()
        y = y * 2 + 1
    assert len(record) == 1
    assert math.isnan(y.data)


# ── interruption ──


def test_interrupted_backward_leaves_earlier_gradients_untouched(temporary_op):
    stop = []

    def backward(g, y, a):
        if stop:  # a flag, not a formula: Ctrl-C in the middle of the pass
            raise KeyboardInterrupt
        return (g,)

    temporary_op("pause", "pause", "멈춤", lambda a: a * 1, backward)
    x = Value(2.0)
    middle = x.pause()
    loss = middle * 3
    loss.backward()
    before = (x.grad, middle.grad, loss.grad)
    stop.append(True)
    with pytest.raises(KeyboardInterrupt):
        loss.backward(10.0)
    assert (x.grad, middle.grad, loss.grad) == before == (3.0, 3.0, 1.0)


def test_a_constant_cannot_be_the_start_of_backward(raised):
    with no_grad():
        y = Value(2.0) * 3
    ko, en = raised(y.backward, GraphError)
    assert "no_grad()" in ko and "no_grad()" in en


def test_a_node_that_is_the_derivative_for_two_inputs_takes_the_name_of_neither():
    a, b = Value(1.0, "a"), Value(2.0, "b")
    y = (a + b) * 3
    y.label = "y"
    by_a, by_b = grad(y, [a, b], create_graph=True)
    assert by_a.label == by_b.label == ""
    assert grad(y, a, create_graph=True).label == "∂y/∂a"


def test_numpy_scalars_in_data_do_not_leak_into_gradients_or_warn_in_english():
    x = Value(0.0)
    x.data = np.float64(0.0)
    y = x.sqrt()
    with pytest.warns(NumericWarning, match="기울기"):
        y.backward()
    assert type(x.grad) is float
