"""어떤 곳에서만 틀린 규칙: 큰 수에서, 0 가까이에서, 음수에서.

Rules that are wrong in a region of their inputs alone, and by their entries' sizes.
"""

import math

import numpy as np

from micrograd_ko import ARRAY_TABLE, TABLE

from .given import array_inputs, natural, own_inputs, size_of
from .wrapped import Mutant, both, times, wrapped

WRONG = {"1% too much": 1.01, "nothing": 0.0, "the sign": -1.0}


def inside(i, region, factor, row):
    """A change: the factor where the i-th input is in the region. In an elementwise row it is for
    all contributions, in an array row for that input's.
    """

    def change(j, c, g, inputs, params):
        if row.name in ARRAY_TABLE and i != j:
            return c
        return times(c, np.where(region(inputs[i]), factor, 1.0))

    return change


def leak(i, region):
    """A change: a tenth of g more there, which shows where the rule gives nothing, too."""

    def change(j, c, g, inputs, params):
        return c + times(g, np.where(region(inputs[i]), 0.1, 0.0))

    return change


def regions(s, low=-math.inf, high=math.inf):
    """(words, region, a number in it) for a place of size s: each a fifth as wide as the numbers in
    it are large, or wider, and within the natural bounds.
    """
    if 0.8 * high >= 2.5 * s:
        yield f"above {2.5 * s:.3g}", (lambda a: a > 2.5 * s), 2.6 * s
    if 0.8 * low <= -1.5 * s:
        yield f"below {-1.5 * s:.3g}", (lambda a: a < -1.5 * s), -1.7 * s
    if low <= 0:
        yield f"within {0.1 * s:.3g} of 0", (lambda a: abs(a) < 0.1 * s), 0.05 * s
    if high >= 2.1 * s:
        between = f"from {1.4 * s:.3g} to {2.1 * s:.3g}"
        yield between, (lambda a: (a > 1.4 * s) & (a < 2.1 * s)), 1.7 * s


def regional():
    """Every row, each input, each region that lies in its domain.

    Left out: regions where a row's derivative is 0 or lost in rounding (the mutant is no other
    rule), which the scoring sees; array rows that want particular matrices have only large entries
    (cholesky, eigh), or no entries near 0.
    """
    for row in TABLE.values():
        for given, params in array_inputs(row):
            for i, name in enumerate(row.inputs):
                for words, region, at in regions(size_of(row, i), *natural(row, i)):
                    wrong_at = moved(row, given, i, at)
                    changes = {w: inside(i, region, f, row) for w, f in WRONG.items()}
                    for how, change in {**changes, "0.1g more": leak(i, region)}.items():
                        mutant = f"{how} where {name} is {words}", wrapped(row, change)
                        yield from both(Mutant(row, *mutant, params, given, wrong_at))
    for row in ARRAY_TABLE.values():
        for given, params in array_inputs(row):
            yield from array_regional(row, given, params)


def array_regional(row, given, params):
    for i, a in enumerate(given):
        if row.name in ("take_rows", "add_rows") and i == 1:
            continue  # numbers of rows have the gradient 0
        s = float(np.max(abs(a)))
        for words, region, at in regions(s):
            if own_inputs(row) and "from" in words:
                continue  # between, there are too few matrices to draw
            if np.any(region(a)) or (row.name in ("cholesky", "eigh") and at < 2 * s):
                continue
            wrong_at = moved(row, given, i, at)
            for how, factor in WRONG.items():
                rule = wrapped(row, inside(i, region, factor, row))
                where = f"{how} where an entry of input {i} is {words}"
                yield Mutant(row, where, rule, params, given, wrong_at)


def moved(row, given, i, at):
    """The inputs, the i-th of an elementwise row at `at`; that of an array row is made so large or
    small that its largest entry is there: a matrix stays as far from a singular one.
    """
    a = given[i]
    there = np.full_like(a, at) if row.name in TABLE else a * (at / a.flat[np.argmax(abs(a))])
    return [*given[:i], there, *given[i + 1 :]]


# ── by the size of each entry ──


SIZES = {
    "above 100": (lambda a: a > 100, 150.0),
    "below -100": (lambda a: a < -100, -150.0),
    "within 1e-2 of 0": (lambda a: abs(a) < 1e-2, 5e-3),
}


def scale_only():
    """Every row: 1% too much for entries beyond 100 or within 1e-2 of 0, the given ones being near
    1; and for an entry that is tiny beside another.

    Left out: rows bounded by less than 100 (arcsin, tan, …) or without 0; the linear algebra, whose
    condition hides 1% beside 1e9; contributions that saturation or rounding hides (tanh at 150, the
    norm's for 1 beside 1e9), which the scoring sees.
    """
    for row in (*TABLE.values(), *ARRAY_TABLE.values()):
        for given, params in array_inputs(row):
            for i in range(len(given)):
                for words, (region, at) in SIZES.items():
                    if can_be(row, given, i, region, at):
                        rule = wrapped(row, inside(i, region, 1.01, row))
                        how = f"1% too much where input {i} is {words}"
                        wrong_at = moved(row, given, i, at)
                        yield from both(Mutant(row, how, rule, params, given, wrong_at))
                yield from beside(row, given, params, i)


def can_be(row, given, i, region, at):
    if np.any(region(given[i])):
        return False
    if row.name in ARRAY_TABLE:
        return not (i == 1 and row.name in ("take_rows", "add_rows")) and not (
            at < 1 and row.name in ("cholesky", "eigh")
        )
    low, high = natural(row, i)
    return low < at < high


LARGE = 1e9


def beside(row, given, params, i):
    """1% too much in an entry beside one of 1e9: it is in `given`, what hides it is the size of
    the other.
    """
    if row.name in ARRAY_TABLE and (own_inputs(row) or given[i].size < 2):
        return
    if row.name in TABLE and natural(row, i)[1] < LARGE:
        return
    if row.name in ("remainder", "fmod"):
        return  # there the next jump is nearer than rounding lets one see
    large = [x.copy() for x in given]
    large[i].flat[-1] = LARGE

    def tiny_beside(a):
        return abs(a) < 1e-6 * np.max(abs(a), initial=0.0)

    how = f"1% too much in the entries of input {i} beside one of 1e9"
    rule = wrapped(row, inside(i, tiny_beside, 1.01, row))
    yield Mutant(row, how, rule, params, large, large, touched=True)
