"""큰 그래프: 접고, 몇 개를 접었는지 말하고, 아무것도 멈추지 않는다.

Large graphs: they fold, say how much was folded, and nothing hangs.
"""

import time
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import FormatError, Value, scope, set_language, topological_order
from tests.helpers.sharing import fewer
from viz import draw, picture_of
from viz.drawn.layered import places
from viz.drawn.mermaid import to_mermaid
from viz.records.fold import MAX_NODES, REST, fold_groups, folding_of


def chain(length, start=1.0):
    x = Value(start, label="x")
    for _ in range(length - 1):
        x = -x
    return x


def network(layers, neurons, inputs=2):
    """Layers of neurons, each neuron 3·inputs + 2 nodes in a scope within its layer's."""
    xs = [Value(0.1 * i, label=f"x{i}") for i in range(inputs)]
    for layer in range(layers):
        with scope(f"층 {layer}"):
            outputs = []
            for neuron in range(neurons):
                with scope(f"뉴런 {neuron}"):
                    total = Value(0.1, label="b")
                    for x in xs:
                        total = total + x * Value(0.3, label="w")
                    outputs.append(total.tanh())
            xs = outputs
    return sum(xs[1:], xs[0])


@pytest.mark.parametrize(("length", "folded"), [(MAX_NODES, False), (MAX_NODES + 1, True)])
def test_a_graph_folds_when_it_has_more_than_400_nodes(length, folded):
    picture = picture_of(chain(length))
    assert picture.folded is folded
    assert picture.nodes == length
    assert len(picture.cards) == MAX_NODES


def test_scopes_fold_at_the_deepest_level_that_fits():
    groups = [c for c in picture_of(network(3, 20)).cards if c.kind == "folded"]
    # neurons, not whole layers
    assert {c.label.split("/")[1] for c in groups} == {f"뉴런 {i}" for i in range(20)}
    assert {c.scope for c in groups} == {(f"층 {i}",) for i in range(3)}
    assert {c.scope[0]: c.count for c in groups} == {"층 0": 8, "층 1": 62, "층 2": 62}


def test_outer_scopes_fold_when_the_inner_ones_are_still_too_many():
    root = network(12, 40)
    picture = picture_of(root)
    assert {c.label for c in picture.cards if c.kind == "folded"} == {f"층 {i}" for i in range(12)}
    assert len(picture.cards) <= MAX_NODES


def test_without_scopes_the_nodes_farthest_from_the_root_fold():
    root = chain(1000)
    picture = picture_of(root)
    (rest,) = [c for c in picture.cards if c.kind == "folded"]
    assert (rest.label, rest.count) == ("그 밖", 1000 - (MAX_NODES - 1))
    assert {c.id for c in picture.cards} == {rest.id} | {
        f"v{i}" for i in range(1000 - MAX_NODES + 1, 1000)
    }


@st.composite
def scoped_graphs(draw_from):
    """Graphs of 501 nodes whose scopes come and go, nest, and feed each other in any order."""
    names = draw_from(
        st.lists(st.lists(st.sampled_from("가나다"), max_size=3), min_size=1, max_size=6)
    )
    run = draw_from(st.integers(1, 90))
    many = draw_from(st.booleans())  # a scope of its own for every node
    nodes = [Value(1.0, label="x")]
    for i in range(500):
        path = [*names[i // run % len(names)], *([f"걸음 {i}"] if many else [])]
        stack = [scope(name) for name in path]
        for s in stack:
            s.__enter__()
        nodes.append(nodes[-1] + nodes[-(i % 7) - 1])
        for s in reversed(stack):
            s.__exit__(None, None, None)
    return nodes[-1]


@given(scoped_graphs())
@fewer(2)
def test_folding_loses_no_node_keeps_the_root_and_fits(root):
    picture = picture_of(root)
    assert sum(c.count for c in picture.cards) + len(folding_of(root).within) == picture.nodes
    assert picture.root.value == root.data
    assert picture.root.kind == "result"
    assert len(picture.cards) <= MAX_NODES
    ids = {c.id for c in picture.cards}
    assert len(ids) == len(picture.cards)
    assert all(e.source in ids and e.target in ids and e.source != e.target for e in picture.edges)


def test_a_thousand_scopes_side_by_side_fold_too():
    """One scope a time step, as for a recurrent network: no level of scopes fits."""
    x = Value(1.0, label="x")
    for step in range(1000):
        with scope(f"걸음 {step}"):
            x = (x + 1.0).tanh()
    assert len(picture_of(x).cards) <= MAX_NODES


def test_folded_groups_stand_after_what_they_are_made_from():
    """Parents before children holds for groups too, as long as they do not feed each other in a
    circle.
    """
    root = network(3, 20)
    picture = picture_of(root)
    place = {c.id: i for i, c in enumerate(picture.cards)}
    assert [e.id for e in picture.edges if place[e.source] > place[e.target]] == []


def two_groups_that_feed_each_other():
    x = Value(1.0, label="x")
    for i in range(600):
        with scope("가" if i // 50 % 2 else "나"):
            x = -x
    return x + 1.0


def test_groups_that_feed_each_other_in_a_circle_are_drawn():
    drawing = draw(two_groups_that_feed_each_other())
    edges = {(e.source, e.target) for e in drawing.picture.edges}
    assert {("g0", "g1"), ("g1", "g0")} <= edges
    ids = {e.get("id") for e in ElementTree.fromstring(drawing.svg).iter()}
    assert {"g0", "g1", "e_g0_g1", "e_g1_g0"} <= ids
    tree = str(drawing).splitlines()
    assert sum("노드 300개" in line for line in tree) == 2  # each group once, then ↑
    assert to_mermaid(drawing.picture).count("g0 --> g1") == 1


def test_places_take_a_circle():
    spots = places([("a", "b"), ("b", "a"), ("b", "c")], ["a", "b", "c"], [50] * 3, [20] * 3)
    heights = [y for _, y in spots]
    assert heights == sorted(set(heights))


def test_places_never_overlap():
    root = network(2, 6)
    picture = picture_of(root)
    widths, heights = [60 + i % 30 for i in range(len(picture.cards))], [40] * len(picture.cards)
    spots = places(
        [(e.source, e.target) for e in picture.edges],
        [c.id for c in picture.cards],
        widths,
        heights,
    )
    boxes = sorted(zip(spots, widths, strict=True), key=lambda box: (box[0][1], box[0][0]))
    for ((x1, y1), w1), ((x2, y2), w2) in pairwise(boxes):
        assert y2 - y1 >= 40 or x1 + w1 / 2 < x2 - w2 / 2


@pytest.mark.parametrize(
    ("language", "said", "count"),
    [
        ("ko", "노드 1,000개를 400개로 접어 그렸습니다", "노드 601개"),
        ("en", "1,000 nodes, folded into 400", "601 nodes"),
    ],
)
def test_the_counts_are_said_in_text_and_legend(language, said, count):
    set_language(language)
    drawing = draw(chain(1000))
    for shown in (str(drawing), drawing.svg, drawing.dot):
        assert said in shown
        assert count in shown
    assert count.split()[-1] in to_mermaid(drawing.picture)


def test_a_folded_drawing_by_an_engine_says_so_too():
    drawing = draw(network(3, 20))
    assert len(drawing.picture.cards) < 150
    said = "".join(ElementTree.fromstring(drawing.svg).itertext())
    assert f"노드 {drawing.picture.nodes:,}개를 {len(drawing.picture.cards)}개로" in said


def test_fold_false_draws_every_node():
    drawing = draw(chain(2000), fold=False)
    assert not drawing.picture.folded
    groups = [
        g
        for g in ElementTree.fromstring(drawing.svg).iter()
        if (g.get("class") or "").startswith("value")
    ]
    assert len(groups) == 2000
    assert "접어" not in drawing.svg


def test_more_than_20000_unfolded_nodes_are_refused_at_once(raised):
    root = chain(100_000)
    started = time.process_time()
    korean, english = raised(lambda: draw(root, fold=False), FormatError)
    assert time.process_time() - started < 4  # for two calls; making the records first takes 15
    assert "100,000" in korean
    assert "20,000" in korean
    assert "100,000 nodes are too many" in english
    assert "fold=True" in english


def test_a_graph_that_folds_never_asks_to_be_folded():
    x = Value(1.0)
    for step in range(20_001):
        with scope(f"{step}"):
            x = -x
    assert draw(x).picture.nodes == 20_002


@pytest.mark.slow
def test_a_million_nodes_in_a_chain_fold_and_draw(no_collector):
    drawing = draw(chain(1_000_000))
    assert drawing.picture.nodes == 1_000_000
    assert drawing.picture.cards[0].count == 1_000_000 - (MAX_NODES - 1)
    assert "1,000,000" in drawing.svg
    assert len(drawing.svg) < 1_000_000
    assert len(str(drawing).splitlines()) == 1 + MAX_NODES + 1


def test_up_to_the_limit_nothing_folds():
    order = topological_order(chain(10))
    assert fold_groups(order, 10) == {}
    assert set(fold_groups(order, 9).values()) == {REST}
