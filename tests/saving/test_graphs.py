"""그래프는 파일에서 그대로 돌아오고, 기울기도 마지막 비트까지 같다.

Graphs come back from files as they were, and give the same gradients to the last bit.
"""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import micrograd_ko
from micrograd_ko import (
    ARRAY_TABLE,
    DataError,
    GraphError,
    OptionError,
    Tensor,
    Value,
    grad,
    load,
    load_run,
    replay,
    save,
    scope,
    topological_order,
)
from micrograd_ko.files import SUFFIXES, write_tree
from micrograd_ko.nn import MLP
from tests.helpers.array_cases import CASES, drawn
from tests.helpers.graphs import graphs

each_suffix = pytest.mark.parametrize("suffix", SUFFIXES)
FIELDS = ("label", "scope", "kind", "taken")


def bits(x):
    return None if x is None else (np.asarray(x).dtype, np.shape(x), np.asarray(x).tobytes())


def params(op):
    """What is filled in, as text that tells types and arrays."""
    return None if op is None else repr({k: _told(x) for k, x in op.params.items()})


def _told(x):
    if isinstance(x, tuple):
        return tuple(map(_told, x))
    if isinstance(x, np.ndarray):
        return (x.dtype.name, x.tolist())
    if isinstance(x, slice):
        return "slice", *map(_told, (x.start, x.stop, x.step))
    if isinstance(x, type) and issubclass(x, np.generic):
        return np.dtype(x)
    return x.item() if isinstance(x, np.generic) else x


def expect_same(before, after):
    """Both graphs are the same in every field of every node, and in what is shared."""
    ours, theirs = topological_order(*before), topological_order(*after)
    assert len(ours) == len(theirs)
    at, there = ({n: i for i, n in enumerate(order)} for order in (ours, theirs))
    for a, b in zip(ours, theirs, strict=True):
        assert type(a) is type(b) and (a.op and a.op.row) is (b.op and b.op.row)
        assert params(a.op) == params(b.op)
        assert bits(a.data) == bits(b.data) and bits(a.grad) == bits(b.grad)
        assert [getattr(a, name) for name in FIELDS] == [getattr(b, name) for name in FIELDS]
        assert [at[p] for p in a.parents] == [there[p] for p in b.parents]


@each_suffix
@given(nodes=graphs())
def test_any_graph_of_values_comes_back(tmp_path_factory, suffix, nodes):
    root, path = nodes[-1], tmp_path_factory.getbasetemp() / f"graph{suffix}"
    if root.kind != "constant":
        root.backward()
    found = load(save(root, path))
    expect_same([root], [found])
    if root.kind != "constant":
        root.backward()
        found.backward()
        expect_same([root], [found])


@pytest.mark.parametrize("name", CASES)
@given(data=st.data())
def test_every_array_op_comes_back_with_its_parameters(tmp_path_factory, name, data):
    call, _, arrays, _ = data.draw(drawn(name))
    root = call(*(Tensor(x, f"x{i}") for i, x in enumerate(arrays)))
    path = tmp_path_factory.getbasetemp() / "graph.npz"
    found = load(save(root, path))
    expect_same([root], [found])
    upstream = np.ones(root.shape)
    root.backward(upstream)
    found.backward(upstream)
    expect_same([root], [found])


def test_scopes_kinds_and_words_come_back(tmp_path):
    with scope("층"):
        x = Tensor([1.0, -2.0], "x", kind="weight", dtype=np.float32)
        y = (x * Tensor.constant([2.0, 3.0])).sum()
    y.label = "손실 \ud800"
    assert bool(x[0] > 0.5)  # which is remembered
    y.backward()
    for suffix in SUFFIXES:
        expect_same([y], [load(save(y, tmp_path / f"g{suffix}"))])


def test_several_roots_stay_a_list_that_shares(tmp_path):
    x = Value(2.0, "x")
    roots = [x * x, x + 1, x]
    found = load(save(roots, tmp_path / "g.json"))
    assert isinstance(found, list)
    expect_same(roots, found)
    assert found[2] is found[0].parents[0] is found[1].parents[0]
    assert isinstance(load(save([x], tmp_path / "g.json")), list)


def test_gradients_of_gradients_come_back(tmp_path):
    x = Value(2.0, "x")
    first = grad(x**3 + x.tanh(), x, create_graph=True)
    found = load(save([first, x], tmp_path / "g.npz"))
    assert grad(*found) == grad(first, x)


def test_a_loss_of_a_model_comes_back(tmp_path):
    model = MLP(2, [3, 1], rng=0)
    loss = (model(np.array([[1.0, 2.0], [3.0, 4.0]])) ** 2).mean()
    found = load(save(loss, tmp_path / "g.npz"))
    loss.backward()
    found.backward()
    expect_same([loss], [found])


def test_a_graph_whose_rules_chose_by_numbers_is_not_replayed_blindly(tmp_path):
    x = Tensor([1.0, 3.0, 3.0], "x")
    first = grad(x.max(), x, create_graph=True).sum()
    assert first._about.guards or grad(x.max(), x, create_graph=True)._about.guards
    root = grad(x.max() * x.sum(), x, create_graph=True)
    found = load(save(root, tmp_path / "g.npz"))
    assert found.taken == "grad(create_graph=True)"
    with pytest.raises(GraphError, match="create_graph"):
        replay(found)


@pytest.mark.slow
def test_a_graph_of_a_hundred_thousand_nodes_comes_back(tmp_path):
    root = Value(1.0, "x")
    for _ in range(50_000):
        root = root * 1.00001 + 0.1
    found = load(save(root, tmp_path / "long.npz"))
    assert len(topological_order(found)) == 200_001
    root.backward()
    found.backward()
    a, b = topological_order(root)[0], topological_order(found)[0]
    assert (a.label, a.grad) == (b.label, b.grad)


def test_ops_of_ones_own_are_saved_by_name(tmp_path, temporary_op, raised):
    temporary_op("half", "½", "반", lambda a: a / 2, lambda g, y, a: (g / 2,))
    x = Value(3.0, "x")
    path = save(x.half(), tmp_path / "g.json")
    expect_same([x.half()], [load(path)])
    row = micrograd_ko.TABLE.pop("half")
    ko, en = raised(lambda: load(path), DataError)
    micrograd_ko.TABLE["half"] = row
    assert "'half'" in ko and "define it before loading" in en


# ── what cannot be ──


def test_graphs_go_into_no_model_and_are_no_run(tmp_path, raised):
    path = save(Value(1.0), tmp_path / "g.npz")
    ko, en = raised(lambda: load(path, into=MLP(1, [1])), OptionError)
    assert "into 없이" in ko and "without into" in en
    ko, en = raised(lambda: load_run(path), DataError)
    assert "'graph'" in ko and "micrograd_ko.load(path)" in en


def test_nodes_of_other_kinds_and_with_other_data_are_refused(tmp_path, raised):
    x = Value(1.0, "x")
    y = x * 2
    x.data = "one"
    ko, en = raised(lambda: save(y, tmp_path / "g.npz"), DataError)
    assert "'x'" in ko and "'one'" in en

    class Mine(Value):
        __slots__ = ()

    ko, en = raised(lambda: save(Mine(1.0, "mine"), tmp_path / "g.npz"), DataError)
    assert "Mine" in ko and "Mine" in en


def test_parameters_that_no_file_holds_are_refused(tmp_path, raised):
    row = ARRAY_TABLE["sum"].bind(axis={1})
    root = micrograd_ko.engine.graph.remade(Tensor, (np.ones(1), None), row, (Tensor([1.0]),))
    ko, en = raised(lambda: save(root, tmp_path / "g.npz"), DataError)
    assert "axis={1}" in ko and "axis={1}" in en


def mul(**changed):
    return {"op": "mul", "parents": [0, 0], "data": 4.0, **changed}


def getitem(index):
    op = {"name": "getitem", "params": {"index": index}}
    return {"op": op, "parents": [0], "data": np.ones(1)}


MADE_UP = {
    "an input of itself": (mul(parents=[0, 1]), "nodes[1]의 입력 [0, 1]"),
    "an input that is not there": (mul(parents=[0, 10**30]), "nodes[1]"),
    "an input from the end": (mul(parents=[-1, 0]), "nodes[1]"),
    "too few inputs": (mul(parents=[0]), "1개일 수 없습니다"),
    "no inputs": (mul(parents=[]), "0개일 수 없습니다"),
    "an op that is no text": (mul(op=3), "nodes[1].op"),
    "an op of Python's": (mul(op="__class__"), "'__class__'"),
    "an op without its parameter": (mul(op="pow", parents=[0]), "exponent"),
    "an op with another's": (mul(op={"name": "mul", "params": {"axis": 0}}), "axis"),
    "a parameter that is no number": (
        mul(op={"name": "pow", "params": {"exponent": "x"}}, parents=[0]),
        "exponent",
    ),
    "an array for one of Values": (mul(data=np.ones(2)), "섞여"),
    "a gradient of another shape": (mul(grad=np.ones(2)), "모양이 다릅니다"),
    "a number of another type": (mul(data=np.ones(2, dtype=int)), "'int64'"),
    "text for a number": (mul(data="4"), "nodes[1].data"),
    "a kind that is unknown": (mul(kind="system"), "'system'"),
    "a label that is none": (mul(label=["x"]), "nodes[1].label"),
    "a scope that is none": (mul(scope=[1]), "scope[0]"),
    "more than a node has": (mul(code="x"), "code"),
    "no data": ({"op": "mul", "parents": [0, 0]}, "'data'"),
    "an index that is code": (getitem({"eval": "1"}), "eval"),
    "a slice of text": (getitem({"slice": ["x", None, None]}), "'x'"),
    "a slice of two": (getitem({"slice": [1, 2]}), "slice"),
    "tuples without end": (
        getitem(functools.reduce(lambda x, _: {"tuple": [x]}, range(20), 0)),
        "tuple",
    ),
    "a type that is none": (
        {**getitem(0), "op": {"name": "astype", "params": {"dtype": {"dtype": "object"}}}},
        "object",
    ),
}


@pytest.mark.parametrize("name", MADE_UP)
def test_made_up_nodes_are_errors(tmp_path, raised, name):
    node, words = MADE_UP[name]
    array = isinstance(node.get("op"), dict) and node["op"]["name"] in ARRAY_TABLE
    first = {"data": np.ones(1) if array else 2.0}
    tree = {"nodes": [first, node], "roots": [1], "many": False}
    path = write_tree(tmp_path / "g.npz", tree, "graph")
    ko, en = raised(lambda: load(path), DataError)
    assert words in ko and str(path) in en


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"roots": []}, "뿌리 []"),
        ({"roots": [2]}, "뿌리 [2]"),
        ({"roots": [-1]}, "뿌리 [-1]"),
        ({"roots": [True]}, "roots[0]"),
        ({"roots": 0}, "graph.roots"),
        ({"nodes": [3]}, "nodes[0]"),
        ({"many": 1}, "graph.many"),
    ],
)
def test_made_up_graphs_are_errors(tmp_path, raised, changed, words):
    tree = {"nodes": [{"data": 1.0}], "roots": [0], "many": False, **changed}
    path = write_tree(tmp_path / "g.json", tree, "graph")
    ko, en = raised(lambda: load(path), DataError)
    assert words in ko and str(path) in en
