"""표본의 가중치: 표본을 되풀이한 것과 같다.

Weights of samples: whole ones count as so many copies of a sample.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import DataError, Tensor, check_gradients, replay
from micrograd_ko.losses import (
    LOSSES,
    PROBABILITIES,
    binary_cross_entropy,
    cross_entropy,
    mse,
)

TARGETS = {
    "mse": lambda rng, n: rng.standard_normal((n, 2)),
    "half_mse": lambda rng, n: rng.standard_normal((n, 2)),
    "cross_entropy": lambda rng, n: rng.integers(0, 2, n),
    "binary_cross_entropy": lambda rng, n: rng.random((n, 2)),
    "hinge": lambda rng, n: rng.choice([-1.0, 1.0], (n, 2)),
}
each_loss = pytest.mark.parametrize("name", LOSSES)


def drawn(name, n=5, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((n, 2)), TARGETS[name](rng, n)


@each_loss
@given(st.lists(st.integers(0, 4), min_size=5, max_size=5).filter(any), st.integers(0, 99))
def test_whole_weights_are_copies_of_samples(name, counts, seed):
    scores, target = drawn(name, seed=seed)
    copies = np.repeat(np.arange(5), counts)
    found = []
    for rows, weight in ((np.arange(5), counts), (copies, None)):
        x = Tensor(scores)
        loss = LOSSES[name](x[rows], target[rows], weight=weight)
        loss.backward()
        found.append((loss.item(), x.grad))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-12, abs=1e-15)
    assert found[0][1] == pytest.approx(found[1][1], rel=1e-12, abs=1e-15)


@each_loss
def test_equal_weights_of_any_size_change_nothing_but_rounding(name):
    scores, target = drawn(name)
    alike = LOSSES[name](Tensor(scores), target).item()
    for size in (1.0, 1e-3, 7e5):
        weighted = LOSSES[name](Tensor(scores), target, weight=np.full(5, size)).item()
        assert weighted == pytest.approx(alike, rel=1e-14)


@each_loss
def test_weighted_losses_have_right_gradients(name):
    scores, target = drawn(name)
    weight = np.array([0.5, 0.0, 2.0, 1.0, 3.0])
    assert check_gradients(
        lambda x: LOSSES[name](x, target, weight=weight), scores, order=1, points=0
    )


@each_loss
def test_a_replay_is_given_other_weights(name):
    scores, target = drawn(name)
    target = np.eye(2)[target] if name == "cross_entropy" else target
    x = Tensor(scores, "x")
    program = replay(lambda t, w: LOSSES[name](x * 1.0, t, weight=w), parameters=[x])
    for weight in np.random.default_rng(1).random((3, 5)):
        expected = LOSSES[name](Tensor(scores), target, weight=weight).item()
        assert program(target, weight) == pytest.approx(expected, rel=1e-12)


def test_one_column_of_predictions_takes_one_weight_a_sample():
    x, target, weight = Tensor([[1.0], [2.0]]), np.zeros((2, 1)), [3.0, 1.0]
    assert mse(x, target, weight=weight).item() == (3 * 1 + 1 * 4) / 4
    assert mse(Tensor([1.0, 2.0]), np.zeros(2), weight=weight).item() == 7 / 4


def test_a_sample_without_weight_may_be_masked():
    logits = np.array([[0.0, -np.inf], [0.0, -np.inf]])
    found = cross_entropy(Tensor(logits), np.array([0, 0]), weight=[1.0, 0.0])
    assert found.item() == 0.0


def test_an_infinite_logit_that_is_right_adds_nothing_with_weights_either():
    x = Tensor([np.inf, 0.0])
    found = binary_cross_entropy(x, np.array([1.0, 1.0]), weight=[3.0, 1.0])
    assert found.item() == pytest.approx(np.log(2) / 4)


def test_float32_stays_float32_with_weights():
    x = Tensor(np.ones((2, 2)), dtype=np.float32)
    for name, loss in LOSSES.items():
        target = TARGETS[name](np.random.default_rng(0), 2)
        assert loss(x, target, weight=np.array([1.0, 2.0])).dtype == np.float32


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ([1.0, 2.0], "(2,)"),
        (np.ones((5, 1)), "(5, 1)"),
        ([1, 1, -1, 1, 1], "-1"),
        ([1, 1, 1, np.nan, 1], "nan"),
        ([1, np.inf, 1, 1, 1], "inf"),
        ([0.0] * 5, "0"),
        (["a"] * 5, "'a'"),
    ],
)
@each_loss
def test_weights_that_are_none_are_named(raised, name, weight, words):
    scores, target = drawn(name)
    ko, en = raised(lambda: LOSSES[name](Tensor(scores), target, weight=weight), DataError)
    assert all(words in m and f"{name}(weight)" in m for m in (ko, en))


def test_scores_become_probabilities():
    found = PROBABILITIES[cross_entropy](np.array([[0.0, np.log(3.0)], [1000.0, -1000.0]]))
    assert found == pytest.approx(np.array([[0.25, 0.75], [1.0, 0.0]]))
    found = PROBABILITIES[binary_cross_entropy](np.array([[0.0], [1000.0], [-1000.0]]))
    assert found == pytest.approx(np.array([[0.5, 0.5], [0.0, 1.0], [1.0, 0.0]]))
    assert PROBABILITIES[binary_cross_entropy](np.zeros((3, 4))).shape == (3, 4)
