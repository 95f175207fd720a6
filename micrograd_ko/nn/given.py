"""층이 받은 것: 크기와 입력.

Check what layers are given: sizes, pairs of sizes, and inputs, which become constants where they
are no nodes.
"""

from __future__ import annotations

from typing import Any

from ..arguments import is_whole, shown
from ..engine import Tensor
from ..errors import OptionError

__all__ = ["one_or_two", "pair", "size", "tensor_of"]


def size(name: str, given: Any) -> int:
    """층의 크기: 1 이상의 정수. Check the size of a layer: a whole number from 1."""
    if is_whole(given, low=1):
        return int(given)
    raise OptionError("nn.sizes", name=name, given=shown(given))


def pair(name: str, given: Any, *, low: int = 1) -> tuple[int, int]:
    """세로와 가로: 정수 하나나 둘.

    Check a number for rows and columns of an image: one for both, or two; each from `low`.
    """
    both = given if isinstance(given, (tuple, list)) else (given, given)
    if len(both) == 2 and all(is_whole(n, low=low) for n in both):
        return int(both[0]), int(both[1])
    raise OptionError("nn.pair", name=name, given=shown(given), low=low)


def one_or_two(both: tuple[int, int]) -> int | list[int]:
    """같으면 하나로. Write such a pair as it may be given: as one number where both are alike."""
    return both[0] if both[0] == both[1] else list(both)


def tensor_of(x: Any, dtype: Any) -> Tensor:
    """보통 배열을 층의 dtype인 상수로. Make a plain array a constant of the layer's dtype."""
    if isinstance(x, Tensor):
        return x
    found = Tensor.constant(x)
    found.data = found.data.astype(dtype, copy=False)
    return found
