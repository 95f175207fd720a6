"""배우는 이가 준 것: 순전파와 역전파의 함수, 매개변수, 기울기.

Take what the learner gives to :func:`micrograd_ko.diagnosing.diagnosis.diagnose`: functions, each
called as it wants to be; parameters and gradients, each checked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import CellType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from ..arguments import is_real, shown
from ..engine import Node, Tensor, plain
from ..errors import DataError, NotANumberError, OptionError, ShapeError
from .trace import Array, Arrays

__all__ = ["Call", "array_of", "gradients_in", "named", "without_tensors"]

FORMS = ("{}_grad", "grad_{}", "d_{}", "d{}", "{}")  # what a gradient may be called; the last wins


def named(forward: Callable[..., Any], parameters: Any) -> dict[str, Any]:
    """이름마다의 매개변수.

    Name the parameters; those of a list are called as forward's arguments are, else p1, p2 …
    """
    if isinstance(parameters, Mapping):
        found = {str(name): value for name, value in parameters.items()}
    else:
        values = list(parameters) if isinstance(parameters, (list, tuple)) else [parameters]
        names = _positional(forward)
        if len(names) < len(values):
            names = [f"p{i}" for i, _ in enumerate(values, start=1)]
        found = dict(zip(names, values, strict=False))
    if not found:
        raise OptionError("diagnose.no_parameters")
    return found


def array_of(name: str, value: Any) -> Array:
    """매개변수를 float64의 배열로, 또는 까닭을 적은 오류.

    Make a new float64 array of a parameter, or an error that says why not.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind in "iub":
        raise NotANumberError("diagnose.integers", name=name, dtype=value.dtype)
    if not (isinstance(value, np.ndarray) and value.dtype.kind == "f") and (
        not is_real(value) or isinstance(value, bool)
    ):
        raise NotANumberError(
            "diagnose.parameter", name=name, type=type(value).__name__, got=shown(value)
        )
    array = np.array(value, dtype=float)
    if not np.isfinite(array).all():
        raise DataError("diagnose.not_finite", what=name, got=shown(value))
    return array


def gradients_in(result: Any, names: list[str]) -> dict[str, Array]:
    """gradients가 돌려준 것을 이름마다. Sort what `gradients` returned by name."""
    if isinstance(result, Mapping):
        found = _by_name(result, names)
    elif len(names) == 1 and not (isinstance(result, tuple) and len(result) == 1):
        found = {names[0]: result}
    elif isinstance(result, (tuple, list)):
        found = _in_order(result, names)
    else:
        raise NotANumberError(
            "diagnose.gradients.type", type=type(result).__name__, names=", ".join(names)
        )
    return {name: _numbers(name, found[name]) for name in names}


def _by_name(result: Mapping[Any, Any], names: list[str]) -> dict[str, Any]:
    """이름이 적힌 기울기. Find the gradients of a dict by their names: W, dW, grad_W, W_grad."""
    known = {form.format(name): name for form in FORMS for name in names}
    found = {known[key]: value for key, value in result.items() if key in known}
    missing = [name for name in names if name not in found]
    extra = [str(key) for key in result if key not in known]
    if missing or extra:
        raise OptionError(
            "diagnose.gradients.names",
            missing=", ".join(missing) or "-",
            extra=", ".join(extra) or "-",
            options=", ".join(names),
        )
    return found


def _in_order(result: tuple[Any, ...] | list[Any], names: list[str]) -> dict[str, Any]:
    """차례로 적힌 기울기. Name the gradients of a list, which stand in the parameters' order."""
    if any(isinstance(value, Mapping) for value in result):
        raise NotANumberError("diagnose.gradients.mapping", type=type(result).__name__)
    if len(result) != len(names):
        raise OptionError(
            "diagnose.gradients.count",
            count=len(result),
            expected=len(names),
            names=", ".join(names),
        )
    return dict(zip(names, result, strict=True))


def _array(value: Any) -> Array:
    try:
        return np.asarray(plain(value))
    except ValueError:  # rows of different lengths
        return np.asarray(None)


def _numbers(name: str, value: Any) -> Array:
    array = _array(value)
    if array.dtype.kind not in "fiub":
        raise NotANumberError(
            "diagnose.gradients.number", name=name, type=type(value).__name__, got=shown(value)
        )
    return array.astype(float)


class Call:
    """배우는 이의 함수를 부르는 법.

    Call one of the learner's functions in its way. It may not change a parameter.

    Args:
        what: what messages call the function.
        function: it takes the parameters by name, in order, or as they were given; or nothing,
            if it reads the arrays themselves: then these are written to, and put back.
        names: the parameters by name, as they were given.
        container: the parameters, as they were given.

    Attributes:
        alone: it takes nothing.
    """

    def __init__(
        self, what: str, function: Callable[..., Any], names: dict[str, Any], container: Any
    ) -> None:
        self.what, self.function, self.names, self.container = what, function, names, container
        self.style = _style(function, list(names))
        self.alone = self.style == "alone"
        if not self.style:
            count = len(inspect.signature(function).parameters)
            raise OptionError(
                "diagnose.arguments",
                function=what,
                count=count,
                given=len(names),
                names=", ".join(names),
            )
        for name, value in names.items():
            if self.alone and not isinstance(value, np.ndarray):
                raise NotANumberError(
                    "diagnose.float_in_place", function=what, name=name, type=type(value).__name__
                )

    def __call__(self, values: Arrays) -> Any:
        """함수의 결과. Call the function with these arrays, or Tensors."""
        with np.errstate(all="ignore"):
            if self.alone:
                recording = any(isinstance(value, Tensor) for value in values.values())
                return self._exchanged(values) if recording else self._in_place(values)
            given = {name: self._own(name, value) for name, value in values.items()}
            found = self._given(given)
            self._check(given, values)
            return found

    def _given(self, given: dict[str, Any]) -> Any:
        """함수가 받는 대로 준다. Give the parameters in the way that the function takes them."""
        if self.style == "keywords":
            return self.function(**given)
        if self.style == "positions":
            return self.function(*given.values())
        is_dict = isinstance(self.container, Mapping)
        return self.function(dict(given) if is_dict else [*given.values()])

    def number(self, values: Arrays) -> float:
        """손실. Compute the loss, one number."""
        result = self(values)
        found = _array(result)
        if found.dtype.kind not in "fiub":
            raise ShapeError("diagnose.loss.alone", type=type(result).__name__)
        if found.size != 1:
            raise ShapeError("diagnose.loss", type=type(result).__name__, shape=found.shape)
        return float(found.item())

    def precision(self, values: Arrays) -> float:
        """손실의 상대 반올림 오차.

        Tell the relative rounding error of the loss; that of float32 is much larger.
        """
        kinds = [_array(self(values)).dtype, *(a.dtype for a in self.names.values() if self.alone)]
        return max(float(np.finfo(kind if kind.kind == "f" else float).eps) for kind in kinds)

    def _own(self, name: str, value: Any) -> Any:
        """함수에 줄 것: 배열의 복사본, 수는 수로.

        Make what the function gets: a copy of an array, a number for a number.
        """
        if not isinstance(value, np.ndarray):
            return value
        return value.copy() if isinstance(self.names[name], np.ndarray) else value.item()

    def _in_place(self, values: Arrays) -> Any:
        kept = {name: array.copy() for name, array in self.names.items()}
        try:
            for name, array in self.names.items():
                array[...] = values[name]
            written = {name: array.copy() for name, array in self.names.items()}
            found = self.function()
            self._check(self.names, written)
            return found
        finally:
            for name, array in self.names.items():
                array[...] = kept[name]

    def _exchanged(self, tensors: Mapping[str, Any]) -> Any:
        """배열이 있는 곳마다 Tensor로 바꾸고 부른다.

        Call with Tensors wherever the function finds the arrays, and put the arrays back.
        """
        stands_for = {id(self.names[name]): tensor for name, tensor in tensors.items()}
        found = [
            (value, put)
            for value, put in reached(self.function, self.container)
            if id(value) in stands_for and put
        ]
        try:
            for array, put in found:
                put(stands_for[id(array)])
            return self.function()
        finally:
            for array, put in found:
                put(array)

    def _check(self, now: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        for name, value in now.items():
            if not isinstance(value, np.ndarray):
                continue
            if not np.array_equal(value, before[name], equal_nan=True):
                raise DataError("diagnose.changed", function=self.what, name=name)


# ── what a function reaches ──

REACHED = 10_000  # objects looked into
HOLDERS = (dict, list, tuple, FunctionType, MethodType)
Put = Callable[[Any], Any]


def without_tensors(function: Any, made: set[Node]) -> None:
    """순전파가 어딘가에 남긴 Tensor를 배열로 되돌린다.

    Turn the Tensors that a recorded forward pass has left in the learner's objects back into
    arrays, as a running mean of a batch normalisation is.

    Args:
        made: the nodes that recording made; what other Tensors the learner has stay.
    """
    for value, put in list(reached(function)):
        if isinstance(value, Node) and value in made and put:
            put(value.data)


def reached(*start: Any) -> Iterator[tuple[Any, Put | None]]:
    """함수에서 시작해 닿는 것들과, 그것을 바꿔 놓는 법.

    Yield what a function reaches by itself, its closure and the globals that it names, through
    attributes, methods, dicts, lists and tuples; and how to put something else in its place, None
    if that cannot be.
    """
    waiting, seen = list(start), set[int]()
    while waiting and len(seen) < REACHED:
        holder = waiting.pop()
        if id(holder) in seen or isinstance(holder, (ModuleType, type, np.ndarray, Node)):
            continue
        seen.add(id(holder))
        for value, put in _held(holder):
            yield value, put
            if isinstance(value, HOLDERS) or hasattr(value, "__dict__"):
                waiting.append(value)


def _held(holder: Any) -> list[tuple[Any, Put | None]]:
    if isinstance(holder, MethodType):
        return [(holder.__self__, None), (holder.__func__, None)]
    if isinstance(holder, FunctionType):
        cells = [cell for cell in holder.__closure__ or () if cell != CellType()]
        within: list[tuple[Any, Put | None]] = [
            (cell.cell_contents, partial(setattr, cell, "cell_contents")) for cell in cells
        ]
        known = holder.__globals__
        return within + [
            (known[name], partial(known.__setitem__, name))
            for name in holder.__code__.co_names
            if name in known
        ]
    if isinstance(holder, dict):
        return [(value, partial(holder.__setitem__, key)) for key, value in holder.items()]
    if isinstance(holder, list):
        return [(value, partial(holder.__setitem__, i)) for i, value in enumerate(holder)]
    if isinstance(holder, tuple):
        return [(value, None) for value in holder]
    own = getattr(holder, "__dict__", {})
    members = (member for kind in type(holder).__mro__ for member in vars(kind).values())
    methods = [(member, None) for member in members if isinstance(member, FunctionType)]
    return [*((value, partial(own.__setitem__, key)) for key, value in own.items()), *methods]


# ── how a function is called ──

PLACED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # of some builtins Python does not know it
        return None


def _positional(function: Callable[..., Any]) -> list[str]:
    """차례로 받는 인자의 이름. List the names of the arguments that may be given in order."""
    signature = _signature(function)
    if signature is None:
        return []
    return [p.name for p in signature.parameters.values() if p.kind in PLACED]


def _style(function: Callable[..., Any], names: list[str]) -> str:
    """어떻게 부를지. Tell how a function takes parameters of these names: "" if no way fits."""
    signature = _signature(function)
    if signature is None or _binds(signature, **dict.fromkeys(names)):
        return "positions" if signature is None else "keywords"
    wild = any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values())
    if not wild and all(p.default is not p.empty for p in signature.parameters.values()):
        return "alone"
    if _binds(signature, *names):
        return "positions"
    return "whole" if _binds(signature, None) else ""


def _binds(signature: inspect.Signature, *places: Any, **keywords: Any) -> bool:
    try:
        signature.bind(*places, **keywords)
    except TypeError:
        return False
    return True
