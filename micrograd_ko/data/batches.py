"""데이터를 미니배치로, 학습용과 시험용으로 나눈다.

Cut data into batches and into parts for training and testing.

What :mod:`micrograd_ko.data` offers under its own name, with the checks of arguments that both
share.
"""

from __future__ import annotations

import math
import operator
import reprlib
from collections.abc import Iterator
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..arguments import is_masked, is_whole
from ..errors import DataError
from ..losses import numbers

__all__ = ["batches", "finite", "minibatches", "paired", "split", "spread", "standardize", "whole"]

Array = NDArray[Any]
Floats = NDArray[np.float64]


def minibatches(
    X: ArrayLike,
    y: ArrayLike,
    batch_size: int | None,
    *,
    seed: int = 0,
    epoch: int = 0,
    shuffle: bool = True,
    drop_last: bool = False,
) -> Iterator[tuple[Array, Array]]:
    """데이터를 섞어 미니배치로 차례로 준다. Yield (X_batch, y_batch), every row once, as copies.

    Args:
        X, y: arrays with the same number of rows, (n, …).
        batch_size: rows of a batch; None for all rows in one. The last batch may be smaller.
        seed, epoch: together they fix the order, so that each epoch has its own and every run
            repeats it.
        shuffle: False keeps the order of the rows.
        drop_last: leave out a last batch that is smaller than the others.

    Raises:
        DataError: at the call, not at the first batch: lengths that differ, no rows, a wrong
            number, or drop_last where not even one batch is full.

    >>> X, y = np.arange(5.0).reshape(-1, 1), np.arange(5)
    >>> [batch.tolist() for _, batch in minibatches(X, y, 2, shuffle=False)]
    [[0, 1], [2, 3], [4]]
    >>> sorted(label for _, batch in minibatches(X, y, 2, seed=1) for label in batch.tolist())
    [0, 1, 2, 3, 4]
    """
    X, y = paired(X, y)
    rows = batches(X, y, batch_size, seed=seed, epoch=epoch, shuffle=shuffle, drop_last=drop_last)
    return ((X[some], y[some]) for some in rows)


def batches(
    X: ArrayLike,
    y: ArrayLike,
    batch_size: int | None,
    *,
    seed: int = 0,
    epoch: int = 0,
    shuffle: bool = True,
    drop_last: bool = False,
) -> Iterator[NDArray[np.int64]]:
    """미니배치마다 몇 번째 줄들인가.

    Yield the numbers of the rows of each batch; arguments as for :func:`minibatches`.

    >>> [rows.tolist() for rows in batches(np.ones((5, 1)), np.ones(5), 2, shuffle=False)]
    [[0, 1], [2, 3], [4]]
    """
    n = len(paired(X, y)[0])
    size = n if batch_size is None else whole("batch_size", batch_size, 1)
    if drop_last and size > n:
        raise DataError("data.drop_last", size=size, n=n)
    entropy = np.random.SeedSequence(whole("seed", seed, 0), spawn_key=(whole("epoch", epoch, 0),))
    order = np.random.default_rng(entropy).permutation(n) if shuffle else np.arange(n)
    starts = range(0, n - size + 1 if drop_last else n, size)
    return (order[i : i + size] for i in starts)


def split(
    X: ArrayLike,
    y: ArrayLike,
    *,
    test: float = 0.2,
    validation: float | None = None,
    seed: int = 0,
    stratify: bool = False,
) -> tuple[Array, ...]:
    """섞어서 학습용과 시험용으로, 검증용까지 셋으로 나눈다.

    Shuffle, and cut into a training and a test part, and a validation part if that is asked for: to
    choose by (when to stop, which learning rate), so that the test part can be looked at once.

    Args:
        X, y: arrays with the same number of rows, (n, …).
        test, validation: the share of all rows for that part, above 0 and below 1, or the number of
            its rows (an int).
        stratify: give all parts the same mix of classes; y is then (n,) labels.

    Returns:
        X_train, X_test, y_train, y_test; with `validation` X_train, X_validation, X_test, y_train,
        y_validation, y_test. The test part is the same with and without.

    Raises:
        DataError: a part would be empty, or a class would be missing from one when stratified.

    >>> X, y = np.arange(10.0).reshape(-1, 1), np.arange(10)
    >>> [len(part) for part in split(X, y, test=0.2, validation=0.2)]
    [6, 2, 2, 6, 2, 2]
    >>> X_train, X_test, y_train, y_test = split(X, y)
    >>> (X_train[:, 0] == y_train).all().item()  # rows stay with their targets
    True
    """
    X, y = paired(X, y)
    rng = np.random.default_rng(whole("seed", seed, 0))
    rest, held = _cut(np.arange(len(X)), y, _rows("test", test, len(X)), rng, stratify)
    parts = {"train": rest, "test": held}
    if validation is not None:
        count = _rows("validation", validation, len(X), left=len(rest))
        train, kept = _cut(rest, y, count, rng, stratify)
        parts = {"train": train, "validation": kept, "test": held}
    if stratify:
        _check_classes(y, **{name: y[rows] for name, rows in parts.items()})
    return *(X[rows] for rows in parts.values()), *(y[rows] for rows in parts.values())


def _cut(
    rows: Array, y: Array, count: int, rng: np.random.Generator, stratify: bool
) -> tuple[Array, Array]:
    """줄들을 섞어 둘로. Shuffle rows and cut off `count` of them: the others, and those."""
    order = rng.permutation(rows)
    chosen = _proportional(y[order], count) if stratify else np.arange(count)
    held = rng.permutation(order[chosen])
    return np.delete(order, chosen), held


def _rows(name: str, given: float, n: int, left: int | None = None) -> int:
    """한쪽의 행 수. Tell how many of n rows a part gets; `left` is how many there still are."""
    left = n if left is None else left
    if isinstance(given, float) and 0 < given < 1:
        count = round(given * n)
    elif is_whole(given, low=1):
        count = int(given)
    else:
        raise DataError("data.test", name=name, got=reprlib.repr(given))
    if not 0 < count < left:
        raise DataError("data.split.empty", name=name, n=left, test=given, count=count)
    return count


def _proportional(labels: Array, count: int) -> Array:
    """`count`개의 자리를, 모든 클래스의 비율대로.

    Choose the places of `count` labels that have the mix of all of them, to within one of each
    class. Each class gives its share rounded down; the places left go to the classes that lost most
    by the rounding.
    """
    if labels.ndim != 1 or labels.dtype.kind not in "iubUS":
        raise DataError("data.stratify.labels", shape=labels.shape, dtype=labels.dtype)
    _, which, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    shares, lost = np.divmod(sizes * count, len(labels))
    shares[np.argsort(-lost, kind="stable")[: count - shares.sum()]] += 1
    return np.concatenate([np.flatnonzero(which == c)[:share] for c, share in enumerate(shares)])


def _check_classes(y: Array, **parts: Array) -> None:
    labels, counts = np.unique(y, return_counts=True)
    for side, part in parts.items():
        for label, count in zip(labels, counts, strict=True):
            if label not in part:
                raise DataError("data.stratify.rare", label=label, count=count, side=side)


@overload
def standardize(train: ArrayLike, /) -> Floats: ...
@overload
def standardize(
    train: ArrayLike, other: ArrayLike, /, *others: ArrayLike
) -> tuple[Floats, ...]: ...
def standardize(train: ArrayLike, /, *others: ArrayLike) -> Floats | tuple[Floats, ...]:
    """학습 데이터의 평균과 표준편차로 표준화한다.

    Standardise with the mean and standard deviation of `train` alone.

    What is known of the test data must not reach the training, so its mean and deviation are never
    used. A column that is constant in `train` tells nothing and becomes 0 everywhere.

    Args:
        train: (n, …); each column, over axis 0, gets mean 0 and standard deviation 1 (dividing by
            n).
        others: arrays (m, …) of the same columns, such as the test data.

    Returns:
        float64 arrays of the same shapes; one array if only `train` is given, else a tuple.

    Raises:
        DataError: columns that do not match, or a nan or inf anywhere.

    >>> train, test = standardize([[1.0], [3.0]], [[5.0]])  # both by the mean 2, the deviation 1
    >>> train.tolist(), test.tolist()
    ([[-1.0], [1.0]], [[3.0]])
    """
    arrays = [
        finite(name, array).astype(np.float64)
        for name, array in [("train", train), *((f"others[{i}]", a) for i, a in enumerate(others))]
    ]
    first = arrays[0]
    for i, array in enumerate(arrays[1:]):
        if array.shape[1:] != first.shape[1:]:
            raise DataError("data.columns", index=i, train=first.shape, other=array.shape)
    mean, deviation = first.mean(axis=0), first.std(axis=0)
    # Rounding gives the mean of equal numbers a tiny error, so constancy is not read off the
    # deviation alone.
    constant = (deviation == 0) | (first.min(axis=0) == first.max(axis=0))
    scaled = tuple(
        np.where(constant, 0.0, (array - mean) / np.where(constant, 1.0, deviation))
        for array in arrays
    )
    return scaled if others else scaled[0]


# ── checks of arguments ──


def whole(name: str, given: object, least: int) -> int:
    """인자를 `least` 이상의 정수로.

    Check the argument and give it as an int of at least `least`; True and 1.0 are no whole numbers
    here.
    """
    try:
        number = least - 1 if isinstance(given, (bool, np.bool_)) else operator.index(given)  # type: ignore[arg-type]
    except TypeError:
        number = least - 1
    if number < least:
        raise DataError("data.whole", name=name, least=least, got=reprlib.repr(given))
    return number


def spread(noise: float) -> float:
    """표준편차로 쓸 수 있는 수.

    Check the argument as a standard deviation: finite and not negative.
    """
    try:
        number = float(noise)
    except (TypeError, ValueError):
        number = math.nan
    if not (number >= 0 and math.isfinite(number)):
        raise DataError("data.noise", got=reprlib.repr(noise))
    return number


def _array(name: str, given: ArrayLike) -> Array:
    mask = getattr(given, "mask", None) if is_masked(given) else None
    if mask is not None and np.any(mask):
        raise DataError("data.masked", place=name, count=int(np.sum(mask)))
    try:
        array = np.asarray(given)
    except ValueError as error:  # rows of different lengths
        raise DataError("data.array", name=name, got=reprlib.repr(given)) from error
    if array.ndim == 0 or array.size == 0:
        raise DataError("data.array", name=name, got=reprlib.repr(given))
    return array


def paired(X: ArrayLike, y: ArrayLike, names: tuple[str, str] = ("X", "y")) -> tuple[Array, Array]:
    """행 수가 같은 두 배열로.

    Check both as arrays, with the same number of rows, at least one; errors call them by `names`.

    >>> X, y = paired([[1.0], [2.0]], [0, 1])
    >>> X.shape, y.shape
    ((2, 1), (2,))
    """
    inputs, targets = (_array(name, given) for name, given in zip(names, (X, y), strict=True))
    if len(inputs) != len(targets):
        sizes = {"inputs": len(inputs), "targets": len(targets)}
        raise DataError(
            "data.lengths",
            first=names[0],
            second=names[1],
            X=inputs.shape,
            y=targets.shape,
            **sizes,
        )
    return inputs, targets


def finite(name: str, given: ArrayLike) -> Array:
    """유한한 실수의 배열로.

    Check the argument as an array of numbers, with at least one row and neither nan nor inf.

    >>> finite("X", [[1.0], [float("nan")]])
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.DataError: X...[1, 0]...nan...
    """
    array = numbers(name, _array(name, given))
    wrong = ~np.isfinite(array)
    if wrong.any():
        place = tuple(map(int, np.argwhere(wrong)[0]))
        raise DataError(
            "data.not_finite",
            name=name,
            place=list(place),
            got=f"{array[place]:g}",
            count=int(wrong.sum()),
        )
    return array
