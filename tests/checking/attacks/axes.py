"""축이 하나 더 있거나 늘어날 때만 틀린 것.

Rules that are wrong only where there is one more axis, or where one is stretched.
"""

import numpy as np

from micrograd_ko import ARRAY_TABLE
from tests.checking.attacks.cases import of_arrays, wrong

KIND = "other_axes"
ROW, MATRIX = np.array([0.3, -1.2, 0.7]), np.array([[0.3, -1.2, 0.7], [1.1, 0.2, -0.4]])


def softmax_of(a, axis):
    return ARRAY_TABLE["softmax"](a, axis=axis)


@wrong(KIND, "squares: half for three axes")
def _():
    f = of_arrays(lambda a: a * a, lambda g, y, a: ((2 if a.ndim < 3 else 1) * g * a,))
    return f, (MATRIX,)


@wrong(KIND, "the mean of all: divided by the first length")
def _():
    f = of_arrays(lambda a: np.mean(a), lambda g, y, a: (g * np.ones(a.shape) / a.shape[0],))
    return f, (ROW,)


@wrong(KIND, "softmax along the last axis, and back along the second")
def _():
    def share(g, y, a):
        return (y * (g - (g * y).sum(axis=1 if a.ndim > 1 else 0, keepdims=True)),)

    f = of_arrays(lambda a: softmax_of(a, -1), share)
    return lambda a: f(a) ** 2, (MATRIX,)


@wrong(KIND, "a product: the mean over a stretched axis for the sum")
def _():
    f = of_arrays(lambda a, b: a * b, lambda g, y, a, b: (g * b, g * a * b.size / g.size))
    return f, (ROW, ROW + 1)


@wrong(KIND, "a sum: only the first of what was stretched")
def _():
    def share(g, y, a, b):
        same = a.shape == b.shape
        return g, g if same else g * (np.arange(g.size) < b.size).reshape(g.shape)

    return of_arrays(lambda a, b: a + b, share), (ROW, ROW + 1)


@wrong(KIND, "rows less their means: back by the mean of all")
def _():
    f = of_arrays(lambda a: a - a.mean(axis=-1, keepdims=True), lambda g, y, a: (g - g.mean(),))
    return lambda a: f(a).tanh(), (ROW,)


@wrong(KIND, "norms of rows: divided by the norm of all")
def _():
    f = of_arrays(
        lambda a: np.sqrt((a * a).sum(axis=-1)),
        lambda g, y, a: (np.expand_dims(g, -1) * a / np.sqrt((a * a).sum()),),
    )
    return f, (ROW,)


@wrong(KIND, "cumulative sums along the last axis, and back along the first")
def _():
    f = of_arrays(
        lambda a: np.cumsum(a, axis=-1), lambda g, y, a: (np.cumsum(g[::-1], axis=0)[::-1],)
    )
    return f, (ROW,)


@wrong(KIND, "the last axis reversed, and back the first")
def _():
    f = of_arrays(lambda a: a[..., ::-1] ** 2, lambda g, y, a: (2 * g[::-1] * a,))
    return f, (np.array([1.0, -1.0, 1.0]),)


@wrong(KIND, "neighbours in a row, back along the first axis")
def _():
    f = of_arrays(
        lambda a: a * np.roll(a, 1, axis=-1),
        lambda g, y, a: (g * np.roll(a, 1, axis=0) + np.roll(g * a, -1, axis=0),),
    )
    return f, (ROW,)


@wrong(KIND, "a stack of matrices: all axes turned round")
def _():
    f = of_arrays(lambda a: a @ a, lambda g, y, a: (g @ a.T + a.T @ g,))
    return f, (np.array([[0.3, -1.2], [1.1, 0.2]]),)
