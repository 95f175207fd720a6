"""정사각이거나 대칭이라서 맞아 보이는 규칙.

Rules that are right only for a square, a symmetric or another special matrix.
"""

import numpy as np

from micrograd_ko.engine import plain
from tests.checking.attacks.cases import of_arrays, wrong

SQUARE, SYMMETRIC = "square_only", "symmetric_only"
A = np.array([[1.0, 2.0], [3.0, 5.0]])
S = np.array([[2.0, 1.0], [1.0, -3.0]])


def drawn(*shape):
    return np.random.default_rng(1).normal(size=shape)


def shared(forward, count):
    """A mean of some kind; its rule divides by a count of its own."""
    return of_arrays(forward, lambda g, y, a: (np.broadcast_to(g / count(a), a.shape),))


@wrong(SQUARE, "the mean of rows divided by their number")
def _():
    def share(g, y, a):
        return (np.broadcast_to(g.reshape(*y.shape, 1) / a.shape[0], a.shape),)

    return of_arrays(lambda a: np.mean(a, axis=-1), share), (A,)


@wrong(SQUARE, "the mean of all divided by the square of the rows' number")
def _():
    return shared(lambda a: np.mean(a), lambda a: a.shape[0] ** 2), (drawn(3, 3),)


@wrong(SQUARE, "the mean of a row divided by 3")
def _():
    return shared(lambda a: np.mean(a), lambda a: 3), (np.array([1.0, 2.0, 4.0]),)


@wrong(SQUARE, "squares divided by the number of features, not of samples")
def _():
    f = of_arrays(lambda a: np.sum(a * a) / a.shape[0], lambda g, y, a: (g * 2 * a / a.shape[-1],))
    return f, (A,)


@wrong(SQUARE, "layer norm's shift divided by the number of rows")
def _():
    def share(g, y, a):
        return (g - np.sum(g, axis=-1, keepdims=True) / a.shape[0],)

    return of_arrays(lambda a: a - np.mean(a, axis=-1, keepdims=True), share), (drawn(3, 3),)


@wrong(SQUARE, "batch norm's shift divided by the number of columns")
def _():
    def share(g, y, a):
        return (g - np.sum(g, axis=0, keepdims=True) / a.shape[-1],)

    return of_arrays(lambda a: a - np.mean(a, axis=0, keepdims=True), share), (drawn(2, 2),)


@wrong(SQUARE, "the mean of all products divided by the first length twice")
def _():
    f = of_arrays(
        lambda a, b: np.mean(np.reshape(a, (-1, 1)) * np.reshape(b, (1, -1))),
        lambda g, y, a, b: (
            np.full(a.shape, 1.0) * (g * np.sum(b) / a.size**2),
            np.full(b.shape, 1.0) * (g * np.sum(a) / a.size**2),
        ),
    )
    return f, (drawn(3), drawn(3))


@wrong(SQUARE, "the second moments divided by the number of features")
def _():
    f = of_arrays(lambda a: a.mT @ a / a.shape[0], lambda g, y, a: (a @ (g + g.mT) / a.shape[1],))
    return f, (A,)


@wrong(SQUARE, "a product of matrices divided by the wrong side")
def _():
    def share(g, y, a, b):
        return g @ b.mT / y.shape[0], a.mT @ g / a.shape[1]

    return of_arrays(lambda a, b: a @ b / a.shape[1], share), (drawn(3, 3), drawn(3, 3))


@wrong(SQUARE, "attention's scale is of the keys' number")
def _():
    def share(g, y, a, b):
        size = np.sqrt(len(b))
        return g @ b / size, g.mT @ a / size

    f = of_arrays(lambda a, b: a @ b.mT / np.sqrt(a.shape[-1]), share)
    return f, (drawn(3, 3), drawn(3, 3))


@wrong(SQUARE, "the mean of the last axis of a cube divided by its first")
def _():
    def share(g, y, a):
        return (np.broadcast_to(g.reshape(*y.shape, 1) / a.shape[0], a.shape),)

    return of_arrays(lambda a: np.mean(a, axis=-1), share), (drawn(2, 2, 2),)


@wrong(SQUARE, "zeros for all rows that are more than the columns")
def _():
    def share(g, y, a):
        over = np.indices(a.shape)[0] >= a.shape[-1]
        return (np.where(over, 0.0, 2 * a * g),)

    return of_arrays(lambda a: a * a, share), (drawn(3, 3),)


@wrong(SYMMETRIC, "xᵀAx: 2Ax")
def _():
    f = of_arrays(
        lambda a, b: b @ a @ b,
        lambda g, y, a, b: (g * b[:, None] * b[None, :], 2 * g * (a @ b)),
    )
    return f, (S, np.array([1.0, 2.0]))


@wrong(SYMMETRIC, "A @ B: a forgotten transpose of B")
def _():
    return of_arrays(lambda a, b: a @ b, lambda g, y, a, b: (g @ b, a.mT @ g)), (A, S)


@wrong(SYMMETRIC, "A @ B: a forgotten transpose of A")
def _():
    return of_arrays(lambda a, b: a @ b, lambda g, y, a, b: (g @ b.mT, a @ g)), (S, A)


@wrong(SYMMETRIC, "A @ x: a forgotten transpose of A")
def _():
    f = of_arrays(lambda a, b: a @ b, lambda g, y, a, b: (g[:, None] * b[None, :], a @ g))
    return f, (S, np.array([1.0, -2.0]))


@wrong(SYMMETRIC, "the trace of A²: 2A")
def _():
    return of_arrays(lambda a: np.trace(a @ a), lambda g, y, a: (2 * g * a,)), (S,)


@wrong(SYMMETRIC, "the inverse, without transposes")
def _():
    f = of_arrays(lambda a: np.linalg.inv(a), lambda g, y, a: (-(y @ g @ y),))
    return f, (S,)


@wrong(SYMMETRIC, "the determinant: the inverse, not its transpose")
def _():
    f = of_arrays(lambda a: np.linalg.det(a), lambda g, y, a: (g * y * np.linalg.inv(a),))
    return f, (S,)


@wrong(SYMMETRIC, "A·Aᵀ entry by entry: 2gA")
def _():
    # d(A∘Aᵀ) is (g + gᵀ)∘Aᵀ
    f = of_arrays(lambda a: a * a.mT, lambda g, y, a: ((g + g.mT) * a,))
    return f, (S,)


@wrong(SYMMETRIC, "a convolution with the kernel the wrong way round")
def _():
    # a kernel that reads the same backwards
    def share(g, y, a, b):
        g, a, b = plain(g), plain(a), plain(b)
        windows = np.stack([a[i : i + g.size] for i in range(b.size)])
        return np.convolve(g, b[::-1]), windows @ g

    f = of_arrays(lambda a, b: np.convolve(a, b[::-1], "valid"), share)
    return f, (drawn(5), np.array([1.0, 2.0, 1.0]))


@wrong(SYMMETRIC, "rows reversed, and not put back")
def _():
    # of a row that reads the same backwards
    f = of_arrays(lambda a: a[::-1] * a[::-1], lambda g, y, a: (g[::-1] * 2 * a[::-1],))
    return f, (np.array([1.0, 2.0, 1.0]),)


@wrong(SYMMETRIC, "the square of a matrix: right for one that is diagonal and constant")
def _():
    f = of_arrays(lambda a: a @ a, lambda g, y, a: (2 * (a.mT @ g),))
    return f, (2.0 * np.eye(2),)


@wrong(SYMMETRIC, "a solved system: the matrix for its transpose")
def _():
    def share(g, y, a, b):
        back = np.linalg.solve(a, g)
        return -(back[:, None] * y[None, :]), back

    f = of_arrays(lambda a, b: np.linalg.solve(a, b), share)
    return f, (S, np.array([1.0, 2.0]))
