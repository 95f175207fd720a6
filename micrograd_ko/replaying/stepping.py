"""학습 스텝 하나의 코드: 순전파, 역전파, 갱신.

One training step as code: forward, backward and the optimizer's own rule, for both kinds of graphs.
"""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any

import numpy as np

from ..engine import Tensor
from ..errors import GraphError
from ..optim import OPTIMIZERS
from .compiled import ArrayGraph, Ports, ScalarGraph
from .machine.arena import Arena
from .machine.code import Code
from .writing.abstract import AbstractArray
from .writing.instructions import early
from .writing.lowered import NotReady, Update, varies
from .writing.tape import Tape

__all__ = ["ArrayStep", "ScalarStep", "step_of"]

Array = np.ndarray[Any, Any]


# of an optimizer: looked at in ways of their own
HELD = ("parameters", "memories", "steps", "by_name", "schedule")
PORTION = 0.1  # seconds


def step_of(graph: ArrayGraph | ScalarGraph, optimizer: Any) -> ArrayStep | ScalarStep | None:
    """이 그래프에서 optimizer의 한 스텝, 옮길 수 없으면 None.

    Make the optimizer's step on this graph code. None where the optimizer has to take it itself:
    one of a user's own, whose step may do anything; one with parameters that it remembers nothing
    of yet; one that clips the gradients of Values.
    """
    options = [v for k, v in vars(optimizer).items() if k not in HELD]
    known_kind = type(optimizer) in OPTIMIZERS.values()
    if not known_kind or not all(isinstance(v, (int, float, str, type(None))) for v in options):
        return None
    if isinstance(graph, ScalarGraph) and optimizer.clip_norm is not None:
        return None  # the norm of numbers one by one, rounded as the optimizer itself rounds it
    known = set(graph.plan.parameters)
    given = next(
        (p for p in optimizer.parameters if p not in known and p in graph.plan.reached), None
    )
    if given is not None:
        raise GraphError("replay.parameters", name=given.name)
    try:
        if isinstance(graph, ArrayGraph):
            return ArrayStep(graph, optimizer)
        return ScalarStep(graph, optimizer)
    except NotReady:
        return None


class _Step:
    """두 그래프에 공통인 것.

    Hold what steps of both kinds of graphs share: the optimizer's numbers, in and out, and the
    loop.
    """

    def __init__(self, optimizer: Any, update: Update, code: Code) -> None:
        self.optimizer, self.code = optimizer, code
        self.exact = Code(update.exact.instructions, update.exactly, np.float64)
        # steps of a run, counted where an interrupt cannot come between
        self.done = np.zeros(1, np.int64)
        self._count_done: Any = self.done.data  # read and written faster than the array
        # for `fits`: how the optimizer was
        own = vars(optimizer)
        self._count = len(own)
        self._parameters = list(optimizer.parameters)
        self._fixed = [(k, v) for k, v in own.items() if k not in HELD and not varies(k, v)]
        self._varying = {name: own[name] for name in update.options if name not in HELD}
        # for `enter` and `leave`: where its numbers lie
        options = ((name, x) for name, x in update.options.items() if self.exact.holds(x))
        self._options = [(name, self.exact.view(x)) for name, x in options]
        views = list(self._views(update.states))
        self._numbers = [(i, k, view) for i, k, view in views if not view.ndim]
        self._arrays = [(i, k, view) for i, k, view in views if view.ndim]
        # for `prepare`: what is computed exactly, and where it is used
        brought = [(buffer, x) for buffer, x in update.brought.items() if code.holds(x)]
        self.origin = np.array(
            [self.exact.arena.places[buffer] for buffer, _ in brought], np.uint64
        )
        self.to = np.array([code.place(x) for _, x in brought], np.uint64)

    def _views(
        self, states: Mapping[int, Mapping[str, AbstractArray]]
    ) -> Iterator[tuple[int, str, Array]]:
        """기억하는 수가 놓인 곳.

        Find where the numbers lie that the optimizer remembers: of which parameter, by which name,
        and a view of them.
        """
        for i, memory in states.items():
            for k, x in memory.items():
                code = self.exact if self.exact.holds(x) else self.code
                if code.holds(x):
                    yield i, k, code.view(x)

    def fits(self) -> bool:
        """아직 맞는가.

        Tell whether the code is right still: the same options switched on, the same parameters.
        """
        own = vars(self.optimizer)
        if len(own) != self._count:
            return False
        for name, option in self._fixed:
            now = own.get(name)
            if now is not option and (type(now) is not type(option) or now != option):
                return False
        for name, option in self._varying.items():
            if (now := own.get(name)) is not option:
                if not varies(name, now):
                    return False
                self._varying[name] = now
        own, known = own["parameters"], self._parameters
        return len(own) == len(known) and all(map(operator.is_, own, known))

    def enter(self, numbers: Sequence[Any]) -> None:
        """수를 넣는다. Put everything in that a step needs."""
        own = vars(self.optimizer)
        for name, view in self._options:
            view[...] = own[name]
        if not (self._numbers or self._arrays):
            return
        memories = self.memories()
        for i, k, view in self._numbers:
            view[...] = memories[i][k]
        for i, k, view in self._arrays:
            if memories[i][k] is not view:
                view[...] = memories[i][k]
                memories[i][k] = view

    def leave(self, steps: int) -> None:
        """수를 돌려준다. Give back what the optimizer and Values hold themselves."""
        memories = self.memories() if self._numbers else []
        for i, k, view in self._numbers:
            memories[i][k] = type(memories[i][k])(view[()])
        self.optimizer.steps += steps

    def memories(self) -> list[dict[str, Any]]:
        """옵티마이저가 기억하는 것. Return what the optimizer remembers."""
        return self.optimizer.memories  # type: ignore[no-any-return]

    def prepare(self) -> None:
        """스텝마다 바뀌는 수를 계산한다. Compute the numbers that change from step to step."""
        if self.exact.end:
            self.exact.run(0, self.exact.end)
        self.code.x[self.to] = self.exact.x[self.origin]

    def forward(self) -> Any:
        """순전파. Run the forward pass, and return the root's number."""
        raise NotImplementedError

    def rest(self) -> None:
        """역전파와 갱신. Run the backward pass and the update."""
        raise NotImplementedError

    def run(self, steps: int) -> list[float]:
        """여러 스텝. Steps, until a loss is not finite; all losses, that one included."""
        losses: list[float] = []
        while len(losses) < steps:
            losses.append(float(self.forward()))
            if not math.isfinite(losses[-1]):
                break
            self.rest()
            self.done[0] += 1
        return losses

    def many(self, steps: int) -> list[float]:
        """여러 스텝을 조금씩.

        Run as :meth:`run`, in portions of about a tenth of a second, so that Ctrl-C is heard.
        """
        if steps == 1:
            return self._portion(1)
        losses, portion = list[float](), 1
        while len(losses) < steps and (not losses or math.isfinite(losses[-1])):
            began = time.perf_counter()
            losses += self._portion(min(portion, steps - len(losses)))
            if time.perf_counter() - began < PORTION / 2:
                portion *= 2
        return losses

    def _portion(self, steps: int) -> list[float]:
        """한 번에 하는 스텝들. Steps in one go; those that were done count, whatever happens."""
        done = self._count_done
        done[0] = 0
        try:
            return self.run(steps)
        finally:
            self.leave(done[0])


def _same(some: Sequence[Any], others: Sequence[Any]) -> bool:
    """바로 그 노드들인가.

    Tell whether these are the very same nodes, in the same order. (== would compare their numbers.)
    """
    return len(some) == len(others) and all(map(operator.is_, some, others))


class ArrayStep(_Step):
    """배열의 그래프의 한 스텝. A step of a graph of arrays."""

    def __init__(self, graph: ArrayGraph, optimizer: Any) -> None:
        low = graph.lowered
        update = Update(optimizer, low.tape, low.values, low.gradients)
        together = early(low.tape.instructions, update.instructions, low.split)
        seen = {n: low.values[n] for n in graph.plan.seen}
        kept = [low.loss.buffer, *(x.buffer for x in seen.values()), *update.written]
        code = Code(together, kept, graph.dtype, split=low.split)
        super().__init__(optimizer, update, code)
        self.ports = Ports(graph.plan, low, code)
        self._seen = {n: code.view(x) for n, x in seen.items()}
        self._at = code.place(low.loss)
        self._one = np.zeros(1)  # the loss of one step, most often asked for
        self._step = self._training(self._one)

    def enter(self, numbers: Sequence[Any]) -> None:
        """수를 넣는다. Put everything in that a step needs."""
        super().enter(numbers)
        self.ports.load(numbers)

    def leave(self, steps: int) -> None:
        """수를 돌려준다. Give back what the optimizer and Values hold themselves."""
        super().leave(steps)
        if self.ports.values:
            self.ports.store()

    def forward(self) -> Any:
        """순전파. Run the forward pass, and return the root's number."""
        self.code.run(0, self.code.middle)
        return self.code.x[self._at]

    def rest(self) -> None:
        """역전파와 갱신. Run the backward pass and the update."""
        self.prepare()
        self.code.run(self.code.middle, self.code.end)

    def seen(self, node: Any) -> Array:
        """지켜보는 노드의 수. Return the numbers of a node that is seen."""
        return self._seen[node]

    def _training(self, losses: Array) -> Callable[[], None] | None:
        """스텝들의 반복문. Prepare the machine's loop of steps; None without Numba."""
        code, exact = self.code, self.exact.native
        if code.native is None or exact is None:
            return None
        at = code.middle, self._at, losses, self.done, exact, (self.to, self.origin)
        return code.native.training(*at)

    def run(self, steps: int) -> list[float]:
        """여러 스텝, 한 번에. Do as it says there, in one loop of the machine."""
        if self._step is None:
            return super().run(steps)
        if steps == 1:
            self._step()
            return self._one.tolist()
        losses = np.zeros(steps)
        if (train := self._training(losses)) is not None:
            train()
        return losses[: self.done[0] + 1].tolist()  # type: ignore[no-any-return]


class ScalarStep(_Step):
    """Value 그래프의 한 스텝.

    A step of a graph of Values: all parameters are one array to the optimizer.
    """

    def __init__(self, graph: ScalarGraph, optimizer: Any) -> None:
        plan = graph.plan
        known = set(plan.parameters)
        self._own = [i for i, p in enumerate(optimizer.parameters) if p in known]
        own = [optimizer.parameters[i] for i in self._own]
        if not own:
            raise GraphError("optim.no_gradient", name=type(optimizer).__name__)
        self._real = optimizer
        self._now = self._stack()
        self._stacked = [self._now]
        if not _same(own, plan.parameters):  # they are to lie side by side
            graph = ScalarGraph(plan.of(own))
        self.graph = graph
        # the optimizer's step on one array
        whole = copy(optimizer)
        whole.parameters, whole.memories = [Tensor(np.zeros(len(own)))], self._stacked
        tape = Tape(np.float64)
        values, gradients = (tape.array((len(own),), lasting=True) for _ in range(2))
        (array,) = whole.parameters
        update = Update(whole, tape, {array: values}, {array: gradients})
        # that array is where the parameters lie already; the rest lies behind the graph's numbers
        first = graph.rows.place[own[0]]
        arena = Arena(np.float64)
        arena.places = {values.buffer: first, gradients.buffer: graph.rows.gradient[own[0]]}
        arena.size = arena.aligned(len(graph.x))
        within = arena, graph.x
        code = Code(update.instructions, update.written, np.float64, within=within)
        super().__init__(optimizer, update, code)
        self._place = slice(first, first + len(own))

    def _stack(self) -> dict[str, Any]:
        """매개변수마다의 기억을 배열 하나로.

        Stack what is remembered of each parameter, as arrays over them; whole numbers once.
        """
        memories = [self._real.memories[i] for i in self._own]
        first = memories[0]
        counts = {k: v for k, v in first.items() if isinstance(v, int)}
        for memory in memories:
            if memory.keys() != first.keys() or any(memory[k] != n for k, n in counts.items()):
                raise NotReady  # some joined later than others
        arrays = {k: np.array([memory[k] for memory in memories]) for k in first if k not in counts}
        return counts | arrays

    def fits(self) -> bool:
        """아직 맞는가. Tell whether the code is right still."""
        try:
            self._now = self._stack()
        except NotReady:
            return False
        return super().fits()

    def memories(self) -> list[dict[str, Any]]:
        """배열이 된 기억. Return what the optimizer remembers, as arrays."""
        return self._stacked

    def enter(self, numbers: Sequence[Any]) -> None:
        """수를 넣는다. Put everything in that a step needs."""
        if self.graph.x is not self.code.x:  # another optimizer's step, or the graph's own
            self.graph.x = self.code.x
            self.graph.forget()
        self._stacked[0].update(self._now)
        super().enter(numbers)
        self.graph.load(numbers)

    def leave(self, steps: int) -> None:
        """수를 돌려준다. Give back what the optimizer and the Values hold themselves."""
        super().leave(steps)
        for k, x in self._stacked[0].items():
            column = x.tolist() if isinstance(x, np.ndarray) else [x] * len(self._own)
            for i, number in zip(self._own, column, strict=True):
                self._real.memories[i][k] = number
        for p, number in zip(
            self.graph.plan.parameters, self.code.x[self._place].tolist(), strict=True
        ):
            p.data = number
        self.graph.forget()

    def forward(self) -> Any:
        """순전파. Run the forward pass, and return the root's number."""
        self.graph.run(0, self.graph.rows.middle)
        return self.graph.seen(self.graph.plan.root)

    def rest(self) -> None:
        """역전파와 갱신. Run the backward pass and the update."""
        self.graph.x[self.graph.rows.seed] = 1.0
        self.graph.run(self.graph.rows.middle, len(self.graph.rows.codes))
        self.prepare()
        self.code.run(0, self.code.end)

    def seen(self, node: Any) -> Any:
        """지켜보는 노드의 수. Return the number of a node that is seen."""
        return self.graph.seen(node)
