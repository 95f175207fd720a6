"""새 층을 어디에나 쓴다: 학습, 다시 실행, 저장, 그림.

Layers for places, images and sequences, used as all others are: trained, replayed, copied, drawn.
"""

import copy
import pickle

import numpy as np
import pytest

from micrograd_ko import (
    GraphError,
    OpError,
    OptionError,
    Tensor,
    expand,
    load,
    no_grad,
    relu,
    save,
    topological_order,
)
from micrograd_ko.exporting import state_of
from micrograd_ko.files import SUFFIXES
from micrograd_ko.nn import (
    RNN,
    AvgPool2d,
    BatchNorm,
    Conv2d,
    Dropout,
    Embedding,
    Flatten,
    LayerNorm,
    Linear,
    MaxPool2d,
    RNNCell,
    Sequential,
)
from micrograd_ko.optim import Adam
from micrograd_ko.saving.sizes import COUNTS
from micrograd_ko.train import fit
from tests.helpers.layers import points, same_numbers
from viz import draw

NUMBERS = np.random.default_rng(5).integers(0, 6, (50, 4))
IMAGES, TIMES, ROWS = points(50, 2, 6, 5), points(50, 4, 3), points(50, 3)


def networks(dtype=np.float64):
    """For each kind of layer a network around it, and what it is trained on."""
    own = {"dtype": dtype}
    return {
        "embedding": (
            Sequential(Embedding(6, 3, rng=0, **own), Flatten(), Linear(12, 3, rng=1, **own)),
            NUMBERS,
        ),
        "convolution": (
            Sequential(
                Conv2d(2, 4, 3, padding=1, rng=0, **own),
                relu,
                MaxPool2d(2),
                Conv2d(4, 3, (2, 1), stride=(1, 2), init="xavier", rng=1, **own),
                Flatten(),
                Linear(6, 3, rng=2, **own),
            ),
            IMAGES,
        ),
        "average": (
            Sequential(
                Conv2d(2, 3, 2, bias=False, rng=0, **own),
                AvgPool2d(3, stride=1),
                Flatten(),
                Dropout(0.2),
                Linear(18, 3, rng=2, **own),
            ),
            IMAGES,
        ),
        "normalised": (
            Sequential(
                Linear(3, 8, rng=0, **own),
                LayerNorm(8, **own),
                relu,
                Linear(8, 3, rng=1, **own),
            ),
            ROWS,
        ),
        "recurrent": (
            Sequential(RNN(3, 5, last=True, rng=0, **own), Linear(5, 3, rng=1, **own)),
            TIMES,
        ),
        "letters in order": (
            Sequential(
                Embedding(6, 3, rng=0, **own),
                RNN(3, 5, rng=1, **own),
                Flatten(),
                Linear(20, 3, rng=2, **own),
            ),
            NUMBERS,
        ),
    }  # fmt: skip


each = pytest.mark.parametrize("name", networks())
y = np.random.default_rng(0).integers(0, 3, 50)


def trained(name, *, replayed, dtype=np.float64):
    model, X = networks(dtype)[name]
    history = fit(
        model, X.astype(dtype) if X.dtype.kind == "f" else X, y, loss="cross_entropy",
        optimizer=Adam(model, 0.01), epochs=4, batch_size=16, validation=(X, y), replay=replayed,
        progress=False,
    )  # fmt: skip
    return model, history


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_it_learns_and_a_replay_learns_the_same(name, dtype):
    (eager, before), (again, after) = (
        trained(name, replayed=on, dtype=dtype) for on in (False, True)
    )
    assert before.loss[-1] < before.loss[0]
    rough = 2000 * np.finfo(dtype).eps  # of Adam, which divides small gradients by their size
    np.testing.assert_allclose(after.loss, before.loss, rtol=rough)
    np.testing.assert_allclose(after.val_loss, before.val_loss, rtol=rough)
    assert {p.dtype for p in [*eager.parameters(), *again.parameters()]} == {np.dtype(dtype)}


@each
def test_without_numba_a_replay_learns_the_same(name):
    from tests.replay_fuzz.checks import no_numba

    _, before = trained(name, replayed=False)
    with no_numba():
        _, after = trained(name, replayed=True)
    np.testing.assert_allclose(after.loss, before.loss, rtol=1e-11)


@each
def test_float32_stays_float32(name):
    model, X = networks(np.float32)[name]
    given = X.astype(np.float32) if X.dtype.kind == "f" else X
    found = model(given)
    found.sum().backward()
    assert found.dtype == np.float32
    assert all(p.dtype == p.grad.dtype == np.float32 for p in model.parameters())
    assert model(X).dtype == np.float32  # double numbers in, the layer's own out


@each
def test_nothing_is_recorded_under_no_grad(name):
    model, X = networks()[name]
    with no_grad(), model.in_use():
        found = model(X[:5])
    assert found.kind == "constant" and not found.parents
    np.testing.assert_allclose(model.predict(X[:5]), found.data, rtol=1e-13)


@each
def test_copies_and_pickles_compute_the_same(name):
    model, X = networks()[name]
    model.eval()
    for other in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert same_numbers(model, other) and np.array_equal(other(X).data, model(X).data)
    other, _ = networks()[name]
    for p in other.parameters():
        p.data[...] = 0.0
    other.load_state_dict(model.state_dict())
    assert np.array_equal(other.eval()(X).data, model(X).data)


LAYERS = [
    Embedding(5, 2),
    Conv2d(1, 2, 3),
    Conv2d(2, 3, (1, 2), stride=(2, 1), padding=(0, 1), bias=False, dtype="float32"),
    MaxPool2d(2),
    AvgPool2d((2, 3), stride=1),
    Flatten(),
    LayerNorm(4, eps=1e-3),
    RNNCell(2, 3, dtype="float32"),
    RNN(2, 3, last=True),
]


@each
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_files_bring_it_back(name, suffix, tmp_path):
    if suffix == ".safetensors":
        pytest.importorskip("safetensors")
    model, X = networks()[name]
    found = load(save(model, tmp_path / f"model{suffix}"))
    assert repr(found) == repr(model) and same_numbers(found, model)
    assert np.array_equal(found.eval()(X).data, model.eval()(X).data)


@each
def test_onnxruntime_computes_the_same(name, tmp_path):
    pytest.importorskip("onnxruntime")
    from tests.helpers.exports import expect_exported

    model, X = networks()[name]
    expect_exported(model, tmp_path / "net.onnx", *(X[:n].astype(float) for n in (1, 3, 50)), X=X)


def test_arrays_for_pytorch_have_its_names_and_shapes():
    model = Sequential(
        Embedding(6, 3), Conv2d(1, 2, 3, bias=False), MaxPool2d(2), Flatten(), LayerNorm(4)
    )
    assert {name: x.shape for name, x in state_of(model).items()} == {
        "0.weight": (6, 3), "1.weight": (2, 1, 3, 3), "4.weight": (4,), "4.bias": (4,),
    }  # fmt: skip


@pytest.mark.parametrize("layer", [RNN(2, 3), RNNCell(2, 3)], ids=repr)
def test_what_has_one_bias_where_pytorch_has_two_is_not_handed_on(layer, raised):
    ko, en = raised(lambda: state_of(layer), OpError)
    assert type(layer).__name__ in ko and type(layer).__name__ in en


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_a_file_that_describes_it_makes_room_for_all_its_numbers(layer):
    held = sum(p.data.size for p in layer.parameters())
    assert COUNTS[type(layer).__name__](layer.settings()) >= held


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_settings_make_the_same_layer_again(layer):
    settings = layer.settings()
    again = type(layer)(**settings)
    assert repr(again) == repr(layer) and again.settings() == settings
    again.load_state_dict(layer.state_dict())
    assert same_numbers(again, layer)
    plain = (int, float, str, bool, list)  # what files hold
    assert all(isinstance(x, plain) for x in settings.values())


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
def test_summary_lists_every_parameter(layer):
    words = layer.summary()
    assert repr(layer) in words.splitlines()[0]
    for name, p in layer.named_parameters():
        assert name in words and str(p.shape) in words


def test_each_begins_a_layer_of_its_own_in_a_sequential():
    model, X = networks()["convolution"]
    found = model(X[:1])
    scopes = {node.scope for node in topological_order(found) if node.op is not None}
    assert scopes == {("층 1",), ("층 2",), ("층 3",)}
    assert [p.label for p in model.parameters()] == ["W₁", "b₁", "W₂", "b₂", "W₃", "b₃"]
    assert [p.scope for p in model.parameters()][2] == ("층 2",)


@each
def test_its_graph_is_drawn(name):
    model, X = networks()[name]
    loss = (model(X[:2]) ** 2).sum()
    loss.backward()
    assert "W₁" in str(draw(loss)) or "W" in str(draw(loss))
    assert "<svg" in draw(loss)._repr_mimebundle_()["image/svg+xml"]


def test_the_network_is_drawn_or_it_is_said_why_not(raised):
    letters = Sequential(Embedding(3, 2), Flatten(), Linear(4, 2))
    image = Sequential(Conv2d(1, 2, 2), relu, Flatten(), Linear(8, 2))
    for model, X in ((letters, np.array([[0, 2]])), (image, points(1, 1, 3, 3))):
        ko, en = raised(lambda model=model, X=X: draw(model, X), GraphError)
        assert "draw(loss)" in ko and "draw(loss)" in en
        ko, en = raised(lambda model=model: draw(model), OptionError)
        assert "draw(model, X)" in ko and "draw(model, X)" in en
    normalised = Sequential(Linear(2, 3), relu, LayerNorm(3), Linear(3, 1))
    assert "x₁" in str(draw(normalised, points(1, 2)))


@each
def test_tiny_ones_are_expanded(name):
    model, X = networks()[name]
    model.eval()
    loss = (model(X[:1]) ** 2).sum()
    loss.backward()
    values, *entries = expand(loss, *model.parameters())
    values.backward()
    assert values.data == pytest.approx(loss.item(), rel=1e-12)
    for p, own in zip(model.parameters(), entries, strict=True):
        found = [0.0 if v.grad is None else v.grad for v in np.ravel(own)]
        np.testing.assert_allclose(found, p.grad.ravel(), rtol=1e-9, atol=1e-12)


def test_batch_normalisation_and_dropout_stand_beside_them():
    model = Sequential(Conv2d(2, 3, 3), relu, Flatten(), BatchNorm(36), Dropout(0.5), Linear(36, 1))
    X = Tensor(IMAGES)
    assert not np.array_equal(model(X).data, model(X).data)
    model.eval()
    assert np.array_equal(model(X).data, model(X).data)
