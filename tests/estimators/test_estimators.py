"""MLPClassifier와 MLPRegressor: scikit-learn 안에서, 그리고 우리 것으로서.

The estimators among scikit-learn's tools, and what they have of their own.
"""

import pickle
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import TransformedTargetRegressor
from sklearn.datasets import load_diabetes, load_iris, make_multilabel_classification
from sklearn.experimental import enable_halving_search_cv  # noqa: F401
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.model_selection import (
    GridSearchCV,
    HalvingRandomSearchCV,
    RandomizedSearchCV,
    cross_val_score,
)
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from micrograd_ko import DataError, KeywordError, OptionError, data
from micrograd_ko.estimators import MLPClassifier, MLPRegressor, network
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD, cosine
from micrograd_ko.searching import choice, log_uniform
from micrograd_ko.train import fit, predict
from viz import draw, plots

MOONS, IRIS = data.moons(n=120, seed=0), load_iris()
NAMES = np.array(["물", "불", "바람"])
X3 = StandardScaler().fit_transform(IRIS.data)
Y3 = NAMES[IRIS.target]
QUICK = {"hidden_layer_sizes": (8,), "epochs": 40, "lr": 0.02, "random_state": 0}


def classifier(**options):
    return MLPClassifier(**QUICK | options)


def regressor(**options):
    return MLPRegressor(**QUICK | options)


def weights(model):
    return np.concatenate([p.data.ravel() for p in model.model_.parameters()])


# ── classes ──


def test_two_classes_are_told_apart_by_one_sigmoid():
    model = classifier().fit(MOONS.X, MOONS.y)
    logits, shares = model.decision_function(MOONS.X), model.predict_proba(MOONS.X)
    assert model.model_(MOONS.X[:1]).shape == (1, 1) and model.score(MOONS.X, MOONS.y) > 0.8
    np.testing.assert_allclose(shares[:, 1], 1 / (1 + np.exp(-logits)), rtol=1e-12)
    np.testing.assert_allclose(shares.sum(axis=1), 1)


def test_labels_may_be_text():
    model = classifier().fit(X3, Y3)
    assert list(model.classes_) == sorted(NAMES) and model.score(X3, Y3) > 0.85
    assert set(model.predict(X3[:5])) <= set(NAMES)
    np.testing.assert_allclose(model.predict_proba(X3).sum(axis=1), 1)
    assert (model.classes_[model.decision_function(X3).argmax(axis=1)] == model.predict(X3)).all()


def test_logarithms_of_probabilities_are_finite_where_the_probabilities_are_zero():
    for X, y in ((MOONS.X, MOONS.y), (X3, Y3)):
        model = classifier().fit(X, y)
        far = model.predict_log_proba(1e5 * X[:10])
        assert np.isfinite(far).all() and (model.predict_proba(1e5 * X[:10]) == 0).any()


def test_several_labels_at_once():
    X, Y = make_multilabel_classification(n_samples=80, n_classes=4, random_state=0)
    model = make_pipeline(StandardScaler(), classifier(epochs=80)).fit(X, Y)
    assert model.predict(X).shape == Y.shape and (model.predict(X) == Y).mean() > 0.9
    assert model.predict_proba(X).shape == model.decision_function(X).shape == Y.shape


def test_a_data_frame_gives_its_names_and_checks_them():
    frame = pd.DataFrame(X3, columns=["a", "b", "c", "d"])
    model = classifier().fit(frame, pd.Series(Y3, dtype="category"))
    assert list(model.feature_names_in_) == ["a", "b", "c", "d"]
    assert (model.predict(frame) == classifier().fit(X3, Y3).predict(X3)).all()
    with pytest.raises(ValueError, match="feature names"):
        model.predict(frame.rename(columns={"a": "z"}))


# ── quantities ──


def test_one_quantity_and_several_keep_their_shapes():
    X, y = load_diabetes(return_X_y=True)
    y = (y - y.mean()) / y.std()
    one, column = regressor().fit(X, y), regressor().fit(X, y[:, None])
    two = regressor().fit(X, np.stack([y, -y], axis=1))
    assert [m.predict(X).shape for m in (one, column, two)] == [(442,), (442, 1), (442, 2)]
    assert (one.predict(X) == column.predict(X)[:, 0]).all()
    assert min(one.score(X, y), two.score(X, np.stack([y, -y], axis=1))) > 0.4


def test_targets_in_large_units_are_scaled_outside():
    X, y = load_diabetes(return_X_y=True)
    model = TransformedTargetRegressor(regressor(), transformer=StandardScaler()).fit(X, y)
    assert model.score(X, y) > 0.4


# ── training ──


def test_training_is_that_of_fit():
    model = classifier(batch_size=16, epochs=3, weight_decay=0.01, optimizer=SGD).fit(X3, Y3)
    source = np.random.RandomState(0)
    made, order = (int(source.randint(2**31 - 1)) for _ in range(2))
    ours = MLP(4, [8, 3], rng=made)
    y = np.searchsorted(model.classes_, Y3)
    history = fit(
        ours, X3, y, loss="cross_entropy", optimizer=SGD(ours, 0.02, weight_decay=0.01), epochs=3,
        batch_size=16, seed=order, progress=False,
    )  # fmt: skip
    assert model.loss_curve_ == history.loss and model.n_iter_ == 3
    assert model.best_loss_ == min(history.loss)
    assert (model.decision_function(X3) == predict(ours, X3)).all()


def test_a_weight_counts_a_sample_as_often():
    rng = np.random.default_rng(0)
    counts = rng.integers(0, 4, len(X3))
    for make, y in ((classifier, Y3), (regressor, IRIS.target.astype(float))):
        repeated = make(batch_size=None).fit(np.repeat(X3, counts, axis=0), np.repeat(y, counts))
        weighted = make(batch_size=None).fit(X3, y, sample_weight=counts)
        np.testing.assert_allclose(weights(weighted), weights(repeated), rtol=1e-9)
        np.testing.assert_allclose(weighted.loss_curve_, repeated.loss_curve_, rtol=1e-9)
        assert not np.allclose(weights(weighted), weights(make(batch_size=None).fit(X3, y)))


def test_warm_start_goes_on_with_optimizer_and_record():
    model = classifier(batch_size=None, warm_start=True, epochs=5)
    first = list(model.fit(X3, Y3).loss_curve_)
    model.set_params(lr=0.02).fit(X3, Y3)
    at_once = classifier(batch_size=None, epochs=10).fit(X3, Y3)
    assert model.loss_curve_[:5] == first and model.n_iter_ == 10
    assert model.loss_curve_ == at_once.loss_curve_ and model.optimizer_.steps == 10
    cold = clone(model).set_params(warm_start=False).fit(X3, Y3).fit(X3, Y3)
    assert cold.loss_curve_ == first
    model.set_params(lr=1e-30).fit(X3, Y3)  # a rate of its own from here
    np.testing.assert_allclose(weights(model), weights(at_once))


def test_partial_fit_sees_one_part_after_the_other():
    model = classifier(random_state=1)
    for _ in range(30):
        for part in range(3):
            rows = slice(50 * part, 50 * part + 50)  # of one class alone
            model.partial_fit(X3[rows], Y3[rows], classes=NAMES)
    assert model.n_iter_ == 90 == len(model.loss_curve_) and model.score(X3, Y3) > 0.6
    quantity = regressor()
    for _ in range(60):
        quantity.partial_fit(X3, IRIS.target)
    assert quantity.score(X3, IRIS.target) > 0.8


def test_early_stopping_goes_back_to_the_best():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(90, 5)), rng.integers(0, 2, 90)  # nothing to learn but noise
    model = classifier(hidden_layer_sizes=(50,), epochs=300, early_stopping=True, patience=4)
    model.fit(X, y)
    assert model.n_iter_ == model.history_.best_epoch + 4 < 300
    assert model.best_loss_ == min(model.history_.val_loss)
    assert len(plots.curves(model.history_).axes) == 1


@pytest.mark.parametrize("y", [np.arange(20) % 2, np.r_[np.zeros(19), 1]])
def test_early_stopping_sets_aside_each_class_where_it_can(y):
    model = classifier(validation_fraction=0.2).fit(X3[:20], y)
    kept, out = model._held_out(y, 0)
    assert sorted([*kept, *out]) == list(range(20)) and len(out) == 4
    assert y.sum() != 10 or y[out].sum() == 2


def test_the_seed_repeats_a_run_and_none_draws_anew():
    runs = [weights(classifier(dropout=0.2, random_state=s).fit(X3, Y3)) for s in (0, 0, 1)]
    assert (runs[0] == runs[1]).all() and (runs[0] != runs[2]).any()
    free = [weights(classifier(random_state=None).fit(X3, Y3)) for _ in range(2)]
    assert (free[0] != free[1]).any()


def test_options_reach_the_network_and_the_optimizer():
    model = classifier(
        hidden_layer_sizes=(6, 5), activation="tanh", init="small", dropout=0.1, batch_norm=True,
        lr=cosine(0.1, steps=40), clip_norm=1.0, optimizer="momentum",
    ).fit(X3, Y3)  # fmt: skip
    assert repr(model.model_) == (
        "Sequential(Linear(4, 6), BatchNorm(6), tanh, Dropout(0.1), "
        "Linear(6, 5), BatchNorm(5), tanh, Dropout(0.1), Linear(5, 3))"
    )
    assert type(model.optimizer_).__name__ == "Momentum" and model.optimizer_.clip_norm == 1.0
    assert repr(classifier(hidden_layer_sizes=5).fit(X3, Y3).model_) == (
        "MLP(Linear(4, 5), relu, Linear(5, 3))"
    )
    assert repr(classifier(hidden_layer_sizes=()).fit(X3, Y3).model_) == "MLP(Linear(4, 3))"
    flat = classifier(activation=None, dropout=0.5, epochs=1).fit(X3, Y3)
    assert repr(flat.model_) == "Sequential(Linear(4, 8), Dropout(0.5), Linear(8, 3))"


def test_batch_normalisation_never_meets_a_batch_of_one():
    model = classifier(batch_norm=True, batch_size=10, epochs=2).fit(X3[:141], Y3[:141])
    assert model.optimizer_.steps == 2 * 13  # of 11


@pytest.mark.skipif(find_spec("numba") is None, reason="needs Numba")
def test_replay_comes_in_where_it_pays_and_changes_nothing(monkeypatch):
    model = classifier()
    assert [model._replays(steps) for steps in (network.PAYS - 1, network.PAYS)] == [False, True]
    by_hand, replayed = (
        classifier(replay=r, batch_size=16, epochs=10).fit(X3, Y3) for r in (False, True)
    )
    np.testing.assert_allclose(weights(by_hand), weights(replayed), rtol=1e-9)
    monkeypatch.setattr(network, "find_spec", lambda name: None)
    assert not model._replays(10**9)


def test_float32_stays_float32():
    model = classifier().fit(X3.astype(np.float32), Y3)
    assert {p.dtype for p in model.model_.parameters()} == {np.dtype("f4")}
    assert model.predict_proba(X3).dtype == np.float32


def test_the_network_can_be_drawn():
    model = classifier(hidden_layer_sizes=(3,)).fit(MOONS.X, MOONS.y)
    assert "W₁" in str(draw(model.model_(MOONS.X[:1])).dot)


# ── among scikit-learn's tools ──


def test_it_stands_in_pipelines_searches_and_validation():
    pipe = make_pipeline(StandardScaler(), classifier())
    assert cross_val_score(pipe, IRIS.data, Y3, cv=3).mean() > 0.85
    grid = GridSearchCV(pipe, {"mlpclassifier__lr": [1e-6, 0.02]}, cv=3).fit(IRIS.data, Y3)
    assert grid.best_params_ == {"mlpclassifier__lr": 0.02} and grid.score(IRIS.data, Y3) > 0.85


def test_distributions_work_in_its_random_searches():
    from scipy.stats import loguniform

    for lr in (loguniform(1e-6, 1), log_uniform(1e-6, 1)):
        space = {"lr": lr, "activation": choice(["relu", "tanh"])}
        found = RandomizedSearchCV(classifier(), space, n_iter=4, cv=3, random_state=0)
        assert found.fit(X3, Y3).best_score_ > 0.7
        halving = HalvingRandomSearchCV(
            classifier(), space, n_candidates=6, resource="epochs", min_resources=3,
            max_resources=27, cv=2, random_state=0,
        )  # fmt: skip
        assert halving.fit(X3, Y3).best_params_["epochs"] == 9
        drawn = set(halving.cv_results_["param_lr"])
        assert len(drawn) == 6 and max(drawn) > 30 * min(drawn)


def test_inspection_finds_what_matters():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(150, 3))
    model = regressor().fit(X, 3 * X[:, 1])
    found = permutation_importance(model, X, 3 * X[:, 1], random_state=0).importances_mean
    assert found.argmax() == 1 and found[1] > 20 * max(found[0], found[2])
    line = partial_dependence(model, X, [1], grid_resolution=5)["average"][0]
    assert (np.diff(line) > 0).all()


def test_copies_and_pickles_predict_alike():
    model = classifier(batch_norm=True, dropout=0.1).fit(X3, Y3)
    again = pickle.loads(pickle.dumps(model))
    assert (again.predict_proba(X3) == model.predict_proba(X3)).all()
    again.set_params(warm_start=True).fit(X3, Y3)
    assert again.n_iter_ == 80
    assert not hasattr(clone(model), "model_")


# ── what is refused ──


def stale(**changes):
    return classifier(warm_start=True, epochs=1).fit(X3, Y3).set_params(**changes)


REFUSED = {
    "one_class": (lambda: classifier().fit(X3, np.zeros(150)), "하나뿐", "only one class, 0.0"),
    "one_class_left": (
        lambda: classifier().fit(X3, Y3, sample_weight=(Y3 == "불") * 1.0),
        "'불' 하나뿐", "only one class, '불'",
    ),
    "no_classes": (lambda: classifier().partial_fit(X3, Y3), "classes=에 모든", "needs classes="),
    "new_class": (lambda: classifier().partial_fit(X3, Y3, classes=["물", "불"]), "['바람']",
                  "['바람'], which are new"),
    "new_class_later": (lambda: stale().fit(X3, IRIS.target.astype(str)), "처음 보는", "new"),
    "other_classes": (lambda: stale().partial_fit(X3, Y3, classes=["물"]), "classes=['물']",
                      "differs from"),
    "several": (lambda: classifier().fit(X3, IRIS.target[:, None] + [0, 1]),
                "열 2개에", "The 2 columns"),
    "labels_again": (lambda: stale().fit(X3, np.eye(3, dtype=int)[IRIS.target]), "3개인데",
                     "y has 3 columns"),
    "labels_of_another_count": (
        lambda: classifier().partial_fit(X3, np.eye(3, dtype=int)[IRIS.target], classes=[0, 1]),
        "2개를 예측", "predicts 2",
    ),
    "quantities_again": (
        lambda: regressor(warm_start=True).fit(X3, X3).fit(X3, X3[:, 0]),
        "1개인데", "y has 1 columns",
    ),
    "weights": (lambda: classifier().fit(X3, Y3, sample_weight=[1, 2]), "(150,)", "shape (150,)"),
    "negative": (lambda: classifier().fit(X3, Y3, sample_weight=-np.ones(150)), "음수 -1", "-1"),
    "zero": (lambda: classifier().fit(X3, Y3, sample_weight=np.zeros(150)), "모두 0", "is zero"),
    "too_few": (
        lambda: classifier(early_stopping=True, validation_fraction=0.9).fit(X3[49:51], Y3[49:51]),
        "표본이 2개뿐", "only 2 sample",
    ),
    "changed": (lambda: stale(hidden_layer_sizes=(9,)).fit(X3, Y3), "hidden_layer_sizes=(9,)",
                "made with (8,)"),
}  # fmt: skip
OPTIONS = {
    "optimizer": ("adem", "optimizer='adam'"),
    "batch_size": ("all", "auto"),
    "replay": ("yes", "auto"),
    "activation": ("rely", "relu"),
    "epochs": (0, ">= 1"),
    "dropout": (1.0, "< 1"),
    "lr": (-1, "> 0"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_data_are_refused_with_a_way_out(raised, case):
    action, ko, en = REFUSED[case]
    kind = OptionError if case == "changed" else DataError
    korean, english = raised(action, kind)
    assert ko in korean and en in english


@pytest.mark.parametrize("option", OPTIONS)
def test_wrong_options_are_refused_when_fitting(raised, option):
    wrong, words = OPTIONS[option]
    for sentence in raised(lambda: classifier(**{option: wrong}).fit(X3, Y3), OptionError):
        assert words in sentence and option in sentence


def test_an_optimizer_that_is_none_is_refused(raised):
    for sentence in raised(lambda: classifier(optimizer=3).fit(X3, Y3), OptionError):
        assert "int 3" in sentence


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [("max_iter", "epochs"), ("learning_rate_init", "lr"), ("solver", "optimizer"),
     ("alpha", "weight_decay"), ("n_iter_no_change", "patience"), ("hidden", "hidden_layer_sizes")],
)  # fmt: skip
def test_words_of_scikit_learns_own_network_lead_to_ours(raised, theirs, ours):
    for sentence in raised(lambda: MLPClassifier(**{theirs: 1}), KeywordError):
        assert f"{ours}=" in sentence and theirs in sentence


def test_without_scikit_learn_the_room_says_what_to_install():
    code = (
        "import sys; sys.modules['sklearn'] = None\n"
        "from micrograd_ko import DataError\n"
        "try: import micrograd_ko.estimators\n"
        "except DataError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "pip install" in run.stdout and "scikit-learn>=1.6" in run.stdout
