"""꼴이 여러 가지인 맞는 함수: 결과의 꼴, 새 연산, 상태.

Right functions of many forms: lists and arrays of Values, ops of a user's own, and functions that
remember.
"""

from functools import cache

import numpy as np

from micrograd_ko import Tensor, no_grad, where

from .cases import elementwise, of_arrays, right

# ── lists and arrays of Values ──


@right("values_lists", "a list of Values")
def _():
    return lambda a, b: [a * b, a / b, (a - b).relu()], (1.5, 2.5)


@right("values_lists", "a tuple of Tensors of different shapes")
def _():
    return lambda A: (A.sum(), A[0], A.T @ A), (np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.1]]),)


@right("values_lists", "an array of Values")
def _():
    return lambda a, b: np.array([[a, b], [b, a * b]]) @ np.array([a, b.tanh()]), (1.5, -0.5)


@right("values_lists", "an array of Values out of a Value and an array")
def _():
    return lambda a: a * np.array([1.0, 0.0, -2.0]), (0.7,)


@right("values_lists", "one of many results is a pole")
def _():
    return lambda a, b: [a.log(), a * b, 1 / b], (0.0, 2.0)


@right("values_lists", "one of many results has a kink")
def _():
    return lambda a, b: [abs(a), a * b, a + b], (0.0, 2.0)


@right("values_lists", "the same result twice, and its opposite")
def _():
    def f(a):
        y = a.sin()
        return [y, y, -y]

    return f, (0.4,)


@right("values_lists", "the input itself among the results")
def _():
    return lambda a, b: [a, b, a * b], (3.0, -1.0)


@right("values_lists", "Values and a loop, a sum of a hundred")
def _():
    return lambda a, b: sum((a * k + b).tanh() for k in range(100)), (0.01, -0.3)


@right("values_lists", "any number of arguments")
def _():
    return lambda *xs: sum(x * x for x in xs) / len(xs), (1.0, 2.0, -3.0)


@right("values_lists", "an argument with a default")
def _():
    return lambda x, power=3: x**power, (2.0, 1.5)


@right("values_lists", "a result for each entry, sorted by Python")
def _():
    return lambda a, b, c: sorted([a, b * b, c], key=lambda v: v.data), (1.0, 1.0, 0.5)


# ── ops of a user's own ──


@right("user_ops", "a square")
def _():
    return elementwise(lambda a: a * a, lambda g, y, a: (2 * g * a,)), (3.0,)


@right("user_ops", "a square, applied to an array")
def _():
    return elementwise(lambda a: a * a, lambda g, y, a: (2 * g * a,)), (np.array([0.0, -2.0]),)


@right("user_ops", "a ramp that chooses 0 at its kink")
def _():
    return elementwise(lambda a: where(a > 0, a, 0.0), lambda g, y, a: (where(a > 0, g, 0.0),)), (
        0.0,
    )


@right("user_ops", "a ramp that chooses 1 at its kink")
def _():
    return elementwise(lambda a: where(a > 0, a, 0.0), lambda g, y, a: (where(a < 0, 0.0, g),)), (
        np.array([0.0, 1.0, -1.0]),
    )


@right("user_ops", "a ramp that chooses a half at its kink")
def _():
    def share(g, y, a):
        return (where(a > 0, g, where(a < 0, 0.0, 0.5 * g)),)

    return elementwise(lambda a: where(a > 0, a, 0.0), share), (0.0,)


@right("user_ops", "the larger one, the first of equals")
def _():
    def shares(g, y, a, b):
        return where(b > a, 0.0, g), where(b > a, g, 0.0)

    return elementwise(lambda a, b: where(b > a, b, a), shares), (1.0, 1.0)


@right("user_ops", "a product of three")
def _():
    def shares(g, y, a, b, c):
        return g * b * c, g * a * c, g * a * b

    return elementwise(lambda a, b, c: a * b * c, shares), (1.0, 2.0, 0.0)


@right("user_ops", "a parameter with a default")
def _():
    return elementwise(
        lambda a, *, slope=0.2: where(a > 0, a, slope * a),
        lambda g, y, a, *, slope=0.2: (where(a > 0, g, slope * g),),
        special=lambda a: a,
    ), (np.array([0.0, -1.0, 2.0]),)


@right("user_ops", "1/a², with a pole")
def _():
    return elementwise(lambda a: 1 / (a * a), lambda g, y, a: (-2 * g * y / a,)), (
        np.array([2.0, -0.5]),
    )


@right("user_ops", "a rule that reads the result")
def _():
    return elementwise(lambda a: 1 / (1 + a * a), lambda g, y, a: (-2 * g * a * y * y,)), (0.5,)


@right("user_ops", "an op on arrays: a sum of squares of rows")
def _():
    return of_arrays(lambda a: (a * a).sum(axis=-1, keepdims=True), lambda g, y, a: (2 * g * a,)), (
        np.array([[1.0, 2.0, 0.0], [0.5, -1.0, 3.0]]),
    )


@right("user_ops", "an op on arrays: a product of matrices")
def _():
    return of_arrays(lambda a, b: a @ b, lambda g, y, a, b: (g @ b.T, a.T @ g)), (
        np.array([[1.0, 2.0, 0.0], [0.5, -1.0, 3.0]]),
        np.array([[1.0], [0.0], [-2.0]]),
    )


@right("user_ops", "an op on arrays that insists on two axes")
def _():
    def flipped(a):
        if a.ndim != 2:
            raise ValueError("two axes")
        return a[::-1, :] * 2.0

    return of_arrays(flipped, lambda g, y, a: (g[::-1, :] * 2.0,)), (
        np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
    )


@right("user_ops", "an op on arrays that cannot read complex numbers")
def _():
    def tripled(a):
        if np.iscomplexobj(a):
            raise TypeError("real numbers only")
        return 3.0 * a

    return of_arrays(tripled, lambda g, y, a: (3.0 * g,)), (np.array([1.0, 0.0]),)


# ── functions that remember, and are none the worse for it ──


@right("stateful", "a log of all it was called with")
def _():
    log = []

    def f(x):
        log.append(x.data)
        return x * x.exp()

    return f, (0.5,)


@right("stateful", "calls are counted")
def _():
    calls = [0]

    def f(x):
        calls[0] += 1
        return x.tanh() + 0 * calls[0]

    return f, (np.array([0.5, 0.0]),)


@right("stateful", "coefficients that are computed once for each size")
def _():
    @cache
    def window(n):
        return np.hanning(n + 2)[1:-1]

    return lambda x: (x * window(len(x))).sum() ** 2, (np.array([1.0, 2.0, -1.0]),)


@right("stateful", "plain numbers remembered by value")
def _():
    known = {}

    def f(x):
        if x.data not in known:
            known[x.data] = 2.0 if x.data >= 0 else 3.0
        return known[x.data] * x

    return f, (1.0,)


@right("stateful", "nodes remembered by leaf and number")
def _():
    known = {}

    def f(x):
        if (x, x.data) not in known:
            known[x, x.data] = x.sin() * x
        return known[x, x.data]

    return f, (1.3,)


@right("stateful", "it measures itself without a graph, too")
def _():
    losses = []

    def f(w):
        with no_grad():
            losses.append(float((w * w).sum().data))
        return (w * w).sum() + w[0]

    return f, (np.array([1.0, -2.0]),)


@right("stateful", "a generator of its own, with the same seed at each call")
def _():
    def f(x):
        return x * np.random.default_rng(7).normal(size=x.shape) + x**2

    return f, (np.array([1.0, -2.0, 0.0]),)


@right("stateful", "a buffer that is filled again at each call")
def _():
    buffer = np.zeros(3)

    def f(a):
        buffer[:] = [1.0, 2.0, 3.0]
        return (a * Tensor.constant(buffer.copy())).sum()

    return f, (np.array([1.0, 0.5, 2.0]),)
