"""반올림이 크거나, 반복해서 푸는 맞는 함수.

Right functions whose rounding is large against their slopes, or that solve by iteration: what is
seen by nudging is far off, and the rules are right.
"""

import math
import struct
import zlib

import numpy as np

from .cases import right


def hilbert(n):
    """The Hilbert matrix, of a condition that grows as e^(3.5 n)."""
    return 1.0 / (np.arange(n)[:, None] + np.arange(n) + 1.0)


# ── cancellation ──


@right("ill_conditioned", "1e12·x - 1e12·x + x")
def _():
    return lambda x: 1e12 * x - 1e12 * x + x, (1 / 3,)


@right("ill_conditioned", "the same of an array")
def _():
    return lambda x: (1e12 * x + x) - 1e12 * x, (np.array([1 / 3, -7.0, 1e-3]),)


@right("ill_conditioned", "1 is lost beside 1e16")
def _():
    return lambda x: (1e16 + x) - 1e16, (1.0,)


@right("ill_conditioned", "a sum of 1e16, x and -1e16")
def _():
    return lambda x: np.concatenate([[1e16], x, [-1e16]]).sum(), (np.array([1.0, 2.0, 3.0]),)


@right("ill_conditioned", "softplus by hand")
def _():
    return lambda x: (1 + x.exp()).log(), (np.array([-20.0, 0.5, 30.0]),)


@right("ill_conditioned", "softplus by hand, of a number far down")
def _():
    return lambda x: (1 + x.exp()).log(), (-36.0,)


@right("ill_conditioned", "logsumexp by hand")
def _():
    return lambda x: np.log(np.sum(np.exp(x))), (np.array([1.0, 2.0, 300.0]),)


@right("ill_conditioned", "softmax by hand")
def _():
    return lambda x: np.exp(x) / np.sum(np.exp(x)), (np.array([0.0, 1.0, -2.0]),)


@right("ill_conditioned", "sigmoid by hand")
def _():
    return lambda x: 1 / (1 + (-x).exp()), (np.array([-30.0, 0.0, 30.0]),)


@right("ill_conditioned", "tanh by hand")
def _():
    return lambda x: (x.exp() - (-x).exp()) / (x.exp() + (-x).exp()), (0.3,)


@right("ill_conditioned", "variance as a difference of means")
def _():
    return lambda x: (x * x).mean() - x.mean() ** 2, (1e4 + np.array([0.0, 1.0, 3.0]),)


@right("ill_conditioned", "deviation of numbers that are nearly equal")
def _():
    return lambda x: x.std(), (np.array([1.0, 1 + 1e-6, 1 - 2e-6]),)


@right("ill_conditioned", "expm1 by hand")
def _():
    return lambda x: x.exp() - 1, (1e-9,)


@right("ill_conditioned", "expm1 by hand over x")
def _():
    return lambda x: (x.exp() - 1) / x, (1e-7,)


@right("ill_conditioned", "(1 - cos x) / x²")
def _():
    return lambda x: (1 - x.cos()) / (x * x), (1e-4,)


@right("ill_conditioned", "a difference of roots")
def _():
    return lambda x: (x + 1).sqrt() - x.sqrt(), (1e10,)


@right("ill_conditioned", "the small root of a quadratic equation")
def _():
    return lambda b, c: (-b + (b * b - 4 * c).sqrt()) / 2, (1e5, 1.0)


@right("ill_conditioned", "a Taylor series of alternating signs")
def _():
    def series(x):
        term, total = 1.0 + 0 * x, 1.0 + 0 * x
        for k in range(1, 60):
            term = term * x / k
            total = total + term
        return total

    return series, (-15.0,)


@right("ill_conditioned", "(exp(x) - 1)/x, by its series near 0")
def _():
    def f(x):
        near = np.abs(x) < 1e-4
        away = np.where(near, 1.0, x)
        return np.where(near, 1 + x / 2 + x * x / 6, (np.exp(away) - 1) / away)

    return f, (np.array([0.0, 5e-5, 2e-4, 1.0]),)


@right("ill_conditioned", "a numerical derivative inside, with a step of 1e-6")
def _():
    return lambda x: ((x + 1e-6).sin() - (x - 1e-6).sin()) / 2e-6, (0.7,)


@right("ill_conditioned", "a solution with the Hilbert matrix")
def _():
    return lambda b: np.linalg.solve(hilbert(6), b), (np.ones(6),)


@right("ill_conditioned", "a solution, by the Hilbert matrix")
def _():
    return lambda A: np.linalg.solve(A, np.ones(5)), (hilbert(5),)


@right("ill_conditioned", "inverse of the Hilbert matrix")
def _():
    return np.linalg.inv, (hilbert(5),)


@right("ill_conditioned", "determinant of the Hilbert matrix")
def _():
    return np.linalg.det, (hilbert(5),)


@right("ill_conditioned", "a product of 40 numbers between 0.01 and 100")
def _():
    return np.prod, (np.exp(np.linspace(-4.6, 4.6, 40)),)


@right("ill_conditioned", "x⁵⁰")
def _():
    return lambda x: x**50, (1.5,)


@right("ill_conditioned", "(x - 1)⁷ multiplied out")
def _():
    return lambda x: np.polyval([1.0, -7.0, 21.0, -35.0, 35.0, -21.0, 7.0, -1.0], x), (1.02,)


@right("ill_conditioned", "through 1e200 and back")
def _():
    return lambda x: x * 1e200 * x * 1e-200, (3.0,)


@right("ill_conditioned", "exp(x) · exp(-x) · x")
def _():
    return lambda x: x.exp() * (-x).exp() * x, (30.0,)


# ── noise and loops ──


def newtons_root(tolerance):
    """The square root of a positive number by Newton's method, to a tolerance.

    Two steps more bring the derivatives as near as the value: without them they are wrong.
    """

    def root(a):
        if not a.data > 0:
            raise ValueError("a > 0")
        x = 0.5 * a + 0.5
        more = 2
        for _ in range(100):
            more -= abs(x.data * x.data - a.data) <= tolerance * a.data
            x = x - (x * x - a) / (2 * x)
            if not more:
                break
        return x

    return root


@right("noisy", "a root by Newton, to 1e-12")
def _():
    return newtons_root(1e-12), (2.0,)


@right("noisy", "a root by Newton, to 1e-6")
def _():
    return newtons_root(1e-6), (7.3,)


def fixed_point(tolerance):
    """The x that is cos(a·x), by iteration, where that converges."""

    def fixed(a):
        if not abs(a.data) <= 1:
            raise ValueError("|a| <= 1")
        x = 0.5 + 0 * a
        for _ in range(300):
            x, before = (a * x).cos(), x
            if abs(x.data - before.data) < tolerance:
                break
        return x

    return fixed


@right("noisy", "x = cos(a·x) by iteration, to 1e-13")
def _():
    return fixed_point(1e-13), (0.8,)


@right("noisy", "x = cos(a·x) by iteration, to 1e-4")
def _():
    return fixed_point(1e-4), (0.8,)


@right("noisy", "the largest eigenvalue by power iteration, to 1e-10")
def _():
    def largest(A):
        A, v, found = A + A.T, np.ones(A.shape[0]), math.inf
        for k in range(40):
            v = A @ v
            v = v / np.sqrt((v * v).sum())
            found, before = v @ A @ v, found
            change = abs(found.data - getattr(before, "data", before))
            if k > 20 and change < 1e-10 * abs(found.data):
                break
        return found

    return largest, (np.array([[4.0, 1.0], [0.5, 1.0]]),)


@right("noisy", "Jacobi's method, to 1e-9")
def _():
    def solved(A, b):
        d = np.diag(A)
        x = b / d
        for k in range(40):
            x, before = (b - (A @ x - d * x)) / d, x
            if k > 20 and np.max(np.abs(x.data - before.data)) < 1e-9:
                break
        return x

    return solved, (np.array([[4.0, 1.0], [0.5, 3.0]]), np.array([1.0, 2.0]))


@right("noisy", "20 steps of descent inside")
def _():
    def least(c):
        w = 0.0 * c
        for _ in range(20):
            w = w - 0.1 * (2 * (w - c) + 4 * w**3)
        return w

    return least, (1.2,)


@right("noisy", "rounded to float32 inside")
def _():
    return lambda x: (x.astype(np.float32) * 3).astype(np.float64) * x, (np.array([0.1, 1.7]),)


@right("noisy", "a product of matrices in float32")
def _():
    def product(A, B):
        return (A.astype(np.float32) @ B.astype(np.float32)).astype(np.float64).tanh()

    return product, (np.array([[0.3, 0.1, 0.7]]), np.array([[0.2], [0.9], [-0.4]]))


def noise(number):
    """A number between -1 and 1 that hangs on all digits of `number`."""
    return zlib.crc32(struct.pack("d", number)) / 2**31 - 1.0


@right("noisy", "noise of 1e-12 that hangs on the digits")
def _():
    return lambda x: x.sin() * (1 + 1e-12 * noise(x.data)), (0.7,)


@right("noisy", "noise of 1e-12 on each entry of an array")
def _():
    def f(x):
        return (x * x * (1 + 1e-12 * np.vectorize(noise)(x.data))).sum()

    return f, (np.array([0.7, 2.0, -3.0]),)


@right("noisy", "as many terms as the whole part of x")
def _():
    return lambda x: sum((x**k for k in range(2, min(int(abs(x.data)), 5) + 2)), 1 + x), (2.5,)


@right("noisy", "arithmetic and geometric mean, until they meet")
def _():
    def agm(a, b):
        if not min(a.data, b.data) > 0:
            raise ValueError("positive numbers")
        for k in range(60):
            a, b = (a + b) / 2, (a * b).sqrt()
            if k > 2 and not abs(a.data - b.data) > 1e-14 * abs(a.data):
                break
        return a

    return agm, (1.0, 2.0)


@right("noisy", "a differential equation in steps of a size that fits")
def _():
    def decayed(k):
        y, t = 1.0 + 0 * k, 0.0
        while t < 1.0:
            steps = 8 * 2 ** int(min(abs(k.data), 4.0))  # a whole number
            y, t = y - k * y / steps, t + 1 / steps
        return y

    return decayed, (1.7,)


@right("noisy", "a series, until its terms are small")
def _():
    def series(x):
        term, total = x, x
        for k in range(2, 200):
            term = -term * x * (k - 1) / k
            total = total + term
            if abs(term.data) < 1e-10:
                break
        return total

    return series, (0.6,)


@right("noisy", "weights that numbers alone decide, where they hardly change")
def _():
    """Robust weights, of residuals: 1 or 0, a constant to the graph."""

    def fitted(w):
        residuals = w * np.array([1.0, 2.0, 3.0]) - np.array([2.0, 4.1, 90.0])
        kept = np.array([abs(r.data) < 10.0 for r in residuals])
        return sum(r * r for r, one in zip(residuals, kept, strict=True) if one) + 0 * w

    return fitted, (2.1,)
