"""사슬 법칙, 한 번.

The chain rule, once. Everything that differentiates a graph goes through :func:`_cotangents`.
"""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from .errors import GraphError, NotANumberError
from .graph import Node, anomaly, call_text, expect_node, in_order, shown, topological_order
from .messages import text
from .ops import UNDEFINED, float_or_nan, ieee

__all__ = ["backward", "cause", "grad"]


def _cotangents(root: Node, seed: Any, *, as_graph: bool) -> dict[Node, Any]:
    """root의 기울기를 모든 조상에 대해 구한다.

    The gradient of `root`, times `seed`, with respect to each of its ancestors. A node comes
    up only when all its children have: by then its own gradient is complete. Each parent gets
    its contribution, and contributions add up. With `as_graph` the rules are read with nodes,
    and the gradients are graphs themselves.
    """
    gradients = in_order(root, value=0.0 if type(seed) is float else NOTHING)
    gradients[root] = seed
    for node, g in reversed(gradients.items()):
        if node.op is None:
            continue
        rule, a, b = node.op.backward, node._a, node._b
        if as_graph or type(b) is tuple:
            contributions = rule(g, node, *node.parents) if as_graph else node.op.contributions(g, node.data, *_data(node))
            for parent, contribution in zip(node.parents, contributions, strict=True):
                gradients[parent] += contribution
            continue
        try:  # one input or two, written out: nearly all nodes of a scalar graph pass here
            if b is None:
                (to_a,) = rule(g, node.data, a.data)  # type: ignore[union-attr]
            else:
                to_a, to_b = rule(g, node.data, a.data, b.data)  # type: ignore[union-attr]
        except UNDEFINED:
            to_a, to_b = (*ieee(rule, g, node.data, *_data(node)), None)[:2]
        gradients[a] += to_a  # type: ignore[index]
        if b is not None:
            gradients[b] += to_b  # type: ignore[index]
    return gradients


def _data(node: Node) -> list[Any]:
    return [parent.data for parent in node.parents]


def _numbers(root: Node, seed: float) -> dict[Node, Any]:
    """기울기를 수로 구하고, 유한하지 않은 것을 알린다. The gradients as numbers; what is not finite is reported."""
    with np.errstate(all="ignore"):  # .data may have been set to a NumPy scalar, which warns in English
        gradients = _cotangents(root, seed, as_graph=False)
    try:
        finite = all(map(isfinite, gradients.values()))
    except TypeError:  # a user's rule raised a negative number to a fraction, which Python makes complex
        gradients = {node: float_or_nan(g) for node, g in gradients.items()}
        finite = False
    if not finite:
        _report_nonfinite(root, gradients)
    return gradients


class _Nothing:
    """더해도 아무것도 바뀌지 않는 것. What a sum of nodes starts from, so that no node is made for a 0."""

    def __add__(self, other: Any) -> Any:
        return other


NOTHING = _Nothing()


def backward(root: Node, gradient: float = 1.0) -> None:
    """역전파: root의 기울기를 모든 조상의 .grad에 적는다.

    Write the gradient of `root` with respect to every node it was made from. Leaves
    accumulate over calls, intermediate nodes are overwritten, constants get none. Gradients
    are written only when all of them are known: an error or an interrupt on the way changes
    nothing.

    Args:
        gradient: the upstream gradient to start from.

    Raises:
        GraphError: `root` is a constant, so nothing could get a gradient.
        AnomalyError: under detect_anomaly(), where a gradient is nan or inf.
    """
    seed = _seed(gradient)
    if expect_node(root, "backward(root)").kind == "constant":
        raise GraphError("backward.constant", node=root.name)
    gradients = _numbers(root, seed)
    for node, g in gradients.items():
        if node.op is not None:
            node.grad = g
        elif node.kind != "constant":
            node.grad = float(g) if node.grad is None else node.grad + float(g)


def grad(y: Node, xs: Node | list[Any] | tuple[Any, ...], *, create_graph: bool = False) -> Any:
    """y를 xs로 미분한 값을 돌려준다. .grad는 건드리지 않는다.

    The derivative of `y` with respect to `xs`; no ``.grad`` is read or written. Where `y` does
    not depend on an x its derivative is 0.

    Args:
        xs: a node, or a list or tuple of nodes.
        create_graph: return nodes, which can be drawn and differentiated again, to any order.

    Returns:
        one derivative for a node, a list of them for several; floats, or nodes with
        `create_graph`.

    >>> from micrograd_ko import Value, grad
    >>> x = Value(2.0)
    >>> first = grad(x**3, x, create_graph=True)
    >>> first.data, grad(first, x)
    (12.0, 12.0)
    """
    expect_node(y, "grad(y, xs)")
    wanted = list(xs) if isinstance(xs, (list, tuple)) else [xs]
    if not wanted:
        raise NotANumberError("grad.nothing")
    for x in wanted:
        expect_node(x, "grad(y, xs)")
    gradients = _cotangents(y, y.constant(1.0), as_graph=True) if create_graph else _numbers(y, 1.0)
    found = [gradients.get(x, 0.0) for x in wanted]
    if create_graph:
        found = [g if isinstance(g, Node) else y.constant(g) for g in found]
        if len(wanted) == 1:  # several may share one node
            _name(found[0], y, wanted[0])
    return found if isinstance(xs, (list, tuple)) else found[0]


def _name(gradient: Node, y: Node, x: Node) -> None:
    if not gradient.label and gradient.parents and y.label and x.label:
        numerator = f"({y.label})" if y.label.startswith("∂") else y.label
        gradient.label = f"∂{numerator}/∂{x.label}"


def _seed(gradient: Any) -> float:
    try:
        if not isinstance(gradient, (str, bytes, Node)):
            return float(gradient)
    except (TypeError, ValueError, OverflowError):
        pass
    raise NotANumberError("backward.gradient", type=type(gradient).__name__, got=shown(gradient))


def cause(node: Node) -> str:
    """nan이나 inf의 흔한 까닭. The usual cause of a nan or inf made by this node's op."""
    name = node.op.name if node.op is not None else ""
    key = {"power": "pow", "rpow": "pow"}.get(name, name)
    return text(f"numeric.cause.{key if key in ('div', 'log', 'sqrt', 'pow', 'exp') else 'other'}")


def _report_nonfinite(root: Node, gradients: dict[Node, Any]) -> None:
    """처음 유한하지 않게 된 기울기를 찾아 알린다.

    Name the first gradient, in the order of the pass, that is not finite, and the child in
    which it arose. Runs only after something went wrong, so the pass itself does not pay.
    """
    order = topological_order(root)
    broken = next((n for n in reversed(order) if n.kind != "constant" and not isfinite(gradients[n])), None)
    if broken is None:  # only what would have gone to constants, which get no gradient
        return
    values = {"node": broken.name, "result": f"{gradients[broken]:g}"}
    if broken is root:
        key, culprit = "numeric.input", root
    else:
        key, culprit = "numeric.backward", _culprit(broken, order, gradients)
    anomaly(key, **values, call=call_text(culprit), cause=cause(culprit))


def _culprit(broken: Node, order: list[Node], gradients: dict[Node, Any]) -> Node:
    """broken에 유한하지 않은 몫을 보낸 자식. The child whose contribution broke it; for a plain overflow of the sum, the last."""
    children = [node for node in order if broken in node.parents]
    for child in children:
        contributions = child.op.contributions(gradients[child], child.data, *_data(child))  # type: ignore[union-attr]
        for parent, contribution in zip(child.parents, contributions, strict=True):
            if parent is broken and not isfinite(contribution):
                return child
    return children[-1]
