"""SVG: 색, 틀, 동그라미, id, 말, 그리고 늘 같은 바이트.

The SVG: colours, frames, circles, ids, words, and always the same bytes. What holds for the
small style, laid out by an engine, holds for the large one and the tidy one, which need none.
"""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

import viz
from micrograd_ko import Value, scope, set_language
from micrograd_ko.engine.notation import number
from micrograd_ko.messages import MESSAGES
from micrograd_ko.messages.widths import em
from viz import Card, Edge, Picture, draw, picture_of
from viz.drawn.cards import card as card_label
from viz.drawn.cards import scope_label
from viz.drawn.large import LARGE_CARDS
from viz.drawn.legend import legend_kinds, legend_of
from viz.drawn.svg import to_svg
from viz.palette import INK, KINDS, NAN, gradient_colours, pen, scale

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
STYLES = ("small", "large", "tidy")
broken = float("nan")


def picture(style, *cards, edges=()):
    """The given cards, for the large style with so many without interest that it is large."""
    rest = (
        [Card(f"v{i}", "x", "input", 1.0, None) for i in range(900, 901 + LARGE_CARDS)]
        if style == "large"
        else []
    )
    return Picture((*rest, *cards), tuple(edges), len(rest) + len(cards), tidy=style == "tidy")


def elements(svg):
    return {e.get("id"): e for e in ElementTree.fromstring(svg).iter() if e.get("id")}


def cell(svg, id):
    """Background, text colour and text of a cell."""
    group = elements(svg)[id]
    shapes = [e for e in group.iter() if e.tag in (f"{SVG}polygon", f"{SVG}rect")]
    (words,) = group.iter(f"{SVG}text")
    return shapes[0].get("fill").upper(), (words.get("fill") or INK).upper(), words.text


def framed(svg, id):
    """Is anything in that element framed in red?"""
    return any((e.get("stroke") or "").upper() == NAN for e in elements(svg)[id].iter())


def neuron(*, backward=True):
    x1, w1, b = Value(2.0, label="x₁"), Value(-3.0, label="w₁"), Value(0.5, label="b")
    with scope("층"), scope("뉴런"), scope("합"):
        n = x1 * w1 + b
    loss = n.tanh() ** 2
    loss.label = "L"
    if backward:
        loss.backward()
    return loss


@pytest.mark.parametrize("style", STYLES)
def test_three_states_of_a_gradient_look_different(style):
    svg = to_svg(
        picture(
            style,
            Card("v0", "a", "input", 1.0, None),
            Card("v1", "a", "input", 1.0, 0.0),
            Card("v2", "a", "input", 1.0, broken),
            Card("v3", "a", "input", 1.0, 1.0),
        )
    )
    assert cell(svg, "a_v0_gradient") == ("#FFFFFF", INK, "—")
    assert cell(svg, "a_v1_gradient") == ("#F7F7F7", INK, "0.0000")
    assert cell(svg, "a_v2_gradient") == ("#FFFFFF", INK, "nan")
    assert [framed(svg, f"v{i}") for i in range(4)] == [False, False, True, False]


@pytest.mark.parametrize("style", STYLES)
def test_a_value_that_is_not_finite_has_a_red_frame(style):
    svg = to_svg(
        picture(
            style, Card("v0", "a", "input", float("-inf"), 1.0), Card("v1", "a", "input", -1.0, 1.0)
        )
    )
    assert cell(svg, "a_v0_value")[2] == "-inf"
    assert framed(svg, "v0")
    assert not framed(svg, "v1")


@pytest.mark.parametrize("style", STYLES)
def test_where_nan_was_born_is_written_on_the_card(style):
    svg = to_svg(
        picture(
            style,
            Card("v0", "a", "input", broken, 1.0, born=True),
            Card("v1", "a", "input", broken, 1.0),
        )
    )
    words = {id: "".join(elements(svg)[id].itertext()) for id in ("v0", "v1")}
    assert MESSAGES["draw.born"][0] in words["v0"]
    assert MESSAGES["draw.born"][0] not in words["v1"]


@pytest.mark.parametrize(
    ("gradient", "colours"),
    [
        (None, ("#FFFFFF", INK)),
        (0.0, ("#F7F7F7", INK)),
        (-0.0, ("#F7F7F7", INK)),
        (2.0, ("#B2182B", "#FFFFFF")),
        (-2.0, ("#2166AC", "#FFFFFF")),
        (2 * 0.57, (scale(0.57**0.6), INK)),  # t = .714
        (2 * 0.58, (scale(0.58**0.6), "#FFFFFF")),  # t = .721
        (broken, ("#FFFFFF", INK)),
        (float("inf"), ("#FFFFFF", INK)),
    ],
)
def test_gradient_colours_table(gradient, colours):
    assert gradient_colours(gradient, 2.0) == colours


@given(st.floats(0, 1), st.floats(0, 1))
def test_larger_gradients_are_darker_red_above_zero_and_blue_below(a, b):
    def channels(t):
        return [int(scale(t)[i : i + 2], 16) for i in (1, 3, 5)]

    small, large = sorted((a, b))
    assert all(x >= y for x, y in zip(channels(small), channels(large), strict=True))
    assert all(x >= y for x, y in zip(channels(-small), channels(-large), strict=True))
    if small > 0.1:
        assert channels(small)[0] > channels(small)[2]
        assert channels(-small)[0] < channels(-small)[2]


@pytest.mark.parametrize("style", STYLES)
def test_gradient_cells_are_coloured_by_sign_and_size(style):
    cards = [Card(f"v{i}", "a", "input", 1.0, g) for i, g in enumerate((2.0, -2.0, 0.5))]
    svg = to_svg(picture(style, *cards))
    assert cell(svg, "a_v0_gradient") == ("#B2182B", "#FFFFFF", "2.0000")
    assert cell(svg, "a_v1_gradient") == ("#2166AC", "#FFFFFF", "-2.0000")
    assert cell(svg, "a_v2_gradient") == (scale(0.25**0.6), INK, "0.5000")


@pytest.mark.parametrize(
    ("share", "width"),
    [
        (None, 1.2),
        (0.0, 1.0),
        (1.0, 2.3),
        (-2.0, 3.6),
        (9.0, 3.6),
        (broken, 1.2),
        (float("inf"), 1.2),
    ],
)
def test_lines_are_as_wide_as_their_share_of_the_largest_gradient(share, width):
    assert pen(share, 2.0) == pytest.approx(width)


def test_a_sign_stands_in_a_circle_and_a_word_in_an_ellipse():
    x = Value(1.0, label="x")
    ops = elements(draw((x * x).tanh()).svg)
    for id, sign, round_ in (("o1", "×", True), ("o2", "tanh", False)):
        (shape,), (words,) = ops[id].iter(f"{SVG}ellipse"), ops[id].iter(f"{SVG}text")
        assert (words.text, words.get("fill")) == (sign, "white")
        assert shape.get("fill") == "#2f3a45"
        assert float(shape.get("ry")) == pytest.approx(0.34 * 72 / 2)
        assert (shape.get("rx") == shape.get("ry")) is round_


def test_nested_scopes_are_dashed_frames_with_their_names():
    root = ElementTree.fromstring(draw(neuron()).svg)
    clusters = [g for g in root.iter(f"{SVG}g") if g.get("class") == "cluster"]
    assert ["".join(g.itertext()).strip() for g in clusters] == ["층", "뉴런", "합"]
    for g in clusters:
        (frame,) = g.iter(f"{SVG}path")
        assert frame.get("stroke-dasharray")


@pytest.mark.parametrize(
    "kinds", [["input"], ["weight", "loss"], ["weight", "bias", "constant"], list(KINDS)]
)
def test_the_legend_explains_the_kinds_that_occur_and_no_other(kinds):
    shown = [
        MESSAGES[key][0]
        for key in legend_kinds(
            Picture(tuple(Card("v0", "", kind, 1.0, None) for kind in kinds), (), 1)
        )
    ]
    expected = {"weight": "가중치·편향", "bias": "가중치·편향"}
    assert shown == list(
        dict.fromkeys(expected.get(k) or MESSAGES[f"draw.kind.{k}"][0] for k in kinds)
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(("gradient", "pending"), [(None, True), (0.0, False), (2.0, False)])
def test_the_legend_says_not_yet_only_before_backward(style, gradient, pending):
    svg = to_svg(picture(style, Card("v0", "a", "input", 1.0, gradient)))
    assert ("아직 역전파 전" in svg) is pending


@pytest.mark.parametrize("style", STYLES)
def test_every_node_cell_and_edge_has_the_id_of_its_record(style):
    loss = neuron()
    for _ in range(LARGE_CARDS if style == "large" else 0):
        loss = -loss
    loss.backward()
    drawn = replace(picture_of(loss, fold=False), tidy=style == "tidy")
    svg = to_svg(drawn)
    found = elements(svg)
    for c in drawn.cards:
        assert c.id in found
        if c.has_value_row:
            assert cell(svg, f"a_{c.id}_value")[2] == number(c.value)
        if c.has_gradient_row:
            assert cell(svg, f"a_{c.id}_gradient")[2] == number(c.gradient)
        if c.sign and style != "large":
            assert {c.op_id, c.arrow_id} <= set(found)
    assert {e.id for e in drawn.edges} <= set(found)
    assert len(found) == len(re.findall(r'\bid="', svg))  # no id twice


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize(
    ("language", "title"), [("ko", "계산 그래프"), ("en", "computational graph")]
)
def test_the_svg_says_its_language_and_title(style, language, title):
    set_language(language)
    root = ElementTree.fromstring(to_svg(picture(style, Card("v0", "a", "input", 1.0, None))))
    assert (root.get("lang"), root.get("role")) == (language, "img")
    assert (root[0].tag, root[0].text) == (f"{SVG}title", title)


def in_english(drawn):
    for korean, english in sorted(
        (pair for key, pair in MESSAGES.items() if key.startswith("draw.")), reverse=True
    ):
        drawn = drawn.replace(f">{korean}<", f">{english}<").replace(f"({korean})", f"({english})")
    return drawn


def test_korean_and_english_drawings_differ_in_nothing_but_words():
    def without_widths(drawn):
        return re.sub(r'WIDTH="\d+"', "", drawn)

    korean = draw(neuron()).dot
    set_language("en")
    english = draw(neuron()).dot
    assert "기울기" in korean
    assert "기울기" not in english
    assert without_widths(in_english(korean)) == without_widths(english)


def drawn_bytes():
    """The bytes of one small and one large drawing, as a digest."""
    large = neuron()
    for _ in range(LARGE_CARDS):
        large = large.tanh()
    return hashlib.sha256((draw(neuron()).svg + draw(large).svg).encode()).hexdigest()


def test_the_same_graph_gives_the_same_bytes_whatever_the_hash_seed():
    here = drawn_bytes()
    assert drawn_bytes() == here
    folder = str(Path(viz.__file__).parents[1])
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c",
             "from tests.viz.drawn.test_svg import drawn_bytes; print(drawn_bytes())"],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": folder,
                 "MICROGRAD_KO_LANG": "ko"},
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert run.stdout.strip() == here


HANGUL = st.text(
    st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣")) | st.sampled_from("aM W∂₁.()"),
    max_size=20,
)


def assert_cells_are_wide_enough(label, size):
    """Each cell's WIDTH is at least the em width of its text at its size."""
    checked = 0
    for td in ElementTree.fromstring(label[1:-1]).iter("TD"):
        fonts = [
            float(font.get("POINT-SIZE")) for font in td.iter("FONT") if font.get("POINT-SIZE")
        ]
        words = "".join(td.itertext())
        if words.strip() and td.find(".//TD") is None:  # what holds a table is as wide as that
            assert int(td.get("WIDTH")) >= em(words) * (max(fonts) if fonts else size)
            checked += 1
    assert checked


@given(HANGUL, st.floats())
def test_no_cell_of_a_card_is_narrower_than_its_text(label, x):
    for kind in KINDS:
        assert_cells_are_wide_enough(card_label(Card("v0", label, kind, x, x), 1.0), 14)


@given(HANGUL.filter(str.strip))
def test_the_name_of_a_scope_fits_its_cell(name):
    assert_cells_are_wide_enough(scope_label(name), 13)


def test_the_words_of_the_legend_fit_their_cells():
    cards = [Card("v0", "", kind, 1.0, 1e-9) for kind in KINDS]
    for language in ("ko", "en"):
        set_language(language)
        assert_cells_are_wide_enough(legend_of(Picture(tuple(cards), (), 1_000_000)), 10)


@pytest.mark.parametrize("style", STYLES[:2])  # nothing tidy is folded
def test_an_edge_without_a_number_is_drawn_plain(style):
    ends = Card("v0", "a", "input", 1.0, 1.0), Card("v1", "b", "input", 1.0, 1.0)
    svg = to_svg(picture(style, *ends, edges=[Edge("e_v0_v1", "v0", "v1")]))
    assert "e_v0_v1" in elements(svg)
    assert "∂" not in "".join(elements(svg)["e_v0_v1"].itertext())
