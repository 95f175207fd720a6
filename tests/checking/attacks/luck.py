"""하필 그 점에서만 맞는 규칙.

Rules that are right by luck at the given point, or that are made to be right just there.
"""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import Value, where
from micrograd_ko.engine import plain
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

LUCK, GIVEN = "coincidence", "given_point"
POSITIVE = ((0.2, 3.0),)


def one(forward, slope, **options):
    """An op of one input, and its slope by the result and the input."""
    return elementwise(forward, lambda g, y, a: (g * slope(y, a),), **options)


@wrong(LUCK, "a³/3: 2a, at 2")
def _():
    return one(lambda a: a * a * a / 3, lambda y, a: 2 * a), (2.0,)


@wrong(LUCK, "exp: 1 + a, at 0")
def _():
    # the second derivative is right there, too
    return one(mk.exp.forward, lambda y, a: 1 + a), (0.0,)


@wrong(LUCK, "sine: 1, at 0")
def _():
    return one(mk.sin.forward, lambda y, a: 1.0), (np.zeros(3),)


@wrong(LUCK, "hyperbolic tangent: 1 - a², at 0")
def _():
    return one(mk.tanh.forward, lambda y, a: 1 - a * a), (Value(0.0, "x"),)


@wrong(LUCK, "logarithm: 2 - a, at 1")
def _():
    return one(mk.log.forward, lambda y, a: 2 - a, domain=POSITIVE), (1.0,)


@wrong(LUCK, "logarithm: a, at 1")
def _():
    return one(mk.log.forward, lambda y, a: a, domain=POSITIVE), (1.0,)


@wrong(LUCK, "reciprocal: 2a - 3, at 1")
def _():
    return one(lambda a: 1 / a, lambda y, a: 2 * a - 3, domain=POSITIVE), (np.ones(2),)


@wrong(LUCK, "sigmoid: 1/4, at 0")
def _():
    return one(mk.sigmoid.forward, lambda y, a: 0.25), (0.0,)


@wrong(LUCK, "a⁴: 4a², at 1")
def _():
    return one(lambda a: a * a * a * a, lambda y, a: 4 * a * a), (1.0,)


@wrong(LUCK, "square: the result times 2, at 1")
def _():
    return one(lambda a: a * a, lambda y, a: 2 * y), (1.0,)


@wrong(LUCK, "a²: a + 2, at 2")
def _():
    return one(lambda a: a * a, lambda y, a: a + 2), (np.array([2.0]),)


@wrong(LUCK, "cosine: -a, at 0")
def _():
    return one(mk.cos.forward, lambda y, a: -a), (0.0,)


@wrong(LUCK, "a·b²: exchanged, at (2, 4)")
def _():
    # b² = 2ab where b = 2a
    f = elementwise(lambda a, b: a * b * b, lambda g, y, a, b: (g * 2 * a * b, g * b * b))
    return f, (2.0, 4.0)


@wrong(LUCK, "the share of b is that of 1, at (2, 1)")
def _():
    f = elementwise(lambda a, b: a * b * b, lambda g, y, a, b: (g * b, g * 2 * a * b))
    return f, (2.0, 1.0)


@wrong(LUCK, "a matrix product with the unit matrix")
def _():
    f = of_arrays(lambda a, b: a @ b, lambda g, y, a, b: (g, a.mT @ g))
    return f, (np.array([[1.0, 2.0], [3.0, 5.0]]), np.eye(2))


def right_near(point, by=0.0):
    """A square whose rule is right no further than `by` from a point, and half of it elsewhere."""
    return one(lambda a: a * a, lambda y, a: a * where(abs(a - point) > by, 1.0, 2.0))


@wrong(GIVEN, "right at the given number only")
def _():
    return right_near(1.25), (1.25,)


@wrong(GIVEN, "right within a millionth")
def _():
    return right_near(-0.75, 1e-6), (-0.75,)


@wrong(GIVEN, "right within a twentieth")
def _():
    return right_near(1.25, 0.05), (1.25,)


@wrong(GIVEN, "right within a half")
def _():
    return right_near(1.25, 0.5), (np.array([1.25, 1.0, 1.5]),)


@wrong(GIVEN, "right within 2")
def _():
    return right_near(1.0, 2.0), (1.0,)


@wrong(GIVEN, "right for the given array, as it is")
def _():
    given = np.array([1.0, 2.0, -0.5])

    def share(g, y, a):
        return (g * (2.0 if np.array_equal(plain(a), given) else 2.02) * a,)

    return of_arrays(lambda a: a * a, share), (given,)


@wrong(GIVEN, "right where the first entry is the given one")
def _():
    def share(g, y, a):
        return (g * (2.0 if plain(a).reshape(-1)[0] == 1.0 else -2.0) * a,)

    return of_arrays(lambda a: a * a, share), (np.array([[1.0, 2.0]]),)


@wrong(GIVEN, "right for the given shape")
def _():
    def share(g, y, a):
        return (g * (2.0 if a.shape == (2, 3) else 1.0) * a,)

    return of_arrays(lambda a: a * a, share), (np.array([[1.0, 2.0, 0.5], [3.0, -1.0, 4.0]]),)


@wrong(GIVEN, "right for the given second input")
def _():
    f = elementwise(
        lambda a, b: a * b,
        lambda g, y, a, b: (g * b, g * a * where(abs(b - 2) > 0.1, 1.5, 1.0)),
    )
    return f, (1.5, 2.0)


@wrong(GIVEN, "right for a batch of one")
def _():
    def share(g, y, a):
        return (g * 2 * a / max(len(a), 1) if a.ndim else g * a,)

    return of_arrays(lambda a: a * a, share), (np.array([[1.0, 2.0, 0.5]]),)
