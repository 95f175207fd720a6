"""옵티마이저를 나무로, 나무에서. Turn optimizers into trees, and back."""

from __future__ import annotations

from typing import Any

from ..arguments import shown
from ..errors import MicrogradError, OptionError, TrainingWarning, warn
from ..files import BrokenError, field, items
from ..nn import Module
from ..optim import OPTIMIZERS, Optimizer

__all__ = ["optimizer_from_tree", "tree_of_optimizer"]


KINDS = {kind.__name__: kind for kind in OPTIMIZERS.values()}


def tree_of_optimizer(optimizer: Optimizer, model: Module) -> dict[str, Any]:
    """옵티마이저의 상태, 매개변수는 모델에서의 이름으로.

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
    """모델의 매개변수를 옮기는 옵티마이저.

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
    try:
        lr = field(options, "lr", float, "optimizer.options")
        # a schedule may have brought it to 0, which is no option
        optimizer = KINDS[kind]([own[n] for n in names] or None, **{**options, "lr": lr or 1.0})
        optimizer.load_state_dict(tree)  # looks at all of it
    except (MicrogradError, TypeError) as error:
        raise BrokenError("saving.optimizer.state", error=shown(str(error), 200)) from None
    if field(tree, "scheduled", bool, "optimizer"):
        warn("saving.schedule", TrainingWarning, optimizer=repr(optimizer))
    return optimizer
