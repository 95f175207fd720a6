"""기록된 순전파에서 활성화 함수를 알아본다.

Recognise the activations in a recorded forward pass, by their values, however they are written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np

from ...engine import ARRAY_TABLE, TABLE, ArrayOp, Node, Op
from .parts import Word
from .scales import is_square
from .trace import Array, Trace

__all__ = [
    "ELEMENTARY",
    "Unit",
    "activations",
    "depends",
    "inside",
    "parts",
    "unit_groups",
]

SOFTMAX = [ARRAY_TABLE["softmax"].bind(axis=axis) for axis in (-1, 0)]


class Unit(NamedTuple):
    """활성화 함수 하나.

    Hold an activation in the forward pass.

    Attributes:
        before, after: the nodes of its input and its output.
        word: what it is called.
        row: the row of the table, None if it is none of one input.
        local: its derivative, entry by entry; None of softmax, which mixes entries.
        alone: its input goes into nothing else.
    """

    before: Node
    after: Node
    word: Word
    row: Op | None
    local: Array | None
    alone: bool


def activations() -> list[Op]:
    """활성화 함수로 쓰이는 행.

    List the rows that serve as activations: those of one input that NumPy does not have, and a few
    that it has.
    """
    return [
        row
        for row in TABLE.values()
        if len(row.inputs) == 1
        and not row.required
        and (row.name in COMMON or not hasattr(np, row.name))
        and row.name != "neg"
    ]


COMMON = ("exp", "log", "sqrt", "sin", "cos", "tanh")
ELEMENTARY = COMMON[:-1]  # which nobody mistakes an activation for


class Mirrored:
    """입력의 부호를 바꾼 함수: 1/(1 + exp(-x @ w))에서 x @ w가 아니라 (-x) @ w의 함수.

    A function of the input with its sign changed: what 1/(1 + exp(-x @ w)) is of (-x) @ w.
    """

    sign_inside = -1

    def __init__(self, row: Op) -> None:
        self.row, self.name, self.label, self.symbol = row, row.name, row.label, row.symbol

    def forward(self, a: Any) -> Any:
        """-a에서의 값. Compute the value at -a."""
        return self.row.forward(-a)

    def contributions(self, g: Any, y: Any, a: Any) -> tuple[Any, ...]:
        """-a에서의 기여분, 부호를 바꿔서. Share out at -a, with the sign changed."""
        return tuple(-share for share in self.row.contributions(g, y, -a))

    def local_formulas(self) -> tuple[Any, ...]:
        """국소 미분의 수식. Write the formula of the local derivative."""
        return tuple(-formula for formula in self.row.local_formulas())


MIRRORED: Any = Mirrored(TABLE["sigmoid"])


def unit_groups(trace: Trace) -> tuple[list[list[Unit]], list[list[Unit]]]:
    """실수가 함께 일어날 그룹: 한 줄이 만든 것들, 한 종류 모두. 그리고 반복문 안의 하나하나.

    Group the activations that a mistake may be made in together: those that one line made (in a
    loop it is made in every round), and all of a kind; and apart from these some rounds of a loop.
    """
    found = list(_known(trace))
    for more in (_edges, _regions):
        pairs = {(unit.before, unit.after) for unit in found}
        found += [unit for unit in more(trace) if (unit.before, unit.after) not in pairs]
    lines: dict[Any, list[Unit]] = {}
    kinds: dict[Any, list[Unit]] = {}
    for unit in found:
        lines.setdefault((unit.word, trace.instruction(unit.after)), []).append(unit)
        kinds.setdefault(unit.word, []).append(unit)
    together = {tuple(map(id, group)): group for group in (*lines.values(), *kinds.values())}
    return list(together.values()), [part for group in lines.values() for part in parts(group)]


def parts(group: list[Any]) -> list[list[Any]]:
    """반복문의 바퀴 가운데 몇.

    Pick some rounds of a loop: all but the last, all but the first, each alone, as people write the
    first or the last layer beside their loop; and where samples and layers are gone through, those
    of one shape, which are those of one layer, and those of all layers but the last.
    """
    if len(group) < 2:
        return []
    several = [group[:-1], group[1:]] if len(group) > 2 else []
    shapes = [_shape(x) for x in group]
    alike = [[x for x, s in zip(group, shapes, strict=True) if s == shape] for shape in {*shapes}]
    others = [x for x, s in zip(group, shapes, strict=True) if s != shapes[-1]]
    of_layers = [part for part in (*alike, others) if 1 < len(part) < len(group)]
    return [*several, *of_layers, *([x] for x in group)]


def _shape(x: Any) -> tuple[int, ...]:
    return tuple((x.after if isinstance(x, Unit) else x).data.shape)


def _known(trace: Trace) -> Iterator[Unit]:
    """1/(1 + exp(-a))도 시그모이드다.

    Find pairs of nodes of which one is a row of the table applied to the other.

    Of several inputs the first counts (softmax(a - max) is softmax(a), too), or a later one that
    is equal to it: by adding a bias of 0 nothing changes but what gets a gradient.
    """
    rows = activations()
    samples = {node: _sample(node.data) for node in trace.order}
    found = dict[Node, tuple[Node, Op]]()
    for i, before in enumerate(trace.order):
        later = [node for node in trace.order[i + 1 :] if node.data.shape == before.data.shape]
        if not later or not samples[before].size:
            continue
        values = np.stack([samples[node] for node in later])
        bent = _bent(samples[before], values)
        for row, y in _results([*rows, MIRRORED, *bent], before, samples[before]):
            near = np.flatnonzero(np.abs(values - y).max(axis=1) <= 1e-12 * np.abs(y).max())
            after = next((later[k] for k in near if depends(later[k], before)), None)
            if after is None:
                continue
            known = found[after][0] if after in found else None
            if known is None or (
                known is not before and np.array_equal(samples[known], samples[before])
            ):
                found[after] = before, row
    for after, (before, row) in found.items():
        yield _unit(trace, before, after, row)


def _bent(x: Array, values: Array) -> list[Op]:
    """기울기가 다른 리키 렐루, α가 다른 ELU.

    Find the leaky ReLUs and ELUs, of any slope and α, that give some of `values` for `x`.
    """
    below = x < 0
    if not below.any() or not (x > 0).any():
        return []
    kept = values[(values[:, ~below] == x[~below]).all(axis=1)][:, below]
    found = dict[Op, None]()
    for name, unit in (("leaky_relu", x[below]), ("elu", np.expm1(x[below]))):
        for ratio in kept / unit:
            c = float(ratio[0])
            if c not in (0.0, 1.0) and np.allclose(ratio, c, rtol=1e-9, atol=0):
                (param,) = TABLE[name].params
                found[TABLE[name].bind(**{param: float(f"{c:.12g}")})] = None
    return list(found)


def _results(rows: list[Op], before: Node, sample: Array) -> Iterator[tuple[Op, Array]]:
    """활성화 함수마다, 이 입력에 주는 것.

    Yield what each activation gives for the sample of an input, where that is finite and no mere
    copy of it, as a ReLU of positive numbers is.
    """
    with np.errstate(all="ignore"):
        results: list[tuple[Op, Array]] = [(row, row.forward(sample)) for row in rows]
        if before.data.ndim:
            results += [(row, _sample(row.forward(before.data))) for row in SOFTMAX]
    for row, y in results:
        if np.isfinite(y).all() and not np.allclose(y, sample, rtol=1e-9, atol=0):
            yield row, y


def _sample(array: Array) -> Array:
    """비교할 만큼만. Pick at most 127 entries: enough to know a function by."""
    flat = array.reshape(-1)
    return flat[:: max(1, flat.size // 64)]


def depends(node: Node, on: Node, *, entrywise: bool = False) -> bool:
    """`node`가 `on`에서 나왔는가.

    Tell whether `node` was made from `on`, and `entrywise` by nothing but ops entry by entry.
    """
    found, waiting = set[Node](), [node]
    while waiting:
        node = waiting.pop()
        if node is on:
            return True
        if node not in found and not (entrywise and isinstance(node.op, ArrayOp)):
            found.add(node)
            waiting += [p for p in node.parents if p.kind != "constant"]
    return False


def _unit(trace: Trace, before: Node, after: Node, row: Op) -> Unit:
    word = Word.of(row)
    if row in SOFTMAX:
        return Unit(before, after, word, None, None, True)
    local = row.contributions(np.ones(before.data.shape), after.data, before.data)[0]
    signals = trace.true.signals
    alone = np.allclose(signals[before], signals[after] * local, rtol=1e-9, atol=0)
    return Unit(before, after, word, row, local, alone)


def _edges(trace: Trace) -> Iterator[Unit]:
    """입력이 하나인 연산, 배열을 곱하는 것도.

    Find ops of one variable, such as a square, or a mask that is multiplied.
    """
    for node in trace.order:
        op, shape = node.op, node.data.shape
        if op is None or isinstance(op, ArrayOp) or op.name in ("add", "sub", "neg"):
            continue
        places = [i for i, p in enumerate(node.parents) if p.kind != "constant"]
        before = node.parents[places[0]]
        of_one = all(node.parents[i] is before for i in places)
        if not of_one or before.data.shape != shape or _is_scaling(node):
            continue
        shares = op.contributions(np.ones(shape), node.data, *(p.data for p in node.parents))
        local = sum((np.broadcast_to(shares[i], shape) for i in places), np.zeros(shape))
        word = Word("제곱", "square") if is_square(node) else Word.of(op)
        row = op if len(node.parents) == 1 else None
        yield Unit(before, node, word, row, local, len(trace.uses[before]) == len(places))


def _regions(trace: Trace) -> Iterator[Unit]:
    """이름 없는 활성화 함수: 한 배열에서 원소마다 여러 연산으로 계산한 것.

    Find activations without a row: what several ops, entry by entry, make of one array, such as
    a·σ(a).
    """
    base: dict[Node, Node] = {}
    for node in trace.order:
        variable = [p for p in node.parents if p.kind != "constant"]
        plain = all(p.data.size == 1 for p in node.parents if p.kind == "constant")
        alike = all(p.data.shape == node.data.shape for p in variable)
        bases = {base[p] for p in variable}
        elementwise = node.op is not None and not isinstance(node.op, ArrayOp)
        pure = elementwise and plain and alike and len(bases) == 1 and node.data.ndim > 0
        base[node] = bases.pop() if pure else node
    for after, before in base.items():
        if after is before or all(base[child] is before for child, _ in trace.uses[after]):
            continue
        between = [node for node, known in base.items() if known is before and node is not before]
        if len(between) > 1:
            row: Any = Composite([*_needed(between, after)], before)
            local = row.contributions(np.ones(after.data.shape), after.data, before.data)[0]
            signals = trace.true.signals
            alone = np.allclose(signals[before], signals[after] * local, rtol=1e-9, atol=0)
            yield Unit(before, after, Word("활성화 함수", "the activation"), row, local, alone)


def _needed(between: list[Node], after: Node) -> list[Node]:
    """그 값에 필요한 것만, 부모부터. Pick what a value is made of, parents first."""
    needed = {after}
    for node in reversed(between):
        if node in needed:
            needed.update(node.parents)
    return [node for node in between if node in needed]


class Composite:
    """여러 연산으로 된 활성화 함수를 한 행처럼.

    An activation that several ops make up, used like a row of the table.
    """

    name = label = "activation"

    def __init__(self, nodes: list[Node], before: Node) -> None:
        self.nodes, self.before = nodes, before

    def _values(self, a: Array) -> dict[Node, Array]:
        values = {self.before: a}
        for node in self.nodes:
            assert node.op is not None
            values[node] = node.op.forward(*(values.get(p, p.data) for p in node.parents))
        return values

    def forward(self, a: Array) -> Array:
        """a에서의 값. Compute the value at a."""
        return self._values(a)[self.nodes[-1]]

    def contributions(self, g: Array, y: Array, a: Array) -> tuple[Array, ...]:
        """a에서의 기여분. Share out at a, by the chain rule through its ops."""
        values = self._values(a)
        signals: dict[Node, Any] = {self.nodes[-1]: g}
        for node in reversed(self.nodes):
            if node.op is None or node not in signals:
                continue
            inputs = [values.get(p, p.data) for p in node.parents]
            shares = node.op.contributions(signals[node], values[node], *inputs)
            for parent, share in zip(node.parents, shares, strict=True):
                if parent in values:
                    signals[parent] = signals.get(parent, 0.0) + share
        return (np.asarray(signals[self.before]),)

    def local_formulas(self) -> tuple[str, ...]:
        """국소 미분의 이름. Name the local derivative."""
        return ("f'(a)",)


def inside(trace: Trace, groups: Iterable[list[Unit]]) -> set[Node]:
    """이름 있는 활성화 함수 안의 노드.

    Collect the nodes inside activations of a row that took several ops, of which only the whole has
    a name.
    """
    found = set[Node]()
    for unit in (unit for group in groups for unit in group):
        if unit.row is None or isinstance(unit.row, Composite):
            continue
        own, waiting = set[Node](), [unit.after]
        while waiting:
            node = waiting.pop()
            if node is not unit.before and node not in own and depends(node, unit.before):
                own.add(node)
                waiting += node.parents
        if len(own) > 1:
            found |= own
    return found


def _is_scaling(node: Node) -> bool:
    """상수를 곱하는가. Tell whether a number is multiplied: a constant factor is told of as one."""
    numbers = [p for p in node.parents if p.kind == "constant" and p.data.size == 1]
    return bool(numbers) and node.op is not None and node.op.name in ("mul", "div")
