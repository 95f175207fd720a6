"""수업 14부터 20까지가 글에 적은 대로 나온다.

Lessons 14 to 20 come out as their words say.
"""

import re

import numpy as np
import pytest

from micrograd_ko import set_language
from micrograd_ko.lessons import exercise, run, run_cell, sheet
from micrograd_ko.lessons.checking import judged

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def a_place_of_its_own(tmp_path, monkeypatch, temporary_op):
    """Lessons write where they stand, and add rows to the table."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def lesson(capsys):
    """Run a lesson; gives its names, what it printed, what it showed, and its words."""

    def taken(number):
        shown = []
        names = run(sheet(number), words=lambda cell: None, shown=shown.append)
        cells = sheet(number).read("ko")
        words = "\n".join(cell.source for cell in cells if not cell.is_code)
        return names, capsys.readouterr().out, shown, words

    return taken


def told(number, *fills):
    """The words for an answer that nobody foresaw."""
    given, names = exercise(number), {}
    run_cell(given.filled(fills), names, "answer.py")
    verdict = judged(given, names)
    assert not verdict
    return verdict.words


def numbers_in(words):
    return re.findall(r"\d+\.\d+", words)


def test_14_what_was_chosen_does_worse_than_it_promised(lesson):
    names, out, _, words = lesson(14)
    first, counts, *rest = out.splitlines()
    everyone, new, chosen, kept = map(float, numbers_in(first))
    assert abs(everyone - new) < 0.03 and chosen - kept > 0.05
    assert all(number in words for number in numbers_in(first))
    assert eval(counts) == [10, 534] and "534" in words
    grid = [numbers_in(row)[-3:] for row in rest[:3]]
    assert all(max(map(float, row)) - min(map(float, row)) < 0.02 for row in grid)  # decay: nothing
    assert [row[0] for row in grid] == sorted(row[0] for row in grid)  # the learning rate: all
    stages = [stage["lr"] for stage in names["found"].spaces]
    assert stages[0].low < stages[1].low <= stages[2].low
    assert stages[0].high > stages[1].high >= stages[2].high
    states = [trial.state for trial in names["found"].trials]
    assert states.count("given_up") == 24 and states.count("done") == 3
    parts = [set(names[part].tolist()) for part in ("train", "validation", "test")]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 342


def test_15_two_seeds_fail_and_answer_the_mean(lesson):
    names, out, _, words = lesson(15)
    assert "(256, 1)" in out and "(256, 3)" in out and "브로드캐스팅" in out  # refused by name
    failed = [model for model, loss in names["found"] if loss > 0.5]
    assert len(names["found"]) == 20 and len(failed) == 2 and "20개 가운데 **2개" in words
    for model in failed:
        answers = model.predict(names["X"])
        assert answers.std() < 0.01 and f"{answers.mean():.3f}" == "4.211" and "4.211" in words
        assert (names["nn"].Sequential(*model.layers[:6])(names["X"]).data < 0).mean() > 0.99
    everything = np.mean((names["y"] - names["y"][:, 0]) ** 2)
    assert everything == pytest.approx(2 * names["y"].var()) and f"{everything:.3f}" in words
    assert float(re.search(r"R² (\S+)", out)[1]) > 0.8


def test_16_one_mistake_is_a_learning_rate_and_one_a_direction(lesson):
    names, out, shown, words = lesson(16)
    assert "평균의 1/n(n = 200)이 빠졌습니다" in str(shown[0]) and "b1:" in str(shown[0])
    for rate in ("2", "8"):
        right, no_n, smaller, stuck = map(
            float, numbers_in(re.search(rf"^lr {rate} .*$", out, re.M)[0])
        )
        assert smaller == right and no_n > 0.2 and 0.037 < stuck < 0.039 and right < stuck
    (first, *_), (_, wrong, right) = (numbers_in(row) for row in out.splitlines()[-2:])
    assert float(first) > 0.98 and float(wrong) < 0.01 * float(right)
    assert all(number in words for number in (first, wrong, right))
    p, backward = names["start"], names["backward"]
    found, doubled = backward(**p), backward(**p, n=200)
    for name in p:  # the missing 1/n: the same direction, 200 times as large
        np.testing.assert_allclose(found[name], 200 * doubled[name])


def test_17_errors_fall_and_rise_again_and_ones_pass_what_is_wrong(lesson):
    _, out, shown, _ = lesson(17)
    rows = [list(map(float, numbers_in(row))) for row in out.splitlines()[1:9]]
    central = [row[2] for row in rows]
    best = int(np.argmin(central))
    assert 0 < best < 7 and 1e-8 < rows[best][0] < 1e-3  # neither the largest h nor the smallest
    assert central[0] > 100 * central[best] < central[-1]
    assert all(row[1] > row[2] for row in rows[:4])  # to one side is worse, while h is large
    ones, random = (row for row in out.splitlines() if row.startswith(("ones", "random")))
    assert not any(map(float, numbers_in(ones))) and "0.0946" in random
    wrong, right = shown[:2]
    assert not wrong and right and ".data" in str(wrong)


def test_18_one_row_is_differentiable_to_any_order(lesson):
    names, out, shown, _ = lesson(18)
    assert "y' 0.444444, y'' -0.592593" in out and "by hand: 0.444444, -0.592593" in out
    (report,) = [value for value in shown if type(value).__name__ == "GradientReport"]
    assert report and len(report.methods) == 3
    assert names["TABLE"]["softsign"].backward(1.0, 1 / 3, 0.5) == (pytest.approx(1 / 1.5**2),)
    again, *_ = lesson(18)  # a name is taken once, and a cell may run twice
    assert again["y"].data == names["y"].data


def test_19_values_leave_nothing_to_the_collector_and_replay_is_the_same(lesson):
    names, out, _, _ = lesson(19)
    left = dict(row.split() for row in out.splitlines()[:2])
    assert int(left["Closure"]) > 3000 and int(left["Value"]) == 0
    *_, replayed, eager = out.split()
    assert float(replayed) == pytest.approx(float(eager), rel=1e-12)
    pytest.importorskip("numba")
    assert names["slow"] > 5 * names["fast"]  # some hundreds, on a calm machine


def test_20_one_sample_gets_worse_while_the_mean_falls(lesson):
    names, out, _, words = lesson(20)
    samples = names["samples"]
    first, then = ([float(sample[epoch]) for sample in samples] for epoch in (0, 20))
    assert np.mean(then) < np.mean(first) and then[3] > first[3] + 0.2
    for number in (np.mean(first), np.mean(then), first[3], then[3]):
        assert f"{number:.3f}" in out and f"{number:.3f}" in words
    assert all(float(sample[140]) < 0.02 for sample in samples)
    _, left, right, both = np.sign(names["found"])
    assert (left == right).all() and (left == -both).all()


@pytest.mark.parametrize(
    ("number", "fills", "words"),
    [
        (15, ("y_hat - y[:, None]", "4 * error(y_hat, y) / y.size", None), "두 배입니다"),
        (16, (None, None, "dz1", None), "시그모이드"),
        (16, ("3 * (y - T) / T.size", None, None, None), "3배"),
        (18, (None, "(-2 * a * y * g * g,)", None), "기울기 검사"),
        (18, (None, None, "(g * a / y,)"), "모양"),
        (19, (None, "reversed(rows)", "grad[out] * arena[out]", None), "a: 틀렸습니다"),
    ],
)
def test_a_gradient_that_is_wrong_in_a_new_way_is_diagnosed(number, fills, words):
    solution = exercise(number).solution
    found = told(number, *(fill or right for fill, right in zip(fills, solution, strict=True)))
    assert words in found


@pytest.mark.parametrize(
    ("number", "fills"),
    [
        (14, ("low * (high / low) ** rng.uniform(0, 1)", "validation.argmax()", None, None)),
        (15, ("y_hat - y[:, None]", "2 * (y_hat - y[:, None]) / len(y)", None)),
        (16, ("(y - T) / y.size", None, "dz1 * (z1 - z1**2)", "np.sum(da1, 0)")),
        (17, ("0.5 / h * (f(x + h) - f(x - h))", "abs(b - a) / max(abs(b), abs(a))", None)),
        (17, (None, None, "upstream @ (f(x + step) - f(x - step)) / h / 2")),
        (18, (None, "(-g * y * 2 * a,)", "[g * a / y, g * b / y]")),
        (19, ("[arena[a] + arena[b], arena[a] * arena[b]][op]", "rows[::-1]", None, None)),
        (20, ("not epoch % self.every", "self.weight.data + 0", None)),
        (20, (None, "np.array(self.weight.data)", "np.sqrt(sum((new - old)**2) / sum(old**2))")),
    ],
)
def test_right_answers_may_be_written_otherwise(number, fills):
    given, names = exercise(number), {}
    filled = [fill or right for fill, right in zip(fills, given.solution, strict=True)]
    run_cell(given.filled(filled), names, "answer.py")
    assert judged(given, names)


def test_numbers_in_the_words_are_the_same_in_both_languages():
    for number in range(14, 21):
        ko, en = (
            {n for c in sheet(number).read(x) if not c.is_code for n in numbers_in(c.source)}
            for x in ("ko", "en")
        )
        assert ko == en, number


def test_the_words_of_the_exercises_speak_the_language_chosen():
    set_language("en")
    assert re.search("[가-힣]", told(14, "low", "0", "0.5", "validation[:1]")) is None
