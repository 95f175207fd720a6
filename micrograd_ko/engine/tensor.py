"""Tensor: ndarray 하나를 담은 노드.

Tensor: a node that holds an ndarray. Its methods, operators and NumPy functions are made from
the tables: entry by entry from :mod:`micrograd_ko.engine.ops`, the same rows as Value's, and on
whole arrays from :mod:`micrograd_ko.engine.array_ops`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Never

import numpy as np

from ..arguments import is_real
from ..errors import MicrogradError, NotANumberError, ShapeError
from ..later import loaded
from . import border
from .anomaly import trapping
from .array_ops import ARRAY_TABLE
from .arrays import FLOATS, axes_of, float_type, plain_index, real_array
from .graph import BLANK, expect_numbers, packed
from .modes import DEFAULT, MODE, compared, complete, complete_leaf, current, read
from .numpy_functions import FUNCTIONS, called
from .numpy_shapes import reshaped
from .operators import (
    COMPARISONS,
    Number,
    expect_label,
)
from .row import Op
from .ufunc_calls import ufunc_of_tensor

__all__ = ["FUNCTIONS", "Tensor"]

_new = object.__new__
_mode = MODE.get


class Tensor(Number):
    """배열 하나와, 그것이 어떻게 만들어졌는지를 기억하는 노드.

    An array of real numbers that remembers how it was made.

    >>> W = Tensor([[1.0, 2.0], [3.0, 4.0]], label="W")
    >>> loss = (np.array([1.0, -1.0]) @ W).sum()
    >>> loss.backward()
    >>> W.grad
    array([[ 1.,  1.],
           [-1., -1.]])
    >>> W.shape, W.ndim, W.size, W.dtype, W.T.shape, W[None].mT.shape, W.real is W
    ((2, 2), 2, 4, dtype('float64'), (2, 2), (1, 2, 2), True)

    NumPy's broadcasting, indexing, names and functions hold: ``np.exp(t)``, ``t[:, 0]``,
    ``t.sum(axis=0, keepdims=True)``. Plain arrays in an expression are constants, which get no
    gradient. Comparisons, ``==`` too, compare numbers and give plain arrays of bools.

    Args:
        data: an array, or (nested) lists of numbers; it is copied.
        label: its name on drawings.
        dtype: float64 or float32; by default float32 if `data` is, else float64.
        kind: "input", "weight", "bias" or "constant"; None judges by the label.

    Raises:
        NotANumberError: `data` is not an array of real numbers.
    """

    __slots__ = ()
    data: np.ndarray[Any, Any]
    grad: np.ndarray[Any, Any] | None
    __array_priority__ = 1000

    def __init__(
        self,
        data: Any,
        label: str = "",
        *more: Never,
        dtype: Any = None,
        kind: str | None = None,
        **unknown: Never,
    ) -> None:
        if more or unknown or type(label) is not str:
            expect_label(type(self), label, more, unknown, ("data", "label", "dtype", "kind"))
        self.data = np.array(real_array(data, FLOATS[0]), dtype=float_type(dtype))
        self.grad = self.op = self._a = self._b = None
        complete_leaf(self, label, kind)

    def own(self, number: Any) -> np.ndarray[Any, Any]:
        """이 배열과 같은 dtype의 새 배열로. Copy a number into a new array of this one's dtype."""
        return np.array(number, dtype=self.data.dtype)

    @classmethod
    def holds(cls, data: Any) -> bool:
        """float64나 float32의 배열인가. Tell whether this is an array of float64 or float32."""
        return isinstance(data, np.ndarray) and data.dtype in FLOATS

    @classmethod
    def constant(cls, data: Any) -> Tensor:
        """기울기를 받지 않는 상수 노드; 배열은 복사하지 않는다.

        Make a node that gets no gradient; an array is not copied.

        >>> mask = Tensor.constant([1.0, 0.0])
        >>> x = Tensor([2.0, 3.0])
        >>> (x * mask).sum().backward()
        >>> x.grad, mask.grad
        (array([1., 0.]), None)
        """
        return constant(data, FLOATS[0])

    @classmethod
    def _apply(cls, op: Op, inputs: tuple[Any, ...]) -> Tensor:
        if len(inputs) == 1:
            return result_of(op, inputs[0])
        dtype = next(x.data.dtype for x in inputs if isinstance(x, Tensor))
        nodes = [x if isinstance(x, Tensor) else constant(x, dtype) for x in inputs]
        return result_of(op, *packed(nodes))

    def _operand(self, x: Any) -> Any:
        return x if isinstance(x, Tensor) else constant(x, self.data.dtype)

    # ── what an array tells about itself ──

    @property
    def shape(self) -> tuple[int, ...]:
        """모양. The length of each axis."""
        return self.data.shape  # type: ignore[no-any-return]

    @property
    def ndim(self) -> int:
        """축의 수. The number of its axes."""
        return self.data.ndim

    @property
    def size(self) -> int:
        """원소의 수. The number of its entries."""
        return self.data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """원소의 종류: float64 또는 float32. The type of its entries, float64 or float32."""
        return self.data.dtype  # type: ignore[no-any-return]

    @property
    def T(self) -> Tensor:
        """축을 거꾸로. All axes in reverse; the transpose of a matrix."""
        return ARRAY_TABLE["transpose"](self)  # type: ignore[no-any-return]

    @property
    def mT(self) -> Tensor:
        """마지막 두 축을 바꾼다. The last two axes swapped: the transpose of each matrix."""
        if self.ndim < 2:
            return self.swapaxes(-1, -2)  # which says why not
        axes = (*range(self.ndim - 2), self.ndim - 1, self.ndim - 2)
        return ARRAY_TABLE["transpose"](self, axes=axes)  # type: ignore[no-any-return]

    def swapaxes(self, axis1: int, axis2: int) -> Tensor:
        """두 축을 바꾼다. Two axes swapped.

        >>> Tensor(np.ones((5, 4, 3))).swapaxes(0, 2).shape
        (3, 4, 5)
        """
        return np.swapaxes(self, axis1, axis2)  # type: ignore[return-value]

    def reshape(self, *shape: Any, order: str = "C") -> Tensor:
        """모양을 바꾼다: ``t.reshape(2, 3)``, ``t.reshape((2, 3))``.

        Return the same entries in another shape; -1 is worked out.

        >>> Tensor(np.arange(6)).reshape(2, -1).data
        array([[0., 1., 2.],
               [3., 4., 5.]])
        """
        return reshaped(self, axes_of(shape), order)  # type: ignore[no-any-return]

    def transpose(self, *axes: Any) -> Tensor:
        """축의 차례를 바꾼다. Return the axes in another order; in reverse if none are given.

        >>> Tensor(np.ones((5, 4, 3))).transpose(1, 2, 0).shape
        (4, 3, 5)
        """
        order = axes_of(axes) if axes and axes[0] is not None else None
        return ARRAY_TABLE["transpose"](self, axes=order)  # type: ignore[no-any-return]

    def squeeze(self, axis: Any = None) -> Tensor:
        """길이가 1인 축을 없앤다. Without its axes of length 1, or without `axis`.

        >>> Tensor(np.ones((4, 1))).squeeze().shape
        (4,)
        """
        return np.squeeze(self, axis)  # type: ignore[return-value]

    def astype(self, dtype: Any, *, copy: bool = True) -> Tensor:
        """float64나 float32로.

        Return the same numbers as float64 or float32; its gradient comes back in this one's type.

        >>> Tensor([1 / 3]).astype("float32")
        Tensor([0.3333], shape=(1,), dtype=float32, grad=None, op=astype[dtype=float32])
        """
        return ARRAY_TABLE["astype"](self, dtype=float_type(dtype) or self.dtype)  # type: ignore[no-any-return]

    def copy(self, order: str = "C") -> Tensor:
        """같은 수의 새 노드.

        Make a new node of the same numbers, which takes part in the gradient.

        >>> x = Tensor([1.0, 2.0])
        >>> x.copy().sum().backward()
        >>> x.grad
        array([1., 1.])
        """
        return self * 1.0

    @property
    def real(self) -> Tensor:
        """실수부: 자기 자신. The real part, which is all of it."""
        return self

    def tolist(self) -> Any:
        """보통 수의 목록으로. Read its numbers as (nested) lists of Python's floats.

        >>> Tensor([[1.0, 2.0], [3.0, 4.0]]).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
        """
        return read(self, _listed, self.data.tolist())

    def __bool__(self) -> bool:
        return bool(compared("!=", self, 0.0, border.entry(self.data) != 0))

    def __len__(self) -> int:
        if not self.shape:
            raise NotANumberError("tensor.iterate")
        return self.shape[0]

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, index: Any) -> Tensor:
        return ARRAY_TABLE["getitem"](self, index=plain_index(index))  # type: ignore[no-any-return]

    def __setitem__(self, index: Any, value: Any) -> None:
        (current() or DEFAULT).assign(self, plain_index(index), value)

    def __format__(self, spec: str) -> str:
        return format(border.entry(self.data), spec) if spec else repr(self)

    __lt__, __le__ = COMPARISONS["less"], COMPARISONS["less_equal"]
    __gt__, __ge__ = COMPARISONS["greater"], COMPARISONS["greater_equal"]

    def __eq__(self, other: object) -> Any:
        return COMPARISONS["equal"](self, other) if _comparable(other) else NotImplemented

    def __ne__(self, other: object) -> Any:
        return COMPARISONS["not_equal"](self, other) if _comparable(other) else NotImplemented

    __hash__ = Number.__hash__  # by identity: nodes are keys of dictionaries

    def __repr__(self) -> str:
        numbers = np.array2string(
            self.data, precision=4, threshold=50, edgeitems=2, separator=", ", prefix="Tensor("
        )
        label = f", label={self.label!r}" if self.label else ""
        made = f", op={self.op!r}" if self.op is not None else ""
        dtype = ", dtype=float32" if self.dtype == np.float32 else ""
        return (
            f"Tensor({numbers}, "
            f"shape={self.shape}{dtype}{', grad=None' if self.grad is None else ''}{label}{made})"
        )

    # ── NumPy ──

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray[Any, Any]:
        """np.asarray(t): 상수만.

        Return a constant's numbers; for others an error, since their graph would be lost without a
        word.
        """
        return border.array(self, dtype, copy)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **kwargs: Any) -> Any:
        """NumPy 함수도 표의 연산이 된다. NumPy's functions become ops."""
        return ufunc_of_tensor(ufunc, method, inputs, kwargs)

    def __array_function__(
        self, function: Any, types: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """np.sum 같은 함수도. So do functions such as np.sum."""
        return called(function, args, kwargs)


def result_of(op: Op, a: Tensor, b: Any = None) -> Tensor:
    """연산의 결과를 담은 새 노드.

    Make a new node for the result of `op`; `b` as in :class:`Node`.
    """
    broken = False
    try:
        try:
            if b is None:
                y = trapping.run(op.forward, a.data)
            elif type(b) is not tuple:
                y = trapping.run(op.forward, a.data, b.data)
            else:
                y = trapping.run(op.forward, a.data, *(x.data for x in b))
        except FloatingPointError:
            broken = True
            with np.errstate(all="ignore"):
                y = op.forward(*(x.data for x in _all(a, b)))
    except (ValueError, LookupError, TypeError, AttributeError, RuntimeError) as error:
        expect_numbers(*_all(a, b))
        if isinstance(error, (RuntimeError, MicrogradError)):
            raise
        inputs = ", ".join(f"{x.label}={x.shape}" if x.label else str(x.shape) for x in _all(a, b))
        raise ShapeError("tensor.shapes", call=f"{op!r}({inputs})", error=error) from None
    node = _new(Tensor)
    node.data = y if type(y) is np.ndarray else np.asarray(y)
    node.op = op
    node._a = a
    node._b = b
    node.grad = None
    node._about = BLANK
    if broken or _mode() is not None:
        complete(node, broken=broken)
    return node


def _listed(numbers: np.ndarray[Any, Any]) -> Any:
    return numbers.tolist()


def _comparable(x: Any) -> bool:
    """== 로 수를 비교할 것인가.

    Tell whether == compares numbers with x; None or a text never equals one.
    """
    return isinstance(x, (Number, np.ndarray, list, tuple)) or is_real(x)


def _all(a: Tensor, b: Any) -> tuple[Tensor, ...]:
    return (a,) if b is None else (a, *b) if type(b) is tuple else (a, b)


def constant(x: Any, dtype: np.dtype[Any]) -> Tensor:
    """식에 쓰인 수나 배열을 상수로.

    Make a constant of a number or array in an expression; what is no float array takes `dtype`.
    """
    node = _new(Tensor)
    try:
        # .data was set to whole numbers, which would cut off the digits of x
        if dtype not in FLOATS:
            raise NotANumberError("tensor.dtype", given=dtype)
        node.data = (
            np.asarray(x, dtype=dtype) if type(x) is float or is_real(x) else real_array(x, dtype)
        )
    except OverflowError:
        raise NotANumberError("value.too_large") from None
    node.grad = node.op = node._a = node._b = None
    node._about = CONSTANT
    return node


CONSTANT = BLANK._replace(kind="constant")

# Its methods and operators come of the tables: who has Tensor has them, too.
from . import tensor_methods as tensor_methods  # noqa: E402

loaded(__name__)
