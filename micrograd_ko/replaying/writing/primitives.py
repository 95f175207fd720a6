"""기계가 아는 연산의 표: 규칙이 결국 무엇으로 이루어지는가.

The table of what the machine can do, entry by entry: what all rules boil down to. One row says it
to NumPy, to Numba, to a browser and to programs that read ONNX.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

__all__ = ["NAMES", "PRIMITIVES", "Primitive"]


class Primitive(NamedTuple):
    """기계가 아는 연산 하나.

    One op that the machine knows: NumPy's name for it, its text over p, q and the old y, that in
    JavaScript (with a function of viz/played/assets/arithmetic.js where Math has none as good),
    ONNX's name for it (or that of a formula of exporting/formulas.py where ONNX has none), and
    which of p and q may be one number for a whole loop ("pq": either; the others are spread out
    first).
    """

    ufunc: str
    text: str
    script: str
    onnx: str
    single: str = ""


# What rules boil down to. A comparison is 1.0 or 0.0. The texts are what the rules of
# :mod:`micrograd_ko.engine.ops` do with floats, and so is the order of their operands.
PRIMITIVES = {
    "copy": Primitive("positive", "p", "p", "Identity"),
    "add": Primitive("add", "p + q", "p + q", "Add", "q"),
    "sub": Primitive("subtract", "p - q", "p - q", "Sub", "pq"),
    "mul": Primitive("multiply", "p * q", "p * q", "Mul", "q"),
    "div": Primitive("divide", "p / q", "p / q", "Div", "pq"),
    "neg": Primitive("negative", "-p", "-p", "Neg"),
    "pow": Primitive("power", "p ** q", "pow(p, q)", "Pow", "q"),
    "exp": Primitive("exp", "math.exp(p)", "Math.exp(p)", "Exp"),
    "log": Primitive("log", "math.log(p)", "Math.log(p)", "Log"),
    "sqrt": Primitive("sqrt", "math.sqrt(p)", "Math.sqrt(p)", "Sqrt"),
    "abs": Primitive("absolute", "abs(p)", "Math.abs(p)", "Abs"),
    "sin": Primitive("sin", "math.sin(p)", "Math.sin(p)", "Sin"),
    "cos": Primitive("cos", "math.cos(p)", "Math.cos(p)", "Cos"),
    "tanh": Primitive("tanh", "math.tanh(p)", "Math.tanh(p)", "Tanh"),
    "log1p": Primitive("log1p", "math.log1p(p)", "Math.log1p(p)", "Log1p"),
    "expm1": Primitive("expm1", "math.expm1(p)", "Math.expm1(p)", "Expm1"),
    "log2": Primitive("log2", "np.log2(p)", "Math.log2(p)", "Log2"),
    "log10": Primitive("log10", "math.log10(p)", "Math.log10(p)", "Log10"),
    "cbrt": Primitive("cbrt", "np.cbrt(p)", "Math.cbrt(p)", "Cbrt"),
    "tan": Primitive("tan", "math.tan(p)", "Math.tan(p)", "Tan"),
    "sinh": Primitive("sinh", "math.sinh(p)", "Math.sinh(p)", "Sinh"),
    "cosh": Primitive("cosh", "math.cosh(p)", "Math.cosh(p)", "Cosh"),
    "arcsin": Primitive("arcsin", "math.asin(p)", "Math.asin(p)", "Asin"),
    "arccos": Primitive("arccos", "math.acos(p)", "Math.acos(p)", "Acos"),
    "arctan": Primitive("arctan", "math.atan(p)", "Math.atan(p)", "Atan"),
    "arcsinh": Primitive("arcsinh", "math.asinh(p)", "Math.asinh(p)", "Asinh"),
    "arccosh": Primitive("arccosh", "math.acosh(p)", "Math.acosh(p)", "Acosh"),
    "arctanh": Primitive("arctanh", "math.atanh(p)", "Math.atanh(p)", "Atanh"),
    "arctan2": Primitive("arctan2", "math.atan2(p, q)", "Math.atan2(p, q)", "Atan2"),
    "hypot": Primitive("hypot", "np.hypot(p, q)", "hypot(p, q)", "Hypot"),
    "remainder": Primitive("remainder", "p % q", "mod(p, q)", "Remainder"),
    "fmod": Primitive("fmod", "np.fmod(p, q)", "p % q", "Fmod"),
    "max": Primitive(
        "maximum", "p if p >= q or p != p else q", "p >= q || p !== p ? p : q", "Max", "q"
    ),
    "min": Primitive(
        "minimum", "p if p <= q or p != p else q", "p <= q || p !== p ? p : q", "Min", "q"
    ),
    "gt": Primitive("greater", "1.0 if p > q else 0.0", "p > q ? 1 : 0", "Greater", "q"),
    "ge": Primitive("greater_equal", "1.0 if p >= q else 0.0", "p >= q ? 1 : 0", "GreaterOrEqual"),
    "lt": Primitive("less", "1.0 if p < q else 0.0", "p < q ? 1 : 0", "Less", "q"),
    "le": Primitive("less_equal", "1.0 if p <= q else 0.0", "p <= q ? 1 : 0", "LessOrEqual"),
    "eq": Primitive("equal", "1.0 if p == q else 0.0", "p === q ? 1 : 0", "Equal"),
    "ne": Primitive("not_equal", "1.0 if p != q else 0.0", "p !== q ? 1 : 0", "NotEqual"),
    "and": Primitive(
        "logical_and", "1.0 if p != 0.0 and q != 0.0 else 0.0", "p !== 0 && q !== 0 ? 1 : 0", "And"
    ),
    "or": Primitive(
        "logical_or", "1.0 if p != 0.0 or q != 0.0 else 0.0", "p !== 0 || q !== 0 ? 1 : 0", "Or"
    ),
    "not": Primitive("logical_not", "1.0 if p == 0.0 else 0.0", "p === 0 ? 1 : 0", "Not"),
    "isfinite": Primitive(
        "isfinite", "1.0 if p - p == 0.0 else 0.0", "p - p === 0 ? 1 : 0", "IsFinite"
    ),
    # a parameter, by a step, and by a gradient times the learning rate
    "lower": Primitive("", "y - p", "y - p", ""),
    "lower_by": Primitive("", "y - p * q", "y - p * q", "", "q"),
    # where: into a copy of what is taken otherwise
    "pick": Primitive("", "q if p != 0.0 else y", "p !== 0 ? q : y", "Where", "q"),
}
# by the functions themselves: somebody else's may be called like one of NumPy's
NAMES = {getattr(np, row.ufunc): name for name, row in PRIMITIVES.items() if row.ufunc} | {
    np.bitwise_and: "and", np.bitwise_or: "or", np.invert: "not", np.conjugate: "copy",
}  # fmt: skip
