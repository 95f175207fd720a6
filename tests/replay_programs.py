"""아무 프로그램이나 쓴다: 두 표가 말할 수 있는 것 모두로.

Random programs over everything that both tables can say. A program is plain data: leaves, and steps that are
lines of Python over them; so it runs as it is printed, and can be made smaller a step at a time. Rows are
walked, not listed: a new one is drawn with no edit here, unless it has a parameter of a new name.
"""

from __future__ import annotations

import math
import re
import textwrap
import warnings
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import micrograd_ko
from micrograd_ko import ARRAY_TABLE, TABLE, MicrogradError, Tensor, Value
from micrograd_ko import losses as loss_functions
from micrograd_ko import nn as layers
from micrograd_ko import optim as optimizers
from micrograd_ko.graph import Node

NAMES = {
    **{name: getattr(micrograd_ko, name) for name in ("grad", "no_grad", "where", "Tensor", "Value")},
    **{name: getattr(layers, name) for name in layers.__all__},
    **{name: getattr(optimizers, name) for name in optimizers.__all__},
    **{name: getattr(loss_functions, name) for name in loss_functions.__all__},
    "np": np, "math": math, "inf": math.inf, "nan": math.nan,
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """w0 is a parameter, x0 an input, c0 a constant, m0 a module (its data is the code that makes it)."""

    name: str
    data: Any
    style: str = "plain"

    @property
    def role(self) -> str:
        return self.name[0]


@dataclass(frozen=True)
class Step:
    """A line: an expression with {0}, {1}, … for its operands, or a statement that sets {out}."""

    name: str
    template: str
    operands: tuple[str, ...]

    def line(self, around: str = "") -> str:
        filled = self.template.format(*self.operands, out=self.name)
        if "{out}" in self.template:
            return filled + (f"\n{self.name} = {around}({self.name})" if around else "")
        return f"{self.name} = {around}({filled})" if around else f"{self.name} = {filled}"

    def names(self) -> set[str]:
        """All names that it reads: those of its operands, and of modules and parameters in its text."""
        return {*self.operands, *re.findall(r"\b[mw]\d+\b", self.template)}


@dataclass(frozen=True)
class Program:
    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]

    def source(self, around: str = "") -> str:
        """The function, as Python; each step's result goes through the function called `around`."""
        inputs = ", ".join(leaf.name for leaf in self.leaves if leaf.role == "x")
        body = "\n".join(step.line(around) for step in self.steps)
        return f"def f({inputs}):\n{textwrap.indent(body, '    ')}\n    return {self.steps[-1].name}\n"

    def pruned(self, unused: bool = True) -> Program:
        """Without the steps and leaves that the last step does not need; parameters stay if `unused`."""
        needed, steps = {self.steps[-1].name}, []
        for step in reversed(self.steps):
            if step.name in needed:
                needed |= step.names()
                steps.append(step)
        kept = [leaf for leaf in self.leaves if leaf.name in needed or (unused and leaf.role == "w")]
        return Program(tuple(kept), tuple(reversed(steps)))

    @property
    def scalar(self) -> bool:
        """Is it one of Values?"""
        return all(type(leaf.data) is float for leaf in self.leaves if leaf.role in "wx")


# ── numbers ──

SPECIAL = (math.inf, -math.inf, math.nan, 0.0, -0.0)
WIDE = {np.dtype(np.float64): (1e160, -1e160, 1e-160), np.dtype(np.float32): (1e20, -1e20, 1e-20)}


def numbers(rng: Any, shape: tuple[int, ...], style: str, dtype: Any) -> Any:
    """An array in one of several styles; a float for dtype None."""
    if style == "positive":
        found = rng.uniform(0.2, 2.5, shape)
    elif style == "whole":
        found = rng.integers(-2, 3, shape).astype(float)
    else:
        found = rng.normal(0, 1, shape)
    found = np.asarray(np.round(found, 3))
    if style in ("special", "wide"):
        choices = SPECIAL if style == "special" else (*SPECIAL[3:], *WIDE[np.dtype(dtype or np.float64)])
        found = np.where(rng.random(shape) < 2 / (3 + found.size) + 0.05, rng.choice(choices, shape), found)
    return float(found) if dtype is None else found.astype(dtype)


def shape_of(rng: Any, flavour: str) -> tuple[int, ...]:
    ndim = int(rng.choice([0, 1, 2, 3, 4], p=[0.08, 0.22, 0.35, 0.25, 0.1]))
    shape = [int(n) for n in rng.choice([1, 2, 3, 4, 5], ndim, p=[0.15, 0.3, 0.3, 0.15, 0.1])]
    if flavour == "long" and ndim:
        shape[int(rng.integers(ndim))] = int(rng.choice([9, 17, 100]))
    if flavour == "empty" and ndim:
        shape[int(rng.integers(ndim))] = 0
    if flavour == "tall":
        shape = [int(rng.choice([64, 70, 100])), int(rng.integers(1, 6))]
    return tuple(shape)


def partner_shape(rng: Any, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A shape that broadcasts with `shape`: fewer axes, or axes of length 1, or (rarely) more axes."""
    found = [1 if rng.random() < 0.3 else n for n in shape][int(rng.integers(len(shape) + 1)) if rng.random() < 0.4 else 0 :]
    return (int(rng.integers(1, 4)), *found) if rng.random() < 0.08 else tuple(found)


# ── what stands for the parameters of rows, by name: code ──


def draw_axis(rng: Any, row: Any, arrays: list[Any]) -> str:
    ndim = arrays[0].ndim
    if rng.random() < 0.25 and row.params.get("axis", 0) is None:
        return "None"
    if ndim > 1 and rng.random() < 0.35:
        chosen = rng.permutation(ndim)[: int(rng.integers(1, ndim + 1))]
        return repr(tuple(int(i) - ndim * int(rng.integers(2)) for i in chosen))
    return repr(int(rng.integers(-max(ndim, 1), max(ndim, 1))))


def draw_shape(rng: Any, row: Any, arrays: list[Any]) -> str:
    shape = arrays[0].shape
    if row.name == "broadcast_to":
        stretched = [int(rng.integers(1, 4)) if n == 1 and rng.random() < 0.7 else n for n in shape]
        return repr((*(int(n) for n in rng.integers(1, 4, int(rng.integers(3)))), *stretched))
    if row.name == "sum_to":
        return repr(tuple(1 if rng.random() < 0.5 else n for n in shape)[int(rng.integers(len(shape) + 1)) :])
    if row.name == "put":
        return repr((int(rng.integers(1, 8)), *shape[1:]))
    size, found = math.prod(shape), []
    while size > 1 and len(found) < 3:
        n = int(rng.choice([k for k in range(1, size + 1) if size % k == 0]))
        found.append(n)
        size //= n
    found = [*found, size] if size != 1 or rng.random() < 0.3 else found
    if found and rng.random() < 0.3:
        found[int(rng.integers(len(found)))] = -1
    return repr(tuple(found))


def draw_axes(rng: Any, row: Any, arrays: list[Any]) -> str:
    ndim = arrays[0].ndim
    return repr(tuple(int(i) - ndim * int(rng.random() < 0.2) for i in rng.permutation(ndim))) if rng.random() < 0.8 else "None"


def draw_index(rng: Any, row: Any, arrays: list[Any]) -> str:
    shape = arrays[0].shape
    if row.name == "put":
        return f"np.arange({shape[0] if shape else 1}) * 2 % {max(shape[0] if shape else 1, 1)}"
    if shape and rng.random() < 0.1:
        return chosen_places(rng, shape[: int(rng.integers(1, len(shape) + 1))])
    parts, many = [], int(rng.integers(1, 5))
    for n in shape[: int(rng.integers(len(shape) + 1))]:
        kind = rng.choice(["int", "slice", "all", "list", "mask"], p=[0.25, 0.4, 0.15, 0.15, 0.05])
        parts.append(index_part(rng, kind, n, many))
    for extra, chance in (("None", 0.2), ("...", 0.2)):
        if rng.random() < chance:
            parts.insert(int(rng.integers(len(parts) + 1)), extra)
    if len(parts) == 1 and rng.random() < 0.8:
        return parts[0]
    return f"({', '.join(parts)},)" if parts else "()"


def index_part(rng: Any, kind: str, n: int, many: int) -> str:
    if kind == "int":
        return repr(int(rng.integers(-n, n))) if n else "slice(None)"
    if kind == "list":
        return f"np.array({rng.integers(-n, n, many).tolist()})" if n else "slice(None)"
    if kind == "mask":
        return chosen_places(rng, (n,))
    if kind == "all":
        return "slice(None)"
    ends = [None if rng.random() < 0.5 else int(rng.integers(-n - 1, n + 2)) for _ in range(2)]
    return f"slice({ends[0]}, {ends[1]}, {rng.choice([None, 1, 2, -1, -2, 3])})"


def chosen_places(rng: Any, shape: tuple[int, ...]) -> str:
    size = math.prod(shape)
    return f"(np.arange({size}).reshape({shape}) * {rng.choice([1, 3, 7])} % 5 < {int(rng.integers(1, 5))})"


def draw_condition(rng: Any, row: Any, arrays: list[Any]) -> str:
    return chosen_places(rng, partner_shape(rng, np.broadcast_shapes(*(a.shape for a in arrays))))


def draw_dtype(rng: Any, row: Any, arrays: list[Any]) -> str:
    """Most often what it is already: all numbers of a replay are of one kind."""
    return f"np.{arrays[0].dtype}" if rng.random() < 0.7 else str(rng.choice(["np.float32", "np.float64"]))


DRAW = {
    "dtype": draw_dtype,
    "axis": draw_axis,
    "shape": draw_shape,
    "axes": draw_axes,
    "index": draw_index,
    "condition": draw_condition,
    "keepdims": lambda rng, row, arrays: repr(bool(rng.random() < 0.5)),
    "exponent": lambda rng, row, arrays: repr(float(rng.choice([2.0, 3.0, 0.5, -1.0, 1.0, 0.0, -2.0, 1.5]))),
    "base": lambda rng, row, arrays: repr(float(rng.choice([2.0, 0.5, 1.0, 10.0, 0.0]))),
    "slope": lambda rng, row, arrays: repr(float(rng.choice([0.01, 0.3, 0.0, 2.0, 1.0]))),
    "alpha": lambda rng, row, arrays: repr(float(rng.choice([1.0, 0.5, 2.0]))),
}

SPELLED = {
    "add": "{0} + {1}", "sub": "{0} - {1}", "mul": "{0} * {1}", "div": "{0} / {1}", "neg": "-{0}", "abs": "abs({0})",
    "power": "{0} ** {1}", "matmul": "{0} @ {1}",
}  # fmt: skip


def call_of(rng: Any, row: Any, arrays: list[Any]) -> str:
    """A template that calls a row, with its parameters drawn."""
    given = {}
    for name in [*row.required, *row.params]:
        if name in row.required or rng.random() < 0.75:
            if name not in DRAW:
                assert name in row.params, f"tell replay_programs.DRAW what may stand for {name}"
                continue
            given[name] = DRAW[name](rng, row, arrays)
    if row.name in SPELLED:
        return SPELLED[row.name]
    if row.name == "pow":
        return f"{{0}} ** {given['exponent']}"
    if row.name == "rpow":
        return f"{given['base']} ** {{0}}"
    if row.name == "getitem":
        return f"{{0}}[{given['index']}]"
    slots = ", ".join(f"{{{i}}}" for i in range(len(arrays)))
    slots = slots if row.inputs else f"[{slots}]"
    return f"OPS[{row.name!r}]({', '.join([slots, *(f'{k}={v}' for k, v in given.items())])})"


class Rows(dict[str, Any]):
    """The rows of both tables as they are now: the tests add some."""

    def __missing__(self, name: str) -> Any:
        return TABLE[name] if name in TABLE else ARRAY_TABLE[name]


NAMES["OPS"] = Rows()

# What people write that is no row of its own: templates over nodes; {x} is drawn anew, {p} is a parameter.

IDIOMS = (
    "{0}.T", "{0}.mT", "{0}.swapaxes(0, -1)", "{0}.swapaxes(1, 2)", "{0}.reshape(-1)", "{0}.squeeze()", "{0}.copy()",
    "np.square({0})", "np.var({0}, axis=0)", "np.clip({0}, -0.5, 0.8)", "np.dot({0}, {1})", "np.outer({0}, {1})",
    "{0} - {0}.mean(axis=-1, keepdims=True)", "{0} * {0}", "1.0 - {0}", "2.0 / {0}", "{0} + 1.5", "{0} ** 2", "{0} * 0.0",
    "({0} - {1}).mean() ** 2", "np.broadcast_to({0}, (2, *{0}.shape)).tanh()", "(-np.broadcast_to({0}, (3, 1))).sum(axis=0)",
    "np.sum({0}, axis=0, keepdims=True) * {0}", "{0}.T.sum(axis=0)", "{0}.transpose(1, 2, 0).max(axis=1)",
    "np.concatenate([{0}, {1}], axis=-1)", "mse({0}, {1})", "{0}[..., ::-1]", "{0}[None, ..., None]",
    "{0}.sum(axis=-1).reshape(-1, 1)", "({0} * {1}).sum()", "({0} @ {0}.mT)", "{0}.log_softmax().mean(axis=0)",
)  # fmt: skip
CHOICES = (
    "np.where({0} > {1}, {0}, {1})", "np.where({0} > 0.1, {0}, 0.5 * {0})", "({0} * 2.0 if {1}.sum() > 0.3 else {0} - 1.0)",
    "({0}.tanh() if ({0} < 5.0).all() else {0})", "np.where(abs({0}) <= 0.7, {0}, 0.0)",
)  # fmt: skip
QUIET = (
    "with no_grad():\n    {out} = {0} * 0.5\n{out} = {0} - {out}", "{0} * {1}.data", "{0} * Tensor({1}.data)",
    "with no_grad():\n    {out} = {1}.sum()\n{out} = {0} * {out}",
)  # fmt: skip
MODULES = ("Dropout(0.4, rng=7)", "BatchNorm({n}, dtype=np.{dtype})", "Linear({n}, 3, rng=5, dtype=np.{dtype})")
VALUE_IDIOMS = (
    "{0} * {0}", "1.0 - {0}", "2 / {0}", "{0} + 1.5", "{0} ** 2", "sum([{0}, {1}, {0}])", "-{0} * {1}", "{0} * 0.0",
    "{0} - {1} - {0}",
    "sum([{0} * {0}, {1} * 2.0, {0} * {1}, {1}])", "({0} - {1}) ** 2",
)  # fmt: skip
VALUE_CHOICES = (
    "({0} * 2.0 if {1} > 0.3 else {0} - 1.0)", "where({0} > {1}, {0}, {1})", "({0} if {0} <= {1} else {1} * {0})",
    "({0} ** 2 if {1} > 0 else {0})",
)  # fmt: skip


# ── drawing a program ──


class Writer:
    """Grows a program a step at a time; each step runs at once, so that only what runs is written."""

    def __init__(self, rng: Any) -> None:
        self.rng = rng
        self.scalar = bool(rng.random() < 0.2)
        self.dtype = None if self.scalar else np.dtype(rng.choice(["float64", "float32"], p=[0.75, 0.25]))
        self.flavour = str(rng.choice(["small", "long", "tall", "empty"], p=[0.62, 0.2, 0.13, 0.05]))
        self.odd = str(rng.choice(["", "special", "wide", "whole"], p=[0.77, 0.09, 0.04, 0.1]))
        self.choosy, self.layered = rng.random() < 0.15, not self.scalar and rng.random() < 0.06
        self.leaves: list[Leaf] = []
        self.steps: list[Step] = []
        self.space: dict[str, Any] = dict(NAMES)
        self.base = shape_of(rng, self.flavour)

    def leaf(self, role: str, shape: tuple[int, ...]) -> str:
        style = str(self.rng.choice(["plain", "positive"])) if not self.odd or self.rng.random() < 0.4 else self.odd
        data = numbers(self.rng, () if self.scalar else shape, style, self.dtype)
        name = f"{role}{sum(leaf.role == role for leaf in self.leaves)}"
        self.leaves.append(Leaf(name, data, style))
        self.space[name] = data if role == "c" else Value(data, name) if self.scalar else Tensor(data, name)
        return name

    def module(self, code: str) -> str:
        name = f"m{sum(leaf.role == 'm' for leaf in self.leaves)}"
        self.leaves.append(Leaf(name, code))
        self.space[name] = eval(code, self.space)
        return name

    def node(self) -> str:
        """A step or leaf that is a node; most often the newest step."""
        steps = [step.name for step in self.steps]
        if steps and self.rng.random() < 0.6:
            return steps[-1]
        return str(self.rng.choice(steps + [leaf.name for leaf in self.leaves if leaf.role in "wx"]))

    def second(self, first: str, row: Any = None) -> str:
        """Another operand that may fit the first: an old one, or a new leaf."""
        shape = np.shape(self.space[first].data)
        fits = [name for name in self.names() if row is None or fitting(row.name, shape, np.shape(data_of(self.space[name])))]
        if fits and self.rng.random() < 0.5:
            return str(self.rng.choice(fits))
        if row is not None and row.name == "matmul":
            shape = self.rng.permutation([1, 2, 3])[:1].tolist()
            length = np.shape(self.space[first].data)[-1:] or (2,)
            stack = np.shape(self.space[first].data)[:-2] if self.rng.random() < 0.3 else ()
            return self.leaf(self.role(), (*stack, *length, *([] if self.rng.random() < 0.3 else shape)))
        return self.leaf(self.role(), partner_shape(self.rng, shape))

    def role(self) -> str:
        return str(self.rng.choice(["w", "x", "c"], p=[0.5, 0.2, 0.3]))

    def names(self) -> list[str]:
        return [step.name for step in self.steps] + [leaf.name for leaf in self.leaves if leaf.role != "m"]

    def try_step(self, template: str, operands: tuple[str, ...]) -> bool:
        step = Step(f"v{len(self.steps)}", template, operands)
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(step.line(), self.space)
        except (MicrogradError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError):
            return False
        found = self.space[step.name]
        if not isinstance(found, Node) or np.size(found.data) > 3000 or (found.op is None and not self.choosy):
            return False
        data = np.asarray(found.data)
        if not self.odd and not (np.isfinite(data).all() and np.abs(data).max(initial=0) < 1e4) and self.rng.random() < 0.95:
            return False
        self.steps.append(step)
        return True

    def step(self) -> bool:
        before = len(self.leaves)
        try:
            if self.try_step(*self.drawn()):
                return True
        except ValueError:  # operands that do not go together
            pass
        self.leaves = self.leaves[:before]
        return False

    def drawn(self) -> tuple[str, tuple[str, ...]]:
        rng, first = self.rng, self.node()
        kind = rng.random()
        if self.layered and kind < 0.25:
            n = max((np.shape(self.space[first].data) or (1,))[-1], 1)
            name = self.module(str(rng.choice(MODULES)).format(n=n, dtype=self.dtype))
            return f"{name}({{0}})", (first,)
        if self.choosy and kind < 0.4:
            choices = VALUE_CHOICES if self.scalar else CHOICES if rng.random() < 0.8 else QUIET
            return str(rng.choice(choices)), (first, self.second(first))
        if kind < 0.55:
            template = str(rng.choice(VALUE_IDIOMS if self.scalar else IDIOMS))
            return template, (first, self.second(first)) if "{1}" in template else (first,)
        rows = list(TABLE.values()) + ([] if self.scalar else list(ARRAY_TABLE.values()))
        row = rows[int(rng.integers(len(rows)))]
        operands = [first, *(self.second(first, row) for _ in range((len(row.inputs) or int(rng.integers(2, 4))) - 1))]
        if len(operands) == 2 and rng.random() < 0.4:
            operands.reverse()
        return call_of(rng, row, [np.asarray(data_of(self.space[name])) for name in operands]), tuple(operands)


def fitting(row: str, shape: tuple[int, ...], other: tuple[int, ...]) -> bool:
    if row == "matmul":
        return bool(shape and other) and shape[-1] == other[-2:][0]
    try:
        np.broadcast_shapes(shape, other)
    except ValueError:
        return row == "concatenate" and len(shape) == len(other)
    return True


def data_of(x: Any) -> Any:
    return x.data if isinstance(x, Node) else x


def program_of(rng: Any, scalar: bool | None = None) -> Program:
    """A program of one to eight steps."""
    while True:
        writer = Writer(rng)
        if scalar is not None and writer.scalar != scalar:
            continue
        writer.leaf("w", writer.base)
        if rng.random() < 0.6:
            writer.leaf("x", writer.base if rng.random() < 0.5 else partner_shape(rng, writer.base))
        wanted = int(rng.choice([1, 2, 3, 4, 5, 6, 8], p=[0.1, 0.2, 0.2, 0.2, 0.15, 0.1, 0.05]))
        for _ in range(3 * wanted):
            if writer.step() and len(writer.steps) == wanted:
                break
        if writer.steps:
            found = Program(tuple(writer.leaves), tuple(writer.steps)).pruned(unused=bool(rng.random() < 0.3))
            if any(leaf.role == "w" for leaf in found.leaves):
                return found


def as_loss(rng: Any, program: Program, root: Any) -> Program:
    """The program with one number at its end."""
    if np.size(root) == 1:
        return program
    last = program.steps[-1].name
    template = str(rng.choice(["{0}.sum()", "{0}.mean()", "({0} ** 2).mean()", "({0} * {0}).sum()", "{0}.logsumexp()"]))
    return replace(program, steps=(*program.steps, Step(f"v{len(program.steps)}", template, (last,))))
