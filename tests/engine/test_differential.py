"""아무 그래프나 다른 라이브러리에서 다시 계산해, 1계와 2계 미분을 견준다.

Any graph, carried out again in another library, whose first and second derivatives have to be ours:
HIPS autograd always; PyTorch and JAX, which the extra `bench` installs, with ``pytest -m peers``
or MICROGRAD_KO_PEERS=1.
"""

import math
import os
from types import SimpleNamespace

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from micrograd_ko import ARRAY_TABLE, TABLE, Tensor, grad, topological_order
from micrograd_ko.strategies import graphs, shapes, tensors
from tests.helpers.sharing import at_kinks, fewer

# ── the peers ──


def functions(np):
    """What each row of the tables means, in a module that has NumPy's names; valid away from
    kinks.
    """
    return {
        "constant": np.array,
        "add": lambda a, b: a + b,
        "sub": lambda a, b: a - b,
        "mul": lambda a, b: a * b,
        "div": lambda a, b: a / b,
        "neg": lambda a: -a,
        "pow": lambda a, exponent: a**exponent,
        "power": lambda a, b: np.exp(b * np.log(a)),
        "rpow": lambda a, base: np.exp(a * math.log(base)),
        **{name: getattr(np, name) for name in ("exp", "log", "sqrt", "abs", "sin", "cos", "tanh")},
        "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
        "softplus": lambda a: np.log1p(np.exp(a)),
        "relu": lambda a: a * (a > 0),
        "leaky_relu": lambda a, slope: a * (a > 0) + slope * a * (a <= 0),
        "elu": lambda a, alpha: a * (a > 0) + alpha * (np.exp(a) - 1) * (a <= 0),
        "relu6": lambda a: a * ((a > 0) & (a < 6)) + 6.0 * (a >= 6),
        "maximum": lambda a, b: a * (a > b) + b * (a <= b),
        "minimum": lambda a, b: a * (a < b) + b * (a >= b),
        **{
            name: getattr(np, name)
            for name in ("log1p", "log2", "log10", "expm1", "tan", "arcsin", "arccos", "arctan")
        },
        **{
            name: getattr(np, name)
            for name in ("sinh", "cosh", "arcsinh", "arccosh", "arctanh", "sinc", "arctan2")
        },
        "logaddexp": np.logaddexp,
        "hypot": lambda a, b: np.sqrt(a * a + b * b),
        "cbrt": lambda a: np.sign(a) * np.exp(np.log(np.abs(a)) / 3),
        "matmul": lambda a, b: a @ b,
        "sum": lambda a, axis, keepdims: np.sum(a, axis=axis, keepdims=keepdims),
        "mean": lambda a, axis, keepdims: np.mean(a, axis=axis, keepdims=keepdims),
        "max": lambda a, axis, keepdims: np.amax(a, axis=axis, keepdims=keepdims),
        "min": lambda a, axis, keepdims: np.amin(a, axis=axis, keepdims=keepdims),
        "norm": lambda a, axis, keepdims: np.sqrt(np.sum(a * a, axis=axis, keepdims=keepdims)),
        "logsumexp": lambda a, axis, keepdims: np.log(
            np.sum(np.exp(a), axis=axis, keepdims=keepdims)
        ),
        "softmax": lambda a, axis: np.exp(a) / np.sum(np.exp(a), axis=axis, keepdims=True),
        "log_softmax": lambda a, axis: a - np.log(np.sum(np.exp(a), axis=axis, keepdims=True)),
        "reshape": lambda a, shape: np.reshape(a, shape),
        "transpose": lambda a, axes: np.transpose(
            a, tuple(range(a.ndim))[::-1] if axes is None else axes
        ),
        "getitem": lambda a, index: a[index],
        "broadcast_to": lambda a, shape: np.broadcast_to(a, shape),
        "concatenate": lambda *arrays, axis: np.concatenate(arrays, axis=axis),
        "where": lambda a, b, condition: a * np.array(condition) + b * np.array(~condition),
    }


def hips():
    # autograd's has no second order
    table = {**functions(anp), "broadcast_to": lambda a, shape: a + np.zeros(shape)}

    def derivatives(f, inputs, directions):
        every = tuple(range(len(inputs)))
        first = autograd.grad(f, every)

        def projected(*xs):
            return sum(anp.sum(d * v) for d, v in zip(first(*xs), directions, strict=True))

        return first(*inputs), autograd.grad(projected, every)(*inputs)

    return SimpleNamespace(table=table, derivatives=derivatives)


def torch():
    torch = pytest.importorskip("torch")

    def extreme(function):
        return lambda a, axis, keepdims: function(
            a, dim=() if axis is None else axis, keepdim=keepdims
        )

    torch.array = torch.tensor
    table = {
        **functions(torch),
        "max": extreme(torch.amax),
        "min": extreme(torch.amin),
        "transpose": lambda a, axes: a.permute(
            tuple(range(a.ndim))[::-1] if axes is None else axes
        ),
        "where": lambda a, b, condition: torch.where(torch.tensor(condition), a, b),
    }

    def derivatives(f, inputs, directions):
        xs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
        options = {"create_graph": True, "allow_unused": True, "materialize_grads": True}
        first = torch.autograd.grad(f(*xs), xs, **options)
        # a number without a graph cannot be differentiated
        constant = 0.0 * sum(x.sum() for x in xs)
        projected = constant + sum(
            (d * torch.tensor(v)).sum() for d, v in zip(first, directions, strict=True)
        )
        second = torch.autograd.grad(projected, xs, **options)
        return [d.detach().numpy() for d in first], [d.detach().numpy() for d in second]

    return SimpleNamespace(table=table, derivatives=derivatives)


def jax():
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)

    def derivatives(f, inputs, directions):
        every = tuple(range(len(inputs)))
        first = jax.grad(f, every)

        def projected(*xs):
            return sum((d * v).sum() for d, v in zip(first(*xs), directions, strict=True))

        return first(*inputs), jax.grad(projected, every)(*inputs)

    return SimpleNamespace(table=functions(jax.numpy), derivatives=derivatives)


HIPS = hips()
# a new row has its own tests, in test_ops.py
KNOWN = [name for name in TABLE if name in functions(anp)]


# ── the comparison ──


def ours(root, leaves, directions):
    first = grad(root, leaves, create_graph=True)
    terms = [d * v for d, v in zip(first, directions, strict=True)]
    total = sum(term.sum() if isinstance(term, Tensor) else term for term in terms)
    return [d.data for d in first], grad(total, leaves)


def replayed(root, leaves, table):
    """The graph as a function of its leaves, in a peer's functions."""

    def function(*numbers):
        found = dict(zip(leaves, numbers, strict=True))
        for node in topological_order(root):
            if node not in found:
                inputs = [found[parent] for parent in node.parents]
                found[node] = (
                    table["constant"](node.data)
                    if node.op is None
                    else table[node.op.name](*inputs, **node.op.params)
                )
        return found[root]

    return function


def compare(root, peer):
    """The gradient of `root`, and the gradient of that along some direction, are the peer's."""
    leaves = [
        node for node in topological_order(root) if node.op is None and node.kind != "constant"
    ]
    inputs = [np.array(leaf.data) for leaf in leaves]
    rng = np.random.default_rng(0)
    directions = [rng.uniform(0.5, 1.5, x.shape) * rng.choice([-1.0, 1.0], x.shape) for x in inputs]
    theirs = peer.derivatives(replayed(root, leaves, peer.table), inputs, directions)
    for found, expected in zip(ours(root, leaves, directions), theirs, strict=True):
        size = max(1.0, *(float(np.max(np.abs(d), initial=0.0)) for d in found))
        for mine, other in zip(found, expected, strict=True):
            np.testing.assert_allclose(mine, np.asarray(other), rtol=1e-9, atol=1e-10 * size)


# ── programs on arrays ──

SMOOTH = (
    *("tanh", "sin", "cos", "sigmoid", "softplus", "elu", "exp", "neg"),
    *("expm1", "sinh", "cosh", "arctan", "arcsinh"),
)
JOINING = ("add", "sub", "mul", "logaddexp")
REDUCTIONS = ("sum", "mean", "max", "min", "norm", "logsumexp")
GAP = 1e-3  # entries nearer than this tie, and where they tie, max has a kink; norm has one at 0


def reduction(x, name, axis, keepdims):
    gaps = {
        "norm": np.abs(x.data),
        "max": np.diff(np.sort(x.data, axis=None)),
        "min": np.diff(np.sort(x.data, axis=None)),
    }
    kinked = np.min(gaps.get(name, GAP), initial=GAP) < GAP
    return ARRAY_TABLE["mean" if kinked else name](x, axis=axis, keepdims=keepdims)


@st.composite
def axes(draw, x):
    several = (
        st.lists(st.sampled_from(range(x.ndim)), min_size=1, unique=True).map(tuple)
        if x.ndim
        else st.none()
    )
    return draw(st.none() | several | (st.integers(-x.ndim, x.ndim - 1) if x.ndim else st.none()))


def leaf(draw, shape):
    return draw(tensors(shape, -2, 2, unique=True))


def entrywise(draw, x):
    return TABLE[draw(st.sampled_from(SMOOTH))](x)


def broadcast_with_leaf(draw, x):
    other = leaf(draw, draw(nps.broadcastable_shapes(x.shape, max_dims=3, max_side=3)))
    return TABLE[draw(st.sampled_from(JOINING))](*draw(st.permutations([x, other])))


def broadcast_with_itself(draw, x):
    other = reduction(x, draw(st.sampled_from(REDUCTIONS)), draw(axes(x)), keepdims=True)
    return TABLE[draw(st.sampled_from(JOINING))](x, other)


def divided_by_something_positive(draw, x):
    return x / (broadcast_with_leaf(draw, x) ** 2 + 1)


def reduced(draw, x):
    return reduction(x, draw(st.sampled_from(REDUCTIONS)), draw(axes(x)), draw(st.booleans()))


def softmaxed(draw, x):
    return ARRAY_TABLE[draw(st.sampled_from(("softmax", "log_softmax")))](x, axis=draw(axes(x)))


def times_matrix(draw, x):
    if x.ndim == 0:
        return x * leaf(draw, (2,))
    k, m = x.shape[-1], draw(st.integers(1, 3))
    return x @ leaf(draw, draw(st.sampled_from([(k,), (k, m)])))


def times_itself(draw, x):
    return x @ x.mT if x.ndim > 1 else x @ x if x.ndim else x * x


def reordered(draw, x):
    return draw(
        st.sampled_from([x.T, x.reshape(-1), x.transpose(draw(st.permutations(range(x.ndim))))])
    )


def taken(draw, x):
    if x.ndim == 0:
        return x
    places = draw(st.lists(st.integers(0, x.shape[0] - 1), min_size=1, max_size=4))
    return draw(st.sampled_from([x[0], x[-1:], x[..., 0], x[places], x[..., None]]))


def joined(draw, x):
    return (
        np.concatenate([x, entrywise(draw, x)], axis=draw(st.integers(-x.ndim, x.ndim - 1)))
        if x.ndim
        else x
    )


def chosen(draw, x):
    condition = draw(nps.arrays(bool, x.shape))
    return np.where(condition, x, entrywise(draw, x))


def stretched(draw, x):
    return x.broadcast_to((2, *x.shape)) if x.ndim < 3 else x


STEPS = (entrywise, broadcast_with_leaf, broadcast_with_itself, divided_by_something_positive,
         reduced, softmaxed,
         times_matrix, times_itself, reordered, taken, joined, chosen, stretched)  # fmt: skip


@st.composite
def programs(draw):
    """One number made by a few steps on arrays; each step is tame, since what grew large goes
    through tanh.
    """
    x = leaf(draw, draw(shapes(max_dims=2, max_side=3)))
    for step in draw(st.lists(st.sampled_from(STEPS), min_size=1, max_size=6)):
        y = step(draw, x)
        x = y.tanh() if np.max(np.abs(y.data)) > 5 else y
        x = x.sum(axis=0) if x.size > 40 else x
    weights = np.random.default_rng(1).uniform(0.5, 1.5, x.shape)
    return (x * weights).sum()


# ── the tests ──


@at_kinks
# autograd, of constant derivatives
@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@given(graphs(ops=KNOWN))
def test_graphs_of_numbers_agree_with_hips_autograd(root):
    compare(root, HIPS)


@at_kinks
@pytest.mark.filterwarnings("ignore:Output seems independent of input")
@given(programs())
def test_programs_on_arrays_agree_with_hips_autograd(root):
    compare(root, HIPS)


@pytest.fixture
def peer(request):
    """A library that only who asks for it compares with: its import alone takes longer than all of
    this file.
    """
    asked = "peers" in request.config.option.markexpr or os.environ.get("MICROGRAD_KO_PEERS") == "1"
    return request.param() if asked else pytest.skip("pytest -m peers")


each_peer = pytest.mark.parametrize("peer", [torch, jax], indirect=True, ids=["torch", "jax"])


def agrees(strategy, peer):
    fewer(3)(given(strategy)(lambda root: compare(root, peer)))()


@at_kinks
@pytest.mark.peers
@each_peer
def test_graphs_of_numbers_agree_with(peer):
    agrees(graphs(ops=KNOWN), peer)


@at_kinks
@pytest.mark.peers
@each_peer
def test_programs_on_arrays_agree_with(peer):
    agrees(programs(), peer)
