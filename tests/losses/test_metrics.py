"""지표: scikit-learn이 세는 것과 같게. Metrics, as scikit-learn counts them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import ShapeError
from micrograd_ko.losses import METRICS, f1, mae, precision, r2, recall, rmse

theirs = pytest.importorskip("sklearn.metrics")

CLASSES = {
    "accuracy": lambda y, p, average: theirs.accuracy_score(y, p),
    "precision": lambda y, p, average: theirs.precision_score(
        y, p, average=average, zero_division=0
    ),
    "recall": lambda y, p, average: theirs.recall_score(y, p, average=average, zero_division=0),
    "f1": lambda y, p, average: theirs.f1_score(y, p, average=average, zero_division=0),
}
NUMBERS = {
    "mae": theirs.mean_absolute_error,
    "rmse": theirs.root_mean_squared_error,
    "r2": theirs.r2_score,
}


def test_every_metric_is_compared():
    assert METRICS.keys() == CLASSES.keys() | NUMBERS.keys()


@pytest.mark.parametrize("name", CLASSES)
@given(st.integers(0, 10**6), st.integers(1, 12), st.integers(2, 5))
def test_metrics_of_classes(name, seed, n, classes):
    rng = np.random.default_rng(seed)
    scores, target = rng.standard_normal((n, classes)), rng.integers(0, classes, n)
    average = "binary" if classes == 2 else "macro"
    expected = CLASSES[name](target, scores.argmax(axis=1), average)
    assert METRICS[name](scores, target) == pytest.approx(expected)
    assert METRICS[name](scores, np.eye(classes)[target]) == pytest.approx(expected)
    if classes == 2:  # one score of the two
        one = (scores[:, 1] - scores[:, 0]).reshape(-1, 1)
        assert METRICS[name](one, target.reshape(-1, 1)) == pytest.approx(expected)
        assert METRICS[name](one, 2 * target - 1) == pytest.approx(expected)


@pytest.mark.parametrize("name", NUMBERS)
@given(st.integers(0, 10**6), st.integers(2, 12), st.integers(1, 3))
def test_metrics_of_numbers(name, seed, n, outputs):
    rng = np.random.default_rng(seed)
    found, target = rng.standard_normal((2, n, outputs))
    expected = NUMBERS[name](target, found)
    if name == "rmse":  # scikit-learn averages the outputs' roots; here it is the root of the mean
        expected = np.sqrt(theirs.mean_squared_error(target, found))
    assert METRICS[name](found, target) == pytest.approx(expected)


def test_by_hand():
    scores, target = [[3.0], [-1.0], [2.0], [-2.0]], [1, 1, 0, 0]
    assert (precision(scores, target), recall(scores, target), f1(scores, target)) == (
        0.5,
        0.5,
        0.5,
    )
    assert (mae([1.0, 4.0], [0.0, 0.0]), rmse([3.0, 4.0], [0.0, 0.0])) == (2.5, 12.5**0.5)
    assert r2([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]) == 1.0 and r2([2.0] * 3, [1.0, 2.0, 3.0]) == 0.0


def test_nothing_named_and_nothing_there_count_as_0():
    assert precision([-1.0, -1.0], [1, 1]) == 0.0 and recall([1.0, 1.0], [0, 0]) == 0.0
    assert f1([-1.0], [0]) == 0.0


def test_targets_that_do_not_vary_have_no_r2_unless_hit():
    assert np.isnan(r2([1.0, 2.0], [1.0, 1.0])) and r2([1.0, 1.0], [1.0, 1.0]) == 1.0


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize(
    ("scores", "target"), [(np.ones((3, 1)), np.ones(4)), (np.ones((0, 1)), np.ones((0, 1)))]
)
def test_shapes_that_do_not_fit_are_named(raised, name, scores, target):
    ko, en = raised(lambda: METRICS[name](scores, target), ShapeError)
    assert all(name in m and str(scores.shape) in m for m in (ko, en))


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize(
    ("scores", "target", "words"),
    [
        (np.eye(3), [[1, 1, 0], [0, 1, 0], [0, 0, 1]], "2"),  # several labels
        (np.eye(3), [[0, 0, 0], [0, 1, 0], [0, 0, 1]], "0"),
        (np.ones((3, 1)), [1, 2, 0], "2"),
        (np.ones(2), [0.5, -0.3], "-0.3"),
        (np.eye(2), [0.5, 1.2], "0.5"),
        (np.eye(2), [-1, 1], "-1"),
    ],
)
def test_targets_that_are_no_classes_are_named(raised, name, scores, target, words):
    ko, en = raised(lambda: METRICS[name](scores, np.array(target)), ShapeError)
    assert all(name in m and words in m for m in (ko, en))


def test_probabilities_are_targets_by_their_larger_half():
    assert METRICS["accuracy"]([[-3.0], [3.0]], [[0.05], [0.95]]) == 1.0
    assert METRICS["accuracy"]([[1.0, 0.0]], [[0.7, 0.3]]) == 1.0
