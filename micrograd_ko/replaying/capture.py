"""기록: 함수가 만든 그래프와, 그래프만 보아서는 모를 것들.

A capture: the graph that a function makes, and what the graph alone does not tell: comparisons
that the function took, numbers that it read, constants that it computed without a gradient, arrays
that it drew at random, and numbers that a layer follows.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from ..arguments import is_real, shown
from ..engine import Node, Op, Switch, Tensor, Value, current, topological_order
from ..errors import GraphError, NotANumberError
from ..lines import in_package, users_frame
from .state import State

__all__ = ["Capture", "Detachments", "Guard", "capture", "leaf", "listening"]

# constants that ops made of nodes: for each its op, and those nodes
Detachments = Mapping[Node, tuple[Op, tuple[Node, ...]]]

ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne,
    "==": operator.eq,
}  # fmt: skip


class Guard(NamedTuple):
    """기록할 때 그래프에서 읽은 것.

    Remember what was read off nodes while capturing, how it came out, and where.

    >>> x = Value(3.0, "x")
    >>> guard = Guard("x > 0", operator.gt, (x, 0.0), True, "file.py:1")
    >>> guard.holds(lambda node: 5.0), guard.holds(lambda node: -5.0)
    (True, False)
    """

    words: str
    function: Callable[..., Any]
    operands: tuple[Any, ...]  # nodes, or numbers
    outcome: Any
    line: str

    def holds(self, numbers: Callable[[Node], Any]) -> bool:
        """그 수들로도 같은 결과인가.

        Tell whether it comes out the same with these numbers of nodes.
        """
        now = self.function(*(numbers(x) if isinstance(x, Node) else x for x in self.operands))
        same = (now == self.outcome) | ((now != now) & (self.outcome != self.outcome))
        return bool(np.all(same))

    def __str__(self) -> str:
        return self.words


def _comparison(name: str, a: Any, b: Any, outcome: Any, line: str) -> Guard:
    # a copy: theirs may change
    operands = tuple(np.array(x) if isinstance(x, np.ndarray) else x for x in (a, b))
    return Guard(
        " ".join([_called(a), name, _called(b)]), ORDER[name], operands, np.array(outcome), line
    )


def _called(x: Any) -> str:
    return x.name if isinstance(x, Node) else shown(x)


class Draw(NamedTuple):
    """뽑은 수.

    An array that was drawn, how to draw another, and the generator that it comes from.
    """

    numbers: Any
    again: Callable[[], Any]
    source: np.random.Generator


class Capture:
    """기록된 그래프. A recorded graph, and what was noted while it was made.

    Args:
        inputs: the leaves whose numbers are given.
        root: the result, where the graph is there already.
        draws: for the function called once more: what to give out in place of drawing; then nothing
            is told to what follows numbers, either.

    >>> x = Value(3.0, "x")
    >>> found = Capture([x])
    >>> with listening(found):
    ...     found.root = x * 2 if x > 0 else -x
    >>> [str(guard) for guard in found.guards], [node.name for node in found.order]
    (['x > 0'], ['x', '2', 'mul(x=3, 2)'])
    """

    def __init__(
        self, inputs: Sequence[Node], root: Any = None, *, draws: Sequence[Any] | None = None
    ) -> None:
        self.inputs, self.root = list(inputs), root
        self.state: State | None = None
        self._again = None if draws is None else iter(draws)
        self._taken: list[Guard] = []
        self._read: dict[Node, Guard] = {}
        self.detachments: dict[Node, tuple[Op, tuple[Node, ...]]] = {}
        self.draws: list[Draw] = []
        self.updates: list[tuple[tuple[Node, ...], Callable[..., Any]]] = []

    def compared(self, name: str, a: Any, b: Any, outcome: Any) -> Any:
        """비교를 적어 둔다. Note a comparison; of constants alone it can never go another way."""
        self._taken.append(_comparison(name, a, b, outcome, users_frame().line))

    def taken(
        self, node: Node, function: Callable[[Any], Any], outcome: Any, words: str = ""
    ) -> None:
        """읽은 수를 적어 둔다.

        Note that `function` of the node's number was taken, and how it came out.
        """
        self._taken.append(
            Guard(words or _called(node), function, (node,), np.array(outcome), users_frame().line)
        )

    def ensured(self, node: Node, function: Callable[[Any], bool]) -> None:
        """갖추어야 할 것을 적어 둔다. Note what is demanded of a node's numbers."""
        self.taken(node, function, True)

    def read(self, node: Node, number: Any) -> None:
        """.data를 읽었다.

        Note that the function read a node's ``.data``: a replay holds while it is that number.
        """
        if node not in self._read and (node.kind != "constant" or node in self.detachments):
            self._read[node] = Guard(
                f"{node.name}.data", operator.pos, (node,), np.array(number), users_frame().line
            )

    def written(self, node: Node) -> None:
        """.data를 바꾸었다.

        Refuse that the function changed the number of a leaf: a replay would not do it again.
        """
        if node.kind != "constant":
            raise GraphError("replay.written", name=node.name, line=users_frame().line)

    def detached(self, node: Node) -> None:
        """기울기 없이 계산한 상수.

        Note a constant that was computed under no_grad: a replay computes it anew.
        """
        if node.op is not None:
            self.detachments[node] = (node.op, node.parents)

    def drawn(self, draw: Callable[[], Any], source: np.random.Generator) -> Any:
        """뽑은 수를 적어 둔다. Note an array that is drawn."""
        numbers = draw() if self._again is None else next(self._again)
        self.draws.append(Draw(numbers, draw, source))
        return numbers

    def observed(self, nodes: tuple[Node, ...], update: Callable[..., Any]) -> None:
        """따라가는 수를 적어 둔다. Note what is told the numbers of nodes."""
        if self._again is None:
            update(*(node.data for node in nodes))
        self.updates.append((nodes, update))

    # What follows is asked for again and again, but only once the function has returned: it is
    # found once.

    @cached_property
    def _own(self) -> list[Node]:
        return topological_order(self.root)

    @cached_property
    def guards(self) -> list[Guard]:
        """지켜야 할 것.

        All that must come out the same: of the function, and of the rules of gradients in it.
        """
        rules = [comparison for node in self._own for comparison in node._about.guards]
        of_rules = [
            _comparison(name, a, b, outcome, "grad(create_graph=True)")
            for name, a, b, outcome in rules
        ]
        return [*self._taken, *self._read.values(), *of_rules]

    @cached_property
    def seen(self) -> list[Node]:
        """순전파 뒤에 볼 노드. The nodes whose numbers are looked at after each forward pass."""
        looked_at = [x for guard in self.guards for x in guard.operands if isinstance(x, Node)]
        return list(
            dict.fromkeys([*looked_at, *(node for nodes, _ in self.updates for node in nodes)])
        )

    @cached_property
    def order(self) -> list[Node]:
        """그래프의 노드, 부모부터.

        The nodes of the graph, parents first; constants after what they were computed from.
        """
        if not self.detachments:
            return topological_order(self.root, *self.seen) if self.seen else self._own
        needed, waiting = set[Node](), [self.root, *self.seen]
        while waiting:
            found = [
                n for n in topological_order(*waiting) if n in self.detachments and n not in needed
            ]
            needed.update(found)
            waiting = [parent for node in found for parent in self.detachments[node][1]]
        made = [
            x
            for node, (_, parents) in self.detachments.items()
            if node in needed
            for x in (*parents, node)
        ]
        # they were made in an order that fits
        return topological_order(*made, self.root, *self.seen)

    def expect_no_choice(self) -> None:
        """그래프만 보고는 모를 갈래가 없는지.

        Raise a GraphError for a graph with a choice whose reason it does not tell.
        """
        if self.root.op is None:
            raise GraphError("replay.leaf", name=self.root.name)
        chosen = next(
            (node for node in self._own if node.op is not None and node.op.name == "where"), None
        )
        if chosen is not None and not self.guards:
            raise GraphError("replay.where", node=chosen.name)
        # the root, too: max(a, b) is one of them
        taken = next((node for node in self._own if node._about.taken), None)
        if taken is not None:
            raise GraphError("replay.taken", name=taken.name, taken=taken._about.taken)

    def expect_inputs(self) -> None:
        """입력이 모두 그래프에 있는지.

        Raise a GraphError for an input that the graph does not hold.
        """
        places = set(self.places.values())
        for i, node in enumerate(self.inputs):
            if i not in places:
                raise GraphError("replay.unused", number=i + 1, name=node.name)

    @cached_property
    def places(self) -> dict[Node, int]:
        """입력인 잎마다 몇 번째 입력인가; 뽑은 수는 그 뒤.

        For each leaf that is an input its number; what is drawn comes after.

        A constant that holds the very array of an input is that input: losses take targets so.
        """
        arrays = [(i, x.data) for i, x in enumerate(self.inputs)] + [
            (len(self.inputs) + i, drawn.numbers) for i, drawn in enumerate(self.draws)
        ]
        held = {id(data): i for i, data in arrays if isinstance(data, np.ndarray)}
        own = {node: i for i, node in enumerate(self.inputs)}
        leaves = (node for node in self.order if node.op is None and node not in self.detachments)
        found = {
            node: own.get(node, held.get(id(node.data), -1))
            for node in leaves
            if node in own or node.kind == "constant"
        }
        return {node: i for node, i in found.items() if i >= 0}


def capture(
    function: Callable[..., Any], inputs: Sequence[Node], *, draws: Sequence[Any] | None = None
) -> Capture:
    """함수를 한 번 불러 기록한다.

    Call `function` on the inputs once, and note what it does; `draws` as for a Capture.
    """
    found = Capture(inputs, draws=draws)
    found.state = State(function)
    with listening(found):
        found.root = function(*inputs)
    if not isinstance(found.root, Node) or found.root.op is None:
        raise NotANumberError(
            "replay.result", type=type(found.root).__name__, got=shown(found.root)
        )
    found.state.conclude()
    found.expect_inputs()
    return found


@contextmanager
def listening(found: Capture) -> Iterator[None]:
    """이 안에서 하는 것을 기록이 듣는다.

    Let a capture hear what is done in here, and what is read off nodes; everything is recorded.

    >>> x = Value(3.0, "x")
    >>> found = Capture([x])
    >>> with listening(found):
    ...     found.root = x * 2
    >>> found.guards  # nothing was read off a node
    []
    """
    hearing = Switch(lambda mode: mode._replace(listener=found, grad_enabled=True, sealed=True))
    with hearing, _numbers_guarded():
        yield


# ── who reads .data ──

_slot: Any = vars(Node)["data"]
_watching, _lock = [0], Lock()


@contextmanager
def _numbers_guarded() -> Iterator[None]:
    """이 안에서는 .data를 읽고 쓰는 것을 기록이 안다.

    While a function is recorded, ``.data`` of nodes is a property, which tells the capture of
    reads and writes that are not this package's own. Other threads meanwhile only take a little
    longer.
    """
    with _lock:
        _watching[0] += 1
        setattr(Node, "data", property(_read, _write))  # noqa: B010 - mypy knows that it is a slot
    try:
        yield
    finally:
        with _lock:
            _watching[0] -= 1
            if not _watching[0]:
                setattr(Node, "data", _slot)  # noqa: B010


def _read(node: Node) -> Any:
    number = _slot.__get__(node)
    if (capturing := _listener()) is not None and not in_package(
        sys._getframe(1).f_code.co_filename
    ):
        capturing.read(node, number)
    return number


def _write(node: Node, number: Any) -> None:
    # has one, and it is None: a leaf
    if (capturing := _listener()) is not None and getattr(node, "op", node) is None:
        capturing.written(node)
    _slot.__set__(node, number)


def _listener() -> Capture | None:
    mode = current()
    return mode.listener if mode is not None and isinstance(mode.listener, Capture) else None


def leaf(x: Any, number: int) -> Node:
    """입력을 잎으로. Make an input a leaf of a graph: a number as a Value, an array as a Tensor."""
    if isinstance(x, Node):
        return x
    label = f"x{number}"
    return Value(x, label, kind="input") if is_real(x) else Tensor(x, label, kind="input")
