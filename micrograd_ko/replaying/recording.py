"""기록: 함수가 만든 그래프와, 그래프만 보아서는 모를 것들.

A recording: the graph that a function makes, and what the graph alone does not tell: comparisons that
the function took, arrays that it drew at random, and numbers that a layer follows.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..errors import GraphError, NotANumberError
from ..graph import DEFAULT, MODE, Node, shown, topological_order
from ..operators import is_real
from ..tensor import Tensor
from ..value import Value

__all__ = ["Guard", "Recording", "leaf", "record"]

ORDER: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "!=": operator.ne, "==": operator.eq,
}  # fmt: skip
HERE = str(Path(__file__).parent.parent)


class Guard(NamedTuple):
    """기록할 때 한 비교. A comparison that was taken while recording, how it went, and where."""

    name: str
    a: Any  # a node, or numbers
    b: Any
    outcome: Any
    line: str

    def holds(self, numbers: Callable[[Node], Any]) -> bool:
        """그 수들로도 같은 결과인가. Does it go the same way with these numbers of nodes?"""
        a, b = (numbers(x) if isinstance(x, Node) else x for x in (self.a, self.b))
        return bool(np.all(ORDER[self.name](a, b) == self.outcome))

    def __str__(self) -> str:
        return " ".join([_called(self.a), self.name, _called(self.b)])


def _called(x: Any) -> str:
    return x.name if isinstance(x, Node) else shown(x)


class Recording:
    """기록된 그래프. A recorded graph, and what was noted while it was made."""

    def __init__(self, inputs: Sequence[Node], root: Any = None) -> None:
        self.inputs, self.root = list(inputs), root
        self._taken: list[Guard] = []
        self.draws: list[tuple[Any, Callable[[], Any]]] = []
        self.updates: list[tuple[tuple[Node, ...], Callable[..., Any]]] = []

    def compared(self, name: str, a: Any, b: Any, outcome: Any) -> None:
        """비교를 적어 둔다. Note a comparison; of constants alone it can never go another way."""
        self._taken.append(Guard(name, a, b, outcome, _line()))

    def drawn(self, numbers: Any, draw: Callable[[], Any]) -> None:
        """뽑은 수를 적어 둔다. Note an array that was drawn."""
        self.draws.append((numbers, draw))

    def observed(self, nodes: tuple[Node, ...], update: Callable[..., Any]) -> None:
        """따라가는 수를 적어 둔다. Note what is told the numbers of nodes."""
        self.updates.append((nodes, update))

    # What follows is asked for again and again, but only once the function has returned: it is found once.

    @cached_property
    def _own(self) -> list[Node]:
        return topological_order(self.root)

    @cached_property
    def guards(self) -> list[Guard]:
        """지켜야 할 비교. The comparisons that must go the same way: of the function, and of the rules of gradients in it."""
        taken = [comparison for node in self._own for comparison in node._about.guards]
        return self._taken + [Guard(name, a, b, outcome, "grad(create_graph=True)") for name, a, b, outcome in taken]

    @cached_property
    def seen(self) -> list[Node]:
        """순전파 뒤에 볼 노드. The nodes whose numbers are looked at after each forward pass."""
        compared = [x for guard in self.guards for x in (guard.a, guard.b) if isinstance(x, Node)]
        return list(dict.fromkeys([*compared, *(node for nodes, _ in self.updates for node in nodes)]))

    @cached_property
    def order(self) -> list[Node]:
        """그래프의 노드, 부모부터. The nodes of the graph, parents first."""
        return topological_order(self.root, *self.seen) if self.seen else self._own

    def expect_no_choice(self) -> None:
        """그래프만 보고는 모를 갈래가 없는지. Raise a GraphError for a graph with a choice whose reason it does not tell."""
        if self.root.op is None:
            raise GraphError("replay.leaf", name=self.root.name)
        chosen = next((node for node in self._own if node.op is not None and node.op.name == "where"), None)
        if chosen is not None and not self.guards:
            raise GraphError("replay.where", node=chosen.name)

    def expect_inputs(self) -> None:
        """입력이 모두 그래프에 있는지. Raise a GraphError for an input that the graph does not hold."""
        places = set(self.places.values())
        for i, node in enumerate(self.inputs):
            if i not in places:
                raise GraphError("replay.unused", number=i + 1, name=node.name)

    @cached_property
    def places(self) -> dict[Node, int]:
        """입력인 잎마다 몇 번째 입력인가; 뽑은 수는 그 뒤. For each leaf that is an input its number; what is drawn comes after.

        A constant that holds the very array of an input is that input: losses take targets so.
        """
        arrays = [(i, x.data) for i, x in enumerate(self.inputs)] + [
            (len(self.inputs) + i, x) for i, (x, _) in enumerate(self.draws)
        ]
        held = {id(data): i for i, data in arrays if isinstance(data, np.ndarray)}
        own = {node: i for i, node in enumerate(self.inputs)}
        leaves = (node for node in self.order if node.op is None)
        found = {node: own.get(node, held.get(id(node.data), -1)) for node in leaves if node in own or node.kind == "constant"}
        return {node: i for node, i in found.items() if i >= 0}


def record(function: Callable[..., Any], inputs: Sequence[Node]) -> Recording:
    """함수를 한 번 불러 기록한다. Call `function` on the inputs once, and note what it does."""
    found = Recording(inputs)
    mode = MODE.get() or DEFAULT
    token = MODE.set(mode._replace(recorder=found, record=True, sealed=True))
    try:
        found.root = function(*inputs)
    finally:
        MODE.reset(token)
    if not isinstance(found.root, Node) or found.root.op is None:
        raise NotANumberError("replay.result", type=type(found.root).__name__, got=shown(found.root))
    found.expect_inputs()
    return found


def leaf(x: Any, number: int) -> Node:
    """입력을 잎으로. An input as a leaf of a graph: a number as a Value, an array as a Tensor."""
    if isinstance(x, Node):
        return x
    label = f"x{number}"
    return Value(x, label, kind="input") if is_real(x) else Tensor(x, label, kind="input")


def _line() -> str:
    """사용자의 줄. The line of the user's that we are in now."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(HERE):
        frame = frame.f_back
    return f"{Path(frame.f_code.co_filename).name}:{frame.f_lineno}"
