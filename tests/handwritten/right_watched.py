"""옆에서 지켜보는 코드: 출력, 기록, 확인, 정확도.

Write forward passes that print, log, keep histories, assert and count what they predict.
"""

import io
import logging

import numpy as np

from tests.handwritten.programs import program

logger = logging.getLogger("training")


def _data(dtype, seed, n=6, d=3, k=2):
    rng = np.random.default_rng(seed)
    return rng, rng.normal(size=(n, d)).astype(dtype), rng.integers(0, k, n)


@program("print('loss: %.4f' % loss) to a stream, accuracy by argmax", float32=True)
def printed_loss(dtype):
    rng, X, y = _data(dtype, 200, k=3)
    out = io.StringIO()

    def forward(W, b):
        z = np.dot(X, W) + b
        p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        loss = -np.log(p[np.arange(len(y)), y]).mean()
        accuracy = np.mean(np.argmax(p, axis=1) == y)
        print("loss: %.4f, accuracy: %.2f" % (loss, accuracy), file=out)
        return loss

    def gradients(W, b):
        z = np.dot(X, W) + b
        d = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
        d[np.arange(len(y)), y] -= 1
        d /= len(y)
        return np.dot(X.T, d), d.sum(axis=0)

    P = {"W": rng.normal(size=(3, 3)).astype(dtype), "b": rng.normal(size=3).astype(dtype)}
    return forward, gradients, P


@program("f-strings of layer statistics, history.append(float(loss))", float32=True)
def history_of_floats(dtype):
    rng, X, y = _data(dtype, 201)
    history, notes = [], []

    def forward(W1, W2):
        h = np.tanh(X.dot(W1))
        notes.append(f"mean {h.mean():.3f} std {h.std():.3f} max {np.max(h):+.2e}")
        s = h.dot(W2).ravel()
        loss = np.mean((s - y) ** 2)
        history.append(float(loss))
        return loss

    def gradients(W1, W2):
        h = np.tanh(X.dot(W1))
        d = (2 * (h.dot(W2).ravel() - y) / len(y))[:, None]
        return {"W1": X.T.dot(d.dot(W2.T) * (1 - h**2)), "W2": h.T.dot(d)}

    P = {"W1": rng.normal(size=(3, 4)).astype(dtype), "W2": rng.normal(size=(4, 1)).astype(dtype)}
    return forward, gradients, P


@program("return float(loss)", float32=True)
def returns_float(dtype):
    rng, X, y = _data(dtype, 202)

    def forward(w, b):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p))
        return float(loss)

    def gradients(w, b):
        p = 1 / (1 + np.exp(-(X @ w + b)))
        return X.T @ (p - y), float(np.sum(p - y))

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": 0.1}


@program("return loss.item() of a loss of shape (1, 1)", float32=True)
def returns_item(dtype):
    rng, X, y = _data(dtype, 203)
    y = y.reshape(-1, 1)

    def forward(W, b):
        e = X @ W + b - y
        loss = e.T @ e / (2 * len(y))
        return loss.item()

    def gradients(W, b):
        e = (X @ W + b - y) / len(y)
        return X.T @ e, e.sum(axis=0)

    P = {"W": rng.normal(size=(3, 1)).astype(dtype), "b": np.ones(1, dtype)}
    return forward, gradients, P


@program("logger.debug of the loss, an if on nan, isinstance checks", float32=True)
def logged(dtype):
    rng, X, y = _data(dtype, 204)

    def forward(params):
        assert all(isinstance(v, np.ndarray) for v in params.values())
        h = np.maximum(0, X.dot(params["W1"]) + params["b1"])
        assert not np.isnan(h).any()
        p = 1 / (1 + np.exp(-h.dot(params["W2"]))).squeeze()
        loss = -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()
        if np.isnan(loss) or np.isinf(loss):
            raise ValueError("diverged")
        logger.debug("loss %s, zeros %.1f%%", loss, 100 * np.mean(h == 0))
        return loss

    def gradients(params):
        h = np.maximum(0, X.dot(params["W1"]) + params["b1"])
        p = 1 / (1 + np.exp(-h.dot(params["W2"]))).squeeze()
        d = ((p - y) / len(y))[:, np.newaxis]
        dh = d.dot(params["W2"].T) * (h > 0)
        return {"dW1": X.T.dot(dh), "db1": dh.sum(axis=0), "dW2": h.T.dot(d), "dh": dh}

    P = {"W1": rng.normal(size=(3, 5)), "b1": 0.1 * np.ones(5), "W2": rng.normal(size=(5, 1))}
    return forward, gradients, {k: a.astype(dtype) for k, a in P.items()}


@program("assert shapes after every line, np.allclose of the probabilities", float32=True)
def asserted(dtype):
    rng, X, y = _data(dtype, 205, n=5, k=4)
    N = 5

    def forward(W1, b1, W2, b2):
        assert W1.shape[0] == X.shape[1] and W2.ndim == 2
        z1 = np.dot(X, W1) + b1
        assert z1.shape == (N, b1.size)
        a1 = np.tanh(z1)
        assert a1.dtype == X.dtype
        z2 = np.dot(a1, W2) + b2
        e = np.exp(z2 - np.max(z2, axis=1, keepdims=True))
        probs = e / np.sum(e, axis=1, keepdims=True)
        assert np.allclose(probs.sum(axis=1), 1, atol=1e-5)
        assert (probs > 0).all() and np.isfinite(probs).all()
        loss = -np.log(probs[range(N), y]).sum() / N
        assert loss.shape == () and loss > 0
        return loss

    def gradients(W1, b1, W2, b2):
        a1 = np.tanh(np.dot(X, W1) + b1)
        z2 = np.dot(a1, W2) + b2
        e = np.exp(z2)
        d = (e / e.sum(axis=1, keepdims=True) - np.eye(4)[y]) / N
        dz = np.dot(d, W2.T) * (1 - a1**2)
        return np.dot(X.T, dz), dz.sum(0), np.dot(a1.T, d), d.sum(0)

    P = {"W1": (3, 6), "b1": 6, "W2": (6, 4), "b2": 4}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("a confusion matrix and the best loss kept beside, min and max of plain floats")
def best_so_far(dtype):
    rng, X, y = _data(dtype, 206, k=3)
    best = {"loss": float("inf"), "confusion": None}

    def forward(W):
        z = X @ W
        lse = np.log(np.sum(np.exp(z), axis=1))
        loss = np.sum(lse - z[np.arange(6), y])
        confusion = np.zeros((3, 3), dtype=int)
        for true, guess in zip(y, z.argmax(axis=1)):
            confusion[true, guess] += 1
        best["loss"] = min(best["loss"], float(loss))
        best["confusion"] = confusion
        return loss

    def gradients(W):
        z = X @ W
        p = np.exp(z) / np.sum(np.exp(z), axis=1)[:, None]
        return X.T @ (p - np.eye(3)[y])

    return forward, gradients, {"W": rng.normal(size=(3, 3))}


@program("a prediction rounded and thresholded beside the loss, int(...) of counts", float32=True)
def thresholded(dtype):
    rng, X, y = _data(dtype, 207, n=7)
    report = {}

    def forward(w):
        p = 1 / (1 + np.exp(-X.dot(w)))
        predicted = (p > 0.5).astype(int)
        report["correct"] = int(np.sum(predicted == y))
        report["rounded"] = np.round(p, 2).tolist()
        report["confident"] = [float(v) for v in p if v > 0.9 or v < 0.1]
        return -np.average(np.where(y == 1, np.log(p), np.log(1 - p)))

    def gradients(w):
        return X.T.dot(1 / (1 + np.exp(-X.dot(w))) - y) / len(y)

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype)}


@program("early warnings: np.any, np.count_nonzero, len, shape unpacked, str.format", float32=True)
def warned(dtype):
    rng, X, y = _data(dtype, 208, d=4)
    messages = []

    def forward(W, v):
        n, d = X.shape
        h, k = W.shape
        z = np.matmul(X, W)
        dead = np.count_nonzero(np.all(z <= 0, axis=0))
        if dead:
            messages.append("{} of {} units are dead".format(dead, k))
        if np.any(np.abs(z) > 50):
            messages.append("large")
        a = np.maximum(z, 0.0)
        loss = np.sum((a.dot(v) - y) ** 2) / n
        messages.append("{:.3f} after {} samples".format(float(loss), len(X)))
        return loss

    def gradients(W, v):
        z = np.matmul(X, W)
        a = np.maximum(z, 0.0)
        d = 2 * (a.dot(v) - y) / len(X)
        return {"W": X.T @ (np.outer(d, v) * (z > 0)), "v": a.T @ d}

    P = {"W": rng.normal(size=(4, 5)).astype(dtype), "v": rng.normal(size=5).astype(dtype)}
    return forward, gradients, P


@program("a generator of minibatches, losses summed with weights, np.average", float32=True)
def minibatches(dtype):
    rng, X, y = _data(dtype, 209, n=7)

    def batches(size):
        for start in range(0, len(X), size):
            yield X[start : start + size], y[start : start + size]

    def forward(w, b):
        losses, sizes = [], []
        for xb, yb in batches(3):
            losses.append(np.mean((xb @ w + b - yb) ** 2))
            sizes.append(len(xb))
        return np.average(losses, weights=sizes)

    def gradients(w, b):
        e = 2 * (X @ w + b - y) / len(X)
        return X.T @ e, e.sum()

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": 0.4}


@program("try and except around the shapes, np.asarray of the parameters", float32=True)
def asarray_first(dtype):
    rng, X, y = _data(dtype, 210)

    def forward(w, b):
        w, b = np.asarray(w), np.asarray(b)
        try:
            z = X.dot(w) + b
        except ValueError as error:
            raise ValueError(f"{X.shape} and {w.shape} do not fit") from error
        return 0.5 * np.sum((np.tanh(z) - y) ** 2)

    def gradients(w, b):
        a = np.tanh(X.dot(w) + b)
        d = (a - y) * (1 - a * a)
        return X.T.dot(d), d.sum()

    return forward, gradients, {"w": rng.normal(size=3).astype(dtype), "b": 0.0}


@program("a loss object called with (prediction, target), its gradient kept", float32=True)
def loss_object(dtype):
    rng, X, y = _data(dtype, 211)

    class MeanSquaredError:
        def __init__(self):
            self.dh = 1
            self.last_diff = 1

        def __call__(self, h, y):
            self.last_diff = h - y
            return 1 / 2 * np.mean(np.square(h - y))

        def grad(self):
            return self.last_diff / self.last_diff.size

    loss = MeanSquaredError()

    def forward(W, b):
        h = 1 / (1 + np.exp(-np.add(np.matmul(X, W), b)))
        return loss(h, np.stack([y, 1 - y], axis=1))

    def gradients(W, b):
        h = 1 / (1 + np.exp(-np.add(np.matmul(X, W), b)))
        d = loss.grad() * h * (1 - h)
        return np.matmul(np.transpose(X), d), np.sum(d, axis=0)

    P = {"W": rng.normal(size=(3, 2)).astype(dtype), "b": rng.normal(size=2).astype(dtype)}
    return forward, gradients, P
