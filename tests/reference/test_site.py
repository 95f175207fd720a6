"""지어진 참고서에 무엇이 있는지. What the built reference holds."""

import re

import pytest
from making.doors import ROW_LABEL, described
from making.words import LANGUAGES

from micrograd_ko import ARRAY_TABLE, TABLE
from tests.reference.pages import broken, read

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def root(site, language):
    return site if language == "ko" else site / language


def pages(site, language):
    folder = root(site, language)
    held = [path for path in folder.rglob("*.html") if "live" not in path.relative_to(folder).parts]
    return [path for path in held if language != "ko" or site / "en" not in path.parents]


@in_both_languages
def test_each_op_stands_in_the_table(site, language):
    page = read(root(site, language) / "ops.html")
    for row in (*TABLE.values(), *ARRAY_TABLE.values()):
        assert ROW_LABEL.format(row.name).replace("_", "-") in page.ids
    for row in TABLE.values():
        assert any(f"/{row.name}.svg" in request for request in page.requests), row.name


@in_both_languages
def test_each_public_name_is_described_once(site, language):
    found = [
        identity
        for path in (root(site, language) / "api").glob("*.html")
        for identity in read(path).ids
    ]
    for name in described():
        assert found.count(name.whole) == 1, name.whole


@in_both_languages
def test_each_lesson_has_a_page_with_a_live_one(site, language):
    from micrograd_ko.lessons import LESSONS
    from micrograd_ko.lessons.sheets import FOLDER

    for number, name in enumerate(LESSONS, start=1):
        if (FOLDER / f"{number:02}_{name}.py").is_file():
            page = read(root(site, language) / "lessons" / f"{number:02}.html")
            assert f"lesson_{number:02}.ipynb" in " ".join(page.links)


@in_both_languages
def test_each_link_and_picture_leads_somewhere(site, language):
    wrong = {
        message
        for path in pages(site, language)
        for link in (*read(path).links, *read(path).requests)
        if (message := broken(path, link))
    }
    assert not wrong


def test_a_link_that_leads_nowhere_is_found(tmp_path):
    page = tmp_path / "page.html"
    page.write_text('<a id="here" href="other.html">', encoding="utf-8")
    assert broken(page, "other.html") and broken(page, "#there")
    assert not broken(page, "#here") and not broken(page, "page.html#here")


@in_both_languages
def test_no_page_asks_another_host(site, language):
    for path in pages(site, language):
        elsewhere = [request for request in read(path).requests if re.match(r"(\w+:)?//", request)]
        assert not elsewhere, path
    for style in root(site, language).rglob("*.css"):
        words = style.read_text(encoding="utf-8")
        assert not re.search(r"(url\(|@import)\s*[\"']?(https?:)?//", words), style


def test_each_page_stands_in_both_languages_and_links_to_the_other(site):
    korean, english = (
        {path.relative_to(root(site, language)) for path in pages(site, language)}
        for language in LANGUAGES
    )
    assert korean == english
    for name in korean:
        path = site / name
        up = "../" * (len(name.parts) - 1)
        assert f"{up}en/{name.as_posix()}" in read(path).links
        assert f"{up}../{name.as_posix()}" in read(site / "en" / name).links


@in_both_languages
def test_no_page_shows_a_mark_of_its_source(site, language):
    """As **∂**는 does, which a Korean particle keeps from being bold."""
    shown = {
        (path.name, found[0])
        for path in pages(site, language)
        for found in re.finditer(r".{0,20}(\*\*|``|\]\(|:\w+:`|(?<!\S)#+ ).{0,20}", read(path).text)
    }
    assert not shown


def test_math_is_drawn_by_the_browser_alone(site):
    words = (site / "ops.html").read_text(encoding="utf-8")
    assert words.count("<math") > 2 * len(TABLE)
    assert "mathjax" not in words.lower()


def test_english_pages_of_names_hold_no_korean_sentence(site):
    for path in (site / "en" / "api").glob("*.html"):
        first = re.findall(r"<dd><p>([^<]*)", path.read_text(encoding="utf-8"))
        assert not [words for words in first if re.search("[가-힣]{2,} [가-힣]{2,}", words)], path
