"""접선: 연산마다 따로 움직여 보고, 앞에서 뒤로 곱해 간다.

Differentiate a recorded graph forward, by nudging each op by itself: the second witness, where the
function as a whole is too curved, too steep or too ill-conditioned to be nudged. No rule has a part
in it, but it sees the graph alone: :func:`witnessed` asks whether that is all of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from ..engine import ArrayOp, Node, gradients_of, topological_order
from .derivatives import recomputed
from .differences import Slope
from .noise import blurred
from .projection import Projection
from .rounding import largest, rounding

__all__ = ["tangent", "witnessed"]

Array = np.ndarray[Any, Any]
SHRINKING = 4.0  # each step to the next
STEPS = SHRINKING ** -np.arange(1.0, 24.0)  # in sizes of what is nudged
NEAR = (1e-9, -1e-9)  # displacements at which graph and function are compared
AROUND = (0.02, -0.013)  # displacements at which the order below has to be right
SURE, TINY = 1e-2, 1e-12  # a witness that is less sure, relatively or else absolutely, is none
HIGHER = 1e-3  # relative: derivatives of derivatives lose digits in each op
DIGITS = 64  # last ones, in which a function and its graph may differ
LOST = 16.0  # last digits of a number: a step below is not what it says


def tangent(graph: list[Node], along: dict[Node, Any]) -> tuple[Any, Any]:
    """그래프 끝 노드의 방향 미분과, 그 오차.

    Find the derivative of the graph's last node, and how far off it may be, where its leaves move
    `along` a direction each.

    >>> from micrograd_ko import Value
    >>> from micrograd_ko.engine import topological_order
    >>> x = Value(3.0)
    >>> slope, error = tangent(topological_order((x * x).tanh()), {x: 1.0})
    >>> round(float(slope) * 1e6, 3), bool(error < 1e-9)  # 6 / cosh² 9
    (0.366, True)
    """
    found = {node: (np.asarray(v, dtype=float), np.zeros(np.shape(v))) for node, v in along.items()}
    for node in graph:
        if node.op is not None and any(parent in found for parent in node.parents):
            found[node] = _of_op(node, found)
    return found.get(graph[-1], (np.zeros(()), np.zeros(())))


def witnessed(p: Projection, direction: list[Any], got: float, slack: float) -> Slope | None:
    """함수 전체를 움직여 본 것과 달라도, 연산마다 따로 보면 맞는가.

    Find the slope of the recorded graph, whose every op is nudged by itself, if `got` is that, and
    the graph is all of the function nearby; else None. A gradient's graph tells nothing of a rule
    that is wrong, so for higher orders those below have to be right nearby, too.
    """
    with suppress(Exception):  # at a border of where the function is defined nothing can be told
        if not p.as_recorded:
            return None
        if not any(same := [_same(p, _moved(p, direction, t)) for t in NEAR]) or False in same:
            return None
        verdict, value, error = _witness(p, p.graph, direction, got, slack)
        # what the rules say of a gradient's graph is seldom like it by chance: no error matters
        alike = p.below is not None and abs(got - value) <= HIGHER * abs(got)
        if (verdict == "right" or alike) and (
            p.below is None
            or all(_right_at(p.below, _moved(p, direction, t), p.weights) for t in AROUND)
        ):
            return Slope(value, error, "smooth", value, value)
    return None


def _moved(p: Projection, direction: list[Any], t: float) -> list[Any]:
    return [np.asarray(x)[()] + t * v for x, v in zip(p.kept, direction, strict=True)]


def _same(p: Projection, numbers: list[Any]) -> bool | None:
    """이 점에서 함수와, 기록된 그래프를 다시 계산한 것이 같은가.

    Tell whether the function and its recorded graph are alike there, but for rounding; None where
    there is no function.
    """
    try:
        with p.function.placed(numbers):
            here = p.root_here().data
    except Exception:
        return None
    again = recomputed(p.graph, dict(zip(p.inputs, numbers, strict=True)))[p.graph[-1]]
    # math.tanh and np.tanh differ in the last digit, and that may be made large
    pairs = zip(p.weights, p.values, p.blurs, strict=True)
    apart = sum(np.sum(np.abs(w) * (DIGITS * p.eps * np.abs(_finite(y)) + b)) for w, y, b in pairs)
    return bool(np.allclose(here, again, rtol=0.0, atol=apart, equal_nan=True))


def _right_at(p: Projection, start: list[Any], direction: list[Any]) -> bool:
    """다른 점에서도 규칙이, 연산마다 따로 움직여 본 것과 같은가.

    Tell whether the rules are right at another point.
    """
    with p.function.placed(start):
        root = p.root_here()
        graph, found = topological_order(root), gradients_of(root)
        pairs = [(found[x], v) for x, v in zip(p.inputs, direction, strict=True) if x in found]
        got = float(sum(np.sum(g * v) for g, v in pairs))
        blur, _ = rounding(graph, p.inputs, p.eps)
        return _witness(p, graph, direction, got, blurred(blur, direction))[0] != "wrong" and (
            p.below is None or _right_at(p.below, start, p.weights)
        )


def _witness(
    p: Projection, graph: list[Node], direction: list[Any], got: float, slack: float
) -> tuple[str, float, float]:
    """연산마다 따로 본 것: "right", "wrong", 확실치 않으면 "unclear"; 기울기와 오차.

    Say what the ops alone say of `got`, and the slope and its error by them.
    """
    value, error = map(float, tangent(graph, dict(zip(p.inputs, direction, strict=True))))
    size = max(abs(got), abs(value))
    if not (np.isfinite(got) and error <= SURE * size + slack + TINY):
        return "unclear", value, error
    rtol = p.rtol if p.below is None else max(p.rtol, HIGHER)
    right = abs(got - value) <= rtol * size + 4 * error + slack
    return "right" if right else "wrong", value, error


def _of_op(node: Any, found: dict[Node, tuple[Any, Any]]) -> tuple[Any, Any]:
    """연산 하나: 입력마다의 방향 미분의 합. Sum what an op makes of the tangent of each parent."""
    inputs = [np.asarray(p.data)[()] for p in node.parents]
    eps = float(np.finfo(np.asarray(node.data).dtype).eps)
    total: Any = np.zeros(np.shape(node.data))
    error: Any = np.zeros(np.shape(node.data))
    for k, parent in enumerate(node.parents):
        v, off = found.get(parent, (None, None))
        if v is None or not (np.any(v) or np.any(off)):
            continue

        def forward(x: Any, k: int = k) -> Any:
            return np.asarray(node.op.forward(*inputs[:k], x, *inputs[k + 1 :]), dtype=float)

        if isinstance(node.op, ArrayOp):
            middle = np.abs(_finite(node.data)) + largest(inputs[k])
            seen = _along(forward, inputs[k], v, middle, eps)
            slope, blur = _best(seen, np.shape(node.data))
            off, most = float(np.max(off, initial=0.0)), largest(v)
            if off and not most:  # how an op passes on what is not known at all is not known
                return total, np.full(np.shape(total), np.inf)
            off = off / most if most else 0.0
            total, error = total + slope, error + blur + np.abs(slope) * off
        else:  # each place by a step of its own, all steps at once
            x = np.broadcast_to(inputs[k], np.shape(node.data))
            seen = _each(forward, x, np.abs(_finite(node.data)), eps)
            slope, blur = _best(seen, np.shape(node.data))
            moves = v != 0
            total = total + np.where(moves, slope * v, 0.0)
            error = error + np.where(moves, blur * np.abs(v), 0.0)
            error = error + np.where(off > 0, np.abs(slope) * off, 0.0)
    return total, error


def _tried(forward: Callable[[Any], Any], x: Any, shape: tuple[int, ...]) -> Any:
    """한 점에서의 결과, 계산할 수 없으면 nan. Compute at one point; nan where an op fails."""
    try:
        return forward(x)
    except Exception:  # a little way off an op need not be defined
        return np.full(shape, np.nan)


def _finite(x: Any) -> Any:
    return np.where(np.isfinite(x), x, 0.0)


Seen = Iterator[tuple[Array, Array]]  # for each size: slopes and blurs, from the coarsest step


def _each(forward: Callable[[Any], Any], x: Any, middle: Any, eps: float) -> Seen:
    """원소마다 제 간격으로: 그 수, 1, 결과의 크기.

    Nudge every entry by steps of its own: in sizes of itself, of 1, and of the result.
    """
    own = np.where(np.isfinite(x) & (x != 0), np.abs(x), 1.0)
    for size in (own, np.ones_like(own), np.fmax(own, middle)):
        h = np.multiply.outer(STEPS, size)
        above, below = (_at_all(forward, xs) for xs in (x + h, x - h))
        lost = h < LOST * eps * np.abs(x)  # in the last digits of what is nudged
        blur = np.where(lost, np.inf, eps * (np.abs(above) + np.abs(below) + middle) / h)
        yield (above - below) / ((x + h) - (x - h)), blur


def _at_all(forward: Callable[[Any], Any], xs: Any) -> Any:
    """여러 점에서 한 번에, 안 되면 하나씩. Compute at many points at once, else one by one."""
    try:
        return np.broadcast_to(forward(xs), xs.shape)
    except Exception:  # as a rule for floats alone, or one that fails at some of them
        return np.stack([_tried(forward, x, xs.shape[1:]) for x in xs])


def _along(forward: Callable[[Any], Any], x: Any, v: Any, middle: Any, eps: float) -> Seen:
    """배열 전체를 v 방향으로.

    Nudge a whole array along `v`: in sizes of its largest number, of 1, and of the result.
    """
    most = largest(v) or 1.0
    for size in (largest(x), 1.0, max(largest(x), float(np.max(middle, initial=0.0)))):
        steps = STEPS * (size or 1.0) / most
        above = np.array([_tried(forward, x + h * v, middle.shape) for h in steps])
        below = np.array([_tried(forward, x - h * v, middle.shape) for h in steps])
        h = steps.reshape(-1, *(1,) * (above.ndim - 1))
        yield (above - below) / (2 * h), eps * (np.abs(above) + np.abs(below) + middle) / h


def _best(sizes: Seen, shape: tuple[int, ...]) -> tuple[Any, Any]:
    """자리마다 가장 믿을 만한 차분.

    Extrapolate central differences to step 0 (Richardson), from the finest step to the coarsest:
    each place of the result takes what is more certain, but only what lies within the bounds that
    finer steps have set. So a wave that repeats itself at a coarse step deceives nobody.
    """
    value, error = np.zeros(shape), np.full(shape, np.inf)
    for slopes, blurs in sizes:
        once = slopes[1:] + np.diff(slopes, axis=0) / (SHRINKING**2 - 1)
        twice = once[1:] + np.diff(once, axis=0) / (SHRINKING**4 - 1)
        # no lucky agreement: a bound that is too narrow would shut out all that is better
        others = (once[1:], once[:-1], slopes[2:], slopes[1:-1])
        offs = np.maximum.reduce([np.abs(twice - one) for one in others]) + 4 * blurs[2:]
        for found, off in zip(twice[::-1], offs[::-1], strict=True):
            better = (off < error) & ~(np.abs(found - value) > error + off)
            value, error = np.where(better, found, value), np.where(better, off, error)
    return value, error
