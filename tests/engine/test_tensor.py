"""Tensor: 만들기, 연산자, NumPy 함수, 역전파, 경고, 복사, 스레드.

Tensor: what it takes, its operators and NumPy functions, backward, warnings, copies, threads.
The ops on whole arrays are in test_array_ops.
"""

import asyncio
import copy
import gc
import math
import operator
import pickle
import warnings
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

import micrograd_ko
from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    AnomalyError,
    GraphError,
    MicrogradError,
    NotANumberError,
    NumericWarning,
    OpError,
    ShapeError,
    Tensor,
    Value,
    array_op,
    check_gradients,
    detect_anomaly,
    grad,
    label_names,
    no_grad,
    scope,
    set_language,
    topological_order,
    zero_grad,
)
from tests.engine.test_ops import ROWS
from tests.helpers.sharing import fewer, in_threads

SEEDS = st.integers(0, 2**32 - 1)
each_row = pytest.mark.parametrize("row", ROWS, ids=repr)


def same(found, expected, rtol=0.0, atol=0.0):
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)


# ── construction ──

TAKEN = [
    (2, ()),
    (2.5, ()),
    (True, ()),
    (np.int8(3), ()),
    (np.float16(0.5), ()),
    ([1, 2], (2,)),
    ((1.5, 2), (2,)),
    ([[1, 2], [3, 4]], (2, 2)),
    ([[True, False]], (1, 2)),
    (range(3), (3,)),
    ([], (0,)),
    ([[], []], (2, 0)),
    (np.arange(6, dtype=np.uint8).reshape(2, 3), (2, 3)),
    (np.array(7), ()),
    ([np.array([1.0]), np.array([2.0])], (2, 1)),
    (np.array([1.5, 2.5], dtype=">f8"), (2,)),
]


@pytest.mark.parametrize(("given_", "shape"), TAKEN, ids=repr)
def test_numbers_become_float64(given_, shape):
    t = Tensor(given_, label="t")
    assert (t.shape, t.ndim, t.size, t.dtype) == (shape, len(shape), math.prod(shape), np.float64)
    assert type(t.data) is np.ndarray and t.data.dtype.isnative
    same(t.data, np.asarray(given_, dtype=float))
    assert (t.grad, t.op, t.parents, t.label, t.kind, t.scope) == (None, None, (), "t", None, ())


@pytest.mark.parametrize(
    ("data", "dtype", "expected"),
    [
        (np.float32([1, 2]), None, np.float32),
        (np.float32(1), None, np.float32),
        (np.float32([1, 2]), np.float64, np.float64),
        (np.float64([1, 2]), None, np.float64),
        (np.float64([1, 2]), "float32", np.float32),
        ([1, 2], np.float32, np.float32),
        ([1, 2], float, np.float64),
        (3, "f", np.float32),
    ],
)
def test_dtype_is_float64_unless_data_or_argument_say_float32(data, dtype, expected):
    t = Tensor(data, dtype=dtype)
    assert t.dtype == t.data.dtype == expected
    assert ("dtype=float32" in repr(t)) == (expected == np.float32)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, bool])
def test_data_is_copied(dtype):
    a = np.ones((2, 2), dtype=dtype)
    t = Tensor(a)
    a[:] = 0
    assert (t.data == 1).all()
    t.data[:] = 5
    assert not a.any()
    read_only = np.broadcast_to(np.float64(1.0), (2, 2))
    assert Tensor(read_only).data.flags.writeable


WRONG = [
    ("abc", "str 'abc'", "float(...)", "float(...)"),
    (b"abc", "bytes b'abc'", "float(...)", "float(...)"),
    (None, "NoneType None", "아무것도 돌려주지 않는", "returns nothing"),
    (1j, "complex 1j", "z.real", "z.real"),
    (np.array([1j]), "ndarray array([0.+1.j])", "z.real", "z.real"),
    ([1, 2j], "list [1, 2j]", "z.real", "z.real"),
    ([[1, 2], [3]], "list [[1, 2], [3]]", "길이가 서로 다릅니다", "differ in length"),
    ([1, [2, 3]], "list [1, [2, 3]]", "길이가 서로 다릅니다", "differ in length"),
    ([None], "NoneType None", "아무것도 돌려주지 않는", "returns nothing"),
    (Value(1.0, "v"), "Value Value(data=1", "섞지 않습니다", "do not mix"),
    ([Value(1.0), Value(2.0)], "Value Value(data=1", "섞지 않습니다", "do not mix"),
    (np.array([[Value(1.0)]], dtype=object), "Value Value(data=1", "섞지 않습니다", "do not mix"),
    (["a", "b"], "list ['a', 'b']", "", ""),
    (np.array(["2020"], dtype="datetime64[D]"), "ndarray array(['2020-01-01']", "", ""),
    ({1.0: 2.0}, "dict {1.0: 2.0}", "", ""),
    ({1.0, 2.0}, "set {1.0, 2.0}", "", ""),
    (object, "type <class 'object'>", "", ""),
    (np.array([], dtype=object), "ndarray array([], dtype=object)", "", ""),
]


@pytest.mark.parametrize(("wrong", "shown", "korean", "english"), WRONG, ids=lambda x: str(x)[:30])
def test_what_is_no_array_of_numbers_is_refused_with_a_hint(raised, wrong, shown, korean, english):
    for action in (
        lambda: Tensor(wrong),
        lambda: Tensor.constant(wrong),
        *([] if wrong is None else [lambda: Tensor([1.0]) + wrong, lambda: wrong * Tensor([1.0])]),  # None has words of its own
    ):
        ko, en = raised(action, NotANumberError)
        assert f"배열만 담을 수 있는데 {shown}" in ko and korean in ko
        assert f"but it was given the {shown}" in en and english in en


def test_numbers_too_large_for_a_float_are_refused(raised):
    for action in (lambda: Tensor(10**400), lambda: Tensor([10**400]), lambda: Tensor([1.0]) + 10**400):
        raised(action, NotANumberError)


def test_the_entry_that_is_no_number_is_the_one_named(raised):
    _, en = raised(lambda: Tensor(np.array([1, "a"], dtype=object)), NotANumberError)
    assert "'a'" in en


def test_a_tensor_given_to_tensor_is_refused_or_copied(raised):
    ko, en = raised(lambda: Tensor(Tensor([1.0, 2.0])), NotANumberError)
    assert "이미 그래프의 노드" in ko
    assert "already is a node" in en


@pytest.mark.parametrize(
    "action",
    [
        lambda t: Tensor([t, t]),
        lambda t: Tensor([t[0], t[1]]),
        lambda t: t.maximum([t[0], t[1]]),
        lambda t: np.concatenate([t, [t[0]]]),
    ],
)
def test_tensors_inside_a_list_do_not_lose_their_graph_silently(action):
    with pytest.raises(NotANumberError):
        action(Tensor([1.0, 2.0]))


@pytest.mark.parametrize("dtype", ["int8", int, bool, complex, object, str, np.float16, "nonsense", 3, [1]])
def test_other_dtypes_are_refused(raised, dtype):
    ko, en = raised(lambda: Tensor([1.0], dtype=dtype), NotANumberError)
    assert ko == f"dtype={dtype}은(는) 쓸 수 없습니다. float64나 float32를 쓰십시오."
    assert en == f"dtype={dtype} cannot be used. Use float64 or float32."


def test_label_kind_and_scope_are_those_of_nodes(raised):
    with scope("층"), scope("안"):
        w = Tensor([1.0], label="W", kind="weight")
        y = w * 2
    assert (w.label, w.kind, w.scope, y.scope) == ("W", "weight", ("층", "안"), ("층", "안"))
    y.label = "y"
    assert y.label == "y" and (w * 3).label == ""
    assert "없는 종류" in raised(lambda: Tensor([1.0], kind="wight"), NotANumberError)[0]
    assert "must be text" in raised(lambda: Tensor([1.0], label=3), NotANumberError)[1]
    b = Tensor([0.5])
    assert label_names({"b": b, "_c": Tensor(1.0), "ws": [w]}) == {"b": b}


def test_constant_takes_the_array_itself():
    a = np.ones(3)
    c = Tensor.constant(a)
    assert c.data is a and c.kind == "constant"
    assert Tensor.constant(2).dtype == np.float64


def test_repr():
    assert repr(Tensor([1.0, 2.0], label="x")) == "Tensor([1., 2.], shape=(2,), grad=None, label='x')"
    assert repr(Tensor(2.5) * 2) == "Tensor(5., shape=(), grad=None, op=mul)"
    assert repr(Tensor(np.float32([[0.5]]))) == "Tensor([[0.5]], shape=(1, 1), dtype=float32, grad=None)"
    y = Tensor(np.zeros((100, 100))).sum(axis=1)
    y.sum().backward()
    assert repr(y) == "Tensor([0., 0., ..., 0., 0.], shape=(100,), op=sum[axis=1])"


# ── the elementwise table over arrays ──


@st.composite
def points(draw, row, least=1):
    """Arrays within the row's domain that broadcast, no two entries near each other, none near a kink."""
    shapes = draw(
        nps.mutually_broadcastable_shapes(num_shapes=len(row.inputs), max_dims=2, min_side=least, max_side=3)
    ).input_shapes
    rng = np.random.default_rng(draw(SEEDS))
    places, found = rng.permutation(60), []
    for shape, (low, high) in zip(shapes, row.domain, strict=True):
        size = math.prod(shape)
        found.append((low + (places[:size] + 0.5) / 60 * (high - low)).reshape(shape))
        places = places[size:]
    return found, rng


def upstream_for(rng, shape):
    """Never all ones, never near 0."""
    return rng.uniform(0.3, 2, shape) * rng.choice([-1.0, 1.0], shape)


def slopes(f, inputs, i, h=1e-3):
    """Central differences of the number f(*inputs) by each entry of the i-th input, one Richardson step."""
    found = np.zeros(np.shape(inputs[i]))
    for at in np.ndindex(found.shape):

        def central(step, at=at):
            low, high = inputs[i].copy(), inputs[i].copy()
            low[at], high[at] = low[at] - step, high[at] + step
            return (f(*inputs[:i], high, *inputs[i + 1 :]) - f(*inputs[:i], low, *inputs[i + 1 :])) / (2 * step)

        found[at] = (4 * central(h / 2) - central(h)) / 3
    return found


@each_row
@fewer(3)
@given(data=st.data())
def test_gradient_of_a_row_is_upstream_times_central_differences(row, data):
    inputs, rng = data.draw(points(row, least=0))
    xs = list(map(Tensor, inputs))
    y = row(*xs)
    upstream = upstream_for(rng, y.shape)
    same(y.data, np.asarray(row.forward(*inputs)))
    y.backward(upstream)
    for i, x in enumerate(xs):
        same(x.grad, slopes(lambda *at: np.sum(row.forward(*at) * upstream), inputs, i), rtol=1e-6, atol=1e-8)
        assert type(x.grad) is np.ndarray
    method = getattr(xs[0], row.name)(*xs[1:], **row.params)
    same(method.data, y.data)
    assert y.op is row and (method.op.name, method.op.params) == (row.name, row.params)


@each_row
@fewer(3)
@given(data=st.data())
def test_second_order_of_a_row_is_the_difference_of_the_first(row, data):
    inputs, rng = data.draw(points(row))
    shape = np.shape(row.forward(*inputs))
    upstream = upstream_for(rng, shape)
    directions = [upstream_for(rng, x.shape) for x in inputs]

    def first(*at):
        xs = list(map(Tensor, at))
        return grad((row(*xs) * upstream).sum(), xs)

    xs = list(map(Tensor, inputs))
    graphs = grad((row(*xs) * upstream).sum(), xs, create_graph=True)
    for found, expected in zip(graphs, first(*inputs), strict=True):
        same(found.data, expected, rtol=1e-13, atol=1e-14)
    slope = sum((g * v).sum() for g, v in zip(graphs, directions, strict=True))
    found = [0.0] * len(xs) if slope.kind == "constant" else grad(slope, xs)
    for i, second in enumerate(found):

        def dotted(*at):
            return sum(np.sum(g * v) for g, v in zip(first(*at), directions, strict=True))

        same(np.broadcast_to(second, inputs[i].shape), slopes(dotted, inputs, i), rtol=1e-5, atol=1e-6)


@each_row
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_row_between_ops_on_whole_arrays(row, share):
    at = [low + (share + 0.05 * i) * (high - low) for i, (low, high) in enumerate(row.domain)]
    xs = [Tensor([x - 1.0, 1.0]) for x in at]
    middle = [x.sum(axis=0) for x in xs]
    row(*middle).reshape(1, 1).sum().backward(2.5)
    found = [slopes(lambda *at: 2.5 * row.forward(*at), [np.array(x) for x in at], i) for i in range(len(at))]
    for x, m, expected in zip(xs, middle, found, strict=True):
        assert type(m.grad) is np.ndarray and m.grad.shape == ()
        same(m.grad, expected, rtol=1e-6, atol=1e-8)
        same(x.grad, [expected, expected], rtol=1e-6, atol=1e-8)
    for graph, expected in zip(grad(row(*(x.sum() for x in xs)) * 2.5, xs, create_graph=True), found, strict=True):
        same(graph.data, [expected, expected], rtol=1e-6, atol=1e-8)


EXACT = {"add", "sub", "mul", "div", "neg", "abs", "sqrt", "relu", "leaky_relu", "relu6", "maximum", "minimum"}


@each_row
@fewer(3)
@given(data=st.data())
def test_row_does_to_every_entry_what_it_does_to_a_value(row, data):
    inputs, rng = data.draw(points(row))
    xs = list(map(Tensor, inputs))
    y = row(*xs)
    upstream = upstream_for(rng, y.shape)
    y.backward(upstream)

    values = [np.vectorize(Value, otypes=[object])(x) for x in inputs]
    wide = [np.broadcast_to(x, y.shape) for x in values]
    for at in np.ndindex(y.shape):
        each = row(*(x[at] for x in wide))
        assert y.data[at] == (each.data if row.name in EXACT else pytest.approx(each.data, rel=1e-14, abs=1e-300))
        each.backward(upstream[at])
    for x, entries in zip(xs, values, strict=True):
        expected = np.vectorize(lambda v: v.grad, otypes=[float])(entries)
        same(x.grad, expected, rtol=1e-13, atol=1e-14)


@each_row
@fewer(3)
@given(data=st.data())
def test_row_keeps_float32(row, data):
    inputs, rng = data.draw(points(row))
    xs = [Tensor(x, dtype=np.float32) for x in inputs]
    y = row(*xs)
    if y.ndim == 0:  # see below
        return
    assert y.dtype == np.float32
    same(y.data, row.forward(*[x.data.astype(float) for x in xs]), rtol=1e-4, atol=1e-4)
    y.backward(upstream_for(rng, y.shape).astype(np.float32))
    assert all(x.grad.dtype == np.float32 for x in xs)


@each_row
def test_row_keeps_float32_without_axes(row):
    for share in (0.1, 0.4, 0.9):
        xs = [Tensor(np.float32(low + share * (high - low))) for low, high in row.domain]
        y = row(*xs)
        assert y.dtype == np.float32
        y.backward()
        assert all(x.grad.dtype == np.float32 for x in xs)


@each_row
def test_row_keeps_float32_on_the_way_back(row):
    shares = (np.array([0.1, 0.4, 0.9]), np.array([0.3, 0.2, 0.8]))
    middle = [Tensor(np.float32(low + s * (high - low))) * 1 for s, (low, high) in zip(shares, row.domain, strict=False)]
    y = row(*middle)
    y.backward(np.float32([1.0, -2.0, 0.5]))
    assert [x.grad.dtype for x in middle] == [np.float32] * len(middle)
    assert [g.dtype for g in grad(y.sum(), middle, create_graph=True)] == [np.float32] * len(middle)
    assert [g.dtype for g in grad(y.sum(), middle)] == [np.float32] * len(middle)


# ── operators ──

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
OTHERS = [
    np.array([1.5, 2.0, 0.5]),
    np.array([[1.5], [2.0]]),
    np.array(2.5),
    np.array([1, 2, 3]),
    np.array([True, True, True]),
    1.5,
    2,
    True,
    np.float64(1.5),
    np.int32(2),
    [1.5, 2.0, 0.5],
    [[1], [2]],
    (2, 1, 3),
]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_operators_take_plain_numbers_and_arrays_on_either_side(op, other):
    a = np.array([[1.0, 2.0, 3.0], [0.5, 1.25, 0.75]])
    upstream = np.array([[1.0, -2.0, 0.5], [3.0, -1.5, 0.25]])
    plain = np.asarray(other, dtype=float)
    for call in (op, lambda x, y: op(y, x)):
        x = Tensor(a, "x")
        y = call(x, other)
        assert type(y) is Tensor and y.dtype == np.float64
        same(y.data, call(a, plain), rtol=1e-15)
        assert sum(p is x for p in y.parents) == 1
        assert all(p.kind == "constant" for p in y.parents if p is not x)
        y.backward(upstream)
        same(x.grad, slopes(lambda at, call=call: np.sum(call(at, plain) * upstream), [a], 0), rtol=1e-7, atol=1e-9)
        assert all(p.grad is None for p in y.parents if p is not x)


@pytest.mark.parametrize("other", [2, 2.0, True, np.float64(2), np.float32(2), np.int64(2), [2, 2], np.int32([2, 2])], ids=repr)
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_plain_numbers_do_not_make_float32_into_float64(op, other):
    x = Tensor(np.float32([1.0, 3.0]))
    for y in (op(x, other), op(other, x)):
        assert y.dtype == np.float32
        y.backward([1.0, 2.0])
        assert x.grad.dtype == np.float32


def test_float64_arrays_do_make_float32_into_float64():
    x, y = Tensor(np.float32([1.0, 3.0]), "x"), Tensor([2.0, 0.1], "y")
    z = x * y
    assert z.dtype == (x + np.array([1.0, 2.0])).dtype == np.float64
    z.backward([1.0, 10.0])
    assert (x.grad.dtype, y.grad.dtype) == (np.float32, np.float64)
    same(x.grad, np.float32([2.0, 1.0]))
    same(y.grad, [1.0, 30.0])
    middle = x * 2
    (middle @ y).backward()
    assert x.grad.dtype == np.float32


def test_gradient_has_the_dtype_of_its_node():
    x, y = Tensor(np.float32([1.0, 3.0])), Tensor([2.0, 0.1])
    middle = x * 2
    (middle @ y).backward()
    assert middle.grad.dtype == np.float32
    assert grad(x @ y, x).dtype == np.float32


@pytest.mark.parametrize(
    "other", [np.array([1.0, 2.0]), [1, 2], (1, 2), np.array([[1.0, 0.0], [5.0, 2.0]]), [[1, 0], [5, 2]]], ids=repr
)
def test_matmul_takes_arrays_on_either_side(other):
    a, plain = np.array([[1.0, 2.0], [3.0, -4.0]]), np.asarray(other, dtype=float)
    for call in (operator.matmul, lambda x, y: y @ x):
        x = Tensor(a)
        y = call(x, other)
        upstream = np.arange(1.0, y.size + 1).reshape(y.shape)
        same(y.data, call(a, plain))
        y.backward(upstream)
        same(x.grad, slopes(lambda at, call=call, g=upstream: np.sum(call(at, plain) * g), [a], 0), rtol=1e-8)


def test_unary_operators():
    x = Tensor([1.0, -2.0])
    assert +x is x
    same((-x).data, [-1.0, 2.0])
    same(abs(x).data, [1.0, 2.0])
    assert ((-x).op.name, abs(x).op.name, (-x)._op, x._op) == ("neg", "abs", "-", "")
    assert (x * x)._prev == {x}


@pytest.mark.parametrize("n", [0, 1, 2, 3, -1, 0.5, np.int64(2), True])
def test_constant_powers_are_parameters(n):
    x = Tensor([0.5, 2.0])
    y, z = x**n, n**x if n > 0 else None
    assert (y.op.name, y.parents, y.op.params) == ("pow", (x,), {"exponent": float(n)})
    if z is not None:
        assert (z.op.name, z.parents, z.op.params) == ("rpow", (x,), {"base": float(n)})
    y.backward([1.0, 1.0])
    same(x.grad, float(n) * x.data ** (float(n) - 1), rtol=1e-15)


def test_square_of_a_negative_number_warns_of_nothing():
    x = Tensor([-2.0, 0.0, 3.0])
    (x**2).backward(np.ones(3))
    same(x.grad, [-4.0, 0.0, 6.0])
    same(grad((grad((x**2).sum(), x, create_graph=True) ** 2).sum(), x), 8 * x.data)


def test_in_place_operators_make_new_nodes():
    x = y = Tensor([1.0, 2.0])
    y += 1
    y *= np.array([2.0, 3.0])
    y @= np.array([1.0, 1.0])
    assert y is not x and x.data.tolist() == [1.0, 2.0]
    y.backward()
    same(x.grad, [2.0, 3.0])


def test_arrays_are_not_changed_in_place_by_a_tensor():
    a = np.zeros(2)
    with pytest.raises(OpError):
        a += Tensor([1.0, 2.0])
    assert not a.any()


def test_comparisons_give_plain_arrays():
    x = Tensor([1.0, 2.0, 3.0])
    for other in (2, 2.0, np.float64(2), np.array([2.0, 2.0, 2.0]), Tensor([2.0, 2.0, 2.0]), Tensor(2.0)):
        for found, expected in (
            (x < other, [True, False, False]),
            (x <= other, [True, True, False]),
            (x > other, [False, False, True]),
            (x >= other, [False, True, True]),
            (other < x, [False, False, True]),
            (other >= x, [True, True, False]),
        ):
            assert type(found) is np.ndarray and found.tolist() == expected
    assert np.less(x, 2).tolist() == (x < 2).tolist()
    assert bool(Tensor(1.0) < 2) and not Tensor(1.0) > 2


def test_equality_compares_numbers_entry_by_entry():
    x, y = Tensor([1.0, 2.0]), np.array([1.0, 3.0])
    found = [x == y, y == x, np.equal(x, y), np.equal(y, x), x == Tensor(y), x == [1.0, 3.0], (x == 1), (x == 1), Value(1.0) == x]
    for outcome in found:
        assert type(outcome) is np.ndarray and outcome.dtype == bool and outcome.tolist() == [True, False]
    for outcome in (x != y, y != x, np.not_equal(x, y), x != Tensor(y), x != 1.0):
        assert outcome.tolist() == [False, True]
    assert np.where(x == 1, -1.0, x).data.tolist() == [-1.0, 2.0]
    assert np.mean(x == y) == 0.5


@pytest.mark.parametrize("other", [None, "ab", {}, object()], ids=lambda x: type(x).__name__)
def test_what_is_no_array_of_numbers_never_equals_a_tensor(other):
    x = Tensor([1.0, 2.0])
    assert (x == other) is (other == x) is False
    assert (x != other) is (other != x) is True


def test_hash_of_a_tensor_is_identity():
    x, y = Tensor([1.0, 2.0]), Tensor([1.0, 2.0])
    assert len({x, y, x}) == 2 and {x: 1, y: 2}[y] == 2


def test_shapes_that_cannot_be_compared_are_named(raised):
    for compare in (lambda a, b: a == b, lambda a, b: a < b, lambda a, b: b >= a):
        for message in raised(lambda compare=compare: compare(Tensor([1.0, 2.0, 3.0]), np.ones(2)), ShapeError):
            assert "(3,)" in message and "(2,)" in message


# ── NumPy ──

POSITIVE = np.array([[1.0, 2.0, 3.0], [0.5, 1.25, 0.75]])
ROW = np.array([2.0, 0.5, 1.5])
CALLS = {
    **({"astype": lambda t: np.astype(t, np.float64)} if hasattr(np, "astype") else {}),
    **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "abs", "absolute", "negative")},
    "add": lambda t: np.add(ROW, t),
    "subtract": lambda t: np.subtract(ROW, t),
    "multiply": lambda t: np.multiply(t, ROW),
    "divide": lambda t: np.divide(ROW, t),
    "true_divide": lambda t: np.true_divide(t, ROW),
    "power": lambda t: np.power(t, 2.5),
    "power with constant base": lambda t: np.power(2.5, t),
    "power of arrays": lambda t: np.power(ROW, t),
    "maximum": lambda t: np.maximum(ROW, t),
    "minimum": lambda t: np.minimum(t, 1.1),
    "matmul": lambda t: np.matmul(t, ROW),
    "matmul from the left": lambda t: np.matmul(np.ones(2), t),
    "sum": np.sum,
    "sum over an axis": lambda t: np.sum(t, 0),
    "sum with keepdims": lambda t: np.sum(t, axis=1, keepdims=True),
    "mean": lambda t: np.mean(t, axis=-1),
    "max": lambda t: np.max(t, 1),
    "amax": lambda t: np.amax(t, axis=0),
    "min": lambda t: np.min(t, axis=(0, 1)),
    "amin": lambda t: np.amin(t),
    "reshape": lambda t: np.reshape(t, (3, 2)),
    "reshape to one axis": lambda t: np.reshape(t, -1),
    "transpose": np.transpose,
    "transpose of axes": lambda t: np.transpose(t, (1, 0)),
    "swapaxes": lambda t: np.swapaxes(t, 0, 1),
    "squeeze": lambda t: np.squeeze(t[:, None, :1], axis=1),
    "squeeze all": lambda t: np.squeeze(t[:1, :1]),
    "broadcast_to": lambda t: np.broadcast_to(t, (2, 2, 3)),
    "concatenate": lambda t: np.concatenate([t, t, ROW[None]]),
    "concatenate along": lambda t: np.concatenate((np.ones((2, 1)), t), axis=1),
    "where": lambda t: np.where(POSITIVE > 1, t, 0.0),
    "where not": lambda t: np.where(POSITIVE > 1, ROW, t),
    "where either": lambda t: np.where([True, False, True], t, t),
    "ndarray @ t": lambda t: np.ones((4, 2)) @ t,
    "ndarray - t": lambda t: ROW - t,
    "ndarray / t": lambda t: ROW / t,
    "ndarray ** t": lambda t: ROW**t,
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_numpy_functions_become_ops(call):
    x = Tensor(POSITIVE, "x")
    y = call(x)
    assert type(y) is Tensor
    same(y.data, call(POSITIVE), rtol=1e-15)
    upstream = np.linspace(-1.0, 2.0, y.size).reshape(y.shape)
    y.backward(upstream)
    same(x.grad, slopes(lambda at: np.sum(call(at) * upstream), [POSITIVE], 0), rtol=1e-7, atol=1e-9)


def test_every_row_that_numpy_has_is_called_above():
    names = {name for name in (*TABLE, *ARRAY_TABLE) if hasattr(np, name)} - {"put"}
    assert names - {"pow"} <= set(CALLS), "a row that is also a NumPy function is not called by its NumPy name"


def test_where_takes_its_condition_from_a_comparison():
    x = Tensor([-1.0, 2.0])
    y = np.where(x > 0, x, 0.1 * x)
    y.backward([3.0, 5.0])
    same(x.grad, [0.30000000000000004, 5.0])
    same(micrograd_ko.where(x > 0, x, 0.0).data, [0.0, 2.0])


def test_what_needs_no_gradient_is_plain():
    x = Tensor(POSITIVE)
    assert (np.shape(x), np.ndim(x), np.size(x)) == ((2, 3), 2, 6)
    c = Tensor.constant(POSITIVE)
    for plain in (np.asarray(c), np.array(c), np.array(c, dtype=np.float32)):
        assert type(plain) is np.ndarray
        same(plain, POSITIVE)
        plain[:] = 0
        assert (c.data != 0).all()
    assert np.array(c, dtype=np.float32).dtype == np.float32


UNKNOWN = [
    ("linalg.norm", lambda t: np.linalg.norm(t)),
    ("dot", lambda t: np.dot(t, np.ones((2, 2, 2)))),  # with three axes it is not the same as @
    ("dstack", lambda t: np.dstack([t, t])),
    ("einsum", lambda t: np.einsum("ij->j", t)),
    ("isnan", lambda t: np.isnan(t)),
    ("put", lambda t: np.put(t, [0], [1.0])),
    ("add.reduce", lambda t: np.add.reduce(t)),
    ("multiply.outer", lambda t: np.multiply.outer(t, t)),
]


SPELLED_OTHERWISE = {
    "square": np.square,
    "dot": lambda t: np.dot(t, np.arange(6.0).reshape(3, 2)),
    "dot of vectors": lambda t: np.dot(t[0], t[1]),
    "dot with a number": lambda t: np.dot(2.0, t),
    "outer": lambda t: np.outer(t[0], t[:, 1]),
    "clip": lambda t: np.clip(t, -0.5, 1.0),
    "clip below": lambda t: np.clip(t, 0.25, None),
    "var": lambda t: np.var(t, axis=0),
    "var of all": lambda t: np.var(t),
    "var kept": lambda t: np.var(t, axis=1, keepdims=True),
}


@pytest.mark.parametrize("f", SPELLED_OTHERWISE.values(), ids=SPELLED_OTHERWISE)
def test_functions_that_the_tables_spell_otherwise(f):
    data = np.array([[0.3, -1.2, 2.0], [0.7, 0.1, -0.4]])
    same(f(Tensor(data)).data, f(data))
    assert check_gradients(f, data)


def test_functions_without_a_gradient_give_plain_arrays():
    t = Tensor([[0.3, -1.2], [0.7, 0.1]])
    for f in (np.zeros_like, np.ones_like, np.argmax, np.argmin, np.sign, lambda t: np.full_like(t, 2.0)):
        found = f(t)
        assert not isinstance(found, Tensor) and np.array_equal(found, f(t.data))
    assert np.empty_like(t).shape == t.shape


@pytest.mark.parametrize(("name", "call"), UNKNOWN, ids=[name for name, _ in UNKNOWN])
def test_unknown_numpy_function_is_named_with_those_that_work(raised, name, call):
    ko, en = raised(lambda: call(Tensor(POSITIVE)), OpError)
    name, _, method = name.replace("linalg.", "").partition(".")
    if method:
        assert (
            f"NumPy 함수 {name}을(를) {method}와(과) 함께" in ko and f"{name} does not take a Tensor together with {method}" in en
        )
        return
    assert f"NumPy 함수 {name}은(는) Tensor에 쓸 수 없습니다" in ko and "t.data" in ko
    assert f"The NumPy function {name} does not work on a Tensor" in en and "t.data" in en
    for known in ("exp", "concatenate", "where", "matmul", "subtract", "maximum"):
        assert f" {known}," in en or f" {known}." in en


@pytest.mark.parametrize("call", [lambda t: np.exp(t, out=np.zeros(2)), lambda t: np.add(t, 1, where=[True, False])])
def test_out_and_where_of_numpys_functions_are_refused(call):
    with pytest.raises(OpError):
        call(Tensor([1.0, 2.0]))


def test_wrong_parameters_of_numpys_functions_are_named(raised):
    ko, en = raised(lambda: np.sum(Tensor([1.0]), dtype=float), OpError)
    assert "매개변수 dtype이(가) 없습니다" in ko
    assert "no parameter dtype. It has: axis, keepdims" in en


# ── shapes ──


def test_views_of_a_tensor():
    x = Tensor(np.arange(24.0).reshape(2, 3, 4))
    a = x.data
    for found, expected in (
        (x.T, a.T),
        (x.mT, a.swapaxes(-1, -2)),
        (x.swapaxes(0, -1), a.swapaxes(0, -1)),
        (x.reshape(6, 4), a.reshape(6, 4)),
        (x.reshape((4, -1)), a.reshape(4, -1)),
        (x.reshape([24]), a.reshape(24)),
        (x.reshape(-1), a.reshape(-1)),
        (x.transpose(), a.transpose()),
        (x.transpose(None), a.transpose()),
        (x.transpose(1, 0, 2), a.transpose(1, 0, 2)),
        (x.transpose((2, 0, -2)), a.transpose(2, 0, 1)),
        (x.transpose([0, 2, 1]), a.transpose(0, 2, 1)),
        (x[:, :1].squeeze(), a[:, 0]),
        (x[:, :1].squeeze(1), a[:, 0]),
        (x[:1, :1].squeeze((0, 1)), a[0, 0]),
        (x.sum(axis=(0, 2)), a.sum(axis=(0, 2))),
        (x.sum(1, True), a.sum(1, keepdims=True)),
        (x.broadcast_to((5, 2, 3, 4)), np.broadcast_to(a, (5, 2, 3, 4))),
    ):
        assert type(found) is Tensor
        same(found.data, expected)
        upstream = np.random.default_rng(1).uniform(-1, 1, found.shape)
        assert grad((found * upstream).sum(), x).shape == a.shape
    assert Tensor(1.0).reshape().shape == Tensor([1.0]).reshape(()).shape == ()


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.swapaxes(0, 5),
        lambda x: x[0].mT,
        lambda x: x.squeeze(0),
        lambda x: np.squeeze(x, axis=7),
        lambda x: x.transpose(0, 5),
        lambda x: x.reshape(5, 5),
    ],
)
def test_wrong_axes_are_shape_errors(raised, call):
    raised(lambda: call(Tensor(np.ones((2, 3)))), ShapeError)


def test_shapes_may_be_given_as_arrays():
    x = Tensor(np.ones((2, 3)))
    assert x.reshape(np.array([3, 2])).shape == (3, 2)
    assert x.transpose(np.array([1, 0])).shape == (3, 2)


MISMATCHES = [
    (lambda W, b: W + b, "add(W=(2, 3), b=(2,))"),
    (lambda W, b: b - W, "sub(b=(2,), W=(2, 3))"),
    (lambda W, b: W @ b, "matmul(W=(2, 3), b=(2,))"),
    (lambda W, b: W * np.ones(4), "mul(W=(2, 3), (4,))"),
    (lambda W, b: np.ones(4) / W, "div((4,), W=(2, 3))"),
    (lambda W, b: W**b, "power(W=(2, 3), b=(2,))"),
    (lambda W, b: (W * 1).maximum(b), "maximum((2, 3), b=(2,))"),
    (lambda W, b: W @ 2, "matmul(W=(2, 3), ())"),
]


@pytest.mark.parametrize(("call", "named"), MISMATCHES, ids=[named for _, named in MISMATCHES])
def test_shape_mismatch_names_labels_and_shapes(raised, call, named):
    ko, en = raised(lambda: call(Tensor(np.ones((2, 3)), "W"), Tensor(np.ones(2), "b")), ShapeError)
    assert ko.startswith(f"{named}: 모양이 맞지 않습니다. NumPy의 말: ")
    assert en.startswith(f"{named}: the shapes do not fit. NumPy says: ")


# ── one number ──


@pytest.mark.parametrize("data", [2.5, [2.5], [[2.5]]])
def test_tensor_of_one_number_is_used_as_one(data):
    t = Tensor(data)
    assert type(t.item()) is float and t.item() == float(t) == 2.5
    assert (int(t), bool(t), f"{t:.2f}", math.isnan(t), math.ceil(t)) == (2, True, "2.50", False, 3)
    assert not Tensor(np.zeros(np.shape(data)))
    assert f"{t}" == repr(t)
    t.backward()
    same(t.grad, np.ones(np.shape(data)))


@pytest.mark.parametrize("use", [float, int, bool, Tensor.item, "{:.2f}".format, math.exp], ids=lambda use: use.__name__)
@pytest.mark.parametrize("shape", [(2,), (0,), (2, 3)])
def test_tensor_of_several_is_no_number(raised, use, shape):
    ko, en = raised(lambda: use(Tensor(np.zeros(shape))), ShapeError)
    assert f"모양이 {shape}인 배열" in ko and "t.sum()" in ko
    assert f"array of shape {shape}" in en and "t.sum()" in en


def test_length_and_iteration():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert len(x) == 2 and len(Tensor([])) == 0
    first, second = x
    (first @ second).backward()
    same(x.grad, [[3.0, 4.0], [1.0, 2.0]])
    assert [row.shape for row in x] == [(2,), (2,)]
    assert sum(Tensor([1.0, 2.0])).item() == 3.0
    assert max(Tensor([1.0, 3.0, 2.0])).item() == 3.0


@pytest.mark.parametrize("use", [len, list, iter, sum], ids=repr)
def test_tensor_of_one_number_is_not_iterated(raised, use):
    ko, en = raised(lambda: use(Tensor(2.0)), NotANumberError)
    assert ko == "수 하나인 Tensor는 차례로 꺼낼 수 없습니다."
    assert en == "A Tensor of one number cannot be iterated."
    assert issubclass(NotANumberError, TypeError)


def test_index_may_come_from_tensors_and_lists():
    x = Tensor([1.0, 2.0, 3.0])
    same(x[[0, -1]].data, [1.0, 3.0])
    same(x[[True, False, True]].data, [1.0, 3.0])
    same(x[x > 1].data, [2.0, 3.0])
    same(x[np.newaxis, ...].data, [[1.0, 2.0, 3.0]])
    same(x[[[0, 1], [1, 0]]].data, [[1.0, 2.0], [2.0, 1.0]])


def test_an_index_or_mask_changed_afterwards_does_not_change_the_gradient():
    x, at, mask = Tensor([1.0, 2.0, 3.0]), np.array([0, 0]), np.array([True, False, False])
    y = x[at].sum() + np.where(mask, x, 0.0).sum()
    at[:] = 2
    mask[:] = ~mask
    y.backward()
    same(x.grad, [3.0, 0.0, 0.0])


# ── backward ──


def test_backward_of_several_numbers_needs_a_gradient(raised):
    y = Tensor(np.ones((2, 3)), "x") * 2
    for gradient, got in (((), ()), ((np.ones(3),), (3,)), (([[1.0]],), (1, 1)), ((np.ones((3, 2)),), (3, 2)), ((2.0,), ())):
        ko, en = raised(lambda g=gradient: y.backward(*g), ShapeError)
        assert "'mul(x=(2, 3), 2)'은(는) 모양이 (2, 3)인 배열" in ko and f"기울기의 모양은 {got}입니다" in ko and "y.sum()" in ko
        assert "'mul(x=(2, 3), 2)' is an array of shape (2, 3)" in en and f"has the shape {got}. " in en
    y.label = "y"
    assert raised(lambda: y.backward(), ShapeError)[1].startswith("'y' is an array")
    raised(lambda: grad(y, y.parents[0]), ShapeError)
    assert y.grad is None and y.parents[0].grad is None
    raised(lambda: Tensor(1.0).backward([1.0, 2.0]), ShapeError)


def test_backward_takes_a_gradient_of_its_shape():
    for gradient in ([[1.0, 2.0, 3.0]], np.array([[1, 2, 3]]), np.float32([[1, 2, 3]]), ((1, 2, 3),)):
        x = Tensor([[1.0, 1.0, 1.0]])
        (x * 2).backward(gradient)
        same(x.grad, [[2.0, 4.0, 6.0]])
        assert x.grad.dtype == np.float64
    for shape in ((), (1,), (1, 1)):
        x = Tensor(np.full(shape, 3.0))
        (x * x).backward(0.5)
        same(x.grad, np.full(shape, 3.0))


WRONG_GRADIENTS = ["a", b"a", Value(1.0), Tensor(1.0), 1j, object()]


@pytest.mark.parametrize("wrong", WRONG_GRADIENTS, ids=lambda x: type(x).__name__)
def test_gradient_that_is_no_number_is_refused(raised, wrong):
    ko, en = raised(lambda: (Tensor(1.0) * 2).backward(wrong), NotANumberError)
    assert f"{type(wrong).__name__} " in ko and f"{type(wrong).__name__} " in en


@pytest.mark.parametrize(
    "wrong", [None, [None, 1.0], [[1.0], [1.0, 2.0]], ["1", "2"], np.array([1j, 2.0]), [Value(1.0), Value(2.0)]], ids=repr
)
def test_gradient_that_is_no_array_of_numbers_is_refused(wrong):
    x = Tensor(1.0 if wrong is None else [1.0, 2.0])
    with pytest.raises(MicrogradError):
        (x * 2).backward(wrong)


def test_leaf_gradients_accumulate_and_others_are_overwritten():
    x, w = Tensor([[1.0, 2.0]]), Tensor([[0.5], [-1.0]])
    middle = x @ w
    y = (middle * middle).sum()
    y.backward()
    once = {node: node.grad.copy() for node in (x, w, middle, y)}
    y.backward()
    for node in (x, w):
        same(node.grad, 2 * once[node])
    for node in (middle, y):
        same(node.grad, once[node])
    y.backward(-2.0)
    same(w.grad, 0 * once[w])
    zero_grad(y)
    assert all(node.grad is None for node in topological_order(y))
    y.zero_grad()
    y.backward()
    same(w.grad, once[w])


def test_another_root_adds_to_the_leaves():
    x = Tensor([1.0, 2.0])
    (x * 3).sum().backward()
    (x * x).sum().backward()
    same(x.grad, [5.0, 7.0])


def rich_graph():
    """Leaves of one shape whose contributions are the same array, views of it, or broadcast."""
    a, b, c, d, e, f = (Tensor(np.full((2, 2), i + 1.0), "abcdef"[i]) for i in range(6))
    v = Tensor([1.0, 2.0], "v")
    y = (a + b) + (c - d) + e.T + f.reshape(4).reshape(2, 2) + v
    return y, [a, b, c, d, e, f, v]


def test_gradients_of_leaves_share_no_memory():
    y, leaves = rich_graph()
    upstream = np.array([[1.0, 2.0], [3.0, 4.0]])
    for _ in range(2):
        y.backward(upstream)
        arrays = [upstream, *(x.grad for x in leaves), *(x.data for x in leaves)]
        assert not any(np.shares_memory(p, q) for p, q in combinations(arrays, 2))
        assert all(x.grad.flags.writeable and x.grad.flags.owndata for x in leaves)
        others = [n.grad for n in topological_order(y) if n.op is not None and n.grad is not None]
        assert not any(np.shares_memory(x.grad, other) for x in leaves for other in others)
        for x in leaves:
            before = [z.grad.copy() for z in leaves if z is not x]
            kept = x.grad.copy()
            x.grad *= -7.0
            for z, g in zip((z for z in leaves if z is not x), before, strict=True):
                same(z.grad, g)
            same(upstream, [[1.0, 2.0], [3.0, 4.0]])
            x.grad[...] = kept
        y.zero_grad()


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x.sum(),
        lambda x: x.mean(),
        lambda x: x.max(),
        lambda x: x.reshape(4).sum(),
        lambda x: x.T.sum(),
        lambda x: x[0].sum(),
        lambda x: x.broadcast_to((3, 2, 2)).sum(),
        lambda x: (x + 0).sum(),
        lambda x: np.concatenate([x, x]).sum(),
        lambda x: (x - x).sum(),
    ],
)
def test_a_gradient_can_be_changed_in_place_and_the_next_is_right(call):
    x = Tensor([[1.0, 2.0], [3.0, 5.0]])
    call(x).backward()
    expected, held = x.grad.copy(), x.grad
    x.grad *= 0
    call(x).backward()
    same(x.grad, expected)
    held += 100  # the array of before is not the one of now
    same(x.grad, expected)
    data = x.data.copy()
    x.grad -= 3
    same(x.data, data)


def test_results_of_grad_are_arrays_of_their_own():
    a, b = Tensor([1.0, 2.0]), Tensor([3.0, 4.0])
    for x in grad((a + b).sum(), [a, b]):
        assert type(x) is np.ndarray and x.flags.writeable
    ga, gb = grad(((a + b) * 2).sum(), [a, b])
    assert not np.shares_memory(ga, gb)
    p = Tensor(2.0)
    assert type(grad(p * p, p)) is np.ndarray


def test_grad_leaves_dot_grad_alone():
    x, w, z = Tensor([1.0, 2.0], "x"), Tensor([3.0, 5.0], "w"), Tensor([7.0, 9.0])
    y = (x * w * w).sum()
    gx, gw, gz = grad(y, [x, w, z])
    same(gx, [9.0, 25.0])
    same(gw, [6.0, 20.0])
    same(gz, [0.0, 0.0])
    assert all(node.grad is None for node in (*topological_order(y), z))
    same(grad(y, x), gx)
    y.label = "y"
    graph = grad(y, x, create_graph=True)
    assert (graph.label, type(graph)) == ("∂y/∂x", Tensor)
    zero = grad(y, z, create_graph=True)
    assert zero.kind == "constant" and zero.data.tolist() == [0.0, 0.0]
    same(grad(y, y), 1.0)


def test_gradient_of_several_inputs_to_any_order():
    x = Tensor([0.5, 1.5])
    found = (x**5).sum()
    for factor, power in ((5, 4), (20, 3), (60, 2), (120, 1), (120, 0)):
        found = grad(found, x, create_graph=True)
        same(found.data, factor * x.data**power, rtol=1e-14)
        found = found.sum()


def test_shared_nodes_get_the_sum_over_all_paths():
    x = Tensor([1.0, -2.0])
    a = x * 2
    b = a + a * x
    c = b.sum() + (a * b).sum() + a[0]
    c.backward()
    one = x.data
    # c = Σ (2x + 2x²) + Σ 2x (2x + 2x²) + 2x₀
    same(x.grad, 2 + 4 * one + 8 * one + 12 * one**2 + np.array([2.0, 0.0]), rtol=1e-15)


# ── constants ──


def test_constants_get_no_gradient():
    x, X = Tensor([1.0, 2.0]), np.array([[3.0, 4.0], [5.0, 6.0]])
    y = ((X @ x) * 2 + [1, 1]).sum()
    y.backward()
    same(x.grad, [16.0, 20.0])
    assert all(node.grad is None for node in topological_order(y) if node.kind == "constant")
    assert sum(node.kind == "constant" for node in topological_order(y)) == 3
    c = Tensor([1.0, 2.0], kind="constant")
    (c * x).sum().backward()
    assert c.grad is None


def test_nothing_costly_is_computed_for_constants(temporary_op):
    calls = []

    def rule(g, y, a, b):
        return (lambda: calls.append("a") or g @ b.mT), (lambda: calls.append("b") or a.mT @ g)

    times = array_op("times", "@", "곱", lambda a, b: a @ b, rule, ("g @ bᵀ", "aᵀ @ g"))
    W, X = Tensor([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0]])
    for call, expected in (
        (lambda: times(X, W), ["b"]),
        (lambda: times(W, X.T), ["a"]),
        (lambda: times(W, W), ["a", "b"]),
        (lambda: times(Tensor(X, kind="constant"), W), ["b"]),
    ):
        calls.clear()
        y = call()
        assert calls == []
        y.sum().backward()
        assert calls == expected
        calls.clear()
        grad(call().sum(), W, create_graph=True)
        assert calls == expected


@pytest.mark.parametrize(("a", "b"), [((2,), (2, 3)), ((3, 2), (2,)), ((4, 3, 2), (2, 5)), ((3, 2), (2, 5))])
def test_matmul_leaves_its_products_for_later(a, b):
    a, b = np.ones(a), np.ones(b)
    assert all(map(callable, ARRAY_TABLE["matmul"].backward(a @ b, a @ b, a, b)))


def test_a_constant_may_have_no_derivative():
    x = Tensor([2.0, 3.0])
    y = np.array([-1.0, 0.0]) * x  # by a constant: nothing to report
    y.sum().backward()
    same(x.grad, [-1.0, 0.0])


def test_an_exponent_that_is_constant_may_have_no_derivative():
    x = Tensor([-1.0, 2.0])
    (x ** np.array([2.0, 3.0])).sum().backward()
    same(x.grad, [-2.0, 12.0])


def test_a_base_of_zero_has_a_gradient():
    x, n = Tensor([0.0, 0.0, 2.0]), Tensor([2.0, 1.0, 3.0])
    (x**n).sum().backward()
    same(x.grad, [0.0, 1.0, 12.0])
    same(n.grad, [0.0, 0.0, 8 * math.log(2)], rtol=1e-15)


def test_backward_of_a_constant_is_an_error(raised):
    with no_grad():
        y = (Tensor([1.0, 2.0]) * 2).sum()
    ko, en = raised(lambda: y.backward(), GraphError)
    assert "상수라서" in ko and "no_grad()" in en


# ── modes ──


def test_no_grad_records_nothing():
    x = Tensor([1.0, 2.0])
    with no_grad():
        y = (x * 2).exp().sum()
        leaf = Tensor([1.0])
    assert (y.op, y.parents, y.kind, leaf.kind) == (None, (), "constant", None)
    same(y.data, np.exp(2.0) + np.exp(4.0), rtol=1e-15)
    z = (x * y).sum()
    z.backward()
    same(x.grad, [y.item()] * 2)
    assert y.grad is None

    @no_grad()
    def predict():
        return x @ x

    assert predict().kind == "constant"


def test_modes_are_left_as_they_were_found():
    x, modes = Tensor([1.0]), [no_grad(), scope("a"), detect_anomaly()]

    @no_grad()
    @scope("재귀")
    def depth(n):
        return n if not n else depth(n - 1) + (x * 1 if n % 2 else x).size

    for mode in modes:
        for _ in range(2):
            with mode, mode:
                with pytest.raises(ZeroDivisionError), mode:
                    raise ZeroDivisionError
                assert depth(3) == 3
            assert (x * 2).op is not None and (x * 2).scope == ()
            assert len((x * np.array([np.inf])).data) == 1  # would raise under detect_anomaly
    assert all(in_threads(lambda i: depth(20) == 20 and (x * 2).op is not None))


def test_scope_is_kept_by_nodes_of_arrays():
    with scope("층 1"):
        x = Tensor([1.0])
        with scope("안"):
            y = x.exp()
        z = y + np.ones(3)
    assert (x.scope, y.scope, z.scope, (z * 1).scope) == (("층 1",), ("층 1", "안"), ("층 1",), ())
    with no_grad(), scope("a"):
        assert (x * 2).scope == ("a",)


# ── numbers that stop being finite ──

FORWARD = [  # call, result, how it is written, usual cause
    (lambda x: x.log(), [-np.inf, np.nan, math.log(2)], "-inf (at [0], 2 of 3 entries): log(x=(3,))", "log is finite"),
    (lambda x: x.sqrt(), [0.0, np.nan, math.sqrt(2)], "nan (at [1], 1 of 3 entries): sqrt(x=(3,))", "sqrt is nan below zero"),
    (lambda x: 1 / x, [np.inf, -1.0, 0.5], "inf (at [0], 1 of 3 entries): div(1, x=(3,))", "division by zero"),
    (lambda x: x / x, [np.nan, 1.0, 1.0], "nan (at [0], 1 of 3 entries): div(x=(3,), x=(3,))", "division by zero"),
    (lambda x: (x + 1000).exp(), [np.inf] * 3, "inf (at [0], 3 of 3 entries): exp((3,))", "exp overflows"),
    (lambda x: x**0.5, [0.0, np.nan, 2**0.5], "nan (at [1], 1 of 3 entries): pow[exponent=0.5](x=(3,))", "fractional power"),
    (lambda x: x**-1, [np.inf, -1.0, 0.5], "inf (at [0], 1 of 3 entries): pow[exponent=-1](x=(3,))", "negative power of zero"),
    (lambda x: x * 1e200 * 1e200, [0.0, -np.inf, np.inf], "-inf (at [1], 2 of 3 entries): mul((3,), 1e+200)", "too large"),
    (lambda x: (x * 1e200) @ (x * 1e200), np.inf, "inf: matmul((3,), (3,))", "too large"),
    (lambda x: x.sum() * 1e200 * 1e200, np.inf, "inf: mul(1e+200, 1e+200)", "too large"),
    (lambda x: np.mean(x[:0]), np.nan, "nan: mean((0,))", "too large"),
]


def reported(action):
    """What an action warns of, in each language; only NumericWarnings that point at this file are let through."""
    found = []
    for language in ("ko", "en"):
        set_language(language)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            result = action()
        assert all(w.category is NumericWarning and w.filename == __file__ for w in caught), [str(w.message) for w in caught]
        found.append([str(w.message) for w in caught])
    set_language("ko")
    return found[0], found[1], result


@pytest.mark.parametrize(("call", "expected", "named", "cause"), FORWARD, ids=[named for *_, named, _ in FORWARD])
def test_forward_pass_tells_where_a_number_stopped_being_finite(call, expected, named, cause):
    (ko,), (en,), y = reported(lambda: call(Tensor([0.0, -1.0, 2.0], "x")))
    np.testing.assert_array_equal(y.data, expected)
    assert en.startswith(f"the forward pass produced {named}. Usual cause: ") and cause in en
    assert ko.startswith("순전파의 결과가 ") and named.rpartition(": ")[2] in ko and "흔한 까닭: " in ko
    if "entries" in named:
        place, count = named[named.index("[") : named.index("]") + 1], named.split(", ")[1].split()[0]
        assert f"자리 {place}" in ko and f"가운데 {count}개" in ko


def test_what_was_reported_where_it_arose_is_not_reported_again():
    _, en, y = reported(lambda: ((Tensor([-1.0, 1.0]).log() * 2).exp() + 1).sum())
    assert len(en) == 1 and math.isnan(y.item())


def test_scope_of_the_place_is_named():
    def action():
        with scope("층 2"), scope("손실"):
            return Tensor([0.0], "p").log()

    (ko,), (en,), _ = reported(action)
    assert "log(p=0) (구역 층 2/손실)" in ko
    assert "log(p=0) (in scope 층 2/손실)" in en


BACKWARD = [  # call, gradient of x, whose gradient, where it arose
    (lambda x: x.sqrt(), [np.inf, 0.5], "x", "sqrt(x=(2,))"),
    (lambda x: (x * 1.0).sqrt(), [np.inf, 0.5], "mul(x=(2,), 1)", "sqrt((2,))"),
    (lambda x: np.array([1.0, 2.0]) / (x + 1e-320), [-np.inf, -2.0], "add(x=(2,), 9.99989e-321)", "div((2,), (2,))"),
    (lambda x: x**0.5 * 3, [np.inf, 1.5], "x", "pow[exponent=0.5](x=(2,))"),
]


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")  # of the forward pass
@pytest.mark.parametrize(("call", "expected", "whose", "place"), BACKWARD, ids=[place for *_, place in BACKWARD])
def test_backward_pass_tells_where_a_gradient_stopped_being_finite(call, expected, whose, place):
    x = Tensor([0.0, 1.0], "x")
    y = call(x).sum()

    def action():
        y.zero_grad()
        y.backward()

    (ko,), (en,), _ = reported(action)
    same(x.grad, expected)
    bad = f"{expected[0]:g}"
    assert f"the gradient of {whose} {bad} (at [0], 1 of 2 entries); it arose at {place}. Usual cause: " in en
    assert f"역전파에서 {whose}의 기울기가 {bad} (자리 [0], 2개 가운데 1개)입니다. 생긴 곳: {place}. 흔한 까닭: " in ko


def test_backward_pass_tells_of_a_gradient_that_overflows():
    x = Tensor([1.0, 1e-5], "x")
    y = (x * 1e200).sum()

    def action():
        y.zero_grad()
        y.backward(1e200)

    (ko,), (en,), _ = reported(action)
    same(x.grad, [np.inf, np.inf])
    assert "gradient of x inf (at [0], 2 of 2 entries); it arose at mul(x=(2,), 1e+200)" in en
    assert "역전파에서 x의 기울기가 inf" in ko


def test_op_of_three_inputs_tells_of_its_gradient(temporary_op):
    fma = temporary_op("fma", "fma", "곱셈 덧셈", lambda a, b, c: a * b + c, lambda g, y, a, b, c: (g * b, g * a, g))
    a, b, c = Tensor([1e200, 1.0], "a"), Tensor([1.0, 1.0], "b"), Tensor([0.0, 0.0], "c")
    y = fma(a, b, c)

    def action():
        y.zero_grad()
        y.backward([1e200, 1.0])

    _, en, _ = reported(action)
    same(b.grad, [np.inf, 1.0])
    assert len(en) == 1 and "gradient of b inf (at [0], 1 of 2 entries); it arose at fma(a=(2,), b=(2,), c=(2,))" in en[0]


def test_sum_of_contributions_may_overflow():
    x = Tensor([1.0], "x")
    y = (x * 1.0).sum() + (x * 1.0).sum()

    def action():
        y.zero_grad()
        y.backward(1.5e308)

    _, (en,), _ = reported(action)
    assert "gradient of x inf" in en and "it arose at mul(x=1, 1)" in en


def test_power_with_a_negative_base_tells_of_the_exponents_gradient():
    x, n = Tensor([-1.0, 2.0], "x"), Tensor([2.0, 3.0], "n")
    y = (x**n).sum()

    def action():
        y.zero_grad()
        y.backward()

    _, (en,), _ = reported(action)
    assert "gradient of n nan (at [0], 1 of 2 entries); it arose at power(x=(2,), n=(2,))" in en
    same(x.grad, [-2.0, 12.0])


@pytest.mark.parametrize("seed", [np.nan, np.inf, [1.0, np.nan]])
def test_seed_that_is_not_finite_is_told(seed):
    x = Tensor([1.0, 2.0] if np.ndim(seed) else 1.0)
    _, (en,), _ = reported(lambda: (x * 2).backward(seed))
    assert "The backward pass was started with" in en


def test_infinite_inputs_alone_are_not_reported():
    _, en, _ = reported(lambda: (Tensor([np.inf, np.nan, -np.inf]) * 2).exp() + 1)
    assert en == []


def test_errstate_of_the_user_changes_nothing():
    x = Tensor([0.0, 1.0], "x")
    for state in ("ignore", "raise", "print", "warn"):
        with np.errstate(all=state):
            _, (en,), y = reported(lambda: x.log())
            assert "log(x=(2,))" in en
            same(y.data, [-np.inf, 0.0])
            y = x.sqrt().sum()
            _, en, _ = reported(lambda y=y: y.backward())
            assert len(en) == 1
            same((Tensor([1e-200]) * 1e-200).data, [0.0])  # underflow is nothing to tell
    assert np.geterr()["over"] == "warn"


def test_detect_anomaly_stops_the_forward_pass(raised):
    x = Tensor([[1.0, 0.0], [2.0, 3.0]], "x")

    def action():
        with detect_anomaly(), scope("층"):
            return (x * 2).log()

    ko, en = raised(action, AnomalyError)
    assert "순전파의 결과가 -inf (자리 [0, 1], 4개 가운데 1개)입니다: log((2, 2)) (구역 층)" in ko
    assert "the forward pass produced -inf (at [0, 1], 1 of 4 entries): log((2, 2)) (in scope 층)" in en


def test_detect_anomaly_stops_the_backward_pass_and_changes_nothing(raised):
    x, w = Tensor([0.0, 4.0], "x"), Tensor([1.0, 1.0], "w")
    y = (x.sqrt() * w).sum()
    w.grad = np.array([7.0, 7.0])

    def action():
        with detect_anomaly():
            y.backward()

    ko, en = raised(action, AnomalyError)
    assert "x의 기울기가 inf (자리 [0], 2개 가운데 1개)" in ko and "sqrt(x=(2,))" in ko
    assert "gradient of x inf (at [0], 1 of 2 entries); it arose at sqrt(x=(2,))" in en
    assert x.grad is None and y.grad is None
    same(w.grad, [7.0, 7.0])


def test_detect_anomaly_names_the_first_gradient_even_if_it_vanishes_later(raised):
    x = Tensor([0.0, 1.0], "x")
    y = (np.where([False, True], x.sqrt(), 0.0)).sum()  # 0 · inf, the well-known trap

    def action():
        with detect_anomaly():
            y.backward()

    _, en = raised(action, AnomalyError)
    assert "gradient of x nan (at [0]" in en and "sqrt" in en


def test_detect_anomaly_also_stops_at_what_was_only_passed_on(raised):
    x = Tensor([np.nan], "x")

    def action():
        with detect_anomaly():
            return x * 2

    assert "mul(x=nan, 2)" in raised(action, AnomalyError)[1]
    with detect_anomaly():
        y = (Tensor([1.0, 2.0]) @ [1.0, 2.0]).exp()  # nothing wrong
        y.backward()


# ── Value and Tensor ──


@pytest.mark.parametrize("op", [*OPERATORS, operator.matmul], ids=lambda op: op.__name__)
def test_value_and_tensor_do_not_mix(raised, op):
    v, t = Value(2.0, "v"), Tensor([1.0, 2.0], "t")
    for action in (lambda: op(v, t), lambda: op(t, v)):
        ko, en = raised(action, NotANumberError)
        assert "Value와 Tensor는 한 식에 섞지 않습니다" in ko
        assert "Values and Tensors do not mix in one expression" in en


MIXTURES = {
    "t.maximum(v)": lambda v, t: t.maximum(v),
    "v.maximum(t)": lambda v, t: v.maximum(t),
    "add(t, v)": lambda v, t: micrograd_ko.add(t, v),
    "add(v, t)": lambda v, t: micrograd_ko.add(v, t),
    "np.add(t, v)": lambda v, t: np.add(t, v),
    "np.add(v, t)": lambda v, t: np.add(v, t),
    "np.maximum(v, t)": lambda v, t: np.maximum(v, t),
    "concatenate": lambda v, t: np.concatenate([t, [v]]),
    "where": lambda v, t: np.where([True, False], t, v),
    "Value(t)": lambda v, t: Value(t),
}


@pytest.mark.parametrize("mixture", MIXTURES.values(), ids=MIXTURES)
def test_value_and_tensor_do_not_mix_in_calls(raised, mixture):
    _, en = raised(lambda: mixture(Value(2.0), Tensor([1.0, 2.0])), NotANumberError)
    assert "do not mix" in en


def test_value_and_tensor_have_the_same_names():
    for row in TABLE.values():
        assert getattr(Value, row.name).__doc__ == getattr(Tensor, row.name).__doc__ == row.doc


def test_elementwise_row_added_later_works_on_tensors(temporary_op):
    row = temporary_op("softsign", "s(·)", "소프트사인", lambda a: a / (1 + abs(a)), lambda g, y, a: (g / (1 + abs(a)) ** 2,))
    x = Tensor([-3.0, 1.0])
    for y in (row(x), x.softsign(), micrograd_ko.softsign(x)):
        same(y.data, [-0.75, 0.5])
    (x.softsign() * [2.0, 3.0]).sum().backward()
    same(x.grad, [2 / 16, 3 / 4])
    first = grad(x.softsign().sum(), x, create_graph=True)
    same(grad(first.sum(), x), slopes(lambda a: np.sum(1 / (1 + abs(a)) ** 2), [x.data], 0), rtol=1e-7)


def test_forward_rule_that_calls_ops_of_the_table_reports_overflow(temporary_op):
    row = temporary_op("logged", "l", "로그", lambda a: TABLE["log"](a), lambda g, y, a: (g / a,), domain=((0.2, 3.0),))
    _, (en,), y = reported(lambda: row(Tensor([0.0, 1.0], "x")))
    assert "logged(x=(2,))" in en
    same(y.data, [-np.inf, 0.0])


# ── for people: LaTeX ──


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x @ x,
        lambda x: x.sum(axis=0),
        lambda x: x.softmax(axis=-1),
        lambda x: x[0],
        lambda x: x[:, [0, 1]],
        lambda x: x.reshape(4),
        lambda x: x.transpose(1, 0),
        lambda x: x.broadcast_to((3, 2, 2)),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: np.concatenate([x, x], axis=1),
        lambda x: x**2 + 1,
    ],
)
def test_every_node_is_written_in_latex(call):
    for node in topological_order(call(Tensor([[1.0, 2.0], [3.0, 4.0]], "x"))):
        assert node._repr_latex_().startswith("$")


# ── copies ──


def pickled(x):
    return pickle.loads(pickle.dumps(x))


def pickled_in_python(x):
    return pickle.loads(pickle._dumps(x))


each_way = pytest.mark.parametrize("copied", [pickled, pickled_in_python, copy.deepcopy], ids=lambda f: f.__name__)


def every_kind_of_op(x):
    y = x[:, [0, 1]] @ x.T[1:, :] + x.reshape(3, 2).sum(axis=0) * 2.0
    z = np.where(x > 1, x, 0.5 * x).softmax(axis=1)
    parts = np.concatenate([z, x[..., None, :].squeeze(1), x.transpose(-2, -1)], axis=0)
    return (y.tanh() ** 2).mean() + parts.max() + x[np.array([True, False])].leaky_relu(slope=0.2).norm() + x[::-1, 1:].sum()


@each_way
def test_copied_graph_has_the_same_values_and_gradients(copied):
    with scope("층"):
        x = Tensor([[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]], "x", kind="weight")
        y = every_kind_of_op(x)
    y.backward()
    y2 = copied(y)
    before, after = topological_order(y), topological_order(y2)
    assert len(before) == len(after) and not set(before) & set(after)
    for old, new in zip(before, after, strict=True):
        assert type(new) is Tensor
        same(new.data, old.data)
        assert new.data.dtype == old.data.dtype and not (new.op is None and np.shares_memory(new.data, old.data))
        assert (repr(new.op), new.label, new.scope, new.kind) == (repr(old.op), old.label, old.scope, old.kind)
        assert (new.grad is None) == (old.grad is None)
        if old.grad is not None:
            same(new.grad, old.grad)
    expected = x.grad
    y2.zero_grad()
    y2.backward()
    (x2,) = [node for node in after if node.label == "x"]
    same(x2.grad, expected)
    assert grad(grad(y2, x2, create_graph=True).sum(), x2).shape == x2.shape


@each_way
def test_shared_nodes_stay_shared(copied):
    x = Tensor([1.0, 2.0])
    middle = x * x
    a, b, x2, again = copied([middle.sum(), middle * 2, x, x])
    assert a.parents[0] is b.parents[0] and x2 is again is a.parents[0].parents[0] is a.parents[0].parents[1]


@each_way
def test_float32_and_constants_survive(copied):
    y = Tensor(np.float32([1, 2])) * np.float32([3, 4])
    y2 = copied(y)
    assert y2.dtype == np.float32 and [p.kind for p in y2.parents] == [None, "constant"]


# ── many nodes, threads, tasks ──

DEPTH = 20_000


def chain(depth):
    x = y = Tensor([1.0, 2.0], "x")
    for _ in range(depth):
        y = y + x
    return x, y


def test_long_chains_need_no_recursion():
    x, y = chain(DEPTH)
    y.sum().backward()
    same(x.grad, [DEPTH + 1.0] * 2)
    same(grad(y.sum(), x), x.grad)
    graph = grad((y * y).sum(), x, create_graph=True)
    same(graph.data, 2 * (DEPTH + 1) ** 2 * x.data)
    y.zero_grad()
    assert len(topological_order(y)) == DEPTH + 1
    del y, graph
    gc.collect()


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy], ids=lambda f: f.__name__)
def test_long_chains_are_copied_without_recursion(copied):
    _, y = chain(DEPTH)
    y2 = copied(y)
    same(y2.data, y.data)
    assert len(topological_order(y2)) == DEPTH + 1


def test_long_chain_that_breaks_at_its_end_is_reported():
    _, y = chain(2_000)
    z = (y - y.data).sqrt().sum()
    _, (en,), _ = reported(z.backward)
    assert "it arose at sqrt" in en


def test_threads_build_graphs_side_by_side():
    rng = np.random.default_rng(5)
    matrices = [rng.uniform(-1, 1, (64, 64)) / 10 for _ in range(8)]

    def work(i):
        w = Tensor(matrices[i], "W")
        y = w
        for _ in range(30):
            y = (y @ w).tanh() + w
        y.sum().backward()
        return y.data, w.grad

    for i, (y, g) in enumerate(in_threads(work)):
        expected, slope = work(i)
        same(y, expected, rtol=1e-12, atol=1e-13)
        same(g, slope, rtol=1e-12, atol=1e-12)


def test_every_thread_sees_its_own_numbers_break_and_its_own_modes():
    def work(i):
        w = Tensor(np.full((100, 100), 1e200 if i % 2 else 1.0), f"W{i}")
        for _ in range(20):
            if i % 2:
                with detect_anomaly(), pytest.raises(AnomalyError, match=f"W{i}"):
                    w @ w
            else:
                with scope(f"thread {i}"), no_grad():
                    y = w @ w
                assert y.kind == "constant" and y.scope == (f"thread {i}",)
                assert (w @ w).op is not None
        return True

    assert all(in_threads(work))


def test_one_graph_is_read_by_many_threads():
    x = Tensor(np.linspace(-1, 1, 50), "x")
    y = (x.sin() @ x.exp()).tanh()
    expected = grad(y, x)
    for found in in_threads(lambda i: [grad(y, x) for _ in range(20)][-1]):
        same(found, expected)


def test_tasks_have_their_own_modes():
    async def work(i):
        w = Tensor(np.full((3, 3), 1e200 if i == 3 else 0.5), f"W{i}")
        y = w
        with scope(f"task {i}"):
            for _ in range(5):
                await asyncio.sleep(0)
                if i == 2:
                    with no_grad():
                        await asyncio.sleep(0)
                        y = y @ w
                elif i == 3:
                    with detect_anomaly():
                        await asyncio.sleep(0)
                        with pytest.raises(AnomalyError):
                            y @ w
                else:
                    y = y @ w
            assert y.scope == ((f"task {i}",) if i != 3 else ())
        if i not in (2, 3):
            y.sum().backward()
            return w.grad
        assert i == 3 or y.kind == "constant"
        return None

    async def all_of_them():
        return await asyncio.gather(*(work(i) for i in range(6)))

    found = asyncio.run(all_of_them())
    w = Tensor(np.full((3, 3), 0.5))
    (w @ w @ w @ w @ w @ w).sum().backward()
    for i in (0, 1, 4, 5):
        same(found[i], w.grad, rtol=1e-14)


def test_generators_that_build_graphs_interleave():
    def steps(t):
        for _ in range(3):
            t = t.exp().log()
            yield t

    a, b = Tensor([1.0]), Tensor([2.0])
    *_, (y, z) = zip(steps(a), steps(b), strict=True)
    (y * z).sum().backward()
    same(a.grad, [2.0], rtol=1e-14)
    same(b.grad, [1.0], rtol=1e-14)


def test_a_copy_is_a_new_node_with_a_gradient():
    t = Tensor([1.0, -0.0])
    y = t.copy()
    assert y is not t and not np.shares_memory(y.data, t.data) and np.array_equal(np.signbit(y.data), [False, True])
    (np.copy(y) * np.array([2.0, 3.0])).sum().backward()
    assert t.grad.tolist() == [2.0, 3.0]


def test_writing_into_a_node_is_refused(raised):
    t = Tensor([1.0, 2.0])
    for node in (t, t * 2):
        ko, en = raised(lambda node=node: node.__setitem__(0, 1.0), OpError)
        assert "np.where(조건, 새 값, t)" in ko and "t.data[…] = …" in en
    assert t.data.tolist() == [1.0, 2.0]
