"""신경망을 내보내 onnxruntime과 견준다: 층, 활성화, 사용자의 모듈, 무작위 신경망.

Networks exported and compared with onnxruntime: layers, activations, a user's module, random ones.
"""

import sys

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    DataError,
    GraphError,
    NotANumberError,
    OptionError,
    ShapeError,
    Tensor,
    Value,
    detect_anomaly,
    export_onnx,
    no_grad,
)
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Layer, Linear, Module, Neuron, Sequential
from micrograd_ko.strategies import networks
from micrograd_ko.train import fit
from tests.helpers.exports import expect_equal, expect_exported, ours, run, samples
from tests.helpers.layers import Block

UNARY = [name for name, row in TABLE.items() if len(row.inputs) == 1 and not row.required]
softmax = ARRAY_TABLE["softmax"]
each_dtype = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def batches(width, dtype=np.float64):
    return [samples(n, width, seed=n, dtype=dtype) for n in (1, 3, 100)]


@each_dtype
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a logarithm of what is negative
@pytest.mark.parametrize("activation", UNARY)
def test_a_perceptron_with_each_activation(activation, dtype, tmp_path):
    model = MLP(3, [5, 2], activation=activation, rng=0, dtype=dtype)
    close = 1e-5 if activation in ("tan", "sinh", "cosh", "exp", "expm1") else None
    expect_exported(model, tmp_path / "net.onnx", *batches(3, dtype), close=close)


@each_dtype
def test_layers_act_as_in_use_and_the_model_stays_in_training(dtype, tmp_path):
    model = Sequential(
        Linear(4, 8, rng=0, dtype=dtype), BatchNorm(8, dtype=dtype), TABLE["tanh"],
        Dropout(0.5, rng=1), Linear(8, 3, rng=1, dtype=dtype), softmax,
    )  # fmt: skip
    X = samples(60, 4, dtype=dtype)
    fit(model, X, X[:, :3] ** 2, loss="mse", optimizer="adam", epochs=2, progress=False)
    model.train()
    before = model.state_dict()
    expect_exported(model, tmp_path / "net.onnx", *batches(4, dtype))
    assert model.training and all(module.training for module in model.modules())
    assert all(np.array_equal(x, before[name]) for name, x in model.state_dict().items())


@each_dtype
def test_a_users_module_with_a_residual_sum(dtype, tmp_path):
    model = Sequential(
        Linear(2, 4, rng=0, dtype=dtype), *([Block(4)] if dtype == np.float64 else [])
    )
    x = batches(2, dtype)
    expect_exported(model, tmp_path / "net.onnx", *x)


def leaky(x):
    return np.where(x > 0, x, 0.1 * x)


class Recurrent(Module):
    """A cell that goes along three steps, from a state of zeros."""

    def __init__(self):
        self.into, self.on = Linear(2, 4, rng=0), Linear(4, 4, rng=1, bias=False)

    def forward(self, x):
        state = np.zeros((len(x), 4))
        for t in range(x.shape[1]):
            state = TABLE["tanh"](self.into(x[:, t]) + self.on(state))
        return state


class Attention(Module):
    """Softmax attention of the rows of a sample to each other."""

    def __init__(self):
        self.q, self.k, self.v = (Linear(3, 3, rng=i) for i in range(3))

    def forward(self, x):
        scores = self.q(x) @ self.k(x).transpose(0, 2, 1) / 3**0.5
        return softmax(np.where(np.tril(np.ones((4, 4))) > 0, scores, -1e9)) @ self.v(x)


def test_functions_and_modules_of_a_users_own(tmp_path):
    own = [
        (Sequential(Linear(2, 5, rng=0), leaky, Sequential(Linear(5, 3, rng=1)), softmax), (2,)),
        (Recurrent(), (3, 2)),
        (Attention(), (4, 3)),
        (lambda x: softmax(MLP(2, [3], rng=0)(x)), (2,)),
    ]
    for model, shape in own:
        x = [samples(n, *shape, seed=n) for n in (1, 3, 100)]
        expect_exported(model, tmp_path / "net.onnx", *x, X=x[1])


@settings(max_examples=30)
@given(networks(activations=("relu", "tanh", "sigmoid", "softplus", "elu")), st.integers(1, 40))
def test_random_networks(tmp_path_factory, network, n):
    path = tmp_path_factory.mktemp("nets") / "net.onnx"
    shape = network.X.shape[1:]
    expect_exported(network.model, path, network.X, samples(n, *shape))


def test_parameters_keep_their_names_and_constants_are_folded(tmp_path):
    model = Sequential(Linear(2, 3, rng=0), BatchNorm(3), TABLE["relu"], Linear(3, 1, rng=1))
    graph = onnx.load(export_onnx(model, tmp_path / "net.onnx")).graph
    held = {x.name: onnx.numpy_helper.to_array(x) for x in graph.initializer}
    assert {"layers.0.W", "layers.0.b", "layers.1.beta", "layers.3.W", "layers.3.b"} <= set(held)
    np.testing.assert_array_equal(held["layers.0.W"], model.layers[0].W.data)
    assert not {"Sqrt", "Div"} & {node.op_type for node in graph.node}  # of the statistics alone
    assert graph.node[0].doc_string == "matmul"


def test_the_file_says_what_it_is(tmp_path):
    names = {"input_name": "in", "output_name": "out"}
    path = export_onnx(MLP(2, [1], rng=0), str(tmp_path / "net.onnx"), **names)
    model = onnx.load(path)
    assert (model.opset_import[0].version, model.ir_version) == (17, 8)
    assert (model.producer_name, model.doc_string) == ("micrograd_ko", "MLP(Linear(2, 1))")
    ports = [*model.graph.input, *model.graph.output]
    dims = [[d.dim_param or d.dim_value for d in x.type.tensor_type.shape.dim] for x in ports]
    assert ([x.name for x in ports], dims) == (["in", "out"], [["batch", 2], ["batch", 1]])
    assert list(tmp_path.iterdir()) == [path]


def test_a_fixed_number_of_samples(tmp_path):
    def each_row(x):
        return np.stack([row * row.sum() for row in x])

    x = samples(3, 2)
    path = expect_exported(each_row, tmp_path / "three.onnx", x, X=x, batch=3)
    (given,) = onnx.load(path).graph.input
    assert [d.dim_value for d in given.type.tensor_type.shape.dim] == [3, 2]
    with pytest.raises(OptionError, match="batch"):
        export_onnx(each_row, path, x, batch=0)


def test_a_model_that_is_deep(tmp_path):
    def deep(x):
        for _ in range(1500):
            x = x + 0.001
        return x

    expect_exported(deep, tmp_path / "deep.onnx", samples(3, 2), X=samples(3, 2))


def test_what_is_computed_without_gradients_is_computed_in_the_file_too(tmp_path):
    def model(x):
        with no_grad():
            scale = np.exp(-(x * x).sum(axis=1, keepdims=True))
        return x * scale

    expect_exported(model, tmp_path / "net.onnx", *batches(2), X=samples(4, 2))


def test_the_samples_give_shape_dtype_and_range(tmp_path):
    logarithm = Sequential(lambda x: np.log(x - 100.0), Linear(2, 1, rng=0))
    X = np.random.default_rng(0).uniform(101.0, 103.0, (8, 2))
    expect_exported(logarithm, tmp_path / "net.onnx", X[:1], X, X=X)
    path = export_onnx(MLP(2, [1], rng=0, dtype=np.float32), tmp_path / "net.onnx", X)
    assert run(path, X.astype(np.float32)).dtype == np.float32
    path = export_onnx(lambda x: x * 2, tmp_path / "net.onnx", X.astype(np.float32))
    assert run(path, X.astype(np.float32)).dtype == np.float32
    path = export_onnx(lambda x: x * 2, tmp_path / "net.onnx", [[1, 2], [3, 4]])
    np.testing.assert_array_equal(run(path, np.ones((1, 2))), [[2.0, 2.0]])
    assert ours(lambda x: x * 2, Tensor([[1.0]]).data).shape == (1, 1)


def test_inputs_that_were_made_up_tell_nobody_of_nan(tmp_path):
    model = MLP(2, [3, 1], activation="log", rng=0)
    with detect_anomaly():
        assert export_onnx(model, tmp_path / "net.onnx").exists()


# ── models of Values ──


class Own(Module):
    """A model of the user's own in micrograd's manner, of numbers."""

    def __init__(self, function):
        self.w, self.function = [Value(2.0, "w1"), Value(-1.0, "w2")], function

    def forward(self, x):
        return self.function(self.w, x)


VALUES = {
    "a neuron": Neuron(2, rng=0),
    "a layer": Layer(2, 3, activation="tanh", rng=0),
    "layers": Sequential(Layer(2, 4, rng=0), Layer(4, 3, rng=1), Layer(3, 1, nonlin=False, rng=2)),
    "a function": Own(lambda w, x: [w[0] * x[0] ** 2 + w[1].exp() * x[1], x[1] / w[0] - x[0]]),
    "a result without some inputs": Own(lambda w, x: (x[0] * w[0], x[1] * 0.0 + w[1])),
}


@pytest.mark.parametrize("name", VALUES)
def test_a_model_of_values_takes_samples(name, tmp_path):
    model = VALUES[name]
    X = samples(9, 2)
    path = export_onnx(model, tmp_path / "values.onnx", X)
    for x in (X[:1], X, samples(50, 2, seed=1)):
        rows = [model(list(row)) for row in x]
        expected = [[v.data for v in y] if isinstance(y, (list, tuple)) else y.data for y in rows]
        expect_equal(run(path, x), np.array(expected))


def test_a_model_of_values_may_know_its_width(tmp_path):
    path = export_onnx(Layer(3, 2, rng=0), tmp_path / "values.onnx", batch=4)
    assert run(path, samples(4, 3)).shape == (4, 2)


@pytest.mark.parametrize(
    "function",
    [
        lambda w, x: w[0] * x[0] if x[1] > 0 else w[1] * x[0],
        lambda w, x: max(x[0] * w[0], x[1] * w[1]),
        lambda w, x: w[0] * x[0] if x[0].data > 0 else w[1] * x[0],
    ],
)
def test_a_choice_by_the_numbers_of_values_is_refused(function, tmp_path):
    with pytest.raises(GraphError, match=r"test_onnx_models.py:\d+에서 입력에 따라 달라지는 값"):
        export_onnx(Own(function), tmp_path / "no.onnx", samples(5, 2))


# ── what cannot be exported ──


def test_the_width_has_to_be_known(tmp_path, raised):
    ko, en = raised(lambda: export_onnx(lambda x: x * 2, tmp_path / "no.onnx"), OptionError)
    assert "어떤 모양인지 알 수 없습니다" in ko and "export_onnx(model, path, X)" in ko
    assert "is not known. Give some samples" in en


def test_samples_are_an_array_of_numbers_with_a_row(tmp_path, raised):
    model, path = MLP(2, [1], rng=0), tmp_path / "no.onnx"
    ko, en = raised(lambda: export_onnx(model, path, ["a"]), NotANumberError)
    assert "표본의 배열 (n, …)" in ko and "given the list ['a']" in en
    ko, en = raised(lambda: export_onnx(model, path, np.zeros((0, 2))), ShapeError)
    assert "표본이 하나도 없습니다(모양 (0, 2))" in ko and "no sample (shape (0, 2))" in en


@pytest.mark.parametrize("option", ["input_name", "output_name"])
def test_names_are_text(tmp_path, option, raised):
    model = MLP(2, [1], rng=0)
    action = lambda: export_onnx(model, tmp_path / "no.onnx", **{option: ""})  # noqa: E731
    ko, en = raised(action, OptionError)
    assert f"{option}에는 빈 문자열이 아닌 이름" in ko and f"{option} is a name" in en
    with pytest.raises(OptionError, match="output_name"):
        export_onnx(model, tmp_path / "no.onnx", output_name="x")


def test_the_missing_package_is_named(tmp_path, raised, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnx", None)
    ko, en = raised(lambda: export_onnx(MLP(2, [1]), tmp_path / "no.onnx"), DataError)
    assert "export_onnx에는 onnx 패키지가 필요" in ko and "python -m pip install onnx" in ko
    assert "export_onnx needs the package onnx" in en
