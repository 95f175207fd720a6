"""극과 뛰는 점에 선 맞는 함수.

Right functions that have poles and jumps, at the given point or where a checker may look: inf and
nan are right there, and the choices are PyTorch's.
"""

import math

import numpy as np

import micrograd_ko
from micrograd_ko import where

from .cases import right

MIXED = np.array([0.0, 1.5, -2.0])

# ── poles ──


@right("pole", "1/x at 0")
def _():
    return lambda x: 1 / x, (0.0,)


@right("pole", "1/x² of an array, one entry at 0")
def _():
    return lambda x: 1 / x**2, (MIXED,)


@right("pole", "log at 0 and below")
def _():
    return np.log, (np.array([0.0, -1.0, 2.0]),)


@right("pole", "log|x| at 0")
def _():
    return lambda x: abs(x).log(), (0.0,)


@right("pole", "log1p at -1")
def _():
    return np.log1p, (np.array([-1.0, 0.0, -2.0]),)


@right("pole", "sqrt at 0")
def _():
    return np.sqrt, (np.array([0.0, 4.0, -1.0]),)


@right("pole", "x**0.5 at 0")
def _():
    return lambda x: x**0.5, (0.0,)


@right("pole", "cbrt at 0")
def _():
    return np.cbrt, (np.array([0.0, 8.0, -8.0]),)


@right("pole", "1/√x")
def _():
    return lambda x: x**-0.5, (np.array([0.0, 4.0]),)


@right("pole", "tan near π/2")
def _():
    return np.tan, (np.array([math.pi / 2, math.pi / 2 - 1e-5, 1.0]),)


@right("pole", "1/sin x at π")
def _():
    return lambda x: 1 / x.sin(), (math.pi,)


@right("pole", "x to the power of x")
def _():
    return lambda x: x**x, (np.array([0.0, 0.5, 2.0]),)


@right("pole", "powers of two inputs, with zeros")
def _():
    return lambda a, b: a**b, (np.array([0.0, 0.0, 2.0, 2.0]), np.array([2.0, 0.0, 0.0, -1.0]))


@right("pole", "x·log x chosen by where: nan, but not where it is used")
def _():
    return lambda x: np.where(x > 0, x * np.log(x), 0.0), (np.array([1.5, 0.5, 2.0]),)


@right("pole", "x·log x with the log kept away from 0")
def _():
    def entropy(x):
        inside = np.where(x > 0, x, 1.0)
        return np.where(x > 0, x * np.log(inside), 0.0)

    return entropy, (np.array([0.0, 0.5, -1.0]),)


@right("pole", "sqrt chosen by where: nan, but not where it is used")
def _():
    return lambda x: np.where(x > 0, np.sqrt(x), x), (np.array([2.0, 4.0, 1.0]),)


@right("pole", "x/|x|")
def _():
    return lambda x: x / abs(x), (np.array([0.0, 2.0, -3.0]),)


@right("pole", "a vector over its norm")
def _():
    return lambda x: x / np.linalg.norm(x), (np.array([3.0, 4.0, 0.0]),)


@right("pole", "exp(-1/x²): nan at 0, but not where it is used")
def _():
    return lambda x: (-1 / (x * x)).exp(), (np.array([1.0, 0.5, -2.0]),)


@right("pole", "x·sin(1/x)")
def _():
    return lambda x: x * (1 / x).sin(), (0.3,)


@right("pole", "arcsin and arccos at 1")
def _():
    return lambda x: [np.arcsin(x), np.arccos(x)], (np.array([1.0, -1.0, 0.5]),)


@right("pole", "arctan2 at (0, 0)")
def _():
    return np.arctan2, (np.array([0.0, 0.0, 1.0]), np.array([0.0, -1.0, 1.0]))


@right("pole", "a pole 1e-6 wide, of finite height")
def _():
    return lambda x: 1 / (x * x + 1e-12), (0.0,)


@right("pole", "a masked softmax, -inf among its numbers")
def _():
    mask = np.array([0.0, -math.inf, 0.0])
    return lambda x: micrograd_ko.softmax(x + mask), (np.array([1.0, 2.0, 3.0]),)


@right("pole", "log of a softmax that ends in 0")
def _():
    return lambda x: np.log(micrograd_ko.softmax(x)), (np.array([0.0, 900.0]),)


@right("pole", "0 · log 0 by multiplication")
def _():
    return lambda p: p * np.log(p), (np.array([0.0, 0.3]),)


@right("pole", "poles on both sides, close by")
def _():
    return lambda x: 1 / ((x - 1e-3) * (x + 1e-3)), (0.0,)


# ── jumps ──


@right("jump", "x % 1 at a whole number")
def _():
    return lambda x: x % 1.0, (3.0,)


@right("jump", "remainder and fmod of arrays")
def _():
    return lambda a, b: [np.remainder(a, b), np.fmod(a, b)], (
        np.array([4.0, -3.5, 7.0]),
        np.array([2.0, 2.0, -3.0]),
    )


@right("jump", "a triangle wave")
def _():
    return lambda x: abs(x % 2.0 - 1.0), (np.array([0.0, 0.5, 1.0]),)


@right("jump", "a step by comparison")
def _():
    return lambda x: (x > 0) * 1.0 + x, (0.0,)


@right("jump", "a step by comparison, of an array")
def _():
    return lambda x: np.where(x > 0, x + 1, x - 1), (MIXED,)


@right("jump", "where of scalars")
def _():
    return lambda x: where(x >= 1, 2 * x, x), (1.0,)


@right("jump", "floor by // 1")
def _():
    return lambda x: x // 1.0 + x * x, (2.0,)


@right("jump", "x - floor(x), of an array")
def _():
    return lambda x: x - np.floor(x), (np.array([2.0, 0.5, -0.25]),)


@right("jump", "rounded to whole numbers, as a weight")
def _():
    return lambda x: np.round(x) * x, (np.array([0.5, 1.2, 2.0]),)


@right("jump", "sign(x)·x²")
def _():
    return lambda x: np.sign(x) * (x * x + 1), (MIXED,)


@right("jump", "the weight of the largest entry")
def _():
    return lambda x: x[int(np.argmax(x))] * x[0], (np.array([2.0, 2.0, 1.0]),)


@right("jump", "the cut of arctan2")
def _():
    return np.arctan2, (0.0, -1.0)


@right("jump", "a hard threshold")
def _():
    return lambda x: np.where(np.abs(x) > 0.5, x, 0.0), (np.array([0.5, 0.4, 2.0]),)
