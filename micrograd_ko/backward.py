"""사슬 법칙, 한 번.

The chain rule, once. Everything that differentiates a graph goes through :func:`_cotangents`.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import repeat
from math import isfinite
from typing import Any

import numpy as np

from .anomaly import expect_unchanged, finite, report_backward
from .array_ops import ARRAY_TABLE
from .array_rules import fit
from .choices import Comparisons, gathering
from .errors import GraphError, NotANumberError, ShapeError, warn
from .graph import Node, anomalies_wanted, call_text, expect_node, expect_numbers, in_order, shown, topological_order
from .row import UNDEFINED, float_or_nan, ieee
from .symbols import Recorder

__all__ = ["backward", "grad", "gradients_of", "received", "shares_by_hand", "shares_of"]


def _cotangents(root: Node, seed: Any, *, as_graph: bool, choices: Comparisons | None = None) -> dict[Node, Any]:
    """root의 기울기를 모든 조상에 대해 구한다.

    The gradient of `root`, times `seed`, with respect to each of its ancestors. A node comes
    up only when all its children have: by then its own gradient is complete. Each parent gets
    its contribution, and contributions add up. With `as_graph` the rules are read with nodes,
    and the gradients are graphs themselves; the comparisons that the rules take go to `choices`.
    """
    gradients = in_order(root, value=0.0 if type(seed) is float else NOTHING)
    gradients[root] = seed
    arrays = isinstance(root.data, (np.ndarray, Recorder))  # a Recorder stands for an array in a replay
    for node, g in reversed(gradients.items()):
        if (op := node.op) is None:
            continue
        rule, a, b = op.backward, node._a, node._b
        if as_graph or type(b) is tuple:
            parents = node.parents
            if as_graph:
                taken = Comparisons()
                with gathering(taken):
                    found = rule(g, node, *parents)
                _tell_kink(node, taken)
                if choices is not None:
                    choices.extend(taken)
            else:
                found = (rule if arrays else op.contributions)(g, node.data, *(p.data for p in parents))
            for parent, contribution in zip(parents, found, strict=True):
                _give(gradients, parent, contribution, arrays=arrays)
            continue
        try:  # one input or two, written out: nearly all nodes pass here
            if b is None:
                (to_a,) = rule(g, node.data, a.data)  # type: ignore[union-attr]
            else:
                to_a, to_b = rule(g, node.data, a.data, b.data)  # type: ignore[union-attr]
        except UNDEFINED:
            if arrays:
                raise
            to_a, to_b = (*ieee(rule, g, node.data, *(p.data for p in node.parents)), None)[:2]
        if not arrays:
            gradients[a] += to_a  # type: ignore[index]
            if b is not None:
                gradients[b] += to_b  # type: ignore[index]
            continue
        _give(gradients, a, to_a)  # type: ignore[arg-type]
        if b is not None:
            _give(gradients, b, to_b)  # type: ignore[arg-type]
    return gradients


def _tell_kink(node: Node, taken: Comparisons) -> None:
    """꺾이는 점에서 기울기를 골랐으면 알린다.

    Warn where a rule chose a gradient at a kink while it made a graph of it: the number of the gradient is
    a convention there (0 for |a| at 0), and its derivative, which the graph is for, is not defined. A rule
    that compares one of its op's own numbers with just its equal, at one of its row's special points if it
    names any, stands at a kink. (That an entry equals the largest of its array is no kink.)
    """
    own, inputs = (node, *node.parents), [p.data for p in node.parents]
    if not taken or node.op is None or not all(map(np.size, inputs)):
        return
    special: Any = True if node.op.special is None else np.equal(node.op.special(*inputs), 0)
    for name, a, b, _ in taken:
        if any(x is a or x is b for x in own) and not (name == "==" and isinstance(b, Node)):
            numbers, others = (x.data if isinstance(x, Node) else x for x in (a, b))
            if np.any(np.equal(numbers, others) & special):
                warn("numeric.kink", call=call_text(node))
                return


def _give(gradients: dict[Node, Any], parent: Node, contribution: Any, *, arrays: bool = True) -> None:
    """부모의 기울기에 몫을 더한다. Add a contribution to a parent's gradient; none is computed for a constant array."""
    if arrays:
        if parent._about.kind == "constant":
            return
        contribution = received(parent, contribution)
    before = gradients[parent]
    gradients[parent] = contribution if before is NOTHING else before + contribution  # += would change a shared array


def received(parent: Node, contribution: Any) -> Any:
    """부모의 모양으로 받은 몫. A contribution as its parent takes it: what broadcasting stretched is summed."""
    if callable(contribution):
        contribution = contribution()
    contribution = fit(contribution, parent.data.shape)
    if type(contribution) is np.ndarray and contribution.dtype != parent.data.dtype:  # a rule's constants may widen it
        expect_numbers(parent)  # as whole numbers it would lose its digits
        contribution = contribution.astype(parent.data.dtype)
    elif isinstance(contribution, Node) and contribution.data.dtype != parent.data.dtype:
        contribution = ARRAY_TABLE["astype"](contribution, dtype=parent.data.dtype)
    return contribution


def shares_of(node: Node, g: Any) -> list[tuple[int, Node, Any]]:
    """노드의 기울기 g에서 입력마다의 몫. For each input its place, itself, and what it gets of `g`; constants get nothing."""
    if node.op is None:
        return []
    shares = node.op.contributions(g, node.data, *(p.data for p in node.parents))
    arrays = type(node.data) is np.ndarray
    return [
        (i, parent, received(parent, share) if arrays else share)
        for i, (parent, share) in enumerate(zip(node.parents, shares, strict=True))
        if parent.kind != "constant"
    ]


def shares_by_hand(node: Node) -> list[tuple[Node, Any]]:
    """node.grad에서 입력마다의 몫. What each input gets of the ``.grad`` that was set; what is not finite is told of."""
    shares = [(parent, share) for _, parent, share in shares_of(node, _seed(node, node.grad))]
    if not all(finite(share) for _, share in shares):
        warn("numeric.by_hand", call=call_text(node))
    return shares


def _numbers(root: Node, seed: Any) -> dict[Node, Any]:
    """기울기를 수로 구하고, 유한하지 않은 것을 알린다. The gradients as numbers; what is not finite is reported."""
    return _floats(root, seed) if type(seed) is float else _arrays(root, seed)


def _arrays(root: Node, seed: Any) -> dict[Node, Any]:
    """배열의 기울기. Gradients of arrays. NumPy itself notices where a number stops being finite, at next to no cost."""
    if finite(seed):
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                gradients = _cotangents(root, seed, as_graph=False)
            if not anomalies_wanted():
                return gradients
        except FloatingPointError:
            pass
    with np.errstate(all="ignore"):
        gradients = _cotangents(root, seed, as_graph=False)
        if not all(finite(g) for g in gradients.values() if g is not NOTHING):
            report_backward(root, gradients)
    return gradients


def _floats(root: Node, seed: float) -> dict[Node, Any]:
    with np.errstate(all="ignore"):  # .data may have been set to a NumPy scalar, which warns in English
        gradients = _cotangents(root, seed, as_graph=False)
    try:
        finite = all(map(isfinite, gradients.values()))
    except TypeError:  # a user's rule raised a negative number to a fraction, which Python makes complex
        gradients = {node: float_or_nan(g) for node, g in gradients.items()}
        finite = False
    if not finite:
        report_backward(root, gradients)
    return gradients


NOTHING = object()  # what a sum of nodes or arrays starts from, so that no node and no array is made for a 0


def backward(root: Node, gradient: Any = 1.0) -> None:
    """역전파: root의 기울기를 모든 조상의 .grad에 적는다.

    Write the gradient of `root` with respect to every node it was made from. Leaves
    accumulate over calls, intermediate nodes are overwritten, constants get none. All
    gradients are written or none: an error or an interrupt on the way changes nothing.

    The rules read each node's ``.data`` as it is now. Change no ``.data`` between the forward
    pass and this call (an optimizer's step comes after it): what was computed from the old
    numbers stays as it was, and the gradients would mix two points without a word.
    detect_anomaly() makes that an error.

    Args:
        gradient: the upstream gradient to start from, of the root's shape.

    Raises:
        GraphError: `root` is a constant, so nothing could get a gradient.
        ShapeError: `gradient` has another shape; an array of several numbers needs one given.
        AnomalyError: under detect_anomaly(), where a gradient is nan or inf, or some ``.data``
            is not what the forward pass made.
    """
    gradients = gradients_of(root, gradient)
    undo = map(setattr, gradients, repeat("grad"), [node.grad for node in gradients])
    try:
        for node, g in gradients.items():
            if node.op is not None:
                node.grad = g if type(g) is float or type(g) is np.ndarray else node.own(g)
            elif node._about.kind != "constant":
                node.grad = node.own(g if node.grad is None else node.grad + g)
    except BaseException:  # Ctrl-C, most likely
        any(undo)  # to its end, as setattr returns None; within one call of C no second Ctrl-C can stop it
        raise


def gradients_of(root: Node, gradient: Any = 1.0) -> dict[Node, Any]:
    """backward()가 적을 기울기, 아직 적지 않고. What backward() would write, by node in topological order; see there."""
    if expect_node(root, "backward(root)").kind == "constant":
        raise GraphError("backward.constant", node=root.name)
    expect_unchanged(root)
    return _carefully(root, lambda: _numbers(root, _seed(root, gradient)))


def _carefully(root: Node, work: Callable[[], dict[Node, Any]]) -> dict[Node, Any]:
    """.data에 든 것이 수가 아니면 그 노드를 알린다. Do `work`; where it fails of ``.data`` that is no number, name the node."""
    if not root.holds(root.data):
        expect_numbers(*topological_order(root))
    try:
        return work()
    except (TypeError, ValueError, AttributeError, RuntimeError):
        expect_numbers(*topological_order(root))  # or else it is as the error says
        raise


def grad(y: Node, xs: Node | list[Any] | tuple[Any, ...], *, create_graph: bool = False) -> Any:
    """y를 xs로 미분한 값을 돌려준다. .grad는 건드리지 않는다.

    The derivative of `y` with respect to `xs`; no ``.grad`` is read or written. Where `y` does
    not depend on an x its derivative is 0.

    Args:
        xs: a node, or a list or tuple of nodes.
        create_graph: return nodes, which can be drawn and differentiated again, to any order.

    Returns:
        one derivative for a node, a list of them for several; floats or arrays, or nodes with
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
    expect_unchanged(y)
    compared = Comparisons()
    if create_graph:
        gradients = _carefully(y, lambda: _cotangents(y, y.constant(_seed(y, 1.0)), as_graph=True, choices=compared))
    else:
        gradients = _carefully(y, lambda: _numbers(y, _seed(y, 1.0)))
    found: list[Any] = [np.zeros(np.shape(x.data)) if (g := gradients.get(x, NOTHING)) is NOTHING else g for x in wanted]
    found = [g if isinstance(g, Node) else x.own(g) for g, x in zip(found, wanted, strict=True)]
    if create_graph:
        for g in found:
            if compared and isinstance(g, Node):
                g._about = g._about._replace(guards=(*g._about.guards, *compared))
        found = [g if isinstance(g, Node) else y.constant(g) for g in found]
        if len(wanted) == 1:  # several may share one node
            _name(found[0], y, wanted[0])
    return found if isinstance(xs, (list, tuple)) else found[0]


def _name(gradient: Node, y: Node, x: Node) -> None:
    if not gradient.label and gradient.parents and y.label and x.label:
        numerator = f"({y.label})" if y.label.startswith("∂") else y.label
        gradient.label = f"∂{numerator}/∂{x.label}"


def _seed(root: Node, gradient: Any) -> Any:
    try:
        if not isinstance(gradient, (str, bytes, Node)):
            if type(root.data) is not np.ndarray:
                return root.own(gradient)
            given = np.asarray(gradient)
            if given.dtype.kind in "fiub":
                return _shaped(root, given)
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, ShapeError):
            raise
    raise NotANumberError("backward.gradient", type=type(gradient).__name__, got=shown(gradient))


def _shaped(root: Node, gradient: Any) -> Any:
    """배열의 역전파가 시작할 기울기. What backward starts from at an array: of its shape, or one number if it holds one."""
    if gradient.shape == root.data.shape:
        return root.own(gradient)
    if root.data.size != 1 or gradient.shape != ():
        raise ShapeError("backward.shape", node=root.name, shape=root.data.shape, got=gradient.shape)
    return root.own(np.full(root.data.shape, gradient))
