"""fit의 나머지 선택: 표본의 가중치, 여러 지표, 부르는 것; 그리고 예측.

The other options of fit: weights of samples, several metrics, callbacks; and predictions.
"""

import copy
import pickle

import numpy as np
import pytest

from micrograd_ko import DataError, OptionError, ShapeError, Tensor
from micrograd_ko.data import moons, spirals
from micrograd_ko.losses import METRICS, accuracy, f1, mae
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Module, Sequential
from micrograd_ko.optim import SGD, Adam
from micrograd_ko.train import fit, lesson_of
from tests.helpers.trainings import messy, quiet, regular, same_state

either_way = pytest.mark.parametrize("replay", [False, True])

# ── weights of samples ──


def trained(X, y, *, seed=0, **options):
    model = MLP(3, [4, 1], activation="tanh", rng=0)
    options = {"loss": "mse", "batch_size": None, "epochs": 5} | options
    history = quiet(model, X, y, optimizer=Adam(model, 0.05), seed=seed, **options)
    return model.state_dict(), history


@either_way
def test_whole_weights_are_copies_of_samples(replay):
    X, y = regular()
    counts = np.arange(16) % 4
    state, history = trained(X, y, sample_weight=counts, replay=replay)
    rows = np.repeat(np.arange(16), counts)
    again, other = trained(X[rows], y[rows], replay=replay)
    assert history.loss == pytest.approx(other.loss, rel=1e-10)
    assert all(state[k] == pytest.approx(again[k], rel=1e-9, abs=1e-12) for k in state)


@either_way
def test_weights_of_batches_change_from_batch_to_batch(replay):
    X, y = regular()
    weight = np.random.default_rng(0).random(16)
    states = [
        trained(X, y, sample_weight=weight, batch_size=5, replay=way)[0] for way in (False, replay)
    ]
    assert all(states[0][k] == pytest.approx(states[1][k], rel=1e-9, abs=1e-12) for k in states[0])


@either_way
def test_a_sample_without_weight_is_not_learned_even_alone_in_a_batch(replay):
    X, y = regular()
    y = y.copy()
    y[3] = 1e6
    weight = np.ones(16)
    weight[3] = 0.0
    state, history = trained(X, y, sample_weight=weight, batch_size=1, replay=replay)
    assert max(history.loss) < 100 and all(np.isfinite(x).all() for x in state.values())


@pytest.mark.parametrize(
    ("weight", "words"),
    [([1.0] * 15, "(15,)"), (["a"] * 16, "'a'"), ([-1.0] * 16, "-1"), ([0.0] * 16, "0")],
)
def test_weights_that_are_none_are_named_before_training(raised, weight, words):
    model, (X, y) = MLP(3, [1], rng=0), regular()
    before = model.state_dict()
    ko, en = raised(
        lambda: quiet(model, X, y, loss="mse", optimizer=SGD(model), sample_weight=weight),
        DataError,
    )
    assert all("fit(sample_weight)" in m and words in m for m in (ko, en))
    assert same_state(model.state_dict(), before)


def test_a_loss_of_ones_own_takes_weights_if_it_says_so(raised):
    X, y = regular()

    def plain(prediction, target):
        return ((prediction - target) ** 2).mean()

    def weighing(prediction, target, *, weight=None):
        w = np.ones(len(target)) if weight is None else weight
        return ((prediction - target) ** 2 * w.reshape(-1, 1)).sum() / w.sum()

    weight = np.arange(1.0, 17.0)
    ours, _ = trained(X, y, sample_weight=weight)
    own, _ = trained(X, y, sample_weight=weight, loss=weighing)
    assert all(ours[k] == pytest.approx(own[k], rel=1e-10, abs=1e-13) for k in ours)
    ko, en = raised(lambda: trained(X, y, sample_weight=weight, loss=plain), OptionError)
    assert all("plain" in m and "weight=None" in m for m in (ko, en))


# ── metrics ──


def test_several_metrics_are_all_noted_by_name():
    X, y = regular()
    model = MLP(3, [4, 1], rng=0)
    history = quiet(
        model, X, y, loss="mse", optimizer=SGD(model, 0.01), epochs=3,
        metric=["r2", mae, lambda found, wanted: 7.0], validation=(X[:5], y[:5]),
    )  # fmt: skip
    names = ["r2", "mae", "<lambda>"]
    assert list(history.metrics) == [*names, *(f"val_{name}" for name in names)]
    assert all(len(numbers) == 3 for numbers in history.metrics.values())
    assert history.metric_name == "r2" and history.metric == history.metrics["r2"]
    assert history.val_metric == history.metrics["val_r2"]
    assert history.metrics["mae"][-1] == mae(model.predict(X), y)
    assert history.metrics["<lambda>"] == [7.0] * 3


@pytest.mark.parametrize("name", METRICS)
def test_every_metric_goes_by_its_name(name):
    data = moons(30, seed=0)
    y, model = data.y.reshape(-1, 1), MLP(2, [4, 1], rng=0)
    history = quiet(model, data.X, y, loss="mse", optimizer="adam", epochs=2, metric=name)
    assert history.metrics == {name: history.metric}
    assert history.metric[-1] == METRICS[name](model.predict(data.X), y)


def test_an_unknown_metric_in_a_list_is_named(raised):
    model, (X, y) = MLP(3, [1]), regular()
    ko, en = raised(
        lambda: quiet(model, X, y, loss="mse", optimizer="sgd", metric=["mae", "acuracy"]),
        OptionError,
    )
    assert all("'acuracy'" in m and "accuracy" in m for m in (ko, en))


# ── what is called after an epoch ──


def test_all_callbacks_are_called_in_their_order_and_true_ends_training():
    model, (X, y), calls = MLP(3, [1], rng=0), regular(), []
    history = quiet(
        model, X, y, loss="mse", optimizer="sgd", epochs=9,
        on_epoch=[
            lambda epoch, history: calls.append(("a", epoch)),
            lambda epoch, history: epoch == 3,
            lambda epoch, history: calls.append(("b", epoch)) or "yes",
        ],
    )  # fmt: skip
    assert len(history.loss) == 3
    assert calls == [(name, epoch) for epoch in (1, 2, 3) for name in "ab"]


@pytest.mark.parametrize("wrong", [3, "print", [print, None]])
def test_what_cannot_be_called_is_refused_before_training(raised, wrong):
    model, (X, y) = MLP(3, [1]), regular()
    ko, en = raised(
        lambda: quiet(model, X, y, loss="mse", optimizer="sgd", on_epoch=wrong), OptionError
    )
    assert all("on_epoch" in m and "lambda epoch, history" in m for m in (ko, en))


# ── predictions ──


def test_a_model_predicts_as_in_use_and_stays_as_it_was():
    model, (X, _) = messy().train(), regular()
    expected = copy.deepcopy(model).eval()(Tensor(X)).data
    for _ in range(2):
        found = model.predict(X)
        assert type(found) is np.ndarray and np.array_equal(found, expected)
    assert model.training and model.layers[1].running_mean.tolist() == [0.0] * 8


@pytest.mark.parametrize("given", [list, np.asarray, Tensor])
def test_predictions_take_what_fit_takes(given):
    model, (X, _) = MLP(3, [2], rng=0), regular()
    assert np.array_equal(model.predict(given(X.tolist())), model.predict(X))
    assert model.predict(X[:0]).shape == (0, 2)


def test_probabilities_go_by_the_loss_that_trained_the_model():
    data = spirals(60, seed=0)
    model = MLP(2, [8, 3], rng=0)
    quiet(model, data.X, data.y, loss="cross_entropy", optimizer="adam", epochs=2)
    found, logits = model.predict_proba(data.X), model.predict(data.X)
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    assert found == pytest.approx(powers / powers.sum(axis=1, keepdims=True))
    assert (found.argmax(axis=1) == logits.argmax(axis=1)).all()


def test_one_output_gives_the_probabilities_of_both_classes():
    data = moons(40, seed=0)
    y, model = data.y.reshape(-1, 1), MLP(2, [8, 1], rng=0)
    quiet(model, data.X, y, loss="binary_cross_entropy", optimizer="adam", epochs=5)
    found = model.predict_proba(data.X)
    assert found.shape == (40, 2) and found.sum(axis=1) == pytest.approx(np.ones(40))
    assert found[:, 1] == pytest.approx(1 / (1 + np.exp(-model.predict(data.X)[:, 0])))
    share = np.mean(found.argmax(axis=1) == data.y)
    assert share == accuracy(model.predict(data.X), y) and f1(model.predict(data.X), y) > 0


def test_the_loss_goes_with_copies_and_pickles_and_the_data_do_not():
    data = moons(20, seed=0)
    model = Sequential(Linear(2, 4, rng=0), BatchNorm(4), Dropout(0.1), Linear(4, 1, rng=1))
    y = data.y.reshape(-1, 1)
    quiet(model, data.X, y, loss="binary_cross_entropy", optimizer="adam", epochs=1)
    for again in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert np.array_equal(again.predict_proba(data.X), model.predict_proba(data.X))
        assert lesson_of(again) is None
    assert lesson_of(model).loss.__name__ == "binary_cross_entropy"


def test_without_a_loss_of_classes_there_are_no_probabilities(raised):
    model, (X, y) = MLP(3, [1], rng=0), regular()
    for words in ("None", "'mse'"):
        ko, en = raised(lambda: model.predict_proba(X), OptionError)
        assert all(
            words in m and "cross_entropy, binary_cross_entropy" in m and "predict(X)" in m
            for m in (ko, en)
        )
        quiet(model, X, y, loss="mse", optimizer="sgd", epochs=1)
    assert model.predict_proba(X, loss="binary_cross_entropy").shape == (16, 2)
    ko, en = raised(lambda: model.predict_proba(X, loss="nll"), OptionError)
    assert all("'nll'" in m for m in (ko, en))


def test_a_loss_of_ones_own_leaves_no_name_behind():
    model, (X, y) = MLP(3, [1], rng=0), regular()
    quiet(model, X, (y > 0) * 1.0, loss="binary_cross_entropy", optimizer="sgd", epochs=1)
    quiet(model, X, y, loss=lambda p, t: abs(p - t).mean(), optimizer="sgd", epochs=1)
    with pytest.raises(OptionError):
        model.predict_proba(X)
    pickle.dumps(model)


def test_the_options_are_spelled_as_they_are(raised):
    from micrograd_ko import KeywordError

    model, (X, y) = MLP(3, [1]), regular()
    for wrong, right in {"callbacks": "on_epoch", "metrics": "metric", "weights": "sample_weight",
                         "checkpoint_path": "checkpoint"}.items():  # fmt: skip
        ko, en = raised(
            lambda wrong=wrong: fit(model, X, y, loss="mse", optimizer="sgd", **{wrong: None}),
            KeywordError,
        )
        assert all(f"'{right}'" in m or f"{right}=" in m or right in m for m in (ko, en))


# ── what would be wrong without a word ──


@either_way
@pytest.mark.parametrize("kind", [np.uint8, np.int8, bool, np.int32, np.int64])
def test_narrow_whole_numbers_do_not_wrap(kind, replay):
    """As uint8, 3 - 5 is 254."""

    class Shifted(Module):
        def __init__(self):
            self.layer = Linear(2, 1, rng=0)

        def forward(self, x):
            return self.layer((x - 100) / 100.0)

    X = np.random.default_rng(0).integers(0, 2 if kind is bool else 120, (12, 2))
    y, found = X.sum(axis=1, keepdims=True) / 100.0, []
    for given in (X.astype(kind), X.astype(float)):
        model = Shifted()
        options = {"loss": "mse", "optimizer": SGD(model, 0.1), "epochs": 3}
        history = quiet(model, given, y, replay=replay, **options)
        found.append((history.loss, model.predict(given)))
    assert found[0][0] == pytest.approx(found[1][0], rel=1e-12)
    assert found[0][1] == pytest.approx(found[1][1], rel=1e-12)


@pytest.mark.parametrize("where", ["X", "y", "validation[0]", "fit(sample_weight)"])
def test_masked_values_are_not_computed_with(raised, where):
    model, (X, y) = MLP(3, [1]), regular()
    hidden = {"X": X, "y": y, "validation[0]": X, "fit(sample_weight)": np.ones(16)}[where]
    masked = np.ma.masked_array(hidden, mask=np.arange(hidden.size).reshape(hidden.shape) == 3)
    given = {"X": X, "y": y, "validation": (X, y), "sample_weight": None}
    name = {"validation[0]": "validation", "fit(sample_weight)": "sample_weight"}.get(where, where)
    given[name] = (masked, y) if name == "validation" else masked
    X, y = given.pop("X"), given.pop("y")
    ko, en = raised(lambda: quiet(model, X, y, loss="mse", optimizer="sgd", **given), DataError)
    assert all(where in m and "filled(0.0)" in m and "1" in m for m in (ko, en))


def test_a_mask_that_hides_nothing_is_no_obstacle():
    model, (X, y) = MLP(3, [1], rng=0), regular()
    quiet(model, np.ma.masked_array(X), y, loss="mse", optimizer="sgd", epochs=1)


def test_dates_are_no_numbers(raised):
    model, (X, y) = MLP(3, [1]), regular()
    dates = np.zeros(X.shape, dtype="datetime64[s]")
    ko, en = raised(lambda: quiet(model, dates, y, loss="mse", optimizer="sgd"), DataError)
    assert all("1970" in m for m in (ko, en))


def test_metrics_of_one_name_are_all_kept():
    def val_mae(found, wanted):
        return 5.0

    model, (X, y) = MLP(3, [1], rng=0), regular()
    history = quiet(
        model, X, y, loss="mse", optimizer="sgd", epochs=2, validation=(X, y),
        metric=[lambda s, t: 1.0, lambda s, t: 2.0, "mae", val_mae],
    )  # fmt: skip
    metrics = history.metrics
    assert metrics["<lambda>"] == [1.0, 1.0] and metrics["<lambda>_2"] == [2.0, 2.0]
    assert metrics["val_mae_2"] == [5.0, 5.0] and metrics["val_mae"] == metrics["mae"]


@pytest.mark.parametrize("wrong", [None, "good", np.ones(3), [1.0, 2.0]])
def test_a_metric_that_gives_no_number_is_named(raised, wrong):
    def odd(found, wanted):
        return wrong

    model, (X, y) = MLP(3, [1]), regular()
    ko, en = raised(
        lambda: quiet(model, X, y, loss="mse", optimizer="sgd", metric=odd), OptionError
    )
    assert all("odd" in m and type(wrong).__name__ in m for m in (ko, en))


@pytest.mark.parametrize("number", [True, np.float32(0.5), np.array(0.5), Tensor(0.5), 1])
def test_metrics_give_any_kind_of_number_and_floats_are_noted(number, tmp_path):
    model, (X, y) = MLP(3, [1], rng=0), regular()
    for epochs in (1, 2):
        history = quiet(
            model, X, y, loss="mse", optimizer="sgd", epochs=epochs,
            metric=lambda s, t: number, checkpoint=tmp_path / "t.npz",
        )  # fmt: skip
    assert [type(x) for x in history.metric] == [float, float]


def test_numpys_true_ends_training_too():
    model, (X, y) = MLP(3, [1], rng=0), regular()
    history = quiet(
        model, X, y, loss="mse", optimizer="sgd", epochs=9,
        on_epoch=lambda epoch, history: np.float64(epoch) > 1,
    )  # fmt: skip
    assert len(history.loss) == 2


def test_predictions_are_of_samples(raised):
    class Scalar(Module):
        def forward(self, x):
            return Tensor.constant(1.0)

    for call in (lambda: MLP(3, [1]).predict(3.0), lambda: Scalar().predict(np.ones((2, 3)))):
        ko, en = raised(call, ShapeError)
        assert "표본" in ko and "sample" in en
