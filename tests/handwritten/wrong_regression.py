"""회귀와 서포트 벡터 머신.

Regressions and support vector machines.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def line(dtype):
    """A line through points, both numbers floats, loops in plain Python."""
    xs, ys = [0.5, 1.0, 2.5, -1.0, 3.0], [1.2, 1.9, 4.1, -0.7, 5.5]

    def forward(m, c):
        total = 0.0
        for x, y in zip(xs, ys, strict=True):
            total += (y - (m * x + c)) ** 2
        return total / len(xs)

    def gradients(m, c):
        m_gradient, c_gradient = 0.0, 0.0
        n = float(len(xs))
        for x, y in zip(xs, ys, strict=True):
            m_gradient += -(2 / n) * x * (y - (m * x + c))
            c_gradient += -(2 / n) * (y - (m * x + c))
        return [m_gradient, c_gradient]

    return forward, gradients, {"m": dtype(0.7), "c": dtype(-0.2)}


wrong(line, "a plus", {"m_gradient += -(2 / n)": "m_gradient += (2 / n)"}, m="sign")
wrong(line, "x forgotten", {"* x * (y -": "* (y -"}, m=("swapped", "left_out"))
wrong(line, "1/n", {"c_gradient += -(2 / n)": "c_gradient += -(1 / n)"}, c="square")
wrong(line, "2 alone", {"c_gradient += -(2 / n)": "c_gradient += -2"}, c="mean")
wrong(line, "the last point", {"m_gradient += -": "m_gradient = -"}, m="one_use")
wrong(line, "4/n", {"m_gradient += -(2 / n)": "m_gradient += -(4 / n)"}, m=("doubled", "factor"))
wrong(line, "3/n", {"m_gradient += -(2 / n)": "m_gradient += -(3 / n)"}, m="factor")
wrong(line, "x squared", {"* x * (y -": "* x * x * (y -"}, m=("twice", "wrong_operand"))


@base
def vectors(dtype):
    """A linear model whose target is a vector and whose prediction is one, too."""
    r = np.random.default_rng(102)
    X, y = r.normal(size=(6, 3)).astype(dtype), r.normal(size=6).astype(dtype)
    w, b = r.normal(size=3).astype(dtype), np.array(0.3, dtype=dtype)

    def forward(w, b):
        h = X @ w + b
        return np.sum((h - y) ** 2) / (2 * len(y))

    def gradients(w, b):
        h = X @ w + b
        error = h - y
        dw = X.T @ error / len(y)
        db = error.sum() / len(y)
        return {"w": dw, "b": db}

    return forward, gradients, {"w": w, "b": b}


wrong(
    vectors,
    "the target a column, the error averaged over its rows",
    {"error = h - y": "error = (h - y[:, None]).mean(axis=0)"},
    w="mixed",
)
wrong(
    vectors,
    "the prediction a column, its errors averaged",
    {"error = h - y": "error = (h[:, None] - y).mean(axis=0)"},
    w="mixed",
)
wrong(
    vectors,
    "the target's order of samples mixed by a broadcast sum",
    {"error = h - y": "error = (h[:, None] - y).sum(axis=1)"},
    w="mixed",
    b=("mixed", "mean"),
)
wrong(
    vectors,
    "the mean of the errors for all",
    {"dw = X.T @ error": "dw = X.T @ np.full(6, error.mean())"},
    w="averaged",
)
wrong(
    vectors,
    "divided by 2m",
    {"dw = X.T @ error / len(y)": "dw = X.T @ error / (2 * len(y))"},
    w="square",
)
wrong(
    vectors,
    "multiplied by m",
    {"db = error.sum() / len(y)": "db = error.sum() * len(y)"},
    b=("factor", "mean", "multiplied"),
)
wrong(
    vectors,
    "one and three quarters",
    {"dw = X.T @ error / len(y)": "dw = 1.75 * X.T @ error / len(y)"},
    w="factor",
)
wrong(
    vectors,
    "the loss itself for the bias",
    {"db = error.sum() / len(y)": "db = (error**2).sum() / (2 * len(y))"},
    b=("power_rule", "unknown"),
)
wrong(
    vectors,
    "the bias summed over the features as well",
    {"db = error.sum() / len(y)": "db = (error + np.zeros((3, 1))).sum() / len(y)"},
    b=("multiplied", "factor"),
)


@base
def several_outputs(dtype):
    """Two outputs with a bias each; a mean over samples of sums over outputs."""
    r = np.random.default_rng(103)
    X = r.normal(size=(8, 3)).astype(dtype)
    T = r.normal(size=(8, 2)).astype(dtype)
    W, b = r.normal(size=(3, 2)).astype(dtype), r.normal(size=2).astype(dtype)

    def forward(W, b):
        return np.mean(np.sum((X @ W + b - T) ** 2, axis=1))

    def gradients(W, b):
        error = X @ W + b - T
        dW = 2 * X.T @ error / 8
        db = 2 * np.mean(error, axis=0)
        return dW, db

    return forward, gradients, (W, b)


wrong(
    several_outputs,
    "the mean once more",
    {"2 * np.mean(error, axis=0)": "2 * np.mean(error)"},
    b="total",
)
wrong(
    several_outputs,
    "the bias's mean over the outputs",
    {"2 * np.mean(error, axis=0)": "2 * np.mean(error, axis=1)"},
    b="wrong_axis",
)
wrong(
    several_outputs,
    "the average over the samples of each bias, not averaged",
    {"2 * np.mean(error, axis=0)": "2 * np.sum(error, axis=0)"},
    np.float32,
    b="mean",
)
wrong(
    several_outputs,
    "every error of the bias",
    {"2 * np.mean(error, axis=0)": "2 / 8 * error"},
    b="unsummed",
)
wrong(
    several_outputs,
    "flattened",
    {"dW = 2 * X.T @ error / 8": "dW = (2 * X.T @ error / 8).ravel()"},
    W="reshaped",
)
wrong(
    several_outputs,
    "a column too many",
    {"dW = 2 * X.T @ error / 8": "dW = np.hstack([2 * X.T @ error / 8, np.zeros((3, 1))])"},
    W="shape",
)
wrong(
    several_outputs,
    "the errors outer, not summed",
    {"dW = 2 * X.T @ error / 8": "dW = 2 * X[:, :, None] * error[:, None] / 8"},
    W=("unsummed", "shape"),
)
wrong(
    several_outputs,
    "the inputs where the errors belong",
    {"dW = 2 * X.T @ error / 8": "dW = 2 * X.T @ X / 8"},
    W="shape",
)
wrong(
    several_outputs,
    "a hundredth of the samples",
    {"dW = 2 * X.T @ error / 8": "dW = 2 * X.T @ error / 100"},
    W="factor",
)
wrong(
    several_outputs,
    "2 once too often",
    {"dW = 2 * X.T @ error / 8": "dW = 4 * X.T @ error / 8"},
    W=("doubled", "factor"),
)


@base
def hinge(dtype):
    """The hinge loss of many classes, in loops over samples and classes."""
    r = np.random.default_rng(104)
    X, y = r.normal(size=(6, 4)).astype(dtype), np.array([0, 2, 1, 1, 2, 0])
    W = 0.5 * r.normal(size=(4, 3)).astype(dtype)
    reg = 0.1

    def forward(W):
        loss = 0.0
        for i in range(6):
            scores = X[i].dot(W)
            for j in range(3):
                if j != y[i]:
                    loss += np.maximum(0, scores[j] - scores[y[i]] + 1)
        return loss / 6 + reg * np.sum(W * W)

    def gradients(W):
        dW = np.zeros(W.shape)
        for i in range(6):
            scores = X[i].dot(W)
            for j in range(3):
                margin = scores[j] - scores[y[i]] + 1
                if j != y[i] and margin > 0:
                    dW[:, j] += X[i]
                    dW[:, y[i]] -= X[i]
        dW /= 6
        dW += 2 * reg * W
        return dW

    return forward, gradients, {"W": W}


wrong(hinge, "the right class's share missing", {"dW[:, y[i]] -= X[i]": ""}, W="share_missing")
wrong(hinge, "the wrong classes' share missing", {"dW[:, j] += X[i]": ""}, W="share_missing")
wrong(hinge, "the hinge not averaged", {"dW /= 6": ""}, W="mean")
wrong(hinge, "no decay in a hinge", {"dW += 2 * reg * W": ""}, W="penalty_missing")
wrong(
    hinge,
    "half the decay in a hinge",
    {"dW += 2 * reg * W": "dW += reg * W"},
    np.float32,
    W="penalty_factor",
)
wrong(
    hinge,
    "the margin not looked at",
    {"if j != y[i] and margin > 0:": "if j != y[i]:"},
    W=("left_out", "mask"),
)
wrong(
    hinge,
    "the decay averaged with the hinge",
    {"dW /= 6\n        dW += 2 * reg * W": "dW += 2 * reg * W\n        dW /= 6"},
    W="penalty_factor",
)
wrong(
    hinge,
    "the right class's share with a plus",
    {"dW[:, y[i]] -= X[i]": "dW[:, y[i]] += X[i]"},
    W=("sign", "unknown"),
)


@base
def binary_hinge(dtype):
    """Labels of -1 and 1, a squared hinge, and a perceptron's bias."""
    r = np.random.default_rng(105)
    X, y = r.normal(size=(7, 3)).astype(dtype), np.array([1, -1, 1, 1, -1, -1, 1]).astype(dtype)
    w, b = r.normal(size=3).astype(dtype), np.array([0.1], dtype=dtype)
    C = 2.0

    def forward(w, b):
        margins = np.maximum(0, 1 - y * (X @ w + b))
        return 0.5 * np.dot(w, w) + C * np.mean(margins**2)

    def gradients(w, b):
        margins = np.maximum(0, 1 - y * (X @ w + b))
        g = -2 * C * y * margins / len(y)
        return {"grad_w": w + X.T @ g, "grad_b": np.sum(g, keepdims=True)}

    return forward, gradients, {"w": w, "b": b}


wrong(binary_hinge, "C forgotten", {"g = -2 * C * y": "g = -2 * y"}, w="constant", b="constant")
wrong(binary_hinge, "no w", {'w + X.T @ g, "grad_b"': 'X.T @ g, "grad_b"'}, w="penalty_missing")
wrong(
    binary_hinge,
    "w twice",
    {'w + X.T @ g, "grad_b"': '2 * w + X.T @ g, "grad_b"'},
    w="penalty_factor",
)
wrong(
    binary_hinge,
    "the labels left out",
    {"g = -2 * C * y * margins": "g = -2 * C * margins"},
    np.float32,
    w=("left_out", "mask"),
    b=("left_out", "mask"),
)
wrong(
    binary_hinge,
    "the hinge not squared going back",
    {"* margins / len(y)": "* (margins > 0) / len(y)"},
    w=("left_out", "power_rule", "formula"),
    b=("left_out", "power_rule", "formula"),
)
wrong(
    binary_hinge,
    "the bias penalised with w",
    {"np.sum(g, keepdims=True)": "b + np.sum(g, keepdims=True)"},
    b="penalty_extra",
)
