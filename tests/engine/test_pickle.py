"""피클과 복사: 나눈 노드는 나눈 채로, 기울기도 그대로.

Pickle and copy: shared nodes stay shared, and gradients are right afterwards.
"""

import copy
import pickle
from pathlib import Path

import pytest

from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    AnomalyError,
    ExpressionError,
    FormatError,
    LanguageError,
    LayoutError,
    MicrogradError,
    NotANumberError,
    OpError,
    ScopeError,
    Tensor,
    UnknownOpError,
    Value,
    array_op,
    detect_anomaly,
    scope,
    set_language,
)
from tests.helpers.sharing import pickled


def pickled_in_python(x):  # the pickler that recurses in Python
    return pickle.loads(pickle._dumps(x))


each_way = pytest.mark.parametrize(
    "copied", [pickled, pickled_in_python, copy.deepcopy], ids=lambda f: f.__name__
)


@each_way
def test_copy_has_every_field_and_shares_no_node(copied):
    with scope("층"):
        x = Value(3.0, label="x", kind="weight")
        y = x * x
    y.backward()
    y2 = copied(y)
    x2 = y2.parents[0]
    assert y2 is not y and x2 is not x
    for before, after in ((x, x2), (y, y2)):
        for name in ("data", "grad", "op", "label", "scope", "kind"):
            assert getattr(after, name) == getattr(before, name)


@each_way
def test_shared_nodes_stay_shared_and_gradients_are_right(copied):
    x = Value(3.0)
    middle = x * x
    y2 = copied(middle + middle * x)
    left, right = y2.parents
    assert left is right.parents[0]
    assert left.parents[0] is left.parents[1] is right.parents[1]
    y2.backward()
    assert left.parents[0].grad == 2 * 3 + 3 * 9
    assert x.grad is None


@each_way
def test_roots_in_one_list_share_their_nodes(copied):
    x = Value(3.0)
    middle = x * 2
    x2, a, b, middle2, again = copied([x, middle + 1, middle * x, middle, x])
    assert x2 is again is middle2.parents[0]
    assert a.parents[0] is b.parents[0] is middle2
    (a + b).backward()
    assert x2.grad == 2 + 4 * 3


@each_way
def test_bound_parameters_survive(copied):
    x = Value(-3.0)
    for y in (x**3, x.leaky_relu(slope=0.2), x.elu(alpha=2)):
        y2 = copied(y)
        assert y2.op is y.op
        y.backward()
        y2.backward()
        assert y2.parents[0].grad is not None
    assert copied(x.leaky_relu(slope=0.2)).op.params == {"slope": 0.2}


@each_way
def test_ops_are_copied_as_the_rows_they_are(copied):
    cube = (Value(1.0) ** 3).op
    assert copied(TABLE["tanh"]) is TABLE["tanh"]
    assert copied(cube) is cube


def chain(depth):
    x = y = Value(1.0)
    for _ in range(depth):
        y = y + x
    return y


def ends_of_chain(y):
    while y.parents:
        y = y.parents[0]
    return y


@pytest.mark.slow
@pytest.mark.parametrize(
    ("copied", "depth"),
    [(pickled, 30_000), (copy.deepcopy, 30_000), (pickled_in_python, 10_000)],
    ids=["pickle", "deepcopy", "python pickle"],
)
def test_deep_chain_is_copied_without_recursion(copied, depth):
    y = copied(chain(depth))
    assert y.data == depth + 1
    y.backward()
    assert ends_of_chain(y).grad == depth + 1


def test_failed_copy_does_not_disturb_the_next():
    bad = Value(1.0)
    bad.grad = lambda: None  # cannot be pickled
    for _ in range(2):
        with pytest.raises((pickle.PicklingError, AttributeError)):
            pickle.dumps(bad * 2)
    assert pickled(chain(5_000)).data == 5_001


def test_unknown_op_at_load_says_what_to_register(temporary_op, raised):
    cube = temporary_op(
        "cube", "³", "세제곱", lambda a: a * a * a, lambda g, y, a: (g * 3 * a * a,)
    )
    stored = pickle.dumps(cube(Value(2.0)))
    assert pickle.loads(stored).data == 8.0
    row = TABLE.pop("cube")  # as in a process that never registered it
    ko, en = raised(lambda: pickle.loads(stored), UnknownOpError)
    TABLE["cube"] = row
    assert "'cube'라는 연산이 없습니다" in ko and "op(...)로 등록" in ko
    assert "no op called 'cube'" in en and "register it first with op(...)" in en


def test_unknown_array_op_at_load_lists_those_that_are_known(temporary_op, raised):
    twice = array_op(
        "twice", "2×", "두 배", lambda a: 2 * a, lambda g, y, a: (2 * g,), formulas=("2·g",)
    )
    stored = pickle.dumps(twice(Tensor([1.0, 2.0])))
    assert pickle.loads(stored).data.tolist() == [2.0, 4.0]
    row = ARRAY_TABLE.pop("twice")
    ko, en = raised(lambda: pickle.loads(stored), UnknownOpError)
    ARRAY_TABLE["twice"] = row
    assert "'twice'라는 연산이 없습니다" in ko and "matmul" in ko
    assert "no op called 'twice'" in en and "matmul" in en


def some_errors():
    def anomaly():
        with detect_anomaly():
            Value(1.0) / 0

    for action in (lambda: Value("a"), lambda: Value(1.0).leaky_relu(slop=1),
                   lambda: set_language("fr"),
                   lambda: scope("").__enter__(), anomaly):  # fmt: skip
        try:
            action()
        except MicrogradError as error:
            yield error
    yield UnknownOpError("op.unknown", name="a", options="b")
    yield LayoutError("draw.engine.failed", engine="dot", error="x")
    yield FormatError("draw.suffix", path=Path("a.b"), suffix=".b", options=".svg")
    yield ExpressionError("expr.syntax", position=3)


@each_way
def test_errors_survive_with_their_words_and_values(copied):
    seen = set()
    for error in some_errors():
        again = copied(error)
        assert (type(again), str(again), again.key, again.values) == (
            type(error),
            str(error),
            error.key,
            error.values,
        )
        assert getattr(again, "position", None) == getattr(error, "position", None)
        seen.add(type(error))
    assert seen == {
        AnomalyError, ExpressionError, FormatError, LanguageError, LayoutError,
        NotANumberError, OpError, ScopeError, UnknownOpError,
    }  # fmt: skip
