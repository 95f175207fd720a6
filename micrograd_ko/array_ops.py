"""배열 연산의 표: 연산 하나가 한 줄.

The table of ops on whole arrays: the same kind of row as in :mod:`micrograd_ko.ops`, for what
is not done entry by entry. A rule is NumPy code, and again the *type of its arguments* chooses
the reading:

====================  =========================================================
ndarrays              the value, and the first-order gradient
Tensors               a graph of the gradient: second and higher orders
arrays of Values      the scalar graph that the op stands for (see :mod:`micrograd_ko.expand`)
====================  =========================================================

In ``backward`` the names are `g` for the upstream gradient, `y` for the result, then the inputs.
It returns one contribution for each input, of any shape that broadcasts with the input's: what
broadcasting stretched is summed once, in :mod:`micrograd_ko.backward`. A contribution that is
costly is a function of nothing, called only if its input wants a gradient. Parameters (an axis,
an index) are keyword-only and constant, and have NumPy's names.

`formulas` says in words of mathematics what each contribution is, for drawings: a product with
a Jacobian, since the local derivative of an array by an array is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np

from .choices import compared
from .errors import OpError, UnknownOpError
from .messages import text
from .ops import TABLE, Op, Rule, announce, bound, on_new_row
from .symbols import COMPOUND, Recorder, Sym

__all__ = ["ARRAY_TABLE", "ArrayOp", "array_op", "fit", "on_new_array_row"]

ARRAY_TABLE: dict[str, ArrayOp] = {}
_row_listeners: list[tuple[Callable[[ArrayOp], None], Callable[[ArrayOp], None]]] = []


class ArrayOp(Op):
    """배열 연산의 한 행. 부르면 입력에 적용된다.

    A row of the array table. Calling it applies it, with NumPy's signature: inputs first, then
    the parameters, by position or by name.
    """

    __slots__ = ("formulas",)

    def __init__(self, name: str, symbol: str, label: str, forward: Rule, backward: Rule, formulas: tuple[str, ...]) -> None:
        super().__init__(name, symbol, label, forward, backward, (), None)
        self.formulas = formulas

    def bind(self, **params: Any) -> ArrayOp:
        """매개변수를 채운 연산. This op with its parameters filled in: ``ARRAY_TABLE["sum"].bind(axis=0)``."""
        if self is not self._row:
            params = {**self.params, **params}
        pairs = tuple(params.items())
        if all(value is None or type(value) in (bool, int) for value in params.values()):
            return _bound(self._row, pairs, tuple(map(type, params.values())))  # typed: True == 1, but not as an index
        return _bound.__wrapped__(self._row, pairs, ())

    def __call__(self, *given: Any, **params: Any) -> Any:
        inputs, rest = (given[: len(self.inputs)], given[len(self.inputs) :]) if self.inputs else (given, ())
        if not self.inputs and given and isinstance(given[0], (list, tuple)):  # as NumPy: concatenate([a, b], axis)
            inputs, rest = tuple(given[0]), given[1:]
        names = [name for name in self._names if name not in params]
        if len(inputs) < len(self.inputs or "1") or len(rest) > len(names):
            raise OpError("op.inputs", name=self.name, expected=len(self.inputs) or 1, got=len(given))
        this = self.bind(**params, **dict(zip(names, rest, strict=False)))
        if this.required and this is this._row:
            raise OpError("op.params.missing", name=self.name, missing=this.required[0])
        if any(isinstance(x, Sym) for x in inputs):
            return this.formula(*inputs)
        for x in inputs:
            if isinstance(x, Recorder):
                return x._apply(this, inputs)
        return this.forward(*map(np.asarray, inputs))

    @property
    def _names(self) -> list[str]:
        return [*self._row.required, *self._row.params]

    @property
    def sign(self) -> str:
        """그림에 쓰는 기호. The symbol on the drawing."""
        return self.symbol

    def formula(self, *inputs: Any) -> Any:
        """값의 수식 (Sym). The formula of the result: the op's name over its inputs and what parameters were set."""
        changed = {k: v for k, v in self.params.items() if v is not self._row.params.get(k, self) and k != "condition"}
        first = [Sym("condition")] if "condition" in self._names else []  # of where, as NumPy writes it
        return Sym(self.name, *first, *(inputs or map(Sym, self.inputs)), *(Sym(f"{k}={_short(v)}") for k, v in changed.items()))

    def local_formulas(self, *inputs: Any, y: Any = None) -> tuple[Any, ...]:
        """입력마다 그 몫의 식. What each input's gradient gets from the upstream gradient g."""
        names = {name: _bracketed(x) for name, x in zip(("y", *self.inputs), ("y" if y is None else y, *inputs), strict=False)}
        formulas = self.formulas if self.inputs else self.formulas * len(inputs)
        return tuple(Sym(re.sub(r"\b([yab])(?=ᵀ?\b)", lambda m: names.get(m[1], m[1]), formula)) for formula in formulas)

    def contributions(self, g: Any, y: Any, *inputs: Any) -> tuple[Any, ...]:
        """입력마다의 몫. The backward rule read with arrays: what each input's gradient gets from `g`."""
        with np.errstate(all="ignore"):
            return tuple(c() if callable(c) else c for c in self.backward(g, y, *inputs))

    def __repr__(self) -> str:
        changed = [f"{k}={_short(v)}" for k, v in self.params.items() if v is not self._row.params.get(k, self)]
        return f"{self.name}[{', '.join(changed)}]" if changed else self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.name, self.params if self is not self._row else {})

    @property
    def doc(self) -> str:
        """자동으로 만든 설명. Generated documentation: label, op, contributions."""
        lines = [f"{self.label}: y = {self.formula()}", "", f"The array op `{self.name}`. What each input gets:", ""]
        return "\n".join([*lines, *(f"    {name}: {formula}" for name, formula in zip(self.inputs, self.formulas, strict=False))])


def array_op(name: str, symbol: str, label: str, forward: Rule, backward: Rule, formulas: tuple[str, ...]) -> ArrayOp:
    """배열 연산의 표에 한 행을 넣는다.

    Add a row to the table of array ops: at once a method of Tensor under its name, differentiable
    to any order if its rule is written with NumPy functions and ops of the tables.

    Args:
        name: a Python identifier not yet in use.
        symbol: what stands on the drawing.
        label: its Korean name.
        forward: ndarrays to ndarray. Keyword-only arguments are the op's parameters.
        backward: ``(g, y, *inputs)`` to a tuple with one contribution for each input.
        formulas: for each input its contribution, in mathematics, over g, y and the inputs' names.

    Raises:
        OpError: the name is taken.
    """
    if name in TABLE or name in ARRAY_TABLE:
        raise OpError("op.name", name=name, why=text("op.name.taken"))
    row = ArrayOp(name, symbol, label, forward, backward, formulas)
    announce(row, _row_listeners)
    ARRAY_TABLE[name] = row
    return row


def on_new_array_row(check: Callable[[ArrayOp], None], act: Callable[[ArrayOp], None]) -> None:
    """지금 있는 행과 앞으로 생길 행마다 부른다. As :func:`micrograd_ko.ops.on_new_row`, for this table."""
    for row in ARRAY_TABLE.values():
        check(row)
        act(row)
    _row_listeners.append((check, act))


def _refuse_name_of_array_op(row: Op) -> None:
    if row.name in ARRAY_TABLE:
        raise OpError("op.name", name=row.name, why=text("op.name.taken"))


on_new_row(_refuse_name_of_array_op, lambda row: None)


def fit(contribution: Any, shape: tuple[int, ...]) -> Any:
    """몫을 입력의 모양으로: 브로드캐스팅이 늘린 축을 더한다.

    A contribution brought to the shape of its input: the axes that broadcasting added or
    stretched are summed. The one place where this is done.
    """
    given = getattr(contribution, "shape", ())
    if given == shape:
        return contribution
    if len(given) == 2 and given[1:] == shape and type(contribution) is np.ndarray:  # a bias, added to every sample
        return contribution[0] if len(contribution) == 1 else np.einsum("ij->j", contribution)  # a third of np.sum's time
    if len(given) < len(shape) or any(n == 1 != m for n, m in zip(given[-len(shape) :] if shape else (), shape, strict=False)):
        contribution = np.broadcast_to(contribution, np.broadcast_shapes(given, shape))
    return _sum_to(contribution, shape=shape) if type(contribution) is np.ndarray else sum_to(contribution, shape=shape)


@lru_cache(maxsize=1024)
def _bound(row: ArrayOp, params: tuple[tuple[str, Any], ...], types: tuple[type, ...]) -> ArrayOp:
    for name, _ in params:
        if name not in row._names:
            raise OpError("op.params", name=row.name, got=name, options=", ".join(row._names) or "-")
    if not row._names:
        return row
    values = {**row.params, **dict(params)}
    for name in row.required:
        if name not in values:
            raise OpError("op.params.missing", name=row.name, missing=name)
    return bound(row, values)


def _restored(name: str, params: dict[str, Any]) -> ArrayOp:
    if name not in ARRAY_TABLE:
        raise UnknownOpError("op.unknown", name=name, options=", ".join(ARRAY_TABLE))
    return ARRAY_TABLE[name].bind(**params) if params else ARRAY_TABLE[name]


def _bracketed(name: Any) -> str:
    return f"({name})" if COMPOUND.search(str(name)) else str(name)


def _short(value: Any) -> str:
    if isinstance(value, slice):
        return ":".join(
            "" if x is None else str(x) for x in (value.start, value.stop, value.step)[: 2 + (value.step is not None)]
        )
    if isinstance(value, tuple):
        return f"({', '.join(map(_short, value))})"
    return f"array{value.shape}" if isinstance(value, np.ndarray) and value.size > 4 else str(value)


# ── what the rules are written with ──

Axis = Any  # None, an int, or several


def _reduction(function: Rule) -> Rule:
    return lambda a, *, axis=None, keepdims=False: function(a, axis=axis, keepdims=keepdims)


def _kept(x: Any, a: Any, axis: Axis) -> Any:
    """줄어든 축을 길이 1로 되살린다. `x`, reduced from `a`, with its reduced axes put back, as keepdims=True leaves them."""
    if a.ndim == 0:  # NumPy reduces a single number along the axes 0 and -1, too
        return x
    axes = range(a.ndim) if axis is None else [i % a.ndim for i in (axis if isinstance(axis, tuple) else (axis,))]
    return x.reshape(tuple(1 if i in axes else n for i, n in enumerate(a.shape)))


def _spread(g: Any, a: Any, axis: Axis) -> Any:
    """줄기 전의 모양으로 늘인다. `g`, reduced along `axis`, spread over the shape of `a` again."""
    if axis is None and type(a) is np.ndarray:
        return np.full(a.shape, g)  # what the next line does, sooner
    return np.broadcast_to(_kept(g, a, axis), a.shape)


def _numbers(x: Any) -> Any:
    """수만, 그래프 없이. The numbers of an array, a Tensor or an array of Values, without their graph."""
    data: Any = getattr(x, "data") if isinstance(x, Recorder) else x  # noqa: B009 - an ndarray's own .data is its bytes
    if isinstance(data, float):
        return data
    if data.dtype != object:
        return data
    return np.array([float(_numbers(x) if isinstance(x, Recorder) else x) for x in data.flat]).reshape(data.shape)


def _peak(a: Any, axis: Axis) -> Any:
    """축마다 가장 큰 수, 상수로. The largest number along `axis`, a constant: exp(a - peak) cannot overflow."""
    peak = np.max(_numbers(a), axis=axis, keepdims=True)
    return np.where(np.isfinite(peak), peak, peak.dtype.type(0))  # where all are -inf, -inf - -inf would be nan


def _mean(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    total = np.sum(a, axis=axis, keepdims=keepdims)
    count = a.size / max(np.size(total), 1)
    return total if count == 1 else total / count


def _norm(a: Any, axis: Axis, keepdims: bool) -> Any:
    return np.sqrt(np.sum(a * a, axis=axis, keepdims=keepdims))


def _norm_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """원점에서는 0. 0 at the origin, where the norm has a kink (0/0 would be nan)."""
    return (_kept(g, a, axis) * (a / np.where(_kept(y == 0, a, axis), 1.0, _kept(y, a, axis))),)


def _softmax(a: Any, *, axis: Axis = -1) -> Any:
    powers = np.exp(a - _peak(a, axis))
    return powers / np.sum(powers, axis=axis, keepdims=True)


def _logsumexp(a: Any, *, axis: Axis = None, keepdims: bool = False) -> Any:
    peak = _peak(a, axis)
    y = peak + np.log(np.sum(np.exp(a - peak), axis=axis, keepdims=True))
    return y if keepdims else np.squeeze(y, axis=axis)


def _log_softmax(a: Any, *, axis: Axis = -1) -> Any:
    shifted = a - _peak(a, axis)  # before the logarithm is taken away, so that large numbers keep their digits
    return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))


def _inverse(axes: Any, ndim: int) -> Any:
    """축을 제자리로 되돌리는 차례. The order of axes that undoes `axes`."""
    return None if axes is None else tuple(int(i) for i in np.argsort([axis % ndim for axis in axes]))


def _astype(a: Any, *, dtype: Any) -> Any:
    return a.astype(dtype) if a.dtype.kind == "f" else a  # Values, and complex numbers that stand for a step, are as they are


def _put(a: Any, *, index: Any, shape: tuple[int, ...]) -> Any:
    """빈 배열의 그 자리에 더한다. Zeros of `shape`, with `a` added at `index`; entries that come twice add up."""
    zeros = np.zeros_like(a, shape=shape)
    parts = index if isinstance(index, tuple) else (index,)
    if all(isinstance(i, (int, np.integer, slice)) or i is None or i is Ellipsis for i in parts):
        zeros[index] = a if a.ndim else a[()]  # no entry comes twice, and this is much faster
    else:
        np.add.at(zeros, index, a)
    return zeros


def _sum_to(a: Any, *, shape: tuple[int, ...]) -> Any:
    if a.size == prod(shape):
        return a.reshape(shape)
    added = a.ndim - len(shape)
    stretched = (i + added for i, n in enumerate(shape) if n == 1 and a.shape[i + added] != 1)
    return np.sum(a, axis=(*range(added), *stretched), keepdims=True).reshape(shape)


def _matmul_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """벡터는 한 줄짜리 행렬로 본다. A vector counts as a matrix of one row (left) or one column (right)."""
    if a.ndim == b.ndim == 1:
        return g * b, g * a
    if a.ndim == 1:
        return (lambda: (b @ g[..., None])[..., 0]), (lambda: a[:, None] @ g[..., None, :])
    if b.ndim == 1:
        return (lambda: g[..., None] @ b[None, :]), (lambda: (a.mT @ g[..., None])[..., 0])
    return (lambda: g @ b.mT), (lambda: a.mT @ g)


def _extreme_gradient(g: Any, y: Any, a: Any, *, axis: Axis, keepdims: bool) -> Any:
    """가장 큰(작은) 것이 여럿이면 똑같이 나눈다. Entries that tie for the extreme share the gradient equally."""
    numbers = _numbers(a)
    extreme = numbers == _kept(_numbers(y), a, axis)
    if isinstance(a, Recorder):  # of nodes this is a choice that other numbers would turn
        extreme = compared("==", a, _kept(y, a, axis), extreme)
    chosen = extreme.astype(numbers.dtype)
    return (_kept(g, a, axis) * (chosen / np.sum(chosen, axis=axis, keepdims=True)),)


def _concatenate_gradient(g: Any, y: Any, *arrays: Any, axis: int | None) -> Any:
    if axis is None:  # end to end, as one row
        flat = _concatenate_gradient(g, g, *(a.reshape(-1) for a in arrays), axis=0)
        return tuple(part.reshape(a.shape) for part, a in zip(flat, arrays, strict=True))
    ends = np.cumsum([a.shape[axis] for a in arrays])
    before = (slice(None),) * (axis % y.ndim)
    return tuple(g[(*before, slice(int(end) - a.shape[axis], int(end)))] for a, end in zip(arrays, ends, strict=True))


# ── the table ──

put: ArrayOp  # getitem's rule names it before its row

# fmt: off
#                     name            symbol         label              forward                                                   backward: contributions to each input                                                           in mathematics
matmul      = array_op("matmul",       "@",           "행렬 곱",         lambda a, b: a @ b,                                       _matmul_gradient,                                                                               ("g @ bᵀ", "aᵀ @ g"))
sum_        = array_op("sum",          "Σ",           "합",              _reduction(np.sum),                                       lambda g, y, a, *, axis, keepdims: (_spread(g, a, axis),),                                      ("g",))
mean        = array_op("mean",         "mean",        "평균",            _mean,                                                    lambda g, y, a, *, axis, keepdims: (_spread(g / (a.size / max(y.size, 1)), a, axis),),           ("g / n",))
max_        = array_op("max",          "max",         "가장 큰 값",      _reduction(np.max),                                       _extreme_gradient,                                                                              ("g · (a = y)",))
min_        = array_op("min",          "min",         "가장 작은 값",    _reduction(np.min),                                       _extreme_gradient,                                                                              ("g · (a = y)",))
norm        = array_op("norm",         "‖·‖",         "노름",            _reduction(_norm),                                        _norm_gradient,                                                                                 ("g · a / y",))
logsumexp   = array_op("logsumexp",    "logΣexp",     "로그 합 지수",    _logsumexp,                                               lambda g, y, a, *, axis, keepdims: (_kept(g, a, axis) * np.exp(a - _kept(y, a, axis)),),          ("g · exp(a - y)",))
softmax     = array_op("softmax",      "softmax",     "소프트맥스",      _softmax,                                                 lambda g, y, a, *, axis: (y * (g - np.sum(g * y, axis=axis, keepdims=True)),),                  ("y · (g - Σ g·y)",))
log_softmax = array_op("log_softmax",  "log softmax", "로그 소프트맥스", _log_softmax,                                             lambda g, y, a, *, axis: (g - np.exp(y) * np.sum(g, axis=axis, keepdims=True),),                ("g - exp(y) · Σ g",))
reshape     = array_op("reshape",      "reshape",     "모양 바꿈",       lambda a, *, shape: np.reshape(a, shape),                 lambda g, y, a, *, shape: (g.reshape(a.shape),),                                                ("g",))
transpose   = array_op("transpose",    "ᵀ",           "전치",            lambda a, *, axes=None: np.transpose(a, axes),            lambda g, y, a, *, axes: (g.transpose(_inverse(axes, a.ndim)),),                                 ("gᵀ",))
getitem     = array_op("getitem",      "[ ]",         "꺼내기",          lambda a, *, index: a[index],                             lambda g, y, a, *, index: (put(g, index=index, shape=a.shape),),                                ("g",))
put         = array_op("put",          "[ ]=",        "넣기",            _put,                                                     lambda g, y, a, *, index, shape: (g[index],),                                                   ("g",))
broadcast   = array_op("broadcast_to", "↔",           "늘이기",          lambda a, *, shape: np.broadcast_to(a, shape),            lambda g, y, a, *, shape: (g,),                                                                 ("Σ g",))
sum_to      = array_op("sum_to",       "Σ",           "줄이기",          _sum_to,                                                  lambda g, y, a, *, shape: (g,),                                                                 ("g",))
concatenate = array_op("concatenate",  "⧺",           "이어 붙이기",     lambda *arrays, axis=0: np.concatenate(arrays, axis=axis), _concatenate_gradient,                                                                          ("g",))
astype      = array_op("astype",       "dtype",       "형 변환",         _astype,                                                  lambda g, y, a, *, dtype: (g,),                                                                 ("g",))
where       = array_op("where",        "where",       "골라 쓰기",       lambda a, b, *, condition: np.where(condition, a, b),     lambda g, y, a, b, *, condition: (np.where(condition, g, 0.0), np.where(condition, 0.0, g)),    ("g if condition", "g if not condition"))
# fmt: on
