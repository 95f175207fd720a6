"""0, -0, 무한대, nan, 아주 크고 작은 수에서 표의 모든 행.

Every row of the table at zeros of both signs, infinities, nan, huge, tiny and subnormal numbers:
values next to NumPy's, gradients next to mathematics in 60 digits, and who is warned of what.
"""

import math
import warnings
from decimal import MAX_EMAX, MIN_EMIN, ROUND_DOWN, ROUND_FLOOR, Context, Decimal, localcontext
from itertools import product

import numpy as np
import pytest

from micrograd_ko import TABLE, NumericWarning, Tensor, Value, grad

INF, NAN = math.inf, math.nan
TINIEST, SUBNORMAL, NORMAL = 5e-324, 2e-310, 2.0**-1022
POINTS = [
    0.0,
    -0.0,
    INF,
    -INF,
    NAN,
    1e300,
    -1e300,
    1e-300,
    -1e-300,
    TINIEST,
    -TINIEST,
    SUBNORMAL,
    -SUBNORMAL,
]
PARAMS = {
    "pow": [{"exponent": e} for e in (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)],
    "rpow": [{"base": b} for b in (0.0, 0.5, 1.0, 2.0, -2.0)],
}

NUMPY = {  # the same function in NumPy's own words
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "neg": np.negative,
    "pow": lambda a, exponent: np.power(a, exponent),
    "power": np.power,
    "rpow": lambda a, base: np.power(base, a),
    **{
        name: getattr(np, name)
        for name in ("exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "maximum", "minimum")
    },
    "sigmoid": lambda a: np.exp(-np.logaddexp(0.0, -a)),
    "softplus": lambda a: np.logaddexp(0.0, a),
    "relu": lambda a: np.maximum(a, 0.0),
    "leaky_relu": lambda a, slope: np.where(a > 0, a, slope * a),
    "elu": lambda a, alpha: np.where(a > 0, a, alpha * np.expm1(a)),
    "relu6": lambda a: np.clip(a, 0.0, 6.0),
    **{
        name: getattr(np, name)
        for name in ("log1p", "log2", "log10", "expm1", "cbrt", "tan", "arcsin", "arccos")
    },
    **{
        name: getattr(np, name)
        for name in ("arctan", "sinh", "cosh", "arcsinh", "arccosh", "arctanh", "sinc")
    },
    **{name: getattr(np, name) for name in ("logaddexp", "hypot", "arctan2", "remainder", "fmod")},
}
# a new row has its own tests, in test_ops.py
KNOWN = [row for row in TABLE.values() if row.name in NUMPY]
ROWS = [
    row.bind(**params) if params else row for row in KNOWN for params in PARAMS.get(row.name, [{}])
]
each_row = pytest.mark.parametrize("row", ROWS, ids=repr)

# Where a value need not be NumPy's, and why.
# of 0 and -0, which are equal, IEEE 754 lets the larger be either
EITHER_ZERO = {"relu", "relu6", "maximum", "minimum"}
# NumPy takes √a for a^0.5, which is -0 and nan there; C's pow, which Value calls, is 0 and inf
ROOTS = {-0.0, -INF}


def points(row):
    return product(POINTS, repeat=len(row.inputs))


def same(found, expected, ulps=2):
    """Equal, zeros with their signs, or as near as two libraries of elementary functions are."""
    if not (math.isfinite(found) and math.isfinite(expected)) or found == expected == 0:
        return repr(found) == repr(expected)
    return abs(found - expected) <= ulps * math.ulp(expected)


@each_row
def test_value_is_numpys(row):
    for point in points(row):
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", NumericWarning)
            expected = float(NUMPY[row.name](*map(np.float64, point), **row.params))
            found = [
                row(*map(Value, point)).data,
                row(*map(Tensor, point)).item(),
                # nine: NumPy computes eight at a time
                *row(*(Tensor(np.full(9, x)) for x in point)).data.tolist(),
            ]
        if row.name in EITHER_ZERO and expected == 0:
            assert found == [0.0] * len(found), point
        elif repr(row) == "pow[exponent=0.5]" and point[0] in ROOTS:
            assert all(repr(x) in ("0.0", "-0.0", "inf", "nan") for x in found), point
        else:
            assert all(same(x, expected) for x in found), (point, found, expected)


# ── gradients ──


def _pow(a, exponent):
    return {0.0: 0, 1.0: 1}.get(exponent, Decimal(exponent) * a ** (Decimal(exponent) - 1))


def _power(a, b):
    """By base and exponent; x⁰ is constant, and 0ᵇ·log 0 tends to 0."""
    if a < 0 and b != b.to_integral_value():
        return NAN, NAN
    by_base = 0 if b == 0 else b * a ** (b - 1)
    return by_base, 0 if a == 0 and b >= 0 else a**b * a.ln()


def _sigmoid(a):
    return 1 / (1 + (-a).exp())


def _cube_root(a):
    return abs(a) ** (Decimal(1) / 3)


def _sinh(a):
    return a if abs(a) < Decimal("1e-100") else (a.exp() - (-a).exp()) / 2


def _length(a, b):
    return (a * a + b * b).sqrt()


def _wholes(a, b, rounded):
    """How often b goes into a."""
    return (a / b).to_integral_value(rounded)


def _sinc(a):
    """The first term of its series; the points are 0, near it, or very far from it."""
    return -(Decimal(math.pi) ** 2) * a / 3


EXACT = {  # derivatives, in decimal arithmetic; at kinks as ops.py documents them
    "add": lambda a, b: (1, 1),
    "sub": lambda a, b: (1, -1),
    "mul": lambda a, b: (b, a),
    "div": lambda a, b: (1 / b, -a / (b * b)),
    "neg": lambda a: (-1,),
    "pow": lambda a, exponent: (_pow(a, exponent),),
    "power": _power,
    "rpow": lambda a, base: (
        (0 if a >= 0 else -INF) if base == 0 else Decimal(base) ** a * Decimal(base).ln(),
    ),
    "exp": lambda a: (a.exp(),),
    "log": lambda a: (1 / a,),
    "sqrt": lambda a: (1 / (2 * a.sqrt()),),
    "abs": lambda a: ((a > 0) - (a < 0),),
    "sin": lambda a: (math.cos(a),),
    "cos": lambda a: (-math.sin(a),),
    "tanh": lambda a: (4 * _sigmoid(2 * a) * _sigmoid(-2 * a),),
    "sigmoid": lambda a: (_sigmoid(a) * _sigmoid(-a),),
    "softplus": lambda a: (_sigmoid(a),),
    "relu": lambda a: (a > 0,),
    "leaky_relu": lambda a, slope: (1 if a > 0 else slope,),
    "elu": lambda a, alpha: (1 if a > 0 else Decimal(alpha) * a.exp(),),
    "relu6": lambda a: (0 < a < 6,),
    "maximum": lambda a, b: ((1 + (a > b) - (a < b)) / 2, (1 + (b > a) - (b < a)) / 2),
    "minimum": lambda a, b: ((1 + (a < b) - (a > b)) / 2, (1 + (b < a) - (b > a)) / 2),
    "log1p": lambda a: (1 / (1 + a),),
    "log2": lambda a: (1 / (a * Decimal(2).ln()),),
    "log10": lambda a: (1 / (a * Decimal(10).ln()),),
    "expm1": lambda a: (a.exp(),),
    "cbrt": lambda a: (1 / (3 * _cube_root(a) ** 2),),
    "tan": lambda a: (1 / math.cos(a) ** 2,),
    "arcsin": lambda a: (1 / (1 - a * a).sqrt(),),
    "arccos": lambda a: (-1 / (1 - a * a).sqrt(),),
    "arctan": lambda a: (1 / (1 + a * a),),
    "sinh": lambda a: ((a.exp() + (-a).exp()) / 2,),
    "cosh": lambda a: (_sinh(a),),
    "arcsinh": lambda a: (1 / (1 + a * a).sqrt(),),
    "arccosh": lambda a: (1 / ((a - 1).sqrt() * (a + 1).sqrt()),),
    "arctanh": lambda a: (1 / (1 - a * a),),
    "sinc": lambda a: (_sinc(a),),
    "logaddexp": lambda a, b: (_sigmoid(a - b), _sigmoid(b - a)),
    "hypot": lambda a, b: (0, 0) if a == b == 0 else (a / _length(a, b), b / _length(a, b)),
    "arctan2": lambda a, b: (b / _length(a, b) ** 2, -a / _length(a, b) ** 2),
    "remainder": lambda a, b: (1, -_wholes(a, b, ROUND_FLOOR)),
    "fmod": lambda a, b: (1, -_wholes(a, b, ROUND_DOWN)),
}
# of the derivative towards -∞ and ∞; None where the function is not defined, or has no limit
LIMITS = {
    "neg": (-1, -1),
    "pow[exponent=-2]": (0, 0),
    "pow[exponent=-1]": (0, 0),
    "pow[exponent=-0.5]": (None, 0),
    "pow[exponent=0]": (0, 0),
    "pow[exponent=0.5]": (None, 0),
    "pow[exponent=1]": (1, 1),
    "pow[exponent=2]": (-INF, INF),
    "pow[exponent=3]": (INF, INF),
    "rpow[base=0]": (None, 0),
    "rpow[base=0.5]": (-INF, 0),
    "rpow[base=1]": (0, 0),
    "rpow[base=2]": (0, INF),
    "rpow[base=-2]": (None, None),
    "exp": (0, INF),
    "log": (None, 0),
    "sqrt": (None, 0),
    "abs": (-1, 1),
    "sin": (None, None),
    "cos": (None, None),
    "tanh": (0, 0),
    "sigmoid": (0, 0),
    "softplus": (0, 1),
    "relu": (0, 1),
    "leaky_relu[slope=0.01]": (0.01, 1),
    "elu[alpha=1]": (0, 1),
    "relu6": (0, 0),
    "log1p": (None, 0),
    "log2": (None, 0),
    "log10": (None, 0),
    "expm1": (0, INF),
    "cbrt": (0, 0),
    "tan": (None, None),
    "arcsin": (None, None),
    "arccos": (None, None),
    "arctan": (0, 0),
    "sinh": (INF, INF),
    "cosh": (-INF, INF),
    "arcsinh": (0, 0),
    "arccosh": (None, 0),
    "arctanh": (None, None),
    "sinc": (None, None),
}
EXCEPT = {  # (op, input): where its gradient is not the mathematical one, and why
    ("power", 0): lambda a, b: (
        # b·aᵇ⁻¹: 1/a overflows, so this is inf, or nan for b = 0
        (0 < abs(a) < NORMAL and abs(b) < 1)
        # b - 1 rounds to -1, which a negative base can be raised to
        or (a < 0 and 0 < abs(b) < 1e-16)
    ),
    ("sinc", 0): lambda a: abs(a) > 1,  # there sin(πa) is rounding
    # their length is rounded to a multiple of the tiniest number
    ("hypot", 0): lambda a, b: 0 < abs(a) < NORMAL and abs(b) < NORMAL,
    ("hypot", 1): lambda a, b: 0 < abs(b) < NORMAL and abs(a) < NORMAL,
    # 0 goes into nothing, nothing into infinity, nor that into anything: 0 or nan, as the value is
    **dict.fromkeys(
        [("remainder", 1), ("fmod", 1)],
        lambda a, b: b == 0 or math.isinf(a) or math.isinf(b),
    ),
    ("power", 1): lambda a, b: a == 0 and b < 0,  # 0 by choice: the value is inf, the limit -inf
}
EXACTLY = Context(prec=60, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


def expected_gradient(row, point):
    """What mathematics says, as floats; None where it says nothing."""
    if any(map(math.isinf, point)) and len(point) == 1:
        return [LIMITS[repr(row)][point[0] > 0]]
    if any(map(math.isnan, point)) or (row.name == "power" and any(map(math.isinf, point))):
        return [None] * len(point)
    with localcontext(EXACTLY):
        exact = EXACT[row.name](*map(Decimal, point), **row.params)
    skipped = [EXCEPT.get((row.name, i), lambda *point: False)(*point) for i in range(len(point))]
    return [None if skip else float(x) for x, skip in zip(exact, skipped, strict=True)]


def gradients(row, point):
    """The gradient in each reading of the rule: numbers, nodes, arrays."""
    xs, arrays = list(map(Value, point)), [Tensor(np.full(9, x)) for x in point]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        yield grad(row(*xs), xs)
        yield [d.data for d in grad(row(*xs), xs, create_graph=True)]
        yield [float(d[-1]) for d in grad(row(*arrays).sum(), arrays)]


@each_row
def test_gradient_is_that_of_mathematics(row):
    for point in points(row):
        first, *others = gradients(row, point)
        for i, expected in enumerate(expected_gradient(row, point)):
            # where none exists, at least all readings agree
            wanted = first[i] if expected is None else expected
            for found in (first, *others):
                # + 0.0: of zeros, any sign
                assert same(found[i] + 0.0, wanted + 0.0, ulps=4), (point, i, found, expected)


def test_every_row_has_a_derivative_and_limits():
    assert set(EXACT) == set(NUMPY)
    assert set(LIMITS) == {repr(row) for row in ROWS if len(row.inputs) == 1}


# ── warnings ──


def warned(action):
    """The result of an action, and whether it warned; nothing but a NumericWarning is let pass."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        result = action()
    assert all(type(warning.message) is NumericWarning for warning in found)
    return result, bool(found)


def finite(*data):
    return all(bool(np.isfinite(x).all()) for x in data)


@each_row
@pytest.mark.parametrize("leaf", [Value, lambda x: Tensor([x, x, x])], ids=["value", "tensor"])
def test_warnings_come_where_finite_numbers_end(row, leaf):
    for point in points(row):
        xs = list(map(leaf, point))
        y, told = warned(lambda xs=xs: row(*xs))
        assert told == (finite(*point) and not finite(y.data)), point
        _, told = warned(lambda y=y: y.backward(np.ones(np.shape(y.data))))
        assert not (told and finite(*(x.grad for x in xs))), point
        if leaf is Value and finite(*point):
            assert told == (not finite(*(x.grad for x in xs))), point
