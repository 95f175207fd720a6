"""Value에 쓰는 NumPy 함수: np.exp(v), np.clip(v, 0, 1), np.where(v > 0, v, 0).

Give NumPy's functions their meaning for a Value. Loaded when the first of them meets one.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from .numpy_elementwise import ELEMENTWISE
from .numpy_functions import numpys
from .operators import COMPARISONS, SPELLINGS, plain
from .row import Op, on_new_row
from .ufunc_calls import plain_number, ufunc_of_value
from .value import NUMPYS_OWN, Value

__all__ = ["UFUNCS", "meaning_of", "plain_number", "ufunc_called"]


def _where(condition: Any, *xy: Any) -> Any:
    """조건 하나면 고른 노드를, 여럿이면 NumPy처럼 배열을.

    Choose a node by one condition; by several NumPy makes an array of nodes.
    """
    if len(xy) != 2 or any(np.ndim(plain(part)) for part in (condition, *xy)):
        return NUMPYS_OWN(np.where, (), (plain(condition), *xy), {})
    chosen = xy[0] if condition else xy[1]
    return chosen if isinstance(chosen, Value) else Value.constant(chosen)


def _of_array(function: Any) -> Any:
    """한 수의 배열로 계산한다. Carry out a function of arrays on an array of one number."""
    return lambda a, *args, **kwargs: function(np.array([a]), *args, **kwargs)


# By the functions themselves: somebody else's function may be called like one of NumPy's.
UFUNCS: dict[Any, Any] = {
    **ELEMENTWISE,
    np.where: _where,
    **{function: _of_array(function) for function in (np.var, np.std)},
    np.power: lambda a, b: a**b,
    **{numpys(name): f for name, f in COMPARISONS.items()},
}


meaning_of = UFUNCS.get
ufunc_called = partial(ufunc_of_value, UFUNCS)


def _of_row(op: Op) -> None:
    """표의 한 행을 그 이름의 NumPy 함수로. Let a row be what NumPy's function of its name means."""
    name = SPELLINGS.get(op.name, (None, None, op.name))[2]
    if (function := numpys(name)) is not None:
        UFUNCS.setdefault(function, op)


on_new_row(lambda op: None, _of_row)
