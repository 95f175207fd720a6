"""공부 노트의 페이지: 두 언어가 같고, 가리키는 것이 있다.

The page of the notes is the same in both languages, and what it names exists.
"""

import doctest
import importlib
import re
from pathlib import Path

import pytest

import micrograd_ko
from viz import plots

REFERENCE = Path(__file__).parents[2] / "examples" / "reference"
PAGES = sorted(REFERENCE.glob("*/notes.md"))
TEXTS = {page.parent.name: page.read_text(encoding="utf-8") for page in PAGES}
each_page = pytest.mark.parametrize("language", TEXTS)
HANGUL = re.compile("[가-힣]")


def prompts(text):
    """The prompts of a page; where a block begins or ends a blank line is read."""
    bare = re.sub("^```.*$", "", text, flags=re.MULTILINE)
    return doctest.DocTestParser().get_doctest(bare, {"__name__": "__main__"}, "notes", None, 0)


def sections(text):
    """Each erratum, from its number to its prompts."""
    pattern = r"^### (\d-\d+)\. (.*?)(?=^### |^\(|\Z)"
    return dict(re.findall(pattern, text, re.DOTALL | re.MULTILINE))


def rows(text):
    """The rows of the map: note, then the cells of a row."""
    found = []
    for note, body in re.findall(
        r"^### (00\d): .*?\n(.*?)(?=^### |^\()", text, re.DOTALL | re.MULTILINE
    ):
        lines = [line for line in body.splitlines() if line.startswith("|")][2:]
        found += [(note, [cell.strip() for cell in line.strip("|").split("|")]) for line in lines]
    return found


def test_both_languages_have_the_same_code():
    korean, english = (
        [re.sub(" *#.*", "", example.source) for example in prompts(TEXTS[language]).examples]
        for language in ("ko", "en")
    )
    assert [line for line in english if "set_language" not in line] == korean


def test_both_languages_have_the_same_errata_and_the_same_rows():
    korean, english = TEXTS["ko"], TEXTS["en"]
    assert list(sections(korean)) == list(sections(english))
    assert [(note, cells[-1], cells[3]) for note, cells in rows(korean)] == [
        (note, cells[-1].replace("not checked", "확인 못 함"), cells[3])
        for note, cells in rows(english)
    ]


def test_the_english_page_has_no_hangul_but_in_its_code():
    prose = re.sub("```.*?```", "", TEXTS["en"], flags=re.DOTALL)
    assert not HANGUL.search(prose)


@each_page
def test_the_map_has_a_row_of_six_cells_for_each_section_of_each_note(language):
    found = rows(TEXTS[language])
    assert all(len(cells) == 6 for _, cells in found)
    assert {note for note, _ in found} == {"000", "001", "002", "003", "004"}
    assert len(found) > 75


@each_page
def test_every_link_of_the_map_leads_to_an_erratum(language):
    text = TEXTS[language]
    linked = set(re.findall(r"\]\(#(e\d-\d+)\)", text))
    assert linked <= {f"e{number}" for number in sections(text)}
    assert {f"e{number}" for number in sections(text)} <= set(
        re.findall(r"^\((e\d-\d+)\)=$", text, re.M)
    )
    mapped = {link for _, cells in rows(text) for link in re.findall(r"#(e\d-\d+)", cells[-1])}
    assert mapped == {f"e{number}" for number in sections(text)}  # none without a place in a note


LESSONS = [
    "value", "neuron", "sums", "descent", "by_hand", "numerical", "activations", "vanishing",
    "digits", "initial_values", "batch_norm", "regularization", "optimizers", "search",
    "regression", "mistakes", "testing", "own_op", "speed", "watching",
]  # fmt: skip


@each_page
def test_lessons_are_called_by_their_numbers_and_names(language):
    for _, cells in rows(TEXTS[language]):
        for number, name in re.findall(r"(\d+) (\w+)", cells[2]):
            assert LESSONS[int(number) - 1] == name


@each_page
def test_every_function_that_the_map_names_exists(language):
    for _, cells in rows(TEXTS[language]):
        for name in re.findall(r"`([\w.]+)", cells[3]):
            if name in ("init", "give_up"):  # arguments
                continue
            *path, last = name.split(".")
            at = micrograd_ko
            for part in path:
                at = getattr(at, part, None) or importlib.import_module(f"micrograd_ko.{part}")
            assert hasattr(at, last), name
        for name in re.findall(r"`([\w.]+)", cells[4]):
            assert name == "viz.draw" or hasattr(plots, name), name
