"""학습 스텝 하나: 순전파, 역전파, 갱신. Take one training step, eager or replayed."""

from __future__ import annotations

import inspect
import math
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..engine import no_grad, plain
from ..errors import NumericWarning, OptionError
from ..losses import Loss, expect_weights, prepared
from ..nn import Module, wide
from ..optim import Optimizer

__all__ = ["Data", "Step", "step_of", "weighted"]

Array = np.ndarray[Any, Any]
Step = Callable[[Array], float]  # of the rows of a batch; its loss


class Data(NamedTuple):
    """학습 데이터. Hold what is learned from: samples, targets, and how much each sample counts."""

    X: Array
    y: Array
    weight: Array | None = None

    def arrays(self) -> list[Array]:
        """있는 배열들. List the arrays that there are."""
        return [x for x in self if x is not None]

    def size(self, rows: Array) -> float:
        """미니배치가 세는 크기: 표본의 수나 가중치의 합. Give what a batch counts in the mean."""
        return len(rows) if self.weight is None else float(self.weight[rows].sum())


def weighted(loss_of: Loss, data: Data, given: Any) -> Data:
    """가중치를 더한 데이터. Add weights to the data, checked; None leaves them as they are.

    Raises:
        DataError: they are no weights of these samples.
        OptionError: a loss of the user's own that takes none.
    """
    if given is None:
        return data
    try:
        takes = "weight" in inspect.signature(loss_of).parameters
    except ValueError:
        takes = False
    if not takes:
        raise OptionError("train.weight", loss=getattr(loss_of, "__name__", repr(loss_of)))
    return data._replace(weight=expect_weights(plain(given), len(data.X), "fit(sample_weight)"))


def step_of(
    model: Module, loss_of: Loss, optimizer: Optimizer, data: Data, *, replayed: bool
) -> Step:
    """한 스텝의 함수. Make the function that takes one step on the rows of a batch."""
    make = _replayed if replayed else _eager
    return make(model, loss_of, optimizer, data)


def _eager(model: Module, loss_of: Loss, optimizer: Optimizer, data: Data) -> Step:
    """객체로 된 그래프로.

    Make a step that builds a graph (forward, backward, update; none on a loss that is not finite).
    """
    X, y, weight = data

    def step(rows: Array) -> float:
        options = {} if weight is None else {"weight": weight[rows]}
        loss = loss_of(model(wide(X[rows])), y[rows], **options)
        number = float(loss.data)
        if math.isfinite(number):
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        return number

    return step


def _replayed(model: Module, loss_of: Loss, optimizer: Optimizer, data: Data) -> Step:
    """다시 실행하여.

    Make the same step, replayed: with the data as they stand in the graph, so that a batch can be
    put in.
    """
    from ..replaying import Picked, replay

    kind = np.asarray(optimizer.parameters[0].data).dtype
    with no_grad(), model.in_use():
        scores = plain(model(data.X[:1]))
    y = prepared(loss_of, data.y, scores.shape[1:])
    data = Data(*(x.astype(kind, copy=False) for x in data._replace(y=y).arrays()))
    by_hand = _eager(model, loss_of, optimizer, data)

    def loss(X: Any, y: Any, *weight: Any) -> Any:
        return loss_of(model(X), y, **({"weight": weight[0]} if weight else {}))

    program, arrays = replay(loss, parameters=optimizer.parameters), data.arrays()

    def step(rows: Array) -> float:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NumericWarning)
            number = program.step(optimizer, *(Picked(x, rows) for x in arrays))
        # A loss takes another way where its result is not finite (a masked class adds 0), or tells
        # the reason.
        return number if math.isfinite(number) else by_hand(rows)

    return step
