"""정규화: 그룹, 단위 길이, ravel한 것의 표준편차.

Norms of groups, of rows and of whole pictures.
"""

import numpy as np
from numpy.linalg import norm

from tests.handwritten.mutations import base, wrong


@base
def group_norm(dtype):
    """Groups of two channels, each normalised by its own mean and variance."""
    r = np.random.default_rng(251)
    X = r.normal(size=(4, 3)).astype(dtype)
    T = r.normal(size=(4, 6)).astype(dtype)
    eps = 1e-5

    def forward(W, gamma, beta):
        z = (X @ W).reshape(4, 3, 2, order="C").reshape(4, 2, 3)
        mu = z.mean(axis=2, keepdims=True)
        var = z.var(axis=2, keepdims=True)
        hat = (z - mu) / np.sqrt(var + eps)
        out = hat.reshape(4, 6) * gamma + beta
        return 0.5 * np.sum((out - T) ** 2) / len(X)

    def backward(W, gamma, beta):
        z = (X @ W).reshape(4, 2, 3)
        mu = z.mean(axis=2, keepdims=True)
        var = z.var(axis=2, keepdims=True)
        rstd = 1 / np.sqrt(var + eps)
        hat = (z - mu) * rstd
        out = hat.reshape(4, 6) * gamma + beta
        dout = (out - T) / len(X)
        dgamma = (dout * hat.reshape(4, 6)).sum(axis=0)
        dbeta = dout.sum(axis=0)
        dhat = (dout * gamma).reshape(4, 2, 3)
        inner = (dhat * hat).mean(axis=2, keepdims=True)
        dz = rstd * (dhat - dhat.mean(axis=2, keepdims=True) - hat * inner)
        dW = X.T @ dz.reshape(4, 6)
        return {"W": dW, "gamma": dgamma, "beta": dbeta}

    P = {"W": (3, 6), "gamma": (6,), "beta": (6,)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


wrong(group_norm, "the variance's share", {" - hat * inner)": ")"}, W="share_missing")
wrong(
    group_norm,
    "the mean's share",
    {"(dhat - dhat.mean(axis=2, keepdims=True) - hat": "(dhat - hat"},
    W="share_missing",
)
wrong(
    group_norm,
    "mean and variance as constants",
    {"dhat - dhat.mean(axis=2, keepdims=True) - hat * inner": "dhat"},
    W=("one_use", "share_missing", "path_cut"),
)
wrong(
    group_norm,
    "gamma forgotten",
    {"(dout * gamma).reshape": "dout.reshape"},
    W=("mask", "left_out"),
)
wrong(
    group_norm,
    "z for hat",
    {"(dout * hat.reshape(4, 6))": "(dout * z.reshape(4, 6))"},
    np.float32,
    gamma="wrong_operand",
)
wrong(
    group_norm, "not divided by the deviation", {"dz = rstd * (": "dz = ("}, W=("mask", "left_out")
)


@base
def unit_rows(dtype):
    """Embeddings brought to length 1 by norm(…, axis=1), cosines with class vectors."""
    r = np.random.default_rng(252)
    X = r.normal(size=(5, 4)).astype(dtype)
    target = r.integers(0, 3, 5)
    scale = 4.0

    def cosines(W, C):
        e = X.dot(W)
        lengths = norm(e, axis=1).reshape(-1, 1)
        u = e / lengths
        return e, lengths, u, scale * u.dot(C.T)

    def loss(W, C):
        _, _, _, s = cosines(W, C)
        log_p = s - np.log(np.exp(s).sum(axis=1))[:, None]
        return -log_p[np.arange(5), target].mean()

    def grads(W, C):
        e, lengths, u, s = cosines(W, C)
        p = np.exp(s) / np.exp(s).sum(axis=1)[:, None]
        onehot = np.zeros_like(p)
        onehot[np.arange(5), target] = 1
        ds = (p - onehot) / 5
        dC = scale * ds.T.dot(u)
        du = scale * ds.dot(C)
        along = np.sum(du * u, axis=1).reshape(-1, 1)
        de = (du - u * along) / lengths
        dW = X.T.dot(de)
        return dW, dC

    return loss, grads, (r.normal(size=(4, 3)).astype(dtype), r.normal(size=(3, 3)).astype(dtype))


wrong(
    unit_rows,
    "the length a constant",
    {"de = (du - u * along) / lengths": "de = du / lengths"},
    W="share_missing",
)
wrong(
    unit_rows,
    "e for u",
    {"(du - u * along)": "(du - e * along)"},
    W=("wrong_operand", "share_factor"),
)
wrong(
    unit_rows,
    "not divided by the length",
    {"(du - u * along) / lengths": "(du - u * along)"},
    W=("mask", "left_out"),
)
wrong(unit_rows, "the scale forgotten once", {"du = scale * ds": "du = ds"}, W="constant")
wrong(
    unit_rows,
    "e for u at the classes",
    {"ds.T.dot(u)": "ds.T.dot(e)"},
    np.float32,
    C="wrong_operand",
)
wrong(unit_rows, "C transposed", {"ds.dot(C)": "ds.dot(C.T)"}, W="operand_transposed")


@base
def whole_standardised(dtype):
    """A picture of ravelled features, minus its mean over its std, in one expression."""
    r = np.random.default_rng(253)
    x = r.normal(size=(2, 3, 3)).astype(dtype)
    v = r.normal(size=(2, 3)).astype(dtype)

    def forward(K):
        total = 0
        for picture, goal in zip(x, v):
            f = np.ravel(picture @ K)
            f = (f - f.mean()) / f.std()
            total += np.sum((f.reshape(3, 2).max(axis=1) - goal) ** 2)
        return total / len(x)

    def backward(K):
        dK = np.zeros_like(K)
        for picture, goal in zip(x, v):
            f = np.ravel(picture @ K)
            mean, std = f.mean(), f.std()
            g = (f - mean) / std
            pick = g.reshape(3, 2).argmax(axis=1)
            top = g.reshape(3, 2)[range(3), pick]
            dg = np.zeros((3, 2))
            dg[range(3), pick] = 2 * (top - goal) / len(x)
            dg = dg.ravel()
            df = (dg - dg.mean() - g * (dg * g).mean()) / std
            dK += picture.T @ df.reshape(3, 2)
        return dK

    return forward, backward, {"K": r.normal(size=(3, 2)).astype(dtype)}


wrong(whole_standardised, "the std a constant", {" - g * (dg * g).mean())": ")"}, K="share_missing")
wrong(
    whole_standardised, "the mean a constant", {"(dg - dg.mean() - g": "(dg - g"}, K="share_missing"
)
wrong(
    whole_standardised,
    "the last picture",
    {"dK += picture": "dK = picture"},
    K=("one_use", "one_sample"),
)
wrong(
    whole_standardised,
    "all of the pool",
    {
        "dg[range(3), pick] = 2 * (top - goal) / len(x)": (
            "dg += 2 * ((top - goal) / len(x))[:, None]"
        )
    },
    K=("mask", "left_out"),
)
wrong(
    whole_standardised,
    "the pictures summed",
    {"2 * (top - goal) / len(x)": "2 * (top - goal)"},
    K="mean",
)
wrong(
    whole_standardised,
    "the variance for the deviation",
    {"(dg * g).mean()) / std": "(dg * g).mean()) / std**2"},
    K=("constant", "formula", "unknown", "mask_again", "twice"),
)
