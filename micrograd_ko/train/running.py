"""학습 한 번의 에폭들. Go through the epochs of one training: learn, measure, note."""

from __future__ import annotations

import math
import operator
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..data import batches
from ..errors import DivergedError
from ..losses import Loss, Metric
from ..messages import text
from ..nn import Module, predicted
from ..preparing import Runaway
from ..progress import progress_bar
from .checkpoints import Checkpoint
from .history import Callback, History
from .lessons import Lesson, remember
from .measuring import loss_on, measured
from .steps import Data, Step
from .stopping import EarlyStopping

__all__ = ["Place", "Run"]


@dataclass
class Place:
    """학습이 어디까지 왔는가: 에폭, 그 안의 미니배치, 그 미니배치들의 손실.

    Tell how far a training has come: the epoch, from 1, how many of its batches are done, and their
    losses and sizes.
    """

    epoch: int = 1
    batch: int = 0
    losses: list[float] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)
    ended: bool = False  # by early stopping or by a callback


class Run:
    """학습 한 번: 에폭마다 배우고, 재고, 적는다.

    Hold one training: what it measures, what it notes, and how far it has come.
    """

    def __init__(
        self, model: Module, loss_of: Loss, metrics: dict[str, Metric], batch_size: int | None,
        seed: int, on_epoch: Sequence[Callback],
    ) -> None:  # fmt: skip
        self.model, self.loss_of, self.metrics = model, loss_of, metrics
        self.batch_size, self.seed, self.on_epoch = batch_size, seed, on_epoch
        self.history = History(metric_name=next(iter(metrics), ""))
        self.runaway, self.place = Runaway(), Place()
        self.began = time.perf_counter()

    def go(
        self, epochs: int, step: Step, data: Data, validation: Any, stopper: EarlyStopping,
        checkpoint: Checkpoint, bar: Any,
    ) -> None:  # fmt: skip
        """남은 에폭을, 멈출 때까지. Run the epochs that are left, or as many as are let through."""
        remember(self.model, Lesson(data.X, data.y, self.loss_of))
        before = self.history.seconds
        while self.place.epoch <= epochs and not self.place.ended:
            epoch = self.place.epoch
            self._learn(step, data, checkpoint)
            self._measure(data, validation)
            self.history.seconds = before + time.perf_counter() - self.began
            show(bar, self.history)
            ended = [_is_true(one(epoch, self.history)) for one in self.on_epoch]
            stopped = stopper.wants_to_stop(self.history, epoch)
            self.place = Place(epoch + 1, ended=stopped or any(ended))
        checkpoint.save()

    def _learn(self, step: Step, data: Data, checkpoint: Checkpoint) -> None:
        """한 에폭의 남은 미니배치를 배우고, 평균 손실을 적는다.

        Learn from the batches of this epoch that are left, and note its mean loss over the samples;
        leave the model as in use.
        """
        place, shuffle = self.place, self.batch_size is not None
        order = batches(
            data.X, data.y, self.batch_size, seed=self.seed, epoch=place.epoch, shuffle=shuffle
        )
        self.model.train()
        for i, rows in enumerate(order, start=1):
            size = data.size(rows)
            if i <= place.batch or not size:  # done before, or no sample that counts
                continue
            number = step(rows)
            if not math.isfinite(number):
                words = {"epoch": place.epoch, "batch": i, "loss": f"{number:g}"}
                raise DivergedError("train.diverged", **words)
            place.losses.append(number)
            place.sizes.append(size)
            place.batch = i
            checkpoint.save_if_due()
        total = sum(map(operator.mul, place.losses, place.sizes))
        self.history.loss.append(total / sum(place.sizes))
        self.model.eval()
        self.runaway.look(place.losses[0], self.history.loss[-1], place.epoch)

    def _measure(self, data: Data, validation: Any) -> None:
        """에폭이 끝난 뒤의 지표와 검증 손실. Measure after an epoch, and note the numbers."""
        if self.metrics:
            found = predicted(self.model, data.X)
            for name, measure in self.metrics.items():
                self.history.note(name, measured(name, measure, found, data.y))
        if validation is not None:
            found = predicted(self.model, validation[0])
            loss = loss_on(self.loss_of, found, validation[1])
            self.history.val_loss.append(loss)
            if not math.isfinite(loss):
                words = {"epoch": self.place.epoch, "loss": f"{loss:g}"}
                raise DivergedError("train.validation_diverged", **words)
            for name, measure in self.metrics.items():
                self.history.note(f"val_{name}", measured(name, measure, found, validation[1]))


def _is_true(x: Any) -> bool:
    """True인가, NumPy의 것이라도. Tell whether this is True itself, also NumPy's."""
    return isinstance(x, (bool, np.bool_)) and bool(x)


def progress_of(epochs: int, done: int, shown: bool) -> Any:
    """진행 막대. Make the bar that shows the epochs, on stderr."""
    return progress_bar(epochs, text("train.progress"), shown, initial=done)


def show(bar: Any, history: History) -> None:
    """막대에 이 에폭의 수를. Show the numbers of an epoch on the bar."""
    words = {text("train.loss"): history.loss[-1]}
    if history.val_loss:
        words[text("train.validation")] = history.val_loss[-1]
    if history.metric_name:
        name = (
            text("train.metric.accuracy")
            if history.metric_name == "accuracy"
            else history.metric_name
        )
        words[name] = (history.val_metric or history.metric)[-1]
    bar.set_postfix({name: f"{number:.4g}" for name, number in words.items()}, refresh=False)
    bar.update()
