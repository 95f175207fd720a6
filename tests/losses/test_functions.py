"""손실 함수와 정확도: 손으로 센 값, 논문의 공식, 닫힌 꼴의 기울기.

Losses and accuracy: values by hand, formulas as published, gradients in closed form.
"""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from micrograd_ko import (
    DataError,
    NumericWarning,
    ShapeError,
    Tensor,
    grad,
    numerical_gradient,
    replay,
    set_language,
)
from micrograd_ko.losses import (
    accuracy,
    binary_cross_entropy,
    cross_entropy,
    half_mse,
    hinge,
    mse,
    one_hot,
)
from micrograd_ko.messages import filled
from micrograd_ko.nn import Linear

ELEMENTWISE = {
    "mse": mse,
    "half_mse": half_mse,
    "binary_cross_entropy": binary_cross_entropy,
    "hinge": hinge,
}
MODERATE = st.floats(-20, 20)


def arrays(*shape, elements=MODERATE):
    return nps.arrays(np.float64, shape, elements=elements)


SHAPES = nps.array_shapes(min_dims=0, max_dims=3, max_side=5)


@st.composite
def pairs(draw, targets, elements=MODERATE):
    """A prediction and a target of one shape, of any number of axes."""
    shape = draw(SHAPES)
    return draw(arrays(*shape, elements=elements)), draw(
        nps.arrays(np.float64, shape, elements=targets)
    )


@st.composite
def scored(draw, elements=MODERATE):
    """Logits (n, classes) and a class for each sample."""
    n, classes = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    return draw(arrays(n, classes, elements=elements)), draw(
        nps.arrays(np.int64, n, elements=st.integers(0, classes - 1))
    )


# ── the formulas, written again number by number ──


def mean_over(prediction, target, one):
    """The mean of one(prediction, target) over all entries."""
    numbers = [
        one(float(p), float(t)) for p, t in zip(np.ravel(prediction), np.ravel(target), strict=True)
    ]
    return math.fsum(numbers) / len(numbers)


def sigma(z):
    return 1 / (1 + math.exp(-z))


FORMULAS = {
    "mse": lambda p, t: (p - t) ** 2,
    "half_mse": lambda p, t: (p - t) ** 2 / 2,
    # 1 - σ(z) = σ(-z)
    "binary_cross_entropy": lambda z, t: -(t * math.log(sigma(z)) + (1 - t) * math.log(sigma(-z))),
    "hinge": lambda s, t: max(0.0, 1 - t * s),
}
GRADIENTS = {  # of one entry, before the division by n
    "mse": lambda p, t: 2 * (p - t),
    "half_mse": lambda p, t: p - t,
    "binary_cross_entropy": lambda z, t: 1 / (1 + np.exp(-z)) - t,
    "hinge": lambda s, t: np.where(1 - t * s > 0, -t, 0.0),
}
TARGETS = {
    "mse": MODERATE,
    "half_mse": MODERATE,
    "binary_cross_entropy": st.floats(0, 1),
    "hinge": st.sampled_from([-1.0, 1.0]),
}


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_mean_of_the_formula_over_all_entries(name):
    @given(pairs(TARGETS[name]))
    def holds(pair):
        loss = ELEMENTWISE[name](*pair)
        assert loss.shape == ()
        assert float(loss) == pytest.approx(mean_over(*pair, FORMULAS[name]), rel=1e-9, abs=1e-14)

    holds()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gradients_have_their_closed_form(name):
    @given(pairs(TARGETS[name]))
    def holds(pair):
        prediction, target = Tensor(pair[0]), pair[1]
        ELEMENTWISE[name](prediction, target).backward()
        expected = GRADIENTS[name](*pair) / max(pair[0].size, 1)
        assert prediction.grad.shape == pair[0].shape
        assert np.allclose(prediction.grad, expected, rtol=1e-9, atol=1e-14)

    holds()


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_gradients_agree_with_numerical_differentiation(name):
    away_from_the_kink = st.floats(-4, 4).filter(lambda x: abs(abs(x) - 1) > 0.01)

    @given(pairs(TARGETS[name], elements=away_from_the_kink))
    def holds(pair):
        prediction, target = Tensor(pair[0]), pair[1]
        ELEMENTWISE[name](prediction, target).backward()
        found = numerical_gradient(lambda: ELEMENTWISE[name](prediction, target), prediction)
        assert np.allclose(prediction.grad, found, rtol=1e-5, atol=1e-6)

    holds()


def test_values_by_hand():
    assert float(mse([[1.0, 2.0], [3.0, 4.0]], [[0.0, 2.0], [5.0, 1.0]])) == (1 + 0 + 4 + 9) / 4
    assert (
        float(half_mse([[1.0, 2.0], [3.0, 4.0]], [[0.0, 2.0], [5.0, 1.0]])) == (1 + 0 + 4 + 9) / 8
    )
    assert float(hinge([2.0, 0.5, -0.5], [1, 1, 1])) == (0 + 0.5 + 1.5) / 3
    assert float(hinge([2.0, 0.5, -0.5], [-1, -1, -1])) == (3 + 1.5 + 0.5) / 3
    assert float(binary_cross_entropy([0.0, 0.0], [1, 0])) == pytest.approx(math.log(2))
    # σ = 3/4
    assert float(binary_cross_entropy([math.log(3)], [1])) == pytest.approx(math.log(4 / 3))
    assert float(binary_cross_entropy([math.log(3)], [0])) == pytest.approx(math.log(4))
    assert float(cross_entropy([[0.0, 0.0, 0.0, 0.0]], [2])) == pytest.approx(math.log(4))
    assert float(
        cross_entropy(np.log([[1.0, 2.0, 5.0], [3.0, 4.0, 1.0]]), [2, 0])
    ) == pytest.approx((math.log(8 / 5) + math.log(8 / 3)) / 2)


def test_half_the_error_has_a_gradient_without_a_2():
    p = Tensor([[3.0], [5.0]])
    half_mse(p, [[1.0], [1.0]]).backward()
    assert p.grad.tolist() == [[1.0], [2.0]]


# ── cross-entropy ──


def softmax(z):
    powers = np.exp(z - z.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


@given(scored())
def test_cross_entropy_is_the_mean_minus_log_probability_of_the_right_class(sample):
    z, classes = sample
    rows = [
        math.log(math.fsum(math.exp(s) for s in row)) - row[c]
        for row, c in zip(z, classes, strict=True)
    ]
    assert float(cross_entropy(z, classes)) == pytest.approx(
        math.fsum(rows) / len(rows), rel=1e-9, abs=1e-12
    )


@given(scored())
def test_its_gradient_is_softmax_minus_target_over_n(sample):
    z, classes = Tensor(sample[0]), sample[1]
    cross_entropy(z, classes).backward()
    target = np.zeros(z.shape)
    target[np.arange(len(classes)), classes] = 1.0
    assert np.allclose(z.grad, (softmax(z.data) - target) / len(classes), rtol=1e-10, atol=1e-15)
    assert np.allclose(
        z.grad, numerical_gradient(lambda: cross_entropy(z, classes), z), rtol=1e-5, atol=1e-7
    )


@given(scored())
def test_classes_and_one_hot_are_the_same(sample):
    z, classes = sample
    first, second = Tensor(z), Tensor(z)
    by_class = cross_entropy(first, classes)
    by_row = cross_entropy(second, one_hot(classes, z.shape[1]))
    by_class.backward()
    by_row.backward()
    assert by_class.data == by_row.data
    assert np.array_equal(first.grad, second.grad)


def test_targets_may_be_probabilities():
    z, t = np.log([[1.0, 3.0]]), [[0.25, 0.75]]
    entropy = -(0.25 * math.log(0.25) + 0.75 * math.log(0.75))
    logits = Tensor(z)
    loss = cross_entropy(logits, t)
    loss.backward()
    assert float(loss) == pytest.approx(entropy)
    assert np.allclose(logits.grad, 0.0, atol=1e-15)


@given(scored(), st.floats(-100, 100))
def test_a_shift_of_all_logits_changes_nothing(sample, shift):
    z, classes = sample
    assert float(cross_entropy(z + shift, classes)) == pytest.approx(
        float(cross_entropy(z, classes)), rel=1e-9, abs=1e-12
    )


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int32, np.int64, np.float64])
def test_classes_may_be_of_any_number_type(kind):
    z = np.arange(6.0).reshape(2, 3)
    assert cross_entropy(z, np.array([2, 0], dtype=kind)).data == cross_entropy(z, [2, 0]).data


# ── extreme logits ──


def test_cross_entropy_of_extreme_logits_is_exact():
    z = Tensor([[1000.0, -1000.0, 0.0]] * 3)
    loss = cross_entropy(z, [0, 1, 2])
    loss.backward()
    assert float(loss) == pytest.approx((0.0 + 2000.0 + 1000.0) / 3, rel=1e-15)
    assert np.allclose(z.grad, np.array([[0, 0, 0], [1, -1, 0], [1, 0, -1]]) / 3, atol=1e-300)


def test_binary_cross_entropy_of_extreme_logits_is_exact():
    z = Tensor([1000.0, 1000.0, -1000.0, -1000.0])
    loss = binary_cross_entropy(z, [1, 0, 1, 0])
    loss.backward()
    assert float(loss) == (0.0 + 1000.0 + 1000.0 + 0.0) / 4
    assert np.allclose(z.grad, [0.0, 0.25, -0.25, 0.0], atol=1e-300)


@given(scored(elements=st.floats(-1e4, 1e4)))
def test_large_logits_stay_finite(sample):
    z = Tensor(sample[0])
    loss = cross_entropy(z, sample[1])
    loss.backward()
    assert np.isfinite(loss.data) and float(loss) >= 0 and np.isfinite(z.grad).all()


@given(arrays(2, 3, elements=st.floats(-1e4, 1e4)))
def test_large_logits_of_two_classes_stay_finite(numbers):
    z = Tensor(numbers)
    loss = binary_cross_entropy(z, np.ones((2, 3)))
    loss.backward()
    assert np.isfinite(loss.data) and float(loss) >= 0 and np.isfinite(z.grad).all()


def test_float32_overflows_already_at_89():
    z = Tensor([-100.0, 100.0], dtype=np.float32)
    loss = binary_cross_entropy(z, np.float32([1, 1]))
    loss.backward()
    assert float(loss) == 50.0 and z.grad.tolist() == [-0.5, 0.0]


def test_a_right_answer_far_from_doubt_keeps_its_digits():
    """log(1 + e⁻⁴⁰) is not 0."""
    assert float(binary_cross_entropy([40.0], [1])) == pytest.approx(math.exp(-40), rel=1e-12)
    assert float(binary_cross_entropy([-40.0], [0])) == pytest.approx(math.exp(-40), rel=1e-12)


# ── types ──


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_float32_stays_float32(name):
    z = Tensor(np.linspace(-2, 2, 6).reshape(2, 3), dtype=np.float32)
    loss = ELEMENTWISE[name](z, np.ones((2, 3), dtype=np.float32))
    loss.backward()
    assert loss.dtype == z.grad.dtype == np.float32


def test_cross_entropy_in_float32_stays_float32():
    z = Tensor(np.linspace(-2, 2, 6).reshape(2, 3), dtype=np.float32)
    loss = cross_entropy(z, [0, 2])
    loss.backward()
    assert loss.dtype == z.grad.dtype == np.float32


@pytest.mark.parametrize(
    "target", [[1, 1], np.array([1, 1], dtype=np.uint8), np.array([True, True]), Tensor([1.0, 1.0])]
)
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_targets_may_be_lists_whole_numbers_bools_or_tensors(name, target):
    assert float(ELEMENTWISE[name]([0.5, -0.5], target)) == pytest.approx(
        mean_over([0.5, -0.5], [1.0, 1.0], FORMULAS[name]), rel=1e-12
    )


def test_arrays_alone_make_a_number_without_gradients():
    for loss in (mse(np.ones(3), np.zeros(3)), cross_entropy(np.ones((2, 2)), [0, 1])):
        assert isinstance(loss, Tensor) and loss.shape == ()


def test_second_derivatives_of_losses():
    z = Tensor([0.3])
    first = grad(binary_cross_entropy(z, [1.0]), z, create_graph=True)
    s = sigma(0.3)
    assert grad(first.sum(), z) == pytest.approx([s * (1 - s)])
    z = Tensor([[0.5, -1.0]])
    first = grad(cross_entropy(z, [0]), z, create_graph=True)
    p = softmax(z.data)[0]
    assert np.allclose(grad(first[0, 0], z), [[p[0] * (1 - p[0]), -p[0] * p[1]]])


# ── what does not fit ──


@pytest.mark.parametrize(
    "shapes",
    [((506, 1), (506,)), ((506,), (506, 1)), ((506, 13), (506, 1)), ((3,), (4,)), ((), (1,))],
)
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_shapes_that_would_broadcast_are_refused(raised, name, shapes):
    prediction, target = (np.ones(shape) for shape in shapes)
    for given_prediction in (prediction, Tensor(prediction)):
        ko, en = raised(lambda p=given_prediction: ELEMENTWISE[name](p, target), ShapeError)
        for message in (ko, en):
            assert message.startswith(f"{name}: ")
            assert (
                str(shapes[0]) in message
                and str(shapes[1]) in message
                and "y.reshape(-1, 1)" in message
            )
        assert "예측의 모양" in ko and "the prediction has the shape" in en


@pytest.mark.parametrize(
    ("prediction", "target"),
    [
        ((4, 3), (5,)),
        ((4, 3), (4, 1)),
        ((4, 3), (4, 2)),
        ((4, 3), (3, 4)),
        ((4, 3), ()),
        ((1, 3), (4,)),
    ],
)
def test_cross_entropy_shapes(raised, prediction, target):
    ko, en = raised(lambda: cross_entropy(np.ones(prediction), np.zeros(target)), ShapeError)
    for message in (ko, en):
        assert (
            message.startswith("cross_entropy: ")
            and str(prediction) in message
            and str(target) in message
        )


@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4)])
def test_cross_entropy_takes_a_row_for_each_sample(raised, shape):
    ko, en = raised(lambda: cross_entropy(np.ones(shape), [0, 1]), ShapeError)
    assert "(표본, 클래스)" in ko and "(samples, classes)" in en
    assert all(str(shape) in m for m in (ko, en))


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [(-1, "-1"), (3, "3"), (0.5, "0.5"), (math.nan, "nan"), (math.inf, "inf"), (255, "255")],
)
def test_classes_are_whole_numbers_from_0(raised, wrong, shown):
    for action in (
        lambda: cross_entropy(np.ones((3, 3)), [0, wrong, 1]),
        lambda: one_hot([0, wrong, 1], 3),
    ):
        ko, en = raised(action, ShapeError)
        assert (
            "0부터 2까지의 정수" in ko and filled("{shown}이(가) 있습니다", {"shown": shown}) in ko
        )
        assert f"from 0 to 2, but there is a {shown}" in en


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [([0, 2], "0 … 2"), ([-1, 1], "-1 … 1"), ([0.5, 1.5], "0.5 … 1.5"), ([0, math.nan], "nan")],
)
def test_binary_targets_lie_from_0_to_1(raised, wrong, shown):
    ko, en = raised(lambda: binary_cross_entropy([1.0, 2.0], wrong), ShapeError)
    assert "0에서 1까지" in ko and "from 0 to 1" in en
    assert all("binary_cross_entropy" in m and shown in m for m in (ko, en))


@pytest.mark.parametrize(
    ("wrong", "shown"),
    [
        ([0, 1], "0"),
        ([1, -2], "-2"),
        ([0.5, 1], "0.5"),
        ([1, math.nan], "nan"),
        ([True, False], "0"),
    ],
)
def test_hinge_targets_are_minus_1_or_1(raised, wrong, shown):
    ko, en = raised(lambda: hinge([1.0, 2.0], np.array(wrong)), ShapeError)
    assert filled("{shown}이(가) 있습니다", {"shown": shown}) in ko and f"there is a {shown}" in en
    assert all("2 * y - 1" in m for m in (ko, en))


# ── one_hot ──


def test_one_hot():
    assert one_hot([2, 0], 3).tolist() == [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    assert one_hot(np.array([1.0], dtype=np.float32), 2, dtype=np.float32).dtype == np.float32
    assert one_hot([], 3).shape == (0, 3)


@given(
    st.integers(1, 6).flatmap(
        lambda c: st.tuples(st.just(c), st.lists(st.integers(0, c - 1), max_size=8))
    )
)
def test_one_hot_has_one_1_in_each_row(sample):
    count, classes = sample
    rows = one_hot(classes, count)
    assert rows.shape == (len(classes), count) and rows.dtype == np.float64
    assert (rows.sum(axis=1) == 1).all() and rows.argmax(axis=1).tolist() == classes


# ── accuracy ──


@pytest.mark.parametrize(
    ("scores", "target", "share"),
    [
        ([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [1, 0, 0], 2 / 3),
        ([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [[1], [0], [0]], 2 / 3),
        ([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [[0, 1], [1, 0], [1, 0]], 2 / 3),
        ([[1, 2, 3], [3, 2, 1]], [2, 0], 1.0),
        ([0.5, -0.5, 2.0, -3.0], [1, 0, 0, 0], 0.75),
        ([0.5, -0.5, 2.0, -3.0], [1, -1, -1, -1], 0.75),
        ([[0.5], [-0.5], [2.0], [-3.0]], [1, 0, 0, 0], 0.75),
        ([[0.5], [-0.5], [2.0], [-3.0]], [[1], [-1], [-1], [-1]], 0.75),
        ([0.5, -0.5], [[1], [0]], 1.0),
        ([0.5, -0.5], [True, False], 1.0),
        ([0.0, 0.0, 0.0], [0, 0, 1], 2 / 3),  # 0 is not above 0
        ([[1.0, 1.0]], [0], 1.0),  # of equals the first
        ([[1.0, 1.0]], [1], 0.0),
    ],
)
def test_accuracy_in_all_its_forms(scores, target, share):
    for s, t in (
        (scores, target),
        (np.array(scores), np.array(target)),
        (Tensor(scores), np.array(target)),
    ):
        found = accuracy(s, t)
        assert type(found) is float and found == pytest.approx(share)
    assert accuracy(scores, Tensor(target)) == pytest.approx(share)


@given(scored(elements=st.integers(-50, 50).map(float)))
def test_accuracy_counts_right_answers(sample):
    scores, classes = sample
    if scores.shape[1] > 1:
        right = sum(
            row.tolist().index(max(row)) == c for row, c in zip(scores, classes, strict=True)
        )
        assert accuracy(scores, classes) == pytest.approx(right / len(classes))
        assert accuracy(scores, one_hot(classes, scores.shape[1])) == accuracy(scores, classes)


@pytest.mark.parametrize(
    ("scores", "target"),
    [((4, 3), (5,)), ((4, 3), (4, 2)), ((4, 1), (3,)), ((4,), (3, 1)), ((4,), (4, 4))],
)
def test_accuracy_shapes(raised, scores, target):
    ko, en = raised(lambda: accuracy(np.ones(scores), np.ones(target)), ShapeError)
    assert all(m.startswith("accuracy: ") and str(scores) in m for m in (ko, en))


@pytest.mark.parametrize(
    ("scores", "target"),
    [((6, 2), (2, 3)), ((4,), (2, 2)), ((6, 1), (2, 3)), ((2, 3, 4), (2, 3, 4))],
)
def test_accuracy_takes_the_shapes_that_it_documents_and_no_others(raised, scores, target):
    raised(lambda: accuracy(np.ones(scores), np.ones(target)), ShapeError)


def test_the_languages_do_not_change_numbers():
    korean = float(cross_entropy([[1.0, 2.0]], [0]))
    set_language("en")
    assert float(cross_entropy([[1.0, 2.0]], [0])) == korean


# ── masked classes, and logits that are sure ──

INF = math.inf


@st.composite
def masked(draw):
    """Logits with classes masked by -inf, the target of no sample among them: one-hot, classes or
    probabilities.
    """
    z, classes = draw(scored(st.floats(-9, 9)))
    hidden = draw(nps.arrays(bool, z.shape))
    hidden[np.arange(len(classes)), classes] = False
    weights = draw(nps.arrays(np.float64, z.shape, elements=st.floats(0.1, 1))) * ~hidden
    soft = weights / weights.sum(axis=1, keepdims=True)
    hard = np.eye(z.shape[1])[classes]
    return np.where(hidden, -INF, z), hidden, draw(st.sampled_from([classes, hard, soft]))


def without_masked(z, hidden, target):
    """The cross-entropy of the classes that are left, by a graph in which the masked ones do not
    occur.
    """
    target = one_hot(target, z.shape[1]) if target.ndim == 1 else target
    rows = [z[i][~hidden[i]].reshape(1, -1) for i in range(len(z))]
    parts = [cross_entropy(row, target[i][~hidden[i]].reshape(1, -1)) for i, row in enumerate(rows)]
    return sum(parts[1:], parts[0]) * (1 / len(parts))


@given(masked(), st.integers(0, 2**32 - 1))
def test_a_masked_class_counts_as_if_it_were_not_there(sample, seed):
    numbers, hidden, target = sample
    upstream = np.random.default_rng(seed).normal(size=numbers.shape)
    values, firsts, seconds = [], [], []
    for loss_of in (
        lambda z: cross_entropy(z, target),
        lambda z: without_masked(z, hidden, target),
    ):
        z = Tensor(numbers)
        loss = loss_of(z)
        first = grad(loss, z, create_graph=True)
        values.append(float(loss.data))
        firsts.append(first.data)
        seconds.append(grad((first * upstream).sum(), z))
    assert np.isfinite(values[0]) and np.isfinite(firsts[0]).all() and np.isfinite(seconds[0]).all()
    assert values[0] == pytest.approx(values[1], rel=1e-9, abs=1e-12)
    assert np.allclose(firsts[0], firsts[1], rtol=1e-9, atol=1e-12) and not firsts[0][hidden].any()
    assert (
        np.allclose(seconds[0], seconds[1], rtol=1e-9, atol=1e-12) and not seconds[0][hidden].any()
    )


def test_a_masked_class_by_hand():
    assert float(cross_entropy([[1.0, -INF, 2.0]], [0])) == pytest.approx(math.log(1 + math.e))
    z = Tensor(np.array([[1.0, -INF, 2.0]], np.float32))
    cross_entropy(z, [0]).backward()
    assert z.grad.dtype == np.float32 and np.allclose(z.grad, [[-sigma(1), 0, sigma(1)]], rtol=1e-6)


def test_a_mask_may_be_added_to_the_logits():
    z, mask = Tensor([[1.0, 3.0, 2.0], [0.5, 1.5, -1.0]]), np.array([[0, -INF, 0], [0, 0, -INF]])
    cross_entropy(z + mask, [0, 1]).backward()
    assert np.allclose(z.grad, np.array([[-sigma(1), 0, sigma(1)], [sigma(-1), -sigma(-1), 0]]) / 2)


@pytest.mark.parametrize("target", [np.array([0, 1]), np.array([[1.0, 0, 0], [0.5, 0.25, 0.25]])])
def test_a_mask_over_the_target_is_an_infinite_loss_and_said(target):
    z = Tensor([[1.0, -INF, 2.0], [3.0, -INF, 1.0]])
    for language, words in (
        ("ko", "표본 1의 정답이 클래스 1"),
        ("en", "the target of sample 1 is class 1"),
    ):
        set_language(language)
        with pytest.warns(NumericWarning, match=words) as told:
            loss = cross_entropy(z, target)
        assert loss.data == INF and len(told) == 1


def test_a_row_that_is_masked_as_a_whole_is_said_to_be():
    with pytest.warns(NumericWarning, match="표본 0의 정답이 클래스 1") as told:
        assert math.isnan(float(cross_entropy([[-INF, -INF]], [1]).data))
    assert len(told) == 1


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_replay_follows_masks_and_targets_as_they_change(dtype):
    rng, exact = np.random.default_rng(0), 1e-10 if dtype == np.float64 else 1e-4
    w = Tensor(rng.normal(size=(3, 4)), "w", dtype=dtype)
    X, free = rng.normal(size=(5, 3)).astype(dtype), np.zeros((5, 4), dtype)

    def loss_of(x, m, t):
        return cross_entropy(x @ w + m, t)

    # no mask yet
    program = replay(
        loss_of, inputs=(X, free, np.eye(4, dtype=dtype)[[0, 1, 2, 0, 1]]), parameters=[w]
    )
    for seed in range(6):
        classes = np.random.default_rng(seed).integers(0, 4, 5)
        mask = np.where(
            np.random.default_rng(seed + 50).random((5, 4)) < 0.4, dtype(-INF), dtype(0)
        )
        mask[np.arange(5), classes] = 0.0
        t = np.eye(4, dtype=dtype)[classes]
        found = program(X, mask, t)
        w.zero_grad()
        program.backward()
        replayed, w.grad = w.grad, None
        loss = loss_of(X, mask, t)
        loss.backward()
        assert found == pytest.approx(float(loss.data), rel=exact) and np.allclose(
            replayed, w.grad, rtol=exact, atol=exact
        )
    mask[2, classes[2]] = -INF
    with pytest.warns(NumericWarning):
        assert program(X, mask, t) == INF


def test_infinite_logits_that_are_right_add_nothing():
    z = Tensor([-INF, 1.0, INF])
    t = np.array([0.0, 0.25, 1.0])
    upstream = np.array([0.3, -1.7, 0.9])
    loss = binary_cross_entropy(z, t)
    assert float(loss.data) == pytest.approx((math.log(1 + math.e) - 0.25) / 3)
    first = grad(loss, z, create_graph=True)
    assert np.allclose(first.data, [0, (sigma(1) - 0.25) / 3, 0])
    assert np.allclose(grad((first * upstream).sum(), z), [0, -1.7 * sigma(1) * sigma(-1) / 3, 0])


@pytest.mark.parametrize(("logit", "target"), [(-INF, 1.0), (INF, 0.0), (-INF, 0.5), (INF, 0.5)])
def test_an_infinite_logit_that_is_wrong_is_said(logit, target):
    for language, words in (
        ("ko", f"[1] 자리의 로짓이 {logit:g}인데 정답은 {target:g}"),
        ("en", f"at [1] is {logit:g}, but the target is {target:g}"),
    ):
        set_language(language)
        with pytest.warns(NumericWarning, match=re.escape(words)) as told:
            assert binary_cross_entropy([0.5, logit], [1.0, target]).data == INF
        assert len(told) == 1


def test_a_replay_sees_that_a_sure_logit_has_become_wrong():
    z, t = Tensor([-INF, 0.5]), np.array([0.0, 1.0])
    program = replay(lambda target: binary_cross_entropy(z, target), inputs=(t,), parameters=[z])
    assert program(t) == pytest.approx(math.log(1 + math.exp(-0.5)) / 2)
    with pytest.warns(NumericWarning) as told:
        assert program(np.array([1.0, 1.0])) == INF
    assert any("로짓이 -inf인데 정답은 1" in str(warning.message) for warning in told)


# ── what the data are ──


@pytest.mark.parametrize("loss", [mse, half_mse, cross_entropy, hinge, accuracy])
@pytest.mark.parametrize(("bad", "korean", "english"), [
    (["cat", "dog"], "문자열 'cat'", "the text 'cat'"),
    ([b"0", b"1"], "문자열 b'0'", "the text b'0'"),
    (["0", "1"], "문자열 '0'", "the text '0'"),
    ([1.0, "dog"], "문자열", "the text"),
    ([1, None], "None이 있습니다", "there is None"),
    ([1j, 0], "1j가 있습니다", "there is 1j"),
    ([1, {}], "있습니다(모양 (2,))", "(shape (2,))"),
])  # fmt: skip
def test_targets_that_are_no_numbers_are_told_by_their_first(raised, loss, bad, korean, english):
    scores = [[1.0, 2.0], [3.0, 4.0]] if loss is cross_entropy else [1.0, 2.0]
    ko, en = raised(lambda: loss(scores, bad), DataError)
    assert loss.__name__ in ko and korean in ko
    assert loss.__name__ in en and english in en


def test_text_labels_are_told_how_to_become_numbers(raised):
    for action in (
        lambda: one_hot(["cat", "dog"], 2),
        lambda: cross_entropy([[1.0, 2.0]], np.array(["cat"], dtype=object)),
    ):
        ko, en = raised(action, DataError)
        assert (
            "np.unique(y, return_inverse=True)" in ko and "np.unique(y, return_inverse=True)" in en
        )


def test_numbers_among_objects_are_numbers():
    assert float(mse([1.0, 2.0], np.array([1, 4.0], dtype=object))) == 2


@pytest.mark.parametrize("name", [*ELEMENTWISE, "cross_entropy", "accuracy"])
def test_no_sample_has_no_loss(raised, name):
    loss = {**ELEMENTWISE, "accuracy": accuracy}.get(name, cross_entropy)
    ko, en = raised(lambda: loss(np.zeros((0, 2)), np.zeros((0, 2))), ShapeError)
    assert name in ko and "(0, 2)" in ko and "표본이 하나도 없습니다" in ko
    assert name in en and "(0, 2)" in en and "not one sample" in en


def test_a_nan_in_the_data_is_told_by_the_loss(raised):
    X, y = np.ones((4, 2)), np.zeros((4, 1))
    for place, array, korean, english in (
        ((2, 1), X, "모양이 (4, 2)인 입력 배열에 nan", "the input array of shape (4, 2) had 1 nan"),
        ((3, 0), y, "정답에 nan", "the target had 1 nan"),
    ):
        array[place] = math.nan
        for language, words in (("ko", korean), ("en", english)):
            set_language(language)
            with pytest.warns(NumericWarning, match=re.escape(words)) as told:
                loss = mse(Linear(2, 1, rng=0)(X), y)
            assert (
                math.isnan(float(loss.data))
                and len(told) == 1
                and str(list(place)) in str(told[0].message)
            )
            assert told[0].filename == __file__
        array[place] = 0.0


def test_a_nan_in_a_parameter_or_the_prediction_is_called_so():
    model = Linear(2, 1, rng=0)
    model.W.data[1, 0] = math.nan
    with pytest.warns(NumericWarning, match=r"'W'에 nan이 1곳.*초깃값으로"):
        mse(model(np.ones((3, 2))), np.zeros((3, 1)))
    with pytest.warns(NumericWarning, match=r"예측에 inf가 1곳.*모델의 매개변수"):
        mse([[1.0], [INF]], np.zeros((2, 1)))


def test_a_nan_that_arose_in_the_graph_is_told_there_alone():
    with pytest.warns(NumericWarning, match="log") as told:
        loss = mse(Tensor([-1.0, 1.0]).log(), np.zeros(2))
    assert math.isnan(float(loss.data)) and len(told) == 1
