"""가중치 감소가 있거나 없는 손실.

Losses with a penalty on the weights, and without.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def ridge(dtype):
    """Ridge regression by hand, the bias without a penalty."""
    r = np.random.default_rng(61)
    X = r.normal(size=(6, 3)).astype(dtype)
    y = r.normal(size=6).astype(dtype)
    lam = 0.3
    w, b = r.normal(size=3).astype(dtype), np.array([0.4], dtype=dtype)

    def forward(w, b):
        error = np.dot(X, w) + b - y
        return np.mean(error**2) + lam * np.sum(w**2)

    def gradients(w, b):
        error = np.dot(X, w) + b - y
        dw = 2 * np.dot(X.T, error) / len(y)
        db = np.array([2 * np.mean(error)])
        dw = dw + 2 * lam * w
        return {"dw": dw, "db": db}

    return forward, gradients, {"w": w, "b": b}


wrong(ridge, "no penalty", {"dw = dw + 2 * lam * w": "dw = dw * 1"}, w="penalty_missing")
wrong(ridge, "half of it", {"dw = dw + 2 * lam * w": "dw = dw + lam * w"}, w="penalty_factor")
wrong(
    ridge,
    "the penalty averaged",
    {"dw = dw + 2 * lam * w": "dw = dw + 2 * lam * w / len(y)"},
    w="penalty_factor",
)
wrong(
    ridge,
    "the bias penalised",
    {"db = np.array([2 * np.mean(error)])": "db = np.array([2 * np.mean(error)]) + 2 * lam * b"},
    b="penalty_extra",
)
wrong(
    ridge,
    "the penalty taken off",
    {"dw = dw + 2 * lam * w": "dw = dw - 2 * lam * w"},
    np.float32,
    w=("penalty_factor", "sign"),
)
wrong(
    ridge,
    "the error's 2 forgotten",
    {"dw = 2 * np.dot(X.T, error) / len(y)": "dw = np.dot(X.T, error) / len(y)"},
    w="square",
)
wrong(
    ridge,
    "the error's mean forgotten beside a penalty",
    {"dw = 2 * np.dot(X.T, error) / len(y)": "dw = 2 * np.dot(X.T, error)"},
    w="mean",
)
wrong(
    ridge,
    "the penalty's derivative without the weight",
    {"dw = dw + 2 * lam * w": "dw = dw + 2 * lam"},
    w=("power_rule", "formula"),
)
wrong(
    ridge,
    "the target a column in a ridge",
    {
        "error = np.dot(X, w) + b - y\n        dw": (
            "error = (np.dot(X, w) + b - y[:, None]).mean(axis=0)\n        dw"
        )
    },
    w="mixed",
)


@base
def decayed(dtype):
    """A classifier with half a penalty on both weights, in the manner of a course."""
    r = np.random.default_rng(62)
    X = r.normal(size=(5, 4)).astype(dtype)
    y = np.array([0, 2, 1, 1, 0])
    reg = 0.2
    model = {
        "W1": r.normal(size=(4, 6)).astype(dtype),
        "b1": r.normal(size=6).astype(dtype),
        "W2": r.normal(size=(6, 3)).astype(dtype),
        "b2": r.normal(size=3).astype(dtype),
    }

    def scores_of(W1, b1, W2, b2):
        hidden = np.maximum(0, X.dot(W1) + b1)
        return hidden, hidden.dot(W2) + b2

    def loss(W1, b1, W2, b2):
        _, scores = scores_of(W1, b1, W2, b2)
        exp_scores = np.exp(scores)
        probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        data_loss = -np.log(probs[range(5), y]).sum() / 5
        return data_loss + 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)

    def grads_of(W1, b1, W2, b2):
        hidden, scores = scores_of(W1, b1, W2, b2)
        exp_scores = np.exp(scores)
        dscores = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
        dscores[range(5), y] -= 1
        dscores /= 5
        grads = {}
        grads["W2"] = np.dot(hidden.T, dscores)
        grads["b2"] = np.sum(dscores, axis=0)
        dhidden = np.dot(dscores, W2.T)
        dhidden[hidden <= 0] = 0
        grads["W1"] = np.dot(X.T, dhidden)
        grads["b1"] = np.sum(dhidden, axis=0)
        grads["W2"] += reg * W2
        grads["W1"] += reg * W1
        return grads

    return loss, grads_of, model


ALL = ("W1", "b1", "W2", "b2")

wrong(
    decayed,
    "the second weight's decay forgotten",
    {'grads["W2"] += reg * W2': ""},
    W2="penalty_missing",
)
wrong(
    decayed,
    "both decays forgotten",
    {'grads["W2"] += reg * W2': "", 'grads["W1"] += reg * W1': ""},
    W1="penalty_missing",
    W2="penalty_missing",
)
wrong(
    decayed,
    "a penalty without its half",
    {'grads["W1"] += reg * W1': 'grads["W1"] += 2 * reg * W1'},
    W1="penalty_factor",
)
wrong(
    decayed,
    "half of each penalty",
    {
        'grads["W1"] += reg * W1': 'grads["W1"] += 0.5 * reg * W1',
        'grads["W2"] += reg * W2': 'grads["W2"] += 0.5 * reg * W2',
    },
    np.float32,
    W1="penalty_factor",
    W2="penalty_factor",
)
wrong(
    decayed,
    "a square for the square's derivative",
    {'grads["W1"] += reg * W1': 'grads["W1"] += reg * W1 * W1'},
    W1=("power_rule", "formula"),
)
wrong(
    decayed,
    "the biases decayed too",
    {'grads["W1"] += reg * W1': 'grads["W1"] += reg * W1\n        grads["b1"] += reg * b1'},
    b1="penalty_extra",
)
wrong(
    decayed,
    "ReLU's slope left out beside a penalty",
    {"dhidden[hidden <= 0] = 0": ""},
    W1="left_out",
    b1="left_out",
)
wrong(
    decayed,
    "the gradient's own zeros",
    {"dhidden[hidden <= 0] = 0": "dhidden[dhidden <= 0] = 0"},
    W1="formula",
    b1="formula",
)
wrong(
    decayed,
    "the data's mean forgotten beside a penalty",
    {"dscores /= 5": ""},
    **dict.fromkeys(ALL, "mean"),
)
wrong(
    decayed,
    "a sum over everything beside a penalty",
    {'grads["b1"] = np.sum(dhidden, axis=0)': 'grads["b1"] = np.sum(dhidden)'},
    b1="total",
)
wrong(
    decayed,
    "the decay assigned",
    {'grads["W2"] += reg * W2': 'grads["W2"] = reg * W2'},
    W2=("one_use", "share_missing"),
)
wrong(
    decayed,
    "one and a half times",
    {"dhidden = np.dot(dscores, W2.T)": "dhidden = 1.5 * np.dot(dscores, W2.T)"},
    b1="factor",
    W1="factor",
)


@base
def plain(dtype):
    """The same kind of net without any penalty, tanh, two outputs."""
    r = np.random.default_rng(63)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = r.normal(size=(5, 2)).astype(dtype)
    W1, W2 = r.normal(size=(3, 4)).astype(dtype), r.normal(size=(4, 2)).astype(dtype)
    b1 = r.normal(size=(1, 4)).astype(dtype)

    def forward(W1, b1, W2):
        return 0.5 * np.sum((np.tanh(X @ W1 + b1) @ W2 - Y) ** 2)

    def gradients(W1, b1, W2):
        h = np.tanh(X @ W1 + b1)
        d = h @ W2 - Y
        dW2 = h.T @ d
        da = d @ W2.T * (1 - h * h)
        dW1 = X.T @ da
        db1 = da.sum(axis=0, keepdims=True)
        return [dW1, db1, dW2]

    return forward, gradients, [W1, b1, W2]


wrong(
    plain,
    "a decay that the loss has not",
    {"dW2 = h.T @ d": "dW2 = h.T @ d + 0.1 * W2"},
    W2="penalty_extra",
)
wrong(
    plain,
    "a decay on everything that the loss has not",
    {"return [dW1, db1, dW2]": "return [dW1 + 0.5 * W1, db1 + 0.5 * b1, dW2 + 0.5 * W2]"},
    **dict.fromkeys(("W1", "b1", "W2"), "penalty_extra"),
)
wrong(
    plain,
    "the bias's row summed the other way",
    {"da.sum(axis=0, keepdims=True)": "da.sum(axis=1, keepdims=True)"},
    b1="wrong_axis",
)
wrong(
    plain,
    "twice too large",
    {"d = h @ W2 - Y": "d = 2 * (h @ W2 - Y)"},
    **dict.fromkeys(("W1", "b1", "W2"), ("constant", "doubled")),
)
wrong(
    plain,
    "an average that the loss has not",
    {"d = h @ W2 - Y": "d = (h @ W2 - Y) / len(Y)"},
    **dict.fromkeys(("W1", "b1", "W2"), ("divided", "factor")),
)
wrong(plain, "a third of the bias", {"db1 = da.sum(": "db1 = 1 / 3 * da.sum("}, b1="factor")


@base
def factors(dtype):
    """Matrix factorisation with a mask of what is known, penalties with 1/n."""
    r = np.random.default_rng(64)
    R = r.integers(1, 6, size=(5, 4)).astype(dtype)
    known = (r.random(size=(5, 4)) < 0.7).astype(dtype)
    U, V = r.normal(size=(5, 2)).astype(dtype), r.normal(size=(2, 4)).astype(dtype)
    lam, n = 0.6, 5

    def forward(U, V):
        E = known * (R - U @ V)
        return np.sum(E**2) + lam / n * (np.sum(U**2) + np.sum(V**2))

    def gradients(U, V):
        E = known * (R - U @ V)
        dU = -2 * E @ V.T + 2 * lam / n * U
        dV = -2 * U.T @ E + 2 * lam / n * V
        return {"U": dU, "V": dV}

    return forward, gradients, {"U": U, "V": V}


wrong(
    factors,
    "no mask of what is known",
    {"E = known * (R - U @ V)\n        dU": "E = R - U @ V\n        dU"},
    U=("mask", "left_out"),
    V=("mask", "left_out"),
)
wrong(factors, "no penalty of U", {" + 2 * lam / n * U": ""}, U="penalty_missing")
wrong(factors, "no 1/n in a penalty", {"2 * lam / n * V": "2 * lam * V"}, V="penalty_factor")
wrong(factors, "the errors' sign", {"dU = -2 * E @ V.T": "dU = 2 * E @ V.T"}, U="sign")
wrong(
    factors,
    "the errors' 2 forgotten in one line",
    {"dV = -2 * U.T @ E": "dV = -U.T @ E"},
    V="square",
)


@base
def lasso(dtype):
    """Absolute values as the penalty, and a squared one: an elastic net."""
    r = np.random.default_rng(65)
    X = r.normal(size=(7, 4)).astype(dtype)
    y = r.normal(size=(7, 1)).astype(dtype)
    W, b = r.normal(size=(4, 1)).astype(dtype), r.normal(size=(1, 1)).astype(dtype)

    def forward(W, b):
        m = len(X)
        h = X @ W + b
        return np.sum((h - y) ** 2) / (2 * m) + 0.3 * np.sum(np.abs(W)) + 0.2 * np.sum(W**2)

    def gradients(W, b):
        m = len(X)
        h = X @ W + b
        dW = X.T @ (h - y) / m
        dW = dW + 0.3 * np.sign(W)
        dW = dW + 0.4 * W
        db = np.sum(h - y, axis=0, keepdims=True) / m
        return {"W": dW, "b": db}

    return forward, gradients, {"W": W, "b": b}


wrong(lasso, "no absolute values", {"dW = dW + 0.3 * np.sign(W)": ""}, W="penalty_missing")
wrong(lasso, "no squares", {"dW = dW + 0.4 * W": ""}, np.float32, W="penalty_missing")
wrong(
    lasso,
    "the square's 2 forgotten",
    {"dW = dW + 0.4 * W": "dW = dW + 0.2 * W"},
    W="penalty_factor",
)
wrong(
    lasso,
    "the absolute value's derivative taken for 1",
    {"0.3 * np.sign(W)": "0.3"},
    W=("left_out", "penalty_factor"),
)
wrong(
    lasso,
    "both errors twice over",
    {
        "dW = X.T @ (h - y) / m": "dW = 2 * X.T @ (h - y) / m",
        "keepdims=True) / m": "keepdims=True) * 2 / m",
    },
    W=("constant", "doubled"),
    b=("constant", "doubled"),
)
wrong(
    lasso,
    "divided by 2m as the loss is",
    {"keepdims=True) / m": "keepdims=True) / (2 * m)"},
    b="square",
)
