"""AbstractArray: 아직 수가 들지 않은 배열.

Stand for arrays that have no numbers yet. A rule of the tables that is called with abstract arrays
computes nothing: it writes down, on a tape, which simple instructions it would carry out. So the
very code that runs eagerly - rules, the chain rule, optimizers - also says what a program replays,
and an op that a user registers needs no second description.

An abstract array is a view of a buffer, as NumPy's arrays are of their memory: `places` says where
in the buffer each entry lies. What only moves entries about (reshape, transpose, slices) is done to
the places by NumPy itself, and costs nothing in a replay.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from ...engine import Op, Operand
from ...errors import OpError
from .functions import FUNCTIONS, MOVING, matmul
from .instructions import Buffer, Instruction
from .primitives import NAMES

if TYPE_CHECKING:
    from .tape import Tape

__all__ = ["AbstractArray"]

Array = np.ndarray[Any, Any]


class AbstractArray(NDArrayOperatorsMixin, Operand):
    """수가 없는 배열: 무엇을 할지만 적는다.

    An array without numbers, used like an ndarray: what is done with it is written on its tape.
    """

    __slots__ = ("buffer", "places", "tape")

    def __init__(self, tape: Tape, buffer: Buffer, places: Array) -> None:
        self.tape, self.buffer, self.places = tape, buffer, places

    @classmethod
    def _apply(cls, op: Op, inputs: tuple[Any, ...]) -> Any:
        return op.forward(*inputs)  # a rule that calls another row

    @property
    def key(self) -> tuple[Any, ...]:
        """같은 것을 가리키는가.

        The same for arrays that show the same entries of the same buffer.
        """
        return self.buffer, self.offset, self.shape, self.strides

    @property
    def data(self) -> AbstractArray:
        """자기 자신: 노드처럼 물어도. Itself, to rules that ask a node for its numbers."""
        return self

    @property
    def numbers(self) -> Array:
        """상수의 수. Of a constant, its numbers in this array's shape."""
        assert self.buffer.numbers is not None
        return self.buffer.numbers[self.places]

    shape = property(lambda self: self.places.shape)
    ndim = property(lambda self: self.places.ndim)
    size = property(lambda self: self.places.size)
    dtype = property(lambda self: self.tape.dtype)
    T = property(lambda self: self.moved(np.transpose))
    mT = property(lambda self: self.moved(lambda places: places.mT))

    @property
    def strides(self) -> tuple[int, ...]:
        """축마다 몇 자리씩. The places of the buffer that each step along an axis goes."""
        return tuple(s // self.places.itemsize for s in self.places.strides)

    @property
    def offset(self) -> int:
        """첫 자리. The place of the first entry."""
        return int(self.places.flat[0])

    def showing(self, places: Array) -> AbstractArray:
        """같은 자리의 다른 보기. Another view of the same buffer."""
        return AbstractArray(self.tape, self.buffer, places)

    def moved(self, move: Callable[[Array], Array]) -> AbstractArray:
        """자리만 옮긴다.

        Entries moved about: as another view where NumPy makes one, else by an instruction.
        """
        places = move(self.places)
        if not places.size:
            raise OpError("replay.empty", shape=places.shape)
        if np.may_share_memory(places, self.places):
            return self.showing(places)
        if self.buffer.numbers is not None:
            return self.tape.constant(self.buffer.numbers[places])
        whole = self.showing(np.arange(self.buffer.size))
        return self.tape.write("gather", (whole,), places.shape, self.tape.flat(places))

    def spread(self, shape: tuple[int, ...]) -> AbstractArray:
        """그 모양으로 늘인 것. Return a view of that shape, as broadcasting makes one."""
        return self.moved(lambda places: np.broadcast_to(places, shape))

    def __getitem__(self, index: Any) -> AbstractArray:
        if isinstance(index, AbstractArray):
            return self._rows(index)
        parts = index if isinstance(index, tuple) else (index,)
        whole = any(part is Ellipsis for part in parts)  # with one, a single entry is a view, too
        return self.moved(lambda places: places[index if whole else (*parts, ...)])

    def _rows(self, which: AbstractArray) -> AbstractArray:
        """수로 고른 줄들. Take the rows whose numbers are entries of another array."""
        rows, chosen = self.reshape(len(self), -1), which.reshape(-1)
        found = self.tape.write("take_rows", (rows, chosen), (chosen.size, rows.shape[1]))
        return found.reshape((*which.shape, *self.shape[1:]))

    def __setitem__(self, index: Any, value: Any) -> None:
        """새 배열에 적는다. Write into an array that a rule made for itself, such as zeros."""
        place = self._own()[index]
        if place.buffer is not self.buffer:
            raise OpError("replay.function", name="a[places] = b")
        self.tape.instructions.append(
            Instruction("copy", place, (self.tape.constant(value).spread(place.shape),))
        )

    def _own(self) -> AbstractArray:
        """상수였으면 적을 수 있는 것으로.

        Take a buffer of its own from now on, if this was a constant.
        """
        if self.buffer.numbers is not None:
            fresh = self.tape.write(
                "copy",
                (self.showing(self.places),),
                self.shape,
                once=False,
            )
            self.buffer, self.places = fresh.buffer, fresh.places
        return self

    def reshape(self, *shape: Any) -> AbstractArray:
        """다른 모양으로. Return it in another shape."""
        return self.moved(lambda places: places.reshape(*shape))

    def transpose(self, *axes: Any) -> AbstractArray:
        """축의 차례를 바꿔서. Return it with its axes in another order."""
        return self.moved(lambda places: places.transpose(*axes))

    def astype(self, dtype: Any, **options: Any) -> AbstractArray:
        """기계의 수는 한 종류다.

        Return it as it is: all numbers of a replay are of one kind, and another precision is
        refused.
        """
        if np.dtype(dtype).kind == "f" and np.dtype(dtype) != self.dtype:
            raise OpError("replay.function", name=f"astype({np.dtype(dtype)})")
        return self

    def __float__(self) -> float:
        raise OpError("replay.function", name="float()")

    def __array__(self, *args: Any, **kwargs: Any) -> Any:
        raise OpError("replay.function", name="array()")

    def __len__(self) -> int:
        if not self.shape:
            raise OpError("replay.function", name="len()")
        return int(self.shape[0])

    def __getattr__(self, name: str) -> Any:
        """ndarray의 메서드도 함수와 같다.

        Find a method of arrays, such as ``a.sum(axis=0)``, as the function of that name.
        """
        if name in FUNCTIONS or name in MOVING:
            return partial(getattr(np, name), self)
        if name.startswith("_") or not hasattr(np.ndarray, name):
            raise AttributeError(name)
        raise OpError("replay.function", name=f"ndarray.{name}")

    def __bool__(self) -> bool:
        if self.buffer in self.tape.nonzero:
            return True
        raise OpError("replay.branch")

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """NumPy 함수: 적는다.

        NumPy's functions, written down; ``x += …`` gives a new array, as nobody else holds x.
        """
        if ufunc is np.add and method == "at":
            return inputs[0]._add_at(*inputs[1:])
        if method != "__call__" or options.keys() - {"out"}:
            raise OpError("replay.function", name=f"{ufunc.__name__}.{method}")
        if ufunc is np.matmul:
            return matmul(self.tape, *inputs)
        if ufunc not in NAMES:
            raise OpError("replay.function", name=ufunc.__name__)
        tapes = [x.tape for x in inputs if isinstance(x, AbstractArray)]
        tape = next((tape for tape in tapes if tape.outer is None), tapes[0])
        if (
            ufunc is np.power
            and not tape.scalar
            and isinstance(inputs[1], (int, float))
            and inputs[1] == 0.5
        ):
            # as NumPy does: (-inf)**0.5 is nan, where C's pow has inf
            return tape.elementwise("sqrt", inputs[0])
        return tape.elementwise(NAMES[ufunc], *inputs)

    def _add_at(self, index: Any, value: Any) -> None:
        out = self._own()
        if isinstance(index, AbstractArray):
            rows, chosen = out.reshape(len(out), -1), index.reshape(-1)
            added = self.tape.constant(value).reshape(chosen.size, -1)
            self.tape.instructions.append(Instruction("add_rows", rows, (added, chosen)))
            return
        where = out.places[index]
        added = self.tape.constant(value).spread(where.shape)
        self.tape.instructions.append(Instruction("scatter", out, (added,), self.tape.flat(where)))

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if function.__name__ in MOVING:
            return args[0].moved(lambda places: function(places, *args[1:], **kwargs))
        if function.__name__ not in FUNCTIONS:
            raise OpError("replay.function", name=function.__name__)
        return FUNCTIONS[function.__name__](self.tape, *args, **kwargs)
