"""순전파와 역전파 사이에 바뀐 .data, 그 사이에 만든 복사본.

What happens between the forward and the backward pass: .data that is changed, which
detect_anomaly() tells of, and copies that are made.
"""

import copy
import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    AnomalyError,
    NumericWarning,
    Tensor,
    Value,
    detect_anomaly,
    grad,
    no_grad,
    scope,
    topological_order,
)
from micrograd_ko.losses import cross_entropy, mse
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from tests.helpers.sharing import pickled

each_way = pytest.mark.parametrize("copied", [pickled, copy.deepcopy], ids=["pickle", "deepcopy"])

WAYS = {
    "backward": lambda y, x: y.backward(),
    "grad": lambda y, x: grad(y, x),
    "create_graph": lambda y, x: grad(y, x, create_graph=True),
}
each_pass = pytest.mark.parametrize("way", WAYS)


def watched(way, y, x):
    with detect_anomaly():
        return WAYS[way](y, x)


# ── what the error says ──


@each_pass
def test_a_changed_leaf_is_told_of_where_it_is_used(raised, way):
    x = Value(3.0, "x")
    with scope("1층"), scope("뉴런"):
        y = x * 2
    y.label = "y"
    z = y + 1
    x.data = 5.0
    ko, en = raised(lambda: watched(way, z, x), AnomalyError)
    assert ko == (
        "순전파 뒤에 .data가 바뀌었습니다: y = mul(x=5, 2) (구역 1층/뉴런)을 다시 계산하면 "
        "10인데, 기록된 값은 6입니다. "
        "흔한 원인: 역전파보다 먼저 입력 x, 2 또는 이 결과의 .data를 바꾸었습니다(예: "
        "optimizer.step()). "
        "이대로 미분하면 서로 다른 두 지점의 값이 섞입니다. "
        ".data를 바꾼 뒤에는 식을 다시 계산해 그래프를 새로 만들고, 거기서 backward()를 부르십시오."
    )
    assert en == (
        ".data was changed after the forward pass: carried out again, y = mul(x=5, 2) (in scope "
        "1층/뉴런) gives 10, "
        "but what was recorded is 6. Usual cause: .data of an input (x, 2) or of this result was "
        "changed before the "
        "backward pass, for example by optimizer.step(). Its gradients would mix the numbers of "
        "two points. "
        "After changing .data compute the expression again, and call backward() on the new graph."
    )


@each_pass
def test_a_changed_array_is_told_of_with_its_first_wrong_entry(raised, way):
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], "x")
    loss = (x * 10).sum()
    x.data[0, 1] = -1.0
    x.data[1, 1] = math.nan
    ko, en = raised(lambda: watched(way, loss, x), AnomalyError)
    assert (
        "mul(x=(2, 2), 10)을 다시 계산하면 -10 (자리 [0, 1], 4개 가운데 2개)인데, 기록된 값은 "
        "20입니다" in ko
    )
    assert (
        "mul(x=(2, 2), 10) gives -10 (at [0, 1], 2 of 4 entries), but what was recorded is 20."
        in en
    )


def test_the_data_of_a_result_itself_is_told_of():
    x = Value(3.0, "x")
    y = x * x
    y.data = 7.0
    with (
        detect_anomaly(),
        pytest.raises(AnomalyError, match=r"mul\(x=3, x=3\)을 다시 계산하면 9인데, 기록된 값은 7"),
    ):
        (y * 2).backward()


def test_the_first_changed_node_in_topological_order_is_named():
    x, w = Value(3.0, "x"), Value(2.0, "w")
    a = x.exp()
    b = (a * w).tanh()
    w.data = x.data = 1.0
    with detect_anomaly(), pytest.raises(AnomalyError, match=r": exp\(x=1\)을"):
        b.backward()


def test_a_difference_behind_six_digits_is_shown_with_all_of_them(raised):
    x = Value(1.0, "x")
    y = x.exp()
    x.data = math.nextafter(1.0, 2.0)
    ko, en = raised(lambda: watched("grad", y, x), AnomalyError)
    for words in (ko, en):
        now, then = re.findall(r"2\.7\d{10,}", words)
        assert float(now) == math.exp(x.data) and float(then) == math.exp(1.0)


@pytest.mark.parametrize(
    ("change", "korean", "english"),
    [
        (
            np.ones((2, 3)),
            "(1, 3)인데, 기록된 값은 (1, 2)입니다",
            "gives (1, 3), but what was recorded is (1, 2).",
        ),
        (np.ones((3, 2)), "다시 계산하면 오류(matmul", "gives an error (matmul"),
        (
            np.ones(2),
            "(1,)인데, 기록된 값은 (1, 2)입니다",
            "gives (1,), but what was recorded is (1, 2).",
        ),
    ],
    ids=["wider", "does not fit", "a vector"],
)
def test_another_shape_is_told_of_in_our_words(raised, change, korean, english):
    W = Tensor([[1.0, 2.0], [3.0, 4.0]], "W")
    loss = (np.array([[1.0, 1.0]]) @ W).sum()
    W.data = change
    ko, en = raised(lambda: watched("backward", loss, W), AnomalyError)
    assert korean in ko and english in en


def test_what_is_no_number_is_told_of_in_our_words(raised):
    x = Value(2.0, "x")
    y = x * 3
    x.data = None
    ko, en = raised(lambda: watched("backward", y, x), AnomalyError)
    assert "mul(x=None, 3)을 다시 계산하면 오류(unsupported operand" in ko
    assert "mul(x=None, 3) gives an error (unsupported operand" in en


def test_a_whole_number_as_data_is_named_like_any_other(raised):
    x = Value(2.0, "x")
    y = x * 3
    x.data = 4
    ko, en = raised(lambda: watched("backward", y, x), AnomalyError)
    assert "mul(x=4, 3)을 다시 계산하면 12인데, 기록된 값은 6입니다" in ko
    assert "mul(x=4, 3) gives 12, but what was recorded is 6." in en
    x.data = 0
    with pytest.warns(NumericWarning, match=r"div\(1, x=0\)"):
        1 / x


def test_of_many_inputs_a_few_are_named():
    xs = [Tensor([float(i)], f"x{i}") for i in range(9)]
    y = np.concatenate(xs).sum()
    xs[3].data[0] = 50.0
    with (
        detect_anomaly(),
        pytest.raises(AnomalyError, match=r"입력 x0, x1, x2, x3, x4, x5, … 또는"),
    ):
        y.backward()


def test_the_error_comes_before_any_gradient():
    x = Value(3.0, "x")
    loss = x * x
    loss.backward()
    x.data = 4.0
    with detect_anomaly(), pytest.raises(AnomalyError):
        loss.backward()
    assert (x.grad, loss.grad) == (6.0, 1.0)


def test_an_optimizer_step_before_backward_is_told_of():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(8, 3)), rng.normal(size=(8, 1))
    model = MLP(3, [4, 1], activation="tanh", rng=0)
    optimizer = SGD(model, lr=0.1)
    mse(model(X), y).backward()
    late = mse(model(X), y)
    optimizer.step()
    with (
        detect_anomaly(),
        pytest.raises(
            AnomalyError, match=r"다시 계산하면 .* \(자리 \[0, 0\], 32개 가운데 32개\)인데"
        ),
    ):
        late.backward()
    with detect_anomaly():
        mse(model(X), y).backward()


def test_a_buffer_that_is_filled_again_is_told_of():
    W, batch = Tensor(np.eye(2), "W"), np.array([[1.0, 2.0]])
    loss = (batch @ W).sum()  # plain arrays are constants, and not copied
    batch[:] = [[3.0, 4.0]]
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"matmul\(\(1, 2\), W=\(2, 2\)\)"):
        loss.backward()


def test_a_graph_of_gradients_is_watched_too():
    x = Value(2.0, "x")
    slope = grad(x**3, x, create_graph=True)
    with detect_anomaly():
        assert grad(slope, x) == 12.0
    x.data = 3.0
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"pow\[exponent=2\]\(x=3\)"):
        grad(slope, x)


@each_pass
def test_outside_detect_anomaly_nothing_is_carried_out_again(temporary_op, way):
    calls = []

    def forward(a):
        calls.append(1)
        return a * 2

    temporary_op("counted", "×2", "두 배", forward, lambda g, y, a: (g * 2,))
    for x in (Value(1.0), Tensor([1.0])):
        y = x.counted()
        made = len(calls)
        x.data = x.data + 1.0
        WAYS[way](y, x)
        assert len(calls) == made


# ── what is not a change ──


@each_pass
@pytest.mark.parametrize("name", TABLE)
def test_no_op_of_the_table_is_suspected(name, way):
    row = (
        TABLE[name].bind(**dict.fromkeys(TABLE[name].required, 2.0))
        if TABLE[name].required
        else TABLE[name]
    )
    rng = np.random.default_rng(0)
    points = [rng.uniform(low, high, (3, 4)) for low, high in row.domain]
    for leaves in ([Value(a[0, 0], "x") for a in points], [Tensor(a, "x") for a in points]):
        y = row(*leaves)
        watched(way, y if isinstance(y, Value) else y.sum(), leaves[0])


ARRAYS = {
    "matmul": lambda a: a @ a.T,
    "softmax": lambda a: a.softmax(axis=0),
    "getitem": lambda a: a[1:, ::-1] * a[np.array([0, 0, 1])][:, 1:3].sum(),
    "put": lambda a: ARRAY_TABLE["put"](a[0], index=1, shape=(3, 4)),
    "broadcast_to": lambda a: ARRAY_TABLE["broadcast_to"](a, shape=(2, 3, 4)),
    "sum_to": lambda a: ARRAY_TABLE["sum_to"](a, shape=(1, 4)),
    "concatenate": lambda a: np.concatenate([a, a, a.T.reshape(3, 4)]),
    "where": lambda a: np.where(a.data > 0, a, -a),
    "reshape": lambda a: a.reshape(2, 6),
    "transpose": lambda a: a.T,
    **{
        name: lambda a, name=name: getattr(a, name)(axis=1)
        for name in ("sum", "mean", "max", "min", "norm", "logsumexp")
    },
    "log_softmax": lambda a: a.log_softmax(),
}


@each_pass
@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_array_op_is_suspected(name, dtype, way):
    a = Tensor(np.random.default_rng(0).normal(size=(3, 4)), "a", dtype=dtype)
    watched(way, ARRAYS[name](a).sum(), a)


@each_pass
def test_numbers_that_are_not_finite_are_the_same_as_themselves(way):
    for bad in (math.nan, math.inf, -math.inf):
        x, t = Value(1.0, "x"), Tensor([1.0, 2.0], "t")
        y, u = x + bad, t + np.array([bad, 0.0])
        watched(way, y, x)
        watched(way, np.where([False, True], u, 0.0).sum(), t)
        x.data = math.nan
        if bad == bad:
            with (
                detect_anomaly(),
                pytest.raises(AnomalyError, match=r"다시 계산하면 nan인데, 기록된 값은 -?inf"),
            ):
                WAYS[way](y, x)


def test_a_number_of_another_type_is_the_same_number():
    x = Value(2.0, "x")
    y = x * x + 1
    for same in (2, np.float64(2.0), np.float32(2.0), True + 1):
        x.data = same
        watched("grad", y, x)
    assert type(y.data) is float


def test_views_are_followed():
    x = Tensor(np.arange(6.0), "x")
    view = x.reshape(2, 3).T
    loss = (view * 2).sum()
    watched("backward", loss, x)
    x.data[0] = 9.0  # the views change along; what was computed from them does not
    with detect_anomaly(), pytest.raises(AnomalyError, match=r": mul\(\(3, 2\), 2\)를"):
        loss.backward()
    only_views = Tensor(np.arange(6.0), "x").reshape(3, 2)[0, 1:]
    only_views.parents[0].data[0, 1] = 5.0
    watched("grad", only_views, only_views)
    assert only_views.data == 5.0


def test_what_no_grad_computed_is_a_constant_and_not_asked():
    x = Value(2.0, "x")
    with no_grad():
        c = x * 10
    y = x * c
    c.data = 20.0
    y.data = 40.0
    watched("backward", y, x)
    assert x.grad == 20.0


def test_a_product_of_matrices_may_round_otherwise_but_not_more():
    rng = np.random.default_rng(0)
    a, b = Tensor(rng.normal(size=(20, 50)), "a"), Tensor(rng.normal(size=(50, 30)), "b")
    y = a @ b
    sums = (a.data[:, ::-1] @ b.data[::-1], np.einsum("ij,jk->ik", a.data, b.data))
    exact = y.data.copy()
    assert any((total != exact).any() for total in sums)
    for total in sums:  # other orders of the same sum
        y.data[:] = total
        watched("grad", y.sum(), a)
    y.data[:] = exact
    y.data[3, 4] += 1e-11  # far more than rounding, and still too little to see in a plot
    with detect_anomaly(), pytest.raises(AnomalyError, match=r"자리 \[3, 4\], 600개 가운데 1개"):
        grad(y.sum(), a)


def test_large_products_in_a_network_are_not_suspected():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(257, 123)).astype(np.float32), rng.integers(0, 10, 257)
    model = MLP(123, [211, 97, 10], activation="relu", rng=0, dtype=np.float32)
    for _ in range(5):
        with detect_anomaly():
            loss = cross_entropy(model(X), y)
            loss.backward()
            assert grad(loss, model.parameters()[0]).shape == (123, 211)


def test_a_deep_graph_is_carried_out_again_without_recursion():
    x = y = Value(0.5, "x")
    for _ in range(50_000):
        y = -y
    watched("backward", y, x)
    assert x.grad == 1.0
    x.data = 0.25
    with (
        detect_anomaly(),
        pytest.raises(
            AnomalyError,
            match=r": neg\(x=0\.25\)를 다시 계산하면 -0\.25인데, 기록된 값은 -0\.5",
        ),
    ):
        y.backward()


@st.composite
def changed_graphs(draw):
    """A graph of sums and products of positive whole numbers, all exact, and one of its nodes with
    a new number.
    """
    nodes = [Value(draw(st.integers(1, 9)) / 1.0, f"x{i}") for i in range(3)]
    for _ in range(draw(st.integers(1, 12))):
        a, b = draw(st.sampled_from(nodes)), draw(st.sampled_from(nodes))
        nodes.append(a * b if draw(st.booleans()) and a.data * b.data < 1e6 else a + b)
    root = nodes[-1]
    return root, draw(st.sampled_from(topological_order(root))), draw(st.integers(1, 9)) / 2


@given(changed_graphs(), st.sampled_from(list(WAYS)))
def test_any_change_that_matters_is_seen_and_no_other(graph, way):
    root, node, number = graph
    changed = node.data != number
    before = node.data
    node.data = number
    try:
        watched(way, root, node)
    except AnomalyError as error:
        assert changed and error.key == "anomaly.changed"
    else:
        assert not changed
    node.data = before
    watched(way, root, node)


# ── copies made between the passes ──


def scalar_graph():
    x, w = Value(2.0, "x"), Value(3.0, "w")
    h = (x * w).tanh() + x
    return h * h + w, x, w


def array_graph():
    x, w = Tensor([[1.0, 2.0]], "x"), Tensor([[1.0, -1.0], [0.5, 2.0]], "w")
    h = np.concatenate([(x @ w).tanh(), x * w[0], x.T.reshape(1, 2)])
    return (h * h).sum() + w.sum(), x, w


each_graph = pytest.mark.parametrize("graph", [scalar_graph, array_graph])


def leaves(root):
    return {node.label: node for node in topological_order(root) if node.label}


def same(a, b):
    return np.array_equal(np.asarray(a), np.asarray(b))


@each_way
@each_graph
def test_a_copy_made_between_the_passes_is_a_graph_of_its_own(copied, graph):
    root, x, w = graph()
    twin = copied(root)
    theirs = leaves(twin)
    expected = grad(root, [x, w])
    assert theirs["x"] is not x and theirs["w"] is not w
    # shared nodes are shared still
    assert len(topological_order(twin)) == len(topological_order(root))
    assert not {*topological_order(twin)} & {*topological_order(root)}
    twin.backward()
    assert all(node.grad is None for node in topological_order(root))
    assert same(theirs["x"].grad, expected[0]) and same(theirs["w"].grad, expected[1])
    root.backward()
    assert same(x.grad, expected[0]) and same(w.grad, expected[1])


@each_way
@each_graph
@pytest.mark.parametrize("changed", ["original", "copy"])
def test_changing_one_of_the_two_leaves_the_other_alone(copied, graph, changed):
    root, *_ = graph()
    twin = copied(root)
    victim, whole = (root, twin) if changed == "original" else (twin, root)
    leaf = leaves(victim)["w"]
    leaf.data += 1.0  # of an array in place
    with detect_anomaly():
        whole.backward()
        with pytest.raises(AnomalyError):
            victim.backward()
    assert leaf.grad is None
    fresh = graph()
    fresh[0].backward()
    assert same(leaves(whole)["x"].grad, fresh[1].grad) and same(
        leaves(whole)["w"].grad, fresh[2].grad
    )


@each_way
@each_graph
def test_a_copy_made_after_backward_accumulates_on_its_own(copied, graph):
    root, _, w = graph()
    root.backward()
    first = np.array(w.grad)
    twin = copied(root)
    theirs = leaves(twin)["w"]
    assert same(theirs.grad, first)
    twin.backward()
    assert same(theirs.grad, 2 * first) and same(w.grad, first)


@each_way
@each_graph
def test_root_and_inputs_copied_together_stay_together(copied, graph):
    root, x, w = graph()
    twin, its_x, its_w = copied((root, x, w))
    assert leaves(twin) == {"x": its_x, "w": its_w}
    assert same(grad(twin, its_x), grad(root, x))
    assert same(grad(twin, x), np.zeros(np.shape(x.data)))  # of the old x the copy knows nothing


@each_way
def test_a_copied_graph_of_gradients_can_be_differentiated(copied):
    x = Value(2.0, "x")
    slope = copied(grad(x**4, x, create_graph=True))
    assert grad(slope, leaves(slope)["x"]) == 48.0
    assert x.grad is None


@each_way
def test_a_model_copied_between_the_passes_trains_on_its_own(copied):
    X, y = np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([[1.0], [0.0]])
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    loss = mse(model(X), y)
    twin, its_loss = copied((model, loss))
    its_loss.backward()
    assert all(p.grad is None for p in model.parameters())
    SGD(twin, lr=0.1).step()
    with detect_anomaly():
        loss.backward()
    for p, q in zip(model.parameters(), twin.parameters(), strict=True):
        assert same(p.grad, q.grad) and not same(p.data, q.data)
