"""여러 모양: 보폭이 있는 합성곱, 글의 합성곱.

Shapes: strided convolutions, convolutions of text.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def stride_and_pad(dtype):
    """Four loops over samples, filters, rows and columns; padding, stride 2; a linear score."""
    r = np.random.default_rng(781)
    x = r.normal(size=(2, 2, 4, 4)).astype(dtype)
    goal = r.normal(size=2).astype(dtype)
    pad, stride, HH = 1, 2, 2
    x_pad = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    H_out = 1 + (4 + 2 * pad - HH) // stride

    def conv(w, b):
        out = np.zeros((2, 2, H_out, H_out), dtype=w.dtype)
        for n in range(2):
            for f in range(2):
                for i in range(H_out):
                    for j in range(H_out):
                        top, left = i * stride, j * stride
                        window = x_pad[n, :, top : top + HH, left : left + HH]
                        out[n, f, i, j] = np.sum(window * w[f]) + b[f]
        return out

    def forward(w, b, v):
        score = np.array([np.sum(np.tanh(z) * v) for z in conv(w, b)])
        return np.mean((score - goal) ** 2)

    def backward(w, b, v):
        out = conv(w, b)
        score = (np.tanh(out) * v).sum(axis=(1, 2, 3))
        dscore = 2 * (score - goal) / 2
        dv = np.einsum("n,nfij->fij", dscore, np.tanh(out))
        dout = dscore.reshape(-1, 1, 1, 1) * v * (1 - np.tanh(out) ** 2)
        dw, db = np.zeros_like(w), np.zeros_like(b)
        for n in range(2):
            for f in range(2):
                db[f] += np.sum(dout[n, f])
                for i in range(H_out):
                    for j in range(H_out):
                        top, left = i * stride, j * stride
                        window = x_pad[n, :, top : top + HH, left : left + HH]
                        dw[f] += window * dout[n, f, i, j]
        return {"dw": dw, "db": db, "dv": dv}

    shapes = {"w": (2, 2, 2, 2), "b": 2, "v": (2, H_out, H_out)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    stride_and_pad,
    "each place overwrites the one before",
    {"dw[f] += window": "dw[f] = window"},
    w=("one_use", "one_sample"),
)
wrong(
    stride_and_pad,
    "the last image's bias",
    {"db[f] += np.sum": "db[f] = np.sum"},
    b=("one_sample", "one_use"),
)
wrong(
    stride_and_pad,
    "tanh left out of everything before",
    {" * (1 - np.tanh(out) ** 2)": ""},
    w="left_out",
    b="left_out",
)
wrong(
    stride_and_pad,
    "one row of filters",
    {"for f in range(2):\n                db": "for f in range(1):\n                db"},
    w="unfilled",
    b="unfilled",
)
wrong(
    stride_and_pad,
    "v for its image",
    {"dscore, np.tanh(out))": "dscore, out)"},
    v=("wrong_operand", "left_out"),
)
wrong(
    stride_and_pad,
    "the mean of two taken for a half",
    {"dscore = 2 * (score - goal) / 2": "dscore = 0.5 * (score - goal) / 2"},
    np.float32,
    **dict.fromkeys("wbv", "factor"),
)


@base
def text_windows(dtype):
    """Windows of three words side by side, the maximum over time, a class; arg max backwards."""
    r = np.random.default_rng(782)
    ids = np.array([[0, 1, 2, 3, 1], [4, 4, 0, 2, 3]])
    labels = np.array([1, 0])

    def run(E, F, c, W):
        x = E[ids]
        windows = np.stack([x[:, t : t + 3].reshape(2, -1) for t in range(3)], axis=1)
        h = np.maximum(windows @ F + c, 0)
        top = h.argmax(axis=1)
        pooled = np.take_along_axis(h, top[:, None, :], axis=1).squeeze(1)
        s = pooled @ W
        s = s - s.max(axis=1, keepdims=True)
        p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        return windows, h, top, pooled, p

    def forward(params):
        p = run(*params.values())[-1]
        return round(float(-np.log(p[[0, 1], labels]).mean()), 12)

    def backward(params):
        E, F, c, W = params.values()
        windows, h, top, pooled, p = run(E, F, c, W)
        ds = (p - np.eye(2)[labels]) / 2
        dW = pooled.T @ ds
        dpooled = ds @ W.T
        dh = np.zeros_like(h)
        np.put_along_axis(dh, top[:, None, :], dpooled[:, None, :], axis=1)
        da = dh * (h > 0)
        dF = np.tensordot(windows, da, axes=([0, 1], [0, 1]))
        dc = da.sum(axis=(0, 1))
        dwindows = (da @ F.T).reshape(2, 3, 3, -1)
        dE = np.zeros_like(E)
        for n in range(2):
            for t in range(3):
                for k in range(3):
                    dE[ids[n, t + k]] += dwindows[n, t, k]
        return {"E": dE, "F": dF, "c": dc, "W": dW}

    shapes = {"E": (5, 2), "F": (6, 4), "c": 4, "W": (4, 2)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    text_windows,
    "all times alike",
    {
        "np.put_along_axis(dh, top[:, None, :], ": "dh += (",
        "dpooled[:, None, :], axis=1)": "dpooled[:, None, :])",
    },
    **dict.fromkeys("EFc", ("mask", "left_out", "formula")),
)
wrong(
    text_windows,
    "the words assigned",
    {"dE[ids[n, t + k]] += dwindows": "dE[ids[n, t + k]] = dwindows"},
    E=("assigned", "one_use", "one_sample"),
)
wrong(
    text_windows,
    "the word where the window begins",
    {"dE[ids[n, t + k]]": "dE[ids[n, t]]"},
    E=("elsewhere", "unknown"),
)
wrong(
    text_windows,
    "W in the window's order",
    {"(da @ F.T).reshape(2, 3, 3, -1)": "(da @ F.T).reshape(2, 3, 2, 3).swapaxes(2, 3)"},
    E=("reshape_transpose", "unknown"),
)
wrong(
    text_windows,
    "the two texts added",
    {"ds = (p - np.eye(2)[labels]) / 2": "ds = p - np.eye(2)[labels]"},
    np.float32,
    **dict.fromkeys("EFcW", "mean"),
)
wrong(
    text_windows,
    "the filters' biases over time only",
    {"dc = da.sum(axis=(0, 1))": "dc = da.sum(axis=1)"},
    c=("unsummed", "shape"),
)
