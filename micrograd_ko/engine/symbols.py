"""연산을 실행하지 않고 기억하는 것들: Recorder와 Sym.

Remember operations instead of carrying them out. A rule of the table (see
:mod:`micrograd_ko.engine.ops`) called with :class:`Sym` arguments yields its own formula, which is
how drawings, LaTeX and documentation get theirs without anyone writing them a second time.
"""

from __future__ import annotations

from typing import Any

from ..errors import OpError

__all__ = ["Operand", "Sym", "is_number"]


class Operand:
    """연산을 기억하는 것: 그래프의 노드이거나 수식.

    Something that records an op applied to it: a node of a graph, or a formula.
    """

    __slots__ = ()

    @classmethod
    def _apply(cls, op: Any, inputs: tuple[Any, ...]) -> Any:
        raise NotImplementedError


class Sym(Operand):
    """글로 읽은 식: ``Sym("a") * 2``는 ``a·2``라는 수식이다.

    A formula. Operators and the functions of the table build larger ones; multiplying by a
    plain 1, adding a plain 0 and the like simplify at once, so that a rule called with an
    upstream gradient of 1 reads as the local derivative. No formula equals another: what a rule
    does at a single point, by ``a == 0``, is not in its formula.

    >>> a, b = Sym("a"), Sym("b")
    >>> print((a + 1) * b)
    (a + 1)·b
    >>> print(((a + 1) * b).latex())
    \\left(a + 1\\right) \\cdot b

    Args:
        head: a variable's name, or the name of an op when there are `args`.
        args: the op's arguments, formulas or numbers.
        latex: how the variable is written in LaTeX (default: its name).
    """

    __slots__ = ("args", "head", "tex")

    def __init__(self, head: str, *args: Any, latex: str | None = None) -> None:
        self.head, self.args = head, args
        self.tex = head if latex is None else latex

    @classmethod
    def _apply(cls, op: Any, inputs: tuple[Any, ...]) -> Any:
        if op.name == "rpow":  # written the other way round: the parameter is the base
            return cls("pow", *op.params.values(), *inputs)
        return cls(op.name, *inputs, *op.params.values())

    def __str__(self) -> str:
        from .formulas import write

        return write(self, "text", 0)

    def __repr__(self) -> str:
        return f"Sym({str(self)!r})"

    def latex(self) -> str:
        """LaTeX 수식으로 적는다. Write this formula in LaTeX math.

        >>> print((Sym("x", latex="x_1") + 1).latex())
        x_1 + 1
        """
        from .formulas import write

        return write(self, "latex", 0)

    def __bool__(self) -> bool:
        raise OpError("sym.truth")

    def __add__(self, other: Any) -> Any:
        return self if is_number(other, 0) else Sym("add", self, other)

    def __radd__(self, other: Any) -> Any:
        return self if is_number(other, 0) else Sym("add", other, self)

    def __sub__(self, other: Any) -> Any:
        return self if is_number(other, 0) else Sym("sub", self, other)

    def __rsub__(self, other: Any) -> Any:
        return -self if is_number(other, 0) else Sym("sub", other, self)

    def __mul__(self, other: Any) -> Any:
        return (
            0 if is_number(other, 0) else self if is_number(other, 1) else Sym("mul", self, other)
        )

    def __rmul__(self, other: Any) -> Any:
        if is_number(other, -1):
            return -self
        return (
            0 if is_number(other, 0) else self if is_number(other, 1) else Sym("mul", other, self)
        )

    def __truediv__(self, other: Any) -> Any:
        return self if is_number(other, 1) else Sym("div", self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return Sym("div", other, self)

    def __mod__(self, other: Any) -> Any:
        return Sym("remainder", self, other)

    def __rmod__(self, other: Any) -> Any:
        return Sym("remainder", other, self)

    def __pow__(self, other: Any) -> Any:
        return self if is_number(other, 1) else Sym("pow", self, other)

    def __rpow__(self, other: Any) -> Any:
        return Sym("pow", other, self)

    def __neg__(self) -> Any:
        return Sym("neg", self)

    def __abs__(self) -> Any:
        return Sym("abs", self)

    def __gt__(self, other: Any) -> Any:
        return Sym("gt", self, other)

    def __lt__(self, other: Any) -> Any:
        return Sym("lt", self, other)

    def __ge__(self, other: Any) -> Any:
        return Sym("ge", self, other)

    def __le__(self, other: Any) -> Any:
        return Sym("le", self, other)

    def __and__(self, other: Any) -> Any:
        return Sym("and", self, other)

    def __or__(self, other: Any) -> Any:
        return Sym("or", self, other)


def is_number(x: Any, number: float) -> bool:
    """x가 (수식이 아니라) 바로 그 수인가.

    Tell whether x is that plain number, and not a formula.
    """
    return not isinstance(x, Sym) and bool(x == number)
