"""명령줄: 종료 코드, 오류의 자리, 두 언어.

The command line: exit codes, the place of a fault, both languages.
"""

import io
import os
import subprocess
import sys
import time
from configparser import ConfigParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import ARRAY_TABLE, TABLE, Value, set_language
from micrograd_ko.commands.cli import build_parser, main
from micrograd_ko.commands.doctor import EXTRAS
from micrograd_ko.errors import ExpressionError, MicrogradError
from micrograd_ko.expression import evaluate, functions, pointed


def run(*arguments, capsys):
    """Exit code, standard output, standard error."""
    try:
        code = main(list(arguments))
    except SystemExit as stop:  # argparse's --help and --version
        code = stop.code or 0
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_draw_shows_values_gradients_and_local_derivatives(capsys):
    code, out, _ = run("draw", "tanh(w*x + b)", "w=2", "x=-1", "b=0.5", capsys=capsys)
    assert code == 0
    assert "-0.9051" in out
    assert "w (가중치)" in out
    assert "-0.1807" in out


def test_draw_saves_a_file_and_says_where(tmp_path, capsys):
    path = tmp_path / "f.svg"
    code, out, _ = run("draw", "x**2", "x=3", "-o", str(path), capsys=capsys)
    assert code == 0
    assert str(path) in out
    assert "6.0000" in path.read_text(encoding="utf-8")


def test_draw_saves_a_page_with_steps(tmp_path, capsys):
    path = tmp_path / "f.html"
    code, out, err = run("draw", "L = tanh(w*x)", "w=1", "x=2", "-o", str(path), capsys=capsys)
    assert (code, err) == (0, "") and str(path) in out
    # the page makes its steps of the graph: two leaves, a product and its tanh
    assert '"ops":[-1,-1,0,1],"parents":[[],[],[0,1],[2]]' in path.read_text(encoding="utf-8")


def test_names_may_come_after_options(tmp_path, capsys):
    code, _, err = run("draw", "w*x", "-o", str(tmp_path / "f.txt"), "w=2", "x=1", capsys=capsys)
    assert (code, err) == (0, "")


def test_decomposed_hangul_names_are_the_same_names(capsys):
    decomposed = "\u1100\u1161"  # 가, as macOS writes it
    code, out, _ = run("draw", f"{decomposed}*2", f"{decomposed}=1", "--wrt", "가", capsys=capsys)
    assert code == 0
    assert "가 (입력)" in out


def test_an_infinite_gradient_is_told_in_one_line(capsys):
    code, out, err = run("draw", "sqrt(x)", "x=0", capsys=capsys)
    assert code == 0
    assert "inf" in out
    assert err.splitlines()[0].startswith("역전파에서 x의 기울기가 inf입니다")
    assert len(err.splitlines()) == 1


def test_a_reader_that_leaves_early_is_no_error():
    command = f'"{sys.executable}" -m micrograd_ko ops | head -1'
    done = subprocess.run(
        command,
        shell=True,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == b""


def test_a_wrong_language_in_the_environment_is_reported(monkeypatch, capsys):
    monkeypatch.setenv("MICROGRAD_KO_LANG", "fr")
    code, _, err = run("ops", capsys=capsys)
    assert code == 2
    assert "ko, en" in err


def test_wrt_makes_the_other_names_constants(capsys):
    _, out, _ = run("draw", "x*y", "x=2", "y=3", "--wrt", "x", capsys=capsys)
    row = next(line for line in out.splitlines() if "y (" in line)
    assert "상수" in row
    # a value and a local derivative, no gradient between
    assert row.split()[-3:] == ["3.0000", "∂", "2.00"]


WRONG = {
    "9**9**9": (1, "inf", "becomes inf"),
    "2*x + log(x - 2)": (6, "log(0)", "log(0)"),
    "foo(x)": (0, "tanh", "no function 'foo'"),
    "x + y": (4, "'y'의 값을 모릅니다", "'y' has no value"),
    "x +* 2": (3, "읽을 수 없습니다", "cannot be read"),
    "가나 + x": (0, "'가나'", "'가나' has no value"),
    "x + 가나": (4, "'가나'", "'가나' has no value"),
    "leaky_relu(x, slop=.2)": (0, "slope", "It has: slope"),
    "leaky_relu(x, slope=x)": (20, "쓸 수 없습니다", "cannot stand"),
    "leaky_relu(x, **2)": (16, "쓸 수 없습니다", "cannot stand"),
    "tanh(x, x)": (0, "1개", "takes 1 inputs"),
    "x.data": (0, "쓸 수 없습니다", "cannot stand"),
    "[x]": (0, "쓸 수 없습니다", "cannot stand"),
    "x if x else x": (0, "쓸 수 없습니다", "cannot stand"),
    "(lambda: x)()": (0, "쓸 수 없습니다", "cannot stand"),
    "__import__('os')": (0, "__import__", "no function '__import__'"),
    "True": (0, "쓸 수 없습니다", "cannot stand"),
    "'text'": (0, "쓸 수 없습니다", "cannot stand"),
    "1e999": (0, "너무 큽니다", "too large"),
    "x % 2": (0, "쓸 수 없습니다", "cannot stand"),
    "": (None, "비어", "empty"),
    "(" * 300 + "x" + ")" * 300: (None, "깊이", "too deeply"),
    "-" * 1500 + "x": (None, "깊이", "too deeply"),
    "+".join(["x"] * 900): (None, "깊이", "too deeply"),
    "x + " * 300_000 + "x": (None, "너무 깁니다", "too long"),
}


@pytest.mark.parametrize("fault", [RecursionError, MemoryError])
def test_what_is_too_deep_for_python_is_too_deep(monkeypatch, raised, fault):
    def parse(*source, **options):
        raise fault

    monkeypatch.setattr("micrograd_ko.expression.ast", SimpleNamespace(parse=parse))
    ko, en = raised(lambda: evaluate("x", {}), ExpressionError)
    assert "깊이" in ko and "too deeply" in en


@pytest.mark.parametrize("source", WRONG, ids=lambda s: s[:20] or "empty")
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_wrong_expression_is_an_error_with_its_place_and_the_way_out(source, language):
    position, korean, english = WRONG[source]
    set_language(language)
    began = time.process_time()
    with pytest.raises(ExpressionError) as caught:
        evaluate(source, {"x": Value(2.0, "x")})
    assert (korean if language == "ko" else english) in str(caught.value)
    if position is not None:
        assert caught.value.position == position
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["draw"], "EXPR"),
        (["draw", "x", "x=1", "--nothing"], "--nothing"),
        (["draw", "x", "x"], "이름=숫자"),
        (["draw", "x", "x=a"], "이름=숫자"),
        (["draw", "x", "x=nan"], "이름=숫자"),
        (["draw", "x", "x=1", "x=2"], "두 번"),
        (["draw", "tanh", "tanh=1"], "함수의 이름"),
        (["draw", "x", "x=1", "y=2"], "식에 없습니다"),
        (["draw", "x", "x=1", "--wrt", "y"], "--wrt"),
        (["draw", "x", "x=1", "-o"], "값이 하나"),
        (["draw", "-2*x", "x=1"], "괄호"),
        (["draw", "x", "x=1", "--wrt", ""], "--wrt"),
        (["nothing"], "demo, draw, step, repl, train, search, ops, words, doctor"),
        (["--lang", "fr", "ops"], "ko, en"),
        (["demo", "--epochs", "0"], "1 이상"),
        (["demo", "--epochs", "many"], "1 이상"),
    ],
)
def test_wrong_use_exits_with_2_and_says_what_to_do(arguments, words, capsys):
    code, out, err = run(*arguments, capsys=capsys)
    assert code == 2
    assert words in err
    assert "Traceback" not in err + out


def test_what_argparse_may_say_one_day_is_passed_on():
    with pytest.raises(Exception, match=r"^a new kind of fault$"):
        build_parser().error("a new kind of fault")


@pytest.mark.parametrize(("output", "words"), [("f.jpg", ".svg"), ("taken/f.svg", "taken")])
def test_what_cannot_be_saved_exits_with_1(tmp_path, output, words, capsys):
    (tmp_path / "taken").write_text("a file, and no folder")
    code, _, err = run("draw", "x", "x=1", "-o", str(tmp_path / output), capsys=capsys)
    assert code == 1
    assert words in err and "Traceback" not in err


def test_a_folder_is_made_for_what_is_saved(tmp_path, capsys):
    code, _, _ = run(
        "draw", "x", "x=1", "-o", str(tmp_path / "new" / "deep" / "f.svg"), capsys=capsys
    )
    assert code == 0 and "<svg" in (tmp_path / "new" / "deep" / "f.svg").read_text(encoding="utf-8")


def test_the_caret_stands_under_the_place_in_terminal_cells(capsys):
    _, _, err = run("draw", "가나 + 다라", "가나=1", capsys=capsys)
    line, caret = err.splitlines()[-2:]
    assert line == "    가나 + 다라"
    assert caret == "    " + " " * len("xxxx + ") + "^"  # each Hangul syllable takes two cells


def test_a_long_expression_shows_only_the_part_around_the_caret():
    source = " + ".join(["x"] * 100) + " + y"
    shown, caret = pointed(source, len(source) - 1, len).splitlines()
    assert len(shown) <= 110
    assert shown[len(caret) - 1] == "y"


@given(
    st.text(max_size=200)
    | st.text(alphabet="x+-*/().,0123456789=e[]{}'\"\\\n lambdtnhog", max_size=200)
)
def test_any_text_is_a_value_or_an_expression_error(source):
    try:
        result = evaluate(source, {"x": Value(2.0, "x")})
    except ExpressionError as error:
        assert error.position is None or 0 <= error.position <= len(source)
    else:
        assert isinstance(result, Value)


@pytest.mark.parametrize("name", functions())
def test_every_function_of_the_table_can_be_called(name):
    row = TABLE[name]
    low, high = row.domain[-1]
    x = Value(low + 0.6 * (high - low), "x")
    arguments = ["x"] * len(row.inputs) + [f"{param}=2" for param in row.required]
    assert evaluate(f"{name}({', '.join(arguments)})", {"x": x}).parents


@pytest.mark.parametrize(("language", "word"), [("ko", "사용법"), ("en", "usage")])
@pytest.mark.parametrize(
    "command", [[], ["demo"], ["draw"], ["step"], ["repl"], ["ops"], ["doctor"]]
)
def test_help_speaks_the_language_chosen(language, word, command, capsys):
    code, out, _ = run("--lang", language, *command, "--help", capsys=capsys)
    assert code == 0
    assert out.startswith(word)
    hangul = any("가" <= c <= "힣" for c in out)
    assert hangul == (language == "ko")


def test_demo_draws_a_neuron_a_network_and_one_of_its_neurons_and_learns(tmp_path, capsys):
    code, out, err = run("demo", str(tmp_path / "out"), "--epochs", "20", capsys=capsys)
    assert code == 0
    names = {path.name for path in (tmp_path / "out").iterdir()}
    drawn = {"neuron_before.svg", "neuron_after.svg", "penguin_network.svg", "penguin_neuron.svg"}
    assert names == drawn | {"penguin_network.html"}
    assert "w₁ (가중치)" in out
    assert "b (편향)" in out
    accuracy = float(out.partition("정확도 ")[2].partition("%")[0])
    assert accuracy > 88  # always answering "no" gives 80.1
    assert "100%" in err  # the progress bar


def test_doctor_finds_what_is_required_and_names_what_is_missing(capsys, monkeypatch):
    code, out, _ = run("doctor", capsys=capsys)
    assert code == 0
    assert "graphviz-pure" in out
    monkeypatch.setattr("viz.drawn.find_engine", lambda name: None)
    code, out, _ = run("doctor", capsys=capsys)
    assert code == 1
    assert "pip install graphviz-pure" in out


def test_ops_lists_every_row(capsys):
    _, out, _ = run("ops", capsys=capsys)
    # two headers and the line between
    assert len(out.splitlines()) == len(TABLE) + len(ARRAY_TABLE) + 3
    assert "1 - y·y" in out and "aᵀ @ g" in out


def test_an_unwritable_folder_exits_with_1(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    code, _, err = run("demo", str(tmp_path / "file"), capsys=capsys)
    assert code == 1
    assert "file" in err


@pytest.mark.parametrize("encoding", ["cp949", "ascii", "utf-8"])
def test_any_console_encoding_gets_readable_output(encoding, tmp_path):
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "micrograd_ko", "draw", "tanh(w*x)", "w=2", "x=1"],
        env=environment,
        capture_output=True,
        check=True,
    )
    shown = done.stdout.decode(encoding)
    assert "tanh(w*x)" in shown
    assert ("결과" in shown) == (encoding != "ascii")


def test_errors_are_one_message_not_a_traceback(monkeypatch, capsys):
    def interrupted(given):
        raise KeyboardInterrupt

    monkeypatch.setattr("micrograd_ko.commands.ops.run", interrupted)
    code, _, err = run("ops", capsys=capsys)
    assert code == 1
    assert err.strip() == "멈췄습니다."


def test_output_without_reconfigure_is_left_alone(monkeypatch):
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert main(["ops"]) == 0
    assert issubclass(ExpressionError, MicrogradError)


@pytest.mark.parametrize("extra", EXTRAS)
def test_doctor_names_the_packages_that_the_extra_installs(extra):
    config = ConfigParser(interpolation=None)
    config.read(Path(__file__).parents[2] / "setup.cfg", encoding="utf-8")
    named = config["options.extras_require"][extra].split()
    assert {*EXTRAS[extra].values()} == {
        name.partition(">=")[0] for name in named if not name.startswith("%(")
    }
