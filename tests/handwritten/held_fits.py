"""직선과 네모난 층들의 흔한 실수.

Plain mistakes with a line and with square layers.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def rents(dtype):
    """A line with a column of targets, half the mean of squares, theta and a start."""
    r = np.random.default_rng(323)
    X = r.normal(size=(6, 3)).astype(dtype)
    y = r.normal(size=6).astype(dtype)

    def cost(theta, start):
        h = X.dot(theta) + start
        return ((h - y) ** 2).sum() / 2 / y.shape[0]

    def slope(theta, start):
        h = X.dot(theta) + start
        error = h - y
        dtheta = X.T.dot(error) / y.shape[0]
        dstart = error.sum() / y.shape[0]
        return {"theta": dtheta, "start": dstart}

    return cost, slope, {"theta": r.normal(size=3).astype(dtype), "start": 0.5}


wrong(
    rents,
    "the targets a column",
    {"error = h - y\n": "error = (h - y.reshape(-1, 1)).sum(axis=0) / 6\n"},
    theta="mixed",
)
wrong(
    rents,
    "the half forgotten",
    {"error = h - y\n": "error = 2 * (h - y)\n"},
    theta=("constant", "doubled"),
    start=("constant", "doubled"),
)
wrong(
    rents,
    "squares left in",
    {"error = h - y\n": "error = (h - y) ** 2\n"},
    theta=("formula", "power_rule"),
    start=("formula", "power_rule"),
)
wrong(
    rents,
    "the predictions for the errors",
    {"X.T.dot(error)": "X.T.dot(h)"},
    theta=("share_missing", "wrong_signal", "wrong_operand"),
)
wrong(
    rents,
    "the sign of the error",
    {"error = h - y\n": "error = y - h\n"},
    np.float32,
    theta="sign",
    start="sign",
)
wrong(
    rents,
    "divided by the features",
    {"dtheta = X.T.dot(error) / y.shape[0]": "dtheta = X.T.dot(error) / X.shape[1]"},
    theta=("count", "doubled", "factor"),
)
wrong(
    rents,
    "the absolute errors",
    {"error = h - y\n": "error = np.abs(h - y)\n"},
    theta=("formula", "unknown"),
    start=("formula", "unknown"),
)
wrong(
    rents,
    "signs of the errors",
    {"error = h - y\n": "error = np.sign(h - y)\n"},
    theta=("formula", "power_rule", "other_activation"),
    start=("formula", "power_rule", "other_activation"),
)
wrong(
    rents,
    "the start from the parameters' slopes",
    {"dstart = error.sum() / y.shape[0]": "dstart = dtheta.sum()"},
    start="from_other",
)


@base
def squares(dtype):
    """Three square layers, sigmoid, exp and none, all products fit either way."""
    r = np.random.default_rng(324)
    X = r.normal(size=(4, 4)).astype(dtype)
    Y = r.normal(size=(4, 4)).astype(dtype)

    def forward(params):
        A, B, C = params
        first = 1 / (1 + np.exp(-X @ A))
        second = np.exp(first @ B / 2)
        return np.linalg.norm(second @ C - Y) ** 2 / 2

    def backward(params):
        A, B, C = params
        first = 1 / (1 + np.exp(-X @ A))
        second = np.exp(first @ B / 2)
        d = second @ C - Y
        dC = second.T @ d
        dsecond = d @ C.T
        dinner = dsecond * second / 2
        dB = first.T @ dinner
        dfirst = dinner @ B.T
        dA = X.T @ (dfirst * first * (1 - first))
        return [dA, dB, dC]

    return forward, backward, [(0.7 * r.normal(size=(4, 4))).astype(dtype) for _ in "ABC"]


wrong(
    squares,
    "C not transposed",
    {"d @ C.T": "d @ C"},
    p1="operand_transposed",
    p2="operand_transposed",
)
wrong(
    squares, "first not transposed", {"first.T @ dinner": "first @ dinner"}, p2="operand_transposed"
)
wrong(
    squares,
    "the inner half forgotten",
    {"dsecond * second / 2": "dsecond * second"},
    np.float32,
    p1="constant",
    p2="constant",
)
wrong(
    squares,
    "the exponential's slope its input's",
    {"dsecond * second / 2": "dsecond * (first @ B / 2) / 2"},
    p1=("wrong_formula", "formula"),
    p2=("wrong_formula", "formula"),
)
wrong(
    squares,
    "the exponential's slope left out",
    {"dsecond * second / 2": "dsecond / 2"},
    p1="left_out",
    p2="left_out",
)
wrong(
    squares,
    "the signal from before the exponential",
    {"dfirst = dinner @ B.T": "dfirst = dsecond @ B.T"},
    p1=("left_out", "wrong_signal", "unknown"),
)
wrong(squares, "B for C", {"dfirst = dinner @ B.T": "dfirst = dinner @ C.T"}, p1="wrong_operand")
wrong(
    squares,
    "the results in another order",
    {"return [dA, dB, dC]": "return [dB, dA, dC]"},
    p1="swapped",
    p2="swapped",
)
wrong(
    squares,
    "one transpose too many",
    {"dC = second.T @ d": "dC = (second.T @ d).T"},
    p3="transpose",
)
wrong(
    squares,
    "twice the norm",
    {"d = second @ C - Y": "d = 2 * second @ C - 2 * Y"},
    p1=("constant", "doubled"),
    p2=("constant", "doubled"),
    p3=("constant", "doubled"),
)
wrong(
    squares,
    "clipped at one",
    {"dC = second.T @ d": "dC = np.minimum(np.maximum(second.T @ d, -1), 1)"},
    p3="clipped",
)
