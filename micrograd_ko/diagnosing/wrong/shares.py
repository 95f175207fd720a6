"""여러 번 쓰인 것의 기여분에서 하는 실수.

Mutate the shares of what is used several times, of which the gradient is the sum: one left out, one
alone, one by another number, such as that of a penalty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from ...engine import Node
from ..traces import Array, Case, Change, Part, Run, Trace
from .operands import Candidates, Values

__all__ = ["alone", "extra_penalty", "scaled", "turned"]

FEW = 8  # uses of one node that are looked at one by one
SMALL = 2  # so few numbers may fit by chance
NOTHING = 1e-9  # of the right gradient: so little cancelled

Use = tuple[Node, int]  # a child, and which of its inputs


def alone(case: Case) -> Candidates:
    """+= 자리에 =: 하나의 기여분만 있다.

    Write = where += belongs, so that of several shares one is left. Of two, the other is missing,
    which :func:`scaled` tells, unless they are rounds of a loop.
    """
    trace = case.traced
    for group, found in _used_often(case):
        in_loop = len({trace.instruction(use[0][0]) for use in found}) < len(found)
        for k, which in _chosen(found):
            if len(found) > 2 or in_loop:
                signals = {
                    node: partial(_by_use, trace, lambda g, share: share, node, which)
                    for node in group
                }
                yield trace.changed(Change(signals)), _words(trace, group, found, k)


def scaled(
    *, missing: bool, within: bool = False, apart: bool = False
) -> Callable[[Case], Candidates]:
    """기여분 하나가 빠졌거나 다른 배수다.

    Go back with one share times another number: 0, if it is missing. The number is the one that
    fits the learner's gradient best.

    Args:
        missing: of what is missing, and of penalties; else of other numbers.
        within: of the shares within an activation that has a name.
        apart: in some rounds of a loop.
    """

    def candidates(case: Case) -> Candidates:
        trace = case.traced
        for group, found in _used_often(case, apart=apart):
            for k, which in _chosen(found):
                if within != all(child in case.inside for child, _ in which):
                    continue
                signals = {node: partial(_by_use, trace, _less, node, which) for node in group}
                without = trace.changed(Change(signals))
                own = all(_is_penalty(trace, child) for child, _ in which)
                for names, c in _multiples(case, without):
                    penalty = own or all(_is_whole_penalty(case, n, without[n]) for n in names)
                    if missing == (c == 0 or penalty):
                        words = _words(trace, group, found, k)
                        if penalty and not own:
                            words = {**words, "what": ", ".join(names)}
                        words = _told(case, c, penalty, words)
                        yield {name: _with_share(case, name, without, c) for name in names}, words

    return candidates


def turned(case: Case) -> Candidates:
    """반복문에서 기여분의 부호가 반대다.

    Go back with the sign of one share the wrong way round, in every round of a loop: its effects
    add up to no multiple.
    """
    trace = case.traced
    for group, found in _used_often(case):
        for k, which in _chosen(found) if len(group) > 1 else ():
            signals = {node: partial(_by_use, trace, _opposite, node, which) for node in group}
            words = {"c": -1, "more": (Part("sign"),), **_words(trace, group, found, k)}
            yield trace.changed(Change(signals)), words


def _opposite(g: Array, share: Array) -> Array:
    return np.asarray(g - 2 * share)


def _less(g: Array, share: Array) -> Array:
    return g - share


def _with_share(case: Case, name: str, without: dict[str, Array], c: float) -> Array:
    return without[name] + c * (case.expected[name] - without[name])


def _told(case: Case, c: float, penalty: bool, words: Values) -> Values:
    """무엇이라 부를까. Choose what to call a share times c: its key, and what explains the c."""
    if abs(c) < 1e-7:
        return {"key": "penalty_missing" if penalty else "share_missing", **words}
    key = "penalty_factor" if penalty else "share_factor"
    causes = [f.parts for f in case.factors if abs(f.size - c) <= 1e-6 * abs(c)]
    if abs(c + 1) < 1e-7:
        causes = [(Part("sign"),)]
    more = causes[0] if causes and not penalty else ()
    return {"key": key, "more": more, "c": float(f"{c:.4g}"), **words}


def _multiples(case: Case, without: dict[str, Array]) -> Iterator[tuple[list[str], float]]:
    """빠진 기여분의 몇 배가 들어 있는가.

    Find what multiples of the share the wrong gradients hold: each with the names that it fits. A
    share of nothing, or one that is all of the gradient, tells nothing.
    """
    found: dict[float, list[str]] = {}
    for name, rest in sorted(without.items(), key=lambda item: -item[1].size):
        right, got = case.expected[name], case.got[name]
        if got.shape != right.shape or case.errors[name] <= case.rtol:
            continue
        path = right - rest
        if _none(path, right) or _none(rest, right):
            continue
        c = float(np.nansum((got - rest) * path) / np.nansum(path * path))
        near = next((known for known in found if abs(known - c) <= 1e-6 * max(1, abs(c))), None)
        if near is None and right.size <= SMALL and abs(c) > 1e-7:
            continue  # some number always fits
        found.setdefault(c if near is None else near, []).append(name)
    for c, names in found.items():
        if abs(c - 1) > 1e-9:
            yield names, 0.0 if abs(c) < 1e-7 else c


def _none(share: Array, of: Array) -> bool:
    return bool(np.nanmax(np.abs(share), initial=0.0)
                <= NOTHING * np.nanmax(np.abs(of), initial=0.0))  # fmt: skip


def extra_penalty(case: Case) -> Candidates:
    """손실에는 없는 λw.

    Add what the loss has no penalty for: some number times the parameter, or times its signs. Of
    few numbers any is some multiple: there it has to be the number of another parameter's penalty.
    """
    trace = case.traced
    known = _rates(case)
    for name, right, got in sorted(case.pairs(), key=lambda item: -item[1].size):
        own = trace.leaves[name].data
        if _penalised(trace, name):
            continue
        for form, share in (("w", own), ("sign(w)", np.sign(own))):
            square = float(np.sum(share * share))
            c = float(np.nansum((got - right) * share)) / square if square else 0.0
            near = any(abs(c - rate) <= 1e-6 * abs(c) for rate in known)
            if c and (own.size > SMALL or near):
                yield {name: right + c * share}, {"c": float(f"{c:.4g}"), "form": form}
                if own.size > SMALL and case.explains(name, right + c * share):
                    known.append(c)


def _rates(case: Case) -> list[float]:
    """손실에 있는 페널티의 λ. List the λ of the penalties that the loss has."""
    trace, found = case.traced, list[float]()
    for leaf in trace.leaves.values():
        for child, place in trace.uses.get(leaf, []):
            if _is_penalty(trace, child) and leaf.data.any():
                share = trace.true.given[child][place]
                found.append(float(np.sum(share * leaf.data) / np.sum(leaf.data**2)))
    return found


def _is_whole_penalty(case: Case, name: str, rest: Array) -> bool:
    """빠진 것이 페널티의 기여분 전부인가. Tell whether what is cut off is all of the penalty."""
    trace = case.traced
    leaf, total = trace.leaves[name], np.zeros(rest.shape)
    for child, place in trace.uses.get(leaf, []):
        if _is_penalty(trace, child):
            total = total + trace.true.given[child][place]
    return bool(total.any() and np.allclose(case.expected[name] - rest, total, rtol=1e-9, atol=0))


def _penalised(trace: Trace, name: str) -> bool:
    uses = trace.uses.get(trace.leaves[name], [])
    return any(_is_penalty(trace, child) for child, _ in uses)


def _is_penalty(trace: Trace, child: Node) -> bool:
    """매개변수 하나의 크기를 손실에 더한 것인가.

    Tell whether this use of a parameter is its size, added to the loss: a square, an absolute value
    or a norm, and besides nothing but sums, plain factors and other shapes.
    """
    pure, even = {p for p in child.parents if p.op is None and p.kind != "constant"}, False
    node = child
    while len({p for p in node.parents if p.kind != "constant"} - pure) == 0 and _is_of_size(node):
        even = even or _is_even(node)
        pure.add(node)
        if not trace.uses[node]:
            return even  # the loss itself
        if len({user for user, _ in trace.uses[node]}) > 1 and not _is_even(trace.uses[node][0][0]):
            return False
        node = trace.uses[node][0][0]
    joined = node.op is not None and node.op.name in ("add", "sub") and node.data.size == 1
    return even and joined and all(p.kind != "constant" for p in node.parents)


def _is_of_size(node: Node) -> bool:
    """크기를 재는 데 쓰는 연산인가. Tell whether an op may stand in a measure of size."""
    constants = [p for p in node.parents if p.kind == "constant"]
    name = node.op.name if node.op is not None else ""
    scaled = name in ("mul", "div") and all(p.data.size == 1 for p in constants)
    begun = name == "add" and constants and not any(p.data.any() for p in constants)  # by sum()
    return scaled or bool(begun) or (not constants and (name in PLAIN or _is_even(node)))


PLAIN = ("sum", "mean", "sqrt", "reshape", "transpose", "neg", "getitem", "pow")


def _is_even(node: Node) -> bool:
    if node.op is None:
        return False
    square = node.op.params.get("exponent") == 2
    alone = len({*node.parents}) == 1 and len(node.parents) == 2
    product = node.op.name == "matmul" and len({*map(_source, node.parents)}) == 1
    return square or alone or product or node.op.name in ("abs", "norm")


def _source(node: Node) -> Node:
    """모양만 바꾸기 전의 것. Find what a node was before it was moved about."""
    while node.op is not None and node.op.name in ("reshape", "transpose", "getitem"):
        node = node.parents[0]
    return node


def _used_often(case: Case, *, apart: bool = False) -> Iterator[tuple[list[Node], list[list[Use]]]]:
    for group in case.groups(case.traced.order, apart=apart):
        found = _uses(case.traced, group)
        if len(found) > 1:
            yield group, found


def _chosen(found: list[list[Use]]) -> Iterator[tuple[int, list[Use]]]:
    for k, which in enumerate(found, start=1):
        if len(found) <= FEW or k in (1, len(found)):
            yield k, which


def _words(trace: Trace, group: list[Node], found: list[list[Use]], k: int) -> Values:
    return {
        "what": trace.place(group[0]),
        "count": len(found),
        "at": trace.place(found[k - 1][0][0], group[0]),
        "k": k,
    }


def _uses(trace: Trace, group: list[Node]) -> list[list[Use]]:
    """쓰인 곳 하나하나, 반복문에서는 쓰인 줄마다.

    List the uses of what one line made: of one node each child, of those of a loop by line of use.
    """
    found: dict[Any, list[Use]] = {}
    for node in group:
        for child, place in trace.uses[node]:
            key = child if len(group) == 1 else (trace.instruction(child), place)
            found.setdefault(key, []).append((child, place))
    return list(found.values())


def _by_use(
    trace: Trace,
    wrong: Callable[[Array, Array], Array],
    node: Node,
    which: list[Use],
    g: Array,
    run: Run,
) -> Array:
    share = np.zeros(g.shape)
    for child, place in which:
        if child.parents[place] is node:
            share = share + trace.given(run, child)[place]
    return wrong(g, share)
