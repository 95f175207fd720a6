"""그래프의 경계: 노드가 그냥 수나 배열이 되는 곳.

The border of the graph: where a node becomes a plain number or array, whose path no gradient follows.
What a person reads is quiet (``float(v)`` written out, formatting, logging, plotting); all else is said:
a :class:`micrograd_ko.errors.DetachedWarning` for a number, an error for an array. Python does not
tell ``float(v)`` from ``math.exp(v)``, so the instruction that the caller's frame is at is looked at. What
cannot be told is loud.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from types import CodeType, FrameType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from .array_ops import ARRAY_TABLE
from .choices import read, taken
from .errors import DetachedWarning, OpError, ShapeError, in_library, warn
from .graph import DEFAULT, MODE, Node, figure, topological_order
from .messages import text
from .ops import TABLE

if TYPE_CHECKING:
    import dis

__all__ = ["array", "choosing", "entry", "number"]

EXPLICIT = (float, int, round, math.floor, math.ceil, math.trunc)  # what is written out to get a number
ASKING = (math.isnan, math.isfinite, math.isinf, math.isclose)  # their answers have no gradient
COLLECTING = (list, tuple, set, frozenset, sum, max, min, sorted)  # of map(float, …)
# Libraries that read numbers for a person.
READERS = (
    "IPython", "PIL", "_pytest", "altair", "bokeh", "csv", "json", "logging", "matplotlib", "mlflow", "mpl_toolkits",
    "numpy.testing", "pandas.plotting", "plotly", "pprint", "rich", "seaborn", "tabulate", "tensorboard", "tensorboardX",
    "tqdm", "unittest", "wandb",
)  # fmt: skip


def entry(numbers: Any) -> float:
    """수 하나. The one number of a node's data; a ShapeError for an array of several."""
    if isinstance(numbers, np.ndarray):
        if numbers.size != 1:
            raise ShapeError("tensor.item", shape=numbers.shape)
        return float(numbers.item())
    return numbers  # type: ignore[no-any-return]


def number(node: Node, convert: Callable[[float], Any]) -> Any:
    """노드를 그냥 수로: __float__, __int__, __round__ 등. A node's number, converted; said, unless it is read for a person.

    To be called by the special method itself: the frame above that one is the caller's.
    """
    outcome = convert(entry(node.data))
    mode, function = MODE.get() or DEFAULT, partial(_converted, convert)
    if mode.sealed and convert is float and not hasattr(mode.recorder, "taken"):
        raise _refused(node)
    by = None if _free(node) else _taker(sys._getframe(2))
    if by is not None and _of_constants(node):
        by = None
    if by is None and convert is float:
        return read(node, function, outcome)
    taken(node, function, outcome, f"{by or getattr(convert, '__name__', 'round')}({{}})")
    if by is not None:
        words = {"node": node.name, "number": figure(outcome), "taker": by or text("border.unknown")}
        try:
            warn("border.number", DetachedWarning, **words, hint=_hint(by, _spelled(node)))
        except DetachedWarning as error:  # who asked for warnings to be errors
            if not (by == CELL and isinstance(node.data, np.ndarray) and _raised_next(sys._getframe(2), error)):
                raise
    return outcome


def _raised_next(frame: FrameType, error: Exception) -> bool:
    """이 호출이 끝나자마자 그 프레임에서 오류를 낸다.

    Raise the error in `frame` as soon as this call is over: where a Tensor goes into a cell of an array, NumPy
    puts "setting an array element with a sequence" in place of whatever is raised. Not beside a debugger,
    whose place this would take.
    """
    if sys.gettrace() is not None:
        return False

    def at_once(*event: Any) -> None:
        sys.settrace(None)
        frame.f_trace_opcodes, frame.f_trace = False, None
        raise error

    frame.f_trace_opcodes, frame.f_trace = True, at_once
    sys.settrace(lambda *event: None)
    return True


def array(node: Node, dtype: Any, copy: bool | None) -> np.ndarray[Any, Any]:
    """노드를 그냥 배열로: __array__. A node's numbers as a new array; an error, unless they are read for a person."""
    if (MODE.get() or DEFAULT).sealed or not (_free(node) or _asked_for(sys._getframe(2))[1] or _of_constants(node)):
        raise _refused(node)
    return np.array(node.data, dtype=dtype, copy=None if copy is False else True)


def choosing(function: Callable[..., Any]) -> Callable[..., Any]:
    """자리나 부호를 고르는 함수로. A function such as np.argmax, of nodes: its result has no gradient, but is a choice."""

    def chosen(a: Any, *args: Any, **kwargs: Any) -> Any:
        def of_numbers(numbers: Any) -> Any:
            return function(numbers, *args, **kwargs)

        return taken(a, of_numbers, of_numbers(a.data if isinstance(a, Node) else a), f"{function.__name__}({{}})")

    return chosen


def _converted(convert: Callable[[float], Any], numbers: Any) -> Any:
    return convert(entry(numbers))


def _free(node: Node) -> bool:
    """기울기와 상관없는가. Has what is computed from `node` here no gradient in any case?"""
    return node._about.kind == "constant" or not (MODE.get() or DEFAULT).record


def _of_constants(node: Node) -> bool:
    return all(leaf.op is not None or leaf.kind == "constant" for leaf in topological_order(node))


def _refused(node: Node) -> OpError:
    return OpError("tensor.array", node=node.name, x=_spelled(node))


def _spelled(node: Node) -> str:
    """예에 쓸 이름. What to call a node in an example of code."""
    return node.label if node.label.isidentifier() else "x"


def _hint(by: str, name: str) -> str:
    """대신 쓸 것. What to write instead."""
    function = by.rpartition(".")[2]
    function = {"fabs": "abs", "pow": "power"}.get(function, function)
    if function in TABLE or function in ARRAY_TABLE:
        return text("border.hint.function", x=name, function=function)
    return text("border.hint.cell" if by == CELL else "border.hint.other", x=name)


# ── who took it ──

CELL = "[…] = …"


class Name(NamedTuple):
    """코드에 적힌 이름: ``math.exp``. A name as code has it, and whether it is looked up in the function first."""

    parts: tuple[str, ...] = ()
    is_global: bool = False

    def __str__(self) -> str:
        return ".".join(self.parts) if all(map(str.isidentifier, self.parts)) else ""  # pytest has names of its own

    def found_in(self, frame: FrameType) -> Any:
        """그 이름의 것; 모듈 안만 들여다본다. What it stands for; only modules are looked into: other attributes may run code."""
        if not self.parts:
            return None
        places = [frame.f_globals, frame.f_builtins] if self.is_global else [frame.f_locals, frame.f_globals, frame.f_builtins]
        found = next((place[self.parts[0]] for place in places if self.parts[0] in place), None)
        for part in self.parts[1:]:
            found = vars(found).get(part) if isinstance(found, ModuleType) else None
        return found


class Site(NamedTuple):
    """프레임이 하고 있는 일. What an instruction does: calls `name` (maybe on map(`each`, …)), writes a cell, formats text."""

    name: Name = Name()
    each: Name = Name()
    cell: bool = False
    formats: bool = False


def _taker(frame: FrameType) -> str | None:
    """노드의 수를 가져간 것, 사람이 읽는다면 None. What took the number, as the user wrote it; None if a person reads it."""
    user, shows = _asked_for(frame)
    here = _site(frame.f_code, frame.f_lasti)
    asks = _one_of(here.name.found_in(frame), ASKING)
    if shows or here.formats or asks or (user is frame and _explicit(here, frame)):
        return None
    site = _site(user.f_code, user.f_lasti)
    return CELL if site.cell else str(site.name)


def _asked_for(frame: FrameType) -> tuple[FrameType, bool]:
    """라이브러리를 부른 사용자의 프레임, 그리고 보여 주는 라이브러리인가. The user frame, and whether a library shows numbers."""
    outer: FrameType | None = frame
    shows = False
    while outer is not None and in_library(outer.f_code.co_filename):
        shows = shows or _is_reader(str(outer.f_globals.get("__name__", "")))
        outer = outer.f_back
    return outer or frame, shows


def _explicit(site: Site, frame: FrameType) -> bool:
    """float(v)라고 적혀 있는가, list(map(float, vs))도. Is it float(v), or list(map(float, vs)), that is written there?"""
    called = site.name.found_in(frame)
    return _one_of(called, EXPLICIT) or (_one_of(called, COLLECTING) and _one_of(site.each.found_in(frame), EXPLICIT))


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
    """code의 그 명령이 하는 일. What the instruction at `at` does; Site() where that cannot be told."""
    import dis  # takes a while to load, and only a number that is taken needs it

    before = [i for i in dis.get_instructions(code) if i.offset <= at]
    if not before:
        return Site()
    now = before[-1]
    if now.opname in ("STORE_SUBSCR", "STORE_SLICE"):
        return Site(cell=True)
    if now.opname == "BINARY_OP":
        return Site(formats=now.argrepr.startswith("%"))  # a number % node is no conversion: only text is left
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

    Where in `before`, whose last is a call, the instruction is that put what is called on the stack; -1 if
    that cannot be told. It lies under the arguments, so the effects on the stack are undone one by one;
    where arguments branch, a call begins in the text where its callee does.
    """
    import dis

    call = before[-1]
    waiting = int(call.arg or 0) + (call.opname == "CALL_KW")
    for k in range(len(before) - 2, -1, -1):
        i = before[k]
        if i.opname in ("CACHE", "KW_NAMES", "EXTENDED_ARG", "NOP") or (i.opname == "PRECALL" and k == len(before) - 2):
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
        if before[k].opname in IDLE or here is None or (here.lineno, here.col_offset) != (call.lineno, call.col_offset):
            continue
        whole = (here.end_lineno, here.end_col_offset) == (call.end_lineno, call.end_col_offset)
        return -1 if whole else k  # of made-up code, where all has the place of the whole
    return -1


def _name(before: list[dis.Instruction], k: int) -> Name:
    """k에서 끝나는 이름. The name whose last part is put on the stack at `k`; an empty one for what is no name."""
    parts: list[str] = []
    while k >= 0 and before[k].opname in ("LOAD_ATTR", "LOAD_METHOD", "CACHE", "EXTENDED_ARG"):
        if before[k].opname.startswith("LOAD"):
            parts.insert(0, str(before[k].argval))
        k -= 1
    if k < 0 or not before[k].opname.startswith(LOADS) or not isinstance(before[k].argval, str):
        return Name()
    return Name((before[k].argval, *parts), before[k].opname.startswith("LOAD_GLOBAL"))


LOADS = ("LOAD_NAME", "LOAD_GLOBAL", "LOAD_FAST", "LOAD_DEREF", "LOAD_CLASSDEREF", "LOAD_FROM_DICT")
