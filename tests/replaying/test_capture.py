"""기록하는 동안, 그리고 수가 아닌 손실에서 생기는 일.

What happens while a function is recorded, at a loss that is not finite, and to samples: nothing is
done twice, and a program that is dropped meanwhile does not count as something that the function
did.
"""

import gc

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, replay, vectorize
from micrograd_ko.nn import BatchNorm, Dropout
from micrograd_ko.optim import SGD


@pytest.mark.filterwarnings("error")  # what __del__ swallows is a warning of pytest's
def test_a_program_that_goes_away_while_another_is_recorded_is_no_write_of_the_function(
    either_machine, no_collector
):
    w = Tensor([1.0, 2.0], "w")
    circle = [replay(lambda: w * 2.0)]
    circle[0]()
    circle.append(circle)
    del circle

    def f():
        gc.collect()
        return w * 3.0

    program = replay(f)
    assert program().tolist() == [3.0, 6.0]
    w.data = np.array([-1.0, 0.5])
    assert program().tolist() == [-3.0, 1.5]


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning", "ignore::RuntimeWarning")
def test_a_loss_that_is_not_finite_moves_running_statistics_once(either_machine):
    w = Tensor([[0.0], [-np.inf], [1.0]], "w")
    one, other = BatchNorm(1), BatchNorm(1)
    program = replay(lambda: one(w).sum())
    program.step(SGD([one.gamma], 0.1))
    other(w)
    assert np.array_equal(one.running_mean, other.running_mean)


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning", "ignore::RuntimeWarning")
def test_a_loss_that_is_not_finite_draws_once(either_machine):
    w, bad = Tensor(np.ones(8), "w"), np.array([np.inf, *np.ones(7)])
    one, other = Dropout(0.5, rng=3), Dropout(0.5, rng=3)
    program = replay(lambda x: (one(w) * x + x).sum())
    for x in (np.ones(8), bad, np.ones(8), bad, np.ones(8)):
        assert program.step(SGD([w], 1e-300), x) == pytest.approx((other(w) * x + x).sum().item())


def test_samples_that_are_only_compared_take_a_gradient_each(either_machine):
    w = Value(0.5, "w")
    program = vectorize(lambda x: w**2 if x > 0 else w * 1.0, inputs=[1.0], parameters=[w])
    assert program(np.array([1.0, 2.0])).tolist() == [0.25, 0.25]
    program.backward(np.array([1.0, 4.0]))
    assert w.grad == pytest.approx((1.0 + 4.0) / 2 * 2 * 0.5)
