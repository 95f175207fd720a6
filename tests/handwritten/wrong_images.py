"""합성곱과 풀링, 드롭아웃.

Convolutions, pooling, dropout.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def convolution(dtype):
    """Valid convolution in loops over places, ReLU, then a sum of squares."""
    r = np.random.default_rng(51)
    images = r.normal(size=(3, 5, 5)).astype(dtype)
    goal = r.normal(size=(3, 2, 3, 3)).astype(dtype)
    K = r.normal(size=(2, 3, 3)).astype(dtype)
    b = r.normal(size=2).astype(dtype)

    def convolve(K, b):
        rows = []
        for i in range(3):
            for j in range(3):
                patch = images[:, None, i : i + 3, j : j + 3]
                rows.append(np.sum(patch * K, axis=(2, 3)) + b)
        return np.stack(rows, axis=-1).reshape(3, 2, 3, 3)

    def forward(K, b):
        y = np.maximum(convolve(K, b), 0)
        return np.sum((y - goal) ** 2) / len(images)

    def gradients(K, b):
        z = convolve(K, b)
        y = np.maximum(z, 0)
        dy = 2 * (y - goal) / len(images)
        dz = dy * (z > 0)
        dK = np.zeros_like(K)
        for i in range(3):
            for j in range(3):
                for f in range(2):
                    patch = images[:, i : i + 3, j : j + 3]
                    dK[f] += np.sum(dz[:, f, i, j, None, None] * patch, axis=0)
        db = dz.sum(axis=(0, 2, 3))
        return {"K": dK, "b": db}

    return forward, gradients, {"K": K, "b": b}


wrong(
    convolution,
    "ReLU's slope left out of a convolution",
    {"dz = dy * (z > 0)": "dz = dy"},
    **dict.fromkeys("Kb", "left_out"),
)
wrong(
    convolution,
    "places assigned",
    {"dK[f] += np.sum": "dK[f] = np.sum"},
    K=("one_use", "one_sample"),
)
wrong(
    convolution,
    "the bias summed over the samples alone",
    {"db = dz.sum(axis=(0, 2, 3))": "db = dz.sum(axis=0)"},
    b=("unsummed", "shape"),
)
wrong(
    convolution,
    "the bias's gradient of another array",
    {"db = dz.sum(axis=(0, 2, 3))": "db = dK.sum(axis=(1, 2))"},
    b="from_other",
)
wrong(
    convolution,
    "the images not averaged",
    {"dy = 2 * (y - goal) / len(images)": "dy = 2 * (y - goal)"},
    **dict.fromkeys("Kb", "mean"),
)
wrong(
    convolution,
    "the kernel turned round",
    {'return {"K": dK, "b": db}': 'return {"K": dK[:, ::-1, ::-1], "b": db}'},
    K="unknown",
)
wrong(
    convolution,
    "the kernel's two axes exchanged",
    {'return {"K": dK, "b": db}': 'return {"K": dK.transpose(0, 2, 1), "b": db}'},
    K="transpose",
)


@base
def im2col(dtype):
    """Patches as rows, the kernel as columns, then a dense layer."""
    r = np.random.default_rng(52)
    x = r.normal(size=(2, 4, 4)).astype(dtype)
    t = r.normal(size=(2, 2)).astype(dtype)
    F = r.normal(size=(4, 3)).astype(dtype)
    c = r.normal(size=3).astype(dtype)
    W = r.normal(size=(27, 2)).astype(dtype)
    spots = [(i, j) for i in range(3) for j in range(3)]
    cols = np.array([[a[i : i + 2, j : j + 2].ravel() for i, j in spots] for a in x])
    cols = cols.reshape(-1, 4)

    def run(F, c, W):
        a = cols @ F + c
        h = np.tanh(a)
        flat = h.reshape(2, -1)
        return h, flat, flat @ W

    def forward(F, c, W):
        return np.mean((run(F, c, W)[-1] - t) ** 2)

    def gradients(F, c, W):
        h, flat, out = run(F, c, W)
        d = 2 * (out - t) / out.size
        dW = flat.T @ d
        dh = (d @ W.T).reshape(h.shape)
        da = dh * (1 - h**2)
        return cols.T @ da, da.sum(axis=0), dW

    return forward, gradients, (F, c, W)


wrong(
    im2col,
    "reshaped in another order",
    {"dh = (d @ W.T).reshape(h.shape)": 'dh = (d @ W.T).reshape(h.shape, order="F")'},
    F=("reshape_transpose", "unknown"),
    c=("reshape_transpose", "unknown"),
)
wrong(
    im2col,
    "a reshape of the transposed",
    {"dh = (d @ W.T).reshape(h.shape)": "dh = (W @ d.T).reshape(h.shape)"},
    np.float32,
    F="reshape_transpose",
    c="reshape_transpose",
)
wrong(
    im2col,
    "reshape where the patches should be transposed",
    {"return cols.T @ da": "return cols.reshape(4, -1) @ da"},
    F="reshape_transpose",
)
wrong(
    im2col,
    "reshape where the activations should be transposed",
    {"dW = flat.T @ d": "dW = flat.reshape(-1, 2) @ d"},
    W="reshape_transpose",
)
wrong(
    im2col,
    "the filters' gradient reshaped",
    {"return cols.T @ da": "return (cols.T @ da).T.reshape(F.shape)"},
    F="reshape_transpose",
)
wrong(
    im2col,
    "tanh's slope taken of a",
    {"da = dh * (1 - h**2)": "da = dh * (1 - np.arctanh(h) ** 2)"},
    F="wrong_formula",
    c="wrong_formula",
)
wrong(
    im2col,
    "divided by the samples alone",
    {"d = 2 * (out - t) / out.size": "d = 2 * (out - t) / len(out)"},
    **dict.fromkeys("FcW", ("count", "doubled")),
)
wrong(
    im2col,
    "the bias averaged over the places",
    {"da.sum(axis=0)": "da.mean(axis=0)"},
    c=("divided", "factor"),
)


@base
def pooled(dtype):
    """A layer, max pooling of pairs by a mask, dropout by a mask held, a linear layer."""
    r = np.random.default_rng(53)
    X = r.normal(size=(4, 3)).astype(dtype)
    T = r.normal(size=(4, 2)).astype(dtype)
    keep = 0.75
    mask = np.array([[1, 0, 1], [1, 1, 1], [0, 1, 1], [1, 1, 0]], dtype=dtype)
    A = r.normal(size=(3, 6)).astype(dtype)
    B = r.normal(size=(3, 2)).astype(dtype)

    def forward(A, B):
        pairs = (X @ A).reshape(4, 3, 2)
        pool = pairs.max(axis=2)
        h = pool * mask / keep
        return 0.5 * np.sum((h @ B - T) ** 2)

    def gradients(A, B):
        pairs = (X @ A).reshape(4, 3, 2)
        pool = pairs.max(axis=2)
        h = pool * mask / keep
        d = h @ B - T
        dB = h.T @ d
        dh = d @ B.T
        dpool = dh * mask / keep
        largest = pairs == pool[:, :, None]
        dpairs = dpool[:, :, None] * largest
        dA = X.T @ dpairs.reshape(4, 6)
        return {"A": dA, "B": dB}

    return forward, gradients, {"A": A, "B": B}


wrong(
    pooled,
    "dropout's mask left out",
    {"dpool = dh * mask / keep": "dpool = dh / keep"},
    A=("mask", "left_out"),
)
wrong(
    pooled,
    "the keep rate left out",
    {"dpool = dh * mask / keep": "dpool = dh * mask"},
    A=("keep_rate", "constant"),
)
wrong(
    pooled,
    "the keep rate twice",
    {"dpool = dh * mask / keep": "dpool = dh * mask / keep / keep"},
    A=("keep_rate", "constant"),
)
wrong(
    pooled,
    "multiplied by the keep rate",
    {"dpool = dh * mask / keep": "dpool = dh * mask * keep"},
    A=("keep_rate", "constant", "factor"),
)
wrong(
    pooled,
    "dropout left out altogether",
    {"dpool = dh * mask / keep": "dpool = dh"},
    A=("mask", "left_out"),
)
wrong(
    pooled,
    "pooling's mask left out",
    {"dpool[:, :, None] * largest": "dpool[:, :, None] * np.ones_like(pairs)"},
    A=("mask", "left_out"),
)
wrong(
    pooled,
    "the smallest of each pair",
    {"largest = pairs == pool[:, :, None]": "largest = pairs != pool[:, :, None]"},
    np.float32,
    A=("mask", "wrong_operand", "formula"),
)
wrong(
    pooled,
    "before dropout in the weights' gradient",
    {"dB = h.T @ d": "dB = pool.T @ d"},
    B=("wrong_operand", "mask"),
)
wrong(pooled, "one third", {"dB = h.T @ d": "dB = h.T @ d / 3"}, B=("factor", "divided"))
