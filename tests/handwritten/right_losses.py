"""손실 함수들, 사람들이 쓰는 여러 모양으로.

Write losses in the many ways that people write them, each over a small model.
"""

import numpy as np

from tests.handwritten.programs import program


@program("cross-entropy by log-softmax with keepdims, one-hot", float32=True)
def log_softmax_one_hot(dtype):
    rng = np.random.default_rng(70)
    X = rng.normal(size=(6, 4)).astype(dtype)
    T = np.eye(3, dtype=dtype)[rng.integers(0, 3, 6)]

    def log_softmax(z):
        z = z - np.max(z, axis=-1, keepdims=True)
        return z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True))

    def forward(W, b):
        return -np.sum(T * log_softmax(X @ W + b)) / len(X)

    def gradients(W, b):
        d = (np.exp(log_softmax(X @ W + b)) - T) / len(X)
        return X.T @ d, d.sum(axis=0)

    P = {"W": rng.normal(size=(4, 3)).astype(dtype), "b": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("logsumexp minus the right score, labels as ints", float32=True)
def logsumexp_ints(dtype):
    rng = np.random.default_rng(71)
    X = rng.normal(size=(7, 3)).astype(dtype)
    y = rng.integers(0, 4, 7)

    def logsumexp(x):
        c = x.max(axis=1)
        return c + np.log(np.sum(np.exp(x - c[:, np.newaxis]), axis=1))

    def forward(W, b):
        logits = X.dot(W) + b
        right = logits[np.arange(len(logits)), y]
        return np.mean(-right + logsumexp(logits))

    def gradients(W, b):
        logits = X.dot(W) + b
        ones = np.zeros_like(logits)
        ones[np.arange(len(logits)), y] = 1
        softmax = np.exp(logits) / np.exp(logits).sum(axis=-1, keepdims=True)
        g = (-ones + softmax) / logits.shape[0]
        return np.dot(X.T, g), g.mean(axis=0) * X.shape[0]

    P = {"W": rng.normal(size=(3, 4)).astype(dtype), "b": np.zeros(4, dtype)}
    return forward, gradients, P


@program("cross-entropy with log(y + 1e-7), t reshaped when one-hot", float32=True, precision=1e-6)
def cross_entropy_error(dtype):
    rng = np.random.default_rng(72)
    x = rng.normal(size=(5, 4)).astype(dtype)
    t = np.eye(3)[rng.integers(0, 3, 5)].astype(dtype)

    def softmax(x):
        if x.ndim == 2:
            x = x.T
            x = x - np.max(x, axis=0)
            y = np.exp(x) / np.sum(np.exp(x), axis=0)
            return y.T
        x = x - np.max(x)
        return np.exp(x) / np.sum(np.exp(x))

    def cross_entropy(y, t):
        if y.ndim == 1:
            t = t.reshape(1, t.size)
            y = y.reshape(1, y.size)
        if t.size == y.size:
            t = t.argmax(axis=1)
        batch_size = y.shape[0]
        return -np.sum(np.log(y[np.arange(batch_size), t] + 1e-7)) / batch_size

    def forward(W, b):
        return cross_entropy(softmax(np.dot(x, W) + b), t)

    def gradients(W, b):
        y = softmax(np.dot(x, W) + b)
        dx = (y - t) / t.shape[0]
        return {"W": np.dot(x.T, dx), "b": np.sum(dx, axis=0)}

    P = {"W": (0.5 * rng.normal(size=(4, 3))).astype(dtype), "b": np.zeros(3, dtype)}
    return forward, gradients, P


@program("binary cross-entropy of clipped probabilities", float32=True)
def clipped_bce(dtype):
    rng = np.random.default_rng(73)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.integers(0, 2, 6).astype(dtype)
    eps = 1e-6

    def forward(w, b):
        p = 1 / (1 + np.exp(-(X.dot(w) + b)))
        p = np.clip(p, eps, 1 - eps)
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()

    def gradients(w, b):
        p = 1 / (1 + np.exp(-(X.dot(w) + b)))
        dp = ((p - y) / (p * (1 - p))) / y.size
        dz = dp * p * (1 - p)
        return X.T.dot(dz), np.sum(dz)

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": 0.3}


@program("binary cross-entropy from logits: max(z, 0) - z y + log1p(exp(-|z|))", float32=True)
def bce_with_logits(dtype):
    rng = np.random.default_rng(74)
    X = rng.normal(size=(7, 2)).astype(dtype)
    y = rng.integers(0, 2, (7, 1)).astype(dtype)

    def forward(W1, W2):
        z = np.tanh(X @ W1) @ W2
        loss = np.maximum(z, 0) - z * y + np.log1p(np.exp(-np.abs(z)))
        return loss.mean()

    def gradients(W1, W2):
        h = np.tanh(X @ W1)
        z = h @ W2
        dz = (1 / (1 + np.exp(-z)) - y) / len(y)
        return X.T @ (dz @ W2.T * (1 - h**2)), h.T @ dz

    P = {"W1": rng.normal(size=(2, 5)).astype(dtype), "W2": rng.normal(size=(5, 1)).astype(dtype)}
    return forward, gradients, P


@program("Huber loss by np.where, delta 1", float32=True)
def huber(dtype):
    rng = np.random.default_rng(75)
    X = rng.normal(size=(7, 3)).astype(dtype)
    y = (2 * rng.normal(size=7)).astype(dtype)
    delta = 1.0

    def forward(w, b):
        r = X.dot(w) + b - y
        quad = 0.5 * r**2
        lin = delta * (np.abs(r) - 0.5 * delta)
        return np.where(np.abs(r) <= delta, quad, lin).mean()

    def gradients(w, b):
        r = X.dot(w) + b - y
        dr = np.clip(r, -delta, delta) / len(y)
        return X.T.dot(dr), dr.sum()

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": -0.2}


@program("Huber loss by if and else in a loop", float32=True)
def huber_loop(dtype):
    rng = np.random.default_rng(76)
    X = rng.normal(size=(6, 2)).astype(dtype)
    y = (2 * rng.normal(size=6)).astype(dtype)

    def forward(w):
        total = 0
        for xi, yi in zip(X, y):
            r = yi - w @ xi
            if abs(r) < 1:
                total += r**2 / 2
            else:
                total += abs(r) - 0.5
        return total / len(y)

    def gradients(w):
        dw = np.zeros_like(w)
        for xi, yi in zip(X, y):
            r = yi - w @ xi
            dw += -(r if abs(r) < 1 else np.sign(r)) * xi
        return dw / len(y)

    return forward, gradients, {"w": rng.normal(size=2).astype(dtype)}


@program("linear SVM: C times hinge, labels of -1 and 1", float32=True)
def linear_svm(dtype):
    rng = np.random.default_rng(77)
    X = rng.normal(size=(7, 3)).astype(dtype)
    y = np.where(rng.random(7) > 0.5, 1, -1)
    C = 10

    def forward(W, b):
        distances = 1 - y * (np.dot(X, W) + b)
        distances[distances < 0] = 0
        hinge_loss = C * (np.sum(distances) / X.shape[0])
        return 1 / 2 * np.dot(W, W) + hinge_loss

    def gradients(W, b):
        distance = 1 - y * (np.dot(X, W) + b)
        dW, db = np.zeros(len(W)), 0.0
        for ind, d in enumerate(distance):
            if max(0, d) == 0:
                di = W
                dbi = 0.0
            else:
                di = W - C * y[ind] * X[ind]
                dbi = -C * y[ind]
            dW += di
            db += dbi
        return {"W": dW / len(y), "b": db / len(y)}

    return forward, gradients, {"W": rng.normal(size=3).astype(dtype), "b": 0.5}


@program("squared hinge over one-versus-all scores", float32=True)
def squared_hinge(dtype):
    rng = np.random.default_rng(78)
    X = rng.normal(size=(5, 4)).astype(dtype)
    T = 2 * np.eye(3)[rng.integers(0, 3, 5)] - 1

    def forward(W):
        slack = np.maximum(0, 1 - T * X.dot(W))
        return np.sum(np.square(slack)) / 5 + 0.1 * np.sum(W**2)

    def gradients(W):
        slack = np.maximum(0, 1 - T * X.dot(W))
        return X.T.dot(-2 * T * slack) / 5 + 0.2 * W

    return forward, gradients, {"W": rng.normal(size=(4, 3)).astype(dtype)}


@program("MAE of a two-layer net, np.mean(np.abs(...)) of a ravelled output", float32=True)
def mae_ravel(dtype):
    rng = np.random.default_rng(79)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.normal(size=6).astype(dtype)

    def forward(W1, W2):
        pred = np.tanh(X.dot(W1)).dot(W2).ravel()
        return np.mean(np.abs(pred - y))

    def gradients(W1, W2):
        h = np.tanh(X.dot(W1))
        pred = h.dot(W2).ravel()
        d = (np.sign(pred - y) / y.size).reshape(-1, 1)
        return X.T.dot(d.dot(W2.T) * (1 - h**2)), h.T.dot(d)

    P = {"W1": rng.normal(size=(3, 4)).astype(dtype), "W2": rng.normal(size=(4, 1)).astype(dtype)}
    return forward, gradients, P


@program("RMSE: np.sqrt of a mean of squares, flatten", float32=True)
def rmse(dtype):
    rng = np.random.default_rng(80)
    X = rng.normal(size=(6, 4)).astype(dtype)
    y = rng.normal(size=(6, 1)).astype(dtype)

    def forward(w, b):
        error = (X @ w + b - y).flatten()
        return np.sqrt(np.mean(error**2))

    def gradients(w, b):
        error = X @ w + b - y
        loss = np.sqrt(np.mean(error**2))
        d = error / (len(y) * loss)
        return X.T @ d, np.array([d.sum()])

    P = {"w": rng.normal(size=(4, 1)).astype(dtype), "b": np.array([0.5], dtype)}
    return forward, gradients, P


@program("Gaussian negative log-likelihood: mean and log variance heads", float32=True)
def gaussian_nll(dtype):
    rng = np.random.default_rng(81)
    X = rng.normal(size=(7, 3)).astype(dtype)
    y = rng.normal(size=7).astype(dtype)

    def forward(wm, ws):
        mu = X.dot(wm)
        log_var = X.dot(ws)
        nll = 0.5 * (np.log(2 * np.pi) + log_var + (y - mu) ** 2 / np.exp(log_var))
        return np.mean(nll)

    def gradients(wm, ws):
        mu, log_var = X.dot(wm), X.dot(ws)
        dmu = -(y - mu) / np.exp(log_var) / len(y)
        dlog_var = 0.5 * (1 - (y - mu) ** 2 * np.exp(-log_var)) / len(y)
        return X.T.dot(dmu), X.T.dot(dlog_var)

    P = {"wm": rng.normal(size=3).astype(dtype), "ws": (0.3 * rng.normal(size=3)).astype(dtype)}
    return forward, gradients, P


@program("Poisson regression: exp(eta) - y eta, with log-factorials", float32=True)
def poisson(dtype):
    rng = np.random.default_rng(82)
    X = np.column_stack([np.ones(6), rng.normal(size=6), rng.normal(size=6)]).astype(dtype)
    counts = np.array([0, 2, 1, 3, 1, 4])
    log_factorial = np.array([np.log(np.prod(np.arange(1, c + 1))) for c in counts])

    def forward(beta):
        eta = X @ beta
        loglik = np.sum(counts * eta - np.exp(eta) - log_factorial)
        return -loglik

    def gradients(beta):
        return X.T @ (np.exp(X @ beta) - counts)

    return forward, gradients, {"beta": (0.3 * rng.normal(size=3)).astype(dtype)}


@program("focal loss on sigmoids", float32=True)
def focal(dtype):
    rng = np.random.default_rng(83)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.integers(0, 2, 6)
    gamma = 2

    def forward(w):
        p = 1 / (1 + np.exp(-X.dot(w)))
        pt = np.where(y == 1, p, 1 - p)
        return np.mean(-((1 - pt) ** gamma) * np.log(pt))

    def gradients(w):
        p = 1 / (1 + np.exp(-X.dot(w)))
        pt = np.where(y == 1, p, 1 - p)
        dpt = gamma * (1 - pt) ** (gamma - 1) * np.log(pt) - (1 - pt) ** gamma / pt
        dp = np.where(y == 1, dpt, -dpt) / len(y)
        return X.T.dot(dp * p * (1 - p))

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype)}


@program("label smoothing and a temperature, KL divergence to a teacher", float32=True)
def distillation(dtype):
    rng = np.random.default_rng(84)
    X = rng.normal(size=(5, 4)).astype(dtype)
    teacher = rng.dirichlet(np.ones(3), size=5).astype(dtype)
    temperature = 2.0

    def forward(W):
        z = X @ W / temperature
        z -= z.max(1, keepdims=True)
        e = np.exp(z)
        q = e / e.sum(1, keepdims=True)
        return temperature**2 * np.mean(np.sum(teacher * (np.log(teacher) - np.log(q)), axis=1))

    def gradients(W):
        z = X @ W / temperature
        e = np.exp(z - z.max(1, keepdims=True))
        q = e / e.sum(1, keepdims=True)
        return X.T @ (q - teacher) * temperature / len(X)

    return forward, gradients, {"W": rng.normal(size=(4, 3)).astype(dtype)}


@program("triplet loss, a sum over rows of embeddings", float32=True)
def triplet(dtype):
    rng = np.random.default_rng(85)
    A, P, N = (rng.normal(size=(4, 5)).astype(dtype) for _ in range(3))
    alpha = 3.0

    def forward(W):
        a, p, n = A.dot(W), P.dot(W), N.dot(W)
        pos_dist = np.sum(np.square(a - p), axis=-1)
        neg_dist = np.sum(np.square(a - n), axis=-1)
        basic_loss = pos_dist - neg_dist + alpha
        return np.sum(np.maximum(basic_loss, 0.0))

    def gradients(W):
        a, p, n = A.dot(W), P.dot(W), N.dot(W)
        loss = ((a - p) ** 2).sum(-1) - ((a - n) ** 2).sum(-1) + alpha
        on = (loss > 0)[:, None]
        da, dp, dn = 2 * (n - p) * on, -2 * (a - p) * on, 2 * (a - n) * on
        return A.T.dot(da) + P.T.dot(dp) + N.T.dot(dn)

    return forward, gradients, {"W": (0.3 * rng.normal(size=(5, 3))).astype(dtype)}
