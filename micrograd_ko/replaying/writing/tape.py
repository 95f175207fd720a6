"""Tape: 수가 없는 배열이 할 일을 적어 두는 곳.

Write down, in order, what rules do with abstract arrays (see
:mod:`micrograd_ko.replaying.writing.abstract`): constants are computed at once, and what would be
written twice is kept once.
"""

from __future__ import annotations

from math import prod
from typing import Any, Literal

import numpy as np

from ...errors import OpError
from .abstract import AbstractArray
from .functions import unrepeated
from .instructions import Buffer, Instruction
from .primitives import PRIMITIVES

__all__ = ["Tape"]

Array = np.ndarray[Any, Any]


class Tape:
    """적어 둔 명령들.

    The instructions that abstract arrays write down, in order; what would be written twice is kept
    once.

    Args:
        dtype: of all numbers, float64 or float32.
        tall: matrices lie column by column, as many rows of few numbers are gone through faster.
        scalar: what is computed here are Values, by Python's own arithmetic, and not arrays, by
            NumPy's.
        outer: where what this tape computes is used, if that is elsewhere.
    """

    def __init__(
        self, dtype: Any, *, tall: bool = False, scalar: bool = False, outer: Tape | None = None
    ) -> None:
        self.dtype, self.tall, self.scalar, self.outer = np.dtype(dtype), tall, scalar, outer
        self.instructions: list[Instruction] = []
        # numbers of an inner tape, and what they are called here
        self.brought: dict[Buffer, AbstractArray] = {}
        self._known: dict[Any, AbstractArray] = {}
        self._constants: dict[Any, tuple[AbstractArray, Any]] = {}
        # numbers that are known not to be 0, and may decide an `if`
        self.nonzero: set[Buffer] = set()

    def array(self, shape: tuple[int, ...], *, lasting: bool = False) -> AbstractArray:
        """수가 아직 없는 새 배열.

        Make a new array whose numbers come from outside (`lasting`) or from an instruction to come.
        """
        if not (size := prod(shape)):
            raise OpError("replay.empty", shape=shape)
        places = np.arange(size, dtype=np.int64)
        return AbstractArray(
            self, Buffer(size, lasting=lasting), places.reshape(shape, order=self.order(shape))
        )

    def order(self, shape: tuple[int, ...]) -> Literal["C", "F"]:
        """새 배열의 원소가 놓이는 차례.

        Say how the entries of a new array lie: row by row, or column by column.
        """
        return "F" if self.tall and len(shape) == 2 else "C"

    def constant(self, x: Any) -> AbstractArray:
        """수를 상수로. Make numbers a constant; an abstract array stays as it is."""
        if isinstance(x, AbstractArray):
            return x if x.tape is self else self._bring(x)
        numbers = np.array(x, dtype=self.dtype)  # as it is now: it may change
        key = (numbers.shape, numbers.tobytes()) if numbers.size <= 64 else id(x)
        if key not in self._constants:
            made = self.array(np.shape(x))
            made.buffer.numbers = numbers.reshape(-1, order=self.order(numbers.shape))
            self._constants[key] = made, x  # kept, so that no other array gets its id
        return self._constants[key][0]

    def flat(self, places: Array) -> Array:
        """새 배열의 원소가 놓이는 차례로.

        Lay it out in one row, in the order in which the entries of a new array lie.
        """
        return places.reshape(-1, order=self.order(places.shape))

    def clear(self) -> None:
        """다 쓴 뒤에 비운다.

        Empty it after use: it and its arrays hold each other, and would wait for the cyclic
        collector.
        """
        for held in (self.instructions, self.brought, self._known, self._constants):
            held.clear()

    def known(self) -> dict[Any, AbstractArray]:
        """지금까지 적은 것. Return what is written down so far; for :meth:`forget`."""
        return dict(self._known)

    def forget(self, count: int, known: dict[Any, AbstractArray]) -> list[Instruction]:
        """count개 뒤의 명령을 떼어 낸다.

        Take off what was written after the first `count` instructions, and return it.
        """
        taken, self.instructions = self.instructions[count:], self.instructions[:count]
        self._known, self.brought = known, {}
        return taken

    def _bring(self, x: AbstractArray) -> AbstractArray:
        if x.tape.outer is not self or x.size != 1:
            raise OpError("replay.tapes")
        return self.brought.setdefault(x.buffer, self.array((), lasting=True)).reshape(x.shape)

    def write(
        self,
        name: str,
        inputs: tuple[AbstractArray, ...],
        shape: tuple[int, ...],
        note: Any = None,
        *,
        once: bool = True,
    ) -> AbstractArray:
        """명령 하나를 적고 결과를 돌려준다. Write an instruction down; the array that it fills."""
        key = (
            (name, note, shape, *(x.key for x in inputs))
            if once and not isinstance(note, np.ndarray)
            else None
        )
        if key is not None and key in self._known:
            return self._known[key]
        out = self.array(shape)
        self.instructions.append(Instruction(name, out, inputs, note))
        if key is not None:
            self._known[key] = out
        return out

    def elementwise(self, name: str, *given: Any) -> AbstractArray:
        """원소마다 하는 연산.

        Write a primitive, entry by entry, with broadcasting; on constants it is carried out at
        once.
        """
        inputs = tuple(self.constant(x) for x in given)
        if name in ("add", "mul") and inputs[0].size < inputs[1].size:
            inputs = inputs[::-1]  # either order gives the same number, and one number stands as q
        if all(x.buffer.numbers is not None for x in inputs):
            with np.errstate(all="ignore"):
                return self.constant(
                    getattr(np, PRIMITIVES[name].ufunc)(*(x.numbers for x in inputs))
                )
        if self.scalar and name in ("max", "min"):
            return self._choice("ge" if name == "max" else "le", *inputs)
        shape = np.broadcast_shapes(*(x.shape for x in inputs))
        once = unrepeated([x.spread(shape) for x in inputs])
        if once is None:
            return self.write(name, inputs, shape)
        # what was stretched alike can be stretched afterwards
        return self.elementwise(name, *once).spread(shape)

    def _choice(self, better: str, p: AbstractArray, q: AbstractArray) -> AbstractArray:
        """파이썬의 방식으로 고른 큰 것이나 작은 것.

        Choose as Values do: of 0.0 and -0.0 the first, where NumPy gives either.
        """
        first = self.elementwise("or", self.elementwise(better, p, q), self.elementwise("ne", p, p))
        return self.where(first, p, q)

    def where(self, condition: Any, a: Any, b: Any) -> AbstractArray:
        """조건에 따라 고른다: b를 베끼고 a를 골라 쓴다.

        Choose: a copy of `b`, and `a` put into it where the condition holds.
        """
        chosen, p, q = (self.constant(x) for x in (condition, a, b))
        out = self.write(
            "copy", (q,), np.broadcast_shapes(chosen.shape, p.shape, q.shape), once=False
        )
        self.instructions.append(Instruction("pick", out, (chosen, p)))
        return out
