"""꼭 한 점에서만 틀린 규칙: 같은 수끼리, 꺾이는 점, 발산하는 점.

Rules that are wrong at single points alone: at ties, at kinks, at poles.

What is a choice is left out: at a kink any number between the two slopes, at a tie any shares of
the whole g that none of the two inputs' slopes forbids (all to one), at a pole of both sides that
differ in sign (1/b at 0) anything at all.
"""

import numpy as np

from micrograd_ko import ARRAY_TABLE, TABLE
from micrograd_ko.engine.array_rule_words import spread

from .given import ALONG, PARAMS, REDUCED, array_inputs, near
from .wrapped import Mutant, both, chosen, read_with_nodes, times, wrapped

# ── equal inputs ──

# "twice" gives g to both of two that tie for an extreme
TIED = {"nothing": (0.0, 0.0), "twice": (2.0, 2.0), "the sign": (-1.0, -1.0)}
BEYOND = {"2g and -g": (4.0, -2.0)}  # the whole is right, the shares are not


def tie():
    """Rows of two inputs, where both are equal, and reductions, where two entries are.

    Left out: remainder and fmod, which jump there.
    """
    rng = np.random.default_rng(5)
    for row in TABLE.values():
        if len(row.inputs) == 2 and row.name not in ("remainder", "fmod"):
            given = [abs(x) for x in near(row, rng)]
            wrong_at = [given[1], given[1]]
            kinked = row.name in ("maximum", "minimum")
            for words, factors in {**TIED, **(BEYOND if kinked else {})}.items():
                yield from both(
                    Mutant(row, f"{words} at a tie", wrapped(row, tied(factors)), {},
                           given, wrong_at)
                )  # fmt: skip
    for name, cases in REDUCTIONS.items():
        row = ARRAY_TABLE[name]
        for shapes, params in cases:
            given = [rng.uniform(0.3, 1.0, shapes[0]) * rng.choice([-1.0, 1.0], shapes[0])]
            wrong_at = [np.full(shapes[0], 0.75)]
            for words, (factor, _) in TIED.items():
                yield Mutant(row, f"{words} where entries are equal",
                             wrapped(row, equal_entries(factor)), params,
                             given, wrong_at)  # fmt: skip


REDUCTIONS = {
    **dict.fromkeys(("sum", "mean", "max", "min", "prod", "norm", "logsumexp"), REDUCED),
    **dict.fromkeys(("softmax", "log_softmax"), ALONG),
    "cumsum": [([(2, 3)], {"axis": 0})],
}


def tied(factors):
    def change(i, c, g, inputs, params):
        return times(c, np.where(inputs[0] == inputs[1], factors[i], 1.0))

    return change


def equal_entries(factor):
    def change(i, c, g, inputs, params):
        (a,) = inputs
        equal = (a.reshape(-1)[:, None] == a.reshape(-1)).sum(axis=1).reshape(a.shape) > 1
        return times(c, np.where(equal, factor, 1.0))

    return change


# ── kinks ──

WRONG = {"5g": lambda c, g: 5.0 * g, "-3g": lambda c, g: -3.0 * g, "the sign": lambda c, g: -c}
ZERO = ((0.0,),)
KINKS = {
    **dict.fromkeys(("abs", "relu", "leaky_relu", "elu"), ZERO),
    "relu6": [(0.0,), (6.0,)],
    "hypot": [(0.0, 0.0)],
    "pow": ZERO,  # smooth there with a whole exponent from 1 on
    "power": [(0.0, 2.0)],
    "sinc": ZERO,
    **dict.fromkeys(("remainder", "fmod"), ((2.0, 1.0),)),
}


def kink():
    """Rows whose `special` is 0 at a point where they are finite and no slope is infinite on both
    sides; and those whose rule has a case of its own at 0 (sinc, norm, prod).

    The remainders jump: only their first input's slope on the side without the jump bounds the
    number, so that -3g is no error where the jump goes down.
    """
    rng = np.random.default_rng(9)
    for name, places in KINKS.items():
        row = TABLE[name]
        jumps = name in ("remainder", "fmod")
        for params in PARAMS.get(name, [{}]):
            if name == "pow" and params["exponent"] not in (1.0, 2.0, 3.0):
                continue
            given = near(row, rng)
            for at in places:
                wrong_at = [np.full_like(x, v) for x, v in zip(given, at, strict=True)]
                for words, wrong in WRONG.items():
                    if jumps and words != "5g":
                        continue
                    yield from both(
                        Mutant(row, f"{words} at {at}",
                               wrapped(row, special(row, wrong, at, first=jumps)),
                               params, given, wrong_at)
                    )  # fmt: skip
    yield from at_zero("norm", np.zeros_like, of_norm)
    yield from at_zero("prod", one_zero, of_prod)


def special(row, wrong, at, first):
    def change(i, c, g, inputs, params):
        one = len(inputs) == 1  # relu6 has two such points, each a mutant
        here = inputs[0] == at[0] if one else row.special(*inputs) == 0
        return c if first and i else chosen(here, wrong(c, g), c)

    return change


def one_zero(a):
    found = a.copy()
    found.flat[0] = 0.0
    return found


def at_zero(name, there, change_by):
    row = ARRAY_TABLE[name]
    for given, params in array_inputs(row):
        for words, wrong in WRONG.items():
            yield Mutant(row, f"{words} at 0", wrapped(row, change_by(wrong)), params,
                         given, [there(given[0])])  # fmt: skip


def of_norm(wrong):
    def change(i, c, g, inputs, params):
        (a,), axis = inputs, params["axis"]
        origin = np.all(a == 0, axis=axis, keepdims=True)
        return chosen(np.broadcast_to(origin, a.shape), wrong(c, spread(g, a, axis)), c)

    return change


def of_prod(wrong):
    def change(i, c, g, inputs, params):
        (a,) = inputs
        return chosen(a == 0, wrong(c, spread(g, a, params["axis"])), c)

    return change


# ── poles ──

POLES = {
    **dict.fromkeys(("sqrt", "cbrt", "log", "log2", "log10"), ZERO),
    "log1p": [(-1.0,)],
    **dict.fromkeys(("arcsin", "arccos", "arctanh"), ((1.0,), (-1.0,))),
    "arccosh": [(1.0,)],
    "pow": ZERO,
    "power": [(0.0, 0.5)],
}


def pole():
    """Rows with an infinite slope at a point that floats have, where it has one sign.

    Left out: div at b = 0 (one quotient is inf, the other -inf), arctan2 at the origin (nan), tan
    (no float is π/2), rpow of base 0 (a pole at every negative exponent), the matrices without an
    inverse.
    """
    rng = np.random.default_rng(13)
    wrongs = {
        "0 for inf": lambda c, g: 0.0 * g,
        "7g for inf": lambda c, g: 7.0 * g,
        "the sign": lambda c, g: -c,
    }
    for name, places in POLES.items():
        row = TABLE[name]
        for params in PARAMS.get(name, [{}]):
            if name == "pow" and params["exponent"] not in (-1.5, 0.5):
                continue
            given = near(row, rng)
            for at in places:
                wrong_at = [np.full_like(x, v) for x, v in zip(given, at, strict=True)]
                for words, wrong in wrongs.items():
                    yield from both(
                        Mutant(row, f"{words} at {at}", wrapped(row, infinite(wrong)),
                               params, given, wrong_at)
                    )  # fmt: skip


def infinite(wrong):
    def change(i, c, g, inputs, params):
        # what is infinite is a number; a rule read with nodes is not asked here
        return c if read_with_nodes(c) else chosen(np.isinf(c), wrong(c, g), c)

    return change
