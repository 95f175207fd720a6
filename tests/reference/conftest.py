"""참고서를 만드는 것과, 지어진 참고서. What makes the reference, and the reference as built."""

import os
import sys
from pathlib import Path

import pytest

from tests.helpers.sharing import required

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "examples" / "reference"
sys.path.insert(0, str(SOURCES))


@pytest.fixture(scope="session")
def site():
    """The built site: MICROGRAD_KO_REFERENCE, or where build.py puts it."""
    built = Path(os.environ.get("MICROGRAD_KO_REFERENCE", ROOT / "build" / "reference")).resolve()
    if not (built / "en" / "index.html").is_file():
        required("reference", "the reference is not built: python examples/reference/build.py")
    return built
