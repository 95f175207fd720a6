"""시간을 따라 도는 신경망: RNN.

Networks that go through time.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def characters(dtype):
    """A vanilla RNN over one-hot columns, its states in dicts, a softmax at each step."""
    r = np.random.default_rng(21)
    inputs, targets = [0, 2, 1, 2, 3], [2, 1, 2, 3, 0]
    P = {
        "Wxh": r.normal(size=(4, 4)).astype(dtype),
        "Whh": 0.7 * r.normal(size=(4, 4)).astype(dtype),
        "Why": r.normal(size=(4, 4)).astype(dtype),
        "bh": 0.1 * r.normal(size=(4, 1)).astype(dtype),
        "by": 0.1 * r.normal(size=(4, 1)).astype(dtype),
    }
    h0 = 0.5 * np.ones((4, 1), dtype=dtype)

    def steps(Wxh, Whh, Why, bh, by):
        xs, hs, ps, loss = {}, {-1: h0}, {}, 0
        for t in range(len(inputs)):
            xs[t] = np.zeros((4, 1))
            xs[t][inputs[t]] = 1
            hs[t] = np.tanh(np.dot(Wxh, xs[t]) + np.dot(Whh, hs[t - 1]) + bh)
            y = np.dot(Why, hs[t]) + by
            ps[t] = np.exp(y) / np.sum(np.exp(y))
            loss += -np.log(ps[t][targets[t], 0])
        return xs, hs, ps, loss

    def forward(Wxh, Whh, Why, bh, by):
        return steps(Wxh, Whh, Why, bh, by)[3]

    def gradients(Wxh, Whh, Why, bh, by):
        xs, hs, ps, _ = steps(Wxh, Whh, Why, bh, by)
        dWxh, dWhh, dWhy = np.zeros_like(Wxh), np.zeros_like(Whh), np.zeros_like(Why)
        dbh, dby = np.zeros_like(bh), np.zeros_like(by)
        dhnext = np.zeros_like(hs[0])
        for t in reversed(range(len(inputs))):
            dy = np.copy(ps[t])
            dy[targets[t]] -= 1
            dWhy += np.dot(dy, hs[t].T)
            dby += dy
            dh = np.dot(Why.T, dy) + dhnext
            dhraw = (1 - hs[t] * hs[t]) * dh
            dbh += dhraw
            dWxh += np.dot(dhraw, xs[t].T)
            dWhh += np.dot(dhraw, hs[t - 1].T)
            dhnext = np.dot(Whh.T, dhraw)
        return dWxh, dWhh, dWhy, dbh, dby

    return forward, gradients, P


BACK = ("Wxh", "Whh", "bh")
LATER = ("path_cut", "share_missing")

wrong(
    characters,
    "the next step's gradient forgotten",
    {"np.dot(Why.T, dy) + dhnext": "np.dot(Why.T, dy)"},
    **dict.fromkeys(BACK, LATER),
)
wrong(
    characters,
    "dhnext never set",
    {"dhnext = np.dot(Whh.T, dhraw)": "np.dot(Whh.T, dhraw)"},
    np.float32,
    **dict.fromkeys(BACK, LATER),
)
wrong(
    characters,
    "dhnext through Whh not transposed",
    {"dhnext = np.dot(Whh.T, dhraw)": "dhnext = np.dot(Whh, dhraw)"},
    **dict.fromkeys(BACK, "operand_transposed"),
)
wrong(
    characters,
    "dhnext from before the slope",
    {"dhnext = np.dot(Whh.T, dhraw)": "dhnext = np.dot(Whh.T, dh)"},
    **dict.fromkeys(BACK, "left_out"),
)
wrong(
    characters,
    "dhnext through Wxh",
    {"dhnext = np.dot(Whh.T, dhraw)": "dhnext = np.dot(Wxh.T, dhraw)"},
    **dict.fromkeys(BACK, "wrong_operand"),
)
wrong(
    characters,
    "the slope left out at each step",
    {"dhraw = (1 - hs[t] * hs[t]) * dh": "dhraw = dh"},
    **dict.fromkeys(BACK, "left_out"),
)
wrong(
    characters,
    "the state of this step for that before",
    {"np.dot(dhraw, hs[t - 1].T)": "np.dot(dhraw, hs[t].T)"},
    Whh="wrong_operand",
)
wrong(
    characters,
    "Whh assigned",
    {"dWhh += np.dot(dhraw, hs[t - 1].T)": "dWhh = np.dot(dhraw, hs[t - 1].T)"},
    Whh="one_use",
)
wrong(
    characters,
    "Why's last step alone",
    {"dWhy += np.dot(dy, hs[t].T)": "dWhy += np.dot(dy, hs[t].T) * (t == len(inputs) - 1)"},
    Why=("last_step", "one_use"),
)
wrong(
    characters,
    "bh's last step alone",
    {"dbh += dhraw": "dbh += dhraw * (t == 4)"},
    bh=("last_step", "one_use"),
)
wrong(
    characters,
    "the slope of the step before",
    {"dhraw = (1 - hs[t] * hs[t]) * dh": "dhraw = (1 - hs[t - 1] * hs[t - 1]) * dh"},
    **dict.fromkeys(BACK, ("other_layer", "wrong_operand")),
)
wrong(
    characters,
    "the output's bias from the state's signal",
    {"dby += dy": "dby += np.dot(Why.T, dy)"},
    by="from_other",
)
wrong(
    characters,
    "the gradients clipped at the end",
    {
        "return dWxh, dWhh, dWhy, dbh, dby": (
            "return [np.clip(d, -0.8, 0.8) for d in (dWxh, dWhh, dWhy, dbh, dby)]"
        )
    },
    **dict.fromkeys(("Wxh", "Whh", "Why", "bh", "by"), "clipped"),
)
wrong(
    characters,
    "averaged over the steps",
    {"dy[targets[t]] -= 1": "dy[targets[t]] -= 1\n            dy /= len(inputs)"},
    **dict.fromkeys(("Wxh", "Whh", "Why", "bh", "by"), ("divided", "factor")),
)


@base
def last_state(dtype):
    """A batch goes through time; the loss looks at the last state alone."""
    r = np.random.default_rng(22)
    x = r.normal(size=(3, 4, 2)).astype(dtype)
    goal = r.normal(size=(3, 1)).astype(dtype)
    U, W, V = (r.normal(size=s).astype(dtype) for s in ((2, 3), (3, 3), (3, 1)))
    b = r.normal(size=3).astype(dtype)

    def forward(U, W, V, b):
        h = np.zeros((3, 3))
        for t in range(x.shape[1]):
            h = np.tanh(x[:, t] @ U + h @ W + b)
        return np.mean((h @ V - goal) ** 2)

    def gradients(U, W, V, b):
        states = [np.zeros((3, 3))]
        for t in range(x.shape[1]):
            states.append(np.tanh(x[:, t] @ U + states[-1] @ W + b))
        error = 2 * (states[-1] @ V - goal) / len(goal)
        gV = states[-1].T @ error
        gU, gW, gb = np.zeros_like(U), np.zeros_like(W), np.zeros_like(b)
        dh = error @ V.T
        for t in range(x.shape[1] - 1, -1, -1):
            da = dh * (1 - states[t + 1] ** 2)
            gU += x[:, t].T @ da
            gW += states[t].T @ da
            gb += da.sum(axis=0)
            dh = da @ W.T
        return {"U_grad": gU, "W_grad": gW, "V_grad": gV, "b_grad": gb}

    return forward, gradients, {"U": U, "W": W, "V": V, "b": b}


CELL = ("U", "W", "b")

wrong(
    last_state,
    "truncated after one step",
    {"for t in range(x.shape[1] - 1, -1, -1):": "for t in range(x.shape[1] - 1, 2, -1):"},
    **dict.fromkeys(CELL, ("last_step", "path_cut")),
)
wrong(
    last_state,
    "the input weights' last round alone",
    {"gU += x[:, t].T @ da": "gU = x[:, t].T @ da"},
    U="one_use",
)
wrong(
    last_state,
    "the state's weights seen from the wrong side",
    {"dh = da @ W.T": "dh = da @ W"},
    **dict.fromkeys(CELL, "operand_transposed"),
)
wrong(
    last_state,
    "the slope before the product",
    {"(1 - states[t + 1] ** 2)": "(1 - states[t] ** 2)"},
    **dict.fromkeys(CELL, ("other_layer", "wrong_operand")),
)
wrong(
    last_state,
    "1 - h for 1 - h**2 in time",
    {"(1 - states[t + 1] ** 2)": "(1 - states[t + 1])"},
    **dict.fromkeys(CELL, "formula"),
)
wrong(
    last_state,
    "b summed along the units",
    {"gb += da.sum(axis=0)": "gb += da.sum(axis=1)"},
    b="wrong_axis",
)
wrong(
    last_state,
    "the gradient of a sum",
    {"error = 2 * (states[-1] @ V - goal) / len(goal)": "error = 2 * (states[-1] @ V - goal)"},
    **dict.fromkeys((*CELL, "V"), "mean"),
)
wrong(
    last_state,
    "one half",
    {"error = 2 * (states[-1] @ V - goal)": "error = (states[-1] @ V - goal)"},
    np.float32,
    **dict.fromkeys((*CELL, "V"), "square"),
)
wrong(
    last_state,
    "the state of two steps before",
    {"gW += states[t].T @ da": "gW += (states[t - 1] if t else states[0]).T @ da"},
    W="wrong_operand",
)
wrong(
    last_state,
    "nothing passed on through W",
    {"dh = da @ W.T": "dh = np.zeros_like(da)"},
    **dict.fromkeys(CELL, ("path_cut", "last_step")),
)
wrong(
    last_state,
    "a growing factor in time",
    {"dh = da @ W.T": "dh = 1.3 * da @ W.T"},
    **dict.fromkeys(CELL, ("factor", "unknown")),
)
