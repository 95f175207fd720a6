"""fit: 신경망을 학습시킨다.

Train a network: minibatches, progress, history, validation, early stopping, checkpoints.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from ..arguments import check_whole, shown
from ..errors import OptionError
from ..losses import LOSSES, Loss, Metric
from ..nn import Module
from ..optim import Optimizer
from ..preparing import cleared, optimizer_for, usable
from ..spelling import spelled
from .checkpoints import Checkpoint, same_training
from .history import Callback, History
from .measuring import metrics_of, named
from .running import Run, progress_of
from .steps import Data, step_of, weighted
from .stopping import EarlyStopping

__all__ = ["fit"]


@spelled
def fit(
    model: Module, X: Any, y: Any, *, loss: str | Loss,
    optimizer: Optimizer | type[Optimizer] | str, epochs: int = 10, batch_size: int | None = 32,
    validation: tuple[Any, Any] | None = None,
    metric: str | Metric | Sequence[str | Metric] | None = None, patience: int | None = None,
    sample_weight: Any = None, seed: int = 0, replay: bool = False, progress: bool = True,
    on_epoch: Callback | Sequence[Callback] | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
) -> History:  # fmt: skip
    """신경망을 학습시키고 기록을 돌려준다.

    Train `model` on samples X (n, …) with targets y (n, …), finite numbers; returns the History.
    The model is left as in use, without gradients: call ``model.train()`` before training it by
    hand.

    Args:
        loss: a function of :mod:`micrograd_ko.losses`, or its name.
        optimizer: over the model's parameters; or its name or class, with its default options.
        epochs, batch_size: how often all samples are seen; how many in one step, None for all at
            once, in their order.
        validation: samples and targets that are only measured.
        metric: a name such as "accuracy", a function of (predictions, targets), a list of several.
        patience: stop after so many epochs without a lower validation loss, and go back to the best
            one's parameters.
        sample_weight: how much each sample counts (n,), from 0; the loss is a weighted mean.
        seed: for the order of the samples and dropout; the same seed repeats a run exactly.
        replay: record each size of batch once and run that again: several times faster.
        progress: show a progress bar on stderr.
        on_epoch: called after each epoch, one or a list (:class:`Callback`); True ends training.
        checkpoint: a file (.npz, .json, .safetensors) that keeps training as it goes, every ten
            seconds. Where it exists, training goes on from there, up to `epochs` in all, and comes
            to the very numbers of a training that nothing interrupted.

    Raises:
        DivergedError: the loss became nan or inf.
        OptionError: an unknown name, an optimizer of another model, patience without validation, a
            checkpoint of another training.
        DataError: data that are no numbers, hold nan or inf, have no row, or differ in length.

    Warns:
        TrainingWarning: some parameters are not in the optimizer, or, once, the loss runs away.

    >>> from micrograd_ko import data, nn
    >>> xor, model = data.xor(), nn.MLP(2, [8, 2], activation="tanh", rng=0)
    >>> history = fit(model, xor.X, xor.y, loss="cross_entropy", optimizer="adam", epochs=500,
    ...               metric="accuracy", progress=False)
    >>> history.metric[-1], model.predict(xor.X).argmax(axis=1)
    (1.0, array([0, 1, 1, 0]))
    """
    loss_of = named(loss, "loss", LOSSES)
    run = Run(model, loss_of, metrics_of(metric), batch_size, seed, _callbacks(on_epoch))
    check_whole("epochs", epochs, low=0)
    X, y, validation = usable(X, y, validation)
    data = weighted(loss_of, Data(X, y), sample_weight)
    _train(run, data, validation, optimizer, epochs, patience, replay, progress, checkpoint)
    return run.history


def _train(
    run: Run, data: Data, validation: Any, optimizer: Any, epochs: int, patience: int | None,
    replay: bool, progress: bool, path: Any,
) -> None:  # fmt: skip
    """살핀 것으로 학습한다. Train with what was checked, from the checkpoint if there is one."""
    optimizer = optimizer_for(run.model, optimizer)
    stopper = EarlyStopping(run.model, patience, validated=validation is not None)
    training = {} if path is None else same_training(run, optimizer, data, validation, stopper)
    checkpoint = Checkpoint(path, run, optimizer, stopper, training)
    run.model.reseed(run.seed)
    checkpoint.resume()
    bar = progress_of(epochs, len(run.history.loss), progress)
    with bar, cleared(run.model, optimizer), stopper:
        step = step_of(run.model, run.loss_of, optimizer, data, replayed=replay)
        run.go(epochs, step, data, validation, stopper, checkpoint, bar)


def _callbacks(given: Any) -> list[Callback]:
    """부를 것들의 목록. List what is called after each epoch."""
    several = [] if given is None else given if isinstance(given, (list, tuple)) else [given]
    for one in several:
        if not callable(one):
            raise OptionError("train.callback", type=type(one).__name__, got=shown(one))
    return list(several)
