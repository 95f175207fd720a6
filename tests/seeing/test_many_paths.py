"""걸어 볼 수 없이 많은 경로.

Paths that are too many to be walked.
"""

import gc
import heapq
import math
import warnings
from collections import Counter

import numpy as np
import pytest

from micrograd_ko import (
    NumericWarning,
    Value,
    explain,
    grad,
)
from micrograd_ko.engine import subscript
from micrograd_ko.seeing.explain import ENDS
from tests.helpers.paths import both


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
    known = [*(f"v{subscript(str(i))}" for i in range(94, 0, -1)), "x"]
    times = [(2, 1) if len(name) > 2 else (4, 2, 1) for name in known]  # while the sum is short
    down = ["y", *(" + ".join([v] * n) for v, ns in zip(known, times, strict=True) for n in ns)]
    assert len(down) == 201
    road = " ← ".join([*down[:ENDS], "…({})…", *down[-ENDS:]])
    factors = " × ".join(["1.0000"] * ENDS + ["…"] + ["1.0000"] * ENDS) + " = 1.0000"
    rest = 201 - 2 * ENDS
    ko, en = both(explain(y, x, limit=5))
    assert ko == [
        "∂y/∂x = 1.607e+60: x에서 y까지 가는 경로 1.61e60개의 합",
        *(f"  {i}.  {road.format(f'{rest}개')}  {factors}" for i in range(1, 6)),
        "  경로 1.61e60개 가운데 기여분이 가장 큰 5개입니다. 이들의 합은 5.0000이고, 모든 기여분의 "
        "절댓값을 더한 것의 3.1e-60입니다.",
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
    assert "they carry ? of" in en[-1] and "더한 것의 ?입니다" in ko[-1]  # inf of inf
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
