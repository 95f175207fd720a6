"""Hypothesis가 뽑을 수 있는 타입: ``st.from_type(Value)``.

Tell Hypothesis how Values and Tensors are drawn, so that ``st.from_type(Value)`` and annotations
under ``@given(...)`` find them. Hypothesis asks for it by its entry point (see
``_micrograd_ko_plugins.py``) where it is imported after this package; where it was there before,
the package does it when it is imported. Only what is drawn loads the strategies.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any

from .engine import Node, Tensor, Value

__all__ = ["register"]


def register() -> None:
    """Hypothesis가 있으면 알린다.

    Tell Hypothesis, if it is in use and reads plugins at all (HYPOTHESIS_NO_PLUGINS).
    """
    if sys.modules.get("hypothesis") is None or os.environ.get("HYPOTHESIS_NO_PLUGINS"):
        return
    from hypothesis.strategies import register_type_strategy

    register_type_strategy(Value, lambda kind: _strategies().values())
    register_type_strategy(Tensor, lambda kind: _strategies().tensors())
    register_type_strategy(Node, lambda kind: _strategies().values() | _strategies().tensors())


def _strategies() -> Any:
    return import_module(".strategies", __package__)
