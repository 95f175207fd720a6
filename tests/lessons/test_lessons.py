"""수업이 약속대로 짜여 있고, 돌아가고, 연습이 틀린 답에 이름을 붙인다.

Each lesson is built as promised and runs; each exercise takes its solution and names the mistakes.
"""

import contextlib
import io
import json

import pytest

from micrograd_ko import set_language
from micrograd_ko.lessons import (
    GAP,
    LESSONS,
    as_notebook,
    as_program,
    check,
    done,
    exercise,
    run,
    sheet,
)
from micrograd_ko.lessons.checking import judged
from micrograd_ko.lessons.running import run_cell

NUMBERS = range(1, len(LESSONS) + 1)
each_lesson = pytest.mark.parametrize("number", NUMBERS, ids=LESSONS)
each_language = pytest.mark.parametrize("language", ["ko", "en"])


@pytest.fixture(autouse=True)
def a_place_of_its_own(tmp_path, monkeypatch):
    """Lessons write where they stand, and remember what is solved."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "cache"))


@each_lesson
def test_a_reader_of_one_language_sees_at_most_sixty_lines(number):
    for language in ("ko", "en"):
        cells = sheet(number).read(language)
        assert sum(cell.source.count("\n") + 2 for cell in cells) <= 60


@each_lesson
@each_language
def test_a_lesson_asks_before_it_runs_and_answers_after(number, language):
    parts = ["code" if cell.is_code else cell.part for cell in sheet(number).read(language)]
    assert parts[0] is None and parts[-1] == "next" and parts.count("next") == 1
    asked = [i for i, part in enumerate(parts) if part == "question"]
    assert asked and parts.count("answer") == len(asked)
    for i in asked:
        answer = parts.index("answer", i)
        assert "code" in parts[i + 1 : answer] and "question" not in parts[i + 1 : answer]


@each_lesson
def test_both_languages_have_the_same_cells(number):
    ko, en = ([(c.part, c.is_code) for c in sheet(number).read(x)] for x in ("ko", "en"))
    assert ko == en


@pytest.mark.slow
@each_lesson
def test_a_lesson_runs_and_ends_with_a_page_to_touch(number):
    shown = []
    with contextlib.redirect_stdout(io.StringIO()):
        run(sheet(number), words=lambda cell: None, shown=shown.append)
    pages = [value for value in shown if hasattr(value, "_repr_mimebundle_")]
    assert "<html" in pages[-1].html


@each_lesson
@each_language
def test_the_solution_is_right(number, language):
    set_language(language)
    given, names = exercise(number), {}
    run_cell(given.filled(given.solution), names | {"__name__": "learner"}, "answer.py")
    run_cell(given.filled(given.solution), names, "answer.py")
    verdict = check(number, names)
    assert verdict, verdict.words
    assert number in done()


def told(number, fills):
    """The words for an answer with these fills in the gaps."""
    given, names = exercise(number), {}
    run_cell(given.filled(fills), names, "answer.py")
    verdict = judged(given, names)
    assert not verdict
    return verdict.words


@each_lesson
def test_an_unsolved_exercise_is_told_where_the_gap_is(number):
    given = exercise(number)
    words = told(number, [GAP] * len(given.solution))
    assert GAP in words and "남아" in words


@each_lesson
@each_language
def test_every_known_mistake_is_named_in_its_own_words(number, language):
    set_language(language)
    given = exercise(number)
    assert len(given.mistakes) >= 3
    named = [told(number, mistake.fills) for mistake in given.mistakes]
    assert named == [mistake.words[language == "en"] for mistake in given.mistakes]
    assert len(set(named)) == len(named)


@each_lesson
def test_a_wrong_answer_that_nobody_foresaw_is_told_what_differs(number):
    given = exercise(number)
    for fills in ([f"({fill}) * 1.37" for fill in given.solution], ["None"] * len(given.solution)):
        words = told(number, fills)
        assert len(words) > 10 and words not in {w for m in given.mistakes for w in m.words}


@each_lesson
def test_an_answer_that_stops_is_told_at_which_line(number):
    given = exercise(number)
    words = told(number, ["[][0]"] * len(given.solution))
    assert "IndexError" in words and "[][0]" in words


@each_lesson
def test_hints_do_not_give_the_answer_away(number):
    given = exercise(number)
    for fill in given.solution:
        assert all(fill not in words for words in (*given.hint, *given.task))


@each_lesson
def test_a_lesson_is_a_notebook_that_jupyter_takes(number):
    nbformat = pytest.importorskip("nbformat")
    nbformat.validate(json.loads(json.dumps(as_notebook(number))))


@each_lesson
def test_jupytext_reads_the_same_cells(number):
    jupytext = pytest.importorskip("jupytext")
    theirs = jupytext.read(sheet(number).path, fmt="py:percent").cells
    assert [cell.source for cell in theirs] == [cell.source for cell in sheet(number).cells]


@each_lesson
def test_the_exercise_as_a_file_judges_itself(number, capsys):
    source = as_program(number)
    exec(compile(source, "lesson.py", "exec"), {"__name__": "__main__"})
    assert GAP in capsys.readouterr().out
    for fill in exercise(number).solution:
        source = source.replace(GAP, f"({fill})", 1) if GAP in source else source
