"""명령줄의 lesson: 학습 경로, 예측, 연습, 파일, 터미널.

The command `lesson`: the path, predictions, exercises, files, the terminal.
"""

import json
import sys

import pytest

from micrograd_ko import set_language
from micrograd_ko.commands.cli import main
from micrograd_ko.commands.lesson import Shower
from micrograd_ko.commands.saying import flowing
from micrograd_ko.lessons import GAP, Cell, Sheet, done, exercise, run, sheet
from micrograd_ko.messages.widths import cells

at_a_terminal = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pseudo-terminals in Python"
)
WRONG = ("upstream * b.data", "upstream * a.data")  # lesson 3: replaces, does not add
RIGHT = exercise(3).solution


@pytest.fixture(autouse=True)
def a_place_of_its_own(tmp_path, monkeypatch):
    """Lessons write where they stand, and remember what is solved."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def terminal(monkeypatch):
    """A function that takes a lesson at a terminal, in Korean."""
    from tests.helpers.terminal import Terminal

    opened = []
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))

    def take(*arguments, **options):
        opened.append(Terminal("lesson", *arguments, **options))
        return opened[-1]

    yield take
    for each in opened:
        each.__exit__()


def predicted(session, typed, prompt="나의 예측 > "):
    """Answer each question of the lesson with the same; gives what came before the first."""
    asked = [cell for cell in sheet(3).read("ko") if cell.part == "question"]
    before = [session.type_and_wait(typed if i else "", prompt) for i, _ in enumerate(asked)]
    session.type(typed)
    return before[0]


def answered(session, fills):
    """Type an answer, gap by gap."""
    for place, fill in enumerate(fills, 1):
        session.wait_for(f"빈칸 {place}/{len(fills)}")
        session.type(f"{fill}\n")


# ── without a terminal ──


def test_without_a_number_it_shows_the_path_and_what_comes_next(capsys):
    assert main(["lesson"]) == 0
    out = capsys.readouterr().out
    assert "수업 20개" in out and " 3. 기울기는 왜 더하는가" in out
    assert out.splitlines()[-1] == "다음: python -m micrograd_ko lesson 1"


def test_the_path_in_english(capsys):
    assert main(["lesson", "--lang", "en"]) == 0
    assert "3. Why gradients add" in capsys.readouterr().out


def test_a_pipe_gets_question_and_answer_and_nothing_waits(capsys):
    assert main(["lesson", "3"]) == 0
    out = capsys.readouterr().out
    parts = [out.index(words) for words in ("얼마일까요?", "explain(y, x)", "8입니다", GAP)]
    assert parts == sorted(parts)
    assert "나의 예측" not in out and "빈칸 1/" not in out and "lesson_03.py" in out
    assert "\x1b" not in out
    for cell in sheet(3).read("ko"):  # nothing is wrapped again on its way to a file
        assert cell.is_code or flowing(cell.source).split()[-1] in out


def test_an_unknown_lesson_is_told_before_anything_is_shown(capsys):
    assert main(["lesson", "21"]) == 1
    captured = capsys.readouterr()
    assert captured.out == "" and "수업 21" in captured.err and "1부터 20" in captured.err


def test_written_files_and_an_exercise_under_way_stays(tmp_path, capsys):
    assert main(["lesson", "3", "--write", "all/of it"]) == 0
    folder = tmp_path / "all" / "of it"
    program, notebook, page = (folder / f"lesson_03{end}" for end in (".py", ".ipynb", ".html"))
    assert GAP in program.read_text(encoding="utf-8")
    assert json.loads(notebook.read_text(encoding="utf-8"))["nbformat"] == 4
    assert "<html" in page.read_text(encoding="utf-8")
    program.write_text("mine", encoding="utf-8")
    notebook.write_text("answered", encoding="utf-8")
    page.write_text("old", encoding="utf-8")
    capsys.readouterr()
    assert main(["lesson", "3", "--write", "all/of it"]) == 0
    assert program.read_text(encoding="utf-8") == "mine"
    assert notebook.read_text(encoding="utf-8") == "answered"
    assert "<html" in page.read_text(encoding="utf-8")
    out = capsys.readouterr().out
    for kept in (program, notebook):
        assert f"그대로 둠(이미 있습니다): {kept.relative_to(tmp_path)}" in out


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_folder_that_cannot_be_written_is_told(tmp_path, capsys, language):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert main(["lesson", "3", "--write", "taken/folder", "--lang", language]) == 1
    assert "taken" in capsys.readouterr().err


def test_a_right_answer_counts_where_no_note_can_be_kept(tmp_path, monkeypatch, capsys):
    from micrograd_ko.lessons import check, run_cell

    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    monkeypatch.setenv("MICROGRAD_KO_CACHE", str(tmp_path / "taken"))
    names = {"__name__": "exercise"}
    run_cell(exercise(3).filled(RIGHT), names, "answer.py")
    verdict = check(3, names)
    assert verdict and verdict.words.startswith("맞습니다") and "기록" in verdict.words
    assert main(["lesson"]) == 0 and "0개의 연습을 풀었습니다" in capsys.readouterr().out


def shown_by(shower, *codes):
    """Run cells of code as the command shows them; gives the names."""
    made = tuple(Cell(None, None, code, 1) for code in codes)
    own = Sheet(3, "sums", made)
    return run(own, words=shower.words, shown=shower.shown, failed=shower.failed)


def test_without_matplotlib_the_figure_is_told_and_the_lesson_goes_on(monkeypatch, capsys):
    for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    names = shown_by(
        Shower(3), "from viz import plots\nplots.activations(['tanh'])", "after = 'went on'"
    )
    assert names["after"] == "went on"
    assert "pip install" in capsys.readouterr().out


def test_what_else_a_lesson_raises_is_not_swallowed():
    with pytest.raises(ZeroDivisionError):
        shown_by(Shower(3), "1 / 0")


def test_a_figure_becomes_a_file_and_one_that_cannot_be_written_is_left_out(
    tmp_path, monkeypatch, capsys
):
    pytest.importorskip("matplotlib")
    code = "from viz import plots\nplots.activations(['tanh'])"
    shown_by(Shower(3), code)
    assert (tmp_path / "lesson_03_1.png").stat().st_size > 3000
    (tmp_path / "lesson_03_1.png").unlink()
    (tmp_path / "lesson_03_1.png").mkdir()
    capsys.readouterr()
    assert shown_by(Shower(3), code, "after = 1")["after"] == 1
    assert "lesson_03_1.png" in capsys.readouterr().out


def test_paragraphs_flow_and_titles_and_lists_stand_alone():
    words = (
        "# 1. 제목\n한 문단이\n**두** 줄\n\n- 하나\n- 둘\n1. 차례\n\n| a | b |\n| 1 | 2 |\n    code"
    )
    assert flowing(words).split("\n") == [
        "# 1. 제목",
        "한 문단이 **두** 줄",
        "",
        "- 하나",
        "- 둘",
        "1. 차례",
        "",
        "| a | b |",
        "| 1 | 2 |",
        "    code",
    ]


# ── at a terminal ──


@at_a_terminal
def test_a_lesson_waits_for_a_prediction_and_for_the_gaps(terminal):
    session = terminal("3", NO_COLOR="1")
    question, run_then = (
        next(c.source for i, c in enumerate(read) if i > first and c.is_code == is_code)
        for read in [sheet(3).read("ko")]
        for first in [[c.part for c in read].index("question") - 1]
        for is_code in (False, True)
    )
    before = predicted(session, "여섯\n")
    assert flowing(question).split()[-1] in before and run_then.split("\n")[-1] not in before
    session.wait_for("(나의 예측: 여섯)")
    session.type("\n")
    answered(session, WRONG)
    session.wait_for("덮어썼습니다")
    session.wait_for("빈칸 1/2")
    session.type_and_wait("?\n", "흘러온 기울기 × 국소 미분")
    session.type_and_wait("a +\n", "파이썬 식이 아닙니다")
    session.wait_for("빈칸 1/2")
    session.type(f"{RIGHT[0]}\n")
    session.wait_for("빈칸 2/2")
    assert session.leave(f"{RIGHT[1]}\n") == 0
    assert "맞습니다." in session.seen and done() == {3}
    assert "\x1b" not in session._written  # NO_COLOR


@at_a_terminal
def test_q_leaves_an_exercise_and_says_how_to_come_back(terminal):
    session = terminal("3", "--exercise")
    session.type_and_wait("\n", "빈칸 1/2")  # Enter alone asks again
    session.wait_for("빈칸 1/2")
    assert session.leave("q\n") == 0
    assert "lesson 3 --exercise" in session.seen and done() == set()
    assert session.has_its_settings_back


@at_a_terminal
def test_code_stays_in_the_background(terminal):
    session = terminal("3", "--exercise")
    session.wait_for("빈칸 1/2")
    assert session.leave("q\n") == 0
    assert "\x1b[2mclass Leaf:\x1b[0m" in session._written
    assert "\x1b[2m연습" not in session._written


@at_a_terminal
def test_ctrl_d_means_no_prediction_and_then_no_answer(terminal):
    session = terminal("3")
    predicted(session, "\x04")
    assert "(나의 예측" not in session.wait_for("연습으로")
    assert session.leave("\x04") == 0
    assert "빈칸" not in session.seen and "다음은 4" in session.seen
    assert "Traceback" not in session.seen and session.has_its_settings_back


@at_a_terminal
@pytest.mark.parametrize(
    ("arguments", "prompt"), [(["3"], "나의 예측 > "), (["3", "--exercise"], "빈칸 1/2")]
)
def test_ctrl_c_leaves_without_a_traceback(terminal, arguments, prompt):
    session = terminal(*arguments)
    session.wait_for(prompt)
    assert session.interrupt() == 1
    assert "Traceback" not in session.seen and session.has_its_settings_back


@at_a_terminal
@pytest.mark.parametrize("columns", [30, 57])
def test_a_narrow_window_gets_narrow_words(terminal, columns):
    session = terminal("3", columns=columns, LINES="500")
    before = predicted(session, "8\n")
    words = [line for line in before.splitlines() if not line.startswith("  │")]
    assert "설명할 수 있습니다." in " ".join(words)
    assert all(cells(line) < columns for line in words)
    session.type_and_wait("\n", "연습 3.")
    task = session.wait_for("class Leaf").splitlines()[:-1]
    assert all(cells(line) < columns for line in task[1:])
    answered(session, WRONG)
    verdict = session.wait_for("더하십시오.").splitlines()
    assert "".join(verdict[1:]) and all(cells(line) < columns for line in verdict[1:])
    assert session.leave("q\n") == 0


@at_a_terminal
def test_a_low_window_waits_before_what_was_not_read_scrolls_off(terminal):
    session = terminal("1", LINES="24")
    before = session.wait_for("이어집니다 > ")
    assert "1. 계산 과정을 기억하는 Value" in before and "class Value" not in before
    assert "class Value" in session.type_and_wait("\n", "이어집니다 > ")
    assert "0.7864" in session.type_and_wait("\n", "나의 예측 > ")
    assert session.interrupt() == 1


@at_a_terminal
def test_a_line_can_be_edited(terminal):
    session = terminal("3", "--exercise")
    session.wait_for("빈칸 1/2")
    session.type("upstream * b.dat\x1b[D\x1b[Ca\n")  # left and right
    session.wait_for("빈칸 2/2")
    session.type("upstream * a.data\n")
    session.wait_for("덮어썼습니다")
    assert session.leave("q\n") == 0


@at_a_terminal
def test_a_korean_windows_code_page(terminal):
    session = terminal("3", encoding="cp949", PYTHONIOENCODING="cp949", PYTHONUTF8="0")
    predicted(session, "8\n")
    session.type_and_wait("\n", "빈칸 1/2")
    session.type(f"{RIGHT[0]}\n")
    session.wait_for("빈칸 2/2")
    assert session.leave(f"{RIGHT[1]}\n") == 0
    assert "맞습니다." in session.seen and done() == {3}


@at_a_terminal
def test_the_same_in_english(terminal):
    session = terminal("3", "--lang", "en")
    predicted(session, "6\n", "my prediction > ")
    session.wait_for("(my prediction: 6)")
    session.type_and_wait("\n", "gap 1/2")
    assert session.leave("q\n") == 0
    set_language("en")
    assert "To solve it later" in session.seen
