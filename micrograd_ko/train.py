"""fit: 신경망을 학습시킨다.

Train a network: minibatches, progress, history, validation, early stopping.
"""

from __future__ import annotations

import math
import operator
import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from .arguments import check_whole
from .data import batches
from .engine import Tensor, no_grad, plain
from .errors import DivergedError, NumericWarning, OptionError
from .losses import LOSSES, METRICS, Loss, prepared
from .messages import text
from .nn import Module
from .optim import Optimizer
from .preparing import Runaway, cleared, optimizer_for, usable
from .spelling import spelled, unknown_option

__all__ = [
    "LOSSES",
    "History",
    "Lesson",
    "Loss",
    "evaluate",
    "fit",
    "lesson_of",
    "named",
    "predict",
]

Step = Callable[[Any, Any, Any], float]  # of the samples, their targets, and the rows of a batch
LARGE = 4096  # rows that go through a network at once where no gradient is needed


@dataclass
class History:
    """학습의 기록: 에폭마다의 손실과 정확도.

    Record what happened, one number for each epoch. `loss` is the mean over the epoch's batches, as
    the parameters moved; `metric`, `val_loss` and `val_metric` are taken after the epoch, with the
    network as in use. What was not asked for is an empty list.
    """

    loss: list[float] = field(default_factory=list)
    metric: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    val_metric: list[float] = field(default_factory=list)
    metric_name: str = ""
    best_epoch: int | None = None  # counted from 1; None without early stopping
    seconds: float = 0.0

    def __repr__(self) -> str:
        best = f", best_epoch={self.best_epoch}" if self.best_epoch else ""
        last = "".join(
            f", {k}={v[-1]:.4g}"
            for k in ("loss", "metric", "val_loss", "val_metric")
            if (v := getattr(self, k))
        )
        return f"History({len(self.loss)} epochs{last}{best}, {self.seconds:.1f} s)"


@spelled
def fit(
    model: Module,
    X: Any,
    y: Any,
    *,
    loss: str | Loss,
    optimizer: Optimizer | type[Optimizer] | str,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: tuple[Any, Any] | None = None,
    metric: str | Loss | None = None,
    patience: int | None = None,
    seed: int = 0,
    replay: bool = False,
    progress: bool = True,
    on_epoch: Callable[[int, History], Any] | None = None,
) -> History:
    """신경망을 학습시키고 기록을 돌려준다.

    Train `model` on samples X (n, …) with targets y (n, …), finite numbers; returns the History.
    The model is left as in use, without gradients: call ``model.train()`` before training it by
    hand.

    Args:
        loss: a function of :mod:`micrograd_ko.losses`, or its name.
        optimizer: over the model's parameters; or its name or class, such as "adam" or Adam, for
            its default options.
        epochs, batch_size: how often all samples are seen; how many in one step, None for all at
            once, in their order.
        validation: samples and targets that are only measured.
        metric: "accuracy" or a function of (predictions, targets).
        patience: stop after so many epochs without a lower validation loss, and go back to the best
            one's parameters.
        seed: for the order of the samples and dropout; the same seed repeats a run exactly.
        replay: record each size of batch once and run that again (:func:`micrograd_ko.replay`):
            several times faster.
        progress: show a progress bar on stderr.
        on_epoch: called after each epoch with its number, from 1, and the history so far; such as a
            Recording.

    Raises:
        DivergedError: the loss became nan or inf.
        OptionError: an unknown loss, metric or optimizer, an optimizer of another model, or
            patience without validation.
        DataError: data that are no numbers (such as text labels), hold nan or inf, have no row, or
            differ in length.

    Warns:
        TrainingWarning: some parameters are not in the optimizer, or, once, the loss runs away.
    """
    run = _Run(model, named(loss, "loss", LOSSES), _metric(metric), batch_size, seed, on_epoch)
    check_whole("epochs", epochs, low=0)
    X, y, validation = usable(X, y, validation)
    optimizer = optimizer_for(model, optimizer)
    stopper = _EarlyStopping(model, patience, validated=validation is not None)
    model.reseed(seed)
    with _progress(epochs, progress) as bar, cleared(model, optimizer), stopper:
        step = (_replayed if replay else _eager)(model, run.loss_of, optimizer, X, y)
        run.go(epochs, step, (X, y), validation, stopper, bar)
    return run.history


class Lesson(NamedTuple):
    """모델이 배운 자료. Hold what a model was trained on: samples, targets and the loss."""

    X: Any
    y: Any
    loss: Loss


def lesson_of(model: Module) -> Lesson | None:
    """모델이 마지막 fit에서 배운 자료, 없으면 None.

    Return what `model` was last trained on by :func:`fit` in this process; None where it was not.
    """
    found: Lesson | None = getattr(model, "_lesson", None)
    return found


def _remember(model: Module, lesson: Lesson) -> None:
    object.__setattr__(model, "_lesson", lesson)  # no change of the model itself


class _EarlyStopping:
    """검증 손실이 더 낮아지지 않으면 멈추고, 가장 좋았던 때로 되돌린다.

    Stop when the validation loss no longer falls.
    """

    def __init__(self, model: Module, patience: int | None, *, validated: bool) -> None:
        if patience is not None and not validated:
            raise OptionError("train.patience")
        check_whole("patience", 1 if patience is None else patience, low=1)
        self.model, self.patience = model, patience
        self.best, self.state = math.inf, model.state_dict()

    def wants_to_stop(self, history: History, epoch: int) -> bool:
        """이 에폭 뒤에 멈출까. Tell whether training should stop after this epoch."""
        if self.patience is None:
            return False
        if history.val_loss[-1] < self.best:
            self.best, self.state = history.val_loss[-1], self.model.state_dict()
            history.best_epoch = epoch
        return epoch - (history.best_epoch or 0) >= self.patience

    def __enter__(self) -> None:
        pass

    def __exit__(self, *raised: object) -> None:
        """예측 상태로, 가장 좋았던 매개변수로.

        Leave the model as in use and with the best parameters, also when training broke off.
        """
        self.model.eval()
        if self.best < math.inf:
            self.model.load_state_dict(self.state)


class _Run:
    """학습 한 번: 에폭마다 배우고, 재고, 적는다.

    Go through the epochs of one training: learn, measure, and write the history.
    """

    def __init__(
        self, model: Module, loss_of: Loss, measure: Loss | None, batch_size: int | None, seed: int,
        on_epoch: Callable[[int, History], Any] | None,
    ) -> None:  # fmt: skip
        self.model, self.loss_of, self.measure = model, loss_of, measure
        self.batch_size, self.seed, self.on_epoch = batch_size, seed, on_epoch
        self.history = History(metric_name=getattr(measure, "__name__", ""))
        self.runaway, self.began = Runaway(), time.perf_counter()

    def go(
        self, epochs: int, step: tuple[Step, Any, Any], seen: Any, validation: Any,
        stopper: _EarlyStopping, bar: Any,
    ) -> None:  # fmt: skip
        """모든 에폭을, 멈출 때까지. Run all epochs, or as many as the stopper lets through."""
        _remember(self.model, Lesson(seen[0], seen[1], self.loss_of))
        for epoch in range(1, epochs + 1):
            self._learn(epoch, *step)
            self._measure(epoch, seen, validation)
            self.history.seconds = time.perf_counter() - self.began
            _show(bar, self.history)
            if self.on_epoch is not None:
                self.on_epoch(epoch, self.history)
            if stopper.wants_to_stop(self.history, epoch):
                break

    def _learn(self, epoch: int, step: Step, X: Any, y: Any) -> None:
        """한 에폭을 배우고, 평균 손실을 적는다.

        Learn for one epoch and note its mean loss over the samples; leave the model as in use.
        """
        numbers, sizes = list[float](), list[int]()
        shuffle = self.batch_size is not None
        self.model.train()
        for i, rows in enumerate(
            batches(X, y, self.batch_size, seed=self.seed, epoch=epoch, shuffle=shuffle), start=1
        ):
            number = step(X, y, rows)
            if not math.isfinite(number):
                raise DivergedError("train.diverged", epoch=epoch, batch=i, loss=f"{number:g}")
            numbers.append(number)
            sizes.append(len(rows))
        self.history.loss.append(sum(map(operator.mul, numbers, sizes)) / sum(sizes))
        self.model.eval()
        self.runaway.look(numbers[0], self.history.loss[-1], epoch)

    def _measure(self, epoch: int, seen: Any, validation: Any) -> None:
        """에폭이 끝난 뒤의 지표와 검증 손실. Measure after an epoch, and note the numbers."""
        if self.measure is not None:
            self.history.metric.append(self.measure(predict(self.model, seen[0]), seen[1]))
        if validation is not None:
            predicted = predict(self.model, validation[0])
            loss = _loss(self.loss_of, predicted, validation[1])
            self.history.val_loss.append(loss)
            if not math.isfinite(loss):
                raise DivergedError("train.validation_diverged", epoch=epoch, loss=f"{loss:g}")
            if self.measure is not None:
                self.history.val_metric.append(self.measure(predicted, validation[1]))


def predict(model: Module, X: Any) -> np.ndarray[Any, Any]:
    """예측값: 그래프 없이. Predict for X (n, …), as an array, without a graph.

    The model is used in the state it is in: call ``model.eval()`` first if it has dropout or batch
    normalisation. Rows go through it 4096 at a time.
    """
    rows = np.asarray(plain(X))
    with no_grad():
        parts = [plain(model(rows[i : i + LARGE])) for i in range(0, max(len(rows), 1), LARGE)]
    return np.concatenate(parts)


@spelled
def evaluate(
    model: Module, X: Any, y: Any, *, loss: str | Loss, metric: str | Loss | None = None
) -> tuple[float, float | None]:
    """손실과 정확도를 잰다, 예측 상태로.

    Measure the loss and the metric (None if not asked for), with the model as in use.
    """
    with model.in_use():
        predicted = predict(model, X)
    measure = _metric(metric)
    return _loss(named(loss, "loss", LOSSES), predicted, y), None if measure is None else measure(
        predicted, y
    )


def _loss(loss_of: Loss, predicted: Any, y: Any) -> float:
    """그래프 없이 손실을.

    Compute the loss as a number; a loss of the user's own may call methods of Tensor.
    """
    with no_grad():
        return float(plain(loss_of(Tensor.constant(predicted), y)))


def _eager(
    model: Module, loss_of: Loss, optimizer: Optimizer, X: Any, y: Any
) -> tuple[Step, Any, Any]:
    """한 걸음, 그리고 자료.

    Make a step (forward, backward, update; none on a loss that is not finite), and the data for it.
    """

    def step(X: Any, y: Any, rows: Any) -> float:
        loss = loss_of(model(X[rows]), y[rows])
        number = float(loss.data)
        if math.isfinite(number):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return number

    return step, X, y


def _replayed(
    model: Module, loss_of: Loss, optimizer: Optimizer, X: Any, y: Any
) -> tuple[Step, Any, Any]:
    """다시 실행하는 한 걸음.

    Make the same step, replayed, and the data as they stand in the graph, so that a batch can be
    put in.
    """
    from .replaying import Picked, replay

    program = replay(lambda X, y: loss_of(model(X), y), parameters=optimizer.parameters)
    kind = np.asarray(optimizer.parameters[0].data).dtype
    with no_grad(), model.in_use():
        scores = plain(model(X[:1]))
    y = prepared(loss_of, y, scores.shape[1:])
    samples, targets = X.astype(kind, copy=False), y.astype(kind, copy=False)
    by_hand, _, _ = _eager(model, loss_of, optimizer, samples, targets)

    def step(X: Any, y: Any, rows: Any) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NumericWarning)
            number = program.step(optimizer, Picked(X, rows), Picked(y, rows))
        # A loss takes another way where its result is not finite (a masked class adds 0), or tells
        # the reason.
        return number if math.isfinite(number) else by_hand(X, y, rows)

    return step, samples, targets


def named(given: str | Loss, option: str, choices: Mapping[str, Loss]) -> Loss:
    """이름으로 부른 함수. Find the function that is given, by name or itself."""
    if callable(given):
        return given
    if given not in tuple(choices):  # what cannot be a key is no name, either
        raise unknown_option(option, given, tuple(choices))
    return choices[given]


def _metric(given: str | Loss | None) -> Loss | None:
    return None if given is None else named(given, "metric", METRICS)


def _progress(epochs: int, shown: bool) -> Any:
    from tqdm import tqdm  # not needed to import the package

    return tqdm(total=epochs, desc=text("train.progress"), disable=not shown, ascii=" .#", ncols=88)


def _show(bar: Any, history: History) -> None:
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
