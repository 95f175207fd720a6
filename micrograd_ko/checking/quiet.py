"""조용히: 움직여 본 값은 아무도 묻지 않았다.

Work quietly: nobody asked for nudged values.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from ..engine import default_modes

__all__ = ["quiet"]


@contextmanager
def quiet() -> Iterator[None]:
    """모드도 경고도 없이. Work without modes and without warnings; the report says what matters."""
    with default_modes(), np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
