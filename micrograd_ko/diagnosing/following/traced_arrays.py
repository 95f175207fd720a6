"""배열 자리에 서서 계산을 적는 것.

Stand in for an ndarray while a forward function is followed: what is computed from parameters is a
Tensor, all else stays an ndarray, and either can be written to, as NumPy's arrays can. A Tensor is
a result and never changes; what a learner writes, ``out[i] = …``, ``z[mask] = 0``, ``np.add(a, b,
out=z)``, is kept here and becomes a Tensor of its own when it is next read.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...engine import ARRAY_TABLE, Tensor
from ...errors import OpError
from .listening import listener
from .written import assembled, is_traced

__all__ = ["TracedArray", "carried_out", "numbers_of", "unwrapped", "wrapped"]

Content = Any  # a Tensor, or an ndarray
Move = Callable[[Any], Any]  # a view of an array, of a Tensor, and of the places of its entries
SINGLE = np.dtype(np.float32)
BASIC = (int, np.integer, slice)  # of an index that makes a view


class TracedArray:
    """배열의 대역: 값은 Tensor이거나 ndarray.

    Stands in for an array.

    Args:
        content: a Tensor, or an ndarray, which is copied before it is written to.
        root: of a view the array that it shows, `moves` how.
    """

    __slots__ = ("_content", "_owned", "_pending", "_seen", "moves", "root", "version")
    __array_priority__ = 2000
    __hash__ = object.__hash__

    def __init__(
        self, content: Content, root: TracedArray | None = None, moves: tuple[Move, ...] = ()
    ) -> None:
        self._content, self.moves = content, moves
        self.root = self if root is None else root
        self._pending: list[tuple[Any, Any, Any]] = []
        self.version, self._owned = 0, False
        self._seen = self.root.version

    # ── what it holds now ──

    @property
    def now(self) -> Content:
        """지금의 값. Give what it holds now, all that was written included."""
        root = self.root
        if root is self:
            if self._pending:
                self._settle()
        elif self._seen != root.version:
            self._content, self._seen = _moved(root.now, self.moves), root.version
        return self._content

    @property
    def numbers(self) -> Any:
        """수만. Give its numbers, without how they were computed."""
        return numbers_of(self.now)

    def view(self, move: Move) -> Any:
        """보기, NumPy가 보기를 만드는 것이라면.

        Make what `move` makes of it: a view, of which writes go to this array, if NumPy makes one.
        """
        now = self.now
        found = move(now)
        if not np.ndim(found):
            return wrapped(found)
        shares = np.may_share_memory(numbers_of(now), numbers_of(found))
        return TracedArray(found, self.root, (*self.moves, move)) if shares else wrapped(found)

    def write(self, index: Any, value: Any) -> None:
        """index 자리에 적는다. Write `value` at `index`, as NumPy does."""
        root, value = self.root, unwrapped(value)
        places = _moved(np.arange(np.size(root.numbers)).reshape(root.shape), self.moves)[index]
        # NumPy refuses what does not fit
        np.broadcast_to(np.empty(np.shape(value), bool), np.shape(places))
        root.version += 1
        if not is_traced(value) and isinstance(root._content, np.ndarray) and not root._pending:
            if not root._owned:
                root._content, root._owned = np.array(root._content, order="C"), True
            root._content.reshape(-1)[places] = value
            return
        root._pending.append((places, value, listener().stack()))

    def _settle(self) -> None:
        """적은 것을 하나의 Tensor로: 원소마다 마지막에 적은 것.

        Make one Tensor of what was written: each entry is what was written there last.
        """
        pending, before = self._pending, self._content
        self._pending = []
        with listener().at(pending[-1][2]):
            self._content = assembled(before, [(places, value) for places, value, _ in pending])

    # ── an array's own words ──

    shape = property(lambda self: np.shape(self.now))
    ndim = property(lambda self: np.ndim(self.now))
    size = property(lambda self: np.size(self.numbers))
    dtype = property(lambda self: _as_double(self.numbers.dtype))  # of float32, too
    nbytes = property(lambda self: self.numbers.nbytes)
    itemsize = property(lambda self: self.numbers.itemsize)
    flags = property(lambda self: self.numbers.flags)
    T = property(lambda self: self.view(lambda a: a.T))
    mT = property(lambda self: self.view(lambda a: a.mT))
    flat = property(lambda self: self.view(lambda a: a.reshape(-1)))
    real = property(lambda self: self)

    def reshape(self, *shape: Any, order: str = "C", copy: Any = None) -> Any:
        """다른 모양으로. Show the same entries in another shape."""
        if order != "C":
            raise OpError("diagnose.untraced.method", name=f"reshape(order={order!r})")
        return self.view(lambda a: a.reshape(*unwrapped(shape)))

    def ravel(self, order: str = "C") -> Any:
        """한 줄로. Show the entries in one row."""
        return self.reshape(-1, order=order)

    def transpose(self, *axes: Any) -> Any:
        """축의 차례를 바꿔서. Show its axes in another order."""
        return self.view(lambda a: a.transpose(*axes))

    def swapaxes(self, axis1: int, axis2: int) -> Any:
        """두 축을 바꿔서. Show it with two axes swapped."""
        return self.view(lambda a: a.swapaxes(axis1, axis2))

    def squeeze(self, axis: Any = None) -> Any:
        """길이가 1인 축 없이. Show it without axes of length 1."""
        return self.view(lambda a: a.squeeze(axis))

    def copy(self, order: str = "C") -> TracedArray:
        """새 배열. Make a new array of the same numbers."""
        return TracedArray(self.now)

    def flatten(self, order: str = "C") -> TracedArray:
        """한 줄로 된 새 배열. Make a new array in one row."""
        return TracedArray(self.reshape(-1, order=order).now)

    def astype(self, dtype: Any, **options: Any) -> TracedArray:
        """형 변환: 정밀도는 그대로 둔다.

        Convert the type. Among floats nothing is rounded: the derivative is that of the function
        meant. It is remembered that the learner's own numbers are.
        """
        kind = np.dtype(plain_type(dtype))
        listener().rounds(kind)
        if kind.kind == "f" and is_traced(self.now):
            return TracedArray(self.now)
        return TracedArray(self.numbers.astype(kind))

    def fill(self, value: Any) -> None:
        """모두 같은 수로. Fill it."""
        self.write(..., value)

    def item(self, *place: Any) -> Any:
        """수 하나: 그 계산을 안고 있다. Give one number, with how it was computed."""
        if place:
            return self.flat[place[0]] if len(place) == 1 else self[place]
        return TracedArray(self.now.reshape(())) if is_traced(self.now) else self.now.item()

    def tolist(self) -> Any:
        """목록으로. List the entries, each with how it was computed."""
        if not self.ndim:
            return self.item()
        return [x.tolist() if isinstance(x, TracedArray) else x.item() for x in self]

    def dot(self, other: Any, out: Any = None) -> Any:
        """NumPy의 dot. Multiply as NumPy's dot does."""
        return carried_out(np.dot, (self, other), {} if out is None else {"out": out})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        now = self.now
        if hasattr(np.ndarray, name) and not hasattr(now, name):
            raise OpError("diagnose.untraced.method", name=name)
        found = getattr(now, name)
        if not callable(found):
            return wrapped(found)
        return lambda *args, **kwargs: carried_out(found, args, kwargs)

    # ── what Python asks of an array ──

    def __getitem__(self, index: Any) -> Any:
        index = unwrapped(index)
        parts = index if isinstance(index, tuple) else (index,)
        if all(isinstance(i, BASIC) or i is None or i is ... for i in parts):
            return self.view(lambda a: a[index])
        return wrapped(self.now[numbers_of(index) if is_traced(index) else index])

    def __setitem__(self, index: Any, value: Any) -> None:
        self.write(unwrapped(index), value)

    def __len__(self) -> int:
        return len(self.now)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __bool__(self) -> bool:
        return bool(self.numbers)

    def __float__(self) -> float:
        number = float(self.numbers)
        listener().left(number, self.now)
        return number

    def __int__(self) -> int:
        return int(self.numbers)

    def __index__(self) -> int:
        return operator.index(self.numbers)

    def __round__(self, digits: int | None = None) -> Any:
        if digits is None or not is_traced(self.now):
            return round(self.numbers[()], digits)
        return self.round(digits)

    def round(self, decimals: int = 0, out: Any = None) -> Any:
        """반올림: 사람이 보려고 줄인 자릿수는 되돌린다.

        Round. To digits behind the point this is for a person to read: the number stays what it
        was, and it is remembered that the learner's was rounded.
        """
        if decimals <= 0 or not is_traced(self.now):
            return wrapped(np.round(self.numbers, decimals))
        listener().rounded(decimals)
        return self.item() if not self.ndim else TracedArray(self.now)

    def __contains__(self, x: Any) -> bool:
        return bool((self.numbers == x).any())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if is_traced(self.now):
            raise OpError("diagnose.untraced.array")
        return np.array(self.now, dtype=dtype, copy=None if copy is False else copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        return carried_out(getattr(ufunc, method) if method != "__call__" else ufunc,
                           inputs, options)  # fmt: skip

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        return carried_out(function, args, kwargs)

    def __repr__(self) -> str:
        return repr(self.numbers)

    def __str__(self) -> str:
        return str(self.numbers)

    def __format__(self, spec: str) -> str:
        return format(self.numbers[()] if not self.ndim else self.numbers, spec)

    def __deepcopy__(self, memo: Any) -> TracedArray:
        return self.copy()

    __copy__ = copy


def wrapped(found: Any) -> Any:
    """계산의 결과를 배열의 대역으로.

    Make stand-ins of the arrays in a result; plain numbers stay as they are.
    """
    if isinstance(found, (Tensor, np.ndarray)):
        if isinstance(found, np.ndarray) and found.dtype == SINGLE:
            listener().rounds(found.dtype)
        return TracedArray(found)
    if isinstance(found, (list, tuple)):
        parts = map(wrapped, found)
        return type(found)(*parts) if hasattr(found, "_fields") else type(found)(parts)
    return found


def unwrapped(x: Any) -> Any:
    """배열의 대역이 지금 가진 것. Take the Tensors and arrays out of stand-ins, in lists, too."""
    if isinstance(x, TracedArray):
        return x.now
    if isinstance(x, (list, tuple)) and not hasattr(x, "_fields"):
        return type(x)(map(unwrapped, x))
    if isinstance(x, slice):
        return slice(*map(unwrapped, (x.start, x.stop, x.step)))
    return plain_type(x)


def plain_type(x: Any) -> Any:
    """float의 대역이면 float. Give the type that a stand-in of ``float`` stands for."""
    return getattr(x, "stands_for", x) if isinstance(x, type) else x


def numbers_of(x: Any) -> Any:
    """그래프 없이 수만. Give the numbers of an array, a Tensor or a stand-in; the rest as it is."""
    if isinstance(x, TracedArray):
        x = x.now
    if isinstance(x, (list, tuple)) and not hasattr(x, "_fields"):
        return type(x)(map(numbers_of, x))
    return x.data if isinstance(x, Tensor) else x


def carried_out(function: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """NumPy의 함수를 부른다, out=은 적는 것으로.

    Call a function of NumPy's; what ``out=`` names is written to.
    """
    options = dict(options)
    out = options.pop("out", None)
    out = out[0] if isinstance(out, tuple) and len(out) == 1 else out
    if getattr(function, "__name__", "") == "at" and isinstance(
        getattr(function, "__self__", None), np.ufunc
    ):
        return _added_at(function.__self__, *args)
    options = {name: unwrapped(x) for name, x in options.items()}
    if "dtype" in options and options["dtype"] is not None:
        kind = np.dtype(options["dtype"])
        listener().rounds(kind)
        if kind.kind == "f" and any(map(is_traced, map(unwrapped, args))):
            del options["dtype"]
    found = function(*map(unwrapped, args), **options)
    if out is None:
        return wrapped(found)
    if not isinstance(out, TracedArray):
        raise OpError("diagnose.untraced.array")
    out.write(..., found)
    return out


def _added_at(ufunc: np.ufunc, array: Any, index: Any, value: Any = None) -> None:
    """np.add.at. Add at an index, entries that come twice as often as they come."""
    if not isinstance(array, TracedArray) or ufunc not in (np.add, np.subtract):
        raise OpError("diagnose.untraced.array")
    now, index, value = array.now, unwrapped(index), unwrapped(value)
    shape = np.shape(numbers_of(now)[index])
    put = ARRAY_TABLE["put"]
    spread = np.broadcast_to(value, shape)
    added = (
        put(spread, index=index, shape=np.shape(now))
        if is_traced(spread)
        else put.forward(np.asarray(spread, float), index=index, shape=np.shape(now))
    )
    array.write(..., now + added if ufunc is np.add else now - added)


def _moved(x: Any, moves: tuple[Move, ...]) -> Any:
    for move in moves:
        x = move(x)
    return x


def _as_double(kind: np.dtype[Any]) -> np.dtype[Any]:
    return np.dtype(float) if kind.kind == "f" else kind
