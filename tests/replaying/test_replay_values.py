"""Value 그래프의 다시 실행: 표본 하나, 한 배치, 사용자의 연산.

Replays of graphs of Values: one sample, a batch, ops of the user's own.
"""

import math
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    NumericWarning,
    OpError,
    ShapeError,
    Tensor,
    Value,
    array_op,
    replay,
    topological_order,
    vectorize,
    where,
)
from micrograd_ko.optim import SGD, Adam
from micrograd_ko.strategies import graphs, inputs_of
from tests.engine.test_ops import ROWS
from tests.helpers.replays import without_numba
from tests.helpers.sharing import fewer

ULPS = 2  # where NumPy's or the compiler's exp or tanh is not Python's


def leaves_of(root):
    return [node for node in topological_order(root) if node.op is None and node.kind != "constant"]


def close(found, expected, ulps):
    """Equal within `ulps` units in the last place of the largest number that is around."""
    found, expected = np.asarray(found, float), np.asarray(expected, float)
    size = max(1.0, np.abs(expected[np.isfinite(expected)]).max(initial=0.0))
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    return bool(np.all(same | (np.abs(found - expected) <= ulps * np.spacing(size))))


def equal(found, expected):
    """To the last bit where Python and the compiler have one libm; elsewhere exp and its like may
    differ.
    """
    return found == expected if sys.platform == "linux" else close(found, expected, 64)


# ── graphs of Values ──


@pytest.mark.parametrize("row", ROWS, ids=repr)
@fewer(5)
@given(data=st.data())
def test_every_op_of_the_table_replays(row, data):
    first, second = (data.draw(inputs_of(row)) for _ in range(2))
    inputs = [Value(x, f"x{i}") for i, x in enumerate(first)]
    root = row(*inputs) * 1.5
    program = replay(root)
    assert equal(program(), root.data)
    for x, number in zip(inputs, second, strict=True):
        x.data = number  # parameters are read as they are now
    again = row(*inputs) * 1.5
    assert close(program(), again.data, ULPS)
    program.backward()
    found = [x.grad for x in inputs]
    again.zero_grad()
    again.backward()
    assert close(found, [x.grad for x in inputs], ULPS)


@fewer(2)
@given(root=graphs(max_ops=12, ops=ROWS))
def test_any_graph_replays_to_the_last_bit(root):
    leaves = leaves_of(root)
    assume(root.op is not None and leaves)
    program = replay(root, parameters=leaves)
    assert equal(program(), root.data)
    root.backward()
    expected = [leaf.grad for leaf in leaves]
    root.zero_grad()
    program.backward()
    assert equal([leaf.grad for leaf in leaves], expected)


def test_shares_of_an_input_that_comes_twice_add_up_in_the_order_of_eager_code():
    rng = np.random.default_rng(0)
    for _ in range(50):
        a, b, c = leaves = [Value(x) for x in rng.uniform(0.5, 2.0, 3)]
        s = a * 1.5
        root = (s - s - c) / s * b
        program = replay(root, parameters=leaves)
        root.backward()
        expected = [leaf.grad for leaf in leaves]
        root.zero_grad()
        program()
        program.backward()
        assert equal([leaf.grad for leaf in leaves], expected)


@fewer(2)
@given(root=graphs(max_ops=10))
def test_without_numba_any_graph_replays_the_same(root):
    assume(root.op is not None and leaves_of(root))
    with pytest.MonkeyPatch.context() as patch:
        without_numba(patch)
        program = replay(root)
        assert close(program(), root.data, 64)  # an exp of one digit less, multiplied on
        program.backward()
    found = [leaf.grad for leaf in leaves_of(root)]
    root.zero_grad()
    root.backward()
    assert close(found, [leaf.grad for leaf in leaves_of(root)], 512)


def test_a_node_used_many_times_and_by_itself(either_machine):
    x = Value(0.7, "x")
    y = x * x + x
    root = (y * y + y * x - x + y).tanh() + sum(y for _ in range(5))
    program = replay(root)
    assert close(program(), root.data, ULPS)
    program.backward()
    found = x.grad
    x.grad = None
    root.backward()
    assert close(found, x.grad, ULPS)


def test_gradients_add_up_as_those_of_backward_do():
    w, x = Value(3.0, "w"), Value(2.0, "x")
    program = replay((w * x) ** 2, inputs=[x])
    assert program(5.0) == 225.0
    program.backward()
    program.backward()
    assert w.grad == 300.0
    assert x.grad is None
    w.grad = None
    program.backward(0.5)
    assert w.grad == 75.0


def test_a_sum_takes_one_place():
    w = [Value(float(i), f"w{i}") for i in range(100)]
    root = sum((a * b for a, b in pairwise(w)), Value(0.5))
    program = replay(root)
    assert program() == root.data
    # numbers and gradients of the leaves, and one sum
    assert len(program._versions[0].graph.x) < 2 * len(w) + 10


# ── ops of the user's own ──


def test_a_registered_op_replays(temporary_op, either_machine):
    softsign = temporary_op(
        "softsign",
        "s",
        "소프트사인",
        lambda a: a / (1 + abs(a)),
        lambda g, y, a: (g / (1 + abs(a)) ** 2,),
    )
    hinge = temporary_op(
        "hinge3", "h", "경첩", lambda a, b, c, *, m=1.0: where(a * b > m, 0.0, m - a * b) + c,
        lambda g, y, a, b, c, *,
        m=1.0: (where(a * b > m, 0.0, -g * b), where(a * b > m, 0.0, -g * a), g),
    )  # fmt: skip
    for kind, numbers in (
        (Value, (0.3, -0.8, 2.0)),
        (Tensor, (np.array([0.3, 2.0]), np.array([-0.8, 1.0]), np.array([1.0, -1.0]))),
    ):
        leaves = [kind(x, f"x{i}") for i, x in enumerate(numbers)]
        root = softsign(hinge(*leaves, m=0.5) * leaves[0])
        root = root.sum() if kind is Tensor else root
        program = replay(root)
        assert program() == pytest.approx(float(root), rel=1e-14)
        program.backward()
        found = [leaf.grad for leaf in leaves]
        root.zero_grad()
        root.backward()
        assert all(
            np.allclose(a, leaf.grad, rtol=1e-14) for a, leaf in zip(found, leaves, strict=True)
        )


def test_an_op_of_many_rows_keeps_its_order(temporary_op):
    """More than fifty simple operations in one rule, forward and backward, among others."""

    def forward(a, b):
        y = a
        for i in range(40):
            y = y * 0.9 + b / (2.0 + i)
        return y

    def backward(g, y, a, b):
        to_b = 0.0 * g
        for i in range(40):
            to_b = to_b * 0.9 + g / (2.0 + i)
        return g * 0.9**40, to_b

    many = temporary_op("many", "m", "여럿", forward, backward)
    a, b = Value(0.3, "a"), Value(-0.7, "b")
    root = many(many(a * b, b) + a, a * a).tanh() * many(b, a)
    program = replay(root)
    assert program() == root.data
    program.backward()
    found = (a.grad, b.grad)
    root.zero_grad()
    root.backward()
    assert found == (a.grad, b.grad)


def test_minus_zero_stays_minus_zero(temporary_op):
    signed = temporary_op(
        "signed",
        "s",
        "부호",
        lambda a: (a * 0.0 + 0.0) * -0.0 + -0.0,
        lambda g, y, a: (-0.0 * g + 0.0,),
    )
    a = Value(1.0, "a")
    with pytest.warns(NumericWarning):
        root = 1.0 / signed(a)
    with pytest.warns(NumericWarning):
        assert replay(root)() == root.data == -math.inf


def test_another_precision_on_the_way_is_refused():
    w = Tensor([1.0, 2.0], "w")
    assert replay((w.astype(np.float64) * w).sum())() == 5.0
    with pytest.raises(OpError, match="float32"):
        replay((w.astype(np.float32) * w).sum())


def test_precisions_do_not_mix():
    W = Tensor(np.ones((2, 2)), "W", dtype=np.float32)
    with pytest.raises(ShapeError, match=r"W.*float32.*float64"):
        replay(lambda X: (X @ W).sum(), inputs=(np.ones((3, 2)),))


def test_an_array_in_the_graph_is_as_it_was_recorded():
    t, c = Tensor([1.0, 2.0], "t"), np.array([3.0, 4.0])
    program = replay((t * c).sum())
    c[:] = 0.0
    assert program() == 11.0
    program.train(SGD([t], 0.1), steps=2)
    assert t.data.tolist() == pytest.approx([1.0 - 0.6, 2.0 - 0.8])


def test_an_op_that_cannot_be_replayed_says_why(temporary_op):
    array_op(
        "ascending",
        "↑",
        "오름차순",
        lambda a: np.sort(a),
        lambda g, y, a: (g[np.argsort(np.argsort(a))],),
        ("…",),
    )
    t = Tensor([1.0, 2.0], "t")
    with pytest.raises(OpError, match=r"ascending.*sort"):
        replay(Tensor.ascending(t).sum())


# ── a batch of a scalar graph ──


@fewer(2)
@given(root=graphs(max_ops=8, leaves=3), data=st.data())
def test_vectorize_does_what_a_loop_does(root, data):
    leaves = leaves_of(root)
    assume(root.op is not None and len(leaves) > 1)
    x, *parameters = leaves
    samples = data.draw(st.lists(st.floats(x.data - 1e-3, x.data + 1e-3), min_size=1, max_size=5))
    single = replay(root, inputs=[x], parameters=parameters)
    batch = vectorize(root, inputs=[x], parameters=parameters)
    with np.errstate(all="ignore"), pytest.MonkeyPatch.context() as patch:
        patch.setattr("micrograd_ko.replaying.program.warn", lambda *args, **words: None)
        found = batch(samples)
        expected = [single(sample) for sample in samples]
        assert close(found, expected, ULPS)
        assume(np.isfinite(expected).all())
        batch.backward()
        together = [p.grad for p in parameters]
        for p in parameters:
            p.grad = None
        for sample in samples:
            single(sample)
            single.backward(1 / len(samples))
    assert np.allclose(
        [math.nan if g is None else g for g in together],
        [p.grad for p in parameters],
        rtol=1e-9,
        atol=1e-9,
    )


def test_vectorized_training():
    def loss(w, b, x, t):
        return ((w * x + b).tanh() - t) ** 2

    X, T = np.linspace(-1, 1, 20), np.linspace(-1, 1, 20) ** 2
    w, b = Value(0.5, "w"), Value(0.1, "b")
    optimizer, losses = Adam([w, b], 0.05), []
    for _ in range(8):
        total = sum(loss(w, b, x, t) for x, t in zip(X.tolist(), T.tolist(), strict=True)) / len(X)
        optimizer.zero_grad()
        total.backward()
        optimizer.step()
        losses.append(total.data)
    v, c = Value(0.5, "w"), Value(0.1, "b")
    program = vectorize(lambda x, t: loss(v, c, x, t), inputs=(0.0, 0.0), parameters=[v, c])
    assert np.allclose(program.train(Adam([v, c], 0.05), X, T, steps=8), losses)
    assert (v.data, c.data) == pytest.approx((w.data, b.data))
    assert program(X[:3], T[:3]).shape == (3,)
