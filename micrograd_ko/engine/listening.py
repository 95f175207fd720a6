"""귀 기울이는 것: 규칙의 비교, 그래프를 떠난 수, 새로 뽑는 수.

Listen, and tell listeners, of what a graph does not tell by itself: gather the comparisons that
rules make and the numbers that leave the graph (:func:`gathering`, :func:`reading`); say that a
constant is drawn anew each time, that a layer demands something of its input, or follows it.
Comparisons and choices themselves are told of in :mod:`micrograd_ko.engine.modes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from ..lines import users_frame
from .graph import Node
from .modes import Switch, current, frozen

__all__ = ["Comparisons", "Readings", "drawn", "ensured", "gathering", "observed", "reading"]


class Comparisons(list[tuple[Any, ...]]):
    """비교를 모은다. Gathers comparisons: (name, a, b, outcome) each."""

    def compared(self, *comparison: Any) -> None:
        """비교 하나를 더한다. Add a comparison."""
        self.append(comparison)

    def detached(self, node: Node) -> None:
        """상수가 된 결과. Gather nothing of a result that became a constant."""

    def taken(self, *reading: Any) -> None:
        """규칙은 수를 꺼내지 않는다.

        Gather nothing: a rule that takes a number out of the graph chooses nothing to check.
        """


def gathering(found: Comparisons) -> AbstractContextManager[None]:
    """이 안에서 한 비교를 found에 모은다. Gather the comparisons that are taken in here."""
    return Switch(lambda mode: mode._replace(listener=found))


class Readings:
    """그래프를 떠난 수를 모은다.

    Gathers what was read as a plain number while it is the listener, by the user's line; an outer
    listener is told of everything as well.

    Args:
        names: what to call a node, where that is not its own name.
        found: for each line, ``file.py:12``, the name of the first node that was read there.
    """

    def __init__(self, names: Mapping[Node, str], found: dict[str, str], outer: Any = None) -> None:
        self.names, self.found, self.outer = names, found, outer

    def taken(self, node: Node, function: Callable[[Any], Any], outcome: Any) -> None:
        """수를 적어 둔다.

        Note a reading: a float, as whole numbers and signs have no gradient to lose.
        """
        if type(outcome) is float:
            self.found.setdefault(users_frame().line, self.names.get(node) or node.name)
        getattr(self.outer, "taken", _nothing)(node, function, outcome)

    def compared(self, *comparison: Any) -> None:
        """비교는 넘긴다. Hand a comparison on: it loses no gradient."""
        getattr(self.outer, "compared", _nothing)(*comparison)

    def drawn(self, draw: Callable[[], Any], source: np.random.Generator) -> Any:
        """뽑는 일은 넘긴다. Drawing is handed on."""
        return draw() if self.outer is None else self.outer.drawn(draw, source)

    def ensured(self, node: Node, function: Callable[[Any], bool]) -> None:
        """갖추어야 할 것은 넘긴다. Hand on what is demanded."""
        getattr(self.outer, "ensured", _nothing)(node, function)

    def observed(self, nodes: tuple[Node, ...], update: Callable[..., Any]) -> None:
        """따라가는 일은 넘긴다. Following is handed on."""
        if self.outer is None:
            update(*(node.data for node in nodes))
        else:
            self.outer.observed(nodes, update)

    def detached(self, node: Node) -> None:
        """상수가 된 결과는 넘긴다. Hand on a result that became a constant."""
        getattr(self.outer, "detached", _nothing)(node)


def _nothing(*told: Any) -> None:
    """듣는 이가 없다. Nobody listens."""


def reading(names: Mapping[Node, str], found: dict[str, str]) -> AbstractContextManager[None]:
    """이 안에서 보통 수로 읽은 것을 found에 모은다.

    Gather what is read as a plain number in here; see :class:`Readings`.
    """
    return Switch(lambda mode: mode._replace(listener=Readings(names, found, mode.listener)))


def ensured(node: Node, function: Callable[[Any], bool]) -> None:
    """수가 갖추어야 할 것.

    Tell a listener what a layer demands of a node's numbers, which hold it now: where they do not
    in a replay, the layer is called once more, and says so.
    """
    mode = current()
    getattr(None if mode is None else mode.listener, "ensured", _nothing)(node, function)


def drawn(draw: Callable[[], Any], source: np.random.Generator) -> Any:
    """그때그때 새로 뽑는 상수.

    Make a constant array with `draw`, by numbers from `source`; each replay draws anew.
    """
    mode = current()
    if mode is None or mode.listener is None:
        return np.asarray(draw())
    return mode.listener.drawn(lambda: np.asarray(draw()), source)


def observed(update: Callable[..., Any], *nodes: Node) -> None:
    """순전파마다 노드의 수를 알린다.

    Call `update` with the nodes' numbers, now and in each replay.
    """
    mode = current()
    if mode is None or mode.listener is None:
        update(*(node.data for node in nodes))
        for node in nodes:
            frozen(node, getattr(update, "__qualname__", "observed"))
    else:
        mode.listener.observed(nodes, update)
