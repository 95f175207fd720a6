"""이름이 있는 경우를 짧게 적는 법.

How the tests of replay write a scenario by hand, and what they ask of it.
"""

import numpy as np

from tests.replay_fuzz.checks import Scenario, check
from tests.replay_fuzz.programs import Leaf, Program, Step

RNG = np.random.Generator(np.random.PCG64(0))
START = RNG.bit_generator.state


def restart():
    """Draw the same numbers again: each test starts so, whichever ran before it."""
    RNG.bit_generator.state = START


def scenario(lines, *actions, batches=(), optimizers=(), **options):
    """A scenario of lines that set v0, v1, …; arrays and numbers that are named w…, x…, c… are its
    leaves, m… modules.
    """
    leaves = {k: options.pop(k) for k in list(options) if k[1:].isdigit()}
    program = Program(
        tuple(Leaf(*leaf) for leaf in leaves.items()),
        tuple(Step(f"v{i}", s, ()) for i, s in enumerate(lines)),
    )
    batches = batches or ({k: v for k, v in leaves.items() if k[0] == "x"},)
    return Scenario(program, actions, tuple(batches), optimizers=tuple(optimizers), **options)


def assert_equal(*given, **options):
    found = check(scenario(*given, **options))
    assert found.status == "equal", f"{found.what}: {found.detail}"


def assert_equal_or_refused(*given, **options):
    found = check(scenario(*given, **options))
    assert found.status in ("equal", "refused", "both refuse"), f"{found.what}: {found.detail}"


def some(*shape, dtype=np.float64):
    return (
        np.round(RNG.normal(size=shape), 3).astype(dtype)
        if shape
        else float(np.round(RNG.normal(), 3))
    )


BOTH = (("call", 0), ("backward", "array", 3))
ONCE = (("call", 0), ("backward", 0.7))
