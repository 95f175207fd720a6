"""돌연변이를 check_gradients가 알아채는지, 종류별로.

Does check_gradients see the mutants of each kind?
"""

from functools import cache

from micrograd_ko import check_gradients

from .exact import kink, pole, tie
from .layouts import lucky, per_entry, square_only
from .readings import clipped, second_order
from .regions import regional, scale_only
from .source import source
from .wrong import (
    beyond_slopes,
    differs,
    differs_at_pole,
    right_as_given,
    second_differs,
)

# what makes the mutants of a kind, and what tells whether one is wrong
KINDS = {
    "source": (source, differs),
    "regional": (regional, differs),
    "per_entry": (per_entry, differs),
    "second_order": (second_order, second_differs),
    "tie": (tie, beyond_slopes),
    "kink": (kink, beyond_slopes),
    "pole": (pole, differs_at_pole),
    "clipped": (clipped, differs),
    "square_only": (square_only, differs),
    "lucky": (lucky, differs),
    "scale_only": (scale_only, differs),
}


@cache
def mutants_of(kind):
    """The mutants of a kind that are wrong, and that nothing given shows unless it is of the kind
    that is to be seen there.
    """
    make, is_wrong = KINDS[kind]
    return [m for m in make() if (m.touched or right_as_given(m)) and is_wrong(m)]


def checked(m, **options):
    """The report of check_gradients on this mutant, which sees no more than what is given."""
    op = m.op(m.rule)

    def f(*xs):
        return m.outer(m.nodes._apply(op, xs))

    return check_gradients(f, *m.given, order=m.order, **options)


def survivors(mutants):
    """Those that check_gradients takes for right."""
    return [m for m in mutants if checked(m)]


def sampled(mutants, most):
    """At most so many of each row, evenly spread, and others for the next row."""
    by_row = {}
    for m in mutants:
        by_row.setdefault(m.row.name, []).append(m)
    return [
        ms[(k + i * len(ms) // min(most, len(ms))) % len(ms)]
        for k, ms in enumerate(by_row.values())
        for i in range(min(most, len(ms)))
    ]


def rows(order):
    """The rows themselves, with Tensors and with Values, at inputs where one of their mutants is
    wrong: no mutants.
    """
    first = {(m.row.name, m.nodes): m for m in reversed(mutants_of("source"))}
    return [m.right()._replace(order=order) for m in first.values()]
