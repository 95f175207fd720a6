"""그래프의 전략: 단계마다 연산 하나씩 자란다.

Draw graphs of numbers that share nodes, grown op by op from choices that shrink freely.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from math import inf

from hypothesis import strategies as st

from ..arguments import check_whole
from ..engine import TABLE, Op, Value, find, topological_order
from .numbers import clear, digits, interval, numbers, spread

__all__ = ["Ops", "graphs", "grown", "labelled", "programs"]

Ops = Iterable[str | Op] | None

# of a node: its slope by any leaf, its value; beyond, digits are lost
STEEPEST, LARGEST = 100.0, 30.0
# for rows that need one; any other is 2
PARAMS = {"exponent": (2.0, 3.0, 0.5, -1.0), "base": (2.0, 0.5)}

# numbers for leaves; steps: an op, and which nodes
Program = tuple[list[float], list[tuple[Op, Sequence[int]]]]
WHICH = st.sampled_from(range(10))  # 0 is the newest node


def graphs(max_ops: int = 8, ops: Ops = None, leaves: int = 3) -> st.SearchStrategy[Value]:
    """노드를 함께 쓰는 수의 그래프, 그 뿌리.

    Draw the root of a graph of numbers in which nodes are shared, grown step by step: each step
    applies an op to nodes so far, or to new leaves, whose values lie in the op's domain. A step for
    which there are none, or after which values or slopes would be too large to compare, is left
    out.

    Args:
        max_ops: how many ops at most.
        ops: names or rows to draw from, the simplest first; all of the table by default. A row that
            needs a parameter gets one.
        leaves: how many leaves at most; they are called x, y, z, ….

    >>> from hypothesis import given
    >>> from micrograd_ko.strategies import assert_gradients_match
    >>> @given(graphs(max_ops=3, ops=["add", "mul", "tanh"]))
    ... def test_gradients_match_anywhere(root):
    ...     assert_gradients_match(root, order=1)
    >>> test_gradients_match_anywhere()
    """
    found = programs(
        check_whole("max_ops", max_ops, low=1), ops, check_whole("leaves", leaves, low=1)
    )
    return found.map(lambda program: labelled(grown(program), "xyzuvw"))


@st.composite
def programs(draw: st.DrawFn, max_ops: int, ops: Ops, leaves: int) -> Program:
    """그래프를 키우는 단계들.

    Draw the steps that grow a graph. The table is read when they are drawn, not when they are
    written.
    """
    rows = [
        row
        for op in (TABLE.values() if ops is None else ops)
        for row in _variants(find(op) if isinstance(op, str) else op)
    ]
    by_inputs = [
        [row for row in rows if len(row.inputs) == n]
        for n in dict.fromkeys(len(row.inputs) for row in rows)
    ]
    # A step is few choices, and as many for each op: so any step can be left out, and no op is
    # simpler for having fewer.
    picks = st.tuples(
        WHICH.map(lambda i: max(i - 5, 0)), *[WHICH] * (max(len(row.inputs) for row in rows) - 1)
    )
    steps = st.lists(
        st.tuples(st.one_of(*map(st.sampled_from, by_inputs)), picks), min_size=1, max_size=max_ops
    )
    return [draw(numbers()) for _ in range(leaves)], draw(steps)


def _variants(row: Op) -> Iterator[Op]:
    """매개변수를 채운 행.

    Yield the row with the parameters that it needs, in each way that PARAMS has for them.
    """
    needed = [name for name in row.required if name not in row.params]
    for chosen in product(*(PARAMS.get(name, (2.0,)) for name in needed)):
        yield row.bind(**dict(zip(needed, chosen, strict=True))) if chosen else row


def grown(program: Program, max_depth: float = inf) -> Value:
    """단계를 밟아 그래프를 만든다.

    Build the graph that the steps make; it draws nothing itself, so that steps shrink freely.
    """
    depths: dict[Value, int] = {}  # the nodes so far, oldest first
    slopes: dict[Value, dict[Value, float]] = {}
    for op, picks in program[1]:
        inputs: list[Value] = []
        for which in picks[: len(op.inputs)]:
            new = program[0][sum(node.op is None for node in depths) :]
            inputs += _operand(
                op,
                inputs,
                [node for node, depth in depths.items() if depth < max_depth],
                new[:1],
                which,
            )
            depths.update((node, 0) for node in inputs if node not in depths)
        if len(inputs) == len(op.inputs) and (found := _slopes(op, inputs, slopes)) is not None:
            y = op(*inputs)
            depths[y], slopes[y] = 1 + max(depths[node] for node in inputs), found
    return max([*reversed(depths), Value(1.0)], key=lambda node: len(topological_order(node)))


def _operand(
    op: Op, before: list[Value], nodes: list[Value], new: list[float], which: int
) -> list[Value]:
    """다음 입력: 맞는 노드나 새 잎.

    Choose the next input: a node that fits, the newest first, or a leaf of the `new` number.
    """
    low, high = interval(op, len(before))
    point = [node.data for node in before]

    def fits(x: float) -> bool:
        return low <= x <= high and (len(point) + 1 < len(op.inputs) or clear(op, (*point, x)))

    fitting = [node for node in reversed(nodes) if fits(node.data)]
    scaled = [round(low + (high - low) * (x + 3) / 6, digits(low, high)) for x in new]
    leaves = [Value(x) for x in (*new, *scaled, *spread(low, high)) if fits(x)][: len(new)]
    choices = [*fitting[:1], *leaves, *fitting[1:]]
    return choices[which % len(choices) :][:1] if choices else []


def _slopes(
    op: Op, inputs: list[Value], slopes: dict[Value, dict[Value, float]]
) -> dict[Value, float] | None:
    """잎마다 기울기의 크기, 너무 크면 None.

    Bound how steep the result is by each leaf; None if that, or it, is too much.

    By forward rules alone, since backward rules may be what is tested. An op of leaves is never too
    much.
    """
    point = [node.data for node in inputs]
    found: dict[Value, float] = {}
    for i, node in enumerate(inputs):
        above, below = (op(*point[:i], point[i] + h, *point[i + 1 :]) for h in (1e-6, -1e-6))
        for leaf, slope in slopes.get(node, {node: 1.0}).items():
            found[leaf] = found.get(leaf, 0.0) + slope * abs(above - below) / 2e-6
    good = abs(op(*point)) <= LARGEST and all(slope <= STEEPEST for slope in found.values())
    return found if good or all(node.op is None for node in inputs) else None


def labelled(root: Value, names: Sequence[str]) -> Value:
    """잎에 차례대로 이름을 붙인다. Label the leaves in order: x, y, z, …, then x7, x8, …."""
    for i, leaf in enumerate(node for node in topological_order(root) if node.op is None):
        leaf.label = names[i] if i < len(names) else f"{names[0]}{i + 1}"
    return root
