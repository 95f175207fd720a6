"""순전파와 역전파를 단계의 기록으로.

Take the two passes apart into steps: one for each op forward, one for each edge backward. The
gradients are those of :mod:`micrograd_ko.engine.backward`; here each is taken apart into what every
edge contributed.
"""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import numpy as np

from ..engine import (
    ArrayOp,
    Node,
    Sym,
    expect_node,
    gradients_of,
    is_number,
    magnitude,
    number,
    numbers_of,
    over,
    shape_of,
    shape_text,
    shares_of,
    signed,
    topological_order,
    write,
)
from ..naming import all_names
from .steps import BackwardStep, ForwardStep

__all__ = ["backward_steps", "forward_step", "forward_steps", "local_numbers", "steps_of"]

SENTENCES = {  # by which of a node's contributions it is: between numbers, between arrays
    "only": ("step.backward", "step.backward.array"),
    "first": ("step.backward.part", "step.backward.array.part"),
    "later": ("step.backward.part.sum", "step.backward.array.part.sum"),
}


def forward_steps(root: Node) -> list[ForwardStep]:
    """순전파의 기록: 연산마다 한 단계.

    Write the log of the forward pass: one step for each op, in topological order. Nothing is
    computed again: values are those that the nodes hold.

    Raises:
        NotANumberError: `root` is not a node.

    >>> from micrograd_ko import Value
    >>> x, w = Value(2.0, "x"), Value(-3.0, "w")
    >>> for step in forward_steps((w * x).tanh()):
    ...     print(step)
    w·x = (-3.0000)·2.0000 = -6.0000
    tanh(w·x) = tanh(-6.0000) = -1.0000
    """
    order = topological_order(expect_node(root, "forward_steps(root)"))
    names, formulas = all_names(order)
    return [
        forward_step(node, str(names[node]), formulas[node])
        for node in order
        if node.op is not None
    ]


def forward_step(node: Node, name: str, formula: Any) -> ForwardStep:
    """연산 하나의 단계. Write the step of one op, whose result is called `name`; "" for none."""
    shape, value = shape_of(node.data), number(magnitude(node.data))
    # nothing is said twice
    sides = dict.fromkeys([name, write(formula), "" if shape else with_numbers(node)])
    equation = " = ".join(side for side in sides if side not in ("", value)) or value
    if shape:
        return ForwardStep(
            "step.forward.array",
            {"equation": equation, "shape": shape_text(shape), "value": value},
            node,
            node.data,
        )
    return ForwardStep("step.forward", {"equation": equation, "value": value}, node, node.data)


def with_numbers(node: Node) -> str:
    """연산을 입력의 수로 적은 식.

    Write a node's op over the numbers of its inputs; of an array the shape.
    """
    assert node.op is not None
    return write(node.op(*(Sym(numbers_of(parent)) for parent in node.parents)))


def backward_steps(root: Node, gradient: Any = 1.0) -> list[BackwardStep]:
    """역전파의 기록: 화살표마다 한 단계.

    Write the log of the backward pass: first the root's own gradient, then one step for each edge,
    in the order in which :func:`micrograd_ko.engine.backward.backward` goes. No ``.grad`` is read
    or written. For each node the contributions add up to its gradient; constants get none.

    Args:
        gradient: the upstream gradient to start from, of the root's shape.

    Raises:
        GraphError, ShapeError: as ``root.backward(gradient)``.

    >>> from micrograd_ko import Value
    >>> x = Value(3.0, "x")
    >>> y = x * x
    >>> y.label = "y"
    >>> seed, first, second = backward_steps(y)
    >>> print(seed)
    ∂y/∂y = 1.0000 (자기 자신에 대한 기울기: 여기서 시작합니다)
    >>> print(first)
    ∂y/∂x의 1/2번째 기여분 = ∂y/∂y × ∂y/∂x = 1.0000 × 3.0000 = 3.0000
    >>> second.before, second.contribution, second.total
    (3.0, 3.0, 6.0)
    """
    return steps_of(root, gradients_of(expect_node(root, "backward_steps(root)"), gradient))


def steps_of(root: Node, gradients: dict[Node, Any]) -> list[BackwardStep]:
    """이미 구한 기울기의 기록. Write the log of a backward pass whose gradients are known.

    >>> from micrograd_ko import Value
    >>> x = Value(3.0, "x")
    >>> y = x * 2
    >>> [step.total for step in steps_of(y, gradients_of(y, 10.0))]
    [10.0, 20.0]
    """
    with np.errstate(all="ignore"):  # what is not finite was told of when they were computed
        return _Log(root, gradients).steps


class _Log:
    """역전파의 기록을 쓰는 동안의 상태.

    Hold what is known while the log of a backward pass is written.
    """

    def __init__(self, root: Node, gradients: dict[Node, Any]) -> None:
        self.root, self.gradients = root, gradients
        self.names, _ = all_names(list(gradients))
        self.totals: dict[Node, Any] = {}
        self.arrived: Counter[Node] = Counter()
        self.arrivals = Counter(parent for node in gradients for parent in node.parents)
        seed = gradients[root]
        words = {"gradient": self.derivative(root), "contribution": number(magnitude(seed))}
        self.steps = [
            BackwardStep("step.seed", words, None, root, 0, None, None, "", seed, None, seed)
        ]
        for node in reversed(gradients):
            if node.op is not None:
                self.add(node)

    def derivative(self, node: Node) -> str:
        """뿌리를 그 노드로 미분한 것의 이름. Name the root's derivative by a node."""
        return over(self.names[self.root], self.names[node])

    def add(self, node: Node) -> None:
        """노드 하나의 화살표들. Add the edges of one node."""
        assert node.op is not None
        g = self.gradients[node]
        formulas = node.op.local_formulas(
            *(self.names[p] for p in node.parents), y=self.names[node]
        )
        locals_: list[Any] = local_numbers(node) or [None] * len(formulas)
        for i, parent, share in shares_of(node, g):
            formula, local = formulas[i], locals_[i]
            before = self.totals.get(parent)
            # as backward adds: -0.0 becomes 0.0
            total = self.totals[parent] = share + (0.0 if before is None else before)
            self.arrived[parent] += 1
            words = partial(
                self.words, node, parent, formula, local, share, before, total, self.arrived[parent]
            )
            which = "only" if self.arrivals[parent] == 1 else "first" if before is None else "later"
            key = SENTENCES[which][local is None]
            self.steps.append(
                BackwardStep(
                    key, words, node, parent, i, g, local, write(formula), share, before, total
                )
            )

    def words(
        self,
        node: Node,
        parent: Node,
        formula: Any,
        local: float | None,
        share: Any,
        before: Any,
        total: Any,
        arrival: int,
    ) -> dict[str, str]:
        """한 단계의 문장을 채울 것. Fill the sentence of one step."""
        written = write(formula)
        whole = (
            written
            if isinstance(node.op, ArrayOp)
            else "g"
            if is_number(formula, 1)
            else f"g·{write(formula, needed=6)}"
        )
        shown = "" if local is None else number(local)
        return {
            "gradient": self.derivative(parent),
            "arrival": str(arrival),
            "arrivals": str(self.arrivals[parent]),
            "upstream_name": self.derivative(node),
            "local_name": over(self.names[node], self.names[parent]),
            "whole": whole,
            "partial": written
            if local is not None and written == f"{local:g}"
            else f"{written} = {shown}",
            "shape": shape_text(np.shape(parent.data)),
            "upstream": number(magnitude(self.gradients[node])),
            "local": signed(shown),
            "contribution": number(magnitude(share)),
            "before": "" if before is None else number(magnitude(before)),
            "added": signed(number(magnitude(share))),
            "total": number(magnitude(total)),
        }


def local_numbers(node: Node) -> list[float] | None:
    """국소 미분이 수 하나이면 그 수.

    Compute each local derivative where it is one number: in Value graphs, between arrays of one.

    >>> from micrograd_ko import Value
    >>> local_numbers(Value(3.0) * Value(5.0))
    [5.0, 3.0]
    """
    data = [p.data for p in node.parents]
    if isinstance(node.op, ArrayOp) or any(shape_of(x) for x in (node.data, *data)):
        return None
    return [magnitude(local) for local in node.op.local_derivatives(node.data, *data)]  # type: ignore[union-attr]
