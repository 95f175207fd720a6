"""내 시험에 쓰는 Hypothesis 전략: 수, 그래프, 식, 배열, 신경망.

Hypothesis strategies for property tests of one's own ops and functions:

    from hypothesis import given
    from micrograd_ko.strategies import assert_gradients_match, graphs

    @given(graphs(ops=["add", "mul", "softsign"]))
    def test_softsign_anywhere_in_a_graph(root):
        assert_gradients_match(root)

They construct, and never reject: what comes too near a kink or leaves an op's domain is moved or
left out by a fixed rule, so that every example counts and shrinking stays quick. A failure shrinks
to the graph with the fewest ops and the shortest numbers.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import floor, inf, isfinite, log10
from typing import Any

import numpy as np

from .arguments import check_whole, number_option
from .checking import Function, check_gradients
from .engine import TABLE, Node, Op, Tensor, Value, default_modes, find, topological_order
from .errors import NumericWarning
from .expression import evaluate
from .messages import text
from .nn import MLP
from .train import LOSSES, named

try:
    from hypothesis import strategies as st
    from hypothesis.extra import numpy as nps
except ModuleNotFoundError:
    words = text("strategies.hypothesis", install="python -m pip install hypothesis")
    raise ModuleNotFoundError(words, name="hypothesis") from None

__all__ = [
    "Expression", "Network", "assert_gradients_match", "broadcasting_shapes", "expressions",
    "graphs",
    "inputs_of", "networks", "numbers", "shapes", "tensors", "values",
]  # fmt: skip

Shape = tuple[int, ...]
Ops = Iterable[str | Op] | None

# nearer than this to the zero of `special`, a kink or a pole spoils a numerical derivative
MARGIN = 0.05
# of a node: its slope by any leaf, its value; beyond, digits are lost
STEEPEST, LARGEST = 100.0, 30.0
# for rows that need one; any other is 2
PARAMS = {"exponent": (2.0, 3.0, 0.5, -1.0), "base": (2.0, 0.5)}

# ── numbers ──


def numbers(low: float = -3.0, high: float = 3.0) -> st.SearchStrategy[float]:
    """low에서 high까지의 짧은 소수: 2.37, -0.5.

    Floats from `low` to `high` rounded to about three digits: nothing is left of 5e-324 and of
    0.30000000000000004, where nudging tells little and reading is hard. They shrink to 1, then 0,
    then other whole numbers, then halves: 0 is not the first since it hides what it multiplies.
    """
    low, high = (
        number_option("low", low, low=-inf, open_low=True),
        number_option("high", high, low=low),
    )
    digits = _digits(low, high)

    def short(x: float) -> float:
        x = round(x, digits) + 0.0  # not -0.0
        x = 1.0 - x if x in (0.0, 1.0) and low <= 0 and high >= 1 else x
        return min(max(x, low), high)

    return st.floats(low, high).map(short)


def _digits(low: float, high: float) -> int:
    return 2 - floor(log10(high - low)) if low < high else 0


def values(low: float = -3.0, high: float = 3.0, label: str = "") -> st.SearchStrategy[Value]:
    """잎 하나. A leaf with a number of :func:`numbers`: ``values(0, 1, label="p")``."""
    return numbers(low, high).map(lambda x: Value(x, label))


@st.composite
def inputs_of(draw: st.DrawFn, op: str | Op) -> tuple[float, ...]:
    """한 연산의 입력: 정의역 안, 꺾인 점과 발산하는 점에서 떨어진 곳.

    Numbers for the inputs of one row of the elementwise table: inside its domain, and away from
    where its `special` is zero. A point too near is moved: its first input, or else the next,
    becomes the shortest of a few numbers that is far enough: ``@given(inputs_of("div"))``.
    """
    row = find(op) if isinstance(op, str) else op
    return _apart(row, tuple(draw(numbers(*_interval(row, i))) for i in range(len(row.inputs))))


def _interval(op: Op, i: int) -> tuple[float, float]:
    """i번째 입력의 정의역, 끝이 있게.

    The domain of the i-th input; an infinite end comes near the other, or 0.
    """
    low, high = op.domain[i]
    return (low if isfinite(low) else min(high, 0.0) - 3.0), (
        high if isfinite(high) else max(low, 0.0) + 3.0
    )


def _clear(op: Op, point: Sequence[float]) -> bool:
    """꺾이거나 발산하는 곳에서 떨어져 있는가. Is a point away from kinks and poles?"""
    return op.special is None or not abs(op.special(*point)) < MARGIN


def _apart(op: Op, point: tuple[float, ...]) -> tuple[float, ...]:
    """꺾이거나 발산하는 곳에서 옮긴 점.

    The point, moved away from kinks and poles if it has to be.
    """
    moved = (
        (*point[:i], x, *point[i + 1 :])
        for i in range(len(point))
        for x in _spread(*_interval(op, i))
    )
    return next((p for p in (point, *moved) if _clear(op, p)), point)


def _spread(low: float, high: float) -> list[float]:
    """구간에 고르게 놓인 몇 점, 쓰기에 짧은 것부터.

    A few points spread over an interval, the shortest to write first.
    """
    points = {round(low + (high - low) * i / 12, _digits(low, high)) + 0.0 for i in range(13)}
    return sorted(points, key=lambda x: (len(f"{abs(x):.12g}"), x == 0, x < 0, abs(x)))


# ── graphs ──

# numbers for leaves; steps: an op, and which nodes
Program = tuple[list[float], list[tuple[Op, Sequence[int]]]]
WHICH = st.sampled_from(range(10))  # 0 is the newest node


def graphs(max_ops: int = 8, ops: Ops = None, leaves: int = 3) -> st.SearchStrategy[Value]:
    """노드를 함께 쓰는 수의 그래프, 그 뿌리.

    The root of a graph of numbers in which nodes are shared, grown step by step: each step applies
    an op to nodes so far, or to new leaves, whose values lie in the op's domain. A step for which
    there are none, or after which values or slopes would be too large to compare, is left out.

    Args:
        max_ops: how many ops at most.
        ops: names or rows to draw from, the simplest first; all of the table by default. A row that
            needs a parameter gets one.
        leaves: how many leaves at most; they are called x, y, z, ….
    """
    programs = _programs(
        check_whole("max_ops", max_ops, low=1), ops, check_whole("leaves", leaves, low=1)
    )
    return programs.map(lambda program: _named(_grown(program), "xyzuvw"))


@st.composite
def _programs(draw: st.DrawFn, max_ops: int, ops: Ops, leaves: int) -> Program:
    """그래프를 키우는 단계들.

    The steps that grow a graph. The table is read when they are drawn, not when they are written.
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

    The row with the parameters that it needs, in each way that PARAMS has for them.
    """
    needed = [name for name in row.required if name not in row.params]
    for chosen in product(*(PARAMS.get(name, (2.0,)) for name in needed)):
        yield row.bind(**dict(zip(needed, chosen, strict=True))) if chosen else row


def _grown(program: Program, max_depth: float = inf) -> Value:
    """단계를 밟아 그래프를 만든다.

    The graph that the steps make; it draws nothing itself, so that steps shrink freely.
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

    The next input: a node that fits, the newest first, or a leaf of the `new` number.
    """
    low, high = _interval(op, len(before))
    point = [node.data for node in before]

    def fits(x: float) -> bool:
        return low <= x <= high and (len(point) + 1 < len(op.inputs) or _clear(op, (*point, x)))

    fitting = [node for node in reversed(nodes) if fits(node.data)]
    scaled = [round(low + (high - low) * (x + 3) / 6, _digits(low, high)) for x in new]
    leaves = [Value(x) for x in (*new, *scaled, *_spread(low, high)) if fits(x)][: len(new)]
    choices = [*fitting[:1], *leaves, *fitting[1:]]
    return choices[which % len(choices) :][:1] if choices else []


def _slopes(
    op: Op, inputs: list[Value], slopes: dict[Value, dict[Value, float]]
) -> dict[Value, float] | None:
    """잎마다 기울기의 크기, 너무 크면 None.

    How steep the result is by each leaf, at most; None if that, or it, is too much.

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


def _named(root: Value, names: Sequence[str]) -> Value:
    """잎에 차례대로 이름을 붙인다. Label the leaves in order: x, y, z, …, then x7, x8, …."""
    for i, leaf in enumerate(node for node in topological_order(root) if node.op is None):
        leaf.label = names[i] if i < len(names) else f"{names[0]}{i + 1}"
    return root


# ── expressions ──


@dataclass(frozen=True)
class Expression:
    """글로 쓴 식과 변수의 값과 그 그래프.

    An expression as text, the numbers of its variables, and its graph as the command line's reader
    builds it.
    """

    text: str
    at: dict[str, float]
    root: Value

    def __repr__(self) -> str:
        return (
            f"Expression({self.text!r}, "
            f"{', '.join(f'{name}={x:g}' for name, x in self.at.items())})"
        )


def expressions(
    max_depth: int = 3, ops: Ops = None, variables: Sequence[str] = ("x", "y")
) -> st.SearchStrategy[Expression]:
    """명령줄이 읽는 식: ``tanh(x * y) + x``.

    Expressions that the command line understands, at most `max_depth` ops deep.

    Args:
        ops: as for :func:`graphs`.
        variables: the names that may stand in it.

    Returns:
        an :class:`Expression`: ``.text``, ``.at`` such as ``{"x": 2.0}``, and ``.root``.
    """
    programs = _programs(2 ** check_whole("max_depth", max_depth, low=1), ops, len(variables))
    return programs.map(lambda program: _expression(_named(_grown(program, max_depth), variables)))


def _expression(root: Value) -> Expression:
    trees: dict[Node, ast.expr] = {}
    for node in topological_order(root):
        trees[node] = (
            ast.Name(node.label)
            if node.op is None
            else _call(node.op, [trees[p] for p in node.parents])
        )
    source = ast.unparse(trees[root])
    at = {node.label: node.data for node in trees if node.op is None}
    return Expression(
        source, at, evaluate(source, {name: Value(x, name) for name, x in at.items()})
    )


INFIX = {
    "add": ast.Add,
    "sub": ast.Sub,
    "mul": ast.Mult,
    "div": ast.Div,
    "power": ast.Pow,
    "pow": ast.Pow,
    "rpow": ast.Pow,
}


def _call(op: Op, inputs: list[ast.expr]) -> ast.expr:
    """연산을 파이썬의 식으로. An op applied to expressions, as Python writes it."""
    given = {name: x for name, x in op.params.items() if x != op._row.params.get(name)}
    params = {name: ast.Constant(int(x) if x == int(x) else x) for name, x in given.items()}
    if op.name == "neg":
        return ast.UnaryOp(ast.USub(), inputs[0])
    if op.name in INFIX:
        left, right = (
            [*params.values(), *inputs] if op.name == "rpow" else [*inputs, *params.values()]
        )
        return ast.BinOp(left, INFIX[op.name](), right)
    return ast.Call(ast.Name(op.name), inputs, [ast.keyword(name, x) for name, x in params.items()])


# ── arrays ──


def shapes(
    min_dims: int = 0, max_dims: int = 3, min_side: int = 1, max_side: int = 4
) -> st.SearchStrategy[Shape]:
    """배열의 모양. Shapes of arrays; ``min_side=0`` has empty ones, too."""
    return nps.array_shapes(
        min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side
    )


def broadcasting_shapes(
    count: int = 2, max_dims: int = 3, max_side: int = 4
) -> st.SearchStrategy[tuple[Shape, ...]]:
    """함께 브로드캐스팅되는 모양들. `count` shapes that broadcast together: ``((3, 1), (4,))``."""
    return nps.mutually_broadcastable_shapes(
        num_shapes=count, max_dims=max_dims, max_side=max_side
    ).map(lambda s: s.input_shapes)


def tensors(
    shape: int | Shape | st.SearchStrategy[Shape] | None = None,
    low: float = -3.0, high: float = 3.0, *, unique: bool = False, label: str = "",
) -> st.SearchStrategy[Tensor]:  # fmt: skip
    """수의 배열. A leaf Tensor with :func:`numbers` as entries.

    Args:
        shape: a shape, or a strategy for one; by default :func:`shapes`.
        unique: no two entries are equal, since max and min have a kink where they are.
    """
    entries = nps.arrays(
        np.float64, shapes() if shape is None else shape, elements=numbers(low, high), unique=unique
    )
    return entries.map(lambda array: Tensor(array, label))


# ── networks ──


@dataclass(frozen=True)
class Network:
    """작은 신경망과 자료.

    A small network with its data, and the name of the loss that the targets `y` fit.
    """

    model: MLP
    X: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]
    loss_name: str

    def loss(self) -> Tensor:
        """손실의 그래프, 부를 때마다 새로. The graph of the loss, made anew at each call."""
        return named(self.loss_name, "loss", LOSSES)(self.model(self.X), self.y)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return (
            f"Network({self.model!r}, X={self.X.tolist()}, y={self.y.tolist()}, {self.loss_name})"
        )


@st.composite
def networks(
    draw: st.DrawFn, *, max_inputs: int = 3, max_width: int = 4, max_layers: int = 3,
    max_samples: int = 4,
    activations: Sequence[str] = ("tanh", "sigmoid", "softplus"),
    losses: Sequence[str] = ("mse", "half_mse", "binary_cross_entropy", "cross_entropy"),
) -> Network:  # fmt: skip
    """작은 신경망과, 그 손실에 맞는 자료.

    A multilayer perceptron with data whose targets fit the loss. Everything is smooth by default:
    ask for ``activations=["relu"]`` or ``losses=["hinge"]`` where kinks do no harm.
    """
    name, samples = draw(st.sampled_from(losses)), draw(st.integers(1, max_samples))
    named(name, "loss", LOSSES)  # an unknown name is told at once
    inputs = draw(st.integers(1, max_inputs))
    outputs = draw(st.integers(1 + (name == "cross_entropy"), max_width))
    hidden = draw(st.lists(st.integers(1, max_width), max_size=max_layers - 1))
    model = MLP(
        inputs,
        [*hidden, outputs],
        activation=draw(st.sampled_from(activations)),
        rng=draw(st.integers(0, 2**16)),
    )
    X = draw(nps.arrays(np.float64, (samples, inputs), elements=numbers(-2, 2)))
    if name == "cross_entropy":
        return Network(
            model,
            X,
            draw(nps.arrays(np.int64, samples, elements=st.integers(0, outputs - 1))),
            name,
        )
    targets = {
        "binary_cross_entropy": st.sampled_from([0.0, 1.0]),
        "hinge": st.sampled_from([1.0, -1.0]),
    }
    y = nps.arrays(np.float64, (samples, outputs), elements=targets.get(name, numbers(-1, 1)))
    return Network(model, X, draw(y), name)


# ── the assertion ──


def assert_gradients_match(f: Any, *inputs: Any, order: int = 2, **options: Any) -> None:
    """기울기가 맞는지 확인하고, 틀리면 그 까닭인 연산을 그려 보인다. ``@given`` 안에서 쓴다.

    Assert that :func:`micrograd_ko.checking.check.check_gradients` finds nothing wrong, for use
    under ``@given``.

    Args:
        f, inputs, order, options: as for `check_gradients`; `f` may be a node, such as one of
            :func:`graphs`.

    Raises:
        AssertionError: with its report, and the first op whose own derivative is wrong drawn as a
            tree with its inputs; if each op is right by itself, the whole graph.

    >>> assert_gradients_match(lambda x, y: (x * y).tanh(), 0.5, -2.0)
    """
    __tracebackhide__ = True
    report = check_gradients(f, *inputs, order=order, **options)
    if not report:
        with default_modes(), warnings.catch_warnings():
            warnings.simplefilter("ignore", NumericWarning)
            words = [str(report), *_guilty(Function(f, inputs)(), str(report), order, options)]
        raise AssertionError("\n".join(words))


def _guilty(outputs: list[Node], known: str, order: int, options: dict[str, Any]) -> Iterator[str]:
    """처음 틀린 연산과 그 트리.

    The first wrong op, its report if not `known`, and its tree; or else the whole graph.
    """
    for node in topological_order(*outputs):
        if node.op is None or all(parent.kind == "constant" for parent in node.parents):
            continue
        alone = _alone(node)
        report = check_gradients(alone, order=order, **options)
        if not report:
            yield from ["", text("strategies.guilty", op=repr(node.op))]
            yield from [_tree(alone)] if str(report) == known else [str(report), _tree(alone)]
            return
    yield from ["", text("strategies.innocent"), *map(_tree, outputs)]


def _alone(node: Any) -> Any:
    """연산 하나를 그 입력의 수에서. One op on its inputs' numbers, as leaves of their own."""
    names = [parent.label for parent in node.parents]
    if len({*names}) < len(names):  # x * x: which of the two is wrong?
        names = node.op.inputs or [f"a{i}" for i in range(1, len(names) + 1)]
    return node.op(
        *(
            type(p)(p.data, name, kind=p.kind or "input")
            for p, name in zip(node.parents, names, strict=True)
        )
    )


def _tree(root: Any) -> str:
    from viz import draw  # this module is an outermost layer, and draws only what fails

    root.backward(np.ones(np.shape(root.data)))
    return str(draw(root))
