"""기록된 역전파의 돌연변이: 실수가 바꾸는 걸음. 여기서는 다른 배열을 잘못 쓴 것.

Mutate a recorded backward pass: a mutation takes a case and yields the gradients that its mistake
would lead to, with the words of its sentence. Those here take one array for another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from ..engine import Node
from .case import Case
from .tracing import Array, Change, Run, Shares, Trace

__all__ = [
    "Candidates",
    "Values",
    "mixed",
    "operand_transposed",
    "wrong_operand",
    "wrong_signal",
]

Values = dict[str, Any]
Candidates = Iterator[tuple[Mapping[str, Array], Values]]


def _products(trace: Trace) -> list[list[Node]]:
    return trace.lines(
        node for node in trace.order if node.op is not None and node.op.name == "matmul"
    )


def operand_transposed(case: Case) -> Candidates:
    """dz = dy @ W2 (W2.T가 아니라). A square operand that is not transposed, or once too often."""
    trace = case.traced
    for group in _products(trace):
        for i in (0, 1):
            operands = [node.parents[i] for node in group]
            if all(p.data.ndim == 2 and p.data.shape[0] == p.data.shape[1] for p in operands):
                shares = {
                    node: _with(trace, node, {i: p.data.T})
                    for node, p in zip(group, operands, strict=True)
                }
                mattering = (
                    p
                    for node, p in zip(group, operands, strict=True)
                    if node.parents[1 - i].kind != "constant"
                )
                yield (
                    trace.changed(Change(shares=shares)),
                    {"operand": trace.place(next(mattering, operands[0]))},
                )


def wrong_operand(case: Case) -> Candidates:
    """z1 대신 a1을 곱했다.

    Another array of the same shape in place of an operand; in a loop one of the same round.
    """
    trace = case.traced
    lines = trace.lines(trace.everything)
    for group in _products(trace):
        for i in (0, 1):
            operands = [node.parents[i] for node in group]
            for others in lines if group[0].parents[1 - i].kind != "constant" else ():
                if _fit(others, operands) and not all(
                    o.data is p.data for o, p in zip(others, operands, strict=True)
                ):
                    shares = {
                        node: _with(trace, node, {i: other.data})
                        for node, other in zip(group, others, strict=True)
                    }
                    words = {
                        "used": trace.place(others[0], operands[-1]),
                        "operand": trace.place(operands[-1], others[0]),
                    }
                    yield trace.changed(Change(shares=shares)), words


def _fit(some: list[Node], others: list[Node]) -> bool:
    return len(some) == len(others) and all(
        a.data.shape == b.data.shape for a, b in zip(some, others, strict=True)
    )


def _with(trace: Trace, node: Node, values: Mapping[int, Array]) -> Callable[[Array], Shares]:
    return lambda g: trace.shares(node, g, values)


def mixed(case: Case) -> Candidates:
    """(n, 1) - (n,)이 (n, n)이 되었다.

    Each sample is compared with the mean over all: (n, 1) - (n,) is (n, n).
    """
    trace = case.traced
    for node in trace.order:
        if (
            node.op is None
            or node.op.name != "sub"
            or len({p.data.shape for p in node.parents}) > 1
        ):
            continue
        a, b = (p.data for p in node.parents)
        for axis in (i for i, n in enumerate(node.data.shape) if n > 1):
            for side, value in (
                (1, a - b.mean(axis=axis, keepdims=True)),
                (0, a.mean(axis=axis, keepdims=True) - b),
            ):
                children = dict.fromkeys(child for child, _ in trace.uses[node])
                shares = {
                    c: _with(trace, c, {i: value for i, p in enumerate(c.parents) if p is node})
                    for c in children
                }
                words = {
                    "at": trace.place(node),
                    "side": trace.place(node.parents[side]),
                    "axis": axis,
                }
                yield trace.changed(Change(shares=shares)), words


def wrong_signal(case: Case) -> Candidates:
    """다른 층의 기울기를 이어 썼다.

    The gradient of another node of the same shape, and on from there as it should be.
    """
    trace = case.traced
    lines = trace.lines(node for node in trace.order if node.op is not None)
    for group in lines:
        seen = {trace.true.signals[group[0]].tobytes()}
        for others in lines:
            signals = [trace.true.signals[node] for node in others]
            if _fit(group, others) and signals[0].tobytes() not in seen:
                seen.add(signals[0].tobytes())
                change = Change(
                    {
                        node: partial(_signal, other)
                        for node, other in zip(group, signals, strict=True)
                    }
                )
                words = {
                    "used": trace.place(others[0], group[0]),
                    "instead": trace.place(group[0], others[0]),
                }
                yield trace.changed(change), words


def _signal(signal: Array, g: Array, run: Run) -> Array:
    return signal
