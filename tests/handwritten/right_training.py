"""학습 고리에서 떼어 낸 코드: 세는 수, 출력, 기본 인자, 안에서 만드는 원-핫.

Write forward passes as they stand in training loops: counters, prints, defaults, one-hot inside.
"""

import io
import time
from collections import defaultdict

import numpy as np

from tests.handwritten.programs import program

SCREEN = io.StringIO()


@program("every 10th call prints, a counter in a list, verbose=True", float32=True)
def printed_now_and_then(dtype):
    rng = np.random.default_rng(400)
    X, y = rng.normal(size=(6, 3)).astype(dtype), rng.integers(0, 2, 6)
    count = [0]

    def forward(W1, b1, W2, b2, verbose=True):
        h = np.tanh(X.dot(W1) + b1)
        z = h.dot(W2) + b2
        p = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
        loss = np.sum(-np.log(p[range(6), y])) / 6
        if verbose and count[0] % 10 == 0:
            print("Loss after iteration %i: %f" % (count[0], loss), file=SCREEN)
            print("probabilities:\n", p, file=SCREEN)
        count[0] += 1
        return loss

    def gradients(W1, b1, W2, b2):
        h = np.tanh(X.dot(W1) + b1)
        z = h.dot(W2) + b2
        delta3 = np.exp(z) / np.sum(np.exp(z), axis=1, keepdims=True)
        delta3[range(6), y] -= 1
        delta3 /= 6
        delta2 = delta3.dot(W2.T) * (1 - np.power(h, 2))
        return {
            "W1": X.T.dot(delta2),
            "b1": delta2.sum(axis=0),
            "W2": h.T.dot(delta3),
            "b2": delta3.sum(axis=0),
        }

    P = {"W1": (3, 4), "b1": 4, "W2": (4, 2), "b2": 2}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}


@program("shapes printed after each layer, X.shape in f-strings, repr of the weights", float32=True)
def shapes_printed(dtype):
    rng = np.random.default_rng(401)
    X, T = rng.normal(size=(5, 4)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)

    def forward(params):
        W1, W2 = params["W1"], params["W2"]
        print(f"X {X.shape}, W1 {W1.shape}, W2 {W2.shape}", file=SCREEN)
        h = np.dot(X, W1)
        print("h:", h.shape, h.dtype, h.min(), h.max(), file=SCREEN)
        h = 1 / (1 + np.exp(-h))
        y = np.dot(h, W2)
        print("예측값 ->", y, "정답 ->", T, file=SCREEN)
        loss = np.mean(np.square(y - T)) / 2
        print("손실: {0:.5f}".format(loss), file=SCREEN)
        return loss

    def gradients(params):
        h = 1 / (1 + np.exp(-np.dot(X, params["W1"])))
        dy = (np.dot(h, params["W2"]) - T) / T.size
        dh = np.dot(dy, params["W2"].T) * h * (1 - h)
        return {"W1": np.dot(X.T, dh), "W2": np.dot(h.T, dy)}

    P = {"W1": rng.normal(size=(4, 3)).astype(dtype), "W2": rng.normal(size=(3, 2)).astype(dtype)}
    return forward, gradients, P


@program("one-hot made inside forward, scores reduced by np.amax, np.float64(loss)", float32=True)
def one_hot_inside(dtype):
    rng = np.random.default_rng(402)
    X, y = rng.normal(size=(7, 3)).astype(dtype), rng.integers(0, 4, 7)

    def forward(W, b):
        one_hot = np.zeros((y.size, 4))
        one_hot[np.arange(y.size), y] = 1
        scores = X @ W + b
        scores = scores - np.amax(scores, axis=1, keepdims=True)
        softmax = np.exp(scores)
        softmax /= softmax.sum(axis=1, keepdims=True)
        return np.float64(-(one_hot * np.log(softmax)).sum() / y.size)

    def gradients(W, b):
        e = np.exp(X @ W + b)
        d = (e / e.sum(axis=1, keepdims=True) - np.eye(4)[y]) / y.size
        return X.T @ d, d.sum(axis=0)

    P = {"W": rng.normal(size=(3, 4)).astype(dtype), "b": rng.normal(size=4).astype(dtype)}
    return forward, gradients, P


@program("parameters copied by .copy() and np.array(), X standardised inside", float32=True)
def copied_parameters(dtype):
    rng = np.random.default_rng(403)
    X, y = rng.normal(2, 3, size=(6, 3)).astype(dtype), rng.normal(size=(6, 1)).astype(dtype)

    def forward(parameters):
        W, b = parameters["W"].copy(), np.array(parameters["b"])
        Xn = (X - X.mean(axis=0)) / X.std(axis=0)
        error = np.dot(Xn, W) + b - y
        return np.sum(error**2) / (2 * len(X))

    def gradients(parameters):
        Xn = (X - X.mean(axis=0)) / X.std(axis=0)
        error = (np.dot(Xn, parameters["W"]) + parameters["b"] - y) / len(X)
        return {"W": Xn.T.dot(error), "b": error.sum(axis=0)}

    P = {"W": rng.normal(size=(3, 1)).astype(dtype), "b": np.array([0.4], dtype)}
    return forward, gradients, P


@program(
    "time.time() around, metrics in a defaultdict(list), the loss appended itself", float32=True
)
def metrics_by_name(dtype):
    rng = np.random.default_rng(404)
    X, y = rng.normal(size=(6, 4)).astype(dtype), rng.integers(0, 2, 6)
    metrics = defaultdict(list)

    def forward(w, b):
        start = time.time()
        logits = X.dot(w) + b
        p = 1 / (1 + np.exp(-logits))
        loss = np.mean(-y * np.log(p) - (1 - y) * np.log(1 - p))
        metrics["loss"].append(loss)
        metrics["accuracy"].append(((p >= 0.5) == y).mean())
        metrics["seconds"].append(time.time() - start)
        return metrics["loss"][-1]

    def gradients(w, b):
        d = (1 / (1 + np.exp(-(X.dot(w) + b))) - y) / len(y)
        return np.dot(d, X), np.sum(d)

    return forward, gradients, {"w": rng.normal(size=4).astype(dtype), "b": -0.1}


@program("a float32 data set cast inside: X.astype(W.dtype), labels astype(float)", float32=True)
def cast_inside(dtype):
    rng = np.random.default_rng(405)
    X, y = rng.integers(0, 9, (6, 3)), rng.integers(0, 2, 6)

    def forward(W, v):
        x = X.astype(W.dtype) / 9
        t = y.astype(float)
        h = x.dot(W)
        h = h * (h > 0).astype(float)
        return np.mean((h.dot(v) - t) ** 2)

    def gradients(W, v):
        x = X.astype(W.dtype) / 9
        z = x.dot(W)
        h = np.maximum(z, 0)
        d = 2 * (h.dot(v) - y) / len(y)
        return x.T.dot(np.outer(d, v) * (z > 0)), h.T.dot(d)

    P = {"W": rng.normal(size=(3, 5)).astype(dtype), "v": rng.normal(size=5).astype(dtype)}
    return forward, gradients, P


@program("np.testing and asserts of a training script, math checks on the fly", float32=True)
def tested_on_the_fly(dtype):
    rng = np.random.default_rng(406)
    X, T = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 4)).astype(dtype)

    def forward(W, b):
        assert W.shape == (3, 4), W.shape
        assert b.shape == (1, 4)
        Z = np.dot(X, W) + b
        assert Z.shape == T.shape
        assert not np.isnan(Z).any()
        assert np.isfinite(Z).all()
        A = np.tanh(Z)
        assert np.max(A) <= 1.0 and A.min() >= -1.0
        np.testing.assert_array_less(np.abs(A), 1.0001)
        loss = np.mean(np.abs(A - T))
        assert loss >= 0
        return loss

    def gradients(W, b):
        A = np.tanh(np.dot(X, W) + b)
        dZ = np.sign(A - T) / T.size * (1 - A**2)
        assert dZ.shape == T.shape
        return {"dW": np.dot(X.T, dZ), "db": np.sum(dZ, axis=0, keepdims=True)}

    P = {"W": rng.normal(size=(3, 4)).astype(dtype), "b": rng.normal(size=(1, 4)).astype(dtype)}
    return forward, gradients, P


@program("fit() of two learned scalars, float(w) and w.item() in a message only", float32=True)
def scalars_in_messages(dtype):
    rng = np.random.default_rng(407)
    x, y = rng.normal(size=7).astype(dtype), rng.normal(size=7).astype(dtype)
    lines = []

    def forward(w, b):
        pred = w * x + b
        mse = ((y - pred) ** 2).mean()
        lines.append("w=%.3f b=%.3f mse=%s" % (w[0], b[0], str(mse)))
        lines.append(f"{w.item():.2f}x + {float(b[0]):.2f} -> {mse:>10.4f}")
        return mse

    def gradients(w, b):
        pred = w * x + b
        w_grad = np.array([-2 * np.mean(x * (y - pred))])
        b_grad = np.array([-2 * np.mean(y - pred)])
        return w_grad, b_grad

    return forward, gradients, {"w": np.array([0.7], dtype), "b": np.array([-0.2], dtype)}


@program("k-fold: the mean of np.array of fold losses, validation beside", float32=True)
def folds(dtype):
    rng = np.random.default_rng(408)
    X, y = rng.normal(size=(6, 2)).astype(dtype), rng.normal(size=6).astype(dtype)
    validation = {}

    def forward(w):
        losses = []
        for k, fold in enumerate(np.split(np.arange(6), 3)):
            train = np.setdiff1d(np.arange(6), fold)
            losses.append(np.mean((X[train] @ w - y[train]) ** 2))
            validation[k] = float(np.mean((X[fold] @ w - y[fold]) ** 2))
        losses = np.array(losses)
        print("folds:", losses.round(3), "best", losses.argmin(), file=SCREEN)
        return losses.mean()

    def gradients(w):
        return 2 * X.T @ (X @ w - y) / 6

    return forward, gradients, {"w": rng.normal(size=2).astype(dtype)}


@program(
    "gradient norms and parameter counts beside, sum(p.size ...), L2 over values()", float32=True
)
def counted_parameters(dtype):
    rng = np.random.default_rng(409)
    X, T = rng.normal(size=(5, 3)).astype(dtype), rng.normal(size=(5, 2)).astype(dtype)
    info = {}

    def forward(params):
        info["count"] = sum(p.size for p in params.values())
        info["shapes"] = [p.shape for p in params.values()]
        out = np.maximum(0, X.dot(params["W1"]) + params["b1"]).dot(params["W2"])
        data = np.sum((out - T) ** 2) / len(X)
        decay = sum(np.sum(v**2) for k, v in params.items() if k.startswith("W"))
        info["share"] = "%d%%" % (100 * decay / (data + decay))
        return data + 0.01 * decay

    def gradients(params):
        z = X.dot(params["W1"]) + params["b1"]
        h = np.maximum(0, z)
        d = 2 * (h.dot(params["W2"]) - T) / len(X)
        dz = d.dot(params["W2"].T) * (z > 0)
        grads = {"W1": X.T.dot(dz), "b1": dz.sum(axis=0), "W2": h.T.dot(d)}
        for k in grads:
            if k.startswith("W"):
                grads[k] = grads[k] + 2 * 0.01 * params[k]
        return grads

    P = {"W1": (3, 4), "b1": 4, "W2": (4, 2)}
    return forward, gradients, {k: rng.normal(size=s).astype(dtype) for k, s in P.items()}
