"""수로는 맞고 그래프로는 틀린 규칙. Rules whose numbers are right and whose graph is not."""

import numpy as np

import micrograd_ko as mk
from micrograd_ko import Tensor, Value, where
from micrograd_ko.engine import Node, plain
from tests.checking.attacks.cases import elementwise, of_arrays, wrong

KIND = "second_order"


def cube(rule):
    return elementwise(lambda a: a * a * a, lambda g, y, a: (g * rule(a),))


@wrong(KIND, "a factor is a plain number")
def _():
    return cube(lambda a: 3 * a * plain(a)), (2.0,)


@wrong(KIND, "all of the rule is a plain number")
def _():
    return cube(lambda a: 3 * plain(a) * plain(a)), (np.array([1.0, -2.0]),)


@wrong(KIND, "plain above 3 only")
def _():
    return cube(lambda a: 3 * a * where(plain(a) > 3, plain(a), a)), (1.5,)


@wrong(KIND, "plain below 0 only")
def _():
    return cube(lambda a: 3 * a * where(plain(a) < 0, plain(a), a)), (np.array([1.0, 2.0]),)


@wrong(KIND, "nodes read another rule, which touches at 1")
def _():
    return cube(lambda a: 6 * a - 3 if isinstance(a, Node) else 3 * a * a), (1.0,)


@wrong(KIND, "nodes read another rule, right for positive numbers")
def _():
    return cube(lambda a: 3 * a * abs(a) if isinstance(a, Node) else 3 * a * a), (1.5,)


@wrong(KIND, "Tensors read another rule, which touches at 2")
def _():
    return cube(lambda a: 12 * a - 12 if isinstance(a, Tensor) else 3 * a * a), (
        np.array([2.0, 2.0]),
    )


@wrong(KIND, "the second input is lost")
def _():
    f = elementwise(lambda a, b: a * b, lambda g, y, a, b: (g * plain(b), g * plain(a)))
    return f, (1.5, 2.0)


@wrong(KIND, "the second input is lost where it is negative")
def _():
    f = elementwise(
        lambda a, b: a * b,
        lambda g, y, a, b: (g * where(plain(b) < 0, plain(b), b), g * a),
    )
    return f, (1.5, 2.0)


@wrong(KIND, "the result is a plain number")
def _():
    f = elementwise(mk.tanh.forward, lambda g, y, a: (g * (1 - plain(y) * y),))
    return f, (np.array([0.5, 1.0]),)


@wrong(KIND, "the result is a plain number, at 0 where that is no matter")
def _():
    # tanh'' is 0 at 0
    f = elementwise(mk.tanh.forward, lambda g, y, a: (g * (1 - plain(y) * plain(y)),))
    return f, (0.0,)


@wrong(KIND, "the upstream gradient is a plain number")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (plain(g) * (2 * a),))
    return lambda x: f(x) * f(x), (1.5,)


@wrong(KIND, "the upstream gradient is plain above 20")
def _():
    f = elementwise(lambda a: a * a, lambda g, y, a: (where(plain(g) > 20, plain(g), g) * (2 * a),))
    return lambda x: f(x) * f(x), (Value(0.5, "x"),)


@wrong(KIND, "a mixed derivative is lost at 0")
def _():
    # a·b² at b = 0: 2b is 0, and so is what is lost of it
    f = elementwise(
        lambda a, b: a * (b * b), lambda g, y, a, b: (g * (b * b), g * (2 * plain(a) * b))
    )
    return f, (1.5, 0.0)


@wrong(KIND, "a matrix is a plain array where it is symmetric")
def _():
    def share(g, y, a):
        fixed = plain(a)
        alike = np.array_equal(fixed, fixed.T)
        return (2 * g * (fixed if alike else a),)

    return of_arrays(lambda a: a * a, share), (np.array([[1.0, 2.0], [3.0, 1.0]]),)


@wrong(KIND, "a network's activation is linear, to nodes")
def _():
    # at 0 the curvature of tanh is 0: all weights of the first layer start there
    f = elementwise(mk.tanh.forward, lambda g, y, a: (g * (1 - plain(y) ** 2),))
    return lambda w, x: f(w * x) * 2.0, (0.0, 1.5)


@wrong(KIND, "the upstream gradient of tanh alone is a plain number")
def _():
    return elementwise(mk.tanh.forward, lambda g, y, a: (plain(g) * (1 - y * y),)), (0.3,)


@wrong(KIND, "the upstream gradient of what is linear is a plain array")
def _():
    return of_arrays(lambda a: 3 * a, lambda g, y, a: (3 * plain(g),)), (np.array([1.0, 2.0]),)


@wrong(KIND, "the upstream gradient is a plain array in one of two terms")
def _():
    def share(g, y, a):
        return (y * (g - np.sum(plain(g) * y)),)

    f = of_arrays(lambda a: np.exp(a) / np.sum(np.exp(a)), share)
    return f, (np.array([0.3, 1.0, -0.5]),)


@wrong(KIND, "the upstream gradient is a plain number below 0, within a formula")
def _():
    f = elementwise(mk.sin.forward, lambda g, y, a: (where(plain(a) < 0, plain(g), g) * mk.cos(a),))
    return lambda x: f(x) + x * x, (1.5,)
