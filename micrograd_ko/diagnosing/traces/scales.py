"""순전파의 상수 배수: 평균의 n, 제곱의 2, 곱한 상수.

Recognise the constant factors in a recorded forward pass that a derivative may be off by: the n of
its means, the 2 of its squares, its constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import prod
from typing import Any, NamedTuple

import numpy as np

from ...engine import ArrayOp, Node
from .parts import Part, Parts
from .trace import Trace

__all__ = ["Factor", "factors", "is_square", "outer"]


class Factor(NamedTuple):
    """배수와 그 뜻. Hold a constant factor, and the mistakes that it comes from."""

    size: float
    parts: Parts


def factors(trace: Trace, multipliers: set[float]) -> list[Factor]:
    """틀린 기울기가 맞는 기울기의 몇 배일 때 뜻이 있는가, 흔한 것부터.

    List the factors with a meaning in this forward pass, the common ones first: the n of its means,
    its constants, the 2 of its squares, the lengths of its axes, and products of two.

    Args:
        multipliers: the numbers that the backward pass multiplies by, as far as they are known: if
            they are, a wrong count has to be among them.
    """
    counts, constants, square = _scales(trace)
    means = [_factor(n, "mean", n=n) for n in counts]
    small = [_factor(1 / s, "constant", s=s) for s in constants]
    if square:
        small.append(_factor(0.5, "square"))
        if 0.5 not in constants:
            small.append(_factor(2.0, "doubled"))
    again = [_factor(s, "constant_again", s=s) for s in constants]
    divisors = _divisors(trace, multipliers)
    wrong_counts = [
        *(_factor(n / m, "count", n=n, m=m) for n in counts for m in divisors if m != n),
        *(_factor(1 / n, "mean_twice", n=n) for n in counts),
    ]
    lengths = sorted((_summed_backwards(trace) & {*divisors}) - {*counts})
    divided = [_factor(1 / m, "divided", m=m) for m in lengths]
    if multipliers and not {*counts} & {*divisors}:  # the counts in it are others
        found = [*wrong_counts, *means, *small, *again, *divided]
    else:
        found = [*means, *small, *again, *wrong_counts, *divided]
    for a in means + wrong_counts:
        for b in small:
            size = a.size * b.size
            # two only for what one cannot be
            if size != 1 and all(abs(known.size / size - 1) > 1e-9 for known in found):
                found.append(Factor(size, a.parts + b.parts))
    return found


def _divisors(trace: Trace, multipliers: set[float]) -> list[int]:
    """나눌 만한 수: 축의 길이와 크기 가운데, 역전파에서 정말 나눈 것.

    List what a learner may have divided by: lengths and sizes of arrays. If it is known what the
    backward pass multiplies by, only those that are there.
    """
    if multipliers:
        known = {n for r in multipliers for n in _whole(1 / r)}
        return sorted(_lengths(trace.everything) & known)
    sizes = [node.data.shape for node in trace.order if node.data.ndim > 1]
    whole = _lengths(node.parents[0] for node in trace.order if _is_total(node))
    return sorted({*whole, *(prod(shape) for shape in sizes), *_summed_backwards(trace)} - {1})


def _whole(x: float) -> set[int]:
    """2/n이라고 쓴 것은 n으로 나눈 것이다. Find the n of a division by n, or of a factor 2/n."""
    for times in (1, 2, 0.5):
        n = round(x * times)
        if n > 1 and abs(x * times - n) <= 1e-9 * n:
            return {n}
    return set()


def _summed_backwards(trace: Trace) -> set[int]:
    """역전파에서 더하는 축의 길이: 표본의 수.

    Collect the lengths of axes that the backward pass sums over for a parameter: the samples.
    """
    found = set[int]()
    for leaf in trace.leaves.values():
        for child, _ in trace.uses.get(leaf, []):
            shape = child.data.shape
            if child.op is not None and child.op.name == "matmul":
                found.update(shape[:1])
            elif len(shape) > leaf.data.ndim:
                found.update(shape[: len(shape) - leaf.data.ndim])
    return {n for n in found if n > 1}


def _lengths(nodes: Iterable[Node]) -> set[int]:
    """축의 길이와 원소의 수, 1보다 큰 것. Collect the nodes' lengths and sizes above 1."""
    return {n for node in nodes for n in (*node.data.shape, node.data.size) if n > 1}


def _is_total(node: Node) -> bool:
    """배열을 수 하나로 줄이는가. Tell whether a node reduces an array to one number."""
    return node.op is not None and node.op.name in ("sum", "mean") and node.data.size == 1


def _factor(size: float, key: str, **values: Any) -> Factor:
    return Factor(float(size), (Part(key, tuple(values.items())),))


def _scales(trace: Trace) -> tuple[list[int], list[float], bool]:
    """무엇의 평균인지, 곱한 상수, 제곱이 있는지.

    Find the counts of means, other constant factors, and whether there is a square. A division by n
    is a mean if n numbers are added somewhere: along an axis, or in n rounds of a loop.
    """
    counts, constants = dict[int, Any](), dict[float, Any]()
    added = _added(trace)
    for node in trace.order:
        if node.op is None:
            continue
        if node.op.name == "mean":
            counts[round(node.parents[0].data.size / node.data.size)] = None
        divided = node.op.name == "div"
        for number in _constant_factors(node):
            scale = number ** (-1 if divided else 1)
            n = round(1 / scale)
            # × 1/5 is a mean of 5, × 1/2 and / 2 are a constant
            whole = abs(n * scale - 1) < 1e-12 and n > 2
            if divided and n == 2 and 2 in added:  # there is no telling
                counts[2] = constants[0.5] = None
            elif whole and n in added:
                counts[n] = None
            elif whole and n % 2 == 0 and n // 2 in added:  # 1/(2n)
                counts[n // 2] = constants[0.5] = None
            else:
                constants[scale] = None
    square = any(map(is_square, trace.order))
    return [n for n in counts if n > 1], [s for s in constants if s != 1], square


def _added(trace: Trace) -> set[int]:
    """무엇이 몇 개 더해지는가.

    Collect how many numbers are added: the lengths and sizes of what is summed, the rounds of loops
    that add.
    """
    found = set[int]()
    for node in trace.order:
        if node.op is None or not node.parents:
            continue
        if node.op.name in ("sum", "mean", "norm"):
            whole = node.parents[0].data
            axis = node.op.params.get("axis")
            axes = range(whole.ndim) if axis is None else np.atleast_1d(np.asarray(axis))
            lengths = [whole.shape[int(i)] for i in axes]
            found.update(lengths)
            found.add(int(np.prod(lengths)))
        elif node.op.name == "matmul":
            found.add(node.parents[0].data.shape[-1])
    for line in trace.lines(trace.made_by("add")):
        found.update((len(line), len(line) + 1) if len(line) > 1 else ())
    return found


def _constant_factors(node: Node) -> Iterator[float]:
    """노드가 곱하거나 나누는 수. Yield the numbers that a node multiplies or divides by."""
    if node.op is None or node.op.name not in ("mul", "div"):
        return
    for parent in node.parents[1:] if node.op.name == "div" else node.parents:
        if parent.kind == "constant" and parent.data.size == 1 and parent.data.any():
            yield abs(float(parent.data.item()))


def is_square(node: Node) -> bool:
    if node.op is None:
        return False
    return node.op.params.get("exponent") == 2 or (
        node.op.name == "mul" and node.parents[0] is node.parents[1]
    )


def outer(trace: Trace) -> Iterator[dict[str, Any]]:
    """(n, 1)과 (n,)이 (n, n)이 된 곳.

    Find two arrays, neither of them a number, that were stretched to one larger than both.
    """
    for node in trace.order:
        if node.op is not None and not isinstance(node.op, ArrayOp) and len(node.parents) == 2:
            a, b = (p.data.shape for p in node.parents)
            sizes = [p.data.size for p in node.parents]
            larger = node.data.size > max(sizes)
            if larger and {len(a), len(b)} == {1, 2} and min(sizes) > 1:
                yield {"at": trace.place(node), "a": a, "b": b, "shape": node.data.shape}
