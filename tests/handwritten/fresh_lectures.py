"""글자와 강화 학습: 이름의 바이그램, 한 줄씩 푼 역전파, 정책 기울기, 작은 수의 그래프.

Characters and policies: bigrams of names, a backward pass line by line, policy gradients.
"""

import math

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def bigrams_of_names(dtype):
    """One-hot letters times one square W, counts by exp, a mean of logarithms and of squares."""
    r = np.random.default_rng(741)
    xs = np.array([0, 3, 1, 4, 2, 2, 3])
    ys = np.array([3, 1, 4, 0, 2, 4, 0])
    xenc = np.eye(5)[xs].astype(dtype)
    num = xs.size

    def forward(W):
        logits = xenc @ W
        counts = np.exp(logits)
        probs = counts / counts.sum(1, keepdims=True)
        nll = -np.log(probs[np.arange(num), ys]).mean()
        return nll + 0.5 * (W**2).mean()

    def backward(W):
        logits = xenc @ W
        counts = np.exp(logits)
        probs = counts / counts.sum(1, keepdims=True)
        dprobs = np.zeros_like(probs)
        dprobs[np.arange(num), ys] = -1.0 / probs[np.arange(num), ys] / num
        dcounts = dprobs / counts.sum(1, keepdims=True)
        dsum = -(dprobs * counts).sum(1, keepdims=True) / counts.sum(1, keepdims=True) ** 2
        dcounts += dsum
        dlogits = dcounts * counts
        dW = xenc.T @ dlogits
        dW += 2 * 0.5 * W / W.size
        return {"W": dW}

    return forward, backward, {"W": r.normal(size=(5, 5)).astype(dtype)}


wrong(bigrams_of_names, "the sum's way back", {"dcounts += dsum": "pass"}, W="share_missing")
wrong(
    bigrams_of_names,
    "the mean of the squares",
    {"W / W.size": "W"},
    W="penalty_factor",
)
wrong(bigrams_of_names, "no penalty", {"dW += 2 * 0.5 * W / W.size": "pass"}, W="penalty_missing")
wrong(
    bigrams_of_names,
    "exp forgotten",
    {"dlogits = dcounts * counts": "dlogits = dcounts"},
    W="left_out",
)
wrong(
    bigrams_of_names,
    "the quotient without its square",
    {"counts.sum(1, keepdims=True) ** 2": "counts.sum(1, keepdims=True)"},
    np.float32,
    W=("share_factor", "power_rule", "formula", "unknown"),
)
wrong(
    bigrams_of_names,
    "the logarithm's sign",
    {"= -1.0 / probs": "= 1.0 / probs"},
    W="share_factor",
)
wrong(
    bigrams_of_names,
    "W for its transpose in the product",
    {"dW = xenc.T @ dlogits": "dW = (xenc.T @ dlogits).T"},
    W=("transpose", "unknown"),
)


@base
def names_line_by_line(dtype):
    """Embedding, linear, batch norm with n - 1, tanh, linear, softmax: every line has its own."""
    r = np.random.default_rng(742)
    n, emb, hid = 6, 2, 4
    Xb = np.array([[0, 1], [1, 3], [3, 3], [2, 0], [0, 0], [3, 1]])
    Yb = np.array([1, 3, 0, 2, 2, 1])
    P = {
        "C": r.normal(size=(4, emb)),
        "W1": r.normal(size=(2 * emb, hid)),
        "bngain": 1 + 0.2 * r.normal(size=(1, hid)),
        "bnbias": 0.2 * r.normal(size=(1, hid)),
        "W2": r.normal(size=(hid, 4)),
        "b2": r.normal(size=4),
    }

    def stages(C, W1, bngain, bnbias, W2, b2):
        s = {}
        s["embcat"] = C[Xb].reshape(n, -1)
        s["hprebn"] = s["embcat"] @ W1
        s["bndiff"] = s["hprebn"] - s["hprebn"].mean(0, keepdims=True)
        s["bnvar"] = (s["bndiff"] ** 2).sum(0, keepdims=True) / (n - 1)
        s["bnvar_inv"] = (s["bnvar"] + 1e-5) ** -0.5
        s["bnraw"] = s["bndiff"] * s["bnvar_inv"]
        s["hpreact"] = bngain * s["bnraw"] + bnbias
        s["h"] = np.tanh(s["hpreact"])
        logits = s["h"] @ W2 + b2
        s["logprobs"] = logits - np.log(np.exp(logits).sum(1, keepdims=True))
        return s

    def forward(C, W1, bngain, bnbias, W2, b2):
        logprobs = stages(C, W1, bngain, bnbias, W2, b2)["logprobs"]
        return -logprobs[range(n), Yb].mean()

    def backward(C, W1, bngain, bnbias, W2, b2):
        s = stages(C, W1, bngain, bnbias, W2, b2)
        h, bndiff, bnvar_inv = s["h"], s["bndiff"], s["bnvar_inv"]
        dlogprobs = np.zeros_like(s["logprobs"])
        dlogprobs[range(n), Yb] = -1.0 / n
        dlogits = dlogprobs.copy()
        dlogits -= np.exp(s["logprobs"]) * dlogprobs.sum(1, keepdims=True)
        dW2, db2 = h.T @ dlogits, dlogits.sum(0)
        dh = dlogits @ W2.T
        dhpreact = (1.0 - h**2) * dh
        dbngain = (s["bnraw"] * dhpreact).sum(0, keepdims=True)
        dbnbias = dhpreact.sum(0, keepdims=True)
        dbnraw = bngain * dhpreact
        dbndiff = bnvar_inv * dbnraw
        dbnvar_inv = (bndiff * dbnraw).sum(0, keepdims=True)
        dbnvar = (-0.5 * (s["bnvar"] + 1e-5) ** -1.5) * dbnvar_inv
        dbndiff += (2 * bndiff) * dbnvar / (n - 1)
        dhprebn = dbndiff - dbndiff.sum(0) / n
        dembcat, dW1 = dhprebn @ W1.T, s["embcat"].T @ dhprebn
        demb = dembcat.reshape(n, 2, emb)
        dC = np.zeros_like(C)
        for k, j in np.ndindex(Xb.shape):
            ix = Xb[k, j]
            dC[ix] += demb[k, j]
        return dC, dW1, dbngain, dbnbias, dW2, db2

    return forward, backward, {name: p.astype(dtype) for name, p in P.items()}


UPTO = ("C", "W1", "bngain", "bnbias")
wrong(
    names_line_by_line,
    "letters assigned",
    {"dC[ix] += demb[k, j]": "dC[ix] = demb[k, j]"},
    C=("assigned", "one_use", "one_sample"),
)
wrong(
    names_line_by_line,
    "fancy += for the letters",
    {"dC[ix] += demb[k, j]": "pass", "return dC, dW1": "dC[Xb] += demb\n        return dC, dW1"},
    C="assigned",
)
wrong(
    names_line_by_line,
    "n for Bessel's n - 1",
    {"dbnvar / (n - 1)": "dbnvar / n"},
    C="share_factor",
    W1="share_factor",
)
wrong(
    names_line_by_line,
    "the variance's share",
    {"dbndiff += (2 * bndiff) * dbnvar / (n - 1)": "pass"},
    C="share_missing",
    W1="share_missing",
)
wrong(
    names_line_by_line,
    "the power's sign",
    {"dbnvar = (-0.5 *": "dbnvar = (0.5 *"},
    C=("share_factor", "power_rule"),
    W1=("share_factor", "power_rule"),
)
wrong(
    names_line_by_line,
    "the power unchanged",
    {"** -1.5)": "** -0.5)"},
    C=("power_rule", "share_factor"),
    W1=("power_rule", "share_factor"),
)
wrong(
    names_line_by_line,
    "the probabilities not taken away",
    {'dlogits -= np.exp(s["logprobs"]) * dlogprobs.sum(1, keepdims=True)': "pass"},
    **dict.fromkeys((*UPTO, "W2", "b2"), "share_missing"),
)
wrong(
    names_line_by_line,
    "tanh over its input",
    {"(1.0 - h**2) * dh": '(1.0 - s["hpreact"] ** 2) * dh'},
    np.float32,
    **dict.fromkeys(UPTO, "wrong_formula"),
)
wrong(
    names_line_by_line,
    "the gain's row flat",
    {'(s["bnraw"] * dhpreact).sum(0, keepdims=True)': '(s["bnraw"] * dhpreact).sum(0)'},
    bngain="reshaped",
)
wrong(
    names_line_by_line,
    "embeddings reshaped the other way",
    {"demb = dembcat.reshape(n, 2, emb)": "demb = dembcat.reshape(n, emb, 2).transpose(0, 2, 1)"},
    C=("reshape_transpose", "unknown"),
)


@base
def ping_pong(dtype):
    """A policy of two layers, actions taken, advantages; the log likelihood weighted by them."""
    r = np.random.default_rng(743)
    epx = r.normal(size=(6, 3)).astype(dtype)
    actions = np.array([1, 0, 0, 1, 1, 0], dtype=dtype)
    rewards = np.array([0.0, 0.0, 1.0, 0.0, 0.0, -1.0], dtype=dtype)
    advantages, running = np.zeros_like(rewards), 0.0
    for t in reversed(range(rewards.size)):
        running = rewards[t] + 0.8 * running * (rewards[t] == 0)
        advantages[t] = running
    model = {"W1": r.normal(size=(4, 3)).astype(dtype), "W2": r.normal(size=4).astype(dtype)}

    def policy(model):
        eph = np.dot(epx, model["W1"].T)
        eph[eph < 0] = 0
        logp = np.dot(eph, model["W2"])
        return eph, 1.0 / (1.0 + np.exp(-logp))

    def loss(model):
        _, p = policy(model)
        likelihood = actions * np.log(p) + (1 - actions) * np.log(1 - p)
        return -np.sum(advantages * likelihood)

    def policy_backward(model):
        eph, p = policy(model)
        epdlogp = p - actions
        epdlogp = epdlogp * advantages
        dW2 = np.dot(eph.T, epdlogp).ravel()
        dh = np.outer(epdlogp, model["W2"])
        dh[eph <= 0] = 0
        dW1 = np.dot(dh.T, epx)
        return {"W1": dW1, "W2": dW2}

    return loss, policy_backward, model


wrong(
    ping_pong,
    "the advantages forgotten",
    {"epdlogp = epdlogp * advantages": "pass"},
    W1=("mask", "left_out"),
    W2=("mask", "left_out"),
)
wrong(ping_pong, "uphill", {"epdlogp = p - actions": "epdlogp = actions - p"}, W1="sign", W2="sign")
wrong(
    ping_pong,
    "the sigmoid differentiated again",
    {"epdlogp = p - actions": "epdlogp = (p - actions) * p * (1 - p)"},
    np.float32,
    W1=("twice", "formula"),
    W2=("twice", "formula"),
)
wrong(ping_pong, "no backprop through ReLU", {"dh[eph <= 0] = 0": "pass"}, W1="left_out")
wrong(
    ping_pong,
    "W1 the other way",
    {"dW1 = np.dot(dh.T, epx)": "dW1 = np.dot(epx.T, dh)"},
    W1="transpose",
)
wrong(
    ping_pong,
    "divided by the episode",
    {"epdlogp = p - actions": "epdlogp = (p - actions) / len(p)"},
    W1=("divided", "factor"),
    W2=("divided", "factor"),
)


@base
def graph_of_numbers(dtype):
    """A handful of numbers, math.tanh and math.exp; a is used twice."""

    def forward(a, b, c, f):
        d = a * b
        e = a + b
        n = d * e + c
        o = math.tanh(n / 10)
        return o * f + math.exp(-a)

    def backward(a, b, c, f):
        d = a * b
        e = a + b
        n = d * e + c
        o = math.tanh(n / 10)
        do = f
        dn = (1 - o**2) * do / 10
        dd = e * dn
        de = d * dn
        da = b * dd + de - math.exp(-a)
        db = a * dd + de
        return {"a": da, "b": db, "c": dn, "f": o}

    return forward, backward, {"a": -1.2, "b": 3.5, "c": 4.0, "f": 1.7}


wrong(graph_of_numbers, "overwritten", {"da = b * dd + de": "da = de"}, a="share_missing")
wrong(
    graph_of_numbers,
    "the addition's share",
    {"db = a * dd + de": "db = a * dd"},
    b=("one_use", "share_missing"),
)
wrong(
    graph_of_numbers,
    "itself for the other factor",
    {"db = a * dd + de": "db = b * dd + de"},
    b="wrong_operand",
)
wrong(
    graph_of_numbers,
    "the exponential's sign",
    {"de - math.exp(-a)": "de + math.exp(-a)"},
    a="share_factor",
)
wrong(
    graph_of_numbers,
    "tanh of the sum",
    {"(1 - o**2)": "(1 - (n / 10) ** 2)"},
    a=("wrong_formula", "formula", "share_factor"),
    b=("wrong_formula", "formula", "factor"),
    c=("wrong_formula", "formula", "factor"),
)
wrong(
    graph_of_numbers,
    "the tenth",
    {"do / 10": "do"},
    a=("constant", "share_factor"),
    b="constant",
    c="constant",
)
