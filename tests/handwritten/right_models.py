"""그 밖의 모델: 오토인코더, 행렬 분해, RBF, 혼합, 잔차, 게이트.

Write other models by hand: autoencoders, factorisations, radial bases, mixtures, residuals, gates.
"""

import numpy as np
import numpy.linalg as la

from tests.handwritten.programs import program


@program("autoencoder with tied weights W and W.T", float32=True)
def tied_autoencoder(dtype):
    rng = np.random.default_rng(170)
    X = rng.random((6, 5)).astype(dtype)

    def forward(W, b, c):
        h = 1 / (1 + np.exp(-(X.dot(W) + b)))
        z = 1 / (1 + np.exp(-(h.dot(W.T) + c)))
        return -np.sum(X * np.log(z) + (1 - X) * np.log(1 - z)) / len(X)

    def gradients(W, b, c):
        h = 1 / (1 + np.exp(-(X.dot(W) + b)))
        z = 1 / (1 + np.exp(-(h.dot(W.T) + c)))
        dz = (z - X) / len(X)
        dh = dz.dot(W) * h * (1 - h)
        return X.T.dot(dh) + dz.T.dot(h), dh.sum(axis=0), dz.sum(axis=0)

    P = {"W": rng.normal(size=(5, 3)), "b": rng.normal(size=3), "c": rng.normal(size=5)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("sparse autoencoder: KL of mean activations, weight decay, columns", float32=True)
def sparse_autoencoder(dtype):
    rng = np.random.default_rng(171)
    data = rng.random((4, 6)).astype(dtype)
    rho, beta, lam = 0.1, 3, 0.01

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    def forward(W1, W2, b1, b2):
        m = data.shape[1]
        a2 = sigmoid(W1.dot(data) + np.tile(b1, (m, 1)).transpose())
        h = sigmoid(W2.dot(a2) + np.tile(b2, (m, 1)).transpose())
        rho_hat = np.sum(a2, axis=1) / m
        kl = rho * np.log(rho / rho_hat) + (1 - rho) * np.log((1 - rho) / (1 - rho_hat))
        cost = np.sum((h - data) ** 2) / (2 * m)
        cost += (lam / 2) * (np.sum(W1**2) + np.sum(W2**2))
        return cost + beta * np.sum(kl)

    def gradients(W1, W2, b1, b2):
        m = data.shape[1]
        a2 = sigmoid(W1.dot(data) + b1[:, None])
        h = sigmoid(W2.dot(a2) + b2[:, None])
        rho_hat = np.tile(np.mean(a2, axis=1), (m, 1)).T
        sparsity_delta = beta * (-rho / rho_hat + (1 - rho) / (1 - rho_hat))
        delta3 = -(data - h) * h * (1 - h)
        delta2 = (W2.T.dot(delta3) + sparsity_delta) * a2 * (1 - a2)
        W1grad = delta2.dot(data.T) / m + lam * W1
        W2grad = delta3.dot(a2.T) / m + lam * W2
        return W1grad, W2grad, np.sum(delta2, axis=1) / m, np.sum(delta3, axis=1) / m

    P = {
        "W1": rng.normal(size=(3, 4)),
        "W2": rng.normal(size=(4, 3)),
        "b1": rng.normal(size=3),
        "b2": rng.normal(size=4),
    }
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("VAE: mu, logvar, fixed noise, KL by hand", float32=True)
def vae(dtype):
    rng = np.random.default_rng(172)
    x = rng.random((5, 4)).astype(dtype)
    eps = rng.normal(size=(5, 2)).astype(dtype)

    def forward(Wm, Ws, Wd, bd):
        mu, logvar = x @ Wm, x @ Ws
        z = mu + np.exp(0.5 * logvar) * eps
        y = 1 / (1 + np.exp(-(z @ Wd + bd)))
        rec = -np.sum(x * np.log(y) + (1 - x) * np.log(1 - y))
        kl = -0.5 * np.sum(1 + logvar - np.power(mu, 2) - np.exp(logvar))
        return (rec + kl) / len(x)

    def gradients(Wm, Ws, Wd, bd):
        mu, logvar = x @ Wm, x @ Ws
        std = np.exp(0.5 * logvar)
        z = mu + std * eps
        y = 1 / (1 + np.exp(-(z @ Wd + bd)))
        dy = (y - x) / len(x)
        dz = dy @ Wd.T
        dmu = dz + mu / len(x)
        dlogvar = dz * eps * 0.5 * std + 0.5 * (np.exp(logvar) - 1) / len(x)
        return {"Wm": x.T @ dmu, "Ws": x.T @ dlogvar, "Wd": z.T @ dy, "bd": dy.sum(axis=0)}

    P = {"Wm": (4, 2), "Ws": (4, 2), "Wd": (2, 4), "bd": 4}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("matrix factorisation: ratings in a loop, biases, lambda", float32=True)
def matrix_factorisation(dtype):
    rng = np.random.default_rng(173)
    ratings = [(0, 0, 4.0), (0, 2, 3.0), (1, 1, 5.0), (2, 0, 1.0), (3, 2, 2.0), (3, 1, 4.0)]
    lam, mu = 0.02, 3.2

    def forward(P, Q, bu, bi):
        loss = 0
        for u, i, r in ratings:
            e = r - (mu + bu[u] + bi[i] + P[u].dot(Q[i]))
            loss += e**2
            loss += lam * (la.norm(P[u]) ** 2 + la.norm(Q[i]) ** 2 + bu[u] ** 2 + bi[i] ** 2)
        return loss

    def gradients(P, Q, bu, bi):
        dP, dQ, dbu, dbi = (np.zeros_like(a) for a in (P, Q, bu, bi))
        for u, i, r in ratings:
            e = r - (mu + bu[u] + bi[i] + P[u].dot(Q[i]))
            dP[u] += -2 * e * Q[i] + 2 * lam * P[u]
            dQ[i] += -2 * e * P[u] + 2 * lam * Q[i]
            dbu[u] += -2 * e + 2 * lam * bu[u]
            dbi[i] += -2 * e + 2 * lam * bi[i]
        return {"P": dP, "Q": dQ, "bu": dbu, "bi": dbi}

    P = {"P": (4, 2), "Q": (3, 2), "bu": 4, "bi": 3}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("collaborative filtering with a mask R, sums over both", float32=True)
def cofi(dtype):
    rng = np.random.default_rng(174)
    Y = rng.integers(1, 6, (5, 4)).astype(dtype)
    R = (rng.random((5, 4)) < 0.6).astype(dtype)
    lambda_ = 1.5

    def forward(X, Theta):
        J = 1 / 2 * np.sum(((X.dot(Theta.T) - Y) * R) ** 2)
        J = J + lambda_ / 2 * np.sum(Theta**2) + lambda_ / 2 * np.sum(X**2)
        return J

    def gradients(X, Theta):
        X_grad, Theta_grad = np.zeros(X.shape), np.zeros(Theta.shape)
        for i in range(R.shape[0]):
            idx = np.where(R[i, :] == 1)[0]
            X_grad[i, :] = (X[i].dot(Theta[idx].T) - Y[i, idx]).dot(Theta[idx]) + lambda_ * X[i]
        for j in range(R.shape[1]):
            idx = np.where(R[:, j] == 1)[0]
            Theta_grad[j, :] = (X[idx].dot(Theta[j]) - Y[idx, j]).dot(X[idx]) + lambda_ * Theta[j]
        return X_grad, Theta_grad

    P = {"X": rng.normal(size=(5, 3)), "Theta": rng.normal(size=(4, 3))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("RBF network: centres and widths learned, distances by broadcasting", float32=True)
def rbf(dtype):
    rng = np.random.default_rng(175)
    x = rng.normal(size=(6, 2)).astype(dtype)
    t = rng.normal(size=6).astype(dtype)

    def forward(C, s, w):
        diff = x[:, None, :] - C[None, :, :]
        d2 = np.sum(diff**2, axis=-1)
        phi = np.exp(-d2 / (2 * s**2))
        return 0.5 * np.sum((phi.dot(w) - t) ** 2)

    def gradients(C, s, w):
        diff = x[:, None, :] - C[None, :, :]
        d2 = np.sum(diff**2, axis=-1)
        phi = np.exp(-d2 / (2 * s**2))
        e = phi.dot(w) - t
        dphi = np.outer(e, w) * phi
        dC = np.sum(dphi[:, :, None] * diff, axis=0) / s[:, None] ** 2
        return {"C": dC, "s": np.sum(dphi * d2, axis=0) / s**3, "w": phi.T.dot(e)}

    P = {"C": rng.normal(size=(3, 2)), "s": rng.uniform(0.8, 1.6, 3), "w": rng.normal(size=3)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("RBF by la.norm of each difference in two loops, an np.zeros filled", float32=True)
def rbf_loops(dtype):
    rng = np.random.default_rng(176)
    x = rng.normal(size=(5, 3)).astype(dtype)
    t = rng.normal(size=5).astype(dtype)

    def forward(C, w):
        G = np.zeros((x.shape[0], C.shape[0]))
        for i, xi in enumerate(x):
            for j, cj in enumerate(C):
                G[i, j] = np.exp(-0.5 * np.linalg.norm(cj - xi) ** 2)
        return np.mean((np.dot(G, w) - t) ** 2)

    def gradients(C, w):
        G = np.exp(-0.5 * ((x[:, None] - C) ** 2).sum(-1))
        e = 2 * (G @ w - t) / len(t)
        dC = np.zeros_like(C)
        for i in range(len(x)):
            for j in range(len(C)):
                dC[j] += e[i] * w[j] * G[i, j] * (x[i] - C[j])
        return dC, G.T @ e

    P = {"C": rng.normal(size=(4, 3)), "w": rng.normal(size=4)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("residual blocks in a loop, h = h + relu(h W1) W2", float32=True)
def residual_blocks(dtype):
    rng = np.random.default_rng(177)
    x = rng.normal(size=(5, 4)).astype(dtype)
    t = rng.normal(size=(5, 4)).astype(dtype)

    def forward(params):
        h = x
        for W1, W2 in params:
            h = h + np.maximum(h @ W1, 0) @ W2
        return np.mean((h - t) ** 2)

    def gradients(params):
        hs, h = [], x
        for W1, W2 in params:
            hs.append((h, h @ W1))
            h = h + np.maximum(h @ W1, 0) @ W2
        dh, grads = 2 * (h - t) / t.size, []
        for (W1, W2), (h, z) in zip(params[::-1], hs[::-1]):
            dW2 = np.maximum(z, 0).T @ dh
            dz = (dh @ W2.T) * (z > 0)
            grads.append((h.T @ dz, dW2))
            dh = dh + dz @ W1.T
        return grads[::-1]

    def block(n):
        return (0.6 * rng.normal(size=(4, n))).astype(dtype), rng.normal(size=(n, 4)).astype(dtype)

    return forward, gradients, [block(n) for n in (5, 3, 6)]


@program("highway layer: t * H + (1 - t) * x", float32=True)
def highway(dtype):
    rng = np.random.default_rng(178)
    x = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.normal(size=(6, 3)).astype(dtype)

    def forward(Wh, Wt, bt):
        H = np.tanh(x.dot(Wh))
        T = 1 / (1 + np.exp(-(x.dot(Wt) + bt)))
        out = T * H + (1 - T) * x
        return ((out - y) ** 2).sum() / 2

    def gradients(Wh, Wt, bt):
        H = np.tanh(x.dot(Wh))
        T = 1 / (1 + np.exp(-(x.dot(Wt) + bt)))
        d = T * H + (1 - T) * x - y
        dH = d * T * (1 - H**2)
        dT = d * (H - x) * T * (1 - T)
        return x.T.dot(dH), x.T.dot(dT), dT.sum(axis=0)

    P = {"Wh": rng.normal(size=(3, 3)), "Wt": rng.normal(size=(3, 3)), "bt": -np.ones(3)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("a Gaussian fitted: inv, slogdet and trace of a covariance", float32=False)
def gaussian_fit(dtype):
    rng = np.random.default_rng(179)
    X = rng.normal(size=(7, 3))

    def forward(mu, L):
        Sigma = L.dot(L.T) + 0.5 * np.eye(3)
        D = X - mu
        S = D.T.dot(D) / len(X)
        return 0.5 * (np.log(la.det(Sigma)) + np.trace(la.inv(Sigma).dot(S)))

    def gradients(mu, L):
        Si = la.inv(L.dot(L.T) + 0.5 * np.eye(3))
        D = X - mu
        S = D.T.dot(D) / len(X)
        dSigma = 0.5 * (Si - Si.dot(S).dot(Si))
        return {"mu": -Si.dot(D.mean(axis=0)), "L": 2 * dSigma.dot(L)}

    return forward, gradients, {"mu": rng.normal(size=3), "L": rng.normal(size=(3, 3))}


@program("mixture of experts: a softmax gate over a list of outputs, np.stack", float32=True)
def mixture_of_experts(dtype):
    rng = np.random.default_rng(180)
    x = rng.normal(size=(5, 4)).astype(dtype)
    y = rng.normal(size=(5, 2)).astype(dtype)

    def run(experts, gate):
        outs = np.stack([np.tanh(x @ W) for W in experts], axis=1)
        e = np.exp(x @ gate)
        g = e / e.sum(axis=1, keepdims=True)
        return outs, g, (g[..., None] * outs).sum(axis=1)

    def forward(model):
        return np.mean((run(model["experts"], model["gate"])[-1] - y) ** 2)

    def gradients(model):
        outs, g, pred = run(model["experts"], model["gate"])
        d = 2 * (pred - y) / y.size
        dg = (d[:, None, :] * outs).sum(axis=-1)
        dz = g * (dg - (dg * g).sum(axis=1, keepdims=True))
        experts = []
        for k in range(len(model["experts"])):
            experts.append(x.T @ (d * g[:, [k]] * (1 - outs[:, k] ** 2)))
        return {"experts": experts, "gate": x.T @ dz}

    model = {
        "experts": [rng.normal(size=(4, 2)).astype(dtype) for _ in range(3)],
        "gate": rng.normal(size=(4, 3)).astype(dtype),
    }
    return forward, gradients, model
