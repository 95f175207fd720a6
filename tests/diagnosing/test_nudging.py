"""진단이 수를 바꿔 보는 법: 제자리에서 쓰는 코드, 특별한 점.

How diagnosis tries numbers out: code that writes into its arrays, what is nudged, special points.
"""

import numpy as np
import pytest

from micrograd_ko import Tensor, detect_anomaly, no_grad, topological_order
from micrograd_ko.diagnosing.diagnosis import diagnose
from tests.helpers.handwritten import mlp, recurrent, sigmoid, softmax, unseen


def in_place(write):
    """A function that writes into a copy of its array."""

    def function(z):
        z = z.copy()
        write(z)
        return z

    return function


# ── code that writes into its arrays ──


class Relu:
    """As the book has it: a mask is kept, a copy is made and written to."""

    def forward(self, x):
        self.mask = x <= 0
        out = x.copy()
        out[self.mask] = 0
        return out

    def backward(self, dout, mistake=""):
        dout = dout.copy()
        dout[self.mask if mistake != "other way round" else ~self.mask] = 0
        return dout


IN_PLACE = {
    "book": lambda z: Relu().forward(z),
    "of itself": in_place(lambda z: z.__setitem__(z < 0, 0.0)),
    "times": in_place(lambda z: z.__setitem__(z < 0, z[z < 0] * 0.0)),
    "entries": in_place(
        lambda z: [z.__setitem__((i, j), 0.0) for i, j in np.ndindex(z.shape) if z[i, j] < 0]
    ),
    "rows": in_place(lambda z: [z.__setitem__(i, np.maximum(z[i], 0)) for i in range(len(z))]),
    "broadcast": in_place(lambda z: z.__setitem__(slice(None), np.maximum(z, 0) + z[0] * 0)),
}


@pytest.mark.parametrize("relu", IN_PLACE.values(), ids=IN_PLACE)
@pytest.mark.parametrize("mistake", ["", "left_out"])
def test_writing_into_arrays_is_followed(relu, mistake):
    random = np.random.default_rng(0)
    X, T = random.normal(size=(5, 3)), np.eye(2)[[0, 1, 1, 0, 1]]

    def forward(W1, b1, W2):
        z = np.dot(X, W1) + b1
        y = softmax(np.dot(relu(z), W2))
        return -np.sum(T * np.log(y + 1e-7)) / 5

    def gradients(W1, b1, W2):
        z = np.dot(X, W1) + b1
        h = np.maximum(z, 0)
        dy = (softmax(np.dot(h, W2)) - T) / 5
        dz = np.dot(dy, W2.T) * (1.0 if mistake else z > 0)
        return np.dot(X.T, dz), dz.sum(axis=0), np.dot(h.T, dy)

    parameters = {
        "W1": random.normal(size=(3, 4)),
        "b1": np.zeros(4),
        "W2": random.normal(size=(4, 2)),
    }
    found = diagnose(forward, gradients, parameters)
    assert not found.why and found["W2"].right
    assert [found[name].right for name in ("W1", "b1")] == [not mistake] * 2


def test_what_was_made_before_writing_keeps_what_it_was_made_of():
    def forward(w):
        z = w * 2.0
        before = np.exp(z)
        z[1] = 5.0
        return np.sum(before * z)

    def gradients(w):
        z = 2 * w
        return np.exp(z) * 2 * np.where([True, False, True], z, 5.0) + np.exp(z) * [2.0, 0.0, 2.0]

    found = diagnose(forward, gradients, {"w": np.array([0.1, 0.2, -0.3])})
    assert found and not found.why


# ── what is nudged ──


def small_net(kind=float):
    """A network that looks its arrays up in a dict, of float64 or float32."""
    random = np.random.default_rng(0)
    X, t = random.normal(size=(6, 4)).astype(kind), np.array([0, 1, 2, 0, 1, 2])
    shapes = {"W1": (4, 5), "b1": 5, "W2": (5, 3), "b2": 3}
    net = {name: random.normal(size=shape).astype(kind) for name, shape in shapes.items()}

    def loss():
        h = np.maximum(X @ net["W1"] + net["b1"], 0)
        return -np.mean(np.log(softmax(h @ net["W2"] + net["b2"])[np.arange(6), t]))

    def gradients():
        h = np.maximum(X @ net["W1"] + net["b1"], 0)
        dy = softmax(h @ net["W2"] + net["b2"])
        dy[np.arange(6), t] -= 1
        dy /= 6
        dh = dy @ net["W2"].T * (h > 0)
        return {"W1": X.T @ dh, "b1": dh.sum(axis=0), "W2": h.T @ dy, "b2": dy.sum(axis=0)}

    return net, loss, gradients


@pytest.mark.parametrize("kind", [float, unseen], ids=["followed", "nudged"])
def test_arrays_of_float32_are_judged_as_far_as_they_go(kind):
    net, loss, gradients = small_net(np.float32)
    found = diagnose(lambda: kind(loss()), gradients, net)
    assert (
        found
        and bool(found.why) == (kind is unseen)
        and all(a.dtype == np.float32 for a in net.values())
    )
    wrong = {"W1": 6 * gradients()["W1"], "b2": 0.95 * gradients()["b2"]}
    found = diagnose(lambda: kind(loss()), lambda: {**gradients(), **wrong}, net)
    assert [finding.right for finding in found.findings] == [False, True, True, False]
    assert found["W1"].verdict == ("factor" if kind is unseen else "mean")


def test_of_very_many_numbers_some_are_drawn():
    random = np.random.default_rng(0)
    X = random.normal(size=(2, 3000)) / 50
    parameters = {"W": random.normal(size=(3000, 2)), "b": np.zeros(2)}
    calls = []

    def forward(W, b):
        calls.append(1)
        return np.sum(unseen(np.tanh(X @ W + b)))

    def gradients(W, b, times=1.0):
        d = 1 - np.tanh(X @ W + b) ** 2
        return times * X.T @ d, d.sum(axis=0)

    found = diagnose(forward, gradients, parameters)
    assert found and "원소가 모두 6002개라서 1002개를" in str(found)
    found = diagnose(forward, lambda W, b: gradients(W, b, 1.1), parameters)
    assert found["W"].verdict == "factor" and found["W"].values["c"] == 1.1 and found["b"].right
    found = diagnose(
        forward, lambda W, b: (gradients(W, b)[0][::-1], gradients(W, b)[1]), parameters
    )
    assert found["W"].verdict == "unknown" and found["W"].values["size"] == 1000
    assert len(calls) < 3 * 10_000


def test_a_forward_function_that_reads_other_arrays_is_told():
    net, loss, gradients = small_net()
    found = diagnose(loss, gradients, {name: a.copy() for name, a in net.items()})
    assert {finding.verdict for finding in found.findings} == {"ignored"}
    assert str(found).startswith(
        "W1, b1, W2, b2: 틀렸습니다. 값을 어떻게 바꾸어도 forward의 손실이 그대로입니다."
    )


def test_what_the_forward_function_keeps_stays_arrays():
    """A running mean is made of the old one: once a Tensor, always a Tensor."""

    class Norm:
        def __init__(self):
            self.mean, self.seen, self.parts = 0.0, {}, [None, (0,)]

        def __call__(self, z):
            self.mean = 0.9 * self.mean + 0.1 * np.mean(z, axis=0)
            self.seen["mean"] = self.parts[0] = self.mean
            return z - np.mean(z, axis=0)

    norm, X = Norm(), np.random.default_rng(0).normal(size=(4, 2))

    def forward(W):
        return np.sum(norm(X @ W) ** 2)

    found = diagnose(
        forward, lambda W: 2 * X.T @ (X @ W - np.mean(X @ W, axis=0)), {"W": np.ones((2, 3))}
    )
    assert found and not found.why
    assert {type(kept) for kept in (norm.mean, norm.seen["mean"], norm.parts[0])} == {np.ndarray}
    assert norm.parts[1] == (0,)


def test_a_forward_pass_that_makes_samples_of_samples_is_told():
    X, t = np.random.default_rng(0).normal(size=(5, 3)), np.arange(5.0)[:, None]
    found = diagnose(
        lambda w: np.mean((X @ w - t) ** 2),
        lambda w: 2 * X.T @ (X @ w - t[:, 0]) / 5,
        {"w": np.ones(3)},
    )
    assert found["w"].verdict == "unknown" and "모양 (5,)와 (5, 1)이 (5, 5)가 되었습니다" in str(
        found
    )


# ── where gradients are special ──


@pytest.mark.parametrize("side", [0.0, 0.5, 1.0])
def test_any_derivative_at_a_kink_is_right(side):
    """With weights of 0 every ReLU stands at its kink, where the learner may take 0, 1, or what
    lies between.
    """
    X = np.random.default_rng(0).normal(size=(4, 3))
    parameters = {"W": np.zeros((3, 2)), "V": np.ones((2, 1))}

    def forward(W, V):
        return np.sum(np.maximum(0, X @ W) @ V + X[:, :1])

    def gradients(W, V):
        a = X @ W
        return X.T @ (np.ones((4, 1)) @ V.T * np.where(a == 0, side, a > 0)), np.maximum(0, a).sum(
            axis=0
        )[:, None]

    assert diagnose(forward, gradients, parameters)
    assert diagnose(lambda W, V: float(forward(W, V)), gradients, parameters)  # without a graph
    assert not diagnose(
        forward, lambda W, V: (3 * gradients(W, V)[0] + 1, gradients(W, V)[1]), parameters
    )


@pytest.mark.parametrize("positive", [lambda z: z > 0, lambda z: z >= 0], ids=[">", ">="])
@pytest.mark.parametrize(
    "relu", [lambda z: np.where(z > 0, z, 0.0), lambda z: z * (z > 0), lambda z: np.maximum(z, 0)]
)
def test_any_derivative_at_a_kink_is_right_however_it_is_written(relu, positive):
    """A blank sample and biases of 0: all units stand at their kinks, some with slopes up and some
    with slopes down.
    """
    random = np.random.default_rng(0)
    X = random.normal(size=(4, 3))
    X[1] = 0
    parameters = {
        "W": random.normal(size=(3, 5)),
        "b": np.zeros(5),
        "V": random.normal(size=(5, 1)),
    }

    def forward(W, b, V):
        return np.sum(np.sin(relu(X @ W + b) @ V))

    def gradients(W, b, V, times=1.0):
        z = X @ W + b
        d = np.cos(np.maximum(z, 0) @ V)
        dz = d @ V.T * positive(z) * times
        return X.T @ dz, dz.sum(axis=0), np.maximum(z, 0).T @ d

    found = diagnose(forward, gradients, parameters)
    assert found and {finding.verdict for finding in found.findings} <= {"right", "kink"}, found
    wrong = diagnose(forward, lambda *a: gradients(*a, times=-1.0), parameters)
    assert [finding.right for finding in wrong.findings] == [False, False, True]


@pytest.mark.parametrize("depth", [2, 30])
def test_zero_for_a_tiny_gradient_is_wrong(depth):
    """Through 30 sigmoid layers a gradient is 1e-20 of the loss, and 0 still is not it."""

    def forward(first, rest):
        h = first
        for w in rest:
            h = sigmoid(0.01 * h @ w)
        return np.sum(h)

    def gradients(first, rest):
        kept = [first]
        for w in rest:
            kept.append(sigmoid(0.01 * kept[-1] @ w))
        g, found = np.ones(3), np.zeros_like(rest)
        for i in reversed(range(len(rest))):
            g = g * kept[i + 1] * (1 - kept[i + 1]) * 0.01
            found[i] = np.outer(kept[i], g)
            g = rest[i] @ g
        return g, found

    random = np.random.default_rng(0)
    parameters = {"first": random.normal(size=3), "rest": random.normal(size=(depth, 3, 3))}
    assert diagnose(forward, gradients, parameters)
    found = diagnose(
        forward, lambda first, rest: (np.zeros(3), gradients(first, rest)[1]), parameters
    )
    assert found["first"].verdict == "zero" and np.abs(found["first"].expected).max() < 10.0 ** (
        -1.5 * depth
    )


def test_gradients_that_are_zero_are_right():
    """A bias before a softmax over one sample's classes shifts nothing; what is left is
    rounding.
    """
    X, T = np.random.default_rng(0).normal(size=(5, 3)), np.eye(3)[[0, 1, 2, 0, 1]]

    def forward(W, shift, unused):
        return -np.sum(T * np.log(softmax(X @ W + shift)))

    def gradients(W, shift, unused):
        dy = softmax(X @ W + shift) - T
        return X.T @ dy, dy.sum(), np.zeros(2)

    assert diagnose(forward, gradients, {"W": X.T @ X, "shift": 0.7, "unused": np.ones(2)})
    found = diagnose(
        forward,
        lambda *a: (gradients(*a)[0], 0.1, np.ones(2)),
        {"W": X.T @ X, "shift": 0.7, "unused": np.ones(2)},
    )
    assert [finding.verdict for finding in found.findings] == ["right", "unknown", "ignored"]


def test_losses_of_any_shape_of_one_number():
    assert diagnose(lambda w: w, lambda w: 1.0, {"w": 0.5})
    assert diagnose(lambda w: np.array([[1.0]]) * w**2, lambda w: 2 * w, {"w": 0.5})
    assert diagnose(lambda w: [w**2], lambda w: 2 * w, {"w": 0.5}).why  # a list is no Tensor
    assert diagnose(lambda w: 3.0, lambda w: 0.0, {"w": 0.5})


def test_modes_make_no_difference():
    forward, gradients, parameters = mlp("left_out")
    with no_grad(), detect_anomaly():
        found = diagnose(forward, gradients, parameters)
    assert found["W1"].verdict == "left_out"


def test_empty_parameters_are_right():
    assert diagnose(
        lambda W, b: np.sum(W) + b**2,
        lambda W, b: (np.zeros((0, 3)), 2 * b),
        {"W": np.zeros((0, 3)), "b": 2.0},
    )


def test_the_search_is_bounded_and_says_so(monkeypatch):
    forward, gradients, parameters = recurrent(steps=8)
    wrong = {
        name: np.arange(a.size, dtype=float).reshape(a.shape) for name, a in parameters.items()
    }
    monkeypatch.setattr("micrograd_ko.diagnosing.traces.trace.BUDGET", 2000)
    found = diagnose(forward, lambda **a: {**gradients(**a), "Wx": wrong["Wx"]}, parameters)
    assert found["Wx"].verdict == "unknown" and found.skipped == len(nodes_of(forward, parameters))
    assert f"(노드 {found.skipped}개)" in str(found)
    assert not diagnose(forward, gradients, parameters).skipped  # right gradients need no search
    assert not diagnose(
        forward, lambda **a: {**gradients(**a), "Wx": -gradients(**a)["Wx"]}, parameters
    ).skipped  # a simple one neither


def nodes_of(forward, parameters):
    loss = forward(**{name: Tensor(a) for name, a in parameters.items()})
    return [node for node in topological_order(loss) if node.kind != "constant"]
