"""합성곱: 걸음 2의 1차원, 채널마다 하나, 뒤집은 합성곱, 전역 최대, 창의 einsum.

Convolutions: one-dimensional with stride, depthwise, transposed, global maxima, windows.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def strided(dtype):
    """A one-dimensional convolution of stride 2 in two loops, then a line."""
    r = np.random.default_rng(271)
    x = r.normal(size=(3, 2, 7)).astype(dtype)
    y = r.normal(size=3).astype(dtype)

    def conv(K, k):
        out = np.zeros((3, 4, 3), dtype=x.dtype)
        for f in range(4):
            for t in range(3):
                patch = x[:, :, 2 * t : 2 * t + 3]
                out[:, f, t] = (patch * K[f]).sum(axis=(1, 2)) + k[f]
        return out

    def forward(K, k, v):
        h = np.tanh(conv(K, k))
        return np.sum((np.sum(h * v, axis=(1, 2)) - y) ** 2) / (2 * len(y))

    def backward(K, k, v):
        h = np.tanh(conv(K, k))
        d = (np.sum(h * v, axis=(1, 2)) - y) / len(y)
        dv = np.einsum("n,nft->ft", d, h)
        dz = d[:, None, None] * v * (1 - h**2)
        dK, dk = np.zeros_like(K), np.zeros_like(k)
        for f in range(4):
            for t in range(3):
                patch = x[:, :, 2 * t : 2 * t + 3]
                dK[f] += (patch * dz[:, f, t, None, None]).sum(axis=0)
                dk[f] += dz[:, f, t].sum()
        return {"K": dK, "k": dk, "v": dv}

    P = {"K": (4, 2, 3), "k": (4,), "v": (4, 3)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in P.items()}


wrong(
    strided,
    "filters of the last place",
    {"dK[f] += ": "dK[f] = "},
    K=("one_use", "last_step", "one_sample"),
)
wrong(
    strided,
    "a stride of one",
    {
        "2 * t + 3]\n                dK[f]": (
            "2 * t + 3]\n                patch = x[:, :, t : t + 3]\n                dK[f]"
        )
    },
    K="wrong_operand",
)
wrong(strided, "the bias averaged", {"dz[:, f, t].sum()": "dz[:, f, t].mean()"}, k="mean_twice")
wrong(
    strided,
    "v forgotten",
    {"* v * (1 - h**2)": "* np.ones_like(v) * (1 - h**2)"},
    K=("mask", "left_out"),
    k=("mask", "left_out"),
)
wrong(
    strided, "tanh forgotten", {"* v * (1 - h**2)": "* v"}, np.float32, K="left_out", k="left_out"
)
wrong(
    strided,
    "only the first filter's bias",
    {"dk[f] += dz[:, f, t].sum()": "dk[0] += dz[:, 0, t].sum()"},
    k="unfilled",
)


@base
def depthwise(dtype):
    """One filter for each channel, then a 1 by 1 convolution by tensordot."""
    r = np.random.default_rng(272)
    x = r.normal(size=(2, 3, 4, 4)).astype(dtype)
    y = r.normal(size=(2, 2)).astype(dtype)

    def spread(D):
        out = 0
        for i in range(2):
            for j in range(2):
                out = out + x[:, :, i : i + 3, j : j + 3] * D[None, :, i, j, None, None]
        return out

    def forward(D, M):
        a = np.where(spread(D) > 0, spread(D), 0)
        mixed = np.tensordot(a, M, axes=([1], [0]))
        pooled = mixed.mean(axis=(1, 2))
        return ((pooled - y) ** 2).sum()

    def backward(D, M):
        z = spread(D)
        a = np.where(z > 0, z, 0)
        pooled = np.tensordot(a, M, axes=([1], [0])).mean(axis=(1, 2))
        dmixed = np.broadcast_to((2 * (pooled - y) / 9)[:, None, None, :], (2, 3, 3, 2))
        dM = np.tensordot(a, dmixed, axes=([0, 2, 3], [0, 1, 2]))
        da = np.tensordot(dmixed, M, axes=([3], [1])).transpose(0, 3, 1, 2)
        dz = np.where(z > 0, da, 0)
        dD = np.zeros_like(D)
        for i in range(2):
            for j in range(2):
                dD[:, i, j] = (dz * x[:, :, i : i + 3, j : j + 3]).sum(axis=(0, 2, 3))
        return {"D": dD, "M": dM}

    return (
        forward,
        backward,
        {
            "D": r.normal(size=(3, 2, 2)).astype(dtype),
            "M": r.normal(size=(3, 2)).astype(dtype),
        },
    )


wrong(
    depthwise,
    "the places not averaged",
    {"(2 * (pooled - y) / 9)": "(2 * (pooled - y))"},
    D="mean",
    M="mean",
)
wrong(depthwise, "the ReLU", {"dz = np.where(z > 0, da, 0)": "dz = da"}, D="left_out")
wrong(
    depthwise,
    "reshape for the channels",
    {".transpose(0, 3, 1, 2)": ".reshape(2, 3, 3, 3)"},
    D="reshape_transpose",
)
wrong(
    depthwise,
    "z before the ReLU",
    {"dM = np.tensordot(a,": "dM = np.tensordot(z,"},
    np.float32,
    M="wrong_operand",
)
wrong(
    depthwise,
    "rows and columns of the filter",
    {"dD[:, i, j] =": "dD[:, j, i] ="},
    D=("transpose", "reshape_transpose"),
)
wrong(
    depthwise,
    "the corner of the filter",
    {"for j in range(2):\n                dD": "for j in range(1):\n                dD"},
    D="unfilled",
)


@base
def upsampled(dtype):
    """A transposed convolution of stride 2 adds patches into an array of zeros."""
    r = np.random.default_rng(273)
    code = r.normal(size=(4, 3)).astype(dtype)
    signal = r.normal(size=(4, 7)).astype(dtype)

    def generate(W, K):
        z = code.dot(W)
        out = np.zeros((4, 7))
        for t in range(3):
            out[:, 2 * t : 2 * t + 3] += np.outer(z[:, t], K)
        return z, out

    def forward(W, K):
        _, out = generate(W, K)
        loss = 0
        for n in range(4):
            loss += ((out[n] - signal[n]) ** 2).mean()
        return loss / 4

    def backward(W, K):
        z, out = generate(W, K)
        dout = 2 * (out - signal) / out.size
        dz, dK = np.zeros_like(z), np.zeros_like(K)
        for t in range(3):
            patch = dout[:, 2 * t : 2 * t + 3]
            dz[:, t] = patch.dot(K)
            dK += z[:, t].dot(patch)
        return code.T.dot(dz), dK

    return forward, backward, [r.normal(size=(3, 3)).astype(dtype), r.normal(size=3).astype(dtype)]


wrong(upsampled, "divided by the signals alone", {"/ out.size": "/ len(out)"}, W="count", K="count")
wrong(
    upsampled,
    "the filter reversed",
    {"dz[:, t] = patch.dot(K)": "dz[:, t] = patch.dot(K[::-1])"},
    W=("wrong_operand", "operand_transposed"),
)
wrong(
    upsampled,
    "the filter of the last place",
    {"dK += z[:, t]": "dK = z[:, t]"},
    K=("one_use", "last_step"),
)
wrong(
    upsampled,
    "the codes in the wrong order",
    {"code.T.dot(dz)": "code[::-1].T.dot(dz)"},
    W="wrong_operand",
)
wrong(
    upsampled,
    "the 2 of squares",
    {"dout = 2 * (out": "dout = (out"},
    np.float32,
    W="square",
    K="square",
)
wrong(upsampled, "the result transposed", {"code.T.dot(dz)": "dz.T.dot(code)"}, W="transpose")


@base
def global_maximum(dtype):
    """Windows of a text by sliding_window_view, the largest answer of each filter."""
    r = np.random.default_rng(274)
    text = r.normal(size=(4, 6, 2)).astype(dtype)
    label = np.array([0, 1, 1, 0])
    windows = np.lib.stride_tricks.sliding_window_view(text, 3, axis=1)

    def score(F, c, V):
        answers = np.einsum("ntdk,dkf->ntf", windows, F)
        best = answers.max(axis=1)
        return answers, best, np.dot(np.maximum(best + c, 0), V)

    def forward(F, c, V):
        _, _, s = score(F, c, V)
        e = np.exp(s)
        return -np.log(e[np.arange(4), label] / e.sum(axis=1)).sum() / 4

    def backward(F, c, V):
        answers, best, s = score(F, c, V)
        ds = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        ds[np.arange(4), label] -= 1
        ds /= 4
        dV = np.maximum(best + c, 0).T.dot(ds)
        dbest = ds.dot(V.T) * (best + c > 0)
        dc = dbest.sum(axis=0)
        where = answers == best[:, None, :]
        danswers = where * dbest[:, None, :]
        dF = np.einsum("ntdk,ntf->dkf", windows, danswers)
        return {"F": dF, "c": dc, "V": dV}

    P = {"F": (2, 3, 4), "c": (4,), "V": (4, 2)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


wrong(
    global_maximum,
    "every window, not the best",
    {"danswers = where * dbest[:, None, :]": "danswers = np.repeat(dbest[:, None, :], 4, axis=1)"},
    F=("mask", "left_out"),
)
wrong(
    global_maximum,
    "the ReLU after the maximum",
    {" * (best + c > 0)": ""},
    F="left_out",
    c="left_out",
)
wrong(
    global_maximum,
    "c from before the ReLU",
    {"dc = dbest.sum(axis=0)": "dc = ds.dot(V.T).sum(axis=0)"},
    c=("left_out", "from_other"),
)
wrong(
    global_maximum,
    "c left out of V",
    {"dV = np.maximum(best + c, 0)": "dV = np.maximum(best, 0)"},
    V="wrong_operand",
)
wrong(
    global_maximum,
    "ds not averaged",
    {"ds /= 4": "ds *= 1"},
    np.float32,
    F="mean",
    c="mean",
    V="mean",
)
