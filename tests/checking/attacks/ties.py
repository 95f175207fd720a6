"""비길 때 틀린 규칙. Rules that are wrong at a tie."""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import where
from micrograd_ko.engine import plain
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "tie"


def larger(at_a_tie):
    """maximum; at a tie both get `at_a_tie` of g."""

    def share(g, a, b):
        return where(a > b, g, where(a < b, 0.0, at_a_tie * g))

    return elementwise(mk.maximum.forward, lambda g, y, a, b: (share(g, a, b), share(g, b, a)))


def along_the_line(at_a_tie, extreme=np.max):
    """max or min of a row; `at_a_tie` says what the extreme ones get, by a mask of them."""

    def share(g, y, a):
        chosen = plain(a) == plain(y)
        return (g * (at_a_tie(chosen) if np.sum(chosen) > 1 else chosen * 1.0),)

    return of_arrays(lambda a: extreme(a), share)


@wrong(KIND, "maximum: nobody gets anything")
def _():
    # each share is between its own slopes, 0 and 1, but along both inputs the slope is 1
    return larger(0.0), (1.0, 2.0)


@wrong(KIND, "maximum: each gets all, given apart")
def _():
    return larger(1.0), (np.array([1.0, 3.0]), np.array([2.0, 0.5]))


@wrong(KIND, "maximum: twice too much")
def _():
    return larger(2.0), (3.0, 1.0)


@wrong(KIND, "maximum: nan")
def _():
    return larger(np.nan), (0.0, -1.0)


@wrong(KIND, "minimum: minus")
def _():
    def share(g, a, b):
        return where(a < b, g, where(a > b, 0.0, -0.5 * g))

    f = elementwise(mk.minimum.forward, lambda g, y, a, b: (share(g, a, b), share(g, b, a)))
    return f, (1.0, 2.0)


@wrong(KIND, "max of a row: each gets all")
def _():
    return along_the_line(lambda chosen: chosen * 1.0), (np.array([1.0, 3.0, 2.0]),)


@wrong(KIND, "max of a row: nobody gets anything")
def _():
    return along_the_line(lambda chosen: chosen * 0.0), (np.array([1.0, 3.0, 2.0]),)


@wrong(KIND, "min of a row: twice too much")
def _():
    return along_the_line(lambda chosen: chosen * 2.0, np.min), (np.array([-1.0, 3.0]),)


@wrong(KIND, "max of a row: those that lose get it")
def _():
    return along_the_line(lambda chosen: 1.0 - chosen), (np.array([1.0, -3.0, 2.0]),)


@wrong(KIND, "distance: 5 where the two meet")
def _():
    def signed(g, a, b):
        return where(a > b, g, where(a < b, -g, 5 * g))

    f = elementwise(lambda a, b: abs(a - b), lambda g, y, a, b: (signed(g, a, b), -signed(g, a, b)))
    return f, (1.0, 2.0)


@wrong(KIND, "square of the distance: g where the two meet")
def _():
    # smooth there, with slope 0
    def share(g, a, b):
        return g * where(a == b, 1.0, 2 * (a - b))

    f = elementwise(
        lambda a, b: (a - b) * (a - b), lambda g, y, a, b: (share(g, a, b), -share(g, a, b))
    )
    return f, (1.0, 2.5)


@wrong(KIND, "softmax is uniform where two tie for the top")
def _():
    def share(g, y, a):
        numbers = plain(y)
        tied = np.sum(numbers == np.max(numbers)) > 1
        y = np.full(y.shape, 1 / y.size) if tied else y
        return (y * (g - np.sum(g * y)),)

    return of_arrays(lambda a: np.exp(a) / np.sum(np.exp(a)), share), (np.array([0.5, -1.0, 2.0]),)


@wrong(KIND, "maximum of three, each compared with the next only")
def _():
    f = larger(1.0)
    return lambda a, b, c: f(f(a, b), c), (1.0, 3.0, 2.0)


@wrong(KIND, "the standard deviation where all are equal")
def _():
    # a kink: one entry's slopes there are ±√(n - 1)/n, below 1/2
    def share(g, y, a):
        return (
            g * np.where(plain(y) == 0, 3.0, (a - np.mean(a)) / (a.size * (y + (plain(y) == 0)))),
        )

    def deviation(a):
        return np.sqrt(np.mean((a - np.mean(a)) * (a - np.mean(a))))

    return of_arrays(deviation, share), (np.array([1.0, 2.0, 4.0]),)


@wrong(KIND, "a hinge of two margins")
def _():
    # max(0, 1 + a - b) has its kink where b is a + 1
    def share(g, a, b):
        return where(a - b > -1, g, where(a - b < -1, 0.0, 4 * g))

    f = elementwise(
        lambda a, b: where(1 + a - b > 0, 1 + a - b, 0.0),
        lambda g, y, a, b: (share(g, a, b), -share(g, a, b)),
    )
    return f, (1.5, -0.5)
