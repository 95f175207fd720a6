"""한 자리, 한 줄에서만 틀린 규칙. Rules that are wrong at one entry, one row, one place."""

import numpy as np

from micrograd_ko.engine import plain
from tests.checking.attacks.cases import of_arrays, wrong

KIND = "per_entry"


def drawn(*shape):
    return np.random.default_rng(0).normal(size=shape)


def numbered(a):
    """The number of each entry, as the array is read."""
    return np.arange(a.size).reshape(a.shape)


def along(a, axis):
    """The number of each entry along an axis."""
    return np.indices(a.shape)[axis] if a.ndim else np.zeros(())


def square_off(factor):
    """A square of each entry; its gradient is off by what `factor` makes of the numbers."""
    return of_arrays(lambda a: a * a, lambda g, y, a: (g * (2 * a * factor(plain(a))),))


@wrong(KIND, "one entry of a hundred")
def _():
    return square_off(lambda a: np.where(numbered(a) == 57, 1.01, 1.0)), (drawn(10, 10),)


@wrong(KIND, "the last of five hundred")
def _():
    return square_off(lambda a: np.where(numbered(a) == 499, 0.0, 1.0)), (drawn(500),)


@wrong(KIND, "the largest entry, where it is the first")
def _():
    # once in three arrays of three
    return square_off(lambda a: np.where((numbered(a) == 0) & (a == np.max(a)), 2.0, 1.0)), (
        np.array([1.0, 2.0, -1.0]),
    )


@wrong(KIND, "the third row and those below")
def _():
    # a person tries two samples, and then four
    return square_off(lambda a: np.where(along(a, 0) > 1, 0.5, 1.0)), (drawn(2, 3),)


@wrong(KIND, "the fourth column")
def _():
    return square_off(lambda a: np.where(along(a, -1) == 3, -1.0, 1.0)), (drawn(4, 3),)


@wrong(KIND, "a single row is summed away")
def _():
    f = of_arrays(lambda a, b: a + b, lambda g, y, a, b: (g, g[0]))
    return f, (drawn(1, 3), drawn(3))


@wrong(KIND, "one place of a broadcast")
def _():
    def share(g, y, a, b):
        off = np.where(numbered(y) == y.size - 1, 1.1, 1.0)
        return g * b, g * a * off

    return of_arrays(lambda a, b: a * b, share), (drawn(3, 1), drawn(1, 4))


@wrong(KIND, "1% in a small entry beside 1e7")
def _():
    def off(a):
        return np.where((abs(a) < 1e-2) & (np.max(abs(a), initial=0) > 1e6), 1.01, 1.0)

    return square_off(off), (np.array([1e7, 1e-3, 2.0]),)


@wrong(KIND, "the small factor's share beside the large one's")
def _():
    def share(g, y, a, b):
        return g * b * np.where(abs(plain(a)) > 1e7, 1.1, 1.0), g * a

    f = of_arrays(lambda a, b: a * b, share)
    return f, (np.array([1e8, 1e8]), np.array([1e-8, 2e-8]))


@wrong(KIND, "rows taken twice count once")
def _():
    def share(g, y, a, b):
        found = np.zeros(a.shape)
        place = np.clip(np.floor(plain(b) + 0.5), 0, len(a) - 1).astype(int)
        found[place] = plain(g)  # where place comes twice, the last one wins
        return found, 0.0 * b

    def take(a, b):
        return np.asarray(a)[np.clip(np.floor(np.real(b) + 0.5), 0, len(a) - 1).astype(int)]

    return of_arrays(take, share), (drawn(3), np.array([0.0, 2.0, 1.0]))


@wrong(KIND, "beside the diagonal")
def _():
    # given a diagonal matrix: the others are 0
    return square_off(lambda a: np.where(along(a, 0) == along(a, -1), 1.0, 3.0)), (
        np.diag([1.0, 2.0]),
    )


@wrong(KIND, "entries whose number is odd, if there are more than four")
def _():
    return square_off(lambda a: np.where((numbered(a) % 2 == 1) & (a.size > 4), 1.5, 1.0)), (
        drawn(4),
    )


@wrong(KIND, "two errors that cancel in the sum")
def _():
    def share(g, y, a):
        off = np.where(numbered(a) == 0, 1e-3, np.where(numbered(a) == 1, -1e-3, 0.0))
        return (g * (2 * a) + off * np.sum(g),)

    return of_arrays(lambda a: a * a, share), (drawn(60),)


@wrong(KIND, "a running sum forgets its last entry")
def _():
    def share(g, y, a):
        back = np.flip(np.cumsum(np.flip(g, 0)), 0).reshape(a.shape)
        return (back * np.where(numbered(a) == 5, 0.0, 1.0),)

    return of_arrays(lambda a: np.cumsum(a), share), (drawn(5),)
