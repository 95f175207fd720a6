"""날마다: 목록으로 쓴 직선, 집값, 세타에 편향을 넣은 신경망, 고르는 회귀, 시험하며 쓰는 코드.

Every day: a line over lists, prices of houses, thetas with their biases inside, code that asserts.
"""

import logging
import math

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def line_over_lists(dtype):
    """y = w x + b over Python lists, floats, a running sum of squared errors, a printed loss."""
    xs = [1.0, 2.0, 3.5, 5.0]
    ys = [1.2, 2.9, 3.1, 6.0]

    def mse(w, b):
        total = 0.0
        for x, y in zip(xs, ys):
            total += (w * x + b - y) ** 2
        message = "w=%.3f b=%.3f" % (w, b)
        assert message
        return total / len(xs)

    def gradient(w, b):
        dw = 0.0
        db = 0.0
        for x, y in zip(xs, ys):
            error = w * x + b - y
            dw += 2 * error * x
            db += 2 * error
        return dw / len(xs), db / len(xs)

    return mse, gradient, [0.4, -0.7]


wrong(line_over_lists, "the square's 2", {"dw += 2 * error * x": "dw += error * x"}, w="square")
wrong(line_over_lists, "n forgotten at b", {"db / len(xs)": "db"}, b="mean")
wrong(line_over_lists, "the last point", {"dw += 2": "dw = 2"}, w=("one_use", "one_sample"))
wrong(
    line_over_lists,
    "y - guess",
    {"error = w * x + b - y": "error = y - w * x - b"},
    w="sign",
    b="sign",
)
wrong(line_over_lists, "y for x", {"error * x": "error * y"}, w=("wrong_operand", "factor"))
wrong(
    line_over_lists,
    "x at both",
    {"db += 2 * error": "db += 2 * error * x"},
    b=("swapped", "wrong_operand"),
)
wrong(
    line_over_lists,
    "b left out of the guess",
    {"error = w * x + b - y": "error = w * x - y"},
    w=("factor", "unknown"),
    b=("factor", "unknown"),
)


@base
def prices_of_houses(dtype):
    """Standardised columns, a design matrix with ones, RMSE; theta one column."""
    r = np.random.default_rng(791)
    raw = r.normal(loc=(60, 3), scale=(15, 1), size=(7, 2))
    price = (0.1 * raw[:, :1] + raw[:, 1:] + r.normal(size=(7, 1))).astype(dtype)
    scaled = (raw - raw.mean(axis=0)) / raw.std(axis=0)
    X = np.hstack([np.ones((7, 1)), scaled]).astype(dtype)

    def rmse(theta):
        residual = X.dot(theta) - price
        loss = np.sqrt(np.mean(residual**2))
        logging.getLogger("houses").debug("loss %.4f", loss)
        return loss

    def gradient(theta):
        m = len(price)
        residual = X.dot(theta) - price
        loss = np.sqrt(np.mean(residual**2))
        dloss = 1 / (2 * loss)
        dresidual = dloss * 2 * residual / m
        return X.T.dot(dresidual)

    return rmse, gradient, {"theta": r.normal(size=(3, 1)).astype(dtype)}


wrong(
    prices_of_houses,
    "the root forgotten",
    {"dloss = 1 / (2 * loss)": "dloss = 1"},
    theta=("left_out", "factor"),
)
wrong(
    prices_of_houses,
    "the root's 2",
    {"dloss = 1 / (2 * loss)": "dloss = 1 / loss"},
    theta=("power_rule", "formula", "factor", "doubled"),
)
wrong(prices_of_houses, "m forgotten", {"residual / m": "residual"}, theta="mean")
wrong(
    prices_of_houses,
    "theta lying down",
    {"return X.T.dot(dresidual)": "return dresidual.T.dot(X)"},
    theta=("transpose", "reshaped"),
)
wrong(
    prices_of_houses,
    "one row for all",
    {
        "dresidual = dloss * 2 * residual / m": "dresidual = dloss * 2 * residual.mean() / m",
        "X.T.dot(dresidual)": "X.T.dot(dresidual * np.ones((m, 1)))",
    },
    np.float32,
    theta=("averaged", "mixed", "unknown"),
)


@base
def thetas_with_bias(dtype):
    """Theta1 and Theta2 with the biases as their first columns, which no penalty touches."""
    r = np.random.default_rng(792)
    X = r.normal(size=(5, 3)).astype(dtype)
    y = np.array([0, 1, 2, 1, 0])
    m, lam = X.shape[0], 0.8
    Y = np.zeros((m, 3))
    Y[np.arange(m), y] = 1

    def g(z):
        return 1 / (1 + np.exp(-z))

    def propagate(Theta1, Theta2):
        a1 = np.column_stack((np.ones(m), X))
        z2 = a1 @ Theta1.T
        a2 = np.column_stack((np.ones(m), g(z2)))
        return a1, z2, a2, g(a2 @ Theta2.T)

    def cost(Theta1, Theta2):
        h = propagate(Theta1, Theta2)[-1]
        J = (-Y * np.log(h) - (1 - Y) * np.log(1 - h)).sum() / m
        J += lam / (2 * m) * (np.sum(Theta1[:, 1:] ** 2) + np.sum(Theta2[:, 1:] ** 2))
        return J

    def grad(Theta1, Theta2):
        a1, z2, a2, h = propagate(Theta1, Theta2)
        delta3 = h - Y
        delta2 = (delta3 @ Theta2)[:, 1:] * g(z2) * (1 - g(z2))
        Theta1_grad = delta2.T @ a1 / m
        Theta2_grad = delta3.T @ a2 / m
        Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]
        Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]
        return {"Theta1": Theta1_grad, "Theta2": Theta2_grad}

    shapes = {"Theta1": (4, 4), "Theta2": (3, 5)}
    return cost, grad, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    thetas_with_bias,
    "the bias column penalised",
    {"Theta1_grad[:, 1:] += lam / m * Theta1[:, 1:]": "Theta1_grad += lam / m * Theta1"},
    Theta1=("penalty_extra", "penalty_factor", "unknown"),
)
wrong(
    thetas_with_bias,
    "no penalty at all",
    {"Theta2_grad[:, 1:] += lam / m * Theta2[:, 1:]": "pass"},
    Theta2="penalty_missing",
)
wrong(
    thetas_with_bias,
    "the penalty's m",
    {"+= lam / m * Theta1": "+= lam * Theta1"},
    Theta1="penalty_factor",
)
wrong(
    thetas_with_bias,
    "half a penalty",
    {"+= lam / m * Theta2": "+= lam / (2 * m) * Theta2"},
    np.float32,
    Theta2="penalty_factor",
)
wrong(
    thetas_with_bias,
    "the sigmoid's slope",
    {" * g(z2) * (1 - g(z2))": ""},
    Theta1="left_out",
)
wrong(
    thetas_with_bias,
    "the sigmoid's slope of the sums",
    {"* g(z2) * (1 - g(z2))": "* z2 * (1 - z2)"},
    Theta1="wrong_formula",
)
wrong(
    thetas_with_bias,
    "the last column instead of the first thrown away",
    {"(delta3 @ Theta2)[:, 1:]": "(delta3 @ Theta2)[:, :-1]"},
    Theta1=("wrong_operand", "unknown", "elsewhere", "wrong_signal"),
)
wrong(
    thetas_with_bias,
    "m forgotten in one",
    {"delta2.T @ a1 / m": "delta2.T @ a1"},
    Theta1="share_factor",
)


@base
def careful_student(dtype):
    """Assertions on shapes, a logged loss, np.vectorize of math.tanh, gradients in d-names."""
    r = np.random.default_rng(793)
    X = r.normal(size=(6, 2)).astype(dtype)
    Y = r.normal(size=(6, 1)).astype(dtype)
    tanh = np.vectorize(math.tanh)
    log = []

    def run(P):
        Z1 = np.dot(X, P["W1"]) + P["b1"]
        A1 = tanh(Z1)
        Z2 = np.dot(A1, P["W2"]) + P["b2"]
        assert Z2.shape == Y.shape, (Z2.shape, Y.shape)
        return Z1, A1, Z2

    def forward(P):
        _, _, Z2 = run(P)
        loss = np.sum((Z2 - Y) ** 2) / (2 * len(Y))
        log.append("%.6f" % loss)
        return loss

    def backward(P):
        Z1, A1, Z2 = run(P)
        m = len(Y)
        dZ2 = (Z2 - Y) / m
        dW2 = np.dot(A1.T, dZ2)
        db2 = np.sum(dZ2, axis=0, keepdims=True)
        dA1 = np.dot(dZ2, P["W2"].T)
        dZ1 = dA1 * (1 - np.power(A1, 2))
        dW1 = np.dot(X.T, dZ1)
        db1 = np.sum(dZ1, axis=0, keepdims=True)
        assert dW1.shape == P["W1"].shape
        return {"dZ2": dZ2, "dW2": dW2, "db2": db2, "dZ1": dZ1, "dW1": dW1, "db1": db1}

    shapes = {"W1": (2, 3), "b1": (1, 3), "W2": (3, 1), "b2": (1, 1)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    careful_student,
    "(n,) for (n, 1)",
    {"dZ2 = (Z2 - Y) / m": "dZ2 = (Z2 - Y[:, 0]).mean(axis=1, keepdims=True) / m"},
    **dict.fromkeys(("W1", "b1", "W2"), "mixed"),
)
wrong(
    careful_student,
    "1 - A for 1 - A²",
    {"1 - np.power(A1, 2)": "1 - A1"},
    W1="formula",
    b1="formula",
)
wrong(
    careful_student,
    "2 / m for ½",
    {"dZ2 = (Z2 - Y) / m": "dZ2 = 2 * (Z2 - Y) / m"},
    **dict.fromkeys(("W1", "b1", "W2", "b2"), ("doubled", "constant")),
)
wrong(
    careful_student,
    "a mean for b1",
    {"db1 = np.sum(dZ1": "db1 = np.mean(dZ1"},
    b1=("mean_twice", "divided"),
)
wrong(
    careful_student,
    "the first column's bias for all",
    {"db1 = np.sum(dZ1, axis=0, keepdims=True)": "db1 = np.sum(dZ1) * np.ones((1, 3))"},
    b1="total",
)
wrong(
    careful_student,
    "W1 from dA1",
    {"dW1 = np.dot(X.T, dZ1)": "dW1 = np.dot(X.T, dA1)"},
    np.float32,
    W1="left_out",
)
wrong(
    careful_student,
    "updated on the way",
    {'dA1 = np.dot(dZ2, P["W2"].T)': 'dA1 = np.dot(dZ2, (P["W2"] - 0.1 * dW2).T)'},
    W1="updated",
    b1="updated",
)
