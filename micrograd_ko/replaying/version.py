"""기록 하나를 옮긴 것: 실행하고, 비교를 살피고, 학습한다.

One capture turned into code: it runs, looks at what the capture noted, and trains. A program
keeps several, for inputs of other shapes, for other branches, and for other states of what its
function reads.
"""

from __future__ import annotations

import math
import operator
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
        order, places, root = captured.order, captured.places, captured.root
        if parameters is None:
            parameters = [
                n for n in order if n.op is None and n.kind != "constant" and n not in places
            ]
        shapes = [*self.shapes, *(np.shape(drawn.numbers) for drawn in captured.draws)]
        plan = Plan(
            order,
            root,
            places,
            shapes,
            parameters,
            captured.seen,
            detachments=captured.detachments,
            mean=batch,
        )
        self.graph: ArrayGraph | ScalarGraph
        if batch or isinstance(root, Tensor):
            self.graph = ArrayGraph(plan, getattr(root.data, "dtype", np.float64))
        else:
            self.graph = ScalarGraph(plan)
        self._steps: dict[int, ArrayStep | ScalarStep] = {}
        self._equal, self._calls, self._due = numbers, 0, False
        self._proves = captured.state is not None and not batch
        # then what was drawn is for this run, and layers have seen its numbers already
        self.recorded_now = False
        self._before: list[tuple[np.random.Generator, Any]] = []
        self._several, self._ran_with = not batch and np.size(self.graph.value()) > 1, numbers
        self._alone = not (self.guards or captured.draws or captured.updates)

    def changed(self) -> str | None:
        """함수가 읽는 것 가운데 바뀐 것.

        What the function reads and what is another now, by name; None if nothing is.
        """
        state = self.capture.state
        return None if state is None else state.changed()

    def is_due(self, given: list[Any]) -> bool:
        """함수와 견줄 때인가.

        Is it time to compare with the function? On the first numbers that are not those of the
        captured, and then ever more rarely: at the 2nd, 4th, 8th, … call. The same arrays are
        looked into as rarely.
        """
        if not self._proves:
            return False
        self._calls += 1
        rare = not self._calls & (self._calls - 1)
        if self._due:
            return rare
        if all(map(operator.is_, given, self._equal)) and not rare:
            return False
        self._due = not all(
            np.array_equal(x, node.data) for x, node in zip(given, self.capture.inputs, strict=True)
        )
        self._equal = given
        return self._due

    def tried(self, given: list[Any]) -> bool:
        """그냥 한 번 순전파한다.

        A forward pass that draws nothing and tells nobody; does every comparison hold?
        """
        self.graph.forward([*given, *self.drawn])
        return self._turned(self.graph) is None

    @property
    def drawn(self) -> list[Any]:
        """기록할 때 뽑은 수. What was drawn for the capture."""
        return [drawn.numbers for drawn in self.capture.draws]

    @property
    def drawn_last(self) -> list[Any]:
        """마지막 실행에서 뽑은 수. What was drawn for the last run."""
        return self._ran_with[len(self.numbers) :]

    def forward(self, given: list[Any]) -> Guard | None:
        """순전파. The forward pass; the comparison that goes another way, if one does."""
        self.numbers, self._ran_with = given, self._all(given)
        self.graph.forward(self._ran_with)
        return self._looked(self.graph)

    def train(
        self, optimizer: Any, given: list[Any], steps: int
    ) -> tuple[list[float], Guard | None]:
        """걸음들.

        Steps, or one if something has to be looked at; the losses, and the comparison that goes
        another way.
        """
        self.numbers = given
        if self._several:
            raise ShapeError("replay.loss", shape=np.shape(self.graph.value()))
        step = self._step(optimizer)
        if step is None:
            return self._own_step(optimizer, given)
        step.enter(given if self._alone else self._all(given))
        if self._alone:
            return step.many(steps), None
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
        """optimizer의 한 걸음의 코드.

        The code of the optimizer's step; None if it has to take it itself.
        """
        step = self._steps.pop(id(optimizer), None)
        if step is None or not step.fits():
            step = step_of(self.graph, optimizer)
        if step is not None:
            self._steps[id(optimizer)] = step  # it holds the optimizer, so no other gets this id
            if len(self._steps) > OPTIMIZERS_KEPT:
                del self._steps[next(iter(self._steps))]
        return step

    def _own_step(self, optimizer: Any, given: list[Any]) -> tuple[list[float], Guard | None]:
        """optimizer가 스스로 하는 걸음.

        A step that the optimizer takes itself, with the gradients of the machine.
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
        """입력과 새로 뽑은 수. The inputs and what is drawn for this run."""
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


def shape_of(x: Any) -> tuple[int, ...]:
    """입력의 모양. The shape of an input."""
    return () if type(x) is float else x.shape
