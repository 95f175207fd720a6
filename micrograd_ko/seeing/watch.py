"""watch: 노드가 만들어질 때마다 말해 준다.

Tell of each node as it is built, one line for each: what it is called, how it was made, its value.
In a notebook the nodes of a cell are told of when it ends: by then variables hold them, and lend
them their names.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from ..engine import (
    DEFAULT,
    MODE,
    Node,
    label_names,
    magnitude,
    number,
    numbers_of,
    shape_of,
    shape_text,
)
from ..messages import text
from ..naming import names_of
from .passes import forward_step

__all__ = ["TOLD", "Gathering", "Watch", "narration", "watch"]

Tell = Callable[[Node], Any]
TOLD = 20  # nodes of one statement or cell that are told of


class Watch:
    """지켜보는 중. stop()이나 with 블록의 끝에서 멈춘다.

    Tell of the nodes that come to be, until :meth:`stop` or the end of a block.

    Attributes:
        stopped: it tells no more.
        before: of a watch with a block: what was told before, and will be again.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self.stopped = False
        mode = MODE.get() or DEFAULT
        self._found: Tell | None = mode.on_node
        self.before: Tell | None = None  # without a block it takes the place of the one before
        MODE.set(mode._replace(on_node=self))

    def __call__(self, node: Node) -> None:
        # in a copy of the context, such as a cell with await, or in a block that put it back
        if self.stopped:
            self.stop()
            return
        mode = MODE.get() or DEFAULT
        MODE.set(mode._replace(on_node=None))  # what is told may compute with nodes, too
        try:
            self._tell(node)
        finally:
            MODE.set(mode)

    @property
    def on(self) -> bool:
        """지금도 지켜보는가. Tell whether it is still telling."""
        return not self.stopped and (MODE.get() or DEFAULT).on_node is self

    def stop(self) -> None:
        """그만 본다; 두 번 불러도 된다. Stop telling; once is enough, twice does no harm."""
        self.stopped = True
        mode = MODE.get() or DEFAULT
        watching = mode.on_node
        while isinstance(watching, Watch) and watching.stopped:
            watching = watching.before
        mode = mode._replace(on_node=watching)
        MODE.set(None if mode == DEFAULT else mode)

    def __enter__(self) -> Watch:
        self.before = self._found
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return text("watch.on" if self.on else "watch.off")


def watch(tell: Tell | None = None) -> Watch:
    """이제부터 만드는 노드를 하나씩 말해 준다. 멈추려면 .stop()

    Tell of every node that this thread or async task makes from now on, until ``.stop()`` or the
    end of a block, such as ``with scope(...):``, that it began in; or for a while: ``with
    watch():``. A new watch takes the place of the one that is on; after a with block that one goes
    on. Constants are not told of, nor what is computed under ``no_grad``.

    Args:
        tell: what to do with each new node; by default its :func:`narration` is printed. In IPython
            and Jupyter it is printed when the cell ends, for the first 20 nodes of the cell, and
            nodes that a variable holds are labelled with its name; see :func:`label_names`.

    >>> from micrograd_ko import Value
    >>> with watch():
    ...     x = Value(2.0, "x")
    ...     y = (3 * x).tanh() + 1
    x = 2.0000
    3·x = 3.0000·2.0000 = 6.0000
    tanh(3·x) = tanh(6.0000) = 1.0000
    tanh(3·x) + 1 = 1.0000 + 1.0000 = 2.0000
    """
    if tell is None:
        shell = _ipython()
        tell = _print if shell is None else _gathering_of(shell).collect
    return Watch(tell)


def _print(node: Node) -> None:
    print(narration(node))


class Gathering:
    """만든 노드를 모았다가 변수의 이름으로 말한다.

    Gather new nodes, to tell of them after the statement or cell, when variables hold them.

    >>> from micrograd_ko import Value
    >>> gathering = Gathering()
    >>> with watch(gathering.collect):
    ...     a = Value(3.0)
    ...     b = a * 2
    >>> gathering.tell({"a": a, "b": b})  # now that they have names
    a = 3.0000
    b = a·2 = 3.0000·2.0000 = 6.0000
    """

    def __init__(self) -> None:
        self._nodes: list[Node] = []
        self._more = 0

    def collect(self, node: Node) -> None:
        """이 노드를 나중에 말한다.

        Tell of this node later, or count it where there are too many.
        """
        if len(self._nodes) < TOLD:
            self._nodes.append(node)
        else:
            self._more += 1

    def tell(self, namespace: Mapping[str, Any]) -> None:
        """변수 이름을 붙이고, 모은 노드를 말하고, 잊는다.

        Label by variables, tell of the nodes there are, and forget them.
        """
        label_names(namespace)
        nodes, more = self._nodes, self._more
        self._nodes, self._more = [], 0
        for node in nodes:
            _print(node)
        if more:
            print(text("repl.more", count=more))

    def tell_after_cells(self, shell: Any) -> None:
        """IPython의 칸이 끝날 때마다 말한다. Tell whenever a cell of that IPython ends."""
        shell.events.register("post_run_cell", lambda result: self.tell(shell.user_ns))


class _CellGathering(Gathering):
    """사용자의 watch()가 모으는 것. 모은 것이 없으면 이름도 붙이지 않는다.

    Gather for the watches that a user starts: when none is on, variables are let alone.
    """

    def tell(self, namespace: Mapping[str, Any]) -> None:
        if self._nodes:
            super().tell(namespace)


# one for each IPython, however often watch() is called
_gatherings: WeakKeyDictionary[Any, Gathering] = WeakKeyDictionary()


def _gathering_of(shell: Any) -> Gathering:
    if shell not in _gatherings:
        _gatherings[shell] = _CellGathering()
        _gatherings[shell].tell_after_cells(shell)
    return _gatherings[shell]


def _ipython() -> Any:
    """돌고 있는 IPython, 없으면 None. Find the IPython that this runs in, without importing it."""
    module = sys.modules.get("IPython")
    return None if module is None else module.get_ipython()


def narration(node: Node) -> str:
    """노드가 어떻게 만들어졌는지 한 줄로. Say in one line how a node was made.

    >>> from micrograd_ko import Value
    >>> print(narration(Value(3.0, "x") * 2))
    x·2 = 3.0000·2.0000 = 6.0000
    """
    if node.op is None:
        shape = shape_of(node.data)
        words = {
            "equation": node.label or type(node).__name__,
            "shape": shape_text(shape),
            "value": number(magnitude(node.data)),
        }
        return text("step.forward.array" if shape else "step.forward", **words)
    names, formulas = names_of(_near(node), numbers_of)
    return str(forward_step(node, str(names[node]) if node.label else "", formulas[node]))


def _near(node: Node) -> list[Node]:
    """이름을 지을 만큼 가까운 조상, 부모부터.

    List what is near enough to name a node by, parents first: the graph may be deep.
    """
    levels = [[node]]
    for _ in range(3):
        levels.append([parent for child in levels[-1] for parent in child.parents])
    return list(dict.fromkeys(other for level in reversed(levels) for other in level))
