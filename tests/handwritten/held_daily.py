"""흔한 그물의 흔한 실수: 평균, 부호, 전치, 축, 빠진 도함수.

Plain networks and plain mistakes: means, signs, transposes, axes, slopes left out.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def penguins(dtype):
    """Three classes from four numbers, a hidden tanh layer, rows, keys dW1 … db2."""
    r = np.random.default_rng(321)
    X = r.normal(size=(9, 4)).astype(dtype)
    species = np.array([0, 1, 2] * 3)
    m = X.shape[0]

    def model(params):
        A1 = np.tanh(X.dot(params["W1"]) + params["b1"])
        Z2 = A1.dot(params["W2"]) + params["b2"]
        P = np.exp(Z2) / np.sum(np.exp(Z2), axis=1, keepdims=True)
        return A1, P

    def loss(params):
        _, P = model(params)
        correct = -np.log(P[range(m), species])
        return np.sum(correct) / m

    def backprop(params):
        A1, P = model(params)
        dZ2 = P
        dZ2[range(m), species] -= 1
        dW2 = A1.T.dot(dZ2) / m
        db2 = np.sum(dZ2, axis=0) / m
        dA1 = dZ2.dot(params["W2"].T)
        dZ1 = dA1 * (1 - np.power(A1, 2))
        dW1 = X.T.dot(dZ1) / m
        db1 = np.sum(dZ1, axis=0) / m
        return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}

    P = {"W1": (4, 5), "b1": (5,), "W2": (5, 3), "b2": (3,)}
    return loss, backprop, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


LOW, HIGH = ("W1", "b1"), ("W2", "b2")
FOUR = LOW + HIGH
wrong(
    penguins,
    "one bias not divided",
    {"db1 = np.sum(dZ1, axis=0) / m": "db1 = np.sum(dZ1, axis=0)"},
    b1="mean",
)
wrong(
    penguins,
    "divided twice",
    {"dA1 = dZ2.dot": "dA1 = 1 / m * dZ2.dot"},
    **dict.fromkeys(LOW, "mean_twice"),
)
wrong(penguins, "2 A for A²", {"np.power(A1, 2)": "2 * A1"}, **dict.fromkeys(LOW, "formula"))
wrong(
    penguins,
    "the cube for the square",
    {"np.power(A1, 2)": "np.power(A1, 3)"},
    **dict.fromkeys(LOW, "formula"),
)
wrong(
    penguins,
    "a sigmoid's slope",
    {"(1 - np.power(A1, 2))": "A1 * (1 - A1)"},
    **dict.fromkeys(LOW, "other_activation"),
)
wrong(
    penguins,
    "the slope left out",
    {"dA1 * (1 - np.power(A1, 2))": "dA1"},
    np.float32,
    **dict.fromkeys(LOW, "left_out"),
)
wrong(
    penguins,
    "the slope twice",
    {"dA1 * (1 - np.power(A1, 2))": "dA1 * (1 - np.power(A1, 2)) ** 2"},
    **dict.fromkeys(LOW, "twice"),
)
wrong(
    penguins,
    "the other sign everywhere",
    {
        "dZ2 = P\n": "dZ2 = P * 1\n",
        "/ m\n        db2": "/ -m\n        db2",
        "db2 = np.sum(dZ2, axis=0) / m": "db2 = np.sum(-dZ2, axis=0) / m",
        "dA1 = dZ2.dot": "dA1 = -dZ2.dot",
    },
    **dict.fromkeys(FOUR, "sign"),
)
wrong(
    penguins,
    "the biases exchanged",
    {'"db1": db1, "dW2"': '"db1": np.r_[db2, 0, 0], "dW2"'},
    b1=("swapped", "from_other", "unknown"),
)
wrong(
    penguins,
    "the bias as a row",
    {"db2 = np.sum(dZ2, axis=0) / m": "db2 = np.sum(dZ2, axis=0, keepdims=True) / m"},
    b2="reshaped",
)
wrong(
    penguins,
    "the bias with an axis too many",
    {"db2 = np.sum(dZ2, axis=0) / m": "db2 = dZ2 / m"},
    np.float32,
    b2="unsummed",
)
wrong(
    penguins,
    "the first samples only",
    {"dW1 = X.T.dot(dZ1) / m": "dW1 = X[:1].T.dot(dZ1[:1]) / m"},
    W1="one_sample",
)
wrong(
    penguins, "7.3 times", {"dW1 = X.T.dot(dZ1) / m": "dW1 = 7.3 * X.T.dot(dZ1) / m"}, W1="factor"
)
wrong(penguins, "never reached", {"dW1 = X.T.dot(dZ1) / m": "dW1 = np.zeros((4, 5))"}, W1="zero")
wrong(
    penguins,
    "weights stepped before they are used",
    {'dA1 = dZ2.dot(params["W2"].T)': 'dA1 = dZ2.dot((params["W2"] - 0.5 * dW2).T)'},
    **dict.fromkeys(LOW, "updated"),
)
wrong(
    penguins,
    "decay that the loss has not",
    {"dW2 = A1.T.dot(dZ2) / m": 'dW2 = A1.T.dot(dZ2) / m + 0.01 * params["W2"]'},
    W2="penalty_extra",
)
wrong(
    penguins,
    "decay of both that the loss has not",
    {
        "dW2 = A1.T.dot(dZ2) / m": 'dW2 = A1.T.dot(dZ2) / m + 0.3 * params["W2"]',
        "dW1 = X.T.dot(dZ1) / m": 'dW1 = X.T.dot(dZ1) / m + 0.3 * params["W1"]',
    },
    np.float32,
    W1="penalty_extra",
    W2="penalty_extra",
)
wrong(
    penguins,
    "reshaped where a transpose belongs",
    {"dW2 = A1.T.dot(dZ2) / m": "dW2 = A1.reshape(5, 9).dot(dZ2) / m"},
    W2="reshape_transpose",
)
wrong(
    penguins,
    "the inputs reshaped",
    {"dW1 = X.T.dot(dZ1) / m": "dW1 = X.reshape(4, 9).dot(dZ1) / m"},
    W1="reshape_transpose",
)


@base
def tablets(dtype):
    """Columns, leaky ReLU, softmax along axis 0, one-hot labels, m from the shape."""
    r = np.random.default_rng(322)
    X = r.normal(size=(4, 7)).astype(dtype)
    Y = np.eye(3)[r.integers(0, 3, 7)].T.astype(dtype)
    m = X.shape[1]

    def relu(z):
        return np.maximum(0.01 * z, z)

    def forward(W1, b1, W2, b2):
        A1 = relu(np.dot(W1, X) + b1)
        Z2 = np.dot(W2, A1) + b2
        t = np.exp(Z2 - Z2.max(axis=0))
        A2 = t / t.sum(axis=0)
        return float(-np.sum(Y * np.log(A2)) / m)

    def backward(W1, b1, W2, b2):
        Z1 = np.dot(W1, X) + b1
        A1 = relu(Z1)
        Z2 = np.dot(W2, A1) + b2
        t = np.exp(Z2 - Z2.max(axis=0))
        dZ2 = t / t.sum(axis=0) - Y
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.dot(W2.T, dZ2) * np.where(Z1 < 0, 0.01, 1)
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        return dW1, db1, dW2, db2

    shapes = [(4, 4), (4, 1), (3, 4), (3, 1)]
    return forward, backward, [r.normal(size=s).astype(dtype) for s in shapes]


wrong(
    tablets,
    "rows counted",
    {"dW1 = np.dot(dZ1, X.T) / m": "dW1 = np.dot(dZ1, X.T) / X.shape[0]"},
    W1="count",
)
wrong(
    tablets,
    "the first weights' result transposed",
    {"dW1 = np.dot(dZ1, X.T) / m": "dW1 = np.dot(X, dZ1.T) / m"},
    W1="transpose",
)
wrong(
    tablets,
    "Y - A",
    {"dZ2 = t / t.sum(axis=0) - Y": "dZ2 = Y - t / t.sum(axis=0)"},
    **dict.fromkeys(FOUR, "sign"),
)
wrong(
    tablets,
    "softmax along the samples",
    {"dZ2 = t / t.sum(axis=0) - Y": "dZ2 = t / t.sum(axis=1, keepdims=True) - Y"},
    **dict.fromkeys(FOUR, ("wrong_axis", "formula", "unknown")),
)
wrong(
    tablets,
    "a softmax not divided",
    {"dZ2 = t / t.sum(axis=0) - Y": "dZ2 = t - Y"},
    **dict.fromkeys(FOUR, ("formula", "mask", "left_out", "unknown")),
)
wrong(
    tablets,
    "the other slope of the leak",
    {"np.where(Z1 < 0, 0.01, 1)": "np.where(Z1 > 0, 0.01, 1)"},
    **dict.fromkeys(LOW, "formula"),
)
wrong(
    tablets,
    "the slope at A2's logits",
    {"np.where(Z1 < 0, 0.01, 1)": "np.where(np.vstack([Z2, Z2[:1]]) < 0, 0.01, 1)"},
    **dict.fromkeys(LOW, ("other_layer", "formula", "unknown")),
)
wrong(
    tablets,
    "the bias from the weights' gradient",
    {"db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = np.sum(dW1, axis=1, keepdims=True)"},
    b1="from_other",
)
wrong(
    tablets,
    "one number for all biases",
    {"db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = np.sum(dZ1) / m * np.ones((4, 1))"},
    np.float32,
    b1="total",
)
wrong(
    tablets,
    "the biases' mean twice",
    {"db2 = np.sum(dZ2": "db2 = np.mean(dZ2"},
    b2="mean_twice",
)
wrong(
    tablets,
    "the logits' slope as a sigmoid's",
    {
        "dZ2 = t / t.sum(axis=0) - Y": (
            "A2 = t / t.sum(axis=0)\n        dZ2 = (A2 - Y) * A2 * (1 - A2)"
        )
    },
    **dict.fromkeys(FOUR, ("twice", "formula", "other_activation")),
)
wrong(
    tablets,
    "the last column of the weights",
    {"return dW1, db1": "dW1[:, 3] = 0\n        return dW1, db1"},
    W1="unfilled",
)
wrong(
    tablets,
    "an entry from elsewhere",
    {"return dW1, db1": "dW1[1, 2] = db2[0, 0]\n        return dW1, db1"},
    W1="elsewhere",
)
