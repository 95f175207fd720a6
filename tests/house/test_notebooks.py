"""공부 노트의 신경망: 손으로 쓴 기울기 가운데 틀린 것은 찾아 이름 붙이고, 맞는 것은 통과시킨다.

The networks of the study notes that this library is for, written again: of their gradients by hand
each wrong one is found and named, and each right one passes. Numbers of layers and neurons are
smaller here; what the notes compute is the same.
"""

from itertools import pairwise

import numpy as np
import pytest

from micrograd_ko.diagnosing.diagnosis import diagnose


def verdicts(found):
    return {finding.name: finding.verdict for finding in found.findings}


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


# ── a deep network of sigmoid layers, one sample, ½·mean((h - y)²): the first and the last notebook
# ──


class Layer:
    """One layer, x ↦ σ(Wᵀx + b), which keeps what its backward pass needs."""

    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW, self.db = np.zeros_like(W), np.zeros_like(b)

    def __call__(self, x):
        self.x = x
        self.out = sigmoid(np.matmul(np.transpose(self.W), x) + self.b)
        return self.out

    def back(self, signal):
        """Given the gradient of its output the layer keeps dW and db, and gives on the gradient of
        its input.
        """
        slope = self.out * (1 - self.out)
        for j in range(self.W.shape[1]):  # column by column, as the notes do
            self.dW[:, j] = signal[j] * slope[j] * self.x
        self.db = signal * slope
        return np.matmul(self.W * slope, signal)


class Deep:
    def __init__(self, widths, seed=0):
        random = np.random.default_rng(seed)
        self.x, self.y = random.normal(size=widths[0]), random.normal(size=widths[-1])
        self.parameters = {}
        for i, (inputs, outputs) in enumerate(pairwise(widths), start=1):
            self.parameters[f"W{i}"] = random.normal(size=(inputs, outputs))
            self.parameters[f"b{i}"] = random.normal(size=outputs)

    def loss(self, *arrays):
        self.layers = [Layer(W, b) for W, b in zip(arrays[::2], arrays[1::2], strict=True)]
        h = self.x
        for layer in self.layers:
            h = layer(h)
        self.difference = h - self.y
        return 1 / 2 * np.mean(np.square(self.difference))

    def collected(self):
        return [d for layer in self.layers for d in (layer.dW, layer.db)]

    def numerical(self, *arrays, repaired=False):
        """By forward differences with ε = 10⁻⁴, weights first, then biases.

        The notes write the derivative of a bias to dW, at the indices that the loop over the
        weights has left behind, and never to db. So the last weight of each layer is updated by
        the derivative of its last bias, and no bias is updated at all.
        """
        base, epsilon = self.loss(*arrays), 1e-4
        layers = self.layers
        for k, layer in enumerate(layers):
            for i, j in np.ndindex(layer.W.shape):
                moved = [a.copy() for a in arrays]
                moved[2 * k][i, j] += epsilon
                layer.dW[i, j] = (self.loss(*moved) - base) / epsilon
            for b in range(layer.b.size):
                moved = [a.copy() for a in arrays]
                moved[2 * k + 1][b] += epsilon
                slope = (self.loss(*moved) - base) / epsilon
                if repaired:
                    layer.db[b] = slope
                else:
                    layer.dW[i, j] = slope
        self.layers = layers
        return self.collected()

    def backprop(self, *arrays, repaired=False):
        """Backwards through the layers.

        The notes say that the derivative of ½·mean((h - y)²) is h - y. It is (h - y)/n, for n
        outputs: what they have is that of the sum, n times too large.
        """
        self.loss(*arrays)
        signal = self.difference / self.difference.size if repaired else self.difference
        for layer in reversed(self.layers):
            signal = layer.back(signal)
        return self.collected()


@pytest.mark.parametrize("seed", range(3))
def test_first_notebook_by_differences_writes_each_bias_to_the_last_weight(seed):
    net = Deep([3, 4, 4, 2], seed)
    found = diagnose(net.loss, net.numerical, net.parameters)
    assert verdicts(found) == {
        f"{kind}{i}": verdict
        for i in (1, 2, 3)
        for kind, verdict in (("W", "elsewhere"), ("b", "zero"))
    }
    for i, (last, size) in enumerate((((2, 3), 4), ((3, 3), 4), ((3, 1), 2)), start=1):
        assert found[f"W{i}"].values["entry"] == last
        assert found[f"W{i}"].values["other"] == f"b{i}[{size - 1}]"
    assert "b1[3]의 기울기가 들어 있습니다" in str(found) and "모두 0입니다" in str(found)
    repaired = diagnose(
        net.loss, lambda *arrays: net.numerical(*arrays, repaired=True), net.parameters
    )
    assert repaired and set(verdicts(repaired).values()) == {"close"}  # differences are never exact


@pytest.mark.parametrize("outputs", [2, 3, 5])
@pytest.mark.parametrize(
    "hidden", [[4, 4], [6, 6, 6, 6, 6, 6]], ids=["shallow", "as-deep-as-the-last-notebook"]
)
def test_first_and_last_notebook_leave_out_the_mean(outputs, hidden):
    net = Deep([3, *hidden, outputs])
    found = diagnose(net.loss, net.backprop, net.parameters)
    assert set(verdicts(found).values()) == {"mean"} and all(
        finding.values["n"] == outputs for finding in found.findings
    )
    assert f"{outputs}배입니다. 평균의 1/n(n = {outputs})이 빠졌습니다" in str(
        found
    ) and "손실의 미분부터 살펴보십시오" in str(found)
    others = {parts[0].key for finding in found.findings for parts in finding.alternatives}
    # the ½ in front would be the same factor
    assert others == ({"constant"} if outputs == 2 else set())
    # and nothing else is wrong
    assert all(len(finding.mistakes) == 1 for finding in found.findings)
    repaired = diagnose(
        net.loss, lambda *arrays: net.backprop(*arrays, repaired=True), net.parameters
    )
    assert repaired and set(verdicts(repaired).values()) == {"right"}


def test_networks_that_keep_their_arrays_are_diagnosed_in_place():
    """The notes' networks own their arrays, and functions without arguments read them there."""
    net = Deep([3, 4, 2])
    arrays = list(net.parameters.values())
    before = [a.copy() for a in arrays]
    found = diagnose(lambda: net.loss(*arrays), lambda: net.backprop(*arrays), net.parameters)
    assert {(finding.verdict, finding.values["n"]) for finding in found.findings} == {
        ("mean", 2)
    } and not found.why
    assert diagnose(
        lambda: net.loss(*arrays), lambda: net.backprop(*arrays, repaired=True), net.parameters
    )
    wrong = diagnose(lambda: net.loss(*arrays), lambda: net.numerical(*arrays), net.parameters)
    assert verdicts(wrong) == {"W1": "elsewhere", "b1": "zero", "W2": "elsewhere", "b2": "zero"}
    assert all((a == b).all() for a, b in zip(arrays, before, strict=True))


# ── two layers, softmax and cross-entropy: the second notebook ──


def softmax_of_rows(scores):
    columns = scores.T
    powers = np.exp(columns - np.max(columns, axis=0))
    return (powers / np.sum(powers, axis=0)).T


class Digits:
    """Five samples, sigmoid, softmax; the small weights and zero biases that the notes begin
    with.
    """

    def __init__(self, seed=0):
        random = np.random.default_rng(seed)
        self.X, classes = random.random((5, 12)), np.array([5, 0, 4, 1, 9])
        self.T = np.zeros((5, 10))
        self.T[np.arange(5), classes] = 1
        self.parameters = {
            "W1": 0.1 * random.normal(size=(12, 6)),
            "b1": np.zeros(6),
            "W2": 0.1 * random.normal(size=(6, 10)),
            "b2": np.zeros(10),
        }

    def loss(self, W1, b1, W2, b2):
        z1 = sigmoid(np.dot(self.X, W1) + b1)
        y = softmax_of_rows(np.dot(z1, W2) + b2)
        return -np.sum(np.log(y[np.arange(5), self.T.argmax(axis=1)])) / 5

    def first(self, W1, b1, W2, b2, repaired=False):
        """The notes' first version sums dz1, the gradient of σ's output, for b1. b1 stands before
        σ: it is the sum of da1.
        """
        a1 = np.dot(self.X, W1) + b1
        z1 = sigmoid(a1)
        dy = (softmax_of_rows(np.dot(z1, W2) + b2) - self.T) / 5
        dz1 = np.dot(dy, W2.T)
        da1 = sigmoid(a1) * (1 - sigmoid(a1)) * dz1
        db1 = np.sum(da1 if repaired else dz1, axis=0)
        return {
            "W1": np.dot(self.X.T, da1),
            "b1": db1,
            "W2": np.dot(z1.T, dy),
            "b2": np.sum(dy, axis=0),
        }

    def layered(self, W1, b1, W2, b2):
        """Their second version goes through one function for each layer, and is right."""

        def affine(X, W, b):
            return np.dot(X, W) + b, (X, W)

        def affine_back(d, kept):
            X, W = kept
            return np.dot(d, W.T), np.dot(X.T, d), np.sum(d, axis=0)

        a1, kept1 = affine(self.X, W1, b1)
        z1 = sigmoid(a1)
        a2, kept2 = affine(z1, W2, b2)
        dz1, dW2, db2 = affine_back((softmax_of_rows(a2) - self.T) / len(self.X), kept2)
        _, dW1, db1 = affine_back(sigmoid(a1) * (1 - sigmoid(a1)) * dz1, kept1)
        return dW1, db1, dW2, db2


@pytest.mark.parametrize("seed", range(3))
def test_second_notebook_leaves_the_derivative_of_sigmoid_out_of_b1(seed):
    net = Digits(seed)
    found = diagnose(net.loss, net.first, net.parameters)
    assert verdicts(found) == {"W1": "right", "b1": "left_out", "W2": "right", "b2": "right"}
    assert (
        found["b1"].values["name"].en == "sigmoid"
        and "z1 = sigmoid(np.dot(self.X, W1) + b1)" in found["b1"].values["at"].source
    )
    assert diagnose(net.loss, lambda *arrays: net.first(*arrays, repaired=True), net.parameters)
    assert diagnose(net.loss, net.layered, net.parameters)


# ── what the other two say in words ──


def test_third_notebook_gives_the_wrong_derivative_of_the_weight_decay():
    """It says that ½λw² has the derivative λw². It is λw: the exponent was not lowered."""
    random = np.random.default_rng(0)
    X, Y, rate = random.normal(size=(4, 3)), random.normal(size=(4, 2)), 0.1

    def loss(W):
        return np.mean((X @ W - Y) ** 2) + 1 / 2 * rate * np.sum(W**2)

    def gradient(W, power=2):
        return 2 * X.T @ (X @ W - Y) / Y.size + rate * W**power

    found = diagnose(loss, gradient, {"W": random.normal(size=(3, 2))})
    assert found["W"].verdict == "power_rule" and found["W"].values["form"] == "2·x^2"
    assert diagnose(loss, lambda W: gradient(W, power=1), {"W": random.normal(size=(3, 2))})


def test_third_notebook_gives_the_right_backward_pass_of_dropout():
    random = np.random.default_rng(0)
    X, Y, mask = random.normal(size=(4, 3)), random.normal(size=(4, 2)), random.random((4, 2)) > 0.5
    parameters = {"W": random.normal(size=(3, 2))}
    forward = lambda W: np.sum(((X @ W) * mask - Y) ** 2)  # noqa: E731
    assert diagnose(forward, lambda W: X.T @ (2 * ((X @ W) * mask - Y) * mask), parameters)
    found = diagnose(forward, lambda W: X.T @ (2 * ((X @ W) * mask - Y)), parameters)
    assert verdicts(found) == {"W": "left_out"}


def test_fourth_notebook_calls_a_sum_of_squares_the_mean():
    """Its formula of the mean squared error has no 1/N, but the loss it trains with, mean by mean,
    has.
    """
    random = np.random.default_rng(0)
    X, y = random.normal(size=(6, 3)), random.normal(size=(6, 1))
    parameters = {"W": random.normal(size=(3, 1)), "b": np.zeros(1)}

    def loss(W, b):
        return np.mean((X @ W + b - y) ** 2)

    def gradients(W, b, count=1):
        signal = 2 * (X @ W + b - y) / count
        return X.T @ signal, signal.sum(axis=0)

    found = diagnose(loss, gradients, parameters)
    assert verdicts(found) == {"W": "mean", "b": "mean"} and found["W"].values["n"] == 6
    assert diagnose(loss, lambda W, b: gradients(W, b, count=6), parameters)


def test_fourth_notebook_compares_many_outputs_with_one_column():
    """It has as many outputs as inputs and one target: (n, 3) minus (n, 1) is a mean over 3n
    numbers, not over n.
    """
    random = np.random.default_rng(0)
    X, y = random.normal(size=(5, 3)), random.normal(size=(5, 1))

    def loss(W):
        return np.mean((X @ W - y) ** 2)

    found = diagnose(
        loss, lambda W: 2 * X.T @ (X @ W - y) / len(y), {"W": random.normal(size=(3, 3))}
    )
    assert found["W"].verdict == "count" and (found["W"].values["n"], found["W"].values["m"]) == (
        15,
        5,
    )
