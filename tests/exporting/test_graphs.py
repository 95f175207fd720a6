"""networkx의 그래프: 노드마다 하나, 피연산자마다 하나.

Graphs of networkx: a node for each node, an edge for each operand.
"""

import sys

import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from micrograd_ko import (
    DataError,
    NotANumberError,
    Tensor,
    Value,
    scope,
    to_networkx,
    topological_order,
)
from micrograd_ko.nn import MLP
from micrograd_ko.strategies import graphs


def test_the_facts_of_a_small_graph():
    x, w = Value(2.0, "x", kind="input"), Value(-3.0, "w")
    with scope("층"):
        loss = x * w + x**2
    loss.label = "loss"
    before = to_networkx(loss)
    loss.backward()
    graph = to_networkx(loss)
    assert nx.is_directed_acyclic_graph(graph) and graph.graph["root"] == 4
    assert [graph.nodes[i]["label"] for i in graph] == ["x", "w", "", "", "loss"]
    assert [graph.nodes[i]["op"] for i in graph] == ["", "", "mul", "pow", "add"]
    assert [graph.nodes[i]["value"] for i in graph] == [2.0, -3.0, -6.0, 4.0, -2.0]
    assert [graph.nodes[i]["gradient"] for i in graph] == [1.0, 2.0, 1.0, 1.0, 1.0]
    assert {before.nodes[i]["gradient"] for i in before} == {None}
    kinds = ["input", "weight", "intermediate", "intermediate", "loss"]
    assert [graph.nodes[i]["kind"] for i in graph] == kinds
    assert [graph.nodes[i]["scope"] for i in graph] == [(), (), ("층",), ("층",), ("층",)]
    assert graph.nodes[2]["name"] == "x·w"
    assert set(graph.edges(data="local")) == {
        (0, 2, -3.0), (1, 2, 2.0), (0, 3, 4.0), (2, 4, 1.0), (3, 4, 1.0),
    }  # fmt: skip


def test_a_node_used_twice_has_two_edges():
    x = Value(3.0, "x")
    graph = to_networkx(x / x)
    edges = list(graph.edges(keys=True, data=True))
    assert [(u, v, k, facts["position"]) for u, v, k, facts in edges] == [
        (0, 1, 0, 0),
        (0, 1, 1, 1),
    ]
    assert [facts["local"] for *_, facts in edges] == [1 / 3, -1 / 3]


def test_arrays_are_copied_and_have_no_local_derivative():
    W = Tensor([[1.0, 2.0]], "W")
    y = (W * 2.0).sum()
    y.backward()
    graph = to_networkx(y)
    W.data[...], W.grad[...] = 0.0, 0.0
    np.testing.assert_array_equal(graph.nodes[0]["value"], [[1.0, 2.0]])
    np.testing.assert_array_equal(graph.nodes[0]["gradient"], [[2.0, 2.0]])
    kinds = ["weight", "constant", "intermediate", "intermediate"]
    assert [graph.nodes[i]["kind"] for i in graph] == kinds
    assert {local for _, _, local in graph.edges(data="local")} == {None}
    assert to_networkx(Value(1.0)).nodes[0]["kind"] == "leaf"


@given(graphs())
def test_the_sum_over_paths_is_the_gradient(root):
    """The chain rule by networkx: products of local derivatives, added up over all paths."""
    root.backward()
    graph = to_networkx(root)
    total = dict.fromkeys(graph, 0.0)
    total[graph.graph["root"]] = 1.0
    for i in reversed(list(nx.topological_sort(graph))):
        for u, _, local in graph.in_edges(i, data="local"):
            total[u] += total[i] * local
    for i, facts in graph.nodes(data=True):
        if facts["kind"] != "constant" and facts["gradient"] is not None:
            np.testing.assert_allclose(total[i], facts["gradient"], rtol=1e-9, atol=1e-12)


def test_ids_count_the_topological_order():
    loss = MLP(2, [3, 1], rng=0)(np.ones((4, 2))).sum()
    order, graph = topological_order(loss), to_networkx(loss)
    assert list(graph) == list(range(len(order)))
    assert [graph.nodes[i]["op"] for i in graph] == [n.op.name if n.op else "" for n in order]
    assert all(u < v for u, v in graph.edges())


def test_a_long_chain():
    x = Value(1.0, "x")
    for _ in range(20_000):
        x = x + 1.0
    assert nx.dag_longest_path_length(to_networkx(x)) == 20_000


def test_the_root_is_a_node(raised):
    ko, en = raised(lambda: to_networkx(3.0), NotANumberError)
    assert "to_networkx(root)" in ko and "to_networkx(root)" in en


def test_the_missing_package_is_named(raised, monkeypatch):
    monkeypatch.setitem(sys.modules, "networkx", None)
    ko, en = raised(lambda: to_networkx(Value(1.0) * 2.0), DataError)
    assert "to_networkx에는 networkx 패키지가 필요" in ko
    assert "python -m pip install networkx" in en


@pytest.mark.parametrize("name", ["export_onnx", "to_torch", "from_torch", "to_networkx"])
def test_top_level_names_are_found_when_they_are_asked_for(name):
    import micrograd_ko

    assert name in micrograd_ko.__all__ and callable(getattr(micrograd_ko, name))
