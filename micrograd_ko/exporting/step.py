"""기록한 연산 하나, 두 크기에서.

One recorded op as it was at both sizes: what it reads, its parameters, and its shape in terms of
the number of samples.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..engine import Node, Op
from ..errors import GraphError
from .sizes import Dim, Sizes, same
from .writer import Term, Writer

__all__ = ["Step"]

Array = np.ndarray[Any, Any]


class Step:
    """기록한 연산 하나.

    One op of the graph.

    Attributes:
        writer: where it is written.
        ops, nodes: the op and its result, at both sizes.
        parents: its inputs, at both sizes.
    """

    def __init__(
        self,
        writer: Writer,
        sizes: Sizes,
        ops: tuple[Op, Op],
        nodes: tuple[Node, Node],
        parents: Sequence[tuple[Node, Node]],
    ) -> None:
        self.writer, self.sizes, self.ops = writer, sizes, ops
        self.nodes, self.parents = nodes, list(parents)

    @property
    def dtype(self) -> np.dtype[Any]:
        """결과의 dtype. The dtype of its result."""
        return np.asarray(self.nodes[0].data).dtype

    @property
    def dims(self) -> list[Dim]:
        """결과의 모양. The shape of its result."""
        return self.dims_of(*self.nodes)

    def dims_of(self, a: Any, b: Any) -> list[Dim]:
        """노드의 모양, 표본의 수로. Write the shape of a node in terms of the number of samples."""
        return self.dims_between(np.shape(a.data), np.shape(b.data))

    def dims_between(self, a: Sequence[int], b: Sequence[int]) -> list[Dim]:
        """두 모양에서.

        Read a shape off what it was at both sizes.

        Raises:
            GraphError: it does not grow evenly with the number of samples.
        """
        found = self.sizes.dims(a, b)
        if found is None:
            raise self.refusal(f"shape {tuple(a)}", f"shape {tuple(b)}")
        return found

    def rank(self, k: int = 0) -> int:
        """입력의 축의 수. Count the axes of an input."""
        return np.ndim(self.parents[k][0].data)

    def both(self, name: str) -> tuple[Any, Any]:
        """매개변수의 값, 두 크기에서. Return what a parameter was, at both sizes."""
        a, b = (op.params[name] for op in self.ops)
        return a, b

    def option(self, name: str) -> Any:
        """매개변수의 값.

        Return what a parameter is.

        Raises:
            GraphError: it is another one for another number of samples.
        """
        a, b = self.both(name)
        if not same(a, b):
            raise self.refusal(f"{name}={a}", f"{name}={b}")
        return a

    def axes(self, k: int = 0) -> list[int]:
        """줄이는 축, 차례대로. List the axes that the op goes along, from the first."""
        axis, rank = self.option("axis"), self.rank(k)
        if axis is None or rank == 0:
            return list(range(rank))
        return sorted(int(i) % rank for i in (axis if isinstance(axis, tuple) else (axis,)))

    def array(self, a: Any, b: Any, name: str = "") -> Term:
        """상수 배열, 두 크기에서 같거나 표본의 수를 따르거나.

        Write a constant array: the same at both sizes, or one that follows the number of samples.

        Raises:
            GraphError: it does neither.
        """
        a, b = np.asarray(a), np.asarray(b)
        if same(a, b):
            return self.writer.constant(a, name)
        line = self.sizes.line(a, b)
        if line is None:
            raise self.refusal(_described(a), _described(b))
        return self.writer.line(line, self.dims_between(a.shape, b.shape), a.dtype)

    def refusal(self, first: str, second: str) -> GraphError:
        """표본의 수에 따라 알 수 없게 달라진다는 오류.

        Make the error for something that changes with the samples in a way that cannot be written.
        """
        words = {"op": repr(self.ops[0]), "node": self.nodes[0].name}
        if self.sizes.first == self.sizes.second:
            return GraphError("export.varies", **words, first=first, second=second)
        return GraphError(
            "export.batch",
            **words,
            rows=self.sizes.first,
            others=self.sizes.second,
            first=first,
            second=second,
        )


def _described(x: Array) -> str:
    return f"{x.item():g}" if x.size == 1 else f"array{x.shape}"
