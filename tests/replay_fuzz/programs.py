"""아무 프로그램이나 쓴다: 두 표가 말할 수 있는 것 모두로.

Random programs over everything that both tables can say. A program is plain data: leaves, and steps
that are lines of Python over them; so it runs as it is printed, and can be made smaller a step at a
time. Rows are walked, not listed: a new one is drawn with no edit here, unless it has a parameter
of a new name.
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
from micrograd_ko.engine.graph import Node
from tests.replay_fuzz.words import (
    CHOICES,
    IDIOMS,
    MODULES,
    QUIET,
    VALUE_CHOICES,
    VALUE_IDIOMS,
    call_of,
    numbers,
    partner_shape,
    shape_of,
)

NAMES = {
    **{name: getattr(micrograd_ko, name) for name in ("grad", "no_grad", "where", "Tensor",
                                                      "Value")},
    **{name: getattr(layers, name) for name in layers.__all__},
    **{name: getattr(optimizers, name) for name in optimizers.__all__},
    **{name: getattr(loss_functions, name) for name in loss_functions.__all__},
    "np": np, "math": math, "inf": math.inf, "nan": math.nan,
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """w0 is a parameter, x0 an input, c0 a constant, m0 a module (its data is the code that makes
    it).
    """

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
        """All names that it reads: those of its operands, and of modules and parameters in its
        text.
        """
        return {*self.operands, *re.findall(r"\b[mw]\d+\b", self.template)}


@dataclass(frozen=True)
class Program:
    leaves: tuple[Leaf, ...]
    steps: tuple[Step, ...]

    def source(self, around: str = "") -> str:
        """The function, as Python; each step's result goes through the function called `around`."""
        inputs = ", ".join(leaf.name for leaf in self.leaves if leaf.role == "x")
        body = "\n".join(step.line(around) for step in self.steps)
        return (
            f"def f({inputs}):\n{textwrap.indent(body, '    ')}\n    return {self.steps[-1].name}\n"
        )

    def pruned(self, unused: bool = True) -> Program:
        """Without the steps and leaves that the last step does not need; parameters stay if
        `unused`.
        """
        needed, steps = {self.steps[-1].name}, []
        for step in reversed(self.steps):
            if step.name in needed:
                needed |= step.names()
                steps.append(step)
        kept = [
            leaf for leaf in self.leaves if leaf.name in needed or (unused and leaf.role == "w")
        ]
        return Program(tuple(kept), tuple(reversed(steps)))

    @property
    def scalar(self) -> bool:
        """Is it one of Values?"""
        return all(type(leaf.data) is float for leaf in self.leaves if leaf.role in "wx")


class Rows(dict[str, Any]):
    """The rows of both tables as they are now: the tests add some."""

    def __missing__(self, name: str) -> Any:
        return TABLE[name] if name in TABLE else ARRAY_TABLE[name]


NAMES["OPS"] = Rows()

# ── drawing a program ──


class Writer:
    """Grows a program a step at a time; each step runs at once, so that only what runs is
    written.
    """

    def __init__(self, rng: Any) -> None:
        self.rng = rng
        self.scalar = bool(rng.random() < 0.2)
        self.dtype = (
            None if self.scalar else np.dtype(rng.choice(["float64", "float32"], p=[0.75, 0.25]))
        )
        self.flavour = str(
            rng.choice(["small", "long", "tall", "empty"], p=[0.62, 0.2, 0.13, 0.05])
        )
        self.odd = str(rng.choice(["", "special", "wide", "whole"], p=[0.77, 0.09, 0.04, 0.1]))
        self.choosy, self.layered = rng.random() < 0.15, not self.scalar and rng.random() < 0.06
        self.leaves: list[Leaf] = []
        self.steps: list[Step] = []
        self.space: dict[str, Any] = dict(NAMES)
        self.base = shape_of(rng, self.flavour)

    def leaf(self, role: str, shape: tuple[int, ...]) -> str:
        style = (
            str(self.rng.choice(["plain", "positive"]))
            if not self.odd or self.rng.random() < 0.4
            else self.odd
        )
        data = numbers(self.rng, () if self.scalar else shape, style, self.dtype)
        name = f"{role}{sum(leaf.role == role for leaf in self.leaves)}"
        self.leaves.append(Leaf(name, data, style))
        self.space[name] = (
            data if role == "c" else Value(data, name) if self.scalar else Tensor(data, name)
        )
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
        return str(
            self.rng.choice(steps + [leaf.name for leaf in self.leaves if leaf.role in "wx"])
        )

    def second(self, first: str, row: Any = None) -> str:
        """Another operand that may fit the first: an old one, or a new leaf."""
        shape = np.shape(self.space[first].data)
        fits = [
            name
            for name in self.names()
            if row is None or fitting(row.name, shape, np.shape(data_of(self.space[name])))
        ]
        if fits and self.rng.random() < 0.5:
            return str(self.rng.choice(fits))
        if row is not None and row.name == "matmul":
            shape = self.rng.permutation([1, 2, 3])[:1].tolist()
            length = np.shape(self.space[first].data)[-1:] or (2,)
            stack = np.shape(self.space[first].data)[:-2] if self.rng.random() < 0.3 else ()
            return self.leaf(
                self.role(), (*stack, *length, *([] if self.rng.random() < 0.3 else shape))
            )
        return self.leaf(self.role(), partner_shape(self.rng, shape))

    def role(self) -> str:
        return str(self.rng.choice(["w", "x", "c"], p=[0.5, 0.2, 0.3]))

    def names(self) -> list[str]:
        return [step.name for step in self.steps] + [
            leaf.name for leaf in self.leaves if leaf.role != "m"
        ]

    def try_step(self, template: str, operands: tuple[str, ...]) -> bool:
        step = Step(f"v{len(self.steps)}", template, operands)
        try:
            with np.errstate(all="ignore"), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(step.line(), self.space)
        except (
            MicrogradError,
            TypeError,
            ValueError,
            IndexError,
            AttributeError,
            ZeroDivisionError,
        ):
            return False
        found = self.space[step.name]
        if (
            not isinstance(found, Node)
            or np.size(found.data) > 3000
            or (found.op is None and not self.choosy)
        ):
            return False
        data = np.asarray(found.data)
        if (
            not self.odd
            and not (np.isfinite(data).all() and np.abs(data).max(initial=0) < 1e4)
            and self.rng.random() < 0.95
        ):
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
        operands = [
            first,
            *(
                self.second(first, row)
                for _ in range((len(row.inputs) or int(rng.integers(2, 4))) - 1)
            ),
        ]
        if len(operands) == 2 and rng.random() < 0.4:
            operands.reverse()
        return call_of(
            rng, row, [np.asarray(data_of(self.space[name])) for name in operands]
        ), tuple(operands)


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
            found = Program(tuple(writer.leaves), tuple(writer.steps)).pruned(
                unused=bool(rng.random() < 0.3)
            )
            if any(leaf.role == "w" for leaf in found.leaves):
                return found


def as_loss(rng: Any, program: Program, root: Any) -> Program:
    """The program with one number at its end."""
    if np.size(root) == 1:
        return program
    last = program.steps[-1].name
    template = str(
        rng.choice(
            ["{0}.sum()", "{0}.mean()", "({0} ** 2).mean()", "({0} * {0}).sum()", "{0}.logsumexp()"]
        )
    )
    return replace(
        program, steps=(*program.steps, Step(f"v{len(program.steps)}", template, (last,)))
    )
