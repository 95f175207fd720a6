"""배열 전체를 다루는 NumPy 함수: 값은 NumPy와, 기울기는 autograd와 차분과 같다.

NumPy's functions of whole arrays, of Tensors: values as NumPy's, first and second derivatives as
those of differences, and of HIPS autograd where that has the function.
"""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from micrograd_ko import OpError, ShapeError, Tensor, Value, check_gradients, expand, grad, replay
from tests.helpers.numpy_cases import CASES, inputs, read

each_case = pytest.mark.parametrize(
    ("text", "shapes"), CASES, ids=[f"{t} {s}" if t.count("x") else t for t, s in CASES]
)


def weighed(parts, rng):
    """A number that curves with each entry of each part, by weights that are drawn."""
    weights = [rng.uniform(0.3, 1.0, np.shape(part)) for part in parts]
    return sum(
        (part * w).sum() + 0.3 * ((part * w) ** 2).sum()
        for part, w in zip(parts, weights, strict=True)
    )


@each_case
def test_values_are_numpys(text, shapes):
    arrays = inputs(text, shapes)
    for dtype, rtol in ((np.float64, 1e-10), (np.float32, 1e-3)):
        given = [x.astype(dtype) for x in arrays]
        expected = read(text, np, given)
        found = read(text, np, [Tensor(x) for x in given])
        assert len(found) == len(expected)
        for a, b in zip(found, expected, strict=True):
            assert isinstance(a, Tensor) and a.shape == np.shape(b)
            assert a.dtype == (np.asarray(b).dtype if text not in WIDER else dtype)
            np.testing.assert_allclose(a.data, b, rtol=rtol, atol=rtol)


# NumPy makes float64 of float32 beside a number or a whole number; a Tensor stays what it is.
WIDER = (
    "np.dot(x, 2.0)",
    "np.vander(x, 3)",
    "np.vander(x, increasing=True)",
    "np.bincount([0, 3, 0], weights=x[0], minlength=5)",
    "np.cov(x)",
    "np.cov(x, rowvar=False, bias=True)",
    "np.cov(x[0], x[1], ddof=0)",
    "np.corrcoef(x)",
)


@each_case
def test_derivatives_are_those_of_differences(text, shapes):
    def loss(*xs):
        return weighed(read(text, np, xs), np.random.default_rng(1))

    assert check_gradients(loss, *inputs(text, shapes), order=2, points=0)


# autograd passes over where=, correction= and mean=, and over broadcasting in some places
WRONG_THERE = (
    *[text for text, _ in CASES if "where=" in text or "correction=" in text or "mean=" in text],
    "np.full_like(x, x[0, 0])",
    "np.diag(x)",
    "np.einsum('ij,ij->i', x, y)",
    "np.cross(x, y)",
)


def of_autograd(text, arrays):
    """The gradients by each array, and that of the sum of squares of the first; None where autograd
    lacks the function, or an argument of it.
    """

    def loss(*xs):
        return weighed(read(text, anp, xs), np.random.default_rng(1))

    def curved(x):
        return (autograd.grad(loss)(x, *arrays[1:]) ** 2).sum()

    try:
        first = [autograd.grad(loss, i)(*arrays) for i in range(len(arrays))]
        return first, autograd.grad(curved)(arrays[0])
    except Exception:
        return None


@each_case
@pytest.mark.filterwarnings("ignore:Output seems independent of input")
def test_derivatives_are_autograds(text, shapes):
    if text in WRONG_THERE:
        return
    arrays = inputs(text, shapes)
    found = of_autograd(text, arrays)
    if found is None:
        return
    expected, second = found
    xs = [Tensor(x) for x in arrays]
    loss = weighed(read(text, np, xs), np.random.default_rng(1))
    first = grad(loss, xs, create_graph=True)
    if "cholesky" in text or "eig" in text:  # autograd's answers with both triangles
        first, expected = ([x + np.swapaxes(x, -1, -2) for x in g] for g in (first, expected))
    else:
        np.testing.assert_allclose(grad((first[0] ** 2).sum(), xs[0]), second, 1e-7, 1e-7)
    for a, b in zip(first, expected, strict=True):
        np.testing.assert_allclose(a.data, b, rtol=1e-9, atol=1e-9)


@pytest.mark.filterwarnings("ignore:Output seems independent of input")
def test_autograd_has_many_of_them():
    """The test before this one can fail only where autograd answers."""
    answered = sum(of_autograd(text, inputs(text, shapes)) is not None for text, shapes in CASES)
    assert answered > 140


# ── where a factor is 0 ──


@pytest.mark.parametrize("f", [np.prod, np.cumprod])
def test_products_are_differentiated_at_zeros(f):
    x = np.array([[0.0, 2.0, 3.0], [0.0, 0.0, 1.5], [0.5, 0.0, 2.0]])
    assert check_gradients(lambda t: (f(t, axis=1) ** 2 + f(t, axis=1)).sum(), x, order=2, points=0)


# ── drawn, expanded, replayed ──


def test_einsum_is_drawn_as_a_product():
    x, y = Tensor(np.ones((2, 3)), "x"), Tensor(np.ones((4, 3)), "y")
    assert np.einsum("ij,kj->ik", x, y).op.name == "matmul"
    assert np.tensordot(x, y, ([1], [1])).op.name == "matmul"


EXPANDED = [
    "np.cumsum(x, 1)", "np.prod(x, 0)", "np.roll(x, 1)", "np.pad(x, 1)", "np.sort(x)",
    "np.einsum('ij,kj->ik', x, x)", "np.median(x, 0)", "np.linalg.inv(x @ x.T)", "np.tril(x)",
    "np.diag(x[0])", "np.gradient(x, axis=1)", "np.linalg.norm(x, 1)", "np.convolve(x[0], x[1])",
]  # fmt: skip


@pytest.mark.parametrize("text", EXPANDED)
def test_a_function_is_expanded_to_values(text):
    x = Tensor(np.random.default_rng(3).normal(size=(2, 3)), "x")
    loss = weighed(read(text, np, [x]), np.random.default_rng(1))
    loss.backward()
    value, leaves = expand(loss, x)
    value.backward()
    assert isinstance(value, Value) and value.data == pytest.approx(float(loss.data))
    found = [[leaf.grad or 0.0 for leaf in row] for row in leaves]
    np.testing.assert_allclose(found, x.grad, rtol=1e-9, atol=1e-12)


REPLAYED = [
    *EXPANDED,
    "np.linalg.solve(x @ x.T, x)",
    "np.linalg.det(x @ x.T)",
    "np.linalg.slogdet(x @ x.T)[1]",
    "np.linalg.cholesky(x @ x.T)",
    "np.linalg.eigh(x @ x.T)[0]",
    "np.linalg.eigh(x @ x.T)[1] ** 2",
    "np.linalg.svd(x, full_matrices=False)[2] ** 2",
    "np.linalg.pinv(x)",
    "np.cumprod(x, 1)",
    "np.quantile(x, [0.2, 0.7], axis=1)",
    "np.interp(x, [-1.0, 0.0, 2.0], [1.0, 3.0, 2.0])",
    "np.histogram(x, 3)[1]",
    "x * np.searchsorted(x[0], x[1])",
]


@pytest.mark.parametrize("text", REPLAYED)
def test_a_function_is_replayed(text):
    """With other numbers, too, which are sorted another way."""
    rng = np.random.default_rng(5)
    w = Tensor(rng.normal(size=(2, 3)), "w")

    def loss(x):
        return weighed(read(text, np, [x * w]), np.random.default_rng(1))

    program = replay(loss, inputs=[rng.normal(size=(2, 3))])
    for _ in range(3):
        x = rng.normal(size=(2, 3))
        value = float(program(x))
        w.grad = None
        program.backward()
        replayed, w.grad = w.grad, None
        plain = loss(Tensor(x))
        plain.backward()
        assert value == pytest.approx(float(plain.data), rel=1e-10)
        np.testing.assert_allclose(replayed, w.grad, rtol=1e-7, atol=1e-9)


def test_a_replay_that_calls_numpy_is_trained_by_numpy():
    w = Tensor(np.array([[2.0, 0.5], [0.3, 1.5]]), "w")
    program = replay(lambda x: (np.linalg.inv(w) @ x).sum(), inputs=[np.ones(2)])
    program(np.array([1.0, 2.0]))
    w.data[...] = [[1.0, 0.0], [0.0, 0.0]]
    with pytest.raises(OpError, match=r"linalg\.inv"):
        program(np.array([1.0, 2.0]))


# ── what cannot be computed ──


def test_a_singular_matrix_is_told_of(raised):
    singular = Tensor(np.ones((2, 2)), "a")
    ko, en = raised(lambda: np.linalg.inv(singular), OpError)
    assert "np.linalg.inv" in ko and "(2, 2)" in ko and "np.eye(n)" in ko
    assert "np.linalg.inv" in en and "(2, 2)" in en and "np.eye(n)" in en


@pytest.mark.parametrize("f", [np.linalg.svd, np.linalg.eigh, np.linalg.pinv])
def test_what_is_iterated_is_not_begun_with_infinite_numbers(raised, f):
    for number in (np.inf, np.nan):
        x = Tensor([[1.0, number], [number, 2.0]], "x")
        for message in raised(lambda x=x: f(x), OpError):
            assert f"np.linalg.{f.__name__}" in message and "nan, inf" in message


FAILING = [
    (lambda x: np.einsum("ij,jk->ik", x, x), "einsum('ij,jk->ik'", ShapeError),
    (lambda x: np.tensordot(x, x, 1), "tensordot((2, 3), (2, 3))", ShapeError),
    (lambda x: np.roll(x, "a"), "roll((2, 3))", ShapeError),
    (lambda x: np.split(x, 2, axis=1), "split((2, 3))", ShapeError),
    (lambda x: np.pad(x, 1, mode="mean"), "np.pad", OpError),
    (lambda x: np.ravel(x, order="K"), "order", OpError),
    (lambda x: np.linalg.norm(x[0], 0), "linalg.norm", OpError),
    (lambda x: np.linalg.svd(x), "linalg.svd", OpError),
    (lambda x: np.select([x > 0], [x, x]), "np.select", OpError),
    (lambda x: np.histogram(x, "auto"), "histogram", OpError),
    (lambda x: np.gradient(x, 1.0, 2.0, 3.0), "np.gradient", OpError),
    (lambda x: np.einsum("ij->j", x, out=np.zeros(3)), "np.einsum", OpError),
    (lambda x: np.cumsum(x, axis="a"), "cumsum[axis=a](x=(2, 3))", ShapeError),
    (lambda x: np.unique(x, axis="a"), "unique", ShapeError),
    (lambda x: np.quantile(x, x), "np.quantile(Tensor(", OpError),
    (lambda x: np.isneginf(x, x), "isneginf((2, 3)", ShapeError),
    (lambda x: np.isnan(x, out=x), "isnan", OpError),
    (lambda x: np.take(x, 0, out=np.zeros(1)), "np.take", OpError),
    (lambda x: np.linalg.eig(x), "np.linalg.eigh(a)", OpError),
    (lambda x: np.fft.fft(x), "fft.fft", OpError),
    (lambda x: x.sort(), "np.sort(t)", OpError),
    (lambda x: x.fill(0.0), "np.full(t.shape, value)", OpError),
]


@pytest.mark.parametrize(("call", "named", "kind"), FAILING, ids=[n for _, n, _ in FAILING])
def test_what_cannot_be_computed_is_refused_in_words(raised, call, named, kind):
    x = Tensor(np.arange(6.0).reshape(2, 3), "x")
    for message in raised(lambda: call(x), kind):
        assert named in message, message
    assert x.data.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]]


def test_softmax_of_nothing_is_nothing():
    for name in ("softmax", "log_softmax"):
        y = getattr(Tensor(np.zeros((2, 0)), "x"), name)()
        assert y.shape == (2, 0)
        y.sum().backward()


# ── methods ──


def test_methods_that_read_give_plain_numbers():
    x = Tensor([[3.0, -1.0, 2.0], [0.5, 7.0, 0.0]], "x")
    assert x.tolist() == x.data.tolist() and type(x.tolist()[0][0]) is float
    assert x.argmax() == 4 and x.argmin(axis=1).tolist() == [1, 2]
    assert x.argsort(axis=1).tolist() == x.data.argsort(axis=1).tolist()
    assert bool(x.any()) is True and bool(x.all()) is False
    assert x.round(0).tolist() == x.data.round(0).tolist()
    assert [i.tolist() for i in x.nonzero()] == [i.tolist() for i in x.data.nonzero()]
