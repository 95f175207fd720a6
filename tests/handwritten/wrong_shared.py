"""두 번 쓰이는 가중치와 갈라졌다 합쳐지는 길.

Weights used twice, and ways that part and meet again.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def tied(dtype):
    """An autoencoder that decodes with its encoder's weights transposed."""
    r = np.random.default_rng(111)
    X = r.normal(size=(5, 4)).astype(dtype)
    P = {
        "W": r.normal(size=(4, 3)).astype(dtype),
        "b": r.normal(size=3).astype(dtype),
        "c": r.normal(size=4).astype(dtype),
    }

    def forward(W, b, c):
        code = 1 / (1 + np.exp(-(X @ W + b)))
        back = code @ W.T + c
        return np.sum((back - X) ** 2) / len(X)

    def gradients(W, b, c):
        code = 1 / (1 + np.exp(-(X @ W + b)))
        dback = 2 * (code @ W.T + c - X) / len(X)
        dc = dback.sum(axis=0)
        dcode = dback @ W
        da = dcode * code * (1 - code)
        db = da.sum(axis=0)
        encoder = X.T @ da
        decoder = dback.T @ code
        return {"W": encoder + decoder, "b": db, "c": dc}

    return forward, gradients, P


wrong(
    tied,
    "the encoder's share alone",
    {'"W": encoder + decoder': '"W": encoder'},
    W=("share_missing", "one_use"),
)
wrong(
    tied,
    "the decoder's share alone",
    {'"W": encoder + decoder': '"W": decoder'},
    np.float32,
    W=("share_missing", "one_use"),
)
wrong(
    tied,
    "the encoder's share twice",
    {'"W": encoder + decoder': '"W": 2 * encoder + decoder'},
    W="use_doubled",
)
wrong(
    tied,
    "the decoder's share twice",
    {'"W": encoder + decoder': '"W": encoder + 2 * decoder'},
    W="use_doubled",
)
wrong(
    tied,
    "the encoder's slope left out",
    {"da = dcode * code * (1 - code)": "da = dcode"},
    **dict.fromkeys("Wb", "left_out"),
)
wrong(
    tied,
    "the encoder's slope squared",
    {"da = dcode * code * (1 - code)": "da = dcode * (code * (1 - code)) ** 2"},
    **dict.fromkeys("Wb", "twice"),
)
wrong(
    tied,
    "the decoder's mean twice",
    {"dcode = dback @ W": "dcode = dback @ W / len(X)"},
    **dict.fromkeys("Wb", "mean_twice"),
)
wrong(
    tied,
    "the decoder's bias of one sample",
    {"dc = dback.sum(axis=0)": "dc = dback[0]"},
    c="one_sample",
)
wrong(tied, "the bias's zeros", {"db = da.sum(axis=0)": "db = 0 * b"}, b="zero")
wrong(
    tied,
    "clipped before the encoder",
    {"dcode = dback @ W": "dcode = np.clip(dback @ W, -1, 1)"},
    **dict.fromkeys("Wb", "clipped"),
)


@base
def residual_blocks(dtype):
    """Two residual blocks with shared weights, a loop over the blocks."""
    r = np.random.default_rng(112)
    X, T = r.normal(size=(4, 3)).astype(dtype), r.normal(size=(4, 3)).astype(dtype)
    P = {"W": 0.7 * r.normal(size=(3, 3)).astype(dtype), "b": r.normal(size=3).astype(dtype)}

    def forward(W, b):
        x = X
        for _ in range(3):
            x = x + np.maximum(x @ W + b, 0)
        return 0.5 * np.mean(np.sum((x - T) ** 2, axis=1))

    def gradients(W, b):
        x, xs = X, []
        for _ in range(3):
            xs.append(x)
            x = x + np.maximum(x @ W + b, 0)
        g = (x - T) / len(X)
        dW, db = np.zeros_like(W), np.zeros_like(b)
        for x in xs[::-1]:
            dz = g * (x @ W + b > 0)
            dW += x.T @ dz
            db += dz.sum(axis=0)
            g = g + dz @ W.T
        return {"W": dW, "b": db}

    return forward, gradients, P


wrong(
    residual_blocks,
    "the skip's share",
    {"g = g + dz @ W.T": "g = dz @ W.T"},
    W="share_missing",
    b="share_missing",
)
wrong(
    residual_blocks,
    "the block's share",
    {"g = g + dz @ W.T": "g = g * 1"},
    W=("share_missing", "path_cut"),
    b=("share_missing", "path_cut"),
)
wrong(
    residual_blocks,
    "the block's W",
    {"g = g + dz @ W.T": "g = g + dz @ W"},
    W="operand_transposed",
    b="operand_transposed",
)
wrong(
    residual_blocks,
    "the block's ReLU",
    {"dz = g * (x @ W + b > 0)": "dz = g"},
    W="left_out",
    b="left_out",
)
wrong(
    residual_blocks,
    "the ReLU on the way alone",
    {"g = g + dz @ W.T": "g = g + g @ W.T"},
    W="left_out",
    b="left_out",
)
wrong(residual_blocks, "one block's weights", {"dW += x.T @ dz": "dW = x.T @ dz"}, W="one_use")
wrong(
    residual_blocks,
    "the last block missing",
    {"dW += x.T @ dz": "dW += x.T @ dz * (x is not X)"},
    W=("use_missing", "share_missing"),
)
wrong(
    residual_blocks,
    "the first block's input for all",
    {"dW += x.T @ dz": "dW += X.T @ dz"},
    np.float32,
    W="wrong_operand",
)
wrong(
    residual_blocks,
    "a fifth too much in the loop",
    {"db += dz.sum(axis=0)": "db += 1.2 * dz.sum(axis=0)"},
    b="factor",
)


@base
def polynomial(dtype):
    """One number used four times."""
    xs = np.linspace(-1.0, 1.5, 6).astype(dtype)
    ys = np.array([0.3, -0.5, 0.2, 1.4, 2.0, -1.0]).astype(dtype)

    def forward(a, k):
        model = a * xs + a * xs**2 + np.sin(a * xs) + k * a
        return np.sum((model - ys) ** 2)

    def gradients(a, k):
        e = 2 * (a * xs + a * xs**2 + np.sin(a * xs) + k * a - ys)
        da = np.sum(e * xs) + np.sum(e * xs**2) + np.sum(e * np.cos(a * xs) * xs) + np.sum(e * k)
        dk = np.sum(e) * a
        return {"a": da, "k": dk}

    return forward, gradients, {"a": 0.8, "k": -0.6}


wrong(
    polynomial,
    "the line missing",
    {"np.sum(e * xs) + np": "np"},
    a=("use_missing", "share_missing"),
)
wrong(
    polynomial,
    "the square missing",
    {"np.sum(e * xs**2) + ": ""},
    a=("use_missing", "share_missing"),
)
wrong(polynomial, "the last missing", {" + np.sum(e * k)": ""}, a=("use_missing", "share_missing"))
wrong(
    polynomial,
    "the sine twice",
    {"+ np.sum(e * np.cos": "+ 2 * np.sum(e * np.cos"},
    a="use_doubled",
)
wrong(polynomial, "the sine left out", {"e * np.cos(a * xs) * xs": "e * xs"}, a="left_out")
wrong(
    polynomial,
    "the sine's inside left out",
    {"e * np.cos(a * xs) * xs": "e * np.cos(a * xs)"},
    a=("left_out", "mask"),
)
wrong(polynomial, "a left out", {"dk = np.sum(e) * a": "dk = np.sum(e)"}, k=("left_out", "mask"))
wrong(polynomial, "two and a half", {"dk = np.sum(e) * a": "dk = 2.5 * np.sum(e) * a"}, k="factor")
wrong(
    polynomial,
    "not a number in one",
    {"dk = np.sum(e) * a": "dk = np.sum(e) * a + np.nan"},
    k="nan",
)
wrong(polynomial, "nothing", {"dk = np.sum(e) * a": "dk = 0.0"}, k="zero")


@base
def siamese(dtype):
    """The same two layers for both of a pair, and the distance between what comes out."""
    r = np.random.default_rng(114)
    A, B = r.normal(size=(4, 3)).astype(dtype), r.normal(size=(4, 3)).astype(dtype)
    same = np.array([1.0, 0.0, 1.0, 0.0]).astype(dtype)
    W, V = r.normal(size=(3, 5)).astype(dtype), 0.3 * r.normal(size=(5, 2)).astype(dtype)

    def forward(W, V):
        gap = np.tanh(A @ W) @ V - np.tanh(B @ W) @ V
        distance = np.sum(gap**2, axis=1)
        return np.mean(same * distance + (1 - same) * np.maximum(4 - distance, 0))

    def gradients(W, V):
        ha, hb = np.tanh(A @ W), np.tanh(B @ W)
        gap = ha @ V - hb @ V
        distance = np.sum(gap**2, axis=1)
        far = (1 - same) * (distance < 4)
        dd = (same - far) / len(same)
        g = 2 * gap * dd[:, None]
        dV = ha.T @ g - hb.T @ g
        da = (g @ V.T) * (1 - ha**2)
        db = (-g @ V.T) * (1 - hb**2)
        dW = A.T @ da + B.T @ db
        return [dW, dV]

    return forward, gradients, [W, V]


wrong(
    siamese,
    "the first of the pair alone",
    {"dW = A.T @ da + B.T @ db": "dW = A.T @ da"},
    W=("one_use", "share_missing"),
)
wrong(
    siamese,
    "the second of the pair alone",
    {"dV = ha.T @ g - hb.T @ g": "dV = -hb.T @ g"},
    V=("one_use", "share_missing"),
)
wrong(siamese, "the second's minus forgotten", {"db = (-g @ V.T)": "db = (g @ V.T)"}, W="sign")
wrong(siamese, "the first's slope for both", {"(1 - hb**2)": "(1 - ha**2)"}, W="other_layer")
wrong(siamese, "the second's slope left out", {" * (1 - hb**2)": ""}, W="left_out")
wrong(
    siamese,
    "the unlike pairs left out",
    {"dd = (same - far) / len(same)": "dd = same / 4"},
    W="share_missing",
    V="share_missing",
)
wrong(
    siamese,
    "the margin's bound left out",
    {"far = (1 - same) * (distance < 4)": "far = 1 - same"},
    W=("left_out", "mask"),
    V=("left_out", "mask"),
)
wrong(
    siamese,
    "a pair crossed",
    {"A.T @ da + B.T @ db": "A.T @ db + B.T @ da"},
    np.float32,
    W=("wrong_operand", "wrong_signal"),
)
wrong(
    siamese,
    "the first of the pair twice",
    {"dW = A.T @ da + B.T @ db": "dW = 2 * A.T @ da + B.T @ db"},
    W="use_doubled",
)
