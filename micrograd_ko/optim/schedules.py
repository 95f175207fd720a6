"""학습률 스케줄: 스텝에서 학습률로 가는 함수.

Make learning-rate schedules: functions from the step, counted from 0, to the learning rate. Give
one to an optimizer in place of a number: ``Adam(model, lr=cosine(0.01, steps=1000))``. Any function
of the step is one: ``SGD(model, lr=lambda step: 0.1 / (1 + step))``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from ..arguments import check_whole, number_option

__all__ = ["cosine", "step_decay", "warmup"]

Schedule = Callable[[int], float]


def step_decay(lr: float, *, every: int, factor: float = 0.1) -> Schedule:
    """계단처럼 줄인다: η·factor^⌊스텝/every⌋.

    Lower the rate in stairs: multiply it by `factor`, from 0 to below 1, after each `every` steps.

    >>> [round(step_decay(0.1, every=100, factor=0.5)(step), 3) for step in (0, 99, 100, 250)]
    [0.1, 0.1, 0.05, 0.025]
    """
    rate, each = number_option("lr", lr, low=0.0, open_low=True), check_whole("every", every, low=1)
    share = number_option("factor", factor, low=0.0, high=1.0)
    return lambda step: rate * share ** (step // each)


def cosine(lr: float, *, steps: int, low: float = 0.0) -> Schedule:
    """코사인을 따라 low까지: low + (η - low)·(1 + cos(π·스텝/steps))/2.

    Lower the rate along half a wave, to `low` after `steps` steps, where it stays. Source:
    Loshchilov and Hutter (2017), "SGDR: Stochastic Gradient Descent with Warm Restarts".

    >>> [round(cosine(0.1, steps=100)(step), 3) for step in (0, 50, 100, 200)]
    [0.1, 0.05, 0.0, 0.0]
    """
    rate, length = (
        number_option("lr", lr, low=0.0, open_low=True),
        check_whole("steps", steps, low=1),
    )
    end = number_option("low", low, low=0.0)
    return lambda step: end + (rate - end) * (1 + math.cos(math.pi * min(step / length, 1.0))) / 2


def warmup(lr: float | Schedule, *, steps: int) -> Schedule:
    """처음 steps 스텝은 0에서부터 늘리고, 그 뒤는 lr대로.

    Raise the rate evenly over the first `steps` steps, to `lr`; then go on with it, a number or
    another schedule, whose step 0 is where the warm-up ends. Source: Goyal et al. (2017),
    "Accurate, Large Minibatch SGD".

    >>> [round(warmup(0.1, steps=4)(step), 3) for step in range(6)]
    [0.025, 0.05, 0.075, 0.1, 0.1, 0.1]
    """
    length = check_whole("steps", steps, low=1)
    if callable(lr):
        after = lr
    else:
        rate = number_option("lr", lr, low=0.0, open_low=True)

        def after(step: int) -> float:
            return rate

    def schedule(step: int) -> float:
        return after(0) * (step + 1) / length if step < length else after(step - length)

    return schedule
