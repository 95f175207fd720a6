"""배열 연산마다의 입력과 매개변수. Inputs and parameters for each op on arrays."""

import math
from functools import partial

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from micrograd_ko import (
    ARRAY_TABLE,
)

SEEDS = st.integers(0, 2**32 - 1)


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


@st.composite
def running(draw):
    shape = draw(shapes(1, least=0))
    axis = draw(st.sampled_from([None, *range(-len(shape), len(shape))]))
    return [shape], draw(
        st.sampled_from([{"axis": axis}, {}] if axis is None else [{"axis": axis}])
    )


@st.composite
def square(draw):
    n = draw(st.integers(1, 3))
    return [(*draw(shapes(high=1)), n, n)], {}


@st.composite
def equations(draw):
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    stack = draw(broadcasting(2, dims=1)).input_shapes
    b = draw(st.sampled_from([(n,), (n, m), (*stack[1], n, m)]))
    return [(*stack[0], n, n), b], {}


@st.composite
def oblong(draw):
    n, m = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return [(*draw(shapes(high=1)), n, m)], {}


@st.composite
def rows_of(draw):
    return [draw(shapes(1)), draw(shapes(high=2))], {}


@st.composite
def rows_into(draw):
    shape, places = draw(shapes(1)), draw(shapes(high=2))
    return [(*places, *shape[1:]), places], {"shape": shape}


CASES = {
    "take_rows": rows_of(),
    "add_rows": rows_into(),
    "prod": full_reduction(),
    "cumsum": running(),
    "inv": square(),
    "solve": equations(),
    "det": square(),
    "logabsdet": square(),
    "cholesky": square(),
    "eigh": square(),
    "svd": oblong(),
    "pinv": oblong(),
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
        INPUTS.get(name, each)(rng, sizes),
        rng,
    )


def numbers(rng, shape):
    """Entries between -3 and 3, no two within 0.01: a difference across a tie of max says
    nothing.
    """
    size = math.prod(shape)
    grid = rng.permutation(max(size, 2) * 4)[:size] / (max(size, 2) * 4) * 6 - 3
    return (grid + 0.005).reshape(shape)


def each(rng, sizes):
    return [numbers(rng, shape) for shape in sizes]


def apart(rng, shape):
    """Matrices with 1.5, 3, 4.5 along the diagonal, in any order, and little beside it, none of it
    near 0: their singular values and eigenvalues lie apart, and no vector changes its sign.
    """
    n, m = shape[-2:]
    beside = rng.uniform(0.15, 0.4, shape) * rng.choice([-1.0, 1.0], shape)
    diagonal = np.zeros((n, m))
    np.fill_diagonal(diagonal, 1.5 * (1 + rng.permutation(min(n, m))))
    return beside + diagonal


def symmetric(rng, sizes):
    found = apart(rng, sizes[0])
    return [np.tril(found) + np.tril(found, -1).swapaxes(-1, -2)]


def seen(name, y):
    """What is compared of a result: the sign of a vector is free, and may turn between two
    points.
    """
    return y * y if name in ("eigh", "svd") else y


def by_number(rng, sizes):
    """Numbers of rows, a few of them beyond the ends, none half-way between two rows."""
    a, places = sizes
    which = rng.integers(-1, 5, places) + rng.uniform(-0.4, 0.4, places)
    return [numbers(rng, a), np.asarray(which)]


# Rows that take matrices, or numbers of rows, want particular ones.
INPUTS = {
    **dict.fromkeys(("take_rows", "add_rows"), by_number),
    # sines of large products turn too fast for a difference
    "prod": lambda rng, sizes: [np.asarray(0.5 * x) for x in each(rng, sizes)],
    **dict.fromkeys(("cholesky", "eigh"), symmetric),
    **dict.fromkeys(
        ("inv", "det", "logabsdet", "svd", "pinv"), lambda rng, sizes: [apart(rng, sizes[0])]
    ),
    "solve": lambda rng, sizes: [apart(rng, sizes[0]), numbers(rng, sizes[1])],
}


def signs(rng, shape):
    """An upstream gradient: never all ones, never near 0."""
    return rng.uniform(0.3, 2, shape) * rng.choice([-1.0, 1.0], shape)


def close(found, expected, rtol=1e-6, atol=1e-8):
    assert np.shape(found) == np.shape(expected)
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=atol)


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
