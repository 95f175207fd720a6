"""꺾인 점에 선 맞는 함수.

Right functions that have kinks and ties, at the given point or where a checker may look: the
choices there are PyTorch's.
"""

import numpy as np

from .cases import right

MIXED = np.array([0.0, 1.5, -2.0])

# ── kinks ──


@right("kinked", "relu at 0")
def _():
    return lambda x: x.relu(), (0.0,)


@right("kinked", "relu of an array, one entry at 0")
def _():
    return lambda x: x.relu(), (MIXED,)


@right("kinked", "abs at 0")
def _():
    return abs, (0.0,)


@right("kinked", "maximum at a tie")
def _():
    return np.maximum, (2.0, 2.0)


@right("kinked", "maximum of arrays, with a tie")
def _():
    return np.maximum, (np.array([1.0, 2.0, 3.0]), np.array([3.0, 2.0, 1.0]))


@right("kinked", "maximum of x and x")
def _():
    return lambda x: np.maximum(x, x), (1.0,)


@right("kinked", "minimum of x and -x")
def _():
    return lambda x: np.minimum(x, -x), (np.array([0.0, 1.0, -1.0]),)


@right("kinked", "clip at its ends")
def _():
    return lambda x: np.clip(x, -1.0, 1.0), (np.array([-1.0, 0.5, 1.0, 3.0]),)


@right("kinked", "relu6 at both kinks")
def _():
    return lambda x: x.relu6(), (np.array([0.0, 3.0, 6.0]),)


@right("kinked", "leaky relu and elu at 0")
def _():
    return lambda x: x.leaky_relu() * 2 + x.elu(), (0.0,)


@right("kinked", "hinge at the margin")
def _():
    return lambda w: (1 - w * np.array([1.0, -1.0, 1.0])).relu().mean(), (np.ones(3),)


@right("kinked", "sort with ties")
def _():
    return lambda x: np.sort(x) * np.array([1.0, 10.0, 100.0]), (np.array([2.0, 1.0, 2.0]),)


@right("kinked", "median of an even number, with ties")
def _():
    return np.median, (np.array([3.0, 1.0, 3.0, 3.0]),)


@right("kinked", "max and min of an array with ties")
def _():
    return lambda x: (x.max(), x.min()), (np.array([1.0, 1.0, -2.0]),)


@right("kinked", "max along an axis")
def _():
    return lambda x: x.max(axis=0), (np.array([[1.0, 5.0, 0.0], [1.0, 2.0, 3.0]]),)


@right("kinked", "largest minus smallest")
def _():
    return np.ptp, (np.array([1.0, 4.0, 4.0]),)


@right("kinked", "pooling of neighbours with a tie")
def _():
    return lambda x: np.maximum(x[::2], x[1::2]) * np.array([1.0, 2.0]), (
        np.array([1.0, 1.0, 3.0, 2.0]),
    )


@right("kinked", "relu(x) - relu(-x), which is x")
def _():
    return lambda x: x.relu() - (-x).relu(), (0.0,)


@right("kinked", "relu(x) + relu(-x)")
def _():
    return lambda x: x.relu() + (-x).relu(), (MIXED,)


@right("kinked", "max + min, which is a sum")
def _():
    return lambda a, b: np.maximum(a, b) + np.minimum(a, b), (1.0, 1.0)


@right("kinked", "|x|·|x|")
def _():
    return lambda x: abs(x) * abs(x), (0.0,)


@right("kinked", "x·|x|, kinked in its slope")
def _():
    return lambda x: x * abs(x), (0.0,)


@right("kinked", "relu(x)², whose second slope leaps")
def _():
    return lambda x: x.relu() ** 2, (MIXED,)


@right("kinked", "|x| to the power of 1.5")
def _():
    return lambda x: abs(x) ** 1.5, (MIXED,)


@right("kinked", "norm of zeros")
def _():
    return np.linalg.norm, (np.zeros(3),)


@right("kinked", "norm by hand: nan of zeros, but not where it is used")
def _():
    return lambda x: np.sqrt((x * x).sum()), (np.array([3.0, 0.0, -4.0]),)


@right("kinked", "norms of rows, one of zeros")
def _():
    return lambda x: np.linalg.norm(x, axis=1), (np.array([[0.0, 0.0], [3.0, 4.0]]),)


@right("kinked", "hypot at 0")
def _():
    return np.hypot, (0.0, 0.0)


@right("kinked", "norms of order 1 and ∞")
def _():
    return lambda x: np.linalg.norm(x, 1) + np.linalg.norm(x, np.inf), (np.array([0.0, 2.0, -2.0]),)


@right("kinked", "a branch: if x > 0")
def _():
    return lambda x: x * x if x > 0 else -3 * x, (0.0,)


@right("kinked", "three branches that meet smoothly")
def _():
    def spline(x):
        if x < 0:
            return 0.0 * x
        return x**3 if x < 1 else 3 * x - 2

    return spline, (1.0,)


@right("kinked", "where, of two straight lines")
def _():
    return lambda x: np.where(x > 0, 2 * x, 5 * x), (MIXED,)


@right("kinked", "Huber at its ends")
def _():
    def huber(x):
        return np.where(np.abs(x) <= 1, 0.5 * x * x, np.abs(x) - 0.5)

    return huber, (np.array([-1.0, 0.0, 1.0, 3.0]),)


@right("kinked", "piecewise linear interpolation, at a point of it")
def _():
    return lambda x: np.interp(x, [0.0, 1.0, 3.0], [0.0, 2.0, -1.0]), (np.array([0.0, 0.5, 1.0]),)


@right("kinked", "quantile")
def _():
    return lambda x: np.quantile(x, 0.3), (np.array([4.0, 1.0, 1.0, 2.0]),)


@right("kinked", "a kink of one part in a thousand")
def _():
    return lambda x: x.sin() + 1e-3 * abs(x - 1), (1.0,)


@right("kinked", "a kink of one part in 1e10")
def _():
    return lambda x: x.sin() + 1e-10 * abs(x - 1), (1.0,)


@right("kinked", "a kink 1e-9 away")
def _():
    return lambda x: x + (x - 1 - 1e-9).relu(), (1.0,)


@right("kinked", "a hundred kinks between -1 and 1")
def _():
    return lambda x: abs(x - np.linspace(-1, 1, 101)).sum(), (0.333,)


@right("kinked", "two inputs, kinked only together")
def _():
    return lambda a, b: abs(a - b) + abs(a + b), (1.0, 1.0)
