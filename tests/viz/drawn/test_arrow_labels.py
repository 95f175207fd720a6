"""화살표의 글과 구역의 이름은 빈 곳에. Labels of arrows and names of scopes stand clear."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given

from micrograd_ko import Value, scope
from tests.helpers.graphs import graphs
from tests.helpers.sharing import fewer
from tests.viz.drawn.layout_measure import GRAPHS, over_line, over_text, read
from viz import draw, picture_of
from viz.drawn import labels as module
from viz.drawn.labels import cleared
from viz.drawn.layout import lay_out

SVG = "{http://www.w3.org/2000/svg}"


def raw(root):
    """What Graphviz wrote, without the comments and titles."""
    svg = lay_out(draw(root).dot, "svg").decode()
    return re.sub(
        r"<!--.*?-->\n?|<title>[^<]*</title>\n?", "", svg[svg.index("<svg") :], flags=re.S
    )


def places(svg):
    """The place of every text, by the part it belongs to."""
    return {
        (part, "".join(text.itertext()), i): (float(text.get("x")), float(text.get("y")))
        for group in ElementTree.fromstring(svg).iter(f"{SVG}g")
        if (part := group.get("id"))
        for i, text in enumerate(group.findall(f"{SVG}text"))
    }


def moved(svg):
    now = places(cleared(svg))
    return {key for key, place in places(svg).items() if now[key] != place}


@pytest.mark.parametrize("name", ["2-3-1 tensors", "2-4-4-1"])
def test_a_label_that_lies_on_something_is_moved_and_no_other(name):
    root = GRAPHS[name]()
    root.backward()
    svg = raw(root)
    seen, after = read(svg), read(cleared(svg))
    assert over_line(seen) > 0
    assert (over_line(after), over_text(after)) == (0, 0)
    assert {part for part, _, _ in moved(svg)} <= {
        part for part in {text.part for text in seen.texts} if part[:1] == "e" or "clust" in part
    }
    assert (after.edges.keys(), after.cards) == (seen.edges.keys(), seen.cards)


def test_a_moved_label_stays_at_its_arrow():
    root = GRAPHS["2-3-1 lists"]()
    svg = raw(root)
    found = {label.id: label for label in module._read(ElementTree.fromstring(svg))[0]}
    after = {label.id: label for label in module._read(ElementTree.fromstring(cleared(svg)))[0]}
    for id in {part for part, _, _ in moved(svg)}:
        middle = [sum(pair) / 2 for pair in zip(after[id].box[:2], after[id].box[2:], strict=True)]
        assert min(abs(found[id].tried - middle).sum(axis=1)) < 0.1
    assert {text.part for text in read(cleared(svg)).texts} == {t.part for t in read(svg).texts}


def test_what_is_clear_is_left_as_it_was():
    for name in ("neuron", "square"):
        svg = raw(GRAPHS[name]())
        assert cleared(svg) == svg


def test_where_there_is_no_free_place_a_label_stays(monkeypatch):
    svg = raw(GRAPHS["penguin"]())
    monkeypatch.setattr(module, "_free", lambda *_: False)
    assert cleared(svg) == svg


def test_layers_stand_side_by_side():
    root = GRAPHS["penguin"]()
    picture = picture_of(root)
    cards = read(draw(root, engine="graphviz-pure").svg).cards
    hidden, output = (
        [cards[c.id] for c in picture.cards if c.scope and c.scope[0].startswith(name)]
        for name in ("은닉층", "출력")
    )
    assert max(box.right for box in hidden) < min(box.left for box in output)


@given(graphs())
@fewer(4)
def test_labels_lie_on_no_card_and_on_no_other_label(nodes):
    with scope("가"):
        root = nodes[-1].tanh() + Value(1.0, "b")
    seen = read(draw(root).svg)
    labels = [text for text in seen.texts if text.part[:1] == "e"]
    assert not [
        (text, id)
        for text in labels
        for id, box in (seen.cards | seen.ops).items()
        if text.box.shrunk(2).overlaps(box)
    ]
