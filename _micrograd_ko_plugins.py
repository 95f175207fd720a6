"""Hypothesis와 pytest가 시작하면서 읽는 것: 할 일이 있기 전에는 아무것도 가져오지 않는다.

Introduce micrograd_ko to Hypothesis and to pytest, by their entry points. Both read this file when
they start, in every project of an environment that has the package, whether it is used there or
not; so this file imports nothing. It stands beside the package since a module within could not be
read without the package and NumPy (a tenth of a second). A name of Hypothesis's or pytest's flows
in, what they ask for flows out.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["pytest_configure", "pytest_itemcollected", "register_types"]


def register_types() -> None:
    """Hypothesis에 Value와 Tensor를 알린다, 이미 쓰고 있다면.

    Tell Hypothesis of Value and Tensor if they are in use already; else the package does so itself
    when it is imported. Called at the end of ``import hypothesis``.
    """
    ours = sys.modules.get("micrograd_ko.drawable")
    if ours is not None:
        ours.register()


def pytest_configure(config: Any) -> None:
    """pytest에 표시를 알린다. Tell pytest of the mark: ``-m gradients``, ``-m "not gradients"``."""
    words = "gradients: made by micrograd_ko.testing.gradient_tests; draws inputs and nudges them"
    config.addinivalue_line("markers", words)


def pytest_itemcollected(item: Any) -> None:
    """기울기 시험에 표시를 단다. Mark what `gradient_tests` made."""
    if hasattr(getattr(item, "function", None), "tests_gradients"):
        item.add_marker("gradients")
