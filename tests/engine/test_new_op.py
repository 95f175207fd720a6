"""연산 하나를 한 줄로 더한다.

One row is all it takes to add an op, and a row that does not fit says why.
"""

import math

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import TABLE, OpError, Value, check_gradients, grad, where
from viz import draw


@pytest.fixture
def softsign(temporary_op):
    return temporary_op("softsign", "s(·)", "소프트사인",
                        lambda a: a / (1 + abs(a)),
                        lambda g, y, a: (g / (1 + abs(a)) ** 2,))  # fmt: skip


POINTS = [-2.5, -0.3, 0.7, 4.0]


def test_row_is_a_method_a_function_and_a_numpy_free_rule(softsign):
    assert Value(3.0).softsign().data == 0.75
    assert micrograd_ko.softsign(Value(3.0)).data == 0.75
    assert micrograd_ko.softsign is softsign
    assert "softsign" in dir(micrograd_ko)
    np.testing.assert_allclose(softsign(np.array([-1.0, 3.0])), [-0.5, 0.75])


def test_docstring_holds_label_formula_and_derivative(softsign):
    assert Value.softsign.__doc__ == softsign.doc
    assert "소프트사인 (softsign): y = a / (1 + |a|)" in softsign.doc
    assert "∂y/∂a = 1 / (1 + |a|)^2" in softsign.doc


@pytest.mark.parametrize(
    ("chosen", "text", "latex"),
    [
        (lambda a: a > 0, "a > 0", "a > 0"),
        (lambda a: a >= 0, "a ≥ 0", r"a \ge 0"),
        (lambda a: (a >= 0) & (a <= 9), "a ≥ 0 and a ≤ 9", r"a \ge 0 \land a \le 9"),
        (lambda a: (a >= 0) | (a > 7), "a ≥ 0 or a > 7", r"a \ge 0 \lor a > 7"),
        (
            lambda a: ((a >= 0) | (a > 7)) & (a < 9),
            "(a ≥ 0 or a > 7) and a < 9",
            r"\left(a \ge 0 \lor a > 7\right) \land a < 9",
        ),
    ],
)
def test_a_rule_may_compare_in_every_way(temporary_op, chosen, text, latex):
    ramp = temporary_op("ramp", "r", "램프", lambda a: where(chosen(a), 2 * a, a),
                        lambda g, y, a: (where(chosen(a), 2 * g, g),))  # fmt: skip
    assert str(ramp.formula()) == f"2·a if {text} else a" and latex in ramp.formula().latex()
    for a in (-2.0, 0.0, 3.0):
        assert check_gradients(ramp, a) and check_gradients(ramp, np.array([a, 1.0]))


def test_equation_is_latex(softsign):
    assert (
        Value(3.0, "x").softsign()._repr_latex_()
        == r"$\operatorname{softsign}\left(x\right) = 0.75$"
    )
    assert softsign.formula().latex() == r"\frac{a}{1 + \left|a\right|}"


@pytest.mark.parametrize("at", POINTS)
def test_differentiable_twice(softsign, at):
    x, h = Value(at), 1e-5
    first = grad(softsign(x), x, create_graph=True)
    f = softsign.forward
    assert first.data == pytest.approx((f(at + h) - f(at - h)) / (2 * h), rel=1e-8)
    derivative = lambda a: grad(softsign(v := Value(a)), v)  # noqa: E731
    assert grad(first, x) == pytest.approx(
        (derivative(at + h) - derivative(at - h)) / (2 * h), rel=1e-6
    )


def test_drawn_with_its_symbol(softsign):
    y = Value(3.0, "x").softsign()
    y.backward()
    assert "s(·)" in str(draw(y))
    assert "s(·)" in draw(y).dot


def test_parameter_fills_the_symbol(temporary_op):
    scale = temporary_op("scale", "×{factor}", "배율", lambda a, *, factor=3.0: a * factor,
                         lambda g, y, a, *, factor=3.0: (g * factor,))  # fmt: skip
    assert scale.sign == "×3"
    assert scale(Value(2.0), factor=5).op.sign == "×5"
    assert scale(Value(2.0), factor=5).data == 10.0


def test_op_of_three_inputs_gets_three_gradients(temporary_op):
    fma = temporary_op(
        "fma",
        "fma",
        "곱셈 덧셈",
        lambda a, b, c: a * b + c,
        lambda g, y, a, b, c: (g * b, g * a, g),
    )
    a, b, c = Value(2.0), Value(3.0), Value(4.0)
    fma(a, b, c).backward(5.0)
    assert (a.grad, b.grad, c.grad) == (15.0, 10.0, 5.0)
    assert a.fma(b, c).data == 10.0
    x = Value(3.0)
    # one input three times
    assert grad(fma(x, x, x), x) == grad(fma(x, x, x), x, create_graph=True).data == 7.0


# ── rows that do not fit ──

SAME = {"forward": lambda a: a, "backward": lambda g, y, a: (g,)}
NAMES = [
    ("two words", "파이썬 이름", "has to be a Python identifier"),
    ("lambda", "파이썬 이름", "has to be a Python identifier"),  # a keyword cannot be called
    ("tanh", "이미 있는 이름", "the name is taken already"),
    ("backward", "이미 있는 이름", "the name is taken already"),  # what Value already has
    ("grad", "이미 있는 이름", "the name is taken already"),
    # micrograd_ko.where is a function already
    ("where", "이미 있는 이름", "the name is taken already"),
    # so is this, though no node has a method of that name
    ("explain", "이미 있는 이름", "the name is taken already"),
]


@pytest.mark.parametrize(("name", "korean", "english"), NAMES)
def test_name_must_be_free_and_callable(temporary_op, raised, name, korean, english):
    ko, en = raised(lambda: temporary_op(name, "s", "이름", **SAME), OpError)
    assert f"'{name}'" in ko and korean in ko
    assert f"'{name}'" in en and english in en


TWO = {"forward": lambda a, b: a + b, "backward": lambda g, y, a, b: (g, g)}
RULES = {
    "not a function": (
        {"forward": math.exp},
        "함수여야 하는데 <built-in function exp>",
        "must be functions written with",
    ),
    "too few arguments": (
        {"backward": lambda g, y: (g,)},
        "3개를 받아야 하는데 2개",
        "3 arguments in all, but takes 2",
    ),
    "too many arguments": (
        {"backward": lambda g, y, a, b: (g,)},
        "3개를 받아야 하는데 4개",
        "3 arguments in all, but takes 4",
    ),
    "too many contributions": (
        {"backward": lambda g, y, a: (g, g)},
        "1개짜리 튜플을 돌려줘야",
        "return a tuple of 1",
    ),
    "None": (
        {"backward": lambda g, y, a: (None,)},
        "입력 a의 기여분으로 None을",
        "None as the share of input a",
    ),
    "no comma": ({"backward": lambda g, y, a: g}, "쉼표를 붙이십시오", "mind the comma"),
    "long domain": (
        {"domain": ((0, 1), (0, 1))},
        "입력마다 (최솟값, 최댓값) 하나씩 1개",
        "one (low, high) for each input",
    ),
    "interval of three": (
        {"domain": ((0, 1, 2),)},
        "입력마다 (최솟값, 최댓값) 하나씩 1개",
        "one (low, high) for each input",
    ),
    "flat domain": (
        {**TWO, "domain": (0, 1)},
        "입력마다 (최솟값, 최댓값) 하나씩 2개",
        "one (low, high) for each input",
    ),
    "math.exp": (
        {"forward": lambda a: math.exp(a)},
        "math.exp나 if는 그래프로 읽을",
        "math.exp and if cannot read",
    ),
    "if": ({"forward": lambda a: a if a > 0 else 0.0}, "where(조건", "where(condition"),
    "unknown name": (
        {"backward": lambda g, y, a: (g * sigmiod(a),)},  # noqa: F821
        "name 'sigmiod' is not",
        "name 'sigmiod' is not",
    ),
    "raises": ({"forward": lambda a: a / 0}, "ZeroDivisionError", "ZeroDivisionError"),
}


@pytest.mark.parametrize(("changed", "korean", "english"), RULES.values(), ids=RULES)
def test_rule_that_does_not_fit_says_why(temporary_op, raised, changed, korean, english):
    ko, en = raised(lambda: temporary_op("odd", "s", "이름", **{**SAME, **changed}), OpError)
    assert "'odd'" in ko and korean in ko
    assert "'odd'" in en and english in en


@pytest.mark.parametrize(
    "rule",
    [
        lambda g, y, a: (g * math.exp(a),),
        lambda g, y, a: (g * sigmiod(a),),  # noqa: F821
    ],
)
def test_rejected_row_leaves_nothing_behind(temporary_op, rule):
    with pytest.raises(OpError):
        temporary_op("odd", "s", "이름", lambda a: a * a, rule)
    assert "odd" not in TABLE
    assert not hasattr(Value, "odd")


CALLS = [
    (lambda x: micrograd_ko.tanh(x, x), "입력 1개를 받는데 2개", "takes 1 inputs, but was given 2"),
    (lambda x: micrograd_ko.pow(x), "exponent가 필요합니다", "needs exponent"),
    (
        lambda x: x.leaky_relu(slop=1),
        "매개변수 slop이 없습니다",
        "has no parameter slop. It has: slope",
    ),
    (lambda x: x.leaky_relu(slope="steep"), "'steep'를 받았습니다", "was given 'steep'"),
    (
        lambda x: x.leaky_relu(slope=1j),
        "실수여야 하는데 1j",
        "must be a real number, but was given 1j",
    ),
    (
        lambda x: x.leaky_relu(slope=x),
        "실수여야 하는데 Value(",
        "must be a real number, but was given Value(",
    ),
    (
        lambda x: x.leaky_relu(slope=10**400),
        "매개변수 slope는 실수여야",
        "slope of op 'leaky_relu' must be a real number",
    ),
]


@pytest.mark.parametrize(("call", "korean", "english"), CALLS)
def test_wrong_call_says_what_the_op_takes(raised, call, korean, english):
    ko, en = raised(lambda: call(Value(1.0)), OpError)
    assert korean in ko
    assert english in en


def test_each_parameter_that_has_no_default_must_be_given(temporary_op, raised):
    line = temporary_op("line", "line", "직선", lambda a, *, slope=1.0,
                        height=0.0: slope * a + height,
                        lambda g, y, a, *, slope=1.0, height=0.0: (g * slope,))  # fmt: skip
    assert line(Value(2.0), slope=3.0).data == 6.0
    ko, en = raised(lambda: line(Value(2.0), tilt=3.0), OpError)
    assert "tilt" in ko and "height, slope" in ko
    assert "tilt" in en and "It has: height, slope" in en


def test_a_refused_op_leaves_nothing_behind():
    with pytest.raises(OpError):
        micrograd_ko.op("where", "w", "고르기", lambda a: a, lambda g, y, a: (g,))
    assert not hasattr(Value, "where")
    assert "where" not in TABLE


def test_a_rule_that_python_makes_complex_gives_nan(temporary_op):
    root = temporary_op(
        "root",
        "r",
        "제곱근",
        lambda a: a**0.5,
        lambda g, y, a: (g * 0.5 * a**-0.5,),
        domain=((0.2, 3.0),),
    )
    x = Value(-4.0)
    with pytest.warns(RuntimeWarning, match="nan"):
        y = root(x)
    assert math.isnan(y.data)
    with pytest.warns(RuntimeWarning, match="nan"):
        y.backward()
    assert math.isnan(x.grad)
