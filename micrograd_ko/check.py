"""수치 미분: 함수를 조금씩 움직여 기울기를 어림한다.

Numerical differentiation: gradients by nudging. Slow (the whole function once or twice for each
number), but it needs no rule, so it can test the rules.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .errors import OptionError, ShapeError
from .graph import Node, expect_node, no_grad
from .operators import plain

__all__ = ["numerical_gradient"]


def numerical_gradient(
    f: Callable[[], Any], parameters: Node | Sequence[Node], *, method: str = "central", eps: float | None = None
) -> Any:
    """함수 f를 매개변수마다 조금씩 움직여 미분한다.

    The gradient of `f` by finite differences: "central" is (f(p + ε) - f(p - ε)) / 2ε with an
    error of order ε², "forward" is (f(p + ε) - f(p)) / ε with an error of order ε. Every number
    of every parameter is nudged once, so `f` is called twice, or once, for each of them: with
    d layers of n × n weights the work grows as d²n⁴, where backpropagation's grows as d·n².

    Args:
        f: takes nothing, reads the parameters, returns one number, a Value or a Tensor of one.
        parameters: the Values or Tensors to differentiate by; their data is put back.
        method: "central" or "forward".
        eps: the nudge ε; by default the cube root (central) or square root (forward) of the
            machine epsilon of the numbers' type, which is near the best.

    Returns:
        for each parameter an array of its shape (a float for a Value), or just that for one.

    Raises:
        OptionError: another method, or an eps that is not above 0.

    >>> from micrograd_ko import Tensor
    >>> w = Tensor([1.0, 2.0])
    >>> numerical_gradient(lambda: (w * w).sum(), w).round(6)
    array([2., 4.])
    """
    if method not in METHODS:
        raise OptionError("option.unknown", option="method", given=repr(method), options=", ".join(METHODS))
    if eps is not None and not eps > 0:
        raise OptionError("option.range", option="eps", given=repr(eps), bounds="> 0")
    wanted = [parameters] if isinstance(parameters, Node) else list(parameters)
    with no_grad():
        base = _number(f()) if method == "forward" else None
        found = []
        for p in wanted:
            precision = np.finfo(np.asarray(expect_node(p, "numerical_gradient").data).dtype).eps
            found.append(_differences(f, p, eps or float(precision) ** METHODS[method], base))
    return found[0] if isinstance(parameters, Node) else found


METHODS = {"central": 1 / 3, "forward": 1 / 2}  # the power of the machine epsilon where rounding and curvature balance


def _differences(f: Callable[[], Any], p: Node, eps: float, base: float | None) -> Any:
    """p의 수마다 차분. The difference quotient for each number of `p`; `base` is f as it is, for forward differences."""
    kept = p.data
    quotients = np.empty(np.shape(kept))
    try:
        for index in np.ndindex(quotients.shape):
            above = _nudged(f, p, kept, index, eps)
            below = _nudged(f, p, kept, index, -eps) if base is None else base
            quotients[index] = (above - below) / (2 * eps if base is None else eps)
    finally:
        p.data = kept
    return quotients if isinstance(kept, np.ndarray) else float(quotients)


def _nudged(f: Callable[[], Any], p: Node, kept: Any, index: tuple[int, ...], by: float) -> float:
    if isinstance(kept, np.ndarray):
        p.data = kept.copy()
        p.data[index] += by
    else:
        p.data = kept + by
    return _number(f())


def _number(result: Any) -> float:
    number = np.asarray(plain(result))
    if number.size != 1 or number.dtype.kind not in "fiub":
        raise ShapeError("check.result", type=type(result).__name__, shape=number.shape)
    return float(number.item())
