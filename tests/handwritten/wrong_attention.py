"""주의와 소프트맥스, 단어 벡터.

Attention, softmax by hand, embeddings.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def attention(dtype):
    """One head of self-attention over one sequence."""
    r = np.random.default_rng(41)
    x = r.normal(size=(5, 4)).astype(dtype)
    y = r.normal(size=(5, 4)).astype(dtype)
    P = {name: r.normal(size=(4, 4)).astype(dtype) for name in ("Wq", "Wk", "Wv")}

    def run(Wq, Wk, Wv):
        q, k, v = x @ Wq, x @ Wk, x @ Wv
        s = q @ k.T / np.sqrt(q.shape[-1])
        e = np.exp(s - s.max(axis=-1, keepdims=True))
        a = e / e.sum(axis=-1, keepdims=True)
        return q, k, v, a, a @ v

    def forward(Wq, Wk, Wv):
        return np.sum((run(Wq, Wk, Wv)[-1] - y) ** 2)

    def gradients(Wq, Wk, Wv):
        q, k, v, a, out = run(Wq, Wk, Wv)
        dout = 2 * (out - y)
        da = dout @ v.T
        dv = a.T @ dout
        ds = a * (da - (da * a).sum(axis=-1, keepdims=True))
        ds = ds / np.sqrt(q.shape[-1])
        dq = ds @ k
        dk = ds.T @ q
        return {"Wq": x.T @ dq, "Wk": x.T @ dk, "Wv": x.T @ dv}

    return forward, gradients, P


SCORES = ("Wq", "Wk")

wrong(
    attention,
    "one over the root of d forgotten",
    {"ds = ds / np.sqrt(q.shape[-1])": "ds = ds * 1"},
    **dict.fromkeys(SCORES, "constant"),
)
wrong(
    attention,
    "one over d",
    {"ds = ds / np.sqrt(q.shape[-1])": "ds = ds / q.shape[-1]"},
    **dict.fromkeys(SCORES, ("constant", "factor")),
)
wrong(
    attention,
    "the softmax's sum forgotten",
    {"ds = a * (da - (da * a).sum(axis=-1, keepdims=True))": "ds = a * da"},
    **dict.fromkeys(SCORES, "share_missing"),
)
wrong(
    attention,
    "the softmax taken for a sigmoid",
    {"ds = a * (da - (da * a).sum(axis=-1, keepdims=True))": "ds = a * (1 - a) * da"},
    **dict.fromkeys(SCORES, "other_activation"),
)
wrong(
    attention,
    "the softmax left out",
    {"ds = a * (da - (da * a).sum(axis=-1, keepdims=True))": "ds = da"},
    **dict.fromkeys(SCORES, "left_out"),
)
wrong(
    attention,
    "the softmax's sum along the other axis",
    {"(da * a).sum(axis=-1, keepdims=True)": "(da * a).sum(axis=0, keepdims=True)"},
    np.float32,
    **dict.fromkeys(SCORES, "wrong_axis"),
)
wrong(
    attention,
    "the scores not transposed",
    {"dk = ds.T @ q": "dk = ds @ q"},
    Wk="operand_transposed",
)
wrong(
    attention,
    "the weights of attention not transposed",
    {"dv = a.T @ dout": "dv = a @ dout"},
    Wv="operand_transposed",
)
wrong(attention, "q for k", {"dq = ds @ k": "dq = ds @ q"}, Wq="wrong_operand")
wrong(attention, "v for q", {"dk = ds.T @ q": "dk = ds.T @ v"}, Wk="wrong_operand")
wrong(
    attention,
    "the 2 of the squares forgotten",
    {"dout = 2 * (out - y)": "dout = out - y"},
    **dict.fromkeys((*SCORES, "Wv"), "square"),
)


@base
def jacobian_of_softmax(dtype):
    """Each sample's softmax goes back through its own Jacobian matrix."""
    r = np.random.default_rng(42)
    X = r.normal(size=(4, 3)).astype(dtype)
    T = np.eye(3)[[0, 1, 2, 1]].astype(dtype)
    W, b = r.normal(size=(3, 3)).astype(dtype), r.normal(size=3).astype(dtype)

    def softmax(z):
        e = np.exp(z)
        return e / np.sum(e)

    def forward(W, b):
        total = 0
        for x, t in zip(X, T, strict=True):
            p = softmax(np.dot(x, W) + b)
            total += np.sum((p - t) ** 2)
        return total / len(X)

    def gradients(W, b):
        gW, gb = np.zeros(W.shape), np.zeros(b.shape)
        for x, t in zip(X, T, strict=True):
            p = softmax(np.dot(x, W) + b)
            dp = 2 * (p - t)
            J = np.diag(p) - np.outer(p, p)
            dz = J @ dp
            gW += np.outer(x, dz)
            gb += dz
        return {"grad_W": gW / len(X), "grad_b": gb / len(X)}

    return forward, gradients, {"W": W, "b": b}


BOTH = ("W", "b")

wrong(
    jacobian_of_softmax,
    "the diagonal of the Jacobian alone",
    {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p * (1 - p))"},
    **dict.fromkeys(BOTH, "other_activation"),
)
wrong(
    jacobian_of_softmax,
    "the Jacobian without the outer product",
    {"J = np.diag(p) - np.outer(p, p)": "J = np.diag(p)"},
    **dict.fromkeys(BOTH, "share_missing"),
)
wrong(
    jacobian_of_softmax,
    "p - t as beside the cross entropy",
    {"dz = J @ dp": "dz = dp"},
    **dict.fromkeys(BOTH, "left_out"),
)
wrong(
    jacobian_of_softmax,
    "the Jacobian twice",
    {"dz = J @ dp": "dz = J @ J @ dp"},
    **dict.fromkeys(BOTH, "twice"),
)
wrong(
    jacobian_of_softmax,
    "the outer product the other way",
    {"gW += np.outer(x, dz)": "gW += np.outer(dz, x)"},
    W="transpose",
)
wrong(
    jacobian_of_softmax,
    "the last sample alone for the bias",
    {"gb += dz": "gb = dz"},
    b=("one_use", "one_sample"),
)
wrong(
    jacobian_of_softmax,
    "the weights not averaged",
    {'"grad_W": gW / len(X)': '"grad_W": gW'},
    np.float32,
    W="mean",
)


@base
def word_vectors(dtype):
    """CBOW: rows of a table, averaged over a window, a softmax over the words."""
    r = np.random.default_rng(43)
    contexts = np.array([[0, 2], [1, 1], [2, 4], [4, 2], [0, 1]])
    targets = np.array([1, 0, 3, 3, 2])
    E = r.normal(size=(6, 3)).astype(dtype)
    O = r.normal(size=(3, 6)).astype(dtype)  # noqa: E741

    def forward(E, O):  # noqa: E741
        h = E[contexts].mean(axis=1)
        s = h @ O
        p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        return -np.log(p[np.arange(len(targets)), targets]).mean()

    def gradients(E, O):  # noqa: E741
        h = (E[contexts[:, 0]] + E[contexts[:, 1]]) / 2
        s = h @ O
        p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
        p[np.arange(len(targets)), targets] -= 1
        p /= len(targets)
        dO = h.T @ p
        dh = p @ O.T
        dE = np.zeros_like(E)
        for i in range(contexts.shape[1]):
            np.add.at(dE, contexts[:, i], dh / 2)
        return dE, dO

    return forward, gradients, {"E": E, "O": O}


wrong(
    word_vectors,
    "added by +=",
    {"np.add.at(dE, contexts[:, i], dh / 2)": "dE[contexts[:, i]] += dh / 2"},
    E="assigned",
)
wrong(
    word_vectors,
    "assigned",
    {"np.add.at(dE, contexts[:, i], dh / 2)": "dE[contexts[:, i]] = dh / 2"},
    E="assigned",
)
wrong(
    word_vectors,
    "not divided by the window",
    {"np.add.at(dE, contexts[:, i], dh / 2)": "np.add.at(dE, contexts[:, i], dh)"},
    E=("mean", "constant"),
)
wrong(
    word_vectors,
    "the first word of the window alone",
    {"for i in range(contexts.shape[1]):": "for i in range(1):"},
    E=("one_sample", "share_missing"),
)
wrong(
    word_vectors,
    "the probabilities for their error",
    {"targets] -= 1": "targets] -= 0"},
    **dict.fromkeys("EO", "share_missing"),
)
wrong(
    word_vectors,
    "the first context's vector for the mean",
    {"dO = h.T @ p": "dO = E[contexts[:, 0]].T @ p"},
    O="wrong_operand",
)
wrong(
    word_vectors,
    "divided by the words",
    {"p /= len(targets)": "p /= p.shape[1]"},
    **dict.fromkeys("EO", "count"),
)


@base
def negative_sampling(dtype):
    """Skip-gram with negative samples, word by word."""
    r = np.random.default_rng(44)
    pairs = [(0, 1, 1.0), (0, 3, 0.0), (2, 1, 1.0), (2, 0, 0.0), (0, 2, 1.0)]
    U = r.normal(size=(4, 3)).astype(dtype)
    V = r.normal(size=(4, 3)).astype(dtype)

    def forward(U, V):
        loss = 0.0
        for center, word, label in pairs:
            p = 1 / (1 + np.exp(-np.sum(U[center] * V[word])))
            loss -= label * np.log(p) + (1 - label) * np.log(1 - p)
        return loss

    def gradients(U, V):
        dU, dV = np.zeros_like(U), np.zeros_like(V)
        for center, word, label in pairs:
            p = 1 / (1 + np.exp(-np.sum(U[center] * V[word])))
            g = p - label
            dU[center] += g * V[word]
            dV[word] += g * U[center]
        return {"dU": dU, "dV": dV}

    return forward, gradients, {"U": U, "V": V}


wrong(
    negative_sampling,
    "assigned pair by pair",
    {"dU[center] += g * V[word]": "dU[center] = g * V[word]"},
    U="assigned",
)
wrong(
    negative_sampling,
    "the word's own vector",
    {"dV[word] += g * U[center]": "dV[word] += g * V[word]"},
    V="wrong_operand",
)
wrong(
    negative_sampling,
    "the slope once more",
    {"g = p - label": "g = (p - label) * p * (1 - p)"},
    **dict.fromkeys("UV", "twice"),
)
wrong(
    negative_sampling,
    "the label minus the probability",
    {"g = p - label": "g = label - p"},
    **dict.fromkeys("UV", "sign"),
)
wrong(
    negative_sampling,
    "the pairs averaged",
    {"g = p - label": "g = (p - label) / len(pairs)"},
    **dict.fromkeys("UV", ("divided", "factor")),
)
wrong(
    negative_sampling,
    "the second pair left out",
    {"dV[word] += g * U[center]": "dV[word] += g * U[center] * (word != 3)"},
    V=("unfilled", "use_missing", "share_missing"),
)
