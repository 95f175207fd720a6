"""그래프만 보아서는 모를 것: 비교, 그래프를 떠난 수, 뽑은 수, 따라가는 수.

What a graph does not tell by itself, and a replay must know: comparisons of nodes, which a branch may
go by; numbers that left the graph; arrays drawn at random; and numbers that a layer follows. A recorder
is told of them while a function is recorded, or a gradient is made as a graph. Elsewhere a node whose
numbers were chosen by remembers it, in words (:attr:`micrograd_ko.graph.About.taken`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from .errors import users_frame
from .graph import MODE, Node, Switch, figure

__all__ = ["Comparisons", "Readings", "compared", "drawn", "frozen", "gathering", "observed", "read", "reading", "taken"]


def compared(name: str, a: Any, b: Any, outcome: Any) -> Any:
    """비교의 결과를 돌려준다. The outcome of a comparison of nodes, as it is; a replay makes sure that it stays so."""
    mode = MODE.get()
    if mode is not None and mode.recorder is not None:
        if isinstance(a, Node) or isinstance(b, Node):
            mode.recorder.compared(name, a, b, outcome)
        return outcome
    for node in (a, b):
        if _forgetful(node):
            _mark(node, f"{_called(a)} {name} {_called(b)}")
    return outcome


def taken(node: Any, function: Callable[[Any], Any], outcome: Any, what: str) -> Any:
    """노드의 수로 고른 것을 돌려준다.

    The outcome of what goes by a node's numbers and may choose a branch or a place: int, argmax, sign.
    It is `function` of the numbers, and a replay makes sure that it stays so.

    Args:
        what: in words, with {} for the node: "int({})".
    """
    if not _told(node, function, outcome) and _forgetful(node):
        _mark(node, what.format(_called(node)))
    return outcome


def read(node: Node, function: Callable[[Any], Any], outcome: Any) -> Any:
    """읽기만 한 수: 기록할 때만 알린다. A number that was only read, as by float(): told to a recorder, and not remembered."""
    _told(node, function, outcome)
    return outcome


def frozen(node: Node, what: str) -> None:
    """그래프만으로는 되풀이할 수 없는 것. Remember of a node what a replay of the bare graph could not do again: draw, follow."""
    if not node._about.taken:
        _mark(node, what)


def _told(node: Any, function: Callable[[Any], Any], outcome: Any) -> bool:
    """기록하는 이가 있으면 알린다. Tell the recorder, if one listens."""
    mode = MODE.get()
    tell = None if mode is None else getattr(mode.recorder, "taken", None)
    if tell is None or not isinstance(node, Node):
        return False
    tell(node, function, outcome)
    return True


def _forgetful(x: Any) -> bool:
    """적어 둘 노드인가. Is x a node that has nothing written down yet? A constant's numbers never change: it needs nothing."""
    return isinstance(x, Node) and not x._about.taken and x._about.kind != "constant"


def _mark(node: Node, what: str) -> None:
    """처음 것만, 글로: 노드를 가리키면 고리가 생긴다. Only the first, and in words: a reference to a node could make a cycle."""
    node._about = node._about._replace(taken=f"{what} ({users_frame().line})")


def _called(x: Any) -> str:
    return x.name if isinstance(x, Node) else figure(x)


class Comparisons(list[tuple[Any, ...]]):
    """비교를 모은다. Gathers comparisons: (name, a, b, outcome) each."""

    def compared(self, *comparison: Any) -> None:
        """비교 하나를 더한다. Add a comparison."""
        self.append(comparison)

    def detached(self, node: Node) -> None:
        """상수가 된 결과. A result that became a constant: nothing to gather."""

    def taken(self, *reading: Any) -> None:
        """규칙은 수를 꺼내지 않는다. A rule that takes a number out of the graph chooses nothing that a replay could check."""


def gathering(found: Comparisons) -> AbstractContextManager[None]:
    """이 안에서 한 비교를 found에 모은다. Gather the comparisons that are taken in here."""
    return Switch(lambda mode: mode._replace(recorder=found))


class Readings:
    """그래프를 떠난 수를 모은다.

    Gathers what was read as a plain number while it is the recorder, by the user's line; an outer recorder is told of
    everything as well.

    Args:
        names: what to call a node, where that is not its own name.
        found: for each line, ``file.py:12``, the name of the first node that was read there.
    """

    def __init__(self, names: Mapping[Node, str], found: dict[str, str], outer: Any = None) -> None:
        self.names, self.found, self.outer = names, found, outer

    def taken(self, node: Node, function: Callable[[Any], Any], outcome: Any) -> None:
        """수를 적어 둔다. Note a reading: a float, as whole numbers and signs have no gradient to lose."""
        if type(outcome) is float:
            self.found.setdefault(users_frame().line, self.names.get(node) or node.name)
        getattr(self.outer, "taken", _nothing)(node, function, outcome)

    def compared(self, *comparison: Any) -> None:
        """비교는 넘긴다. A comparison loses no gradient: it is only handed on."""
        getattr(self.outer, "compared", _nothing)(*comparison)

    def drawn(self, draw: Callable[[], Any], source: np.random.Generator) -> Any:
        """뽑는 일은 넘긴다. Drawing is handed on."""
        return draw() if self.outer is None else self.outer.drawn(draw, source)

    def observed(self, nodes: tuple[Node, ...], update: Callable[..., Any]) -> None:
        """따라가는 일은 넘긴다. Following is handed on."""
        if self.outer is None:
            update(*(node.data for node in nodes))
        else:
            self.outer.observed(nodes, update)

    def detached(self, node: Node) -> None:
        """상수가 된 결과는 넘긴다. A result that became a constant is handed on."""
        getattr(self.outer, "detached", _nothing)(node)


def _nothing(*told: Any) -> None:
    """듣는 이가 없다. Nobody listens."""


def reading(names: Mapping[Node, str], found: dict[str, str]) -> AbstractContextManager[None]:
    """이 안에서 그냥 수로 읽은 것을 found에 모은다. Gather what is read as a plain number in here; see :class:`Readings`."""
    return Switch(lambda mode: mode._replace(recorder=Readings(names, found, mode.recorder)))


def drawn(draw: Callable[[], Any], source: np.random.Generator) -> Any:
    """그때그때 새로 뽑는 상수. A constant array that `draw` makes by numbers from `source`; each replay draws anew."""
    mode = MODE.get()
    if mode is None or mode.recorder is None:
        return np.asarray(draw())
    return mode.recorder.drawn(lambda: np.asarray(draw()), source)


def observed(update: Callable[..., Any], *nodes: Node) -> None:
    """순전파마다 노드의 수를 알린다. Call `update` with the nodes' numbers, now and in each replay."""
    mode = MODE.get()
    if mode is None or mode.recorder is None:
        update(*(node.data for node in nodes))
        for node in nodes:
            frozen(node, getattr(update, "__qualname__", "observed"))
    else:
        mode.recorder.observed(nodes, update)
