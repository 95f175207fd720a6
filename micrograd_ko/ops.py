"""표: 연산 하나가 한 줄.

THE TABLE: one row per elementwise op, and nothing else to edit. A row holds its name, the
symbol on the drawing, the Korean label, the forward rule, the backward rule (vector-Jacobian
product), and the domain that tests draw their inputs from.

A rule is an ordinary polymorphic function; the *type of its arguments* chooses the reading:

====================  =========================================================
floats                the value, and the first-order gradient
ndarrays              the same for arrays
nodes                 a graph of the gradient: second and higher orders
:class:`Sym`          the formula, for drawings, LaTeX and documentation
====================  =========================================================

In ``backward`` the names are the field's own: `g` is the upstream gradient, `y` the op's
result, then come the inputs. It returns one contribution for each input; with ``g = 1`` they
are the local derivatives. Parameters (an exponent, a slope) are keyword-only and constant.
`special` is a function of the inputs that is zero where the op has a kink or a pole.

The derivatives are those of any calculus book; the choices at kinks follow PyTorch: 0 for
``relu`` and ``abs`` at 0, halves for ``maximum`` and ``minimum`` at a tie.
"""

from __future__ import annotations

import keyword
import math
from collections.abc import Callable
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, TypeVar

import numpy as np

from .errors import OpError, UnknownOpError
from .messages import text
from .symbols import Recorder, Sym, is_number

__all__ = ["TABLE", "Op", "find", "op", "where"]

Rule = Any  # a plain function; Callable would hide its __code__
Listener = Callable[["Op"], None]
Interval = tuple[float, float]

AnyOp = TypeVar("AnyOp", bound="Op")
TABLE: dict[str, Op] = {}
UNDEFINED = (ArithmeticError, ValueError)  # what Python's floats raise where IEEE 754 has inf or nan
_row_listeners: list[tuple[Listener, Listener]] = []


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
    """

    __slots__ = ("_row", "backward", "domain", "forward", "inputs", "label", "name", "params", "required", "special", "symbol")  # fmt: skip

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
        self.forward, self.backward, self._row = forward, backward, self

    def bind(self, **params: float) -> Op:
        """매개변수를 채운 연산을 돌려준다. This op with its parameters filled in: ``TABLE["pow"].bind(exponent=2)``."""
        return _bound(self._row, tuple((k, _number(self, k, v)) for k, v in sorted(params.items())))

    def __call__(self, *inputs: Any, **params: float) -> Any:
        this = self.bind(**params) if params else self
        if len(inputs) != len(this.inputs):
            raise OpError("op.inputs", name=self.name, expected=len(this.inputs), got=len(inputs))
        if this.required and this is this._row:
            raise OpError("op.params.missing", name=self.name, missing=this.required[0])
        for x in inputs:
            if isinstance(x, Recorder):
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
        return self.symbol.format(**{k: str(v) if isinstance(v, Sym) else f"{v:g}" for k, v in self._filled().params.items()})

    def formula(self, *inputs: Any) -> Any:
        """값의 수식 (Sym). The formula of the result, over `inputs` or the rule's own names."""
        return self._filled().forward(*(inputs or map(Sym, self.inputs)))

    def local_formulas(self, *inputs: Any, y: Any = None) -> tuple[Any, ...]:
        """입력마다 국소 미분의 수식. The formula of each local derivative: the rule called with g = 1."""
        given = inputs or tuple(map(Sym, self.inputs))
        return tuple(self._filled().backward(1, Sym("y") if y is None else y, *given))

    def contributions(self, g: Any, y: Any, *inputs: Any) -> tuple[Any, ...]:
        """입력마다의 몫. The backward rule read with numbers, by IEEE 754: what each input's gradient gets from `g`."""
        if isinstance(y, np.ndarray):
            with np.errstate(all="ignore"):
                return tuple(self.backward(g, y, *inputs))
        try:
            return tuple(map(float_or_nan, self.backward(g, y, *inputs)))
        except UNDEFINED:
            return tuple(ieee(self.backward, g, y, *inputs))

    def local_derivatives(self, y: float, *inputs: float) -> tuple[float, ...]:
        """입력마다 국소 미분의 값. The value of each local derivative at `inputs`, where the result is `y`."""
        return self.contributions(1.0, y, *inputs)

    def _filled(self) -> Op:
        """수식으로 적을 수 있도록 빈 매개변수를 글자로 채운다. The op with letters for parameters not given."""
        if not self.required or self is not self._row:
            return self
        letters = {k: Sym({"exponent": "n", "base": "c"}.get(k, k)) for k in self.required}
        return bound(self, {**self.params, **letters})

    def __repr__(self) -> str:
        return "".join([self.name, *(f"[{k}={v:g}]" for k, v in self.params.items())])

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.name, self.params if self is not self._row else {})

    @property
    def doc(self) -> str:
        """자동으로 만든 설명: 이름, 식, 국소 미분. Generated documentation: label, formula, local derivatives."""
        partials = zip(self.inputs, self.local_formulas(), strict=True)
        lines = [f"{self.label}: y = {self.formula()}", "", f"The op `{self.name}`. Local derivatives:", ""]
        return "\n".join([*lines, *(f"    ∂y/∂{name} = {formula}" for name, formula in partials)])


def op(name: str, symbol: str, label: str, forward: Rule, backward: Rule, *,
       domain: tuple[Interval, ...] | None = None, special: Rule | None = None) -> Op:  # fmt: skip
    """표에 한 행을 넣는다. 이것이 연산을 더하는 유일한 길이다.

    Add a row to the table: the one way to add an op, for this file and for users alike. The
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
    """
    for rule in (forward, backward):
        if not isinstance(rule, FunctionType):
            raise OpError("op.rule", name=name, got=repr(rule))
    arity = forward.__code__.co_argcount
    row = Op(name, symbol, label, forward, backward, domain or (REAL,) * arity, special)
    _check_row(row)
    announce(row, _row_listeners)
    TABLE[name] = row
    return row


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
    """새 행을 알린다: 모두 살핀 뒤에 움직인다. Tell the listeners of a new row: first all checks, then all acts."""
    for check, _ in listeners:
        check(row)
    for _, act in listeners:
        act(row)


def find(name: str) -> Op:
    """이름으로 행을 찾는다. The row called `name`; UnknownOpError lists the valid names."""
    if name not in TABLE:
        raise UnknownOpError("op.unknown", name=name, options=", ".join(TABLE))
    return TABLE[name]


def ieee(rule: Rule, *numbers: Any) -> Any:
    """같은 규칙을 IEEE 754대로 계산한다: 1/0은 inf, log(-1)은 nan.

    The same rule with NumPy's float64 in place of Python's floats, which raise where IEEE 754
    has inf or nan. The slow path: only taken once Python has raised.
    """
    with np.errstate(all="ignore"):
        result = rule(*map(np.float64, numbers))
    return tuple(map(float, result)) if isinstance(result, tuple) else float(result)


def float_or_nan(x: Any) -> float:
    """실수로. As a float; nan where Python went complex, as in (-4)**0.5, and IEEE 754 has nan."""
    return math.nan if isinstance(x, complex) else float(x)


def where(condition: Any, if_true: Any, if_false: Any) -> Any:
    """조건에 따라 고른다. Choose by condition; unlike `if` it can be read as arrays and as a formula."""
    if isinstance(condition, Sym):
        return Sym("where", condition, if_true, if_false)
    if isinstance(condition, bool):
        return if_true if condition else if_false
    return np.where(condition, if_true, if_false)


@lru_cache(maxsize=1024)
def _bound(row: Op, params: tuple[tuple[str, float], ...]) -> Op:
    known = {*row.required, *row.params}
    for name, _ in params:
        if name not in known:
            raise OpError("op.params", name=row.name, got=name, options=", ".join(sorted(known)) or "-")
    values = {**row.params, **dict(params)}
    for name in row.required:
        if name not in values:
            raise OpError("op.params.missing", name=row.name, missing=name)
    return bound(row, values)


def bound(row: AnyOp, values: dict[str, Any]) -> AnyOp:
    """매개변수를 채운 행. A copy of `row` with all of its parameters filled in."""
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
    if isinstance(value, (str, bytes, complex, Recorder)) or not hasattr(value, "__float__"):
        raise OpError("op.params.number", name=row.name, param=name, got=repr(value))
    try:
        return float(value)
    except OverflowError:
        raise OpError("op.params.number", name=row.name, param=name, got="10^308 <") from None


def _check_row(row: Op) -> None:
    if not row.name.isidentifier() or keyword.iskeyword(row.name):
        raise OpError("op.name", name=row.name, why=text("op.name.identifier"))
    if row.name in TABLE:
        raise OpError("op.name", name=row.name, why=text("op.name.taken"))
    expected, got = 2 + len(row.inputs), row.backward.__code__.co_argcount
    if got != expected:
        raise OpError("op.arity", name=row.name, expected=expected, got=got)
    if len(row.domain) != len(row.inputs) or not all(isinstance(i, tuple) and len(i) == 2 for i in row.domain):
        raise OpError("op.domain", name=row.name, expected=len(row.inputs), got=row.domain)
    trial = row.bind(**dict.fromkeys(row.required, 2.0)) if row.required else row
    for share in (0.3, 0.8):
        _try_rules(trial, [low + share * (high - low) for low, high in row.domain])


def _try_rules(row: Op, point: list[float]) -> None:
    try:
        result = row.backward(1.0, row.forward(*point), *point)
        if isinstance(result, tuple) and len(result) == len(row.inputs):
            row.formula(), row.local_formulas()
            return
    except Exception as error:
        if isinstance(error, NameError) and not _row_listeners:  # while the table is made a rule may call a row that comes later
            return
        raise OpError("op.trial", name=row.name, point=point, error=f"{type(error).__name__}: {error}") from error
    raise OpError("op.contributions", name=row.name, expected=len(row.inputs), got=repr(result))


# ── functions that rules are written with and that need no gradient of their own ──


def _numeric(name: str, on_float: Rule, on_array: Rule) -> Rule:
    def function(*inputs: Any) -> Any:
        kind = type(inputs[0])
        if kind is float and type(inputs[-1]) is float:
            return on_float(*inputs)
        if kind is np.ndarray:
            return on_array(*inputs)
        return Sym(name, *inputs) if any(isinstance(x, Sym) for x in inputs) else on_array(*inputs)

    return function


_exp, _log, _sqrt = _numeric("exp", math.exp, np.exp), _numeric("log", math.log, np.log), _numeric("sqrt", math.sqrt, np.sqrt)
_sin, _cos, _tanh = _numeric("sin", math.sin, np.sin), _numeric("cos", math.cos, np.cos), _numeric("tanh", math.tanh, np.tanh)
_log1p, _expm1 = _numeric("log1p", math.log1p, np.log1p), _numeric("expm1", math.expm1, np.expm1)
_power = _numeric("pow", math.pow, np.power)
_max = _numeric("max", lambda a, b: a if a >= b or a != a else b, np.maximum)  # a != a: nan passes through, as in NumPy
_min = _numeric("min", lambda a, b: a if a <= b or a != a else b, np.minimum)


def _signed(g: Any, a: Any) -> Any:
    return where(a > 0, g, where(a < 0, -g, 0.0))


def _won(g: Any, a: Any, b: Any) -> Any:
    return where(a > b, g, where(a < b, 0.0, 0.5 * g))


def _pow_gradient(g: Any, y: Any, a: Any, *, exponent: Any) -> Any:
    """x⁰의 기울기는 0에서도 0이다. The gradient of x**0 is 0, at x = 0 too (0·0⁻¹ would be nan)."""
    if is_number(exponent, 0):
        return (0.0 * g,)
    rest = a if is_number(exponent, 2) else pow_(a, exponent=exponent - 1)
    return (g * (exponent * rest),)


def _rpow_gradient(g: Any, y: Any, a: Any, *, base: Any) -> Any:
    """밑이 0이면 기울기도 0이다, 지수가 음수가 아니라면. The gradient of 0**x is 0 (0·log 0 would be nan), but -∞ for x < 0."""
    return (g * where(a < 0, -y, 0.0 * y),) if is_number(base, 0) else (g * (y * log(base)),)


def _power_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """밑이 0이면 log 항은 0으로 간다, 지수가 음수가 아니라면. At base 0 the log term tends to 0 unless the exponent is negative.

    The choices are PyTorch's: at 0⁰ both are 0, where 0·0⁻¹ and 0·log 0 would be nan. The inner `where` keeps
    the branch that is not taken away from log(0) and 0⁻¹. At base 0 the log term is 0 as aᵇ itself is, so that
    its derivative by `a` is that of the other term by `b`: a mixed derivative does not depend on the order.
    """
    if isinstance(a, Sym):
        return g * (b * a ** (b - 1)), g * (y * log(a))
    zero = a == 0
    both, vanishing = zero & (b == 0), zero & (b >= 0)
    base = where(both, 0.0, b * power(where(both, 1.0, a), b - 1))
    exponent = where(vanishing, where(b > 0, y, 0.0), y * log(where(vanishing, 1.0, a)))
    return g * base, g * exponent


# ── the table ──
# `name_` avoids shadowing a builtin. Domains stay where float64 keeps its digits. Where e⁻ᵃ
# overflows, IEEE 754's 1/(1 + inf) is the sigmoid's right 0, so its rule needs no care.

REAL, POSITIVE, WIDE = (-3.0, 3.0), (0.2, 3.0), (-9.0, 9.0)

cos: Op  # sin's rule names it before its row

# fmt: off
#              name          symbol      label         forward                                      backward: contributions to each input
add     = op("add",        "+",        "덧셈",       lambda a, b: a + b,                          lambda g, y, a, b: (g, g))
sub     = op("sub",        "-",        "뺄셈",       lambda a, b: a - b,                          lambda g, y, a, b: (g, -g))
mul     = op("mul",        "×",        "곱셈",       lambda a, b: a * b,                          lambda g, y, a, b: (g * b, g * a))
div     = op("div",        "÷",        "나눗셈",     lambda a, b: a / b,                          lambda g, y, a, b: (g / b, -g * (y / b)),                             domain=(REAL, POSITIVE), special=lambda a, b: b)
neg     = op("neg",        "-",        "부호 바꿈",  lambda a: -a,                                lambda g, y, a: (-g,))
pow_    = op("pow",        "^{exponent}", "거듭제곱", lambda a, *, exponent: _power(a, exponent), _pow_gradient,                                                        domain=(POSITIVE,),      special=lambda a: a)
power   = op("power",      "^",        "거듭제곱",   lambda a, b: _power(a, b),                   _power_gradient,                                                      domain=(POSITIVE, REAL), special=lambda a, b: a)
rpow    = op("rpow",       "{base}^",  "지수",       lambda a, *, base: _power(base, a),          _rpow_gradient)
exp     = op("exp",        "exp",      "지수",       lambda a: _exp(a),                           lambda g, y, a: (g * y,))
log     = op("log",        "log",      "로그",       lambda a: _log(a),                           lambda g, y, a: (g / a,),                                             domain=(POSITIVE,),      special=lambda a: a)
sqrt    = op("sqrt",       "√",        "제곱근",     lambda a: _sqrt(a),                          lambda g, y, a: (g / (2 * y),),                                       domain=(POSITIVE,),      special=lambda a: a)
abs_    = op("abs",        "|·|",      "절댓값",     lambda a: abs(a),                            lambda g, y, a: (_signed(g, a),),                                     special=lambda a: a)
sin     = op("sin",        "sin",      "사인",       lambda a: _sin(a),                           lambda g, y, a: (g * cos(a),))
cos     = op("cos",        "cos",      "코사인",     lambda a: _cos(a),                           lambda g, y, a: (g * -sin(a),))
tanh    = op("tanh",       "tanh",     "쌍곡탄젠트", lambda a: _tanh(a),                          lambda g, y, a: (g * (1 - y * y),))
sigmoid = op("sigmoid",    "σ",        "시그모이드", lambda a: 1 / (1 + _exp(-a)),                lambda g, y, a: (g * (y * (1 - y)),))
softplus = op("softplus",  "softplus", "소프트플러스", lambda a: where(a < 0, 0.0, a) + _log1p(_exp(-abs(a))), lambda g, y, a: (g * sigmoid(a),))
relu    = op("relu",       "ReLU",     "렐루",       lambda a: _max(a, 0.0),                      lambda g, y, a: (where(a > 0, g, 0.0),),                              special=lambda a: a)
leaky_relu = op("leaky_relu", "LReLU", "누수 렐루",  lambda a, *, slope=0.01: (_max if slope <= 1 else _min)(a, slope * a), lambda g, y, a, *, slope=0.01: (where(a > 0, g, slope * g),), special=lambda a: a)
elu     = op("elu",        "ELU",      "지수 선형",  lambda a, *, alpha=1.0: where(a < 0, alpha * _expm1(where(a < 0, a, 0.0)), a), lambda g, y, a, *, alpha=1.0: (g * where(a > 0, 1.0, alpha * exp(where(a > 0, 0.0, a))),), special=lambda a: a)
relu6   = op("relu6",      "ReLU6",    "렐루6",      lambda a: where(a < 0, 0.0, where(a > 6, 6.0, a)), lambda g, y, a: (where((a > 0) & (a < 6), g, 0.0),),           domain=(WIDE,),          special=lambda a: a * (a - 6))
maximum = op("maximum",    "max",      "큰 값",      lambda a, b: _max(a, b),                     lambda g, y, a, b: (_won(g, a, b), _won(g, b, a)),             special=lambda a, b: a - b)
minimum = op("minimum",    "min",      "작은 값",    lambda a, b: _min(a, b),                     lambda g, y, a, b: (_won(g, b, a), _won(g, a, b)),             special=lambda a, b: a - b)
# fmt: on
