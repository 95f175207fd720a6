"""search: 뽑고, 포기하고, 좁히고, 멈춘다.

What a search draws, gives up, narrows and tells.
"""

import _thread
import math
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from micrograd_ko import (
    DataError,
    DivergedError,
    OptionError,
    SearchError,
    TrainingWarning,
    data,
    set_language,
)
from micrograd_ko.estimators import MLPClassifier, MLPRegressor
from micrograd_ko.init import generator, manual_seed, seeded
from micrograd_ko.searching import choice, log_uniform, search, uniform, whole
from tests.helpers.searches import failing

LR = {"lr": log_uniform(1e-6, 1e2)}
QUIET = {"progress": False}
MOONS = data.moons(n=100, seed=0)


def near(lr, *, seed):
    """Best at 0.01, in log scale."""
    return -abs(math.log10(lr) + 2)


def growing(lr, *, seed, epochs):
    return epochs * near(lr, seed=seed)


# ── drawing and narrowing ──


def test_trials_depend_on_the_seed_and_their_number_alone():
    few, many = (search(near, LR, trials=n, seed=5, **QUIET).trials for n in (3, 8))
    assert many[:3] == few and [t.number for t in many] == list(range(1, 9))
    assert len({t.seed for t in many}) == len({t.parameters["lr"] for t in many}) == 8


def test_stages_narrow_around_the_best_quarter():
    found = search(near, LR, trials=16, stages=4, **QUIET)
    ends = [(s["lr"].low, s["lr"].high) for s in found.spaces]
    assert ends[0] == (1e-6, 1e2) and [t.stage for t in found.trials[::16]] == [1, 2, 3, 4]
    for stage, (low, high) in enumerate(ends[1:], start=1):
        before = sorted(found.trials[: 16 * stage], key=lambda t: -t.score)[:4]
        good = [t.parameters["lr"] for t in before]
        assert (low, high) == (min(good), max(good))
    assert abs(found.best_score) < 0.01 < abs(found.trials[0].score)
    assert found.best is max(found.trials, key=lambda t: t.score)


def test_every_kind_of_space_is_narrowed_together():
    def score(lr, rate, width, kind, *, seed):
        return near(lr, seed=seed) - rate - abs(width - 7) - (kind != "b")

    space = {**LR, "rate": uniform(0, 1), "width": whole(1, 12), "kind": ["a", "b", "c"]}
    found = search(score, space, trials=60, stages=3, **QUIET)
    assert found.best_parameters["kind"] == "b" and found.best_parameters["width"] == 7
    assert found.scales == {"lr": "log", "rate": "linear", "width": "linear", "kind": "choice"}


def test_random_numbers_within_a_trial_follow_from_its_seed():
    def drawing(lr, *, seed):
        return float(generator(None).random() + np.random.default_rng(seed).random())

    manual_seed(9)
    first = generator(None).random()
    manual_seed(9)
    found = search(drawing, LR, trials=5, **QUIET)
    assert generator(None).random() == first  # nothing was taken from those outside
    assert len({t.score for t in found.trials}) == 5
    assert search(drawing, LR, trials=5, **QUIET) == found


def test_a_seed_within_a_block_is_of_that_block():
    manual_seed(1)
    with seeded(3):
        inside = generator(None).random()
        manual_seed(3)  # starts those of the block anew
        assert generator(None).random() == inside
    outside = generator(None).random()
    manual_seed(1)
    assert generator(None).random() == outside != inside


# ── giving up ──


def test_the_worse_of_each_rung_are_given_up():
    asked = []

    def counted(lr, *, seed, epochs):
        asked.append(epochs)
        return growing(lr, seed=seed, epochs=epochs)

    found = search(counted, LR, trials=9, epochs=9, give_up=(1, 3), **QUIET)
    assert asked == [1] * 9 + [3] * 3 + [9]
    order = sorted(found.trials, key=lambda t: near(t.parameters["lr"], seed=0), reverse=True)
    assert [t.state for t in order] == ["done"] + ["given_up"] * 8
    assert [e for e, _ in found.best.curve] == [1, 3, 9] and found.best is order[0]
    assert [len(t.curve) for t in order] == [3, 2, 2] + [1] * 6
    assert found.best.score == found.best.curve[-1][1] == 9 * near(**found.best_parameters, seed=0)


def test_what_trained_longer_ranks_before_a_better_score_after_few_epochs():
    found = search(growing, LR, trials=6, epochs=9, give_up=3, keep=0.5, **QUIET)
    given_up = max(t.score for t in found.trials if t.state == "given_up")
    assert found.best.state == "done" and len(found.best.curve) == 2
    assert any(t.state == "done" and t.score < given_up for t in found.trials)


def test_what_diverges_is_worst_and_goes_no_further():
    def diverging(lr, *, seed, epochs):
        if lr > 1:
            raise DivergedError("train.diverged", epoch=1, batch=1, loss="inf")
        return math.nan if lr > 1e-2 else near(lr, seed=seed)

    found = search(diverging, LR, trials=12, stages=2, epochs=4, give_up=(1,), **QUIET)
    gone = [t for t in found.trials if t.state == "diverged"]
    assert {t.error == "nan" for t in gone} == {True, False}
    assert all(t.score == -math.inf and t.curve == () for t in gone)
    assert found.spaces[1]["lr"].high <= 1e-2 and found.best.parameters["lr"] <= 1e-2


def test_a_search_without_any_score_is_an_error(raised):
    def none(lr, *, seed):
        return math.inf

    def wrong(lr, *, seed):
        return "good"

    korean, english = raised(lambda: search(none, LR, trials=4, **QUIET), SearchError)
    assert "4개가 모두 발산" in korean and "All 4 trials diverged" in english and "lr=" in english
    korean, english = raised(lambda: search(wrong, LR, trials=4, **QUIET), SearchError)
    assert "4개가 모두 실패" in korean and "ValueError: could not convert" in english


# ── stopping ──


def test_ctrl_c_keeps_what_was_done():
    def stopped(lr, *, seed):
        if len(done) == 4:
            raise KeyboardInterrupt
        done.append(lr)
        return near(lr, seed=seed)

    done = []
    with pytest.warns(TrainingWarning, match="10개 가운데 4개"):
        found = search(stopped, LR, trials=5, stages=2, **QUIET)
    assert not found.finished and [t.state for t in found.trials] == ["done"] * 4 + ["stopped"]
    assert "Ctrl-C" in found.table() and found.best_score == max(near(x, seed=0) for x in done)


def test_ctrl_c_in_a_later_rung_keeps_the_earlier():
    def stopped(lr, *, seed, epochs):
        if epochs > 1:
            raise KeyboardInterrupt
        return near(lr, seed=seed)

    with pytest.warns(TrainingWarning, match="Ctrl-C"):
        found = search(stopped, LR, trials=5, epochs=2, give_up=1, **QUIET)
    assert {t.state for t in found.trials} == {"given_up"}


def test_ctrl_c_while_waiting_for_threads_leaves_at_once():
    def slow(lr, *, seed):
        if lr > 1e-3:
            _thread.interrupt_main()
        time.sleep(0.05)
        return near(lr, seed=seed)

    with ThreadPoolExecutor(1) as pool, pytest.warns(TrainingWarning, match="Ctrl-C"):
        began = time.perf_counter()
        found = search(slow, LR, trials=100, executor=pool, **QUIET)
    assert not found.finished and time.perf_counter() - began < 3


SCRIPT = """
import time
from micrograd_ko.searching import log_uniform, search

def slow(lr, *, seed):
    time.sleep(0.02 if lr < 1e-3 else 600)
    return lr

if __name__ == "__main__":
    print("begin", flush=True)
    found = search(slow, {"lr": log_uniform(1e-6, 1)}, trials=30, executor=2)
    print(sum(t.state == "done" for t in found.trials), found.finished)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_ends_the_processes_of_our_own_pool(tmp_path):
    (tmp_path / "script.py").write_text(SCRIPT, encoding="utf-8")
    run = subprocess.Popen(
        [sys.executable, "script.py"], cwd=tmp_path, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.getcwd()},  # noqa: PTH109
    )  # fmt: skip
    assert run.stdout.readline() == "begin\n"
    time.sleep(2.5)
    os.killpg(run.pid, signal.SIGINT)  # as a terminal does
    out, err = run.communicate(timeout=20)
    assert run.returncode == 0 and out.endswith("False\n"), err
    assert "Ctrl-C" in err and "Traceback" not in err


# ── estimators ──


def test_an_estimator_is_scored_on_what_is_set_aside():
    model = MLPClassifier((8,), batch_size=None)
    found = search(model, LR, MOONS.X, MOONS.y, trials=8, epochs=30, give_up=(5,), **QUIET)
    best = found.best
    assert best.score > 0.8 and found == search(
        model, LR, MOONS.X, MOONS.y, trials=8, epochs=30, give_up=(5,), **QUIET
    )
    # the best can be repeated by hand: every rung trains afresh
    parts = np.r_[:75], np.r_[75:100]
    (X, y), held = ((MOONS.X[rows], MOONS.y[rows]) for rows in parts)
    own = search(model, LR, X, y, trials=3, epochs=10, validation=held, **QUIET).best
    again = MLPClassifier((8,), batch_size=None, epochs=10, random_state=own.seed, **own.parameters)
    assert again.fit(X, y).score(*held) == own.score


def test_epochs_of_the_estimator_are_the_last_rung():
    model = MLPClassifier((4,), epochs=6, batch_size=None)
    found = search(model, LR, MOONS.X, MOONS.y, trials=4, give_up=(2,), **QUIET)
    assert [e for e, _ in found.best.curve] == [2, 6]


def test_pipelines_other_estimators_and_scores_of_scikit_learn():
    pipe = make_pipeline(StandardScaler(), MLPClassifier((4,)))
    name = "mlpclassifier"
    found = search(
        pipe, {f"{name}__lr": log_uniform(1e-3, 1)}, MOONS.X, MOONS.y, trials=3, epochs=20,
        resource=f"{name}__epochs", scoring="neg_log_loss", **QUIET,
    )  # fmt: skip
    assert -0.7 < found.best_score < 0
    svc = search(SVC(), {"C": log_uniform(1e-3, 1e3)}, MOONS.X, MOONS.y, trials=5, **QUIET)
    assert svc.best_score > 0.8 and svc.best.curve[-1][0] == 0

    def squared(model, X, y):
        return -float(np.mean((model.predict(X) - y) ** 2))

    quantity = MLPRegressor((4,), epochs=10)
    found = search(quantity, LR, MOONS.X, MOONS.X[:, 0], trials=5, scoring=squared, **QUIET)
    assert -1 < found.best_score < 0


def test_a_class_of_one_does_not_keep_an_estimator_from_being_searched():
    y = np.r_[np.zeros(60), np.ones(39), 2]
    assert search(SVC(), {"C": log_uniform(0.1, 10)}, MOONS.X, y, trials=2, **QUIET).finished


# ── what is told ──


WORDS = {
    "ko": ["번호", "끝까지", "3에폭에서 포기", "그 밖에 3개"],
    "en": ["no.", "done", "given up at 3", "3 more"],
}


@pytest.mark.parametrize(("language", "words"), WORDS.items())
def test_the_table_is_in_the_language_and_aligned(language, words):
    space = {**LR, "kind": choice(["relu", "tanh"])}
    found = search(lambda lr, kind, *, seed, epochs: near(lr, seed=seed), space, trials=7, epochs=9,
                   give_up=3, **QUIET)  # fmt: skip
    set_language(language)
    table = found.table(4)
    assert all(word in table for word in words) and str(found) == found.table()
    assert len(table.splitlines()) == 2 + 4 + 1 and len(found.table(None).splitlines()) == 2 + 7
    assert repr(found).startswith(f"Search(7 trials, best {found.best_score:.4g}: lr=")


def test_failures_stand_below_the_table_with_their_number():
    with pytest.warns(TrainingWarning, match="9개 가운데"):
        found = search(failing, LR, trials=9, **QUIET)
    failed = [t for t in found.trials if t.state == "failed"]
    assert f"{failed[0].number}번 실패: ZeroDivisionError: seed" in found.table()


def test_a_progress_bar_counts_attempts(capsys):
    search(growing, LR, trials=9, stages=2, epochs=9, give_up=(1, 3))
    assert "26/26" in capsys.readouterr().err
    search(growing, LR, trials=2, epochs=9, progress=False)
    assert capsys.readouterr().err == ""


def keyword(**changes):
    return lambda: search(growing, LR, **{"epochs": 9, **QUIET, **changes})


WRONG = {
    "no_function": (lambda: search(3, LR), "(lr=…, seed=…)"),
    "another_call": (lambda: search(lambda lr: lr, LR), "(lr=…, seed=…)"),
    "epochs_not_taken": (lambda: search(near, LR, epochs=3), "epochs=…"),
    "epochs_wanted": (lambda: search(growing, LR), "'epochs'"),
    "taken": (lambda: search(lambda **any: 0, {"seed": LR["lr"]}), "'seed'"),
    "early_alone": (lambda: search(near, LR, give_up=(1,)), "give_up=(1,)"),
    "late": (keyword(give_up=(9,)), "give_up=(9,)"),
    "backwards": (keyword(give_up=(3, 1)), "give_up=(3, 1)"),
    "zero": (keyword(give_up=(0,)), "give_up=(0,)"),
    "keep": (keyword(keep=1), "keep=1"),
    "trials": (keyword(trials=0), "trials=0"),
    "stages": (keyword(stages=0), "stages=0"),
    "seed": (keyword(seed=-1), "seed=-1"),
    "epochs": (keyword(epochs=0), "epochs=0"),
    "parameter": (lambda: search(SVC(), {"c": LR["lr"]}, [[0]], [0]), "parameter='C'"),
    "resource": (lambda: search(SVC(), {"C": LR["lr"]}, [[0]], [0], epochs=3), "'epochs'"),
    "validation": (lambda: search(SVC(), {"C": LR["lr"]}, [[0]], [0], validation=2), "on=2"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_arguments_are_refused(raised, case):
    action, words = WRONG[case]
    for sentence in raised(action, OptionError):
        assert words in sentence


def test_an_estimator_needs_data(raised):
    for sentence in raised(lambda: search(SVC(), {"C": LR["lr"]}), DataError):
        assert "search(" in sentence and "X, y" in sentence


class _Compiled:
    """As a function of an extension, it does not tell its arguments."""

    @property
    def __signature__(self):
        raise ValueError

    def __call__(self, **given):
        return 0.5


def test_functions_may_hide_their_arguments():
    assert search(_Compiled(), LR, trials=2, **QUIET).best_score == 0.5
