"""선형대수의 규칙: 역행렬, 연립방정식, 행렬식, 숄레스키, 고윳값, 특잇값.

Provide the rules of linear algebra in :mod:`micrograd_ko.engine.array_ops`. Of numbers NumPy
computes; over arrays of Values the same is done by elimination. Backward rules are written with
rows of the table, so that they are differentiated again. (M. Giles, Collected Matrix Derivative
Results, 2008; J. Townsend, Differentiating the Singular Value Decomposition, 2016.)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..errors import OpError
from .array_row import ARRAY_TABLE
from .array_rule_words import numbers

__all__ = ["ask_linalg", "parts_of_svd"]


ITERATED = ("eigh", "svd", "pinv")


def ask_linalg(function: Callable[..., Any], *matrices: Any, **options: Any) -> Any:
    """np.linalg의 함수를 부르고, 거절하면 여기의 오류로.

    Call a function of np.linalg; what it refuses is an error of ours. What LAPACK finds by
    iterating is not begun with nan or inf: with some of these it never ends.
    """
    name = function.__name__
    try:
        if name in ITERATED and not all(np.isfinite(x).all() for x in matrices):
            raise np.linalg.LinAlgError("nan, inf")
        return function(*matrices, **options)
    except np.linalg.LinAlgError as error:
        shapes = ", ".join(str(np.shape(x)) for x in matrices)
        raise OpError("numpy.linalg", name=name, error=error, shapes=shapes) from None


def _computed(name: str, *matrices: Any, **options: Any) -> Any:
    """NumPy에게, 또는 Value라면 소거법으로. Ask NumPy, or of arrays of Values eliminate."""
    if matrices[0].dtype == object:
        return _of_values(name, *matrices)
    function = getattr(np.linalg, name)
    if isinstance(matrices[0], np.ndarray):
        return ask_linalg(function, *matrices, **options)
    return function(*matrices, **options)  # a replay writes it down


def inv(a: Any) -> Any:
    """역행렬. Invert a matrix."""
    return _computed("inv", a)


def inv_gradient(g: Any, y: Any, a: Any) -> Any:
    return (-(y.mT @ g @ y.mT),)


def solve(a: Any, b: Any) -> Any:
    """연립방정식 a @ y = b를 푼다. Solve a @ y = b."""
    return _computed("solve", a, b)


def solve_gradient(g: Any, y: Any, a: Any, b: Any) -> Any:
    """전치한 방정식을 한 번 더 푼다. Solve the transposed equations once more."""
    if b.ndim == 1:
        back = ARRAY_TABLE["solve"](a.mT, g[..., None])
        return -(back * y[..., None, :]), back[..., 0]
    back = ARRAY_TABLE["solve"](a.mT, g)
    return -(back @ y.mT), back


def det(a: Any) -> Any:
    """행렬식. Take the determinant."""
    return _computed("det", a)


def det_gradient(g: Any, y: Any, a: Any) -> Any:
    return ((g * y)[..., None, None] * ARRAY_TABLE["inv"](a).mT,)


def logabsdet(a: Any) -> Any:
    """행렬식의 크기의 로그. Take the logarithm of the size of the determinant."""
    return _computed("slogdet", a)[1]


def logabsdet_gradient(g: Any, y: Any, a: Any) -> Any:
    return (g[..., None, None] * ARRAY_TABLE["inv"](a).mT,)


def lower_half(a: Any) -> Any:
    """대각선 아래, 대각선은 절반.

    Return what lies below the diagonal, and half of that: what a function that reads the lower
    triangle alone makes of a symmetric contribution and its transpose.
    """
    n = a.shape[-1]
    return a * (np.tri(n, k=-1) + 0.5 * np.eye(n)).astype(a.dtype)


def cholesky(a: Any) -> Any:
    """a = y @ yᵀ인 아래 삼각행렬. Find the lower triangular y with a = y @ yᵀ."""
    return _computed("cholesky", a)


def cholesky_gradient(g: Any, y: Any, a: Any) -> Any:
    half = ARRAY_TABLE["solve"](y.mT, lower_half(y.mT @ g))
    whole = ARRAY_TABLE["solve"](y.mT, half.mT)
    return (lower_half(whole + whole.mT),)


def eigh(a: Any) -> Any:
    """대칭 행렬의 고윳값(첫 행)과 고유벡터.

    Find the eigenvalues of a symmetric matrix, as the first row, and below it their vectors.
    """
    values, vectors = _computed("eigh", a)
    return np.concatenate([values[..., None, :], vectors], axis=-2)


def eigh_gradient(g: Any, y: Any, a: Any) -> Any:
    vectors = y[..., 1:, :]
    turned = apart(y[..., 0, :]) * (vectors.mT @ g[..., 1:, :])
    whole = (vectors * g[..., :1, :] + vectors @ turned) @ vectors.mT
    return (lower_half(whole + whole.mT),)


def apart(x: Any) -> Any:
    """짝마다 1/(뒤 - 앞), 같으면 0.

    Return 1/(second - first) for each pair; 0 for equal ones, whose vectors are a choice.
    """
    between = x[..., None, :] - x[..., :, None]
    same = between == 0
    return np.where(same, 0.0, 1.0 / np.where(same, 1.0, between))


def divided(a: Any, by: Any) -> Any:
    """나눈 값, 0/0은 0. Return a / by; 0 for 0/0, as what does not count needs no share."""
    return a / np.where((a == 0) & (by == 0), 1.0, by)


def svd(a: Any) -> Any:
    """특잇값 분해 u, s, vh를 한 줄로. Decompose into u, s and vh, put one after the other."""
    u, s, vh = _computed("svd", a, full_matrices=False)
    stack = a.shape[:-2]
    return np.concatenate([u.reshape(*stack, -1), s, vh.reshape(*stack, -1)], axis=-1)


def parts_of_svd(y: Any, shape: tuple[int, ...]) -> tuple[Any, Any, Any]:
    """한 줄에서 u, s, vh를. Take u, s and vh of a matrix of that shape out of the row."""
    m, n = shape[-2:]
    k, stack = min(m, n), shape[:-2]
    return (
        y[..., : m * k].reshape(*stack, m, k),
        y[..., m * k : m * k + k],
        y[..., m * k + k :].reshape(*stack, k, n),
    )


def svd_gradient(g: Any, y: Any, a: Any) -> Any:
    (u, s, vh), (gu, gs, gvh) = parts_of_svd(y, a.shape), parts_of_svd(g, a.shape)
    left, right = u.mT @ gu, vh @ gvh.mT
    between = apart(s * s)
    turned = between * (left - left.mT) * s[..., None, :]
    turned = turned + s[..., :, None] * (between * (right - right.mT))
    found = (u * gs[..., None, :] + u @ turned) @ vh
    if a.shape[-2] > a.shape[-1]:
        found = found + divided(gu - u @ left, s[..., None, :]) @ vh
    if a.shape[-2] < a.shape[-1]:
        found = found + u @ divided(gvh - right.mT @ vh, s[..., :, None])
    return (found,)


def pinv(a: Any) -> Any:
    """무어-펜로즈 역행렬. Find the pseudo-inverse."""
    return _computed("pinv", a)


def pinv_gradient(g: Any, y: Any, a: Any) -> Any:
    """계수가 그대로일 때. Assume that the rank stays (Golub and Pereyra, 1973)."""
    m, n = a.shape[-2:]
    rows, columns = np.eye(m, dtype=a.dtype) - a @ y, np.eye(n, dtype=a.dtype) - y @ a
    found = rows @ g.mT @ (y @ y.mT) + (y.mT @ y) @ g.mT @ columns
    return (found - y.mT @ g @ y.mT,)


# ── over arrays of Values ──


def _of_values(name: str, *matrices: Any) -> Any:
    """행렬 하나씩. Go through stacks of matrices of Values, one matrix after the other."""
    if name not in ELIMINATION:
        raise OpError("numpy.linalg.values", name=name)
    stack = np.broadcast_shapes(*(x.shape[:-2] for x in matrices))
    vector = name == "solve" and matrices[1].ndim == 1
    wide = [np.broadcast_to(x, stack + x.shape[-2:]) for x in matrices]
    found = [ELIMINATION[name](*(x[index] for x in wide)) for index in np.ndindex(stack)]
    if name == "slogdet":
        found = [logarithm for _, logarithm in found]
    shape = (
        np.shape(found[0])
        if found
        else (matrices[-1].shape[-1:] if vector else matrices[-1].shape[-2:])
    )
    together = np.empty((len(found), *shape), dtype=object)
    for i, each in enumerate(found):
        together[i] = each
    together = together.reshape((*stack, *shape))
    return (None, together) if name == "slogdet" else together


def _eliminated(a: Any, b: Any) -> tuple[Any, list[Any], float]:
    """가우스 소거: 풀이, 피벗, 행을 바꾼 부호.

    Eliminate by Gauss and Jordan: the solution, the pivots, the sign of the exchange of rows.
    """
    a, b, sign, pivots = a.copy(), b.copy(), 1.0, []
    for i in range(len(a)):
        top = i + int(np.argmax(np.abs(numbers(a[i:, i]))))
        if top != i:
            a[[i, top]], b[[i, top]], sign = a[[top, i]], b[[top, i]], -sign
        pivots.append(a[i, i])
        a[i], b[i] = a[i] / pivots[-1], b[i] / pivots[-1]
        for j in range(len(a)):
            if j != i:
                share = a[j, i]
                a[j], b[j] = a[j] - share * a[i], b[j] - share * b[i]
    return b, pivots, sign


def _solved(a: Any, b: Any) -> Any:
    return _eliminated(a, b)[0]


def _inverted(a: Any) -> Any:
    return _solved(a, np.eye(len(a)).astype(object))


def _determinant(a: Any) -> Any:
    _, pivots, sign = _eliminated(a, a[:, :0])
    return sign * np.prod(np.array(pivots, dtype=object)) if pivots else 1.0


def _logarithm(a: Any) -> Any:
    return None, sum(np.log(abs(pivot)) for pivot in _eliminated(a, a[:, :0])[1])


def _triangular(a: Any) -> Any:
    """숄레스키: 왼쪽 열부터. Find the triangular factor, column by column from the left."""
    y = np.zeros(a.shape, dtype=object)
    for j in range(len(a)):
        y[j, j] = np.sqrt(a[j, j] - sum(y[j, :j] ** 2))
        for i in range(j + 1, len(a)):
            y[i, j] = (a[i, j] - sum(y[i, :j] * y[j, :j])) / y[j, j]
    return y


def _pseudo_inverse(a: Any) -> Any:
    if a.shape[0] < a.shape[1]:
        return a.T @ _inverted(a @ a.T)
    return _inverted(a.T @ a) @ a.T


ELIMINATION: dict[str, Callable[..., Any]] = {
    "inv": _inverted,
    "solve": _solved,
    "det": _determinant,
    "slogdet": _logarithm,
    "cholesky": _triangular,
    "pinv": _pseudo_inverse,
}
