"""NumPy 함수를 노드에: 이름이 아니라 그 함수인가로 가린다.

NumPy's functions of nodes are told apart as objects, not by their names; their arguments are
NumPy's.
"""

import numpy as np
import pytest

from micrograd_ko import (
    NotANumberError,
    NumericWarning,
    OpError,
    OptionError,
    ShapeError,
    Tensor,
    Value,
    check_gradients,
    grad,
    numerical_gradient,
)
from micrograd_ko.engine.numpy_functions import FUNCTIONS, PLAIN
from tests.helpers.sharing import since_numpy

A = np.array([[1.0, 2.0, 4.0], [3.0, 5.0, 9.5]])

# ── whose function it is ──


def square(a):
    return a + 100.0


def foreign():
    """Functions that are called like something here, and are not it."""
    yield "strings.multiply", lambda x: np.strings.multiply(x, 2)
    yield "frompyfunc", np.frompyfunc(square, 1, 1)
    numba = pytest.importorskip("numba")
    yield "numba", numba.vectorize(["float64(float64)"])(square)
    special = pytest.importorskip("scipy.special")
    yield "expit", special.expit
    yield "gamma", special.gamma


@pytest.mark.parametrize("name", ["strings.multiply", "frompyfunc", "numba", "expit", "gamma"])
def test_a_foreign_function_is_never_replaced_by_ours(raised, name):
    function = dict(foreign())[name]
    for x in (
        (Tensor([0.5, 2.0]),) if name == "strings.multiply" else (Tensor([0.5, 2.0]), Value(0.5))
    ):
        raised(lambda x=x: function(x), OpError)


def test_a_foreign_function_is_refused_with_the_way_out(raised):
    expit = pytest.importorskip("scipy.special").expit
    for x in (Tensor([0.5, 2.0]), Value(0.5)):
        ko, en = raised(lambda x=x: expit(x), OpError)
        assert (
            "expit은 NumPy의 함수도" in ko
            and "같은 일을 하는 것: sigmoid" in ko
            and "op(...)" in ko
        )
        assert "expit is neither" in en and "What does the same: sigmoid" in en and ".data" in en


def test_every_meaning_is_of_a_function_of_numpys():
    named = [*vars(np.linalg).values(), *vars(np).values()]
    assert [f for f in {**FUNCTIONS, **PLAIN} if not any(f is n for n in named)] == []


def test_a_users_row_is_what_numpys_function_of_its_name_means(temporary_op):
    row = temporary_op(
        "i0", "I₀", "베셀 함수", lambda a: 1 + a * a / 4, lambda g, y, a: (g * a / 2,)
    )
    for x in (Tensor([0.5, 1.0]), Value(0.5)):
        assert np.i0(x).op is row


# ── arguments ──


def test_arguments_have_numpys_names():
    t = Tensor(A)
    np.testing.assert_array_equal(np.swapaxes(t, axis1=0, axis2=1).data, A.T)
    assert (np.size(t), np.size(t, 0), np.shape(a=t), np.ndim(t)) == (6, 2, (2, 3), 2)
    np.testing.assert_array_equal(
        np.concatenate([t, t], axis=1).data, np.concatenate([A, A], axis=1)
    )


@since_numpy("2.1.0")
def test_bounds_of_clip_have_two_names():
    np.testing.assert_array_equal(np.clip(Tensor(A), min=2.0, max=4.0).data, np.clip(A, 2.0, 4.0))


REFUSED = [
    (lambda t: np.sum(t, out=A.copy()), "np.sum", "out="),
    (lambda t: np.copy(t, subok=True), "np.copy", "subok=True"),
    (lambda t: np.clip(t, 0.0, 1.0, casting="no"), "np.clip", "casting='no'"),
]


@pytest.mark.parametrize(("call", "function", "extra"), REFUSED, ids=[f for _, f, _ in REFUSED])
def test_arguments_that_are_not_taken_are_named(raised, call, function, extra):
    ko, en = raised(lambda: call(Tensor(A)), OpError)
    assert function in ko and extra in ko and "쓸 수 있는 인자: " in ko
    assert function in en and extra in en and "Its arguments here: " in en


def test_writing_a_result_into_an_array_is_refused_with_the_way_out(raised):
    X = np.zeros((2, 3))

    def add():
        X.__iadd__(Tensor(A))

    ko, en = raised(add, OpError)
    assert "add" in ko and "X = X + t" in ko and "X = X + t" in en
    assert not X.any()


# ── variance ──


@pytest.mark.parametrize("ddof", [0, 1, 0.5])
@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 1)])
@pytest.mark.parametrize("f", ["var", "std"])
def test_variance_and_deviation_are_numpys(f, axis, keepdims, ddof):
    given = {"axis": axis, "ddof": ddof, "keepdims": keepdims}
    expected = getattr(np, f)(A, **given)
    for found in (getattr(np, f)(Tensor(A), **given), getattr(Tensor(A), f)(**given)):
        assert found.shape == np.shape(expected)
        np.testing.assert_allclose(found.data, expected, rtol=1e-14)
    weights = np.random.default_rng(0).normal(size=np.shape(expected))
    assert check_gradients(lambda t: (getattr(np, f)(t, **given) * weights).sum(), A, points=0)


@pytest.mark.parametrize("ddof", [3, 4])
def test_too_many_degrees_of_freedom_are_told_of(ddof):
    with np.errstate(all="ignore"), pytest.warns(RuntimeWarning):
        expected = np.var(A, axis=1, ddof=ddof)
    with pytest.warns(NumericWarning):
        found = np.var(Tensor(A), axis=1, ddof=ddof)
    np.testing.assert_array_equal(found.data, expected)


def test_ddof_is_a_number(raised):
    raised(lambda: np.var(Tensor(A), ddof="1"), OptionError)


# ── joining, indexing, types ──


def test_concatenate_of_one_array_joins_what_it_holds():
    t = Tensor(A)
    y = np.concatenate(t)
    np.testing.assert_array_equal(y.data, np.concatenate(A))
    upstream = np.random.default_rng(1).normal(size=6)
    y.backward(upstream)
    np.testing.assert_array_equal(t.grad, upstream.reshape(2, 3))
    cube = np.arange(24.0).reshape(2, 3, 4)
    for axis in (0, 1, -1, None):
        np.testing.assert_array_equal(
            np.concatenate(Tensor(cube), axis=axis).data, np.concatenate(cube, axis=axis)
        )


@pytest.mark.parametrize(
    "index", [[], (slice(None), []), [[]], ([], []), np.array([], dtype=int)], ids=str
)
def test_an_empty_index_takes_nothing(index):
    t = Tensor(A)
    found = t[index]
    assert found.shape == A[index].shape and not found.size
    (found.sum() + t.sum()).backward()
    assert np.all(t.grad == 1.0)


def test_float32_stays_float32_beside_an_array_of_float64():
    t = Tensor([1.0, 2.0], dtype=np.float32)
    first = grad((t * np.array([3.0, 4.0]) * t).sum(), t, create_graph=True)
    assert first.dtype == np.float32 and first.data.tolist() == [6.0, 16.0]
    second = grad(first.sum(), t)
    assert second.dtype == np.float32 and second.tolist() == [6.0, 8.0]


def test_astype_is_differentiated_in_its_own_type(raised):
    t = Tensor([1.0, 2.0], dtype=np.float32)
    y = t.astype(np.float64) * np.array([0.1, 0.2])
    assert y.dtype == np.float64
    y.backward([1.0, 3.0])
    assert t.grad.dtype == np.float32
    np.testing.assert_allclose(t.grad, [0.1, 0.6], rtol=1e-6)
    for message in raised(lambda: t.astype(int), NotANumberError):
        assert "float64" in message and "float32" in message


def test_an_array_made_of_a_constant_is_a_copy():
    for dtype in (np.float64, np.float32):
        t = Tensor([1.0, 2.0], dtype=dtype, kind="constant")
        for array in (np.asarray(t), np.array(t), np.asarray(t, dtype=dtype)):
            array[0] = 9.0
        assert t.data.tolist() == [1.0, 2.0]


# ── numerical_gradient of an array ──


@pytest.mark.parametrize("method", ["central", "forward"])
@pytest.mark.parametrize(
    "x",
    [
        np.array([[3.0, 4.0], [0.0, 2.0]]),
        np.array([3.0]),
        np.array(3.0),
        np.zeros((0, 2)),
        np.array([3, 4]),
    ],
)
def test_numerical_gradient_of_a_function_of_an_array(x, method):
    before = x.copy()
    found = numerical_gradient(lambda a: np.sum(a**3 + a), x, method=method)
    assert isinstance(found, np.ndarray) and found.shape == x.shape
    np.testing.assert_allclose(found, 3 * x.astype(float) ** 2 + 1, rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(x, before)


def test_numerical_gradient_nudges_the_array_in_place_as_the_books_do():
    W = np.array([[1.0, 2.0], [3.0, 4.0]])
    for f in (lambda w: np.sum(W**2), lambda: np.sum(W**2), lambda w: (Tensor(w) ** 2).sum()):
        np.testing.assert_allclose(numerical_gradient(f, W), 2 * W, rtol=1e-8)

    def fails(w):
        raise KeyError("mine")

    with pytest.raises(KeyError):
        numerical_gradient(fails, W)
    assert W.tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_numerical_gradient_of_a_function_of_one_number():
    found = numerical_gradient(lambda x: x**2, 3.0)
    assert type(found) is float and abs(found - 6.0) < 1e-8


def test_numerical_gradient_of_read_only_numbers_works_on_a_copy():
    x = np.array([1.0, 2.0])
    x.flags.writeable = False
    np.testing.assert_allclose(
        numerical_gradient(lambda a: np.sum(a * a), x), [2.0, 4.0], rtol=1e-8
    )


# ── several Tensors as one array ──


@pytest.mark.parametrize(
    "join",
    [
        lambda a, b: np.stack([a, b]),
        lambda a, b: np.stack((a, b, [7.0, 8.0]), axis=1),
        lambda a, b: np.stack([a, b], axis=-1),
        lambda a, b: np.vstack([a, b, np.ones(2)]),
        lambda a, b: np.hstack([a, b, 4.0]),
        lambda a, b: np.column_stack([a, b, np.vstack([a, b])]),
        lambda a, b: np.expand_dims(np.stack([a, b]), (0, 2)),
    ],
)
def test_joined_tensors_are_what_numpy_joins_and_have_gradients(join):
    a, b = Tensor([1.0, -2.0]), Tensor([0.5, 3.0])
    expected = join(a.data, b.data)
    found = join(a, b)
    assert found.shape == expected.shape and np.array_equal(found.data, expected)
    assert check_gradients(join, a, b, points=0)


def test_a_matrix_is_put_together_of_single_parameters():
    fx, fy, p = Tensor(2.0), Tensor(3.0), Tensor([1.0, 5.0])
    camera = np.stack([fx, 0.0, 0.0, fy]).reshape(2, 2)
    ((camera @ p) ** 2).sum().backward()
    assert (float(fx.grad), float(fy.grad)) == (4.0, 150.0)


def test_what_does_not_stack_is_refused_in_words(raised):
    for message in raised(lambda: np.stack([Tensor([1.0, 2.0]), [1.0, 2.0, 3.0]]), ShapeError):
        assert "stack((2,), (3,))" in message
    for message in raised(lambda: np.stack([Tensor([1.0, 2.0])], axis=3), ShapeError):
        assert "stack((2,))" in message
