"""학습의 진행: 되풀이, 뒤에 남는 것, 일찍 멈추기, 발산, 진행 막대.

The run of a training: repetition, what stays, early stopping, divergence, progress.
"""

import warnings

import numpy as np
import pytest

from micrograd_ko import (
    DivergedError,
    NumericWarning,
    OptionError,
    TrainingWarning,
    manual_seed,
    set_language,
)
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, Dropout, Linear, Sequential
from micrograd_ko.optim import SGD, Adam
from micrograd_ko.train import fit, predict
from tests.helpers.trainings import Recording, classes, messy, points, quiet, regular, same_state

pytestmark = pytest.mark.usefixtures("seeded")

# ── repetition ──


def run(seed=0, model=None):
    model = model or messy()
    X, y = regular()
    options = {
        "validation": (X[:4], y[:4]),
        "metric": "mae",
        "epochs": 5,
        "batch_size": 4,
        "seed": seed,
    }
    history = quiet(model, X, y, loss="mse", optimizer=Adam(model, 0.01), **options)
    return history, model.state_dict()


def test_the_same_seed_repeats_a_run_bit_for_bit():
    first, state = run()
    np.random.seed(7)
    manual_seed(99)
    second, again = run()
    assert same_state(state, again)
    for name in ("loss", "metric", "val_loss", "val_metric"):
        assert getattr(first, name) == getattr(second, name)


@pytest.mark.parametrize(
    "make",
    [
        messy,
        lambda: MLP(3, [4, 1], rng=0),
        lambda: Sequential(Linear(3, 4, rng=0), Dropout(0.5), Linear(4, 1, rng=0)),
    ],
)
def test_another_seed_is_another_run(make):
    states = [run(seed, make())[1] for seed in (0, 1, 2)]
    assert not same_state(states[0], states[1]) and not same_state(states[1], states[2])


def test_the_seed_reaches_dropout_even_without_shuffling():
    losses = []
    for seed in (0, 0, 1):
        model = Sequential(Dropout(0.5), Linear(3, 1, rng=0))
        options = {"batch_size": None, "seed": seed, "epochs": 3}
        losses.append(quiet(model, *regular(), loss="mse", optimizer=SGD(model), **options).loss)
    assert losses[0] == losses[1] != losses[2]


# ── the state afterwards ──


def test_the_model_is_left_as_in_use():
    model = messy()
    quiet(model, *regular(), loss="mse", optimizer=SGD(model), epochs=1)
    assert not any(module.training for module in model.modules())
    assert np.array_equal(predict(model, regular()[0]), predict(model, regular()[0]))


def test_a_model_in_use_is_trained_as_in_training():
    model = Recording(MLP(3, [1])).eval()
    quiet(model, *regular(), loss="mse", optimizer=SGD(model), epochs=1)
    assert all(training for _, training in model.seen)


# ── early stopping ──


def overshooting():
    """A weight that goes from 0 to 2 by 2(1 - 0.9ᵗ), and validation data that wants 1: epoch 7 is
    the nearest to it.
    """
    model = Linear(1, 1, bias=False, init="zeros")
    ones = np.ones((1, 1))
    return model, {
        "X": ones,
        "y": 2 * ones,
        "loss": "mse",
        "optimizer": SGD(model, 0.05),
        "batch_size": None,
        "validation": (ones, ones),
    }


@pytest.mark.parametrize("patience", [1, 2, 3, 5])
def test_early_stopping_goes_back_to_the_best(patience):
    model, options = overshooting()
    history = quiet(model, **options, epochs=100, patience=patience)
    assert history.best_epoch == 7 and len(history.loss) == len(history.val_loss) == 7 + patience
    assert model.W.data[0, 0] == pytest.approx(2 * (1 - 0.9**7))
    assert (
        float(mse(predict(model, [[1.0]]), [[1.0]])) == min(history.val_loss) == history.val_loss[6]
    )
    assert "best_epoch=7" in repr(history)


def test_the_best_comes_back_even_if_the_epochs_end_first():
    model, options = overshooting()
    history = quiet(model, **options, epochs=9, patience=5)
    assert len(history.loss) == 9 and history.best_epoch == 7
    assert model.W.data[0, 0] == pytest.approx(2 * (1 - 0.9**7))


def test_without_patience_the_last_stays():
    model, options = overshooting()
    history = quiet(model, **options, epochs=9)
    assert history.best_epoch is None and model.W.data[0, 0] == pytest.approx(2 * (1 - 0.9**9))


def test_what_only_stays_the_same_is_no_progress():
    model = Linear(1, 1, bias=False, init="zeros")
    zeros = np.zeros((4, 1))
    options = {
        "loss": "mse",
        "optimizer": SGD(model),
        "validation": (zeros, zeros),
        "patience": 3,
        "epochs": 50,
    }
    history = quiet(model, zeros, zeros, **options)
    assert history.best_epoch == 1 and len(history.loss) == 4


def test_running_statistics_go_back_too():
    model, states = messy(), []
    X, y = regular()
    options = {
        "validation": (points(8, 3, seed=5), points(8, 1, seed=6)),
        "patience": 4,
        "epochs": 200,
        "batch_size": 8,
    }
    history = quiet(
        model,
        X,
        y,
        loss="mse",
        optimizer=Adam(model, 0.05),
        on_epoch=lambda *_: states.append(model.state_dict()),
        **options,
    )
    assert len(states) == history.best_epoch + 4 < 200
    assert history.val_loss[history.best_epoch - 1] == min(history.val_loss)
    assert same_state(model.state_dict(), states[history.best_epoch - 1])
    assert not same_state(model.state_dict(), states[-1])


def test_patience_needs_validation(raised):
    model = MLP(3, [1], rng=0)
    before = model.state_dict()
    ko, en = raised(
        lambda: quiet(model, *regular(), loss="mse", optimizer=SGD(model), patience=3), OptionError
    )
    assert "검증 데이터" in ko and "validation=(X, y)" in ko
    assert "validation data" in en and "validation=(X, y)" in en
    assert same_state(before, model.state_dict())


@pytest.mark.parametrize("wrong", [0, -1, "3", 1.5])
def test_patience_is_a_whole_number_from_1(raised, wrong):
    model, options = overshooting()
    raised(lambda: quiet(model, **options, epochs=3, patience=wrong), OptionError)


# ── divergence ──


def diverging(**options):
    model = Linear(1, 1, bias=False, init=lambda rng, shape: np.ones(shape))
    X = np.ones((4, 1))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        warnings.simplefilter("ignore", TrainingWarning)
        return quiet(
            model,
            X,
            -X,
            loss="mse",
            optimizer=SGD(model, 1e100),
            epochs=50,
            batch_size=2,
            **options,
        )


def test_divergence_is_told_by_epoch_batch_and_loss(raised):
    ko, en = raised(diverging, DivergedError)
    assert ko == (
        "학습이 발산했습니다: 에폭 2, 미니배치 1의 손실이 inf입니다. 학습률을 줄이거나 초깃값과 "
        "입력의 표준화를 확인하십시오."
    )
    assert en == (
        "Training diverged: the loss is inf in epoch 2, batch 1. "
        "Lower the learning rate, or check the initial values and whether the inputs are "
        "standardised."
    )


def test_a_loss_of_what_is_kept_aside_may_diverge_alone(raised):
    def action():
        X, model = np.ones((4, 1)), MLP(1, [1], rng=0)
        with warnings.catch_warnings(action="ignore", category=NumericWarning):
            quiet(
                model,
                X,
                X,
                loss="mse",
                optimizer=SGD(model, 0.1),
                epochs=3,
                validation=(X * 1e200, X),
            )

    ko, en = raised(action, DivergedError)
    assert "에폭 1" in ko and "검증 손실이 inf" in ko
    assert "epoch 1" in en and "validation loss" in en and "inf" in en


def test_divergence_is_an_arithmetic_error_with_its_place():
    with pytest.raises(ArithmeticError) as caught:
        diverging()
    assert caught.value.values == {"epoch": 2, "batch": 1, "loss": "inf"}


# ── progress ──


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ko", ["학습:", "손실=", "검증=", "정확도="]),
        ("en", ["training:", "loss=", "val=", "accuracy="]),
    ],
)
def test_progress_is_on_stderr_in_the_language(capsys, language, words):
    set_language(language)
    model = MLP(3, [1])
    fit(
        model,
        *classes(),
        loss="mse",
        optimizer=SGD(model),
        epochs=3,
        validation=classes(),
        metric="accuracy",
    )
    shown = capsys.readouterr()
    assert shown.out == ""
    assert all(word in shown.err for word in [*words, "3/3", "100%"])


def test_progress_shows_no_more_than_was_asked_for(capsys):
    model = MLP(3, [1])
    fit(model, *regular(), loss="mse", optimizer=SGD(model), epochs=2)
    shown = capsys.readouterr().err
    assert "손실=" in shown and "검증" not in shown and "정확도" not in shown


def test_a_metric_of_ones_own_is_shown_under_its_name(capsys):
    def largest_error(predictions, targets):
        return float(abs(predictions - targets).max())

    model = MLP(3, [1])
    history = fit(
        model, *regular(), loss="mse", optimizer=SGD(model), epochs=2, metric=largest_error
    )
    assert "largest_error=" in capsys.readouterr().err
    X, y = regular()
    assert history.metric_name == "largest_error"
    assert history.metric[-1] == pytest.approx(abs(predict(model, X) - y).max())


def test_nothing_is_shown_when_not_wanted(capsys):
    model = MLP(3, [1])
    quiet(
        model,
        *classes(),
        loss="mse",
        optimizer=SGD(model),
        epochs=2,
        metric="accuracy",
        validation=classes(),
    )
    shown = capsys.readouterr()
    assert shown.out == shown.err == ""
