"""순전파를 따라가며 기록한다.

Follow a forward function written in NumPy, and record it as a graph: while it runs, its parameters
are Tensors, NumPy and all arrays that it reaches have stand-ins
(:mod:`micrograd_ko.diagnosing.following.traced_numpy`), and each node is noted with the user's
lines that made it.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ...engine import Mode, Node, Switch, Tensor
from ...errors import ShapeError
from ...lines import in_library, in_package
from ..traces import Arrays, Frame, Stack, Trace
from .traced_operators import TracedArray

__all__ = ["Following", "multipliers_in", "trace_of"]


class Following:
    """따라가며 적는 이.

    Listens while a function is followed.

    Attributes:
        stacks: where the user's code made each node.
        precision: the relative rounding error of the learner's own numbers: float32 is coarse.
        numbers: plain numbers that left the record, with the node that each was.
        multipliers: the plain numbers that something was multiplied by.
        resolution: by how much rounding for a person moved a number.
    """

    def __init__(self) -> None:
        self.stacks: dict[Node, Stack] = {}
        self.precision = float(np.finfo(float).eps)
        self.numbers: dict[float, Any] = {}
        self.resolution = 0.0
        self.multipliers = set[float]()
        self._at: Stack | None = None

    def note(self, node: Node) -> None:
        """새 노드가 어디서 생겼는지. Note where a new node was made."""
        self.stacks[node] = self.stack()

    def stack(self) -> Stack:
        """지금 사용자의 코드가 있는 곳. Tell where the user's code stands now."""
        return _stack() if self._at is None else self._at

    @contextmanager
    def at(self, stack: Stack) -> Iterator[None]:
        """이 안에서 생기는 것은 그곳의 것이다. Make what is made in here belong to that place."""
        before, self._at = self._at, stack
        try:
            yield
        finally:
            self._at = before

    def rounds(self, kind: Any) -> None:
        """이런 수로 계산한다. Take note of a type of numbers that the learner computes with."""
        if kind.kind == "f":
            self.precision = max(self.precision, float(np.finfo(kind).eps))

    def left(self, number: float, content: Any) -> None:
        """수가 기록을 떠났다. Take note of a number that left the record."""
        if isinstance(content, Tensor):
            self.numbers[number] = content

    def multiplies(self, name: str, number: Any) -> None:
        """수 하나를 곱하거나 나눈다. Take note of a number that is multiplied or divided by."""
        if not isinstance(number, Tensor) and (x := abs(float(np.asarray(number).item()))):
            self.multipliers.add(x if name == "mul" else 1 / x)

    def rounded(self, decimals: int) -> None:
        """사람이 보도록 반올림했다. Take note that a number was rounded for a person to read."""
        self.resolution += 0.5 * 10.0**-decimals

    # What else a listener is told of means nothing here.

    def compared(self, *comparison: Any) -> None:
        """비교. Hear nothing of a comparison."""

    def taken(self, *reading: Any) -> None:
        """꺼낸 수. Hear nothing of a number that was taken."""

    def detached(self, node: Node) -> None:
        """상수가 된 결과. Hear nothing of a result that became a constant."""


@contextmanager
def _listening(following: Following, note: Callable[[Node], Any]) -> Iterator[None]:
    """이 안에서는 새 노드마다 적는다. Record in here, quietly, and note each new node."""
    hearing = Switch(lambda mode: Mode(sealed=True, listener=following, on_node=note))
    with hearing, warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def trace_of(run: Callable[[dict[str, TracedArray]], Any], parameters: Arrays) -> Trace:
    """배열 대신 대역으로 불러 기록한다.

    Call the forward function with stand-ins for the arrays and record what it does.

    Args:
        run: calls it, with these parameters.

    Raises:
        Exception: whatever a function raises that cannot be followed; ShapeError if it gives no
            number that was recorded.
    """
    following = Following()
    with _listening(following, following.note):
        leaves = {name: Tensor(array, name, kind="weight") for name, array in parameters.items()}
        found = run({name: TracedArray(leaf) for name, leaf in leaves.items()})
        content = found.now if isinstance(found, TracedArray) else found
    number = None if isinstance(content, (Tensor, list, tuple, dict)) else content
    if number is not None and np.size(number) == 1:  # float(loss) was returned
        content = following.numbers.get(float(np.asarray(number).item()), content)
    if not isinstance(content, Tensor) or content.size != 1 or content.kind == "constant":
        raise ShapeError("diagnose.untraced.lost", type=type(content).__name__)
    trace = Trace(content, leaves, following.stacks)
    trace.precision = following.precision
    trace.resolution = following.resolution
    return trace


def multipliers_in(run: Callable[..., Any], parameters: Arrays) -> set[float]:
    """역전파가 곱하고 나누는 수들.

    Follow a backward function, and collect the plain numbers that it multiplies what it computes
    by: 1/n of a division by n, and of a mean of n.

    Args:
        run: calls the forward function, what it is given as `between`, and the backward function.
    """
    following = Following()

    def note(node: Node) -> None:
        name = "" if node.op is None else node.op.name
        if name == "mean":
            following.multipliers.add(float(node.data.size / node.parents[0].data.size))
        for p in node.parents if name in ("mul", "div") else ():
            if p.kind == "constant" and p.data.size == 1:
                following.multiplies(name, p.data)

    with _listening(following, note):
        leaves = {name: TracedArray(Tensor(array, name)) for name, array in parameters.items()}
        run(leaves, between=following.multipliers.clear)
    return following.multipliers


def _stack() -> Stack:
    """지금 사용자의 코드가 있는 곳.

    Tell where the user's code stands now, outermost first, up to who called this package.
    """
    frames: list[Frame] = []
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code is not trace_of.__code__:
        file = frame.f_code.co_filename
        if not (in_package(file) or in_library(file)):
            frames.append(Frame(frame.f_code, frame.f_lasti, frame.f_lineno))
        frame = frame.f_back
    return tuple(reversed(frames))
