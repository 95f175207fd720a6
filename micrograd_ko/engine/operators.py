"""Value와 Tensor가 함께 쓰는 것: 연산자의 철자, 거듭제곱, micrograd의 이름.

Hold what Value and Tensor share: Python's and NumPy's spelling of the rows, powers, and micrograd's
names.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Never, Self

import numpy as np

from ..arguments import is_real
from ..errors import GraphError, NotANumberError, ShapeError
from ..later import called_later
from .border import entry, number
from .graph import Node
from .methods import MadeOnUse
from .misnamed import MISNAMED, Misnamed, unknown_argument
from .modes import compared, current, read
from .ops import TABLE
from .row import Op
from .symbols import Operand
from .writing import add_gradient, zero_grad

__all__ = [
    "COMPARISONS",
    "SPELLINGS",
    "Number",
    "expect_label",
    "general",
    "nothing_beside",
    "own_code",
    "plain",
    "updated",
]

backward = called_later(__name__, "backward", "backward")
shares_by_hand = called_later(__name__, "backward", "shares_by_hand")

# Rows that Python and NumPy spell their own way: operator, reflected operator, NumPy function.
SPELLINGS = {
    "add": ("__add__", "__radd__", "add"),
    "sub": ("__sub__", "__rsub__", "subtract"),
    "mul": ("__mul__", "__rmul__", "multiply"),
    "div": ("__truediv__", "__rtruediv__", "divide"),
    "remainder": ("__mod__", "__rmod__", "remainder"),
    "neg": ("__neg__", None, "negative"),
    "abs": ("__abs__", None, "absolute"),
}


def _comparison(sign: str, compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """수의 비교, NumPy처럼.

    Make a comparison of numbers, as NumPy's; a replay makes sure that it stays as it went.
    """

    def comparison(a: Any, b: Any) -> Any:
        try:
            outcome = compare(plain(a), plain(b))
        except ValueError as error:
            raise ShapeError(
                "tensor.shapes",
                call=f"{np.shape(plain(a))} {sign} {np.shape(plain(b))}",
                error=error,
            ) from None
        return compared(sign, a, b, outcome)

    return comparison


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "less": _comparison("<", operator.lt),
    "less_equal": _comparison("<=", operator.le),
    "greater": _comparison(">", operator.gt),
    "greater_equal": _comparison(">=", operator.ge),
    "equal": _comparison("==", operator.eq),
    "not_equal": _comparison("!=", operator.ne),
}


def updated(leaf: Any, result: Any, result_of: str = "") -> Any:
    """``p -= …``: no_grad() 안에서는 잎이 그 수를 갖고, 밖에서는 새 노드다.

    Return what ``p -= …`` gives. Under no_grad() the leaf itself takes the numbers of `result`, in
    place as an optimizer's step does; elsewhere, and for a constant, which is a mere number, it is
    a new node.
    """
    mode = current()
    if mode is None or mode.grad_enabled or leaf.kind == "constant":
        return result
    if leaf.op is not None:
        raise GraphError("update.result", node=leaf.name)
    if mode.sealed:
        raise GraphError("update.recorded", node=leaf.name)
    if result_of == "matmul":
        raise GraphError("update.matmul", node=leaf.name)
    if np.shape(result.data) != np.shape(leaf.data):
        raise ShapeError(
            "update.shape", node=leaf.name, shape=np.shape(leaf.data), got=np.shape(result.data)
        )
    if isinstance(leaf.data, np.ndarray) and leaf.data.flags.writeable:
        leaf.data[...] = result.data
    else:
        leaf.data = leaf.own(result.data)
    return leaf


def nothing_beside(node: Node) -> NotANumberError:
    """노드 옆의 None은 대개 아직 없는 기울기다.

    Return the error for None beside a node, most often a gradient to come.
    """
    return NotANumberError("operand.none", node=node.name)


class Number(Node):
    """수처럼 쓰는 노드. A node that is used like a number: Value and Tensor.

    >>> from micrograd_ko import Tensor, Value
    >>> Value(2.0, "x").real, Tensor([1.0, 2.0]).imag
    (Value(data=2, grad=None, label='x'), array([0., 0.]))
    """

    __slots__ = ()

    def backward(self, gradient: Any = 1.0, **unknown: Never) -> None:
        """역전파: 이 값의 기울기를 모든 조상의 .grad에 적는다.

        Write the gradient of this value into the ``.grad`` of everything it was made from.
        See :func:`micrograd_ko.engine.backward.backward`.

        >>> from micrograd_ko import Value
        >>> x, w = Value(2.0, "x"), Value(-3.0, "w")
        >>> (w * x).backward()
        >>> x.grad, w.grad
        (-3.0, 2.0)
        """
        if unknown:
            raise unknown_argument("backward", next(iter(unknown)), ("gradient",))
        backward(self, gradient)

    def zero_grad(self) -> None:
        """이 값과 모든 조상의 기울기를 지운다.

        Set the gradients of this value and its ancestors back to None.

        >>> from micrograd_ko import Value
        >>> y = (x := Value(2.0)) * 3
        >>> y.backward()
        >>> y.zero_grad()
        >>> print(x.grad)
        None
        """
        zero_grad(self)

    def __pow__(self, exponent: Any) -> Any:
        """거듭제곱.

        Raise to a power; a constant exponent is a parameter, so (-2)**2 never meets log(-2).
        """
        return self._power(self, exponent, "pow", exponent)

    def __rpow__(self, base: Any) -> Any:
        """상수의 거듭제곱. Raise a number to this power; a constant base is a parameter, too."""
        return self._power(base, self, "rpow", base)

    def __ipow__(self, exponent: Any) -> Any:
        return updated(self, self**exponent)

    def _power(self, base: Any, exponent: Any, name: str, other: Any) -> Any:
        if is_real(other):
            row = TABLE[name]
            return self._apply(row.bind(**{row.required[0]: other}), (self,))
        operand = self._operand(other)
        if operand is NotImplemented:
            return NotImplemented
        return self._apply(TABLE["power"], (base, exponent))

    def _operand(self, x: Any) -> Any:
        """연산자의 다른 쪽을 노드로.

        Return the other operand as a node; NotImplemented lets Python ask the other side.
        """
        raise NotImplementedError

    def item(self) -> float:
        """파이썬 실수로. Return its one number as a Python float; an error for several.

        >>> from micrograd_ko import Tensor
        >>> Tensor([1.0, 2.0]).mean().item()
        1.5
        """
        return float(read(self, entry, entry(self.data)))

    # Each calls border.number itself: that looks at the frame above.

    def __float__(self) -> float:
        return number(self, float)  # type: ignore[no-any-return]

    def __int__(self) -> int:
        return number(self, int)  # type: ignore[no-any-return]

    def __round__(self, digits: int | None = None) -> Any:
        return number(self, partial(round, ndigits=digits))

    def __floor__(self) -> int:
        return number(self, math.floor)  # type: ignore[no-any-return]

    def __ceil__(self) -> int:
        return number(self, math.ceil)  # type: ignore[no-any-return]

    def __trunc__(self) -> int:
        return number(self, math.trunc)  # type: ignore[no-any-return]

    def __pos__(self) -> Self:
        return self

    # How often one number goes into another has no gradient; what is left, %, is a row.

    def __floordiv__(self, other: Any) -> Any:
        operand = self._operand(other)
        return NotImplemented if operand is NotImplemented else np.floor_divide(self, operand)

    def __rfloordiv__(self, other: Any) -> Any:
        operand = self._operand(other)
        return NotImplemented if operand is NotImplemented else np.floor_divide(operand, self)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    @property
    def real(self) -> Self:
        """실수부: 자기 자신. The real part: the node itself."""
        return self

    @property
    def imag(self) -> Any:
        """허수부: 0. The imaginary part: plain zeros."""
        return np.imag(self)

    @property
    def _prev(self) -> set[Node]:
        """micrograd의 이름. The parents under micrograd's name, without order or repetition."""
        return set(self.parents)

    def _backward(self) -> None:
        """micrograd의 이름: 한 노드의 역전파. micrograd's step by hand: each parent's ``.grad``
        gets its share of this node's.
        """
        if self.op is None:
            return
        if self.grad is None:
            raise GraphError("micrograd.backward", node=self.name)
        for parent, share in shares_by_hand(self):
            add_gradient(parent, share)

    @property
    def _op(self) -> str:
        """micrograd의 이름. The op's sign under micrograd's name, "" for a leaf."""
        return "" if self.op is None else self.op.sign

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name not in MISNAMED or hasattr(self, name)]

    def _repr_latex_(self) -> str:
        """Jupyter에 보일 수식. Tell Jupyter how this value was made, in LaTeX."""
        from .notation import equation

        return f"${' = '.join(equation(self))}$"

    if TYPE_CHECKING:  # made from the table at run time

        def __add__(self, other: Any) -> Self: ...
        def __radd__(self, other: Any) -> Self: ...
        def __sub__(self, other: Any) -> Self: ...
        def __rsub__(self, other: Any) -> Self: ...
        def __mul__(self, other: Any) -> Self: ...
        def __rmul__(self, other: Any) -> Self: ...
        def __truediv__(self, other: Any) -> Self: ...
        def __rtruediv__(self, other: Any) -> Self: ...
        def __mod__(self, other: Any) -> Self: ...
        def __rmod__(self, other: Any) -> Self: ...
        def __matmul__(self, other: Any) -> Self: ...
        def __rmatmul__(self, other: Any) -> Self: ...
        def __neg__(self) -> Self: ...
        def __abs__(self) -> Self: ...
        def __getattr__(self, name: str) -> Any: ...


# not __getattr__: with one, CPython 3.11 no longer specialises any access to a node's slots
for misnamed in MISNAMED:
    setattr(Number, misnamed, Misnamed(misnamed))


# NumPy's functions that are no rows of the table are methods, too, of Values and of Tensors.
UFUNCS = """
ceil conjugate copysign deg2rad degrees divmod exp2 fabs float_power floor floor_divide fmax fmin
heaviside isfinite isinf isnan logaddexp2 logical_and logical_not logical_or logical_xor positive
rad2deg radians reciprocal rint sign signbit square trunc
"""
NUMPYS = (*UFUNCS.split(), "clip", "conj", "round")


def _numpys_method(name: str) -> Any:
    from .numpy_elementwise import method_of

    return method_of(name)


for name in NUMPYS:
    setattr(Number, name, MadeOnUse(Number, name, partial(_numpys_method, name)))


def expect_label(
    kind: type, label: Any, more: Iterable[Any], unknown: dict[str, Any], options: Iterable[str]
) -> None:
    """Value와 Tensor를 만드는 인자를 살핀다. Refuse what the constructors do not take, in words."""
    for name in unknown:
        if not name.startswith("_"):  # _children and _op are micrograd's
            raise unknown_argument(kind.__name__, name, options)
    if more or unknown or isinstance(label, (tuple, list, set)):
        raise NotANumberError("micrograd.children", kind=kind.__name__)


def plain(x: Any) -> Any:
    """노드면 그 값을. Return a node's value; anything else as it is."""
    return x.data if isinstance(x, Node) else x


def plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """값만 받는 함수로: 기울기가 없다.

    Make a function that is given a node's value, and so has no gradient.
    """
    return lambda a, *args, **kwargs: function(plain(a), *args, **kwargs)


def node_in(x: Any) -> Any:
    """목록 안의 노드.

    Find a node somewhere in nested lists, None if there is none: as numbers it would lose its
    graph.
    """
    if isinstance(x, (list, tuple)):
        return next((node for node in map(node_in, x) if node is not None), None)
    return x if isinstance(x, Operand) else None


def own_code(function: Any, name: str) -> Any:
    """함수에 자기만의 코드 객체를 준다.

    Give a closure a code object of its own, so CPython can specialise it.
    """
    copy = type(function)(
        function.__code__.replace(co_name=name),
        function.__globals__,
        name,
        None,
        function.__closure__,
    )
    copy.__qualname__ = name
    return copy


def general(op: Op) -> Any:
    """연산을 메서드로.

    Any op as a method: its other inputs and its parameters are the method's arguments.
    """

    def method(self: Number, *others: Any, **params: Any) -> Any:
        return op(self, *others, **params)

    return method
