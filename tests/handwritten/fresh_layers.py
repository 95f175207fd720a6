"""그래프, 집합, 게이트가 있는 블록.

Graphs, sets, a gated block.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def citation_graph(dtype):
    """Two graph layers D^-½ (A + I) D^-½ X W, softmax of the labelled nodes only."""
    r = np.random.default_rng(783)
    A = np.zeros((5, 5))
    for i, j in ((0, 1), (1, 2), (2, 3), (3, 4), (0, 4), (1, 3)):
        A[i, j] = A[j, i] = 1
    A_hat = A + np.eye(5)
    D = A_hat.sum(1) ** -0.5
    S = (D[:, None] * A_hat * D).astype(dtype)
    X = r.normal(size=(5, 3)).astype(dtype)
    Y = np.eye(2)[[0, 1, 1, 0, 1]]
    train = np.array([1.0, 1.0, 0.0, 0.0, 1.0]).astype(dtype)

    def predict(W0, W1):
        H = np.tanh(S @ X @ W0)
        Z = S @ H @ W1
        P = np.exp(Z)
        return H, P / P.sum(axis=1)[:, None]

    def forward(W0, W1):
        _, P = predict(W0, W1)
        each = -np.sum(Y * np.log(P), axis=1)
        return np.dot(train, each) / train.sum()

    def backward(W0, W1):
        H, P = predict(W0, W1)
        dZ = (P - Y) * train[:, None] / train.sum()
        dW1 = (S @ H).T @ dZ
        dH = S.T @ dZ @ W1.T
        dpre = dH * (1 - H**2)
        dW0 = (S @ X).T @ dpre
        return {"W0": dW0, "W1": dW1}

    P = {"W0": (3, 3), "W1": (3, 2)}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in P.items()}


wrong(
    citation_graph,
    "unlabelled nodes learn, too",
    {" * train[:, None] / train.sum()": " / train.sum()"},
    W0=("mask", "left_out"),
    W1=("mask", "left_out"),
)
wrong(
    citation_graph,
    "all nodes counted",
    {" / train.sum()\n        dW1": " / len(train)\n        dW1"},
    W0="count",
    W1="count",
)
wrong(
    citation_graph,
    "not back along the graph",
    {"dH = S.T @ dZ @ W1.T": "dH = dZ @ W1.T"},
    W0=("left_out", "mask", "wrong_operand", "path_cut", "unknown"),
)
wrong(
    citation_graph,
    "neighbours left out of W1",
    {"dW1 = (S @ H).T @ dZ": "dW1 = H.T @ dZ"},
    W1=("wrong_operand", "wrong_signal", "left_out", "other_layer"),
)
wrong(
    citation_graph,
    "tanh at the wrong place",
    {"(1 - H**2)": "(1 - np.tanh(H) ** 2)"},
    np.float32,
    W0="wrong_point",
)


@base
def sets_of_points(dtype):
    """Each set's points through one layer, softplus, the mean of the set, absolute errors."""
    r = np.random.default_rng(784)
    points = r.normal(size=(7, 2)).astype(dtype)
    owner = np.array([0, 0, 0, 1, 1, 2, 2])
    goal = np.array([0.5, -1.0, 2.0], dtype=dtype)

    def run(W, b, v):
        z = points.dot(W) + b
        h = np.logaddexp(0, z)
        sums = np.zeros((3, 4), dtype=h.dtype)
        for i, k in enumerate(owner):
            sums[k] = sums[k] + h[i]
        sizes = np.bincount(owner)
        means = sums / sizes[:, None]
        return z, sizes, means, means.dot(v)

    def loss(W, b, v):
        out = run(W, b, v)[-1]
        return np.abs(out - goal).sum()

    def backward(W, b, v):
        z, sizes, means, out = run(W, b, v)
        dout = np.sign(out - goal)
        dmeans = np.outer(dout, v)
        dh = (dmeans / sizes[:, None])[owner]
        dz = dh / (1 + np.exp(-z))
        return points.T.dot(dz), dz.sum(axis=0), means.T.dot(dout)

    return loss, backward, [r.normal(size=s).astype(dtype) for s in ((2, 4), 4, 4)]


wrong(
    sets_of_points,
    "the sizes of the sets",
    {"(dmeans / sizes[:, None])[owner]": "dmeans[owner]"},
    W=("left_out", "mask", "wrong_operand", "unknown"),
    b=("left_out", "mask", "wrong_operand", "unknown"),
)
wrong(
    sets_of_points,
    "the distance for its sign",
    {"dout = np.sign(out - goal)": "dout = out - goal"},
    **dict.fromkeys("Wbv", ("formula", "other_activation", "left_out", "unknown")),
)
wrong(
    sets_of_points,
    "softplus like a sigmoid",
    {"dz = dh / (1 + np.exp(-z))": "dz = dh * np.exp(-z) / (1 + np.exp(-z)) ** 2"},
    W=("other_activation", "formula"),
    b=("other_activation", "formula"),
)
wrong(
    sets_of_points,
    "softplus' sign within",
    {"np.exp(-z))": "np.exp(z))"},
    np.float32,
    W="formula",
    b="formula",
)
wrong(
    sets_of_points,
    "v averaged over the sets",
    {"means.T.dot(dout)": "means.T.dot(dout) / 3"},
    v=("divided", "factor"),
)


@base
def swish_gated_block(dtype):
    """RMS norm with a gain, swish of one projection times another, a third back, the residual."""
    r = np.random.default_rng(774)
    x = r.normal(size=(5, 3)).astype(dtype)
    t = r.normal(size=(5, 3)).astype(dtype)

    def run(g, W, V, O):
        ms = np.mean(x * x, axis=-1, keepdims=True) + 1e-6
        n = x / np.sqrt(ms)
        u = n * g
        a, b = u @ W, u @ V
        s = 1 / (1 + np.exp(-a))
        m = a * s * b
        return n, u, a, b, s, m, x + m @ O

    def forward(g, W, V, O):
        err = run(g, W, V, O)[-1] - t
        return np.sqrt(np.mean(err**2))

    def backward(g, W, V, O):
        n, u, a, b, s, m, y = run(g, W, V, O)
        err = y - t
        loss = np.sqrt(np.mean(err**2))
        dy = err / (loss * err.size)
        dO = m.T @ dy
        dm = dy @ O.T
        db = dm * (a * s)
        da = dm * b * (s + a * s * (1 - s))
        dW, dV = u.T @ da, u.T @ db
        du = da @ W.T + db @ V.T
        dg = (du * n).sum(axis=0)
        return dg, dW, dV, dO

    shapes = (3, (3, 4), (3, 4), (4, 3))
    return forward, backward, [r.normal(size=s).astype(dtype) for s in shapes]


wrong(
    swish_gated_block,
    "the gate's own slope s alone",
    {"(s + a * s * (1 - s))": "s"},
    g=("share_missing", "formula"),
    W=("share_missing", "formula"),
)
wrong(
    swish_gated_block,
    "a sigmoid's slope",
    {"(s + a * s * (1 - s))": "(s * (1 - s))"},
    g=("other_activation", "formula", "wrong_operand"),
    W=("other_activation", "formula", "wrong_operand"),
)
wrong(
    swish_gated_block,
    "a for its swish",
    {"db = dm * (a * s)": "db = dm * a"},
    g="wrong_operand",
    V=("wrong_operand", "mask"),
)
wrong(
    swish_gated_block,
    "one of two ways to the gain",
    {"du = da @ W.T + db @ V.T": "du = da @ W.T"},
    g=("share_missing", "one_use", "path_cut"),
)
wrong(
    swish_gated_block,
    "the root's derivative",
    {"dy = err / (loss * err.size)": "dy = 2 * err / err.size"},
    np.float32,
    **dict.fromkeys("gWVO", ("left_out", "factor")),
)
wrong(
    swish_gated_block,
    "the gain on the wrong axis and of x",
    {"dg = (du * n).sum(axis=0)": "dg = (du * x).sum(axis=0)"},
    g="wrong_operand",
)
wrong(
    swish_gated_block,
    "the gain not summed",
    {"dg = (du * n).sum(axis=0)": "dg = du * n"},
    g="unsummed",
)
