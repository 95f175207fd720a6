"""표의 모든 행을 그 정의역에서 시험한다.

Walks the table: every row, over its own domain, in each of its readings, against numerical
differentiation and against HIPS autograd.
"""

import math

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import TABLE, NumericWarning, Sym, Value, grad
from tests.helpers.sharing import at_kinks, fewer

# Parameters to test a row with, besides or instead of its defaults.
PARAMS = {
    "pow": [{"exponent": e} for e in (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0)],
    "rpow": [{"base": b} for b in (0.5, 1.0, 2.0, 10.0)],
    "leaky_relu": [{}, {"slope": 0.2}],
    "elu": [{}, {"alpha": 1.5}],
}
ROWS = [
    row.bind(**params) if params else row
    for row in TABLE.values()
    for params in PARAMS.get(row.name, [dict.fromkeys(row.required, 2.0)])
]
each_row = pytest.mark.parametrize("row", ROWS, ids=repr)

ORACLES = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": anp.negative,
    "pow": lambda a, *, exponent: a**exponent,
    "rpow": lambda a, *, base: base**a,
    # anp.power is wrong in the second order at b = 0
    "power": lambda a, b: anp.exp(b * anp.log(a)),
    "exp": anp.exp,
    "log": anp.log,
    "sqrt": anp.sqrt,
    "abs": anp.abs,
    "sin": anp.sin,
    "cos": anp.cos,
    "tanh": anp.tanh,
    "sigmoid": lambda a: 1 / (1 + anp.exp(-a)),
    "softplus": lambda a: anp.logaddexp(0.0, a),
    "relu": lambda a: anp.maximum(a, 0.0),
    "leaky_relu": lambda a, *, slope: anp.where(a > 0, a, slope * a),
    "elu": lambda a, *, alpha: anp.where(a > 0, a, alpha * (anp.exp(a) - 1)),
    "relu6": lambda a: anp.minimum(anp.maximum(a, 0.0), 6.0),
    "maximum": anp.maximum,
    "minimum": anp.minimum,
    **{
        name: getattr(anp, name)
        for name in ("log1p", "expm1", "log2", "log10", "tan", "sinh", "cosh", "arcsin", "arccos")
    },
    **{
        name: getattr(anp, name)
        for name in ("arctan", "arcsinh", "arccosh", "arctanh", "sinc", "logaddexp", "arctan2")
    },
    "remainder": anp.remainder,
    # autograd has none, or no derivative
    "fmod": lambda a, b: a - b * anp.trunc(a / b),
    "cbrt": lambda a: anp.sign(a) * anp.abs(a) ** (1 / 3),
    "hypot": lambda a, b: anp.sqrt(a * a + b * b),
}

# What a head in a formula means, for those that are not rows of the table.
HEADS = {
    "and": lambda a, b: a and b,
    "gt": lambda a, b: a > b,
    "lt": lambda a, b: a < b,
    "pow": lambda a, b: a**b,
    "log1p": math.log1p,
    "expm1": math.expm1,
    "max": max,
    "min": min,
}
SAME_NAME = (
    *("exp", "log", "sqrt", "sin", "cos", "tanh", "abs", "log1p", "expm1", "log2", "log10", "tan"),
    *("sinh", "cosh", "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "sinc"),
    *("logaddexp", "arctan2", "remainder", "fmod"),
)
ANP_HEADS = {
    **HEADS,
    **{name: getattr(anp, name) for name in SAME_NAME},
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "neg": lambda a: -a,
    "max": anp.maximum,
    "min": anp.minimum,
}


def evaluated(formula, names, heads=HEADS):
    """The value of a formula. A row of the table that `heads` does not know is read by its own
    formula or rule.
    """
    if not isinstance(formula, Sym):
        return formula
    if not formula.args:
        return names[formula.head]
    if formula.head == "where":  # the branch not taken may not exist at this point
        condition, if_true, if_false = formula.args
        return evaluated(if_true if evaluated(condition, names, heads) else if_false, names, heads)
    inputs = [evaluated(arg, names, heads) for arg in formula.args]
    if formula.head in heads:
        return heads[formula.head](*inputs)
    row = TABLE[formula.head]
    if heads is HEADS:
        return row.forward(*inputs)
    return evaluated(row.formula(), dict(zip(row.inputs, inputs, strict=True)), heads)


def test_a_formula_reads_as_it_is_written():
    assert repr(2 ** Sym("a") + 1) == "Sym('2^a + 1')"
    assert evaluated(2 ** Sym("a") + 1, {"a": 3.0}) == 9.0


def oracle_of(row):
    """What autograd differentiates: as written above, and for a new row its own formula in
    autograd's functions.
    """
    if row.name in ORACLES:
        return lambda *inputs: ORACLES[row.name](*inputs, **row.params)
    return lambda *inputs: evaluated(
        row.formula(), dict(zip(row.inputs, inputs, strict=True)), ANP_HEADS
    )


UPSTREAM = st.floats(-3, 3)  # never all ones: a rule that forgets g would pass


def points(row):
    """Anywhere in the row's domain."""
    return st.tuples(*(st.floats(low, high) for low, high in row.domain))


def smooth_points(row):
    """Where the row is smooth: a numerical derivative across a kink or a pole says nothing."""
    return points(row).filter(lambda point: row.special is None or abs(row.special(*point)) >= 0.05)


def slope(f, point, i, h=1e-3):
    """Central difference in the i-th input, one Richardson step: the error falls with h to the
    4th.
    """

    def central(step):
        low, high = list(point), list(point)
        low[i], high[i] = low[i] - step, high[i] + step
        return (f(*high) - f(*low)) / (high[i] - low[i])

    return (4 * central(h / 2) - central(h)) / 3


def close(x, rel=1e-6):
    return pytest.approx(x, rel=rel, abs=1e-8)


def gradient(row, point, i):
    """The first-order gradient of a row, from its float reading."""
    inputs = list(map(Value, point))
    return grad(row(*inputs), inputs)[i]


@each_row
@given(data=st.data())
def test_value_of_a_node_is_the_forward_rule(row, data):
    point = data.draw(points(row))
    inputs = list(map(Value, point))
    node = row(*inputs)
    method = getattr(inputs[0], row.name)(*inputs[1:], **row.params)
    assert node.data == method.data == row.forward(*point)
    assert type(node.data) is float
    assert node.parents == tuple(inputs)


@each_row
@given(data=st.data(), g=UPSTREAM)
def test_gradient_is_upstream_times_numerical_slope(row, data, g):
    point = data.draw(smooth_points(row))
    inputs = list(map(Value, point))
    row(*inputs).backward(g)
    for i, x in enumerate(inputs):
        assert x.grad == close(g * slope(row.forward, point, i))
        assert type(x.grad) is float


@each_row
@fewer(3)
@given(data=st.data(), g=UPSTREAM)
def test_second_derivatives_are_slopes_of_the_gradient(row, data, g):
    point = data.draw(smooth_points(row))
    inputs = list(map(Value, point))
    first = grad(row(*inputs) * g, inputs, create_graph=True)
    for i, derivative in enumerate(first):
        # both readings of the rule agree
        assert derivative.data == close(g * gradient(row, point, i))
        for j, second in enumerate(grad(derivative, inputs)):  # j != i: the mixed ones
            assert second == close(g * slope(lambda *at, i=i: gradient(row, at, i), point, j))


@each_row
# autograd, of constant derivatives
@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@fewer(3)
@given(data=st.data(), g=UPSTREAM)
def test_row_agrees_with_hips_autograd(row, data, g):
    point = data.draw(smooth_points(row))

    def oracle(*inputs):
        return g * oracle_of(row)(*inputs)

    inputs = list(map(Value, point))
    y = row(*inputs) * g
    assert y.data == close(oracle(*point), rel=1e-12)
    for i, derivative in enumerate(grad(y, inputs, create_graph=True)):
        expected = autograd.grad(oracle, i)
        assert derivative.data == close(expected(*point), rel=1e-9)
        if derivative.parents:  # a constant derivative needs no oracle
            for j, second in enumerate(grad(derivative, inputs)):
                assert second == close(autograd.grad(expected, j)(*point), rel=1e-9)


@each_row
@given(data=st.data())
def test_rules_read_arrays_entry_by_entry(row, data):
    batch = data.draw(st.lists(points(row), min_size=1, max_size=5))
    upstream = data.draw(st.lists(UPSTREAM, min_size=len(batch), max_size=len(batch)))
    columns = [np.array(column) for column in zip(*batch, strict=True)]
    g = np.array(upstream)
    for array in (g, *columns):
        array.setflags(write=False)  # a rule that changes an input raises
    y = row.forward(*columns)
    y.setflags(write=False)
    contributions = row.backward(g, y, *columns)

    expected = [row.forward(*point) for point in batch]
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-15)
    for i, contribution in enumerate(contributions):
        each = [
            row.backward(u, v, *point)[i]
            for u, v, point in zip(upstream, expected, batch, strict=True)
        ]
        np.testing.assert_allclose(
            np.broadcast_to(contribution, g.shape), each, rtol=1e-11, atol=1e-13
        )


@each_row
@given(data=st.data())
def test_formulas_say_what_the_rules_compute(row, data):
    point = data.draw(points(row))
    y = row.forward(*point)
    names = {"y": y, **dict(zip(row.inputs, point, strict=True))}
    assert evaluated(row.formula(), names) == pytest.approx(y, rel=1e-12, abs=1e-15)
    if row.special is None or row.special(*point) != 0:  # at a kink the formula may be silent
        for formula, local in zip(
            row.local_formulas(), row.local_derivatives(y, *point), strict=True
        ):
            assert evaluated(formula, names) == pytest.approx(local, rel=1e-9, abs=1e-12)


# ── special values ──

QUIET = [  # an expression, where, its value, its gradient; any warning fails the test
    (lambda x: x.relu(), 0.0, 0.0, 0.0),
    (lambda x: abs(x), 0.0, 0.0, 0.0),
    (lambda x: x.leaky_relu(), 0.0, 0.0, 0.01),
    (lambda x: x.relu6(), 0.0, 0.0, 0.0),
    (lambda x: x.relu6(), 6.0, 6.0, 0.0),
    (lambda x: x.maximum(0), 0.0, 0.0, 0.5),
    (lambda x: x.minimum(0), 0.0, 0.0, 0.5),
    (lambda x: x.maximum(x), 2.0, 2.0, 1.0),
    (lambda x: x**0, 0.0, 1.0, 0.0),
    (lambda x: x**1, 0.0, 0.0, 1.0),
    (lambda x: x**2, 0.0, 0.0, 0.0),
    (lambda x: x**2, -2.0, 4.0, -4.0),
    (lambda x: x**3, -2.0, -8.0, 12.0),
    (lambda x: x**-1, -2.0, -0.5, -0.25),
    (lambda x: x.tanh(), 1000.0, 1.0, 0.0),
    (lambda x: x.tanh(), -1000.0, -1.0, 0.0),
    (lambda x: x.sigmoid(), 1000.0, 1.0, 0.0),
    (lambda x: x.sigmoid(), -1000.0, 0.0, 0.0),
    (lambda x: x.softplus(), 1000.0, 1000.0, 1.0),
    (lambda x: x.softplus(), -1000.0, 0.0, 0.0),
    (lambda x: x.elu(), 1000.0, 1000.0, 1.0),
    (lambda x: x.elu(), -1000.0, -1.0, 0.0),
    (lambda x: x.exp(), -1000.0, 0.0, 0.0),
    (lambda x: 0.0**x, 2.0, 0.0, 0.0),
    # the constant's own derivative is inf, but nobody asked for it
    (lambda x: 0.0**x, 0.5, 0.0, 0.0),
]


@pytest.mark.parametrize(("expression", "at", "value", "slope"), QUIET)
def test_special_points_have_finite_gradients_without_warning(expression, at, value, slope):
    x = Value(at, label="x")
    y = expression(x)
    y.backward()
    assert (y.data, x.grad) == (value, slope)


@at_kinks
@pytest.mark.parametrize(("expression", "at", "value", "slope"), QUIET)
def test_special_points_can_be_differentiated_twice(expression, at, value, slope):
    x = Value(at, label="x")
    first = grad(expression(x), x, create_graph=True)
    assert first.data == slope
    assert math.isfinite(grad(first, x))


@pytest.mark.parametrize(
    "expression",
    [
        lambda x: x.relu(),
        lambda x: x.relu6(),
        lambda x: x.leaky_relu(),
        lambda x: x.elu(),
        lambda x: x.softplus(),
        lambda x: x.sigmoid(),
        lambda x: abs(x),
        lambda x: x.maximum(1),
        lambda x: Value(1.0).maximum(x),
        lambda x: x.minimum(1),
        lambda x: Value(1.0).minimum(x),
    ],
)
def test_nan_passes_through_and_is_reported_only_where_it_arose(expression):
    assert math.isnan(expression(Value(math.nan)).data)


LOUD = [  # what a NumericWarning reports, and the value and gradient that IEEE 754 gives
    (lambda x: x.sqrt(), 0.0, 0.0, math.inf, "0에서 기울기가 inf"),
    (lambda x: x.sqrt(), -1.0, math.nan, math.nan, "음수에서 nan"),
    (lambda x: x ** (1 / 3), -8.0, math.nan, math.nan, "분수 거듭제곱은 nan"),
    (lambda x: x**-1, 0.0, math.inf, -math.inf, "0의 음수 거듭제곱은 inf"),
    (lambda x: 1 / x, 0.0, math.inf, -math.inf, "0에 아주 가까운 수로 나누었습니다"),
    (lambda x: -1 / x, 0.0, -math.inf, math.inf, "0에 아주 가까운 수로 나누었습니다"),
    (lambda x: x / 0, 0.0, math.nan, math.inf, "0에 아주 가까운 수로 나누었습니다"),
    (lambda x: x.log(), 0.0, -math.inf, math.inf, "양수에서만 유한"),
    (lambda x: x.log(), -1.0, math.nan, -1.0, "양수에서만 유한"),
    (lambda x: x.exp(), 1000.0, math.inf, math.inf, "709를 넘으면"),
    (lambda x: x * 1e308, 10.0, math.inf, 1e308, "너무 크거나"),
]


@pytest.mark.parametrize(("expression", "at", "value", "slope", "cause"), LOUD)
def test_undefined_points_follow_ieee_and_warn_with_the_cause(expression, at, value, slope, cause):
    x = Value(at, label="x")
    with pytest.warns(NumericWarning, match=cause):
        y = expression(x)
        y.backward()
    # repr, because nan is not equal to itself
    assert repr((y.data, x.grad)) == repr((value, slope))
