"""적은 것을 하나의 Tensor로.

Make one Tensor of an array and of what was written to it: ``out[i] = …``, ``z[mask] = 0``.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ...engine import Tensor

__all__ = ["assembled", "is_traced", "plain_numbers"]


def is_traced(x: Any) -> bool:
    """계산된 것이 들어 있는가. Tell whether x is a Tensor, or a list with one in it."""
    return isinstance(x, Tensor) or (isinstance(x, (list, tuple)) and any(map(is_traced, x)))


def plain_numbers(x: Any) -> Any:
    """그래프 없이 수만. Give the numbers of a Tensor; anything else as it is."""
    return x.data if isinstance(x, Tensor) else x


def assembled(before: Any, writes: list[tuple[Any, Any]]) -> Any:
    """적힌 것들을 이어 붙이고, 원소마다 제자리의 것을 고른다.

    Join what was written, and choose for each entry what belongs there.
    """
    shape, size = np.shape(before), int(np.size(plain_numbers(before)))
    if len(writes) == 1:
        ((places, value),) = writes
        if np.size(places) == size and np.array_equal(np.ravel(places), np.arange(size)):
            return np.broadcast_to(value, shape) if np.shape(value) != shape else value
        if not is_traced(value):  # a choice, such as z[z < 0] = 0
            chosen = np.zeros(size, bool)
            chosen[places] = True
            written = np.zeros(size)
            written[places] = value
            return np.where(chosen.reshape(shape), written.reshape(shape), before)
    pieces, starts, index = [before], [0], np.arange(size)
    end = size
    for places, value in writes:
        index[places] = end + np.arange(np.size(places)).reshape(np.shape(places))
        pieces.append(np.broadcast_to(value, np.shape(places)))
        starts.append(end)
        end += np.size(places)
    used = [k for k in range(len(pieces)) if ((index >= starts[k])
            & (index < (starts[k + 1] if k + 1 < len(starts) else end))).any()]  # fmt: skip
    moved_to, start = np.zeros(end, int), 0
    for k in used:
        count = int(np.size(plain_numbers(pieces[k])))
        moved_to[starts[k] : starts[k] + count] = start + np.arange(count)
        start += count
    index = moved_to[index]
    joined = np.concatenate([np.reshape(pieces[k], -1) for k in used])
    if not np.array_equal(index, np.arange(start)):
        joined = joined[index]
    return np.reshape(joined, shape)
