"""단계의 문장, 두 언어로. The sentences of the steps, in both languages."""

import math
import pickle

import numpy as np
import pytest

from micrograd_ko import NumericWarning, Tensor, Value, backward_steps, forward_steps, set_language
from tests.helpers.graphs import layer, neuron

LANGUAGES = ("ko", "en")


def said(steps):
    """The sentences, Korean and English."""
    found = []
    for language in LANGUAGES:
        set_language(language)
        found.append([str(step) for step in steps])
    set_language("ko")
    return found


def test_neuron_forward():
    lines = [
        "w·x = (-0.5000)·2.0000 = -1.0000",
        "n = w·x + b = (-1.0000) + 0.5000 = -0.5000",
        "y = tanh(n) = tanh(-0.5000) = -0.4621",
    ]
    assert said(forward_steps(neuron())) == [lines, lines]


def test_neuron_backward():
    start = {
        "ko": "∂y/∂y = 1.0000 (자기 자신에 대한 기울기: 여기서 시작합니다)",
        "en": "∂y/∂y = 1.0000 (its gradient with respect to itself: the pass starts here)",
    }
    lines = [
        "∂y/∂n = ∂y/∂y × ∂y/∂n = 1.0000 × 0.7864 = 0.7864",
        "∂y/∂(w·x) = ∂y/∂n × ∂n/∂(w·x) = 0.7864 × 1.0000 = 0.7864",
        "∂y/∂b = ∂y/∂n × ∂n/∂b = 0.7864 × 1.0000 = 0.7864",
        "∂y/∂w = ∂y/∂(w·x) × ∂(w·x)/∂w = 0.7864 × 2.0000 = 1.5729",
        "∂y/∂x = ∂y/∂(w·x) × ∂(w·x)/∂x = 0.7864 × (-0.5000) = -0.3932",
    ]
    steps = backward_steps(neuron())
    assert said(steps) == [[start["ko"], *lines], [start["en"], *lines]]
    assert [step.formula for step in steps] == ["", "1 - y·y", "1", "1", "x", "w"]


def test_square_has_two_parts():
    x = Value(-3.0, "x")
    y = x * x
    y.label = "y"
    ko, en = said(backward_steps(y, 2.0))
    assert ko[1:] == [
        "∂y/∂x의 1/2번째 기여분 = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000",
        "∂y/∂x의 2/2번째 기여분 = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000, 지금까지의 합 "
        "-6.0000 "
        "+ (-6.0000) = -12.0000",
    ]
    assert en == [
        "∂y/∂y = 2.0000 (its gradient with respect to itself: the pass starts here)",
        "part 1 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000",
        "part 2 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000, sum so far -6.0000 "
        "+ (-6.0000) = -12.0000",
    ]


def test_parts_are_counted_over_all_children():
    x = Value(1.0, "x")
    y = x + (x + x)
    y.label = "y"
    assert [line.partition(" = ")[0] for line in said(backward_steps(y))[1]] == [
        "∂y/∂y",
        "part 1 of 3 of ∂y/∂x",
        "∂y/∂(x + x)",
        "part 2 of 3 of ∂y/∂x",
        "part 3 of 3 of ∂y/∂x",
    ]
    assert [step.total for step in backward_steps(y)] == [1.0, 1.0, 1.0, 2.0, 3.0]


def test_arrays_have_shapes_and_rms():
    ko, en = said(forward_steps(layer()))
    assert ko == [
        "x @ W: 모양 3×2, rms 2.0000",
        "h = x @ W - 1: 모양 3×2, rms 3.0000",
        "h·h: 모양 3×2, rms 9.0000",
        "loss = mean(h·h) = mean([3×2]) = 9.0000",
    ]
    assert en[:3] == [
        "x @ W: shape 3×2, rms 2.0000",
        "h = x @ W - 1: shape 3×2, rms 3.0000",
        "h·h: shape 3×2, rms 9.0000",
    ]
    assert en[3] == ko[3]
    ko, en = said(backward_steps(layer()))
    assert ko[1:] == [
        "∂loss/∂(h·h) = g / n (g는 ∂loss/∂loss): 모양 3×2, rms 0.1667",
        "∂loss/∂h의 1/2번째 기여분 = g·h (g는 ∂loss/∂(h·h)): 모양 3×2, rms 0.5000",
        "∂loss/∂h의 2/2번째 기여분 = g·h (g는 ∂loss/∂(h·h)): 모양 3×2, rms 0.5000, 지금까지 "
        "더한 것의 "
        "rms 1.0000",
        "∂loss/∂(x @ W) = g (g는 ∂loss/∂h): 모양 3×2, rms 1.0000",
        "∂loss/∂x = g @ Wᵀ (g는 ∂loss/∂(x @ W)): 모양 3×2, rms 5.3852",
        "∂loss/∂W = xᵀ @ g (g는 ∂loss/∂(x @ W)): 모양 2×2, rms 3.0000",
    ]
    assert en[1:] == [
        "∂loss/∂(h·h) = g / n (g is ∂loss/∂loss): shape 3×2, rms 0.1667",
        "part 1 of 2 of ∂loss/∂h = g·h (g is ∂loss/∂(h·h)): shape 3×2, rms 0.5000",
        "part 2 of 2 of ∂loss/∂h = g·h (g is ∂loss/∂(h·h)): shape 3×2, rms 0.5000, rms of the sum "
        "so far 1.0000",
        "∂loss/∂(x @ W) = g (g is ∂loss/∂h): shape 3×2, rms 1.0000",
        "∂loss/∂x = g @ Wᵀ (g is ∂loss/∂(x @ W)): shape 3×2, rms 5.3852",
        "∂loss/∂W = xᵀ @ g (g is ∂loss/∂(x @ W)): shape 2×2, rms 3.0000",
    ]


def test_what_broadcasting_stretched_has_the_parents_shape():
    b = Tensor([1.0, -1.0], "b")
    y = (Tensor(np.ones((4, 2)), "x") - b).sum()
    y.label = "y"
    assert (
        said(backward_steps(y))[1][-1] == "∂y/∂b = g·(-1) (g is ∂y/∂(x - b)): shape 2, rms 4.0000"
    )


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_arrays_of_one_number_read_like_numbers(shape):
    x = Tensor(np.full(shape, -3.0), "x")
    y = x * x
    y.label = "y"
    lines = said(forward_steps(y))[1] + said(backward_steps(y))[1][1:]
    assert lines == [
        "y = x·x = (-3.0000)·(-3.0000) = 9.0000",
        "part 1 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 1.0000 × (-3.0000) = -3.0000",
        "part 2 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 1.0000 × (-3.0000) = -3.0000, sum so far -3.0000 "
        "+ (-3.0000) = -6.0000",
    ]


@pytest.mark.parametrize(("shape", "words"), [((), "()"), ((1, 1), "1×1")])
def test_array_op_on_one_number_has_its_formula(shape, words):
    x = Tensor(np.full(shape, 2.0), "x")
    y = x.sum()
    y.label = "y"
    assert str(forward_steps(y)[0]) == "y = sum(x) = sum(2.0000) = 2.0000"
    step = backward_steps(y)[1]
    assert step.local is None
    assert said([step]) == [
        [f"∂y/∂x = g (g는 ∂y/∂y): 모양 {words}, rms 1.0000"],
        [f"∂y/∂x = g (g is ∂y/∂y): shape {words}, rms 1.0000"],
    ]


def test_empty_arrays_have_steps():
    t = Tensor(np.zeros((0, 3)), "t")
    y = (t * 2.0).sum()
    y.label = "y"
    assert said(forward_steps(y))[1] == [
        "t·2: shape 0×3, rms 0.0000",
        "y = sum(t·2) = sum([0×3]) = 0.0000",
    ]
    assert said(backward_steps(y))[1][-1] == "∂y/∂t = g·2 (g is ∂y/∂(t·2)): shape 0×3, rms 0.0000"


LABELS = [
    "{x}",
    "%s",
    "{",
    "}",
    "{0}",
    "{equation}",
    "100%",
    r"\n",
    "가 나",
    "a{b",
    "{{",
    "∂",
    "x'",
]


@pytest.mark.parametrize("label", LABELS)
def test_labels_with_braces_and_percents_are_left_as_they_are(label):
    x = Value(2.0, label)
    y = x * 3.0
    name = f"({label})" if " " in label else label
    assert (
        said([*forward_steps(y), backward_steps(y)[1]])
        == [
            [
                f"{name}·3 = 2.0000·3.0000 = 6.0000",
                f"∂({name}·3)/∂{name} = ∂({name}·3)/∂({name}·3) × ∂({name}·3)/∂{name} = 1.0000 × "
                "3.0000 = 3.0000",
            ]
        ]
        * 2
    )
    t, W = Tensor([2.0, 2.0], label), Tensor(np.ones((2, 2)), label)
    y = t @ W
    y.label = label
    assert said(forward_steps(y))[1] == [f"{label} = {name} @ {name}: shape 2, rms 4.0000"]
    assert said(backward_steps(y, np.ones(2)))[1][1:] == [
        f"∂{name}/∂{name} = g @ {name}ᵀ (g is ∂{name}/∂{name}): shape 2, rms 2.0000",
        f"∂{name}/∂{name} = {name}ᵀ @ g (g is ∂{name}/∂{name}): shape 2×2, rms 2.0000",
    ]


@pytest.mark.parametrize("label", ["a + b", "a-b", "x y", "p/q", "x^2", "a=b"])
def test_labels_with_operators_are_bracketed_in_products(label):
    x = Value(2.0, label)
    y = x * 3.0
    y.label = label
    assert said(forward_steps(y))[0] == [f"{label} = ({label})·3 = 2.0000·3.0000 = 6.0000"]
    assert (
        said(backward_steps(y))[0][1]
        == f"∂({label})/∂({label}) = ∂({label})/∂({label}) × ∂({label})/∂({label}) = 1.0000 × "
        "3.0000 = 3.0000"
    )


def test_huge_and_small_numbers_have_powers_of_ten():
    x = Value(-2e-7, "x")
    y = x * 3e9
    y.label = "y"
    assert said(backward_steps(y, -1e-5))[1] == [
        "∂y/∂y = -1.000e-05 (its gradient with respect to itself: the pass starts here)",
        "∂y/∂x = ∂y/∂y × ∂y/∂x = -1.000e-05 × 3.000e+09 = -30000.0000",
    ]
    assert str(forward_steps(y)[0]) == "y = x·3e+09 = (-2.000e-07)·3.000e+09 = -600.0000"


def test_values_that_are_not_finite_are_named():
    x = Value(0.0, "x")
    with pytest.warns(NumericWarning):
        y = x.log()
    y.label = "y"
    assert str(forward_steps(y)[0]) == "y = log(x) = log(0.0000) = -inf"
    with pytest.warns(NumericWarning):
        steps = backward_steps(y, -1.0)
    assert str(steps[1]) == "∂y/∂x = ∂y/∂y × ∂y/∂x = -1.0000 × inf = -inf"
    with pytest.warns(NumericWarning):
        steps = backward_steps(y, math.nan)
    assert str(steps[1]) == "∂y/∂x = ∂y/∂y × ∂y/∂x = nan × inf = nan"
    with pytest.warns(NumericWarning):
        y = Value(0.0, "a") / x
    assert str(forward_steps(y)[0]) == "a / x = 0.0000 / 0.0000 = nan"


def test_parameters_stand_in_the_formula():
    x = Value(-2.0, "x")
    y = x.leaky_relu(slope=0.25) + x**3
    y.label = "y"
    lines = said(forward_steps(y))[1]
    assert lines[0] == "v₁ = leaky_relu(x, 0.25) = leaky_relu(-2.0000, 0.25) = -0.5000"
    assert lines[1] == "x^3 = (-2.0000)^3 = -8.0000"
    by_op = {step.node.op.name: step for step in backward_steps(y)[1:]}
    assert by_op["leaky_relu"].contribution == 0.25
    assert by_op["pow"].formula == "3·x^2" and by_op["pow"].local == 12.0


def test_minus_zero_is_plain_zero():
    x = Value(0.0, "x")
    y = -x
    y.label = "y"
    assert str(forward_steps(y)[0]) == "y = -x = -0.0000 = 0.0000"


def test_unlabelled_nodes_are_called_by_formula_or_number():
    a, b = Value(1.0), Value(2.0)
    y = a * b
    assert str(forward_steps(y)[0]) == "v₁·v₂ = 1.0000·2.0000 = 2.0000"
    long = Value(1.0, "one_long_name") * Value(2.0, "another")
    z = long + 1
    assert [str(step) for step in forward_steps(z)] == [
        "v₁ = one_long_name·another = 1.0000·2.0000 = 2.0000",
        "v₁ + 1 = 2.0000 + 1.0000 = 3.0000",
    ]


def test_step_shows_its_sentence_and_survives_pickling():
    for step in (backward_steps(neuron())[1], forward_steps(neuron())[0]):
        assert repr(step) == str(step)
        copy = pickle.loads(pickle.dumps(step))
        assert str(copy) == str(step) and copy.node.data == step.node.data


def test_powers_of_ten_need_no_brackets_in_a_product():
    y = Value(1e-5, "x") * Value(2e6, "w")
    assert str(forward_steps(y)[0]) == "x·w = 1.000e-05·2.000e+06 = 20.0000"


def test_shapes_need_no_second_brackets():
    y = Tensor(np.ones((1, 3)), "A") @ Tensor(np.ones((3, 1)), "B")
    assert str(forward_steps(y)[0]) == "A @ B = [1×3] @ [3×1] = 3.0000"


def test_label_that_is_a_digit_is_a_name():
    y = (Tensor([2.0, 3.0], "1") * Tensor([5.0, 5.0], "b")).sum()
    assert backward_steps(y)[-1].words["whole"] == "g·1"
