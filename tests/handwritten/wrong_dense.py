"""두세 층의 신경망을 줄마다 쓴 것.

Networks of a few layers, written out line by line.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def two_layers(dtype):
    r = np.random.default_rng(1)
    X = r.normal(size=(7, 4)).astype(dtype)
    t = np.eye(3)[[0, 2, 1, 1, 0, 2, 2]].astype(dtype)
    P = {
        "W1": r.normal(size=(4, 5)).astype(dtype),
        "b1": r.normal(size=5).astype(dtype),
        "W2": r.normal(size=(5, 3)).astype(dtype),
        "b2": r.normal(size=3).astype(dtype),
    }

    def run(W1, b1, W2, b2):
        h = 1 / (1 + np.exp(-(X @ W1 + b1)))
        z = h @ W2 + b2
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return h, e / e.sum(axis=1, keepdims=True)

    def forward(W1, b1, W2, b2):
        _, p = run(W1, b1, W2, b2)
        return -np.mean(np.sum(t * np.log(p), axis=1))

    def gradients(W1, b1, W2, b2):
        h, p = run(W1, b1, W2, b2)
        d = (p - t) / len(X)
        dW2 = h.T @ d
        db2 = d.sum(axis=0)
        dh = d @ W2.T
        da = dh * h * (1 - h)
        dW1 = X.T @ da
        db1 = da.sum(axis=0)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    return forward, gradients, P


ALL = {"W1", "b1", "W2", "b2"}


wrong(
    two_layers,
    "the batch mean is forgotten",
    {"d = (p - t) / len(X)": "d = p - t"},
    **dict.fromkeys(ALL, "mean"),
)
wrong(
    two_layers,
    "divided by the samples twice",
    {"d = (p - t) / len(X)": "d = (p - t) / len(X) / len(X)"},
    **dict.fromkeys(ALL, "mean_twice"),
)
wrong(
    two_layers,
    "the target minus the prediction",
    {"d = (p - t) / len(X)": "d = (t - p) / len(X)"},
    np.float32,
    **dict.fromkeys(ALL, "sign"),
)
wrong(
    two_layers,
    "divided by all the numbers",
    {"d = (p - t) / len(X)": "d = (p - t) / p.size"},
    **dict.fromkeys(ALL, "count"),
)
wrong(
    two_layers,
    "four times too large",
    {"d = (p - t) / len(X)": "d = 4 * (p - t) / len(X)"},
    **dict.fromkeys(ALL, "factor"),
)
wrong(
    two_layers,
    "the sigmoid's slope forgotten",
    {"da = dh * h * (1 - h)": "da = dh"},
    W1="left_out",
    b1="left_out",
)
wrong(
    two_layers,
    "half of the sigmoid's slope",
    {"da = dh * h * (1 - h)": "da = dh * (1 - h)"},
    np.float32,
    W1="formula",
    b1="formula",
)
wrong(
    two_layers,
    "the sigmoid's slope twice",
    {"da = dh * h * (1 - h)": "da = dh * (h * (1 - h)) ** 2"},
    W1="twice",
    b1="twice",
)
wrong(
    two_layers,
    "tanh's slope for the sigmoid's",
    {"da = dh * h * (1 - h)": "da = dh * (1 - h**2)"},
    W1="other_activation",
    b1="other_activation",
)
wrong(
    two_layers,
    "the bias's gradient not summed",
    {"db1 = da.sum(axis=0)": "db1 = da"},
    b1="unsummed",
)
wrong(
    two_layers,
    "the bias summed along the features",
    {"db1 = da.sum(axis=0)": "db1 = da.sum(axis=1)"},
    b1="wrong_axis",
)
wrong(
    two_layers,
    "the bias summed over everything",
    {"db1 = da.sum(axis=0)": "db1 = np.sum(da)"},
    b1="total",
)
wrong(
    two_layers,
    "the bias summed from before the activation",
    {"db1 = da.sum(axis=0)": "db1 = dh.sum(axis=0)"},
    np.float32,
    b1=("left_out", "from_other"),
)
wrong(
    two_layers,
    "the bias summed from the weights' gradient",
    {"db1 = da.sum(axis=0)": "db1 = dW1.sum(axis=0)"},
    b1="from_other",
)
wrong(
    two_layers,
    "the bias averaged",
    {"db1 = da.sum(axis=0)": "db1 = da.mean(axis=0)"},
    b1=("mean_twice", "divided"),
)
wrong(
    two_layers, "the first layer transposed", {"dW1 = X.T @ da": "dW1 = da.T @ X"}, W1="transpose"
)
wrong(
    two_layers,
    "a row instead of a vector",
    {"db2 = d.sum(axis=0)": "db2 = d.sum(axis=0, keepdims=True)"},
    b2="reshaped",
)
wrong(
    two_layers,
    "zeros left for the second bias",
    {"db2 = d.sum(axis=0)": "db2 = np.zeros_like(b2)"},
    b2="zero",
)
wrong(
    two_layers,
    "not a number",
    {"da = dh * h * (1 - h)": "da = dh * h * (1 - h) / (h - h)"},
    W1="nan",
    b1="nan",
)
wrong(
    two_layers,
    "a bias's number in the weights",
    {"db1 = da.sum(axis=0)": "db1 = da.sum(axis=0)\n        dW1[3, 4] = db1[4]"},
    W1="elsewhere",
)
wrong(
    two_layers,
    "the signal of the output at the first layer",
    {"dW1 = X.T @ da": "dW1 = X.T @ d"},
    W1="shape",
)


@base
def columns(dtype):
    """Samples as columns, biases as columns, cost over m."""
    r = np.random.default_rng(2)
    X = r.normal(size=(3, 6)).astype(dtype)
    Y = np.array([[1, 0, 1, 1, 0, 0]]).astype(dtype)
    parameters = {
        "W1": r.normal(size=(4, 3)).astype(dtype),
        "b1": r.normal(size=(4, 1)).astype(dtype),
        "W2": r.normal(size=(1, 4)).astype(dtype),
        "b2": r.normal(size=(1, 1)).astype(dtype),
    }

    def forward_propagation(parameters):
        Z1 = np.dot(parameters["W1"], X) + parameters["b1"]
        A1 = np.tanh(Z1)
        Z2 = np.dot(parameters["W2"], A1) + parameters["b2"]
        A2 = 1 / (1 + np.exp(-Z2))
        return A2, {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2}

    def cost(parameters):
        A2, _ = forward_propagation(parameters)
        m = Y.shape[1]
        logprobs = np.multiply(np.log(A2), Y) + np.multiply(np.log(1 - A2), 1 - Y)
        return -np.sum(logprobs) / m

    def backward_propagation(parameters):
        A2, cache = forward_propagation(parameters)
        m = X.shape[1]
        W2 = parameters["W2"]
        A1 = cache["A1"]
        dZ2 = A2 - Y
        dW2 = np.dot(dZ2, A1.T) / m
        db2 = np.sum(dZ2, axis=1, keepdims=True) / m
        dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
        dW1 = np.dot(dZ1, X.T) / m
        db1 = np.sum(dZ1, axis=1, keepdims=True) / m
        return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}

    return cost, backward_propagation, parameters


wrong(
    columns,
    "1/m forgotten in one line",
    {"dW2 = np.dot(dZ2, A1.T) / m": "dW2 = np.dot(dZ2, A1.T)"},
    W2="mean",
)
wrong(
    columns,
    "1/m forgotten in both biases",
    {
        "db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = np.sum(dZ1, axis=1, keepdims=True)",
        "db2 = np.sum(dZ2, axis=1, keepdims=True) / m": "db2 = np.sum(dZ2, axis=1, keepdims=True)",
    },
    b1="mean",
    b2="mean",
)
wrong(
    columns,
    "keepdims forgotten",
    {"db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = np.sum(dZ1, axis=1) / m"},
    b1="reshaped",
)
wrong(
    columns,
    "the bias not summed",
    {"db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = dZ1 / m"},
    b1="unsummed",
)
wrong(
    columns,
    "the bias summed down the columns",
    {
        "db1 = np.sum(dZ1, axis=1, keepdims=True) / m": (
            "db1 = np.sum(dZ1, axis=0, keepdims=True) / m"
        )
    },
    b1="wrong_axis",
)
wrong(
    columns,
    "the bias summed over everything",
    {"db1 = np.sum(dZ1, axis=1, keepdims=True) / m": "db1 = np.sum(dZ1) / m"},
    b1="total",
)
wrong(
    columns,
    "the sigmoid's slope beside the cross entropy",
    {"dZ2 = A2 - Y": "dZ2 = (A2 - Y) * A2 * (1 - A2)"},
    **dict.fromkeys(ALL, "twice"),
)
wrong(
    columns,
    "tanh's slope at its output",
    {"(1 - np.power(A1, 2))": "(1 - np.power(np.tanh(A1), 2))"},
    W1="wrong_point",
    b1="wrong_point",
)
wrong(
    columns,
    "tanh's formula of its input",
    {"(1 - np.power(A1, 2))": "(1 - np.power(cache['Z1'], 2))"},
    W1="wrong_formula",
    b1="wrong_formula",
)
wrong(
    columns, "1 - A for 1 - A**2", {"(1 - np.power(A1, 2))": "(1 - A1)"}, W1="formula", b1="formula"
)
wrong(
    columns,
    "Z1 where A1 belongs",
    {"dW2 = np.dot(dZ2, A1.T) / m": "dW2 = np.dot(dZ2, cache['Z1'].T) / m"},
    W2="wrong_operand",
)
wrong(
    columns,
    "the last sample alone",
    {"dW1 = np.dot(dZ1, X.T) / m": "dW1 = np.dot(dZ1[:, -1:], X[:, -1:].T) / m"},
    W1="one_sample",
)
wrong(
    columns,
    "W2 updated before it is used",
    {"dZ1 = np.dot(W2.T, dZ2)": "W2 = W2 - 0.5 * dW2\n        dZ1 = np.dot(W2.T, dZ2)"},
    W1="updated",
    b1="updated",
)
wrong(
    columns,
    "the output's bias summed over the hidden units as well",
    {
        "db2 = np.sum(dZ2, axis=1, keepdims=True) / m": (
            "db2 = np.sum(dZ2 * np.ones_like(A1), keepdims=True) / m"
        )
    },
    b2=("multiplied", "factor"),
)
wrong(
    columns,
    "seven eighths",
    {"dZ1 = np.dot(W2.T, dZ2)": "dZ1 = 7 / 8 * np.dot(W2.T, dZ2)"},
    W1="factor",
    b1="factor",
)
