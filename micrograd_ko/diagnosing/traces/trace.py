"""기록된 순전파와, 단계를 바꿔 볼 수 있는 역전파.

Keep a recorded forward pass, and go back over it with single steps changed: what
:mod:`micrograd_ko.diagnosing.wrong.mistakes` is written with.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ...engine import Node, Op, Tensor, received, shares_of, topological_order
from .places import Frame, Place, Stack, line_of, lines_of, vague_lines

__all__ = ["Array", "Arrays", "Change", "Loss", "Run", "Shares", "Trace"]

Array = np.ndarray[Any, Any]
Arrays = Mapping[str, Array]
Loss = Callable[[Arrays], Any]
Shares = list[tuple[int, Node, Array]]

BUDGET = 100_000  # some seconds


class Change(NamedTuple):
    """역전파에서 바뀐 단계.

    Change steps of a backward pass: a node's gradient, or what a node gives its inputs.
    """

    signal: Mapping[Node, Callable[[Array, Run], Array]] = {}
    shares: Mapping[Node, Callable[[Array], Shares]] = {}


class Run(NamedTuple):
    """역전파 한 번: 노드의 기울기와 노드가 입력에 준 기여분.

    Hold one pass: nodes' gradients, and what each gave to its inputs.
    """

    signals: dict[Node, Array]
    given: dict[Node, dict[int, Array]]


class Trace:
    """기록된 순전파와 그 역전파.

    Hold a recorded forward pass and the backward pass over it.

    Args:
        loss: the node of the loss.
        leaves: the parameters' nodes, by name.
        stacks: where the user's code made each node.
        tie: which part of a gradient the variable side of np.maximum gets where both are equal.

    Attributes:
        order: the nodes that get a gradient, parents first.
        everything: the constants, too.
        uses: for each node the (child, which of its inputs) that it went into.
        true: the right backward pass.
        budget: how much work changed passes may still do, in ops on small arrays.
        precision: the relative rounding error of the numbers that the learner computes with.
        resolution: by how much the learner's function rounded numbers for a person to read.
    """

    precision = float(np.finfo(float).eps)
    resolution = 0.0

    def __init__(
        self, loss: Tensor, leaves: dict[str, Tensor], stacks: dict[Node, Stack], tie: float = 0.0
    ) -> None:
        self.loss, self.leaves, self.stacks, self.tie = loss, leaves, stacks, tie
        self.everything = topological_order(loss)
        self.order = [node for node in self.everything if node.kind != "constant"]
        self.uses = _uses(self.order)
        self.ties = {node: tied for node in self.order if (tied := _tied(node)) is not None}
        self.costs = {node: _cost(node) for node in self.order}
        self.budget = BUDGET
        self.silent: set[Node] = set()
        self.true = Run({}, {})
        self.true = self.run(Change(signal={loss: lambda g, run: g}))
        self.silent = {node for node in self.order if self._cancels(node)}
        users = {child for leaf in leaves.values() for child, _ in self.uses.get(leaf, [])}
        self._vague = vague_lines(stacks, users)

    @property
    def gradients(self) -> dict[str, Array]:
        """매개변수마다 옳은 기울기.

        Give the right gradient of each parameter; 0 for one that the loss does not depend on.
        """
        return {
            name: self.true.signals.get(leaf, np.zeros(leaf.shape))
            for name, leaf in self.leaves.items()
        }

    @property
    def finite(self) -> bool:
        """기울기가 모두 유한한가. Tell whether all gradients are finite."""
        return all(bool(np.isfinite(g).all()) for g in self.gradients.values())

    def changed(self, change: Change) -> dict[str, Array]:
        """바꾼 역전파가 주는 기울기. Go back with a change: the gradients that it concerns."""
        signals = self.run(change).signals
        return {name: signals[leaf] for name, leaf in self.leaves.items() if leaf in signals}

    def run(self, change: Change) -> Run:
        """바꾼 단계와 그 아래만 다시 계산한다.

        Go back, computing what `change` concerns and nothing else.
        """
        run = Run({}, {})
        with np.errstate(all="ignore"):
            for node in reversed(self.order):
                is_changed = node in change.signal or node in change.shares
                if not is_changed and not any(child in run.given for child, _ in self.uses[node]):
                    continue
                g = self._arriving(node, run)
                if node in change.signal:
                    g = change.signal[node](g, run)
                run.signals[node] = g
                shares = change.shares[node](g) if node in change.shares else self.shares(node, g)
                run.given[node] = {place: share for place, _, share in shares}
        self.budget -= sum(self.costs[node] for node in run.signals)
        return run

    def _arriving(self, node: Node, run: Run) -> Array:
        """노드에 닿는 기울기.

        Add up what the uses of a node give it: in this run, else in the right pass.
        """
        uses = self.uses[node]
        g = np.zeros(node.data.shape) if uses else np.ones(node.data.shape)
        for child, place in uses:
            given = run.given.get(child, self.true.given.get(child, {}))
            g = g + given.get(place, 0.0)
        return g

    def shares(self, node: Node, g: Array, values: Mapping[int, Array] | None = None) -> Shares:
        """노드가 입력에 주는 기여분.

        Share `g` out to the inputs of `node`; `values` are used in place of some inputs' own.
        """
        if values is not None and node.op is not None:
            inputs = [values.get(i, p.data) for i, p in enumerate(node.parents)]
            found = zip(node.parents, node.op.contributions(g, node.data, *inputs), strict=True)
            return [
                (i, p, received(p, share))
                for i, (p, share) in enumerate(found)
                if p.kind != "constant"
            ]
        if node in self.silent:
            return [(i, p, np.zeros(p.data.shape)) for i, p in enumerate(node.parents)]
        shares = shares_of(node, g)
        if node not in self.ties:
            return shares
        parts = (self.tie, 1 - self.tie)  # the rule gave both sides a half
        return [
            (i, p, share + received(p, g * self.ties[node] * (parts[k] - 0.5)))
            for k, (i, p, share) in enumerate(shares)
        ]

    def _cancels(self, node: Node) -> bool:
        """exp(z - max z)의 max인가: 기울기가 서로 지워진다.

        Tell whether a maximum is one that only keeps an exp from overflowing: its gradient cancels,
        nobody computes it, and a changed pass shall not, either.
        """
        if node.op is None or node.op.name != "max":
            return False
        signals = [self.true.signals[child] for child, _ in self.uses[node]]
        arriving = max((np.max(np.abs(g), initial=0.0) for g in signals), default=0.0)
        own = np.max(np.abs(self.true.signals[node]), initial=0.0)
        return bool(own <= 1e-10 * arriving)

    @cached_property
    def sizes(self) -> dict[str, float]:
        """기울기로 더해지는 것들의 크기.

        Measure what adds up to each gradient: its rounding errors go with this.

        One pass with absolute values; a gradient that is 0 because large terms cancel has a large
        size.
        """
        total: dict[Node, Array] = {self.loss: np.ones(self.loss.shape)}
        with np.errstate(all="ignore"):
            for node in reversed(self.order):
                if node.op is None or node not in total:
                    continue
                for parent, size in _sizes_of_shares(node, node.op, total[node]):
                    total[parent] = total[parent] + size if parent in total else size
        return {
            name: float(np.max(total.get(leaf, 0.0), initial=0.0))
            for name, leaf in self.leaves.items()
        }

    def made_by(self, *names: str) -> list[Node]:
        """이 연산들의 노드. List the nodes of ops of these names, parents first."""
        return [node for node in self.order if node.op is not None and node.op.name in names]

    def signal(self, run: Run, node: Node) -> Array:
        """노드의 기울기. Give a node's gradient in a changed pass, else the right one."""
        return run.signals.get(node, self.true.signals[node])

    def given(self, run: Run, child: Node) -> dict[int, Array]:
        """노드가 입력에 준 기여분. Give what a node gave its inputs, as :meth:`signal` does."""
        return run.given.get(child, self.true.given[child])

    def place(self, node: Node, other: Node | None = None) -> Place:
        """사람이 알아볼 곳: 이름표, 아니면 그 노드를 만든 줄.

        Tell where a node is: its label, else the user's line that made it.

        Args:
            other: what it must not be mistaken for: made by one line, both are told by their ops.
        """
        label, shape = node.label, node.data.shape
        if node.op is not None and node.op.name == "transpose" and node.parents[0].label:
            label = f"{node.parents[0].label}.T"
        frame = self._frame(node, other)
        if label or frame is None:
            return Place(label, 0, "", "", shape)
        theirs = None if other is None else self._frame(other, node)
        alike = theirs is not None and theirs.line == frame.line
        op = node.op.name if node.op is not None and alike else ""
        return line_of(frame.code, frame.number, op, shape)

    def _frame(self, node: Node, other: Node | None) -> Frame | None:
        """노드를 만든 줄, 되도록 other와 다른.

        Find the line that made a node: if there is such, one that did not make `other`.
        """
        stack = self.stacks.get(node, ())
        if not stack:
            return None
        lines = lines_of(stack)
        others = () if other is None else lines_of(self.stacks.get(other, ()))
        telling = [i for i in range(1, len(stack) + 1) if lines[:i] not in self._vague]
        apart = [i for i in telling if lines[:i] != others[:i]]
        depths = apart or telling or [len(stack)]
        return stack[depths[0] - 1]

    def instruction(self, node: Node) -> tuple[Any, ...]:
        """노드를 만든 명령.

        Tell the instruction of the user's that made a node: the same in every round of a loop.
        """
        return tuple(frame.step for frame in self.stacks.get(node, ()))

    @cached_property
    def roles(self) -> list[list[Node]]:
        """바퀴마다 같은 구실을 하는 것들.

        Group nodes by what they are to a line of the user's, in a loop round by round: what it
        makes, and what goes in at each place, such as the state of the round before.
        """
        found = {tuple(map(id, line)): line for line in self.lines(self.everything)}
        for line in list(found.values()):
            if len(line) > 1 and len({len(node.parents) for node in line}) == 1:
                for place in range(len(line[0].parents)):
                    role = [node.parents[place] for node in line]
                    found.setdefault(tuple(map(id, role)), role)
        return list(found.values())

    def lines(self, nodes: Iterable[Node]) -> list[list[Node]]:
        """한 명령이 만든 것끼리.

        Group nodes by the instruction that made them: a mistake in a loop is made in every round.
        """
        found: dict[Any, list[Node]] = {}
        for node in nodes:
            found.setdefault(self.instruction(node) or node, []).append(node)
        return list(found.values())


def _uses(order: list[Node]) -> dict[Node, list[tuple[Node, int]]]:
    """노드마다 쓰인 곳. Find the uses of each node: the child, and which of its inputs."""
    uses: dict[Node, list[tuple[Node, int]]] = {node: [] for node in order}
    for child in order:
        for place, parent in enumerate(child.parents):
            if parent.kind != "constant":
                uses[parent].append((child, place))
    return uses


def _sizes_of_shares(node: Node, op: Op, size: Array) -> Iterator[tuple[Node, Array]]:
    """입력마다, 받는 기여분의 크기.

    Yield for each input the size of its share, where all terms of a product count as positive.
    """
    inputs = [np.abs(p.data) if op.name == "matmul" else p.data for p in node.parents]
    shares = op.contributions(size, node.data, *inputs)
    for parent, share in zip(node.parents, shares, strict=True):
        if parent.kind != "constant":
            yield parent, received(parent, np.abs(share() if callable(share) else share))


def _cost(node: Node) -> int:
    """역전파가 이 노드에서 하는 일.

    Estimate the work of passing back through a node, in ops on small arrays.
    """
    is_product = node.op is not None and node.op.name == "matmul"
    inner = node.parents[0].data.shape[-1] if is_product else 1
    return int(1 + node.data.size * (1 + inner // 16) // 4000)


def _tied(node: Node) -> Array | None:
    """np.maximum의 두 쪽이 같은 자리.

    Mark where both sides of a maximum or minimum are equal: there any part is a derivative.
    """
    if node.op is None or node.op.name not in ("maximum", "minimum"):
        return None
    a, b = (p.data for p in node.parents)
    tied: Array = np.equal(a, b)
    return tied if tied.any() else None
