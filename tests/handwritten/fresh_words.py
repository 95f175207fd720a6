"""낱말: 두 문맥의 CBOW, 표본 추출, 순위로 배우는 추천, 이어 붙인 낱말의 평균.

Words: CBOW of two contexts, negative samples, recommendations by ranking, means of words.
"""

import numpy as np

from tests.handwritten.mutations import base, wrong


@base
def cbow_of_two_contexts(dtype):
    """MatMul layers with params and grads lists, contexts as one-hot rows, softmax by a class."""
    r = np.random.default_rng(761)
    eye = np.eye(5).astype(dtype)
    contexts = eye[np.array([[0, 2], [1, 3], [2, 4], [1, 1]])]
    target = np.array([1, 2, 3, 0])
    W_in, W_out = (0.7 * r.normal(size=s) for s in ((5, 3), (3, 5)))

    class MatMul:
        def __init__(self, W):
            self.params, self.grads = [W], [np.zeros_like(W)]

        def forward(self, x):
            self.x = x
            return np.dot(x, self.params[0])

        def backward(self, dout):
            (W,) = self.params
            self.grads[0] += np.dot(self.x.T, dout)
            return np.dot(dout, W.T)

    class SimpleCBOW:
        def __init__(self, W_in, W_out):
            self.in_layers = [MatMul(W_in), MatMul(W_in)]
            self.out_layer = MatMul(W_out)

        def forward(self):
            h0 = self.in_layers[0].forward(contexts[:, 0])
            h1 = self.in_layers[1].forward(contexts[:, 1])
            score = self.out_layer.forward((h0 + h1) * 0.5)
            e = np.exp(score - score.max(axis=1, keepdims=True))
            self.p = e / e.sum(axis=1, keepdims=True)
            return -np.log(self.p[np.arange(4), target]).sum() / 4

        def backward(self):
            ds = self.p.copy()
            ds[np.arange(4), target] -= 1
            ds /= 4
            da = self.out_layer.backward(ds)
            da *= 0.5
            self.in_layers[1].backward(da)
            self.in_layers[0].backward(da)
            return self.in_layers[0].grads[0] + self.in_layers[1].grads[0], self.out_layer.grads[0]

    def loss(W_in, W_out):
        return SimpleCBOW(W_in, W_out).forward()

    def gradient(W_in, W_out):
        model = SimpleCBOW(W_in, W_out)
        model.forward()
        return model.backward()

    return loss, gradient, [W_in.astype(dtype), W_out.astype(dtype)]


wrong(cbow_of_two_contexts, "the half of the two", {"da *= 0.5": "pass"}, W_in="constant")
wrong(
    cbow_of_two_contexts,
    "one context",
    {"return self.in_layers[0].grads[0] + self": "return self"},
    W_in=("one_use", "share_missing"),
)
wrong(
    cbow_of_two_contexts,
    "the half once more",
    {"da *= 0.5": "da *= 0.5 * 0.5"},
    W_in="constant_again",
)
wrong(
    cbow_of_two_contexts,
    "a sum of losses",
    {"ds /= 4": "pass"},
    np.float32,
    W_in="mean",
    W_out="mean",
)
wrong(
    cbow_of_two_contexts,
    "the target's one",
    {"ds[np.arange(4), target] -= 1": "pass"},
    W_in="label_missing",
    W_out="label_missing",
)
wrong(
    cbow_of_two_contexts,
    "W_out untransposed by its other half",
    {"self.out_layer.grads[0]\n": "self.out_layer.grads[0].T\n"},
    W_out="transpose",
)


@base
def embedding_dots(dtype):
    """Words by Embedding and EmbeddingDot, one right word and two drawn, sigmoid with loss."""
    r = np.random.default_rng(762)
    centre = np.array([0, 3, 0, 2])
    words = np.array([[1, 4, 2], [2, 0, 4], [3, 3, 1], [1, 0, 0]])
    label = np.array([1, 0, 0]).astype(dtype)

    def dots(W_in, W_out):
        h = W_in[centre]
        out = np.zeros((4, 3), dtype=W_in.dtype)
        for k in range(3):
            out[:, k] = np.sum(W_out[words[:, k]] * h, axis=1)
        return h, 1 / (1 + np.exp(-out))

    def loss(W_in, W_out):
        _, y = dots(W_in, W_out)
        return float(-np.sum(label * np.log(y) + (1 - label) * np.log(1 - y)) / len(centre))

    def backward(W_in, W_out):
        h, y = dots(W_in, W_out)
        dW_in, dW_out = np.zeros_like(W_in), np.zeros_like(W_out)
        dh = np.zeros_like(h)
        dscore = (y - label) / len(centre)
        for k in range(3):
            dout = dscore[:, k].reshape(-1, 1)
            np.add.at(dW_out, words[:, k], dout * h)
            dh += dout * W_out[words[:, k]]
        np.add.at(dW_in, centre, dh)
        return {"W_in": dW_in, "W_out": dW_out}

    P = {"W_in": r.normal(size=(4, 3)), "W_out": r.normal(size=(5, 3))}
    return loss, backward, {n: p.astype(dtype) for n, p in P.items()}


wrong(
    embedding_dots,
    "assignment to W_in",
    {"np.add.at(dW_in, centre, dh)": "dW_in[centre] = dh"},
    W_in="assigned",
)
wrong(
    embedding_dots,
    "+= by indices at W_out",
    {"np.add.at(dW_out, words[:, k], dout * h)": "dW_out[words[:, k]] += dout * h"},
    W_out=("assigned", "unknown"),
)
wrong(
    embedding_dots,
    "only the last drawn word",
    {"dh += dout": "dh = dout"},
    W_in=("one_use", "one_sample"),
)
wrong(
    embedding_dots,
    "everybody right",
    {"dscore = (y - label)": "dscore = (y - 1)"},
    W_in=("unknown", "formula", "wrong_operand"),
    W_out=("unknown", "formula", "wrong_operand"),
)
wrong(
    embedding_dots,
    "the right word alone",
    {
        "for k in range(3):\n            dout": "for k in range(1):\n            dout",
    },
    W_in=("one_use", "share_missing", "path_cut", "unknown"),
    W_out=("one_use", "share_missing", "path_cut", "unknown"),
)
wrong(
    embedding_dots,
    "the wrong vector",
    {"words[:, k], dout * h)": "words[:, k], dout * W_out[words[:, k]])"},
    np.float32,
    W_out="wrong_operand",
)


@base
def ranked_items(dtype):
    """-log σ(u·(i - j)) over triples of user, liked and other item; L2 of the rows used."""
    r = np.random.default_rng(763)
    users = np.array([0, 1, 2, 0, 2])
    liked = np.array([1, 0, 3, 2, 3])
    other = np.array([3, 2, 0, 0, 1])
    lam = 0.15

    def forward(U, V, bias):
        u, i, j = U[users], V[liked], V[other]
        x = np.einsum("nk,nk->n", u, i - j) + bias[liked] - bias[other]
        fit = np.log1p(np.exp(-x)).sum()
        return fit + 0.5 * lam * (np.sum(u**2) + np.sum(i**2) + np.sum(j**2))

    def backward(U, V, bias):
        dU, dV, dbias = np.zeros_like(U), np.zeros_like(V), np.zeros_like(bias)
        for a, p, q in zip(users, liked, other):
            x = U[a] @ (V[p] - V[q]) + bias[p] - bias[q]
            g = -1 / (1 + np.exp(x))
            dU[a] += g * (V[p] - V[q]) + lam * U[a]
            dV[p] += g * U[a] + lam * V[p]
            dV[q] += -g * U[a] + lam * V[q]
            dbias[p] += g
            dbias[q] -= g
        return dU, dV, dbias

    P = [r.normal(size=s).astype(dtype) for s in ((3, 2), (4, 2), 4)]
    return forward, backward, P


wrong(
    ranked_items,
    "the other item's sign",
    {"dV[q] += -g * U[a]": "dV[q] += g * U[a]"},
    V="share_factor",
)
wrong(
    ranked_items,
    "the other item has no gradient",
    {"dV[q] += -g * U[a] + lam * V[q]": "pass", "dbias[q] -= g": "pass"},
    V=("share_missing", "one_use", "unknown"),
    bias=("share_missing", "one_use"),
)
wrong(
    ranked_items,
    "no penalty on users",
    {" + lam * U[a]": ""},
    U=("penalty_missing", "share_missing"),
)
wrong(
    ranked_items,
    "users' penalty doubled",
    {"lam * U[a]\n": "2 * lam * U[a]\n"},
    U="penalty_factor",
)
wrong(
    ranked_items,
    "a penalty on the bias",
    {"dbias[p] += g\n": "dbias[p] += g\n            dbias += lam * bias / len(users)\n"},
    bias="penalty_extra",
)
wrong(
    ranked_items,
    "users assigned",
    {"dU[a] += g": "dU[a] = g"},
    U=("assigned", "one_use", "one_sample"),
)
wrong(
    ranked_items,
    "the liked item alone for the user",
    {"dU[a] += g * (V[p] - V[q])": "dU[a] += g * V[p]"},
    np.float32,
    U="share_missing",
)


@base
def sentences_of_lengths(dtype):
    """Sentences of several lengths, the mean of their words, a class; math.exp and lists."""
    r = np.random.default_rng(764)
    sentences = [[0, 1, 1], [2], [3, 0, 2, 3]]
    classes = [1, 0, 2]

    def probabilities(E, W, b, words):
        v = sum(E[w] for w in words) / len(words)
        e = np.exp(v.dot(W) + b)
        return v, e / e.sum()

    def forward(E, W, b):
        losses = []
        for words, k in zip(sentences, classes):
            _, p = probabilities(E, W, b, words)
            losses.append(-np.log(p[k]))
        assert len(losses) == 3, f"{len(losses)} losses"
        return np.mean(losses)

    def backward(E, W, b):
        grads = {"dE": np.zeros(E.shape), "dW": np.zeros(W.shape), "db": np.zeros(b.shape)}
        for words, k in zip(sentences, classes):
            v, p = probabilities(E, W, b, words)
            d = p.copy()
            d[k] -= 1.0
            d = d / len(sentences)
            grads["dW"] += np.outer(v, d)
            grads["db"] += d
            dv = W.dot(d)
            for w in words:
                grads["dE"][w] += dv / len(words)
        return grads

    P = {"E": (4, 3), "W": (3, 3), "b": 3}
    return forward, backward, {n: r.normal(size=s).astype(dtype) for n, s in P.items()}


wrong(
    sentences_of_lengths,
    "the sentence's length",
    {"dv / len(words)": "dv"},
    E=("unknown", "constant", "mean", "mask", "share_factor", "left_out"),
)
wrong(
    sentences_of_lengths,
    "the number of sentences for that of words",
    {"dv / len(words)": "dv / len(sentences)"},
    E=("count", "unknown", "share_factor", "wrong_operand"),
)
wrong(
    sentences_of_lengths,
    "W turned",
    {"dv = W.dot(d)": "dv = d.dot(W)"},
    E="operand_transposed",
)
wrong(
    sentences_of_lengths,
    "the same word twice, written once",
    {'grads["dE"][w] += dv': 'grads["dE"][w] = dv'},
    E=("assigned", "one_use", "one_sample"),
)
wrong(
    sentences_of_lengths,
    "a list of words at once",
    {"for w in words:\n                grads": "for w in [words]:\n                grads"},
    np.float32,
    E="assigned",
)
wrong(
    sentences_of_lengths,
    "the outer product turned",
    {"np.outer(v, d)": "np.outer(d, v)"},
    W=("transpose", "operand_transposed"),
)
