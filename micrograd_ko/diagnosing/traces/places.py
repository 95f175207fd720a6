"""노드를 만든 사용자의 줄, 사람이 알아볼 말로.

Find where in the user's code a node was made, or an error came from, and name that place in words
that its author knows.
"""

from __future__ import annotations

import dis
import linecache
from bisect import bisect_right
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import CodeType
from typing import Any, NamedTuple

import numpy as np

from ...engine import Node
from ...lines import in_package
from ...messages import clipped, text

__all__ = ["Frame", "Place", "Stack", "line_of", "lines_of", "raised_at", "vague_lines"]

NUMPY = str(Path(np.__file__).parent)
CLIP = 44.0  # em: a line of the user's that is quoted


class Frame(NamedTuple):
    """사용자의 코드가 서 있던 곳. Tell where the user's code stood: in which code, and how far."""

    code: Any
    instruction: int
    number: int  # of the line

    @property
    def line(self) -> tuple[Any, int]:
        """소스의 줄. Tell the line: several instructions are one."""
        return self.code, self.number

    @property
    def step(self) -> tuple[Any, int]:
        """바이트코드의 명령, 프레임이 그 안의 어디에 서 있든.

        Tell the instruction: one line may have several. A frame that has called from one stands at
        its start, or at its end once the interpreter has specialized it, as in a loop's later
        rounds.
        """
        starts = _starts(self.code)
        return self.code, starts[bisect_right(starts, self.instruction) - 1]


@lru_cache(maxsize=256)
def _starts(code: CodeType) -> list[int]:
    """명령마다 시작하는 곳. List where the instructions of code begin, without their caches."""
    return [each.offset for each in dis.get_instructions(code)]


Stack = tuple[Frame, ...]  # the user's frames, outermost first
Lines = tuple[tuple[Any, int], ...]


class Place(NamedTuple):
    """순전파의 한 곳. Point to a place in the forward function, in words of the language set.

    Attributes:
        label: its name, "" if it has none.
        line, source: the user's line that made it, where that is known.
        op: the op, where there are several in the line to tell apart.
        shape: of the array.
        round: of a loop's rounds which one, where it is but one; else 0.
    """

    label: str
    line: int
    source: str
    op: str
    shape: tuple[int, ...]
    round: int = 0

    def __str__(self) -> str:
        if self.label:
            form = "label"
        elif self.source:
            form = "op" if self.op else "line"
        else:
            form = "shape"
        words = self._asdict()
        found = text(f"diagnose.place.{form}", **words)
        return text("diagnose.place.round", place=found, round=self.round) if self.round else found


def lines_of(stack: Stack) -> Lines:
    """쌓인 프레임의 줄들. List the lines of a stack, outermost first."""
    return tuple(frame.line for frame in stack)


def vague_lines(stacks: Mapping[Node, Stack], users: set[Node]) -> set[Lines]:
    """여러 줄의 층을 부르는 줄: 어딘지 알려면 그 안을 봐야 한다.

    Find the lines that call several lines in which a parameter is used, as ``y = self.predict(x)``
    and ``x = layer.forward(x)`` do, and a line that everything is called in: only the lines called
    tell where in them a node was made. A line that calls an activation of the learner's own tells
    enough.

    Args:
        users: the nodes that parameters go into.
    """
    called: dict[Lines, list[Lines]] = {}
    layers: set[Lines] = set()
    for node, stack in stacks.items():
        lines = lines_of(stack)
        for i in range(1, len(lines)):
            called.setdefault(lines[:i], []).append(lines[i:])
            if node in users:
                layers.add(lines[:i])
    everything = sum(map(bool, stacks.values()))
    return {
        lines for lines in layers if len({*called[lines]}) > 1 or len(called[lines]) == everything
    }


def raised_at(error: BaseException) -> Place | None:
    """사용자의 어느 줄에서 오류가 났는가.

    Find the line of the user's that an error comes from, None if it is none of theirs.
    """
    found = None
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        if not (in_package(code.co_filename) or code.co_filename.startswith(NUMPY)):
            found = line_of(code, step.tb_lineno)
        step = step.tb_next
    return found


def line_of(code: Any, line: int, op: str = "", shape: tuple[int, ...] = ()) -> Place:
    """코드의 그 줄. Make the place that a line of code is, with its source."""
    source = linecache.getline(code.co_filename, line).strip()
    return Place("", line, clipped(source, CLIP), op, shape)
