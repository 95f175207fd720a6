"""층을 시험할 때의 난수. Random numbers in the tests of layers."""

import pytest

from micrograd_ko import manual_seed


@pytest.fixture(autouse=True)
def seeded():
    """Every test draws the same numbers, whatever ran before it."""
    manual_seed(0)
