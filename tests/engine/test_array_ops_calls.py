"""배열 연산: 틀린 호출, 새 행.

Ops on arrays: wrong calls, new rows.
"""

from functools import partial

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    OpError,
    ShapeError,
    Stepper,
    Tensor,
    Value,
    array_op,
    check_gradients,
    expand,
    grad,
    jacobian,
    replay,
)
from tests.helpers.array_cases import close
from tests.helpers.tensors import slopes

CALLS = [
    (
        lambda x: ARRAY_TABLE["matmul"](x),
        "입력 2개를 받는데 1개",
        "takes 2 inputs, but was given 1",
    ),
    (
        lambda x: ARRAY_TABLE["matmul"](x, x, x),
        "입력 2개를 받는데 3개",
        "takes 2 inputs, but was given 3",
    ),
    (
        lambda x: ARRAY_TABLE["sum"](x, 0, True, 1),
        "입력 1개를 받는데 4개",
        "takes 1 inputs, but was given 4",
    ),
    (
        lambda x: ARRAY_TABLE["concatenate"](),
        "입력 1개를 받는데 0개",
        "takes 1 inputs, but was given 0",
    ),
    (lambda x: ARRAY_TABLE["concatenate"]([]), "입력 1개를 받는데 1개", "takes 1 inputs"),
    (
        lambda x: x.sum(axes=0),
        "매개변수 axes가 없습니다. 있는 것: axis, keepdims",
        "no parameter axes. It has: axis, keepdims",
    ),
    (lambda x: ARRAY_TABLE["getitem"](x), "index가 필요합니다", "needs index"),
    (lambda x: x.broadcast_to(), "shape가 필요합니다", "needs shape"),
    (lambda x: x.put(index=0), "shape가 필요합니다", "needs shape"),
]


@pytest.mark.parametrize(("call", "korean", "english"), CALLS)
def test_wrong_call_says_what_the_op_takes(raised, call, korean, english):
    ko, en = raised(lambda: call(Tensor([[1.0]])), OpError)
    assert korean in ko
    assert english in en


SHAPES = [
    (lambda x: x @ x, "matmul(x=(2, 3), x=(2, 3))"),
    (lambda x: x.sum(axis=2), "sum[axis=2](x=(2, 3))"),
    (lambda x: x.sum(axis=(0, 0)), "sum[axis=(0, 0)](x=(2, 3))"),
    (lambda x: x.reshape(4, 2), "reshape[shape=(4, 2)](x=(2, 3))"),
    (lambda x: x.transpose(0, 0), "transpose[axes=(0, 0)](x=(2, 3))"),
    (lambda x: x[2], "getitem[index=2](x=(2, 3))"),
    (lambda x: x[:, 5:2, 0], "getitem[index=(:, 5:2, 0)](x=(2, 3))"),
    (lambda x: x[[0, 1, 2]], "getitem[index=[0 1 2]](x=(2, 3))"),
    (lambda x: x["a"], "getitem[index=a](x=(2, 3))"),
    (lambda x: x.broadcast_to((3, 2)), "broadcast_to[shape=(3, 2)](x=(2, 3))"),
    (lambda x: np.concatenate([x, x.T]), "concatenate(x=(2, 3), (3, 2))"),
    (
        lambda x: np.where(np.array([True, False]), x, 0.0),
        "where[condition=[ True False]](x=(2, 3), ())",
    ),
    (lambda x: x[:0].max(), "max((0, 3))"),
]


@pytest.mark.parametrize(("call", "named"), SHAPES, ids=[named for _, named in SHAPES])
def test_shapes_that_do_not_fit_are_named(raised, call, named):
    ko, en = raised(lambda: call(Tensor(np.ones((2, 3)), "x")), ShapeError)
    assert ko.startswith(f"{named}: 모양이 맞지 않습니다. NumPy의 오류 메시지: ")
    assert en.startswith(f"{named}: the shapes do not fit. NumPy says: ")


def test_new_row_is_a_method_differentiable_to_any_order(temporary_op):
    def back(g, y, a, *, axis):  # the sum of what comes after, itself with the new row
        return (g.sum(axis=axis, keepdims=True) - cumulated(g, axis=axis) + g,)

    cumulated = array_op(
        "cumulated", "Σ↓", "누적 합", lambda a, *, axis=0: np.cumsum(a, axis=axis), back, ("Σ g",)
    )
    assert micrograd_ko.cumulated is cumulated and "cumulated" in dir(micrograd_ko)

    x = Tensor([[1.0, 2.0], [3.0, 5.0]], "x")
    y = x.cumulated()
    np.testing.assert_array_equal(y.data, [[1.0, 2.0], [4.0, 7.0]])
    y.backward([[1.0, 10.0], [100.0, 1000.0]])
    np.testing.assert_array_equal(x.grad, [[101.0, 1010.0], [100.0, 1000.0]])
    assert repr(x.cumulated(axis=1).op) == repr(x.cumulated(1).op) == "cumulated[axis=1]"

    first = grad((x.cumulated(1) ** 3).sum(), x, create_graph=True)
    close(first.data, slopes(lambda a: np.sum(np.cumsum(a, axis=1) ** 3), [x.data], 0))

    def total(a):
        t = Tensor(a)
        return grad((t.cumulated(1) ** 3).sum(), t).sum()

    close(grad(first.sum(), x), slopes(total, [x.data], 0))


@pytest.mark.parametrize("name", ["tanh", "sum", "backward", "shape", "data"])
def test_name_of_a_new_row_must_be_free(temporary_op, raised, name):
    ko, en = raised(
        lambda: array_op(name, "s", "이름", lambda a: a, lambda g, y, a: (g,), ("g",)), OpError
    )
    assert f"'{name}'" in ko and "이미 있는 이름" in ko
    assert f"'{name}'" in en and "the name is taken" in en
    assert set(TABLE).isdisjoint(ARRAY_TABLE)


@pytest.mark.parametrize(
    "rule", [np.tanh, partial(lambda a: a), abs], ids=["ufunc", "partial", "builtin"]
)
@pytest.mark.parametrize("place", ["forward", "backward"])
def test_rules_of_a_new_row_must_be_functions(temporary_op, raised, rule, place):
    rules = {"forward": lambda a: a, "backward": lambda g, y, a: (g,), place: rule}
    ko, en = raised(lambda: array_op("odd", "s", "이름", **rules, formulas=("g",)), OpError)
    assert "'odd'" in ko and "lambda나 def로 쓴 함수여야" in ko and repr(rule) in ko
    assert "'odd'" in en and "written with lambda or def" in en
    assert "odd" not in ARRAY_TABLE and not hasattr(Tensor, "odd")


# ── rules that give no share, or none that fits ──

READERS = {  # of shares: all that a backward rule is read by
    "backward": lambda y: y.sum().backward(),
    "grad": lambda y: grad(y.sum(), y.parents[0]),
    "create_graph": lambda y: grad(y.sum(), y.parents[0], create_graph=True),
    "check_gradients": check_gradients,
    "jacobian": jacobian,
    "Stepper": lambda y: Stepper(y.sum()).run(),
    "replay": lambda y: replay(y.sum(), parameters=y.parents).backward(),
    "expand": lambda y: expand(y.sum()) and y.sum().backward(),
}
SHARES = {
    "no comma": (
        lambda g, y, a, b: 2 * g * a,
        OpError,
        ("2개짜리 튜플을 돌려줘야", "쉼표를 붙이십시오"),
        ("a tuple of 2", "mind the comma"),
    ),
    "too few": (
        lambda g, y, a, b: (g * b,),
        OpError,
        ("2개짜리 튜플을 돌려줘야",),
        ("a tuple of 2, one for each input",),
    ),
    "too many": (
        lambda g, y, a, b: (g * b, g * a, g),
        OpError,
        ("2개짜리 튜플을 돌려줘야",),
        ("a tuple of 2, one for each input",),
    ),
    "nothing": (lambda g, y, a, b: None, OpError, ("None을 돌려줬",), ("but returned None",)),
    "wrong shape": (
        lambda g, y, a, b: (g * b, np.concatenate([g * a, g])),
        ShapeError,
        ("입력 b", "모양이 (4,)인 배열", "입력의 모양은 (2,)"),
        ("input b", "an array of shape (4,)", "the input has the shape (2,)"),
    ),
    "None": (
        lambda g, y, a, b: (g * b, None),
        OpError,
        ("입력 b", "None을 돌려줬", "0.0 * g"),
        ("input b", "returned None", "0.0 * g"),
    ),
}


@pytest.mark.parametrize("read", READERS.values(), ids=READERS)
@pytest.mark.parametrize(("rule", "error", "korean", "english"), SHARES.values(), ids=SHARES)
def test_rule_without_its_shares_says_so(temporary_op, raised, rule, error, korean, english, read):
    odd = array_op("odd", "s", "이름", lambda a, b: a * b, rule, ("g·b", "g·a"))
    a, b = Tensor([1.0, 2.0], "a"), Tensor([3.0, 4.0], "b")
    ko, en = raised(lambda: read(odd(a, b)), error)
    assert "'odd'" in ko and all(words in ko for words in korean)
    assert "'odd'" in en and all(words in en for words in english)
    assert a.grad is None and b.grad is None


def test_an_op_of_any_number_of_inputs_names_them_by_number(temporary_op, raised):
    odd = array_op("odd", "s", "이름", lambda *xs: sum(xs), lambda g, y, *xs: (g, None, g), ("g",))
    ko, en = raised(lambda: odd(*(Tensor([1.0]) for _ in range(3))).backward(), OpError)
    assert "입력 2의" in ko and "input 2" in en


def test_a_constant_needs_no_share_and_what_broadcasts_is_one(temporary_op):
    odd = array_op(
        "odd", "s", "이름", lambda a, b: a * b, lambda g, y, a, b: [g * b, None], ("g·b", "0")
    )
    x = Tensor([1.0, 2.0])
    odd(x, Tensor([[3.0, 4.0], [5.0, 6.0]]).constant([[3.0, 4.0], [5.0, 6.0]])).sum().backward()
    np.testing.assert_array_equal(x.grad, [8.0, 10.0])
    Stepper(odd(x, np.array([3.0, 4.0])).sum()).run()


def test_new_elementwise_row_may_not_take_the_name_of_an_array_op(temporary_op, raised):
    try:
        raised(
            lambda: temporary_op("softmax", "s", "이름", lambda a: a, lambda g, y, a: (g,)), OpError
        )
        assert "softmax" not in TABLE
        assert not hasattr(Value, "softmax")
    finally:
        if "softmax" in vars(Value):
            del Value.softmax
