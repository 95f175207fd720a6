"""신경망의 SVG: 겹치지 않고, 종이 안에 있고, 색과 굵기가 수를 말한다.

The SVG of a network: nothing overlaps, all lies on the paper, colours and widths tell numbers.
"""

import re
from dataclasses import replace
from itertools import combinations
from math import hypot, inf, nan
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Tensor, Value, set_language
from micrograd_ko.messages import em
from micrograd_ko.nn import MLP
from viz import draw
from viz.drawn import to_network_svg, to_network_text
from viz.drawn.network import figure
from viz.palette import NAN, pen, scale, shade
from viz.records import Circle, NetworkPicture, Wire, network_picture, samples_in, samples_of

SVG = "{http://www.w3.org/2000/svg}"
SIZES = [
    (2, 3, 1),
    (1, 1),
    (2, 16, 16, 1),
    (64, 32, 10),
    (784, 50, 10),
    (3, 6, 7, 2),
    (8, 9, 10, 1),
    (30, 1),
]


def picture(sizes, *, loss=True, **options):
    """A network of these sizes on two samples."""
    model = MLP(sizes[0], sizes[1:], activation="tanh", rng=0)
    X = np.random.default_rng(1).normal(size=(2, sizes[0]))
    given = (X, np.ones((2, sizes[-1])), "mse") if loss else (X,)
    return network_picture(samples_of(model, *given, chosen=1), sample=1, **options)


def elements(svg):
    return {e.get("id"): e for e in ElementTree.fromstring(svg).iter() if e.get("id")}


def circle(**numbers):
    """A picture of one input and one neuron with these numbers."""
    known = {"value": 0.5, "gradient": None} | numbers
    unit = Circle("n1_0", 1, 0, known.pop("name", "a₁"), **known)
    start = Circle("n0_0", 0, 0, "x₁", 1.0, None)
    wires = (Wire("l1_0_0", "n0_0", "n1_0", "w₁", -0.5, None),)
    return NetworkPicture(((start,), (unit,)), (1, 1), wires, 1, None, 0, 1, "weight")


def bodies(svg):
    """Centre and radius of each circle."""
    found = {}
    for id, e in elements(svg).items():
        if re.fullmatch(r"n\d+_\d+", id):
            (body,) = [c for c in e.iter(f"{SVG}circle") if c.get("class") == "body"]
            found[id] = tuple(float(body.get(k)) for k in ("cx", "cy", "r"))
    return found


@pytest.mark.parametrize("sizes", SIZES)
def test_no_circle_touches_another(sizes):
    for a, b in combinations(bodies(to_network_svg(picture(sizes))).values(), 2):
        assert hypot(a[0] - b[0], a[1] - b[1]) > a[2] + b[2] + 2


@pytest.mark.parametrize("sizes", SIZES)
def test_no_name_touches_a_circle_or_another_name(sizes):
    svg = to_network_svg(picture(sizes))
    boxes = {}
    for id, e in elements(svg).items():
        for name in (t for t in e.iter(f"{SVG}text") if t.get("class") == "name"):
            x, y, size = (float(name.get(k)) for k in ("x", "y", "font-size"))
            shares = ((s.text, float(s.get("font-size", "100%")[:-1]) / 100) for s in name)
            width = size * (em(name.text) + sum(em(words) * share for words, share in shares))
            left = x if name.get("text-anchor") == "start" else x - width / 2
            boxes[id] = (left, y - size, left + width, y + size / 3)
    for id, (left, top, right, bottom) in boxes.items():
        for x, y, r in (body for other, body in bodies(svg).items() if other != id):
            near = hypot(x - min(max(x, left), right), y - min(max(y, top), bottom))
            assert near > r, id
    for a, b in combinations(boxes.values(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("colour", ["weight", "gradient"])
@pytest.mark.parametrize("sizes", SIZES)
def test_all_lies_on_the_paper(sizes, colour, language):
    set_language(language)
    root = ElementTree.fromstring(to_network_svg(picture(sizes, colour=colour)))
    wide, tall = float(root.get("width")), float(root.get("height"))
    offsets = {c: g for g in root.iter(f"{SVG}g") if g.get("transform") for c in g.iter()}
    for e in root.iter():
        if e.tag == f"{SVG}text":
            x, y = float(e.get("x")), float(e.get("y"))
            if e in offsets:
                dx, dy = re.findall(r"[\d.]+", offsets[e].get("transform"))
                x, y = x + float(dx), y + float(dy)
            width = em("".join(e.itertext())) * float(e.get("font-size"))
            start = {"start": x, "end": x - width}.get(e.get("text-anchor"), x - width / 2)
            assert start >= 0 and start + width <= wide and 9 <= y <= tall - 3
    assert all(r <= x <= wide - r and r <= y <= tall - r
               for x, y, r in bodies(to_network_svg(picture(sizes))).values())  # fmt: skip


@pytest.mark.parametrize(
    ("sizes", "wide", "tall"), [((2, 3, 1), 640, 400), ((2, 16, 16, 1), 1000, 640)]
)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_common_sizes_fit_a_slide(sizes, wide, tall, language):
    set_language(language)
    root = ElementTree.fromstring(to_network_svg(picture(sizes)))
    assert float(root.get("width")) <= wide and float(root.get("height")) <= tall
    assert all(float(e.get("font-size")) >= 9 for e in root.iter(f"{SVG}text"))


@pytest.mark.parametrize("sizes", SIZES)
def test_each_part_has_its_id_and_only_one(sizes):
    shown = picture(sizes)
    ids = re.findall(r'\bid="([^"]*)"', to_network_svg(shown))
    assert len(ids) == len(set(ids))
    parts = {c.id for c in shown.circles} | {f"{c.id}_value" for c in shown.circles}
    biases = {f"{c.id}_bias" for c in shown.circles if c.layer}
    assert set(ids) == parts | biases | {w.id for w in shown.wires} | {"loss", "loss_value"}


@given(st.lists(st.floats(-3, 3), min_size=3, max_size=3))
def test_colour_and_width_of_a_line_are_its_weight(weights):
    x = Value(1.0, "x₁", kind="input")
    units = [(Value(w, "w", kind="weight") * x + Value(0.0, "b", kind="bias")) for w in weights]
    shown = network_picture(samples_in(sum(unit.tanh() for unit in units) ** 2))
    largest, drawn = shown.largest("weight"), elements(to_network_svg(shown))
    for k, w in enumerate(weights):
        (line,) = drawn[f"l1_{k}_0"].iter(f"{SVG}path")
        assert float(line.get("stroke-width")) == pytest.approx(pen(w, largest), abs=0.006)
        t = shade(w, largest)
        if abs(t) >= 0.2:
            assert line.get("stroke") == scale(t)
            assert (line.get("stroke-dasharray") is not None) == (w < 0)  # not by colour alone


def test_what_colours_the_lines_is_said_and_ends_the_scale():
    for colour, words in (("weight", "가중치"), ("gradient", "기울기")):
        shown = picture((2, 3, 1), colour=colour)
        svg = to_network_svg(shown)
        assert f"선의 굵기 = |{words}|" in svg
        assert f"+{figure(shown.largest(colour))}<" in svg


@pytest.mark.parametrize(("language", "more", "lines"), [
    ("ko", "… 769개 더", "선은 39,700개 가운데 375개만"),
    ("en", "… 769 more", "375 of 39,700 lines"),
])  # fmt: skip
def test_what_is_left_out_is_counted(language, more, lines):
    set_language(language)
    shown = picture((784, 50, 10))
    for form in (to_network_svg(shown), to_network_text(shown)):
        assert more in form and "(784)" in form
    assert lines in to_network_svg(shown)


def test_columns_are_named_in_both_languages():
    for language, words in (
        ("ko", ["입력", "은닉층 1", "은닉층 2", "출력층", "손실"]),
        ("en", ["input", "hidden 1", "hidden 2", "output", "loss"]),
    ):
        set_language(language)
        svg = to_network_svg(picture((2, 3, 3, 1)))
        assert f'lang="{language}"' in svg
        assert [w for w in re.findall(r">([^<>]+)</text>", svg) if w in words] == words


def test_tooltips_have_whole_names_values_and_gradients():
    shown = picture((2, 3, 1))
    titles = {id: e.findtext(f"{SVG}title") for id, e in elements(to_network_svg(shown)).items()}
    assert re.fullmatch(
        r"a⁽¹⁾₁ = -?[\d.]+ \(기울기 -?[\d.]+\); z⁽¹⁾₁ = .*; b⁽¹⁾₁ = 0.0000 \(기울기 .*\)",
        titles["n1_0"],
    )
    assert titles["l1_0_1"].startswith("w⁽¹⁾₂₁ = ") and "기울기" in titles["l1_0_1"]
    assert titles["n1_0_bias"].startswith("b⁽¹⁾₁ = ")


def test_raised_and_lowered_signs_are_ordinary_ones_made_small():
    svg = to_network_svg(picture((2, 3, 1)))
    (name,) = [e for e in elements(svg)["n1_2"].iter(f"{SVG}text") if e.get("class") == "name"]
    assert [name.text, *(span.text for span in name)] == ["a", "(1)", "3"]
    raised, lowered = (float(span.get("dy")[: -len("em")]) for span in name)
    assert raised < 0 < raised + lowered


@given(st.text(max_size=30))
def test_a_label_cannot_be_markup(label):
    for name in (label, f"</title><script>{label}"):
        svg = to_network_svg(circle(name=name))
        assert not {e.tag for e in ElementTree.fromstring(svg).iter()} & {f"{SVG}script"}


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_nan_has_a_red_frame(value):
    body = elements(to_network_svg(circle(value=value)))["n1_0"].find(f"{SVG}circle")
    assert body.get("stroke") == NAN
    assert elements(to_network_svg(circle()))["n1_0"].find(f"{SVG}circle").get("stroke") != NAN


@pytest.mark.parametrize(("x", "shown"), [
    (0.0, "0.00"), (-0.0, "0.00"), (-0.004, "0.00"), (0.126, "0.13"), (-9.994, "-9.99"),
    (9.996, "10.0"), (-12.34, "-12.3"), (123.4, "123"), (-9999.4, "-9999"), (12345.0, "1e4"),
    (-3e7, "-3e7"), (2e12, "2e12"), (nan, "nan"), (inf, "inf"),
])  # fmt: skip
def test_a_number_in_a_circle_is_short(x, shown):
    assert figure(x) == shown and len(shown) <= 5


@given(st.floats(-1e9, 1e9))
def test_no_number_is_wider_than_its_circle(x):
    assert len(figure(x)) <= 5


def test_a_page_can_ask_for_parts_that_are_pressed():
    shown = picture((2, 3, 1))
    assert "tabindex" not in to_network_svg(shown)
    for id, e in elements(to_network_svg(shown, active=True)).items():
        pressed = e.get("class", "").split()[:1] in (["unit"], ["wire"], ["loss"])
        assert (e.get("tabindex") == "0" and e.get("role") == "button") == pressed, id


def test_without_data_names_stand_in_the_circles():
    svg = to_network_svg(network_picture(samples_of(MLP(2, [3, 1]))))
    assert not re.findall(r'class="value"[^>]*>[^<]', svg)
    x, y, r = bodies(svg)["n0_0"]
    (name,) = [e for e in elements(svg)["n0_0"].iter(f"{SVG}text") if e.get("class") == "name"]
    assert (float(name.get("x")), float(name.get("y"))) == (x, pytest.approx(y, abs=r / 2))


def test_the_same_picture_is_the_same_bytes():
    shown = picture((2, 3, 1))
    assert to_network_svg(shown) == to_network_svg(replace(shown))


def test_a_legend_can_be_left_out():
    shown = picture((2, 3, 1))
    with_legend, without = to_network_svg(shown), to_network_svg(shown, legend=False)
    assert "legend" in with_legend and "legend" not in without
    heights = [float(ElementTree.fromstring(s).get("height")) for s in (with_legend, without)]
    assert heights[1] < heights[0]


def test_the_table_has_a_row_for_each_neuron():
    x, w, b = (Tensor([[v]], label, kind=kind) for v, label, kind in (
        (2.0, "x", "input"), (0.5, "W", "weight"), (1.0, "b", "bias")))  # fmt: skip
    loss = ((x @ w + b).tanh() ** 2).sum()
    loss.label = "L"
    assert str(draw(loss, view="network")) == (
        "                값  기울기    편향\n"
        "입력    x₁  2.0000  0.0681\n"
        "출력층  a   0.9640  1.9281  1.0000\n"
        "손실    L   0.9293"
    )
