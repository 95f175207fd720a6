"""한 자리만 틀린 규칙, 그리고 정사각·대칭·같은 수 뒤에 숨는 규칙.

Rules that are wrong in one entry, and rules that a square, symmetric or all-equal input hides.
"""

import numpy as np

from micrograd_ko import ARRAY_TABLE, TABLE
from micrograd_ko.engine.array_rule_words import fit

from .given import PARAMS, array_inputs, cases, points
from .source import by_row
from .wrapped import Mutant, both, times, wrapped


def first_row(factors):
    factors[:1] = -1.0


ENTRIES = {
    "1% too much in the first entry": lambda f: f.flat.__setitem__(0, 1.01),
    "1% too much in the last entry": lambda f: f.flat.__setitem__(-1, 1.01),
    "nothing in the last entry": lambda f: f.flat.__setitem__(-1, 0.0),
    "the sign of the first row": first_row,
}


def per_entry():
    """Every row, as Tensors, each input; elementwise rows with more entries, too, than are checked
    one by one. The given inputs show it.

    Left out: entries whose contribution is 0 (what was not the largest), which the scoring sees.
    """
    rng = np.random.default_rng(17)
    for row in (*TABLE.values(), *ARRAY_TABLE.values()):
        given, params = next(cases(row))
        sizes = [given]
        if row.name in TABLE:
            sizes = [[x.reshape(3, 4) for x in given],
                     [x.reshape(6, 10) for x in points(row, rng, count=60)]]  # fmt: skip
        for inputs in sizes:
            for i in range(len(inputs)):
                for words, mark in ENTRIES.items():
                    if inputs[i].ndim:
                        yield Mutant(
                            row, f"{words} of input {i}, {inputs[i].shape}",
                            wrapped(row, marked(i, mark)), params, inputs, inputs, touched=True,
                        )  # fmt: skip


def marked(i, mark):
    def change(j, c, g, inputs, params):
        if i != j or not np.ndim(inputs[i]):
            return c
        factors = np.ones(np.shape(inputs[i]))
        mark(factors)
        return times(fit(c, factors.shape), factors)

    return change


# ── what is given hides it ──


def equal(*shape):
    return np.full(shape, 0.75)


def symmetric(n):
    a = np.arange(1.0, n * n + 1).reshape(n, n) % 7 / 8 - 0.3
    return (a + a.T) / 2 + np.diag(1.5 * np.arange(1.0, n + 1))


HIDING = {
    "symmetric": (("inv", "det", "logabsdet", "pinv", "svd"), [symmetric(2)]),
    "symmetric of three": (("inv", "det", "logabsdet", "pinv", "svd"), [symmetric(3)]),
    "diagonal": (("cholesky", "eigh", "inv", "pinv", "svd"), [np.diag([1.0, 2.0, 4.0])]),
    "both symmetric": (("matmul", "solve"), [symmetric(3), symmetric(3) + 1.0]),
    "both equal": (("matmul",), [equal(3, 3), equal(3, 3)]),
    "all equal": (("mean", "norm", "prod", "logsumexp", "softmax", "max", "cumsum", "sum"),
                  [equal(3, 3)]),
}  # fmt: skip


def square_only():
    """Array rows at square, symmetric, diagonal or all-equal inputs: of the changes of their source
    those that such an input hides, and what reads another axis.

    Left out: rows that hand g on as it is (sum, reshape, where, …), where the drawn g shows an
    exchange of axes at any input; a symmetric input of cholesky and eigh, as theirs always is.
    """
    sources = {row.name: found for row, found in by_row().items()}
    for hidden_by, (names, given) in HIDING.items():
        for name in names:
            row = ARRAY_TABLE[name]
            params = {"axis": 0} if hidden_by == "all equal" else {}
            wrong_at = oblong() if name == "matmul" else like(row, given, params)
            for words, rule in sources[name]:
                yield Mutant(row, f"{words}, {hidden_by}", rule, params, given,
                             wrong_at)  # fmt: skip
    yield from other_axis()
    yield from other_count()


def like(row, given, params):
    """Inputs of the row's cases with as many axes as `given`: a rule may have branches by axes."""
    axes = [x.ndim for x in given]
    found = (xs for xs, p in cases(row) if p in (params, {**row.params, **params})
             and [x.ndim for x in xs] == axes)  # fmt: skip
    return next(found)


def oblong():
    rng = np.random.default_rng(19)
    return [rng.normal(size=(2, 3)), rng.normal(size=(3, 4))]


# the factor by which the contribution is off if it was reckoned along the other axis
OTHER = {
    "mean": lambda a, axis: a.shape[axis] / a.shape[1 - axis],
    "norm": lambda a, axis: along(np.linalg.norm, a, axis) / along(np.linalg.norm, a, 1 - axis),
    "prod": lambda a, axis: along(np.prod, a, 1 - axis) / along(np.prod, a, axis),
    "logsumexp": lambda a, axis: along(powers, a, axis) / along(powers, a, 1 - axis),
    "max": lambda a, axis: along(peaks, a, axis) / along(peaks, a, 1 - axis),
    "min": lambda a, axis: along(peaks, -a, axis) / along(peaks, -a, 1 - axis),
    "softmax": lambda a, axis: along(powers, a, axis) / along(powers, a, 1 - axis),
}


def along(f, a, axis):
    return f(a, axis=axis, keepdims=True)


def powers(a, axis, keepdims):
    return np.sum(np.exp(a), axis=axis, keepdims=keepdims)


def peaks(a, axis, keepdims):
    """How many are as large as the largest."""
    return np.sum(a == along(np.max, a, axis), axis=axis, keepdims=keepdims)


def other_axis():
    rng = np.random.default_rng(23)
    for name, factor in OTHER.items():
        row = ARRAY_TABLE[name]
        for axis in (0, 1):
            params = {"axis": axis}
            rule = wrapped(row, of_other_axis(factor))
            ties = name in ("max", "min")  # shared by as many as tie
            oblong = equal(2, 3) if ties else rng.uniform(0.5, 1.5, (2, 3))
            yield Mutant(row, "reckoned along the other axis, all equal", rule,
                         params, [equal(3, 3)], [oblong])  # fmt: skip


def of_other_axis(factor):
    def change(i, c, g, inputs, params):
        (a,) = inputs
        return times(c, factor(a, params["axis"])) if a.ndim == 2 else c

    return change


LONG = [
    *("sum", "mean", "max", "min", "prod", "cumsum", "norm", "logsumexp", "softmax"),
    *("log_softmax", "transpose", "matmul", "svd", "pinv", "astype", "add", "mul", "tanh"),
]


def other_count():
    """n for m: right for a matrix that is as high as it is wide."""
    rng = np.random.default_rng(29)
    for name in LONG:
        row = ARRAY_TABLE.get(name) or TABLE[name]
        count = 2 if name in ("matmul", "add", "mul") else 1
        params = next(p for _, p in array_inputs(row)) if name == "astype" else {}
        given = [rng.uniform(0.5, 1.5, (3, 3)) + 2 * np.eye(3) for _ in range(count)]
        wrong_at = [rng.uniform(0.5, 1.5, (2, 3)), rng.uniform(0.5, 1.5, (3, 2))][:count]
        if name in ("add", "mul"):
            wrong_at[1] = wrong_at[0]
        yield Mutant(row, "the height for the width", wrapped(row, of_height),
                     params, given, wrong_at)  # fmt: skip


def of_height(i, c, g, inputs, params):
    shape = np.shape(inputs[0])
    return times(c, shape[0] / shape[1]) if len(shape) == 2 else c


# ── at 1 many a rule is right ──


def lucky():
    """Elementwise rows: changes of the source that do not show where all inputs are 1, 2 or 0; and
    a factor a at 1.
    """
    for row, found in by_row().items():
        if row.name not in TABLE:
            continue
        for params in PARAMS.get(row.name, [{}]):
            general = next(xs for xs, p in cases(row) if p == params)
            for number in (1.0, 2.0, 0.0):
                given = [np.full(3, number) for _ in row.inputs]
                if row.special is not None and abs(row.special(*given)).min() < 1e-3:
                    continue
                one = [("a times too much", wrapped(row, times_first))] if number == 1.0 else []
                for words, rule in [*found, *one]:
                    yield from both(
                        Mutant(row, f"{words}, at {number:g}", rule, params, given,
                               general)
                    )  # fmt: skip


def times_first(i, c, g, inputs, params):
    return times(c, inputs[0])
