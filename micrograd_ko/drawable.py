"""Hypothesis가 뽑을 수 있는 타입: ``st.from_type(Value)``.

Tell Hypothesis how Values and Tensors are drawn, so that ``st.from_type(Value)`` and annotations
under ``@given(...)`` find them. Hypothesis asks for it by its entry point, at the end of its own
import. Only what is drawn loads the strategies.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .engine import Node, Tensor, Value

__all__ = ["register"]


def register() -> None:
    """Hypothesis에 Value와 Tensor를 알린다.

    Tell Hypothesis of Value, Tensor and Node; the entry point of the group `hypothesis`.
    """
    from hypothesis.strategies import register_type_strategy

    register_type_strategy(Value, lambda kind: _strategies().values())
    register_type_strategy(Tensor, lambda kind: _strategies().tensors())
    register_type_strategy(Node, lambda kind: _strategies().values() | _strategies().tensors())


def _strategies() -> Any:
    return import_module(".strategies", __package__)
