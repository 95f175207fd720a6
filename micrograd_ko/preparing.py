"""fit이 학습하기 전에 살피는 것, 그리고 뒤에 치우는 것.

Look at what fit is given before it trains, and clear away what it leaves: data that can be computed
with, an optimizer that moves this model, a loss that does not run away, no gradients left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .arguments import shown
from .data import finite, paired
from .engine import plain
from .errors import OptionError, TrainingWarning, warn
from .nn import Module
from .optim import OPTIMIZERS, Optimizer
from .spelling import unknown_option

__all__ = ["Runaway", "cleared", "optimizer_for", "usable"]

# a loss that has grown so many times since the first batch (or 1, if that was less) is on its way
# to infinity
RUNAWAY = 1e6


def usable(X: Any, y: Any, validation: Any) -> tuple[Any, Any, Any]:
    """데이터를 배열로, 쓸 수 있는지 살펴서.

    Check the data and give them as arrays: finite numbers, as many targets as samples.

    >>> X, y, validation = usable([[1.0], [2.0]], [0, 1], None)
    >>> X.shape, y.shape, validation
    ((2, 1), (2,), None)
    """
    if validation is None:
        return *_pair(X, y, "X", "y"), None
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise OptionError(
            "train.validation.pair", type=type(validation).__name__, got=shown(validation)
        )
    return *_pair(X, y, "X", "y"), _pair(*validation, "validation[0]", "validation[1]")


def _pair(X: Any, y: Any, *names: str) -> tuple[Any, Any]:
    X, y = (finite(name, plain(given)) for name, given in zip(names, (X, y), strict=True))
    return paired(X, y, (names[0], names[1]))


def optimizer_for(model: Module, given: Any) -> Optimizer:
    """이름, 클래스, 옵티마이저에서 이 모델의 옵티마이저를.

    Make the optimizer of this model, from one, a class or a name.

    >>> from micrograd_ko.nn import Linear
    >>> optimizer_for(Linear(2, 1), "adam")
    Adam(lr=0.001, 2 parameters)
    """
    if not isinstance(model, Module):
        raise OptionError("train.model", type=type(model).__name__, got=shown(model))
    if isinstance(given, str):
        if given not in OPTIMIZERS:
            raise unknown_option("optimizer", given, OPTIMIZERS)
        given = OPTIMIZERS[given]
    if isinstance(given, type) and issubclass(given, Optimizer) and given is not Optimizer:
        given = given(model)  # type: ignore[call-arg]
    if not isinstance(given, Optimizer):
        words = {
            "type": type(given).__name__,
            "got": shown(given),
            "options": ", ".join(OPTIMIZERS),
        }
        raise OptionError("train.optimizer.kind", **words)
    updated = set(given.parameters)
    missing = [name for name, p in model.named_parameters() if p not in updated]
    total = len(model.parameters())
    if missing:
        about = {"optimizer": repr(given), "name": type(given).__name__}
        if len(missing) == total:
            raise OptionError("train.optimizer.other", **about)
        names = ", ".join(missing[:8]) + (", …" if len(missing) > 8 else "")
        warn(
            "train.optimizer.partial",
            TrainingWarning,
            **about,
            missing=len(missing),
            total=total,
            names=names,
        )
    return given


@contextmanager
def cleared(model: Module, optimizer: Optimizer) -> Iterator[None]:
    """학습이 어떻게 끝나든 기울기를 남기지 않는다.

    Leave no gradient behind, however training ends.

    >>> from micrograd_ko.nn import Linear
    >>> model = Linear(2, 1)
    >>> with cleared(model, optimizer_for(model, "sgd")):
    ...     model([[1.0, 2.0]]).backward()
    >>> print(model.W.grad)
    None
    """
    try:
        yield
    finally:
        model.zero_grad()
        optimizer.zero_grad()  # it may hold parameters of a loss, too


class Runaway:
    """손실이 끝없이 커지면 한 번 경고한다. Warn, once, of a loss that grows without end.

    >>> import warnings
    >>> watching = Runaway()
    >>> watching.look(1.0, 0.9, 1)
    >>> with warnings.catch_warnings(action="error"):
    ...     watching.look(1.0, 1e9, 2)
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.TrainingWarning: ...1e+09...
    """

    def __init__(self) -> None:
        self.first: float | None = None
        self.told = False

    def look(self, batch: float, mean: float, epoch: int) -> None:
        """에폭의 첫 미니배치의 손실과 평균.

        Look at the loss of an epoch's first batch, and at the mean of the epoch.
        """
        self.first = batch if self.first is None else self.first
        if not self.told and abs(mean) > RUNAWAY * max(abs(self.first), 1.0):
            self.told = True
            warn(
                "train.runaway",
                TrainingWarning,
                first=f"{self.first:.3g}",
                loss=f"{mean:.3g}",
                epoch=epoch,
            )
