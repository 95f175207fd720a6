"""다르게 읽는 규칙: 상류 기울기의 크기에 따라, 노드로 읽을 때.

Rules that are wrong as they are read: with upstream gradients of another size, or with nodes, so
that only second order shows it.
"""

import numpy as np

from micrograd_ko import ARRAY_TABLE, TABLE
from micrograd_ko.engine.array_rule_words import numbers

from .given import array_inputs, cases
from .wrapped import Mutant, both, read_with_nodes, upstream_changed, wrapped


def ratio(change):
    """change(g) / g, and 1 where g is 0."""

    def factor(g):
        safe = np.where(g == 0, 1.0, g)
        return np.where(g == 0, 1.0, change(safe) / safe)

    return factor


# what becomes of g, and the size of g that shows it
CLIPPED = {
    "g clipped at 2": (lambda g: np.clip(g, -2.0, 2.0), 30.0),
    "g saturated at 10": (lambda g: 10.0 * np.clip(g / 10.0, -1.0, 1.0), 30.0),
    "g rounded to 3 digits": (lambda g: np.round(g, 3), 1.0),
    "g below 1e-2 lost": (lambda g: np.where(abs(g) < 1e-2, 0.0, g), 5e-3),
}


def clipped():
    """Every row, at the first of its cases."""
    for row in (*TABLE.values(), *ARRAY_TABLE.values()):
        given, params = next(array_inputs(row))
        for words, (change, size) in CLIPPED.items():
            yield from both(
                Mutant(row, words, upstream_changed(row, ratio(change)), params, given,
                       given, upstream=size, touched="digits" in words)
            )  # fmt: skip


# ── with nodes ──


def second_order():
    """Rows whose contributions depend on their inputs or their result: with nodes some of it is a
    constant, or has another derivative, while all numbers are right.

    Left out: what changes no second derivative (rows that are linear, or in pieces; a constant that
    the rule does not read), which the scoring sees. A constant g shows in no second derivative of
    the op alone: there the square of the op is checked.
    """
    for row in (*TABLE.values(), *ARRAY_TABLE.values()):
        for given, params in cases(row):
            if row.name in TABLE:
                given = [x[:3] for x in given]
            few = [f"input {i} a constant" for i in range(len(given))] if len(given) > 1 else []
            rules = {
                "inputs and result constants": plain_arguments(row, range(-1, len(given))),
                "the result a constant": plain_arguments(row, [-1]),
                **{words: plain_arguments(row, [i]) for i, words in enumerate(few)},
                "another derivative": wrapped(row, bent),
            }
            for words, rule in rules.items():
                yield from second(row, words, rule, params, given)
            yield from second(
                row, "g a constant", upstream_plain(row), params, given, outer=lambda y: y * y
            )
            if row.name in TABLE:
                point = [float(x[0]) for x in given]
                rule = right_only_at(row, point[0])
                *_, of_values = second(row, "right at this point alone", rule, params, given)
                yield of_values


def second(row, words, rule, params, given, **more):
    return both(Mutant(row, words, rule, params, given, given, order=2,
                       touched=True, **more))  # fmt: skip


def plain_arguments(row, which):
    """The rule, which is handed the numbers of some of (y, *inputs), counted from -1."""

    def rule(g, y, *inputs, **params):
        if read_with_nodes(g, y, *inputs):
            y = type(y).constant(numbers(y)) if -1 in which else y
            inputs = [type(x).constant(numbers(x)) if i in which and read_with_nodes(x) else x
                      for i, x in enumerate(inputs)]  # fmt: skip
        return row.backward(g, y, *inputs, **params)

    return rule


def upstream_plain(row):
    def rule(g, y, *inputs, **params):
        g = type(g).constant(numbers(g)) if read_with_nodes(g) else g
        return row.backward(g, y, *inputs, **params)

    return rule


def bent(i, c, g, inputs, params):
    """As a number c, with another derivative."""
    return c + 0.25 * (c - numbers(c)) if read_with_nodes(c) else c


def right_only_at(row, a):
    """The rule that is right only where the first input is a: its contributions grow with that
    input, and agree with their own derivatives.
    """

    def rule(g, y, *inputs, **params):
        found = row.backward(g, y, *inputs, **params)
        return tuple(c * (1.0 + 0.3 * (inputs[0] - a)) for c in found)

    return rule
