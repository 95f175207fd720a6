"""연습을 공격한다: 다르게 쓴 맞는 답과 갖가지 틀린 답.

Attack the exercises: with right answers written otherwise, with wrong ones of all kinds, with what
is no number, and with answers that leave something behind.
"""

import functools
import types
import warnings

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, set_language
from micrograd_ko.commands import cli, lesson
from micrograd_ko.commands.typing_gaps import refusal
from micrograd_ko.lessons import LESSONS, exercise
from micrograd_ko.lessons.checking import LINES, _diagnosed, _ours, judged
from micrograd_ko.lessons.comparing import equal
from micrograd_ko.lessons.running import run_cell
from tests.lessons.answers import ANSWERS

each_lesson = pytest.mark.parametrize("number", range(1, len(LESSONS) + 1), ids=LESSONS)


def filled(number, line):
    """The fills of a line of the table."""
    fills = list(exercise(number).solution)
    for part in line.split(" // "):
        gap, _, expression = part.partition(": ")
        fills[int(gap) - 1] = expression
    return fills


def verdict(number, line):
    names = {}
    run_cell(exercise(number).filled(filled(number, line)), names, f"<{line}>")
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # none reaches the learner
        return judged(exercise(number), names)


def lines_of(block):
    return [line for line in map(str.strip, block.split("\n")) if line]


@each_lesson
def test_right_answers_are_right_however_written_and_wrong_ones_wrong(number, capsys):
    right, wrong = map(lines_of, ANSWERS[LESSONS[number - 1]])
    assert len(right) >= 10 and len(right) + len(wrong) >= 30
    for line in right:
        assert verdict(number, line), line
    for line in wrong:
        told = verdict(number, line)
        assert not told, line
        assert len(told.words) > 10 and "Warning" not in told.words, line
    assert capsys.readouterr() == ("", "")


@each_lesson
def test_each_gap_left_alone_is_found(number):
    for gap in range(1, len(exercise(number).solution) + 1):
        assert "남아 있습니다" in verdict(number, f"{gap}: ____").words


def spoiling(function):
    """The same function, which afterwards ruins the arrays and lists that it was given."""

    @functools.wraps(function)
    def spoilt(*given, **named):
        found = function(*given, **named)
        for one in given:
            if isinstance(one, np.ndarray):
                one.fill(77)
            elif isinstance(one, list):
                one.reverse()
        return found

    return spoilt


@each_lesson
def test_answers_that_change_what_they_are_given_leave_no_trace(number):
    given, names = exercise(number), {}
    run_cell(given.filled(given.solution), names, "<spoilt>")
    for name, value in list(names.items()):
        if isinstance(value, types.FunctionType):
            names[name] = spoiling(value)
    judged(given, names)
    _diagnosed(given, names)
    _ours.cache_clear()  # what is right is looked at anew, on the same numbers
    assert verdict(number, f"1: {given.solution[0]}")


@pytest.mark.parametrize(
    ("given", "same"),
    [
        (3, True), (np.float32(3), True), (Value(3.0), True), (np.array(3), True), (3 + 1e-9, True),
        ("3.0", False), (3 + 0j, False), (3 + 1j, False), (None, False), ([3.0], False),
        (10**400, False), ((x for x in [3.0]), False), (float("nan"), False), ({3.0}, False),
        ([[1], [1, 2]], False), (np.array("3.0"), False), (b"3", False), (object(), False),
    ],
)  # fmt: skip
def test_a_number_is_what_python_calls_one(given, same):
    assert equal(given, 3.0) is same


def test_numbers_are_taken_out_of_nodes_and_lists():
    assert equal([Value(1.0), 2], np.array([1.0, 2.0]))
    assert equal(Tensor([1.0, 2.0]), (1, 2))
    assert equal([True, False], np.array([1.0, 0.0]))
    assert not equal([None, 2.0], np.array([1.0, 2.0])) and not equal(["1", "2"], [1.0, 2.0])


@pytest.mark.parametrize(
    ("number", "line", "ko", "en"),
    [
        # a mistake in some of its gaps, and two at once
        (3, "1: upstream * b.data", "(빈칸 1) 기여분을 더하지 않고", "(gap 1) The contribution"),
        (13, "1: -lr * g // 2: g**2", "(빈칸 2) AdaGrad의 h를 누적하지", "(gap 1) The velocity"),
        # what stops, and what to do about it
        (7, "2: dy if x > 0 else 0", "np.where(조건", "write np.where(condition"),
        (8, "4: (delta * slope(name, a)) @ W", "모양이 맞지 않습니다", "shapes of the two arrays"),
        (5, "3: hs[i] @ delta", "모양이 맞지 않습니다. 곱하는", "do not fit. Look at their"),
        (20, "3: np.linalg.norm(['a'])", "줄에서 멈췄습니다: return (np", "this line: return (np"),
        (3, "1: exit(3)", "SystemExit: 3", "SystemExit: 3"),
        (3, "1: multiply_back(upstream, a, b)", "RecursionError", "RecursionError"),
        (14, "4: np.argsort(validation)[-count]", "그 결과를 쓸 수 없습니다", "cannot be used"),
        # what is no number, or none that can be compared
        (2, "4: str(dn)", "실수여야 하는데 str", "is a str"),
        (3, "2: 10**5000", "실수여야 하는데 int", "is a int"),
        (13, "2: np.sqrt(-(g**2))", "nan이나 inf가 있습니다", "There is nan or inf"),
        (13, "3: 0.999 * v - g**2 // 2: h", "NumPy의 경고: ", "NumPy warns: "),
        # what looks the same, or is too much to show
        (5, "1: (hs[-1] - t) / 3", "맞는 값의 1.66667배", "1.66667 times"),
        (7, "1: dy * (y - y**2) + 1e-5", "가장 많이 다른 자리 [", "Most of all at ["),
        (10, "4: W", "나온 값 True, 맞는 값 False.", "it gives True, right is False."),
        # what came to light here, by name
        (1, "3: order.reverse()", "None을 돌려줍니다", "returns None"),
        (1, "4: parent.grad + local * v", "Value인 v를 곱했습니다", "by v, a Value"),
        (6, "3: (up - down) / 2 * h", "2로 나눈 뒤 h를 곱합니다", "then multiplies by h"),
        (11, "2: (x - running_mean) / np.sqrt(running_var)", "EPS가 빠졌습니다", "EPS is missing"),
        (17, "1: f(x + h) - f(x - h) / (2 * h)", "뺄셈보다 먼저", "before subtraction"),
    ],
)  # fmt: skip
def test_a_verdict_says(number, line, ko, en):
    assert ko in verdict(number, line).words
    set_language("en")
    assert en in verdict(number, line).words


def test_a_ratio_of_two_numbers_is_told_where_it_says_something():
    assert "배입니다" not in verdict(14, "1: 10 ** rng.uniform(low, high)").words
    assert "맞는 값의 2배입니다" in verdict(3, "1: a.grad + upstream * b.data * 2").words


def test_a_diagnosis_is_short_and_what_it_runs_prints_nothing(capsys):
    words = verdict(5, "1: [print('mine'), abs(hs[-1] - t) / t.size][1]").words
    assert "…" in words.split("\n") and len(words.split("\n")) <= LINES + 3
    assert capsys.readouterr().out.count("mine") <= 2  # of the two that are looked at


def test_a_comment_in_a_gap_hides_nothing():
    assert verdict(4, "1: 4 * x**3 - 4 * x + 0.5  # f'")


# ── at a terminal ──


@pytest.mark.parametrize(
    ("typed", "ko"),
    [
        ("a − b", "− 대신 - 를"), ("a × b", "× 대신 * 를"), ("a·b", "· 대신 * 를"),
        ("x²", "² 대신 **2 를"), ("ｆ（x）", "（ 대신 ( 를"), ("‘a’", "‘ 대신 ' 를"),
        ("x = x - lr", "식만 쓰십시오: x - lr"), ("return dn * 1", "식만 쓰십시오: dn * 1"),
        ("x -= lr", "x -= lr은 식이 아니라"), ("a +", "파이썬 식이 아닙니다"),
        ("기울기 곱하기", "파이썬 식이 아닙니다"), ("*a", "파이썬 식이 아닙니다"),
        ("(" * 300, "파이썬 식이 아닙니다"), ("-" * 99999 + "1", "파이썬 식이 아닙니다"),
        ("a\0", "파이썬 식이 아닙니다"), ("yield a", "파이썬 식이 아닙니다"), ("", "파이썬 식이"),
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused_with_a_way_out(typed, ko):
    assert ko in refusal(typed)


@pytest.mark.parametrize(
    "typed", ["a is 0", "(y := 3)", "lambda: 1", "1,", "값 + 1", "a # b", "3()"]
)
def test_what_is_an_expression_is_taken_without_a_warning(typed):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert refusal(typed) == ""


@pytest.fixture
def session(tmp_path, monkeypatch, capsys):
    """What is printed when these lines are typed in the exercise of lesson 3."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lesson, "at_terminal", lambda: True)

    def typing(*lines):
        left = iter(lines)
        monkeypatch.setattr("builtins.input", lambda prompt="": next(left))
        assert cli.main(["lesson", "3", "--exercise"]) == 0
        assert next(left, None) is None
        return capsys.readouterr()

    return typing


def test_an_answer_that_is_interrupted_or_leaves_python_is_asked_for_again(session):
    stop = "(_ for _ in ()).throw(KeyboardInterrupt)"
    first, second = exercise(3).solution
    out = session(stop, second, "exit()  # now", second, f"{first}  # right", "").out
    assert "계산을 멈췄습니다" in out and "SystemExit" in out and "맞습니다" in out


@pytest.mark.parametrize("typed", ["q", "Q", "ㅂ", "exit", "quit()", "ｑ"])
def test_there_are_many_ways_to_leave(session, typed):
    out, err = session("？", "a.grad is 0", typed)
    assert exercise(3).hint[0] in out and "나중에 풀려면" in out and err == ""
