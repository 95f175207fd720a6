"""난수 생성기, 최적화, 학습 기록을 나무로.

Turn generators, optimizers and histories into trees, and back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import DataError, MicrogradError, OptionError, TrainingWarning, warn
from ..files import BrokenError, expected, field, items
from ..nn import Module
from ..optim import OPTIMIZERS, Optimizer
from ..train import History

__all__ = [
    "generator_from_tree",
    "history_from_tree",
    "optimizer_from_tree",
    "tree_of_generator",
    "tree_of_history",
    "tree_of_optimizer",
]

# The generators whose state is two numbers; that of the others has an index into memory, which a
# file must not choose.
GENERATORS: dict[str, Callable[[], Any]] = {
    "PCG64": lambda: np.random.PCG64(0),
    "PCG64DXSM": lambda: np.random.PCG64DXSM(0),
}
WHOLE = 2**53  # whole numbers that a float tells apart


def tree_of_generator(rng: np.random.Generator) -> dict[str, Any]:
    """난수 생성기의 상태. Write the state of a generator.

    Raises:
        DataError: it is of a kind that files do not keep.
    """
    state: dict[str, Any] = dict(rng.bit_generator.state)
    if state["bit_generator"] not in GENERATORS:
        options = ", ".join(GENERATORS)
        raise DataError("saving.generator", got=state["bit_generator"], options=options)
    return state


def generator_from_tree(tree: Any, place: str) -> np.random.Generator:
    """그 상태의 난수 생성기. Make a generator that goes on from a state."""
    name = field(tree, "bit_generator", str, place)
    if name not in GENERATORS:
        raise BrokenError("saving.generator", got=shown(name), options=", ".join(GENERATORS))
    inner = field(tree, "state", dict, place)
    limits = {"has_uint32": 2, "uinteger": 2**32}
    numbers = {key: field(tree, key, int, place) for key in limits}
    pair = {key: field(inner, key, int, f"{place}.state") for key in ("state", "inc")}
    within = [0 <= x < 2**128 for x in pair.values()]
    within += [0 <= x < limits[key] for key, x in numbers.items()]
    if not all(within):
        raise BrokenError("saving.generator.state", place=place, got=shown(tree))
    source = GENERATORS[name]()
    source.state = {"bit_generator": name, "state": pair, **numbers}
    return np.random.Generator(source)


# ── optimizers ──

KINDS = {kind.__name__: kind for kind in OPTIMIZERS.values()}


def tree_of_optimizer(optimizer: Optimizer, model: Module) -> dict[str, Any]:
    """최적화의 상태, 매개변수는 모델에서의 이름으로.

    Write the state of an optimizer, and which of the model's parameters it moves.

    Raises:
        OptionError: it is no optimizer of this package, or moves what is not the model's.
    """
    if type(optimizer) is not KINDS.get(type(optimizer).__name__):
        raise OptionError("saving.optimizer", got=shown(optimizer), options=", ".join(KINDS))
    names = {p: name for name, p in model.named_parameters()}
    if not all(p in names for p in optimizer.parameters):
        raise OptionError("saving.optimizer.other", got=repr(optimizer))
    return {
        "parameters": [names[p] for p in optimizer.parameters],
        "scheduled": optimizer.schedule is not None,
        **optimizer.state_dict(),
    }


def optimizer_from_tree(tree: Any, model: Module) -> Optimizer:
    """모델의 매개변수를 옮기는 최적화.

    Make an optimizer of the model's parameters that goes on from its state.

    Warns:
        TrainingWarning: it followed a schedule, a function, which no file holds.

    Raises:
        BrokenError: the state is none, or does not fit.
    """
    kind = field(tree, "kind", str, "optimizer")
    if kind not in KINDS:
        raise BrokenError("saving.optimizer.kind", got=shown(kind), options=", ".join(KINDS))
    own = dict(model.named_parameters())
    names = items(tree, "parameters", str, "optimizer")
    unknown = [name for name in names if name not in own]
    if unknown or len(set(names)) != len(names):
        raise BrokenError("saving.optimizer.names", got=shown(", ".join(unknown or names)))
    options = field(tree, "options", dict, "optimizer")
    steps = field(tree, "steps", int, "optimizer")
    memories = [_memory(m) for m in field(tree, "memories", list, "optimizer")]
    others = field(tree, "by_name", dict, "optimizer") if "by_name" in tree else {}
    by_name = {name: _memory(m) for name, m in others.items()}
    try:
        lr = field(options, "lr", float, "optimizer.options")
        # a schedule may have brought it to 0, which is no option
        optimizer = KINDS[kind]([own[n] for n in names] or None, **{**options, "lr": lr or 1.0})
        state = {"kind": kind, "options": options, "steps": steps, "memories": memories}
        optimizer.load_state_dict({**state, "by_name": by_name})
    except (MicrogradError, TypeError) as error:
        raise BrokenError("saving.optimizer.state", error=shown(str(error), 200)) from None
    if not 0 <= steps < WHOLE:
        raise BrokenError("saving.optimizer.state", error=f"steps = {shown(steps)}")
    if field(tree, "scheduled", bool, "optimizer"):
        warn("saving.schedule", TrainingWarning, optimizer=repr(optimizer))
    return optimizer


def _memory(tree: Any) -> dict[str, Any]:
    """기억: 실수, 셈, 실수의 배열.

    Check what an optimizer remembers of a parameter: floats, counts, arrays of floats.
    """
    for name, x in expected(tree, dict, "optimizer.memories").items():
        expected(x, (int, float, np.ndarray), f"optimizer.memories.{name}")
        if (isinstance(x, int) and not 0 <= x < WHOLE) or (
            isinstance(x, np.ndarray) and x.dtype.kind != "f"
        ):
            raise BrokenError("saving.optimizer.state", error=f"{shown(name)} = {shown(x)}")
    return dict(tree)


# ── histories ──


def tree_of_history(history: History) -> dict[str, Any]:
    """학습 기록. Write a history."""
    return {f.name: getattr(history, f.name) for f in fields(history)}


def history_from_tree(tree: Any) -> History:
    """학습 기록을 다시. Read a history."""
    plain, known = History(), {f.name for f in fields(History)}
    more = [name for name in expected(tree, dict, "history") if name not in known]
    if more:
        raise BrokenError("files.more", names=shown(", ".join(more)))
    for name in tree:
        if isinstance(getattr(plain, name), list):
            items(tree, name, (float, int), "history")
        elif isinstance(getattr(plain, name), dict):
            for metric in field(tree, name, dict, "history"):
                items(tree[name], metric, (float, int), f"history.{name}")
        else:
            kinds = OTHER.get(name, type(getattr(plain, name)))
            field(tree, name, kinds, "history")
    return History(**tree)


OTHER: dict[str, Any] = {"best_epoch": (int, type(None))}
