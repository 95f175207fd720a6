"""README와 docstring과 examples가 쓰인 대로 돌아간다.

README, docstrings and examples run as they are written.
"""

import doctest
import importlib
import importlib.util
import os
import pkgutil
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd_ko
import viz

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("[0-9]*.py"))
MODULES = [
    name
    for package in (micrograd_ko, viz)
    for _, name, _ in pkgutil.walk_packages(
        package.__path__, package.__name__ + ".", onerror=lambda name: None
    )
    if not name.endswith("__main__")
]


@pytest.fixture
def leaves_no_op(tmp_path, monkeypatch, temporary_op):
    """Documents save files and register ops: do it in a folder of its own, and take the ops out
    again.
    """
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("document", ["README.md", "README.en.md"])
def test_every_prompt_in_the_readme_answers_as_printed(document, leaves_no_op):
    failed, tried = doctest.testfile(str(ROOT / document), module_relative=False, encoding="utf-8")
    assert tried > 5
    assert failed == 0


# What examples need beyond NumPy and Graphviz, by the beginning of their names.
NEEDED = {
    "micrograd_ko.estimators": "sklearn",
    "micrograd_ko.data.sets.boston": "mlxtend",
    "micrograd_ko.data.sets.diabetes": "sklearn",
    "micrograd_ko.data.sets.digits": "sklearn",
    "micrograd_ko.exporting.graphs": "networkx",
    "micrograd_ko.exporting.onnx_export": "onnx",
    "micrograd_ko.exporting.torch_state.to_torch": "torch",
    "micrograd_ko.strategies": "hypothesis",
    "viz.plotted": "matplotlib",
}


def lacking(name):
    """The package that an example needs and that is not installed; None if it can run."""
    return next(
        (
            package
            for start, package in NEEDED.items()
            if name.startswith(start) and importlib.util.find_spec(package) is None
        ),
        None,
    )


@pytest.mark.parametrize("name", MODULES)
def test_every_prompt_in_a_docstring_answers_as_printed(name, leaves_no_op):
    if (package := lacking(name)) is not None:
        pytest.skip(f"needs {package}")
    # ... stands for the rest of a message, of which an example shows the beginning
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    for examples in doctest.DocTestFinder().find(importlib.import_module(name), name):
        if lacking(examples.name) is None:
            runner.run(examples)
    assert runner.summarize(verbose=False).failed == 0


@pytest.mark.parametrize("start", NEEDED)
def test_what_examples_need_is_asked_of_examples_that_there_are(start):
    if lacking(start):
        pytest.skip(f"needs {NEEDED[start]}")
    package = start.rpartition(".")[0] if start not in MODULES else start
    found = doctest.DocTestFinder().find(importlib.import_module(package), package)
    inside = [name for name in MODULES if name.startswith(f"{start}.")]
    assert inside or [test for test in found if test.examples and test.name.startswith(start)]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_short(example):
    assert len(example.read_text(encoding="utf-8").splitlines()) <= 60


def test_the_picture_in_the_readme_is_what_its_example_draws(tmp_path, leaves_no_op):
    example = shutil.copy(ROOT / "examples" / "01_neuron.py", tmp_path)
    runpy.run_path(str(example))
    assert (tmp_path / "neuron.svg").read_bytes() == (ROOT / "examples" / "neuron.svg").read_bytes()


def test_everything_works_without_an_activated_environment(tmp_path):
    """python -m from a virtual environment that is not on PATH still finds the layout program
    beside it.
    """
    environment = {**os.environ, "PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    code = "from micrograd_ko import Value; from viz import save; save(Value(1.0) + 1, 'a.svg')"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert "<svg" in (tmp_path / "a.svg").read_text(encoding="utf-8")
