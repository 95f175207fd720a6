"""Stepper: 그래프를 한 단계씩 앞뒤로 걷는다.

Walk through the passes of a graph one step at a time, forth and back.
"""

from __future__ import annotations

from typing import Any

from ..arguments import check_whole
from ..engine import Node, expect_node, topological_order
from ..errors import OptionError
from ..messages import text
from .passes import backward_steps, forward_steps
from .steps import BackwardStep, ForwardStep, Step

__all__ = ["Stepper"]


class Stepper:
    """그래프를 한 단계씩 앞뒤로 걷는다.

    Walk through the forward and then the backward pass of a graph, one step at a time, both ways.
    What it shows at a REPL is the current step. The gradients of the graph are set to None at the
    start and appear in ``.grad`` as the steps of the backward pass arrive, so that a drawing made
    on the way shows how far they have come.

    Args:
        gradient: the upstream gradient to start from, of the root's shape.

    >>> from micrograd_ko import Value
    >>> x = Value(0.5, "x")
    >>> y = (2 * x).tanh()
    >>> y.label = "y"
    >>> s = Stepper(y)
    >>> s.next(4)
    [4/5] 역전파
    ∂y/∂(2·x) = ∂y/∂y × ∂y/∂(2·x) = 1.0000 × 0.4200 = 0.4200
    국소 미분 ∂y/∂(2·x) = 1 - y·y = 0.4200
    >>> round(s.current.contribution, 4), x.grad
    (0.42, None)
    >>> s.next(), round(x.grad, 4)
    ([5/5] 역전파 (끝)
    ∂y/∂x = ∂y/∂(2·x) × ∂(2·x)/∂x = 0.4200 × 2.0000 = 0.8399
    국소 미분 ∂(2·x)/∂x = 2, 0.8399)
    """

    def __init__(self, root: Node, gradient: Any = 1.0) -> None:
        expect_node(root, "Stepper(root)")
        self.root = root
        self.steps: list[Step] = [*forward_steps(root), *backward_steps(root, gradient)]
        self.place = 0
        for node in topological_order(root):
            node.grad = None

    @property
    def current(self) -> Step | None:
        """지금 단계. The step that was taken last; None at the start."""
        return self.steps[self.place - 1] if self.place else None

    def next(self, count: int = 1) -> Stepper:
        """앞으로. Go one step on, or `count`; at the end it stays there.

        >>> from micrograd_ko import Value
        >>> Stepper(Value(3.0, "x") * 2).next()
        [1/3] 순전파
        x·2 = 3.0000·2.0000 = 6.0000
        """
        return self.goto(
            min(self.place + check_whole("Stepper.next", count, low=0), len(self.steps))
        )

    def back(self, count: int = 1) -> Stepper:
        """뒤로. Go one step back, or `count`; at the start it stays there.

        >>> from micrograd_ko import Value
        >>> x = Value(3.0, "x")
        >>> stepper = Stepper(x * 2).run()
        >>> stepper.back().place, x.grad  # the last step is undone
        (2, None)
        """
        return self.goto(max(self.place - check_whole("Stepper.back", count, low=0), 0))

    def run(self) -> Stepper:
        """끝까지. Go to the end: all gradients are there, as after ``root.backward()``.

        >>> from micrograd_ko import Value
        >>> x = Value(3.0, "x")
        >>> stepper = Stepper(x * x).run()
        >>> stepper.place == len(stepper), x.grad
        (True, 6.0)
        """
        return self.goto(len(self.steps))

    def reset(self) -> Stepper:
        """처음으로. Go back to the start: no gradient is there yet.

        >>> from micrograd_ko import Value
        >>> x = Value(3.0, "x")
        >>> stepper = Stepper(x * x).run().reset()
        >>> stepper.place, x.grad
        (0, None)
        """
        return self.goto(0)

    def goto(self, place: int) -> Stepper:
        """그 단계로: 0은 처음, len(stepper)는 끝.

        Go to the moment after so many steps.

        Raises:
            OptionError: there are not so many steps.

        >>> from micrograd_ko import Value
        >>> x = Value(3.0, "x")
        >>> for place in (3, 4):  # x * x reaches x over two edges
        ...     stepper = Stepper(x * x).goto(place)
        ...     print(x.grad)
        3.0
        6.0
        """
        if check_whole("Stepper.goto", place, low=0) > len(self.steps):
            raise OptionError("step.place", got=place, last=len(self.steps))
        for step in self.steps[self.place : place]:
            if isinstance(step, BackwardStep):
                step.parent.grad = step.parent.own(step.total)
        for step in reversed(self.steps[place : self.place]):
            if isinstance(step, BackwardStep):
                step.parent.grad = None if step.before is None else step.parent.own(step.before)
        self.place = place
        return self

    def __len__(self) -> int:
        return len(self.steps)

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """지금 단계를 글로: 자리와 방향, 문장, 국소 미분.

        Write the current step in words, line by line.

        >>> from micrograd_ko import Value
        >>> Stepper(Value(3.0, "x") * 2).next().lines()
        ['[1/3] 순전파', 'x·2 = 3.0000·2.0000 = 6.0000']
        """
        step, place = self.current, f"[{self.place}/{len(self.steps)}]"
        if step is None:
            return [f"{place} {text('step.start')}"]
        phase = text(
            "step.phase.forward" if isinstance(step, ForwardStep) else "step.phase.backward"
        )
        end = f" {text('step.end')}" if self.place == len(self.steps) else ""
        local = (
            [text("step.local", **step.words)]
            if isinstance(step, BackwardStep) and step.local is not None
            else []
        )
        return [f"{place} {phase}{end}", str(step), *local]
