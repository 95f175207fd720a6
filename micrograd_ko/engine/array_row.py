"""배열 연산의 행이 할 줄 아는 것.

Hold what a row of the table of array ops is (:mod:`micrograd_ko.engine.array_ops`): a row of the
other table whose rules are NumPy code, called with NumPy's signatures.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, wraps
from importlib import import_module
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import MicrogradError, OpError, ShapeError, UnknownOpError
from ..messages import text
from .formulas import COMPOUND
from .row import TABLE, Op, Rule, announce, bound, expect_functions, on_new_row
from .row_docs import page, with_row_docs
from .symbols import Operand, Sym

__all__ = ["ARRAY_TABLE", "ArrayOp", "array_op", "on_new_array_row", "table_row"]

ARRAY_TABLE: dict[str, ArrayOp] = {}
_row_listeners: list[tuple[Callable[[ArrayOp], None], Callable[[ArrayOp], None]]] = []


@with_row_docs
class ArrayOp(Op):
    """배열 연산의 한 행. 부르면 입력에 적용된다.

    A row of the array table. Calling it applies it, with NumPy's signature: inputs first, then
    the parameters, by position or by name.

    >>> from micrograd_ko import Tensor
    >>> ARRAY_TABLE["sum"](Tensor([[1.0, 2.0], [3.0, 4.0]]), axis=0).data
    array([4., 6.])
    """

    __slots__ = ("formulas",)

    def __init__(
        self,
        name: str,
        symbol: str,
        label: str,
        forward: Rule,
        backward: Rule,
        formulas: tuple[str, ...],
    ) -> None:
        super().__init__(name, symbol, label, forward, backward, (), None)
        self.formulas = formulas

    def bind(self, **params: Any) -> ArrayOp:
        """매개변수를 채운 연산.

        Return this op with its parameters filled in: ``ARRAY_TABLE["sum"].bind(axis=0)``.
        """
        if self is not self.row:
            params = {**self.params, **params}
        pairs = tuple(params.items())
        if all(value is None or type(value) in (bool, int) for value in params.values()):
            # typed: True == 1, but not as an index
            return _bound(self.row, pairs, tuple(map(type, params.values())))
        return _bound.__wrapped__(self.row, pairs, ())

    def __call__(self, *given: Any, **params: Any) -> Any:
        inputs, rest = (
            (given[: len(self.inputs)], given[len(self.inputs) :]) if self.inputs else (given, ())
        )
        # as NumPy: concatenate([a, b], axis)
        if not self.inputs and given and isinstance(given[0], (list, tuple)):
            inputs, rest = tuple(given[0]), given[1:]
        names = [name for name in self._names if name not in params]
        if len(inputs) < len(self.inputs or "1") or len(rest) > len(names):
            raise OpError(
                "op.inputs", name=self.name, expected=len(self.inputs) or 1, got=len(given)
            )
        this = self.bind(**params, **dict(zip(names, rest, strict=False)))
        if this.required and this is this.row:
            raise OpError("op.params.missing", name=self.name, missing=this.required[0])
        if any(isinstance(x, Sym) for x in inputs):
            return this.formula(*inputs)
        for x in inputs:
            if isinstance(x, Operand):
                return x._apply(this, inputs)
        return this.forward(*map(np.asarray, inputs))

    @property
    def _names(self) -> list[str]:
        return [*self.row.required, *self.row.params]

    @property
    def sign(self) -> str:
        """그림에 쓰는 기호. The symbol on the drawing."""
        return self.symbol

    def formula(self, *inputs: Any) -> Any:
        """값의 수식 (Sym).

        Return the formula of the result: the op's name over its inputs and what parameters were
        set.
        """
        changed = {
            k: v
            for k, v in self.params.items()
            if v is not self.row.params.get(k, self) and k != "condition"
        }
        # of where, as NumPy writes it
        first = [Sym("condition")] if "condition" in self._names else []
        return Sym(
            self.name,
            *first,
            *(inputs or map(Sym, self.inputs or ("…",))),
            *(Sym(f"{k}={_short(v)}") for k, v in changed.items()),
        )

    def local_formulas(self, *inputs: Any, y: Any = None) -> tuple[Any, ...]:
        """입력마다 그 기여분의 식.

        Write what each input's gradient gets from the upstream gradient g.
        """
        names = {
            name: _bracketed(x)
            for name, x in zip(
                ("y", *self.inputs), ("y" if y is None else y, *inputs), strict=False
            )
        }
        formulas = self.formulas if self.inputs else self.formulas * len(inputs)
        return tuple(
            Sym(re.sub(r"\b([yab])(?=ᵀ?\b)", lambda m: names.get(m[1], m[1]), formula))
            for formula in formulas
        )

    def contributions(self, g: Any, y: Any, *inputs: Any) -> tuple[Any, ...]:
        """입력마다의 기여분.

        Read the backward rule with arrays: what each input's gradient gets from `g`.
        """
        with np.errstate(all="ignore"):
            return tuple(
                c() if callable(c) and type(c) is not _NoShare else c
                for c in self.backward(g, y, *inputs)
            )

    def __repr__(self) -> str:
        changed = [
            f"{k}={_short(v)}"
            for k, v in self.params.items()
            if v is not self.row.params.get(k, self)
        ]
        return f"{self.name}[{', '.join(changed)}]" if changed else self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (self.name, self.params if self is not self.row else {})

    def _described(self) -> str:
        shares = zip(self.inputs or ("…",), self.formulas, strict=True)
        return page(self, "op.doc.array", [f"{name}: {formula}" for name, formula in shares])


def array_op(
    name: str, symbol: str, label: str, forward: Rule, backward: Rule, formulas: tuple[str, ...]
) -> ArrayOp:
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
        OpError: the name is taken, or a rule is no function; in a backward pass, that the rule
            gives no share, or not one for each input.
        ShapeError: in a backward pass, a share has not the shape of its input.

    >>> from micrograd_ko import Tensor
    >>> backwards = array_op("backwards", "⇄", "거꾸로", lambda a: a[::-1],
    ...                      lambda g, y, a: (g[::-1],), ("reversed g",))
    >>> x = Tensor([1.0, 2.0, 3.0])
    >>> (x.backwards() * [10.0, 20.0, 30.0]).sum().backward()
    >>> x.grad
    array([30., 20., 10.])
    """
    import_module(".tensor", __package__)  # which has a say in names, too
    if name in TABLE or name in ARRAY_TABLE:
        raise OpError("op.name", name=name, why=text("op.name.taken"))
    expect_functions(name, forward, backward)
    row = ArrayOp(name, symbol, label, forward, backward, formulas)
    row.backward = _examined(row)
    announce(row, _row_listeners)
    ARRAY_TABLE[name] = row
    return row


class _NoShare:
    """기여분이 될 수 없는 것: 읽으면 오류.

    Stand for what is no share: an error where it is read, as shares that are put off are. A
    constant's is not.
    """

    def __init__(self, kind: type[MicrogradError], key: str, **words: Any) -> None:
        self.error = kind, key, words

    def __call__(self) -> Any:
        kind, key, words = self.error
        raise kind(key, **words)


def _examined(row: ArrayOp) -> Rule:
    """기여분의 수와 모양을 살피는 규칙.

    Return the backward rule of a user's own row, made to look at the shares that it gives: here,
    as there are many who read them. The tests check those of the table itself.
    """
    backward = row.backward

    @wraps(backward)
    def rule(g: Any, y: Any, *inputs: Any, **params: Any) -> tuple[Any, ...]:
        shares = backward(g, y, *inputs, **params)
        if not isinstance(shares, (tuple, list)) or len(shares) != len(inputs):
            raise OpError(
                "op.contributions", name=row.name, expected=len(inputs), got=shown(shares)
            )
        names = row.inputs or range(1, 1 + len(inputs))
        return tuple(map(share_of, names, inputs, shares))

    def share_of(name: Any, x: Any, share: Any) -> Any:
        if share is None:
            return _NoShare(OpError, "op.share.none", name=row.name, input=name)
        given, shape = getattr(share, "shape", ()), getattr(x, "shape", ())
        try:
            if given != shape:  # what broadcasts is summed down to the input's shape
                np.broadcast_shapes(given, shape)
        except ValueError:
            words = {"name": row.name, "input": name, "shape": shape, "got": given}
            return _NoShare(ShapeError, "op.share.shape", **words)
        return share

    return rule


def table_row(
    name: str, symbol: str, label: str, forward: Rule, backward: Rule, formulas: tuple[str, ...]
) -> None:
    """표에 처음부터 있는 한 행. Add a row as :func:`array_op` does, for ``array_ops.py`` alone."""
    ARRAY_TABLE[name] = ArrayOp(name, symbol, label, forward, backward, formulas)


def on_new_array_row(check: Callable[[ArrayOp], None], act: Callable[[ArrayOp], None]) -> None:
    """지금 있는 행과 앞으로 생길 행마다 부른다.

    Do as :func:`micrograd_ko.engine.row.on_new_row`, for this table.
    """
    for row in ARRAY_TABLE.values():
        check(row)
        act(row)
    _row_listeners.append((check, act))


def _refuse_name_of_array_op(row: Op) -> None:
    if row.name in ARRAY_TABLE:
        raise OpError("op.name", name=row.name, why=text("op.name.taken"))


on_new_row(_refuse_name_of_array_op, lambda row: None)


@lru_cache(maxsize=1024)
def _bound(row: ArrayOp, params: tuple[tuple[str, Any], ...], types: tuple[type, ...]) -> ArrayOp:
    for name, _ in params:
        if name not in row._names:
            raise OpError(
                "op.params", name=row.name, got=name, options=", ".join(row._names) or "-"
            )
    if not row._names:
        return row
    values = {**row.params, **dict(params)}
    for name in row.required:
        if name not in values:
            raise OpError("op.params.missing", name=row.name, missing=name)
    return bound(row, values)


def _restored(name: str, params: dict[str, Any]) -> ArrayOp:
    from .array_ops import ARRAY_TABLE  # with its rows, wherever a pickle is opened first

    if name not in ARRAY_TABLE:
        raise UnknownOpError("op.unknown", name=name, options=", ".join(ARRAY_TABLE))
    return ARRAY_TABLE[name].bind(**params) if params else ARRAY_TABLE[name]


def _bracketed(name: Any) -> str:
    return f"({name})" if COMPOUND.search(str(name)) else str(name)


def _short(value: Any) -> str:
    if isinstance(value, slice):
        return ":".join(
            "" if x is None else str(x)
            for x in (value.start, value.stop, value.step)[: 2 + (value.step is not None)]
        )
    if isinstance(value, tuple):
        return f"({', '.join(map(_short, value))})"
    return f"array{value.shape}" if isinstance(value, np.ndarray) and value.size > 4 else str(value)
