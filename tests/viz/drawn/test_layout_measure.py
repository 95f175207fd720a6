"""배치는 나빠지지 않는다. Layout does not get worse: figures of what can be read badly."""

from dataclasses import astuple, fields

import numpy as np
import pytest

from tests.viz.drawn.layout_measure import GRAPHS, Measured, measure, measured
from viz.drawn.large import large_svg
from viz.records import picture_of

# crossings, arrows through cards, texts on texts, texts on lines, unused area, width, inversions
BEFORE = {  # when each sum of two was a card, and labels stood beside their arrows
    "neuron": Measured(0, 0, 0, 0, 0.815, 1166, 0),
    "readme": Measured(0, 0, 0, 0, 0.772, 734, 0),
    "square": Measured(0, 0, 0, 0, 0.772, 734, 0),
    "summed": Measured(3, 0, 0, 0, 0.823, 2273, 0),
    "2-3-1 tensors": Measured(3, 0, 0, 5, 0.894, 3058, 4),
    "2-3-1 lists": Measured(23, 0, 0, 5, 0.905, 2932, 3),
    "penguin": Measured(4, 0, 0, 2, 0.894, 2599, 6),
    "2-4-4-1": Measured(24, 0, 0, 4, 0.927, 5212, 2),
}
# A sum is one card, and labels are moved to where nothing is. Networks stand in columns: arrows
# cross as often as layers in their order make them, C(m,2)·C(n,2) times between m and n neurons
# (2-4-4-1: 6 + 36), and never run through a card or a text.
NOW = {
    "neuron": Measured(0, 0, 0, 0, 0.793, 924, 0),
    "readme": Measured(0, 0, 0, 0, 0.773, 735, 0),
    "square": Measured(0, 0, 0, 0, 0.773, 735, 0),
    "summed": Measured(4, 0, 0, 0, 0.758, 1500, 0),
    "2-3-1 tensors": Measured(3, 0, 0, 0, 0.83, 2200, 0),
    "2-3-1 lists": Measured(3, 0, 0, 0, 0.83, 2000, 0),
    "penguin": Measured(3, 0, 0, 0, 0.83, 1770, 0),
    "2-4-4-1": Measured(42, 0, 0, 0, 0.86, 3250, 0),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_layout_is_no_worse_than_now(name):
    found = measured(GRAPHS[name]())
    for field, now, bound in zip(fields(found), astuple(found), astuple(NOW[name]), strict=True):
        assert now <= bound, (field.name, found)


def test_labels_are_clear_and_drawings_narrower_than_they_were():
    assert sum(before.over_line for before in BEFORE.values()) == 16
    for name, now in NOW.items():
        assert (now.through, now.over_text, now.over_line) == (0, 0, 0)
        assert now.width <= BEFORE[name].width + 1


CARD = (
    '<g id="{id}" class="value input"><rect x="{x}" y="{y}" width="60" height="40" stroke="#000"/>'
    '<text x="{tx}" y="{ty}" font-size="10">{id}</text></g>'
)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 200">{}</svg>'


def card(id, x, y):
    return CARD.format(id=id, x=x, y=y, tx=x + 5, ty=y + 15)


def arrow(id, d, label=""):
    return f'<g id="{id}" class="edge"><path d="{d}"/>{label}</g>'


FOUR = card("v0", 0, 0) + card("v1", 0, 150) + card("v2", 140, 0) + card("v3", 140, 150)


ACROSS = (
    arrow("e0_3_0", "M60,20C90,60 110,120 140,170"),
    arrow("e1_2_0", "M60,170C90,120 110,60 140,20"),
)
OVER_A_CARD = arrow("e0_3_0", "M60,20C70,20 170,10 190,30C190,60 190,120 170,150")
AGAIN = '<text x="6" y="16" font-size="10">again</text>'
ON_A_LINE = arrow("e0_1_0", "M30,40L30,150", '<text x="20" y="100" font-size="10">∂ 1</text>')
BAD = {
    "crossings": "".join(ACROSS),
    "through": OVER_A_CARD,
    "over_text": AGAIN,
    "over_line": ON_A_LINE,
    "inversions": card("v4", 0, 80),
}


@pytest.mark.parametrize("what", BAD)
def test_what_is_bad_is_counted_once(what):
    rows = [["v0", "v1", "v4"], ["v2", "v3"]]
    good, bad = (measure(DRAWING.format(FOUR + part), rows) for part in ("", BAD[what]))
    assert [getattr(good, name) for name in BAD] == [0] * len(BAD)
    assert getattr(bad, what) == 1


def test_the_width_is_that_at_which_the_smallest_letter_can_be_read():
    assert measure(DRAWING.format(FOUR)).width == 180
    small = '<text x="80" y="80" font-size="10">w<tspan font-size="50%">1</tspan></text>'
    assert measure(DRAWING.format(FOUR + small)).width == 360


def test_unused_is_what_no_card_covers():
    assert np.isclose(measure(DRAWING.format(FOUR)).unused, 1 - 4 * 60 * 40 / 200**2)


def test_the_drawings_of_large_graphs_are_read_as_well():
    picture = picture_of(GRAPHS["2-3-1 lists"]())
    found = measure(large_svg(picture))
    assert 0 < found.unused < 1 and found.width > 500
