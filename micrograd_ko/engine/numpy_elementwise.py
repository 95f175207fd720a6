"""NumPy의 원소별 함수 가운데 표의 행이 아닌 것.

Give the functions of NumPy's that go entry by entry, and are no rows of the table, their meaning
for Values and Tensors: what rows compose; what only tells or chooses something, such as np.floor,
whose results are plain numbers without a gradient, of which a replay is told; and what real numbers
have of complex ones. The ufuncs are methods of nodes, too: of an array of objects NumPy asks each
entry for the method of a ufunc's name.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import OpError
from .modes import taken
from .operators import Number, plain, plainly
from .symbols import Operand

__all__ = ["ELEMENTWISE", "method_of"]

LN2 = math.log(2)


# ── what rows compose ──


def square(x: Any) -> Any:
    """제곱. Multiply by itself."""
    return x**2


def reciprocal(x: Any) -> Any:
    """역수. Divide 1 by it."""
    return 1 / x


def exp2(x: Any) -> Any:
    """2의 거듭제곱. Raise 2 to this power."""
    return 2.0**x


def logaddexp2(x1: Any, x2: Any) -> Any:
    """log₂(2ᵃ + 2ᵇ). Add two numbers that are given by their logarithms to the base 2."""
    return np.logaddexp(np.multiply(x1, LN2), np.multiply(x2, LN2)) / LN2


def radians(x: Any) -> Any:
    """도를 라디안으로. Turn degrees into radians."""
    return x * (math.pi / 180)


def degrees(x: Any) -> Any:
    """라디안을 도로. Turn radians into degrees."""
    return x * (180 / math.pi)


def copysign(x1: Any, x2: Any) -> Any:
    """x1의 크기에 x2의 부호. Give the size of `x1` the sign of `x2`."""
    return np.abs(x1) * np.where(np.signbit(x2), -1.0, 1.0)


def itself(x: Any) -> Any:
    """그대로: 실수는 자기 켤레이다. Return it as it is: a real number is its own conjugate."""
    return x


def filled(x: Any, condition: Any, filling: Any) -> Any:
    """조건이 맞는 자리만 채운다. Fill in where the condition holds; where it nowhere does, `x`."""
    return np.where(condition, filling, x) if np.any(condition) else x


def fmax(x1: Any, x2: Any) -> Any:
    """nan이 아닌 쪽, 둘 다 수면 큰 쪽. Choose the larger number, and a number over nan."""
    return np.maximum(filled(x1, np.isnan(x1), x2), filled(x2, np.isnan(x2), x1))


def fmin(x1: Any, x2: Any) -> Any:
    """nan이 아닌 쪽, 둘 다 수면 작은 쪽. Choose the smaller number, and a number over nan."""
    return np.minimum(filled(x1, np.isnan(x1), x2), filled(x2, np.isnan(x2), x1))


def clip(a: Any, a_min: Any = None, a_max: Any = None, *, min: Any = None, max: Any = None) -> Any:
    """두 끝 사이로; None은 끝이 없다는 뜻이다.

    Keep numbers between two bounds, of which None is none: minimum and maximum, as they are drawn.
    """
    low, high = min if a_min is None else a_min, max if a_max is None else a_max
    above = a if low is None else np.maximum(a, low)
    return above if high is None else np.minimum(above, high)


def nan_to_num(
    x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None
) -> Any:
    """nan과 inf를 유한한 수로; 그 자리의 기울기는 0.

    Put finite numbers in the places of nan and the infinities, whose gradient is 0.
    """
    most = np.finfo(np.asarray(plain(x)).dtype).max
    finite = filled(x, np.isnan(x), nan)
    finite = filled(finite, x == np.inf, most if posinf is None else posinf)
    return filled(finite, x == -np.inf, -most if neginf is None else neginf)


# ── what tells or chooses something ──


def told(function: Callable[..., Any], operands: int) -> Callable[..., Any]:
    """값만 주는 함수로: 되풀이할 때 같은 값이 나오는지 살핀다.

    Let a function take nodes whose result has no gradient, but may choose something: a replay is
    told, and makes sure that it stays so. Of the second operand, the numbers have to stay. A node
    anywhere else is meant to be written into.
    """

    def meaning(x: Any, *others: Any, **options: Any) -> Any:
        if any(isinstance(y, Operand) for y in (*others[operands - 1 :], *options.values())):
            raise OpError("numpy.out", name=name)
        rest = [taken(y, operator.pos, plain(y), f"{name}(…, {{}})") for y in others]

        def of_numbers(numbers: Any) -> Any:
            return function(numbers, *rest, **options)

        return taken(x, of_numbers, of_numbers(plain(x)), f"{name}({{}})")

    name = function.__name__
    return meaning


CHOOSING = (
    *(np.floor, np.ceil, np.rint, np.trunc, np.round, np.around, np.sign, np.signbit),
    getattr(np, "fix", np.trunc),  # going since NumPy 2.5
    *(np.isnan, np.isinf, np.isfinite, np.isposinf, np.isneginf, np.logical_not, np.angle),
)
COMPARING = (
    *(np.floor_divide, np.heaviside, np.isclose, np.allclose, np.array_equal),
    *(np.logical_and, np.logical_or, np.logical_xor),
)
# of a real number, whatever it is
NO_GRADIENT = (np.isreal, np.iscomplex, np.isrealobj, np.iscomplexobj)

ELEMENTWISE: dict[Callable[..., Any], Callable[..., Any]] = {
    np.square: square,
    np.reciprocal: reciprocal,
    np.exp2: exp2,
    np.logaddexp2: logaddexp2,
    np.radians: radians,
    np.deg2rad: radians,
    np.degrees: degrees,
    np.rad2deg: degrees,
    np.fabs: operator.abs,
    np.float_power: np.power,
    np.copysign: copysign,
    np.fmax: fmax,
    np.fmin: fmin,
    np.clip: clip,
    np.nan_to_num: nan_to_num,
    np.divmod: lambda x1, x2: (np.floor_divide(x1, x2), np.remainder(x1, x2)),
    **{function: told(function, 1) for function in CHOOSING},
    **{function: told(function, 2) for function in COMPARING},
    **{function: plainly(function) for function in NO_GRADIENT},
    np.positive: itself,
    np.conjugate: itself,
    np.real: lambda val: val,
    np.imag: lambda val: np.zeros_like(plain(val)),
    np.real_if_close: lambda a, tol=100: a,
}


# the methods that are called otherwise than their functions
CALLED: dict[str, Callable[..., Any]] = {"clip": clip, "conj": np.conjugate}


def method_of(name: str) -> Any:
    """NumPy 함수를 노드의 메서드로. Make NumPy's function of that name a method of nodes."""
    function = CALLED.get(name) or vars(np)[name]

    def method(self: Number, *args: Any, **kwargs: Any) -> Any:
        return function(self, *args, **kwargs)

    method.__name__ = method.__qualname__ = name
    method.__doc__ = f"NumPy의 {name}. Do what np.{name} does."
    return method
