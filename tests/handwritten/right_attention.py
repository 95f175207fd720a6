"""어텐션과 임베딩: 쿼리, 키, 값, 단어 벡터.

Write attention, embeddings and models of words by hand.
"""

import numpy as np

from tests.handwritten.programs import program


def softmax(z, axis=-1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


@program("scaled dot-product self-attention, one head, one sequence", float32=True)
def self_attention(dtype):
    rng = np.random.default_rng(150)
    x = rng.normal(size=(5, 4)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)

    def forward(Wq, Wk, Wv):
        Q, K, V = x @ Wq, x @ Wk, x @ Wv
        scores = Q @ K.T / np.sqrt(K.shape[1])
        A = softmax(scores)
        return np.sum((A @ V - t) ** 2)

    def gradients(Wq, Wk, Wv):
        Q, K, V = x @ Wq, x @ Wk, x @ Wv
        A = softmax(Q @ K.T / np.sqrt(K.shape[1]))
        dO = 2 * (A @ V - t)
        dV = A.T @ dO
        dA = dO @ V.T
        dS = A * (dA - (dA * A).sum(axis=-1, keepdims=True))
        dS /= np.sqrt(K.shape[1])
        return {"Wq": x.T @ (dS @ K), "Wk": x.T @ (dS.T @ Q), "Wv": x.T @ dV}

    P = {
        "Wq": rng.normal(size=(4, 3)),
        "Wk": rng.normal(size=(4, 3)),
        "Wv": rng.normal(size=(4, 2)),
    }
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("batched attention with a causal mask of -1e9, transpose(0, 2, 1)", float32=True)
def causal_attention(dtype):
    rng = np.random.default_rng(151)
    x = rng.normal(size=(2, 4, 3)).astype(dtype)
    t = rng.normal(size=(2, 4, 3)).astype(dtype)
    mask = np.triu(np.ones((4, 4)), k=1).astype(bool)

    def forward(Wq, Wk, Wv):
        q, k, v = np.matmul(x, Wq), np.matmul(x, Wk), np.matmul(x, Wv)
        s = np.matmul(q, k.transpose(0, 2, 1)) / np.sqrt(q.shape[-1])
        s = np.where(mask, -1e9, s)
        out = np.matmul(softmax(s), v)
        return np.mean((out - t) ** 2)

    def gradients(Wq, Wk, Wv):
        q, k, v = x @ Wq, x @ Wk, x @ Wv
        a = softmax(np.where(mask, -1e9, q @ k.transpose(0, 2, 1) / np.sqrt(q.shape[-1])))
        dout = 2 * (a @ v - t) / t.size
        da = dout @ v.transpose(0, 2, 1)
        ds = a * (da - np.sum(da * a, axis=-1, keepdims=True)) / np.sqrt(q.shape[-1])
        dq, dk, dv = ds @ k, ds.transpose(0, 2, 1) @ q, a.transpose(0, 2, 1) @ dout
        return [np.einsum("btd,bth->dh", x, d) for d in (dq, dk, dv)]

    P = {
        "Wq": rng.normal(size=(3, 5)),
        "Wk": rng.normal(size=(3, 5)),
        "Wv": rng.normal(size=(3, 3)),
    }
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("two heads: reshape and transpose, einsum for the scores, Wo", float32=True)
def two_heads(dtype):
    rng = np.random.default_rng(152)
    x = rng.normal(size=(5, 4)).astype(dtype)
    t = rng.normal(size=(5, 3)).astype(dtype)
    heads, size = 2, 3

    def split(z):
        return z.reshape(len(x), heads, size).transpose(1, 0, 2)

    def forward(Wqkv, Wo):
        q, k, v = (split(z) for z in np.split(x @ Wqkv, 3, axis=1))
        A = softmax(np.einsum("htd,hsd->hts", q, k) / size**0.5)
        joined = np.einsum("hts,hsd->thd", A, v).reshape(len(x), -1)
        return 0.5 * np.sum((joined @ Wo - t) ** 2)

    def gradients(Wqkv, Wo):
        q, k, v = (split(z) for z in np.split(x @ Wqkv, 3, axis=1))
        A = softmax(np.einsum("htd,hsd->hts", q, k) / size**0.5)
        joined = np.einsum("hts,hsd->thd", A, v).reshape(len(x), -1)
        dy = joined @ Wo - t
        dj = split(dy @ Wo.T)
        dA = np.einsum("htd,hsd->hts", dj, v)
        dS = A * (dA - (dA * A).sum(-1, keepdims=True)) / size**0.5
        dq, dk = np.einsum("hts,hsd->htd", dS, k), np.einsum("hts,htd->hsd", dS, q)
        dv = np.einsum("hts,htd->hsd", A, dj)
        d = np.hstack([z.transpose(1, 0, 2).reshape(len(x), -1) for z in (dq, dk, dv)])
        return {"Wqkv": x.T @ d, "Wo": joined.T @ dy}

    P = {"Wqkv": 0.7 * rng.normal(size=(4, 18)), "Wo": rng.normal(size=(6, 3))}
    return forward, gradients, {k: v.astype(dtype) for k, v in P.items()}


@program("attention over an encoder: WeightSum with repeat and sum, book layers", float32=True)
def weight_sum_repeat(dtype):
    rng = np.random.default_rng(153)
    N, T, H = 3, 4, 5
    hs = rng.normal(size=(N, T, H)).astype(dtype)
    h0 = rng.normal(size=(N, 2)).astype(dtype)
    goal = rng.normal(size=(N, H)).astype(dtype)

    def forward(W):
        h = np.tanh(np.dot(h0, W))
        hr = h.reshape(N, 1, H).repeat(T, axis=1)
        s = np.sum(hs * hr, axis=2)
        a = softmax(s)
        ar = a.reshape(N, T, 1).repeat(H, axis=2)
        c = np.sum(hs * ar, axis=1)
        return np.sum((c - goal) ** 2) / N

    def gradients(W):
        h = np.tanh(np.dot(h0, W))
        hr = h.reshape(N, 1, H).repeat(T, axis=1)
        a = softmax(np.sum(hs * hr, axis=2))
        c = np.sum(hs * a[:, :, None], axis=1)
        dc = 2 * (c - goal) / N
        dt = dc.reshape(N, 1, H).repeat(T, axis=1)
        da = np.sum(dt * hs, axis=2)
        dx = a * da
        ds = dx - a * np.sum(dx, axis=1, keepdims=True)
        dhr = ds.reshape(N, T, 1).repeat(H, axis=2) * hs
        dh = np.sum(dhr, axis=1)
        return np.dot(h0.T, dh * (1 - h**2))

    return forward, gradients, {"W": rng.normal(size=(2, H)).astype(dtype)}


@program("additive attention: v tanh(W1 s + W2 h) in a loop over positions", float32=True)
def additive_attention(dtype):
    rng = np.random.default_rng(154)
    hs = rng.normal(size=(4, 3)).astype(dtype)
    s = rng.normal(size=2).astype(dtype)
    goal = rng.normal(size=3).astype(dtype)

    def forward(W1, W2, v):
        scores = []
        for h in hs:
            scores.append(v.dot(np.tanh(W1.dot(s) + W2.dot(h))))
        scores = np.array(scores)
        weights = np.exp(scores) / np.exp(scores).sum()
        context = np.zeros(3)
        for w, h in zip(weights, hs):
            context += w * h
        return 0.5 * np.sum((context - goal) ** 2)

    def gradients(W1, W2, v):
        us = np.tanh(W1.dot(s) + hs.dot(W2.T))
        scores = us.dot(v)
        weights = np.exp(scores) / np.exp(scores).sum()
        dcontext = weights.dot(hs) - goal
        dweights = hs.dot(dcontext)
        dscores = weights * (dweights - weights.dot(dweights))
        dz = np.outer(dscores, v) * (1 - us**2)
        return {"W1": np.outer(dz.sum(0), s), "W2": dz.T.dot(hs), "v": us.T.dot(dscores)}

    P = {"W1": rng.normal(size=(5, 2)), "W2": rng.normal(size=(5, 3)), "v": rng.normal(size=5)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("an embedding looked up by W[idx], its gradient by np.add.at", float32=True)
def embedding_add_at(dtype):
    rng = np.random.default_rng(155)
    ids = np.array([[0, 2], [2, 4], [1, 2], [4, 4], [0, 3]])
    t = rng.integers(0, 3, 5)

    def forward(C, W1, b1):
        emb = C[ids]
        embcat = emb.reshape(emb.shape[0], -1)
        logits = np.tanh(embcat) @ W1 + b1
        logits -= logits.max(1, keepdims=True)
        counts = np.exp(logits)
        probs = counts / counts.sum(1, keepdims=True)
        return -np.log(probs[np.arange(5), t]).mean()

    def gradients(C, W1, b1):
        h = np.tanh(C[ids].reshape(5, -1))
        logits = h @ W1 + b1
        d = softmax(logits)
        d[np.arange(5), t] -= 1
        d /= 5
        demb = (d @ W1.T * (1 - h**2)).reshape(5, 2, -1)
        dC = np.zeros_like(C)
        np.add.at(dC, ids, demb)
        return dC, h.T @ d, d.sum(axis=0)

    P = {"C": rng.normal(size=(6, 3)), "W1": rng.normal(size=(6, 3)), "b1": np.zeros(3)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("embedding gradients gathered in two loops, dC[ix] += demb[k, j]", float32=True)
def embedding_loops(dtype):
    rng = np.random.default_rng(156)
    Xb = np.array([[0, 1, 1], [3, 1, 2], [2, 2, 0], [1, 3, 3]])
    Yb = np.array([1, 0, 2, 1])

    def forward(C, W):
        emb = C[Xb]
        logits = emb.reshape(4, -1) @ W
        shifted = logits - np.max(logits, axis=1, keepdims=True)
        logprobs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        return -logprobs[range(4), Yb].mean()

    def gradients(C, W):
        emb = C[Xb]
        x = emb.reshape(4, -1)
        dlogits = softmax(x @ W)
        dlogits[range(4), Yb] -= 1
        dlogits /= 4
        demb = (dlogits @ W.T).reshape(emb.shape)
        dC = np.zeros_like(C)
        for k in range(Xb.shape[0]):
            for j in range(Xb.shape[1]):
                ix = Xb[k, j]
                dC[ix] += demb[k, j]
        return {"C": dC, "W": x.T @ dlogits}

    P = {"C": rng.normal(size=(4, 2)), "W": rng.normal(size=(6, 3))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("skip-gram with negative samples, one centre word", float32=True)
def negative_sampling(dtype):
    rng = np.random.default_rng(157)
    center, outside, negatives = 1, 3, [0, 4, 4]

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    def forward(V, U):
        v = V[center]
        loss = -np.log(sigmoid(U[outside].dot(v)))
        for k in negatives:
            loss -= np.log(sigmoid(-U[k].dot(v)))
        return loss

    def gradients(V, U):
        v = V[center]
        dV, dU = np.zeros_like(V), np.zeros_like(U)
        z = sigmoid(U[outside] @ v) - 1
        dV[center] += z * U[outside]
        dU[outside] += z * v
        for k in negatives:
            z = sigmoid(U[k] @ v)
            dV[center] += z * U[k]
            dU[k] += z * v
        return dV, dU

    P = {"V": rng.normal(size=(5, 3)), "U": rng.normal(size=(5, 3))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("CBOW: the mean of two one-hot products, a full softmax", float32=True)
def cbow(dtype):
    rng = np.random.default_rng(158)
    eye = np.eye(6, dtype=dtype)
    contexts = np.array([[0, 2], [1, 3], [2, 4], [3, 5]])
    targets = np.array([1, 2, 3, 4])

    def forward(W_in, W_out):
        h0 = np.dot(eye[contexts[:, 0]], W_in)
        h1 = np.dot(eye[contexts[:, 1]], W_in)
        h = (h0 + h1) * 0.5
        y = softmax(np.dot(h, W_out))
        return -np.mean(np.log(np.sum(y * eye[targets], axis=1)))

    def gradients(W_in, W_out):
        h = 0.5 * (W_in[contexts[:, 0]] + W_in[contexts[:, 1]])
        ds = (softmax(np.dot(h, W_out)) - eye[targets]) / len(targets)
        da = np.dot(ds, W_out.T)
        da *= 0.5
        dW_in = np.dot(eye[contexts[:, 0]].T, da) + np.dot(eye[contexts[:, 1]].T, da)
        return {"W_in": dW_in, "W_out": np.dot(h.T, ds)}

    P = {"W_in": rng.normal(size=(6, 3)), "W_out": rng.normal(size=(3, 6))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("weight tying: an embedding and its transpose as the output", float32=True)
def tied_embedding(dtype):
    rng = np.random.default_rng(159)
    words, following = np.array([0, 3, 1, 4]), np.array([3, 1, 4, 2])

    def forward(E, W):
        h = np.tanh(E[words] @ W)
        logits = h.dot(E.T)
        return np.mean(np.log(np.exp(logits).sum(axis=1)) - logits[range(4), following])

    def gradients(E, W):
        h = np.tanh(E[words] @ W)
        d = softmax(h.dot(E.T))
        d[range(4), following] -= 1
        d /= 4
        da = d @ E * (1 - h**2)
        dE = d.T @ h
        np.add.at(dE, words, da @ W.T)
        return dE, E[words].T @ da

    P = {"E": rng.normal(size=(5, 3)), "W": rng.normal(size=(3, 3))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}
