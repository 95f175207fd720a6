"""야코비 행렬과 헤세 행렬, 손으로 계산한 것과 차분에 견주어.

Jacobians and Hessians, next to what is known and to differences.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import GraphError, NotANumberError, ShapeError, Tensor, Value, hessian, jacobian
from micrograd_ko.checking.derivatives import rebuilt, recomputed
from micrograd_ko.engine.graph import topological_order


def test_a_number_by_a_number_is_a_float():
    found = jacobian(lambda x: x * x, 3.0)
    assert found == 6.0 and type(found) is float
    second = hessian(lambda x: x**3, 2.0)
    assert second == 12.0 and type(second) is float


def test_shapes_are_those_of_the_result_and_then_of_the_input():
    W, x = np.arange(6.0).reshape(2, 3), np.arange(3.0)
    by_W, by_x = jacobian(lambda W, x: W @ x, W, x)
    assert by_W.shape == (2, 2, 3) and by_x.shape == (2, 3)
    assert np.array_equal(by_x, W)
    assert np.array_equal(by_W, np.einsum("ij,k->ijk", np.eye(2), x))
    assert jacobian(lambda W: W.T, W).shape == (3, 2, 2, 3)
    assert jacobian(lambda W: W.sum(), W).shape == (2, 3)


def test_lists_and_arrays_of_values():
    rows = jacobian(lambda a, b: [a * b, a + b], 2.0, 3.0)
    assert [row.tolist() for row in rows] == [[3.0, 1.0], [2.0, 1.0]]
    entries = np.array([[Value(1.0), Value(2.0)]])
    found = jacobian(lambda: entries * entries, *entries.flat)
    assert [block.tolist() for block in found] == [[[2.0, 0.0]], [[0.0, 4.0]]]


def test_results_of_different_shapes_stand_in_one_row():
    assert jacobian(lambda W: (W, W.sum()), np.ones(3)).tolist() == [
        *np.eye(3).tolist(),
        [1.0, 1.0, 1.0],
    ]


def test_what_does_not_depend_on_an_input_has_derivative_0():
    assert jacobian(lambda x: Value.constant(3.0), 1.0) == 0.0
    by_a, by_b = jacobian(lambda a, b: a * 2, np.ones(2), np.ones(3))
    assert by_a.shape == (2, 2) and not by_b.any() and by_b.shape == (2, 3)


def test_a_recorded_graph_and_its_leaves():
    x, y = Value(2.0, "x"), Value(3.0, "y")
    assert jacobian(x * x * y) == [12.0, 4.0]
    assert hessian(x * x * y) == [[6.0, 4.0], [4.0, 0.0]]
    assert x.grad is None


@given(x=st.lists(st.floats(-2, 2), min_size=1, max_size=4))
def test_hessians_are_symmetric_and_right(x):
    x = np.array(x)
    found = hessian(lambda t: (t.sin() * t.sum() + t**3).sum(), x)
    expected = np.diag(-np.sin(x) * x.sum() + 6 * x) + np.cos(x)[:, None] + np.cos(x)[None, :]
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-12)
    assert np.allclose(found, found.T)


def test_blocks_of_a_hessian_of_several_inputs():
    blocks = hessian(lambda a, b: (a @ b).sum(), np.ones((1, 2)), np.ones((2, 1)))
    assert [[block.shape for block in row] for row in blocks] == [
        [(1, 2, 1, 2), (1, 2, 2, 1)],
        [(2, 1, 1, 2), (2, 1, 2, 1)],
    ]
    assert not blocks[0][0].any() and np.array_equal(blocks[0][1].reshape(2, 2), np.eye(2))


def test_a_hessian_is_of_one_number(raised):
    for message in raised(lambda: hessian(lambda x: x * x, np.ones(2)), ShapeError):
        assert "(2,)" in message and "jacobian" in message


@pytest.mark.parametrize("function", [jacobian, hessian])
def test_what_does_not_fit_is_said(raised, function):
    assert all(
        ".data" in m for m in raised(lambda: function(lambda x: x.data, 1.0), NotANumberError)
    )
    assert all("(f, x)" in m for m in raised(lambda: function(lambda x: x), GraphError))
    assert all("lambda x: x * x" in m for m in raised(lambda: function("x", 1.0), NotANumberError))


def test_a_graph_is_carried_out_again_as_a_graph_or_as_numbers():
    x, W = Value(2.0), Tensor([1.0, 2.0])
    y, z = (x * 3).exp() + x, (W * 2).softmax()
    order = topological_order(y)
    again = rebuilt(order)[y]
    assert again is not y and again.data == y.data and x in topological_order(again)
    assert recomputed(order, {x: 0.0})[y] == 1.0
    assert np.allclose(recomputed(topological_order(z), {W: np.zeros(2)})[z], [0.5, 0.5])


def test_what_is_no_function_is_refused_in_words(raised):
    for message in raised(lambda: jacobian(3.0, 1.0), NotANumberError):
        assert "float 3.0" in message and "lambda x: x * x" in message
