"""큰 그래프: 깊이와 너비에 한계가 없고, 시간은 크기를 따라간다.

Large graphs: depth and width are limited by memory alone, and time goes with size. The chain of a
million nodes forward, backward, printed and freed is in test_graph.py, drawn in
viz/records/test_fold.py; deep chains are copied in test_pickle.py and explained in test_explain.py.
"""

import copy
import gc
import sys
import time

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, detect_anomaly, explain, grad, topological_order
from tests.helpers.sharing import pickled
from viz import draw

MILLION = 10**6
LARGE = 10**5
MANY = 10_000  # for what takes many times as long for each node: copies, paths, drawings

# it would look through all of them, again and again
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_collector")]


def summed(nodes):
    """Their sum, in pairs, then pairs of pairs: as wide as deep graphs are long."""
    while len(nodes) > 1:
        odd = nodes[len(nodes) & ~1 :]
        nodes = [a + b for a, b in zip(nodes[::2], nodes[1::2], strict=False)] + odd
    return nodes[0]


def alive():
    return sum(type(thing) is Value for thing in gc.get_objects())


def test_a_chain_of_a_million_nodes_is_ordered_and_differentiated():
    x = y = Value(0.5, "x")
    for _ in range(MILLION):
        y = -y
    order = topological_order(y)
    assert (order[0], order[-1], len(order)) == (x, y, MILLION + 1)
    assert all(
        node.parents == (before,)
        for before, node in zip(order[::1000], order[1::1000], strict=False)
    )
    assert grad(y, x) == 1.0
    assert x.grad is y.grad is None


def test_a_million_inputs_summed_in_pairs_get_their_gradients():
    xs = [Value(1.0) for _ in range(MILLION)]
    y = summed(xs)
    assert repr(y) == "Value(data=1e+06, grad=None, op=add)"
    y.backward(2.0)
    assert all(x.grad == 2.0 for x in xs)
    assert y.grad == 2.0


def test_a_wide_graph_is_freed_at_once():
    before = alive()
    xs = [Value(float(i % 7)) for i in range(LARGE)]
    y = summed(xs)
    assert alive() - before == 2 * LARGE - 1
    del xs
    del y
    assert alive() == before


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_a_wide_graph_is_copied_with_all_it_shares(copied):
    xs = [Value(float(i % 7)) for i in range(MANY)]
    y = summed([*xs, *(x * x for x in xs)])
    twin, its_xs = copied((y, xs))
    assert twin.data == y.data
    assert grad(twin, its_xs[:9]) == grad(y, xs[:9])
    assert len(topological_order(twin)) == len(topological_order(y))
    assert all(x.grad is None for x in xs)


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy], ids=["pickle", "deepcopy"])
def test_a_chain_through_third_inputs_is_differentiated_copied_and_freed(temporary_op, copied):
    fused = temporary_op(
        "fused",
        "×+",
        "곱하고 더하기",
        lambda a, b, c: a * b + c,
        lambda g, y, a, b, c: (g * b, g * a, g),
    )
    before = alive()
    x = y = Value(2.0, "x")
    for _ in range(MANY):  # parents behind the second stand in a tuple
        y = fused(x, 0.5, y)
    assert grad(y, x) == MANY / 2 + 1
    twin = copied(y)
    twin.backward()
    assert topological_order(twin)[0].grad == MANY / 2 + 1
    del twin
    del x, y
    assert alive() == before


def test_one_op_with_very_many_computed_inputs_is_ordered_in_time():
    n = 12_000
    xs = [Tensor([float(i)]) for i in range(n)]
    y = np.concatenate([x * 2.0 for x in xs]).sum()
    began = time.process_time()
    order = topological_order(y)
    y.backward()
    assert time.process_time() - began < 5  # starting over at each input took 15 s
    leaves = set(xs)
    assert [node for node in order if node in leaves] == xs
    assert all(x.grad.tolist() == [2.0] for x in xs)
    assert (len(order), order[-1]) == (3 * n + 2, y)


def test_one_input_used_very_often_gets_the_sum():
    x = Value(0.5, "x")
    y = summed([x] * LARGE)
    assert grad(y, x) == LARGE
    assert len(topological_order(y)) == LARGE  # 99,999 sums and x


def test_a_wide_graph_is_folded_in_the_text_and_explained():
    xs = [Value(1.0, f"x{i}") for i in range(MANY)]
    y = summed(xs)
    y.label = "y"
    shown = str(draw(y))
    assert len(shown.splitlines()) < 1000
    assert f"{len(topological_order(y)):,}" in shown.splitlines()[-1]
    found = explain(y, xs[0])
    assert (found.count, found.total) == (1, 1.0)
    assert len(str(found)) < 2000


def test_gradients_of_a_deep_graph_are_a_graph_again():
    x = y = Value(0.5, "x")
    for _ in range(MANY // 2):
        y = y * 1.0
    slope = grad(y * y, x, create_graph=True)
    assert (slope.data, grad(slope, x)) == (1.0, 2.0)


def test_detect_anomaly_looks_through_a_large_graph():
    xs = [Value(1.0) for _ in range(LARGE // 2)]
    y = summed(xs)
    with detect_anomaly():
        y.backward()
    assert xs[-1].grad == 1.0
    y.zero_grad()
    assert xs[-1].grad is y.grad is None


def test_none_of_this_leans_on_the_recursion_limit():
    before = sys.getrecursionlimit()
    x = y = Value(0.5, "x")
    for _ in range(MANY):
        y = -y
    depth = len([None for _ in _frames()])
    sys.setrecursionlimit(depth + 120)
    try:
        y.backward()
        repr(y), topological_order(y), grad(y, x), pickled(y), y.zero_grad()
        with detect_anomaly():
            y.backward()
        del y
    finally:
        sys.setrecursionlimit(before)


def _frames():
    frame = sys._getframe()
    while frame is not None:
        yield frame
        frame = frame.f_back
