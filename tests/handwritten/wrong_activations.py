"""여러 활성화 함수와 거듭제곱.

Activations of many kinds, and powers.
"""

import math

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def leaky(dtype):
    r = np.random.default_rng(71)
    X = r.normal(size=(5, 3)).astype(dtype)
    t = r.normal(size=(5, 2)).astype(dtype)
    P = {"W": r.normal(size=(3, 6)).astype(dtype), "V": r.normal(size=(6, 2)).astype(dtype)}

    def forward(W, V):
        z = X @ W
        a = np.where(z > 0, z, 0.1 * z)
        return np.mean((a @ V - t) ** 2)

    def gradients(W, V):
        z = X @ W
        a = np.where(z > 0, z, 0.1 * z)
        d = 2 * (a @ V - t) / t.size
        slope = np.where(z > 0, 1, 0.1)
        return {"W": X.T @ (d @ V.T * slope), "V": a.T @ d}

    return forward, gradients, P


wrong(
    leaky,
    "leaky ReLU passed back as ReLU",
    {"slope = np.where(z > 0, 1, 0.1)": "slope = np.where(z > 0, 1, 0)"},
    W="other_activation",
)
wrong(
    leaky,
    "leaky ReLU passed back as nothing",
    {"slope = np.where(z > 0, 1, 0.1)": "slope = 1"},
    W="left_out",
)
wrong(
    leaky,
    "another slope below zero",
    {"slope = np.where(z > 0, 1, 0.1)": "slope = np.where(z > 0, 1, 0.01)"},
    W=("formula", "other_activation"),
)
wrong(
    leaky,
    "the leaky numbers themselves",
    {"slope = np.where(z > 0, 1, 0.1)": "slope = np.where(z > 0, z, 0.1 * z)"},
    W="formula",
)
wrong(leaky, "z for a", {'"V": a.T @ d': '"V": z.T @ d'}, V="wrong_operand")
wrong(
    leaky,
    "by the samples alone",
    {"/ t.size": "/ t.shape[0]"},
    np.float32,
    **dict.fromkeys("WV", ("count", "doubled")),
)


@base
def elu(dtype):
    r = np.random.default_rng(72)
    X = r.normal(size=(4, 3)).astype(dtype)
    y = r.normal(size=4).astype(dtype)
    alpha = 0.7

    def forward(W, b, v):
        z = X @ W + b
        a = np.where(z > 0, z, alpha * (np.exp(z) - 1))
        return np.sum((a @ v - y) ** 2) / len(y)

    def gradients(W, b, v):
        z = X @ W + b
        a = np.where(z > 0, z, alpha * (np.exp(z) - 1))
        e = 2 * (a @ v - y) / len(y)
        da = np.outer(e, v)
        dz = da * np.where(z > 0, 1, a + alpha)
        return {"W": X.T @ dz, "b": dz.sum(axis=0), "v": a.T @ e}

    parameters = {
        name: r.normal(size=s).astype(dtype) for name, s in (("W", (3, 5)), ("b", 5), ("v", 5))
    }
    return forward, gradients, parameters


wrong(
    elu,
    "ELU passed back as ReLU",
    {"np.where(z > 0, 1, a + alpha)": "np.where(z > 0, 1, 0)"},
    **dict.fromkeys("Wb", "other_activation"),
)
wrong(
    elu,
    "ELU's output for its derivative",
    {"np.where(z > 0, 1, a + alpha)": "np.where(z > 0, 1, a)"},
    **dict.fromkeys("Wb", "formula"),
)
wrong(
    elu,
    "ELU's alpha forgotten",
    {"np.where(z > 0, 1, a + alpha)": "np.where(z > 0, 1, np.exp(z))"},
    **dict.fromkeys("Wb", ("constant", "formula")),
)
wrong(
    elu,
    "ELU's derivative at its output",
    {"np.where(z > 0, 1, a + alpha)": "np.where(z > 0, 1, alpha * np.exp(a))"},
    **dict.fromkeys("Wb", "wrong_point"),
)
wrong(
    elu,
    "two thirds",
    {"da = np.outer(e, v)": "da = 2 / 3 * np.outer(e, v)"},
    **dict.fromkeys("Wb", "factor"),
)


@base
def swish(dtype):
    r = np.random.default_rng(73)
    X = r.normal(size=(6, 2)).astype(dtype)
    T = r.normal(size=(6, 2)).astype(dtype)
    W1, W2 = r.normal(size=(2, 5)).astype(dtype), r.normal(size=(5, 2)).astype(dtype)

    def forward(W1, W2):
        z = X @ W1
        return 0.5 * np.mean((z / (1 + np.exp(-z)) @ W2 - T) ** 2)

    def gradients(W1, W2):
        z = X @ W1
        s = 1 / (1 + np.exp(-z))
        a = z * s
        d = (a @ W2 - T) / T.size
        da = d @ W2.T
        dz = da * (s + z * s * (1 - s))
        return {"W1_grad": X.T @ dz, "W2_grad": a.T @ d}

    return forward, gradients, {"W1": W1, "W2": W2}


wrong(swish, "the product's first share alone", {"(s + z * s * (1 - s))": "s"}, W1="share_missing")
wrong(
    swish,
    "the product's second share alone",
    {"(s + z * s * (1 - s))": "z * s * (1 - s)"},
    W1="share_missing",
)
wrong(
    swish,
    "the sigmoid's derivative for swish's",
    {"(s + z * s * (1 - s))": "s * (1 - s)"},
    W1=("other_activation", "formula"),
)
wrong(swish, "the output's own slope", {"(s + z * s * (1 - s))": "(s + a * (1 - a))"}, W1="formula")
wrong(swish, "swish left out", {"da * (s + z * s * (1 - s))": "da"}, W1="left_out")
wrong(
    swish,
    "the half forgotten",
    {"d = (a @ W2 - T) / T.size": "d = 2 * (a @ W2 - T) / T.size"},
    **dict.fromkeys(("W1", "W2"), ("constant", "doubled")),
)
wrong(swish, "the sigmoid for swish", {"a.T @ d": "s.T @ d"}, W2="wrong_operand")


@base
def gelu(dtype):
    r = np.random.default_rng(74)
    X = r.normal(size=(4, 3)).astype(dtype)
    T = r.normal(size=(4, 1)).astype(dtype)
    c = math.sqrt(2 / math.pi)
    P = {"A": r.normal(size=(3, 4)).astype(dtype), "B": r.normal(size=(4, 1)).astype(dtype)}

    def forward(A, B):
        x = X @ A
        h = 0.5 * x * (1 + np.tanh(c * (x + 0.044715 * x**3)))
        return np.sum((h @ B - T) ** 2)

    def gradients(A, B):
        x = X @ A
        th = np.tanh(c * (x + 0.044715 * x**3))
        h = 0.5 * x * (1 + th)
        d = 2 * (h @ B - T)
        inner = c * (1 + 3 * 0.044715 * x**2)
        dh = 0.5 * (1 + th) + 0.5 * x * (1 - th**2) * inner
        return {"A": X.T @ (d @ B.T * dh), "B": h.T @ d}

    return forward, gradients, P


wrong(
    gelu,
    "the inner derivative left out",
    {"(1 - th**2) * inner": "(1 - th**2)"},
    A=("left_out", "share_missing"),
)
wrong(gelu, "the gate's share alone", {" + 0.5 * x * (1 - th**2) * inner": ""}, A="share_missing")
wrong(gelu, "the constant inside", {"inner = c * (1": "inner = (1"}, A="constant")
wrong(gelu, "tanh's slope inside left out", {"* (1 - th**2) * inner": "* inner"}, A="left_out")
wrong(gelu, "the cube's 3 forgotten", {"3 * 0.044715 * x**2": "0.044715 * x**2"}, A="power_rule")
wrong(gelu, "tanh(x) for x in the output", {'"B": h.T @ d': '"B": th.T @ d'}, B="wrong_operand")


@base
def hard(dtype):
    """Hard sigmoid by clip, then hard tanh by clip."""
    r = np.random.default_rng(75)
    X = 4 * r.normal(size=(6, 3)).astype(dtype)
    T = r.normal(size=(6, 2)).astype(dtype)
    P = {"W": r.normal(size=(3, 4)).astype(dtype), "V": r.normal(size=(4, 2)).astype(dtype)}

    def forward(W, V):
        h = np.clip(0.2 * (X @ W) + 0.5, 0, 1)
        out = np.clip(h @ V, -1, 1)
        return np.mean((out - T) ** 2)

    def gradients(W, V):
        s = 0.2 * (X @ W) + 0.5
        h = np.clip(s, 0, 1)
        o = h @ V
        d = 2 * (np.clip(o, -1, 1) - T) / T.size
        do = d * ((o > -1) & (o < 1))
        dh = do @ V.T
        ds = dh * ((s > 0) & (s < 1))
        return {"dW": X.T @ (0.2 * ds), "dV": h.T @ do}

    return forward, gradients, P


wrong(
    hard,
    "hard sigmoid's bounds left out",
    {"ds = dh * ((s > 0) & (s < 1))": "ds = dh"},
    W=("mask", "left_out"),
)
wrong(
    hard,
    "hard tanh's bounds left out",
    {"do = d * ((o > -1) & (o < 1))": "do = d"},
    W=("mask", "left_out"),
    V=("mask", "left_out"),
)
wrong(hard, "hard sigmoid's slope left out", {"X.T @ (0.2 * ds)": "X.T @ ds"}, W="constant")
wrong(
    hard,
    "the lower bound alone",
    {"((s > 0) & (s < 1))": "(s > 0)"},
    np.float32,
    W=("other_activation", "mask", "formula"),
)
wrong(
    hard,
    "the soft sigmoid's derivative",
    {"ds = dh * ((s > 0) & (s < 1))": "ds = dh * h * (1 - h)"},
    W="other_activation",
)


@base
def powers(dtype):
    """A loss of a reciprocal, a cube, a root and a logarithm, each with its own numbers."""
    r = np.random.default_rng(76)
    P = {name: (1.5 + r.random(5)).astype(dtype) for name in ("p", "q", "s", "u")}
    k = r.normal(size=5).astype(dtype)

    def forward(p, q, s, u):
        return np.sum(k / p) + np.sum(k * q**3) + np.sum(k * np.sqrt(s)) + np.sum(k * np.log(u))

    def gradients(p, q, s, u):
        dp = -k / p**2
        dq = 3 * k * q**2
        ds = 0.5 * k / np.sqrt(s)
        du = k / u
        return {"p": dp, "q": dq, "s": ds, "u": du}

    return forward, gradients, P


wrong(powers, "1/p for the derivative of 1/p", {"dp = -k / p**2": "dp = k / p"}, p="power_rule")
wrong(powers, "the sign of the reciprocal", {"dp = -k / p**2": "dp = k / p**2"}, p="sign")
wrong(powers, "-1/p", {"dp = -k / p**2": "dp = -k / p"}, p="power_rule")
wrong(powers, "q**2 for 3 q**2", {"dq = 3 * k * q**2": "dq = k * q**2"}, q=("power_rule", "factor"))
wrong(powers, "3 q for 3 q**2", {"dq = 3 * k * q**2": "dq = 3 * k * q"}, q="power_rule")
wrong(
    powers,
    "2 q**2 for 3 q**2",
    {"dq = 3 * k * q**2": "dq = 2 * k * q**2"},
    q=("power_rule", "factor"),
)
wrong(powers, "3 q**3 for 3 q**2", {"dq = 3 * k * q**2": "dq = 3 * k * q**3"}, q="power_rule")
wrong(
    powers,
    "the root itself",
    {"ds = 0.5 * k / np.sqrt(s)": "ds = 0.5 * k * np.sqrt(s)"},
    s="power_rule",
)
wrong(
    powers,
    "1 / root",
    {"ds = 0.5 * k / np.sqrt(s)": "ds = k / np.sqrt(s)"},
    s=("power_rule", "doubled"),
)
wrong(
    powers,
    "1 / s for half a root",
    {"ds = 0.5 * k / np.sqrt(s)": "ds = 0.5 * k / s"},
    s="power_rule",
)
wrong(powers, "the logarithm left out", {"du = k / u": "du = k"}, u="left_out")
wrong(powers, "the logarithm's square", {"du = k / u": "du = k / u**2"}, u=("twice", "power_rule"))
wrong(
    powers,
    "the logarithm itself",
    {"du = k / u": "du = k / np.log(u)"},
    u=("wrong_point", "power_rule"),
)


@base
def softplus(dtype):
    r = np.random.default_rng(77)
    X = r.normal(size=(4, 3)).astype(dtype)
    y = r.normal(size=(4, 1)).astype(dtype)
    W, b, v = (r.normal(size=s).astype(dtype) for s in ((3, 4), (4,), (4, 1)))

    def forward(W, b, v):
        h = np.log(1 + np.exp(X @ W + b))
        g = np.sin(h @ v)
        return np.mean((g - y) ** 2)

    def gradients(W, b, v):
        a = X @ W + b
        h = np.log(1 + np.exp(a))
        u = h @ v
        dg = 2 * (np.sin(u) - y) / len(y)
        du = dg * np.cos(u)
        dh = du @ v.T
        da = dh / (1 + np.exp(-a))
        return [X.T @ da, da.sum(axis=0), h.T @ du]

    return forward, gradients, [W, b, v]


wrong(
    softplus,
    "softplus left out",
    {"da = dh / (1 + np.exp(-a))": "da = dh"},
    **dict.fromkeys("Wb", "left_out"),
)
wrong(
    softplus,
    "softplus passed back as a sigmoid",
    {"da = dh / (1 + np.exp(-a))": "da = dh * np.exp(-a) / (1 + np.exp(-a)) ** 2"},
    **dict.fromkeys("Wb", "other_activation"),
)
wrong(
    softplus,
    "softplus passed back as ReLU",
    {"da = dh / (1 + np.exp(-a))": "da = dh * (a > 0)"},
    **dict.fromkeys("Wb", "other_activation"),
)
wrong(
    softplus,
    "the sine for the cosine",
    {"du = dg * np.cos(u)": "du = dg * np.sin(u)"},
    **dict.fromkeys("Wbv", ("formula", "other_activation")),
)
wrong(
    softplus,
    "minus the cosine",
    {"du = dg * np.cos(u)": "du = dg * -np.cos(u)"},
    **dict.fromkeys("Wbv", "sign"),
)
wrong(
    softplus,
    "one and two thirds",
    {"du = dg * np.cos(u)": "du = 5 / 3 * dg * np.cos(u)"},
    np.float32,
    **dict.fromkeys("Wbv", "factor"),
)
