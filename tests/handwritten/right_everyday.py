"""날마다 쓰는 두세 층의 신경망, 조금씩 다른 버릇으로.

Write the two- and three-layer networks of every day, each with other habits.
"""

import copy

import numpy as np

from tests.handwritten.programs import program


@program("model dict, forward returns (loss, cache), the loss taken by [0]", float32=True)
def loss_and_cache(dtype):
    rng = np.random.default_rng(360)
    X, y = rng.normal(size=(6, 4)).astype(dtype), rng.integers(0, 3, 6)

    def affine_forward(x, w, b):
        out = x.reshape(x.shape[0], -1).dot(w) + b
        return out, (x, w, b)

    def affine_backward(dout, cache):
        x, w, b = cache
        dx = dout.dot(w.T).reshape(x.shape)
        dw = x.reshape(x.shape[0], -1).T.dot(dout)
        return dx, dw, np.sum(dout, axis=0)

    def relu_forward(x):
        return np.maximum(0, x), x

    def relu_backward(dout, cache):
        dx = np.array(dout, copy=True)
        dx[cache <= 0] = 0
        return dx

    def softmax_loss(x, y):
        shifted = x - np.max(x, axis=1, keepdims=True)
        Z = np.sum(np.exp(shifted), axis=1, keepdims=True)
        log_probs = shifted - np.log(Z)
        N = x.shape[0]
        loss = -np.sum(log_probs[np.arange(N), y]) / N
        dx = np.exp(log_probs)
        dx[np.arange(N), y] -= 1
        return loss, dx / N

    def step(W1, b1, W2, b2):
        a, fc1 = affine_forward(X, W1, b1)
        h, act = relu_forward(a)
        scores, fc2 = affine_forward(h, W2, b2)
        return scores, (fc1, act, fc2)

    def forward(W1, b1, W2, b2):
        scores, _ = step(W1, b1, W2, b2)
        z = scores - scores.max(axis=1, keepdims=True)
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(6), y])

    def gradients(W1, b1, W2, b2):
        scores, (fc1, act, fc2) = step(W1, b1, W2, b2)
        loss, dscores = softmax_loss(scores, y)
        dh, dW2, db2 = affine_backward(dscores, fc2)
        _, dW1, db1 = affine_backward(relu_backward(dh, act), fc1)
        return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

    P = {"W1": (4, 5), "b1": 5, "W2": (5, 3), "b2": 3}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("images flattened by reshape(m, -1).T, / 255, one hidden layer", float32=True)
def images_flattened(dtype):
    rng = np.random.default_rng(361)
    images = rng.integers(0, 256, (5, 3, 2, 2))
    X = (images.reshape(images.shape[0], -1).T / 255.0).astype(dtype)
    Y = rng.integers(0, 2, (1, 5))

    def forward(W1, b1, W2, b2):
        A1 = np.maximum(0, np.dot(W1, X) + b1)
        A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
        m = Y.shape[1]
        cost = (-1 / m) * np.sum(np.multiply(Y, np.log(A2)) + np.multiply(1 - Y, np.log(1 - A2)))
        return cost.squeeze()

    def gradients(W1, b1, W2, b2):
        m = Y.shape[1]
        Z1 = np.dot(W1, X) + b1
        A1 = np.maximum(0, Z1)
        A2 = 1 / (1 + np.exp(-(np.dot(W2, A1) + b2)))
        dZ2 = (A2 - Y) / m
        dZ1 = np.dot(W2.T, dZ2)
        dZ1[Z1 <= 0] = 0
        return (
            np.dot(dZ1, X.T),
            np.sum(dZ1, axis=1, keepdims=True),
            np.dot(dZ2, A1.T),
            np.sum(dZ2, axis=1, keepdims=True),
        )

    P = {"W1": (4, 12), "b1": (4, 1), "W2": (1, 4), "b2": (1, 1)}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program(
    "copies by copy.deepcopy, weights updated nowhere, grads keyed by layer number", float32=True
)
def keyed_by_number(dtype):
    rng = np.random.default_rng(362)
    X, T = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)

    def forward(weights):
        weights = copy.deepcopy(weights)
        a = {0: X}
        for l in range(1, 4):
            z = a[l - 1].dot(weights[l])
            a[l] = np.tanh(z) if l < 3 else z
        return 0.5 * np.mean(np.sum((a[3] - T) ** 2, axis=1))

    def gradients(weights):
        a = {0: X}
        for l in range(1, 4):
            z = a[l - 1].dot(weights[l])
            a[l] = np.tanh(z) if l < 3 else z
        dz = (a[3] - T) / len(X)
        grads = {}
        for l in range(3, 0, -1):
            grads[l] = a[l - 1].T.dot(dz)
            dz = dz.dot(weights[l].T) * (1 - a[l - 1] ** 2)
        return grads

    sizes = [3, 4, 6, 2]
    return (
        forward,
        gradients,
        {l: rng.normal(size=(sizes[l - 1], sizes[l])).astype(dtype) for l in (1, 2, 3)},
    )


@program("z.mean(), z ** 0.5, sum() of a generator, / float(n)", float32=True)
def small_habits(dtype):
    rng = np.random.default_rng(363)
    X, y = rng.normal(size=(6, 3)).astype(dtype), rng.normal(size=6).astype(dtype)
    n = float(len(X))

    def forward(w, c):
        z = X.dot(w)
        shrink = (1 + c[0] ** 2) ** 0.5
        return sum((zi - yi) ** 2 for zi, yi in zip(z, y)) / n * shrink + z.mean() ** 2

    def gradients(w, c):
        z = X.dot(w)
        e = z - y
        shrink = (1 + c[0] ** 2) ** 0.5
        dz = 2 * e / n * shrink + 2 * z.mean() / n
        return {"w": X.T.dot(dz), "c": np.array([np.sum(e**2) / n * c[0] / shrink])}

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "c": np.array([0.6], dtype)}


@program("an elastic net: both penalties, all weights by ravel and concatenate", float32=True)
def elastic_net(dtype):
    rng = np.random.default_rng(364)
    X, T = rng.normal(size=(5, 4)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)
    l1, l2 = 0.05, 0.1

    def forward(W1, W2):
        out = np.tanh(X @ W1) @ W2
        flat = np.concatenate([W1.ravel(), W2.reshape(-1)])
        return np.mean((out - T) ** 2) + l1 * np.abs(flat).sum() + l2 * flat.dot(flat)

    def gradients(W1, W2):
        h = np.tanh(X @ W1)
        d = 2 * (h @ W2 - T) / T.size
        dW1 = X.T @ (d @ W2.T * (1 - h**2))
        dW2 = h.T @ d
        for W, dW in ((W1, dW1), (W2, dW2)):
            dW += l1 * np.sign(W)
            dW += 2 * l2 * W
        return [dW1, dW2]

    P = {"W1": rng.normal(size=(4, 3)).astype(dtype), "W2": rng.normal(size=(3, 2)).astype(dtype)}
    return forward, gradients, P


@program("dropout by np.random.seed inside, so that the mask is the same", float32=True)
def seeded_dropout(dtype):
    rng = np.random.default_rng(365)
    X, y = rng.normal(size=(6, 4)).astype(dtype), rng.integers(0, 2, (6, 1))

    def run(W1, W2):
        np.random.seed(1)
        h = np.maximum(0, X.dot(W1))
        U1 = (np.random.rand(*h.shape) < 0.7) / 0.7
        h *= U1
        return h, U1, 1 / (1 + np.exp(-h.dot(W2)))

    def forward(W1, W2):
        h, U1, p = run(W1, W2)
        return np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))

    def gradients(W1, W2):
        h, U1, p = run(W1, W2)
        d = (p - y) / len(y)
        dh = d.dot(W2.T) * U1
        dh[h <= 0] = 0
        return X.T.dot(dh), h.T.dot(d)

    P = {"W1": rng.normal(size=(4, 5)).astype(dtype), "W2": rng.normal(size=(5, 1)).astype(dtype)}
    return forward, gradients, P


@program("two inputs, two towers, np.concatenate of their outputs", float32=True)
def two_towers(dtype):
    rng = np.random.default_rng(366)
    A, B = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)
    t = rng.normal(size=(5, 1)).astype(dtype)

    def forward(Wa, Wb, v):
        ha, hb = np.tanh(A.dot(Wa)), np.maximum(0, B.dot(Wb))
        return ((np.concatenate((ha, hb), axis=1).dot(v) - t) ** 2).mean()

    def gradients(Wa, Wb, v):
        ha, hb = np.tanh(A.dot(Wa)), np.maximum(0, B.dot(Wb))
        h = np.concatenate((ha, hb), axis=1)
        d = 2 * (h.dot(v) - t) / len(t)
        dh = d.dot(v.T)
        dha, dhb = dh[:, : ha.shape[1]], dh[:, ha.shape[1] :]
        return {"Wa": A.T.dot(dha * (1 - ha**2)), "Wb": B.T.dot(dhb * (hb > 0)), "v": h.T.dot(d)}

    P = {"Wa": (3, 4), "Wb": (2, 3), "v": (7, 1)}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("a siamese pair with a contrastive loss, one weight used twice", float32=True)
def siamese(dtype):
    rng = np.random.default_rng(367)
    A, B = rng.normal(size=(6, 4)).astype(dtype), rng.normal(size=(6, 4)).astype(dtype)
    same, margin = np.array([1, 0, 1, 0, 0, 1]), 2.0

    def forward(W):
        d = np.sqrt(np.sum((np.tanh(A @ W) - np.tanh(B @ W)) ** 2, axis=1))
        return np.mean(same * d**2 + (1 - same) * np.maximum(margin - d, 0) ** 2)

    def gradients(W):
        a, b = np.tanh(A @ W), np.tanh(B @ W)
        d = np.sqrt(np.sum((a - b) ** 2, axis=1))
        dd = (2 * same * d - 2 * (1 - same) * np.maximum(margin - d, 0)) / len(d)
        g = (dd / d)[:, None] * (a - b)
        return A.T @ (g * (1 - a**2)) - B.T @ (g * (1 - b**2))

    return forward, gradients, {"W": rng.normal(size=(4, 3)).astype(dtype)}


@program("multi-task: two heads on one body, losses weighted and added", float32=True)
def two_heads_of_loss(dtype):
    rng = np.random.default_rng(368)
    X = rng.normal(size=(6, 3)).astype(dtype)
    y, t = rng.integers(0, 3, 6), rng.normal(size=(6, 1)).astype(dtype)

    def forward(W, C, R):
        h = np.tanh(np.dot(X, W))
        z = np.dot(h, C)
        ce = np.mean(np.log(np.sum(np.exp(z), axis=1)) - z[range(6), y])
        mse = np.mean(np.square(np.dot(h, R) - t))
        loss = ce
        loss += 0.3 * mse
        return loss

    def gradients(W, C, R):
        h = np.tanh(np.dot(X, W))
        e = np.exp(np.dot(h, C))
        dz = e / np.sum(e, axis=1, keepdims=True)
        dz[range(6), y] -= 1
        dz /= 6
        dr = 0.3 * 2 * (np.dot(h, R) - t) / 6
        dh = np.dot(dz, C.T)
        dh += np.dot(dr, R.T)
        return np.dot(X.T, dh * (1 - h**2)), np.dot(h.T, dz), np.dot(h.T, dr)

    P = {"W": (3, 5), "C": (5, 3), "R": (5, 1)}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("the gradient by the input's rows one at a time, summed by np.sum of a list", float32=True)
def rows_one_at_a_time(dtype):
    rng = np.random.default_rng(369)
    X, Y = rng.normal(size=(4, 3)).astype(dtype), np.eye(3)[[0, 2, 1, 2]]

    def forward(W, b):
        total = []
        for x, y in zip(X, Y):
            z = x[None, :].dot(W) + b
            p = np.exp(z) / np.exp(z).sum()
            total.append(-(y * np.log(p)).sum())
        return np.sum(total) / len(total)

    def gradients(W, b):
        dWs, dbs = [], []
        for x, y in zip(X, Y):
            z = x[None, :].dot(W) + b
            d = np.exp(z) / np.exp(z).sum() - y
            dWs.append(x[None, :].T.dot(d))
            dbs.append(d)
        return np.mean(dWs, axis=0), np.mean(dbs, axis=0)

    P = {"W": rng.normal(size=(3, 3)).astype(dtype), "b": np.zeros((1, 3), dtype)}
    return forward, gradients, P
