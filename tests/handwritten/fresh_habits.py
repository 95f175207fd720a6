"""버릇: float32로 바꾸고, dtype='f'로 채우고, out=에 쓰고, np.array([...])로 모은다.

Habits: casts to float32 on the way back, arrays of dtype='f', out=, np.array of results, np.tile.
"""

import math

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def captions(dtype):
    """Words with a mask of what is padding: embeddings, tanh steps, scores of all steps at once."""
    r = np.random.default_rng(841)
    words = np.array([[1, 2, 1, 3, 0], [3, 1, 1, 0, 0]])
    inputs, answers = words[:, :-1], words[:, 1:]
    mask = answers != 0
    N, T = inputs.shape

    def run(E, Wx, Wh, V):
        x, h = E[inputs], np.zeros((N, 3))
        hs = np.zeros((N, T, 3), dtype=dtype)
        for t in range(T):
            h = np.tanh(x[:, t].dot(Wx) + h.dot(Wh))
            hs[:, t] = h
        scores = hs.dot(V).reshape(N * T, -1)
        p = np.exp(scores - np.max(scores, axis=1, keepdims=True))
        p /= np.sum(p, axis=1, keepdims=True)
        return x, hs, p

    def loss(E, Wx, Wh, V):
        p = run(E, Wx, Wh, V)[-1]
        picked = np.log(p[np.arange(N * T), answers.reshape(-1)])
        return -np.sum(mask.reshape(-1) * picked) / N

    def grads(E, Wx, Wh, V):
        x, hs, p = run(E, Wx, Wh, V)
        d = p.copy()
        d[np.arange(N * T), answers.reshape(-1)] -= 1
        d /= N
        d *= mask.reshape(-1)[:, None]
        d = d.reshape(N, T, -1).astype(np.float32)
        dV = np.tensordot(hs, d, axes=((0, 1), (0, 1)))
        dhs = d.dot(V.T)
        g = {"V": dV, "E": np.zeros(E.shape), "Wx": np.zeros(Wx.shape), "Wh": np.zeros(Wh.shape)}
        carried = np.zeros((N, 3))
        for t in range(T)[::-1]:
            da = (dhs[:, t] + carried) * (1 - hs[:, t] ** 2)
            g["Wx"] += x[:, t].T.dot(da)
            if t > 0:
                g["Wh"] += hs[:, t - 1].T.dot(da)
            np.add.at(g["E"], inputs[:, t], da.dot(Wx.T))
            carried = da.dot(Wh.T)
        return g

    shapes = {"E": (4, 2), "Wx": (2, 3), "Wh": (3, 3), "V": (3, 4)}
    return loss, grads, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


DEEP = ("E", "Wx", "Wh")
wrong(
    captions,
    "padding learns, too",
    {"d *= mask.reshape(-1)[:, None]": "pass"},
    **dict.fromkeys((*DEEP, "V"), ("mask", "left_out")),
)
wrong(
    captions,
    "divided by the steps, too",
    {"d /= N\n": "d /= N * T\n"},
    **dict.fromkeys((*DEEP, "V"), ("divided", "count", "factor")),
)
wrong(
    captions,
    "no state from the step behind",
    {"(dhs[:, t] + carried)": "dhs[:, t]"},
    **dict.fromkeys(DEEP, ("path_cut", "share_missing")),
)
wrong(
    captions,
    "words assigned",
    {'np.add.at(g["E"], inputs[:, t], da.dot(Wx.T))': 'g["E"][inputs[:, t]] = da.dot(Wx.T)'},
    E=("assigned", "one_use", "one_sample"),
)
wrong(
    captions,
    "the state itself for the one before",
    {"hs[:, t - 1].T.dot(da)": "hs[:, t].T.dot(da)"},
    np.float32,
    Wh="wrong_operand",
)
wrong(
    captions,
    "Wh turned",
    {"carried = da.dot(Wh.T)": "carried = da.dot(Wh)"},
    **dict.fromkeys(DEEP, "operand_transposed"),
)
wrong(
    captions,
    "the answers' ones",
    {"d[np.arange(N * T), answers.reshape(-1)] -= 1": "pass"},
    **dict.fromkeys((*DEEP, "V"), "label_missing"),
)


@base
def small_sums(dtype):
    """Gradients summed into arrays of dtype='f', sample by sample; guesses in np.array([...])."""
    r = np.random.default_rng(842)
    X = r.normal(size=(5, 3)).astype(dtype)
    y = r.normal(size=5).astype(dtype)

    def unit(x, W, v):
        h = 1.0 / (1.0 + np.exp(-np.dot(x, W)))
        return h, np.dot(h, v)

    def forward(W, v):
        guesses = np.array([unit(x, W, v)[1] for x in X])
        return float(np.mean(np.log(np.cosh(guesses - y))))

    def backward(W, v):
        dW = np.zeros(W.shape, dtype="f")
        dv = np.zeros(v.shape, dtype="f")
        for x, goal in zip(X, y):
            h, guess = unit(x, W, v)
            d = math.tanh(guess - goal) / len(X)
            dv += d * h
            dh = d * v
            da = dh * h * (1 - h)
            dW += np.outer(x, da)
        return dW, dv

    return forward, backward, [r.normal(size=s).astype(dtype) for s in ((3, 4), 4)]


wrong(small_sums, "the samples' mean", {"/ len(X)\n": "\n"}, W="mean", v="mean")
wrong(small_sums, "the last sample's v", {"dv += d * h": "dv = d * h"}, v=("one_use", "one_sample"))
wrong(
    small_sums,
    "the difference for its tanh",
    {"d = math.tanh(guess - goal)": "d = (guess - goal)"},
    W=("formula", "unknown", "left_out", "other_activation"),
    v=("formula", "unknown", "left_out", "other_activation"),
)
wrong(small_sums, "no sigmoid", {"da = dh * h * (1 - h)": "da = dh"}, W="left_out")
wrong(small_sums, "the sigmoid twice", {"h * (1 - h)": "(h * (1 - h)) ** 2"}, W="twice")
wrong(
    small_sums,
    "a tanh's slope",
    {"da = dh * h * (1 - h)": "da = dh * (1 - h**2)"},
    np.float32,
    W=("other_activation", "formula"),
)
wrong(
    small_sums,
    "goal - guess",
    {"math.tanh(guess - goal)": "math.tanh(goal - guess)"},
    W="sign",
    v="sign",
)


@base
def tiled_kernels(dtype):
    """Inputs and centres tiled, distances, 1 / (1 + d²); np.multiply and np.subtract with out=."""
    r = np.random.default_rng(843)
    X = r.normal(size=(5, 2)).astype(dtype)
    T = r.normal(size=(5, 2)).astype(dtype)
    K = 3

    def gaps(C):
        wide = np.tile(X[:, None, :], (1, K, 1))
        return wide - np.tile(C[None, :, :], (len(X), 1, 1))

    def forward(C, W):
        d2 = np.sum(gaps(C) ** 2, axis=2)
        phi = 1 / (1 + d2)
        return 0.5 * np.linalg.norm(phi @ W - T) ** 2

    def backward(C, W):
        g = gaps(C)
        d2 = np.sum(g**2, axis=2)
        phi = 1 / (1 + d2)
        error = phi @ W
        np.subtract(error, T, out=error)
        dW = phi.T @ error
        dphi = error @ W.T
        dd2 = np.empty_like(dphi)
        np.multiply(dphi, -(phi**2), out=dd2)
        dg = 2 * g * np.repeat(dd2[:, :, None], 2, axis=2)
        dC = -np.sum(dg, axis=0)
        return {"C": dC, "W": dW}

    shapes = {"C": (K, 2), "W": (K, 2)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in shapes.items()}


wrong(
    tiled_kernels,
    "1/x for 1/x²",
    {"-(phi**2)": "-phi"},
    C=("power_rule", "formula"),
)
wrong(
    tiled_kernels,
    "1/x² without its minus",
    {"-(phi**2)": "phi**2"},
    C=("power_rule", "formula", "sign"),
)
wrong(tiled_kernels, "the centres' minus", {"dC = -np.sum": "dC = np.sum"}, C="sign")
wrong(tiled_kernels, "the square's 2", {"dg = 2 * g": "dg = g"}, C=("square", "power_rule"))
wrong(
    tiled_kernels,
    "the kernel forgotten",
    {"np.multiply(dphi, -(phi**2), out=dd2)": "dd2[...] = dphi"},
    C=("left_out", "power_rule"),
)
wrong(
    tiled_kernels,
    "all centres alike",
    {"dC = -np.sum(dg, axis=0)": "dC = -np.sum(dg, axis=(0, 1)) * np.ones((K, 1))"},
    C=("total", "wrong_axis", "unknown"),
)
wrong(
    tiled_kernels,
    "W turned",
    {"dW = phi.T @ error": "dW = (error.T @ phi).reshape(W.shape)"},
    np.float32,
    W="reshape_transpose",
)
wrong(tiled_kernels, "centres per sample", {"dC = -np.sum(dg, axis=0)": "dC = -dg"}, C="unsummed")
