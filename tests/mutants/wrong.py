"""틀렸다고 할 만큼 다른가: 같은 규칙은 돌연변이가 아니다.

Is a mutant another rule at all, where it is said to be wrong? One that is not is no mutant, nor is
one that breaks down: an error needs no check to be seen.
"""

import warnings

import numpy as np

from micrograd_ko import TABLE, Tensor, Value, grad
from micrograd_ko.engine.array_rule_words import fit
from tests.helpers.array_cases import signs


def contributions(m, rule, inputs, size=1.0):
    """The result, the upstream gradient that was drawn, and what each input gets by this rule: None
    for that if the rule breaks down.
    """
    op = m.op(rule)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # NumPy's sums of nan warn whatever errstate says
        warnings.simplefilter("ignore", RuntimeWarning)
        inputs = [np.float64(x) if np.ndim(x) == 0 else x for x in inputs]
        y = op.forward(*inputs)
        g = size * signs(np.random.default_rng(3), np.shape(y))
        try:
            found = op.contributions(g, y, *inputs)
            return (
                y,
                g,
                [fit(np.asarray(c), np.shape(x)) for c, x in zip(found, inputs, strict=True)],
            )
        except Exception:
            return y, g, None


def apart(found, right, relative, absolute=0.0):
    """Is any entry further from the right one? Nan is, beside a number."""
    return found is not None and any(
        not np.all(np.isclose(a, b, rtol=relative, atol=absolute, equal_nan=True))
        for a, b in zip(found, right, strict=True)
    )


def right_as_given(m):
    _, _, right = contributions(m, m.row.backward, m.given)
    _, _, found = contributions(m, m.rule, m.given)
    return found is not None and not apart(found, right, 1e-9)


def differs(m):
    """By more than 1e-4 of an entry, and by more than rounding leaves of a difference of numbers as
    large as the result when their input is moved by 1.
    """
    y, g, right = contributions(m, m.row.backward, m.wrong_at, m.upstream)
    _, _, found = contributions(m, m.rule, m.wrong_at, m.upstream)
    # inf and nan are no place to tell 1% more
    if not all(np.all(np.isfinite(c)) for c in (y, *right)):
        return False
    # the entries of an elementwise row do not hide one another
    size = abs(y * g) if m.row.name in TABLE else np.max(abs(y * g))
    return apart(found, right, 1e-4, 1e-9 + 1e-13 * size)


def differs_at_pole(m):
    _, _, right = contributions(m, m.row.backward, m.wrong_at)
    _, _, found = contributions(m, m.rule, m.wrong_at)
    return apart(found, right, 1e-9)


def beyond_slopes(m, h=1e-6):
    """Is there a direction (an entry, all of an input, several inputs) in which the rule's number
    is not between the slopes to its two sides? What lies between is a choice.
    """
    op = m.op(m.row.backward)
    _, g, found = contributions(m, m.rule, m.wrong_at)
    inputs = [np.asarray(x, dtype=float) for x in m.wrong_at]
    for along in directions(inputs):
        got = sum(float(np.sum(c * v)) for c, v in zip(found, along, strict=True))
        with np.errstate(all="ignore"):
            here, there, back = (
                op.forward(*(x + t * v for x, v in zip(inputs, along, strict=True)))
                for t in (0.0, h, -h)
            )
            slopes = [float(np.sum(g * d)) / h for d in (there - here, here - back)]
        seen = sorted(s for s in slopes if not np.isnan(s))
        if seen and not (seen[0] - 1e-3 <= got <= seen[-1] + 1e-3):
            return True
    return False


def directions(inputs):
    zeros = [np.zeros_like(x) for x in inputs]
    for i, x in enumerate(inputs):
        for index in np.ndindex(x.shape):
            one = zeros[i].copy()
            one[index] = 1.0
            yield [*zeros[:i], one, *zeros[i + 1 :]]
        yield [*zeros[:i], np.ones_like(x), *zeros[i + 1 :]]
    yield [np.ones_like(x) for x in inputs]


# ── second order ──


def second_differs(m):
    return apart(second_derivatives(m, m.rule), second_derivatives(m, m.row.backward), 1e-4, 1e-9)


def second_derivatives(m, rule):
    """The gradient of the gradient, projected at random; None if the rule breaks down."""
    op, rng = m.op(rule), np.random.default_rng(3)
    xs = [m.nodes(x) for x in m.given]
    y = m.outer(m.nodes._apply(op, xs))
    try:
        first = grad(projected([y], rng), xs, create_graph=True)
        return [np.asarray(c.data) for c in grad(projected(first, rng), xs, create_graph=True)]
    except Exception:
        return None


def projected(nodes, rng):
    terms = [
        y * (rng.normal() if isinstance(y, Value) else rng.normal(size=np.shape(y.data)))
        for y in nodes
    ]
    sums = [term.sum() if isinstance(term, Tensor) else term for term in terms]
    return sum(sums[1:], sums[0])
