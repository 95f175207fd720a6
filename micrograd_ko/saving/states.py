"""최적화를 나무로, 나무에서. Turn optimizers into trees, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import MicrogradError, OptionError, TrainingWarning, warn
from ..files import BrokenError, expected, field, items
from ..nn import Module
from ..optim import OPTIMIZERS, Optimizer

__all__ = ["optimizer_from_tree", "tree_of_optimizer"]

WHOLE = 2**53  # whole numbers that a float tells apart


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
