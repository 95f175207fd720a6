"""no_grad()는 멈춘 제너레이터에서 새지 않는다: 그것이 도는 동안만 꺼진다.

What a generator switches on or off holds while it runs: neither for its caller meanwhile, nor less
when it goes on.
"""

import asyncio
import gc
import inspect
import weakref
from contextlib import ExitStack, asynccontextmanager, contextmanager

import pytest

from micrograd_ko import AnomalyError, Value, detect_anomaly, no_grad, replay, scope, watch
from micrograd_ko.engine.modes import MODE

w = Value(3.0, "w")


def recorded():
    return bool((w * 2.0).parents)


@pytest.fixture(autouse=True)
def all_off_before_and_after():
    assert MODE.get() is None
    yield
    assert MODE.get() is None


def steps(count=3):
    with no_grad():
        for _ in range(count):
            yield recorded()


def test_it_is_off_for_each_step_and_on_in_between():
    found = []
    for inside in steps():
        found.append((inside, recorded()))
    assert found == [(False, True)] * 3
    assert recorded()


def test_the_caller_may_enter_and_leave_blocks_meanwhile():
    g = steps(6)
    assert (next(g), recorded()) == (False, True)
    with scope("s"):
        assert (next(g), recorded(), (w * 2.0).scope) == (False, True, ("s",))
        with no_grad():
            assert (next(g), recorded()) == (False, False)
        assert (next(g), recorded(), (w * 2.0).scope) == (False, True, ("s",))
    assert (next(g), recorded()) == (False, True)
    assert next(g) is False
    with scope("s"):
        assert next(g, "end") == "end"
        assert (w * 2.0).scope == ("s",) and recorded()
    assert recorded()


def test_a_generator_that_is_begun_in_a_block_goes_on_after_it():
    with scope("outer"):
        g = steps()
        next(g)
        assert recorded()
    assert (next(g), recorded()) == (False, True)
    with no_grad():
        h = steps()
        next(h)
    assert (next(h), recorded()) == (False, True)
    g.close(), h.close()


def test_several_take_turns_and_end_in_any_order():
    def scopes(name):
        with scope(name):
            for _ in range(3):
                yield (w * 2.0).scope, recorded()

    g, a, b = steps(), scopes("a"), scopes("b")
    for _ in range(2):
        assert [next(g), next(a), next(b)] == [False, (("a",), True), (("b",), True)]
        assert (w * 2.0).scope == () and recorded()
    a.close()
    assert [next(g), next(b)] == [False, (("b",), True)]
    g.close()
    assert recorded()
    b.close()


def test_what_it_calls_runs_as_it_does_and_may_switch_on_its_own():
    def within():
        with no_grad():
            with scope("inner"):
                yield (w * 2.0).scope, recorded()
            yield from steps(1)
            program = replay(lambda x: x * x, inputs=[2.0])  # a recording records
            yield recorded(), program(3.0)
        yield recorded()

    expected = [(("inner",), False), False, (False, 9.0), True]
    for found, wanted in zip(within(), expected, strict=True):
        assert found == wanted and recorded() and (w * 2.0).scope == ()


@pytest.mark.parametrize("ending", ["close", "throw", "drop"])
def test_however_it_ends_nothing_remains(ending):
    class Held:
        pass

    def holding():
        held.append(weakref.ref(thing := Held()))
        with no_grad():
            yield thing

    held = []
    g = holding()
    next(g)
    if ending == "throw":
        with pytest.raises(KeyError):
            g.throw(KeyError)
    elif ending == "close":
        g.close()
    gc.disable()
    try:
        del g
        assert held[0]() is None  # and without the cyclic collector
    finally:
        gc.enable()
    assert MODE.get() is None and recorded()


def test_context_managers_made_of_generators_hold_for_their_block():
    @contextmanager
    def evaluating():
        with no_grad():
            yield recorded()

    with evaluating() as inside:
        assert (inside, recorded()) == (False, False)

    @evaluating()
    def decorated():
        return recorded()

    assert decorated() is False and recorded()

    def within():
        with evaluating():
            yield recorded()
        with ExitStack() as stack:
            stack.enter_context(no_grad())
            yield recorded()
            stack.enter_context(evaluating())
            yield recorded()

    for inside in within():
        assert (inside, recorded()) == (False, True)


def test_decorated_generators_are_in_it_at_each_step():
    @no_grad()
    def squares(count):
        """Of numbers."""
        total = 0.0
        for _ in range(count):
            total += yield recorded()
        return total

    assert squares.__name__ == "squares" and squares.__doc__ == "Of numbers."
    g = squares(2)
    assert (next(g), recorded(), g.send(2.0), recorded()) == (False, True, False, True)
    with pytest.raises(StopIteration) as ended:
        g.send(3.0)
    assert ended.value.value == 5.0


def test_every_other_mode_is_kept_in_as_well():
    def careful():
        with detect_anomaly():
            for _ in range(2):
                with pytest.raises(AnomalyError):
                    Value(-1.0).log()
                yield

    for _ in careful():
        with pytest.warns(RuntimeWarning):
            Value(-1.0).log()


def test_leaves_change_in_place_within_only():
    def falling():
        leaf = Value(3.0)
        with no_grad():
            while True:
                leaf -= 1.0
                yield leaf

    g = falling()
    leaf = first = next(g)
    leaf -= 1.0
    assert leaf is not first and first.data == 2.0
    assert next(g) is first and first.data == 1.0
    g.close()


def test_watching_meanwhile_goes_on():
    g, told = steps(), []
    next(g)
    with watch(told.append):
        assert recorded()
        next(g)
        assert recorded()
    assert len(told) == 2
    g.close()


def test_asynchronous_generators_and_tasks():
    async def steps_apart():
        with no_grad():
            for _ in range(2):
                await asyncio.sleep(0)
                yield recorded()

    @asynccontextmanager
    async def evaluating():
        with no_grad():
            yield

    async def task(quiet):
        found = []
        if quiet:
            with no_grad():
                for _ in range(3):
                    await asyncio.sleep(0)
                    found.append(recorded())
            async with evaluating():
                await asyncio.sleep(0)
                found.append(recorded())
        else:
            async for inside in steps_apart():
                found += [inside, recorded()]
        return found

    async def both():
        return await asyncio.gather(task(True), task(False))

    assert asyncio.run(both()) == [[False] * 4, [False, True] * 2]


def test_decorated_asynchronous_functions_are_in_it_and_nobody_else():
    @no_grad()
    async def quiet():
        """Told twice."""
        before = recorded()
        await asyncio.sleep(0)
        return before, recorded()

    async def loud():
        await asyncio.sleep(0)
        return recorded(), recorded()

    async def both():
        return [*await asyncio.gather(quiet(), loud()), recorded()]

    assert inspect.iscoroutinefunction(quiet) and quiet.__doc__ == "Told twice."
    assert asyncio.run(both()) == [(False, False), (True, True), True]


def test_decorated_asynchronous_generators_are_in_it_at_each_step():
    ended = []

    @no_grad()
    async def echo():
        try:
            given = None
            while given != "end":
                await asyncio.sleep(0)
                given = yield given, recorded()
        finally:
            ended.append(recorded())

    async def talk():
        items = echo()
        found = [await items.asend(None), recorded(), await items.asend("again"), recorded()]
        with pytest.raises(StopAsyncIteration):
            await items.asend("end")
        left = echo()
        await anext(left)
        await left.aclose()
        return found

    assert asyncio.run(talk()) == [(None, False), True, ("again", False), True]
    assert ended == [False, False]
