"""손실 함수.

Compute losses: a Tensor of one number, the mean over the samples. Predictions come first, targets
(plain arrays) second. What looks at classes takes logits, the scores before softmax or sigmoid,
because the two together are stable and apart are not.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import isfinite
from typing import Any

import numpy as np

from ..engine import ARRAY_TABLE, TABLE, Tensor, compared, current, plain
from ..errors import ShapeError, warn
from .targets import averaged, numbers, one_hot, told

__all__ = [
    "LOSSES",
    "PROBABILITIES",
    "Loss",
    "binary_cross_entropy",
    "cross_entropy",
    "half_mse",
    "hinge",
    "mse",
    "prepared",
]

Array = np.ndarray[Any, Any]
Loss = Callable[[Any, Any], Any]  # of predictions and targets
# a power of two, so that no digit changes; what is lifted beyond the largest number is inf
LIFT = 2.0**20


def mse(prediction: Any, target: Any, *, weight: Any = None) -> Tensor:
    """평균제곱오차: 오차의 제곱의 평균.

    Compute the mean squared error, mean((prediction - target)²) over all entries.

    Args:
        weight: how much each sample counts (n,), from 0; the mean is Σ w·loss / Σ w (so for all
            losses). None for all alike.

    Raises:
        ShapeError: the shapes differ, or there is no sample. Broadcasting (n, 1) against (n,) would
            compare every prediction with every target, and train on nonsense without a word.
        DataError: targets that are no numbers, such as text (so for all losses).

    Warns:
        NumericWarning: the loss is nan or inf because the data hold one (so for all losses).

    >>> mse([2.0, 5.0], [1.0, 1.0]).item()  # (1² + 4²) / 2
    8.5
    >>> mse([2.0, 5.0], [1.0, 1.0], weight=[3.0, 1.0]).item()
    4.75
    """
    scores, error = _errors("mse", prediction, target)
    return told("mse", averaged("mse", error * error, weight), scores, target)


def half_mse(prediction: Any, target: Any, *, weight: Any = None) -> Tensor:
    """평균제곱오차의 절반.

    Compute half the mean squared error, whose gradient (prediction - target)/n has no 2.

    >>> y = Tensor([2.0, 5.0])
    >>> half_mse(y, [1.0, 1.0]).backward()
    >>> y.grad  # (y - t) / n
    array([0.5, 2. ])
    """
    scores, error = _errors("half_mse", prediction, target)
    return told("half_mse", averaged("half_mse", error * error, weight) * 0.5, scores, target)


def cross_entropy(logits: Any, target: Any, *, weight: Any = None) -> Tensor:
    """교차 엔트로피: 정답 클래스의 -log 확률의 평균.

    Compute the cross-entropy, the mean over samples of -log softmax(logits) at the right class.

    A class whose logit is -inf is masked: it has the probability 0. Where its target is 0 it adds
    nothing (0·log 0 = 0); where it is the target the loss is inf.

    Args:
        logits: (n, classes), before softmax.
        target: (n,) classes as whole numbers from 0, or (n, classes) one-hot or probabilities.

    Raises:
        ShapeError: shapes that do not fit, or a class out of range.

    Warns:
        NumericWarning: the target of a sample is a class that is masked.

    >>> logits = Tensor([[0.0, 0.0], [0.0, 0.0]])
    >>> loss = cross_entropy(logits, [0, 1])
    >>> round(loss.item(), 4)  # log 2: it knows nothing yet
    0.6931
    >>> loss.backward()
    >>> logits.grad  # (softmax - one-hot) / n
    array([[-0.25,  0.25],
           [ 0.25, -0.25]])
    """
    scores = _tensor(logits)
    if scores.ndim != 2:
        raise ShapeError("loss.logits", shape=scores.shape)
    wanted = numbers("cross_entropy", target)
    if wanted.ndim == 1:
        if len(wanted) != len(scores):
            raise ShapeError(
                "loss.shapes", loss="cross_entropy", prediction=scores.shape, target=wanted.shape
            )
        wanted = one_hot(wanted, scores.shape[1], dtype=scores.dtype)
    elif wanted.shape != scores.shape:
        raise ShapeError(
            "loss.shapes", loss="cross_entropy", prediction=scores.shape, target=wanted.shape
        )
    _expect_samples("cross_entropy", scores)
    wanted = wanted.astype(scores.dtype, copy=False)
    shares = ARRAY_TABLE["log_softmax"](scores)
    if not _listening():
        loss = _summed(shares * wanted, weight, -1.0)
        if isfinite(loss.data) or not np.isneginf(scores.data).any():
            return told("cross_entropy", loss, scores, target)
    return _masked(shares, scores, wanted, target, weight)


def _listening() -> bool:
    """replay가 기록하는 중인가.

    Tell whether a replay is recorded, whose logits may be masked later.
    """
    mode = current()
    return mode is not None and mode.listener is not None


def _summed(entries: Tensor, weight: Any, factor: float) -> Tensor:
    """표본마다의 합의 평균. Sum over the classes, and average over the samples."""
    if weight is None:
        total: Tensor = entries.sum() * (factor / len(entries))
        return total
    return averaged("cross_entropy", entries.sum(axis=1), weight) * factor


def _masked(shares: Tensor, scores: Tensor, wanted: Array, target: Any, weight: Any) -> Tensor:
    """로짓 -inf가 가린 클래스는 손실에 0을 더한다.

    Compute the loss where logits of -inf mask classes: 0·log 0 counts as 0.

    The lowest finite number takes the place of log 0, as 0·-inf would be nan. A replay is recorded
    in this form whatever its first logits are; there LIFT turns the share of a masked target back
    into inf.
    """
    hidden = np.argwhere(np.isneginf(scores.data) & (wanted != 0))
    if len(hidden) and not _listening():
        shares = np.where(np.isneginf(scores.data) & (wanted == 0), 0.0, shares)  # type: ignore[assignment]
    else:
        shares = TABLE["maximum"](shares, np.finfo(scores.dtype).min)
    loss = _summed(shares * wanted * -LIFT, weight, 1.0 / LIFT)
    if not len(hidden):
        return told("cross_entropy", loss, scores, target)
    sample, chosen = (int(i) for i in hidden[0])
    warn("loss.masked", sample=sample, chosen=chosen, result=f"{loss.data:g}")
    return loss


def binary_cross_entropy(logits: Any, target: Any, *, weight: Any = None) -> Tensor:
    """이진 교차 엔트로피.

    Compute the binary cross-entropy, the mean of
    -t·log σ(z) - (1 - t)·log(1 - σ(z)) = softplus(z) - t·z, for logits z and targets t from 0 to 1
    of the same shape. An infinite logit that is right adds 0.

    >>> z = Tensor([0.0, 0.0])
    >>> binary_cross_entropy(z, [1.0, 0.0]).backward()
    >>> z.grad  # (σ(z) - t) / n
    array([-0.25,  0.25])
    """
    scores, wanted = _pair("binary_cross_entropy", logits, target)
    _expect_probabilities(wanted)
    entries = TABLE["softplus"](scores) - scores * wanted
    loss = averaged("binary_cross_entropy", entries, weight)
    if not isfinite(loss.data) and np.isinf(scores.data).any():
        return _sure(scores, wanted, target, weight)
    return told("binary_cross_entropy", loss, scores, target)


def _sure(scores: Tensor, wanted: Array, target: Any, weight: Any) -> Tensor:
    """로짓이 ±inf여도 맞혔으면 0을 더한다.

    Compute the loss where logits are infinite: one that is right adds 0, not inf - inf.
    """
    # a replay of what follows is for these targets alone
    compared("==", target, wanted, np.ones_like(wanted, dtype=bool))
    no, yes = (compared("==", scores, end, scores.data == end) for end in (-np.inf, np.inf))
    right, softplus = (no & (wanted == 0)) | (yes & (wanted == 1)), TABLE["softplus"]
    entries = np.where(right, 0.0, softplus(-scores) * wanted + softplus(scores) * (1 - wanted))
    loss = averaged("binary_cross_entropy", entries, weight)
    wrong = np.argwhere((no | yes) & ~right)
    if not len(wrong):
        return told("binary_cross_entropy", loss, scores, target)
    place = tuple(map(int, wrong[0]))
    logit, wish = f"{scores.data[place]:g}", f"{wanted[place]:g}"
    warn("loss.surely_wrong", place=list(place), logit=logit, target=wish, result=f"{loss.data:g}")
    return loss


def hinge(scores: Any, target: Any, *, weight: Any = None) -> Tensor:
    """경첩 손실: max(0, 1 - t·s)의 평균.

    Compute the hinge loss, the mean of max(0, 1 - t·s) for targets t of -1 or 1, of the same shape.

    >>> hinge([2.0, 0.5], [1, 1]).item()  # (0 + 0.5) / 2: only the first is beyond the margin
    0.25
    """
    values, wanted = _pair("hinge", scores, target)
    _expect_signs(wanted)
    entries = TABLE["relu"](1.0 - values * wanted)
    return told("hinge", averaged("hinge", entries, weight), values, target)


def prepared(loss: Loss, targets: Array, shape: tuple[int, ...]) -> Array:
    """모든 표본의 정답을 손실이 계산하는 모양으로.

    Return the targets of all samples as `loss` computes with them, checked as it would check them
    in a batch; for a loss of the user's own they stay as they are.

    Args:
        shape: that of one sample's scores.

    >>> prepared(cross_entropy, np.array([2, 0]), (3,))
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    prepare = next((prepare for one, prepare in PREPARE.items() if one is loss), None)
    return targets if prepare is None else prepare(targets, shape)


def _classes(targets: Array, shape: tuple[int, ...]) -> Array:
    return one_hot(targets, *shape) if targets.ndim == 1 and len(shape) == 1 else targets


def _checked(expect: Callable[[Array], None], targets: Array, shape: tuple[int, ...]) -> Array:
    if targets.shape[1:] == shape:  # other shapes the loss itself refuses
        expect(targets)
    return targets


def _expect_probabilities(wanted: Array) -> None:
    if wanted.size and not (wanted.min() >= 0 and wanted.max() <= 1):
        got = f"{wanted.min():g} … {wanted.max():g}"
        raise ShapeError("loss.targets", loss="binary_cross_entropy", low=0, high=1, got=got)


def _expect_signs(wanted: Array) -> None:
    if not np.isin(wanted, (-1, 1)).all():
        wrong = wanted[~np.isin(wanted, (-1, 1))].flat[0]
        raise ShapeError("loss.signs", got=f"{wrong:g}")


PREPARE: dict[Loss, Callable[[Array, tuple[int, ...]], Array]] = {
    cross_entropy: _classes,
    binary_cross_entropy: partial(_checked, _expect_probabilities),
    hinge: partial(_checked, _expect_signs),
}
LOSSES: dict[str, Loss] = {
    loss.__name__: loss for loss in (mse, half_mse, cross_entropy, binary_cross_entropy, hinge)
}


def _softmax(scores: Array) -> Array:
    return plain(ARRAY_TABLE["softmax"](Tensor.constant(scores)))  # type: ignore[no-any-return]


def _sigmoid(scores: Array) -> Array:
    """클래스 1의 확률; 출력이 하나면 두 클래스의 확률을 두 열로.

    Compute the probabilities of class 1; of one score, those of both classes in two columns.
    """
    found = plain(TABLE["sigmoid"](Tensor.constant(scores)))
    return np.column_stack([1 - found, found]) if found.shape[1:] in ((), (1,)) else found


# of the scores, as which a network that was trained with the loss is to be read
PROBABILITIES: dict[Loss, Callable[[Array], Array]] = {
    cross_entropy: _softmax,
    binary_cross_entropy: _sigmoid,
}


def _tensor(x: Any) -> Tensor:
    return x if isinstance(x, Tensor) else Tensor.constant(np.asarray(x))


def _expect_samples(loss: str, scores: Tensor) -> None:
    if not scores.size:
        raise ShapeError("loss.empty", loss=loss, shape=scores.shape)


def _pair(loss: str, prediction: Any, target: Any) -> tuple[Tensor, Array]:
    scores = _tensor(prediction)
    # a float64 target must not widen a float32 network
    wanted = numbers(loss, target).astype(scores.dtype, copy=False)
    if scores.shape != wanted.shape:
        raise ShapeError("loss.shapes", loss=loss, prediction=scores.shape, target=wanted.shape)
    _expect_samples(loss, scores)
    return scores, wanted


def _errors(loss: str, prediction: Any, target: Any) -> tuple[Tensor, Tensor]:
    scores, wanted = _pair(loss, prediction, target)
    error: Tensor = scores - (target if isinstance(target, Tensor) else wanted)
    return scores, error
