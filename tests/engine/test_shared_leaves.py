"""여러 스레드의 역전파가 한 잎에 더해도 잃는 것이 없다.

Threads whose backward passes add to the same leaves lose nothing, whatever else they do with them.
"""

import os
import signal
import sys
import threading
import time

import numpy as np
import pytest

from micrograd_ko import Tensor, Value, replay, zero_grad
from micrograd_ko.nn import MLP
from micrograd_ko.optim import SGD
from tests.helpers.sharing import in_threads, turns_after_a_few_bytecodes

THREADS, TIMES = 16, 1000


@pytest.fixture(autouse=True)
def busy():
    with turns_after_a_few_bytecodes():
        yield


@pytest.mark.parametrize(
    ("leaf", "loss_of", "total"),
    [
        (lambda: Value(2.0, "w"), lambda w: w * 1.0, 16_000.0),
        (lambda: Value(2.0, "w"), lambda w: w + 0.0, 16_000.0),
        (lambda: Tensor([1.0, 2.0], "w"), lambda w: (w * [1.0, 2.0]).sum(), [16e3, 32e3]),
        (lambda: Tensor([1.0, 2.0], "w", dtype="float32"), lambda w: w[1], [0.0, 16e3]),
    ],
    ids=["Value", "bare sum", "Tensor", "float32"],
)
def test_each_gradient_of_each_thread_is_in_the_sum(leaf, loss_of, total):
    w = leaf()
    one = loss_of(w)  # and one graph that all share
    in_threads(lambda i: [(one if k % 2 else loss_of(w)).backward() for k in range(TIMES)], THREADS)
    assert np.array_equal(w.grad, total)
    assert type(w.grad) is (float if isinstance(w, Value) else np.ndarray)


def test_threads_whose_losses_share_a_part_of_the_graph_add_all_of_it():
    leaves = [Value(float(i + 1), f"w{i}") for i in range(4)]
    middle = leaves[0] * leaves[1] + leaves[2]
    losses = [middle * (k + 1) + leaves[3] for k in range(4)]
    in_threads(lambda i: [losses[(i + k) % 4].backward() for k in range(250)], 16)
    each = 4000 / 4 * (1 + 2 + 3 + 4)
    assert [w.grad for w in leaves] == [2 * each, 1 * each, each, 4000.0]
    assert middle.grad in (1.0, 2.0, 3.0, 4.0)  # of one pass, whole: it does not add up


def test_what_is_added_by_hand_is_in_the_sum_too():
    w = Value(3.0, "w")

    def by_hand(i):
        for _ in range(250):
            y = w * w
            y.grad = 1.0
            y._backward()

    in_threads(by_hand, 8)
    assert w.grad == 8 * 250 * 6.0


def test_programs_of_several_threads_add_to_one_parameter():
    w = Value(3.0, "w")

    def run(i):
        x = Value(1.0, "x")
        program = replay(w * x, inputs=[x])
        for _ in range(100):
            program(2.0)
            program.backward()

    in_threads(run, 8)
    assert w.grad == 8 * 100 * 2.0


def test_gradients_that_are_cleared_meanwhile_are_none_or_whole():
    model = MLP(2, [3, 1], rng=0)
    optimizer, loss = SGD(model, lr=0.1), model([[1.0, 2.0]]).sum()
    loss.backward()
    units = [np.array(p.grad) for p in model.parameters()]
    clearings = (optimizer.zero_grad, model.zero_grad, loss.zero_grad, lambda: zero_grad(model))

    def work(i):
        for _ in range(100):
            (clearings[i % 4] if i < 4 else loss.backward)()

    in_threads(work, 12)
    times = set()
    for p, unit in zip(model.parameters(), units, strict=True):
        if p.grad is None:
            times.add(0)
        elif unit.any():
            times |= set(np.round(p.grad[unit != 0] / unit[unit != 0], 9).tolist())
    assert len(times) == 1 and times <= set(range(801)), "all of them, or of each as much"


def test_a_pass_within_the_writing_of_another_waits_for_nobody():
    class Busy(Value):
        """As it is written to, its own thread comes in again: so does a handler of signals."""

        __slots__ = ()

        def own(self, number):
            if not told:
                told.append(True)
                (x * 1.0).backward(100.0)
            return super().own(number)

    told = []
    x, busy = Value(1.0, "x"), Busy(1.0, "busy")
    (busy * x).backward()
    assert (x.grad, busy.grad) == (101.0, 1.0)


def test_an_error_or_an_interrupt_while_writing_lets_the_next_thread_in():
    class Refuses(Value):
        __slots__ = ()

        def own(self, number):
            raise KeyboardInterrupt

    w = Value(2.0, "w")
    with pytest.raises(KeyboardInterrupt):
        (w * Refuses(1.0)).backward()
    assert w.grad is None
    in_threads(lambda i: (w * 1.0).backward(), 2)
    assert w.grad == 2.0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_process_that_is_forked_while_a_thread_writes_can_write_too():
    class Slow(Value):
        __slots__ = ()

        def own(self, number):
            begun.set()
            time.sleep(0.1)
            return super().own(number)

    sys.setswitchinterval(0.005)
    begun, slow, x = threading.Event(), Slow(1.0), Value(2.0)
    thread = threading.Thread(target=(slow * 1.0).backward)
    thread.start()
    assert begun.wait(timeout=60)
    if (child := os.fork()) == 0:
        signal.alarm(20)  # the end of it if it waits
        (x * 3.0).backward()
        os._exit(0 if x.grad == 3.0 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    thread.join()
    (x * 3.0).backward()
    assert (x.grad, slow.grad) == (3.0, 1.0)
