"""그래프만 보아서는 모를 것: 비교, 뽑은 수, 따라가는 수.

What a graph does not tell by itself, and a replay must know: comparisons of nodes, which a branch may
go by; arrays drawn at random; and numbers that a layer follows. Nobody listens but while a function
is recorded, or a gradient is made as a graph.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from .graph import MODE, Node, Switch

__all__ = ["Comparisons", "compared", "drawn", "gathering", "observed"]


def compared(name: str, a: Any, b: Any, outcome: Any) -> Any:
    """비교의 결과를 돌려준다. The outcome of a comparison of nodes, as it is; a replay makes sure that it stays so."""
    mode = MODE.get()
    if mode is not None and mode.recorder is not None and (isinstance(a, Node) or isinstance(b, Node)):
        mode.recorder.compared(name, a, b, outcome)
    return outcome


class Comparisons(list[tuple[Any, ...]]):
    """비교를 모은다. Gathers comparisons: (name, a, b, outcome) each."""

    def compared(self, *comparison: Any) -> None:
        """비교 하나를 더한다. Add a comparison."""
        self.append(comparison)

    def detached(self, node: Node) -> None:
        """상수가 된 결과. A result that became a constant: nothing to gather."""


def gathering(found: Comparisons) -> AbstractContextManager[None]:
    """이 안에서 한 비교를 found에 모은다. Gather the comparisons that are taken in here."""
    return Switch(lambda mode: mode._replace(recorder=found))


def drawn(draw: Callable[[], Any]) -> Any:
    """그때그때 새로 뽑는 상수. A constant that `draw` makes, an array; each replay draws anew."""
    mode = MODE.get()
    return draw() if mode is None or mode.recorder is None else mode.recorder.drawn(draw)


def observed(update: Callable[..., Any], *nodes: Node) -> None:
    """순전파마다 노드의 수를 알린다. Call `update` with the nodes' numbers, now and in each replay."""
    mode = MODE.get()
    if mode is None or mode.recorder is None:
        update(*(node.data for node in nodes))
    else:
        mode.recorder.observed(nodes, update)
