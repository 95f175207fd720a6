"""아무 프로그램이나, 그리고 그것으로 하는 일.

Random scenarios: a program of :mod:`replay_programs`, how it is made ready for replay, and what is
done with it.
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from micrograd_ko.optim import OPTIMIZERS
from tests.replay_fuzz.checks import Eager, Scenario, carry_out
from tests.replay_fuzz.programs import Program, as_loss, program_of
from tests.replay_fuzz.words import numbers

# What a bare graph cannot tell: that a constant in it was a parameter's number, or that Python's
# own `if` went by a node which the graph does not hold. A function that is recorded is asked about
# all of it.
UNTOLD = ("data", "no_grad", " if ", "np.sign", "np.floor", "//", "np.isfinite")


def scenario_of(seed: int) -> Scenario:
    """The scenario of this seed."""
    rng = np.random.default_rng(seed)
    program = program_of(rng)
    inputs = [leaf for leaf in program.leaves if leaf.role == "x"]
    layered = any(leaf.role == "m" for leaf in program.leaves)
    kind = rng.random()
    how = "function"
    if program.scalar and inputs and kind < 0.5 and not layered:
        how = "vectorize"
    elif (
        kind > 0.85
        and not layered
        and not any(word in step.template for step in program.steps for word in UNTOLD)
    ):
        how = "graph"
    trained = rng.random() < 0.3
    slopes = not trained and not layered and rng.random() < 0.06
    if trained or slopes:
        program = with_loss(rng, program)
    batches = [{leaf.name: leaf.data for leaf in inputs}] if how != "vectorize" else []
    for wanted in batch_sizes(rng, inputs, how):
        batches.append({leaf.name: again(rng, leaf, wanted, inputs[0], how) for leaf in inputs})
    names = [leaf.name for leaf in program.leaves if leaf.role == "w"]
    names += [
        f"{leaf.name}.{p}"
        for leaf in program.leaves
        if leaf.role == "m"
        for p in MODULE_PARAMETERS[leaf.data.split("(")[0]]
    ]
    listed = tuple(names) if slopes or rng.random() < 0.4 else None
    drawn = (
        tuple(optimizer_of(rng, names) for _ in range(int(rng.choice([1, 2], p=[0.8, 0.2]))))
        if trained
        else ()
    )
    actions = actions_of(rng, program, len(batches), drawn, slopes)
    early = (
        not any(leaf.role == "m" for leaf in program.leaves) and bool(inputs) and rng.random() < 0.7
    )
    return Scenario(program, tuple(actions), tuple(batches), how, early, listed, drawn)


MODULE_PARAMETERS = {"Dropout": (), "BatchNorm": ("gamma", "beta"), "Linear": ("W", "b")}


def with_loss(rng: Any, program: Program) -> Program:
    """The program, ending in one number."""
    first = Scenario(
        program,
        (("call", 0),),
        ({leaf.name: leaf.data for leaf in program.leaves if leaf.role == "x"},),
    )
    seen = carry_out(first, Eager).seen
    return as_loss(rng, program, seen[0]["result"] if seen else 0.0)


def batch_sizes(rng: Any, inputs: list[Any], how: str) -> list[int | None]:
    if how == "vectorize":
        return [int(n) for n in rng.choice([1, 2, 5, 9, 17, 100], 2)]
    other = (
        [int(rng.choice([1, 2, 9, 17, 100]))]
        if inputs and rng.random() < 0.2 and how == "function"
        else []
    )
    return [None, *other]


def again(rng: Any, leaf: Any, wanted: int | None, first: Any, how: str) -> Any:
    """New numbers for an input; `wanted` is how long the axis of samples is."""
    if how == "vectorize":
        return numbers(rng, (wanted,), leaf.style, np.float64)
    shape = np.shape(leaf.data)
    if wanted is not None and shape[:1] == np.shape(first.data)[:1]:
        shape = (wanted, *shape[1:]) if shape else shape
    return numbers(rng, shape, leaf.style, None if type(leaf.data) is float else leaf.data.dtype)


def optimizer_of(rng: Any, names: list[str]) -> str:
    """An optimizer with drawn options, as code."""
    kind = OPTIMIZERS[str(rng.choice(list(OPTIMIZERS)))]
    options = {}
    for base in kind.__mro__:
        options |= {
            k: v.default
            for k, v in inspect.signature(base.__init__).parameters.items()
            if type(v.default) is float
        }
    given = {"lr": float(rng.choice([0.01, 0.1, 0.5]))}
    for name, default in options.items():
        if name != "lr" and rng.random() < 0.4:
            given[name] = (
                float(rng.choice([0.1, 0.02]))
                if name == "weight_decay"
                else default * 10
                if name == "eps"
                else 0.6
            )
    chosen = [name for name in names if rng.random() < 0.8] or names[:1]
    return (
        f"{kind.__name__}([{', '.join(chosen)}], {', '.join(f'{k}={v}' for k, v in given.items())})"
    )


def actions_of(
    rng: Any, program: Program, batches: int, drawn: tuple[str, ...], slopes: bool
) -> list[tuple[Any, ...]]:
    actions: list[tuple[Any, ...]] = [("call", 0), backward_of(rng)]
    for batch in range(1, batches):
        if rng.random() < 0.8:
            actions += [("zero",)] if rng.random() < 0.5 else []
            actions += (
                [("call", batch), backward_of(rng)] if rng.random() < 0.7 else [("call", batch)]
            )
    if rng.random() < 0.25:
        leaf = [leaf for leaf in program.leaves if leaf.role == "w"][-1]
        new = numbers(
            rng,
            np.shape(leaf.data),
            leaf.style,
            None if type(leaf.data) is float else leaf.data.dtype,
        )
        actions += [
            ("set", leaf.name, new, bool(rng.random() < 0.5)),
            ("call", 0),
            backward_of(rng),
        ]
    modules = [leaf for leaf in program.leaves if leaf.role == "m"]
    if modules and rng.random() < 0.3:
        actions += [("run", f"{modules[0].name}.eval()"), ("call", 0)]
    if drawn:
        fit = [
            ("step", int(rng.integers(len(drawn))), int(rng.integers(batches)))
            for _ in range(int(rng.integers(1, 5)))
        ]
        if rng.random() < 0.4:
            fit.append(
                (
                    "train",
                    int(rng.integers(len(drawn))),
                    int(rng.integers(batches)),
                    int(rng.integers(1, 5)),
                )
            )
        if rng.random() < 0.3:
            fit.append(fit[0])
        actions = [*actions, *fit] if rng.random() < 0.4 else fit
    return [*actions, ("numerical", int(rng.integers(batches)))] if slopes else actions


def backward_of(rng: Any) -> tuple[Any, ...]:
    if rng.random() < 0.5:
        return ("backward", "array", int(rng.integers(1000)))
    return ("backward", float(np.round(rng.normal(), 2)) if rng.random() < 0.8 else 1.0)
