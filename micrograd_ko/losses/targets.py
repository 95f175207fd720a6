"""정답과 표본의 가중치를 살핀다.

Look at targets and at weights of samples before a loss computes with them; and where a loss is nan
or inf, tell whether the data were to blame.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from ..arguments import is_masked, shown
from ..engine import Tensor, plain, topological_order
from ..errors import DataError, ShapeError, warn
from ..messages import text

__all__ = ["averaged", "expect_weights", "numbers", "one_hot", "told"]

Array = np.ndarray[Any, Any]


def one_hot(classes: Any, count: int, *, dtype: Any = np.float64) -> Array:
    """클래스 번호를 원-핫으로: 2 → [0, 0, 1].

    Make one row for each class of `classes` (n,), all 0 but for a 1 at the class: (n, count).

    Raises:
        ShapeError: a class that is not a whole number from 0 to count - 1.
        DataError: classes that are no numbers, such as text.

    >>> one_hot([2, 0], 3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    given = numbers("one_hot", classes)
    wrong = (given != np.floor(given)) | (given < 0) | (given >= count)
    if wrong.any():
        raise ShapeError("loss.classes", got=f"{given[wrong].flat[0]:g}", last=count - 1)
    return np.eye(count, dtype=dtype)[given.astype(np.int64)]


def numbers(place: str, given: Any) -> Array:
    """숫자의 배열로; 글자 레이블은 거절한다.

    Give what was given as an array of real numbers, the very array if it is one.

    Raises:
        DataError: text, None or anything else that is no real number; the error shows the first.

    >>> numbers("y", [True, False])
    array([ True, False])
    >>> numbers("y", ["cat", "dog"])
    Traceback (most recent call last):
        ...
    micrograd_ko.errors.DataError: ...'cat'...
    """
    given = plain(given)
    if is_masked(given) and np.any(given.mask):
        raise DataError("data.masked", place=place, count=int(np.sum(given.mask)))
    array = np.asarray(given)
    if array.dtype.kind in "biuf":
        return array
    if array.dtype.kind in "mM":  # dates would become numbers of nanoseconds
        first = array.reshape(-1)[:1].tolist()
        raise DataError("data.no_number", place=place, got=shown(first), shape=array.shape)
    wrong: list[Any] = [
        x for x in array.reshape(-1).tolist() if x is None or isinstance(x, (str, bytes, complex))
    ]
    try:
        if not wrong:
            return array.astype(np.float64)
    except (TypeError, ValueError):
        wrong = [array]
    key = "data.text" if isinstance(wrong[0], (str, bytes)) else "data.no_number"
    raise DataError(key, place=place, got=shown(wrong[0]), shape=array.shape)


def expect_weights(weight: Any, samples: int, place: str) -> Array:
    """표본의 가중치로 쓸 수 있는지 살핀다.

    Check weights of samples: one for each, finite, from 0, not all 0.

    Raises:
        DataError: they are not.

    >>> expect_weights([2, 1, 1], 3, "mse(weight)")
    array([2, 1, 1])
    """
    given = numbers(place, weight)
    if given.shape != (samples,):
        raise DataError("loss.weight.shape", place=place, shape=given.shape, samples=samples)
    wrong = np.flatnonzero(~(np.isfinite(given) & (given >= 0)))
    if len(wrong):
        at = int(wrong[0])
        raise DataError("loss.weight.number", place=place, at=at, got=f"{given[at]:g}")
    if not given.any():
        raise DataError("loss.weight.zero", place=place)
    return given


def averaged(loss: str, entries: Any, weight: Any) -> Tensor:
    """표본마다의 손실의 평균, 가중치가 있으면 가중 평균.

    Average the losses `entries` (n, …) over all entries; with weights (n,), each sample counts by
    its own: Σ w·loss / Σ w. The weights are part of the graph, so that a replay can be given
    others.
    """
    if weight is None:
        mean: Tensor = entries.mean()
        return mean
    shape = np.shape(entries.data)
    checked = expect_weights(weight, shape[0] if shape else 1, f"{loss}(weight)")
    w = weight
    if not isinstance(weight, Tensor):
        w = Tensor.constant(checked.astype(entries.dtype, copy=False))
    columns = w.reshape((shape[0], *(1 for _ in shape[1:])))
    total: Tensor = (entries * columns).sum() / (w.sum() * float(np.prod(shape[1:])))
    return total


def told(name: str, loss: Any, scores: Tensor, target: Any) -> Tensor:
    """nan이나 inf가 데이터에서 왔으면 알린다.

    Give the loss on, and warn where it is nan or inf because the data were.

    What arose in the graph was told of where it arose.
    """
    if not isfinite(loss.data):
        leaves = [leaf for leaf in topological_order(scores) if leaf.op is None]
        arrays = [
            ("data", text("loss.target"), np.asarray(plain(target))),
            *(_origin(leaf, scores) for leaf in leaves),
        ]
        broken = [
            (*origin, kind(origin[2]))
            for kind in (np.isnan, np.isinf)
            for origin in arrays
            if kind(origin[2]).any()
        ]
        if broken:
            origin, what, data, wrong = broken[0]
            place = tuple(map(int, np.argwhere(wrong)[0]))
            words: dict[str, Any] = {
                "what": what,
                "got": f"{data[place]:g}",
                "place": list(place),
                "count": int(wrong.sum()),
            }
            warn(
                "loss.data",
                loss=name,
                result=f"{loss.data:g}",
                hint=text(f"loss.hint.{origin}"),
                **words,
            )
    return loss  # type: ignore[no-any-return]


def _origin(leaf: Any, scores: Tensor) -> tuple[str, str, Any]:
    """잎이 무엇이고, 경고에서 뭐라 부르는지.

    Tell what a leaf is, what a warning calls it, and its numbers.
    """
    if leaf is scores:
        return "prediction", text("loss.prediction"), leaf.data
    called = f"'{leaf.label}'" if leaf.label else text("loss.input", shape=np.shape(leaf.data))
    return "data" if leaf.kind in ("constant", "input") else "parameter", called, leaf.data
