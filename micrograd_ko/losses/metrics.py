"""지표: 학습을 사람이 읽는 수로.

Measure predictions by numbers that people read. Each takes scores first and targets second, both
arrays, and gives a float; scores of classes are logits, as for the losses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import ShapeError
from .targets import numbers

__all__ = ["METRICS", "Metric", "accuracy", "f1", "mae", "precision", "r2", "recall", "rmse"]

Array = np.ndarray[Any, Any]
Metric = Callable[[Any, Any], float]  # of predictions and targets


def accuracy(scores: Any, target: Any) -> float:
    """정확도: 맞힌 비율.

    Compute the share of right answers, 0 to 1.

    Args:
        scores: (n, classes), the largest wins; or (n,) or (n, 1), where above 0 is the class 1.
        target: (n,) or (n, 1) classes (0 and 1, or -1 and 1, for one score), or (n, classes)
            one-hot.

    >>> accuracy([[2.0, 1.0], [0.0, 3.0], [5.0, 4.0], [1.0, 0.0]], [0, 1, 1, 0])
    0.75
    """
    said, right = classes_of("accuracy", scores, target)
    return float(np.mean(said == right))


def precision(scores: Any, target: Any) -> float:
    """정밀도: 그 클래스라고 한 것 가운데 맞은 비율.

    Compute the share of right answers among those that name a class; of class 1 where there are
    two, else the mean over the classes that occur. Where none is named it is 0. Arguments as for
    :func:`accuracy`.

    >>> precision([1.0, 1.0, 1.0, 1.0, -1.0], [1, 1, 1, 0, 1])  # of four called 1, three are
    0.75
    """
    return _of_classes("precision", scores, target, lambda hit, named, there: _share(hit, named))


def recall(scores: Any, target: Any) -> float:
    """재현율: 그 클래스인 것 가운데 찾아낸 비율.

    Compute the share of the samples of a class that are found; otherwise as :func:`precision`.

    >>> recall([1.0, 1.0, -1.0, -1.0], [1, 1, 1, 1])  # of four that are 1, two are found
    0.5
    """
    return _of_classes("recall", scores, target, lambda hit, named, there: _share(hit, there))


def f1(scores: Any, target: Any) -> float:
    """F1: 정밀도와 재현율의 조화평균.

    Compute the harmonic mean of precision and recall; otherwise as :func:`precision`.

    >>> f1([1.0, 1.0, -1.0, -1.0], [1, 1, 1, 0])  # of precision 1 and recall 2/3
    0.8
    """
    return _of_classes(
        "f1", scores, target, lambda hit, named, there: _share(2 * hit, named + there)
    )


def mae(prediction: Any, target: Any) -> float:
    """평균절대오차. Compute the mean absolute error, in the units of the target.

    >>> mae([2.0, 5.0], [1.0, 1.0])
    2.5
    """
    found, wanted = _pair("mae", prediction, target)
    return float(np.mean(np.abs(found - wanted)))


def rmse(prediction: Any, target: Any) -> float:
    """평균제곱근오차. Compute the root of the mean squared error, in the units of the target.

    >>> rmse([2.0, 8.0], [1.0, 1.0])  # √((1 + 49) / 2)
    5.0
    """
    found, wanted = _pair("rmse", prediction, target)
    return float(np.sqrt(np.mean((found - wanted) ** 2)))


def r2(prediction: Any, target: Any) -> float:
    """결정계수: 1이면 완전히 맞고, 0이면 평균을 말하는 것과 같다.

    Compute the coefficient of determination, 1 - Σ(y - ŷ)² / Σ(y - ȳ)²; of several outputs the mean
    of each one's. Where all targets are equal it is nan, unless all are hit.

    >>> r2([1.0, 2.0, 3.0], [1.0, 2.0, 3.0]), r2([2.0, 2.0, 2.0], [1.0, 2.0, 3.0])
    (1.0, 0.0)
    """
    found, wanted = _pair("r2", prediction, target)
    rest = np.sum((found - wanted) ** 2, axis=0)
    whole = np.sum((wanted - wanted.mean(axis=0)) ** 2, axis=0)
    shares = np.where(
        rest == 0, 0.0, np.where(whole == 0, np.nan, rest / np.where(whole == 0, 1, whole))
    )
    return float(np.mean(1 - shares))


METRICS: dict[str, Metric] = {
    metric.__name__: metric for metric in (accuracy, precision, recall, f1, mae, rmse, r2)
}


def classes_of(place: str, scores: Any, target: Any) -> tuple[Array, Array]:
    """예측한 클래스와 정답의 클래스.

    Give the classes that the scores say and those of the targets, both (n,).
    """
    values, wanted = numbers(place, scores), numbers(place, target)
    if not values.size:
        raise ShapeError("loss.empty", loss=place, shape=values.shape)
    n, one = len(np.atleast_1d(values)), values.ndim == 1 or values.shape[1:] == (1,)
    fits = wanted.shape in ((n,), (n, 1), *(() if one else (values.shape,)))
    if not fits or values.ndim not in (1, 2):
        raise ShapeError("loss.shapes", loss=place, prediction=values.shape, target=wanted.shape)
    if one:
        return (values.reshape(-1) > 0).astype(np.int64), _two(place, wanted.reshape(-1))
    if wanted.shape == values.shape:
        totals = wanted.sum(axis=1)
        wrong = np.flatnonzero(~np.isclose(totals, 1.0))
        if len(wrong):
            at = int(wrong[0])
            raise ShapeError("loss.one_hot", place=place, row=at, total=f"{totals[at]:g}")
        return values.argmax(axis=1), wanted.argmax(axis=1)
    classes = wanted.reshape(-1)
    odd = classes[(classes != np.floor(classes)) | (classes < 0)]
    if len(odd):
        words = {"outputs": values.shape[1], "options": f"0 … {values.shape[1] - 1}"}
        raise ShapeError("loss.class", place=place, got=f"{odd[0]:g}", **words)
    return values.argmax(axis=1), classes


def _two(place: str, wanted: Array) -> Array:
    """두 클래스의 정답을 0과 1로: 0과 1(또는 그 사이의 확률), -1과 1.

    Read targets of two classes: 0 and 1, or probabilities between; or -1 and 1.
    """
    odd = wanted[~((wanted >= 0) & (wanted <= 1) | (wanted == -1))]
    if len(odd):
        words = {"outputs": 1, "options": "0, 1; -1, 1"}
        raise ShapeError("loss.class", place=place, got=f"{odd[0]:g}", **words)
    return (wanted > 0.5).astype(np.int64)


def _of_classes(
    place: str, scores: Any, target: Any, count: Callable[[int, int, int], float]
) -> float:
    """클래스마다 센 것의 평균. Count for each class, and average; of two, class 1 alone."""
    said, right = classes_of(place, scores, target)
    two = np.ndim(scores) == 1 or np.shape(scores)[1] <= 2
    each = [1] if two else np.union1d(said, right).tolist()
    counts = (
        (np.sum((said == c) & (right == c)), np.sum(said == c), np.sum(right == c)) for c in each
    )
    return float(np.mean([count(*map(int, found)) for found in counts]))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _pair(place: str, prediction: Any, target: Any) -> tuple[Array, Array]:
    found, wanted = numbers(place, prediction), numbers(place, target)
    if found.shape != wanted.shape:
        raise ShapeError("loss.shapes", loss=place, prediction=found.shape, target=wanted.shape)
    if not found.size:
        raise ShapeError("loss.empty", loss=place, shape=found.shape)
    return found, wanted
