"""텐서: 만들기, 연산자, 수 하나, Value와의 관계.

Tensors: how they are made, operators, one number, and what they share with Value.
"""

import math
import operator

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import (
    TABLE,
    NotANumberError,
    OpError,
    ShapeError,
    Tensor,
    Value,
    grad,
    label_names,
    scope,
    topological_order,
)
from micrograd_ko.messages import filled
from tests.helpers.tensors import reported, same, slopes

# ── construction ──


TAKEN = [
    (2, ()),
    (2.5, ()),
    (True, ()),
    (np.int8(3), ()),
    (np.float16(0.5), ()),
    ([1, 2], (2,)),
    ((1.5, 2), (2,)),
    ([[1, 2], [3, 4]], (2, 2)),
    ([[True, False]], (1, 2)),
    (range(3), (3,)),
    ([], (0,)),
    ([[], []], (2, 0)),
    (np.arange(6, dtype=np.uint8).reshape(2, 3), (2, 3)),
    (np.array(7), ()),
    ([np.array([1.0]), np.array([2.0])], (2, 1)),
    (np.array([1.5, 2.5], dtype=">f8"), (2,)),
]


@pytest.mark.parametrize(("given_", "shape"), TAKEN, ids=repr)
def test_numbers_become_float64(given_, shape):
    t = Tensor(given_, label="t")
    assert (t.shape, t.ndim, t.size, t.dtype) == (shape, len(shape), math.prod(shape), np.float64)
    assert type(t.data) is np.ndarray and t.data.dtype.isnative
    same(t.data, np.asarray(given_, dtype=float))
    assert (t.grad, t.op, t.parents, t.label, t.kind, t.scope) == (None, None, (), "t", None, ())


@pytest.mark.parametrize(
    ("data", "dtype", "expected"),
    [
        (np.float32([1, 2]), None, np.float32),
        (np.float32(1), None, np.float32),
        (np.float32([1, 2]), np.float64, np.float64),
        (np.float64([1, 2]), None, np.float64),
        (np.float64([1, 2]), "float32", np.float32),
        ([1, 2], np.float32, np.float32),
        ([1, 2], float, np.float64),
        (3, "f", np.float32),
    ],
)
def test_dtype_is_float64_unless_data_or_argument_say_float32(data, dtype, expected):
    t = Tensor(data, dtype=dtype)
    assert t.dtype == t.data.dtype == expected
    assert ("dtype=float32" in repr(t)) == (expected == np.float32)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.int64, bool])
def test_data_is_copied(dtype):
    a = np.ones((2, 2), dtype=dtype)
    t = Tensor(a)
    a[:] = 0
    assert (t.data == 1).all()
    t.data[:] = 5
    assert not a.any()
    read_only = np.broadcast_to(np.float64(1.0), (2, 2))
    assert Tensor(read_only).data.flags.writeable


WRONG = [
    ("abc", "str 'abc'", "float(...)", "float(...)"),
    (b"abc", "bytes b'abc'", "float(...)", "float(...)"),
    (None, "NoneType None", "아무것도 돌려주지 않는", "returns nothing"),
    (1j, "complex 1j", "z.real", "z.real"),
    (np.array([1j]), "ndarray array([0.+1.j])", "z.real", "z.real"),
    ([1, 2j], "list [1, 2j]", "z.real", "z.real"),
    ([[1, 2], [3]], "list [[1, 2], [3]]", "길이가 서로 다릅니다", "differ in length"),
    ([1, [2, 3]], "list [1, [2, 3]]", "길이가 서로 다릅니다", "differ in length"),
    ([None], "NoneType None", "아무것도 돌려주지 않는", "returns nothing"),
    (Value(1.0, "v"), "Value Value(data=1", "섞어 쓸 수 없습니다", "do not mix"),
    ([Value(1.0), Value(2.0)], "Value Value(data=1", "섞어 쓸 수 없습니다", "do not mix"),
    (
        np.array([[Value(1.0)]], dtype=object),
        "Value Value(data=1",
        "섞어 쓸 수 없습니다",
        "do not mix",
    ),
    (["a", "b"], "list ['a', 'b']", "", ""),
    (np.array(["2020"], dtype="datetime64[D]"), "ndarray array(['2020-01-01']", "", ""),
    ({1.0: 2.0}, "dict {1.0: 2.0}", "", ""),
    ({1.0, 2.0}, "set {1.0, 2.0}", "", ""),
    (object, "type <class 'object'>", "", ""),
    (np.array([], dtype=object), "ndarray array([], dtype=object)", "", ""),
]


@pytest.mark.parametrize(("wrong", "shown", "korean", "english"), WRONG, ids=lambda x: str(x)[:30])
def test_what_is_no_array_of_numbers_is_refused_with_a_hint(raised, wrong, shown, korean, english):
    for action in (
        lambda: Tensor(wrong),
        lambda: Tensor.constant(wrong),
        # None has words of its own
        *([] if wrong is None else [lambda: Tensor([1.0]) + wrong, lambda: wrong * Tensor([1.0])]),
    ):
        ko, en = raised(action, NotANumberError)
        assert f"배열만 담을 수 있는데 {shown}" in ko and korean in ko
        assert f"but it was given the {shown}" in en and english in en


def test_numbers_too_large_for_a_float_are_refused(raised):
    for action in (
        lambda: Tensor(10**400),
        lambda: Tensor([10**400]),
        lambda: Tensor([1.0]) + 10**400,
    ):
        raised(action, NotANumberError)


def test_the_entry_that_is_no_number_is_the_one_named(raised):
    _, en = raised(lambda: Tensor(np.array([1, "a"], dtype=object)), NotANumberError)
    assert "'a'" in en


def test_a_tensor_given_to_tensor_is_refused_or_copied(raised):
    ko, en = raised(lambda: Tensor(Tensor([1.0, 2.0])), NotANumberError)
    assert "이미 그래프의 노드" in ko
    assert "already is a node" in en


@pytest.mark.parametrize(
    "action",
    [
        lambda t: Tensor([t, t]),
        lambda t: Tensor([t[0], t[1]]),
        lambda t: t.maximum([t[0], t[1]]),
        lambda t: np.concatenate([t, [t[0]]]),
    ],
)
def test_tensors_inside_a_list_do_not_lose_their_graph_silently(action):
    with pytest.raises(NotANumberError):
        action(Tensor([1.0, 2.0]))


@pytest.mark.parametrize(
    "dtype", ["int8", int, bool, complex, object, str, np.float16, "nonsense", 3, [1]]
)
def test_other_dtypes_are_refused(raised, dtype):
    ko, en = raised(lambda: Tensor([1.0], dtype=dtype), NotANumberError)
    assert ko == filled(
        "dtype={dtype}은(는) 쓸 수 없습니다. float64나 float32를 쓰십시오.", {"dtype": dtype}
    )
    assert en == f"dtype={dtype} cannot be used. Use float64 or float32."


def test_label_kind_and_scope_are_those_of_nodes(raised):
    with scope("층"), scope("안"):
        w = Tensor([1.0], label="W", kind="weight")
        y = w * 2
    assert (w.label, w.kind, w.scope, y.scope) == ("W", "weight", ("층", "안"), ("층", "안"))
    y.label = "y"
    assert y.label == "y" and (w * 3).label == ""
    assert "없는 종류" in raised(lambda: Tensor([1.0], kind="wight"), NotANumberError)[0]
    assert "must be text" in raised(lambda: Tensor([1.0], label=3), NotANumberError)[1]
    b = Tensor([0.5])
    assert label_names({"b": b, "_c": Tensor(1.0), "ws": [w]}) == {"b": b}


def test_constant_takes_the_array_itself():
    a = np.ones(3)
    c = Tensor.constant(a)
    assert c.data is a and c.kind == "constant"
    assert Tensor.constant(2).dtype == np.float64


def test_repr():
    assert (
        repr(Tensor([1.0, 2.0], label="x")) == "Tensor([1., 2.], shape=(2,), grad=None, label='x')"
    )
    assert repr(Tensor(2.5) * 2) == "Tensor(5., shape=(), grad=None, op=mul)"
    assert (
        repr(Tensor(np.float32([[0.5]])))
        == "Tensor([[0.5]], shape=(1, 1), dtype=float32, grad=None)"
    )
    y = Tensor(np.zeros((100, 100))).sum(axis=1)
    y.sum().backward()
    assert repr(y) == "Tensor([0., 0., ..., 0., 0.], shape=(100,), op=sum[axis=1])"


# ── operators ──


OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow]


OTHERS = [
    np.array([1.5, 2.0, 0.5]),
    np.array([[1.5], [2.0]]),
    np.array(2.5),
    np.array([1, 2, 3]),
    np.array([True, True, True]),
    1.5,
    2,
    True,
    np.float64(1.5),
    np.int32(2),
    [1.5, 2.0, 0.5],
    [[1], [2]],
    (2, 1, 3),
]


@pytest.mark.parametrize("other", OTHERS, ids=repr)
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_operators_take_plain_numbers_and_arrays_on_either_side(op, other):
    a = np.array([[1.0, 2.0, 3.0], [0.5, 1.25, 0.75]])
    upstream = np.array([[1.0, -2.0, 0.5], [3.0, -1.5, 0.25]])
    plain = np.asarray(other, dtype=float)
    for call in (op, lambda x, y: op(y, x)):
        x = Tensor(a, "x")
        y = call(x, other)
        assert type(y) is Tensor and y.dtype == np.float64
        same(y.data, call(a, plain), rtol=1e-15)
        assert sum(p is x for p in y.parents) == 1
        assert all(p.kind == "constant" for p in y.parents if p is not x)
        y.backward(upstream)
        same(
            x.grad,
            slopes(lambda at, call=call: np.sum(call(at, plain) * upstream), [a], 0),
            rtol=1e-7,
            atol=1e-9,
        )
        assert all(p.grad is None for p in y.parents if p is not x)


@pytest.mark.parametrize(
    "other",
    [2, 2.0, True, np.float64(2), np.float32(2), np.int64(2), [2, 2], np.int32([2, 2])],
    ids=repr,
)
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_plain_numbers_do_not_make_float32_into_float64(op, other):
    x = Tensor(np.float32([1.0, 3.0]))
    for y in (op(x, other), op(other, x)):
        assert y.dtype == np.float32
        y.backward([1.0, 2.0])
        assert x.grad.dtype == np.float32


def test_float64_arrays_do_make_float32_into_float64():
    x, y = Tensor(np.float32([1.0, 3.0]), "x"), Tensor([2.0, 0.1], "y")
    z = x * y
    assert z.dtype == (x + np.array([1.0, 2.0])).dtype == np.float64
    z.backward([1.0, 10.0])
    assert (x.grad.dtype, y.grad.dtype) == (np.float32, np.float64)
    same(x.grad, np.float32([2.0, 1.0]))
    same(y.grad, [1.0, 30.0])
    middle = x * 2
    (middle @ y).backward()
    assert x.grad.dtype == np.float32


def test_gradient_has_the_dtype_of_its_node():
    x, y = Tensor(np.float32([1.0, 3.0])), Tensor([2.0, 0.1])
    middle = x * 2
    (middle @ y).backward()
    assert middle.grad.dtype == np.float32
    assert grad(x @ y, x).dtype == np.float32


@pytest.mark.parametrize(
    "other",
    [np.array([1.0, 2.0]), [1, 2], (1, 2), np.array([[1.0, 0.0], [5.0, 2.0]]), [[1, 0], [5, 2]]],
    ids=repr,
)
def test_matmul_takes_arrays_on_either_side(other):
    a, plain = np.array([[1.0, 2.0], [3.0, -4.0]]), np.asarray(other, dtype=float)
    for call in (operator.matmul, lambda x, y: y @ x):
        x = Tensor(a)
        y = call(x, other)
        upstream = np.arange(1.0, y.size + 1).reshape(y.shape)
        same(y.data, call(a, plain))
        y.backward(upstream)
        same(
            x.grad,
            slopes(lambda at, call=call, g=upstream: np.sum(call(at, plain) * g), [a], 0),
            rtol=1e-8,
        )


def test_unary_operators():
    x = Tensor([1.0, -2.0])
    assert +x is x
    same((-x).data, [-1.0, 2.0])
    same(abs(x).data, [1.0, 2.0])
    assert ((-x).op.name, abs(x).op.name, (-x)._op, x._op) == ("neg", "abs", "-", "")
    assert (x * x)._prev == {x}


@pytest.mark.parametrize("n", [0, 1, 2, 3, -1, 0.5, np.int64(2), True])
def test_constant_powers_are_parameters(n):
    x = Tensor([0.5, 2.0])
    y, z = x**n, n**x if n > 0 else None
    assert (y.op.name, y.parents, y.op.params) == ("pow", (x,), {"exponent": float(n)})
    if z is not None:
        assert (z.op.name, z.parents, z.op.params) == ("rpow", (x,), {"base": float(n)})
    y.backward([1.0, 1.0])
    same(x.grad, float(n) * x.data ** (float(n) - 1), rtol=1e-15)


def test_square_of_a_negative_number_warns_of_nothing():
    x = Tensor([-2.0, 0.0, 3.0])
    (x**2).backward(np.ones(3))
    same(x.grad, [-4.0, 0.0, 6.0])
    same(grad((grad((x**2).sum(), x, create_graph=True) ** 2).sum(), x), 8 * x.data)


def test_in_place_operators_make_new_nodes():
    x = y = Tensor([1.0, 2.0])
    y += 1
    y *= np.array([2.0, 3.0])
    y @= np.array([1.0, 1.0])
    assert y is not x and x.data.tolist() == [1.0, 2.0]
    y.backward()
    same(x.grad, [2.0, 3.0])


def test_arrays_are_not_changed_in_place_by_a_tensor():
    a = np.zeros(2)
    with pytest.raises(OpError):
        a += Tensor([1.0, 2.0])
    assert not a.any()


def test_comparisons_give_plain_arrays():
    x = Tensor([1.0, 2.0, 3.0])
    for other in (
        2,
        2.0,
        np.float64(2),
        np.array([2.0, 2.0, 2.0]),
        Tensor([2.0, 2.0, 2.0]),
        Tensor(2.0),
    ):
        for found, expected in (
            (x < other, [True, False, False]),
            (x <= other, [True, True, False]),
            (x > other, [False, False, True]),
            (x >= other, [False, True, True]),
            (other < x, [False, False, True]),
            (other >= x, [True, True, False]),
        ):
            assert type(found) is np.ndarray and found.tolist() == expected
    assert np.less(x, 2).tolist() == (x < 2).tolist()
    assert bool(Tensor(1.0) < 2) and not Tensor(1.0) > 2


def test_equality_compares_numbers_entry_by_entry():
    x, y = Tensor([1.0, 2.0]), np.array([1.0, 3.0])
    found = [
        x == y,
        y == x,
        np.equal(x, y),
        np.equal(y, x),
        x == Tensor(y),
        x == [1.0, 3.0],
        (x == 1),
        (x == 1),
        Value(1.0) == x,
    ]
    for outcome in found:
        assert (
            type(outcome) is np.ndarray
            and outcome.dtype == bool
            and outcome.tolist() == [True, False]
        )
    for outcome in (x != y, y != x, np.not_equal(x, y), x != Tensor(y), x != 1.0):
        assert outcome.tolist() == [False, True]
    assert np.where(x == 1, -1.0, x).data.tolist() == [-1.0, 2.0]
    assert np.mean(x == y) == 0.5


@pytest.mark.parametrize("other", [None, "ab", {}, object()], ids=lambda x: type(x).__name__)
def test_what_is_no_array_of_numbers_never_equals_a_tensor(other):
    x = Tensor([1.0, 2.0])
    assert (x == other) is (other == x) is False
    assert (x != other) is (other != x) is True


def test_hash_of_a_tensor_is_identity():
    x, y = Tensor([1.0, 2.0]), Tensor([1.0, 2.0])
    assert len({x, y, x}) == 2 and {x: 1, y: 2}[y] == 2


def test_shapes_that_cannot_be_compared_are_named(raised):
    for compare in (lambda a, b: a == b, lambda a, b: a < b, lambda a, b: b >= a):
        for message in raised(
            lambda compare=compare: compare(Tensor([1.0, 2.0, 3.0]), np.ones(2)), ShapeError
        ):
            assert "(3,)" in message and "(2,)" in message


# ── one number ──


@pytest.mark.parametrize("data", [2.5, [2.5], [[2.5]]])
def test_tensor_of_one_number_is_used_as_one(data):
    t = Tensor(data)
    assert type(t.item()) is float and t.item() == float(t) == 2.5
    assert (int(t), bool(t), f"{t:.2f}", math.isnan(t), math.ceil(t)) == (2, True, "2.50", False, 3)
    assert not Tensor(np.zeros(np.shape(data)))
    assert f"{t}" == repr(t)
    t.backward()
    same(t.grad, np.ones(np.shape(data)))


@pytest.mark.parametrize(
    "use", [float, int, bool, Tensor.item, "{:.2f}".format, math.exp], ids=lambda use: use.__name__
)
@pytest.mark.parametrize("shape", [(2,), (0,), (2, 3)])
def test_tensor_of_several_is_no_number(raised, use, shape):
    ko, en = raised(lambda: use(Tensor(np.zeros(shape))), ShapeError)
    assert f"모양이 {shape}인 배열" in ko and "t.sum()" in ko
    assert f"array of shape {shape}" in en and "t.sum()" in en


def test_length_and_iteration():
    x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    assert len(x) == 2 and len(Tensor([])) == 0
    first, second = x
    (first @ second).backward()
    same(x.grad, [[3.0, 4.0], [1.0, 2.0]])
    assert [row.shape for row in x] == [(2,), (2,)]
    assert sum(Tensor([1.0, 2.0])).item() == 3.0
    assert max(Tensor([1.0, 3.0, 2.0])).item() == 3.0


@pytest.mark.parametrize("use", [len, list, iter, sum], ids=repr)
def test_tensor_of_one_number_is_not_iterated(raised, use):
    ko, en = raised(lambda: use(Tensor(2.0)), NotANumberError)
    assert ko == "스칼라 Tensor는 반복해서 꺼낼 수 없습니다."
    assert en == "A Tensor of one number cannot be iterated."
    assert issubclass(NotANumberError, TypeError)


def test_index_may_come_from_tensors_and_lists():
    x = Tensor([1.0, 2.0, 3.0])
    same(x[[0, -1]].data, [1.0, 3.0])
    same(x[[True, False, True]].data, [1.0, 3.0])
    same(x[x > 1].data, [2.0, 3.0])
    same(x[np.newaxis, ...].data, [[1.0, 2.0, 3.0]])
    same(x[[[0, 1], [1, 0]]].data, [[1.0, 2.0], [2.0, 1.0]])


def test_an_index_or_mask_changed_afterwards_does_not_change_the_gradient():
    x, at, mask = Tensor([1.0, 2.0, 3.0]), np.array([0, 0]), np.array([True, False, False])
    y = x[at].sum() + np.where(mask, x, 0.0).sum()
    at[:] = 2
    mask[:] = ~mask
    y.backward()
    same(x.grad, [3.0, 0.0, 0.0])


# ── Value and Tensor ──


@pytest.mark.parametrize("op", [*OPERATORS, operator.matmul], ids=lambda op: op.__name__)
def test_value_and_tensor_do_not_mix(raised, op):
    v, t = Value(2.0, "v"), Tensor([1.0, 2.0], "t")
    for action in (lambda: op(v, t), lambda: op(t, v)):
        ko, en = raised(action, NotANumberError)
        assert "Value와 Tensor는 한 식에서 섞어 쓸 수 없습니다" in ko
        assert "Values and Tensors do not mix in one expression" in en


MIXTURES = {
    "t.maximum(v)": lambda v, t: t.maximum(v),
    "v.maximum(t)": lambda v, t: v.maximum(t),
    "add(t, v)": lambda v, t: micrograd_ko.add(t, v),
    "add(v, t)": lambda v, t: micrograd_ko.add(v, t),
    "np.add(t, v)": lambda v, t: np.add(t, v),
    "np.add(v, t)": lambda v, t: np.add(v, t),
    "np.maximum(v, t)": lambda v, t: np.maximum(v, t),
    "concatenate": lambda v, t: np.concatenate([t, [v]]),
    "where": lambda v, t: np.where([True, False], t, v),
    "Value(t)": lambda v, t: Value(t),
}


@pytest.mark.parametrize("mixture", MIXTURES.values(), ids=MIXTURES)
def test_value_and_tensor_do_not_mix_in_calls(raised, mixture):
    _, en = raised(lambda: mixture(Value(2.0), Tensor([1.0, 2.0])), NotANumberError)
    assert "do not mix" in en


def test_value_and_tensor_have_the_same_names():
    for row in TABLE.values():
        assert getattr(Value, row.name).__doc__ == getattr(Tensor, row.name).__doc__ == row.doc


def test_elementwise_row_added_later_works_on_tensors(temporary_op):
    row = temporary_op(
        "softsign",
        "s(·)",
        "소프트사인",
        lambda a: a / (1 + abs(a)),
        lambda g, y, a: (g / (1 + abs(a)) ** 2,),
    )
    x = Tensor([-3.0, 1.0])
    for y in (row(x), x.softsign(), micrograd_ko.softsign(x)):
        same(y.data, [-0.75, 0.5])
    (x.softsign() * [2.0, 3.0]).sum().backward()
    same(x.grad, [2 / 16, 3 / 4])
    first = grad(x.softsign().sum(), x, create_graph=True)
    same(
        grad(first.sum(), x),
        slopes(lambda a: np.sum(1 / (1 + abs(a)) ** 2), [x.data], 0),
        rtol=1e-7,
    )


def test_forward_rule_that_calls_ops_of_the_table_reports_overflow(temporary_op):
    row = temporary_op(
        "logged",
        "l",
        "로그",
        lambda a: TABLE["log"](a),
        lambda g, y, a: (g / a,),
        domain=((0.2, 3.0),),
    )
    _, (en,), y = reported(lambda: row(Tensor([0.0, 1.0], "x")))
    assert "logged(x=(2,))" in en
    same(y.data, [-np.inf, 0.0])


# ── for people: LaTeX ──


@pytest.mark.parametrize(
    "call",
    [
        lambda x: x @ x,
        lambda x: x.sum(axis=0),
        lambda x: x.softmax(axis=-1),
        lambda x: x[0],
        lambda x: x[:, [0, 1]],
        lambda x: x.reshape(4),
        lambda x: x.transpose(1, 0),
        lambda x: x.broadcast_to((3, 2, 2)),
        lambda x: np.where(x > 0, x, 0.0),
        lambda x: np.concatenate([x, x], axis=1),
        lambda x: x**2 + 1,
    ],
)
def test_every_node_is_written_in_latex(call):
    for node in topological_order(call(Tensor([[1.0, 2.0], [3.0, 4.0]], "x"))):
        assert node._repr_latex_().startswith("$")
