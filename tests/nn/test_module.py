"""모듈: 매개변수를 찾기, 상태, 요약. Modules: what they find, state_dict, summary."""

import copy
import pickle
from unicodedata import east_asian_width

import numpy as np
import pytest

from micrograd_ko import (
    NotANumberError,
    ShapeError,
    Tensor,
    numerical_gradient,
    set_language,
)
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Module, Sequential
from micrograd_ko.optim import SGD
from tests.helpers.layers import Block, network, points, relu, same_numbers, tanh

# ── Module: what it finds ──


class Zoo(Module):
    """Everything that can hold something."""

    def __init__(self):
        self.first = Linear(2, 3)
        self.listed = [Linear(3, 3), tanh, Tensor([1.0], "t")]
        self.tupled = (Linear(3, 2, bias=False),)
        self.named = {"left": BatchNorm(2), "right": Tensor([[2.0]], "r")}
        self.own = Tensor([3.0], "o")
        self.fixed = Tensor.constant([4.0])
        self.made = self.own * 2
        self.buffer = np.array([5.0, 6.0])
        self.text, self.count, self.nothing = "text", 3, None

    def forward(self, x):
        return x


ZOO = [
    "first.W", "first.b", "listed.0.W", "listed.0.b", "listed.2", "tupled.0.W", "named.left.gamma",
    "named.left.beta",
    "named.right", "own",
]  # fmt: skip


def test_parameters_are_found_in_attributes_lists_tuples_and_dicts_in_order():
    zoo = Zoo()
    assert [name for name, _ in zoo.named_parameters()] == ZOO
    assert zoo.parameters() == [p for _, p in zoo.named_parameters()]
    assert zoo.parameters()[0] is zoo.first.W
    assert not any(p is zoo.fixed or p is zoo.made for p in zoo.parameters())


def test_modules_come_outermost_first():
    zoo = Zoo()
    assert list(zoo.modules()) == [zoo, zoo.first, zoo.listed[0], zoo.tupled[0], zoo.named["left"]]


def test_deep_names_join_with_dots():
    model = Sequential(Linear(2, 3), tanh, Block(3), Sequential(Linear(3, 1)))
    assert [name for name, _ in model.named_parameters()] == [
        "layers.0.W", "layers.0.b", "layers.2.inner.W", "layers.2.inner.b", "layers.2.norm.gamma",
        "layers.2.norm.beta",
        "layers.2.scale", "layers.3.layers.0.W", "layers.3.layers.0.b",
    ]  # fmt: skip


def test_a_shared_parameter_comes_once_under_its_first_name():
    model = Sequential(Linear(2, 2), tanh, Linear(2, 2))
    model.layers[2].W = model.layers[0].W
    assert [name for name, _ in model.named_parameters()] == [
        "layers.0.W",
        "layers.0.b",
        "layers.2.b",
    ]
    shared = Linear(2, 2)
    assert len(Sequential(shared, tanh, shared).parameters()) == 2


def test_a_shared_layer_gets_the_gradient_of_both_uses():
    shared = Linear(2, 2, bias=False)
    model, X = Sequential(shared, tanh, shared), points(3, 2)
    model(X).sum().backward()
    assert np.allclose(
        shared.W.grad, numerical_gradient(lambda: model(X).sum(), shared.W), rtol=1e-6
    )
    assert np.allclose(model(X).data, np.tanh(X @ shared.W.data) @ shared.W.data)


def test_layers_appended_to_a_list_later_are_found():
    class Stack(Module):
        def __init__(self):
            self.layers = []
            for _ in range(3):
                self.layers.append(Linear(2, 2))

        def forward(self, x):
            for layer in self.layers:
                x = layer(x)
            return x

    model = Stack()
    assert [name for name, _ in model.named_parameters()][::2] == [
        "layers.0.W",
        "layers.1.W",
        "layers.2.W",
    ]
    assert model([1.0, 2.0]).shape == (2,)


def test_zero_grad_clears_every_parameter():
    model = MLP(2, [3, 1])
    model(points(4, 2)).sum().backward()
    assert all(p.grad is not None for p in model.parameters())
    model.zero_grad()
    assert all(p.grad is None for p in model.parameters())


def test_train_and_eval_reach_all_and_return_the_model():
    model = Sequential(Block(2), Dropout(0.5), Sequential(Sequential(BatchNorm(2))))
    assert all(m.training for m in model.modules())
    assert model.eval() is model and not any(m.training for m in model.modules())
    assert model.train() is model and all(m.training for m in model.modules())
    assert model.train(False) is model and not any(m.training for m in model.modules())
    zoo = Zoo().eval()
    assert not zoo.named["left"].training and not zoo.tupled[0].training


def test_a_module_without_forward_says_what_to_write():
    class Empty(Module):
        pass

    for language, words in (
        ("ko", "Empty에 forward(self, x)를 적으십시오"),
        ("en", "Write forward(self, x) in Empty"),
    ):
        set_language(language)
        with pytest.raises(NotImplementedError) as caught:
            Empty()(1.0)
        assert words in str(caught.value)
    assert Empty().parameters() == [] and Empty().state_dict() == {}


def test_a_module_of_ones_own():
    class Twice(Module):
        def __init__(self):
            self.first, self.second = Linear(2, 8), Linear(8, 1)

        def forward(self, x):
            return self.second(tanh(self.first(x)))

    model, X = Twice(), points(5, 2)
    expected = (
        np.tanh(X @ model.first.W.data + model.first.b.data) @ model.second.W.data
        + model.second.b.data
    )
    assert np.allclose(model(X).data, expected)
    assert repr(model) == "Twice(Linear(2, 8), Linear(8, 1))"
    loss = mse(model(X), np.ones((5, 1)))
    loss.backward()
    SGD(model, 0.1).step()
    assert mse(model(X), np.ones((5, 1))).data < loss.data


def test_repr_says_how_to_make_it():
    model = Sequential(
        Linear(2, 3, bias=False), BatchNorm(3), relu, Dropout(0.25), np.tanh, Linear(3, 1)
    )
    assert (
        repr(model)
        == "Sequential(Linear(2, 3, bias=False), BatchNorm(3), relu, Dropout(0.25), tanh, "
        "Linear(3, 1))"
    )
    assert (
        repr(MLP(2, [3, 1], output="sigmoid")) == "MLP(Linear(2, 3), relu, Linear(3, 1), sigmoid)"
    )
    assert repr(Sequential(lambda x: x)) == "Sequential(<lambda>)"


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))])
def test_copies_compute_the_same_and_share_nothing(copied):
    model = Sequential(Linear(2, 3), BatchNorm(3), tanh, Linear(3, 1))
    twin = copied(model)
    assert same_numbers(model, twin)
    X = points(4, 2)
    assert np.array_equal(model(X).data, twin(X).data)
    twin.parameters()[0].data += 1.0
    assert not np.array_equal(model.eval()(X).data, twin.eval()(X).data)
    twin(X).sum().backward()
    assert model.parameters()[0].grad is None


# ── state_dict ──


STATE = [
    "layers.0.W", "layers.0.b", "layers.1.gamma", "layers.1.beta", "layers.3.W", "layers.3.b",
    "layers.1.running_mean", "layers.1.running_var",
]  # fmt: skip


def test_state_dict_holds_copies_of_parameters_and_buffers():
    model = network()
    state = model.state_dict()
    assert list(state) == STATE
    kept = {name: array.copy() for name, array in state.items()}
    model(points(4, 2))
    model.layers[0].W.data += 1.0
    assert all(np.array_equal(state[name], kept[name]) for name in state)
    assert not np.array_equal(model.layers[1].running_mean, kept["layers.1.running_mean"])
    state["layers.3.W"][...] = 99.0
    assert not (model.layers[3].W.data == 99.0).any()


def test_load_state_dict_puts_all_back_as_copies():
    model, other, X = network(), network(), points(6, 2)
    for _ in range(3):
        model(X)
    state = model.state_dict()
    arrays = {name: p.data for name, p in other.named_parameters()}
    other.load_state_dict(state)
    assert same_numbers(model, other)
    assert np.array_equal(model.eval()(X).data, other.eval()(X).data)
    # an optimizer may hold them
    assert all(p.data is arrays[name] for name, p in other.named_parameters())
    state["layers.0.W"][...] = 0.0
    assert same_numbers(model, other)


def test_load_state_dict_keeps_the_dtype():
    model = Linear(2, 2, dtype=np.float32)
    model.load_state_dict({"W": [[1, 2], [3, 4]], "b": np.array([0.5, 0.25])})
    assert model.W.dtype == model.b.dtype == np.float32
    assert model.W.data.tolist() == [[1.0, 2.0], [3.0, 4.0]] and model.b.data.tolist() == [
        0.5,
        0.25,
    ]


def misfits():
    state = network().state_dict()
    without = {n: x for n, x in state.items() if n != "layers.1.running_var"}
    return {
        "missing": (without, ["layers.1.running_var"]),
        "unknown": ({**state, "head.W": np.ones(2)}, ["head.W"]),
        "shape": ({**state, "layers.3.W": np.ones((1, 3))}, ["layers.3.W (1, 3) ≠ (3, 1)"]),
        "buffer": ({**state, "layers.1.running_mean": 0.0}, ["layers.1.running_mean () ≠ (3,)"]),
        "all": (
            {**without, "x": 1.0, "layers.0.b": [1.0]},
            ["layers.1.running_var", "x", "layers.0.b (1,) ≠ (3,)"],
        ),
        "empty": ({}, STATE),
    }


@pytest.mark.parametrize("kind", misfits())
def test_a_misfit_is_named_and_nothing_changes(raised, kind):
    wrong, named = misfits()[kind]
    model = network()
    before = model.state_dict()
    messages = raised(
        lambda: model.load_state_dict({n: np.add(x, 1.0) for n, x in wrong.items()}), ShapeError
    )
    assert all(name in message for name in named for message in messages)
    assert "빠진 것" in messages[0] and "Missing" in messages[1]
    assert all(np.array_equal(before[name], x) for name, x in model.state_dict().items())


@pytest.mark.parametrize("wrong", [["a"], [None]])
def test_what_is_no_number_changes_nothing_either(wrong):
    model = Linear(2, 1)
    before = model.state_dict()
    with pytest.raises((ShapeError, NotANumberError)):
        model.load_state_dict({"W": np.full((2, 1), 7.0), "b": wrong})
    assert all(np.array_equal(before[name], x) for name, x in model.state_dict().items())


# ── summary ──


def width(line):
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in line)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize(
    "model",
    [
        MLP(2, [16, 16, 1]),
        Sequential(Linear(2, 3), BatchNorm(3)),
        MLP(64, [1000, 10]),
        Linear(1, 1),
        Block(2),
    ],
    ids=lambda m: type(m).__name__,
)
def test_summary_is_aligned_whatever_the_width_of_its_letters(language, model):
    set_language(language)
    title, rule, head, *rest = model.summary().split("\n")
    assert title == repr(model)
    assert set(rule) == {"─"} and rest[0] == rest[-2] == rule
    rows = [head, *rest[1:-2], rest[-1]]
    assert {width(row) for row in rows} == {len(rule)}  # counts end in one column
    shapes = [p.shape for p in model.parameters()]
    starts = {
        width(row[: row.index(str(shape))]) for row, shape in zip(rest[1:-2], shapes, strict=True)
    }
    assert starts == {width(head[: head.index("모양" if language == "ko" else "shape")])}


def test_summary_counts_each_parameter():
    lines = MLP(64, [50, 10]).summary().split("\n")
    assert lines[4].split() == ["layers.0.W", "(64,", "50)", "3,200"]
    assert lines[-1].split() == ["매개변수", "합계", "3,760"]
    shared = Linear(2, 2)
    assert Sequential(shared, shared).summary().split("\n")[-1].split()[-1] == "6"


def test_summary_without_parameters():
    assert Sequential(tanh).summary().split("\n")[-1].split()[-1] == "0"
