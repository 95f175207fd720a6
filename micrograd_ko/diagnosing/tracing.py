"""순전파를 따라가며 기록한 것과, 걸음을 바꿔 볼 수 있는 역전파.

A forward function written in NumPy, recorded as a graph, and a backward pass over that graph in
which single steps can be changed: what :mod:`micrograd_ko.diagnosing.mistakes` is written with.
"""

from __future__ import annotations

import linecache
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping
from copy import copy
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from ..engine import ARRAY_TABLE, MODE, Mode, Node, Tensor, received, shares_of, topological_order
from ..errors import OpError, ShapeError
from ..lines import in_package
from ..messages import clipped, text

__all__ = [
    "Array",
    "Arrays",
    "Change",
    "Loss",
    "Place",
    "Run",
    "Shares",
    "Trace",
    "raised_at",
    "trace_of",
]

Array = np.ndarray[Any, Any]
Arrays = Mapping[str, Array]
Loss = Callable[[Arrays], Any]
Shares = list[tuple[int, Node, Array]]
# (code, instruction, line) of the user's frames, outermost first
Stack = tuple[tuple[Any, int, int], ...]
Lines = tuple[tuple[Any, int], ...]  # (code, line)

NUMPY = str(Path(np.__file__).parent)
BUDGET = 100_000  # some seconds
CLIP = 44.0  # em: a line of the user's that is quoted


class Place(NamedTuple):
    """순전파의 한 곳. A place in the forward function; its words follow the language.

    Attributes:
        label: its name, "" if it has none.
        line, source: the user's line that made it, where that is known.
        op: the op, where there are several in the line to tell apart.
        shape: of the array.
    """

    label: str
    line: int
    source: str
    op: str
    shape: tuple[int, ...]

    def __str__(self) -> str:
        form = (
            "label"
            if self.label
            else "op"
            if self.source and self.op
            else "line"
            if self.source
            else "shape"
        )
        return text(f"diagnose.place.{form}", **self._asdict())


class Change(NamedTuple):
    """역전파에서 바뀐 걸음.

    Changed steps of a backward pass: a node's gradient, or what a node gives its inputs.
    """

    signal: Mapping[Node, Callable[[Array, Run], Array]] = {}
    shares: Mapping[Node, Callable[[Array], Shares]] = {}


class Run(NamedTuple):
    """역전파 한 번: 노드의 기울기와 노드가 입력에 준 몫.

    One pass: nodes' gradients, and what each gave to its inputs.
    """

    signals: dict[Node, Array]
    given: dict[Node, dict[int, Array]]


class Trace:
    """기록된 순전파와 그 역전파.

    A recorded forward pass and the backward pass over it.

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
    """

    def __init__(
        self, loss: Tensor, leaves: dict[str, Tensor], stacks: dict[Node, Stack], tie: float = 0.0
    ) -> None:
        self.loss, self.leaves, self.stacks, self.tie = loss, leaves, stacks, tie
        self.everything = topological_order(loss)
        self.order = [node for node in self.everything if node.kind != "constant"]
        self.uses: dict[Node, list[tuple[Node, int]]] = {node: [] for node in self.order}
        for child in self.order:
            for place, parent in enumerate(child.parents):
                if parent.kind != "constant":
                    self.uses[parent].append((child, place))
        self.ties = {node: tied for node in self.order if (tied := _tied(node)) is not None}
        self.costs = {node: _cost(node) for node in self.order}
        self.budget = BUDGET
        self.true = Run({}, {})
        self.true = self.run(Change(signal={loss: lambda g, run: g}))
        users = {child for leaf in leaves.values() for child, _ in self.uses.get(leaf, [])}
        self._vague = _vague(stacks, users)

    @property
    def gradients(self) -> dict[str, Array]:
        """매개변수마다 옳은 기울기.

        The right gradient of each parameter; 0 for one that the loss does not depend on.
        """
        return {
            name: self.true.signals.get(leaf, np.zeros(leaf.shape))
            for name, leaf in self.leaves.items()
        }

    @property
    def finite(self) -> bool:
        """기울기가 모두 유한한가. Are all gradients finite?"""
        return all(bool(np.isfinite(g).all()) for g in self.gradients.values())

    def changed(self, change: Change) -> dict[str, Array]:
        """바꾼 역전파가 주는 기울기. What a changed pass gives the parameters that it concerns."""
        signals = self.run(change).signals
        return {name: signals[leaf] for name, leaf in self.leaves.items() if leaf in signals}

    def run(self, change: Change) -> Run:
        """바꾼 걸음과 그 아래만 다시 계산한다.

        A pass that computes what `change` concerns and nothing else.
        """
        run = Run({}, {})
        with np.errstate(all="ignore"):
            for node in reversed(self.order):
                uses = self.uses[node]
                if not (
                    node in change.signal
                    or node in change.shares
                    or any(child in run.given for child, _ in uses)
                ):
                    continue
                g = np.zeros(node.data.shape) if uses else np.ones(node.data.shape)
                for child, place in uses:
                    g = g + run.given.get(child, self.true.given.get(child, {})).get(place, 0.0)
                run.signals[node] = g = change.signal[node](g, run) if node in change.signal else g
                shares = change.shares[node](g) if node in change.shares else self.shares(node, g)
                run.given[node] = {place: share for place, _, share in shares}
        self.budget -= sum(map(self.costs.__getitem__, run.signals))
        return run

    def shares(self, node: Node, g: Array, values: Mapping[int, Array] | None = None) -> Shares:
        """노드가 입력에 주는 몫.

        What `node` gives its inputs of `g`; `values` are used in place of some inputs' own.
        """
        if values is not None and node.op is not None:
            inputs = [values.get(i, p.data) for i, p in enumerate(node.parents)]
            found = zip(node.parents, node.op.contributions(g, node.data, *inputs), strict=True)
            return [
                (i, p, received(p, share))
                for i, (p, share) in enumerate(found)
                if p.kind != "constant"
            ]
        shares = shares_of(node, g)
        if node not in self.ties:
            return shares
        parts = (self.tie, 1 - self.tie)  # the rule gave both sides a half
        return [
            (i, p, share + received(p, g * self.ties[node] * (parts[k] - 0.5)))
            for k, (i, p, share) in enumerate(shares)
        ]

    def sizes(self) -> dict[str, float]:
        """기울기로 더해지는 것들의 크기.

        The size of what adds up to each gradient: its rounding errors go with this.

        One pass with absolute values; a gradient that is 0 because large terms cancel has a large
        size.
        """
        total: dict[Node, Array] = {self.loss: np.ones(self.loss.shape)}
        with np.errstate(all="ignore"):
            for node in reversed(self.order):
                if node.op is None or node not in total:
                    continue
                inputs = [
                    np.abs(p.data) if node.op.name == "matmul" else p.data for p in node.parents
                ]
                for parent, share in zip(
                    node.parents,
                    node.op.contributions(total[node], node.data, *inputs),
                    strict=True,
                ):
                    if parent.kind != "constant":
                        size = received(parent, np.abs(share() if callable(share) else share))
                        total[parent] = total[parent] + size if parent in total else size
        return {
            name: float(np.max(total.get(leaf, 0.0), initial=0.0))
            for name, leaf in self.leaves.items()
        }

    def place(self, node: Node, other: Node | None = None) -> Place:
        """사람이 알아볼 곳: 이름표, 아니면 그 노드를 만든 줄.

        Where a node is: its label, else the user's line that made it.

        Args:
            other: what it must not be mistaken for: made by one line, both are told by their ops.
        """
        label, shape = node.label, node.data.shape
        if node.op is not None and node.op.name == "transpose" and node.parents[0].label:
            label = f"{node.parents[0].label}.T"
        frame = self._frame(node, other)
        if label or frame is None:
            return Place(label, 0, "", "", shape)
        code, _, line = frame
        alike = other is not None and frame[::2] == (self._frame(other, node) or ())[::2]
        op = node.op.name if node.op is not None and alike else ""
        return _line_of(code, line, op, shape)

    def _frame(self, node: Node, other: Node | None) -> tuple[Any, int, int] | None:
        """노드를 만든 줄, 되도록 other와 다른.

        The line that made a node: if there is such, one that did not make `other`.
        """
        stack, lines = self.stacks.get(node, ()), _lines(self.stacks.get(node, ()))
        telling = [i for i in range(1, len(stack) + 1) if lines[:i] not in self._vague]
        others = _lines(self.stacks.get(other, ())) if other is not None else ()
        apart = [i for i in telling if lines[:i] != others[:i]]
        return stack[(apart or telling or [len(stack)])[0] - 1] if stack else None

    def instruction(self, node: Node) -> tuple[Any, ...]:
        """노드를 만든 명령.

        The instruction of the user's that made a node: the same in every round of a loop.
        """
        return tuple(frame[:2] for frame in self.stacks.get(node, ()))

    def lines(self, nodes: Iterable[Node]) -> list[list[Node]]:
        """한 명령이 만든 것끼리.

        Nodes by the instruction that made them: a mistake in a loop is made in every round of it.
        """
        found: dict[Any, list[Node]] = {}
        for node in nodes:
            found.setdefault(self.instruction(node) or node, []).append(node)
        return list(found.values())


def _lines(stack: Stack) -> Lines:
    return tuple(frame[::2] for frame in stack)


def _vague(stacks: Mapping[Node, Stack], users: set[Node]) -> set[Lines]:
    """여러 줄의 층을 부르는 줄: 어딘지 알려면 그 안을 봐야 한다.

    Lines that call several lines in which a parameter is used, as ``y = self.predict(x)`` and
    ``x = layer.forward(x)`` do, and a line that everything is called in: only the lines called tell
    where in them a node was made. A line that calls an activation of the learner's own tells
    enough.

    Args:
        users: the nodes that parameters go into.
    """
    called: dict[Lines, list[Lines]] = {}
    layers: set[Lines] = set()
    for node, stack in stacks.items():
        lines = _lines(stack)
        for i in range(1, len(lines)):
            called.setdefault(lines[:i], []).append(lines[i:])
            if node in users:
                layers.add(lines[:i])
    return {
        lines
        for lines in layers
        if len({*called[lines]}) > 1 or len(called[lines]) == sum(map(bool, stacks.values()))
    }


def _cost(node: Node) -> int:
    """역전파가 이 노드에서 하는 일.

    The work of passing back through a node, in ops on small arrays.
    """
    inner = (
        node.parents[0].data.shape[-1] if node.op is not None and node.op.name == "matmul" else 1
    )
    return int(1 + node.data.size * (1 + inner // 16) // 4000)


def _tied(node: Node) -> Array | None:
    """np.maximum의 두 쪽이 같은 자리.

    Where both sides of a maximum or minimum are equal: there any part is a derivative.
    """
    if node.op is None or node.op.name not in ("maximum", "minimum"):
        return None
    a, b = (p.data for p in node.parents)
    tied: Array = np.equal(a, b)
    return tied if tied.any() else None


def trace_of(loss: Loss, parameters: Arrays, made: set[Node]) -> Trace:
    """배열 대신 Tensor로 불러 기록한다.

    Call `loss` with Tensors in place of the arrays and record what it does.

    Args:
        made: is given the nodes that come to be, also if `loss` fails.

    Raises:
        Exception: whatever a function raises that does not work on Tensors; ShapeError if it
            gives no Tensor of one number.
    """
    stacks: dict[Node, Stack] = {}
    token = MODE.set(
        Mode(
            sealed=True,
            assign=partial(_assign, stacks),
            on_node=lambda node: stacks.__setitem__(node, _stack()),
        )
    )
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            leaves = {
                name: Tensor(array, name, kind="weight") for name, array in parameters.items()
            }
            found = loss(leaves)  # type: ignore[arg-type]  # Tensors stand for the arrays here
    finally:
        MODE.reset(token)
        made.update(stacks)
    if not isinstance(found, Tensor) or found.size != 1 or found.kind == "constant":
        raise ShapeError("diagnose.untraced.lost", type=type(found).__name__)
    return Trace(found, leaves, stacks)


def _assign(stacks: dict[Node, Stack], out: Tensor, index: Any, value: Any) -> None:
    """out[mask] = 0을 고르기로 기록한다.

    Record an assignment as a choice: what `out` was becomes a node of its own, and stays the parent
    of what was made of it before; `out` is from here on where(mask, value, what it was).
    """
    if out.op is None:
        raise OpError("tensor.assign")  # of a parameter
    before = copy(out)
    for node in stacks:
        a, b = node._a, node._b
        node._a = before if a is out else a
        node._b = (
            tuple(before if p is out else p for p in b)
            if isinstance(b, tuple)
            else before
            if b is out
            else b
        )
    stacks[before] = stacks.pop(out)
    mask = np.zeros(out.shape, bool)
    mask[index] = True
    written: Any = np.zeros(out.shape)
    if isinstance(value, Tensor):
        value = ARRAY_TABLE["broadcast_to"](value, shape=before.data[index].shape)
        written = ARRAY_TABLE["put"](value, index=index, shape=out.shape)
    else:
        written[index] = value
    chosen = ARRAY_TABLE["where"](written, before, condition=mask)
    stacks[out] = stacks.pop(chosen)
    out.data, out.op, out._a, out._b = chosen.data, chosen.op, chosen._a, chosen._b


def _stack() -> Stack:
    """지금 사용자의 코드가 있는 곳.

    Where the user's code stands now, outermost first, up to who called this package.
    """
    frames: list[tuple[Any, int, int]] = []
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code is not trace_of.__code__:
        if not in_package(frame.f_code.co_filename):
            frames.append((frame.f_code, frame.f_lasti, frame.f_lineno))
        frame = frame.f_back
    return tuple(reversed(frames))


def raised_at(error: BaseException) -> Place | None:
    """사용자의 어느 줄에서 오류가 났는가.

    The line of the user's that an error comes from, None if it is none of theirs.
    """
    found = None
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if not (in_package(code.co_filename) or code.co_filename.startswith(NUMPY)):
            found = _line_of(code, step.tb_lineno)
        step = step.tb_next
    return found


def _line_of(code: Any, line: int, op: str = "", shape: tuple[int, ...] = ()) -> Place:
    return Place(
        "", line, clipped(linecache.getline(code.co_filename, line).strip(), CLIP), op, shape
    )
