"""예측하고 잰다, 그래프 없이. Predict and measure, without a graph."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, TypeVar

import numpy as np

from ..arguments import is_real, shown
from ..engine import Tensor, no_grad, plain
from ..errors import OptionError
from ..losses import LOSSES, METRICS, Loss, Metric
from ..nn import Module, predicted
from ..spelling import spelled, unknown_option

__all__ = ["evaluate", "loss_on", "measured", "metrics_of", "named", "predict"]

F = TypeVar("F")


def predict(model: Module, X: Any) -> np.ndarray[Any, Any]:
    """예측값: 그래프 없이. Predict for X (n, …), as an array, without a graph.

    The model is used in the state it is in; ``model.predict(X)`` takes it as in use.

    >>> from micrograd_ko.nn import Linear
    >>> predict(Linear(2, 1, init="zeros"), [[1.0, 2.0], [3.0, 4.0]]).tolist()
    [[0.0], [0.0]]
    """
    return predicted(model, X)


@spelled
def evaluate(
    model: Module, X: Any, y: Any, *, loss: str | Loss, metric: str | Metric | None = None
) -> tuple[float, float | None]:
    """손실과 지표를 잰다, 예측 상태로.

    Measure the loss and the metric (None if not asked for), with the model as in use.

    >>> from micrograd_ko.nn import Linear
    >>> model = Linear(1, 1, init="zeros")
    >>> evaluate(model, [[1.0], [2.0]], [[3.0], [4.0]], loss="mse", metric="mae")
    (12.5, 3.5)
    """
    found = model.predict(X)
    measure = None if metric is None else named(metric, "metric", METRICS)
    return loss_on(named(loss, "loss", LOSSES), found, y), None if measure is None else measure(
        found, y
    )


def loss_on(loss_of: Loss, found: Any, y: Any) -> float:
    """그래프 없이 손실을.

    Compute the loss as a number; a loss of the user's own may call methods of Tensor.
    """
    with no_grad():
        return float(plain(loss_of(Tensor.constant(found), y)))


def named(given: str | F, option: str, choices: Mapping[str, F]) -> F:
    """이름으로 부른 함수. Find the function that is given, by name or itself.

    >>> named("mse", "loss", LOSSES)([2.0], [5.0]).item()
    9.0
    """
    if callable(given):
        return given
    if given not in tuple(choices):  # what cannot be a key is no name, either
        raise unknown_option(option, given, tuple(choices))
    return choices[given]


def metrics_of(given: Any) -> dict[str, Metric]:
    """지표를 이름과 함께. Find the metrics: none, one, or several in a list, by their names."""
    if given is None:
        return {}
    several = given if isinstance(given, (list, tuple)) else [given]
    found: dict[str, Metric] = {}
    for one in (named(one, "metric", METRICS) for one in several):
        name = base = getattr(one, "__name__", repr(one))
        taken = {*found, *(f"val_{other}" for other in found)}
        for i in count(2):
            if name not in taken and f"val_{name}" not in found:
                break
            name = f"{base}_{i}"
        found[name] = one
    return found


def measured(name: str, measure: Metric, found: Any, y: Any) -> float:
    """지표 하나를 수로. Measure by one metric.

    Raises:
        OptionError: it gives no number.
    """
    number = plain(measure(found, y))
    if np.ndim(number) or not is_real(np.asarray(number)[()]):
        words = {"type": type(number).__name__, "got": shown(number)}
        raise OptionError("train.metric.value", name=name, **words)
    return float(number)
