"""옮겨진 그래프: 수를 넣고, 실행하고, 기울기를 꺼낸다.

A graph turned into code, of arrays or of single numbers: numbers go in, it runs, gradients come
out. Both kinds have the same methods, and :mod:`micrograd_ko.replaying.program` need not tell them
apart.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds

from ..engine import Node, Tensor, topological_order
from ..errors import GraphError, ShapeError
from .capture import Detachments
from .machine.code import Code
from .machine.interpreted import interpreted_scalars
from .machine.native import native
from .machine.native_rows import NativeScalars
from .scalars.leveled import scalar_rows
from .writing.lowered import Lowered

__all__ = ["ArrayGraph", "Picked", "Plan", "Ports", "ScalarGraph"]

Array = np.ndarray[Any, Any]
# for what the cyclic collector may do while a function is recorded; it touches no mode
_slot: Any = vars(Node)["data"]


class Plan:
    """무엇을 옮길지.

    Hold what is to be turned into code: a graph, and which of its leaves are what.

    Args:
        order, root: the graph, parents first.
        inputs: for each leaf that is an input, the input's number.
        shapes: of the inputs.
        parameters: leaves whose gradients are asked for.
        seen: nodes whose numbers are looked at after each forward pass.
        detachments: constants in the graph that are computed, see :class:`Capture`.
        mean: differentiate the mean of the root's numbers.
    """

    def __init__(
        self,
        order: list[Node],
        root: Node,
        inputs: Mapping[Node, int],
        shapes: Sequence[tuple[int, ...]],
        parameters: Sequence[Node],
        seen: Sequence[Node] = (),
        *,
        detachments: Detachments = MappingProxyType({}),
        mean: bool = False,
    ) -> None:
        self.order, self.root, self.inputs, self.shapes = order, root, inputs, shapes
        self.seen, self.detachments, self.mean = seen, detachments, mean
        # what is only looked at, as by an `if`, gets no gradient
        self.reached = set(topological_order(root))
        self.parameters = [p for p in parameters if p in self.reached]
        self.leaves = [
            n for n in order if n.op is None and n.kind != "constant" and n not in inputs
        ]

    def of(self, parameters: Sequence[Node]) -> Plan:
        """다른 매개변수로. Return the same graph, for the gradients of these parameters."""
        return Plan(
            self.order,
            self.root,
            self.inputs,
            self.shapes,
            parameters,
            self.seen,
            detachments=self.detachments,
        )


class Picked:
    """배열의 몇 줄.

    Some rows of an array, which go to where an input lies without a copy on the way.

    >>> some = Picked(np.arange(8.0).reshape(4, 2), np.array([3, 0]))
    >>> some.shape, np.asarray(some)
    ((2, 2), array([[6., 7.],
           [0., 1.]]))
    """

    def __init__(self, array: Array, rows: Array) -> None:
        self.array, self.rows = array, rows
        self.shape, self.dtype = (len(rows), *array.shape[1:]), array.dtype

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return self.array[self.rows]


class Ports:
    """수가 드나드는 곳. Pass numbers into the code of a graph of arrays, and out."""

    def __init__(self, plan: Plan, low: Lowered, code: Code) -> None:
        self.leaves: list[tuple[Node, Array]] = []
        self.inputs = [
            (code.view(low.values[n]), i)
            for n, i in plan.inputs.items()
            if code.holds(low.values[n])
        ]
        held = [n for n in plan.leaves if code.holds(low.values[n])]
        self.leaves = [(n, code.view(low.values[n])) for n in held if isinstance(n, Tensor)]
        self.values = [n for n in held if not isinstance(n, Tensor)]
        self._x = code.x
        self._places = np.array([code.place(low.values[n]) for n in self.values], np.intp)
        self._loaded: list[Any] = []  # of Values, and still there
        _expect_apart([n for n, _ in self.leaves])

    def load(self, numbers: Sequence[Any]) -> None:
        """입력과 매개변수를 넣는다.

        Put the inputs and the parameters in; a Tensor's array becomes the machine's own.
        """
        for view, i in self.inputs:
            x = numbers[i]
            if type(x) is Picked and view.flags.c_contiguous and x.dtype == view.dtype:
                # any other mode makes a copy first
                np.take(x.array, x.rows, axis=0, out=view, mode="clip")
            else:
                view[...] = x
        if moved := [(p, view) for p, view in self.leaves if p.data is not view]:
            self._take(moved)
        if self.values:
            data = [p.data for p in self.values]
            # most often they are the same
            if len(self._loaded) != len(data) or any(map(operator.is_not, data, self._loaded)):
                self._x[self._places] = self._loaded = data

    def _take(self, moved: Sequence[tuple[Node, Array]]) -> None:
        """Tensor의 배열을 기계의 것으로. Put arrays of Tensors where their numbers are to lie."""
        for p, view in moved:
            if np.shape(p.data) != view.shape:
                raise ShapeError("replay.shape", name=p.name, then=view.shape, now=np.shape(p.data))
        _expect_apart([p for p, _ in self.leaves])
        for p, view in moved:
            view[...] = p.data
            p.data = view

    def __del__(self) -> None:
        """끝나면 매개변수에 제 배열을 돌려준다.

        Give parameters arrays of their own at the end: views keep all this alive.
        """
        for p, view in self.leaves:
            if _slot.__get__(p) is view:
                _slot.__set__(p, view.copy())

    def store(self) -> None:
        """Value인 매개변수에 수를 돌려준다. Give the numbers back to parameters that are Values."""
        self._loaded = self._x[self._places].tolist()
        for p, number in zip(self.values, self._loaded, strict=True):
            p.data = number


def _expect_apart(leaves: Sequence[Node]) -> None:
    """같은 배열을 함께 쓰는 매개변수가 없는지.

    Refuse leaves that share numbers: in the machine each leaf's lie alone, and they would part.
    """
    furthest, last = 0, leaves[:1]
    for (start, end), leaf in sorted(
        ((byte_bounds(n.data), n) for n in leaves if n.data.size), key=operator.itemgetter(0)
    ):
        if start < furthest and np.shares_memory(last[0].data, leaf.data):
            raise GraphError("replay.shared", first=last[0].name, second=leaf.name)
        if end > furthest:
            furthest, last = end, [leaf]


class ArrayGraph:
    """배열의 그래프.

    A graph of arrays as code: of Tensors, or of Values whose inputs are arrays of samples.
    """

    def __init__(self, plan: Plan, dtype: Any, *, seeded: bool = False) -> None:
        self.plan, self.dtype = plan, np.dtype(dtype)
        self._seeded: ArrayGraph | None = None
        for p in plan.leaves:
            if isinstance(p, Tensor) and p.dtype != self.dtype:
                raise ShapeError("replay.dtype", name=p.name, own=p.dtype, result=self.dtype)
        given = {n: np.shape(n.data) for n in plan.leaves} | {
            n: plan.shapes[i] for n, i in plan.inputs.items()
        }
        options: dict[str, Any] = {
            "detachments": plan.detachments,
            "mean": plan.mean,
            "seeded": seeded,
        }
        self.lowered = low = Lowered(
            plan.order, plan.root, given, plan.parameters, dtype, **options
        )
        kept = [
            x.buffer
            for x in (low.root, *low.gradients.values(), *(low.values[n] for n in plan.seen))
        ]
        self.code = code = Code(low.tape.instructions, kept, dtype, split=low.split)
        self.ports, self._numbers = Ports(plan, low, code), list[Any]()
        self._value = code.view(low.root)
        self._seen = {n: code.view(low.values[n]) for n in plan.seen}
        self._gradients = [(p, code.view(g)) for p, g in low.gradients.items()]

    def forward(self, numbers: Sequence[Any]) -> None:
        """순전파. Run the forward pass with the inputs `numbers`."""
        self._numbers = list(numbers)
        self.ports.load(numbers)
        self.code.run(0, self.code.middle)

    def backward(self, gradient: Any) -> Iterable[tuple[Node, Any]]:
        """역전파.

        Run the backward pass: each parameter that the root depends on, with a fresh gradient.
        """
        seed = self.lowered.seed
        if seed.buffer.numbers is None:
            if self.code.holds(seed):  # else no gradient depends on it
                given: Array = np.asarray(gradient)
                if self.plan.mean:  # each sample's own, though the result may be one number for all
                    given = np.broadcast_to(given, np.shape(self.value())) / np.size(self.value())
                    given = given if given.size == seed.size else np.asarray(given.sum())
                self.code.view(seed)[...] = given.reshape(seed.shape) if given.ndim else given
        elif not (np.ndim(gradient) == 0 and gradient == 1.0):  # not what the code was made for
            if self._seeded is None:
                self._seeded = ArrayGraph(self.plan, self.dtype, seeded=True)
            self._seeded.forward(self._numbers)
            return self._seeded.backward(gradient)
        self.code.run(self.code.middle, self.code.end)
        return [(p, p.own(g)) for p, g in self._gradients]

    def value(self) -> Array:
        """root의 수.

        Return the numbers of the root; of a batch one for each sample, though it may not depend on
        them.
        """
        if self.plan.mean and not self._value.ndim:
            return np.broadcast_to(self._value, np.broadcast_shapes(*self.plan.shapes))
        return self._value

    def seen(self, node: Node) -> Array:
        """지켜보는 노드의 수. Return the numbers of a node that is seen."""
        return self._seen[node]

    def __str__(self) -> str:
        return f"{len(self.plan.order)} nodes, {self.code.end} rows, {len(self.code.x)} numbers"


class ScalarGraph:
    """수 하나짜리 노드의 그래프. A graph of Values as code."""

    dtype = np.dtype(np.float64)

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rows = rows = scalar_rows(
            plan.order, plan.root, plan.parameters, plan.seen, plan.detachments
        )
        self.x, machine = rows.start, native(rows.start.dtype)
        columns = rows.codes, rows.starts, rows.to, rows.first, rows.second
        self._run = (
            partial(interpreted_scalars, *columns)
            if machine is None
            else NativeScalars(machine, *columns).run
        )
        self._inputs = np.array([rows.place[n] for n in plan.inputs], np.int64)
        self._which = list(plan.inputs.values())
        self._leaves = np.array([rows.place[n] for n in plan.leaves], np.int64)
        first = rows.gradient[plan.parameters[0]] if plan.parameters else 0
        self._gradients = slice(first, first + len(plan.parameters))  # they lie side by side
        self._loaded: list[Any] = []

    def load(self, numbers: Sequence[Any]) -> None:
        """입력과 매개변수를 넣는다. Put the inputs and the parameters in."""
        self.x[self._inputs] = [numbers[i] for i in self._which]
        data = [p.data for p in self.plan.leaves]
        # most often they are the same
        if len(data) != len(self._loaded) or any(map(operator.is_not, data, self._loaded)):
            self.x[self._leaves] = self._loaded = data

    def forget(self) -> None:
        """매개변수가 바뀌었다. Forget what was loaded last: the parameters are other ones now."""
        self._loaded = []

    def run(self, low: int, high: int) -> None:
        """low번째부터 high번째 앞까지의 구간을 실행한다.

        Carry out the runs of rows from `low` to before `high`.
        """
        self._run(self.x, low, high)

    def forward(self, numbers: Sequence[Any]) -> None:
        """순전파. Run the forward pass with the inputs `numbers`."""
        self.load(numbers)
        self.run(0, self.rows.middle)

    def backward(self, gradient: Any) -> Iterable[tuple[Node, Any]]:
        """역전파. Run the backward pass: each parameter with its gradient."""
        self.x[self.rows.seed] = gradient
        self.run(self.rows.middle, len(self.rows.codes))
        found = self.x[self._gradients] + 0.0  # a sum that starts at 0.0 is never -0.0
        return zip(self.plan.parameters, found.tolist(), strict=True)

    def value(self) -> Any:
        """root의 수. Return the number of the root."""
        return self.seen(self.plan.root)

    def seen(self, node: Node) -> Any:
        """지켜보는 노드의 수. Return the number of a node that is seen."""
        return self.x[self.rows.place[node]]

    def __str__(self) -> str:
        return f"{len(self.plan.order)} nodes, {len(self.rows.to)} rows, {len(self.x)} numbers"
