"""주어진 점: 어느 행을 어디에서 확인하나.

The given inputs that each row is judged at.
"""

import math

import numpy as np

from micrograd_ko import TABLE
from tests.helpers.array_cases import INPUTS


def points(row, rng, count=12):
    """Inputs from the row's domain, well away from kinks and poles: arrays of `count` numbers."""
    found = []
    while len(found) < count:
        point = [rng.uniform(low, high) for low, high in row.domain]
        if row.special is None or abs(row.special(*point)) > 0.05:
            found.append(point)
    return [np.array(column) for column in zip(*found, strict=True)]


def cases(row):
    """(inputs, parameters) to judge a row by."""
    rng = np.random.default_rng(7)
    if row.name in TABLE:
        for params in PARAMS.get(row.name, [{}]):
            inputs = points(row, rng)
            # 0 to a negative power is a pole
            yield ([np.abs(x) for x in inputs] if params.get("base") == 0 else inputs), params
        return
    for shapes, params in ARRAY_CASES[row.name]:
        plain = [rng.normal(size=shape) for shape in shapes]
        yield INPUTS[row.name](rng, shapes) if row.name in INPUTS else plain, params


PARAMS = {
    "pow": [{"exponent": e} for e in (-1.5, 0.0, 0.5, 1.0, 2.0, 3.0)],
    "rpow": [{"base": base} for base in (0.0, 0.5, 3.0)],
    "leaky_relu": [{}, {"slope": 0.3}],
    "elu": [{}, {"alpha": 1.7}],
}
REDUCED = [
    ([(2, 3)], {"axis": axis, "keepdims": keepdims})
    for axis in (None, 0, -1, (0, 1))
    for keepdims in (False, True)
] + [([(2, 3, 2)], {"axis": (0, 2)})]
ALONG = [([(2, 3)], {"axis": axis}) for axis in (0, 1, -1)] + [
    ([(4,)], {}),
    ([(2, 2, 3)], {"axis": 1}),
]
MATRICES = [
    *[((3,), (3,)), ((3,), (3, 2)), ((2, 3), (3,)), ((2, 3), (3, 4)), ((3, 3), (3, 3))],
    *[((2, 2, 3), (3, 2)), ((3,), (2, 3, 2)), ((2, 2, 3), (3,))],
]
SQUARE = [([(2, 2)], {}), ([(2, 3, 3)], {})]
OBLONG = [*SQUARE, ([(2, 3)], {}), ([(3, 2)], {})]
BOTH = np.array([[True, False], [False, True]])
ARRAY_CASES = {
    "astype": [([shape], {"dtype": np.dtype(np.float64)}) for shape in ((2, 3), (4,))],
    "matmul": [([a, b], {}) for a, b in MATRICES],
    **dict.fromkeys(("sum", "mean", "max", "min", "norm", "logsumexp"), REDUCED),
    **dict.fromkeys(("softmax", "log_softmax"), ALONG),
    "prod": REDUCED,
    "cumsum": [([(2, 3)], {"axis": axis}) for axis in (None, 0, -1)],
    **dict.fromkeys(("inv", "det", "logabsdet", "cholesky", "eigh"), SQUARE),
    **dict.fromkeys(("svd", "pinv"), OBLONG),
    "solve": [([(2, 2), (2,)], {}), ([(2, 2), (2, 3)], {}), ([(2, 2, 2), (2,)], {})],
    "reshape": [([(2, 3)], {"shape": (3, 2)}), ([(2, 3)], {"shape": -1})],
    "transpose": [
        ([(2, 3)], {}),
        ([(3, 3)], {}),
        ([(2, 3, 4)], {"axes": (1, 2, 0)}),
        ([(2, 2, 2)], {"axes": (-1, 0, 1)}),
    ],
    "getitem": [
        ([(3, 2)], {"index": index})
        for index in (0, (slice(None), 1), (Ellipsis, -1), np.array([0, 2, 2]))
    ],
    "put": [
        ([(2,)], {"index": 1, "shape": (3, 2)}),
        ([(3,)], {"index": np.array([0, 2, 2]), "shape": (4,)}),
    ],
    "take_rows": [([(3, 2), (2,)], {}), ([(3,), (2, 2)], {})],
    "add_rows": [([(2, 2), (2,)], {"shape": (3, 2)}), ([(3,), (3,)], {"shape": (2,)})],
    "broadcast_to": [([(3,)], {"shape": (2, 3)}), ([(2, 1)], {"shape": (2, 3)})],
    "sum_to": [([(2, 3)], {"shape": shape}) for shape in ((3,), (2, 1), ())],
    "concatenate": [
        ([(2, 3), (1, 3)], {}),
        ([(2, 1), (2, 2)], {"axis": -1}),
        ([(2,), (1, 2)], {"axis": None}),
    ],
    "where": [([(2, 2), (2, 2)], {"condition": BOTH}), ([(2,), (1,)], {"condition": BOTH[0]})],
}


# ── a place with room around it, for rules that are wrong elsewhere ──

LINE = (-math.inf, math.inf)
# where a row's inputs may lie beyond where it is tested, unless everywhere
NATURAL = {
    **dict.fromkeys(("pow", "log", "log2", "log10", "sqrt"), ((0.0, math.inf),)),
    "power": [(0.0, math.inf), LINE],
    "log1p": [(-1.0, math.inf)],
    "tan": [(-math.pi / 2, math.pi / 2)],
    **dict.fromkeys(("arcsin", "arccos", "arctanh"), ((-1.0, 1.0),)),
    "arccosh": [(1.0, math.inf)],
}


def natural(row, i):
    return NATURAL[row.name][i] if row.name in NATURAL else LINE


def size_of(row, i):
    """How large the i-th input of :func:`near` is at most."""
    low, high = row.domain[i]
    return high / 3 if low < 0 else low + 0.4 * (high - low)


def near(row, rng, count=3):
    """Inputs from a third of the row's domain, away from its kinks and poles: beyond it there is
    room for other points.
    """
    found = []
    while len(found) < count:
        point = []
        for i, (low, high) in enumerate(row.domain):
            least = 0.07 * high if low < 0 else low + 0.15 * (high - low)
            sign = rng.choice([-1.0, 1.0]) if low == -high else 1.0
            point.append(sign * rng.uniform(least, size_of(row, i)))
        if row.special is None or abs(row.special(*point)) > 0.05:
            found.append(point)
    return [np.array(column) for column in zip(*found, strict=True)]


def array_inputs(row):
    """(inputs, parameters) of a row of either table, of some size near 1: for the array rows no
    entry is near 0, unless the row wants particular ones.
    """
    rng = np.random.default_rng(11)
    if row.name in TABLE:
        for params in PARAMS.get(row.name, [{}]):
            yield near(row, rng), params
        return
    for shapes, params in ARRAY_CASES[row.name]:
        plain = [rng.uniform(0.4, 1, s) * rng.choice([-1.0, 1.0], s) for s in shapes]
        yield INPUTS[row.name](rng, shapes) if own_inputs(row) else plain, params


def own_inputs(row):
    """Is it one of the rows that want matrices or numbers of rows?"""
    return row.name in INPUTS and row.name != "prod"
