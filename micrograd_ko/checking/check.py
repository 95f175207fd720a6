"""기울기를 믿지 말고 확인하기: check_gradients.

Check gradients, do not believe them: put what the rules of the tables say next to what the function
itself does when its inputs are nudged.

The upstream gradient is drawn, never all ones (a check seeded with ones passes a softmax whose
backward is zero), and is made small and large. What is compared with is the complex step where the
recorded graph allows it (Squire and Trapp, SIAM Review 40, 1998), else
:func:`micrograd_ko.checking.differences.slope`; second order is compared with the function itself,
too. How far both may be apart goes with rounding, entry by entry. Beside the given inputs points of
its own are tried, as a gradient may be right at one point by luck; a user's own op within the
function is tried by itself.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..arguments import check_whole, number_option
from ..engine import Node, Tensor, Value, topological_order
from ..errors import GraphError, ShapeError
from .derivatives import Array, Function
from .judging import COMPARED, Entry, judged, judged_along, misread
from .points import own_points
from .projection import Projection
from .quiet import quiet
from .report import GradientReport
from .upstream import cut_upstream, not_linear

__all__ = ["check_gradients"]

SHIPPED = "micrograd_ko."  # where the rules of the tables stand
POINTS, LEAST = 24, 6  # that are drawn; of graphs with more nodes than are LARGE ever fewer
LARGE = 150
FEW = 6  # entries of each input that are compared one by one at points of the check's own


class _Options(NamedTuple):
    order: int
    rtol: float | None
    seed: int
    entries: int
    given: bool  # at the given inputs, not at a point of the check's own: thoroughly


def check_gradients(
    f: Any,
    *inputs: Any,
    order: int = 2,
    rtol: float | None = None,
    seed: int = 0,
    entries: int = 40,
    points: int | None = None,
) -> GradientReport:
    """기울기가 맞는지, 함수를 직접 움직여 확인한다.

    Check the gradients that the rules give for `f` against `f` itself, nudged: at the inputs, and
    at points that the check draws by itself.

    Args:
        f: a function of Values or Tensors that gives one, or a list or array of them; or one that
            takes nothing and reads the inputs itself; or a node: the graph it was recorded with.
        inputs: Values or Tensors; numbers become Values, arrays Tensors; for a node its leaves.
        order: 1 checks the gradient, 2 the second derivatives as well, and so on.
        rtol: relative error that is let pass; 1e-6, for float32 1e-3. Rounding is allowed for.
        seed: draws the upstream gradients, the directions and the points.
        entries: of an input with more entries so many are checked one by one, and all along random
            directions.
        points: how many points to draw beside the inputs, of many sizes, with zeros and ties, and
            in other shapes where `f` takes its inputs as arguments; what a scan finds comes in
            addition. 24, and of a large graph fewer, if nothing is said; 0 stays at the inputs.
            Where `f` fails there, that is counted, and no error.

    Returns:
        a report, true if all is right. Kinks, jumps and poles are named; what is chosen there is
        wrong only outside the slopes on the two sides.

    Raises:
        GraphError: `f`, or its gradient, is another one at the next call with the same inputs; or
            `f` changes its inputs; or gives Values and Tensors.
        ShapeError: there is nothing to check: the inputs, or what `f` gives, are empty.
        NotANumberError: `f` does not give nodes.

    >>> from micrograd_ko import check_gradients
    >>> bool(check_gradients(lambda x, y: (x * y).tanh(), 0.5, -2.0))
    True
    """
    check_whole("order", order, low=1)
    check_whole("entries", entries, low=1)
    if points is not None:
        check_whole("points", points, low=0)
    if rtol is not None:
        number_option("rtol", rtol, low=0.0, high=1.0, open_low=True)
    check_whole("seed", seed, low=0)
    options = _Options(order, rtol, seed, entries, given=True)
    with quiet():
        function = Function(f, inputs)
        before = _numbers(function)
        report = _checked(function, options)
        if report and points != 0:
            _elsewhere(function, options, points, report)
        _refuse_changed(before, _numbers(function))
    return report


def _checked(function: Function, options: _Options, op: str = "") -> GradientReport:
    """지금의 입력에서 검사한다. Check a function at the inputs as they are now."""
    found: list[Entry] = []
    projections: list[Projection] = []
    left = function.left
    numbers = _refuse_writing(function)
    _refuse_changed(numbers, _numbers(function))
    if not all(any(map(np.size, part)) for part in ([x.data for x in function.inputs], numbers)):
        raise ShapeError("check.empty")
    while len(projections) < options.order and all(e.verdict in COMPARED for e in found):
        below = projections[-1] if projections else None
        if below is not None:
            function = below.derivative()
        p = Projection(function, options.seed, options.rtol, below)
        projections.append(p)
        found += misread(p)
        one_by_one = below is None or options.given
        found += judged(p, options.entries, options.given) if one_by_one else judged_along(p)
        if below is None:
            found += not_linear(p)
            _refuse_changed(p.read, p.scaled(1.0), "check.random.rule")
        elif below.order == 1:
            found += cut_upstream(below)
    return GradientReport(found, projections, options.order, left, op)


def _elsewhere(
    function: Function, options: _Options, points: int | None, report: GradientReport
) -> None:
    """스스로 고른 점에서도 검사한다, 틀린 곳을 찾을 때까지.

    Check at points of the check's own as well, until something is wrong; then each op of a user's
    within the function by itself.
    """
    graph = topological_order(*function())
    if points is None:
        points = max(LEAST, min(POINTS, POINTS * LARGE // len(graph)))
    for name, one in [("", function), *_own_ops(graph)]:
        for k, numbers in enumerate(own_points(one, points, options.seed), 1):
            few = min(options.entries, FEW)
            again = options._replace(seed=options.seed + k, entries=few, given=False)
            try:
                with one.placed(numbers):
                    report.elsewhere.append(_checked(one, again, name))
            except GraphError:
                raise
            except Exception as error:  # a function need not be defined everywhere
                report.unusable.append(f"{type(error).__name__}: {error}")
            if not report:
                return


def _own_ops(graph: list[Node]) -> list[tuple[str, Function]]:
    """함수 안에 쓰인, 사용자가 만든 연산.

    Find the ops within the function that are a user's own, each as a function of its own inputs.
    """
    calls = {node.op.row: node for node in graph if node.op is not None}
    own = [(row.name, node) for row, node in calls.items() if not _shipped(row)]
    return [] if len(calls) == 1 else [(name, _call_of(node)) for name, node in own]


def _shipped(row: Any) -> bool:
    """이 라이브러리의 행인가. Tell whether a row is of this library, by where its rules stand."""
    rules = (row.forward, row.backward)
    return all((getattr(rule, "__module__", "") or "").startswith(SHIPPED) for rule in rules)


def _call_of(node: Any) -> Function:
    """연산 하나를, 그 입력들의 함수로. Make one call of an op a function of its inputs."""

    def call(*given: Any) -> Any:
        left = iter(given)
        return node.op(*(p if p.kind == "constant" else next(left) for p in node.parents))

    return Function(call, [type(p)(p.data) for p in node.parents if p.kind != "constant"])


def _numbers(function: Function) -> list[Array]:
    """지금의 입력에서 함수가 내는 수. Tell what numbers the function gives now."""
    outputs = function()
    if all(any(isinstance(y, kind) for y in outputs) for kind in (Value, Tensor)):
        raise GraphError("check.mixed")
    return [np.asarray(y.data) for y in outputs]


def _refuse_writing(function: Function) -> list[Array]:
    """함수가 내는 수; 입력을 바꾸면 거절한다. Compute numbers; refuse a function that writes."""
    given = [np.copy(x.data) for x in function.inputs]
    numbers = _numbers(function)
    for name, before, x in zip(function.names, given, function.inputs, strict=True):
        if not np.array_equal(before, x.data, equal_nan=True):
            raise GraphError("check.writes", name=name)
    return numbers


def _refuse_changed(first: list[Array], second: list[Array], key: str = "check.random") -> None:
    """같은 입력에 다른 수를 내면 거절한다. Refuse what changes between calls: see the message."""
    for old, new in zip(first, second, strict=True):
        if not np.array_equal(old, new, equal_nan=True):
            apart = ~((old == new) | (np.isnan(old) & np.isnan(new)))
            raise GraphError(key, first=old[apart][0], second=new[apart][0])
