"""상류 기울기를 그대로 곱하지 않는 규칙. Rules that are not linear in the upstream gradient g."""

import numpy as np

from micrograd_ko import Value, where
from micrograd_ko.engine import plain
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "clipped"


def square(change):
    """A square, whose rule does something to g."""
    return elementwise(lambda a: a * a, lambda g, y, a: (2 * a * change(g),))


def clipped(limit):
    return square(lambda g: where(g > limit, limit, where(g < -limit, -limit, g)))


@wrong(KIND, "at 1.6")
def _():
    return clipped(1.6), (1.5,)


@wrong(KIND, "at 10")
def _():
    return clipped(10.0), (np.array([1.5, -2.0]),)


@wrong(KIND, "at 100")
def _():
    return clipped(100.0), (Value(0.5, "x"),)


@wrong(KIND, "from above only, at 5")
def _():
    return square(lambda g: where(g > 5, 5.0, g)), (1.5,)


@wrong(KIND, "lost below 0.1")
def _():
    return square(lambda g: where(abs(g) < 0.1, 0.0, g)), (1.5,)


@wrong(KIND, "lost below 0.01, an entry")
def _():
    return square(lambda g: where(abs(g) < 1e-2, 0.0, g)), (np.array([[0.5, 1.5]]),)


@wrong(KIND, "its size")
def _():
    return square(abs), (1.5,)


@wrong(KIND, "minus, where it is negative")
def _():
    return square(lambda g: where(g < 0, -g, g)), (Value(-2.0, "x"),)


@wrong(KIND, "lost where it is negative")
def _():
    return square(lambda g: where(g > 0, g, 0.0)), (0.7,)


@wrong(KIND, "rounded to quarters beyond 2")
def _():
    return square(lambda g: where(abs(g) > 2, g - g % 0.25, g)), (1.5,)


@wrong(KIND, "its square")
def _():
    return square(lambda g: g * g), (1.5,)


@wrong(KIND, "its sign beyond 3")
def _():
    return square(lambda g: where(g > 3, 1.0, where(g < -3, -1.0, g))), (1.5,)


@wrong(KIND, "half beyond 20")
def _():
    return square(lambda g: where(abs(g) > 20, 0.5 * g, g)), (1.5,)


@wrong(KIND, "the norm of all of it clipped at 10")
def _():
    def share(g, y, a):
        size = np.sqrt(np.sum(plain(g) ** 2))
        return (2 * a * g * (10 / size if size > 10 else 1.0),)

    return of_arrays(lambda a: a * a, share), (np.array([1.0, 2.0, -1.0]),)


@wrong(KIND, "the second of two inputs gets it clipped")
def _():
    f = elementwise(lambda a, b: a * b, lambda g, y, a, b: (g * b, a * where(g > 4, 4.0, g)))
    return f, (1.5, 2.0)


@wrong(KIND, "1 added, where it is large")
def _():
    return square(lambda g: where(abs(g) > 2, g + 1, g)), (np.array([1.0, 3.0]),)
