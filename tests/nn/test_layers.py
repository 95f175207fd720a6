"""층과 신경망, 난수, 초깃값. Layers and networks, random numbers, initial values."""

import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    TABLE,
    NotANumberError,
    OptionError,
    ShapeError,
    Tensor,
    expand,
    manual_seed,
    no_grad,
    numerical_gradient,
    scope,
    set_language,
    topological_order,
)
from micrograd_ko.init import INITIALISERS, constant, initial
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential, activation_of
from micrograd_ko.optim import SGD
from tests.helpers.layers import Block, network, points, same_numbers, sigmoid, tanh
from tests.helpers.sharing import fewer
from viz import draw, picture_of

ROOT = Path(__file__).parents[2]


# ── Linear ──


@pytest.mark.parametrize("shape", [(3,), (5, 3), (1, 3), (0, 3), (2, 4, 3)])
@pytest.mark.parametrize("bias", [True, False])
def test_linear_is_x_w_plus_b(shape, bias):
    layer, x = Linear(3, 2, bias=bias), points(*shape)
    if bias:
        layer.b.data[:] = [0.5, -2.0]
    expected = np.einsum("...i,io->...o", x, layer.W.data) + (layer.b.data if bias else 0.0)
    assert layer(x).shape == (*shape[:-1], 2)
    assert np.allclose(layer(x).data, expected, rtol=1e-14)
    assert np.array_equal(layer(Tensor(x)).data, layer(x).data)


def test_linear_by_hand():
    layer = Linear(2, 1)
    layer.W.data[:], layer.b.data[:] = [[2.0], [3.0]], [1.0]
    y = layer([[10.0, 100.0], [1.0, 0.0]])
    assert y.data.tolist() == [[321.0], [3.0]]
    y.sum().backward()
    assert layer.W.grad.tolist() == [[11.0], [100.0]] and layer.b.grad.tolist() == [2.0]


def test_linear_holds_w_and_b():
    layer = Linear(3, 2)
    assert (layer.W.shape, layer.b.shape) == ((3, 2), (2,))
    assert (layer.W.kind, layer.b.kind, layer.W.label, layer.b.label) == (
        "weight",
        "bias",
        "W",
        "b",
    )
    assert layer.b.data.tolist() == [0.0, 0.0]
    assert [name for name, _ in Linear(3, 2, bias=False).named_parameters()] == ["W"]


@pytest.mark.parametrize("shape", [(2,), (4,), (5, 2), (3, 5), (), (3, 1)])
def test_linear_names_itself_and_the_shape_that_does_not_fit(raised, shape):
    ko, en = raised(lambda: Linear(3, 2)(np.zeros(shape)), ShapeError)
    assert all("Linear(3, 2)" in m and str(shape) in m for m in (ko, en))
    assert "마지막 축이 3" in ko and "last axis is 3 long" in en


@pytest.mark.parametrize("wrong", ["3", None, [["a", "b", "c"]], [[1, 2, 3j]]])
def test_linear_takes_numbers_only(raised, wrong):
    raised(lambda: Linear(3, 2)(wrong), NotANumberError)


def test_float32_stays_float32():
    model = Sequential(
        Linear(3, 4, dtype=np.float32), BatchNorm(4, dtype=np.float32), tanh, Dropout(0.5)
    )
    y = model(points(5, 3).astype(np.float32))
    y.sum().backward()
    assert y.dtype == np.float32
    assert all(p.dtype == p.grad.dtype == np.float32 for p in model.parameters())
    assert {x.dtype for x in model.state_dict().values()} == {np.dtype(np.float32)}
    assert model.eval()(points(5, 3).astype(np.float32)).dtype == np.float32
    assert all(p.dtype == np.float32 for p in MLP(2, [3, 1], dtype="float32").parameters())


def test_float32_parameters_get_float32_gradients_from_float64_data():
    layer = Linear(3, 1, dtype=np.float32)
    layer(points(5, 3)).sum().backward()
    assert layer.W.grad.dtype == np.float32


def test_linear_takes_float_types_only(raised):
    raised(lambda: Linear(1, 1, dtype=int), NotANumberError)


@pytest.mark.parametrize("wrong", [0, -1, 2.0, "2", True, None, [2]])
@pytest.mark.parametrize("name", ["nin", "nout"])
def test_sizes_are_whole_numbers_from_1(raised, name, wrong):
    sizes = {"nin": 2, "nout": 2, name: wrong}
    ko, en = raised(lambda: Linear(**sizes), OptionError)
    assert all(f"{name}={wrong!r}" in m for m in (ko, en))


def test_numpy_integers_are_sizes_too():
    layer = Linear(np.int64(2), np.int32(3))
    assert layer.W.shape == (2, 3) and repr(layer) == "Linear(2, 3)"


# ── Sequential ──


def test_sequential_runs_modules_and_functions_in_order():
    model = Sequential(Linear(2, 3), tanh, lambda x: x * 2.0, np.exp, Linear(3, 1))
    first, last, X = model.layers[0], model.layers[4], points(4, 2)
    expected = np.exp(np.tanh(X @ first.W.data + first.b.data) * 2.0) @ last.W.data + last.b.data
    assert np.allclose(model(X).data, expected, rtol=1e-13)


def test_sequential_of_nothing_is_identity():
    assert Sequential()(3.0) == 3.0 and Sequential().parameters() == []


@pytest.mark.parametrize("wrong", [3, "tanh", None, [Linear(2, 2)]])
def test_sequential_takes_layers_and_functions_only(raised, wrong):
    ko, en = raised(lambda: Sequential(Linear(2, 2), wrong), OptionError)
    assert all("Sequential" in m and type(wrong).__name__ in m for m in (ko, en))


def test_layers_are_scopes_and_their_parameters_are_numbered():
    model = Sequential(Linear(2, 3), BatchNorm(3), tanh, Dropout(0.5), Linear(3, 1), sigmoid)
    assert [(p.label, p.scope) for p in model.parameters()] == [
        ("W₁", ("층 1",)), ("b₁", ("층 1",)), ("γ₁", ("층 1",)), ("β₁", ("층 1",)),
        ("W₂", ("층 2",)), ("b₂", ("층 2",)),
    ]  # fmt: skip
    y = model(points(4, 2))
    made = [node for node in topological_order(y) if node.op is not None]
    assert {node.scope for node in made} == {("층 1",), ("층 2",)}
    assert next(n for n in made if n.op.name == "tanh").scope == ("층 1",)
    assert y.scope == ("층 2",) and y.op.name == "sigmoid"


def test_ten_layers_and_more_are_numbered_in_subscripts():
    assert MLP(1, [1] * 12).parameters()[-1].label == "b₁₂"


def test_scopes_speak_the_language_of_the_day_they_were_made():
    set_language("en")
    assert MLP(2, [2, 1]).parameters()[-1].scope == ("layer 2",)


def test_nested_modules_are_nested_scopes():
    model = Sequential(Linear(2, 3), Block(3), Sequential(Linear(3, 2), tanh, Linear(2, 1)))
    scopes = {name: p.scope for name, p in model.named_parameters()}
    assert scopes["layers.1.inner.W"] == ("층 1", "inner") and model.layers[1].inner.W.label == "W"
    assert scopes["layers.2.layers.2.W"] == ("층 2", "층 2")
    made = {node.scope for node in topological_order(model(points(4, 2))) if node.op is not None}
    assert made == {
        ("층 1",),
        ("층 1", "inner"),
        ("층 1", "norm"),
        ("층 2", "층 1"),
        ("층 2", "층 2"),
    }


def test_a_model_made_and_run_in_a_scope_has_its_weights_beside_their_products():
    with scope("망"):
        model = MLP(2, [1])
        y = model(points(3, 2))
    assert y.scope == ("망", "층 1")
    assert model.layers[0].W.scope == ("망", "층 1")


def test_a_model_called_in_a_scope_is_drawn_in_it():
    model = MLP(2, [2, 1])
    with scope("예측"):
        assert model(points(3, 2)).scope == ("예측", "층 2")


def test_layers_cannot_be_changed_behind_its_back():
    model = Sequential(Linear(3, 2), Linear(2, 1))
    with pytest.raises(TypeError):
        model.layers[1] = Linear(2, 5)
    assert Sequential(*model.layers[:1], Linear(2, 5))(points(4, 3)).shape == (4, 5)


# ── MLP ──


def layers_of(model):
    return [layer for layer in model.layers if isinstance(layer, Linear)]


def test_mlp_has_micrograds_signature():
    model = MLP(2, [16, 16, 1])
    assert [layer.W.shape for layer in layers_of(model)] == [(2, 16), (16, 16), (16, 1)]
    assert len(model.parameters()) == 6 and sum(p.size for p in model.parameters()) == 337
    assert [getattr(layer, "name", "") for layer in model.layers] == ["", "relu", "", "relu", ""]
    assert model([2.0, 3.0]).shape == (1,) and model(points(7, 2)).shape == (7, 1)


def test_mlp_computes_its_formula():
    model, X = MLP(3, [4, 2], activation="sigmoid", output=np.exp), points(5, 3)
    first, second = layers_of(model)
    hidden = 1 / (1 + np.exp(-(X @ first.W.data + first.b.data)))
    assert np.allclose(model(X).data, np.exp(hidden @ second.W.data + second.b.data), rtol=1e-13)


@pytest.mark.parametrize("given", ["tanh", tanh, np.tanh, lambda x: x.tanh()])
def test_an_activation_is_a_name_a_row_or_a_function(given):
    model, named = MLP(2, [3, 1], activation=given, rng=0), MLP(2, [3, 1], activation="tanh", rng=0)
    assert np.array_equal(model(points(4, 2)).data, named(points(4, 2)).data)


def test_a_bound_row_is_an_activation():
    slope = TABLE["leaky_relu"].bind(slope=0.5)
    y = MLP(1, [1, 1], activation=slope, init=lambda rng, shape: np.ones(shape))([-4.0])
    assert y.data.tolist() == [-2.0]


def test_no_activation_is_a_linear_map():
    model = MLP(3, [4, 2], activation=None)
    X, Y = points(5, 3), points(5, 3, seed=1)
    assert len(model.layers) == 2
    assert np.allclose(model(X + Y).data, model(X).data + model(Y).data)


def test_output_follows_the_last_layer():
    model = MLP(2, [3, 1], output="sigmoid")
    assert model.layers[-1] is TABLE["sigmoid"]
    assert ((model(points(9, 2)).data > 0) & (model(points(9, 2)).data < 1)).all()
    assert MLP(2, [1], output="tanh").layers[1:] == (tanh,)
    assert MLP(2, [1], activation="tanh").layers[1:] == ()


@pytest.mark.parametrize("wrong", ["rleu", "", "maximum", "pow", "softmax"])
@pytest.mark.parametrize("option", ["activation", "output"])
def test_an_unknown_activation_lists_those_there_are(raised, option, wrong):
    ko, en = raised(lambda: MLP(2, [1], **{option: wrong}), OptionError)
    for message in (ko, en):
        assert repr(wrong) in message
        assert all(
            f" {name}" in message
            for name in ("tanh", "sigmoid", "relu", "leaky_relu", "elu", "softplus")
        )
        assert " add" not in message and " pow" not in message


@pytest.mark.parametrize("wrong", [3, 0.5, ["relu"]])
def test_what_cannot_be_called_is_no_activation(raised, wrong):
    ko, en = raised(lambda: MLP(2, [1], activation=wrong), OptionError)
    assert all("activation" in m and type(wrong).__name__ in m for m in (ko, en))


def test_activation_of_a_new_row_works(temporary_op):
    row = temporary_op(
        "softsign",
        "softsign",
        "소프트사인",
        lambda a: a / (1 + abs(a)),
        lambda g, y, a: (g / (1 + abs(a)) ** 2,),
    )
    assert activation_of("softsign") is row
    assert activation_of(None) is None
    MLP(2, [3, 1], activation="softsign")(points(4, 2)).sum().backward()


@pytest.mark.parametrize("nouts", [[], [3, 0], [0], [2.5], [3, -1], ["3"]])
def test_mlp_sizes(raised, nouts):
    ko, en = raised(lambda: MLP(2, nouts), OptionError)
    assert all("MLP(2, [16, 16, 1])" in m for m in (ko, en))


def test_one_layer_can_be_a_number():
    assert repr(MLP(2, 3)) == "MLP(Linear(2, 3))"
    assert repr(MLP(2, (3, 1))) == "MLP(Linear(2, 3), relu, Linear(3, 1))"


@pytest.mark.parametrize(
    ("activation", "init"),
    [("relu", "he"), ("elu", "he"), ("tanh", "xavier"), (None, "xavier"), (np.tanh, "xavier")],
)
def test_initial_values_suit_the_activation(activation, init):
    model = MLP(20, [30, 10], activation=activation, rng=3)
    assert same_numbers(model, MLP(20, [30, 10], activation=activation, rng=3, init=init))
    other = "xavier" if init == "he" else "he"
    assert not same_numbers(model, MLP(20, [30, 10], activation=activation, rng=3, init=other))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_used_as_micrograd_is(language):
    """The demo of micrograd's README and lecture: a list of lists, a sum of squares, updates by
    hand.
    """
    set_language(language)
    model = MLP(3, [4, 4, 1], activation="tanh", output="tanh")
    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]
    losses = []
    for _ in range(40):
        predicted = [model(x) for x in xs]
        loss = sum((p - y) ** 2 for p, y in zip(predicted, ys, strict=True))
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data += -0.1 * p.grad
        losses.append(float(loss))
    assert losses[-1] < 0.1 < losses[0]
    assert [float(p) > 0 for p in predicted] == [True, False, False, True]


# ── random numbers ──


def test_layers_made_one_after_the_other_differ():
    assert not np.array_equal(Linear(3, 3).W.data, Linear(3, 3).W.data)
    first, second = layers_of(MLP(3, [3, 3], rng=0))
    assert not np.array_equal(first.W.data, second.W.data)


def test_manual_seed_repeats():
    manual_seed(42)
    first = MLP(3, [4, 1]), Linear(2, 2)
    manual_seed(42)
    second = MLP(3, [4, 1]), Linear(2, 2)
    manual_seed(43)
    third = MLP(3, [4, 1])
    assert same_numbers(first[0], second[0]) and same_numbers(first[1], second[1])
    assert not same_numbers(first[0], third)


def test_a_seed_or_generator_of_ones_own_leaves_the_common_one_alone():
    assert same_numbers(Linear(3, 3, rng=9), Linear(3, 3, rng=9))
    rng = np.random.default_rng(9)
    assert same_numbers(Linear(3, 3, rng=rng), Linear(3, 3, rng=9))
    assert not same_numbers(Linear(3, 3, rng=rng), Linear(3, 3, rng=9))
    manual_seed(0)
    untouched = Linear(3, 3)
    manual_seed(0)
    MLP(3, [3], rng=1), Dropout(0.5, rng=2)
    assert same_numbers(Linear(3, 3), untouched)


def test_numpys_own_seed_changes_nothing():
    np.random.seed(1)
    first = Linear(3, 3)
    manual_seed(0)
    np.random.seed(2)
    assert same_numbers(Linear(3, 3), first)


def test_every_process_starts_alike():
    code = (
        "import numpy as np; from micrograd_ko.nn import MLP, Dropout\n"
        "m = MLP(2, [3, 1]); print([p.data.tolist() for p in m.parameters()], "
        "Dropout(0.5)(np.ones(20)).tolist())"
    )
    outputs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1] != b""
    here = MLP(2, [3, 1])  # manual_seed(0) before the test, as every process starts
    assert str([p.data.tolist() for p in here.parameters()]).encode() in outputs[0]


# ── initial values ──


@pytest.mark.parametrize("nin", [4, 100, 400])
@pytest.mark.parametrize(
    ("init", "deviation"),
    [
        ("small", lambda n: 0.01),
        ("xavier", lambda n: 1 / math.sqrt(n)),
        ("he", lambda n: math.sqrt(2 / n)),
        ("uniform", lambda n: 1 / math.sqrt(3 * n)),
        (0.25, lambda n: 0.25),
        (2, lambda n: 2.0),
    ],
)
def test_deviations_go_by_the_number_of_inputs(init, deviation, nin):
    W = Linear(nin, 100_000 // nin, init=init, rng=0).W.data
    expected = deviation(nin)
    assert abs(W.mean()) < 5 * expected / math.sqrt(W.size)
    assert W.std() == pytest.approx(expected, rel=5 / math.sqrt(2 * W.size))


def test_normal_draws_are_normal():
    W = Linear(100, 1000, init="xavier", rng=0).W.data.ravel() * 10.0
    for bound, share in ((1.0, 0.682689), (2.0, 0.954500), (3.0, 0.997300)):
        assert abs((abs(W) < bound).mean() - share) < 5 * math.sqrt(share * (1 - share) / W.size)


def test_uniform_is_bounded_and_draws_biases_too():
    layer = Linear(25, 4000, init="uniform", rng=0)
    for array in (layer.W.data, layer.b.data):
        assert abs(array).max() <= 0.2 and array.min() < -0.195 and array.max() > 0.195
        assert array.std() == pytest.approx(0.2 / math.sqrt(3), rel=0.05)
    assert not np.isin(layer.b.data, layer.W.data).any()
    assert layer.b.shape == (4000,)


@pytest.mark.parametrize("init", [*(name for name in INITIALISERS if name != "uniform"), 0.5])
def test_biases_start_at_0(init):
    assert not Linear(3, 4, init=init).b.data.any()


def test_zeros_and_constants():
    assert not Linear(3, 4, init="zeros").W.data.any()
    assert (Linear(3, 4, init=constant(0.5)).W.data == 0.5).all()
    assert not Linear(3, 4, init=0).W.data.any()


def test_neurons_that_start_alike_stay_alike():
    model, X = MLP(2, [3, 1], activation="tanh", init=constant(0.5)), points(8, 2)
    optimizer = SGD(model, 0.1)
    for _ in range(5):
        optimizer.zero_grad()
        mse(model(X), np.ones((8, 1))).backward()
        optimizer.step()
    W = model.layers[0].W.data
    assert np.array_equal(W[:, 0], W[:, 1]) and np.array_equal(W[:, 0], W[:, 2])
    assert not np.array_equal(W[:, 0], [0.5, 0.5])


def test_a_function_draws_from_the_generator_it_is_given():
    seen = []

    def ones(rng, shape):
        seen.append((rng, shape))
        return np.ones(shape)

    rng = np.random.default_rng(0)
    layer = Linear(3, 2, init=ones, rng=rng)
    assert layer.W.data.tolist() == [[1.0, 1.0]] * 3
    assert seen == [(rng, (3, 2))]
    assert np.array_equal(
        initial("he", (3, 2), np.random.default_rng(1)), Linear(3, 2, rng=1).W.data
    )


def test_an_unknown_name_lists_those_there_are(raised):
    ko, en = raised(lambda: Linear(2, 2, init="hee"), OptionError)
    assert all("init='hee'" in m and all(name in m for name in INITIALISERS) for m in (ko, en))
    raised(lambda: MLP(2, [2], init="hee"), OptionError)


@pytest.mark.parametrize("wrong", [-1.0, math.nan, math.inf, [1.0], {}])
def test_what_is_no_initialiser_is_refused_in_our_words(raised, wrong):
    raised(lambda: Linear(2, 2, init=wrong), OptionError)


def test_initial_values_of_another_shape_are_refused(raised):
    ko, en = raised(lambda: Linear(3, 2, init=lambda rng, shape: np.zeros(3)), OptionError)
    assert "(3, 2)" in ko and "(3,)" in en


# ── gradients, drawings, expansion ──


@fewer(2)
@given(
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=3),
    activation=st.sampled_from(["tanh", "sigmoid", "softplus", None]),
    norm=st.booleans(),
    seed=st.integers(0, 2**32),
)
def test_gradients_of_networks_against_numerical_differentiation(sizes, activation, norm, seed):
    model = MLP(2, sizes, activation=activation, rng=seed)
    model = Sequential(model, BatchNorm(sizes[-1], eps=0.1)) if norm else model
    X, t = points(4, 2, seed=seed), points(4, sizes[-1], seed=seed + 1)
    mse(model(X), t).backward()
    found = numerical_gradient(lambda: mse(model(X), t), model.parameters())
    for p, number in zip(model.parameters(), found, strict=True):
        assert np.allclose(p.grad, number, rtol=1e-5, atol=1e-7)


def test_nothing_is_recorded_without_gradients():
    model = network()
    with no_grad():
        y = model(points(4, 2))
    assert y.parents == () and y.kind == "constant"


def test_a_model_is_drawn_layer_by_layer():
    model = MLP(2, [3, 1], activation="tanh")
    loss = mse(model(points(4, 2)), np.ones((4, 1)))
    loss.label = "L"
    loss.backward()
    cards = {card.label: card for card in picture_of(loss).cards}
    assert {label: (cards[label].scope, cards[label].kind) for label in ("W₁", "b₁", "W₂",
                                                                         "b₂")} == {
        "W₁": (("층 1",), "weight"), "b₁": (("층 1",), "bias"), "W₂": (("층 2",), "weight"),
        "b₂": (("층 2",), "bias"),
    }  # fmt: skip
    assert {card.sign for card in cards.values() if card.scope == ("층 1",)} == {
        "",
        "@",
        "+",
        "tanh",
    }
    assert {card.scope for card in cards.values()} == {(), ("층 1",), ("층 2",)}
    assert cards["L"].gradient == 1.0 and cards["W₁"].shape == (2, 3)
    drawing = draw(loss)
    assert "층 1" in drawing.dot and "W₂" in drawing.dot and "W₁" in str(drawing)


@pytest.mark.parametrize(
    "make",
    [
        lambda: MLP(2, [3, 1], activation="tanh"),
        network,
        lambda: Sequential(Block(2), Linear(2, 1)),
    ],
)
def test_expanded_gradients_are_the_same(make):
    model, X = make(), points(3, 2)
    loss = mse(model(X), np.ones((3, 1)))
    loss.backward()
    small, *values = expand(loss, *model.parameters())
    small.backward()
    assert small.data == pytest.approx(float(loss))
    for p, held in zip(model.parameters(), values, strict=True):
        gradients = [v.grad for v in np.ravel(np.asarray(held, dtype=object))]
        assert np.allclose(gradients, p.grad.ravel(), rtol=1e-9, atol=1e-12)


def test_expanded_neurons_stand_in_their_layers():
    model = MLP(2, [3, 1], activation="tanh")
    small = expand(mse(model(points(2, 2)), np.ones((2, 1))))
    scopes = {node.scope for node in topological_order(small)}
    assert {("층 1", "뉴런 1"), ("층 1", "뉴런 2"), ("층 1", "뉴런 3")} < scopes
    labels = {node.label for node in topological_order(small)}
    assert {f"w⁽¹⁾{i}{j}" for i in "₁₂" for j in "₁₂₃"} <= labels
