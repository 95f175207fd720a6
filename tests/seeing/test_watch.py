"""watch: 새 노드마다 한 줄, 그리고 멈추면 흔적이 없다.

watch: a line for each new node, and once it stopped, no trace of it.
"""

import asyncio
import gc
import sys
import threading

import numpy as np
import pytest
from hypothesis import given

from micrograd_ko import (
    AnomalyError,
    NumericWarning,
    ShapeError,
    Tensor,
    Value,
    detect_anomaly,
    expand,
    grad,
    no_grad,
    scope,
    set_language,
    topological_order,
    watch,
)
from micrograd_ko.engine.modes import MODE
from micrograd_ko.seeing.watch import TOLD, narration
from tests.helpers.graphs import OPS, picks


@pytest.fixture(autouse=True)
def nothing_left_on():
    """No test leaves a mode on for the next."""
    assert MODE.get() is None
    yield
    left, _ = MODE.get(), MODE.set(None)
    assert left is None


@pytest.fixture
def told():
    """The nodes that were told of."""
    return []


# ── what is told ──


def test_each_leaf_and_op_is_told_once_in_order_with_its_value(capsys):
    with watch():
        x = Value(2.0, "x")
        w = Value(-3.0, "w")
        b = Value(0.5)
        y = (w * x + b).tanh()
        y = 2 * y - 1
        -x  # noqa: B018
        x**2
    assert capsys.readouterr().out.split("\n") == [
        "x = 2.0000",
        "w = -3.0000",
        "Value = 0.5000",
        "w·x = (-3.0000)·2.0000 = -6.0000",
        "w·x + 0.5000 = (-6.0000) + 0.5000 = -5.5000",
        "tanh(w·x + 0.5000) = tanh(-5.5000) = -1.0000",
        "2·tanh(-5.5000) = 2.0000·(-1.0000) = -1.9999",
        "2·tanh(-5.5000) - 1 = (-1.9999) - 1.0000 = -2.9999",
        "-x = -2.0000",
        "x^2 = 2.0000^2 = 4.0000",
        "",
    ]


def test_english(capsys):
    set_language("en")
    with watch():
        Value(0.5)
        t = Tensor([[1.0, 2.0]])
        t.T @ t
    assert capsys.readouterr().out.split("\n")[:2] == [
        "Value = 0.5000",
        "Tensor: shape 1×2, rms 1.5811",
    ]


def test_arrays_have_shapes_and_rms(capsys):
    with watch():
        W = Tensor([[3.0, 4.0], [0.0, 0.0]], "W")
        h = np.ones((3, 2)) @ W
        h.sum()
        Tensor(np.zeros((0, 3)), "none") * 2.0
        Tensor(7.0, "one") + 1.0
        np.concatenate([W, W])
    assert capsys.readouterr().out.split("\n") == [
        "W: 모양 2×2, rms 2.5000",
        "[3×2] @ W: 모양 3×2, rms 3.5355",
        "sum([3×2] @ W) = sum([3×2]) = 21.0000",
        "none: 모양 0×3, rms 0.0000",
        "none·2: 모양 0×3, rms 0.0000",
        "one = 7.0000",
        "one + 1 = 7.0000 + 1.0000 = 8.0000",
        "concatenate(W, W): 모양 4×2, rms 2.5000",
        "",
    ]


@given(picks)
def test_nodes_of_any_graph_are_told_as_they_are_made(choices):
    told = []
    with watch(told.append):
        nodes = [Value(0.5, "x"), Value(-1.0)]
        for name, i, j in choices:
            made = len(told)
            node = OPS[name](nodes[-1 - i % len(nodes)], nodes[-1 - j % len(nodes)])
            new = told[made:]
            assert new[-1] is node and all(other.op is not None for other in new)
            assert {id(other) for other in topological_order(node) if other.op is not None} >= {
                id(other) for other in new
            }
            if abs(node.data) < 1e3:
                nodes.append(node)
    assert told[:2] == nodes[:2]
    assert len({id(node) for node in told}) == len(told)
    assert {*topological_order(*nodes)} - {*told} == {
        n for n in topological_order(*nodes) if n.kind == "constant"
    }
    assert all(isinstance(narration(node), str) for node in told)


def test_constants_are_not_told(told):
    with watch(told.append):
        Value.constant(2.0)
        Value(2.0, kind="constant")
        Tensor.constant(np.ones(2))
        Tensor([1.0], kind="constant")
        x = Value(1.0, kind="input")
        y = x + 3.0
    assert told == [x, y]


def test_what_is_computed_under_no_grad_is_not_told(told):
    with watch(told.append):
        x = Value(1.0)
        t = Tensor([1.0])
        with no_grad():
            x * 2.0 + x.tanh()
            (t @ t).sum()
        y = x * 3.0
    assert told == [x, t, y]


def test_gradients_as_graphs_are_told_and_plain_ones_not(told):
    x = Value(2.0, "x")
    y = x**3
    with watch(told.append):
        y.backward()
        grad(y, x)
        assert told == []
        first = grad(y, x, create_graph=True)
    assert told and told[-1] is first and all(node.op is not None for node in told)


def test_failed_op_is_not_told(told):
    a, b = Tensor(np.ones(2)), Tensor(np.ones(3))
    with watch(told.append), pytest.raises(ShapeError):
        a + b
    assert told == []


def test_labels_are_left_as_they_are(capsys):
    with watch():
        x = Value(2.0, "{x} %s")
        x * 2
    assert capsys.readouterr().out == "{x} %s = 2.0000\n({x} %s)·2 = 2.0000·2.0000 = 4.0000\n"


def test_label_of_a_node_is_its_name_in_what_comes_after():
    x = Value(2.0, "x")
    h = x * 3.0
    h.label = "h"
    assert narration(h) == "h = x·3 = 2.0000·3.0000 = 6.0000"
    assert narration(h + 1.0) == "h + 1 = 6.0000 + 1.0000 = 7.0000"


def test_what_is_not_finite_is_named(capsys):
    with watch(), pytest.warns(NumericWarning):
        Value(0.0, "x").log()
    assert capsys.readouterr().out == "x = 0.0000\nlog(x) = log(0.0000) = -inf\n"


def test_nothing_is_said_twice():
    assert narration(Value(-1.5) ** 2) == "(-1.5000)^2 = 2.2500"


def test_leaves_of_an_expanded_graph_are_told_by_name(capsys):
    loss = (Tensor([1.0, 2.0], "W") * 2.0).sum()
    with watch():
        expand(loss)
    assert capsys.readouterr().out.startswith("W₀ = 1.0000\nW₁ = 2.0000\n")


# ── when it ends ──


def test_stop_ends_it_and_twice_does_no_harm(told):
    w = watch(told.append)
    assert w.on and MODE.get() is not None
    x = Value(1.0)
    w.stop()
    assert not w.on and MODE.get() is None  # the engine's fast path
    w.stop()
    Value(2.0)
    x + x
    assert told == [x]


def test_block_ends_it_and_gives_the_watch(told):
    with watch(told.append) as w:
        assert w.on
        x = Value(1.0)
    assert not w.on and MODE.get() is None
    Value(2.0)
    assert told == [x]


def test_exception_ends_it(told):
    with pytest.raises(KeyError), watch(told.append):
        raise KeyError
    assert MODE.get() is None


def test_stop_within_the_block(told):
    with watch(told.append) as w:
        w.stop()
        Value(1.0)
        assert MODE.get() is None
    assert told == []


def test_watch_says_whether_it_is_on():
    w = watch(print)
    try:
        ko = repr(w)
        set_language("en")
        en = repr(w)
    finally:
        w.stop()
    assert ko == "<노드가 만들어질 때마다 알리는 중 - 멈추려면 .stop()>"
    assert en == "<telling of every new node - .stop() ends it>"
    assert repr(w) == "<stopped>"
    set_language("ko")
    assert repr(w) == "<멈춤>"


def test_error_in_tell_reaches_the_caller_and_ends_the_block():
    def tell(node):
        raise LookupError("no")

    with pytest.raises(LookupError), watch(tell):
        Value(1.0)
    assert MODE.get() is None
    with pytest.raises(LookupError), watch(tell):
        Tensor([1.0])
    x = Value(1.0)
    with pytest.raises(LookupError), watch(tell):
        x + x


def test_inner_watch_takes_over_and_gives_back(told):
    inner = []
    with watch(told.append) as outer:
        a = Value(1.0)
        with watch(inner.append) as w:
            assert w.on and not outer.on
            b = Value(2.0)
        assert outer.on and not w.on
        w.stop()
        assert outer.on
        c = Value(3.0)
    assert (told, inner) == ([a, c], [b])
    assert MODE.get() is None


def test_outer_watch_can_be_stopped_first(told):
    outer, inner = watch(told.append), watch(lambda node: None)
    outer.stop()
    inner.stop()
    try:
        Value(1.0)
        assert told == [] and MODE.get() is None
    finally:
        outer.stop()


@pytest.mark.parametrize("block", [lambda: scope("layer"), detect_anomaly, no_grad])
def test_stop_in_a_block_holds_after_it(told, block):
    w = watch(told.append)
    try:
        with block():
            w.stop()
        Value(1.0)
        assert told == [] and not w.on
    finally:
        w.stop()


def test_stop_in_a_block_gives_the_fast_path_back_at_the_next_node(told):
    w = watch(told.append)
    with scope("layer"):
        w.stop()
    Value(1.0)
    assert told == [] and MODE.get() is None


@pytest.mark.parametrize("block", [lambda: scope("layer"), detect_anomaly, no_grad])
def test_watch_begun_in_a_block_ends_with_it(told, block):
    with block():
        w = watch(told.append)
        assert w.on
    Value(1.0)
    assert told == [] and not w.on and MODE.get() is None


def test_a_new_watch_takes_the_place_of_the_one_before(told):
    outer, inner = watch(told.append), watch(told.append)
    x = Value(1.0)
    assert told == [x] and inner.on and not outer.on
    inner.stop()
    Value(2.0)
    assert told == [x] and MODE.get() is None  # and none goes on that no one holds


def test_after_a_block_the_watch_around_it_goes_on(told):
    inner = []
    outer = watch(told.append)
    with watch(inner.append):
        x = Value(1.0)
    y = Value(2.0)
    outer.stop()
    assert (inner, told) == ([x], [y])


def test_what_is_told_may_compute_with_nodes(told):
    with watch(lambda node: told.append(float(node * 2.0))):
        Value(3.0)
    assert told == [6.0]


# ── with other modes ──


def test_scopes_and_anomalies_go_on_under_a_watch(told):
    with scope("a"), watch(told.append), scope("b"), detect_anomaly():
        x = Value(0.0, "x")
        assert x.scope == ("a", "b")
        with pytest.raises(AnomalyError):
            x.log()
        y = x + 1.0
    assert told == [x, y]
    assert y.scope == ("a", "b")


def test_watch_in_a_scope_leaves_the_scope_as_it_was(told):
    with scope("a"):
        with watch(told.append):
            x = Value(1.0)
        y = Value(2.0)
        assert MODE.get() is not None
    assert (x.scope, y.scope, told) == (("a",), ("a",), [x])


def test_broken_value_is_told_after_its_warning(told):
    x = Value(0.0)
    with watch(told.append), pytest.warns(NumericWarning):
        y = x.log()
    assert told == [y]


# ── threads and tasks ──


def test_other_threads_are_not_watched(told):
    made = []

    def work():
        made.append(Value(1.0) * 2.0)
        assert MODE.get() is None

    with watch(told.append) as w:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert w.on
        x = Value(2.0)
    assert len(made) == 1 and told == [x]


def test_watch_can_be_stopped_from_another_thread(told):
    with watch(told.append) as w:
        stopper = threading.Thread(target=w.stop)
        stopper.start()
        stopper.join()
        assert not w.on
        Value(2.0)
    assert told == []


def test_watch_of_a_thread_is_its_own(told):
    def work():
        w = watch(told.append)
        Value(1.0)
        assert w.on

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(told) == 1 and MODE.get() is None
    Value(2.0)
    assert len(told) == 1


def test_other_tasks_are_not_watched(told):
    mine, others = [], []

    async def watcher(go, done):
        with watch(told.append):
            mine.append(Value(1.0))
            go.set()
            await done.wait()
            mine.append(Value(2.0))

    async def other(go, done):
        await go.wait()
        others.append(Value(3.0))
        assert MODE.get() is None
        done.set()

    async def main():
        go, done = asyncio.Event(), asyncio.Event()
        await asyncio.gather(watcher(go, done), other(go, done))

    asyncio.run(main())
    assert told == mine and len(mine) == 2 and len(others) == 1


# ── cost ──


def alive():
    return sum(type(thing) is Value for thing in gc.get_objects())


def test_watch_keeps_no_node_alive(no_collector):
    before = alive()
    with watch(narration):
        x = h = Value(1.0)
        for _ in range(1000):
            h = (h * x).tanh()
        assert alive() == before + 2001
        references = sys.getrefcount(h)
        narration(h)
        assert sys.getrefcount(h) == references
        del h
        assert alive() == before + 1
    del x
    assert alive() == before


def test_deep_unlabelled_graph_is_told_in_constant_time(monkeypatch):
    module = sys.modules[narration.__module__]
    names_of, sizes, lines = module.names_of, [], []

    def counted(nodes, otherwise):
        nodes = list(nodes)
        sizes.append(len(nodes))
        return names_of(nodes, otherwise)

    monkeypatch.setattr(module, "names_of", counted)
    with watch(lambda node: lines.append(narration(node))):
        h = Value(0.5)
        for _ in range(2_000):
            h = (h + h) * h
    assert len(sizes) == 4_000
    assert max(sizes) <= 15  # a node, its parents, theirs, and theirs
    assert max(map(len, lines)) < 120


def test_names_reach_three_steps_back_and_numbers_stand_for_the_rest():
    x = Value(2.0, "x")
    a = -x
    b = -a
    c = -b
    d = -c
    assert [narration(node) for node in (a, b, c, d)] == [
        "-x = -2.0000",
        "--x = -(-2.0000) = 2.0000",
        "---x = -2.0000",
        "----2.0000 = -(-2.0000) = 2.0000",
    ]


# ── in IPython ──


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run cells in an IPython, in this process; what each prints."""
    pytest.importorskip("IPython", reason="IPython is not installed")
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    for prompt in ("ps1", "ps2", "ps3"):  # IPython sets its own, and leaves them
        monkeypatch.setattr(sys, prompt, "", raising=False)
    quiet = Config(HistoryManager={"enabled": False}, InteractiveShell={"xmode": "Minimal"})
    shell = InteractiveShell.instance(config=quiet)
    shell.run_cell("from micrograd_ko import Value, Tensor, tanh, watch, scope, no_grad")

    def cell(source):
        shell.run_cell(source)
        return capsys.readouterr().out.splitlines()

    yield cell
    shell.run_cell("watch().stop()")
    shell.restore_sys_module_state()
    InteractiveShell.clear_instance()


def test_in_ipython_nodes_are_told_by_their_variables_when_the_cell_ends(run):
    assert run("watching = watch()") == []
    assert run("x, w = Value(2.0), Value(-3.0)\ny = tanh(w*x)\nprint('end')") == [
        "end",
        "x = 2.0000",
        "w = -3.0000",
        "w·x = (-3.0000)·2.0000 = -6.0000",
        "y = tanh(w·x) = tanh(-6.0000) = -1.0000",
    ]
    assert run("z = y * 2") == ["z = y·2 = (-1.0000)·2.0000 = -2.0000"]
    assert run("watching.stop()\nv = z + 1") == []
    assert run("print(repr(v.label))") == ["''"]  # without a watch variables are let alone


def test_in_ipython_a_block_is_told_of_at_the_end_of_its_cell(run):
    assert run("with watch():\n    a = Value(1.0)\nb = a * 2") == ["a = 1.0000"]
    assert run("c = a * 3") == []


def test_in_ipython_nodes_are_told_of_once_however_often_watch_is_called(run):
    run("watching = watch()")
    run("watching = watch(); again = watch()")
    assert run("a = Value(1.0)") == ["a = 1.0000"]
    run("again.stop()")
    assert run("b = Value(1.0)") == []


def test_in_ipython_a_loop_does_not_flood(run):
    run("x = Value(1.0); watching = watch()")
    told = run("for i in range(50): x = x + 1")
    assert len(told) == TOLD + 1 and told[-1] == "… 그 밖에 노드 30개"
    assert told[0].endswith(" = 2.0000") and told[-2].endswith(" = 21.0000")
    assert run("y = x * 1") == ["y = x·1 = 51.0000·1.0000 = 51.0000"]


def test_in_ipython_what_was_made_before_an_error_is_told(run):
    run("watching = watch()")
    told = run("a = Value(4.0); b = a * 2; 1/0")
    assert told[-2:] == ["a = 4.0000", "b = a·2 = 4.0000·2.0000 = 8.0000"]


def test_in_ipython_a_tell_of_ones_own_is_called_at_once(run):
    assert run("with watch(lambda node: print('new')):\n    Value(1.0); print('after')") == [
        "new",
        "after",
    ]


def test_without_ipython_nodes_are_told_at_once(capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    with watch():
        Value(1.0, "a")
        print("after")
    assert capsys.readouterr().out == "a = 1.0000\nafter\n"
