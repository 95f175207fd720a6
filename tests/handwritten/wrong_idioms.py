"""따라가기 어려운 쓰기: 빈 배열 채우기, einsum, 결과의 목록, float(…).

Idioms that are hard to follow: filling empty arrays, einsum, arrays of results, float(…), checks.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def filled(dtype):
    """Rows of an empty array, filled one by one; the loss as a float."""
    r = np.random.default_rng(81)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = r.normal(size=(5, 2)).astype(dtype)

    def forward(W, b, V):
        h = np.empty((len(X), 4))
        for i in range(len(X)):
            h[i] = np.tanh(X[i].dot(W) + b)
        out = h.dot(V)
        assert out.shape == Y.shape
        return float(np.mean((out - Y) ** 2))

    def gradients(W, b, V):
        h = np.zeros((len(X), 4), dtype=X.dtype)
        for i in range(len(X)):
            h[i] = np.tanh(X[i].dot(W) + b)
        dout = 2 * (h.dot(V) - Y) / Y.size
        dV = h.T.dot(dout)
        dh = dout.dot(V.T)
        dW, db = np.zeros_like(W), np.zeros_like(b)
        for i in range(len(X)):
            dz = dh[i] * (1 - h[i] ** 2)
            dW += np.outer(X[i], dz)
            db += dz
        return {"W": dW, "b": db, "V": dV}

    P = {"W": r.normal(size=(3, 4)), "b": r.normal(size=4), "V": r.normal(size=(4, 2))}
    return forward, gradients, {name: array.astype(dtype) for name, array in P.items()}


WB = ("W", "b")
WBV = ("W", "b", "V")

wrong(
    filled,
    "tanh's slope left out row by row",
    {"dz = dh[i] * (1 - h[i] ** 2)": "dz = dh[i]"},
    **dict.fromkeys(WB, "left_out"),
)
wrong(
    filled,
    "1 - h row by row",
    {"dz = dh[i] * (1 - h[i] ** 2)": "dz = dh[i] * (1 - h[i])"},
    **dict.fromkeys(WB, "formula"),
)
wrong(
    filled,
    "the row before",
    {"dz = dh[i] * (1 - h[i] ** 2)": "dz = dh[i] * (1 - h[i - 1] ** 2)"},
    **dict.fromkeys(WB, ("other_layer", "wrong_operand")),
)
wrong(filled, "rows assigned", {"db += dz": "db = dz"}, b=("one_use", "one_sample"))
wrong(filled, "rows averaged", {"db += dz": "db += dz / len(X)"}, b=("divided", "mean_twice"))
wrong(
    filled,
    "the number of samples for that of numbers",
    {"dout = 2 * (h.dot(V) - Y) / Y.size": "dout = 2 * (h.dot(V) - Y) / len(X)"},
    np.float32,
    **dict.fromkeys(WBV, ("count", "doubled")),
)
wrong(
    filled,
    "five times",
    {"dh = dout.dot(V.T)": "dh = 5.5 * dout.dot(V.T)"},
    **dict.fromkeys(WB, "factor"),
)


@base
def indices(dtype):
    """Products by einsum, a square hidden layer, checks of shapes, astype."""
    r = np.random.default_rng(82)
    X = r.normal(size=(3, 3)).astype(dtype)
    Y = r.normal(size=(3, 3)).astype(dtype)

    def forward(A, B):
        a = np.einsum("ni,ij->nj", X, A)
        h = np.maximum(a, 0.0)
        if not np.isfinite(h).all():
            raise ValueError("the hidden layer is not finite")
        out = np.einsum("nj,jk->nk", h, B).astype(dtype)
        return np.einsum("nk,nk->", out - Y, out - Y) / 2

    def gradients(A, B):
        a = np.einsum("ni,ij->nj", X, A)
        h = np.maximum(a, 0.0)
        d = np.einsum("nj,jk->nk", h, B) - Y
        dB = np.einsum("nj,nk->jk", h, d)
        dh = np.einsum("nk,jk->nj", d, B)
        da = dh * (a > 0)
        dA = np.einsum("ni,nj->ij", X, da)
        return dA, dB

    return forward, gradients, [r.normal(size=(3, 3)).astype(dtype) for _ in "AB"]


wrong(
    indices,
    "B's letters exchanged",
    {'np.einsum("nk,jk->nj", d, B)': 'np.einsum("nk,kj->nj", d, B)'},
    A="operand_transposed",
)
wrong(
    indices,
    "the result's letters exchanged",
    {'np.einsum("nj,nk->jk", h, d)': 'np.einsum("nj,nk->kj", h, d)'},
    B="transpose",
)
wrong(indices, "ReLU left out by einsum", {"da = dh * (a > 0)": "da = dh"}, A="left_out")
wrong(indices, "a for h by einsum", {'"nj,nk->jk", h, d': '"nj,nk->jk", a, d'}, B="wrong_operand")
wrong(
    indices,
    "dh for da by einsum",
    {'"ni,nj->ij", X, da': '"ni,nj->ij", X, dh'},
    A=("left_out", "wrong_signal"),
)
wrong(
    indices,
    "all by einsum twice",
    {"d = np.einsum": "d = 2 * np.einsum", "h, B) - Y\n        dB": "h, B) - 2 * Y\n        dB"},
    A=("constant", "doubled"),
    B=("constant", "doubled"),
)


@base
def collected(dtype):
    """An array of results, a mean of a list of losses, numbers taken out."""
    r = np.random.default_rng(83)
    xs = [r.normal(size=3).astype(dtype) for _ in range(4)]
    labels = [0, 1, 1, 0]

    def probability(x, w, b):
        return 1 / (1 + np.exp(-(np.dot(w, x) + b)))

    def forward(w, b):
        losses = []
        for x, label in zip(xs, labels, strict=True):
            p = probability(x, w, b)
            losses.append(-np.log(p) if label else -np.log(1 - p))
        return np.mean(losses)

    def gradients(w, b):
        ps = np.array([probability(x, w, b) for x in xs])
        errors = ps - np.array(labels)
        dw = sum(e * x for e, x in zip(errors, xs, strict=True)) / len(xs)
        db = np.mean(errors)
        return {"w": dw, "b": db}

    return forward, gradients, {"w": r.normal(size=3).astype(dtype), "b": 0.25}


wrong(collected, "a sum for a mean", {"db = np.mean(errors)": "db = np.sum(errors)"}, b="mean")
wrong(
    collected, "the list's mean forgotten", {"strict=True)) / len(xs)": "strict=True))"}, w="mean"
)
wrong(
    collected,
    "the label's side",
    {"errors = ps - np.array(labels)": "errors = np.array(labels) - ps"},
    w="sign",
    b="sign",
)
wrong(
    collected,
    "the sigmoid's slope once more in a list",
    {"errors = ps - np.array(labels)": "errors = (ps - np.array(labels)) * ps * (1 - ps)"},
    w="twice",
    b="twice",
)
wrong(
    collected,
    "divided by the features",
    {"strict=True)) / len(xs)": "strict=True)) / len(xs[0])"},
    np.float32,
    w=("count", "factor"),
)


@base
def stacked(dtype):
    """A column of ones for the bias, rows stacked, a norm, a standard deviation."""
    r = np.random.default_rng(84)
    X = r.normal(size=(6, 2)).astype(dtype)
    y = r.normal(size=(6,)).astype(dtype)
    ones = np.ones((6, 1), dtype=dtype)

    def forward(theta, k):
        Xb = np.hstack([ones, X])
        h = np.vstack([np.sum(theta * row) for row in Xb]).ravel()
        return np.linalg.norm(h - y) ** 2 / (2 * len(y)) + k.std()

    def gradients(theta, k):
        Xb = np.hstack([ones, X])
        error = Xb.dot(theta) - y
        dtheta = Xb.T.dot(error) / len(y)
        dk = (k - k.mean()) / (k.size * k.std())
        return {"theta": dtheta, "k": dk}

    P = {"theta": r.normal(size=3).astype(dtype), "k": r.normal(size=5).astype(dtype)}
    return forward, gradients, P


wrong(
    stacked,
    "the 2 of the norm's square left over",
    {"dtheta = Xb.T.dot(error) / len(y)": "dtheta = 2 * Xb.T.dot(error) / len(y)"},
    theta=("constant", "doubled"),
)
wrong(stacked, "not divided by m", {".dot(error) / len(y)": ".dot(error)"}, theta="mean")
wrong(
    stacked,
    "the bias's entry forgotten",
    {
        "dtheta = Xb.T.dot(error) / len(y)": (
            "dtheta = np.zeros(3)\n        dtheta[1:] = X.T.dot(error) / len(y)"
        )
    },
    theta="unfilled",
)
wrong(
    stacked,
    "the last entry in the wrong place",
    {
        "dtheta = Xb.T.dot(error) / len(y)": (
            "dtheta = Xb.T.dot(error) / len(y)\n        dtheta[0] = (k - k.mean())[0] "
            "/ (k.size * k.std())"
        )
    },
    theta="elsewhere",
)
wrong(
    stacked,
    "the deviation's root left out",
    {"(k - k.mean()) / (k.size * k.std())": "2 * (k - k.mean()) / k.size"},
    k="left_out",
)
wrong(
    stacked,
    "the deviation's mean left out",
    {"(k - k.mean()) / (k.size * k.std())": "k / (k.size * k.std())"},
    k="share_missing",
)
wrong(stacked, "the deviation's n left out", {"(k.size * k.std())": "k.std()"}, k="mean")


@base
def scattered(dtype):
    """Columns written into an array of zeros; the loss summed in place; a copy on the way."""
    r = np.random.default_rng(85)
    X = r.normal(size=(4, 3)).astype(dtype)
    T = r.normal(size=(4, 3)).astype(dtype)

    def forward(W, c):
        out = np.zeros((4, 3))
        for j in range(3):
            out[:, j] = 1 / (1 + np.exp(-(X @ W[:, j] * c[j])))
        err = (out - T).copy()
        err *= err
        loss = 0.0
        for row in err:
            loss += row.sum().item()
        return loss

    def gradients(W, c):
        z = X @ W
        s = 1 / (1 + np.exp(-z * c))
        ds = 2 * (s - T)
        dz = ds * s * (1 - s)
        dW = X.T @ (dz * c)
        dc = np.array([np.sum(dz[:, j] * z[:, j]) for j in range(3)])
        return {"grad_W": dW, "grad_c": dc}

    P = {"W": r.normal(size=(3, 3)).astype(dtype), "c": r.normal(size=3).astype(dtype)}
    return forward, gradients, P


wrong(
    scattered,
    "the sigmoid left out in columns",
    {"dz = ds * s * (1 - s)": "dz = ds"},
    **dict.fromkeys("Wc", "left_out"),
)
wrong(scattered, "c left out", {"X.T @ (dz * c)": "X.T @ dz"}, W=("left_out", "mask"))
wrong(
    scattered,
    "s for z",
    {"np.sum(dz[:, j] * z[:, j])": "np.sum(dz[:, j] * s[:, j])"},
    c="wrong_operand",
)
wrong(
    scattered,
    "rows for columns",
    {"np.sum(dz[:, j] * z[:, j])": "np.sum(dz[j] * z[j])"},
    c="wrong_axis",
)
wrong(
    scattered,
    "one column not filled",
    {"dW = X.T @ (dz * c)": "dW = X.T @ (dz * c)\n        dW[:, 1] = 0"},
    W="unfilled",
)
wrong(scattered, "the squares' 2", {"ds = 2 * (s - T)": "ds = s - T"}, W="square", c="square")
