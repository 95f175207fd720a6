"""스스로 고른 점: 한 점에서 맞는 것은 우연일 수 있다.

Draw points beside the given one, where a gradient that is right by luck is not: near and far, large
and small side by side, whole numbers, zeros and equal numbers (ties), in other shapes where the
function does with them; and by looking along single inputs, :func:`striking_points`: kinks, edges,
and where the rules differ from a quick difference. A function flows in, numbers for its inputs flow
out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from ..engine import Node, Tensor
from .derivatives import Function
from .scanning import striking_points
from .shapes import other_axes, other_shapes

__all__ = ["own_points"]

Array = np.ndarray[Any, Any]
Draw = Callable[[np.random.Generator, Array, float], Any]
AXES = 6  # points in shapes with other axes


def own_points(function: Function, count: int, seed: int) -> Iterator[list[Any]]:
    """입력마다의 새 수. Draw `count` points, each a list of numbers for the function's inputs."""
    rng = np.random.default_rng((seed, 2))
    given = [np.array(x.data, dtype=float) for x in function.inputs]
    as_given = [x.shape for x in given]
    others = other_shapes(function, given, rng) or [as_given]
    for k in range(count):
        draw = FAMILIES[k % len(FAMILIES)]
        # every other point in another shape, and of each family, when they begin anew, the other
        turn = k + k // len(FAMILIES)
        shapes = others[turn // 2 % len(others)] if turn % 2 else as_given
        common = float(rng.normal())
        drawn = (
            draw(rng, x if x.shape == shape else np.resize(x, shape), common)
            for x, shape in zip(given, shapes, strict=True)
        )
        yield _as_held(function.inputs, drawn)
    for shapes in islice(other_axes(function, given, rng), AXES):
        resized = (np.resize(x, shape) for x, shape in zip(given, shapes, strict=True))
        yield _as_held(function.inputs, [_near(rng, x, 0.0) for x in resized])
    for numbers in striking_points(function, given, rng):
        yield _as_held(function.inputs, numbers)


def _as_held(inputs: list[Node], numbers: Any) -> list[Any]:
    """입력이 지니는 형으로. Give numbers the type that each input holds; -0.0 becomes 0.0."""
    return [
        np.asarray(numbers_of_one, dtype=x.data.dtype) + x.data.dtype.type(0.0)
        if isinstance(x, Tensor)
        else float(numbers_of_one) + 0.0
        for x, numbers_of_one in zip(inputs, numbers, strict=True)
    ]


def _signs(rng: np.random.Generator, x: Array) -> Any:
    return rng.choice([-1.0, 1.0], x.shape)


def _powers(rng: np.random.Generator, x: Array, low: float, high: float) -> Any:
    return 10.0 ** rng.uniform(low, high, x.shape)


def _near(rng: np.random.Generator, x: Array, _: float) -> Array:
    return x * (1 + rng.uniform(-0.3, 0.3, x.shape)) + rng.uniform(-0.1, 0.1, x.shape)


def _kept(rng: np.random.Generator, x: Array) -> Any:
    """부호는 그대로, 0은 아무렇게나. Keep signs: what is 0 gets either."""
    return np.where(x == 0, _signs(rng, x), np.sign(x))


# No two entries alike but where it is meant: what is square, symmetric or equal hides much.
FAMILIES: list[Draw] = [
    _near,
    lambda rng, x, _: rng.normal(0.0, 2.0, x.shape),
    lambda rng, x, _: rng.integers(-2, 3, x.shape).astype(float),
    lambda rng, x, _: _signs(rng, x) * _powers(rng, x, -3.0, 3.0),
    lambda rng, x, common: np.full(x.shape, common),
    lambda rng, x, _: rng.uniform(-0.9, 0.9, x.shape),
    lambda rng, x, _: np.zeros(x.shape),
    lambda rng, x, _: _kept(rng, x) * _powers(rng, x, -2.5, 2.5),
    lambda rng, x, _: -_near(rng, x, 0.0),
    lambda rng, x, _: rng.uniform(0.1, 6.0, x.shape),
    lambda rng, x, _: _near(rng, x, 0.0) * 10.0 ** rng.uniform(1.3, 2.3),
    lambda rng, x, _: _near(rng, x, 0.0) * 10.0 ** rng.uniform(-3.0, -1.0),
    lambda rng, x, common: np.where(rng.random(x.shape) < 0.5, common, round(common)),
    lambda rng, x, _: rng.normal(0.0, 6.0, x.shape),
]
