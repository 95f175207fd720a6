"""따옴표와 너비: 글자가 각 형식으로 어떻게 옮겨지는지 표로 확인한다.

Quoting and widths, by table: what each format does to a text, and how much room it takes.
"""

import itertools
import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Value
from micrograd_ko.engine.notation import latex_name, latex_number, latex_text
from micrograd_ko.messages.widths import cells, clipped, em, padded, points, script_of
from viz import draw
from viz.drawn import svg as svg_module
from viz.png import korean_font
from viz.quoting import html, mermaid, runs, scripted, visible

SVG = "{http://www.w3.org/2000/svg}"

DECOMPOSED = unicodedata.normalize("NFD", "한글")  # how macOS writes the names of files


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("가 나 a+b ₁ 😀", "가 나 a+b ₁ 😀"),
        ("", ""),
        ("a\nb\tc", "a␊b␉c"),
        ("\x00\x1f\x7f", "␀␟␡"),
        ("\x85", "\ufffd"),  # a C1 control has no picture of its own
        ("\u2028\u2029", "\u2424\u2424"),
        ("\u00a0\u3000", "  "),  # blanks of any width
        ("\u202e\u200b\ufeff", "\ufffd\ufffd\ufffd"),  # right-to-left override, zero width
        ("\ud800\uffff", "\ufffd\ufffd"),  # what no UTF-8 file and no XML may hold
        (DECOMPOSED, DECOMPOSED),
    ],
)
def test_visible_shows_what_would_hide(text, shown):
    assert visible(text) == shown


@given(st.text())
def test_visible_text_is_printable_and_stays_as_it_is(text):
    shown = visible(text)
    assert shown.isprintable()
    assert len(shown) == len(text)
    assert visible(shown) == shown


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("<b>&'\"</b>", "&lt;b&gt;&amp;&#x27;&quot;&lt;/b&gt;"),
        ("&#x0;", "&amp;#x0;"),
        ("]]>", "]]&gt;"),
        ("\n\x00", "␊␀"),
        ("가\\N", "가\\N"),
    ],
)
def test_html_table(text, quoted):
    assert html(text) == quoted


@given(st.text())
def test_html_read_back_is_the_visible_text(text):
    element = ElementTree.fromstring(f'<t a="{html(text)}">{html(text)}</t>')
    assert (element.text or "") == visible(text)
    assert element.get("a") == visible(text)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("w1 + b, -x.", "w1 + b, -x."),
        ('"', "#34;"),
        ("#35;", "#35;35#59;"),
        ("<br/>", "#60;br#47;#62;"),
        ("`**굵게**`", "#96;#42;#42;굵게#42;#42;#96;"),  # Mermaid reads Markdown within backquotes
        ("a\nb", "a␊b"),
        ("[({|})]", "#91;#40;#123;#124;#125;#41;#93;"),
    ],
)
def test_mermaid_table(text, quoted):
    assert mermaid(text) == quoted


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("50%", r"50\%"),
        ("a_b^c~d", r"a\_b\textasciicircum{}c\textasciitilde{}d"),
        ("\\N{}", r"\textbackslash{}N\{\}"),
        ("$&#", r"\$\&\#"),
        ("두\n줄", "두 줄"),
        ("\u202e", " "),
    ],
)
def test_latex_text_table(label, written):
    assert latex_text(label) == written


@pytest.mark.parametrize(
    ("label", "written"),
    [
        ("x", "x"),
        ("w1", "w_{1}"),
        ("w_1", "w_{1}"),
        ("w₁₂", "w_{12}"),
        ("w1x1", "w_{1} x_{1}"),
        ("loss", r"\text{loss}"),  # in math it would read l·o·s·s
        ("합", r"\text{합}"),
        ("w_", r"\text{w\_}"),
        ("", r"\text{}"),
    ],
)
def test_latex_name_table(label, written):
    assert latex_name(label) == written


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (2.0, "2"),
        (-0.5, "-0.5"),
        (0.1234567, "0.123457"),
        (1e-12, r"1 \times 10^{-12}"),
        (-2.5e30, r"-2.5 \times 10^{30}"),
        (float("inf"), r"\infty"),
        (float("-inf"), r"-\infty"),
        (float("nan"), r"\mathrm{nan}"),
    ],
)
def test_latex_number_table(number, written):
    assert latex_number(number) == written


@pytest.mark.parametrize(
    ("text", "width"),
    [("", 0), ("가", 1), ("M", 1), ("∂", 1), ("A", 0.76), ("a", 0.64), (".", 0.36)],
)
def test_em_table(text, width):
    assert em(text) == width


@given(st.text(), st.text())
def test_em_of_a_text_is_the_sum_of_its_parts(a, b):
    assert em(a + b) == pytest.approx(em(a) + em(b))


@pytest.mark.parametrize(
    ("text", "size", "padding", "width"),
    [("", 12, 2, 12), ("값", 11, 2, 23), ("값", 11, 0, 19), ("aa", 10, 2, 25)],
)
def test_points_are_em_times_size_and_room_around(text, size, padding, width):
    assert points(text, size, padding) == width


@pytest.mark.parametrize(
    "label",
    [
        "손실 함수",
        "learning rate",
        "momentum",
        "W·x + B",
        "MMWW",
        "0123456789",
        "(a - b)^2",
        "①②③ 단계",
        "★★★★★★ 별점",
        "αβγ Ω",
        "“값”…",
        "㎡ ℃",
    ],
)
def test_points_leave_room_for_the_word_in_the_korean_font(label):
    """The table is a guess; what the font itself says about the words of a drawing must not exceed
    it.
    """
    fonts = pytest.importorskip("fontTools.ttLib")
    font = fonts.TTFont(korean_font())
    names, advances = font.getBestCmap(), font["hmtx"]
    em_width = sum(advances[names[ord(c)]][0] for c in label) / font["head"].unitsPerEm
    assert points(label, 14) >= em_width * 14


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [("가나다", 3, "가나다"), ("가나다라", 3, "가나…"), ("가나다", 0.5, "…"), ("", 0, "")],
)
def test_clipped_table(text, limit, shown):
    assert clipped(text, limit) == shown


@given(st.text(), st.floats(1, 40))
def test_clipped_text_fits_and_loses_nothing_that_fits(text, limit):
    shown = clipped(text, limit)
    if em(text) <= limit:
        assert shown == text
    else:
        assert em(shown) <= limit
        assert shown.endswith("…")
        assert text.startswith(shown[:-1])


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("한글", 4),
        ("│└─", 3),
        ("😀", 2),
        ("e\u0301", 1),  # é in two characters
        (DECOMPOSED, 4),  # six letters, two syllables
    ],
)
def test_cells_table(text, width):
    assert cells(text) == width


def test_padded_fills_to_the_cells_asked_for():
    assert padded("값", 4) == "값  "
    assert padded("값", 4, right=True) == "  값"
    assert padded("값값값", 4) == "값값값"


# ── subscripts and superscripts ──


@pytest.mark.parametrize(
    ("label", "split"),
    [
        ("", []),
        ("w", [("w", 0)]),
        ("x₁", [("x", 0), ("1", -1)]),
        ("w⁽¹⁾₂₁", [("w", 0), ("(1)", 1), ("21", -1)]),
        ("W₁[0,1]", [("W", 0), ("1", -1), ("[0,1]", 0)]),
        ("b₁₀,₂", [("b", 0), ("10,2", -1)]),
        ("x₁,y₂", [("x", 0), ("1", -1), (",y", 0), ("2", -1)]),
        ("x₁, ₂", [("x", 0), ("1", -1), (", ", 0), ("2", -1)]),
        ("a²·xᵢᵀ", [("a", 0), ("2", 1), ("·x", 0), ("i", -1), ("T", 1)]),
        ("편향₁", [("편향", 0), ("1", -1)]),
        ("½ ™ ①", [("½ ™ ①", 0)]),
    ],
)
def test_a_label_is_split_into_runs(label, split):
    assert runs(label) == split


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("x₁²,⁽⁾₂")))
def test_runs_join_to_the_label_and_alternate(label):
    found = runs(label)
    assert "".join(run for run, _ in found) == "".join(script_of(c)[0] for c in label)
    assert all(a[1] != b[1] and a[0] for a, b in itertools.pairwise(found))


@given(st.text(st.sampled_from("x₁²,⁽⁾₂<&·가"), min_size=1))
def test_scripts_of_an_svg_come_back_to_the_line(label):
    text = ElementTree.fromstring(scripted(f'<text font-size="10">{html(label)}</text>'))
    assert "".join(text.itertext()) == "".join(run for run, _ in runs(label))
    line, places = 0.0, []
    for part in text:
        size = 0.7 if part.get("font-size") else 1.0
        line += float(part.get("dy", "0em").removesuffix("em")) * size
        places.append((round(line, 1) > 0) - (round(line, 1) < 0))
    wanted = [-place for _, place in runs(label)]
    assert places == wanted[len(wanted) - len(places) :]
    assert set(wanted[: len(wanted) - len(places)]) <= {0}


def test_a_script_takes_less_room_and_drawings_give_it_that():
    assert em("x₁") == em("x") + 0.7 * em("1")
    assert em("w⁽¹⁾") == em("w") + 0.7 * em("(1)")


@pytest.mark.parametrize("large", [False, True])
def test_no_drawing_holds_a_small_character(monkeypatch, large):
    monkeypatch.setattr(svg_module, "is_large", lambda picture: large)
    x, w = Value(1.0, "x₁"), Value(2.0, "w⁽¹⁾₂₁")
    y = w * x
    y.label = "ŷ₁"
    texts = ["".join(e.itertext()) for e in ElementTree.fromstring(draw(y).svg).iter(f"{SVG}text")]
    head = "ŷ1  ×" if large else "ŷ1"
    assert {"x1", "w(1)21", head} <= set(texts)
    assert not [c for words in texts for c in words if script_of(c)[1]]
