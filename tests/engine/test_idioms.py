"""사람들이 노드에 쓰는 관용구: 제자리 갱신, .data에 넣는 것, 다른 곳의 이름, micrograd의 손 역전파.

Idioms that people write on nodes: updates in place, what is put into ``.data``, names of other
libraries, micrograd's backward pass by hand. Each does what it means, or is refused in words that
name the node.
"""

import copy
import math
import pickle
import warnings

import numpy as np
import pytest

from micrograd_ko import (
    GraphError,
    KeywordError,
    NotANumberError,
    NumericWarning,
    ShapeError,
    Tensor,
    UnknownNameError,
    Value,
    compare_orders,
    detect_anomaly,
    explain,
    grad,
    hessian,
    nn,
    no_grad,
    op,
    replay,
    topological_order,
    zero_grad,
)
from micrograd_ko.messages import filled
from micrograd_ko.nn import MLP, Layer, Linear, Neuron
from micrograd_ko.optim import SGD

# ── with no_grad(): p -= … ──

AUGMENTED = {
    "+=": (lambda p, x: p.__iadd__(x), lambda a, x: a + x),
    "-=": (lambda p, x: p.__isub__(x), lambda a, x: a - x),
    "*=": (lambda p, x: p.__imul__(x), lambda a, x: a * x),
    "/=": (lambda p, x: p.__itruediv__(x), lambda a, x: a / x),
    "**=": (lambda p, x: p.__ipow__(x), lambda a, x: a**x),
}
each_augmented = pytest.mark.parametrize(
    ("update", "mathematics"), AUGMENTED.values(), ids=AUGMENTED
)


@each_augmented
@pytest.mark.parametrize(
    "by", [2, 2.5, np.float64(0.5), np.array(3.0)], ids=lambda x: type(x).__name__
)
def test_a_leaf_is_updated_in_place_under_no_grad(update, mathematics, by):
    for leaf, before in (
        (Value(1.5, "v"), 1.5),
        (Tensor([[1.5, 0.5]], "t"), np.array([[1.5, 0.5]])),
    ):
        leaf.grad = leaf.own(7.0)
        with no_grad():
            assert update(leaf, by) is leaf
        np.testing.assert_array_equal(leaf.data, mathematics(before, float(by)))
        assert (
            leaf.op is None
            and leaf.parents == ()
            and leaf.kind is None
            and np.all(leaf.grad == 7.0)
        )


@each_augmented
def test_outside_no_grad_it_is_a_new_node(update, mathematics):
    for leaf in (Value(1.5, "v"), Tensor([1.5, 0.5], "t")):
        before = copy.copy(leaf.data)
        made = update(leaf, 2.0)
        assert made is not leaf and made.parents[0] is leaf and np.all(leaf.data == before)
        (made.sum() if isinstance(made, Tensor) else made).backward()
        expected = grad(
            mathematics(leaf, 2.0).sum() if isinstance(made, Tensor) else mathematics(leaf, 2.0),
            leaf,
        )
        np.testing.assert_array_equal(leaf.grad, expected)


def test_gradient_descent_by_hand_in_a_loop_over_parameters():
    for w, b in ((Value(1.0), Value(0.0)), (Tensor([1.0]), Tensor([0.0]))):
        for _ in range(2):
            zero_grad([w, b])
            error = w * 2 + b - 3
            (error * error).backward()
            with no_grad():
                for p in (w, b):
                    p -= 0.1 * p.grad
        np.testing.assert_allclose(
            [np.ravel(w.data)[0], np.ravel(b.data)[0]], [1.4, 0.2], rtol=1e-12
        )


def test_the_array_of_a_leaf_is_written_into_as_an_optimizer_does():
    w = Tensor([1.0, 2.0])
    seen = w.data
    with no_grad():
        w -= [0.5, 0.5]
    assert w.data is seen and seen.tolist() == [0.5, 1.5]
    w.data = np.broadcast_to(np.array(1.0), (2,))  # cannot be written into
    with no_grad():
        w += 1.0
    assert w.data.tolist() == [2.0, 2.0]


def test_dtype_of_a_leaf_stays():
    w = Tensor([1.0, 2.0], dtype=np.float32)
    with no_grad():
        w *= np.array([0.5, 0.25])
    assert w.dtype == np.float32 and w.data.tolist() == [0.5, 0.5]


@pytest.mark.parametrize("other", [np.ones((3, 2)), np.ones((1, 2))], ids=str)
def test_an_update_cannot_broadcast_a_leaf(raised, other):
    w = Tensor([1.0, 2.0], "w")

    def update():
        with no_grad():
            w.__isub__(other)

    ko, en = raised(update, ShapeError)
    assert "w의 모양은 (2,)" in ko and str(other.shape) in ko
    assert "w has the shape (2,)" in en and "cannot change the shape of a leaf" in en
    assert w.data.tolist() == [1.0, 2.0]


@pytest.mark.parametrize("other", [np.ones(2), Tensor([1.0, 2.0])], ids=lambda x: type(x).__name__)
def test_an_array_cannot_take_over_from_a_value(raised, other):
    v = Value(1.0, "v")

    def update():
        with no_grad():
            v.__iadd__(other)

    for message in raised(update, ShapeError):
        assert "v" in message and "(2,)" in message
    assert v.data == 1.0


def test_a_result_is_not_updated_in_place(raised):
    for y in (Value(2.0, "x") * 3.0, Tensor([2.0], "x") * 3.0):
        before = copy.copy(y.data)

        def update(y=y):
            with no_grad():
                y.__isub__(1.0)

        ko, en = raised(update, GraphError)
        assert "연산의 결과" in ko and "mul(x=2, 3)" in ko and "is the result of an op" in en
        assert y.data == before


def test_a_constant_is_a_mere_number():
    with no_grad():
        losses = [Value(1.0) * 2, Value(3.0) * 2]
        total = losses[0]
        total += losses[1]
    assert (total.data, losses[0].data) == (8.0, 2.0)
    fixed = Tensor.constant(np.array([1.0]))
    with no_grad():
        assert fixed.__iadd__(1.0) is not fixed
    assert fixed.data.tolist() == [1.0]


def test_a_product_of_matrices_is_no_update(raised):
    W = Tensor(np.eye(2), "W")

    def update():
        with no_grad():
            W.__imatmul__(np.ones((2, 2)))

    ko, en = raised(update, GraphError)
    assert "W" in ko and "@=" in ko and "W.data = W.data @ A" in en
    made = W
    made @= np.ones((2, 2))
    assert made is not W and made.op.name == "matmul"


def test_an_update_inside_a_recorded_function_is_refused(raised):
    w = Tensor([2.0], "w")

    def loss():
        with no_grad():
            w.__isub__(0.5)
        return (w * w).sum()

    ko, en = raised(lambda: replay(loss, parameters=[w])(), GraphError)
    assert "기록 중인 함수" in ko and "being recorded" in en
    assert w.data.tolist() == [2.0]


def test_an_update_that_is_not_finite_leaves_the_leaf_alone_under_detect_anomaly():
    w = Value(1.0, "w")
    with no_grad(), detect_anomaly(), pytest.raises(ArithmeticError):
        w /= 0.0
    assert w.data == 1.0


# ── a gradient that is not there yet ──

BESIDE_NONE = [
    lambda p: p - None,
    lambda p: None - p,
    lambda p: p * None,
    lambda p: None * p,
    lambda p: p / None,
    lambda p: p.__isub__(None),
]


@pytest.mark.parametrize("expression", BESIDE_NONE)
@pytest.mark.parametrize("off", [False, True], ids=["recording", "no_grad"])
def test_none_beside_a_node_is_told_as_a_missing_gradient(raised, expression, off):
    for p in (Value(1.0, "w"), Tensor([1.0], "w")):

        def update(p=p):
            with no_grad() if off else warnings.catch_warnings():
                expression(p)

        ko, en = raised(update, NotANumberError)
        assert "w와 함께 쓴 값이 None" in ko and "backward()" in ko
        assert "What stands beside w is None" in en and "Call loss.backward() first" in en
        assert float(np.ravel(p.data)[0]) == 1.0


# ── .data takes what it is given ──

NO_NUMBERS = {
    "text": "text",
    "None": None,
    "a list": [1.0, 2.0],
    "complex": 1j,
    "a dict": {},
    "array of complex": np.array([1j, 2j]),
    "array of text": np.array(["a", "b"]),
}
OPS = {
    "times": lambda x: x * 2.0,
    "reflected": lambda x: 2.0 - x,
    "square": lambda x: x * x,
    "exp": lambda x: x.exp(),
    "negative": lambda x: -x,
    "power": lambda x: x**2,
    "numpy": np.exp,
    "sum": lambda x: x.sum() if isinstance(x, Tensor) else x + 1,
    "first": lambda x: x[0] if isinstance(x, Tensor) else x + 1,
}


def computed_with(x, f):
    """What comes of f(x) and its gradient: an error, or nothing."""
    y = f(x)
    (y.sum() if isinstance(y, Tensor) else y).backward()


@pytest.mark.parametrize("f", OPS.values(), ids=OPS)
@pytest.mark.parametrize("data", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_data_that_is_no_number_is_named(raised, f, data):
    for x in (Value(2.0, "x"), Tensor([2.0, 3.0], "x")):
        x.data = data
        ko, en = raised(lambda x=x: computed_with(x, f), NotANumberError)
        assert ".data" in ko and ".data" in en
        assert "계산할 수 없습니다" in ko and "cannot be computed with" in en


@pytest.mark.parametrize("f", OPS.values(), ids=OPS)
def test_a_node_where_a_number_belongs_is_named(raised, f):
    for x in (Value(2.0, "x"), Tensor([2.0, 3.0], "x")):
        for node in (x - 0.1, type(x)(copy.copy(x.data))):
            x = type(x)(x.data if not hasattr(x.data, "op") else x.data.data, "x")
            x.data = node
            ko, en = raised(lambda x=x: f(x), NotANumberError)
            assert "x.data에 숫자가 아니라 노드가" in ko and "x.data holds a node" in en
            assert (
                "with no_grad(): p -= 0.1 * p.grad" in ko
                and "p.data = (p - 0.1 * p.grad).data" in en
            )


def test_numbers_of_any_kind_are_fine_as_data_of_a_value():
    for number in (3, np.float32(3.0), np.int64(3), np.array(3.0), True):
        x = Value(2.0, "x")
        x.data = number
        y = x * x
        y.backward()
        assert type(y.data) is float and (y.data, x.grad) == (float(number) ** 2, 2 * float(number))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x * 0.5,
        lambda x: 0.5 * x,
        lambda x: x + 0.5,
        lambda x: x / 2,
        lambda x: x * np.array([0.5, 0.5]),
    ],
)
def test_whole_numbers_as_data_of_a_tensor_never_lose_digits(f):
    x = Tensor([1.0, 3.0], "x")
    x.data = np.array([1, 3])
    with pytest.raises(NotANumberError, match=r"x\.data"):
        f(x).sum().backward()
    assert x.grad is None


def test_data_changed_to_no_number_before_backward_is_named():
    for x in (Value(2.0, "x"), Tensor([2.0], "x")):
        y = x * x
        x.data = "text"
        with pytest.raises(NotANumberError, match=r"x\.data"):
            y.backward()
        with pytest.raises(NotANumberError, match=r"x\.data"):
            grad(y, x, create_graph=True)
        assert x.grad is None


def test_errors_of_a_users_own_rule_stay_as_they_are(temporary_op):
    def forward(a):
        if isinstance(a, (float, np.ndarray)) and np.all(a > 5):
            raise TypeError("mine")
        return a * 1.0

    twice = op("mine", "m", "내 연산", lambda a: forward(a), lambda g, y, a: (g,))
    with pytest.raises(TypeError, match="mine"):
        twice(Value(9.0))


# ── == compares numbers, the graph goes by identity ──


def refuse_to_compare(monkeypatch):
    """From now on == of two nodes is an error, so that what goes by it is seen."""

    def refuse(self, other):
        raise AssertionError("nodes were compared by ==")

    for kind in (Value, Tensor):
        monkeypatch.setattr(kind, "__eq__", refuse)
        monkeypatch.setattr(kind, "__ne__", refuse)


def test_no_graph_code_compares_nodes_by_value(monkeypatch):
    refuse_to_compare(monkeypatch)
    x, w = Value(2.0, "x"), Value(2.0, "w")
    y = (x * w + x).tanh() * w
    explain(y, x)
    repr(compare_orders(x * w + (x * w) * w))
    y.backward()
    assert [node is leaf for node, leaf in zip(topological_order(y)[:2], (x, w), strict=True)] == [
        True,
        True,
    ]
    W, V = Tensor(np.ones((2, 2)), "W"), Tensor(np.ones((2, 2)), "V")
    loss = ((np.eye(2) @ W).tanh() @ V).sum()
    program, optimizer = replay(loss), SGD([W, V], lr=0.1)
    for _ in range(3):
        program.step(optimizer)
    for total, own in (((x * w) ** 2, [x, w]),):
        program = replay(total)
        optimizer = SGD(own, lr=0.01)
        for _ in range(3):
            program.step(optimizer)
    model = MLP(2, [3, 1], rng=0)
    model.zero_grad()
    assert len(model.parameters()) == 4
    pickle.loads(pickle.dumps(loss))
    copy.deepcopy(y)


def test_where_a_gradient_broke_is_found_by_identity():
    x = Value(0.0, "x")
    twin = Value(0.0, "twin")
    y = x.sqrt() + twin * 2.0
    with pytest.warns(NumericWarning, match="sqrt"):
        y.backward()


def test_a_comparison_by_equality_is_guarded_in_a_replay():
    w = Tensor([2.0], "w")

    def loss(x):
        return (w * x).sum() if np.all(x == 1.0) else (w * x * x).sum()

    program = replay(loss, inputs=[np.array([1.0])], parameters=[w])
    assert program(np.array([1.0])) == 2.0
    assert program(np.array([3.0])) == 18.0


# ── names of other libraries, and misspelt ones ──

NAMES = {
    "backwards": ("backward", "backward"),
    "gradient": ("grad", "grad"),
    "value": ("data", "data"),
    "numpy": ("data", "data"),
    "children": ("parents", "parents"),
    "detach": ("x.data", "with no_grad():"),
    "requires_grad": ("kind='constant'", "kind='constant'"),
    "is_leaf": ("x.op is None", "x.op is None"),
    "retain_grad": (".grad", ".grad"),
}


@pytest.mark.parametrize("name", NAMES)
def test_names_of_other_libraries_are_told_as_ours(raised, name):
    for x in (Value(2.0), Tensor([2.0])):
        ko, en = raised(lambda x=x: getattr(x, name), UnknownNameError)
        assert f"'{name}'" in ko and NAMES[name][0] in ko
        assert f"no attribute or method '{name}'" in en and NAMES[name][1] in en
        with pytest.raises(AttributeError):
            setattr(x, name, 1.0)  # not silently beside the point
        assert not hasattr(x, name) and name not in dir(x)
    assert not hasattr(Value, name)


def test_names_that_exist_are_found_as_before():
    x = Value(2.0, "x")
    assert {"grad", "data", "backward", "label", "name"} <= {*dir(x)}
    for name in ("_repr_html_", "_ipython_display_", "__array_interface__", "nonsense"):
        with pytest.raises(AttributeError, match=name):
            getattr(x, name)
    again = pickle.loads(pickle.dumps(copy.deepcopy(copy.copy(x))))
    assert (again.data, again.label) == (2.0, "x")


def test_a_subclass_may_use_such_a_name():
    class Named(Value):
        def __init__(self, data):
            super().__init__(data)
            self.title = "mine"

    assert Named(2.0).title == "mine"


ARGUMENTS = [
    (lambda: Value(2.0, requires_grad=True), "Value", "requires_grad", "kind='constant'"),
    (lambda: Tensor([2.0], name="w"), "Tensor", "name", "label"),
    (lambda: Value(2.0, lable="w"), "Value", "lable", "label"),
    (lambda: Tensor([2.0], dtpye=float), "Tensor", "dtpye", "dtype"),
    (lambda: Linear(2, 3, bais=False), "Linear", "bais", "bias"),
    (lambda: Linear(2, 3, seed=1), "Linear", "seed", "rng"),
    (lambda: MLP(2, [1], act="relu"), "MLP", "act", "activation"),
    (lambda: Layer(2, 1, actvation="tanh"), "Neuron", "actvation", "activation"),
    (lambda: Value(2.0).backward(retain_graph=True), "backward", "retain_graph", "backward()"),
]


@pytest.mark.parametrize(
    ("call", "where", "name", "right"), ARGUMENTS, ids=[name for _, _, name, _ in ARGUMENTS]
)
def test_arguments_that_do_not_exist_are_told_with_those_that_do(raised, call, where, name, right):
    ko, en = raised(call, KeywordError)
    assert (
        filled("{where}에는 {name}(이)라는 인자가 없습니다", {"where": where, "name": name}) in ko
        and right in ko
    )
    assert f"{where} takes no argument called {name}" in en and right in en
    with pytest.raises(TypeError):
        call()


def test_item_is_the_number():
    assert type(Value(2).item()) is float and Value(2.5).item() == 2.5


# ── zero_grad of a node, a model, a list ──


def test_zero_grad_takes_nodes_models_and_lists_of_them():
    a, b, c = Value(1.0), Value(2.0), Tensor([3.0])
    model, layer = Linear(1, 1), Layer(2, 2)
    everything = [a, b, c, *model.parameters(), *layer.parameters()]
    for p in everything:
        p.grad = p.own(5.0 if np.ndim(p.data) == 0 else np.full(p.shape, 5.0))
    zero_grad(a, [b, (c,)], {"model": model}, layer)
    assert all(p.grad is None for p in everything)
    zero_grad()
    zero_grad([])


@pytest.mark.parametrize("wrong", ["w", 3, None, MLP, [Value(1.0), 3.0]], ids=lambda x: str(x)[:12])
def test_zero_grad_of_anything_else_changes_nothing(raised, wrong):
    a = Value(1.0)
    a.grad = 5.0
    ko, en = raised(lambda: zero_grad(a, wrong), NotANumberError)
    assert "zero_grad(model)" in ko and "zero_grad takes a node, a model" in en
    assert a.grad == 5.0


# ── micrograd by hand ──


def test_backward_by_hand_adds_up_as_micrograd_does():
    a, b = Value(2.0, "a"), Value(-3.0, "b")
    d = a * b
    e = d + a
    o = e.tanh()
    o.grad = 1.0
    for node in (o, e, d, a, b):
        node._backward()
    by_hand = a.grad, b.grad
    zero_grad(o)
    o.backward()
    assert by_hand == (a.grad, b.grad)


def test_each_backward_by_hand_accumulates_and_constants_get_none():
    a = Value(3.0)
    y = a * a * 2.0
    y.grad = 1
    y._backward()
    y._backward()
    square, two = y.parents
    assert (square.grad, two.grad) == (4.0, None)
    square._backward()
    assert a.grad == 24.0


def test_backward_by_hand_of_arrays_sums_what_was_stretched():
    t, upstream = Tensor([[1.0, 2.0]]), np.random.default_rng(0).normal(size=(3, 2))
    y = t * np.full((3, 2), 2.0)
    y.grad = upstream
    y._backward()
    np.testing.assert_allclose(t.grad, 2 * upstream.sum(axis=0, keepdims=True))
    y.grad = np.ones(3)
    with pytest.raises(ShapeError):
        y._backward()


def test_backward_by_hand_needs_a_gradient_to_start_from(raised):
    y = Value(2.0, "x") * 3.0
    ko, en = raised(y._backward, GraphError)
    assert "mul(x=2, 3)" in ko and "o.grad = 1.0" in ko and "Set o.grad = 1.0" in en


def test_backward_by_hand_tells_of_what_is_not_finite():
    x = Value(0.0, "x")
    y = x.sqrt()
    y.grad = 1.0
    with pytest.warns(NumericWarning, match="sqrt"):
        y._backward()
    assert x.grad == math.inf


CHILDREN = [
    lambda kind, x: kind(3.0, (x,), "tanh"),
    lambda kind, x: kind(3.0, (x,)),
    lambda kind, x: kind(3.0, {x}, "+"),
    lambda kind, x: kind(3.0, _children=(x,), _op="+"),
    lambda kind, x: kind(3.0, "a", "b"),
]


@pytest.mark.parametrize("make", CHILDREN)
def test_results_of_ops_are_not_made_by_hand(raised, make):
    for kind in (Value, Tensor):
        ko, en = raised(lambda kind=kind: make(kind, kind(1.0)), NotANumberError)
        assert f"{kind.__name__}(값, 자식들, '연산')" in ko and "op('이름'" in ko
        assert f"{kind.__name__}(data, children, 'op')" in en and "op('name'" in en


def test_micrograds_neurons_and_layers():
    n = Neuron(2, rng=3)
    assert (len(n.parameters()), n.b.data) == (3, 0.0) and all(-1 < w.data < 1 for w in n.w)
    out = n([Value(1.0), -2.0])
    total = n.w[0].data - 2.0 * n.w[1].data
    assert isinstance(out, Value) and out.data == max(total, 0.0)
    assert Neuron(2, nonlin=False, rng=3)([1.0, -2.0]).data == total
    assert Neuron(2, activation="tanh", rng=3)([1.0, -2.0]).data == math.tanh(total)
    layer = Layer(2, 3, nonlin=False, rng=3)
    assert [y.data for y in layer([1.0, -2.0])] == [
        neuron([1.0, -2.0]).data for neuron in layer.neurons
    ]
    assert len({p.data for p in layer.parameters()}) == 3 * 2 + 1  # weights differ, biases are 0
    assert isinstance(Layer(2, 1)([1.0, 2.0]), Value)
    assert (
        [y.scope for y in layer([1.0, -2.0])]
        == [(f"뉴런 {i}",) for i in (1, 2, 3)]
        == [n.b.scope for n in layer.neurons]
    )
    assert (nn.Neuron, nn.Layer) == (Neuron, Layer)


def test_a_network_of_layers_learns_xor_by_hand():
    first, second = Layer(2, 4, activation="tanh", rng=1), Layer(4, 1, nonlin=False, rng=2)
    parameters = first.parameters() + second.parameters()
    data = [((0.0, 0.0), 0.0), ((0.0, 1.0), 1.0), ((1.0, 0.0), 1.0), ((1.0, 1.0), 0.0)]
    losses = []
    for _ in range(200):
        loss = sum((second(first(x)) - y) ** 2 for x, y in data)
        zero_grad(parameters)
        loss.backward()
        with no_grad():
            for p in parameters:
                p -= 0.1 * p.grad
        losses.append(loss.data)
    assert losses[-1] < 0.05 < losses[0]


def test_a_layer_of_values_is_saved_and_summed_up():
    layer, other = Layer(2, 2, rng=1), Layer(2, 2, rng=2)
    other.load_state_dict(layer.state_dict())
    assert [p.data for p in other.parameters()] == [p.data for p in layer.parameters()]
    assert all(type(p.data) is float for p in other.parameters())
    assert "neurons.0.w.1" in layer.summary() and "6" in layer.summary()
    assert (
        repr(Layer(1, 1)) == "Layer(Neuron(1, relu))"
        and repr(Neuron(1, nonlin=False)) == "Neuron(1, linear)"
    )


@pytest.mark.parametrize("wrong", [[1.0], [1.0, 2.0, 3.0], 1.0, Tensor([1.0, 2.0])], ids=str)
def test_a_neuron_wants_as_many_inputs_as_it_has(raised, wrong):
    for message in raised(lambda: Neuron(2)(wrong), ShapeError):
        assert "Neuron(2, relu)" in message and "nn.Linear" in message


# ── kinks in second order ──

KINKS = {
    "norm": (lambda x: x.norm() ** 2, [0.0, 0.0]),
    "norm of rows": (lambda x: x.reshape(2, 1).norm(axis=1).sum(), [0.0, 1.0]),
    "abs": (lambda x: (abs(x) ** 2).sum(), [0.0, 1.0]),
    "relu": (lambda x: (x.relu() ** 2).sum(), [0.0, 1.0]),
    "leaky_relu": (lambda x: x.leaky_relu().sum(), [0.0, 1.0]),
    "elu": (lambda x: x.elu().sum(), [0.0, 1.0]),
    "relu6": (lambda x: x.relu6().sum(), [6.0, 1.0]),
    "maximum": (lambda x: np.maximum(x, 1.0).sum(), [2.0, 1.0]),
    "minimum": (lambda x: np.minimum(x, x).sum(), [2.0, 1.0]),
}


@pytest.mark.parametrize(("f", "at"), KINKS.values(), ids=KINKS)
def test_a_second_derivative_at_a_kink_is_told_of(f, at):
    with pytest.warns(NumericWarning, match="꺾이는 점"):
        grad(f(x := Tensor(at, "x")), x, create_graph=True)


# of x and x it is a tie everywhere
@pytest.mark.parametrize("name", [name for name in KINKS if name != "minimum"])
def test_beside_a_kink_nothing_is_said(name):
    f, at = KINKS[name]
    x = Tensor(np.add(at, [0.25, 0.5]), "x")
    grad(f(x), x, create_graph=True)


def test_kinks_of_values_are_told_of_by_name():
    with pytest.warns(NumericWarning, match=r"abs\(x=0\)"):
        hessian(lambda x: abs(x) ** 2, Value(0.0, "x"))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: (x**2).sum(),
        lambda x: (x**3).sum() + x.exp().sum(),
        lambda x: x.max(),
        lambda x: x.softplus().sum(),
        lambda x: np.where(x > 0, x, 0.5 * x).sum(),
        lambda x: x[[]].norm(),
    ],
)
def test_no_kink_no_word(f):
    x = Tensor([0.0, 1.0, -2.0])
    grad(f(x), x, create_graph=True)


def test_first_order_at_a_kink_stays_quiet():
    x = Tensor([0.0, 0.0])
    x.norm().backward()
    assert x.grad.tolist() == [0.0, 0.0] and grad(x.relu().sum(), x).tolist() == [0.0, 0.0]


# ── powers with a node as exponent, at base 0 ──

POWERS = [  # a, b, ∂/∂a, ∂/∂b as PyTorch has them
    (0.0, -1.0, -math.inf, -math.inf),
    (0.0, 0.0, 0.0, 0.0),
    (0.0, 0.5, math.inf, 0.0),
    (0.0, 1.0, 1.0, 0.0),
    (0.0, 2.0, 0.0, 0.0),
    (-2.0, 2.0, -4.0, math.nan),
    (math.nan, 2.0, math.nan, math.nan),
    (2.0, math.nan, math.nan, math.nan),
    (2.0, 0.0, 0.0, math.log(2.0)),
]


@pytest.mark.parametrize(("a", "b", "by_base", "by_exponent"), POWERS)
@pytest.mark.parametrize("kind", [Value, Tensor])
def test_power_of_two_nodes_at_its_edges(kind, a, b, by_base, by_exponent):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        x, n = kind(a), kind(b)
        (x**n).backward()
        np.testing.assert_array_equal([float(x.grad), float(n.grad)], [by_base, by_exponent])
        found = grad(x**n, [x, n], create_graph=True)
        np.testing.assert_array_equal([float(g.data) for g in found], [by_base, by_exponent])


@pytest.mark.parametrize(
    ("a", "b"), [(0.0, 1.0), (0.0, 2.0), (0.0, 3.0), (2.0, 0.0), (2.0, 3.0), (0.5, -1.0)]
)
@pytest.mark.parametrize("kind", [Value, Tensor])
def test_a_mixed_second_derivative_does_not_depend_on_the_order(kind, a, b):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        x, n = kind(a), kind(b)
        by_x, by_n = grad(x**n, [x, n], create_graph=True)
        first, second = float(grad(by_x, n)), float(grad(by_n, x))
    assert math.isclose(first, second, rel_tol=1e-12)
    if a:
        assert math.isclose(first, a ** (b - 1) * (1 + b * math.log(a)), rel_tol=1e-12)


def test_a_nan_in_one_entry_of_a_power_stays_there():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NumericWarning)
        x, n = Tensor([math.nan, 2.0, 0.0]), Tensor([2.0, 3.0, 2.0])
        (x**n).sum().backward()
    np.testing.assert_array_equal(x.grad, [math.nan, 12.0, 0.0])
    np.testing.assert_allclose(n.grad, [math.nan, 8 * math.log(2.0), 0.0])


def test_zero_to_a_negative_node_has_an_infinite_slope():
    x = Value(-1.0)
    with pytest.warns(NumericWarning):
        (0.0**x).backward()
    assert x.grad == -math.inf


# ── elu far below zero ──


@pytest.mark.parametrize("alpha", [1.0, 1.7])
@pytest.mark.parametrize("a", [-12.0, -20.0, -40.0, -300.0])
def test_elu_keeps_its_digits_below_zero(a, alpha):
    x, t = Value(a), Tensor([a, 2.0])
    x.elu(alpha=alpha).backward()
    t.elu(alpha=alpha).sum().backward()
    np.testing.assert_allclose(
        [x.grad, *t.grad], [alpha * math.exp(a), alpha * math.exp(a), 1.0], rtol=1e-14
    )
    first = grad(x.elu(alpha=alpha), x, create_graph=True)
    np.testing.assert_allclose([first.data, grad(first, x)], [alpha * math.exp(a)] * 2, rtol=1e-14)
    first = grad(t.elu(alpha=alpha).sum(), t, create_graph=True)
    np.testing.assert_allclose(grad(first.sum(), t), [alpha * math.exp(a), 0.0], rtol=1e-14)


def test_elu_of_large_numbers_does_not_overflow():
    x = Tensor([1000.0, -1000.0])
    grad(x.elu().sum(), x, create_graph=True)
    x.elu().sum().backward()
    assert x.grad.tolist() == [1.0, 0.0]
