"""손실 함수와 정확도.

Losses: a Tensor of one number, the mean over the samples. Predictions come first, targets (plain
arrays) second. What looks at classes takes logits, the scores before softmax or sigmoid, because
the two together are stable and apart are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .array_ops import ARRAY_TABLE
from .errors import ShapeError
from .operators import plain
from .ops import TABLE
from .tensor import Tensor

__all__ = ["accuracy", "binary_cross_entropy", "cross_entropy", "half_mse", "hinge", "mse", "one_hot"]

Array = np.ndarray[Any, Any]


def mse(prediction: Any, target: Any) -> Tensor:
    """평균제곱오차: 오차의 제곱의 평균.

    Mean squared error, mean((prediction - target)²) over all entries.

    Raises:
        ShapeError: the shapes differ. Broadcasting (n, 1) against (n,) would compare every
            prediction with every target, and train on nonsense without a word.
    """
    error = _same_shape("mse", prediction, target)
    return (error * error).mean()  # type: ignore[no-any-return]


def half_mse(prediction: Any, target: Any) -> Tensor:
    """평균제곱오차의 절반. Half the mean squared error, whose gradient (prediction - target)/n has no 2."""
    error = _same_shape("half_mse", prediction, target)
    return (error * error).mean() * 0.5  # type: ignore[no-any-return]


def cross_entropy(logits: Any, target: Any) -> Tensor:
    """교차 엔트로피: 정답 클래스의 -log 확률의 평균.

    Cross-entropy, the mean over samples of -log softmax(logits) at the right class.

    Args:
        logits: (n, classes), before softmax.
        target: (n,) classes as whole numbers from 0, or (n, classes) one-hot or probabilities.

    Raises:
        ShapeError: shapes that do not fit, or a class out of range.
    """
    scores = _tensor(logits)
    if scores.ndim != 2:
        raise ShapeError("loss.logits", shape=scores.shape)
    wanted = np.asarray(plain(target))
    if wanted.ndim == 1:
        if len(wanted) != len(scores):
            raise ShapeError("loss.shapes", loss="cross_entropy", prediction=scores.shape, target=wanted.shape)
        wanted = one_hot(wanted, scores.shape[1], dtype=scores.dtype)
    elif wanted.shape != scores.shape:
        raise ShapeError("loss.shapes", loss="cross_entropy", prediction=scores.shape, target=wanted.shape)
    return (ARRAY_TABLE["log_softmax"](scores) * wanted.astype(scores.dtype, copy=False)).sum() * (-1.0 / len(scores))  # type: ignore[no-any-return]


def binary_cross_entropy(logits: Any, target: Any) -> Tensor:
    """이진 교차 엔트로피.

    Binary cross-entropy, the mean of -t·log σ(z) - (1 - t)·log(1 - σ(z)) = softplus(z) - t·z, for
    logits z and targets t from 0 to 1 of the same shape.
    """
    scores, wanted = _pair("binary_cross_entropy", logits, target)
    if wanted.size and not (wanted.min() >= 0 and wanted.max() <= 1):
        raise ShapeError("loss.targets", loss="binary_cross_entropy", low=0, high=1, got=f"{wanted.min():g} … {wanted.max():g}")
    return (TABLE["softplus"](scores) - scores * wanted).mean()  # type: ignore[no-any-return]


def hinge(scores: Any, target: Any) -> Tensor:
    """경첩 손실: max(0, 1 - t·s)의 평균. Hinge loss, the mean of max(0, 1 - t·s) for targets t of -1 or 1, of the same shape."""
    values, wanted = _pair("hinge", scores, target)
    if not np.isin(wanted, (-1, 1)).all():
        wrong = wanted[~np.isin(wanted, (-1, 1))].flat[0]
        raise ShapeError("loss.signs", got=f"{wrong:g}")
    return TABLE["relu"](1.0 - values * wanted).mean()  # type: ignore[no-any-return]


def accuracy(scores: Any, target: Any) -> float:
    """정확도: 맞힌 비율.

    The share of right answers, 0 to 1.

    Args:
        scores: (n, classes), the largest wins; or (n,) or (n, 1), where above 0 is the class 1.
        target: (n,) or (n, 1) classes (0 and 1, or -1 and 1, for one score), or (n, classes) one-hot.
    """
    values, wanted = np.asarray(plain(scores)), np.asarray(plain(target))
    n, one = len(np.atleast_1d(values)), values.ndim == 1 or values.shape[1:] == (1,)
    if wanted.shape not in ((n,), (n, 1), *(() if one else (values.shape,))) or values.ndim not in (1, 2) or not n:
        raise ShapeError("loss.shapes", loss="accuracy", prediction=values.shape, target=wanted.shape)
    if one:
        return float(np.mean((values.reshape(-1) > 0) == (wanted.reshape(-1) > 0)))
    classes = wanted.argmax(axis=1) if wanted.shape == values.shape else wanted.reshape(-1)
    return float(np.mean(values.argmax(axis=1) == classes))


def one_hot(classes: Any, count: int, *, dtype: Any = np.float64) -> Array:
    """클래스 번호를 원-핫으로: 2 → [0, 0, 1].

    One row for each class of `classes` (n,), all 0 but for a 1 at the class: (n, count).

    Raises:
        ShapeError: a class that is not a whole number from 0 to count - 1.
    """
    given = np.asarray(classes)
    wrong = (given != np.floor(given)) | (given < 0) | (given >= count)
    if wrong.any():
        raise ShapeError("loss.classes", got=f"{given[wrong].flat[0]:g}", last=count - 1)
    return np.eye(count, dtype=dtype)[given.astype(np.int64)]


def _tensor(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor.constant(np.asarray(x))


def _pair(loss: str, prediction: Any, target: Any) -> tuple[Tensor, Array]:
    scores = _tensor(prediction)
    wanted = np.asarray(plain(target), dtype=scores.dtype)  # a float64 target must not widen a float32 network
    if scores.shape != wanted.shape:
        raise ShapeError("loss.shapes", loss=loss, prediction=scores.shape, target=wanted.shape)
    return scores, wanted


def _same_shape(loss: str, prediction: Any, target: Any) -> Tensor:
    scores, wanted = _pair(loss, prediction, target)
    error: Tensor = scores - (target if isinstance(target, Tensor) else wanted)
    return error
