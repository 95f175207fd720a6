"""잡음과 페널티: 작은 VAE, 가중치 떨어뜨리기, 드롭아웃을 두 번, 부드러운 정답, 겹친 넓이.

Noise and penalties: a small VAE, dropped connections, dropout twice, soft labels, overlap.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def small_vae(dtype):
    """One linear encoder to mu and log variance, held noise, a linear decoder, KL and squares."""
    r = np.random.default_rng(801)
    x = r.normal(size=(4, 3)).astype(dtype)
    eps = r.normal(size=(4, 2)).astype(dtype)
    beta = 0.6

    def encode(We, Ws):
        return x @ We, x @ Ws

    def elbo(We, Ws, Wd):
        mu, logvar = encode(We, Ws)
        z = mu + np.exp(0.5 * logvar) * eps
        recon = np.sum((z @ Wd - x) ** 2)
        kl = -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar))
        return (recon + beta * kl) / len(x)

    def backward(We, Ws, Wd):
        mu, logvar = encode(We, Ws)
        std = np.exp(0.5 * logvar)
        z = mu + std * eps
        dout = 2 * (z @ Wd - x) / len(x)
        dWd = z.T @ dout
        dz = dout @ Wd.T
        dmu = dz + beta * mu / len(x)
        dlogvar = dz * eps * std * 0.5
        dlogvar += beta * 0.5 * (np.exp(logvar) - 1) / len(x)
        return [x.T @ dmu, x.T @ dlogvar, dWd]

    return elbo, backward, [0.7 * r.normal(size=s).astype(dtype) for s in ((3, 2), (3, 2), (2, 3))]


wrong(
    small_vae,
    "KL at the mean",
    {"dmu = dz + beta * mu / len(x)": "dmu = dz"},
    We=("share_missing", "penalty_missing"),
)
wrong(
    small_vae,
    "the half of the log variance",
    {"dz * eps * std * 0.5": "dz * eps * std"},
    Ws=("share_factor", "constant"),
)
wrong(
    small_vae,
    "the standard deviation",
    {"dz * eps * std * 0.5": "dz * eps * 0.5"},
    Ws=("left_out", "mask", "share_factor", "unknown"),
)
wrong(
    small_vae,
    "the one of the log variance",
    {"(np.exp(logvar) - 1)": "np.exp(logvar)"},
    Ws="share_missing",
)
wrong(small_vae, "the noise", {"dz * eps * std": "dz * std"}, Ws=("mask", "left_out"))
wrong(
    small_vae,
    "beta at the mean",
    {"dmu = dz + beta * mu": "dmu = dz + mu"},
    np.float32,
    We=("share_factor", "constant", "penalty_factor"),
)
wrong(small_vae, "mu for z", {"dWd = z.T @ dout": "dWd = mu.T @ dout"}, Wd="wrong_operand")


@base
def dropped_twice(dtype):
    """Inverted dropout on the inputs and on the hidden units, two keep rates, elu between."""
    r = np.random.default_rng(802)
    X = r.normal(size=(6, 4)).astype(dtype)
    T = r.normal(size=(6, 2)).astype(dtype)
    p1, p2 = 0.8, 0.5
    U1 = (r.uniform(size=X.shape) < p1) / p1
    U2 = (r.uniform(size=(6, 5)) < p2) / p2

    def run(W1, b1, W2, b2):
        x = X * U1
        z = x.dot(W1) + b1
        h = np.where(z > 0, z, np.exp(np.minimum(z, 0)) - 1)
        hd = h * U2
        return x, z, h, hd, hd.dot(W2) + b2

    def loss(W1, b1, W2, b2):
        out = run(W1, b1, W2, b2)[-1]
        return ((out - T) ** 2).sum(axis=1).mean()

    def grads(W1, b1, W2, b2):
        x, z, h, hd, out = run(W1, b1, W2, b2)
        dout = 2 * (out - T) / 6
        g = {"W2": hd.T.dot(dout), "b2": dout.sum(axis=0)}
        dh = dout.dot(W2.T) * U2
        dz = dh * np.where(z > 0, 1, h + 1)
        g["W1"] = x.T.dot(dz)
        g["b1"] = dz.sum(axis=0)
        return g

    shapes = {"W1": (4, 5), "b1": 5, "W2": (5, 2), "b2": 2}
    return loss, grads, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    dropped_twice,
    "the hidden mask",
    {"dout.dot(W2.T) * U2": "dout.dot(W2.T)"},
    W1=("mask", "left_out"),
    b1=("mask", "left_out"),
)
wrong(
    dropped_twice,
    "the hidden keep rate",
    {"dout.dot(W2.T) * U2": "dout.dot(W2.T) * (U2 > 0)"},
    W1=("keep_rate", "constant"),
    b1=("keep_rate", "constant"),
)
wrong(
    dropped_twice,
    "the inputs before they were dropped",
    {'g["W1"] = x.T.dot(dz)': 'g["W1"] = X.T.dot(dz)'},
    W1=("wrong_operand", "mask"),
)
wrong(
    dropped_twice,
    "the mask a second time",
    {"dz = dh * np": "dz = dh * U2 * np"},
    W1=("mask_again", "constant_again", "factor"),
    b1=("mask_again", "constant_again", "factor"),
)
wrong(
    dropped_twice,
    "elu's exponential side",
    {"np.where(z > 0, 1, h + 1)": "np.where(z > 0, 1, h)"},
    W1="formula",
    b1="formula",
)
wrong(
    dropped_twice,
    "elu as a ReLU",
    {"np.where(z > 0, 1, h + 1)": "(z > 0)"},
    np.float32,
    W1=("other_activation", "formula"),
    b1=("other_activation", "formula"),
)
wrong(
    dropped_twice,
    "hidden units before they were dropped",
    {"hd.T.dot(dout)": "h.T.dot(dout)"},
    W2=("wrong_operand", "mask"),
)


@base
def soft_labels(dtype):
    """Smoothed labels, a temperature, weights of the classes; log-softmax by hand."""
    r = np.random.default_rng(803)
    X = r.normal(size=(5, 3)).astype(dtype)
    y = np.array([2, 1, 0, 2, 2])
    smooth, tau = 0.1, 2.0
    weight = np.array([1.0, 0.5, 2.0], dtype=dtype)
    T = np.full((5, 3), smooth / 3)
    T[np.arange(5), y] += 1 - smooth
    T = T * weight

    def logits(params):
        return (X @ params["W"] + params["b"]) / tau

    def loss(params):
        s = logits(params)
        logp = s - np.log(np.sum(np.exp(s), axis=1, keepdims=True))
        return float(-np.einsum("nk,nk->", T, logp) / 5)

    def grads(params):
        s = logits(params)
        p = np.exp(s) / np.sum(np.exp(s), axis=1, keepdims=True)
        ds = (p * T.sum(axis=1, keepdims=True) - T) / 5
        da = ds / tau
        return {"grad_W": X.T @ da, "grad_b": da.sum(0)}

    shapes = {"W": (3, 3), "b": 3}
    return loss, grads, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(soft_labels, "the temperature", {"da = ds / tau": "da = ds"}, W="constant", b="constant")
wrong(
    soft_labels,
    "the temperature multiplied",
    {"da = ds / tau": "da = ds * tau"},
    W=("factor", "constant"),
    b=("factor", "constant"),
)
wrong(
    soft_labels,
    "p - t though t does not sum to one",
    {"p * T.sum(axis=1, keepdims=True) - T": "p - T"},
    W=("unknown", "mask", "formula", "left_out", "share_factor"),
    b=("unknown", "mask", "formula", "left_out", "share_factor"),
)
wrong(
    soft_labels,
    "the label's share",
    {" - T) / 5": ") / 5"},
    np.float32,
    W=("share_missing", "label_missing"),
    b=("share_missing", "label_missing"),
)
wrong(soft_labels, "W by its transposed", {"X.T @ da": "(X.T @ da).T"}, W="transpose")


@base
def overlap(dtype):
    """1 - 2 Σpt / (Σp + Σt) of a sigmoid mask, a pixel's features as rows; a weight penalty."""
    r = np.random.default_rng(804)
    F = r.normal(size=(9, 3)).astype(dtype)
    t = (r.uniform(size=9) > 0.6).astype(dtype)
    decay = 0.05

    def forward(w, b):
        p = 1 / (1 + np.exp(-(F @ w + b)))
        dice = 2 * np.sum(p * t) / (np.sum(p) + np.sum(t))
        return 1 - dice + decay * np.linalg.norm(w) ** 2

    def backward(w, b):
        p = 1 / (1 + np.exp(-(F @ w + b)))
        inter, total = np.sum(p * t), np.sum(p) + np.sum(t)
        dp = -2 * t / total + 2 * inter / total**2
        da = dp * p * (1 - p)
        dw = F.T @ da + 2 * decay * w
        return dw, da.sum().item()

    return forward, backward, [r.normal(size=3).astype(dtype), 0.2]


wrong(
    overlap,
    "the denominator's share",
    {" + 2 * inter / total**2": ""},
    w=("share_missing", "path_cut"),
    b=("share_missing", "path_cut"),
)
wrong(
    overlap,
    "the quotient's square",
    {"inter / total**2": "inter / total"},
    w=("share_factor", "power_rule"),
    b=("share_factor", "power_rule", "factor"),
)
wrong(overlap, "the penalty's 2", {"+ 2 * decay * w": "+ decay * w"}, w="penalty_factor")
wrong(overlap, "the penalty", {" + 2 * decay * w": ""}, np.float32, w="penalty_missing")
wrong(
    overlap,
    "the quotient's sign",
    {"/ total + 2 * inter": "/ total - 2 * inter"},
    w=("share_factor", "power_rule"),
    b=("share_factor", "power_rule", "factor"),
)
wrong(
    overlap,
    "the sigmoid",
    {"da = dp * p * (1 - p)": "da = dp"},
    w="left_out",
    b=("left_out", "factor"),
)
wrong(
    overlap,
    "a penalty on the bias",
    {"da.sum().item()": "da.sum().item() + 2 * decay * b"},
    b=("penalty_extra", "factor"),
)
