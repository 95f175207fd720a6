"""check_gradients: 맞는 것은 지나가고, 틀린 것은 어디가 얼마나 틀린지 말한다.

What is right passes, what is wrong is said by input, entry and ratio; what has no derivative is
named.
"""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import micrograd_ko
from micrograd_ko import (
    GraphError,
    NotANumberError,
    OptionError,
    ShapeError,
    Tensor,
    Value,
    array_op,
    check_gradients,
    detect_anomaly,
    set_language,
    watch,
    where,
)
from micrograd_ko.engine.operators import plain
from micrograd_ko.losses import cross_entropy
from micrograd_ko.nn import MLP, Dropout, Sequential
from tests.helpers.sharing import fewer


def verdicts(report):
    return [(entry.order, entry.name, entry.verdict) for entry in report.entries]


# ── what is right ──


@given(x=st.floats(-3, 3), y=st.floats(-3, 3), seed=st.integers(0, 99))
def test_right_gradients_pass(x, y, seed):
    report = check_gradients(lambda x, y: (x * y + x.sin()).tanh() / (y * y + 1), x, y, seed=seed)
    assert report and not report.wrong
    assert {entry.order for entry in report.entries} == {1, 2}
    assert report.methods == ["complex", "complex"]


@fewer(3)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    activation=st.sampled_from(["tanh", "sigmoid", "softplus", "relu", "elu"]),
    seed=st.integers(0, 2**32 - 1),
)
def test_networks_pass_as_functions_that_take_nothing(sizes, activation, seed):
    model = MLP(3, sizes, activation=activation, rng=seed)
    X, labels = np.random.default_rng(seed).normal(size=(4, 3)), np.arange(4) % sizes[-1]
    report = check_gradients(
        lambda: cross_entropy(model(X), labels), *model.parameters(), entries=8, points=4
    )
    assert report, report
    assert all(p.grad is None for p in model.parameters())


def test_a_recorded_graph_is_a_function_of_its_leaves():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    report = check_gradients((x * y + x.sin()) * x)
    assert verdicts(report)[:2] == [(1, "x", "right"), (1, "y", "right")]
    assert [entry.got for entry in report.entries if entry.order == 1] != [0.0, 0.0]
    W = Tensor([[1.0, 2.0]], "W")
    assert check_gradients((np.array([[1.0], [3.0]]) @ W).softmax(axis=1))


def test_several_results_and_arrays_of_values():
    assert check_gradients(lambda a, b: [a * b, a / b, a.exp()], 1.5, 2.5)
    assert check_gradients(lambda a, b: np.array([[a, b], [b, a]]) @ np.array([[a], [b]]), 1.5, 2.5)
    assert check_gradients(lambda W: (W.sum(), W.max()), np.array([1.0, 3.0]))


def test_third_order():
    report = check_gradients(lambda x: x**4, 1.5, order=3)
    assert report and {entry.order for entry in report.entries} == {1, 2, 3}


def test_float32_is_compared_as_far_as_it_goes():
    x = Tensor([0.5, 1.5], "x", dtype=np.float32)
    assert check_gradients(lambda x: x.tanh(), x)
    assert x.dtype == np.float32


@pytest.mark.parametrize("x", [1e-8, 1e-3, 1.0, 1e3, 1e8])
def test_the_step_fits_the_size_of_the_input(x, temporary_op):
    assert check_gradients(lambda x: x.log(), x)
    assert check_gradients(lambda x: x * x, x)
    temporary_op("squared", "□", "제곱", lambda a: a * a, lambda g, y, a: (g * (2.002 * a),))
    assert not check_gradients(lambda x: x.squared(), x)


def test_ill_conditioned_is_not_wrong():
    assert check_gradients(lambda x: 1e12 * x - 1e12 * x + x, 1 / 3)


def test_noise_of_a_constant_is_not_taken_for_a_slope():
    a = abs(Value(-1.74, "x"))
    assert check_gradients((a / a).tanh())


def test_what_is_too_flat_to_tell_is_counted():
    # with a remainder in it there is no complex step, which would see 4e-18 as well
    report = check_gradients(lambda x: 1 + (x % 100 - 60).sigmoid(), 20.0, points=0)
    assert report and {entry.verdict for entry in report.entries} <= {"flat", "right"}
    assert "평평해" in str(report)


def test_a_gradient_of_zero_where_the_function_is_nearly_flat_is_wrong(temporary_op):
    """A bare absolute tolerance would pass it: the slope is 4.5e-7."""
    temporary_op("flat_tanh", "t", "평평", micrograd_ko.tanh.forward, lambda g, y, a: (0.0 * g,))
    (entry,) = check_gradients(lambda x: Value.flat_tanh(x), 8.0).wrong
    assert entry.got == 0.0 and abs(entry.expected) > 1e-7


@pytest.mark.parametrize("factor", [np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("x", [1.5, np.array([1.5, -2.0])])
def test_a_gradient_that_is_not_finite_is_wrong(temporary_op, factor, x):
    temporary_op("steep", "st", "가파름", lambda a: a * a, lambda g, y, a: (factor * g * a,))
    report = check_gradients(lambda x: x.steep(), x)
    assert len(report.wrong) == len(report.entries) == np.size(x)


def test_a_softmax_whose_backward_is_zero_is_wrong(temporary_op):
    """A check seeded with ones would pass it: the sum of a softmax is constant."""
    array_op(
        "no_softmax",
        "s",
        "틀림",
        micrograd_ko.softmax.forward,
        lambda g, y, a, *, axis: (0.0 * g * a,),
        ("0",),
    )
    assert len(check_gradients(lambda W: W.no_softmax(), np.ones((2, 3))).wrong) == 6


# ── what is wrong ──


def only_real(a):
    if np.iscomplexobj(a):
        raise TypeError("no complex numbers")
    return a * 2


def test_the_report_says_which_input_which_entry_expected_got_and_ratio(temporary_op):
    temporary_op("pair", "p", "짝", lambda a, b: a * b, lambda g, y, a, b: (g * b, 2 * g * a))
    a, b = Tensor([[1.0, 2.0]], "a"), Tensor([[3.0], [4.0]], "b")
    report = check_gradients(lambda a, b: a.pair(b), a, b)
    assert not report
    assert {entry.input for entry in report.wrong} == {"b"}
    assert [entry.place for entry in report.wrong] == [(0, 0), (1, 0)]
    assert all(
        entry.ratio == pytest.approx(2.0) and entry.got == pytest.approx(2 * entry.expected)
        for entry in report.wrong
    )
    words = str(report)
    assert (
        "4개 중 2개가 틀렸습니다" in words
        and "[1, 0]" in words
        and "2계" not in words.splitlines()[0]
    )
    assert "1계 미분이 틀렸으므로" in words and "흘러온 기울기(무작위로 뽑은 수)" in words
    set_language("en")
    assert "2 of 4 are wrong" in repr(report) and "Order 1 is wrong" in repr(report)


def test_many_wrong_entries_are_not_all_listed(temporary_op):
    temporary_op("off", "o", "틀림", lambda a: a * a, lambda g, y, a: (g * a,))
    report = check_gradients(lambda W: W.off(), np.ones((5, 5)))
    assert len(report.wrong) == 25 and "… 외 15개" in str(report)
    assert len(str(report).splitlines()) < 16


def test_only_the_second_order_is_wrong(temporary_op):
    """The rule reads numbers rightly, but its graph loses a part."""
    temporary_op(
        "half", "h", "반쪽", lambda a: a * a * a, lambda g, y, a: (g * (3 * a * plain(a)),)
    )
    report = check_gradients(lambda x: x.half(), 2.0)
    assert {entry.order for entry in report.wrong} == {2}


def test_numbers_and_nodes_that_read_a_rule_differently_are_told(temporary_op):
    temporary_op(
        "twoways",
        "t",
        "두말",
        lambda a: a * a,
        lambda g, y, a: (g * ((3 if isinstance(a, Value) else 2) * a),),
    )
    report = check_gradients(lambda x: x.twoways(), 2.0)
    assert report.wrong[0].note == "check.note.readings"
    assert "노드로 계산한 값" in str(report)


def test_what_left_the_graph_is_told():
    report = check_gradients(lambda x: Value(x.data) * x, 3.0)
    assert report.wrong[0].note == "check.note.cut"
    assert ".data, float(), np.asarray()" in str(report)
    assert report.wrong[0].ratio == pytest.approx(0.5)


def test_a_rule_that_complex_numbers_cannot_read_is_still_checked(temporary_op):
    array_op("refuses", "r", "거절", only_real, lambda g, y, a: (g * 2,), ("2",))
    array_op("drops", "d", "버림", lambda a: np.real(a) * 2, lambda g, y, a: (g * 2,), ("2",))
    for f in (lambda W: W.refuses(), lambda W: W.drops()):
        report = check_gradients(f, np.array([1.0, 2.0]))
        assert report and report.methods[0] == "differences"


def test_large_inputs_are_checked_in_part_and_along_directions(temporary_op):
    report = check_gradients(lambda W: W.tanh(), np.ones((20, 20)), entries=5)
    assert report and len(report.entries) == 2 * (5 + 2)
    assert [entry.place for entry in report.entries if isinstance(entry.place, int)] == [1, 2, 1, 2]
    one_wrong = np.where(np.arange(400).reshape(20, 20) == 399, 3.0, 2.0)
    array_op("lastwrong", "l", "끝", lambda a: a * 2, lambda g, y, a: (g * one_wrong,), ("2",))
    wrong = check_gradients(lambda W: W.lastwrong(), np.ones((20, 20)), entries=1, order=1).wrong
    assert wrong and wrong[-1].name == "W[방향 2]"
    report = check_gradients(lambda W: W.lastwrong(), np.ones((20, 20)), entries=1, order=1)
    central = [nudge.central for nudge in report.sweep(report.wrong[-1])][:30]
    # the same direction again
    assert central == pytest.approx([report.wrong[-1].expected] * len(central), rel=1e-2)


# ── points without a derivative ──


@pytest.mark.parametrize(
    ("f", "x", "left", "right"),
    [
        (lambda x: x.relu(), 0.0, 0.0, 1.0),
        (lambda x: abs(x), 0.0, -1.0, 1.0),
        (lambda x: x.maximum(2.0), 2.0, 0.0, 1.0),
        (lambda x: (x - 1).leaky_relu(), 1.0, 0.01, 1.0),
        (lambda x: x.relu6(), 6.0, 1.0, 0.0),
        (lambda x: x.sin() + 0.001 * abs(x), 0.0, 0.999, 1.001),
    ],
    ids=["relu", "abs", "maximum", "leaky", "relu6", "small"],
)
def test_kinks_are_named_and_do_not_fail(f, x, left, right):
    report = check_gradients(f, x)
    assert report
    (entry,) = report.entries  # order 2 is not compared at a kink
    assert entry.verdict == "kink"
    scale = entry.right / right if right else entry.left / left  # the drawn upstream gradient
    sides = sorted([entry.left / scale, entry.right / scale])
    assert sides == pytest.approx(sorted([left, right]), abs=1e-6)
    assert "꺾인 점 x" in str(report)


def test_the_op_that_has_its_kink_there_is_named():
    assert "relu(0)" in str(check_gradients(lambda x: (x - 1).relu(), 1.0))


def test_a_gradient_outside_the_two_slopes_is_wrong_at_a_kink_too(temporary_op):
    temporary_op(
        "ramp",
        "r",
        "램프",
        lambda a: where(a > 0, a, 0.0),
        lambda g, y, a: (where(a > 0, g, 3 * g),),
    )
    report = check_gradients(lambda x: x.ramp(), 0.0)
    low, high = sorted((report.worst.left, report.worst.right))
    assert not report and f"{low:.6g} … {high:.6g}" in str(report)


def test_kinks_that_cancel_are_named():
    for x in (0.0, np.array([0.0, 1.0])):
        report = check_gradients(lambda x: x.relu() - (-x).relu(), x)
        assert (
            report
            and report.entries[0].verdict == "kinks"
            and "여러 연산이 꺾이는 점" in str(report)
        )


def test_an_upstream_gradient_read_as_numbers_is_wrong_in_second_order(temporary_op):
    """Its own second derivatives are right; those of what it is used in are not."""
    cut = temporary_op("cut", "t", "틀림", micrograd_ko.tanh.forward,
                       lambda g, y, a: (plain(g) * (1 - y * y),))  # fmt: skip
    report = check_gradients(cut, 0.3)
    assert verdicts(report) == [(1, "x1", "right"), (2, "x1", "right"), (2, "x1", "wrong")]
    assert "흘러온 기울기 g를 수로만" in str(report)
    assert check_gradients(cut, 0.3, order=1)


def test_a_mistake_in_another_shape_is_told_as_that(temporary_op):
    biased = array_op("biased", "+b", "틀림", lambda x, b: x + b,
                      lambda g, y, x, b: (g, g.sum(axis=0)), ("g", "Σ g"))  # fmt: skip
    given = np.ones((2, 3)), np.array([1.0, 2.0, 3.0])
    report = check_gradients(biased, *given)
    assert not report and "다른 모양의 입력에서" in str(report) and "points=0" in str(report)
    assert "x1 (2, 3), x2 (2, 3)" in str(report)
    assert check_gradients(biased, *given, points=0)


def chosen(x):
    """x·log x, and 0 from 0 downwards: where it is not used, the log is nan."""
    return np.where(x > 0, x * np.log(x), 0.0)


def mended(x):
    return np.where(x > 0, x * np.log(np.where(x > 0, x, 1.0)), 0.0)


def test_nan_where_the_function_has_a_slope_is_wrong():
    report = check_gradients(chosen, np.array([2.0, -1.0]))
    assert verdicts(report) == [(1, "x[0]", "right"), (1, "x[1]", "wrong")]
    assert (
        report.worst.expected == 0 and np.isnan(report.worst.got) and np.isnan(report.worst.ratio)
    )
    assert "0 × ∞" in str(report) and "np.where(x > 0, x, 1.0)" in str(report)
    assert "log((2,))" in str(report)
    assert check_gradients(mended, np.array([2.0, -1.0]))


def test_nan_at_points_of_the_checks_own_is_told_but_no_alarm():
    report = check_gradients(chosen, np.array([2.0, 1.0]))
    at = [any(e.verdict == "nan" for e in point.entries) for point in report.elsewhere]
    assert report and 0 < sum(at) < len(at)
    told = str(report)
    assert f"점 {len(at) - sum(at)}개에서도 맞습니다" in told
    assert f"점 {sum(at)}개에서는 함수에 기울기가 있는데 역전파가 nan" in told
    assert "nan" not in str(check_gradients(mended, np.array([2.0, 1.0])))


def test_a_kink_of_another_entry_excuses_nothing(temporary_op):
    temporary_op(
        "ramp",
        "r",
        "램프",
        lambda a: where(a > 0, a, 0.0),
        lambda g, y, a: (where(a > 0, 3 * g, 0 * g),),
        special=lambda a: a,
    )
    report = check_gradients(lambda x: x.ramp(), np.array([0.0, 1.0]))
    assert verdicts(report) == [(1, "x[0]", "kink"), (1, "x[1]", "wrong")]


@pytest.mark.parametrize("labels", [[0, 1, 0], [1, 1, 1]])
def test_units_that_are_dead_for_some_samples_stand_at_the_kink_of_the_next_layer(labels):
    """0 in, bias 0: the next ReLU is just at its kink for two samples of three, and not for the
    third.
    """
    X, W1, W2 = (
        np.array([[1.0, 2.0], [-1.0, 0.5], [0.3, -0.2]]),
        -np.array([[1.0, 2.0], [3.0, 1.0]]),
        np.array([[1.0, -2.0], [0.5, 1.0]]),
    )

    def loss(W1, b1, W2, b2):
        return cross_entropy(((X @ W1 + b1).relu() @ W2 + b2).relu(), np.array(labels))

    report = check_gradients(loss, W1, np.zeros(2), W2, np.zeros(2))
    assert report, report
    assert {(e.name, e.verdict) for e in report.entries if e.verdict != "right"} == {
        ("b2[0]", "kink"),
        ("b2[1]", "kink"),
    }


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x.sqrt(), 0.0),
        (lambda x: 1 / x, 0.0),
        (lambda x: x.log(), 0.0),
        (lambda x: x.log(), -1.0),
        (lambda x: abs(x) ** 0.5, 0.0),
        (lambda x: x**-2, 0.0),
    ],
    ids=["sqrt", "1/x", "log 0", "log -1", "root", "power"],
)
def test_poles_are_named_and_do_not_fail(f, x):
    report = check_gradients(f, x, points=0)
    assert report and report.entries[0].verdict == "pole"
    assert "비교할 수 있는 곳이 없습니다" in str(report) and "발산하거나 정의되지 않는 점" in str(
        report
    )


@pytest.mark.parametrize(
    ("f", "lost"),
    [
        (lambda x: x.log(), [0, 1]),
        (lambda x: 1 / (x - 1), [2]),
        (lambda x: np.concatenate([x.sqrt(), x]), [0, 1]),
        (lambda x: [x[0].log(), x[1] * x[2], x[3].sqrt()], [0]),
    ],
    ids=["log", "1/x", "sqrt", "list"],
)
def test_entries_of_an_array_at_poles_leave_the_others_compared(f, lost):
    report = check_gradients(f, np.array([0.0, -1.0, 1.0, 2.0]))
    assert report
    assert [e.verdict for e in report.entries] == [
        "pole" if i in lost else "right" for i in range(4)
    ]


def test_random_directions_keep_away_from_poles():
    report = check_gradients(
        lambda x: x.log(), np.append(np.linspace(0.5, 2.0, 99), -1.0), entries=10
    )
    along = [e for e in report.entries if isinstance(e.place, int)]
    # two of each order
    assert len(along) == 4 and all(e.verdict == "right" and e.expected for e in along)


def test_poles_excuse_no_other_entry(temporary_op):
    temporary_op("half", "½", "반", lambda a: a * a, lambda g, y, a: (g * a,))
    report = check_gradients(lambda x: x.log() + x.half(), np.array([0.0, 1.0]))
    assert verdicts(report) == [(1, "x[0]", "pole"), (1, "x[1]", "wrong")]
    assert report.entries[0].got == np.inf or report.entries[0].got == -np.inf


def test_a_function_that_writes_into_its_input_is_refused_by_name():
    def clipped(x, w):
        y = x * w
        np.clip(w.data, -0.5, 0.5, out=w.data)
        return y

    with pytest.raises(GraphError, match=r"입력 w의 값을 바꿉니다.*out="):
        check_gradients(clipped, np.ones(3), np.full(3, 2.0))


def test_jumps_are_named():
    report = check_gradients(
        lambda x: where(x > 0, x + 1, x - 1) if x.data != 0 else x + 1, 0.0, order=1
    )
    assert report and report.entries[0].verdict == "jump"


def test_a_kink_nearby_is_not_a_kink_here():
    for x in (1e-3, -1e-3, 1e-6, -1e-6):
        assert verdicts(check_gradients(lambda x: x.relu() + x, x)) == [
            (1, "x", "right"),
            (2, "x", "right"),
        ]


def test_inputs_of_an_array_at_kinks_leave_the_others_compared():
    report = check_gradients(lambda W: W.relu(), np.array([0.0, 1.0, -1.0]))
    assert [entry.verdict for entry in report.entries] == ["kink", "right", "right"]


# ── what it leaves behind, and what does not fit ──


def test_the_inputs_are_as_they_were_even_if_f_fails():
    x, W = Value(2.0), Tensor([1.0, 2.0])
    data = W.data
    check_gradients(lambda: (W * float(W.data.size)).sum() * 1.0, W)
    calls = iter(range(7))

    def fails(x):
        if next(calls) == 6:
            raise KeyboardInterrupt
        return x * x

    with pytest.raises(KeyboardInterrupt):
        check_gradients(fails, x)
    assert x.data == 2.0 and W.data is data and x.grad is None and W.grad is None


def test_no_mode_sees_the_nudging():
    told = []
    with watch(told.append), detect_anomaly():
        check_gradients(lambda x: x.log(), 1e-3)
    assert told == []


def test_a_random_function_is_refused(raised):
    model = Sequential(MLP(2, [4]), Dropout(0.5))
    ko, en = raised(
        lambda: check_gradients(lambda: model(np.ones((2, 2))), *model.parameters()), GraphError
    )
    assert "model.eval()" in ko and "model.eval()" in en
    model.eval()
    assert check_gradients(lambda: model(np.ones((2, 2))), *model.parameters(), entries=3)


@pytest.mark.parametrize(
    "result", [None, 1.0, np.ones(2), [1.0], "x"], ids=["None", "float", "array", "list", "text"]
)
def test_the_result_has_to_be_nodes(raised, result):
    ko, en = raised(lambda: check_gradients(lambda x: result, 1.0), NotANumberError)
    assert all(".data, float()" in m for m in (ko, en))


def test_there_has_to_be_an_input(raised):
    for action in (
        lambda: check_gradients(lambda: Value(1.0)),
        lambda: check_gradients(lambda x: x, Value.constant(1.0)),
    ):
        ko, en = raised(action, GraphError)
        assert "함수 뒤에" in ko and "(f, x)처럼" in ko
        assert "after the function: (f, x)" in en


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (lambda x: x.sum(), np.zeros(0)),
        (lambda x: x.sum(), []),
        (lambda x: x[:0], np.ones(3)),
        (lambda x: [], 1.0),
    ],
    ids=["empty array", "empty list", "empty result", "no results"],
)
def test_there_has_to_be_a_number_to_check(raised, f, x):
    ko, en = raised(lambda: check_gradients(f, x), ShapeError)
    assert "검사할 것이 없습니다" in ko and "nothing to check" in en


def test_some_inputs_and_results_may_be_empty():
    assert check_gradients(lambda x, y: x.sum() + (y * y).sum(), np.zeros(0), np.ones(2))
    assert check_gradients(lambda x: [x.sum(), x[:0]], np.ones(2))


def test_a_ragged_list_is_no_input(raised):
    ragged = [[1.0, 2.0], [3.0]]
    ko, en = raised(lambda: check_gradients(lambda x: x.sum(), ragged), NotANumberError)
    assert "길이가 서로 다릅니다" in ko and "differ in length" in en


def test_a_rule_that_remembers_is_told_from_a_function_that_does(temporary_op, raised):
    calls = itertools.count()
    counted = array_op(
        "counted", "c", "세는 연산", lambda a: a * a, lambda g, y, a: (g * next(calls),), ("g",)
    )
    ko, en = raised(lambda: check_gradients(counted, np.ones(3)), GraphError)
    assert "backward 규칙이 호출 사이에 무언가를 기억합니다" in ko and "model.eval()" not in ko
    assert "A backward rule remembers something" in en and "model.eval()" not in en


def test_points_where_the_backward_pass_fails_are_skipped(temporary_op):
    def three_alone(g, y, a):
        if a.shape != (3,):
            raise ValueError("three alone")
        return (2 * g,)

    picky = array_op("picky", "p", "셋만", lambda a: 2 * a, three_alone, ("2g",))
    report = check_gradients(lambda x: picky(x), np.ones(3))
    assert report and "함수나 그 역전파를 계산할 수 없어 건너뛴 점" in str(report)
    set_language("en")
    assert "as the function or its backward pass fails there" in str(report)


def test_f_has_to_be_a_function(raised):
    ko, en = raised(lambda: check_gradients(3.0, 1.0), NotANumberError)
    assert "lambda x: x * x" in ko and "lambda x: x * x" in en


@pytest.mark.parametrize(
    "wrong",
    [
        {"order": 0},
        {"order": 1.5},
        {"seed": -1},
        {"entries": 0},
        {"rtol": 0.0},
        {"rtol": 2.0},
        {"rtol": math.nan},
    ],
    ids=str,
)
def test_options_are_checked(raised, wrong):
    ((name, given),) = wrong.items()
    for message in raised(lambda: check_gradients(lambda x: x, 1.0, **wrong), OptionError):
        assert f"{name}={given!r}" in message


def test_the_same_seed_gives_the_same_report():
    first, second = (
        check_gradients(lambda W: W.tanh(), np.ones((3, 3)), entries=2, seed=5) for _ in range(2)
    )
    assert first.entries == second.entries
    assert (
        first.entries
        != check_gradients(lambda W: W.tanh(), np.ones((3, 3)), entries=2, seed=6).entries
    )


# ── the curve of step sizes ──


def test_the_sweep_shows_curvature_at_large_steps_and_rounding_at_small_ones():
    report = check_gradients(lambda x: x.exp(), 0.5, order=1)
    nudges = report.sweep()
    off = [abs(nudge.central / report.worst.expected - 1) for nudge in nudges]
    best = int(np.argmin(off))
    assert 3 < best < len(off) - 8
    assert off[0] > 1e-5 and max(off[-5:]) > 1e-6 and min(off) < 1e-9
    assert nudges[0].h == 1 / 16 and nudges[1].h == 1 / 32
    assert report.sweep(report.entries[0]) == nudges
