"""기록된 역전파의 돌연변이: 실수가 바꾸는 단계. 여기서는 다른 배열을 잘못 쓴 것.

Mutate a recorded backward pass: a mutation takes a case and yields the gradients that its mistake
would lead to, with the words of its sentence. Those here take one array for another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np

from ...engine import Node
from ..traces import Array, Case, Change, Run, Shares, Trace, Word, depends

__all__ = [
    "Candidates",
    "Values",
    "fixed",
    "mixed",
    "operand_transposed",
    "stand_ins",
    "with_inputs",
    "wrong_operand",
    "wrong_signal",
]

Values = dict[str, Any]
Candidates = Iterator[tuple[Mapping[str, Array], Values]]


# ── operands ──


def operand_transposed(apart: bool = False) -> Callable[[Case], Candidates]:
    """dz = dy @ W2 (W2.T가 아니라). Transpose a square operand once too often, or not at all."""

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for products, side, operands in _operands(case, apart=apart):
            if all(p.data.ndim >= 2 and p.data.shape[-1] == p.data.shape[-2] for p in operands):
                mattering = [
                    operand
                    for product, operand in zip(products, operands, strict=True)
                    if product.parents[1 - side].kind != "constant"
                ]
                words = {"operand": trace.place((mattering or operands)[0])}
                yield _exchanged(trace, products, side, [p.data.mT for p in operands]), words

    return candidates


def wrong_operand(apart: bool = False) -> Callable[[Case], Candidates]:
    """z1 대신 a1을 곱했다.

    Put another array of the same shape in an operand's place; in a loop one of the same round, or
    of the round before or after.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for products, side, operands in _operands(case, apart=apart):
            if all(product.parents[1 - side].kind == "constant" for product in products):
                continue
            for others, arrays in stand_ins(trace.roles, operands):
                words = {
                    "used": trace.place(others[0], operands[-1]),
                    "operand": trace.place(operands[-1], others[0]),
                }
                yield _exchanged(trace, products, side, arrays), words

    return candidates


def stand_ins(
    roles: list[list[Node]], operands: list[Node]
) -> Iterator[tuple[list[Node], list[Array]]]:
    """같은 모양의 다른 배열들, 전치한 것도.

    Yield other arrays of the same shapes, or transposed: those of another role, round by round;
    those of the same in the round before or after; of one product alone, any. And where operands
    are moved entries of an array, as W[i] and x.reshape(n, -1) are, those of others moved so.
    """
    yield from _alike(roles, operands, list(operands), _as_it_is)
    bases, moves = zip(*map(_moved, operands), strict=True)
    if all(moves):
        yield from _alike(roles, operands, list(bases), lambda i, array: _move(moves[i], array))
    if len({*bases}) == 1 and all(moves):
        shapes = [operand.data.shape for operand in operands]
        for node in dict.fromkeys(node for role in roles for node in role):
            if node.data.ndim == bases[0].data.ndim and node is not bases[0]:
                try:
                    arrays = [_move(move, node.data) for move in moves]
                except (LookupError, ValueError):  # fewer rows, another size
                    continue
                if [array.shape for array in arrays] == shapes:
                    yield [node] * len(operands), arrays


def _as_it_is(i: int, array: Array) -> Array:
    return array


def _alike(
    roles: list[list[Node]],
    operands: list[Node],
    bases: list[Node],
    move: Callable[[int, Array], Array],
) -> Iterator[tuple[list[Node], list[Array]]]:
    shapes = [node.data.shape for node in bases]
    if len(operands) == 1:
        found = [[node] for node in dict.fromkeys(node for role in roles for node in role)]
    else:
        later, earlier = bases[1:], bases[:-1]
        found = [*roles, later + bases[-1:], later + bases[:1],
                 bases[:1] + earlier, bases[-1:] + earlier]  # fmt: skip
    for turn in (False, True):
        for others in found:
            is_flat = min((node.data.ndim for node in others), default=0) < 2
            itself = all(a is b for a, b in zip(others, bases, strict=False))
            if len(others) != len(operands) or (turn and (is_flat or itself)):
                continue
            arrays = [node.data.swapaxes(-1, -2) if turn else node.data for node in others]
            if [array.shape for array in arrays] != shapes:
                continue
            arrays = [move(i, array) for i, array in enumerate(arrays)]
            if not all(np.array_equal(a, b.data) for a, b in zip(arrays, operands, strict=True)):
                yield others, arrays


def _moved(node: Node) -> tuple[Node, list[Any]]:
    """무엇을 어떻게 옮긴 것인가. Tell of what array a node shows moved entries, and how."""
    moves: list[Any] = []
    while node.op is not None and node.op.name in ("reshape", "transpose", "getitem"):
        moves.insert(0, node.op)
        node = node.parents[0]
    return node, moves


def _move(moves: list[Any], array: Array) -> Array:
    for op in moves:
        array = op.forward(array)
    return array


def _operands(case: Case, *, apart: bool = False) -> Iterator[tuple[list[Node], int, list[Node]]]:
    """행렬곱마다, 그 두 쪽마다.

    Yield the products that one line made, and for each of their two sides the operands there.
    """
    products = case.traced.made_by("matmul")
    for group in case.groups(products, apart=apart):
        for side in (0, 1):
            yield group, side, [node.parents[side] for node in group]


def _exchanged(
    trace: Trace, products: list[Node], side: int, arrays: list[Array]
) -> dict[str, Array]:
    """그 쪽에 다른 배열을 곱한 기울기. Go back with other arrays on one side of the products."""
    shares = {
        product: with_inputs(trace, product, {side: array})
        for product, array in zip(products, arrays, strict=True)
    }
    return trace.changed(Change(shares=shares))


def with_inputs(trace: Trace, node: Node, values: Mapping[int, Array]) -> Callable[[Array], Shares]:
    """다른 입력으로 계산한 기여분. Share out as if some inputs of a node were others."""
    return lambda g: trace.shares(node, g, values)


def _fit(some: list[Node], others: list[Node]) -> bool:
    return len(some) == len(others) and all(
        a.data.shape == b.data.shape for a, b in zip(some, others, strict=True)
    )


# ── numbers and signals ──


def mixed(case: Case) -> Candidates:
    """(n, 1) - (n,)이 (n, n)이 되었다.

    Compare each sample with the mean over all: (n, 1) - (n,) is (n, n).
    """
    trace = case.traced
    for node in trace.order:
        is_difference = node.op is not None and node.op.name == "sub"
        if not is_difference or len({p.data.shape for p in node.parents}) > 1:
            continue
        children = dict.fromkeys(child for child, _ in trace.uses[node])
        for axis, side, value in _differences_from_means(node):
            shares = {
                child: with_inputs(trace, child, dict.fromkeys(_places(node, child), value))
                for child in children
            }
            words = {"at": trace.place(node), "side": trace.place(node.parents[side]), "axis": axis}
            yield trace.changed(Change(shares=shares)), words


def _differences_from_means(node: Node) -> Iterator[tuple[int, int, Array]]:
    """축마다, 한쪽을 평균으로 바꾼 차.

    Yield, for each axis and each side, the difference with that side's mean over the axis.
    """
    a, b = (p.data for p in node.parents)
    for axis, n in enumerate(node.data.shape):
        if n > 1:
            yield axis, 1, a - b.mean(axis=axis, keepdims=True)
            yield axis, 0, a.mean(axis=axis, keepdims=True) - b


def _places(node: Node, child: Node) -> list[int]:
    return [i for i, parent in enumerate(child.parents) if parent is node]


def wrong_signal(case: Case) -> Candidates:
    """다른 층의 기울기를 이어 썼다.

    Take the gradient of another node of the same shape, and go on from there as one should; in a
    loop also that of the last round in every one.
    """
    trace = case.traced
    lines = trace.lines(node for node in trace.order if node.op is not None)
    for group in lines:
        seen = {trace.true.signals[group[0]].tobytes()}
        for others in (*lines, [group[-1]] * len(group)):
            signals = [trace.true.signals[node] for node in others]
            if _fit(group, others) and signals[0].tobytes() not in seen:
                seen.add(signals[0].tobytes())
                wrong = {node: partial(fixed, g) for node, g in zip(group, signals, strict=True)}
                words: Values = {
                    "used": trace.place(others[0], group[0]),
                    "instead": trace.place(group[0], others[0]),
                }
                if depends(others[0], group[0], entrywise=True):  # what lies between was skipped
                    words = {
                        "key": "left_out",
                        "name": Word("그 사이의 계산", "what lies between"),
                        "at": trace.place(others[0], group[0]),
                    }
                yield trace.changed(Change(wrong)), words


def fixed(signal: Array, g: Array, run: Run) -> Array:
    """그 기울기, 무엇이 오든. Go on with this signal, whatever arrives."""
    return signal
