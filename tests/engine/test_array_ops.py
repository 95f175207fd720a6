"""배열 연산 표의 모든 행을 NumPy, 차분, HIPS autograd와 견준다.

Walks the table of array ops: every row over drawn shapes, axes and indices, with a drawn
upstream gradient, against NumPy, central differences and HIPS autograd, to the second order.
"""

import inspect
import pickle
import re

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import micrograd_ko
from micrograd_ko import (
    ARRAY_TABLE,
    OpError,
    Sym,
    Tensor,
    grad,
)
from micrograd_ko.engine.array_rule_words import fit
from tests.helpers.array_cases import (
    CASES,
    SEEDS,
    along,
    broadcast_of,
    close,
    drawn,
    seen,
    shapes,
    signs,
    total,
)
from tests.helpers.sharing import fewer
from tests.helpers.tensors import slopes

# ── cases: (shapes of the inputs, parameters) for each row ──


def summed_to(a, shape):
    while a.ndim > len(shape):
        a = a.sum(axis=0)
    for i, n in enumerate(shape):
        if a.shape[i] != n:
            a = a.sum(axis=i, keepdims=True)
    return a


def packed_eigh(parts):
    values, vectors = parts
    return anp.concatenate([values[..., None, :], vectors], axis=-2)


def packed_svd(parts):
    u, s, vh = parts
    flat = [anp.reshape(x, (*s.shape[:-1], -1)) for x in (u, s, vh)]
    return anp.concatenate(flat, axis=-1)


def nearest(b, count):
    return np.clip(np.rint(b), 0, count - 1).astype(int)


# What NumPy calls it, without any of the library's care about large numbers.
FORWARD = {
    "astype": lambda a, dtype: a.astype(dtype),
    "prod": np.prod,
    "cumsum": np.cumsum,
    **{name: getattr(np.linalg, name) for name in ("inv", "solve", "det", "cholesky", "pinv")},
    "logabsdet": lambda a: np.linalg.slogdet(a)[1],
    "eigh": lambda a: packed_eigh(np.linalg.eigh(a)),
    "svd": lambda a: packed_svd(np.linalg.svd(a, full_matrices=False)),
    "matmul": np.matmul,
    "sum": np.sum,
    "mean": np.mean,
    "max": np.max,
    "min": np.min,
    "norm": lambda a, **params: np.sqrt(np.sum(np.square(a), **params)),
    "logsumexp": lambda a, **params: np.log(np.sum(np.exp(a), **params)),
    "softmax": lambda a, axis: np.exp(a) / np.sum(np.exp(a), axis=axis, keepdims=True),
    "log_softmax": lambda a, axis: a - np.log(np.sum(np.exp(a), axis=axis, keepdims=True)),
    "reshape": lambda a, shape: np.reshape(a, shape),  # NumPy 2.0 calls it newshape
    "transpose": np.transpose,
    "getitem": lambda a, index: a[index],
    "put": total,
    "take_rows": lambda a, b: a[nearest(b, len(a))],
    "add_rows": lambda a, b, shape: total(a, nearest(b, shape[0]), shape),
    "broadcast_to": np.broadcast_to,
    "sum_to": summed_to,
    "concatenate": lambda *arrays, **params: np.concatenate(arrays, **params),
    "where": lambda a, b, condition: np.where(condition, a, b),
}


# The same in autograd's NumPy; None where it has no such function.
ORACLES = {
    **{name: getattr(anp, name) for name in ("matmul", "sum", "mean", "max", "min")},
    "reshape": lambda a, shape: anp.reshape(a, shape),
    "norm": lambda a, **params: anp.sqrt(anp.sum(a * a, **params)),
    "logsumexp": lambda a, **params: anp.log(anp.sum(anp.exp(a), **params)),
    "softmax": lambda a, axis: anp.exp(a) / anp.sum(anp.exp(a), axis=axis, keepdims=True),
    "log_softmax": lambda a, axis: a - anp.log(anp.sum(anp.exp(a), axis=axis, keepdims=True)),
    # autograd misreads -1
    "transpose": lambda a, axes=None: anp.transpose(a, axes and [i % a.ndim for i in axes]),
    "getitem": lambda a, index: a[index],
    "prod": anp.prod,
    "cumsum": anp.cumsum,
    # autograd's take both triangles of a symmetric matrix, and the others broadcast less than NumPy
    **dict.fromkeys(("cholesky", "eigh", "pinv", "solve")),
    **{name: getattr(anp.linalg, name) for name in ("inv", "det")},
    "logabsdet": lambda a: anp.linalg.slogdet(a)[1],
    "svd": lambda a: packed_svd(anp.linalg.svd(a, full_matrices=False)),
    "astype": None,
    "put": None,
    "take_rows": None,
    "add_rows": None,
    "broadcast_to": lambda a, shape: a + np.zeros(shape),
    "sum_to": summed_to,
    "concatenate": lambda *arrays, axis=0: anp.concatenate(arrays, axis=axis),
    # autograd's does not broadcast
    "where": lambda a, b, condition: a * condition + b * ~condition,
}


each_row = pytest.mark.parametrize("row", ARRAY_TABLE.values(), ids=repr)


def test_every_row_has_cases_and_oracles():
    assert set(CASES) == set(FORWARD) == set(ORACLES) == set(ARRAY_TABLE), (
        "a row of ARRAY_TABLE is without test cases"
    )


def protected(arrays):
    """As Tensors whose numbers cannot be changed: a rule that changes an input raises."""
    found = [Tensor(x, f"x{i}") for i, x in enumerate(arrays)]
    for x in found:
        x.data.setflags(write=False)
    return found


# ── every row ──


@each_row
@given(data=st.data())
def test_value_is_numpys(row, data):
    op, params, inputs, _ = data.draw(drawn(row.name))
    expected = FORWARD[row.name](*inputs, **params)
    y = op(*protected(inputs))
    close(y.data, expected, rtol=1e-12, atol=1e-14)
    assert type(y) is Tensor and type(y.data) is np.ndarray and y.dtype == np.float64
    assert y.op.name == row.name and [x.label for x in y.parents] == [
        f"x{i}" for i in range(len(inputs))
    ]
    close(y.op.forward(*inputs), expected, rtol=1e-12, atol=1e-14)
    close(op(*inputs), expected, rtol=1e-12, atol=1e-14)  # plain arrays are computed, not recorded
    assert not isinstance(op(*inputs), Tensor)


@each_row
@given(data=st.data())
def test_gradient_is_upstream_times_central_differences(row, data):
    op, params, inputs, rng = data.draw(drawn(row.name))
    xs = protected(inputs)
    y = seen(row.name, op(*xs))
    upstream = signs(rng, y.shape)
    y.backward(upstream)

    def forward(*at):
        return np.sum(seen(row.name, FORWARD[row.name](*at, **params)) * upstream)

    for i, x in enumerate(xs):
        close(x.grad, slopes(forward, inputs, i))
        assert type(x.grad) is np.ndarray and x.grad.dtype == np.float64


@each_row
@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@fewer(3)
@given(data=st.data())
def test_row_agrees_with_hips_autograd(row, data):
    op, params, inputs, rng = data.draw(drawn(row.name))
    if ORACLES[row.name] is None:
        return
    xs = protected(inputs)
    y = op(*xs)
    upstream = signs(rng, y.shape)

    def oracle(*inputs):
        return anp.sum(ORACLES[row.name](*inputs, **params) * upstream)

    for i, found in enumerate(grad((y * upstream).sum(), xs)):
        expected = (
            autograd.grad(oracle, i)(*inputs) if inputs[i].size else np.zeros(inputs[i].shape)
        )
        close(found, expected, rtol=1e-10, atol=1e-12)


@each_row
@fewer(3)
@given(data=st.data())
def test_second_order_is_the_difference_of_the_first(row, data):
    op, _, inputs, rng = data.draw(drawn(row.name))
    shape = op(*inputs).shape
    upstream, curved = signs(rng, shape), signs(rng, shape)
    directions = [signs(rng, x.shape) for x in inputs]

    def loss(*xs):
        y = seen(row.name, op(*xs))
        # curved: so that linear rows have a second order
        return (y * upstream).sum() + (y.sin() * curved).sum()

    def first(*at):
        xs = protected(at)
        return grad(loss(*xs), xs)

    xs = protected(inputs)
    graphs = grad(loss(*xs), xs, create_graph=True)
    for found, expected in zip(graphs, first(*inputs), strict=True):
        assert isinstance(found, Tensor)
        close(found.data, expected, rtol=1e-12, atol=1e-14)  # both readings of the rule agree
    slope = sum((g * v).sum() for g, v in zip(graphs, directions, strict=True))
    for found, expected in zip(grad(slope, xs), along(first, inputs, directions), strict=True):
        close(found, expected, atol=1e-7)


@each_row
@fewer(3)
@given(data=st.data())
def test_third_order_exists(row, data):
    op, _, inputs, rng = data.draw(drawn(row.name))
    directions = [signs(rng, x.shape) for x in inputs]

    def second(*at):
        xs = protected(at)
        graphs = grad(seen(row.name, op(*xs)).sin().sum(), xs, create_graph=True)
        return grad(
            sum((g * v).sum() for g, v in zip(graphs, directions, strict=True)),
            xs,
            create_graph=True,
        ), xs

    graphs, xs = second(*inputs)
    slope = sum((g * v).sum() for g, v in zip(graphs, directions, strict=True))
    expected = along(lambda *at: [g.data for g in second(*at)[0]], inputs, directions)
    for found, third in zip(grad(slope, xs), expected, strict=True):
        close(found, third, rtol=1e-5, atol=1e-5)


@each_row
@fewer(3)
@given(data=st.data())
def test_float32_stays_float32(row, data):
    op, _, inputs, rng = data.draw(drawn(row.name))
    op = op if row.name != "astype" else row.bind(dtype=np.float32)
    single, double = (
        [Tensor(x.astype(np.float32), dtype=dtype) for x in inputs]
        for dtype in (np.float32, np.float64)
    )
    y, reference = op(*single), op(*double)
    assert y.dtype == np.float32
    close(y.data, reference.data, rtol=1e-4, atol=1e-4)
    upstream = signs(rng, y.shape).astype(np.float32)
    y.backward(upstream)
    reference.backward(upstream)
    for x, x64 in zip(single, double, strict=True):
        assert x.grad.dtype == np.float32
        close(x.grad, x64.grad, rtol=1e-3, atol=1e-3)
    for g in grad((op(*single) * upstream).sum(), single, create_graph=True):
        assert g.dtype == np.float32


@each_row
@fewer(3)
@given(data=st.data())
def test_contributions_fit_their_inputs(row, data):
    _, params, inputs, rng = data.draw(drawn(row.name))
    op = row.bind(**params)
    y = np.asarray(op.forward(*inputs))
    for contribution, x in zip(
        op.contributions(signs(rng, y.shape), y, *inputs), inputs, strict=True
    ):
        assert fit(contribution, x.shape).shape == x.shape


# A call of each row whose result differs from that with the defaults.
PARAMS = {
    **{
        name: {"axis": 0}
        for name in ("sum", "mean", "max", "min", "norm", "logsumexp", "softmax", "log_softmax")
    },
    **{name: {"axis": 1} for name in ("prod", "cumsum")},
    **{name: {"shape": (1, 2, 2)} for name in ("broadcast_to", "reshape")},
    "sum_to": {"shape": (1, 2)},
    "astype": {"dtype": np.float32},
    "getitem": {"index": (1, slice(None))},
    "put": {"index": [1, 1], "shape": (3, 2)},
    "add_rows": {"shape": (3,)},
    "concatenate": {"axis": 1},
    "transpose": {"axes": (0, 1)},
    "where": {"condition": [False, True]},
}


@each_row
def test_bound_row_keeps_its_parameters_when_called(row):
    bound = row.bind(**PARAMS.get(row.name, {}))
    inputs = [np.array([[3.0, 2.0], [2.0, 5.0]]), np.array([[-1.0, 4.0], [0.5, 7.0]])][
        : len(row.inputs) or 2
    ]
    np.testing.assert_array_equal(bound(*inputs), bound.forward(*inputs))
    np.testing.assert_array_equal(bound(*map(Tensor, inputs)).data, bound.forward(*inputs))


@each_row
@fewer(3)
@given(data=st.data())
def test_row_with_its_parameters_is_pickled(row, data):
    _, params, inputs, _ = data.draw(drawn(row.name))
    op = row.bind(**params)
    again = pickle.loads(pickle.dumps(op))
    assert (repr(again), again.params.keys()) == (repr(op), op.params.keys())
    np.testing.assert_array_equal(again.forward(*inputs), op.forward(*inputs))


@each_row
def test_row_itself_is_pickled_as_the_row_it_is(row):
    assert pickle.loads(pickle.dumps(row)) is row


@each_row
def test_row_is_a_function_a_method_and_documented(row):
    if row.name != "where":  # where(condition, a, b) was there before
        assert getattr(micrograd_ko, row.name) is row
    if row.name not in ("getitem", "where"):  # t[...] and np.where(condition, t, 0)
        assert re.search("[가-힣]", getattr(Tensor, row.name).__doc__)
    made = {"where": "a if condition else b", "matmul": "a @ b"}.get(row.name, row.name)
    assert row.doc.startswith(f"{row.label} ({row.name}): y = {made}")
    assert row.sign == row.symbol
    names = row.inputs or ("a", "b", "c")
    assert str(row.formula(*map(Sym, names))) == (
        made if made != row.name else f"{row.name}({', '.join(names)})"
    )
    formulas = row.local_formulas(*names)
    assert len(formulas) == len(names) and all(map(str, formulas))


@pytest.mark.parametrize("row", [r for r in ARRAY_TABLE.values() if r.required], ids=repr)
def test_a_parameter_that_has_no_default_must_be_given(raised, row):
    ko, en = raised(lambda: row(*[Tensor(np.ones(3))] * max(1, len(row.inputs))), OpError)
    assert f"'{row.name}'" in ko and row.required[0] in ko
    assert f"'{row.name}'" in en and row.required[0] in en


@pytest.mark.parametrize("row", [r for r in ARRAY_TABLE.values() if r.inputs], ids=repr)
def test_parameters_have_numpys_names_and_places(row):
    if row.name == "reshape" and np.lib.NumpyVersion(np.__version__) < "2.1.0":
        pytest.skip("NumPy 2.0 has another name")
    if not hasattr(np, row.name) or row.name in ("put", "matmul", "where"):
        return
    theirs = list(inspect.signature(getattr(np, row.name)).parameters)[1:]
    assert row._names[0] == theirs[0]
    assert set(row._names) <= set(theirs)


# ── fit: the one place where broadcasting is undone ──


@given(data=st.data())
def test_fit_sums_what_broadcasting_stretched(data):
    shape = data.draw(shapes(least=0))
    longer = data.draw(broadcast_of(shape))
    shorter = data.draw(st.sampled_from([longer, ()]))
    contribution = np.random.default_rng(data.draw(SEEDS)).uniform(-1, 1, shorter)
    target = longer if shorter == longer else shape
    expected = summed_to(np.broadcast_to(contribution, longer if shorter else shape), shape)
    for found in (fit(contribution, shape), fit(Tensor(contribution), shape).data):
        close(found, expected, rtol=1e-12, atol=1e-14)
    assert np.broadcast_shapes(np.shape(contribution), target) == target


def test_fit_gives_a_contribution_of_the_right_shape_back_as_it_is():
    for x in (np.ones((2, 3)), Tensor(np.ones((2, 3))), np.float64(1.0)):
        assert fit(x, np.shape(x)) is x


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_fit_keeps_the_dtype(dtype):
    for longer in ((5, 2, 3), (5, 3), (3,), ()):
        assert fit(np.ones(longer, dtype=dtype), (3,)).dtype == dtype
