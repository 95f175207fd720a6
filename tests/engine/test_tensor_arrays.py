"""배열 위의 표: 원소별 연산, NumPy의 함수, 모양.

The table over arrays: elementwise ops, NumPy's functions, shapes.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import micrograd_ko
from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    OpError,
    ShapeError,
    Tensor,
    Value,
    check_gradients,
    grad,
)
from micrograd_ko.engine.numpy_functions import FUNCTIONS
from micrograd_ko.messages import filled
from tests.engine.test_ops import ROWS
from tests.helpers.sharing import fewer
from tests.helpers.tensors import points, same, slopes, upstream_for

each_row = pytest.mark.parametrize("row", ROWS, ids=repr)


# ── the elementwise table over arrays ──


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
        same(
            x.grad,
            slopes(lambda *at: np.sum(row.forward(*at) * upstream), inputs, i),
            rtol=1e-6,
            atol=1e-8,
        )
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

        same(
            np.broadcast_to(second, inputs[i].shape),
            slopes(dotted, inputs, i),
            rtol=1e-5,
            atol=1e-6,
        )


@each_row
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_row_between_ops_on_whole_arrays(row, share):
    at = [low + (share + 0.05 * i) * (high - low) for i, (low, high) in enumerate(row.domain)]
    xs = [Tensor([x - 1.0, 1.0]) for x in at]
    middle = [x.sum(axis=0) for x in xs]
    row(*middle).reshape(1, 1).sum().backward(2.5)
    found = [
        slopes(lambda *at: 2.5 * row.forward(*at), [np.array(x) for x in at], i)
        for i in range(len(at))
    ]
    for x, m, expected in zip(xs, middle, found, strict=True):
        assert type(m.grad) is np.ndarray and m.grad.shape == ()
        same(m.grad, expected, rtol=1e-6, atol=1e-8)
        same(x.grad, [expected, expected], rtol=1e-6, atol=1e-8)
    for graph, expected in zip(
        grad(row(*(x.sum() for x in xs)) * 2.5, xs, create_graph=True), found, strict=True
    ):
        same(graph.data, [expected, expected], rtol=1e-6, atol=1e-8)


EXACT = {
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "abs",
    "sqrt",
    "relu",
    "leaky_relu",
    "relu6",
    "maximum",
    "minimum",
}


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
        assert y.data[at] == (
            each.data if row.name in EXACT else pytest.approx(each.data, rel=1e-14, abs=1e-300)
        )
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
    middle = [
        Tensor(np.float32(low + s * (high - low))) * 1
        for s, (low, high) in zip(shares, row.domain, strict=False)
    ]
    y = row(*middle)
    y.backward(np.float32([1.0, -2.0, 0.5]))
    assert [x.grad.dtype for x in middle] == [np.float32] * len(middle)
    assert [g.dtype for g in grad(y.sum(), middle, create_graph=True)] == [np.float32] * len(middle)
    assert [g.dtype for g in grad(y.sum(), middle)] == [np.float32] * len(middle)


# ── NumPy ──


POSITIVE = np.array([[1.0, 2.0, 3.0], [0.5, 1.25, 0.75]])


ROW = np.array([2.0, 0.5, 1.5])


CALLS = {
    **({"astype": lambda t: np.astype(t, np.float64)} if hasattr(np, "astype") else {}),
    **{
        name: getattr(np, name)
        for name in ("exp", "log", "sqrt", "sin", "cos", "tanh", "abs", "absolute", "negative")
    },
    **{
        name: getattr(np, name)
        for name in ("log1p", "log2", "log10", "expm1", "cbrt", "sinh", "cosh", "arctan")
    },
    **{name: getattr(np, name) for name in ("arcsinh", "sinc")},
    "tan": lambda t: np.tan(t / 4),
    "arcsin": lambda t: np.arcsin(t / 4),
    "arccos": lambda t: np.arccos(t / 4),
    "arctanh": lambda t: np.arctanh(t / 4),
    "arccosh": lambda t: np.arccosh(t + 1),
    "logaddexp": lambda t: np.logaddexp(ROW, t),
    "hypot": lambda t: np.hypot(t, ROW),
    "arctan2": lambda t: np.arctan2(ROW, t),
    "remainder": lambda t: np.remainder(t, 0.7),
    "remainder by t": lambda t: np.remainder(ROW + 0.1, t),
    "fmod": lambda t: np.fmod(-t, 0.7),
    "t % ndarray": lambda t: t % (ROW + 0.1),
    "ndarray % t": lambda t: (ROW + 0.1) % t,
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
    "prod": lambda t: np.prod(t, axis=1),
    "cumsum": lambda t: np.cumsum(t, axis=0),
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
    same(
        x.grad, slopes(lambda at: np.sum(call(at) * upstream), [POSITIVE], 0), rtol=1e-7, atol=1e-9
    )


def test_every_row_that_numpy_has_is_called_above():
    names = {name for name in (*TABLE, *ARRAY_TABLE) if hasattr(np, name)} - {"put"}
    assert names - {"pow"} <= set(CALLS), (
        "a row that is also a NumPy function is not called by its NumPy name"
    )


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
    ("linalg.qr", lambda t: np.linalg.qr(t), "np.linalg.cholesky(a.T @ a)"),
    ("put", lambda t: np.put(t, [0], [1.0]), "np.where(condition, t, other)"),
    ("nanmedian", lambda t: np.nanmedian(t), "np.median"),
    ("fft.fft", lambda t: np.fft.fft(t), ""),
    ("gcd", lambda t: np.gcd(t, t), ""),
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
    # NumPy 2.0 squares otherwise than it takes a power
    np.testing.assert_allclose(f(Tensor(data)).data, f(data), rtol=1e-15)
    assert check_gradients(f, data, points=0)


def test_functions_without_a_gradient_give_plain_arrays():
    t = Tensor([[0.3, -1.2], [0.7, 0.1]])
    for f in (
        np.zeros_like,
        np.ones_like,
        np.argmax,
        np.argmin,
        np.sign,
        lambda t: np.full_like(t, 2.0),
    ):
        found = f(t)
        assert not isinstance(found, Tensor) and np.array_equal(found, f(t.data))
    assert np.empty_like(t).shape == t.shape


@pytest.mark.parametrize(("name", "call", "instead"), UNKNOWN, ids=[u[0] for u in UNKNOWN])
def test_unknown_numpy_function_is_named_with_what_does_work(raised, name, call, instead):
    ko, en = raised(lambda: call(Tensor(POSITIVE)), OpError)
    assert (
        filled("NumPy 함수 {name}은(는) Tensor에 쓸 수 없습니다", {"name": name}) in ko
        and "t.data" in ko
    )
    assert f"The NumPy function {name} does not work on a Tensor" in en and "t.data" in en
    assert instead in ko and instead in en
    assert f"{len(FUNCTIONS)}" in ko and f"{len(FUNCTIONS)}" in en


@pytest.mark.parametrize(
    ("method", "call"),
    [
        ("reduce", lambda t: np.subtract.reduce(t)),
        ("reduceat", lambda t: np.add.reduceat(t, [0])),
        ("at", lambda t: np.add.at(t, [0], 1.0)),
        ("where=", lambda t: np.exp(t, where=[True, False])),
    ],
)
def test_methods_of_ufuncs_that_are_not_taken_are_named(raised, method, call):
    for message in raised(lambda: call(Tensor([1.0, 2.0])), OpError):
        assert method in message


@pytest.mark.parametrize(
    "call", [lambda t: np.exp(t, out=np.zeros(2)), lambda t: np.add(t, 1, where=[True, False])]
)
def test_out_and_where_of_numpys_functions_are_refused(call):
    with pytest.raises(OpError):
        call(Tensor([1.0, 2.0]))


def test_wrong_parameters_of_numpys_functions_are_named(raised):
    ko, en = raised(lambda: np.cumsum(Tensor([1.0]), out=np.zeros(1)), OpError)
    assert "np.cumsum(Tensor([1.]" in ko and "쓸 수 있는 인자: a=, axis=" in ko
    assert "np.cumsum(Tensor([1.]" in en and "Its arguments here: a=, axis=" in en
    for message in raised(lambda: Tensor([1.0]).sum(axes=0), OpError):
        assert "axis, keepdims" in message


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
    assert ko.startswith(f"{named}: 모양이 맞지 않습니다. NumPy의 오류 메시지: ")
    assert en.startswith(f"{named}: the shapes do not fit. NumPy says: ")
