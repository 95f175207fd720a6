"""체크포인트: 언제 끊겨도 같은 수에 이른다.

Checkpoints: whatever interrupts a training, when it goes on it comes to the same numbers.
"""

import os
import random
import signal
import subprocess
import sys

import numpy as np
import pytest

from micrograd_ko import DataError, OptionError
from micrograd_ko.files import read_tree, write_tree
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, cosine
from micrograd_ko.train import checkpoints
from tests import kill_training
from tests.helpers.trainings import messy, quiet, regular, same_state

KILLS = 4


@pytest.fixture(autouse=True)
def always(monkeypatch):
    """A checkpoint after every step."""
    monkeypatch.setattr(checkpoints, "SECONDS", 0.0)


class Interrupted(Exception):
    """What a training is broken off with."""


def training(path, *, replay=False, interrupt=None, epochs=4, optimizer="adam", **options):
    """Train to the end, or to an exception in the epoch `interrupt`; state and history."""
    model, (X, y) = messy(), regular()

    def stop(epoch, history):
        if epoch == interrupt:
            raise Interrupted

    options = {"validation": (X[:4], y[:4]), "metric": ["mae", "r2"], "batch_size": 6} | options
    chosen = OPTIMIZERS[optimizer](model, cosine(0.05, steps=16), weight_decay=0.01)
    history = quiet(
        model, X, y, loss="mse", optimizer=chosen, epochs=epochs, replay=replay, checkpoint=path,
        on_epoch=stop, **options,
    )  # fmt: skip
    return model, chosen, history


def same(one, other):
    (model, optimizer, history), (again, resumed, theirs) = one, other
    states = optimizer.state_dict(), resumed.state_dict()
    return (
        same_state(model.state_dict(), again.state_dict())
        and states[0]["steps"] == states[1]["steps"]
        and all(
            a.keys() == b.keys() and all(np.array_equal(a[k], b[k]) for k in a)
            for a, b in zip(states[0]["memories"], states[1]["memories"], strict=True)
        )
        and history.loss == theirs.loss
        and history.metrics == theirs.metrics
        and history.val_loss == theirs.val_loss
        and history.best_epoch == theirs.best_epoch
    )


@pytest.mark.parametrize("suffix", [".npz", ".json"])
@pytest.mark.parametrize("replay", [False, True])
@pytest.mark.parametrize("interrupt", [1, 2, 4])
def test_a_training_that_broke_off_goes_on_to_the_same_numbers(tmp_path, suffix, replay, interrupt):
    whole = training(None, replay=replay)
    path = tmp_path / f"training{suffix}"
    with pytest.raises(Interrupted):
        training(path, replay=replay, interrupt=interrupt)
    assert same(whole, training(path, replay=replay))


@pytest.mark.parametrize("replay", [False, True])
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_goes_on(tmp_path, name, replay):
    whole = training(None, replay=replay, optimizer=name)
    path = tmp_path / "t.npz"
    with pytest.raises(Interrupted):
        training(path, replay=replay, optimizer=name, interrupt=2)
    assert same(whole, training(path, replay=replay, optimizer=name))


@pytest.mark.parametrize("replay", [False, True])
def test_it_goes_on_in_the_middle_of_an_epoch(tmp_path, monkeypatch, replay):
    whole, path, left = training(None, replay=replay), tmp_path / "t.npz", [0]
    save = checkpoints.Checkpoint.save

    def broken(self):
        save(self)
        left[0] -= 1
        if not left[0]:
            raise Interrupted

    monkeypatch.setattr(checkpoints.Checkpoint, "save", broken)
    for last in (3, 4, 2):  # of each start, which checkpoint is the last
        left[0] = last
        with pytest.raises(Interrupted):
            training(path, replay=replay)
    place = read_tree(path, "checkpoint")["place"]
    assert (place["epoch"], place["batch"], len(place["losses"])) == (3, 3, 3)
    monkeypatch.setattr(checkpoints.Checkpoint, "save", save)
    assert same(whole, training(path, replay=replay))


def test_a_training_that_is_done_is_not_done_again(tmp_path):
    first = training(tmp_path / "t.npz")
    before = (tmp_path / "t.npz").read_bytes()
    assert same(first, training(tmp_path / "t.npz"))
    tree = read_tree(tmp_path / "t.npz", "checkpoint")
    assert tree["place"]["epoch"] == 5 and before


def test_more_epochs_go_on_from_the_last(tmp_path):
    whole = training(None, epochs=6)
    training(tmp_path / "t.npz", epochs=3)
    assert same(whole, training(tmp_path / "t.npz", epochs=6))


def test_early_stopping_remembers_its_best(tmp_path):
    options = {"patience": 2, "epochs": 12, "optimizer": "sgd"}
    whole = training(None, **options)
    assert whole[2].best_epoch < len(whole[2].loss)  # it stopped, and went back
    for interrupt in range(1, len(whole[2].loss) + 1):
        path = tmp_path / f"{interrupt}.npz"
        with pytest.raises(Interrupted):
            training(path, interrupt=interrupt, **options)
        assert same(whole, training(path, **options))
    assert same(whole, training(path, **options))  # what has stopped stays so


def test_weights_of_samples_are_part_of_the_training(tmp_path, raised):
    weight = np.arange(16.0)
    whole = training(None, sample_weight=weight)
    with pytest.raises(Interrupted):
        training(tmp_path / "t.npz", interrupt=2, sample_weight=weight)
    assert same(whole, training(tmp_path / "t.npz", sample_weight=weight))
    ko, en = raised(lambda: training(tmp_path / "t.npz"), OptionError)
    assert all("data: " in m for m in (ko, en))


def test_the_optimizer_that_was_given_is_the_one_that_goes_on(tmp_path):
    training(tmp_path / "t.npz", epochs=2)
    _, optimizer, _ = training(tmp_path / "t.npz", epochs=4)
    assert optimizer.steps == 12


def test_losses_and_schedules_of_ones_own_are_told_apart_by_what_they_do(tmp_path, raised):
    model, (X, y) = MLP(3, [1], rng=0), regular()
    options = {"epochs": 1, "checkpoint": tmp_path / "t.npz"}

    def run(loss, rate):
        return quiet(model, X, y, loss=loss, optimizer=SGD(model, rate), **options)

    run(lambda s, t: ((s - t) ** 2).mean(), lambda step: 0.1)
    run(lambda s, t: ((s - t) ** 2).mean(), lambda step: 0.1)
    others = {
        "loss: ": (lambda s, t: ((s - t) ** 2).mean() * 100, lambda step: 0.1),
        "optimizer: ": (lambda s, t: ((s - t) ** 2).mean(), lambda step: 0.1 / (1 + step)),
    }
    for words, (loss, rate) in others.items():
        ko, en = raised(lambda loss=loss, rate=rate: run(loss, rate), OptionError)
        assert all(words in m for m in (ko, en))


def test_a_loss_with_a_set_of_words_is_the_same_in_every_process():
    code = """
from micrograd_ko.train.checkpoints import _written
def loss(s, t, how="mean"):
    return (s - t).mean() if how in {"mean", "average", "expected", "middle"} else (s - t).sum()
print(_written(loss))
"""
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(said) == 1


def test_a_schedule_may_be_a_table_of_the_steps_there_are(tmp_path):
    model, (X, y) = MLP(3, [1], rng=0), regular()
    rates = [0.1, 0.05, 0.02]
    for epochs in (1, 3):
        quiet(
            model, X, y, loss="mse", optimizer=SGD(model, lambda step: rates[step]),
            epochs=epochs, batch_size=None, checkpoint=tmp_path / "t.npz",
        )  # fmt: skip


def test_random_numbers_under_any_name_go_on(tmp_path):
    class Noisy(Linear):
        def __init__(self):
            super().__init__(3, 1, rng=0)
            self.source = np.random.default_rng(7)

        def forward(self, x):
            noise = self.source.standard_normal() if self.training else 0.0
            return super().forward(x) + noise

    (X, y), found = regular(), []
    for path in (None, tmp_path / "t.npz"):
        for epochs in (2, 4) if path else (4,):
            model = Noisy()
            quiet(model, X, y, loss="mse", optimizer=SGD(model, 0.1), epochs=epochs,
                  checkpoint=path)  # fmt: skip
        found.append(model.state_dict())
    assert same_state(*found)


CHANGES = {
    "patience": {"patience": 3},
    "seed": {"seed": 1},
    "batch_size": {"batch_size": 4},
    "metric": {"metric": "mae"},
    "validation": {"validation": None},
    "optimizer": {"optimizer": "sgd"},
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_checkpoint_of_another_training_is_refused_with_what_differs(tmp_path, raised, what):
    path = tmp_path / "t.npz"
    training(path, epochs=1)
    before = path.read_bytes()
    ko, en = raised(lambda: training(path, epochs=1, **CHANGES[what]), OptionError)
    assert all(f"{what}: " in m and " ≠ " in m and str(path) in m for m in (ko, en))
    assert path.read_bytes() == before


def test_another_model_is_refused_and_left_as_it_was(tmp_path, raised):
    path, (X, y) = tmp_path / "t.npz", regular()
    options = {"loss": "mse", "epochs": 1, "checkpoint": path}
    for model in (MLP(3, [4, 1], rng=0), MLP(3, [5, 1], rng=0)):
        before = model.state_dict()
        if model.layers[0].nout == 4:
            quiet(model, X, y, optimizer=SGD(model), **options)
        else:
            ko, en = raised(
                lambda model=model: quiet(model, X, y, optimizer=SGD(model), **options), OptionError
            )
            assert all("model: " in m and "Linear(3, 5)" in m for m in (ko, en))
            assert same_state(model.state_dict(), before)


def test_what_is_no_checkpoint_is_a_clear_error(tmp_path, raised):
    path = tmp_path / "t.npz"
    for tree in ({}, {"training": {}}, {"training": 3}, []):
        write_tree(path, tree, "checkpoint")
        with pytest.raises((DataError, OptionError)) as found:
            training(path)
        assert str(path) in str(found.value)
    training(tmp_path / "good.npz", epochs=1)
    good = read_tree(tmp_path / "good.npz", "checkpoint")
    for name in good:
        write_tree(path, {k: x for k, x in good.items() if k != name}, "checkpoint")
        with pytest.raises((DataError, OptionError)):
            training(path)
        write_tree(path, good | {name: "x"}, "checkpoint")
        with pytest.raises((DataError, OptionError)) as found:
            training(path)
        assert str(path) in str(found.value)
    wrong = {
        "place": {"epoch": "1"},
        "runaway": {"first": "high"},
        "history": {"loss": ["low"], "metrics": {"mae": 3}},
        "optimizer": {"steps": []},
    }
    for name, entries in wrong.items():
        for entry, x in entries.items():
            write_tree(path, good | {name: good[name] | {entry: x}}, "checkpoint")
            with pytest.raises(DataError) as found:
                training(path)
            assert str(path) in str(found.value)
    path.write_bytes(b"PK nothing of the kind")
    ko, en = raised(lambda: training(path), DataError)
    assert all(str(path) in m for m in (ko, en))


@pytest.mark.parametrize("name", ["t.pkl", "t", "t.svg"])
def test_a_path_that_no_checkpoint_is_written_to_is_refused_before_training(tmp_path, raised, name):
    model, (X, y) = messy(), regular()
    before, options = model.state_dict(), {"loss": "mse", "optimizer": "sgd"}
    ko, en = raised(lambda: quiet(model, X, y, checkpoint=tmp_path / name, **options), DataError)
    assert all(".npz" in m and name in m for m in (ko, en))
    assert same_state(model.state_dict(), before)


def test_between_checkpoints_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(checkpoints, "SECONDS", 1e9)
    count, save = [], checkpoints.Checkpoint.save
    monkeypatch.setattr(
        checkpoints.Checkpoint, "save", lambda self: (count.append(self.path), save(self))
    )
    training(tmp_path / "t.npz")
    assert len(count) == 1 and (tmp_path / "t.npz").exists()


def test_a_step_is_kept_even_by_a_network_with_two_dropouts(tmp_path):
    def make():
        return Sequential(
            Dropout(0.2), Linear(3, 6, rng=0), BatchNorm(6), Dropout(0.5), Linear(6, 1, rng=1)
        )

    (X, y), found = regular(), []
    for path in (None, tmp_path / "t.npz"):
        model = make()
        for epochs in (2, 5) if path else (5,):
            model = make()
            quiet(model, X, y, loss="mse", optimizer=Adam(model, 0.1), epochs=epochs,
                  batch_size=4, checkpoint=path)  # fmt: skip
        found.append(model.state_dict())
    assert same_state(*found)


@pytest.mark.parametrize("replay", [False, True])
def test_killed_at_random_moments_it_comes_to_the_same_weights(tmp_path, replay):
    """With SIGKILL, each in a process of its own; ``python -m tests.kill_training`` for more."""
    if not hasattr(signal, "SIGKILL"):
        pytest.skip("Windows has no SIGKILL")
    killed, equal = kill_training.attacked(
        tmp_path, kills=KILLS, replay=replay, rng=random.Random(0)
    )
    assert equal and killed == KILLS
