"""표의 행이 할 줄 아는 것.

Hold what a row of the table is (:mod:`micrograd_ko.engine.ops`): how it is called, how its
parameters are bound, and how a new one is checked. Nothing here knows any single op.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial
from importlib import import_module
from types import FunctionType
from typing import Any, TypeVar

import numpy as np

from ..errors import OpError, UnknownOpError
from ..messages import op_title, spoken
from .row_docs import doc_of, page, with_row_docs
from .symbols import Operand, Sym

__all__ = [
    "TABLE",
    "UNDEFINED",
    "Op",
    "Rule",
    "announce",
    "bound",
    "expect_functions",
    "find",
    "float_or_nan",
    "ieee",
    "on_new_row",
    "op",
    "table_row",
]

Rule = Any  # a plain function; Callable would hide its __code__
Listener = Callable[["Op"], None]
Interval = tuple[float, float]

REAL = (-3.0, 3.0)  # where tests draw inputs, unless a row says otherwise

AnyOp = TypeVar("AnyOp", bound="Op")
TABLE: dict[str, Op] = {}
# what Python's floats raise where IEEE 754 has inf or nan
UNDEFINED = (ArithmeticError, ValueError)
_row_listeners: list[tuple[Listener, Listener]] = []


@with_row_docs
class Op:
    """표의 한 행. 부르면 입력에 적용된다.

    A row of the table; calling it applies it: to nodes it records, to numbers and arrays it
    computes, to :class:`Sym` it writes the formula. Made by :func:`op`.

    Attributes:
        name, symbol, label: its name, its sign on the drawing, its Korean name.
        forward, backward: the rules, with the parameters filled in.
        params: the parameters' values, by name; for the row as it stands, its defaults.
        required: the names of the parameters that have no default.
        inputs: the names of its inputs.
        domain: an interval (low, high) for each input; `special` is zero at kinks and poles.

    >>> from micrograd_ko import TABLE, Sym, Value
    >>> square = TABLE["pow"].bind(exponent=2)
    >>> square(3.0), square(Sym("a")), square(Value(3.0))  # a number, a formula, a node
    (9.0, Sym('a^2'), Value(data=9, grad=None, op=pow[exponent=2]))
    >>> square.sign, square.title, "∂y/∂a = n·a^(n - 1)" in TABLE["pow"].doc
    ('^2', '거듭제곱', True)
    """

    __slots__ = (
        "backward", "domain", "forward", "inputs", "label", "name", "params", "required", "row",
        "special", "symbol",
    )  # fmt: skip

    def __init__(self, name: str, symbol: str, label: str, forward: Rule, backward: Rule,
                 domain: tuple[Interval, ...], special: Rule | None) -> None:  # fmt: skip
        code = forward.__code__
        optional: dict[str, float] = forward.__kwdefaults__ or {}
        keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
        self.name, self.symbol, self.label = name, symbol, label
        self.inputs: tuple[str, ...] = code.co_varnames[: code.co_argcount]
        self.required = tuple(k for k in keywords if k not in optional)
        self.params = {k: optional[k] for k in keywords if k in optional}
        self.domain, self.special = domain, special
        self.forward, self.backward, self.row = forward, backward, self

    def bind(self, **params: float) -> Op:
        """매개변수를 채운 연산을 돌려준다.

        Return this op with its parameters filled in: ``TABLE["pow"].bind(exponent=2)``.

        >>> TABLE["pow"].bind(exponent=3)(2.0)
        8.0
        """
        return _bound(self.row, tuple((k, _number(self, k, v)) for k, v in sorted(params.items())))

    def __call__(self, *inputs: Any, **params: float) -> Any:
        this = self.bind(**params) if params else self
        if len(inputs) != len(this.inputs):
            raise OpError("op.inputs", name=self.name, expected=len(this.inputs), got=len(inputs))
        if this.required and this is this.row:
            raise OpError("op.params.missing", name=self.name, missing=this.required[0])
        for x in inputs:
            if isinstance(x, Operand):
                return x._apply(this, inputs)
        numbers = [float(x) if isinstance(x, int) else x for x in inputs]
        try:
            return this.forward(*numbers)
        except UNDEFINED:
            if any(isinstance(x, (np.ndarray, np.generic)) for x in numbers):
                raise  # NumPy was told to raise, by who wants to know
            return ieee(this.forward, *numbers)

    @property
    def sign(self) -> str:
        """그림에 쓰는 기호. The symbol with its parameters written in, such as ``^2``."""
        return self.symbol.format(
            **{
                k: str(v) if isinstance(v, Sym) else f"{v:g}"
                for k, v in self._filled().params.items()
            }
        )

    def formula(self, *inputs: Any) -> Any:
        """값의 수식 (Sym).

        Write the formula of the result, over `inputs` or the rule's own names.

        >>> TABLE["pow"].bind(exponent=2).formula()
        Sym('a^2')
        """
        return self._filled().forward(*(inputs or map(Sym, self.inputs)))

    def local_formulas(self, *inputs: Any, y: Any = None) -> tuple[Any, ...]:
        """입력마다 국소 미분의 수식.

        Write the formula of each local derivative: the rule called with g = 1.

        >>> TABLE["div"].local_formulas()
        (Sym('1 / b'), Sym('-(y / b)'))
        """
        given = inputs or tuple(map(Sym, self.inputs))
        return tuple(self._filled().backward(1, Sym("y") if y is None else y, *given))

    def contributions(self, g: Any, y: Any, *inputs: Any) -> tuple[Any, ...]:
        """입력마다의 기여분.

        Read the backward rule with numbers, by IEEE 754: what each input's gradient gets from `g`.

        >>> TABLE["mul"].contributions(10.0, 6.0, 2.0, 3.0)
        (30.0, 20.0)
        """
        if isinstance(y, np.ndarray):
            with np.errstate(all="ignore"):
                return tuple(self.backward(g, y, *inputs))
        try:
            return tuple(map(float_or_nan, self.backward(g, y, *inputs)))
        except UNDEFINED:
            return tuple(ieee(self.backward, g, y, *inputs))

    def local_derivatives(self, y: float, *inputs: float) -> tuple[float, ...]:
        """입력마다 국소 미분의 값.

        Return the value of each local derivative at `inputs`, where the result is `y`.

        >>> TABLE["mul"].local_derivatives(6.0, 2.0, 3.0)
        (3.0, 2.0)
        """
        return self.contributions(1.0, y, *inputs)

    def _filled(self) -> Op:
        """수식으로 적을 수 있도록 빈 매개변수를 글자로 채운다.

        Return the op with letters for parameters not given.
        """
        if not self.required or self is not self.row:
            return self
        letters = {k: Sym({"exponent": "n", "base": "c"}.get(k, k)) for k in self.required}
        return bound(self, {**self.params, **letters})

    def __repr__(self) -> str:
        return "".join([self.name, *(f"[{k}={v:g}]" for k, v in self.params.items())])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.name, self.params if self is not self.row else {})

    @property
    def title(self) -> str:
        """읽는 사람의 언어로 쓴 이름: 한국어면 label, 영어면 영어 이름.

        The op's name in the reader's language: its label, or in English the name of
        ``messages/op_names.py``, a label without Hangul, or else the name of the row.

        >>> from micrograd_ko import TABLE
        >>> TABLE["tanh"].title
        '쌍곡탄젠트'
        """
        return op_title(self.name, self.label)

    @property
    def doc(self) -> str:
        """자동으로 만든 설명: 이름, 식, 국소 미분. 읽는 사람의 언어로.

        Generated documentation in the reader's language: title, formula, local derivatives.
        """
        return doc_of(self, spoken())

    def _described(self) -> str:
        partials = zip(self.inputs, self.local_formulas(), strict=True)
        return page(self, "op.doc", [f"∂y/∂{name} = {formula}" for name, formula in partials])


def op(name: str, symbol: str, label: str, forward: Rule, backward: Rule, *,
       domain: tuple[Interval, ...] | None = None, special: Rule | None = None) -> Op:  # fmt: skip
    """표에 한 행을 넣는다. 이것이 연산을 더하는 유일한 방법이다.

    Add a row to the table: the one way to add an op, for ``ops.py`` and for users alike. The
    op is at once a method of Value, drawn, documented, written in LaTeX, differentiable to any
    order and walked by the property tests.

        softsign = op("softsign", "softsign", "소프트사인",
                      lambda a: a / (1 + abs(a)),
                      lambda g, y, a: (g / (1 + abs(a)) ** 2,),
                      special=lambda a: a)  # the kink of |a|

    Args:
        name: a Python identifier not yet in use.
        symbol: what stands on the drawing; ``{param}`` is replaced by the parameter's value.
        label: its Korean name.
        forward: inputs to result. Keyword-only arguments are the op's parameters.
        backward: ``(g, y, *inputs)`` to a tuple with one contribution for each input.
        domain: for each input the interval that tests sample; default (-3, 3).
        special: function of the inputs, zero at kinks and poles.

    Raises:
        OpError: the name is taken, or a rule does not fit; the rules are tried at a few points.

    >>> from micrograd_ko import Value, check_gradients
    >>> halved = op("halved", "½×", "절반", lambda a: a / 2, lambda g, y, a: (g / 2,))
    >>> x = Value(3.0, "x")
    >>> x.halved().backward()
    >>> x.grad, bool(check_gradients(halved, 3.0))
    (0.5, True)
    """
    from .row_checks import check_row, try_rules

    # who makes methods of the rows has a say, too, whether or not it was needed so far
    import_module(".tensor", __package__)
    expect_functions(name, forward, backward)
    row = _made(name, symbol, label, forward, backward, domain, special)
    check_row(row)
    TABLE[name] = row  # already now: its own rules may call it
    try:
        try_rules(row)
        announce(row, _row_listeners)
    except BaseException:
        del TABLE[name]
        raise
    return row


def table_row(name: str, symbol: str, label: str, forward: Rule, backward: Rule, *,
              domain: tuple[Interval, ...] | None = None,
              special: Rule | None = None) -> None:  # fmt: skip
    """표에 처음부터 있는 한 행: :func:`op`과 같고, 살피는 일은 테스트가 한다.

    Add a row as :func:`op` does, for ``ops.py`` alone: the tests check its rows, once for all, and
    not every program that starts.
    """
    TABLE[name] = _made(name, symbol, label, forward, backward, domain, special)


def _made(name: str, symbol: str, label: str, forward: Rule, backward: Rule,
          domain: tuple[Interval, ...] | None, special: Rule | None) -> Op:  # fmt: skip
    arity = forward.__code__.co_argcount
    return Op(name, symbol, label, forward, backward, domain or (REAL,) * arity, special)


def on_new_row(check: Listener, act: Listener) -> None:
    """지금 있는 행과 앞으로 생길 행마다 부른다.

    Call both with every row, now and later. `check` may refuse a row with an OpError; all checks
    come before the first act, so that a refused row leaves nothing behind.
    """
    for row in TABLE.values():
        check(row)
        act(row)
    _row_listeners.append((check, act))


def announce(row: Any, listeners: list[tuple[Any, Any]]) -> None:
    """새 행을 알린다: 모두 살핀 뒤에 움직인다.

    Tell the listeners of a new row: first all checks, then all acts.
    """
    for check, _ in listeners:
        check(row)
    for _, act in listeners:
        act(row)


def expect_functions(name: str, *rules: Any) -> None:
    """규칙은 함수여야 한다: 인자의 이름을 읽는다. Refuse rules whose arguments cannot be read."""
    for rule in rules:
        if not isinstance(rule, FunctionType):
            raise OpError("op.rule", name=name, got=repr(rule))


def find(name: str) -> Op:
    """이름으로 행을 찾는다. Find the row called `name`; UnknownOpError lists the valid names."""
    if name not in TABLE:
        raise UnknownOpError("op.unknown", name=name, options=", ".join(TABLE))
    return TABLE[name]


def ieee(rule: Rule, *numbers: Any) -> Any:
    """같은 규칙을 IEEE 754대로 계산한다: 1/0은 inf, log(-1)은 nan.

    Carry out the same rule with NumPy's float64 in place of Python's floats, which raise where IEEE
    754 has inf or nan. The slow path: only taken once Python has raised.
    """
    with np.errstate(all="ignore"):
        result = rule(*map(np.float64, numbers))
    return tuple(map(float, result)) if isinstance(result, tuple) else float(result)


def float_or_nan(x: Any) -> float:
    """실수로.

    Return x as a float; nan where Python went complex, as in (-4)**0.5, and IEEE 754 has nan.
    """
    return math.nan if isinstance(x, complex) else float(x)


@lru_cache(maxsize=1024)
def _bound(row: Op, params: tuple[tuple[str, float], ...]) -> Op:
    known = {*row.required, *row.params}
    for name, _ in params:
        if name not in known:
            raise OpError(
                "op.params", name=row.name, got=name, options=", ".join(sorted(known)) or "-"
            )
    values = {**row.params, **dict(params)}
    for name in row.required:
        if name not in values:
            raise OpError("op.params.missing", name=row.name, missing=name)
    return bound(row, values)


def bound(row: AnyOp, values: dict[str, Any]) -> AnyOp:
    """매개변수를 채운 행. Return a copy of `row` with all of its parameters filled in."""
    copy: AnyOp = object.__new__(type(row))
    for kind in type(row).__mro__[:-1]:
        for slot in vars(kind)["__slots__"]:
            setattr(copy, slot, getattr(row, slot))
    copy.params = values
    copy.forward, copy.backward = partial(row.forward, **values), partial(row.backward, **values)
    return copy


def _restored(name: str, params: dict[str, float]) -> Op:
    return find(name).bind(**params) if params else find(name)


def _number(row: Op, name: str, value: Any) -> float:
    if isinstance(value, Sym):  # a letter in a formula
        return value  # type: ignore[return-value]
    if isinstance(value, (str, bytes, complex, Operand)) or not hasattr(value, "__float__"):
        raise OpError("op.params.number", name=row.name, param=name, got=repr(value))
    try:
        return float(value)
    except OverflowError:
        raise OpError("op.params.number", name=row.name, param=name, got="10^308 <") from None
