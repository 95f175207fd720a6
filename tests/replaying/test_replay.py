"""다시 실행한 결과는 그냥 실행한 결과와 같다.

A replay gives what the code gives that it was recorded from: every row of both tables, any graph,
networks and optimizers, with Numba and without.
"""

import copy
import math
import os
import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from micrograd_ko import (
    ARRAY_TABLE,
    GraphError,
    NotANumberError,
    NumericWarning,
    OpError,
    OptionError,
    ShapeError,
    Tensor,
    Value,
    array_op,
    grad,
    no_grad,
    numerical_gradient,
    replay,
    topological_order,
    vectorize,
    where,
)
from micrograd_ko.errors import ReplayWarning
from micrograd_ko.losses import cross_entropy, mse, one_hot
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, Optimizer
from micrograd_ko.replaying import compiled
from micrograd_ko.replaying.machine import code, native
from micrograd_ko.replaying.scalars import leveled
from micrograd_ko.strategies import graphs, inputs_of, networks
from tests.engine.test_array_ops import CASES
from tests.engine.test_ops import ROWS
from tests.helpers.sharing import fewer

ULPS = 2  # where NumPy's or the compiler's exp or tanh is not Python's
MACHINES = ["numba", "numpy"]


@pytest.fixture(params=MACHINES)
def either_machine(request, monkeypatch):
    """With Numba, and as if it were not installed."""
    if request.param == "numpy":
        without_numba(monkeypatch)
    return request.param


def without_numba(monkeypatch):
    for module in (code, compiled, leveled):
        monkeypatch.setattr(module, "native", lambda dtype: None)


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
@given(root=graphs(max_ops=12))
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


# ── graphs of Tensors ──


@pytest.mark.parametrize("name", ARRAY_TABLE)
@fewer(5)
@given(data=st.data())
def test_every_array_op_replays(name, data):
    shapes, params = data.draw(CASES[name])
    assume(all(math.prod(shape) for shape in shapes))
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    first, second = ([random.standard_normal(shape) for shape in shapes] for _ in range(2))
    inputs = [Tensor(x, f"x{i}") for i, x in enumerate(first)]

    def carried_out():
        return (
            ARRAY_TABLE[name](*([inputs] if name == "concatenate" else inputs), **params) * upstream
        )

    upstream = 1.0
    assume(carried_out().size)
    upstream = random.standard_normal(carried_out().shape)
    root = carried_out()
    program = replay(carried_out, parameters=inputs) if name == "where" else replay(root)
    assert np.allclose(program(), root.data, rtol=1e-13, atol=1e-13)
    for x, numbers in zip(inputs, second, strict=True):
        x.data = numbers
    again = carried_out()
    assert np.allclose(program(), again.data, rtol=1e-13, atol=1e-13)
    program.backward(np.ones(root.shape))
    found = [x.grad for x in inputs]
    again.zero_grad()
    again.backward(np.ones(root.shape))
    for mine, x in zip(found, inputs, strict=True):
        assert np.allclose(mine, x.grad, rtol=1e-12, atol=1e-12)


@fewer(2)
@given(
    network=networks(activations=["relu", "tanh", "sigmoid", "softplus", "elu", "leaky_relu"]),
    native=st.booleans(),
)
def test_networks_replay(network, native):
    with pytest.MonkeyPatch.context() as patch:
        if not native:
            without_numba(patch)
        loss = network.loss()
        program = replay(loss)
        assert program() == pytest.approx(loss.item(), rel=1e-12, abs=1e-12)
        program.backward()
    found = [p.grad for p in network.model.parameters()]
    network.model.zero_grad()
    loss.backward()
    for mine, p in zip(found, network.model.parameters(), strict=True):
        assert np.allclose(mine, p.grad, rtol=1e-10, atol=1e-12)


def small(dtype="float64", *, samples=5, classes=False, seed=0):
    random = np.random.default_rng(seed)
    X = random.standard_normal((samples, 3)).astype(dtype)
    y = (
        one_hot(random.integers(0, 2, samples), 2, dtype=dtype)
        if classes
        else random.standard_normal((samples, 2)).astype(dtype)
    )
    return MLP(3, [4, 2], activation="sigmoid", rng=seed, dtype=dtype), X, y


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_training_with_each_optimizer(kind, dtype, either_machine):
    (eager, X, y), (replayed, _, _) = small(dtype, classes=True), small(dtype, classes=True)
    first, second = kind(eager, 0.05, weight_decay=0.01), kind(replayed, 0.05, weight_decay=0.01)
    program = replay(lambda X, y: cross_entropy(replayed(X), y), inputs=(X, y), parameters=replayed)
    losses = []
    for step in range(12):
        if step == 6:
            first.lr = second.lr = 0.02  # a schedule
        loss = cross_entropy(eager(X), y)
        first.zero_grad()
        loss.backward()
        first.step()
        losses.append(loss.item())
    second.lr = 0.05
    found = [*program.train(second, X, y, steps=6)]
    second.lr = 0.02
    found += [program.step(second, X, y) for _ in range(3)] + [*program.train(second, steps=3)]
    exact = 1e-12 if dtype == "float64" else 2e-4
    assert np.allclose(found, losses, rtol=exact)
    for a, b in zip(eager.parameters(), replayed.parameters(), strict=True):
        assert np.allclose(a.data, b.data, rtol=exact, atol=exact)
        assert b.grad is None
        assert b.data.dtype == dtype
    assert first.steps == second.steps == 12
    for a, b in zip(first.memories, second.memories, strict=True):
        assert a.keys() == b.keys()
        assert all(
            type(a[k]) is type(b[k]) and np.allclose(a[k], b[k], rtol=1e-3, atol=exact) for k in a
        )


@pytest.mark.parametrize("kind", OPTIMIZERS.values(), ids=OPTIMIZERS)
def test_training_values_with_each_optimizer(kind, either_machine):
    def made():
        w = [Value(0.3 * i - 0.5, f"w{i}") for i in range(4)]
        x, t = Value(0.0, "x", kind="input"), Value(0.0, "t", kind="input")
        return w, x, t, ((w[0] * x + w[1]).tanh() * w[2] + w[3] - t) ** 2

    data = [(0.5, 1.0), (-1.0, 0.2), (2.0, -0.3)] * 3
    w, x, t, _ = made()
    optimizer, losses = kind(w, 0.05, weight_decay=0.01), []
    for a, b in data:
        loss = ((w[0] * a + w[1]).tanh() * w[2] + w[3] - b) ** 2
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.data)
    v, x, t, root = made()
    second = kind(v, 0.05, weight_decay=0.01)
    program = replay(root, inputs=[x, t])
    assert np.allclose([program.step(second, a, b) for a, b in data], losses, rtol=1e-13)
    assert np.allclose([p.data for p in v], [p.data for p in w], rtol=1e-13)
    assert all(type(p.data) is float for p in v)
    assert [memory.keys() for memory in second.memories] == [
        memory.keys() for memory in optimizer.memories
    ]


def test_optimizers_take_turns():
    def trained(step_of):
        v, w = Value(1.5, "v"), Value(-0.5, "w")
        first, second = Adam([v, w], 0.1), SGD([w], 0.2)
        step = step_of(lambda: (v * w + 1) ** 2 + w * w)
        losses = [step(first if i % 3 else second) for i in range(9)]
        return [*losses, v.data, w.data]

    def eager(f):
        def step(optimizer):
            loss = f()
            for p in loss.parents:
                p.zero_grad()
            loss.backward()
            optimizer.step()
            return loss.data

        return step

    def replayed(f):
        program = replay(f())
        return program.step

    assert np.allclose(trained(replayed), trained(eager), rtol=1e-13)


def test_eager_steps_and_replayed_ones_mix():
    (eager, X, y), (mixed, _, _) = small(), small()
    first, second = Adam(eager, 0.05), Adam(mixed, 0.05)
    program = replay(lambda X, y: mse(mixed(X), y), inputs=(X, y), parameters=mixed)

    def step(model, optimizer):
        optimizer.zero_grad()
        mse(model(X), y).backward()
        optimizer.step()

    for i in range(9):
        step(eager, first)
        if i % 3:
            program.step(second, X, y)
        else:
            step(mixed, second)
    assert all(
        np.allclose(a.data, b.data, rtol=1e-12)
        for a, b in zip(eager.parameters(), mixed.parameters(), strict=True)
    )


def test_a_loaded_state_is_what_runs_next():
    model, X, y = small()
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    before = model.state_dict()
    program.train(SGD(model, 0.1), steps=5)
    model.load_state_dict(before)
    assert program() == pytest.approx(mse(model(X), y).item())
    # another array, not into the old one
    model.layers[0].W.data = np.zeros_like(before["layers.0.W"])
    assert program() == pytest.approx(mse(model(X), y).item())


class Sign(Optimizer):
    def _descent(self, g, memory):
        m = memory["m"] = 0.5 * memory.get("m", 0.0) + g
        return self.lr * m / (abs(m) + 1e-3) / self.steps


class Clipped(Optimizer):
    def _descent(self, g, memory):
        return self.lr * g / np.maximum(1.0, np.sqrt(np.sum(g * g)))


class Branching(Optimizer):
    def _descent(self, g, memory):
        return self.lr * (g if np.sum(g) > 0 else -g)


class Counting(SGD):
    calls = 0

    def step(self):
        self.calls += 1
        if self.calls % 3 == 0:
            self.lr *= 0.5
        super().step()


class Averaging(SGD):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.averages = [p.data * 1.0 for p in self.parameters]

    def step(self):
        super().step()
        for i, p in enumerate(self.parameters):
            self.averages[i] = 0.9 * self.averages[i] + 0.1 * p.data
            p.data = p.data * 0.5 + self.averages[i] * 0.5


class Noisy(SGD):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.rng = np.random.default_rng(3)

    def _descent(self, g, memory):
        return self.lr * g + 0.01 * self.rng.normal(size=np.shape(g))


@pytest.mark.parametrize(
    "kind", [Sign, Clipped, Branching, Counting, Averaging, Noisy], ids=lambda kind: kind.__name__
)
def test_a_user_s_optimizer_takes_its_own_steps(kind, either_machine):
    """Its step may do anything, so it is called; the gradients come from the machine."""
    (eager, X, y), (replayed, _, _) = small(), small()
    first, second = kind(eager, 0.1), kind(replayed, 0.1)
    for _ in range(7):
        first.zero_grad()
        mse(eager(X), y).backward()
        first.step()
    program = replay(lambda X, y: mse(replayed(X), y), inputs=(X, y), parameters=replayed)
    program.train(second, steps=4)
    for _ in range(3):
        program.step(second)
    assert all(
        np.allclose(a.data, b.data)
        for a, b in zip(eager.parameters(), replayed.parameters(), strict=True)
    )
    assert first.steps == second.steps == 7 and first.lr == second.lr


def test_a_function_is_recorded_anew_for_another_shape():
    model, X, y = small(samples=7)
    calls = []

    def loss(X, y):
        calls.append(X.shape)
        return mse(model(X), y)

    program = replay(loss, parameters=model)
    for rows in (7, 3, 7, 3):
        assert program(X[:rows], y[:rows]) == pytest.approx(mse(model(X[:rows]), y[:rows]).item())
    assert calls == [(7, 3), (3, 3)]
    fixed = replay(loss, inputs=(X, y), parameters=model, rerecord=False)
    with pytest.raises(ShapeError, match=r"\(7, 3\).*\(3, 3\)"):
        fixed(X[:3], y[:3])


def test_a_branch_that_turns_is_recorded_anew_or_an_error_with_its_line(either_machine):
    w = Value(2.0, "w")
    calls = []

    def f(x):
        calls.append(x)
        return w * x if x * w > 1 else x - w

    program = replay(f, inputs=(1.0,))
    for x in (1.0, 3.0, -1.0, 0.2, 5.0, -2.0):
        assert program(x) == f(Value(x)).data
        w.grad = None
        program.backward()
        assert w.grad == (x if 2 * x > 1 else -1.0)
    assert len(calls) < 6 + 2 + 4  # by the test, to record the branches, to compare now and then
    with pytest.raises(GraphError, match=r"test_replay.py:\d+.*> 1"):
        replay(f, inputs=(1.0,), rerecord=False)(-1.0)


def test_training_through_a_branch():
    def made():
        w = Value(0.2, "w")
        return w, lambda x: (w * x - 1) ** 2 if w * x < 0.5 else (w * x - 2) ** 2

    w, f = made()
    optimizer = SGD([w], 0.05)
    expected = []
    for _ in range(20):
        loss = f(Value(1.0))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        expected.append(loss.data)
    v, g = made()
    assert np.allclose(
        replay(g, inputs=(1.0,), parameters=[v]).train(SGD([v], 0.05), steps=20), expected
    )
    assert v.data == w.data


def test_comparing_arrays_is_a_branch_too():
    t = Tensor([1.0, -2.0], "t")
    program = replay(
        lambda x: np.where(x * t > 0, x * t, 0.1 * x * t).sum(), inputs=(np.array([1.0, 1.0]),)
    )
    for x in ([1.0, 1.0], [-1.0, 1.0], [-1.0, -1.0]):
        array = np.array(x)
        assert program(array) == pytest.approx(
            np.where(array * t.data > 0, array * t.data, 0.1 * array * t.data).sum()
        )


def test_gradients_of_gradients_replay_while_their_choices_hold(either_machine):
    """relu, max and their like: what their rules chose was recorded in the gradient, and is looked
    at again.
    """
    v = Tensor([1.5, 0.2], "v")
    for f, expected in (
        (lambda: (v.relu() ** 2).sum(), 16.0),
        (lambda: (v * v).max(), 16.0),
        (lambda: v.log_softmax()[0], None),
    ):

        def squared(f=f):
            g = grad(f(), v, create_graph=True)
            return (g * g).sum()

        v.data = np.array([1.5, 0.2])
        graph, function = replay(squared()), replay(squared, parameters=[v])
        assert graph() == function() == squared().item()
        v.data = np.array([-0.3, 2.0])
        assert function() == pytest.approx(expected or squared().item())
        if expected is None:
            assert graph() == pytest.approx(squared().item())
        else:
            with pytest.raises(GraphError, match="create_graph"):
                graph()
    x, y = Value(1.5, "x"), Value(0.5, "y")
    program = replay(grad(x.maximum(y) ** 2, x, create_graph=True))
    assert program() == 3.0
    x.data = 0.2
    with pytest.raises(GraphError, match="x > y"):
        program()


def test_a_condition_of_unknown_origin_is_refused():
    t = Tensor([1.0, -1.0], "t")
    with pytest.raises(GraphError, match="where"):
        replay(np.where(t > 0, t, 0.1 * t).sum())


def test_a_graph_that_python_chose_is_refused():
    """max, sorted, int and argmax look at numbers; which of several nodes they gave, the graph does
    not tell.
    """
    x, y, t = Value(2.0, "x"), Value(0.5, "y"), Tensor([1.0, 3.0, 2.0], "t")
    for graph, inputs in (
        (lambda: max(x * y, 0.5), [x]),
        (lambda: max(x * 1.0, y * 3.0) * 2, [x]),
        (lambda: sorted([x * y, y * y])[0], [y]),
        (lambda: x * y * int(x), [x]),
        (lambda: t[int(np.argmax(t))] * 2, [t]),
        (lambda: where(x * x > y, x * y, y * y), [x]),
    ):
        with pytest.raises(GraphError, match="함수"):
            replay(graph(), inputs=inputs)
    a, b = Value(2.0, "a"), Value(3.0, "b")
    product = a * b
    assert f"{product:.2f} {float(product)}" == "6.00 6.0"  # what is only read chooses nothing
    assert replay(product, inputs=[a])(4.0) == 12.0


def test_numpy_on_the_way_is_an_error():
    W = Tensor(np.ones((3, 2)), "W")
    with pytest.raises(OpError, match="Tensor"):
        replay(lambda X: (np.asarray(X) @ W).sum(), inputs=(np.ones((4, 3)),))
    with pytest.raises(GraphError, match="2번째 입력"):
        replay(
            lambda X, y: cross_entropy(X @ W, y), inputs=(np.ones((4, 3)), np.array([0, 1, 1, 0]))
        )
    with pytest.raises(NotANumberError, match="float"):
        replay(lambda X: (X @ W).sum().item(), inputs=(np.ones((4, 3)),))
    with pytest.raises(NotANumberError, match="노드"):
        replay(3.0)


def test_numbers_read_by_a_function_are_guarded(either_machine):
    """What a function reads of a node is looked at in each replay; another number, and it is
    recorded anew.
    """
    w, W = Value(0.5, "w"), Tensor(np.ones((3, 2)), "W")
    scalar = replay(lambda x: w * x * math.sqrt(x.data), inputs=(4.0,))
    for x in (4.0, 9.0, 4.0, 1.0):
        assert scalar(x) == 0.5 * x * math.sqrt(x)
    array = replay(lambda X: (X @ W / X.data.std()).sum(), parameters=[W])
    X = np.arange(6.0).reshape(2, 3)
    for _ in range(3):
        assert array(X) == pytest.approx((X @ W.data / X.std()).sum())
        X **= 1.5  # other numbers in the same array
    with pytest.raises(GraphError, match=r"x1\.data"):
        replay(lambda x: w * x * math.sqrt(x.data), inputs=(4.0,), rerecord=False)(9.0)


def test_a_number_that_never_stays_is_recorded_again_and_again_and_that_is_said():
    w = Value(0.5, "w")
    program = replay(lambda x: w * x * math.sqrt(x.data), inputs=(4.0,))
    with pytest.warns(ReplayWarning, match=r"x1\.data"):
        for i in range(20):
            assert program(1.0 + i) == 0.5 * (1 + i) * math.sqrt(1 + i)


def test_what_a_function_reads_outside_is_looked_at(either_machine):
    """Closed-over and global numbers, attributes, arrays: changed, and the function is recorded
    anew.
    """
    w, weight, table, shift = Value(2.0, "w"), 0.5, {"scale": 1.0}, np.array([1.0, 2.0])

    class Options:
        power = 2

    options = Options()
    options.offset = 0.0

    def f(x):
        return w * x * weight * table["scale"] + options.offset + float(shift[0])

    program = replay(f, inputs=(3.0,))
    assert program(3.0) == f(Value(3.0)).data == 4.0
    weight = 0.1
    assert program(3.0) == f(Value(3.0)).data
    table["scale"] = 7.0
    assert program(3.0) == f(Value(3.0)).data
    options.offset = -1.0
    assert program(3.0) == f(Value(3.0)).data
    shift[0] = 5.0
    assert program(3.0) == f(Value(3.0)).data
    with pytest.raises(GraphError, match="weight"):
        fixed = replay(f, inputs=(3.0,), rerecord=False)
        weight = 0.3
        fixed(3.0)


def test_a_network_s_state_is_looked_at(either_machine):
    model = Sequential(Linear(3, 4, rng=0), BatchNorm(4), Dropout(0.5, rng=0), Linear(4, 1, rng=1))
    X = np.random.default_rng(0).normal(size=(6, 3))
    program = replay(lambda X: model(X).sum(), inputs=(X,), parameters=model)
    program(X)
    model.eval()
    assert program(X) == pytest.approx(model(X).sum().item())
    model.layers[1].running_mean[:] = 3.0
    assert program(X) == pytest.approx(model(X).sum().item())
    model.layers[1].eps = 0.5
    assert program(X) == pytest.approx(model(X).sum().item())
    model.layers[0].W = Tensor(np.ones((3, 4)), "W")
    assert program(X) == pytest.approx(model(X).sum().item())
    model.train()
    assert np.isfinite(program(X))


def test_a_function_that_changes_what_it_reads_is_refused():
    w, rng, calls, grown = Value(2.0, "w"), np.random.default_rng(0), 0, []

    def counting(x):
        nonlocal calls
        calls += 1
        return w * x * calls

    def updating(x):
        y = w * x
        w.data -= 0.1
        return y

    def listing(x):
        grown.append(x)
        return w * x

    with pytest.raises(GraphError, match="calls"):
        replay(counting, inputs=(1.0,))
    with pytest.raises(GraphError, match="rng"):
        replay(lambda x: w * x * rng.normal(), inputs=(1.0,))
    with pytest.raises(GraphError, match=r"np\.random"):
        replay(lambda x: w * x * np.random.normal(), inputs=(1.0,))
    with pytest.raises(GraphError, match=r"w\.data"):
        replay(updating, inputs=(1.0,))
    assert replay(listing, inputs=(1.0,))(4.0) == 8.0


def test_what_no_grad_computes_is_computed_again(either_machine):
    """A target that hangs on parameters is a constant to the chain rule, not to the replay."""
    net, target = Linear(2, 1, rng=0), Linear(2, 1, rng=1)
    v = Value(3.0, "v")

    def f(X):
        with no_grad():
            goal = target(X) * 2.0
        return ((net(X) - goal) ** 2).mean()

    def g(x):
        with no_grad():
            frozen = v * v
        return frozen * v * x

    X = np.random.default_rng(0).normal(size=(5, 2))
    program, scalar = replay(f, inputs=(X,), parameters=net), replay(g, inputs=(2.0,))
    for _ in range(2):
        loss = f(Tensor(X))
        loss.backward()
        expected = [p.grad for p in net.parameters()]
        net.zero_grad()
        assert program(X) == pytest.approx(loss.item())
        program.backward()
        assert all(np.allclose(p.grad, g) for p, g in zip(net.parameters(), expected, strict=True))
        net.zero_grad()
        target.W.data += 1.0
        assert scalar(2.0) == 2 * v.data**3
        scalar.backward()
        assert v.grad == 2 * v.data**2
        v.grad = None
        v.data += 1.0


def test_wrong_calls():
    w, x = Value(1.0, "w"), Value(2.0, "x")
    program = replay(w * x, inputs=[x])
    with pytest.raises(ShapeError, match="1개인데 2개"):
        program(1.0, 2.0)
    with pytest.raises(ShapeError, match="모양"):
        program(np.ones(3))
    with pytest.raises(NotANumberError):
        program("a")
    with pytest.raises(GraphError, match="순전파"):
        program.backward()
    program(1.0)
    with pytest.raises(ShapeError, match="5"):
        program.backward(np.ones(5))
    with pytest.raises(OptionError, match="NoneType"):
        program.step(None, 1.0)
    with pytest.raises(GraphError, match="w"):
        replay(w)
    foreign = SGD([Value(1.0)], 0.1)
    foreign.steps = 1  # taken elsewhere
    with pytest.raises(GraphError, match="SGD"):
        program.step(foreign, 1.0)
    with pytest.raises(GraphError, match="1번째 입력"):
        replay(w * 2, inputs=[x])
    model, X, y = small()
    both = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    model.layers[0].W.data = np.ones((2, 2))
    with pytest.raises(ShapeError, match=r"W.*\(3, 4\).*\(2, 2\)"):
        both()


def test_a_loss_is_one_number():
    t = Tensor([1.0, 2.0], "t")
    program = replay(t * t)
    assert program().tolist() == [1.0, 4.0]
    program.backward([1.0, 10.0])
    assert t.grad.tolist() == [2.0, 40.0]
    with pytest.raises(ShapeError, match=r"\(2,\)"):
        program.train(SGD([t], 0.1), steps=2)


def test_what_is_not_finite_is_told():
    w = Value(1.0, "w")
    program = replay(w.log() * 2)
    assert program() == 0.0
    w.data = 0.0
    with pytest.warns(NumericWarning, match="-inf"):
        assert program() == -math.inf
    w.data = -1.0
    with pytest.warns(NumericWarning, match="nan"):
        assert math.isnan(program.step(SGD([w], 0.1)))
    assert w.data == -1.0  # no step on a loss that is nan


def test_training_stops_at_the_first_loss_that_is_not_finite(either_machine):
    w = Tensor([1.0], "w")
    with pytest.warns(NumericWarning, match="inf"):
        losses = replay((w * w * w * w).sum()).train(SGD([w], 10.0), steps=50)
    assert 1 < len(losses) < 50
    assert np.isfinite(losses[:-1]).all() and not np.isfinite(losses[-1])
    assert np.isfinite(w.data).all()


# ── numerical differentiation ──


@pytest.mark.parametrize("method", ["central", "forward"])
def test_numerical_gradients_of_a_network(method, either_machine):
    for samples in (5, 70):  # rows by rows, and column by column
        model, X, y = small(samples=samples)
        program = replay(
            lambda X, y, model=model: mse(model(X), y), inputs=(X, y), parameters=model
        )
        expected = numerical_gradient(
            lambda model=model, X=X, y=y: mse(model(X), y), model.parameters(), method=method
        )
        before = model.state_dict()
        for found, wanted in zip(program.numerical_gradient(method=method), expected, strict=True):
            # of a forward difference no more digits are right
            assert np.allclose(found, wanted, rtol=1e-5, atol=1e-6)
        assert all(np.array_equal(before[k], x) for k, x in model.state_dict().items())
        assert program() == pytest.approx(mse(model(X), y).item())


def test_numerical_gradients_of_values(either_machine):
    w, b, x = Value(0.5, "w"), Value(-0.2, "b"), Value(2.0, "x")
    program = replay((w * x + b).tanh() * w, inputs=[x])
    for method in ("central", "forward"):
        expected = numerical_gradient(lambda: (w * 3.0 + b).tanh() * w, [w, b], method=method)
        assert program.numerical_gradient(3.0, method=method) == pytest.approx(expected, rel=1e-5)
    with pytest.raises(OptionError, match="central"):
        program.numerical_gradient(method="backward")
    with pytest.raises(OptionError, match="eps"):
        program.numerical_gradient(eps=-1.0)


# ── layers that draw or follow numbers ──


def test_dropout_draws_anew_and_batch_norm_follows(either_machine):
    random = np.random.default_rng(0)
    X, y = random.standard_normal((6, 3)), random.standard_normal((6, 1))
    first = Sequential(Linear(3, 4, rng=0), BatchNorm(4), Dropout(0.4, rng=1), Linear(4, 1, rng=2))
    second = copy.deepcopy(first)
    a, b = SGD(first, 0.05), SGD(second, 0.05)
    program = replay(lambda X, y: mse(second(X), y), parameters=second)
    losses = []
    for _ in range(6):
        loss = mse(first(X), y)
        a.zero_grad()
        loss.backward()
        a.step()
        losses.append(loss.item())
    assert np.allclose([program.step(b, X, y) for _ in range(6)], losses)
    assert np.allclose(first.layers[1].running_mean, second.layers[1].running_mean)
    assert np.allclose(first.layers[1].running_var, second.layers[1].running_var)


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
        "cumulate",
        "Σ…",
        "누적합",
        lambda a: np.cumsum(a),
        lambda g, y, a: (np.cumsum(g[::-1])[::-1],),
        ("…",),
    )
    t = Tensor([1.0, 2.0], "t")
    with pytest.raises(OpError, match=r"cumulate.*cumsum"):
        replay(Tensor.cumulate(t).sum())


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


# ── the arena, the machine, its cache ──


def test_the_arena_of_a_network_is_little_more_than_its_parameters():
    model = MLP(10, [*[32] * 20, 2], activation="sigmoid", rng=0)
    X, y = np.ones((1, 10)), np.ones((1, 2))
    program = replay(lambda X, y: mse(model(X), y), inputs=(X, y), parameters=model)
    program.train(SGD(model, 0.1), steps=2)
    (step,) = program._versions[0]._steps.values()
    size = sum(p.size for p in model.parameters())
    assert step.code.x.size < 1.15 * size  # gradients pass through; activations are kept


def test_without_numba_it_is_said_once_how_to_install_it(monkeypatch, capsys):
    native._tell_once.cache_clear()
    monkeypatch.setattr(native.importlib.util, "find_spec", lambda name: None)
    assert replay(Value(2.0, "w") * Value(3.0, "x"))() == 6.0
    assert replay(Value(2.0, "w") * Value(4.0, "x"))() == 8.0
    assert capsys.readouterr().err.count("pip install numba scipy") == 1
    native._tell_once.cache_clear()


def test_repr_tells_the_size():
    assert repr(replay(Value(1.0, "w") * Value(2.0, "x"))) == "Program(3 nodes, 3 rows, 6 numbers)"


STUB = """
@exact
def run(rows, index, x, low, high):
    for r in range(low, high):
        x[rows[r, 0]] += 1.0

@exact
def scalars(codes, starts, d, u, v, x, low, high):
    pass

@exact
def train(rows, index, x, middle, end, at, losses, done, exact_rows, exact_x, to, origin):
    return 0
"""
FIRST = f"""
from micrograd_ko.replaying.machine import numba_source
from micrograd_ko.replaying.machine import native
head = numba_source.HEAD
numba_source.source = lambda cache: head.replace("CACHE", str(cache)) + {STUB!r}  # the real is slow
import numpy as np
native.native(np.dtype(np.float64))
"""


def test_the_first_compilation_ever_says_what_it_does(tmp_path):
    def run(folder):
        env = {
            **os.environ,
            "MICROGRAD_KO_CACHE": str(folder),
            "PYTHONPATH": os.pathsep.join(sys.path),
            "PYTHONUTF8": "1",
        }
        done = subprocess.run(
            [sys.executable, "-c", FIRST],
            capture_output=True,
            encoding="utf-8",
            env=env,
            check=True,
        )
        return done.stderr

    first, second = run(tmp_path), run(tmp_path)
    assert "float64" in first and str(tmp_path / "replay") in first
    assert second == ""
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert "이 프로세스에만" in run(blocked / "folder")
