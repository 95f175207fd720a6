"""주의와 정규화: 앞만 보는 머리, 층 정규화의 반복문, 책의 주의.

Attention and norms: a causal head, layer norm in loops, an attention of repeats.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def causal_head(dtype):
    """Positions added to tokens, one causal head with a scale, a projection, the residual."""
    r = np.random.default_rng(771)
    tok = r.normal(size=(4, 3)).astype(dtype)
    goal = r.normal(size=(4, 3)).astype(dtype)
    tril = np.tril(np.ones((4, 4)))
    scale = 3**-0.5

    def run(pos, Wq, Wk, Wv, Wp):
        x = tok + pos
        q, k, v = x @ Wq, x @ Wk, x @ Wv
        wei = np.where(tril == 0, -1e9, q @ k.T * scale)
        wei = np.exp(wei - wei.max(-1, keepdims=True))
        wei = wei / wei.sum(-1, keepdims=True)
        out = wei @ v
        return x, q, k, v, wei, out, x + out @ Wp

    def forward(pos, Wq, Wk, Wv, Wp):
        y = run(pos, Wq, Wk, Wv, Wp)[-1]
        return np.square(y - goal).mean()

    def backward(pos, Wq, Wk, Wv, Wp):
        x, q, k, v, wei, out, y = run(pos, Wq, Wk, Wv, Wp)
        dy = 2 * (y - goal) / y.size
        dWp = out.T @ dy
        dout = dy @ Wp.T
        dwei = dout @ v.T
        dv = wei.T @ dout
        dscore = wei * (dwei - (dwei * wei).sum(-1, keepdims=True))
        dq = dscore @ k * scale
        dk = dscore.T @ q * scale
        dx = dq @ Wq.T + dk @ Wk.T + dv @ Wv.T
        dx = dx + dy
        return {"pos": dx, "Wq": x.T @ dq, "Wk": x.T @ dk, "Wv": x.T @ dv, "Wp": dWp}

    names = ("pos", "Wq", "Wk", "Wv", "Wp")
    shapes = ((4, 3), (3, 3), (3, 3), (3, 3), (3, 3))
    P = {n: 0.6 * r.normal(size=s) for n, s in zip(names, shapes)}
    return forward, backward, {n: p.astype(dtype) for n, p in P.items()}


wrong(
    causal_head,
    "the scale on the way to the keys",
    {"dk = dscore.T @ q * scale": "dk = dscore.T @ q"},
    Wk="constant",
    pos=("share_factor", "constant"),
)
wrong(
    causal_head,
    "the residual forgotten",
    {"dx = dx + dy": "pass"},
    pos=("share_missing", "path_cut"),
)
wrong(
    causal_head,
    "the keys' share",
    {"dq @ Wq.T + dk @ Wk.T + dv": "dq @ Wq.T + dv"},
    pos=("share_missing", "path_cut"),
)
wrong(
    causal_head,
    "the values by wei untransposed",
    {"dv = wei.T @ dout": "dv = wei @ dout"},
    Wv="operand_transposed",
    pos=("operand_transposed", "share_factor", "unknown"),
)
wrong(
    causal_head,
    "the softmax's sum over the queries",
    {"(dwei * wei).sum(-1, keepdims=True)": "(dwei * wei).sum(0, keepdims=True)"},
    **dict.fromkeys(("Wq", "Wk", "pos"), "softmax_axis"),
)
wrong(
    causal_head,
    "the softmax like a sigmoid",
    {"wei * (dwei - (dwei * wei).sum(-1, keepdims=True))": "dwei * wei * (1 - wei)"},
    **dict.fromkeys(("Wq", "Wk", "pos"), ("formula", "other_activation")),
)
wrong(
    causal_head,
    "the softmax's sum forgotten",
    {"wei * (dwei - (dwei * wei).sum(-1, keepdims=True))": "wei * dwei"},
    np.float32,
    **dict.fromkeys(("Wq", "Wk", "pos"), ("share_missing", "formula")),
)
wrong(
    causal_head,
    "queries from queries",
    {"dq = dscore @ k * scale": "dq = dscore @ q * scale"},
    Wq="wrong_operand",
    pos=("wrong_operand", "unknown"),
)
wrong(
    causal_head,
    "the projection turned",
    {"dout = dy @ Wp.T": "dout = dy @ Wp"},
    **dict.fromkeys(("Wq", "Wk", "Wv", "pos"), "operand_transposed"),
)


@base
def norm_in_loops(dtype):
    """x W, layer norm row by row in loops with rstd, GELU by tanh, a projection."""
    r = np.random.default_rng(772)
    x = r.normal(size=(4, 3)).astype(dtype)
    goal = r.normal(size=(4, 2)).astype(dtype)
    C, c = 4, np.sqrt(2 / np.pi)

    def stats(row):
        mean = row.sum() / C
        return mean, 1 / np.sqrt(((row - mean) ** 2).sum() / C + 1e-5)

    def gelu(u):
        return 0.5 * u * (1 + np.tanh(c * (u + 0.044715 * u**3)))

    def run(W, w, b, P):
        inp = x @ W
        rows = []
        for t in range(4):
            mean, rstd = stats(inp[t])
            rows.append((inp[t] - mean) * rstd * w + b)
        u = np.stack(rows)
        return inp, u, gelu(u) @ P

    def forward(params):
        y = run(params["W"], params["w"], params["b"], params["P"])[-1]
        return 0.5 * ((y - goal) ** 2).sum()

    def backward(params):
        W, w, b, P = (params[k] for k in ("W", "w", "b", "P"))
        inp, u, y = run(W, w, b, P)
        dy = y - goal
        dgelu = dy @ P.T
        tanh_out = np.tanh(c * (u + 0.044715 * u**3))
        inner = c * (1 + 3 * 0.044715 * u**2)
        local = 0.5 * (1 + tanh_out) + 0.5 * u * (1 - tanh_out**2) * inner
        du = dgelu * local
        dinp, dw, db = np.zeros_like(inp), np.zeros_like(w), np.zeros_like(b)
        for t in range(4):
            mean, rstd = stats(inp[t])
            norm = (inp[t] - mean) * rstd
            dnorm = w * du[t]
            dnorm_mean = dnorm.mean()
            dnorm_norm_mean = (dnorm * norm).mean()
            db += du[t]
            dw += norm * du[t]
            dval = dnorm - dnorm_mean
            dval -= norm * dnorm_norm_mean
            dinp[t] = dval * rstd
        return {"W": x.T @ dinp, "w": dw, "b": db, "P": gelu(u).T @ dy}

    shapes = {"W": (3, 4), "w": 4, "b": 4, "P": (4, 2)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    norm_in_loops,
    "the mean's share",
    {"dval = dnorm - dnorm_mean": "dval = dnorm.copy()"},
    W="share_missing",
)
wrong(
    norm_in_loops,
    "the variance's share",
    {"dval -= norm * dnorm_norm_mean": "pass"},
    W="share_missing",
)
wrong(
    norm_in_loops,
    "a sum where the mean belongs",
    {"(dnorm * norm).mean()": "(dnorm * norm).sum()"},
    W="share_factor",
)
wrong(
    norm_in_loops,
    "the weights of the norm",
    {"dnorm = w * du[t]": "dnorm = du[t]"},
    W=("mask", "left_out", "wrong_operand"),
)
wrong(
    norm_in_loops,
    "dw of what comes in",
    {"dw += norm * du[t]": "dw += inp[t] * du[t]"},
    w="wrong_operand",
)
wrong(
    norm_in_loops,
    "the last row of the bias",
    {"db += du[t]": "db = du[t]"},
    b=("one_sample", "one_use"),
)
wrong(
    norm_in_loops,
    "half of GELU's derivative",
    {" + 0.5 * u * (1 - tanh_out**2) * inner": ""},
    **dict.fromkeys("Wwb", ("share_missing", "formula")),
)
wrong(
    norm_in_loops,
    "the cube's 3",
    {"1 + 3 * 0.044715": "1 + 0.044715"},
    **dict.fromkeys("Wwb", ("formula", "power_rule", "share_factor")),
)
wrong(
    norm_in_loops,
    "dw of the layer's signal",
    {"dw += norm * du[t]": "dw += norm * dgelu[t]"},
    np.float32,
    w=("left_out", "wrong_signal"),
)


@base
def attention_of_repeats(dtype):
    """Weights from a last state over all states: repeat, multiply, sum; softmax over time."""
    r = np.random.default_rng(773)
    N, T, H = 2, 3, 3
    raw = r.normal(size=(N, T, 2)).astype(dtype)
    y = r.normal(size=(N, H)).astype(dtype)

    def run(We, Wq):
        hs = np.tanh(raw @ We)
        h = hs[:, -1, :] @ Wq
        hr = h.reshape(N, 1, H).repeat(T, axis=1)
        s = np.sum(hs * hr, axis=2)
        e = np.exp(s - s.max(axis=1, keepdims=True))
        a = e / e.sum(axis=1, keepdims=True)
        ar = a.reshape(N, T, 1).repeat(H, axis=2)
        return hs, hr, a, ar, np.sum(hs * ar, axis=1)

    def forward(We, Wq):
        return np.mean(np.sum((run(We, Wq)[-1] - y) ** 2, axis=1))

    def backward(We, Wq):
        hs, hr, a, ar, c = run(We, Wq)
        dc = 2 * (c - y) / N
        dt = dc.reshape(N, 1, H).repeat(T, axis=1)
        dar, dhs = dt * hs, dt * ar
        da = np.sum(dar, axis=2)
        ds = a * da
        ds -= a * np.sum(ds, axis=1, keepdims=True)
        dscore = ds.reshape(N, T, 1).repeat(H, axis=2)
        dhs += dscore * hr
        dh = np.sum(dscore * hs, axis=1)
        dWq = hs[:, -1, :].T @ dh
        dhs[:, -1, :] += dh @ Wq.T
        draw = dhs * (1 - hs**2)
        dWe = np.einsum("ntd,nth->dh", raw, draw)
        return [dWe, dWq]

    return forward, backward, [r.normal(size=s).astype(dtype) for s in ((2, H), (H, H))]


wrong(
    attention_of_repeats,
    "states only weighted, not compared",
    {"dhs += dscore * hr": "pass"},
    We="share_missing",
)
wrong(
    attention_of_repeats,
    "the last state assigned",
    {"dhs[:, -1, :] += dh @ Wq.T": "dhs[:, -1, :] = dh @ Wq.T"},
    We=("share_missing", "unknown"),
)
wrong(
    attention_of_repeats,
    "the last state's question",
    {"dhs[:, -1, :] += dh @ Wq.T": "pass"},
    We=("share_missing", "path_cut"),
)
wrong(
    attention_of_repeats,
    "the softmax's sum",
    {"ds -= a * np.sum(ds, axis=1, keepdims=True)": "pass"},
    We=("share_missing", "formula"),
    Wq=("share_missing", "formula"),
)
wrong(
    attention_of_repeats,
    "the softmax over the batch",
    {"np.sum(ds, axis=1, keepdims=True)": "np.sum(ds, axis=0, keepdims=True)"},
    np.float32,
    We="softmax_axis",
    Wq="softmax_axis",
)
wrong(
    attention_of_repeats,
    "Wq as it stands",
    {"dh @ Wq.T": "dh @ Wq"},
    We="operand_transposed",
)
wrong(
    attention_of_repeats,
    "the weights for the states",
    {"dh = np.sum(dscore * hs, axis=1)": "dh = np.sum(dscore * hr, axis=1)"},
    We="wrong_operand",
    Wq="wrong_operand",
)
wrong(
    attention_of_repeats,
    "a mean of the repeats",
    {"dh = np.sum(dscore * hs, axis=1)": "dh = np.mean(dscore * hs, axis=1)"},
    We=("share_factor", "divided", "mean_twice"),
    Wq=("divided", "mean_twice", "factor"),
)
