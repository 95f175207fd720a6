"""손으로 쓴 신경망들, 틀릴 자리마다 하나씩.

Networks written by hand, with a place for each mistake.
"""

import re

import numpy as np
import pytest


def unseen(x):
    """What nobody can follow: the bytes of an array."""
    return np.frombuffer(x.tobytes(), x.dtype).reshape(x.shape)


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
    X = random.normal(size=(n, d))
    Y = random.normal(size=(n, k))
    T = np.eye(k)[random.integers(0, k, n)]
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
        dy = (
            softmax(out) - T if loss == "cross_entropy" else (out - Y) * (2 if loss == "mse" else 1)
        ) / (n if mistake == "count" else count)  # by the samples alone
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
    parameters = {
        f"{kind}{i}": random.normal(size=(d, d) if kind == "W" else d)
        for i in (1, 2, 3)
        for kind in "Wb"
    }

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
        d1 = (d2 @ (W3 if mistake == "weight of another layer" else W2).T) * (
            1 - (z2 if mistake == "other_layer" else z1) ** 2
        )
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
            parts = {
                "Wx": X[t].T @ da,
                "Wh": states[t].T @ da,
                "b": da.sum(axis=0),
                "Wy": states[t + 1].T @ dy,
            }
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
    X = random.normal(size=(4, 3))
    Y = random.normal(size=(4, 2))
    keep = np.array([1.0, 0.0, 1.0, 1.0, 0.0])
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
    words = np.array([0, 2, 2, 4, 2])
    parameters = {"E": random.normal(size=(5, 3)), "v": random.normal(size=3)}

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
            one sample missing       share_missing       b
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
            decay left out           penalty_missing     W1
            decay doubled            penalty_factor      W1
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
    **{(residual, seed): "skip forgotten           share_missing       W1" for seed in (0, 3)},
}


CASES = [
    pytest.param(
        network,
        options,
        mistake,
        verdict,
        names.split(),
        id="-".join([network.__name__, *map(str, options), mistake]),
    )
    for (network, *options), rows in TABLE.items()
    for mistake, verdict, names in (
        re.split("  +", row.strip()) for row in rows.strip().splitlines()
    )
]


class Affine:
    def __init__(self, W, b):
        self.W, self.b = W, b

    def forward(self, x):
        a = x @ self.W
        return a + self.b


class Squash:
    def forward(self, x):
        return 1 / (1 + np.exp(-x))  # here
