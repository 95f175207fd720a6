"""기울기의 확인: 틀리면 그 까닭인 연산을 그려 보인다.

Assert that gradients match, and draw the op that is to blame where they do not.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from ..checking import Function, check_gradients
from ..engine import Node, default_modes, topological_order
from ..errors import NumericWarning
from ..messages import text

__all__ = ["assert_gradients_match"]


def assert_gradients_match(
    f: Any, *inputs: Any, order: int = 2, points: int = 0, **options: Any
) -> None:
    """기울기가 맞는지 확인하고, 틀리면 그 까닭인 연산을 그려 보인다. ``@given`` 안에서 쓴다.

    Assert that :func:`micrograd_ko.checking.check.check_gradients` finds nothing wrong, for use
    under ``@given``.

    Args:
        f, inputs, order, options: as for `check_gradients`; `f` may be a node, such as one of
            :func:`graphs`.
        points: as for `check_gradients`, but none unless asked for: ``@given`` draws the points.

    Raises:
        AssertionError: with its report, and the first op whose own derivative is wrong drawn as a
            tree with its inputs; if each op is right by itself, the whole graph.

    >>> assert_gradients_match(lambda x, y: (x * y).tanh(), 0.5, -2.0)
    """
    __tracebackhide__ = True
    report = check_gradients(f, *inputs, order=order, points=points, **options)
    if not report:
        with default_modes(), warnings.catch_warnings():
            warnings.simplefilter("ignore", NumericWarning)
            options = {"order": order, "points": points, **options}
            words = [str(report), *_guilty(Function(f, inputs)(), str(report), options)]
        raise AssertionError("\n".join(words))


def _guilty(outputs: list[Node], known: str, options: dict[str, Any]) -> Iterator[str]:
    """처음 틀린 연산과 그 트리.

    Show the first wrong op, its report if not `known`, and its tree; or else the whole graph.
    """
    for node in topological_order(*outputs):
        if node.op is None or all(parent.kind == "constant" for parent in node.parents):
            continue
        alone = _alone(node)
        report = check_gradients(alone, **options)
        if not report:
            yield from ["", text("strategies.guilty", op=repr(node.op))]
            yield from [_tree(alone)] if str(report) == known else [str(report), _tree(alone)]
            return
    yield from ["", text("strategies.innocent"), *map(_tree, outputs)]


def _alone(node: Any) -> Any:
    """연산 하나를 그 입력의 수에서. Apply one op to its inputs' numbers, as leaves of their own."""
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
    from viz import draw  # this room is an outermost layer, and draws only what fails

    root.backward(np.ones(np.shape(root.data)))
    return str(draw(root))
