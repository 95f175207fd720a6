"""학습하는 모습의 기록: 고른 에폭, 그때의 수, 나중에도 그대로.

Recordings of training: the chosen epochs, the numbers as they were, unchanged afterwards.
"""

import numpy as np
import pytest

from micrograd_ko import (
    OptionError,
    Stepper,
    Tensor,
    Value,
    data,
    expand,
    explain,
    topological_order,
)
from micrograd_ko.engine import gradients_of, subscript
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import SGD, Momentum
from micrograd_ko.record import SMALL, Recording, record
from micrograd_ko.train import fit
from viz import draw
from viz.records.animation import animation_of

XOR = data.xor()
X, Y = XOR.X, XOR.y.reshape(-1, 1).astype(float)


def network():
    return MLP(2, [3, 1], activation="tanh", rng=0)


def train(model, recording, epochs, **options):
    return fit(
        model,
        X,
        Y,
        loss="mse",
        optimizer=SGD(model, lr=0.5),
        epochs=epochs,
        progress=False,
        on_epoch=recording,
        **options,
    )


def labels(root):
    return {node.label: node for node in topological_order(root) if node.label}


def test_chosen_epochs_are_kept_with_the_numbers_of_their_time():
    model = network()
    recording = record(model, X[1:2], Y[1:2], loss="mse", epochs=[3, 5])
    states = {0: model.state_dict()}

    def both(epoch, history):
        recording(epoch, history)
        states[epoch] = model.state_dict()

    train(model, both, 6)
    assert list(recording) == [0, 3, 5] and len(recording) == 3
    for epoch, root in recording.items():
        assert isinstance(root, Value) and root.label == "L"
        twin = network()
        twin.load_state_dict(states[epoch])
        loss = mse(twin(X[1:2]), Y[1:2])
        assert root.data == pytest.approx(float(loss.data), rel=1e-12)
        loss.backward()
        W = next(p for name, p in twin.named_parameters() if p.shape == (2, 3))
        found = labels(root)
        for (i, j), gradient in np.ndenumerate(W.grad):
            node = found[f"w⁽¹⁾{subscript(f'{i + 1}{j + 1}')}"]
            assert (
                node.data
                == states[epoch][next(n for n, p in twin.named_parameters() if p is W)][i, j]
            )
            assert node.grad == pytest.approx(gradient, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("width", [3, 30])  # number by number, and by whole arrays
def test_gradients_are_those_of_the_kept_graph_and_leave_the_model_alone(width):
    model = MLP(2, [width, 1], activation="tanh", rng=0)
    model(X).sum().backward()  # as in the middle of a fit
    held = [parameter.grad.copy() for parameter in model.parameters()]
    root = record(model, X[1:2], Y[1:2], loss="mse")[0]
    assert all(np.array_equal(p.grad, g) for p, g in zip(model.parameters(), held, strict=True))
    nodes = topological_order(root)
    expected = gradients_of(root)
    assert expected.keys() <= set(nodes)
    for node, gradient in expected.items():
        assert node.kind == "constant" or np.array_equal(node.grad, gradient)
    picture = draw(root).picture
    assert picture.has_gradients and not picture.has_gradients_from_before
    shown = animation_of({0: root}).takes[0]
    assert shown.held == {} and shown.picture == picture
    assert str(explain(root, nodes[0])).count("None") == 0
    stepper = Stepper(root)
    assert all(node.grad is None for node in nodes)  # a walk of its own begins at its beginning
    stepper.run()
    assert all(np.allclose(node.grad, g) for node, g in expected.items() if node.kind != "constant")


def test_a_gradient_without_bound_is_kept_without_a_warning():
    def root_of_zero(prediction, target):
        return (prediction * 0.0).sqrt().sum()

    root = record(Sequential(Linear(2, 1, rng=0)), X[:1], Y[:1], loss=root_of_zero)[0]
    assert any(np.isinf(node.grad) for node in topological_order(root) if node.grad is not None)


def test_a_loss_without_parameters_is_kept_without_gradients():
    root = record(network(), X[:1], Y[:1], loss=lambda p, y: Tensor.constant(np.array(2.0)))[0]
    assert root.grad is None and root.data == 2.0


def test_every_so_often_and_by_default_every_tenth():
    for options, wanted in [
        ({"every": 4}, [0, 4, 8, 12]),
        ({}, [0, 10]),
        ({"every": 5, "epochs": [1, 7]}, [0, 1, 5, 7, 10]),
    ]:
        recording = record(network(), X[:1], Y[:1], loss="mse", **options)
        train(recording.model, recording, 12)
        assert list(recording) == wanted


def test_a_second_fit_counts_on():
    recording = record(network(), X[:1], Y[:1], loss="mse", every=2)
    train(recording.model, recording, 4)
    train(recording.model, recording, 3)
    assert list(recording) == [0, 2, 4, 6]


def test_inputs_have_names_and_gradients():
    one = labels(record(network(), X[2:3], Y[2:3], loss="mse")[0])
    assert (one["x₁"].data, one["x₂"].data) == tuple(X[2]) and one["x₁"].kind == "input"
    several = labels(record(network(), X, Y, loss="mse")[0])
    assert several["x₂#3"].data == X[2, 1]


def test_a_large_graph_is_kept_by_whole_arrays_that_training_does_not_change():
    model = MLP(2, [30, 1], activation="tanh", rng=0)
    recording = record(model, X, Y, loss="mse", every=1)
    root = recording[0]
    assert isinstance(root, Tensor)
    before = {node.label: node.data.copy() for node in topological_order(root) if node.label}
    gradients = {
        node: node.grad.copy() for node in topological_order(root) if node.grad is not None
    }
    train(model, recording, 3)
    for label, node in labels(root).items():
        assert np.array_equal(node.data, before[label])
    assert len({float(r.data) for r in recording.values()}) == 4
    assert len(gradients) > 4 and all(np.array_equal(n.grad, g) for n, g in gradients.items())
    assert all(p.grad is None for p in model.parameters())


def test_a_graph_that_is_large_only_as_numbers_is_kept_by_whole_arrays():
    model = MLP(2, [8, 8, 1], activation="tanh", rng=0)
    root = record(model, X, Y, loss="mse")[0]
    assert isinstance(root, Tensor)
    assert (
        sum(node.data.size for node in topological_order(root))
        <= SMALL
        < len(topological_order(expand(root)))
    )


def test_the_model_is_taken_as_in_use_and_left_as_it_was():
    model = Sequential(Linear(2, 4, rng=0), BatchNorm(4), Dropout(0.5), Linear(4, 1, rng=1))
    model.train()
    statistics = {name: array.copy() for name, array in model.state_dict().items()}
    first = record(model, X[:1], Y[:1], loss="mse")
    again = record(model, X[:1], Y[:1], loss="mse")
    assert float(first[0].data) == float(again[0].data)  # dropout does nothing
    assert all(module.training for module in model.modules())
    assert all(
        np.array_equal(array, statistics[name]) for name, array in model.state_dict().items()
    )


def test_recording_does_not_change_training():
    plain, seen = network(), network()
    a = train(plain, None, 8, batch_size=2, seed=3)
    b = train(seen, record(seen, X, Y, loss="mse", every=1), 8, batch_size=2, seed=3)
    assert a.loss == b.loss
    assert all(
        np.array_equal(p.data, q.data)
        for p, q in zip(plain.parameters(), seen.parameters(), strict=True)
    )


def test_float32_stays_float32():
    model = MLP(2, [30, 1], activation="tanh", rng=0, dtype=np.float32)
    root = record(model, X, Y.astype(np.float32), loss="mse")[0]
    assert root.dtype == np.float32


def test_a_kept_graph_can_be_stepped_through():
    recording = record(network(), X[:1], Y[:1], loss=mse)
    stepper = Stepper(recording[0]).run()
    assert stepper.place == len(stepper) and labels(recording[0])["w⁽²⁾₁₁"].grad is not None


def test_momentum_and_early_stopping_work_with_it():
    model = network()
    recording = record(model, X[:1], Y[:1], loss="mse", every=1)
    fit(
        model,
        X,
        Y,
        loss="mse",
        optimizer=Momentum(model, lr=0.1),
        epochs=5,
        validation=(X, Y),
        patience=3,
        progress=False,
        on_epoch=recording,
    )
    assert next(iter(recording)) == 0 and len(recording) >= 2


def test_repr_tells_the_losses():
    recording = record(network(), X[:1], Y[:1], loss="mse")
    assert repr(recording) == f"Recording({{0: {recording[0].data:.4g}}})"


@pytest.mark.parametrize(
    "options",
    [
        {"every": 0},
        {"every": -1},
        {"every": 1.5},
        {"every": True},
        {"epochs": [-1]},
        {"epochs": ["3"]},
    ],
)
def test_wrong_options_are_refused(options, raised):
    korean, english = raised(
        lambda: record(network(), X[:1], Y[:1], loss="mse", **options), OptionError
    )
    name = next(iter(options))
    assert name in korean and name in english


def test_a_number_where_a_list_of_epochs_belongs_is_told_of_every(raised):
    korean, english = raised(
        lambda: record(network(), X[:1], Y[:1], loss="mse", epochs=50), OptionError
    )
    assert "every=50" in korean and "every=50" in english


def test_running_statistics_stand_on_the_page_with_the_numbers_of_their_time(tmp_path):
    model = Sequential(Linear(2, 2, rng=0), BatchNorm(2), Linear(2, 1, rng=1))
    recording = record(model, X[1:2], Y[1:2], loss="mse", every=1)
    train(model, recording, 2)
    takes = animation_of(recording).takes
    constants = [{c.id: c for c in take.picture.cards if c.kind == "constant"} for take in takes]
    assert constants[0].keys() == constants[-1].keys()
    changed = [id for id, card in constants[0].items() if card.value != constants[-1][id].value]
    assert changed and all(constants[0][id].has_value_row for id in changed)


def test_an_unknown_loss_is_refused(raised):
    korean, english = raised(lambda: record(network(), X[:1], Y[:1], loss="mean"), OptionError)
    assert "'mean'" in korean and "mse" in english


def test_a_missing_epoch_is_a_key_error():
    with pytest.raises(KeyError):
        record(network(), X[:1], Y[:1], loss="mse")[7]


def test_it_is_a_mapping():
    recording = record(network(), X[:1], Y[:1], loss="mse")
    assert (
        isinstance(recording, Recording) and 0 in recording and dict(recording) == {0: recording[0]}
    )
