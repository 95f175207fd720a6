"""다시 실행: 한 번 기록한 그래프를 옮겨 두고 여러 번 돌린다.

Replay: a graph that was recorded once is turned into rows of integers, and run again and again on
new numbers without touching Python node by node. The rules are those of the tables, and so are the
results.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..arguments import check_whole
from ..checking import numerical_gradient
from ..engine import Node, add_gradient, expect_node
from ..errors import GraphError, NotANumberError, OptionError, ShapeError, warn
from ..optim import Optimizer, listed
from .capture import leaf
from .choosing import Versions
from .compiled import Picked

__all__ = ["Program", "replay", "vectorize"]

Array = np.ndarray[Any, Any]
ARRAYS = (np.ndarray, Picked)  # what is put in as it is; a subclass of an array may be anything


def replay(
    source: Any, *, inputs: Sequence[Any] = (), parameters: Any = None, rerecord: bool = True
) -> Program:
    """그래프나 함수를 다시 실행할 수 있게 옮긴다.

    Turn a graph into a program that runs it again, fast.

    >>> from micrograd_ko import Value
    >>> w, x = Value(3.0, "w"), Value(2.0, "x")
    >>> program = replay((w * x) ** 2, inputs=[x])
    >>> program(5.0)
    225.0
    >>> program.backward()
    >>> w.grad
    150.0

    Branches, loops and shapes are frozen as they were recorded. Given a function, it is recorded
    anew for inputs of other shapes, where a comparison or another number that it took off a node
    comes out differently, and where what it reads outside has changed: variables that it closes
    over or names, attributes, a network's layers and state. What it draws or changes itself is an
    error. Given a graph, a node in it that was compared or made whole is an error; that Python went
    by a node which the graph does not hold cannot be known. Parameters that are Tensors keep their
    numbers in the program's own array while it
    lives: ``.data`` is a view of it.

    Args:
        source: a node; or a function of the inputs that returns one.
        inputs: leaves of the graph whose numbers are given with each call; for a function numbers
            and arrays to record it with.
        parameters: a Module, or leaves, whose gradients are asked for; all other leaves by default.
        rerecord: False makes another branch or shape an error, which names the line.

    Raises:
        GraphError: an input that the graph does not depend on.
        OpError: an op that cannot be replayed; it says why.
    """
    return Program(source, inputs, parameters, rerecord=rerecord, batch=False)


def vectorize(source: Any, *, inputs: Sequence[Any] = (), parameters: Any = None) -> Program:
    """한 표본의 Value 그래프를 여러 표본에 한꺼번에.

    Run one sample's graph of Values over a batch: each input takes an array (n,), and the result
    has one number for each sample. The gradient is that of their mean. Arguments as for
    :func:`replay`.

    >>> from micrograd_ko import Value
    >>> w, x = Value(3.0, "w"), Value(2.0, "x")
    >>> program = vectorize(w * x, inputs=[x])
    >>> program([1.0, 2.0, 6.0])
    array([ 3.,  6., 18.])
    >>> program.backward()
    >>> w.grad
    3.0
    """
    return Program(source, inputs, parameters, rerecord=False, batch=True)


class Program:
    """다시 실행할 수 있는 그래프.

    A graph that can be run again; made by :func:`replay` and :func:`vectorize`. Its numbers lie in
    one place, so let one thread at a time use it.

    >>> from micrograd_ko import Value
    >>> w = Value(2.0, "w")
    >>> program = replay(lambda x: (w * x) ** 2, inputs=[3.0])
    >>> program(3.0), program(5.0)
    (36.0, 100.0)
    """

    def __init__(
        self, source: Any, inputs: Sequence[Any], parameters: Any, *, rerecord: bool, batch: bool
    ) -> None:
        if not isinstance(source, Node) and not callable(source):
            raise NotANumberError("replay.source", type=type(source).__name__)
        graph = source if isinstance(source, Node) else None
        given = None if parameters is None else listed(parameters)
        self._parameters = (
            None if given is None else [expect_node(p, "replay(parameters)") for p in given]
        )
        self._batch = batch
        nodes = [leaf(x, i) for i, x in enumerate(listed(inputs), start=1)]
        # of the inputs; of a function that was given none yet, the first call tells
        self._count: int | None = len(nodes) if nodes or graph is not None else None
        self._ran = False  # is there a call for `backward`?
        self._versions = Versions(
            source if graph is None else None, self._parameters, batch=batch, rerecord=rerecord
        )
        if self._count is not None:
            self._versions.start(nodes, graph)

    def __call__(self, *numbers: Any) -> Any:
        """새 입력으로 순전파한다.

        Run the forward pass on new inputs; with none given, on those of the last call. Parameters
        are read as they are now.

        Returns:
            a float, or a new array if the graph's result is one.
        """
        self._ran = False  # until this call has gone through
        value = self._versions.forward(self._given(numbers)).graph.value()
        self._ran = True
        if not np.isfinite(value).all():
            warn("replay.not_finite", value=f"{value:g}" if value.ndim == 0 else value.shape)
        return float(value) if value.ndim == 0 else np.array(value)

    def backward(self, gradient: Any = 1.0) -> None:
        """역전파: 매개변수의 .grad에 더한다.

        Run the backward pass of the last call; it adds to each parameter's ``.grad``, as
        ``backward()`` of a node does.

        >>> from micrograd_ko import Value
        >>> w, x = Value(2.0, "w"), Value(3.0, "x")
        >>> program = replay(w * x, inputs=[x])
        >>> program(7.0)
        14.0
        >>> program.backward()
        >>> w.grad
        7.0
        """
        if not self._ran:
            raise GraphError("replay.backward")
        value, given = self._versions[-1].graph.value(), np.shape(gradient)
        shape = np.shape(value)
        if given != shape and not (given == () and (np.size(value) == 1 or self._batch)):
            name = self._versions[-1].capture.root.name
            raise ShapeError("backward.shape", node=name, shape=shape, got=given)
        for p, g in self._versions[-1].graph.backward(gradient):
            add_gradient(p, g)

    def step(self, optimizer: Any, *numbers: Any) -> float:
        """학습 스텝 하나: 순전파, 역전파, 갱신.

        Take one training step on the inputs, and return the loss before it. No ``.grad`` is
        touched.

        >>> from micrograd_ko import Value
        >>> from micrograd_ko.optim import SGD
        >>> w, x = Value(2.0, "w"), Value(3.0, "x")
        >>> program = replay((w * x - 12) ** 2, inputs=[x])
        >>> program.step(SGD([w], lr=0.05), 3.0), round(w.data, 3)
        (36.0, 3.8)
        """
        given = self._given(numbers)
        _expect_optimizer(optimizer)
        self._ran = False
        return self._trained(optimizer, given, 1)[0]

    def train(self, optimizer: Any, *numbers: Any, steps: int) -> Array:
        """같은 입력으로 여러 스텝 학습한다.

        Training steps on the same inputs, in one loop of the machine where nothing has to be looked
        at in between. Both passes and the update run without Python, and no ``.grad`` is touched.

        Returns:
            the loss before each step (steps,); it ends with the first that is not finite, at which
            no parameter was moved.

        >>> from micrograd_ko import Value
        >>> from micrograd_ko.optim import SGD
        >>> w, x = Value(2.0, "w"), Value(3.0, "x")
        >>> program = replay((w * x - 12) ** 2, inputs=[x])
        >>> losses = program.train(SGD([w], lr=0.05), 3.0, steps=20)
        >>> len(losses), losses[0].item(), round(w.data, 3)
        (20, 36.0, 4.0)
        """
        check_whole("steps", steps, low=1)
        _expect_optimizer(optimizer)
        given = self._given(numbers)
        self._ran = False
        return np.array(self._trained(optimizer, given, steps))

    def _trained(self, optimizer: Optimizer, given: list[Any], steps: int) -> list[float]:
        """스텝들의 손실. Return the losses of steps, with a warning if the last is not finite."""
        losses = self._versions.train(optimizer, given, steps)
        if not math.isfinite(losses[-1]):
            warn("replay.not_finite", value=f"{losses[-1]:g}")
        return losses

    def numerical_gradient(
        self, *numbers: Any, method: str = "central", eps: float | None = None
    ) -> list[Any]:
        """매개변수마다의 수치 미분, 빠르게.

        Find the differences of the loss by every number of the parameters, as
        :func:`micrograd_ko.numerical_gradient` gives them; only what comes after a nudged number is
        carried out again.

        Returns:
            for each parameter an array of its shape, a float for a Value.

        >>> from micrograd_ko import Value
        >>> w, x = Value(2.0, "w"), Value(3.0, "x")
        >>> program = replay((w * x) ** 2, inputs=[x])
        >>> [round(g, 4) for g in program.numerical_gradient(3.0)]  # 2·w·x²
        [36.0]
        """
        version = self._versions.forward(self._given(numbers))
        parameters = version.graph.plan.parameters if self._parameters is None else self._parameters
        value = version.graph.value()
        if not self._batch and np.size(value) > 1:
            kind = type(version.capture.root).__name__
            raise ShapeError("check.result", type=kind, shape=np.shape(value))
        # a nudge may turn a comparison, or move a constant: then the function itself is called
        if version.guards or version.capture.detachments:
            function = self._versions.call_again(version)
            if function is not None:
                return list(numerical_gradient(function, parameters, method=method, eps=eps))
        found = version.numerical_gradient(method, eps)
        # what the graph does not depend on; nan beside an inf
        apart = 0.0 * float(np.sum(version.graph.value()))
        return [
            found.get(p, apart if isinstance(p.data, float) else np.full(p.data.shape, apart))
            for p in parameters
        ]

    def _given(self, numbers: Sequence[Any]) -> list[Any]:
        """입력의 수, 살펴서.

        Return the numbers of the inputs, checked; those of the last call if there are none.
        """
        if self._count is None:
            self._count = len(numbers)
        if not numbers and self._versions:
            return self._versions[-1].numbers
        if len(numbers) != self._count:
            raise ShapeError("replay.inputs", expected=self._count, got=len(numbers))
        for x in numbers:
            if not (type(x) is float or (type(x) in ARRAYS and x.dtype.kind in "fiub")):
                return [leaf(x, i).data for i, x in enumerate(numbers, start=1)]
        return list(numbers)

    def __reduce__(self) -> Any:
        raise GraphError("replay.copy")

    def __repr__(self) -> str:
        return f"Program({', '.join(map(str, self._versions))})"


def _expect_optimizer(given: Any) -> None:
    if not isinstance(given, Optimizer):
        raise OptionError("replay.no_optimizer", type=type(given).__name__)
