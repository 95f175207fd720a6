"""꺾이는 점에서 틀린 규칙. Rules that are wrong at a kink or a jump, and nowhere else."""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import where
from tests.checking.attacks.cases import elementwise, wrong

KIND = "kink"


def bent(at, left, right, at_the_kink, **options):
    """A line that bends at a place: its slopes, and what the rule says just there."""

    def slope(g, a):
        return where(a > at, right * g, where(a < at, left * g, at_the_kink * g))

    return elementwise(
        lambda a: where(a > at, right * (a - at), left * (a - at)),
        lambda g, y, a: (slope(g, a),),
        **options,
    )


@wrong(KIND, "ReLU: -1")
def _():
    return bent(0, 0.0, 1.0, -1.0), (np.array([1.5, -2.0]),)


@wrong(KIND, "ReLU: nan")
def _():
    return bent(0, 0.0, 1.0, np.nan), (1.5,)


@wrong(KIND, "ReLU: infinite")
def _():
    return bent(0, 0.0, 1.0, np.inf), (-1.5,)


@wrong(KIND, "ReLU: 5, at its own special point")
def _():
    return bent(0, 0.0, 1.0, 5.0, special=lambda a: a), (0.5,)


@wrong(KIND, "ReLU: 5, given the kink")
def _():
    return bent(0, 0.0, 1.0, 5.0, special=lambda a: a), (0.0,)


@wrong(KIND, "leaky ReLU: 2")
def _():
    return bent(0, 0.1, 1.0, 2.0), (np.array([[1.0, -1.0]]),)


@wrong(KIND, "absolute value: 2")
def _():
    return bent(0, -1.0, 1.0, 2.0), (3.0,)


@wrong(KIND, "absolute value: -1.01")
def _():
    return bent(0, -1.0, 1.0, -1.01, special=lambda a: a), (3.0,)


@wrong(KIND, "ReLU6: 2 at 6")
def _():
    f = elementwise(
        mk.relu6.forward,
        lambda g, y, a: (where((a > 0) & (a < 6), g, where(a == 6, 2 * g, 0.0)),),
    )
    return f, (3.0,)


@wrong(KIND, "clipped at 0.5: 3")
def _():
    return bent(0.5, 1.0, 0.0, 3.0), (0.2,)


@wrong(KIND, "clipped at -1.3: -1")
def _():
    return bent(-1.3, 0.0, 1.0, -1.0), (np.array([0.5, 2.0]),)


@wrong(KIND, "clipped at -1.3: -1, at its own special point")
def _():
    return bent(-1.3, 0.0, 1.0, -1.0, special=lambda a: a + 1.3), (0.5,)


@wrong(KIND, "hard tanh: -2 at 1")
def _():
    f = elementwise(
        lambda a: where(a > 1, 1.0, where(a < -1, -1.0, a)),
        lambda g, y, a: (where(abs(a) < 1, g, where(a == 1, -2 * g, 0.0)),),
    )
    return f, (0.3,)


@wrong(KIND, "a bend from 1 to 1.5: 2 at 100")
def _():
    return bent(100, 1.0, 1.5, 2.0), (3.0,)


@wrong(KIND, "a bend at 0.07: minus")
def _():
    return bent(0.07, 0.5, 1.0, -1.0), (1.0,)


@wrong(KIND, "the square of ReLU: 7 at 0")
def _():
    # smooth there, with slope 0
    f = elementwise(
        lambda a: where(a > 0, a * a, 0.0),
        lambda g, y, a: (g * where(a > 0, 2 * a, where(a < 0, 0.0, 7.0)),),
    )
    return f, (2.0,)


@wrong(KIND, "two bends that cancel, both wrong at their own")
def _():
    f = bent(0, 0.0, 1.0, 5.0, special=lambda a: a)
    return lambda x: f(x) - f(-x), (1.5,)


@wrong(KIND, "two bends that cancel, one of them wrong")
def _():
    f = bent(0, 0.0, 1.0, 5.0, special=lambda a: a)
    return lambda x: f(x) - (-x).relu(), (0.0,)


@wrong(KIND, "two bends that cancel, without a special point")
def _():
    f = bent(0.5, 0.0, 1.0, -4.0)
    return lambda x: f(x) - (0.5 - x).relu(), (np.array([1.5, -1.0]),)


@wrong(KIND, "a bend within a formula, at 1.5")
def _():
    f = bent(0, 0.0, 1.0, -3.0)
    return lambda x: (f(2 * x - 3) + x).tanh(), (0.5,)


@wrong(KIND, "a wave with a bend at every whole number")
def _():
    f = elementwise(
        lambda a: abs(a % 2 - 1),
        lambda g, y, a: (where(a % 1 == 0, 9 * g, where(a % 2 > 1, g, -g)),),
    )
    return f, (0.3,)


@wrong(KIND, "a step up: -3 at it")
def _():
    f = elementwise(
        lambda a: where(a > 0, 1.0, 0.0) + 0 * a,
        lambda g, y, a: (where(a == 0, -3 * g, 0 * g),),
    )
    return f, (1.5,)


@wrong(KIND, "a bend in one of two directions")
def _():
    # |a| + b²: at a = 0 the share of b is off, where b is smooth
    f = elementwise(
        lambda a, b: abs(a) + b * b,
        lambda g, y, a, b: (
            where(a > 0, g, where(a < 0, -g, 0.0)),
            g * b * where(a == 0, 1.0, 2.0),
        ),
    )
    return f, (1.5, 2.0)


@wrong(KIND, "the distance from the origin: 1 for each of two, together more than one goes")
def _():
    def shares(g, y, a, b):
        far = where(y > 0, y, 1.0)
        return where(y > 0, g * a / far, g), where(y > 0, g * b / far, g)

    f = elementwise(lambda a, b: mk.sqrt(a * a + b * b), shares)
    return f, (3.0, 4.0)
