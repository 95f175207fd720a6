"""배치 정규화와 층 정규화.

Batch norm and layer norm.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def batch_norm(dtype):
    """Batch norm between two layers, its backward pass step by step."""
    r = np.random.default_rng(31)
    X = r.normal(size=(6, 3)).astype(dtype)
    Y = r.normal(size=(6, 2)).astype(dtype)
    P = {
        "W1": r.normal(size=(3, 4)).astype(dtype),
        "gamma": (1 + 0.3 * r.normal(size=4)).astype(dtype),
        "beta": r.normal(size=4).astype(dtype),
        "W2": r.normal(size=(4, 2)).astype(dtype),
    }
    eps = 1e-5

    def forward(W1, gamma, beta, W2):
        a = np.dot(X, W1)
        mu = np.mean(a, axis=0)
        var = np.mean((a - mu) ** 2, axis=0)
        xhat = (a - mu) / np.sqrt(var + eps)
        h = np.tanh(gamma * xhat + beta)
        return 0.5 * np.mean(np.sum((np.dot(h, W2) - Y) ** 2, axis=1))

    def gradients(W1, gamma, beta, W2):
        a = np.dot(X, W1)
        N = len(a)
        mu = np.mean(a, axis=0)
        xmu = a - mu
        var = np.mean(xmu**2, axis=0)
        ivar = 1 / np.sqrt(var + eps)
        xhat = xmu * ivar
        h = np.tanh(gamma * xhat + beta)
        dout = (np.dot(h, W2) - Y) / N
        dW2 = np.dot(h.T, dout)
        dy = np.dot(dout, W2.T) * (1 - h**2)
        dbeta = np.sum(dy, axis=0)
        dgamma = np.sum(dy * xhat, axis=0)
        dxhat = dy * gamma
        dvar = np.sum(dxhat * xmu, axis=0) * -0.5 * ivar**3
        dmu = np.sum(-dxhat * ivar, axis=0)
        da = dxhat * ivar + dvar * 2 * xmu / N + dmu / N
        dW1 = np.dot(X.T, da)
        return {"W1": dW1, "gamma": dgamma, "beta": dbeta, "W2": dW2}

    return forward, gradients, P


wrong(
    batch_norm,
    "the path through the variance",
    {"dxhat * ivar + dvar * 2 * xmu / N + dmu / N": "dxhat * ivar + dmu / N"},
    W1="share_missing",
)
wrong(
    batch_norm,
    "the path through the mean",
    {"dvar * 2 * xmu / N + dmu / N": "dvar * 2 * xmu / N"},
    W1="share_missing",
)
wrong(
    batch_norm,
    "neither mean nor variance",
    {"da = dxhat * ivar + dvar * 2 * xmu / N + dmu / N": "da = dxhat * ivar"},
    np.float32,
    W1="share_missing",
)
wrong(
    batch_norm,
    "the variance's 2 forgotten",
    {"dvar * 2 * xmu / N": "dvar * xmu / N"},
    W1=("square", "share_missing"),
)
wrong(
    batch_norm, "the variance's mean forgotten", {"dvar * 2 * xmu / N": "dvar * 2 * xmu"}, W1="mean"
)
wrong(
    batch_norm, "the root's power wrong", {"* -0.5 * ivar**3": "* -0.5 * ivar**2"}, W1="power_rule"
)
wrong(
    batch_norm,
    "the root's half forgotten",
    {"* -0.5 * ivar**3": "* -1 * ivar**3"},
    W1=("power_rule", "doubled"),
)
wrong(batch_norm, "gamma left out", {"dxhat = dy * gamma": "dxhat = dy"}, W1=("left_out", "mask"))
wrong(
    batch_norm,
    "a for the normalised in gamma's gradient",
    {"dgamma = np.sum(dy * xhat, axis=0)": "dgamma = np.sum(dy * a, axis=0)"},
    gamma="wrong_operand",
)
wrong(
    batch_norm,
    "gamma's and beta's gradients exchanged",
    {'"gamma": dgamma, "beta": dbeta': '"gamma": dbeta, "beta": dgamma'},
    gamma="swapped",
    beta="swapped",
)
wrong(
    batch_norm,
    "gamma's gradient summed over the features",
    {"np.sum(dy * xhat, axis=0)": "np.sum(dy * xhat, axis=1)"},
    gamma="wrong_axis",
)
wrong(
    batch_norm,
    "gamma's gradient not summed",
    {"dgamma = np.sum(dy * xhat, axis=0)": "dgamma = dy * xhat"},
    gamma="unsummed",
)
wrong(
    batch_norm,
    "beta's gradient summed from another array",
    {"dbeta = np.sum(dy, axis=0)": "dbeta = np.sum(np.dot(dout, W2.T), axis=0)"},
    beta=("left_out", "from_other"),
)
wrong(
    batch_norm,
    "the norm's scale left out",
    {
        "da = dxhat * ivar + dvar * 2 * xmu / N + dmu / N": (
            "da = dxhat + dvar * 2 * xmu / N - np.mean(dxhat, axis=0)"
        )
    },
    W1=("left_out", "share_missing", "wrong_operand"),
)


@base
def batch_norm_formula(dtype):
    """The short formula of batch norm, columns of features, ReLU and a cross entropy of logits."""
    r = np.random.default_rng(32)
    X = r.normal(size=(8, 3)).astype(dtype)
    labels = np.array([0, 1, 1, 2, 0, 2, 1, 0])
    W = r.normal(size=(3, 5)).astype(dtype)
    g = (1 + 0.2 * r.normal(size=(1, 5))).astype(dtype)
    b = (0.5 + r.normal(size=(1, 5))).astype(dtype)
    V = r.normal(size=(5, 3)).astype(dtype)

    def run(W, g, b, V):
        s = X @ W
        mean = s.mean(axis=0, keepdims=True)
        std = np.sqrt(((s - mean) ** 2).mean(axis=0, keepdims=True) + 1e-8)
        norm = (s - mean) / std
        y = g * norm + b
        h = np.maximum(y, 0)
        z = h @ V
        z = z - z.max(axis=1, keepdims=True)
        logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
        return std, norm, y, h, logp

    def forward(W, g, b, V):
        logp = run(W, g, b, V)[-1]
        return -logp[np.arange(8), labels].sum() / 8

    def gradients(W, g, b, V):
        std, norm, y, h, logp = run(W, g, b, V)
        n = 8
        dz = np.exp(logp)
        dz[np.arange(n), labels] -= 1
        dz /= n
        dV = h.T @ dz
        dy = (dz @ V.T) * (y > 0)
        dg = (dy * norm).sum(axis=0, keepdims=True)
        db = dy.sum(axis=0, keepdims=True)
        dn = dy * g
        ds = (n * dn - dn.sum(axis=0) - norm * (dn * norm).sum(axis=0)) / (n * std)
        dW = X.T @ ds
        return dW, dg, db, dV

    return forward, gradients, [W, g, b, V]


wrong(
    batch_norm_formula,
    "the formula's last term missing",
    {" - norm * (dn * norm).sum(axis=0)": ""},
    W="share_missing",
)
wrong(
    batch_norm_formula,
    "the formula's middle term missing",
    {" - dn.sum(axis=0)": ""},
    W="share_missing",
)
wrong(
    batch_norm_formula,
    "the formula without its 1/n",
    {"/ (n * std)": "/ std"},
    W=("mean", "factor"),
)
wrong(
    batch_norm_formula,
    "keepdims forgotten in the norm's gradients",
    {
        "(dy * norm).sum(axis=0, keepdims=True)": "(dy * norm).sum(axis=0)",
        "db = dy.sum(axis=0, keepdims=True)": "db = dy.sum(axis=0)",
    },
    g="reshaped",
    b="reshaped",
)
wrong(
    batch_norm_formula,
    "the bias summed over everything, kept in one cell",
    {"db = dy.sum(axis=0, keepdims=True)": "db = dy.sum(keepdims=True)"},
    b="total",
)
wrong(
    batch_norm_formula,
    "the target's one not taken off",
    {"dz[np.arange(n), labels] -= 1": "dz[np.arange(n), labels] -= 0"},
    **dict.fromkeys(("W", "g", "b", "V"), "share_missing"),
)
wrong(
    batch_norm_formula,
    "ReLU's slope at the wrong array",
    {"(dz @ V.T) * (y > 0)": "(dz @ V.T) * (norm > 0)"},
    np.float32,
    **dict.fromkeys(("W", "g", "b"), ("wrong_operand", "other_layer", "wrong_point")),
)
wrong(
    batch_norm_formula,
    "divided by the batch twice",
    {"dz /= n\n": "dz /= n * n\n"},
    **dict.fromkeys(("W", "g", "b", "V"), "mean_twice"),
)


@base
def layer_norm(dtype):
    """Layer norm over the features, with a skip connection past it."""
    r = np.random.default_rng(33)
    x = r.normal(size=(3, 5)).astype(dtype)
    t = r.normal(size=(3, 5)).astype(dtype)
    W = r.normal(size=(5, 5)).astype(dtype)
    scale, shift = (1 + 0.2 * r.normal(size=5)).astype(dtype), r.normal(size=5).astype(dtype)

    def forward(W, scale, shift):
        u = x @ W
        c = u - np.mean(u, axis=-1, keepdims=True)
        s = (np.mean(c * c, axis=-1, keepdims=True) + 1e-6) ** 0.5
        out = scale * (c / s) + shift + u
        return np.mean((out - t) ** 2)

    def gradients(W, scale, shift):
        u = x @ W
        c = u - np.mean(u, axis=-1, keepdims=True)
        s = (np.mean(c * c, axis=-1, keepdims=True) + 1e-6) ** 0.5
        n = c / s
        dout = 2 * (scale * n + shift + u - t) / t.size
        dscale = np.sum(dout * n, axis=0)
        dshift = np.sum(dout, axis=0)
        dn = dout * scale
        ds = -np.sum(dn * c, axis=-1, keepdims=True) / s**2
        dc = dn / s + ds * c / (s * c.shape[-1])
        du = dc - np.mean(dc, axis=-1, keepdims=True)
        du = du + dout
        return {"dW": x.T @ du, "dscale": dscale, "dshift": dshift}

    return forward, gradients, {"W": W, "scale": scale, "shift": shift}


wrong(layer_norm, "the skip forgotten", {"du = du + dout": "du = du * 1"}, W="share_missing")
wrong(
    layer_norm,
    "the deviation's share forgotten",
    {"dc = dn / s + ds * c / (s * c.shape[-1])": "dc = dn / s"},
    W="share_missing",
)
wrong(
    layer_norm,
    "the mean's share forgotten",
    {"du = dc - np.mean(dc, axis=-1, keepdims=True)": "du = dc"},
    W="share_missing",
)
wrong(
    layer_norm,
    "the means over the samples",
    {"du = dc - np.mean(dc, axis=-1, keepdims=True)": "du = dc - np.mean(dc, axis=0)"},
    W="wrong_axis",
)
wrong(
    layer_norm,
    "1/s for the derivative of 1/s",
    {"keepdims=True) / s**2": "keepdims=True) / s"},
    W="power_rule",
)
wrong(
    layer_norm,
    "the branch without its scale",
    {"dn = dout * scale": "dn = dout"},
    np.float32,
    W=("left_out", "mask"),
)
wrong(
    layer_norm,
    "the scale summed along the features",
    {"np.sum(dout * n, axis=0)": "np.sum(dout * n, axis=-1)"},
    scale="wrong_axis",
)
wrong(
    layer_norm,
    "u for the normalised",
    {"np.sum(dout * n, axis=0)": "np.sum(dout * u, axis=0)"},
    scale="wrong_operand",
)
