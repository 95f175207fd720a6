"""배열의 사전으로 갱신하기, 상태를 저장하고 되돌리기.

Updates with dictionaries of arrays, as the notes write them, and states that are kept and put back.
"""

import copy

import numpy as np
import pytest

from micrograd_ko import GraphError, NotANumberError, OptionError, ShapeError, Tensor, Value
from micrograd_ko.nn import MLP
from micrograd_ko.optim import OPTIMIZERS, SGD, AdaGrad, Adam, Momentum
from micrograd_ko.train import fit


class NotesSGD:
    """The class of the notes."""

    def __init__(self, lr=0.01):
        self.lr = lr

    def update(self, params, grads):
        for key in params:
            params[key] -= self.lr * grads[key]


class NotesMomentum:
    def __init__(self, lr=0.01, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, None

    def update(self, params, grads):
        if self.v is None:
            self.v = {key: np.zeros_like(val) for key, val in params.items()}
        for key in params:
            self.v[key] = self.momentum * self.v[key] - self.lr * grads[key]
            params[key] += self.v[key]


class NotesAdaGrad:
    def __init__(self, lr=0.01):
        self.lr, self.h = lr, None

    def update(self, params, grads):
        if self.h is None:
            self.h = {key: np.zeros_like(val) for key, val in params.items()}
        for key in params:
            self.h[key] += grads[key] * grads[key]
            params[key] -= self.lr * grads[key] / (np.sqrt(self.h[key]) + 1e-7)


PAIRS = [(NotesSGD, SGD), (NotesMomentum, Momentum), (NotesAdaGrad, AdaGrad)]


def network(seed=0):
    rng = np.random.default_rng(seed)
    return {"W1": rng.standard_normal((2, 3)), "b1": np.zeros(3), "W2": rng.standard_normal((3, 1))}


@pytest.mark.parametrize(("theirs", "ours"), PAIRS)
def test_the_loop_of_the_notes_gives_the_numbers_of_the_notes(theirs, ours):
    one, other = network(), network()
    arrays = list(other.values())
    first, second = theirs(lr=0.1), ours(lr=0.1)
    for i in range(10):
        grads = {name: np.sin(p + i) for name, p in one.items()}
        first.update(one, grads)
        second.update(other, grads)
    for name in one:
        assert other[name] == pytest.approx(one[name], rel=1e-14)
    assert all(a is b for a, b in zip(arrays, other.values(), strict=True))  # changed in place
    assert second.steps == 10


@pytest.mark.parametrize(("theirs", "ours"), PAIRS)
def test_plain_numbers_in_the_dictionary_are_put_anew(theirs, ours):
    """As in the notes' comparison of optimizers on x²/20 + y²."""
    one, other = {"x": -7.0, "y": 2.0}, {"x": -7.0, "y": 2.0}
    first, second = theirs(lr=0.1), ours(lr=0.1)
    for _ in range(30):
        first.update(one, {"x": one["x"] / 10, "y": 2 * one["y"]})
        second.update(other, {"x": other["x"] / 10, "y": 2 * other["y"]})
    assert other == pytest.approx(one, rel=1e-13)
    assert all(type(x) is float for x in other.values())


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_update_moves_arrays_as_a_step_moves_tensors(name):
    start, rng = network(), np.random.default_rng(1)
    tensors = {k: Tensor(p) for k, p in start.items()}
    options = {"weight_decay": 0.1, "clip_norm": 0.7}
    stepped = OPTIMIZERS[name](tensors.values(), 0.1, **options)
    updated, params = OPTIMIZERS[name](lr=0.1, **options), copy.deepcopy(start)
    for _ in range(5):
        grads = {k: rng.standard_normal(p.shape) for k, p in start.items()}
        for k, tensor in tensors.items():
            tensor.grad = grads[k]
        stepped.step()
        updated.update(params, grads)
    assert all(np.array_equal(params[k], tensors[k].data) for k in params)


@pytest.mark.parametrize(
    ("params", "grads", "kind", "words"),
    [
        ({"W": np.ones(2), "b": np.ones(1)}, {"W": np.ones(2)}, ShapeError, "'b'"),
        ({"W": np.ones((2, 3))}, {"W": np.ones((3, 2))}, ShapeError, "(3, 2)"),
        ({"W": np.ones(3)}, {"W": np.ones((1, 3))}, ShapeError, "(1, 3)"),
        ({"W": np.array([1, 2])}, {"W": np.ones(2)}, NotANumberError, "astype(float)"),
        ({"W": [1.0, 2.0]}, {"W": np.ones(2)}, NotANumberError, "list"),
        ({"W": np.ones(2)}, {"W": np.array(["a", "b"])}, NotANumberError, "grads['W']"),
        ({"W": np.broadcast_to(1.0, 2)}, {"W": np.ones(2)}, NotANumberError, "read-only"),
        ({"W": None}, {"W": np.ones(2)}, NotANumberError, "None"),
    ],
)
def test_what_cannot_be_updated_is_named_and_nothing_changes(raised, params, grads, kind, words):
    params = {"first": np.zeros(1), **params}
    before, optimizer = copy.deepcopy(params), SGD(lr=0.1)
    ko, en = raised(lambda: optimizer.update(params, {"first": np.ones(1), **grads}), kind)
    assert all(words in m for m in (ko, en))
    assert all(np.array_equal(params[k], before[k]) for k in params) and optimizer.steps == 0


def test_gradients_may_be_lists():
    params = {"W": np.ones(2)}
    SGD(lr=0.5).update(params, {"W": [1, 2]})
    assert params["W"].tolist() == [0.5, 0.0]


def test_another_network_under_the_same_names_is_noticed(raised):
    optimizer = Momentum(lr=0.1)
    optimizer.update({"W": np.ones((1, 3))}, {"W": np.ones((1, 3))})
    params = {"W": np.ones((3, 3))}
    ko, en = raised(lambda: optimizer.update(params, {"W": np.zeros((3, 3))}), ShapeError)
    assert all("(1, 3)" in m and "'W'" in m for m in (ko, en)) and (params["W"] == 1).all()


def test_a_step_without_parameters_says_what_to_write(raised):
    ko, en = raised(SGD(lr=0.1).step, GraphError)
    assert all("SGD(model, ...)" in m and "update(params, grads)" in m for m in (ko, en))
    assert repr(SGD(lr=0.1)) == "SGD(lr=0.1)"


# ── states ──


def trained(name, steps, optimizer=None, w=None):
    rng = np.random.default_rng(3)
    w = w or [Tensor(np.ones((2, 3))), Value(1.0)]
    optimizer = optimizer or OPTIMIZERS[name](w, 0.1, weight_decay=0.01)
    for _ in range(steps):
        w[0].grad, w[1].grad = rng.standard_normal((2, 3)), float(rng.standard_normal())
        optimizer.step()
    return w, optimizer


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_with_its_state_put_back_goes_on_to_the_last_bit(name):
    w, optimizer = trained(name, 4)
    state, numbers = optimizer.state_dict(), [w[0].data.copy(), w[1].data]
    trained(name, 4, optimizer, w)
    again = [Tensor(numbers[0]), Value(numbers[1])]
    other = OPTIMIZERS[name](again, 0.9)
    other.load_state_dict(state)
    trained(name, 4, other, again)
    assert np.array_equal(w[0].data, again[0].data) and w[1].data == again[1].data
    assert other.steps == 8 and other.lr == 0.1 and other.weight_decay == 0.01


def test_a_state_is_a_copy():
    w, optimizer = trained("momentum", 2)
    state = optimizer.state_dict()
    kept = copy.deepcopy(state)
    trained("momentum", 3, optimizer, w)
    assert np.array_equal(state["memories"][0]["v"], kept["memories"][0]["v"])
    optimizer.load_state_dict(state)
    trained("momentum", 1, optimizer, w)
    assert np.array_equal(state["memories"][0]["v"], kept["memories"][0]["v"])


def test_a_state_after_a_replay_is_that_of_eager_training():
    X, y = np.ones((4, 2)), np.ones((4, 1))
    states = []
    for replayed in (False, True):
        model = MLP(2, [2, 1], activation="tanh", rng=0)
        optimizer = Adam(model, 0.01)
        fit(model, X, y, loss="mse", optimizer=optimizer, epochs=3, replay=replayed, progress=False)
        states.append(optimizer.state_dict())
    assert states[0]["steps"] == states[1]["steps"] == 3
    for one, other in zip(states[0]["memories"], states[1]["memories"], strict=True):
        assert one["t"] == other["t"] == 3
        assert other["m"] == pytest.approx(one["m"], rel=1e-10, abs=1e-15)


def test_what_is_remembered_of_dictionaries_is_in_the_state():
    params, grads = network(), network(1)
    optimizer = Momentum(lr=0.1)
    optimizer.update(params, grads)
    other = Momentum(lr=0.5)
    other.load_state_dict(optimizer.state_dict())
    again = copy.deepcopy(params)
    optimizer.update(params, grads)
    other.update(again, grads)
    assert all(np.array_equal(params[k], again[k]) for k in params)


def test_a_state_of_something_else_is_refused_and_nothing_changes(raised):
    _, optimizer = trained("adam", 2)
    before = optimizer.state_dict()
    others = {
        "Momentum": trained("momentum", 1)[1].state_dict(),
        "1 ≠ 2": Adam([Tensor([1.0])]).state_dict(),
        "(3,) ≠ (2, 3)": {**before, "memories": [{"m": np.ones(3)}, {}]},
        "clip": {**before, "options": {"clip": 1.0}},
    }
    for words, state in others.items():
        ko, en = raised(lambda state=state: optimizer.load_state_dict(state), ShapeError)
        assert all(words in m for m in (ko, en))
    for wrong in (None, {}, [1], {"kind": "Adam"}):
        ko, en = raised(lambda wrong=wrong: optimizer.load_state_dict(wrong), OptionError)
        assert all("state_dict()" in m for m in (ko, en))
    after = optimizer.state_dict()
    assert after["steps"] == 2
    assert np.array_equal(after["memories"][0]["m"], before["memories"][0]["m"])


def test_a_state_of_things_that_are_no_numbers_is_refused_and_nothing_changes(raised):
    _, optimizer = trained("adam", 2)
    before = optimizer.state_dict()
    options, memory = before["options"], before["memories"][0]
    wrong = {
        "steps = -1": {"steps": -1},
        "steps = 2.0": {"steps": 2.0},
        "steps = True": {"steps": True},
        "memories = 3": {"memories": 3},
        "by_name = []": {"by_name": []},
        "lr = 'x'": {"options": {**options, "lr": "x"}},
        "lr = None": {"options": {**options, "lr": None}},
        "lr = nan": {"options": {**options, "lr": float("nan")}},
        "lr = 1000": {"options": {**options, "lr": 10**400}},
        "beta1": {"options": {**options, "beta1": 2.0}},
        "clip_norm": {"options": {**options, "clip_norm": -1.0}},
        "[1]": {"options": [1]},
        "'t' = -1": {"memories": [{**memory, "t": -1}, {}]},
        "'t' = 1.0": {"memories": [{**memory, "t": 1.0}, {}]},
        "'t' = array": {"memories": [{**memory, "t": np.ones((2, 3))}, {}]},
        "'m' = 'x'": {"memories": [{**memory, "m": "x"}, {}]},
        "'m' = array": {"memories": [{**memory, "m": np.ones((2, 3), dtype=int)}, {}]},
        "'v' = None": {"by_name": {"W": {"v": None}}},
        "'W'": {"by_name": {"W": "W"}},
    }
    for words, part in wrong.items():
        state = {**before, **part}
        ko, en = raised(lambda state=state: optimizer.load_state_dict(state), ShapeError)
        assert words in ko and words in en
    after = optimizer.state_dict()
    assert after["options"] == before["options"] and after["steps"] == before["steps"]
    optimizer.load_state_dict({**before, "options": {**options, "lr": 0.0, "clip_norm": 1.0}})
    assert (optimizer.lr, optimizer.clip_norm) == (0.0, 1.0)


def test_a_rule_of_ones_own_that_is_made_in_another_way_keeps_its_state():
    class Mine(SGD):
        def __init__(self, model, speed):
            super().__init__(model, lr=speed)
            self.mood = "calm"

    optimizer = Mine([Tensor([1.0])], 0.5)
    state = optimizer.state_dict()
    optimizer.lr = 0.1
    optimizer.load_state_dict(state)
    assert (optimizer.lr, optimizer.mood) == (0.5, "calm")
