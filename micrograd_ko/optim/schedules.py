"""학습률 스케줄: 스텝에서 학습률로 가는 함수.

Make learning-rate schedules: functions from the step, counted from 0, to the learning rate. Give
one to an optimizer in place of a number: ``Adam(model, lr=cosine(0.01, steps=1000))``. Any function
of the step is one: ``SGD(model, lr=lambda step: 0.1 / (1 + step))``. Those here can be pickled.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from ..arguments import check_whole, number_option

__all__ = ["cosine", "step_decay", "warmup"]

Schedule = Callable[[int], float]


def step_decay(lr: float, *, every: int, factor: float = 0.1) -> Schedule:
    """계단처럼 줄인다: η·factor^⌊스텝/every⌋.

    Lower the rate in stairs: multiply it by `factor`, from 0 to below 1, after each `every` steps.

    >>> [round(step_decay(0.1, every=100, factor=0.5)(step), 3) for step in (0, 99, 100, 250)]
    [0.1, 0.1, 0.05, 0.025]
    """
    share = number_option("factor", factor, low=0.0, high=1.0)
    return _Stairs(_rate(lr), check_whole("every", every, low=1), share)


def cosine(lr: float, *, steps: int, low: float = 0.0) -> Schedule:
    """코사인을 따라 low까지: low + (η - low)·(1 + cos(π·스텝/steps))/2.

    Lower the rate along half a wave, to `low` after `steps` steps, where it stays. Source:
    Loshchilov and Hutter (2017), "SGDR: Stochastic Gradient Descent with Warm Restarts".

    >>> [round(cosine(0.1, steps=100)(step), 3) for step in (0, 50, 100, 200)]
    [0.1, 0.05, 0.0, 0.0]
    """
    length = check_whole("steps", steps, low=1)
    return _Cosine(_rate(lr), length, number_option("low", low, low=0.0))


def warmup(lr: float | Schedule, *, steps: int) -> Schedule:
    """처음 steps 스텝은 0에서부터 늘리고, 그 뒤는 lr대로.

    Raise the rate evenly over the first `steps` steps, to `lr`; then go on with it, a number or
    another schedule, whose step 0 is where the warm-up ends. Source: Goyal et al. (2017),
    "Accurate, Large Minibatch SGD".

    >>> [round(warmup(0.1, steps=4)(step), 3) for step in range(6)]
    [0.025, 0.05, 0.075, 0.1, 0.1, 0.1]
    """
    length = check_whole("steps", steps, low=1)
    return _Warmup(lr if callable(lr) else _rate(lr), length)


def _rate(lr: float) -> float:
    return number_option("lr", lr, low=0.0, open_low=True)


@dataclass(frozen=True)
class _Stairs:
    lr: float
    every: int
    factor: float

    def __call__(self, step: int) -> float:
        return self.lr * self.factor ** (step // self.every)


@dataclass(frozen=True)
class _Cosine:
    lr: float
    steps: int
    low: float

    def __call__(self, step: int) -> float:
        share = min(step / self.steps, 1.0)
        return self.low + (self.lr - self.low) * (1 + math.cos(math.pi * share)) / 2


@dataclass(frozen=True)
class _Warmup:
    lr: float | Schedule
    steps: int

    def __call__(self, step: int) -> float:
        if step >= self.steps:
            return self.lr(step - self.steps) if callable(self.lr) else self.lr
        end = self.lr(0) if callable(self.lr) else self.lr
        return end * (step + 1) / self.steps
