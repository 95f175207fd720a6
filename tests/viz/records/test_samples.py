"""모델의 표본들: 수 그래프 하나와, 표본마다 잎에 들어갈 수.

The samples of a model: one scalar graph, and the numbers of its leaves for each. What a page does
with them is done here by hand: put a row into the leaves, compute the graph again.
"""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    DataError,
    GraphError,
    OptionError,
    ShapeError,
    Tensor,
    Value,
    tanh,
    topological_order,
)
from micrograd_ko.losses import LOSSES, mse
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Layer, Linear, Module, Neuron, Sequential
from micrograd_ko.strategies import networks
from micrograd_ko.train import fit, lesson_of, predict
from viz.records import samples_of

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
any_network = networks(activations=["tanh", "relu", "softplus"], losses=list(LOSSES), max_samples=5)


def computed(samples, row):
    """The roots' numbers with a row of numbers in the leaves, as a page computes them."""
    numbers = dict(zip(samples.leaves, row, strict=True))
    for node in topological_order(*samples.roots):
        if node.op is None:
            numbers.setdefault(node, node.data)
        else:
            numbers[node] = node.op(*(numbers[p] for p in node.parents))
    return [numbers[root] for root in samples.roots]


@given(any_network, st.data())
def test_a_row_put_into_the_leaves_gives_the_loss_of_that_sample(network, data):
    loss = LOSSES[network.loss_name]
    chosen = data.draw(st.integers(0, len(network.X) - 1))
    samples = samples_of(network.model, network.X, network.y, loss, chosen=chosen)
    alone = [
        loss(network.model(network.X[i : i + 1]), network.y[i : i + 1]).item()
        for i in range(len(network.X))
    ]
    assert len(samples.rows) == samples.count == len(network.X)
    for row, wanted in zip(samples.rows, alone, strict=True):
        assert computed(samples, row) == pytest.approx([wanted], rel=1e-9, abs=1e-12)
    assert samples.root.data == pytest.approx(alone[chosen], rel=1e-9, abs=1e-12)
    assert samples.rows[samples.row] == tuple(leaf.data for leaf in samples.leaves)
    assert samples.root.label == "L" and samples.has_loss and samples.mean


@given(any_network)
def test_without_a_loss_the_outputs_are_the_roots(network):
    samples = samples_of(network.model, network.X)
    assert samples.roots == samples.outputs and samples.root is samples.outputs[0]
    assert not samples.has_loss and not samples.mean and samples.targets == ()
    for row, wanted in zip(samples.rows, predict(network.model, network.X), strict=True):
        assert computed(samples, row) == pytest.approx(list(wanted), rel=1e-9, abs=1e-12)


@given(any_network)
def test_inputs_come_first_in_the_order_of_the_columns(network):
    samples = samples_of(network.model, network.X, network.y, network.loss_name)
    width = network.X.shape[1]
    assert samples.leaves[:width] == samples.inputs
    assert [leaf.label for leaf in samples.inputs] == [f"x{'₁₂₃'[i]}" for i in range(width)]
    assert [row[:width] for row in samples.rows] == [tuple(x) for x in network.X]


def test_leaves_are_what_differs_and_nothing_else():
    samples = samples_of(MLP(2, [3, 1]), *XOR, "mse")
    assert len(samples.leaves) == 3 and samples.leaves[2].kind == "constant"
    assert samples.targets == ((0.0,), (1.0,), (1.0,), (0.0,))
    classes = samples_of(MLP(2, [3, 3]), XOR[0], [0, 2, 0, 2], "cross_entropy")
    assert len(classes.leaves) == 2 + 3  # with the whole one-hot, though class 1 is never right
    assert classes.targets == (0.0, 2.0, 0.0, 2.0)


def test_a_loss_that_is_no_mean_is_told():
    def total(scores, y):
        return ((scores - y) ** 2).sum()

    assert samples_of(MLP(2, [1]), *XOR, mse).mean
    assert not samples_of(MLP(2, [1]), *XOR, total).mean


def test_numbers_in_single_precision_are_a_mean_too():
    X = np.random.default_rng(0).normal(size=(50, 2))
    model = MLP(2, [4, 1], dtype=np.float32)
    assert samples_of(model, X, X[:, :1], "mse").mean


def test_the_first_samples_are_kept_and_the_chosen_one():
    X = np.arange(60.0).reshape(30, 2)
    samples = samples_of(MLP(2, [1]), X, X[:, :1], "mse", chosen=25, limit=4)
    assert samples.indices == (0, 1, 2, 25) and samples.row == 3 and samples.count == 30
    assert [row[0] for row in samples.rows] == [0.0, 2.0, 4.0, 50.0]
    assert samples_of(MLP(2, [1]), X, chosen=2, limit=4).indices == (0, 1, 2, 3)


class Branching(Module):
    """Takes another way for large inputs."""

    def __init__(self):
        self.first, self.second = Linear(2, 1), Linear(2, 1)

    def forward(self, x):
        return tanh(self.first(x)) if np.sum(x.data) > 1 else self.second(x)


def test_a_model_with_an_if_keeps_the_chosen_sample_alone():
    samples = samples_of(Branching(), *XOR, "mse", chosen=3)
    assert samples.indices == (3,) and samples.count == 4 and samples.targets == ((0.0,),)
    assert samples.rows == ((1.0, 1.0),) and samples.row == 0


def test_a_model_is_in_use_while_it_is_looked_at():
    model = Sequential(Linear(2, 4), BatchNorm(4), tanh, Dropout(0.5), Linear(4, 1))
    samples = samples_of(model, *XOR, "mse")
    assert model.training and all(module.training for module in model.modules())
    with model.in_use():
        assert samples.outputs[0].data == pytest.approx(predict(model, XOR[0])[samples.chosen, 0])


def test_without_data_the_width_comes_from_the_first_layer():
    for model, width in ((MLP(3, [2]), 3), (Neuron(4), 4), (Layer(5, 2), 5)):
        samples = samples_of(model)
        assert len(samples.inputs) == width and not samples.known
        assert samples.rows == ((0.0,) * width,)


# ── models of Values ──


class Classic(Module):
    """Built as micrograd's MLP, of Values."""

    def __init__(self):
        self.layers = [Layer(2, 3, activation="tanh"), Layer(3, 1, activation="tanh")]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def test_a_model_of_values_takes_a_function_of_output_and_target():
    samples = samples_of(Classic(), *XOR, lambda out, y: (out - y[0]) ** 2, chosen=2)
    assert [leaf.label for leaf in samples.inputs] == ["x₁", "x₂"]
    assert samples.rows == ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
    assert computed(samples, samples.rows[2]) == [samples.root.data] and samples.mean
    several = samples_of(Layer(2, 3), XOR[0])
    assert len(several.outputs) == 3 and several.roots == several.outputs


# ── what cannot be drawn ──


class Raw(Module):
    """Does not tell how many inputs it takes."""

    def __init__(self):
        self.W = Tensor([[1.0], [2.0]], "W", kind="weight")

    def forward(self, x):
        return x @ self.W


class Lost(Raw):
    """Returns plain numbers."""

    def forward(self, x):
        return (x @ self.W).data


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda: samples_of(MLP(2, [1]), *XOR), OptionError, "y를 주었지만 손실이 없습니다"),
        (lambda: samples_of(MLP(2, [1]), loss="mse"), OptionError, "X와 y가 없습니다"),
        (lambda: samples_of(MLP(2, [1]), XOR[0], loss="mse"), OptionError, "X와 y가 없습니다"),
        (lambda: samples_of(MLP(2, [1]), *XOR, "mes"), OptionError, "loss='mse'를"),
        (lambda: samples_of(Classic(), *XOR, "mse"), OptionError, "lambda out, y"),
        (lambda: samples_of(MLP(2, [1]), *XOR, "mse", chosen=4), OptionError, ">= 0, < 4"),
        (lambda: samples_of(MLP(2, [1]), *XOR, "mse", chosen=-1), OptionError, "sample=-1"),
        (lambda: samples_of(Raw()), OptionError, r"draw\(model, X\)"),
        (lambda: samples_of(Lost(), *XOR), OptionError, "손실"),
        (lambda: samples_of(Lost(), XOR[0]), GraphError, "ndarray"),
        (lambda: samples_of(MLP(2, [1]), XOR[0], [0, 1, 1, 0], "mse"), ShapeError, r"\(4, 1\)"),
        (lambda: samples_of(MLP(2, [1]), XOR[0], [[1]], "mse"), DataError, "4"),
        (lambda: samples_of(MLP(2, [1]), [[np.nan, 1]]), DataError, "nan"),
        (lambda: samples_of(MLP(3, [1]), XOR[0]), ShapeError, r"Linear\(3, 1\)"),
    ],
)
def test_what_cannot_be_drawn_is_told_with_the_way_out(wrong, error, words):
    with pytest.raises(error, match=words):
        wrong()


# ── what fit leaves ──


def trained():
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    fit(model, *XOR, loss="mse", optimizer="sgd", epochs=1, progress=False)
    return model


def test_a_model_is_remembered_with_what_it_was_trained_on():
    model = trained()
    X, y, loss = lesson_of(model)
    assert np.array_equal(X, XOR[0]) and np.array_equal(y, XOR[1]) and loss is mse
    fit(model, XOR[0][:3], XOR[1][:3], loss="half_mse", optimizer="sgd", epochs=1, progress=False)
    assert len(lesson_of(model).X) == 3 and lesson_of(model).loss is LOSSES["half_mse"]
    assert lesson_of(MLP(2, [1])) is None


def test_neither_pickles_nor_copies_nor_states_grow_by_it():
    model, fresh = trained(), MLP(2, [3, 1], activation="tanh", rng=0)
    fresh.eval()
    fresh._loss = "mse"  # the name of the loss goes along, the data do not
    assert len(pickle.dumps(model)) == len(pickle.dumps(fresh))
    assert lesson_of(copy.deepcopy(model)) is None
    assert vars(model).keys() == vars(fresh).keys()
    assert model.state_dict().keys() == fresh.state_dict().keys()


def test_what_is_remembered_goes_with_the_model():
    model, X = MLP(2, [1]), XOR[0].copy()
    fit(model, X, XOR[1], loss="mse", optimizer="sgd", epochs=1, progress=False)
    gone, data = weakref.ref(model), weakref.ref(lesson_of(model).X)
    del X
    assert data() is not None
    del model
    gc.collect()
    assert gone() is data() is None


def test_a_loss_that_holds_its_model_goes_with_it_too():
    def with_penalty(model):
        return lambda p, t: mse(p, t) + 0.01 * (model.layers[0].W ** 2).sum()

    model = MLP(2, [1])
    fit(model, *XOR, loss=with_penalty(model), optimizer="sgd", epochs=1, progress=False)
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None


def test_a_model_without_a_hash_is_remembered_too():
    class Equal(MLP):
        def __eq__(self, other):
            return self is other

        __hash__ = None

    model = Equal(2, [1])
    fit(model, *XOR, loss="mse", optimizer="sgd", epochs=1, progress=False)
    assert lesson_of(model).loss is mse


def test_values_of_a_trained_graph_stay_as_they_are():
    model = trained()
    samples = samples_of(model, *lesson_of(model)[:2], "mse")
    assert all(p.grad is None for p in model.parameters())
    assert isinstance(samples.root, Value) and samples.root.grad is None


def test_what_is_nan_for_every_sample_does_not_differ():
    model = Sequential(Linear(2, 1, rng=0), BatchNorm(1))
    model.layers[1].running_mean[...] = np.nan
    samples = samples_of(model, np.arange(6.0).reshape(3, 2))
    assert len(samples.leaves) == 2
