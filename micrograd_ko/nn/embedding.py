"""번호마다 벡터 하나.

Give each whole number, such as that of a letter, a vector of its own that is learned.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from ..arguments import shown
from ..engine import ARRAY_TABLE, Tensor, ensured
from ..errors import NotANumberError, OptionError, ShapeError
from ..init import generator, initial
from .given import size
from .module import Module

__all__ = ["Embedding"]

Array = np.ndarray[Any, Any]
EXACT = 2**24  # whole numbers up to which float32 tells apart


class Embedding(Module):
    """임베딩: 번호의 줄을 꺼낸다.

    Look numbers up: the entry i of the input becomes the row i of W (count, dim). A row that comes
    several times gets the sum of its gradients. It is the matrix product with one-hot vectors,
    without all the zeros. Source: Bengio et al. (2003), "A Neural Probabilistic Language Model".

    Args:
        count: how many numbers there are: 0 … count - 1.
        dim: how long the vector of each is.
        init: initial vectors, see :mod:`micrograd_ko.init`; default N(0, 1), as PyTorch's.
        rng, dtype: as for :class:`Linear`.

    Raises:
        ShapeError: at the call, for a number that is negative, too large or not whole (2.0 is),
            with its place.
        NotANumberError: what is no array of numbers, or one of True and False.

    >>> vectors = Embedding(3, 2, init="zeros")
    >>> vectors([[0, 2, 2]]).shape
    (1, 3, 2)
    """

    starts_layer = True

    def __init__(
        self, count: int, dim: int, *, init: Any = 1.0, rng: Any = None, dtype: Any = np.float64
    ) -> None:
        self.count, self.dim = size("count", count), size("dim", dim)
        if self.count > EXACT and np.dtype(dtype) == np.float32:
            raise OptionError("nn.place.digits", layer=repr(self), limit=EXACT)
        start = initial(init, (self.count, self.dim), generator(rng))
        self.W = Tensor(start, "W", kind="weight", dtype=dtype)

    def forward(self, x: Any) -> Tensor:
        """번호의 배열 (…)에서 (…, dim)으로. Map whole numbers (…) to (…, dim)."""
        numbers = x.data if isinstance(x, Tensor) else np.asarray(x)
        if not isinstance(x, Tensor):
            if numbers.dtype.kind not in "iuf":
                raise NotANumberError(
                    "nn.place.kind", layer=repr(self), type=type(x).__name__, got=shown(x)
                )
            x = Tensor.constant(numbers.astype(self.W.dtype))
        wrong = np.argwhere(~_rows(numbers, self.count))
        if len(wrong):
            place = tuple(map(int, wrong[0]))
            got = f"{numbers[place]:g}"
            raise ShapeError(
                "nn.place", layer=repr(self), last=self.count - 1, place=list(place), got=got
            )
        ensured(x, partial(_all_rows, count=self.count))  # a replay's own numbers, too
        return ARRAY_TABLE["take_rows"](self.W, x)  # type: ignore[no-any-return]

    def settings(self) -> dict[str, Any]:
        """다시 만들 때의 인자. Return the arguments that make such a layer again."""
        return {"count": self.count, "dim": self.dim, "dtype": self.W.dtype.name}

    def __repr__(self) -> str:
        return f"Embedding({self.count}, {self.dim})"


def _rows(numbers: Array, count: int) -> Array:
    """자리마다, 있는 줄의 번호인가. Tell for each number whether it is that of a row."""
    return (numbers >= 0) & (numbers < count) & (np.floor(numbers) == numbers)  # type: ignore[no-any-return]


def _all_rows(numbers: Array, *, count: int) -> bool:
    return bool(_rows(numbers, count).all())
