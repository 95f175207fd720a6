"""`from numpy import *`로 쓴 틀린 것: 열로 놓은 신경망, 대조 학습, 스프링.

Wrong programs under `from numpy import *`: columns, contrasts, springs.
"""

from numpy import *
from numpy.random import default_rng

from tests.handwritten.mutations import base, wrong


@base
def columns_without_prefix(dtype):
    """A sigmoid and a linear layer on columns, squares over 2 m, everything from numpy."""
    r = default_rng(821)
    X = r.normal(size=(3, 6)).astype(dtype)
    Y = r.normal(size=(2, 6)).astype(dtype)
    m = X.shape[1]

    def J(W1, b1, W2, b2):
        A1 = 1 / (1 + exp(-(dot(W1, X) + b1)))
        Z2 = dot(W2, A1) + b2
        return sum(square(Z2 - Y)) / (2 * m)

    def dJ(W1, b1, W2, b2):
        A1 = 1 / (1 + exp(-(dot(W1, X) + b1)))
        Z2 = dot(W2, A1) + b2
        dZ2 = Z2 - Y
        dW2 = dot(dZ2, A1.T) / m
        db2 = sum(dZ2, axis=1, keepdims=True) / m
        dA1 = dot(W2.T, dZ2)
        dZ1 = dA1 * A1 * (1 - A1)
        dW1 = dot(dZ1, X.T) / m
        db1 = sum(dZ1, axis=1, keepdims=True) / m
        return dW1, db1, dW2, db2

    return J, dJ, [r.normal(size=s).astype(dtype) for s in ((4, 3), (4, 1), (2, 4), (2, 1))]


wrong(columns_without_prefix, "m at W1", {"dot(dZ1, X.T) / m": "dot(dZ1, X.T)"}, W1="mean")
wrong(
    columns_without_prefix,
    "a sum of all",
    {"db1 = sum(dZ1, axis=1, keepdims=True) / m": "db1 = sum(dZ1) / m"},
    b1=("total", "shape"),
)
wrong(
    columns_without_prefix,
    "Y - Z",
    {"dZ2 = Z2 - Y": "dZ2 = Y - Z2"},
    **dict.fromkeys(("W1", "b1", "W2", "b2"), "sign"),
)
wrong(
    columns_without_prefix,
    "A alone",
    {"dA1 * A1 * (1 - A1)": "dA1 * A1"},
    W1="formula",
    b1="formula",
)
wrong(
    columns_without_prefix,
    "m twice",
    {"db2 = sum(dZ2, axis=1, keepdims=True) / m": "db2 = mean(dZ2, axis=1, keepdims=True) / m"},
    b2="mean_twice",
)
wrong(
    columns_without_prefix,
    "the rows of Y in the mean",
    {"dZ2 = Z2 - Y": "dZ2 = (Z2 - Y) / len(Y)"},
    float32,
    **dict.fromkeys(("W1", "b1", "W2", "b2"), ("divided", "factor", "count")),
)


@base
def pairs_in_contrast(dtype):
    """Two views, unit vectors, a product over a temperature, both rows and columns as classes."""
    r = default_rng(822)
    U, V = r.normal(size=(2, 4, 3)).astype(dtype)
    tau = 0.5

    def unit(Z):
        return Z / sqrt(sum(Z**2, axis=1, keepdims=True))

    def soft(S, axis):
        E = exp(S - S.max(axis=axis, keepdims=True))
        return E / E.sum(axis=axis, keepdims=True)

    def loss(A, B):
        S = unit(U @ A) @ unit(V @ B).T / tau
        rows, cols = soft(S, 1), soft(S, 0)
        return -(log(diag(rows)).mean() + log(diag(cols)).mean()) / 2

    def grads(A, B):
        P, Q = U @ A, V @ B
        p, q = unit(P), unit(Q)
        S = p @ q.T / tau
        dS = soft(S, 1) - eye(4)
        dS += soft(S, 0) - eye(4)
        dS /= 2 * len(S)
        dp = dS @ q / tau
        dq = dS.T @ p / tau
        lp, lq = sqrt(sum(P**2, axis=1, keepdims=True)), sqrt(sum(Q**2, axis=1, keepdims=True))
        dP = (dp - p * sum(dp * p, axis=1, keepdims=True)) / lp
        dQ = (dq - q * sum(dq * q, axis=1, keepdims=True)) / lq
        return {"A": U.T @ dP, "B": V.T @ dQ}

    return (
        loss,
        grads,
        {"A": r.normal(size=(3, 2)).astype(dtype), "B": r.normal(size=(3, 2)).astype(dtype)},
    )


wrong(
    pairs_in_contrast,
    "the lengths' share",
    {"dP = (dp - p * sum(dp * p, axis=1, keepdims=True)) / lp": "dP = dp / lp"},
    A="share_missing",
)
wrong(
    pairs_in_contrast,
    "the length",
    {"keepdims=True)) / lq": "keepdims=True))"},
    B=("left_out", "mask", "wrong_operand", "unknown"),
)
wrong(
    pairs_in_contrast,
    "the temperature at one side",
    {"dp = dS @ q / tau": "dp = dS @ q"},
    A="constant",
)
wrong(
    pairs_in_contrast,
    "the columns' loss",
    {"dS += soft(S, 0) - eye(4)": "pass"},
    A=("share_missing", "path_cut", "one_use"),
    B=("share_missing", "path_cut", "one_use"),
)
wrong(
    pairs_in_contrast,
    "dS not turned",
    {"dq = dS.T @ p / tau": "dq = dS @ p / tau"},
    float32,
    B="operand_transposed",
)
wrong(
    pairs_in_contrast,
    "the half of the two losses",
    {"dS /= 2 * len(S)": "dS /= len(S)"},
    A=("constant", "doubled", "factor"),
    B=("constant", "doubled", "factor"),
)
wrong(
    pairs_in_contrast,
    "four pairs not averaged",
    {"dS /= 2 * len(S)": "dS /= 2"},
    A="mean",
    B="mean",
)


@base
def spring_steps(dtype):
    """A mass on a spring with friction: Euler steps, k and c as arrays of one, walked back."""
    r = default_rng(823)
    seen = r.normal(size=5).astype(dtype)
    dt = 0.3

    def simulate(k, c):
        x, v = zeros(6, dtype=k.dtype), zeros(6, dtype=k.dtype)
        x[0] = 1.0
        for t in range(5):
            x[t + 1] = x[t] + dt * v[t]
            v[t + 1] = v[t] - dt * (k[0] * x[t] + c[0] * v[t])
        return x, v

    def loss(k, c):
        x, _ = simulate(k, c)
        return sum((x[1:] - seen) ** 2)

    def grads(k, c):
        x, v = simulate(k, c)
        dk, dc = zeros_like(k), zeros_like(c)
        gx, gv = 0.0, 0.0
        for t in range(4, -1, -1):
            gx = gx + 2 * (x[t + 1] - seen[t])
            dk -= gv * dt * x[t]
            dc -= gv * dt * v[t]
            gx, gv = gx - gv * dt * k[0], gx * dt + gv * (1 - dt * c[0])
        return dk, dc

    return loss, grads, [array([1.4], dtype), array([0.3], dtype)]


wrong(
    spring_steps,
    "the step's length",
    {"dk -= gv * dt * x[t]": "dk -= gv * x[t]"},
    k=("constant", "factor"),
)
wrong(
    spring_steps, "the friction's sign", {"dc -= gv * dt * v[t]": "dc += gv * dt * v[t]"}, c="sign"
)
wrong(
    spring_steps,
    "the place for the speed",
    {"dc -= gv * dt * v[t]": "dc -= gv * dt * x[t]"},
    c=("wrong_operand", "swapped"),
)
wrong(
    spring_steps,
    "the speed not kept",
    {"gx * dt + gv * (1 - dt * c[0])": "gx * dt"},
    k=("path_cut", "share_missing"),
    c=("path_cut", "share_missing"),
)
wrong(
    spring_steps,
    "the first step only",
    {"dk -= gv * dt * x[t]": "dk = -gv * dt * x[t:t + 1]"},
    float32,
    k=("one_use", "one_sample"),
)
wrong(
    spring_steps,
    "the square's 2",
    {"2 * (x[t + 1] - seen[t])": "(x[t + 1] - seen[t])"},
    k="square",
    c="square",
)
