"""긴 합은 카드 하나. A sum of many terms is one card."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Tensor, Value, backward_steps, forward_steps, scope
from micrograd_ko.engine.notation import number
from tests.helpers.graphs import graphs
from viz import draw, picture_of
from viz.drawn import to_mermaid, to_tex
from viz.records import animation_of
from viz.records.fold import folding_of
from viz.records.sums import MANY


def leaves(count):
    return [Value(float(i), f"x{i}") for i in range(1, count + 1)]


def signs(root):
    return [card.sign for card in picture_of(root).cards if card.sign]


def terms(root):
    """The labels of what the last card is made from, in order."""
    picture = picture_of(root)
    labels = {card.id: card.label for card in picture.cards}
    return [labels[e.source] for e in picture.edges if e.target == picture.root.id]


@pytest.mark.parametrize("count", range(2, 8))
def test_a_sum_of_many_terms_is_one_card(count):
    x = leaves(count)
    y = sum(x[1:], x[0])
    y.backward()
    picture = picture_of(y)
    assert signs(y) == ["+" if count < MANY else "Σ"]
    assert terms(y) == [node.label for node in x]
    assert [e.id for e in picture.edges] == [
        f"e{card.id[1:]}_{picture.root.id[1:]}_{i}" for i, card in enumerate(picture.cards[:-1])
    ]
    assert {(e.local, e.share, e.formula) for e in picture.edges} == {(1.0, 1.0, "1")}
    assert picture.root.value == sum(range(count + 1))
    assert (picture.nodes, picture.ops) == (2 * count - 1, count - 1)


def test_terms_stand_in_their_order_however_they_are_bracketed():
    a, b, c, d = leaves(4)
    for y in (((a + b) + c) + d, a + (b + (c + d)), (a + b) + (c + d), a + ((b + c) + d)):
        assert (signs(y), terms(y)) == (["Σ"], ["x1", "x2", "x3", "x4"])


def labelled(a, b, c):
    inner = a + b
    inner.label = "합"
    return inner + c


def used_twice(a, b, c):
    inner = a + b
    return inner * c + inner


def in_two_scopes(a, b, c):
    with scope("안"):
        inner = a + b
    return inner + c


def doubled(a, b, c):
    inner = a + b
    return inner + inner


def subtracted(a, b, c):
    return a + b - c


@pytest.mark.parametrize("make", [labelled, used_twice, in_two_scopes, doubled, subtracted])
def test_an_addition_that_means_something_by_itself_keeps_its_card(make):
    y = make(*leaves(3))
    picture = picture_of(y)
    assert len(picture.cards) == picture.nodes


def test_sums_of_arrays_stay_as_they_are():
    a, b, c = (Tensor([1.0, 2.0], label) for label in "abc")
    assert signs(a + b + c) == ["+", "+"]


def test_the_zero_of_sum_is_not_drawn():
    y = sum(leaves(3))
    assert (signs(y), terms(y)) == (["+"], ["x1", "x2", "x3"])
    assert "0 " not in draw(y).dot.partition("label=")[0]
    assert {card.label for card in picture_of(y).cards[:-1]} == {"x1", "x2", "x3"}


def test_a_zero_that_is_no_start_of_a_sum_is_drawn():
    (x,) = leaves(1)
    for y in (sum([x]), x + 0, Value(0.0, "0") + x + x, Value.constant(0.0) * x + x + x):
        assert len(terms(y)) in (2, 3)
        assert any(card.value == 0.0 for card in picture_of(y).cards)


def test_a_sum_is_stepped_one_by_one_and_its_card_shows_the_sum_so_far():
    y = sum(leaves(4))
    y.label = "y"
    (take,) = animation_of(y).takes
    forward, backward = forward_steps(y), backward_steps(y)
    root = take.picture.root.id
    moments = [m for m in take.moments if m.phase == "forward"]
    assert [m.figure for m in moments] == [number(s.value) for s in forward]
    assert [m.figure for m in moments] == ["1.0000", "3.0000", "6.0000", "10.0000"]
    assert {m.card for m in moments} == {root}
    arrows = [id for m in moments for id in m.edges if "_" in id]
    assert arrows == [e.id for e in take.picture.edges]  # one after the other
    moments = take.moments[len(forward) :]
    assert [str(s) for s in backward] == [
        str(s) for s, m in zip(backward, moments, strict=True) if m.key == s.key
    ]
    passing = [m for m in moments if m.card == m.source]
    assert len(passing) == 3
    assert {(m.card, m.figure, m.edges) for m in passing} == {(root, "1.0000", (f"e{root[1:]}",))}


@given(graphs())
def test_what_the_terms_bring_is_what_the_card_holds(nodes):
    root = nodes[-1]
    picture, folding = picture_of(root), folding_of(root)
    values = {card.id: card.value for card in picture.cards}
    for top in folding.sums:
        given = [values[e.source] for e in picture.edges if e.target == folding.id(top)]
        assert math.isclose(math.fsum(given), top.data, rel_tol=1e-9, abs_tol=1e-9)
    shown = {card.id for card in picture.cards}
    assert {folding.id(node) for node in folding.order} == shown
    assert len({e.id for e in picture.edges}) == len(picture.edges)
    assert {e.source for e in picture.edges} | {picture.root.id} == shown


@given(st.integers(2, 3000))
def test_a_sum_of_any_length_is_drawn(count):
    x = Value(1.0, "x")
    y = sum([x] * count)
    picture = picture_of(y, fold=False)
    assert len(picture.cards) == 2
    assert len(picture.edges) == count
    assert len(picture.root.formula) < 100
    assert len(str(picture.root.latex)) < 200


def test_every_form_shows_the_sum_whole():
    y = sum(leaves(4))
    y.label = "y"
    y.backward()
    picture = picture_of(y)
    assert str(draw(y)).splitlines()[1:] == [
        "y = Σ (결과)  10.0000  1.0000",
        "├─ x1 (입력)   1.0000  1.0000     ∂ 1.00",
        "├─ x2 (입력)   2.0000  1.0000     ∂ 1.00",
        "├─ x3 (입력)   3.0000  1.0000     ∂ 1.00",
        "└─ x4 (입력)   4.0000  1.0000     ∂ 1.00",
    ]
    assert "y &= x_{1} + x_{2} + x_{3} + x_{4} = 10" in to_tex(picture)
    assert to_mermaid(picture).count("-->") == 5
    assert picture.root.formula == "add: x1 + x2 + x3 + x4"
