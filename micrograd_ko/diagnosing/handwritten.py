"""배우는 이가 준 함수를 부르는 법.

Call the functions that the learner gives to :func:`micrograd_ko.diagnosing.diagnosis.diagnose`,
each as it wants to be called.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..errors import DataError, NotANumberError, OptionError, ShapeError
from .following import StandIns, TracedArray, exchanged, reached
from .parameters import Parameters, array_in
from .traces import Arrays

__all__ = ["Call", "positional", "without_stand_ins"]


class Call:
    """배우는 이의 함수를 부르는 법.

    Call one of the learner's functions in its way. It may not change a parameter.

    Args:
        what: what messages call the function.
        function: it takes the parameters by name, in order, or as they were given; or nothing,
            if it reads the arrays themselves: then these are written to, and put back.
        parameters: the parameters as they were given.

    Attributes:
        alone: it takes nothing.
        native: it is given arrays of the type that the learner gave, as it insists on float32.
    """

    native = False

    def __init__(self, what: str, function: Callable[..., Any], parameters: Parameters) -> None:
        self.what, self.function, self.parameters = what, function, parameters
        self.leaves = parameters.leaves
        self.style = _style(function, parameters)
        self.alone = self.style == "alone"
        if not self.style:
            count = len(inspect.signature(function).parameters)
            raise OptionError(
                "diagnose.arguments",
                function=what,
                count=count,
                given=len(parameters.top),
                names=", ".join(parameters.top),
            )
        for name, value in self.leaves.items():
            if self.alone and not isinstance(value, np.ndarray):
                raise NotANumberError(
                    "diagnose.float_in_place", function=what, name=name, type=type(value).__name__
                )

    def __call__(self, values: Arrays) -> Any:
        """함수의 결과. Call the function with these arrays."""
        with np.errstate(all="ignore"):
            if self.alone:
                return self._in_place(values)
            given = {name: self._own(name, value) for name, value in values.items()}
            found = self._given(given)
            self._check(given, values)
            return found

    def followed(
        self,
        values: Mapping[str, TracedArray],
        then: Call | None = None,
        between: Callable[[], Any] = bool,
    ) -> Any:
        """대역을 주고 부른다.

        Call the function with stand-ins for its parameters, and for the arrays and modules that it
        reaches by itself; and after it another, which may read what this one kept. What is to be
        done `between` the two is called then.
        """
        known = [(self.leaves[name], value) for name, value in values.items()]
        arrays = [(array, value) for array, value in known if isinstance(array, np.ndarray)]
        alone = self.alone or (then is not None and then.alone)
        held = self.parameters.whole if alone else None
        start = (self.function, held) if then is None else (self.function, then.function, held)
        with exchanged(StandIns(arrays if alone else ()), *start):
            found = self.function() if self.alone else self._given(values)
            if then is None:
                return found
            between()
            return then.function() if then.alone else then._given(values)

    def _given(self, given: Mapping[str, Any]) -> Any:
        """함수가 받는 대로 준다. Give the parameters in the way that the function takes them."""
        if self.style == "whole":
            return self.function(self.parameters.filled(given))
        items = self.parameters.filled(given, top=True)
        return (
            self.function(**items) if self.style == "keywords" else self.function(*items.values())
        )

    def number(self, values: Arrays) -> float:
        """손실. Compute the loss, one number."""
        result = self(values)
        found = array_in(result)
        if found.dtype.kind not in "fiub":
            raise ShapeError("diagnose.loss.alone", type=type(result).__name__)
        if found.size != 1:
            raise ShapeError("diagnose.loss", type=type(result).__name__, shape=found.shape)
        return float(found.item())

    def precision(self, values: Arrays) -> float:
        """손실의 상대 반올림 오차.

        Tell the relative rounding error of the loss; that of float32 is much larger.
        """
        own = [a.dtype for a in self.leaves.values() if self.alone]
        kinds = [array_in(self(values)).dtype, *own]
        return max(float(np.finfo(kind if kind.kind == "f" else float).eps) for kind in kinds)

    def _own(self, name: str, value: Any) -> Any:
        """함수에 줄 것: 배열의 복사본, 수는 수로.

        Make what the function gets: a copy of an array, a number for a number.
        """
        if not isinstance(value, np.ndarray):
            return value
        own = self.leaves[name]
        if not isinstance(own, np.ndarray):
            return value.item()
        return value.astype(own.dtype) if self.native else value.copy()

    def takes(self, values: Arrays) -> bool:
        """float64의 배열을 받는가.

        Tell whether the function works with float64, where the parameters are float32: a learner's
        assertion may ask for that.
        """
        kinds = {a.dtype for a in self.leaves.values() if isinstance(a, np.ndarray)}
        if np.dtype(np.float32) not in kinds or self.alone:
            return True
        try:
            self(values)
        except Exception:  # whatever it says
            return False
        return True

    def _in_place(self, values: Arrays) -> Any:
        kept = {name: array.copy() for name, array in self.leaves.items()}
        try:
            for name, array in self.leaves.items():
                array[...] = values[name]
            written = {name: array.copy() for name, array in self.leaves.items()}
            found = self.function()
            self._check(self.leaves, written)
            return found
        finally:
            for name, array in self.leaves.items():
                array[...] = kept[name]

    def _check(self, now: Mapping[str, Any], before: Mapping[str, Any]) -> None:
        for name, value in now.items():
            if not isinstance(value, np.ndarray):
                continue
            if not np.array_equal(value, before[name].astype(value.dtype), equal_nan=True):
                raise DataError("diagnose.changed", function=self.what, name=name)


def without_stand_ins(function: Any) -> None:
    """순전파가 어딘가에 남긴 대역을 배열로 되돌린다.

    Turn the stand-ins that a followed forward pass has left in the learner's objects back into
    arrays, as a running mean of a batch normalisation is.
    """
    for held in list(reached(function)):
        if held.put is not None and (other := _without(held.value)) is not held.value:
            held.put(other)


def _without(x: Any) -> Any:
    if isinstance(x, TracedArray):
        numbers = x.numbers
        return np.array(numbers) if np.ndim(numbers) else numbers[()]
    if type(x) is tuple:
        parts = tuple(map(_without, x))
        return parts if any(a is not b for a, b in zip(parts, x, strict=True)) else x
    return x


# ── how a function is called ──

PLACED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _signature(function: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):  # of some builtins Python does not know it
        return None


def positional(function: Callable[..., Any]) -> list[str]:
    """차례로 받는 인자의 이름. List the names of the arguments that may be given in order."""
    signature = _signature(function)
    if signature is None:
        return []
    return [p.name for p in signature.parameters.values() if p.kind in PLACED]


def _style(function: Callable[..., Any], parameters: Parameters) -> str:
    """어떻게 부를지. Tell how a function takes the parameters: "" if no way fits."""
    names = list(parameters.top)
    signature = _signature(function)
    if signature is None or _binds(signature, **dict.fromkeys(names)):
        return "positions" if signature is None else "keywords"
    wild = any(p.kind is p.VAR_POSITIONAL for p in signature.parameters.values())
    if not wild and all(p.default is not p.empty for p in signature.parameters.values()):
        return "alone"
    nested = isinstance(parameters.whole, Mapping) and len(parameters.leaves) > len(names) == 1
    if not nested and _binds(signature, *names):
        return "positions"
    return "whole" if _binds(signature, None) else ""


def _binds(signature: inspect.Signature, *places: Any, **keywords: Any) -> bool:
    try:
        signature.bind(*places, **keywords)
    except TypeError:
        return False
    return True
