"""수치 미분을 다시 실행으로: 움직인 수보다 뒤에 있는 것만 다시 계산한다.

Numerical differentiation by replay: each number of the parameters is nudged in turn, and only what
comes after the first row that reads it is carried out again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..checking import METHODS
from ..engine import Node, Tensor
from ..errors import OptionError
from .compiled import ArrayGraph, Ports, ScalarGraph
from .machine.code import Code

__all__ = ["nudged"]

Array = np.ndarray[Any, Any]


def nudged(
    graph: ArrayGraph | ScalarGraph, numbers: Sequence[Any], method: str, eps: float | None
) -> dict[Node, Any]:
    """매개변수마다의 차분.

    Find for each parameter the differences of the root; arguments as of ``numerical_gradient``.
    """
    if method not in METHODS:
        raise OptionError(
            "option.unknown", option="method", given=repr(method), options=", ".join(METHODS)
        )
    if eps is not None and not eps > 0:
        raise OptionError("option.range", option="eps", given=repr(eps), bounds="> 0")
    dtype = graph.dtype if isinstance(graph, ArrayGraph) else np.float64
    step = eps or float(np.finfo(dtype).eps) ** METHODS[method]
    below = step if method == "central" else 0.0
    if isinstance(graph, ArrayGraph):
        return _of_arrays(graph, numbers, step, below)
    return _of_values(graph, numbers, step, below)


def _of_arrays(
    graph: ArrayGraph, numbers: Sequence[Any], above: float, below: float
) -> dict[Node, Any]:
    low = graph.lowered
    forward = low.tape.instructions[: low.split]
    # nothing is overwritten
    code = Code(forward, [low.loss.buffer, *(i.out.buffer for i in forward)], graph.dtype)
    Ports(graph.plan, low, code).load(numbers)
    parameters = [p for p in graph.plan.parameters if code.holds(low.values[p])]
    first = {p: code.first_reader(low.values[p]) for p in parameters}
    code.run(0, code.end)
    found: dict[Node, Any] = {}
    # from the end: what a nudge leaves behind is computed again
    for p in sorted(parameters, key=lambda p: -first[p]):
        slopes = code.slopes(low.values[p], first[p], low.loss, above, below)
        found[p] = slopes if isinstance(p, Tensor) else float(slopes)
    return {p: found[p] for p in parameters}


def _of_values(
    graph: ScalarGraph, numbers: Sequence[Any], above: float, below: float
) -> dict[Node, Any]:
    graph.forward(numbers)
    found: dict[Node, Any] = {}
    for p in graph.plan.parameters:
        place = graph.rows.place[p]
        kept = graph.x[place]
        ends = []
        for by in (above, -below):
            graph.x[place] = kept + by
            graph.run(0, graph.rows.middle)
            ends.append(graph.value())
        graph.x[place] = kept
        found[p] = float((ends[0] - ends[1]) / (above + below))
    graph.run(0, graph.rows.middle)
    return found
