"""표의 규칙을 적는 데 쓰는 것, 그리고 한 줄에 담기지 않는 규칙.

Provide what the rules of :mod:`micrograd_ko.engine.ops` are written with, and the rules that are
longer than a line. Each function here reads floats, arrays, formulas and, where a gradient needs
it, nodes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .row import Rule, find
from .symbols import Sym, is_number

__all__ = ["where"]


def _function(name: str, on_float: Rule, on_array: Rule) -> Rule:
    """수, 배열, 수식에 두루 쓰는 함수.

    Make one function for floats, arrays and formulas; nodes answer NumPy's function.
    """

    def function(*inputs: Any) -> Any:
        kind = type(inputs[0])
        if kind is float and type(inputs[-1]) is float:
            return on_float(*inputs)
        if kind is np.ndarray:
            return on_array(*inputs)
        return Sym(name, *inputs) if any(isinstance(x, Sym) for x in inputs) else on_array(*inputs)

    return function


exp, log = _function("exp", math.exp, np.exp), _function("log", math.log, np.log)
sqrt, tanh = _function("sqrt", math.sqrt, np.sqrt), _function("tanh", math.tanh, np.tanh)
sin, cos = _function("sin", math.sin, np.sin), _function("cos", math.cos, np.cos)
log1p = _function("log1p", math.log1p, np.log1p)
expm1 = _function("expm1", math.expm1, np.expm1)
log2 = _function("log2", math.log2, np.log2)
log10 = _function("log10", math.log10, np.log10)
cbrt = _function("cbrt", math.cbrt, np.cbrt)
tan = _function("tan", math.tan, np.tan)
sinh, cosh = _function("sinh", math.sinh, np.sinh), _function("cosh", math.cosh, np.cosh)
arcsin = _function("arcsin", math.asin, np.arcsin)
arccos = _function("arccos", math.acos, np.arccos)
arctan = _function("arctan", math.atan, np.arctan)
arcsinh = _function("arcsinh", math.asinh, np.arcsinh)
arccosh = _function("arccosh", math.acosh, np.arccosh)
arctanh = _function("arctanh", math.atanh, np.arctanh)
arctan2 = _function("arctan2", math.atan2, np.arctan2)
# the C library's, as NumPy's and replay's is; math.hypot has a formula of its own
hypot = _function("hypot", lambda a, b: abs(complex(a, b)), np.hypot)
fmod = _function("fmod", math.fmod, np.fmod)
power = _function("pow", math.pow, np.power)
# a != a: nan passes through, as in NumPy
larger = _function("max", lambda a, b: a if a >= b or a != a else b, np.maximum)
smaller = _function("min", lambda a, b: a if a <= b or a != a else b, np.minimum)


def where(condition: Any, if_true: Any, if_false: Any) -> Any:
    """조건에 따라 고른다.

    Choose by condition; unlike `if` it can be read as arrays and as a formula.

    >>> where(3.0 > 0, 1.0, -1.0), where(np.array([3.0, -2.0]) > 0, 1.0, -1.0)
    (1.0, array([ 1., -1.]))
    >>> print(where(Sym("a") > 0, Sym("a"), 0))
    a if a > 0 else 0
    """
    if isinstance(condition, Sym):
        return Sym("where", condition, if_true, if_false)
    if isinstance(condition, bool):
        return if_true if condition else if_false
    return np.where(condition, if_true, if_false)


def signed(g: Any, a: Any) -> Any:
    """a의 부호를 단 g, 0에서는 0. Give `g` the sign of `a`, and 0 where `a` is 0."""
    return where(a > 0, g, where(a < 0, -g, 0.0))


def won(g: Any, a: Any, b: Any) -> Any:
    """a가 b보다 크면 g, 같으면 그 절반.

    Give `g` to `a` where it is larger than `b`, and half of it at a tie.
    """
    return where(a > b, g, where(a < b, 0.0, 0.5 * g))


def logistic(a: Any) -> Any:
    """e⁻ᵃ이 넘치면 1/(1 + inf) = 0이 맞다.

    Return 1/(1 + exp(-a)); where exp(-a) overflows, IEEE 754's 1/(1 + inf) is the right 0.
    """
    return 1 / (1 + exp(-a))


def log_one_plus_exp(a: Any) -> Any:
    """log(1 + eᵃ), 넘치지 않게. Compute log(1 + exp(a)) by a power that cannot overflow."""
    return where(a < 0, 0.0, a) + log1p(exp(-abs(a)))


def softplus_gradient(g: Any, y: Any, a: Any) -> Any:
    """softplus의 기울기는 시그모이드이다.

    Multiply by the sigmoid, the row: its own gradient is short.
    """
    return (g * find("sigmoid")(a),)


def positive_part(a: Any) -> Any:
    """음수는 0으로. Turn what is negative into 0."""
    return larger(a, 0.0)


def leaky(a: Any, *, slope: Any = 0.01) -> Any:
    """음수에는 slope을 곱한다. Multiply what is negative by `slope`."""
    return (larger if slope <= 1 else smaller)(a, slope * a)


def leaky_gradient(g: Any, y: Any, a: Any, *, slope: Any = 0.01) -> Any:
    """음수에는 slope을 곱한 g. Multiply `g` by `slope` where `a` is negative."""
    return (where(a > 0, g, slope * g),)


def exponential_linear(a: Any, *, alpha: Any = 1.0) -> Any:
    """음수에는 alpha·(eᵃ - 1). Bend what is negative towards -alpha."""
    return where(a < 0, alpha * expm1(where(a < 0, a, 0.0)), a)


def exponential_linear_gradient(g: Any, y: Any, a: Any, *, alpha: Any = 1.0) -> Any:
    """지수는 음수에서만 넘치지 않는다.

    Keep the exponential away from where it is not taken and could overflow.
    """
    return (g * where(a > 0, 1.0, alpha * exp(where(a > 0, 0.0, a))),)


def clipped_at_six(a: Any) -> Any:
    """0과 6 사이로. Keep a number between 0 and 6."""
    return where(a < 0, 0.0, where(a > 6, 6.0, a))


def clipped_at_six_gradient(g: Any, y: Any, a: Any) -> Any:
    """끝에서는 0. Give nothing at the two ends, nor beyond."""
    return (where((a > 0) & (a < 6), g, 0.0),)


def larger_one(a: Any, b: Any) -> Any:
    """둘 중 큰 것. Choose the larger of the two."""
    return larger(a, b)


def larger_one_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """큰 쪽에. Give `g` to the larger one, half to each at a tie."""
    return won(g, a, b), won(g, b, a)


def smaller_one(a: Any, b: Any) -> Any:
    """둘 중 작은 것. Choose the smaller of the two."""
    return smaller(a, b)


def smaller_one_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """작은 쪽에. Give `g` to the smaller one, half to each at a tie."""
    return won(g, b, a), won(g, a, b)


def pow_gradient(g: Any, y: Any, a: Any, *, exponent: Any) -> Any:
    """x⁰의 기울기는 0에서도 0이다. Give x**0 the gradient 0, at x = 0 too (0·0⁻¹ would be nan)."""
    if is_number(exponent, 0):
        return (0.0 * g,)
    rest = a if is_number(exponent, 2) else find("pow")(a, exponent=exponent - 1)
    return (g * (exponent * rest),)


def rpow_gradient(g: Any, y: Any, a: Any, *, base: Any) -> Any:
    """밑이 0이면 기울기도 0, 지수가 음수가 아니라면.

    Give 0**x the gradient 0 (0·log 0 would be nan), but -∞ for x < 0.
    """
    if is_number(base, 0):
        return (g * where(a < 0, -y, 0.0 * y),)
    return (g * (y * find("log")(base)),)  # the row: nan for a negative base


def power_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """밑이 0이면 log 항은 0으로 간다, 지수가 음수가 아니라면.

    Let the log term tend to 0 at base 0, unless the exponent is negative.

    The choices are PyTorch's: at 0⁰ both are 0, where 0·0⁻¹ and 0·log 0 would be nan. The inner
    `where` keeps the branch that is not taken away from log(0) and 0⁻¹. At base 0 the log term is 0
    as aᵇ itself is, so that its derivative by `a` is that of the other term by `b`: a mixed
    derivative does not depend on the order.
    """
    if isinstance(a, Sym):
        return g * (b * a ** (b - 1)), g * (y * log(a))
    zero = a == 0
    both, vanishing = zero & (b == 0), zero & (b >= 0)
    base = where(both, 0.0, b * find("power")(where(both, 1.0, a), b - 1))
    exponent = where(vanishing, where(b > 0, y, 0.0), y * log(where(vanishing, 1.0, a)))
    return g * base, g * exponent


# ── of NumPy's vocabulary ──


def log_of_sum(a: Any, b: Any) -> Any:
    """log(eᵃ + eᵇ): 큰 쪽을 꺼내 두면 넘치지 않는다.

    Take the larger one out, so that nothing overflows. Of two equal infinities the difference would
    be nan.
    """
    if isinstance(a, Sym):
        return log(exp(a) + exp(b))
    larger, rest = where(a > b, a, b), where(a > b, b, a)
    return larger + log1p(exp(where(a == b, 0.0, rest - larger)))


def log_of_sum_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """나누어 받는 비율이 시그모이드이다. Give each its share of the sum, which is a sigmoid."""
    sigmoid = find("sigmoid")
    return g * sigmoid(a - b), g * sigmoid(b - a)


def angle_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """제곱의 합은 넘칠 수 있어 길이로 두 번 나눈다.

    Divide by the length twice: its square may overflow. At the origin there is no angle: nan.
    """
    if isinstance(a, Sym):
        return g * (b / (a**2 + b**2)), -g * (a / (a**2 + b**2))
    length = hypot(a, b)
    return g * (b / length / length), -g * (a / length / length)


def hypot_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """원점에서는 0. 0 at the origin, where the length has a kink (0/0 would be nan)."""
    length = where(y == 0, 1.0, y)
    return g * (a / length), g * (b / length)


def to_next_multiple(a: Any, b: Any) -> Any:
    """b의 배수에서 0. Return 0 where `a` is a multiple of `b`, at which a remainder jumps."""
    rest = a % where(b == 0, 1.0, b)
    return b * rest * (b - rest)


def sinc(a: Any) -> Any:
    """sin(πa)/(πa), 0에서 1. Write NumPy's sinc, 1 at 0."""
    return where(a == 0, 1.0, sin(math.pi * a) / (math.pi * where(a == 0, 1.0, a)))


def sinc_gradient(g: Any, y: Any, a: Any) -> Any:
    """0 가까이에서는 급수로: cos(πa) - sinc(a)에서 자릿수가 지워진다.

    Sum the series near 0, where cos(πa) - sinc(a) would lose its digits, and at 0 be 0/0.
    """
    if isinstance(a, Sym):
        return (g * ((cos(math.pi * a) - y) / a),)
    near = abs(a) < NEAR
    u = math.pi * where(near, a, 0.0)
    series: Any = 0.0
    for coefficient in SINC_SERIES:
        series = coefficient + u * u * series
    far = (cos(math.pi * a) - y) / where(near, 1.0, a)
    return (g * where(near, math.pi * u * series, far),)


NEAR = 0.15
# of the derivative of sin(u)/u over u, as powers of u², the highest first
SINC_SERIES = [(-1) ** k * 2 * k / math.factorial(2 * k + 1) for k in range(8, 0, -1)]
