"""시간을 따라: 게이트를 한 행렬에 모은 LSTM, 책의 GRU, 번역기, 자막.

Along time: an LSTM with merged gates, a GRU, a translator in nested dicts, captions with a mask.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def merged_lstm(dtype):
    """All four gates from one affine, slices f, g, i, o, hstack backwards; state in arrays."""
    r = np.random.default_rng(751)
    N, T, D, H = 2, 3, 2, 3
    xs = r.normal(size=(N, T, D)).astype(dtype)
    goal = r.normal(size=(N, T, H)).astype(dtype)

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def run(Wx, Wh, b):
        hs = np.empty((N, T, H), dtype=Wx.dtype)
        h, c, caches = np.zeros((N, H)), np.zeros((N, H)), []
        for t in range(T):
            A = np.dot(xs[:, t, :], Wx) + np.dot(h, Wh) + b
            f, g = sigmoid(A[:, :H]), np.tanh(A[:, H : 2 * H])
            i, o = sigmoid(A[:, 2 * H : 3 * H]), sigmoid(A[:, 3 * H :])
            c_next = f * c + g * i
            h_next = o * np.tanh(c_next)
            caches.append((xs[:, t, :], h, c, i, f, g, o, c_next))
            hs[:, t, :], h, c = h_next, h_next, c_next
        return hs, caches

    def forward(Wx, Wh, b):
        return np.sum((run(Wx, Wh, b)[0] - goal) ** 2) / N

    def backward(Wx, Wh, b):
        hs, caches = run(Wx, Wh, b)
        dhs = 2 * (hs - goal) / N
        dWx, dWh, db = np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
        dh, dc = 0, 0
        for t in reversed(range(T)):
            x, h_prev, c_prev, i, f, g, o, c_next = caches[t]
            dh_next = dhs[:, t, :] + dh
            tanh_c = np.tanh(c_next)
            ds = dc + (dh_next * o) * (1 - tanh_c**2)
            dc_prev = ds * f
            di = ds * g
            df = ds * c_prev
            do = dh_next * tanh_c
            dg = ds * i
            di *= i * (1 - i)
            df *= f * (1 - f)
            do *= o * (1 - o)
            dg *= 1 - g**2
            dA = np.hstack((df, dg, di, do))
            dWh += np.dot(h_prev.T, dA)
            dWx += np.dot(x.T, dA)
            db += dA.sum(axis=0)
            dh, dc = np.dot(dA, Wh.T), dc_prev
        return [dWx, dWh, db]

    P = [r.normal(size=s).astype(dtype) for s in ((D, 4 * H), (H, 4 * H), 4 * H)]
    return forward, backward, P


GATES = ("Wx", "Wh", "b")
wrong(
    merged_lstm,
    "no h from the step behind",
    {"dh_next = dhs[:, t, :] + dh": "dh_next = dhs[:, t, :]"},
    **dict.fromkeys(GATES, ("path_cut", "share_missing")),
)
wrong(
    merged_lstm,
    "no cell from the step behind",
    {"ds = dc + (dh_next": "ds = (dh_next"},
    **dict.fromkeys(GATES, ("path_cut", "share_missing")),
)
wrong(
    merged_lstm,
    "the cell's tanh",
    {" * (1 - tanh_c**2)": ""},
    **dict.fromkeys(GATES, "left_out"),
)
wrong(
    merged_lstm,
    "the new cell for the old",
    {"df = ds * c_prev": "df = ds * c_next"},
    **dict.fromkeys(GATES, "wrong_operand"),
)
wrong(
    merged_lstm,
    "i with itself",
    {"di = ds * g": "di = ds * i"},
    np.float32,
    **dict.fromkeys(GATES, "wrong_operand"),
)
wrong(
    merged_lstm,
    "the candidate's tanh as a sigmoid",
    {"dg *= 1 - g**2": "dg *= g * (1 - g)"},
    **dict.fromkeys(GATES, ("other_activation", "formula")),
)
wrong(
    merged_lstm,
    "f and g exchanged in hstack",
    {"np.hstack((df, dg, di, do))": "np.hstack((dg, df, di, do))"},
    **dict.fromkeys(GATES, ("elsewhere", "wrong_signal", "unknown")),
)
wrong(
    merged_lstm,
    "the last step alone in Wh",
    {"dWh += np.dot(h_prev.T, dA)": "dWh = np.dot(h_prev.T, dA)"},
    Wh=("zero", "one_use"),
)
wrong(
    merged_lstm,
    "Wx of one step",
    {"dWx += np.dot(x.T, dA)": "dWx = np.dot(x.T, dA)"},
    Wx=("one_use", "one_sample"),
)
wrong(
    merged_lstm,
    "the forget gate not passed through",
    {"dc_prev = ds * f": "dc_prev = ds"},
    **dict.fromkeys(GATES, ("mask", "left_out", "wrong_operand")),
)


@base
def gru_of_the_book(dtype):
    """(1 - z) h + z ĥ, the reset before the product; parameters in a dict by kind."""
    r = np.random.default_rng(752)
    T, N, D, H = 3, 2, 2, 3
    xs = r.normal(size=(T, N, D)).astype(dtype)
    target = r.normal(size=(N, H)).astype(dtype)

    def sigmoid(x):
        return 0.5 * (1 + np.tanh(0.5 * x))

    def run(Wx, Wh):
        Wxz, Wxr, Wxh = np.split(Wx, 3, axis=1)
        Whz, Whr, Whh = np.split(Wh, 3, axis=1)
        h, caches = np.zeros((N, H), dtype=Wx.dtype), []
        for x in xs:
            z = sigmoid(x @ Wxz + h @ Whz)
            reset = sigmoid(x @ Wxr + h @ Whr)
            h_hat = np.tanh(x @ Wxh + (reset * h) @ Whh)
            caches.append((x, h, z, reset, h_hat))
            h = (1 - z) * h + z * h_hat
        return h, caches

    def forward(params):
        h, _ = run(params["Wx"], params["Wh"])
        return float(0.5 * ((h - target) ** 2).sum())

    def backward(params):
        Whz, Whr, Whh = np.split(params["Wh"], 3, axis=1)
        h_last, caches = run(params["Wx"], params["Wh"])
        dWx, dWh = np.zeros_like(params["Wx"]), np.zeros_like(params["Wh"])
        dh = h_last - target
        for x, h, z, reset, h_hat in caches[::-1]:
            dhat = dh * z
            dh_prev = dh * (1 - z)
            dt = dhat * (1 - h_hat**2)
            dreset_h = dt @ Whh.T
            dh_prev += reset * dreset_h
            dz = dh * h_hat - dh * h
            dz = dz * z * (1 - z)
            dr = dreset_h * h
            dr = dr * reset * (1 - reset)
            dh_prev += dz @ Whz.T
            dh_prev += dr @ Whr.T
            dWx += x.T @ np.concatenate((dz, dr, dt), axis=1)
            dWh += np.concatenate((h.T @ dz, h.T @ dr, (reset * h).T @ dt), axis=1)
            dh = dh_prev
        return {"dWx": dWx, "dWh": dWh, "dh0": dh}

    P = {"Wx": r.normal(size=(D, 3 * H)), "Wh": r.normal(size=(H, 3 * H))}
    return forward, backward, {n: p.astype(dtype) for n, p in P.items()}


W2 = ("Wx", "Wh")
wrong(
    gru_of_the_book,
    "the old state at the update gate",
    {"dz = dh * h_hat - dh * h": "dz = dh * h_hat"},
    **dict.fromkeys(W2, ("share_missing", "path_cut")),
)
wrong(
    gru_of_the_book,
    "the update gate's sign",
    {"dz = dh * h_hat - dh * h": "dz = dh * h - dh * h_hat"},
    **dict.fromkeys(W2, ("share_factor", "formula")),
)
wrong(
    gru_of_the_book,
    "the state kept, not passed on",
    {"dh_prev = dh * (1 - z)": "dh_prev = np.zeros_like(dh)"},
    np.float32,
    **dict.fromkeys(W2, ("share_missing", "path_cut")),
)
wrong(
    gru_of_the_book,
    "z for 1 - z",
    {"dh_prev = dh * (1 - z)": "dh_prev = dh * z"},
    **dict.fromkeys(W2, ("wrong_operand", "formula")),
)
wrong(
    gru_of_the_book,
    "h for the reset h",
    {"(reset * h).T @ dt), axis=1)": "h.T @ dt), axis=1)"},
    Wh=("wrong_operand", "mask"),
)
wrong(
    gru_of_the_book,
    "the reset left out on the way back",
    {"dh_prev += reset * dreset_h": "dh_prev += dreset_h"},
    **dict.fromkeys(W2, ("mask", "left_out", "wrong_operand")),
)
wrong(
    gru_of_the_book,
    "the reset's square weights",
    {"dh_prev += dr @ Whr.T": "dh_prev += dr @ Whr"},
    **dict.fromkeys(W2, "operand_transposed"),
)
wrong(
    gru_of_the_book,
    "not through the update gate",
    {"dh_prev += dz @ Whz.T": "pass"},
    **dict.fromkeys(W2, ("path_cut", "share_missing")),
)


@base
def translator(dtype):
    """{"enc": {…}, "dec": {…}}: words in, one state handed over, words out, summed log losses."""
    r = np.random.default_rng(753)
    source, target = [2, 0, 2, 1], [1, 3, 0]
    H, V = 3, 4

    def weights(*shapes):
        return [r.normal(size=s).astype(dtype) for s in shapes]

    params = {
        "enc": dict(zip(("E", "W", "U"), weights((3, 2), (2, H), (H, H)))),
        "dec": dict(zip(("E", "W", "U", "V"), weights((V, 2), (2, H), (H, H), (H, V)))),
    }

    def run(params):
        enc, dec = params["enc"], params["dec"]
        hs, ss, ps = [np.zeros(H)], [], []
        for w in source:
            hs.append(np.tanh(enc["E"][w] @ enc["W"] + hs[-1] @ enc["U"]))
        ss.append(hs[-1])
        for w in [0] + target[:-1]:
            ss.append(np.tanh(dec["E"][w] @ dec["W"] + ss[-1] @ dec["U"]))
            e = np.exp(ss[-1] @ dec["V"])
            ps.append(e / e.sum())
        return hs, ss, ps

    def loss(params):
        _, _, ps = run(params)
        losses = [-np.log(p[w]) for p, w in zip(ps, target)]
        return sum(losses) / len(losses)

    def grads(params):
        enc, dec = params["enc"], params["dec"]
        hs, ss, ps = run(params)
        g = {side: {k: np.zeros_like(v) for k, v in params[side].items()} for side in params}
        ds = np.zeros(H)
        for t in reversed(range(len(target))):
            w = ([0] + target)[t]
            dscore = ps[t].copy()
            dscore[target[t]] -= 1
            dscore /= len(target)
            g["dec"]["V"] += np.outer(ss[t + 1], dscore)
            ds = ds + dec["V"] @ dscore
            da = ds * (1 - ss[t + 1] ** 2)
            g["dec"]["W"] += np.outer(dec["E"][w], da)
            g["dec"]["U"] += np.outer(ss[t], da)
            g["dec"]["E"][w] += dec["W"] @ da
            ds = dec["U"] @ da
        dh = ds
        for t in reversed(range(len(source))):
            da = dh * (1 - hs[t + 1] ** 2)
            g["enc"]["W"] += np.outer(enc["E"][source[t]], da)
            g["enc"]["U"] += np.outer(hs[t], da)
            g["enc"]["E"][source[t]] += enc["W"] @ da
            dh = enc["U"] @ da
        return g

    return loss, grads, params


ENC, DEC = ("enc.E", "enc.W", "enc.U"), ("dec.E", "dec.W", "dec.U")
wrong(
    translator,
    "the encoder never told",
    {"dh = ds\n": "dh = np.zeros(H)\n"},
    **dict.fromkeys(ENC, ("zero", "path_cut")),
)
wrong(
    translator,
    "words assigned in the encoder",
    {'g["enc"]["E"][source[t]] += enc': 'g["enc"]["E"][source[t]] = enc'},
    **{"enc.E": ("assigned", "one_use", "one_sample")},
)
wrong(
    translator,
    "the state after for the state before",
    {"np.outer(ss[t], da)": "np.outer(ss[t + 1], da)"},
    **{"dec.U": "wrong_operand"},
)
wrong(
    translator,
    "nothing from the word behind",
    {"ds = ds + dec": "ds = dec"},
    **dict.fromkeys((*DEC, *ENC), ("path_cut", "share_missing")),
)
wrong(
    translator,
    "the mean of the words' losses",
    {"dscore /= len(target)": "pass"},
    **dict.fromkeys((*DEC, *ENC, "dec.V"), "mean"),
)
wrong(
    translator,
    "tanh in the encoder",
    {"da = dh * (1 - hs[t + 1] ** 2)": "da = dh"},
    **dict.fromkeys(ENC, "left_out"),
)
wrong(
    translator,
    "the decoder's U turned",
    {'ds = dec["U"] @ da': 'ds = da @ dec["U"]'},
    np.float32,
    **dict.fromkeys((*DEC, *ENC), "operand_transposed"),
)
wrong(
    translator,
    "V of the last word",
    {'g["dec"]["V"] += np': 'g["dec"]["V"] = np'},
    **{"dec.V": ("one_use", "one_sample")},
)
