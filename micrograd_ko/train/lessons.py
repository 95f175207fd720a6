"""모델이 무엇을 배웠는가. Remember, with a model, what it was trained on."""

from __future__ import annotations

from typing import Any, NamedTuple

from ..losses import LOSSES, Loss
from ..nn import Module

__all__ = ["Lesson", "lesson_of", "remember"]


class Lesson(NamedTuple):
    """모델이 배운 데이터. Hold what a model was trained on: samples, targets and the loss.

    >>> from micrograd_ko import losses
    >>> Lesson([[1.0]], [[2.0]], losses.mse).loss([[3.0]], [[2.0]]).item()
    1.0
    """

    X: Any
    y: Any
    loss: Loss


def lesson_of(model: Module) -> Lesson | None:
    """모델이 마지막 fit에서 배운 데이터, 없으면 None.

    Return what `model` was last trained on by ``fit`` in this process; None where it was not.

    >>> from micrograd_ko.nn import Linear
    >>> from micrograd_ko.train import fit
    >>> model = Linear(1, 1)
    >>> lesson_of(model) is None
    True
    >>> history = fit(model, [[1.0], [2.0]], [[3.0], [6.0]], loss="mse", optimizer="sgd",
    ...               progress=False)
    >>> lesson_of(model).X.tolist()
    [[1.0], [2.0]]
    """
    found: Lesson | None = getattr(model, "_lesson", None)
    return found


def remember(model: Module, lesson: Lesson) -> None:
    """배운 데이터를 모델 곁에 둔다.

    Keep beside a model what it was trained on, which copies and files leave out; and in it the name
    of the loss, which they do not.
    """
    object.__setattr__(model, "_lesson", lesson)  # no change of the model itself
    name = next((name for name, loss in LOSSES.items() if loss is lesson.loss), None)
    object.__setattr__(model, "_loss", name)
