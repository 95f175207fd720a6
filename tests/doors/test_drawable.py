"""Hypothesis가 타입으로 뽑는다: 어느 쪽을 먼저 가져오든.

Hypothesis draws by types, whichever of the two is imported first.
"""

import configparser
import importlib.metadata
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Node, Tensor, Value
from micrograd_ko.strategies import Expression, Network
from tests.helpers.sharing import required

ROOT = Path(__file__).parents[2]


try:
    ENTRIES = importlib.metadata.distribution("micrograd_ko").entry_points
except importlib.metadata.PackageNotFoundError:
    ENTRIES = []


@pytest.fixture(autouse=True)
def installed():
    if ("hypothesis", "micrograd_ko.drawable:register") not in {
        (e.group, e.value) for e in ENTRIES
    }:
        required("installed", "micrograd_ko is not installed, or from before it had entry points")


@given(st.from_type(Value), st.from_type(Tensor))
def test_values_and_tensors_are_drawn_by_their_types(x, t):
    assert type(x) is Value and type(t) is Tensor
    assert x.op is t.op is None and abs(x.data) <= 3


@given(st.data())
def test_types_within_types_are_found(data):
    assert isinstance(data.draw(st.from_type(Node)), (Value, Tensor))
    assert all(isinstance(x, Value) for x in data.draw(st.from_type(list[Value])))
    assert isinstance(data.draw(st.from_type(Value | None)), (Value, type(None)))


@given(...)
def test_annotations_are_enough(x: Value, network: Network, expression: Expression):
    assert isinstance(x, Value) and network.loss().shape == ()
    assert isinstance(expression.root, Value)


# ── the entry points, as setup.cfg has them ──


@pytest.fixture
def python(tmp_path):
    """Run code where the entry points of setup.cfg are installed; what it prints."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    groups = dict(setup["options.entry_points"])
    info = tmp_path / "micrograd_ko_here-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: micrograd_ko_here\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "".join(f"[{group}]\n{lines.strip()}\n" for group, lines in groups.items())
    )

    def run(code, **variables):
        path = os.pathsep.join([str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")])
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", code],
            env={**os.environ, "PYTHONPATH": path, "PYTHONUTF8": "1", **variables},
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


DRAW = """
from hypothesis import strategies as st
from micrograd_ko import Tensor, Value
for kind in (Value, Tensor):
    st.from_type(kind).validate()
print("drawn")
"""


@pytest.mark.parametrize(
    "first",
    [
        "import hypothesis, micrograd_ko",
        "import micrograd_ko, hypothesis",
        "from micrograd_ko.engine import Value; import hypothesis",
        "import micrograd_ko.strategies",
    ],
)
def test_either_may_be_imported_first(python, first):
    assert python(first + DRAW) == "drawn"


def test_hypothesis_alone_loads_neither_strategies_nor_the_engine(python):
    code = "import hypothesis, sys; print(*sorted(sys.modules))"
    loaded = python(code).split()
    assert "micrograd_ko.drawable" in loaded
    assert not {"micrograd_ko.strategies", "micrograd_ko.engine", "numpy", "viz"} & {*loaded}


def test_who_wants_no_plugins_has_none(python):
    code = """
from hypothesis import strategies as st, errors
from micrograd_ko import Value
try:
    st.from_type(Value).validate()
except errors.HypothesisException:
    print("none")
"""
    for first in ("import micrograd_ko", "import hypothesis"):
        assert python(first + code, HYPOTHESIS_NO_PLUGINS="1") == "none"


def test_an_installed_package_is_found():
    run = subprocess.run(  # isolated: only what is installed
        [sys.executable, "-I", "-c", f"import micrograd_ko, hypothesis{DRAW}"],
        capture_output=True,
        text=True,
    )
    assert (run.returncode, run.stdout.strip()) == (0, "drawn"), run.stderr
