"""움직일 방향과 간격.

Choose what to nudge, and how far: one entry of an input, or random directions in which every entry
goes by its own size.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

__all__ = ["ALL", "Place", "direction", "large_step"]

Place = tuple[int, ...] | int  # an entry, or the number of a direction
ALL = -1  # in place of an input's number: all inputs at once


def direction(
    inputs: list[Any],
    gradients: list[Any],
    poles: list[Any],
    seed: tuple[int, ...],
    i: int,
    place: Place,
) -> list[Any]:
    """i번째 입력의 한 자리, 또는 무작위 방향.

    Choose one entry of the i-th input, or a direction in it, or (``ALL``) in all inputs at once. Of
    those numbered, 1 in ``ALL`` goes the same way everywhere; else each entry goes by its own size,
    and in even ones far where the gradient is small, so that it counts as well. Entries at `poles`
    stay.

    >>> direction([3.0, 4.0], [1.0, 1.0], [False, False], (0,), 1, ())
    [0.0, 1.0]
    """
    found: list[Any] = [np.zeros(np.shape(x)) for x in inputs]
    if not isinstance(place, int):
        found[i][place] = 1.0
    else:
        for k in range(len(found)) if i == ALL else [i]:
            rng = np.random.default_rng((*seed, k, place))
            size = _sizes(inputs[k])
            v = rng.uniform(-1, 1, found[k].shape) * size
            if i == ALL and place == 1:
                v = np.ones(found[k].shape)
            elif place and place % 2 == 0:
                v = v * _evening(gradients[k] * size)
            found[k] = np.where(poles[k], 0.0, v)
    return [v if v.ndim else v.item() for v in found]


def large_step(inputs: list[Any], along: list[Any]) -> float:
    """그 방향에서 큰 간격.

    Tell how large a displacement is large: no entry goes further than its size, at least 1.

    >>> large_step([30.0, 0.5], [1.0, 0.0])
    30.0
    """
    sizes = [
        np.min(
            _sizes(x) / np.where(np.equal(v, 0), 1.0, np.abs(v)),
            initial=np.inf,
            where=np.not_equal(v, 0),
        )
        for x, v in zip(inputs, along, strict=True)
    ]
    size = float(min(sizes))
    return size if isfinite(size) else 1.0


def _sizes(x: Any) -> Any:
    """수마다의 크기, 적어도 1. Tell the size of each number, at least 1."""
    return np.fmax(np.where(np.isfinite(x), np.abs(x), 1.0), 1.0)


def _evening(got: Any) -> Any:
    """기울기가 작은 곳에서 멀리 가게 하는 배수.

    Make factors that even out what the entries of a gradient give, a thousandfold at most.
    """
    sizes = np.where(np.isfinite(got), np.abs(got), 0.0)
    middle = float(np.median(sizes[sizes > 0])) if np.any(sizes > 0) else 1.0
    return np.clip(middle / np.where(sizes > 0, sizes, middle), 1e-3, 1e3)
