"""이 호출에 맞는 기록 고르기.

Choose, for each call, which capture of a function runs. The steps of a call:

1. Find the version for inputs of these shapes and for the state of what the function reads
   (`_chosen`). Where none fits, make one, or say why not (`_missing`).
2. If it is due, prove that the version still does what the function does (`_prove`).
3. Run it. Where a comparison goes another way, turn to a version that went this way before, or
   capture the function anew (`_turned`), and run that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from ..engine import Node
from ..errors import GraphError, ReplayWarning, ShapeError, warn
from ..optim import Optimizer
from .capture import Capture, Guard, capture, leaf
from .compiled import Picked
from .version import Version

__all__ = ["Versions"]

KEPT = 16  # captures of one function, for other shapes and branches; beyond, the oldest goes


class Versions:
    """한 함수의 기록들. The captures of one function; the last is the one that ran last.

    Args:
        function: what is captured anew; None where a graph was given, which stays as it is.
        parameters: leaves whose gradients are asked for, or None for all.
        batch: run the graph of one sample over many.
        rerecord: may another branch, shape or state be captured?
    """

    def __init__(
        self,
        function: Callable[..., Any] | None,
        parameters: list[Node] | None,
        *,
        batch: bool,
        rerecord: bool,
    ) -> None:
        self._function, self._parameters = function, parameters
        self._batch, self._rerecord = batch, rerecord
        self._kept: list[Version] = []
        self._sample: Capture | None = None  # of a batch: what each of its versions is made of
        self._turns = 0  # captures made because a comparison went another way

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Version]:
        return iter(self._kept)

    def __getitem__(self, i: int) -> Version:
        return self._kept[i]

    def start(self, nodes: list[Node], graph: Node | None) -> None:
        """첫 기록. Begin with a graph, or with the function's on these inputs."""
        if graph is not None:
            captured = Capture(nodes, graph)
            captured.expect_no_choice()
            captured.expect_inputs()
        else:
            captured = self._called(nodes)
        if self._batch:
            self._sample = captured  # how many samples there are, the first call tells
        else:
            self._add(captured, [node.data for node in nodes])

    # ── running ──

    def forward(self, given: list[Any]) -> Version:
        """순전파, 갈래가 맞는 것으로.

        Run the forward pass, by what fits the inputs and the branches that they take.
        """
        version = self._chosen(given)
        while (guard := version.forward(given)) is not None:
            version = self._turned(version, given, guard)
        return version

    def train(self, optimizer: Optimizer, given: list[Any], steps: int) -> list[float]:
        """스텝들의 손실.

        Take steps, captured anew where a comparison turns; the last loss may be one that is not
        finite.
        """
        losses: list[float] = []
        while True:
            version = self._chosen(given)
            found, guard = version.train(optimizer, given, steps - len(losses))
            while guard is not None:
                version = self._turned(version, given, guard)
                found, guard = version.train(optimizer, given, steps - len(losses))
            losses += found
            if len(losses) == steps or not math.isfinite(losses[-1]):
                return losses

    def call_again(self, version: Version) -> Callable[[], Any] | None:
        """마지막 실행을 함수로 되풀이한다.

        Make a function of nothing that calls the captured one on the numbers of the last run, drawn
        ones too; None if there is none, or it takes one sample at a time.
        """
        if self._function is None or self._batch:
            return None
        nodes, draws = _leaves(version.numbers), version.drawn_last
        return lambda: self._called(nodes, draws=draws).root

    # ── 1. which version fits ──

    def _chosen(self, given: list[Any]) -> Version:
        """이 모양의 입력과 지금의 상태를 위한 것.

        Give the version for inputs of these shapes and the state of now, proved if it is due.
        """
        shapes = [() if type(x) is float else x.shape for x in given]
        changed = None
        for version in reversed(self._kept):  # the latest that fits
            if version.shapes == shapes and (changed := version.changed()) is None:
                break
        else:
            return self._missing(given, shapes, changed)
        if version is not self._kept[-1]:
            self._to_front(version)
        if version.proofs is not None and version.proofs.is_due(given):
            self._prove(version, given)
        return version

    def _missing(
        self, given: list[Any], shapes: list[tuple[int, ...]], changed: str | None
    ) -> Version:
        """맞는 것이 없다: 새로 만든다.

        Make a version where none fits, if that is allowed. Where only the state is in the way,
        `changed` names what is another now.
        """
        if self._batch:
            return self._of_sample(given, changed)
        if changed is not None and not self._rerecord:
            raise GraphError("replay.state", name=changed)
        if self._function is None or (self._kept and not self._rerecord):
            raise ShapeError("replay.shapes", then=self._kept[-1].shapes, now=shapes)
        return self._captured(given)

    # ── 2. does it still do what the function does ──

    def _prove(self, version: Version, given: list[Any]) -> None:
        """함수를 한 번 더 불러 비교한다.

        Call the function once more, with what was drawn for the capture and telling nothing to what
        follows numbers, and compare.
        """
        if not version.tried(given):  # a comparison goes another way: it will be captured anew
            return
        captured = self._called(_leaves(given), draws=version.drawn)
        found, expected = version.graph.value(), captured.root.data
        if not _agree(found, expected, captured, np.finfo(version.graph.dtype).eps ** 0.4):
            raise GraphError("replay.differs", found=found, expected=expected)

    # ── 3. a comparison goes another way ──

    def _turned(self, version: Version, given: list[Any], guard: Guard) -> Version:
        """비교가 달라졌다: 맞는 것을 찾거나 다시 기록한다.

        Find what fits, or capture anew. A new capture is believed on its own numbers, whatever the
        machine's rounding makes of its comparisons; so this comes to an end.
        """
        if self._function is None or not self._rerecord:
            raise GraphError(
                "replay.guard", line=guard.line, comparison=guard, outcome=guard.outcome
            )
        for other in reversed(self._kept):
            if other is not version and _went_this_way(other, version.shapes, given):
                return self._to_front(other)
        self._turns += 1
        if self._turns == KEPT:
            warn("replay.turns", kind=ReplayWarning, times=KEPT, line=guard.line, comparison=guard)
        return self._captured(given)

    # ── making and keeping them ──

    def _called(self, nodes: list[Node], draws: Sequence[Any] | None = None) -> Capture:
        """함수를 불러 기록한다. Call the function, and capture what it does."""
        assert self._function is not None
        return capture(self._function, nodes, draws=draws)

    def _captured(self, given: list[Any]) -> Version:
        """지금 입력으로 다시 기록한 것. Capture the function anew, on the inputs of this call."""
        version = self._add(self._called(_leaves(given)), given)
        version.recorded_now = True
        return version

    def _of_sample(self, given: list[Any], changed: str | None) -> Version:
        """한 표본의 기록을 이만큼의 표본에.

        Make the version for this many samples, of the capture of one; that is made anew where what
        the function reads has changed.
        """
        if self._sample is None or changed is not None:
            self._sample = self._called(_leaves([float(np.ravel(x)[0]) for x in given]))
        return self._add(self._sample, given)

    def _add(self, captured: Capture, given: list[Any]) -> Version:
        """옮겨서 맨 앞에. Turn a capture into code, as the last; the oldest may go."""
        version = Version(captured, given, self._parameters, batch=self._batch)
        self._kept = [*self._kept[1 - KEPT :], version]
        return version

    def _to_front(self, version: Version) -> Version:
        """마지막으로 실행한 것으로. Make it the last."""
        self._kept = [*(other for other in self._kept if other is not version), version]
        return version


def _leaves(given: list[Any]) -> list[Node]:
    """입력의 수를 노드로. Nodes with the numbers of the inputs."""
    arrays = (np.array(x) if type(x) is Picked else x for x in given)
    return [leaf(x, i) for i, x in enumerate(arrays, start=1)]


def _went_this_way(version: Version, shapes: list[tuple[int, ...]], given: list[Any]) -> bool:
    """이 입력의 갈래로 기록한 것인가.

    Tell whether every comparison of the version comes out as it was captured. One that drew numbers
    cannot be tried, as that would draw.
    """
    fits = version.shapes == shapes and version.changed() is None
    return fits and not version.drawn and version.tried(given)


def _agree(found: Any, expected: Any, captured: Capture, rough: float) -> bool:
    """반올림만큼만 다른가.

    Tell whether the two are the same but for rounding. That goes by the largest number on the way,
    which is looked for only where they differ by more than their own size explains.
    """
    if np.allclose(found, expected, rtol=rough, atol=0.0, equal_nan=True):
        return True
    size = max(np.abs(n.data).max(initial=0.0, where=np.isfinite(n.data)) for n in captured.order)
    return np.allclose(found, expected, rtol=rough, atol=rough * size, equal_nan=True)
