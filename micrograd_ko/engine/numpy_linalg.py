"""np.linalg: 노름, 역행렬, 행렬식, 분해.

Give NumPy's linear algebra its meaning for Tensors. What is not a row of the table is put together
of rows; where NumPy returns several arrays, so do these.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import OpError
from .array_ops import ARRAY_TABLE
from .arrays import checked
from .linalg_rule_words import parts_of_svd
from .numpy_values import decided

__all__ = ["LINALG"]

ORDERS = "None, 'fro', 'nuc', inf, -inf, 1, -1, 2, -2"


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """벡터나 행렬의 노름. Take the norm of vectors, or of matrices."""
    if ord is None:
        return ARRAY_TABLE["norm"](x, axis=axis, keepdims=keepdims)
    shape = np.shape(x)
    checked(f"linalg.norm({shape})", lambda: np.linalg.norm(np.ones(shape), ord, axis))
    axes = list(range(len(shape))) if axis is None else np.atleast_1d(axis).tolist()
    if len(axes) == 1:
        return _vector_norm(x, ord, axes[0], keepdims=keepdims)
    return _matrix_norm(x, ord, *(i % len(shape) for i in axes), keepdims=keepdims)


def _vector_norm(x: Any, ord: Any, axis: Any, *, keepdims: bool = False) -> Any:
    if ord == 2:
        return ARRAY_TABLE["norm"](x, axis=axis, keepdims=keepdims)
    if ord == 0:
        raise OpError(
            "numpy.option", name="linalg.norm", option="ord", got=ord, options="None, 1, 2, inf, …"
        )
    size = abs(x)
    if np.isinf(ord):
        return ARRAY_TABLE["max" if ord > 0 else "min"](size, axis=axis, keepdims=keepdims)
    if ord == 1:
        return ARRAY_TABLE["sum"](size, axis=axis, keepdims=keepdims)
    total = ARRAY_TABLE["sum"](size ** float(ord), axis=axis, keepdims=keepdims)
    return total ** (1.0 / ord)


def _matrix_norm(x: Any, ord: Any, row: int, column: int, *, keepdims: bool) -> Any:
    """행렬의 노름. Take it of sums of rows or columns, or of singular values."""
    if ord == "fro":
        return ARRAY_TABLE["norm"](x, axis=(row, column), keepdims=keepdims)
    if ord in (1, -1, np.inf, -np.inf):
        over, rest = (row, column) if abs(ord) == 1 else (column, row)
        sums = ARRAY_TABLE["sum"](abs(x), axis=over, keepdims=True)
        found = ARRAY_TABLE["max" if ord > 0 else "min"](sums, axis=rest, keepdims=True)
    elif ord in ("nuc", 2, -2):
        values = _singular_values(np.moveaxis(x, (row, column), (-2, -1)))
        name = "sum" if ord == "nuc" else "max" if ord > 0 else "min"
        found = np.expand_dims(ARRAY_TABLE[name](values, axis=-1), (row, column))
    else:
        raise OpError("numpy.option", name="linalg.norm", option="ord", got=ord, options=ORDERS)
    return found if keepdims else np.squeeze(found, (row, column))


def _singular_values(x: Any) -> Any:
    shape = np.shape(x)
    return parts_of_svd(ARRAY_TABLE["svd"](x), shape)[1]


def _svd(
    a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False
) -> Any:
    """특잇값 분해, u와 vh는 필요한 열과 행만.

    Decompose into u, s and vh. Their further rows and columns (full_matrices=True), which are not
    determined by the matrix, exist only for a square one, where there are none.
    """
    shape = np.shape(a)
    if not compute_uv:
        return _singular_values(a)
    if hermitian or (full_matrices and len(shape) > 1 and shape[-1] != shape[-2]):
        raise OpError("numpy.option", name="linalg.svd", option="full_matrices", options="False",
                      got=full_matrices)  # fmt: skip
    u, s, vh = parts_of_svd(ARRAY_TABLE["svd"](a), shape)
    return _like(np.linalg.svd(np.eye(1)), u, s, vh)


def _eigh(a: Any, UPLO: Any = "L") -> Any:
    y = ARRAY_TABLE["eigh"](a if UPLO.upper() == "L" else np.swapaxes(a, -1, -2))
    return _like(np.linalg.eigh(np.eye(1)), y[..., 0, :], y[..., 1:, :])


def _like(theirs: Any, *parts: Any) -> Any:
    """NumPy의 것과 같은 튜플. Return several results in the kind of tuple that NumPy has."""
    return type(theirs)(*parts)


def _slogdet(a: Any) -> Any:
    sign = decided(lambda x: np.linalg.slogdet(x)[0])(a)
    return _like(np.linalg.slogdet(np.eye(1)), sign, ARRAY_TABLE["logabsdet"](a))


def _cholesky(a: Any, *, upper: bool = False) -> Any:
    if not upper:
        return ARRAY_TABLE["cholesky"](a)
    return np.swapaxes(ARRAY_TABLE["cholesky"](np.swapaxes(a, -1, -2)), -1, -2)


def _matrix_power(a: Any, n: Any) -> Any:
    """거듭 곱한 행렬. Multiply a matrix by itself, by squaring."""
    shape = np.shape(a)
    checked(f"matrix_power({shape}, {n})", lambda: np.linalg.matrix_power(np.ones(shape), abs(n)))
    a, n = (a, n) if n >= 0 else (ARRAY_TABLE["inv"](a), -n)
    found = a * 0.0 + np.eye(shape[-1], dtype=a.dtype) if n == 0 else None
    while n:
        if n % 2:
            found = a if found is None else found @ a
        a, n = (a @ a if n > 1 else a), n // 2
    return found


def _cond(x: Any, p: Any = None) -> Any:
    """조건수. Take the condition number: of singular values, or norms of it and its inverse."""
    if p is None or p in (2, -2):
        values = _singular_values(x)
        first, last = values[..., 0], values[..., -1]
        return last / first if p == -2 else first / last
    both = (_norm(a, p, (-2, -1)) for a in (x, ARRAY_TABLE["inv"](x)))
    return next(both) * next(both)


def _multi_dot(arrays: Any) -> Any:
    """여러 행렬의 곱, 왼쪽부터. Multiply several matrices, from the left."""
    found = arrays[0]
    for each in arrays[1:]:
        found = np.dot(found, each)
    return found


LINALG: dict[Any, Callable[..., Any]] = {
    np.linalg.norm: _norm,
    np.linalg.vector_norm: lambda x, axis=None, keepdims=False, ord=2: _vector_norm(
        x, ord, axis, keepdims=keepdims
    ),
    np.linalg.matrix_norm: lambda x, keepdims=False, ord="fro": _norm(x, ord, (-2, -1), keepdims),
    np.linalg.inv: ARRAY_TABLE["inv"],
    np.linalg.pinv: ARRAY_TABLE["pinv"],
    np.linalg.solve: ARRAY_TABLE["solve"],
    np.linalg.det: ARRAY_TABLE["det"],
    np.linalg.slogdet: _slogdet,
    np.linalg.cholesky: _cholesky,
    np.linalg.eigh: _eigh,
    np.linalg.eigvalsh: lambda a, UPLO="L": _eigh(a, UPLO)[0],
    np.linalg.svd: _svd,
    np.linalg.svdvals: _singular_values,
    np.linalg.cond: _cond,
    np.linalg.matrix_power: _matrix_power,
    np.linalg.multi_dot: _multi_dot,
    np.linalg.trace: lambda x, *, offset=0, dtype=None: np.trace(x, offset, -2, -1, dtype),
}
