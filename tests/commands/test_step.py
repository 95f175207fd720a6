"""명령줄의 step: 글쇠, 터미널, 수.

The command `step`: keys, the terminal, the numbers.
"""

import io
import itertools
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from micrograd_ko import Stepper, Value, set_language
from micrograd_ko.commands.cli import main
from micrograd_ko.commands.keys import keyboard, keys_in, keys_of_console
from micrograd_ko.commands.saying import wrapped
from micrograd_ko.commands.step import ACTIONS, KEYS
from micrograd_ko.engine.notation import number
from micrograd_ko.messages.widths import cells

at_a_terminal = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no pseudo-terminals in Python"
)
EXPRESSION = "L = tanh(w1*x1 + w2*x2 + b)"
NUMBERS = {"x1": 2.0, "x2": 0.5, "w1": -3.0, "w2": 1.0, "b": 6.5}
NEURON = ["step", EXPRESSION, *(f"{name}={x}" for name, x in NUMBERS.items())]
SHORT = ["step", "w*x", "w=2", "x=3"]  # 4 steps: the product, its own gradient, two edges


def neuron():
    """The graph of EXPRESSION, made by hand, and its leaves."""
    leaves = {name: Value(x, name) for name, x in NUMBERS.items()}
    x1, x2, w1, w2, b = leaves.values()
    root = (w1 * x1 + w2 * x2 + b).tanh()
    root.label = "L"
    return root, leaves


def gradients():
    """What the engine finds, as the command writes it."""
    root, leaves = neuron()
    root.backward()
    return [f"∂L/∂{name} = {number(leaf.grad)}" for name, leaf in leaves.items()]


def every_step():
    """What a Stepper shows from the start to the end."""
    stepper = Stepper(neuron()[0])
    return ["\n".join(stepper.goto(place).lines()) for place in range(len(stepper) + 1)]


@pytest.fixture
def terminal():
    """A function that runs a command at a terminal."""
    from tests.helpers.terminal import Terminal

    opened = []

    def run(*arguments, **options):
        opened.append(Terminal(*arguments, **options))
        return opened[-1]

    yield run
    for each in opened:
        each.__exit__()


# ── keys ──


@pytest.mark.parametrize(
    ("typed", "keys"),
    [
        ("n", ["n"]),
        ("N?0", ["n", "?", "0"]),
        (" \r\n", [" ", "enter", "enter"]),
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]),
        ("\x1bOA\x1bOC\x1bOH\x1bOF", ["up", "right", "home", "end"]),  # application mode
        ("\x1b[H\x1b[1~\x1b[7~\x1b[F\x1b[4~\x1b[8~", ["home", "home", "home", "end", "end", "end"]),
        # Ctrl-→, Delete, a paste and Alt-q are no keys of ours
        ("\x1b[1;5C\x1b[3~\x1b[200~n\x1bq", ["n"]),
        ("\x03\x04\x7f\b\x1a", ["ctrl-c", "ctrl-d", "backspace", "backspace", "ctrl-z"]),
        ("ㅜㅠㄱㅎㅂㅓㅏㅗ", ["n", "b", "r", "g", "q", "j", "k", "h"]),
        ("ㄲㅃ", ["r", "q"]),
        ("구국후", ["r", "n", "r", "n", "r", "g", "n"]),  # an input method has put jamo together
        ("\u1100\u116e", ["r", "n"]),
        ("ｎ", ["n"]),
    ],
)
def test_what_a_terminal_sends_are_keys(typed, keys):
    assert list(keys_in(typed)) == keys


@given(st.text(max_size=50) | st.text(alphabet="\x1b[O;0159~ACDHn\x00ㅜ구", max_size=50))
@example("\x1b[")
@example("\x1b[999999;")
@example("\ud800\uffff\U0010ffff")
def test_nothing_that_is_typed_can_crash_it(typed):
    assert all(isinstance(key, str) and key for key in keys_in(typed))


@pytest.mark.parametrize("prefix", ["\x00", "\xe0"])
def test_a_windows_console_sends_special_keys_as_two(prefix):
    sent = f"{prefix}M{prefix}K{prefix}G{prefix}O{prefix}H{prefix}P{prefix};nㅜ\r\x1b\x03"
    keys = keys_of_console(iter(sent).__next__)
    expected = ["right", "left", "home", "end", "up", "down", "n", "n", "enter", "escape", "ctrl-c"]
    assert list(itertools.islice(keys, len(expected))) == expected


def test_no_key_does_two_things():
    assert len(KEYS) == sum(map(len, ACTIONS.values()))


@at_a_terminal
def test_an_exception_gives_the_terminal_back(monkeypatch):
    import pty
    import termios

    master, slave = pty.openpty()
    before, signals = termios.tcgetattr(slave), signal.getsignal(signal.SIGCONT)
    with open(slave, closefd=False, encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        with pytest.raises(RuntimeError), keyboard() as keys:
            assert not termios.tcgetattr(slave)[3] & (termios.ICANON | termios.ECHO)
            os.write(master, b"n")
            assert next(keys) == "n"
            raise RuntimeError
    assert termios.tcgetattr(slave) == before
    assert signal.getsignal(signal.SIGCONT) == signals
    os.close(master)
    os.close(slave)


@at_a_terminal
def test_a_terminal_that_is_gone_ends_the_keys():
    from micrograd_ko.commands import keys

    ours, theirs = os.pipe()
    os.close(theirs)
    assert list(keys._pressed(ours)) == []  # its end
    os.close(ours)
    assert list(keys._pressed(ours)) == []  # an error


@at_a_terminal
def test_an_arrow_may_come_in_pieces(monkeypatch):
    from micrograd_ko.commands import keys

    # on a machine so busy that the next piece is long in coming
    monkeypatch.setattr(keys, "PATIENCE", 60)
    ours, theirs = os.pipe()

    def slowly():
        for piece in (b"\x1b", b"[", b"C", "ㅜ".encode()[:1], "ㅜ".encode()[1:], b"\x1bO", b"H"):
            os.write(theirs, piece)
            time.sleep(0.01)
        os.close(theirs)

    typist = threading.Thread(target=slowly)
    typist.start()
    assert list(keys._pressed(ours)) == ["right", "n", "home"]
    typist.join()
    os.close(ours)


# ── lines ──


@given(st.text(alphabet="가나ab ·", max_size=60), st.integers(4, 30))
def test_a_wrapped_line_keeps_its_words_and_the_width(line, width):
    pieces = list(wrapped(line, width))
    assert " ".join(pieces).split() == line.split()
    assert all(cells(piece) <= width or len(piece.split()) == 1 for piece in pieces)


# ── without a terminal ──


def test_a_pipe_gets_every_step_in_order_and_the_gradients(capsys):
    assert main(NEURON) == 0
    out = capsys.readouterr().out
    steps = every_step()
    assert out.startswith(
        f"{EXPRESSION}\nx1 = 2, x2 = 0.5, w1 = -3, w2 = 1, b = 6.5\n\n{steps[0]}\n"
    )
    assert "\n\n".join(steps) in out
    assert out.endswith("\n".join(["\n기울기", *gradients(), ""]))
    assert "q 끝내기" not in out


@pytest.mark.parametrize("stdin", [subprocess.DEVNULL, subprocess.PIPE])
def test_it_never_waits_for_keys_that_cannot_come(stdin):
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.Popen(
        [sys.executable, "-m", "micrograd_ko", *SHORT],
        stdin=stdin,
        stdout=subprocess.PIPE,
        env=environment,
    )
    out, _ = done.communicate(timeout=60)
    assert done.returncode == 0
    assert "[4/4]" in out.decode()


@at_a_terminal
def test_it_does_not_wait_where_its_words_go_into_a_pipe():
    import pty

    master, slave = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "micrograd_ko", *SHORT],
        stdin=slave,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert b"[4/4]" in done.stdout
    os.close(master)
    os.close(slave)


def test_no_standard_input_at_all(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert main(SHORT) == 0
    assert "[4/4]" in capsys.readouterr().out


@pytest.mark.parametrize("encoding", ["cp949", "ascii"])
def test_any_encoding_can_be_written(encoding):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "micrograd_ko", *NEURON],
        input=b"",
        capture_output=True,
        env=environment,
        check=True,
    )
    shown = done.stdout.decode(encoding)
    # cp949 has ∂, ASCII has not
    assert all(line.replace("∂", "d") in shown.replace("∂", "d") for line in gradients())
    assert done.stderr == b""


# ── the expression ──


def test_the_result_is_called_L_unless_that_is_taken(capsys):
    main(["step", "L*x", "L=2", "x=3"])
    assert capsys.readouterr().out.startswith("y = L*x\nL = 2, x = 3\n")


@pytest.mark.parametrize("command", ["draw", "step"])
def test_the_result_may_get_a_name(command, capsys):
    assert main([command, " loss = (x - 3)**2", "x=1"]) == 0
    assert "loss" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["x = 2*x", "x=1"], "두 번"),
        (["tanh = 2*x", "x=1"], "함수의 이름"),
        (["L == x", "x=1"], "쓸 수 없습니다"),
        (["L = ", "x=1"], "비어"),
        (["L = x", "x=1", "y=2"], "식에 없습니다"),
        (["L = x", "x=1", "--wrt", "z"], "--wrt"),
        (["L = 2*x"], "'x'의 값을 모릅니다"),
        ([], "EXPR"),
    ],
)
@pytest.mark.parametrize("command", ["draw", "step"])
def test_a_wrong_expression_exits_with_2(command, arguments, words, capsys):
    assert main([command, *arguments]) == 2
    assert words in capsys.readouterr().err


def test_the_caret_counts_the_name(capsys):
    main(["step", "값 = 2*x + 모름", "x=1"])
    line, caret = capsys.readouterr().err.splitlines()[-2:]
    assert line == "    값 = 2*x + 모름"
    assert caret == "    " + " " * cells("값 = 2*x + ") + "^"


def test_a_constant_has_nothing_to_walk_through(capsys):
    assert main(["step", "2"]) == 1
    assert "상수" in capsys.readouterr().err
    assert main(["step", "2 + 3"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("L = 2 + 3\n\n[0/2]") and "기울기\n" not in out


def test_wrt_leaves_the_other_names_out_and_may_come_before_values(capsys):
    assert main(["step", "w*x", "--wrt", "w", "w=2", "x=3"]) == 0
    out = capsys.readouterr().out
    assert "∂L/∂w = 3.0000" in out and "∂L/∂x" not in out


def test_an_infinite_gradient_is_told_in_one_line(capsys):
    assert main(["step", "sqrt(x)", "x=0"]) == 0
    out, err = capsys.readouterr()
    assert "∂L/∂x = inf" in out
    assert len(err.splitlines()) == 1


def test_it_speaks_english(capsys):
    assert main(["--lang", "en", *SHORT]) == 0
    out = capsys.readouterr().out
    assert "gradients\n" in out and "[4/4] backward (the end)" in out
    assert not any("가" <= c <= "힣" for c in out)


# ── at a terminal ──


@at_a_terminal
def test_forward_to_the_end_and_backward_to_the_start(terminal):
    session, steps = terminal(*NEURON), every_step()
    last = len(steps) - 1
    assert session.wait_for(steps[0]).startswith(f"{EXPRESSION}\nx1 = 2")
    for step in steps[1:]:
        session.type_and_wait("n", step)
    session.wait_for("\n".join(["\n기울기", *gradients()]))
    session.wait_for("끝입니다")
    session.type_and_wait("n", "끝입니다")  # there it stays
    for step in reversed(steps[:-1]):
        session.type_and_wait("b", step)
    session.type_and_wait("b", steps[0])
    for step in steps[1:]:  # r shows all on the way
        session.type_and_wait("r" if step is steps[1] else "", step)
    session.wait_for("끝입니다")
    session.type_and_wait("0", f"[0/{last}]")
    assert session.leave("q") == 0
    assert session.has_its_settings_back


@at_a_terminal
def test_keys_that_go_on_and_keys_that_go_back(terminal):
    session = terminal(*SHORT)
    session.wait_for("[0/4]")
    for key in ["n", "N", " ", "\r", "\n", "j", "\x1b[C", "\x1bOC", "\x1b[B", "ㅜ", "ㅓ"]:
        session.type_and_wait(key, "[1/4]")
        session.type_and_wait(key, "[2/4]")
        session.type_and_wait("0", "[0/4]")
    for key in ["b", "k", "\x7f", "\x1b[D", "\x1bOD", "\x1b[A", "ㅠ", "ㅏ"]:
        session.type_and_wait("nn", "[2/4]")
        session.type_and_wait(key, "[1/4]")
        session.type_and_wait(key, "[0/4]")
    assert session.leave("q") == 0


@at_a_terminal
@pytest.mark.parametrize(
    ("end", "start", "quit"),
    [
        ("r", "0", "q"),
        ("ㄱ", "\x1b[H", "ㅂ"),
        ("\x1b[F", "\x1b[1~", "\x1b"),
        ("r", "\x1bOH", "\x04"),
        ("R", "0", "\x03"),
    ],
    ids=["letters", "jamo", "Esc", "Ctrl-D", "Ctrl-C"],
)
def test_keys_to_the_ends_and_out(terminal, end, start, quit):
    session = terminal(*SHORT)
    session.wait_for("[0/4]")
    assert not session.waits_for_enter
    session.type_and_wait(end, "[4/4]")
    session.wait_for("q 끝내기")
    session.type_and_wait(start, "[0/4]")
    assert session.leave(quit) == 0
    assert session.has_its_settings_back
    assert "Traceback" not in session.seen and "멈췄습니다" not in session.seen


@at_a_terminal
def test_the_drawing_shows_the_gradients_that_have_come(terminal):
    session = terminal(*SHORT)
    session.wait_for("[0/4]")
    session.type_and_wait("nnn", "[3/4]")
    for key in ("g", "ㅎ"):
        drawing = session.type_and_wait(key, "x (입력)")  # the last row
        assert "6.0000  1.0000" in drawing  # L
        assert "2.0000  3.0000" in drawing  # w has its gradient
        session.wait_for("3.0000       -")  # x has not
    assert session.leave("q") == 0


@at_a_terminal
def test_help_names_every_key(terminal):
    session = terminal(*SHORT)
    session.wait_for("[0/4]")
    for key in ("?", "h", "ㅗ"):
        told = session.type_and_wait(key, "화살표")
        for word in (
            "Space",
            "Enter",
            "Backspace",
            "Home",
            "End",
            "Esc",
            "Ctrl-C",
            "Ctrl-D",
            "→",
            "←",
        ):
            assert word in told
    assert session.leave("q") == 0


@at_a_terminal
def test_an_unknown_key_is_answered_with_the_keys(terminal):
    session = terminal(*SHORT)
    session.wait_for("[0/4]")
    os.write(session.master, b"\xff\xfe\x00\x1b[1;5Cx")
    session.wait_for("n 다음")
    session.type_and_wait("n", "[1/4]")
    assert session.leave("q") == 0


@at_a_terminal
def test_a_resize_changes_the_width_of_the_lines_to_come(terminal):
    session, steps = terminal(*NEURON, columns=200), every_step()
    session.wait_for(steps[0])
    session.resize(40)
    narrow = session.type_and_wait("r", "기울기\n")
    assert all(cells(line) < 40 for line in narrow.splitlines())
    session.wait_for("끝내기")
    session.resize(200)
    session.type_and_wait("b", steps[-2])
    assert session.leave("q") == 0


@at_a_terminal
def test_it_goes_on_after_being_stopped(terminal):
    import termios

    session = terminal(*SHORT)
    session.wait_for("[0/4]")
    termios.tcsetattr(session.slave, termios.TCSANOW, session.before)  # as a shell does on Ctrl-Z
    os.kill(session.process.pid, signal.SIGCONT)
    deadline = time.monotonic() + 60
    while session.waits_for_enter:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    session.type_and_wait("n", "[1/4]")
    assert session.leave("q") == 0
    assert session.has_its_settings_back


@at_a_terminal
def test_it_speaks_english_at_a_terminal(terminal):
    session = terminal("--lang", "en", *SHORT)
    session.wait_for("n next  b back")
    session.wait_for("Start.")
    session.type_and_wait("r", "This is the end.")
    assert session.leave("q") == 0
    assert not any("가" <= c <= "힣" for c in session.seen)


@at_a_terminal
def test_a_korean_windows_code_page_at_a_terminal(terminal):
    session = terminal(*SHORT, encoding="cp949", PYTHONIOENCODING="cp949", PYTHONUTF8="0")
    session.wait_for("[0/4]")
    session.type_and_wait("r?g", "(입력)")
    assert session.leave("q") == 0


def test_the_output_may_be_any_stream(monkeypatch):
    set_language("en")
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(SHORT) == 0
