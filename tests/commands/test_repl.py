"""명령줄의 repl: 이름, 말하기, 두 가지 대화 화면.

The command `repl`: its names, what it tells, both prompts.
"""

import builtins
import io
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

from micrograd_ko import TABLE, Node, Value, set_language, watch
from micrograd_ko.commands.cli import main
from micrograd_ko.commands.repl import Watching, _ipython, names
from micrograd_ko.engine.modes import MODE
from micrograd_ko.messages import text
from micrograd_ko.seeing.watch import TOLD

at_a_terminal = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pseudo-terminals in Python"
)
NO_IPYTHON = pytest.mark.skipif(find_spec("IPython") is None, reason="IPython is not installed")
# the lines to try
GUIDE = [line.strip() for line in text("repl.guide").splitlines() if line.startswith("  ")]


@pytest.fixture
def told(monkeypatch, capsys):
    """Give lines to the command through a pipe, as it were; returns what it says after the
    guide.
    """

    def run(*lines, end="\n", arguments=()):
        monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + end))
        assert main([*arguments, "repl"]) == 0
        out, err = capsys.readouterr()
        assert MODE.get() is None  # it watches no more
        return out.partition("Ctrl-D")[2].partition("\n")[2], err

    return run


# ── names ──


def test_everything_that_a_learner_needs_is_there():
    given = names()
    assert set(given) >= {"Value", "Tensor", "grad", "draw", "save", "Stepper", "explain",
                          "compare_orders", "watch", "expand",
                          "np", "label_names", "no_grad", "scope", "zero_grad", "topological_order",
                          "set_language"}  # fmt: skip
    assert set(TABLE) <= {*given, *dir(builtins)}
    # none gets a label
    assert not any(isinstance(thing, (Node, list, tuple, dict)) for thing in given.values())


def test_an_op_does_not_hide_what_python_has():
    assert not set(names()) & set(dir(builtins))
    assert [abs(Value(-2.0)).op.name, pow(Value(2.0), 2).op.name] == ["abs", "pow"]


# ── what it tells ──


def test_nodes_are_told_by_the_names_of_their_variables(told):
    out, _ = told("x = Value(2.0); w = Value(-3.0)", "y = tanh(w * x + 5)")
    assert out == (
        ">>> x = Value(2.0); w = Value(-3.0)\n"
        "x = 2.0000\n"
        "w = -3.0000\n"
        ">>> y = tanh(w * x + 5)\n"
        "w·x = (-3.0000)·2.0000 = -6.0000\n"
        "w·x + 5 = (-6.0000) + 5.0000 = -1.0000\n"
        "y = tanh(w·x + 5) = tanh(-1.0000) = -0.7616\n"
    )


def test_names_given_by_hand_stay(told):
    out, _ = told(
        "a = Value(1.0, 'mine')",
        "b = a",
        "xs = [Value(1.0), a]",
        "b = a * 2",
        "b = b + 1",
        "b.label, a.label",
    )
    assert "\nmine = 1.0000\n" in out
    assert "\nxs[0] = 1.0000\n" in out
    assert "\nb = mine·2 = 1.0000·2.0000 = 2.0000\n" in out
    assert "\nb = b + 1 = 2.0000 + 1.0000 = 3.0000\n" in out
    assert "('b', 'mine')" in out


def test_arrays_are_told_by_their_shape(told):
    out, _ = told("W = Tensor(np.ones((2, 3)))")
    assert "W: 모양 2×3" in out


def test_a_loop_does_not_flood(told):
    out, _ = told("x = Value(1.0)", "for i in range(5000):", "    x = x + 1", "", "x.data")
    assert sum(" + 1.0000 = " in line for line in out.splitlines()) == TOLD
    assert "… 그 밖에 노드 4,980개" in out
    assert "\n5001.0\n" in out


def test_nodes_are_forgotten_when_they_have_been_told(capsys):
    watching = Watching()
    with watch(watching.collect):
        for _ in range(2 * TOLD):
            Value(1.0)
        watching.tell({})
    assert (watching._nodes, watching._more) == ([], 0)
    assert len(capsys.readouterr().out.splitlines()) == TOLD + 1


def test_it_can_be_silenced(told):
    out, _ = told(
        "watching",
        "watching.stop()",
        "a = Value(2.0)",
        "a",
        "watching",
        "watching.start()",
        "b = a * 3",
    )
    assert "끄려면 watching.stop()" in out and "켜려면 watching.start()" in out
    assert "a = 2.0000" not in out
    assert "label='a'" in out  # it has its name all the same
    assert "b = a·3" in out


def test_constants_and_what_is_not_recorded_are_not_told(told):
    out, _ = told("a = Value(2.0)", "with no_grad():", "    c = a * 3", "", "a.backward()")
    assert "a·3" not in out


def test_the_guide_works_line_by_line(told):
    out, err = told(*GUIDE, "guide")
    assert err.strip() == ""
    for words in ("└─ w·x + 5 = +", "-1.2599", "경로 하나", "[1/8] 순전파\nw·x = (-3.0000)·2.0000"):
        assert words in out
    assert out.count(GUIDE[0]) == 2  # typed, and told again


def test_an_error_is_shown_and_it_goes_on(told):
    out, err = told("a = Value(1.0)", "b = a * 2 / nothing", "if", "log(a, a)", "a * 3")
    assert "NameError: name 'nothing'" in err and "SyntaxError" in err
    assert "a·2 = 1.0000·2.0000" in out  # what was made before the error
    assert "a·3 = 1.0000·3.0000" in out


def test_a_block_ends_with_the_file(told):
    out, _ = told("for i in range(2):", "    print('i is', i)", end="")
    assert out.endswith("i is 0\ni is 1\n")


def test_the_display_is_given_back(told):
    before = sys.displayhook
    told("1 + 1")
    assert sys.displayhook is before


def test_classes_can_be_defined(told):
    out, err = told("class A: pass", "", "A.__module__")
    assert "'__console__'" in out and err.strip() == ""


def test_it_speaks_english(told, monkeypatch, capsys):
    monkeypatch.setattr(
        sys, "stdin", io.StringIO("watching\nguide\nfor i in range(30): a = Value(1.0)\n\n")
    )
    assert main(["--lang", "en", "repl"]) == 0
    out = capsys.readouterr().out
    assert "Every statement tells which nodes it made." in out and "and 10 more nodes" in out
    assert not any("가" <= c <= "힣" for c in out)


def test_the_language_may_change_on_the_way(told):
    out, _ = told("set_language('en')", "watching")
    assert "telling of new nodes" in out
    set_language("ko")


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
@pytest.mark.parametrize("plain", [[], ["--plain"]])
def test_a_file_can_be_piped_in(encoding, plain):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    lines = "값 = Value(2.0)\ny = 값 * 값\ny.backward()\ndraw(y)\nexit()\nnever\n"
    command = [sys.executable, "-m", "micrograd_ko", "repl", *plain]
    done = subprocess.run(
        command, input=lines.encode(encoding), capture_output=True, env=environment, check=True
    )
    shown = done.stdout.decode(encoding)
    assert "값 = 2.0000" in shown
    assert "4.0000  1.0000" in shown  # y in the drawing
    assert "never" not in shown
    assert done.stderr.strip() == b""


def test_exit_gives_its_code():
    done = subprocess.run(
        [sys.executable, "-m", "micrograd_ko", "repl"], input=b"exit(3)\n", capture_output=True
    )
    assert done.returncode == 3


# ── at a terminal ──


@pytest.fixture
def terminal(tmp_path):
    """The command at a terminal, IPython's files in a folder of their own."""
    from tests.helpers.terminal import Terminal

    opened = []

    def run(*arguments, **options):
        environment = {
            "IPYTHONDIR": str(tmp_path),
            "PROMPT_TOOLKIT_NO_CPR": "1",
            "PYTHON_BASIC_REPL": "1",
            "NO_COLOR": "1",
        }
        opened.append(Terminal("repl", *arguments, **environment, **options))
        return opened[-1]

    yield run
    for each in opened:
        each.__exit__()


@at_a_terminal
@pytest.mark.parametrize(
    ("arguments", "prompts"),
    [
        pytest.param([], [f"In [{i}]: " for i in range(1, 20)], marks=NO_IPYTHON, id="ipython"),
        pytest.param(["--plain"], [">>> "] * 20, id="plain"),
    ],
)
def test_a_session_at_a_terminal(terminal, arguments, prompts):
    session, prompt = terminal(*arguments), iter(prompts)
    session.wait_for("새로 만든 노드를 알려 줍니다")
    session.wait_for(next(prompt))
    for typed, words in [
        ("x = Value(2.0); w = Value(-3.0)", ["x = 2.0000\n", "w = -3.0000\n"]),
        (
            "y = tanh(w * x + 5)",
            [
                "w·x + 5 = (-6.0000) + 5.0000 = -1.0000\n",
                "y = tanh(w·x + 5) = tanh(-1.0000) = -0.7616\n",
            ],
        ),
        ("y.backward(); draw(y)", ["y = tanh (결과)", "└─ w·x + 5 = + (중간값)", "5 (상수)"]),
        ("explain(y, x)", ["∂y/∂x = -1.2599"]),
        ("s = Stepper(y); s.next()", ["[1/8] 순전파\n"]),
        ("1/0", ["ZeroDivisionError"]),
        (
            "ys = [x * i for i in range(30)]",
            ["ys[1] = x·1 = 2.0000·1.0000 = 2.0000\n", "그 밖에 노드 10개"],
        ),
        ("watching.stop()", []),
        ("z = x - 1", []),
        ("watching.start()", []),
        ("v = z * 2", ["v = z·2 = 1.0000·2.0000 = 2.0000\n"]),
    ]:
        session.type(typed + "\r")
        for expected in words:
            session.wait_for(expected)
        session.wait_for(next(prompt))
    assert session.leave("\x04") == 0
    assert session.has_its_settings_back
    assert "z = x - 1 = " not in session.seen


def test_without_ipython_there_is_pythons_own_console(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython.terminal.ipapp", None)  # as where it is not installed
    assert _ipython({}) is None


@at_a_terminal
@NO_IPYTHON
def test_a_statement_that_awaits_is_told_too(terminal):
    session = terminal()
    session.wait_for("In [1]: ")
    session.type("import asyncio\r")
    session.wait_for("In [2]: ")
    session.type("await asyncio.sleep(0); a = Value(4.0)\r")
    session.wait_for("\na = 4.0000\n")
    session.wait_for("In [3]: ")
    session.type("await asyncio.sleep(0); watching.stop()\r")
    session.wait_for("In [4]: ")
    session.type("b = a * 5\r")
    session.wait_for("In [5]: ")
    assert "b = a·5" not in session.seen
    assert session.leave("exit()\r") == 0


@at_a_terminal
def test_ctrl_c_and_a_code_page_do_not_end_a_plain_session(terminal):
    session = terminal("--plain", encoding="cp949", PYTHONIOENCODING="cp949", PYTHONUTF8="0")
    session.wait_for(">>> ")
    session.type("import time; print('be' + 'gun'); [time.sleep(0.01) for _ in range(9000)]\r")
    session.wait_for("begun\n")
    session.type("\x03")  # short sleeps: one that has yet to begin does not hear of it
    session.wait_for("KeyboardInterrupt")
    session.wait_for(">>> ")
    session.type("x = Value(2.0)\r")
    session.wait_for("x = 2.0000\n")
    session.wait_for(">>> ")
    session.resize(40)
    session.type("x * 2\r")
    session.wait_for("x·2 = ")
    session.wait_for(">>> ")
    assert session.leave("exit()\r") == 0
    assert session.has_its_settings_back
