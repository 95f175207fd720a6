"""NumPy의 원소별 함수를 노드에: 표의 행, 행을 짜 맞춘 것, 값만 있는 것, 그리고 부르는 여러 꼴.

NumPy's elementwise functions of Values and Tensors, next to NumPy and HIPS autograd: what rows
compose, what has values alone, and each way to call a ufunc.
"""

import math
import operator

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from micrograd_ko import (
    TABLE,
    DetachedWarning,
    MicrogradError,
    NumericWarning,
    OpError,
    Sym,
    Tensor,
    Value,
    check_gradients,
    grad,
    replay,
)
from micrograd_ko.engine.numpy_elementwise import CHOOSING, COMPARING, ELEMENTWISE
from tests.helpers.sharing import at_kinks

A = np.array([[0.7, -1.2, 2.5], [0.1, 1.4, -0.3]])
ROW = np.array([0.5, -2.0, 1.1])

# ── rows and what they compose, next to autograd ──

UNARY = {  # a function of NumPy's that autograd has under the same name, and where
    **dict.fromkeys(("square", "reciprocal", "exp2", "radians", "deg2rad", "degrees"), A),
    **dict.fromkeys(("rad2deg", "fabs", "conj", "real", "real_if_close", "nan_to_num"), A),
    **dict.fromkeys(("expm1", "arctan", "sinh", "cosh", "arcsinh", "sinc", "tan"), A),
    **dict.fromkeys(("log1p", "log2", "log10"), np.abs(A)),
    **dict.fromkeys(("arcsin", "arccos", "arctanh"), A / 3),
    "arccosh": np.abs(A) + 1.1,
}
BINARY = {
    **dict.fromkeys(("logaddexp", "logaddexp2", "arctan2", "fmax", "fmin", "true_divide"), ROW),
    **dict.fromkeys(("remainder", "mod"), ROW),
    "hypot": ROW,
    "float_power": np.abs(ROW),
    "copysign": ROW,
}
WITHOUT = {  # what autograd lacks
    "hypot": lambda a, b: anp.sqrt(a * a + b * b),
    "float_power": lambda a, b: anp.power(a, b),
    "copysign": lambda a, b: anp.abs(a) * anp.sign(b),
    "real_if_close": lambda a: a,
}


def theirs(name):
    return WITHOUT.get(name) or getattr(anp, name)


def derivatives(f, theirs, inputs):
    """Of a weighted sum of f: the gradient, and that of a weighted sum of the gradient; ours, and
    autograd's.
    """
    rng = np.random.default_rng(0)
    weights = rng.normal(size=np.shape(theirs(*inputs)))
    directions = [rng.normal(size=np.shape(x)) for x in inputs]
    nodes = [Tensor(x) for x in inputs]
    first = grad((f(*nodes) * weights).sum(), nodes, create_graph=True)
    second = grad(sum((d * v).sum() for d, v in zip(first, directions, strict=True)), nodes)

    def total(*xs):
        return anp.sum(theirs(*xs) * weights)

    every = tuple(range(len(inputs)))

    def projected(*xs):
        found = autograd.grad(total, every)(*xs)
        return sum(anp.sum(d * v) for d, v in zip(found, directions, strict=True))

    expected = autograd.grad(total, every)(*inputs), autograd.grad(projected, every)(*inputs)
    return ([d.data for d in first], second), expected


def agree(f, theirs, inputs):
    found, expected = derivatives(f, theirs, inputs)
    for mine, other in zip(found, expected, strict=True):
        for x, y in zip(mine, other, strict=True):
            np.testing.assert_allclose(x, y, rtol=1e-9, atol=1e-11)


# autograd, of constant derivatives
quiet = pytest.mark.filterwarnings("ignore:Output seems independent of input")


@quiet
@pytest.mark.parametrize("name", UNARY)
def test_functions_of_one_array_agree_with_hips_autograd(name):
    f, data = getattr(np, name), UNARY[name]
    np.testing.assert_allclose(f(Tensor(data)).data, f(data), rtol=1e-14)
    agree(f, theirs(name), [data])


@quiet
@pytest.mark.parametrize("name", BINARY)
def test_functions_of_two_arrays_agree_with_hips_autograd(name):
    f, row = getattr(np, name), BINARY[name]
    data = np.abs(A) if name == "float_power" else A
    for inputs in ([data, row], [data[:, :1], row[:1]], [row + 0.01, np.abs(data)]):
        np.testing.assert_allclose(f(*map(Tensor, inputs)).data, f(*inputs), rtol=1e-13)
        agree(f, theirs(name), inputs)


@quiet
@pytest.mark.parametrize("name", [*UNARY, *BINARY])
def test_functions_of_values_agree_with_hips_autograd(name):
    f, data = getattr(np, name), {**UNARY, **BINARY}[name]
    points = [data.flat[:3]] if name in UNARY else [np.abs(A.flat[:3]), data]
    for numbers in zip(*points, strict=True):
        leaves = [Value(float(x)) for x in numbers]
        y = f(*leaves)
        assert type(y) is Value
        assert y.data == pytest.approx(f(*numbers), rel=1e-13)
        first = grad(y, leaves, create_graph=True)
        for i, derivative in enumerate(first):
            expected = autograd.grad(theirs(name), i)
            assert derivative.data == pytest.approx(expected(*numbers), rel=1e-9)
            if derivative.parents:
                second = grad(derivative, leaves)
                for j in range(len(leaves)):
                    wanted = autograd.grad(expected, j)(*numbers)
                    assert second[j] == pytest.approx(wanted, rel=1e-9, abs=1e-11)


def test_every_composition_is_tried_above():
    tried = {getattr(np, name) for name in (*UNARY, *BINARY)}
    alone = {np.clip, np.divmod, np.positive, np.imag}
    rest = {np.isreal, np.iscomplex, np.isrealobj, np.iscomplexobj}
    assert {*ELEMENTWISE} - {*CHOOSING, *COMPARING} - alone - rest <= tried


def test_aliases_are_one_function():
    x = Tensor(A)
    assert np.mod is np.remainder and np.true_divide is np.divide and np.abs is np.absolute
    assert np.conj(x) is x is np.positive(x) is x.conj() is x.real is np.real(x)
    assert x.square().op == np.square(x).op == (x**2).op


@at_kinks
@pytest.mark.parametrize("row", TABLE.values(), ids=repr)
@pytest.mark.parametrize("shape", [(3,), ()], ids=str)
def test_float32_stays_float32_in_both_orders(row, shape):
    op = row.bind(**dict.fromkeys(row.required, 2.0))
    leaves = [
        Tensor(np.full(shape, low + share * (high - low)), dtype=np.float32)
        for share, (low, high) in zip((0.3, 0.8), row.domain, strict=False)
    ]
    y = op(*leaves)
    first = grad(y.sum(), leaves, create_graph=True)
    second = grad(sum((d * d * x).sum() for d, x in zip(first, leaves, strict=True)), leaves)
    assert {y.dtype, *(d.dtype for d in (*first, *second))} == {np.dtype(np.float32)}


# ── near 0, at ties, at the origin ──


@pytest.mark.parametrize("at", [0.0, -0.0, 1e-300, 1e-12, -1e-6, 1e-3, 0.05, 0.149, 0.151, -0.2])
def test_sinc_is_exact_near_zero(at):
    u, x = math.pi * at, Value(at)
    value = grad_ = curvature = 0.0
    for k in range(12, -1, -1):  # its series, and that differentiated twice
        c = (-1) ** k / math.factorial(2 * k + 1)
        value += c * u ** (2 * k)
        grad_ += math.pi * c * 2 * k * (u ** (2 * k - 1) if k else 0.0)
        curvature += math.pi**2 * c * 2 * k * (2 * k - 1) * (u ** (2 * k - 2) if k else 0.0)
    y = np.sinc(x)
    first = grad(y, x, create_graph=True)
    assert y.data == pytest.approx(value, rel=1e-15)
    assert first.data == pytest.approx(grad_, rel=1e-13, abs=1e-300)
    assert grad(first, x) == pytest.approx(curvature, rel=1e-10)
    t = Tensor([at, 0.5])
    slopes = grad(np.sinc(t).sum(), t, create_graph=True)
    assert slopes.data[0] == first.data
    assert grad(slopes[0], t)[0] == pytest.approx(curvature, rel=1e-10)


def test_logaddexp_is_smooth_where_its_inputs_are_equal():
    for at in (0.0, -1000.0, 1000.0, 3.5):
        a, b = Value(at), Value(at)
        first = grad(np.logaddexp(a, b), [a, b], create_graph=True)
        assert [d.data for d in first] == [0.5, 0.5]
        assert grad(first[0], [a, b]) == [0.25, -0.25] or grad(first[0], [a, b]) == (0.25, -0.25)
        assert check_gradients(np.logaddexp, at, at, points=0)
    assert check_gradients(np.logaddexp2, A, A[:1])


def test_lengths_and_angles_do_not_overflow():
    for size in (1e300, 1e-300):
        a, b = Value(3 * size), Value(4 * size)
        np.hypot(a, b).backward()
        assert (a.grad, b.grad) == pytest.approx((0.6, 0.8))
        np.testing.assert_allclose(
            grad(np.arctan2(a, b), [a, b]), [0.16 / size, -0.12 / size], rtol=1e-14
        )


def test_at_the_origin_a_length_has_the_slope_0_and_an_angle_none():
    a, b = Value(0.0, "a"), Value(0.0)
    assert tuple(grad(np.hypot(a, b), [a, b])) == (0.0, 0.0)
    with pytest.warns(NumericWarning, match="arctan2"):
        assert all(map(math.isnan, grad(np.arctan2(a, b), [a, b])))
    with pytest.warns(NumericWarning, match="꺾이는 점"):
        grad(np.hypot(a, b), a, create_graph=True)


@pytest.mark.parametrize(
    ("f", "at", "words"),
    [
        (np.arcsin, 2.0, "arcsin과 arccos는 -1부터 1"),
        (np.log1p, -1.0, "log1p는 -1보다 큰 수"),
        (np.log2, 0.0, "log는 양수에서만"),
        (np.sinh, 1000.0, "exp는 약 709"),
        (lambda x: x % 0.0, 1.0, "0이거나 0에 아주 가까운 수로"),
    ],
)
def test_outside_of_its_domain_the_cause_is_named(f, at, words):
    for x in (Value(at), Tensor([at, 0.5])):
        with pytest.warns(NumericWarning, match=words):
            f(x)


# ── remainders ──

DIVISIONS = {
    "%": operator.mod,
    "//": operator.floordiv,
    "divmod": divmod,
    "fmod": np.fmod,
    "np.divmod": np.divmod,
    "np.floor_divide": np.floor_divide,
}


def numbers_of(x):
    return [part.data if isinstance(part, (Value, Tensor)) else part for part in x]


@pytest.mark.parametrize("f", DIVISIONS.values(), ids=DIVISIONS)
def test_division_with_a_rest_is_numpys_on_either_side(f):
    for a in (7.3, -7.3, 0.0, 2.0, math.inf):
        for b in (2.0, -2.0, 0.1, 7.3):
            with np.errstate(invalid="ignore"):
                expected = f(np.float64(a), np.float64(b))
            for x, y in ((Value(a), b), (a, Value(b)), (Value(a), Value(b))):
                with np.errstate(invalid="ignore"):
                    found = f(x, y)
                parts = (found, expected) if isinstance(found, tuple) else ((found,), (expected,))
                np.testing.assert_array_equal(numbers_of(parts[0]), parts[1])
            for x, y in ((Tensor([a, 1.0]), b), (a, Tensor([b, b])), (np.array([a]), Tensor(b))):
                with np.errstate(invalid="ignore"):
                    found = f(x, y)
                first = found[0] if isinstance(found, tuple) else found
                wanted = expected[0] if isinstance(expected, tuple) else expected
                data = first.data if isinstance(first, Tensor) else first
                assert data.flat[0] == wanted or math.isnan(wanted)


def test_what_counts_is_a_plain_number_and_what_is_left_a_node():
    x, t = Value(7.3), Tensor([7.3, -7.3])
    whole, rest = divmod(x, 2.0)
    assert type(whole) is float and type(rest) is Value
    assert type(t // 2.0) is np.ndarray and type(t % 2.0) is Tensor
    assert (5 // x, type(5 // x)) == (0.0, float)
    np.testing.assert_array_equal(x // np.array([1.0, 2.0]), [7.0, 3.0])
    np.testing.assert_array_equal(np.array([8.0, 20.0]) // x, [1.0, 2.0])
    assert (x // np.array([])).size == 0 and (x < np.array([])).dtype == bool
    assert np.logaddexp2(t, [1.0, 2.0]).shape == (2,)
    assert f"{x:.1f} %s" % x == "7.3 " + str(x)  # text stays text
    assert "%d" % x == "7"  # noqa: UP031


def test_remainder_divides_twice():
    a, b = Value(7.3), Value(2.1)
    first = grad(a % b, [a, b], create_graph=True)
    assert [d.data for d in first] == pytest.approx([1.0, -3.0])
    assert grad(first[1], [a, b]) == pytest.approx([0.0, 0.0], abs=1e-12)


# ── values alone ──

OPTIONS = {np.round: (1,), np.around: (1,), np.angle: (True,)}
# of two operands
SECOND = {
    **dict.fromkeys((np.floor_divide, np.heaviside, np.logical_and, np.logical_or), 0.3),
    **dict.fromkeys((np.logical_xor, np.isclose, np.allclose, np.array_equal), 0.7),
}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # NumPy's, of inf // 0.3
@pytest.mark.filterwarnings("ignore:numpy.fix is deprecated")  # since NumPy 2.5
@pytest.mark.parametrize("f", [*CHOOSING, *COMPARING], ids=lambda f: f.__name__)
def test_what_only_tells_something_gives_numpys_plain_numbers(f):
    data = np.array([[0.7, -1.25, 0.0], [math.nan, math.inf, -2.5]])
    for options in [(SECOND[f],)] if f in SECOND else [(), OPTIONS.get(f, ())]:
        found, expected = f(Tensor(data), *options), f(data, *options)
        assert (
            type(found) is type(expected) and np.asarray(found).dtype == np.asarray(expected).dtype
        )
        np.testing.assert_array_equal(found, expected)
        for x in data.flat:
            one = f(Value(float(x)), *options)
            assert type(one) in (float, bool)
            np.testing.assert_array_equal(one, f(x, *options))


@pytest.mark.parametrize("f", SECOND, ids=lambda f: f.__name__)
def test_what_only_tells_something_of_two_nodes(f):
    for a, b in ((0.7, 0.7), (0.7, 0.3), (-1.5, 0.7), (0.0, 0.7)):
        expected = f(np.float64(a), b)
        for x, y in ((Value(a), Value(b)), (a, Value(b)), (Tensor(a), Tensor(b)), (a, Tensor(b))):
            assert f(x, y) == expected


def test_a_number_that_leaves_inside_of_numpy_is_told_with_the_functions_name():
    v = Value(0.5, "v")
    with pytest.warns(DetachedWarning, match=r"np\.full_like에서 v의 값 0\.5"):
        np.full_like(np.zeros(2), v)


def test_parts_of_complex_numbers():
    x, t = Value(-2.0), Tensor(A)
    assert (np.imag(x), x.imag, np.isreal(x), np.iscomplex(x)) == (0.0, 0.0, True, False)
    assert np.array_equal(t.imag, np.zeros_like(A)) and np.isrealobj(t)
    assert np.angle(x) == math.pi and np.array_equal(np.angle(t), np.angle(A))


@pytest.mark.parametrize("f", [np.floor, np.isnan, np.sign, np.rint], ids=lambda f: f.__name__)
def test_a_replay_is_told_what_was_taken(f):
    """The plain numbers go into the graph as constants: where they change it is recorded anew."""
    w = Value(0.3, "w")
    program = replay(lambda x: w * x + f(x) * 1.0 + (x // 0.5), parameters=[w])
    for x in (0.2, 0.3, 1.7, -2.6, 0.2):
        expected = 0.3 * x + float(f(np.float64(x))) + x // 0.5
        assert program(x) == pytest.approx(expected, rel=1e-15)


# ── what chooses ──


@at_kinks
def test_clip_keeps_numbers_between_bounds_that_may_be_nodes():
    low, high = Tensor(-0.5, "low"), Tensor([1.0, 0.2, 1.1], "high")
    for t in (Tensor(A), Tensor(A, dtype=np.float32)):
        for found in (
            np.clip(t, -0.5, 1.0), t.clip(-0.5, 1.0), t.clip(min=-0.5, max=1.0), t.clip(low, 1.0),
        ):  # fmt: skip
            np.testing.assert_array_equal(found.data, np.clip(t.data, -0.5, 1.0))
        np.testing.assert_array_equal(t.clip(max=1.0).data, np.minimum(t.data, 1.0))
    assert check_gradients(np.clip, Tensor(A), low, high)
    assert check_gradients(lambda lo: np.clip(A, lo, 2.0), np.array([-0.5]))
    x = Value(3.0)
    assert x.clip(0.0, 1.0).data == 1.0 and grad(x.clip(0.0, 5.0), x) == 1.0
    assert np.clip(0.2, x, None).data == 3.0


def test_where_of_values_is_a_value_or_an_array_of_them():
    x, y = Value(2.0), Value(3.0)
    assert np.where(x > 1, x, y) is x and np.where(x > 5, x, y) is y
    assert type(np.where(x > 5, x, 0.0)) is Value
    both = np.where([True, False], x, y)
    assert both.dtype == object and both[0] is x and both[1] is y


def test_what_is_not_a_number_is_filled_and_gets_no_gradient():
    t = Tensor([1.0, math.nan, math.inf, -math.inf])
    y = np.nan_to_num(t, nan=7.0)
    np.testing.assert_array_equal(y.data, np.nan_to_num(t.data, nan=7.0))
    (y * np.array([2.0, 3.0, 0.0, 0.0])).sum().backward()
    assert t.grad.tolist() == [2.0, 0.0, 0.0, 0.0]
    assert np.nan_to_num(Value(math.nan)).data == 0.0
    assert np.nan_to_num(Value(-math.inf), neginf=-5.0).data == -5.0
    assert np.nan_to_num(Tensor([math.inf], dtype=np.float32)).data[0] == np.finfo(np.float32).max


def test_a_number_is_chosen_over_nan():
    a, b = Tensor([1.0, math.nan, 2.0, math.nan]), Tensor([3.0, 4.0, math.nan, math.nan])
    for f in (np.fmax, np.fmin):
        y = f(a, b)
        np.testing.assert_array_equal(y.data, f(a.data, b.data))
        first, second = grad(y[:3].sum(), [a, b])
        larger = f is np.fmax
        assert first.tolist() == [0.0 if larger else 1.0, 0.0, 1.0, 0.0]
        assert second.tolist() == [1.0 if larger else 0.0, 1.0, 0.0, 0.0]
        assert f(Value(math.nan), 2.0).data == f(Value(2.0), math.nan).data == 2.0
    assert np.fmax(Tensor(A), 0.0).op.name == "maximum"  # one node where there is no nan


# ── methods, and arrays of Values ──

BY_NAME = [f for f in ELEMENTWISE if isinstance(f, np.ufunc) and f.nin == 1]


@pytest.mark.parametrize("f", BY_NAME, ids=lambda f: f.__name__)
def test_a_ufunc_is_a_method_too(f):
    x, t = Value(0.7), Tensor(A)
    for node in (x, t):
        found, expected = getattr(node, f.__name__)(), f(node)
        np.testing.assert_array_equal(
            getattr(found, "data", found), getattr(expected, "data", expected)
        )
        assert type(found) is type(expected)


# NumPy has these for objects, and asks each for the method of that name
OF_OBJECTS = (
    *("square", "reciprocal", "exp2", "radians", "deg2rad", "degrees", "rad2deg", "fabs", "rint"),
    *("floor", "ceil", "trunc", "sign", "positive", "conjugate", "arctan", "sinh", "cbrt", "log2"),
)


@pytest.mark.parametrize("name", OF_OBJECTS)
def test_arrays_and_lists_of_values(name):
    numbers = [0.7, 1.25, 2.5]
    f, values = getattr(np, name), list(map(Value, numbers))
    for given in (values, np.array(values)):
        found = [getattr(x, "data", x) for x in f(given)]
        np.testing.assert_allclose(found, f(numbers), rtol=1e-15)


@pytest.mark.parametrize(
    "f",
    [
        np.var, np.std, np.median, np.mean, np.ptp, np.prod, np.sinc, np.round, np.cumsum,
        np.linalg.norm, np.diff, lambda x: np.clip(x, 0.0, 1.0), lambda x: np.hypot.reduce(x),
        lambda x: np.arctan2(x, x[0]), lambda x: np.remainder(x, 0.4), np.add.reduce,
        np.maximum.reduce, np.nan_to_num, np.real, np.imag, np.conj, np.fmax.reduce,
    ],
)  # fmt: skip
def test_functions_of_a_list_of_values_are_numpys(f):
    numbers = [0.7, -1.25, 2.5]
    found = f(list(map(Value, numbers)))
    entries = [getattr(x, "data", x) for x in np.atleast_1d(np.asarray(found, dtype=object))]
    np.testing.assert_allclose(entries, np.atleast_1d(f(np.array(numbers))), rtol=1e-14)


@pytest.mark.parametrize("f", [np.sinc, np.var, np.std, np.round, np.mean, np.sum, np.angle])
def test_functions_of_one_value_are_numpys(f):
    found = f(Value(0.7))
    assert getattr(found, "data", found) == pytest.approx(float(f(0.7)), rel=1e-15)


# ── each way to call a ufunc ──

WAYS = {
    "add.reduce": lambda t: np.add.reduce(t),
    "add.reduce of an axis": lambda t: np.add.reduce(t, 1, keepdims=True),
    "add.reduce of all": lambda t: np.add.reduce(t, axis=None),
    "maximum.reduce": lambda t: np.maximum.reduce(t, axis=1),
    "minimum.reduce": lambda t: np.minimum.reduce(t),
    "logaddexp.reduce": lambda t: np.logaddexp.reduce(t, axis=1),
    "multiply.outer": lambda t: np.multiply.outer(t, ROW),
    "subtract.outer": lambda t: np.subtract.outer(ROW, t),
    "hypot.outer": lambda t: np.hypot.outer(t, t),
    "dtype": lambda t: np.exp(t, dtype=np.float64),
    "where all": lambda t: np.exp(t, where=True),
}


@pytest.mark.parametrize("f", WAYS.values(), ids=WAYS)
def test_ways_to_call_a_ufunc(f):
    found, expected = f(Tensor(A)), f(A)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found.data, expected, rtol=1e-14)
    assert check_gradients(f, A, points=0)


def test_dtype_is_that_of_the_calculation():
    t = Tensor(A)
    assert np.exp(t, dtype=np.float32).dtype == np.float32
    assert np.add.reduce(Tensor(A, dtype=np.float32), dtype=np.float64).dtype == np.float64
    assert np.exp(Value(1.0), dtype=float).data == math.e
    y = np.multiply.outer(Value(2.0), [1.0, 3.0])
    assert [v.data for v in y] == [2.0, 6.0]


REFUSED = [
    (lambda x: np.exp(x, where=[True]), "np.where(조건, np.exp(…), 0.0)", "np.where(condition, "),
    (lambda x: np.exp(x, out=np.zeros(2)), "X = X + t", "X = X + t"),
    (lambda x: np.subtract.accumulate(x), "accumulate와 함께", "together with accumulate"),
    (lambda x: np.add.reduceat(x, [0]), "np.sum(t, axis=0)", "together with reduceat"),
    (lambda x: np.add.at(np.zeros(2), [0], x), "np.where(조건, X + t, X)", "together with at"),
    (lambda x: np.exp(x, casting="unsafe"), "casting=와 함께", "together with casting="),
    (lambda x: np.nextafter(x, 1.0), "nextafter는", "nextafter does not work"),
]  # fmt: skip


@pytest.mark.parametrize(("call", "korean", "english"), REFUSED)
@pytest.mark.parametrize("kind", [Value, lambda x: Tensor([x, x])], ids=["value", "tensor"])
def test_other_ways_are_refused_with_the_way_out(raised, kind, call, korean, english):
    ko, en = raised(lambda: call(kind(0.5)), OpError)
    assert korean in ko and english in en


@pytest.mark.parametrize(
    "write",
    [lambda x: np.round([0.5, 1.5], 1, x), lambda x: np.fix([2.0, 2.0], x)],
    ids=["round", "fix"],
)
@pytest.mark.parametrize("kind", [Value, lambda x: Tensor([x, x])], ids=["value", "tensor"])
@pytest.mark.filterwarnings("ignore:numpy.fix is deprecated")  # since NumPy 2.5
def test_nothing_is_written_into_a_node(kind, write):
    x = kind(0.7)
    with pytest.raises(MicrogradError):
        write(x)
    assert np.all(x.data == 0.7)


# ── how they are written ──

LATEX = {
    "tan": r"\tan\left(x\right)",
    "arcsin": r"\arcsin\left(x\right)",
    "cosh": r"\cosh\left(x\right)",
    "log2": r"\log_{2}\left(x\right)",
    "log10": r"\log_{10}\left(x\right)",
    "cbrt": r"\sqrt[3]{x}",
    "arctanh": r"\operatorname{arctanh}\left(x\right)",
}


@pytest.mark.parametrize("name", LATEX)
def test_formulas_in_latex(name):
    assert TABLE[name](Sym("x")).latex() == LATEX[name]


def test_formulas_of_two_inputs():
    x, y = Sym("x"), Sym("y")
    assert TABLE["hypot"](x + 1, y).latex() == r"\sqrt{{\left(x + 1\right)}^{2} + {y}^{2}}"
    assert str(TABLE["remainder"](x, y + 1)) == str(x % (y + 1)) == "x mod (y + 1)"
    assert str(2 % x) == "2 mod x"
    assert (x * (x % y)).latex() == r"x \cdot \left(x \bmod y\right)"


def test_brackets_tell_what_a_remainder_is_of():
    """As writers differ in whether ``a·b mod c`` is of ``a·b``."""
    a, b, c = Sym("a"), Sym("b"), Sym("c")
    assert str(b * (a % b)) == "b·(a mod b)"
    assert str((a * b) % c) == "(a·b) mod c"
    assert str((a % b) * c) == "(a mod b)·c"
    assert str(a + b % c) == "a + (b mod c)"
    assert str((a + b) % c) == "(a + b) mod c"
    assert str((a % b) % c) == "(a mod b) mod c"
    assert str(-(a % b)) == "-(a mod b)" and str((-a) % b) == "(-a) mod b"
    assert str(a**2 % b) == "a^2 mod b" and str((a % b) ** 2) == "(a mod b)^2"
    assert ((a % b) / c).latex() == r"\frac{a \bmod b}{c}" and str(a % 2) == "a mod 2"
