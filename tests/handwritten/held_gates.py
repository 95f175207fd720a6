"""문: GLU, 최소 게이트 유닛, 짝지은 LSTM, 채널 문, FiLM.

Gates: gated linear units, a minimal gated unit, a coupled LSTM, channel gates, FiLM.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def gated_linear(dtype):
    """One product split in two, a times the sigmoid of b, then a linear readout."""
    r = np.random.default_rng(231)
    X = r.normal(size=(5, 3)).astype(dtype)
    y = r.normal(size=(5,)).astype(dtype)

    def forward(W, bias, v):
        both = X.dot(W) + bias
        a, b = np.split(both, 2, axis=1)
        h = a * (1 / (1 + np.exp(-b)))
        return np.mean((h.dot(v) - y) ** 2)

    def backward(W, bias, v):
        both = X.dot(W) + bias
        a, b = both[:, :4], both[:, 4:]
        s = 1 / (1 + np.exp(-b))
        h = a * s
        dout = 2 * (h.dot(v) - y) / len(y)
        dv = h.T.dot(dout)
        dh = np.outer(dout, v)
        da = dh * s
        db = dh * a * s * (1 - s)
        dboth = np.hstack([da, db])
        return X.T.dot(dboth), dboth.sum(axis=0), dv

    P = [r.normal(size=(3, 8)), r.normal(size=8), r.normal(size=4)]
    return forward, backward, [array.astype(dtype) for array in P]


BOTH = ("W", "bias")
wrong(
    gated_linear,
    "a forgotten at the gate",
    {"db = dh * a * s": "db = dh * s"},
    **dict.fromkeys(BOTH, ("mask", "left_out")),
)
wrong(
    gated_linear,
    "the gate forgotten at a",
    {"da = dh * s\n": "da = dh\n"},
    **dict.fromkeys(BOTH, ("mask", "left_out")),
)
wrong(
    gated_linear,
    "the gate's slope forgotten",
    {"db = dh * a * s * (1 - s)": "db = dh * a"},
    **dict.fromkeys(BOTH, "left_out"),
)
wrong(
    gated_linear,
    "h for a at the gate",
    {"db = dh * a * s": "db = dh * h * s"},
    **dict.fromkeys(BOTH, ("wrong_operand", "mask_again", "twice")),
)
wrong(
    gated_linear,
    "the two halves exchanged",
    {"np.hstack([da, db])": "np.hstack([db, da])"},
    **dict.fromkeys(BOTH, ("swapped", "wrong_signal", "unknown")),
)
wrong(gated_linear, "a for h in v", {"dv = h.T.dot(dout)": "dv = a.T.dot(dout)"}, v="wrong_operand")
wrong(
    gated_linear,
    "tanh's slope at the gate",
    {"db = dh * a * s * (1 - s)": "db = dh * a * (1 - s**2)"},
    np.float32,
    **dict.fromkeys(BOTH, "other_activation"),
)


@base
def minimal_gated(dtype):
    """A minimal gated unit of one forget gate, the last state as the prediction."""
    r = np.random.default_rng(233)
    xs = r.normal(size=(4, 2)).astype(dtype)
    goal = r.normal(size=3).astype(dtype)

    def sigmoid(a):
        return 1 / (1 + np.exp(-a))

    def steps(Wf, Uf, Wc, Uc):
        h, trace = np.zeros(3), []
        for x in xs:
            f = sigmoid(Wf @ x + Uf @ h)
            c = np.tanh(Wc @ x + Uc @ (f * h))
            new = (1 - f) * h + f * c
            trace.append((x, h, f, c))
            h = new
        return h, trace

    def forward(Wf, Uf, Wc, Uc):
        h, _ = steps(Wf, Uf, Wc, Uc)
        return 0.5 * np.sum((h - goal) ** 2)

    def backward(Wf, Uf, Wc, Uc):
        h, trace = steps(Wf, Uf, Wc, Uc)
        dWf, dUf, dWc, dUc = (np.zeros_like(a) for a in (Wf, Uf, Wc, Uc))
        dh = h - goal
        for x, h0, f, c in trace[::-1]:
            dc = dh * f
            df = dh * (c - h0)
            ac = dc * (1 - c**2)
            dWc += np.outer(ac, x)
            dUc += np.outer(ac, f * h0)
            dfh = Uc.T @ ac
            df = df + dfh * h0
            af = df * f * (1 - f)
            dWf += np.outer(af, x)
            dUf += np.outer(af, h0)
            dh = dh * (1 - f) + dfh * f + Uf.T @ af
        return {"Wf": dWf, "Uf": dUf, "Wc": dWc, "Uc": dUc}

    P = {"Wf": (3, 2), "Uf": (3, 3), "Wc": (3, 2), "Uc": (3, 3)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


MGU = ("Wf", "Uf", "Wc", "Uc")
wrong(
    minimal_gated,
    "h for f * h in the candidate",
    {"np.outer(ac, f * h0)": "np.outer(ac, h0)"},
    Uc=("wrong_operand", "mask"),
)
wrong(
    minimal_gated,
    "nothing through the gate inside the candidate",
    {"df = df + dfh * h0": "df = df * 1"},
    **dict.fromkeys(MGU, ("share_missing", "path_cut")),
)
wrong(
    minimal_gated,
    "nothing through the gate to the state",
    {"+ dfh * f + Uf.T @ af": "+ dfh * f"},
    **dict.fromkeys(MGU, ("share_missing", "path_cut")),
)
wrong(
    minimal_gated,
    "1 - f forgotten",
    {"dh = dh * (1 - f) + dfh * f": "dh = dh + dfh * f"},
    **dict.fromkeys(MGU, ("mask", "left_out")),
)
wrong(
    minimal_gated,
    "c alone at the gate",
    {"df = dh * (c - h0)": "df = dh * c"},
    **dict.fromkeys(MGU, ("share_missing",)),
)
wrong(
    minimal_gated,
    "the gate for 1 minus the gate",
    {"dh = dh * (1 - f) + dfh * f": "dh = dh * f + dfh * f"},
    **dict.fromkeys(MGU, "wrong_operand"),
)
wrong(
    minimal_gated,
    "Uc not transposed",
    {"dfh = Uc.T @ ac": "dfh = Uc @ ac"},
    **dict.fromkeys(MGU, "operand_transposed"),
)


@base
def coupled_lstm(dtype):
    """An LSTM whose input gate is 1 - f, rows, one product for all gates."""
    r = np.random.default_rng(233)
    X = r.normal(size=(3, 4, 2)).astype(dtype)  # time, samples, features
    Y = r.normal(size=(4, 3)).astype(dtype)
    H = 3

    def sig(z):
        return 0.5 * (1 + np.tanh(0.5 * z))

    def unroll(W, b):
        h, c, kept = np.zeros((4, H)), np.zeros((4, H)), []
        for x in X:
            z = np.concatenate([x, h], axis=1)
            a = z @ W + b
            f, o, g = sig(a[:, :H]), sig(a[:, H : 2 * H]), np.tanh(a[:, 2 * H :])
            c_new = f * c + (1 - f) * g
            kept.append((z, c, f, o, g, c_new))
            h, c = o * np.tanh(c_new), c_new
        return h, kept

    def loss(W, b):
        h, _ = unroll(W, b)
        return np.square(h - Y).sum() / Y.shape[0]

    def bptt(W, b):
        h, kept = unroll(W, b)
        dW, db = np.zeros_like(W), np.zeros_like(b)
        dh, dc = 2 * (h - Y) / Y.shape[0], np.zeros((4, H))
        while kept:
            z, c, f, o, g, c_new = kept.pop()
            t = np.tanh(c_new)
            do = dh * t
            dc = dc + dh * o * (1 - t**2)
            df = dc * (c - g)
            dg = dc * (1 - f)
            da = np.hstack([df * f * (1 - f), do * o * (1 - o), dg * (1 - g**2)])
            dW += z.T @ da
            db += da.sum(axis=0)
            dz = da @ W.T
            dh = dz[:, 2:]
            dc = dc * f
        return {"W": dW, "b": db}

    P = {"W": r.normal(size=(5, 9)).astype(dtype), "b": r.normal(size=9).astype(dtype)}
    return loss, bptt, P


LSTM = ("W", "b")
wrong(
    coupled_lstm,
    "the cell not handed back",
    {"dc = dc * f\n": "dc = dc * 0\n"},
    **dict.fromkeys(LSTM, "path_cut"),
)
wrong(
    coupled_lstm,
    "the cell from h alone",
    {"dc = dc + dh * o * (1 - t**2)": "dc = dh * o * (1 - t**2)"},
    **dict.fromkeys(LSTM, "path_cut"),
)
wrong(
    coupled_lstm,
    "the forget gate forgotten",
    {"dc = dc * f\n": "dc = dc * 1\n"},
    **dict.fromkeys(LSTM, ("mask", "left_out")),
)
wrong(
    coupled_lstm,
    "g's share of the gate",
    {"df = dc * (c - g)": "df = dc * c"},
    **dict.fromkeys(LSTM, "share_missing"),
)
wrong(
    coupled_lstm,
    "tanh of the cell forgotten",
    {"dc = dc + dh * o * (1 - t**2)": "dc = dc + dh * o"},
    **dict.fromkeys(LSTM, "left_out"),
)
wrong(
    coupled_lstm,
    "the cell for its tanh",
    {"do = dh * t": "do = dh * c_new"},
    **dict.fromkeys(LSTM, "wrong_operand"),
)
wrong(
    coupled_lstm,
    "the input gate f",
    {"dg = dc * (1 - f)": "dg = dc * f"},
    np.float32,
    **dict.fromkeys(LSTM, "wrong_operand"),
)


@base
def channel_gates(dtype):
    """Squeeze and excite: channel means, a gate for each, the gated picture averaged."""
    r = np.random.default_rng(234)
    pictures = r.normal(size=(3, 4, 2, 2)).astype(dtype)
    t = r.normal(size=(3, 4)).astype(dtype)

    def forward(S, E):
        squeezed = pictures.mean(axis=(2, 3))
        e = np.maximum(squeezed @ S, 0)
        gate = 1 / (1 + np.exp(-(e @ E)))
        out = pictures * gate[:, :, None, None]
        return np.mean((out.max(axis=(2, 3)) - t) ** 2)

    def backward(S, E):
        squeezed = pictures.mean(axis=(2, 3))
        e = np.maximum(squeezed @ S, 0)
        gate = 1 / (1 + np.exp(-(e @ E)))
        top = pictures.max(axis=(2, 3))
        dtop = 2 * (top * gate - t) / t.size
        dgate = dtop * top
        dlogit = dgate * gate * (1 - gate)
        dE = e.T @ dlogit
        de = dlogit @ E.T
        de[e <= 0] = 0
        dS = squeezed.T @ de
        return {"S": dS, "E": dE}

    return (
        forward,
        backward,
        {
            "S": r.normal(size=(4, 3)).astype(dtype),
            "E": r.normal(size=(3, 4)).astype(dtype),
        },
    )


wrong(
    channel_gates,
    "divided by the pictures alone",
    {"/ t.size": "/ len(t)"},
    S="count",
    E="count",
)
wrong(channel_gates, "the ReLU's mask forgotten", {"de[e <= 0] = 0": "pass"}, S="left_out")
wrong(
    channel_gates,
    "the mean for the largest",
    {"dgate = dtop * top": "dgate = dtop * squeezed"},
    S="wrong_operand",
    E="wrong_operand",
)
wrong(
    channel_gates,
    "what is multiplied forgotten",
    {"dgate = dtop * top": "dgate = dtop"},
    S=("mask", "left_out"),
    E=("mask", "left_out"),
)
wrong(
    channel_gates,
    "the logit's signal from before the gate",
    {"de = dlogit @ E.T": "de = dgate @ E.T"},
    S=("left_out", "wrong_signal"),
)


@base
def film(dtype):
    """FiLM: a condition scales and shifts the hidden features, (1 + gamma) h + beta."""
    r = np.random.default_rng(235)
    x = r.normal(size=(6, 3)).astype(dtype)
    condition = r.normal(size=(6, 2)).astype(dtype)
    y = r.normal(size=(6, 4)).astype(dtype)

    def forward(p):
        h = np.sin(np.matmul(x, p["W"]))
        gamma, beta = np.matmul(condition, p["G"]), np.matmul(condition, p["B"])
        return np.abs((1 + gamma) * h + beta - y).sum() / 6

    def gradients(p):
        a = np.matmul(x, p["W"])
        h = np.sin(a)
        gamma, beta = np.matmul(condition, p["G"]), np.matmul(condition, p["B"])
        d = np.sign((1 + gamma) * h + beta - y) / 6
        dG = np.matmul(condition.T, d * h)
        dB = np.matmul(condition.T, d)
        dh = d * (1 + gamma)
        dW = np.matmul(x.T, dh * np.cos(a))
        return {"dW": dW, "dG": dG, "dB": dB}

    P = {"W": (3, 4), "G": (2, 4), "B": (2, 4)}
    return forward, gradients, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


wrong(
    film,
    "gamma without its one",
    {"d * (1 + gamma)": "d * gamma"},
    W=("wrong_operand", "share_missing"),
)
wrong(film, "h forgotten at gamma", {"d * h)": "d)"}, G=("mask", "left_out"))
wrong(film, "the sine's slope a sine", {"np.cos(a)": "h"}, W="formula")
wrong(film, "the cosine of the sine", {"np.cos(a)": "np.cos(h)"}, W="wrong_point")
wrong(film, "a for h at gamma", {"d * h)": "d * a)"}, G="wrong_operand")
wrong(
    film,
    "beta's sign",
    {"dB = np.matmul(condition.T, d)": "dB = np.matmul(condition.T, -d)"},
    B="sign",
)
