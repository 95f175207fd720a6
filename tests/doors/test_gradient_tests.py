"""함수의 표가 pytest의 시험이 된다: gradient_tests.

A table of functions becomes tests of pytest: each a test of its own, which finds what is wrong.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import strategies as st

from micrograd_ko import OptionError, Tensor, Value
from micrograd_ko.strategies import tensors, values
from micrograd_ko.testing import gradient_tests

pytest_plugins = "pytester"
ROOT = Path(__file__).parents[2]
HEAD = """
import numpy as np
import pytest
from micrograd_ko import Tensor, Value, op
from micrograd_ko.strategies import tensors, values
from micrograd_ko.testing import gradient_tests

wrong = op("wrong", "wrong", "틀린 연산", lambda a: a * a, lambda g, y, a: (g * a,))
"""


@pytest.fixture
def outcome(pytester, monkeypatch):
    """Run a file of tests in a project of its own, where warnings are errors; what pytest says."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # installed or not, as written here
    monkeypatch.setenv("PYTHONUTF8", "1")
    monkeypatch.setenv("CI", "true")

    def run(table, *options):
        pytester.makepyfile(test_own=HEAD + table)
        pytester.makeini("[pytest]\naddopts = --strict-markers\nfilterwarnings = error\n")
        return pytester.runpytest_subprocess(*options)

    return run


def test_each_function_is_a_test_with_its_name(outcome):
    found = outcome("""
test_gradients = gradient_tests({
    "softsign": lambda x: x / (1 + abs(x)),
    "product": lambda x, y: x * y,
    "affine": (lambda x, w, b: x @ w + b, tensors((4, 3)), tensors((3, 2)), tensors((2,))),
    "log": (Tensor.log, tensors(low=0.1)),
    "layer": (lambda w: (w * np.ones(3)).sum(), Tensor([1.0, 2.0, 3.0], "w")),
}, max_examples=5)
""", "-v")  # fmt: skip
    found.assert_outcomes(passed=5)
    for name in ("softsign", "product", "affine", "log", "layer"):
        found.stdout.fnmatch_lines([f"test_own.py::test_gradients?{name}? PASSED*"])


def test_a_failure_shows_the_report_the_inputs_and_the_op(outcome):
    found = outcome("""
test_gradients = gradient_tests({"twice": lambda x: 2 * wrong(x)}, max_examples=10)
""")
    found.assert_outcomes(failed=1)
    shown = found.stdout.str()
    assert "twice: 기울기가 틀렸습니다. 입력: 1.0" in shown
    assert re.search(r"1 +x +[\d.]+ +[\d.]+ +0\.5", shown)
    assert "처음으로 틀린 연산은 wrong입니다" in shown
    assert "During handling" not in shown and "Traceback" not in shown and "testing.py" not in shown


def test_marks_of_rows_and_of_the_table_count(outcome):
    found = outcome("""
test_gradients = pytest.mark.filterwarnings("error")(gradient_tests({
    "expected": pytest.param(lambda x: wrong(x), marks=pytest.mark.xfail(strict=True)),
    "skipped": pytest.param(lambda x: wrong(x), marks=pytest.mark.skip),
    "renamed": pytest.param(lambda x: x * x, id="square"),
}, max_examples=5))
""")
    found.assert_outcomes(passed=1, skipped=1, xfailed=1)


def test_an_error_of_the_function_itself_is_shown_where_it_is(outcome):
    found = outcome("""
test_gradients = gradient_tests({"typo": lambda x: x.tahn()}, max_examples=3)
""")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["*lambda x: x.tahn()*", "*AttributeError*"])


def test_a_function_that_is_nowhere_defined_is_not_passed_for_right(outcome):
    found = outcome("""
test_gradients = gradient_tests({"log": (lambda x: x.log(), values(-3, -1))}, max_examples=4)
""")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["log: 4번 뽑은 입력 가운데 비교할 수 있는 곳이 하나도 없어*"])


def test_functions_with_names_need_no_dict(outcome):
    found = outcome("""
def scaled(x: Tensor, s: Tensor):
    return (x.sum() * s).tanh()
right = op("right", "right", "맞는 연산", lambda a: a * a, lambda g, y, a: (2 * g * a,))
test_gradients = gradient_tests([scaled, np.hypot, right], order=1, max_examples=4)
""", "-v")  # fmt: skip
    found.assert_outcomes(passed=3)
    assert all(f"[{name}]" in found.stdout.str() for name in ("scaled", "hypot", "right"))


def test_a_seed_draws_the_same_inputs_in_every_run(outcome, monkeypatch):
    monkeypatch.delenv("CI", raising=False)  # in which Hypothesis does so by itself
    table = """
drawn = []
def noted(x):
    if isinstance(x, Value): drawn.append(x.data)
    return x * x
test_gradients = gradient_tests({"noted": (noted, values())}, seed=7, max_examples=5)
def test_print(): print("drawn", sorted({*drawn})[:50])
"""
    lines = [
        [line for line in outcome(table, "-s").outlines if "drawn [" in line] for _ in range(2)
    ]
    assert lines[0] == lines[1] != []


def test_workers_of_xdist_collect_the_same(outcome):
    names = ", ".join(f'"f{i}": lambda x: x * {i}' for i in range(8))
    table = f"test_gradients = gradient_tests({{{names}}}, max_examples=2)"
    outcome(table, "-p", "xdist", "-n2").assert_outcomes(passed=8)


# ── what cannot be a table ──


@pytest.mark.parametrize(
    ("table", "korean", "english"),
    [
        ({}, "시험할 함수가 없습니다", "There is no function to test"),
        ({"f": 3.0}, "표의 행 f의 값 3.0: 함수가 아닙니다(float)", "Row f of the table is no"),
        ({"f": (values(),)}, "함수가 아닙니다", "Row f of the table is no function"),
        ([lambda x: x], "표의 1번째 함수에 이름이 없습니다", "Function 1 of the table has no name"),
        ({"f": lambda *xs: xs[0]}, "f: 입력이 몇 개인지 알 수 없습니다", "f: how many inputs"),
        ({"f": lambda: 1}, "f: 입력이 몇 개인지 알 수 없습니다", "f: how many inputs it takes"),
    ],
)
def test_what_is_no_table_is_told_at_once(raised, table, korean, english):
    ko, en = raised(lambda: gradient_tests(table), OptionError)
    assert korean in ko and english in en


@pytest.mark.parametrize("options", [{"order": 0}, {"max_examples": 0}, {"seed": -1}])
def test_options_are_checked(raised, options):
    ko, en = raised(lambda: gradient_tests({"f": lambda x: x}, **options), OptionError)
    assert next(iter(options)) in ko and next(iter(options)) in en


@pytest.mark.parametrize("missing", ["pytest", "hypothesis"])
def test_what_has_to_be_installed_is_told(missing):
    code = f"import sys; sys.modules[{missing!r}] = None; import micrograd_ko.testing"
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert f"pip install {missing}" in run.stderr


# ── inputs ──


def drawn_for(function):
    """The inputs that are drawn where none are written: 20 of them."""
    case = gradient_tests({"f": function}).pytestmark[0].args[1][0].values[0]
    found = []

    def note(drawn):
        found.append([x for part in drawn for x in (part if isinstance(part, tuple) else (part,))])

    case._drawing(note, 20, 1)
    return found


def test_inputs_are_numbers_and_arrays_that_broadcast():
    found = drawn_for(lambda x, y: x * y)
    kinds = {tuple(type(x) for x in inputs) for inputs in found}
    assert kinds == {(Value, Value), (Tensor, Tensor)}
    for inputs in found:
        np.broadcast_shapes(*(np.shape(x.data) for x in inputs))


def test_inputs_are_what_the_annotations_say():
    def f(x: Tensor, n: Value, either: Value | Tensor, factor: float = 2.0):
        return x

    for x, n, either in drawn_for(f):
        assert (type(x), type(n)) == (Tensor, Value) and isinstance(either, (Tensor, Value))


def test_inputs_of_an_op_lie_in_its_domain():
    from micrograd_ko import log

    assert all(x > 0 for (x,) in drawn_for(log))


def test_a_strategy_may_draw_several_inputs():
    same = st.integers(1, 3).flatmap(lambda n: st.tuples(tensors((n, 2)), tensors((2, n))))
    for a, b in drawn_for((lambda a, b: a @ b, same)):
        assert a.shape == b.shape[::-1]
