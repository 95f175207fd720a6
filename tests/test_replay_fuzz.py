"""다시 실행을 공격한다: 아무 프로그램이나, 그리고 예전에 틀렸던 종류마다.

The attack on replay: programs drawn at random, each carried out both ways; and one test for each kind of fault
that was ever found, in the smallest form. ``python -m tests.replay_fuzz`` draws for as long as one likes.
"""

import math

import numpy as np
import pytest
from hypothesis import settings
from replay_checks import check, no_numba, scenario_of
from replay_programs import Leaf, Program, Step
from replay_shrink import shrunk, written

from micrograd_ko import GraphError, MicrogradError, NumericWarning, Tensor, Value, no_grad, replay, vectorize
from micrograd_ko.losses import mse
from micrograd_ko.nn import MLP, BatchNorm, Dropout, Linear, Sequential
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, Momentum, Optimizer
from micrograd_ko.replaying.machine import native

PARTS = 4
random = np.random.default_rng(14)


@pytest.fixture(params=["numba", "numpy"], autouse=True)
def either_machine(request):
    """With Numba, and as if it were not installed."""
    if request.param == "numba":
        yield native(np.dtype(np.float64)) is not None
        return
    with no_numba():
        yield False


# ── programs drawn at random ──


@pytest.mark.parametrize("part", range(PARTS))
def test_any_program_does_the_same_in_a_replay(part, either_machine):
    count = settings().max_examples * (2 if either_machine else 1)
    for seed in range(part * 100_000, part * 100_000 + count):
        scenario = scenario_of(seed)
        outcome = check(scenario)
        if outcome.status == "fault":
            least = shrunk(scenario, tries=60)
            pytest.fail(f"seed {seed}: {outcome.what}: {outcome.detail}\n\n{written(least)}")


def test_few_programs_are_refused_and_few_do_not_run():
    found = [check(scenario_of(seed)).status for seed in range(900_000, 900_100)]
    assert found.count("equal") + found.count("both refuse") > 80, found


def test_the_checker_sees_a_wrong_number_and_the_shrinker_finds_its_reason(monkeypatch):
    import replay_checks

    class Wrong(replay_checks.Replayed):
        def call(self, batch):
            wrong = 1 + 1e-9 * any("sin" in step.template for step in self.scenario.program.steps)
            return super().call(batch) * wrong

    monkeypatch.setattr(replay_checks, "Replayed", Wrong)
    steps = (Step("v0", "{0} * {1}", ("w0", "w1")), Step("v1", "OPS['sin']({0})", ("v0",)), Step("v2", "{0} + 1.0", ("v1",)))
    leaves = (Leaf("w0", np.array([0.5, 0.25])), Leaf("w1", np.array([1.5, 2.0])))
    scenario = replay_checks.Scenario(Program(leaves, steps), (("call", 0), ("backward", 1.0)), ({},))
    assert check(scenario).status == "fault"
    least = shrunk(scenario, check)
    assert [step.template for step in least.program.steps] == ["OPS['sin']({0})"]
    assert least.actions == (("call", 0),)


# ── one instruction: how it reads its operands, and what it computes ──


def agrees(f, *parameters, exact=1e-12):
    """Are result and gradients of f() those of its replay, for an upstream gradient drawn at random?"""
    root = f()
    upstream = np.random.default_rng(3).normal(size=root.shape).astype(root.dtype)
    root.backward(upstream)
    expected = [p.grad for p in parameters]
    for p in parameters:
        p.grad = None
    program = replay(f)
    with np.errstate(all="ignore"):
        found = program()
        program.backward(upstream)
    assert np.shape(found) == root.shape
    assert np.allclose(found, root.data, rtol=exact, atol=exact, equal_nan=True)
    for p, e in zip(parameters, expected, strict=True):
        assert (p.grad is None) == (e is None)
        if e is not None:
            assert p.grad.shape == e.shape == p.shape
            assert p.grad.dtype == e.dtype
            assert np.allclose(p.grad, e, rtol=exact, atol=exact, equal_nan=True)
        p.grad = None


@pytest.mark.parametrize(
    "rule", [np.negative, np.cos, np.exp, np.tanh, np.abs, np.square, lambda x: 1.0 - x, lambda x: x**3, lambda x: 2.0 / x]
)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (3, 1)])
def test_a_rule_of_one_operand_after_a_broadcast_is_carried_out(rule, shape):
    w = Tensor(random.normal(size=shape) + 2.0, "w")
    agrees(lambda: rule(np.broadcast_to(w, (3, 4) if shape == (3, 1) else (4, *shape))), w)


def test_the_gradient_of_a_subtrahend_keeps_its_sign():
    a, b = (Tensor(random.normal(size=(3, 4)), name) for name in "ab")
    agrees(lambda: (a - b).mean() ** 2, a, b)
    agrees(lambda: (np.broadcast_to(a[0], (5, 4)) - b[1]).sum() * 2.0, a, b)


@pytest.mark.parametrize("reduce", ["sum", "max", "min", "mean", "norm", "logsumexp"])
@pytest.mark.parametrize("axis", [0, 1, 2, -1, (0, 2), (2, 1), None])
def test_permuted_axes_are_reduced_along_the_right_one(reduce, axis):
    w = Tensor(random.normal(size=(2, 3, 5)), "w")
    for axes in ((2, 0, 1), (1, 2, 0), (0, 2, 1), (2, 1, 0)):
        agrees(lambda axes=axes: getattr(w.transpose(*axes), reduce)(axis=axis) * 1.5, w)


@pytest.mark.parametrize("count", [2, 8, 9, 17, 100])
@pytest.mark.parametrize("extreme", [math.inf, -math.inf])
def test_one_infinite_summand_makes_the_sum_infinite(count, extreme):
    numbers = random.normal(size=(count, 2))
    numbers[count // 2, 0] = extreme
    w, one = Tensor(numbers, "w"), np.ones((3, count))
    with np.errstate(all="ignore"):
        for f in (lambda: w.sum(axis=0) * 2.0, lambda: w.mean(axis=0) * 2.0, lambda: one @ w, lambda: w.T.sum(axis=1) * 2.0):
            expected = f().data
            assert np.isinf(expected).sum() in (1, 3)
            with pytest.warns(NumericWarning):
                assert np.allclose(replay(f)(), expected, rtol=1e-12)


def test_an_axis_of_length_one_may_be_stretched_and_summed():
    w = Tensor(random.normal(size=3), "w")
    agrees(lambda: np.sum(np.broadcast_to(w.reshape((3, 1)), (3, 4)), axis=1), w)
    agrees(lambda: np.max(np.broadcast_to(w.reshape((1, 3, 1)), (2, 3, 1)), axis=2), w)


def test_a_gradient_has_the_shape_of_its_parameter():
    for w in (Tensor(random.normal(size=3), "w"), Tensor(2.0, "w"), Tensor(random.normal(size=(1, 3)), "w")):
        agrees(lambda w=w: (w * w).sum(keepdims=True).reshape((1, 1)), w)
        agrees(lambda w=w: w.sum().reshape(-1, 1), w)


@pytest.mark.parametrize("samples", [1, 9, 17, 70, 100])
def test_tall_matrices_are_as_others(samples):
    X, W = np.random.default_rng(1).normal(size=(samples, 3)), Tensor(random.normal(size=(3, 2)), "W")
    agrees(lambda: (X @ W).tanh() @ W.T, W)
    agrees(lambda: (X @ W).T.max(axis=1) - (X @ W)[::-2].mean(axis=0), W)


@pytest.mark.filterwarnings("ignore::micrograd_ko.NumericWarning")
def test_minus_zero_after_zero_is_another_number():
    w = Tensor(np.array([1.0, 1.0]), "w")
    program = replay(lambda x: w / x, inputs=[np.array([2.0, 1.0])])
    for zero in (0.0, -0.0, 0.0):
        assert program(np.array([zero, 1.0])).tolist() == [math.copysign(math.inf, zero), 1.0]
    number = replay(lambda x: x * 1.0, inputs=[0.0])
    assert [math.copysign(1, number(z)) for z in (0.0, -0.0, 0.0)] == [1.0, -1.0, 1.0]
    v = Value(0.0, "v")
    read = replay(v * 1.0)
    for v.data in (0.0, -0.0, 0.0):
        assert math.copysign(1, read()) == math.copysign(1, v.data)


# ── parameters that are not, or not always, in the graph ──


@pytest.mark.parametrize("kind", [Value, Tensor])
def test_a_parameter_that_is_only_compared_has_no_gradient_and_stays(kind):
    w, x, v = kind(1.5, "w"), kind(0.5, "x"), kind(2.0, "v")
    program = replay(lambda: (w * x) ** 2 if v > 0 else w * x, parameters=[w, x, v])
    program()
    program.backward()
    assert v.grad is None
    assert w.grad is not None
    optimizer = SGD([w, v], 0.1, weight_decay=0.5)
    for _ in range(3):
        program.step(optimizer)
    assert v.data == 2.0


def test_a_parameter_outside_the_graph_gets_no_gradient():
    x, w = Tensor([1.0, 2.0], "x"), Tensor([3.0, 4.0], "w")
    program = replay(lambda X: X * w, inputs=(np.ones(2),), parameters=[x, w])
    program(np.array([2.0, 5.0]))
    program.backward([1.0, -1.0])
    assert x.grad is None
    assert w.grad.tolist() == [2.0, -5.0]


def test_numerical_gradients_come_for_every_parameter_that_was_given():
    x, w = Tensor([1.0, 2.0, 5.0], "x"), Tensor([3.0, 4.0], "w")
    unused, slopes = replay(lambda: (w * w).sum(), parameters=[x, w]).numerical_gradient()
    assert unused.tolist() == [0.0, 0.0, 0.0]
    assert slopes == pytest.approx(np.array([6.0, 8.0]))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("kind", [Value, Tensor])
def test_a_parameter_that_joins_later_has_a_memory_of_its_own(name, kind):
    def trained(replayed):
        a, b, x = kind(1.0, "a"), kind(-2.0, "b"), [1.0, -1.0, 1.0, -1.0, -1.0, 1.0]
        optimizer = OPTIMIZERS[name]([a, b], 0.1, weight_decay=0.02)
        data = [number if kind is Value else np.array(number) for number in x]

        def f(x):
            return (a * x - 3.0) ** 2 if x > 0 else (a * b * x + 1.0) ** 2

        program = replay(f)
        for x in data:
            if replayed:
                program.step(optimizer, x)
                continue
            optimizer.zero_grad()
            f(kind(x)).backward()
            optimizer.step()
        memories = [{k: float(v) for k, v in memory.items()} for memory in optimizer._memories]
        return [float(a.data), float(b.data)], memories, optimizer.steps

    (found, memories, steps), (expected, wanted, counted) = trained(True), trained(False)
    assert found == pytest.approx(expected, rel=1e-12)
    assert steps == counted
    for one, other in zip(memories, wanted, strict=True):
        assert one == pytest.approx(other, rel=1e-12)


def test_optimizers_and_losses_take_turns():
    def trained(replayed):
        a, b = Tensor([1.0, 2.0], "a"), Tensor([0.5, -1.0], "b")
        losses = [lambda: (a * a).sum(), lambda: ((a * b) ** 2).sum()]
        optimizers, seen = [Adam([a, b], 0.1), Momentum([a, b], 0.02), SGD([b], 0.1)], []
        programs = [replay(f, parameters=[a, b]) for f in losses]
        for which, optimizer in ((0, 0), (1, 0), (1, 1), (0, 1), (1, 2), (1, 0), (0, 0), (1, 1)):
            if replayed:
                seen.append(programs[which].step(optimizers[optimizer]))
                continue
            a.grad = b.grad = None
            loss = losses[which]()
            loss.backward()
            optimizers[optimizer].step()
            seen.append(loss.item())
        return [*seen, *a.data, *b.data, *(x for o in optimizers for m in o._memories for v in m.values() for x in np.ravel(v))]

    assert np.allclose(trained(True), trained(False), rtol=1e-12)


def test_weights_tied_by_their_array_are_refused_or_stay_tied():
    a = Tensor([1.0, 2.0], "a")
    b = Tensor([0.0, 0.0], "b")
    b.data = a.data
    try:
        program = replay(lambda: (a * b).sum())
        program.step(SGD([a, b], 0.1))
    except MicrogradError as error:
        assert "a" in str(error) and "b" in str(error)
    else:
        assert a.data.tolist() == b.data.tolist()


# ── what changes after the recording ──


def network():
    return Sequential(Linear(3, 4, rng=0), BatchNorm(4), Dropout(0.5, rng=1), Linear(4, 1, rng=2))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.eval(),
        lambda m: (m.eval(), setattr(m.layers[1], "running_mean", np.ones(4))),
        lambda m: (m.eval(), setattr(m.layers[1], "eps", 0.5)),
        lambda m: (m.eval(), setattr(m.layers[0], "W", Tensor(np.ones((3, 4)), "W"))),
        lambda m: (m.eval(), m.layers[1].running_var.__setitem__(slice(None), 4.0)),
    ],
    ids=["eval", "statistics", "eps", "weights", "statistics in place"],
)
def test_a_network_that_was_changed_after_the_recording_is_followed(change):
    (one, other), X = (network(), network()), random.normal(size=(6, 3))
    program = replay(lambda X: mse(one(X), np.zeros((6, 1))), inputs=(X,))
    mse(other(X), np.zeros((6, 1)))
    change(one), change(other)
    for numbers in (X, X + 1.0, X):
        assert program(numbers) == pytest.approx(mse(other(numbers), np.zeros((6, 1))).item(), rel=1e-12)


def test_a_changed_buffer_in_evaluation_is_followed():
    model, X = network(), random.normal(size=(6, 3))
    model.eval()
    program = replay(lambda X: model(X).sum(), inputs=(X,))
    program(X)
    model.layers[1].running_mean[:] = [1.0, -1.0, 2.0, 0.5]
    assert program(X) == pytest.approx(model(X).sum().item(), rel=1e-12)


@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3)])
def test_dropout_draws_anew_over_every_shape(shape):
    w = Tensor(np.ones(shape), "w")
    one, other = Dropout(0.5, rng=7), Dropout(0.5, rng=7)
    program = replay(lambda: one(w * 1.0))
    for _ in range(8):
        assert np.array_equal(program(), other(w * 1.0).data)


def test_a_loss_that_is_not_finite_moves_running_statistics_once():
    w = Tensor([[0.0], [-np.inf], [1.0]], "w")
    one, other = BatchNorm(1), BatchNorm(1)
    program = replay(lambda: one(w).sum())
    with pytest.warns(), np.errstate(all="ignore"):
        program.step(SGD([one.gamma], 0.1))
        other(w)
    assert np.array_equal(one.running_mean, other.running_mean)


def test_an_annealed_weight_of_the_loss_is_followed_beside_dropout():
    model, weight, X = MLP(3, [4, 1], rng=0), {"of": 1.0}, random.normal(size=(5, 3))
    drop, same = Dropout(0.3, rng=4), Dropout(0.3, rng=4)
    program = replay(lambda X: mse(drop(model(X)), np.zeros((5, 1))) * weight["of"])  # recorded with its first call
    for factor in (1.0, 1.0, 0.5, 0.1, 0.0):
        weight["of"] = factor
        assert program(X) == pytest.approx(mse(same(model(X)), np.zeros((5, 1))).item() * factor, rel=1e-12)


# ── numbers that a function reads ──


@pytest.mark.parametrize(
    "read",
    [
        lambda w, x: w * 2.0 if x.data > 0 else w * x,
        lambda w, x: w * float(x),
        lambda w, x: w * x * int(x),
        lambda w, x: w * np.sign(x.data) * x,
        lambda w, x: w * x * math.sqrt(abs(x.data)),
    ],
)
@pytest.mark.parametrize("make", ["replay", "vectorize"])
def test_a_number_that_is_read_from_an_input_is_followed_or_told(read, make):
    w = Value(1.5, "w")
    try:
        program = (
            replay(lambda x: read(w, x), inputs=[1.0])
            if make == "replay"
            else vectorize(lambda x: read(w, x), inputs=[1.0], parameters=[w])
        )
        for x in (2.0, 3.0, -3.0, 0.5, -0.25):
            found = program(x) if make == "replay" else program([x, x])[0]
            assert found == pytest.approx(read(w, Value(x)).data, rel=1e-12)
    except MicrogradError as error:
        assert str(error)


def test_what_hangs_on_parameters_alone_is_computed_again():
    net, X = MLP(2, [3, 1], rng=0), random.normal(size=(4, 2))

    def loss():
        with no_grad():
            target = net(X) * 0.5
        return mse(net(X), target)

    program, optimizer = replay(loss), SGD(net, 0.1)
    for _ in range(4):
        expected = loss().item()
        assert program() == pytest.approx(expected, rel=1e-12)
        assert program.step(optimizer) == pytest.approx(expected, rel=1e-12)


def test_vectorize_gives_one_number_for_each_sample_even_where_they_are_only_compared():
    w = Value(1.5, "w")
    program = vectorize(lambda x: w * w if x > 0 else w * 1.0, inputs=[1.0])
    try:
        found = program([1.0, 2.0, 3.0])
    except GraphError:
        return
    assert found.tolist() == [2.25, 2.25, 2.25]


def test_a_choice_that_rounding_turns_does_not_record_for_ever():
    w, X = Tensor([1.0, 1.0, 1.0], "w"), np.array([0.1, 0.1, 0.1])

    def f():
        c = X * w - (X * w).mean()
        return np.where(c > 0, c, 0.5 * c).sum()

    program, optimizer = replay(f), SGD([w], 0.1)
    for _ in range(3):
        assert math.isfinite(program.step(optimizer))


# ── optimizers of a user's own ──


class Counting(Optimizer):
    """Counts its calls with an int, and halves its rate every third."""

    count = 0

    def step(self):
        self.count += 1
        if self.count % 3 == 0:
            self.lr *= 0.5
        super().step()

    def _descent(self, g, memory):
        memory["n"] = memory.get("n", 0) + 1
        return self.lr * g / memory["n"]


class Noisy(Optimizer):
    """Adds noise to its steps, from a generator of its own."""

    def __init__(self, parameters, lr):
        super().__init__(parameters, lr)
        self.random = np.random.default_rng(5)

    def _descent(self, g, memory):
        return self.lr * (g + self.random.normal(size=np.shape(g)))


class Averaging(Optimizer):
    """Keeps a list of the gradients seen, and goes along their mean."""

    def _descent(self, g, memory):
        memory.setdefault("seen", []).append(np.array(g))
        return self.lr * np.mean(memory["seen"], axis=0)


@pytest.mark.parametrize("kind", [Counting, Noisy, Averaging])
def test_an_optimizer_of_a_user_s_own_steps_as_it_does_without_replay(kind):
    def trained(replayed):
        w = Tensor([1.0, -2.0, 0.5], "w")
        optimizer, program = kind([w], 0.1), replay(lambda: ((w - 1.0) ** 2).sum())
        for _ in range(7):
            if replayed:
                program.step(optimizer)
                continue
            w.grad = None
            ((w - 1.0) ** 2).sum().backward()
            optimizer.step()
        return w.data.tolist()

    assert trained(True) == pytest.approx(trained(False), rel=1e-12)
