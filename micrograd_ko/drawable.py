"""Hypothesis가 뽑을 수 있는 타입: ``st.from_type(Value)``.

Tell Hypothesis how Values and Tensors are drawn, so that ``st.from_type(Value)`` and annotations
under ``@given(...)`` find them. Hypothesis asks for it by its entry point, at the end of its own
import, in every program that has micrograd_ko installed: so nothing of it is loaded here. A type is
made known when it comes to be, and only what is drawn loads the strategies.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from .later import when_loaded

__all__ = ["register"]


def register() -> None:
    """Hypothesis에 Value와 Tensor를 알린다.

    Tell Hypothesis of Value, Tensor and Node, each once it is there; the entry point of the group
    `hypothesis`.
    """
    when_loaded("micrograd_ko.engine", _register_values)
    when_loaded("micrograd_ko.engine.tensor", _register_tensors)


def _register_values() -> None:
    from hypothesis.strategies import register_type_strategy

    from .engine import Node, Value

    register_type_strategy(Value, lambda kind: _strategies().values())
    register_type_strategy(Node, lambda kind: _strategies().values() | _strategies().tensors())


def _register_tensors() -> None:
    from hypothesis.strategies import register_type_strategy

    from .engine import Tensor

    register_type_strategy(Tensor, lambda kind: _strategies().tensors())


def _strategies() -> Any:
    return import_module(".strategies", __package__)
