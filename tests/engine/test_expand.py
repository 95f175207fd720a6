"""expand: 배열의 그래프와 그것이 뜻하는 수의 그래프는 값도 기울기도 같다.

expand: a graph of arrays and the graph of numbers that it stands for have the same values and
the same gradients, entry by entry. Random networks, and every row of both tables.
"""

import math
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    ARRAY_TABLE,
    GraphError,
    NotANumberError,
    NumericWarning,
    OpError,
    Tensor,
    Value,
    expand,
    grad,
    no_grad,
    scope,
    set_language,
    topological_order,
)
from micrograd_ko.engine.expanding import MAX_VALUES
from tests.engine.test_ops import ROWS
from tests.helpers.array_cases import drawn, shapes
from tests.helpers.sharing import at_kinks, fewer
from tests.helpers.tensors import points, upstream_for
from viz import draw

SEEDS = st.integers(0, 2**32 - 1)


def entries(values, read):
    """An array of what `read` gives for each Value; a single Value counts as an array of one."""
    found = np.empty(np.shape(values) if isinstance(values, np.ndarray) else (), dtype=float)
    for index in np.ndindex(found.shape):
        found[index] = read(values[index] if isinstance(values, np.ndarray) else values)
    return found


def slope(value):
    """A leaf that the root does not depend on was not reached: of an array some entries may be
    such.
    """
    return 0.0 if value.grad is None else value.grad


def same(found, expected, rtol=1e-12, atol=1e-13):
    np.testing.assert_allclose(found.reshape(np.shape(expected)), expected, rtol=rtol, atol=atol)


def agree(loss, leaves, rtol=1e-12):
    """Value and gradients of a loss, and of what it was expanded to."""
    loss.zero_grad()
    loss.backward()
    scalar, *expanded = expand(loss, *leaves)
    assert type(scalar) is Value
    assert scalar.data == pytest.approx(loss.item(), rel=rtol, abs=1e-14)
    assert all(node.grad is None for node in topological_order(scalar))
    if scalar.kind != "constant":  # the sum of nothing
        scalar.backward()
    for leaf, values in zip(leaves, expanded, strict=True):
        assert np.array_equal(entries(values, lambda v: v.data).reshape(leaf.shape), leaf.data)
        same(entries(values, slope), leaf.grad, rtol=rtol)
    return scalar, expanded


# ── random networks ──

ACTIVATIONS = ["tanh", "sigmoid", "relu", "leaky_relu", "softplus", "elu", "sin"]


def mean_square(out, rng):
    return ((out - rng.uniform(-1, 1, out.shape)) ** 2).mean()


def cross_entropy(out, rng):
    rows, classes = out.shape
    return -out.log_softmax(axis=1)[np.arange(rows), rng.integers(0, classes, rows)].mean()


def cross_entropy_by_softmax(out, rng):
    classes = out.shape[1]
    target = np.eye(classes)[rng.integers(0, classes, out.shape[0])]
    return (
        -(target * (0.9 * out.softmax() + 0.1 / classes).log()).sum() / out.shape[0]
    )  # without the 0.1 large outputs give log(0)


def cross_entropy_by_logsumexp(out, rng):
    return (out.logsumexp(axis=1, keepdims=True) - out[:, :1]).mean()


def logistic(out, rng):
    return (out.softplus() - out * rng.integers(0, 2, out.shape)).mean(axis=0).sum()


def hinge(out, rng):
    return (1.0 - out * rng.choice([-1.0, 1.0], out.shape)).relu().sum(axis=1).max()


def length(out, rng):
    return (out - 5.0).norm(axis=-1).sum() + (out + 5.0).norm()


def absolute(out, rng):
    return abs(out - rng.uniform(2, 3, out.shape)).mean() + out.min() * 0.5


LOSSES = [
    mean_square,
    cross_entropy,
    cross_entropy_by_softmax,
    cross_entropy_by_logsumexp,
    logistic,
    hinge,
    length,
    absolute,
]


@st.composite
def network(draw):
    """A loss, and its leaves: layers, now and then something between them."""
    rng = np.random.default_rng(draw(SEEDS))
    batch, width = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    X = rng.uniform(-2, 2, (batch, width))
    leaves = [Tensor(X, "X", kind="input")] if draw(st.booleans()) else []
    out = leaves[0] if leaves else X
    for i in range(draw(st.integers(1, 3))):
        wide = draw(st.integers(1, 3))
        with scope(f"층 {i + 1}"):
            W = Tensor(rng.normal(size=(width, wide)), f"W{i}")
            b = Tensor(rng.normal(size=wide), "b")
            leaves += [W, b]
            out = getattr(out @ W + b, draw(st.sampled_from(ACTIVATIONS)))()
            out.label = draw(st.sampled_from(["", "h"]))
        out = draw(st.sampled_from(BETWEEN))(out, leaves)
        width = out.shape[1]
    decay = (
        0.01 * sum((w * w).sum() for w in leaves if w.label[0] == "W")
        if draw(st.booleans())
        else 0.0
    )
    return draw(st.sampled_from(LOSSES))(out, rng) + decay, leaves


BETWEEN = [
    lambda out, leaves: out,
    lambda out, leaves: out,
    lambda out, leaves: np.concatenate([out, out * out], axis=1),
    lambda out, leaves: out.reshape(-1).reshape(out.shape),
    lambda out, leaves: out.T[::-1].T,
    lambda out, leaves: out[:, [0, -1, 0]],
    lambda out, leaves: out - out.mean(axis=0, keepdims=True),
    lambda out, leaves: np.where(out > 0, out, 0.3 * out**2),
    lambda out, leaves: out / (1.0 + abs(out).max(axis=1, keepdims=True)),
    lambda out, leaves: out.softmax(axis=1),
    lambda out, leaves: out.maximum(out[:, ::-1]) + 2.0 ** (0.1 * out),
    lambda out, leaves: (out + leaves[-1][:1]) * leaves[-1].sum(),
]


@given(network())
def test_networks_and_what_they_stand_for_agree(drawn_network):
    loss, leaves = drawn_network
    agree(loss, leaves, rtol=1e-11)


@at_kinks
@fewer(3)
@given(network())
def test_graphs_of_gradients_are_expanded_too(drawn_network):
    loss, leaves = drawn_network
    first = grad(loss, leaves, create_graph=True)
    for graph, values in zip(
        first, expand(*first) if len(first) > 1 else [expand(*first)], strict=True
    ):
        same(entries(values, lambda v: v.data), graph.data, rtol=1e-10, atol=1e-11)


# ── every row of the tables ──


ITERATED = ("eigh", "svd")  # that are no formula
EXPANDED = [row for row in ARRAY_TABLE.values() if row.name not in ITERATED]


@pytest.mark.parametrize("row", EXPANDED, ids=repr)
@fewer(3)
@given(data=st.data())
def test_every_array_op_does_to_values_what_it_does_to_numbers(row, data):
    op, _, inputs, rng = data.draw(
        drawn(row.name).filter(
            lambda case: row.name in SIMPLE or all(x.ndim and x.size for x in case[2])
        )
    )
    xs = [Tensor(x, f"x{i}") for i, x in enumerate(inputs)]
    y = op(*xs)
    agree((y * upstream_for(rng, y.shape)).sum(), xs)


# The others have a test of their own where there are no axes or no entries.
SIMPLE = (
    "astype",
    "sum",
    "mean",
    "max",
    "min",
    "matmul",
    "reshape",
    "transpose",
    "getitem",
    "broadcast_to",
    "sum_to",
    "where",
)


@pytest.mark.parametrize("name", ITERATED)
def test_what_is_iterated_is_not_a_graph_of_values(raised, name):
    y = ARRAY_TABLE[name](Tensor([[2.0, 0.5], [0.5, 1.0]]))
    ko, en = raised(lambda: expand(y), OpError)
    assert f"np.linalg.{name}" in ko and "Tensor 그래프" in ko
    assert f"np.linalg.{name}" in en and "the graph of Tensors" in en


MATRICES = ("inv", "solve", "det", "logabsdet", "cholesky", "pinv")


@pytest.mark.parametrize("row", EXPANDED, ids=repr)
def test_array_op_on_one_number_without_axes(row):
    params = {
        "reshape": {"shape": (1,)},
        "getitem": {"index": None},
        "put": {"index": 1, "shape": (2,)},
        "add_rows": {"shape": (2,)},
    }.get(row.name, {})
    params |= {
        "broadcast_to": {"shape": (2,)},
        "sum_to": {"shape": ()},
        "where": {"condition": True},
        "astype": {"dtype": float},
    }.get(row.name, {})
    xs = [
        Tensor([[2.0]])
        if row.name in MATRICES
        else Tensor([2.0])
        if row.name in ("matmul", "concatenate", "take_rows")
        else Tensor(2.0)
        for _ in range(len(row.inputs) or 2)
    ]
    y = row(*xs, **params)
    agree((y * np.linspace(0.5, 2.0, y.size).reshape(y.shape)).sum(), xs)


@pytest.mark.parametrize("row", ROWS, ids=repr)
@fewer(3)
@given(data=st.data())
def test_every_elementwise_row_does_to_values_what_it_does_to_numbers(row, data):
    inputs, rng = data.draw(points(row))
    xs = [Tensor(x, f"x{i}") for i, x in enumerate(inputs)]
    y = row(*xs, **row.params) if row.params else row(*xs)
    agree((y * upstream_for(rng, y.shape)).sum(), xs)
    values = expand(y)
    first = values if isinstance(values, Value) else values.flat[0]
    assert (first.op.name, first.op.params) == (row.name, row.params)


def test_gradient_of_one_entry_is_expanded():
    x = Tensor([1.0, 2.0], "x")
    values = expand(grad(x[0] * x[1], x, create_graph=True))
    assert [v.data for v in values] == [2.0, 1.0]


def test_large_numbers_do_not_overflow():
    for name in ("softmax", "log_softmax", "logsumexp"):
        x = Tensor([[1000.0, -1000.0, 998.0]], "x")
        y = ARRAY_TABLE[name](x, axis=1)
        agree((y * np.array([[0.5, 2.0, -1.0]])[:, : y.size]).sum(), [x])


def test_infinite_numbers_are_expanded_without_numpys_warnings():
    x = Tensor([-np.inf, 0.0, 1.0], "x")
    agree(x.softmax()[1], [x])


def test_a_norm_at_the_origin_has_a_slope_as_a_tensor_alone():
    x = Tensor([0.0, 0.0], "x")
    y = expand(x.norm())
    x.norm().backward()
    assert x.grad.tolist() == [0.0, 0.0]
    with pytest.warns(NumericWarning, match="sqrt"):
        y.backward()


def test_ties_share_as_tensors_and_go_to_one_as_values():
    x = Tensor([1.0, 3.0, 3.0], "x")
    loss = x.max() * 2.0
    loss.backward()
    y, values = expand(loss, x)
    y.backward()
    assert x.grad.tolist() == [0.0, 1.0, 1.0]
    assert sorted(v.grad or 0.0 for v in values) == [0.0, 0.0, 2.0]


def test_float32_is_expanded_to_pythons_floats():
    x = Tensor(np.float32([0.1, 0.2]), "x")
    loss, values = expand(x.exp().sum(), x)
    assert values[0].data == float(np.float32(0.1)) and type(values[0].data) is float
    assert loss.data == pytest.approx(
        math.exp(np.float32(0.1)) + math.exp(np.float32(0.2)), rel=1e-15
    )


# ── what is returned ──


def test_one_number_is_a_value_and_several_are_an_array():
    x = Tensor([[1.0, 2.0]], "x")
    assert (
        type(expand(x.sum())) is type(expand(Tensor([[3.0]]))) is type(expand(Tensor(3.0))) is Value
    )
    values = expand(x)
    assert type(values) is np.ndarray and values.dtype == object and values.shape == (1, 2)
    assert isinstance(expand(x, x.sum()), tuple) and expand() == ()
    assert expand(Tensor(np.zeros((0, 2)))).shape == (0, 2)


def test_new_nodes_are_shared_within_one_call_and_new_in_the_next():
    x = Tensor([1.0, 2.0], "x")
    x.grad = np.array([7.0, 7.0])
    y, values, again = expand((x * x).sum(), x, x)
    assert values is again and values[0].grad is None
    assert {id(v) for v in values} == {id(v) for v in topological_order(y) if not v.parents}
    assert not set(topological_order(y)) & set(topological_order(expand((x * x).sum())))
    y.backward()
    assert [v.grad for v in values] == [2.0, 4.0] and x.grad.tolist() == [7.0, 7.0]


@fewer(3)
@given(data=st.data())
def test_views_are_the_same_values_in_another_place(data):
    shape = data.draw(shapes(1))
    x = Tensor(np.arange(float(math.prod(shape))).reshape(shape), "x")
    values, turned, flat, first = (
        np.asarray(v, dtype=object) for v in expand(x, x.T, x.reshape(-1), x[0])
    )
    assert all(a is b for a, b in zip(values.T.flat, turned.flat, strict=True))
    assert all(a is b for a, b in zip(values.flat, flat.flat, strict=True))
    assert np.asarray(values.reshape(shape)[0], dtype=object).flat[0] is first.flat[0]


def test_constants_stay_constants():
    x = Tensor([1.0, 2.0], "x")
    with no_grad():
        c = x * 3
    loss = expand((np.array([5.0, 6.0]) * x * c * 2).sum())
    loss.backward()
    constants = [node for node in topological_order(loss) if node.kind == "constant"]
    assert {node.data for node in constants} == {2.0, 3.0, 5.0, 6.0}
    assert all(node.grad is None for node in constants)
    assert expand(Tensor([1.0, 2.0], kind="weight"))[0].kind == "weight"


def test_a_random_graph_can_be_differentiated_twice():
    x = Tensor([0.5, -1.0], "x")
    second = grad(grad((x.tanh() * x).sum(), x, create_graph=True).sum(), x)
    y, values = expand((x.tanh() * x).sum(), x)
    first = grad(y, list(values), create_graph=True)
    same(np.array([grad(f, v) for f, v in zip(first, values, strict=True)]), second)


# ── labels and scopes ──


def labels(values):
    return [v.label for v in np.asarray(values, dtype=object).flat]


def test_entries_are_called_after_their_place():
    assert labels(expand(Tensor(np.ones((2, 2)), "W"))) == ["W₀₀", "W₀₁", "W₁₀", "W₁₁"]
    assert labels(expand(Tensor(np.ones(2), "b"))) == ["b₀", "b₁"]
    assert labels(expand(Tensor([[1.0]], "w"))) == ["w₀₀"]
    assert labels(expand(Tensor(1.0, "x"))) == ["x"]
    assert labels(expand(Tensor([1.0, 2.0]))) == ["", ""]
    wide = labels(expand(Tensor(np.ones((2, 11)), "W")))
    assert wide[0] == "W[0,0]" and wide[-1] == "W[1,10]" and len(set(wide)) == 22
    # W1₀₁ could be read as W₁₀₁
    assert labels(expand(Tensor(np.ones((1, 2)), "W1"))) == ["W1[0,0]", "W1[0,1]"]


def test_results_with_a_label_are_called_after_their_place():
    x = Tensor([[1.0, 2.0]], "x")
    y = x * 2
    y.label = "y"
    z = y.T.reshape(2)  # the same Values, which keep their names
    z.label = "z"
    total = y.sum()
    total.label = "L"
    found = expand(y, z, total, x)
    assert [labels(v) for v in found] == [["y₀₀", "y₀₁"], ["y₀₀", "y₀₁"], ["L"], ["x₀₀", "x₀₁"]]


def two_layers():
    """A 2-3-1 network with mean square error."""
    rng = np.random.default_rng(3)
    X, y = Tensor([[1.0, -2.0]], "x", kind="input"), np.array([[0.5]])
    with scope("층 1"):
        W1 = Tensor(rng.normal(size=(2, 3)), "W", kind="weight")
        b1 = Tensor(np.zeros(3), "b", kind="bias")
        h = (X @ W1 + b1).tanh()
        h.label = "h"
    with scope("층 2"):
        W2 = Tensor(rng.normal(size=(3, 1)), "V", kind="weight")
        b2 = Tensor(np.zeros(1), "c", kind="bias")
        out = h @ W2 + b2
    with scope("손실"):
        loss = ((out - y) ** 2).mean()
    loss.label = "L"
    return loss, {"X": X, "W1": W1, "b1": b1, "h": h, "W2": W2, "b2": b2, "out": out}


def scopes(values):
    return {v.scope for v in np.asarray(values, dtype=object).flat}


@pytest.mark.parametrize(("language", "neuron"), [("ko", "뉴런 {}"), ("en", "neuron {}")])
def test_last_axis_counts_the_neurons_of_a_scope(language, neuron):
    loss, parts = two_layers()
    set_language(language)
    L, *found = expand(loss, *parts.values())
    values = dict(zip(parts, found, strict=True))
    for name in ("W1", "b1", "h"):
        for i in range(3):
            column = values[name][..., i]
            assert scopes(column) == {("층 1", neuron.format(i + 1))}
            # and so are all the products and sums of that neuron
            for value in np.asarray(column, dtype=object).flat:
                inner = [node for node in topological_order(value) if node.scope[:1] == ("층 1",)]
                assert {node.scope for node in inner} == {("층 1", neuron.format(i + 1))}
    assert scopes(values["X"]) == {()}
    # one neuron needs no scope of its own
    assert scopes(values["W2"]) == scopes(values["out"]) == {("층 2",)}
    assert L.scope == ("손실",) and L.label == "L"
    assert [v.kind for v in (values["X"][0, 0], values["W1"][0, 0], values["b1"][1])] == [
        "input",
        "weight",
        "bias",
    ]
    assert labels(values["h"]) == ["h₀₀", "h₀₁", "h₀₂"]


def test_scope_of_the_caller_does_not_count():
    loss, parts = two_layers()
    with scope("바깥"):
        found = expand(loss, *parts.values())
    assert not any(
        node.scope[:1] == ("바깥",)
        for node in topological_order(found[0])
        if node.kind != "constant"
    )


def test_numbers_that_expanding_adds_are_in_the_scope_of_their_op():
    x = Tensor([1.0, 2.0], "x")
    with scope("평균"):
        y = x.mean()
    with scope("바깥"):
        value = expand(y)
    assert {node.scope for node in topological_order(value) if not node.label} == {("평균",)}


# ── errors ──


def test_only_tensors_are_expanded(raised):
    ko, en = raised(lambda: expand(Value(1.0)), GraphError)
    assert (
        ko == "expand에는 Tensor가 와야 하는데 Value를 받았습니다. Value 그래프는 이미 펼쳐져 "
        "있습니다."
    )
    assert (
        en == "expand needs a Tensor, but was given a Value. A graph of Values is already expanded."
    )
    ko, en = raised(lambda: expand(Tensor(1.0), 3.0), NotANumberError)
    assert "expand(tensor)" in ko and "float 3.0" in ko
    assert "expand(tensor)" in en and "float 3.0" in en


def test_a_graph_too_large_to_draw_is_refused_before_anything_is_made(raised):
    x = Tensor(np.zeros(MAX_VALUES // 2))
    assert len(expand(Tensor(np.zeros(10)))) == 10
    ko, en = raised(lambda: expand((x * 2).sum()), GraphError)
    assert "200,002개" in ko and "최대 200,000개" in ko
    assert "200,002 numbers" in en and "at most 200,000" in en


# ── on the drawing ──


@pytest.mark.parametrize("backward", [False, True])
def test_an_expanded_network_is_drawn(backward):
    loss, _ = two_layers()
    value = expand(loss)
    if backward:
        value.backward()
    drawing = draw(value)
    root = ElementTree.fromstring(drawing.svg)
    assert root.tag.endswith("svg")
    words = {"".join(e.itertext()).strip() for e in root.iter("{http://www.w3.org/2000/svg}text")}
    for label in ("x1", "w11", "w23", "b3", "h01", "v31", "c1", "L"):
        assert any(label in word for word in words), label
    assert "층 1 / 뉴런 1" in drawing.svg and "층 1 / 뉴런 3" in drawing.svg  # on hovering
    assert "nan" not in drawing.svg
    assert "tanh" in str(drawing)
