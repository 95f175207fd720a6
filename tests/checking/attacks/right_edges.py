"""맞는 함수: 수가 다하는 곳 곁에서. 넘침, 묻히는 자릿수, 곁에 있는 끝과 꺾인 점.

Right functions next to where numbers end: overflow, digits that are lost, and edges and kinks of
the function that lie next to a point, or just at it.
"""

from math import erf, pi, sqrt

import numpy as np

import micrograd_ko as mk
from tests.checking.attacks.cases import elementwise, of_arrays, right


@right("scales", "a rate that grows beyond all numbers where it is cold")
def _():
    return lambda T, E: 1e13 * (-E / (8.314 * T)).exp(), (300.0, 8e4)


@right("scales", "a mixture of three normal distributions, by the logarithms of their widths")
def _():
    x = np.array([[-1.0], [0.3], [0.9], [2.0]])

    def likelihood(centres, widths, weights):
        each = -0.5 * ((x - centres) / np.exp(widths)) ** 2 - widths
        shares = mk.ARRAY_TABLE["log_softmax"](weights, axis=-1)
        return mk.ARRAY_TABLE["logsumexp"](each + shares, axis=1).mean()

    return likelihood, (np.array([-1.0, 0.5, 2.0]), np.array([0.1, -0.3, 0.2]), np.zeros(3))


@right("scales", "tanh of each number by exp of each")
def _():
    return lambda x: np.outer(np.tanh(x), np.exp(x)), (np.linspace(-1.5, 2.0, 10),)


@right("float32", "exp of 80")
def _():
    return np.exp, (np.array([-80.0, 0.0, 80.0], np.float32),)


@right("float32", "a quick wave")
def _():
    return lambda x: np.sin(100 * x), (np.array([0.1, 2.0], np.float32),)


@right("user_ops", "the normal distribution by the error function, far to the left")
def _():
    each = np.vectorize(lambda a: 0.5 * (1 + erf(a / sqrt(2))), otypes=[float])

    def cumulated(a):
        return each(a)

    phi = of_arrays(cumulated, lambda g, y, a: (g * np.exp(-a * a / 2) / sqrt(2 * pi),))
    return lambda x: x * phi(x), (np.array([-9.0]),)


@right("user_ops", "a smooth step, at its two ends")
def _():
    step = elementwise(
        lambda a: mk.where(a < 0, 0.0, mk.where(a > 1, 1.0, a * a * (3 - 2 * a))),
        lambda g, y, a: (g * mk.where(a < 0, 0.0, mk.where(a > 1, 0.0, 6 * a * (1 - a))),),
    )
    return step, (np.array([-1.0, 0.0, 0.4, 1.0]),)


@right("matrices", "equations solved by elimination, without exchange of rows")
def _():
    def solved(A, b):
        A = A + 5 * np.eye(3)
        rows, right_side = [A[i] for i in range(3)], [b[i] for i in range(3)]
        for k in range(3):
            for i in range(k + 1, 3):
                share = rows[i][k] / rows[k][k]
                rows[i] = rows[i] - share * rows[k]
                right_side[i] = right_side[i] - share * right_side[k]
        return [right_side[i] / rows[i][i] for i in range(3)]

    rng = np.random.default_rng(4)
    return solved, (rng.normal(size=(3, 3)), rng.normal(size=3))


@right("matrices", "columns made orthogonal, one after the other")
def _():
    def orthogonal(A):
        found = []
        for j in range(3):
            v = A[:, j]
            for q in found:
                v = v - (q @ A[:, j]) * q
            found.append(v / np.linalg.norm(v))
        return np.stack(found)

    return orthogonal, (np.random.default_rng(5).normal(size=(3, 3)) + np.eye(3),)


@right("matrices", "equations whose matrix is singular but for rounding")
def _():
    hilbert = 1 / (np.arange(12)[:, None] + np.arange(12) + 1.0)
    return lambda b: np.linalg.solve(hilbert, b), (np.linspace(-1.0, 1.0, 12),)


@right("kinked", "the median of six numbers")
def _():
    return np.median, (np.array([0.4, -1.2, 2.2, -1.7, 0.9, -0.3]),)


@right("kinked", "the middle one of three Values, squared; sorted by what is read of them")
def _():
    return lambda a, b, c: sorted([a, b, c], key=lambda v: v.data)[1] ** 2, (3.0, 1.0, 2.0)


@right("networks", "float32, two layers that read nothing but themselves")
def _():
    rng = np.random.default_rng(6)
    X, W, V = (rng.normal(size=shape).astype(np.float32) for shape in ((5, 3), (3, 8), (8, 2)))
    W, V = mk.Tensor(W), mk.Tensor(V)

    def loss():
        out = (X @ W).tanh() @ V
        return (mk.ARRAY_TABLE["logsumexp"](out, axis=1) - out[:, 0]).mean()

    return loss, (W, V)


@right("domain", "probabilities that have to sum to 1, almost to the last digit")
def _():
    def entropy(p):
        if abs(p.data.sum() - 1) > 1e-9:
            raise ValueError("probabilities that sum to 1")
        return -(p * p.log()).sum()

    return entropy, (np.array([0.2, 0.3, 0.5]),)
