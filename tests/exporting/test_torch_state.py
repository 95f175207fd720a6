"""state_dict의 이름과 모양: PyTorch 없이, 배열로.

Names and layout of state dicts: without PyTorch, with arrays.
"""

import sys

import numpy as np
import pytest

from micrograd_ko import (
    TABLE,
    DataError,
    NotANumberError,
    OpError,
    ShapeError,
    Tensor,
    Value,
    from_torch,
    to_torch,
)
from micrograd_ko.exporting import state_of
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Layer, Linear, Module, Neuron, Sequential
from tests.helpers.layers import Block, same_numbers, tanh


def network(seed=0):
    return Sequential(
        Linear(2, 3, rng=seed), BatchNorm(3), tanh, Dropout(0.5),
        Sequential(Linear(3, 4, rng=seed + 1, bias=False), tanh), Linear(4, 1, rng=seed + 2),
    )  # fmt: skip


class Twice(Module):
    """Modules as attributes, in a list, a parameter and a buffer of its own."""

    def __init__(self, seed=0):
        self.first, self.blocks = Linear(2, 4, rng=seed), [Block(4), Block(4)]
        self.scale, self.seen = Tensor(np.full(4, 1.0 + seed), "s"), np.full(2, float(seed))
        self.fixed = Tensor.constant(np.ones(4))

    def forward(self, x):
        x = self.first(x)
        for block in self.blocks:
            x = block(x)
        return x * self.scale


class Wide(Linear):
    """A layer of the user's own that is a Linear."""


def test_a_sequential_counts_its_functions_as_modules():
    assert {name: x.shape for name, x in state_of(network()).items()} == {
        "0.weight": (3, 2), "0.bias": (3,),
        "1.weight": (3,), "1.bias": (3,), "1.running_mean": (3,), "1.running_var": (3,),
        "1.num_batches_tracked": (),
        "4.0.weight": (4, 3), "5.weight": (1, 4), "5.bias": (1,),
    }  # fmt: skip


def test_weights_are_transposed_copies():
    model = MLP(2, [3], rng=0)
    state = state_of(model)
    np.testing.assert_array_equal(state["0.weight"], model.layers[0].W.data.T)
    assert state["0.weight"].flags.c_contiguous
    state["0.weight"][...] = 0
    assert model.layers[0].W.data.all()


def test_a_users_module_goes_by_its_attributes():
    names = list(state_of(Twice()))
    assert names[:2] == ["scale", "seen"]
    assert {"first.weight", "blocks.0.inner.weight", "blocks.1.norm.running_var"} <= set(names)
    assert "blocks.0.scale" in names and "fixed" not in names


@pytest.mark.parametrize("make", [network, Twice, lambda seed=0: Wide(2, 3, rng=seed)])
def test_there_and_back(make):
    ours, other = make(0), make(5)
    for layer in ours.modules():
        if isinstance(layer, BatchNorm):
            layer.running_mean += 0.5
    assert not same_numbers(ours, other)
    assert from_torch(other, state_of(ours)) is other
    assert same_numbers(ours, other)


def test_numbers_keep_the_models_dtype():
    model = MLP(2, [1], rng=0, dtype=np.float32)
    assert state_of(model)["0.weight"].dtype == np.float32
    from_torch(model, {"0.weight": np.full((1, 2), 1 / 3), "0.bias": np.array([1])})
    assert model.layers[0].W.data.dtype == np.float32
    np.testing.assert_array_equal(model.layers[0].W.data, np.float32(1 / 3))


def test_a_count_of_batches_may_be_there_or_not():
    state = state_of(BatchNorm(2))
    assert state.pop("num_batches_tracked") == 0
    from_torch(BatchNorm(2), state)
    from_torch(BatchNorm(2), {**state, "num_batches_tracked": np.array(7)})


def test_values_are_numbers_of_their_own():
    class Slope(Module):
        def __init__(self):
            self.a = Value(2.0, "a")

    model = Slope()
    assert state_of(model) == {"a": 2.0}
    from_torch(model, {"a": np.array(3.0)})
    assert model.a.data == 3.0 and type(model.a.data) is float


def test_one_module_in_two_places_stands_under_both_names():
    shared = Linear(2, 2, rng=0)
    model = Sequential(shared, tanh, shared)
    assert list(state_of(model)) == ["0.weight", "0.bias", "2.weight", "2.bias"]
    assert from_torch(model, state_of(model)) is model


# ── what does not fit ──


def test_everything_that_does_not_fit_is_listed_and_nothing_changed(raised):
    model, before = network(), state_of(network())
    state = state_of(network(5))
    del state["5.bias"]
    state["0.weight"] = state["0.weight"].T
    state["6.weight"] = np.ones(2)
    ko, en = raised(lambda: from_torch(model, state), ShapeError)
    assert "아무것도 바꾸지 않았습니다" in ko and "nothing was changed" in en
    for words in (ko, en):
        assert "5.bias" in words and "6.weight" in words and "0.weight (2, 3) ≠ (3, 2)" in words
    assert all(np.array_equal(x, before[name]) for name, x in state_of(model).items())


def test_a_state_dict_is_a_dict_of_arrays_of_numbers(raised):
    model = MLP(2, [1], rng=0)
    ko, en = raised(lambda: from_torch(model, [1.0]), NotANumberError)
    assert "사전입니다" in ko and "model.state_dict()" in en
    state = {**state_of(model), "0.bias": ["one"]}
    ko, en = raised(lambda: from_torch(model, state), NotANumberError)
    assert "0.bias에는 숫자의 배열" in ko and "Under 0.bias a state dict holds" in en


def test_a_model_is_a_module(raised):
    ko, en = raised(lambda: state_of(TABLE["tanh"]), NotANumberError)
    assert "첫 인자로 Module을" in ko and "The first argument is a Module" in en


@pytest.mark.parametrize("layer", [Neuron(2), Layer(2, 2), Sequential(Neuron(2))])
def test_a_layer_that_pytorch_does_not_have_is_refused_by_name(layer, raised):
    ko, en = raised(lambda: state_of(layer), OpError)
    name = "Layer" if isinstance(layer, Layer) else "Neuron"
    assert f"{name}에 맞는 층이" in ko and f"whose state dict {name} fits" in en
    assert "Linear, BatchNorm, LayerNorm, Embedding, Conv2d, Dropout" in ko


def test_a_parameter_that_would_be_lost_is_refused_by_name(raised):
    class Scaled(Sequential):
        def __init__(self):
            super().__init__(Linear(2, 2, rng=0))
            self.scale = Tensor(np.ones(2), "s")

    ko, en = raised(lambda: state_of(Scaled()), OpError)
    assert "Scaled의 매개변수 scale" in ko and "The parameter scale of Scaled" in en


def test_pytorch_is_asked_for_by_name(raised, monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    ko, en = raised(lambda: to_torch(MLP(2, [1], rng=0)), DataError)
    assert "to_torch에는 torch 패키지가 필요" in ko and "python -m pip install torch" in en
