"""다시 실행에 대한 공격: 아무 프로그램이나, 그리고 언젠가 틀렸던 것들.

The attack on replay: random programs carried out both ways, and by name each kind of thing that
once went wrong. ``python -m tests.replay_fuzz`` does the same at length. A replay equals eager
code, or it refuses.
"""

import numpy as np
import pytest
from hypothesis import settings

from micrograd_ko import ARRAY_TABLE, TABLE
from tests.replay_fuzz.checks import Replayed, check, far, no_numba
from tests.replay_fuzz.programs import program_of
from tests.replay_fuzz.running import timed
from tests.replay_fuzz.scenarios import scenario_of
from tests.replay_fuzz.shrink import shrunk, written
from tests.replay_fuzz.words import DRAW

INTENSE = settings().max_examples >= 1000
CHUNK = 100
CHUNKS, PLAIN_CHUNKS = (200, 20) if INTENSE else (6, 2)


# ── any program ──


def attack(first):
    for seed in range(first, first + CHUNK):
        outcome = timed(scenario_of(seed))
        if outcome.status == "fault":
            least = shrunk(scenario_of(seed), timed)
            pytest.fail(f"seed {seed}: {outcome.what}: {timed(least).detail}\n\n{written(least)}")


@pytest.mark.parametrize("first", range(0, CHUNKS * CHUNK, CHUNK))
def test_any_program_replays_as_it_runs(first):
    attack(first)


@pytest.mark.parametrize("first", range(10**6, 10**6 + PLAIN_CHUNKS * CHUNK, CHUNK))
def test_any_program_replays_as_it_runs_without_numba(first):
    with no_numba():
        attack(first)


def test_the_programs_say_everything_that_the_tables_can_say():
    text = "\n".join(program_of(np.random.default_rng(seed)).source() for seed in range(2000))
    spelled = {
        "add",
        "sub",
        "mul",
        "div",
        "neg",
        "abs",
        "pow",
        "rpow",
        "power",
        "matmul",
        "getitem",
        "cholesky",  # of a positive definite matrix, which hardly a random program comes by
    }
    assert [
        name
        for name in (*TABLE, *ARRAY_TABLE)
        if name not in spelled and f"OPS[{name!r}]" not in text
    ] == []
    for words in (
        " ** ",
        " @ ",
        "abs(v",
        "::-1",
        ", -1)",
        "None",
        "...",
        "np.array([",
        "axis=(",
        "keepdims=True",
        "if ",
        "no_grad",
    ):
        assert words in text


def test_every_parameter_of_a_row_is_drawn():
    assert {
        name
        for row in (*TABLE.values(), *ARRAY_TABLE.values())
        for name in (*row.required, *row.params)
    } <= {*DRAW}


def test_a_new_row_is_drawn_and_a_fault_in_its_replay_is_found(temporary_op):
    temporary_op("fuzzed", "fuzzed", "새 연산", lambda a: a * 3.0, lambda g, y, a: (g * 3.0,))
    assert any("fuzzed" in program_of(np.random.default_rng(seed)).source() for seed in range(300))


def test_numbers_beyond_rounding_are_told_from_rounding():
    a = np.array([1.0, 0.0, np.inf])
    near = [{"k": a * (1 + 2e-16)}, {"k": a * (1 - 2e-16)}]
    assert not far(a, a * (1 + 4e-16), "k", lambda: near)
    assert far(a, a + np.array([1e-12, 0, 0]), "k", lambda: near)
    assert far(a, np.array([1.0, 1e-12, np.inf]), "k", lambda: near)
    assert far(a, np.array([1.0, 0.0, np.nan]), "k", lambda: near)
    assert not far(
        a, np.array([1.0, 0.0, np.nan]), "k", lambda: [*near, {"k": np.array([1.0, 0.0, np.nan])}]
    )


def test_a_wrong_replay_is_found_and_made_small(monkeypatch):
    """The check itself: with a rule that is wrong only in a replay, it fails, and few lines are
    left.
    """
    monkeypatch.setattr(
        Replayed, "call", lambda self, batch: self.program(*self.given(batch)) * 1.001
    )
    seed = next(seed for seed in range(100) if check(scenario_of(seed)).what == "call result")
    least = shrunk(scenario_of(seed))
    assert check(least).what == "call result"
    assert len(least.program.steps) == 1 and len(least.actions) == 1
    assert "replay(f" in written(least) or "vectorize(f" in written(least)
