"""반올림이 남기는 것: 모든 수를 조금씩 흔들어, 기울기가 얼마나 흔들리는지 본다.

Estimate rounding errors by Monte Carlo arithmetic (Parker, UCLA CSD-970002, 1997): shake each
number that a graph computes, forward and backward, by many last digits, and see by how much each
entry of the gradient, and each node's own number, is shaken. So an entry of 1 beside one of 1e9 is
judged by its own rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from ..engine import NOTHING, Node, chain_rule, received

__all__ = ["Shake", "largest", "largest_at_stake", "rounding"]

SHAKEN = 4096.0  # last digits: so many that rounding itself plays no part
BARELY = 4.0  # last digits: where digits are lost within, more would shake all out of what it is
DRAWS, PAIRS = 3, 2
UNABLE = (ValueError, ArithmeticError, np.linalg.LinAlgError)  # shaken out of what a rule can do
SAFETY = 32.0  # how much further off than three draws show it a number may be


def rounding(
    graph: list[Node], inputs: list[Node], eps: float
) -> tuple[list[Any], dict[Node, Any]]:
    """입력마다 기울기의, 노드마다 값의 반올림 오차.

    Estimate the rounding error of the gradient of the graph's last node by each input, and of the
    number of each node.

    Args:
        graph: nodes in topological order.
        eps: the rounding error of the numbers' type.

    >>> from micrograd_ko import Value
    >>> from micrograd_ko.engine import topological_order
    >>> x = Value(1 / 3)
    >>> y = 1e12 * x - 1e12 * x + x  # the slope is 1, but what cancels is large
    >>> (of_slope,), of_numbers = rounding(topological_order(y), [x], 2.0**-52)
    >>> bool(1e-6 < of_slope < 1), bool(1e-6 < of_numbers[y] < 1)
    (True, True)
    """
    # computed anew: something may have been written into a node since
    unshaken = _numbers(graph, _as_it_is, leaves=False)
    exact = _gradients(graph, unshaken, _as_it_is)
    gradients = [np.zeros(np.shape(x.data)) for x in inputs]
    numbers = {node: np.zeros(np.shape(node.data)) for node in graph}
    for seed in range(DRAWS):
        shake = Shake(np.random.default_rng(seed), SHAKEN * eps)
        try:
            shaken = _numbers(graph, shake, leaves=True)
            found = _gradients(graph, shaken, shake)
        except UNABLE:
            continue
        gradients = [
            np.fmax(old, SAFETY / SHAKEN * _apart(found.get(x, NOTHING), exact.get(x, NOTHING)))
            for x, old in zip(inputs, gradients, strict=True)
        ]
        numbers = {
            node: np.fmax(old, SAFETY / SHAKEN * _apart(shaken[node], unshaken[node]))
            for node, old in numbers.items()
        }
    # a rule may ask whether two numbers are equal: its gradient is not shaken barely
    barely = _shaken_barely(graph, unshaken, eps)
    return gradients, {node: np.fmax(old, barely[node]) for node, old in numbers.items()}


def _shaken_barely(graph: list[Node], unshaken: dict[Node, Any], eps: float) -> dict[Node, Any]:
    """조금만 흔들어 본 반올림 오차: 정의되지 않는 곳 바로 곁이면 무한대.

    Estimate the rounding error of each node's number by shaking what is computed, and not the
    inputs, by few digits, each time both ways: one of the two goes over an edge that is so near.
    What is next to where nothing is defined may be anything.
    """
    numbers = {node: np.zeros(np.shape(node.data)) for node in graph}
    for seed in range(PAIRS):
        for digits in (BARELY, -BARELY):
            shake = Shake(np.random.default_rng(seed), digits * eps)
            try:
                shaken = _numbers(graph, shake, leaves=False)
            except UNABLE:
                continue
            for node, old in numbers.items():
                here, there = unshaken[node], shaken[node]
                apart = SAFETY / BARELY * _apart(there, here)
                over = np.isfinite(here) != np.isfinite(there)
                numbers[node] = np.where(over, np.inf, np.fmax(old, apart))
    return numbers


class Shake:
    """수를 끝자리 몇 개만큼 흔든다. Shake numbers by a relative amount, drawn for each."""

    def __init__(self, rng: np.random.Generator, by: float) -> None:
        self.rng, self.by = rng, by

    def __call__(self, x: Any) -> Any:
        return x * (1.0 + self.by * self.rng.uniform(-1.0, 1.0, np.shape(x)))


def _as_it_is(x: Any) -> Any:
    return x


def _numbers(graph: list[Node], shake: Any, *, leaves: bool) -> dict[Node, Any]:
    found: dict[Node, Any] = {}
    for node in graph:
        number = np.asarray if isinstance(node.data, np.ndarray) else np.float64
        if node.op is not None:  # by NumPy's numbers, as Python's raise at 1/0
            found[node] = number(shake(node.op.forward(*(found[p] for p in node.parents))))
        else:  # a constant that is a whole number may be a place or a count
            whole = node.kind == "constant" and np.equal(node.data, np.round(node.data))
            shaken = shake(node.data) if leaves else node.data
            found[node] = number(np.where(whole, node.data, shaken))
    return found


def _gradients(graph: list[Node], numbers: dict[Node, Any], shake: Any) -> dict[Node, Any]:
    def shares(node: Any, g: Any) -> Iterable[tuple[Node, Any]]:
        given = node.op.contributions(g, numbers[node], *(numbers[p] for p in node.parents))
        arrays = isinstance(node.data, np.ndarray)
        return [
            (p, shake(received(p, share) if arrays else share))
            for p, share in zip(node.parents, given, strict=True)
            if p.kind != "constant"
        ]

    root = graph[-1]
    one = np.ones(np.shape(root.data)) if isinstance(root.data, np.ndarray) else 1.0
    return chain_rule(root, one, shares)


def _apart(shaken: Any, exact: Any) -> Any:
    """얼마나 흔들렸는가, 유한한 곳만. Tell how far apart the two are where both are finite."""
    if shaken is NOTHING or exact is NOTHING:
        return 0.0
    apart = np.abs(np.asarray(shaken, dtype=float) - np.asarray(exact, dtype=float))
    return np.where(np.isfinite(apart), apart, 0.0)


def largest_at_stake(graph: list[Node], moved: dict[Node, Any]) -> float:
    """움직이는, 또는 움직임을 삼키는 수 가운데 가장 큰 크기.

    Tell the largest size of the numbers in a graph that move, or that swallow what moves.

    Args:
        moved: the numbers of all nodes after a move.
    """
    changed = {node: np.not_equal(moved[node], node.data) for node in graph}
    most = 0.0
    for node in graph:
        if np.any(changed[node]):
            most = max(most, largest(np.where(changed[node], node.data, 0.0)))
        elif any(np.any(changed[p]) for p in node.parents):
            most = max(most, largest(node.data))
    return most


def largest(x: Any) -> float:
    """유한한 수 가운데 가장 큰 크기. Tell the largest size of the numbers that are finite."""
    return float(np.max(np.abs(x), initial=0.0, where=np.isfinite(x)))
