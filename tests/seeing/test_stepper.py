"""Stepper: 한 단계씩, 앞으로만. The Stepper: one step at a time."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    OptionError,
    Stepper,
    Value,
    backward_steps,
    forward_steps,
    no_grad,
    scope,
    set_language,
    topological_order,
)
from micrograd_ko.messages import filled
from tests.helpers.graphs import graphs, layer, neuron, same, tensor_graphs
from tests.helpers.sharing import fewer


def partial_sums(steps, place):
    """What each node's .grad should be after `place` steps: the contributions so far, added up."""
    found = {}
    for step in steps[:place]:
        if hasattr(step, "contribution"):
            found[step.parent] = (
                found[step.parent] + step.contribution
                if step.parent in found
                else step.contribution
            )
    return found


def holds(stepper, nodes, place):
    expected = partial_sums(stepper.steps, place)
    assert stepper.place == place
    assert stepper.current is (stepper.steps[place - 1] if place else None)
    for node in nodes:
        if node in expected:
            assert same(node.grad, expected[node])
        else:
            assert node.grad is None


def walk_everywhere(root, gradient, places):
    order = topological_order(root)
    for node in order:
        node.grad = node.own(np.full(np.shape(node.data), 7.0))  # of some other day
    s = Stepper(root, gradient)
    assert len(s) == len(s.steps) == len(forward_steps(root)) + len(backward_steps(root, gradient))
    holds(s, order, 0)
    for place in range(1, len(s) + 1):
        assert s.next() is s
        holds(s, order, place)
    s.next(3)
    holds(s, order, len(s))
    for place in reversed(range(len(s))):
        assert s.back() is s
        holds(s, order, place)
    s.back()
    holds(s, order, 0)
    for place in places:
        s.goto(place % (len(s) + 1))
        holds(s, order, place % (len(s) + 1))
    s.run()
    holds(s, order, len(s))
    walked = [node.grad for node in order]
    root.zero_grad()
    root.backward(gradient)
    assert all(
        (a is None and b.grad is None) or same(a, b.grad)
        for a, b in zip(walked, order, strict=True)
    )
    s.reset()
    holds(s, order, 0)


@fewer(3)
@given(graphs(), st.floats(-2, 2), st.lists(st.integers(0, 99), max_size=5))
def test_gradients_are_there_just_as_far_as_the_steps_came(nodes, gradient, places):
    walk_everywhere(nodes[-1], gradient, places)


@fewer(3)
@given(tensor_graphs(), st.lists(st.integers(0, 99), max_size=5))
def test_gradients_of_arrays_are_there_just_as_far(nodes, places):
    root = nodes[-1]
    walk_everywhere(root, np.full(root.data.shape, 0.5), places)


def test_forward_comes_before_backward():
    y = neuron()
    s = Stepper(y)
    assert [hasattr(step, "contribution") for step in s.steps] == [False] * 3 + [True] * 6
    assert all(node.grad is None for node in topological_order(y))
    s.next(3)
    assert all(node.grad is None for node in topological_order(y))
    s.next()
    assert y.grad == 1.0


def test_counts_go_on_and_back_and_stop_at_the_ends():
    s = Stepper(neuron())
    n = len(s)
    places = [
        s.next(2).place,
        s.next(0).place,
        s.next(10**30).place,
        s.back(3).place,
        s.back(0).place,
        s.back(10**30).place,
    ]
    assert places == [2, 2, n, n - 3, n - 3, 0]
    assert s.goto(np.int64(4)).place == 4
    assert [s.reset().place, s.run().place] == [0, n]


@pytest.mark.parametrize("method", ["next", "back", "goto"])
@pytest.mark.parametrize("wrong", [-1, 1.0, "2", True, math.nan, np.float64(2.0), [1]], ids=repr)
def test_bad_counts_are_refused(raised, method, wrong):
    s = Stepper(neuron()).goto(2)
    ko, en = raised(lambda: getattr(s, method)(wrong), OptionError)
    assert ko == filled(
        "Stepper.{method}={wrong!r}은(는) 쓸 수 없습니다. 쓸 수 있는 범위: >= 0.",
        {"method": method, "wrong": wrong},
    )
    assert en == f"Stepper.{method}={wrong!r} cannot be used: Stepper.{method} must be >= 0."
    assert s.place == 2


def test_none_is_no_count(raised):
    s = Stepper(neuron())
    raised(lambda: s.goto(None), OptionError)


@pytest.mark.parametrize("place", [10, 10**30])
def test_places_past_the_end_are_refused(raised, place):
    s = Stepper(neuron()).goto(9)
    x = next(node for node in topological_order(s.root) if node.label == "x")
    there = x.grad
    ko, en = raised(lambda: s.goto(place), OptionError)
    assert ko == f"{place}번째 단계는 없습니다. 단계는 9까지입니다."
    assert en == f"There is no step {place}. The last is 9."
    assert s.place == 9 and x.grad == there


def test_leaf_as_root_of_a_stepper():
    x = Value(3.0, "x")
    x.grad = 5.0
    s = Stepper(x, 2.0)
    assert (len(s), x.grad) == (1, None)
    set_language("en")
    assert (
        repr(s.next())
        == "[1/1] backward (the end)\n∂x/∂x = 2.0000 (its gradient with respect to itself: the "
        "pass starts here)"
    )
    assert x.grad == 2.0
    assert s.back().root.grad is None


def test_what_stands_at_every_place():
    x = Value(3.0, "x")
    y = (x * x).relu()
    y.label = "y"
    s = Stepper(y)
    ko, en = ([], [])
    for language, found in (("ko", ko), ("en", en)):
        set_language(language)
        found += [repr(s.goto(place)) for place in range(len(s) + 1)]
    assert ko[:5] == [
        "[0/6] 시작. 아직 아무것도 계산하지 않았습니다.",
        "[1/6] 순전파\nx·x = 3.0000·3.0000 = 9.0000",
        "[2/6] 순전파\ny = relu(x·x) = relu(9.0000) = 9.0000",
        "[3/6] 역전파\n∂y/∂y = 1.0000 (자기 자신에 대한 기울기: 여기서 시작합니다)",
        "[4/6] 역전파\n∂y/∂(x·x) = ∂y/∂y × ∂y/∂(x·x) = 1.0000 × 1.0000 = 1.0000\n"
        "국소 미분 ∂y/∂(x·x) = 1 if x·x > 0 else 0 = 1.0000",
    ]
    assert en == [
        "[0/6] Start. Nothing has been computed yet.",
        "[1/6] forward\nx·x = 3.0000·3.0000 = 9.0000",
        "[2/6] forward\ny = relu(x·x) = relu(9.0000) = 9.0000",
        "[3/6] backward\n∂y/∂y = 1.0000 (its gradient with respect to itself: the pass starts "
        "here)",
        "[4/6] backward\n∂y/∂(x·x) = ∂y/∂y × ∂y/∂(x·x) = 1.0000 × 1.0000 = 1.0000\n"
        "local derivative ∂y/∂(x·x) = 1 if x·x > 0 else 0 = 1.0000",
        "[5/6] backward\npart 1 of 2 of ∂y/∂x = ∂y/∂(x·x) × ∂(x·x)/∂x = 1.0000 × 3.0000 = 3.0000\n"
        "local derivative ∂(x·x)/∂x = x = 3.0000",
        "[6/6] backward (the end)\npart 2 of 2 of ∂y/∂x = ∂y/∂(x·x) × ∂(x·x)/∂x = 1.0000 × 3.0000 "
        "= 3.0000, "
        "sum so far 3.0000 + 3.0000 = 6.0000\n"
        "local derivative ∂(x·x)/∂x = x = 3.0000",
    ]


def test_local_derivative_that_is_a_plain_number_is_not_said_twice():
    x = Value(3.0, "x")
    y = -2.5 * x + 1
    y.label = "y"
    s = Stepper(y).run()
    assert s.lines()[-1] == "국소 미분 ∂((-2.5)·x)/∂x = -2.5"
    assert Stepper(y).goto(4).lines()[-1] == "국소 미분 ∂y/∂((-2.5)·x) = 1"


def test_arrays_have_no_local_line():
    s = Stepper(layer())
    for place in range(1, len(s) + 1):
        assert len(s.goto(place).lines()) == 2


def test_two_steppers_on_one_graph():
    y = neuron()
    order = topological_order(y)
    first = Stepper(y).run()
    second = Stepper(y, 3.0)
    assert all(node.grad is None for node in order)  # a new one starts anew
    second.run()
    holds(second, order, len(second))
    first.reset().run()
    holds(first, order, len(first))
    first.reset()
    assert all(node.grad is None for node in order)


def test_nodes_outside_of_the_graph_keep_their_gradients():
    x = Value(2.0, "x")
    y, other = x * 3.0, x * 4.0
    other.backward()
    s = Stepper(y)
    assert (other.grad, x.grad) == (1.0, None)
    s.run()
    assert (other.grad, x.grad) == (1.0, 3.0)


def test_scopes_and_modes_do_not_matter():
    with scope("layer"):
        y = neuron()
    with no_grad():
        s = Stepper(y).run()
    assert y.grad == 1.0 and len(s) == 9
