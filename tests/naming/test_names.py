"""노드의 이름.

What nodes are called: a label, else as textbooks call it, else a short formula, else v₁, v₂, ….
"""

import random
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given

from micrograd_ko import Tensor, Value, expand, losses, topological_order
from micrograd_ko.commands.demo import Network, loss_of
from micrograd_ko.messages import em
from micrograd_ko.naming import all_names, names_of
from micrograd_ko.naming.names import SHORT
from micrograd_ko.nn import MLP, Layer, Neuron
from micrograd_ko.strategies import graphs, networks
from tests.helpers.theirs import TheirMLP

from .test_network import by_hand, theirs


def names(root, **options):
    return [str(name) for name in all_names(topological_order(root), **options)[0].values()]


def expanded(nouts, samples=1, **options):
    x = Tensor(np.ones((samples, 2)), "x", kind="input")
    return expand(MLP(2, nouts, activation="tanh", rng=0, **options)(x).tanh().sum())


def w_x_b():
    w, x, b = Value(2.0, "w"), Value(3.0, "x"), Value(1.0, "b")
    return (w * x + b).tanh()


@pytest.mark.parametrize(
    ("build", "among"),
    [
        (
            lambda: expanded([3, 2]),
            "x₁ x₂ w⁽¹⁾₁₁ w⁽¹⁾₂₁ w⁽¹⁾₂₃ b⁽¹⁾₃ z⁽¹⁾₃ a⁽¹⁾₃ w⁽²⁾₃₂ z⁽²⁾₂ a⁽²⁾₂",
        ),
        (lambda: expanded([3, 1], 2), "x₁#1 x₂#2 w⁽¹⁾₁₁ z⁽¹⁾₁#1 z⁽¹⁾₁#2 a⁽²⁾₁#2"),
        (lambda: expanded([12, 1]), "w⁽¹⁾₂,₁₂ z⁽¹⁾₁₂ a⁽¹⁾₁₂"),
        (lambda: TheirMLP(2, [2, 1])([1.0, 2.0]), "w⁽¹⁾₁₁ w⁽¹⁾₂₂ b⁽¹⁾₂ a⁽¹⁾₂ w⁽²⁾₂₁ z⁽²⁾₁"),
        (lambda: TheirMLP(2, [2, 1])([Value(1.0), Value(2.0)]), "x₁ x₂ w⁽¹⁾₁₁"),
        (lambda: sum(Layer(2, 3)([1.0, 2.0])), "w₁₁ w₂₃ b₃ z₃ a₃"),
        (lambda: Neuron(2)([1.0, 2.0]), "w₁ w₂ b z a"),
        (by_hand, "x1 x2 w11 w32 b3 z⁽¹⁾₃ a⁽¹⁾₃ weight2 z⁽²⁾₁ a⁽²⁾₁"),
        (w_x_b, "w  x  b  w·x  w·x + b  tanh(w·x + b)"),
        (lambda: MLP(2, [3, 1], rng=0)(np.ones((4, 2))), "W₁ z₁ a₁ W₂ z₂"),
        (lambda: 2 * Value(1.0, "a") + Value(2.0, "b"), "a  2·a  2·a + b"),
    ],
)
def test_nodes_are_called_as_textbooks_call_them(build, among):
    found = names(build())
    for name in among.split("  " if "  " in among else None):
        assert name in found


def test_a_weight_leads_from_the_second_place_to_the_first():
    """w⁽¹⁾₂₁ is from input 2 to neuron 1: W[1, 0]."""
    model = MLP(2, [3, 1], rng=0)
    root, W = expand(model(np.ones((1, 2))).sum(), model.parameters()[0])
    called, _ = all_names(topological_order(root))
    assert str(called[W[1, 0]]) == "w⁽¹⁾₂₁" == W[1, 0].label


def test_labels_given_by_hand_win():
    x, w, b = Value(1.0, "z₁"), Value(2.0, "w"), Value(0.5, "b")
    h = (w * x + b).tanh()
    h.label = "은닉"
    y = h * Value(1.0, "weight")
    assert [
        str(n) for n, node in zip(names(y), topological_order(y), strict=True) if node.label
    ] == [node.label for node in topological_order(y) if node.label]


def test_the_demo_keeps_its_labels():
    root, _ = loss_of(Network(random.Random(0)), ((1.0, 2.0), True))
    found = names(root)
    for label in ("길이", "w11", "h1", "h3", "w3", "b"):
        assert label in found


def test_a_name_that_a_label_has_taken_is_not_given_again():
    a, b = Value(1.0), Value(2.0, "v₁")
    assert names(a * b) == ["v₂", "v₁", "v₂·v₁"]
    root = TheirMLP(2, [2, 1])([Value(1.0), Value(2.0, "x₁")])
    assert names(root).count("x₁") == 1


def test_constants_are_called_by_their_numbers_where_these_are_names():
    y = 2 * Value(1.0, "a")
    assert names(y) == ["2", "a", "2·a"]
    assert names(y, numbers=False) == ["v₁", "a", "v₁·a"]


def test_a_piece_of_a_graph_is_named_by_what_is_in_it():
    a = Value(1.0, "a") + 1
    y = a.tanh()
    called, formulas = names_of([y], lambda node: "…")
    assert str(called[y]) == str(formulas[y]) == "tanh(…)"


def test_names_are_the_same_every_time():
    root = theirs(2)
    assert names(root) == names(root)


def told_apart(root):
    """Nodes without a label share a name only if they are constants or equal formulas."""
    order = topological_order(root)
    called, formulas = all_names(order)
    nodes = defaultdict(list)
    for node in order:
        if not node.label and node.kind != "constant":
            nodes[str(called[node])].append(node)
    labels = {node.label for node in order if node.label}
    for name, same in nodes.items():
        assert em(name) <= SHORT
        is_formula = all(str(formulas[node]) == name for node in same)
        assert is_formula or (len(same) == 1 and name not in labels)


@given(graphs(max_ops=12))
def test_names_tell_the_nodes_of_any_graph_apart(root):
    told_apart(root)


@given(graphs(max_ops=12, ops=["add", "mul", "tanh"]))
def test_names_tell_nameless_sums_of_products_apart(root):
    for i, node in enumerate(topological_order(root)):
        node.label = ["", "w", "x", "b", "", ""][i % 6] if node.op is None else ""
    told_apart(root)


@given(networks(max_layers=3))
def test_names_tell_the_nodes_of_any_network_apart(network):
    told_apart(network.loss())
    told_apart(expand(network.loss()))


def test_a_loss_of_many_outputs_and_samples_is_named_through():
    model = MLP(2, [3, 2], activation="tanh", rng=0)
    root = expand(losses.cross_entropy(model(np.ones((2, 2))), np.array([0, 1])))
    assert {"z⁽²⁾₁#1", "z⁽²⁾₂#2"} <= set(names(root))
    told_apart(root)
