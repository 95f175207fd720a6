"""fit이 학습하기 전에 살피는 것과 뒤에 치우는 것.

What fit looks at before it trains, and what it leaves behind: nothing.
"""

import math
import re
import warnings
from functools import partial

import numpy as np
import pytest

from micrograd_ko import (
    DataError,
    DivergedError,
    OptionError,
    Tensor,
    TrainingWarning,
    set_language,
)
from micrograd_ko.losses import cross_entropy, mse
from micrograd_ko.nn import MLP, Linear, Module
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, Optimizer
from micrograd_ko.train import fit, predict

quiet = partial(fit, progress=False)
either_way = pytest.mark.parametrize("replay", [False, True], ids=["eager", "replayed"])


def samples(n=12):
    X = np.random.default_rng(0).normal(size=(n, 2))
    return X, X.sum(axis=1, keepdims=True)


def network(**options):
    return MLP(2, [3, 1], activation="tanh", rng=0, **options)


# ── the optimizer, by name, by class or as one ──


@either_way
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_by_name_or_class_is_that_optimizer(name, replay):
    X, y = samples()
    found = []
    for make in (
        lambda model: name,
        lambda model: OPTIMIZERS[name],
        lambda model: OPTIMIZERS[name](model),
    ):
        model = network()
        found.append(
            quiet(
                model,
                X,
                y,
                loss="mse",
                optimizer=make(model),
                epochs=3,
                batch_size=5,
                replay=replay,
            ).loss
        )
    assert found[0] == found[1] == found[2] and found[0][0] != found[0][2]


def test_a_class_of_ones_own_will_do():
    class Halved(SGD):
        def _descent(self, g, memory):
            return super()._descent(g, memory) / 2

    X, y = samples()
    one, other = network(), network()
    quiet(one, X, y, loss="mse", optimizer=Halved, epochs=2)
    quiet(other, X, y, loss="mse", optimizer=SGD(other, lr=0.005), epochs=2)
    assert np.allclose(predict(one, X), predict(other, X), rtol=1e-12)


@pytest.mark.parametrize("wrong", [None, 0.1, object, Optimizer, [SGD], MLP])
def test_what_is_no_optimizer_is_refused_with_the_names(raised, wrong):
    ko, en = raised(lambda: quiet(network(), *samples(), loss="mse", optimizer=wrong), OptionError)
    assert all(
        "SGD(model, lr=0.1)" in m and "sgd, momentum" in m and type(wrong).__name__ in m
        for m in (ko, en)
    )


@pytest.mark.parametrize("wrong", [samples()[0], 0.2, (1, 2, 3), "0.2"])
def test_validation_is_a_pair_of_arrays(raised, wrong):
    ko, en = raised(
        lambda: quiet(network(), *samples(), loss="mse", optimizer="sgd", validation=wrong),
        OptionError,
    )
    assert all(type(wrong).__name__ in m and "split(X, y, test=0.2)" in m for m in (ko, en))


@pytest.mark.parametrize("wrong", [None, lambda x: x, MLP, [network()]])
def test_the_model_is_a_module(raised, wrong):
    for optimizer in ("sgd", SGD(network())):
        ko, en = raised(
            lambda optimizer=optimizer: quiet(wrong, *samples(), loss="mse", optimizer=optimizer),
            OptionError,
        )
        assert all(
            m.startswith("model") and type(wrong).__name__ in m and "MLP(2, [16, 1])" in m
            for m in (ko, en)
        )


@pytest.mark.parametrize("option", ["loss", "metric"])
def test_what_is_neither_a_name_nor_a_function_lists_the_names(raised, option):
    options = {"loss": "mse", "optimizer": "sgd", option: 3.5}
    ko, en = raised(lambda: quiet(network(), *samples(), **options), OptionError)
    assert all(
        f"{option}=3.5" in m and ("mse" if option == "loss" else "accuracy") in m for m in (ko, en)
    )


@either_way
def test_an_optimizer_of_another_model_is_refused(raised, replay):
    model, other = network(), network()
    before = model.state_dict()
    ko, en = raised(
        lambda: quiet(model, *samples(), loss="mse", optimizer=Adam(other), replay=replay),
        OptionError,
    )
    assert "이 모델의 매개변수가 하나도 없어서" in ko and "Adam(model, ...)" in ko
    assert "not one parameter of this model" in en and "Adam(model, ...)" in en
    assert all(np.array_equal(before[name], x) for name, x in model.state_dict().items())


def test_an_optimizer_made_before_the_parameters_is_another_models(raised):
    model = Linear(2, 1, bias=False, rng=0)
    optimizer = SGD(model)
    model.W = Tensor(np.ones((2, 1)), "W")
    raised(lambda: quiet(model, *samples(), loss="mse", optimizer=optimizer), OptionError)


@either_way
def test_an_optimizer_of_a_part_of_the_model_is_told_by_name(replay):
    for language, words in (
        ("ko", "4개 가운데 2개가 없습니다: layers.0.W, layers.0.b."),
        ("en", "2 of the model's 4 parameters: layers.0.W, layers.0.b."),
    ):
        set_language(language)
        model = network()
        before = model.state_dict()
        with pytest.warns(TrainingWarning, match=re.escape(words)) as told:
            quiet(
                model,
                *samples(),
                loss="mse",
                optimizer=SGD(model.layers[2]),
                epochs=2,
                replay=replay,
            )
        assert len(told) == 1 and told[0].filename == __file__
        moved = [
            name for name, x in model.state_dict().items() if not np.array_equal(before[name], x)
        ]
        assert moved == ["layers.2.W", "layers.2.b"] and all(
            p.grad is None for p in model.parameters()
        )


def test_an_optimizer_may_hold_more_than_the_model():
    X, y = samples()
    model, scale = network(), Tensor(1.0, "scale")
    optimizer = SGD([*model.parameters(), scale], lr=0.1)
    quiet(model, X, y, loss=lambda p, t: mse(p * scale, t), optimizer=optimizer, epochs=2)
    assert scale.data != 1.0 and scale.grad is None


# ── no gradients are left behind ──


def stale(model):
    """The gradients of a pass before."""
    for p in model.parameters():
        p.grad = np.full(p.shape, 7.0)
    return model


class Stop(Exception):
    pass


def stopping(kind):
    def on_epoch(epoch, history):
        raise kind

    return on_epoch


ENDS = {
    "all epochs": ({}, None),
    "no epochs": ({"epochs": 0}, None),
    "early": ({"patience": 1, "epochs": 50, "validation": (samples()[0], -samples()[1])}, None),
    "an error": ({"on_epoch": stopping(Stop)}, Stop),
    "the keyboard": ({"on_epoch": stopping(KeyboardInterrupt)}, KeyboardInterrupt),
    "diverged": ({"loss": lambda p, t: mse(p, t) / 0.0}, DivergedError),
    "shapes": ({"y": np.zeros(12)}, ValueError),
}


@either_way
@pytest.mark.parametrize("end", ENDS)
def test_no_gradient_is_left_behind_however_it_ends(end, replay):
    options, error = ENDS[end]
    model, (X, y) = stale(network()), samples()
    call = {
        "X": X,
        "y": y,
        "loss": "mse",
        "optimizer": SGD(model),
        "epochs": 3,
        "batch_size": 5,
        **options,
    }
    with warnings.catch_warnings(action="ignore"):
        if error is None:
            quiet(model, **call, replay=replay)
        else:
            with pytest.raises(error):
                quiet(model, **call, replay=replay)
    assert [p.grad for p in model.parameters()] == [None] * 4 and not model.training


@either_way
def test_an_interrupt_within_a_step_leaves_none_either(replay):
    class Impatient(Module):
        def __init__(self):
            self.inner, self.calls = Linear(2, 1, rng=0), []

        def forward(self, x):
            self.calls.append(1)
            if len(self.calls) == 3:
                raise KeyboardInterrupt
            return self.inner(x)

    model = stale(Impatient())
    with pytest.raises(KeyboardInterrupt):
        quiet(
            model,
            *samples(),
            loss="mse",
            optimizer="sgd",
            epochs=9,
            batch_size=3 if not replay else 5,
            replay=replay,
        )
    assert [p.grad for p in model.parameters()] == [None, None]


def test_what_is_refused_at_the_door_changes_nothing(raised):
    model = stale(network())
    raised(lambda: quiet(model, *samples(), loss="mse", optimizer="adamm"), OptionError)
    assert all(p.grad is not None for p in model.parameters()) and model.training


# ── the data ──


@either_way
@pytest.mark.parametrize(("name", "place", "number"), [
    ("X", (3, 1), math.nan), ("X", (0, 0), math.inf), ("y", (11, 0), math.nan),
    ("y", (2, 0), -math.inf),
    ("validation[0]", (5, 0), math.nan), ("validation[1]", (4, 0), math.inf),
])  # fmt: skip
def test_a_nan_or_inf_in_the_data_is_named_by_its_place(raised, name, place, number, replay):
    arrays = dict(
        zip(("X", "y", "validation[0]", "validation[1]"), (*samples(), *samples()), strict=True)
    )
    arrays[name][place] = arrays[name][8, 0] = number
    if place > (8, 0):
        arrays[name][8, 0] = 0.0
    count = 1 if place > (8, 0) else 2
    model = network()
    before = model.state_dict()
    validation = (arrays["validation[0]"], arrays["validation[1]"])
    options = {
        "loss": "mse",
        "optimizer": SGD(model),
        "validation": validation,
        "batch_size": 4,
        "replay": replay,
    }
    ko, en = raised(lambda: quiet(model, arrays["X"], arrays["y"], **options), DataError)
    assert (
        ko.startswith(
            f"{name}의 {list(place)} 자리가 {number:g}입니다(nan이나 inf가 모두 {count}곳)"
        )
        and "학습률" not in ko
    )
    assert (
        en.startswith(f"{name} is {number:g} at {list(place)} ({count} nan or inf in all)")
        and "learning rate" not in en
    )
    # no step was taken
    assert all(np.array_equal(before[key], x) for key, x in model.state_dict().items())


@either_way
def test_text_labels_are_called_text_labels(raised, replay):
    X, y = samples(4)[0], np.array(["cat", "dog", "cat", "cow"])
    model = MLP(2, [3], rng=0)
    options = {"loss": "cross_entropy", "optimizer": "sgd", "metric": "accuracy", "replay": replay}
    ko, en = raised(lambda: quiet(model, X, y, **options), DataError)
    assert (
        ko.startswith("y에는 숫자가 와야 하는데 문자열 'cat'")
        and "np.unique(y, return_inverse=True)" in ko
    )
    assert (
        en.startswith("y takes numbers, but there is the text 'cat'")
        and "np.unique(y, return_inverse=True)" in en
    )
    numbers = np.unique(y, return_inverse=True)[1]
    assert len(quiet(model, X, numbers, **options, epochs=1).loss) == 1  # the advice works


@pytest.mark.parametrize(("X", "y", "korean", "english"), [
    ([["a", "b"]], [[1.0]], "X에는 숫자가 와야 하는데 문자열 'a'",
     "X takes numbers, but there is the text 'a'"),
    ([[1.0, None]], [[1.0]], "X에는 실수가 와야 하는데 None",
     "X takes real numbers, but there is None"),
    ([[1.0, 2.0]], [[1j]], "y에는 실수가 와야 하는데 1j", "y takes real numbers, but there is 1j"),
    ([[1.0, 2.0], [1.0]], [[1.0], [2.0]], "X에는 행이 하나 이상", "X must be an array of numbers"),
    (np.zeros((0, 2)), np.zeros((0, 1)), "X에는 행이 하나 이상", "with at least one row"),
    (np.zeros((3, 2)), np.zeros((2, 1)), "X는 3행 (3, 2), y는 2행 (2, 1)",
     "X has 3 rows (3, 2), y has 2 rows"),
])  # fmt: skip
def test_data_that_cannot_be_trained_on_get_their_true_reason(raised, X, y, korean, english):
    ko, en = raised(lambda: quiet(network(), X, y, loss="mse", optimizer="sgd"), DataError)
    assert korean in ko and english in en


def test_validation_data_of_two_lengths_are_called_so(raised):
    X, y = samples()
    ko, en = raised(
        lambda: quiet(network(), X, y, loss="mse", optimizer="sgd", validation=(X, y[:5])),
        DataError,
    )
    assert "validation[0]과 validation[1]의 행 수가 다릅니다" in ko
    assert "validation[0] and validation[1] differ in length" in en


def test_whole_numbers_and_truth_values_are_numbers():
    X, y = np.eye(4, dtype=np.int32)[:, :2], np.array([[True], [False], [True], [False]])
    assert (
        len(quiet(network(), X, y, loss="binary_cross_entropy", optimizer="adam", epochs=2).loss)
        == 2
    )


# ── masked classes ──


class MaskedNetwork(Module):
    """Scores of four classes, of which the sample's last feature masks one."""

    def __init__(self):
        self.inner = Linear(2, 4, rng=0)

    def forward(self, x):
        return self.inner(x[:, :2]) + np.where(
            x[:, 2:] > 0, [0.0, 0.0, 0.0, -math.inf], [0.0, -math.inf, 0.0, 0.0]
        )


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_masked_classes_train_by_hand_and_by_fit():
    X = np.column_stack([samples(12)[0], np.tile([1.0, -1.0], 6)])
    y = np.where(X[:, 2] > 0, 1, 3)
    model, twin = MaskedNetwork(), MaskedNetwork()
    history = quiet(
        model, X, y, loss="cross_entropy", optimizer=SGD(model, 0.5), epochs=4, batch_size=None
    )
    optimizer, losses = SGD(twin, 0.5), []
    for _ in range(4):
        loss = cross_entropy(twin(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    assert history.loss == pytest.approx(losses, rel=1e-12) and losses[3] < losses[0] < math.inf


def test_a_replayed_training_takes_up_masks_that_come_later():
    """The batch of the recording masks nothing; of those to come some do, and count as in an eager
    training.
    """
    X, y = np.column_stack([samples(12)[0], np.zeros(12)]), np.arange(12) % 3
    X[[5, 7, 10], 2] = -1e308
    found = []
    for replay in (False, True):
        model = Linear(3, 4, rng=0)
        model.W.data[2] = 0.0, 0.0, 0.0, 10.0  # overflows to -inf
        with warnings.catch_warnings(action="ignore"):
            h = quiet(
                model,
                X,
                y,
                loss="cross_entropy",
                optimizer=SGD([model.b], 0.5),
                epochs=3,
                batch_size=3,
                replay=replay,
            )
        found.append((h.loss, model.b.data))
    assert np.isfinite(found[0][0]).all()
    assert np.allclose(found[0][0], found[1][0], rtol=1e-12) and np.allclose(
        found[0][1], found[1][1], rtol=1e-12
    )


# ── a loss that runs away ──


@either_way
def test_a_loss_that_runs_away_is_told_once(replay):
    X = np.ones((4, 1))
    for language, words in (
        ("ko", "까지 커졌습니다. 학습이 발산하고 있으니 학습률을 줄이거나"),
        ("en", "Training is diverging: lower the learning rate"),
    ):
        set_language(language)
        model = Linear(1, 1, bias=False, init=lambda rng, shape: np.ones(shape))
        with pytest.warns(TrainingWarning, match=words) as told:
            history = quiet(
                model,
                X,
                -X,
                loss="mse",
                optimizer=SGD(model, 100.0),
                epochs=20,
                batch_size=None,
                replay=replay,
            )
        assert history.loss[0] == 4 and history.loss[-1] > 1e80
        assert len(told) == 1 and told[0].filename == __file__ and "4" in str(told[0].message)


def test_it_is_told_even_within_the_first_epoch():
    X = np.ones((40, 1))
    model = Linear(1, 1, bias=False, init=lambda rng, shape: np.ones(shape))
    with pytest.warns(TrainingWarning, match=r"4에서 시작해 에폭 1에 .*e\+"):
        quiet(model, X, -X, loss="mse", optimizer=SGD(model, 100.0), epochs=1, batch_size=2)


def test_large_targets_and_lucky_first_batches_are_no_runaways():
    X, y = samples(64)
    for scale, batch_size in ((1e6, 8), (1e-6, 8), (100.0, 1)):
        model = network()
        assert (
            len(
                quiet(
                    model,
                    X,
                    y * scale,
                    loss="mse",
                    optimizer=SGD(model, 1e-3),
                    epochs=3,
                    batch_size=batch_size,
                ).loss
            )
            == 3
        )
