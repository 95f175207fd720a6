"""다시 실행에서 언젠가 틀렸던 것들, 하나씩.

By name each kind of thing that once went wrong in a replay: it equals eager code, or it is refused.
"""

import copy
import gc
import itertools
import math
import pickle
import weakref
from functools import lru_cache

import numpy as np
import pytest

from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    MicrogradError,
    Tensor,
    Value,
    array_op,
    replay,
    vectorize,
)
from micrograd_ko.optim import SGD, Adam
from tests.replay_fuzz.cases import (
    BOTH,
    ONCE,
    assert_equal,
    assert_equal_or_refused,
    scenario,
    some,
)
from tests.replay_fuzz.checks import Eager, carry_out, check
from tests.replay_fuzz.running import within

UNARY = [name for name, row in TABLE.items() if len(row.inputs) == 1 and not row.required]


@pytest.mark.parametrize("name", UNARY)
def test_a_unary_rule_over_a_broadcast_number_or_row_stays(either_machine, name):
    for shape, to in (
        ((), (3,)),
        ((1,), (4,)),
        ((3,), (2, 3)),
        ((2, 1), (2, 5)),
        ((1, 1), (3, 17)),
    ):
        w = np.abs(np.asarray(some(*shape) if shape else np.array(some()))) + 0.2
        assert_equal([f"OPS[{name!r}](np.broadcast_to(w0, {to}))"], *BOTH, w0=w)
        assert_equal(
            [f"OPS[{name!r}](np.broadcast_to(w0 * w0, {to}))", "(v0 * c0).sum()"],
            *ONCE,
            w0=w,
            c0=some(*to),
        )


@pytest.mark.parametrize("power", [1, 2, 3])
def test_the_second_operand_of_a_difference_has_its_sign(either_machine, power):
    for shapes in (
        (("w", 3), ("w", 3)),
        (("w", 2, 3), ("w", 3)),
        (("w", 2, 3), ("w", 1)),
        (("c", 4), ("w", 4)),
    ):
        a, b = (some(*shape) for _, *shape in shapes)
        assert_equal(
            [f"({shapes[0][0]}0 - w1).mean() ** {power}"], *ONCE, **{f"{shapes[0][0]}0": a, "w1": b}
        )


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
        assert_equal(
            [f"OPS[{name!r}](w0.transpose({order}), axis={axis})"], *BOTH, w0=some(2, 3, 4)
        )


@pytest.mark.parametrize("n", [1, 2, 7, 8, 9, 10, 16, 17, 33, 100])
@pytest.mark.parametrize("special", [math.inf, -math.inf, math.nan, -0.0])
def test_an_infinity_among_many_summands_stays(either_machine, n, special):
    w, M = some(n), some(n, 3)
    w[n // 2] = special
    M[n // 2, 1] = special
    for line in (
        "w0.sum()",
        "w0.mean()",
        "w0.max()",
        "w0.min()",
        "w0.logsumexp()",
        "w0 @ c1",
        "c1 @ w0",
        "w0.log_softmax()",
        "w0.softmax()",
        "w0.norm()",
    ):
        assert_equal([line], *BOTH, w0=w, c1=np.abs(some(n)) + 0.5)
    for line in (
        "w0.sum(axis=0)",
        "w0.mean(axis=0)",
        "w0.max(axis=0)",
        "w0.T @ c1",
        "c1 @ w0",
        "w0.T.sum(axis=1)",
    ):
        assert_equal([line], *BOTH, w0=M, c1=np.abs(some(n)) + 0.5)


@pytest.mark.parametrize("classes", [3, 9, 20])
def test_a_masked_logit_has_the_probability_0(either_machine, classes):
    logits, target = some(4, classes), np.eye(classes)[[0, 1, 1, 2]]
    logits[:, -1] = -math.inf
    assert_equal(["w0.softmax()"], *BOTH, w0=logits)
    assert_equal(
        ["-np.where(c0 > 0, w0.log_softmax(), 0.0).sum(axis=1).mean()"], *ONCE, w0=logits, c0=target
    )


def test_an_axis_of_length_1_that_was_broadcast_is_reduced(either_machine):
    for shape, to in (
        ((3, 1), (3, 4)),
        ((1, 3), (4, 3)),
        ((1, 1), (2, 1)),
        ((1,), (1,)),
        ((1,), (5,)),
        ((2, 1, 3), (2, 4, 3)),
    ):
        for axis in (*range(len(to)), None):
            for name in ("sum", "max", "mean", "logsumexp"):
                line = f"OPS[{name!r}](np.broadcast_to(w0.reshape({shape}), {to}), axis={axis})"
                assert_equal([line], *BOTH, w0=some(math.prod(shape)))
    assert_equal(["w0.norm(axis=0)", "(v0 - w0).mean() ** 2"], *ONCE, w0=some(3))
    assert_equal(["w0.log_softmax(axis=0).sum()"], *ONCE, w0=some(17))


GRADIENT_SHAPES = [
    ["w0[None, ..., None]"],
    ["np.outer(w0, w0)"],
    ["w0.sum(axis=-1).reshape(-1, 1)"],
    ["np.broadcast_to(w0, (1, 1))"],
    ["w0.reshape(1, 1, 1) * 2.0"],
    ["(w0 * w0).sum(keepdims=True).reshape((1, 1))"],
    ["OPS['sum_to'](w0 * w0, shape=(1,))"],
    ["w0 * c1"],
    ["w0 + c1"],
    ["c1 @ w0.reshape(1, -1)"],
    ["w0.max(keepdims=True)"],
    ["np.concatenate([w0.reshape(-1), w0.reshape(-1)])"],
]


@pytest.mark.parametrize("lines", GRADIENT_SHAPES, ids=lambda lines: lines[0])
@pytest.mark.parametrize("shape", [(), (1,), (3,), (1, 1), (1, 3)], ids=str)
def test_a_gradient_has_the_shape_of_its_parameter(either_machine, lines, shape):
    given = scenario(lines, *BOTH, w0=np.asarray(some(*shape)), c1=np.ones((1, 1)))
    if carry_out(given, Eager).error is None:
        assert check(given).status == "equal", check(given).detail


@pytest.mark.parametrize(
    "kind", ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW"]
)
@pytest.mark.parametrize("scalar", [True, False])
def test_a_parameter_that_is_only_compared_stays(either_machine, kind, scalar):
    w, v, x = (some() if scalar else some(2) for _ in range(3))
    line = (
        "((w0 * x0) ** 2 if w1 > 0 else w0 * x0)"
        if scalar
        else "((w0 * x0) ** 2 if (w1 < 99).all() else w0 * x0).sum()"
    )
    optimizer = f"{kind}([w0, w1], lr=0.1, weight_decay=0.3)"
    assert_equal([line], *ONCE, w0=w, w1=abs(v), x0=x)
    assert_equal(
        [line],
        ("step", 0, 0),
        ("step", 0, 0),
        ("train", 0, 0, 3),
        w0=w,
        w1=abs(v),
        x0=x,
        optimizers=[optimizer],
    )


@pytest.mark.parametrize("scalar", [True, False])
def test_a_parameter_outside_the_graph_gets_no_gradient(either_machine, scalar):
    w, x = (some(), some()) if scalar else (some(2), some(2))
    for actions in (ONCE, BOTH):
        assert_equal(
            ["x0 * 2.0"] if scalar else ["(x0 * 2.0).sum()"], *actions, w0=w, x0=x, listed=("w0",)
        )
        assert_equal(
            ["x0 * w1"] if scalar else ["(x0 * w1).sum()"],
            *actions,
            w0=w,
            w1=w,
            x0=x,
            listed=("w0", "w1"),
        )
    assert_equal(
        ["x0 * w1"] if scalar else ["(x0 * w1).sum()"],
        ("numerical", 0),
        w0=w,
        w1=w,
        x0=x,
        listed=("w0", "w1"),
    )


def test_minus_zero_is_not_zero(either_machine):
    for new in (-0.0, 0.0):
        first = -new
        assert_equal(["1.0 / w0"], ("call", 0), ("set", "w0", new, False), ("call", 0), w0=first)
        assert_equal(
            ["1.0 / (x0 * w0)"],
            ("call", 0),
            ("call", 1),
            w0=1.0,
            x0=first,
            batches=[{"x0": first}, {"x0": new}],
        )
        array, other = np.array([first, 1.0]), np.array([new, 1.0])
        assert_equal(["1.0 / w0"], ("call", 0), ("set", "w0", other, False), ("call", 0), w0=array)
        assert_equal(
            ["1.0 / (x0 * w0)"],
            ("call", 0),
            ("call", 1),
            w0=np.ones(2),
            x0=array,
            batches=[{"x0": array}, {"x0": other}],
        )


@pytest.mark.parametrize(
    "kind", ["SGD", "Momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam", "AdamW"]
)
@pytest.mark.parametrize("scalar", [True, False])
def test_a_parameter_that_joins_later_is_remembered_from_then(either_machine, kind, scalar):
    size = () if scalar else (3,)
    w, v, x = some(*size), some(*size), abs(some(*size))
    line = (
        "(w0 * x0 if x0 > 0 else w0 * w1 * x0) ** 2"
        if scalar
        else "((w0 * x0 if (x0 > 0).all() else w0 * w1 * x0) ** 2).sum()"
    )
    turns = [0, 0, 0, 1, 1, 0, 1, 1]
    options = {
        "w0": w,
        "w1": v,
        "x0": x,
        "batches": [{"x0": x}, {"x0": -x}],
        "optimizers": [f"{kind}([w0, w1], lr=0.1)"],
    }
    assert_equal([line], *(("step", 0, b) for b in turns), **options)
    assert_equal([line], *(("train", 0, b, 2) for b in turns), **options)


def test_parameters_that_share_their_numbers_stay_tied_or_are_refused(either_machine):
    tie = ("run", "w1.data = w0.data")
    for before in ((), (("call", 0),)):
        actions = (
            *before,
            tie,
            ("call", 0),
            ("backward", 1.0),
            ("step", 0, 0),
            ("step", 0, 0),
            ("call", 0),
        )
        assert_equal_or_refused(
            ["((w0 * x0 - w1) ** 2).sum()"],
            *actions,
            w0=some(3),
            w1=some(3),
            x0=some(3),
            optimizers=["SGD([w0, w1], lr=0.1)"],
        )


def test_backward_after_an_error_is_not_that_of_the_call_that_failed(either_machine):
    for w, condition, numbers in (
        (Value(0.5, "w"), lambda x: x > 0, (2.0, -3.0)),
        (Tensor(0.5, "w"), lambda x: (x > 0).all(), (np.array(2.0), np.array(-3.0))),
    ):

        def function(x, w=w, condition=condition):
            return w * x if condition(x) else -w * x

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
        assert_equal_or_refused(
            lines, ("call", 0), ("backward", 0.7), w0=some(), x0=some(4), how="vectorize"
        )


# ── numbers that leave the graph ──

OUTSIDE = {
    "data": "{0} * (2.0 if x0.data > 0 else 3.0)",
    "float": "{0} * abs(float(x0.data))",
    "int": "{0} * int(x0.data)",
    "item": "{0} * math.copysign(1.0, x0.item())",
    "math": "{0} * math.sqrt(abs(x0.data))",
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_a_function_takes_from_its_inputs_outside_the_graph_is_noticed(either_machine, name):
    for numbers in ((1.0, 2.0, -3.0), (1.0, 1.5, 7.5)):
        value = {"x0": numbers[0], "batches": [{"x0": x} for x in numbers], "w0": 0.7}
        calls = [("call", i) for i in range(len(numbers))]
        if name != "item":
            assert_equal_or_refused([OUTSIDE[name].format("w0 * x0")], *calls, **value)
        array = {
            "x0": np.array(numbers[0]),
            "batches": [{"x0": np.array(x)} for x in numbers],
            "w0": np.array(0.7),
        }
        assert_equal_or_refused([OUTSIDE[name].format("w0 * x0")], *calls, **array)
        late = {**array, "early": False}
        assert_equal_or_refused([OUTSIDE[name].format("w0 * x0")], *calls, **late)


@pytest.mark.parametrize(
    "taken",
    [
        "np.sign(x0)",
        "np.argmax(x0)",
        "x0[np.argmax(x0.data)]",
        "x0.data.max()",
        "np.array(x0.data > 0)",
    ],
)
def test_what_a_function_takes_from_its_arrays_outside_the_graph_is_noticed(either_machine, taken):
    batches = [
        {"x0": np.array(x)}
        for x in ([1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [5.0, -1.0, 0.5], [-3.0, 9.0, 1.0])
    ]
    assert_equal_or_refused(
        [f"(w0 * x0 * {taken}).sum()"],
        *(("call", i) for i in range(4)),
        w0=some(3),
        x0=batches[0]["x0"],
        batches=batches,
    )


def test_samples_take_nothing_from_their_inputs_outside_the_graph(either_machine):
    assert_equal_or_refused(
        ["w0 * x0 * math.sqrt(x0.data)"],
        ("call", 0),
        w0=0.7,
        x0=np.array([1.0, 4.0, 9.0]),
        how="vectorize",
    )
    assert_equal_or_refused(
        ["w0 * x0 * (1.0 if x0.data > 2 else -1.0)"],
        ("call", 0),
        w0=0.7,
        x0=np.array([1.0, 4.0]),
        how="vectorize",
    )


FROZEN = [
    "(w0 * w0.data).sum()",
    "(w0 * Tensor(w0.data)).sum()",
    "(w0 * float(w0.data.max())).sum()",
]


@pytest.mark.parametrize("line", FROZEN)
@pytest.mark.parametrize("inputs", [True, False])
def test_numbers_of_parameters_outside_the_graph_are_those_of_now_or_refused(
    either_machine, line, inputs
):
    line = line.replace("(w0", "(x0 * w0", 1) if inputs else line
    given = {
        "w0": some(3),
        "optimizers": ["SGD([w0], lr=0.3)"],
        **({"x0": some(3)} if inputs else {}),
    }
    assert_equal_or_refused([line], ("step", 0, 0), ("step", 0, 0), ("step", 0, 0), **given)
    assert_equal_or_refused([line], ("train", 0, 0, 4), **given)
    assert_equal_or_refused(
        [line], ("call", 0), ("set", "w0", some(3), False), ("call", 0), ("backward", 1.0), **given
    )


def test_a_target_that_is_computed_without_a_graph_is_that_of_now_or_refused(either_machine):
    quiet = "with no_grad():\n    {out} = w0 * x0"
    for make in ("{out}", "Tensor({out}.data)"):
        lines = [quiet, f"((w0 * 2.0 - {make.format(out='v0')}) ** 2).sum()"]
        assert_equal_or_refused(
            lines,
            *(("step", 0, 0) for _ in range(3)),
            w0=some(3),
            x0=some(3),
            optimizers=["SGD([w0], lr=0.1)"],
        )


def test_slopes_are_of_the_parameters_in_their_order(either_machine):
    assert_equal(
        ["w1 + w1 * w2"],
        ("numerical", 0),
        w0=some(),
        w1=some(),
        w2=some(),
        listed=("w0", "w1", "w2"),
    )
    assert_equal(
        ["(w1 + w1 * w2).sum()"],
        ("numerical", 0),
        w0=some(2),
        w1=some(2),
        w2=some(2),
        listed=("w2", "w0", "w1"),
    )
    assert_equal(
        ["OPS['put'](w0, index=np.arange(1), shape=(6,)).sum()"],
        ("numerical", 0),
        w0=np.array(1.0),
        listed=("w0",),
    )
    assert_equal(
        ["OPS['put'](w0, index=np.array([0, 0, 2]), shape=(4,)).norm()"],
        ("numerical", 0),
        w0=some(3),
        listed=("w0",),
    )
    assert_equal(
        ["(w0 * w0).sum()"], ("numerical", 0), w0=some(3, dtype=np.float32), listed=("w0",)
    )


# ── what is no number, and what programs are ──


@pytest.mark.parametrize(
    "wrong",
    [
        "text",
        np.array(["a", "b"]),
        np.array(["2020-01-01", "2020-01-02"], "M8[D]"),
        np.ma.masked_array([1.0, 2.0], [True, False]),
        np.array([1j, 2.0]),
        np.array([None, 1.0]),
        None,
    ],
    ids=lambda x: type(x).__name__ + str(getattr(x, "dtype", "")),
)
def test_what_is_no_array_of_numbers_is_refused(either_machine, wrong):
    w = Tensor([1.0, 2.0], "w")
    for early in (True, False):
        program = replay(
            lambda x: (w * x).sum(), inputs=[np.ones(2)] if early else (), parameters=[w]
        )
        program(np.ones(2))
        with pytest.raises(MicrogradError):
            program(wrong)
        with pytest.raises(MicrogradError):
            program.step(SGD([w], lr=0.1), wrong)
    scalar = replay(lambda x: Value(2.0, "v") * x, inputs=[1.0])
    with pytest.raises(MicrogradError):
        scalar(wrong)


@pytest.mark.parametrize(
    "how",
    [copy.deepcopy, copy.copy, lambda program: pickle.loads(pickle.dumps(program))],
    ids=["deepcopy", "copy", "pickle"],
)
def test_a_copy_of_a_program_works_or_is_refused(either_machine, how):
    for w in (Tensor([1.0, 2.0], "w"), Value(2.0, "w")):
        program = replay(w * w * 2.0 if isinstance(w, Value) else (w * w).sum(), parameters=[w])
        expected = program()
        try:
            twin = how(program)
        except MicrogradError:
            continue
        assert twin() == expected == program()


RULES = {
    "sum": lambda a: a * a.sum(),
    "max": lambda a: a + a.max(),
    "dot": lambda a: a * a.dot(a),
    "copy": lambda a: a.copy() * 2,
    "len": lambda a: a * len(a),
    "mean": lambda a: a - a.mean(),
    "clip": lambda a: a.clip(0, 1),
    "cumsum": lambda a: a.cumsum(),
    "sort": lambda a: np.sort(a),
    "item": lambda a: a * a[0].item(),
    "float": lambda a: a * float(a[0]),
    "if": lambda a: a if a[0] > 0 else -a,
    "list": lambda a: np.array([x * 2 for x in a]),
    "in place": lambda a: np.add(a, 1, out=np.empty_like(a)),
    "a function called like NumPy's": lambda a: own_tan()(a),
}


@lru_cache
def own_tan():
    def tan(x):
        return x + 100.0

    return pytest.importorskip("numba").vectorize(["float64(float64)"])(tan)


@pytest.mark.parametrize("name", RULES)
def test_a_rule_that_is_written_in_another_way_is_right_or_refused(
    either_machine, temporary_op, name
):
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


def test_a_program_may_be_collected_while_another_is_recorded(either_machine):
    kept = []
    for _ in range(3):
        w = Tensor(np.ones(3), "w")
        program = replay(lambda x, w=w: (w * x).sum(), parameters=[w])
        program(np.ones(3))
        circle = [program]
        circle.append(circle)  # only the cyclic collector finds it
        kept.append(w)
        del program, circle

        def function(x, w=w):
            gc.collect()
            return (w * x).sum() * 2.0

        assert replay(function, parameters=[w])(np.ones(3)) == 6.0
    assert all((w.data == 1.0).all() for w in kept)


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


def test_samples_are_a_loop_of_calls(either_machine):
    w, x = Value(0.7, "w"), np.array([1.0, -2.0, 0.5])
    program = vectorize(lambda x: (w * x).tanh() * w, inputs=[1.0])
    assert_rows = [((Value(0.7) * v).tanh() * Value(0.7)).data for v in x]
    np.testing.assert_allclose(program(x), assert_rows, rtol=1e-14)
