"""fit: 기록, 되풀이, 조기 종료, 발산, 진행 막대, 그리고 정말로 배우는가.

fit: history, repetition, early stopping, divergence, progress, and whether it learns.
"""

import numpy as np
import pytest

from micrograd_ko import (
    DivergedError,
    NumericWarning,
    OptionError,
    ShapeError,
    Tensor,
)
from micrograd_ko.data import digits, moons, split, standardize, xor
from micrograd_ko.losses import binary_cross_entropy, cross_entropy, hinge, mae, mse
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential, module
from micrograd_ko.optim import SGD, Adam, Momentum
from micrograd_ko.train import History, evaluate, predict
from tests.helpers.trainings import Recording, messy, points, quiet, regular, same_state

pytestmark = pytest.mark.usefixtures("seeded")


# ── history ──


@pytest.mark.parametrize("validation", [None, regular()])
@pytest.mark.parametrize("metric", [None, "mae"])
def test_history_has_a_number_for_each_epoch_of_what_was_asked_for(validation, metric):
    model = MLP(3, [1])
    history = quiet(
        model,
        *regular(),
        loss="mse",
        optimizer=SGD(model),
        epochs=4,
        validation=validation,
        metric=metric,
    )
    lengths = {
        name: len(getattr(history, name)) for name in ("loss", "metric", "val_loss", "val_metric")
    }
    assert lengths == {
        "loss": 4, "metric": 4 if metric else 0,
        "val_loss": 4 if validation else 0, "val_metric": 4 if metric and validation else 0,
    }  # fmt: skip
    assert all(type(number) is float for name in lengths for number in getattr(history, name))
    assert history.best_epoch is None and history.seconds > 0
    assert history.metric_name == (metric or "")


def test_no_epochs_are_an_empty_history():
    model = MLP(3, [1], rng=0)
    before = model.state_dict()
    history = quiet(model, *regular(), loss="mse", optimizer=SGD(model), epochs=0)
    assert history.loss == [] and same_state(before, model.state_dict())
    assert repr(history) == "History(0 epochs, 0.0 s)"


def test_repr_of_a_history_tells_the_last_of_each():
    history = History([2.0, 1.25], [0.5, 0.75], [3.0, 1.5], [0.25, 0.5], "accuracy", 2, 1.24)
    shown = (
        "History(2 epochs, loss=1.25, metric=0.75, val_loss=1.5, val_metric=0.5, "
        "best_epoch=2, 1.2 s)"
    )
    assert repr(history) == shown
    assert repr(History([0.5])) == "History(1 epochs, loss=0.5, 0.0 s)"


def test_the_loss_of_an_epoch_is_the_mean_over_samples_not_over_batches():
    X, y = regular()
    model = MLP(3, [1], rng=0)
    whole = float(mse(predict(model, X), y))
    # 5, 5, 5 and 1
    history = quiet(model, X, y, loss="mse", optimizer=SGD(model, 1e-300), epochs=3, batch_size=5)
    assert history.loss == pytest.approx([whole] * 3)


def test_what_is_measured_is_measured_after_the_epoch_in_use():
    X, y = regular()
    model, seen = messy(), []

    def after(epoch, history):
        loss, metric = evaluate(model, X[:5], y[:5], loss="mse", metric="mae")
        seen.append((loss, metric, evaluate(model, X, y, loss="mse", metric="mae")[1]))

    options = {"validation": (X[:5], y[:5]), "metric": "mae", "on_epoch": after}
    history = quiet(
        model, X, y, loss="mse", optimizer=Adam(model, 0.01), epochs=3, batch_size=8, **options
    )
    assert list(zip(history.val_loss, history.val_metric, history.metric, strict=True)) == seen


def test_on_epoch_gets_the_number_and_the_history_so_far():
    model, calls = MLP(3, [1]), []
    options = {
        "epochs": 3,
        "on_epoch": lambda epoch, history: calls.append(
            (epoch, history, len(history.loss), model.training)
        ),
    }
    history = quiet(model, *regular(), loss="mse", optimizer=SGD(model), **options)
    assert [(epoch, length, training) for epoch, _, length, training in calls] == [
        (1, 1, False),
        (2, 2, False),
        (3, 3, False),
    ]
    assert all(seen is history for _, seen, _, _ in calls)


# ── the steps themselves ──


def test_it_is_the_loop_written_by_hand():
    X, y = regular()
    model, twin = MLP(3, [4, 1], rng=0), MLP(3, [4, 1], rng=0)
    history = quiet(
        model, X, y, loss="mse", optimizer=Momentum(model, 0.05), epochs=5, batch_size=None
    )
    optimizer, losses = Momentum(twin, 0.05), []
    for _ in range(5):
        loss = mse(twin(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(float(loss))
    assert history.loss == losses and same_state(model.state_dict(), twin.state_dict())


@pytest.mark.parametrize(
    ("batch_size", "sizes"),
    [(None, [16]), (16, [16]), (100, [16]), (5, [5, 5, 5, 1]), (1, [1] * 16)],
)
def test_every_sample_is_seen_once_an_epoch(batch_size, sizes):
    X, y = regular()
    model = Recording(MLP(3, [1]))
    quiet(model, X, y, loss="mse", optimizer=SGD(model), epochs=2, batch_size=batch_size)
    assert [len(rows) for rows, _ in model.seen] == sizes * 2
    assert all(training for _, training in model.seen)
    first, second = (
        np.concatenate([rows for rows, _ in part])
        for part in (model.seen[: len(sizes)], model.seen[len(sizes) :])
    )
    assert np.array_equal(np.sort(first, axis=0), np.sort(X, axis=0))
    if batch_size is None:
        assert np.array_equal(first, X) and np.array_equal(second, X)  # in their order
    else:
        assert not np.array_equal(first, X) and not np.array_equal(first, second)


def test_a_batch_larger_than_all_is_all():
    results = []
    for batch_size in (None, 16, 1000):
        model = MLP(3, [4, 1], rng=0)
        results.append(
            quiet(
                model,
                *regular(),
                loss="mse",
                optimizer=SGD(model, 0.1),
                epochs=4,
                batch_size=batch_size,
            ).loss
        )
    assert results[1] == results[2]
    assert results[0] == pytest.approx(results[1])


def test_training_can_go_on():
    X, y = regular()
    once, twice = MLP(3, [4, 1], rng=0), MLP(3, [4, 1], rng=0)
    long = quiet(once, X, y, loss="mse", optimizer=Adam(once, 0.05), epochs=6, batch_size=None)
    optimizer = Adam(twice, 0.05)
    parts = [
        quiet(twice, X, y, loss="mse", optimizer=optimizer, epochs=3, batch_size=None).loss
        for _ in range(2)
    ]
    assert parts[0] + parts[1] == long.loss


def test_stale_gradients_do_not_count():
    model, clean = MLP(3, [1], rng=0), MLP(3, [1], rng=0)
    for p in model.parameters():
        p.grad = np.full(p.shape, 1e9)
    for m in (model, clean):
        quiet(m, *regular(), loss="mse", optimizer=SGD(m, 0.1), epochs=1)
    assert same_state(model.state_dict(), clean.state_dict())


def test_data_may_be_lists_or_tensors():
    X, y = regular()
    results = []
    for form in (np.asarray, np.ndarray.tolist, Tensor):
        model = MLP(3, [1], rng=0)
        options = {"validation": (form(X), form(y)), "metric": "mae", "epochs": 2}
        results.append(
            quiet(model, form(X), form(y), loss="mse", optimizer=SGD(model), **options).val_loss
        )
    assert results[0] == results[1] == results[2]


# ── losses and metrics by name ──


@pytest.mark.parametrize("loss", [mse, hinge, binary_cross_entropy, cross_entropy])
def test_a_loss_by_name_is_that_loss(loss):
    X = points(8, 3)
    y = {"hinge": np.sign(X[:, :2]), "binary_cross_entropy": np.float64(X[:, :2] > 0)}.get(
        loss.__name__, X[:, :2]
    )
    y = np.arange(8) % 2 if loss is cross_entropy else y
    results = []
    for form in (loss, loss.__name__):
        model = MLP(3, [2], rng=0)
        results.append(quiet(model, X, y, loss=form, optimizer=SGD(model), epochs=2).loss)
    assert results[0] == results[1]


@pytest.mark.parametrize("wrong", ["MSE", "", "accuracy", "one_hot"])
def test_an_unknown_loss_lists_those_there_are(raised, wrong):
    model = MLP(3, [1], rng=0)
    X, y = regular()
    for action in (
        lambda: quiet(model, X, y, loss=wrong, optimizer=SGD(model)),
        lambda: evaluate(model, X, y, loss=wrong),
    ):
        ko, en = raised(action, OptionError)
        names = "mse, half_mse, cross_entropy, binary_cross_entropy, hinge"
        assert all(f"loss={wrong!r}" in m and names in m for m in (ko, en))


@pytest.mark.parametrize("wrong", ["acc", "mse", ""])
def test_an_unknown_metric_lists_those_there_are(raised, wrong):
    model = MLP(3, [1], rng=0)
    ko, en = raised(
        lambda: quiet(model, *regular(), loss="mse", optimizer=SGD(model), metric=wrong),
        OptionError,
    )
    assert all(f"metric={wrong!r}" in m and "accuracy" in m for m in (ko, en))


def test_shapes_of_targets_are_checked(raised):
    X, y = regular()
    model = MLP(3, [1], rng=0)
    ko, en = raised(
        lambda: quiet(model, X, y.reshape(-1), loss="mse", optimizer=SGD(model)), ShapeError
    )
    assert all("(16, 1)" in m and "(16,)" in m for m in (ko, en))


def test_a_loss_of_ones_own_may_use_the_methods_of_tensors():
    X, y = regular()
    model = MLP(3, [1])
    options = {
        "loss": lambda p, t: (p - t).relu().mean() + (t - p).relu().mean(),
        "optimizer": SGD(model),
        "epochs": 1,
    }
    assert len(quiet(model, X, y, **options).loss) == 1
    assert len(quiet(model, X, y, **options, validation=(X, y)).val_loss) == 1


# ── predict and evaluate ──


@pytest.mark.parametrize("chunk", [1, 3, 15, 16, 17])
def test_predictions_in_chunks_are_those_at_once(monkeypatch, chunk):
    X, _ = regular()
    model = Recording(MLP(3, [4, 2]))
    whole = predict(model, X)
    assert type(whole) is np.ndarray and np.array_equal(whole, model.inner(X).data)
    model.seen.clear()
    monkeypatch.setattr(module, "LARGE", chunk)
    assert np.allclose(predict(model, X), whole, rtol=1e-13)
    assert [len(rows) for rows, _ in model.seen] == [
        len(X[i : i + chunk]) for i in range(0, 16, chunk)
    ]


def test_many_rows_go_through_in_parts():
    model, X = Recording(MLP(2, [1])), points(10_000, 2)
    found = predict(model, X)
    assert found.shape == (10_000, 1) and np.allclose(found, model.inner(X).data, rtol=1e-12)
    assert [len(rows) for rows, _ in model.seen] == [4096, 4096, 1808]


def test_predictions_of_nothing_have_their_shape():
    assert predict(MLP(3, [2]), np.zeros((0, 3))).shape == (0, 2)


def test_predict_takes_lists_and_tensors_and_leaves_no_graph():
    model = MLP(2, [3])
    results = [
        predict(model, form)
        for form in ([[1.0, 2.0]], np.array([[1.0, 2.0]]), Tensor([[1.0, 2.0]]))
    ]
    assert all(np.array_equal(found, results[0]) for found in results)
    outputs = []
    predict(Sequential(model, lambda y: outputs.append(y) or y), [[1.0, 2.0]])
    assert outputs[0].parents == () and outputs[0].kind == "constant"


def test_predict_goes_by_the_state_as_it_is():
    model, x = Dropout(0.5, rng=0), np.ones((1, 50))
    assert (predict(model, x) == 0).any()
    assert np.array_equal(predict(model.eval(), x), x)
    assert predict(model.train(), x).max() == 2.0 and model.training


@pytest.mark.parametrize("training", [True, False])
def test_evaluate_measures_as_in_use_and_leaves_the_state(training):
    X, y = regular()
    model = messy().train(training)
    before = model.state_dict()
    loss, metric = evaluate(model, X, y, loss="mse", metric="mae")
    assert [module.training for module in model.modules()] == [training] * len(
        list(model.modules())
    )
    assert same_state(before, model.state_dict())
    model.eval()
    assert (loss, metric) == (float(mse(model(X), y)), mae(model(X), y))
    assert type(loss) is type(metric) is float
    assert evaluate(model, X, y, loss=mse) == (loss, None)
    assert evaluate(model, X, y, loss="mse", metric=lambda p, t: p.shape) == (loss, (16, 1))


def test_evaluate_leaves_what_was_frozen_frozen():
    model = messy()
    model.layers[1].eval()
    before = [module.training for module in model.modules()]
    evaluate(model, *regular(), loss="mse")
    assert [module.training for module in model.modules()] == before


def test_evaluate_leaves_the_state_when_it_fails():
    model = messy()
    with pytest.raises(ShapeError):
        evaluate(model, np.ones((4, 7)), np.ones((4, 1)), loss="mse")
    assert model.training


# ── learning ──


@pytest.mark.parametrize("loss", ["binary_cross_entropy", "hinge", "mse"])
def test_xor_is_learned(loss):
    made = xor()
    y = (
        made.y.reshape(-1, 1).astype(float)
        if loss == "binary_cross_entropy"
        else 2.0 * made.y.reshape(-1, 1) - 1
    )
    model = MLP(2, [8, 1], activation="tanh", rng=0)
    history = quiet(
        model,
        made.X,
        y,
        loss=loss,
        optimizer=Adam(model, 0.05),
        epochs=150,
        batch_size=None,
        metric="accuracy",
    )
    assert history.metric[-1] == 1.0 and history.loss[-1] < 0.05 < history.loss[0]


def test_xor_is_not_learned_without_a_hidden_layer():
    made = xor()
    model = MLP(2, [1])
    history = quiet(
        model,
        made.X,
        made.y.reshape(-1, 1),
        loss="binary_cross_entropy",
        optimizer=Adam(model, 0.1),
        epochs=200,
    )
    assert history.loss[-1] > 0.69  # log 2: no better than a coin


def test_moons_are_learned_with_batch_normalisation_and_dropout():
    made = moons(200, seed=1)
    X, X_test, y, y_test = split(made.X, made.y, seed=0)
    model = Sequential(
        Linear(2, 32, rng=0), BatchNorm(32), np.tanh, Dropout(0.2), Linear(32, 2, rng=1)
    )
    quiet(model, X, y, loss="cross_entropy", optimizer=Adam(model, 0.02), epochs=40)
    assert evaluate(model, X_test, y_test, loss="cross_entropy", metric="accuracy")[1] >= 0.95


def test_digits_are_learned():
    pytest.importorskip("sklearn", reason="scikit-learn, which has the digits, is not installed")
    made = digits()
    X, X_test, y, y_test = split(made.X, made.y, seed=0, stratify=True)
    model = MLP(64, [50, 10], activation="sigmoid", rng=0)
    options = {"loss": "cross_entropy", "metric": "accuracy"}
    history = quiet(
        model,
        X,
        y,
        optimizer=SGD(model, 0.5),
        epochs=60,
        batch_size=32,
        validation=(X_test, y_test),
        **options,
    )
    assert history.val_metric[-1] >= 0.95 and history.loss[-1] < 0.2
    assert evaluate(model, X_test, y_test, **options) == (
        history.val_loss[-1],
        history.val_metric[-1],
    )


def test_a_line_is_found_by_regression():
    X = points(64, 3)
    y = X @ [[2.0], [-1.0], [0.5]] + 3.0
    model = MLP(3, [1], rng=0)
    history = quiet(model, X, y, loss="mse", optimizer=SGD(model, 0.1), epochs=60, batch_size=16)
    layer = model.layers[0]
    assert layer.W.data.ravel() == pytest.approx(
        [2.0, -1.0, 0.5], abs=1e-6
    ) and layer.b.data == pytest.approx([3.0], abs=1e-6)
    assert history.loss[-1] < 1e-10 < history.loss[0]


def test_a_curve_is_fitted_by_regression():
    X = np.linspace(-3, 3, 60).reshape(-1, 1)
    model = MLP(1, [16, 1], activation="tanh", rng=0)
    history = quiet(
        model, standardize(X), np.sin(X), loss="half_mse", optimizer=Adam(model, 0.02), epochs=150
    )
    assert history.loss[-1] < 5e-3


def test_float32_models_stay_float32():
    X, y = (part.astype(np.float32) for part in regular())
    model = Sequential(
        Linear(3, 4, dtype=np.float32),
        BatchNorm(4, dtype=np.float32),
        Linear(4, 1, dtype=np.float32),
    )
    quiet(model, X, y, loss="mse", optimizer=Adam(model, 0.01), epochs=3, batch_size=8)
    assert {array.dtype for array in model.state_dict().values()} == {np.dtype(np.float32)}
    assert predict(model, X).dtype == np.float32


# ── replayed ──


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("batch_size", [None, 5])
def test_a_replayed_training_is_the_same(batch_size, dtype):
    """Batches of 5 leave one of 1 at the end; X comes in the other precision than the network's."""
    X, y = regular()

    def trained(replay):
        model = MLP(3, [6, 1], activation="tanh", rng=0, dtype=dtype)
        optimizer = Adam(model, 0.02)
        h = quiet(
            model,
            X,
            y,
            loss="mse",
            optimizer=optimizer,
            epochs=4,
            batch_size=batch_size,
            validation=(X, y),
            replay=replay,
        )
        return h, model, optimizer

    (eager, first, a), (replayed, second, b) = trained(False), trained(True)
    exact = 1e-10 if dtype == "float64" else 1e-4
    assert np.allclose(eager.loss, replayed.loss, rtol=exact) and np.allclose(
        eager.val_loss, replayed.val_loss, rtol=exact
    )
    assert all(
        np.allclose(p.data, q.data, rtol=exact, atol=exact)
        for p, q in zip(first.parameters(), second.parameters(), strict=True)
    )
    assert a.steps == b.steps


def test_a_replayed_training_with_dropout_and_batch_normalisation():
    X, y = regular()
    losses = []
    for replay in (False, True):
        model = Sequential(
            Linear(3, 8, rng=1), BatchNorm(8), np.tanh, Dropout(0.3), Linear(8, 1, rng=2)
        )
        h = quiet(
            model,
            X,
            y,
            loss="mse",
            optimizer=SGD(model, 0.05),
            epochs=4,
            batch_size=8,
            validation=(X, y),
            seed=3,
            replay=replay,
        )
        losses.append((h.loss, h.val_loss))
    assert np.allclose(losses[0], losses[1])


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy", "hinge", "half_mse"])
def test_every_loss_replays(loss):
    X = points(12, 3)
    chosen = X[:, 0] > 0
    y = {"cross_entropy": chosen.astype(int), "hinge": np.where(chosen, 1, -1)[:, None]}.get(
        loss, chosen[:, None]
    )
    found = []
    for replay in (False, True):
        model = MLP(3, [4, 2 if loss == "cross_entropy" else 1], activation="sigmoid", rng=0)
        found.append(
            quiet(
                model,
                X,
                y,
                loss=loss,
                optimizer=Momentum(model, 0.1),
                epochs=5,
                batch_size=4,
                replay=replay,
            ).loss
        )
    assert np.allclose(found[0], found[1])


def test_a_replayed_training_refuses_what_an_eager_one_refuses():
    X, y = regular()
    model = MLP(3, [4, 1], rng=0)
    for loss, targets in (
        ("mse", y[:, 0]),
        ("hinge", np.full((16, 1), 2)),
        ("binary_cross_entropy", y * 9),
        ("cross_entropy", np.arange(16)),
    ):
        messages = []
        for replay in (False, True):
            with pytest.raises(ShapeError) as raised:
                quiet(
                    model,
                    X,
                    targets,
                    loss=loss,
                    optimizer=SGD(model, 0.1),
                    batch_size=None,
                    replay=replay,
                )
            messages.append(raised.value.key)
        assert messages[0] == messages[1]
    for replay in (False, True):
        with pytest.warns(NumericWarning), pytest.raises(DivergedError, match="1"):
            quiet(model, X * 1e200, y, loss="mse", optimizer=SGD(model, 1.0), replay=replay)
