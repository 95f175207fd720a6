"""ONNX에 없는 함수, 그리고 배정밀도로 계산하는 프로그램이 없는 함수.

Write in formulas what ONNX has no operator for, and what it has one for that onnxruntime computes
in single precision alone. They keep their digits where the plain formula would lose them, near 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .writer import BOOL, Term

__all__ = ["DOUBLE", "FORMULAS"]


def where(condition: Term, a: Any, b: Any) -> Term:
    """골라 쓴다. Write a choice; a number takes the dtype of what it stands beside."""
    dtype = next(x.dtype for x in (a, b) if isinstance(x, Term))
    w = condition.writer
    return w.emit("Where", condition, w.number(a, dtype), w.number(b, dtype), dtype=dtype)


def applied(operator: str, x: Term) -> Term:
    return x.writer.emit(operator, x)


def log1p(x: Term) -> Term:
    """log(1 + x), 반올림을 되돌려.

    Write log(1 + x): the rounding of 1 + x is undone by the same rounding, x·log(u)/(u - 1) with
    u = 1 + x. Source: Hewlett-Packard, HP-15C Advanced Functions Handbook (1982).
    """
    u = 1.0 + x
    logarithm = applied("Log", u)
    lost = u.equals(1.0)
    near = where(lost, x, x * logarithm / where(lost, 1.0, u - 1.0))
    return where(u.equals(x), logarithm, near)  # 1 is nothing beside x, which may be inf


def expm1(x: Term) -> Term:
    """eˣ - 1, 반올림을 되돌려.

    Write exp(x) - 1 by the same device, near 0 alone. Source: W. Kahan.
    """
    u = applied("Exp", x)
    lost = u.equals(1.0)
    logarithm = where(lost, 1.0, applied("Log", u))
    near = where(lost, x, (u - 1.0) * x / logarithm)
    return where(abs(x) > 0.5, u - 1.0, near)


def log2(x: Term) -> Term:
    return applied("Log", x) / math.log(2)


def log10(x: Term) -> Term:
    return applied("Log", x) / math.log(10)


def cbrt(x: Term) -> Term:
    """세제곱근, 음수도. Write the cube root, of negative numbers, too."""
    root = x.writer.emit("Pow", abs(x), x.writer.number(1 / 3, x.dtype))
    return where(x < 0.0, -root, root)


def hypot(x: Term, y: Term) -> Term:
    """√(x² + y²), 큰 쪽을 꺼내 두면 넘치지 않는다.

    Write the root of x² + y², the larger one taken out, so that nothing overflows.
    """
    a, b = abs(x), abs(y)
    large, small = x.writer.emit("Max", a, b), x.writer.emit("Min", a, b)
    share = where(large.equals(small), 1.0, small / large)
    length = large * applied("Sqrt", 1.0 + share * share)
    return where(large.equals(0.0), large, length)


def atan2(y: Term, x: Term) -> Term:
    """점의 각. Write the angle of a point, by the half-plane that it is in; -0 lies below, too."""
    w, half = x.writer, math.pi
    below, behind = negative(y), negative(x)
    share = y / x
    angle = atan(share) if x.dtype == np.float64 else applied("Atan", share)
    turn = where(below, w.number(-half, x.dtype), half)
    angle = where(x < 0.0, angle + turn, angle)
    upright = where(y.equals(0.0), where(behind, turn, y), turn / 2.0)
    return where(x.equals(0.0), upright, angle)


def negative(x: Term) -> Term:
    """0 아래인가, -0도. Write whether it is below 0, or -0."""
    return x.writer.emit("Or", x < 0.0, 1.0 / x < 0.0)


def fmod(x: Term, y: Term) -> Term:
    return x.writer.emit("Mod", x, y, fmod=1)


def remainder(x: Term, y: Term) -> Term:
    """나누는 수의 부호를 갖는 나머지. Write what is left, with the sign of the divisor."""
    rest = fmod(x, y)
    against = x.writer.emit("Xor", rest < 0.0, y < 0.0) & ~rest.equals(0.0)
    return where(against, rest + y, rest)


def is_finite(x: Term) -> Term:
    return (x - x).equals(0.0)


def not_equal(x: Term, y: Term) -> Term:
    return ~x.writer.emit("Equal", x, y, dtype=BOOL)


FORMULAS: dict[str, Callable[..., Term]] = {
    "Log1p": log1p,
    "Expm1": expm1,
    "Log2": log2,
    "Log10": log10,
    "Cbrt": cbrt,
    "Hypot": hypot,
    "Atan2": atan2,
    "Fmod": fmod,
    "Remainder": remainder,
    "IsFinite": is_finite,
    "NotEqual": not_equal,
}


# ── in double precision ──


def tan(x: Term) -> Term:
    return applied("Sin", x) / applied("Cos", x)


def sinh(x: Term) -> Term:
    """(eˣ - e⁻ˣ)/2를 eˣ - 1로. Write it with exp(|x|) - 1, which keeps its digits near 0."""
    up = expm1(abs(x))
    size = where(up > 1e16, up / 2.0, (up + up / (up + 1.0)) / 2.0)
    return where(x < 0.0, -size, size)


def cosh(x: Term) -> Term:
    return applied("Exp", x) / 2.0 + applied("Exp", -x) / 2.0


def atan(x: Term) -> Term:
    """단정밀도의 각을 한 번 고친다.

    Write the arc tangent: that of single precision, wrong by some 1e-7, is put right by one step,
    which leaves an error of its cube. Beyond 1 it is that of 1/x.
    """
    beyond = abs(x) > 1.0
    inside = where(beyond, 1.0 / x, x)
    guess = applied("Atan", inside.cast(np.float32)).cast(np.float64)
    s, c = applied("Sin", guess), applied("Cos", guess)
    angle = guess + (inside * c - s) / (c + inside * s)
    quarter = where(x < 0.0, x.writer.number(-math.pi / 2, x.dtype), math.pi / 2)
    return where(beyond, quarter - angle, angle)


def asin(x: Term) -> Term:
    return atan(x / applied("Sqrt", (1.0 - x) * (1.0 + x)))


def acos(x: Term) -> Term:
    return 2.0 * atan(applied("Sqrt", (1.0 - x) / (1.0 + x)))


def asinh(x: Term) -> Term:
    """log1p로, 0 가까이에서도. Write it with log(1 + …), which keeps its digits near 0."""
    a = abs(x)
    square = a * a
    near = log1p(a + square / (1.0 + applied("Sqrt", 1.0 + square)))
    size = where(a > 1e8, applied("Log", a) + math.log(2), near)
    return where(x < 0.0, -size, size)


def acosh(x: Term) -> Term:
    t = x - 1.0
    near = log1p(t + applied("Sqrt", t) * applied("Sqrt", t + 2.0))
    return where(x > 1e8, applied("Log", x) + math.log(2), near)


def atanh(x: Term) -> Term:
    return 0.5 * (log1p(x) - log1p(-x))


# of ONNX's operators those that onnxruntime (1.32) computes in single precision alone
DOUBLE: dict[str, Callable[..., Term]] = {
    "Tan": tan,
    "Sinh": sinh,
    "Cosh": cosh,
    "Atan": atan,
    "Asin": asin,
    "Acos": acos,
    "Asinh": asinh,
    "Acosh": acosh,
    "Atanh": atanh,
}
