"""옮기는 일에서 하는 실수: 전치 자리의 reshape, 먼저 고친 가중치, 자른 기울기.

Mutate how gradients are moved about and when: a reshape where a transpose belongs, a signal
transposed, a weight that was updated before it was used, a gradient that was clipped.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from ...engine import Node
from ..traces import Array, Case, Change, Run, Shares
from .operands import Candidates, with_inputs

__all__ = ["clipped", "clipped_inside", "reshape_inside", "reshape_transpose", "updated"]

RATES = (1.0, 0.5, 0.1, 0.05, 0.01, 0.005, 0.001, 1e-4)  # besides the numbers in the code
BOUNDS = (1.0, 5.0, 0.5, 10.0, 0.1)


def reshape_transpose(case: Case) -> Candidates:
    """전치할 것을 reshape했다.

    Reshape what should be transposed: the numbers are all there, in another order.
    """
    for name, right in case.expected.items():
        shape = case.got[name].shape
        if right.ndim < 2 or case.got[name].size != right.size:
            continue
        for axes in combinations(range(right.ndim), 2):
            moved = right.swapaxes(*axes)
            key = "transpose" if moved.shape == shape else "reshape_transpose"
            yield {name: moved.reshape(shape)}, {"key": key, "shape": shape, "right": right.shape}
        for n in (right.shape[0], right.shape[-1]):
            if n > 1:
                flat = right.reshape(n, -1) if n == right.shape[0] else right.reshape(-1, n)
                yield {name: flat.T.reshape(shape)}, {"shape": shape, "right": right.shape}


def reshape_inside(case: Case) -> Candidates:
    """전치의 역전파에 reshape, 또는 곱하는 배열을 전치하지 않고 reshape.

    Go back over a transpose by a reshape, or reshape an operand of a product to the shape that its
    transpose has.
    """
    trace = case.traced
    moves = trace.made_by("transpose")
    for group in case.groups(moves, apart=False):
        shares = {node: partial(_reshaped, node) for node in group}
        yield trace.changed(Change(shares=shares)), {"operand": trace.place(group[0])}
    flat = trace.made_by("reshape")
    for group in case.groups(flat, apart=False):
        if all(node.data.ndim > 1 for node in group):
            shares = {node: partial(_transposed, node) for node in group}
            yield trace.changed(Change(shares=shares)), {"operand": trace.place(group[0])}
    products = trace.made_by("matmul")
    for group in case.groups(products, apart=False):
        for side in (0, 1):
            operands = [node.parents[side] for node in group]
            if all(p.data.ndim >= 2 and not _is_square(p.data) for p in operands):
                others = {
                    node: with_inputs(trace, node, {side: _as_transposed(p.data)})
                    for node, p in zip(group, operands, strict=True)
                }
                yield trace.changed(Change(shares=others)), {"operand": trace.place(operands[0])}
        if all(_is_square(node.data) for node in group):
            turned = dict.fromkeys(group, _turned)
            yield trace.changed(Change(turned)), {
                "key": "operand_transposed", "operand": trace.place(group[0])
            }  # fmt: skip


def _as_transposed(a: Array) -> Array:
    """a.T 대신 a.reshape(a.T.shape). Give the array whose transpose was taken by a reshape."""
    return a.reshape(a.mT.shape).mT


def _is_square(a: Array) -> bool:
    return a.ndim >= 2 and a.shape[-1] == a.shape[-2] > 1


def _turned(g: Array, run: Run) -> Array:
    return g.swapaxes(-1, -2)


def _reshaped(node: Node, g: Array) -> Shares:
    parent = node.parents[0]
    return [(0, parent, g.reshape(parent.data.shape))]


def _transposed(node: Node, g: Array) -> Shares:
    return _reshaped(node, g.T)


def updated(case: Case) -> Candidates:
    """쓰기 전에 고친 가중치.

    Go back through a weight that has already taken its step, W - lr·dW; through one, or through
    all.
    """
    trace = case.traced
    uses = [(name, nodes, place) for name, nodes, place in case.uses if _steps(case, name)]
    for rate in dict.fromkeys((*case.code.constants, *RATES)):
        together: dict[Node, Any] = {}
        for name, nodes, place in uses:
            shares = _through_updated(case, name, nodes, place, rate)
            together |= shares
            if shares:
                found = trace.changed(Change(shares=shares))
                found.pop(name, None)  # its own gradient was computed before
                yield found, {"what": name, "rate": rate}
        if len({name for name, _, _ in uses}) > 1 and together:
            names = ", ".join(dict.fromkeys(name for name, _, _ in uses))
            yield trace.changed(Change(shares=together)), {"what": names, "rate": rate}


def _steps(case: Case, name: str) -> bool:
    got, own = case.got[name], case.traced.leaves[name].data
    return got.shape == own.shape and bool(np.isfinite(got).all())


def _through_updated(
    case: Case, name: str, nodes: list[Node], place: int, rate: float
) -> dict[Node, Any]:
    found: dict[Node, Any] = {}
    for node in nodes:
        if node.op is not None and node.op.name in ("matmul", "mul"):
            value, got = node.parents[place].data, case.got[name]
            step = got if value.shape == got.shape else got.T
            if step.shape == value.shape:
                new = {place: value - rate * step}
                found[node] = with_inputs(case.traced, node, new)
    return found


def clipped(case: Case) -> Candidates:
    """기울기를 잘라 냈다. Clip the gradient itself: no entry is larger than the largest of all."""
    for name, right, got in case.pairs():
        bound = float(np.max(np.abs(got), initial=0.0))
        known = any(abs(bound - c) <= 1e-6 * bound for c in (*case.code.constants, *BOUNDS))
        several = (np.abs(np.abs(got) - bound) <= 1e-9 * bound).sum() > 2
        if got.size > 2 and (known or several) and bound < np.nanmax(np.abs(right)):
            yield {name: np.clip(right, -bound, bound)}, {"c": float(f"{bound:.4g}")}


def clipped_inside(case: Case) -> Candidates:
    """흐르던 기울기를 잘라 냈다. Clip the gradient on its way, at a number of the code."""
    trace = case.traced
    for bound in dict.fromkeys((*case.code.constants, *BOUNDS)):
        for group in case.groups(trace.order, apart=False):
            signals = [trace.true.signals[n] for n in group]
            if any(g.size > 1 and np.max(np.abs(g)) > bound for g in signals):
                cut = {node: partial(_cut, bound) for node in group}
                yield trace.changed(Change(cut)), {"c": bound, "at": case.at(group)}


def _cut(bound: float, g: Array, run: Run) -> Array:
    return np.clip(g, -bound, bound)
