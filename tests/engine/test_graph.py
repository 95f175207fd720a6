"""그래프의 순서, 수명, 이름, 구역, 모드.

The graph: its order, its lifetime, names, scopes and modes.
"""

import asyncio
import gc
import threading
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    Node,
    NotANumberError,
    ScopeError,
    Value,
    detect_anomaly,
    grad,
    label_names,
    no_grad,
    scope,
    topological_order,
    zero_grad,
)

# ── order ──


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)), max_size=30))
def test_order_has_each_ancestor_once_and_after_its_parents(picks):
    nodes = [Value(1.0), Value(2.0)]
    for i, j in picks:
        nodes.append(nodes[i % len(nodes)] + nodes[j % len(nodes)])
    order = topological_order(*nodes)
    place = {node: i for i, node in enumerate(order)}
    assert len(place) == len(order) == len(nodes)
    assert all(place[parent] < place[node] for node in order for parent in node.parents)
    assert topological_order(*nodes) == order


def test_order_is_depth_first_with_the_left_input_first():
    a, b = Value(1.0), Value(2.0)
    left, right = a + b, b * a
    root = left - right
    assert topological_order(root) == [a, b, left, right, root]


def test_order_takes_the_roots_as_given():
    roots = [Value(float(i)) for i in range(20)]
    assert topological_order(*roots) == roots
    assert topological_order(*roots[::-1]) == roots[::-1]


def test_square_has_its_input_twice():
    x = Value(3.0)
    assert (x * x).parents == (x, x)


def test_order_of_nothing_is_empty():
    assert topological_order() == []


@pytest.mark.slow
def test_chain_of_a_million_nodes_runs_prints_and_goes(no_collector):
    n = 1_000_000
    x = y = Value(0.0, label="x")
    for _ in range(n):
        y = y + 1.0
    assert y.data == n
    assert repr(y) == "Value(data=1e+06, grad=None, op=add)"
    y.backward(2.0)
    assert x.grad == 2.0
    before = alive()
    del y
    assert before - alive() == 2 * n  # each addition made a node and a constant


# ── lifetime ──


def alive():
    """How many nodes exist. Nodes take no weak references: each byte of theirs counts."""
    return sum(type(thing) is Value for thing in gc.get_objects())


def test_dropping_the_loss_frees_the_graph_without_the_collector(no_collector):
    x = Value(2.0)
    before = alive()
    middle = x.tanh()
    loss = middle * middle + x
    loss.backward()
    second = grad(grad(loss, x, create_graph=True), x)
    assert second != 0
    del middle
    assert alive() == before + 3  # the loss still holds it
    del loss
    assert alive() == before


def test_failed_backward_frees_the_graph_without_the_collector(no_collector):
    x = Value(0.0)
    before = alive()
    middle = x * 1
    with detect_anomaly(), pytest.raises(ArithmeticError):
        middle.sqrt().backward()
    del middle
    assert alive() == before


def test_node_of_a_network_takes_at_most_250_bytes():
    weights = [Value(0.1 * i) for i in range(16)]
    inputs = [Value(0.2 * i) for i in range(16)]
    tracemalloc.start()
    try:
        loss = sum(
            (sum(w * x for w, x in zip(weights, inputs, strict=True)).relu() for _ in range(200)),
            Value(0.0),
        )
        loss.backward()
        used = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    made = len(topological_order(loss)) - len(weights) - len(inputs)
    assert made > 6000
    assert used / made <= 250


# ── names ──


def test_label_names_takes_variables_lists_tuples_and_dicts():
    x, w = Value(1.0), [Value(2.0), Value(3.0)]
    pair, table = (Value(4.0), 5.0), {"b": Value(6.0), 1: Value(7.0)}
    named = label_names({"x": x, "w": w, "pair": pair, "table": table, "n": 3, "text": "x"})
    assert named == {
        "x": x,
        "w[0]": w[0],
        "w[1]": w[1],
        "pair[0]": pair[0],
        "table['b']": table["b"],
        "table[1]": table[1],
    }
    assert [node.label for node in named.values()] == list(named)


def test_label_names_keeps_labels_given_by_hand():
    x = Value(1.0, label="mine")
    assert label_names({"x": x}) == {}
    assert x.label == "mine"


def test_label_names_gives_a_node_its_first_name_only():
    x = Value(1.0)
    assert label_names({"x": x, "same": x}) == {"x": x}


def test_label_names_skips_names_with_an_underscore():
    x = Value(1.0)
    # IPython's history would name everything
    assert label_names({"_x": x, "_": x, "__": [x]}) == {}
    assert x.label == ""


def test_zero_grad_sets_the_whole_graph_back_to_none():
    x = Value(3.0)
    middle = x * x
    loss = middle + 1
    loss.backward()
    loss.zero_grad()
    assert [x.grad, middle.grad, loss.grad] == [None, None, None]


def test_zero_grad_takes_several_roots():
    a, b = Value(1.0), Value(2.0)
    (a + b).backward()
    zero_grad(a, b)
    assert (a.grad, b.grad) == (None, None)


# ── scopes ──


def test_scopes_nest_and_end():
    with scope("net"):
        outer = Value(1.0)
        with scope("layer 1"):
            inner = outer + 1
        after = outer + inner
    assert outer.scope == after.scope == ("net",)
    assert inner.scope == ("net", "layer 1")
    assert (outer + 1).scope == ()


def test_scope_ends_when_an_error_leaves_it():
    with pytest.raises(KeyError), scope("net"):
        raise KeyError
    assert Value(1.0).scope == ()


@pytest.mark.parametrize("name", ["", "  ", None, 3])
def test_scope_needs_a_name(raised, name):
    ko, en = raised(lambda: scope(name).__enter__(), ScopeError)
    assert "비어 있지 않은 문자열" in ko and repr(name) in ko
    assert "must be non-empty text" in en and repr(name) in en


# ── modes ──


def test_no_grad_gives_constants():
    x = Value(2.0)
    with no_grad():
        y = x * x
    assert (y.data, y.parents, y.op, y.kind) == (4.0, (), None, "constant")
    (y * x).backward()
    assert (x.grad, y.grad) == (4.0, None)


def test_no_grad_is_a_decorator_too():
    @no_grad()
    def predict(x):
        return x * 2

    x = Value(1.0)
    assert predict(x).parents == predict(x).parents == ()
    assert (x * 2).parents[0] is x


def test_modes_combine():
    with scope("net"), no_grad(), scope("inner"):
        y = Value(1.0) + 1
    assert (y.scope, y.parents) == (("net", "inner"), ())


def test_each_thread_has_its_own_modes():
    x, made = Value(1.0), {}
    inside = threading.Barrier(2, timeout=30)

    def quiet():
        with no_grad(), scope("quiet"):
            inside.wait()  # the other thread builds while this one is in no_grad
            made["quiet"] = x + 1
            inside.wait()

    def recording():
        inside.wait()
        made["recording"] = x + 1
        inside.wait()

    threads = [threading.Thread(target=f) for f in (quiet, recording)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (made["quiet"].parents, made["quiet"].scope) == ((), ("quiet",))
    assert (made["recording"].parents[0], made["recording"].scope) == (x, ())


def test_each_async_task_has_its_own_modes():
    x = Value(1.0)

    async def build(name):
        with scope(name):
            await asyncio.sleep(0)  # the other task enters its scope now
            return x + 1

    async def both():
        return await asyncio.gather(build("a"), build("b"))

    assert [y.scope for y in asyncio.run(both())] == [("a",), ("b",)]


def test_node_alone_knows_no_constants():
    with pytest.raises(NotImplementedError):
        Node.constant(1.0)


def test_grad_says_where_a_node_is_missing(raised):
    ko, en = raised(lambda: grad(3, Value(1.0)), NotANumberError)
    assert "grad(y, xs)에는 Value가 와야 하는데 int 3을 받았습니다" in ko
    assert "grad(y, xs) needs a Value, but was given the int 3" in en


def test_labels_in_a_notebook_are_the_variables_not_the_history():
    x, y = Value(1.0), Value(2.0)
    label_names({"In": ["", "x"], "Out": {1: x}, "pair": [x, y], "x": x, "y": y})
    assert (x.label, y.label) == ("x", "y")
