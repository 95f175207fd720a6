"""텐서의 복사본, 많은 노드, 스레드와 작업.

Copies of tensors, many nodes, threads and tasks.
"""

import asyncio
import copy
import gc
import pickle

import numpy as np
import pytest

from micrograd_ko import (
    AnomalyError,
    OpError,
    Tensor,
    detect_anomaly,
    grad,
    no_grad,
    scope,
    topological_order,
)
from tests.helpers.sharing import in_threads, pickled
from tests.helpers.tensors import reported, same

# ── copies ──


def pickled_in_python(x):
    return pickle.loads(pickle._dumps(x))


each_way = pytest.mark.parametrize(
    "copied", [pickled, pickled_in_python, copy.deepcopy], ids=lambda f: f.__name__
)


def every_kind_of_op(x):
    y = x[:, [0, 1]] @ x.T[1:, :] + x.reshape(3, 2).sum(axis=0) * 2.0
    z = np.where(x > 1, x, 0.5 * x).softmax(axis=1)
    parts = np.concatenate([z, x[..., None, :].squeeze(1), x.transpose(-2, -1)], axis=0)
    return (
        (y.tanh() ** 2).mean()
        + parts.max()
        + x[np.array([True, False])].leaky_relu(slope=0.2).norm()
        + x[::-1, 1:].sum()
    )


@each_way
def test_copied_graph_has_the_same_values_and_gradients(copied):
    with scope("층"):
        x = Tensor([[0.5, -1.0, 2.0], [3.0, 0.25, -0.75]], "x", kind="weight")
        y = every_kind_of_op(x)
    y.backward()
    y2 = copied(y)
    before, after = topological_order(y), topological_order(y2)
    assert len(before) == len(after) and not set(before) & set(after)
    for old, new in zip(before, after, strict=True):
        assert type(new) is Tensor
        same(new.data, old.data)
        assert new.data.dtype == old.data.dtype and not (
            new.op is None and np.shares_memory(new.data, old.data)
        )
        assert (repr(new.op), new.label, new.scope, new.kind) == (
            repr(old.op),
            old.label,
            old.scope,
            old.kind,
        )
        assert (new.grad is None) == (old.grad is None)
        if old.grad is not None:
            same(new.grad, old.grad)
    expected = x.grad
    y2.zero_grad()
    y2.backward()
    (x2,) = [node for node in after if node.label == "x"]
    same(x2.grad, expected)
    assert grad(grad(y2, x2, create_graph=True).sum(), x2).shape == x2.shape


@each_way
def test_shared_nodes_stay_shared(copied):
    x = Tensor([1.0, 2.0])
    middle = x * x
    a, b, x2, again = copied([middle.sum(), middle * 2, x, x])
    assert (
        a.parents[0] is b.parents[0]
        and x2 is again is a.parents[0].parents[0] is a.parents[0].parents[1]
    )


@each_way
def test_float32_and_constants_survive(copied):
    y = Tensor(np.float32([1, 2])) * np.float32([3, 4])
    y2 = copied(y)
    assert y2.dtype == np.float32 and [p.kind for p in y2.parents] == [None, "constant"]


# ── many nodes, threads, tasks ──


DEPTH = 20_000


def chain(depth):
    x = y = Tensor([1.0, 2.0], "x")
    for _ in range(depth):
        y = y + x
    return x, y


def test_long_chains_need_no_recursion():
    x, y = chain(DEPTH)
    y.sum().backward()
    same(x.grad, [DEPTH + 1.0] * 2)
    same(grad(y.sum(), x), x.grad)
    graph = grad((y * y).sum(), x, create_graph=True)
    same(graph.data, 2 * (DEPTH + 1) ** 2 * x.data)
    y.zero_grad()
    assert len(topological_order(y)) == DEPTH + 1
    del y, graph
    gc.collect()


@pytest.mark.parametrize("copied", [pickled, copy.deepcopy], ids=lambda f: f.__name__)
def test_long_chains_are_copied_without_recursion(copied):
    _, y = chain(DEPTH)
    y2 = copied(y)
    same(y2.data, y.data)
    assert len(topological_order(y2)) == DEPTH + 1


def test_long_chain_that_breaks_at_its_end_is_reported():
    _, y = chain(2_000)
    z = (y - y.data).sqrt().sum()
    _, (en,), _ = reported(lambda: z.backward())
    assert "it arose at sqrt" in en


def test_threads_build_graphs_side_by_side():
    rng = np.random.default_rng(5)
    matrices = [rng.uniform(-1, 1, (64, 64)) / 10 for _ in range(8)]

    def work(i):
        w = Tensor(matrices[i], "W")
        y = w
        for _ in range(30):
            y = (y @ w).tanh() + w
        y.sum().backward()
        return y.data, w.grad

    for i, (y, g) in enumerate(in_threads(work)):
        expected, slope = work(i)
        same(y, expected, rtol=1e-12, atol=1e-13)
        same(g, slope, rtol=1e-12, atol=1e-12)


def test_every_thread_sees_its_own_numbers_break_and_its_own_modes():
    def work(i):
        w = Tensor(np.full((100, 100), 1e200 if i % 2 else 1.0), f"W{i}")
        for _ in range(20):
            if i % 2:
                with detect_anomaly(), pytest.raises(AnomalyError, match=f"W{i}"):
                    w @ w
            else:
                with scope(f"thread {i}"), no_grad():
                    y = w @ w
                assert y.kind == "constant" and y.scope == (f"thread {i}",)
                assert (w @ w).op is not None
        return True

    assert all(in_threads(work))


def test_one_graph_is_read_by_many_threads():
    x = Tensor(np.linspace(-1, 1, 50), "x")
    y = (x.sin() @ x.exp()).tanh()
    expected = grad(y, x)
    for found in in_threads(lambda i: [grad(y, x) for _ in range(20)][-1]):
        same(found, expected)


def test_tasks_have_their_own_modes():
    async def work(i):
        w = Tensor(np.full((3, 3), 1e200 if i == 3 else 0.5), f"W{i}")
        y = w
        with scope(f"task {i}"):
            for _ in range(5):
                await asyncio.sleep(0)
                if i == 2:
                    with no_grad():
                        await asyncio.sleep(0)
                        y = y @ w
                elif i == 3:
                    with detect_anomaly():
                        await asyncio.sleep(0)
                        with pytest.raises(AnomalyError):
                            y @ w
                else:
                    y = y @ w
            assert y.scope == ((f"task {i}",) if i != 3 else ())
        if i not in (2, 3):
            y.sum().backward()
            return w.grad
        assert i == 3 or y.kind == "constant"
        return None

    async def all_of_them():
        return await asyncio.gather(*(work(i) for i in range(6)))

    found = asyncio.run(all_of_them())
    w = Tensor(np.full((3, 3), 0.5))
    (w @ w @ w @ w @ w @ w).sum().backward()
    for i in (0, 1, 4, 5):
        same(found[i], w.grad, rtol=1e-14)


def test_generators_that_build_graphs_interleave():
    def steps(t):
        for _ in range(3):
            t = t.exp().log()
            yield t

    a, b = Tensor([1.0]), Tensor([2.0])
    *_, (y, z) = zip(steps(a), steps(b), strict=True)
    (y * z).sum().backward()
    same(a.grad, [2.0], rtol=1e-14)
    same(b.grad, [1.0], rtol=1e-14)


def test_a_copy_is_a_new_node_with_a_gradient():
    t = Tensor([1.0, -0.0])
    y = t.copy()
    assert (
        y is not t
        and not np.shares_memory(y.data, t.data)
        and np.array_equal(np.signbit(y.data), [False, True])
    )
    (np.copy(y) * np.array([2.0, 3.0])).sum().backward()
    assert t.grad.tolist() == [2.0, 3.0]


def test_writing_into_a_node_is_refused(raised):
    t = Tensor([1.0, 2.0])
    for node in (t, t * 2):
        ko, en = raised(lambda node=node: node.__setitem__(0, 1.0), OpError)
        assert "np.where(조건, 새 값, t)" in ko and "t.data[…] = …" in en
    assert t.data.tolist() == [1.0, 2.0]
