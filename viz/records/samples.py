"""모델의 그림은 무엇에 대한 것인가: 고른 표본 하나의 수 그래프와, 표본마다의 수.

Make of a model what a drawing of it is about: the scalar graph of one chosen sample, and for every
sample the numbers that its leaves would hold. What a target becomes inside a loss (a row of
one-hot, a class's share) is found without knowing losses: the graphs of all samples have one
structure, and what differs between them are leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from micrograd_ko.arguments import is_whole, shown
from micrograd_ko.data import finite
from micrograd_ko.engine import (
    Node,
    Tensor,
    Value,
    expand,
    indexed,
    plain,
    topological_order,
)
from micrograd_ko.errors import GraphError, OptionError, ShapeError
from micrograd_ko.losses import LOSSES, Loss
from micrograd_ko.nn import Module
from micrograd_ko.preparing import usable
from micrograd_ko.train import evaluate, named

__all__ = ["LIMIT", "Samples", "samples_of", "scalars"]

LIMIT = 200  # samples whose numbers are kept: more would make a page heavy
CLOSE, CLOSE_32 = 1e-9, 1e-5  # how near two ways to add up come, in float64 and float32


@dataclass(frozen=True, slots=True)
class Samples:
    """표본마다의 수가 있는, 모델의 수 그래프. Hold the scalar graph of a model, and its samples.

    Attributes:
        root: the loss of the chosen sample; without a loss the first output.
        outputs: what the model gives for that sample.
        leaves: the leaves whose numbers differ from sample to sample, the inputs first among them.
        inputs: those of them that are X's, in the order of its columns.
        rows: for each kept sample the numbers of `leaves`.
        indices: which rows of X those are: the first ones, and the chosen one.
        chosen: the row of X whose numbers the graph holds now.
        targets: what y holds for each kept sample, a number or a tuple; () without a loss.
        threshold: the output from which a sample counts as one of the upper class: 0 of logits,
            else half-way between the targets.
        mean: the loss of all kept samples together is the mean of theirs.
        count: how many samples X holds.
        has_loss: root is a loss, not an output.
        known: X was given; else the graph holds zeros, which say nothing.
    """

    root: Value
    outputs: tuple[Value, ...]
    leaves: tuple[Value, ...]
    inputs: tuple[Value, ...]
    rows: tuple[tuple[float, ...], ...]
    indices: tuple[int, ...]
    chosen: int
    targets: tuple[Any, ...]
    threshold: float
    mean: bool
    count: int
    has_loss: bool
    known: bool

    @property
    def roots(self) -> tuple[Value, ...]:
        """그래프의 뿌리: 손실, 없으면 모든 출력. The loss; without one all outputs."""
        return (self.root,) if self.has_loss else self.outputs

    @property
    def row(self) -> int:
        """고른 표본이 rows의 몇째인가. The place of the chosen sample in `rows`."""
        return self.indices.index(self.chosen)


class _Run(NamedTuple):
    """표본 하나가 모델을 지난 그래프. The graph of one sample through the model."""

    inputs: tuple[Node, ...]
    outputs: tuple[Node, ...]
    roots: tuple[Node, ...]

    @property
    def order(self) -> list[Node]:
        return topological_order(*self.roots)


Runner = Callable[[Any, Any], _Run]  # of one sample and its target


def samples_of(
    model: Module,
    X: Any = None,
    y: Any = None,
    loss: str | Loss | None = None,
    *,
    chosen: int | None = None,
    limit: int = LIMIT,
) -> Samples:
    """모델이 표본마다 하는 일을 수 그래프 하나로.

    Make one scalar graph of what `model`, in use, does with each sample of X (n, …).

    Args:
        X, y: samples and targets, as for :func:`micrograd_ko.train.fit`. Without X the structure
            alone is known.
        loss: a name or a function, for `y`; for a model of Values a function of (what the model
            gives, one target).
        chosen: the row of X whose numbers the graph holds; None is the first that is not all 0.
        limit: so many samples are kept, the first ones and the chosen one.

    Raises:
        OptionError: `y` without a loss or a loss without `y`, a loss by name for a model of Values,
            a `chosen` that X does not have, or no X for a model that does not tell its width.
        ShapeError, DataError: as fit refuses the data.
        GraphError: the graph is too large to be expanded.
    """
    _expect_all(X, y, loss)
    function = None if loss is None else named(loss, "loss", LOSSES)
    values = any(isinstance(p, Value) for p in model.parameters())
    if values and isinstance(loss, str):
        raise OptionError("network.loss.values", loss=loss)
    rows, wanted = _data(model, X, y)
    chosen = _telling(rows) if chosen is None else chosen
    _expect_row(chosen, len(rows))
    indices = _kept(chosen, len(rows), limit)
    kept, wanted = rows[indices], None if wanted is None else wanted[indices]
    whole = None
    if function is not None and not values:  # refuses shapes as fit does, before single rows do
        whole = evaluate(model, kept, wanted, loss=function)[0]
    run = (_of_values if values else _of_tensors)(model, function)
    try:
        with model.in_use():
            runs = _Runs(run, kept, wanted, indices.index(chosen))
    except ShapeError:
        if X is not None:
            raise
        raise OptionError("network.width", model=shown(model)) from None
    mean = function is not None and (whole is None or _is_mean(runs.losses, whole, model))
    shown_rows = indices if runs.alike else [chosen]
    targets = None if wanted is None else [wanted[indices.index(i)] for i in shown_rows]
    return _samples(
        runs, shown_rows, chosen, threshold=_threshold(function, targets), mean=mean,
        targets=targets, count=len(rows), known=X is not None,
    )  # fmt: skip


class _Runs:
    """모든 표본을 지나게 하고, 다른 잎을 찾는다.

    Run all samples through, and find the leaves that differ. Only the chosen sample's graph is
    kept. Where the graphs differ in structure (a model with an `if`), so is its row alone.
    """

    def __init__(self, run: Runner, X: Any, y: Any, chosen: int) -> None:
        def one(i: int) -> _Run:
            return run(X[i], None if y is None else y[i])

        self.chosen = one(chosen)
        structure, leaves = _structure(self.chosen), _leaves(self.chosen)
        numbers = list[list[Any]]()
        self.losses, self.alike = list[float](), True
        for i in range(len(X)):
            found = self.chosen if i == chosen else one(i)
            if _structure(found) != structure:
                self.alike = False
                break
            # parameters are the same nodes for all samples: theirs need not be kept
            numbers.append(
                [None if a is b and i != chosen else np.array(a.data, dtype=np.float64)
                 for a, b in zip(_leaves(found), leaves, strict=True)]
            )  # fmt: skip
            self.losses.append(float(np.sum(found.roots[0].data)))
        if not self.alike:
            self.losses = [float(np.sum(self.chosen.roots[0].data))]
            numbers = [[np.array(leaf.data, dtype=np.float64) for leaf in leaves]]
        own = numbers[chosen if self.alike else 0]
        inputs = set(self.chosen.inputs)
        places = [
            i for i, leaf in enumerate(leaves)
            if leaf in inputs or any(not _alike(row[i], own[i]) for row in numbers)
        ]  # fmt: skip
        places.sort(key=lambda i: leaves[i] not in inputs)
        self.varying = [leaves[i] for i in places]
        self.rows = tuple(
            tuple(float(x) for i in places for x in np.ravel(own[i] if row[i] is None else row[i]))
            for row in numbers
        )


def _alike(other: Any, own: Any) -> bool:
    return other is None or np.array_equal(other, own, equal_nan=True)


def _structure(run: _Run) -> list[tuple[Any, ...]]:
    place = {node: i for i, node in enumerate(run.order)}
    return [
        (None if n.op is None else repr(n.op), np.shape(n.data), *(place[p] for p in n.parents))
        for n in place
    ]


def _leaves(run: _Run) -> list[Node]:
    return [node for node in run.order if node.op is None]


def _samples(
    runs: _Runs, indices: list[int], chosen: int, *, threshold: float, mean: bool, targets: Any,
    count: int, known: bool,
) -> Samples:  # fmt: skip
    root, outputs, leaves, inputs = _scalar(runs.chosen, runs.varying)
    has_loss = targets is not None
    if has_loss and not root.label:
        root.label = "L"
    return Samples(
        root, outputs, leaves, inputs, runs.rows, tuple(indices), chosen,
        tuple(map(_as_python, targets)) if has_loss else (),
        threshold, mean, count, has_loss, known,
    )  # fmt: skip


def _threshold(loss: Loss | None, targets: Any) -> float:
    """두 클래스의 경계가 되는 출력. Give the output that parts two classes."""
    if targets is None or loss in (LOSSES["binary_cross_entropy"], LOSSES["hinge"]):
        return 0.0
    return float(np.min(targets) + np.max(targets)) / 2


def _scalar(
    run: _Run, varying: Sequence[Node]
) -> tuple[Value, tuple[Value, ...], tuple[Value, ...], tuple[Value, ...]]:
    """뿌리, 출력, 달라지는 잎, 입력을 Value로. Give root, outputs, leaves and inputs as Values."""
    found = scalars([*run.roots, *run.outputs, *varying])

    def all_of(some: Sequence[Node]) -> tuple[Value, ...]:
        return tuple(value for node in some for value in found[node])

    given = set(run.inputs)
    inputs = all_of([node for node in varying if node in given])
    _name_targets(all_of([node for node in varying if node not in given]))
    return all_of(run.roots)[0], all_of(run.outputs), all_of(varying), inputs


def _name_targets(values: Sequence[Value]) -> None:
    """정답은 표본마다 다르니 수로 부르지 않는다. Call targets t: their numbers will change."""
    for i, value in enumerate(values, start=1):
        if not value.label:
            value.label = indexed("t", *([i] if len(values) > 1 else []))


def scalars(nodes: Sequence[Node]) -> dict[Node, tuple[Value, ...]]:
    """노드마다의 Value들: Tensor는 펼친다. Give the Values of each node; Tensors are expanded."""
    tensors = [node for node in dict.fromkeys(nodes) if isinstance(node, Tensor)]
    found: dict[Node, tuple[Value, ...]] = {n: (n,) for n in nodes if isinstance(n, Value)}
    if tensors:
        made = expand(*tensors) if len(tensors) > 1 else (expand(*tensors),)
        found |= {n: tuple(np.ravel(entries)) for n, entries in zip(tensors, made, strict=True)}
    return found


# ── one sample through the model ──


def _of_tensors(model: Module, loss: Loss | None) -> Runner:
    dtype = next((p.dtype for p in model.parameters()), np.dtype(np.float64))

    def run(x: Any, wanted: Any) -> _Run:
        given = Tensor(x[None], label="x", dtype=dtype, kind="input")
        output = model(given)
        if not isinstance(output, Tensor):
            raise GraphError("network.output", model=shown(model), type=type(output).__name__)
        root = output if loss is None else loss(output, wanted[None])
        return _Run((given,), (output,), (root,))

    return run


def _of_values(model: Module, loss: Loss | None) -> Runner:
    def run(x: Any, wanted: Any) -> _Run:
        given = [
            Value(float(number), indexed("x", i), kind="input")
            for i, number in enumerate(np.ravel(x), start=1)
        ]
        output = model(given)
        outputs = tuple(output) if isinstance(output, (list, tuple)) else (output,)
        if not all(isinstance(one, Value) for one in outputs):
            raise GraphError("network.output", model=shown(model), type=type(output).__name__)
        roots = outputs if loss is None else (loss(output, _as_python(wanted)),)
        return _Run(tuple(given), outputs, roots)

    return run


# ── what was given ──


def _data(model: Module, X: Any, y: Any) -> tuple[Any, Any]:
    """데이터를 배열로, X가 없으면 0. Give the data as arrays; without X a row of zeros."""
    if X is None:
        return np.zeros((1, _width(model))), None
    return usable(X, y, None)[:2] if y is not None else (finite("X", plain(X)), None)


def _expect_all(X: Any, y: Any, loss: Any) -> None:
    if y is not None and loss is None:
        raise OptionError("network.loss.missing")
    if loss is not None and (X is None or y is None):
        raise OptionError("network.targets.missing")


def _telling(rows: Any) -> int:
    """0이 아닌 첫 표본. Find the first sample that is not all 0: products by 0 tell nothing."""
    return int(np.argmax(np.any(np.reshape(rows, (len(rows), -1)) != 0, axis=1)))


def _expect_row(chosen: Any, count: int) -> None:
    if not (is_whole(chosen, low=0) and chosen < count):
        bounds = f">= 0, < {count}"
        raise OptionError("option.range", option="sample", given=shown(chosen), bounds=bounds)


def _width(model: Module) -> int:
    """입력이 몇 개인 모델인가. Tell how many inputs a model takes; its first layer knows."""
    for module in model.modules():
        if is_whole(nin := getattr(module, "nin", None), low=1):
            return int(nin)  # type: ignore[arg-type]
    raise OptionError("network.width", model=shown(model))


def _kept(chosen: int, count: int, limit: int) -> list[int]:
    first = list(range(min(count, limit)))
    return first if chosen < limit else [*first[:-1], chosen]


def _as_python(target: Any) -> Any:
    """정답 하나를 수나 튜플로. Write one target as a number, or a tuple of numbers."""
    return float(target) if np.ndim(target) == 0 else tuple(np.ravel(target).tolist())


def _is_mean(losses: list[float], whole: float, model: Module) -> bool:
    single = any(p.data.dtype == np.float32 for p in model.parameters())
    mean = float(np.mean(losses))
    return abs(mean - whole) <= (CLOSE_32 if single else CLOSE) * max(abs(mean), abs(whole))
