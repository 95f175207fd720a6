"""복소수 미분: 허수로 조금 움직이면 빼는 것이 없어 반올림도 없다.

Differentiate a recorded graph by a complex step (Squire and Trapp, SIAM Review 40, 1998): a tiny
imaginary displacement cancels nothing, so the slope is as exact as the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine import Node
from .derivatives import recomputed
from .rounding import BARELY, DRAWS, SAFETY, Shake

__all__ = ["complex_slope", "rounding_of_slope"]

STEP = 1e-80


def complex_slope(
    graph: list[Node],
    inputs: list[Any],
    start: list[Any],
    direction: list[Any],
    each: Callable[[Any], Any] = lambda x: x,
) -> float | None:
    """기록된 그래프를 복소수로 다시 계산한 허수부.

    Compute a recorded graph a tiny imaginary step away from where its inputs are `start`; None if a
    rule cannot. `each` has the last word on what an op gives.

    >>> from micrograd_ko import Value
    >>> from micrograd_ko.engine import topological_order
    >>> x = Value(3.0)
    >>> complex_slope(topological_order(x**2), [x], [3.0], [1.0])
    6.0
    """
    shaped = [
        np.reshape(kept + 1j * STEP * np.asarray(v), np.shape(kept) or 1)
        .astype(complex)
        .view(_Complex)
        for kept, v in zip(start, direction, strict=True)
    ]
    try:
        with np.errstate(all="ignore"):
            found = recomputed(graph, dict(zip(inputs, shaped, strict=True)), each)[graph[-1]]
    except (TypeError, ValueError, ArithmeticError):  # a rule that cannot read complex numbers
        return None
    return float(np.sum(np.imag(found))) / STEP


def rounding_of_slope(
    graph: list[Node], inputs: list[Any], start: list[Any], direction: list[Any], eps: float
) -> float:
    """복소수 미분에 남는 반올림 오차.

    Estimate what rounding within makes of the complex step, by shaking what each op gives.
    """
    shake = Shake(np.random.default_rng(0), BARELY * eps)
    exact = complex_slope(graph, inputs, start, direction)
    shaken = [complex_slope(graph, inputs, start, direction, shake) for _ in range(DRAWS)]
    apart = [abs(x - exact) for x in shaken if x is not None and exact is not None]
    return SAFETY / BARELY * max(apart, default=0.0)


class _Complex(np.ndarray[Any, Any]):
    """복소수 미분을 위한 배열: 크기와 비교는 실수부를 따른다.

    Hold complex numbers whose size and comparisons follow the real part, for a tiny imaginary step.
    """

    def __abs__(self) -> Any:
        return np.where(_real(self) < 0, -self, self).view(_Complex)

    def __gt__(self, other: Any) -> Any:
        return _real(self) > _real(other)

    def __lt__(self, other: Any) -> Any:
        return _real(self) < _real(other)

    def __ge__(self, other: Any) -> Any:
        return _real(self) >= _real(other)

    def __le__(self, other: Any) -> Any:
        return _real(self) <= _real(other)


def _real(x: Any) -> Any:
    return np.asarray(x).real
