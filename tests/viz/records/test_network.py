"""신경망의 기록: 동그라미, 선, 줄인 층, 그것이 무엇의 수인가.

The records of a network: circles, lines, layers that are shortened, and whose numbers they show.
"""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    GraphError,
    NotANumberError,
    OptionError,
    Tensor,
    Value,
    grad,
    set_language,
)
from micrograd_ko.losses import LOSSES, mse
from micrograd_ko.messages import text
from micrograd_ko.nn import MLP, BatchNorm, Layer, Linear, Sequential
from micrograd_ko.strategies import networks
from viz import draw
from viz.records import network_nodes, network_picture, samples_in, samples_of

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
smooth = networks(activations=["tanh", "sigmoid"], losses=["mse", "cross_entropy"])


def xor(**options):
    return samples_of(MLP(2, [3, 1], activation="tanh", rng=0), *XOR, "mse", **options)


@given(smooth, st.sampled_from(["weight", "gradient"]))
def test_each_part_shows_the_number_and_the_gradient_of_its_node(network, colour):
    samples = samples_of(network.model, network.X, network.y, network.loss_name)
    picture, nodes = network_picture(samples, colour=colour), network_nodes(samples)
    shown = {wire.id: (wire.value, wire.gradient) for wire in picture.wires}
    for c in picture.circles:
        shown[f"{c.id}_value"] = c.value, c.gradient
        if c.before is not None:
            shown[f"{c.id}_before"] = c.before, c.before_gradient
        if c.bias is not None:
            shown[f"{c.id}_bias"] = c.bias, c.bias_gradient
    shown["loss_value"] = picture.loss[1], 1.0
    values = {id: node for id, node in nodes.items() if id in shown}
    assert values.keys() == shown.keys()
    wanted = grad(samples.root, list(values.values()))
    for (id, node), gradient in zip(values.items(), wanted, strict=True):
        assert shown[id] == (node.data, pytest.approx(gradient))


@given(smooth)
def test_layers_and_lines_are_those_of_the_model(network):
    samples = samples_of(network.model, network.X)
    picture = network_picture(samples)
    layers = [p for p in network.model.parameters() if p.kind == "weight"]
    assert picture.sizes == (network.X.shape[1], *(W.shape[1] for W in layers))
    ends = {(w.source, w.target): w.value for w in picture.wires}
    assert len(ends) == picture.weights == sum(W.size for W in layers)
    for layer, W in enumerate(layers, start=1):
        for (i, j), weight in np.ndenumerate(W.data):
            assert ends[f"n{layer - 1}_{i}", f"n{layer}_{j}"] == weight


@pytest.mark.parametrize("row", XOR[0].tolist())
def test_inputs_of_the_same_number_are_not_the_same_input(row):
    picture = network_picture(samples_of(MLP(2, [3, 1]), [row]))
    assert [w.source for w in picture.wires[:6]] == ["n0_0", "n0_1"] * 3


def test_names_are_those_of_textbooks():
    picture = network_picture(xor())
    assert [c.name for c in picture.circles] == ["x₁", "x₂", "a⁽¹⁾₁", "a⁽¹⁾₂", "a⁽¹⁾₃", "z⁽²⁾₁"]
    assert picture.columns[1][0].before_name == "z⁽¹⁾₁"
    assert picture.columns[1][0].bias_name == "b⁽¹⁾₁"
    assert picture.wires[1].name == "w⁽¹⁾₂₁" and picture.wires[1].id == "l1_0_1"
    assert picture.loss == ("L", xor().root.data)


def test_the_sample_is_the_one_that_was_asked_for():
    for i, x in enumerate(XOR[0]):
        picture = network_picture(xor(chosen=i), sample=i)
        assert [c.value for c in picture.columns[0]] == x.tolist()
        assert (picture.sample, picture.samples) == (i, 4)


def test_a_graph_of_several_samples_shows_one_of_them():
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    loss = mse(model(Tensor(XOR[0], "x", kind="input")), XOR[1])
    loss.backward()
    for i, x in enumerate(XOR[0]):
        picture = network_picture(samples_in(loss), sample=i)
        assert [c.value for c in picture.columns[0]] == x.tolist()
        assert [c.name for c in picture.columns[0]] == ["x₁", "x₂"]
        assert picture.samples == 4 and picture.loss[1] == pytest.approx(loss.item())
        # a weight's gradient is of the whole loss, whichever sample is shown
        shown = [w.gradient for w in picture.wires[:6]]
        assert shown == pytest.approx(model.layers[0].W.grad.T.ravel().tolist())


def test_neurons_written_by_hand_are_a_network():
    random.seed(1)
    x = [Value(2.0, "x1"), Value(3.0, "x2")]

    def neuron(inputs):
        w = [Value(random.uniform(-1, 1), f"w{i}") for i, _ in enumerate(inputs)]
        return sum((wi * xi for wi, xi in zip(w, inputs, strict=True)), Value(0.5, "b")).tanh()

    hidden = [neuron(x) for _ in range(4)]
    loss = (neuron(hidden) - 1) ** 2
    picture = network_picture(samples_in(loss))
    assert picture.sizes == (2, 4, 1) and picture.loss == ("L", loss.data)
    assert samples_in(loss).inputs == tuple(x)
    assert len({w.name for w in picture.wires}) == 12  # w0, w1 in each neuron tell nothing apart


def test_inputs_keep_their_labels_where_weights_are_called_alike():
    x = [Value(1.0, "꽃받침"), Value(2.0, "꽃잎")]
    units = [sum(Value(0.5, f"w{i}") * xi for i, xi in enumerate(x)) + Value(0.1, "b") for _ in x]
    picture = network_picture(samples_in(units[0].tanh() * units[1].tanh()))
    assert [c.name for c in picture.columns[0]] == ["꽃받침", "꽃잎"]
    assert [w.name for w in picture.wires] == ["w₁₁", "w₂₁", "w₁₂", "w₂₂"]


def test_without_data_nothing_is_shown_but_the_weights():
    picture = network_picture(samples_of(MLP(2, [3, 1])))
    assert {c.value for c in picture.circles} == {c.gradient for c in picture.circles} == {None}
    assert all(w.gradient is None and w.value for w in picture.wires)
    assert not picture.has_gradients and picture.loss is None


@pytest.mark.parametrize(("width", "limit"), [(5, 4), (17, 16), (64, 16), (784, 16), (9, 3)])
def test_a_layer_too_wide_shows_the_first_and_the_last_and_counts_the_rest(width, limit):
    picture = network_picture(samples_of(MLP(width, [3])), limit=limit)
    places = [c.place for c in picture.columns[0]]
    assert places == [*range(limit - 2), width - 1]
    assert picture.hidden == (width - limit + 1, 0) and picture.sizes == (width, 3)
    drawn = {c.id for c in picture.circles}
    assert all(w.source in drawn and w.target in drawn for w in picture.wires)
    assert len(picture.wires) == 3 * (limit - 1) and picture.weights == 3 * width


def test_a_layer_that_just_fits_is_whole():
    picture = network_picture(samples_of(MLP(2, [16, 16, 1])))
    assert picture.hidden == (0, 0, 0, 0) and len(picture.wires) == picture.weights == 304


def test_outputs_without_a_loss_have_gradients_only_where_there_is_one():
    assert network_picture(samples_of(MLP(2, [3, 1]), XOR[0])).has_gradients
    assert not network_picture(samples_of(MLP(2, [3, 2]), XOR[0])).has_gradients


def test_the_scale_ends_at_the_largest_number_that_is_shown():
    picture = network_picture(xor(chosen=1))
    shown = [w.value for w in picture.wires] + [c.bias for c in picture.circles if c.bias]
    assert picture.largest("weight") == max(map(abs, shown))
    assert picture.largest("gradient") > 0
    assert network_picture(samples_of(MLP(2, [1]))).largest("gradient") == 0.0


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: network_picture(xor(), colour="gradiant"), OptionError, "colour='gradient'"),
        (lambda: network_picture(xor(), sample=4), OptionError, "< 4"),
        (
            lambda: network_picture(samples_of(MLP(2, [1])), colour="gradient"),
            OptionError,
            "손실을 함께",
        ),
        (
            lambda: network_picture(samples_of(Layer(2, 2), XOR[0]), colour="gradient"),
            OptionError,
            "손실을 함께",
        ),
        (lambda: samples_in(Value(2.0) * 3), GraphError, r"draw\(loss\)"),
        (lambda: samples_in(Tensor([1.0, 2.0]).sum()), GraphError, "Module"),
        (lambda: samples_in(3), NotANumberError, "int 3"),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_ends_in_a_box_of_its_own(name):
    y = {"cross_entropy": [0, 1, 1, 0], "hinge": XOR[1] * 2 - 1}.get(name, XOR[1])
    samples = samples_of(MLP(2, [3, 2 if name == "cross_entropy" else 1]), XOR[0], y, name)
    picture = network_picture(samples)
    assert picture.loss == ("L", samples.root.data)
    assert [c.value for c in picture.columns[-1]] == [v.data for v in samples.outputs]


def test_weights_that_are_in_no_neuron_are_counted_and_told():
    x = Value(0.5, "x", kind="input")
    h = Layer(1, 2, activation="tanh", rng=0)([x])
    after = Layer(2, 2, nonlin=False, rng=1)(h)
    rest = after[0] + h[0]  # a residual in the sum: no neuron, and its two weights are left over
    rest.label = "L"
    assert draw(h, view="network").picture.outside == 0
    for language in ("ko", "en"):
        set_language(language)
        part, said = draw(rest, view="network"), text("network.outside", count=2)
        assert part.picture.outside == 2
        assert said in part.svg and said in str(part)


def test_the_scale_of_a_batch_norm_is_within_a_neuron():
    model = Sequential(Linear(2, 3, rng=0), BatchNorm(3), np.tanh, Linear(3, 1, rng=1))
    assert draw(model, np.ones((4, 2)), np.ones((4, 1)), loss="mse").picture.outside == 0
