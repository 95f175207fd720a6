"""한 단계씩: 기여분은 모두 더해 backward()의 기울기가 되고, 문장은 그대로다.

Step by step: contributions add up to what backward() writes, the Stepper shows just as much of it
as was walked, and the sentences are as they should be, word for word.
"""

import gc
import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    AnomalyError,
    GraphError,
    NotANumberError,
    NumericWarning,
    ShapeError,
    Stepper,
    Tensor,
    Value,
    backward_steps,
    compare_orders,
    detect_anomaly,
    forward_steps,
    grad,
    no_grad,
    topological_order,
)
from tests.helpers.graphs import grads, graphs, locals_of, same, shares, tensor_graphs, unchanged
from tests.helpers.sharing import at_kinks, fewer

# ── the log of the backward pass ──


def check_log(root, gradient):
    """All that a log of a backward pass has to hold."""
    order = topological_order(root)
    before = grads(order)
    steps = backward_steps(root, gradient)
    assert unchanged(order, before)
    assert [str(step) for step in steps] == [str(step) for step in backward_steps(root, gradient)]
    for node in order:
        node.grad = None
    root.backward(gradient)

    seed, *rest = steps
    assert (seed.node, seed.parent, seed.index, seed.before, seed.local) == (
        None,
        root,
        0,
        None,
        None,
    )
    assert same(seed.total, root.grad) and same(seed.contribution, root.grad)
    edges = [
        (node, i)
        for node in reversed(order)
        for i, p in enumerate(node.parents)
        if p.kind != "constant"
    ]
    assert [(step.node, step.index) for step in rest] == edges

    sums, expected = {root: seed.total}, {}
    for step in rest:
        assert step.parent is step.node.parents[step.index] and step.parent.kind != "constant"
        assert same(step.upstream, step.node.grad)
        if step.node not in expected:
            expected[step.node] = shares(step.node, step.node.grad)
        share = expected[step.node][step.index]
        if isinstance(share, float):
            assert same(step.contribution, share)
        else:  # the fresh leaves lie otherwise in memory, and NumPy adds in another order
            assert np.asarray(step.contribution).dtype == share.dtype
            size = np.abs(share).max(initial=0.0)
            np.testing.assert_allclose(
                step.contribution, share, rtol=1e-5, atol=1e-5 * size + 1e-12
            )
        if step.parent in sums:
            assert same(step.before, sums[step.parent])
            sums[step.parent] = sums[step.parent] + step.contribution
        else:
            assert step.before is None
            sums[step.parent] = step.contribution
        assert same(step.total, sums[step.parent])
    assert all(node.grad is None for node in order if node.kind == "constant")
    assert {node for node in order if node.grad is not None} == set(sums)
    assert all(same(node.grad, total) for node, total in sums.items())
    return steps


@given(graphs(), st.floats(-2, 2))
def test_contributions_add_up_to_what_backward_writes(nodes, gradient):
    for step in check_log(nodes[-1], gradient)[1:]:
        assert type(step.local) is type(step.contribution) is float
        # Rules divide, or choose, where the formula multiplies; so the last digits may differ.
        assert math.isclose(
            step.contribution, step.upstream * step.local, rel_tol=1e-14, abs_tol=1e-300
        )
        assert math.isclose(
            step.local, locals_of(step.node)[step.index], rel_tol=1e-9, abs_tol=1e-12
        )


@at_kinks
@given(graphs())
def test_second_order_graphs_have_a_log_too(nodes):
    leaf = nodes[3]
    assume(nodes[-1] is not leaf)
    first = grad(nodes[-1], leaf, create_graph=True)
    assume(abs(first.data) < 1e6)
    if first.kind == "constant":
        with pytest.raises(GraphError):
            backward_steps(first)
    else:
        check_log(first, 1.0)


@given(tensor_graphs(), st.integers(0, 2**32 - 1))
def test_contributions_of_arrays_add_up_to_what_backward_writes(nodes, seed):
    root = nodes[-1]
    gradient = np.random.default_rng(seed).uniform(-1, 1, root.data.shape)
    for step in check_log(root, gradient)[1:]:
        assert step.contribution.shape == step.parent.data.shape
        assert step.contribution.dtype == step.parent.data.dtype
        several = any(node.data.size != 1 for node in (step.node, *step.node.parents))
        if several:
            assert step.local is None
        elif step.local is not None:
            product = step.upstream.item() * step.local
            assert math.isclose(step.contribution.item(), product, rel_tol=1e-5, abs_tol=1e-12)


@at_kinks
@fewer(3)
@given(tensor_graphs())
def test_second_order_graphs_of_arrays_have_a_log_too(nodes):
    leaf = nodes[6]
    root = (nodes[-1] * leaf[0, 0]).sum() + (leaf * leaf).sum()
    check_log(grad(root, leaf, create_graph=True).sum(), 1.0)


@given(graphs())
def test_gradients_that_are_there_do_not_matter_and_stay(nodes):
    plain = [str(step) for step in backward_steps(nodes[-1])]
    for i, node in enumerate(nodes):
        node.grad = float(i)
    assert [str(step) for step in backward_steps(nodes[-1])] == plain
    forward_steps(nodes[-1])
    assert [node.grad for node in nodes] == [float(i) for i in range(len(nodes))]


def test_op_of_three_inputs_gives_each_its_part(temporary_op):
    pick = temporary_op(
        "fused",
        "fused",
        "곱셈 덧셈",
        lambda a, b, c: a * b + c,
        lambda g, y, a, b, c: (g * b, g * a, g),
    )
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    y = pick(a, b, a)
    y.label = "y"
    steps = check_log(y, 2.0)
    assert [
        (s.parent.label, s.index, s.local, s.contribution, s.before, s.total) for s in steps[1:]
    ] == [
        ("a", 0, -3.0, -6.0, None, -6.0),
        ("b", 1, 2.0, 4.0, None, 4.0),
        ("a", 2, 1.0, 2.0, -6.0, -4.0),
    ]
    assert [s.formula for s in steps[1:]] == ["b", "a", "1"]


def test_rule_that_goes_complex_gives_nan_like_backward(temporary_op):
    temporary_op(
        "root",
        "root",
        "제곱근",
        lambda a: a**0.5,
        lambda g, y, a: (g * 0.5 * a**-0.5,),
        domain=((0.2, 3.0),),
    )
    x = Value(4.0, "x")
    y = x.root()
    x.data = -4.0
    with pytest.warns(NumericWarning):
        steps = backward_steps(y)
    assert len(steps) == 2
    assert (
        math.isnan(steps[1].local)
        and math.isnan(steps[1].contribution)
        and math.isnan(steps[1].total)
    )


def test_local_times_upstream_differs_only_where_the_rule_says_so():
    # relu chooses: where it is off nothing comes through, not even 0·inf = nan.
    x = Value(-1.0, "x")
    with pytest.warns(NumericWarning):
        seed, step = backward_steps(x.relu(), math.inf)
    assert (seed.total, step.local, step.contribution) == (math.inf, 0.0, 0.0)
    # log divides: g/a is a number where 1/a is too large for one.
    step = backward_steps(Value(1e-310, "x").log(), 1e-10)[1]
    assert step.local == math.inf and step.contribution == 1e-10 / 1e-310


def test_infinite_parts_that_cancel_give_nan_as_in_backward():
    x = Value(5e-324, "x")
    y = x.log()
    z = y - y * 1.5
    with pytest.warns(NumericWarning):
        steps = backward_steps(z)
    assert [step.total for step in steps if step.parent is y] == [1.0, -0.5]
    assert steps[-1].parent is x and steps[-1].total == -math.inf
    z = y + x**2 * -math.inf
    with pytest.warns(NumericWarning):
        steps = backward_steps(z)
    with pytest.warns(NumericWarning):
        z.backward()
    mine = [step for step in steps if step.parent is x]
    assert (
        len(mine) == 2
        and math.isinf(mine[0].total)
        and x.grad == pytest.approx(mine[-1].total, nan_ok=True)
    )


def test_anomalies_are_errors_under_detect_anomaly():
    x = Value(-1.0, "x")
    y = x.relu()
    with detect_anomaly(), pytest.raises(AnomalyError):
        backward_steps(y, math.nan)
    with detect_anomaly(), pytest.raises(AnomalyError):
        Stepper(y, math.nan)


def test_constants_get_no_step_even_where_they_are_all_inputs():
    c = Value.constant(2.0)
    made = c * c
    x = Value(3.0, "x")
    y = made + x
    assert [step.parent for step in backward_steps(y)] == [y, made, x]
    assert [step.node for step in forward_steps(y)] == [made, y]


def test_dead_branches_still_get_their_zeros():
    x, w = Value(-2.0, "x"), Value(3.0, "w")
    y = (w * x).relu()
    assert [(step.parent.label, step.contribution) for step in backward_steps(y)[2:]] == [
        ("w", -0.0),
        ("x", 0.0),
    ]


def test_leaf_as_root_has_the_seed_alone():
    x = Value(3.0, "x")
    (only,) = backward_steps(x, 2.5)
    assert (only.parent, only.total, only.contribution, only.formula) == (x, 2.5, 2.5, "")
    assert forward_steps(x) == []


def test_arrays_of_the_log_are_not_those_of_the_graph():
    t = Tensor([1.0, 2.0], "t")
    y = (t * 2.0).sum()
    steps = backward_steps(y)
    s = Stepper(y).run()
    t.grad[0] = 99.0
    assert list(s.steps[-1].total) == [2.0, 2.0] == list(steps[-1].total)
    s.goto(0).run()
    assert list(t.grad) == [2.0, 2.0]


def test_sign_of_a_zero_gradient_is_that_of_backward():
    x = Value(2.0, "x")
    y = -x
    total = backward_steps(y, 0.0)[-1].total
    y.backward(0.0)
    assert math.copysign(1.0, total) == math.copysign(1.0, x.grad)


@pytest.mark.parametrize("make", [lambda x: x.log(), lambda x: 1 / x])
def test_numpy_scalar_as_data_warns_in_our_words_alone(make):
    x = Value(2.0, "x")
    y = make(x)
    x.data = np.float64(0.0)
    with pytest.warns(NumericWarning) as caught:
        backward_steps(y)
    assert {warning.category for warning in caught} == {NumericWarning}


@pytest.mark.parametrize(
    "make",
    [
        lambda t: (t * Tensor(np.full(3, 1e308))).sum(),  # broadcast, so summed
        lambda t: (t * 1e308 + t * 1e308).sum(),  # two contributions
        lambda t: (Tensor(t.data, dtype=np.float32) * np.full(1, 1e300)).sum(),  # cast
    ],
)
@pytest.mark.parametrize("action", [backward_steps, compare_orders])
def test_arrays_that_overflow_warn_in_our_words_alone(make, action):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        y = make(Tensor([1.0], "t"))
    with pytest.warns(NumericWarning) as caught:
        action(y)
    assert {warning.category for warning in caught} == {NumericWarning}


def test_int_as_data_is_shown_like_a_float():
    x = Value(2.0, "x")
    y = x * x
    x.data = 3
    assert str(forward_steps(y)[0]) == "x·x = 3.0000·3.0000 = 4.0000"
    assert backward_steps(y)[-1].total == 6.0


# ── errors are the engine's ──


NOT_NODES = [3.0, None, "x", [Value(1.0)], np.ones(2)]


@pytest.mark.parametrize("make", [backward_steps, Stepper])
def test_constant_root_is_refused(raised, make):
    with no_grad():
        c = Value(2.0, "c") * 3.0
    c.label = "c"
    for constant in (c, Tensor.constant(np.ones(()))):
        messages = raised(lambda constant=constant: make(constant), GraphError)
        assert messages == raised(lambda constant=constant: constant.backward(), GraphError)


@pytest.mark.parametrize("thing", NOT_NODES, ids=repr)
@pytest.mark.parametrize(
    ("make", "place"),
    [(backward_steps, "backward_steps"), (forward_steps, "forward_steps"), (Stepper, "Stepper")],
)
def test_only_nodes_have_steps(raised, make, place, thing):
    for message in raised(lambda: make(thing), NotANumberError):
        assert f"{place}(root)" in message and type(thing).__name__ in message


@pytest.mark.parametrize("make", [backward_steps, Stepper])
def test_gradient_must_fit_the_root(raised, make):
    t = Tensor([1.0, 2.0], "t") * 2.0
    for gradient in (1.0, np.ones(3), np.ones((1, 2))):
        messages = raised(lambda gradient=gradient: make(t, gradient), ShapeError)
        assert messages == raised(lambda gradient=gradient: t.backward(gradient), ShapeError)
    for wrong in ("1", None, t):
        messages = raised(lambda wrong=wrong: make(t, wrong), NotANumberError)
        assert messages == raised(lambda wrong=wrong: t.backward(wrong), NotANumberError)
    assert list(
        make(t, [1, 2]).steps[1].total if make is Stepper else make(t, [1, 2])[0].total
    ) == [1.0, 2.0]


def test_refused_stepper_leaves_the_gradients_alone():
    x = Value(2.0, "x")
    y = x * x
    y.backward()
    for wrong in ("1", None, x):
        with pytest.raises(NotANumberError):
            Stepper(y, wrong)
    assert (x.grad, y.grad) == (4.0, 1.0)


# ── the log of the forward pass ──


@given(graphs())
def test_forward_steps_are_the_ops_in_topological_order(nodes):
    root = nodes[-1]
    steps = forward_steps(root)
    assert [step.node for step in steps] == [
        node for node in topological_order(root) if node.op is not None
    ]
    assert all(step.value == step.node.data for step in steps)
    assert len({id(step.node) for step in steps}) == len(steps)
    for step in steps:
        assert str(step).endswith(f" = {step.words['value']}")
        assert float(step.words["value"]) == pytest.approx(step.node.data, rel=1e-3, abs=1e-4)


@given(tensor_graphs())
def test_forward_steps_of_arrays_have_the_arrays(nodes):
    for step in forward_steps(nodes[-1]):
        assert step.value is step.node.data
        several = step.node.data.size != 1
        assert ("rms" in str(step)) == several
        if several:
            rms = math.sqrt(float((step.value.astype(float) ** 2).mean()))
            assert float(str(step).rpartition(" ")[2]) == pytest.approx(rms, rel=1e-3, abs=1e-4)


# ── size ──


@pytest.mark.slow
def test_deep_chain_has_a_log_without_recursion():
    n = 30_000
    x = y = Value(0.5, "x")
    for _ in range(n):
        y = -y
    gc.disable()  # it would look through all that was made, again and again
    try:
        steps = backward_steps(y)
        assert len(steps) == n + 1
        assert (steps[-1].parent, steps[-1].total) == (x, 1.0)
    finally:
        gc.enable()


def test_deep_chain_is_walked_without_recursion():
    n = 5_000
    x = y = Value(0.5, "x")
    for _ in range(n):
        y = -y
    s = Stepper(y)
    assert len(s) == 2 * n + 1
    assert str(s.steps[0]) == "-x = -0.5000"
    s.run()
    assert x.grad == 1.0
    s.back(n)
    assert x.grad is None and y.grad == 1.0
    s.reset()
    assert y.grad is None


def test_node_that_is_used_often_takes_no_longer():
    n = 10_000
    x = y = Value(0.5, "x")
    for _ in range(n):
        y = y + x
    steps = backward_steps(y)
    assert len(steps) == 2 * n + 1
    mine = [step for step in steps if step.parent is x]
    assert [step.total for step in mine] == [float(i) for i in range(1, n + 2)]
    assert {(step.words["arrival"], step.words["arrivals"]) for step in mine} == {
        (str(i), str(n + 1)) for i in range(1, n + 2)
    }
