"""크기가 다르면 틀린 규칙.

Rules that are right for numbers about 1, and wrong for small or large ones.
"""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import where
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "scale_only"
POSITIVE = ((0.2, 3.0),)


@wrong(KIND, "a logarithm with an epsilon")
def _():
    return elementwise(mk.log.forward, lambda g, y, a: (g / (a + 1e-7),), domain=POSITIVE), (1.5,)


@wrong(KIND, "a norm with an epsilon")
def _():
    f = of_arrays(lambda a: np.sqrt(np.sum(a * a)), lambda g, y, a: (g * a / (y + 1e-7),))
    return f, (np.array([1.0, 2.0]),)


@wrong(KIND, "a small cubic term is dropped")
def _():
    # at 1000 the slope is 1.3
    f = elementwise(lambda a: a + 1e-7 * (a * a * a), lambda g, y, a: (g,))
    return f, (1.0,)


@wrong(KIND, "a small linear term is dropped")
def _():
    # at 0 the slope is 1e-7, at 0.001 it is 0.0020001
    f = elementwise(lambda a: a * a + 1e-7 * a, lambda g, y, a: (g * (2 * a),))
    return f, (1.5,)


@wrong(KIND, "a series for the sine")
def _():
    # right for angles up to 1
    f = elementwise(
        mk.sin.forward,
        lambda g, y, a: (
            g
            * (
                1 - a**2 / 2 + a**4 / 24 - a**6 / 720 + a**8 / 40320 - a**10 / 3628800
                + a**12 / 479001600
            ),
        ),
    )  # fmt: skip
    return f, (0.5,)


@wrong(KIND, "nan where a sigmoid is flat")
def _():
    # at -1000: 0·0·∞
    f = elementwise(lambda a: 1 / (1 + mk.exp(-a)), lambda g, y, a: (g * (y * y * mk.exp(-a)),))
    return f, (0.5,)


@wrong(KIND, "nan where a softplus is a line")
def _():
    # at 1000: ∞/∞
    f = elementwise(mk.softplus.forward, lambda g, y, a: (g * (mk.exp(a) / (1 + mk.exp(a))),))
    return f, (np.array([0.5, -1.0]),)


@wrong(KIND, "nan where a hyperbolic tangent is flat")
def _():
    def slope(a):
        return 4 * mk.exp(2 * a) / ((mk.exp(2 * a) + 1) * (mk.exp(2 * a) + 1))

    return elementwise(mk.tanh.forward, lambda g, y, a: (g * slope(a),)), (0.5,)


@wrong(KIND, "nan where one of two is much larger")
def _():
    def share(g, a, b):
        return g * (mk.exp(a) / (mk.exp(a) + mk.exp(b)))

    f = elementwise(mk.logaddexp.forward, lambda g, y, a, b: (share(g, a, b), share(g, b, a)))
    return f, (0.5, -1.0)


@wrong(KIND, "nan for a softmax of large numbers")
def _():
    def share(g, y, a):
        y = np.exp(a) / np.sum(np.exp(a))
        return (y * (g - np.sum(g * y)),)

    def softmax(a):
        return np.exp(a - np.max(np.real(a))) / np.sum(np.exp(a - np.max(np.real(a))))

    return of_arrays(softmax, share), (np.array([0.5, -1.0, 2.0]),)


@wrong(KIND, "a slope that stops at 100")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * where(2 * a > 100, 100.0, 2 * a),))
    return f, (1.5,)


@wrong(KIND, "what is small is taken for 0")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (g * where(abs(a) < 0.005, 0.0, 2 * a),))
    return f, (1.0,)


@wrong(KIND, "a small term beside a large one")
def _():
    # the share of b is off, and small beside the other
    f = elementwise(lambda a, b: 1e9 * a + b, lambda g, y, a, b: (1e9 * g, 1.2 * g))
    return f, (1e3, 1.0)


@wrong(KIND, "entries far apart: the small one is off by half")
def _():
    f = of_arrays(
        lambda a: np.sum(a * a) + np.sum(a),
        lambda g, y, a: (g * (2 * a + np.where(abs(a) > 1e3, 1.0, 1.5)),),
    )
    return f, (np.array([1e12, 1.0]),)


@wrong(KIND, "what is small beside 1 is dropped")
def _():
    # 1 for 1/(1 + a), as though a were nothing
    f = elementwise(
        mk.log1p.forward,
        lambda g, y, a: (g * where(abs(a) < 0.05, 1.0, 1 / (1 + a)),),
        domain=POSITIVE,
    )
    return f, (2.0,)
