"""모두 같을 때만 맞는 규칙.

Rules that are right only where all entries, or two inputs, are equal.
"""

import numpy as np

import micrograd_ko as mk
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "equal_only"
SAME = np.array([2.0, 2.0, 2.0])
POSITIVE = ((0.2, 3.0), (0.2, 3.0))


@wrong(KIND, "a·b: each gets itself")
def _():
    return elementwise(lambda a, b: a * b, lambda g, y, a, b: (g * a, g * b)), (1.5, 1.5)


@wrong(KIND, "a/b: -g/b")
def _():
    f = elementwise(lambda a, b: a / b, lambda g, y, a, b: (g / b, -g / b), domain=POSITIVE)
    return f, (2.0, 2.0)


@wrong(KIND, "a/b: each divided by itself")
def _():
    f = elementwise(lambda a, b: a / b, lambda g, y, a, b: (g / a, -g * (y / b)), domain=POSITIVE)
    return f, (SAME, SAME.copy())


@wrong(KIND, "softmax counts its entries")
def _():
    def share(g, y, a):
        return ((g - np.sum(g * y)) / a.size,)

    return of_arrays(lambda a: np.exp(a) / np.sum(np.exp(a)), share), (SAME,)


@wrong(KIND, "logsumexp shares equally")
def _():
    f = of_arrays(
        lambda a: np.log(np.sum(np.exp(a))), lambda g, y, a: (g / a.size * np.ones(a.shape),)
    )
    return f, (SAME,)


@wrong(KIND, "the norm shares equally")
def _():
    f = of_arrays(
        lambda a: np.sqrt(np.sum(a * a)), lambda g, y, a: (g / a.size**0.5 * np.ones(a.shape),)
    )
    return f, (SAME,)


@wrong(KIND, "the mean of squares: twice the mean")
def _():
    f = of_arrays(
        lambda a: np.mean(a * a), lambda g, y, a: (g * 2 * np.mean(a) / a.size * np.ones(a.shape),)
    )
    return f, (SAME,)


@wrong(KIND, "the product divided by its first factor")
def _():
    f = of_arrays(
        lambda a: np.prod(a), lambda g, y, a: (g * y / a.reshape(-1)[0] * np.ones(a.shape),)
    )
    return f, (SAME,)


@wrong(KIND, "the variance has no slope")
def _():
    # where all are equal it has none
    f = of_arrays(
        lambda a: np.mean((a - np.mean(a)) * (a - np.mean(a))), lambda g, y, a: (g * 0 * a,)
    )
    return f, (SAME,)


@wrong(KIND, "hypot: the legs exchanged")
def _():
    f = elementwise(mk.hypot.forward, lambda g, y, a, b: (g * b / y, g * a / y))
    return f, (1.5, 1.5)


@wrong(KIND, "logaddexp: half to each")
def _():
    f = elementwise(mk.logaddexp.forward, lambda g, y, a, b: (0.5 * g, 0.5 * g))
    return f, (np.array([1.0, -1.0]), np.array([1.0, -1.0]))


@wrong(KIND, "the angle: the legs exchanged")
def _():
    f = elementwise(
        mk.arctan2.forward,
        lambda g, y, a, b: (g * a / (a * a + b * b), -g * b / (a * a + b * b)),
        domain=POSITIVE,
    )
    return f, (2.0, 2.0)


@wrong(KIND, "the inner product: each gets itself")
def _():
    f = of_arrays(lambda a, b: np.sum(a * b), lambda g, y, a, b: (g * a, g * b))
    return f, (np.array([1.0, 2.0]), np.array([1.0, 2.0]))


@wrong(KIND, "a cross entropy of equal logits")
def _():
    # the target stands at 0; the others share what is left equally
    def share(g, y, a):
        first = (np.arange(a.size) == 0).reshape(a.shape)
        return (g * (1 / a.size - first),)

    return of_arrays(lambda a: np.log(np.sum(np.exp(a))) - a.reshape(-1)[0], share), (np.zeros(4),)
