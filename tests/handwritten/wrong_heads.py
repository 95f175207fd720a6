"""축을 나누고 옮기는 프로그램: 여러 머리의 주의, 채널, 배치의 행렬.

Programs that split and move axes: attention of several heads, channels, batches of matrices.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def heads(dtype):
    """Two heads of attention over a batch, split and merged by reshape and transpose."""
    r = np.random.default_rng(121)
    x, y = r.normal(size=(2, 4, 4)).astype(dtype), r.normal(size=(2, 4, 4)).astype(dtype)
    names = ("Wq", "Wk", "Wv", "Wo")
    P = {name: r.normal(size=(4, 4)).astype(dtype) for name in names}

    def split(a):
        return a.reshape(2, 4, 2, 2).transpose(0, 2, 1, 3)

    def run(Wq, Wk, Wv, Wo):
        q, k, v = split(x @ Wq), split(x @ Wk), split(x @ Wv)
        s = q @ np.swapaxes(k, -1, -2) / 2**0.5
        e = np.exp(s)
        a = e / e.sum(axis=-1, keepdims=True)
        m = (a @ v).transpose(0, 2, 1, 3).reshape(2, 4, 4)
        return q, k, v, a, m, m @ Wo

    def forward(Wq, Wk, Wv, Wo):
        return np.mean((run(Wq, Wk, Wv, Wo)[-1] - y) ** 2)

    def gradients(Wq, Wk, Wv, Wo):
        q, k, v, a, m, out = run(Wq, Wk, Wv, Wo)
        flat = x.reshape(-1, 4)
        dout = 2 * (out - y) / y.size
        dWo = m.reshape(-1, 4).T @ dout.reshape(-1, 4)
        dm = split(dout @ Wo.T)
        da = dm @ v.transpose(0, 1, 3, 2)
        dv = a.transpose(0, 1, 3, 2) @ dm
        ds = a * (da - np.sum(da * a, axis=-1, keepdims=True)) / 2**0.5
        dq = ds @ k
        dk = ds.transpose(0, 1, 3, 2) @ q
        merged = [g.transpose(0, 2, 1, 3).reshape(-1, 4) for g in (dq, dk, dv)]
        found = [flat.T @ g for g in merged]
        return {"Wq": found[0], "Wk": found[1], "Wv": found[2], "Wo": dWo}

    return forward, gradients, P


SCORES = ("Wq", "Wk")
ABOVE = ("Wq", "Wk", "Wv")
EVERY = (*ABOVE, "Wo")

wrong(
    heads,
    "heads merged by reshape alone",
    {"[g.transpose(0, 2, 1, 3).reshape(-1, 4) for g": "[g.reshape(-1, 4) for g"},
    **dict.fromkeys(ABOVE, "reshape_transpose"),
)
wrong(
    heads,
    "heads split by reshape alone",
    {"dm = split(dout @ Wo.T)": "dm = (dout @ Wo.T).reshape(2, 2, 4, 2)"},
    **dict.fromkeys(ABOVE, "reshape_transpose"),
)
wrong(
    heads,
    "v reshaped for transposed",
    {"da = dm @ v.transpose(0, 1, 3, 2)": "da = dm @ v.reshape(2, 2, 2, 4)"},
    np.float32,
    **dict.fromkeys(SCORES, "reshape_transpose"),
)
wrong(
    heads,
    "the scores of each head not transposed",
    {"dk = ds.transpose(0, 1, 3, 2) @ q": "dk = ds @ q"},
    Wk="operand_transposed",
)
wrong(
    heads,
    "the attention of each head not transposed",
    {"dv = a.transpose(0, 1, 3, 2) @ dm": "dv = a @ dm"},
    Wv="operand_transposed",
)
wrong(
    heads,
    "Wo not transposed behind the heads",
    {"dm = split(dout @ Wo.T)": "dm = split(dout @ Wo)"},
    **dict.fromkeys(ABOVE, "operand_transposed"),
)
wrong(
    heads,
    "the root of the heads' width forgotten",
    {"keepdims=True)) / 2**0.5": "keepdims=True))"},
    **dict.fromkeys(SCORES, "constant"),
)
wrong(
    heads,
    "the heads' softmax without its sum",
    {"(da - np.sum(da * a, axis=-1, keepdims=True))": "da"},
    **dict.fromkeys(SCORES, "share_missing"),
)
wrong(
    heads,
    "the heads' softmax summed over the queries",
    {"np.sum(da * a, axis=-1, keepdims=True)": "np.sum(da * a, axis=-2, keepdims=True)"},
    **dict.fromkeys(SCORES, "wrong_axis"),
)
wrong(heads, "k for q in a head", {"dq = ds @ k": "dq = ds @ q"}, Wq="wrong_operand")
wrong(
    heads,
    "the first sequence alone",
    {"dWo = m.reshape(-1, 4).T @ dout.reshape(-1, 4)": "dWo = m[0].T @ dout[0]"},
    Wo="one_sample",
)
wrong(
    heads,
    "sequences not summed",
    {"dWo = m.reshape(-1, 4).T @ dout.reshape(-1, 4)": "dWo = m.transpose(0, 2, 1) @ dout"},
    Wo="unsummed",
)
wrong(
    heads,
    "by the sequences alone",
    {"dout = 2 * (out - y) / y.size": "dout = 2 * (out - y) / len(y)"},
    **dict.fromkeys(EVERY, "count"),
)
wrong(heads, "three halves in the heads", {"dq = ds @ k": "dq = 1.5 * ds @ k"}, Wq="factor")


@base
def channels(dtype):
    """Biases and scales of channels, a 1x1 convolution by tensordot, an average over places."""
    r = np.random.default_rng(122)
    x = r.normal(size=(4, 2, 3, 3)).astype(dtype)
    t = r.normal(size=(4, 3)).astype(dtype)
    K = r.normal(size=(3, 2)).astype(dtype)
    b = r.normal(size=(3, 1, 1)).astype(dtype)
    s = (1 + 0.3 * r.normal(size=3)).astype(dtype)

    def forward(K, b, s):
        z = np.swapaxes(np.swapaxes(x, 1, 3) @ K.T, 1, 3) + b
        h = np.tanh(z)
        pooled = np.mean(h, axis=(2, 3))
        return np.sum((pooled * s - t) ** 2) / len(t)

    def gradients(K, b, s):
        z = np.swapaxes(np.swapaxes(x, 1, 3) @ K.T, 1, 3) + b
        h = np.tanh(z)
        pooled = np.mean(h, axis=(2, 3))
        d = 2 * (pooled * s - t) / len(t)
        ds = np.sum(d * pooled, axis=0)
        dpool = d * s
        dh = dpool[:, :, None, None] * np.ones(h.shape) / 9
        dz = dh * (1 - h**2)
        dK = np.tensordot(dz, x, axes=([0, 2, 3], [0, 2, 3]))
        db = dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)
        return {"K": dK, "b": db, "s": ds}

    return forward, gradients, {"K": K, "b": b, "s": s}


KB = ("K", "b")

wrong(
    channels,
    "the places not averaged",
    {"np.ones(h.shape) / 9": "np.ones(h.shape)"},
    **dict.fromkeys(KB, "mean"),
)
wrong(
    channels,
    "averaged over one side of the places",
    {"np.ones(h.shape) / 9": "np.ones(h.shape) / 3"},
    **dict.fromkeys(KB, "count"),
)
wrong(
    channels,
    "averaged over the places twice",
    {"np.ones(h.shape) / 9": "np.ones(h.shape) / 9 / 9"},
    **dict.fromkeys(KB, "mean_twice"),
)
wrong(
    channels,
    "the channel's bias a vector",
    {"dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)": "dz.sum(axis=(0, 2, 3))"},
    b="reshaped",
)
wrong(
    channels,
    "the channel's bias of one sample",
    {"dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)": "dz[-1].sum(axis=(1, 2)).reshape(3, 1, 1)"},
    b="one_sample",
)
wrong(
    channels,
    "the channel's bias summed over all",
    {"dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)": "np.sum(dz)"},
    b="total",
)
wrong(
    channels,
    "the channel's bias from before tanh",
    {"dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)": "dh.sum(axis=(0, 2, 3)).reshape(3, 1, 1)"},
    b=("left_out", "from_other"),
)
wrong(
    channels,
    "the channel's bias from the kernel's",
    {"dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)": "dK.sum(axis=1).reshape(3, 1, 1)"},
    b="from_other",
)
wrong(
    channels,
    "places of the bias left",
    {"dz.sum(axis=(0, 2, 3)).reshape(3, 1, 1)": "dz.sum(axis=0)"},
    b="unsummed",
)
wrong(
    channels,
    "the scale's gradient of the error alone",
    {"ds = np.sum(d * pooled, axis=0)": "ds = np.sum(d, axis=0)"},
    s=("left_out", "mask"),
)
wrong(
    channels,
    "the scale left out",
    {"dpool = d * s": "dpool = d"},
    np.float32,
    **dict.fromkeys(KB, ("left_out", "mask")),
)
wrong(
    channels,
    "h of a corner for the average",
    {"ds = np.sum(d * pooled, axis=0)": "ds = np.sum(d * h[:, :, 0, 0], axis=0)"},
    s="wrong_operand",
)
wrong(
    channels,
    "the kernel's axes the other way",
    {"np.tensordot(dz, x, axes": "np.tensordot(x, dz, axes"},
    K="transpose",
)
wrong(
    channels,
    "the kernel reshaped to its shape",
    {
        "dK = np.tensordot(dz, x, axes=([0, 2, 3], [0, 2, 3]))": (
            "dK = np.tensordot(x, dz, axes=([0, 2, 3], [0, 2, 3])).reshape(3, 2)"
        )
    },
    K="reshape_transpose",
)


@base
def flattened(dtype):
    """Two maps of places flattened to rows, read in another order from behind."""
    r = np.random.default_rng(123)
    x = r.normal(size=(3, 4)).astype(dtype)
    t = r.normal(size=(3, 2)).astype(dtype)
    P = {"A": r.normal(size=(4, 6)).astype(dtype), "B": r.normal(size=(6, 2)).astype(dtype)}

    def forward(A, B):
        maps = np.tanh(x @ A).reshape(3, 2, 3)
        rows = maps.transpose(0, 2, 1).reshape(3, 6)
        return np.sum((rows @ B - t) ** 2)

    def gradients(A, B):
        h = np.tanh(x @ A)
        rows = h.reshape(3, 2, 3).transpose(0, 2, 1).reshape(3, 6)
        d = 2 * (rows @ B - t)
        drows = d @ B.T
        dmaps = drows.reshape(3, 3, 2).transpose(0, 2, 1)
        dh = dmaps.reshape(3, 6)
        return {"A": x.T @ (dh * (1 - h**2)), "B": rows.T @ d}

    return forward, gradients, P


wrong(
    flattened,
    "the maps reshaped alone",
    {"dmaps = drows.reshape(3, 3, 2).transpose(0, 2, 1)": "dmaps = drows.reshape(3, 2, 3)"},
    A="reshape_transpose",
)
wrong(
    flattened,
    "the maps' order left out",
    {"rows.T @ d}": "h.T @ d}"},
    B=("wrong_operand", "reshape_transpose"),
)
wrong(
    flattened,
    "the rows' reshape for their transpose",
    {"rows.T @ d}": "rows.reshape(6, 3) @ d}"},
    B="reshape_transpose",
)
wrong(
    flattened,
    "nothing written for one map",
    {"dh = dmaps.reshape(3, 6)": "dh = np.zeros((3, 6))\n        dh[:, :3] = dmaps[:, 0]"},
    A=("unfilled", "use_missing"),
)
