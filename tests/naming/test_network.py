"""그래프에서 신경망을 알아보기.

Recognising the network in a graph, whoever wrote it, and no network where there is none.
"""

import sys

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, expand, losses, scope, tanh, topological_order
from micrograd_ko.naming import network_of
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Layer, Linear, Neuron, Sequential
from tests.helpers.theirs import TheirMLP

X = np.array([[0.5, -1.0, 2.0], [1.0, 2.0, -0.5]])


def network(root):
    return network_of(topological_order(root))


def shape(root):
    """The number of units in each layer, the inputs first, and the samples; None for no network."""
    found = network(root)
    return None if found is None else ([len(layer) for layer in found.layers], found.samples)


def ours(samples=1):
    model = MLP(3, [4, 2], activation="tanh", rng=0)
    return losses.cross_entropy(model(X[:samples]), np.arange(samples))


def theirs(samples=1, penalty=None):
    model = TheirMLP(3, [4, 2, 1])
    loss = sum((1 - model(row)).relu() for row in X[:samples].tolist())
    return loss if penalty is None else loss + penalty(model.parameters())


def by_hand():
    x1, x2 = Value(1.0, "x1"), Value(2.0, "x2")
    hidden = [
        (x1 * Value(0.1, f"w{i}1") + x2 * Value(0.2, f"w{i}2") + Value(0.0, f"b{i}")).tanh()
        for i in (1, 2, 3)
    ]
    return sum(h * Value(0.3, f"weight{i}") for i, h in enumerate(hidden)).tanh()


def normalised(training):
    model = Sequential(
        Linear(3, 4, rng=0), BatchNorm(4), tanh, Dropout(0.5, rng=0), Linear(4, 2, rng=1)
    )
    if not training:
        model.eval()
    return losses.cross_entropy(model(X), np.array([0, 1]))


def skipping():
    x = Tensor(X, "X", kind="input")
    W, U, V = (Tensor(np.ones((3, 3)) * 0.1, name, kind="weight") for name in "WUV")
    one = (x @ W).tanh() + x
    return (((one @ U).tanh() + one) @ V).sum()


def columns():
    W = Tensor(np.ones((4, 3)), "W", kind="weight")
    x = Tensor(X[0], "x", kind="input")
    return (W @ x + Tensor(np.zeros(4), "b", kind="bias")).tanh().sum()


@pytest.mark.parametrize(
    ("build", "found"),
    [
        (ours, ([1, 1, 1], 1)),
        (lambda: expand(ours()), ([3, 4, 2], 1)),
        (lambda: expand(ours(2)), ([3, 4, 2], 2)),
        (theirs, ([3, 4, 2, 1], 1)),
        (lambda: theirs(2), ([3, 4, 2, 1], 2)),
        (lambda: theirs(2, lambda ps: 1e-4 * sum(p * p for p in ps)), ([3, 4, 2, 1], 2)),
        (lambda: theirs(1, lambda ps: sum(1e-4 * p * p for p in ps)), ([3, 4, 2, 1], 1)),
        (lambda: theirs(1, lambda ps: 0.1 * sum(abs(p) for p in ps)), ([3, 4, 2, 1], 1)),
        (lambda: TheirMLP(2, [3, 1])([Value(1.0), Value(2.0)]), ([2, 3, 1], 1)),
        (lambda: Neuron(2)([0.5, 2.0]), ([2, 1], 1)),
        (lambda: sum(Layer(2, 3)([1.0, 2.0])), ([2, 3], 1)),
        (by_hand, ([2, 3, 1], 1)),
        (lambda: normalised(True), ([1, 1, 1], 1)),
        (lambda: normalised(False), ([1, 1, 1], 1)),
        (lambda: expand(normalised(False)), ([3, 4, 2], 2)),
        (skipping, ([1, 1, 1, 1], 1)),
        (columns, ([1, 1], 1)),
        (lambda: expand(columns()), ([3, 4], 1)),
    ],
)
def test_a_network_is_found_whoever_wrote_it(build, found):
    assert shape(build()) == found


def recurrent():
    w, u, h = Value(0.5, "w"), Value(0.3, "weight"), Value.constant(0.0)
    for i in range(3):
        h = (w * h + u * Value(1.0, f"x{i}")).tanh()
    return h


def recurrent_arrays():
    x, h = Tensor(X, "X", kind="input"), Tensor.constant(np.zeros((2, 3)))
    W, U = (Tensor(np.ones((3, 3)), name, kind="weight") for name in "WU")
    for _ in range(3):
        h = (x @ U + h @ W).tanh()
    return h.sum()


def convolution():
    kernel, x = [Value(1.0, "w1"), Value(2.0, "w2")], [Value(float(i)) for i in range(4)]
    return sum((kernel[0] * x[i] + kernel[1] * x[i + 1]).relu() for i in range(3))


def nameless(build):
    return lambda: build(*(Value(float(i + 1)) for i in range(6)))


def square_and_double():
    w = Value(2.0, "w")
    return w * w + 2 * w


@pytest.mark.parametrize(
    "build",
    [
        recurrent,
        recurrent_arrays,
        convolution,
        square_and_double,
        lambda: 2 * Value(1.0, "a") + Value(3.0, "b"),
        lambda: Value(2.0, "w") * Value(3.0, "x"),
        nameless(lambda a, b, c, d, e, f: a * b + c),
        nameless(lambda a, b, c, d, e, f: (a * b + c) * d),
        nameless(lambda a, b, c, d, e, f: (a * b + c) * (c * d + a)),
        nameless(lambda a, b, c, d, e, f: ((a * b + c) * b + d).tanh()),
        nameless(lambda a, b, c, d, e, f: 3 * a * a + 2 * a + 1),
        nameless(lambda a, b, c, d, e, f: a * b + c * d + (a * e + c * f)),
        lambda: Value(1.0),
        lambda: (Tensor(X) * Tensor(X, "w") + 1.0).sum(),
    ],
)
def test_what_is_no_layered_network_is_not_taken_for_one(build):
    assert network(build()) is None


@pytest.mark.parametrize("build", [lambda: expand(ours(2)), theirs, by_hand])
def test_each_unit_has_a_source_for_each_weight_and_a_pass_for_each_sample(build):
    found = network(build())
    for layer in found.layers[1:]:
        for unit in layer:
            assert len(unit.weights) == len(unit.sources) == len(set(unit.sources))
            assert len(unit.passes) == found.samples
            for layer_of, place in unit.sources:
                assert layer_of < unit.layer and place < len(found.layers[layer_of])
            for one in unit.passes:
                assert one.z is not None and one.a in (one.z, *one.inner)
                assert len(one.products) == len(unit.weights)
    parameters = [p for unit in found.units for p in (*unit.weights, *unit.biases)]
    assert len(parameters) == len(set(parameters))


def test_the_weights_are_those_of_the_arrays():
    model = MLP(3, [4, 2], activation="tanh", rng=0)
    W = model.parameters()[0]
    root, entries = expand(model(X[:1]).tanh().sum(), W)
    for unit in network(root).layers[1]:
        for weight, (_, j) in zip(unit.weights, unit.sources, strict=True):
            assert weight is entries[j, unit.place]


def test_the_activation_is_what_goes_on():
    found = network(ours())
    first, last = found.layers[1][0].passes[0], found.layers[2][0].passes[0]
    assert first.a.op.name == "tanh" and first.a.parents == (first.z,)
    assert last.a is last.z  # what follows is the loss
    squashed = network(MLP(3, [4, 2], output="sigmoid", rng=0)(X)).layers[2][0].passes[0]
    assert squashed.a.op.name == "sigmoid"


def test_a_softplus_at_the_end_is_a_loss():
    w, x, b = Value(1.0, "w"), Value(2.0, "x"), Value(0.0, "b")
    one = network((w * x + b).softplus()).layers[1][0].passes[0]
    assert one.a is one.z


def test_fifty_layers_are_fifty_layers():
    assert shape(expand(MLP(2, [2] * 50, activation="tanh", rng=0)(X[:1, :2]).tanh().sum())) == (
        [2] * 51,
        1,
    )


def test_it_is_found_again_alike():
    root = theirs(2)
    assert network(root) == network(root)


def test_scopes_do_not_matter():
    with scope("안"):
        root = theirs()
    assert shape(root) == ([3, 4, 2, 1], 1)


def long_sum(n):
    w = [Value(0.1, f"w{i}") for i in range(n)]
    return sum((wi * 0.5 for wi in w), Value(0.0, "b")).tanh()


def chain(n):
    y = Value(1.0, "w") * Value(1.0, "x") + Value(0.0, "b")
    for _ in range(n):
        y = (y * 1.0001).tanh()
    return y


@pytest.mark.parametrize("build", [long_sum, chain])
def test_the_work_grows_with_the_graph_alone(build):
    """Ten times the graph takes ten times the calls; nothing here is recursive."""

    def calls(n):
        order, count = topological_order(build(n)), [0]

        def counted(frame, event, argument):
            count[0] += event in ("call", "c_call")

        sys.setprofile(counted)
        try:
            assert network_of(order) is not None
        finally:
            sys.setprofile(None)
        return count[0]

    assert calls(10_000) < 11 * calls(1_000)
