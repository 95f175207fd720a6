"""NumPy의 함수를 NumPy가 적은 대로 부른다: 인자의 이름과 차례.

Read a call of one of NumPy's functions as NumPy does: which argument is which is asked of the
function itself, so that no signature is written here again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from inspect import CO_VARARGS, CO_VARKEYWORDS, Parameter, signature
from typing import Any

import numpy as np

from ..arguments import shown
from ..errors import OpError
from .numpy_values import settled
from .row import Op

__all__ = ["call_of", "called_with", "carried_out", "listed", "spelled"]

Meaning = Callable[..., Any]


@lru_cache(maxsize=512)
def parameters(function: Any) -> tuple[Parameter, ...]:
    """NumPy가 적은 매개변수; 적지 않았으면 없다.

    Return a function's parameters; older versions of NumPy do not tell those of some.
    """
    try:
        return tuple(signature(function).parameters.values())
    except (ValueError, TypeError):
        return ()


@lru_cache(maxsize=512)
def taken_by(meaning: Any) -> tuple[str, ...] | None:
    """뜻이 받는 이름; 무엇이든 받으면 None.

    Return the names that a meaning takes, None if it takes whatever NumPy does.
    """
    if isinstance(meaning, Op):
        return (*meaning.inputs, *meaning.required, *meaning.params)
    code = meaning.__code__
    if code.co_flags & CO_VARKEYWORDS:
        return None
    return tuple(code.co_varnames[: code.co_argcount + code.co_kwonlyargcount])


def called_with(
    function: Any, meaning: Meaning, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Any:
    """함수의 뜻을 그 인자로 부른다.

    Call what a function means with what the function was given, each under NumPy's name. What is as
    NumPy has it by default need not be known here; anything else that is not is refused by name. A
    meaning with ``*args`` is given all as it stands.
    """
    if not isinstance(meaning, Op) and meaning.__code__.co_flags & CO_VARARGS:
        return meaning(*args, **kwargs)
    known, theirs = taken_by(meaning), parameters(function)
    given = _named(known or (), theirs, args, kwargs)
    if given is not None and known is not None:
        defaults = {p.name: p.default for p in theirs}
        given = {k: v for k, v in given.items() if not _same(v, defaults.get(k, Parameter.empty))}
    if given is None or (known is not None and not given.keys() <= {*known}):
        raise refused_call(function, args, kwargs, known or ())
    if isinstance(meaning, Op):
        inputs = [given.pop(name) for name in meaning.inputs if name in given]
        return meaning(*inputs, **{k: settled(v) for k, v in given.items()})
    return meaning(**given)


def refused_call(
    function: Any, args: Iterable[Any], kwargs: Mapping[str, Any], known: Iterable[str]
) -> OpError:
    """이렇게는 부를 수 없다는 오류. Return the error that says how a function is called here."""
    return OpError("numpy.arguments", call=call_of(function, args, kwargs), options=listed(known))


def call_of(function: Any, args: Iterable[Any], kwargs: Mapping[str, Any]) -> str:
    """부른 그대로의 글: np.sum(t, axis=0). Write a call as it was made."""
    given = ", ".join([*map(shown, args), *(f"{k}={shown(v)}" for k, v in kwargs.items())])
    return f"np.{spelled(function)}({given})"


def carried_out(function: Any, given: Mapping[str, Any]) -> Any:
    """이름이 붙은 인자로 NumPy의 함수를 부른다.

    Call one of NumPy's functions with its arguments by name; some have no name to be given by.
    """
    places = [p.name for p in parameters(function) if p.kind is Parameter.POSITIONAL_ONLY]
    rest = {k: v for k, v in given.items() if k not in places}
    return function(*(given[name] for name in places if name in given), **rest)


def listed(names: Iterable[str]) -> str:
    """인자의 목록. List arguments as they are written."""
    return ", ".join(f"{name}=" for name in names)


def spelled(function: Any) -> str:
    """사람이 쓰는 이름: linalg.norm. Name a function as people write it: ``linalg.norm``."""
    module = (getattr(function, "__module__", None) or "").removeprefix("numpy").removeprefix(".")
    inside = module if module in ("linalg", "fft") else ""
    return f"{inside}.{function.__name__}".removeprefix(".")


def _named(
    known: tuple[str, ...],
    theirs: tuple[Parameter, ...],
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> dict[str, Any] | None:
    """이름마다 준 것.

    Give each argument its name. What NumPy's function calls otherwise - the inputs of a row, and
    arguments that had another name in its earlier versions - goes by its place.
    """
    names = [p.name for p in theirs if p.kind <= Parameter.POSITIONAL_OR_KEYWORD] or list(known)
    own = [
        known[i] if i < len(known) and name not in known and known[i] not in names else name
        for i, name in enumerate(names)
    ]
    if len(args) > len(names):
        return None
    renamed = dict(zip(names, own, strict=True))
    found = dict(zip(own, args, strict=False))
    found.update((renamed.get(k, k), v) for k, v in kwargs.items())
    return found


def _same(x: Any, default: Any) -> bool:
    """NumPy의 기본값 그대로인가. Tell whether an argument is as NumPy has it by default."""
    return x is default or (type(x) is type(default) and isinstance(x, (str, int)) and x == default)


def is_numpys(function: Any) -> bool:
    """NumPy의 함수인가. Tell whether a function is one of NumPy's own."""
    name = getattr(function, "__name__", "")
    return vars(np).get(name) is function or (
        getattr(function, "__module__", None) or ""
    ).startswith("numpy")
