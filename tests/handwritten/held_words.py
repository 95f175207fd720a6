"""주의와 임베딩: 질의로 모으기, 교차 주의, 지수 특징, 단어 주머니, GloVe, 자리.

Attention and embeddings: pooling by a query, cross attention, bags of words, GloVe, positions.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def query_pooling(dtype):
    """A learned query weighs the time steps of one sequence by a softmax."""
    r = np.random.default_rng(261)
    H = r.normal(size=(6, 4)).astype(dtype)
    goal = r.normal(size=2).astype(dtype)

    def forward(K, q, O):
        keys = np.tanh(H @ K)
        s = keys @ q / np.sqrt(len(q))
        a = np.exp(s - s.max())
        a /= a.sum()
        pooled = a @ H
        return np.sum((pooled @ O - goal) ** 2)

    def backward(K, q, O):
        keys = np.tanh(H @ K)
        s = keys @ q / np.sqrt(len(q))
        a = np.exp(s - s.max())
        a /= a.sum()
        pooled = a @ H
        dout = 2 * (pooled @ O - goal)
        dO = np.outer(pooled, dout)
        da = H @ (O @ dout)
        ds = a * (da - a @ da) / np.sqrt(len(q))
        dq = keys.T @ ds
        dkeys = np.outer(ds, q)
        dK = H.T @ (dkeys * (1 - keys**2))
        return {"K": dK, "q": dq, "O": dO}

    P = {"K": (4, 3), "q": (3,), "O": (4, 2)}
    return forward, backward, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


KQ = ("K", "q")
wrong(
    query_pooling,
    "the softmax's sum",
    {"a * (da - a @ da)": "a * da"},
    **dict.fromkeys(KQ, "share_missing"),
)
wrong(
    query_pooling,
    "the softmax as a sigmoid",
    {"a * (da - a @ da)": "a * (1 - a) * da"},
    **dict.fromkeys(KQ, ("formula", "share_missing", "other_activation")),
)
wrong(
    query_pooling,
    "the root of the length",
    {"(da - a @ da) / np.sqrt(len(q))": "(da - a @ da)"},
    **dict.fromkeys(KQ, "constant"),
)
wrong(
    query_pooling,
    "the softmax left out",
    {"ds = a * (da - a @ da) /": "ds = da /"},
    np.float32,
    **dict.fromkeys(KQ, "left_out"),
)
wrong(
    query_pooling, "H for the keys", {"dq = keys.T @ ds": "dq = (H @ K).T @ ds"}, q="wrong_operand"
)
wrong(
    query_pooling,
    "the mean of H for the pooled",
    {"np.outer(pooled, dout)": "np.outer(H.mean(axis=0), dout)"},
    O=("wrong_operand", "averaged", "unknown"),
)
wrong(
    query_pooling,
    "tanh at the keys",
    {"(1 - keys**2)": "(1 - np.tanh(keys) ** 2)"},
    K="wrong_point",
)


@base
def cross_attention(dtype):
    """Queries of one sentence, keys and values of another, a loop over the queries."""
    r = np.random.default_rng(262)
    source = r.normal(size=(4, 3)).astype(dtype)
    target = r.normal(size=(3, 3)).astype(dtype)
    wanted = r.normal(size=(3, 3)).astype(dtype)

    def softmax(v):
        e = np.exp(v - np.max(v))
        return e / e.sum()

    def forward(params):
        Q, K, V = target @ params["q"], source @ params["k"], source @ params["v"]
        rows = [softmax(K @ q) @ V for q in Q]
        out = np.stack(rows) + target
        return np.mean(np.sum((out - wanted) ** 2, axis=-1))

    def backward(params):
        Q, K, V = target @ params["q"], source @ params["k"], source @ params["v"]
        weights = np.stack([softmax(K @ q) for q in Q])
        out = weights @ V + target
        dout = 2 * (out - wanted) / len(out)
        dV = weights.T @ dout
        dQ, dK = np.zeros_like(Q), np.zeros_like(K)
        for i in range(len(Q)):
            dw = V @ dout[i]
            ds = weights[i] * (dw - np.dot(dw, weights[i]))
            dQ[i] = ds @ K
            dK += np.outer(ds, Q[i])
        return {"q": target.T @ dQ, "k": source.T @ dK, "v": source.T @ dV}

    return forward, backward, {name: r.normal(size=(3, 3)).astype(dtype) for name in "qkv"}


wrong(
    cross_attention,
    "the keys of the last query",
    {"dK += np": "dK = np"},
    k=("one_use", "one_sample"),
)
wrong(
    cross_attention,
    "the keys' product with the keys",
    {"dK += np.outer(ds, Q[i])": "dK += np.outer(ds, K[i])"},
    k="wrong_operand",
)
wrong(
    cross_attention,
    "the source for the target",
    {"target.T @ dQ": "source[:3].T @ dQ"},
    q="wrong_operand",
)
wrong(
    cross_attention,
    "the sum over the weights",
    {"(dw - np.dot(dw, weights[i]))": "(dw - dw.sum())"},
    q=("formula", "mask", "left_out"),
    k=("formula", "mask", "left_out"),
)
wrong(
    cross_attention,
    "the weights in front",
    {"ds = weights[i] * (dw": "ds = (dw"},
    q=("mask", "left_out", "formula"),
    k=("mask", "left_out", "formula"),
)
wrong(
    cross_attention,
    "averaged over features",
    {"/ len(out)": "/ out.size"},
    **dict.fromkeys("qkv", ("count", "mean_twice", "divided")),
)
wrong(
    cross_attention,
    "the values untransposed",
    {"source.T @ dV": "(source.T @ dV).T"},
    v="transpose",
)
wrong(
    cross_attention,
    "the weights of the first query",
    {"dQ[i] = ds @ K": "dQ[0] = ds @ K"},
    q=("unknown", "one_sample", "unfilled"),
)


@base
def bag_of_words(dtype):
    """Sentences of different lengths, the mean of their vectors, np.add.at."""
    r = np.random.default_rng(263)
    sentences = [np.array([0, 2, 2]), np.array([1, 3]), np.array([4, 0, 1, 3])]
    sentiment = np.array([1.0, 0.0, 1.0]).astype(dtype)

    def forward(E, u):
        scores = []
        for words in sentences:
            scores.append(np.dot(E[words].mean(axis=0), u))
        p = 1 / (1 + np.exp(-np.array(scores)))
        return -np.mean(sentiment * np.log(p) + (1 - sentiment) * np.log(1 - p))

    def backward(E, u):
        dE, du = np.zeros_like(E), np.zeros_like(u)
        for words, label in zip(sentences, sentiment):
            bag = E[words].mean(axis=0)
            p = 1 / (1 + np.exp(-np.dot(bag, u)))
            ds = (p - label) / len(sentences)
            du += ds * bag
            np.add.at(dE, words, ds * u / len(words))
        return dE, du

    return forward, backward, [r.normal(size=(5, 3)).astype(dtype), r.normal(size=3).astype(dtype)]


wrong(
    bag_of_words,
    "dE[words] +=",
    {"np.add.at(dE, words, ds * u / len(words))": "dE[words] += ds * u / len(words)"},
    E="assigned",
)
wrong(
    bag_of_words,
    "dE[words] =",
    {"np.add.at(dE, words, ds * u / len(words))": "dE[words] = ds * u / len(words)"},
    E=("assigned", "one_use", "one_sample"),
)
wrong(bag_of_words, "the bag's mean", {"ds * u / len(words)": "ds * u"}, E=("mean", "mask"))
wrong(
    bag_of_words,
    "a bag summed",
    {"du += ds * bag": "du += ds * E[words].sum(axis=0)"},
    u=("mean", "wrong_operand"),
)
wrong(
    bag_of_words,
    "the sentences' mean",
    {"ds = (p - label) / len(sentences)": "ds = p - label"},
    E="mean",
    u="mean",
)
wrong(
    bag_of_words,
    "the wrong vector at the words",
    {"ds * u / len(words)": "ds * bag / len(words)"},
    E="wrong_operand",
)


@base
def glove(dtype):
    """Weighted squares of logarithms of counts, vectors and biases of words and contexts."""
    r = np.random.default_rng(264)
    counts = r.integers(1, 40, size=(4, 4)).astype(dtype)

    def weight(x):
        return np.minimum(1, (x / 20) ** 0.75)

    def loss(W, C, bw, bc):
        J = 0.0
        for i in range(4):
            for j in range(4):
                gap = np.dot(W[i], C[j]) + bw[i] + bc[j] - np.log(counts[i, j])
                J += weight(counts[i, j]) * gap * gap
        return J

    def gradients(W, C, bw, bc):
        f = weight(counts)
        gap = W @ C.T + bw[:, None] + bc[None, :] - np.log(counts)
        dgap = 2 * f * gap
        dW, dC = dgap @ C, dgap.T @ W
        dbw, dbc = dgap.sum(axis=1), dgap.sum(axis=0)
        return {"dW": dW, "dC": dC, "dbw": dbw, "dbc": dbc}

    P = {"W": (4, 2), "C": (4, 2), "bw": (4,), "bc": (4,)}
    return loss, gradients, {k: r.normal(size=s).astype(dtype) for k, s in P.items()}


GLOVE = ("W", "C", "bw", "bc")
wrong(
    glove,
    "the square's 2",
    {"dgap = 2 * f * gap": "dgap = f * gap"},
    **dict.fromkeys(GLOVE, "square"),
)
wrong(
    glove,
    "the weights",
    {"dgap = 2 * f * gap": "dgap = 2 * gap"},
    **dict.fromkeys(GLOVE, ("mask", "left_out")),
)
wrong(
    glove,
    "contexts not transposed",
    {"dC = dgap @ C, dgap.T @ W": "dC = dgap @ C, dgap @ W"},
    C="operand_transposed",
)
wrong(
    glove,
    "the axes of the biases",
    {"dgap.sum(axis=1), dgap.sum(axis=0)": "dgap.sum(axis=0), dgap.sum(axis=1)"},
    bw=("wrong_axis", "swapped"),
    bc=("wrong_axis", "swapped"),
)
wrong(glove, "W for C", {"dW, dC = dgap @ C": "dW, dC = dgap @ W"}, W="wrong_operand")
wrong(
    glove,
    "averaged",
    {"dgap = 2 * f * gap": "dgap = 2 * f * gap / 16"},
    np.float32,
    **dict.fromkeys(GLOVE, ("divided", "mean_twice", "factor")),
)


@base
def positions(dtype):
    """Token and position vectors added, layers of a language model, teacher's next tokens."""
    r = np.random.default_rng(265)
    tokens = np.array([[0, 3, 1], [2, 3, 3]])
    nexts = np.array([[3, 1, 2], [3, 3, 0]])

    def model(tok, pos, head):
        x = tok[tokens] + pos[np.arange(3)]
        h = x * (x > 0)
        return x, h, np.tensordot(h, head, axes=1)

    def forward(tok, pos, head):
        _, _, logits = model(tok, pos, head)
        shifted = logits - logits.max(axis=-1, keepdims=True)
        logp = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return -np.mean(np.take_along_axis(logp, nexts[..., None], axis=-1))

    def backward(tok, pos, head):
        x, h, logits = model(tok, pos, head)
        e = np.exp(logits - logits.max(axis=-1, keepdims=True))
        dlogits = e / e.sum(axis=-1, keepdims=True)
        dlogits -= np.eye(4)[nexts]
        dlogits /= nexts.size
        dhead = h.reshape(-1, 3).T @ dlogits.reshape(-1, 4)
        dh = dlogits @ head.T
        dx = dh * (x > 0)
        dtok = np.zeros_like(tok)
        np.add.at(dtok, tokens, dx)
        dpos = dx.sum(axis=0)
        return dtok, dpos, dhead

    P = [r.normal(size=(4, 3)), r.normal(size=(3, 3)), r.normal(size=(3, 4))]
    return forward, backward, [array.astype(dtype) for array in P]


wrong(
    positions,
    "tokens that come twice",
    {"np.add.at(dtok, tokens, dx)": "dtok[tokens] += dx"},
    tok="assigned",
)
wrong(
    positions,
    "the axis of the positions",
    {"dpos = dx.sum(axis=0)": "dpos = dx.sum(axis=2).T @ np.ones((2, 3))"},
    pos=("wrong_axis", "total", "unknown"),
)
wrong(positions, "the positions not summed", {"dpos = dx.sum(axis=0)": "dpos = dx"}, pos="unsummed")
wrong(positions, "the ReLU", {"dx = dh * (x > 0)": "dx = dh"}, tok="left_out", pos="left_out")
wrong(
    positions,
    "the sentences alone",
    {"dlogits /= nexts.size": "dlogits /= len(nexts)"},
    tok="count",
    pos="count",
    head="count",
)
wrong(
    positions,
    "the label's one",
    {"dlogits -= np.eye(4)[nexts]": "dlogits -= 0"},
    np.float32,
    tok="share_missing",
    pos="share_missing",
    head="share_missing",
)
wrong(
    positions, "before the ReLU", {"dhead = h.reshape": "dhead = x.reshape"}, head="wrong_operand"
)
