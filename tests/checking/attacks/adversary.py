"""먼저 알려진 열 가지. The ten wrong functions that were known first."""

import numpy as np

from micrograd_ko import maximum, sqrt, where
from micrograd_ko.engine import plain
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "adversary"


@wrong(KIND, "a²b with exchanged shares at (2, 1)")
def _():
    f = elementwise(lambda a, b: a * a * b, lambda g, y, a, b: (g * (a * a), g * (2 * a * b)))
    return f, (2.0, 1.0)


@wrong(KIND, "A @ Aᵀ, transposed, at a symmetric A")
def _():
    f = of_arrays(lambda a: a @ a.mT, lambda g, y, a: ((g + g.mT) @ a.mT,))
    return f, (np.array([[1.0, 2.0], [2.0, -1.0]]),)


@wrong(KIND, "ReLU with 5 at the kink")
def _():
    f = elementwise(
        lambda a: where(a > 0, a, 0.0),
        lambda g, y, a: (where(a > 0, g, where(a < 0, 0.0, 5 * g)),),
    )
    return f, (1.5,)


@wrong(KIND, "maximum gives g to both at a tie")
def _():
    f = elementwise(
        maximum.forward,
        lambda g, y, a, b: (where(a < b, 0.0, g), where(b < a, 0.0, g)),
    )
    return f, (1.0, 2.0)


@wrong(KIND, "g clipped at 2")
def _():
    f = elementwise(
        lambda a: a * a, lambda g, y, a: (2 * a * where(g > 2, 2.0, where(g < -2, -2.0, g)),)
    )
    return f, (1.5,)


@wrong(KIND, "a³ with 3a³, at 1")
def _():
    return elementwise(lambda a: a * a * a, lambda g, y, a: (g * (3 * a * a * a),)), (1.0,)


@wrong(KIND, "mean over the wrong axis of a square input")
def _():
    f = of_arrays(
        lambda a: np.mean(a, axis=0), lambda g, y, a: (np.broadcast_to(g / a.shape[-1], a.shape),)
    )
    return f, (np.array([[1.0, 2.0], [3.0, 5.0]]),)


@wrong(KIND, "1% in an entry of 1 beside 1e9")
def _():
    # only beside such a number: no other point tells
    def off(a):
        return np.where((abs(a) < 10) & (np.max(abs(a), initial=0) > 1e8), 1.01, 1.0)

    f = of_arrays(lambda a: a * a, lambda g, y, a: (g * (2 * a * off(plain(a))),))
    return f, (np.array([1e9, 1.0]),)


@wrong(KIND, "0 for inf in sqrt at 0")
def _():
    f = elementwise(
        sqrt.forward, lambda g, y, a: (where(a > 0, g / (2 * y), 0.0),), domain=((0.2, 3.0),)
    )
    return f, (2.0,)


@wrong(KIND, "a wrong sign only at a pole")
def _():
    f = elementwise(
        sqrt.forward,
        lambda g, y, a: (where(a > 0, g / (2 * y), -g / (2 * y)),),
        domain=((0.2, 3.0),),
    )
    return f, (0.0,)
