"""기계의 반복문: Numba가 옮기는 함수들.

Carry out rows over the arena `x`, in loops of plain Python. It is their text that is used:
:mod:`micrograd_ko.replaying.machine.numba_source` puts in what each code of a row does, and Numba
compiles it.

A row says how often (`n0`, `n1`), where its result (`o`) and its inputs (`a`, `b`) start, and with
which strides they go on. All these are unsigned, as a signed index would be looked at for its sign
each time; so is the 1 that is added to them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

__all__ = [
    "add_rows",
    "gather",
    "levels",
    "product",
    "run",
    "scalars",
    "scatter",
    "slopes",
    "strided",
    "take_rows",
    "total",
    "train",
]

Array = np.ndarray[Any, Any]
Whole = Any  # np.uint64, which goes where an int does


# ── with sums in any order ──


def total(x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole) -> None:
    """줄마다의 합. Add up each of `n0` lines of `n1` numbers."""
    zero = x.dtype.type(0)
    for i in range(n0):
        y = zero
        for j in range(n1):
            y += x[a + j]
        x[o + i] = y
        a += sa


def product(
    x: Array, m: Whole, k: Whole, n: Whole, o: Whole, a: Whole, at: Whole, b: Whole, bt: Whole
) -> None:
    """행렬 곱 (m, k) @ (k, n). Multiply matrices; `at`, `bt`: does a, b lie transposed?"""
    one, few = np.uint64(1), np.uint64(16)
    zero = x.dtype.type(0)
    if m == 1 or n == 1:  # a vector and a matrix: too little for a library
        if n == 1:
            n, a, at, b, bt = m, b, 1 - bt, a, 1 - at
        if bt == 1:
            for j in range(n):
                y = zero
                for i in range(k):
                    y += x[a + i] * x[b + i]
                x[o + j] = y
                b += k
        else:
            for j in range(n):
                x[o + j] = x[a] * x[b + j]
            for i in range(a + one, a + k):
                b += n
                p = x[i]
                for j in range(n):
                    x[o + j] += p * x[b + j]
    elif at == 0 and bt == 1 and m <= few and n <= few:  # few dot products
        for _ in range(m):
            for j in range(n):
                y = zero
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
        y, p, q = x[o : o + m * n].reshape(m, n), x[a : a + m * k], x[b : b + k * n]
        if at == 1 and bt == 1:
            np.dot(p.reshape(k, m).T, q.reshape(n, k).T, y)
        elif at == 1:
            np.dot(p.reshape(k, m).T, q.reshape(k, n), y)
        elif bt == 1:
            np.dot(p.reshape(m, k), q.reshape(n, k).T, y)
        else:
            np.dot(p.reshape(m, k), q.reshape(k, n), y)


# ── branches of `run`: only the loops are put in, without a call ──


def strided(
    x: Array, n0: Whole, n1: Whole, o: Whole, a: Whole, sa: Whole, d: Whole, e: Whole, f: Whole
) -> None:
    """임의의 간격으로 베낀다. Copy with any strides on both sides."""
    for i in range(n0):
        for j in range(n1):
            x[o + i * d + j * e] = x[a + i * sa + j * f]


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


def branches(code: Any, *used: Any) -> None:
    """갈래가 올 자리. Stand where a branch for each code is put in."""


def run(rows: Array, index: Array, x: Array, low: Whole, high: Whole) -> None:
    """배열의 행들. Carry out rows of arrays, from `low` to before `high`."""
    for r in range(low, high):
        row = rows[r]
        c, n0, n1, o, a, sa, b, sb = row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]
        d, e, f = row[8], row[9], row[10]
        branches(c, index, x, n0, n1, o, a, sa, b, sb, d, e, f)


def scalars(
    codes: Array,
    starts: Array,
    to: Array,
    first: Array,
    second: Array,
    x: Array,
    low: int,
    high: int,
) -> None:
    """수 하나짜리 행들. Carry out rows of one number each, run after run of one code."""
    for s in range(low, high):
        c, at, end = codes[s], starts[s], starts[s + 1]
        d, u, v = to[at:end], first[at:end], second[at:end]
        branches(c, x, d, u, v)


def levels(
    to: Array, first: Array, second: Array, reads_old: Array, level: Array, found: Array
) -> None:
    """행마다 단계. Find the level of each row: one above those of what it reads."""
    for i in range(to.size):
        top = max(level[first[i]], level[second[i]])
        if reads_old[i]:
            top = max(top, level[to[i]])
        level[to[i]] = found[i] = top + 1


def slopes(
    rows: Array,
    index: Array,
    x: Array,
    places: Array,
    first: Whole,
    end: Whole,
    at: Whole,
    above: float,
    below: float,
    found: Array,
) -> None:
    """자리마다의 차분. Nudge the number at each place, and find the difference of x[at]."""
    base = 0.0
    for i in range(places.size):
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
    rows: Array,
    index: Array,
    x: Array,
    middle: Whole,
    end: Whole,
    at: Whole,
    losses: Array,
    done: Array,
    exact_rows: Array,
    exact_x: Array,
    to: Array,
    origin: Array,
) -> None:
    """여러 스텝. Take as many steps as there is room for losses, up to one that is not finite.

    done[0] counts them.
    """
    for s in range(losses.size):
        run(rows, index, x, np.uint64(0), middle)
        losses[s] = x[at]
        if not math.isfinite(losses[s]):
            return
        run(exact_rows, index, exact_x, np.uint64(0), np.uint64(exact_rows.shape[0]))
        for i in range(to.size):
            x[to[i]] = exact_x[origin[i]]
        run(rows, index, x, middle, end)
        done[0] += 1
