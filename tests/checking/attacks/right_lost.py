"""맞는 함수: 안에서 자릿수를 잃는 식. 1 - sigmoid는 멀리서 계단이 된다.

Right functions that lose their digits within, as formulas of the books do: far out, 1 - sigmoid is
a staircase of rounding, and nothing can be told there.
"""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import sigmoid, softmax

from .cases import right

KIND = "digits"
X = np.array([0.3, -1.2, 0.8])


@right(KIND, "binary cross-entropy by its formula")
def _():
    return lambda z: -(0.3 * np.log(sigmoid(z)) + 0.7 * np.log(1 - sigmoid(z))), (0.4,)


@right(KIND, "log(1 - sigmoid)")
def _():
    return lambda z: np.log(1 - sigmoid(z)), (X,)


@right(KIND, "log1p of minus a sigmoid")
def _():
    return lambda z: np.log1p(-sigmoid(z)), (0.4,)


@right(KIND, "odds")
def _():
    return lambda z: sigmoid(z) / (1 - sigmoid(z)), (0.4,)


@right(KIND, "one through the log of a sigmoid")
def _():
    return lambda z: 1 / np.log(sigmoid(z)), (-0.7,)


@right(KIND, "log(1 - softmax)")
def _():
    return lambda z: np.log(1 - softmax(z)), (X,)


@right(KIND, "what is left of the sum of squared shares")
def _():
    return lambda a: np.log(1 - (softmax(a) ** 2).sum()), (X,)


@right(KIND, "the correction of a squashed normal distribution")
def _():
    return lambda x: np.log(1 - np.tanh(x) ** 2), (X,)


@right(KIND, "arctanh of tanh")
def _():
    return lambda z: np.arctanh(np.tanh(z)), (0.4,)


@right(KIND, "logistic regression by its formula")
def _():
    X, y = np.array([[1.0, 0.5], [-0.3, 2.0], [0.7, -1.1]]), np.array([1.0, 0.0, 1.0])

    def loss(w, b):
        p = sigmoid(X @ w + b)
        return -(y * np.log(p) + (1 - y) * np.log(1 - p)).mean()

    return loss, (np.array([0.3, -0.8]), mk.Tensor(0.1))


@right(KIND, "a network whose loss is the log of its share")
def _():
    X, labels = np.array([[1.0, 0.5], [-0.3, 2.0]]), np.array([0, 1])

    def loss(W, V):
        p = softmax(np.tanh(X @ W) @ V, axis=1)
        return -np.log(p[np.arange(2), labels]).mean()

    return loss, (np.array([[0.3, -0.8], [0.5, 0.2]]), np.array([[1.0, -0.4], [0.3, 0.9]]))


@right(KIND, "the angle between two places by the sine of half of it")
def _():
    return lambda a, b: 2 * np.arcsin(np.sqrt(np.sin((a - b) / 2) ** 2)), (0.3, 1.0)


@right(KIND, "normal equations")
def _():
    A, b = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.3]]), np.array([1.0, -2.0, 0.5])
    return lambda A, b: np.linalg.solve(A.T @ A, A.T @ b), (A, b)


@right(KIND, "a hazard: log of the log of what survives")
def _():
    return lambda x: np.log(-mk.log(mk.exp(-np.exp(x)))), (X,)
