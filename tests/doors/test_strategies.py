"""전략이 약속하는 것: 범위, 정의역, 함께 쓰는 노드, 작게 줄어드는 예.

What the strategies promise: ranges, domains, shared nodes, and failures that shrink to something
small.
"""

import importlib
import math
import sys
import textwrap
from collections import Counter

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.statistics import collector

from micrograd_ko import (
    TABLE,
    OptionError,
    Tensor,
    UnknownOpError,
    Value,
    set_language,
    strategies,
    topological_order,
)
from micrograd_ko.expression import evaluate, read_bindings
from micrograd_ko.optim import SGD
from micrograd_ko.strategies import (
    assert_gradients_match,
    broadcasting_shapes,
    expressions,
    graphs,
    inputs_of,
    networks,
    numbers,
    shapes,
    tensors,
    values,
)
from micrograd_ko.strategies.graphs import labelled
from tests.helpers.sharing import fewer

ONCE = settings(
    database=None,
    derandomize=True,
    max_examples=1000,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
each_row = pytest.mark.parametrize("row", TABLE.values(), ids=repr)


def first(strategy, condition=lambda found: True):
    """The simplest thing that a strategy makes."""
    return find(strategy, condition, settings=ONCE)


def ops_of(root):
    return [node.op.name for node in topological_order(root) if node.op is not None]


def leaves_of(root):
    return [node for node in topological_order(root) if node.op is None]


def depth_of(root):
    depths = {}
    for node in topological_order(root):
        depths[node] = 1 + max(depths[parent] for parent in node.parents) if node.op else 0
    return depths[root]


def is_shared(root):
    return (
        max(Counter(parent for node in topological_order(root) for parent in node.parents).values())
        > 1
    )


def is_in_domain(op, point):
    return all(low <= x <= high for x, (low, high) in zip(point, op.domain, strict=True)) and (
        op.special is None or abs(op.special(*point)) > 0.049
    )


# ── numbers ──


@given(data=st.data(), low=st.floats(-1e6, 1e6), width=st.floats(0, 1e6))
def test_numbers_lie_in_their_interval(data, low, width):
    assert low <= data.draw(numbers(low, low + width)) <= low + width


@given(numbers(), numbers(0, 1e-3), numbers(2e5, 5e5))
def test_numbers_have_few_digits(x, small, large):
    assert (x, small, large) == (round(x, 2), round(small, 5), round(large, -3))
    assert repr(x) != "-0.0"


@pytest.mark.parametrize(
    ("condition", "simplest"),
    [
        (lambda x: True, 1.0),
        (lambda x: x != 1, 0.0),
        (lambda x: x > 1.01, 2.0),
        (lambda x: x < 0, -1.0),
        (lambda x: 0.11 < x < 1, 0.5),
        (lambda x: -1 < x < -0.11, -0.5),
    ],
)
def test_numbers_shrink_to_short_decimals(condition, simplest):
    assert first(numbers(), condition) == simplest


def test_a_leaf_has_its_label_and_is_new_each_time():
    leaf, other = first(values(0.5, 0.5, label="p")), first(values())
    assert (leaf.data, leaf.label, other.data, other.label) == (0.5, "p", 1.0, "")


@pytest.mark.parametrize(
    ("low", "high", "option"),
    [(1, 0, "high"), (0, math.inf, "high"), (-math.inf, 0, "low"), (0, "1", "high")],
)
def test_interval_must_have_two_ends(raised, low, high, option):
    ko, en = raised(lambda: numbers(low, high), OptionError)
    assert option in ko and option in en


@each_row
@fewer(3)
@given(data=st.data())
def test_inputs_of_an_op_are_in_its_domain_and_off_its_kinks(row, data):
    assert is_in_domain(row, data.draw(inputs_of(row)))
    assert is_in_domain(row, data.draw(inputs_of(row.name)))


def test_a_point_at_a_kink_is_moved_to_the_simplest_that_is_not():
    assert first(inputs_of("maximum")) == (2.0, 1.0)
    assert first(inputs_of("relu6"), lambda point: point[0] > 5.9) == (7.0,)


@pytest.mark.parametrize(
    ("domain", "low", "high"),
    [
        ((0.5, math.inf), 0.5, 3.5),
        ((-math.inf, 0.5), -3.0, 0.5),
        ((-math.inf, math.inf), -3.0, 3.0),
        ((5.0, math.inf), 5.0, 8.0),
    ],
)
def test_a_domain_without_an_end_gets_one(temporary_op, domain, low, high):
    row = temporary_op(
        "twice", "2·", "두 배", lambda a: a + a, lambda g, y, a: (2 * g,), domain=(domain,)
    )
    found = []
    settings(ONCE, max_examples=30)(given(inputs_of(row))(lambda point: found.append(*point)))()
    assert low <= min(found) and max(found) <= high
    for end in (low, high):  # and all the way to both
        assert (
            abs(first(inputs_of(row), lambda point, end=end: abs(point[0] - end) < 1)[0] - end) < 1
        )


# ── graphs ──


@given(graphs())
def test_graph_is_bounded_in_its_domains_and_labelled(root):
    assert 1 <= len(ops_of(root)) <= 8
    assert [leaf.label for leaf in leaves_of(root)] == ["x", "y", "z"][: len(leaves_of(root))]
    for node in topological_order(root):
        assert abs(node.data) <= 200
        assert node.grad is None
        assert node.op is None or is_in_domain(node.op, [parent.data for parent in node.parents])


@given(graphs(max_ops=3, ops=["add", TABLE["tanh"], TABLE["pow"].bind(exponent=4)], leaves=1))
def test_graph_keeps_to_what_is_asked_for(root):
    assert len(ops_of(root)) <= 3
    assert len(leaves_of(root)) == 1
    assert set(ops_of(root)) <= {"add", "tanh", "pow"}
    assert all(
        node.op.params == {"exponent": 4}
        for node in topological_order(root)
        if node.op and node.op.name == "pow"
    )


def test_every_op_of_the_table_appears():
    seen = set()
    find(
        graphs(),
        lambda root: seen.update(ops_of(root)) or seen == {*TABLE},
        settings=settings(ONCE, phases=[Phase.generate]),
    )


def test_simplest_graphs():
    root = first(graphs())
    assert (ops_of(root), [leaf.data for leaf in leaves_of(root)]) == (["add"], [1.0])
    root = first(graphs(), lambda root: len(leaves_of(root)) == 2)
    assert (ops_of(root), [leaf.data for leaf in leaves_of(root)]) == (["add"], [1.0, 1.0])
    root = first(graphs(), lambda root: "tanh" in ops_of(root))
    assert (ops_of(root), [leaf.data for leaf in leaves_of(root)]) == (["tanh"], [1.0])
    assert len(ops_of(first(graphs(), lambda root: depth_of(root) == 3))) == 3


def test_nodes_are_shared():
    def has_diamond(root):
        uses = Counter(parent for node in topological_order(root) for parent in {*node.parents})
        return any(count > 1 and node.op is not None for node, count in uses.items())

    assert is_shared(first(graphs(), is_shared))
    assert len(ops_of(first(graphs(), has_diamond))) == 3


def test_many_leaves_have_names():
    root = labelled(sum((Value(1.0) for _ in range(7)), start=Value(1.0)), "xyzuvw")
    assert [leaf.label for leaf in leaves_of(root)] == ["x", "y", "z", "u", "v", "w", "x7", "x8"]


def test_op_may_be_added_after_the_strategy_is_written(temporary_op):
    strategy = graphs()
    temporary_op("late", "l", "늦음", lambda a: a * a, lambda g, y, a: (g * (2 * a),))
    assert ops_of(first(strategy, lambda root: "late" in ops_of(root))) == ["late"]


def test_op_without_any_clear_point_is_left_out(temporary_op):
    temporary_op(
        "nowhere", "n", "없음", lambda a: 2 * a, lambda g, y, a: (g * 2,), special=lambda a: 0 * a
    )
    assert ops_of(first(graphs(ops=["nowhere"], max_ops=1))) == []


WRONG = [
    (lambda: graphs(max_ops=0), OptionError, "max_ops"),
    (lambda: graphs(leaves=0), OptionError, "leaves"),
    (lambda: expressions(max_depth=0.5), OptionError, "max_depth"),
    (lambda: first(graphs(ops=["softmax"])), UnknownOpError, "softmax"),
    (lambda: first(networks(losses=["mean"])), OptionError, "mean"),
    (lambda: first(networks(activations=["steep"])), OptionError, "steep"),
]


@pytest.mark.parametrize(("call", "error", "named"), WRONG)
def test_wrong_arguments_are_named(raised, call, error, named):
    ko, en = raised(call, error)
    assert named in ko and named in en


# ── expressions ──


@given(expressions())
def test_expression_is_what_the_command_line_reads(expression):
    bindings = read_bindings([f"{name}={x!r}" for name, x in expression.at.items()])
    assert evaluate(expression.text, bindings).data == expression.root.data
    assert {
        leaf.label: leaf.data for leaf in leaves_of(expression.root) if leaf.label
    } == expression.at
    assert set(expression.at) <= {"x", "y"}
    assert 1 <= depth_of(expression.root) <= 3


@given(expressions(max_depth=2, ops=["sub", "pow", "rpow"], variables="abc"))
def test_expression_keeps_to_what_is_asked_for(expression):
    assert depth_of(expression.root) <= 2
    assert set(ops_of(expression.root)) <= {"sub", "pow", "rpow"}
    assert set(expression.at) <= set("abc")


WRITTEN = {
    "add": "Expression('x + x', x=1)",
    "neg": "Expression('-x', x=1)",
    "div": "Expression('x / x', x=1)",
    "pow": "Expression('x ** 2', x=1)",
    "rpow": "Expression('2 ** x', x=1)",
    "power": "Expression('x ** x', x=1)",
    "maximum": "Expression('maximum(x, y)', x=1, y=2)",
    "leaky_relu": "Expression('leaky_relu(x)', x=1)",
}


@pytest.mark.parametrize("name", WRITTEN)
def test_expression_shows_text_and_numbers(name):
    assert repr(first(expressions(ops=[name], max_depth=1))) == WRITTEN[name]


def test_parameters_are_written_where_they_are_not_the_defaults():
    assert (
        first(expressions(ops=[TABLE["leaky_relu"].bind(slope=0.2)], max_depth=1)).text
        == "leaky_relu(x, slope=0.2)"
    )


# ── arrays ──


@given(shapes(min_dims=1, max_dims=2, min_side=2, max_side=3))
def test_shapes_keep_to_their_limits(shape):
    assert 1 <= len(shape) <= 2 and all(2 <= n <= 3 for n in shape)


@given(broadcasting_shapes(3))
def test_broadcasting_shapes_broadcast(found):
    result = np.broadcast_shapes(*found)
    assert len(found) == 3 and len(result) <= 3 and all(n <= 4 for n in result)


@given(tensors((2, 3), low=0, high=1, label="W"), tensors(shapes(max_dims=2), unique=True))
def test_tensors_are_leaves_with_entries_in_range(W, any_shape):
    assert isinstance(W, Tensor) and W.shape == (2, 3) and W.label == "W" and W.op is None
    assert (W.data >= 0).all() and (W.data <= 1).all()
    assert any_shape.ndim <= 2 and len(np.unique(any_shape.data)) == any_shape.size


# ── networks ──


@fewer(3)
@given(networks())
def test_network_learns_in_one_step(network):
    loss = network.loss()
    loss.backward()
    slope = sum(float(np.sum(p.grad**2)) for p in network.model.parameters())
    SGD(network.model, lr=1e-4).step()
    assert math.isfinite(loss.item())
    assert slope == 0 or network.loss().item() < loss.item()


@fewer(10)
@given(networks(max_width=2, max_layers=2, max_samples=2))
def test_gradients_of_a_network_match(network):
    assert_gradients_match(network.loss, *network.model.parameters())


@pytest.mark.parametrize(
    "loss", ["mse", "half_mse", "cross_entropy", "binary_cross_entropy", "hinge"]
)
def test_networks_have_targets_for_each_loss(loss):
    network = first(networks(losses=[loss], activations=["relu"], max_layers=1))
    assert network.loss_name == loss and network.loss().size == 1
    assert repr(network).startswith("Network(MLP(Linear(1, ") and repr(network).endswith(
        f", {loss})"
    )


# ── the assertion ──


@given(graphs())
def test_gradients_of_the_table_match(root):
    assert_gradients_match(root)


def failure(strategy, check=assert_gradients_match):
    """The example that a failing property test shrinks to, and its message."""
    seen = []

    @settings(ONCE, max_examples=300, derandomize=True)
    @given(strategy)
    def run(root):
        seen.append(root)
        check(root)

    with pytest.raises(AssertionError) as caught:
        run()
    return seen[-1], str(caught.value)


BAD = {  # a rule that is wrong, the input in which, and by what factor
    "product": (lambda a, b: a * b, lambda g, y, a, b: (g * b, 1.01 * g * a), "b", 1.01),
    "quotient": (
        lambda a, b: a / (b * b + 1),
        lambda g, y, a, b: (g * y / a, -g * (y * y / a * b)),
        "b",
        0.5,
    ),
    "cube": (lambda a: a * a * a, lambda g, y, a: (g * (2 * a * a),), "x", 0.666667),
    "square": (
        lambda a: a * a,
        lambda g, y, a: (g * (2 * (a.data if isinstance(a, Value) else a)),),
        "x",
        0,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_wrong_op_is_found_made_small_named_and_drawn(temporary_op, name):
    forward, backward, at, factor = BAD[name]
    temporary_op(f"bad_{name}", "⊛", "틀린 연산", forward, backward)
    root, message = failure(graphs())
    assert ops_of(root) == [f"bad_{name}"] and len(topological_order(root)) <= 3
    assert f"처음으로 틀린 연산은 bad_{name}입니다." in message
    assert " = ⊛ (결과)" in message and "└─ " in message
    row = next(
        line.split()
        for line in message.splitlines()[::-1]
        if line.split()[1:2] == [at] and line.startswith("  ")
    )
    assert float(row[-1]) == pytest.approx(factor, rel=1e-5)


def test_wrong_op_inside_a_large_graph_is_drawn_alone(temporary_op):
    temporary_op("bad", "⊛", "틀린 연산", *BAD["product"][:2])
    x, y = Value(0.5, "x"), Value(2.0, "y")
    with pytest.raises(AssertionError) as caught:
        assert_gradients_match(lambda x, y: ((x + y).bad(x * y).tanh() * x).exp(), x, y)
    words, _, tree = str(caught.value).partition("결과")
    assert "bad" in words and "tanh" not in words + tree and "exp" not in words + tree
    assert tree.count("─") == 2  # two inputs, as leaves
    assert x.grad is None and y.grad is None


def test_message_in_english(temporary_op):
    set_language("en")
    temporary_op("bad", "⊛", "틀린 연산", *BAD["cube"][:2])
    with pytest.raises(
        AssertionError, match="The first op at fault is bad: by itself, on its inputs' numbers"
    ):
        assert_gradients_match(lambda x: x.bad(), 0.5)


def test_array_op_is_drawn_too(temporary_op):
    temporary_op("bad", "⊛", "틀린 연산", *BAD["product"][:2])
    with pytest.raises(AssertionError, match="처음으로 틀린 연산은 bad"):
        assert_gradients_match(lambda W: (W.bad(W) @ W.T).sum(), np.array([[1.0, 2.0]]))


def test_where_each_op_is_right_the_whole_graph_is_drawn():
    with pytest.raises(AssertionError, match="연산 하나하나의 국소 미분은 맞습니다") as caught:
        assert_gradients_match(lambda x: x * x.data, 3.0)  # x.data is outside the graph
    assert "└─ 3 (상수)" in str(caught.value)


def test_options_are_those_of_the_check():
    cut = lambda x: x * x + 1e-3 * x.data  # noqa: E731
    with pytest.raises(AssertionError):
        assert_gradients_match(cut, 3.0)
    assert_gradients_match(cut, 3.0, rtol=1e-2, order=1)


# ── from a user's side ──


def test_example_of_the_module_runs(temporary_op):
    temporary_op(
        "softsign",
        "s",
        "소프트사인",
        lambda a: a / (1 + abs(a)),
        lambda g, y, a: (g / (1 + abs(a)) ** 2,),
        special=lambda a: a,
    )
    code = strategies.__doc__.partition("functions:\n\n")[2].partition("\n\nThey")[0]
    names = {}
    exec(textwrap.dedent(code), names)
    names["test_softsign_anywhere_in_a_graph"]()


ALL = {
    "numbers": numbers(),
    "values": values(),
    "inputs_of": inputs_of("maximum"),
    "graphs": graphs(),
    "expressions": expressions(),
    "shapes": shapes(),
    "broadcasting_shapes": broadcasting_shapes(),
    "tensors": tensors(),
    "networks": networks(),
}


@pytest.mark.parametrize("name", ALL)
def test_every_example_counts(name):
    """No filter and no assume: nothing that is drawn is thrown away."""
    found = []
    run = settings(ONCE, max_examples=100, phases=[Phase.generate])(
        given(ALL[name])(lambda x: None)
    )
    with collector.with_value(found.append):
        run()
    assert "invalid" not in {case["status"] for case in found[0]["generate-phase"]["test-cases"]}


def test_without_hypothesis_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    monkeypatch.delitem(sys.modules, "micrograd_ko.strategies")
    for language, words in (
        ("ko", "Hypothesis가 필요합니다. 설치:"),
        ("en", "needs Hypothesis. Install it:"),
    ):
        set_language(language)
        with pytest.raises(
            ModuleNotFoundError,
            match=f"micrograd_ko.strategies.*{words} python -m pip install hypothesis",
        ):
            importlib.import_module("micrograd_ko.strategies")
