"""스스로 고른 모양: 정사각 행렬은 전치의 잘못을 숨긴다.

Find shapes of inputs, beside the given ones, that a function does with. A square matrix hides a
forgotten transpose, axes of equal length a sum over the wrong one; an axis that is not there hides
what is done along it, and inputs of one shape what is done where one of them is stretched.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ..engine import Tensor
from .derivatives import Function

__all__ = ["other_axes", "other_shapes"]

Array = np.ndarray[Any, Any]
# of axes that are free; a long one, too, as an error may be in an entry further on
LENGTHS = (
    [3, 2, 4, 5, 6, 7],
    [7, 4, 2, 3, 5, 6],
    [2, 4, 3, 6, 5, 7],
    [1, 3, 2, 4, 5, 6],
    [8, 2, 3, 4, 5, 6],
    [5, 3, 2, 4, 6, 7],
    [17, 2, 3, 4, 5, 6],
    [4, 1, 3, 2, 5, 6],
)
TRIES = 24
BATCH = 2  # the length of an axis that is put before the others


def other_shapes(
    function: Function, given: list[Array], rng: np.random.Generator
) -> list[list[tuple[int, ...]]]:
    """함수가 받아들이는 다른 모양.

    Find other shapes for the inputs: axes of one length may be one axis to the function (a matrix
    product insists on it), so they are parted as far as it lets them; None for a function that
    reads its inputs by itself.
    """
    lengths = [length for x in given for length in x.shape]
    if not function.takes or not lengths:
        return []
    for tried, groups in enumerate(_partitions(lengths)):
        if tried == TRIES:
            return []
        found = []
        for free in LENGTHS:
            shapes = _shaped(given, [free[g % len(free)] for g in groups])
            if shapes != [x.shape for x in given] and _fits(function, shapes, rng):
                found.append(shapes)
        if found:
            return found
    return []


def other_axes(
    function: Function, given: list[Array], rng: np.random.Generator
) -> Iterator[list[tuple[int, ...]]]:
    """축의 수나 늘어나는 축이 다른 모양.

    Yield shapes with other axes that the function does with: one more before the others, in all
    inputs or in one; or one of length 1, which is stretched where it meets a longer one.
    """
    arrays = [i for i, x in enumerate(function.inputs) if isinstance(x, Tensor)]
    if not function.takes or not arrays:
        return
    as_given = [x.shape for x in given]
    alone = [{i: (BATCH, *as_given[i])} for i in arrays if len(arrays) > 1]
    stretched = [
        {i: (*as_given[i][:k], 1, *as_given[i][k + 1 :])}
        for i in arrays
        for k, length in enumerate(as_given[i])
        if length > 1
    ]
    for changed in ({i: (BATCH, *as_given[i]) for i in arrays}, *alone, *stretched):
        shapes = [changed.get(i, shape) for i, shape in enumerate(as_given)]
        if _fits(function, shapes, rng):
            yield shapes


def _partitions(lengths: list[int]) -> Iterator[list[int]]:
    """축을 묶는 방법, 잘게 나눈 것부터.

    Yield the ways to group axes of one length, the finest first: for each axis its group's number.
    """

    def grouped(axes: int) -> Iterator[list[int]]:
        if axes == 0:
            yield []
            return
        for before in grouped(axes - 1):
            allowed = {g for g, n in zip(before, lengths, strict=False) if n == lengths[axes - 1]}
            for g in (max(before, default=-1) + 1, *sorted(allowed)):
                yield [*before, g]

    if len(lengths) <= 6:
        yield from sorted(grouped(len(lengths)), key=lambda groups: -max(groups))
    else:  # too many ways: all apart, or all of a length together
        yield list(range(len(lengths)))
        yield [lengths.index(n) for n in lengths]


def _shaped(given: list[Array], lengths: list[int]) -> list[tuple[int, ...]]:
    left = iter(lengths)
    return [tuple(next(left) for _ in x.shape) for x in given]


def _fits(function: Function, shapes: list[tuple[int, ...]], rng: np.random.Generator) -> bool:
    """함수가 이 모양을 받아들이는가. Tell whether the function does with these shapes."""
    inputs = zip(function.inputs, shapes, strict=True)
    numbers = [
        rng.uniform(0.5, 1.5, shape).astype(x.data.dtype) if shape else x.data
        for x, shape in inputs
    ]
    try:
        with function.placed(numbers):
            return all(np.all(np.isfinite(y.data)) for y in function())
    except Exception:  # whatever it says, it does not take them
        return False
