"""다시 실행을 그냥 실행과 견준다: 무엇을 하든 같아야 한다.

Replay next to eager code: a scenario is a program and what is done with it, one action after the
other. It is carried out twice, and after each action everything that one can see must be equal,
"beyond rounding": what differs in its last digits is measured against eager runs whose every number
was moved by a few of them.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from micrograd_ko import MicrogradError, Tensor, Value, numerical_gradient, replay, vectorize
from micrograd_ko.nn import Module
from tests.replay_fuzz.programs import NAMES, Program

TIGHT, LOOSE, RUNS = 8, 64, 6  # ulps that need no reason; times the spread of so many moved runs


@dataclass(frozen=True)
class Scenario:
    """A program, how it is made ready ("function", "graph", "vectorize"), and the actions.

    Actions: ("call", batch), ("backward", seed), ("set", name, data, in place), ("step", optimizer,
    batch), ("train", optimizer, batch, steps), ("numerical", batch), ("zero",), ("run", code),
    ("option", optimizer, name, code).
    """

    program: Program
    actions: tuple[tuple[Any, ...], ...]
    batches: tuple[dict[str, Any], ...]
    how: str = "function"
    early: bool = True  # is the function recorded before the first call?
    listed: tuple[str, ...] | None = None
    optimizers: tuple[str, ...] = ()


@dataclass
class Outcome:
    """What came of a scenario: "equal", "both refuse", "refused" (by replay alone), "fault" or
    "invalid", and what it was.
    """

    status: str
    what: str = ""
    detail: str = ""


@dataclass
class Run:
    """What was seen after each action, and the error that ended it, if one did."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    error: BaseException | None = None
    warned: list[str] = field(default_factory=list)


# ── the two sides ──


class Eager:
    """The code itself, run anew each time. With `moved` (a Generator) every number in it is off by
    a few ulps.
    """

    def __init__(self, scenario: Scenario, moved: Any = None) -> None:
        self.scenario, self.moved = scenario, moved
        self.space: dict[str, Any] = {**NAMES, "moved": self.move}
        self.parameters: dict[str, Any] = {}
        for leaf in scenario.program.leaves:
            if leaf.role == "w":
                data = self.near(leaf.data)
                self.parameters[leaf.name] = (
                    Value(data, leaf.name) if type(data) is float else Tensor(data, leaf.name)
                )
            elif leaf.role == "c":
                self.space[leaf.name] = self.near(leaf.data)
            elif leaf.role == "m":
                self.space[leaf.name] = module = eval(leaf.data, self.space)
                if isinstance(module, Module):
                    self.parameters |= {
                        f"{leaf.name}.{name}": p for name, p in module.named_parameters()
                    }
        self.space |= self.parameters
        exec(scenario.program.source("moved" if moved is not None else ""), self.space)
        self.f = self.space["f"]
        self.optimizers = [eval(code, self.space) for code in scenario.optimizers]
        self.root: Any = None
        self.prepare()

    def prepare(self) -> None:
        pass

    def near(self, x: Any) -> Any:
        if self.moved is None:
            return float(x) if type(x) is float else np.array(x)
        noise = 1 + eps_of(x) * self.moved.uniform(-2, 2, np.shape(x))
        return float(x * noise) if type(x) is float else np.asarray(x * noise, dtype=x.dtype)

    def move(self, node: Any) -> Any:
        if not isinstance(node, (Tensor, Value)):
            return node
        node.data = self.near(node.data)
        factor = self.near(1.0 if type(node.data) is float else np.ones(node.shape, node.dtype))
        return node * factor

    # what is done

    def given(self, batch: int) -> list[Any]:
        return [self.near(x) for x in self.scenario.batches[batch].values()]

    def leaves(self, given: list[Any]) -> list[Any]:
        return [
            Value(x, kind="input") if type(x) is float else Tensor(x, kind="input") for x in given
        ]

    def samples(self, given: list[Any]) -> list[Any]:
        return [self.f(*self.leaves([float(x) for x in row])) for row in zip(*given, strict=True)]

    def call(self, batch: int) -> Any:
        if self.scenario.how == "vectorize":
            self.root = self.samples(self.given(batch))
            return np.array([node.data for node in self.root])
        self.root = self.f(*self.leaves(self.given(batch)))
        return self.root.data

    def backward(self, seed: Any) -> None:
        if self.scenario.how == "vectorize":
            for node, g in zip(
                self.root, np.broadcast_to(seed, len(self.root)).tolist(), strict=True
            ):
                node.backward(g / len(self.root))
        else:
            self.root.backward(seed)

    def set(self, name: str, data: Any, inplace: bool) -> None:
        if inplace and type(data) is not float:
            self.parameters[name].data[...] = self.near(data)
        else:
            self.parameters[name].data = self.near(data)

    def step(self, optimizer: int, batch: int) -> Any:
        kept = {p: p.grad for p in self.parameters.values()}
        for p in kept:
            p.grad = None
        loss = float(np.mean(self.call(batch)))
        try:
            if math.isfinite(loss):
                self.backward(1.0)
                self.optimizers[optimizer].step()
        finally:
            for p, grad in kept.items():
                p.grad = grad
        return loss

    def train(self, optimizer: int, batch: int, steps: int) -> Any:
        losses: list[float] = []
        while len(losses) < steps and (not losses or math.isfinite(losses[-1])):
            losses.append(self.step(optimizer, batch))
        return np.array(losses)

    def numerical(self, batch: int) -> Any:
        given = self.given(batch)
        wanted = [self.parameters[name] for name in self.scenario.listed or ()]
        if self.scenario.how == "vectorize":
            return numerical_gradient(lambda: sum(self.samples(given)) / len(given[0]), wanted)
        return numerical_gradient(lambda: self.f(*self.leaves(given)), wanted)

    def zero(self) -> None:
        for p in self.parameters.values():
            p.grad = None

    def run(self, code: str) -> None:
        exec(code, self.space)

    def option(self, optimizer: int, name: str, code: str) -> None:
        setattr(self.optimizers[optimizer], name, eval(code, self.space))

    def look(self, result: Any) -> dict[str, Any]:
        """Everything that one can see, copied."""
        seen = {"result": result if result is None else np.array(result)}
        for name, p in self.parameters.items():
            seen[f"{name}.data"] = np.array(p.data)
            seen[f"{name}.grad"] = None if p.grad is None else np.array(p.grad)
        for i, optimizer in enumerate(self.optimizers):
            for k, v in vars(optimizer).items():  # options, counters, lists of averages
                held = k in ("parameters", "memories") or k[0] == "_"
                if isinstance(v, (int, float, np.ndarray, list)) and not held:
                    seen[f"optimizer{i}.{k}"] = np.array(v)
            for j, memory in enumerate(optimizer.memories):
                seen |= {f"optimizer{i}.memory{j}.{k}": np.array(v) for k, v in memory.items()}
        for name, module in self.space.items():
            if name[0] == "m" and isinstance(module, Module):
                seen |= {
                    f"{name}.{k}": np.array(v)
                    for k, v in vars(module).items()
                    if isinstance(v, np.ndarray)
                }
        return seen


class Replayed(Eager):
    """The same through replay."""

    def prepare(self) -> None:
        scenario = self.scenario
        first = (
            [float(np.ravel(x)[0]) for x in self.given(0)]
            if scenario.how == "vectorize"
            else self.given(0)
        )
        wanted = (
            None if scenario.listed is None else [self.parameters[name] for name in scenario.listed]
        )
        make = vectorize if scenario.how == "vectorize" else replay
        if scenario.how == "graph":
            leaves = self.leaves(first)
            self.program = make(self.f(*leaves), inputs=leaves, parameters=wanted)
        else:
            self.program = make(self.f, inputs=first if scenario.early else (), parameters=wanted)

    def call(self, batch: int) -> Any:
        return self.program(*self.given(batch))

    def backward(self, seed: Any) -> None:
        self.program.backward(seed)

    def step(self, optimizer: int, batch: int) -> Any:
        return self.program.step(self.optimizers[optimizer], *self.given(batch))

    def train(self, optimizer: int, batch: int, steps: int) -> Any:
        return self.program.train(self.optimizers[optimizer], *self.given(batch), steps=steps)

    def numerical(self, batch: int) -> Any:
        return self.program.numerical_gradient(*self.given(batch))


def carry_out(scenario: Scenario, side: type[Eager], moved: Any = None) -> Run:
    found = Run()
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        try:
            this = side(scenario, moved)
            for name, *arguments in scenario.actions:
                if name == "backward":
                    arguments = [gradient_of(arguments, found.seen[-1]["result"])]
                result = getattr(this, name)(*arguments)
                if name == "numerical":
                    found.seen.append({f"slope{i}": np.array(x) for i, x in enumerate(result)})
                else:
                    found.seen.append(this.look(result))
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            found.error = error
    found.warned = [
        w.category.__name__ for w in caught if not issubclass(w.category, RuntimeWarning)
    ]
    return found


def gradient_of(arguments: list[Any], result: Any) -> Any:
    """The upstream gradient of a backward action: drawn, or one number, of the shape of the
    result.
    """
    if arguments[0] == "array":
        return np.random.default_rng(arguments[1]).normal(size=result.shape).astype(result.dtype)
    return arguments[0] if result.ndim == 0 else np.full(result.shape, arguments[0], result.dtype)


# ── are they equal? ──


def eps_of(x: Any) -> float:
    dtype = np.asarray(x).dtype
    return float(np.finfo(dtype).eps) if dtype.kind == "f" else 0.0


def check(scenario: Scenario) -> Outcome:
    """Carry a scenario out both ways and compare."""
    if not meant(scenario):
        return Outcome("invalid", "scenario")
    eager = carry_out(scenario, Eager)
    if eager.error is not None and not isinstance(eager.error, MicrogradError):
        return Outcome("invalid", type(eager.error).__name__, str(eager.error))
    found = carry_out(scenario, Replayed)
    moved: list[Run] = []
    eps = max(
        (eps_of(leaf.data) for leaf in scenario.program.leaves if leaf.role in "wx"), default=0.0
    )
    for i, (expected, got) in enumerate(zip(eager.seen, found.seen, strict=False)):
        what = difference(expected, got, lambda i=i: spread(scenario, moved, i), eps)
        if what is not None:
            if found.warned:
                return Outcome("refused", f"warning {found.warned[0]}")
            return Outcome("fault", f"{scenario.actions[i][0]} {what[0]}", what[1])
    if found.error is not None and not isinstance(found.error, MicrogradError):
        done = (
            scenario.actions[len(found.seen)][0]
            if len(found.seen) < len(scenario.actions) and found.seen
            else "replay"
        )
        return Outcome(
            "fault",
            f"{done} {type(found.error).__name__}",
            f"{type(found.error).__name__}: {found.error}",
        )
    if found.error is not None and eager.error is not None and len(found.seen) == len(eager.seen):
        return Outcome("both refuse", getattr(eager.error, "key", "?"))
    if found.error is not None:
        return Outcome("refused", getattr(found.error, "key", "?"), str(found.error))
    if getattr(eager.error, "key", "") == "numpy.linalg":
        # a matrix that is singular but for rounding
        return Outcome("refused", "numpy.linalg", str(eager.error))
    if eager.error is not None:
        action = scenario.actions[len(eager.seen)][0] if eager.seen else "call"
        return Outcome(
            "fault", f"{action} not refused", f"eager: {type(eager.error).__name__}: {eager.error}"
        )
    return Outcome("equal")


def meant(scenario: Scenario) -> bool:
    """Does it say what to compare? Samples need an input, and slopes need to know of which
    parameters.
    """
    actions = {name for name, *_ in scenario.actions}
    inputs = any(leaf.role == "x" for leaf in scenario.program.leaves)
    return (inputs or scenario.how != "vectorize") and (
        "numerical" not in actions or bool(scenario.listed)
    )


def spread(scenario: Scenario, moved: list[Run], i: int) -> list[dict[str, Any]]:
    """What is seen after action `i` where every number was moved by a few ulps, several times."""
    while len(moved) < RUNS:
        moved.append(carry_out(scenario, Eager, np.random.default_rng(len(moved))))
    return [run.seen[i] if i < len(run.seen) else {} for run in moved]


def difference(
    expected: dict[str, Any], found: dict[str, Any], spread: Any, eps: float
) -> tuple[str, str] | None:
    """(what, how) differs in what was seen after an action, None if nothing does."""
    for key in {**expected, **found}:
        a, b = expected.get(key, "missing"), found.get(key, "missing")
        kind = (
            key.split(".")[0].rstrip("0123456789") + "." + key.rsplit(".", 1)[-1]
            if "." in key
            else key.rstrip("0123456789")
        )
        if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
            if a.shape != b.shape:
                return f"{kind} shape", f"{key}: eager {a.shape}, replay {b.shape}"
            if a.dtype != b.dtype and (a.ndim or kind != "result"):
                return f"{kind} dtype", f"{key}: eager {a.dtype}, replay {b.dtype}"
            if far(a, b, key, spread, eps):
                return kind, f"{key}: eager {shown(a)}, replay {shown(b)}"
        elif (a is None) != (b is None) or isinstance(a, str) or isinstance(b, str):
            return f"{kind} presence", f"{key}: eager {a}, replay {b}"
    return None


def shown(x: Any) -> str:
    return np.array2string(
        np.asarray(x), precision=6, threshold=12, edgeitems=3, separator=", "
    ).replace("\n", "")


def far(a: Any, b: Any, key: str, spread: Any, eps: float = 2.2e-16) -> bool:
    """Is b another number than a, beyond rounding?"""
    with np.errstate(all="ignore"):
        eps = max(eps, 2.2e-16)  # of the program: its losses are Python floats, whatever made them
        bad = ~((a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= TIGHT * eps * np.abs(a)))
        if key.startswith("slope"):  # of what is nan by itself there are none
            bad &= np.isfinite(a)
        if not bad.any():
            return False
        runs = [run.get(key) for run in spread()]
        if any(run is None or run.shape != a.shape for run in runs):
            return False  # rounding decides about more than digits here
        finite = np.isfinite(a) & np.isfinite(b)
        others = np.array(runs)
        same = np.all(
            (others == a)
            | (np.isnan(others) & np.isnan(a))
            | (np.isfinite(others) & np.isfinite(a)),
            axis=0,
        )
        moves = np.abs(others - a)
        moves = np.max(np.where(np.isfinite(moves), moves, 0.0), axis=0)
        # sums inside of a rule round by what is largest
        size = np.max(np.abs(a), initial=0.0, where=np.isfinite(a))
        floor = (
            np.max(moves, initial=0.0)
            + 4 * eps * size
            + LOOSE * np.finfo(np.asarray(a, float).dtype).tiny
        )
        wide = LOOSE * moves + LOOSE * eps * np.abs(a) + floor
        wrong = np.where(finite, np.abs(a - b) > wide, same)
        return bool(np.any(bad & wrong))


# ── without Numba ──


@contextmanager
def no_numba() -> Iterator[None]:
    """As if Numba were not installed: every module of replay that asks for the compiled machine is
    told that there is none.
    """
    found = [
        m
        for name, m in sys.modules.items()
        if name.startswith("micrograd_ko.replaying") and hasattr(m, "native")
    ]
    assert found, "replay decides elsewhere now whether Numba is there"
    kept = [module.native for module in found]
    try:
        for module in found:
            module.native = lambda dtype: None  # type: ignore[attr-defined]
        yield
    finally:
        for module, native in zip(found, kept, strict=True):
            module.native = native  # type: ignore[attr-defined]
