"""상류 기울기에 비례하는가, 수로도 그래프로도.

Judge whether a gradient is linear in the upstream gradient, as the chain rule is: its numbers, and
as a graph, where a rule that reads the upstream gradient as plain numbers loses a part of every
second derivative of what the op is used in. Projections flow in, entries flow out.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite, nan
from typing import Any

import numpy as np

from ..engine import grad, gradients_of
from .directions import ALL, Place
from .judging import TINY, Entry, at_the_limits
from .noise import blurred, hidden_slope, lost
from .projection import Projection, sum_of

__all__ = ["cut_upstream", "not_linear"]

SIZES = (-(2.0**-17), 2.0**15)  # of upstream gradients, beside the one drawn: they round nothing


def not_linear(p: Projection) -> Iterator[Entry]:
    """상류 기울기에 비례하지 않는 기울기.

    Find where the gradient is not proportional to the upstream gradient, as the chain rule is: a
    rule that clips, rounds or forgets it.
    """
    for by in SIZES:
        readings = zip(p.names, p.read, p.scaled(by), p.blur, strict=True)
        for i, (name, one, many, blur) in enumerate(readings):
            for index in np.ndindex(one.shape):
                want, got = by * float(one[index]), float(many[index])
                slack = p.rtol * abs(want) + abs(by) * float(blur[index]) + TINY.get(p.eps, 0.0)
                if not isfinite(want) or abs(want - got) <= slack:
                    continue
                if not isfinite(got) and at_the_limits(p, finite=True):
                    continue
                if not abs(want - got) <= slack + abs(by) * hidden_slope(p, p.direction(i, index)):
                    note = "check.note.upstream"
                    yield Entry(p.order, name, index, want, got, 0.0, "wrong", nan, nan, note)


def cut_upstream(p: Projection) -> Iterator[Entry]:
    """그래프가 상류 기울기에서 끊긴 기울기.

    Find where the graph of the gradient has lost the upstream gradient: differentiated by it, and
    times it, a linear function is itself (Euler). All inputs are looked at together, and one by one
    only if something is lost.
    """
    if _cut(p, p.direction(ALL, 1)) is None:
        return
    for i, (name, read) in enumerate(zip(p.names, p.read, strict=True)):
        place: Place = 1 if read.ndim else ()
        if (cut := _cut(p, p.direction(i, place))) is not None:
            note = "check.note.cut_upstream"
            yield Entry(2, name, place, *cut, 0.0, "wrong", nan, nan, note)


def _cut(p: Projection, direction: list[Any]) -> tuple[float, float] | None:
    """기울기와, 상류 기울기로 미분한 것, 다르면.

    Give the slope along `direction`, and what it is by the upstream gradients, if they differ.
    """
    shares = [np.where(v != 0, g * v, 0.0) for g, v in zip(p.read, direction, strict=True)]
    want, size = (float(sum(map(np.sum, x))) for x in (shares, map(np.abs, shares)))
    got = _by_upstream(p, direction) if isfinite(size) else nan
    slack = p.rtol * size + 2 * blurred(p.blur, direction) + TINY.get(p.eps, 0.0)
    if not isfinite(got) or abs(want - got) <= slack or lost(p, direction):
        return None
    return None if abs(want - got) <= slack + hidden_slope(p, direction) else (want, got)


def _by_upstream(p: Projection, direction: list[Any]) -> float:
    """그래프로 읽은 기울기를 상류 기울기로 미분해 그것을 곱한 값.

    Differentiate the slope along `direction`, read as a graph, by the upstream gradients; times
    these.
    """
    outputs = p.function()
    seeds = [type(y)(w) for y, w in zip(outputs, p.weights, strict=True)]
    root = sum_of([y * seed for y, seed in zip(outputs, seeds, strict=True)], p.parts)
    slopes = grad(root, p.inputs, create_graph=True)
    along = [g * np.asarray(v)[()] for g, v in zip(slopes, direction, strict=True)]
    slope = sum_of(along, [np.ones(np.shape(g.data), bool) for g in along])
    found = {} if slope.kind == "constant" else gradients_of(slope)
    return float(sum(np.sum(found[seed] * seed.data) for seed in seeds if seed in found))
