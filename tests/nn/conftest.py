"""층을 시험할 때의 난수. Random numbers in the tests of layers."""

import pytest


@pytest.fixture(autouse=True)
def alike(seeded):
    """Every test of layers draws the same numbers."""
