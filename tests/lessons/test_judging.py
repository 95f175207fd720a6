"""판정의 말: 무엇이 처음으로 다르고, 어떻게 다른가.

The words of a verdict: what differs first, and how.
"""

import math

import numpy as np
import pytest

from micrograd_ko import OptionError, set_language
from micrograd_ko.lessons import Exercise, Mistake, check, done, exercise, keep, sheet
from micrograd_ko.lessons.checking import judged
from micrograd_ko.lessons.running import run_cell

MATRIX = Exercise(
    task=("행렬을 만드십시오.", "Make a matrix."),
    code="import numpy as np\n\ndef make(a):\n    return ⟨np.array([[1.0, 2.0], [a, 5.0]])⟩\n",
    look=lambda names: [("make(3)", names["make"](3.0))],
    mistakes=(Mistake(("np.zeros((2, 2))",), ("영입니다.", "It is zeros.")),),
    hint=("두 행", "two rows"),
    after=("끝.", "Done."),
)


@pytest.fixture(autouse=True)
def a_place_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "cache"))


def told(fill, given=MATRIX):
    names = {}
    run_cell(given.filled([fill]), names, "<answer>")
    verdict = judged(given, names)
    assert bool(verdict) is verdict.right and repr(verdict) == verdict.words
    return verdict.words


@pytest.mark.parametrize(
    ("fill", "ko", "en"),
    [
        ("np.array([[1.0, 2], [3, 5]]) * 2", "맞는 값의 2배입니다.", "2 times the right value"),
        ("-np.array([[1.0, 2], [3, 5]])", "부호가 반대입니다.", "The sign is the opposite."),
        ("np.array([[1.0, a], [2, 5]])", "전치", "transposed"),
        ("np.array([1.0, 2, 3, 5])", "모양이 (4,)", "Its shape is (4,) and should be (2, 2)."),
        (
            "[[1, 2], [3, 6]]",
            "make(3): 나온 값 [[1., 2.], [3., 6.]]",
            "right is [[1., 2.], [3., 5.]]",
        ),
        ("[[0, 0], [0, 0], [0, 0]]", "모양", "shape"),
        ("None", "return이 빠졌습니까?", "Is a return missing?"),
        ("'a'", "나온 값 'a'", "it gives 'a'"),
        ("np.full((2, 2), np.nan)", "nan", "nan"),
        ("np.zeros((2, 2)) + 0", "영입니다.", "It is zeros."),
        ("np.array([[1.0, 2], [3, 5 + 1e-9]])", "맞습니다. 끝.", "Right. Done."),
        ("[[1, 2], [3, 5]]", "맞습니다.", "Right."),
        ("____", "빈칸 ____", "A gap ____ is left: return (____)"),
        ("b + 1", "쓸 수 있는 이름: a", "There is no b here. What you have: a"),
        ("a ^ 2", "거듭제곱은 ^가 아니라", "a power is **, not ^"),
        ("a / 0", "ZeroDivisionError", "The code stopped at this line: return (a / 0)"),
    ],
)
def test_an_answer_gets_these_words(fill, ko, en):
    assert ko in told(fill)
    set_language("en")
    assert en in told(fill)


def test_nan_is_right_where_it_is_due_and_zero_is_said_to_be_zero():
    made = Exercise(
        ("", ""), "def f():\n    return ⟨float('nan')⟩\n", lambda names: [("f()", names["f"]())],
        (), ("", ""), ("", ""),
    )  # fmt: skip
    assert "맞습니다" in told("1e999 - 1e999", made)
    assert "나온 값 0" in told("0", made)
    assert "모두 0입니다." in told("a * 0", Exercise(
        ("", ""), "def f(a):\n    return ⟨a⟩\n", lambda names: [("f(3)", names["f"](3))],
        (), ("", ""), ("", ""),
    ))  # fmt: skip


def test_too_few_results_are_counted():
    made = Exercise(
        ("", ""), "def f():\n    return ⟨[1, 2, 3]⟩\n",
        lambda names: [("each", x) for x in names["f"]()], (), ("", ""), ("", ""),
    )  # fmt: skip
    assert "결과가 2개인데 3개여야" in told("[1, 2]", made)


def test_what_the_judge_says_comes_first():
    made = Exercise(
        ("", ""), "def f():\n    return ⟨3⟩\n", lambda names: [("f()", names["f"]())], (),
        ("", ""), ("", ""), judge=lambda names: f"judged {names['f']()}",
    )  # fmt: skip
    assert told("7", made).splitlines() == [
        "judged 7",
        "f(): 나온 값 7, 맞는 값 3. 맞는 값의 2.33333배입니다.",
    ]


def test_a_fill_is_bracketed_so_that_it_stays_whole():
    made = Exercise(
        ("", ""), "def f():\n    return 10 * ⟨(1 + 2)⟩\n", lambda names: [("f()", names["f"]())],
        (), ("", ""), ("", ""),
    )  # fmt: skip
    assert "맞습니다" in told("1 + 2", made)


def test_a_right_answer_is_remembered_and_a_wrong_one_is_not():
    given = exercise(3)
    for fills, right in ((given.mistakes[0].fills, False), (given.solution, True)):
        names = {}
        run_cell(given.filled(fills), names, "<answer>")
        assert check(3, names).right is right
        assert (3 in done()) is right


def test_where_nothing_can_be_written_a_right_answer_says_so(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "file"))
    given, names = exercise(3), {}
    run_cell(given.filled(given.solution), names, "<answer>")
    verdict = check(3, names)
    assert verdict and "쓸 수 없어" in verdict.words and done() == set()


@pytest.mark.parametrize("content", ["", "{", "[1, 2", '{"a": 1}', '[1, "2", null]', "7"])
def test_a_damaged_record_is_no_obstacle(content, monkeypatch, tmp_path):
    keep(5)
    (tmp_path / "cache" / "lessons" / "done.json").write_text(content, encoding="utf-8")
    assert done() <= {1}
    assert keep(7) and 7 in done()


@pytest.mark.parametrize("number", [0, 21, -1, 1.5, "3", None, True * 99])
def test_an_unknown_lesson_lists_the_numbers(raised, number):
    ko, en = raised(lambda: sheet(number), OptionError)
    assert repr(number) in ko and "1부터 20까지" in ko and "1 to 20" in en


def test_what_is_no_dictionary_of_names_is_told(raised):
    ko, en = raised(lambda: check(3, math.pi), OptionError)
    assert "check(3, globals())" in ko and "float" in en


def test_code_that_was_not_run_is_told(raised):
    assert "`Leaf`" in check(3, {}).words
    assert np.all([not check(3, {"Leaf": 1})])
