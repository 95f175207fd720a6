"""앞서 남은 기울기는 어느 그림에서나 다르게 보이고, 지우는 줄이 함께 있다.

A gradient from before looks different in every kind of drawing, and the line that clears it stands
below.
"""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from micrograd_ko import Stepper, Tensor, Value, scope, set_language
from micrograd_ko.messages import MESSAGES, text
from tests.viz.drawn.test_svg import (
    STYLES,
    assert_cells_are_wide_enough,
    cell,
    elements,
    framed,
    picture,
)
from viz import Card, Picture, draw, save_frames
from viz.drawn.cards import card as card_label
from viz.drawn.legend import legend_of
from viz.drawn.mermaid import to_mermaid
from viz.drawn.svg import to_svg
from viz.drawn.tex import to_tex
from viz.palette import BEFORE, INK
from viz.records.animation import animation_of
from viz.records.before import Before, FoldedBefore
from viz.records.picture import picture_of

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def line(label="L"):
    """L = w · x + b at w = 3, x = 0, b = 1."""
    w, x, b = Value(3.0, "w"), Value(0.0, "x"), Value(1.0, "b")
    L = w * x + b
    L.label = label
    return L


def twice(label="L"):
    L = line(label)
    L.backward(2.0)
    L.backward(2.0)
    return L


def wide(count):
    """More nodes than are drawn one by one, each layer a scope with a weight of its own."""
    h = Value(0.5, "x")
    for layer in range(count):
        with scope(f"층 {layer}"):
            h = (h * Value(0.9, f"w{layer}") + Value(0.1, f"b{layer}")).tanh()
    h.label = "L"
    return h


TREE_KO = """\
                         값  기울기                       국소 미분
L = + (손실)         1.0000  2.0000
├─ w·x = × (중간값)  0.0000  2.0000                          ∂ 1.00
│  ├─ w (가중치)     3.0000  0.0000                          ∂ 0.00
│  └─ x (입력)       0.0000  12.0000  ≠ 기여분의 합 6.0000     ∂ 3.00
└─ b (편향)          1.0000  4.0000  ≠ 기여분의 합 2.0000     ∂ 1.00
≠ 이 그래프의 기여분 합과 다른 기울기: 이전 backward()에서 쌓였거나 남은 값, 또는 직접 넣은 값
L.zero_grad(); L.backward() = 초기화하고 다시 구하기"""

TREE_EN = """\
                               value  gradient                         local derivative
L = + (loss)                  1.0000         -
├─ w·x = × (intermediate)     0.0000         -                                   ∂ 1.00
│  ├─ w (weight)              3.0000   -1.5000  ≠ not from this graph            ∂ 0.00
│  └─ x (input)               0.0000         -                                   ∂ 3.00
└─ b (bias)                   1.0000         -                                   ∂ 1.00
≠ a gradient that is not the sum of this graph's contributions: \
accumulated or left by an earlier backward(), or set by hand
L.zero_grad(); L.backward() = clear it and start afresh"""


def unpadded(tree):
    return [re.sub(r" {2,}", "  ", row) for row in tree.splitlines()]


def test_the_tree_says_what_the_contributions_are_and_what_to_write():
    assert unpadded(str(draw(twice()))) == unpadded(TREE_KO)
    set_language("en")
    L = line()
    w = L.parents[0].parents[0]
    (w * 0.5).backward(-3.0)
    assert unpadded(str(draw(L))) == unpadded(TREE_EN)


@pytest.mark.parametrize("label", ["L", "손실", "loss_2", "", "L₁", "my loss", "class", "1"])
def test_the_line_that_clears_can_be_run_and_does(label):
    root = twice(label)
    plain = line(label)
    plain.backward()
    picture = picture_of(root)
    assert picture.has_gradients_from_before
    exec(picture.fresh_start, {label if label in ("L", "손실", "loss_2") else "root": root})
    assert picture_of(root) == picture_of(plain)
    assert picture_of(root).notes == []


@pytest.mark.parametrize("style", STYLES)
def test_four_states_of_a_gradient_look_different(style):
    states = {
        "v0": (None, None),
        "v1": (0.0, None),
        "v2": (NAN, None),
        "v3": (1.0, None),
        "v4": (1.0, Before(1.0, 0.5)),
    }
    cards = [
        Card(id, "a", "input", 1.0, gradient, before=before)
        for id, (gradient, before) in states.items()
    ]
    svg = to_svg(picture(style, *cards))
    looks = {}
    for id in states:
        group = elements(svg)[f"a_{id}_gradient"]
        frames = {
            (e.get("stroke", "none"), bool(e.get("stroke-dasharray")))
            for e in group.iter()
            if e.tag != f"{SVG}text"
        }
        words = "".join(elements(svg)[id].itertext())
        looks[id] = cell(svg, f"a_{id}_gradient"), frames, "≠" in words
        assert any(dashed for _, dashed in frames) == (id == "v4")
    assert cell(svg, "a_v4_gradient") == (BEFORE[0], INK, "1.0000")
    assert len(set(map(str, looks.values()))) == len(states)
    assert [looks[id][2] for id in states] == [False, False, False, False, True]
    assert "≠ 기여분의 합 0.5000" in "".join(elements(svg)["v4"].itertext())
    assert not framed(svg, "v4")  # red is for nan alone


@pytest.mark.parametrize("style", STYLES)
def test_a_gradient_from_before_that_is_nan_keeps_its_red_frame(style):
    svg = to_svg(picture(style, Card("v0", "a", "input", 1.0, NAN, before=Before(NAN, 0.5))))
    assert framed(svg, "v0")
    assert "≠ 기여분의 합 0.5000" in "".join(elements(svg)["v0"].itertext())


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_legend_tells_of_it_and_of_the_line_only_where_there_is_one(style, language):
    set_language(language)
    said = {}
    for before in (None, Before(1.0, None)):
        svg = to_svg(
            picture(
                style,
                Card("v0", "a", "input", 1.0, 1.0, before=before),
                Card("v1", "L", "loss", 1.0, 1.0),
            )
        )
        said[before] = "".join(ElementTree.fromstring(svg).itertext()).replace("\u00a0", " ")
    told = [
        text("draw.before.legend"),
        text("draw.before.clear"),
        "L.zero_grad(); L.backward()",
        text("draw.before.none"),
    ]
    assert all(words in said[Before(1.0, None)] for words in told)
    assert not any(words in said[None] for words in told)


def test_nothing_of_it_stands_in_an_ordinary_drawing():
    def forms(root):
        shown = draw(root)
        return [str(shown), shown.dot, shown.svg, to_mermaid(shown.picture), to_tex(shown.picture)]

    before, after = line(), line()
    after.backward()
    for form in forms(before) + forms(after):
        assert (
            "≠" not in form
            and "DASHED" not in form
            and "dasharray:" not in form
            and "zero" not in form
        )
    assert all("≠" in form for form in forms(twice()))


def test_a_gradient_from_before_is_off_the_scale_of_this_pass():
    root = line()
    root.backward()
    plain = picture_of(root)
    root.parents[1].grad = -1e6
    shown = picture_of(root)
    assert shown.gradient_max == plain.gradient_max == 3.0
    assert shown.has_gradients
    root = line()
    root.parents[1].grad = 5.0
    assert not picture_of(root).has_gradients  # of this pass: the legend says "not yet"


def test_numbers_that_read_alike_are_told_by_their_difference():
    root = line()
    root.backward()
    root.parents[1].grad += 1e-6
    assert [c.before.note for c in picture_of(root).cards if c.before] == [
        "≠ 기여분의 합, 차이 1.000e-06"
    ]
    x = Tensor(np.array([3.0, -4.0]), "x")
    root = (x * 2.0).sum()
    root.backward()
    x.grad = -x.grad
    (note,) = [c.before.note for c in picture_of(root).cards if c.before]
    assert note == "≠ 기여분의 합, 차이 4.0000"
    x.grad = np.full(3, 2.0)  # of another shape
    assert "nan" in next(c.before.note for c in picture_of(root).cards if c.before)


def test_folded_groups_say_how_many_of_their_nodes_hold_one():
    root = wide(120)
    root.backward()
    assert not picture_of(root).has_gradients_from_before
    root.backward()
    shown = picture_of(root)
    assert shown.folded
    folded = [c for c in shown.cards if c.kind == "folded"]
    singles = [c for c in shown.cards if isinstance(c.before, Before)]
    counts = [c.before.count for c in folded if c.before]
    assert sum(counts) + len(singles) == 241  # x, and a weight and a bias for each layer
    assert FoldedBefore(2) in [c.before for c in folded]
    assert "≠ 이전 기울기 2개" in str(draw(root)) and "≠ 이전 기울기 2개" in draw(root).svg
    whole = picture_of(root, fold=False)
    assert sum(bool(c.before) for c in whole.cards) == 241


def test_after_a_change_of_data_the_drawing_says_that_it_cannot_tell():
    root = line()
    root.backward()
    w, b = root.parents[0].parents[0], root.parents[1]
    w.data, b.data = 2.5, 0.5
    shown = draw(root)
    assert shown.picture.changed and not shown.picture.has_gradients_from_before
    assert str(shown).endswith(MESSAGES["draw.changed"][0])
    assert MESSAGES["draw.changed"][0] in "".join(
        ElementTree.fromstring(shown.svg).itertext()
    ).replace("\u00a0", " ")
    root = line()
    root.parents[1].data = 0.5  # no gradient yet, so nothing to compare
    assert not picture_of(root).changed


def test_a_stepper_under_way_is_drawn_as_ever():
    x = Value(3.0, "x")
    stepper = Stepper(x * x * x)
    for _ in range(len(stepper)):
        stepper.next()
        assert not picture_of(stepper.root).has_gradients_from_before


def test_mermaid_and_tex_have_it_too():
    shown = picture_of(twice())
    source = to_mermaid(shown)
    dashed = re.findall(r"style (v\d+) .*stroke-dasharray", source)
    assert dashed == [c.id for c in shown.cards if c.before]
    assert "≠ 기여분의 합 6.0000" in source and "notes[" in source
    assert (
        "% L.zero_grad(); L.backward() = 초기화하고 다시 구하기\n"
        in to_tex(shown).partition("\\begin")[0]
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_words_fit_their_cells(language):
    set_language(language)
    befores = [
        Before(1.0, None),
        Before(1.0, 1.0, 1e-9),
        Before(1.0, -123456.789),
        FoldedBefore(12_345),
    ]
    cards = tuple(
        Card(f"v{i}", "", "folded" if i == 3 else "input", 1.0, 1e-9, before=b)
        for i, b in enumerate(befores)
    )
    for card in cards:
        assert_cells_are_wide_enough(card_label(card, 1.0), 14)
    assert_cells_are_wide_enough(legend_of(Picture(cards, (), 4, changed=True)), 10)


# ── what is computed anew ──


def test_the_steps_say_what_grad_holds_beside_the_gradient_that_they_compute():
    root = twice()
    (take,) = animation_of(root).takes
    labels = {card.label: card.id for card in take.picture.cards}
    assert take.held == {labels["x"]: "12.0000", labels["b"]: "4.0000"}
    assert {card.label: card.gradient for card in take.picture.cards} == {
        "w": 0.0,
        "x": 3.0,
        "w·x": 1.0,
        "b": 1.0,
        "L": 1.0,
    }
    root.zero_grad()
    assert animation_of(root).takes[0].held == {}
    root = wide(120)
    root.backward()
    root.backward()
    (take,) = animation_of(root).takes
    assert sum(int(count) for id, count in take.held.items() if id.startswith("g")) > 0


def test_frames_show_the_pass_alone(tmp_path):
    root = line()
    plain = [path.read_text() for path in save_frames(root, tmp_path / "a")]
    root.backward()
    root.backward()
    assert [path.read_text() for path in save_frames(root, tmp_path / "b")] == plain
