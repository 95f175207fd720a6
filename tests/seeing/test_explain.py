"""explain과 compare_orders: 길을 하나하나 걸은 것, 되부름으로 짠 깊이 우선과 견준다.

explain and compare_orders, next to a walk over every path and a recursive depth-first pass.
"""

import math
import warnings
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    GraphError,
    NotANumberError,
    NumericWarning,
    OptionError,
    Tensor,
    Value,
    compare_orders,
    expand,
    explain,
    grad,
    topological_order,
)
from micrograd_ko.messages import filled
from micrograd_ko.seeing.explain import ENDS, _readable
from tests.helpers.graphs import grads, graphs, locals_of, unchanged
from tests.helpers.paths import both

MAX_PATHS = 300


# ── every path, walked ──


def walked(y, x):
    """All paths as (nodes from x to y, local derivatives from y to x)."""
    if y is x:
        return [((x,), ())]
    if y.op is None:
        return []
    below = [
        (path, (local, *locals_))
        for p, local in zip(y.parents, locals_of(y), strict=True)
        for path, locals_ in walked(p, x)
    ]
    return [((*nodes, y), locals_) for nodes, locals_ in below]


def how_many(y, x):
    counts = {x: 1}
    for node in topological_order(y):
        if node is not x:
            counts[node] = sum(counts[p] for p in node.parents)
    return counts.get(y, 0)


def rounded(locals_):
    return tuple(float(f"{local:.9g}") + 0.0 for local in locals_)


@given(graphs(), st.integers(0, 99))
def test_all_paths_are_found_largest_first(nodes, pick):
    y = nodes[-1]
    # now and then a node that y may not depend on
    chosen = topological_order(nodes[-1]) if pick % 4 else nodes
    x = chosen[pick % len(chosen)]
    assume(how_many(y, x) <= MAX_PATHS)
    before = grads(nodes)
    found = explain(y, x, limit=MAX_PATHS)
    oracle = walked(y, x)
    assert (found.y, found.x, found.count, len(found.paths)) == (y, x, len(oracle), len(oracle))
    mine = Counter((path.nodes, rounded(path.locals)) for path in found.paths)
    assert mine == Counter((path, rounded(locals_)) for path, locals_ in oracle)
    for path in found.paths:
        assert path.nodes[0] is x and path.nodes[-1] is y
        assert path.product == pytest.approx(math.prod(path.locals), rel=1e-14, abs=0.0)
    sizes = [abs(path.product) for path in found.paths]
    assert sizes == sorted(sizes, reverse=True)
    tolerance = 1e-9 * (1 + sum(sizes))
    assert abs(found.total - grad(y, x)) <= tolerance
    assert abs(found.total - math.fsum(path.product for path in found.paths)) <= tolerance
    assert found.share == 1.0
    assert unchanged(nodes, before)


@given(graphs(), st.integers(0, 99), st.integers(1, 7))
def test_limit_keeps_the_largest(nodes, pick, limit):
    order = topological_order(nodes[-1])
    x = order[pick % len(order)]
    y = nodes[-1] * 2.0 + nodes[-1] * nodes[-1] - nodes[-1] * 0.7  # four ways up to y at least
    limit = min(limit, how_many(y, x) - 1)
    assume(how_many(y, x) <= MAX_PATHS)
    found = explain(y, x, limit=limit)
    everything = sorted((abs(math.prod(locals_)) for _, locals_ in walked(y, x)), reverse=True)
    assert found.count == len(everything)
    # Sizes are told apart to six digits of their logarithm.
    assert [abs(path.product) for path in found.paths] == pytest.approx(
        everything[:limit], rel=1e-5, abs=1e-250
    )
    share = math.fsum(everything[:limit]) / math.fsum(everything) if any(everything) else 1.0
    assert found.share == pytest.approx(share, rel=1e-5)
    assert 0.0 <= found.share <= 1.0 + 1e-12
    assert found.total == explain(y, x, limit=MAX_PATHS).total


def test_paths_under_a_limit_are_different_ones():
    x = Value(2.0, "x")
    sides = [x * 3.0 for _ in range(10)]
    y = sum(sides[1:], sides[0])
    for limit in range(1, 10):
        found = explain(y, x, limit=limit)
        assert len(found.paths) == limit and found.count == 10
        assert len({path.nodes for path in found.paths}) == limit  # each by another side
        assert found.share == pytest.approx(limit / 10)
    assert len(explain(y, x, limit=10).paths) == len(explain(y, x).paths) == 10


def test_parallel_edges_are_paths_of_their_own():
    x = Value(3.0, "x")
    a = x * x
    y = a * a
    found = explain(y, x)
    assert (found.count, found.total) == (4, 108.0)
    assert [path.nodes for path in found.paths] == [(x, a, y)] * 4
    assert {path.locals for path in found.paths} == {(9.0, 3.0)}


def test_signs_do_not_count_for_size():
    x = Value(1.0, "x")
    y = x * 2.0 + x * -5.0 + x * 3.0
    assert [path.product for path in explain(y, x).paths] == [-5.0, 3.0, 2.0]
    one = explain(y, x, limit=1)
    assert (one.paths[0].product, one.share, one.total) == (-5.0, 0.5, 0.0)


def test_equal_paths_come_left_first_and_always_in_the_same_order():
    x = Value(1.0, "x")
    a, b, c = x * 2.0, x * -2.0, x * 2.0
    y = (a + b) + c
    assert [path.nodes[1] for path in explain(y, x).paths] == [a, b, c]
    assert str(explain(y, x)) == str(explain(y, x))


# ── the ends ──


def test_node_by_itself_is_one_path_of_no_steps():
    for x in (Value(3.0, "x"), Value(3.0, "a") * 2.0, Value.constant(2.0)):
        found = explain(x, x)
        assert (found.count, found.total, found.share) == (1, 1.0, 1.0)
        (path,) = found.paths
        assert (path.nodes, path.locals, path.product) == ((x,), (), 1.0)
    x = Value(3.0, "x")
    ko, en = both(explain(x, x))
    assert ko == ["∂x/∂x = 1.0000: x에서 x까지 가는 경로 하나", "  1.  x  1.0000"]
    assert en[1] == ko[1]


def test_no_path():
    x, z = Value(3.0, "x"), Value(4.0, "z")
    y = x * 2.0
    y.label = "y"
    for top, bottom in ((y, z), (x, y)):
        found = explain(top, bottom)
        assert (found.paths, found.count, found.total, found.share) == ((), 0, 0.0, 1.0)
        assert grad(top, bottom) == 0.0
    assert both(explain(y, z)) == [
        ["∂y/∂z = 0: z에서 y까지 가는 경로가 없습니다."],
        ["∂y/∂z = 0: there is no path from z to y."],
    ]
    assert str(explain(x, y)).startswith("∂x/∂y = 0: ")


def test_unlabelled_nodes_of_two_graphs_get_different_names():
    words = str(explain(Value(1.0), Value(2.0)))
    assert words == "∂v₁/∂v₂ = 0: v₂에서 v₁까지 가는 경로가 없습니다."


def test_intermediate_node_is_where_paths_end():
    x = Value(0.5, "x")
    a = x * 3.0
    y = a * a + x
    found = explain(y, a)
    assert (found.count, found.total) == (2, 3.0)
    assert all(x not in path.nodes for path in found.paths)


def test_constant_has_paths_like_any_leaf():
    c, x = Value.constant(2.0), Value(3.0, "x")
    y = c * x + c
    found = explain(y, c)
    assert (found.count, found.total) == (2, 4.0 if grad(y, c) is None else grad(y, c))
    assert found.total == 4.0


def test_multiplying_by_zero_leaves_paths_of_size_zero():
    x = Value(3.0, "x")
    found = explain(x * 0.0 + x.relu() * 0.0, x)
    assert (found.count, found.total, found.share) == (2, 0.0, 1.0)
    assert explain(x * 0.0 + x * 0.0 + x * 0.0, x, limit=2).share == 1.0


# ── what is refused ──


def test_tensors_are_to_be_expanded_first(raised):
    t = Tensor([1.0, 2.0], "t")
    loss = (t * t).sum()
    x = Value(1.0, "x")
    for y, of in ((loss, t), (t, t), (x, t), (loss, x), (Tensor(1.0), Tensor(1.0))):
        ko, en = raised(lambda y=y, of=of: explain(y, of), GraphError)
        assert "먼저 펼치십시오: small, w = expand(loss, W); explain(small, w[0, 0])" in ko
        assert (
            "Expand a Tensor graph first: small, w = expand(loss, W); explain(small, w[0, 0])" in en
        )
    small, entries = expand(loss, t)
    assert explain(small, entries[1]).total == 4.0


@pytest.mark.parametrize("thing", [3.0, None, "x", np.ones(2)], ids=repr)
def test_only_nodes_are_explained(raised, thing):
    x = Value(1.0, "x")
    for call in (lambda: explain(thing, x), lambda: explain(x, thing)):
        for message in raised(call, NotANumberError):
            assert "explain(y, x)" in message and type(thing).__name__ in message
    for message in raised(lambda: compare_orders(thing), NotANumberError):
        assert "compare_orders(root)" in message and type(thing).__name__ in message


@pytest.mark.parametrize("limit", [0, -1, 0.5, 1.5, True, "3", None, [1]], ids=repr)
def test_bad_limits_are_refused(raised, limit):
    x = Value(1.0, "x")
    ko, en = raised(lambda: explain(x * x, x, limit=limit), OptionError)
    assert ko == filled(
        "limit={limit!r}은(는) 쓸 수 없습니다. 쓸 수 있는 범위: >= 1.", {"limit": limit}
    )
    assert en == f"limit={limit!r} cannot be used: limit must be >= 1."


@pytest.mark.parametrize("limit", [math.inf, -math.inf, math.nan], ids=repr)
def test_limits_that_are_not_finite_are_refused(raised, limit):
    x = Value(1.0, "x")
    for message in raised(lambda: explain(x * x, x, limit=limit), OptionError):
        assert f"limit={limit!r}" in message


@pytest.mark.parametrize("limit", [2, np.int64(2)], ids=repr)
def test_whole_numbers_of_any_type_are_limits(limit):
    x = Value(1.0, "x")
    assert len(explain(x * x + x * x, x, limit=limit).paths) == 2


# ── sentences ──


def test_all_paths_and_their_sum():
    w = Value(-3.0, "w")
    y = w * w + 2 * w
    y.label = "y"
    rows = [
        "  1.  y ← w·w ← w  1.0000 × (-3.0000) = -3.0000",
        "  2.  y ← w·w ← w  1.0000 × (-3.0000) = -3.0000",
        "  3.  y ← 2·w ← w  1.0000 × 2.0000 = 2.0000",
    ]
    ko, en = both(explain(y, w))
    assert ko == [
        "∂y/∂w = -4.0000: w에서 y까지 가는 경로 3개의 합",
        *rows,
        "  합: -3.0000 + (-3.0000) + 2.0000 = -4.0000",
    ]
    assert en == [
        "∂y/∂w = -4.0000: the sum over 3 paths from w to y",
        *rows,
        "  sum: -3.0000 + (-3.0000) + 2.0000 = -4.0000",
    ]
    assert repr(explain(y, w)) == "\n".join(ko)


def test_the_largest_of_many_and_what_they_carry():
    x = Value(1.0, "x")
    y = x * 4.0 + x * -3.0 + x * 1.0
    y.label = "y"
    ko, en = both(explain(y, x, limit=2))
    assert (
        ko[-1]
        == "  경로 3개 가운데 기여분이 가장 큰 2개입니다. 이들의 합은 1.0000이고, 모든 기여분의 "
        "절댓값을 더한 것의 87.5%입니다."
    )
    assert (
        en[-1]
        == "  These are the 2 largest of 3 paths. Their sum is 1.0000; they carry 87.5% of the "
        "sizes of all contributions."
    )
    assert en[0] == "∂y/∂x = 2.0000: the sum over 3 paths from x to y"
    assert len(en) == 4


def test_one_path_needs_no_sum():
    x = Value(2.0, "x")
    y = (x * 3.0).relu()
    y.label = "y"
    assert both(explain(y, x))[1][1:] == ["  1.  y ← x·3 ← x  1.0000 × 3.0000 = 3.0000"]


def test_roads_are_shortened_in_the_middle():
    x = h = Value(1.0, "x")
    n = 2 * ENDS - 1
    for i in range(n):
        h = h * (i + 2.0)
        h.label = f"h{i}"
    names = [*(f"h{i}" for i in range(n - 1, -1, -1)), "x"]
    factors = [f"{i + 2:.4f}" for i in range(n - 1, -1, -1)]
    line = str(explain(h, x)).split("\n")[1]
    # just short enough
    assert line.startswith(f"  1.  {' ← '.join(names)}  {' × '.join(factors)} = ")
    h = h * 9.0
    h.label = "y"
    ko, en = both(explain(h, x))
    names = ["y", *names]
    factors = ["9.0000", *factors]
    for line, more in ((ko[1], "1개"), (en[1], "1 more")):
        road = " ← ".join([*names[:ENDS], f"…({more})…", *names[-ENDS:]])
        # one factor less than names
        assert line.startswith(f"  1.  {road}  {' × '.join(factors)} = ")
    factors = ["10.0000", *factors]
    shortened = " × ".join([*factors[:ENDS], "…", *factors[-ENDS:]])
    assert f"  {shortened} = " in str(explain(h * 10.0, x)).split("\n")[1]


@pytest.mark.parametrize("label", ["{x}", "%s", "{", "a + b", "100%", "{count}"])
def test_labels_are_left_as_they_are(label):
    x = Value(2.0, label)
    y = x * x
    y.label = label
    name = f"({label})" if " " in label else label
    assert both(explain(y, x))[1] == [
        f"∂{name}/∂{name} = 4.0000: the sum over 2 paths from {label} to {label}",
        f"  1.  {label} ← {label}  2.0000",
        f"  2.  {label} ← {label}  2.0000",
        "  sum: 2.0000 + 2.0000 = 4.0000",
    ]


def test_long_and_wide_labels_stay_in_their_columns():
    x = Value(2.0, "기울기를 알고 싶은 아주 긴 이름의 입력")
    y = x * 2.0 + x * 10.0
    y.label = "y"
    lines = str(explain(y, x)).split("\n")
    assert "…" in lines[1] and "입력" not in lines[1] and "입력" in lines[0]
    assert len(lines[1]) < 100


def test_row_numbers_stand_to_the_right():
    x = Value(1.0, "x")
    y = sum((x * 2.0 for _ in range(9)), x * 3.0)
    rows = str(explain(y, x)).split("\n")[1:11]
    assert [row[:6] for row in rows] == [f"  {i:>2}. " for i in range(1, 11)]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (999, "999"),
        (1000, "1,000"),
        (10**15 - 1, "999,999,999,999,999"),
        (10**15, "1.00e15"),
        (2**200, "1.61e60"),
        (10**400, "1.00e400"),
    ],
)
def test_counts_are_readable(count, words):
    assert _readable(count) == words


def test_counts_just_below_a_power_of_ten():
    assert _readable(9_996_000_000_000_000) == "1.00e16"


# ── the gradient that is there already ──


def test_accumulated_gradient_is_mentioned():
    x = Value(3.0, "x")
    y = x * x
    y.label = "y"
    plain = both(explain(y, x))
    y.backward()
    assert both(explain(y, x)) == plain  # it agrees
    y.backward()
    ko, en = both(explain(y, x))
    assert ko[:-1] == plain[0] and en[:-1] == plain[1]
    assert ko[-1] == (
        "  x.grad는 12.0000입니다. 잎의 기울기는 backward()마다 누적되고, 다른 뿌리에서 온 것일 "
        "수도 있습니다. "
        "y.zero_grad() 뒤에 y.backward()를 한 번 부르면 6.0000입니다."
    )
    assert en[-1] == (
        "  x.grad is 12.0000: gradients of leaves add up over calls of backward(), and may come "
        "from another root. "
        "After y.zero_grad() one y.backward() gives 6.0000."
    )
    assert x.grad == 12.0


@pytest.mark.parametrize(
    ("label", "name"), [("손실", "손실"), ("", "y"), ("y₁", "y"), ("class", "y")]
)
def test_what_clears_an_accumulated_gradient_can_be_typed(label, name):
    x = Value(3.0, "x")
    y = x * x
    y.label = label
    y.backward()
    y.backward()
    ko, en = both(explain(y, x))
    assert f"{name}.zero_grad() 뒤에 {name}.backward()를 한 번" in ko[-1]
    assert f"After {name}.zero_grad() one {name}.backward() gives 6.0000." in en[-1]


def test_a_gradient_of_other_values_is_not_called_accumulated():
    x, w = Value(3.0, "x"), Value(2.0, "w")
    y = w * x + w
    y.label = "y"
    y.backward()
    x.data = 5.0  # as an optimizer's step does
    ko, en = both(explain(y, w))
    assert ko[-1] == (
        "  w.grad는 4.0000입니다. 순전파 뒤에 .data가 바뀌어 위의 결과에는 옛 값과 새 값이 섞여 "
        "있으므로 둘을 비교할 수 없습니다. "
        "새 값으로 다시 순전파하십시오."
    )
    assert en[-1] == (
        "  w.grad is 4.0000. .data was changed after the forward pass, so the numbers above mix "
        "old values with new, "
        "and the two cannot be compared. Run forward again."
    )


def test_gradient_that_is_nan_as_it_should_be_is_not_mentioned():
    x = Value(2.0, "x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        y = x * math.nan
        y.backward()
        assert len(str(explain(y, x)).split("\n")) == 2
