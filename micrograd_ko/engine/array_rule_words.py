"""배열 연산의 규칙과, 규칙을 적는 데 쓰는 것.

Provide the rules of :mod:`micrograd_ko.engine.array_ops` and what they are written with. Forward
rules read ndarrays and arrays of Values, backward rules ndarrays and Tensors.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from .array_row import ARRAY_TABLE
from .modes import compared, taken
from .symbols import Operand

__all__ = ["fit"]

Axis = Any  # None, an int, or several


def kept(x: Any, a: Any, axis: Axis) -> Any:
    """줄어든 축을 길이 1로 되살린다. `x`, reduced from `a`, with its reduced axes put back, as
    keepdims=True leaves them.
    """
    if a.ndim == 0:  # NumPy reduces a single number along the axes 0 and -1, too
        return x
    axes = (
        range(a.ndim)
        if axis is None
        else [i % a.ndim for i in (axis if isinstance(axis, tuple) else (axis,))]
    )
    return x.reshape(tuple(1 if i in axes else n for i, n in enumerate(a.shape)))


def spread(g: Any, a: Any, axis: Axis) -> Any:
    """줄기 전의 모양으로 늘인다. `g`, reduced along `axis`, spread over the shape of `a` again."""
    if axis is None and type(a) is np.ndarray:
        return np.full(a.shape, g)  # what the next line does, sooner
    return np.broadcast_to(kept(g, a, axis), a.shape)


def numbers(x: Any) -> Any:
    """수만, 그래프 없이.

    Return the numbers of an array, a Tensor or an array of Values, without their graph.
    """
    data: Any = getattr(x, "data") if isinstance(x, Operand) else x  # noqa: B009 - an ndarray's own .data is its bytes
    if isinstance(data, float):
        return data
    if data.dtype != object:
        return data
    return np.array(
        [float(numbers(x) if isinstance(x, Operand) else x) for x in data.flat]
    ).reshape(data.shape)


def peak(a: Any, axis: Axis) -> Any:
    """축마다 가장 큰 수, 상수로.

    Return the largest number along `axis`, a constant: exp(a - peak) cannot overflow.
    """
    if not a.size:  # the largest of nothing takes nothing away
        return np.sum(numbers(a), axis=axis, keepdims=True)
    peak = np.max(numbers(a), axis=axis, keepdims=True)
    # where all are -inf, -inf - -inf would be nan
    return np.where(np.isfinite(peak), peak, peak.dtype.type(0))


def sum_(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    """합. Sum along `axis`."""
    return np.sum(a, axis=axis, keepdims=keepdims)


def max_(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    """가장 큰 값. Find the largest number along `axis`."""
    return np.max(a, axis=axis, keepdims=keepdims)


def min_(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    """가장 작은 값. Find the smallest number along `axis`."""
    return np.min(a, axis=axis, keepdims=keepdims)


def total(a: Any, axis: Axis) -> Any:
    """축을 남긴 합. Sum along `axis`, which stays with length 1."""
    return np.sum(a, axis=axis, keepdims=True)


def mean(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    total = np.sum(a, axis=axis, keepdims=keepdims)
    count = a.size / max(np.size(total), 1)
    return total if count == 1 else total / count


def mean_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """고르게 나눈다. Share `g` equally."""
    return (spread(g / (a.size / max(y.size, 1)), a, axis),)


def norm(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    """제곱의 합의 제곱근. Take the square root of the sum of squares."""
    return np.sqrt(np.sum(a * a, axis=axis, keepdims=keepdims))


def norm_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """원점에서는 0. 0 at the origin, where the norm has a kink (0/0 would be nan)."""
    return (kept(g, a, axis) * (a / np.where(kept(y == 0, a, axis), 1.0, kept(y, a, axis))),)


def softmax(a: Any, *, axis: Axis = -1) -> Any:
    powers = np.exp(a - peak(a, axis))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def logsumexp(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    top = peak(a, axis)
    y = top + np.log(np.sum(np.exp(a - top), axis=axis, keepdims=True))
    return y if keepdims else np.squeeze(y, axis=axis)


def logsumexp_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """소프트맥스만큼. Share `g` by the softmax."""
    return (kept(g, a, axis) * np.exp(a - kept(y, a, axis)),)


def log_softmax(a: Any, *, axis: Axis = -1) -> Any:
    # before the logarithm is taken away, so that large numbers keep their digits
    shifted = a - peak(a, axis)
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def inverse(axes: Any, ndim: int) -> Any:
    """축을 제자리로 되돌리는 차례. Return the order of axes that undoes `axes`."""
    return (
        None if axes is None else tuple(int(i) for i in np.argsort([axis % ndim for axis in axes]))
    )


def astype(a: Any, *, dtype: Any) -> Any:
    # Values, and complex numbers that stand for a step, are as they are
    return a.astype(dtype) if a.dtype.kind == "f" else a


def put(a: Any, *, index: Any, shape: tuple[int, ...]) -> Any:
    """빈 배열의 그 자리에 더한다.

    Return zeros of `shape`, with `a` added at `index`; entries that come twice add up.
    """
    zeros = np.zeros_like(a, shape=shape)
    parts = index if isinstance(index, tuple) else (index,)
    if all(isinstance(i, (int, np.integer, slice)) or i is None or i is Ellipsis for i in parts):
        zeros[index] = a if a.ndim else a[()]  # no entry comes twice, and this is much faster
    elif type(a) is np.ndarray and a.dtype.kind == "f":
        # of places in one row, NumPy's add.at takes a fifth of the time; the row has to be a view,
        # so that the zeros may not lie column by column, as `a` does
        zeros = np.zeros(shape, a.dtype)
        places = np.arange(zeros.size).reshape(shape)[index]
        np.add.at(
            zeros.reshape(-1), places.reshape(-1), np.broadcast_to(a, places.shape).reshape(-1)
        )
    else:
        np.add.at(zeros, index, a)
    return zeros


def nearest(b: Any, count: int) -> tuple[Any, Any]:
    """가장 가까운 줄의 번호.

    Find the number of the row, of `count`, that each of the numbers `b` is nearest to, and where
    that is none (nan), or None. Numbers that are not there yet are handed on as they are: whoever
    takes the rows looks for the nearest then.
    """
    found = numbers(b)
    if isinstance(found, Operand):
        return found, None
    if found is not b and isinstance(b, np.ndarray):  # Values: a choice that others would turn
        for value, number in zip(b.flat, found.flat, strict=True):
            taken(value, _whole, _whole(number), "int({})")
    lost = np.isnan(found)
    rounded = np.clip(np.floor(np.where(lost, 0, np.real(found)) + 0.5), 0, count - 1)
    return rounded.astype(np.intp), lost if lost.any() else None


def _whole(number: float) -> float:
    return np.floor(number + 0.5)  # type: ignore[no-any-return]


def take_rows(a: Any, b: Any) -> Any:
    """b번째 줄들.

    Take the rows of `a` whose numbers are the entries of `b`, each rounded to the nearest row that
    there is; the shape is that of `b`, then that of a row. Where `b` is nan, so is the row.
    """
    place, lost = nearest(b, len(a))
    found = a[place]
    if lost is not None:
        found[lost] = np.nan
    return found


def add_rows(a: Any, b: Any, *, shape: tuple[int, ...]) -> Any:
    """빈 배열의 b번째 줄들에 더한다.

    Return zeros of `shape`, with each row of `a` added at the row that `b` says; rows that come
    twice add up. It undoes :func:`take_rows`.
    """
    place, lost = nearest(b, shape[0])
    zeros, rows = np.zeros_like(a, shape=shape), np.broadcast_to(a, (*b.shape, *shape[1:]))
    if lost is not None:
        place, rows = place[~lost], rows[~lost]
    if type(a) is np.ndarray and a.dtype.kind == "f":
        return put(rows, index=place, shape=shape)
    np.add.at(zeros, place, rows)
    return zeros


def take_rows_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """줄마다 모인다; 번호는 조금 움직여도 같은 줄이다.

    Gather what the rows get. Moving a number a little takes the same row: its gradient is 0.
    """
    return (lambda: ARRAY_TABLE["add_rows"](g, b, shape=a.shape)), (lambda: b * 0.0)


def add_rows_gradient(g: Any, y: Any, a: Any, b: Any, *, shape: tuple[int, ...]) -> Any:
    return (lambda: ARRAY_TABLE["take_rows"](g, b)), (lambda: b * 0.0)


def sum_to(a: Any, *, shape: tuple[int, ...]) -> Any:
    if a.size == prod(shape):
        return a.reshape(shape)
    added = a.ndim - len(shape)
    stretched = (i + added for i, n in enumerate(shape) if n == 1 and a.shape[i + added] != 1)
    return np.sum(a, axis=(*range(added), *stretched), keepdims=True).reshape(shape)


def matmul_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """벡터는 한 줄짜리 행렬로 본다.

    Carry the gradient back through a product of matrices; a vector counts as a matrix of one row
    (left) or one column (right).
    """
    if a.ndim == b.ndim == 1:
        return g * b, g * a
    if a.ndim == 1:
        return (lambda: (b @ g[..., None])[..., 0]), (lambda: a[:, None] @ g[..., None, :])
    if b.ndim == 1:
        return (lambda: g[..., None] @ b[None, :]), (lambda: (a.mT @ g[..., None])[..., 0])
    return (lambda: g @ b.mT), (lambda: a.mT @ g)


def extreme_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """가장 큰(작은) 것이 여럿이면 똑같이 나눈다.

    Entries that tie for the extreme share the gradient equally.
    """
    entries = numbers(a)
    extreme = entries == kept(numbers(y), a, axis)
    if isinstance(a, Operand):  # of nodes this is a choice that other numbers would turn
        extreme = compared("==", a, kept(y, a, axis), extreme)
    chosen = extreme.astype(entries.dtype)
    return (kept(g, a, axis) * (chosen / np.sum(chosen, axis=axis, keepdims=True)),)


def prod_(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    """곱. Multiply along `axis`."""
    return np.prod(a, axis=axis, keepdims=keepdims)


def prod_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """다른 것들의 곱만큼; 나누지 않으므로 0이 있어도 된다.

    Give each entry `g` times the product of the others, without a division: it holds at zeros, too.
    """
    axes = range(a.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    last = range(-len(axes), 0)
    lined_up = np.moveaxis(a, tuple(axes), tuple(last)) if a.ndim else a
    row = lined_up.reshape(*lined_up.shape[: lined_up.ndim - len(axes)], -1) if a.size else lined_up
    others = products_before(row) * np.flip(products_before(np.flip(row, -1)), -1)
    others = others.reshape(lined_up.shape)
    others = np.moveaxis(others, tuple(last), tuple(axes)) if a.ndim else others
    return (kept(g, a, axis) * others,)


def products_before(a: Any) -> Any:
    """앞에 있는 것들의 곱, 두 배씩 넓혀 가며.

    Multiply what stands before each entry of the last axis, over 1, 2, 4, … entries.
    """
    if a.shape[-1] < 2:
        return np.ones_like(a)
    found, step = np.concatenate([np.ones_like(a[..., :1]), a[..., :-1]], axis=-1), 1
    while step < a.shape[-1]:
        further = found[..., step:] * found[..., :-step]
        found, step = np.concatenate([found[..., :step], further], axis=-1), 2 * step
    return found


def cumsum(a: Any, *, axis: int | None = None) -> Any:
    """누적 합. Add up along `axis`; in one row if there is none."""
    return np.cumsum(a, axis=axis)


def cumsum_gradient(g: Any, y: Any, a: Any, *, axis: int | None) -> Any:
    """뒤에서부터의 누적 합. Add `g` up from the end."""
    along = 0 if axis is None else axis
    backwards = np.cumsum(np.flip(g, along), axis=along)
    return (np.flip(backwards, along).reshape(a.shape),)


def concatenate(*arrays: Any, axis: int | None = 0) -> Any:
    """이어 붙인다. Join arrays along `axis`."""
    return np.concatenate(arrays, axis=axis)


def concatenate_gradient(g: Any, y: Any, *arrays: Any, axis: int | None) -> Any:
    if axis is None:  # end to end, as one row
        flat = concatenate_gradient(g, g, *(a.reshape(-1) for a in arrays), axis=0)
        return tuple(part.reshape(a.shape) for part, a in zip(flat, arrays, strict=True))
    ends = np.cumsum([a.shape[axis] for a in arrays])
    before = (slice(None),) * (axis % y.ndim)
    return tuple(
        g[(*before, slice(int(end) - a.shape[axis], int(end)))]
        for a, end in zip(arrays, ends, strict=True)
    )


def choose(a: Any, b: Any, *, condition: Any) -> Any:
    """조건에 따라 고른다. Take entries of `a` where `condition` holds, else of `b`."""
    return np.where(condition, a, b)


def choose_gradient(g: Any, y: Any, a: Any, b: Any, *, condition: Any) -> Any:
    """고른 쪽에만. Give `g` to what was taken."""
    return np.where(condition, g, 0.0), np.where(condition, 0.0, g)


def fit(contribution: Any, shape: tuple[int, ...]) -> Any:
    """기여분을 입력의 모양으로: 브로드캐스팅이 늘린 축을 더한다.

    Bring a contribution to the shape of its input: the axes that broadcasting added or
    stretched are summed. The one place where this is done.
    """
    given = getattr(contribution, "shape", ())
    if given == shape:
        return contribution
    # a bias, added to every sample
    if len(given) == 2 and given[1:] == shape and type(contribution) is np.ndarray:
        # a third of np.sum's time
        return contribution[0] if len(contribution) == 1 else np.einsum("ij->j", contribution)
    if len(given) < len(shape) or any(
        n == 1 != m for n, m in zip(given[-len(shape) :] if shape else (), shape, strict=False)
    ):
        contribution = np.broadcast_to(contribution, np.broadcast_shapes(given, shape))
    return (
        sum_to(contribution, shape=shape)
        if type(contribution) is np.ndarray
        else ARRAY_TABLE["sum_to"](contribution, shape=shape)
    )
