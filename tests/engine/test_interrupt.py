"""Ctrl-C는 언제 와도 기울기를 반만 적게 하지 못한다. 엄격한 파이썬도 할 말이 없다.

Ctrl-C at any moment of backward() leaves all gradients as they were, or, at its very end, all of
them written: never a part. And a whole program under ``python -X dev -W error`` has nothing to
hear.
"""

import os
import subprocess
import sys
from itertools import count
from pathlib import Path
from threading import RLock

import numpy as np
import pytest

import micrograd_ko
from micrograd_ko import Tensor, Value
from micrograd_ko.engine import writing
from micrograd_ko.engine.backward import backward
from micrograd_ko.engine.writing import write_gradients

ROOT = Path(micrograd_ko.__file__).parent.parent


def scalars():
    x, w, number = Value(2.0, "x"), Value(3.0, "w"), Value(1.0, "a whole number")
    number.data = 4  # set by hand: its gradients are made floats as they are written
    middle = x * w + 5
    return (middle * middle).tanh() * number * 0.5 + x


def arrays():
    x = Tensor([[1.0, 2.0]], "x")
    W = Tensor([[1.0, -1.0], [0.5, 2.0]], "W")
    v = Tensor([3.0, 1.0], "v")
    return ((x @ W).tanh() * v + np.array([1.0, 2.0])).sum()


def nodes(root):
    found, below = {root: None}, [root]
    while below:
        new = [parent for node in below for parent in node.parents if parent not in found]
        found.update(dict.fromkeys(new))
        below = new
    return list(found)


def gradients(order):
    """What every node holds, as numbers that later writing cannot change."""
    return [None if node.grad is None else np.array(node.grad).tolist() for node in order]


def interrupt_at(moment):
    """Raise KeyboardInterrupt at the given place, counted in bytecodes of backward(), of what
    writes for it, and of the own() that this calls.
    """
    passed = count()

    def each(frame, event, argument):
        frame.f_trace_opcodes = True
        if event == "opcode" and next(passed) == moment:
            raise KeyboardInterrupt
        return each

    watched = {backward.__code__, write_gradients.__code__, Value.own.__code__, Tensor.own.__code__}
    return lambda frame, event, argument: (
        each(frame, event, argument) if frame.f_code in watched else None
    )


def interrupted(root, moment):
    before = sys.gettrace()
    sys.settrace(interrupt_at(moment))
    try:
        root.backward()
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


@pytest.fixture
def a_lock_of_its_own(monkeypatch):
    """The tracer stops where no Ctrl-C comes, too: after the block, before the lock is given back,
    where it stays taken for other threads.
    """
    monkeypatch.setattr(writing, "WRITING", RLock())


@pytest.mark.usefixtures("a_lock_of_its_own")
@pytest.mark.parametrize("graph", [scalars, arrays])
@pytest.mark.parametrize("again", [False, True], ids=["first", "second"])
def test_an_interrupt_at_any_bytecode_writes_all_gradients_or_none(graph, again):
    outcomes = {"none": 0, "all": 0}
    for moment in count():
        root = graph()
        order = nodes(root)
        if again:
            root.backward(0.25)
        before = gradients(order)
        ended = not interrupted(root, moment)
        after = gradients(order)
        if ended:
            break
        outcomes["none" if after == before else "all"] += 1
        if after != before:
            untouched = graph()
            if again:
                untouched.backward(0.25)
            untouched.backward()
            assert after == gradients(nodes(untouched)), f"a part was written at moment {moment}"
    assert outcomes["none"] > 15 * len(order)  # the loop over them takes more bytecodes than that
    assert outcomes["all"] < 20  # between the loop and the end: the lock is given back


class Refuses(Value):
    """A leaf that takes no gradient: what is raised in the middle of writing."""

    __slots__ = ("error",)

    def own(self, number):
        raise self.error


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError, ZeroDivisionError]
)
@pytest.mark.parametrize("place", range(6))
def test_whatever_is_raised_while_gradients_are_written_leaves_them_untouched(error, place):
    leaves = [Value(float(i)) for i in range(5)]
    bad = Refuses(1.0)
    leaves.insert(place, bad)
    bad.error = error
    total = leaves[0]
    for leaf in leaves[1:]:
        total = total + leaf
    good = [leaf for leaf in leaves if leaf is not bad]
    for i, leaf in enumerate(good):
        leaf.grad = None if i % 2 else float(i)
    with pytest.raises(error):
        total.backward()
    assert [leaf.grad for leaf in good] == [None if i % 2 else float(i) for i in range(5)]
    assert all(node.grad is None for node in nodes(total) if node.op is not None)


def test_a_grad_that_was_set_to_nonsense_is_an_error_that_leaves_the_others_untouched():
    x, y, z = Value(1.0), Value(2.0), Value(3.0)
    loss = x * y * z
    loss.backward()
    y.grad = "two"
    with pytest.raises(TypeError):
        loss.backward()
    assert (x.grad, y.grad, z.grad, loss.grad) == (6.0, "two", 2.0, 1.0)


# ── the real thing: a signal, in a process of its own ──

CHILD = r"""
import gc, importlib, random, signal, sys, threading, time
from micrograd_ko import Value, topological_order
module = importlib.import_module("micrograd_ko.engine.backward")
backward = module.backward

n, rng = 150_000, random.Random(0)
weights = [Value(rng.uniform(-1, 1)) for _ in range(n // 10)]
root = Value(0.0)
for i in range(n):
    root = root + weights[i % len(weights)] * weights[(7 * i + 3) % len(weights)]
order = topological_order(root)
gc.disable()  # it would look through all of them, again and again
sys.setswitchinterval(1e-5)
began = time.monotonic()
once = module.gradients_of(root)
whole = time.monotonic() - began
wanted = {seed: {node: seed * g for node, g in once.items()} for seed in (1.0, -2.0)}
seen = {"before": 0, "writing": 0, "again": 0}

def handler(number, frame):
    "Ctrl-C, as Python does it; but only within backward(), or this program would stop itself."
    at = frame
    while at is not None and at.f_code is not backward.__code__:
        at = at.f_back
    if at is not None:
        seen["again" if sys.exc_info()[0] else "writing" if at is frame else "before"] += 1
        raise KeyboardInterrupt

signal.signal(signal.SIGINT, handler)
if hasattr(signal, "setitimer"):
    signal.signal(signal.SIGALRM, handler)

def strike(wait, hold):
    "One signal, as of a key that is pressed, or one in each millisecond, as of a key that is held."
    wait()
    if hold and hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    signal.raise_signal(signal.SIGINT)

def struck(seed, wait, hold=False):
    "backward() with signals on the way; was it stopped? A part written ends the program."
    before = [node.grad for node in order]
    thread = threading.Thread(target=strike, args=(wait, hold))
    thread.start()
    try:
        root.backward(seed)
    except KeyboardInterrupt:
        stopped = True
    else:
        stopped = False
    thread.join()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    after = [node.grad for node in order]
    if stopped and after == before:
        return True
    for node, old, new in zip(order, before, after):
        full = wanted[seed][node] + (old or 0.0) if node.op is None else wanted[seed][node]
        if new != full:
            held = f"{node!r} held {old}, holds {new}"
            raise SystemExit(f"a part was written: {held}, should hold {old} or {full}")
    return False

def later(seconds):
    return lambda: time.sleep(seconds)

stopped = [
    struck(1.0, later(whole * rng.uniform(0, 1.2)), hold)
    for hold in (False, True) for _ in range(3)
]
module.gradients_of = lambda root, seed: wanted[seed]  # what comes before the writing is known now
began = time.monotonic()
root.backward()
writing = time.monotonic() - began
for i in range(30):  # another seed each time: to write the same again would hide it
    when = later(writing * rng.uniform(0, 0.6))
    stopped.append(struck((1.0, -2.0)[i % 2], when, hold=i % 3 == 0))
print(len(order), sum(stopped), seen)
"""


@pytest.mark.slow
def test_signals_at_many_moments_of_a_large_backward_write_all_gradients_or_none():
    run = subprocess.run(
        [sys.executable, "-c", CHILD],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert (run.returncode, run.stderr) == (0, "")
    size, stopped, seen = run.stdout.split(maxsplit=2)
    assert int(size) > 300_000
    assert int(stopped) >= 5, seen  # most are; how many depends on how busy the machine is


# ── a whole program under python -X dev -W error ──

PROGRAM = r"""
import copy, pickle, sys
from pathlib import Path

import numpy as np

from micrograd_ko import Stepper, Tensor, Value, check_gradients, data, detect_anomaly, explain
from micrograd_ko import grad
from micrograd_ko import numerical_gradient, scope, watch
from micrograd_ko.nn import MLP
from micrograd_ko.optim import Adam
from micrograd_ko.record import record
from micrograd_ko.train import fit
from viz import draw, save, save_frames

folder = Path(sys.argv[1])
with watch(lambda node: None), scope("층"), detect_anomaly():
    x, w = Value(2.0, "x"), Value(-3.0, "w")
    y = (x * w + 7.0).tanh() + x**2
y.backward()
grad(grad(y, x, create_graph=True), x)
repr(y), str(draw(y)), draw(y)._repr_mimebundle_(), y._repr_latex_()
for suffix in (".svg", ".html", ".dot", ".mmd", ".tex", ".txt"):
    save(y, folder / f"y{suffix}")
save_frames(y, folder / "frames")
Stepper(y).run().back(3)
str(explain(y, x))
assert abs(numerical_gradient(lambda: (x * w + 7.0).tanh() + x**2, x) - grad(y, x)) < 1e-6
assert check_gradients(lambda x, y: (x * y).tanh(), 0.5, -2.0)
for copied in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
    copied.backward()
xor, model = data.xor(), MLP(2, [3, 1], activation="tanh", rng=0)
X, target = xor.X, xor.y.reshape(-1, 1)
recording = record(model, X[:1], target[:1], loss="mse", every=2)
with detect_anomaly():
    fit(model, X, target, loss="mse", optimizer=Adam(model, lr=0.05), epochs=4, progress=False,
        on_epoch=recording)
save(recording, folder / "learning.html")
assert Tensor(np.ones(3)).sum().item() == 3
"""


@pytest.mark.slow
def test_a_whole_program_is_silent_in_development_mode_with_warnings_as_errors(tmp_path):
    run = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", PROGRAM, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert (run.returncode, run.stderr) == (0, "")
    made = {path.name for path in tmp_path.iterdir() if path.stat().st_size}
    assert made >= {
        "y.svg",
        "y.html",
        "y.dot",
        "y.mmd",
        "y.tex",
        "y.txt",
        "frames",
        "learning.html",
    }
