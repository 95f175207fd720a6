"""어떤 구역에서만 틀린 규칙. Rules that are wrong in a region, away from the given point."""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import Value, where
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "regional"


def square_off(outside):
    """A square; its gradient is half as large again where `outside` says so."""
    return elementwise(lambda a: a * a, lambda g, y, a: (g * a * where(outside(a), 3.0, 2.0),))


@wrong(KIND, "above 2.5")
def _():
    return square_off(lambda a: a > 2.5), (1.5,)


@wrong(KIND, "nearer to 0 than 0.1")
def _():
    # a small number of either sign, and 0 as good as
    return square_off(lambda a: abs(a) < 0.1), (np.array([1.5, -2.0]),)


@wrong(KIND, "below -4")
def _():
    return square_off(lambda a: a < -4), (Value(2.0, "x"),)


@wrong(KIND, "beyond 50")
def _():
    return square_off(lambda a: abs(a) > 50), (3.0,)


@wrong(KIND, "between 10 and 12.5")
def _():
    # a fifth of its own place
    return square_off(lambda a: (a > 10) & (a < 12.5)), (1.5,)


@wrong(KIND, "between -0.6 and -0.45")
def _():
    return square_off(lambda a: (a > -0.6) & (a < -0.45)), (np.array([0.5, 1.0, 2.0]),)


@wrong(KIND, "between 200 and 400")
def _():
    return square_off(lambda a: (a > 200) & (a < 400)), (2.0,)


@wrong(KIND, "negative numbers")
def _():
    f = elementwise(mk.tanh.forward, lambda g, y, a: (g * where(a < 0, 1 - y, 1 - y * y),))
    return f, (np.array([[0.5, 1.0]]),)


@wrong(KIND, "between 0 and 1")
def _():
    return square_off(lambda a: (a > 0) & (a < 1)), (-3.0,)


@wrong(KIND, "sigmoid is flat beyond 4")
def _():
    f = elementwise(
        mk.sigmoid.forward, lambda g, y, a: (where(abs(a) > 4, 0.0, g * (y * (1 - y))),)
    )
    return f, (np.array([0.5, -1.0]),)


@wrong(KIND, "where the first input is larger")
def _():
    f = elementwise(lambda a, b: a * b, lambda g, y, a, b: (g * b, g * a * where(a > b, 1.1, 1.0)))
    return f, (1.0, 2.0)


@wrong(KIND, "where the inputs have different signs")
def _():
    f = elementwise(lambda a, b: a * b, lambda g, y, a, b: (g * where(a * b < 0, -b, b), g * a))
    return f, (np.array([1.0, 2.0]), np.array([0.5, 3.0]))


@wrong(KIND, "where both are negative")
def _():
    f = elementwise(
        lambda a, b: a * a + b, lambda g, y, a, b: (g * 2 * a, where((a < 0) & (b < 0), -g, g))
    )
    return f, (1.0, -2.0)


@wrong(KIND, "outside a circle")
def _():
    f = elementwise(
        lambda a, b: a * a * b,
        lambda g, y, a, b: (g * (2 * a * b), g * a * where(a * a + b * b > 9, 1.0, a)),
    )
    return f, (1.2, 2.0)


@wrong(KIND, "arrays whose sum is negative")
def _():
    f = of_arrays(
        lambda a: a * a,
        lambda g, y, a: (g * a * np.where(np.sum(mk.engine.plain(a)) < 0, 1.0, 2.0),),
    )
    return f, (np.array([1.0, 2.0, -1.0]),)


@wrong(KIND, "nan at 0: the square's 2y/a")
def _():
    # smooth there, with slope 0: nothing excuses nan
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * (2 * y / a),), domain=((0.5, 2.0),))
    return f, (3.0,)


@wrong(KIND, "nan at a 0: a product's y/a")
def _():
    f = of_arrays(lambda a: np.prod(a), lambda g, y, a: (g * (y / a),))
    return f, (np.array([1.0, 2.0, 3.0]),)


@wrong(KIND, "at whole numbers")
def _():
    # a person tries 1, 2, 3 first
    f = of_arrays(
        lambda a: a * a * 0.5,
        lambda g, y, a: (
            g * a * np.where(np.floor(mk.engine.plain(a)) == mk.engine.plain(a), 2, 1),
        ),
    )
    return f, (np.array([0.5, 1.7]),)


@wrong(KIND, "at 0 only")
def _():
    f = elementwise(lambda a: a * a + a, lambda g, y, a: (g * where(a == 0, 2.0, 2 * a + 1),))
    return f, (1.5,)
