"""명령을 정수의 행으로.

Turn instructions into rows of integers: a row says what to do, how often, and where in the arena
its result and inputs lie. The machine runs the rows.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from ..writing.abstract import AbstractArray
from ..writing.instructions import Buffer, Instruction
from .arena import Arena
from .opcodes import CALL, CODES, EACH, WIDTH

__all__ = ["Rows", "rows_of"]

Array = np.ndarray[Any, Any]
Axes = list[tuple[int, ...]]  # for each axis its length and the stride of each array along it


class Rows(NamedTuple):
    """기계가 읽는 것.

    Hold what the machine reads: the rows, the places that gather and scatter name, where
    instructions end.
    """

    table: Array  # (rows, WIDTH)
    places: Array
    ends: list[int]  # for each instruction the number of rows up to its end
    calls: dict[int, Instruction]  # the rows that are calls of NumPy's functions


class _Writer:
    """명령을 행으로 옮긴다.

    Turns instructions into rows; what a row cannot take as it lies is copied first.
    """

    def __init__(self, arena: Arena) -> None:
        self.arena = arena
        self.rows: list[list[int]] = []
        self.index = [np.zeros(0, np.int64)]  # the places that gather and scatter name
        self.calls: dict[int, Instruction] = {}
        self._copies: list[Buffer] = []  # made for the instruction at hand

    def write(self, instruction: Instruction) -> None:
        """명령 하나를. Write one instruction."""
        name, out, inputs, note = instruction
        if name == "call":
            for x in inputs:
                self._base(x)  # a constant that nobody else reads gets its place here
            self.calls[len(self.rows)] = instruction
            self.rows.append([CALL, *[0] * (WIDTH - 1)])
        elif name in ("gather", "scatter"):
            self._indexed(name, out, inputs[0], note)
        elif name in ("take_rows", "add_rows"):
            self._by_number(name, out, *inputs)
        elif name == "matmul":
            self._matmul(out, *inputs)
        elif name == "lower_outer":
            column, row, rate = inputs
            ends = self._place(out), self._place(column), column.strides[0], self._place(row)
            self._row(name, *out.shape, *ends, 0, self._place(rate))
        elif note is not None:
            self._reduce(name, out, inputs[0], note)
        elif name == "copy" and not (out.size == out.buffer.size and _as_new(out)):
            self._strided(out, inputs[0])  # into a part of an array
        else:
            self._elementwise(name, out, inputs)
        while self._copies:
            self.arena.give_back(self._copies.pop())

    def _row(self, code: str, *numbers: int) -> None:
        self.rows.append([CODES[code], *numbers, *[0] * (WIDTH - 1 - len(numbers))])

    def _base(self, x: AbstractArray) -> int:
        if x.buffer.numbers is not None:
            return self.arena.keep(x.buffer)
        return self.arena.places[x.buffer]

    def _place(self, x: AbstractArray) -> int:
        return self._base(x) + x.offset

    def _indexed(self, name: str, out: AbstractArray, a: AbstractArray, index: Array) -> None:
        """자리를 골라.

        Read from chosen places (gather) or add at them (scatter). A row says only where in the
        table of all such places its own begin.
        """
        if name == "scatter":
            a = self._contiguous(a)
        start = sum(earlier.size for earlier in self.index)
        self._row(name, 1, index.size, self._base(out), self._place(a), 0, 0, 0, start)
        self.index.append(index)

    def _by_number(self, name: str, out: AbstractArray, a: AbstractArray, b: AbstractArray) -> None:
        """수로 고른 줄.

        Read or add to rows whose numbers are those of `b`; `out` and `a` have any strides.
        """
        b = self._contiguous(b)
        ends = self._place(out), self._place(a), a.strides[0], self._place(b), a.strides[1]
        count = len(a if name == "take_rows" else out)
        self._row(name, len(b), a.shape[1], *ends, *out.strides, count)

    def _elementwise(self, name: str, out: AbstractArray, inputs: Sequence[AbstractArray]) -> None:
        """원소마다.

        Entry by entry. The code says what is computed and which inputs are one number for a whole
        inner loop.
        """
        wide = [x.spread(out.shape) for x in inputs]
        axes = _axes(out.places, *(x.places for x in wide))
        (n0, _, *outer), (n1, _, *inner) = _two(axes, 1 + len(inputs))
        single = [f"_{letter}" for letter, step in zip("pq", inner, strict=False) if step == 0]
        code = "".join([name, *single])
        two = len(axes) <= 2
        if two and code in EACH and set(inner) <= {0, 1}:
            lie = [(self._place(x), stride) for x, stride in zip(wide, outer, strict=True)]
            self._row(code, n0, n1, self._place(out), *chain.from_iterable(lie))
            return
        # what can be read neither as a row nor as one number is copied, and the op is carried out
        # on the copy
        copies = [
            x if two and step == 1 else self._contiguous(x)
            for x, step in zip(wide, inner, strict=True)
        ]
        self._elementwise(name, out, copies)

    def _contiguous(self, x: AbstractArray) -> AbstractArray:
        """빈틈없이 놓인 것, 아니면 그런 사본.

        Return what lies without gaps as it is, else a copy that does.
        """
        if _as_new(x):
            return x
        copy = x.tape.array(x.shape)
        self.arena.take(copy.buffer)
        self._copies.append(copy.buffer)
        self._strided(copy, x)
        return copy

    def _strided(self, out: AbstractArray, a: AbstractArray) -> None:
        """임의의 간격으로 베낀다.

        Copy with any strides on both sides: two axes in one row, more in several.
        """
        axes = _axes(out.places, np.broadcast_to(a.places, out.shape))
        (n0, out_outer, a_outer), (n1, out_inner, a_inner) = _two(axes, 2)
        further = axes[:-2]
        for index in np.ndindex(*(n for n, _, _ in further)):
            o, start = self._place(out), self._place(a)
            for i, (_, out_step, a_step) in zip(index, further, strict=True):
                o, start = o + i * out_step, start + i * a_step
            self._row("strided", n0, n1, o, start, a_outer, 0, 0, out_outer, out_inner, a_inner)

    def _reduce(
        self, name: str, out: AbstractArray, a: AbstractArray, over: tuple[int, ...]
    ) -> None:
        """합, 최대, 최소.

        Reduce an array: the axes that stay are read together with the result's, so that each sum
        goes where it belongs.
        """
        kept = tuple(i for i in range(a.ndim) if i not in over)
        outer = _axes(_along(out.places, kept), _along(a.places, kept)) or [(1, 1, 1)]
        inner = _axes(_along(a.places, over))
        (n0, step, s0), (n1, s1) = outer[0], inner[0]
        simple = len(outer) == len(inner) == step == 1
        if simple and s1 == 1:
            self._row(f"{name}_rows", n0, n1, self._place(out), self._place(a), s0)
        elif simple and s0 == 1 and s1 > 0:
            self._row(f"{name}_columns", n0, n1, self._place(out), self._place(a), s1)
        else:
            lined_up = self._contiguous(a.transpose(kept + over))
            last = tuple(range(len(kept), a.ndim))
            self._reduce(name, out.transpose(kept + over), lined_up, last)

    def _matmul(self, out: AbstractArray, a: AbstractArray, b: AbstractArray) -> None:
        """행렬 곱.

        Return a product of matrices, each of which may lie row by row or, transposed, column by
        column.
        """
        (m, k), n = a.shape, b.shape[1]
        if not _by_rows(out.places):
            # the transposed product, whose result lies row by row
            return self._matmul(out.T, b.T, a.T)
        a, b = (
            x if _by_rows(x.places) or _by_rows(x.places.T) else self._contiguous(x) for x in (a, b)
        )
        at, bt = (int(not _by_rows(x.places)) for x in (a, b))
        ends = self._place(out), self._place(a), at, self._place(b), bt
        return self._row("matmul", m, k, *ends, n)


def _as_new(x: AbstractArray) -> bool:
    """새 배열처럼 놓였는가. Tell whether the entries lie as those of a new array would."""
    return _by_rows(x.places.T if x.tape.order(x.shape) == "F" else x.places)


def _by_rows(places: Array) -> bool:
    """행마다 빈틈없이 놓였는가. Tell whether the entries lie row by row, without gaps."""
    return all(
        n == 1 or step == math.prod(places.shape[i + 1 :])
        for i, (n, step) in enumerate(zip(places.shape, _steps(places), strict=True))
    )


def _along(places: Array, axes: Sequence[int]) -> Array:
    """그 축만, 다른 축에서는 첫 번째 것. Along `axes` only, at the first entry of all others."""
    return places[tuple(slice(None) if i in axes else 0 for i in range(places.ndim))]


def _axes(*places: Array) -> Axes:
    """합칠 수 있는 축을 합친 것.

    Return the axes with their strides in each array, those of the first in falling order; where
    neighbours go on as one they are one.
    """
    given = zip(places[0].shape, *(_steps(p) for p in places), strict=True)
    several = [axis for axis in given if axis[0] > 1]
    axes: Axes = []
    for n, *strides in sorted(several, key=lambda axis: -abs(axis[1])):
        if axes and all(before == n * s for before, s in zip(axes[-1][1:], strides, strict=True)):
            axes[-1] = (axes[-1][0] * n, *strides)
        else:
            axes.append((n, *strides))
    return axes


def _steps(places: Array) -> list[int]:
    return [s // places.itemsize for s in places.strides]


def _two(axes: Axes, arrays: int) -> Axes:
    """두 축으로 채운다.

    Return the last two axes, an outer and an inner one; where there are fewer, one that is gone
    through once.
    """
    if len(axes) >= 2:
        return axes[-2:]
    once, alone = (1, *[0] * arrays), (1, *[1] * arrays)
    return [once, axes[0] if axes else alone]


def rows_of(instructions: Sequence[Instruction], arena: Arena, kept: Iterable[Buffer]) -> Rows:
    """명령들을 행으로.

    Write the instructions as rows; the buffers in `kept` hold their numbers to the end.
    """
    lasting, last = set(kept), _last_uses(instructions)
    writer, ends = _Writer(arena), list[int]()
    for i, instruction in enumerate(instructions):
        out = instruction.out.buffer
        if out not in arena.places:
            (arena.keep if out in lasting or out.lasting else arena.take)(out)
        writer.write(instruction)
        ends.append(len(writer.rows))
        for buffer in _buffers(instruction):
            stays = buffer in lasting or buffer.lasting or buffer.numbers is not None
            if last[buffer] == i and not stays:
                arena.give_back(buffer)
    table = np.array(writer.rows, dtype=np.int64).reshape(-1, WIDTH)
    index = np.concatenate(writer.index).astype(np.uint64)
    return Rows(table.astype(np.uint64), index, ends, writer.calls)


def _last_uses(instructions: Sequence[Instruction]) -> dict[Buffer, int]:
    """마지막으로 쓰이는 때.

    Find for each buffer the number of the last instruction that names it.
    """
    return {
        buffer: i for i, instruction in enumerate(instructions) for buffer in _buffers(instruction)
    }


def _buffers(instruction: Instruction) -> set[Buffer]:
    return {x.buffer for x in (*instruction.inputs, instruction.out)}
