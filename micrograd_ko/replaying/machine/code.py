"""실행할 수 있게 된 명령들: 행, 그 수가 놓인 배열, 기계.

Instructions ready to run: the rows, the array that their numbers lie in, and the machine. Numba is
used where it is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ..writing.abstract import AbstractArray
from ..writing.instructions import Buffer, Instruction, needed
from .arena import Arena, zeros
from .interpreted import interpreted
from .native import native
from .native_rows import NativeRows
from .rows import rows_of

__all__ = ["Code"]

Array = np.ndarray[Any, Any]


class Code:
    """행이 된 명령들.

    Args:
        instructions: in order; only what `kept` depends on is turned into rows.
        kept: what holds its numbers to the end of a run.
        split: rows before the instruction of this number are the first part (a forward pass, say).
        within: an arena and its array to lie in, behind what is there already.
    """

    def __init__(
        self,
        instructions: Sequence[Instruction],
        kept: Iterable[Buffer],
        dtype: Any,
        *,
        split: int = 0,
        within: tuple[Arena, Array] | None = None,
    ) -> None:
        kept = list(kept)
        chosen = needed(instructions, kept)
        self.arena, before = within if within is not None else (Arena(dtype), np.zeros(0, dtype))
        for x in (x for instruction in chosen for x in (*instruction.inputs, instruction.out)):
            if x.buffer.numbers is not None or x.buffer.lasting:
                self.arena.keep(x.buffer)
        for buffer in kept:
            self.arena.keep(buffer)
        self.rows = rows_of(chosen, self.arena, kept)
        starts = [0, *self.rows.ends]
        self._first, self._made = dict[Buffer, int](), dict[Buffer, int]()
        # rows that go on with what an earlier row made, and that row
        self._resumed: list[tuple[int, int]] = []
        for start, instruction in zip(starts, chosen, strict=False):
            for x in instruction.inputs:
                self._first.setdefault(x.buffer, start)
            if (made := self._made.setdefault(instruction.out.buffer, start)) != start:
                self._resumed.append((start, made))
        first = {id(instruction) for instruction in instructions[:split]}
        count = sum(id(instruction) in first for instruction in chosen)
        self.middle = self.rows.ends[count - 1] if count else 0
        self.end = len(self.rows.table)
        # one more, as a view of nothing at the end is none
        self.x = zeros(self.arena.size + 1, dtype)
        self.x[: len(before)] = before
        for buffer, place in self.arena.places.items():
            if buffer.numbers is not None:
                self.x[place : place + buffer.size] = buffer.numbers
        # a program that calls NumPy's functions runs by NumPy altogether
        machine = None if self.rows.calls else native(self.x.dtype)
        self.native = (
            None
            if machine is None
            else NativeRows(machine, self.rows.table, self.rows.places, self.x)
        )
        self._steps = [] if self.native else self._interpreted()

    def _interpreted(self) -> list[Callable[[], Any]]:
        """행마다 함수 하나. Make a function of each row, for NumPy."""
        calls = {
            row: partial(_call, i.note, self.view(i.out), *map(self.view, i.inputs))
            for row, i in self.rows.calls.items()
        }
        return interpreted(self.rows.table, self.rows.places, self.x, calls)

    def run(self, low: int, high: int) -> None:
        """low번째부터 high번째 앞까지의 행을 실행한다.

        Carry out the rows from `low` to before `high`.
        """
        if self.native is not None:
            self.native.run(low, high)
            return
        with np.errstate(all="ignore"):
            for step in self._steps[low:high]:
                step()

    def first_reader(self, x: AbstractArray) -> int:
        """x가 바뀌면 다시 할 첫 행.

        Find the first row to run again where `x` is another; the end if none reads it.
        """
        first = self._first.get(x.buffer, self.end)
        # what adds to an array needs it as it was at first
        for row, made in reversed(self._resumed):
            if row >= first:
                first = min(first, made)
        return first

    def slopes(
        self, x: AbstractArray, first: int, y: AbstractArray, above: float, below: float
    ) -> Array:
        """x의 수마다 y의 차분. (y(x + above) - y(x - below)) / (above + below) by each number of
        `x`, from the row `first` on.
        """
        places, at = self.place(x) - x.offset + x.places.reshape(-1), self.place(y)
        if self.native is not None:
            return self.native.slopes(places, first, at, above, below).reshape(x.shape)
        found = np.zeros(x.size)
        for i, place in enumerate(places):
            kept, seen = self.x[place], []
            for by in (above, -below):
                self.x[place] = kept + by
                self.run(first, self.end)
                seen.append(float(self.x[at]))
            self.x[place] = kept
            found[i] = (seen[0] - seen[1]) / (above + below)
        return found.reshape(x.shape)

    def holds(self, x: AbstractArray) -> bool:
        """이 배열 안에 있는가. Tell whether `x` lies here."""
        return x.buffer in self.arena.places

    def place(self, x: AbstractArray) -> int:
        """첫 수의 자리. Return where the first number of `x` lies."""
        return self.arena.places[x.buffer] + x.offset

    def view(self, x: AbstractArray) -> Array:
        """x의 수, 놓인 그대로. Return the numbers of `x`, as a view of the array."""
        return np.lib.stride_tricks.as_strided(
            self.x[self.place(x) :], x.shape, [s * self.x.itemsize for s in x.strides]
        )


def _call(function: Callable[..., Any], out: Array, *inputs: Array) -> None:
    """불러서 제자리에 적는다. Call a function, and put what it gives where it belongs."""
    out[...] = function(*inputs)
