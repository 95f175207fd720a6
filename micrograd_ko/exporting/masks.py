"""비교의 결과: 무엇에 쓰였는지 아는 배열.

Follow the outcome of a comparison while a model is recorded. ``where(x > 0, a, b)`` can be written
into a file as it stands, since the graph then chooses anew for each input; anything else that is
done with the bools, such as ``if (x > 0).any():``, went by these numbers alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ..engine import ARRAY_TABLE, Node, Tensor

__all__ = ["Mask"]

Array = np.ndarray[Any, Any]
# what masks are put together with
LOGIC = {
    np.logical_and: "and", np.bitwise_and: "and", np.logical_or: "or", np.bitwise_or: "or",
    np.logical_not: "not", np.invert: "not",
}  # fmt: skip


class Mask(NDArrayOperatorsMixin):
    """비교의 결과인 참과 거짓의 배열처럼 쓰인다.

    Stands for the array of bools that a comparison gives, and is used like it.

    Attributes:
        array: the bools.
        name, operands: the comparison, such as "<", of nodes, numbers or arrays; or "and", "or",
            "not" of masks and arrays.
        escaped: whether anything was done with it but to put masks together and choose by them.
        known: all masks of one recording, by the identity of their arrays.
        number: how many of them were made before it.
    """

    def __init__(
        self, array: Array, name: str, operands: tuple[Any, ...], known: dict[int, Mask]
    ) -> None:
        self.array, self.name, self.operands, self.known = array, name, operands, known
        self.escaped, self.number = False, len(known)
        known[id(array)] = self

    shape = property(lambda self: self.array.shape)
    ndim = property(lambda self: self.array.ndim)
    size = property(lambda self: self.array.size)
    dtype = property(lambda self: self.array.dtype)

    def parts(self) -> list[Mask]:
        """자기를 이루는 비교들, 만든 차례대로.

        List the masks that it was put together of, in the order in which they were made, and it
        itself.
        """
        waiting, found = [self], dict[int, Mask]()
        while waiting:
            mask = waiting.pop()
            if mask.number not in found:
                found[mask.number] = mask
                waiting += [x for x in mask.operands if isinstance(x, Mask)]
        return [found[number] for number in sorted(found)]

    def nodes(self) -> list[Node]:
        """비교한 노드. List the nodes that were compared."""
        return [x for mask in self.parts() for x in mask.operands if isinstance(x, Node)]

    def _let_go(self) -> Array:
        """그냥 배열로: 이제 무엇에 쓰이는지 모른다.

        Return the mere array: from now on nobody knows what becomes of it.
        """
        for mask in self.parts():
            mask.escaped = True
        return self.array

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self._let_go(), dtype=dtype)

    def __bool__(self) -> bool:
        return bool(self._let_go())

    def __len__(self) -> int:
        return len(self.array)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._let_go())

    def __getitem__(self, index: Any) -> Any:
        return self._let_go()[index]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # what Python and NumPy ask of any object
            raise AttributeError(name)
        return getattr(self._let_go(), name)

    def __repr__(self) -> str:
        return repr(self.array)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        plain = [x.array if isinstance(x, Mask) else x for x in inputs]
        bools = all(isinstance(x, (np.ndarray, np.bool_, bool)) for x in plain)
        if method == "__call__" and ufunc in LOGIC and bools and not options:
            return Mask(np.asarray(ufunc(*plain)), LOGIC[ufunc], inputs, self.known)
        given = [x._let_go() if isinstance(x, Mask) else x for x in inputs]
        return getattr(ufunc, method)(*given, **options)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if function is np.where and len(args) == 3 and args[0] is self:
            return self._chosen(*args[1:])
        return function(*map(_plain, args), **{k: _plain(v) for k, v in kwargs.items()})

    def _chosen(self, a: Any, b: Any) -> Any:
        """골라 쓴 노드: 두 수 중에서 고른 것도 노드이다.

        Choose by the very array that is known; of two mere numbers, too, this makes a node.
        """
        a, b = _plain(a), _plain(b)
        if not isinstance(a, Node) and not isinstance(b, Node):
            kind = np.result_type(a, b)
            kind = kind if kind.kind == "f" else self.nodes()[0].data.dtype
            a = Tensor.constant(np.asarray(a, dtype=kind))
        return ARRAY_TABLE["where"](a, b, condition=self.array)


def _plain(x: Any) -> Any:
    if isinstance(x, (list, tuple)):
        return type(x)(map(_plain, x))
    return x._let_go() if isinstance(x, Mask) else x
