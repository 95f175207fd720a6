"""가지런한 그림의 SVG: 페이지가 찾는 것이 있고, 작고, 프로그램이 필요 없다.

The SVG of tidy pictures: it has what the page looks for, is small, and needs no program.
"""

import re
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from micrograd_ko import Value, set_language
from micrograd_ko.errors import LayoutError
from micrograd_ko.nn import MLP
from tests.helpers.pages import mlp, neuron, wide, xor
from tests.viz.drawn.layout_measure import GRAPHS
from tests.viz.drawn.test_tidy import network_loss
from viz import draw, picture_of, save
from viz.drawn import to_svg
from viz.played.stage import prepared, words_of
from viz.records import network_sheet

SVG = "{http://www.w3.org/2000/svg}"
TIDY = {name: GRAPHS[name] for name in ("2-3-1 tensors", "2-3-1 lists", "penguin", "2-4-4-1")}


def elements(svg):
    return {e.get("id"): e for e in svg.iter() if e.get("id")}


def classes(element):
    return set(element.get("class", "").split())


@pytest.mark.parametrize("name", TIDY)
def test_networks_of_numbers_are_tidy(name):
    assert picture_of(TIDY[name]()).tidy


def test_what_is_no_network_of_numbers_or_is_folded_is_not_tidy():
    assert not picture_of(neuron()).tidy  # a single neuron
    assert not picture_of(mlp()).tidy  # arrays
    assert not picture_of(Value(1.0) * 2).tidy
    assert not picture_of(wide(300)).tidy  # from left to right it would be too wide to read
    many = picture_of(network_loss(2, 13, 7, 1))
    assert many.folded and not many.tidy


def test_a_neuron_that_is_opened_is_tidy():
    root = xor()
    assert all(scene.picture.tidy for scene in network_sheet([root]).scenes)


def test_no_layout_program_is_needed(monkeypatch):
    monkeypatch.setattr("viz.drawn.layout.find_engine", lambda name: None)
    svg = draw(xor()).svg
    assert svg.startswith("<?xml") and "<title>" in svg
    with pytest.raises(LayoutError):
        to_svg(picture_of(xor()), engine="dot")  # asked for by name


@pytest.mark.parametrize("tidy", [True, False])
def test_the_page_finds_its_parts_in_either_style(tidy):
    root = xor()
    root.backward()
    picture = replace(picture_of(root), tidy=tidy)
    found = elements(prepared(picture, legend=False))
    for card in picture.cards:
        group = found[card.id]
        assert {"node", "value", card.kind, "card"} <= classes(group)
        assert sum("frame" in classes(e) for e in group.iter()) == 1
        (label,) = (e for e in group.iter() if "label" in classes(e))
        assert "".join(label.itertext())[0] == card.label[0]
        for what in ("value", "gradient"):
            shown = f"a_{card.id}_{what}" in found
            assert shown == (card.has_value_row if what == "value" else card.has_gradient_row)
            if shown:
                cell = found[f"a_{card.id}_{what}"]
                assert {"cell", what} <= classes(cell)
                assert [e.get("text-anchor") for e in cell.iter(f"{SVG}text")] == ["end"]
        said = list(words_of(card, group))
        assert [words["ko"] for _, words in said] == card.words("ko")
        assert [words["en"] for _, words in said] == card.words("en")
        assert ["".join(e.itertext()) for e, _ in said] == card.words()
        if card.sign:
            assert "op" in classes(found[card.op_id])
            assert found[card.op_id].find(f".//{SVG}ellipse") is not None
    for edge in picture.edges:
        group = found[edge.id]
        assert "edge" in classes(group) and group.find(f".//{SVG}path") is not None
        (number,) = (e for e in group.iter() if "local" in classes(e))
        assert number.text.replace("\u00a0", " ") == f" {edge.label.removeprefix('∂ ')}"


def test_the_tip_of_an_arrow_is_the_second_corner_of_its_head():
    picture = picture_of(xor())
    found = elements(ElementTree.fromstring(to_svg(picture)))
    for card in (c for c in picture.cards if c.sign):
        head = found[card.arrow_id].find(f"{SVG}polygon").get("points").split()
        tips = [float(corner.split(",")[0]) for corner in head]
        assert tips[1] == max(tips)
        left = float(found[card.id].find(f"{SVG}rect").get("x"))
        assert left - 2 < tips[1] < left + 1


def test_words_stand_in_the_language_chosen():
    set_language("en")
    svg = to_svg(picture_of(xor()))
    assert "weight" in svg and "가중치" not in svg


def test_labels_cannot_inject_markup():
    root = xor()
    root.label = "<b>&\"'"
    svg = to_svg(picture_of(root))
    assert "<b>" not in svg
    ElementTree.fromstring(svg)


def test_no_number_has_more_than_one_decimal():
    root = xor()
    root.backward()
    svg = to_svg(picture_of(root), legend=False)
    places = re.findall(r' (?:d|points|x|y|x1|y1|x2|y2|cx|cy|rx|ry|width|height)="([^"]*)"', svg)
    assert len(places) > 500
    assert not [place for place in places if re.search(r"\.\d\d|e-", place)]


def test_a_tidy_svg_is_a_third_smaller_than_that_of_graphviz():
    picture = picture_of(GRAPHS["2-4-4-1"]())
    assert len(to_svg(picture)) < 0.67 * len(to_svg(picture, engine="graphviz-pure"))


def test_the_page_of_a_wide_network_has_at_most_600_kilobytes(tmp_path):
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    model = MLP(2, [16, 16, 1], activation="tanh", rng=0)
    path = save(
        model, tmp_path / "x.html", X, X.sum(1, keepdims=True) % 2, loss="binary_cross_entropy"
    )
    assert path.stat().st_size < 600_000
