"""페널티: 엘라스틱 넷, 짝의 목록의 감소, 그룹 라소, 직교, 활성.

Penalties: an elastic net, decay of a list of pairs, norms, orthogonality, activity.
"""

import numpy as np
from numpy.linalg import norm

from tests.handwritten.mutations import base, wrong


@base
def elastic_net(dtype):
    """Poisson rates with an elastic net: l1 |w| + l2 w² / 2, the intercept free."""
    r = np.random.default_rng(254)
    X = r.normal(size=(7, 3)).astype(dtype)
    counts = r.integers(0, 5, 7).astype(dtype)
    l1, l2 = 0.3, 0.5

    def objective(coef, intercept):
        eta = X @ coef + intercept
        fit = np.average(np.exp(eta) - counts * eta)
        return fit + l1 * np.abs(coef).sum() + l2 / 2 * np.square(coef).sum()

    def gradient(coef, intercept):
        eta = X @ coef + intercept
        back = (np.exp(eta) - counts) / len(counts)
        d_coef = np.einsum("ij,i->j", X, back)
        d_coef += l1 * np.sign(coef)
        d_coef += l2 * coef
        d_intercept = np.sum(back)
        return {"d_coef": d_coef, "d_intercept": d_intercept}

    return objective, gradient, {"coef": r.normal(size=3).astype(dtype), "intercept": 0.1}


wrong(elastic_net, "no ridge", {"d_coef += l2 * coef": "pass"}, coef="penalty_missing")
wrong(elastic_net, "no lasso", {"d_coef += l1 * np.sign(coef)": "pass"}, coef="penalty_missing")
wrong(
    elastic_net,
    "a ridge of two",
    {"d_coef += l2 * coef": "d_coef += 2 * l2 * coef"},
    coef="penalty_factor",
)
wrong(
    elastic_net,
    "the lasso without its sign",
    {"l1 * np.sign(coef)": "l1 * np.abs(coef)"},
    coef=("formula", "left_out"),
)
wrong(
    elastic_net,
    "the intercept shrunk",
    {"d_intercept = np.sum(back)": "d_intercept = np.sum(back) + l2 * intercept"},
    intercept="penalty_extra",
)
wrong(
    elastic_net,
    "the exponential not raised",
    {"back = (np.exp(eta) - counts)": "back = (eta - counts)"},
    coef=("formula", "wrong_formula"),
    intercept=("formula", "wrong_formula"),
)
wrong(
    elastic_net,
    "the lasso divided by n",
    {"l1 * np.sign(coef)": "l1 * np.sign(coef) / len(counts)"},
    np.float32,
    coef="penalty_factor",
)


@base
def decay_of_lists(dtype):
    """[(W, b), …] with decay summed in a loop, lambda / (2 m), hinge of two classes."""
    r = np.random.default_rng(303)
    X = r.normal(size=(6, 3)).astype(dtype)
    side = np.array([1, -1, 1, 1, -1, -1]).astype(dtype)
    lambd, m = 1.5, 6
    shapes = [(3, 4), (4, 3), (3, 1)]
    params = [
        ((0.4 * r.normal(size=s)).astype(dtype), r.normal(size=s[1]).astype(dtype)) for s in shapes
    ]

    def forward(params):
        a = X
        decay = 0.0
        for i, (W, b) in enumerate(params):
            a = a @ W + b
            if i < 2:
                a = np.log(1 + np.exp(a))
            decay = decay + np.sum(W**2)
        margin = np.maximum(0, 1 - side * a[:, 0])
        return np.sum(margin**2) / m + lambd / (2 * m) * decay

    def backward(params):
        a, kept = X, []
        for i, (W, b) in enumerate(params):
            kept.append(a)
            a = a @ W + b
            if i < 2:
                a = np.log(1 + np.exp(a))
        margin = np.maximum(0, 1 - side * a[:, 0])
        d = (-2 * side * margin / m)[:, np.newaxis]
        grads = []
        for i in range(2, -1, -1):
            W, b = params[i]
            grads.insert(0, (kept[i].T @ d + lambd / m * W, d.sum(axis=0)))
            if i > 0:
                d = (d @ W.T) * (1 - np.exp(-kept[i]))
        return grads

    return forward, backward, params


LWS = ("W1", "W2", "W3")
LALL = ("W1", "b1", "W2", "b2", "W3", "b3")
wrong(
    decay_of_lists, "no decay", {" + lambd / m * W,": ","}, **dict.fromkeys(LWS, "penalty_missing")
)
wrong(
    decay_of_lists,
    "the decay's 1/m",
    {"lambd / m * W": "lambd * W"},
    **dict.fromkeys(LWS, "penalty_factor"),
)
wrong(
    decay_of_lists,
    "half the decay",
    {"lambd / m * W": "lambd / (2 * m) * W"},
    np.float32,
    **dict.fromkeys(LWS, "penalty_factor"),
)
wrong(
    decay_of_lists,
    "the biases decayed, too",
    {"d.sum(axis=0)))": "d.sum(axis=0) + lambd / m * b))"},
    b1="penalty_extra",
    b2="penalty_extra",
    b3="penalty_extra",
)
wrong(
    decay_of_lists,
    "the squared hinge's 2",
    {"(-2 * side": "(-1 * side"},
    **dict.fromkeys(LALL, "square"),
)
wrong(
    decay_of_lists,
    "the side forgotten",
    {"(-2 * side * margin / m)": "(-2 * margin / m)"},
    **dict.fromkeys(LALL, ("mask", "left_out")),
)
wrong(
    decay_of_lists,
    "softplus left out",
    {"d = (d @ W.T) * (1 - np.exp(-kept[i]))": "d = d @ W.T"},
    W1="left_out",
    b1="left_out",
    W2="left_out",
    b2="left_out",
)
wrong(
    decay_of_lists,
    "the softplus of softplus",
    {"(1 - np.exp(-kept[i]))": "(1 / (1 + np.exp(-kept[i])))"},
    W1="wrong_point",
    b1="wrong_point",
    W2="wrong_point",
    b2="wrong_point",
)


@base
def orthogonal(dtype):
    """A penalty |W W^T - I|², group lasso on columns, an activity penalty on the features."""
    r = np.random.default_rng(256)
    X = r.normal(size=(5, 3)).astype(dtype)
    y = r.normal(size=5).astype(dtype)

    def loss(W, v):
        h = np.tanh(X @ W)
        gram = W @ W.T - np.eye(3)
        fit = np.mean((h @ v - y) ** 2)
        return fit + 0.1 * np.sum(gram**2) + 0.2 * norm(v) + 9 * np.mean(h**2)

    def gradient(W, v):
        h = np.tanh(X @ W)
        gram = W @ W.T - np.eye(3)
        dout = 2 * (h @ v - y) / 5
        dv = h.T @ dout
        dv = dv + 0.2 * v / norm(v)
        dh = np.outer(dout, v)
        dh = dh + 9 * 2 * h / h.size
        dW = X.T @ (dh * (1 - h**2))
        dW = dW + 0.1 * 4 * gram @ W
        return [dW, dv]

    return (
        loss,
        gradient,
        [0.6 * r.normal(size=(3, 4)).astype(dtype), r.normal(size=4).astype(dtype)],
    )


wrong(
    orthogonal,
    "the norm not divided",
    {"dv = dv + 0.2 * v / norm(v)": "dv = dv + 0.2 * v"},
    v=("penalty_factor", "left_out", "constant"),
)
wrong(
    orthogonal,
    "the norm's penalty missing",
    {"dv = dv + 0.2 * v / norm(v)": "dv = dv * 1"},
    v="penalty_missing",
)
wrong(
    orthogonal,
    "the orthogonal penalty missing",
    {"dW = dW + 0.1 * 4 * gram @ W": "dW = dW * 1"},
    W="penalty_missing",
)
wrong(
    orthogonal,
    "one of its two shares",
    {"0.1 * 4 * gram": "0.1 * 2 * gram"},
    W=("penalty_factor", "share_missing", "share_factor"),
)
wrong(
    orthogonal,
    "the activity's share",
    {"dh = dh + 9 * 2 * h / h.size": "dh = dh * 1"},
    W=("share_missing", "penalty_missing"),
)
wrong(orthogonal, "tanh left out", {"(dh * (1 - h**2))": "dh"}, np.float32, W="left_out")
