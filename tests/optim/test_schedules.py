"""학습률 스케줄과 기울기 자르기, 그냥 실행과 replay에서.

Learning-rate schedules and clipping, eager and replayed, against the formulas written again.
"""

import copy
import math
import pickle
from itertools import pairwise

import numpy as np
import pytest

from micrograd_ko import OptionError, Tensor, Value, replay
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, Linear
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, cosine, step_decay, warmup
from micrograd_ko.train import fit

X = np.linspace(-1, 1, 12).reshape(-1, 1)
Y = X**2


def rates(schedule, count):
    return [schedule(step) for step in range(count)]


def test_step_decay_goes_down_in_stairs():
    expected = [0.4] * 3 + [0.2] * 3 + [0.1] * 2
    assert rates(step_decay(0.4, every=3, factor=0.5), 8) == pytest.approx(expected, rel=1e-15)


def test_cosine_goes_from_its_rate_to_low_and_stays_there():
    found = rates(cosine(0.3, steps=8, low=0.1), 12)
    assert found[0] == 0.3 and found[4] == pytest.approx(0.2) and found[8:] == [0.1] * 4
    assert found[2] == pytest.approx(0.2 + 0.1 * math.cos(math.pi / 4))
    assert all(a > b for a, b in pairwise(found[:9]))


def test_warmup_rises_evenly_and_hands_over():
    assert rates(warmup(0.4, steps=4), 6) == pytest.approx([0.1, 0.2, 0.3, 0.4, 0.4, 0.4])
    after = cosine(0.4, steps=10)
    assert rates(warmup(after, steps=2), 8)[2:] == rates(after, 6)


def test_the_rate_of_each_step_is_that_of_its_number():
    w = Tensor([0.0])
    optimizer = SGD([w], lambda step: 1 / (1 + step))
    places = []
    for _ in range(4):
        w.grad = np.array([1.0])
        optimizer.step()
        places.append(float(w.data[0]))
    assert places == pytest.approx(-np.cumsum([1, 1 / 2, 1 / 3, 1 / 4]))
    assert optimizer.lr == 1 / 4


@pytest.mark.parametrize("wrong", [-0.1, math.nan, math.inf, None, "0.1"])
def test_a_schedule_that_gives_no_learning_rate_is_named_with_its_step(raised, wrong):
    w = Tensor([1.0])
    optimizer = SGD([w], lambda step: wrong if step == 2 else 0.1)
    w.grad = np.array([1.0])
    optimizer.step()
    optimizer.step()
    before = w.data.copy()
    ko, en = raised(optimizer.step, OptionError)
    assert all(repr(wrong) in m and "2" in m for m in (ko, en)) and "step 2" in en
    assert np.array_equal(w.data, before) and optimizer.steps == 2


@pytest.mark.parametrize(
    "make",
    [
        lambda: step_decay(0.0, every=1),
        lambda: step_decay(0.1, every=0),
        lambda: step_decay(0.1, every=2, factor=1.0),
        lambda: cosine(0.1, steps=0),
        lambda: cosine(-1.0, steps=2),
        lambda: cosine(0.1, steps=2, low=-0.1),
        lambda: warmup(0.1, steps=0),
        lambda: warmup(0.0, steps=2),
    ],
)
def test_what_makes_no_schedule_is_refused_with_its_bounds(raised, make):
    ko, en = raised(make, OptionError)
    assert all("> 0" in m or ">= " in m for m in (ko, en))


@pytest.mark.parametrize("kept", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_schedules_are_copied_and_pickled(kept):
    for schedule in (
        step_decay(0.1, every=3), cosine(0.1, steps=5, low=0.01),
        warmup(cosine(0.1, steps=5), steps=2), warmup(0.1, steps=2),
    ):  # fmt: skip
        assert kept(schedule) == schedule and rates(kept(schedule), 9) == rates(schedule, 9)


# ── clipping ──


@pytest.mark.parametrize("size", [1e-3, 0.5, 1.0, 2.0, 1e10, 1e200, 1e308])
def test_gradients_together_are_no_longer_than_clip_norm(size):
    a, b = Tensor([0.0, 0.0]), Value(0.0)
    a.grad, b.grad = np.array([2.0, -3.0]) / 7 * size, 6.0 / 7 * size  # of norm `size`
    SGD([a, b], 1.0, clip_norm=1.0).step()
    moved = np.array([*a.data, b.data])
    assert np.linalg.norm(moved) == pytest.approx(min(size, 1.0), rel=1e-12)
    assert moved == pytest.approx(np.array([-2.0, 3.0, -6.0]) / 7 * min(size, 1.0), rel=1e-12)
    assert type(b.data) is float


def test_gradients_that_are_short_enough_stay_to_the_last_bit():
    g = np.random.default_rng(0).standard_normal(5)
    moved = []
    for options in ({}, {"clip_norm": 1e3}):
        w = Tensor(np.zeros(5))
        w.grad = g.copy()
        Adam([w], 0.1, **options).step()
        moved.append(w.data)
    assert np.array_equal(*moved)


def test_a_gradient_of_0_is_not_divided_by():
    w = Tensor([1.0, 2.0])
    w.grad = np.zeros(2)
    SGD([w], 0.1, clip_norm=1.0).step()
    assert w.data.tolist() == [1.0, 2.0]


def test_clipping_keeps_float32_and_large_gradients_in_it():
    w = Tensor(np.zeros(2), dtype=np.float32)
    w.grad = np.array([3e25, 4e25], dtype=np.float32)  # whose squares no float32 holds
    optimizer = Adam([w], 0.1, clip_norm=1.0)
    optimizer.step()
    assert w.dtype == np.float32 and optimizer.memories[0]["m"].dtype == np.float32
    assert optimizer.memories[0]["m"] == pytest.approx([0.06, 0.08], rel=1e-6)


def test_the_gradients_themselves_are_left_as_they_are():
    w = Tensor([0.0])
    w.grad = np.array([10.0])
    SGD([w], 1.0, clip_norm=1.0).step()
    assert w.grad.tolist() == [10.0] and w.data.tolist() == [-1.0]


# ── replayed ──


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("clip", [None, 0.05])
def test_a_replay_follows_schedule_and_clipping(name, clip):
    found = []
    for replayed in (False, True):
        model = MLP(1, [4, 1], activation="tanh", rng=0)
        rate = warmup(cosine(0.05, steps=20), steps=5)
        optimizer = OPTIMIZERS[name](model, rate, weight_decay=0.01, clip_norm=clip)
        fit(
            model, X, Y, loss="mse", optimizer=optimizer, epochs=8, batch_size=5, replay=replayed,
            progress=False,
        )  # fmt: skip
        found.append((model.state_dict(), optimizer.lr, optimizer.steps))
    (eager, *of_eager), (fast, *of_fast) = found
    assert of_eager == of_fast and of_eager[1] == 24
    for name_of, numbers in eager.items():
        assert fast[name_of] == pytest.approx(numbers, rel=1e-10, abs=1e-13)


def test_a_program_of_values_clips_to_the_last_bit():
    found = []
    for replayed in (False, True):
        w, b = Value(3.0, "w"), Value(-2.0, "b")
        optimizer = Adam([w, b], step_decay(0.1, every=3), clip_norm=0.5)
        program = replay((w * 1.5 + b) ** 2, parameters=[w, b]) if replayed else None
        for _ in range(7):
            if program is not None:
                program.step(optimizer)
            else:
                optimizer.zero_grad()
                ((w * 1.5 + b) ** 2).backward()
                optimizer.step()
        found.append((w.data, b.data, optimizer.lr))
    assert found[0] == found[1]


def test_steps_in_one_go_each_have_the_rate_of_their_step():
    found = []
    for go in (False, True):
        model = Linear(1, 1, rng=0)
        optimizer = SGD(model, lambda step: 0.1 / (1 + step))
        program = replay(lambda X, y, m=model: mse(m(X), y), parameters=model)
        if go:
            program.train(optimizer, X, Y, steps=6)
        else:
            for _ in range(6):
                program.step(optimizer, X, Y)
        found.append((model.state_dict(), optimizer.lr))
    assert found[0][1] == found[1][1] == 0.1 / 6
    assert all(np.array_equal(found[0][0][k], found[1][0][k]) for k in found[0][0])
