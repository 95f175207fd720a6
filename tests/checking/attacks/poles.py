"""발산하는 점에서 틀린 규칙. Rules that are wrong where the slope is infinite, and nowhere else."""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import where
from tests.checking.attacks.cases import elementwise, wrong

KIND = "pole"
POSITIVE, INSIDE = ((0.2, 3.0),), ((-0.9, 0.9),)


def at(place, forward, rule, there, **options):
    """An op with a pole at a place, where its rule says `there` times g."""
    return elementwise(
        forward, lambda g, y, a: (where(a == place, there * g, g * rule(y, a)),), **options
    )


def root(there, **options):
    return at(0, mk.sqrt.forward, lambda y, a: 1 / (2 * y), there, domain=POSITIVE, **options)


@wrong(KIND, "square root: 1, given 0")
def _():
    return root(1.0), (0.0,)


@wrong(KIND, "square root: 0, with its special point")
def _():
    return root(0.0, special=lambda a: a), (2.0,)


@wrong(KIND, "square root: minus infinity")
def _():
    return root(-np.inf), (np.array([2.0, 4.0]),)


@wrong(KIND, "square root: a large number for infinity, from an epsilon")
def _():
    f = elementwise(mk.sqrt.forward, lambda g, y, a: (g / (2 * y + 1e-12),), domain=POSITIVE)
    return f, (2.0,)


@wrong(KIND, "square root: 0 in one entry at its pole")
def _():
    return root(0.0), (np.array([0.0, 1.0, 4.0]),)


@wrong(KIND, "logarithm: 0")
def _():
    return at(0, mk.log.forward, lambda y, a: 1 / a, 0.0, domain=POSITIVE), (1.5,)


@wrong(KIND, "logarithm: minus infinity")
def _():
    return at(0, mk.log.forward, lambda y, a: 1 / a, -np.inf, domain=POSITIVE), (0.0,)


@wrong(KIND, "reciprocal: plus infinity")
def _():
    # it falls on both sides
    f = at(0, lambda a: 1 / a, lambda y, a: -1 / (a * a), np.inf, domain=POSITIVE)
    return f, (2.0,)


@wrong(KIND, "reciprocal: 0")
def _():
    f = at(0, lambda a: 1 / a, lambda y, a: -1 / (a * a), 0.0, domain=POSITIVE)
    return f, (np.array([2.0, -1.0]),)


@wrong(KIND, "reciprocal of a - 2: 1")
def _():
    f = at(2, lambda a: 1 / (a - 2), lambda y, a: -y * y, 1.0)
    return f, (0.5,)


@wrong(KIND, "x⁻³: plus infinity")
def _():
    # it falls on both sides
    f = at(0, lambda a: 1 / (a * a * a), lambda y, a: -3 * y / a, np.inf, domain=POSITIVE)
    return f, (1.0,)


@wrong(KIND, "cube root: 0")
def _():
    f = at(0, mk.cbrt.forward, lambda y, a: 1 / (3 * y * y), 0.0)
    return f, (8.0,)


@wrong(KIND, "cube root: minus infinity")
def _():
    f = at(0, mk.cbrt.forward, lambda y, a: 1 / (3 * y * y), -np.inf, special=lambda a: a)
    return f, (np.array([8.0, -1.0]),)


@wrong(KIND, "arcsin at 1: 0")
def _():
    f = at(1, mk.arcsin.forward, lambda y, a: 1 / mk.sqrt(1 - a * a), 0.0, domain=INSIDE)
    return f, (0.5,)


@wrong(KIND, "arcsin at -1: minus infinity")
def _():
    f = at(-1, mk.arcsin.forward, lambda y, a: 1 / mk.sqrt(1 - a * a), -np.inf, domain=INSIDE)
    return f, (0.5,)


@wrong(KIND, "arccos at 1: plus infinity")
def _():
    f = at(1, mk.arccos.forward, lambda y, a: -1 / mk.sqrt(1 - a * a), np.inf, domain=INSIDE)
    return f, (np.array([0.5, 0.1]),)


@wrong(KIND, "log1p at -1: 10")
def _():
    f = at(-1, mk.log1p.forward, lambda y, a: 1 / (1 + a), 10.0, domain=POSITIVE)
    return f, (1.0,)


@wrong(KIND, "arctanh at 1: minus infinity")
def _():
    f = at(1, mk.arctanh.forward, lambda y, a: 1 / (1 - a * a), -np.inf, domain=INSIDE)
    return f, (0.2,)


@wrong(KIND, "a root within a formula: 0")
def _():
    f = root(0.0)
    return lambda x: f(x) + x * x, (1.5,)


@wrong(KIND, "no pole at all: nan where x·|x| is smooth")
def _():
    f = elementwise(lambda a: a * abs(a), lambda g, y, a: (g * 2 * y / a,), domain=POSITIVE)
    return f, (2.0,)


@wrong(KIND, "a quotient's share at 0 divided by 0 pulls the other way")
def _():
    # 1/b falls on both sides of 0 for a positive a
    f = elementwise(
        lambda a, b: a / b,
        lambda g, y, a, b: (g / b, where(b == 0, g * (y / b), -g * (y / b))),
        domain=((0.2, 3.0), (0.2, 3.0)),
    )
    return f, (1.5, 2.0)
