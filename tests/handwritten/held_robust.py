"""회귀의 다른 손실: 가중 표본, 분위수, log cosh, 코시, 곡선 맞추기.

Regressions with other losses: weighted samples, quantiles, log cosh, Cauchy, curves.
"""

import math

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def weighted_samples(dtype):
    """Logistic regression where every sample has a weight; float(loss) at the end."""
    r = np.random.default_rng(201)
    X = r.normal(size=(7, 3)).astype(dtype)
    y = np.array([1, 0, 0, 1, 1, 0, 1])
    weight = r.uniform(0.5, 2.0, 7).astype(dtype)

    def loss(w, c):
        z = X.dot(w) + c
        p = 1.0 / (1.0 + np.exp(-z))
        each = np.where(y == 1, -np.log(p), -np.log(1 - p))
        return float((weight * each).sum() / weight.sum())

    def grad(w, c):
        z = X.dot(w) + c
        p = 1.0 / (1.0 + np.exp(-z))
        residual = weight * (p - y)
        residual /= weight.sum()
        dw = X.T.dot(residual)
        dc = residual.sum()
        return {"w": dw, "c": dc}

    return loss, grad, {"w": r.normal(size=3).astype(dtype), "c": 0.2}


wrong(
    weighted_samples,
    "the weights of the samples left out",
    {"residual = weight * (p - y)": "residual = p - y"},
    w=("mask", "left_out"),
    c=("mask", "left_out"),
)
wrong(
    weighted_samples,
    "divided by the number of samples",
    {"residual /= weight.sum()": "residual /= len(y)"},
    w=("count", "factor"),
    c=("count", "factor"),
)
wrong(
    weighted_samples,
    "not divided at all",
    {"residual /= weight.sum()": "pass"},
    w=("constant", "mean", "factor"),
    c=("constant", "mean", "factor"),
)
wrong(weighted_samples, "minus in front", {"dw = X.T": "dw = -X.T"}, np.float32, w="sign")
wrong(
    weighted_samples,
    "the bias without the sum",
    {"dc = residual.sum()": "dc = residual.mean()"},
    c="mean_twice",
)
wrong(
    weighted_samples,
    "the bias of one sample",
    {"dc = residual.sum()": "dc = residual[-1]"},
    c="one_sample",
)


@base
def quantiles(dtype):
    """Three quantiles of one variable, the pinball loss by np.maximum."""
    r = np.random.default_rng(202)
    x = r.normal(size=(8, 1)).astype(dtype)
    y = r.normal(size=(8, 1)).astype(dtype)
    taus = np.array([0.1, 0.5, 0.9], dtype=dtype)

    def forward(slope, start):
        q = x * slope + start
        gap = y - q
        return np.mean(np.sum(np.maximum(taus * gap, (taus - 1) * gap), axis=1))

    def backward(slope, start):
        q = x * slope + start
        gap = y - q
        dgap = np.where(gap > 0, taus, taus - 1) / len(x)
        dq = -dgap
        dslope = np.sum(dq * x, axis=0)
        dstart = np.sum(dq, axis=0)
        return dslope, dstart

    return forward, backward, [r.normal(size=3).astype(dtype), r.normal(size=3).astype(dtype)]


wrong(
    quantiles,
    "the minus of y - q",
    {"dq = -dgap": "dq = dgap"},
    slope="sign",
    start="sign",
)
wrong(
    quantiles,
    "averaged over quantiles, too",
    {"/ len(x)": "/ gap.size"},
    slope=("count", "mean_twice", "divided"),
    start=("count", "mean_twice", "divided"),
)
wrong(quantiles, "x forgotten", {"np.sum(dq * x, axis=0)": "np.sum(dq, axis=0)"}, slope="mask")
wrong(
    quantiles,
    "the starts by the wrong axis",
    {"dstart = np.sum(dq, axis=0)": "dstart = np.sum(dq, axis=1)[:3]"},
    start=("wrong_axis", "unknown"),
)
wrong(
    quantiles,
    "the starts in one sum",
    {"dstart = np.sum(dq, axis=0)": "dstart = np.full(3, dq.sum())"},
    start="total",
)


@base
def log_cosh(dtype):
    """A hidden layer of arctan, the loss log cosh of the residual."""
    r = np.random.default_rng(203)
    X = r.normal(size=(6, 4)).astype(dtype)
    Y = r.normal(size=(6, 2)).astype(dtype)

    def forward(U, u, V, v):
        hidden = np.arctan(X @ U + u)
        residual = hidden @ V + v - Y
        return np.log(np.cosh(residual)).sum(axis=1).mean()

    def backward(U, u, V, v):
        s = X @ U + u
        hidden = np.arctan(s)
        residual = hidden @ V + v - Y
        g = np.tanh(residual) / len(X)
        gV, gv = hidden.T @ g, g.sum(0)
        gs = (g @ V.T) / (1 + s**2)
        gU, gu = X.T @ gs, gs.sum(0)
        return [gU, gu, gV, gv]

    P = [r.normal(size=(4, 5)), r.normal(size=5), r.normal(size=(5, 2)), r.normal(size=2)]
    return forward, backward, [array.astype(dtype) for array in P]


UUVV = ("U", "u", "V", "v")
wrong(
    log_cosh,
    "no tanh of the residual",
    {"g = np.tanh(residual) / len(X)": "g = residual / len(X)"},
    **dict.fromkeys(UUVV, ("formula", "left_out")),
)
wrong(
    log_cosh,
    "arctan's slope at its output",
    {"(1 + s**2)": "(1 + hidden**2)"},
    **dict.fromkeys("Uu", "wrong_point"),
)
wrong(
    log_cosh,
    "tanh's slope for arctan's",
    {"gs = (g @ V.T) / (1 + s**2)": "gs = (g @ V.T) * (1 - np.tanh(s) ** 2)"},
    **dict.fromkeys("Uu", "other_activation"),
)
wrong(
    log_cosh,
    "arctan's slope forgotten",
    {"gs = (g @ V.T) / (1 + s**2)": "gs = g @ V.T"},
    **dict.fromkeys("Uu", "left_out"),
)
wrong(log_cosh, "the mean forgotten", {"/ len(X)": ""}, np.float32, **dict.fromkeys(UUVV, "mean"))
wrong(log_cosh, "the bias not summed", {"g.sum(0)": "g"}, v="unsummed")
wrong(
    log_cosh,
    "the cosh for its logarithm",
    {"g = np.tanh(residual) / len(X)": "g = np.sinh(residual) / len(X)"},
    **dict.fromkeys(UUVV, "left_out"),
)


@base
def cauchy(dtype):
    """A robust line: log(1 + (r / c)²), c learned as a number."""
    r = np.random.default_rng(204)
    X = r.normal(size=(9, 2)).astype(dtype)
    y = r.normal(size=9).astype(dtype)

    def forward(beta, c):
        residual = X @ beta - y
        ratio = residual / c
        return np.sum(np.log(1 + ratio**2)) / len(y)

    def gradients(beta, c):
        residual = X @ beta - y
        ratio = residual / c
        dratio = 2 * ratio / (1 + ratio**2) / len(y)
        dbeta = X.T @ (dratio / c)
        dc = np.sum(dratio * -residual / c**2)
        return {"beta_grad": dbeta, "c_grad": dc}

    return forward, gradients, {"beta": r.normal(size=2).astype(dtype), "c": 1.4}


wrong(
    cauchy,
    "the square's 2",
    {"dratio = 2 * ratio": "dratio = ratio"},
    beta="square",
    c="square",
)
wrong(
    cauchy,
    "the logarithm's slope left out",
    {"/ (1 + ratio**2) / len(y)": "/ len(y)"},
    beta="left_out",
    c="left_out",
)
wrong(cauchy, "1/c as if it were c", {"-residual / c**2": "-residual / c"}, c="power_rule")
wrong(cauchy, "the minus of 1/c", {"-residual / c**2": "residual / c**2"}, c=("sign", "power_rule"))
wrong(
    cauchy,
    "c forgotten in beta",
    {"(dratio / c)": "dratio"},
    beta=("constant", "left_out", "factor", "mask"),
)


@base
def enzyme(dtype):
    """A curve of two floats, point by point with the math module."""
    doses = [0.5, 1.0, 2.0, 4.0, 8.0]
    rates = [0.35, 0.6, 0.85, 1.25, 1.3]

    def cost(vmax, half):
        total = 0.0
        for dose, rate in zip(doses, rates):
            total += (vmax * dose / (half + dose) - rate) ** 2
        return math.sqrt(total / len(doses))

    def slopes(vmax, half):
        total, dvmax, dhalf = 0.0, 0.0, 0.0
        for dose, rate in zip(doses, rates):
            gap = vmax * dose / (half + dose) - rate
            total += gap**2
            dvmax += 2 * gap * dose / (half + dose)
            dhalf += -2 * gap * vmax * dose / (half + dose) ** 2
        outer = 1 / (2 * math.sqrt(total / len(doses))) / len(doses)
        return {"vmax": outer * dvmax, "half": outer * dhalf}

    return cost, slopes, {"vmax": 1.9, "half": 1.1}


wrong(
    enzyme,
    "the root left out",
    {"outer = 1 / (2 * math.sqrt(total / len(doses))) / len(doses)": "outer = 1 / len(doses)"},
    vmax="left_out",
    half="left_out",
)
wrong(
    enzyme,
    "the root's half",
    {"outer = 1 / (2 * math.sqrt": "outer = 1 / (math.sqrt"},
    vmax=("power_rule", "doubled", "constant", "formula"),
    half=("power_rule", "doubled", "constant", "formula"),
)
wrong(
    enzyme,
    "the sign of the denominator",
    {"dhalf += -2 * gap": "dhalf += 2 * gap"},
    half=("sign", "power_rule"),
)
wrong(
    enzyme,
    "the denominator not squared",
    {"(half + dose) ** 2": "(half + dose)"},
    half="power_rule",
)
wrong(enzyme, "the last dose alone", {"dvmax += 2": "dvmax = 2"}, vmax=("one_use", "one_sample"))
wrong(
    enzyme,
    "the doses' 1/n",
    {"/ len(doses)\n        return": "\n        return"},
    vmax="mean",
    half="mean",
)


@base
def growth(dtype):
    """A logistic curve with three floats, its loss rounded in the log alone."""
    t = np.arange(6.0).astype(dtype)
    seen = np.array([0.2, 0.5, 1.1, 1.9, 2.4, 2.6], dtype=dtype)
    history = []

    def forward(top, rate, middle):
        u = rate * (t - middle)
        curve = top / (1 + np.exp(-u))
        loss = 0.5 * ((curve - seen) ** 2).sum()
        history.append("%.4f" % loss)
        return loss

    def backward(top, rate, middle):
        u = rate * (t - middle)
        s = 1 / (1 + np.exp(-u))
        dcurve = top * s - seen
        dtop = np.dot(dcurve, s)
        du = dcurve * top * s * (1 - s)
        drate = np.dot(du, t - middle)
        dmiddle = -rate * du.sum()
        return {"top": dtop, "rate": drate, "middle": dmiddle}

    return forward, backward, {"top": 2.2, "rate": 0.9, "middle": 2.5}


wrong(
    growth,
    "top forgotten",
    {"du = dcurve * top * s": "du = dcurve * s"},
    rate=("constant", "mask", "left_out", "factor"),
    middle=("constant", "mask", "left_out", "factor"),
)
wrong(growth, "the middle's sign", {"-rate * du.sum()": "rate * du.sum()"}, middle="sign")
wrong(growth, "t for t - middle", {"np.dot(du, t - middle)": "np.dot(du, t)"}, rate="wrong_operand")
wrong(
    growth,
    "1 - s forgotten",
    {"top * s * (1 - s)": "top * s"},
    rate="formula",
    middle="formula",
)
wrong(
    growth,
    "summed before the product",
    {"dtop = np.dot(dcurve, s)": "dtop = dcurve.sum()"},
    top="mask",
)
wrong(
    growth,
    "the residual's sign",
    {"dcurve = top * s - seen": "dcurve = seen - top * s"},
    top="sign",
    rate="sign",
    middle="sign",
)
