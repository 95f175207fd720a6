"""정규화, 주의, 문, 합성곱의 토막들.

Blocks: norms, attention, gates, embeddings, convolutions.
"""

import numpy as np

from tests.handwritten.programs import program


@program("group norm: reshape into groups, mean and var of each", float32=True)
def grouped(dtype):
    rng = np.random.default_rng(441)
    X = rng.normal(size=(3, 4, 2, 2)).astype(dtype)
    T = rng.normal(size=X.shape).astype(dtype)

    def normalised(W):
        z = np.einsum("nchw,cd->ndhw", X, W).reshape(3, 2, -1)
        mu = z.mean(axis=-1, keepdims=True)
        sd = np.sqrt(z.var(axis=-1, keepdims=True) + 1e-5)
        return (z - mu) / sd, sd

    def forward(W, g):
        hat, _ = normalised(W)
        return np.mean((hat.reshape(X.shape) * g[:, None, None] - T) ** 2)

    def backward(W, g):
        hat, sd = normalised(W)
        d = 2 * (hat.reshape(X.shape) * g[:, None, None] - T) / T.size
        dg = (d * hat.reshape(X.shape)).sum(axis=(0, 2, 3))
        dhat = (d * g[:, None, None]).reshape(3, 2, -1)
        dz = dhat - dhat.mean(-1, keepdims=True) - hat * (dhat * hat).mean(-1, keepdims=True)
        return {"W": np.einsum("nchw,ndhw->cd", X, (dz / sd).reshape(X.shape)), "g": dg}

    return (
        forward,
        backward,
        {
            "W": rng.normal(size=(4, 4)).astype(dtype),
            "g": rng.normal(size=4).astype(dtype),
        },
    )


@program("several heads of queries, one of keys and values", float32=True)
def shared_keys(dtype):
    rng = np.random.default_rng(442)
    x = rng.normal(size=(4, 3)).astype(dtype)
    y = rng.normal(size=(4, 4)).astype(dtype)

    def forward(Wq, Wk, Wv):
        q = (x @ Wq).reshape(4, 2, 2)
        s = np.einsum("thd,sd->hts", q, x @ Wk) / np.sqrt(2)
        a = np.exp(s - s.max(axis=-1, keepdims=True))
        a = a / a.sum(axis=-1, keepdims=True)
        out = np.einsum("hts,sd->thd", a, x @ Wv).reshape(4, 4)
        return 0.5 * np.square(out - y).sum()

    def backward(Wq, Wk, Wv):
        q, k, v = (x @ Wq).reshape(4, 2, 2), x @ Wk, x @ Wv
        s = np.einsum("thd,sd->hts", q, k) / np.sqrt(2)
        a = np.exp(s - s.max(axis=-1, keepdims=True))
        a = a / a.sum(axis=-1, keepdims=True)
        dout = np.einsum("hts,sd->thd", a, v) - y.reshape(4, 2, 2)
        dv = np.einsum("hts,thd->sd", a, dout)
        da = np.einsum("thd,sd->hts", dout, v)
        ds = a * (da - (da * a).sum(axis=-1, keepdims=True)) / np.sqrt(2)
        dq = np.einsum("hts,sd->thd", ds, k)
        dk = np.einsum("hts,thd->sd", ds, q)
        return x.T @ dq.reshape(4, 4), x.T @ dk, x.T @ dv

    shapes = [(3, 4), (3, 2), (3, 2)]
    return forward, backward, [rng.normal(size=s).astype(dtype) for s in shapes]


@program("GLU by np.split, a residual path around it", float32=True)
def glu_around(dtype):
    rng = np.random.default_rng(443)
    x = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.normal(size=(5, 3)).astype(dtype)

    def forward(W, b):
        u, v = np.split(x @ W + b, 2, axis=-1)
        return np.mean((x + u / (1 + np.exp(-v)) - y) ** 2)

    def backward(W, b):
        z = x @ W + b
        u, gate = z[:, :3], 1 / (1 + np.exp(-z[:, 3:]))
        d = 2 / y.size * (x + u * gate - y)
        dz = np.concatenate([d * gate, d * u * gate * (1 - gate)], axis=-1)
        return {"dW": x.T @ dz, "db": dz.sum(axis=0)}

    return (
        forward,
        backward,
        {
            "W": rng.normal(size=(3, 6)).astype(dtype),
            "b": rng.normal(size=6).astype(dtype),
        },
    )


@program("a generalised mean over places, its power learned")
def power_mean(dtype):
    rng = np.random.default_rng(444)
    x = rng.uniform(0.5, 2, (3, 4, 3))
    y = rng.normal(size=3)

    def forward(p, v):
        pooled = np.mean(x**p, axis=1) ** (1 / p)
        return np.sum((pooled @ v - y) ** 2)

    def backward(p, v):
        powers = x**p
        m = powers.mean(axis=1)
        pooled = m ** (1 / p)
        d = 2 * (pooled @ v - y)
        dpooled = np.outer(d, v)
        slope = (powers * np.log(x)).mean(axis=1) / (p * m) - np.log(m) / p**2
        return {"p": np.sum(dpooled * pooled * slope), "v": pooled.T @ d}

    return forward, backward, {"p": 2.5, "v": rng.normal(size=3)}


@program("channel gates: global means, two small layers, a product", float32=True)
def excited(dtype):
    rng = np.random.default_rng(445)
    maps = rng.normal(size=(2, 3, 2, 2)).astype(dtype)
    y = rng.normal(size=maps.shape).astype(dtype)

    def forward(S, E):
        s = maps.mean((2, 3))
        gate = 1 / (1 + np.exp(-np.maximum(s @ S, 0) @ E))
        return ((maps * gate[..., None, None] - y) ** 2).mean()

    def backward(S, E):
        s = maps.mean((2, 3))
        h = np.maximum(s @ S, 0)
        gate = 1 / (1 + np.exp(-h @ E))
        d = 2 * (maps * gate[..., None, None] - y) / y.size
        dlogit = (d * maps).sum((2, 3)) * gate * (1 - gate)
        return s.T @ (dlogit @ E.T * (h > 0)), h.T @ dlogit

    return (
        forward,
        backward,
        (
            rng.normal(size=(3, 4)).astype(dtype),
            rng.normal(size=(4, 3)).astype(dtype),
        ),
    )


@program("word vectors averaged over bags, np.add.at, a hinge of ranks", float32=True)
def bags(dtype):
    rng = np.random.default_rng(446)
    good, bad = [[0, 1, 1], [2, 3]], [[4, 2], [0, 0, 4]]

    def forward(E, u):
        total = 0.0
        for g, b in zip(good, bad):
            margin = 1 - E[g].mean(0) @ u + E[b].mean(0) @ u
            total += max(0, margin)
        return total

    def backward(E, u):
        dE, du = np.zeros_like(E), np.zeros_like(u)
        for g, b in zip(good, bad):
            if 1 - E[g].mean(0) @ u + E[b].mean(0) @ u > 0:
                np.add.at(dE, g, -u / len(g))
                np.add.at(dE, b, u / len(b))
                du += E[b].mean(0) - E[g].mean(0)
        return dE, du

    return (
        forward,
        backward,
        [
            (0.4 * rng.normal(size=(5, 3))).astype(dtype),
            rng.normal(size=3).astype(dtype),
        ],
    )


@program("GloVe: weighted squares of log counts, only where counts are", float32=True)
def counted_words(dtype):
    rng = np.random.default_rng(447)
    counts = rng.integers(0, 9, (4, 4))
    rows, columns = np.nonzero(counts)
    f = np.minimum(1.0, counts[rows, columns] / 5).astype(dtype)

    def forward(W, C, b, c):
        gap = (W[rows] * C[columns]).sum(1) + b[rows] + c[columns]
        gap = gap - np.log(counts[rows, columns])
        return 0.5 * np.sum(f * gap**2)

    def backward(W, C, b, c):
        gap = np.sum(W[rows] * C[columns], axis=1) + b[rows] + c[columns]
        d = f * (gap - np.log(counts[rows, columns]))
        dW, dC, db, dc = (np.zeros_like(a) for a in (W, C, b, c))
        for k, (i, j) in enumerate(zip(rows, columns)):
            dW[i] += d[k] * C[j]
            dC[j] += d[k] * W[i]
            db[i] += d[k]
            dc[j] += d[k]
        return dW, dC, db, dc

    shapes = [(4, 2), (4, 2), 4, 4]
    return forward, backward, [rng.normal(size=s).astype(dtype) for s in shapes]


@program("a 1 by 1 convolution, strided slices, a global maximum", float32=True)
def strided_maximum(dtype):
    rng = np.random.default_rng(448)
    x = rng.normal(size=(3, 2, 6, 6)).astype(dtype)
    y = np.array([0, 1, 1])

    def forward(K, V):
        z = np.einsum("nchw,cf->nfhw", x[:, :, ::2, ::2], K)
        s = z.max(axis=(2, 3)) @ V
        return np.mean(np.log(np.exp(s).sum(1)) - s[[0, 1, 2], y])

    def backward(K, V):
        part = x[:, :, ::2, ::2]
        z = np.einsum("nchw,cf->nfhw", part, K)
        best = z.max(axis=(2, 3))
        e = np.exp(best @ V)
        ds = e / e.sum(1, keepdims=True)
        ds[[0, 1, 2], y] -= 1
        ds /= 3
        dz = (z == best[:, :, None, None]) * (ds @ V.T)[:, :, None, None]
        return {"K": np.einsum("nchw,nfhw->cf", part, dz), "V": best.T @ ds}

    return (
        forward,
        backward,
        {
            "K": rng.normal(size=(2, 4)).astype(dtype),
            "V": rng.normal(size=(4, 2)).astype(dtype),
        },
    )


@program("a transposed convolution written into zeros, signal and error", float32=True)
def grown(dtype):
    rng = np.random.default_rng(449)
    z = rng.normal(size=(2, 3)).astype(dtype)
    y = rng.normal(size=(2, 8)).astype(dtype)

    def grow(W, k):
        h = z @ W
        out = np.zeros((2, 8), dtype=h.dtype)
        for t in range(3):
            out[:, 2 * t : 2 * t + 4] += h[:, t : t + 1] * k
        return h, out

    def forward(W, k):
        return np.linalg.norm(grow(W, k)[1] - y)

    def backward(W, k):
        h, out = grow(W, k)
        d = (out - y) / np.linalg.norm(out - y)
        dh, dk = np.empty_like(h), np.zeros_like(k)
        for t in range(3):
            dh[:, t] = d[:, 2 * t : 2 * t + 4] @ k
            dk += h[:, t] @ d[:, 2 * t : 2 * t + 4]
        return z.T @ dh, dk

    return (
        forward,
        backward,
        [
            rng.normal(size=(3, 3)).astype(dtype),
            rng.normal(size=4).astype(dtype),
        ],
    )


@program("unit rows and a temperature that is learned as a logarithm", float32=True)
def temperature(dtype):
    rng = np.random.default_rng(450)
    X = rng.normal(size=(5, 4)).astype(dtype)
    y = np.array([0, 2, 1, 0, 2])

    def forward(C, logt):
        u = C / np.sqrt((C**2).sum(axis=1, keepdims=True))
        s = X @ u.T * np.exp(logt)
        return -np.mean((s - np.log(np.exp(s).sum(1, keepdims=True)))[range(5), y])

    def backward(C, logt):
        length = np.sqrt((C**2).sum(axis=1, keepdims=True))
        u = C / length
        s = X @ u.T * np.exp(logt)
        ds = (np.exp(s) / np.exp(s).sum(1, keepdims=True) - np.eye(3)[y]) / 5
        du = ds.T @ X * np.exp(logt)
        dC = (du - u * (u * du).sum(axis=1, keepdims=True)) / length
        return {"C": dC, "logt": (ds * s).sum()}

    return forward, backward, {"C": rng.normal(size=(3, 4)).astype(dtype), "logt": 0.3}


@program("a factorisation machine, pairs in two loops against the fast formula", float32=True)
def pairs_of_features(dtype):
    rng = np.random.default_rng(451)
    X = rng.normal(size=(4, 3)).astype(dtype)
    y = rng.normal(size=4).astype(dtype)

    def forward(w, V):
        loss = 0.0
        for x, t in zip(X, y):
            out = np.dot(w, x)
            for i in range(3):
                for j in range(i + 1, 3):
                    out += V[i] @ V[j] * x[i] * x[j]
            loss += (out - t) ** 2
        return loss / len(y)

    def backward(w, V):
        s = X @ V
        out = X @ w + 0.5 * (s**2 - X**2 @ V**2).sum(axis=1)
        d = 2 * (out - y) / len(y)
        return X.T @ d, X.T @ (d[:, None] * s) - V * (X**2).T.dot(d)[:, None]

    return (
        forward,
        backward,
        [
            rng.normal(size=3).astype(dtype),
            rng.normal(size=(3, 2)).astype(dtype),
        ],
    )


@program("channel-wise filters and np.roll around the edges", float32=True)
def rolled(dtype):
    rng = np.random.default_rng(452)
    x = rng.normal(size=(3, 5)).astype(dtype)
    y = rng.normal(size=(3, 5)).astype(dtype)

    def forward(K):
        out = sum(K[:, j, None] * np.roll(x, j - 1, axis=1) for j in range(3))
        return 0.5 * np.mean(np.sum((out - y) ** 2, axis=1))

    def backward(K):
        out = sum(K[:, j, None] * np.roll(x, j - 1, axis=1) for j in range(3))
        d = (out - y) / 3
        return np.column_stack([(d * np.roll(x, j - 1, axis=1)).sum(1) for j in range(3)])

    return forward, backward, {"K": rng.normal(size=(3, 3)).astype(dtype)}
