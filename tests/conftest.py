"""모든 시험이 함께 쓰는 것: Hypothesis 설정, 언어, 잠깐 쓰는 연산.

What all tests share: Hypothesis profiles, the language, and ops that go away after a test.
"""

import gc
import os
from contextlib import nullcontext

# The tests keep every core busy already: threads of NumPy's on top would only wait for each other.
os.environ["OPENBLAS_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = os.environ[
    "OMP_NUM_THREADS"
] = "1"

import pytest
from hypothesis import HealthCheck, settings

from micrograd_ko import (
    ARRAY_TABLE,
    TABLE,
    MicrogradError,
    get_language,
    manual_seed,
    op,
    set_language,
)
from tests.helpers.rows import forget

# No deadlines anywhere: a busy machine is not a failing test.
CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("dev", max_examples=50, **CALM)
settings.register_profile("ci", max_examples=50, derandomize=True, database=None, **CALM)
settings.register_profile("few", max_examples=5, derandomize=True, database=None, **CALM)
settings.register_profile("intense", max_examples=1000, **CALM)
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "dev")
)


@pytest.fixture(autouse=True)
def korean():
    """Every test starts in Korean, whatever the machine or the test before it chose."""
    before = get_language()
    set_language("ko")
    yield
    set_language(before)


@pytest.fixture
def seeded():
    """Every test draws the same numbers, whatever ran before it."""
    manual_seed(0)


@pytest.fixture(autouse=True)
def the_same_tables():
    """No test leaves a row behind: what is told of later ones would depend on the order."""
    before = {**TABLE, **ARRAY_TABLE}
    yield
    assert before == {**TABLE, **ARRAY_TABLE}, "a row was left in the table: use temporary_op"


@pytest.fixture
def temporary_op():
    """`op`, with every row added during the test taken away again."""
    before = {*TABLE, *ARRAY_TABLE}
    yield op
    forget({*TABLE, *ARRAY_TABLE} - before)


@pytest.fixture(params=["numba", "numpy"])
def either_machine(request):
    """A replay with Numba, and as if it were not installed."""
    from tests.replay_fuzz.cases import restart
    from tests.replay_fuzz.checks import no_numba

    restart()
    with nullcontext() if request.param == "numba" else no_numba():
        yield request.param


@pytest.fixture
def no_collector():
    """What is freed in this test is freed without the cyclic collector."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def raised():
    """Run an action once in each language; give its two error messages, Korean and English."""

    def messages(action, error: type[MicrogradError]) -> tuple[str, str]:
        found = []
        for language in ("ko", "en"):
            set_language(language)
            with pytest.raises(error) as caught:
                action()
            assert type(caught.value) is error
            found.append(str(caught.value))
        set_language("ko")
        return found[0], found[1]

    return messages
