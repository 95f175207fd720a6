"""진단: 손으로 쓴 역전파의 실수마다, 그 이름이 나오고 고치면 통과한다.

Diagnosis: each mistake in a backward pass written by hand gets its name, and the repaired pass
passes.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import Tensor, grad
from micrograd_ko.diagnosing.diagnosis import diagnose
from micrograd_ko.diagnosing.wrong.mistakes import MISTAKES
from tests.handwritten.__main__ import RENAMED
from tests.handwritten.mutations import WRONG, load
from tests.helpers.handwritten import (
    ACTIVATIONS,
    CASES,
    decay,
    embedding,
    mlp,
    recurrent,
    regression,
    residual,
    sample_by_sample,
    sigmoid,
    softmax,
    three_layers,
)
from tests.helpers.sharing import fewer

# ── networks written by hand, with a place for each mistake ──


each_case = pytest.mark.parametrize(("network", "options", "mistake", "verdict", "names"), CASES)


@each_case
def test_mistake_gets_its_name_and_the_repaired_pass_passes(
    network, options, mistake, verdict, names
):
    found = diagnose(*network(mistake, *options))
    assert {
        finding.name: finding.verdict for finding in found.findings if not finding.right
    } == dict.fromkeys(names, verdict)
    assert not found and found.why == "" and not found.skipped
    assert all(bool(finding.mistakes) != finding.right for finding in found.findings)
    repaired = diagnose(*network("", *options))
    assert repaired and {finding.verdict for finding in repaired.findings} == {"right"}


def test_every_row_of_the_table_is_tried_above():
    load()
    written_down = {key for wrong in WRONG for keys in wrong.expected.values() for key in keys}
    tried = {case.values[3] for case in CASES} | written_down
    keys = {mistake.key for group in MISTAKES for mistake in group}
    assert keys - tried <= {new for names in RENAMED.values() for new in names}


# ── any sizes, any numbers ──


NETWORKS = {"mlp": mlp, "three layers": three_layers, "recurrent": recurrent,
            "sample by sample": sample_by_sample,
            "regression": regression, "decay": decay, "embedding": embedding,
            "residual": residual}  # fmt: skip


@given(sizes=st.tuples(*[st.integers(1, 6)] * 4), seed=st.integers(0, 10**6),
       activation=st.sampled_from([*ACTIVATIONS]),
       loss=st.sampled_from(["mse", "half_mse", "cross_entropy"]))  # fmt: skip
def test_right_gradients_of_any_size_pass(sizes, seed, activation, loss):
    found = diagnose(*mlp(sizes=sizes, seed=seed, activation=activation, loss=loss))
    assert found and {finding.verdict for finding in found.findings} == {"right"}, found


@pytest.mark.parametrize("name", NETWORKS)
@fewer(3)
@given(seed=st.integers(0, 10**6))
def test_right_gradients_of_other_networks_pass(name, seed):
    found = diagnose(*NETWORKS[name](seed=seed))
    assert found and {finding.verdict for finding in found.findings} == {"right"}, found


ONE_FOR_ALL = [
    "sign",
    "mean",
    "left_out",
    "twice",
    "wrong_formula",
    "transpose",
    "unsummed",
    "wrong_operand",
]


@given(sizes=st.tuples(*[st.integers(3, 6)] * 4), seed=st.integers(0, 10**6),
       activation=st.sampled_from(["sigmoid", "tanh"]),
       mistake=st.sampled_from(ONE_FOR_ALL))  # fmt: skip
def test_mistakes_of_any_size_get_their_names(sizes, seed, activation, mistake):
    options = {"sizes": sizes, "seed": seed, "activation": activation}
    found = diagnose(*mlp(mistake, **options))
    wrong = [finding for finding in found.findings if not finding.right]
    assert wrong and {finding.verdict for finding in wrong} == {mistake}, found


@fewer(5)
@given(seed=st.integers(0, 10**6), size=st.floats(1e-6, 1e6))
def test_a_random_gradient_is_unknown(seed, size):
    forward, _, parameters = mlp(seed=seed)
    random = np.random.default_rng(seed)
    found = diagnose(
        forward,
        lambda **values: [random.normal(size=a.shape) * size for a in parameters.values()],
        parameters,
    )
    assert {finding.verdict for finding in found.findings} == {"unknown"}, found


# ── what the findings hold ──


def test_findings_hold_the_numbers():
    forward, gradients, parameters = mlp("mean", sizes=(3, 2, 4, 5))
    found = diagnose(forward, gradients, parameters)
    leaves = {name: Tensor(value) for name, value in parameters.items()}
    right = dict(zip(leaves, grad(forward(**leaves), [*leaves.values()]), strict=True))
    assert [finding.name for finding in found.findings] == [*parameters]
    for finding in found.findings:
        assert finding is found[finding.name]
        np.testing.assert_allclose(finding.expected, right[finding.name], rtol=1e-12)
        np.testing.assert_allclose(finding.got, 15 * right[finding.name], rtol=1e-12)
        assert finding.values["n"] == 15 and finding.values["error"] == pytest.approx(14)
        assert abs(finding.expected[finding.values["entry"]]) == abs(finding.expected).max()
        assert finding.mistakes[0].key == "mean" and not finding.right


def test_two_mistakes_at_once():
    found = diagnose(*mlp("mean and left_out", loss="cross_entropy"))
    assert [[part.key for part in finding.mistakes] for finding in found.findings] == [
        ["left_out", "mean"]
    ] * 2 + [["mean"]] * 2
    words = str(found)
    assert (
        words.startswith("W1, b1, W2, b2: 틀렸습니다. 5배입니다.") and words.count("5배입니다") == 1
    )
    assert "W1, b1: 또한 시그모이드(σ)의 도함수를 곱하지 않았습니다" in words
    forward, gradients, parameters = mlp("mean and left_out", loss="cross_entropy")
    right = mlp(loss="cross_entropy")[1]
    found = diagnose(forward, lambda *a: {**right(*a), "dW1": gradients(*a)["dW1"]}, parameters)
    assert found["W1"].verdict == "left_out" and "그대로 썼습니다. 게다가: 5배입니다" in str(found)


def test_what_is_not_summed_and_has_a_factor():
    forward, gradients, parameters = mlp("unsummed")
    found = diagnose(
        forward, lambda *a: {**gradients(*a), "db1": 10 * gradients(*a)["db1"]}, parameters
    )
    assert [part.key for part in found["b1"].mistakes] == ["unsummed", "mean"]


def test_mistakes_that_cannot_be_told_apart_are_both_told():
    """With two samples the n of the mean and the constant ½ in front are the same factor."""
    found = diagnose(*mlp("mean", loss="half_mse", sizes=(2, 3, 4, 3)))
    assert found["W1"].verdict == "mean" and [
        parts[0].key for parts in found["W1"].alternatives
    ] == ["constant"]
    assert "또는: 순전파에서 곱한 상수 0.5" in str(found)


def test_a_single_number_is_judged_by_what_explains_the_others():
    def forward(w, b):
        return np.sum((np.tanh(w * X + b) - 1) ** 2)

    def gradients(w, b):
        z = np.tanh(w * X + b)
        d = 2 * (z - 1)  # times 1 - z²
        return [np.sum(d * X, axis=0), d.sum()]

    X = np.random.default_rng(0).normal(size=(5, 3))
    found = diagnose(forward, gradients, {"w": np.array([0.5, -0.2, 0.1]), "b": 0.3})
    assert [finding.verdict for finding in found.findings] == ["left_out", "left_out"]
    assert [finding.values["name"].en for finding in found.findings] == ["tanh"] * 2


def test_a_multiple_of_a_single_number_alone_is_unknown():
    found = diagnose(lambda w: np.exp(w) / 7, lambda w: 0.7331 * np.exp(w), {"w": 0.5})
    assert found["w"].verdict == "unknown"
    both = diagnose(
        lambda w, b: np.exp(w) / 7 + np.sin(b),
        lambda w, b: (0.7331 * np.exp(w) / 7, 0.7331 * np.cos(b)),
        [0.5, 0.3],
    )
    assert [(finding.verdict, finding.values["c"]) for finding in both.findings] == [
        ("factor", 0.7331)
    ] * 2


def test_small_constant_inside_a_log_is_no_mistake():
    """The book's cross-entropy has log(y + 1e-7), and its gradient is that without the 1e-7."""
    random = np.random.default_rng(0)
    X, T = random.normal(size=(5, 3)), np.eye(4)[[0, 1, 3, 2, 0]]

    def forward(W):
        return -np.sum(T * np.log(softmax(X @ W) + 1e-7)) / 5

    def textbook(W):
        return X.T @ (softmax(X @ W) - T) / 5

    def with_constant(W):
        y = softmax(X @ W)
        dy = -T / 5 / (y + 1e-7)
        return X.T @ (y * (dy - np.sum(dy * y, axis=1, keepdims=True)))

    for size in (1.0, 10.0):  # samples that are surely wrong make the constant count
        W = size * random.normal(size=(3, 4))
        found = diagnose(forward, textbook, {"W": W})
        assert found and found["W"].verdict == "right" and "log 안의 작은 상수" in str(found)
        found = diagnose(forward, with_constant, {"W": W})
        assert found and str(found) == "W: 맞습니다."
        found = diagnose(forward, lambda W: 5 * textbook(W), {"W": W})
        assert found["W"].verdict == "mean" and "log 안의 작은 상수" in str(found)


def test_clipping_before_a_log_is_no_mistake():
    X, t = np.random.default_rng(0).normal(size=(6, 2)), np.array([0.0, 1, 1, 0, 1, 0])

    def forward(w):
        y = np.clip(sigmoid(X @ w), 1e-7, 1 - 1e-7)
        return -np.mean(t * np.log(y) + (1 - t) * np.log(1 - y))

    def gradients(w):
        return X.T @ (sigmoid(X @ w) - t) / 6

    for size, seen in ((1.0, False), (20.0, True)):
        found = diagnose(forward, gradients, {"w": size * np.array([1.0, -1.0])})
        assert found and ("np.clip" in str(found)) == seen
    found = diagnose(forward, gradients, {"w": np.array([100.0, -100.0])})
    # it cannot be told there, and the report says why
    assert not found and "정확히 0이나 1이어서" in str(found)


@pytest.mark.parametrize("constant", [0.0, 1e-7])
@pytest.mark.parametrize("decay", [1e-2, 1e-4, 1e-6])
def test_small_terms_that_are_missing_are_found(decay, constant):
    random = np.random.default_rng(0)
    X, T = random.normal(size=(5, 3)), np.eye(4)[[0, 1, 3, 2, 0]]

    def forward(W):
        return -np.mean(
            np.log(np.sum(T * softmax(X @ W), axis=1) + constant)
        ) + 0.5 * decay * np.sum(W**2)

    def gradients(W, times=1.0):
        return X.T @ (softmax(X @ W) - T) / 5 + times * decay * W

    W = random.normal(size=(3, 4))
    assert diagnose(forward, gradients, {"W": W})
    assert diagnose(forward, lambda W: gradients(W, 0.0), {"W": W})["W"].verdict == (
        "penalty_missing"
    )
    found = diagnose(forward, lambda W: gradients(W, 1.5), {"W": W})
    assert found["W"].verdict == "penalty_factor" and found["W"].values["c"] == 1.5


def test_forward_differences_are_close_enough():
    forward, _, parameters = mlp()

    def numerical(**values):
        found = {}
        for name, value in values.items():
            found[name] = np.empty_like(value)
            for index in np.ndindex(value.shape):
                moved = {**values, name: value.copy()}
                moved[name][index] += 1e-4
                found[name][index] = (forward(**moved) - forward(**values)) / 1e-4
        return found

    found = diagnose(forward, numerical, parameters)
    assert found and {finding.verdict for finding in found.findings} == {"close"}
