"""지금 켜진 것: no_grad, 구역, 지켜보기, 기록. 스레드와 비동기 작업마다 따로.

Hold what is switched on now, for each thread and each async task apart: no_grad, anomaly detection,
scopes, watching, recording. A listener is told what a graph does not tell by itself and a replay
must know: comparisons of nodes, which a branch may go by; numbers that left the graph; and what
:mod:`micrograd_ko.engine.listening` has. Where nobody records, a node whose numbers were chosen by
remembers it, in words (:attr:`micrograd_ko.engine.graph.About.taken`).
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ContextDecorator, aclosing, suppress
from contextvars import ContextVar
from functools import wraps
from inspect import (
    CO_ASYNC_GENERATOR,
    CO_GENERATOR,
    isasyncgenfunction,
    iscoroutinefunction,
    isgeneratorfunction,
)
from types import FrameType
from typing import Any, NamedTuple

from ..arguments import shown
from ..errors import NotANumberError, OpError, ScopeError
from .graph import BLANK, KINDS, About, Node, checked_label, figure

__all__ = [
    "DEFAULT",
    "MODE",
    "Mode",
    "Switch",
    "anomalies_wanted",
    "at_scope",
    "compared",
    "complete",
    "complete_leaf",
    "current",
    "current_scope",
    "default_modes",
    "detect_anomaly",
    "frozen",
    "no_grad",
    "read",
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
    steps: tuple[Step, ...] = ()  # what generators have changed: each holds while its own runs


class Step(NamedTuple):
    """제너레이터가 바꾼 것. A change of the mode that was made within a generator."""

    frame: FrameType
    change: Callable[[Mode], Mode | None]

    @property
    def running(self) -> bool:
        """지금 돌고 있는가. Tell whether the generator runs: nobody called one that waits."""
        return self.frame.f_back is not None


DEFAULT = Mode()
MODE: ContextVar[Mode | None] = ContextVar("mode", default=None)


def current() -> Mode | None:
    """지금의 모드: 제너레이터가 바꾼 것은 그것이 도는 동안만.

    Return what is switched on now, None for nothing. A generator that waits at its ``yield`` within
    ``with no_grad():`` switches nothing off for who goes on meanwhile.
    """
    mode = MODE.get()
    if mode is None or not mode.steps:
        return mode
    steps, mode = mode.steps, mode._replace(steps=())
    for step in steps:
        if step.running:
            mode = step.change(mode) or DEFAULT
    return None if mode == DEFAULT else mode


def _holder(frame: FrameType) -> FrameType:
    """with를 쓴 프레임.

    Find whose ``with`` it is, which `frame` has entered: of a generator that @contextmanager has
    made a context manager, who uses that one.
    """
    while (
        (_of_contextlib(frame) or _is_generator(frame))
        and (above := frame.f_back) is not None
        and (_of_contextlib(frame) or _of_contextlib(above))
    ):
        frame = above
    return frame


def _of_contextlib(frame: FrameType) -> bool:
    return frame.f_globals.get("__name__") == "contextlib"


def _is_generator(frame: FrameType) -> bool:
    return frame.f_code.co_flags & GENERATORS != 0


GENERATORS = CO_GENERATOR | CO_ASYNC_GENERATOR


class Switch(ContextDecorator):
    """모드를 잠깐 바꾼다: with와 데코레이터.

    Changes the mode for a while, as a context manager and as a decorator. Within a generator it
    holds while the generator runs.
    """

    def __init__(self, change: Callable[[Mode], Mode | None]) -> None:
        self._change = change
        self._entered = list[tuple[Mode, tuple[Step, ...], Step | None]]()

    def _recreate_cm(self) -> Switch:
        # a decorated function may call itself, or run in several threads
        return Switch(self._change)

    def __call__(self, function: Any) -> Any:
        """꾸민 함수 안에서는 모드가 바뀐다, 제너레이터와 async 함수도.

        Change the mode while the decorated function runs: at each step of a generator, and in an
        asynchronous function, too.
        """

        def each_step(*args: Any, **options: Any) -> Any:
            with self._recreate_cm():
                return (yield from function(*args, **options))

        async def awaited(*args: Any, **options: Any) -> Any:
            with self._recreate_cm():
                return await function(*args, **options)

        async def each_item(*args: Any, **options: Any) -> Any:
            with self._recreate_cm():
                async with aclosing(function(*args, **options)) as items:
                    sent = None
                    with suppress(StopAsyncIteration):
                        while True:
                            sent = yield await items.asend(sent)

        if isgeneratorfunction(function):
            return wraps(function)(each_step)
        if iscoroutinefunction(function):
            return wraps(function)(awaited)
        if isasyncgenfunction(function):
            return wraps(function)(each_item)
        return super().__call__(function)

    def __enter__(self) -> None:
        before, frame = MODE.get() or DEFAULT, _holder(sys._getframe(1))
        if _is_generator(frame):
            step = Step(frame, self._change)
            self._entered.append((before, (), step))
            _switch(before, (*before.steps, step))
            return
        # The generators that run cannot stop within this block. Those that wait may go on in it, or
        # end: their steps stay in sight.
        running = tuple([step for step in before.steps if step.running])
        self._entered.append((before, running, None))
        waiting = tuple([step for step in before.steps if not step.running])
        _switch(self._change(current() or DEFAULT) or DEFAULT, waiting)

    def __exit__(self, *raised: object) -> None:
        before, running, own = self._entered.pop()
        now = MODE.get() or DEFAULT
        if own is None:
            _switch(before, running + now.steps)
        else:
            _switch(now, tuple([step for step in now.steps if step is not own]))


def _switch(mode: Mode, steps: tuple[Step, ...]) -> None:
    if mode.steps != steps:
        mode = mode._replace(steps=steps)
    MODE.set(None if mode == DEFAULT else mode)


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
    return (current() or DEFAULT).anomaly


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
    return (current() or DEFAULT).about.scope


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
    mode = current() or DEFAULT
    leaf._about = About(checked_label(label) if label else "", mode.about.scope, kind)
    if mode.on_node is not None and kind != "constant":
        mode.on_node(leaf)


def complete(node: Node, *, broken: bool) -> None:
    """드문 경우: 유한하지 않을지 모르는 결과, 켜진 모드.

    Do what is rare for a new node: tell of a result that is not finite, heed the modes that are on.
    """
    mode = current() or DEFAULT
    node._about = mode.about
    if broken or mode.anomaly:
        from .anomaly import report_forward

        report_forward(node)
    if not mode.grad_enabled:
        if mode.listener is not None:
            mode.listener.detached(node)  # a replay computes it anew
        node.op = node._a = node._b = None
        node._about = mode.about._replace(kind="constant")
    elif mode.on_node is not None:
        mode.on_node(node)


# ── what the graph does not tell ──


def compared(name: str, a: Any, b: Any, outcome: Any) -> Any:
    """비교의 결과를 돌려준다.

    Return the outcome of a comparison of nodes; a replay makes sure that it stays so. A listener
    may give something of its own in place of the outcome, to follow what becomes of it.
    """
    mode = current()
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


def frozen(node: Node, what: str) -> None:
    """그래프만으로는 되풀이할 수 없는 것.

    Remember of a node what a replay of the bare graph could not do again: draw, follow.
    """
    if not node._about.taken:
        _mark(node, what)


def _told(node: Any, function: Callable[[Any], Any], outcome: Any) -> bool:
    """기록하는 이가 있으면 알린다. Tell the listener, if one listens."""
    mode = current()
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
    from ..lines import users_frame

    node._about = node._about._replace(taken=f"{what} ({users_frame().line})")


def _called(x: Any) -> str:
    return x.name if isinstance(x, Node) else figure(x)
