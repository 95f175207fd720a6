"""draw와 save로 그리는 신경망: 무엇을 주면 무엇이 나오는가, 안 되는 것은 무엇이라 말하는가.

Networks by draw and save: what is given and what comes out, and what is said where nothing can.
"""

import struct
from xml.etree import ElementTree

import numpy as np
import pytest

import viz.drawn.layout
from micrograd_ko import FormatError, KeywordError, NotANumberError, OptionError, Tensor, Value
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP
from micrograd_ko.record import record
from micrograd_ko.train import fit
from viz import SUFFIXES, Drawing, NetworkDrawing, draw, save

X, Y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])


@pytest.fixture
def model():
    return MLP(2, [3, 1], activation="tanh", rng=0)


@pytest.fixture
def trained(model):
    fit(model, X, Y, loss="mse", optimizer="adam", epochs=3, progress=False)
    return model


def inputs(drawing):
    return [circle.value for circle in drawing.picture.columns[0]]


def test_a_model_is_drawn_as_a_network_and_a_node_as_a_graph(model):
    loss = mse(model(X), Y)
    assert isinstance(draw(model), NetworkDrawing)
    assert isinstance(draw(loss), Drawing) and isinstance(draw(loss, view="graph"), Drawing)
    assert isinstance(draw(loss, view="network"), NetworkDrawing)


def test_data_show_numbers_and_a_loss_shows_gradients(model):
    assert inputs(draw(model)) == [None, None]
    assert inputs(draw(model, X, sample=2)) == [1.0, 0.0]
    assert draw(model, X).picture.loss is None
    whole = draw(model, X, Y, loss="mse", sample=1, colour="gradient").picture
    assert whole.loss is not None and whole.has_gradients and whole.colour == "gradient"
    assert draw(model, X, Y, loss=mse).picture.loss[1] == draw(
        model, X, Y, loss="mse"
    ).picture.loss[1]  # fmt: skip


def test_a_trained_model_is_drawn_with_what_it_was_trained_on(trained):
    assert inputs(draw(trained, sample=3)) == [1.0, 1.0]
    assert draw(trained).picture.loss == draw(trained, X, Y, loss="mse").picture.loss
    assert draw(trained).picture.samples == 4
    assert draw(trained, X[:2]).picture.loss is None  # other data come without targets
    assert draw(trained, X, Y).picture.loss is not None  # the loss is still known


def test_drawing_a_network_changes_nothing(trained):
    before = trained.state_dict()
    trained.train()
    loss = mse(trained(X), Y)
    loss.backward()
    grads = [p.grad.copy() for p in trained.parameters()]
    draw(trained)
    draw(loss, view="network", colour="gradient")
    assert trained.training
    for name, x in trained.state_dict().items():
        assert np.array_equal(x, before[name])
    assert all(np.array_equal(p.grad, g) for p, g in zip(trained.parameters(), grads, strict=True))


def test_a_recording_is_drawn_as_the_network_it_became(model):
    recording = record(model, X, Y, loss="mse", epochs=[0, 2])
    fit(model, X, Y, loss="mse", optimizer="adam", epochs=2, progress=False, on_epoch=recording)
    wires = draw(recording, view="network").picture.wires
    assert [w.value for w in wires] == [w.value for w in draw(model, X).picture.wires]


@pytest.mark.parametrize("name", ["신경망.svg", "a.b.SVG", "x.png", "x.txt"])
def test_the_suffix_says_the_format(trained, tmp_path, name):
    path = save(trained, tmp_path / "새 폴더" / name)
    made = path.read_bytes()
    if name.lower().endswith("svg"):
        assert ElementTree.fromstring(made).tag.endswith("svg")
    elif name.endswith("png"):
        svg = ElementTree.fromstring(draw(trained).svg)
        wide, tall = struct.unpack(">II", made[16:24])
        assert (wide, tall) == (2 * int(svg.get("width")), 2 * int(svg.get("height")))
    else:
        assert made.decode() == f"{draw(trained)}\n"


@pytest.mark.parametrize("suffix", sorted(set(SUFFIXES) - {".svg", ".png", ".html", ".txt"}))
def test_forms_of_graphs_alone_are_refused_by_name(model, tmp_path, suffix):
    with pytest.raises(FormatError, match=rf"{suffix}.*save\(loss, 'graph{suffix}'\)"):
        save(model, tmp_path / f"x{suffix}")
    assert not list(tmp_path.iterdir())


def test_an_unknown_suffix_lists_what_there_is(model, tmp_path):
    with pytest.raises(FormatError, match=r"\.svg, \.png, \.html, \.txt$"):
        save(model, tmp_path / "x.jpeg")


def test_a_notebook_shows_the_picture(trained):
    bundle = draw(trained)._repr_mimebundle_()
    assert bundle["image/svg+xml"] == draw(trained).svg
    assert bundle["text/plain"] == repr(draw(trained))
    assert repr(draw(trained)).startswith("<신경망 2-3-1")


@pytest.mark.parametrize(
    ("wrong", "error", "words"),
    [
        (lambda m: draw(m, view="netwrok"), OptionError, "view='network'를"),
        (lambda m: draw(m, view="graph"), OptionError, r"draw\(loss\)"),
        (lambda m: draw(m, color="gradient"), KeywordError, "colour="),
        (lambda m: save(m, "x.svg", color="gradient"), KeywordError, "colour="),
        (lambda m: draw(m, colour="red"), OptionError, "weight, gradient"),
        (lambda m: draw(m, X, sample=4), OptionError, ">= 0, < 4"),
        (lambda m: draw(mse(m(X), Y), X), OptionError, "Tensor"),
        (lambda m: draw(Value(1.0), loss="mse"), OptionError, r"draw\(model, X, y"),
        (lambda m: draw(3, view="network"), NotANumberError, "int 3"),
        (lambda m: draw(3), NotANumberError, "int 3"),
        (lambda m: draw(m, X, Y), OptionError, 'loss="mse"'),
    ],
)
def test_what_is_wrong_is_told_with_the_way_out(model, wrong, error, words):
    with pytest.raises(error, match=words):
        wrong(model)


def test_an_output_of_several_samples_shows_each(model):
    found = [draw(model(Tensor(X, "x", kind="input")), view="network", sample=i) for i in range(4)]
    assert [inputs(drawing) for drawing in found] == X.tolist()


def test_networks_need_no_layout_program(model, tmp_path, monkeypatch):
    for module in (viz.drawn.layout, viz.drawing):
        monkeypatch.setattr(module, "find_engine", lambda name: None)
    assert draw(model).svg.count('class="unit') == 6
    for suffix in (".svg", ".png", ".txt", ".html"):
        assert save(model, tmp_path / f"net{suffix}", X, Y, loss="mse").stat().st_size
    assert "<iframe" in draw(model, X, steps=True)._repr_mimebundle_()["text/html"]
