"""투영 하나에서 반올림이 하는 일.

Tell what rounding may make of one projection: of its gradient, of its values, and what it may hide.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .derivatives import recomputed
from .rounding import SAFETY, SHAKEN, largest, largest_at_stake

if TYPE_CHECKING:
    from .projection import Projection

__all__ = ["at_the_edge", "blurred", "hidden_slope", "lost", "noise_of_gradient", "noise_of_values"]

# of the results: where shaking moves so much, rounding leaves nothing of them; and of the inputs,
# as the results may be 0
LOST, LOST_OF_INPUTS = 0.1, 1e-6
HALF = 1e-9  # of the size of the results: what differences of differences can tell
STRIDES = (-4096.0, -1.0, 1.0, 4096.0)  # in sizes: how far off a result is seen to move
DIGITS = 4.0  # last ones that an op may lose within


def noise_of_gradient(p: Projection, direction: list[Any]) -> float:
    """반올림만으로 생길 수 있는 기울기의 차이.

    Tell what rounding alone may make of the gradient along `direction`.
    """
    return blurred(p.blur, direction)


def blurred(blur: list[Any], direction: list[Any]) -> float:
    """방향으로 더한 반올림 오차. Sum the rounding errors of entries along a direction."""
    return float(sum(np.sum(np.abs(v) * b) for v, b in zip(direction, blur, strict=True)))


def noise_of_values(p: Projection, direction: list[Any]) -> tuple[float, float]:
    """반올림이 함숫값에 남기는 차이, 그리고 그 뒤에 숨을 수 있는 기울기.

    Tell what rounding makes of the projection, of the results that move along `direction`, and
    what slope may hide behind the last digit of the largest numbers that move, or that swallow
    what moves.
    """
    size = p.size(direction)
    step = size / 16
    moved = [np.asarray(x)[()] for x in p.moved(step, direction)]
    outputs = p.there(p.moved(step, direction))
    if outputs is None:
        return 0.0, 0.0
    again = recomputed(p.within, dict(zip(p.inputs, moved, strict=True)))
    most = largest_at_stake(p.within, again)
    noise = hidden = 0.0
    for y, value, w, blur, part in zip(outputs, p.values, p.weights, p.blurs, p.parts, strict=True):
        moves = np.not_equal(y, value)
        # within an op, too, digits are lost, of numbers as large as those that it reads
        noise += float(np.sum(np.abs(w) * (blur + DIGITS * p.eps * most), where=part & moves))
        still = float(np.sum(np.abs(w), where=part & ~moves)) / step
        hidden += p.eps * most * (still + float(np.sum(np.abs(w), where=part & moves)) / size)
    return noise, hidden


def hidden_slope(p: Projection, direction: list[Any]) -> float:
    """마지막 자리 뒤에 숨을 수 있는 기울기.

    Tell what slope may hide behind the last digit: of a gradient, what hides in the slopes below.
    """
    if p.below is None:
        return noise_of_values(p, direction)[1]
    below = 16 * hidden_slope(p.below, p.weights) / p.size(direction)
    # differences of differences: half of the digits are lost
    return below + (0.0 if p.below.analytic else HALF * _size_of_values(p.below))


def _size_of_values(p: Projection) -> float:
    """결과들의 크기. Sum the sizes of the results, as far as they are finite."""
    terms = zip(p.weights, p.values, p.parts, strict=True)
    return float(sum(np.sum(np.abs(w * y), where=part) for w, y, part in terms))


def lost(p: Projection, direction: list[Any]) -> bool:
    """그 방향으로 움직이는 결과가 반올림에 모두 묻히는가.

    Tell whether shaking some last digits of all numbers changes the results that move along
    `direction` beyond recognition, as those of equations that are singular but for rounding.
    """
    size, rng = p.size(direction), np.random.default_rng(0)
    # what all entries together do not move, as a softmax, each moves by itself
    bent = [v * rng.uniform(0.5, 1.5, np.shape(v)) for v in direction]
    around = [p.there(p.moved(t * size, v)) for v in (direction, bent) for t in STRIDES]
    moving = []
    for k, (y, blur) in enumerate(zip(p.values, p.blurs, strict=True)):
        still = [np.equal(y, there[k]) for there in around if there is not None]
        moving.append(np.where(np.logical_and.reduce(still), 0.0, blur) if still else blur)
    moved = SHAKEN / SAFETY * blurred(moving, p.weights)
    return moved > LOST * _size_of_values(p) + LOST_OF_INPUTS * max(map(largest, p.kept))


def at_the_edge(p: Projection, direction: list[Any], got: float, noise: float) -> bool:
    """반올림 오차만큼 곁에 발산하는 점이 있는가.

    Tell whether a pole lies as near as rounding: shaken by some last digits, all of the
    gradient is lost, and so is the function's value if it were as steep for so long.
    """
    values = _size_of_values(p)
    inputs = 1.0 + max(map(largest, p.kept))
    # so far is the pole that shaking all numbers moves the gradient by a thirtieth of it
    lost = 0 < 4 * noise <= abs(got) <= SHAKEN * noise
    steep = abs(got) * SAFETY * SHAKEN * p.eps * p.size(direction) >= values + inputs
    # results so large, and all lost in rounding, are themselves of a pole next to the point
    vast = p.eps * values >= inputs and SHAKEN * blurred(p.blurs, p.weights) >= values
    return bool((lost and steep) or vast)
