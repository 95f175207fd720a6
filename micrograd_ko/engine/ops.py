"""표: 연산 하나가 한 줄.

Hold THE TABLE: one row per elementwise op, and nothing else to edit. A rule is an ordinary
function, and the *type of its arguments* chooses the reading: floats and ndarrays give the value
and the gradient, nodes give the gradient as a graph (second and higher orders), a :class:`Sym`
gives the formula.

`g` is the upstream gradient, `y` the op's result, then come the inputs; a backward rule returns one
contribution for each input, and with ``g = 1`` these are the local derivatives. `domain` is where
tests draw the inputs, `special` is zero at kinks and poles. Choices at kinks follow PyTorch.
"""

from __future__ import annotations

import math

from .row import REAL, TABLE
from .row import table_row as op
from .rule_words import (
    angle_gradient,
    arccos,
    arccosh,
    arcsin,
    arcsinh,
    arctan,
    arctan2,
    arctanh,
    cbrt,
    clipped_at_six,
    clipped_at_six_gradient,
    cos,
    cosh,
    exp,
    expm1,
    exponential_linear,
    exponential_linear_gradient,
    fmod,
    hypot,
    hypot_gradient,
    larger_one,
    larger_one_gradient,
    leaky,
    leaky_gradient,
    log,
    log1p,
    log2,
    log10,
    log_of_sum,
    log_of_sum_gradient,
    log_one_plus_exp,
    logistic,
    positive_part,
    pow_gradient,
    power,
    power_gradient,
    rpow_gradient,
    signed,
    sin,
    sinc,
    sinc_gradient,
    sinh,
    smaller_one,
    smaller_one_gradient,
    softplus_gradient,
    sqrt,
    tan,
    tanh,
    to_next_multiple,
    where,
)

__all__ = ["TABLE"]

POSITIVE, WIDE = (0.2, 3.0), (-9.0, 9.0)  # where float64 keeps its digits
INSIDE, STEP = (-0.9, 0.9), (0.8, 3.0)
LN2, LN10 = math.log(2), math.log(10)

# fmt: off
#  pow has a constant exponent, rpow a constant base; power has nodes for both
#  name      sign     label         forward             backward: what each input gets of g
op("add",    "+",     "덧셈",       lambda a, b: a + b, lambda g, y, a, b: (g, g))
op("sub",    "-",     "뺄셈",       lambda a, b: a - b, lambda g, y, a, b: (g, -g))
op("mul",    "×",     "곱셈",       lambda a, b: a * b, lambda g, y, a, b: (g * b, g * a))
op("div",    "÷",     "나눗셈",     lambda a, b: a / b, lambda g, y, a, b: (g / b, -g * (y / b)),
                                    domain=(REAL, POSITIVE), special=lambda a, b: b)
op("neg",    "-",     "부호 바꿈",  lambda a: -a,       lambda g, y, a: (-g,))
op("pow",    "^{exponent}", "거듭제곱", lambda a, *, exponent: power(a, exponent), pow_gradient,
                                    domain=(POSITIVE,), special=lambda a: a)
op("power",  "^",     "거듭제곱",   lambda a, b: power(a, b), power_gradient,
                                    domain=(POSITIVE, REAL), special=lambda a, b: a)
op("exp",    "exp",   "지수",       lambda a: exp(a),   lambda g, y, a: (g * y,))
op("log",    "log",   "로그",       lambda a: log(a),   lambda g, y, a: (g / a,),
                                    domain=(POSITIVE,), special=lambda a: a)
op("log1p",  "log1p", "1을 더한 로그", lambda a: log1p(a), lambda g, y, a: (g / (1 + a),),
                                    domain=((-0.8, 3.0),), special=lambda a: 1 + a)
op("log2",   "log₂",  "밑이 2인 로그", lambda a: log2(a), lambda g, y, a: (g / (a * LN2),),
                                    domain=(POSITIVE,), special=lambda a: a)
op("log10",  "log₁₀", "상용로그",   lambda a: log10(a), lambda g, y, a: (g / (a * LN10),),
                                    domain=(POSITIVE,), special=lambda a: a)
op("expm1",  "expm1", "1을 뺀 지수",  lambda a: expm1(a), lambda g, y, a: (g * exp(a),))
op("rpow",   "{base}^", "지수",     lambda a, *, base: power(base, a), rpow_gradient)
op("sqrt",   "√",     "제곱근",     lambda a: sqrt(a),  lambda g, y, a: (g / (2 * y),),
                                    domain=(POSITIVE,), special=lambda a: a)
op("cbrt",   "³√",    "세제곱근",   lambda a: cbrt(a),  lambda g, y, a: (g / (3 * (y * y)),),
                                    domain=(POSITIVE,), special=lambda a: a)
op("abs",    "|·|",   "절댓값",     lambda a: abs(a),   lambda g, y, a: (signed(g, a),),
                                    special=lambda a: a)
op("sin",    "sin",   "사인",       lambda a: sin(a),   lambda g, y, a: (g * cos(a),))
op("cos",    "cos",   "코사인",     lambda a: cos(a),   lambda g, y, a: (g * -sin(a),))
op("tan",    "tan",   "탄젠트",     lambda a: tan(a),   lambda g, y, a: (g * (1 + y * y),),
                                    domain=((-1.0, 1.0),), special=lambda a: cos(a))
op("arcsin", "arcsin", "아크사인",  lambda a: arcsin(a),
                                    lambda g, y, a: (g / sqrt((1 - a) * (1 + a)),),
                                    domain=(INSIDE,), special=lambda a: (1 - a) * (1 + a))
op("arccos", "arccos", "아크코사인", lambda a: arccos(a),
                                    lambda g, y, a: (-g / sqrt((1 - a) * (1 + a)),),
                                    domain=(INSIDE,), special=lambda a: (1 - a) * (1 + a))
op("arctan", "arctan", "아크탄젠트", lambda a: arctan(a), lambda g, y, a: (g / (1 + a * a),))
op("sinh",   "sinh",  "쌍곡사인",   lambda a: sinh(a),  lambda g, y, a: (g * cosh(a),))
op("cosh",   "cosh",  "쌍곡코사인", lambda a: cosh(a),  lambda g, y, a: (g * sinh(a),))
op("arcsinh", "arcsinh", "역쌍곡사인", lambda a: arcsinh(a), lambda g, y, a: (g / hypot(1.0, a),))
op("arccosh", "arccosh", "역쌍곡코사인", lambda a: arccosh(a),
                                    lambda g, y, a: (g / (sqrt(a - 1) * sqrt(a + 1)),),
                                    domain=((1.2, 3.0),), special=lambda a: a - 1)
op("arctanh", "arctanh", "역쌍곡탄젠트", lambda a: arctanh(a),
                                    lambda g, y, a: (g / ((1 - a) * (1 + a)),),
                                    domain=(INSIDE,), special=lambda a: (1 - a) * (1 + a))
op("sinc",   "sinc",  "싱크",       sinc,               sinc_gradient,
                                    # at 0 the formula, not the rule, is 0/0
                                    domain=(POSITIVE,))
op("tanh",   "tanh",  "쌍곡탄젠트", lambda a: tanh(a),  lambda g, y, a: (g * (1 - y * y),))
op("sigmoid", "σ",    "시그모이드", logistic,           lambda g, y, a: (g * (y * (1 - y)),))
op("softplus", "softplus", "소프트플러스", log_one_plus_exp, softplus_gradient)
op("relu",   "ReLU",  "렐루",       positive_part,      lambda g, y, a: (where(a > 0, g, 0.0),),
                                    special=lambda a: a)
op("leaky_relu", "LReLU", "리키 렐루", leaky,           leaky_gradient, special=lambda a: a)
op("elu",    "ELU",   "지수 선형",  exponential_linear, exponential_linear_gradient,
                                    special=lambda a: a)
op("relu6",  "ReLU6", "렐루6",      clipped_at_six,     clipped_at_six_gradient,
                                    domain=(WIDE,), special=lambda a: a * (a - 6))
op("maximum", "max",  "큰 값",      larger_one,         larger_one_gradient,
                                    special=lambda a, b: a - b)
op("minimum", "min",  "작은 값",    smaller_one,        smaller_one_gradient,
                                    special=lambda a, b: a - b)
op("logaddexp", "logΣexp", "지수 합의 로그", log_of_sum, log_of_sum_gradient)
op("hypot",  "hypot", "빗변",       lambda a, b: hypot(a, b), hypot_gradient,
                                    special=lambda a, b: hypot(a, b))
op("arctan2", "arctan2", "점의 각", lambda a, b: arctan2(a, b), angle_gradient,
                                    domain=(REAL, POSITIVE), special=lambda a, b: hypot(a, b))
#  (a - y) / b is the whole number of times that b goes into a, and has no slope of its own
op("remainder", "mod", "나머지",    lambda a, b: a % b,
                                    lambda g, y, a, b: (g, -g * ((a - y) / b)),
                                    domain=(REAL, STEP), special=to_next_multiple)
op("fmod",   "fmod",  "부호 있는 나머지", lambda a, b: fmod(a, b),
                                    lambda g, y, a, b: (g, -g * ((a - y) / b)),
                                    domain=(REAL, STEP), special=to_next_multiple)
# fmt: on
