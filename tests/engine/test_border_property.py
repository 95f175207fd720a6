"""경계의 속성 기반 테스트: 조용히 틀린 프로그램은 없다.

A property test of the border: of random programs that mix nodes, NumPy, math and containers, each
has the gradient that nudging shows, or something was said.
"""

import numpy as np
import pytest
from hypothesis import settings

from tests import border_fuzz
from tests.border_fuzz import FUNCTIONS, STATEMENTS, Program, as_step, judged, listening, run

# the promise of the profile "intense"
PROGRAMS = 100_000 if settings().max_examples >= 1000 else 600


def test_no_random_program_is_silently_wrong():
    found = run(PROGRAMS, seed=0)
    assert not found.wrong, "\n\n".join(f"{what}\n{program}" for what, program in found.wrong)
    assert found.counts["right"] > 0.9 * PROGRAMS
    assert found.counts["steps"] > PROGRAMS  # programs in which something happens


def test_the_fuzz_sees_programs_that_are_silently_wrong(monkeypatch):
    # deaf to what the border says
    monkeypatch.setattr(border_fuzz, "DetachedWarning", border_fuzz.NumericWarning)
    found = run(60, seed=0)
    assert len(found.wrong) > 5
    assert all(len(program.lines) <= 3 for _, program in found.wrong[:3])


@pytest.mark.parametrize("part", range(4))
def test_every_spelling_by_itself_is_followed_or_said(part):
    lines = [line for forms in FUNCTIONS.values() for line in forms] + STATEMENTS
    if PROGRAMS < 100_000:
        lines = lines[part::40]  # a tenth in all
    else:
        lines = lines[part::4]
    rng, wrong = np.random.default_rng(part), []
    with listening():
        for leaves in (("a", "b"), ("s", "s"), ("t", "u")):
            shape = border_fuzz.LEAVES[leaves[0]][1]
            for form in lines:
                numbers = {
                    name: rng.uniform(0.2, 1.6, shape) if shape else float(rng.uniform(0.2, 1.6))
                    for name in leaves
                }
                line = as_step(form.format(x=leaves[0], y=leaves[1], c="c"), "v0")
                program = Program(numbers, [line])
                if what := judged(program, rng):
                    wrong.append(f"{what}\n{program}")
    assert not wrong, "\n\n".join(wrong)
