"""날마다의 분류기: 두 머리, 가우스 특징, 쌍선형, 사인 층, 인수분해 기계, 정밀도 바꾸기.

Everyday models: two heads, Gaussian features, bilinear forms, sine layers, factorisation machines.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def class_and_price(dtype):
    """A shared layer, a class head and a number head, their losses added with a weight."""
    r = np.random.default_rng(291)
    X = r.normal(size=(6, 4)).astype(dtype)
    labels = np.array([0, 2, 1, 1, 0, 2])
    prices = r.normal(size=6).astype(dtype)
    alpha = 0.3

    def loss(W, Wc, wr):
        h = np.maximum(X.dot(W), 0)
        scores = h.dot(Wc)
        scores = scores - scores.max(axis=1).reshape(-1, 1)
        probs = np.exp(scores) / np.exp(scores).sum(axis=1).reshape(-1, 1)
        ce = -np.log(probs[np.arange(6), labels]).mean()
        mse = ((h.dot(wr) - prices) ** 2).mean()
        print_me = "ce %.3f mse %.3f" % (ce, mse)
        assert print_me
        return ce + alpha * mse

    def grads(W, Wc, wr):
        h = np.maximum(X.dot(W), 0)
        scores = h.dot(Wc)
        scores = scores - scores.max(axis=1).reshape(-1, 1)
        probs = np.exp(scores) / np.exp(scores).sum(axis=1).reshape(-1, 1)
        dscores = probs
        dscores[np.arange(6), labels] -= 1
        dscores /= 6
        dguess = alpha * 2 * (h.dot(wr) - prices) / 6
        dWc = h.T.dot(dscores)
        dwr = h.T.dot(dguess)
        dh = dscores.dot(Wc.T) + np.outer(dguess, wr)
        dh[h == 0] = 0
        return X.T.dot(dh), dWc, dwr

    P = [r.normal(size=(4, 5)), r.normal(size=(5, 3)), r.normal(size=5)]
    return loss, grads, [array.astype(dtype) for array in P]


HEADS = ("W", "Wc", "wr")
wrong(
    class_and_price,
    "the number head not handed back",
    {" + np.outer(dguess, wr)": ""},
    W=("share_missing", "path_cut"),
)
wrong(
    class_and_price,
    "the class head not handed back",
    {"dh = dscores.dot(Wc.T) + np": "dh = np"},
    W=("share_missing", "path_cut"),
)
wrong(
    class_and_price,
    "alpha forgotten",
    {"alpha * 2 * (h": "2 * (h"},
    W=("share_factor", "constant"),
    wr="constant",
)
wrong(
    class_and_price,
    "the classes' mean",
    {"dscores /= 6": "dscores /= 1"},
    W=("mean", "share_factor"),
    Wc="mean",
)
wrong(
    class_and_price,
    "the labels",
    {"dscores[np.arange(6), labels] -= 1": "dscores[np.arange(6), 0] -= 1"},
    W=("unknown", "formula", "wrong_operand"),
    Wc=("unknown", "formula", "wrong_operand"),
)
wrong(class_and_price, "the ReLU", {"dh[h == 0] = 0": "dh = dh + 0"}, np.float32, W="left_out")
wrong(
    class_and_price,
    "the ReLU's other side",
    {"dh[h == 0] = 0": "dh[h > 0] = 0"},
    W=("formula", "mask"),
)
wrong(
    class_and_price,
    "the 2 of the square",
    {"alpha * 2 * (h": "alpha * (h"},
    W=("square", "share_factor"),
    wr="square",
)


@base
def gaussian_features(dtype):
    """Bumps exp(-(x - c)² / (2 s²)) of learned centres and one learned width."""
    r = np.random.default_rng(292)
    x = r.uniform(-2, 2, 8).astype(dtype)
    y = np.sin(x)

    def forward(c, s, w):
        gap = x[:, None] - c
        phi = np.exp(-(gap**2) / (2 * s**2))
        loss = np.sum((phi @ w - y) ** 2) / len(x)
        return loss.item()

    def backward(c, s, w):
        gap = x[:, None] - c
        phi = np.exp(-(gap**2) / (2 * s**2))
        d = 2 * (phi @ w - y) / len(x)
        dw = phi.T @ d
        dphi = np.outer(d, w)
        dc = (dphi * phi * gap).sum(axis=0) / s**2
        ds = (dphi * phi * gap**2).sum() / s**3
        return {"c": dc, "s": ds, "w": dw}

    return (
        forward,
        backward,
        {
            "c": np.linspace(-1.5, 1.5, 4).astype(dtype),
            "s": 0.8,
            "w": r.normal(size=4).astype(dtype),
        },
    )


wrong(gaussian_features, "the centres' sign", {"dc = (dphi": "dc = -(dphi"}, c="sign")
wrong(
    gaussian_features,
    "phi forgotten",
    {"dc = (dphi * phi * gap)": "dc = (dphi * gap)"},
    c="left_out",
)
wrong(
    gaussian_features,
    "the width's power",
    {"/ s**3": "/ s**2"},
    s=("power_rule", "factor", "constant"),
)
wrong(
    gaussian_features,
    "no square at the width",
    {"(dphi * phi * gap**2)": "(dphi * phi * gap)"},
    s=("wrong_operand", "formula"),
)
wrong(
    gaussian_features,
    "the centres' total",
    {"(dphi * phi * gap).sum(axis=0)": "(dphi * phi * gap).sum() * np.ones(4)"},
    c="total",
)
wrong(
    gaussian_features,
    "the average",
    {"d = 2 * (phi @ w - y) / len(x)": "d = 2 * (phi @ w - y)"},
    np.float32,
    c="mean",
    s="mean",
    w="mean",
)


@base
def matched_pairs(dtype):
    """x^T A z of pairs of vectors, a logistic loss of matches and mismatches."""
    r = np.random.default_rng(293)
    left = r.normal(size=(5, 3)).astype(dtype)
    right = r.normal(size=(5, 3)).astype(dtype)
    match = np.array([1, -1, 1, -1, -1], dtype=dtype)

    def forward(A, bias):
        s = np.array([left[i] @ A @ right[i] for i in range(5)]) + bias
        return np.log1p(np.exp(-match * s)).mean()

    def backward(A, bias):
        s = np.einsum("ni,ij,nj->n", left, A, right) + bias
        ds = -match / (1 + np.exp(match * s)) / 5
        dA = np.zeros_like(A)
        for i in range(5):
            dA += ds[i] * np.outer(left[i], right[i])
        return {"A": dA, "bias": ds.sum(keepdims=True)}

    return (
        forward,
        backward,
        {
            "A": r.normal(size=(3, 3)).astype(dtype),
            "bias": np.array([0.3], dtype=dtype),
        },
    )


wrong(
    matched_pairs,
    "right and left",
    {"np.outer(left[i], right[i])": "np.outer(right[i], left[i])"},
    A=("transpose", "operand_transposed"),
)
wrong(
    matched_pairs,
    "left with left",
    {"np.outer(left[i], right[i])": "np.outer(left[i], left[i])"},
    A="wrong_operand",
)
wrong(matched_pairs, "assigned", {"dA += ds[i]": "dA = ds[i]"}, A=("one_use", "one_sample"))
wrong(matched_pairs, "the matches' sign", {"ds = -match": "ds = match"}, A="sign", bias="sign")
wrong(
    matched_pairs, "a bias without its axis", {"ds.sum(keepdims=True)": "ds.sum()"}, bias="reshaped"
)
wrong(
    matched_pairs,
    "the mean twice at the bias",
    {"ds.sum(keepdims=True)": "ds.mean(keepdims=True)"},
    np.float32,
    bias="mean_twice",
)


@base
def sine_layers(dtype):
    """sin(w0 (x W + b)) twice, coordinates to colours, the mean of squares."""
    r = np.random.default_rng(294)
    grid = r.uniform(-1, 1, (7, 2)).astype(dtype)
    colours = r.uniform(size=(7, 3)).astype(dtype)
    w0 = 3.0

    def loss(W1, b1, W2, b2, W3):
        h1 = np.sin(w0 * (grid.dot(W1) + b1))
        h2 = np.sin(w0 * (h1.dot(W2) + b2))
        return np.mean((h2.dot(W3) - colours) ** 2)

    def gradients(W1, b1, W2, b2, W3):
        z1 = grid.dot(W1) + b1
        h1 = np.sin(w0 * z1)
        z2 = h1.dot(W2) + b2
        h2 = np.sin(w0 * z2)
        dout = 2 * (h2.dot(W3) - colours) / colours.size
        dW3 = h2.T.dot(dout)
        dz2 = w0 * dout.dot(W3.T) * np.cos(w0 * z2)
        dW2, db2 = h1.T.dot(dz2), np.sum(dz2, axis=0)
        dz1 = w0 * dz2.dot(W2.T) * np.cos(w0 * z1)
        dW1, db1 = grid.T.dot(dz1), np.sum(dz1, axis=0)
        return dW1, db1, dW2, db2, dW3

    P = [r.normal(size=(2, 4)), r.normal(size=4), r.normal(size=(4, 4)) / 2, r.normal(size=4)]
    return loss, gradients, [a.astype(dtype) for a in [*P, r.normal(size=(4, 3))]]


FIRST, INNER = ("W1", "b1"), ("W1", "b1", "W2", "b2")
wrong(
    sine_layers,
    "w0 forgotten at the first",
    {"dz1 = w0 * dz2": "dz1 = dz2"},
    **dict.fromkeys(FIRST, "constant"),
)
wrong(
    sine_layers,
    "the cosine without w0 inside",
    {"np.cos(w0 * z2)": "np.cos(z2)"},
    **dict.fromkeys(INNER, ("wrong_point", "formula")),
)
wrong(
    sine_layers,
    "the cosine of the output",
    {"np.cos(w0 * z1)": "np.cos(h1)"},
    **dict.fromkeys(FIRST, "wrong_point"),
)
wrong(
    sine_layers,
    "the second layer's cosine",
    {"np.cos(w0 * z1)": "np.cos(w0 * z2)"},
    **dict.fromkeys(FIRST, "other_layer"),
)
wrong(
    sine_layers,
    "the square W2",
    {"dz2.dot(W2.T)": "dz2.dot(W2)"},
    **dict.fromkeys(FIRST, "operand_transposed"),
)
wrong(sine_layers, "h2 for h1", {"dW2, db2 = h1.T": "dW2, db2 = h2.T"}, W2="wrong_operand")
wrong(
    sine_layers,
    "b1 like b2",
    {"db1 = grid.T.dot(dz1), np.sum(dz1, axis=0)": "db1 = grid.T.dot(dz1), np.sum(dz2, axis=0)"},
    b1=("swapped", "from_other"),
)


@base
def factor_machine(dtype):
    """A factorisation machine: a line and all pairs of features by ½((xV)² − x²V²)."""
    r = np.random.default_rng(295)
    X = r.normal(size=(6, 4)).astype(dtype)
    y = r.normal(size=6).astype(dtype)

    def predict(w0, w, V):
        s = X @ V
        pairs = 0.5 * np.sum(s**2 - (X**2) @ (V**2), axis=1)
        return s, w0 + X @ w + pairs

    def forward(w0, w, V):
        _, guess = predict(w0, w, V)
        return float(np.mean((guess - y) ** 2))

    def gradient(w0, w, V):
        s, guess = predict(w0, w, V)
        d = 2 * (guess - y) / len(y)
        dw0 = d.sum()
        dw = X.T @ d
        dV = X.T @ (d[:, None] * s) - ((X**2).T @ d)[:, None] * V
        return dw0, dw, dV

    return (
        forward,
        gradient,
        [0.2, r.normal(size=4).astype(dtype), r.normal(size=(4, 2)).astype(dtype)],
    )


wrong(
    factor_machine,
    "a feature with itself",
    {" - ((X**2).T @ d)[:, None] * V": ""},
    V="share_missing",
)
wrong(factor_machine, "the sum's share", {"X.T @ (d[:, None] * s) - ": "-"}, V="share_missing")
wrong(
    factor_machine,
    "the half of the second square",
    {"- ((X**2)": "- 0.5 * ((X**2)"},
    np.float32,
    V="share_factor",
)
wrong(
    factor_machine,
    "X for its square",
    {"((X**2).T @ d)[:, None] * V": "(X.T @ d)[:, None] * V"},
    V="wrong_operand",
)
wrong(factor_machine, "the start averaged", {"dw0 = d.sum()": "dw0 = d.mean()"}, w0="mean_twice")
wrong(
    factor_machine,
    "clipped on the way",
    {"dw = X.T @ d": "dw = np.clip(X.T @ d, -0.5, 0.5)"},
    w="clipped",
)
