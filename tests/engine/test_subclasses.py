"""Value와 Tensor의 하위 클래스: 식에서는 그 수이고, 복사와 피클은 속성까지 지킨다.

Subclasses of Value and Tensor: in an expression they are the number they hold, its results are
plain, and copies and pickles keep what the subclass has added.
"""

import copy
import operator
import pickle

import numpy as np
import pytest

from micrograd_ko import (
    DataError,
    GraphError,
    MicrogradError,
    Tensor,
    Value,
    check_gradients,
    detect_anomaly,
    expand,
    explain,
    grad,
    label_names,
    load,
    no_grad,
    numerical_gradient,
    replay,
    save,
    vectorize,
    watch,
    zero_grad,
)
from micrograd_ko.nn import Linear, Module
from micrograd_ko.optim import SGD, Adam
from tests.helpers.sharing import pickled
from viz import draw


class Quantity(Value):
    """A number with a unit: other arguments, a __dict__, a property, an operator of its own."""

    def __init__(self, unit, number=2.0, *, origin=None):
        super().__init__(number, label=f"q_{unit}")
        self.unit, self.origin = unit, origin

    @property
    def text(self):
        return f"{self.data:g} {self.unit}"

    def __mul__(self, other):
        self.times = getattr(self, "times", 0) + 1
        return super().__mul__(other)


class Slotted(Value):
    __slots__ = ("unit",)

    def __init__(self, unit, number=2.0):
        super().__init__(number)
        self.unit = unit


class Field(Tensor):
    """The same for arrays."""

    def __init__(self, unit, numbers=((1.0, 2.0), (3.0, 4.0)), *, origin=None, **options):
        super().__init__(numbers, label=f"f_{unit}", **options)
        self.unit, self.origin = unit, origin

    def sum(self, *args, **options):
        return super().sum(*args, **options) * 1.0


class SlottedField(Tensor):
    __slots__ = ("unit",)

    def __init__(self, unit, numbers=((1.0, 2.0), (3.0, 4.0))):
        super().__init__(numbers)
        self.unit = unit


KINDS = [(Quantity, Value), (Slotted, Value), (Field, Tensor), (SlottedField, Tensor)]
each_kind = pytest.mark.parametrize(("kind", "plain"), KINDS, ids=lambda kind: kind.__name__)
OPERATORS = [
    operator.add, operator.sub, operator.mul, operator.truediv, operator.mod, operator.floordiv,
    operator.pow, np.add, np.multiply, np.maximum, np.hypot, np.arctan2, np.logaddexp, divmod,
    operator.lt, operator.eq, np.less_equal, np.floor_divide,
]  # fmt: skip


def numbers(x):
    return (
        [numbers(part) for part in x] if isinstance(x, tuple) else np.array(getattr(x, "data", x))
    )


@each_kind
@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_operands_of_a_subclass_count_as_their_numbers(kind, plain, op):
    a, b = kind("m"), kind("s")
    p, q = plain(a.data), plain(b.data)
    for left, right, like in ((a, b, (p, q)), (a, q, (p, q)), (p, b, (p, q)), (a, 1.5, (p, 1.5)),
                              (1.5, b, (1.5, q)), (a, np.float64(3), (p, 3.0))):  # fmt: skip
        found, wanted = op(left, right), op(*like)
        np.testing.assert_array_equal(numbers(found), numbers(wanted))
        assert type(found) is type(wanted)
        if not isinstance(found, plain) or found.kind == "constant":
            continue
        seed = np.ones(np.shape(found.data)) if plain is Tensor else 1.0
        zero_grad(a, b, p, q)
        found.backward(seed)
        wanted.backward(seed)
        for one, twin in ((left, like[0]), (right, like[1])):
            if isinstance(twin, plain):
                np.testing.assert_array_equal(one.grad, twin.grad)


@each_kind
def test_functions_and_methods_give_plain_nodes_with_a_gradient(kind, plain):
    x = kind("m")
    for function in (np.exp, np.tanh, np.square, np.abs, np.negative, operator.neg, np.sqrt,
                     lambda x: x.sigmoid(), lambda x: x.relu(), lambda x: x**3, lambda x: 2**x,
                     lambda x: np.clip(x, 0, 1.5), lambda x: np.where(x > 1.5, x, 0.0),
                     lambda x: x.leaky_relu(slope=0.2)):  # fmt: skip
        y, wanted = function(x), function(plain(x.data))
        assert y is x or type(y) is plain  # where() picks the very node
        assert np.array_equal(y.data, wanted.data)
        given = grad(y if plain is Value else y.sum(), x)
        leaf = plain(x.data)
        again = function(leaf)
        np.testing.assert_array_equal(given, grad(again if plain is Value else again.sum(), leaf))
    assert type(+x) is kind  # it is the same node
    with no_grad():
        assert type(x * 2.0) is plain and (x * 2.0).kind == "constant"
    assert type(kind.constant(x.data)) is plain


def test_arrays_of_a_subclass_are_indexed_multiplied_and_joined():
    f, g = Field("m"), Field("s", [[0.5, 1.0], [2.0, -1.0]])
    for function in (
        lambda a, b: a @ b, lambda a, b: a[0], lambda a, b: a[:, 1] @ b[0], lambda a, b: a.T @ b,
        lambda a, b: np.concatenate([a, b]), lambda a, b: np.stack([b, a]), np.matmul, np.dot,
        lambda a, b: np.einsum("ij,jk->ki", a, b), lambda a, b: a.mean(axis=0), np.kron,
        lambda a, b: np.linalg.solve(a, b), lambda a, b: np.where(a > b, a, b), np.inner,
        lambda a, b: a.reshape(-1), lambda a, b: np.sum(a), lambda a, b: a @ np.ones(2),
        lambda a, b: np.ones(2) @ a, lambda a, b: a[np.array([0, 1, 0])], lambda a, b: a[a > 1.5],
    ):  # fmt: skip
        for a, b in ((f, g), (f, Tensor(g.data)), (Tensor(f.data), g)):
            y, wanted = function(a, b), function(p := Tensor(f.data), q := Tensor(g.data))
            assert type(y) is Tensor
            np.testing.assert_array_equal(y.data, wanted.data)
            shares = grad(np.sum(y * y), [a, b])
            for found, right in zip(shares, grad(np.sum(wanted * wanted), [p, q]), strict=True):
                np.testing.assert_array_equal(found, right)
    assert [type(row) for row in f] == [Tensor, Tensor] and len(f) == 2


@each_kind
def test_every_way_to_differentiate_takes_a_subclass(kind, plain):
    x, w = kind("m"), kind("s")
    w.data = w.data * 0.5
    x.grad = w.grad = None

    def loss(x, w):
        return np.sum(np.tanh(x * w) * x) if plain is Tensor else (x * w).tanh() * x

    y = loss(x, w)
    twins = plain(x.data), plain(w.data)
    wanted = grad(loss(*twins), list(twins))
    y.backward()
    for node, g in zip((x, w), wanted, strict=True):
        np.testing.assert_array_equal(node.grad, g)
    first = grad(y, x, create_graph=True)
    assert type(first) is plain
    second = grad(np.sum(first) if plain is Tensor else first, w)
    p, q = twins
    again = grad(loss(p, q), p, create_graph=True)
    np.testing.assert_array_equal(second, grad(np.sum(again) if plain is Tensor else again, q))
    np.testing.assert_allclose(numerical_gradient(lambda: loss(x, w), x), wanted[0], atol=1e-6)
    assert check_gradients(loss, x, w, order=2)
    with detect_anomaly():
        loss(x, w).backward()
    itself = grad(x if plain is Value else np.sum(x), x, create_graph=True)
    assert type(itself) is plain and np.all(itself.data == 1.0)


@each_kind
def test_a_leaf_changes_in_place_and_stays_what_it_is(kind, plain):
    w = leaf = kind("m")
    before = np.array(w.data)
    with no_grad():
        w -= 0.5
        w *= 2.0
        w **= 2
    assert w is leaf and w.unit == "m"
    np.testing.assert_array_equal(w.data, ((before - 0.5) * 2) ** 2)
    w -= 1.0
    assert w is not leaf and type(w) is plain


@each_kind
@pytest.mark.parametrize("optimizer", [SGD, Adam])
def test_optimizers_and_replays_move_it(kind, plain, optimizer):
    def loss(w):
        return np.sum((w - 1.0) ** 2) if plain is Tensor else (w - 1.0) ** 2

    leaves = w, p = kind("m"), plain(kind("m").data)
    for leaf in leaves:
        step = optimizer([leaf], lr=0.1)
        for _ in range(5):
            step.zero_grad()
            loss(leaf).backward()
            step.step()
    np.testing.assert_array_equal(w.data, p.data)
    programs = [replay(loss(leaf), parameters=[leaf]) for leaf in leaves]
    for program, leaf in zip(programs, leaves, strict=True):
        program.train(optimizer([leaf], lr=0.1), steps=3)
        leaf.grad = None
        program()
        program.backward()
    np.testing.assert_array_equal(w.data, p.data)
    np.testing.assert_array_equal(w.grad, p.grad)
    assert w.unit == "m"


def test_programs_take_a_subclass_as_their_input():
    x, w = Quantity("m", 3.0), Quantity("s", 2.0)
    assert replay(w * x + 1.0, inputs=[x])(5.0) == 11.0
    assert vectorize(w * x + 1.0, inputs=[x])([5.0, 6.0]).tolist() == [11.0, 13.0]
    assert replay(lambda x: w * x if x > 0 else w, inputs=[3.0])(4.0) == 8.0
    f = Field("m")
    assert replay(np.sum(f * f), inputs=[f])(np.ones((2, 2))) == 4.0


def test_what_reads_graphs_reads_them():
    q, f, told = Quantity("m"), Field("s"), []
    with watch(told.append):
        y, z = (q * q + 1.0).tanh(), np.sum(f @ f)
    assert told
    y.backward(), z.backward()
    for root, leaf in ((y, q), (z, f)):
        assert leaf.label in draw(root).svg and leaf.label in str(draw(root))
        assert leaf.label in f"{leaf!r}"
        assert root._repr_latex_().startswith("$")
    assert q.label in str(explain(y, q))
    assert expand(z).data == z.item()
    unnamed = Slotted("m")
    assert [*label_names({"u": unnamed})] == ["u"]


class Scale(Module):
    def __init__(self):
        super().__init__()
        self.factor, self.shift = Field("m", [1.0, 2.0]), Quantity("s", 3.0)
        self.layer = Linear(2, 1, rng=0)

    def __call__(self, x):
        return self.layer(x * self.factor + self.shift.data)


def test_a_model_with_such_parameters_is_saved_and_loaded(tmp_path):
    model, other = Scale(), Scale()
    other.factor.data[...] = 9.0
    other.shift.data = 9.0
    save(model, tmp_path / "m.npz")
    load(tmp_path / "m.npz", into=other)
    assert other.factor.data.tolist() == [1.0, 2.0] and other.shift.data == 3.0
    assert (other.factor.unit, other.shift.unit) == ("m", "s")


def test_a_file_of_a_graph_says_that_it_does_not_hold_it(tmp_path, raised):
    y = Quantity("m") * 2.0
    ko, en = raised(lambda: save(y, tmp_path / "g.npz"), DataError)
    assert "Quantity" in ko and "pickle" in ko and "Quantity" in en and "pickle" in en


# ── copies ──


def in_python(x):
    return pickle.loads(pickle._dumps(x))


each_way = pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, pickled, in_python], ids=lambda f: f.__name__
)
wholly = pytest.mark.parametrize(
    "copied", [copy.deepcopy, pickled, in_python], ids=lambda f: f.__name__
)


@each_way
@each_kind
def test_a_copy_has_the_attributes(copied, kind, plain):
    x = kind("m")
    (x * x).backward(np.ones(np.shape(x.data)) if plain is Tensor else 1.0)
    twin = copied(x)
    assert type(twin) is kind and twin is not x and twin.unit == "m" and twin.label == x.label
    np.testing.assert_array_equal(twin.data, x.data)
    np.testing.assert_array_equal(twin.grad, x.grad)
    assert (twin.kind, twin.op, twin.parents) == (None, None, ())


@wholly
def test_shared_nodes_stay_shared_and_attributes_with_them(copied):
    q = Quantity("m", origin=["here"])
    f = Field("s", origin=q.origin)
    again, twin, field, origin = copied([q * q + 1.0, q, f, q.origin])
    assert again.parents[0].parents == (twin, twin)
    assert twin.unit == "m" and twin.times == 1 and twin.text == "2 m"
    assert twin.origin is field.origin is origin and origin is not q.origin
    again.backward()
    assert twin.grad == 4.0 and q.grad is None


@wholly
def test_attributes_may_lead_to_nodes_even_in_a_circle(copied):
    q = Quantity("m")
    y = q * 3.0
    q.origin = y  # of the graph that it is in
    other = Quantity("s", origin=q)
    z = copied(y + other)
    twin, third = z.parents[0], z.parents[1]
    assert twin.parents[0].origin is twin and third.origin is twin.parents[0]
    z.backward()
    assert (third.grad, third.origin.grad) == (1.0, 3.0)


class Remembering(Value):
    """It says itself what is to be kept, as classes do."""

    def __init__(self, unit):
        super().__init__(2.0)
        self.unit, self.opened = unit, (x for x in "a file")

    def __getstate__(self):
        return {"unit": self.unit}

    def __setstate__(self, state):
        self.unit, self.opened = state["unit"], "again"


@wholly
def test_a_class_that_says_what_is_kept_is_asked(copied):
    z = copied(Remembering("m") * 3.0)
    x = z.parents[0]
    assert (x.unit, x.opened, x.data) == ("m", "again", 2.0)


class Single(Value):
    """Of each there is one, copies or not."""

    def __deepcopy__(self, memo):
        return self


def test_a_copy_of_its_own_is_heeded_within_a_graph():
    x = Single(2.0)
    assert copy.deepcopy(x * 3.0).parents[0] is x


@wholly
def test_long_chains_are_copied_without_recursion(copied):
    q = Quantity("m", 1.0)
    y = q
    for _ in range(5_000):
        y = y + q
    deep = Slotted("s")
    q.origin = deep * 1.0
    for _ in range(5_000):
        q.origin = q.origin + 1.0
    z = copied(y)
    z.backward()
    leaf = z.parents[1]
    assert (leaf.unit, leaf.grad, leaf.origin.data) == ("m", 5_001.0, 5_002.0)


# ── what a subclass may not do ──


def test_equality_of_its_own_leaves_nodes_apart():
    class Alike(Value):
        def __eq__(self, other):
            return isinstance(other, Alike) and self.data == other.data

    a, b = Alike(2.0), Alike(2.0)
    assert a == b and len({a, b}) == 2
    (a * b * a).backward()
    assert (a.grad, b.grad) == (8.0, 4.0)


def test_a_hash_of_its_own_would_mix_gradients_up(raised):
    def make():
        class Hashed(Tensor):
            def __hash__(self):
                return 1

    ko, en = raised(make, GraphError)
    assert "Hashed" in ko and "__hash__" in ko and "Hashed" in en


@pytest.mark.parametrize(
    ("a", "b"),
    [(Quantity("m"), Field("s")), (Field("s"), Quantity("m")), (Quantity("m"), Tensor([1.0])),
     (Value(1.0), Field("s")), (Field("s"), Value(1.0))],
    ids=lambda x: type(x).__name__,
)  # fmt: skip
def test_a_value_beside_a_tensor_is_refused_as_ever(a, b):
    plain = [Value(x.data) if isinstance(x, Value) else Tensor(x.data) for x in (a, b)]
    for op in (operator.add, operator.mul, np.maximum, operator.pow):
        with pytest.raises(MicrogradError) as wanted:
            op(*plain)
        with pytest.raises(type(wanted.value)) as found:
            op(a, b)
        assert "Value와 Tensor는 한 식에서 섞어 쓸 수 없습니다" in str(found.value)
