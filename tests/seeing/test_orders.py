"""compare_orders: 왜 위상 순서의 거꾸로인가.

compare_orders: why the reverse of a topological order.
"""

import gc
import math
import sys
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    GraphError,
    ShapeError,
    Tensor,
    Value,
    compare_orders,
    explain,
    topological_order,
)
from micrograd_ko.seeing.orders import ROWS
from tests.helpers.graphs import grads, graphs, shares, tensor_graphs, unchanged
from tests.helpers.paths import both


def naive(root):
    """Depth first as a beginner writes it: pass on what is there, then go down."""
    gradients, passed = {root: root.own(np.ones(np.shape(root.data)))}, {}

    def visit(node):
        passed[node] = gradients[node]
        if node.op is None:
            return
        for parent, share in zip(node.parents, shares(node, gradients[node]), strict=True):
            if parent.kind != "constant":
                gradients[parent] = gradients.get(parent, 0.0) + share
        for parent in node.parents:
            if parent.kind != "constant" and parent not in passed:
                visit(parent)

    visit(root)
    return gradients, passed


def close(a, b, size=1.0):
    return np.allclose(a, b, rtol=1e-9, atol=1e-12 * size, equal_nan=True)


def check_orders(root):
    order = [node for node in topological_order(root) if node.kind != "constant"]
    before = grads(order)
    found = compare_orders(root)
    assert unchanged(order, before)
    for node in order:
        node.grad = None
    root.backward()
    assert found.root is root
    assert list(found.topological) == order
    assert all(np.array_equal(found.topological[node], node.grad) for node in order)

    gradients, passed = naive(root)
    assert set(found.depth_first) == set(gradients) == set(order)
    assert list(found.passed) == list(passed)
    assert all(close(found.depth_first[node], gradients[node]) for node in order)
    assert all(close(found.passed[node], passed[node]) for node in passed)
    assert found.wrong == [node for node in order if not close(found.depth_first[node], node.grad)]
    visits = list(passed)
    late = {
        node: [child for child in visits[i:] if any(node is parent for parent in child.parents)]
        for i, node in enumerate(visits)
        if node.op is not None
    }
    early = (
        [node for node in late if late[node] and not np.array_equal(found.passed[node], node.grad)]
        if found.wrong
        else []
    )
    assert found.first is (early[0] if early else None)
    if early:
        assert found.missing == late[early[0]] != []
    else:
        assert found.missing == []
    assert both(found)[0][0] and both(found)[1][0]
    return found


@given(graphs())
def test_both_orders_of_any_graph(nodes):
    check_orders(nodes[-1])


@given(tensor_graphs())
def test_both_orders_of_any_graph_of_arrays(nodes):
    root = nodes[-1].sum()
    assume(root.data.dtype == np.float64)  # of float32 seven digits agree, not nine
    check_orders(root)


@st.composite
def trees(draw):
    """Every node but constants is used once."""
    nodes = [Value(x) for x in draw(st.lists(st.floats(-2, 2), min_size=1, max_size=12))]
    while len(nodes) > 1:
        a, b = nodes.pop(draw(st.integers(0, len(nodes) - 1))), nodes.pop()
        nodes.append(
            draw(
                st.sampled_from(
                    [lambda a, b: a * b, lambda a, b: a - 2 * b, lambda a, b: (a + b).tanh()]
                )
            )(a, b)
        )
    return nodes[0] * 0.5


@given(trees())
def test_trees_never_differ(root):
    found = check_orders(root)
    assert (found.wrong, found.first, found.missing) == ([], None, [])
    assert all(
        np.array_equal(found.topological[node], found.depth_first[node])
        for node in found.topological
    )


def diamond():
    x = Value(3.0, "x")
    a = 2 * x
    y = a + a * a
    a.label, y.label = "a", "y"
    return x, a, y


def test_diamond_passes_on_too_early():
    x, a, y = diamond()
    found = compare_orders(y)
    square = y.parents[1]
    assert (found.wrong, found.first, found.missing) == ([x], a, [square])
    assert (found.topological[x], found.depth_first[x]) == (26.0, 2.0)
    assert (found.topological[a], found.depth_first[a], found.passed[a]) == (13.0, 13.0, 1.0)
    assert list(found.passed) == [y, a, x, square]
    assert both(found) == [
        [
            "노드 4개 가운데 1개의 기울기가 다릅니다.",
            "  노드  위상 순서(다 모인 뒤)  깊이 우선(오자마자)",
            "  x                   26.0000               2.0000",
            "깊이 우선 순회는 a에 닿자마자, 그때까지 모인 기울기 1.0000만 넘겼습니다. "
            "a·a에서 올 기여분은 아직 없었습니다.",
            "모두 모이면 13.0000입니다. 위상 순서에서는 모두 모일 때까지 기다립니다.",
        ],
        [
            "1 of 4 gradients differ.",
            "  node  topological order (when complete)  depth first (at once)",
            "  x                               26.0000                 2.0000",
            "Depth first passed on the gradient of a as soon as it got there: only the 1.0000 "
            "gathered by then, before what comes from a·a had arrived.",
            "With all of it the gradient is 13.0000. Topological order waits until all has "
            "arrived.",
        ],
    ]
    assert repr(found) == str(found)


def test_two_that_come_too_late():
    x = Value(2.0, "x")
    a = -x
    a.label = "a"
    y = a + (a * 3.0 + a * 5.0)
    found = compare_orders(y)
    assert [str(node.op) for node in found.missing] == ["mul", "mul"]
    assert "a·3, a·5에서 올 기여분은 아직" in str(found)
    assert found.passed[a] == 1.0 and found.topological[a] == 9.0


def test_the_next_visit_may_be_the_one_that_came_too_late():
    x = Value(2.0, "x")
    a = -x
    late = a * 3.0
    # x was there already, so from a the walk goes on to what is late
    found = compare_orders(x + (a + late))
    visits = list(found.passed)
    assert found.first is a and visits[visits.index(a) + 1] is late
    assert found.missing == [late]


def test_what_came_too_late_and_changes_nothing_is_no_difference():
    x = Value(2.0, "x")
    for a in (x * 0.0, Value.constant(2.0) * 3.0):
        found = compare_orders(a + a * 2.0)
        assert found.passed[a] == 1.0 != found.topological[a]
        assert (found.wrong, found.first, found.missing) == ([], None, [])
        assert "우연히 순서가 맞았습니다." in str(found)


def test_first_is_one_that_passed_on_less_and_not_one_whose_last_part_is_zero():
    x = Value(2.0, "x")
    a, b = -x, x.tanh()
    found = compare_orders((a + a * 0.0) + (b + b * 2.0))  # a * 0 comes late too, with nothing
    assert found.first is b
    assert (found.wrong, found.passed[a], found.topological[a]) == ([x], 1.0, 1.0)


def test_luck_with_the_order():
    x = Value(3.0, "x")
    a = 2 * x
    y = a * a + a  # before a is visited, both have given what they have to give
    assert both(compare_orders(y)) == [
        [
            "노드 4개의 기울기가 모두 같습니다: 두 번 쓰인 중간값이 있지만, 여기서는 우연히 "
            "순서가 맞았습니다. "
            "a = x * x; y = a + a * a로 비교해 보십시오."
        ],
        [
            "All 4 gradients agree: a value is used twice, but here the order happened to be "
            "right. "
            "Compare with a = x * x; y = a + a * a."
        ],
    ]
    assert "두 번 쓰인 중간값이 없습니다" in str(compare_orders(x * x + x))


def test_shared_leaves_are_no_trouble():
    x = Value(3.0, "x")
    found = compare_orders(x * x + x)
    assert (found.wrong, found.first) == ([], None)
    assert found.depth_first[x] == 7.0


def test_leaf_as_root():
    found = check_orders(Value(3.0, "x"))
    assert list(found.topological.values()) == [1.0]


def test_twenty_wrong_nodes_are_shown_and_the_others_counted():
    assert ROWS == 20
    a = Value(1.0, "x")
    for _ in range(25):
        a = -a
    found = compare_orders(a + a * 2.0)
    ko, en = both(found)
    assert len(found.wrong) == 25  # all below a
    assert (
        ko[0] == "노드 28개 가운데 25개의 기울기가 다릅니다."
        and len(ko) == len(en) == 1 + 1 + 20 + 1 + 2
    )
    assert (ko[22], en[22]) == ("  … 그 밖에 5개", "  … and 5 more")
    a = Value(1.0, "x")
    for _ in range(20):
        a = -a
    ko, _ = both(compare_orders(a + a * 2.0))
    assert len(ko) == 1 + 1 + 20 + 2  # and none to count


def test_arrays_are_compared_by_rms():
    W = Tensor([[1.0, 2.0]], "W")
    a = W * 2.0
    a.label = "a"
    y = (a + a * a).sum()
    found = check_orders(y)
    assert found.wrong == [W] and found.first is a
    _, en = both(found)
    rms = math.sqrt((10.0**2 + 18.0**2) / 2)
    assert en[2].split() == ["W", f"{rms:.4f}", "2.0000"]


def test_errors_of_compare_orders_are_those_of_backward(raised):
    c = Value.constant(2.0)
    assert raised(lambda: compare_orders(c), GraphError) == raised(lambda: c.backward(), GraphError)
    t = Tensor([1.0, 2.0], "t") * 2.0
    assert raised(lambda: compare_orders(t), ShapeError) == raised(lambda: t.backward(), ShapeError)


@pytest.mark.slow
def test_deep_chain_is_compared_without_recursion():
    n = 30_000
    x = a = Value(0.5, "x")
    for _ in range(n):
        a = -a
    a.label = "a"
    y = a + a * 2.0
    gc.disable()
    try:
        found = compare_orders(y)
        assert (found.depth_first[x], found.topological[x], found.first) == (1.0, 3.0, a)
    finally:
        gc.enable()


def test_comparing_looks_at_each_node_a_few_times(monkeypatch):
    n, looks = 200, [0]
    module = sys.modules[compare_orders.__module__]
    same = module.same

    def counted(a, b):
        looks[0] += 1
        if looks[0] > 20 * n:
            raise TimeoutError
        return same(a, b)

    monkeypatch.setattr(module, "same", counted)
    a = Value(0.5, "x")
    for _ in range(n):
        a = -a
    y = a + a * 2.0
    for _ in range(n):
        y = -y
    found = compare_orders(y)
    assert len(found.missing) == 1 and str(found)


def test_node_that_is_used_often_is_compared_in_time():
    n = 10_000
    x = Value(1.0, "x")
    a = y = -x
    for _ in range(n):
        y = y + a
    found = compare_orders(y)
    assert (found.topological[x], found.depth_first[x]) == (-(n + 1.0), -(n + 1.0))
    y = a
    for _ in range(n):
        y = a + y  # the leftmost comes first, when the others have yet to come
    found = compare_orders(y)
    assert (found.topological[x], found.depth_first[x], found.first) == (-(n + 1.0), -1.0, a)
    assert len(found.missing) == n - 1


def test_rounding_alone_is_no_difference():
    x = Value(2.0, "x")
    a, b, t = x * 1e17, x * -1e17, x * 1.0
    found = compare_orders(a + (b + t))  # only a leaf is used twice
    assert found.first is None
    assert found.wrong == []


def test_what_came_too_late_is_always_named():
    b = Value(2.0, "x") * 1.0
    a = b * 1.0
    # what comes late to a is too little to be seen there, but all that b should have
    y = (a + a * 5e-10) - b
    found = compare_orders(y)
    assert found.first is not None
    assert found.missing != []


def test_count_and_total_of_exact_fractions():
    """Powers of two have no rounding at all: total and products are exact."""
    x = Value(1.0, "x")
    h = x
    for i in range(8):
        h = h * 2.0**-i + h * -(2.0 ** (i - 3))
    found = explain(h, x, limit=300)
    exact = [Fraction(1)]
    for i in range(8):
        exact = [p * f for p in exact for f in (Fraction(2) ** -i, -(Fraction(2) ** (i - 3)))]
    assert sorted(map(Fraction, (path.product for path in found.paths))) == sorted(exact)
    assert Fraction(found.total) == sum(exact)
