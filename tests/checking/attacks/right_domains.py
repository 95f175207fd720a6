"""어디서나 정의되지는 않거나, 수의 크기가 크게 다른 맞는 함수.

Right functions that refuse points and shapes which a checker may choose, and functions of numbers
of very different sizes.
"""

import math

import numpy as np

import micrograd_ko
from micrograd_ko import Tensor

from .cases import right

# ── functions that refuse what lies outside their domain ──


@right("domain", "an assertion that x is positive")
def _():
    def f(x):
        assert x > 0, "x has to be positive"
        return x.log() * x

    return f, (2.0,)


@right("domain", "a ValueError for what is large")
def _():
    def f(x):
        if abs(x.data) > 10:
            raise ValueError("too large")
        return x.exp()

    return f, (0.5,)


@right("domain", "an error of its own kind, from 0.9 to 1.1 only")
def _():
    class Outside(Exception):
        pass

    def f(x):
        if not 0.9 < x.data < 1.1:
            raise Outside(x.data)
        return x * x.sin()

    return f, (1.0,)


@right("domain", "an assertion, given its border")
def _():
    def f(x):
        assert x >= 0
        return x * x + 3 * x

    return f, (0.0,)


@right("domain", "arcsin of an array")
def _():
    return np.arcsin, (np.array([0.1, -0.9]),)


@right("domain", "arccosh of an array")
def _():
    return np.arccosh, (np.array([1.1, 5.0]),)


@right("domain", "arctanh of an array")
def _():
    return np.arctanh, (np.array([0.1, -0.99]),)


@right("domain", "log of log of log")
def _():
    return lambda x: x.log().log().log(), (20.0,)


@right("domain", "an entropy of probabilities that have to sum to 1")
def _():
    def entropy(p):
        if abs(float(np.sum(p.data)) - 1) > 0.5:
            raise ValueError("probabilities sum to 1")
        return -(p * np.log(p)).sum()

    return entropy, (np.array([0.2, 0.3, 0.5]),)


@right("domain", "a list indexed by the whole part")
def _():
    table = [1.0, 2.0, 5.0, 9.0]
    return lambda x: table[math.floor(x.data)] * x, (1.5,)


@right("domain", "a dictionary by the sign")
def _():
    rules = {1.0: lambda x: x.log(), -1.0: lambda x: x * x}
    return lambda x: rules[math.copysign(1.0, x.data) if x.data else None](x), (1.5,)


@right("domain", "numbers that have to be distinct")
def _():
    def f(x):
        if len(set(x.data.tolist())) < len(x):
            raise ValueError("equal entries")
        return 1 / (x[:, None] - x + np.eye(len(x)))

    return f, (np.array([1.0, 2.0, 4.0]),)


@right("domain", "a vector of three")
def _():
    def f(v):
        a, b, c = v
        return a * b + b * c * c

    return f, (np.array([1.0, 2.0, 3.0]),)


@right("domain", "a fixed reshape")
def _():
    return lambda x: x.reshape(2, 3) @ np.array([1.0, -2.0, 3.0]), (np.arange(1.0, 7.0),)


@right("domain", "len(x) as a number")
def _():
    return lambda x: (x * x).sum() / len(x) + x[len(x) - 1], (np.array([1.0, 2.0, 5.0]),)


@right("domain", "constants of its own shape")
def _():
    X = np.array([[1.0, 2.0, 0.5], [-1.0, 0.3, 2.0]])
    return lambda w: np.tanh(X @ w), (np.array([0.1, -0.2, 0.4]),)


@right("domain", "an assertion about the shape")
def _():
    def f(A):
        assert A.shape == (2, 3)
        return A @ A.T

    return f, (np.array([[1.0, 2.0, 3.0], [0.5, -1.0, 1.0]]),)


@right("domain", "two arrays that have to fit")
def _():
    def f(A, b):
        if A.shape[1] != b.shape[0]:
            raise TypeError("A and b do not fit")
        return np.tanh(A @ b)

    return f, (np.array([[1.0, 0.5], [0.2, -1.0], [0.3, 0.3]]), np.array([0.1, 0.7]))


@right("domain", "a square matrix, or an error")
def _():
    def f(A):
        if A.ndim != 2 or A.shape[0] != A.shape[1]:
            raise ValueError("square")
        return np.trace(A @ A)

    return f, (np.array([[1.0, 2.0], [3.0, 5.0]]),)


@right("domain", "a symmetric matrix, or an error")
def _():
    def f(A):
        if np.max(np.abs(A.data - A.data.T)) > 0.5:
            raise ValueError("symmetric")
        return np.linalg.eigvalsh((A + A.T) / 2)

    return f, (np.array([[2.0, 1.0], [1.0, 5.0]]),)


@right("domain", "a positive definite matrix")
def _():
    return lambda A: np.linalg.cholesky((A + A.T) / 2), (np.array([[2.0, 0.5], [0.3, 1.0]]),)


@right("domain", "a matrix that has an inverse, or NumPy's own error")
def _():
    def f(A):
        if np.linalg.matrix_rank(A.data) < len(A):
            raise np.linalg.LinAlgError("singular")
        return np.linalg.inv(A)

    return f, (np.array([[2.0, 1.0], [1.0, 3.0]]),)


@right("domain", "a determinant that has to be positive")
def _():
    def f(A):
        assert np.linalg.det(A.data) > 0
        return np.log(np.linalg.det(A))

    return f, (np.array([[2.0, 1.0], [0.5, 3.0]]),)


@right("domain", "labels between 0 and 2")
def _():
    return lambda z: -micrograd_ko.log_softmax(z)[np.arange(2), np.array([2, 0])], (
        np.array([[1.0, 2.0, 0.5], [0.1, 0.2, 0.3]]),
    )


@right("domain", "math's own functions on plain numbers")
def _():
    return lambda x: x * x if math.log(x.data) < 5 else 25.0 * x, (2.0,)


@right("domain", "a number that divides")
def _():
    return lambda x: x * (1 if 6 / x.data > 0 else 2), (2.0,)


@right("domain", "two numbers in order")
def _():
    def f(low, high):
        if low.data >= high.data:
            raise ValueError("low < high")
        return (high - low).log()

    return f, (1.0, 2.0)


@right("domain", "a Tensor, and no number")
def _():
    def f(x):
        if not isinstance(x, Tensor) or x.ndim != 1:
            raise TypeError("a vector")
        return np.cumsum(x) * x

    return f, (np.array([1.0, -2.0]),)


# ── sizes ──


@right("scales", "1 beside 1e9")
def _():
    return lambda x: (x * x).sum(), (np.array([1.0, 1e9, -1e-3]),)


@right("scales", "1e9·a + b")
def _():
    return lambda a, b: 1e9 * a + b, (1.0, 1.0)


@right("scales", "inputs of 1e8 and 1e-8")
def _():
    return lambda a, b: (a * b).sin() + a / 1e8, (1e8, 1e-8)


@right("scales", "an input of 1e-8")
def _():
    return lambda x: 1 / (1e-8 + x), (1e-8,)


@right("scales", "an input of 1e150")
def _():
    return lambda x: x.log() * 2 + x / 1e150, (1e150,)


@right("scales", "an input of 1e-200")
def _():
    return lambda x: x.sqrt() * 1e100, (1e-200,)


@right("scales", "tanh and sigmoid at 40")
def _():
    return lambda x: [x.tanh(), x.sigmoid(), (-x).sigmoid()], (np.array([40.0, -40.0, 0.0]),)


@right("scales", "sin(1e6·x)")
def _():
    return lambda x: (1e6 * x).sin(), (0.3,)


@right("scales", "cos(x²) far out")
def _():
    return lambda x: (x * x).cos(), (300.0,)


@right("scales", "exp(100·x)")
def _():
    return lambda x: (100 * x).exp(), (np.array([0.5, -3.0]),)


@right("scales", "exp(exp(x))")
def _():
    return lambda x: x.exp().exp(), (2.0,)


@right("scales", "a Gaussian a thousandth wide")
def _():
    return lambda x: (-x * x / 2e-6).exp(), (np.array([0.0, 1e-3, 1.0]),)


@right("scales", "a Gaussian that has vanished")
def _():
    return lambda x: (-x * x).exp(), (np.array([28.0, -5.0, 0.0]),)


@right("scales", "a smooth step of a width of 1e-6")
def _():
    return lambda x: ((x - 3) / 1e-6).sigmoid(), (3.0,)


@right("scales", "softplus, bent so sharply that it looks like a kink")
def _():
    return lambda x: (1e6 * x).softplus() / 1e6, (0.0,)


@right("scales", "√(x² + 1e-16)")
def _():
    return lambda x: (x * x + 1e-16).sqrt(), (np.array([0.0, 1e-8, 1.0]),)


@right("scales", "Huber with an end at 1e-8")
def _():
    return lambda x: np.where(abs(x) < 1e-8, x * x / 2e-8, abs(x) - 5e-9), (
        np.array([0.0, 1e-9, 1.0]),
    )


@right("scales", "the same function times 1e-12 and 1e15")
def _():
    return lambda x: [1e-12 * x.sin(), 1e15 * x.cos()], (0.7,)


@right("scales", "times 1e-300")
def _():
    return lambda x: 1e-300 * x * x, (0.7,)


@right("scales", "Rosenbrock's valley")
def _():
    return lambda x: 100 * (x[1] - x[0] ** 2) ** 2 + (1 - x[0]) ** 2, (np.array([-1.2, 1.0]),)


@right("scales", "log(1e-300 + x²)")
def _():
    return lambda x: (1e-300 + x * x).log(), (0.0,)


@right("scales", "a small ripple on a large parabola")
def _():
    return lambda x: 1e8 * x * x + (1e3 * x).sin(), (1.0,)


@right("scales", "a value that rounds to its constant")
def _():
    return lambda x: 1 + x / 1e20, (1.0,)
