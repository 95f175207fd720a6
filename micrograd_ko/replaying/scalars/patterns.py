"""연산 하나가 하는 일: 수 하나짜리 행 몇 개.

Read off an op's rules, once, what it does to single numbers: a few rows, forward and backward. The
rules are called with abstract numbers; the rows name what they read by what it is to a node.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...engine import Op
from ..writing.abstract import AbstractArray
from ..writing.instructions import Buffer, needed
from ..writing.tape import Tape

__all__ = ["Pattern", "Ref", "Row"]

# what a row of a pattern names: ("in", 0), ("y", 0), ("g", 0), ("temp", 2), ("constant", 0.5)
Ref = tuple[str, Any]


class Row(NamedTuple):
    """연산 하나를 이루는 행.

    A row of a pattern: a primitive, where its result goes, and what it reads.

    >>> Row("mul", ("y", 0), (("in", 0), ("in", 1)))
    Row(name='mul', to=('y', 0), reads=(('in', 0), ('in', 1)))
    """

    name: str
    to: Ref
    reads: tuple[Ref, ...]


class Pattern:
    """연산의 한 방향이 하는 일.

    Hold what an op does in one direction: rows, and for each of `wanted` what holds it.

    >>> from micrograd_ko import TABLE
    >>> Pattern(TABLE["mul"]).rows
    [Row(name='mul', to=('temp', 0), reads=(('in', 0), ('in', 1)))]
    >>> Pattern(TABLE["mul"], wanted=[0]).rows  # the contribution to the first input
    [Row(name='mul', to=('temp', 0), reads=(('g', 0), ('in', 1)))]
    >>> Pattern(TABLE["mul"], wanted=[0]).results
    [('temp', 0)]
    """

    def __init__(self, op: Op, wanted: Sequence[int] | None = None) -> None:
        tape = Tape(np.float64, scalar=True)
        g, y, *inputs = (tape.array((), lasting=True) for _ in range(2 + len(op.inputs)))
        names: dict[Buffer, Ref] = {g.buffer: ("g", 0), y.buffer: ("y", 0)} | {
            x.buffer: ("in", k) for k, x in enumerate(inputs)
        }
        if wanted is None:
            found = [tape.constant(op.forward(*inputs))]
        else:
            shares = op.backward(g, y, *inputs)
            found = [tape.constant(shares[k]) for k in wanted]
        instructions = needed(tape.instructions, [x.buffer for x in found])
        for i, instruction in enumerate(instructions):
            names.setdefault(instruction.out.buffer, ("temp", i))

        def ref(x: AbstractArray) -> Ref:
            return (
                ("constant", float(x.buffer.numbers[0]))
                if x.buffer.numbers is not None
                else names[x.buffer]
            )

        self.rows = [Row(i.name, ref(i.out), tuple(map(ref, i.inputs))) for i in instructions]
        self.results = [ref(x) for x in found]

    def direct(self, k: int) -> int | None:
        """결과 k만을 내는 행.

        Return the row that makes result k, if nothing else reads that; it may lie where it is
        needed.
        """
        result = self.results[k]
        writers = [i for i, row in enumerate(self.rows) if row.to == result]
        alike = (
            len(writers) == 1
            and self.results.count(result) == 1
            and not any(result in row.reads for row in self.rows)
        )
        return writers[0] if alike else None
