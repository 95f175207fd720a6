"""노드의 함수와 그 도함수 전체: 야코비 행렬과 헤세 행렬.

Differentiate functions of nodes as a whole: the Jacobian and the Hessian, from the rules of the
tables (numbers, not graphs). What :mod:`micrograd_ko.checking.check` differentiates numerically is
a :class:`Function`, too.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from ..arguments import shown
from ..engine import Node, Tensor, Value, grad, gradients_of, reading, topological_order
from ..errors import DetachedWarning, GraphError, NotANumberError, ShapeError, warn
from .differences import argument_names, slope

__all__ = ["Function", "hessian", "jacobian", "recomputed"]

Array = np.ndarray[Any, Any]


def jacobian(f: Any, *inputs: Any) -> Any:
    """야코비 행렬: 출력의 수마다, 입력의 수마다의 미분.

    Compute the Jacobian of `f`: each number of its result differentiated by each of its inputs'.

    Args:
        f: a function of Values or Tensors that gives one, or a list or array of them; or one that
            takes nothing and reads the inputs itself.
        inputs: Values or Tensors; numbers become Values, arrays Tensors.

    Returns:
        an array of the result's shape followed by the input's, a float if both are one number; a
        list of them for several inputs.

    >>> from micrograd_ko import jacobian
    >>> jacobian(lambda x: x * x, np.array([1.0, 2.0, 3.0]))
    array([[2., 0., 0.],
           [0., 4., 0.],
           [0., 0., 6.]])
    """
    function = Function(f, inputs)
    outputs = function()
    found = [np.zeros((0, *np.shape(x.data))) for x in function.inputs]
    for y in outputs:
        for one in np.eye(np.size(y.data)):
            rows = _gradients(y, one.reshape(np.shape(y.data)), function.inputs)
            found = [np.concatenate([old, row[None]]) for old, row in zip(found, rows, strict=True)]
    _say_what_left(function, found)
    shaped = [rows.reshape((*function.shape, *rows.shape[1:])) for rows in found]
    blocks = [block if block.ndim else block.item() for block in shaped]
    return blocks[0] if len(blocks) == 1 else blocks


def hessian(f: Any, *inputs: Any) -> Any:
    """헤세 행렬: 한 수의 2계 미분 전부.

    Compute the Hessian of `f`: all second derivatives of one number, its gradient's Jacobian.

    Args:
        f, inputs: as for :func:`jacobian`, but the result is one number.

    Returns:
        an array of the input's shape twice over; for several inputs a list of lists of blocks, the
        input of the first derivative first.

    Raises:
        ShapeError: the result is not one number.

    >>> from micrograd_ko import hessian
    >>> hessian(lambda x: (x**3).sum(), np.array([1.0, 2.0]))
    array([[ 6.,  0.],
           [ 0., 12.]])
    """
    function = Function(f, inputs)

    def derivative(i: int) -> Any:
        outputs = function()
        if len(outputs) != 1 or np.size(outputs[0].data) != 1:
            raise ShapeError("derivative.hessian", shape=function.shape)
        return grad(
            outputs[0].sum() if isinstance(outputs[0], Tensor) else outputs[0],
            function.inputs,
            create_graph=True,
        )[i]

    blocks = [
        jacobian(lambda *xs, i=i: derivative(i), *function.inputs)
        for i in range(len(function.inputs))
    ]
    return blocks[0] if len(blocks) == 1 else blocks


class Function:
    """노드를 받는 함수와 그 입력.

    Hold a function and the inputs that it is called with. Called, it gives the nodes of its result
    as a list; `shape` is then the result's own, and `left` has what the function has read as plain
    numbers: for each line of the user's the name of a node. `takes` tells whether it is given its
    inputs, so that their shapes are free as far as it goes.

    Args:
        f: takes the inputs, or nothing if it reads them itself; or a node, which stands for the
            graph that it was recorded with, a function of all its leaves.
        inputs: Values or Tensors; numbers become Values, arrays Tensors.

    Raises:
        NotANumberError: the result, or an input, is not made of nodes.
        GraphError: there is nothing to differentiate by.

    >>> square = Function(lambda x: x * x, [3.0])
    >>> (y,) = square()
    >>> y.data, square.names, square.inputs[0].data
    (9.0, ['x'], 3.0)
    """

    def __init__(self, f: Any, inputs: Iterable[Any]) -> None:
        self.shape: tuple[int, ...] = ()
        self.inputs: list[Any] = [_as_node(x) for x in inputs]
        self.left: dict[str, str] = {}
        if isinstance(f, Node):
            order = topological_order(f)
            self.inputs = self.inputs or [
                node for node in order if node.op is None and node.kind != "constant"
            ]
            self._call: Callable[[], Any] = lambda: rebuilt(order)[f]
            names: list[str] | None = None
            self.takes = False
        else:
            names = argument_names(f)
            self.takes = names != []
            self._call = (lambda: f(*self.inputs)) if self.takes else f
            self.inputs = (
                list(dict.fromkeys(self.inputs)) if names == [] else _distinct(self.inputs)
            )
        if not self.inputs or any(x.kind == "constant" for x in self.inputs):
            raise GraphError("derivative.inputs")
        self.names = _names(self.inputs, names or [])

    @contextmanager
    def placed(self, numbers: Iterable[Any]) -> Iterator[None]:
        """입력을 다른 점에 둔다. Give the inputs other numbers in here; then their own are back."""
        kept = [x.data for x in self.inputs]
        try:
            for x, data in zip(self.inputs, numbers, strict=True):
                x.data = data
            yield
        finally:
            for x, data in zip(self.inputs, kept, strict=True):
                x.data = data

    def __call__(self) -> list[Any]:
        with reading(dict(zip(self.inputs, self.names, strict=True)), self.left):
            result = self._call()
        if isinstance(result, Node):
            self.shape = np.shape(result.data)
            return [result]
        if not isinstance(result, (list, tuple, np.ndarray)):
            raise NotANumberError(
                "derivative.result", type=type(result).__name__, got=shown(result)
            )
        outputs = list(result.flat) if isinstance(result, np.ndarray) else list(result)
        for y in outputs:
            if not isinstance(y, Node):
                raise NotANumberError("derivative.result", type=type(y).__name__, got=shown(y))
        shapes = {np.shape(y.data) for y in outputs}
        outer = result.shape if isinstance(result, np.ndarray) else (len(outputs),)
        self.shape = (
            (*outer, *shapes.pop())
            if len(shapes) == 1
            else (sum(np.size(y.data) for y in outputs),)
        )
        return outputs


def rebuilt(order: list[Node], left_out: Mapping[Node, Node] | None = None) -> dict[Node, Node]:
    """기록된 그래프를 같은 잎에서 다시 기록한다.

    Carry a recorded graph out once more, as a new graph of the same leaves.

    Args:
        left_out: nodes that the new graph goes without, and the ancestor that takes the place of
            each.

    >>> x = Value(3.0, "x")
    >>> y = x * x
    >>> x.data = 5.0
    >>> y.data, rebuilt(topological_order(y))[y].data
    (9.0, 25.0)
    """
    again: dict[Node, Any] = {}
    for node in order:
        if left_out and node in left_out:
            again[node] = again[left_out[node]]
        else:
            again[node] = (
                node if node.op is None else node.op(*(again[parent] for parent in node.parents))
            )
    return again


def recomputed(
    order: list[Node], arrays: dict[Node, Any], each: Callable[[Any], Any] = lambda x: x
) -> dict[Node, Any]:
    """몇 노드의 수를 바꿨을 때 모든 노드의 수.

    Compute the numbers of all nodes, were those of some what `arrays` has for them; `each` has the
    last word on what an op gives.
    """
    found = dict(arrays)
    for node in order:
        if (
            node.op is not None
            and node not in found
            and any(parent in found for parent in node.parents)
        ):
            numbers = (found.get(parent, parent.data) for parent in node.parents)
            found[node] = each(node.op.forward(*numbers))
    return {node: node.data for node in order} | found


def _as_node(x: Any) -> Node:
    if isinstance(x, Node):
        return x
    # of a list without looking first: Tensor says what is wrong with one, NumPy does not
    return Tensor(x) if isinstance(x, (list, tuple)) or np.ndim(x) else Value(x)


def _distinct(inputs: list[Any]) -> list[Any]:
    """인자마다 자기의 잎: 같은 노드를 두 번 주면 둘째는 새 잎.

    Give each argument a leaf of its own, though a node be given twice.
    """
    found: dict[Node, None] = {}
    for x in inputs:
        found[type(x)(x.data, kind=x.kind) if x in found else x] = None
    return list(found)


def _names(inputs: list[Any], arguments: list[str]) -> list[str]:
    """입력의 이름: 이름표, 인자 이름, 아니면 번호.

    Name each input: its label, its argument's name, or a number.
    """
    named = len(arguments) == len(inputs)
    return [x.label or (arguments[i] if named else f"x{i + 1}") for i, x in enumerate(inputs)]


def _say_what_left(function: Function, rows: list[Array]) -> None:
    """그래프를 떠난 수 때문에 미분이 틀리면 말한다.

    Warn if the derivative lacks what was read as plain numbers.

    Only where something was read, and a random direction shows another slope than `rows`, the
    Jacobian, has.
    """
    if not function.left:
        return
    rng = np.random.default_rng(0)
    along = [rng.uniform(0.5, 1.5, np.shape(x.data)) for x in function.inputs]
    got = sum(np.tensordot(block, v, v.ndim) for block, v in zip(rows, along, strict=True))
    weights = rng.uniform(0.5, 1.5, np.shape(got))
    kept = [x.data for x in function.inputs]

    def phi(t: float) -> float:
        given = zip(function.inputs, kept, along, strict=True)
        with function.placed([x.own(data + t * v) for x, data, v in given]):
            return float(np.concatenate([np.ravel(y.data) for y in function()]) @ weights)

    precision = max(float(np.finfo(np.asarray(data).dtype).eps) for data in kept)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        seen = slope(phi, precision=precision)
    given = float(np.sum(got * weights))
    if (
        seen.kind == "smooth"
        and abs(seen.value - given) > 1e-4 * max(abs(seen.value), abs(given)) + 2 * seen.error
    ):
        line, name = next(iter(function.left.items()))
        warn("derivative.left", DetachedWarning, name=name, line=line)


def _gradients(y: Node, upstream: Array, inputs: list[Any]) -> list[Array]:
    """상류 기울기 upstream에서 입력마다의 기울기.

    Compute the gradient by each input, zeros where `y` does not depend on it.
    """
    if y.kind == "constant":
        return [np.zeros(np.shape(x.data)) for x in inputs]
    found = gradients_of(y, upstream if isinstance(y, Tensor) else float(upstream))
    zeros = (np.zeros(np.shape(x.data)) for x in inputs)
    return [
        np.asarray(found.get(x, zero), dtype=float) for x, zero in zip(inputs, zeros, strict=True)
    ]
