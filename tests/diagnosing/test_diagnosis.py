"""진단: 손으로 쓴 역전파의 실수마다, 그 이름이 나오고 고치면 통과한다.

Diagnosis: each mistake in a backward pass written by hand gets its name, and the repaired pass passes.
"""

import doctest
import inspect
import linecache
import re
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    DataError,
    NotANumberError,
    OpError,
    OptionError,
    ShapeError,
    Tensor,
    detect_anomaly,
    grad,
    no_grad,
    set_language,
    topological_order,
)
from micrograd_ko.diagnosing import diagnosis
from micrograd_ko.diagnosing.diagnosis import diagnose
from micrograd_ko.diagnosing.mistakes import MISTAKES
from tests.helpers.sharing import fewer

# ── networks written by hand, with a place for each mistake ──


def in_place(write):
    """A function that writes into a copy of its array."""

    def function(z):
        z = z.copy()
        write(z)
        return z

    return function


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def softmax(x):
    powers = np.exp(x - np.max(x, axis=1, keepdims=True))
    return powers / np.sum(powers, axis=1, keepdims=True)


ACTIVATIONS = {  # the function; its derivative over the output; over the input
    "sigmoid": (sigmoid, lambda y: y * (1 - y), lambda a: sigmoid(a) * (1 - sigmoid(a))),
    "tanh": (np.tanh, lambda y: 1 - y**2, lambda a: 1 - np.tanh(a) ** 2),
    "relu": (lambda x: np.maximum(0, x), lambda y: (y > 0) * 1.0, lambda a: (a > 0) * 1.0),
}


def mlp(mistake="", activation="sigmoid", loss="mse", sizes=(5, 3, 4, 2), seed=0):
    """Two layers; `sizes` are samples, inputs, hidden, outputs."""
    random = np.random.default_rng(seed)
    n, d, h, k = sizes
    X, Y, T = random.normal(size=(n, d)), random.normal(size=(n, k)), np.eye(k)[random.integers(0, k, n)]
    shapes = {"W1": (d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}
    parameters = {name: random.normal(size=shape) for name, shape in shapes.items()}
    act, slope, slope_of_input = ACTIVATIONS[activation]
    count = n * k if loss == "mse" else n

    def forward(W1, b1, W2, b2):
        a1 = np.dot(X, W1) + b1
        z1 = act(a1)
        out = np.dot(z1, W2) + b2
        if loss == "mse":
            return np.mean((out - Y) ** 2)
        if loss == "half_mse":
            return 0.5 * np.sum(np.square(out - Y)) / n
        return -np.sum(np.log(softmax(out)[np.arange(n), T.argmax(axis=1)])) / n

    def gradients(W1, b1, W2, b2):
        a1 = X @ W1 + b1
        z1 = act(a1)
        out = z1 @ W2 + b2
        dy = (softmax(out) - T if loss == "cross_entropy" else (out - Y) * (2 if loss == "mse" else 1)) / count
        if mistake == "sign":
            dy = -dy
        if mistake in ("mean", "mean and left_out"):
            dy = dy * count
        if mistake == "mean_twice":
            dy = dy / count
        if mistake == "square":
            dy = dy / 2
        if mistake == "doubled":
            dy = dy * 2
        if mistake == "count":
            dy = dy * k  # divided by the samples alone
        if mistake == "three times":
            dy = dy * 3.14
        if mistake == "softmax as sigmoid":
            dy = -T / n * (1 - softmax(out))  # y(1 - y) for each class by itself
        dW2 = (a1 if mistake == "wrong_operand" else z1).T @ dy
        db2 = dy.sum(axis=0)
        dz1 = dy @ (W2 if mistake == "operand_transposed" else W2.T)
        local = slope(z1)
        if mistake in ("left_out", "mean and left_out"):
            local = 1
        if mistake == "twice":
            local = local**2
        if mistake == "wrong_point":
            local = slope_of_input(z1)
        if mistake == "wrong_formula":
            local = slope(a1)
        if mistake in ("y", "1 - y", "(1 - y)^2"):
            local = {"y": z1, "1 - y": 1 - z1, "(1 - y)^2": (1 - z1) ** 2}[mistake]
        if mistake == "g > 0":
            local = dz1 > 0
        if mistake == "other_activation":
            local = ACTIVATIONS["tanh" if activation == "sigmoid" else "sigmoid"][1](z1)
        da1 = dz1 * local
        dW1 = (X if mistake == "input not transposed" else X.T) @ da1
        db1 = da1.sum(axis=0)
        if mistake == "transpose":
            dW1 = dW1.T
        if mistake == "reshaped":
            db1 = da1.sum(axis=0, keepdims=True)
        if mistake == "flat":
            dW1 = dW1.reshape(-1)
        if mistake == "swapped":
            dW1, dW2 = dW2, dW1
        if mistake == "zero":
            db1 = np.zeros_like(b1)
        if mistake == "unfilled":
            dW1[1:, 1] = 0
        if mistake == "unfilled ones":
            dW1[0, :2] = 1
        if mistake == "elsewhere":
            dW1[-1, -1] = db1[-1]
        if mistake == "unsummed":
            db1 = da1
        if mistake == "wrong_axis":
            db1 = da1.sum(axis=1)
        if mistake == "db1 of dz1":
            db1 = dz1.sum(axis=0)
        if mistake == "db1 by the mean":
            db1 = da1.mean(axis=0)
        if mistake == "last sample":
            dW1, db1 = np.outer(X[-1], da1[-1]), da1[-1]
        if mistake == "first sample":
            dW1, db1 = np.outer(X[0], da1[0]), da1[0]
        if mistake == "averaged":
            dW1 = X.T @ np.broadcast_to(da1.mean(axis=0), da1.shape)
        if mistake == "unknown":
            dW1 = dW1 + np.arange(dW1.size).reshape(dW1.shape)
        if mistake == "nan":
            db1 = db1 * np.nan
        return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}

    return forward, gradients, parameters


def three_layers(mistake="", seed=0):
    """Layers of one width, so that the arrays of one fit where those of another belong."""
    random = np.random.default_rng(seed)
    n, d = 4, 3
    X, Y = random.normal(size=(n, d)), random.normal(size=(n, d))
    parameters = {f"{kind}{i}": random.normal(size=(d, d) if kind == "W" else d) for i in (1, 2, 3) for kind in "Wb"}

    def forward(W1, b1, W2, b2, W3, b3):
        z1 = np.tanh(X @ W1 + b1)
        z2 = np.tanh(z1 @ W2 + b2)
        z3 = z2 @ W3 + b3
        return np.mean((z3 - Y) ** 2)

    def gradients(W1, b1, W2, b2, W3, b3):
        z1 = np.tanh(X @ W1 + b1)
        z2 = np.tanh(z1 @ W2 + b2)
        z3 = z2 @ W3 + b3
        d3 = 2 * (z3 - Y) / Y.size
        d2 = (d3 @ W3.T) * (1 - z2**2)
        d1 = (d2 @ (W3 if mistake == "weight of another layer" else W2).T) * (1 - (z2 if mistake == "other_layer" else z1) ** 2)
        if mistake == "wrong_signal":
            d1 = (d3 @ W2.T) * (1 - z1**2)
        dW2 = (X if mistake == "input of another layer" else z1).T @ d2
        return X.T @ d1, d1.sum(axis=0), dW2, d2.sum(axis=0), z2.T @ d3, d3.sum(axis=0)

    return forward, gradients, parameters


def recurrent(mistake="", steps=3, seed=0):
    random = np.random.default_rng(seed)
    n, d, h, k = 3, 2, 4, 2
    X, Y = random.normal(size=(steps, n, d)), random.normal(size=(steps, n, k))
    parameters = {
        "Wx": random.normal(size=(d, h)),
        "Wh": random.normal(size=(h, h)) / 2,
        "b": random.normal(size=h),
        "Wy": random.normal(size=(h, k)),
    }

    def forward(Wx, Wh, b, Wy):
        state, loss = np.full((n, h), 0.5), 0.0
        for t in range(steps):
            state = np.tanh(X[t] @ Wx + state @ Wh + b)
            loss = loss + np.sum((state @ Wy - Y[t]) ** 2)
        return loss / n

    def gradients(Wx, Wh, b, Wy):
        states = [np.full((n, h), 0.5)]
        for t in range(steps):
            states.append(np.tanh(X[t] @ Wx + states[-1] @ Wh + b))
        found = {name: np.zeros_like(value) for name, value in parameters.items()}
        later = np.zeros((n, h))
        for t in reversed(range(steps)):
            dy = 2 * (states[t + 1] @ Wy - Y[t]) / n
            da = (dy @ Wy.T + later) * (1 if mistake == "left_out" else 1 - states[t + 1] ** 2)
            parts = {"Wx": X[t].T @ da, "Wh": states[t].T @ da, "b": da.sum(axis=0), "Wy": states[t + 1].T @ dy}
            if mistake == "state of the next step":
                parts["Wh"] = states[t + 1].T @ da
            for name, part in parts.items():
                found[name] = part if mistake == f"{name} overwritten" else found[name] + part
            later = da @ Wh.T * (mistake != "path_cut")
            if mistake == "Wh not transposed":
                later = da @ Wh
        return found

    return forward, gradients, parameters


def sample_by_sample(mistake="", n=4, seed=0):
    random = np.random.default_rng(seed)
    X, Y = random.normal(size=(n, 3)), random.normal(size=(n, 2))
    parameters = {"W": random.normal(size=(2, 3)), "b": random.normal(size=2)}

    def forward(W, b):
        loss = 0.0
        for x, y in zip(X, Y, strict=True):
            loss = loss + np.sum((np.tanh(W @ x + b) - y) ** 2)
        return loss / n

    def gradients(W, b):
        dW, db = np.zeros_like(W), np.zeros_like(b)
        for i, (x, y) in enumerate(zip(X, Y, strict=True)):
            z = np.tanh(W @ x + b)
            da = 2 * (z - y) * (1 if mistake == "left_out" else 1 - z**2) / n
            dW = np.outer(da, x) if mistake == "overwritten" else dW + np.outer(da, x)
            db = db if mistake == "one sample missing" and i == 1 else db + da
        return dW, db

    return forward, gradients, parameters


def regression(mistake="", n=5, seed=0):
    random = np.random.default_rng(seed)
    X, y = random.normal(size=(n, 3)), random.normal(size=n)
    parameters = {"w": random.normal(size=3), "b": 0.3}

    def forward(w, b):
        h = X @ w + b
        return np.mean((h - y) ** 2)

    def gradients(w, b):
        h = X @ w + b
        error = h - y
        if mistake == "mixed target":
            error = (h - y[:, None]).mean(axis=0)  # (n,) - (n, 1) is (n, n)
        if mistake == "mixed prediction":
            error = (h - y[:, None]).mean(axis=1)
        if mistake == "mixed and summed":
            error = (h - y[:, None]).sum(axis=0)
        return 2 * X.T @ error / n, 2 * error.mean()

    return forward, gradients, parameters


def decay(mistake="", seed=0):
    random = np.random.default_rng(seed)
    X, Y, keep = random.normal(size=(4, 3)), random.normal(size=(4, 2)), np.array([1.0, 0.0, 1.0, 1.0, 0.0])
    parameters = {"W1": random.normal(size=(3, 5)), "W2": random.normal(size=(5, 2))}

    def forward(W1, W2):
        h = np.maximum(0, X @ W1)
        h = h * keep  # dropout with its mask held
        out = h @ W2
        return np.sum((out - Y) ** 2) / 2 + 0.01 * np.sum(W1**2)

    def gradients(W1, W2):
        a = X @ W1
        h = np.maximum(0, a) * keep
        dy = h @ W2 - Y
        dh = dy @ W2.T
        if mistake != "mask left out":
            dh = dh * keep
        dW1 = X.T @ (dh * (a > 0))
        if mistake != "decay left out":
            dW1 += (0.04 if mistake == "decay doubled" else 0.02) * W1
        return dW1, h.T @ dy

    return forward, gradients, parameters


def embedding(mistake="", seed=0):
    """Rows of a table by their numbers, one of them three times."""
    random = np.random.default_rng(seed)
    words, parameters = np.array([0, 2, 2, 4, 2]), {"E": random.normal(size=(5, 3)), "v": random.normal(size=3)}

    def forward(E, v):
        rows = E[words]
        return np.sum(np.sin(rows @ v))

    def gradients(E, v):
        d = np.cos(E[words] @ v)
        dE = np.zeros_like(E)
        if mistake == "assigned":
            dE[words] = np.outer(d, v)
        elif mistake == "added by +=":
            dE[words] += np.outer(d, v)
        else:
            np.add.at(dE, words, np.outer(d, v))
        return dE, E[words].T @ d

    return forward, gradients, parameters


def residual(mistake="", seed=0):
    random = np.random.default_rng(seed)
    X, Y = random.normal(size=(4, 3)), random.normal(size=(4, 3))
    parameters = {"W1": random.normal(size=(3, 3)), "W2": random.normal(size=(3, 3))}

    def forward(W1, W2):
        h = np.tanh(X @ W1)
        out = h + np.tanh(h @ W2)
        return np.mean((out - Y) ** 2)

    def gradients(W1, W2):
        h = np.tanh(X @ W1)
        z = np.tanh(h @ W2)
        dy = 2 * (h + z - Y) / Y.size
        da = dy * (1 - z**2)
        dh = da @ W2.T
        if mistake != "skip forgotten":
            dh = dh + dy
        return X.T @ (dh * (1 - h**2)), h.T @ da

    return forward, gradients, parameters


# network, its options: the mistake, the verdict, the parameters that it is about
TABLE = {
    **{
        (mlp, act, loss): """
            sign                     sign                W1 b1 W2 b2
            mean                     mean                W1 b1 W2 b2
            mean_twice               mean_twice          W1 b1 W2 b2
            three times              factor              W1 b1 W2 b2
            wrong_operand            wrong_operand       W2
            left_out                 left_out            W1 b1
            transpose                transpose           W1
            reshaped                 reshaped            b1
            flat                     reshaped            W1
            zero                     zero                b1
            unfilled                 unfilled            W1
            unfilled ones            unfilled            W1
            elsewhere                elsewhere           W1
            unsummed                 unsummed            b1
            db1 of dz1               left_out            b1
            first sample             one_sample          W1 b1
            averaged                 averaged            W1
            unknown                  unknown             W1
            nan                      nan                 b1
        """
        for act, loss in zip(ACTIVATIONS, ("mse", "half_mse", "cross_entropy"), strict=True)
    },
    **{
        (mlp, act, loss, (5, 4, 6, 3)): """
            twice                    twice               W1 b1
            wrong_point              wrong_point         W1 b1
            wrong_formula            wrong_formula       W1 b1
            other_activation         other_activation    W1 b1
            last sample              one_sample          W1 b1
            wrong_axis               wrong_axis          b1
            y                        formula             W1 b1
            1 - y                    formula             W1 b1
            (1 - y)^2                formula             W1 b1
        """
        for act, loss in (("sigmoid", "cross_entropy"), ("tanh", "mse"), ("sigmoid", "half_mse"))
    },
    (mlp, "relu", "mse", (6, 3, 5, 2)): """
            y                        formula             W1 b1
            g > 0                    formula             W1 b1
    """,
    **{
        (mlp, act, "mse", (4, 4, 4, 4)): """
            transpose                transpose           W1
            operand_transposed       operand_transposed  W1 b1
            input not transposed     operand_transposed  W1
            wrong_axis               wrong_axis          b1
            swapped                  swapped             W1 W2
        """
        for act in ACTIVATIONS
    },
    **{
        (mlp, "sigmoid", "mse", sizes): """
            square                   square              W1 b1 W2 b2
            doubled                  doubled             W1 b1 W2 b2
            count                    count               W1 b1 W2 b2
            db1 by the mean          divided             b1
        """
        for sizes in ((5, 4, 4, 3), (6, 2, 3, 4))
    },
    (mlp, "tanh", "half_mse", (6, 2, 3, 4)): """
            doubled                  constant            W1 b1 W2 b2
            db1 by the mean          mean_twice          b1
    """,
    **{
        (mlp, act, "cross_entropy", (6, 2, 3, 4)): """
            softmax as sigmoid       other_activation    W1 b1 W2 b2
        """
        for act in ACTIVATIONS
    },
    **{
        (three_layers, seed): """
            weight of another layer  wrong_operand       W1 b1
            input of another layer   wrong_operand       W2
            other_layer              other_layer         W1 b1
            wrong_signal             wrong_signal        W1 b1
        """
        for seed in (0, 1)
    },
    **{
        (recurrent, steps): """
            Wx overwritten           one_use             Wx
            Wh overwritten           one_use             Wh
            b overwritten            one_use             b
            Wy overwritten           one_use             Wy
            state of the next step   wrong_operand       Wh
            path_cut                 path_cut            Wx Wh b
            left_out                 left_out            Wx Wh b
            Wh not transposed        operand_transposed  Wx Wh b
        """
        for steps in (2, 3, 6)
    },
    **{
        (sample_by_sample, n): """
            overwritten              one_use             W
            one sample missing       use_missing         b
            left_out                 left_out            W b
        """
        for n in (3, 6)
    },
    **{
        (regression, n): """
            mixed target             mixed               w
            mixed prediction         mixed               w
            mixed and summed         mixed               w b
        """
        for n in (4, 7)
    },
    **{
        (decay, seed): """
            mask left out            left_out            W1
            decay left out           one_use             W1
            decay doubled            use_doubled         W1
        """
        for seed in (0, 5)
    },
    **{
        (embedding, seed): """
            assigned                 assigned            E
            added by +=              assigned            E
        """
        for seed in (0, 3)
    },
    **{(residual, seed): "skip forgotten           one_use             W1" for seed in (0, 3)},
}
CASES = [
    pytest.param(network, options, mistake, verdict, names.split(), id="-".join([network.__name__, *map(str, options), mistake]))
    for (network, *options), rows in TABLE.items()
    for mistake, verdict, names in (re.split("  +", row.strip()) for row in rows.strip().splitlines())
]
each_case = pytest.mark.parametrize(("network", "options", "mistake", "verdict", "names"), CASES)


@each_case
def test_mistake_gets_its_name_and_the_repaired_pass_passes(network, options, mistake, verdict, names):
    found = diagnose(*network(mistake, *options))
    assert {finding.name: finding.verdict for finding in found.findings if not finding.right} == dict.fromkeys(names, verdict)
    assert not found and found.why == "" and not found.skipped
    assert all(bool(finding.mistakes) != finding.right for finding in found.findings)
    repaired = diagnose(*network("", *options))
    assert repaired and {finding.verdict for finding in repaired.findings} == {"right"}


def test_every_row_of_the_table_is_tried_above():
    assert {mistake.key for group in MISTAKES for mistake in group} <= {case.values[3] for case in CASES}


# ── any sizes, any numbers ──

NETWORKS = {"mlp": mlp, "three layers": three_layers, "recurrent": recurrent, "sample by sample": sample_by_sample,
            "regression": regression, "decay": decay, "embedding": embedding, "residual": residual}  # fmt: skip


@given(sizes=st.tuples(*[st.integers(1, 6)] * 4), seed=st.integers(0, 10**6), activation=st.sampled_from([*ACTIVATIONS]),
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


ONE_FOR_ALL = ["sign", "mean", "left_out", "twice", "wrong_formula", "transpose", "unsummed", "wrong_operand"]


@given(sizes=st.tuples(*[st.integers(3, 6)] * 4), seed=st.integers(0, 10**6), activation=st.sampled_from(["sigmoid", "tanh"]),
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
    found = diagnose(forward, lambda **values: [random.normal(size=a.shape) * size for a in parameters.values()], parameters)
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
    assert [[part.key for part in finding.mistakes] for finding in found.findings] == [["left_out", "mean"]] * 2 + [["mean"]] * 2
    words = str(found)
    assert words.startswith("W1, b1, W2, b2: 틀렸습니다. 5배입니다.") and words.count("5배입니다") == 1
    assert "W1, b1: 그뿐 아니라, 시그모이드(σ)의 도함수를 곱하지 않았습니다" in words
    forward, gradients, parameters = mlp("mean and left_out", loss="cross_entropy")
    right = mlp(loss="cross_entropy")[1]
    found = diagnose(forward, lambda *a: {**right(*a), "dW1": gradients(*a)["dW1"]}, parameters)
    assert found["W1"].verdict == "left_out" and "그대로 썼습니다. 게다가: 5배입니다" in str(found)


def test_what_is_not_summed_and_has_a_factor():
    forward, gradients, parameters = mlp("unsummed")
    found = diagnose(forward, lambda *a: {**gradients(*a), "db1": 10 * gradients(*a)["db1"]}, parameters)
    assert [part.key for part in found["b1"].mistakes] == ["unsummed", "mean"]


def test_mistakes_that_cannot_be_told_apart_are_both_told():
    """With two samples the n of the mean and the constant ½ in front are the same factor."""
    found = diagnose(*mlp("mean", loss="half_mse", sizes=(2, 3, 4, 3)))
    assert found["W1"].verdict == "mean" and [parts[0].key for parts in found["W1"].alternatives] == ["constant"]
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
    both = diagnose(lambda w, b: np.exp(w) / 7 + np.sin(b), lambda w, b: (0.7331 * np.exp(w) / 7, 0.7331 * np.cos(b)), [0.5, 0.3])
    assert [(finding.verdict, finding.values["c"]) for finding in both.findings] == [("factor", 0.7331)] * 2


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
    assert not found and "정확히 0이나 1이어서" in str(found)  # it cannot be told there, and the report says why


@pytest.mark.parametrize("constant", [0.0, 1e-7])
@pytest.mark.parametrize("decay", [1e-2, 1e-4, 1e-6])
def test_small_terms_that_are_missing_are_found(decay, constant):
    random = np.random.default_rng(0)
    X, T = random.normal(size=(5, 3)), np.eye(4)[[0, 1, 3, 2, 0]]

    def forward(W):
        return -np.mean(np.log(np.sum(T * softmax(X @ W), axis=1) + constant)) + 0.5 * decay * np.sum(W**2)

    def gradients(W, times=1.0):
        return X.T @ (softmax(X @ W) - T) / 5 + times * decay * W

    W = random.normal(size=(3, 4))
    assert diagnose(forward, gradients, {"W": W})
    assert diagnose(forward, lambda W: gradients(W, 0.0), {"W": W})["W"].verdict == "one_use"
    found = diagnose(forward, lambda W: gradients(W, 1.5), {"W": W})
    assert found["W"].verdict == ("unknown" if decay > 1e-3 else "near")
    assert decay > 1e-3 or "작은 항(가중치 감소 같은)" in str(found)


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
    "entries": in_place(lambda z: [z.__setitem__((i, j), 0.0) for i, j in np.ndindex(z.shape) if z[i, j] < 0]),
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

    parameters = {"W1": random.normal(size=(3, 4)), "b1": np.zeros(4), "W2": random.normal(size=(4, 2))}
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


@pytest.mark.parametrize("kind", [lambda loss: loss, float], ids=["followed", "nudged"])
def test_arrays_of_float32_are_judged_as_far_as_they_go(kind):
    net, loss, gradients = small_net(np.float32)
    found = diagnose(lambda: kind(loss()), gradients, net)
    assert found and bool(found.why) == (kind is float) and all(a.dtype == np.float32 for a in net.values())
    wrong = {"W1": 6 * gradients()["W1"], "b2": 0.95 * gradients()["b2"]}
    found = diagnose(lambda: kind(loss()), lambda: {**gradients(), **wrong}, net)
    assert [finding.right for finding in found.findings] == [False, True, True, False]
    assert found["W1"].verdict == ("factor" if kind is float else "mean")


def test_of_very_many_numbers_some_are_drawn():
    random = np.random.default_rng(0)
    X, parameters = random.normal(size=(2, 3000)) / 50, {"W": random.normal(size=(3000, 2)), "b": np.zeros(2)}
    calls = []

    def forward(W, b):
        calls.append(1)
        return float(np.sum(np.tanh(X @ W + b)))

    def gradients(W, b, times=1.0):
        d = 1 - np.tanh(X @ W + b) ** 2
        return times * X.T @ d, d.sum(axis=0)

    found = diagnose(forward, gradients, parameters)
    assert found and "수가 모두 6002개라서 1002개를" in str(found)
    found = diagnose(forward, lambda W, b: gradients(W, b, 1.1), parameters)
    assert found["W"].verdict == "factor" and found["W"].values["c"] == 1.1 and found["b"].right
    found = diagnose(forward, lambda W, b: (gradients(W, b)[0][::-1], gradients(W, b)[1]), parameters)
    assert found["W"].verdict == "unknown" and found["W"].values["size"] == 1000
    assert len(calls) < 3 * 10_000


def test_a_forward_function_that_reads_other_arrays_is_told():
    net, loss, gradients = small_net()
    found = diagnose(loss, gradients, {name: a.copy() for name, a in net.items()})
    assert {finding.verdict for finding in found.findings} == {"ignored"}
    assert str(found).startswith("W1, b1, W2, b2: 틀렸습니다. 값을 어떻게 바꾸어도 forward의 손실은 그대로입니다.")


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

    found = diagnose(forward, lambda W: 2 * X.T @ (X @ W - np.mean(X @ W, axis=0)), {"W": np.ones((2, 3))})
    assert found and not found.why
    assert {type(kept) for kept in (norm.mean, norm.seen["mean"], norm.parts[0])} == {np.ndarray}
    assert norm.parts[1] == (0,)


def test_a_forward_pass_that_makes_samples_of_samples_is_told():
    X, t = np.random.default_rng(0).normal(size=(5, 3)), np.arange(5.0)[:, None]
    found = diagnose(lambda w: np.mean((X @ w - t) ** 2), lambda w: 2 * X.T @ (X @ w - t[:, 0]) / 5, {"w": np.ones(3)})
    assert found["w"].verdict == "unknown" and "모양 (5,)과(와) (5, 1)이(가) (5, 5)이(가) 되었습니다" in str(found)


# ── where gradients are special ──


@pytest.mark.parametrize("side", [0.0, 0.5, 1.0])
def test_any_derivative_at_a_kink_is_right(side):
    """With weights of 0 every ReLU stands at its kink, where the learner may take 0, 1, or what lies between."""
    X = np.random.default_rng(0).normal(size=(4, 3))
    parameters = {"W": np.zeros((3, 2)), "V": np.ones((2, 1))}

    def forward(W, V):
        return np.sum(np.maximum(0, X @ W) @ V + X[:, :1])

    def gradients(W, V):
        a = X @ W
        return X.T @ (np.ones((4, 1)) @ V.T * np.where(a == 0, side, a > 0)), np.maximum(0, a).sum(axis=0)[:, None]

    assert diagnose(forward, gradients, parameters)
    assert diagnose(lambda W, V: float(forward(W, V)), gradients, parameters)  # without a graph
    assert not diagnose(forward, lambda W, V: (3 * gradients(W, V)[0] + 1, gradients(W, V)[1]), parameters)


@pytest.mark.parametrize("positive", [lambda z: z > 0, lambda z: z >= 0], ids=[">", ">="])
@pytest.mark.parametrize("relu", [lambda z: np.where(z > 0, z, 0.0), lambda z: z * (z > 0), lambda z: np.maximum(z, 0)])
def test_any_derivative_at_a_kink_is_right_however_it_is_written(relu, positive):
    """A blank sample and biases of 0: all units stand at their kinks, some with slopes up and some with slopes down."""
    random = np.random.default_rng(0)
    X = random.normal(size=(4, 3))
    X[1] = 0
    parameters = {"W": random.normal(size=(3, 5)), "b": np.zeros(5), "V": random.normal(size=(5, 1))}

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
    found = diagnose(forward, lambda first, rest: (np.zeros(3), gradients(first, rest)[1]), parameters)
    assert found["first"].verdict == "zero" and np.abs(found["first"].expected).max() < 10.0 ** (-1.5 * depth)


def test_gradients_that_are_zero_are_right():
    """A bias before a softmax over one sample's classes shifts nothing; what is left is rounding."""
    X, T = np.random.default_rng(0).normal(size=(5, 3)), np.eye(3)[[0, 1, 2, 0, 1]]

    def forward(W, shift, unused):
        return -np.sum(T * np.log(softmax(X @ W + shift)))

    def gradients(W, shift, unused):
        dy = softmax(X @ W + shift) - T
        return X.T @ dy, dy.sum(), np.zeros(2)

    assert diagnose(forward, gradients, {"W": X.T @ X, "shift": 0.7, "unused": np.ones(2)})
    found = diagnose(forward, lambda *a: (gradients(*a)[0], 0.1, np.ones(2)), {"W": X.T @ X, "shift": 0.7, "unused": np.ones(2)})
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
    assert diagnose(lambda W, b: np.sum(W) + b**2, lambda W, b: (np.zeros((0, 3)), 2 * b), {"W": np.zeros((0, 3)), "b": 2.0})


def test_the_search_is_bounded_and_says_so(monkeypatch):
    forward, gradients, parameters = recurrent(steps=8)
    wrong = {name: np.arange(a.size, dtype=float).reshape(a.shape) for name, a in parameters.items()}
    monkeypatch.setattr("micrograd_ko.diagnosing.tracing.BUDGET", 2000)
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


# ── how functions are called ──

x1, t1 = np.array([1.0, -2.0, 0.5]), np.array([0.5, 1.0, -1.0])


def line(w, b):
    return np.mean((w * x1 + b - t1) ** 2)


def slopes(w, b):
    error = w * x1 + b - t1
    return 2 * np.mean(error * x1), 2 * np.mean(error)


def of_dict(parameters):
    return line(parameters["w"], parameters["b"])


def of_list(parameters):
    return line(*parameters)


WAYS = {  # forward, gradients, parameters
    "names": (line, slopes, {"w": 0.5, "b": 0.1}),
    "names in another order": (line, lambda b, w: dict(zip("wb", slopes(w, b), strict=True)), {"w": 0.5, "b": 0.1}),
    "other names, in order": (lambda p, q: line(p, q), lambda p, q: slopes(p, q), {"w": 0.5, "b": 0.1}),
    "a list": (line, slopes, [0.5, 0.1]),
    "a tuple of any number": (lambda *both: line(*both), lambda *both: slopes(*both), (0.5, 0.1)),
    "keywords of any number": (lambda **both: line(**both), lambda **both: slopes(**both), {"w": 0.5, "b": 0.1}),
    "keywords alone": (lambda *, w, b: line(w, b), lambda *, w, b: slopes(w, b), {"w": 0.5, "b": 0.1}),
    "defaults": (lambda w, b, power=2: line(w, b), lambda w, b, scale=1.0: slopes(w, b), {"w": 0.5, "b": 0.1}),
    "the dict": (of_dict, lambda both: slopes(**both), {"w": 0.5, "b": 0.1}),
    "the list": (of_list, lambda both: slopes(*both), [0.5, 0.1]),
    "arrays of no axis": (line, slopes, {"w": np.array(0.5), "b": np.array(0.1)}),
    "whole numbers": (line, slopes, {"w": 1, "b": 2}),
    "NumPy numbers": (line, slopes, {"w": np.float32(0.5), "b": np.int64(2)}),
    "float32": (line, slopes, {"w": np.array(0.5, dtype=np.float32), "b": np.array([0.25], dtype=np.float32)[0]}),
    "one array": (lambda w: np.sum(w**3), lambda w: 3 * w**2, np.array([0.5, 2.0])),
    "one array, its gradient in a tuple": (lambda w: np.sum(w**3), lambda w: (3 * w**2,), {"w": np.array([0.5, 2.0])}),
    "one array, its gradient a list": (lambda w: np.sum(w**3), lambda w: [3 * a**2 for a in w], {"w": np.array([0.5, 2.0])}),
}


@pytest.mark.parametrize("way", WAYS)
def test_ways_to_call(way):
    forward, gradients, parameters = WAYS[way]
    found = diagnose(forward, gradients, parameters)
    assert found and found.why == "", found
    unnamed = way in ("a tuple of any number", "the list")
    assert [finding.name for finding in found.findings] == (["p1", "p2"] if unnamed else ["w", "b"])[: len(found.findings)]


@pytest.mark.parametrize("form", ["{}", "d{}", "d_{}", "grad_{}", "{}_grad"])
def test_names_of_gradients(form):
    found = diagnose(
        line, lambda w, b: {form.format(name): slope for name, slope in zip("wb", slopes(w, b), strict=True)}, [0.5, 0.1]
    )
    assert found
    assert diagnose(
        lambda W, dW: np.sum(W * dW), lambda W, dW: {"dW": W, "W": dW}, {"W": x1, "dW": t1}
    )  # one is called dW itself


def test_gradients_may_read_what_forward_kept():
    kept = {}

    def forward(w, b):
        kept["error"] = w * x1 + b - t1
        return np.mean(kept["error"] ** 2)

    assert diagnose(
        forward, lambda: (2 * np.mean(kept["error"] * x1), 2 * np.mean(kept["error"])), {"w": np.array(0.5), "b": np.array(0.1)}
    )


class Stateful:
    def __init__(self):
        self.W, self.b = np.array([[0.5, -0.2], [0.1, 0.3]]), np.zeros(2)

    def loss(self):
        self.z = self.W @ x1[:2] + self.b
        return np.sum(np.tanh(self.z))

    def gradients(self, factor=1.0):
        slope = 1 - np.tanh(self.W @ x1[:2] + self.b) ** 2
        return factor * np.outer(slope, x1[:2]), factor * slope


@pytest.mark.parametrize("parameters", [vars, lambda net: {"W": net.W, "b": net.b}], ids=["vars", "references"])
def test_functions_without_arguments_are_followed_to_their_arrays(parameters):
    net = Stateful()
    W, b = net.W, net.b

    def left_out():
        one = np.ones(2)
        return np.outer(one, x1[:2]), one

    found = diagnose(net.loss, left_out, parameters(net))
    assert net.W is W and net.b is b and isinstance(net.z, np.ndarray)
    assert {finding.verdict for finding in found.findings} == {"left_out"} and not found.why


SCALE = np.array([0.5])  # a global that a function reads


def test_arrays_are_found_wherever_functions_have_them():
    class Layer:
        __slots__ = ("w",)  # here nothing can be put in their place

        def __init__(self, w):
            self.w = w

    class Net:
        def __init__(self):
            random = np.random.default_rng(0)
            self.params = {"W1": random.normal(size=(3, 2)), "b1": np.zeros(2), "v": random.normal(size=2)}
            self.layers = [Affine(self.params["W1"], self.params["b1"]), Squash()]
            self.last = (len(self.layers), {"v": self.params["v"]})

        def loss(self, x):
            for layer in self.layers:
                x = layer.forward(x)
            return np.sum(x @ self.last[1]["v"]) * SCALE

    net, x = Net(), np.random.default_rng(1).normal(size=(4, 3))
    parameters = {**net.params, "scale": SCALE}
    before = {name: a.copy() for name, a in parameters.items()}

    def gradients(mistake=1.0):
        y = sigmoid(x @ net.params["W1"] + net.params["b1"])
        da = SCALE * net.params["v"] * y * (1 - y if mistake else 1.0)
        return {"W1": x.T @ da, "b1": da.sum(axis=0), "v": SCALE * y.sum(axis=0), "scale": np.sum(y @ net.params["v"])[None]}

    found = diagnose(lambda: net.loss(x), gradients, parameters)
    assert found and not found.why, found
    found = diagnose(lambda: net.loss(x), lambda: gradients(0.0), parameters)
    assert found["W1"].verdict == "formula" and found["v"].right and not found.why
    assert net.layers[0].W is net.params["W1"] and net.last[1]["v"] is net.params["v"] and parameters["scale"] is SCALE
    assert all((before[name] == a).all() for name, a in parameters.items())
    layer = Layer(np.array([0.5, 0.1]))
    found = diagnose(lambda: np.sum(np.tanh(layer.w)), lambda: np.ones(2), {"w": layer.w})
    assert found["w"].verdict == "unknown" and found.why == "forward가 읽는 배열을 찾지 못함"


def test_arrays_read_by_functions_without_arguments_are_put_back():
    net = Stateful()
    W, b, before = net.W, net.b, (net.W.copy(), net.b.copy())
    assert diagnose(net.loss, net.gradients, {"W": W, "b": b})
    found = diagnose(net.loss, lambda: net.gradients(-3.0), {"W": W, "b": b})
    assert {finding.verdict for finding in found.findings} == {"factor"} and found["W"].values["c"] == -3
    assert net.W is W and (before[0] == W).all() and (b == before[1]).all()
    calls = []

    def breaks():
        calls.append(1)
        if len(calls) > 5:
            raise KeyboardInterrupt
        return net.loss()

    with pytest.raises(KeyboardInterrupt):
        diagnose(breaks, net.gradients, {"W": W, "b": b})
    assert (before[0] == W).all() and (b == before[1]).all()


def test_parameters_are_not_changed_and_modes_and_warnings_are_left_alone():
    forward, gradients, parameters = mlp("left_out")
    before = {name: a.copy() for name, a in parameters.items()}
    for a in parameters.values():
        a.flags.writeable = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        diagnose(forward, gradients, parameters)
        diagnose(lambda w: np.log(1 + np.exp(-1000 * w)) + w**2, lambda w: 2 * w, {"w": 2.0})
    assert all((a == before[name]).all() for name, a in parameters.items())


# ── where nothing can be recorded ──


UNTRACED = {
    "a method of the array": lambda W, b: np.sum(np.tanh(x1.dot(W) + b) ** 2),  # which takes a Tensor's numbers, not its graph
    "another library": lambda W, b: sum(float(np.tanh(a)) ** 2 for a in np.einsum("i,ij->j", x1, W) + b),
    "in place": lambda W, b: np.add.reduce(np.tanh(x1 @ W + b) ** 2),
}


@pytest.mark.parametrize("name", UNTRACED)
def test_without_a_graph_differences_tell_what_they_can(name):
    def gradients(W, b, factor=1.0):
        z = np.tanh(x1 @ W + b)
        return factor * np.outer(x1, 2 * z * (1 - z**2)), 2 * z * (1 - z**2)

    parameters = {"W": np.linspace(-1, 1, 6).reshape(3, 2), "b": np.array([0.3, 0.1])}
    found = diagnose(UNTRACED[name], gradients, parameters)
    assert found and found.why
    found = diagnose(UNTRACED[name], lambda W, b: (gradients(W, b)[0][::-1], gradients(W, b)[1] + 1), parameters)
    assert [finding.verdict for finding in found.findings] == ["unknown", "unknown"]
    found = diagnose(UNTRACED[name], lambda W, b: (gradients(W, b)[0].T, 2 * gradients(W, b)[1]), parameters)
    assert [finding.verdict for finding in found.findings] == ["transpose", "factor"]
    assert "수치로 미분해" in str(found)
    korean = found.why
    set_language("en")
    assert "could not be followed" in str(found) and found.why and not re.search("[가-힣]", found.why) and korean != found.why


@pytest.mark.parametrize("product", ["X.dot(W)", "np.asarray(W) * 2.0", "np.array([W[0], W[1]])", "np.linalg.norm(W)"])
def test_the_line_that_cannot_be_followed_is_quoted(product):
    X, namespace = np.eye(2), {}
    source = f"def forward(W):\n    y = {product}\n    return np.sum(y * W)\n"
    name = f"<{product}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(source, name, "exec"), {"np": np, "X": X}, namespace)
    found = diagnose(namespace["forward"], lambda W: 2 * W, {"W": np.array([1.0, -2.0])})
    assert found.why.startswith(f"2번째 줄 `y = {product}`: ") and "Error: " not in found.why


def test_a_trace_that_is_not_what_forward_computes_is_not_believed():
    def forward(W):
        return np.sum((W.data if isinstance(W, Tensor) else W) * W)  # half of the gradient is lost without a word

    found = diagnose(forward, lambda W: 2 * W, {"W": np.array([1.0, -2.0])})
    assert found and "forward의 값과 다름" in found.why
    assert not diagnose(forward, lambda W: W, {"W": np.array([1.0, -2.0])})


def test_kinks_near_by_do_not_disturb_differences():
    random = np.random.default_rng(0)
    X, Y = random.normal(size=(300, 4)), random.normal(size=(300, 2))
    parameters = {"W": random.normal(size=(4, 6)), "V": random.normal(size=(6, 2))}

    def forward(W, V):
        return float(np.mean((np.maximum(0, X.dot(W)) @ V - Y) ** 2))

    def gradients(W, V):
        a = X @ W
        dy = 2 * (np.maximum(0, a) @ V - Y) / Y.size
        return X.T @ (dy @ V.T * (a > 0)), np.maximum(0, a).T @ dy

    found = diagnose(forward, gradients, parameters)
    assert found and found.why


def test_complex_numbers_are_used_where_they_tell_more():
    """Gradients of 1e-12 of the loss are lost in its rounding errors, but not in the complex step."""

    def forward(W):
        return x1.dot(np.exp(W)) * 1e-12 + 1.0

    assert diagnose(forward, lambda W: x1 * np.exp(W) * 1e-12, {"W": t1})
    found = diagnose(forward, lambda W: np.zeros(3), {"W": t1})
    assert found.why and found["W"].verdict == "zero"


# ── what is wrong with what was given ──


def broken(**changes):
    return lambda: diagnose(*{"forward": line, "gradients": slopes, "parameters": {"w": 0.5, "b": 0.1}, **changes}.values())


def changes_its_parameter(W):
    W -= 1
    return np.sum(W)


ERRORS = {
    "no parameters": (broken(parameters={}), OptionError, "매개변수가 없습니다", "no parameters"),
    "integers": (
        broken(parameters={"w": np.array([1, 2]), "b": 0.1}),
        NotANumberError,
        "w.astype(float)",
        "w is an array of integers (int64)",
    ),
    "text": (broken(parameters={"w": "0.5", "b": 0.1}), NotANumberError, "w은(는) 실수의 배열", "w must be a float array"),
    "a list of numbers": (broken(parameters={"w": [0.5], "b": 0.1}), NotANumberError, "list [0.5]", "list [0.5]"),
    "nan parameter": (broken(parameters={"w": np.nan, "b": 0.1}), DataError, "w에 nan이나 inf", "nan or inf in w"),
    "arguments": (
        broken(forward=lambda w, b, c: 0.0),
        OptionError,
        "forward은(는) 인수 3개",
        "forward takes 3 arguments, but there are 2 parameters (w, b)",
    ),
    "arguments of gradients": (
        broken(gradients=lambda a, b, c: 0),
        OptionError,
        "gradients은(는) 인수 3개",
        "gradients takes 3 arguments",
    ),
    "float in place": (
        broken(forward=lambda: 1.0),
        NotANumberError,
        "w은(는) 그럴 수 없는 float",
        "w is a float, which cannot be",
    ),
    "array": (broken(forward=lambda w, b: w * x1), ShapeError, "ndarray, 모양 (3,)", "ndarray of shape (3,)"),
    "loss and more": (
        broken(forward=lambda w, b: (line(w, b), [w * x1])),
        ShapeError,
        "lambda W: forward(W)[0]",
        "the loss alone",
    ),
    "loss and gradients": (
        broken(gradients=lambda w, b: (1.0, {"w": 1.0})),
        NotANumberError,
        "사전이 든 tuple",
        "a tuple with a dict in it",
    ),
    "no loss": (broken(forward=lambda w, b: None), ShapeError, "NoneType", "NoneType"),
    "nan": (broken(forward=lambda w, b: np.log(-w)), DataError, "forward()에 nan이나 inf가 있습니다: nan", "in forward(): nan"),
    "random": (broken(forward=lambda w, b: w * np.random.random()), DataError, "드롭아웃", "dropout"),
    "changed": (
        broken(forward=changes_its_parameter, gradients=lambda W: W, parameters={"W": x1}),
        DataError,
        "forward이(가) 매개변수 W",
        "forward changed the parameter W",
    ),
    "changed by gradients": (
        broken(forward=lambda W: np.sum(W), gradients=changes_its_parameter, parameters={"W": x1}),
        DataError,
        "gradients이(가)",
        "gradients changed",
    ),
    "missing": (
        broken(gradients=lambda w, b: {"w": 1.0, "c": 2.0}),
        OptionError,
        "없는 것: b. 모르는 것: c. 쓸 수 있는 이름: w, b",
        "Missing: b. Unknown: c. Valid: w, b",
    ),
    "too few": (
        broken(gradients=lambda w, b: (1.0,)),
        OptionError,
        "기울기 1개",
        "1 gradients, but there are 2 parameters (w, b)",
    ),
    "one number": (broken(gradients=lambda w, b: 1.0), NotANumberError, "float을(를)", "returned a float"),
    "nothing": (broken(gradients=lambda w, b: None), NotANumberError, "NoneType", "NoneType"),
    "no number": (broken(gradients=lambda w, b: (1.0, None)), NotANumberError, "b의 기울기", "gradient of b"),
    "ragged": (broken(gradients=lambda w, b: (1.0, [[1.0], [1.0, 2.0]])), NotANumberError, "list [[1.0], [1.0, 2.0]]", "list"),
    "complex": (broken(gradients=lambda w, b: (1.0, 1j)), NotANumberError, "complex 1j", "complex 1j"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_name_the_place_and_the_way_out(raised, name):
    action, error, korean, english = ERRORS[name]
    ko, en = raised(action, error)
    assert korean in ko and english in en, (ko, en)


def test_errors_of_the_learners_own_code_come_through():
    with pytest.raises(ZeroDivisionError):
        diagnose(lambda w: 1 // 0, lambda w: w, {"w": 1.0})
    with pytest.raises(KeyError, match="missing"):
        diagnose(lambda w: w**2, lambda w: {}["missing"], {"w": 1.0})


def test_the_example_in_the_documentation():
    assert doctest.testmod(diagnosis, extraglobs={"np": np}) == (0, 4)


# ── the report ──


def test_report_of_right_gradients_is_one_line():
    found = diagnose(*mlp())
    assert str(found) == repr(found) == "W1, b1, W2, b2: 맞습니다."
    set_language("en")
    assert str(found) == "W1, b1, W2, b2: right."


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        a = x @ self.W
        return a + self.b


class Squash:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))  # here


class InLayers:
    def predict(self, x, params):
        for layer in (Affine(params["W1"], params["b1"]), Squash(), Affine(params["W2"], params["b2"])):
            x = layer.forward(x)
        return x

    def loss(self, x, t, params):
        y = self.predict(x, params)
        return np.mean((y - t) ** 2)

    def gradients(self, x, t, params):
        z = Squash().forward(x @ params["W1"] + params["b1"])
        dy = 2 * (z @ params["W2"] + params["b2"] - t) / t.size
        da = dy @ params["W2"].T  # without z(1 - z)
        return {"W1": x.T @ da, "b1": da.sum(axis=0), "W2": z.T @ dy, "b2": dy.sum(axis=0)}


def test_the_line_is_that_of_the_layer_not_that_which_calls_them_all():
    rng = np.random.default_rng(0)
    net, x, t = InLayers(), rng.normal(size=(6, 2)), rng.normal(size=(6, 1))
    params = {name: rng.normal(size=shape) for name, shape in (("W1", (2, 3)), ("b1", 3), ("W2", (3, 1)), ("b2", 1))}
    found = diagnose(lambda: net.loss(x, t, params), lambda: net.gradients(x, t, params), params)
    assert {finding.name: finding.verdict for finding in found.findings if not finding.right} == dict.fromkeys(
        ("W1", "b1"), "left_out"
    )
    assert "줄 `return 1 / (1 + np.exp(-x))  # here`" in str(found)


def test_report_names_the_line_and_the_numbers():
    found = diagnose(*mlp("db1 of dz1"))
    right, wrong, numbers = str(found).splitlines()
    assert right == "W1, W2, b2: 맞습니다."
    source, first = inspect.getsourcelines(mlp)
    at = first + next(i for i, text in enumerate(source) if "z1 = act(a1)" in text)
    assert wrong == (
        f"b1: 틀렸습니다. 시그모이드(σ)의 도함수를 곱하지 않았습니다({at}번째 줄 `z1 = act(a1)`). "
        "출력의 기울기를 입력의 기울기로 그대로 썼습니다."
    )
    entry = found["b1"].values["entry"]
    expected, got = found["b1"].expected[entry], found["b1"].got[entry]
    assert numbers == f"  b1[{entry[0]}]: 맞는 값 {expected:.4f}, 쓴 값 {got:.4f}, 비 {got / expected:.4f}"
    set_language("en")
    assert f"The derivative of sigmoid is left out (line {at} `z1 = act(a1)`)" in str(found)


def test_a_common_cause_is_told_once():
    words = str(diagnose(*mlp("mean")))
    assert words.count("평균의 1/n(n = 10)이 빠졌습니다") == 1 and "모든 기울기에 같은 실수가" in words
    assert "모든 기울기" not in str(diagnose(*mlp("left_out")))


@pytest.mark.parametrize(("network", "options", "mistake", "verdict", "names"), {case.values[3]: case for case in CASES}.values())
def test_every_report_reads_in_both_languages(network, options, mistake, verdict, names):
    found = diagnose(*network(mistake, *options))
    for language, wrong in (("ko", "틀렸습니다"), ("en", "wrong")):
        set_language(language)
        words = str(found)
        assert not re.search(r"[{}]|None|Place|Word|array\(", words)
        assert wrong in words and all(name in words for name in names)
        assert re.search("[가-힣]", re.sub("`.*?`", "", words)) if language == "ko" else not re.search("[가-힣]", words)


def test_many_wrong_layers_of_one_loop_are_one_sentence():
    found = diagnose(*recurrent("left_out", steps=5))
    assert str(found).count("틀렸습니다") == 1 and str(found).startswith("Wx, Wh, b: 틀렸습니다. 쌍곡탄젠트의 도함수")


# ── NumPy's functions that hand-written networks use ──

NAMES = {
    "square": np.square,
    "dot": lambda a: np.dot(a, np.arange(6.0).reshape(3, 2)),
    "dot with a vector": lambda a: np.dot(a, x1),
    "dot from the left": lambda a: np.dot(np.ones((4, 2)), a),
    "dot with a number": lambda a: np.dot(a, 2.0) + np.dot(3.0, a),
    "dot with itself": lambda a: np.dot(a, a.T),
    "outer": lambda a: np.outer(a, x1) + np.outer(x1[:2], a).T.sum(),
    "clip": lambda a: np.clip(a, 0.3, 0.9) + np.clip(a, a_min=0.5, a_max=2),
    "var": lambda a: np.var(a, axis=0) + np.var(a) + np.var(a, 1, keepdims=True),
    "plain": lambda a: (
        a * np.ones_like(a) + np.zeros_like(a) + np.full_like(a, 2.0) * a[:, [np.argmax(a[0])]] * np.sign(a) + np.argmin(a)
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_numpy_functions_of_tensors(name):
    """They give the numbers that NumPy gives, and gradients that differences confirm."""
    a = np.array([[0.2, 0.7, 1.4], [1.1, 0.4, 0.6]])
    x = Tensor(a)
    y = NAMES[name](x)
    assert type(y) is Tensor
    np.testing.assert_allclose(y.data, NAMES[name](a), rtol=1e-14)
    found = diagnose(lambda a: np.sum(NAMES[name](a) ** 2), lambda a: grad((y**2).sum(), x), {"a": a})
    assert found["a"].verdict == "right" and found.why == ""


def test_dot_of_more_axes_is_refused(raised):
    ko, en = raised(lambda: np.dot(Tensor(np.ones((2, 3))), np.ones((4, 3, 2))), OpError)
    assert "dot" in ko and "dot" in en
