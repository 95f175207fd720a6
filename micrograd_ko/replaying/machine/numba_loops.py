"""기계의 반복문: Numba가 옮기는 함수들.

Carry out rows over the arena `x`, in loops of plain Python. It is their text that is used:
:mod:`micrograd_ko.replaying.machine.numba_source` puts in what each code of a row does, and Numba
compiles it, with pointers for arrays. So nothing here asks an array for its size or its dtype.

A row says how often (`n0`, `n1`), where its result (`o`) and its inputs (`a`, `b`) start, and with
which strides they go on. All these are unsigned, as a signed index would be looked at for its sign
each time; so is the 1 that is added to them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from .opcodes import WIDTH

__all__ = [
    "add_rows",
    "applied",
    "called",
    "carried_out",
    "gather",
    "levels",
    "lower_outer",
    "product",
    "run",
    "scalar_rows",
    "scalars",
    "scatter",
    "slopes",
    "strided",
    "take_rows",
    "total",
    "train",
]

# what :mod:`micrograd_ko.replaying.machine.numba_calls` brings, by these names in the text
address: Any = None
apply: Any = None
call: Any = None

Array = Any  # where its numbers lie
Whole = Any  # np.uint64, which goes where an int does

# what the text of a machine says first, for its dtype
ZERO = np.float64(0.0)
SIZE = np.uint64(8)  # bytes of a number
ROW = np.uint64(WIDTH)
LAST = np.uint64(WIDTH - 1)


def branches(code: Any, *used: Any) -> None:
    """갈래가 올 자리. Stand where a branch for each code is put in."""


# ── with sums in any order ──


def total(x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole) -> None:
    """줄마다의 합. Add up each of `n0` lines of `n1` numbers."""
    for i in range(n0):
        y = ZERO
        for j in range(n1):
            y += x[a + j]
        x[o + i] = y
        a += sa


def product(
    x: Array, m: Whole, k: Whole, n: Whole, o: Whole, a: Whole, at: Whole, b: Whole, bt: Whole,
    blas: Whole,
) -> None:  # fmt: skip
    """행렬 곱 (m, k) @ (k, n).

    Multiply matrices. `at`, `bt`: does a, b lie transposed? `blas`: NumPy's own loop.
    """
    one, few = np.uint64(1), np.uint64(16)
    if m == 1 or n == 1:  # a vector and a matrix: too little for a library
        if n == 1:
            n, a, at, b, bt = m, b, one - bt, a, one - at
        if bt == 1:
            for j in range(n):
                y = ZERO
                for i in range(k):
                    y += x[a + i] * x[b + i]
                x[o + j] = y
                b += k
        else:
            for j in range(n):
                x[o + j] = ZERO
            end, four = a + k, np.uint64(4)
            while a + four <= end:  # four rows at a time: the result is read and written less often
                p, q, r, s = x[a], x[a + one], x[a + np.uint64(2)], x[a + np.uint64(3)]
                c, d, e = b + n, b + n + n, b + n + n + n
                for j in range(n):
                    x[o + j] += p * x[b + j] + q * x[c + j] + r * x[d + j] + s * x[e + j]
                a, b = a + four, e + n
            for i in range(a, end):
                p = x[i]
                for j in range(n):
                    x[o + j] += p * x[b + j]
                b += n
    elif at == 0 and bt == 1 and m <= few and n <= few:  # few dot products
        for _ in range(m):
            for j in range(n):
                y = ZERO
                for i in range(k):
                    y += x[a + i] * x[b + j * k + i]
                x[o + j] = y
            o, a = o + n, a + k
    elif (bt == 0 and m <= few and k <= few) or k == 1:  # few long rows
        step, line = (m, one) if at == 1 else (one, k)
        for r in range(m):
            p = x[a + r * line]
            for j in range(n):
                x[o + j] = p * x[b + j]
            for i in range(one, k):
                p = x[a + r * line + i * step]
                for j in range(n):
                    x[o + j] += p * x[b + i * n + j]
            o += n
    else:
        at0, at1 = (SIZE, m * SIZE) if at == 1 else (k * SIZE, SIZE)
        bt0, bt1 = (SIZE, k * SIZE) if bt == 1 else (n * SIZE, SIZE)
        here, none = address(x), np.uint64(0)
        ends = here + a * SIZE, here + b * SIZE, here + o * SIZE
        steps = none, none, none, at0, at1, bt0, bt1, n * SIZE, SIZE
        apply(blas, none, ends, (one, m, k, n), steps)


# ── branches of `run`: only the loops are put in, without a call ──


def strided(
    x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole, d: Whole, e: Whole, f: Whole
) -> None:
    """임의의 간격으로 베낀다. Copy with any strides on both sides."""
    for i in range(n0):
        for j in range(n1):
            x[o + i * d + j * e] = x[a + i * sa + j * f]


def lower_outer(
    x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole, b: Whole, d: Whole
) -> None:
    """열 곱하기 행 곱하기 x[d]만큼 낮춘다. Lower a matrix by a column times a row, times x[d]."""
    q = x[d]
    for _ in range(n0):
        p = x[a]
        for j in range(n1):
            x[o + j] -= p * x[b + j] * q
        o, a = o + n1, a + sa


def gather(x: Array, index: Array, n1: Whole, o: Whole, a: Whole, d: Whole) -> None:
    """자리를 골라 읽는다. Read from chosen places."""
    for i in range(n1):
        x[o + i] = x[a + index[d + i]]


def scatter(x: Array, index: Array, n1: Whole, o: Whole, a: Whole, d: Whole) -> None:
    """자리를 골라 더한다. Add at chosen places."""
    for i in range(n1):
        x[o + index[d + i]] += x[a + i]


def take_rows(
    x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole, b: Whole, sb: Whole, d: Whole,
    e: Whole, f: Whole,
) -> None:  # fmt: skip
    """그 수의 줄을 읽는다. Read the rows, of `f`, that the numbers at `b` are nearest to."""
    for i in range(n0):
        p = x[b + i]
        if p == p:
            k = a + sa * np.uint64(math.floor(min(max(p, 0.0), f - 1.0) + 0.5))
            for j in range(n1):
                x[o + j * e] = x[k + j * sb]
        else:
            for j in range(n1):
                x[o + j * e] = p
        o += d


def add_rows(
    x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole, b: Whole, sb: Whole, d: Whole,
    e: Whole, f: Whole,
) -> None:  # fmt: skip
    """그 수의 줄에 더한다. Add to the rows, of `f`, that the numbers at `b` are nearest to."""
    for i in range(n0):
        p = x[b + i]
        if p == p:
            k = o + d * np.uint64(math.floor(min(max(p, 0.0), f - 1.0) + 0.5))
            for j in range(n1):
                x[k + j * e] += x[a + j * sb]
        a += sa


# ── with every number as it is ──


def carried_out(row: Array, index: Array, x: Array) -> None:
    """한 갈래의 행 하나. Carry out a row of arrays, of one family."""
    c, n0, n1, o, a, sa, b, sb = row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
    d, e, f = row[8], row[9], row[10]
    branches(c, index, x, n0, n1, o, a, sa, b, sb, d, e, f)


def applied(row: Array, index: Array, x: Array) -> None:
    """NumPy의 반복문으로 하는 행 하나.

    Carry out a row by NumPy's own loop. `how`: does a go on (1), does b (2), is there a b (4)?
    """
    n0, n1, o, a, sa, b, sb = row[1], row[2], row[3], row[4], row[5], row[6], row[7]
    loop, data, how = row[8], row[9], row[10]
    one = np.uint64(1)
    here = address(x)
    out, p, q = here + o * SIZE, here + a * SIZE, here + b * SIZE
    step, other = (how & one) * SIZE, ((how >> one) & one) * SIZE
    for _ in range(n0):
        if how < np.uint64(4):
            apply(loop, data, (p, out, out), (n1,), (step, SIZE, SIZE))
        else:
            apply(loop, data, (p, q, out), (n1,), (step, other, SIZE))
        out, p, q = out + n1 * SIZE, p + sa * SIZE, q + sb * SIZE


def run(rows: Array, index: Array, x: Array, low: Whole, high: Whole) -> None:
    """배열의 행들. Carry out rows of arrays, from `low` to before `high`."""
    here = address(rows)
    for r in range(low, high):
        at = r * ROW
        call(rows[at + LAST], (here + at * np.uint64(8), index, x))


def scalar_rows(c: Whole, count: Whole, d: Array, u: Array, v: Array, x: Array) -> None:
    """한 갈래의 수 하나짜리 행들. Carry out rows of one number each, all of one code."""
    branches(c, count, x, d, u, v)


def scalars(
    runs: Array, to: Array, first: Array, second: Array, x: Array, low: Whole, high: Whole
) -> None:
    """수 하나짜리 행들.

    Carry out rows of one number each, run after run of one code. A run says its code, where it
    starts, how many rows it has, and where the function lies that carries them out.
    """
    d, u, v, bytes_of = address(to), address(first), address(second), np.uint64(4)
    for s in range(low, high):
        at = s * np.uint64(4)
        c, skip = runs[at], runs[at + np.uint64(1)] * bytes_of
        count, family = runs[at + np.uint64(2)], runs[at + np.uint64(3)]
        call(family, (c, count, d + skip, u + skip, v + skip, x))


def levels(
    to: Array, first: Array, second: Array, reads_old: Array, level: Array, found: Array,
    count: Whole,
) -> None:  # fmt: skip
    """행마다 단계. Find the level of each row: one above those of what it reads."""
    for i in range(count):
        top = max(level[first[i]], level[second[i]])
        if reads_old[i]:
            top = max(top, level[to[i]])
        level[to[i]] = found[i] = top + 1


def called(words: Array) -> None:
    """적어 둔 대로 부른다.

    Call the function at the first address with the words after it. So Python, which takes its time
    over each argument, gives one; and a function that takes fewer words does not look at the rest.
    """
    given = words[1], words[2], words[3], words[4], words[5], words[6], words[7], words[8]
    more = words[9], words[10], words[11], words[12], words[13], words[14], words[15]
    call(words[0], given + more)


def slopes(
    rows: Array, index: Array, x: Array, places: Array, count: Whole, first: Whole, end: Whole,
    at: Whole, above: float, below: float, found: Array,
) -> None:  # fmt: skip
    """자리마다의 차분. Nudge the number at each place, and find the difference of x[at]."""
    base = 0.0
    for i in range(count):
        kept = x[places[i]]
        x[places[i]] = kept + above
        run(rows, index, x, first, end)
        y = float(x[at])
        x[places[i]] = kept - below
        if below > 0.0 or i == 0:  # else it is where it was
            run(rows, index, x, first, end)
            base = float(x[at])
        x[places[i]] = kept
        found[i] = (y - base) / (above + below)


def train(
    rows: Array, index: Array, x: Array, middle: Whole, end: Whole, at: Whole, losses: Array,
    steps: Whole, done: Array, exact_rows: Array, exact_end: Whole, exact_x: Array, to: Array,
    origin: Array, count: Whole,
) -> None:  # fmt: skip
    """여러 스텝. Take `steps` steps, up to a loss that is not finite. done[0] counts them."""
    none = np.uint64(0)
    for s in range(steps):
        run(rows, index, x, none, middle)
        losses[s] = x[at]
        if not math.isfinite(losses[s]):
            return
        run(exact_rows, index, exact_x, none, exact_end)
        for i in range(count):
            x[to[i]] = exact_x[origin[i]]
        run(rows, index, x, middle, end)
        done[0] += 1
