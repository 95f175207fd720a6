"""열린 뉴런의 카드: 이름과 말. The cards of a neuron that is opened: names and words."""

import re

import numpy as np
import pytest

from micrograd_ko.nn import MLP
from viz import save
from viz.quoting import scripted


@pytest.fixture
def network(visit, tmp_path):
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    model = MLP(2, [12, 1], activation="tanh", rng=0)
    path = save(model, tmp_path / "network.html", X, X.sum(1, keepdims=True) % 2, loss="mse")
    return visit(path)


def test_names_on_cards_are_written_as_drawings_write_them(network):
    network.evaluate("choose('n2_0')")
    names = network.evaluate("scene.cards.map(({ label }) => label)")
    assert any("₁₂" in name for name in names)
    for name, card in zip(names, network.evaluate("scene.cards.map(({ id }) => id)"), strict=True):
        spans = network.evaluate(
            f"[...document.querySelectorAll('#{card} .label tspan')].map((e) =>"
            " [e.textContent, e.getAttribute('font-size'), e.getAttribute('dy')])"
        )
        drawn = scripted(f"<text>{name}</text>")
        wanted = re.findall(r"<tspan([^>]*)>([^<]*)</tspan>|([^<>]+)(?=<)", drawn[6:])
        assert [s[0] for s in spans] == [inner or plain for _, inner, plain in wanted]
        assert [(s[1] or "", s[2] or "") for s in spans] == [
            ("".join(re.findall('font-size="([^"]*)"', a)), "".join(re.findall('dy="([^"]*)"', a)))
            for a, _, _ in wanted
        ]


def test_a_word_of_the_other_language_keeps_clear_of_its_cell(network):
    network.evaluate("() => { choose('n1_0'); speak('en'); }")
    overlaps = network.evaluate("""() => {
      const side = (element) => element.getBoundingClientRect();
      const cells = [...document.querySelectorAll("#ui-view .cell")];
      return cells.filter((cell) => side(cell.previousElementSibling).right > side(cell).left + 1)
        .length;
    }""")
    assert overlaps == 0
