"""explain과 compare_orders: 길을 하나하나 걸은 것, 되부름으로 짠 깊이 우선과 견준다.

explain and compare_orders, next to a walk over every path and a recursive depth-first pass.
"""

import gc
import heapq
import math
import sys
import warnings
from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    GraphError,
    NotANumberError,
    NumericWarning,
    OptionError,
    ShapeError,
    Tensor,
    Value,
    compare_orders,
    expand,
    explain,
    grad,
    set_language,
    topological_order,
)
from micrograd_ko.seeing.explain import ENDS, _readable
from micrograd_ko.seeing.orders import ROWS
from tests.helpers.graphs import grads, graphs, locals_of, shares, tensor_graphs, unchanged

MAX_PATHS = 300


def both(thing):
    """What `print` shows, Korean and English, line by line."""
    found = []
    for language in ("ko", "en"):
        set_language(language)
        found.append(str(thing).split("\n"))
    set_language("ko")
    return found


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
    assert ko == ["∂x/∂x = 1.0000: x에서 x(으)로 가는 길 하나", "  1.  x  1.0000"]
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
        ["∂y/∂z = 0: z에서 y(으)로 가는 길이 없습니다."],
        ["∂y/∂z = 0: there is no path from z to y."],
    ]
    assert str(explain(x, y)).startswith("∂x/∂y = 0: ")


def test_unlabelled_nodes_of_two_graphs_get_different_names():
    words = str(explain(Value(1.0), Value(2.0)))
    assert words == "∂v0/∂v1 = 0: v1에서 v0(으)로 가는 길이 없습니다."


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
    assert ko == f"limit={limit!r}은(는) 쓸 수 없습니다. 쓸 수 있는 범위: >= 1."
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


# ── many paths, without walking them ──


@pytest.fixture
def budget(monkeypatch):
    """Stop the search for paths that has become endless: `budget(n)` allows n nodes on the heap."""
    push, left = heapq.heappush, [0]

    def counted(heap, item):
        left[0] -= 1
        if left[0] < 0:
            raise TimeoutError
        push(heap, item)

    monkeypatch.setattr(heapq, "heappush", counted)

    def allow(n):
        left[0] = n

    return allow


def doubled(n, step):
    x = h = Value(1.0, "x")
    for i in range(n):
        h = step(h, i)
    return h, x


SEARCH = {
    "equal": lambda h, i: h + h,
    "equal, not powers of two": lambda h, i: h * 0.3 + h * 0.3,
    "nearly equal": lambda h, i: h * 0.5 + h * 0.4999999,
    "unequal": lambda h, i: h * 0.5 + h * 0.1,
    "opposite": lambda h, i: h - h * 0.999,
    "one side dead": lambda h, i: h + h * 0.0,
    "all dead": lambda h, i: h * 0.0 + h * 0.0,
    "varying": lambda h, i: h * (0.5 + 0.001 * i) + h * (0.9 - 0.003 * i),
    "underflow": lambda h, i: h * 1e-200 + h * 1e-200,
}


@pytest.mark.parametrize("step", SEARCH.values(), ids=SEARCH)
def test_two_hundred_doublings_are_counted_exactly(budget, step):
    y, x = doubled(200, step)
    budget(200 * 10 * 40)
    found = explain(y, x)
    assert found.count == 2**200
    assert len(found.paths) == 32
    assert found.total == pytest.approx(grad(y, x), rel=1e-9, abs=1e-300)
    assert 0.0 <= found.share <= 1.0
    edges = Counter((path.nodes, path.locals) for path in found.paths)
    assert max(edges.values()) <= 32
    best = max(found.paths, key=lambda path: abs(path.product))
    assert found.paths[0].product == best.product


def test_two_hundred_doublings_share():
    y, x = doubled(200, SEARCH["equal"])
    found = explain(y, x, limit=5)
    assert found.total == 2.0**200
    assert found.share == 5 / 2.0**200
    y.label = "y"
    down = ["y", *(name for i in range(199, 3, -2) for name in (f"v{i}", f"v{i - 2} + v{i - 2}"))]
    down += ["v3", "x + x + x + x", "x + x", "x"]
    assert len(down) == 201
    road = " ← ".join([*down[:ENDS], "…({})…", *down[-ENDS:]])
    factors = " × ".join(["1.0000"] * ENDS + ["…"] + ["1.0000"] * ENDS) + " = 1.0000"
    rest = 201 - 2 * ENDS
    ko, en = both(explain(y, x, limit=5))
    assert ko == [
        "∂y/∂x = 1.607e+60: x에서 y(으)로 가는 길 1.61e60개의 합",
        *(f"  {i}.  {road.format(f'{rest}개')}  {factors}" for i in range(1, 6)),
        "  길 1.61e60개 가운데 가장 큰 5개입니다. 이들의 합은 5.0000이고, 기여분의 크기를 "
        "모두 더한 "
        "것의 3.1e-60를 나릅니다.",
    ]
    assert en == [
        "∂y/∂x = 1.607e+60: the sum over 1.61e60 paths from x to y",
        *(f"  {i}.  {road.format(f'{rest} more')}  {factors}" for i in range(1, 6)),
        "  These are the 5 largest of 1.61e60 paths. Their sum is 5.0000; they carry 3.1e-60 of "
        "the sizes of all contributions.",
    ]


def test_best_of_unequal_paths_is_the_right_one():
    y, x = doubled(200, SEARCH["unequal"])
    first, *rest = explain(y, x, limit=20).paths
    assert set(first.locals) == {1.0, 0.5} and first.locals.count(0.5) == 200
    assert all(path.locals.count(0.5) == 199 and path.locals.count(0.1) == 1 for path in rest)
    assert len({path.nodes for path in rest}) == 19


def test_count_is_exact_for_numbers_of_any_size():
    # A Fibonacci number: no power of two, and far beyond the 53 bits of a float.
    a = b = x = Value(1.0, "x")
    a = x * 1.0
    n, m = 1, 1
    for _ in range(300):
        a, b = a + b, a
        n, m = n + m, n
    assert explain(a, x).count == n > 2**200


def test_overflowing_sums_are_inf_and_the_count_stays_exact():
    x = h = Value(0.0, "x")
    for _ in range(1200):
        h = h + h
    y = h
    with pytest.warns(NumericWarning):
        found = explain(y, x, limit=2)
    assert (found.count, found.total, found.share) == (2**1200, math.inf, 0.0)
    assert [path.product for path in found.paths] == [1.0, 1.0]


@pytest.mark.slow
def test_deep_chain_is_explained_without_recursion():
    n = 30_000
    x = y = Value(0.5, "x")
    for i in range(n):
        y = -y
        y.label = f"h{i}"
    gc.disable()  # it would look through all that was made, again and again
    try:
        found = explain(y, x)
        assert (found.count, found.total) == (1, 1.0)
        assert found.paths[0].locals == (-1.0,) * n
        assert len(found.paths[0].nodes) == n + 1
        _, line = str(found).split("\n")
    finally:
        gc.enable()
    first = " ← ".join(f"h{i}" for i in range(n - 1, n - 1 - ENDS, -1))
    last = " ← ".join([*(f"h{i}" for i in range(ENDS - 2, -1, -1)), "x"])
    minus = ["(-1.0000)"] * ENDS
    factors = " × ".join(["-1.0000", *minus[1:], "…", *minus])
    assert line == f"  1.  {first} ← …({n + 1 - 2 * ENDS}개)… ← {last}  {factors} = 1.0000"


def test_zeros_and_infinities_among_the_factors():
    x = Value(5e-324, "x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        y = x.log() * 0.0 + x * 3.0 + x.log()
        found = explain(y, x)
        assert found.count == 3
        products = [path.product for path in found.paths]
        assert products[2] == 3.0  # what is not finite comes first
        assert sorted(map(str, products[:2])) == ["inf", "nan"]
        # the rule of log divides: 0 / tiny is 0, where 0 × inf is nan
        assert found.total == grad(y, x) == math.inf
        assert "nan" in str(found)


def test_products_that_underflow_are_still_told_apart():
    x = Value(1.0, "x")
    y = x * 1e-200 * 1e-200 + x * 1e-100 * 1e-250 * 1e-20 + x * 1e-170 * 1e-200
    found = explain(y, x, limit=1)
    assert (
        found.paths[0].locals[-2:] == (1e-250, 1e-100) or found.paths[0].locals.count(1e-170) == 1
    )
    assert found.paths[0].product == 0.0 and found.share == 1.0


def test_search_on_the_edge_of_rounding_ends(budget):
    x = Value(1.0, "x")
    h = x * 1.0000001039529616
    for _ in range(60):
        h = h * 0.3 + h * 0.3
    budget(100_000)
    assert explain(h, x).count == 2**60


def test_products_whose_sum_overflows():
    x = Value(1.0, "x")
    y = sum((x * 1e307 for _ in range(17)), Value(0.0))
    zero = y - y
    ko, en = both(explain(zero, x, limit=20))
    assert "they carry ? of" in en[-1] and "?를 나릅니다" in ko[-1]  # inf of inf
    found = explain(zero, x, limit=1)
    assert (found.count, found.total, found.share) == (34, 0.0, 0.0)


def test_rest_line_where_infinities_cancel():
    x = Value(5e-324, "x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        y = x.log() - x.log() + x
        assert "nan" in str(explain(y, x, limit=2))


def test_share_among_infinities_is_not_known():
    x = Value(5e-324, "x")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        found = explain(x.log() + x.log(), x, limit=1)
    assert math.isnan(found.share)
    assert both(found)[1][-1].endswith(
        "Their sum is inf; they carry ? of the sizes of all contributions."
    )


def test_share_is_never_more_than_all():
    rng = np.random.default_rng(0)
    found = []
    for _ in range(200):
        x = h = Value(1.0, "x")
        for factor in rng.uniform(0.1, 1.0, 6):
            h = h * float(factor)
        # the sum of sizes rounds otherwise than the sizes of the sum
        y = (h + h * 0.3 + h * 0.7) * 0.7 + x * 0.0
        found.append(explain(y, x, limit=3).share)
    assert max(found) == 1.0 and min(found) > 1.0 - 1e-12


def test_total_is_the_gradient_where_the_order_of_multiplying_matters():
    x = Value(1.0, "x")
    y = x * 1e-200 * 1e-200 * 1e200 * 1e200
    with pytest.warns(NumericWarning):
        assert explain(y, x).total == grad(y, x)


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
        "∂y/∂w = -4.0000: w에서 y(으)로 가는 길 3개의 합",
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
        ko[-1] == "  길 3개 가운데 가장 큰 2개입니다. 이들의 합은 1.0000이고, 기여분의 크기를 모두 "
        "더한 것의 "
        "87.5%를 나릅니다."
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
        "  x.grad는 12.0000입니다. 잎의 기울기는 backward()마다 쌓이고, 다른 뿌리에서 온 것일 "
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
        "  w.grad는 4.0000입니다. 순전파 뒤에 .data가 바뀌어 위의 수에는 옛 값과 새 값이 섞여 "
        "있으므로 둘을 비교할 수 없습니다. "
        "다시 순전파하십시오."
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


# ── compare_orders ──


def naive(root):
    """Depth first as a beginner writes it: pass on what is there, then go down."""
    gradients, passed = {root: root.own(np.ones(np.shape(root.data)))}, {}

    def visit(node):
        passed[node] = gradients[node]
        if node.op is None:
            return
        for parent, share in zip(node.parents, shares(node, gradients[node]), strict=True):
            if parent.kind != "constant":
                gradients[parent] = gradients.get(parent, 0.0) + share
        for parent in node.parents:
            if parent.kind != "constant" and parent not in passed:
                visit(parent)

    visit(root)
    return gradients, passed


def close(a, b, size=1.0):
    return np.allclose(a, b, rtol=1e-9, atol=1e-12 * size, equal_nan=True)


def check_orders(root):
    order = [node for node in topological_order(root) if node.kind != "constant"]
    before = grads(order)
    found = compare_orders(root)
    assert unchanged(order, before)
    for node in order:
        node.grad = None
    root.backward()
    assert found.root is root
    assert list(found.topological) == order
    assert all(np.array_equal(found.topological[node], node.grad) for node in order)

    gradients, passed = naive(root)
    assert set(found.depth_first) == set(gradients) == set(order)
    assert list(found.passed) == list(passed)
    assert all(close(found.depth_first[node], gradients[node]) for node in order)
    assert all(close(found.passed[node], passed[node]) for node in passed)
    assert found.wrong == [node for node in order if not close(found.depth_first[node], node.grad)]
    visits = list(passed)
    late = {
        node: [child for child in visits[i:] if any(node is parent for parent in child.parents)]
        for i, node in enumerate(visits)
        if node.op is not None
    }
    early = (
        [node for node in late if late[node] and not np.array_equal(found.passed[node], node.grad)]
        if found.wrong
        else []
    )
    assert found.first is (early[0] if early else None)
    if early:
        assert found.missing == late[early[0]] != []
    else:
        assert found.missing == []
    assert both(found)[0][0] and both(found)[1][0]
    return found


@given(graphs())
def test_both_orders_of_any_graph(nodes):
    check_orders(nodes[-1])


@given(tensor_graphs())
def test_both_orders_of_any_graph_of_arrays(nodes):
    root = nodes[-1].sum()
    assume(root.data.dtype == np.float64)  # of float32 seven digits agree, not nine
    check_orders(root)


@st.composite
def trees(draw):
    """Every node but constants is used once."""
    nodes = [Value(x) for x in draw(st.lists(st.floats(-2, 2), min_size=1, max_size=12))]
    while len(nodes) > 1:
        a, b = nodes.pop(draw(st.integers(0, len(nodes) - 1))), nodes.pop()
        nodes.append(
            draw(
                st.sampled_from(
                    [lambda a, b: a * b, lambda a, b: a - 2 * b, lambda a, b: (a + b).tanh()]
                )
            )(a, b)
        )
    return nodes[0] * 0.5


@given(trees())
def test_trees_never_differ(root):
    found = check_orders(root)
    assert (found.wrong, found.first, found.missing) == ([], None, [])
    assert all(
        np.array_equal(found.topological[node], found.depth_first[node])
        for node in found.topological
    )


def diamond():
    x = Value(3.0, "x")
    a = 2 * x
    y = a + a * a
    a.label, y.label = "a", "y"
    return x, a, y


def test_diamond_passes_on_too_early():
    x, a, y = diamond()
    found = compare_orders(y)
    square = y.parents[1]
    assert (found.wrong, found.first, found.missing) == ([x], a, [square])
    assert (found.topological[x], found.depth_first[x]) == (26.0, 2.0)
    assert (found.topological[a], found.depth_first[a], found.passed[a]) == (13.0, 13.0, 1.0)
    assert list(found.passed) == [y, a, x, square]
    assert both(found) == [
        [
            "노드 4개 가운데 1개의 기울기가 다릅니다.",
            "  노드  위상 순서(다 모인 뒤)  깊이 우선(오자마자)",
            "  x                   26.0000               2.0000",
            "깊이 우선은 2번째로 온 a의 기울기 1.0000을(를) 곧바로 넘겼습니다. 그때 a·a에서 올 "
            "기여분이 아직 없었습니다.",
            "모두 모이면 13.0000입니다. 위상 순서는 모두 모일 때까지 기다립니다.",
        ],
        [
            "1 of 4 gradients differ.",
            "  node  topological order (when complete)  depth first (at once)",
            "  x                               26.0000                 2.0000",
            "Depth first, a was reached as node 2 and its gradient 1.0000 passed on at once, "
            "before what comes from a·a had arrived.",
            "With all of it the gradient is 13.0000. Topological order waits until all has "
            "arrived.",
        ],
    ]
    assert repr(found) == str(found)


def test_two_that_come_too_late():
    x = Value(2.0, "x")
    a = -x
    a.label = "a"
    y = a + (a * 3.0 + a * 5.0)
    found = compare_orders(y)
    assert [str(node.op) for node in found.missing] == ["mul", "mul"]
    assert "그때 a·3, a·5에서 올 기여분이" in str(found)
    assert found.passed[a] == 1.0 and found.topological[a] == 9.0


def test_the_next_visit_may_be_the_one_that_came_too_late():
    x = Value(2.0, "x")
    a = -x
    late = a * 3.0
    # x was there already, so from a the walk goes on to what is late
    found = compare_orders(x + (a + late))
    visits = list(found.passed)
    assert found.first is a and visits[visits.index(a) + 1] is late
    assert found.missing == [late]


def test_what_came_too_late_and_changes_nothing_is_no_difference():
    x = Value(2.0, "x")
    for a in (x * 0.0, Value.constant(2.0) * 3.0):
        found = compare_orders(a + a * 2.0)
        assert found.passed[a] == 1.0 != found.topological[a]
        assert (found.wrong, found.first, found.missing) == ([], None, [])
        assert "우연히 차례가 맞았습니다." in str(found)


def test_first_is_one_that_passed_on_less_and_not_one_whose_last_part_is_zero():
    x = Value(2.0, "x")
    a, b = -x, x.tanh()
    found = compare_orders((a + a * 0.0) + (b + b * 2.0))  # a * 0 comes late too, with nothing
    assert found.first is b
    assert (found.wrong, found.passed[a], found.topological[a]) == ([x], 1.0, 1.0)


def test_luck_with_the_order():
    x = Value(3.0, "x")
    a = 2 * x
    y = a * a + a  # before a is visited, both have given what they have to give
    assert both(compare_orders(y)) == [
        [
            "노드 4개의 기울기가 모두 같습니다: 두 번 쓰인 중간값이 있지만, 여기서는 우연히 "
            "차례가 맞았습니다. "
            "a = x * x; y = a + a * a로 견주어 보십시오."
        ],
        [
            "All 4 gradients agree: a value is used twice, but here the order happened to be "
            "right. "
            "Compare with a = x * x; y = a + a * a."
        ],
    ]
    assert "두 번 쓰인 중간값이 없습니다" in str(compare_orders(x * x + x))


def test_shared_leaves_are_no_trouble():
    x = Value(3.0, "x")
    found = compare_orders(x * x + x)
    assert (found.wrong, found.first) == ([], None)
    assert found.depth_first[x] == 7.0


def test_leaf_as_root():
    found = check_orders(Value(3.0, "x"))
    assert list(found.topological.values()) == [1.0]


def test_twenty_wrong_nodes_are_shown_and_the_others_counted():
    assert ROWS == 20
    a = Value(1.0, "x")
    for _ in range(25):
        a = -a
    found = compare_orders(a + a * 2.0)
    ko, en = both(found)
    assert len(found.wrong) == 25  # all below a
    assert (
        ko[0] == "노드 28개 가운데 25개의 기울기가 다릅니다."
        and len(ko) == len(en) == 1 + 1 + 20 + 1 + 2
    )
    assert (ko[22], en[22]) == ("  … 그 밖에 5개", "  … and 5 more")
    a = Value(1.0, "x")
    for _ in range(20):
        a = -a
    ko, _ = both(compare_orders(a + a * 2.0))
    assert len(ko) == 1 + 1 + 20 + 2  # and none to count


def test_arrays_are_compared_by_rms():
    W = Tensor([[1.0, 2.0]], "W")
    a = W * 2.0
    a.label = "a"
    y = (a + a * a).sum()
    found = check_orders(y)
    assert found.wrong == [W] and found.first is a
    _, en = both(found)
    rms = math.sqrt((10.0**2 + 18.0**2) / 2)
    assert en[2].split() == ["W", f"{rms:.4f}", "2.0000"]


def test_errors_of_compare_orders_are_those_of_backward(raised):
    c = Value.constant(2.0)
    assert raised(lambda: compare_orders(c), GraphError) == raised(lambda: c.backward(), GraphError)
    t = Tensor([1.0, 2.0], "t") * 2.0
    assert raised(lambda: compare_orders(t), ShapeError) == raised(lambda: t.backward(), ShapeError)


@pytest.mark.slow
def test_deep_chain_is_compared_without_recursion():
    n = 30_000
    x = a = Value(0.5, "x")
    for _ in range(n):
        a = -a
    a.label = "a"
    y = a + a * 2.0
    gc.disable()
    try:
        found = compare_orders(y)
        assert (found.depth_first[x], found.topological[x], found.first) == (1.0, 3.0, a)
    finally:
        gc.enable()


def test_comparing_looks_at_each_node_a_few_times(monkeypatch):
    n, looks = 200, [0]
    module = sys.modules[compare_orders.__module__]
    same = module.same

    def counted(a, b):
        looks[0] += 1
        if looks[0] > 20 * n:
            raise TimeoutError
        return same(a, b)

    monkeypatch.setattr(module, "same", counted)
    a = Value(0.5, "x")
    for _ in range(n):
        a = -a
    y = a + a * 2.0
    for _ in range(n):
        y = -y
    found = compare_orders(y)
    assert len(found.missing) == 1 and str(found)


def test_node_that_is_used_often_is_compared_in_time():
    n = 10_000
    x = Value(1.0, "x")
    a = y = -x
    for _ in range(n):
        y = y + a
    found = compare_orders(y)
    assert (found.topological[x], found.depth_first[x]) == (-(n + 1.0), -(n + 1.0))
    y = a
    for _ in range(n):
        y = a + y  # the leftmost comes first, when the others have yet to come
    found = compare_orders(y)
    assert (found.topological[x], found.depth_first[x], found.first) == (-(n + 1.0), -1.0, a)
    assert len(found.missing) == n - 1


def test_rounding_alone_is_no_difference():
    x = Value(2.0, "x")
    a, b, t = x * 1e17, x * -1e17, x * 1.0
    found = compare_orders(a + (b + t))  # only a leaf is used twice
    assert found.first is None
    assert found.wrong == []


def test_what_came_too_late_is_always_named():
    b = Value(2.0, "x") * 1.0
    a = b * 1.0
    # what comes late to a is too little to be seen there, but all that b should have
    y = (a + a * 5e-10) - b
    found = compare_orders(y)
    assert found.first is not None
    assert found.missing != []


def test_count_and_total_of_exact_fractions():
    """Powers of two have no rounding at all: total and products are exact."""
    x = Value(1.0, "x")
    h = x
    for i in range(8):
        h = h * 2.0**-i + h * -(2.0 ** (i - 3))
    found = explain(h, x, limit=300)
    exact = [Fraction(1)]
    for i in range(8):
        exact = [p * f for p in exact for f in (Fraction(2) ** -i, -(Fraction(2) ** (i - 3)))]
    assert sorted(map(Fraction, (path.product for path in found.paths))) == sorted(exact)
    assert Fraction(found.total) == sum(exact)
