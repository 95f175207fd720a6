"""lesson 명령: 예측을 기다리고, 빈칸을 묻고, 틀리면 다시 묻는다.

The command lesson at a terminal: it waits for predictions, asks for the gaps, and asks again.
"""

import pytest

from micrograd_ko.commands import cli, lesson
from micrograd_ko.lessons import done, exercise


@pytest.fixture
def at_terminal(tmp_path, monkeypatch):
    """Someone sits at a terminal and types these lines; gives the prompts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(lesson, "at_terminal", lambda: True)
    monkeypatch.setenv("LINES", "500")  # nothing scrolls off

    def typing(*lines):
        prompts, left = [], iter(lines)

        def answer(prompt=""):
            prompts.append(prompt)
            line = next(left, None)
            if line is None:
                raise EOFError
            return line

        monkeypatch.setattr("builtins.input", answer)
        return prompts

    return typing


def test_a_wrong_answer_is_named_and_enter_keeps_what_was_right(at_terminal, capsys):
    first, second = exercise(3).solution
    prompts = at_terminal("upstream * b.data", "upstream * a.data", first, second)
    assert cli.main(["lesson", "3", "--exercise"]) == 0
    words = capsys.readouterr().out
    assert "덮어썼습니다" in words and "맞습니다" in words and 3 in done()
    assert prompts[2] == "빈칸 1/2 [upstream * b.data] > "
    prompts = at_terminal(first, "upstream * a.data", "", second)
    cli.main(["lesson", "3", "--exercise"])
    assert "맞습니다" in capsys.readouterr().out and len(prompts) == 4


def test_each_gap_is_asked_for_with_its_line(at_terminal, capsys):
    at_terminal("first", "second", "q")
    cli.main(["lesson", "1", "--exercise"])
    words = capsys.readouterr().out
    assert "[(self, ____), (other, ____)])" in words and "[(self, first), (other, ____)])" in words
    assert "  │ for v in ____:" in words and "lesson 1 --exercise" in words


@pytest.mark.parametrize("lines", [["q"], [""], [], ["wrong", "wrong"]])
def test_it_can_be_left_at_any_time(at_terminal, capsys, lines):
    at_terminal(*lines)
    cli.main(["lesson", "3", "--exercise"])
    assert "lesson 3 --exercise" in capsys.readouterr().out and not done()


def test_a_hint_and_a_line_that_is_no_expression_cost_nothing(at_terminal, capsys):
    at_terminal("?", "a.grad +", *exercise(3).solution)
    cli.main(["lesson", "3", "--exercise"])
    words = capsys.readouterr().out
    assert exercise(3).hint[0] in words and "파이썬 식이 아닙니다" in words and "맞습니다" in words


@pytest.mark.slow
def test_a_prediction_stands_beside_the_answer(at_terminal, capsys):
    prompts = at_terminal("여덟", "열여섯", "q")
    cli.main(["lesson", "3"])
    words = capsys.readouterr().out
    assert prompts[:2] == ["나의 예측 > "] * 2
    assert "(나의 예측: 여덟)" in words and "(나의 예측: 열여섯)" in words
