"""텐서의 역전파: 기울기의 모양과 누적, 상수, 모드.

The backward pass of tensors: shapes of gradients, accumulation, constants, modes.
"""

import math
from itertools import combinations

import numpy as np
import pytest

from micrograd_ko import (
    ARRAY_TABLE,
    GraphError,
    MicrogradError,
    NotANumberError,
    ShapeError,
    Tensor,
    Value,
    array_op,
    detect_anomaly,
    grad,
    no_grad,
    scope,
    topological_order,
    zero_grad,
)
from tests.helpers.sharing import in_threads
from tests.helpers.tensors import same

# ── backward ──


def test_backward_of_several_numbers_needs_a_gradient(raised):
    y = Tensor(np.ones((2, 3)), "x") * 2
    for gradient, got in (
        ((), ()),
        ((np.ones(3),), (3,)),
        (([[1.0]],), (1, 1)),
        ((np.ones((3, 2)),), (3, 2)),
        ((2.0,), ()),
    ):
        ko, en = raised(lambda g=gradient: y.backward(*g), ShapeError)
        assert (
            "'mul(x=(2, 3), 2)'는 모양이 (2, 3)인 배열" in ko
            and f"기울기의 모양은 {got}입니다" in ko
            and "y.sum()" in ko
        )
        assert (
            "'mul(x=(2, 3), 2)' is an array of shape (2, 3)" in en
            and f"has the shape {got}. " in en
        )
    y.label = "y"
    assert raised(lambda: y.backward(), ShapeError)[1].startswith("'y' is an array")
    raised(lambda: grad(y, y.parents[0]), ShapeError)
    assert y.grad is None and y.parents[0].grad is None
    raised(lambda: Tensor(1.0).backward([1.0, 2.0]), ShapeError)


def test_backward_takes_a_gradient_of_its_shape():
    for gradient in (
        [[1.0, 2.0, 3.0]],
        np.array([[1, 2, 3]]),
        np.float32([[1, 2, 3]]),
        ((1, 2, 3),),
    ):
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
    "wrong",
    [
        None,
        [None, 1.0],
        [[1.0], [1.0, 2.0]],
        ["1", "2"],
        np.array([1j, 2.0]),
        [Value(1.0), Value(2.0)],
    ],
    ids=repr,
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


@pytest.mark.parametrize(
    ("a", "b"), [((2,), (2, 3)), ((3, 2), (2,)), ((4, 3, 2), (2, 5)), ((3, 2), (2, 5))]
)
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
