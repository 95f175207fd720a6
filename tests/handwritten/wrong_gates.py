"""문이 있는 순환 신경망: GRU, LSTM.

Recurrent networks with gates: GRU and LSTM.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def gru(dtype):
    """Three gates over a batch, three steps, the loss at the end."""
    r = np.random.default_rng(24)
    xs = r.normal(size=(3, 4, 2)).astype(dtype)
    y = r.normal(size=(4, 3)).astype(dtype)
    P = {}
    for gate in "zrh":
        P["W" + gate] = r.normal(size=(2, 3)).astype(dtype)
        P["U" + gate] = r.normal(size=(3, 3)).astype(dtype)
        P["b" + gate] = 0.5 * r.normal(size=3).astype(dtype)

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    def step(P, x, h):
        z = sigmoid(x @ P["Wz"] + h @ P["Uz"] + P["bz"])
        r = sigmoid(x @ P["Wr"] + h @ P["Ur"] + P["br"])
        c = np.tanh(x @ P["Wh"] + (r * h) @ P["Uh"] + P["bh"])
        return z, r, c, (1 - z) * h + z * c

    def forward(P):
        h = np.full((4, 3), 0.2)
        for x in xs:
            h = step(P, x, h)[-1]
        return np.sum((h - y) ** 2) / 2

    def gradients(P):
        h, kept = np.full((4, 3), 0.2), []
        for x in xs:
            z, r, c, new = step(P, x, h)
            kept.append((x, h, z, r, c))
            h = new
        G = {name: np.zeros_like(value) for name, value in P.items()}
        dh = h - y
        for x, h, z, r, c in reversed(kept):
            dc = dh * z * (1 - c**2)
            dz = dh * (c - h) * z * (1 - z)
            drh = dc @ P["Uh"].T
            dr = drh * h * r * (1 - r)
            G["Wh"] += x.T @ dc
            G["Uh"] += (r * h).T @ dc
            G["bh"] += dc.sum(axis=0)
            G["Wz"] += x.T @ dz
            G["Uz"] += h.T @ dz
            G["bz"] += dz.sum(axis=0)
            G["Wr"] += x.T @ dr
            G["Ur"] += h.T @ dr
            G["br"] += dr.sum(axis=0)
            dh = dh * (1 - z) + drh * r + dz @ P["Uz"].T + dr @ P["Ur"].T
        return G

    return forward, gradients, P


GATES = tuple(kind + gate for gate in "zrh" for kind in "WUb")

wrong(gru, "h for r * h", {'G["Uh"] += (r * h).T @ dc': 'G["Uh"] += h.T @ dc'}, Uh="wrong_operand")
wrong(
    gru,
    "the share through the reset gate missing",
    {' + dr @ P["Ur"].T': ""},
    **dict.fromkeys(GATES, ("share_missing", "path_cut")),
)
wrong(
    gru,
    "the share past the update gate missing",
    {"dh = dh * (1 - z) + drh * r": "dh = drh * r"},
    **dict.fromkeys(GATES, "share_missing"),
)
wrong(
    gru,
    "the candidate's gate forgotten",
    {"dc = dh * z * (1 - c**2)": "dc = dh * (1 - c**2)"},
    **dict.fromkeys(GATES, ("left_out", "mask", "wrong_operand")),
)
wrong(
    gru,
    "r for z",
    {"dc = dh * z * (1 - c**2)": "dc = dh * r * (1 - c**2)"},
    **dict.fromkeys(GATES, "wrong_operand"),
)
wrong(
    gru,
    "the old state's part of the update gate missing",
    {"dz = dh * (c - h) * z * (1 - z)": "dz = dh * c * z * (1 - z)"},
    **dict.fromkeys(GATES, "share_missing"),
)
wrong(
    gru,
    "the reset gate's slope forgotten",
    {"dr = drh * h * r * (1 - r)": "dr = drh * h"},
    **dict.fromkeys(GATES, "left_out"),
)
wrong(
    gru,
    "one bias from before its slope",
    {'G["bz"] += dz.sum(axis=0)': 'G["bz"] += (dh * (c - h)).sum(axis=0)'},
    bz=("left_out", "from_other"),
)
wrong(
    gru,
    "the update gate's weights assigned",
    {'G["Uz"] += h.T @ dz': 'G["Uz"] = h.T @ dz'},
    np.float32,
    Uz="one_use",
)


@base
def lstm(dtype):
    """One sample, all gates in one product, caches by step."""
    r = np.random.default_rng(25)
    xs = r.normal(size=(4, 3)).astype(dtype)
    H = 3
    W = 0.8 * r.normal(size=(4 * H, 3 + H)).astype(dtype)
    b = 0.3 * r.normal(size=4 * H).astype(dtype)
    v = r.normal(size=H).astype(dtype)
    goals = r.normal(size=4).astype(dtype)

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    def run(W, b, v):
        h, c, cache, loss = np.zeros(H), np.zeros(H), [], 0.0
        for x, goal in zip(xs, goals, strict=True):
            xh = np.concatenate([x, h])
            a = W @ xh + b
            i, f, o = sigmoid(a[:H]), sigmoid(a[H : 2 * H]), sigmoid(a[2 * H : 3 * H])
            g = np.tanh(a[3 * H :])
            before, c = c, f * c + i * g
            h = o * np.tanh(c)
            e = v @ h - goal
            loss = loss + e**2
            cache.append((xh, i, f, o, g, before, c, h, e))
        return loss, cache

    def forward(W, b, v):
        return run(W, b, v)[0]

    def gradients(W, b, v):
        _, cache = run(W, b, v)
        dW, db, dv = np.zeros_like(W), np.zeros_like(b), np.zeros_like(v)
        dh, dc = np.zeros(H), np.zeros(H)
        for xh, i, f, o, g, before, c, h, e in cache[::-1]:
            dv += 2 * e * h
            dh = dh + 2 * e * v
            do = dh * np.tanh(c)
            dc = dc + dh * o * (1 - np.tanh(c) ** 2)
            di, dg, df = dc * g, dc * i, dc * before
            slopes = [di * i * (1 - i), df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)]
            da = np.concatenate(slopes)
            dW += np.outer(da, xh)
            db += da
            dh = (W.T @ da)[3:]
            dc = dc * f
        return dW, db, dv

    return forward, gradients, {"W": W, "b": b, "v": v}


wrong(lstm, "i for g", {"dc * g, dc * i": "dc * i, dc * i"}, W="wrong_operand", b="wrong_operand")
wrong(
    lstm,
    "tanh's slope of the cell forgotten",
    {"dc = dc + dh * o * (1 - np.tanh(c) ** 2)": "dc = dc + dh * o"},
    W="left_out",
    b="left_out",
)
wrong(
    lstm,
    "the cell's formula without its tanh",
    {"(1 - np.tanh(c) ** 2)": "(1 - c**2)"},
    W="wrong_formula",
    b="wrong_formula",
)
wrong(
    lstm,
    "the cell's later share forgotten",
    {"dc = dc + dh * o": "dc = dh * o"},
    W=("share_missing", "path_cut"),
    b=("share_missing", "path_cut"),
)
wrong(
    lstm,
    "the hidden state's later share forgotten",
    {"dh = dh + 2 * e * v": "dh = 2 * e * v"},
    np.float32,
    W=("share_missing", "path_cut"),
    b=("share_missing", "path_cut"),
)
wrong(
    lstm,
    "the cell after for the cell before",
    {"df = dc * g, dc * i, dc * before": "df = dc * g, dc * i, dc * c"},
    W="wrong_operand",
    b="wrong_operand",
)
wrong(
    lstm,
    "the forget gate not passed through",
    {"dc = dc * f": "dc = dc * 1"},
    W=("left_out", "mask"),
    b=("left_out", "mask"),
)
wrong(
    lstm,
    "the input gate's formula for the candidate's",
    {"dg * (1 - g**2)": "dg * g * (1 - g)"},
    W="other_activation",
    b="other_activation",
)
wrong(
    lstm,
    "c for tanh(c) in the output gate",
    {"do = dh * np.tanh(c)": "do = dh * c"},
    W="wrong_operand",
    b="wrong_operand",
)


@base
def gated(dtype):
    """A highway layer: a gate between what is new and what is carried."""
    r = np.random.default_rng(115)
    X, T = r.normal(size=(5, 3)).astype(dtype), r.normal(size=(5, 3)).astype(dtype)
    P = {name: r.normal(size=(3, 3)).astype(dtype) for name in ("H", "G", "O")}

    def forward(H, G, O):  # noqa: E741
        new, gate = np.tanh(X @ H), 1 / (1 + np.exp(-X @ G))
        y = new * gate + X * (1 - gate)
        return np.mean((y @ O - T) ** 2)

    def gradients(H, G, O):  # noqa: E741
        new, gate = np.tanh(X @ H), 1 / (1 + np.exp(-X @ G))
        y = new * gate + X * (1 - gate)
        d = 2 * (y @ O - T) / T.size
        dy = d @ O.T
        dnew = dy * gate
        dgate = dy * new - dy * X
        da = dnew * (1 - new**2)
        dg = dgate * gate * (1 - gate)
        return {"H": X.T @ da, "G": X.T @ dg, "O": y.T @ d}

    return forward, gradients, P


wrong(gated, "the gate left out", {"dnew = dy * gate": "dnew = dy"}, H=("left_out", "mask"))
wrong(
    gated,
    "the gate's other side",
    {"dnew = dy * gate": "dnew = dy * (1 - gate)"},
    H=("wrong_operand", "formula"),
)
wrong(
    gated, "the carried share", {"dgate = dy * new - dy * X": "dgate = dy * new"}, G="share_missing"
)
wrong(gated, "the carried share's sign", {"dy * new - dy * X": "dy * new + dy * X"}, G="sign")
wrong(
    gated,
    "the gate for what is new",
    {"dgate = dy * new - dy * X": "dgate = dy * gate - dy * X"},
    G="wrong_operand",
)
wrong(
    gated,
    "the gate's signal for the layer's",
    {"da = dnew * (": "da = dgate * ("},
    H="wrong_signal",
)
wrong(
    gated,
    "the output's signal past O",
    {"dy = d @ O.T": "dy = d"},
    H=("wrong_signal", "left_out"),
    G=("wrong_signal", "left_out"),
)
wrong(
    gated,
    "O the wrong way round",
    {"dy = d @ O.T": "dy = d @ O"},
    np.float32,
    H="operand_transposed",
    G="operand_transposed",
)
wrong(gated, "what is new alone", {'"O": y.T @ d': '"O": new.T @ d'}, O="wrong_operand")
wrong(
    gated,
    "the layer's slope for the gate's",
    {"dg = dgate * gate * (1 - gate)": ("dg = dgate * (1 - gate**2)")},
    G="other_activation",
)
