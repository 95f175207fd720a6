"""배열 연산 표의 모든 행을 NumPy, 차분, HIPS autograd와 견준다.

Walks the table of array ops: every row over drawn shapes, axes and indices, with a drawn
upstream gradient, against NumPy, central differences and HIPS autograd, to the second order.
"""

import inspect
import math
import pickle
import re
from functools import partial

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

import micrograd_ko
from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    NumericWarning,
    OpError,
    ShapeError,
    Sym,
    Tensor,
    Value,
    array_op,
    grad,
)
from micrograd_ko.engine.array_rule_words import fit
from tests.helpers.sharing import fewer

SEEDS = st.integers(0, 2**32 - 1)

# ── shapes, axes and indices ──


def shapes(low=0, high=3, least=1):
    """`low` to `high` axes, each of length `least` to 4."""
    return st.lists(st.integers(least, 4), min_size=low, max_size=high).map(tuple)


def broadcasting(count, dims=3, least=1):
    """`count` shapes that broadcast together, and the shape of the result."""
    return nps.mutually_broadcastable_shapes(
        num_shapes=count, max_dims=dims, min_side=least, max_side=4
    )


@st.composite
def axes(draw, shape, *, empty=True):
    """None, an axis, or several, counted from either end; `empty`: also those of length 0."""
    n = len(shape)
    several = st.lists(st.sampled_from(range(n)), unique=True).map(tuple) if n else st.just(())
    chosen = draw(st.one_of(st.none(), several, *([st.sampled_from(range(n))] if n else [])))
    reduced = range(n) if chosen is None else chosen if isinstance(chosen, tuple) else (chosen,)
    assume(empty or all(shape[i] for i in reduced))
    signs = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    turned = [i - n if signs[i] else i for i in reduced]
    return None if chosen is None else tuple(turned) if isinstance(chosen, tuple) else turned[0]


@st.composite
def indices(draw, shape):
    """Whatever NumPy takes: ints, slices, newaxis, ellipsis, lists of places with repetitions,
    masks, mixtures.
    """
    basic = nps.basic_indices(shape, allow_newaxis=True)
    if not shape:
        return draw(basic)
    n, full = len(shape), 0 not in shape
    fancy = (
        [nps.integer_array_indices(shape, result_shape=nps.array_shapes(max_dims=2, max_side=3))]
        if full
        else []
    )
    along = draw(st.integers(0, n - 1))
    places = (
        st.lists(st.integers(-shape[along], shape[along] - 1), min_size=1, max_size=4)
        if shape[along]
        else st.just([])
    )
    mixed = places.map(lambda at: (*(slice(None),) * along, np.array(at, dtype=int)))
    mask = nps.arrays(bool, shape[: draw(st.integers(1, n))])
    line = nps.arrays(bool, shape[along]).map(
        lambda m: (..., m, *(slice(None, None, -1),) * (n - along - 1))
    )
    split = (
        st.just((np.array([0, 0, -1]), None, slice(None), np.array([0, 0, 0])))
        if n == 3 and full
        else basic
    )
    return draw(st.one_of(basic, *fancy, mixed, mask, line, split))


def divisors(n):
    return [d for d in range(1, n + 1) if n % d == 0]


@st.composite
def other_shape(draw, shape):
    """Another shape for the same entries, in each way that NumPy takes it."""
    size = math.prod(shape)
    if not size:
        return draw(st.permutations(shape).map(tuple))
    found, rest = [], size
    for _ in range(draw(st.integers(0, 2))):
        found.append(draw(st.sampled_from(divisors(rest))))
        rest //= found[-1]
    target = [*found, rest] if rest > 1 or draw(st.booleans()) else found
    if target and draw(st.booleans()):
        target[draw(st.integers(0, len(target) - 1))] = -1
    return target[0] if len(target) == 1 and draw(st.booleans()) else tuple(target)


# ── cases: (shapes of the inputs, parameters) for each row ──


@st.composite
def reduction(draw, least=0, *, keepdims=True):
    shape = draw(shapes(least=least))
    params = {"axis": draw(axes(shape, empty=False))}
    return [shape], {**params, "keepdims": draw(st.booleans())} if keepdims else params


@st.composite
def full_reduction(draw):
    """The sum and the norm of nothing are 0."""
    shape = draw(shapes(least=0))
    return [shape], {"axis": draw(axes(shape)), "keepdims": draw(st.booleans())}


@st.composite
def matrices(draw):
    n, k, m = (draw(st.integers(0, 4)) for _ in range(3))
    a, b = draw(broadcasting(2, dims=2)).input_shapes
    return [
        draw(st.sampled_from([(k,), (n, k), (*a, n, k)])),
        draw(st.sampled_from([(k,), (k, m), (*b, k, m)])),
    ], {}


@st.composite
def reshaped(draw):
    shape = draw(shapes(least=0))
    return [shape], {"shape": draw(other_shape(shape))}


@st.composite
def transposed(draw):
    shape = draw(shapes(least=0))
    order = draw(st.permutations(range(len(shape))))
    turned = tuple(i - len(shape) if draw(st.booleans()) else i for i in order)
    return [shape], draw(st.sampled_from([{}, {"axes": None}, {"axes": turned}]))


@st.composite
def taken(draw):
    shape = draw(shapes(least=0))
    return [shape], {"index": draw(indices(shape))}


@st.composite
def filled(draw):
    shape = draw(shapes(least=0))
    index = draw(indices(shape))
    return [np.empty(shape)[index].shape], {"index": index, "shape": shape}


@st.composite
def stretched(draw):
    found = draw(broadcasting(1, least=0))
    return [found.input_shapes[0]], {"shape": draw(broadcast_of(found.input_shapes[0]))}


@st.composite
def shrunk(draw):
    shape = draw(shapes(least=0))
    return [draw(broadcast_of(shape))], {"shape": shape}


@st.composite
def broadcast_of(draw, shape):
    """A shape that `shape` broadcasts to."""
    longer = tuple(draw(st.integers(0, 4)) if n == 1 and draw(st.booleans()) else n for n in shape)
    return (*draw(shapes(high=2)), *longer)


@st.composite
def joined(draw):
    shape = draw(shapes(1, least=0))
    axis = draw(st.integers(-len(shape), len(shape) - 1))
    lengths = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    at = axis % len(shape)
    return [(*shape[:at], n, *shape[at + 1 :]) for n in lengths], draw(
        st.sampled_from([{"axis": axis}, *([{}] if not at else [])])
    )


@st.composite
def chosen(draw):
    condition, a, b = draw(broadcasting(3, least=0)).input_shapes
    return [a, b], {"condition": draw(nps.arrays(bool, condition))}


@st.composite
def cast_to(draw):
    # of float32 too few digits are left to compare
    return [draw(shapes(3, least=0))], {"dtype": np.dtype(np.float64)}


CASES = {
    "astype": cast_to(),
    "matmul": matrices(),
    "sum": full_reduction(),
    "mean": reduction(),
    "max": reduction(),
    "min": reduction(),
    "norm": full_reduction(),
    "logsumexp": reduction(),
    "softmax": reduction(keepdims=False),
    "log_softmax": reduction(keepdims=False),
    "reshape": reshaped(),
    "transpose": transposed(),
    "getitem": taken(),
    "put": filled(),
    "broadcast_to": stretched(),
    "sum_to": shrunk(),
    "concatenate": joined(),
    "where": chosen(),
}


def total(a, index, shape):
    zeros = np.zeros(shape)
    np.add.at(zeros, index, a)
    return zeros


def summed_to(a, shape):
    while a.ndim > len(shape):
        a = a.sum(axis=0)
    for i, n in enumerate(shape):
        if a.shape[i] != n:
            a = a.sum(axis=i, keepdims=True)
    return a


# What NumPy calls it, without any of the library's care about large numbers.
FORWARD = {
    "astype": lambda a, dtype: a.astype(dtype),
    "matmul": np.matmul,
    "sum": np.sum,
    "mean": np.mean,
    "max": np.max,
    "min": np.min,
    "norm": lambda a, **params: np.sqrt(np.sum(np.square(a), **params)),
    "logsumexp": lambda a, **params: np.log(np.sum(np.exp(a), **params)),
    "softmax": lambda a, axis: np.exp(a) / np.sum(np.exp(a), axis=axis, keepdims=True),
    "log_softmax": lambda a, axis: a - np.log(np.sum(np.exp(a), axis=axis, keepdims=True)),
    "reshape": np.reshape,
    "transpose": np.transpose,
    "getitem": lambda a, index: a[index],
    "put": total,
    "broadcast_to": np.broadcast_to,
    "sum_to": summed_to,
    "concatenate": lambda *arrays, **params: np.concatenate(arrays, **params),
    "where": lambda a, b, condition: np.where(condition, a, b),
}

# The same in autograd's NumPy; None where it has no such function.
ORACLES = {
    **{name: getattr(anp, name) for name in ("matmul", "sum", "mean", "max", "min", "reshape")},
    "norm": lambda a, **params: anp.sqrt(anp.sum(a * a, **params)),
    "logsumexp": lambda a, **params: anp.log(anp.sum(anp.exp(a), **params)),
    "softmax": lambda a, axis: anp.exp(a) / anp.sum(anp.exp(a), axis=axis, keepdims=True),
    "log_softmax": lambda a, axis: a - anp.log(anp.sum(anp.exp(a), axis=axis, keepdims=True)),
    # autograd misreads -1
    "transpose": lambda a, axes=None: anp.transpose(a, axes and [i % a.ndim for i in axes]),
    "getitem": lambda a, index: a[index],
    "astype": None,
    "put": None,
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


@st.composite
def drawn(draw, name):
    """The row with its parameters, those alone, its inputs, and a generator for whatever else is
    needed.
    """
    sizes, params = draw(CASES[name])
    rng = np.random.default_rng(draw(SEEDS))
    return (
        partial(ARRAY_TABLE[name], **params),
        params,
        [numbers(rng, shape) for shape in sizes],
        rng,
    )


def numbers(rng, shape):
    """Entries between -3 and 3, no two within 0.01: a difference across a tie of max says
    nothing.
    """
    size = math.prod(shape)
    grid = rng.permutation(max(size, 2) * 4)[:size] / (max(size, 2) * 4) * 6 - 3
    return (grid + 0.005).reshape(shape)


def signs(rng, shape):
    """An upstream gradient: never all ones, never near 0."""
    return rng.uniform(0.3, 2, shape) * rng.choice([-1.0, 1.0], shape)


def close(found, expected, rtol=1e-6, atol=1e-8):
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)


def slopes(f, inputs, i, h=1e-3):
    """Central differences of the number f(*inputs) by each entry of the i-th input, one Richardson
    step.
    """
    found = np.zeros(inputs[i].shape)
    for at in np.ndindex(found.shape):

        def central(step, at=at):
            low, high = inputs[i].copy(), inputs[i].copy()
            low[at], high[at] = low[at] - step, high[at] + step
            return (
                f(*inputs[:i], high, *inputs[i + 1 :]) - f(*inputs[:i], low, *inputs[i + 1 :])
            ) / (2 * step)

        found[at] = (4 * central(h / 2) - central(h)) / 3
    return found


def along(f, inputs, directions, h=1e-3):
    """Central difference of the arrays f(*inputs) in a direction, one Richardson step."""

    def central(step):
        low, high = (
            [x + s * v for x, v in zip(inputs, directions, strict=True)] for s in (-step, step)
        )
        return [(b - a) / (2 * step) for a, b in zip(f(*low), f(*high), strict=True)]

    return [
        (4 * fine - coarse) / 3 for fine, coarse in zip(central(h / 2), central(h), strict=True)
    ]


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
    y = op(*xs)
    upstream = signs(rng, y.shape)
    y.backward(upstream)
    for i, x in enumerate(xs):
        close(
            x.grad,
            slopes(lambda *at: np.sum(FORWARD[row.name](*at, **params) * upstream), inputs, i),
        )
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
        y = op(*xs)
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
        graphs = grad(op(*xs).sin().sum(), xs, create_graph=True)
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
    **{name: {"shape": (1, 2, 2)} for name in ("broadcast_to", "reshape")},
    "sum_to": {"shape": (1, 2)},
    "astype": {"dtype": np.float32},
    "getitem": {"index": (1, slice(None))},
    "put": {"index": [1, 1], "shape": (3, 2)},
    "concatenate": {"axis": 1},
    "transpose": {"axes": (0, 1)},
    "where": {"condition": [False, True]},
}


@each_row
def test_bound_row_keeps_its_parameters_when_called(row):
    bound = row.bind(**PARAMS.get(row.name, {}))
    inputs = [np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[-1.0, 4.0], [0.5, 7.0]])][
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
    assert row.doc.startswith(f"{row.label}: y = {made}")
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
    if not hasattr(np, row.name) or row.name in ("put", "matmul", "where"):
        return
    theirs = list(inspect.signature(getattr(np, row.name)).parameters)[1:]
    assert row._names[0] == theirs[0]
    assert set(row._names) <= set(theirs)


# ── large numbers, infinite ones, the origin, ties ──

BIG = [
    [1000.0, 999.0, -1000.0],
    [-1000.0, -1000.5, -1001.0],
    [1000.0, 1000.0, 1000.0],
    [1e300, 0.0, -1e300],
    [1000.0, -np.inf, 998.0],
    [-np.inf, 0.5, -np.inf],
    [-1000.0, -np.inf, -np.inf],
]


def exact(entries):
    """Softmax, its logarithm and the logarithm of the sum, by Python's own integers of the shifted
    exponents.
    """
    peak = max(entries)
    powers = [math.exp(max(x - peak, -800.0)) if math.isfinite(x) else 0.0 for x in entries]
    norm = math.fsum(powers)
    return (
        [p / norm for p in powers],
        [x - peak - math.log(norm) for x in entries],
        peak + math.log(norm),
    )


@pytest.mark.parametrize("entries", BIG, ids=str)
def test_softmax_and_its_family_never_overflow(entries):
    soft, logs, total = exact(entries)
    x = Tensor([entries], "x")
    close(x.softmax().data, [soft], rtol=1e-14)
    close(x.log_softmax().data, [logs], rtol=1e-14)
    close(x.logsumexp(axis=1).data, [total], rtol=1e-15)
    for dtype in (np.float64, np.float32):
        x = Tensor(
            np.clip([entries], -1e30, 1e30) if dtype == np.float32 else [entries], dtype=dtype
        )
        g = np.array([[0.5, -1.25, 2.0]])
        soft = np.array(exact([float(n) for n in x.data[0]])[0])
        x.softmax().backward(g)
        close(x.grad[0], soft * (g[0] - soft @ g[0]), rtol=1e-4 if dtype == np.float32 else 1e-12)
        x.zero_grad()
        x.log_softmax().backward(g)
        close(x.grad[0], g[0] - soft * g.sum(), rtol=1e-4 if dtype == np.float32 else 1e-12)
        x.zero_grad()
        x.logsumexp(axis=-1, keepdims=True).backward([[-3.0]])
        close(x.grad[0], -3 * soft, rtol=1e-4 if dtype == np.float32 else 1e-12)
        assert x.grad.dtype == dtype


@pytest.mark.parametrize("entries", BIG, ids=str)
@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_softmax_and_its_family_have_a_second_order_at_large_numbers(entries, name):
    x, v = Tensor([entries]), np.array([[0.5, -1.25, 2.0]])
    pick = np.array([[1.0, 0.0, 2.0]]) * np.isfinite(entries)
    y = ARRAY_TABLE[name](x, axis=-1)
    # 0 · -inf is nan, and the user's own doing
    y = y if name == "logsumexp" else np.where(pick > 0, y, 0) * pick
    slope = (grad(y.sum(), x, create_graph=True) * v).sum()
    soft = np.array(exact(entries)[0])
    if name == "softmax":
        f = pick[0] - soft @ pick[0]
        expected = soft * (v[0] - soft @ v[0]) * f - soft * (
            (soft * (v[0] - soft @ v[0])) @ pick[0]
        )
    else:
        expected = soft * (v[0] - soft @ v[0]) * (1.0 if name == "logsumexp" else -pick.sum())
    close(grad(slope, x)[0], expected, rtol=1e-10, atol=1e-12)


def test_all_of_minus_infinity_has_no_softmax_but_a_sum():
    x = Tensor([[-np.inf, -np.inf], [0.0, 0.0]], "x")
    np.testing.assert_array_equal(x.logsumexp(axis=1).data, [-np.inf, math.log(2)])
    assert np.isnan(x.softmax().data[0]).all() and (x.softmax().data[1] == 0.5).all()


@given(
    seed=SEEDS,
    scale=st.sampled_from([1.0, 100.0, 1000.0]),
    shift=st.sampled_from([0.0, -1000.0, 1000.0]),
)
def test_the_three_agree_with_each_other_at_any_size(seed, scale, shift):
    a = np.random.default_rng(seed).uniform(-1, 1, (3, 4)) * scale + shift
    x = Tensor(a)
    for axis in (0, 1, -1, (0, 1), None):
        logs = x.log_softmax(axis=axis).data
        close(x.softmax(axis=axis).data, np.exp(logs), rtol=1e-11, atol=1e-300)
        close(logs, a - x.logsumexp(axis=axis, keepdims=True).data, rtol=1e-9, atol=1e-11)
        close(np.exp(logs).sum(axis=axis), np.ones(np.sum(a, axis=axis).shape), rtol=1e-12)


def test_log_softmax_keeps_the_digits_of_a_small_probability():
    close(
        Tensor([0.0, 40.0]).log_softmax().data,
        [-40.0 - math.log1p(math.exp(-40)), 0.0],
        rtol=1e-15,
        atol=1e-17,
    )
    x = Tensor([1e5, 1e5 + 2**-10])
    close(
        x.log_softmax().data,
        [-math.log1p(math.exp(2**-10)), -math.log1p(math.exp(-(2**-10)))],
        rtol=1e-15,
    )


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
def test_norm_has_gradient_zero_at_the_origin(axis, keepdims):
    x = Tensor(np.zeros((2, 3)), "x")
    y = x.norm(axis=axis, keepdims=keepdims)
    assert not y.data.any()
    y.backward(np.full(y.shape, 2.5))
    np.testing.assert_array_equal(x.grad, np.zeros((2, 3)))
    with pytest.warns(NumericWarning, match="꺾이는 점"):
        first = grad(x.norm(axis=axis, keepdims=keepdims).sum(), x, create_graph=True)
    assert np.isfinite(grad((first * 2.0).sum(), x)).all()


def test_norm_of_a_row_at_the_origin_leaves_the_others_alone():
    x = Tensor([[0.0, 0.0], [3.0, 4.0]])
    (x.norm(axis=1) * np.array([7.0, 2.0])).sum().backward()
    close(x.grad, [[0.0, 0.0], [1.2, 1.6]], rtol=1e-15)


@pytest.mark.parametrize("name", ["max", "min"])
@given(data=st.data())
def test_ties_share_the_gradient_equally(name, data):
    shape = data.draw(shapes(1))
    axis = data.draw(axes(shape))
    rng = np.random.default_rng(data.draw(SEEDS))
    a = rng.integers(0, 3, shape).astype(float)
    x = Tensor(a)
    y = ARRAY_TABLE[name](x, axis=axis, keepdims=True)
    upstream = signs(rng, y.shape)
    y.backward(upstream)
    tied = a == y.data
    expected = np.where(tied, upstream / tied.sum(axis=axis, keepdims=True), 0.0)
    close(x.grad, expected, rtol=1e-14)
    close(x.grad.sum(axis=axis, keepdims=True), upstream, rtol=1e-14)  # none is lost
    first = grad(
        (ARRAY_TABLE[name](x, axis=axis, keepdims=True) * upstream).sum(), x, create_graph=True
    )
    close(first.data, expected, rtol=1e-14)


def test_max_of_infinite_entries():
    x = Tensor([[-np.inf, 2.0], [-np.inf, -np.inf]])
    y = x.max(axis=1)
    np.testing.assert_array_equal(y.data, [2.0, -np.inf])
    y.backward([3.0, 5.0])
    np.testing.assert_array_equal(x.grad, [[0.0, 3.0], [2.5, 2.5]])


def test_entries_taken_twice_add_up():
    x = Tensor([1.0, 2.0, 3.0])
    x[[0, 0, 2, 0, -1]].backward([1.0, 10.0, 100.0, 1000.0, 10000.0])
    np.testing.assert_array_equal(x.grad, [1011.0, 0.0, 10100.0])


def test_index_is_never_taken_for_an_equal_one():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    for _ in range(2):
        for index in (1, True, 0, False, (0, 1), (False, True), (0, True)):
            np.testing.assert_array_equal(x[index].data, x.data[index], err_msg=f"index {index}")
    with pytest.raises(ShapeError):
        x[1.0]


@pytest.mark.parametrize(
    "name",
    [name for name in ARRAY_TABLE if "axis" in ARRAY_TABLE[name]._names and name != "concatenate"],
)
@pytest.mark.parametrize("axis", [0, -1, None, ()])
def test_reductions_of_one_number(name, axis):
    x = Tensor(-2.0)
    y = ARRAY_TABLE[name](x, axis=axis)
    assert y.shape == ()
    y.backward(3.0)
    slope = {"norm": -1.0, "softmax": 0.0, "log_softmax": 0.0}.get(name, 1.0)
    assert x.grad == 3 * slope


def test_concatenate_of_flattened_arrays():
    x, y = Tensor([[1.0, 2.0], [3.0, 4.0]]), Tensor([5.0])
    joined = np.concatenate([x, y], axis=None)
    np.testing.assert_array_equal(joined.data, [1.0, 2.0, 3.0, 4.0, 5.0])
    joined.backward([1.0, 2.0, 3.0, 4.0, 5.0])
    np.testing.assert_array_equal(x.grad, [[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(y.grad, [5.0])


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


# ── wrong calls, new rows ──

CALLS = [
    (
        lambda x: ARRAY_TABLE["matmul"](x),
        "입력 2개를 받는데 1개",
        "takes 2 inputs, but was given 1",
    ),
    (
        lambda x: ARRAY_TABLE["matmul"](x, x, x),
        "입력 2개를 받는데 3개",
        "takes 2 inputs, but was given 3",
    ),
    (
        lambda x: ARRAY_TABLE["sum"](x, 0, True, 1),
        "입력 1개를 받는데 4개",
        "takes 1 inputs, but was given 4",
    ),
    (
        lambda x: ARRAY_TABLE["concatenate"](),
        "입력 1개를 받는데 0개",
        "takes 1 inputs, but was given 0",
    ),
    (lambda x: ARRAY_TABLE["concatenate"]([]), "입력 1개를 받는데 1개", "takes 1 inputs"),
    (
        lambda x: x.sum(axes=0),
        "매개변수 axes이(가) 없습니다. 있는 것: axis, keepdims",
        "no parameter axes. It has: axis, keepdims",
    ),
    (lambda x: ARRAY_TABLE["getitem"](x), "index이(가) 필요합니다", "needs index"),
    (lambda x: x.broadcast_to(), "shape이(가) 필요합니다", "needs shape"),
    (lambda x: x.put(index=0), "shape이(가) 필요합니다", "needs shape"),
]


@pytest.mark.parametrize(("call", "korean", "english"), CALLS)
def test_wrong_call_says_what_the_op_takes(raised, call, korean, english):
    ko, en = raised(lambda: call(Tensor([[1.0]])), OpError)
    assert korean in ko
    assert english in en


SHAPES = [
    (lambda x: x @ x, "matmul(x=(2, 3), x=(2, 3))"),
    (lambda x: x.sum(axis=2), "sum[axis=2](x=(2, 3))"),
    (lambda x: x.sum(axis=(0, 0)), "sum[axis=(0, 0)](x=(2, 3))"),
    (lambda x: x.reshape(4, 2), "reshape[shape=(4, 2)](x=(2, 3))"),
    (lambda x: x.transpose(0, 0), "transpose[axes=(0, 0)](x=(2, 3))"),
    (lambda x: x[2], "getitem[index=2](x=(2, 3))"),
    (lambda x: x[:, 5:2, 0], "getitem[index=(:, 5:2, 0)](x=(2, 3))"),
    (lambda x: x[[0, 1, 2]], "getitem[index=[0 1 2]](x=(2, 3))"),
    (lambda x: x["a"], "getitem[index=a](x=(2, 3))"),
    (lambda x: x.broadcast_to((3, 2)), "broadcast_to[shape=(3, 2)](x=(2, 3))"),
    (lambda x: np.concatenate([x, x.T]), "concatenate(x=(2, 3), (3, 2))"),
    (
        lambda x: np.where(np.array([True, False]), x, 0.0),
        "where[condition=[ True False]](x=(2, 3), ())",
    ),
    (lambda x: x[:0].max(), "max((0, 3))"),
]


@pytest.mark.parametrize(("call", "named"), SHAPES, ids=[named for _, named in SHAPES])
def test_shapes_that_do_not_fit_are_named(raised, call, named):
    ko, en = raised(lambda: call(Tensor(np.ones((2, 3)), "x")), ShapeError)
    assert ko.startswith(f"{named}: 모양이 맞지 않습니다. NumPy의 말: ")
    assert en.startswith(f"{named}: the shapes do not fit. NumPy says: ")


def test_new_row_is_a_method_differentiable_to_any_order(temporary_op):
    def back(g, y, a, *, axis):  # the sum of what comes after, itself with the new row
        return (g.sum(axis=axis, keepdims=True) - cumulated(g, axis=axis) + g,)

    cumulated = array_op(
        "cumulated", "Σ↓", "누적 합", lambda a, *, axis=0: np.cumsum(a, axis=axis), back, ("Σ g",)
    )
    assert micrograd_ko.cumulated is cumulated and "cumulated" in dir(micrograd_ko)

    x = Tensor([[1.0, 2.0], [3.0, 5.0]], "x")
    y = x.cumulated()
    np.testing.assert_array_equal(y.data, [[1.0, 2.0], [4.0, 7.0]])
    y.backward([[1.0, 10.0], [100.0, 1000.0]])
    np.testing.assert_array_equal(x.grad, [[101.0, 1010.0], [100.0, 1000.0]])
    assert repr(x.cumulated(axis=1).op) == repr(x.cumulated(1).op) == "cumulated[axis=1]"

    first = grad((x.cumulated(1) ** 3).sum(), x, create_graph=True)
    close(first.data, slopes(lambda a: np.sum(np.cumsum(a, axis=1) ** 3), [x.data], 0))

    def total(a):
        t = Tensor(a)
        return grad((t.cumulated(1) ** 3).sum(), t).sum()

    close(grad(first.sum(), x), slopes(total, [x.data], 0))


@pytest.mark.parametrize("name", ["tanh", "sum", "backward", "shape", "data"])
def test_name_of_a_new_row_must_be_free(temporary_op, raised, name):
    ko, en = raised(
        lambda: array_op(name, "s", "이름", lambda a: a, lambda g, y, a: (g,), ("g",)), OpError
    )
    assert f"'{name}'" in ko and "이미 있는 이름" in ko
    assert f"'{name}'" in en and "the name is taken" in en
    assert set(TABLE).isdisjoint(ARRAY_TABLE)


def test_new_elementwise_row_may_not_take_the_name_of_an_array_op(temporary_op, raised):
    try:
        raised(
            lambda: temporary_op("softmax", "s", "이름", lambda a: a, lambda g, y, a: (g,)), OpError
        )
        assert "softmax" not in TABLE
        assert not hasattr(Value, "softmax")
    finally:
        if "softmax" in vars(Value):
            del Value.softmax
