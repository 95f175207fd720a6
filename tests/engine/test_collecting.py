"""순환 수집기를 드물게 부르되, 쓰는 사람의 것은 그대로 둔다.

The cyclic collector comes seldom while a large graph is alive; and nothing else changes: garbage of
anybody's cycles is collected within a known number of objects, thresholds that somebody set stay,
and Python's own are back when the graph is gone. Each in a process of its own, as there is one
collector in a process.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import micrograd_ko
from micrograd_ko.engine.collecting import MANY, PYTHONS, SELDOM

START = f"""
import gc, weakref
usual = gc.get_threshold()
from micrograd_ko import Value
MANY, THRESHOLDS = {MANY}, {SELDOM}
SELDOM = THRESHOLDS[0]

def graph(count):
    y = Value(1.0)
    for _ in range(count):
        y = -y
    return y

class Thing:
    "What a user's program makes: it refers to itself, so only the collector frees it."

def garbage():
    thing = Thing()
    thing.itself = thing
    return weakref.ref(thing)

def make(count):
    "Have so many objects made that the collector counts."
    return [[] for _ in range(count)]

def collections():
    return gc.get_stats()[0]["collections"]
"""


def run(program, start=START):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", start + program],
        env={**os.environ, "PYTHONPATH": str(Path(micrograd_ko.__file__).parent.parent)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_python_starts_with_a_threshold_that_is_known():
    run("assert usual in {PYTHONS}, usual".replace("{PYTHONS}", repr(PYTHONS)))


def test_the_collector_comes_seldom_while_a_large_graph_grows():
    run("""
y = graph(2 * MANY)
began = collections()
y = y + graph(5 * SELDOM)
assert gc.get_threshold() == THRESHOLDS
assert 4 <= collections() - began <= 6
""")


def test_thresholds_stay_while_graphs_are_small():
    run("""
for _ in range(10):
    y = graph(MANY // 2)
    kept = make(3 * usual[0])
    assert gc.get_threshold() == usual
""")


def test_thresholds_are_back_once_the_graph_is_gone():
    run("""
y = graph(3 * SELDOM)
y.backward()
del y
kept = make(SELDOM + 100)
assert gc.get_threshold() == usual
""")


def test_collecting_by_hand_brings_them_back_at_once():
    run("""
y = graph(SELDOM)
gc.collect()
assert gc.get_threshold() == THRESHOLDS
del y
gc.collect()
assert gc.get_threshold() == usual
""")


def test_garbage_of_cycles_is_collected_while_a_large_graph_is_alive():
    run("""
y = graph(3 * SELDOM)
things = [garbage() for _ in range(100)]
assert any(thing() is not None for thing in things)
kept = make(SELDOM + 100)
assert all(thing() is None for thing in things)
""")


def test_where_garbage_was_found_pythons_thresholds_hold_until_none_is():
    run("""
y = graph(2 * SELDOM)
for _ in range(3):
    thing = garbage()
    gc.collect()
    assert thing() is None and gc.get_threshold() == usual
    kept = make(usual[0] + 100)
    assert gc.get_threshold() == THRESHOLDS
""")


def test_garbage_of_cycles_does_not_grow_over_many_steps():
    run("""
things = []
for step in range(100):
    y = graph(SELDOM // 4)
    y.backward()
    things += [garbage() for _ in range(2_000)]
    alive = sum(thing() is not None for thing in things)
    assert alive <= SELDOM, (step, alive)
assert alive < len(things) / 2
""")


def test_garbage_that_grew_old_is_collected_while_a_large_graph_is_alive():
    run("""
y = graph(3 * SELDOM)
kept = [Thing() for _ in range(20)]
for thing in kept:
    thing.itself = thing
more = make(3 * SELDOM)  # they are no longer among the young
things = list(map(weakref.ref, kept))
del kept, thing
more = [make(SELDOM) for _ in range(20)]
assert all(thing() is None for thing in things)
""")


@pytest.mark.parametrize("chosen", [(50, 5, 5), (0, 10, 10), (10**6, 10, 10), (700, 3, 10)])
@pytest.mark.parametrize("when", ["before the import", "before the graph", "within the graph"])
def test_thresholds_that_somebody_set_stay(chosen, when):
    setting = f"gc.set_threshold(*{chosen})\n"
    program = """
assert gc.get_threshold() == chosen
y = graph(3 * SELDOM)
gc.collect()
assert gc.get_threshold() == chosen
del y
gc.collect()
assert gc.get_threshold() == chosen
"""
    grown = "y = graph(3 * SELDOM)\nassert gc.get_threshold() == THRESHOLDS\n"
    first = "import gc\n" + setting if when == "before the import" else ""
    later = {"before the graph": setting, "within the graph": grown + setting}.get(when, "")
    run(f"chosen = {chosen}\n{later}{program}", first + START)


def test_pythons_own_thresholds_stay_when_they_are_set_within_the_graph():
    run("""
y = graph(3 * SELDOM)
gc.set_threshold(*usual)
y = graph(3 * SELDOM)
assert gc.get_threshold() == usual
""")


def test_thresholds_that_were_kept_within_the_graph_and_put_back_later_do_not_outlive_it():
    run("""
y = graph(3 * SELDOM)
kept = gc.get_threshold()
gc.set_threshold(50, 5, 5)
gc.collect()
del y
gc.collect()
gc.set_threshold(*kept)
gc.collect()
assert gc.get_threshold() == usual
""")


def test_a_collector_that_is_off_stays_off_and_what_is_frozen_stays_frozen():
    run("""
gc.disable()
began = collections()
y = graph(3 * SELDOM)
assert not gc.isenabled() and collections() == began and gc.get_threshold() == usual
gc.enable()
gc.freeze()
frozen = gc.get_freeze_count()
y = y + graph(3 * SELDOM)
gc.collect()
assert gc.get_freeze_count() == frozen > 3 * SELDOM
""")
