"""수만 주는 NumPy 함수: 자리, 부호, 참과 거짓, 글.

Give NumPy's functions that have no gradient their meaning for Tensors: places, signs, truths and
texts, which stay as they are where numbers move a little. Their results are plain. They may choose
what is computed next, so a replay is told, and makes sure that they stay so; reading for a person
(np.save, np.array2string) is nobody's business.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .array_ops import ARRAY_TABLE
from .arrays import checked
from .graph import Node
from .modes import current, taken
from .operators import plain

__all__ = ["VALUES", "decided", "read", "settled"]


def decided(function: Callable[..., Any]) -> Callable[..., Any]:
    """자리나 부호나 참을 정하는 함수로.

    Make the meaning of a function whose result is taken from the numbers of nodes, and decides.
    """

    def meaning(*args: Any, **kwargs: Any) -> Any:
        nodes = list(dict.fromkeys(_nodes((args, kwargs))))
        shapes = ", ".join(str(np.shape(plain(x))) for x in args)
        outcome = checked(
            f"{function.__name__}({shapes})", lambda: function(*_plain(args), **_plain(kwargs))
        )

        def again(numbers: dict[Node, Any]) -> bool:
            return _same(function(*_plain(args, numbers), **_plain(kwargs, numbers)), outcome)

        _tell(nodes, again, f"{function.__name__}({{}})")
        return outcome

    return meaning


def settled(x: Any) -> Any:
    """노드로 준 자리나 조건의 수. Return the numbers of a node that says where, or whether."""
    return x if next(_nodes(x), None) is None else decided(np.array)(x)


def _tell(nodes: list[Any], again: Callable[[dict[Node, Any]], bool], words: str) -> None:
    """노드의 수로 정했음을 알린다.

    Say that the numbers of `nodes` decided something: a replay is told of one node, so of several
    it is told as of one array that holds them all.
    """
    if len(nodes) < 2 or getattr(current(), "listener", None) is None:
        for node in nodes:
            taken(node, _with(again, node), True, words)
        return
    whole = ARRAY_TABLE["concatenate"]([ARRAY_TABLE["reshape"](x, shape=-1) for x in nodes])
    ends = np.cumsum([np.size(x.data) for x in nodes])[:-1]

    def apart(numbers: Any) -> bool:
        parts = np.split(numbers, ends)
        return again({x: part.reshape(x.data.shape) for x, part in zip(nodes, parts, strict=True)})

    taken(whole, apart, True, words)


def _with(again: Callable[[dict[Node, Any]], bool], node: Node) -> Callable[[Any], bool]:
    return lambda numbers: again({node: numbers})


def _nodes(x: Any) -> Iterator[Node]:
    if isinstance(x, Node):
        yield x
    elif isinstance(x, (list, tuple, dict)):
        for part in x.values() if isinstance(x, dict) else x:
            yield from _nodes(part)


def _plain(x: Any, numbers: dict[Node, Any] | None = None) -> Any:
    """노드 대신 그 수, 읽기만 할 수 있게.

    Return the same with the numbers of nodes in their place, which no out= may write to.
    """
    if isinstance(x, Node):
        found = plain(x) if numbers is None or x not in numbers else numbers[x]
        if isinstance(found, np.ndarray):
            found = found.view()
            found.flags.writeable = False
        return found
    if isinstance(x, dict):
        return {k: _plain(v, numbers) for k, v in x.items()}
    return type(x)(_plain(part, numbers) for part in x) if type(x) in (list, tuple) else x


def _same(now: Any, then: Any) -> bool:
    """같은 결과인가. Tell whether a result is the same; nan is the same as nan."""
    if isinstance(then, (tuple, list)):
        return len(now) == len(then) and all(map(_same, now, then))
    return bool(np.array_equal(now, then, equal_nan=np.asarray(then).dtype.kind in "fc"))


def read(function: Callable[..., Any]) -> Callable[..., Any]:
    """사람이 읽는 함수로. Make the meaning of a function that shows or keeps numbers."""

    def meaning(*args: Any, **kwargs: Any) -> Any:
        return function(*_plain(args), **_plain(kwargs))

    return meaning


DECIDE = (
    *("argmax", "argmin", "nanargmax", "nanargmin", "argsort", "argpartition", "lexsort"),
    *(
        "argwhere",
        "nonzero",
        "flatnonzero",
        "count_nonzero",
        "searchsorted",
        "digitize",
    ),
    *("tril_indices_from", "triu_indices_from", "diag_indices_from"),
    *("any", "all", "isnan", "isinf", "isfinite", "isposinf", "isneginf", "isreal", "iscomplex"),
    *("isclose", "allclose", "array_equal", "array_equiv", "isin", "iscomplexobj", "isrealobj"),
    *("logical_and", "logical_or", "logical_not", "logical_xor"),
    *("sign", "signbit", "floor", "ceil", "rint", "trunc", "fix", "round", "around"),
    *("floor_divide", "heaviside", "angle"),
)
READ = (
    *("shape", "ndim", "size", "result_type", "can_cast", "min_scalar_type", "common_type"),
    *("shares_memory", "may_share_memory", "zeros_like", "ones_like", "empty_like"),
    *("array_repr", "array_str", "array2string", "save", "savetxt", "savez", "savez_compressed"),
)


def _found(names: tuple[str, ...], make: Callable[..., Any]) -> dict[Any, Callable[..., Any]]:
    functions = {getattr(np, name, None) for name in names} - {None}  # of this version of NumPy
    return {function: make(function) for function in functions}


VALUES: dict[Any, Callable[..., Any]] = {
    **_found(DECIDE, decided),
    **_found(READ, read),
    np.linalg.matrix_rank: decided(np.linalg.matrix_rank),
}
