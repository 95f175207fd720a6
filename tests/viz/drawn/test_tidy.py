"""가지런한 배치: 겹치지 않고, 차례가 지켜진다. Tidy places: nothing overlaps, order is kept."""

import re
import time
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Value, expand, manual_seed
from micrograd_ko.losses import binary_cross_entropy
from micrograd_ko.nn import MLP
from micrograd_ko.strategies import graphs, networks
from tests.viz.drawn.layout_measure import (
    GRAPHS,
    measure,
    numbers,
    over_line,
    over_text,
    read,
    rows_of,
    through,
)
from viz.drawn.lanes import ways_of
from viz.drawn.placed import placed_svg
from viz.drawn.tidy import GAP, grid_of, spread
from viz.records import picture_of


def network_loss(*sizes, samples=1):
    manual_seed(0)
    model = MLP(sizes[0], list(sizes[1:]), activation="tanh")
    X = np.linspace(1.0, -0.5, sizes[0] * samples).reshape(samples, -1)
    loss = expand(binary_cross_entropy(model(X), np.ones((samples, sizes[-1]))))
    loss.backward()
    return loss


def chained(*counts):
    """A graph of many sums, one after the other."""
    total, leaf = Value(1.0, "x"), 0
    for count in counts:
        for _ in range(count):
            leaf += 1
            total = total * Value(0.5, f"w{leaf}") + Value(0.1, f"b{leaf}")
        total = total.tanh()
    return total


pictures = st.one_of(
    networks(max_samples=2).map(lambda network: picture_of(expand(network.loss()), fold=False)),
    graphs(max_ops=14, leaves=4).map(picture_of),
)


def heights_of(picture, each=64.0):
    return {card.id: each for card in picture.cards}


@given(pictures)
def test_nothing_is_drawn_over_anything_else(picture):
    seen = read(placed_svg(picture))
    assert not [
        (a, b) for (a, one), (b, two) in combinations(seen.cards.items(), 2) if one.overlaps(two)
    ]
    assert through(seen) == 0
    assert over_text(seen) == 0
    assert over_line(seen) == 0


@given(pictures)
def test_the_same_picture_is_placed_the_same(picture):
    assert placed_svg(picture) == placed_svg(picture)


@given(pictures)
def test_inputs_stand_to_the_left_of_what_uses_them_and_each_column_from_the_top_down(picture):
    grid = grid_of(picture, heights_of(picture))
    assert sorted(grid.column) == sorted(card.id for card in picture.cards)
    for edge in picture.edges:
        assert grid.column[edge.source] < grid.column[edge.target]
    for column in grid.columns:
        assert all(a.bottom + GAP <= b.top + 1e-6 for a, b in pairwise(column))


@given(pictures)
def test_an_edge_has_a_level_at_each_end_and_in_each_column_between(picture):
    ways = ways_of(picture, heights_of(picture))
    column = ways.grid.column
    for edge in picture.edges:
        assert len(ways.levels[edge.id]) == column[edge.target] - column[edge.source] + 1


@pytest.mark.parametrize("sizes", [(2, 3, 1), (3, 2, 2, 1), (1, 4, 1), (4, 1, 2)], ids=str)
def test_neurons_and_weights_stand_in_their_natural_order(sizes):
    picture = picture_of(network_loss(*sizes))
    found = measure(placed_svg(picture), rows_of(picture))
    assert found.inversions == 0


@given(st.integers(1, 6))
def test_a_card_stands_in_the_middle_of_its_inputs(count):
    root = sum((Value(float(i), f"a{i}") for i in range(1, count + 1)), Value(0.5, "b")).tanh()
    picture = picture_of(root)
    y = grid_of(picture, heights_of(picture)).y
    inputs = {c.id: [e.source for e in picture.edges if e.target == c.id] for c in picture.cards}
    for id, sources in inputs.items():
        if sources:
            assert np.isclose(y[id], (y[sources[0]] + y[sources[-1]]) / 2)


def test_what_several_use_stands_in_a_column_of_its_own():
    picture = picture_of(GRAPHS["2-3-1 lists"]())
    labels = {card.id: card.label for card in picture.cards}
    columns = [
        [labels[block.id] for block in column]
        for column in grid_of(picture, heights_of(picture)).columns
    ]
    assert columns[0] == ["x₁", "x₂"]
    assert columns[1] == ["w⁽¹⁾₁₁", "w⁽¹⁾₂₁", "w⁽¹⁾₁₂", "w⁽¹⁾₂₂", "w⁽¹⁾₁₃", "w⁽¹⁾₂₃"]


def test_layers_lie_on_one_axis():
    picture = picture_of(network_loss(2, 4, 4, 1))
    grid = grid_of(picture, heights_of(picture))
    middles = [(column[0].y + column[-1].y) / 2 for column in grid.columns]
    high = max(column[-1].bottom - column[0].top for column in grid.columns)
    assert max(middles) - min(middles) < high / 5


def test_several_edges_in_one_gap_have_lanes_of_their_own():
    picture = picture_of(network_loss(2, 2, 1, samples=3))
    levels = ways_of(picture, heights_of(picture)).levels
    column = ways_of(picture, heights_of(picture)).grid.column
    passing = {}
    for edge in picture.edges:
        for place, y in enumerate(levels[edge.id][1:-1], start=column[edge.source] + 1):
            passing.setdefault(place, []).append(y)
    assert max(map(len, passing.values())) > 3
    for ys in passing.values():
        assert all(b - a > 4.9 for a, b in pairwise(sorted(ys)))


def test_a_long_chain_and_a_wide_network_are_placed_in_a_moment():
    for root in (chained(*[20] * 6), network_loss(2, 12, 7, 1)):
        picture = picture_of(root, fold=False)
        assert len(picture.cards) > 250
        start = time.perf_counter()
        placed_svg(picture)
        assert time.perf_counter() - start < 1.0  # 0.05 s; machines of a test run are busy


wishes = st.lists(st.floats(-100, 100), min_size=1, max_size=12)


@given(wishes, st.data())
def test_spread_keeps_distances_and_moves_no_more_than_it_must(wished, data):
    apart = data.draw(
        st.lists(st.floats(0, 30), min_size=len(wished) - 1, max_size=len(wished) - 1)
    )
    found = spread(wished, apart)
    assert all(b - a >= d - 1e-9 for a, b, d in zip(found, found[1:], apart, strict=False))
    assert np.isclose(np.mean(found), np.mean(wished))
    if all(b - a >= d for a, b, d in zip(wished, wished[1:], apart, strict=False)):
        assert np.allclose(found, wished)


def test_arrows_are_smooth():
    svg = placed_svg(picture_of(network_loss(2, 3, 1)))
    for way in re.findall(r'<path d="([^"]*)"', svg):
        points = np.reshape(numbers(way), (-1, 2))
        assert (np.diff(points[:, 0]) >= -0.05).all()  # to the right all the way
