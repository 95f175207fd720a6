"""NumPy의 함수를 수가 없는 배열에.

Write NumPy's functions down for arrays without numbers: each takes the tape and what NumPy's takes,
and is made of instructions. What only moves entries about (`MOVING`) NumPy does itself, to the
places.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from ...engine import ask_linalg
from .instructions import Instruction

if TYPE_CHECKING:
    from .abstract import AbstractArray
    from .tape import Tape

__all__ = ["FUNCTIONS", "MOVING", "matmul", "unrepeated"]

MOVING = (
    "reshape",
    "transpose",
    "squeeze",
    "broadcast_to",
    "swapaxes",
    "moveaxis",
    "expand_dims",
    "ravel",
    "flip",
    "roll",
    "take",
)


def matmul(tape: Tape, a: Any, b: Any) -> AbstractArray:
    """행렬 곱; 앞 축은 하나씩. Multiply matrices; of stacks of them, one after the other."""
    a, b = tape.constant(a), tape.constant(b)
    # NumPy refuses what does not fit
    shape = np.matmul(np.empty(a.shape, dtype=bool), np.empty(b.shape, dtype=bool)).shape
    left, right = a[None, :] if a.ndim == 1 else a, b[:, None] if b.ndim == 1 else b
    if left.ndim == right.ndim == 2:
        return tape.write("matmul", (left, right), (left.shape[0], right.shape[1])).reshape(shape)
    stack = np.broadcast_shapes(left.shape[:-2], right.shape[:-2])
    left, right = (x.spread(stack + x.shape[-2:]) for x in (left, right))
    return _concatenate(
        tape, [matmul(tape, left[i], right[i]).reshape(-1) for i in np.ndindex(stack)]
    ).reshape(shape)


def unrepeated(arrays: list[AbstractArray]) -> list[AbstractArray] | None:
    """똑같이 늘어난 축을 한 줄로 줄인 것.

    Take away the axes along which all of the arrays repeat; None if there are none.
    """
    first = arrays[0]
    again = [n > 1 and all(x.strides[i] == 0 for x in arrays) for i, n in enumerate(first.shape)]
    if not any(again):
        return None
    return [x[tuple(slice(0, 1) if repeats else slice(None) for repeats in again)] for x in arrays]


def _reduction(name: str) -> Callable[..., AbstractArray]:
    def reduce(tape: Tape, a: Any, axis: Any = None, *, keepdims: Any = False) -> AbstractArray:
        a = tape.constant(a)
        # NumPy refuses a wrong axis
        kept = np.sum(np.empty(a.shape, dtype=bool), axis=axis, keepdims=True).shape
        out = _reduced(name, a, kept)
        return (
            out
            if keepdims
            else out.moved(lambda places: np.squeeze(places, axis=axis) if places.ndim else places)
        )

    return reduce


def _reduced(name: str, a: AbstractArray, kept: tuple[int, ...]) -> AbstractArray:
    """줄인 것, 줄어든 축은 길이 1로. `a` reduced to the shape `kept`.

    Reduce an array; of numbers that repeat, the sum is a product.
    """
    if (once := unrepeated([a])) is not None:
        found = _reduced(name, once[0], tuple(map(min, kept, once[0].shape)))
        times = prod(
            n
            for n, m, left in zip(a.shape, kept, once[0].shape, strict=True)
            if n != m and left == 1
        )
        return (found * times if name == "sum" and times != 1 else found).spread(kept)
    axes = tuple(i for i, (n, m) in enumerate(zip(a.shape, kept, strict=True)) if n != m)
    return a.tape.write(name, (a,), kept, axes) if axes else a.tape.elementwise("copy", a)


def _concatenate(tape: Tape, arrays: Any, axis: int | None = 0) -> AbstractArray:
    parts = [tape.constant(x) for x in arrays]
    parts = [x.reshape(-1) for x in parts] if axis is None else parts
    axis = 0 if axis is None else axis
    out = tape.array(
        np.concatenate([np.empty(x.shape, dtype=bool) for x in parts], axis=axis).shape
    )
    for part, place in zip(
        parts,
        np.split(out.places, np.cumsum([x.shape[axis] for x in parts])[:-1], axis=axis),
        strict=True,
    ):
        tape.instructions.append(Instruction("copy", out.showing(place), (part,)))
    return out


def _products(tape: Tape, a: Any, axis: Any = None, *, keepdims: Any = False) -> Any:
    """한 칸씩 곱한다. Multiply one entry after the other."""
    a = tape.constant(a)
    kept = np.sum(np.empty(a.shape, dtype=bool), axis=axis, keepdims=True).shape
    over = [i for i, (n, m) in enumerate(zip(a.shape, kept, strict=True)) if n != m]
    rest = [n for i, n in enumerate(a.shape) if i not in over]
    row = a.moved(lambda p: np.moveaxis(p, over, range(len(over))).reshape(-1, *rest))
    found = row[0]
    for i in range(1, row.shape[0]):
        found = found * row[i]
    found = found.reshape(kept)
    return found if keepdims else found.moved(lambda p: np.squeeze(p, axis) if p.ndim else p)


def _running_sums(tape: Tape, a: Any, axis: int | None = None) -> Any:
    """한 칸씩 더해 간다. Add up one entry after the other."""
    a = tape.constant(a)
    a, axis = (a.reshape(-1), 0) if axis is None else (a, axis)
    row = a.moved(lambda p: np.moveaxis(p, axis, 0)) if a.ndim else a.reshape(1)
    sums = [row[:1]]
    for i in range(1, row.shape[0]):
        sums.append(sums[-1] + row[i : i + 1])
    found = _concatenate(tape, sums)
    return found.moved(lambda p: np.moveaxis(p, 0, axis)) if a.ndim else found


def _called(function: Callable[..., Any]) -> Callable[..., Any]:
    """NumPy가 부를 함수를 적는다.

    Write down that a function of matrices is to be called by NumPy, once for each array that it
    gives; what shape each has NumPy is asked beforehand, with matrices of ones on the diagonal.
    """

    def call(tape: Tape, *given: Any, **options: Any) -> Any:
        inputs = tuple(tape.constant(x) for x in given)
        trial = function(*(_ones_on_the_diagonal(x.shape) for x in inputs), **options)
        if not isinstance(trial, tuple):
            return tape.write(
                "call",
                inputs,
                trial.shape,
                partial(_carried_out, function, None, options),
                once=False,
            )
        return tuple(
            tape.write(
                "call", inputs, part.shape, partial(_carried_out, function, i, options), once=False
            )
            for i, part in enumerate(trial)
        )

    return call


def _ones_on_the_diagonal(shape: tuple[int, ...]) -> Any:
    return (
        np.broadcast_to(np.eye(shape[-2], shape[-1]), shape) if len(shape) > 1 else np.ones(shape)
    )


def _carried_out(
    function: Callable[..., Any], part: int | None, options: dict[str, Any], *arrays: Any
) -> Any:
    found = ask_linalg(function, *arrays, **options)
    return found if part is None else found[part]


def _filled(tape: Tape, a: Any, number: Any, shape: Any) -> AbstractArray:
    constant = tape.constant(np.full(a.shape if shape is None else shape, number))
    # one of its own: a rule may write into it
    return constant.showing(constant.places)


def _mean(a: Any, axis: Any, keepdims: bool) -> Any:
    total = np.sum(a, axis=axis, keepdims=keepdims)
    return total / (a.size / total.size)


# NumPy's other functions that rules may use.
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sum": _reduction("sum"),
    "max": _reduction("max"),
    "amax": _reduction("max"),
    "min": _reduction("min"),
    "amin": _reduction("min"),
    "prod": _products,
    "cumsum": _running_sums,
    **{
        name: _called(getattr(np.linalg, name))
        for name in ("inv", "solve", "det", "slogdet", "cholesky", "eigh", "svd", "pinv")
    },
    "mean": lambda tape, a, axis=None, *, keepdims=False: _mean(a, axis, keepdims),
    "where": lambda tape, condition, a, b: tape.where(condition, a, b),
    "concatenate": _concatenate,
    "copy": lambda tape, a: tape.elementwise("copy", a),
    "dot": lambda tape, a, b: (
        matmul(tape, a, b) if np.ndim(a) and np.ndim(b) else tape.elementwise("mul", a, b)
    ),
    "zeros_like": lambda tape, a, dtype=None, shape=None: _filled(tape, a, 0.0, shape),
    "ones_like": lambda tape, a, dtype=None, shape=None: _filled(tape, a, 1.0, shape),
    "full_like": lambda tape, a, number, dtype=None, shape=None: _filled(tape, a, number, shape),
    "shape": lambda tape, a: a.shape,
    "ndim": lambda tape, a: a.ndim,
    "size": lambda tape, a: a.size,
}
