"""역전파가 nan을 내는 함수: 규칙은 모두 맞지만 쓰지 않는 자리에서 0 × ∞가 된다.

Functions whose backward gives nan where they have a slope: each rule is right, and 0 · inf comes
from a branch that is not used, or from a pole that cancels.
"""

import numpy as np

from .cases import wrong

KIND = "nan"


@wrong(KIND, "x·log x chosen by where, below 0")
def _():
    return lambda x: np.where(x > 0, x * np.log(x), 0.0), (np.array([0.5, -1.0]),)


@wrong(KIND, "a root chosen by where, below 0")
def _():
    return lambda x: np.where(x > 0, np.sqrt(x), x), (np.array([4.0, -1.0]),)


@wrong(KIND, "arccos chosen by where, beyond 1")
def _():
    return lambda x: np.where(abs(x) < 1, x * np.arccos(x), x), (np.array([0.5, 2.0]),)


@wrong(KIND, "sin x / x, and 1 at 0")
def _():
    return lambda x: np.where(x == 0, 1.0, np.sin(x) / x), (np.array([0.0, 2.0]),)


@wrong(KIND, "a quotient that is 0 where the divisor is, by what is divided")
def _():
    b = np.array([2.0, 0.0])
    return lambda a: np.where(b == 0, 0.0, a / b), (np.array([1.0, -3.0]),)


@wrong(KIND, "a softplus that is a line beyond 20, with exp of 1,000")
def _():
    return lambda x: np.where(x > 20, x, np.log(1 + np.exp(x))), (np.array([1.0, 1000.0]),)


@wrong(KIND, "a sigmoid in two halves, with exp of 1,000")
def _():
    def sigmoid(x):
        return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))

    return sigmoid, (np.array([-1.0, 1000.0]),)


@wrong(KIND, "the root of a fourth power, at 0")
def _():
    return lambda x: (x * x * x * x).sqrt(), (0.0,)


@wrong(KIND, "a length by hand, at 0")
def _():
    return lambda x: np.sqrt(np.sum(x * x)), (np.zeros(2),)


@wrong(KIND, "the distance of two equal points, by hand")
def _():
    return lambda a, b: ((a - b) ** 2).sum().sqrt(), (np.array([1.0, 2.0]), np.array([1.0, 2.0]))


@wrong(KIND, "√(x·x) at 0")
def _():
    return lambda x: (x * x).sqrt(), (0.0,)


@wrong(KIND, "exp(-1/x²) at 0, where it is as flat as can be")
def _():
    return lambda x: (-1 / (x * x)).exp(), (np.array([0.0, 0.5, -2.0]),)
