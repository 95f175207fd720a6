"""Value: 만들기, 연산자, NumPy와 함께 쓰기, 비교, 보이기.

Value: making one, operators, NumPy, comparisons, how it shows itself.
"""

import math
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import micrograd_ko
from micrograd_ko import NotANumberError, OpError, Value

# ── making one ──

NUMBERS = [
    3,
    3.0,
    np.float64(3),
    np.float32(3),
    np.int8(3),
    np.uint64(3),
    np.array(3),
    np.array(3.0),
]


@pytest.mark.parametrize("number", NUMBERS, ids=lambda x: type(x).__name__)
def test_holds_any_real_number_as_a_python_float(number):
    assert (Value(number).data, type(Value(number).data)) == (3.0, float)


@pytest.mark.parametrize("truth", [True, np.True_, np.array(True)])
def test_true_is_one(truth):
    assert Value(truth).data == 1.0


WRONG = [
    ("3", "str '3'", "float(...)", "convert it first"),
    (b"3", "bytes b'3'", "float(...)", "convert it first"),
    (None, "NoneType None", "아무것도 돌려주지 않는", "a function that returns nothing"),
    (1 + 2j, "complex (1+2j)", "z.real", "z.real"),
    (np.complex128(1j), "complex128", "z.real", "z.real"),
    ([1, 2], "list [1, 2]", "[Value(x) for x in ...]", "[Value(x) for x in ...]"),
    (np.array([1.0]), "ndarray array([1.])", "[Value(x) for x in ...]", "[Value(x) for x in ...]"),
    (Value(1.0, "x"), "Value Value(data=1", "이미 그래프의 노드", "already is a node"),
    (object, "type <class 'object'>", "NumPy 스칼라", "a NumPy scalar"),
    (10**400, "", "1.8e308까지", "up to 1.8e308"),
]
each_wrong = pytest.mark.parametrize(
    ("wrong", "shown", "korean", "english"), WRONG, ids=lambda x: type(x).__name__
)


@each_wrong
def test_anything_else_is_refused_with_a_hint(raised, wrong, shown, korean, english):
    ko, en = raised(lambda: Value(wrong), NotANumberError)
    assert shown in ko and korean in ko
    assert shown in en and english in en


def test_long_input_is_shortened_in_the_error():
    with pytest.raises(NotANumberError) as caught:
        Value(list(range(10_000)))
    assert len(str(caught.value)) < 200
    assert "…" in str(caught.value)


def test_unknown_kind_lists_the_kinds(raised):
    ko, en = raised(lambda: Value(1.0, kind="foo"), NotANumberError)
    assert "kind='foo'" in ko and "input, weight, bias, constant" in ko
    assert "kind='foo'" in en and "input, weight, bias, constant" in en


# ── operators ──

BINARY = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]
each_binary = pytest.mark.parametrize("f", BINARY, ids=lambda f: f.__name__)
OTHERS = [2, 2.0, True, np.float64(2), np.float32(2), np.int64(2), np.array(2.0)]


@each_binary
@pytest.mark.parametrize("other", OTHERS, ids=lambda x: type(x).__name__)
def test_numbers_stand_on_either_side(f, other):
    left, right = f(Value(3.0), other), f(other, Value(3.0))
    assert (type(left), type(right)) == (Value, Value)
    assert (left.data, right.data) == (f(3.0, float(other)), f(float(other), 3.0))


@each_binary
@given(a=st.floats(0.5, 3), b=st.floats(-3, 3).filter(lambda b: abs(b) > 0.1))
def test_operators_compute_what_floats_do(f, a, b):
    assert f(Value(a), Value(b)).data == f(Value(a), b).data == f(a, Value(b)).data == f(a, b)


@each_binary
@pytest.mark.parametrize("wrong", ["2", 1j, [2], object()], ids=lambda x: type(x).__name__)
def test_operators_refuse_what_is_no_number(f, wrong):
    with pytest.raises(NotANumberError, match="Value에는 실수 하나만"):
        f(Value(3.0), wrong)
    with pytest.raises(NotANumberError, match="Value에는 실수 하나만"):
        f(wrong, Value(3.0))


def test_signs_and_absolute_value():
    x = Value(-3.0)
    assert ((-x).data, abs(x).data) == (3.0, 3.0)
    assert +x is x


def test_operators_are_the_ops_of_the_table():
    x, y = Value(3.0), Value(2.0)
    made = [x + y, x - y, x * y, x / y, x**y, x**2, -x, abs(x), 2 + x, 2 - x, 2 / x, 2**x]
    names = ["add", "sub", "mul", "div", "power", "pow", "neg", "abs", "add", "sub", "div", "rpow"]
    assert [node.op.name for node in made] == names


def test_sum_and_accumulation_work():
    xs = [Value(1.0), Value(2.0), Value(3.0)]
    total = sum(xs)
    total += 4
    assert total.data == 10.0
    assert xs[0].data == 1.0  # += makes a new node


def test_plain_exponent_is_a_parameter_and_a_value_is_an_input():
    x = Value(3.0)
    assert (x**2).parents == (x,)
    assert (x**2).op.params == {"exponent": 2.0}
    assert (2**x).parents == (x,)
    assert (2**x).op.params == {"base": 2.0}
    assert len((x ** Value(2.0)).parents) == 2


def test_gradients_of_a_power_reach_base_and_exponent():
    v, w = Value(3.0), Value(2.0)
    (v**w).backward()
    assert v.grad == pytest.approx(6.0)
    assert w.grad == pytest.approx(9 * math.log(3))
    w = Value(5.0)
    (2**w).backward()
    assert w.grad == pytest.approx(32 * math.log(2))


# ── NumPy ──


@each_binary
def test_array_and_value_make_an_array_of_values(f):
    x, array = Value(2.0, "x"), np.array([[1.0, 2.0], [3.0, 4.0]])
    for made, expected in ((f(x, array), f(2.0, array)), (f(array, x), f(array, 2.0))):
        assert (made.dtype, made.shape) == (object, (2, 2))
        assert [v.data for v in made.flat] == list(expected.flat)
        assert all(type(v) is Value and x in v.parents for v in made.flat)


def test_array_of_values_has_sums_and_products():
    w, x = np.array([Value(1.0), Value(2.0)]), np.array([3.0, 4.0])
    y = (w @ x) + w.sum() + w.mean()
    y.backward()
    assert y.data == 11.0 + 3.0 + 1.5
    assert [v.grad for v in w] == [4.5, 5.5]


UNARY = ["absolute", "cos", "exp", "log", "negative", "sin", "sqrt", "tanh"]


@pytest.mark.parametrize("name", UNARY)
def test_numpy_function_of_a_value_is_the_op(name):
    f = getattr(np, name)
    assert type(f(Value(0.7))) is Value
    assert f(Value(0.7)).data == pytest.approx(f(0.7), rel=1e-15)
    assert [v.data for v in f(np.array([Value(0.7), Value(0.2)]))] == pytest.approx(
        f(np.array([0.7, 0.2])), rel=1e-15
    )


@pytest.mark.parametrize(
    "name", ["add", "subtract", "multiply", "divide", "power", "maximum", "minimum"]
)
def test_numpy_function_of_two_takes_values_on_either_side(name):
    f = getattr(np, name)
    a, b = Value(3.0), Value(2.0)
    assert f(a, b).data == f(a, 2.0).data == f(3.0, b).data == f(3.0, 2.0)
    assert [v.data for v in f(a, np.array([2.0, 5.0]))] == list(f(3.0, np.array([2.0, 5.0])))


def test_unknown_numpy_function_lists_the_known_ones(raised):
    ko, en = raised(lambda: np.nextafter(Value(1.0), 2), OpError)
    assert "Value에 쓸 수 없습니다" in ko and "absolute, add, allclose" in ko
    assert "does not work on a Value" in en and "absolute, add, allclose" in en
    assert "relu" not in ko  # NumPy has none


def test_numpy_function_that_writes_into_an_array_says_what_to_write_instead(raised):
    array = np.ones(2)

    def in_place():
        nonlocal array
        array += Value(1.0)

    for call in (in_place, lambda: np.add(Value(1.0), 1.0, out=array)):
        ko, en = raised(call, OpError)
        assert "X = X + t" in ko and "X = X + t" in en
    assert array.tolist() == [1.0, 1.0]


# ── comparisons ──

COMPARE = [operator.lt, operator.le, operator.gt, operator.ge]
each_comparison = pytest.mark.parametrize("f", COMPARE, ids=lambda f: f.__name__)


@each_comparison
@pytest.mark.parametrize(
    "kind", [Value, float, np.float64, np.float32, np.array], ids=lambda kind: kind.__name__
)
def test_comparisons_give_plain_bools_on_either_side(f, kind):
    for other in (1.0, 2.0, 3.0, math.nan):
        assert f(Value(2.0), kind(other)) is f(2.0, other)
        assert f(kind(other), Value(2.0)) is f(other, 2.0)


@each_comparison
def test_comparison_with_an_array_can_index_it(f):
    array = np.array([1.0, 2.0, 3.0])
    assert list(array[f(array, Value(2.0))]) == list(array[f(array, 2.0)])
    assert list(array[f(Value(2.0), array)]) == list(array[f(2.0, array)])


@each_comparison
def test_comparison_with_text_is_an_error(f):
    with pytest.raises(TypeError):
        f(Value(2.0), "2")


@pytest.mark.parametrize(
    "other",
    [2, 2.0, np.float64(2.0), np.float32(2.0), np.array(2.0), Value(2.0)],
    ids=lambda x: type(x).__name__,
)
def test_equality_compares_numbers(other):
    x = Value(2.0)
    assert (x == other) is True and (x != other) is False
    assert bool(other == x) is True and bool(other != x) is False
    assert x in [1.0, other] and [1.0, other].index(x) == 1
    assert (x + 1 == other) is False and (x + 1 != other) is True


@pytest.mark.parametrize("other", [None, "2", [2.0], {}, object()], ids=lambda x: type(x).__name__)
def test_what_is_no_number_never_equals_a_value(other):
    x = Value(2.0)
    assert (x == other) is (other == x) is False
    assert (x != other) is (other != x) is True


def test_nan_equals_nothing_and_signed_zeros_are_equal():
    assert Value(math.nan) != Value(math.nan) and Value(math.nan) != math.nan
    assert Value(0.0) == Value(-0.0) == -0.0


def test_hash_is_identity():
    a, b = Value(2.0), Value(2.0)
    assert a == b and len({a, b, a}) == 2 and {a: 1, b: 2}[b] == 2


def test_arrays_of_values_compare_entry_by_entry():
    v = np.array([Value(1.0), Value(2.0)], dtype=object)
    for found in (
        v == 1,
        v == Value(1.0),
        Value(1.0) == v,
        np.equal(v, [1.0, 3.0]),
        np.array([1.0, 3.0]) == v,
    ):
        assert found.tolist() == [True, False]
    assert (Value(2.0) == np.array([1.0, 2.0])).tolist() == [False, True]
    assert np.not_equal(Value(2.0), [1.0, 2.0]).tolist() == [True, False]


# ── as a number, as text ──


def test_converts_to_float_int_and_bool():
    assert (float(Value(2.7)), int(Value(2.7)), bool(Value(2.7)), bool(Value(0.0))) == (
        2.7,
        2,
        True,
        False,
    )
    assert type(float(Value(2))) is float
    assert math.floor(Value(2.7)) == 2
    assert (round(Value(2.718), 2), round(Value(2.718))) == (2.72, 3)
    assert np.float64(Value.constant(2.7)) == 2.7


def test_format_is_that_of_the_number():
    x = Value(3.14159)
    assert f"{x:.3f}" == "3.142"
    assert f"{x:>8.1e}" == " 3.1e+00"
    assert f"{x}" == str(x) == repr(x)


def test_repr_shows_data_gradient_label_and_op():
    x = Value(3.0, label="x")
    y = x**2
    assert repr(x) == "Value(data=3, grad=None, label='x')"
    y.backward()
    assert repr(x) == "Value(data=3, grad=6, label='x')"
    assert repr(y) == "Value(data=9, grad=1, op=pow[exponent=2])"


def test_latex_shows_how_the_value_was_made():
    w, x = Value(2.0, "w_1"), Value(-3.0, "x₁")
    y = w * x
    y.label = "y"
    assert y._repr_latex_() == r"$y = w_{1} \cdot x_{1} = -6$"
    assert (y**2)._repr_latex_() == "${y}^{2} = 36$"
    assert w._repr_latex_() == "$w_{1} = 2$"


def test_micrograd_names_can_be_read():
    x = Value(3.0)
    y = x * x
    assert (y._prev, y._op) == ({x}, "×")
    assert (x._prev, x._op) == (set(), "")
    assert ((x**3)._op, (x - 1)._op) == ("^3", "-")


# ── functions of the module ──


def test_functions_take_values_numbers_and_arrays():
    assert type(micrograd_ko.tanh(Value(0.5))) is Value
    assert micrograd_ko.tanh(0.5) == math.tanh(0.5)
    np.testing.assert_allclose(micrograd_ko.tanh(np.array([0.5])), [math.tanh(0.5)])


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (lambda: micrograd_ko.exp(1000), math.inf),
        (lambda: micrograd_ko.exp(1000.0), math.inf),
        (lambda: micrograd_ko.div(1, 0), math.inf),
        (lambda: micrograd_ko.div(1.0, 0.0), math.inf),
        (lambda: micrograd_ko.maximum(1, 2), 2.0),
    ],
)
def test_function_reads_an_int_as_the_float_it_is(call, expected):
    assert (call(), type(call())) == (expected, float)


def test_unknown_names_are_attribute_errors():
    with pytest.raises(AttributeError, match="softmux"):
        _ = micrograd_ko.softmux
    with pytest.raises(AttributeError, match="softmax"):
        _ = Value(1.0).softmax


def test_new_attributes_are_refused():
    with pytest.raises(AttributeError):  # a misspelt x.gard = 0 must not pass silently
        Value(1.0).gard = 0
