"""무작위 학습을 무작위로 끊는다: 이어 간 것은 끊기지 않은 것과 같다.

Random trainings, broken off at random: one that goes on equals one that was never interrupted.
"""

import tempfile
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko.losses import LOSSES
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import OPTIMIZERS, cosine, step_decay, warmup
from micrograd_ko.train import checkpoints
from tests.helpers.trainings import quiet, same_state

N = 11
RATES = {
    "number": lambda: 0.02,
    "cosine": lambda: cosine(0.05, steps=9),
    "stairs": lambda: step_decay(0.05, every=3, factor=0.5),
    "warm-up": lambda: warmup(step_decay(0.05, every=4), steps=3),
    "own": lambda: lambda step: 0.03 / (1 + step % 5),
}


class Interrupted(Exception):
    """What a training is broken off with."""


TRAININGS = st.fixed_dictionaries(
    {
        "loss": st.sampled_from(sorted(LOSSES)),
        "optimizer": st.sampled_from(sorted(OPTIMIZERS)),
        "rate": st.sampled_from(sorted(RATES)),
        "clip": st.sampled_from([None, 0.1, 10.0]),
        "decay": st.sampled_from([0.0, 0.01]),
        "normal": st.booleans(),
        "dropout": st.lists(st.sampled_from([0.2, 0.5]), max_size=2),
        "dtype": st.sampled_from([np.float64, np.float32]),
        "batch_size": st.sampled_from([None, 3, 4, N]),
        "epochs": st.integers(1, 3),
        "patience": st.sampled_from([None, 1, 2]),
        "weighted": st.booleans(),
        "replay": st.booleans(),
        "seed": st.integers(0, 3),
    }
)


def targets(loss, rng, n):
    if loss == "cross_entropy":
        return rng.integers(0, 2, n)
    y = rng.random((n, 2))
    return np.sign(y - 0.5) if loss == "hinge" else y


def train(path, options):
    """One training; its weights, history and optimizer."""
    o, rng = options, np.random.default_rng(5)
    X = rng.standard_normal((N + 4, 3))
    y = targets(o["loss"], rng, N + 4)
    # before batch normalisation the gradient of a bias is rounding alone, which Adam makes large
    layers = [Linear(3, 4, rng=0, dtype=o["dtype"], bias=not o["normal"])]
    layers += [BatchNorm(4, dtype=o["dtype"])] if o["normal"] else []
    layers += [np.tanh, *(Dropout(p) for p in o["dropout"])]
    model = Sequential(*layers, Linear(4, 2, rng=1, dtype=o["dtype"]))
    optimizer = OPTIMIZERS[o["optimizer"]](
        model, RATES[o["rate"]](), weight_decay=o["decay"], clip_norm=o["clip"]
    )
    weight = np.arange(N) % 3 + 1.0 if o["weighted"] else None
    history = quiet(
        model, X[:N], y[:N], loss=o["loss"], optimizer=optimizer, epochs=o["epochs"],
        batch_size=o["batch_size"], validation=(X[N:], y[N:]), patience=o["patience"],
        sample_weight=weight, seed=o["seed"], replay=o["replay"], checkpoint=path,
    )  # fmt: skip
    return model, history, optimizer


@given(TRAININGS, st.lists(st.integers(1, 6), min_size=1, max_size=3))
def test_a_random_training_goes_on_to_the_same_numbers(options, stops):
    model, history, optimizer = train(None, options)
    save, left = checkpoints.Checkpoint.save, [0]

    def broken(self):
        save(self)
        left[0] -= 1
        if left[0] == 0 and self.path is not None:
            raise Interrupted

    with tempfile.TemporaryDirectory() as folder, patch.object(checkpoints, "SECONDS", 0.0):
        path = Path(folder) / "t.npz"
        with patch.object(checkpoints.Checkpoint, "save", broken):
            for stop in stops:
                left[0] = stop
                with suppress(Interrupted):
                    train(path, options)
        again, theirs, resumed = train(path, options)
    assert same_state(model.state_dict(), again.state_dict())
    assert history.loss == theirs.loss and history.val_loss == theirs.val_loss
    assert history.best_epoch == theirs.best_epoch and optimizer.steps == resumed.steps
    for one, other in zip(optimizer.memories, resumed.memories, strict=True):
        assert one.keys() == other.keys() and all(np.array_equal(one[k], other[k]) for k in one)


@given(TRAININGS)
def test_a_random_training_replayed_is_that_of_objects(options):
    eager, history, optimizer = train(None, options | {"replay": False})
    fast, theirs, replayed = train(None, options | {"replay": True})
    close = (
        {"rel": 1e-8, "abs": 1e-10}
        if options["dtype"] is np.float64
        else {"rel": 2e-2, "abs": 1e-3}
    )
    assert history.loss == pytest.approx(theirs.loss, **close)
    assert optimizer.steps == replayed.steps and optimizer.lr == replayed.lr
    if options["dtype"] is np.float64:
        state = fast.state_dict()
        assert all(state[k] == pytest.approx(x, **close) for k, x in eager.state_dict().items())
