"""ONNX의 그래프를 한 노드씩 적는다, 보통 데이터로.

Write an ONNX graph down node by node, as plain data: what an operator reads, what it is called, and
the arrays that are constant. The package onnx is not needed for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sizes import Dim, Line

__all__ = ["Instruction", "Term", "Writer"]

Array = np.ndarray[Any, Any]
BOOL, WHOLE = np.dtype(np.bool_), np.dtype(np.int64)


class Instruction(NamedTuple):
    """ONNX의 노드 하나. One node: its operator, the names it reads, and its own."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    options: dict[str, Any]
    about: str  # the op of ours that it is part of


class Term:
    """적힌 것 하나: 이름과 dtype. 수처럼 쓰면 셈이 적힌다.

    Stands for something that is written down, by its name and dtype. Used like a number, it writes
    down what is done with it.
    """

    __slots__ = ("dtype", "name", "writer")

    def __init__(self, writer: Writer, name: str, dtype: Any) -> None:
        self.writer, self.name, self.dtype = writer, name, np.dtype(dtype)

    def _with(self, operator: str, *given: Any) -> Term:
        terms = [self.writer.number(x, self.dtype) for x in given]
        return self.writer.emit(operator, *terms)

    def _compared(self, operator: str, other: Any) -> Term:
        return self.writer.emit(operator, self, self.writer.number(other, self.dtype), dtype=BOOL)

    def __add__(self, other: Any) -> Term:
        return self._with("Add", self, other)

    def __radd__(self, other: Any) -> Term:
        return self._with("Add", other, self)

    def __sub__(self, other: Any) -> Term:
        return self._with("Sub", self, other)

    def __rsub__(self, other: Any) -> Term:
        return self._with("Sub", other, self)

    def __mul__(self, other: Any) -> Term:
        return self._with("Mul", self, other)

    def __rmul__(self, other: Any) -> Term:
        return self._with("Mul", other, self)

    def __truediv__(self, other: Any) -> Term:
        return self._with("Div", self, other)

    def __rtruediv__(self, other: Any) -> Term:
        return self._with("Div", other, self)

    def __neg__(self) -> Term:
        return self._with("Neg", self)

    def __abs__(self) -> Term:
        return self._with("Abs", self)

    def __lt__(self, other: Any) -> Term:
        return self._compared("Less", other)

    def __gt__(self, other: Any) -> Term:
        return self._compared("Greater", other)

    def __and__(self, other: Term) -> Term:
        return self.writer.emit("And", self, other)

    def __invert__(self) -> Term:
        return self.writer.emit("Not", self)

    def equals(self, other: Any) -> Term:
        """같은 수인가. Write whether it is that number."""
        return self._compared("Equal", other)

    def cast(self, dtype: Any) -> Term:
        """그 dtype으로. Bring it to a dtype; what is of it already stays as it is."""
        if self.dtype == np.dtype(dtype):
            return self
        return self.writer.emit("Cast", self, dtype=dtype, to=np.dtype(dtype))


class Writer:
    """적힌 그래프: 노드와 상수.

    A graph as it is being written.

    Args:
        input_name, dtype: of what goes in; its first axis counts the samples.
    """

    def __init__(self, input_name: str, dtype: Any) -> None:
        self.instructions: list[Instruction] = []
        self.constants: dict[str, Array] = {}
        self.input = Term(self, input_name, dtype)
        self._names = {input_name}
        self._known: dict[Any, Term] = {}
        self._samples: Term | None = None
        self._about = ""

    @contextmanager
    def writing(self, about: str) -> Iterator[None]:
        """이 안에서 적는 것은 그 연산의 것이다. Let what is written in here belong to an op."""
        before, self._about = self._about, about
        try:
            yield
        finally:
            self._about = before

    def named(self, wanted: str) -> str:
        """아직 없는 이름. Find a name that is not taken yet."""
        name, count = wanted, 1
        while name in self._names:
            count += 1
            name = f"{wanted}_{count}"
        self._names.add(name)
        return name

    def emit(self, operator: str, *terms: Term, dtype: Any = None, **options: Any) -> Term:
        """노드 하나를 적는다.

        Write one node; its result is of the dtype of its first input, unless told otherwise.
        """
        prefix = self._about.partition("[")[0]
        output = self.named(f"{prefix}/{operator}" if prefix else operator)
        inputs = tuple(term.name for term in terms)
        self.instructions.append(Instruction(operator, inputs, output, options, self._about))
        return Term(self, output, terms[0].dtype if dtype is None else dtype)

    # ── constants ──

    def constant(self, numbers: Array, name: str = "") -> Term:
        """상수 배열. Write a constant array; one without a name only once."""
        key = (numbers.dtype, numbers.shape, numbers.tobytes()) if not name else self.named(name)
        if key not in self._known:
            own = key if isinstance(key, str) else self.named("constant")
            self.constants[own] = np.array(numbers)
            self._known[key] = Term(self, own, numbers.dtype)
        return self._known[key]

    def number(self, x: Any, dtype: Any) -> Term:
        """수 하나, 그 dtype으로. Write a number of that dtype; a term is brought to it."""
        return x.cast(dtype) if isinstance(x, Term) else self.constant(np.array(x, dtype=dtype))

    def whole(self, *numbers: int) -> Term:
        """정수의 줄. Write a row of whole numbers, as axes and shapes are given."""
        return self.constant(np.array(numbers, dtype=WHOLE))

    # ── what depends on the number of samples ──

    def samples(self) -> Term:
        """표본의 수, 한 칸짜리 줄. Write the number of samples, as a row of one number."""
        if self._samples is None:
            with self.writing("batch"):
                shape = self.emit("Shape", self.input, dtype=WHOLE)
                self._samples = self.emit("Gather", shape, self.whole(0), axis=0)
        return self._samples

    def length(self, dim: Dim) -> Term:
        """축의 길이, 한 칸짜리 줄. Write the length of an axis, as a row of one number."""
        if not dim.each:
            return self.whole(dim.fixed)
        rows = self.samples() if dim.each == 1 else self.samples() * dim.each
        return rows + dim.fixed if dim.fixed else rows

    def shape(self, dims: Sequence[Dim]) -> Term:
        """모양. Write a shape."""
        if not any(dim.each for dim in dims):
            return self.whole(*(dim.fixed for dim in dims))
        if len(dims) == 1:
            return self.length(dims[0])
        return self.emit("Concat", *map(self.length, dims), axis=0)

    def reshaped(self, x: Term, dims: Sequence[Dim]) -> Term:
        """다른 모양으로. Write it in another shape; the one length that varies is worked out."""
        varying = [dim for dim in dims if dim.each]
        empty = any(dim == (0, 0) for dim in dims)
        if len(varying) == 1 and not empty:
            shape = self.whole(*(-1 if dim.each else dim.fixed for dim in dims))
        else:
            shape = self.shape(dims)
        return self.emit("Reshape", x, shape, **({"allowzero": 1} if empty else {}))

    def flat(self, x: Term) -> Term:
        """한 줄로. Write it in one row."""
        return self.emit("Reshape", x, self.whole(-1))

    def line(self, line: Line, dims: Sequence[Dim], dtype: Any) -> Term:
        """표본의 수에 따라 달라지는 배열.

        Write an array that grows with the number of samples; `dims` is its shape.
        """
        kind = line.start.dtype
        found = self.constant(line.start)
        if line.rise.any():
            found = self.constant(line.rise) * self.samples().cast(kind) + found
            found = self.emit("Reshape", found, self.whole()) if not line.rise.ndim else found
        if line.axis is not None and line.step.any():
            zero, one = (self.constant(np.array(i, WHOLE)) for i in (0, 1))
            end = self.emit("Reshape", self.length(dims[line.axis]), self.whole())
            places = self.emit("Range", zero, end, one).cast(kind)
            shape = self.whole(*(-1 if i == line.axis else 1 for i in range(len(dims))))
            found = self.constant(line.step) * self.emit("Reshape", places, shape) + found
        elif line.axis is not None:
            found = self.emit("Expand", found, self.shape(dims))
        return found.cast(dtype)
