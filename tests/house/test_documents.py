"""README와 안내와 docstring과 examples가 쓰인 대로 돌아간다.

READMEs, guides, docstrings and examples run as they are written.
"""

import doctest
import importlib
import importlib.util
import os
import pkgutil
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd_ko
import viz

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted((ROOT / "examples").glob("[nc]*.py"))
READMES = [ROOT / "README.md", ROOT / "README.en.md"]
REFERENCE = ROOT / "examples" / "reference"
GUIDES = sorted(REFERENCE.glob("*/guides/*.md"))
NOTES = sorted(REFERENCE.glob("*/notes.md"))
PICTURES = runpy.run_path(str(ROOT / "examples" / "pictures.py"))["main"]
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


def place(path):
    return path.relative_to(ROOT).as_posix()


BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def runnable(block):
    """A block, or nothing of one that imports PyTorch where it is not installed."""
    lacks_torch = importlib.util.find_spec("torch") is None
    return "" if lacks_torch and re.search("^>>> (from|import) torch", block, re.M) else block


def answers(page):
    """Run the prompts of a page, one after the other; how many failed, how many there are. Where a
    block begins or ends a blank line is read, so that no page needs one at the end of an answer.
    """
    text = BLOCK.sub(lambda block: runnable(block[0]), page.read_text(encoding="utf-8"))
    text = re.sub("^```.*$", "", text, flags=re.MULTILINE)
    names = {"__name__": "__main__"}
    test = doctest.DocTestParser().get_doctest(text, names, page.name, str(page), 0)
    return doctest.DocTestRunner().run(test)


@pytest.mark.parametrize("page", [*READMES, *GUIDES, *NOTES], ids=place)
def test_every_prompt_on_a_page_answers_as_printed(page, leaves_no_op):
    failed, tried = answers(page)
    assert tried > 5
    assert failed == 0


def test_an_answer_that_differs_is_seen_whether_or_not_a_blank_line_follows(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\n>>> 1 + 1\n3\n```\n```python\n>>> 2\n2\n```\n", encoding="utf-8")
    assert answers(page) == (1, 2)


def test_what_needs_torch_runs_where_torch_is(tmp_path, monkeypatch):
    page = tmp_path / "page.md"
    page.write_text(
        "```python\n>>> 1\n1\n```\n```python\n>>> import torch\n>>> 2\n3\n```\n", encoding="utf-8"
    )
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert answers(page) == (0, 1)
    monkeypatch.setitem(sys.modules, "torch", re)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name)
    assert answers(page) == (1, 3)


@pytest.mark.parametrize("page", [*READMES, *GUIDES, *NOTES], ids=place)
def test_no_reader_of_a_page_sees_what_only_doctest_reads(page):
    text = page.read_text(encoding="utf-8")
    assert "<BLANKLINE>" not in text and "doctest:" not in text
    assert text.count("```") % 2 == 0


@pytest.mark.parametrize("readme", READMES, ids=place)
def test_a_readme_is_a_landing_page_with_the_whole_path(readme):
    text = readme.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(n) for n in range(1, 21)]
    language = "en" if readme.name == "README.en.md" else "ko"
    for guide in (REFERENCE / language / "guides").glob("*.md"):
        assert f"]({place(guide)})" in text


def test_both_languages_have_the_same_guides_with_the_same_parts():
    def shape(language):
        pages = (REFERENCE / language / "guides").glob("*.md")
        texts = {page.name: page.read_text(encoding="utf-8") for page in pages}
        return {name: len(re.findall("^## ", text, re.MULTILINE)) for name, text in texts.items()}

    korean, english = shape("ko"), shape("en")
    assert len(korean) >= 12
    assert korean.keys() == english.keys()
    assert {name for name in korean if korean[name] != english[name]} <= {"01-start.md"}


# What examples need beyond NumPy and Graphviz, by the beginning of their names.
NEEDED = {
    "micrograd_ko.estimators": "sklearn",
    "micrograd_ko.data.sets.boston": "mlxtend",
    "micrograd_ko.data.sets.diabetes": "sklearn",
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
def test_every_prompt_in_a_docstring_answers_as_printed(name, leaves_no_op, monkeypatch):
    if (package := lacking(name)) is not None:
        pytest.skip(f"needs {package}")
    if name.startswith("micrograd_ko.lessons"):  # they keep which exercises are solved
        monkeypatch.setenv("MICROGRAD_KO_CACHE", "cache")
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


def test_the_pictures_in_the_readmes_are_what_their_script_draws(tmp_path):
    drawn = PICTURES(tmp_path)
    for picture in drawn:
        assert picture.read_bytes() == (ROOT / "examples" / picture.name).read_bytes()
    shown = {
        name
        for readme in READMES
        for name in re.findall(r"!\[.*?\]\(examples/(.*?)\)", readme.read_text(encoding="utf-8"))
    }
    assert shown == {picture.name for picture in drawn}


def test_everything_works_without_an_activated_environment(tmp_path):
    """python -m from a virtual environment that is not on PATH still finds the layout program
    beside it.
    """
    environment = {**os.environ, "PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    code = "from micrograd_ko import Value; from viz import save; save(Value(1.0) + 1, 'a.svg')"
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True)
    assert "<svg" in (tmp_path / "a.svg").read_text(encoding="utf-8")
