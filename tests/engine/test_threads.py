"""여러 스레드와 async 작업이 함께 그래프를 만든다.

Threads and async tasks that build graphs side by side: whatever modes are on in some of them, each
finds what it would have found alone.
"""

import asyncio
import copy
import pickle
from contextlib import ExitStack

import numpy as np
import pytest

from micrograd_ko import (
    AnomalyError,
    NumericWarning,
    Tensor,
    Value,
    detect_anomaly,
    explain,
    grad,
    no_grad,
    scope,
    topological_order,
    watch,
)
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from tests.helpers.sharing import in_threads, turns_after_a_few_bytecodes
from viz import draw

WORKERS, ROUNDS = 16, 12  # every combination of the four modes


@pytest.fixture(autouse=True)
def busy():
    with turns_after_a_few_bytecodes():
        yield


def refusal(action):
    """How bad numbers are told of: a NumericWarning is an error in these tests, as an AnomalyError
    is.
    """
    try:
        action()
    except (AnomalyError, NumericWarning) as error:
        return type(error).__name__
    return "nothing"


def shared():
    return Value(0.5, "w"), Tensor([[0.5, -1.0], [2.0, 0.25]], "W")


def work(i, w, W):
    """What one worker does, a little at a time; it yields between, so that others come in. At the
    end, all it found.
    """
    found, told = [], []
    with ExitStack() as modes:
        if i & 1:
            modes.enter_context(no_grad())
        if i & 2:
            modes.enter_context(scope(f"worker {i}"))
        if i & 4:
            modes.enter_context(detect_anomaly())
        if i & 8:
            modes.enter_context(
                watch(lambda node: told.append((node.label, node.op and node.op.name)))
            )
        for step in range(ROUNDS):
            yield
            x, X = Value(i + step / 10, f"x{i}"), Tensor([[i, step]], f"X{i}")
            y = (w * x).tanh() + w**2
            yield
            Y = (np.maximum(X @ W, 0.0) * W[0]).sum()
            yield
            found.append(
                (
                    y.data,
                    y.scope,
                    y.kind,
                    len(topological_order(y)),
                    Y.item(),
                    Y.scope,
                    Y.kind,
                    len(topological_order(Y)),
                )
            )
            if not i & 1:
                found.append(
                    (
                        grad(y, [w, x]),
                        grad(grad(y, w, create_graph=True), w),
                        grad(Y, W).tolist(),
                        grad(Y, X).tolist(),
                    )
                )
            yield
            found.append((refusal(lambda: Value(1.0) / 0.0), refusal(lambda: Tensor([-1.0]).log())))
            if not i & 1:
                late = x * x
                x.data += 1.0
                found.append((refusal(late.backward), x.grad))
            with scope("inner"), no_grad():
                yield
                found.append((x * 2).scope)
            found.append((x * 2).parents != ())
    return found, told


def run(steps):
    """All steps of a worker, one after the other."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value


async def as_task(steps):
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value
        await asyncio.sleep(0)


def alone():
    w, W = shared()
    return [run(work(i, w, W)) for i in range(WORKERS)]


def test_the_workers_differ_so_that_a_mix_up_would_be_seen():
    found = alone()
    assert len({repr(one) for one in found}) == WORKERS
    assert ["AnomalyError" in repr(one) for one in found] == [bool(i & 4) for i in range(WORKERS)]
    assert [bool(told) for _, told in found] == [bool(i & 8) for i in range(WORKERS)]


def test_threads_with_different_modes_find_what_each_finds_alone():
    w, W = shared()
    assert in_threads(lambda i: run(work(i, w, W)), WORKERS) == alone()
    assert (w.grad, W.grad) == (None, None)


def test_tasks_with_different_modes_find_what_each_finds_alone():
    w, W = shared()

    async def together():
        return await asyncio.gather(*(as_task(work(i, w, W)) for i in range(WORKERS)))

    assert asyncio.run(together()) == alone()
    assert (w.grad, W.grad) == (None, None)


def test_tasks_in_several_threads_find_what_each_finds_alone():
    w, W = shared()

    def loop(i):
        async def together():
            return await asyncio.gather(*(as_task(work(k, w, W)) for k in range(i, WORKERS, 4)))

        return asyncio.run(together())

    found = in_threads(loop, 4)
    expected = alone()
    for i in range(4):
        assert found[i] == expected[i::4]


def test_a_thread_that_a_task_waits_for_has_the_modes_of_the_task():
    x = Value(2.0, "x")

    async def one(name):
        with scope(name), no_grad() if name == "b" else ExitStack():
            y = await asyncio.to_thread(lambda: x * x)
        return y.scope, y.parents, (x * x).scope

    async def both():
        return await asyncio.gather(one("a"), one("b"))

    assert asyncio.run(both()) == [(("a",), (x, x), ()), (("b",), (), ())]


def test_a_task_that_is_cancelled_takes_its_modes_along():
    async def forever():
        with no_grad(), scope("never"):
            await asyncio.sleep(60)

    async def main():
        task = asyncio.create_task(forever())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return Value(1.0) * 2

    y = asyncio.run(main())
    assert (y.scope, len(y.parents)) == ((), 2)


def test_many_threads_differentiate_graphs_of_one_parameter():
    w = Value(0.3, "w")
    layers = [Tensor(np.random.default_rng(k).normal(size=(5, 5)), f"W{k}") for k in range(3)]

    def both(i):
        y, h = w, Tensor(np.full((2, 5), i / 8), f"x{i}")
        for step in range(60):
            y = (y * w + step / (i + 1)).sin()
        for W in layers:
            h = (h @ W).tanh()
        loss = (h * h).mean()
        return y.data, grad(y, w), grad(loss, [*layers]), explain(y, w, limit=2).count

    expected = [both(i) for i in range(8)]
    for (y, dy, dW, count), (y2, dy2, dW2, count2) in zip(
        in_threads(both, 8), expected, strict=True
    ):
        assert (y, dy, count) == (y2, dy2, count2)
        for a, b in zip(dW, dW2, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-15)
    assert w.grad is None and all(W.grad is None for W in layers)


def test_one_graph_is_read_drawn_copied_and_differentiated_by_many_threads():
    x = Value(0.5, "x")
    with scope("층"):
        y = (x * x + 3.0 * x).tanh()
    y.label = "y"
    deep = x
    for _ in range(2_000):  # deeper than any recursion
        deep = -deep
    y.backward()

    def readings(i):
        svg = draw(y).svg
        twin = copy.deepcopy(deep) if i % 2 else pickle.loads(pickle.dumps(deep))
        return (
            svg,
            str(draw(y)),
            str(explain(y, x)),
            grad(y, x),
            twin.data,
            len(topological_order(twin)),
        )

    assert in_threads(readings, 8) == [readings(i) for i in range(8)]


def test_models_train_side_by_side():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 3)), rng.normal(size=(20, 1))

    def train(i):
        model = MLP(3, [4, 1], activation="tanh", rng=i)
        optimizer = SGD(model, lr=0.1)
        for _ in range(10):
            with detect_anomaly() if i % 2 else ExitStack(), scope(f"model {i}"):
                loss = ((model(X) - y) ** 2).mean()
            assert loss.scope == (f"model {i}",)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return [p.data for p in model.parameters()]

    for found, expected in zip(in_threads(train, 6), map(train, range(6)), strict=True):
        for a, b in zip(found, expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-13)


def test_large_products_in_many_threads_are_not_taken_for_changed_data():
    rng = np.random.default_rng(0)
    a, b = (Tensor(rng.normal(size=(150, 150)), name) for name in "ab")

    def check(i):
        with detect_anomaly():
            return grad(((a @ b) @ a.T).sum() * float(i + 1), b).shape

    assert in_threads(check, 8) == [(150, 150)] * 8
