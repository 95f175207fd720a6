"""다시 실행한 결과는 그냥 실행한 결과와 같다.

A replay gives what the code gives that it was recorded from: every row of both tables, any graph,
networks and optimizers, with Numba and without.
"""

import copy
import math

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
    grad,
    no_grad,
    numerical_gradient,
    replay,
    where,
)
from micrograd_ko.errors import ReplayWarning
from micrograd_ko.losses import cross_entropy, mse, one_hot
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, Optimizer
from micrograd_ko.strategies import networks
from tests.helpers.array_cases import CASES, INPUTS
from tests.helpers.replays import without_numba
from tests.helpers.sharing import fewer

MACHINES = ["numba", "numpy"]


# ── graphs of Tensors ──


@pytest.mark.parametrize("name", ARRAY_TABLE)
@fewer(5)
@given(data=st.data())
def test_every_array_op_replays(name, data):
    shapes, params = data.draw(CASES[name])
    assume(all(math.prod(shape) for shape in shapes))
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    make = INPUTS.get(name, lambda rng, sizes: [rng.standard_normal(size) for size in sizes])
    first, second = (make(random, shapes) for _ in range(2))
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
