"""지금 켜진 것: no_grad, 구역, 지켜보기, 기록. 스레드와 비동기 작업마다 따로.

Hold what is switched on now, for each thread and each async task apart: no_grad, anomaly detection,
scopes, watching, recording. A listener is told what a graph does not tell by itself and a replay
must know: comparisons of nodes, which a branch may go by; numbers that left the graph; arrays drawn
at random; numbers that a layer follows. Where nobody records, a node whose numbers were chosen by
remembers it, in words (:attr:`micrograd_ko.engine.graph.About.taken`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, ContextDecorator
from contextvars import ContextVar, Token
from typing import Any, NamedTuple

import numpy as np

from ..arguments import shown
from ..errors import NotANumberError, OpError, ScopeError
from ..lines import users_frame
from .graph import BLANK, KINDS, About, Node, checked_label, figure

__all__ = [
    "DEFAULT",
    "MODE",
    "Comparisons",
    "Mode",
    "Readings",
    "Switch",
    "anomalies_wanted",
    "at_scope",
    "compared",
    "complete_leaf",
    "current_scope",
    "default_modes",
    "detect_anomaly",
    "drawn",
    "ensured",
    "frozen",
    "gathering",
    "no_grad",
    "observed",
    "read",
    "reading",
    "scope",
    "taken",
]


def _no_assignment(node: Node, index: Any, value: Any) -> None:
    raise OpError("tensor.assign")


class Mode(NamedTuple):
    """지금 켜진 것들. Hold what is switched on now; None in its place means nothing is."""

    grad_enabled: bool = True
    anomaly: bool = False
    about: About = BLANK  # of the nodes that are made now: their scope
    on_node: Callable[[Node], Any] | None = None  # is told of each new node
    sealed: bool = False  # not even a leaf may become a mere array
    listener: Any = None  # a Capture: is told what a replay could not know from the graph
    assign: Callable[[Any, Any, Any], None] = _no_assignment  # node[index] = value


MODE: ContextVar[Mode | None] = ContextVar("mode", default=None)


class Switch(ContextDecorator):
    """모드를 잠깐 바꾼다: with와 데코레이터.

    Changes the mode for a while, as a context manager and as a decorator.
    """

    def __init__(self, change: Callable[[Mode], Mode | None]) -> None:
        self._change, self._tokens = change, list[Token[Mode | None]]()

    def _recreate_cm(self) -> Switch:
        # a decorated function may call itself, or run in several threads
        return Switch(self._change)

    def __enter__(self) -> None:
        self._tokens.append(MODE.set(self._change(MODE.get() or DEFAULT)))

    def __exit__(self, *raised: object) -> None:
        MODE.reset(self._tokens.pop())


DEFAULT = Mode()


def default_modes() -> AbstractContextManager[None]:
    """이 안에서는 모든 모드가 꺼진다.

    Switch every mode off in here: what is computed for its own sake is not watched.
    """
    return Switch(lambda mode: None)


def no_grad() -> AbstractContextManager[None]:
    """이 안에서는 연산을 기록하지 않는다: 결과는 상수다.

    Record nothing in here: results are constants, without parents and without gradient. And
    ``p -= 0.1 * p.grad`` changes the leaf `p` in place. A context manager, and a decorator.

    >>> from micrograd_ko import Value
    >>> w = Value(3.0, "w")
    >>> (w * w).backward()
    >>> with no_grad():
    ...     w -= 0.1 * w.grad  # w itself moves; anywhere else this makes a new node
    >>> round(w.data, 3), w.parents
    (2.4, ())
    """
    return Switch(lambda mode: mode._replace(grad_enabled=False))


def detect_anomaly() -> AbstractContextManager[None]:
    """처음 생긴 nan이나 inf를 오류로 알린다.

    Turn the first nan or inf, forward or backward, into an AnomalyError that names the node,
    the op, its inputs and the usual cause. So is ``.data`` that was changed between the forward
    pass and backward(), which carries out every op again to see it. A failed backward() leaves
    every gradient as it was.

    >>> from micrograd_ko import Value
    >>> with detect_anomaly():
    ...     Value(-1.0, "x").log() * 2
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.AnomalyError: ...nan...: log(x=-1). ...
    """
    return Switch(lambda mode: mode._replace(anomaly=True))


def anomalies_wanted() -> bool:
    """detect_anomaly() 안인가. Tell whether we are under detect_anomaly()."""
    return (MODE.get() or Mode()).anomaly


def scope(name: str) -> AbstractContextManager[None]:
    """이 안에서 만든 노드를 한 구역으로 묶어 그린다: ``with scope("layer 1"):``

    Draw what is made in here as one group. Scopes nest; the same name at the same place is
    the same group.

    Raises:
        ScopeError: `name` is not text, or empty.

    >>> from micrograd_ko import Value
    >>> with scope("layer 1"), scope("neuron 2"):
    ...     z = Value(2.0, "x") * 3
    >>> z.parents[0].scope
    ('layer 1', 'neuron 2')
    """
    if not isinstance(name, str) or not name.strip():
        raise ScopeError("scope.name", got=shown(name))
    return Switch(lambda mode: mode._replace(about=About(scope=(*mode.about.scope, name))))


def current_scope() -> tuple[str, ...]:
    """지금 있는 구역. Return the path of the scope that nodes are made in now."""
    return (MODE.get() or DEFAULT).about.scope


def at_scope(path: tuple[str, ...]) -> AbstractContextManager[None]:
    """바깥 구역과 상관없이 바로 그 구역에서.

    Make nodes in the scope at `path`, whatever scope this is called in.
    """
    return Switch(lambda mode: mode._replace(about=About(scope=path)))


def complete_leaf(leaf: Node, label: str, kind: str | None) -> None:
    """새 잎에 이름과 종류를 붙인다, 살펴서.

    Give a new leaf its label and kind, checked, and the scope it is made in.
    """
    if kind is not None and kind not in KINDS:
        raise NotANumberError("value.kind", given=kind, options=", ".join(KINDS))
    mode = MODE.get() or DEFAULT
    leaf._about = About(checked_label(label) if label else "", mode.about.scope, kind)
    if mode.on_node is not None and kind != "constant":
        mode.on_node(leaf)


# ── what the graph does not tell ──


def compared(name: str, a: Any, b: Any, outcome: Any) -> Any:
    """비교의 결과를 돌려준다.

    Return the outcome of a comparison of nodes; a replay makes sure that it stays so. A listener
    may give something of its own in place of the outcome, to follow what becomes of it.
    """
    mode = MODE.get()
    if mode is not None and mode.listener is not None:
        if isinstance(a, Node) or isinstance(b, Node):
            told = mode.listener.compared(name, a, b, outcome)
            return outcome if told is None else told
        return outcome
    for node in (a, b):
        if _forgetful(node):
            _mark(node, f"{_called(a)} {name} {_called(b)}")
    return outcome


def taken(node: Any, function: Callable[[Any], Any], outcome: Any, what: str) -> Any:
    """노드의 수로 고른 것을 돌려준다.

    Return the outcome of what goes by a node's numbers and may choose a branch or a place: int,
    argmax, sign. It is `function` of the numbers, and a replay makes sure that it stays so.

    Args:
        what: in words, with {} for the node: "int({})".
    """
    if not _told(node, function, outcome) and _forgetful(node):
        _mark(node, what.format(_called(node)))
    return outcome


def read(node: Node, function: Callable[[Any], Any], outcome: Any) -> Any:
    """읽기만 한 수: 기록할 때만 알린다.

    Tell a listener of a number that was only read, as by float(); it is not remembered.
    """
    _told(node, function, outcome)
    return outcome


def ensured(node: Node, function: Callable[[Any], bool]) -> None:
    """수가 갖추어야 할 것.

    Tell a listener what a layer demands of a node's numbers, which hold it now: where they do not
    in a replay, the layer is called once more, and says so.
    """
    mode = MODE.get()
    getattr(None if mode is None else mode.listener, "ensured", _nothing)(node, function)


def frozen(node: Node, what: str) -> None:
    """그래프만으로는 되풀이할 수 없는 것.

    Remember of a node what a replay of the bare graph could not do again: draw, follow.
    """
    if not node._about.taken:
        _mark(node, what)


def _told(node: Any, function: Callable[[Any], Any], outcome: Any) -> bool:
    """기록하는 이가 있으면 알린다. Tell the listener, if one listens."""
    mode = MODE.get()
    tell = None if mode is None else getattr(mode.listener, "taken", None)
    if tell is None or not isinstance(node, Node):
        return False
    tell(node, function, outcome)
    return True


def _forgetful(x: Any) -> bool:
    """적어 둘 노드인가.

    Tell whether x is a node that has nothing written down yet. A constant's numbers never change:
    it needs nothing.
    """
    return isinstance(x, Node) and not x._about.taken and x._about.kind != "constant"


def _mark(node: Node, what: str) -> None:
    """처음 것만, 글로: 노드를 가리키면 고리가 생긴다.

    Only the first, and in words: a reference to a node could make a cycle.
    """
    node._about = node._about._replace(taken=f"{what} ({users_frame().line})")


def _called(x: Any) -> str:
    return x.name if isinstance(x, Node) else figure(x)


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


def drawn(draw: Callable[[], Any], source: np.random.Generator) -> Any:
    """그때그때 새로 뽑는 상수.

    Make a constant array with `draw`, by numbers from `source`; each replay draws anew.
    """
    mode = MODE.get()
    if mode is None or mode.listener is None:
        return np.asarray(draw())
    return mode.listener.drawn(lambda: np.asarray(draw()), source)


def observed(update: Callable[..., Any], *nodes: Node) -> None:
    """순전파마다 노드의 수를 알린다.

    Call `update` with the nodes' numbers, now and in each replay.
    """
    mode = MODE.get()
    if mode is None or mode.listener is None:
        update(*(node.data for node in nodes))
        for node in nodes:
            frozen(node, getattr(update, "__qualname__", "observed"))
    else:
        mode.listener.observed(nodes, update)
