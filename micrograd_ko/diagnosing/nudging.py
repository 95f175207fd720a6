"""배우는 이의 순전파를 조금씩 움직여 보고 아는 것.

Learn by nudging the learner's own forward function, where nothing can be recorded and where what
was recorded is to be believed: derivatives by the complex step and by differences, kinks,
estimates.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

from ..checking import slope
from .traces import Array, Arrays, Loss, indices, largest_places

__all__ = ["agrees", "differences", "estimated", "ignored", "imaginary", "is_between", "scale"]

NUMBERS = 2000  # of the parameters that are nudged one by one; of more so many are drawn
STEPS = (1e-4, 1e-6)  # a kink may lie within the larger one
COARSE_STEPS = (5e-3, 1e-3)  # where the loss is rounded to single precision
LOOKED_AT = 3  # entries that tell by which differences a gradient was estimated


def agrees(loss: Loss, parameters: Arrays, gradients: Arrays, precision: float) -> bool:
    """기울기가 정말 loss의 기울기인지, 매개변수마다 한 방향으로 비교한다.

    Check that these are the gradients of `loss`: for each parameter the slope along one random
    direction is compared with differences. Two steps, as a kink may lie within the larger one.

    Args:
        precision: the relative rounding error of the loss.
    """
    random = np.random.default_rng(0)
    noise = 8 * precision * abs(float(loss(parameters)))
    for name, array in parameters.items():
        # nan was not computed
        way = np.where(np.isnan(gradients[name]), 0.0, random.standard_normal(array.shape))
        slope = float(np.nansum(gradients[name] * way))
        size = float(np.linalg.norm(np.nan_to_num(gradients[name])))
        for relative in STEPS if precision < 1e-12 else COARSE_STEPS:
            step = relative * scale(array)
            above, below = (
                float(loss({**parameters, name: array + sign * step * way})) for sign in (1, -1)
            )
            found = (above - below) / (2 * step)
            close = max(1e-5, 10 * relative**2) * max(abs(found), abs(slope), size)
            if abs(found - slope) <= close + noise / step:
                break
        else:
            return False
    return True


def scale(array: Array) -> float:
    """배열의 크기: 가장 큰 수, 모두 0이면 1.

    Measure an array by its largest number; 1 where all are 0.
    """
    return float(np.max(np.abs(array), initial=0.0)) or 1.0


def imaginary(loss: Loss, parameters: Arrays) -> dict[str, Array]:
    """복소수 간격: Im f(x + ih)/h.

    Differentiate by the complex step: exact where `loss` is made of analytic functions.

    W. Squire, G. Trapp, "Using complex variables to estimate derivatives of real functions", SIAM
    Review 40 (1998).
    """
    found = {name: np.full(array.shape, np.nan) for name, array in parameters.items()}
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("error", np.exceptions.ComplexWarning)
        for name, index in _places(parameters):
            moved = parameters[name].astype(complex)
            moved[index] += 1e-30j
            found[name][index] = np.asarray(loss({**parameters, name: moved})).item().imag / 1e-30
    return found


def _places(parameters: Arrays) -> Iterator[tuple[str, tuple[int, ...]]]:
    """움직여 볼 자리: 너무 많으면 골라서.

    Yield the entries that are nudged, drawn where there are too many.
    """
    random, share = np.random.default_rng(0), NUMBERS // max(1, len(parameters))
    total = sum(array.size for array in parameters.values())
    for name, array in parameters.items():
        chosen: Iterable[int] = range(array.size)
        if total > NUMBERS and array.size > share:
            chosen = sorted(random.choice(array.size, share, replace=False).tolist())
        yield from ((name, index) for index in indices(chosen, array.shape))


def _nudged(loss: Loss, parameters: Arrays, name: str, index: tuple[int, ...], by: float) -> float:
    moved = parameters[name].copy()
    moved[index] += by
    return float(loss({**parameters, name: moved}))


def differences(
    loss: Loss, parameters: Arrays, precision: float
) -> tuple[dict[str, Array], dict[str, Array]]:
    """수마다 차분으로 미분한다.

    Differentiate entry by entry: :func:`micrograd_ko.checking.differences.slope`.

    Returns:
        the gradients; and for each entry by how much it may be off, which at a kink is half
        the difference of the slopes on its two sides.
    """
    found = {name: np.full(array.shape, np.nan) for name, array in parameters.items()}
    off = {name: np.full(array.shape, np.nan) for name, array in parameters.items()}
    for name, index in _places(parameters):
        seen = slope(
            partial(_nudged, loss, parameters, name, index), scale(parameters[name]), precision
        )
        found[name][index], off[name][index] = seen.value, seen.error
    return found, off


# ── what a learner's gradient may be, besides right and wrong ──


def is_between(
    loss: Loss, parameters: Arrays, name: str, right: Array, got: Array, precision: float
) -> bool:
    """꺾인 점에서 어느 쪽으로 보아도 되는가.

    Tell whether the loss has a kink wherever `got` differs from the `right` gradient, and `got` is
    one of the slopes there, or between them. np.maximum is no mystery to the graph;
    where(z > 0, z, 0) and z * (z > 0) are, since their conditions are mere numbers in it.
    """
    off = np.abs(got - right)
    base, step = float(loss(parameters)), 1e-6 * scale(parameters[name])
    blur = 16 * precision * abs(base) / step
    for index in largest_places(off, NUMBERS):
        if off[index] <= 1e-6 * off.max():
            break
        below, above = (_nudged(loss, parameters, name, index, by) for by in (-step, step))
        low, high = sorted(((base - below) / step, (above - base) / step))
        size = max(abs(low), abs(high))
        slack = 1e-4 * size + blur
        if high - low <= 1e-3 * size + blur or not low - slack <= got[index] <= high + slack:
            return False  # most are told to be no kink by the first of these
    return True


def estimated(
    loss: Loss, parameters: Arrays, name: str, right: Array, got: Array, precision: float
) -> bool:
    """차분으로 구한 기울기인가.

    Tell whether differences, of some step that is a power of ten, give `got` and its error.
    """
    off = np.abs(got - right)
    base, worst = float(loss(parameters)), largest_places(off, LOOKED_AT)
    for h in 10.0 ** -np.arange(2, 8):
        blur = 8 * precision * abs(base) / h
        above, below = ([_nudged(loss, parameters, name, i, by) for i in worst] for by in (h, -h))
        forward = [(a - base) / h for a in above]
        central = [(a - b) / (2 * h) for a, b in zip(above, below, strict=True)]
        for quotients in (forward, central):
            if all(
                abs(q - got[i]) <= 0.05 * off[i] + blur
                for q, i in zip(quotients, worst, strict=True)
            ):
                return bool(blur <= 0.5 * off.max())
    return False


def ignored(loss: Loss, parameters: Arrays, name: str) -> bool:
    """손실이 이 매개변수를 보지 않는가.

    Tell whether the loss stays just as it is wherever a parameter is moved to.
    """
    random, base = np.random.default_rng(0), float(loss(parameters))
    here = parameters[name]
    moved = (here + scale(here) * random.standard_normal(here.shape) for _ in range(2))
    return all(float(loss({**parameters, name: array})) == base for array in moved)
