"""원소마다의 곱에서 하는 실수: 빠진 곱, 다른 배열, 틀린 거듭제곱의 미분.

Mutate what a gradient is multiplied by, entry by entry: a factor or a mask left out, or there
twice; another array in its place; the derivative of a power.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from ...engine import Node, received
from ..traces import Array, Case, Change, Run, Shares, Trace, depends, without
from .operands import Candidates, Values, stand_ins

__all__ = [
    "keep_rate",
    "mask_again",
    "mask_ignored",
    "mask_left_out",
    "other_factor",
    "power_rule",
    "scale_ignored",
]

Share = Callable[[Node, Array], Any]  # a node and its gradient, to what an input gets


def reshared(trace: Trace, node: Node, place: int, wrong: Share, g: Array) -> Shares:
    """입력 하나의 기여분을 바꾼 것. Share out `g`, with the share of one input changed."""
    return [
        (i, parent, received(parent, wrong(node, g)) if i == place else share)
        for i, parent, share in trace.shares(node, g)
    ]


def changed(case: Case, group: list[Node], place: int, wrong: Share) -> dict[str, Array]:
    """한 줄이 만든 노드마다 그 입력의 기여분을 바꾼 기울기.

    Go back with the share of one input changed, in all nodes of a group.
    """
    shares = {node: partial(reshared, case.traced, node, place, wrong) for node in group}
    return case.traced.changed(Change(shares=shares))


def _products(
    case: Case, names: tuple[str, ...], *, apart: bool
) -> Iterator[tuple[list[Node], int]]:
    """곱하고 나눈 곳과, 기울기를 받는 쪽.

    Yield the groups of products, with each side that gets a gradient.
    """
    trace = case.traced
    found = trace.made_by(*names)
    for group in case.groups(found, apart=apart):
        for place, parent in enumerate(group[0].parents):
            if parent.kind != "constant":
                yield group, place


def _words(case: Case, group: list[Node], place: int) -> Values:
    trace, node = case.traced, group[0]
    other = node.parents[1 - place] if len(node.parents) == 2 else node
    return {"operand": trace.place(other, node), "at": case.at(group)}


def mask_left_out(apart: bool = False) -> Callable[[Case], Candidates]:
    """곱한 배열을 빼놓았다: 마스크, 게이트, 배율.

    Leave out what was multiplied by: a mask, a gate, a scale; or the choice that a maximum makes.
    """

    def candidates(case: Case) -> Candidates:
        for group, place in _products(case, NAMES, apart=apart):
            same = all(node.data.shape == node.parents[place].data.shape for node in group)
            is_product = group[0].op is not None and group[0].op.name == "matmul"
            if same or not is_product or _is_masked_sum(group[0], place):
                words = _words(case, group, place)
                if (number := _number(group[0], place)) is not None:
                    words = {"key": "constant_inside", "s": number, "at": case.at(group)}
                yield changed(case, group, place, _unchosen), words

    return candidates


def scale_ignored(case: Case) -> Candidates:
    """정규화에서 표준편차로 나누지 않았다.

    Leave the division by a deviation out of all that is passed back through a normalisation.
    """
    trace = case.traced
    for node in trace.order:
        if node.op is None or node.op.name != "div" or node.parents[1].kind == "constant":
            continue
        top, by = node.parents
        if top.data.shape != node.data.shape or by.data.shape == top.data.shape:
            continue
        for before in trace.order:
            if before.data.shape == top.data.shape and depends(by, before) and depends(top, before):
                scale = {before: partial(_scaled_by, by.data)}
                words = {"operand": trace.place(by, node), "at": trace.place(node)}
                yield trace.changed(Change(scale)), words


def _scaled_by(by: Array, g: Array, run: Run) -> Array:
    return np.asarray(g * by)


def mask_ignored(case: Case) -> Candidates:
    """마스크를 앞으로도 뒤로도 곱하지 않았다.

    Leave a mask, or the weights of samples, out of the backward pass altogether, where it computes
    the forward pass anew, too.
    """
    trace = case.traced
    found = [node for node in trace.order if _of_constant(node)]
    for group in case.groups(found if case.is_whole else [], apart=False):
        pairs = [
            sorted(node.parents, key=lambda parent: parent.kind == "constant") for node in group
        ]
        masks = [mask.data for _, mask in pairs]
        differ = len({float(m.item()) for m in masks if m.size == 1}) > 1
        if differ or all(m.size > 1 and (m == 0).any() for m in masks):
            bare = without(trace, {n: other for n, (other, _) in zip(group, pairs, strict=True)})
            words = {"operand": trace.place(pairs[0][1], group[0]), "at": trace.place(group[0])}
            yield bare.gradients, words


def _of_constant(node: Node) -> bool:
    """상수와의 곱인가. Tell whether a node multiplies by a constant, and keeps the shape."""
    if node.op is None or node.op.name != "mul":
        return False
    constants = [p for p in node.parents if p.kind == "constant"]
    others = [p for p in node.parents if p.kind != "constant"]
    return len(constants) == len(others) == 1 and others[0].data.shape == node.data.shape


NAMES = ("mul", "div", "matmul", "max", "min", "maximum", "minimum", "where", "mean")


def _is_masked_sum(node: Node, place: int) -> bool:
    """마스크와의 내적인가. Tell whether a product is the sum of what a mask of one axis chooses."""
    mask = node.parents[1 - place]
    if node.data.ndim >= node.parents[place].data.ndim or node.data.size > 1:
        return False
    return mask.kind == "constant" and mask.data.ndim == 1 and bool((mask.data == 0).any())


def _number(node: Node, place: int) -> float | None:
    """곱한 상수. Find the plain number that a product multiplies by, 1/n of a mean."""
    if node.op is not None and node.op.name == "mean":
        return float(f"{node.data.size / node.parents[0].data.size:.6g}")
    if node.op is None or node.op.name not in ("mul", "div"):
        return None
    other = node.parents[1 - place]
    if other.kind != "constant" or other.data.size != 1:
        return None
    number = float(other.data.item())
    return float(f"{1 / number if node.op.name == 'div' else number:.6g}")


def _unchosen(node: Node, g: Array) -> Array:
    """고르지 않고 모두에. Give `g` to every entry, as if nothing had been chosen."""
    op = node.op
    if op is not None and op.name in ("max", "min", "mean"):
        shape = node.parents[0].data.shape
        kept = np.sum(np.empty(shape), axis=op.params["axis"], keepdims=True).shape  # type: ignore[call-overload]
        return np.broadcast_to(g.reshape(kept), shape)
    return g


def _of_number(node: Node, place: int) -> bool:
    """다른 쪽이 보통 수인가. Tell whether the other side of a product is one plain number."""
    if node.op is None or node.op.name not in ("mul", "div"):
        return False
    return bool(node.parents[1 - place].data.size == 1)


def mask_again(case: Case) -> Candidates:
    """마스크를 두 번 곱했다. Multiply by a factor twice."""
    for group, place in _products(case, ("mul",), apart=False):
        if not _of_number(group[0], place):

            def twice(node: Node, g: Array, place: int = place) -> Array:
                return np.asarray(g * node.parents[1 - place].data ** 2)

            yield changed(case, group, place, twice), _words(case, group, place)


def keep_rate(case: Case) -> Candidates:
    """1/(살릴 비율)을 곱하지 않았다.

    Multiply by a mask of ones where that of the forward pass has 1/keep.
    """
    for group, place in _products(case, ("mul",), apart=False):
        masks = [node.parents[1 - place].data for node in group]
        scales = {float(s) for b in masks for s in np.unique(np.abs(b[b != 0]))}
        if len(scales) == 1 and any((b == 0).any() for b in masks) and scales != {1.0}:

            def of_ones(node: Node, g: Array, place: int = place) -> Array:
                return np.asarray(g * np.sign(node.parents[1 - place].data))

            words = {"s": float(f"{scales.pop():.6g}"), **_words(case, group, place)}
            yield changed(case, group, place, of_ones), words


def other_factor(apart: bool = False) -> Callable[[Case], Candidates]:
    """곱할 배열 대신 다른 배열을 곱했다: 게이트 i 대신 g, r·h 대신 h.

    Multiply by another array of the same shape: the gate i for g, h for r·h.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group, place in _products(case, ("mul", "div"), apart=apart):
            if _of_number(group[0], place):
                continue
            operands = [node.parents[1 - place] for node in group]
            for others, arrays in stand_ins(trace.roles, operands):
                pairs = dict(zip(group, arrays, strict=True))

                def instead(node: Node, g: Array, pairs: Any = pairs, place: int = place) -> Any:
                    inputs = [p.data for p in node.parents]
                    inputs[1 - place] = pairs[node]
                    assert node.op is not None
                    return node.op.contributions(g, node.data, *inputs)[place]

                yield (
                    changed(case, group, place, instead),
                    {
                        "used": trace.place(others[0], operands[-1]),
                        "operand": trace.place(operands[-1], others[0]),
                    },
                )

    return candidates


# ── powers ──


def power_rule(case: Case) -> Candidates:
    """거듭제곱의 미분이 틀렸다: 1/x, x³, √x.

    Differentiate a power wrongly: the exponent kept, or not brought down, or the sign lost.
    """
    trace = case.traced
    found = [node for node in trace.order if _exponent(node) is not None]
    for group in case.groups(found, apart=False):
        exponent, place = _exponent(group[0]) or (1.0, 0)
        for form, local in _wrong_powers(exponent):

            def of_power(node: Node, g: Array, place: int = place, local: Any = local) -> Any:
                own = local(node.parents[place].data)
                is_quotient = node.op is not None and node.op.name == "div"
                return g * own * node.parents[0].data if is_quotient else g * own

            yield (
                changed(case, group, place, of_power),
                {
                    "n": float(f"{exponent:.4g}"),
                    "form": form,
                    "right": DERIVATIVES.get(exponent, f"{exponent:g}·x^{exponent - 1:g}"),
                    "at": case.at(group),
                },
            )


DERIVATIVES = {2.0: "2x", 0.5: "1/(2√x)", -1.0: "-1/x²", -0.5: "-1/(2x√x)"}


def _exponent(node: Node) -> tuple[float, int] | None:
    """거듭제곱의 지수와 밑의 자리. Find the exponent of a power, and which input is its base."""
    if node.op is None or (node.op.name == "div" and node.parents[1].kind == "constant"):
        return None
    if node.op.name == "pow":
        return float(node.op.params["exponent"]), 0
    if node.op.name == "mul" and node.parents[0] is node.parents[1]:
        return 2.0, 0
    return {"sqrt": (0.5, 0), "div": (-1.0, 1)}.get(node.op.name)


def _wrong_powers(n: float) -> Iterator[tuple[str, Callable[[Array], Array]]]:
    """c·x^k 꼴의 틀린 도함수들. Yield wrong derivatives of x^n, of the form c·x^k."""
    for c, k in (
        (n, n), (1, n), (n, n + 1), (n - 1, n), (-n, n), (n, n - 2), (n, 0), (1, n - 2), (1, n + 1),
    ):  # fmt: skip
        if k != n - 1:  # a multiple is told of as one
            power = {0.0: "1", 1.0: "x"}.get(float(k), f"x^{k:g}")
            yield f"{c:g}·{power}", lambda x, c=c, k=k: c * x**k  # type: ignore[misc]
