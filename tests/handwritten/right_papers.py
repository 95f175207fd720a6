"""논문과 고전에서: t-SNE, RBM, GCN, GloVe, 정책 기울기, 흐름 모델, 가우스 과정.

Write losses of papers and classics whose gradients people derive on paper and then type in.
"""

import numpy as np

from tests.handwritten.programs import program


@program("t-SNE: Student-t affinities, the gradient in a loop over points", float32=True)
def tsne(dtype):
    rng = np.random.default_rng(300)
    P = rng.random((5, 5))
    P = P + P.T
    np.fill_diagonal(P, 0)
    P = (P / P.sum()).astype(dtype)

    def affinities(Y):
        sum_Y = np.sum(np.square(Y), 1)
        num = -2.0 * np.dot(Y, Y.T)
        num = 1.0 / (1.0 + np.add(np.add(num, sum_Y).T, sum_Y))
        num[range(5), range(5)] = 0.0
        Q = num / np.sum(num)
        return num, np.maximum(Q, 1e-12)

    def forward(Y):
        _, Q = affinities(Y)
        return np.sum(P * np.log(np.maximum(P, 1e-12) / Q))

    def gradients(Y):
        num, Q = affinities(Y)
        PQ = P - Q
        dY = np.zeros_like(Y)
        for i in range(5):
            dY[i, :] = 4 * np.sum(np.tile(PQ[:, i] * num[:, i], (2, 1)).T * (Y[i, :] - Y), 0)
        return dY

    return forward, gradients, {"Y": rng.normal(size=(5, 2)).astype(dtype)}


@program("metric scaling: stress over pairs i < j", float32=True)
def stress(dtype):
    rng = np.random.default_rng(301)
    D = rng.uniform(1, 3, (5, 5))

    def forward(Z):
        s = 0.0
        for i in range(5):
            for j in range(i + 1, 5):
                s += (np.linalg.norm(Z[i] - Z[j]) - D[i, j]) ** 2
        return s

    def gradients(Z):
        dZ = np.zeros_like(Z)
        for i in range(5):
            for j in range(i + 1, 5):
                diff = Z[i] - Z[j]
                dist = np.linalg.norm(diff)
                g = 2 * (dist - D[i, j]) * diff / dist
                dZ[i] += g
                dZ[j] -= g
        return dZ

    return forward, gradients, {"Z": rng.normal(size=(5, 2)).astype(dtype)}


@program("RBM: the free energy of data less that of fixed samples", float32=True)
def rbm(dtype):
    rng = np.random.default_rng(302)
    v = rng.integers(0, 2, (6, 4)).astype(dtype)
    negative = rng.integers(0, 2, (6, 4)).astype(dtype)

    def free_energy(v, W, vb, hb):
        hidden = np.sum(np.log(1 + np.exp(np.dot(v, W) + hb)), axis=1)
        return -np.dot(v, vb) - hidden

    def forward(W, vb, hb):
        return np.mean(free_energy(v, W, vb, hb)) - np.mean(free_energy(negative, W, vb, hb))

    def gradients(W, vb, hb):
        pos = 1 / (1 + np.exp(-(np.dot(v, W) + hb)))
        neg = 1 / (1 + np.exp(-(np.dot(negative, W) + hb)))
        dW = -(np.dot(v.T, pos) - np.dot(negative.T, neg)) / len(v)
        dvb = -np.mean(v - negative, axis=0)
        dhb = -np.mean(pos - neg, axis=0)
        return {"dW": dW, "dvb": dvb, "dhb": dhb}

    P = {"W": (4, 3), "vb": 4, "hb": 3}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("graph convolution: A_hat X W, twice, a mask of labelled nodes", float32=True)
def gcn(dtype):
    rng = np.random.default_rng(303)
    A = np.array(
        [[0, 1, 0, 1, 0], [1, 0, 1, 0, 0], [0, 1, 0, 1, 1], [1, 0, 1, 0, 0], [0, 0, 1, 0, 0]]
    )
    A = A + np.eye(5)
    d = np.diag(1 / np.sqrt(A.sum(axis=1)))
    A_hat = d.dot(A).dot(d).astype(dtype)
    X = rng.normal(size=(5, 4)).astype(dtype)
    labels, train = np.array([0, 1, 1, 0, 2]), np.array([0, 2, 4])

    def run(W0, W1):
        H = np.maximum(A_hat.dot(X).dot(W0), 0)
        Z = A_hat.dot(H).dot(W1)
        e = np.exp(Z - Z.max(axis=1, keepdims=True))
        return H, e / e.sum(axis=1, keepdims=True)

    def forward(W0, W1):
        _, S = run(W0, W1)
        return -np.mean(np.log(S[train, labels[train]]))

    def gradients(W0, W1):
        H, S = run(W0, W1)
        dZ = np.zeros_like(S)
        dZ[train] = S[train]
        dZ[train, labels[train]] -= 1
        dZ /= len(train)
        dH = A_hat.T.dot(dZ).dot(W1.T)
        dH[H <= 0] = 0
        return A_hat.dot(X).T.dot(dH), A_hat.dot(H).T.dot(dZ)

    P = {"W0": rng.normal(size=(4, 6)), "W1": rng.normal(size=(6, 3))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("messages along edges gathered by np.add.at in the forward pass", float32=True)
def message_passing(dtype):
    rng = np.random.default_rng(304)
    src, dst = np.array([0, 1, 2, 2, 3, 3]), np.array([1, 2, 0, 3, 1, 2])
    X = rng.normal(size=(4, 3)).astype(dtype)
    T = rng.normal(size=(4, 2)).astype(dtype)

    def forward(W, U):
        messages = np.tanh(X[src] @ W)
        gathered = np.zeros((4, W.shape[1]), dtype)
        np.add.at(gathered, dst, messages)
        return np.mean((gathered @ U - T) ** 2)

    def gradients(W, U):
        messages = np.tanh(X[src] @ W)
        gathered = np.zeros((4, W.shape[1]))
        for e in range(6):
            gathered[dst[e]] += messages[e]
        d = 2 * (gathered @ U - T) / T.size
        dm = (d @ U.T)[dst] * (1 - messages**2)
        return X[src].T @ dm, gathered.T @ d

    P = {"W": rng.normal(size=(3, 5)), "U": rng.normal(size=(5, 2))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("GloVe: weighted squares over co-occurrences", float32=True)
def glove(dtype):
    rng = np.random.default_rng(305)
    counts = {(0, 1): 4.0, (1, 2): 9.0, (2, 0): 1.0, (3, 1): 20.0}

    def weight(x, x_max=10, alpha=0.75):
        return (x / x_max) ** alpha if x < x_max else 1

    def forward(W, C, b, c):
        cost = 0
        for (i, j), x in counts.items():
            inner = W[i].dot(C[j]) + b[i] + c[j] - np.log(x)
            cost += 0.5 * weight(x) * inner**2
        return cost

    def gradients(W, C, b, c):
        dW, dC, db, dc = np.zeros_like(W), np.zeros_like(C), np.zeros_like(b), np.zeros_like(c)
        for (i, j), x in counts.items():
            g = weight(x) * (W[i].dot(C[j]) + b[i] + c[j] - np.log(x))
            dW[i] += g * C[j]
            dC[j] += g * W[i]
            db[i] += g
            dc[j] += g
        return dW, dC, db, dc

    P = {"W": (4, 3), "C": (3, 3), "b": 4, "c": 3}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("policy gradient: discounted, standardised rewards times log-probabilities", float32=True)
def reinforce(dtype):
    rng = np.random.default_rng(306)
    states = rng.normal(size=(6, 3)).astype(dtype)
    actions, rewards = np.array([0, 1, 1, 0, 1, 0]), [0, 0, 1, 0, 0, -1]
    returns, running = np.zeros(6), 0
    for t in reversed(range(6)):
        running = running * 0.9 + rewards[t]
        returns[t] = running
    returns = (returns - returns.mean()) / returns.std()

    def policy(states, W1, W2):
        h = np.maximum(states @ W1, 0)
        z = h @ W2
        e = np.exp(z - z.max(1, keepdims=True))
        return h, e / e.sum(1, keepdims=True)

    def forward(W1, W2):
        _, p = policy(states, W1, W2)
        log_probs = np.log(p[np.arange(6), actions])
        entropy = -np.sum(p * np.log(p), axis=1)
        return -np.mean(log_probs * returns) - 0.01 * np.mean(entropy)

    def gradients(W1, W2):
        h, p = policy(states, W1, W2)
        dz = (p - np.eye(2)[actions]) * returns[:, None] / 6
        entropy = -np.sum(p * np.log(p), axis=1, keepdims=True)
        dz += 0.01 / 6 * p * (np.log(p) + entropy)
        dh = dz @ W2.T * (h > 0)
        return {"W1": states.T @ dh, "W2": h.T @ dz}

    P = {"W1": rng.normal(size=(3, 5)), "W2": rng.normal(size=(5, 2))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("TD error of Q-values with targets held fixed, np.max of the next state", float32=True)
def q_learning(dtype):
    rng = np.random.default_rng(307)
    s, s_next = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 3)).astype(dtype)
    a, r = np.array([0, 2, 1, 1, 0]), rng.normal(size=5).astype(dtype)
    frozen = rng.normal(size=(3, 3)).astype(dtype)
    target = r + 0.99 * np.max(s_next @ frozen, axis=1)

    def forward(W):
        q = s @ W
        td = target - q[np.arange(len(a)), a]
        return 0.5 * np.mean(td**2)

    def gradients(W):
        q = s @ W
        dq = np.zeros_like(q)
        dq[np.arange(len(a)), a] = (q[np.arange(len(a)), a] - target) / len(a)
        return s.T @ dq

    return forward, gradients, {"W": rng.normal(size=(3, 3)).astype(dtype)}


@program("affine coupling: exp(s), the log determinant, halves by slices", float32=True)
def coupling(dtype):
    rng = np.random.default_rng(308)
    x = rng.normal(size=(6, 4)).astype(dtype)

    def forward(Ws, Wt):
        x1, x2 = x[:, :2], x[:, 2:]
        s = np.tanh(x1 @ Ws)
        z2 = x2 * np.exp(s) + x1 @ Wt
        z = np.concatenate([x1, z2], axis=1)
        log_prob = -0.5 * np.sum(z**2 + np.log(2 * np.pi), axis=1) + s.sum(axis=1)
        return -log_prob.mean()

    def gradients(Ws, Wt):
        x1, x2 = x[:, :2], x[:, 2:]
        s = np.tanh(x1 @ Ws)
        z2 = x2 * np.exp(s) + x1 @ Wt
        dz2 = z2 / len(x)
        ds = dz2 * x2 * np.exp(s) - 1 / len(x)
        return x1.T @ (ds * (1 - s**2)), x1.T @ dz2

    P = {"Ws": rng.normal(size=(2, 2)), "Wt": rng.normal(size=(2, 2))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("Gaussian process: inverse, log determinant, hyperparameters as numbers")
def gaussian_process(dtype):
    rng = np.random.default_rng(309)
    x = np.linspace(0, 3, 6)
    y = np.sin(2 * x) + 0.1 * rng.normal(size=6)
    D2 = (x[:, None] - x[None, :]) ** 2

    def forward(log_l, log_s, log_n):
        K = np.exp(2 * log_s) * np.exp(-0.5 * D2 / np.exp(2 * log_l))
        K = K + np.exp(2 * log_n) * np.eye(6)
        return 0.5 * y @ np.linalg.inv(K) @ y + 0.5 * np.linalg.slogdet(K)[1]

    def gradients(log_l, log_s, log_n):
        Kf = np.exp(2 * log_s) * np.exp(-0.5 * D2 / np.exp(2 * log_l))
        Ki = np.linalg.inv(Kf + np.exp(2 * log_n) * np.eye(6))
        alpha = Ki @ y
        inner = Ki - np.outer(alpha, alpha)
        return {
            "log_l": 0.5 * np.trace(inner @ (Kf * D2 / np.exp(2 * log_l))),
            "log_s": 0.5 * np.trace(inner @ (2 * Kf)),
            "log_n": 0.5 * np.trace(inner) * 2 * np.exp(2 * log_n),
        }

    return forward, gradients, {"log_l": -0.2, "log_s": 0.1, "log_n": -1.0}


@program("a mixture of Gaussians in one dimension, responsibilities", float32=True)
def gaussian_mixture(dtype):
    rng = np.random.default_rng(310)
    x = rng.normal(size=7).astype(dtype)

    def forward(logits, mu, log_sigma):
        pi = np.exp(logits) / np.exp(logits).sum()
        total = 0.0
        for xi in x:
            sigma = np.exp(log_sigma)
            dens = np.exp(-0.5 * ((xi - mu) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))
            total += np.log(np.dot(pi, dens))
        return -total / len(x)

    def gradients(logits, mu, log_sigma):
        pi, sigma = np.exp(logits) / np.exp(logits).sum(), np.exp(log_sigma)
        u = (x[:, None] - mu) / sigma
        r = pi * np.exp(-0.5 * u**2) / sigma
        r = r / r.sum(axis=1, keepdims=True)
        n = len(x)
        dmu = -(r * u / sigma).sum(axis=0) / n
        return pi - r.mean(axis=0), dmu, -(r * (u**2 - 1)).sum(axis=0) / n

    P = {"logits": np.array([0.1, -0.3, 0.4]), "mu": rng.normal(size=3), "log_sigma": np.zeros(3)}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("pairwise ranking: -log sigmoid(s_i - s_j) over pairs", float32=True)
def ranknet(dtype):
    rng = np.random.default_rng(311)
    X = rng.normal(size=(5, 3)).astype(dtype)
    relevance = [2, 0, 1, 0, 3]
    pairs = [(i, j) for i in range(5) for j in range(5) if relevance[i] > relevance[j]]

    def forward(w):
        s = X.dot(w)
        return np.mean([np.log(1 + np.exp(-(s[i] - s[j]))) for i, j in pairs])

    def gradients(w):
        s, ds = X.dot(w), np.zeros(5)
        for i, j in pairs:
            lam = -1 / (1 + np.exp(s[i] - s[j])) / len(pairs)
            ds[i] += lam
            ds[j] -= lam
        return X.T.dot(ds)

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype)}
