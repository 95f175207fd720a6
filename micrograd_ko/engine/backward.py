"""연쇄법칙, 한 번.

State the chain rule, once: :func:`chain_rule`. It does not know whether the numbers are arrays or
are themselves graphs: the `shares` that it is given decide that. A parent's share of a gradient is
what screens call its contribution. Values' floats have their own loop for speed, :func:`of_floats`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import GraphError, NotANumberError, ShapeError, warn
from ..later import called_later
from .anomaly import NOTICES, expect_unchanged, finite, report_backward
from .graph import Node, call_text, expect_node, expect_numbers, in_order, topological_order
from .listening import Comparisons, gathering
from .modes import anomalies_wanted
from .row import UNDEFINED, float_or_nan
from .writing import write_gradients

__all__ = [
    "NOTHING",
    "backward",
    "chain_rule",
    "grad",
    "gradients_of",
    "in_arrays",
    "received",
    "shares_by_hand",
    "shares_of",
]

fit = called_later(__name__, "array_rule_words", "fit")  # of arrays, which Values do without
Shares = Iterable[tuple[Node, Any]]


def chain_rule(root: Node, seed: Any, shares: Callable[[Node, Any], Shares]) -> dict[Node, Any]:
    """root의 기울기를 모든 조상에 대해 구한다.

    Find the gradient of `root`, times `seed`, with respect to each of its ancestors. A node comes
    up only when all its children have: by then its own gradient `g` is complete. Each parent gets
    its share of it, upstream times local, and the shares of several children add up.
    """
    gradients: dict[Node, Any] = in_order(root, value=NOTHING)
    gradients[root] = seed
    for node, g in reversed(gradients.items()):
        if node.op is not None:  # a leaf passes nothing on
            for parent, share in shares(node, g):
                gradients[parent] = gradients[parent] + share
    return gradients


class _Nothing:
    """합의 출발점. Start a sum without making an array or a node for a 0."""

    def __add__(self, share: Any) -> Any:
        return share


NOTHING = _Nothing()


# ── shares, read with arrays, with nodes, with floats ──


def in_arrays(node: Any, g: Any) -> Shares:
    """배열로 읽은 기여분.

    Read the rule of `node` with arrays; what is costly is left out for a constant.
    """
    a, b, rule = node._a, node._b, node.op.backward
    # ops of one or two inputs, which nearly all are, are written out: at half the time
    if b is None:
        (to_a,) = rule(g, node.data, a.data)
        return ((a, received(a, to_a)),) if a._about.kind != "constant" else ()
    if type(b) is not tuple:
        to_a, to_b = rule(g, node.data, a.data, b.data)
        found = [(a, received(a, to_a))] if a._about.kind != "constant" else []
        return [*found, (b, received(b, to_b))] if b._about.kind != "constant" else found
    shares = zip((a, *b), rule(g, node.data, a.data, *[p.data for p in b]), strict=True)
    return [(p, received(p, share)) for p, share in shares if p._about.kind != "constant"]


def _in_nodes(choices: Comparisons) -> Callable[[Node, Any], Shares]:
    """노드로 읽은 기여분.

    Read rules with nodes, so that shares are graphs; add the comparisons they make to `choices`.
    """

    def shares(node: Any, g: Any) -> Shares:
        taken = Comparisons()
        with gathering(taken):
            found = node.op.backward(g, node, *node.parents)
        _tell_kink(node, taken)
        choices.extend(taken)
        if not isinstance(node.data, np.ndarray):
            return zip(node.parents, found, strict=True)
        return [
            (p, received(p, share))
            for p, share in zip(node.parents, found, strict=True)
            if p.kind != "constant"
        ]

    return shares


def of_floats(root: Node, seed: float) -> dict[Node, Any]:
    """실수의 연쇄법칙.

    Apply :func:`chain_rule` to a graph of floats: ops of one or two inputs, which nearly all are,
    are written out.
    """
    gradients: dict[Any, Any] = in_order(root, value=0.0)
    gradients[root] = seed
    for node, g in reversed(gradients.items()):
        if (a := node._a) is None:  # a leaf passes nothing on
            continue
        b = node._b
        try:
            if b is None:
                (to_a,) = node.op.backward(g, node.data, a.data)
                gradients[a] += to_a
                continue
            if type(b) is not tuple:
                to_a, to_b = node.op.backward(g, node.data, a.data, b.data)
                gradients[a] += to_a
                gradients[b] += to_b
                continue
        except UNDEFINED:  # where IEEE 754 has inf or nan
            pass
        shares = node.op.contributions(g, node.data, *(p.data for p in node.parents))
        for parent, share in zip(node.parents, shares, strict=True):
            gradients[parent] += share
    return gradients


def _tell_kink(node: Node, taken: Comparisons) -> None:
    """꺾이는 점에서 기울기를 골랐으면 알린다.

    Warn where a rule chose a gradient at a kink while it made a graph of it: the number of the
    gradient is a convention there (0 for |a| at 0), and its derivative, which the graph is for, is
    not defined. A rule that compares one of its op's own numbers with one exactly equal, at a
    special point of its row (if the row names any), stands at a kink. (That an entry equals the
    largest of its array is no kink.)
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


def received(parent: Node, contribution: Any) -> Any:
    """부모의 모양으로 받은 기여분.

    Return a contribution as its parent takes it: computed now if it was put off, summed where
    broadcasting stretched it, and of the parent's dtype.
    """
    shape, dtype = parent.data.shape, parent.data.dtype
    if type(contribution) is np.ndarray:  # most often there is nothing to do
        if contribution.shape == shape and contribution.dtype is dtype:
            return contribution
    elif callable(contribution):
        contribution = contribution()
    contribution = fit(contribution, shape)
    # a rule's constants may widen it
    if type(contribution) is np.ndarray and contribution.dtype != dtype:
        expect_numbers(parent)  # as whole numbers it would lose its digits
        contribution = contribution.astype(dtype)
    elif isinstance(contribution, Node) and contribution.data.dtype != dtype:
        from .array_ops import ARRAY_TABLE

        contribution = ARRAY_TABLE["astype"](contribution, dtype=dtype)
    return contribution


def shares_of(node: Node, g: Any) -> list[tuple[int, Node, Any]]:
    """노드의 기울기 g에서 입력마다의 기여분.

    Share out `g`: for each input its place, itself, and what it gets; constants get nothing.
    """
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
    """node.grad에서 입력마다의 기여분.

    Share out the ``.grad`` that was set by hand, and tell of a share that is not finite.
    """
    shares = [(parent, share) for _, parent, share in shares_of(node, _seed(node, node.grad))]
    if not all(finite(share) for _, share in shares):
        warn("numeric.by_hand", call=call_text(node))
    return shares


def _numbers(root: Node, seed: Any) -> dict[Node, Any]:
    """기울기를 수로 구하고, 유한하지 않은 것을 알린다.

    Find the gradients as numbers; what is not finite is reported.
    """
    return _floats(root, seed) if type(seed) is float else _arrays(root, seed)


def _arrays(root: Node, seed: Any) -> dict[Node, Any]:
    """배열의 기울기.

    Find the gradients of arrays. NumPy notices where a number stops being finite; not everywhere.
    """
    if NOTICES and finite(seed):
        try:
            with np.errstate(divide="raise", over="raise", invalid="raise"):
                gradients = chain_rule(root, seed, in_arrays)
            if not anomalies_wanted():
                return gradients
        except FloatingPointError:
            pass
    with np.errstate(all="ignore"):
        gradients = chain_rule(root, seed, in_arrays)
        if not all(finite(g) for g in gradients.values() if g is not NOTHING):
            report_backward(root, gradients)
    return gradients


def _floats(root: Node, seed: float) -> dict[Node, Any]:
    # .data may have been set to a NumPy scalar, which warns in English
    with np.errstate(all="ignore"):
        gradients = of_floats(root, seed)
        # What is not finite makes the sum so, too, and what is no float makes it none; to look at
        # each takes four times as long.
        total = sum(gradients.values())
    if type(total) is float and isfinite(total):
        return gradients
    gradients = {node: float_or_nan(g) for node, g in gradients.items()}
    if not all(map(isfinite, gradients.values())):
        report_backward(root, gradients)
    return gradients


def backward(root: Node, gradient: Any = 1.0) -> None:
    """역전파: root의 기울기를 모든 조상의 .grad에 적는다.

    Write the gradient of `root` with respect to every node it was made from. Leaves
    accumulate over calls, intermediate nodes are overwritten, constants get none. All
    gradients are written or none: an error or an interrupt on the way changes nothing. Threads
    may do this at once: what they add to leaves that they share adds up.

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
    write_gradients(root, gradients_of(root, gradient))


def gradients_of(root: Node, gradient: Any = 1.0) -> dict[Node, Any]:
    """backward()가 적을 기울기를 적지 않고 구한다.

    Find what backward() would write, by node in topological order; see there.
    """
    if expect_node(root, "backward(root)").kind == "constant":
        raise GraphError("backward.constant", node=root.name)
    expect_unchanged(root)
    return _carefully(root, lambda: _numbers(root, _seed(root, gradient)))


def _carefully(root: Node, work: Callable[[], dict[Node, Any]]) -> dict[Node, Any]:
    """.data에 든 것이 수가 아니면 그 노드를 알린다.

    Do `work`; if it fails because some ``.data`` is no number, name the node.
    """
    if not root.holds(root.data):
        expect_numbers(*topological_order(root))
    try:
        return work()
    except (TypeError, ValueError, AttributeError, RuntimeError):
        expect_numbers(*topological_order(root))  # or else it is as the error says
        raise


def grad(y: Node, xs: Node | list[Any] | tuple[Any, ...], *, create_graph: bool = False) -> Any:
    """y를 xs로 미분한 값을 돌려준다. .grad는 건드리지 않는다.

    Differentiate `y` with respect to `xs`; no ``.grad`` is read or written. Where `y` does
    not depend on an x its derivative is 0.

    Args:
        xs: a node, or a list or tuple of nodes.
        create_graph: return nodes, which can be drawn and differentiated again, to any order.

    Returns:
        one derivative for a node, a list of them for a list or tuple; floats or arrays, or nodes
        with `create_graph`.

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
        gradients = _carefully(
            y, lambda: chain_rule(y, y.constant(_seed(y, 1.0)), _in_nodes(compared))
        )
    else:
        gradients = _carefully(y, lambda: _numbers(y, _seed(y, 1.0)))
    found: list[Any] = [
        np.zeros(np.shape(x.data)) if (g := gradients.get(x, NOTHING)) is NOTHING else g
        for x in wanted
    ]
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
    """배열의 역전파가 시작할 기울기.

    Give the starting gradient the shape of `root`; one number will do where `root` holds one.
    """
    if gradient.shape == root.data.shape:
        return root.own(gradient)
    if root.data.size != 1 or gradient.shape != ():
        raise ShapeError(
            "backward.shape", node=root.name, shape=root.data.shape, got=gradient.shape
        )
    return root.own(np.full(root.data.shape, gradient))
