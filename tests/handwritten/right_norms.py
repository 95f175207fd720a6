"""정규화와 드롭아웃: 배치, 계층, 코사인, 마스크.

Write normalisations and dropout as people derive them by hand, long and short.
"""

import numpy as np
import numpy.linalg as la

from tests.handwritten.programs import program


@program("batch norm step by step, the long staged backward", float32=True)
def batchnorm_staged(dtype):
    rng = np.random.default_rng(90)
    x = rng.normal(size=(6, 4)).astype(dtype)
    T = rng.normal(size=(6, 3)).astype(dtype)
    eps = 1e-5

    def forward(W, gamma, beta):
        a = x.dot(W)
        N, D = a.shape
        mu = 1.0 / N * np.sum(a, axis=0)
        xmu = a - mu
        sq = xmu**2
        var = 1.0 / N * np.sum(sq, axis=0)
        sqrtvar = np.sqrt(var + eps)
        ivar = 1.0 / sqrtvar
        xhat = xmu * ivar
        gammax = gamma * xhat
        out = gammax + beta
        return np.sum((out - T) ** 2)

    def gradients(W, gamma, beta):
        a = x.dot(W)
        N, D = a.shape
        xmu = a - a.mean(axis=0)
        var = (xmu**2).mean(axis=0)
        sqrtvar = np.sqrt(var + eps)
        ivar = 1.0 / sqrtvar
        xhat = xmu * ivar
        dout = 2 * (gamma * xhat + beta - T)
        dbeta = np.sum(dout, axis=0)
        dgamma = np.sum(dout * xhat, axis=0)
        dxhat = dout * gamma
        divar = np.sum(dxhat * xmu, axis=0)
        dxmu1 = dxhat * ivar
        dsqrtvar = -1.0 / (sqrtvar**2) * divar
        dvar = 0.5 * 1.0 / np.sqrt(var + eps) * dsqrtvar
        dsq = 1.0 / N * np.ones((N, D)) * dvar
        dxmu2 = 2 * xmu * dsq
        dx1 = dxmu1 + dxmu2
        dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
        dx2 = 1.0 / N * np.ones((N, D)) * dmu
        return x.T.dot(dx1 + dx2), dgamma, dbeta

    P = {
        "W": rng.normal(size=(4, 3)).astype(dtype),
        "gamma": (1 + 0.2 * rng.normal(size=3)).astype(dtype),
        "beta": rng.normal(size=3).astype(dtype),
    }
    return forward, gradients, P


@program("batch norm in a net, np.var and np.mean, the short backward", float32=True)
def batchnorm_short(dtype):
    rng = np.random.default_rng(91)
    X = rng.normal(size=(7, 3)).astype(dtype)
    y = rng.integers(0, 2, 7)
    eps = 1e-5

    def run(W1, gamma, beta, W2):
        z = X @ W1
        mu, var = np.mean(z, axis=0), np.var(z, axis=0)
        z_hat = (z - mu) / np.sqrt(var + eps)
        h = np.maximum(0, gamma * z_hat + beta)
        logits = h @ W2
        p = np.exp(logits - logits.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        return z, var, z_hat, h, p

    def forward(W1, gamma, beta, W2):
        p = run(W1, gamma, beta, W2)[-1]
        return -np.log(p[np.arange(7), y]).mean()

    def gradients(W1, gamma, beta, W2):
        z, var, z_hat, h, p = run(W1, gamma, beta, W2)
        m = len(X)
        d = p.copy()
        d[np.arange(7), y] -= 1
        d /= m
        dW2 = h.T @ d
        dn = d @ W2.T * (h > 0)
        dgamma, dbeta = (dn * z_hat).sum(axis=0), dn.sum(axis=0)
        dz = gamma / np.sqrt(var + eps) / m * (m * dn - dbeta - z_hat * dgamma)
        return {"W1": X.T @ dz, "gamma": dgamma, "beta": dbeta, "W2": dW2}

    P = {
        "W1": rng.normal(size=(3, 5)).astype(dtype),
        "gamma": np.full(5, 1.1, dtype),
        "beta": np.full(5, 0.1, dtype),
        "W2": rng.normal(size=(5, 2)).astype(dtype),
    }
    return forward, gradients, P


@program("batch norm with running averages kept by the layer", float32=True)
def batchnorm_running(dtype):
    rng = np.random.default_rng(92)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=(5, 2)).astype(dtype)

    class BatchNormalization:
        def __init__(self, gamma, beta, momentum=0.9):
            self.gamma, self.beta, self.momentum = gamma, beta, momentum
            self.running_mean = np.zeros(len(gamma))
            self.running_var = np.zeros(len(gamma))

        def forward(self, x):
            mu = x.mean(axis=0)
            xc = x - mu
            var = np.mean(xc**2, axis=0)
            std = np.sqrt(var + 10e-7)
            xn = xc / std
            self.batch_size = x.shape[0]
            self.xc, self.xn, self.std = xc, xn, std
            self.running_mean = self.momentum * self.running_mean + (1 - self.momentum) * mu
            self.running_var = self.momentum * self.running_var + (1 - self.momentum) * var
            return self.gamma * xn + self.beta

        def backward(self, dout):
            self.dbeta = dout.sum(axis=0)
            self.dgamma = np.sum(self.xn * dout, axis=0)
            dxn = self.gamma * dout
            dxc = dxn / self.std
            dstd = -np.sum((dxn * self.xc) / (self.std * self.std), axis=0)
            dvar = 0.5 * dstd / self.std
            dxc += (2.0 / self.batch_size) * self.xc * dvar
            dmu = np.sum(dxc, axis=0)
            return dxc - dmu / self.batch_size

    W1, W2 = rng.normal(size=(3, 4)).astype(dtype), rng.normal(size=(4, 2)).astype(dtype)
    gamma, beta = np.full(4, 0.9, dtype), np.full(4, -0.1, dtype)
    norm = BatchNormalization(gamma, beta)

    def forward():
        h = np.tanh(norm.forward(np.dot(x, W1)))
        return 0.5 * np.sum((np.dot(h, W2) - t) ** 2) / len(x)

    def gradients():
        h = np.tanh(norm.forward(np.dot(x, W1)))
        d = (np.dot(h, W2) - t) / len(x)
        dW2 = np.dot(h.T, d)
        dx = norm.backward(np.dot(d, W2.T) * (1 - h * h))
        return {"W1": np.dot(x.T, dx), "gamma": norm.dgamma, "beta": norm.dbeta, "W2": dW2}

    return forward, gradients, {"W1": W1, "gamma": gamma, "beta": beta, "W2": W2}


@program("bnraw with Bessel's correction, makemore style names", float32=True)
def batchnorm_bessel(dtype):
    rng = np.random.default_rng(93)
    n, k = 6, 3
    emb = rng.normal(size=(n, 4)).astype(dtype)
    Yb = rng.integers(0, k, n)

    def forward(W1, bngain, bnbias):
        hprebn = emb @ W1
        bnmeani = 1 / n * hprebn.sum(0, keepdims=True)
        bndiff = hprebn - bnmeani
        bndiff2 = bndiff**2
        bnvar = 1 / (n - 1) * (bndiff2).sum(0, keepdims=True)
        bnvar_inv = (bnvar + 1e-5) ** -0.5
        bnraw = bndiff * bnvar_inv
        logits = bngain * bnraw + bnbias
        logit_maxes = logits.max(1, keepdims=True)
        norm_logits = logits - logit_maxes
        counts = np.exp(norm_logits)
        counts_sum = counts.sum(1, keepdims=True)
        counts_sum_inv = counts_sum**-1
        probs = counts * counts_sum_inv
        logprobs = np.log(probs)
        loss = -logprobs[range(n), Yb].mean()
        return loss

    def gradients(W1, bngain, bnbias):
        hprebn = emb @ W1
        bnvar_inv = (hprebn.var(0, ddof=1, keepdims=True) + 1e-5) ** -0.5
        bnraw = (hprebn - hprebn.mean(0, keepdims=True)) * bnvar_inv
        logits = bngain * bnraw + bnbias
        dlogits = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
        dlogits[range(n), Yb] -= 1
        dlogits /= n
        dbngain = (bnraw * dlogits).sum(0, keepdims=True)
        dbnbias = dlogits.sum(0, keepdims=True)
        dbnraw = bngain * dlogits
        dhprebn = (
            bnvar_inv
            / n
            * (n * dbnraw - dbnraw.sum(0) - n / (n - 1) * bnraw * (dbnraw * bnraw).sum(0))
        )
        return {"W1": emb.T @ dhprebn, "bngain": dbngain, "bnbias": dbnbias}

    P = {
        "W1": rng.normal(size=(4, k)).astype(dtype),
        "bngain": np.array([[1.0, 0.8, 1.3]], dtype),
        "bnbias": np.array([[0.1, -0.2, 0.0]], dtype),
    }
    return forward, gradients, P


@program("layer norm over features, transposed for the formulas", float32=True)
def layernorm(dtype):
    rng = np.random.default_rng(94)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=(5, 4)).astype(dtype)
    eps = 1e-5

    def forward(W, gamma, beta):
        z = x.dot(W).T
        mu = np.mean(z, axis=0)
        std = np.sqrt(np.var(z, axis=0) + eps)
        z_norm = ((z - mu) / std).T
        out = gamma * z_norm + beta
        return 0.5 * np.mean((out - t) ** 2)

    def gradients(W, gamma, beta):
        z = x.dot(W)
        std = np.sqrt(z.var(axis=1, keepdims=True) + eps)
        z_norm = (z - z.mean(axis=1, keepdims=True)) / std
        dout = (gamma * z_norm + beta - t) / t.size
        dgamma, dbeta = np.sum(dout * z_norm, axis=0), np.sum(dout, axis=0)
        dn = dout * gamma
        D = z.shape[1]
        dz = dn - dn.sum(axis=1, keepdims=True) / D
        dz -= z_norm * np.sum(dn * z_norm, axis=1, keepdims=True) / D
        return x.T.dot(dz / std), dgamma, dbeta

    P = {
        "W": rng.normal(size=(3, 4)).astype(dtype),
        "gamma": rng.uniform(0.5, 1.5, 4).astype(dtype),
        "beta": rng.normal(size=4).astype(dtype),
    }
    return forward, gradients, P


@program("standardised by np.std and np.mean, keepdims, no epsilon", float32=True)
def standardised(dtype):
    rng = np.random.default_rng(95)
    x = rng.normal(size=(4, 3)).astype(dtype)
    t = rng.normal(size=(4, 5)).astype(dtype)

    def forward(W):
        z = x @ W
        z = (z - np.mean(z, axis=1, keepdims=True)) / np.std(z, axis=1, keepdims=True)
        return np.sum(np.tanh(z) * t)

    def gradients(W):
        z = x @ W
        s = np.std(z, axis=1, keepdims=True)
        n = (z - np.mean(z, axis=1, keepdims=True)) / s
        dn = t * (1 - np.tanh(n) ** 2)
        dz = (dn - dn.mean(1, keepdims=True) - n * (dn * n).mean(1, keepdims=True)) / s
        return x.T @ dz

    return forward, gradients, {"W": rng.normal(size=(3, 5)).astype(dtype)}


@program("cosine similarity with la.norm over rows", float32=True)
def cosine(dtype):
    rng = np.random.default_rng(96)
    A = rng.normal(size=(5, 3)).astype(dtype)
    B = rng.normal(size=(5, 4)).astype(dtype)

    def forward(W):
        P = A.dot(W)
        similarity = (P * B).sum(axis=1) / (la.norm(P, axis=1) * la.norm(B, axis=1))
        return 1 - similarity.mean()

    def gradients(W):
        P = A.dot(W)
        p, b = la.norm(P, axis=1, keepdims=True), la.norm(B, axis=1, keepdims=True)
        s = (P * B).sum(axis=1, keepdims=True) / (p * b)
        dP = -(B / (p * b) - s * P / p**2) / len(A)
        return A.T.dot(dP)

    return forward, gradients, {"W": rng.normal(size=(3, 4)).astype(dtype)}


@program("weight normalisation: g v over la.norm(v)", float32=True)
def weight_norm(dtype):
    rng = np.random.default_rng(97)
    X = rng.normal(size=(6, 4)).astype(dtype)
    y = rng.normal(size=6).astype(dtype)

    def forward(v, g):
        w = g * v / la.norm(v)
        return 0.5 * np.sum((X.dot(w) - y) ** 2)

    def gradients(v, g):
        n = la.norm(v)
        dw = X.T.dot(X.dot(g * v / n) - y)
        dg = dw.dot(v) / n
        dv = g / n * dw - g * dg / n**2 * v
        return dv, dg

    return forward, gradients, {"v": rng.normal(size=4).astype(dtype), "g": 1.7}


@program("dropout masks that are not inverted, out[mask] = 0", float32=True)
def dropout_plain(dtype):
    rng = np.random.default_rng(98)
    X = rng.normal(size=(5, 3)).astype(dtype)
    T = rng.normal(size=(5, 2)).astype(dtype)
    dropped = rng.random((5, 6)) < 0.4

    def forward(W1, b1, W2):
        h = np.maximum(0, np.dot(X, W1) + b1)
        h[dropped] = 0
        return np.mean((np.dot(h, W2) - T) ** 2)

    def gradients(W1, b1, W2):
        z = np.dot(X, W1) + b1
        h = np.maximum(0, z)
        h[dropped] = 0
        d = 2 * (np.dot(h, W2) - T) / T.size
        dh = np.dot(d, W2.T)
        dh[dropped] = 0
        dh *= z > 0
        return np.dot(X.T, dh), dh.sum(axis=0), np.dot(h.T, d)

    P = {
        "W1": rng.normal(size=(3, 6)).astype(dtype),
        "b1": np.full(6, 0.2, dtype),
        "W2": rng.normal(size=(6, 2)).astype(dtype),
    }
    return forward, gradients, P


@program("inverted dropout by mask / (1 - p), a class with its mask", float32=True)
def dropout_class(dtype):
    rng = np.random.default_rng(99)

    class Dropout:
        def __init__(self, ratio, shape):
            self.mask = (rng.random(shape) > ratio).astype(dtype) / dtype(1 - ratio)

        def forward(self, x):
            x = x * self.mask
            return x

        def backward(self, dout):
            return dout * self.mask

    drop = Dropout(0.25, (6, 5))
    x, t = rng.normal(size=(6, 3)).astype(dtype), rng.integers(0, 4, 6)

    def forward(W1, W2):
        h = drop.forward(np.tanh(x.dot(W1)))
        s = h.dot(W2)
        s = s - s.max(axis=1).reshape(-1, 1)
        return np.mean(np.log(np.exp(s).sum(axis=1)) - s[np.arange(6), t])

    def gradients(W1, W2):
        a = np.tanh(x.dot(W1))
        h = drop.forward(a)
        e = np.exp(h.dot(W2))
        d = (e / e.sum(axis=1, keepdims=True) - np.eye(4)[t]) / 6
        dz = drop.backward(d.dot(W2.T)) * (1 - a**2)
        return x.T.dot(dz), h.T.dot(d)

    P = {"W1": rng.normal(size=(3, 5)).astype(dtype), "W2": rng.normal(size=(5, 4)).astype(dtype)}
    return forward, gradients, P


@program("RMS norm and a residual connection", float32=True)
def rms_residual(dtype):
    rng = np.random.default_rng(100)
    X = rng.normal(size=(5, 4)).astype(dtype)
    T = rng.normal(size=(5, 4)).astype(dtype)

    def forward(g, W):
        rms = np.sqrt((X**2).mean(-1, keepdims=True) + 1e-6)
        out = X + np.tanh(g * X / rms @ W)
        return ((out - T) ** 2).mean()

    def gradients(g, W):
        n = X / np.sqrt((X**2).mean(-1, keepdims=True) + 1e-6)
        h = np.tanh(g * n @ W)
        d = 2 * (X + h - T) / T.size * (1 - h**2)
        return {"g": (d @ W.T * n).sum(0), "W": (g * n).T @ d}

    P = {"g": rng.uniform(0.5, 2, 4).astype(dtype), "W": rng.normal(size=(4, 4)).astype(dtype)}
    return forward, gradients, P
