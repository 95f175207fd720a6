"""배열의 전략: 모양과 텐서.

Draw shapes of arrays, and Tensors.
"""

from __future__ import annotations

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from ..engine import Tensor
from .numbers import numbers

__all__ = ["broadcasting_shapes", "shapes", "tensors"]

Shape = tuple[int, ...]


def shapes(
    min_dims: int = 0, max_dims: int = 3, min_side: int = 1, max_side: int = 4
) -> st.SearchStrategy[Shape]:
    """배열의 모양. Draw shapes of arrays; ``min_side=0`` has empty ones, too.

    >>> from hypothesis import given
    >>> @given(shapes(min_dims=2))
    ... def test_transposing_twice_changes_nothing(shape):
    ...     assert Tensor(np.ones(shape)).T.T.shape == shape
    >>> test_transposing_twice_changes_nothing()
    """
    return nps.array_shapes(
        min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side
    )


def broadcasting_shapes(
    count: int = 2, max_dims: int = 3, max_side: int = 4
) -> st.SearchStrategy[tuple[Shape, ...]]:
    """함께 브로드캐스팅되는 모양들.

    Draw `count` shapes that broadcast together: ``((3, 1), (4,))``.

    >>> from hypothesis import given
    >>> @given(broadcasting_shapes(2))
    ... def test_they_can_be_added(pair):
    ...     a, b = (Tensor(np.ones(shape)) for shape in pair)
    ...     assert (a + b).shape == np.broadcast_shapes(*pair)
    >>> test_they_can_be_added()
    """
    return nps.mutually_broadcastable_shapes(
        num_shapes=count, max_dims=max_dims, max_side=max_side
    ).map(lambda s: s.input_shapes)


def tensors(
    shape: int | Shape | st.SearchStrategy[Shape] | None = None,
    low: float = -3.0, high: float = 3.0, *, unique: bool = False, label: str = "",
) -> st.SearchStrategy[Tensor]:  # fmt: skip
    """수의 배열. Draw a leaf Tensor with :func:`numbers` as entries.

    Args:
        shape: a shape, or a strategy for one; by default :func:`shapes`.
        unique: no two entries are equal, since max and min have a kink where they are.

    >>> from hypothesis import given
    >>> @given(tensors((2, 3), low=-1, high=1))
    ... def test_softmax_adds_up_to_1(t):
    ...     assert np.allclose(t.softmax(axis=1).data.sum(axis=1), 1)
    >>> test_softmax_adds_up_to_1()
    """
    entries = nps.arrays(
        np.float64, shapes() if shape is None else shape, elements=numbers(low, high), unique=unique
    )
    return entries.map(lambda array: Tensor(array, label))
