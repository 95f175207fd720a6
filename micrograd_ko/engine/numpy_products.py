"""곱해서 더하는 NumPy 함수: dot에서 einsum까지, 모두 행렬 곱 하나로.

Give NumPy's functions that multiply and add up their meaning for Tensors, from np.dot to np.einsum:
the axes are put in order, and what is left is one matrix product, which is drawn and diagnosed as
that.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from ..errors import ShapeError
from .array_ops import ARRAY_TABLE
from .arrays import checked
from .numpy_calls import refused_call

__all__ = ["PRODUCTS"]


def _empty(x: Any) -> Any:
    return np.broadcast_to(False, np.shape(x))


# ── einsum ──

Letters = list[str]


def contracted(terms: Sequence[Letters], arrays: Sequence[Any], output: Letters) -> Any:
    """곱해서, output에 없는 글자를 따라 더한다: 둘씩, 왼쪽부터.

    Multiply arrays whose axes have letters, and sum along the letters that `output` lacks: two at a
    time, from the left.
    """
    terms, arrays = list(terms), list(arrays)
    term, array = _own_sums(terms[0], arrays[0], {*output}.union(*terms[1:]))
    for i in range(1, len(terms)):
        wanted = {*output}.union(*terms[i + 1 :])
        other, b = _own_sums(terms[i], arrays[i], wanted | {*term})
        term, array = _multiplied(term, array, other, b, wanted)
    return _in_order(array, term, output)


def _own_sums(term: Letters, array: Any, wanted: set[str]) -> tuple[Letters, Any]:
    """한 배열만의 글자: 두 번 나오면 대각선, 아무도 찾지 않으면 합.

    Settle what concerns one array alone: a letter that comes twice is a diagonal, and one that
    nobody wants is summed.
    """
    for letter in dict.fromkeys(term):
        while term.count(letter) > 1:
            first, second = [i for i, each in enumerate(term) if each == letter][:2]
            array = np.diagonal(array, 0, first, second)
            term = [each for i, each in enumerate(term) if i not in (first, second)] + [letter]
    summed = tuple(i for i, letter in enumerate(term) if letter not in wanted)
    if summed:
        array = ARRAY_TABLE["sum"](array, axis=summed)
    return [letter for letter in term if letter in wanted], array


def _multiplied(
    left: Letters, a: Any, right: Letters, b: Any, wanted: set[str]
) -> tuple[Letters, Any]:
    """두 배열의 행렬 곱: 함께 가는 글자, 왼쪽 글자, 더하는 글자, 오른쪽 글자.

    Multiply two arrays as (stacks of) matrices: letters of both that stay, of the left alone, of
    both that are summed, of the right alone.
    """
    both = [k for k in left if k in right and k in wanted]
    summed = [k for k in left if k in right and k not in wanted]
    ours, theirs = ([k for k in term if k not in (*both, *summed)] for term in (left, right))
    lengths = dict(zip(left, np.shape(a), strict=True))
    for k, n in zip(right, np.shape(b), strict=True):  # a length of 1 is stretched
        lengths[k] = n if lengths.get(k, 1) == 1 else lengths[k]
    letters = [*both, *ours, *theirs]
    if not summed:
        return letters, _in_order(a, left, letters) * _in_order(b, right, letters)
    a = _grouped(a, left, (both, ours, summed), lengths)
    b = _grouped(b, right, (both, summed, theirs), lengths)
    product, shape = a @ b, tuple(lengths[k] for k in letters)
    return letters, product if np.shape(product) == shape else np.reshape(product, shape)


def _grouped(
    array: Any, term: Letters, groups: tuple[Letters, Letters, Letters], lengths: dict[str, int]
) -> Any:
    """그룹마다 축 하나인 행렬로; 함께 가는 글자가 없으면 쌓지 않는다.

    Turn an array into a matrix, or a stack of them, with one axis for each group of letters.
    """
    stack, rows, columns = groups
    order = [*stack, *rows, *columns]
    array = _in_order(array, term, order)
    full = tuple(lengths[k] for k in order)
    array = array if np.shape(array) == full else np.broadcast_to(array, full)
    sizes = [prod(lengths[k] for k in group) for group in groups]
    shape = tuple(sizes if stack else sizes[1:])
    return array if np.shape(array) == shape else np.reshape(array, shape)


def _in_order(array: Any, term: Letters, order: Letters) -> Any:
    """축을 그 차례로; 없는 글자의 축은 길이가 1이다.

    Put axes in order; letters that the array lacks get an axis of length 1.
    """
    there = [k for k in order if k in term]
    if term != there:
        array = ARRAY_TABLE["transpose"](array, axes=tuple(term.index(k) for k in there))
    if len(there) < len(order):
        lengths = dict(zip(there, np.shape(array), strict=True))
        array = np.reshape(array, [lengths.get(k, 1) for k in order])
    return array


def _einsum(*operands: Any, out: None = None, optimize: Any = False, **options: Any) -> Any:
    """아인슈타인의 합 규약. Multiply and sum by Einstein's convention, as np.einsum."""
    if out is not None or options:
        raise refused_call(np.einsum, operands, {"out": out, **options}, ["optimize"])
    subscripts, arrays = _read(operands)
    call = f"einsum({subscripts!r}, {', '.join(str(np.shape(x)) for x in arrays)})"
    # NumPy refuses what does not fit; of arrays without entries it computes nothing
    checked(call, lambda: np.einsum_path(subscripts, *map(_empty, arrays), optimize=False))
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = [_letters(term, np.ndim(x)) for term, x in zip(inputs.split(","), arrays, strict=True)]
    dots = max((sum(k.isdigit() for k in term) for term in terms), default=0)
    stretched = [str(i) for i in range(dots)][::-1]
    if arrow:
        before, ellipsis, after = output.partition("...")
        found = [*before, *(stretched if ellipsis else ()), *after]
    else:
        once = [k for k in dict.fromkeys("".join("".join(t) for t in terms)) if not k.isdigit()]
        count = "".join("".join(t) for t in terms).count
        found = [*stretched, *sorted(k for k in once if count(k) == 1)]
    return contracted(*_without_ones(terms, arrays), found)


def _without_ones(terms: list[Letters], arrays: list[Any]) -> tuple[list[Letters], list[Any]]:
    """늘어날 축은 먼저 늘인다. Stretch axes of length 1 that another array has longer."""
    lengths: dict[str, int] = {}
    for term, x in zip(terms, arrays, strict=True):
        for k, n in zip(term, np.shape(x), strict=True):
            lengths[k] = n if lengths.get(k, 1) == 1 else lengths[k]
    wide = [tuple(lengths[k] for k in term) for term in terms]
    return terms, [
        x if np.shape(x) == shape else np.broadcast_to(x, shape)
        for x, shape in zip(arrays, wide, strict=True)
    ]


def _read(operands: tuple[Any, ...]) -> tuple[str, list[Any]]:
    """두 가지로 적을 수 있다: "ij,jk", a, b와 a, [0, 1], b, [1, 2].

    Read either way of writing it, with letters or with lists of numbers.
    """
    if isinstance(operands[0], str):
        return operands[0], list(operands[1:])
    arrays, lists = list(operands[0 : len(operands) // 2 * 2 : 2]), list(operands[1::2])

    def words(numbers: Any) -> str:
        return "".join(
            "..." if i is Ellipsis else chr(ord("A") + i + 6 * (i > 25)) for i in numbers
        )

    result = f"->{words(operands[-1])}" if len(operands) % 2 else ""
    return ",".join(map(words, lists)) + result, arrays


def _letters(term: str, ndim: int) -> Letters:
    """축마다의 글자; 점 셋은 뒤에서부터 센 숫자. Give each axis a letter; those of the ellipsis are
    numbers that count from the end.
    """
    before, ellipsis, after = term.partition("...")
    hidden = ndim - len(before) - len(after) if ellipsis else 0
    return [*before, *(str(i) for i in reversed(range(hidden))), *after]


# ── the others ──


def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """축의 짝을 곱해서 더한다. Sum products along pairs of axes."""
    if np.ndim(axes) == 0:
        axes = list(range(-axes, 0)), list(range(axes))
    first, second = (list(np.atleast_1d(np.asarray(x, dtype=int))) for x in axes)
    checked(
        f"tensordot({np.shape(a)}, {np.shape(b)})",
        lambda: [np.shape(a)[i] for i in first] + [np.shape(b)[i] for i in second],
    )
    left = [f"a{i}" for i in range(np.ndim(a))]
    right = [f"b{i}" for i in range(np.ndim(b))]
    for i, j in zip(first, second, strict=True):
        if np.shape(a)[i] != np.shape(b)[j]:
            raise ShapeError(
                "tensor.shapes", call=f"tensordot({np.shape(a)}, {np.shape(b)})",
                error=f"axes {i} and {j}",
            )  # fmt: skip
        right[j] = left[i]
    return contracted(
        [left, right], [a, b], [k for k in [*left, *right] if (k in left) != (k in right)]
    )


def _dot(a: Any, b: Any) -> Any:
    if not (np.ndim(a) and np.ndim(b)):
        return a * b
    return a @ b if np.ndim(b) < 3 else _tensordot(a, b, ([-1], [-2]))


def _inner(a: Any, b: Any) -> Any:
    return _tensordot(a, b, ([-1], [-1])) if np.ndim(a) and np.ndim(b) else a * b


def _outer(a: Any, b: Any) -> Any:
    return np.reshape(a, (-1, 1)) * np.reshape(b, -1)


def _kron(a: Any, b: Any) -> Any:
    """크로네커 곱. Multiply each entry of a with all of b, in blocks."""
    n = max(np.ndim(a), np.ndim(b))
    left, right = ((*(1,) * (n - np.ndim(x)), *np.shape(x)) for x in (a, b))
    wide = np.reshape(a, [m for i in left for m in (i, 1)])
    tall = np.reshape(b, [m for i in right for m in (1, i)])
    return np.reshape(wide * tall, [i * j for i, j in zip(left, right, strict=True)])


def _cross(
    a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: Any = None
) -> Any:
    """벡터곱. Take the cross product of vectors of three numbers."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis,) * 3
    call = f"cross({np.shape(a)}, {np.shape(b)})"
    a, b = np.moveaxis(a, axisa, -1), np.moveaxis(b, axisb, -1)
    if np.shape(a)[-1] != 3 or np.shape(b)[-1] != 3:
        raise ShapeError("tensor.shapes", call=call, error="3 ≠ 3")
    turned = np.array([1, 2, 0]), np.array([2, 0, 1])
    forth, back = (a[..., i] * b[..., j] for i, j in (turned, turned[::-1]))
    return np.moveaxis(forth - back, -1, axisc)


def _convolve(a: Any, v: Any, mode: str = "full") -> Any:
    """합성곱: 창마다 행렬의 한 행.

    Convolve two rows of numbers; each window is a row of a matrix.
    """
    convolve: Callable[..., Any] = np.convolve
    shape = checked(
        f"convolve({np.shape(a)}, {np.shape(v)})",
        lambda: convolve(np.zeros(np.shape(a)), np.zeros(np.shape(v)), mode).shape,
    )
    a, v = (a, v) if np.size(a) >= np.size(v) else (v, a)
    n, m = np.size(a), np.size(v)
    padded = np.pad(a, m - 1)
    windows = np.arange(n + m - 1)[:, None] + np.arange(m)
    first = {"full": 0, "same": (m - 1) // 2, "valid": m - 1}[mode]
    return padded[windows[first : first + shape[0]]] @ v[::-1]


def _correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    swapped = np.size(a) < np.size(v)
    found = _convolve(a, v[::-1], mode)
    return found if not swapped or mode != "same" else _shifted(a, v)


def _shifted(a: Any, v: Any) -> Any:
    """짧은 쪽이 앞일 때. Correlate as NumPy does if the first is the shorter one."""
    return _convolve(v, a[::-1], "same")[::-1]


def _vecdot(x1: Any, x2: Any, *, axis: int = -1) -> Any:
    x1, x2 = np.moveaxis(x1, axis, -1), np.moveaxis(x2, axis, -1)
    return (x1[..., None, :] @ x2[..., :, None])[..., 0, 0]


def _polyval(p: Any, x: Any) -> Any:
    """호너의 방법. Compute a polynomial by Horner's method."""
    found = np.zeros_like(x) if np.ndim(x) else 0.0
    for coefficient in p:
        found = found * x + coefficient
    return found


def _vander(x: Any, N: Any = None, increasing: bool = False) -> Any:
    """거듭제곱의 열들. Put powers side by side."""
    count = np.size(x) if N is None else N
    powers = [x**k for k in range(count)]
    return np.stack(powers if increasing else powers[::-1], axis=1)


PRODUCTS: dict[Any, Callable[..., Any]] = {
    np.dot: _dot,
    np.vdot: lambda a, b: np.reshape(a, -1) @ np.reshape(b, -1),
    np.inner: _inner,
    np.outer: _outer,
    np.tensordot: _tensordot,
    np.einsum: _einsum,
    np.kron: _kron,
    np.cross: _cross,
    np.convolve: _convolve,
    np.correlate: _correlate,
    np.vecdot: _vecdot,
    np.polyval: _polyval,
    np.vander: _vander,
    np.linalg.outer: lambda x1, x2: _outer(x1, x2),
    np.linalg.tensordot: lambda x1, x2, *, axes=2: _tensordot(x1, x2, axes),
    np.linalg.cross: lambda x1, x2, *, axis=-1: _cross(x1, x2, axis=axis),
    np.linalg.vecdot: _vecdot,
    np.linalg.matmul: lambda x1, x2: x1 @ x2,
}

if hasattr(np, "matvec"):  # NumPy 2.2
    PRODUCTS[np.matvec] = lambda x1, x2: (x1 @ x2[..., None])[..., 0]
    PRODUCTS[np.vecmat] = lambda x1, x2: (x1[..., None, :] @ x2)[..., 0, :]
