"""수를 가져간 것은 누구인가: 호출한 프레임이 하고 있는 일을 읽는다.

Find out who takes a number of a node: Python does not tell ``float(v)`` from ``math.exp(v)``, so
the instruction at which the caller's frame stands is read. A doubt is loud.
"""

from __future__ import annotations

import dis
import math
from collections.abc import Sequence
from functools import lru_cache
from types import CodeType, FrameType, ModuleType
from typing import Any, NamedTuple

import numpy as np

from ..lines import in_library

__all__ = ["CELL", "asked_for", "name"]

CELL = "[…] = …"  # what writes a cell of an array
# what is written out to get a number
EXPLICIT = (
    *(float, int, round, math.floor, math.ceil, math.trunc),
    *(np.floor, np.ceil, np.trunc),  # of a list of nodes
)
ASKING = (math.isnan, math.isfinite, math.isinf, math.isclose)  # their answers have no gradient
COLLECTING = (list, tuple, set, frozenset, sum, max, min, sorted)  # of map(float, …)
# Libraries that read numbers for a person.
READERS = (
    "IPython", "PIL", "_pytest", "altair", "bokeh", "csv", "json", "logging", "matplotlib",
    "mlflow", "mpl_toolkits",
    "numpy.testing", "pandas.plotting", "plotly", "pprint", "rich", "seaborn", "tabulate",
    "tensorboard", "tensorboardX",
    "tqdm", "unittest", "wandb",
)  # fmt: skip


class Name(NamedTuple):
    """코드에 적힌 이름: ``math.exp``.

    A name as code has it, and whether it is looked up in the function first.
    """

    parts: tuple[str, ...] = ()
    is_global: bool = False

    def __str__(self) -> str:
        # pytest has names of its own
        return ".".join(self.parts) if all(map(str.isidentifier, self.parts)) else ""

    def found_in(self, frame: FrameType) -> Any:
        """그 이름의 것; 모듈 안만 들여다본다.

        Find what it stands for; only modules are looked into: other attributes may run code.
        """
        if not self.parts:
            return None
        places = (
            [frame.f_globals, frame.f_builtins]
            if self.is_global
            else [frame.f_locals, frame.f_globals, frame.f_builtins]
        )
        found = next((place[self.parts[0]] for place in places if self.parts[0] in place), None)
        for part in self.parts[1:]:
            found = vars(found).get(part) if isinstance(found, ModuleType) else None
        return found


class Site(NamedTuple):
    """프레임이 하고 있는 일.

    Say what an instruction does: it calls `name` (maybe on map(`each`, …)), writes a cell, formats
    text.
    """

    name: Name = Name()
    each: Name = Name()
    cell: bool = False
    formats: bool = False


def name(frame: FrameType) -> str | None:
    """노드의 수를 가져간 것, 사람이 읽는다면 None.

    Name the taker of the number, as the user wrote it; None if a person reads it.
    """
    user, shows = asked_for(frame)
    here = _site(frame.f_code, frame.f_lasti)
    asks = _one_of(here.name.found_in(frame), ASKING)
    if shows or here.formats or asks or (user is frame and _explicit(here, frame)):
        return None
    site = _site(user.f_code, user.f_lasti)
    return CELL if site.cell else str(site.name)


def asked_for(frame: FrameType) -> tuple[FrameType, bool]:
    """라이브러리를 부른 사용자의 프레임, 그리고 보여 주는 라이브러리인가.

    Find the user's frame, and whether a library shows numbers.
    """
    outer: FrameType | None = frame
    shows = False
    while outer is not None and (
        in_library(outer.f_code.co_filename)
        or outer.f_code.co_name == "__array_function__"  # our own, which hands on to NumPy
    ):
        shows = shows or _is_reader(str(outer.f_globals.get("__name__", "")))
        outer = outer.f_back
    return outer or frame, shows


def _explicit(site: Site, frame: FrameType) -> bool:
    """float(v)라고 적혀 있는가, list(map(float, vs))도.

    Tell whether float(v), or list(map(float, vs)), is written there.
    """
    called = site.name.found_in(frame)
    return _one_of(called, EXPLICIT) or (
        _one_of(called, COLLECTING) and _one_of(site.each.found_in(frame), EXPLICIT)
    )


def _one_of(x: Any, these: Sequence[Any]) -> bool:
    return any(x is one for one in these)


@lru_cache(maxsize=256)
def _is_reader(module: str) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in READERS)


# ── reading instructions: by their names, which hardly change from one Python to the next ──

IDLE = ("CACHE", "EXTENDED_ARG", "NOP", "PRECALL", "KW_NAMES", "PUSH_NULL", "NOT_TAKEN")
CALLS = ("PRECALL", "CALL", "CALL_KW")


@lru_cache(maxsize=4096)
def _site(code: CodeType, at: int) -> Site:
    """code의 그 명령이 하는 일.

    Read what the instruction at `at` does; Site() where that cannot be told.
    """
    before = [i for i in dis.get_instructions(code) if i.offset <= at]
    if not before:
        return Site()
    now = before[-1]
    if now.opname in ("STORE_SUBSCR", "STORE_SLICE"):
        return Site(cell=True)
    if now.opname == "BINARY_OP":
        # a number % node is no conversion: only text is left
        return Site(formats=now.argrepr.startswith("%"))
    if now.opname not in CALLS:
        return Site()
    callee = _callee(before)
    inner = before[:-1]
    while inner and inner[-1].opname in ("PRECALL", "KW_NAMES"):
        inner.pop()
    mapped = inner[-1].opname == "CALL" and now.arg == 1 and inner[-1].arg == 2
    at_map = _callee(inner) if mapped else -1
    each = Name()
    if at_map >= 0 and _name(inner, at_map).parts == ("map",):
        each = _name(inner, at_map + 2 if inner[at_map + 1].opname == "PUSH_NULL" else at_map + 1)
    return Site(_name(before, callee), each)


def _callee(before: list[dis.Instruction]) -> int:
    """불린 것을 마지막으로 꺼낸 명령의 자리, 모르면 -1.

    Find the place in `before`, whose last is a call, of the instruction that put what is called on
    the stack; -1 if that cannot be told. It lies under the arguments, so the effects on the stack
    are undone one by one; where arguments branch, a call begins in the text where its callee does.
    """
    call = before[-1]
    waiting = int(call.arg or 0) + (call.opname == "CALL_KW")
    for k in range(len(before) - 2, -1, -1):
        i = before[k]
        if i.opname in ("CACHE", "KW_NAMES", "EXTENDED_ARG", "NOP", "NOT_TAKEN") or (
            i.opname == "PRECALL" and k == len(before) - 2
        ):
            continue
        if i.opcode in dis.hasjrel or i.opcode in dis.hasjabs or waiting < 0:
            return _callee_in_text(before)
        if waiting == 0:
            return k - 1 if i.opname == "PUSH_NULL" else k
        waiting -= dis.stack_effect(i.opcode, i.arg)
    return -1


def _callee_in_text(before: list[dis.Instruction]) -> int:
    call = before[-1].positions
    if call is None or call.col_offset is None:
        return -1
    for k in range(len(before) - 2, -1, -1):
        here = before[k].positions
        if (
            before[k].opname in IDLE
            or here is None
            or (here.lineno, here.col_offset) != (call.lineno, call.col_offset)
        ):
            continue
        whole = (here.end_lineno, here.end_col_offset) == (call.end_lineno, call.end_col_offset)
        return -1 if whole else k  # of made-up code, where all has the place of the whole
    return -1


def _name(before: list[dis.Instruction], k: int) -> Name:
    """k에서 끝나는 이름.

    Read the name whose last part is put on the stack at `k`; an empty one for what is no name.
    """
    parts: list[str] = []
    while k >= 0 and before[k].opname in ("LOAD_ATTR", "LOAD_METHOD", "CACHE", "EXTENDED_ARG"):
        if before[k].opname.startswith("LOAD"):
            parts.insert(0, str(before[k].argval))
        k -= 1
    if k < 0 or not before[k].opname.startswith(LOADS):
        return Name()
    # one instruction may move two variables (STORE_FAST_LOAD_FAST); the last is on top of the stack
    first = before[k].argval[-1] if isinstance(before[k].argval, tuple) else before[k].argval
    return Name((first, *parts), before[k].opname.startswith("LOAD_GLOBAL"))


LOADS = (
    *("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FAST", "STORE_FAST_LOAD_FAST"),
    *("LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT"),
)
