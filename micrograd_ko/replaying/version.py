"""기록 하나를 옮긴 것: 실행하고, 비교를 살피고, 학습한다.

One capture turned into code: it runs, looks at what the capture noted, and trains. A program
keeps several, for inputs of other shapes, for other branches, and for other states of what its
function reads.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine import Node, Tensor
from ..errors import ShapeError
from .capture import Capture, Guard
from .compiled import ArrayGraph, Plan, ScalarGraph
from .stepping import ArrayStep, ScalarStep, step_of

__all__ = ["Version", "shape_of"]

# optimizers of one program that take turns; beyond, the code of the oldest goes
OPTIMIZERS_KEPT = 4


class Proofs:
    """함수와 비교할 때를 정한다.

    Tell when a version is to be compared with its function: on the first numbers that are not those
    of the capture, and then ever more rarely, at the 2nd, 4th, 8th, … call. The very same arrays
    are looked into as rarely, though somebody may have written into them.
    """

    def __init__(self, captured: Capture, numbers: list[Any]) -> None:
        self._captured = captured
        self._alike = numbers  # the arrays last found to hold the numbers of the capture
        self._others_came = False  # have there been numbers that are not those of the capture?
        self._calls = 0

    def is_due(self, given: list[Any]) -> bool:
        """이번 호출에 비교하는가. Tell whether this call's result is to be compared."""
        self._calls += 1
        rare = not self._calls & (self._calls - 1)  # 1, 2, 4, 8, …
        if self._others_came:
            return rare
        if not rare and all(map(operator.is_, given, self._alike)):
            return False
        self._others_came = not self._are_captured(given)
        self._alike = given
        return self._others_came

    def _are_captured(self, given: list[Any]) -> bool:
        """기록할 때의 수인가. Tell whether these are the numbers of the capture."""
        return all(
            np.array_equal(x, node.data)
            for x, node in zip(given, self._captured.inputs, strict=True)
        )


class Version:
    """기록 하나를 옮긴 것.

    One capture as code, for inputs of its shapes and the branches that it took.
    """

    def __init__(
        self,
        captured: Capture,
        numbers: list[Any],
        parameters: list[Node] | None,
        *,
        batch: bool,
    ) -> None:
        self.guards = captured.guards
        self.capture = captured
        self.numbers = numbers
        self.shapes = [shape_of(x) for x in numbers]
        self.graph = _graph(captured, self.shapes, parameters, batch=batch)
        # of what the function reads and what is another now, the name; None if nothing is
        state = captured.state
        self.changed: Callable[[], str | None] = _nothing if state is None else state.changed
        self._steps: dict[int, ArrayStep | ScalarStep] = {}
        self._latest: ArrayStep | ScalarStep | None = None  # of them, most often asked for again
        # a graph that was given has no function to compare with, and a batch has one for a sample
        proves = captured.state is not None and not batch
        self.proofs = Proofs(captured, numbers) if proves else None
        # then what was drawn is for this run, and layers have seen its numbers already
        self.recorded_now = False
        self._before: list[tuple[np.random.Generator, Any]] = []  # as generators were at this run
        self._ran_with = numbers  # and what was drawn
        self._several = not batch and np.size(self.graph.value()) > 1
        self._alone = not (self.guards or captured.draws or captured.updates)

    def tried(self, given: list[Any]) -> bool:
        """그냥 한 번 순전파한다.

        Try a forward pass that draws nothing and tells nobody: does every comparison hold?
        """
        self.graph.forward([*given, *self.drawn])
        return self._turned(self.graph) is None

    @property
    def drawn(self) -> list[Any]:
        """기록할 때 뽑은 수. The numbers that were drawn for the capture."""
        return [drawn.numbers for drawn in self.capture.draws]

    @property
    def drawn_last(self) -> list[Any]:
        """마지막 실행에서 뽑은 수. The numbers that were drawn for the last run."""
        return self._ran_with[len(self.numbers) :]

    def forward(self, given: list[Any]) -> Guard | None:
        """순전파.

        Run the forward pass; return the comparison that goes another way, if one does.
        """
        self.numbers, self._ran_with = given, self._all(given)
        self.graph.forward(self._ran_with)
        return self._looked(self.graph)

    def train(
        self, optimizer: Any, given: list[Any], steps: int
    ) -> tuple[list[float], Guard | None]:
        """스텝들.

        Steps, or one if something has to be looked at; the losses, and the comparison that goes
        another way.
        """
        self.numbers = given
        if self._several:
            raise ShapeError("replay.loss", shape=np.shape(self.graph.value()))
        step = self._step(optimizer)
        if step is None:
            return self._own_step(optimizer, given)
        if optimizer.schedule is not None:  # each step has a learning rate of its own
            optimizer.follow_schedule()
            steps = 1
        if self._alone:
            step.enter(given)
            return step.many(steps), None
        step.enter(self._all(given))
        return self._one_step(step)

    def _one_step(self, step: ArrayStep | ScalarStep) -> tuple[list[float], Guard | None]:
        """살피며 한 스텝. Take one step, and look at what was noted after its forward pass."""
        loss, done = float(step.forward()), 0
        try:
            if (guard := self._looked(step)) is not None:
                return [], guard
            if math.isfinite(loss):
                step.rest()
                done = 1
        finally:
            step.leave(done)
        return [loss], None

    def numerical_gradient(self, method: str, eps: float | None) -> dict[Node, Any]:
        """수치 미분. Numerical differentiation on the numbers of the last run."""
        from .nudged import nudged

        return nudged(self.graph, self._ran_with, method, eps)

    def _step(self, optimizer: Any) -> ArrayStep | ScalarStep | None:
        """optimizer의 한 스텝의 코드.

        Return the code of the optimizer's step; None if it has to take it itself.
        """
        if (step := self._latest) is not None and step.optimizer is optimizer and step.fits():
            return step
        step = self._steps.pop(id(optimizer), None)
        if step is None or not step.fits():
            step = step_of(self.graph, optimizer)
        if step is not None:
            self._steps[id(optimizer)] = step  # it holds the optimizer, so no other gets this id
            if len(self._steps) > OPTIMIZERS_KEPT:
                del self._steps[next(iter(self._steps))]
        self._latest = step
        return step

    def _own_step(self, optimizer: Any, given: list[Any]) -> tuple[list[float], Guard | None]:
        """optimizer가 스스로 하는 스텝.

        Let the optimizer take a step itself, with the gradients of the machine.
        """
        if (guard := self.forward(given)) is not None:
            return [], guard
        loss = float(np.mean(self.graph.value()))
        if math.isfinite(loss):
            before = [p.grad for p in optimizer.parameters]
            found = dict(self.graph.backward(1.0))
            for p in optimizer.parameters:
                p.grad = found.get(p)
            try:
                optimizer.step()
            finally:
                for p, g in zip(optimizer.parameters, before, strict=True):
                    p.grad = g
        return [loss], None

    def _all(self, given: list[Any]) -> list[Any]:
        """입력과 새로 뽑은 수. Return the inputs and what is drawn for this run."""
        draws = self.capture.draws
        self._before = (
            [(drawn.source, drawn.source.bit_generator.state) for drawn in draws]
            if self.guards
            else []
        )
        return [*given, *(drawn.numbers if self.recorded_now else drawn.again() for drawn in draws)]

    def _looked(self, ran: Any) -> Guard | None:
        """비교를 살피고, 따라가는 것에 알린다.

        Look at the comparisons, and tell what follows numbers. Not on the numbers that were
        recorded just now: there the function's own comparisons count, though the machine's rounding
        may turn one.
        """
        recorded_now, self.recorded_now = self.recorded_now, False
        if recorded_now:
            return None
        if (guard := self._turned(ran)) is None:
            for nodes, update in self.capture.updates:
                update(*(np.array(ran.seen(node)) for node in nodes))
        else:  # nothing has happened: another branch draws the same numbers
            for source, state in reversed(self._before):
                source.bit_generator.state = state
        return guard

    def _turned(self, ran: Any) -> Guard | None:
        return next((guard for guard in self.guards if not guard.holds(ran.seen)), None)

    def __str__(self) -> str:
        return str(self.graph)


def _graph(
    captured: Capture,
    shapes: list[tuple[int, ...]],
    parameters: list[Node] | None,
    *,
    batch: bool,
) -> ArrayGraph | ScalarGraph:
    """기록을 코드로.

    Turn the captured graph into code: of arrays, or of single numbers. What was drawn comes in like
    one more input; where no parameters are named, all leaves that are none are.
    """
    order, places, root = captured.order, captured.places, captured.root
    if parameters is None:
        parameters = [n for n in order if n.op is None and n.kind != "constant" and n not in places]
    plan = Plan(
        order,
        root,
        places,
        [*shapes, *(np.shape(drawn.numbers) for drawn in captured.draws)],
        parameters,
        captured.seen,
        detachments=captured.detachments,
        mean=batch,
    )
    if batch or isinstance(root, Tensor):
        return ArrayGraph(plan, getattr(root.data, "dtype", np.float64))
    return ScalarGraph(plan)


def _nothing() -> None:
    """그래프는 밖에서 읽는 것이 없다. Tell that nothing has changed."""


def shape_of(x: Any) -> tuple[int, ...]:
    """입력의 모양. Return the shape of an input."""
    return () if type(x) is float else x.shape
