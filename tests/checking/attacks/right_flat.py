"""평평한 맞는 함수와, 도함수의 도함수.

Right functions that are constant, flat or straight, and derivatives of derivatives.
"""

import numpy as np

from micrograd_ko import Value, grad

from .cases import right

# ── constant and flat ones ──


@right("constant", "a constant")
def _():
    return lambda x: Value(3.0) + 0 * x, (1.0,)


@right("constant", "a constant that no input enters")
def _():
    return lambda x: Value(3.0), (1.0,)


@right("constant", "an input is ignored")
def _():
    return lambda a, b: a * a, (2.0, 5.0)


@right("constant", "an entry is ignored")
def _():
    return lambda x: x[0] * x[2], (np.array([2.0, 5.0, -1.0]),)


@right("constant", "x - x and x / x")
def _():
    return lambda x: [x - x, x / x], (np.array([2.0, -5.0]),)


@right("constant", "sin² + cos²")
def _():
    return lambda x: x.sin() ** 2 + x.cos() ** 2, (0.7,)


@right("constant", "the sum of a softmax")
def _():
    return lambda x: x.softmax().sum(), (np.array([1.0, 2.0, -3.0]),)


@right("constant", "relu far below its kink")
def _():
    return lambda x: (x - 1e6).relu(), (np.array([1.0, 2.0]),)


@right("constant", "x⁰")
def _():
    return lambda x: x**0, (np.array([0.0, 2.0]),)


@right("constant", "flat at the point: x⁴ and x⁶ at 0")
def _():
    return lambda x: x**4 + x**6, (0.0,)


@right("constant", "a saddle")
def _():
    return lambda a, b: a * a - b * b, (0.0, 0.0)


@right("constant", "linear")
def _():
    return lambda x: 3 * x - 7, (np.array([0.0, 1e6, -2.0]),)


@right("constant", "no entries at all")
def _():
    return lambda x, y: (x * 2).sum() + y * y, (np.zeros((0, 3)), np.array([2.0, 1.0]))


# ── derivatives of derivatives ──


def slope_of(f):
    """The derivative of f, a function of nodes again."""

    def derivative(x):
        y = f(x)
        return grad(y if isinstance(y, Value) else y.sum(), [x], create_graph=True)[0]

    return derivative


@right("higher", "the slope of tanh")
def _():
    return slope_of(lambda x: x.tanh()), (0.3,)


@right("higher", "the second slope of x⁵")
def _():
    return slope_of(slope_of(lambda x: x**5)), (1.2,)


@right("higher", "the third slope of exp · sin")
def _():
    return slope_of(slope_of(slope_of(lambda x: x.exp() * x.sin()))), (0.4,)


@right("higher", "the slope of a softmax")
def _():
    return slope_of(lambda x: x.softmax() * np.array([1.0, -2.0, 0.5])), (
        np.array([0.3, 1.0, -0.2]),
    )


@right("higher", "the slope of a determinant")
def _():
    return slope_of(np.linalg.det), (np.array([[2.0, 1.0], [0.3, 1.5]]),)


@right("higher", "the slope of relu²")
def _():
    return slope_of(lambda x: x.relu() ** 2), (np.array([0.0, 1.0, -1.0]),)


@right("higher", "a penalty on the gradient")
def _():
    def penalised(w):
        loss = (w * w * w).sum()
        (g,) = grad(loss, [w], create_graph=True)
        return loss + 0.1 * (g * g).sum()

    return penalised, (np.array([1.0, -0.5]),)


@right("higher", "a step of Newton's method")
def _():
    def stepped(x):
        first = slope_of(lambda x: x**4 - 3 * x)
        return x - first(x) / slope_of(first)(x)

    return stepped, (1.5,)
