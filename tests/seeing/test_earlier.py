"""앞서 남은 기울기를 알아본다: 쌓인 것, 남은 것, 직접 넣은 것; 그리고 아닌 것을 그렇다고 하지
않는다.

Gradients from before are recognised: accumulated, left, set by hand. What is none is not called
one.
"""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    Stepper,
    Tensor,
    Value,
    backward_steps,
    detect_anomaly,
    expand,
    topological_order,
)
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from micrograd_ko.record import record
from micrograd_ko.seeing.earlier import earlier_gradients
from micrograd_ko.train import fit

NAN, INF = float("nan"), float("inf")


def found(root):
    """label -> the sum of contributions, of the nodes whose gradient is from before."""
    sums, changed = earlier_gradients(topological_order(root))
    assert not changed
    return {node.label or node.op.name: total for node, total in sums.items()}


def line():
    w, x, b = Value(3.0, "w"), Value(2.0, "x"), Value(1.0, "b")
    n = w * x + b
    L = n * n
    n.label, L.label = "n", "L"
    return w, x, b, n, L


VALUE_OPERATIONS = (
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a.tanh(),
    lambda a, b: a**2,
)
TENSOR_OPERATIONS = (
    *(lambda a, b: a + b, lambda a, b: a * b, lambda a, b: a.tanh()),
    *(lambda a, b: a @ a, lambda a, b: a - a.mean(axis=0)),
)


@st.composite
def value_graphs(draw):
    """The root of a random graph of Values: few leaves, used often."""
    nodes = [Value(draw(st.floats(-2, 2)), f"x{i}") for i in range(draw(st.integers(1, 3)))]
    for _ in range(draw(st.integers(1, 8))):
        a, b = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        nodes.append(draw(st.sampled_from(VALUE_OPERATIONS))(a, b))
    return nodes[-1]


@st.composite
def tensor_graphs(draw):
    """The root of a random graph of Tensors, of either precision, with broadcasting, and products
    of matrices.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))  # a seed that Hypothesis repeats
    dtype = draw(st.sampled_from([np.float64, np.float32]))
    shapes = [(3, 3), (3,), (1, 3), ()]
    nodes = [
        Tensor(rng.normal(size=shape).astype(dtype), f"x{i}", dtype=dtype)
        for i, shape in enumerate(shapes)
    ]
    square = [nodes[0]]
    for _ in range(draw(st.integers(1, 6))):
        a, b = draw(st.sampled_from(square)), draw(st.sampled_from(nodes))
        square.append(draw(st.sampled_from(TENSOR_OPERATIONS))(a, b))
        nodes.append(square[-1])
    return square[-1].mean()


def leaves(root):
    return [node for node in topological_order(root) if node.op is None and node.kind != "constant"]


def is_a_moment_of_one_pass(root, seed):
    """Are these numbers, all of them, what a single pass holds at some moment, as x + x - x has
    after two of three?
    """
    held = {node: node.grad for node in topological_order(root) if node.grad is not None}
    totals = {}
    for step in backward_steps(root, seed):
        totals[step.parent] = step.total
        if totals.keys() == held.keys() and all(
            np.allclose(held[node], total, rtol=1e-3) for node, total in totals.items()
        ):
            return True
    return False


@given(value_graphs() | tensor_graphs(), st.floats(0.1, 3) | st.floats(-3, -0.1))
def test_one_backward_leaves_no_gradient_from_before_and_a_second_shows_in_every_leaf(root, seed):
    assert found(root) == {}
    root.backward(seed)
    assert found(root) == {}
    once = {leaf: np.copy(leaf.grad) for leaf in leaves(root) if leaf is not root}
    root.backward(seed)
    assume(not is_a_moment_of_one_pass(root, seed))
    sums, changed = earlier_gradients(topological_order(root))
    assert not changed
    assert set(sums) <= {leaf for leaf, g in once.items() if np.any(g)}
    assert set(sums) >= {
        leaf for leaf, g in once.items() if np.max(np.abs(g)) > 1e-2
    }  # below may be the rounding of what cancels
    for leaf, total in sums.items():
        assert np.allclose(total, once[leaf], rtol=1e-3, atol=1e-6)
    root.zero_grad()
    root.backward(seed)
    assert found(root) == {}


@given(value_graphs() | tensor_graphs(), st.data())
def test_no_step_of_a_stepper_shows_a_gradient_from_before(root, data):
    stepper = Stepper(root, data.draw(st.floats(0.5, 2)))
    stepper.goto(data.draw(st.integers(0, len(stepper))))
    assert found(root) == {}


def test_a_sum_that_stops_on_the_way_is_from_before_if_the_pass_went_on():
    x, u, v = Value(3.0, "x"), Value(2.0, "u"), Value(5.0, "v")
    L = u * v + (-x + (x + x))  # x gets 1, 1 and -1, in this order, and then u and v get theirs
    L.backward()
    x.grad = 2.0
    assert found(L) == {"x": 1.0}
    u.grad = v.grad = None
    assert found(L) == {}  # as a pass stands after two of the three


def test_what_the_last_loss_left_is_not_from_the_new_graph():
    w, b = Value(0.5, "w"), Value(-0.2, "b")
    (w * 1.0 + b).tanh().backward()
    L = (w * 2.0 + b).tanh()
    assert found(L) == {"w": None, "b": None}
    L.backward()
    assert found(L) == pytest.approx(
        {"w": 2 * (1 - math.tanh(0.8) ** 2), "b": 1 - math.tanh(0.8) ** 2}
    )


def test_a_leaf_that_another_loss_went_through_as_well():
    w, _, _, _, L = line()
    L.backward()
    (w * 5.0).backward(-2.0)
    assert found(L) == {"w": 28.0}
    assert w.grad == 18.0


def test_an_inner_node_that_another_loss_has_overwritten():
    *_, n, L = line()
    other = n * 3.0
    L.backward()
    other.backward()
    assert found(L) == {"n": 14.0, "w": 6.0, "x": 9.0, "b": 3.0}  # against what n holds now
    assert found(other) == {"w": 6.0, "x": 9.0, "b": 3.0}


def test_a_part_of_a_graph_that_backward_went_through_starts_from_what_it_holds():
    *_, n, L = line()
    L.backward(0.5)
    assert found(n) == {}  # its own gradient is 7, and is taken as it is
    w2, _, _, n2, L2 = line()
    (L2 + w2 * w2).backward()
    assert found(n2) == {"w": 28.0}  # the path beside n2 is not in its drawing


def test_a_graph_built_on_a_root_of_before():
    *_, L = line()
    L.backward()
    assert found(L * 2.0) == {"L": None}


def test_a_leaf_alone_is_the_root():
    x = Value(1.0, "x")
    x.grad = 3.0
    assert found(x) == {}


def test_gradients_written_by_hand_are_right_or_seen():
    w, _, b, n, L = line()
    product = n.parents[0]
    L.grad = 1.0
    assert found(L) == {}
    n.grad, b.grad, product.grad, w.grad = 14, np.float64(14.0), 14, 28.0  # an int will do
    assert found(L) == {}
    w.grad = 27.0
    assert found(L) == {"w": 28.0}
    w.grad, product.grad = 28.0, 13.0
    assert found(L) == {"mul": 14.0, "w": 26.0}
    product.grad = None
    assert found(L) == {"w": None}  # nothing in the graph holds what would give it


@pytest.mark.parametrize("zero", [0, 0.0, -0.0, np.float64(0), np.zeros(3), np.zeros((2, 3))])
def test_gradients_set_to_zero_by_hand_are_not_from_before(zero):
    w = Tensor(np.ones((2, 3)), "w") if np.ndim(zero) else Value(2.0, "w")
    root = (w * 3.0).sum() if np.ndim(zero) else w * 3.0
    w.grad = zero
    assert found(root) == {}
    root.backward()
    w.grad = zero
    assert found(root) == {}


def test_an_array_of_another_shape_or_sign_or_order_is_seen():
    rng = np.random.default_rng(1)
    w, x = Tensor(rng.normal(size=(2, 3)), "w"), rng.normal(size=(4, 2))
    root = (x @ w).tanh().sum()
    root.backward()
    right = w.grad
    for wrong in (-right, right[::-1], right.T, right + 1e-6, right * 1.001, np.ones(6)):
        w.grad = wrong
        assert list(found(root)) == ["w"]
        assert np.array_equal(found(root)["w"], right)
    w.grad = right * (1 + 1e-12)  # rounding
    assert found(root) == {}


def test_nan_and_inf_are_compared_as_they_are():
    w, x = Value(0.0, "w"), Value(2.0, "x")
    L = w * x
    for seed in (NAN, INF):
        L.grad = seed
        x.grad, w.grad = NAN, seed
        assert found(L) == {}
    L.grad, w.grad, x.grad = 1.0, NAN, INF
    assert found(L) == {"w": 2.0, "x": 0.0}
    a = Tensor(np.array([1.0, 2.0, 3.0]), "a")
    product = a * np.array([NAN, INF, 1.0])
    root = product.sum()
    root.grad, product.grad = np.float64(1.0), np.ones(3)
    a.grad = np.array([NAN, INF, 1.0])
    assert found(root) == {}
    a.grad = np.array([NAN, INF, 2.0])
    assert list(found(root)) == ["a"]


# ── .data that changed after the forward pass ──


def network(dtype=np.float64):
    rng = np.random.default_rng(0)
    model = MLP(2, [4, 1], activation="tanh", rng=0, dtype=dtype)
    return model, rng.normal(size=(8, 2)).astype(dtype), rng.normal(size=(8, 1)).astype(dtype)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_after_a_step_of_an_optimizer_nothing_is_said_to_be_from_before(dtype):
    model, X, Y = network(dtype)
    loss = mse(model(Tensor(X, "x", dtype=dtype, kind="input")), Y)
    loss.backward()
    assert found(loss) == {}
    SGD(model, lr=0.5).step()
    assert earlier_gradients(topological_order(loss)) == ({}, True)
    with detect_anomaly():  # which would raise at a backward(); a drawing only says it
        assert earlier_gradients(topological_order(loss)).changed


def test_a_changed_weight_whose_product_did_not_change_is_no_reason_to_blame_its_input():
    x, w, b = Value(0.0, "x"), Value(3.0, "w"), Value(1.0, "b")
    L = (w * x + b).tanh()
    L.backward()
    for p in (w, b):
        p.data -= 0.1  # w·x is 0 as before, and x.grad is not w
    assert earlier_gradients(topological_order(L)) == ({}, True)


def test_what_nothing_here_gave_is_from_before_whatever_was_changed():
    w, b = Value(0.5, "w"), Value(-0.2, "b")
    (w + b).backward()
    L = w * b
    w.data = 7.0
    assert found(L) == {"w": None, "b": None}


def test_of_a_changed_graph_only_what_nothing_gave_is_from_before():
    w, _, b, _, L = line()
    L.backward()
    root = L * 2.0
    w.data, b.data = 2.0, 0.5
    assert earlier_gradients(topological_order(root)) == ({L: None}, True)


def test_a_graph_recorded_in_the_middle_of_a_fit_holds_no_gradient_of_the_fit():
    model = MLP(2, [30, 1], activation="tanh", rng=0)
    _, X, Y = network()
    recording = record(model, X, Y, loss="mse", every=1)
    fit(
        model,
        X,
        Y,
        loss="mse",
        optimizer=SGD(model, lr=0.1),
        epochs=2,
        progress=False,
        on_epoch=recording,
        replay=False,
    )
    for root in recording.values():
        assert earlier_gradients(topological_order(root)) == ({}, False)
        assert root.grad == 1.0  # it holds its own


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_sums_in_another_order_are_the_same_sums(dtype):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(5000, 4)).astype(dtype)
    w = Tensor(rng.normal(size=(4, 3)).astype(dtype), "w", dtype=dtype)
    root = ((x @ w) * rng.normal(size=(5000, 3)).astype(dtype)).mean()
    root.backward()
    exact = np.asarray(x, np.float64).T @ np.asarray(root.parents[0].parents[0].grad, np.float64)
    w.grad = exact.astype(dtype)
    assert found(root) == {}
    w.grad = 2 * w.grad
    assert list(found(root)) == ["w"]


def test_an_expanded_graph_is_judged_by_numbers():
    model, X, Y = network()
    small = expand(mse(model(Tensor(X[:1], "x", kind="input")), Y[:1]))
    small.backward()
    assert found(small) == {}
    small.backward()
    assert set(found(small)) == {leaf.label for leaf in leaves(small) if leaf.grad}


def test_a_long_chain_is_judged_in_time_linear_in_it():
    w = Value(0.999, "w")
    root = w
    for _ in range(100_000):
        root = root * w
    root.backward()
    assert found(root) == {}
    root.backward()
    assert list(found(root)) == ["w"]
