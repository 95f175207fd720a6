"""예전 모듈 이름: 옮겨 간 곳을 알려 준다.

Keep the names that modules had before they moved into rooms: old pickles hold them, and old code
imports them. Such a module has nothing of its own and hands on what its successors hold.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any

__all__ = ["MOVED", "install"]

# Where each module of micrograd_ko went: into a room, with its name,
INTO = {
    "engine": "anomaly arrays backward border misnamed notation numpy_functions value",
    "seeing": "earlier watch",
    "checking": "check derivatives differences projection",
    "diagnosing": "diagnosis findings nudging",
    "diagnosing.wrong": "mistakes search",
    "data": "batches csv_columns csv_images readers",
    "nn": "module",
    "commands": "cli",
}
# or to several files, in which what it held is looked for in this order.
MOVED = {name: (f"{room}.{name}",) for room, names in INTO.items() for name in names.split()} | {
    "ops": ("engine.ops", "engine.row", "engine.rule_words"),
    "array_ops": ("engine.array_ops", "engine.array_row", "engine.array_rule_words"),
    "graph": ("engine.graph", "engine.modes", "engine.listening", "arguments"),
    "choices": ("engine.modes", "engine.listening"),
    "operators": ("engine.operators", "arguments"),
    "expand": ("engine.expanding",),
    "engine.expand": ("engine.expanding",),
    "symbols": ("engine.symbols", "engine.formulas"),
    "tensor": ("engine.tensor", "engine.arrays"),
    "explain": ("seeing.explain", "seeing.orders", "seeing.paths"),
    "steps": ("seeing.steps", "seeing.passes", "seeing.stepper"),
    "handwritten": ("diagnosing.handwritten", "diagnosing.parameters", "diagnosing.following"),
    "tracing": ("diagnosing.traces.trace", "diagnosing.following", "diagnosing.traces.places"),
    "recognition": (
        "diagnosing.traces.units",
        "diagnosing.traces.scales",
        "diagnosing.traces.parts",
        "diagnosing.traces.case",
    ),
    "mutations": (
        "diagnosing.wrong.operands",
        "diagnosing.wrong.derivatives",
        "diagnosing.wrong.sums",
    ),
    "guards": ("diagnosing.traces.epsilons",),
    "measure": ("messages.widths",),
}


class _Former(ModuleType):
    """옮겨 간 모듈. Stand for a module that moved."""

    def __init__(self, package: str, name: str, successors: tuple[str, ...]) -> None:
        super().__init__(f"{package}.{name}")
        self._successors = [f"{package}.{successor}" for successor in successors]

    def __getattr__(self, name: str) -> Any:
        # what walks over all modules asks for these, and must not load anything
        if name.startswith("__"):
            raise AttributeError(name)
        for successor in self._successors:
            module = import_module(successor)
            if hasattr(module, name):
                return getattr(module, name)
        raise AttributeError(
            f"module {self.__name__!r} moved to {', '.join(self._successors)}, which has no "
            f"{name!r}"
        )


def install(package: str, moved: Mapping[str, tuple[str, ...]]) -> None:
    """예전 이름으로도 찾게 한다.

    Let Python find the former names of a package's modules. They stand in ``sys.modules`` from the
    start: to import one then does not put a module in the place of a function of the package that
    has the same name, as ``explain``.
    """
    for name, successors in moved.items():
        sys.modules.setdefault(f"{package}.{name}", _Former(package, name, successors))
