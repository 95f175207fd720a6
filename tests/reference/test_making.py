"""참고서에서 만드는 쪽. The pages of the reference that are made."""

import pkgutil
import re

import gallery
import pytest

pytest.importorskip("sphinx", reason="the reference needs the extra docs")
from making.docstrings import in_language
from making.doors import DOORS, described, door, named, whole_name
from making.lessons import made
from making.notes import with_links
from making.ops import op_pages
from making.searching import KoreanSearch
from making.words import LANGUAGES, WORDS

import micrograd_ko
import viz
from micrograd_ko import TABLE
from micrograd_ko.messages import MESSAGES
from viz import plots

# rooms that are there for the other rooms, not for users
INNER = {
    "__main__", "arguments", "commands", "drawable", "engine", "errors", "expression", "folders",
    "language", "later", "lines", "messages", "mnist", "moved", "naming", "progress", "spelling",
}  # fmt: skip
INNER_VIZ = {"drawing", "drawn", "palette", "played", "plotted", "png", "quoting", "records"}


@pytest.mark.parametrize(("package", "inner"), [(micrograd_ko, INNER), (viz, INNER_VIZ)])
def test_no_room_is_forgotten(package, inner):
    rooms = {each.name for each in pkgutil.iter_modules(package.__path__)}
    shown = {name.partition(".")[2] for name in DOORS if name.startswith(f"{package.__name__}.")}
    assert rooms == shown | inner and not shown & inner


def test_a_name_of_two_doors_is_described_in_its_room_under_the_shorter():
    check = named(micrograd_ko.check_gradients)
    assert (check.whole, check.page) == ("micrograd_ko.check_gradients", "micrograd_ko.checking")
    assert named(micrograd_ko.Value).page == "micrograd_ko"
    wholes = [name.whole for name in described()]
    assert len(wholes) == len(set(wholes))
    for name in DOORS:
        assert all(named(getattr(door(name), public)) for public in door(name).__all__)


def test_a_dotted_name_is_found_or_not():
    assert whole_name("micrograd_ko.engine.Value.backward") is micrograd_ko.Value.backward
    with pytest.raises(LookupError, match=r"micrograd_ko\.nothing"):
        whole_name("micrograd_ko.nothing")


@pytest.mark.parametrize(
    ("doc", "korean", "english"),
    [
        ("미분한다.\n\nDifferentiate.", ["미분한다.", "", "Differentiate."], ["Differentiate."]),
        ("기호. The sign.", ["기호.", "", "The sign.", ""], ["The sign.", ""]),
        ("``x``는 값.\n\nOf `x`.", ["``x``\\ 는 값.", "", "Of `x`."], ["Of `x`."]),
        ("값.\n\nDraw:\n\n    draw(x)", ["값.", "", "Draw:", "", "::", "", "    draw(x)"],
         ["Draw:", "", "::", "", "    draw(x)"]),
        ("둘.\n\nAdd.\n\nArgs:\n    a: one.", ["둘.", "", "Add.", "", "Args:", "    a: one."],
         ["Add.", "", "Args:", "    a: one."]),
    ],
)  # fmt: skip
def test_a_docstring_in_each_language(doc, korean, english):
    assert in_language(doc.split("\n"), "ko") == korean
    assert in_language(doc.split("\n"), "en") == english


def test_words_stand_in_both_languages():
    assert all(len(said) == len(LANGUAGES) and all(said) for said in WORDS.values())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_ops_holds_what_the_rows_say(language):
    ((_, page),) = op_pages(language)
    for row in TABLE.values():
        assert f".. _op-{row.name}:" in page and f"``{row.sign}``" in page
        assert (row.label in page) or language == "en"
    assert r"\frac{\partial y}{\partial a} = 1 - y \cdot y" in page
    assert ("그 밖에" if language == "ko" else "otherwise") in page


def test_each_plot_has_a_picture():
    code = "\n".join(each.code for each in gallery.PICTURES.values())
    assert not [name for name in plots.__all__ if name != "save" and f"plots.{name}(" not in code]


def test_code_beside_a_picture_is_what_a_notebook_would_hold():
    code = gallery.PICTURES["neuron"].code
    assert code.startswith("from micrograd_ko import") and code.endswith("\ndraw(o)")
    page = gallery.PICTURES["touch_sum"].code
    assert page.startswith("import viz\n") and page.endswith('\nviz.save(y, "touch_sum.html")')
    assert not [each.name for each in gallery.PICTURES.values() if "\nreturn" in each.code]


def test_a_korean_word_is_found_without_its_particle():
    found = KoreanSearch({}).split("손실을 층마다 Value는 기울기입니다 이 모읍니다")
    assert found == [
        *("손실을", "손실", "층마다", "층", "Value는", "Value", "기울기입니다", "기울기"),
        *("이", "모읍니다"),
    ]


def test_each_lesson_of_the_map_is_a_link():
    row = "| 8 vanishing, 19 speed | `x` |"
    linked = "| [8 vanishing](lessons/08.md), [19 speed](lessons/19.md) | `x` |"
    assert with_links(f"8 vanishing\n{row}") == f"8 vanishing\n{linked}"
    assert with_links("| 18 vanishing | 8 vanishings |") == "| 18 vanishing | 8 vanishings |"


@pytest.mark.parametrize(("number", "is_in_words"), [(1, False), (3, True), (18, True)])
def test_a_lesson_runs_once_for_both_languages_unless_it_prints_words(
    number, is_in_words, tmp_path, temporary_op
):
    folders = {language: tmp_path / language for language in LANGUAGES}
    pages = made(number, folders)
    assert [page.language for page in pages] == (["ko"] if is_in_words else ["ko", "en"])


def test_a_lesson_run_for_both_gives_the_english_page_that_english_alone_gives(tmp_path):
    _, english = made(2, {"ko": tmp_path / "ko", "en": tmp_path / "both"})
    (alone,) = made(2, {"en": tmp_path / "alone"})
    assert english.finish() == alone.finish()
    names = sorted(path.relative_to(tmp_path / "both") for path in tmp_path.glob("both/**/*.*"))
    assert len(names) == 4  # two drawings, a live page, the notebook
    for name in names:
        assert (tmp_path / "both" / name).read_bytes() == (tmp_path / "alone" / name).read_bytes()


def test_a_message_without_hangul_is_the_same_in_both_languages():
    """So that a lesson that printed no Hangul printed what it prints in English."""
    differ = [
        key
        for key, (korean, english) in MESSAGES.items()
        if not re.search("[가-힣]", korean) and korean != english
    ]
    assert not differ
