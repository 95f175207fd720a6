"""명령: 기계가 할 일 하나하나, 아직 자리가 없는 채로.

List what the machine is to do, one instruction after the other, before it is known where in memory
anything lies; leave out what nobody needs, and bring forward what can be done early.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from .abstract import AbstractArray

__all__ = ["Buffer", "Instruction", "early", "needed"]

Array = np.ndarray[Any, Any]


class Buffer:
    """수가 놓일 자리.

    Hold the place where numbers will lie: constants (`numbers`), what lasts (`lasting`), or what an
    instruction writes.
    """

    __slots__ = ("lasting", "numbers", "size")

    def __init__(self, size: int, numbers: Array | None = None, *, lasting: bool = False) -> None:
        self.size, self.numbers, self.lasting = size, numbers, lasting


class Instruction(NamedTuple):
    """기계가 할 일 하나.

    One thing to do: a primitive, or sum, max, min (with axes), matmul, lower_outer (by a column
    times a row times a number), gather, scatter (with places), take_rows, add_rows (whose places
    are numbers of an array), or the call of a function of NumPy's (with that).
    """

    name: str
    out: AbstractArray
    inputs: tuple[AbstractArray, ...]
    note: Any = None


def needed(instructions: Sequence[Instruction], wanted: Iterable[Buffer]) -> list[Instruction]:
    """wanted를 얻는 데 쓰이는 명령만, 차례대로.

    Return the instructions that `wanted` depend on, in order.
    """
    used, kept = set(wanted), list[Instruction]()
    for instruction in reversed(instructions):
        if instruction.out.buffer in used:
            kept.append(instruction)
            used.update(x.buffer for x in instruction.inputs)
    return kept[::-1]


def early(
    instructions: Sequence[Instruction], later: Sequence[Instruction], split: int
) -> list[Instruction]:
    """나중 명령을 할 수 있는 대로 당긴다.

    Put all instructions in one order: `instructions` as they are, and each of `later` as soon as
    what it reads is there and what it overwrites is read no more, but not among the first `split`.
    So a weight is updated while its gradient is still in the cache, and the gradient's place is
    free again.
    """
    made, read = dict[Buffer, int](), dict[Buffer, int]()
    for i, instruction in enumerate(instructions):
        made[instruction.out.buffer] = i
        read.update((x.buffer, i) for x in instruction.inputs)
    keyed = [((i, -1), instruction) for i, instruction in enumerate(instructions)]
    for k, instruction in enumerate(later):
        after = [
            split - 1,
            *(made.get(x.buffer, -1) for x in instruction.inputs),
            read.get(instruction.out.buffer, -1),
        ]
        when = max(*after, made.get(instruction.out.buffer, -1))
        keyed.append(((when, k), instruction))
        made[instruction.out.buffer] = when
        for x in instruction.inputs:
            read[x.buffer] = max(read.get(x.buffer, -1), when)
    return [instruction for _, instruction in sorted(keyed, key=lambda item: item[0])]
