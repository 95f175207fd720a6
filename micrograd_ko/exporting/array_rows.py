"""배열 연산의 행마다, ONNX로 적는 법.

Write each row of the table of array ops in ONNX. A row that is missing here cannot be exported, and
the error says so by its name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from .formulas import applied, where
from .places import getitem, put
from .sizes import Dim
from .step import Step
from .writer import WHOLE, Term

__all__ = ["ARRAY_ROWS"]

Translated = Callable[..., Term]


def reduced(x: Term, name: str, axes: Sequence[int], *, keepdims: bool = True) -> Term:
    """축을 따라 줄인다.

    Write a reduction: opset 17 takes the axes of ReduceSum as an input, and those of the others as
    an attribute; no axes at all would mean all of them.
    """
    if not axes:
        return x
    if name == "Sum":
        return x.writer.emit("ReduceSum", x, x.writer.whole(*axes), keepdims=int(keepdims))
    return x.writer.emit(f"Reduce{name}", x, axes=list(axes), keepdims=int(keepdims))


def reduction(name: str) -> Translated:
    """줄이는 행. Make the translation of a row that reduces."""

    def translated(step: Step, a: Term) -> Term:
        return reduced(a, name, step.axes(), keepdims=bool(step.option("keepdims")))

    return translated


def without(step: Step, kept: Term) -> Term:
    """줄어든 축을 없앤다, 남기라고 하지 않았으면. Take reduced axes away, unless they are kept."""
    if step.option("keepdims") or not step.axes():
        return kept
    return step.writer.emit("Squeeze", kept, step.writer.whole(*step.axes()))


def norm(step: Step, a: Term) -> Term:
    total = reduced(a * a, "Sum", step.axes(), keepdims=bool(step.option("keepdims")))
    return applied("Sqrt", total)


def shifted(step: Step, a: Term) -> tuple[Term, Term]:
    """가장 큰 것을 뺀 것, 그리고 그것.

    Write `a` less its largest number, which keeps exp from overflowing, and that number; 0 where it
    is infinite, as inf - inf is nan.
    """
    top = reduced(a, "Max", step.axes())
    top = where((top - top).equals(0.0), top, 0.0)
    return a - top, top


def logsumexp(step: Step, a: Term) -> Term:
    less, top = shifted(step, a)
    total = reduced(applied("Exp", less), "Sum", step.axes())
    return without(step, top + applied("Log", total))


def softmax(step: Step, a: Term) -> Term:
    if len(step.axes()) == 1:
        return a.writer.emit("Softmax", a, axis=step.axes()[0])
    powers = applied("Exp", shifted(step, a)[0])
    return powers / reduced(powers, "Sum", step.axes())


def log_softmax(step: Step, a: Term) -> Term:
    if len(step.axes()) == 1:
        return a.writer.emit("LogSoftmax", a, axis=step.axes()[0])
    less, _ = shifted(step, a)
    return less - applied("Log", reduced(applied("Exp", less), "Sum", step.axes()))


def cumsum(step: Step, a: Term) -> Term:
    axis = step.option("axis")
    in_one_row = axis is None or step.rank() == 0
    along = np.array(0 if in_one_row else axis % step.rank(), WHOLE)
    row = step.writer.flat(a) if in_one_row else a
    return step.writer.emit("CumSum", row, step.writer.constant(along))


def reshape(step: Step, a: Term) -> Term:
    return step.writer.reshaped(a, step.dims)


def transpose(step: Step, a: Term) -> Term:
    axes, rank = step.option("axes"), step.rank()
    order = range(rank)[::-1] if axes is None else [int(i) % rank for i in axes]
    return step.writer.emit("Transpose", a, perm=list(order)) if rank else a


def broadcast_to(step: Step, a: Term) -> Term:
    return step.writer.emit("Expand", a, step.writer.shape(step.dims))


def sum_to(step: Step, a: Term) -> Term:
    """늘어났던 축을 더한다. Write the sum along the axes that are gone, or of length 1 now."""
    before, after = step.dims_of(*step.parents[0]), step.dims
    added = len(before) - len(after)
    stretched = [
        i + added for i, dim in enumerate(after) if dim == (0, 1) and before[i + added] != dim
    ]
    return step.writer.reshaped(reduced(a, "Sum", [*range(added), *stretched]), after)


def row_numbers(step: Step, b: Term, rows: Dim, further: int) -> tuple[Term, Term]:
    """가장 가까운 줄의 번호와, 그런 것이 없는 곳.

    Write the numbers of the rows, of so many, that `b` is nearest to, and where it is nan, with as
    many axes more as a row has.
    """
    w, lost = step.writer, ~b.equals(b)
    last = w.emit("Reshape", w.length(rows), w.whole()).cast(b.dtype) - 1.0
    nearest = applied("Floor", where(lost, 0.0, b) + 0.5)
    inside = w.emit("Max", w.emit("Min", nearest, last), w.number(0.0, b.dtype))
    if further:
        axes = range(step.rank(1), step.rank(1) + further)
        lost = w.emit("Unsqueeze", lost, w.whole(*axes))
    return inside.cast(WHOLE), lost


def take_rows(step: Step, a: Term, b: Term) -> Term:
    rows = step.dims_of(*step.parents[0])[0]
    at, lost = row_numbers(step, b, rows, step.rank(0) - 1)
    return where(lost, np.nan, step.writer.emit("Gather", a, at, axis=0))


def add_rows(step: Step, a: Term, b: Term) -> Term:
    w, places, row = step.writer, step.dims_of(*step.parents[1]), step.dims[1:]
    at, lost = row_numbers(step, b, step.dims[0], len(row))
    zeros = w.emit("Expand", w.number(0.0, a.dtype), w.shape(step.dims))
    wide = where(lost, 0.0, w.emit("Expand", a, w.shape([*places, *row])))
    return w.emit("ScatterND", zeros, w.emit("Unsqueeze", at, w.whole(-1)), wide, reduction="add")


def concatenate(step: Step, *arrays: Term) -> Term:
    axis = step.option("axis")
    parts = [step.writer.flat(x) for x in arrays] if axis is None else list(arrays)
    along = 0 if axis is None else int(axis) % step.rank()
    return step.writer.emit("Concat", *parts, axis=along)


def chosen(step: Step, a: Term, b: Term, condition: Term) -> Term:
    return where(condition, a, b)


ARRAY_ROWS: dict[str, Translated] = {
    "matmul": lambda step, a, b: step.writer.emit("MatMul", a, b),
    "sum": reduction("Sum"),
    "mean": reduction("Mean"),
    "max": reduction("Max"),
    "min": reduction("Min"),
    "prod": reduction("Prod"),
    "cumsum": cumsum,
    "norm": norm,
    "logsumexp": logsumexp,
    "softmax": softmax,
    "log_softmax": log_softmax,
    "reshape": reshape,
    "transpose": transpose,
    "getitem": getitem,
    "put": put,
    "take_rows": take_rows,
    "add_rows": add_rows,
    "broadcast_to": broadcast_to,
    "sum_to": sum_to,
    "concatenate": concatenate,
    "astype": lambda step, a: a.cast(step.dtype),
    "where": chosen,
}
