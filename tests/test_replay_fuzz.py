"""다시 실행에 대한 공격: 아무 프로그램이나, 그리고 언젠가 틀렸던 것들.

The attack on replay: random programs carried out both ways, and by name each kind of thing that once went
wrong. ``python -m tests.replay_fuzz`` does the same at length. A replay equals eager code, or it refuses.
"""

import copy
import gc
import itertools
import math
import pickle
import warnings
import weakref

import numpy as np
import pytest
from hypothesis import settings
from replay_checks import Eager, Scenario, carry_out, check, far, no_numba, scenario_of
from replay_fuzz import timed, within
from replay_programs import DRAW, NAMES, Leaf, Program, Step, program_of
from replay_shrink import shrunk, written

from micrograd_ko import ARRAY_TABLE, TABLE, MicrogradError, Tensor, Value, array_op, replay, vectorize
from micrograd_ko.nn import BatchNorm, Dropout, Linear, Module, Sequential
from micrograd_ko.optim import OPTIMIZERS, SGD, Adam, Optimizer

INTENSE = settings().max_examples >= 1000
CHUNK = 100
CHUNKS, PLAIN_CHUNKS = (200, 20) if INTENSE else (6, 2)
RNG = np.random.default_rng(0)


# ── any program ──


def attack(first):
    for seed in range(first, first + CHUNK):
        outcome = timed(scenario_of(seed))
        if outcome.status == "fault":
            least = shrunk(scenario_of(seed), timed)
            pytest.fail(f"seed {seed}: {outcome.what}: {timed(least).detail}\n\n{written(least)}")


@pytest.mark.parametrize("first", range(0, CHUNKS * CHUNK, CHUNK))
def test_any_program_replays_as_it_runs(first):
    attack(first)


@pytest.mark.parametrize("first", range(10**6, 10**6 + PLAIN_CHUNKS * CHUNK, CHUNK))
def test_any_program_replays_as_it_runs_without_numba(first):
    with no_numba():
        attack(first)


def test_the_programs_say_everything_that_the_tables_can_say():
    text = "\n".join(program_of(np.random.default_rng(seed)).source() for seed in range(1500))
    spelled = {"add", "sub", "mul", "div", "neg", "abs", "pow", "rpow", "power", "matmul", "getitem"}
    assert [name for name in (*TABLE, *ARRAY_TABLE) if name not in spelled and f"OPS[{name!r}]" not in text] == []
    for words in (
        " ** ",
        " @ ",
        "abs(v",
        "::-1",
        ", -1)",
        "None",
        "...",
        "np.array([",
        "axis=(",
        "keepdims=True",
        "if ",
        "no_grad",
    ):
        assert words in text


def test_every_parameter_of_a_row_is_drawn():
    assert {name for row in (*TABLE.values(), *ARRAY_TABLE.values()) for name in (*row.required, *row.params)} <= {*DRAW}


def test_a_new_row_is_drawn_and_a_fault_in_its_replay_is_found(temporary_op):
    temporary_op("fuzzed", "fuzzed", "새 연산", lambda a: a * 3.0, lambda g, y, a: (g * 3.0,))
    assert any("fuzzed" in program_of(np.random.default_rng(seed)).source() for seed in range(300))


def test_numbers_beyond_rounding_are_told_from_rounding():
    a = np.array([1.0, 0.0, np.inf])
    near = [{"k": a * (1 + 2e-16)}, {"k": a * (1 - 2e-16)}]
    assert not far(a, a * (1 + 4e-16), "k", lambda: near)
    assert far(a, a + np.array([1e-12, 0, 0]), "k", lambda: near)
    assert far(a, np.array([1.0, 1e-12, np.inf]), "k", lambda: near)
    assert far(a, np.array([1.0, 0.0, np.nan]), "k", lambda: near)
    assert not far(a, np.array([1.0, 0.0, np.nan]), "k", lambda: [*near, {"k": np.array([1.0, 0.0, np.nan])}])


def test_a_wrong_replay_is_found_and_made_small(monkeypatch):
    """The check itself: with a rule that is wrong only in a replay, it fails, and few lines are left."""
    from replay_checks import Replayed

    monkeypatch.setattr(Replayed, "call", lambda self, batch: self.program(*self.given(batch)) * 1.001)
    seed = next(seed for seed in range(100) if check(scenario_of(seed)).what == "call result")
    least = shrunk(scenario_of(seed))
    assert check(least).what == "call result"
    assert len(least.program.steps) == 1 and len(least.actions) == 1
    assert "replay(f" in written(least) or "vectorize(f" in written(least)


# ── by name ──


@pytest.fixture(params=["numba", "numpy"])
def either_machine(request):
    """With Numba, and as if it were not installed."""
    if request.param == "numba":
        yield
    else:
        with no_numba():
            yield


def scenario(lines, *actions, batches=(), optimizers=(), **options):
    """A scenario of lines that set v0, v1, …; arrays and numbers that are named w…, x…, c… are its leaves, m… modules."""
    leaves = {k: options.pop(k) for k in list(options) if k[1:].isdigit()}
    program = Program(tuple(Leaf(*leaf) for leaf in leaves.items()), tuple(Step(f"v{i}", s, ()) for i, s in enumerate(lines)))
    batches = batches or ({k: v for k, v in leaves.items() if k[0] == "x"},)
    return Scenario(program, actions, tuple(batches), optimizers=tuple(optimizers), **options)


def assert_equal(*given, **options):
    found = check(scenario(*given, **options))
    assert found.status == "equal", f"{found.what}: {found.detail}"


def assert_equal_or_refused(*given, **options):
    found = check(scenario(*given, **options))
    assert found.status in ("equal", "refused", "both refuse"), f"{found.what}: {found.detail}"


def some(*shape, dtype=np.float64):
    return np.round(RNG.normal(size=shape), 3).astype(dtype) if shape else float(np.round(RNG.normal(), 3))


BOTH = (("call", 0), ("backward", "array", 3))
ONCE = (("call", 0), ("backward", 0.7))
UNARY = [name for name, row in TABLE.items() if len(row.inputs) == 1 and not row.required]


@pytest.mark.parametrize("name", UNARY)
def test_a_unary_rule_over_a_broadcast_number_or_row_stays(either_machine, name):
    for shape, to in (((), (3,)), ((1,), (4,)), ((3,), (2, 3)), ((2, 1), (2, 5)), ((1, 1), (3, 17))):
        w = np.abs(np.asarray(some(*shape) if shape else np.array(some()))) + 0.2
        assert_equal([f"OPS[{name!r}](np.broadcast_to(w0, {to}))"], *BOTH, w0=w)
        assert_equal([f"OPS[{name!r}](np.broadcast_to(w0 * w0, {to}))", "(v0 * c0).sum()"], *ONCE, w0=w, c0=some(*to))


@pytest.mark.parametrize("power", [1, 2, 3])
def test_the_second_operand_of_a_difference_has_its_sign(either_machine, power):
    for shapes in ((("w", 3), ("w", 3)), (("w", 2, 3), ("w", 3)), (("w", 2, 3), ("w", 1)), (("c", 4), ("w", 4))):
        a, b = (some(*shape) for _, *shape in shapes)
        assert_equal([f"({shapes[0][0]}0 - w1).mean() ** {power}"], *ONCE, **{f"{shapes[0][0]}0": a, "w1": b})


@pytest.mark.parametrize("name", ["sum", "mean", "max", "min", "norm", "logsumexp"])
@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4), (2, 3, 4, 5)], ids=str)
def test_reductions_of_permuted_axes_run_over_the_right_one(either_machine, name, shape):
    for order in itertools.permutations(range(len(shape))):
        for axis in (*range(len(shape)), (0, -1), None):
            line = f"OPS[{name!r}](w0.transpose({order}), axis={axis})"
            assert_equal([line], *BOTH, w0=some(*shape))


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_of_permuted_axes_runs_over_the_right_one(either_machine, name):
    for order, axis in itertools.product(itertools.permutations(range(3)), range(3)):
        assert_equal([f"OPS[{name!r}](w0.transpose({order}), axis={axis})"], *BOTH, w0=some(2, 3, 4))


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 10, 16, 17, 33, 100])
@pytest.mark.parametrize("special", [math.inf, -math.inf, math.nan, -0.0])
def test_an_infinity_among_many_summands_stays(either_machine, n, special):
    w, M = some(n), some(n, 3)
    w[n // 2] = special
    M[n // 2, 1] = special
    for line in ("w0.sum()", "w0.mean()", "w0.max()", "w0.min()", "w0.logsumexp()", "w0 @ c1", "c1 @ w0", "w0.log_softmax()",
                 "w0.softmax()", "w0.norm()"):  # fmt: skip
        assert_equal([line], *BOTH, w0=w, c1=np.abs(some(n)) + 0.5)
    for line in ("w0.sum(axis=0)", "w0.mean(axis=0)", "w0.max(axis=0)", "w0.T @ c1", "c1 @ w0", "w0.T.sum(axis=1)"):
        assert_equal([line], *BOTH, w0=M, c1=np.abs(some(n)) + 0.5)


@pytest.mark.parametrize("classes", [3, 9, 20])
def test_a_masked_logit_has_the_probability_0(either_machine, classes):
    logits, target = some(4, classes), np.eye(classes)[[0, 1, 1, 2]]
    logits[:, -1] = -math.inf
    assert_equal(["w0.softmax()"], *BOTH, w0=logits)
    assert_equal(["-np.where(c0 > 0, w0.log_softmax(), 0.0).sum(axis=1).mean()"], *ONCE, w0=logits, c0=target)


def test_an_axis_of_length_1_that_was_broadcast_is_reduced(either_machine):
    for shape, to in (((3, 1), (3, 4)), ((1, 3), (4, 3)), ((1, 1), (2, 1)), ((1,), (1,)), ((1,), (5,)), ((2, 1, 3), (2, 4, 3))):
        for axis in (*range(len(to)), None):
            for name in ("sum", "max", "mean", "logsumexp"):
                line = f"OPS[{name!r}](np.broadcast_to(w0.reshape({shape}), {to}), axis={axis})"
                assert_equal([line], *BOTH, w0=some(math.prod(shape)))
    assert_equal(["w0.norm(axis=0)", "(v0 - w0).mean() ** 2"], *ONCE, w0=some(3))
    assert_equal(["w0.log_softmax(axis=0).sum()"], *ONCE, w0=some(17))


GRADIENT_SHAPES = [
    ["w0[None, ..., None]"], ["np.outer(w0, w0)"], ["w0.sum(axis=-1).reshape(-1, 1)"], ["np.broadcast_to(w0, (1, 1))"],
    ["w0.reshape(1, 1, 1) * 2.0"], ["(w0 * w0).sum(keepdims=True).reshape((1, 1))"], ["OPS['sum_to'](w0 * w0, shape=(1,))"],
    ["w0 * c1"], ["w0 + c1"], ["c1 @ w0.reshape(1, -1)"], ["w0.max(keepdims=True)"], ["np.concatenate([w0.reshape(-1), w0.reshape(-1)])"],
]  # fmt: skip


@pytest.mark.parametrize("lines", GRADIENT_SHAPES, ids=lambda lines: lines[0])
@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 1), (1, 3)], ids=str)
def test_a_gradient_has_the_shape_of_its_parameter(either_machine, lines, shape):
    given = scenario(lines, *BOTH, w0=np.asarray(some(*shape)), c1=np.ones((1, 1)))
    if carry_out(given, Eager).error is None:
        assert check(given).status == "equal", check(given).detail


@pytest.mark.parametrize("kind", ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW"])
@pytest.mark.parametrize("scalar", [True, False])
def test_a_parameter_that_is_only_compared_stays(either_machine, kind, scalar):
    w, v, x = (some() if scalar else some(2) for _ in range(3))
    line = "((w0 * x0) ** 2 if w1 > 0 else w0 * x0)" if scalar else "((w0 * x0) ** 2 if (w1 < 99).all() else w0 * x0).sum()"
    optimizer = f"{kind}([w0, w1], lr=0.1, weight_decay=0.3)"
    assert_equal([line], *ONCE, w0=w, w1=abs(v), x0=x)
    assert_equal([line], ("step", 0, 0), ("step", 0, 0), ("train", 0, 0, 3), w0=w, w1=abs(v), x0=x, optimizers=[optimizer])


@pytest.mark.parametrize("scalar", [True, False])
def test_a_parameter_outside_the_graph_gets_no_gradient(either_machine, scalar):
    w, x = (some(), some()) if scalar else (some(2), some(2))
    for actions in (ONCE, BOTH):
        assert_equal(["x0 * 2.0"], *actions, w0=w, x0=x, listed=("w0",))
        assert_equal(["x0 * w1"], *actions, w0=w, w1=w, x0=x, listed=("w0", "w1"))
    assert_equal(["x0 * w1"] if scalar else ["(x0 * w1).sum()"], ("numerical", 0), w0=w, w1=w, x0=x, listed=("w0", "w1"))


def test_minus_zero_is_not_zero(either_machine):
    for new in (-0.0, 0.0):
        first = -new
        assert_equal(["1.0 / w0"], ("call", 0), ("set", "w0", new, False), ("call", 0), w0=first)
        assert_equal(["1.0 / (x0 * w0)"], ("call", 0), ("call", 1), w0=1.0, x0=first, batches=[{"x0": first}, {"x0": new}])
        array, other = np.array([first, 1.0]), np.array([new, 1.0])
        assert_equal(["1.0 / w0"], ("call", 0), ("set", "w0", other, False), ("call", 0), w0=array)
        assert_equal(
            ["1.0 / (x0 * w0)"], ("call", 0), ("call", 1), w0=np.ones(2), x0=array, batches=[{"x0": array}, {"x0": other}]
        )


@pytest.mark.parametrize("kind", ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW"])
@pytest.mark.parametrize("scalar", [True, False])
def test_a_parameter_that_joins_later_is_remembered_from_then(either_machine, kind, scalar):
    size = () if scalar else (3,)
    w, v, x = some(*size), some(*size), abs(some(*size))
    line = (
        "(w0 * x0 if x0 > 0 else w0 * w1 * x0) ** 2" if scalar else "((w0 * x0 if (x0 > 0).all() else w0 * w1 * x0) ** 2).sum()"
    )
    turns = [0, 0, 0, 1, 1, 0, 1, 1]
    options = {"w0": w, "w1": v, "x0": x, "batches": [{"x0": x}, {"x0": -x}], "optimizers": [f"{kind}([w0, w1], lr=0.1)"]}
    assert_equal([line], *(("step", 0, b) for b in turns), **options)
    assert_equal([line], *(("train", 0, b, 2) for b in turns), **options)


def test_parameters_that_share_their_numbers_stay_tied_or_are_refused(either_machine):
    tie = ("run", "w1.data = w0.data")
    for before in ((), (("call", 0),)):
        actions = (*before, tie, ("call", 0), ("backward", 1.0), ("step", 0, 0), ("step", 0, 0), ("call", 0))
        assert_equal_or_refused(["((w0 * x0 - w1) ** 2).sum()"], *actions, w0=some(3), w1=some(3), x0=some(3),
                                optimizers=["SGD([w0, w1], lr=0.1)"])  # fmt: skip


def test_backward_after_an_error_is_not_that_of_the_call_that_failed(either_machine):
    for function, numbers in ((lambda x: w * x if x > 0 else -w * x, (2.0, -3.0)), (lambda x: (w * x if (x > 0).all() else -w * x).sum(), (np.ones(2), -np.ones(2)))):  # fmt: skip
        w = Value(0.5, "w") if isinstance(numbers[0], float) else Tensor([0.5, 2.0], "w")
        program = replay(function, inputs=[numbers[0]], parameters=[w], rerecord=False)
        program(numbers[0])
        program.backward()
        first, w.grad = w.grad, None
        with pytest.raises(MicrogradError):
            program(numbers[1])
        try:
            program.backward()
        except MicrogradError:
            continue
        np.testing.assert_allclose(w.grad, first)


def test_recording_comes_to_an_end_where_rounding_turns_a_comparison(either_machine):
    def line(x):
        c = x * w - (x * w).mean()
        return (np.where(c > 0, c, 2 * c) ** 2).sum() + w.sum()

    for size in (3, 7, 10, 17):
        w = Tensor(np.full(size, 0.1), "w")
        program, optimizer = replay(line, parameters=[w]), SGD([w], lr=0.01)
        with within(60):
            for _ in range(5):
                try:
                    program.step(optimizer, np.full(size, 0.7))
                except MicrogradError:
                    break


def test_samples_take_their_own_seed_or_it_is_refused(either_machine):
    for n in (1, 2, 9, 17):
        given = {"w0": some(), "x0": some(n), "how": "vectorize"}
        assert_equal(["w0 * x0 + w0"], ("call", 0), ("backward", 0.7), **given)
        assert_equal_or_refused(["w0 * x0 + w0"], ("call", 0), ("backward", "array", 5), **given)


def test_samples_give_one_number_each_even_if_they_are_all_equal(either_machine):
    for lines in (["w0 * 2.0"], ["(w0 * 2.0 if x0 > -99.0 else w0)"]):
        assert_equal_or_refused(lines, ("call", 0), ("backward", 0.7), w0=some(), x0=some(4), how="vectorize")


# ── numbers that leave the graph ──

OUTSIDE = {
    "data": "{0} * (2.0 if x0.data > 0 else 3.0)", "float": "{0} * abs(float(x0.data))", "int": "{0} * int(x0.data)",
    "item": "{0} * math.copysign(1.0, x0.item())", "math": "{0} * math.sqrt(abs(x0.data))",
}  # fmt: skip


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_a_function_takes_from_its_inputs_outside_the_graph_is_noticed(either_machine, name):
    for numbers in ((1.0, 2.0, -3.0), (1.0, 1.5, 7.5)):
        value = {"x0": numbers[0], "batches": [{"x0": x} for x in numbers], "w0": 0.7}
        calls = [("call", i) for i in range(len(numbers))]
        if name != "item":
            assert_equal_or_refused([OUTSIDE[name].format("w0 * x0")], *calls, **value)
        array = {"x0": np.array(numbers[0]), "batches": [{"x0": np.array(x)} for x in numbers], "w0": np.array(0.7)}
        assert_equal_or_refused([OUTSIDE[name].format("w0 * x0")], *calls, **array)
        late = {**array, "early": False}
        assert_equal_or_refused([OUTSIDE[name].format("w0 * x0")], *calls, **late)


@pytest.mark.parametrize(
    "taken", ["np.sign(x0)", "np.argmax(x0)", "x0[np.argmax(x0.data)]", "x0.data.max()", "np.array(x0.data > 0)"]
)
def test_what_a_function_takes_from_its_arrays_outside_the_graph_is_noticed(either_machine, taken):
    batches = [{"x0": np.array(x)} for x in ([1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [5.0, -1.0, 0.5], [-3.0, 9.0, 1.0])]
    assert_equal_or_refused([f"(w0 * x0 * {taken}).sum()"], *(("call", i) for i in range(4)), w0=some(3), x0=batches[0]["x0"], batches=batches)  # fmt: skip


def test_samples_take_nothing_from_their_inputs_outside_the_graph(either_machine):
    assert_equal_or_refused(["w0 * x0 * math.sqrt(x0.data)"], ("call", 0), w0=0.7, x0=np.array([1.0, 4.0, 9.0]), how="vectorize")
    assert_equal_or_refused(
        ["w0 * x0 * (1.0 if x0.data > 2 else -1.0)"], ("call", 0), w0=0.7, x0=np.array([1.0, 4.0]), how="vectorize"
    )


FROZEN = ["(w0 * w0.data).sum()", "(w0 * Tensor(w0.data)).sum()", "(w0 * float(w0.data.max())).sum()"]


@pytest.mark.parametrize("line", FROZEN)
@pytest.mark.parametrize("inputs", [True, False])
def test_numbers_of_parameters_outside_the_graph_are_those_of_now_or_refused(either_machine, line, inputs):
    line = line.replace("(w0", "(x0 * w0", 1) if inputs else line
    given = {"w0": some(3), "optimizers": ["SGD([w0], lr=0.3)"], **({"x0": some(3)} if inputs else {})}
    assert_equal_or_refused([line], ("step", 0, 0), ("step", 0, 0), ("step", 0, 0), **given)
    assert_equal_or_refused([line], ("train", 0, 0, 4), **given)
    assert_equal_or_refused([line], ("call", 0), ("set", "w0", some(3), False), ("call", 0), ("backward", 1.0), **given)


def test_a_target_that_is_computed_without_a_graph_is_that_of_now_or_refused(either_machine):
    quiet = "with no_grad():\n    {out} = w0 * x0"
    for make in ("{out}", "Tensor({out}.data)"):
        lines = [quiet, f"((w0 * 2.0 - {make.format(out='v0')}) ** 2).sum()"]
        assert_equal_or_refused(
            lines, *(("step", 0, 0) for _ in range(3)), w0=some(3), x0=some(3), optimizers=["SGD([w0], lr=0.1)"]
        )


def test_slopes_are_of_the_parameters_in_their_order(either_machine):
    assert_equal(["w1 + w1 * w2"], ("numerical", 0), w0=some(), w1=some(), w2=some(), listed=("w0", "w1", "w2"))
    assert_equal(["(w1 + w1 * w2).sum()"], ("numerical", 0), w0=some(2), w1=some(2), w2=some(2), listed=("w2", "w0", "w1"))
    assert_equal(["OPS['put'](w0, index=np.arange(1), shape=(6,)).sum()"], ("numerical", 0), w0=np.array(1.0), listed=("w0",))
    assert_equal(["OPS['put'](w0, index=np.array([0, 0, 2]), shape=(4,)).norm()"], ("numerical", 0), w0=some(3), listed=("w0",))
    assert_equal(["(w0 * w0).sum()"], ("numerical", 0), w0=some(3, dtype=np.float32), listed=("w0",))


# ── the state of layers ──


class Noisy(Module):
    """A layer with noise of its own."""

    def __init__(self):
        self.W, self.rng = Tensor(np.full(3, 0.5), "W"), np.random.default_rng(3)

    def forward(self, x):
        return x * self.W + self.rng.normal(size=3)


class Counting(Module):
    """A layer that counts its calls, and goes by the count."""

    def __init__(self):
        self.W, self.calls = Tensor(np.full(3, 0.5), "W"), 0

    def forward(self, x):
        self.calls += 1
        return x * self.W / self.calls


class Masked(Module):
    """A layer with a number that can be set."""

    def __init__(self):
        self.W, self.share, self.mask = Tensor(np.full(3, 0.5), "W"), 1.0, np.ones(3)

    def forward(self, x):
        return x * self.W * self.share * self.mask


@pytest.fixture
def own_layers(monkeypatch):
    for kind in (Noisy, Counting, Masked):
        monkeypatch.setitem(NAMES, kind.__name__, kind)


CHANGES = [
    ("Dropout(0.5, rng=3)", "m0.eval()"), ("Dropout(0.5, rng=3)", "m0.p = 0.9"), ("BatchNorm(3)", "m0.eval()"), ("BatchNorm(3)", "m0.eps = 2.0"),
    ("BatchNorm(3)", "m0.momentum = 0.9"), ("BatchNorm(3).eval()", "m0.running_mean[...] = 5.0"), ("BatchNorm(3).eval()", "m0.running_var = m0.running_var * 9"),
    ("BatchNorm(3).eval()", "m0.train()"), ("Linear(3, 2, rng=0)", "m0.W.data = m0.W.data * 3"), ("Linear(3, 2, rng=0)", "m0.W.data[...] = 2.0"),
    ("Linear(3, 2, rng=0)", "m0.W = Tensor(np.ones((3, 2)), 'W')"), ("Linear(3, 2, rng=0)", "m0.b = None"), ("Noisy()", ""), ("Counting()", ""),
    ("Masked()", "m0.share = 0.1"), ("Masked()", "m0.mask = np.array([0.0, 1.0, 0.0])"), ("Masked()", "m0.mask[1] = 0.0"), ("Masked()", "m0.W = Tensor(np.ones(3), 'W')"),
    ("Sequential(Linear(3, 4, rng=0), Dropout(0.5, rng=1), Linear(4, 2, rng=1))", "m0.eval()"),
    ("Sequential(Linear(3, 4, rng=0), BatchNorm(4), Linear(4, 2, rng=1))", "m0.eval()"),
]  # fmt: skip


@pytest.mark.parametrize(("module", "change"), CHANGES, ids=lambda x: x or "as it is")
@pytest.mark.parametrize("other", [False, True], ids=["same numbers", "other numbers"])
def test_a_layer_that_changes_after_recording_is_followed_or_refused(either_machine, own_layers, module, change, other):
    x, y = some(6, 3), some(6, 3)
    batches = [{"x0": x}, {"x0": y}]
    actions = [("call", 0), *([("call", 1)] if other else []), ("run", change or "pass"), ("call", 0), ("call", int(other))]
    assert_equal_or_refused(["(m0(x0) ** 2).mean()"], *actions, m0=module, x0=x, batches=batches, early=False)
    step = ("step", 0, 0)
    assert_equal_or_refused(["(m0(x0) ** 2).mean() + (w0 * w0).sum()"], step, step, ("run", change or "pass"), step, step, ("call", 1),
                            m0=module, x0=x, w0=some(2), batches=batches, early=False, optimizers=["SGD([w0], lr=0.1)"])  # fmt: skip


def test_a_weight_of_the_loss_that_changes_is_followed_or_refused(either_machine, monkeypatch):
    monkeypatch.setitem(NAMES, "m_share", 1.0)
    for layer in ("Dropout(0.5, rng=3)", "BatchNorm(3)", "Linear(3, 3, rng=0)"):
        batches = [{"x0": some(6, 3)} for _ in range(3)]
        calls = [
            ("step", 0, 0),
            ("run", "m_share = 0.5"),
            ("step", 0, 1),
            ("run", "m_share = 0.1"),
            ("step", 0, 2),
            ("step", 0, 0),
        ]
        assert_equal_or_refused(["(m0(x0) ** 2).mean() * m_share + (w0 * w0).sum()"], *calls, m0=layer, w0=some(2), x0=batches[0]["x0"],
                                batches=batches, early=False, optimizers=["SGD([w0], lr=0.1)"])  # fmt: skip


def test_dropout_of_one_number_draws_anew(either_machine):
    calls = [("call", 0)] * 8
    assert_equal(["m0(w0 * 2.0)"], *calls, m0="Dropout(0.5, rng=1)", w0=np.array(1.5), early=False)
    assert_equal(["m0(w0)"], *calls, m0="Dropout(0.5, rng=1)", w0=np.array([1.5]), early=False)


# ── optimizers of one's own ──


class Counted(Optimizer):
    """A counter, which is an int, decides the step."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.seen = 0

    def step(self):
        self.seen += 1
        super().step()

    def _descent(self, g, memory):
        return self.lr * g / self.seen


class Halving(Optimizer):
    """Its rate falls inside step()."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def step(self):
        super().step()
        self.lr *= 0.5

    def _descent(self, g, memory):
        return self.lr * g


class Options(Optimizer):
    """Options that are no floats: a tuple, None, a NumPy number."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.betas, self.clip, self.scale = (0.5, 0.9), None, np.float64(1.0)

    def _descent(self, g, memory):
        m = memory["m"] = self.betas[0] * memory.get("m", 0.0) + (1 - self.betas[0]) * g
        return self.lr * self.scale * (m if self.clip is None else m * self.clip)


class Shaken(Optimizer):
    """Noise on each gradient."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.rng = np.random.default_rng(4)

    def _descent(self, g, memory):
        return self.lr * (g + self.rng.normal(size=np.shape(g)))


class Averaging(Optimizer):
    """A list of averages beside the parameters."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)
        self.averages = [np.array(p.data) for p in self.parameters]

    def step(self):
        super().step()
        self.averages = [0.9 * a + 0.1 * p.data for a, p in zip(self.averages, self.parameters, strict=True)]

    def _descent(self, g, memory):
        return self.lr * g


class EachThird(Optimizer):
    """Does something else in each third step."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def _descent(self, g, memory):
        t = memory["t"] = memory.get("t", 0) + 1
        return self.lr * g * (10 if t % 3 == 0 else 1)


class Clipped(Optimizer):
    """Looks at the norm of a gradient."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def _descent(self, g, memory):
        size = float(np.sqrt(np.sum(np.square(g))))
        return self.lr * g / max(size, 1.0)


class Replacing(Optimizer):
    """Gives a parameter new data instead of changing it in place."""

    def __init__(self, parameters, lr=0.1):
        super().__init__(parameters, lr)

    def step(self):
        self.steps += 1
        for p in self.parameters:
            if p.grad is not None:
                p.data = p.data - self.lr * p.grad


OWN = (Counted, Halving, Options, Shaken, Averaging, EachThird, Clipped, Replacing)


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("scalar", [True, False])
def test_an_optimizer_of_ones_own_does_what_it_does_or_is_refused(either_machine, monkeypatch, kind, scalar):
    monkeypatch.setitem(NAMES, kind.__name__, kind)
    size = () if scalar else (3,)
    line = "(w0 * x0 - w1) ** 2" if scalar else "((w0 * x0 - w1) ** 2).sum()"
    given = {"w0": some(*size), "w1": some(*size), "x0": some(*size), "optimizers": [f"{kind.__name__}([w0, w1])"]}
    assert_equal_or_refused([line], *[("step", 0, 0)] * 7, **given)
    assert_equal_or_refused([line], ("step", 0, 0), ("train", 0, 0, 5), ("step", 0, 0), **given)


@pytest.mark.parametrize("change", ["betas = (0.1, 0.9)", "clip = 0.25", "scale = np.float64(3.0)", "scale = np.float32(3.0)", "lr = 1", "lr = np.float64(0.7)", "weight_decay = 0.5"])  # fmt: skip
def test_an_option_that_is_changed_between_steps_is_followed(either_machine, monkeypatch, change):
    monkeypatch.setitem(NAMES, "Options", Options)
    for scalar in (True, False):
        size = () if scalar else (3,)
        line = "(w0 * x0) ** 2" if scalar else "((w0 * x0) ** 2).sum()"
        steps = [("step", 0, 0)] * 3
        given = scenario([line], *steps, ("option", 0, *change.split(" = ")), *steps, w0=some(*size), x0=some(*size), optimizers=["Options([w0])"])  # fmt: skip
        found = check(given)
        assert found.status in ("equal", "refused"), found.detail


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(OPTIMIZERS, 2))[::5])
@pytest.mark.parametrize("scalar", [True, False])
def test_several_optimizers_take_turns(either_machine, first, second, scalar):
    size = () if scalar else (3,)
    line = "(w0 * x0 - w1) ** 2" if scalar else "((w0 * x0 - w1) ** 2).sum()"
    kinds = [OPTIMIZERS[name].__name__ for name in (first, second)]
    for sets in (("w0, w1", "w0, w1"), ("w0", "w1"), ("w0, w1", "w1")):
        turns = [("step", i, 0) for i in (0, 1, 0, 0, 1, 1, 0)] + [("train", 1, 0, 2), ("train", 0, 0, 2), ("step", 1, 0)]
        given = {"w0": some(*size), "w1": some(*size), "x0": some(*size)}
        assert_equal([line], *turns, **given, optimizers=[f"{kind}([{names}], lr=0.05)" for kind, names in zip(kinds, sets, strict=True)])  # fmt: skip


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_several_losses_take_turns_at_one_optimizer(either_machine, name):
    def losses(a, b):
        return lambda x: ((a * x) ** 2).sum(), lambda x: ((a * x - b) ** 2).mean(), lambda x: (b * x).sum() ** 2

    rng = np.random.default_rng(1)
    x, start = rng.normal(size=3), rng.normal(size=(2, 3))
    turns = [0, 0, 1, 2, 1, 1, 0, 2, 2, 0]
    found = []
    for replayed in (False, True):
        a, b = Tensor(start[0], "a"), Tensor(start[1], "b")
        optimizer, functions = OPTIMIZERS[name]([a, b], lr=0.05), losses(a, b)
        programs = [replay(f, parameters=[a, b]) for f in functions]
        for i in turns:
            if replayed:
                programs[i].step(optimizer, x)
            else:
                optimizer.zero_grad()
                functions[i](Tensor(x)).backward()
                optimizer.step()
        found.append(
            (a.data.copy(), b.data.copy(), optimizer.steps, [{k: np.array(v) for k, v in m.items()} for m in optimizer._memories])
        )
    for one, other in zip(found[0][:2], found[1][:2], strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-10)
    assert found[0][2] == found[1][2]
    for one, other in zip(found[0][3], found[1][3], strict=True):
        assert one.keys() == other.keys()
        for k in one:
            np.testing.assert_allclose(other[k], one[k], rtol=1e-10)


# ── what is no number, and what programs are ──


@pytest.mark.parametrize("wrong", ["text", np.array(["a", "b"]), np.array(["2020-01-01", "2020-01-02"], "M8[D]"), np.ma.masked_array([1.0, 2.0], [True, False]), np.array([1j, 2.0]), np.array([None, 1.0]), None], ids=lambda x: type(x).__name__ + str(getattr(x, "dtype", "")))  # fmt: skip
def test_what_is_no_array_of_numbers_is_refused(either_machine, wrong):
    w = Tensor([1.0, 2.0], "w")
    for early in (True, False):
        program = replay(lambda x: (w * x).sum(), inputs=[np.ones(2)] if early else (), parameters=[w])
        program(np.ones(2))
        for action in (lambda: program(wrong), lambda: program.step(SGD([w], lr=0.1), wrong)):
            with pytest.raises(MicrogradError):
                action()
    scalar = replay(lambda x: Value(2.0, "v") * x, inputs=[1.0])
    with pytest.raises(MicrogradError):
        scalar(wrong)


@pytest.mark.parametrize("how", [copy.deepcopy, copy.copy, lambda program: pickle.loads(pickle.dumps(program))], ids=["deepcopy", "copy", "pickle"])  # fmt: skip
def test_a_copy_of_a_program_works_or_is_refused(either_machine, how):
    for w, x in ((Tensor([1.0, 2.0], "w"), np.array([3.0, 4.0])), (Value(2.0, "w"), 3.0)):
        program = replay(w * w * 2.0 if isinstance(w, Value) else (w * w).sum(), parameters=[w])
        expected = program()
        try:
            twin = how(program)
        except MicrogradError:
            continue
        assert twin() == expected == program()


RULES = {
    "sum": lambda a: a * a.sum(), "max": lambda a: a + a.max(), "dot": lambda a: a * a.dot(a), "copy": lambda a: a.copy() * 2,
    "len": lambda a: a * len(a), "mean": lambda a: a - a.mean(), "clip": lambda a: a.clip(0, 1), "cumsum": lambda a: a.cumsum(),
    "sort": lambda a: np.sort(a), "item": lambda a: a * a[0].item(), "float": lambda a: a * float(a[0]), "if": lambda a: a if a[0] > 0 else -a,
    "list": lambda a: np.array([x * 2 for x in a]), "in place": lambda a: np.add(a, 1, out=np.empty_like(a)),
}  # fmt: skip


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_is_written_in_another_way_is_right_or_refused(either_machine, temporary_op, name):
    rule = RULES[name]
    array_op("unusual", "unusual", "별난 연산", rule, lambda g, y, a: (g * 2.0,), ("2g",))
    for first, second in (([1.0, -2.0, 3.0], [-4.0, 5.0, 6.0]),):
        w = Tensor(first, "w")
        try:
            program = replay(ARRAY_TABLE["unusual"](w) * 1.5, parameters=[w])
            found = [program()]
            w.data = np.array(second)
            found.append(program())
        except MicrogradError:
            return
        for got, given in zip(found, (first, second), strict=True):
            np.testing.assert_allclose(got, rule(np.array(given)) * 1.5)


def test_a_dropped_program_is_freed_without_the_collector(either_machine):
    w = Tensor(np.ones(1000), "w")
    gc.collect()
    gc.disable()
    try:
        program = replay(lambda x: (w * x).sum(), parameters=[w])
        program.step(Adam([w]), np.ones(1000))
        program.step(Adam([w]), np.ones(1000))
        gone = weakref.ref(program)
        version = weakref.ref(program._versions[-1]) if hasattr(program, "_versions") else gone
        del program
        assert gone() is None and version() is None
    finally:
        gc.enable()
    np.testing.assert_allclose(w.data, w.data)


def test_fit_learns_the_same_with_replay_and_without():
    from micrograd_ko.train import fit

    X, y = np.random.default_rng(0).normal(size=(37, 3)), np.random.default_rng(1).integers(0, 2, (37, 2)).astype(float)
    for name in OPTIMIZERS:
        found = []
        for replayed in (False, True):
            model = Sequential(Linear(3, 5, rng=0), BatchNorm(5), TABLE["tanh"], Dropout(0.3, rng=1), Linear(5, 2, rng=2))
            optimizer = OPTIMIZERS[name](model, lr=0.05, weight_decay=0.01)
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                history = fit(
                    model, X, y, loss="mse", optimizer=optimizer, epochs=3, batch_size=8, replay=replayed, progress=False
                )
            found.append((history.loss, [p.data for p in model.parameters()]))
        np.testing.assert_allclose(found[1][0], found[0][0], rtol=1e-9)
        for one, other in zip(found[0][1], found[1][1], strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-7, atol=1e-12)


def test_samples_are_a_loop_of_calls(either_machine):
    w, x = Value(0.7, "w"), np.array([1.0, -2.0, 0.5])
    program = vectorize(lambda x: (w * x).tanh() * w, inputs=[1.0])
    assert_rows = [((Value(0.7) * v).tanh() * Value(0.7)).data for v in x]
    np.testing.assert_allclose(program(x), assert_rows, rtol=1e-14)
