"""Tensor 그래프를 그것이 뜻하는 Value 그래프로 펼친다.

The scalar graph that a Tensor graph stands for: every entry becomes a Value, and every recorded
op is carried out again over arrays of Values. So a small network can be drawn and stepped
through number by number, and its gradients are the same.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from ..errors import GraphError
from ..messages import text
from .array_row import ArrayOp
from .graph import Node, expect_node, topological_order
from .modes import at_scope
from .notation import RAISED, indexed, subscript
from .row import Op
from .tensor import Tensor
from .value import Value

__all__ = ["MAX_VALUES", "expand"]

MAX_VALUES = 200_000  # entries: beyond this a slip of the hand would fill the memory

Values = np.ndarray[Any, Any]  # of Values


def expand(*tensors: Tensor) -> Any:
    """Tensor 그래프가 뜻하는 Value 그래프를 만든다.

    Make the scalar graph that `tensors` stand for. Labels, scopes and kinds are kept: the entry
    [0, 1] of a weight W is called W₀₁, and within a scope the last axis counts the neurons, each
    with a scope of its own. The new leaves are new nodes; gradients start at None. Where entries
    tie for a max, one Value gets the gradient that the Tensor's entries share; at the origin a
    norm's Values have a square root without a slope.

    Args:
        tensors: roots and leaves of one graph; give those whose Values you want to hold.

    Returns:
        for each a Value if it holds one number, else an object array of Values of its shape; for
        one tensor its own, for several a tuple.

    Raises:
        GraphError: the graph holds more than 200,000 entries.

    >>> W = Tensor([[2.0], [3.0]], label="W")
    >>> loss, w = expand((np.array([[1.0, -1.0]]) @ W).sum(), W)
    >>> loss.backward()
    >>> w[1, 0]
    Value(data=3, grad=-1, label='W₁₀')
    """
    for tensor in tensors:
        if not isinstance(expect_node(tensor, "expand(tensor)"), Tensor):
            raise GraphError("expand.tensor", type=type(tensor).__name__)
    order = topological_order(*tensors)
    if (size := sum(node.data.size for node in order)) > MAX_VALUES:
        raise GraphError("expand.size", size=size, limit=MAX_VALUES)
    values: dict[Node, Values] = {}
    for node in order:
        entries = values[node] = (
            _leaf(node) if node.op is None else _result(node, [values[p] for p in node.parents])
        )
        if node.taken:  # a dropout's mask, a branch: settled for the entries, too
            for value in entries.flat:
                value._about = value._about._replace(taken=node.taken)
    found = tuple(values[t].item() if t.data.size == 1 else values[t] for t in tensors)
    return found[0] if len(found) == 1 else found


def _leaf(node: Node) -> Values:
    entries = np.empty(node.data.shape, dtype=object)
    for index, number in np.ndenumerate(node.data):
        scope = (*node.scope, _neuron(index[-1])) if _has_neurons(node) else node.scope
        with at_scope(scope):
            entries[index] = Value(float(number), _entry_label(node, index), kind=node.kind)
    return entries


def _result(node: Node, inputs: list[Values]) -> Values:
    assert node.op is not None
    entries = np.empty(node.data.shape, dtype=object)
    by_neuron = _by_neuron(node, inputs)
    if by_neuron is None:
        with at_scope(node.scope):
            found = _computed(
                node.op, [np.atleast_1d(x) for x in inputs] if "axis" in node.op.params else inputs
            )
            # NumPy reduces one number without axes, but not one Value
            entries[...] = np.reshape(found, entries.shape)
    else:
        for i, columns in enumerate(by_neuron):
            with at_scope((*node.scope, _neuron(i))):
                entries[..., i] = _computed(node.op, columns)
    for index, value in np.ndenumerate(entries):
        if not isinstance(value, Value):  # an op such as put fills up with plain zeros
            entries[index] = Value.constant(value)
        elif node.label and not value.label and value.op is not None:
            value.label = _entry_label(node, index)
    return entries


def _by_neuron(node: Node, inputs: list[Values]) -> list[list[Values]] | None:
    """뉴런마다의 입력.

    Split the inputs into each neuron's part; None where the op does not work neuron by neuron.
    """
    if not _has_neurons(node):
        return None
    count = node.data.shape[-1]
    if not isinstance(node.op, ArrayOp):
        wide = [np.broadcast_to(x, node.data.shape) for x in inputs]
        return [[x[..., i] for x in wide] for i in range(count)]
    if node.op.name == "matmul" and inputs[1].ndim > 1:
        return (
            [[inputs[0], inputs[1][..., i]] for i in range(count)] if inputs[1].ndim == 2 else None
        )
    return None


def _computed(op: Op, inputs: list[Values]) -> Any:
    """기록된 연산을 Value의 배열로 다시 한다. Carry out a recorded op over arrays of Values."""
    with np.errstate(all="ignore"):  # Values speak for themselves; NumPy would repeat it in English
        return (
            op.forward(*inputs)
            if isinstance(op, ArrayOp)
            else np.frompyfunc(op, len(inputs), 1)(*inputs)
        )


def _has_neurons(node: Node) -> bool:
    return bool(node.scope) and node.data.ndim > 0 and node.data.shape[-1] > 1


def _neuron(i: int) -> str:
    return text("expand.neuron", index=i + 1)


def _entry_label(node: Node, index: tuple[int, ...]) -> str:
    """원소의 이름: 매개변수와 입력은 교과서처럼 1부터, 그 밖은 NumPy처럼 0부터.

    Name an entry: of a network's parameters and inputs as textbooks do, w⁽²⁾₁₃, from 1; of any
    other array as NumPy does, from 0.
    """
    if not node.label or not index:
        return node.label
    if node.kind in TEXTBOOK and (found := NAME.fullmatch(node.label)) is not None:
        return _textbook(node, *found.groups(), index=index)
    if max(node.data.shape) > 10 or node.label[-1].isdigit():  # W₁₁₂ could be several things
        return f"{node.label}[{','.join(map(str, index))}]"
    return node.label + subscript("".join(map(str, index)))


TEXTBOOK = ("weight", "bias", "input")
NAME = re.compile(r"([^\W\d_₀-₉])([₀-₉]*)")


def _textbook(node: Node, letter: str, layer: str, *, index: tuple[int, ...]) -> str:
    places, sample = [i + 1 for i in index], ""
    if node.kind == "input" and len(index) == 2:  # rows are samples
        row = places.pop(0)
        sample = f"#{row}" if len(node.data) > 1 else ""
    above = int(layer.translate(RAISED)) if layer else None
    return indexed(letter.lower(), *places, layer=above) + sample
