"""드롭아웃과 깊은 층, 그리고 드문 실수.

Dropout, deep nets, and mistakes that are rarer.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def dropout(dtype):
    """Inverted dropout after both hidden layers, masks from a seed."""
    r = np.random.default_rng(131)
    X, y = r.normal(size=(6, 3)).astype(dtype), r.normal(size=(6, 1)).astype(dtype)
    keep = 0.8
    P = {
        "W1": r.normal(size=(3, 5)).astype(dtype),
        "W2": r.normal(size=(5, 4)).astype(dtype),
        "W3": r.normal(size=(4, 1)).astype(dtype),
    }

    def run(W1, W2, W3):
        random = np.random.default_rng(5)
        a1 = X @ W1
        u1 = (random.random(a1.shape) < keep) / keep
        h1 = np.maximum(0, a1) * u1
        h2 = np.tanh(h1 @ W2)
        u2 = random.random(h2.shape) < keep
        d2 = h2 * u2 / keep
        return a1, u1, h1, h2, u2, d2, d2 @ W3

    def forward(W1, W2, W3):
        return np.mean((run(W1, W2, W3)[-1] - y) ** 2)

    def gradients(W1, W2, W3):
        a1, u1, h1, h2, u2, d2, out = run(W1, W2, W3)
        g = 2 * (out - y) / len(y)
        dW3 = d2.T @ g
        gd2 = g @ W3.T
        gh2 = gd2 * u2 / keep
        ga2 = gh2 * (1 - h2**2)
        dW2 = h1.T @ ga2
        gh1 = ga2 @ W2.T
        gh1 = gh1 * u1
        ga1 = gh1 * (a1 > 0)
        return {"W1": X.T @ ga1, "W2": dW2, "W3": dW3}

    return forward, gradients, P


UNDER = ("W1", "W2")

wrong(
    dropout,
    "the second mask left out",
    {"gh2 = gd2 * u2 / keep": "gh2 = gd2 / keep"},
    **dict.fromkeys(UNDER, ("mask", "left_out")),
)
wrong(
    dropout,
    "the second keep rate left out",
    {"gh2 = gd2 * u2 / keep": "gh2 = gd2 * u2"},
    **dict.fromkeys(UNDER, ("keep_rate", "constant")),
)
wrong(
    dropout,
    "the first keep rate once more",
    {"gh1 = gh1 * u1": "gh1 = gh1 * u1 / keep"},
    np.float32,
    W1=("keep_rate", "constant"),
)
wrong(dropout, "the first mask left out", {"gh1 = gh1 * u1": ""}, W1=("mask", "left_out"))
wrong(
    dropout,
    "the first keep rate left out of the mask",
    {"gh1 = gh1 * u1": "gh1 = gh1 * (u1 > 0)"},
    W1=("keep_rate", "constant"),
)
wrong(
    dropout,
    "tanh's slope of what was dropped out",
    {"ga2 = gh2 * (1 - h2**2)": "ga2 = gh2 * (1 - d2**2)"},
    **dict.fromkeys(UNDER, ("wrong_operand", "wrong_point")),
)
wrong(dropout, "before dropout", {"dW3 = d2.T @ g": "dW3 = h2.T @ g"}, W3="wrong_operand")
wrong(
    dropout,
    "before the second mask, the rate too",
    {"dW3 = d2.T @ g": "dW3 = (h2 / keep).T @ g"},
    W3=("mask", "left_out", "wrong_operand"),
)
wrong(
    dropout,
    "seven tenths",
    {"gd2 = g @ W3.T": "gd2 = 0.7 * g @ W3.T"},
    **dict.fromkeys(UNDER, "factor"),
)


@base
def deep(dtype):
    """Four equal layers in a loop, the first of them apart; no biases; averages of outputs."""
    r = np.random.default_rng(132)
    X, T = r.normal(size=(5, 3)).astype(dtype), r.normal(size=(5, 2)).astype(dtype)
    P = {
        f"W{i}": r.normal(size=s).astype(dtype)
        for i, s in enumerate([(3, 3), (3, 3), (3, 3), (3, 2)], start=1)
    }

    def forward(W1, W2, W3, W4):
        h = X
        for W in (W1, W2, W3):
            h = 1 / (1 + np.exp(-h @ W))
        return np.mean((h @ W4 - T) ** 2)

    def gradients(W1, W2, W3, W4):
        hs = [X]
        for W in (W1, W2, W3):
            hs.append(1 / (1 + np.exp(-hs[-1] @ W)))
        g = 2 * (hs[-1] @ W4 - T) / T.size
        found = {"W4": hs[-1].T @ g}
        g = g @ W4.T
        for i in (3, 2, 1):
            g = g * hs[i] * (1 - hs[i])
            found[f"W{i}"] = hs[i - 1].T @ g
            g = g @ (W1, W2, W3)[i - 1].T
        return found

    return forward, gradients, P


LOW = ("W1", "W2", "W3")

wrong(
    deep,
    "the middle layer's slope alone left out",
    {"g = g * hs[i] * (1 - hs[i])": "g = g * hs[i] * (1 - hs[i]) if i != 2 else g"},
    **dict.fromkeys(("W1", "W2"), "left_out"),
)
wrong(
    deep,
    "the first layer's slope alone halved",
    {"g = g * hs[i] * (1 - hs[i])": "g = g * (hs[i] if i > 1 else 1) * (1 - hs[i])"},
    W1="formula",
)
wrong(
    deep,
    "every layer's slope of the layer below",
    {"g = g * hs[i] * (1 - hs[i])": "g = g * hs[i - (i > 1)] * (1 - hs[i - (i > 1)])"},
    **dict.fromkeys(LOW, "other_layer"),
)
wrong(
    deep,
    "a weight of the layer below",
    {"g = g @ (W1, W2, W3)[i - 1].T": "g = g @ (W1, W2, W3)[i - 2].T"},
    W1="wrong_operand",
    W2="wrong_operand",
)
wrong(
    deep,
    "no weight on the way",
    {"g = g @ (W1, W2, W3)[i - 1].T": ""},
    W1=("wrong_signal", "left_out"),
    W2=("wrong_signal", "left_out"),
)
wrong(
    deep,
    "weights not transposed in the loop",
    {"g = g @ (W1, W2, W3)[i - 1].T": "g = g @ (W1, W2, W3)[i - 1]"},
    np.float32,
    W1="operand_transposed",
    W2="operand_transposed",
)
wrong(
    deep,
    "the same gradient under two names",
    {'found[f"W{i}"] = hs': 'found[f"W{max(i, 2)}"] = found[f"W{i}"] = hs'},
    W2="swapped",
)
wrong(
    deep,
    "one entry of another weight",
    {"return found": "found['W2'][0, 1] = found['W4'][1, 1]\n        return found"},
    W2="elsewhere",
)
wrong(
    deep,
    "the index of a row mistaken",
    {"return found": "found['W1'][2, 2] = found['W3'][2, 2]\n        return found"},
    W1="elsewhere",
)
wrong(
    deep,
    "a product with a cosine",
    {'found[f"W{i}"] = hs[i - 1].T @ g': 'found[f"W{i}"] = np.cos(hs[i - 1].T @ g)'},
    **dict.fromkeys(LOW, "unknown"),
)
wrong(
    deep,
    "a number that overflowed",
    {"g = g @ W4.T": "g = g @ W4.T * np.exp(800.0)"},
    **dict.fromkeys(LOW, "nan"),
)
wrong(
    deep,
    "the growing factor of a loop",
    {"g = g * hs[i] * (1 - hs[i])": "g = 3 * g * hs[i] * (1 - hs[i])"},
    **dict.fromkeys(LOW, "factor"),
)
wrong(
    deep,
    "clipped at every layer",
    {"g = g * hs[i] * (1 - hs[i])": "g = np.clip(g * hs[i] * (1 - hs[i]), -0.02, 0.02)"},
    **dict.fromkeys(LOW, "clipped"),
)


@base
def columns_of_targets(dtype):
    """A prediction of one column beside a target of one column, tanh before it."""
    r = np.random.default_rng(133)
    X, y = r.normal(size=(5, 3)).astype(dtype), r.normal(size=(5, 1)).astype(dtype)
    P = {"W": r.normal(size=(3, 4)).astype(dtype), "v": r.normal(size=(4, 1)).astype(dtype)}
    bias = np.array([0.2], dtype=dtype)

    def forward(W, v, b):
        return np.mean((np.tanh(X @ W) @ v + b - y) ** 2)

    def gradients(W, v, b):
        h = np.tanh(X @ W)
        error = h @ v + b - y
        d = 2 * error / len(y)
        dv = h.T @ d
        da = d @ v.T * (1 - h**2)
        return {"W": X.T @ da, "v": dv, "b": d.sum(axis=0)}

    return forward, gradients, {**P, "b": bias}


WV = ("W", "v")

wrong(
    columns_of_targets,
    "the target flat: the errors' mean along the rows",
    {"error = h @ v + b - y": "error = (h @ v + b - y[:, 0]).mean(axis=1, keepdims=True)"},
    **dict.fromkeys(WV, "mixed"),
)
wrong(
    columns_of_targets,
    "the target flat: the errors' mean along the columns",
    {"error = h @ v + b - y": "error = (h @ v + b - y[:, 0]).mean(axis=0)[:, None]"},
    **dict.fromkeys(WV, "mixed"),
)
wrong(
    columns_of_targets,
    "every sample the mean signal",
    {"dv = h.T @ d": "dv = h.T @ np.repeat(d.mean(axis=0, keepdims=True), 5, axis=0)"},
    v="averaged",
)
wrong(
    columns_of_targets,
    "the signal averaged before the first layer",
    {"X.T @ da": "X.T @ (0 * da + da.mean(axis=0))"},
    W="averaged",
)
wrong(
    columns_of_targets,
    "the bias summed once more for each unit",
    {"d.sum(axis=0)": "(d + 0 * h).sum(keepdims=True)[0]"},
    b=("multiplied", "factor"),
)
wrong(
    columns_of_targets,
    "the target twice",
    {"error = h @ v + b - y": "error = h @ v + b - 2 * y"},
    **dict.fromkeys(("W", "v", "b"), "unknown"),
)
wrong(
    columns_of_targets,
    "nan where h is not",
    {"dv = h.T @ d": "dv = h.T @ d / (h[0] - h[0])[:, None]"},
    v="nan",
)
wrong(
    columns_of_targets, "a shape too flat", {"dv = h.T @ d": "dv = (h.T @ d)[:, 0]"}, v="reshaped"
)
wrong(
    columns_of_targets,
    "an outer product's shape",
    {"dv = h.T @ d": "dv = h.T @ d @ v.T"},
    v="shape",
)


@base
def notes(dtype):
    """An RNN over an embedding of notes, a loss at the last step and a count of steps in it."""
    r = np.random.default_rng(134)
    song, goal = [1, 3, 1, 0, 1], np.array([0.5, -1.0])
    E = r.normal(size=(4, 3)).astype(dtype)
    U, V = 0.6 * r.normal(size=(3, 3)).astype(dtype), r.normal(size=(2, 3)).astype(dtype)

    def forward(E, U, V):
        h = np.zeros(3)
        for note in song:
            h = np.tanh(E[note] + U @ h)
        return np.sum((V @ h - goal) ** 2) + 0.05 * np.sum(U**2)

    def gradients(E, U, V):
        hs = [np.zeros(3)]
        for note in song:
            hs.append(np.tanh(E[note] + U @ hs[-1]))
        d = 2 * (V @ hs[-1] - goal)
        dE, dU = np.zeros(E.shape), 0.1 * U
        dh = V.T @ d
        for step in range(len(song), 0, -1):
            da = dh * (1 - hs[step] ** 2)
            dE[song[step - 1]] += da
            dU = dU + np.outer(da, hs[step - 1])
            dh = U.T @ da
        return {"E": dE, "U": dU, "V": np.outer(d, hs[-1])}

    return forward, gradients, {"E": E, "U": U, "V": V}


EU = ("E", "U")

wrong(
    notes,
    "a note's last place alone",
    {"dE[song[step - 1]] += da": "dE[song[step - 1]] = da"},
    E=("assigned", "unknown"),
)
wrong(
    notes,
    "the last note alone",
    {"for step in range(len(song), 0, -1):": "for step in [len(song)]:"},
    **dict.fromkeys(EU, ("last_step", "path_cut")),
)
wrong(
    notes,
    "the last note's way alone cut",
    {"dh = U.T @ da": "dh = 0 * da"},
    np.float32,
    **dict.fromkeys(EU, ("path_cut", "last_step")),
)
wrong(
    notes,
    "the same signal at each note",
    {"dh = U.T @ da": "dh = V.T @ d"},
    **dict.fromkeys(EU, "wrong_signal"),
)
wrong(notes, "no decay of U", {"0.1 * U\n": "0 * U\n"}, U="penalty_missing")
wrong(notes, "the decay of U doubled", {"0.1 * U\n": "0.2 * U\n"}, U="penalty_factor")
wrong(
    notes,
    "a decay of V",
    {"np.outer(d, hs[-1])}": "np.outer(d, hs[-1]) + 0.1 * V}"},
    V="penalty_extra",
)
wrong(
    notes,
    "the state of the same note",
    {"np.outer(da, hs[step - 1])": "np.outer(da, hs[step])"},
    U="wrong_operand",
)
wrong(
    notes,
    "V's outer product the other way",
    {"np.outer(d, hs[-1])}": "np.outer(hs[-1], d)}"},
    V="transpose",
)
wrong(
    notes,
    "one and a third of V",
    {"np.outer(d, hs[-1])}": "4 / 3 * np.outer(d, hs[-1])}"},
    V="factor",
)
wrong(
    notes,
    "a step's slope of the step before",
    {"(1 - hs[step] ** 2)": "(1 - hs[step - 1] ** 2)"},
    **dict.fromkeys(EU, "other_layer"),
)
