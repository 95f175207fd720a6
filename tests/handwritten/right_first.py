"""처음 배우는 모델: 선형 회귀, 로지스틱 회귀, 소프트맥스 회귀.

Write the first models of every course: linear, logistic and softmax regression.
"""

import numpy as np

from tests.handwritten.programs import program


@program("linear regression, sums over samples", float32=True)
def line_by_sums(dtype):
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, 7).astype(dtype)
    y = (3 * x - 1 + 0.1 * rng.normal(size=7)).astype(dtype)

    def forward(w, b):
        cost = 0.0
        for i in range(len(x)):
            cost += (y[i] - (w * x[i] + b)) ** 2
        return cost / (2 * len(x))

    def gradients(w, b):
        dw, db = 0.0, 0.0
        for i in range(len(x)):
            guess = w * x[i] + b
            dw += -(y[i] - guess) * x[i]
            db += -(y[i] - guess)
        return {"w": dw / len(x), "b": db / len(x)}

    return forward, gradients, {"w": 0.4, "b": 0.1}


@program("course: theta and X.dot(theta), a column of ones by np.c_", float32=True)
def theta_with_ones(dtype):
    rng = np.random.default_rng(1)
    data = rng.normal(size=(6, 3)).astype(dtype)
    y = rng.normal(size=(6, 1)).astype(dtype)
    X = np.c_[np.ones((6, 1), dtype), data]
    m = len(y)

    def forward(theta):
        predictions = X.dot(theta)
        return np.sum(np.square(predictions - y)) / (2 * m)

    def gradients(theta):
        return X.T.dot(X.dot(theta) - y) / m

    return forward, gradients, {"theta": rng.normal(size=(4, 1)).astype(dtype)}


@program("logistic regression, samples in columns, np.squeeze(cost)", float32=True)
def logistic_columns(dtype):
    rng = np.random.default_rng(2)
    X = rng.normal(size=(4, 7)).astype(dtype)
    Y = rng.integers(0, 2, (1, 7)).astype(dtype)
    m = X.shape[1]

    def sigmoid(z):
        s = 1 / (1 + np.exp(-z))
        return s

    def forward(w, b):
        A = sigmoid(np.dot(w.T, X) + b)
        assert A.shape == Y.shape
        cost = -1 / m * np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A))
        cost = np.squeeze(np.array(cost))
        assert cost.shape == ()
        return cost

    def gradients(w, b):
        A = sigmoid(np.dot(w.T, X) + b)
        dw = 1 / m * np.dot(X, (A - Y).T)
        db = 1 / m * np.sum(A - Y)
        return {"dw": dw, "db": db}

    return forward, gradients, {"w": rng.normal(size=(4, 1)).astype(dtype), "b": 0.25}


@program("softmax regression, labels as ints, rows", float32=True)
def softmax_regression_rows(dtype):
    rng = np.random.default_rng(3)
    X = rng.normal(size=(7, 4)).astype(dtype)
    y = rng.integers(0, 3, 7)
    reg = 0.1

    def forward(W):
        scores = X.dot(W)
        scores -= np.max(scores, axis=1, keepdims=True)
        probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
        loss = np.sum(-np.log(probs[np.arange(len(y)), y])) / len(y)
        loss += 0.5 * reg * np.sum(W * W)
        return loss

    def gradients(W):
        scores = X.dot(W)
        scores -= np.max(scores, axis=1, keepdims=True)
        probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
        dscores = probs.copy()
        dscores[np.arange(len(y)), y] -= 1
        dscores /= len(y)
        return X.T.dot(dscores) + reg * W

    return forward, gradients, {"W": (0.5 * rng.normal(size=(4, 3))).astype(dtype)}


@program("softmax loss by loops over samples and classes", float32=True)
def softmax_naive(dtype):
    rng = np.random.default_rng(4)
    X = rng.normal(size=(5, 3)).astype(dtype)
    y = rng.integers(0, 4, 5)

    def forward(W):
        loss = 0.0
        for i in range(X.shape[0]):
            f = X[i].dot(W)
            f = f - np.max(f)
            loss += -f[y[i]] + np.log(np.sum(np.exp(f)))
        return loss / X.shape[0]

    def gradients(W):
        dW = np.zeros_like(W)
        for i in range(X.shape[0]):
            f = X[i].dot(W)
            f = f - np.max(f)
            p = np.exp(f) / np.sum(np.exp(f))
            for j in range(W.shape[1]):
                dW[:, j] += (p[j] - (j == y[i])) * X[i]
        return dW / X.shape[0]

    return forward, gradients, {"W": rng.normal(size=(3, 4)).astype(dtype)}


@program("multiclass hinge loss by loops", float32=True)
def svm_naive(dtype):
    rng = np.random.default_rng(5)
    X = rng.normal(size=(6, 5)).astype(dtype)
    y = rng.integers(0, 4, 6)
    reg = 0.05

    def forward(W):
        loss = 0.0
        for i in range(X.shape[0]):
            scores = X[i].dot(W)
            correct = scores[y[i]]
            for j in range(W.shape[1]):
                if j == y[i]:
                    continue
                margin = scores[j] - correct + 1
                if margin > 0:
                    loss += margin
        loss /= X.shape[0]
        loss += reg * np.sum(W * W)
        return loss

    def gradients(W):
        dW = np.zeros(W.shape)
        for i in range(X.shape[0]):
            scores = X[i].dot(W)
            for j in range(W.shape[1]):
                if j != y[i] and scores[j] - scores[y[i]] + 1 > 0:
                    dW[:, j] += X[i]
                    dW[:, y[i]] -= X[i]
        dW /= X.shape[0]
        dW += 2 * reg * W
        return dW

    return forward, gradients, {"W": (0.3 * rng.normal(size=(5, 4))).astype(dtype)}


@program("multiclass hinge loss, margins[range, y] = 0", float32=True)
def svm_vectorized(dtype):
    rng = np.random.default_rng(6)
    X = rng.normal(size=(7, 4)).astype(dtype)
    y = rng.integers(0, 3, 7)
    num = X.shape[0]

    def forward(W):
        scores = np.dot(X, W)
        correct = scores[np.arange(num), y].reshape(-1, 1)
        margins = np.maximum(0, scores - correct + 1)
        margins[np.arange(num), y] = 0
        return np.sum(margins) / num + 0.5 * 0.01 * np.sum(W**2)

    def gradients(W):
        scores = np.dot(X, W)
        margins = scores - scores[np.arange(num), y][:, None] + 1
        binary = (margins > 0).astype(dtype)
        binary[np.arange(num), y] = 0
        binary[np.arange(num), y] = -np.sum(binary, axis=1)
        return np.dot(X.T, binary) / num + 0.01 * W

    return forward, gradients, {"W": (0.2 * rng.normal(size=(4, 3))).astype(dtype)}


@program("polynomial fit, features in a loop, coefficients one array", float32=True)
def polynomial(dtype):
    rng = np.random.default_rng(7)
    x = np.linspace(-1, 1, 7).astype(dtype)
    y = np.sin(2 * x).astype(dtype)

    def forward(a):
        y_pred = np.zeros_like(x)
        for k in range(len(a)):
            y_pred = y_pred + a[k] * x**k
        return np.square(y_pred - y).sum()

    def gradients(a):
        y_pred = sum(a[k] * x**k for k in range(len(a)))
        grad_y_pred = 2.0 * (y_pred - y)
        grad = np.empty_like(a)
        for k in range(len(a)):
            grad[k] = (grad_y_pred * x**k).sum()
        return grad

    return forward, gradients, {"a": rng.normal(size=4).astype(dtype)}


@program("ridge regression, np.linalg.norm of the residual", float32=True)
def ridge_norm(dtype):
    rng = np.random.default_rng(8)
    A = rng.normal(size=(6, 4)).astype(dtype)
    b = rng.normal(size=6).astype(dtype)
    lam = 0.3

    def forward(x):
        return 0.5 * np.linalg.norm(A.dot(x) - b) ** 2 + 0.5 * lam * np.linalg.norm(x) ** 2

    def gradients(x):
        return A.T.dot(A.dot(x) - b) + lam * x

    return forward, gradients, {"x": rng.normal(size=4).astype(dtype)}


@program("lasso: mean of squares and an L1 penalty", float32=True)
def lasso(dtype):
    rng = np.random.default_rng(9)
    X = rng.normal(size=(7, 5)).astype(dtype)
    y = rng.normal(size=7).astype(dtype)
    alpha = 0.2

    def forward(w, b):
        residual = y - (np.dot(X, w) + b)
        penalty = alpha * np.abs(w).sum()
        return (residual**2).mean() + penalty

    def gradients(w, b):
        residual = y - (np.dot(X, w) + b)
        dw = -2 * X.T.dot(residual) / len(y) + alpha * np.sign(w)
        db = -2 * residual.mean()
        return dw, db

    return forward, gradients, {"w": rng.normal(size=5).astype(dtype), "b": 0.2}
