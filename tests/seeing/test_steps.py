"""한 단계씩: 몫은 모두 더해 backward()의 기울기가 되고, 문장은 그대로다.

Step by step: contributions add up to what backward() writes, the Stepper shows just as much of it
as was walked, and the sentences are as they should be, word for word.
"""

import gc
import math
import pickle
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
    OptionError,
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
    scope,
    set_language,
    topological_order,
)
from tests.helpers.sharing import at_kinks, fewer

LANGUAGES = ("ko", "en")

# ── random graphs ──

MAX_SIZE = 1e3
OPS = {  # of two nodes; most look at the first only
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "square": lambda a, b: a * a,
    "div": lambda a, b: a / b if abs(b.data) >= 0.5 else a + b,
    "neg": lambda a, b: -a,
    "tanh": lambda a, b: a.tanh(),
    "sin": lambda a, b: a.sin(),
    "relu": lambda a, b: a.relu(),
    "leaky_relu": lambda a, b: a.leaky_relu(slope=0.2),
    "maximum": lambda a, b: a.maximum(b),
    "cube": lambda a, b: a**3,
    "inverse": lambda a, b: a**-1 if abs(a.data) >= 0.5 else a**1,
    "rpow": lambda a, b: 2**a if a.data < 9 else a - 1,
    "scaled": lambda a, b: -1.5 * a + 1,
    "nothing": lambda a, b: a * 0,
}
# The derivatives of the above from a calculus book; `p` are an op's parameters.
LOCALS = {
    "add": lambda p, y, a, b: (1.0, 1.0),
    "sub": lambda p, y, a, b: (1.0, -1.0),
    "mul": lambda p, y, a, b: (b, a),
    "div": lambda p, y, a, b: (1 / b, -a / b**2),
    "neg": lambda p, y, a: (-1.0,),
    "tanh": lambda p, y, a: (1 - math.tanh(a) ** 2,),
    "sin": lambda p, y, a: (math.cos(a),),
    "relu": lambda p, y, a: (float(a > 0),),
    "leaky_relu": lambda p, y, a: (1.0 if a > 0 else p["slope"],),
    "maximum": lambda p, y, a, b: (0.5, 0.5) if a == b else (float(a > b), float(b > a)),
    "pow": lambda p, y, a: (p["exponent"] * a ** (p["exponent"] - 1),),
    "rpow": lambda p, y, a: (p["base"] ** a * math.log(p["base"]),),
}


def locals_of(node):
    return LOCALS[node.op.name](node.op.params, node.data, *(p.data for p in node.parents))


places = st.integers(0, 2) | st.integers(0, 99)  # from the end: mostly what came last, so that graphs grow deep
picks = st.lists(st.tuples(st.sampled_from(list(OPS)), places, places), max_size=14)
numbers = st.floats(-3, 3, width=32)


@st.composite
def graphs(draw):
    """The nodes of a random graph with shared nodes, parents first; the last is its root."""
    nodes = [Value.constant(draw(numbers)), *(Value(draw(numbers), label=label) for label in ("b", "", "x"))]
    for name, i, j in draw(picks):
        node = OPS[name](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)])
        if abs(node.data) <= MAX_SIZE:
            nodes.append(node)
    return nodes


TENSOR_OPS = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "square": lambda a, b: a * a,
    "matmul": lambda a, b: a @ b,
    "rows": lambda a, b: a.sum(axis=0),
    "mean": lambda a, b: a.mean(axis=-1, keepdims=True),
    "max": lambda a, b: a.max(),
    "softmax": lambda a, b: a.softmax(),
    "first": lambda a, b: a[0],
    "places": lambda a, b: a[np.array([0, -1, 0])],
    "concatenate": lambda a, b: np.concatenate([a, b, a]),
    "turned": lambda a, b: a.T,
    "flat": lambda a, b: a.reshape(-1),
    "tanh": lambda a, b: a.tanh(),
    "leaky_relu": lambda a, b: a.leaky_relu(slope=0.2),
    "power": lambda a, b: a**2,
    "shifted": lambda a, b: a - 0.5,
    "masked": lambda a, b: np.where(a > 0, a, b),
}
tensor_picks = st.lists(st.tuples(st.sampled_from(list(TENSOR_OPS)), places, places), max_size=14)


@st.composite
def tensor_graphs(draw):
    """The nodes of a random graph of arrays; what does not fit is left out."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    dtype = draw(st.sampled_from([np.float64, np.float32]))
    nodes = [Tensor.constant(rng.uniform(-1, 1, (2, 3)).astype(dtype))]
    for shape in [(), (1,), (3, 2), (1, 3), (3,), (2, 3)]:
        nodes.append(Tensor(rng.uniform(-1, 1, shape), dtype=dtype, label=draw(st.sampled_from(["", "W"]))))
    for name, i, j in draw(tensor_picks):
        a, b = nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)]
        try:
            node = TENSOR_OPS[name](a, b)
        except ShapeError:
            continue
        if node.data.size <= 100 and np.abs(node.data).max(initial=0) < 1e3:
            nodes.append(node)
    return nodes


def shares(node, g):
    """What each input of `node` gets from `g`: the op alone, over fresh leaves."""
    fresh = [type(p)(p.data) for p in node.parents]
    node.op(*fresh).backward(g)
    return [leaf.grad for leaf in fresh]


def same(a, b):
    """Bit for bit (0.0 and -0.0 count as one), of one shape and dtype; NumPy's own number counts as an array of shape ()."""
    assert isinstance(a, (np.ndarray, np.generic)) == isinstance(b, (np.ndarray, np.generic))
    return np.array_equal(a, b) and np.asarray(a).dtype == np.asarray(b).dtype


def grads(nodes):
    return [None if node.grad is None else np.copy(node.grad) for node in nodes]


def unchanged(nodes, before):
    return all(
        (a is None) == (node.grad is None) and (a is None or same(a, np.copy(node.grad)))
        for node, a in zip(nodes, before, strict=True)
    )


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
    assert (seed.node, seed.parent, seed.index, seed.before, seed.local) == (None, root, 0, None, None)
    assert same(seed.total, root.grad) and same(seed.contribution, root.grad)
    edges = [(node, i) for node in reversed(order) for i, p in enumerate(node.parents) if p.kind != "constant"]
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
            np.testing.assert_allclose(step.contribution, share, rtol=1e-5, atol=1e-5 * size + 1e-12)
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
        assert math.isclose(step.contribution, step.upstream * step.local, rel_tol=1e-14, abs_tol=1e-300)
        assert math.isclose(step.local, locals_of(step.node)[step.index], rel_tol=1e-9, abs_tol=1e-12)


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
    pick = temporary_op("fused", "fused", "곱셈 덧셈", lambda a, b, c: a * b + c, lambda g, y, a, b, c: (g * b, g * a, g))
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    y = pick(a, b, a)
    y.label = "y"
    steps = check_log(y, 2.0)
    assert [(s.parent.label, s.index, s.local, s.contribution, s.before, s.total) for s in steps[1:]] == [
        ("a", 0, -3.0, -6.0, None, -6.0),
        ("b", 1, 2.0, 4.0, None, 4.0),
        ("a", 2, 1.0, 2.0, -6.0, -4.0),
    ]
    assert [s.formula for s in steps[1:]] == ["b", "a", "1"]


def test_rule_that_goes_complex_gives_nan_like_backward(temporary_op):
    temporary_op("root", "root", "제곱근", lambda a: a**0.5, lambda g, y, a: (g * 0.5 * a**-0.5,), domain=((0.2, 3.0),))
    x = Value(4.0, "x")
    y = x.root()
    x.data = -4.0
    with pytest.warns(NumericWarning):
        steps = backward_steps(y)
    assert len(steps) == 2
    assert math.isnan(steps[1].local) and math.isnan(steps[1].contribution) and math.isnan(steps[1].total)


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
    assert len(mine) == 2 and math.isinf(mine[0].total) and x.grad == pytest.approx(mine[-1].total, nan_ok=True)


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
    assert [(step.parent.label, step.contribution) for step in backward_steps(y)[2:]] == [("w", -0.0), ("x", 0.0)]


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
    ("make", "place"), [(backward_steps, "backward_steps"), (forward_steps, "forward_steps"), (Stepper, "Stepper")]
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
    assert list(make(t, [1, 2]).steps[1].total if make is Stepper else make(t, [1, 2])[0].total) == [1.0, 2.0]


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
    assert [step.node for step in steps] == [node for node in topological_order(root) if node.op is not None]
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
    assert {(step.words["arrival"], step.words["arrivals"]) for step in mine} == {(str(i), str(n + 1)) for i in range(1, n + 2)}


# ── sentences ──


def said(steps):
    """The sentences, Korean and English."""
    found = []
    for language in LANGUAGES:
        set_language(language)
        found.append([str(step) for step in steps])
    set_language("ko")
    return found


def neuron():
    w, x, b = Value(-0.5, "w"), Value(2.0, "x"), Value(0.5, "b")
    n = w * x + b
    n.label = "n"
    y = n.tanh()
    y.label = "y"
    return y


def test_neuron_forward():
    lines = [
        "w·x = (-0.5000)·2.0000 = -1.0000",
        "n = w·x + b = (-1.0000) + 0.5000 = -0.5000",
        "y = tanh(n) = tanh(-0.5000) = -0.4621",
    ]
    assert said(forward_steps(neuron())) == [lines, lines]


def test_neuron_backward():
    start = {
        "ko": "∂y/∂y = 1.0000 (자기 자신에 대한 기울기: 여기서 시작합니다)",
        "en": "∂y/∂y = 1.0000 (its gradient with respect to itself: the pass starts here)",
    }
    lines = [
        "∂y/∂n = ∂y/∂y × ∂y/∂n = 1.0000 × 0.7864 = 0.7864",
        "∂y/∂(w·x) = ∂y/∂n × ∂n/∂(w·x) = 0.7864 × 1.0000 = 0.7864",
        "∂y/∂b = ∂y/∂n × ∂n/∂b = 0.7864 × 1.0000 = 0.7864",
        "∂y/∂w = ∂y/∂(w·x) × ∂(w·x)/∂w = 0.7864 × 2.0000 = 1.5729",
        "∂y/∂x = ∂y/∂(w·x) × ∂(w·x)/∂x = 0.7864 × (-0.5000) = -0.3932",
    ]
    steps = backward_steps(neuron())
    assert said(steps) == [[start["ko"], *lines], [start["en"], *lines]]
    assert [step.formula for step in steps] == ["", "1 - y·y", "1", "1", "x", "w"]


def test_square_has_two_parts():
    x = Value(-3.0, "x")
    y = x * x
    y.label = "y"
    ko, en = said(backward_steps(y, 2.0))
    assert ko[1:] == [
        "∂y/∂x의 1/2번째 몫 = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000",
        "∂y/∂x의 2/2번째 몫 = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000, 지금까지의 합 -6.0000 + (-6.0000) = -12.0000",
    ]
    assert en == [
        "∂y/∂y = 2.0000 (its gradient with respect to itself: the pass starts here)",
        "part 1 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000",
        "part 2 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 2.0000 × (-3.0000) = -6.0000, sum so far -6.0000 + (-6.0000) = -12.0000",
    ]


def test_parts_are_counted_over_all_children():
    x = Value(1.0, "x")
    y = x + (x + x)
    y.label = "y"
    assert [line.partition(" = ")[0] for line in said(backward_steps(y))[1]] == [
        "∂y/∂y",
        "part 1 of 3 of ∂y/∂x",
        "∂y/∂(x + x)",
        "part 2 of 3 of ∂y/∂x",
        "part 3 of 3 of ∂y/∂x",
    ]
    assert [step.total for step in backward_steps(y)] == [1.0, 1.0, 1.0, 2.0, 3.0]


def layer():
    W, x = Tensor([[1.0, 2.0], [3.0, 4.0]], "W"), Tensor([[1.0, -1.0], [1.0, -1.0], [1.0, -1.0]], "x")
    h = x @ W - 1.0
    h.label = "h"
    loss = (h * h).mean()
    loss.label = "loss"
    return loss


def test_arrays_have_shapes_and_rms():
    ko, en = said(forward_steps(layer()))
    assert ko == [
        "x @ W: 모양 3×2, rms 2.0000",
        "h = x @ W - 1: 모양 3×2, rms 3.0000",
        "h·h: 모양 3×2, rms 9.0000",
        "loss = mean(h·h) = mean([3×2]) = 9.0000",
    ]
    assert en[:3] == ["x @ W: shape 3×2, rms 2.0000", "h = x @ W - 1: shape 3×2, rms 3.0000", "h·h: shape 3×2, rms 9.0000"]
    assert en[3] == ko[3]
    ko, en = said(backward_steps(layer()))
    assert ko[1:] == [
        "∂loss/∂(h·h) = g / n (g는 ∂loss/∂loss): 모양 3×2, rms 0.1667",
        "∂loss/∂h의 1/2번째 몫 = g·h (g는 ∂loss/∂(h·h)): 모양 3×2, rms 0.5000",
        "∂loss/∂h의 2/2번째 몫 = g·h (g는 ∂loss/∂(h·h)): 모양 3×2, rms 0.5000, 지금까지 더한 것의 rms 1.0000",
        "∂loss/∂(x @ W) = g (g는 ∂loss/∂h): 모양 3×2, rms 1.0000",
        "∂loss/∂x = g @ Wᵀ (g는 ∂loss/∂(x @ W)): 모양 3×2, rms 5.3852",
        "∂loss/∂W = xᵀ @ g (g는 ∂loss/∂(x @ W)): 모양 2×2, rms 3.0000",
    ]
    assert en[1:] == [
        "∂loss/∂(h·h) = g / n (g is ∂loss/∂loss): shape 3×2, rms 0.1667",
        "part 1 of 2 of ∂loss/∂h = g·h (g is ∂loss/∂(h·h)): shape 3×2, rms 0.5000",
        "part 2 of 2 of ∂loss/∂h = g·h (g is ∂loss/∂(h·h)): shape 3×2, rms 0.5000, rms of the sum so far 1.0000",
        "∂loss/∂(x @ W) = g (g is ∂loss/∂h): shape 3×2, rms 1.0000",
        "∂loss/∂x = g @ Wᵀ (g is ∂loss/∂(x @ W)): shape 3×2, rms 5.3852",
        "∂loss/∂W = xᵀ @ g (g is ∂loss/∂(x @ W)): shape 2×2, rms 3.0000",
    ]


def test_what_broadcasting_stretched_has_the_parents_shape():
    b = Tensor([1.0, -1.0], "b")
    y = (Tensor(np.ones((4, 2)), "x") - b).sum()
    y.label = "y"
    assert said(backward_steps(y))[1][-1] == "∂y/∂b = g·(-1) (g is ∂y/∂(x - b)): shape 2, rms 4.0000"


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_arrays_of_one_number_read_like_numbers(shape):
    x = Tensor(np.full(shape, -3.0), "x")
    y = x * x
    y.label = "y"
    lines = said(forward_steps(y))[1] + said(backward_steps(y))[1][1:]
    assert lines == [
        "y = x·x = (-3.0000)·(-3.0000) = 9.0000",
        "part 1 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 1.0000 × (-3.0000) = -3.0000",
        "part 2 of 2 of ∂y/∂x = ∂y/∂y × ∂y/∂x = 1.0000 × (-3.0000) = -3.0000, sum so far -3.0000 + (-3.0000) = -6.0000",
    ]


@pytest.mark.parametrize(("shape", "words"), [((), "()"), ((1, 1), "1×1")])
def test_array_op_on_one_number_has_its_formula(shape, words):
    x = Tensor(np.full(shape, 2.0), "x")
    y = x.sum()
    y.label = "y"
    assert str(forward_steps(y)[0]) == "y = sum(x) = sum(2.0000) = 2.0000"
    step = backward_steps(y)[1]
    assert step.local is None
    assert said([step]) == [
        [f"∂y/∂x = g (g는 ∂y/∂y): 모양 {words}, rms 1.0000"],
        [f"∂y/∂x = g (g is ∂y/∂y): shape {words}, rms 1.0000"],
    ]


def test_empty_arrays_have_steps():
    t = Tensor(np.zeros((0, 3)), "t")
    y = (t * 2.0).sum()
    y.label = "y"
    assert said(forward_steps(y))[1] == ["t·2: shape 0×3, rms 0.0000", "y = sum(t·2) = sum([0×3]) = 0.0000"]
    assert said(backward_steps(y))[1][-1] == "∂y/∂t = g·2 (g is ∂y/∂(t·2)): shape 0×3, rms 0.0000"


LABELS = ["{x}", "%s", "{", "}", "{0}", "{equation}", "100%", r"\n", "가 나", "a{b", "{{", "∂", "x'"]


@pytest.mark.parametrize("label", LABELS)
def test_labels_with_braces_and_percents_are_left_as_they_are(label):
    x = Value(2.0, label)
    y = x * 3.0
    name = f"({label})" if " " in label else label
    assert (
        said([*forward_steps(y), backward_steps(y)[1]])
        == [
            [
                f"{name}·3 = 2.0000·3.0000 = 6.0000",
                f"∂({name}·3)/∂{name} = ∂({name}·3)/∂({name}·3) × ∂({name}·3)/∂{name} = 1.0000 × 3.0000 = 3.0000",
            ]
        ]
        * 2
    )
    t, W = Tensor([2.0, 2.0], label), Tensor(np.ones((2, 2)), label)
    y = t @ W
    y.label = label
    assert said(forward_steps(y))[1] == [f"{label} = {name} @ {name}: shape 2, rms 4.0000"]
    assert said(backward_steps(y, np.ones(2)))[1][1:] == [
        f"∂{name}/∂{name} = g @ {name}ᵀ (g is ∂{name}/∂{name}): shape 2, rms 2.0000",
        f"∂{name}/∂{name} = {name}ᵀ @ g (g is ∂{name}/∂{name}): shape 2×2, rms 2.0000",
    ]


@pytest.mark.parametrize("label", ["a + b", "a-b", "x y", "p/q", "x^2", "a=b"])
def test_labels_with_operators_are_bracketed_in_products(label):
    x = Value(2.0, label)
    y = x * 3.0
    y.label = label
    assert said(forward_steps(y))[0] == [f"{label} = ({label})·3 = 2.0000·3.0000 = 6.0000"]
    assert (
        said(backward_steps(y))[0][1]
        == f"∂({label})/∂({label}) = ∂({label})/∂({label}) × ∂({label})/∂({label}) = 1.0000 × 3.0000 = 3.0000"
    )


def test_huge_and_small_numbers_have_powers_of_ten():
    x = Value(-2e-7, "x")
    y = x * 3e9
    y.label = "y"
    assert said(backward_steps(y, -1e-5))[1] == [
        "∂y/∂y = -1.000e-05 (its gradient with respect to itself: the pass starts here)",
        "∂y/∂x = ∂y/∂y × ∂y/∂x = -1.000e-05 × 3.000e+09 = -30000.0000",
    ]
    assert str(forward_steps(y)[0]) == "y = x·3e+09 = (-2.000e-07)·3.000e+09 = -600.0000"


def test_values_that_are_not_finite_are_named():
    x = Value(0.0, "x")
    with pytest.warns(NumericWarning):
        y = x.log()
    y.label = "y"
    assert str(forward_steps(y)[0]) == "y = log(x) = log(0.0000) = -inf"
    with pytest.warns(NumericWarning):
        steps = backward_steps(y, -1.0)
    assert str(steps[1]) == "∂y/∂x = ∂y/∂y × ∂y/∂x = -1.0000 × inf = -inf"
    with pytest.warns(NumericWarning):
        steps = backward_steps(y, math.nan)
    assert str(steps[1]) == "∂y/∂x = ∂y/∂y × ∂y/∂x = nan × inf = nan"
    with pytest.warns(NumericWarning):
        y = Value(0.0, "a") / x
    assert str(forward_steps(y)[0]) == "a / x = 0.0000 / 0.0000 = nan"


def test_parameters_stand_in_the_formula():
    x = Value(-2.0, "x")
    y = x.leaky_relu(slope=0.25) + x**3
    y.label = "y"
    lines = said(forward_steps(y))[1]
    assert lines[0] == "v1 = leaky_relu(x, 0.25) = leaky_relu(-2.0000, 0.25) = -0.5000"
    assert lines[1] == "x^3 = (-2.0000)^3 = -8.0000"
    by_op = {step.node.op.name: step for step in backward_steps(y)[1:]}
    assert by_op["leaky_relu"].contribution == 0.25
    assert by_op["pow"].formula == "3·x^2" and by_op["pow"].local == 12.0


def test_minus_zero_is_plain_zero():
    x = Value(0.0, "x")
    y = -x
    y.label = "y"
    assert str(forward_steps(y)[0]) == "y = -x = -0.0000 = 0.0000"


def test_unlabelled_nodes_are_called_by_formula_or_place():
    a, b = Value(1.0), Value(2.0)
    y = a * b
    assert str(forward_steps(y)[0]) == "v0·v1 = 1.0000·2.0000 = 2.0000"
    long = Value(1.0, "one_long") * Value(2.0, "another")
    z = long + 1
    assert [str(step) for step in forward_steps(z)] == [
        "v2 = one_long·another = 1.0000·2.0000 = 2.0000",
        "v2 + 1 = 2.0000 + 1.0000 = 3.0000",
    ]


def test_step_shows_its_sentence_and_survives_pickling():
    for step in (backward_steps(neuron())[1], forward_steps(neuron())[0]):
        assert repr(step) == str(step)
        copy = pickle.loads(pickle.dumps(step))
        assert str(copy) == str(step) and copy.node.data == step.node.data


def test_powers_of_ten_need_no_brackets_in_a_product():
    y = Value(1e-5, "x") * Value(2e6, "w")
    assert str(forward_steps(y)[0]) == "x·w = 1.000e-05·2.000e+06 = 20.0000"


def test_shapes_need_no_second_brackets():
    y = Tensor(np.ones((1, 3)), "A") @ Tensor(np.ones((3, 1)), "B")
    assert str(forward_steps(y)[0]) == "A @ B = [1×3] @ [3×1] = 3.0000"


def test_label_that_is_a_digit_is_a_name():
    y = (Tensor([2.0, 3.0], "1") * Tensor([5.0, 5.0], "b")).sum()
    assert backward_steps(y)[-1].words["whole"] == "g·1"


# ── Stepper ──


def partial_sums(steps, place):
    """What each node's .grad should be after `place` steps: the contributions so far, added up."""
    found = {}
    for step in steps[:place]:
        if hasattr(step, "contribution"):
            found[step.parent] = found[step.parent] + step.contribution if step.parent in found else step.contribution
    return found


def holds(stepper, nodes, place):
    expected = partial_sums(stepper.steps, place)
    assert stepper.place == place
    assert stepper.current is (stepper.steps[place - 1] if place else None)
    for node in nodes:
        if node in expected:
            assert same(node.grad, expected[node])
        else:
            assert node.grad is None


def walk_everywhere(root, gradient, places):
    order = topological_order(root)
    for node in order:
        node.grad = node.own(np.full(np.shape(node.data), 7.0))  # of some other day
    s = Stepper(root, gradient)
    assert len(s) == len(s.steps) == len(forward_steps(root)) + len(backward_steps(root, gradient))
    holds(s, order, 0)
    for place in range(1, len(s) + 1):
        assert s.next() is s
        holds(s, order, place)
    s.next(3)
    holds(s, order, len(s))
    for place in reversed(range(len(s))):
        assert s.back() is s
        holds(s, order, place)
    s.back()
    holds(s, order, 0)
    for place in places:
        s.goto(place % (len(s) + 1))
        holds(s, order, place % (len(s) + 1))
    s.run()
    holds(s, order, len(s))
    walked = [node.grad for node in order]
    root.zero_grad()
    root.backward(gradient)
    assert all((a is None and b.grad is None) or same(a, b.grad) for a, b in zip(walked, order, strict=True))
    s.reset()
    holds(s, order, 0)


@fewer(3)
@given(graphs(), st.floats(-2, 2), st.lists(st.integers(0, 99), max_size=5))
def test_gradients_are_there_just_as_far_as_the_steps_came(nodes, gradient, places):
    walk_everywhere(nodes[-1], gradient, places)


@fewer(3)
@given(tensor_graphs(), st.lists(st.integers(0, 99), max_size=5))
def test_gradients_of_arrays_are_there_just_as_far(nodes, places):
    root = nodes[-1]
    walk_everywhere(root, np.full(root.data.shape, 0.5), places)


def test_forward_comes_before_backward():
    y = neuron()
    s = Stepper(y)
    assert [hasattr(step, "contribution") for step in s.steps] == [False] * 3 + [True] * 6
    assert all(node.grad is None for node in topological_order(y))
    s.next(3)
    assert all(node.grad is None for node in topological_order(y))
    s.next()
    assert y.grad == 1.0


def test_counts_go_on_and_back_and_stop_at_the_ends():
    s = Stepper(neuron())
    n = len(s)
    places = [s.next(2).place, s.next(0).place, s.next(10**30).place, s.back(3).place, s.back(0).place, s.back(10**30).place]
    assert places == [2, 2, n, n - 3, n - 3, 0]
    assert s.goto(np.int64(4)).place == 4
    assert [s.reset().place, s.run().place] == [0, n]


@pytest.mark.parametrize("method", ["next", "back", "goto"])
@pytest.mark.parametrize("wrong", [-1, 1.0, "2", True, math.nan, np.float64(2.0), [1]], ids=repr)
def test_bad_counts_are_refused(raised, method, wrong):
    s = Stepper(neuron()).goto(2)
    ko, en = raised(lambda: getattr(s, method)(wrong), OptionError)
    assert ko == f"Stepper.{method}={wrong!r}은(는) 쓸 수 없습니다. 쓸 수 있는 범위: >= 0."
    assert en == f"Stepper.{method}={wrong!r} cannot be used: Stepper.{method} must be >= 0."
    assert s.place == 2


def test_none_is_no_count(raised):
    s = Stepper(neuron())
    raised(lambda: s.goto(None), OptionError)


@pytest.mark.parametrize("place", [10, 10**30])
def test_places_past_the_end_are_refused(raised, place):
    s = Stepper(neuron()).goto(9)
    x = next(node for node in topological_order(s.root) if node.label == "x")
    there = x.grad
    ko, en = raised(lambda: s.goto(place), OptionError)
    assert ko == f"{place}번째 단계는 없습니다. 단계는 9까지입니다."
    assert en == f"There is no step {place}. The last is 9."
    assert s.place == 9 and x.grad == there


def test_leaf_as_root_of_a_stepper():
    x = Value(3.0, "x")
    x.grad = 5.0
    s = Stepper(x, 2.0)
    assert (len(s), x.grad) == (1, None)
    set_language("en")
    assert (
        repr(s.next()) == "[1/1] backward (the end)\n∂x/∂x = 2.0000 (its gradient with respect to itself: the pass starts here)"
    )
    assert x.grad == 2.0
    assert s.back().root.grad is None


def test_what_stands_at_every_place():
    x = Value(3.0, "x")
    y = (x * x).relu()
    y.label = "y"
    s = Stepper(y)
    ko, en = ([], [])
    for language, found in (("ko", ko), ("en", en)):
        set_language(language)
        found += [repr(s.goto(place)) for place in range(len(s) + 1)]
    assert ko[:5] == [
        "[0/6] 시작. 아직 아무것도 계산하지 않았습니다.",
        "[1/6] 순전파\nx·x = 3.0000·3.0000 = 9.0000",
        "[2/6] 순전파\ny = relu(x·x) = relu(9.0000) = 9.0000",
        "[3/6] 역전파\n∂y/∂y = 1.0000 (자기 자신에 대한 기울기: 여기서 시작합니다)",
        "[4/6] 역전파\n∂y/∂(x·x) = ∂y/∂y × ∂y/∂(x·x) = 1.0000 × 1.0000 = 1.0000\n"
        "국소 미분 ∂y/∂(x·x) = 1 if x·x > 0 else 0 = 1.0000",
    ]
    assert en == [
        "[0/6] Start. Nothing has been computed yet.",
        "[1/6] forward\nx·x = 3.0000·3.0000 = 9.0000",
        "[2/6] forward\ny = relu(x·x) = relu(9.0000) = 9.0000",
        "[3/6] backward\n∂y/∂y = 1.0000 (its gradient with respect to itself: the pass starts here)",
        "[4/6] backward\n∂y/∂(x·x) = ∂y/∂y × ∂y/∂(x·x) = 1.0000 × 1.0000 = 1.0000\n"
        "local derivative ∂y/∂(x·x) = 1 if x·x > 0 else 0 = 1.0000",
        "[5/6] backward\npart 1 of 2 of ∂y/∂x = ∂y/∂(x·x) × ∂(x·x)/∂x = 1.0000 × 3.0000 = 3.0000\n"
        "local derivative ∂(x·x)/∂x = x = 3.0000",
        "[6/6] backward (the end)\npart 2 of 2 of ∂y/∂x = ∂y/∂(x·x) × ∂(x·x)/∂x = 1.0000 × 3.0000 = 3.0000, "
        "sum so far 3.0000 + 3.0000 = 6.0000\n"
        "local derivative ∂(x·x)/∂x = x = 3.0000",
    ]


def test_local_derivative_that_is_a_plain_number_is_not_said_twice():
    x = Value(3.0, "x")
    y = -2.5 * x + 1
    y.label = "y"
    s = Stepper(y).run()
    assert s.lines()[-1] == "국소 미분 ∂((-2.5)·x)/∂x = -2.5"
    assert Stepper(y).goto(4).lines()[-1] == "국소 미분 ∂y/∂((-2.5)·x) = 1"


def test_arrays_have_no_local_line():
    s = Stepper(layer())
    for place in range(1, len(s) + 1):
        assert len(s.goto(place).lines()) == 2


def test_two_steppers_on_one_graph():
    y = neuron()
    order = topological_order(y)
    first = Stepper(y).run()
    second = Stepper(y, 3.0)
    assert all(node.grad is None for node in order)  # a new one starts anew
    second.run()
    holds(second, order, len(second))
    first.reset().run()
    holds(first, order, len(first))
    first.reset()
    assert all(node.grad is None for node in order)


def test_nodes_outside_of_the_graph_keep_their_gradients():
    x = Value(2.0, "x")
    y, other = x * 3.0, x * 4.0
    other.backward()
    s = Stepper(y)
    assert (other.grad, x.grad) == (1.0, None)
    s.run()
    assert (other.grad, x.grad) == (1.0, 3.0)


def test_scopes_and_modes_do_not_matter():
    with scope("layer"):
        y = neuron()
    with no_grad():
        s = Stepper(y).run()
    assert y.grad == 1.0 and len(s) == 9
